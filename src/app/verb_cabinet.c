/* verb_cabinet.c - the medicine cabinet: what somebody takes, checked as an order is, and what is added to it or stopped. */
#include "app/care.h"
#include "app/field.h"
#include "consult/rx_json.h"
#include "fhir/patch.h"
#include "lang/fold.h"
#include "library/order_book.h"

#include <math.h>
#include <stdio.h>

enum { CABINET_MAX = 60 };
static const double day_ms = 86400000;

struct shelf { /* medicines with their resources */
	struct kepts kepts;
	struct medicine *v; /* in the order of kepts */
};

static bool shelf_open(struct zhuyi *z, struct call *c, const struct someone *s, struct shelf *out)
{
	if (!resources_of(z, s, &out->kepts, S("MedicationStatement"), &c->arena, &c->rq.fail)) return false;
	out->v = ARENA_NEW(&c->arena, struct medicine, out->kepts.n + 1);
	for (ptrdiff_t i = 0; i < out->kepts.n; i++) {
		jv v;
		if (!json_parse(&v, out->kepts.v[i].text, 64, &c->rq.fail)) return false;
		medicine_read(&out->v[i], v, call_now(c), &c->arena);
		json_free(v);
	}
	return true;
}

static int32_t concept_of(struct zhuyi *z, struct call *c, str drug)
{
	struct named n = order_name_drug(z->pack, fold(drug, &c->arena).text);
	return n.how == NAME_FOUND ? n.concept : -1;
}

/* ---- the check ---- */

static void write_item(struct jw *w, const struct medicine *m)
{
	jw_object(w, NULL);
	jw_str(w, "drug", m->drug);
	if (m->dose.n) jw_str(w, "dose", m->dose);
	if (m->dose.n && m->unit.n) jw_str(w, "unit", m->unit);
	if (m->frequency.n) jw_str(w, "frequency", m->frequency);
	if (m->route.n) jw_str(w, "route", m->route);
	jw_end_object(w);
}

/* What was told in words and stands in no row of the cabinet. */
static void write_told(struct zhuyi *z, struct call *c, struct jw *w, const struct care *care, const struct shelf *shelf)
{
	jv facts = NULL;
	struct fail none = {0};
	if (!json_parse(&facts, care->facts_json, 8, &none)) return;
	jv drugs = json_get(facts, "drugs");
	for (ptrdiff_t i = 0; i < json_count(drugs); i++) {
		str drug = str_copy(&c->arena, json_text(json_at(drugs, i)));
		int32_t concept = concept_of(z, c, drug);
		bool there = false;
		for (ptrdiff_t k = 0; k < shelf->kepts.n; k++)
			there |= str_eq(shelf->v[k].drug, drug) || (concept >= 0 && concept_of(z, c, shelf->v[k].drug) == concept);
		if (!there) jw_str(w, NULL, drug);
	}
	json_free(facts);
}

static str order_line(struct zhuyi *z, struct call *c, const struct care *care, const struct shelf *shelf, const struct medicine *proposed)
{
	struct sb out = sb_new(&c->arena, 1024);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	jw_raw(&w, "patient", care->facts_json);
	jw_array(&w, "current");
	for (ptrdiff_t i = 0; i < shelf->kepts.n; i++)
		if (shelf->v[i].active) write_item(&w, &shelf->v[i]);
	write_told(z, c, &w, care, shelf);
	jw_end_array(&w);
	jw_array(&w, "proposed");
	if (proposed) write_item(&w, proposed);
	jw_end_array(&w);
	jw_str(&w, "lang", call_lang(c) == LANG_EN ? S("en") : S("zh"));
	jw_end_object(&w);
	return sb_str(&out);
}

struct checked {
	str members;               /* "findings":[…],"unchecked":[…],… */
	str stop[2], rule, source; /* of the first finding of tier stop */
	bool stops;
};

static bool first_stop(struct call *c, struct checked *out, int lang)
{
	jv v = NULL;
	struct sb whole = sb_new(&c->arena, out->members.n + 2);
	sb_byte(&whole, '{'), sb_add(&whole, out->members), sb_byte(&whole, '}');
	if (!json_parse(&v, sb_str(&whole), 16, &c->rq.fail)) return false;
	jv findings = json_get(v, "findings");
	for (ptrdiff_t i = 0; i < json_count(findings); i++) {
		jv f = json_at(findings, i);
		if (!str_eq(json_str(f, "tier"), S("stop")) || out->stop[lang].n) continue;
		struct sb text = sb_new(&c->arena, 256);
		sb_add(&text, json_str(f, "text"));
		if (json_str(f, "action").n) sb_byte(&text, ' '), sb_add(&text, json_str(f, "action"));
		out->stops = true;
		out->stop[lang] = sb_str(&text);
		out->rule = str_copy(&c->arena, json_str(f, "rule"));
		out->source = str_copy(&c->arena, json_str(f, "source"));
	}
	json_free(v);
	return true;
}

static bool check_in(struct zhuyi *z, struct call *c, str line, struct checked *out, int lang)
{
	jv v = NULL;
	struct sb text = sb_new(&c->arena, 2048);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	if (!json_parse(&v, line, 16, &c->rq.fail)) return false;
	bool ok = rx_reply(z->pack, v, floor((double)call_now(c) / day_ms), &w, &c->arena, &c->rq.fail);
	json_free(v);
	out->members = str_slice(sb_str(&text), 1, text.n);
	return ok && first_stop(c, out, lang);
}

static str in_other(struct call *c, str line, bool en)
{
	str mark = en ? S("\"lang\":\"zh\"}") : S("\"lang\":\"en\"}");
	struct sb out = sb_new(&c->arena, line.n + 1);
	sb_add(&out, str_slice(line, 0, line.n - mark.n));
	sb_add(&out, en ? S("\"lang\":\"en\"}") : S("\"lang\":\"zh\"}"));
	return sb_str(&out);
}

/* In the reader's language; a finding that stops is known in both, for the doctor may read the other one. */
static bool check(struct zhuyi *z, struct call *c, const struct care *care, const struct shelf *shelf, const struct medicine *proposed,
		  struct checked *out)
{
	int lang = (int)call_lang(c);
	*out = (struct checked){0};
	str line = order_line(z, c, care, shelf, proposed);
	if (!check_in(z, c, line, out, lang)) return false;
	struct checked other = {0};
	if (!out->stops) return true;
	if (!check_in(z, c, in_other(c, line, lang == 0), &other, 1 - lang)) return false;
	out->stop[1 - lang] = other.stop[1 - lang];
	return true;
}

/* ---- the cabinet ---- */

static void write_medicine(struct zhuyi *z, struct call *c, struct jw *w, const struct kept *k, const struct medicine *m)
{
	jw_object(w, NULL);
	jw_str(w, "id", k->id);
	jw_str(w, "drug", m->drug);
	jw_str(w, "dose", m->dose);
	jw_str(w, "unit", m->unit);
	jw_str(w, "frequency", m->frequency);
	jw_str(w, "route", m->route);
	jw_str(w, "text", m->text);
	jw_str(w, "from", m->from);
	jw_str(w, "until", m->until);
	jw_str(w, "state", m->active ? S("active") : S("stopped"));
	jw_str(w, "origin", m->origin);
	jw_bool(w, "known", concept_of(z, c, m->drug) >= 0);
	jw_end_object(w);
}

bool verb_cabinet(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct care care;
	struct shelf shelf;
	struct checked checked;
	struct jw w = {&c->reply, false};
	bool ok = person_open(z, c, &s) && care_open(z, c, &s, &care, (str){"", 0}) && shelf_open(z, c, &s, &shelf) &&
		  check(z, c, &care, &shelf, NULL, &checked);
	people_forget(&s);
	if (!ok) return false;
	jw_object(&w, NULL);
	jw_array(&w, "drugs");
	for (int active = 1; active >= 0; active--)
		for (ptrdiff_t i = 0; i < shelf.kepts.n; i++)
			if (shelf.v[i].active == active && !str_eq(shelf.v[i].status, S("entered-in-error")))
				write_medicine(z, c, &w, &shelf.kepts.v[i], &shelf.v[i]);
	jw_end_array(&w);
	sb_byte(&c->reply, ','), sb_add(&c->reply, checked.members);
	jw_end_object(&w);
	return true;
}

/* ---- a new one ---- */

struct adding {
	struct care care;
	struct medicine medicine;
	bool confirmed;
	double times_day; /* NAN: not said, or when needed */
};

static void write_added(struct call *c, str id, const struct checked *checked, bool alert)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_bool(&w, "kept", id.n > 0);
	jw_str(&w, "id", id);
	jw_bool(&w, "stops", checked->stops);
	jw_bool(&w, "alert", alert);
	sb_byte(&c->reply, ','), sb_add(&c->reply, checked->members);
	jw_end_object(&w);
}

static str evidence_of(struct call *c, str id)
{
	struct sb out = sb_new(&c->arena, 96);
	sb_fmt(&out, "[{\"type\":\"MedicationStatement\",\"id\":\"" STR_FMT "\"}]", STR_ARG(id));
	return sb_str(&out);
}

/* A doctor is to see that somebody takes it in spite of what it clashes with. */
static bool tell_doctors(struct zhuyi *z, struct call *c, const struct someone *s, const struct adding *a, const struct checked *checked, str id)
{
	struct sb rule = sb_new(&c->arena, 64), doctor[2];
	static const char *const lead[2] = {"本人确认正在用：", "The person takes it all the same: "};
	sb_fmt(&rule, "cabinet/" STR_FMT, STR_ARG(checked->rule.n ? checked->rule : S("order-check")));
	for (int lang = 0; lang < 2; lang++) {
		doctor[lang] = sb_new(&c->arena, 256);
		sb_add(&doctor[lang], str_from(lead[lang]));
		sb_add(&doctor[lang], a->medicine.drug);
		sb_add(&doctor[lang], lang ? S(". ") : S("。"));
		sb_add(&doctor[lang], checked->stop[lang]);
	}
	struct care_alert alert = {.rule = sb_str(&rule),
				   .tier = TIER_URGENT,
				   .to_doctor = true,
				   .title = {S("用药冲突"), S("Medicines that clash")},
				   .text = {checked->stop[0], checked->stop[1]},
				   .doctor = {sb_str(&doctor[0]), sb_str(&doctor[1])},
				   .source = checked->source,
				   .evidence = evidence_of(c, id)};
	return care_alert(z, c, s, &alert);
}

static bool remind(struct zhuyi *z, struct call *c, const struct someone *s, const struct adding *a, str id)
{
	int hours[4], n = medicine_hours(a->times_day, hours);
	char reminder[27], hour[8];
	struct sb out = sb_new(&c->arena, 512);
	struct jw w = {&out, false};
	if (!n) return true;
	jw_object(&w, NULL);
	jw_str(&w, "kind", S("drug"));
	jw_str(&w, "title", a->medicine.drug);
	jw_array(&w, "times");
	for (int i = 0; i < n; i++) {
		snprintf(hour, sizeof hour, "%02d:%02d", hours[i] / 60 % 24, hours[i] % 60);
		jw_str(&w, NULL, str_from(hour));
	}
	jw_end_array(&w);
	jw_object(&w, "about");
	jw_str(&w, "drug", id);
	jw_end_object(&w);
	jw_end_object(&w);
	return reminder_put_json(z, c, s, sb_str(&out), reminder);
}

static bool keep_it(struct zhuyi *z, struct call *c, const struct someone *s, const struct adding *a, const struct checked *checked)
{
	struct kept kept;
	str text = medicine_statement(&a->medicine, s->person, call_now(c), &c->arena);
	if (!resource_put(z, c, s, &kept, S("MedicationStatement"), (str){"", 0}, text, 0)) return false;
	if (checked->stops && !tell_doctors(z, c, s, a, checked, kept.id)) return false;
	if (json_flag(c->body, "remind") && !remind(z, c, s, a, kept.id)) return false;
	if (!resource_leaf(z, c, s)) return false;
	write_added(c, kept.id, checked, checked->stops);
	return true;
}

/* Checked in the transaction, against what stands there then: two that are added at the same time see one another. */
static bool add_write(struct zhuyi *z, struct call *c)
{
	struct adding *a = c->work;
	struct someone s;
	struct shelf shelf;
	struct checked checked;
	int active = 0;
	if (!record_may_keep(z, c) || !person_again(z, c, &s)) return false;
	bool ok = shelf_open(z, c, &s, &shelf);
	for (ptrdiff_t i = 0; ok && i < shelf.kepts.n; i++) active += shelf.v[i].active;
	if (ok && active >= CABINET_MAX) ok = care_refuse(c, RC_LIMIT, "药箱里的药太多了", "there are too many medicines");
	ok = ok && check(z, c, &a->care, &shelf, &a->medicine, &checked);
	if (ok && checked.stops && !a->confirmed) write_added(c, (str){"", 0}, &checked, false);
	else ok = ok && keep_it(z, c, &s, a, &checked);
	people_forget(&s);
	return ok;
}

static bool plain_decimal(str s)
{
	double v;
	return str_to_double(s, &v) && v > 0 && s.p[0] >= '0' && s.p[0] <= '9' && !(s.n > 1 && s.p[0] == '0' && s.p[1] != '.') && s.p[s.n - 1] != '.';
}

static bool read_medicine(struct zhuyi *z, struct call *c, struct adding *a)
{
	struct medicine *m = &a->medicine;
	struct date from;
	*m = (struct medicine){.origin = S("typed")};
	if (!field_line_needed(c, c->body, "drug", 200, &m->drug) || !field_line(c, c->body, "unit", 40, &m->unit) ||
	    !field_line(c, c->body, "frequency", FIELD_LINE, &m->frequency) || !field_line(c, c->body, "route", FIELD_LINE, &m->route) ||
	    !field_line(c, c->body, "from", FIELD_LINE, &m->from))
		return false;
	m->dose = json_text(json_get(c->body, "dose"));
	if (m->dose.n && !plain_decimal(m->dose))
		return care_refuse(c, RC_INPUT, "剂量请填数字，例如 5 或 0.5", "give the dose as a number such as 5 or 0.5");
	if (m->from.n && !date_read(&from, m->from)) return care_refuse(c, RC_INPUT, "日期请写成 2026-11-30", "write the date as 2026-11-30");
	int32_t concept = concept_of(z, c, m->drug);
	if (concept >= 0) m->code = z->pack->concepts.v[concept].id;
	struct sig_frequency f = sig_frequency(fold(m->frequency, &c->arena).text);
	a->times_day = f.known && !f.prn ? f.times_day : NAN;
	if (m->from.n) return true;
	m->from = str_slice(care_time_text(c, call_now(c)), 0, 10);
	return true;
}

bool verb_cabinet_add(struct zhuyi *z, struct call *c)
{
	struct adding *a = ARENA_NEW(&c->arena, struct adding, 1);
	struct someone s;
	if (!call_writable(z, c) || !read_medicine(z, c, a) || !record_may_keep(z, c)) return false;
	bool ok = person_open(z, c, &s) && care_open(z, c, &s, &a->care, (str){"", 0});
	people_forget(&s);
	if (!ok) return false;
	a->confirmed = json_flag(c->body, "confirm");
	c->work = a;
	c->write = add_write;
	return true;
}

/* ---- stopped ---- */

/* What reminds of it ends with it. */
static bool reminders_end(struct zhuyi *z, struct call *c, const struct someone *s, str medicine)
{
	struct reminders all;
	struct sb mark = sb_new(&c->arena, 64);
	sb_fmt(&mark, "\"drug\":\"" STR_FMT "\"", STR_ARG(medicine));
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

static bool stop_it(struct zhuyi *z, struct call *c, const struct someone *s)
{
	struct kept kept;
	struct fhir_issues issues = {0};
	jv v;
	str id = json_str(c->body, "id"), until = json_str(c->body, "until"), text;
	if (!until.n) until = str_slice(care_time_text(c, call_now(c)), 0, 10);
	if (!resource_get(z, s, &kept, S("MedicationStatement"), id, &c->arena, &c->rq.fail)) return false;
	if (kept.deleted) return fail_set(&c->rq.fail, RC_MISSING, "cabinet", "it was deleted");
	if (!json_parse(&v, kept.text, 64, &c->rq.fail)) return false;
	str patch = medicine_stop_patch(v, until, json_str(c->body, "why"), &c->arena);
	json_free(v);
	if (!fhir_patch(&text, kept.text, patch, &issues, &c->arena)) return fail_set(&c->rq.fail, RC_CONFLICT, "cabinet", "it cannot be ended");
	return resource_put(z, c, s, NULL, S("MedicationStatement"), id, text, kept.version) && reminders_end(z, c, s, id) && resource_leaf(z, c, s);
}

static bool stop_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	if (!record_may_keep(z, c) || !person_again(z, c, &s)) return false;
	bool ok = stop_it(z, c, &s);
	people_forget(&s);
	if (ok) sb_add(&c->reply, S("{}"));
	return ok;
}

bool verb_cabinet_stop(struct zhuyi *z, struct call *c)
{
	str id, until, why;
	struct date d;
	if (!call_writable(z, c) || !field_line_needed(c, c->body, "id", FIELD_LINE, &id) || !field_line(c, c->body, "until", FIELD_LINE, &until) ||
	    !field_text(c, c->body, "why", 0, &why))
		return false;
	if (until.n && !date_read(&d, until)) return care_refuse(c, RC_INPUT, "日期请写成 2026-11-30", "write the date as 2026-11-30");
	c->write = stop_write;
	return true;
}
