/* plan.c - what a plan means for one person: whether it fits, its questions, its targets. */
#include "care/plan.h"

#include "base/check.h"
#include "care/plan_int.h"

#include <math.h>

const struct plan_row *plan_itself(const struct plan *p)
{
	for (ptrdiff_t i = 0; i < p->n; i++)
		if (p->v[i].kind == PLAN_ITSELF) return &p->v[i];
	return NULL;
}

const struct plan_row *plan_row_of(const struct plan *p, enum plan_row_kind kind, str id)
{
	for (ptrdiff_t i = 0; i < p->n; i++)
		if (p->v[i].kind == kind && str_eq(p->v[i].id, id)) return &p->v[i];
	return NULL;
}

const struct plan_row *plan_not_for(const struct plan *p, const struct facts *f)
{
	for (ptrdiff_t i = 0; i < p->n; i++)
		if (p->v[i].kind == PLAN_FOR && p->v[i].type == TYPE_NOT && p->v[i].when.n && expr_eval(&p->v[i].when, f) == TRI_YES) return &p->v[i];
	return NULL;
}

enum tri plan_fits(const struct plan *p, const struct facts *f)
{
	enum tri fits = TRI_NO;
	if (plan_not_for(p, f)) return TRI_NO;
	for (ptrdiff_t i = 0; i < p->n; i++) {
		if (p->v[i].kind != PLAN_FOR || p->v[i].type == TYPE_NOT || !p->v[i].when.n) continue;
		enum tri t = expr_eval(&p->v[i].when, f);
		if (t == TRI_YES) return TRI_YES;
		if (t == TRI_UNKNOWN) fits = TRI_UNKNOWN;
	}
	return fits;
}

/* ---- answers ---- */

static bool refuse(struct fail *fail, const char *say[2], str id, const char *zh, const char *en)
{
	say[0] = zh, say[1] = en;
	return fail_set(fail, RC_INPUT, "plan", "\"" STR_FMT "\": %s", STR_ARG(id), en);
}

static bool is_choice(str list, str text)
{
	str one;
	while (str_next(&list, ';', &one))
		if (str_eq(str_trim(one), text)) return true;
	return false;
}

static bool in_bounds(const struct plan_row *ask, double x)
{
	return !(x < ask->low.number) && !(x > ask->high.number); /* a limit that is none is NAN, and nothing lies beyond it */
}

static bool answer_read(struct answer_given *g, const struct plan_row *ask, jv v, int64_t now_ms, const char *say[2], struct fail *fail,
			struct arena *a)
{
	bool yes;
	*g = (struct answer_given){.id = ask->id, .text = str_copy(a, str_trim(json_text(v))), .number = NAN};
	switch (ask->type) {
	case TYPE_DATE:
		g->is_date = date_read(&g->date, g->text);
		if (!g->is_date) return refuse(fail, say, ask->id, "日期请写成 2026-11-30", "write the date as 2026-11-30");
		/* Own limits: what a plan counts from lies in the last 120 years and not more than a year ahead (an expected date). */
		int64_t at = date_begins_ms(g->date, ZONE_CHINA_MIN), day = 86400000;
		return (at < now_ms + 366 * day && at > now_ms - 120 * 366 * day) ||
		       refuse(fail, say, ask->id, "这个日期不合适，请核对", "that date cannot be; please check it");
	case TYPE_NUMBER:
	case TYPE_TARGET:
		if (!str_to_double(g->text, &g->number)) return refuse(fail, say, ask->id, "请填数字", "a number is needed");
		return in_bounds(ask, g->number) || refuse(fail, say, ask->id, "这个数超出了可填的范围", "that number is outside what it may be");
	case TYPE_YES:
		if (json_is_bool(v, &yes)) g->text = yes ? S("yes") : S("no");
		return is_choice(S("yes;no"), g->text) || refuse(fail, say, ask->id, "请选是或否", "answer yes or no");
	case TYPE_CHOICE: return is_choice(ask->test, g->text) || refuse(fail, say, ask->id, "请从列出的选项里选", "choose one of those listed");
	default: return true;
	}
}

bool plan_answers(struct answers *out, const struct plan *p, jv values, int64_t now_ms, const char *say[2], struct fail *fail, struct arena *a)
{
	str key;
	jv value;
	*out = (struct answers){0};
	for (struct json_walk walk = {0}; json_next(&walk, values, &key, &value);) {
		const struct plan_row *ask = plan_row_of(p, PLAN_ASK, key);
		struct answer_given g;
		if (!ask) return refuse(fail, say, key, "这个计划没有问这一项", "the plan does not ask for that");
		if (!value || (json_is_string(value) && !str_trim(json_text(value)).n)) continue;
		if (!answer_read(&g, ask, value, now_ms, say, fail, a)) return false;
		*ARENA_PUSH(a, out) = g;
	}
	for (ptrdiff_t i = 0; i < p->n; i++) {
		if (p->v[i].kind != PLAN_ASK || !p->v[i].must) continue;
		bool there = false;
		for (ptrdiff_t k = 0; k < out->n; k++) there |= str_eq(out->v[k].id, p->v[i].id);
		if (!there) return refuse(fail, say, p->v[i].id, "有一项必填的还没有填", "an answer that is required is missing");
	}
	return true;
}

bool plan_row_asked(const struct plan_row *row, const struct answers *given)
{
	str list = row->answer, one;
	if (!list.n) return true;
	while (str_next(&list, ';', &one)) {
		ptrdiff_t is = str_find(one, S("="));
		for (ptrdiff_t i = 0; given && is > 0 && i < given->n; i++)
			if (str_eq(given->v[i].id, str_trim(str_slice(one, 0, is))) &&
			    str_eq(given->v[i].text, str_trim(str_slice(one, is + 1, one.n))))
				return true;
	}
	return false;
}

/* ---- targets ---- */

static struct target *target_like(const struct targets *t, enum measure_kind kind, str lab, int part, enum measure_context context)
{
	for (ptrdiff_t i = 0; i < t->n; i++)
		if (t->v[i].measure == kind && t->v[i].part == part && t->v[i].context == context && str_eq(t->v[i].row->lab, lab)) return &t->v[i];
	return NULL;
}

/* What the doctor said replaces one side of every band of that part, or makes one. */
static void own_target(struct targets *out, ptrdiff_t from, const struct plan_row *ask, const struct answer_given *g, struct arena *a)
{
	bool low = str_eq(ask->test, S("low")), found = false;
	struct limit own = {g->number, false, g->text};
	for (ptrdiff_t i = from; i < out->n; i++) {
		struct target *t = &out->v[i];
		if (t->measure != ask->measure || t->part != ask->part || (ask->context && t->context != ask->context)) continue;
		*(low ? &t->low : &t->high) = own;
		t->own = found = true;
	}
	struct limit none = {NAN, false, {"", 0}};
	if (!found && !target_like(out, ask->measure, ask->lab, ask->part, ask->context))
		*ARENA_PUSH(a, out) = (struct target){ask->measure, ask->part, ask->context, low ? own : none, low ? none : own, true, ask};
}

/* Of the personal best, where that was told: 80 % of 400 L/min is 320. */
static void of_best(struct target *t, const struct followed *by)
{
	double best = plan_base(by, t->measure);
	if (t->part != PART_BEST_PCT || isnan(best)) return;
	t->part = 0;
	t->low.number *= best / 100;
	t->high.number *= best / 100;
}

void plan_targets(struct targets *out, const struct followed *by, const struct facts *f, struct arena *a)
{
	const struct plan *p = by->plan;
	ptrdiff_t from = out->n;
	for (ptrdiff_t i = 0; i < p->n; i++) {
		const struct plan_row *r = &p->v[i];
		if (r->kind != PLAN_TARGET || !plan_row_asked(r, by->given) || expr_eval(&r->when, f) != TRI_YES) continue;
		struct target t = {r->measure, r->part, r->context, r->low, r->high, false, r};
		of_best(&t, by);
		if (!target_like(out, t.measure, r->lab, t.part, t.context)) *ARENA_PUSH(a, out) = t;
	}
	for (ptrdiff_t i = 0; by->given && i < by->given->n; i++) {
		const struct plan_row *ask = plan_row_of(p, PLAN_ASK, by->given->v[i].id);
		if (ask && ask->type == TYPE_TARGET) own_target(out, from, ask, &by->given->v[i], a);
	}
}

double plan_base(const struct followed *by, enum measure_kind kind)
{
	for (ptrdiff_t i = 0; by->given && i < by->given->n; i++) {
		const struct plan_row *ask = plan_row_of(by->plan, PLAN_ASK, by->given->v[i].id);
		if (ask && ask->type == TYPE_NUMBER && ask->measure == kind) return by->given->v[i].number;
	}
	return NAN;
}

const struct target *target_of(const struct targets *t, enum measure_kind kind, int part, enum measure_context context)
{
	const struct target *own = target_like(t, kind, (str){"", 0}, part, context);
	return own ? own : target_like(t, kind, (str){"", 0}, part, CONTEXT_NONE);
}

int limit_side(const struct target *t, double x)
{
	if (x < t->low.number || (t->low.open && x == t->low.number)) return -1;
	return x > t->high.number || (t->high.open && x == t->high.number);
}
