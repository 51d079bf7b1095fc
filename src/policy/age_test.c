/* age_test.c - dates, ages on both sides of the birthday, titles and licences. */
#include "policy/age.h"
#include "policy/title.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { ZONE = ZONE_CHINA_MIN };

static struct date day(const char *text)
{
	struct date d = {0};
	if (!date_read(&d, str_from(text))) fail_msg("%s is no date", text);
	return d;
}

static int64_t begins(const char *text)
{
	return date_begins_ms(day(text), ZONE);
}

static void only_days_that_exist_are_read(void **state)
{
	(void)state;
	static const char *const sound[] = {"2000-02-29", "2024-02-29", "1970-01-01", "0001-01-01", "9999-12-31", "1999-04-30", "2021-11-01"};
	static const char *const wrong[] = {
		"",           "2023-02-29", "1900-02-29",  "2100-02-29", "2021-04-31", "2021-13-01", "2021-00-10",  "2021-01-00",
		"2021-01-32", "0000-01-01", "2021-1-01",   "21-01-01",   "2021/01/01", "20210101",   " 2021-01-01", "2021-01-01 ",
		"2021-01-0a", "-021-01-01", "2021-01-011", "+021-01-01", "２０２１-01"};
	struct date d = {1, 2, 3};
	for (ptrdiff_t i = 0; i < COUNT(sound); i++) assert_true(date_read(&d, str_from(sound[i])));
	d = (struct date){1, 2, 3};
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++)
		if (date_read(&d, str_from(wrong[i]))) fail_msg("%s was read", wrong[i]);
	assert_int_equal(d.day, 3); /* left alone */
}

static void a_day_begins_at_midnight_of_its_zone(void **state)
{
	(void)state;
	const int64_t hour = 3600000;
	assert_int_equal(begins("1970-01-01"), -8 * hour);
	assert_int_equal(date_begins_ms(day("1970-01-01"), 0), 0);
	assert_int_equal(begins("2026-05-10"), 1778342400000); /* 2026-05-09T16:00:00Z */
	for (int k = -800; k < 40000; k += 37) {               /* round trip, also before 1970 */
		int64_t ms = (int64_t)k * 24 * hour - 8 * hour;
		struct date d = date_of_ms(ms, ZONE);
		assert_int_equal(date_begins_ms(d, ZONE), ms);
		assert_int_equal(date_cmp(date_of_ms(ms + 24 * hour - 1, ZONE), d), 0);
		assert_int_equal(date_cmp(date_of_ms(ms - 1, ZONE), d), -1);
	}
	assert_int_equal(date_of_ms(begins("2026-05-10") - 1, ZONE).day, 9);
	assert_int_equal(date_of_ms(begins("2026-05-10") - 1, 9 * 60).day, 10); /* it is tomorrow further east */
}

static void years_later_is_the_same_date_or_the_end_of_february(void **state)
{
	(void)state;
	assert_int_equal(date_cmp(date_years_later(day("2021-11-01"), 15), day("2036-11-01")), 0);
	assert_int_equal(date_cmp(date_years_later(day("2024-02-29"), 15), day("2039-02-28")), 0);
	assert_int_equal(date_cmp(date_years_later(day("2024-02-29"), 4), day("2028-02-29")), 0);
}

static void an_age_is_reached_as_the_birthday_begins(void **state)
{
	(void)state;
	static const struct {
		const char *birth, *today;
		int years;
	} rows[] = {
		{"2012-05-10", "2026-05-09", 13}, {"2012-05-10", "2026-05-10", 14},  {"2012-05-10", "2026-05-11", 14},
		{"2012-02-29", "2026-02-28", 13}, {"2012-02-29", "2026-03-01", 14},  {"2012-02-29", "2028-02-28", 15},
		{"2012-02-29", "2028-02-29", 16}, {"2026-05-10", "2026-05-10", 0},   {"2026-05-10", "2027-05-09", 0},
		{"2026-05-10", "2027-05-10", 1},  {"2026-05-10", "2026-05-09", -1},  {"2008-12-31", "2026-12-30", 17},
		{"2008-12-31", "2026-12-31", 18}, {"1896-05-10", "2026-05-10", 130},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		int64_t midnight = begins(rows[i].today);
		assert_int_equal(age_y(day(rows[i].birth), midnight, ZONE), rows[i].years);
		assert_int_equal(age_y(day(rows[i].birth), midnight + 86399999, ZONE), rows[i].years); /* the whole day */
	}
	/* In China the birthday has begun while it is still the day before in London. */
	assert_int_equal(age_y(day("2012-05-10"), begins("2026-05-10"), 0), 13);
}

static void a_guardian_acts_until_fourteen(void **state)
{
	(void)state;
	struct date child = day("2012-05-10"), leap = day("2012-02-29");
	int64_t end = age_reached_ms(child, AGE_OWN_CONSENT_Y, ZONE), grown = age_reached_ms(child, AGE_ADULT_Y, ZONE);
	assert_int_equal(end, begins("2026-05-10"));
	assert_true(age_guardian_may(child, end - 1, ZONE));
	assert_false(age_guardian_may(child, end, ZONE));
	assert_int_equal(age_group_of(child, end - 1, ZONE), AGE_CHILD);
	assert_int_equal(age_group_of(child, end, ZONE), AGE_YOUTH);
	assert_int_equal(age_group_of(child, grown - 1, ZONE), AGE_YOUTH);
	assert_int_equal(age_group_of(child, grown, ZONE), AGE_ADULT);
	assert_int_equal(age_group_of(child, begins("2011-01-01"), ZONE), AGE_CHILD); /* a clock before the birth must not make an adult */
	assert_int_equal(age_reached_ms(leap, AGE_OWN_CONSENT_Y, ZONE), begins("2026-03-01"));
	assert_true(age_guardian_may(leap, begins("2026-03-01") - 1, ZONE) && !age_guardian_may(leap, begins("2026-03-01"), ZONE));
	assert_int_equal(age_reached_ms(leap, 16, ZONE), begins("2028-02-29"));
	/* The moment the age says and the moment the relation ends are the same, for every birthday of four years. */
	for (int64_t k = 0; k < 1461; k++) {
		struct date birth = date_of_ms(begins("2011-01-01") + k * 86400000, ZONE);
		int64_t at = age_reached_ms(birth, AGE_OWN_CONSENT_Y, ZONE);
		assert_int_equal(age_y(birth, at, ZONE), AGE_OWN_CONSENT_Y);
		assert_int_equal(age_y(birth, at - 1, ZONE), AGE_OWN_CONSENT_Y - 1);
	}
}

static void births_are_those_of_the_living(void **state)
{
	(void)state;
	static const struct {
		const char *birth, *says; /* NULL: accepted */
	} rows[] = {
		{"2026-05-10", NULL},
		{"2026-05-11", "in the future"},
		{"1896-05-10", NULL},
		{"1895-05-11", NULL},
		{"1895-05-10", "more than"},
		{"1000-01-01", "more than"},
		{"2025-02-29", "not an existing"},
		{"10.5.2026", "not an existing"},
		{"", "not an existing"},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct date d = {0};
		struct fail fail = {0};
		bool read = birth_read(&d, str_from(rows[i].birth), begins("2026-05-10"), ZONE, &fail);
		assert_int_equal(read, rows[i].says == NULL);
		if (read) continue;
		assert_int_equal(fail.rc, RC_INPUT);
		assert_non_null(strstr(fail.what, rows[i].says));
		if (rows[i].birth[0]) assert_null(strstr(fail.what, rows[i].birth)); /* no patient data in a message */
		assert_int_equal(d.year, 0);
	}
}

static void titles_rise_and_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < TITLES; i++) {
		enum title back;
		str key = title_key((enum title)i);
		assert_true(title_by_key(key, &back) && (int)back == i);
		assert_true(title_name(key, LANG_ZH).n && title_name(key, LANG_EN).n);
	}
	assert_true(str_eq(title_name(S("attending"), LANG_ZH), S("主治医师")) && str_eq(title_name(S("chief"), LANG_ZH), S("主任医师")));
	assert_true(str_eq(title_name(S("associate"), LANG_ZH), S("副主任医师")) && str_eq(title_name(S("resident"), LANG_ZH), S("住院医师")));
	assert_true(TITLE_RESIDENT < TITLE_ATTENDING && TITLE_ATTENDING < TITLE_ASSOCIATE && TITLE_ASSOCIATE < TITLE_CHIEF);
	enum title none = TITLE_CHIEF;
	assert_false(title_by_key(S("主任医师"), &none) || title_by_key(S(""), &none));
	assert_int_equal(title_name(S("professor"), LANG_EN).n, 0);
}

static void a_licence_counts_until_it_ends(void **state)
{
	(void)state;
	const int64_t now = 1780000000000;
	assert_true(licence_valid(S("110101199001011234"), 0, now) && licence_valid(S("1"), now + 1, now));
	assert_false(licence_valid(S("1"), now, now) || licence_valid(S("1"), now - 1, now) || licence_valid(S("1"), -1, now));
	assert_false(licence_valid(S(""), 0, now) || licence_valid(S("  "), 0, now));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_days_that_exist_are_read),
		cmocka_unit_test(a_day_begins_at_midnight_of_its_zone),
		cmocka_unit_test(years_later_is_the_same_date_or_the_end_of_february),
		cmocka_unit_test(an_age_is_reached_as_the_birthday_begins),
		cmocka_unit_test(a_guardian_acts_until_fourteen),
		cmocka_unit_test(births_are_those_of_the_living),
		cmocka_unit_test(titles_rise_and_have_names),
		cmocka_unit_test(a_licence_counts_until_it_ends),
	};
	return cmocka_run_group_tests_name("age", tests, NULL, NULL);
}
