/* session_rules.h - how long a session and a second step hold, also when the clock is wrong. Pure. */
#ifndef ACCOUNT_SESSION_RULES_H
#define ACCOUNT_SESSION_RULES_H

#include "base/str.h"

#define SESSION_PATIENT_MS (14 * 24 * 3600 * INT64_C(1000))
#define SESSION_STAFF_MS (12 * 3600 * INT64_C(1000)) /* a shift */
enum {
	SESSION_AHEAD_MS = 5 * 60 * 1000, /* a session made further in the future was made by a clock that was wrong, or is now */
	STEP_MS = 5 * 60 * 1000,
	STEP_SLACK_MS = 5 * 1000, /* two servers' clocks may differ by this */
};

/* How long a session in this role lasts: visitor, patient and guardian two weeks, everybody else a shift. */
int64_t session_lasts_ms(str role);

/* Is it in force? Not before it was made, not after expires_ms, and never longer than its role's sessions last. */
bool session_in_force(str role, int64_t created_ms, int64_t expires_ms, int64_t now_ms);

/* Until when a second step taken now holds: the session's step_ms. */
int64_t step_until_ms(int64_t now_ms);

/* Is it in force? One that reaches further ahead than a step can was taken by a clock that was ahead, and does not hold. */
bool step_in_force(int64_t step_ms, int64_t now_ms);

#endif
