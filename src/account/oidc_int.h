/* oidc_int.h - what oidc.c and oidc_provider.c share: the kept answers of the provider, and how it is asked. */
#ifndef ACCOUNT_OIDC_INT_H
#define ACCOUNT_OIDC_INT_H

#include "account/jws.h"
#include "account/oidc.h"

#include <pthread.h>

struct oidc_kept {
	char text[OIDC_ANSWER_MAX];
	ptrdiff_t n; /* 0 = nothing kept */
	int64_t at_ms;
};

struct oidc {
	struct oidc_config config; /* on `memory` */
	struct arena memory;
	pthread_mutex_t lock; /* around all that follows */
	struct oidc_kept metadata, keys;
	int64_t refetched_ms; /* when an unknown key last made us ask for keys again */
	int asking, at_once;
};

enum oidc_auth { OIDC_AUTH_NONE, OIDC_AUTH_BASIC, OIDC_AUTH_POST };

struct oidc_metadata {
	str authorization, token, keys;
	str userinfo; /* may be empty */
	enum oidc_auth auth;
};

/* One request with `Accept: application/json` and up to two headers more (NULL = none), within the request's deadline. */
bool oidc_ask(struct fetch_reply *out, const struct fetch *fetch, const char *method, str url, const struct fetch_header header[2], str body,
	      struct req *rq);

/* Reads what the provider says of itself. RC_UPSTREAM when it does not fit the configuration. */
bool oidc_metadata_read(struct oidc_metadata *out, const struct oidc_config *config, str text, struct req *rq);

/* The same from what is kept; false without a failure when nothing is. */
bool oidc_metadata_kept(struct oidc_metadata *out, struct oidc *o, struct req *rq);
bool oidc_metadata_ask(struct oidc_metadata *out, struct oidc *o, const struct fetch *fetch, struct req *rq);

/* Around whatever asks the provider. RC_BUSY. */
bool oidc_enter(struct oidc *o, struct req *rq);
void oidc_leave(struct oidc *o);

/* The provider's keys, kept or asked for (`asked`). */
bool oidc_keys(str *out, bool *asked, struct oidc *o, const struct fetch *fetch, const struct oidc_metadata *metadata, struct req *rq);

/* Asks once more because a key was not among them; false without a failure when that was done too recently. */
bool oidc_keys_again(str *out, struct oidc *o, const struct fetch *fetch, const struct oidc_metadata *metadata, struct req *rq);

#endif
