/* triage.h - how urgent: red-flag rules over facts, the highest tier wins. Pure; the rules are data of the pack.
 *
 * Over-caution is a defect too: a finding that is harmless alone says self-care. What nothing is known about is routine, never self-care. */
#ifndef CLINIC_TRIAGE_H
#define CLINIC_TRIAGE_H

#include "clinic/expr.h"

enum tier { TIER_SELF_CARE, TIER_ROUTINE, TIER_URGENT, TIER_EMERGENCY, TIER_COUNT };

str tier_name(enum tier tier); /* "self_care" … */
bool tier_by_name(str name, enum tier *out);
int tier_level(enum tier tier); /* 1 emergency … 4 self-care, as hospitals number them */

struct triage_rule {
	str id;
	enum tier tier;
	bool crisis; /* self-harm, abuse, overdose */
	struct expr when;
	const int32_t *departments; /* handles of the caller */
	ptrdiff_t department_count;
	int32_t say[2], act[2]; /* passages: what to do by when; what to do meanwhile; by language */
};

struct triage {
	enum tier tier;
	bool crisis;
	int32_t *rules; /* indexes of the rules that fired, most urgent first, file order within a tier */
	ptrdiff_t rule_count;
	bool known; /* false: nothing in the facts that any rule or default tier speaks of */
};

/* `default_tier` gives each concept's tier when present alone, or -1; the result is at least the highest of these. Without any, the tier is routine
 * and `known` is false. */
struct triage triage_judge(const struct triage_rule *rules, ptrdiff_t n, const signed char *default_tier, const struct facts *f, struct arena *perm);

#endif
