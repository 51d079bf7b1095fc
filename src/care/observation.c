/* observation.c - measurements and the diary as FHIR Observations, written and read back. */
#include "care/measure.h"

#include "base/check.h"
#include "care/piece_int.h"
#include "clinic/unit.h"
#include "policy/date.h"

#include <stdio.h>

static const char loinc[] = "http://loinc.org", ucum[] = "http://unitsofmeasure.org",
		  categories[] = "http://terminology.hl7.org/CodeSystem/observation-category";

void care_time(char out[26], int64_t ms)
{
	struct date d = date_of_ms(ms, ZONE_CHINA_MIN);
	int s = (int)((ms - date_begins_ms(d, ZONE_CHINA_MIN)) / 1000);
	snprintf(out, 26, "%04u-%02u-%02uT%02u:%02u:%02u+08:00", (unsigned)d.year % 10000, (unsigned)d.month % 100, (unsigned)d.day % 100,
		 (unsigned)(s / 3600) % 100, (unsigned)(s / 60 % 60), (unsigned)(s % 60));
}

/* ---- pieces ---- */

void care_coding(struct jw *w, str system, str code, str display)
{
	jw_object(w, NULL);
	jw_str(w, "system", system);
	jw_str(w, "code", code);
	if (display.n) jw_str(w, "display", display);
	jw_end_object(w);
}

void care_concept(struct jw *w, const char *key, str system, str code, str display, str text)
{
	jw_object(w, key);
	if (system.n) {
		jw_array(w, "coding");
		care_coding(w, system, code, display);
		jw_end_array(w);
	}
	if (text.n) jw_str(w, "text", text);
	jw_end_object(w);
}

void care_origin(struct jw *w, str origin)
{
	jw_object(w, "meta");
	jw_array(w, "tag");
	care_coding(w, S(CARE_ORIGINS), origin, (str){"", 0});
	jw_end_array(w);
	jw_end_object(w);
}

void care_subject(struct jw *w, str person)
{
	char who[48];
	snprintf(who, sizeof who, "Patient/" STR_FMT, STR_ARG(person));
	jw_object(w, "subject");
	jw_str(w, "reference", str_from(who));
	jw_end_object(w);
}

void care_quantity(struct jw *w, const char *key, str value, str unit, str code)
{
	jw_object(w, key);
	jw_raw(w, "value", value);
	if (unit.n) jw_str(w, "unit", unit);
	if (code.n) jw_str(w, "system", str_from(ucum));
	if (code.n) jw_str(w, "code", code);
	jw_end_object(w);
}

void care_text_list(struct jw *w, const char *key, str text)
{
	jw_array(w, key);
	jw_object(w, NULL);
	jw_str(w, "text", text);
	jw_end_object(w);
	jw_end_array(w);
}

/* ---- written ---- */

/* What every Observation of ours begins with, up to its code. */
static void begin(struct jw *w, str origin, const char *category)
{
	jw_object(w, NULL);
	jw_str(w, "resourceType", S("Observation"));
	care_origin(w, origin);
	jw_str(w, "status", S("final"));
	jw_array(w, "category");
	care_concept(w, NULL, str_from(categories), str_from(category), (str){"", 0}, (str){"", 0});
	jw_end_array(w);
}

static void about(struct jw *w, str person, int64_t at_ms)
{
	char at[26];
	care_time(at, at_ms);
	care_subject(w, person);
	jw_str(w, "effectiveDateTime", str_from(at));
}

static void codes(struct jw *w, const struct measure *m)
{
	const struct measure_form *f = measure_form(m->kind);
	jw_object(w, "code");
	jw_array(w, "coding");
	care_coding(w, str_from(loinc), str_from(f->loinc[0]), str_from(f->display));
	/* The profile of vital signs wants both codes of oxygen saturation. source: FHIR R4, vital signs profiles */
	if (m->kind == MEASURE_SPO2) care_coding(w, str_from(loinc), str_from(f->loinc[1]), S("Oxygen saturation in Arterial blood"));
	jw_end_array(w);
	jw_str(w, "text", str_from(measure_title(m->kind, m->context, 0)));
	jw_end_object(w);
}

static void components(struct jw *w, const struct measure *m, str unit)
{
	const struct measure_form *f = measure_form(m->kind);
	if (f->parts == 1 && m->context == CONTEXT_NONE) return;
	jw_array(w, "component");
	for (int i = 0; f->parts > 1 && i < f->parts; i++) {
		jw_object(w, NULL);
		care_concept(w, "code", str_from(loinc), str_from(f->part[i].loinc), str_from(f->part[i].display), str_from(f->part[i].say[0]));
		care_quantity(w, "valueQuantity", m->text[i], unit, m->unit);
		jw_end_object(w);
	}
	if (m->context != CONTEXT_NONE) {
		jw_object(w, NULL);
		care_concept(w, "code", S(CARE_CODES), S("context"), (str){"", 0}, S("测量时的情况"));
		care_concept(w, "valueCodeableConcept", S(CARE_CODES), measure_context_name(m->context), (str){"", 0}, (str){"", 0});
		jw_end_object(w);
	}
	jw_end_array(w);
}

str measure_observation(const struct measure *m, str person, str origin, struct arena *a)
{
	const struct measure_form *f = measure_form(m->kind);
	struct sb out = sb_new(a, 1024);
	struct jw w = {&out, false};
	str unit = str_eq(m->unit, str_from(f->unit)) ? str_from(f->unit_as[1]) : m->unit;
	begin(&w, origin, f->category);
	codes(&w, m);
	about(&w, person, m->at_ms);
	if (f->parts == 1) care_quantity(&w, "valueQuantity", m->text[0], unit, m->unit);
	if (m->note.n || m->typed.n) {
		jw_array(&w, "note");
		for (int i = 0; i < 2; i++) {
			str text = i ? m->typed : m->note;
			if (!text.n) continue;
			jw_object(&w, NULL);
			jw_str(&w, "text", text);
			jw_end_object(&w);
		}
		jw_end_array(&w);
	}
	components(&w, m, unit);
	jw_end_object(&w);
	return sb_str(&out);
}

/* ---- read back ---- */

static enum measure_context context_of(enum measure_kind kind, str title)
{
	for (int k = CONTEXT_FASTING; kind == MEASURE_GLUCOSE && k < CONTEXT_REST; k++)
		if (str_eq(title, str_from(measure_title(kind, (enum measure_context)k, 0)))) return (enum measure_context)k;
	return CONTEXT_NONE;
}

bool measure_of_brief(struct measure *out, const struct brief *b, int64_t at_ms, struct arena *a)
{
	enum measure_kind kind = measure_kind_by_code(b->code);
	str rest = b->value, part[MEASURE_PARTS] = {{0}};
	const char *say[2];
	struct fail none = {0};
	struct arena scratch = *a;
	int n = 0;
	if (kind == MEASURE_KINDS || !b->value.n || str_eq(b->status, S("entered-in-error")) || str_eq(b->status, S("cancelled"))) return false;
	while (n < MEASURE_PARTS && str_next(&rest, '/', &part[n])) n++;
	if (!measure_read(out, kind, part, n, b->unit, say, &none, &scratch)) return false;
	*a = scratch;
	out->at_ms = at_ms;
	out->context = context_of(kind, b->title);
	return true;
}

/* ---- the diary ---- */

static const char diary_title[] = "健康日记", diary_mood[] = "健康日记（心情";

str diary_observation(str text, int mood, int64_t at_ms, str person, struct arena *a)
{
	struct sb out = sb_new(a, text.n + 1024);
	struct jw w = {&out, false};
	char title[64];
	ASSERT(mood >= 0 && mood <= 5);
	if (mood) snprintf(title, sizeof title, "%s%d）", diary_mood, mood);
	else snprintf(title, sizeof title, "%s", diary_title);
	begin(&w, S("typed"), "survey");
	care_concept(&w, "code", S(CARE_CODES), S("diary"), S("Health diary"), str_from(title));
	about(&w, person, at_ms);
	jw_str(&w, "valueString", text);
	if (mood) {
		jw_array(&w, "component");
		jw_object(&w, NULL);
		care_concept(&w, "code", S(CARE_CODES), S("mood"), S("Mood, 1 very bad to 5 very good"), (str){"", 0});
		jw_i64(&w, "valueInteger", mood);
		jw_end_object(&w);
		jw_end_array(&w);
	}
	jw_end_object(&w);
	return sb_str(&out);
}

bool diary_of_brief(str *text, int *mood, const struct brief *b)
{
	str mark = str_from(diary_mood);
	if (!str_eq(b->code, S(CARE_CODES "|diary"))) return false;
	*text = b->value;
	*mood = str_starts(b->title, mark) && b->title.n > mark.n ? b->title.p[mark.n] - '0' : 0;
	return true;
}
