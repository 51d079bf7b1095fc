/* rx.h - medication rules: which drugs, classes, conditions and states clash. Pure; the rules are data of the pack.
 *
 * Three tiers: stop interrupts, warn is shown, note is there for who asks. What no rule speaks of is "not checked", never "no problem". */
#ifndef CLINIC_RX_H
#define CLINIC_RX_H

#include "clinic/expr.h"

enum rx_tier { RX_NOTE, RX_WARN, RX_STOP };
enum rx_kind {
	RX_INTERACTION,
	RX_CONDITION,
	RX_ALLERGY,
	RX_PREGNANCY,
	RX_LACTATION,
	RX_AGE,
	RX_RENAL,
	RX_HEPATIC,
	RX_ALCOHOL,
	RX_FOOD,
	/* only of a whole order (clinic/order.h): */
	RX_DOSE,
	RX_DUPLICATE,
	RX_MONITORING,
	RX_ROUTE,
	RX_KIND_COUNT
};

struct rx_rule {
	str id;
	enum rx_tier tier;
	enum rx_kind kind;
	int32_t subject; /* concept: drug or class */
	int32_t object;  /* concept, or -1 */
	struct expr when;
	int32_t say[2], act[2]; /* passages by language; -1 = none */
	const int32_t *over;    /* indexes of rules that are quiet about the same drugs when this one speaks */
	ptrdiff_t over_count;
};

struct drug {
	int32_t concept;
	const int32_t *classes; /* concepts */
	ptrdiff_t class_count;
	const int32_t *ingredients; /* concepts of drugs; empty for a single substance */
	ptrdiff_t ingredient_count;
	bool prescription;
	int32_t row; /* passage: the drug's row, which names its substances */
};

struct rx_finding {
	int32_t rule;
	int32_t a, b; /* concepts of the two things as they were named; b = -1 when the rule needs none */
};

struct rx_findings {
	struct rx_finding *v;
	ptrdiff_t n, cap;
};

/* True when `concept` is the drug, one of its classes, or a substance or class inside a combination product. `drugs` by drug index; `drug_of` maps a concept to its drug or -1. */
bool rx_is(const struct drug *drugs, const int32_t *drug_of, int32_t drug_concept, int32_t concept);

/* Rules that hold for `subject` (a drug's concept) together with `with` (another drug, condition, food; -1: only states such as pregnancy or age). With
 * `assume` the `when` of a rule is not required to be known, only not known to be false: the question asks about the pair in general. */
void rx_check(const struct rx_rule *rules, ptrdiff_t n, const struct drug *drugs, const int32_t *drug_of, int32_t subject, int32_t with,
	      const struct facts *f, bool assume, struct rx_findings *out, struct arena *perm);

/* The substance that two drugs share, or -1. */
int32_t rx_duplicate(const struct drug *drugs, const int32_t *drug_of, int32_t a, int32_t b);

str rx_kind_name(enum rx_kind kind);
bool rx_kind_by_name(str name, enum rx_kind *out);
bool rx_tier_by_name(str name, enum rx_tier *out);
str rx_tier_name(enum rx_tier tier);

#endif
