/* verb_plan_begin.c - beginning a care plan, with what reminds of it, and ending it. */
#include "app/care.h"
#include "app/field.h"
#include "fhir/patch.h"

#include <stdio.h>

static const int64_t day_ms = 86400000;
enum { REMINDERS_OF_PLAN = 60 };

/* ---- beginning ---- */

struct starting {
	struct care care;
	struct plan plan;
	struct answers given;
	str answers; /* as sent: JSON */
	bool remind;
};

static str id_new(struct call *c)
{
	char id[27];
	ulid_make(id, call_now(c), c->rq.rng);
	return str_copy(&c->arena, str_from(id));
}

static bool goals_put(struct zhuyi *z, struct call *c, const struct someone *s, const struct targets *t, str *ids)
{
	for (ptrdiff_t i = 0; i < t->n; i++) {
		ids[i] = id_new(c);
		if (!resource_put(z, c, s, NULL, S("Goal"), ids[i], goal_resource(&t->v[i], s->person, call_now(c), &c->arena), 0)) return false;
	}
	return true;
}

static void write_times(struct jw *w, const struct plan_row *r)
{
	char hour[8];
	jw_array(w, "times");
	for (int i = 0; i < (r->time_count ? r->time_count : 1); i++) {
		int m = r->time_count ? r->times[i] : 9 * 60;
		snprintf(hour, sizeof hour, "%02d:%02d", m / 60 % 24, m % 60);
		jw_str(w, NULL, str_from(hour));
	}
	jw_end_array(w);
}

static str day_text(struct call *c, int64_t ms)
{
	return str_slice(care_time_text(c, ms), 0, 10);
}

/* What repeats from its first day on; what comes once on its date. */
static void write_when(struct call *c, struct jw *w, const struct plan_row *r, const struct followed *f, int64_t first_ms)
{
	struct dues last;
	write_times(w, r);
	if (!r->every.n) {
		jw_array(w, "dates");
		jw_str(w, NULL, day_text(c, first_ms));
		jw_end_array(w);
		return;
	}
	int n = r->every.n * (r->every.unit == 'y' ? 12 : 1);
	jw_i64(w, r->every.unit == 'd' ? "every_days" : r->every.unit == 'w' ? "every_days" : "every_months", r->every.unit == 'w' ? 7 * n : n);
	jw_str(w, "from", day_text(c, first_ms));
	if (!r->has_until) return;
	plan_dues(&last, r, f, first_ms, INT64_MAX / 4, 4000, &c->arena);
	if (last.n) jw_str(w, "until", day_text(c, last.v[last.n - 1]));
}

static const char *reminder_kind(enum plan_type t)
{
	return t == TYPE_MEASURE ? "measure" : t == TYPE_VACCINE ? "vaccine" : t == TYPE_VISIT || t == TYPE_LAB ? "visit" : "other";
}

static bool remind_task(struct zhuyi *z, struct call *c, const struct someone *s, const struct followed *f, const struct plan_row *r, str careplan)
{
	struct dues next;
	char id[27];
	struct sb out = sb_new(&c->arena, 512);
	struct jw w = {&out, false};
	int64_t now = call_now(c);
	plan_dues(&next, r, f, now, now + 20 * 365 * day_ms, 1, &c->arena);
	if (!next.n) return true;
	jw_object(&w, NULL);
	jw_str(&w, "kind", str_from(reminder_kind(r->type)));
	jw_str(&w, "title", r->say[0]);
	jw_str(&w, "title_en", r->say[1]);
	write_when(c, &w, r, f, next.v[0]);
	jw_object(&w, "about");
	jw_str(&w, "plan", careplan);
	jw_str(&w, "task", r->id);
	if (r->measure != MEASURE_KINDS) jw_str(&w, "measure", str_from(measure_form(r->measure)->name));
	jw_end_object(&w);
	jw_end_object(&w);
	return reminder_put_json(z, c, s, sb_str(&out), id);
}

/* Judged each evening: what was not measured for too long. */
static bool watch(struct zhuyi *z, struct call *c, const struct someone *s, str careplan)
{
	char id[27];
	struct sb out = sb_new(&c->arena, 200);
	sb_fmt(&out, "{\"kind\":\"watch\",\"title\":\"watch\",\"times\":[\"19:30\"],\"about\":{\"plan\":\"" STR_FMT "\"}}", STR_ARG(careplan));
	return reminder_put_json(z, c, s, sb_str(&out), id);
}

/* On Sunday evening: the week, unless it was a quiet one. One for the person, however many plans. */
static bool watch_week(struct zhuyi *z, struct call *c, const struct someone *s)
{
	struct reminders all;
	char id[27];
	if (!reminders_of(z, s, &all, call_now(c), &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < all.n; i++)
		if (str_eq(all.v[i].kind, S("watch")) && str_find(all.v[i].about, S("\"week\":")) >= 0) return true;
	return reminder_put_json(z, c, s, S("{\"kind\":\"watch\",\"title\":\"watch\",\"times\":[\"20:00\"],\"days\":[7],\"about\":{\"week\":true}}"),
				 id);
}

static bool has_missed_rule(const struct plan *p)
{
	for (ptrdiff_t i = 0; i < p->n; i++)
		if (p->v[i].kind == PLAN_ALERT && p->v[i].type == TYPE_NO_READING) return true;
	return false;
}

static bool reminders_make(struct zhuyi *z, struct call *c, const struct someone *s, const struct starting *st, const struct followed *f,
			   str careplan)
{
	int made = 0;
	if (has_missed_rule(&st->plan) && !watch(z, c, s, careplan)) return false;
	if (!watch_week(z, c, s)) return false;
	for (ptrdiff_t i = 0; st->remind && i < st->plan.n && made < REMINDERS_OF_PLAN; i++) {
		const struct plan_row *r = &st->plan.v[i];
		if (r->kind != PLAN_TASK || !plan_row_asked(r, &st->given) || expr_eval(&r->when, &st->care.facts) != TRI_YES) continue;
		if (!remind_task(z, c, s, f, r, careplan)) return false;
		made++;
	}
	return true;
}

static bool start_write(struct zhuyi *z, struct call *c)
{
	struct starting *st = c->work;
	struct someone s;
	struct targets targets = {0};
	struct care now;
	struct jw w = {&c->reply, false};
	str careplan = id_new(c);
	struct followed f = {&st->plan, &st->given, call_now(c)};
	if (!record_may_keep(z, c) || !person_again(z, c, &s)) return false;
	plan_targets(&targets, &f, &st->care.facts, &c->arena);
	str *goals = ARENA_NEW(&c->arena, str, targets.n + 1);
	bool ok = care_open(z, c, &s, &now, (str){"", 0}) &&
		  (!care_follows(&now, st->plan.id) || care_refuse(c, RC_CONFLICT, "这个计划已经在进行了", "the plan is being followed already")) &&
		  (now.plan_count <= CARE_PLANS_MAX || care_refuse(c, RC_LIMIT, "计划太多了", "there are too many plans")) &&
		  goals_put(z, c, &s, &targets, goals) &&
		  resource_put(z, c, &s, NULL, S("CarePlan"), careplan,
			       plan_resource(&st->plan, s.person, st->answers, call_now(c), goals, targets.n, &c->arena), 0) &&
		  reminders_make(z, c, &s, st, &f, careplan) && resource_leaf(z, c, &s);
	people_forget(&s);
	if (!ok) return false;
	jw_object(&w, NULL);
	jw_str(&w, "id", careplan);
	jw_end_object(&w);
	return true;
}

/* The answers as JSON that is ours: what was not answered is left out. */
static str answers_text(struct call *c, const struct answers *given)
{
	struct sb out = sb_new(&c->arena, 256);
	struct jw w = {&out, false};
	if (!given->n) return (str){"", 0};
	jw_object(&w, NULL);
	for (ptrdiff_t i = 0; i < given->n; i++) jw_str(&w, str_c(&c->arena, given->v[i].id), given->v[i].text);
	jw_end_object(&w);
	return sb_str(&out);
}

static bool may_start(struct call *c, const struct starting *st)
{
	const struct plan_row *not_for = plan_not_for(&st->plan, &st->care.facts);
	if (not_for) return care_refuse(c, RC_CONFLICT, str_c(&c->arena, not_for->text[0]), str_c(&c->arena, not_for->text[1]));
	return !care_follows(&st->care, st->plan.id) || care_refuse(c, RC_CONFLICT, "这个计划已经在进行了", "the plan is being followed already");
}

bool verb_plan_start(struct zhuyi *z, struct call *c)
{
	struct starting *st = ARENA_NEW(&c->arena, struct starting, 1);
	struct someone s;
	str plan;
	if (!call_writable(z, c) || !field_line_needed(c, c->body, "plan", FIELD_LINE, &plan) || !record_may_keep(z, c)) return false;
	if (!pack_plan(&st->plan, z->pack, plan, &c->arena, &c->rq.fail)) return false;
	if (!plan_itself(&st->plan)) return fail_set(&c->rq.fail, RC_MISSING, "plan", "there is no such plan");
	if (!plan_answers(&st->given, &st->plan, json_get(c->body, "values"), call_now(c), c->say, &c->rq.fail, &c->arena)) return false;
	bool ok = person_open(z, c, &s) && care_open(z, c, &s, &st->care, (str){"", 0});
	people_forget(&s);
	if (!ok || !may_start(c, st)) return false;
	st->answers = answers_text(c, &st->given);
	st->remind = json_flag(c->body, "remind");
	c->work = st;
	c->write = start_write;
	return true;
}

/* ---- ending ---- */

bool care_plan_reminders_end(struct zhuyi *z, struct call *c, const struct someone *s, str careplan)
{
	struct reminders all;
	struct sb mark = sb_new(&c->arena, 64);
	sb_fmt(&mark, "\"plan\":\"" STR_FMT "\"", STR_ARG(careplan));
	if (!reminders_of(z, s, &all, call_now(c), &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < all.n; i++) {
		char id[27];
		struct sb out = sb_new(&c->arena, 80);
		if (str_find(all.v[i].about, sb_str(&mark)) < 0) continue;
		sb_fmt(&out, "{\"id\":\"" STR_FMT "\",\"state\":\"ended\"}", STR_ARG(all.v[i].id));
		if (!reminder_put_json(z, c, s, sb_str(&out), id)) return false;
	}
	return true;
}

static bool goal_end(struct zhuyi *z, struct call *c, const struct someone *s, str id)
{
	struct kept kept;
	struct fail none = {0};
	struct fhir_issues issues = {0};
	str text;
	if (!resource_get(z, s, &kept, S("Goal"), id, &c->arena, &none) || kept.deleted)
		return none.rc == RC_OK || none.rc == RC_MISSING || (c->rq.fail = none, false);
	if (!fhir_patch(&text, kept.text, S("[{\"op\":\"replace\",\"path\":\"/lifecycleStatus\",\"value\":\"completed\"}]"), &issues, &c->arena))
		return true;
	return resource_put(z, c, s, NULL, S("Goal"), id, text, kept.version);
}

static bool goals_end(struct zhuyi *z, struct call *c, const struct someone *s, jv careplan)
{
	jv goals = json_get(careplan, "goal");
	str mark = S("Goal/");
	for (ptrdiff_t i = 0; i < json_count(goals); i++) {
		str ref = json_str(json_at(goals, i), "reference");
		if (str_starts(ref, mark) && !goal_end(z, c, s, str_copy(&c->arena, str_slice(ref, mark.n, ref.n)))) return false;
	}
	return true;
}

static bool end_it(struct zhuyi *z, struct call *c, const struct someone *s)
{
	struct kept kept;
	struct plan_kept is;
	struct fhir_issues issues = {0};
	str id = json_str(c->body, "id"), text;
	if (!resource_get(z, s, &kept, S("CarePlan"), id, &c->arena, &c->rq.fail)) return false;
	if (kept.deleted) return fail_set(&c->rq.fail, RC_MISSING, "plan", "it was deleted");
	json_free(c->more);
	c->more = NULL;
	if (!json_parse(&c->more, kept.text, 64, &c->rq.fail)) return false;
	plan_kept_read(&is, c->more, &c->arena);
	if (!str_eq(is.status, S("active"))) return care_refuse(c, RC_CONFLICT, "这个计划已经结束了", "the plan has ended already");
	str patch = plan_end_patch(call_now(c), json_str(c->body, "why"), json_get(c->more, "note") != NULL, &c->arena);
	if (!fhir_patch(&text, kept.text, patch, &issues, &c->arena)) return fail_set(&c->rq.fail, RC_CONFLICT, "plan", "it cannot be ended");
	return goals_end(z, c, s, c->more) && resource_put(z, c, s, NULL, S("CarePlan"), id, text, kept.version) &&
	       care_plan_reminders_end(z, c, s, id) && resource_leaf(z, c, s);
}

static bool end_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	if (!person_again(z, c, &s)) return false;
	bool ok = end_it(z, c, &s);
	people_forget(&s);
	if (ok) sb_add(&c->reply, S("{}"));
	return ok;
}

bool verb_plan_end(struct zhuyi *z, struct call *c)
{
	str id, why;
	if (!call_writable(z, c) || !field_line_needed(c, c->body, "id", FIELD_LINE, &id) || !field_text(c, c->body, "why", 0, &why)) return false;
	c->write = end_write;
	return true;
}
