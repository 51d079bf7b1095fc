#include "policy/gate.h"

#include "base/check.h"

static const char *const names[ACTION_COUNT] = {"answer", "ask_back", "hold", "hand_over", "refuse"};

str action_name(enum action action)
{
	ASSERT(action >= 0 && action < ACTION_COUNT);
	return str_from(names[action]);
}

/* -1 = any */
static const struct row {
	int audience, kind, tier, crisis, has_supported, has_unsupported, facts_missing;
	struct gate_decision then;
} table[] = {
	{-1, -1, -1, 1, -1, -1, -1, {ACTION_HAND_OVER, "crisis"}},
	{-1, -1, TIER_EMERGENCY, -1, -1, -1, -1, {ACTION_HAND_OVER, "emergency"}},
	{-1, -1, -1, -1, -1, 1, -1, {ACTION_HOLD, "unsupported-statement"}},
	{AUDIENCE_PATIENT, REQUEST_INDIVIDUAL, -1, -1, -1, -1, -1, {ACTION_HOLD, "individual"}},
	{-1, REQUEST_UNPLACED, -1, -1, 0, -1, -1, {ACTION_ASK_BACK, "not-understood"}},
	{-1, -1, TIER_URGENT, -1, 0, -1, -1, {ACTION_HAND_OVER, "urgent-without-evidence"}},
	{-1, -1, -1, -1, 0, -1, 1, {ACTION_ASK_BACK, "facts-missing"}},
	{-1, -1, -1, -1, 0, -1, -1, {ACTION_ASK_BACK, "no-evidence"}},
	{-1, -1, -1, -1, -1, -1, -1, {ACTION_ANSWER, "evidence"}},
};

static bool fits(int want, int have)
{
	return want < 0 || want == have;
}

struct gate_decision gate_decide(struct gate_input in)
{
	for (ptrdiff_t i = 0; i < COUNT(table); i++) {
		const struct row *r = &table[i];
		if (fits(r->audience, (int)in.audience) && fits(r->kind, (int)in.kind) && fits(r->tier, (int)in.tier) && fits(r->crisis, in.crisis) &&
		    fits(r->has_supported, in.supported > 0) && fits(r->has_unsupported, in.unsupported > 0) &&
		    fits(r->facts_missing, in.facts_missing))
			return r->then;
	}
	check_failed("the last row of the gate matches everything", __FILE__, __LINE__);
}
