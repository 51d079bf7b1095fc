/* measure.c - the kinds of measurement, and values as people type them. */
#include "care/measure.h"

#include "base/check.h"
#include "base/utf8.h"
#include "clinic/unit.h"

#include <math.h>

/* What cannot be: beyond what a device shows or anybody lived with. Pressure: cuffs read up to 300 mmHg (ISO 81060-2:2018), and clinic/pressure.h accepts the
 * same. Weight and height: as record/facts.c. Temperature: 20 to 45 degrees Celsius, own limits; the lowest survived was 13.7 (Gilbert, Lancet
 * 2000;355:375), in a hospital. Oxygen: per cent. Glucose: meters read to 33.3 mmol/L (ISO 15197:2013 asks for less); above 60 it is a value
 * in mg/dL. Sleep: hours of a day. The others: own limits.
 * What is asked about: own limits, chosen so that a value from a plain slip (a digit too many, 斤 for kg, mg/dL for mmol/L) falls outside, and what
 * needs help does not. Oxygen: oximeters state their accuracy over 70 to 100 % (ISO 80601-2-61:2017). */
static const struct measure_form forms[MEASURE_KINDS] = {
	[MEASURE_BP] = {"bp",
			{"85354-9", "55284-4"},
			"Blood pressure panel with all children optional",
			{"血压", "blood pressure"},
			"mm[Hg]",
			{"mmHg", "mmHg"},
			"vital-signs",
			NULL,
			2,
			false,
			{{"sys", "8480-6", "Systolic blood pressure", {"收缩压（高压）", "systolic pressure"}, 40, 300, 70, 250, 50, 180},
			 {"dia", "8462-4", "Diastolic blood pressure", {"舒张压（低压）", "diastolic pressure"}, 20, 200, 35, 150, 20, 120}}},
	[MEASURE_HR] = {"hr",
			{"8867-4"},
			"Heart rate",
			{"心率", "heart rate"},
			"/min",
			{"次/分", "/min"},
			"vital-signs",
			NULL,
			1,
			false,
			{{"hr", "8867-4", "Heart rate", {"心率", "heart rate"}, 15, 350, 35, 220, 40, 240}}},
	[MEASURE_WEIGHT] = {"weight",
			    {"29463-7", "3141-9"},
			    "Body weight",
			    {"体重", "weight"},
			    "kg",
			    {"公斤", "kg"},
			    "vital-signs",
			    NULL,
			    1,
			    false,
			    {{"weight", "29463-7", "Body weight", {"体重", "weight"}, 0.2, 500, 30, 200, 1.5, 120}}},
	[MEASURE_HEIGHT] = {"height",
			    {"8302-2", "3137-7"},
			    "Body height",
			    {"身高", "height"},
			    "cm",
			    {"厘米", "cm"},
			    "vital-signs",
			    NULL,
			    1,
			    false,
			    {{"height", "8302-2", "Body height", {"身高", "height"}, 20, 260, 130, 210, 40, 200}}},
	[MEASURE_SPO2] = {"spo2",
			  {"59408-5", "2708-6"},
			  "Oxygen saturation in Arterial blood by Pulse oximetry",
			  {"血氧", "oxygen saturation"},
			  "%",
			  {"%", "%"},
			  "vital-signs",
			  NULL,
			  1,
			  false,
			  {{"spo2", "59408-5", "Oxygen saturation", {"血氧", "oxygen saturation"}, 30, 100, 70, 100, 70, 100}}},
	[MEASURE_TEMP] = {"temp",
			  {"8310-5", "8331-1", "8328-7", "8332-9"},
			  "Body temperature",
			  {"体温", "temperature"},
			  "Cel",
			  {"℃", "°C"},
			  "vital-signs",
			  NULL,
			  1,
			  false,
			  {{"temp", "8310-5", "Body temperature", {"体温", "temperature"}, 20, 45, 34, 42, 34, 42}}},
	[MEASURE_GLUCOSE] = {"glucose",
			     {"15074-8", "14743-9", "14749-6", "2339-0", "2345-7", "41653-7"},
			     "Glucose [Moles/volume] in Blood",
			     {"血糖", "blood glucose"},
			     "mmol/L",
			     {"mmol/L", "mmol/L"},
			     "laboratory",
			     "glucose",
			     1,
			     false,
			     {{"glucose", "15074-8", "Glucose", {"血糖", "blood glucose"}, 0.3, 60, 1.5, 33.3, 1.5, 33.3}}},
	[MEASURE_SLEEP] = {"sleep",
			   {"93832-4"},
			   "Sleep duration",
			   {"睡眠", "sleep"},
			   "h",
			   {"小时", "h"},
			   "activity",
			   NULL,
			   1,
			   false,
			   {{"sleep", "93832-4", "Sleep duration", {"睡眠时间", "sleep"}, 0, 24, 1, 16, 2, 22}}},
	[MEASURE_STEPS] = {"steps",
			   {"41950-7", "55423-8"},
			   "Number of steps in 24 hour Measured",
			   {"步数", "steps"},
			   "{steps}/d",
			   {"步", "steps"},
			   "activity",
			   NULL,
			   1,
			   true,
			   {{"steps", "41950-7", "Number of steps in 24 hour", {"步数", "steps"}, 0, 200000, 0, 60000, 0, 60000}}},
	[MEASURE_PEAK_FLOW] = {"peak_flow",
			       {"19935-6", "33452-4"},
			       "Maximum expiratory gas flow Respiratory system airway by Peak flow meter",
			       {"呼气峰流速", "peak flow"},
			       "L/min",
			       {"升/分", "L/min"},
			       "vital-signs",
			       NULL,
			       1,
			       false,
			       {{"peak_flow", "19935-6", "Peak flow", {"呼气峰流速", "peak flow"}, 20, 1000, 60, 850, 40, 600}}},
	[MEASURE_WAIST] = {"waist",
			   {"8280-0", "56086-2"},
			   "Waist Circumference at umbilicus by Tape measure",
			   {"腰围", "waist"},
			   "cm",
			   {"厘米", "cm"},
			   "vital-signs",
			   NULL,
			   1,
			   false,
			   {{"waist", "8280-0", "Waist circumference", {"腰围", "waist"}, 20, 300, 50, 180, 30, 150}}},
};

const struct measure_form *measure_form(enum measure_kind kind)
{
	ASSERT(kind < MEASURE_KINDS);
	return &forms[kind];
}

enum measure_kind measure_kind_by_name(str name)
{
	int k = 0;
	while (k < MEASURE_KINDS && !str_eq(name, str_from(forms[k].name))) k++;
	return (enum measure_kind)k;
}

enum measure_kind measure_kind_by_code(str code)
{
	str loinc = S("http://loinc.org|");
	if (!str_starts(code, loinc)) return MEASURE_KINDS;
	code = str_slice(code, loinc.n, code.n);
	for (int k = 0; k < MEASURE_KINDS; k++)
		for (int i = 0; i < MEASURE_CODES && forms[k].loinc[i]; i++)
			if (str_eq(code, str_from(forms[k].loinc[i]))) return (enum measure_kind)k;
	return MEASURE_KINDS;
}

/* ---- under which circumstances ---- */

static const struct {
	const char *name, *say[2], *glucose[2];
} contexts[CONTEXTS] = {
	[CONTEXT_NONE] = {"", {"", ""}, {"血糖", "blood glucose"}},
	[CONTEXT_FASTING] = {"fasting", {"空腹", "fasting"}, {"空腹血糖", "fasting glucose"}},
	[CONTEXT_AFTER_MEAL] = {"after_meal", {"餐后", "after a meal"}, {"餐后血糖", "glucose after a meal"}},
	[CONTEXT_BEFORE_SLEEP] = {"before_sleep", {"睡前", "before sleep"}, {"睡前血糖", "glucose before sleep"}},
	[CONTEXT_REST] = {"rest", {"静息", "at rest"}, {"血糖", "blood glucose"}},
};

str measure_context_name(enum measure_context context)
{
	ASSERT(context < CONTEXTS);
	return str_from(contexts[context].name);
}

bool measure_context_by_name(enum measure_context *out, str name)
{
	for (int k = 0; k < CONTEXTS; k++)
		if (str_eq(name, str_from(contexts[k].name))) return *out = (enum measure_context)k, true;
	return false;
}

const char *measure_title(enum measure_kind kind, enum measure_context context, int lang)
{
	ASSERT(context < CONTEXTS);
	return kind == MEASURE_GLUCOSE ? contexts[context].glucose[lang] : measure_form(kind)->say[lang];
}

/* ---- reading ---- */

/* Digits, point and nothing else, as JSON may write a decimal; those of full width become plain ones. Empty: it is none. */
static str plain_decimal(str s, struct arena *a)
{
	struct sb out = sb_new(a, MEASURE_NUMBER_MAX + 1);
	int points = 0, len;
	s = str_trim(s);
	for (ptrdiff_t i = 0; i < s.n && out.n <= MEASURE_NUMBER_MAX; i += len) {
		uint32_t cp = utf8_at(s, i, &len);
		if (cp >= 0xFF10 && cp <= 0xFF19) cp = cp - 0xFF10 + '0';
		if (cp == 0xFF0E || cp == 0x3002) cp = '.'; /* ． and the full stop that a Chinese keyboard gives instead of a point */
		points += cp == '.';
		if (!(cp_is_digit(cp) || cp == '.')) return (str){"", 0};
		sb_byte(&out, (char)cp);
	}
	str d = sb_str(&out);
	bool sound = d.n && d.n <= MEASURE_NUMBER_MAX && points < 2 && d.p[0] != '.' && d.p[d.n - 1] != '.';
	return sound && !(d.n > 1 && d.p[0] == '0' && d.p[1] != '.') ? d : (str){"", 0};
}

static bool wrong(struct fail *fail, const char *say[2], const char *zh, const char *en)
{
	say[0] = zh, say[1] = en;
	return fail_set(fail, RC_INPUT, "measure", "%s", en);
}

/* FHIR wants UCUM; a unit of the market is kept beside the value converted exactly. */
static bool in_unit(struct measure *m, str unit, const char *say[2], struct fail *fail, struct arena *a)
{
	const struct measure_form *f = measure_form(m->kind);
	const struct substance *of = f->substance ? substance_find(str_from(f->substance)) : NULL;
	struct unit from, to;
	const char *why;
	char code[UNIT_TEXT_MAX];
	m->unit = str_from(f->unit);
	unit = str_trim(unit);
	bool own = !unit.n || str_eq(unit, m->unit) || str_eq(unit, str_from(f->unit_as[0])) || str_eq(unit, str_from(f->unit_as[1]));
	for (int i = 0; own && i < f->parts; i++)
		if (!str_to_double(m->text[i], &m->value[i])) return wrong(fail, say, "数值看不懂", "the value is no number");
	if (own) return true;
	ptrdiff_t n = unit.n <= UNIT_TEXT_MAX ? unit_code(code, unit, &why) : -1;
	if (n < 0 || !unit_parse_pair(&from, unit, &to, str_from(f->unit), of, &why) || !unit_commensurable(&from, &to, of))
		return wrong(fail, say, "这个单位用不到这项测量上", "that unit does not fit this measurement");
	bool market = code[0] >= '0' && code[0] <= '9';
	struct sb typed = sb_new(a, 32);
	for (int i = 0; i < f->parts; i++) {
		str exact;
		if (!unit_convert_text(&exact, m->text[i], &from, &to, of, &why, a) || !str_to_double(exact, &m->value[i]))
			return wrong(fail, say, "数值换算不了", "the value cannot be converted");
		if (!market) continue;
		if (i) sb_byte(&typed, '/');
		sb_add(&typed, m->text[i]);
		m->text[i] = exact;
	}
	if (market) sb_add(&typed, unit), m->typed = sb_str(&typed);
	else m->unit = str_copy(a, (str){code, n});
	return true;
}

/* A glucose meter shows LO or HI for what it cannot count, below about 1.1 and above about 33.3 mmol/L: no number to keep, and help is needed at once.
 * source: Chinese guideline on hyperglycaemic crises 2013; ADA Standards of Care 2024, 6 (below 3.0 mmol/L) */
static bool no_number(str v, enum measure_kind kind, const char *say[2], struct fail *fail)
{
	v = str_trim(v);
	bool word = kind == MEASURE_GLUCOSE && v.n >= 2 && v.n <= 4;
	if (word && (v.p[0] | 32) == 'l' && (v.p[1] | 32) == 'o')
		return wrong(fail, say, "血糖仪显示 LO：低到量不出，马上打 120。清醒、能吞咽才吃 15 克糖；不清醒什么都不喂，侧卧。",
			     "LO on the meter: too low to count, call 120 now. 15 g of sugar only if awake and able to swallow; not awake: nothing "
			     "by mouth, on the side.");
	if (word && (v.p[0] | 32) == 'h' && (v.p[1] | 32) == 'i')
		return wrong(fail, say, "血糖仪显示 HI：高到量不出，马上打 120 或去急诊。清醒就小口喝白水，不要停胰岛素。",
			     "HI on the meter: too high to count, call 120 or go to an emergency department now. Sip plain water if awake; do not "
			     "stop insulin.");
	return wrong(fail, say, "请填数字，例如 128 或 6.5", "give a plain number such as 128 or 6.5");
}

bool measure_read(struct measure *out, enum measure_kind kind, const str *v, int n, str unit, const char *say[2], struct fail *fail, struct arena *a)
{
	const struct measure_form *f = measure_form(kind);
	*out = (struct measure){.kind = kind};
	if (n != f->parts)
		return kind == MEASURE_BP ? wrong(fail, say, "血压要填高压和低压两个数", "blood pressure has two values, systolic and diastolic")
					  : wrong(fail, say, "要填一个数值", "one value is needed");
	for (int i = 0; i < n; i++) {
		out->text[i] = plain_decimal(v[i], a);
		if (!out->text[i].n) return no_number(v[i], kind, say, fail);
		if (f->whole && str_find(out->text[i], S(".")) >= 0) return wrong(fail, say, "请填整数", "give a whole number");
	}
	return in_unit(out, unit, say, fail, a);
}
