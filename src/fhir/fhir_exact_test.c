/* fhir_exact_test.c - decimals and dates, and the spans they mean. */
#include "base/check.h"
#include "base/clock.h"
#include "fhir/brief.h"
#include "fhir/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { ZONE = 480 };

static void decimals_are_exact(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		int order;
	} rows[] = {{"1.0", "1.00", 0},
		    {"0.1", "0.10000000000000000001", -1},
		    {"-1", "1", -1},
		    {"-2", "-10", 1},
		    {"0", "-0.0", 0},
		    {"0", "0.0001", -1},
		    {"1e2", "100", 0},
		    {"1e-3", "0.001", 0},
		    {"123e999", "1e999", 1},
		    {"9", "10", -1},
		    {"0.30", "0.3", 0},
		    {"100000000000000000000000000000000000e-1", "1", 2},
		    {"9999999999999999999999999999999999", "1e34", -1}};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct exact a = {0}, b = {0};
		if (rows[i].order == 2) {
			assert_false(exact_read(&a, NULL, str_from(rows[i].a)));
			continue;
		}
		assert_true(exact_read(&a, NULL, str_from(rows[i].a)) && exact_read(&b, NULL, str_from(rows[i].b)));
		assert_int_equal(exact_cmp(a, b), rows[i].order);
		assert_int_equal(exact_cmp(b, a), -rows[i].order);
	}
	static const char *const wrong[] = {"", "-", ".5", "5.", "1e", "1e+", "1e1000", "1,5", "0x1", "1 ", "+1", "NaN", "--1"};
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) assert_false(exact_read(&(struct exact){0}, NULL, str_from(wrong[i])));
	static const char *const spans[][3] = {
		{"5.4", "5.35", "5.45"}, {"100", "99.5", "100.5"}, {"100.00", "99.995", "100.005"},    {"1e2", "95", "105"},
		{"-5", "-5.5", "-4.5"},  {"0", "-0.5", "0.5"},     {"5.40e-3", "5.395e-3", "5.405e-3"}};
	for (ptrdiff_t i = 0; i < COUNT(spans); i++) {
		struct exact low = {0}, high = {0}, from = {0}, until = {0};
		assert_true(exact_span(&low, &high, str_from(spans[i][0])));
		assert_true(exact_read(&from, NULL, str_from(spans[i][1])) && exact_read(&until, NULL, str_from(spans[i][2])));
		assert_int_equal(exact_cmp(low, from), 0);
		assert_int_equal(exact_cmp(high, until), 0);
	}
}

static void times_are_spans(void **state)
{
	(void)state;
	static const struct {
		const char *text, *from;
		int64_t length_ms;
	} rows[] = {
		{"2026", "2025-12-31T16:00:00.000Z", INT64_C(365) * 86400000},   {"2024-02", "2024-01-31T16:00:00.000Z", INT64_C(29) * 86400000},
		{"2026-12", "2026-11-30T16:00:00.000Z", INT64_C(31) * 86400000}, {"2026-11-30", "2026-11-29T16:00:00.000Z", 86400000},
		{"2026-11-30T08:00", "2026-11-30T00:00:00.000Z", 60000},         {"2026-11-30T08:00:01", "2026-11-30T00:00:01.000Z", 1000},
		{"2026-11-30T08:00:01Z", "2026-11-30T08:00:01.000Z", 1000},      {"2026-11-30T08:00:01-05:30", "2026-11-30T13:30:01.000Z", 1000},
		{"2026-11-30T08:00:01.5Z", "2026-11-30T08:00:01.500Z", 100},     {"2026-11-30T08:00:01.123456Z", "2026-11-30T08:00:01.123Z", 1},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z", 1000},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		int64_t from, until;
		char iso[25];
		assert_true(fhir_time(str_from(rows[i].text), ZONE, &from, &until));
		clock_iso8601(iso, from);
		assert_string_equal(iso, rows[i].from);
		assert_int_equal(until - from, rows[i].length_ms);
	}
	static const char *const wrong[] = {"",
					    "26",
					    "0000",
					    "2026-",
					    "2026-00",
					    "2026-13",
					    "2026-1",
					    "2026-02-29",
					    "2026-11-31",
					    "2026-11-3",
					    "2026-11-30T",
					    "2026-11-30T08",
					    "2026-11-30T8:00",
					    "2026-11-30T24:00:00Z",
					    "2026-11-30Z",
					    "20261130",
					    "2026-11-30 08:00",
					    "2026-11-30T08:00:00.Z",
					    "2026-11-30T08:00:61Z",
					    "2026-11-30T08:00:00+15:00",
					    "2026-11-30T08:00:00+8:00",
					    "2026-11-30T08:60:00Z",
					    "2026-11-30T08:00:00Zx"};
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) assert_false(fhir_time(str_from(wrong[i]), ZONE, &(int64_t){0}, &(int64_t){0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_are_exact),
		cmocka_unit_test(times_are_spans),
	};
	return cmocka_run_group_tests_name("fhir exact", tests, NULL, NULL);
}
