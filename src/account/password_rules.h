/* password_rules.h - which passwords are too easy to guess. Pure.
 *
 * As NIST SP 800-63B-4 (2025) section 3.1.1 has it: long enough, any characters, no rules about kinds of characters, no changing by the calendar, and
 * nothing that guessers try first. Instead of a copied list of common passwords there are the rules by which such passwords are made: runs on the keyboard,
 * repetitions, dates, phone numbers, a few words, the log-in name. A password of four such pieces or fewer is refused, whatever its length.
 * The house takes 10 characters. NIST asks for 15 where a password is all there is, and 8 beside a second factor. */
#ifndef ACCOUNT_PASSWORD_RULES_H
#define ACCOUNT_PASSWORD_RULES_H

#include "base/str.h"

enum {
	PASSWORD_CHARS_MIN = 10, /* code points after NFC */
	PASSWORD_BYTES_MAX = 256,
	PASSWORD_PIECES_MIN = 5,
};

enum password_flaw {
	PASSWORD_FINE,
	PASSWORD_TEXT, /* not text: invalid UTF-8 or control characters */
	PASSWORD_SHORT,
	PASSWORD_LONG,
	PASSWORD_LOGIN,   /* the log-in name with little else */
	PASSWORD_REPEATS, /* fewer than eight characters over and over */
	PASSWORD_RUN,     /* neighbours on the keyboard, the alphabet, counting */
	PASSWORD_NUMBER,  /* a date, a phone or identity number */
	PASSWORD_COMMON,  /* common words with little else */
	PASSWORD_FLAWS
};

enum password_flaw password_flaw(str password, str login, struct arena scratch);

struct password_words {
	const char *zh, *en; /* one sentence for the person */
};
struct password_words password_flaw_say(enum password_flaw flaw);

/* The form in which passwords are hashed: NFC, as different keyboards write one letter differently. False when it is not valid UTF-8. */
bool password_nfc(str *out, str password, struct arena *perm);

#endif
