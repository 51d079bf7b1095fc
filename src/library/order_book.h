/* order_book.h - what a pack knows for the order check: names as people write them, strengths, dose ranges and the prepared rules.
 *
 * A name is found whole: the longest known name in it, and what is left over must be a salt, a dosage form or a strength. Anything else is not
 * guessed at. Built once by pack_load; lives as long as the pack. */
#ifndef LIBRARY_ORDER_BOOK_H
#define LIBRARY_ORDER_BOOK_H

#include "library/pack.h"

struct order_book {
	const struct order_index *index;
	bool whole; /* nothing of the rules was refused */
};

enum name_how {
	NAME_UNKNOWN,
	NAME_FOUND,
	NAME_PARTIAL,   /* a known name and more that is not understood */
	NAME_AMBIGUOUS, /* several drugs have it */
	NAME_SEVERAL,   /* several known drugs in one name, and no product of that composition is known */
	NAME_CLASS      /* a group of drugs */
};

struct named {
	enum name_how how;
	int32_t concept;
};

struct named order_name_drug(const struct pack *pack, str folded);

/* Allergens may be drugs, classes or words such as 海鲜 (found, of no concern to a drug: concept of a food). */
struct named order_name_allergen(const struct pack *pack, str folded);

/* Every condition (card, finding or order condition) named in the text, longest first from the left; false when there is none. */
struct concept_list {
	int32_t *v;
	ptrdiff_t n, cap;
};
bool order_name_conditions(const struct pack *pack, str folded, struct concept_list *out, struct arena *perm);
int32_t order_name_lab(const struct pack *pack, str folded); /* concept, or -1 */

/* Amount of a substance in one unit of an ordered product, in mg; NAN when not known, a span when products differ. */
struct bounds order_strength(const struct pack *pack, int32_t drug, int32_t substance, enum sig_unit unit, str folded_name);

#endif
