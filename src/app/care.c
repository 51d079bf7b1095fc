/* care.c - what is known of a person for the companion, and what the rules say of a measurement. */
#include "app/care.h"
#include "app/derived.h"

#include "app/derived.h"

#include <math.h>

bool care_refuse(struct call *c, enum rc rc, const char *zh, const char *en)
{
	c->say[0] = zh, c->say[1] = en;
	return fail_set(&c->rq.fail, rc, "care", "%s", en);
}

str care_time_text(struct call *c, int64_t ms)
{
	char at[26];
	care_time(at, ms);
	return str_copy(&c->arena, str_from(at));
}

/* ---- the person ---- */

/* What was told and what the record says, as questions know it; the age also when nothing else is known. */
static bool facts_known(struct zhuyi *z, struct call *c, const struct someone *s, struct care *out)
{
	struct known known;
	struct person_facts f;
	struct told t;
	struct date born;
	int64_t at_ms;
	if (!known_read(z, c, s, &known) || !person_facts_kept(z, s, &f, &at_ms, &c->arena, &c->rq.fail) ||
	    !person_told(z, s, &t, &c->arena, &c->rq.fail))
		return false;
	out->age_y = date_read(&born, f.birth.n ? f.birth : t.profile.birth) ? (double)age_y(born, call_now(c), ZONE_CHINA_MIN) : (double)NAN;
	out->facts_json = known.json;
	if (known.json.n) return true;
	struct sb json = sb_new(&c->arena, 128);
	struct jw w = {&json, false};
	person_facts_for_engines(&w, NULL, &f, &t.profile, call_now(c));
	out->facts_json = sb_str(&json);
	return true;
}

/* What the diary of the last day says, newest last. */
static bool diary_of_day(struct zhuyi *z, struct call *c, const struct someone *s, struct sb *text)
{
	struct briefeds all;
	if (!briefs_since(z, s, &all, S("Observation"), call_now(c) - 86400000, CARE_SERIES_MAX, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < all.n; i++) {
		str entry;
		int mood;
		if (!diary_of_brief(&entry, &mood, &all.v[i].brief)) continue;
		sb_add(text, entry);
		sb_byte(text, '\n');
	}
	return true;
}

static bool facts_of(struct zhuyi *z, struct call *c, const struct someone *s, struct care *out, str said)
{
	struct situation *all = ARENA_NEW(&c->arena, struct situation, 1);
	struct sb text = sb_new(&c->arena, said.n + 256);
	if (!facts_known(z, c, s, out) || !diary_of_day(z, c, s, &text)) return false;
	sb_add(&text, said);
	json_free(c->more);
	c->more = NULL; /* freed with the call, also when its memory ends here */
	if (!json_parse(&c->more, out->facts_json, 8, &c->rq.fail)) return false;
	struct question q = {.text = sb_str(&text), .facts = c->more, .lang = LANG_ZH};
	situate(all, &z->knowledge, &q, &c->arena);
	out->facts = all->facts;
	return true;
}

/* ---- plans ---- */

static bool plan_add(struct zhuyi *z, struct call *c, struct care *out, str careplan, str plan, str answers, int64_t start_ms)
{
	struct care_plan *p = &out->plans[out->plan_count];
	const char *say[2];
	struct fail why = {0};
	jv values = NULL;
	*p = (struct care_plan){.id = careplan};
	if (!pack_plan(&p->plan, z->pack, plan, &c->arena, &why)) return why.rc == RC_MISSING || (c->rq.fail = why, false);
	/* Answers were checked when the plan began; what a newer edition of it does not ask for any more is left aside. */
	if (answers.n && json_parse(&values, answers, 4, &why)) (void)plan_answers(&p->given, &p->plan, values, call_now(c), say, &why, &c->arena);
	json_free(values);
	out->followed[out->plan_count] = (struct followed){&p->plan, &p->given, start_ms};
	plan_targets(&out->targets, &out->followed[out->plan_count++], &out->facts, &c->arena);
	return true;
}

static bool plans_of(struct zhuyi *z, struct call *c, const struct someone *s, struct care *out)
{
	struct kepts all;
	out->plans = ARENA_NEW(&c->arena, struct care_plan, CARE_PLANS_MAX + 1);
	out->followed = ARENA_NEW(&c->arena, struct followed, CARE_PLANS_MAX + 1);
	if (!resources_of(z, s, &all, S("CarePlan"), &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < all.n && out->plan_count < CARE_PLANS_MAX; i++) {
		struct plan_kept kept;
		jv v;
		if (!json_parse(&v, all.v[i].text, 64, &c->rq.fail)) return false;
		plan_kept_read(&kept, v, &c->arena);
		json_free(v);
		if (kept.plan.n && str_eq(kept.status, S("active")) && !plan_add(z, c, out, all.v[i].id, kept.plan, kept.answers, kept.start_ms))
			return false;
	}
	return plan_add(z, c, out, (str){"", 0}, S("any"), (str){"", 0}, 0);
}

bool care_open(struct zhuyi *z, struct call *c, const struct someone *s, struct care *out, str said)
{
	*out = (struct care){.age_y = NAN};
	return facts_of(z, c, s, out, said) && plans_of(z, c, s, out);
}

bool care_follows(const struct care *care, str plan)
{
	for (int k = 0; k < care->plan_count; k++)
		if (care->plans[k].id.n && str_eq(care->plans[k].plan.id, plan)) return true;
	return false;
}

/* ---- measurements ---- */

bool care_series(struct zhuyi *z, struct call *c, const struct someone *s, struct series *out, int64_t since_ms)
{
	struct briefeds all;
	memset(out, 0, MEASURE_KINDS * sizeof *out);
	if (!briefs_since(z, s, &all, S("Observation"), since_ms, CARE_SERIES_MAX, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < all.n; i++) {
		struct measure m;
		if (!measure_of_brief(&m, &all.v[i].brief, all.v[i].at_ms, &c->arena)) continue;
		struct point *p = ARENA_PUSH(&c->arena, &out[m.kind]);
		*p = (struct point){m.at_ms, {m.value[0], m.value[1]}, m.context, all.v[i].id};
	}
	return true;
}

/* How far back the rules of a kind look [ms]. */
static int64_t look_back_ms(const struct care *care, enum measure_kind kind)
{
	int64_t day_ms = 86400000;
	int days = 2;
	for (int k = 0; k < care->plan_count; k++)
		for (ptrdiff_t i = 0; i < care->plans[k].plan.n; i++) {
			const struct plan_row *r = &care->plans[k].plan.v[i];
			if (r->kind != PLAN_ALERT || r->measure != kind || r->type == TYPE_NO_READING) continue;
			int own = r->type == TYPE_BEST ? PLAN_ALERT_DAYS_MAX : r->days;
			if (own + 1 > days) days = own + 1;
		}
	return days * day_ms;
}

static void reading_fact(struct facts *f, enum measure_kind kind, const struct point *p)
{
	static const struct {
		enum measure_kind kind;
		int part;
		enum fact fact;
	} rows[] = {{MEASURE_BP, 0, FACT_SBP},           {MEASURE_BP, 1, FACT_DBP},          {MEASURE_HR, 0, FACT_HR},
		    {MEASURE_SPO2, 0, FACT_SPO2},        {MEASURE_TEMP, 0, FACT_TEMP_C},     {MEASURE_GLUCOSE, 0, FACT_GLUCOSE_MMOL_L},
		    {MEASURE_WEIGHT, 0, FACT_WEIGHT_KG}, {MEASURE_HEIGHT, 0, FACT_HEIGHT_CM}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].kind == kind) f->v[rows[i].fact] = p->v[rows[i].part];
}

/* Of its series up to it; a rule about what is going on now says nothing of a reading that others followed. */
static void series_with(struct series *out, const struct series *was, const struct point *p, bool *newest, struct arena *a)
{
	*out = (struct series){0};
	*newest = true;
	for (ptrdiff_t i = 0; i < was->n; i++) {
		if (p->id.n && str_eq(was->v[i].id, p->id)) continue;
		if (was->v[i].at_ms > p->at_ms) *newest = false;
		else *ARENA_PUSH(a, out) = was->v[i];
	}
	*ARENA_PUSH(a, out) = *p;
}

bool care_judge(struct zhuyi *z, struct call *c, const struct someone *s, const struct care *care, enum measure_kind kind, const struct point *p,
		struct plan_alert *out, bool *any)
{
	struct series all[MEASURE_KINDS], own;
	struct facts facts = care->facts;
	bool newest;
	*any = false;
	if (p->at_ms < call_now(c) - CARE_FRESH_MS) return true;
	if (!care_series(z, c, s, all, p->at_ms - look_back_ms(care, kind))) return false;
	series_with(&own, &all[kind], p, &newest, &c->arena);
	if (!newest) return true;
	reading_fact(&facts, kind, p);
	struct alert_view view = {&facts, &care->targets, &own, call_now(c)};
	*any = plan_alert_best(out, care->followed, care->plan_count, kind, &view);
	return true;
}
