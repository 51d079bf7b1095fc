/* password_int.h - whose turn it is to hash; for password.c and its test. */
#ifndef ACCOUNT_PASSWORD_INT_H
#define ACCOUNT_PASSWORD_INT_H

#include "base/fail.h"

/* RC_BUSY when PASSWORD_AT_ONCE others are at it and none ends within wait_ms. Who took a turn gives it back. */
bool password_turn_take(int64_t wait_ms, struct fail *fail);
void password_turn_give(void);

#endif
