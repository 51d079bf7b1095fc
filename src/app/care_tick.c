/* care_tick.c - what comes with time: measurements that were not taken, and the week. */
#include "app/care.h"

#include <stdio.h>

static const int64_t day_ms = 86400000, hour_ms = 3600000;
enum { NOTICES_OF_WEEK = 1000 };

/* ---- what was not measured ---- */

static int64_t gap_began(const struct series *s, const struct plan_row *row, int64_t start_ms)
{
	for (ptrdiff_t i = s->n; i-- > 0;)
		if (row->context == CONTEXT_NONE || s->v[i].context == row->context) return s->v[i].at_ms > start_ms ? s->v[i].at_ms : start_ms;
	return start_ms;
}

/* Said once in a gap, at the moment it became too long; of the doctors' list too. */
static bool judge_missed(struct zhuyi *z, struct call *c, const struct someone *s, const struct care *care, int k, const struct series *all)
{
	const struct plan *p = &care->plans[k].plan;
	for (ptrdiff_t i = 0; i < p->n; i++) {
		const struct plan_row *row = &p->v[i];
		struct plan_alert found;
		struct care_alert a;
		if (row->kind != PLAN_ALERT || row->type != TYPE_NO_READING) continue;
		struct alert_view view = {&care->facts, &care->targets, &all[row->measure], call_now(c)};
		if (!plan_alert_holds(&found, &care->followed[k], row, &view)) continue;
		if (!care_alert_of(z, c, s, &found, &a)) return false;
		int64_t began = gap_began(&all[row->measure], row, care->followed[k].start_ms);
		a.at_ms = began + row->days * day_ms;
		a.silent_ms = began;
		if (!care_alert(z, c, s, &a)) return false;
	}
	return true;
}

static bool missed(struct zhuyi *z, struct call *c, const struct someone *s, str careplan)
{
	struct care care;
	struct series all[MEASURE_KINDS];
	if (!care_open(z, c, s, &care, (str){"", 0}) || !care_series(z, c, s, all, call_now(c) - PLAN_ALERT_DAYS_MAX * day_ms)) return false;
	for (int k = 0; k < care.plan_count; k++)
		if (str_eq(care.plans[k].id, careplan) && !judge_missed(z, c, s, &care, k, all)) return false;
	return true;
}

/* ---- the week ---- */

struct week_told { /* what notices of the week say */
	struct week_duty *duties;
	str *reminders; /* of each duty */
	int duty_count;
	struct week_line *said;
	int said_count;
};

static int duty_of(struct week_told *t, str reminder)
{
	for (int i = 0; i < t->duty_count; i++)
		if (str_eq(t->reminders[i], reminder)) return i;
	t->reminders[t->duty_count] = reminder;
	return t->duty_count++;
}

static void count_reminder(struct call *c, struct week_told *t, const struct notice_row *row, jv v)
{
	jv about = json_get(v, "about");
	if (json_get(json_get(about, "of"), "task")) return; /* a task of a plan is counted by what was done */
	struct week_duty *d = &t->duties[duty_of(t, str_copy(&c->arena, json_str(about, "reminder")))];
	d->title[0] = str_copy(&c->arena, json_str(v, "title_zh"));
	d->title[1] = json_str(v, "title_en").n ? str_copy(&c->arena, json_str(v, "title_en")) : d->title[0];
	d->due++;
	d->done += str_eq(row->state, S("done"));
	d->skipped += str_eq(row->state, S("skipped"));
	d->missed = d->due - d->done - d->skipped;
}

static void add_said(struct call *c, struct week_told *t, jv v)
{
	struct week_line *line = &t->said[t->said_count++];
	jv evidence = json_get(json_get(v, "about"), "evidence");
	*line = (struct week_line){.kind = LINE_ALERT};
	line->say[0] = str_copy(&c->arena, json_str(v, "text_zh"));
	line->say[1] = str_copy(&c->arena, json_str(v, "text_en"));
	for (ptrdiff_t i = 0; i < json_count(evidence) && line->evidence_count < 8; i++)
		line->evidence[line->evidence_count++] = str_copy(&c->arena, json_str(json_at(evidence, i), "id"));
}

static bool notices_of_week(struct zhuyi *z, struct call *c, const struct someone *s, struct week_told *t, int64_t from_ms, int64_t until_ms)
{
	struct notice_rows rows;
	if (!store_notices_of(z->store, &rows, s->org, s->person, from_ms, until_ms, NOTICES_OF_WEEK, &c->arena, &c->rq.fail)) return false;
	*t = (struct week_told){.duties = ARENA_NEW(&c->arena, struct week_duty, rows.n + 1),
				.reminders = ARENA_NEW(&c->arena, str, rows.n + 1),
				.said = ARENA_NEW(&c->arena, struct week_line, rows.n + 1)};
	for (ptrdiff_t i = rows.n; i-- > 0;) {
		str text;
		jv v;
		const struct notice_row *r = &rows.v[i];
		bool reminder = str_eq(r->kind, S("reminder"));
		if (!reminder && !str_eq(r->kind, S("alert"))) continue;
		if (!people_unseal(s, &text, "notice.sealed_body", (str){"", 0}, r->id, r->sealed_body, &c->arena, &c->rq.fail) ||
		    !json_parse(&v, text, 8, &c->rq.fail))
			return false;
		if (reminder) count_reminder(c, t, r, v);
		else add_said(c, t, v);
		json_free(v);
	}
	return true;
}

static bool open_alerts(struct zhuyi *z, struct call *c, const struct someone *s, struct week_line **out, int *n)
{
	enum { LOOK = 100 };
	struct alert_rows rows;
	if (!store_alerts_of(z->store, &rows, s->org, s->person, LOOK, &c->arena, &c->rq.fail)) return false;
	*out = ARENA_NEW(&c->arena, struct week_line, rows.n + 1);
	*n = 0;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct alert_words t;
		if (!str_eq(rows.v[i].state, S("open"))) continue;
		if (!care_alert_read(s, &rows.v[i], &t, &c->arena, &c->rq.fail)) return false;
		struct sb say[2];
		for (int lang = 0; lang < 2; lang++) {
			say[lang] = sb_new(&c->arena, 128);
			sb_add(&say[lang], t.title[lang]);
			sb_add(&say[lang], lang ? S(": waits for a doctor.") : S("：等医生处理。"));
		}
		(*out)[(*n)++] = (struct week_line){.kind = LINE_OPEN, .say = {sb_str(&say[0]), sb_str(&say[1])}};
	}
	return true;
}

bool care_week(struct zhuyi *z, struct call *c, const struct someone *s, struct week *out, int64_t from_ms)
{
	struct care care;
	struct series *all = ARENA_NEW(&c->arena, struct series, MEASURE_KINDS);
	struct week_told told;
	struct week_line *open;
	int open_count;
	int64_t until_ms = from_ms + 7 * day_ms;
	if (!care_open(z, c, s, &care, (str){"", 0}) || !care_series(z, c, s, all, from_ms - 7 * day_ms) ||
	    !notices_of_week(z, c, s, &told, from_ms, until_ms) || !open_alerts(z, c, s, &open, &open_count))
		return false;
	struct week_in in = {.from_ms = from_ms,
			     .until_ms = until_ms,
			     .now_ms = call_now(c),
			     .series = all,
			     .targets = &care.targets,
			     .plans = care.followed,
			     .plan_count = care.plan_count,
			     .reminded = told.duties,
			     .reminded_count = told.duty_count,
			     .said = told.said,
			     .said_count = told.said_count,
			     .open = open,
			     .open_count = open_count};
	week_make(out, &in, &c->arena);
	return true;
}

/* The seven days up to now, once; a quiet week is no news. */
static bool tell_week(struct zhuyi *z, struct call *c, const struct someone *s)
{
	struct week week;
	struct sb say[2] = {sb_new(&c->arena, 512), sb_new(&c->arena, 512)}, about = sb_new(&c->arena, 64);
	int64_t today = date_begins_ms(date_of_ms(call_now(c), ZONE_CHINA_MIN), ZONE_CHINA_MIN), from_ms = today - 6 * day_ms;
	if (!care_week(z, c, s, &week, from_ms)) return false;
	if (week.quiet) return true;
	for (ptrdiff_t i = 0; i < week.lines.n + week.open.n; i++) {
		const struct week_line *line = i < week.lines.n ? &week.lines.v[i] : &week.open.v[i - week.lines.n];
		for (int lang = 0; lang < 2; lang++) {
			if (say[lang].n) sb_byte(&say[lang], '\n');
			sb_add(&say[lang], line->say[lang]);
		}
	}
	sb_fmt(&about, "{\"week\":\"" STR_FMT "\"}", STR_ARG(str_slice(care_time_text(c, from_ms), 0, 10)));
	struct notice_text n = {.kind = "summary",
				.seed = S("week"),
				.at_ms = today + 20 * hour_ms,
				.title = {S("这一周的小结"), S("Your week")},
				.text = {sb_str(&say[0]), sb_str(&say[1])},
				.about = sb_str(&about)};
	return notice_put(z, c, s, &n);
}

bool care_tick(struct zhuyi *z, struct call *c, const struct someone *s, str about)
{
	jv v;
	struct arena before = c->arena;
	if (!json_parse(&v, about, 4, &c->rq.fail)) return false;
	str careplan = str_copy(&c->arena, json_str(v, "plan"));
	bool weekly = json_flag(v, "week");
	json_free(v);
	bool ok = weekly ? tell_week(z, c, s) : missed(z, c, s, careplan);
	if (ok) c->arena = before; /* many people are judged in one transaction */
	return ok;
}
