#include "account/session_rules.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1700000000000)
#define MIN INT64_C(60000)
#define HOUR (60 * MIN)
#define DAY (24 * HOUR)

static void test_how_long_by_role(void **state)
{
	static const char *const patients[] = {"visitor", "patient", "guardian"};
	static const char *const staff[] = {"doctor",    "pharmacist", "ethics",   "administrator", "auditor",
					    "regulator", "",           "patients", "somebody new"};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(patients); i++) assert_int_equal(session_lasts_ms(str_from(patients[i])), 14 * DAY);
	for (ptrdiff_t i = 0; i < COUNT(staff); i++) assert_int_equal(session_lasts_ms(str_from(staff[i])), 12 * HOUR);
}

static void test_both_ends_of_a_session(void **state)
{
	static const struct {
		const char *role;
		int64_t created, expires; /* as seen from now */
		bool holds;
	} t[] = {
		{"patient", 0, 14 * DAY, true},
		{"patient", -14 * DAY + 1, 1, true},
		{"patient", -14 * DAY, 0, false},
		{"patient", -14 * DAY, 1, false}, /* expires later than its role allows */
		{"patient", -14 * DAY + 1, DAY, true},
		{"patient", -DAY, 0, false},
		{"patient", -DAY, 1, true},
		{"patient", -DAY, -1, false},
		{"doctor", -12 * HOUR + 1, DAY, true},
		{"doctor", -12 * HOUR, DAY, false}, /* a patient's session whose role was changed does not outlive the shift */
		{"doctor", -HOUR, 0, false},
		{"doctor", -HOUR, 1, true},
		{"patient", 5 * MIN, 14 * DAY, true},      /* made a little ahead: two servers */
		{"patient", 5 * MIN + 1, 14 * DAY, false}, /* made in the future: a clock was wrong */
		{"doctor", 5 * MIN, 12 * HOUR, true},
		{"doctor", 5 * MIN + 1, 12 * HOUR, false},
		{"patient", 400 * DAY, 414 * DAY, false},
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(t); i++)
		if (session_in_force(str_from(t[i].role), NOW + t[i].created, NOW + t[i].expires, NOW) != t[i].holds) fail_msg("row %td", i);
	assert_false(session_in_force(S("patient"), INT64_MAX, INT64_MAX, NOW));
}

static void test_both_ends_of_a_step(void **state)
{
	(void)state;
	assert_true(step_in_force(step_until_ms(NOW), NOW));
	assert_true(step_in_force(step_until_ms(NOW), NOW + 5 * MIN - 1));
	assert_false(step_in_force(step_until_ms(NOW), NOW + 5 * MIN));
	assert_true(step_in_force(step_until_ms(NOW), NOW - 5000));
	assert_false(step_in_force(step_until_ms(NOW), NOW - 5001)); /* the clock was ahead when it was taken */
	assert_false(step_in_force(step_until_ms(NOW + DAY), NOW));
	assert_false(step_in_force(NOW, NOW));
	assert_true(step_in_force(NOW + 1, NOW));
	assert_false(step_in_force(0, NOW)); /* not taken */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_how_long_by_role),
		cmocka_unit_test(test_both_ends_of_a_session),
		cmocka_unit_test(test_both_ends_of_a_step),
	};
	return cmocka_run_group_tests_name("session_rules", tests, NULL, NULL);
}
