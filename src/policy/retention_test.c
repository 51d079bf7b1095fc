/* retention_test.c - how long things are kept, and what deletion comes to. */
#include "policy/retention.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { ZONE = ZONE_CHINA_MIN };
static const int64_t DAY = 86400000;

static int64_t begins(const char *text)
{
	struct date d = {0};
	assert_true(date_read(&d, str_from(text)));
	return date_begins_ms(d, ZONE);
}

static void a_record_is_kept_fifteen_whole_years(void **state)
{
	(void)state;
	/* From any hour of the day: to the end of the same date. */
	assert_int_equal(retention_until(KEEP_RECORD, begins("2026-05-10"), ZONE), begins("2041-05-11"));
	assert_int_equal(retention_until(KEEP_RECORD, begins("2026-05-11") - 1, ZONE), begins("2041-05-11"));
	assert_int_equal(retention_until(KEEP_RECORD, begins("2028-02-29"), ZONE), begins("2043-03-01"));
	assert_int_equal(retention_until(KEEP_RECORD, begins("2026-12-31"), ZONE), begins("2042-01-01"));
	for (int64_t k = 0; k < 1500; k++) { /* never less than the law asks, at most a day and leap days more */
		int64_t at = begins("2026-01-01") + k * DAY + k * 977;
		int64_t kept = retention_until(KEEP_RECORD, at, ZONE) - at;
		assert_true(kept >= 15 * 365 * DAY && kept <= (15 * 365 + 5) * DAY);
	}
}

static void each_class_has_its_time(void **state)
{
	(void)state;
	int64_t at = begins("2026-05-10") + 1234;
	static const struct {
		enum keep class;
		int days;
	} in_days[] = {{KEEP_VISITOR, 30}, {KEEP_SESSION, 0}, {KEEP_TOKEN, 180}, {KEEP_ATTEMPT, 1}};
	static const enum keep three_years[] = {KEEP_ACCESS, KEEP_BREAK_GLASS, KEEP_CONSENT, KEEP_HOLD};
	static const enum keep for_ever[] = {KEEP_CONSULTATION, KEEP_LEDGER};
	for (ptrdiff_t i = 0; i < COUNT(in_days); i++) {
		int64_t until = retention_until(in_days[i].class, at, ZONE);
		assert_int_equal(until, at + in_days[i].days * DAY);
		assert_false(retention_due(in_days[i].class, at, 0, false, until - 1, ZONE));
		assert_true(retention_due(in_days[i].class, at, 0, false, until, ZONE));
	}
	for (ptrdiff_t i = 0; i < COUNT(three_years); i++) assert_int_equal(retention_until(three_years[i], at, ZONE), begins("2029-05-11"));
	for (ptrdiff_t i = 0; i < COUNT(for_ever); i++) {
		assert_int_equal(retention_until(for_ever[i], at, ZONE), RETENTION_FOR_EVER);
		assert_false(retention_due(for_ever[i], at, 0, false, INT64_MAX, ZONE));
	}
	assert_int_equal(COUNT(in_days) + COUNT(three_years) + COUNT(for_ever) + 1, KEEPS);
	for (int i = 0; i < KEEPS; i++) {
		const struct keep_class *k = &retention_book()->v[i];
		assert_true(keep_name((enum keep)i).n && k->zh.n && k->en.n && k->source.n);
		assert_false(retention_due((enum keep)i, 0, 0, false, INT64_MAX, ZONE)); /* what is not dated is not deleted */
	}
}

static void nothing_of_a_person_goes_before_the_record_or_against_a_hold(void **state)
{
	(void)state;
	int64_t at = begins("2026-05-10"), late = begins("2060-01-01");
	for (int i = 0; i < KEEPS; i++) {
		enum keep class = (enum keep)i;
		bool dated = retention_until(class, at, ZONE) != RETENTION_FOR_EVER, of_person = retention_book()->v[i].of_person;
		assert_int_equal(retention_due(class, at, 0, false, late, ZONE), dated);
		assert_int_equal(retention_due(class, at, late + 1, false, late, ZONE), dated && !of_person);
		assert_int_equal(retention_due(class, at, late, false, late, ZONE), dated);
		assert_int_equal(retention_due(class, at, 0, true, late, ZONE), dated && !of_person);
	}
	assert_true(retention_book()->v[KEEP_VISITOR].of_person && retention_book()->v[KEEP_RECORD].of_person &&
		    retention_book()->v[KEEP_ACCESS].of_person);
	assert_false(retention_book()->v[KEEP_SESSION].of_person);
}

static void deletion_ends_where_a_duty_begins(void **state)
{
	(void)state;
	const int64_t seen = begins("2026-05-10"), end = begins("2041-05-11");
	static const struct {
		bool record;
		int holds;
		bool staff;
		int wards;
		enum deletion what;
		const char *why;
	} rows[] = {
		{false, 0, false, 0, DELETION_DONE, ""},        {true, 0, false, 0, DELETION_BLOCKED, "record"},
		{false, 1, false, 0, DELETION_BLOCKED, "hold"}, {true, 2, false, 0, DELETION_BLOCKED, "hold"},
		{false, 0, true, 0, DELETION_REFUSED, "staff"}, {true, 1, true, 1, DELETION_REFUSED, "staff"},
		{false, 0, false, 1, DELETION_REFUSED, "ward"}, {true, 1, false, 2, DELETION_REFUSED, "ward"},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct deletion_facts f = {
			.newest_record_ms = rows[i].record ? seen : 0, .holds = rows[i].holds, .staff = rows[i].staff, .wards_alone = rows[i].wards};
		struct deletion_decision d = deletion_decide(f, end - 1, ZONE);
		str zh, en;
		assert_int_equal(d.what, rows[i].what);
		assert_string_equal(d.why, rows[i].why);
		assert_int_equal(d.until_ms, strcmp(d.why, "record") == 0 ? end : 0);
		deletion_words(d.why, &zh, &en);
		assert_true(zh.n && en.n && deletion_name(d.what).n);
		/* When the time has come, only what is not a matter of time stands. */
		struct deletion_decision later = deletion_decide(f, end, ZONE);
		assert_int_equal(later.what, strcmp(d.why, "record") == 0 ? DELETION_DONE : d.what);
	}
	assert_int_equal(deletion_decide((struct deletion_facts){.newest_record_ms = -1}, seen, ZONE).what, DELETION_DONE);
}

/* ---- damage ---- */

#define HEAD "class\tkeep\tunit\tfrom\tperson\tzh\ten\tsource\n"

static void the_reader_names_line_and_column(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} rows[] = {
		{"", "retention.tsv: no header line"},
		{"class\tkeep\n", "line 1, column unit: this column is missing here"},
		{HEAD, "line 1, column class: the table ends before: \"visitor\""},
		{HEAD "record\t15\tyear\tvisit\ty\ta\tb\tc\n", "line 2, column class: not the class that comes here: \"record\""},
		{HEAD "visitor\t30\tday\tseen\ty\ta\tb\n", "line 2, column source: the row ends before this column"},
		{HEAD "visitor\t30\tday\tseen\ty\ta\tb\t\n", "line 2, column source: empty"},
		{HEAD "visitor\t30\tweek\tseen\ty\ta\tb\tc\n", "line 2, column unit: neither day nor year: \"week\""},
		{HEAD "visitor\t30\t-\tseen\ty\ta\tb\tc\n", "line 2, column unit: a unit belongs to a number"},
		{HEAD "visitor\t-\tday\tseen\ty\ta\tb\tc\n", "line 2, column unit: a unit belongs to a number"},
		{HEAD "visitor\t-1\tday\tseen\ty\ta\tb\tc\n", "line 2, column keep: not a number in range: \"-1\""},
		{HEAD "visitor\t101\tyear\tseen\ty\ta\tb\tc\n", "line 2, column keep: not a number in range: \"101\""},
		{HEAD "visitor\tx\tday\tseen\ty\ta\tb\tc\n", "line 2, column keep: not a number in range: \"x\""},
		{HEAD "visitor\t30\tday\tseen\tn\ta\tb\tc\n", "line 2, column person: neither y nor -: \"n\""},
		{HEAD "visitor\t30\tday\tseen\ty\ta\tb\tc\nvisitor\t30\tday\tseen\ty\ta\tb\tc\n",
		 "line 3, column class: not the class that comes here"},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct keep_book book;
		struct fail fail = {0};
		assert_false(retention_load(&book, str_from(rows[i].text), &fail));
		assert_int_equal(fail.rc, RC_CORRUPT);
		if (!strstr(fail.what, rows[i].says)) fail_msg("row %d says: %s", (int)i, fail.what);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_kept_fifteen_whole_years),
		cmocka_unit_test(each_class_has_its_time),
		cmocka_unit_test(nothing_of_a_person_goes_before_the_record_or_against_a_hold),
		cmocka_unit_test(deletion_ends_where_a_duty_begins),
		cmocka_unit_test(the_reader_names_line_and_column),
	};
	return cmocka_run_group_tests_name("retention", tests, NULL, NULL);
}
