/* plan_test.c - a plan's rows, whom it fits, targets, when tasks are due, and every kind of alert on both sides of its limit. */
#include "care/plan_for_test.h"

static void damage_is_said_by_line_and_the_rest_holds(void **state)
{
	(void)state;
	static const char *const damaged[] = {
		"kind=nothing,id=a",
		"kind=task,id=a",
		"kind=task,id=a,type=last",
		"kind=target,id=a,measure=bp,high=135",
		"kind=target,id=a,measure=bp,part=sys",
		"kind=target,id=a,measure=shoe,part=sys,high=1",
		"kind=target,id=a,measure=bp,part=sys,high=many",
		"kind=target,id=a,measure=bp,part=sys,high=135,when=unknown-thing",
		"kind=target,id=a,measure=bp,part=sys,high=135,when=age_y>",
		"kind=target,id=a,measure=bp,part=sys,high=135,source=nowhere",
		"kind=target,id=a,measure=bp,part=sys,high=135,context=midnight",
		"kind=target,id=a,measure=bp,part=sys,high=135,answer=never=yes",
		"kind=alert,id=a,type=last,measure=bp,to=doctor,tier=urgent",
		"kind=alert,id=a,type=last,measure=bp,test=sys>many,to=doctor,tier=urgent",
		"kind=alert,id=a,type=last,measure=bp,test=pulse>1,to=doctor,tier=urgent",
		"kind=alert,id=a,type=last,measure=bp,test=sys>=180,to=doctor,tier=soon",
		"kind=alert,id=a,type=last,measure=bp,test=sys>=180,to=doctor",
		"kind=alert,id=a,type=last,measure=bp,test=sys>=180,to=nobody,tier=urgent",
		"kind=alert,id=a,type=last,measure=bp,test=sys>=180|above(foo),to=doctor,tier=urgent",
		"kind=alert,id=a,type=last,measure=spo2,test=below(spo2 or many),to=doctor,tier=urgent",
		"kind=alert,id=a,type=mean,measure=bp,test=sys>=180,days=7,to=doctor,tier=urgent",
		"kind=alert,id=a,type=run,measure=bp,test=sys>=180,days=2,n=3,to=doctor,tier=urgent",
		"kind=alert,id=a,type=none,measure=bp,test=sys>1,days=2,to=doctor,tier=urgent",
		"kind=alert,id=a,type=none,measure=bp,to=doctor,tier=urgent",
		"kind=task,id=a,type=visit,every=3",
		"kind=task,id=a,type=visit,every=0d",
		"kind=task,id=a,type=visit,times=25:00",
		"kind=task,id=a,type=visit,times=8",
		"kind=task,id=a,type=visit,at=birth+1m",
		"kind=task,id=a,type=visit,at=start+x",
		"plan=q,kind=task,id=a,type=visit",
	};
	for (ptrdiff_t i = 0; i < COUNT(damaged); i++) {
		struct plan p;
		const char *const rows[] = {"kind=plan,id=p", damaged[i], "kind=tip,id=t", NULL};
		assert_true(plan_from(&p, rows));
		if (complaints != 1) fail_msg("row %td: %d complaints: %s", i, complaints, damaged[i]);
		if (strncmp(complaint, "3:", 2) != 0) fail_msg("row %td: %s", i, complaint);
		assert_true(plan_itself(&p) && plan_row_of(&p, PLAN_TIP, S("t")));
	}
	struct plan p;
	const char *const twice[] = {"kind=plan,id=p", "kind=tip,id=t", "kind=tip,id=t", NULL}, *const nothing[] = {NULL};
	assert_true(plan_from(&p, twice) && complaints == 1);
	assert_false(plan_from(&p, nothing));
}

static void a_plan_fits_whom_its_rows_say(void **state)
{
	(void)state;
	static const char *const rows[] = {"kind=plan,id=p", "kind=for,id=a,when=hypertension & age_y>=18", "kind=for,id=n,type=not,when=pregnant",
					   NULL},
				 *const chosen[] = {"kind=plan,id=p", "kind=for,id=a", NULL};
	struct plan p, q;
	struct facts f = facts_none(COUNT(concepts), &memory);
	assert_true(plan_from(&p, rows) && !complaints);
	assert_true(plan_from(&q, chosen) && !complaints);
	assert_int_equal(plan_fits(&p, &f), TRI_NO);
	facts_add(&f, 0);
	assert_int_equal(plan_fits(&p, &f), TRI_UNKNOWN); /* the age is not known */
	facts_set_age(&f, 17.9);
	assert_int_equal(plan_fits(&p, &f), TRI_NO);
	facts_set_age(&f, 18);
	assert_int_equal(plan_fits(&p, &f), TRI_YES);
	assert_int_equal(plan_fits(&q, &f), TRI_NO);
	assert_null(plan_not_for(&p, &f));
	f.word[WORD_PREGNANT] = TRI_YES;
	assert_int_equal(plan_fits(&p, &f), TRI_NO);
	assert_true(str_eq(plan_not_for(&p, &f)->id, S("n")));
}

static const char *const asking[] = {"kind=plan,id=p",
				     "kind=ask,id=start-day,type=date,at=must",
				     "kind=ask,id=best,type=number,measure=peak_flow,low=60,high=850",
				     "kind=ask,id=limit,type=target,measure=bp,part=sys,low=110,high=160",
				     "kind=ask,id=floor,type=target,measure=bp,part=sys,low=80,high=110,test=low",
				     "kind=ask,id=yes,type=yes",
				     "kind=ask,id=how,type=choice,test=diet;tablets",
				     "kind=target,id=old,measure=bp,part=sys,high=<150,when=age_y>=80",
				     "kind=target,id=sys,measure=bp,part=sys,high=<135",
				     "kind=target,id=dia,measure=bp,part=dia,low=>60,high=85",
				     "kind=target,id=fast,measure=glucose,part=glucose,context=fasting,low=4.4,high=7.0,answer=how=diet;how=tablets",
				     "kind=target,id=glu,measure=glucose,part=glucose,high=10",
				     "kind=target,id=zone,measure=peak_flow,part=best_pct,low=80",
				     NULL};

static bool answered(struct answers *out, const struct plan *p, const char *json)
{
	jv v;
	struct fail f = {0};
	const char *say[2] = {0};
	assert_true(json_parse(&v, str_from(json), 8, &f));
	bool ok = plan_answers(out, p, v, monday_ms, say, &f, &memory);
	if (!ok) assert_true(say[0] && say[1] && f.rc == RC_INPUT);
	json_free(v);
	return ok;
}

static void answers_are_checked_against_the_questions(void **state)
{
	(void)state;
	struct plan p;
	struct answers a;
	assert_true(plan_from(&p, asking));
	if (complaints) fail_msg("%s", complaint);
	static const char *const good[] = {
		"{\"start-day\":\"2026-11-01\"}", "{\"start-day\":\"2026-11-01\",\"limit\":130,\"best\":\"420\",\"how\":\"diet\"}",
		"{\"start-day\":\"2026-11-01\",\"limit\":110}", "{\"start-day\":\"2026-11-01\",\"limit\":160,\"yes\":true}",
		"{\"start-day\":\"2026-11-01\",\"limit\":\"\"}"};
	static const char *const bad[] = {"{}",
					  "{\"start-day\":\"\"}",
					  "{\"start-day\":\"soon\"}",
					  "{\"start-day\":\"2126-11-01\"}",
					  "{\"start-day\":\"2026-11-01\",\"limit\":109}",
					  "{\"start-day\":\"2026-11-01\",\"limit\":161}",
					  "{\"start-day\":\"2026-11-01\",\"limit\":\"low\"}",
					  "{\"start-day\":\"2026-11-01\",\"how\":\"pills\"}",
					  "{\"start-day\":\"2026-11-01\",\"yes\":\"perhaps\"}",
					  "{\"start-day\":\"2026-11-01\",\"shoe\":43}"};
	for (ptrdiff_t i = 0; i < COUNT(good); i++)
		if (!answered(&a, &p, good[i])) fail_msg("%s", good[i]);
	for (ptrdiff_t i = 0; i < COUNT(bad); i++)
		if (answered(&a, &p, bad[i])) fail_msg("%s was taken", bad[i]);
}

static void the_first_target_that_fits_counts_and_the_doctors_goes_before(void **state)
{
	(void)state;
	struct plan p;
	struct answers a;
	struct targets t = {0};
	struct facts f = facts_none(COUNT(concepts), &memory);
	assert_true(plan_from(&p, asking) && !complaints);
	struct followed by = {&p, NULL, monday_ms};
	facts_set_age(&f, 79);
	plan_targets(&t, &by, &f, &memory);
	assert_int_equal(t.n, 4); /* without answers: sys, dia, glucose, best_pct */
	assert_true(target_of(&t, MEASURE_BP, 0, CONTEXT_REST)->high.number == 135);
	assert_int_equal(limit_side(target_of(&t, MEASURE_BP, 0, 0), 134.9), 0);
	assert_int_equal(limit_side(target_of(&t, MEASURE_BP, 0, 0), 135), 1);
	assert_int_equal(limit_side(target_of(&t, MEASURE_BP, 1, 0), 85), 0);
	assert_int_equal(limit_side(target_of(&t, MEASURE_BP, 1, 0), 85.1), 1);
	assert_int_equal(limit_side(target_of(&t, MEASURE_BP, 1, 0), 60), -1);
	assert_int_equal(limit_side(target_of(&t, MEASURE_BP, 1, 0), 60.1), 0);
	assert_null(target_of(&t, MEASURE_HR, 0, 0));
	assert_null(target_of(&t, MEASURE_PEAK_FLOW, 0, 0));
	facts_set_age(&f, 80);
	t = (struct targets){0};
	plan_targets(&t, &by, &f, &memory);
	assert_true(target_of(&t, MEASURE_BP, 0, 0)->high.number == 150);
	assert_true(answered(&a, &p, "{\"start-day\":\"2026-11-01\",\"limit\":140,\"floor\":100,\"how\":\"diet\",\"best\":400}"));
	by.given = &a;
	t = (struct targets){0};
	plan_targets(&t, &by, &f, &memory);
	const struct target *sys = target_of(&t, MEASURE_BP, 0, 0);
	assert_true(sys->own && sys->high.number == 140 && !sys->high.open && sys->low.number == 100);
	assert_true(target_of(&t, MEASURE_GLUCOSE, 0, CONTEXT_FASTING)->high.number == 7);
	assert_true(target_of(&t, MEASURE_GLUCOSE, 0, CONTEXT_AFTER_MEAL)->high.number == 10);
	assert_int_equal(limit_side(target_of(&t, MEASURE_PEAK_FLOW, 0, 0), 319.9), -1);
	assert_int_equal(limit_side(target_of(&t, MEASURE_PEAK_FLOW, 0, 0), 320), 0);
}

/* ---- when ---- */

static void tasks_are_due_when_they_say(void **state)
{
	(void)state;
	static const struct {
		const char *row;
		int days_since_start; /* of the window of one week, from the day the plan started */
		const char *dues;     /* day.hour in the window */
	} rows[] = {
		{"kind=task,id=a,type=measure,measure=bp,every=1d,times=07:00;20:00,at=start+0d..2d", 0, "0.20 1.7 1.20 2.7 2.20"},
		{"kind=task,id=a,type=measure,measure=bp,every=1w,times=07:00,at=start+7d..", 0, ""},
		{"kind=task,id=a,type=measure,measure=bp,every=1w,times=07:00,at=start+7d..", 7, "0.7"},
		{"kind=task,id=a,type=measure,measure=bp,every=1w,times=07:00,at=start+7d..", 7007, "0.7"},
		{"kind=task,id=a,type=visit", 0, "0.12"}, /* 09:00 was over when the plan started at noon */
		{"kind=task,id=a,type=visit,at=start+3d", 0, "3.9"},
		{"kind=task,id=a,type=visit,every=3d", 1, "2.9 5.9"},
		{"kind=task,id=a,type=visit,every=1m,times=10:00", 28, "3.10"}, /* 2026-11-30 → 12-30, a Wednesday: 28 + 2; see below */
		{"kind=task,id=a,type=vaccine,at=birth+6m", 0, "1.9"},
		{"kind=task,id=a,type=vaccine,at=birth+5m", 0, ""},
		{"kind=task,id=a,type=visit,at=birth+5m..7m", 0, "0.12"}, /* the span has begun: from the start on */
		{"kind=task,id=a,type=visit,at=birth+1m..2m", 0, ""},
		{"kind=task,id=a,type=visit,at=lmp+1d", 0, ""}, /* not answered */
		{"kind=task,id=a,type=visit,at=start+1d,answer=how=diet", 0, "1.9"},
		{"kind=task,id=a,type=visit,at=start+1d,answer=how=tablets", 0, ""},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		const char *const all[] = {"kind=plan,id=p",
					   "kind=ask,id=birth,type=date",
					   "kind=ask,id=lmp,type=date",
					   "kind=ask,id=how,type=choice,test=diet;tablets",
					   rows[i].row,
					   NULL};
		struct plan p;
		struct answers a;
		struct dues d;
		struct sb got = sb_new(&memory, 100);
		assert_true(plan_from(&p, all));
		if (complaints) fail_msg("%s", complaint);
		assert_true(answered(&a, &p, "{\"birth\":\"2026-06-01\",\"how\":\"diet\"}"));
		struct followed by = {&p, &a, monday_ms + 12 * hour_ms};
		int64_t from = monday_ms + rows[i].days_since_start * day_ms;
		plan_dues(&d, plan_row_of(&p, PLAN_TASK, S("a")), &by, from, from + 7 * day_ms, 20, &memory);
		for (ptrdiff_t k = 0; k < d.n; k++)
			sb_fmt(&got, "%s%d.%d", k ? " " : "", (int)((d.v[k] - from) / day_ms), (int)((d.v[k] - from) % day_ms / hour_ms));
		if (i == 7) {
			assert_int_equal(d.n, 1);
			assert_int_equal(date_of_ms(d.v[0], ZONE_CHINA_MIN).day, 30);
			continue;
		}
		if (!str_eq(sb_str(&got), str_from(rows[i].dues))) fail_msg("row %td: " STR_FMT, i, STR_ARG(sb_str(&got)));
	}
}

static void months_end_where_there_is_no_such_day(void **state)
{
	(void)state;
	struct date jan = {2027, 1, 31}, leap = {2028, 2, 29};
	struct plan_every month = {1, 'm'}, year = {1, 'y'}, week = {2, 'w'};
	struct date d = plan_later(jan, month, 1);
	assert_true(d.month == 2 && d.day == 28);
	d = plan_later(jan, month, 2);
	assert_true(d.month == 3 && d.day == 31);
	d = plan_later(jan, month, 13);
	assert_true(d.year == 2028 && d.month == 2 && d.day == 29);
	d = plan_later(leap, year, 1);
	assert_true(d.year == 2029 && d.month == 2 && d.day == 28);
	d = plan_later(jan, week, 1);
	assert_true(d.month == 2 && d.day == 14);
}

/* ---- alerts ---- */

static void each_kind_of_alert_has_two_sides(void **state)
{
	(void)state;
	static const struct {
		const char *row, *series;
		bool holds;
	} rows[] = {
		{"type=last,measure=bp,test=sys>=180|dia>=120", "0 8 179/119", false},
		{"type=last,measure=bp,test=sys>=180|dia>=120", "0 8 180/90", true},
		{"type=last,measure=bp,test=sys>=180|dia>=120", "0 8 150/120", true},
		{"type=last,measure=bp,test=sys>=180|dia>=120", "0 8 190/90;0 9 150/90", false}, /* the new one counts */
		{"type=last,measure=bp,test=sys<90|dia<50", "0 8 90/50", false},
		{"type=last,measure=bp,test=sys<90|dia<50", "0 8 90/49", true},
		{"type=last,measure=bp,test=above(sys)", "0 8 135/80", true},
		{"type=last,measure=bp,test=above(sys)", "0 8 134/80", false},
		{"type=last,measure=bp,test=below(dia)", "0 8 134/60", true},
		{"type=last,measure=bp,test=below(sys)", "0 8 40/60", false},        /* no lower limit, no below */
		{"type=last,measure=bp,test=above(sys or 999)", "0 8 135/80", true}, /* a band goes before the number */
		{"type=last,measure=bp,test=below(sys or 90)", "0 8 89/60", true},   /* and the number counts where the band is open */
		{"type=last,measure=bp,test=below(sys or 90)", "0 8 90/60", false},
		{"type=last,measure=bp,test=below(dia or 90)", "0 8 120/61", false},
		{"type=last,measure=spo2,test=below(spo2 or 90)", "0 8 90", false}, /* no band at all */
		{"type=last,measure=spo2,test=below(spo2 or 90)", "0 8 89", true},
		{"type=last,measure=glucose,context=fasting,test=glucose>7", "0 8 8", false},
		{"type=last,measure=glucose,context=fasting,test=glucose>7", "0 8 8 fasting", true},
		{"type=last,measure=glucose,context=fasting,test=glucose>7", "0 8 8 fasting;0 9 9 after_meal", false},
		{"type=last,measure=hr,test=hr>100,when=chest-pain", "0 8 120", false},
		{"type=mean,measure=bp,test=above(sys),days=7,n=3", "0 8 140/80;1 8 136/80", false},
		{"type=mean,measure=bp,test=above(sys),days=7,n=3", "0 8 140/80;1 8 136/80;2 8 129/80", true}, /* 135 */
		{"type=mean,measure=bp,test=above(sys),days=7,n=3", "0 8 140/80;1 8 136/80;2 8 128/80", false},
		{"type=mean,measure=bp,test=above(sys),days=7,n=3", "0 8 140/80;5 8 140/80;7 8 140/80",
		 false}, /* seven days ago to the hour is out */
		{"type=mean,measure=bp,test=above(sys),days=7,n=3", "0 9 140/80;5 8 140/80;7 8 140/80", true},
		{"type=count,measure=glucose,test=glucose<3.9,days=7,n=2", "0 8 3.8;1 8 3.9", false},
		{"type=count,measure=glucose,test=glucose<3.9,days=7,n=2", "0 8 3.8;0 9 5;1 8 3.8", true},
		{"type=count,measure=glucose,test=glucose<3.9,days=7,n=2", "0 8 3.8;1 8 3.8;1 9 5",
		 false}, /* said when it happened, not again later */
		{"type=count,measure=glucose,test=glucose<3.9,days=7,n=2", "0 8 3.8;7 8 3.8", false},
		{"type=run,measure=bp,test=sys>=160,days=4,n=3", "0 8 160/80;1 8 160/80", false},
		{"type=run,measure=bp,test=sys>=160,days=4,n=3", "0 8 160/80;1 8 160/80;2 8 160/80", true},
		{"type=run,measure=bp,test=sys>=160,days=4,n=3", "0 8 160/80;1 8 150/80;2 8 160/80", false},
		{"type=run,measure=bp,test=sys>=160,days=4,n=3", "0 8 160/80;1 8 150/80;1 20 170/80;2 8 160/80", true}, /* the mean of the day */
		{"type=run,measure=bp,test=sys>=160,days=4,n=3", "0 8 160/80;1 8 160/80;3 8 160/80", true},             /* days with readings */
		{"type=run,measure=bp,test=sys>=160,days=4,n=3", "0 8 160/80;1 8 160/80;4 9 160/80", false},            /* the first is out */
		{"type=rise,measure=weight,test=weight>2,days=3", "0 8 70;1 8 72", false},
		{"type=rise,measure=weight,test=weight>2,days=3", "0 8 70;1 8 72.1", true},
		{"type=rise,measure=weight,test=weight>2,days=3", "0 8 70;3 8 73", false},
		{"type=rise,measure=weight,test=weight>2,days=3", "0 9 70;3 8 73", true},
		{"type=rise,measure=weight,test=weight>2,days=3", "0 8 75", false},
		{"type=fall,measure=spo2,test=spo2>=4,days=14", "0 8 97;1 8 93", true},
		{"type=fall,measure=spo2,test=spo2>=4,days=14", "0 8 97;1 8 94", false},
		{"type=best,measure=peak_flow,test=peak_flow<80", "0 8 400;1 8 320", false},
		{"type=best,measure=peak_flow,test=peak_flow<80", "0 8 400;1 8 319", true},
		{"type=best,measure=peak_flow,test=peak_flow<80,days=2,n=2", "0 8 400;1 8 319", false},
		{"type=best,measure=peak_flow,test=peak_flow<80,days=2,n=2", "0 8 400;1 8 319;2 7 310", true},
		{"type=none,measure=bp,days=10", "", true}, /* twelve days since the start */
		{"type=none,measure=bp,days=13", "", false},
		{"type=none,measure=bp,days=10", "-8 8 120/80", false},
		{"type=none,measure=bp,days=10", "-10 8 120/80", true},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		char row[300];
		bool day = strstr(rows[i].row, "type=none") != NULL;
		snprintf(row, sizeof row, "kind=alert,id=a,to=doctor,tier=urgent,%s", rows[i].row);
		const char *const all[] = {row, "kind=target,id=sys,measure=bp,part=sys,high=<135",
					   "kind=target,id=dia,measure=bp,part=dia,low=>60,high=85", NULL};
		struct plan p;
		struct plan_alert out;
		struct targets t = {0};
		struct facts f = facts_none(COUNT(concepts), &memory);
		assert_true(plan_from(&p, all));
		if (complaints) fail_msg("row %td: %s", i, complaint);
		struct followed by = {&p, NULL, monday_ms - 12 * day_ms};
		struct series s = series_from(rows[i].series);
		plan_targets(&t, &by, &f, &memory);
		struct alert_view view = {&f, &t, &s, day ? monday_ms + 12 * hour_ms : s.v[s.n - 1].at_ms};
		bool holds = plan_alert_holds(&out, &by, plan_row_of(&p, PLAN_ALERT, S("a")), &view);
		if (holds != rows[i].holds) fail_msg("row %td: %d", i, holds);
		if (holds && s.n) assert_true(out.evidence_count > 0);
	}
}

static void the_most_urgent_speaks_and_of_equals_the_first(void **state)
{
	(void)state;
	static const char *const rows[] = {"kind=alert,id=low,type=last,measure=hr,test=hr>100,to=person,tier=routine",
					   "kind=alert,id=first,type=last,measure=hr,test=hr>120,to=doctor,tier=urgent",
					   "kind=alert,id=second,type=last,measure=hr,test=hr>110,to=doctor,tier=urgent",
					   "kind=alert,id=other,type=last,measure=bp,test=sys>1,to=doctor,tier=emergency",
					   "kind=alert,id=pain,type=last,measure=hr,test=hr>100,to=doctor,tier=emergency,when=chest-pain",
					   NULL};
	struct plan p;
	struct plan_alert out;
	struct targets t = {0};
	struct facts f = facts_none(COUNT(concepts), &memory);
	assert_true(plan_from(&p, rows) && !complaints);
	struct followed by = {&p, NULL, monday_ms};
	static const struct {
		const char *series, *id;
	} wanted[] = {{"0 8 100", NULL}, {"0 8 105", "low"}, {"0 8 115", "second"}, {"0 8 125", "first"}};
	for (ptrdiff_t i = 0; i < COUNT(wanted); i++) {
		struct series s = series_from(wanted[i].series);
		struct alert_view view = {&f, &t, &s, s.v[0].at_ms};
		bool any = plan_alert_best(&out, &by, 1, MEASURE_HR, &view);
		assert_int_equal(any, wanted[i].id != NULL);
		if (any) assert_true(str_eq(out.row->id, str_from(wanted[i].id)));
	}
	facts_add(&f, 2);
	struct series s = series_from("0 8 125");
	struct alert_view view = {&f, &t, &s, s.v[0].at_ms};
	assert_true(plan_alert_best(&out, &by, 1, MEASURE_HR, &view) && str_eq(out.row->id, S("pain")));
}

int main(void)
{
	memory = arena_create(256 << 20);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damage_is_said_by_line_and_the_rest_holds),
		cmocka_unit_test(a_plan_fits_whom_its_rows_say),
		cmocka_unit_test(answers_are_checked_against_the_questions),
		cmocka_unit_test(the_first_target_that_fits_counts_and_the_doctors_goes_before),
		cmocka_unit_test(tasks_are_due_when_they_say),
		cmocka_unit_test(months_end_where_there_is_no_such_day),
		cmocka_unit_test(each_kind_of_alert_has_two_sides),
		cmocka_unit_test(the_most_urgent_speaks_and_of_equals_the_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
