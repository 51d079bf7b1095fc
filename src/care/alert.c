/* alert.c - what the rules of a plan say of a series of measurements. */
#include "care/plan.h"

#include "base/check.h"
#include "care/plan_int.h"

#include <math.h>

static const int64_t day_ms = 86400000;

/* ---- a test over one vector of parts ---- */

/* Outside that side of the person's band; where it has none, outside the number of the rule. */
static bool beyond(const struct plan_term *t, double v, const struct target *target)
{
	bool above = t->op == TEST_ABOVE;
	if (!target || isnan(above ? target->high.number : target->low.number)) return above ? v > t->number : v < t->number;
	return limit_side(target, v) == (above ? 1 : -1);
}

static bool term_holds(const struct plan_term *t, double v, const struct target *target)
{
	if (isnan(v)) return false;
	switch (t->op) {
	case TEST_LESS: return v < t->number;
	case TEST_LESS_EQUAL: return v <= t->number;
	case TEST_MORE: return v > t->number;
	case TEST_MORE_EQUAL: return v >= t->number;
	case TEST_ABOVE:
	case TEST_BELOW: return beyond(t, v, target);
	}
	return false;
}

static bool test_holds(const struct plan_row *row, const double v[MEASURE_PARTS], enum measure_context context, const struct alert_view *view)
{
	for (int i = 0; i < row->terms; i++) {
		int part = row->term[i].part;
		if (term_holds(&row->term[i], v[part], target_of(view->targets, row->measure, part, context))) return true;
	}
	return false;
}

/* ---- windows ---- */

static bool counts(const struct plan_row *row, const struct point *p)
{
	return row->context == CONTEXT_NONE || p->context == row->context;
}

/* The newest that the rule looks at; NULL. */
static const struct point *newest(const struct plan_row *row, const struct series *s)
{
	for (ptrdiff_t i = s->n; i-- > 0;)
		if (counts(row, &s->v[i])) return &s->v[i];
	return NULL;
}

static bool within(const struct plan_row *row, const struct point *p, int64_t now_ms)
{
	return counts(row, p) && p->at_ms > now_ms - row->days * day_ms && p->at_ms <= now_ms;
}

static void note(struct plan_alert *out, const struct point *p)
{
	if (out->evidence_count < (int)COUNT(out->evidence)) out->evidence[out->evidence_count++] = p->id;
}

static bool last_holds(struct plan_alert *out, const struct plan_row *row, const struct alert_view *view, const struct point *p)
{
	note(out, p);
	out->value = p->v[0];
	return test_holds(row, p->v, p->context, view);
}

static bool mean_holds(struct plan_alert *out, const struct plan_row *row, const struct alert_view *view, const struct point *last)
{
	double sum[MEASURE_PARTS] = {0};
	int n = 0;
	for (ptrdiff_t i = view->series->n; i-- > 0;) {
		const struct point *p = &view->series->v[i];
		if (!within(row, p, last->at_ms)) continue;
		for (int k = 0; k < MEASURE_PARTS; k++) sum[k] += p->v[k];
		n++;
		note(out, p);
	}
	if (n < row->n) return false;
	for (int k = 0; k < MEASURE_PARTS; k++) sum[k] /= n;
	out->value = sum[0];
	return test_holds(row, sum, row->context, view);
}

static bool count_holds(struct plan_alert *out, const struct plan_row *row, const struct alert_view *view, const struct point *last)
{
	int n = 0;
	if (!test_holds(row, last->v, last->context, view)) return false;
	for (ptrdiff_t i = view->series->n; i-- > 0;) {
		const struct point *p = &view->series->v[i];
		if (!within(row, p, last->at_ms) || !test_holds(row, p->v, p->context, view)) continue;
		n++;
		note(out, p);
	}
	out->value = n;
	return n >= row->n;
}

/* The mean of each of the last n days that have readings. Days without a reading are no end of a run; a day whose mean is fine is. `scale` makes per cent of
 * the personal best of it, 1 leaves it. */
static bool run_holds(struct plan_alert *out, const struct plan_row *row, const struct alert_view *view, const struct point *last, double scale)
{
	int days = 0;
	ptrdiff_t i = view->series->n;
	while (i > 0 && days < row->n) {
		if (!within(row, &view->series->v[i - 1], last->at_ms)) {
			i--;
			continue;
		}
		struct date day = date_of_ms(view->series->v[i - 1].at_ms, ZONE_CHINA_MIN);
		double sum[MEASURE_PARTS] = {0};
		int n = 0;
		for (; i > 0 && date_cmp(date_of_ms(view->series->v[i - 1].at_ms, ZONE_CHINA_MIN), day) == 0; i--) {
			const struct point *p = &view->series->v[i - 1];
			if (!within(row, p, last->at_ms)) continue;
			for (int k = 0; k < MEASURE_PARTS; k++) sum[k] += p->v[k];
			n++;
			note(out, p);
		}
		for (int k = 0; k < MEASURE_PARTS; k++) sum[k] *= scale / n;
		if (!test_holds(row, sum, row->context, view)) return false;
		days++;
	}
	out->value = days;
	return days >= row->n;
}

/* Rise: over the lowest of the window; fall: under its highest. */
static bool change_holds(struct plan_alert *out, const struct plan_row *row, const struct alert_view *view, const struct point *last)
{
	double v[MEASURE_PARTS];
	const struct point *far = NULL;
	for (int k = 0; k < MEASURE_PARTS; k++) v[k] = 0;
	for (ptrdiff_t i = view->series->n; i-- > 0;) {
		const struct point *p = &view->series->v[i];
		if (p == last || !within(row, p, last->at_ms)) continue;
		for (int k = 0; k < MEASURE_PARTS; k++) {
			double by = row->type == TYPE_RISE ? last->v[k] - p->v[k] : p->v[k] - last->v[k];
			if (by <= v[k]) continue;
			v[k] = by;
			if (k == 0) far = p;
		}
	}
	note(out, last);
	if (far) note(out, far);
	out->value = v[0];
	return far && test_holds(row, v, row->context, view);
}

/* Told at the start, else the highest there ever was. */
static bool best_holds(struct plan_alert *out, const struct followed *by, const struct plan_row *row, const struct alert_view *view,
		       const struct point *last)
{
	double best = plan_base(by, row->measure), v[MEASURE_PARTS] = {NAN, NAN};
	if (isnan(best))
		for (ptrdiff_t i = 0; i < view->series->n; i++) best = fmax(best, view->series->v[i].v[0]);
	if (!(best > 0)) return false;
	if (row->n) return run_holds(out, row, view, last, 100 / best);
	note(out, last);
	out->value = v[0] = 100 * last->v[0] / best;
	return test_holds(row, v, row->context, view);
}

/* Since the last reading, or since the plan began. */
static bool none_holds(struct plan_alert *out, const struct followed *by, const struct plan_row *row, const struct alert_view *view)
{
	const struct point *last = newest(row, view->series);
	int64_t since = last && last->at_ms > by->start_ms ? last->at_ms : by->start_ms;
	if (!since) return false;
	if (last) note(out, last);
	out->value = floor((double)(view->now_ms - since) / (double)day_ms);
	return view->now_ms - since >= row->days * day_ms;
}

bool plan_alert_holds(struct plan_alert *out, const struct followed *by, const struct plan_row *row, const struct alert_view *view)
{
	*out = (struct plan_alert){.plan = by->plan, .row = row, .value = NAN};
	ASSERT(row->kind == PLAN_ALERT);
	if (!plan_row_asked(row, by->given) || expr_eval(&row->when, view->facts) != TRI_YES) return false;
	if (row->type == TYPE_NO_READING) return none_holds(out, by, row, view);
	/* A rule speaks at a reading that it looks at, not at one of another kind. */
	const struct point *last = view->series->n ? &view->series->v[view->series->n - 1] : NULL;
	if (!last || !counts(row, last)) return false;
	switch (row->type) {
	case TYPE_LAST: return last_holds(out, row, view, last);
	case TYPE_MEAN: return mean_holds(out, row, view, last);
	case TYPE_COUNT: return count_holds(out, row, view, last);
	case TYPE_RUN: return run_holds(out, row, view, last, 1);
	case TYPE_RISE:
	case TYPE_FALL: return change_holds(out, row, view, last);
	case TYPE_BEST: return best_holds(out, by, row, view, last);
	default: return false;
	}
}

bool plan_alert_best(struct plan_alert *out, const struct followed *by, int n, enum measure_kind kind, const struct alert_view *view)
{
	bool found = false;
	for (int k = 0; k < n; k++)
		for (ptrdiff_t i = 0; i < by[k].plan->n; i++) {
			const struct plan_row *row = &by[k].plan->v[i];
			struct plan_alert one;
			if (row->kind != PLAN_ALERT || row->type == TYPE_NO_READING || row->measure != kind) continue;
			if (found && row->tier <= out->row->tier) continue;
			if (plan_alert_holds(&one, &by[k], row, view)) *out = one, found = true;
		}
	return found;
}
