/* mark.h - the words on which the sense of a medical sentence turns, as data. Pure.
 *
 * A row gives one sense and every spelling of it in folded text; spellings of one row may stand for each other, nothing else may. A spelling of
 * two or more words that shares a beginning with a mark but is none (功能 has no 能) has a row of its own: the longest spelling wins. */
#ifndef GUARD_MARK_H
#define GUARD_MARK_H

#include "base/str.h"

enum mark_group {
	MARK_FILLER,    /* carries no sense, left out before comparing */
	MARK_WORD,      /* an ordinary word with other spellings */
	MARK_POLARITY,  /* not, never, cannot, avoid, forbidden, can, should, must */
	MARK_ACTION,    /* stop, continue, double, safe: what is told to be done */
	MARK_SIZE,      /* more than, at least, or less */
	MARK_DIRECTION, /* before and after, left and right, up and down */
	MARK_CERTAINTY, /* possibly, always, usually, all, most */
	MARK_PEOPLE,    /* whom it is about: adults, children, pregnancy, poor kidneys */
	MARK_SCOPE,     /* if, unless, except, but: changes what stands beside it */
	MARK_ONLY,      /* only */
	MARK_DENIAL,    /* what stands beside it is called untrue or hearsay */
	MARK_END,       /* at the end of a clause it makes the clause a condition: 时, 者, 的人 */
	MARK_RATE,      /* a day, a dose, every other day */
	MARK_JOIN,      /* and; or */
	MARK_GROUPS
};

struct mark {
	str word;
	uint64_t sense;
	enum mark_group group;
	int next; /* the next one with the same beginning, -1 = none */
};

enum { MARK_HEADS = 256 };
struct marks {
	struct mark *v;
	ptrdiff_t n, cap;
	int head[MARK_HEADS];
};

/* The table made ready for looking up; `perm` owns it, the words are borrowed from the program. About 5 us. */
struct marks marks_make(struct arena *perm);

/* The longest mark that begins at byte i of folded text, or NULL. Latin ones are whole words. */
const struct mark *mark_at(const struct marks *m, str folded, ptrdiff_t i);

/* A unit of measure. value * factor + offset is the value in the unit all others of its dimension are compared in. */
struct unit {
	str word;
	int64_t dimension;
	double factor, offset;
};
const struct unit *unit_find(str folded, ptrdiff_t i); /* the longest that begins at byte i, or NULL */

#endif
