/* relation_test.c - every combination of what can be known of two people. */
#include "policy/relation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { FACTS = 1 << 8 };

static struct relation_facts facts_of(int bits, int role)
{
	return (struct relation_facts){.same_org = bits & 1,
				       .self = bits & 2,
				       .guardian = bits & 4,
				       .family = bits & 8,
				       .case_waits = bits & 16,
				       .signed_by_actor = bits & 32,
				       .consent_consult = bits & 64,
				       .glass_open = bits & 128,
				       .role = (enum role)role};
}

static void the_closest_relation_decides(void **state)
{
	(void)state;
	int seen[RELATIONS] = {0};
	for (int role = 0; role < ROLES; role++)
		for (int bits = 0; bits < FACTS; bits++) {
			struct relation_facts f = facts_of(bits, role);
			enum relation r = relation_of(f), want = RELATION_NONE;
			bool doctor = role == ROLE_DOCTOR;
			if (doctor && f.glass_open) want = RELATION_GLASS;
			if (doctor && f.consent_consult && (f.case_waits || f.signed_by_actor)) want = RELATION_TREATING;
			if (f.family) want = RELATION_FAMILY;
			if (f.guardian) want = RELATION_WARD;
			if (f.self) want = RELATION_SELF;
			if (!f.same_org) want = RELATION_ELSEWHERE;
			assert_int_equal(r, want);
			seen[r]++;
		}
	for (int r = RELATION_SELF; r < RELATIONS; r++) assert_true(seen[r] > 0);
	assert_int_equal(seen[RELATION_ANY] + seen[RELATION_OWN], 0); /* these are no relation to a person */
	assert_int_equal(seen[RELATION_ELSEWHERE], ROLES * FACTS / 2);
}

/* Withdrawing the consent ends treating at once; an open emergency grant is then what remains. */
static void treating_needs_the_consent(void **state)
{
	(void)state;
	struct relation_facts f = {.same_org = true, .case_waits = true, .signed_by_actor = true, .consent_consult = true, .role = ROLE_DOCTOR};
	assert_int_equal(relation_of(f), RELATION_TREATING);
	f.consent_consult = false;
	assert_int_equal(relation_of(f), RELATION_NONE);
	f.glass_open = true;
	assert_int_equal(relation_of(f), RELATION_GLASS);
	f.role = ROLE_PHARMACIST;
	assert_int_equal(relation_of(f), RELATION_NONE);
}

/* A doctor is no doctor to themself, to their child, to their family. */
static void a_doctor_does_not_treat_their_own(void **state)
{
	(void)state;
	for (int bits = 0; bits < FACTS; bits++) {
		struct relation_facts f = facts_of(bits, ROLE_DOCTOR);
		enum relation r = relation_of(f);
		if (f.self || f.guardian || f.family) assert_true(r != RELATION_TREATING && r != RELATION_GLASS && r != RELATION_NONE);
	}
}

static void names_go_both_ways(void **state)
{
	(void)state;
	for (int i = 0; i < ROLES; i++) {
		enum role back;
		assert_true(role_by_name(role_name((enum role)i), &back) && (int)back == i);
	}
	for (int i = 0; i < RELATIONS; i++) {
		enum relation back;
		assert_true(relation_by_name(relation_name((enum relation)i), &back) && (int)back == i);
	}
	enum role role = ROLE_AUDITOR;
	enum relation relation = RELATION_GLASS;
	assert_false(role_by_name(S("root"), &role) || role_by_name(S(""), &role) || role_by_name(S("Doctor"), &role));
	assert_false(relation_by_name(S("owner"), &relation));
	assert_int_equal(role, ROLE_AUDITOR); /* left alone */
	assert_int_equal(relation, RELATION_GLASS);
	assert_true(role_is_staff(ROLE_DOCTOR) && role_is_staff(ROLE_REGULATOR));
	assert_false(role_is_staff(ROLE_VISITOR) || role_is_staff(ROLE_PATIENT) || role_is_staff(ROLE_GUARDIAN) || role_is_staff(ROLES));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_closest_relation_decides),
		cmocka_unit_test(treating_needs_the_consent),
		cmocka_unit_test(a_doctor_does_not_treat_their_own),
		cmocka_unit_test(names_go_both_ways),
	};
	return cmocka_run_group_tests_name("relation", tests, NULL, NULL);
}
