#include "account/lockout.h"

#include "base/check.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1700000000000)
#define MIN INT64_C(60000)
#define DAY INT64_C(86400000)

static void assert_row(struct lockout got, int64_t failures, int64_t last_ms, int64_t until_ms)
{
	assert_int_equal(got.failures, failures);
	assert_int_equal(got.last_ms, last_ms);
	assert_int_equal(got.until_ms, until_ms);
}

static void test_waits_double(void **state)
{
	static const int64_t wait_s[] = {0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900};
	struct lockout row = {0};
	int64_t now = NOW;
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wait_s); i++) {
		row = lockout_after_failure(row, now);
		assert_int_equal(row.failures, i + 1);
		assert_int_equal(lockout_wait_s(&row, now), wait_s[i]);
		now += wait_s[i] * 1000;
		assert_int_equal(lockout_wait_s(&row, now), 0); /* over to the millisecond */
		if (wait_s[i]) assert_int_equal(lockout_wait_s(&row, now - 1), 1);
	}
	row.failures = INT64_C(1) << 40;
	assert_int_equal(lockout_wait_s(&(struct lockout){0}, NOW), 0);
	row = lockout_after_failure(row, now);
	assert_int_equal(lockout_wait_s(&row, now), 900);
}

static void test_a_day_forgets(void **state)
{
	const struct lockout row = {7, NOW, NOW + 2 * MIN};
	(void)state;
	assert_row(lockout_after_failure(row, NOW + DAY), 8, NOW + DAY, NOW + DAY + 4 * MIN);
	assert_row(lockout_after_failure(row, NOW + DAY + 1), 1, NOW + DAY + 1, 0);
	assert_row(lockout_after_failure((struct lockout){4, NOW - DAY, 0}, NOW), 5, NOW, NOW + 30000);
	assert_row(lockout_after_failure((struct lockout){4, NOW - DAY - 1, 0}, NOW), 1, NOW, 0);
}

static void test_clock_was_ahead(void **state)
{
	struct lockout row = {6, NOW + 400 * DAY, NOW + 400 * DAY + MIN};
	(void)state;
	assert_int_equal(lockout_wait_s(&row, NOW), 900);
	assert_int_equal(lockout_wait_s(&row, NOW + DAY), 900); /* it would never end … */
	assert_true(lockout_settle(&row, NOW));
	assert_row(row, 6, NOW, NOW + 15 * MIN);
	assert_false(lockout_settle(&row, NOW));
	assert_int_equal(lockout_wait_s(&row, NOW + 15 * MIN - 1), 1);
	assert_int_equal(lockout_wait_s(&row, NOW + 15 * MIN), 0); /* … and does once it was settled */
}

static void test_both_sides_of_what_is_too_far(void **state)
{
	struct lockout at = {5, NOW, NOW + 15 * MIN}, beyond = {5, NOW, NOW + 15 * MIN + 1}, last = {5, NOW + 1, NOW + MIN};
	(void)state;
	assert_int_equal(lockout_wait_s(&at, NOW), 900);
	assert_int_equal(lockout_wait_s(&beyond, NOW), 900);
	assert_int_equal(lockout_wait_s(&at, NOW - 1), 900);
	assert_false(lockout_settle(&at, NOW));
	assert_true(lockout_settle(&beyond, NOW));
	assert_row(beyond, 5, NOW, NOW + 15 * MIN);
	assert_true(lockout_settle(&last, NOW));
	assert_row(last, 5, NOW, NOW + MIN);
}

static void test_a_last_time_in_the_future_does_not_forgive(void **state)
{
	(void)state;
	assert_row(lockout_after_failure((struct lockout){4, NOW + 1, 0}, NOW), 5, NOW, NOW + 30000);
	assert_row(lockout_after_failure((struct lockout){4, NOW + 400 * DAY, 0}, NOW), 5, NOW, NOW + 30000);
	/* nor does a failure shorten a wait that stands */
	assert_row(lockout_after_failure((struct lockout){4, NOW, NOW + 10 * MIN}, NOW), 5, NOW, NOW + 10 * MIN);
	assert_row(lockout_after_failure((struct lockout){1, NOW, NOW + 400 * DAY}, NOW), 2, NOW, NOW + 15 * MIN);
}

static void test_seconds_are_rounded_up(void **state)
{
	struct lockout row = {5, NOW, NOW + 30000};
	(void)state;
	assert_int_equal(lockout_wait_s(&row, NOW + 29000), 1);
	assert_int_equal(lockout_wait_s(&row, NOW + 28999), 2);
	assert_int_equal(lockout_wait_s(&row, NOW + 29999), 1);
	assert_int_equal(lockout_wait_s(&row, NOW + 30000), 0);
	assert_int_equal(lockout_wait_s(&row, NOW + DAY), 0);
}

static void test_damaged_row(void **state)
{
	(void)state;
	assert_row(lockout_after_failure((struct lockout){-3, NOW, -5}, NOW), 1, NOW, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waits_double),
		cmocka_unit_test(test_a_day_forgets),
		cmocka_unit_test(test_clock_was_ahead),
		cmocka_unit_test(test_both_sides_of_what_is_too_far),
		cmocka_unit_test(test_a_last_time_in_the_future_does_not_forgive),
		cmocka_unit_test(test_seconds_are_rounded_up),
		cmocka_unit_test(test_damaged_row),
	};
	return cmocka_run_group_tests_name("lockout", tests, NULL, NULL);
}
