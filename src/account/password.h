/* password.h - passwords kept as Argon2id hashes.
 *
 * One hash takes 64 MiB and about 100 ms on purpose. Two are worked out at a time in the whole program, so that many log-ins at once cost time and not the
 * machine's memory; who waits too long is told to try again. Thread-safe. */
#ifndef ACCOUNT_PASSWORD_H
#define ACCOUNT_PASSWORD_H

#include "base/fail.h"

enum {
	PASSWORD_HASH = 128, /* bytes with NUL, as libsodium writes it: $argon2id$v=19$m=65536,t=2,p=1$… */
	PASSWORD_AT_ONCE = 2,
	PASSWORD_WAIT_MS = 5000, /* for a turn, unless the request has less time left */
};

/* Whether it is good enough was asked before (password_rules.h). RC_BUSY: no turn within wait_ms; RC_LIMIT: no memory; RC_INPUT: not text, or too long. */
bool password_hash(char out[PASSWORD_HASH], str password, int64_t wait_ms, struct arena scratch, struct fail *fail);

/* RC_DENIED when it is wrong. An empty hash stands for somebody who does not exist or has no password: it is refused after the same time. RC_BUSY, RC_LIMIT
 * as above; RC_CORRUPT: the hash is none. */
bool password_verify(str hash, str password, int64_t wait_ms, struct arena scratch, struct fail *fail);

/* Made with less work than is asked today: hash it anew while the password is at hand. */
bool password_needs_rehash(str hash);

#endif
