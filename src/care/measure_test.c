/* measure_test.c - values as typed, on both sides of what can be and what is asked about, and there and back as FHIR. */
#include "care/measure.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>

static struct arena memory;
static const int64_t now_ms = 1796000000000; /* 2026-11-30 */

static bool read_one(struct measure *m, enum measure_kind kind, const char *text, const char *unit)
{
	str v[MEASURE_PARTS] = {{0}}, rest = str_from(text);
	const char *say[2] = {0};
	struct fail f = {0};
	int n = 0;
	while (n < MEASURE_PARTS && str_next(&rest, '/', &v[n])) n++;
	bool ok = measure_read(m, kind, v, n, str_from(unit), say, &f, &memory);
	if (!ok) assert_true(f.rc == RC_INPUT && say[0] && say[1]);
	m->at_ms = now_ms;
	return ok;
}

enum outcome { UNREAD, REFUSED, ASKED, FINE };

static enum outcome judged(enum measure_kind kind, const char *text, const char *unit, double age_y)
{
	struct measure m;
	struct measure_remarks r;
	struct measure_about about = {.age_y = age_y, .now_ms = now_ms};
	if (!read_one(&m, kind, text, unit)) return UNREAD;
	measure_judge(&r, &m, &about, &memory);
	for (ptrdiff_t i = 0; i < r.n; i++) assert_true(r.v[i].say[0].n && r.v[i].say[1].n && r.v[i].code);
	return !r.n ? FINE : r.v[0].impossible ? REFUSED : ASKED;
}

static void what_a_meter_cannot_count_is_told_what_to_do(void **state)
{
	(void)state;
	static const struct {
		const char *text, *wanted;
	} rows[] = {{"LO", "侧卧"},           {" lo ", "侧卧"},    {"Low", "侧卧"},  {"HI", "不要停胰岛素"},
		    {"high", "不要停胰岛素"}, {"six", "请填数字"}, {"l", "请填数字"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct measure m;
		struct fail f = {0};
		const char *say[2] = {0};
		str v = str_from(rows[i].text);
		assert_false(measure_read(&m, MEASURE_GLUCOSE, &v, 1, S(""), say, &f, &memory));
		assert_non_null(strstr(say[0], rows[i].wanted));
		assert_false(measure_read(&m, MEASURE_HR, &v, 1, S(""), say, &f, &memory));
		assert_non_null(strstr(say[0], "请填数字"));
	}
}

static void what_cannot_be_is_refused_and_what_hardly_can_is_asked(void **state)
{
	(void)state;
	static const struct {
		enum measure_kind kind;
		const char *text, *unit;
		double age_y;
		enum outcome wanted;
	} rows[] = {
		{MEASURE_BP, "1200/80", "", 50, REFUSED},
		{MEASURE_BP, "128/82", "", 50, FINE},
		{MEASURE_BP, "80/120", "", 50, REFUSED},
		{MEASURE_BP, "120/120", "", 50, REFUSED},
		{MEASURE_BP, "120/106", "", 50, ASKED}, /* 14 apart */
		{MEASURE_BP, "120/105", "", 50, FINE},
		{MEASURE_BP, "300/110", "", 50, ASKED},
		{MEASURE_BP, "301/110", "", 50, REFUSED},
		{MEASURE_BP, "250/110", "", 50, FINE},
		{MEASURE_BP, "251/110", "", 50, ASKED},
		{MEASURE_BP, "70/40", "", 50, FINE},
		{MEASURE_BP, "69/40", "", 50, ASKED},
		{MEASURE_BP, "40/20", "", 50, ASKED},
		{MEASURE_BP, "39/20", "", 50, REFUSED},
		{MEASURE_BP, "60/35", "", 1, FINE},
		{MEASURE_BP, "60/35", "", NAN, FINE}, /* may be a child */
		{MEASURE_BP, "128", "", 50, UNREAD},
		{MEASURE_BP, "12a/80", "", 50, UNREAD},
		{MEASURE_BP, "16.0/10.7", "kPa", 50, FINE},
		{MEASURE_BP, "128/82", "kPa", 50, REFUSED},
		{MEASURE_HR, "35", "", 50, FINE},
		{MEASURE_HR, "34", "", 50, ASKED},
		{MEASURE_HR, "220", "", 50, FINE},
		{MEASURE_HR, "221", "", 50, ASKED},
		{MEASURE_HR, "14", "", 50, REFUSED},
		{MEASURE_HR, "351", "", 50, REFUSED},
		{MEASURE_HR, "72", "次/分", 50, FINE},
		{MEASURE_WEIGHT, "65.50", "", 50, FINE},
		{MEASURE_WEIGHT, "130", "斤", 50, FINE},
		{MEASURE_WEIGHT, "59.9", "斤", 50, ASKED},
		{MEASURE_WEIGHT, "143", "lb", 50, FINE},
		{MEASURE_WEIGHT, "65", "mmol/L", 50, UNREAD},
		{MEASURE_WEIGHT, "0.1", "", 0, REFUSED},
		{MEASURE_WEIGHT, "3.2", "", 0, FINE},
		{MEASURE_WEIGHT, "501", "", 50, REFUSED},
		{MEASURE_HEIGHT, "1.72", "m", 50, FINE},
		{MEASURE_HEIGHT, "1.72", "", 50, REFUSED},
		{MEASURE_HEIGHT, "129", "", 50, ASKED},
		{MEASURE_HEIGHT, "110", "", 5, FINE},
		{MEASURE_SPO2, "100", "", 50, FINE},
		{MEASURE_SPO2, "101", "", 50, REFUSED},
		{MEASURE_SPO2, "70", "", 50, FINE},
		{MEASURE_SPO2, "69", "", 50, ASKED},
		{MEASURE_SPO2, "29", "", 50, REFUSED},
		{MEASURE_TEMP, "36.5", "", 50, FINE},
		{MEASURE_TEMP, "36.5", "℃", 50, FINE},
		{MEASURE_TEMP, "98.6", "℉", 50, FINE},
		{MEASURE_TEMP, "98.6", "", 50, REFUSED},
		{MEASURE_TEMP, "42", "", 50, FINE},
		{MEASURE_TEMP, "42.1", "", 50, ASKED},
		{MEASURE_TEMP, "33.9", "", 50, ASKED},
		{MEASURE_GLUCOSE, "6.1", "", 50, FINE},
		{MEASURE_GLUCOSE, "110", "mg/dL", 50, FINE},
		{MEASURE_GLUCOSE, "110", "", 50, REFUSED},
		{MEASURE_GLUCOSE, "33.3", "", 50, FINE},
		{MEASURE_GLUCOSE, "33.4", "", 50, ASKED},
		{MEASURE_GLUCOSE, "60", "", 50, ASKED},
		{MEASURE_GLUCOSE, "60.1", "", 50, REFUSED},
		{MEASURE_GLUCOSE, "1.5", "", 50, FINE},
		{MEASURE_GLUCOSE, "1.4", "", 50, ASKED},
		{MEASURE_SLEEP, "24", "", 50, ASKED},
		{MEASURE_SLEEP, "24.5", "", 50, REFUSED},
		{MEASURE_SLEEP, "7.5", "小时", 50, FINE},
		{MEASURE_STEPS, "8000", "步", 50, FINE},
		{MEASURE_STEPS, "8000.5", "", 50, UNREAD},
		{MEASURE_STEPS, "60001", "", 50, ASKED},
		{MEASURE_STEPS, "200001", "", 50, REFUSED},
		{MEASURE_PEAK_FLOW, "420", "", 50, FINE},
		{MEASURE_PEAK_FLOW, "851", "", 50, ASKED},
		{MEASURE_WAIST, "85", "", 50, FINE},
		{MEASURE_HR, "", "", 50, UNREAD},
		{MEASURE_HR, "072", "", 50, UNREAD},
		{MEASURE_HR, "-72", "", 50, UNREAD},
		{MEASURE_HR, "7e1", "", 50, UNREAD},
		{MEASURE_HR, "７２", "", 50, FINE},
		{MEASURE_TEMP, "36。5", "", 50, FINE},
		{MEASURE_TEMP, "3６．5", "", 50, FINE},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		enum outcome got = judged(rows[i].kind, rows[i].text, rows[i].unit, rows[i].age_y);
		if (got != rows[i].wanted) fail_msg("row %td (%s %s): %d", i, rows[i].text, rows[i].unit, got);
	}
}

static void each_limit_of_each_kind_has_two_sides(void **state)
{
	(void)state;
	for (int k = 0; k < MEASURE_KINDS; k++) {
		const struct measure_form *f = measure_form((enum measure_kind)k);
		for (int i = 0; i < f->parts; i++) {
			const struct measure_part *p = &f->part[i];
			assert_true(p->least <= p->rare_below && p->rare_below < p->rare_above && p->rare_above <= p->most);
			assert_true(p->least <= p->child_below && p->child_below < p->child_above && p->child_above <= p->most);
			struct measure m = {.kind = (enum measure_kind)k, .text = {S("1"), S("1")}, .unit = str_from(f->unit), .at_ms = now_ms};
			struct measure_about about = {.age_y = 40, .now_ms = now_ms};
			struct measure_remarks r;
			m.value[0] = (f->part[0].rare_below + f->part[0].rare_above) / 2;
			m.value[1] = (f->part[1].rare_below + f->part[1].rare_above) / 2;
			m.value[i] = p->most + 0.001;
			measure_judge(&r, &m, &about, &memory);
			assert_true(r.n && r.v[0].impossible);
			m.value[i] = p->least - 0.001;
			measure_judge(&r, &m, &about, &memory);
			assert_true(r.n && r.v[0].impossible);
			m.value[i] = NAN;
			measure_judge(&r, &m, &about, &memory);
			assert_true(r.n && r.v[0].impossible);
		}
	}
}

static const char *first_code(const struct measure *m, const struct measure_about *about)
{
	struct measure_remarks r;
	measure_judge(&r, m, about, &memory);
	return r.n ? r.v[0].code : "";
}

static void times_and_changes_are_looked_at(void **state)
{
	(void)state;
	const int64_t minute = 60000, day = 86400000;
	struct measure m;
	struct measure_about about = {.age_y = 50, .now_ms = now_ms};
	assert_true(read_one(&m, MEASURE_WEIGHT, "65", ""));
	m.at_ms = now_ms + 10 * minute;
	assert_string_equal(first_code(&m, &about), "");
	m.at_ms = now_ms + 10 * minute + 1;
	assert_string_equal(first_code(&m, &about), "future");
	m.at_ms = now_ms - 3651 * day;
	assert_string_equal(first_code(&m, &about), "long_ago");
	m.at_ms = now_ms;
	about.last_ms = now_ms - 7 * day;
	about.last[0] = 59.1; /* a tenth is 5.91: 65.01 */
	assert_string_equal(first_code(&m, &about), "");
	about.last[0] = 59;
	assert_string_equal(first_code(&m, &about), "changed");
	about.last_ms = now_ms - 7 * day - 1;
	assert_string_equal(first_code(&m, &about), "");
	assert_true(read_one(&m, MEASURE_WEIGHT, "3.4", "")); /* a newborn gains a few hundred grams a week */
	about = (struct measure_about){.age_y = 0, .now_ms = now_ms, .last = {3.0}, .last_ms = now_ms - 3 * day};
	assert_string_equal(first_code(&m, &about), "");
	assert_true(read_one(&m, MEASURE_HEIGHT, "172", ""));
	about = (struct measure_about){.age_y = 50, .now_ms = now_ms, .last = {166.9}, .last_ms = 1};
	assert_string_equal(first_code(&m, &about), "changed");
	about.last[0] = 167;
	assert_string_equal(first_code(&m, &about), "");
}

static void units_are_converted_for_judging_and_digits_stay(void **state)
{
	(void)state;
	struct measure m;
	assert_true(read_one(&m, MEASURE_GLUCOSE, "110", "mg/dL"));
	assert_true(fabs(m.value[0] - 6.1) < 0.01 && str_eq(m.text[0], S("110")) && str_eq(m.unit, S("mg/dL")) && !m.typed.n);
	assert_true(read_one(&m, MEASURE_WEIGHT, "130.50", "斤"));
	assert_true(fabs(m.value[0] - 65.25) < 1e-9 && str_eq(m.unit, S("kg")) && str_eq(m.typed, S("130.50斤")));
	assert_true(str_starts(m.text[0], S("65.25")));
	assert_true(read_one(&m, MEASURE_TEMP, "98.6", "℉"));
	assert_true(fabs(m.value[0] - 37) < 1e-9 && str_eq(m.text[0], S("98.6")) && str_eq(m.unit, S("[degF]")));
	assert_true(read_one(&m, MEASURE_TEMP, "36.50", ""));
	assert_true(str_eq(m.text[0], S("36.50")));
}

static void an_observation_says_the_same_again(void **state)
{
	(void)state;
	static const struct {
		enum measure_kind kind;
		const char *text, *unit;
		enum measure_context context;
	} rows[] = {{MEASURE_BP, "128/82", "", CONTEXT_NONE},       {MEASURE_HR, "72", "", CONTEXT_REST},
		    {MEASURE_GLUCOSE, "6.10", "", CONTEXT_FASTING}, {MEASURE_GLUCOSE, "110", "mg/dL", CONTEXT_AFTER_MEAL},
		    {MEASURE_GLUCOSE, "7", "", CONTEXT_NONE},       {MEASURE_WEIGHT, "130", "斤", CONTEXT_NONE},
		    {MEASURE_SPO2, "97", "", CONTEXT_NONE},         {MEASURE_TEMP, "98.6", "℉", CONTEXT_NONE},
		    {MEASURE_STEPS, "8000", "", CONTEXT_NONE},      {MEASURE_SLEEP, "7.5", "", CONTEXT_NONE},
		    {MEASURE_PEAK_FLOW, "420", "", CONTEXT_NONE},   {MEASURE_WAIST, "85", "", CONTEXT_NONE},
		    {MEASURE_HEIGHT, "172", "", CONTEXT_NONE}};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct measure m, back;
		struct brief b;
		struct fail f = {0};
		int64_t at_ms;
		jv v;
		assert_true(read_one(&m, rows[i].kind, rows[i].text, rows[i].unit));
		m.context = rows[i].context;
		m.note = S("刚运动完 \"quoted\"");
		str text = measure_observation(&m, S("01ARZ3NDEKTSV4RRFFQ69G5FAV"), S("typed"), &memory);
		assert_true(json_parse(&v, text, 16, &f));
		brief_of(&b, &at_ms, v, &memory);
		assert_int_equal(at_ms, now_ms);
		assert_true(str_eq(b.origin, S("typed")) && str_eq(b.status, S("final")));
		assert_true(measure_of_brief(&back, &b, at_ms, &memory));
		assert_int_equal(back.kind, m.kind);
		assert_true(str_eq(back.text[0], m.text[0]) && str_eq(back.text[1], m.text[1]));
		assert_true(back.value[0] == m.value[0] && back.value[1] == m.value[1]);
		assert_int_equal(back.context, m.kind == MEASURE_GLUCOSE ? m.context : CONTEXT_NONE);
		json_free(v);
	}
}

static void a_diary_entry_says_the_same_again(void **state)
{
	(void)state;
	for (int mood = 0; mood <= 5; mood++) {
		struct brief b;
		struct fail f = {0};
		int64_t at_ms;
		jv v;
		str text;
		int got;
		assert_true(json_parse(&v, diary_observation(S("头有点晕\n中午好了"), mood, now_ms, S("x"), &memory), 16, &f));
		brief_of(&b, &at_ms, v, &memory);
		assert_true(diary_of_brief(&text, &got, &b));
		assert_int_equal(got, mood);
		assert_true(str_eq(text, S("头有点晕\n中午好了")));
		json_free(v);
	}
}

static void what_is_no_measurement_is_none(void **state)
{
	(void)state;
	struct measure m;
	struct brief b = {.code = S("http://loinc.org|8867-4"), .value = S("72"), .unit = S("/min"), .status = S("final")};
	assert_true(measure_of_brief(&m, &b, 1, &memory));
	b.status = S("entered-in-error");
	assert_false(measure_of_brief(&m, &b, 1, &memory));
	b.status = S("final"), b.value = S("fast");
	assert_false(measure_of_brief(&m, &b, 1, &memory));
	b.value = S("72"), b.unit = S("kg");
	assert_false(measure_of_brief(&m, &b, 1, &memory));
	b.unit = S("/min"), b.code = S("http://snomed.info/sct|364075005");
	assert_false(measure_of_brief(&m, &b, 1, &memory));
}

int main(void)
{
	memory = arena_create(64 << 20);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_meter_cannot_count_is_told_what_to_do),
		cmocka_unit_test(what_cannot_be_is_refused_and_what_hardly_can_is_asked),
		cmocka_unit_test(each_limit_of_each_kind_has_two_sides),
		cmocka_unit_test(times_and_changes_are_looked_at),
		cmocka_unit_test(units_are_converted_for_judging_and_digits_stay),
		cmocka_unit_test(an_observation_says_the_same_again),
		cmocka_unit_test(a_diary_entry_says_the_same_again),
		cmocka_unit_test(what_is_no_measurement_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
