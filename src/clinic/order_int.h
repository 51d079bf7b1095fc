/* order_int.h - what the files of the order check share. */
#ifndef CLINIC_ORDER_INT_H
#define CLINIC_ORDER_INT_H

#include "clinic/order.h"

struct rule_note {                        /* worked out once per rule */
	bool subject_route, object_route; /* its condition speaks of how the drug is given */
	bool dose, with;                  /* … of how much is given; of the second drug */
	bool pair;                        /* needs a second drug */
};

struct id_range {
	int32_t from, to;
};

struct order_index {
	struct order_data data;
	ptrdiff_t words;           /* of a bit set over the concepts */
	uint64_t *closures;        /* drug × words */
	struct rule_note *notes;   /* by rule */
	int32_t *rule_ids;         /* the rules whose subject a drug is, by rising index */
	struct id_range *rules_of; /* drug → rule_ids */
	int32_t *dose_ids;         /* dose rows of a concept */
	struct id_range *doses_of; /* concept → dose_ids */
	bool *rules_damaged;       /* by drug */
};

static inline bool order_bit(const uint64_t *set, int32_t i)
{
	return set[i / 64] >> (i % 64) & 1;
}

static inline void order_set(uint64_t *set, int32_t i)
{
	set[i / 64] |= (uint64_t)1 << (i % 64);
}

/* Doses of the items against their labelled ranges, singly and added up over products with the same substance; and substances that come twice. */
void order_check_doses(struct order_report *out, const struct order_index *x, const struct order *order, struct arena *perm);

#endif
