/* verb_plan.c - care plans: which there are, which somebody follows and how it stands. */
#include "app/care.h"
#include "app/field.h"

#include <math.h>

static const int64_t day_ms = 86400000;
enum { BACK_D = 28, AHEAD_D = 400 };

/* ---- those there are ---- */

static const char *kind_of_ask(enum plan_type t)
{
	return t == TYPE_DATE ? "date" : t == TYPE_NUMBER || t == TYPE_TARGET ? "number" : t == TYPE_YES ? "yes" : "choice";
}

/* Words and their texts stand in two lists, `;` and `；` between. */
static void write_choices(struct jw *w, const struct plan_row *r, enum language lang, struct arena *a)
{
	str words = r->test, texts = r->text[lang], word, text;
	struct sb plain = sb_new(a, texts.n + 1);
	str wide = S("；");
	for (ptrdiff_t at; (at = str_find(texts, wide)) >= 0; texts = str_slice(texts, at + wide.n, texts.n))
		sb_add(&plain, str_slice(texts, 0, at)), sb_byte(&plain, ';');
	sb_add(&plain, texts);
	texts = sb_str(&plain);
	jw_array(w, "choices");
	while (str_next(&words, ';', &word)) {
		if (!str_next(&texts, ';', &text)) text = word;
		jw_object(w, NULL);
		jw_str(w, "value", str_trim(word));
		jw_str(w, "text", str_trim(text));
		jw_end_object(w);
	}
	jw_end_array(w);
}

static void write_number(struct jw *w, const char *key, double v)
{
	if (isnan(v)) jw_null(w, key);
	else jw_decimal(w, key, v, 2);
}

static void write_ask(struct jw *w, const struct plan_row *r, enum language lang, struct arena *a)
{
	jw_object(w, NULL);
	jw_str(w, "name", r->id);
	jw_str(w, "title", r->say[lang]);
	jw_str(w, "kind", str_from(kind_of_ask(r->type)));
	jw_bool(w, "must", r->must);
	if (r->type == TYPE_CHOICE) write_choices(w, r, lang, a);
	if (r->type == TYPE_NUMBER || r->type == TYPE_TARGET) {
		write_number(w, "low", r->low.number);
		write_number(w, "high", r->high.number);
		jw_str(w, "unit", r->unit);
	}
	jw_end_object(w);
}

static void write_known(struct zhuyi *z, struct call *c, struct jw *w, const struct plan *p)
{
	const struct plan_row *self = plan_itself(p), *whom = NULL;
	enum language lang = call_lang(c);
	for (ptrdiff_t i = 0; i < p->n && !whom; i++)
		if (p->v[i].kind == PLAN_FOR && p->v[i].type != TYPE_NOT) whom = &p->v[i];
	jw_object(w, NULL);
	jw_str(w, "id", p->id);
	jw_str(w, "title", self->say[lang]);
	jw_str(w, "text", self->text[lang]);
	jw_str(w, "for", whom ? whom->text[lang] : (str){"", 0});
	jw_str(w, "source", pack_source_titles(z->pack, self->source, &c->arena));
	jw_array(w, "asks");
	for (ptrdiff_t i = 0; i < p->n; i++)
		if (p->v[i].kind == PLAN_ASK) write_ask(w, &p->v[i], lang, &c->arena);
	jw_end_array(w);
	jw_end_object(w);
}

bool verb_plans_known(struct zhuyi *z, struct call *c)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_array(&w, "plans");
	for (ptrdiff_t i = 0; i < z->pack->plans.n; i++) {
		struct plan p;
		if (!z->pack->plans.v[i].listed) continue;
		if (!pack_plan(&p, z->pack, z->pack->plans.v[i].id, &c->arena, &c->rq.fail)) return false;
		if (plan_itself(&p)) write_known(z, c, &w, &p);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- those that are followed ---- */

static void write_targets(struct zhuyi *z, struct call *c, struct jw *w, const struct care *care, const struct followed *f)
{
	struct targets own = {0};
	enum language lang = call_lang(c);
	plan_targets(&own, f, &care->facts, &c->arena);
	jw_array(w, "targets");
	for (ptrdiff_t i = 0; i < own.n; i++) {
		const struct target *t = &own.v[i];
		bool lab = t->measure == MEASURE_KINDS;
		jw_object(w, NULL);
		jw_str(w, "kind", lab ? t->row->lab : str_from(measure_form(t->measure)->name));
		if (!lab) jw_str(w, "name", plan_part_name(t->measure, t->part));
		jw_str(w, "context", measure_context_name(t->context));
		write_number(w, "low", t->low.number);
		write_number(w, "high", t->high.number);
		jw_str(w, "limit", target_text(t, (int)lang, &c->arena));
		jw_str(w, "text", t->own ? (lang == LANG_EN ? S("what your doctor said") : S("医生给的目标")) : t->row->text[lang]);
		jw_bool(w, "own", t->own);
		jw_str(w, "source", t->own ? (str){"", 0} : pack_source_titles(z->pack, t->row->source, &c->arena));
		jw_end_object(w);
	}
	jw_end_array(w);
}

static void write_task(struct call *c, struct jw *w, const struct followed *f, const struct plan_row *r, const struct series *series)
{
	enum language lang = call_lang(c);
	int64_t now = call_now(c);
	struct dues next;
	struct week_duty d = {0};
	plan_dues(&next, r, f, now, now + AHEAD_D * day_ms, 1, &c->arena);
	if (r->type == TYPE_MEASURE && r->measure != MEASURE_KINDS) d = week_task(r, f, &series[r->measure], now - BACK_D * day_ms, now, &c->arena);
	if (!next.n && !d.due && r->every.n) return; /* over, or for somebody else */
	jw_object(w, NULL);
	jw_str(w, "id", r->id);
	jw_str(w, "kind", plan_type_name(r->type));
	jw_str(w, "title", r->say[lang]);
	jw_str(w, "text", r->text[lang]);
	jw_str(w, "every", plan_every_text(r, (int)lang, &c->arena));
	if (next.n) jw_i64(w, "next_ms", next.v[0]);
	else jw_null(w, "next_ms");
	jw_i64(w, "done", d.done);
	jw_i64(w, "missed", d.missed);
	jw_end_object(w);
}

static void write_stops(struct zhuyi *z, struct call *c, struct jw *w, const struct plan *p)
{
	enum language lang = call_lang(c);
	jw_array(w, "stop");
	for (ptrdiff_t i = 0; i < p->n; i++) {
		const struct plan_row *r = &p->v[i];
		if (r->kind != PLAN_STOP) continue;
		jw_object(w, NULL);
		jw_str(w, "sign", r->say[lang]);
		jw_str(w, "text", r->text[lang]);
		jw_str(w, "tier", tier_name(r->tier));
		jw_str(w, "source", pack_source_titles(z->pack, r->source, &c->arena));
		jw_end_object(w);
	}
	jw_end_array(w);
	jw_array(w, "tips");
	for (ptrdiff_t i = 0; i < p->n; i++) {
		const struct plan_row *r = &p->v[i];
		if (r->kind != PLAN_TIP) continue;
		jw_object(w, NULL);
		jw_str(w, "title", r->say[lang]);
		jw_str(w, "text", r->text[lang]);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static void write_followed(struct zhuyi *z, struct call *c, struct jw *w, const struct care *care, int k, const struct series *series)
{
	const struct plan *p = &care->plans[k].plan;
	const struct plan_row *self = plan_itself(p), *not_for = plan_not_for(p, &care->facts);
	enum language lang = call_lang(c);
	jw_object(w, NULL);
	jw_str(w, "id", care->plans[k].id);
	jw_str(w, "plan", p->id);
	jw_str(w, "title", self->say[lang]);
	jw_str(w, "text", self->text[lang]);
	jw_i64(w, "since_ms", care->followed[k].start_ms);
	jw_str(w, "since", str_slice(care_time_text(c, care->followed[k].start_ms), 0, 10));
	jw_null(w, "until");
	jw_str(w, "state", S("active"));
	jw_str(w, "not_for", not_for ? not_for->text[lang] : (str){"", 0});
	write_targets(z, c, w, care, &care->followed[k]);
	jw_array(w, "tasks");
	for (ptrdiff_t i = 0; i < p->n; i++)
		if (p->v[i].kind == PLAN_TASK && plan_row_asked(&p->v[i], &care->plans[k].given) && expr_eval(&p->v[i].when, &care->facts) == TRI_YES)
			write_task(c, w, &care->followed[k], &p->v[i], series);
	jw_end_array(w);
	write_stops(z, c, w, p);
	jw_end_object(w);
}

/* Plans that ended, newest first, in short. */
static bool write_ended(struct zhuyi *z, struct call *c, const struct someone *s, struct jw *w)
{
	struct briefeds all;
	str mark = S(CARE_PLANS "|");
	if (!briefs_since(z, s, &all, S("CarePlan"), 0, RESOURCES_MAX, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = all.n; i-- > 0;) {
		const struct brief *b = &all.v[i].brief;
		if (!str_starts(b->code, mark) || str_eq(b->status, S("active"))) continue;
		jw_object(w, NULL);
		jw_str(w, "id", all.v[i].id);
		jw_str(w, "plan", str_slice(b->code, mark.n, b->code.n));
		jw_str(w, "title", b->title);
		jw_i64(w, "since_ms", all.v[i].at_ms);
		jw_str(w, "since", str_slice(b->from, 0, b->from.n < 10 ? b->from.n : 10));
		jw_str(w, "until", str_slice(b->until, 0, b->until.n < 10 ? b->until.n : 10));
		jw_str(w, "state", S("ended"));
		jw_end_object(w);
	}
	return true;
}

static bool write_fits(struct zhuyi *z, struct call *c, struct jw *w, const struct care *care)
{
	jw_array(w, "fits");
	for (ptrdiff_t i = 0; i < z->pack->plans.n; i++) {
		struct plan p;
		const struct plan_file *f = &z->pack->plans.v[i];
		if (!f->listed || care_follows(care, f->id)) continue;
		if (!pack_plan(&p, z->pack, f->id, &c->arena, &c->rq.fail)) return false;
		if (plan_fits(&p, &care->facts) == TRI_YES) jw_str(w, NULL, f->id);
	}
	jw_end_array(w);
	return true;
}

bool verb_plans(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct care care;
	struct series series[MEASURE_KINDS];
	struct jw w = {&c->reply, false};
	bool ok = person_open(z, c, &s) && care_open(z, c, &s, &care, (str){"", 0}) &&
		  care_series(z, c, &s, series, call_now(c) - (BACK_D + 1) * day_ms);
	jw_object(&w, NULL);
	jw_array(&w, "plans");
	for (int k = 0; ok && k < care.plan_count; k++)
		if (care.plans[k].id.n) write_followed(z, c, &w, &care, k, series);
	ok = ok && write_ended(z, c, &s, &w);
	jw_end_array(&w);
	ok = ok && write_fits(z, c, &w, &care);
	jw_end_object(&w);
	people_forget(&s);
	return ok;
}
