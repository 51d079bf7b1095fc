#include "policy/case_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* Every input there is goes through the table; the rules that protect somebody hold for all of them. */
static void the_gate_protects_in_every_case(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * 3 * TIER_COUNT * 2 * 2 * 2 * 2; i++) {
		int k = i;
		struct gate_input in = {.audience = (enum audience)(k % 2)};
		in.kind = (enum request_kind)((k /= 2) % 3);
		in.tier = (enum tier)((k /= 3) % TIER_COUNT);
		in.crisis = (k /= TIER_COUNT) % 2;
		in.supported = (k /= 2) % 2;
		in.unsupported = (k /= 2) % 2;
		in.facts_missing = (k / 2) % 2;
		struct gate_decision d = gate_decide(in);
		if (in.crisis || in.tier == TIER_EMERGENCY) assert_int_equal(d.action, ACTION_HAND_OVER);
		else if (in.unsupported) assert_int_equal(d.action, ACTION_HOLD);
		else if (in.kind == REQUEST_INDIVIDUAL && in.audience == AUDIENCE_PATIENT) assert_int_equal(d.action, ACTION_HOLD);
		if (d.action == ACTION_ANSWER) assert_true(in.supported && !in.unsupported);
		assert_true(d.rule && d.rule[0]);
	}
}

static void the_gate_answers_when_there_is_evidence(void **state)
{
	(void)state;
	struct gate_input in = {.kind = REQUEST_INFORMATION, .tier = TIER_ROUTINE, .supported = 3};
	assert_int_equal(gate_decide(in).action, ACTION_ANSWER);
	in.supported = 0;
	assert_int_equal(gate_decide(in).action, ACTION_ASK_BACK);
}

static void every_action_leads_out_of_new(void **state)
{
	(void)state;
	for (int a = 0; a < ACTION_COUNT; a++) {
		enum case_state to = CASE_NEW;
		assert_true(case_step(CASE_NEW, case_event_of((enum action)a), BY_GATE, &to));
		assert_int_not_equal(to, CASE_NEW);
	}
}

static void only_a_doctor_signs_and_only_once(void **state)
{
	(void)state;
	int ways = 0;
	for (int from = 0; from < CASE_STATES; from++)
		for (int event = 0; event < CASE_EVENTS; event++)
			for (int by = BY_GATE; by <= BY_DOCTOR; by++) {
				enum case_state to;
				if (!case_step((enum case_state)from, (enum case_event)event, (enum case_by)by, &to)) continue;
				ways++;
				if (to == CASE_SIGNED || to == CASE_REJECTED) assert_int_equal(by, BY_DOCTOR);
				assert_int_not_equal(from, CASE_SIGNED); /* nothing is signed twice, nor changed after */
				assert_int_not_equal(from, CASE_REJECTED);
				if (by == BY_PERSON) assert_int_equal(to, CASE_HANDED_OVER);
			}
	assert_int_equal(ways, 12); /* the table names every step there is */
}

static void states_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < CASE_STATES; i++) {
		enum case_state back;
		assert_true(case_state_by_name(case_state_name((enum case_state)i), &back) && (int)back == i);
	}
	enum case_state none;
	assert_false(case_state_by_name(S("approved"), &none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_gate_protects_in_every_case),
		cmocka_unit_test(the_gate_answers_when_there_is_evidence),
		cmocka_unit_test(every_action_leads_out_of_new),
		cmocka_unit_test(only_a_doctor_signs_and_only_once),
		cmocka_unit_test(states_have_names),
	};
	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
