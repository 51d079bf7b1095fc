/* week_test.c - the week in a few lines: counts, means, bands, what was due; quiet when all is well. */
#include "care/plan_for_test.h"
#include "care/week.h"

static const char *const rows[] = {"kind=plan,id=p",
				   "kind=target,id=sys,measure=bp,part=sys,high=<135",
				   "kind=target,id=dia,measure=bp,part=dia,high=<85",
				   "kind=task,id=bp,type=measure,measure=bp,every=1d,times=07:00;20:00,zh=早晚测血压,en=Pressure twice a day",
				   "kind=task,id=year,type=lab,every=1y",
				   "kind=alert,id=high,type=last,measure=bp,test=sys>=180,to=doctor,tier=urgent",
				   NULL};
static struct plan plan;
static struct targets targets;
static struct followed by;

static int setup(void **state)
{
	(void)state;
	memory = arena_create(256 << 20);
	struct facts f = facts_none(COUNT(concepts), &memory);
	if (!plan_from(&plan, rows) || complaints) return -1;
	by = (struct followed){&plan, NULL, monday_ms - 30 * day_ms};
	plan_targets(&targets, &by, &f, &memory);
	return 0;
}

static struct week made(const char *text, int64_t now_ms, int alerts)
{
	static struct series all[MEASURE_KINDS];
	static struct week_line alert;
	struct week w;
	memset(all, 0, sizeof all);
	all[MEASURE_BP] = series_from(text);
	alert = (struct week_line){.kind = LINE_ALERT, .say = {S("x"), S("x")}, .evidence = {S("o1")}, .evidence_count = 1};
	struct week_in in = {.from_ms = monday_ms,
			     .until_ms = monday_ms + 7 * day_ms,
			     .now_ms = now_ms,
			     .series = all,
			     .targets = &targets,
			     .plans = &by,
			     .plan_count = 1,
			     .said = &alert,
			     .said_count = alerts};
	week_make(&w, &in, &memory);
	return w;
}

/* Twice a day for `days` days, at this pressure. */
static const char *twice(int days, const char *value)
{
	struct sb out = sb_new(&memory, 600);
	for (int i = 0; i < days; i++) sb_fmt(&out, "%d 7 %s;%d 20 %s;", i, value, i, value);
	return str_c(&memory, sb_str(&out));
}

static void a_good_week_is_quiet(void **state)
{
	(void)state;
	struct week w = made(twice(7, "128/80"), monday_ms + 8 * day_ms, 0);
	assert_true(w.quiet);
	assert_int_equal(w.measures.n, 1);
	assert_int_equal(w.measures.v[0].n, 14);
	assert_int_equal(w.measures.v[0].in_band, 14);
	assert_true(w.measures.v[0].mean[0] == 128 && isnan(w.measures.v[0].before[0]));
	assert_int_equal(w.duties.n, 1);
	assert_true(w.duties.v[0].due == 14 && w.duties.v[0].done == 14 && w.duties.v[0].missed == 0);
	assert_int_equal(w.lines.n, 1);
	assert_true(str_find(w.lines.v[0].say[0], S("14 次")) > 0 && str_find(w.lines.v[0].say[0], S("128/80")) > 0);
}

static void a_missed_week_is_not(void **state)
{
	(void)state;
	struct week w = made("0 7 128/80;0 7.2 126/80;1 20 128/80", monday_ms + 8 * day_ms, 0);
	assert_false(w.quiet);
	assert_true(w.duties.v[0].due == 14 && w.duties.v[0].done == 2 && w.duties.v[0].missed == 12); /* two within half an hour are one */
	assert_int_equal(w.lines.v[1].kind, LINE_DUTY);
	w = made("", monday_ms + 8 * day_ms, 0);
	assert_true(!w.quiet && w.measures.n == 0 && w.duties.v[0].done == 0);
}

static void three_of_four_are_enough(void **state)
{
	(void)state;
	assert_true(made("0 7 128/80;0 20 128/80;1 7 128/80", monday_ms + 2 * day_ms, 0).quiet);
	assert_false(made("0 7 128/80;0 20 128/80", monday_ms + 2 * day_ms, 0).quiet);
}

static void what_is_not_over_is_not_missed(void **state)
{
	(void)state;
	struct week w = made("0 7 128/80", monday_ms + 8 * hour_ms, 0);
	assert_true(w.quiet && w.duties.v[0].due == 1);
}

static void a_mean_outside_its_band_is_said(void **state)
{
	(void)state;
	struct week w = made(twice(7, "135/80"), monday_ms + 8 * day_ms, 0);
	assert_true(!w.quiet && !w.measures.v[0].mean_in_band && w.measures.v[0].in_band == 0);
	assert_int_equal(w.lines.v[1].kind, LINE_BAND);
	assert_true(made(twice(7, "134/84"), monday_ms + 8 * day_ms, 0).quiet);
	assert_false(made(twice(7, "134/85"), monday_ms + 8 * day_ms, 0).quiet);
}

static void the_week_before_stands_beside_it(void **state)
{
	(void)state;
	struct sb out = sb_new(&memory, 600);
	sb_add(&out, S("-8 8 100/60;-7 8 140/90;-1 8 130/80;"));
	sb_add(&out, str_from(twice(7, "128/80")));
	struct week w = made(str_c(&memory, sb_str(&out)), monday_ms + 8 * day_ms, 0);
	assert_int_equal(w.measures.v[0].n_before, 2); /* eight days before is out */
	assert_true(w.measures.v[0].before[0] == 135);
	assert_true(str_find(w.lines.v[0].say[1], S("135/85")) > 0);
}

static void what_a_rule_said_and_what_is_open_is_there(void **state)
{
	(void)state;
	struct week w = made(twice(7, "128/80"), monday_ms + 8 * day_ms, 1);
	assert_false(w.quiet);
	assert_int_equal(w.lines.v[1].kind, LINE_ALERT);
	assert_true(w.lines.v[1].evidence_count == 1 && str_eq(w.lines.v[1].evidence[0], S("o1")));
	static struct series none[MEASURE_KINDS];
	struct week_line open = {.kind = LINE_OPEN, .say = {S("x"), S("x")}};
	struct targets no = {0};
	struct week_in in = {.from_ms = monday_ms, .until_ms = monday_ms + 7 * day_ms, .now_ms = monday_ms, .series = none, .targets = &no};
	week_make(&w, &in, &memory);
	assert_true(w.quiet && !w.lines.n && !w.measures.n && !w.duties.n);
	in.open = &open, in.open_count = 1;
	week_make(&w, &in, &memory);
	assert_true(!w.quiet && w.open.n == 1);
}

static void what_was_reminded_of_counts_as_well(void **state)
{
	(void)state;
	static struct series none[MEASURE_KINDS];
	struct targets no = {0};
	struct week w;
	struct week_duty duty = {.title = {S("氨氯地平"), S("amlodipine")}, .due = 7, .done = 4, .skipped = 1, .missed = 2};
	struct week_in in = {.from_ms = monday_ms,
			     .until_ms = monday_ms + 7 * day_ms,
			     .now_ms = monday_ms,
			     .series = none,
			     .targets = &no,
			     .reminded = &duty,
			     .reminded_count = 1};
	week_make(&w, &in, &memory);
	assert_true(!w.quiet && w.lines.n == 1 && w.lines.v[0].kind == LINE_DUTY); /* 5 of 7 */
	duty.done = 5;
	week_make(&w, &in, &memory);
	assert_true(w.quiet && w.lines.n == 0); /* 6 of 7 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_week_is_quiet),
		cmocka_unit_test(a_missed_week_is_not),
		cmocka_unit_test(three_of_four_are_enough),
		cmocka_unit_test(what_is_not_over_is_not_missed),
		cmocka_unit_test(a_mean_outside_its_band_is_said),
		cmocka_unit_test(the_week_before_stands_beside_it),
		cmocka_unit_test(what_a_rule_said_and_what_is_open_is_there),
		cmocka_unit_test(what_was_reminded_of_counts_as_well),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
