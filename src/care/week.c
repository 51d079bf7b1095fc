/* week.c - the weekly summary. */
#include "care/week.h"

#include "base/check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

static const int64_t day_ms = 86400000, sitting_ms = 30 * 60 * 1000;

str week_line_name(enum week_line_kind kind)
{
	static const char *const names[] = {"measure", "band", "duty", "alert", "open"};
	ASSERT(kind <= LINE_OPEN);
	return str_from(names[kind]);
}

int measure_decimals(enum measure_kind kind)
{
	static const int decimals[MEASURE_KINDS] = {[MEASURE_WEIGHT] = 1, [MEASURE_TEMP] = 1, [MEASURE_GLUCOSE] = 1, [MEASURE_SLEEP] = 1};
	return decimals[kind];
}

__attribute__((format(printf, 2, 3))) static str said(struct arena *a, const char *fmt, ...)
{
	char text[400];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	return str_copy(a, str_from(text));
}

/* ---- measurements ---- */

static void add_point(struct week_measure *m, const struct point *p, const struct targets *targets)
{
	int parts = measure_form(m->kind)->parts;
	bool banded = false, inside = true;
	for (int k = 0; k < parts; k++) {
		const struct target *t = target_of(targets, m->kind, k, p->context);
		m->mean[k] += p->v[k];
		m->low[k] = m->n ? fmin(m->low[k], p->v[k]) : p->v[k];
		m->high[k] = m->n ? fmax(m->high[k], p->v[k]) : p->v[k];
		banded |= t != NULL;
		inside &= !t || limit_side(t, p->v[k]) == 0;
	}
	m->n++;
	m->banded += banded;
	m->in_band += banded && inside;
}

/* The band of the mean: that without a context, and where all bands have one, the share of readings inside stands for it. */
static bool mean_inside(const struct week_measure *m, const struct targets *targets)
{
	bool any = false;
	for (int k = 0; k < measure_form(m->kind)->parts; k++) {
		const struct target *t = target_of(targets, m->kind, k, CONTEXT_NONE);
		any |= t != NULL;
		if (t && limit_side(t, m->mean[k])) return false;
	}
	return any || 2 * m->in_band >= m->banded;
}

static bool measure_make(struct week_measure *m, enum measure_kind kind, const struct week_in *in)
{
	const struct series *s = &in->series[kind];
	*m = (struct week_measure){.kind = kind, .mean_in_band = true};
	for (ptrdiff_t i = 0; i < s->n; i++) {
		const struct point *p = &s->v[i];
		if (p->at_ms >= in->from_ms && p->at_ms < in->until_ms) add_point(m, p, in->targets);
		if (p->at_ms >= in->from_ms || p->at_ms < in->from_ms - 7 * day_ms) continue;
		for (int k = 0; k < MEASURE_PARTS; k++) m->before[k] += p->v[k];
		m->n_before++;
	}
	for (int k = 0; k < MEASURE_PARTS; k++) {
		m->mean[k] = m->n ? m->mean[k] / m->n : NAN;
		m->before[k] = m->n_before ? m->before[k] / m->n_before : NAN;
	}
	if (m->n) m->mean_in_band = mean_inside(m, in->targets);
	return m->n > 0;
}

static str means(const struct week_measure *m, const double v[MEASURE_PARTS], struct arena *a)
{
	int d = measure_decimals(m->kind);
	if (measure_form(m->kind)->parts == 1) return said(a, "%.*f", d, v[0]);
	return said(a, "%.*f/%.*f", d, v[0], d, v[1]);
}

static void measure_line(struct week *out, const struct week_measure *m, struct arena *a)
{
	const struct measure_form *f = measure_form(m->kind);
	str mean = means(m, m->mean, a), before = m->n_before ? means(m, m->before, a) : (str){"", 0};
	struct week_line line = {.kind = LINE_MEASURE};
	line.say[0] = before.n ? said(a, "%s测了 %d 次，平均 " STR_FMT " %s（上一周 " STR_FMT "）。", f->say[0], m->n, STR_ARG(mean), f->unit_as[0],
				      STR_ARG(before))
			       : said(a, "%s测了 %d 次，平均 " STR_FMT " %s。", f->say[0], m->n, STR_ARG(mean), f->unit_as[0]);
	line.say[1] = before.n
			      ? said(a, "%d %s reading%s, mean " STR_FMT " %s (the week before " STR_FMT ").", m->n, f->say[1], m->n == 1 ? "" : "s",
				     STR_ARG(mean), f->unit_as[1], STR_ARG(before))
			      : said(a, "%d %s reading%s, mean " STR_FMT " %s.", m->n, f->say[1], m->n == 1 ? "" : "s", STR_ARG(mean), f->unit_as[1]);
	*ARENA_PUSH(a, &out->lines) = line;
	if (m->mean_in_band) return;
	struct week_line band = {.kind = LINE_BAND};
	band.say[0] = said(a, "%s这一周的平均值不在目标范围内；%d 次里有 %d 次在范围内。", f->say[0], m->banded, m->in_band);
	band.say[1] = said(a, "The week's mean %s is outside its target; %d of %d readings were inside.", f->say[1], m->in_band, m->banded);
	*ARENA_PUSH(a, &out->lines) = band;
}

/* ---- what was due ---- */

struct week_duty week_task(const struct plan_row *task, const struct followed *by, const struct series *s, int64_t from_ms, int64_t until_ms,
			   struct arena *a)
{
	enum { DUE_MOST = 200 };
	struct arena scratch = *a;
	struct week_duty out = {.title = {task->say[0], task->say[1]}};
	struct dues dues;
	ptrdiff_t next = 0;
	int64_t grace = plan_grace_ms(task), taken_ms = INT64_MIN;
	plan_dues(&dues, task, by, from_ms, until_ms, DUE_MOST, &scratch);
	for (ptrdiff_t i = 0; i < dues.n; i++) {
		int64_t day = date_begins_ms(date_of_ms(dues.v[i], ZONE_CHINA_MIN), ZONE_CHINA_MIN), end = day + (grace > day_ms ? grace : day_ms);
		out.due++;
		while (next < s->n && (s->v[next].at_ms < day || s->v[next].at_ms < taken_ms + sitting_ms)) next++;
		if (next == s->n || s->v[next].at_ms >= end) continue;
		taken_ms = s->v[next].at_ms;
		out.done++;
	}
	out.missed = out.due - out.done;
	return out;
}

/* Enough was done when three of four were: own rule. */
static bool neglected(const struct week_duty *d)
{
	return d->due > 0 && 4 * (d->done + d->skipped) < 3 * d->due;
}

static void duty_add(struct week *out, const struct week_duty *d, struct arena *a)
{
	if (!d->due) return;
	*ARENA_PUSH(a, &out->duties) = *d;
	if (!neglected(d)) return;
	struct week_line line = {.kind = LINE_DUTY};
	line.say[0] = said(a, STR_FMT "：应做 %d 次，做了 %d 次。", STR_ARG(d->title[0]), d->due, d->done);
	line.say[1] = said(a, STR_FMT ": done %d of %d times.", STR_ARG(d->title[1]), d->done, d->due);
	*ARENA_PUSH(a, &out->lines) = line;
}

static void duties_make(struct week *out, const struct week_in *in, struct arena *a)
{
	/* What is not over yet is not missed. */
	int64_t until = in->until_ms < in->now_ms ? in->until_ms : in->now_ms;
	for (int k = 0; k < in->plan_count; k++) {
		const struct followed *p = &in->plans[k];
		for (ptrdiff_t i = 0; i < p->plan->n; i++) {
			const struct plan_row *task = &p->plan->v[i];
			if (task->kind != PLAN_TASK || task->type != TYPE_MEASURE || task->measure == MEASURE_KINDS) continue;
			if (task->every.n && task->every.unit != 'd' && task->every.unit != 'w') continue; /* a month is no matter of one week */
			struct week_duty d = week_task(task, p, &in->series[task->measure], in->from_ms, until, a);
			duty_add(out, &d, a);
		}
	}
	for (int i = 0; i < in->reminded_count; i++) duty_add(out, &in->reminded[i], a);
}

/* ---- together ---- */

static void lines_take(struct week *out, const struct week_in *in, struct arena *a)
{
	for (int i = 0; i < in->said_count; i++) *ARENA_PUSH(a, &out->lines) = in->said[i];
	for (int i = 0; i < in->open_count; i++) *ARENA_PUSH(a, &out->open) = in->open[i];
}

void week_make(struct week *out, const struct week_in *in, struct arena *a)
{
	*out = (struct week){.quiet = true};
	for (int kind = 0; kind < MEASURE_KINDS; kind++) {
		struct week_measure m;
		if (!measure_make(&m, (enum measure_kind)kind, in)) continue;
		*ARENA_PUSH(a, &out->measures) = m;
		measure_line(out, &m, a);
		out->quiet &= m.mean_in_band;
	}
	duties_make(out, in, a);
	lines_take(out, in, a);
	for (ptrdiff_t i = 0; i < out->duties.n; i++) out->quiet &= !neglected(&out->duties.v[i]);
	out->quiet &= in->said_count == 0 && out->open.n == 0;
}
