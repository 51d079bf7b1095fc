/* str.h - borrowed strings and a builder.
 *
 * `str` is a view: UTF-8 bytes with a length, not terminated, owned by somebody else. Bytes are validated once, at the edge (utf8_valid); inside
 * the program validity is an invariant. `sb` builds a string on an arena. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"

#include <stdint.h>
#include <string.h>

typedef struct {
	const char *p;
	ptrdiff_t n;
} str;

#define S(literal) ((str){(literal), (ptrdiff_t)sizeof(literal) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

str str_from(const char *c_string); /* NULL gives the empty string */
bool str_eq(str a, str b);
int str_cmp(str a, str b);
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
ptrdiff_t str_find(str s, str what); /* byte offset of the first occurrence, or -1 */
str str_slice(str s, ptrdiff_t from, ptrdiff_t to);
str str_trim(str s);                  /* without ASCII white space at both ends */
uint64_t str_hash(str s);             /* FNV-1a with a final mix; not for adversarial keys */
str str_copy(struct arena *a, str s); /* also NUL-terminated one byte past the end */
const char *str_c(struct arena *a, str s);

/* Cuts `*rest` at the first `sep`; returns what stood before it and moves `*rest` behind it. False when nothing is left. */
bool str_next(str *rest, char sep, str *item);

/* Whole string as a decimal integer; false when it is not one or does not fit. */
bool str_to_i64(str s, int64_t *out);
/* Whole string as a decimal number such as -12.50; no exponent, no infinity. */
bool str_to_double(str s, double *out);

struct sb {
	struct arena *a;
	char *p;
	ptrdiff_t n, cap;
};

struct sb sb_new(struct arena *a, ptrdiff_t cap);
void sb_add(struct sb *b, str s);
void sb_byte(struct sb *b, char c);
void sb_i64(struct sb *b, int64_t v);
/* printf into the builder, whole. */
void sb_fmt(struct sb *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
str sb_str(const struct sb *b);

#endif
