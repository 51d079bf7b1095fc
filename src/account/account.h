/* account.h - who is asking: passwords, sessions, the sample log-ins. */
#ifndef ACCOUNT_ACCOUNT_H
#define ACCOUNT_ACCOUNT_H

#include "base/clock.h"
#include "store/store.h"

enum { TOKEN_HEX = 64 }; /* characters of a session cookie: 32 random bytes */

/* A new token, good for two weeks, and the row that belongs to it. `token` holds TOKEN_HEX + 1 bytes. */
void session_make(char token[TOKEN_HEX + 1], struct session_row *row, str org, str person, str login, str role, int64_t now_ms, struct rng rng);

/* The hash under which a cookie's session is kept; false when it does not look like a token. */
bool session_hash(unsigned char out[32], str token);

/* The session of a cookie if there is one and it has not expired. RC_MISSING otherwise. */
bool session_find(struct store *store, struct session_row *row, str token, int64_t now_ms, struct arena *perm, struct fail *fail);

/* RC_DENIED for a wrong name or password; both take the same time. */
bool account_login(struct store *store, struct account_row *row, str org, str login, str password, struct arena *perm, struct fail *fail);

/* The fictional patient and doctor of the sample hospital, both with the password `sample_password`. In the caller's transaction. */
bool account_put_samples(struct store *store, str org, struct rng rng, struct arena *perm, struct fail *fail);
extern const char sample_password[];

#endif
