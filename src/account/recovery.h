/* recovery.h - ten codes for the day the device with the second factor is gone. Each is good once; kept are keyed hashes only. Pure. */
#ifndef ACCOUNT_RECOVERY_H
#define ACCOUNT_RECOVERY_H

#include "base/clock.h"

enum {
	RECOVERY_CODES = 10,
	RECOVERY_CHARS = 11, /* ABCDE-FGH23: ten characters of base 32, 50 random bits */
	RECOVERY_HASH = 16,
	RECOVERY_KEY = 32,
};

struct recovery {
	unsigned char hash[RECOVERY_CODES][RECOVERY_HASH]; /* all zero: used, or never made */
};

/* New codes in place of all older ones; shown once. `key` is the person's. */
void recovery_make(char codes[RECOVERY_CODES][RECOVERY_CHARS + 1], struct recovery *out, const unsigned char key[RECOVERY_KEY], struct rng rng);

/* True when it is one of them, which is then used up: the caller keeps `r` in the transaction that lets the person in. Either case; blanks and hyphens
 * are passed over; 0, 1 and 8, which no code has, are read as O, I and B. Takes the same time whatever the code. */
bool recovery_use(struct recovery *r, const unsigned char key[RECOVERY_KEY], str code);

int recovery_left(const struct recovery *r);

#endif
