#include "clinic/rx.h"

#include "base/check.h"

static const char *const kind_names[RX_KIND_COUNT] = {"interaction", "condition", "allergy", "pregnancy", "lactation", "age",        "renal",
						      "hepatic",     "alcohol",   "food",    "dose",      "duplicate", "monitoring", "route"};
static const char *const tier_names[] = {"note", "warn", "stop"};

str rx_kind_name(enum rx_kind kind)
{
	ASSERT(kind >= 0 && kind < RX_KIND_COUNT);
	return str_from(kind_names[kind]);
}

bool rx_kind_by_name(str name, enum rx_kind *out)
{
	for (int i = 0; i < RX_KIND_COUNT; i++)
		if (str_eq(name, str_from(kind_names[i]))) return *out = (enum rx_kind)i, true;
	return false;
}

str rx_tier_name(enum rx_tier tier)
{
	ASSERT(tier >= RX_NOTE && tier <= RX_STOP);
	return str_from(tier_names[tier]);
}

bool rx_tier_by_name(str name, enum rx_tier *out)
{
	for (int i = 0; i < (int)COUNT(tier_names); i++)
		if (str_eq(name, str_from(tier_names[i]))) return *out = (enum rx_tier)i, true;
	return false;
}

static bool in_classes(const struct drug *d, int32_t concept)
{
	for (ptrdiff_t i = 0; i < d->class_count; i++)
		if (d->classes[i] == concept) return true;
	return false;
}

bool rx_is(const struct drug *drugs, const int32_t *drug_of, int32_t drug_concept, int32_t concept)
{
	if (drug_concept == concept) return true;
	if (drug_concept < 0 || drug_of[drug_concept] < 0) return false;
	const struct drug *d = &drugs[drug_of[drug_concept]];
	if (in_classes(d, concept)) return true;
	for (ptrdiff_t i = 0; i < d->ingredient_count; i++) {
		int32_t inner = d->ingredients[i];
		if (inner == concept || (drug_of[inner] >= 0 && in_classes(&drugs[drug_of[inner]], concept))) return true;
	}
	return false;
}

/* A rule about a pair is looked up from both ends; one about a state only from the drug's. */
static bool matches(const struct rx_rule *r, const struct drug *drugs, const int32_t *drug_of, int32_t subject, int32_t with)
{
	if (r->object < 0) return with < 0 && rx_is(drugs, drug_of, subject, r->subject);
	if (with < 0) return false;
	if (rx_is(drugs, drug_of, subject, r->subject) && rx_is(drugs, drug_of, with, r->object)) return true;
	return rx_is(drugs, drug_of, with, r->subject) && rx_is(drugs, drug_of, subject, r->object);
}

void rx_check(const struct rx_rule *rules, ptrdiff_t n, const struct drug *drugs, const int32_t *drug_of, int32_t subject, int32_t with,
	      const struct facts *f, bool assume, struct rx_findings *out, struct arena *perm)
{
	for (int tier = RX_STOP; tier >= RX_NOTE; tier--)
		for (ptrdiff_t i = 0; i < n; i++) {
			const struct rx_rule *r = &rules[i];
			if ((int)r->tier != tier || r->kind >= RX_DOSE || !matches(r, drugs, drug_of, subject, with)) continue;
			enum tri holds = expr_eval(&r->when, f);
			if (holds == TRI_YES || (assume && holds == TRI_UNKNOWN))
				*ARENA_PUSH(perm, out) = (struct rx_finding){(int32_t)i, subject, with};
		}
}

static ptrdiff_t substances(const struct drug *drugs, const int32_t *drug_of, int32_t concept, const int32_t **out)
{
	if (drug_of[concept] < 0) return 0;
	const struct drug *d = &drugs[drug_of[concept]];
	*out = d->ingredient_count ? d->ingredients : &d->concept;
	return d->ingredient_count ? d->ingredient_count : 1;
}

int32_t rx_duplicate(const struct drug *drugs, const int32_t *drug_of, int32_t a, int32_t b)
{
	const int32_t *in_a = NULL, *in_b = NULL;
	ptrdiff_t na = substances(drugs, drug_of, a, &in_a), nb = substances(drugs, drug_of, b, &in_b);
	for (ptrdiff_t i = 0; i < na; i++)
		for (ptrdiff_t k = 0; k < nb; k++)
			if (in_a[i] == in_b[k]) return in_a[i];
	return -1;
}
