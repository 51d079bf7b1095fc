/* report.c - the resources and the questions of report.h. */
#include "app/report.h"

#include "base/check.h"
#include "base/json_check.h"

#include <math.h>

static void coded(struct jw *w, const char *key, const char *system, str code, str text)
{
	jw_object(w, key);
	if (code.n) {
		jw_array(w, "coding");
		jw_object(w, NULL);
		jw_str(w, "system", str_from(system));
		jw_str(w, "code", code);
		jw_end_object(w);
		jw_end_array(w);
	}
	if (text.n) jw_str(w, "text", text);
	jw_end_object(w);
}

static void head(struct jw *w, const char *type)
{
	jw_object(w, NULL);
	jw_str(w, "resourceType", str_from(type));
	jw_object(w, "meta");
	jw_array(w, "tag");
	jw_object(w, NULL);
	jw_str(w, "system", S("urn:zhuyi:origin"));
	jw_str(w, "code", S("photo"));
	jw_end_object(w);
	jw_end_array(w);
	jw_end_object(w);
	jw_str(w, "status", S("final"));
}

static void about(struct jw *w, str person, str date)
{
	struct sb reference = sb_new(w->out->a, 48);
	sb_fmt(&reference, "Patient/" STR_FMT, STR_ARG(person));
	jw_object(w, "subject");
	jw_str(w, "reference", sb_str(&reference));
	jw_end_object(w);
	jw_str(w, "effectiveDateTime", date);
}

/* The digits of "12.3 ↑" as JSON writes a number; empty when it is none. */
static str digits_of(str value, char *comparator)
{
	ptrdiff_t from = 0, to;
	*comparator = 0;
	if (value.n && (value.p[0] == '<' || value.p[0] == '>')) *comparator = value.p[0], from = 1;
	while (from < value.n && value.p[from] == ' ') from++;
	for (to = from; to < value.n && ((value.p[to] >= '0' && value.p[to] <= '9') || value.p[to] == '.' || (to == from && value.p[to] == '-'));
	     to++)
		continue;
	str digits = str_slice(value, from, to), rest = str_trim(str_slice(value, to, value.n));
	ptrdiff_t first = digits.n && digits.p[0] == '-' ? 1 : 0;
	double v;
	bool zero = digits.n > first + 1 && digits.p[first] == '0' && digits.p[first + 1] != '.';
	return !rest.n && !zero && str_to_double(digits, &v) && digits.p[digits.n - 1] != '.' ? digits : S("");
}

static void quantity(struct jw *w, const char *key, str digits, char comparator, str unit)
{
	char sign[2] = {comparator, 0};
	jw_object(w, key);
	jw_raw(w, "value", digits);
	if (comparator) jw_str(w, "comparator", str_from(sign));
	if (unit.n) jw_str(w, "unit", unit);
	jw_end_object(w);
}

static void value(struct jw *w, const struct labs_item *item)
{
	char comparator;
	str digits = digits_of(item->value, &comparator);
	if (digits.n) quantity(w, "valueQuantity", digits, comparator, item->unit);
	else jw_str(w, "valueString", item->value);
}

/* source: HL7 v3 ObservationInterpretation, as bound to Observation.interpretation in FHIR R4 (4.0.1, 2019) */
static str interpretation_of(const struct labs_item *item)
{
	switch (item->finding.flag) {
	case LAB_CRITICAL_LOW: return S("LL");
	case LAB_LOW: return S("L");
	case LAB_NORMAL: return S("N");
	case LAB_HIGH: return item->finding.positive == TRI_YES && item->line.value.kind != LAB_NUMBER ? S("POS") : S("H");
	case LAB_CRITICAL_HIGH: return S("HH");
	default: return S("");
	}
}

static void range(struct jw *w, const struct labs_item *item)
{
	str text = str_trim(item->range);
	ptrdiff_t dash = -1;
	char none;
	for (ptrdiff_t i = 1; i < text.n && dash < 0; i++)
		if (text.p[i] == '-' || text.p[i] == '~') dash = i;
	if (!text.n) return;
	str low = dash > 0 ? digits_of(str_trim(str_slice(text, 0, dash)), &none) : S("");
	str high = dash > 0 ? digits_of(str_trim(str_slice(text, dash + 1, text.n)), &none) : S("");
	jw_array(w, "referenceRange");
	jw_object(w, NULL);
	if (low.n && high.n) {
		quantity(w, "low", low, 0, item->unit);
		quantity(w, "high", high, 0, item->unit);
	}
	jw_str(w, "text", text);
	jw_end_object(w);
	jw_end_array(w);
}

str report_observation(const struct labs_item *item, const struct pack *pack, str person, str date, struct arena *a)
{
	struct sb out = sb_new(a, 1024);
	struct jw w = {&out, false};
	const struct lab *lab = item->lab >= 0 ? &pack->labs.v[item->lab] : NULL;
	str meaning = interpretation_of(item);
	head(&w, "Observation");
	jw_array(&w, "category");
	coded(&w, NULL, "http://terminology.hl7.org/CodeSystem/observation-category", S("laboratory"), S(""));
	jw_end_array(&w);
	coded(&w, "code", "http://loinc.org", lab ? lab->loinc : S(""), item->name);
	about(&w, person, date);
	value(&w, item);
	if (meaning.n) {
		jw_array(&w, "interpretation");
		coded(&w, NULL, "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", meaning, S(""));
		jw_end_array(&w);
	}
	range(&w, item);
	jw_end_object(&w);
	return sb_str(&out);
}

str report_diagnostic(str title, str person, str date, const str *ids, ptrdiff_t n, struct arena *a)
{
	struct sb out = sb_new(a, 512 + 64 * n);
	struct jw w = {&out, false};
	head(&w, "DiagnosticReport");
	jw_array(&w, "category");
	coded(&w, NULL, "http://terminology.hl7.org/CodeSystem/v2-0074", S("LAB"), S(""));
	jw_end_array(&w);
	coded(&w, "code", "", S(""), title);
	about(&w, person, date);
	jw_array(&w, "result");
	for (ptrdiff_t i = 0; i < n; i++) {
		struct sb reference = sb_new(a, 48);
		sb_fmt(&reference, "Observation/" STR_FMT, STR_ARG(ids[i]));
		jw_object(&w, NULL);
		jw_str(&w, "reference", sb_str(&reference));
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	return sb_str(&out);
}

/* ---- questions ---- */

static void ask(struct report_questions *out, const char *code, ptrdiff_t item, const struct labs_item *of, const char *zh, const char *en,
		struct arena *a)
{
	struct report_question *q = ARENA_PUSH(a, out);
	const char *say[2] = {zh, en};
	*q = (struct report_question){.code = code, .item = item};
	for (int i = 0; i < 2; i++) {
		struct sb b = sb_new(a, 160);
		sb_fmt(&b, i ? STR_FMT " " STR_FMT ": %s" : STR_FMT " " STR_FMT "：%s", STR_ARG(of->name), STR_ARG(of->value), say[i]);
		q->say[i] = sb_str(&b);
	}
}

/* Nine times off its own range: what a lost or added decimal point makes of a value. */
static bool is_far(const struct labs_item *item)
{
	enum { TIMES = 9 };
	const struct lab_range *r = &item->line.range;
	double v = item->line.value.number;
	if (item->line.value.kind != LAB_NUMBER || !item->line.has_range) return false;
	if (!isnan(r->high) && r->high > 0 && v > TIMES * r->high) return true;
	return !isnan(r->low) && r->low > 0 && v > 0 && v < r->low / TIMES;
}

static bool is_critical(const struct labs_item *item)
{
	return item->finding.flag == LAB_CRITICAL_HIGH || item->finding.flag == LAB_CRITICAL_LOW;
}

void report_ask(struct report_questions *out, const struct labs_reading *r, const bool *seen, struct arena *a)
{
	*out = (struct report_questions){0};
	for (ptrdiff_t i = 0; i < r->items.n; i++) {
		const struct labs_item *item = &r->items.v[i];
		if (!seen[i]) ask(out, "unseen", i, item, "还没有和报告原件核对。", "not yet compared with the report itself.", a);
		if (item->line.value.kind == LAB_NOTHING)
			ask(out, "value", i, item, "看不懂这个结果，请再看一眼原件。", "this result cannot be read; please look at the report again.",
			    a);
		else if (is_far(item))
			ask(out, "far", i, item, "和参考范围差了很多倍，小数点对吗？", "many times off its range; is the decimal point right?", a);
		else if (is_critical(item))
			ask(out, "critical", i, item, "这个数值很危险，请确认没有抄错。",
			    "this value is dangerous; please make sure that it was read right.", a);
	}
}
