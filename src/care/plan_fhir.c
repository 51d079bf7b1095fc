/* plan_fhir.c - a plan that is followed, as a CarePlan with Goals; and its texts for people. */
#include "care/piece_int.h"
#include "care/medicine.h"

#include "base/check.h"

#include <math.h>
#include <stdio.h>

/* ---- texts ---- */

static void number(struct sb *out, const struct limit *l)
{
	sb_fmt(out, "%g", l->number);
}

str target_text(const struct target *t, int lang, struct arena *a)
{
	static const char *const below[2][2] = {{"低于 ", "不超过 "}, {"below ", "at most "}}, *const above[2][2] = {{"高于 ", "不低于 "},
														     {"above ", "at least "}};
	struct sb out = sb_new(a, 48);
	bool low = !isnan(t->low.number), high = !isnan(t->high.number);
	if (low && high && !t->low.open && !t->high.open) {
		number(&out, &t->low);
		sb_add(&out, lang ? S(" to ") : S("～"));
		number(&out, &t->high);
		return sb_str(&out);
	}
	if (low) sb_add(&out, str_from(above[lang][!t->low.open])), number(&out, &t->low);
	if (low && high) sb_add(&out, lang ? S(", ") : S("、"));
	if (high) sb_add(&out, str_from(below[lang][!t->high.open])), number(&out, &t->high);
	return sb_str(&out);
}

str plan_every_text(const struct plan_row *task, int lang, struct arena *a)
{
	static const struct {
		char unit;
		const char *zh, *zh_many, *en;
	} units[] = {{'d', "天", "天", "day"}, {'w', "周", "周", "week"}, {'m', "月", "个月", "month"}, {'y', "年", "年", "year"}};
	struct sb out = sb_new(a, 64);
	int n = task->every.n, u = 0;
	if (!n) return sb_str(&out);
	while (u < 3 && units[u].unit != task->every.unit) u++;
	if (lang == 0 && n == 1) sb_fmt(&out, "每%s", units[u].zh);
	else if (lang == 0) sb_fmt(&out, "每 %d %s", n, units[u].zh_many);
	else if (n == 1) sb_fmt(&out, "every %s", units[u].en);
	else sb_fmt(&out, "every %d %ss", n, units[u].en);
	for (int i = 0; i < task->time_count; i++) {
		sb_add(&out, i ? (lang ? S(", ") : S("、")) : S(" "));
		sb_fmt(&out, "%02d:%02d", task->times[i] / 60, task->times[i] % 60);
	}
	return sb_str(&out);
}

/* ---- written ---- */

static void activities(struct jw *w, const struct plan *p, struct arena *a)
{
	jw_array(w, "activity");
	for (ptrdiff_t i = 0; i < p->n; i++) {
		const struct plan_row *r = &p->v[i];
		if (r->kind != PLAN_TASK) continue;
		str every = plan_every_text(r, 0, a);
		jw_object(w, NULL);
		jw_object(w, "detail");
		care_concept(w, "code", (str){"", 0}, (str){"", 0}, (str){"", 0}, r->say[0]);
		jw_str(w, "status", S("scheduled"));
		if (every.n) jw_str(w, "scheduledString", every);
		if (r->text[0].n) jw_str(w, "description", r->text[0]);
		jw_end_object(w);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static bool has_tasks(const struct plan *p)
{
	for (ptrdiff_t i = 0; i < p->n; i++)
		if (p->v[i].kind == PLAN_TASK) return true;
	return false;
}

static void write_goals(struct jw *w, const str *goals, ptrdiff_t n)
{
	char ref[48];
	if (!n) return;
	jw_array(w, "goal");
	for (ptrdiff_t i = 0; i < n; i++) {
		snprintf(ref, sizeof ref, "Goal/" STR_FMT, STR_ARG(goals[i]));
		jw_object(w, NULL);
		jw_str(w, "reference", str_from(ref));
		jw_end_object(w);
	}
	jw_end_array(w);
}

str plan_resource(const struct plan *p, str person, str answers, int64_t start_ms, const str *goals, ptrdiff_t goal_count, struct arena *a)
{
	const struct plan_row *self = plan_itself(p);
	struct sb out = sb_new(a, 4096);
	struct jw w = {&out, false};
	char at[26];
	ASSERT(self);
	care_time(at, start_ms);
	jw_object(&w, NULL);
	jw_str(&w, "resourceType", S("CarePlan"));
	care_origin(&w, S("typed"));
	jw_str(&w, "language", S("zh"));
	if (answers.n) {
		jw_array(&w, "extension");
		jw_object(&w, NULL);
		jw_str(&w, "url", S(CARE_ANSWERS));
		jw_str(&w, "valueString", answers);
		jw_end_object(&w);
		jw_end_array(&w);
	}
	jw_str(&w, "status", S("active"));
	jw_str(&w, "intent", S("plan"));
	jw_array(&w, "category");
	care_concept(&w, NULL, S(CARE_PLANS), p->id, self->say[1], self->say[0]);
	jw_end_array(&w);
	jw_str(&w, "title", self->say[0]);
	care_subject(&w, person);
	jw_object(&w, "period");
	jw_str(&w, "start", str_from(at));
	jw_end_object(&w);
	write_goals(&w, goals, goal_count);
	if (has_tasks(p)) activities(&w, p, a);
	jw_end_object(&w);
	return sb_str(&out);
}

static void limit_quantity(struct jw *w, const char *key, const struct limit *l, const struct measure_form *f, struct arena *a)
{
	struct sb text = sb_new(a, 24);
	if (isnan(l->number)) return;
	sb_fmt(&text, "%.10g", l->number);
	care_quantity(w, key, sb_str(&text), str_from(f->unit_as[1]), str_from(f->unit));
}

/* Of a laboratory item, and of parts that are computed, in words alone. */
static void goal_target(struct jw *w, const struct target *t, struct arena *a)
{
	if (t->measure == MEASURE_KINDS || t->part >= MEASURE_PARTS) return;
	const struct measure_form *f = measure_form(t->measure);
	const struct measure_part *p = &f->part[t->part];
	jw_array(w, "target");
	jw_object(w, NULL);
	care_concept(w, "measure", S("http://loinc.org"), str_from(p->loinc), str_from(p->display), str_from(p->say[0]));
	jw_object(w, "detailRange");
	limit_quantity(w, "low", &t->low, f, a);
	limit_quantity(w, "high", &t->high, f, a);
	jw_end_object(w);
	jw_end_object(w);
	jw_end_array(w);
}

str goal_resource(const struct target *t, str person, int64_t start_ms, struct arena *a)
{
	struct sb out = sb_new(a, 768), text = sb_new(a, 128);
	struct jw w = {&out, false};
	char at[26];
	care_time(at, start_ms);
	if (t->measure != MEASURE_KINDS && t->part < MEASURE_PARTS)
		sb_add(&text, str_from(measure_form(t->measure)->part[t->part].say[0])), sb_byte(&text, ' ');
	sb_add(&text, target_text(t, 0, a));
	if (t->measure != MEASURE_KINDS) sb_byte(&text, ' '), sb_add(&text, str_from(measure_form(t->measure)->unit_as[0]));
	jw_object(&w, NULL);
	jw_str(&w, "resourceType", S("Goal"));
	care_origin(&w, S("typed"));
	jw_str(&w, "language", S("zh"));
	jw_str(&w, "lifecycleStatus", S("active"));
	care_concept(&w, "description", (str){"", 0}, (str){"", 0}, (str){"", 0}, sb_str(&text));
	care_subject(&w, person);
	jw_str(&w, "startDate", (str){at, 10});
	goal_target(&w, t, a);
	if (t->own) care_text_list(&w, "note", S("医生给的目标"));
	else if (t->row->text[0].n) care_text_list(&w, "note", t->row->text[0]);
	jw_end_object(&w);
	return sb_str(&out);
}

/* ---- read back, ended ---- */

void plan_kept_read(struct plan_kept *out, jv r, struct arena *a)
{
	jv categories = json_get(r, "category"), extensions = json_get(r, "extension");
	int64_t until;
	*out = (struct plan_kept){.status = str_copy(a, json_str(r, "status"))};
	for (ptrdiff_t i = 0; i < json_count(categories); i++) {
		jv codings = json_get(json_at(categories, i), "coding");
		for (ptrdiff_t k = 0; k < json_count(codings); k++)
			if (str_eq(json_str(json_at(codings, k), "system"), S(CARE_PLANS)))
				out->plan = str_copy(a, json_str(json_at(codings, k), "code"));
	}
	for (ptrdiff_t i = 0; i < json_count(extensions); i++)
		if (str_eq(json_str(json_at(extensions, i), "url"), S(CARE_ANSWERS)))
			out->answers = str_copy(a, json_str(json_at(extensions, i), "valueString"));
	if (!fhir_time(json_str(json_get(r, "period"), "start"), ZONE_CHINA_MIN, &out->start_ms, &until)) out->start_ms = 0;
}

str plan_end_patch(int64_t now_ms, str why, bool has_note, struct arena *a)
{
	struct sb out = sb_new(a, 256);
	char at[26];
	struct jw w = {&out, false};
	care_time(at, now_ms);
	jw_array(&w, NULL);
	const char *const paths[] = {"/status", "/period/end"};
	const str values[] = {S("completed"), str_from(at)};
	for (int i = 0; i < 2; i++) {
		jw_object(&w, NULL);
		jw_str(&w, "op", i ? S("add") : S("replace"));
		jw_str(&w, "path", str_from(paths[i]));
		jw_str(&w, "value", values[i]);
		jw_end_object(&w);
	}
	if (why.n) {
		jw_object(&w, NULL);
		jw_str(&w, "op", S("add"));
		jw_str(&w, "path", has_note ? S("/note/-") : S("/note"));
		if (has_note) {
			jw_object(&w, "value");
			jw_str(&w, "text", why);
			jw_end_object(&w);
		} else care_text_list(&w, "value", why);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	return sb_str(&out);
}
