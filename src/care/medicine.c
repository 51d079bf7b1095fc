/* medicine.c - the medicine cabinet as MedicationStatements. */
#include "care/medicine.h"

#include "care/piece_int.h"

#include <stdio.h>

static str first_text(jv concept)
{
	str text = json_str(concept, "text");
	jv coding = json_get(concept, "coding");
	for (ptrdiff_t i = 0; !text.n && i < json_count(coding); i++) text = json_str(json_at(coding, i), "display");
	return text.n ? text : json_str(care_first(coding), "code");
}

static void dosage(struct jw *w, const struct medicine *m, struct arena *a)
{
	struct sb text = sb_new(a, 64);
	const str words[] = {m->frequency, m->route};
	sb_add(&text, m->dose);
	if (m->dose.n && m->unit.n) sb_byte(&text, ' '), sb_add(&text, m->unit);
	for (int i = 0; i < 2; i++)
		if (words[i].n) {
			if (text.n) sb_byte(&text, ' ');
			sb_add(&text, words[i]);
		}
	if (!text.n) return;
	jw_array(w, "dosage");
	jw_object(w, NULL);
	jw_str(w, "text", sb_str(&text));
	if (m->frequency.n) {
		jw_object(w, "timing");
		care_concept(w, "code", (str){"", 0}, (str){"", 0}, (str){"", 0}, m->frequency);
		jw_end_object(w);
	}
	if (m->route.n) care_concept(w, "route", (str){"", 0}, (str){"", 0}, (str){"", 0}, m->route);
	if (m->dose.n) {
		jw_array(w, "doseAndRate");
		jw_object(w, NULL);
		care_quantity(w, "doseQuantity", m->dose, m->unit, (str){"", 0});
		jw_end_object(w);
		jw_end_array(w);
	}
	jw_end_object(w);
	jw_end_array(w);
}

str medicine_statement(const struct medicine *m, str person, int64_t now_ms, struct arena *a)
{
	struct sb out = sb_new(a, 768);
	struct jw w = {&out, false};
	char at[26];
	care_time(at, now_ms);
	jw_object(&w, NULL);
	jw_str(&w, "resourceType", S("MedicationStatement"));
	care_origin(&w, m->origin);
	jw_str(&w, "status", S("active"));
	care_concept(&w, "medicationCodeableConcept", m->code.n ? S(CARE_DRUGS) : (str){"", 0}, m->code, (str){"", 0}, m->drug);
	care_subject(&w, person);
	if (m->from.n) {
		jw_object(&w, "effectivePeriod");
		jw_str(&w, "start", m->from);
		jw_end_object(&w);
	}
	jw_str(&w, "dateAsserted", str_from(at));
	dosage(&w, m, a);
	jw_end_object(&w);
	return sb_str(&out);
}

static str copied(struct arena *a, str s)
{
	return str_copy(a, s);
}

static void read_dosage(struct medicine *m, jv d, struct arena *a)
{
	jv quantity = json_get(care_first(json_get(d, "doseAndRate")), "doseQuantity");
	m->text = copied(a, json_str(d, "text"));
	m->frequency = copied(a, first_text(json_get(json_get(d, "timing"), "code")));
	m->route = copied(a, first_text(json_get(d, "route")));
	m->dose = copied(a, json_text(json_get(quantity, "value")));
	m->unit = copied(a, json_str(quantity, "unit").n ? json_str(quantity, "unit") : json_str(quantity, "code"));
}

void medicine_read(struct medicine *m, jv r, int64_t now_ms, struct arena *a)
{
	static const char *const over[] = {"completed", "stopped", "not-taken", "entered-in-error", "on-hold"};
	jv concept = json_get(r, "medicationCodeableConcept"), codings = json_get(concept, "coding"), period = json_get(r, "effectivePeriod"),
	   tags = json_get(json_get(r, "meta"), "tag");
	int64_t from, until;
	*m = (struct medicine){.status = copied(a, json_str(r, "status")), .active = true};
	m->drug = copied(a, concept ? first_text(concept) : json_str(json_get(r, "medicationReference"), "display"));
	for (ptrdiff_t i = 0; i < json_count(codings); i++)
		if (str_eq(json_str(json_at(codings, i), "system"), S(CARE_DRUGS))) m->code = copied(a, json_str(json_at(codings, i), "code"));
	for (ptrdiff_t i = 0; i < json_count(tags); i++)
		if (str_eq(json_str(json_at(tags, i), "system"), S(CARE_ORIGINS))) m->origin = copied(a, json_str(json_at(tags, i), "code"));
	m->from = copied(a, json_str(period, "start").n ? json_str(period, "start") : json_str(r, "effectiveDateTime"));
	m->until = copied(a, json_str(period, "end"));
	read_dosage(m, care_first(json_get(r, "dosage")), a);
	for (size_t i = 0; i < sizeof over / sizeof *over; i++) m->active &= !str_eq(m->status, str_from(over[i]));
	if (m->until.n && fhir_time(m->until, ZONE_CHINA_MIN, &from, &until)) m->active &= until > now_ms;
}

/* ---- the end ---- */

static void op(struct jw *w, const char *what, const char *path)
{
	jw_object(w, NULL);
	jw_str(w, "op", str_from(what));
	jw_str(w, "path", str_from(path));
}

static void op_text(struct jw *w, const char *what, const char *path, str value)
{
	op(w, what, path);
	jw_str(w, "value", value);
	jw_end_object(w);
}

static void op_period(struct jw *w, str start, str end)
{
	op(w, "add", "/effectivePeriod");
	jw_object(w, "value");
	if (start.n) jw_str(w, "start", start);
	jw_str(w, "end", end);
	jw_end_object(w);
	jw_end_object(w);
}

str medicine_stop_patch(jv r, str until, str why, struct arena *a)
{
	struct sb out = sb_new(a, 256);
	struct jw w = {&out, false};
	jw_array(&w, NULL);
	op_text(&w, "replace", "/status", S("stopped"));
	if (json_get(r, "effectivePeriod")) op_text(&w, "add", "/effectivePeriod/end", until);
	else {
		str at = json_str(r, "effectiveDateTime");
		if (at.n) op(&w, "remove", "/effectiveDateTime"), jw_end_object(&w);
		op_period(&w, at, until);
	}
	if (why.n) {
		op(&w, "add", "/statusReason");
		care_text_list(&w, "value", why);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	return sb_str(&out);
}

int medicine_hours(double times_day, int out[4])
{
	static const int hours[4][4] = {{8}, {8, 20}, {8, 14, 20}, {8, 12, 16, 20}};
	int n = times_day >= 1 && times_day <= 4 ? (int)times_day : 0;
	if ((double)n != times_day) return 0;
	for (int i = 0; i < n; i++) out[i] = hours[n - 1][i] * 60;
	return n;
}
