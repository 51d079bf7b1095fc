/* judge.c - can such a value be? What cannot is refused; what hardly can is asked about once. */
#include "care/measure.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHILD_Y = 12 };
static const int64_t ahead_ms = 10 * 60 * 1000, day_ms = 86400000; /* a clock may be a little wrong */

static void remark(struct measure_remarks *out, bool impossible, const char *code, str zh, str en, struct arena *a)
{
	*ARENA_PUSH(a, out) = (struct measure_remark){impossible, code, {zh, en}};
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

/* As it was typed, with its unit. */
static str shown(const struct measure *m, int i, struct arena *a)
{
	const struct measure_form *f = measure_form(m->kind);
	if (m->typed.n) return m->typed;
	return said(a, STR_FMT " %s", STR_ARG(m->text[i]), str_eq(m->unit, str_from(f->unit)) ? f->unit_as[1] : str_c(a, m->unit));
}

static void cannot_be(struct measure_remarks *out, const struct measure *m, int i, const struct measure_limit *l, struct arena *a)
{
	const struct measure_form *f = measure_form(m->kind);
	const struct measure_part *p = &f->part[i];
	bool glucose = m->kind == MEASURE_GLUCOSE && m->value[i] > l->most;
	str v = shown(m, i, a);
	remark(out, true, "cannot_be",
	       said(a, "%s " STR_FMT " 不可能：应在 %g～%g %s 之间。%s", p->say[0], STR_ARG(v), l->least, l->most, f->unit_as[0],
		    glucose ? "如果血糖仪显示的是 mg/dL，请改选单位。" : "请核对后重填。"),
	       said(a, "%s " STR_FMT " cannot be: it lies between %g and %g %s. %s", p->say[1], STR_ARG(v), l->least, l->most, f->unit_as[1],
		    glucose ? "If the meter shows mg/dL, choose that unit." : "Please check and enter it again."),
	       a);
}

static void hardly_can_be(struct measure_remarks *out, const struct measure *m, int i, struct arena *a)
{
	const struct measure_part *p = &measure_form(m->kind)->part[i];
	str v = shown(m, i, a);
	remark(out, false, "unlikely", said(a, "%s " STR_FMT " 很少见，确定没有填错吗？", p->say[0], STR_ARG(v)),
	       said(a, "%s " STR_FMT " is rare. Is it right?", p->say[1], STR_ARG(v)), a);
}

/* Of the pack for that age; where it has none, the form's own. */
static struct measure_limit limit_for(const struct measure *m, int i, const struct measure_about *about)
{
	const struct measure_part *p = &measure_form(m->kind)->part[i];
	bool known = !isnan(about->age_y), grown = about->age_y >= CHILD_Y, child = about->age_y < CHILD_Y;
	for (ptrdiff_t k = 0; k < about->limit_count; k++) {
		const struct measure_limit *l = &about->limits[k];
		if (l->kind != m->kind || l->part != i || (!known && !(isnan(l->age_from_y) && isnan(l->age_to_y)))) continue;
		if (!(about->age_y < l->age_from_y) && !(about->age_y >= l->age_to_y)) return *l;
	}
	return (struct measure_limit){.least = p->least,
				      .most = p->most,
				      .rare_below = child   ? p->child_below
						    : grown ? p->rare_below
							    : fmin(p->rare_below, p->child_below),
				      .rare_above = child   ? p->child_above
						    : grown ? p->rare_above
							    : fmax(p->rare_above, p->child_above)};
}

static void judge_part(struct measure_remarks *out, const struct measure *m, int i, const struct measure_about *about, struct arena *a)
{
	struct measure_limit l = limit_for(m, i, about);
	double x = m->value[i];
	if (!(x >= l.least && x <= l.most)) cannot_be(out, m, i, &l, a);
	else if (x < l.rare_below || x > l.rare_above) hardly_can_be(out, m, i, a);
}

/* Own limits: below 15 mmHg between the two a cuff has most likely read wrongly. */
static void judge_pressure(struct measure_remarks *out, const struct measure *m, struct arena *a)
{
	double gap = m->value[0] - m->value[1];
	if (gap <= 0)
		remark(out, true, "order", S("高压必须大于低压。请核对两个数有没有填反。"),
		       S("The systolic value must be above the diastolic one. Were the two swapped?"), a);
	else if (gap < 15)
		remark(out, false, "narrow", S("高压和低压相差不到 15，很少见，确定没有填错吗？"),
		       S("Systolic and diastolic differ by less than 15, which is rare. Are they right?"), a);
}

/* Own limits. A tenth of the weight in a week, or five centimetres more or less for a grown person: nearly always a slip, or 斤 for kg. */
static void judge_change(struct measure_remarks *out, const struct measure *m, const struct measure_about *about, struct arena *a)
{
	double was = about->last[0], is = m->value[0];
	if (!about->last_ms || !(was > 0)) return;
	bool soon = llabs(m->at_ms - about->last_ms) <= 7 * day_ms;
	if (m->kind == MEASURE_WEIGHT && soon && fabs(is - was) > 0.1 * was && fabs(is - was) > 1)
		remark(out, false, "changed", said(a, "一周内体重从 %g 公斤变成 %g 公斤，确定没有填错吗？（单位是公斤还是斤？）", was, is),
		       said(a, "Within a week the weight went from %g kg to %g kg. Is that right?", was, is), a);
	if (m->kind == MEASURE_HEIGHT && about->age_y >= 20 && fabs(is - was) > 5)
		remark(out, false, "changed", said(a, "身高从 %g 厘米变成 %g 厘米，确定没有填错吗？", was, is),
		       said(a, "The height went from %g cm to %g cm. Is that right?", was, is), a);
}

static void judge_time(struct measure_remarks *out, const struct measure *m, const struct measure_about *about, struct arena *a)
{
	enum { LIFE_Y = 130, LONG_Y = 10 };
	int64_t year = 365 * day_ms, old = about->now_ms - m->at_ms;
	if (!about->now_ms) return;
	if (old < -ahead_ms)
		remark(out, true, "future", S("测量时间在将来，请改成实际测量的时间。"), S("The time lies ahead. Give when it was measured."), a);
	else if (old > LIFE_Y * year)
		remark(out, true, "cannot_be", S("测量时间太早了，请核对。"), S("That is too long ago. Please check the time."), a);
	else if (old > LONG_Y * year)
		remark(out, false, "long_ago", S("这是十年以前的测量，时间没有填错吗？"), S("This is more than ten years ago. Is the time right?"),
		       a);
}

void measure_judge(struct measure_remarks *out, const struct measure *m, const struct measure_about *about, struct arena *a)
{
	struct measure_remarks all = {0};
	const struct measure_form *f = measure_form(m->kind);
	for (int i = 0; i < f->parts; i++) judge_part(&all, m, i, about, a);
	if (m->kind == MEASURE_BP) judge_pressure(&all, m, a);
	judge_change(&all, m, about, a);
	judge_time(&all, m, about, a);
	*out = (struct measure_remarks){0};
	for (int hard = 1; hard >= 0; hard--)
		for (ptrdiff_t i = 0; i < all.n; i++)
			if (all.v[i].impossible == hard) *ARENA_PUSH(a, out) = all.v[i];
}
