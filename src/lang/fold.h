/* fold.h - one spelling for comparing: lower case, half width, simplified characters, no spaces beside Chinese characters.
 *
 * Every folded byte knows the byte of the original it came from, so that a finding in folded text is always shown in the original. Pure. */
#ifndef LANG_FOLD_H
#define LANG_FOLD_H

#include "base/str.h"

struct folded {
	str original;
	str text;
	int32_t *origin; /* text.n + 1 entries: byte offset in `original`; the last one is original.n */
};

/* Folds valid UTF-8. `perm` owns the result; `original` is borrowed. Superscript digits become ^ and digits (10⁹ → 10^9). */
struct folded fold(str original, struct arena *perm);

/* The piece of the original behind folded bytes [from, to). */
str fold_original(const struct folded *f, ptrdiff_t from, ptrdiff_t to);

#endif
