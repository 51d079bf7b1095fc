#include "account/oidc_int.h"

#include "base/check.h"
#include "base/json.h"

#include <sodium.h>
#include <stdlib.h>

enum { CODE_MAX = 2048, CONFIG_ROOM = 1 << 16 };

/* ---- lifetime ---- */

struct oidc *oidc_open(const struct oidc_config *config, int at_once)
{
	ASSERT(at_once >= 1);
	struct oidc *o = calloc(1, sizeof *o);
	struct arena whole = arena_create(CONFIG_ROOM);
	if (!o || !whole.beg || pthread_mutex_init(&o->lock, NULL) != 0) {
		arena_destroy(whole);
		free(o);
		return NULL;
	}
	struct arena a = o->memory = whole;
	o->at_once = at_once;
	str *to = (str *)&o->config;
	const str *from = (const str *)config;
	for (size_t i = 0; i < sizeof *config / sizeof *to; i++) to[i] = str_copy(&a, from[i]);
	return o;
}

void oidc_close(struct oidc *oidc)
{
	if (!oidc) return;
	sodium_memzero((void *)oidc->config.client_secret.p, (size_t)oidc->config.client_secret.n);
	arena_destroy(oidc->memory);
	pthread_mutex_destroy(&oidc->lock);
	free(oidc);
}

const struct oidc_config *oidc_config(const struct oidc *oidc)
{
	return &oidc->config;
}

/* ---- writing addresses and forms ---- */

static void percent(struct sb *out, str s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
			     c == '~';
		if (plain) sb_byte(out, (char)c);
		else {
			sb_byte(out, '%');
			sb_byte(out, hex[c >> 4]);
			sb_byte(out, hex[c & 15]);
		}
	}
}

static void parameter(struct sb *out, const char *name, str value)
{
	if (out->n && out->p[out->n - 1] != '?') sb_byte(out, '&');
	sb_add(out, str_from(name));
	sb_byte(out, '=');
	percent(out, value);
}

/* ---- secrets of a log-in ---- */

static void secret(char out[OIDC_SECRET + 1], struct rng rng)
{
	unsigned char bytes[32];
	rng.fill(rng.ctx, bytes, (ptrdiff_t)sizeof bytes);
	sodium_bin2base64(out, OIDC_SECRET + 1, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void hashed(char out[OIDC_SECRET + 1], str text)
{
	unsigned char bytes[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(bytes, (const unsigned char *)text.p, (unsigned long long)text.n);
	sodium_bin2base64(out, OIDC_SECRET + 1, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool same(const char secret_text[OIDC_SECRET + 1], str s)
{
	return s.n == OIDC_SECRET && sodium_memcmp(secret_text, s.p, OIDC_SECRET) == 0;
}

static void limit_time(struct req *rq)
{
	if (!rq->deadline_us) rq->deadline_us = clock_monotonic_us() + (int64_t)OIDC_DEADLINE_MS * 1000;
}

/* ---- begin ---- */

static str authorization_url(const struct oidc_metadata *m, const struct oidc_config *c, const struct oidc_flow *flow, struct arena *perm)
{
	char challenge[OIDC_SECRET + 1];
	struct sb url = sb_new(perm, 1024);
	hashed(challenge, str_from(flow->verifier)); /* S256 of RFC 7636, 4.2 */
	sb_add(&url, m->authorization);
	if (str_find(m->authorization, S("?")) < 0) sb_byte(&url, '?');
	parameter(&url, "response_type", S("code"));
	parameter(&url, "client_id", c->client_id);
	parameter(&url, "redirect_uri", c->redirect_uri);
	parameter(&url, "scope", c->scopes);
	parameter(&url, "state", str_from(flow->state));
	parameter(&url, "nonce", str_from(flow->nonce));
	parameter(&url, "code_challenge", str_from(challenge));
	parameter(&url, "code_challenge_method", S("S256"));
	if (flow->again) {
		parameter(&url, "prompt", S("login")); /* Core 3.1.2.1 */
		parameter(&url, "max_age", S("0"));    /* makes auth_time a claim the token must have */
	}
	return sb_str(&url);
}

static bool metadata_for_begin(struct oidc_metadata *out, struct oidc *o, const struct fetch *fetch, struct req *rq)
{
	if (oidc_metadata_kept(out, o, rq)) return true;
	if (rq->fail.rc != RC_OK || !oidc_enter(o, rq)) return false;
	bool ok = oidc_metadata_ask(out, o, fetch, rq);
	oidc_leave(o);
	return ok;
}

bool oidc_begin(struct oidc_begun *out, struct oidc *oidc, const struct fetch *fetch, str back, str browser, bool again, struct req *rq)
{
	struct oidc_metadata metadata;
	*out = (struct oidc_begun){0};
	limit_time(rq);
	if (back.n && !oidc_back_ok(back)) return fail_set(&rq->fail, RC_INPUT, "oidc_begin", "`return` is not a page of this site");
	if (!metadata_for_begin(&metadata, oidc, fetch, rq)) return false;
	struct oidc_flow *flow = &out->flow;
	secret(flow->state, rq->rng);
	secret(flow->nonce, rq->rng);
	secret(flow->verifier, rq->rng);
	hashed(flow->browser, browser);
	flow->until_ms = rq->clock.now_ms(rq->clock.ctx) + OIDC_FLOW_MS;
	flow->again = again;
	flow->back = back.n ? str_copy(rq->arena, back) : S("/");
	out->url = authorization_url(&metadata, &oidc->config, flow, rq->arena);
	return true;
}

/* ---- end ---- */

static bool denied(struct req *rq, const char *what)
{
	return fail_set(&rq->fail, RC_DENIED, "oidc_end", "%s", what);
}

static bool check_answer(const struct oidc_config *config, const struct oidc_flow *flow, const struct oidc_answer *answer, str browser,
			 struct req *rq)
{
	char tie[OIDC_SECRET + 1];
	int64_t now_ms = rq->clock.now_ms(rq->clock.ctx);
	hashed(tie, browser);
	if (!same(flow->state, answer->state)) return denied(rq, "the answer belongs to another log-in (state)");
	if (!same(flow->browser, str_from(tie))) return denied(rq, "the log-in was begun in another browser");
	if (now_ms >= flow->until_ms || now_ms < flow->until_ms - OIDC_FLOW_MS) return denied(rq, "the log-in took too long");
	if (answer->issuer.n && !str_eq(answer->issuer, config->issuer)) return denied(rq, "the answer comes from another issuer (iss)");
	if (!answer->code.n || answer->code.n > CODE_MAX) return denied(rq, "there is no code in the answer");
	return true;
}

/* Authorization: Basic, both halves written as form values first (RFC 6749, 2.3.1). */
static str basic(const struct oidc_config *config, struct arena *perm)
{
	struct sb pair = sb_new(perm, 256), out = sb_new(perm, 512);
	percent(&pair, config->client_id);
	sb_byte(&pair, ':');
	percent(&pair, config->client_secret);
	size_t room = sodium_base64_ENCODED_LEN((size_t)pair.n, sodium_base64_VARIANT_ORIGINAL);
	char *text = ARENA_NEW(perm, char, (ptrdiff_t)room);
	sodium_bin2base64(text, room, (const unsigned char *)pair.p, (size_t)pair.n, sodium_base64_VARIANT_ORIGINAL);
	sb_add(&out, S("Basic "));
	sb_add(&out, str_from(text));
	return sb_str(&out);
}

/* RFC 6749, 5.2: what the provider says when it refuses, as far as it is a name. */
static bool refused(const struct fetch_reply *reply, struct req *rq)
{
	jv v = NULL;
	char name[40] = "";
	json_parse(&v, reply->body, JWS_JSON_DEPTH, NULL);
	str error = json_str(v, "error");
	bool plain = error.n > 0 && error.n < (ptrdiff_t)sizeof name;
	for (ptrdiff_t i = 0; plain && i < error.n; i++) plain = (error.p[i] >= 'a' && error.p[i] <= 'z') || error.p[i] == '_';
	if (plain) memcpy(name, error.p, (size_t)error.n);
	json_free(v);
	if (strcmp(name, "invalid_grant") == 0) return denied(rq, "the provider does not accept the code (invalid_grant): used, expired or not ours");
	return fail_set(&rq->fail, RC_UPSTREAM, "oidc_end", "the provider answers %d to the code%s%s", reply->status, plain ? ": " : "", name);
}

struct tokens {
	str id_token, access_token;
};

static bool read_tokens(struct tokens *out, str text, struct req *rq)
{
	jv v;
	if (!json_parse(&v, text, JWS_JSON_DEPTH, NULL))
		return fail_set(&rq->fail, RC_UPSTREAM, "oidc_end", "the provider's answer to the code is not JSON");
	*out = (struct tokens){str_copy(rq->arena, json_str(v, "id_token")), str_copy(rq->arena, json_str(v, "access_token"))};
	json_free(v);
	return out->id_token.n || fail_set(&rq->fail, RC_UPSTREAM, "oidc_end", "the provider's answer to the code has no id_token");
}

static bool exchange(struct tokens *out, const struct oidc_config *c, const struct fetch *fetch, const struct oidc_metadata *m,
		     const struct oidc_flow *flow, str code, struct req *rq)
{
	struct fetch_reply reply;
	struct fetch_header header[2] = {{"Content-Type", S("application/x-www-form-urlencoded")}, {NULL, S("")}};
	struct sb body = sb_new(rq->arena, 1024);
	parameter(&body, "grant_type", S("authorization_code"));
	parameter(&body, "code", code);
	parameter(&body, "redirect_uri", c->redirect_uri);
	parameter(&body, "code_verifier", str_from(flow->verifier));
	if (m->auth == OIDC_AUTH_BASIC) header[1] = (struct fetch_header){"Authorization", basic(c, rq->arena)};
	else parameter(&body, "client_id", c->client_id);
	if (m->auth == OIDC_AUTH_POST) parameter(&body, "client_secret", c->client_secret);
	if (!oidc_ask(&reply, fetch, "POST", m->token, header, sb_str(&body), rq)) return false;
	if (reply.status != 200) return refused(&reply, rq);
	return read_tokens(out, reply.body, rq);
}

/* Verifies with the keys at hand; a key not among them may be new, so they are asked for once more. */
static bool verify(struct oidc_claims *out, struct oidc *o, const struct fetch *fetch, const struct oidc_metadata *m, const struct tokens *t,
		   str nonce, struct req *rq)
{
	int64_t now_s = rq->clock.now_ms(rq->clock.ctx) / 1000;
	struct fail why = {0};
	bool asked;
	str keys;
	if (!oidc_keys(&keys, &asked, o, fetch, m, rq)) return false;
	if (oidc_verify(out, &o->config, keys, t->id_token, t->access_token, nonce, now_s, rq->arena, &why)) return true;
	if (why.rc == RC_MISSING && !asked && oidc_keys_again(&keys, o, fetch, m, rq)) {
		why = (struct fail){0};
		if (oidc_verify(out, &o->config, keys, t->id_token, t->access_token, nonce, now_s, rq->arena, &why)) return true;
	}
	return fail_set(&rq->fail, why.rc == RC_MISSING ? RC_DENIED : why.rc, why.where, "%s", why.what);
}

/* Providers may give names only at their userinfo endpoint (Core, 5.4). Not having one is no reason to refuse; another person's is (Core, 5.3.2). */
static bool complete(struct oidc_claims *claims, const struct fetch *fetch, const struct oidc_metadata *m, const struct tokens *t, struct req *rq)
{
	struct fetch_reply reply;
	struct fetch_header header[2] = {{NULL, S("")}};
	struct req quiet = *rq; /* its failure is not ours */
	struct sb bearer = sb_new(rq->arena, 256);
	struct oidc_claims more;
	jv v;
	if (claims->name.n || !m->userinfo.n || !t->access_token.n) return true;
	sb_add(&bearer, S("Bearer "));
	sb_add(&bearer, t->access_token);
	header[0] = (struct fetch_header){"Authorization", sb_str(&bearer)};
	if (!oidc_ask(&reply, fetch, "GET", m->userinfo, header, S(""), &quiet) || reply.status != 200) return true;
	if (!json_parse(&v, reply.body, JWS_JSON_DEPTH, NULL)) return true;
	bool known = oidc_claims_take(&more, v, rq->arena);
	json_free(v);
	if (known && !str_eq(more.sub, claims->sub)) return denied(rq, "the provider's userinfo speaks of somebody else (sub)");
	if (!known) return true;
	claims->name = more.name;
	if (!claims->preferred_username.n) claims->preferred_username = more.preferred_username;
	if (!claims->email.n) claims->email = more.email;
	return true;
}

/* Not the log-in of this morning: who sits at the machine now was asked after this flow began. */
static bool check_asked(const struct oidc_flow *flow, const struct oidc_claims *claims, struct req *rq)
{
	int64_t begun_s = (flow->until_ms - OIDC_FLOW_MS) / 1000;
	if (!flow->again || claims->asked_s >= begun_s - OIDC_SKEW_S) return true;
	return denied(rq, claims->asked_s ? "the provider did not ask again who it is (auth_time)"
					  : "the provider does not say when it asked who it is (auth_time)");
}

static bool end(struct oidc_claims *out, struct oidc *o, const struct fetch *fetch, const struct oidc_flow *flow, str code, struct req *rq)
{
	struct oidc_metadata metadata;
	struct tokens tokens;
	return (oidc_metadata_kept(&metadata, o, rq) || oidc_metadata_ask(&metadata, o, fetch, rq)) &&
	       exchange(&tokens, &o->config, fetch, &metadata, flow, code, rq) &&
	       verify(out, o, fetch, &metadata, &tokens, str_from(flow->nonce), rq) && complete(out, fetch, &metadata, &tokens, rq);
}

bool oidc_end(struct oidc_claims *out, struct oidc *oidc, const struct fetch *fetch, const struct oidc_flow *flow, const struct oidc_answer *answer,
	      str browser, struct req *rq)
{
	*out = (struct oidc_claims){0};
	limit_time(rq);
	if (!check_answer(&oidc->config, flow, answer, browser, rq) || !oidc_enter(oidc, rq)) return false;
	bool ok = end(out, oidc, fetch, flow, answer->code, rq) && check_asked(flow, out, rq);
	oidc_leave(oidc);
	if (!ok) *out = (struct oidc_claims){0};
	return ok;
}
