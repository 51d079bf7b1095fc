#include "clinic/triage.h"

#include "base/check.h"

static const char *const names[TIER_COUNT] = {"self_care", "routine", "urgent", "emergency"};

str tier_name(enum tier tier)
{
	ASSERT(tier >= 0 && tier < TIER_COUNT);
	return str_from(names[tier]);
}

bool tier_by_name(str name, enum tier *out)
{
	for (int i = 0; i < TIER_COUNT; i++)
		if (str_eq(name, str_from(names[i]))) return *out = (enum tier)i, true;
	return false;
}

int tier_level(enum tier tier)
{
	return TIER_COUNT - (int)tier;
}

static int highest_default(const signed char *default_tier, const struct facts *f)
{
	int highest = -1;
	for (ptrdiff_t word = 0; word <= f->concepts / 64; word++)
		for (uint64_t bits = f->present[word]; bits; bits &= bits - 1) {
			int tier = default_tier[word * 64 + __builtin_ctzll(bits)];
			if (tier > highest) highest = tier;
		}
	return highest;
}

struct triage triage_judge(const struct triage_rule *rules, ptrdiff_t n, const signed char *default_tier, const struct facts *f, struct arena *perm)
{
	struct triage t = {.rules = ARENA_NEW(perm, int32_t, n + 1)};
	int tier = highest_default(default_tier, f);
	for (int level = TIER_COUNT - 1; level >= 0; level--)
		for (ptrdiff_t i = 0; i < n; i++)
			if ((int)rules[i].tier == level && rules[i].when.n && expr_eval(&rules[i].when, f) == TRI_YES) {
				t.rules[t.rule_count++] = (int32_t)i;
				t.crisis |= rules[i].crisis;
				if (level > tier) tier = level;
			}
	t.known = tier >= 0;
	t.tier = t.known ? (enum tier)tier : TIER_ROUTINE;
	return t;
}
