#include "policy/case_state.h"

#include "base/check.h"

static const char *const names[CASE_STATES] = {"new", "answered", "asked_back", "held", "handed_over", "refused", "signed", "rejected"};

static const struct {
	enum case_state from;
	enum case_event event;
	enum case_by by;
	enum case_state to;
} steps[] = {
	{CASE_NEW, EVENT_ANSWER, BY_GATE, CASE_ANSWERED},
	{CASE_NEW, EVENT_ASK_BACK, BY_GATE, CASE_ASKED_BACK},
	{CASE_NEW, EVENT_HOLD, BY_GATE, CASE_HELD},
	{CASE_NEW, EVENT_HAND_OVER, BY_GATE, CASE_HANDED_OVER},
	{CASE_NEW, EVENT_REFUSE, BY_GATE, CASE_REFUSED},
	{CASE_ANSWERED, EVENT_HAND_OVER, BY_PERSON, CASE_HANDED_OVER},
	{CASE_ASKED_BACK, EVENT_HAND_OVER, BY_PERSON, CASE_HANDED_OVER},
	{CASE_REFUSED, EVENT_HAND_OVER, BY_PERSON, CASE_HANDED_OVER},
	{CASE_HELD, EVENT_SIGN, BY_DOCTOR, CASE_SIGNED},
	{CASE_HELD, EVENT_REJECT, BY_DOCTOR, CASE_REJECTED},
	{CASE_HANDED_OVER, EVENT_SIGN, BY_DOCTOR, CASE_SIGNED},
	{CASE_HANDED_OVER, EVENT_REJECT, BY_DOCTOR, CASE_REJECTED},
};

bool case_step(enum case_state from, enum case_event event, enum case_by by, enum case_state *to)
{
	for (ptrdiff_t i = 0; i < COUNT(steps); i++)
		if (steps[i].from == from && steps[i].event == event && steps[i].by == by) return *to = steps[i].to, true;
	return false;
}

enum case_event case_event_of(enum action action)
{
	static const enum case_event of[ACTION_COUNT] = {EVENT_ANSWER, EVENT_ASK_BACK, EVENT_HOLD, EVENT_HAND_OVER, EVENT_REFUSE};
	return of[action];
}

str case_state_name(enum case_state state)
{
	ASSERT(state >= 0 && state < CASE_STATES);
	return str_from(names[state]);
}

bool case_state_by_name(str name, enum case_state *out)
{
	for (int i = 0; i < CASE_STATES; i++)
		if (str_eq(name, str_from(names[i]))) return *out = (enum case_state)i, true;
	return false;
}
