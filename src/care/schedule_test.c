/* schedule_test.c - when it is due: by table, and against a plain walk over every day. */
#include "care/schedule.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)

static struct schedule read_one(const char *json, int64_t now_ms)
{
	struct schedule s = {0};
	struct fail f = {0};
	jv v = NULL;
	if (!json_parse(&v, str_from(json), 4, &f) || !schedule_read(&s, v, now_ms, &f)) fail_msg("%s: %s", json, f.what);
	json_free(v);
	return s;
}

/* "2026-01-31 08:00" in a zone. */
static int64_t at(const char *text, int zone_min)
{
	struct date d;
	assert_true(date_read(&d, (str){text, 10}));
	return date_begins_ms(d, zone_min) + ((text[11] - '0') * 600 + (text[12] - '0') * 60 + (text[14] - '0') * 10 + text[15] - '0') * MINUTE_MS;
}

static const char *shown(int64_t ms, int zone_min)
{
	static char text[25];
	clock_iso8601(text, ms + zone_min * MINUTE_MS);
	text[10] = ' ', text[16] = 0;
	return text;
}

struct row {
	const char *json, *after, *next; /* next NULL: never */
};

static const struct row rows[] = {
	/* times of day */
	{"{\"times\":[\"08:00\",\"20:00\"],\"from\":\"2026-01-01\"}", "2026-01-05 07:59", "2026-01-05 08:00"},
	{"{\"times\":[\"08:00\",\"20:00\"],\"from\":\"2026-01-01\"}", "2026-01-05 08:00", "2026-01-05 20:00"},
	{"{\"times\":[\"20:00\",\"08:00\",\"08:00\"],\"from\":\"2026-01-01\"}", "2026-01-05 20:00", "2026-01-06 08:00"},
	/* midnight */
	{"{\"times\":[\"00:00\"],\"from\":\"2026-01-01\"}", "2026-01-01 00:00", "2026-01-02 00:00"},
	{"{\"times\":[\"00:00\"],\"from\":\"2026-01-01\"}", "2025-12-31 23:59", "2026-01-01 00:00"},
	{"{\"times\":[\"23:59\",\"00:00\"],\"from\":\"2026-01-01\"}", "2026-12-31 23:59", "2027-01-01 00:00"},
	/* not before it begins, not after it ends; both days belong to it */
	{"{\"times\":[\"08:00\"],\"from\":\"2026-03-01\"}", "2020-01-01 00:00", "2026-03-01 08:00"},
	{"{\"times\":[\"08:00\"],\"from\":\"2026-03-01\",\"until\":\"2026-03-02\"}", "2026-03-01 08:00", "2026-03-02 08:00"},
	{"{\"times\":[\"08:00\"],\"from\":\"2026-03-01\",\"until\":\"2026-03-02\"}", "2026-03-02 08:00", NULL},
	/* every n days, over the end of a year */
	{"{\"times\":[\"08:00\"],\"every_days\":3,\"from\":\"2026-12-30\"}", "2026-12-30 08:00", "2027-01-02 08:00"},
	{"{\"times\":[\"08:00\"],\"every_days\":3,\"from\":\"2026-12-30\"}", "2026-12-31 08:00", "2027-01-02 08:00"},
	/* days of the week: 2026-01-01 is a Thursday */
	{"{\"times\":[\"08:00\"],\"days\":[1,4],\"from\":\"2026-01-01\"}", "2026-01-01 08:00", "2026-01-05 08:00"},
	{"{\"times\":[\"08:00\"],\"days\":[1,4],\"from\":\"2026-01-01\"}", "2026-01-05 08:00", "2026-01-08 08:00"},
	{"{\"times\":[\"08:00\"],\"days\":[7],\"from\":\"2026-01-01\"}", "2026-01-01 00:00", "2026-01-04 08:00"},
	/* every second week, counted in weeks that begin on Monday */
	{"{\"times\":[\"08:00\"],\"days\":[1,4],\"every_weeks\":2,\"from\":\"2026-01-01\"}", "2026-01-01 08:00", "2026-01-12 08:00"},
	{"{\"times\":[\"08:00\"],\"days\":[1,4],\"every_weeks\":2,\"from\":\"2026-01-01\"}", "2026-01-12 08:00", "2026-01-15 08:00"},
	{"{\"times\":[\"08:00\"],\"every_weeks\":1,\"from\":\"2026-01-01\"}", "2026-01-01 08:00", "2026-01-08 08:00"},
	/* months: their ends, a leap day, a year that has none */
	{"{\"times\":[\"08:00\"],\"every_months\":1,\"from\":\"2026-01-31\"}", "2026-01-31 08:00", "2026-02-28 08:00"},
	{"{\"times\":[\"08:00\"],\"every_months\":1,\"from\":\"2026-01-31\"}", "2026-02-28 08:00", "2026-03-31 08:00"},
	{"{\"times\":[\"08:00\"],\"every_months\":1,\"from\":\"2026-01-31\"}", "2026-03-31 08:00", "2026-04-30 08:00"},
	{"{\"times\":[\"08:00\"],\"every_months\":1,\"from\":\"2028-01-30\"}", "2028-01-30 08:00", "2028-02-29 08:00"},
	{"{\"times\":[\"08:00\"],\"every_months\":12,\"from\":\"2024-02-29\"}", "2024-02-29 08:00", "2025-02-28 08:00"},
	{"{\"times\":[\"08:00\"],\"every_months\":12,\"from\":\"2024-02-29\"}", "2027-02-28 08:00", "2028-02-29 08:00"},
	{"{\"times\":[\"08:00\"],\"every_months\":3,\"from\":\"2026-11-15\"}", "2026-11-15 08:00", "2027-02-15 08:00"},
	{"{\"times\":[\"08:00\"],\"every_months\":1,\"from\":\"2100-01-31\"}", "2100-01-31 08:00", "2100-02-28 08:00"}, /* no leap year */
	/* dates that are listed */
	{"{\"dates\":[\"2026-05-01\",\"2026-03-01\"]}", "2026-02-01 00:00", "2026-03-01 09:00"},
	{"{\"dates\":[\"2026-05-01\",\"2026-03-01\"],\"times\":[\"07:30\",\"12:00\"]}", "2026-03-01 07:30", "2026-03-01 12:00"},
	{"{\"dates\":[\"2026-05-01\",\"2026-03-01\"]}", "2026-03-01 09:00", "2026-05-01 09:00"},
	{"{\"dates\":[\"2026-05-01\",\"2026-03-01\"]}", "2026-05-01 09:00", NULL},
	/* the end of time */
	{"{\"times\":[\"08:00\"],\"from\":\"9998-12-31\"}", "9998-12-31 08:00", NULL},
};

static void next_by_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct schedule s = read_one(rows[i].json, 0);
		int64_t ms = 0;
		bool found = schedule_next(&s, at(rows[i].after, 480), &ms);
		if (found != (rows[i].next != NULL) || (found && ms != at(rows[i].next, 480)))
			fail_msg("%s after %s: %s, not %s", rows[i].json, rows[i].after, found ? shown(ms, 480) : "never", rows[i].next);
		int64_t back;
		if (found && (!schedule_last(&s, ms, &back) || back != ms)) fail_msg("%s: not found again backwards", rows[i].json);
	}
}

/* ---- against a plain walk ---- */

static uint64_t seed = 20261130;

static int64_t chance(int64_t n)
{
	seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
	return (int64_t)(seed % (uint64_t)n);
}

static bool plainly_on(const struct schedule *s, struct date d)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t day = date_begins_ms(d, 0) / DAY_MS, first = date_begins_ms(s->from, 0) / DAY_MS;
	if (s->unit == SCHEDULE_DATES) {
		for (int i = 0; i < s->date_count; i++)
			if (date_cmp(s->dates[i], d) == 0) return true;
		return false;
	}
	if (day < first || (s->until.year && date_cmp(d, s->until) > 0)) return false;
	int weekday = (int)((day + 3) % 7), months = (d.year - s->from.year) * 12 + d.month - s->from.month;
	int last = lengths[d.month - 1] + (d.month == 2 && d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0));
	switch (s->unit) {
	case SCHEDULE_DAYS: return (day - first) % s->every == 0;
	case SCHEDULE_WEEKS: return s->weekdays >> weekday & 1 && ((day + 3) / 7 - (first + 3) / 7) % s->every == 0;
	case SCHEDULE_MONTHS: return months % s->every == 0 && (d.day == s->from.day || (d.day == last && s->from.day > last));
	case SCHEDULE_DATES: break;
	}
	return false;
}

static struct date some_date(void)
{
	return date_of_ms((19000 + chance(1500)) * DAY_MS, 0);
}

static struct schedule some_schedule(void)
{
	struct schedule s = {.unit = (enum schedule_unit)chance(4), .every = 1 + (int)chance(5), .zone_min = (int)chance(27) * 60 - 720};
	s.from = some_date();
	if (chance(3) == 0) s.from.day = 28 + (int)chance(3), s.from.month = 1;
	if (chance(2)) s.until = date_of_ms(date_begins_ms(s.from, 0) + chance(900) * DAY_MS, 0);
	if (s.unit == SCHEDULE_WEEKS) s.weekdays = 1 + (int)chance(127);
	if (s.unit == SCHEDULE_DATES) {
		s.until = (struct date){0};
		for (struct date d = s.from; s.date_count < 1 + chance(6); d = date_of_ms(date_begins_ms(d, 0) + (1 + chance(90)) * DAY_MS, 0))
			s.dates[s.date_count++] = d;
	}
	for (int t = (int)chance(600); t < 1440 && s.time_count < 3; t += 1 + (int)chance(700)) s.times[s.time_count++] = t;
	return s;
}

static void as_a_plain_walk_finds_it(void **state)
{
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct schedule s = some_schedule();
		int64_t day = date_begins_ms(s.from, 0) / DAY_MS - 3, until = day + 900, before = INT64_MIN, found, n = 0;
		int64_t ms = (day * 1440 - s.zone_min) * MINUTE_MS - 1, from_ms = ms;
		for (; day < until; day++) {
			if (!plainly_on(&s, date_of_ms(day * DAY_MS, 0))) continue;
			for (int i = 0; i < s.time_count; i++, n++) {
				int64_t want = (day * 1440 + s.times[i] - s.zone_min) * MINUTE_MS;
				if (!schedule_next(&s, ms, &found) || found != want) fail_msg("round %d: %s", round, shown(want, s.zone_min));
				if (schedule_last(&s, want - 1, &found) != (before != INT64_MIN) || (before != INT64_MIN && found != before))
					fail_msg("round %d: before %s", round, shown(want, s.zone_min));
				ms = before = want;
			}
		}
		if (schedule_count(&s, from_ms, (until * 1440 - s.zone_min) * MINUTE_MS, 100000) != n) fail_msg("round %d: count", round);
		assert_true(schedule_count(&s, from_ms, INT64_MAX, 2) <= 2);
	}
}

/* A clock that jumps, back or ahead, finds what it would have found without the jump. */
static void a_jumping_clock_changes_nothing(void **state)
{
	(void)state;
	struct schedule s = read_one("{\"times\":[\"08:00\"],\"every_days\":2,\"from\":\"2026-01-01\"}", 0);
	int64_t a = 0, b = 0;
	assert_true(schedule_next(&s, at("2030-01-01 00:00", 480), &a) && schedule_next(&s, at("2026-01-02 00:00", 480), &b));
	assert_int_equal(b, at("2026-01-03 08:00", 480));
	assert_true(schedule_next(&s, INT64_MIN, &a) && a == at("2026-01-01 08:00", 480));
	assert_false(schedule_next(&s, INT64_MAX, &a));
	assert_false(schedule_last(&s, INT64_MIN, &a));
	assert_true(schedule_last(&s, at("2026-01-10 07:00", 480), &a) && a == at("2026-01-09 08:00", 480));
}

/* ---- reading ---- */

static void what_is_written_is_read_back(void **state)
{
	(void)state;
	struct arena memory = arena_create(1 << 20);
	for (int round = 0; round < 300; round++) {
		struct arena a = memory;
		struct schedule s = some_schedule(), t;
		struct sb text = sb_new(&a, 256);
		struct jw w = {&text, false};
		if (s.unit == SCHEDULE_DATES) s.every = 1;
		jw_object(&w, NULL);
		schedule_write(&w, &s);
		jw_end_object(&w);
		sb_byte(&text, 0);
		t = read_one(text.p, 12345);
		if (memcmp(&s, &t, sizeof s) != 0) fail_msg("%s", text.p);
	}
	arena_destroy(memory);
}

static void refused(const char *json, const char *member)
{
	struct schedule s = {.time_count = -1}, same = s;
	struct fail f = {0};
	jv v;
	assert_true(json_parse(&v, str_from(json), 4, &f));
	if (schedule_read(&s, v, 0, &f) || f.rc != RC_INPUT || !strstr(f.what, member)) fail_msg("%s: %s", json, f.what);
	assert_memory_equal(&s, &same, sizeof s);
	json_free(v);
}

static void what_cannot_be_is_refused(void **state)
{
	(void)state;
	refused("{}", "times");
	refused("{\"times\":[]}", "times");
	refused("{\"times\":\"08:00\"}", "times");
	refused("{\"times\":[\"8:00\"]}", "times");
	refused("{\"times\":[\"24:00\"]}", "times");
	refused("{\"times\":[\"08:60\"]}", "times");
	refused("{\"times\":[800]}", "times");
	refused("{\"times\":[\"08:00\"],\"days\":[]}", "days");
	refused("{\"times\":[\"08:00\"],\"days\":[0]}", "days");
	refused("{\"times\":[\"08:00\"],\"days\":[8]}", "days");
	refused("{\"times\":[\"08:00\"],\"days\":[1.5]}", "days");
	refused("{\"times\":[\"08:00\"],\"days\":[1],\"every_days\":2}", "another way");
	refused("{\"times\":[\"08:00\"],\"every_months\":1,\"dates\":[\"2026-01-01\"]}", "another way");
	refused("{\"times\":[\"08:00\"],\"every_days\":0}", "every_days");
	refused("{\"times\":[\"08:00\"],\"every_days\":1001}", "every_days");
	refused("{\"times\":[\"08:00\"],\"every_days\":1.5}", "every_days");
	refused("{\"times\":[\"08:00\"],\"from\":\"2026-02-29\"}", "from");
	refused("{\"times\":[\"08:00\"],\"from\":20260101}", "from");
	refused("{\"times\":[\"08:00\"],\"from\":\"1899-12-31\"}", "from");
	refused("{\"times\":[\"08:00\"],\"from\":\"2026-01-02\",\"until\":\"2026-01-01\"}", "until");
	refused("{\"times\":[\"08:00\"],\"zone_min\":841}", "zone_min");
	refused("{\"dates\":[\"2026-13-01\"]}", "dates");
	refused("{\"dates\":[]}", "dates");
}

static void without_a_beginning_it_begins_today_there(void **state)
{
	(void)state;
	int64_t late_evening_utc = at("2026-06-30 20:00", 0); /* it is 1 July in China */
	struct schedule s = read_one("{\"times\":[\"08:00\"]}", late_evening_utc);
	assert_true(s.from.month == 7 && s.from.day == 1);
	s = read_one("{\"times\":[\"08:00\"],\"zone_min\":-300}", late_evening_utc);
	assert_true(s.from.month == 6 && s.from.day == 30);
}

static void a_change_leaves_the_rest(void **state)
{
	(void)state;
	struct fail f = {0};
	jv v;
	struct schedule s = read_one("{\"times\":[\"08:00\"],\"days\":[1,3],\"from\":\"2026-01-01\",\"until\":\"2026-12-31\"}", 0), was = s;
	assert_true(json_parse(&v, S("{\"times\":[\"09:15\"],\"title\":\"x\"}"), 4, &f) && schedule_change(&s, v, 0, &f));
	json_free(v);
	assert_int_equal(s.times[0], 9 * 60 + 15);
	s.times[0] = was.times[0];
	assert_memory_equal(&s, &was, sizeof s);
	assert_true(json_parse(&v, S("{\"until\":null,\"every_days\":2}"), 4, &f) && schedule_change(&s, v, 0, &f));
	json_free(v);
	assert_true(s.unit == SCHEDULE_DAYS && s.every == 2 && !s.weekdays && !s.until.year && s.from.year == 2026);
	was = s;
	assert_true(json_parse(&v, S("{\"until\":\"2025-01-01\"}"), 4, &f));
	assert_false(schedule_change(&s, v, 0, &f));
	json_free(v);
	assert_memory_equal(&s, &was, sizeof s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next_by_table),
		cmocka_unit_test(as_a_plain_walk_finds_it),
		cmocka_unit_test(a_jumping_clock_changes_nothing),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(without_a_beginning_it_begins_today_there),
		cmocka_unit_test(a_change_leaves_the_rest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
