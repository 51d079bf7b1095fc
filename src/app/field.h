/* field.h - members of a request's body, each checked before use. What is wrong is named in the call's failure, by the member's name.
 *
 * Texts are borrowed from the body. A member that is absent or null gives the empty text and is no failure. */
#ifndef APP_FIELD_H
#define APP_FIELD_H

#include "app/app.h"

enum { FIELD_LINE = 128, FIELD_TEXT_MAX = 2000 }; /* bytes */
#define TIME_MOST_MS INT64_C(253402300799999)     /* the end of the year 9999 */

/* One line without blanks at its ends. RC_INPUT: no string, or a control character or mark of direction in it; RC_LIMIT: more than `max` bytes. */
bool field_line(struct call *c, jv from, const char *key, ptrdiff_t max, str *out);

/* The same, and RC_INPUT when it is empty. */
bool field_line_needed(struct call *c, jv from, const char *key, ptrdiff_t max, str *out);

/* Text of several lines, else the same, at most FIELD_TEXT_MAX bytes and at least `least` characters. */
bool field_text(struct call *c, jv from, const char *key, int least, str *out);

/* A whole number from..to, as a number or in words of digits; absent leaves *out alone. */
bool field_number(struct call *c, jv from, const char *key, int64_t least, int64_t most, int64_t *out);

bool field_has(jv from, const char *key);

#endif
