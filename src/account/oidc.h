/* oidc.h - log-in through a hospital's own provider: OpenID Connect Core 1.0, authorization code flow with PKCE.
 *
 *	oidc_begin   where to send the browser, and a `flow` to keep (sealed) under the hash of its state until the browser comes back
 *	oidc_end     the code that came back, exchanged for a verified token: who it is, in the provider's words
 *
 * One `struct oidc` for a server; begin and end may be called from any thread. They ask the provider and block at most until the request's deadline
 * (10 s when it has none), with at least 2 MiB free on the request's arena. What the provider says about itself and its keys is kept for an hour. Nothing here touches the store or logs. */
#ifndef ACCOUNT_OIDC_H
#define ACCOUNT_OIDC_H

#include "base/req.h"
#include "net/fetch.h"

enum {
	OIDC_SECRET = 43,         /* characters of a state, nonce or verifier: 32 random bytes in base64url */
	OIDC_FLOW_MS = 600000,    /* a log-in not ended after 10 min is void */
	OIDC_SKEW_S = 120,        /* how far the provider's clock and ours may differ */
	OIDC_BACK_MAX = 200,      /* bytes of the page to go back to */
	OIDC_KEEP_MS = 3600000,   /* how long what the provider publishes is kept */
	OIDC_REFETCH_MS = 30000,  /* an unknown key makes us ask for keys again at most this often */
	OIDC_ANSWER_MAX = 65536,  /* bytes of any answer of the provider */
	OIDC_DEADLINE_MS = 10000, /* when the caller has none */
};

/* ---- configuration ---- */

struct oidc_config {
	str issuer, client_id;
	str client_secret;  /* empty: a public client, PKCE alone */
	str redirect_uri;   /* the page of ours the provider sends the browser back to */
	str scopes;         /* separated by blanks, `openid` among them */
	str name;           /* what the button says */
	str ca_file, proxy; /* for fetch_curl; empty = none */
};

/* Lines of `key = value`; # begins a comment line. Keys: issuer, client_id, client_secret_file, redirect_uri, scopes, name, ca_file, proxy.
 * `secret_file` is the path as written, empty when there is none. RC_INPUT with the line's number: unknown, double, missing, or no address. */
bool oidc_config_parse(struct oidc_config *out, str *secret_file, str text, struct arena *perm, struct fail *fail);

/* Reads the file at `path` and the secret's file beside it (a relative path counts from the configuration's folder; its first line; RC_DENIED when
 * others may read it). */
bool oidc_config_load(struct oidc_config *out, const char *path, struct arena *perm, struct fail *fail);

/* ---- verification ---- */

struct oidc_claims {
	str sub;                /* who, for this issuer: 1..255 ASCII characters, never reassigned */
	str name;               /* these three: empty when not said, at most 200 bytes, no control characters */
	str preferred_username; /* may change hands: never to find an account by */
	str email;              /* only when the provider says it was verified */
	int64_t asked_s;        /* when the provider last asked who it is, seconds since 1970; 0 = not said */
};

/* The checks of OpenID Connect Core, 3.1.3.7. Pure.
 * in     key_set: JSON {"keys":[…]}; access_token: empty, or what `at_hash` must match if the token has one; nonce: as sent; now_s: seconds since 1970
 * else   RC_DENIED naming the check; RC_MISSING the key is not in the set (it may be out of date); RC_UPSTREAM the set cannot be read */
bool oidc_verify(struct oidc_claims *out, const struct oidc_config *config, str key_set, str id_token, str access_token, str nonce, int64_t now_s,
		 struct arena *perm, struct fail *fail);

/* The claims of a token or of the userinfo endpoint that are taken over: sub, name, preferred_username, email. False without a valid sub. */
bool oidc_claims_take(struct oidc_claims *out, void *json_object, struct arena *perm);

/* What a person is found by: issuer and sub together, since a sub means something only to its issuer. To be marked (keyed hash), never kept as it is. */
str oidc_subject(const struct oidc_config *config, str sub, struct arena *perm);

/* ---- a log-in on its way ---- */

struct oidc_flow {
	char state[OIDC_SECRET + 1], nonce[OIDC_SECRET + 1], verifier[OIDC_SECRET + 1];
	char browser[OIDC_SECRET + 1]; /* hash of what ties it to the browser that began */
	int64_t until_ms;
	bool again; /* the provider is to ask who it is even though it knows */
	str back;   /* page of ours to go on with, begins with / */
};

/* As text, to be sealed; and back. Reading accepts only what writing gives. RC_CORRUPT. `back` is copied. */
str oidc_flow_pack(const struct oidc_flow *flow, struct arena *perm);
bool oidc_flow_unpack(struct oidc_flow *out, str text, struct arena *perm, struct fail *fail);

/* Under what a flow is kept: SHA-256 of its state. False when it does not look like one. */
bool oidc_state_hash(unsigned char out[32], str state);

/* A page of this site: / and then no second / or \, only characters of an address, at most OIDC_BACK_MAX bytes. Keeps us from sending people elsewhere. */
bool oidc_back_ok(str back);

/* ---- the provider ---- */

struct oidc;

/* Copies the configuration. At most `at_once` (>= 1) calls wait for the provider at a time, the next is refused with RC_BUSY: a provider that hangs must
 * not hold every thread of the server. NULL when memory is short. */
struct oidc *oidc_open(const struct oidc_config *config, int at_once);
void oidc_close(struct oidc *oidc);
const struct oidc_config *oidc_config(const struct oidc *oidc);

struct oidc_begun {
	str url; /* where the browser goes */
	struct oidc_flow flow;
};

/* back     empty = "/"
 * browser  any text the same browser will have at the end and no other has (hash of its session cookie); empty when there is none, then at the end too
 * again    somebody who is logged in shows once more who it is: the provider is told to ask (prompt, max_age), and at the end must say that it did
 * else     RC_INPUT back; RC_UPSTREAM, RC_TIMEOUT, RC_LIMIT the provider, or what it says of itself does not fit; RC_BUSY */
bool oidc_begin(struct oidc_begun *out, struct oidc *oidc, const struct fetch *fetch, str back, str browser, bool again, struct req *rq);

/* What came back in the address of the redirect. */
struct oidc_answer {
	str code, state;
	str issuer; /* `iss` of RFC 9207; empty = not said, which one provider makes harmless */
};

/* `flow` was found by the state's hash. The caller removes it at the latest in the transaction that logs in, and logs in only if it was still there: so a
 * state logs in once.
 * RC_DENIED state, browser, time, issuer, code or token is not right; RC_UPSTREAM, RC_TIMEOUT, RC_LIMIT the provider; RC_BUSY. */
bool oidc_end(struct oidc_claims *out, struct oidc *oidc, const struct fetch *fetch, const struct oidc_flow *flow, const struct oidc_answer *answer,
	      str browser, struct req *rq);

#endif
