/* order.h - the check of a whole order: everything a person takes and is to take, against everything known of them.
 *
 * Pure: rules, dose rows and drugs are data of the pack, prepared once in an order_index and then read by any number of threads. What the rules
 * find is a finding; what could not be looked at is a gap, never silence. The order of the lists does not matter. */
#ifndef CLINIC_ORDER_H
#define CLINIC_ORDER_H

#include "clinic/rx.h"

enum drug_route {
	ROUTE_UNKNOWN,
	ROUTE_ORAL,
	ROUTE_SUBLINGUAL,
	ROUTE_INJECTED,
	ROUTE_RECTAL,
	ROUTE_TRANSDERMAL,
	ROUTE_INHALED,
	ROUTE_NASAL,
	ROUTE_EYE,
	ROUTE_EAR,
	ROUTE_SKIN,
	ROUTE_VAGINAL,
	ROUTE_COUNT
};

/* In the order of WORD_PUSHED … (facts.h). */
enum injected_way { WAY_UNKNOWN, WAY_PUSHED, WAY_INFUSED, WAY_INTO_MUSCLE, WAY_UNDER_SKIN, WAY_INTRATHECAL, WAY_COUNT };

enum dose_unit { DOSE_NONE, DOSE_MG, DOSE_U, DOSE_ML };

struct bounds { /* a quantity known between two bounds; NAN = not known */
	double lo, hi;
};

enum { ORDER_PARTS = 8, ORDER_ITEMS = 64 };

struct order_part { /* one substance of an ordered product, or (first) the product itself */
	int32_t concept;
	enum dose_unit unit;
	struct bounds single, daily;
};

struct order_item {
	int32_t drug; /* index into the drugs */
	int tag;      /* the caller's own, for the check sorts the items */
	bool proposed, current;
	bool dosed; /* a dose was written */
	bool prn;
	enum drug_route route; /* as written, else the usual one of the drug */
	enum injected_way way; /* when it is injected */
	double times_day, days;
	struct order_part parts[ORDER_PARTS];
	int part_count;
};

struct dose_row {        /* a labelled range; single and daily are per kg when per_kg */
	int32_t drug;    /* concept */
	char population; /* 'a' adult, 'c' child, 'e' elder */
	enum drug_route route;
	enum dose_unit unit;
	bool per_kg;
	double single_min, single_max, daily_max; /* [mg], [U] or [mL]; NAN = none */
	int32_t row;                              /* passage */
};

enum order_gap {                     /* why something was not looked at; bits */
		 GAP_RULES = 1 << 0, /* rules about the drug are damaged or missing */
		 GAP_DOSE_ROWS = 1 << 1,
		 GAP_AGE = 1 << 2,
		 GAP_PREGNANCY = 1 << 3,
		 GAP_LACTATION = 1 << 4,
		 GAP_EGFR = 1 << 5,
		 GAP_WEIGHT = 1 << 6,
		 GAP_CONDITIONS = 1 << 7,
		 GAP_ALLERGIES = 1 << 8,
		 GAP_LABS = 1 << 9,
		 GAP_LAB_DATE = 1 << 10,
		 GAP_DOSE = 1 << 11,       /* no dose, frequency or duration written */
		 GAP_STRENGTH = 1 << 12,   /* tablets of unknown strength */
		 GAP_NO_LIMIT = 1 << 13,   /* the pack has no dose range for it */
		 GAP_UNIT = 1 << 14,       /* its range is in another unit */
		 GAP_CHILD_DOSE = 1 << 15, /* the pack has no range for a child */
		 GAP_HABITS = 1 << 16,     /* smoking, height */
		 GAP_COUNT = 17
};

enum order_why { WHY_RULE, WHY_SAME_SUBSTANCE, WHY_SINGLE_HIGH, WHY_DAILY_HIGH, WHY_SINGLE_LOW, WHY_ALLERGEN };

struct order_finding {
	enum rx_tier tier;
	enum rx_kind kind;
	enum order_why why;
	int32_t rule;        /* index, or -1 */
	int32_t a, b;        /* items; b = -1 when there is no second */
	int32_t about;       /* concept: condition, allergen or shared substance; -1 */
	int32_t row;         /* dose row, or -1 */
	double value, limit; /* of a dose, in the row's unit */
};

struct order_findings {
	struct order_finding *v;
	ptrdiff_t n, cap;
};

struct order {
	struct facts facts;        /* present: conditions; the check adds the drugs in a copy */
	const uint64_t *allergies; /* allergens with all that they are; NULL = not known */
	const uint64_t *allergens; /* only as they were named: a drug, a substance or a class; NULL with allergies */
	struct order_item *items;
	ptrdiff_t item_count;
};

struct order_report {
	struct order_findings findings;
	struct order_findings quieted; /* held too, but made superfluous by a finding about the same drugs */
	uint32_t gaps[ORDER_ITEMS];    /* by item, bits of order_gap */
};

struct order_index;

struct order_data {
	const struct rx_rule *rules;
	ptrdiff_t rule_count;
	const struct drug *drugs;
	ptrdiff_t drug_count;
	const int32_t *drug_of; /* concept → drug or -1 */
	const struct dose_row *doses;
	ptrdiff_t dose_count;
	ptrdiff_t concepts;
	const uint64_t *rules_damaged; /* concepts about which a rule row was refused; all of them when it cannot be told. NULL = none */
	const uint64_t *doses_damaged;
};

/* Borrows the data, which must outlive it. */
const struct order_index *order_index_make(const struct order_data *data, struct arena *perm);

/* Checks the order. Items are sorted in place; at most ORDER_ITEMS of them (ASSERT). Only what concerns a proposed item is found; with nothing
 * proposed the current list is reviewed as if it were. Findings: most urgent first, then by rule and drug. */
void order_check(struct order_report *out, const struct order_index *index, struct order *order, struct arena *perm);

/* What a drug is: itself, its classes, its substances and theirs; a bit set over concepts. */
const uint64_t *order_closure(const struct order_index *index, int32_t drug);

bool order_route_local(enum drug_route r);
bool order_rule_names(const struct order_index *index, int32_t rule, int32_t drug); /* its condition speaks of what the drug is */

#endif
