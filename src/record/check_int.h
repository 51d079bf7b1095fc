/* check_int.h - values as they come in, checked: shared by the readers of the profile and of the facts. Each writes *out only when it returns true. */
#ifndef RECORD_CHECK_INT_H
#define RECORD_CHECK_INT_H

#include "record/record.h"

struct reader {
	const char *what; /* "profile", "facts": leads the words of a failure */
	int64_t now_ms;
	struct arena *perm;
	struct fail *fail;
};

/* A NULL value clears. One line of text without control characters and without characters that turn the direction of what follows. */
bool read_line(const struct reader *r, str *out, str key, jv v, ptrdiff_t max);
bool read_birth(const struct reader *r, str *out, str key, jv v);
bool read_sex(const struct reader *r, str *out, str key, jv v);
bool read_phone(const struct reader *r, str *out, str key, jv v);
bool read_unknown(const struct reader *r, str key); /* always false */

#endif
