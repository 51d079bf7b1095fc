/* lockout.h - slowing down who guesses. Pure: the clock is an argument, and may be wrong.
 *
 * Counted by log-in name, whether the name exists or not (table `attempt`). After five failures in a row nobody logs in under that name for 30 seconds, then
 * 60, 120 … at most 15 minutes: who forgot a password waits, who guesses gets about a hundred guesses a day. NIST SP 800-63B-4 (2025) wants a password disabled
 * after 100 failures in a row at most; that is not done here, because whoever knows a name could then shut a patient out for good. */
#ifndef ACCOUNT_LOCKOUT_H
#define ACCOUNT_LOCKOUT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	LOCKOUT_FREE = 5,
	LOCKOUT_FIRST_MS = 30 * 1000,
	LOCKOUT_MOST_MS = 15 * 60 * 1000,
	LOCKOUT_FORGET_MS = 24 * 60 * 60 * 1000, /* since the last failure */
};

struct lockout {
	int64_t failures; /* in a row */
	int64_t last_ms;  /* of the last one */
	int64_t until_ms; /* no log-in before this time; 0 = none */
};

/* Seconds to wait before a password is looked at; 0 = none. While there is a wait nothing is checked and nothing counted. */
int64_t lockout_wait_s(const struct lockout *row, int64_t now_ms);

/* The row after one more wrong password or code. After a right one the row is removed. */
struct lockout lockout_after_failure(struct lockout row, int64_t now_ms);

/* When our clock was ahead, a row may lie in the future: it is then put back to now, and the wait to 15 minutes, so that it ends. True when it
 * was changed and is to be kept. Call it where lockout_wait_s said to wait. */
bool lockout_settle(struct lockout *row, int64_t now_ms);

#endif
