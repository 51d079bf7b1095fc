/* key.h - the organisation's Ed25519 key that signs its tree heads.
 *
 * On disk: the 64 secret bytes (seed, then public key) as 128 hex digits and a line end, mode 0600. The half that can be derived is kept so that a
 * damaged file is noticed. A new key is a new log: who holds an older head can no longer check it against this one. */
#ifndef LEDGER_KEY_H
#define LEDGER_KEY_H

#include "base/clock.h"
#include "base/fail.h"

enum { KEY_PUBLIC_BYTES = 32, KEY_SECRET_BYTES = 64 };

struct public_key {
	unsigned char b[KEY_PUBLIC_BYTES];
};

struct key_pair {
	struct public_key public_key;
	unsigned char secret[KEY_SECRET_BYTES];
};

void key_create(struct key_pair *out, struct rng rng);

/* Never writes over an existing file: RC_CONFLICT. RC_IO when the disk refuses. */
bool key_save(const struct key_pair *key, const char *path, struct fail *fail);

/* RC_MISSING no such file; RC_DENIED others may read it; RC_CORRUPT not a key, or its halves do not belong together; RC_IO. */
bool key_load(struct key_pair *out, const char *path, struct fail *fail);

/* Overwrites the secret. */
void key_forget(struct key_pair *key);

#endif
