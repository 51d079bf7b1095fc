/* totp.h - codes that change every 30 seconds: RFC 6238 over RFC 4226, HMAC-SHA-1, six digits, as every authenticator app makes them. Pure. */
#ifndef ACCOUNT_TOTP_H
#define ACCOUNT_TOTP_H

#include "account/base32.h"
#include "base/clock.h"

enum {
	TOTP_SECRET = 20, /* bytes: as many as SHA-1 gives; RFC 4226 (2005) section 4, R6 */
	TOTP_SECRET_CHARS = BASE32_CHARS(TOTP_SECRET),
	TOTP_DIGITS = 6,
	TOTP_STEP_MS = 30000,
	TOTP_NEAR = 1, /* a code of the step before or after counts too: RFC 6238 (2011) section 5.2 */
	TOTP_FAR = 20, /* steps within which a code tells that a clock is wrong: ten minutes */
};

enum totp_verdict {
	TOTP_OK,
	TOTP_WRONG, /* also what is no code at all */
	TOTP_USED,  /* the right code, but it or a later one was used already */
	TOTP_CLOCK, /* a code of this device, but of another time: its clock or ours is wrong by about off_s */
};

struct totp_result {
	enum totp_verdict verdict;
	int64_t step;  /* of TOTP_OK: to be kept as the last one used, in the transaction that lets the person in */
	int64_t off_s; /* of TOTP_CLOCK: seconds the device's clock is ahead of ours; negative = behind */
};

/* Does this code belong to this secret now? `last_step` is the newest one used; 0 = none. Digits may be full width, with blanks between them.
 * Takes the same time whatever the code. Everything but TOTP_OK counts as a wrong guess (lockout.h). */
struct totp_result totp_check(const unsigned char secret[TOTP_SECRET], str code, int64_t now_ms, int64_t last_step);

/* The code of one step as a number below 10^digits; digits 6..8. */
uint32_t totp_code(const unsigned char *secret, ptrdiff_t secret_n, int64_t step, int digits);

void totp_secret_make(unsigned char secret[TOTP_SECRET], struct rng rng);

/* otpauth://totp/Issuer:account?secret=…&issuer=…&algorithm=SHA1&digits=6&period=30, for a QR code. `perm` owns it. */
str totp_uri(const unsigned char secret[TOTP_SECRET], str issuer, str account, struct arena *perm);

#endif
