/* fail.h - operating errors. A function that can fail returns false and fills the caller's `struct fail`; the first failure wins.
 * A clinical "cannot say" is not a failure: it is a value. */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

#include "base/str.h"

enum rc { RC_OK, RC_INPUT, RC_DENIED, RC_MISSING, RC_CONFLICT, RC_BUSY, RC_TIMEOUT, RC_UPSTREAM, RC_CORRUPT, RC_LIMIT, RC_IO, RC_COUNT };

struct fail {
	enum rc rc;
	const char *where; /* module and function */
	char what[240];    /* one line, impersonal, no patient data */
};

/* Always returns false, so that `return fail_set(…)` reads well. Cuts `what` at a character boundary. */
bool fail_set(struct fail *f, enum rc rc, const char *where, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

const char *rc_name(enum rc rc); /* the `code` in an error answer: "input", "denied", … */
int rc_http(enum rc rc);         /* HTTP status */
int rc_exit(enum rc rc);         /* exit status of the command line */

#endif
