/* verb_measure.c - measurements: as series with their band, one entered, a table of them. */
#include "app/care.h"
#include "app/field.h"

#include <math.h>

enum { POINTS_MAX = 2000, NOTES_MAX = 30, KINDS_D = 400 };
static const int64_t day_ms = 86400000;

/* ---- series ---- */

static void write_values(struct jw *w, const struct measure *m)
{
	jw_array(w, "v");
	for (int i = 0; i < measure_form(m->kind)->parts; i++) jw_str(w, NULL, m->text[i]);
	jw_end_array(w);
}

/* What somebody wrote beside it stands in the resource itself. */
static str note_of(struct zhuyi *z, struct call *c, const struct someone *s, str id)
{
	struct kept kept;
	struct fail none = {0};
	jv v;
	str note = {"", 0};
	if (!resource_get(z, s, &kept, S("Observation"), id, &c->arena, &none) || kept.deleted || !json_parse(&v, kept.text, 64, &none)) return note;
	jv notes = json_get(v, "note");
	if (json_count(notes)) note = str_copy(&c->arena, json_str(json_at(notes, 0), "text"));
	json_free(v);
	return note;
}

static void write_point(struct zhuyi *z, struct call *c, const struct someone *s, struct jw *w, const struct briefed *b, bool noted)
{
	struct measure m;
	if (!measure_of_brief(&m, &b->brief, b->at_ms, &c->arena)) return;
	const struct measure_form *f = measure_form(m.kind);
	jw_object(w, NULL);
	jw_str(w, "id", b->id);
	jw_i64(w, "at_ms", b->at_ms);
	write_values(w, &m);
	if (!str_eq(m.unit, str_from(f->unit))) {
		jw_str(w, "unit", m.unit);
		jw_array(w, "as"); /* in the unit of the series */
		for (int i = 0; i < f->parts; i++) jw_decimal(w, NULL, m.value[i], 2);
		jw_end_array(w);
	}
	jw_str(w, "context", measure_context_name(m.context));
	jw_str(w, "note", noted ? note_of(z, c, s, b->id) : (str){"", 0});
	jw_str(w, "origin", b->brief.origin);
	jw_end_object(w);
}

static void write_limit(struct jw *w, const char *key, const struct limit *l)
{
	if (isnan(l->number)) jw_null(w, key);
	else jw_decimal(w, key, l->number, 2);
}

static void write_band(struct zhuyi *z, struct call *c, struct jw *w, const struct care *care, enum measure_kind kind)
{
	const struct target *first = NULL;
	jw_array(w, "band");
	for (ptrdiff_t i = 0; i < care->targets.n; i++) {
		const struct target *t = &care->targets.v[i];
		if (t->measure != kind) continue;
		if (!first || t->own) first = t;
		jw_object(w, NULL);
		jw_str(w, "name", plan_part_name(kind, t->part));
		jw_str(w, "context", measure_context_name(t->context));
		write_limit(w, "low", &t->low);
		write_limit(w, "high", &t->high);
		jw_bool(w, "low_open", t->low.open);
		jw_bool(w, "high_open", t->high.open);
		jw_str(w, "text", target_text(t, (int)call_lang(c), &c->arena));
		jw_bool(w, "own", t->own);
		jw_end_object(w);
	}
	jw_end_array(w);
	str source = !first       ? (str){"", 0}
		     : first->own ? (call_lang(c) == LANG_EN ? S("what your doctor said") : S("医生给的目标"))
				  : pack_source_titles(z->pack, first->row->source, &c->arena);
	jw_str(w, "band_source", source);
}

static void write_drug(struct jw *w, str at, str text, const char *what, int64_t since_ms)
{
	int64_t from, until;
	if (!at.n || !fhir_time(at, ZONE_CHINA_MIN, &from, &until) || from < since_ms) return;
	jw_object(w, NULL);
	jw_i64(w, "at_ms", from);
	jw_str(w, "text", text);
	jw_str(w, "what", str_from(what));
	jw_end_object(w);
}

static bool write_drugs(struct zhuyi *z, struct call *c, const struct someone *s, struct jw *w, int64_t since_ms)
{
	struct briefeds all;
	if (!briefs_since(z, s, &all, S("MedicationStatement"), 0, RESOURCES_MAX, &c->arena, &c->rq.fail)) return false;
	jw_array(w, "drugs");
	for (ptrdiff_t i = 0; i < all.n; i++) {
		write_drug(w, all.v[i].brief.from, all.v[i].brief.title, "start", since_ms);
		write_drug(w, all.v[i].brief.until, all.v[i].brief.title, "stop", since_ms);
	}
	jw_end_array(w);
	return true;
}

static bool one_kind(struct zhuyi *z, struct call *c, const struct someone *s, enum measure_kind kind, int64_t since_ms)
{
	struct care care;
	struct briefeds all;
	struct jw w = {&c->reply, false};
	const struct measure_form *f = measure_form(kind);
	ptrdiff_t n = 0, seen = 0;
	if (!care_open(z, c, s, &care, (str){"", 0}) ||
	    !briefs_since(z, s, &all, S("Observation"), since_ms, CARE_SERIES_MAX, &c->arena, &c->rq.fail))
		return false;
	for (ptrdiff_t i = 0; i < all.n; i++) n += measure_kind_by_code(all.v[i].brief.code) == kind;
	jw_object(&w, NULL);
	jw_str(&w, "kind", str_from(f->name));
	jw_str(&w, "title", str_from(f->say[call_lang(c)]));
	jw_str(&w, "unit", str_from(f->unit));
	jw_str(&w, "unit_text", str_from(f->unit_as[call_lang(c)]));
	jw_array(&w, "points");
	for (ptrdiff_t i = 0; i < all.n; i++) {
		if (measure_kind_by_code(all.v[i].brief.code) != kind || n - seen++ > POINTS_MAX) continue;
		write_point(z, c, s, &w, &all.v[i], n - seen < NOTES_MAX);
	}
	jw_end_array(&w);
	write_band(z, c, &w, &care, kind);
	bool ok = write_drugs(z, c, s, &w, since_ms);
	jw_end_object(&w);
	return ok;
}

static bool all_kinds(struct zhuyi *z, struct call *c, const struct someone *s, int64_t since_ms)
{
	struct briefeds all;
	struct jw w = {&c->reply, false};
	struct {
		ptrdiff_t n;
		const struct briefed *last;
	} kinds[MEASURE_KINDS] = {0};
	if (!since_ms) since_ms = call_now(c) - KINDS_D * day_ms;
	if (!briefs_since(z, s, &all, S("Observation"), since_ms, CARE_SERIES_MAX, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < all.n; i++) {
		enum measure_kind k = measure_kind_by_code(all.v[i].brief.code);
		if (k != MEASURE_KINDS) kinds[k].n++, kinds[k].last = &all.v[i];
	}
	jw_object(&w, NULL);
	jw_array(&w, "kinds");
	for (int k = 0; k < MEASURE_KINDS; k++) {
		struct measure m;
		if (!kinds[k].n || !measure_of_brief(&m, &kinds[k].last->brief, kinds[k].last->at_ms, &c->arena)) continue;
		jw_object(&w, NULL);
		jw_str(&w, "kind", str_from(measure_form(m.kind)->name));
		jw_str(&w, "title", str_from(measure_form(m.kind)->say[call_lang(c)]));
		jw_i64(&w, "n", kinds[k].n);
		jw_object(&w, "last");
		jw_i64(&w, "at_ms", m.at_ms);
		write_values(&w, &m);
		jw_str(&w, "unit", m.unit);
		jw_end_object(&w);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

static bool no_such_kind(struct call *c)
{
	return care_refuse(c, RC_INPUT, "没有这种测量", "\"kind\" is none of bp hr weight height spo2 temp glucose sleep steps peak_flow waist");
}

bool verb_measures(struct zhuyi *z, struct call *c)
{
	struct someone s;
	str name;
	int64_t since_ms = 0;
	if (!field_line(c, c->body, "kind", FIELD_LINE, &name) || !field_number(c, c->body, "since_ms", 0, TIME_MOST_MS, &since_ms)) return false;
	enum measure_kind kind = measure_kind_by_name(name);
	if (name.n && kind == MEASURE_KINDS) return no_such_kind(c);
	bool ok = person_open(z, c, &s) && (name.n ? one_kind(z, c, &s, kind, since_ms) : all_kinds(z, c, &s, since_ms));
	people_forget(&s);
	return ok;
}

/* ---- one entered ---- */

struct entry {
	struct care care;
	struct measure measure;
	struct measure_remarks remarks;
};

static bool last_of(struct zhuyi *z, struct call *c, const struct someone *s, enum measure_kind kind, struct measure_about *about, int64_t at_ms)
{
	struct series all[MEASURE_KINDS];
	int days = kind == MEASURE_WEIGHT ? 8 : kind == MEASURE_HEIGHT ? KINDS_D : 0; /* only of these a change is asked about */
	if (!days) return true;
	if (!care_series(z, c, s, all, at_ms - days * day_ms)) return false;
	for (ptrdiff_t i = 0; i < all[kind].n && all[kind].v[i].at_ms <= at_ms; i++) {
		about->last_ms = all[kind].v[i].at_ms;
		memcpy(about->last, all[kind].v[i].v, sizeof about->last);
	}
	return true;
}

static struct measure_about about_of(struct zhuyi *z, struct call *c, const struct care *care)
{
	return (struct measure_about){.age_y = care->age_y, .now_ms = call_now(c), .limits = z->pack->measures.v, .limit_count = z->pack->measures.n};
}

static bool read_entry(struct call *c, struct measure *m)
{
	str kind, unit, context, note, v[MEASURE_PARTS] = {{0}};
	jv values = json_get(c->body, "v");
	int n = 0;
	m->at_ms = call_now(c);
	int64_t at_ms = m->at_ms;
	enum measure_context when;
	if (!field_line_needed(c, c->body, "kind", FIELD_LINE, &kind) || !field_line(c, c->body, "unit", FIELD_LINE, &unit) ||
	    !field_line(c, c->body, "context", FIELD_LINE, &context) || !field_text(c, c->body, "note", 0, &note) ||
	    !field_number(c, c->body, "at_ms", 0, TIME_MOST_MS, &at_ms))
		return false;
	enum measure_kind k = measure_kind_by_name(kind);
	if (k == MEASURE_KINDS) return no_such_kind(c);
	for (; n < MEASURE_PARTS && n < json_count(values); n++) v[n] = json_text(json_at(values, n));
	if (json_count(values) > MEASURE_PARTS) n = MEASURE_PARTS + 1;
	if (!measure_read(m, k, v, n, unit, c->say, &c->rq.fail, &c->arena)) return false;
	if (!measure_context_by_name(&when, context)) return care_refuse(c, RC_INPUT, "测量时的情况不对", "\"context\" is not known");
	if (note.n > MEASURE_NOTE_MAX) return care_refuse(c, RC_LIMIT, "备注太长", "the note is too long");
	m->context = when, m->note = note, m->at_ms = at_ms;
	return true;
}

static void write_remarks(struct jw *w, const struct measure_remarks *r)
{
	jw_array(w, "questions");
	for (ptrdiff_t i = 0; i < r->n; i++) {
		jw_object(w, NULL);
		jw_str(w, "code", str_from(r->v[i].code));
		jw_str(w, "text_zh", r->v[i].say[0]);
		jw_str(w, "text_en", r->v[i].say[1]);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static void write_advice(struct jw *w, const struct care_alert *a, bool any)
{
	if (!any) {
		jw_null(w, "advice");
		return;
	}
	jw_object(w, "advice");
	jw_str(w, "tier", tier_name(a->tier));
	jw_str(w, "text_zh", a->text[0]);
	jw_str(w, "text_en", a->text[1]);
	jw_str(w, "source", a->source);
	jw_str(w, "rule", a->rule);
	jw_end_object(w);
}

static void reply_entry(struct call *c, const struct entry *e, str id, const struct care_alert *a, bool any)
{
	struct measure_remarks none = {0};
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_bool(&w, "kept", id.n > 0);
	jw_str(&w, "id", id);
	write_remarks(&w, id.n ? &none : &e->remarks);
	write_advice(&w, a, any);
	jw_bool(&w, "alert", id.n && any && care_alert_opens(a));
	jw_end_object(&w);
}

/* What the note says may be more urgent than the number: as a question would be, urgent and above is said. */
static bool hear_note(struct zhuyi *z, struct call *c, const struct entry *e, struct care_alert *a, bool *any)
{
	struct situation *all;
	if (!e->measure.note.n) return true;
	all = ARENA_NEW(&c->arena, struct situation, 1);
	struct question q = {.text = e->measure.note, .lang = -1};
	situate(all, &z->knowledge, &q, &c->arena);
	if (!all->triage.known || all->triage.tier < TIER_URGENT || (*any && a->tier >= all->triage.tier) || !all->reasons.n) return true;
	const struct triage_reason *r = &all->reasons.v[0];
	const struct triage_rule *flag = all->triage.rule_count ? &z->pack->redflags.v[all->triage.rules[0]] : NULL;
	*a = (struct care_alert){.rule = S("note/redflag"), .tier = all->triage.tier, .to_doctor = true};
	for (int l = 0; l < LANGS; l++) {
		int32_t say = flag ? flag->say[l] : -1;
		a->title[l] = l == LANG_ZH ? S("测量备注") : S("Note of a measurement");
		a->text[l] = say >= 0 ? z->pack->passages.v[say].text : r->say;
	}
	a->source = r->passage >= 0 && z->pack->passages.v[r->passage].source_count
			    ? z->pack->sources.v[z->pack->passages.v[r->passage].sources[0]].title
			    : (str){"", 0};
	return *any = true;
}

/* Advice is not held back by a question. */
static bool judge(struct zhuyi *z, struct call *c, const struct someone *s, const struct entry *e, str id, struct care_alert *a, bool *any)
{
	struct plan_alert found;
	struct point p = {e->measure.at_ms, {e->measure.value[0], e->measure.value[1]}, e->measure.context, id};
	*any = false;
	return care_judge(z, c, s, &e->care, e->measure.kind, &p, &found, any) && (!*any || care_alert_of(z, c, s, &found, a)) &&
	       hear_note(z, c, e, a, any);
}

static bool add_write(struct zhuyi *z, struct call *c)
{
	struct entry *e = c->work;
	struct someone s;
	struct kept kept;
	struct care_alert a = {0};
	bool any;
	if (!record_may_keep(z, c) || !person_again(z, c, &s)) return false;
	str text = measure_observation(&e->measure, s.person, S("typed"), &c->arena);
	bool ok = resource_put(z, c, &s, &kept, S("Observation"), (str){"", 0}, text, 0) && judge(z, c, &s, e, kept.id, &a, &any) &&
		  (!any || care_alert(z, c, &s, &a)) && notice_measured(z, c, &s, str_from(measure_form(e->measure.kind)->name), e->measure.at_ms) &&
		  resource_leaf(z, c, &s);
	people_forget(&s);
	if (ok) reply_entry(c, e, kept.id, &a, any);
	return ok;
}

static bool entry_open(struct zhuyi *z, struct call *c, const struct someone *s, struct entry *e)
{
	if (!care_open(z, c, s, &e->care, e->measure.note)) return false;
	struct measure_about about = about_of(z, c, &e->care);
	if (!last_of(z, c, s, e->measure.kind, &about, e->measure.at_ms)) return false;
	measure_judge(&e->remarks, &e->measure, &about, &c->arena);
	if (!e->remarks.n || !e->remarks.v[0].impossible) return true;
	return care_refuse(c, RC_INPUT, str_c(&c->arena, e->remarks.v[0].say[0]), str_c(&c->arena, e->remarks.v[0].say[1]));
}

/* What is impossible is refused whatever is confirmed; what hardly can be is kept when the call says that it is right. */
bool verb_measure_add(struct zhuyi *z, struct call *c)
{
	struct entry *e = ARENA_NEW(&c->arena, struct entry, 1);
	struct someone s;
	struct care_alert a = {0};
	bool any = false;
	if (!call_writable(z, c) || !read_entry(c, &e->measure) || !record_may_keep(z, c) || !person_open(z, c, &s)) return false;
	bool ok = entry_open(z, c, &s, e), asks = ok && e->remarks.n && !json_flag(c->body, "confirm");
	if (asks) ok = judge(z, c, &s, e, (str){"", 0}, &a, &any);
	people_forget(&s);
	if (!ok) return false;
	if (asks) return reply_entry(c, e, (str){"", 0}, &a, any), true;
	c->work = e;
	c->write = add_write;
	return true;
}
