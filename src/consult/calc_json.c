#include "consult/calc_json.h"

#include "base/check.h"
#include "base/utf8.h"
#include "consult/patient.h"
#include "consult/units_json.h"

#include <math.h>

struct call {
	const struct pack *p;
	const struct calculator *c;
	enum language lang;
	struct arena *perm;
	double given[CALC_INPUTS_MAX];
	bool unit_assumed[CALC_INPUTS_MAX];
	VECTOR(str) ignored; /* names no input goes by */
	struct sb why;
	bool refused; /* something given cannot be used */
};

static str pick(const struct call *c, const char *zh, const char *en)
{
	return str_from(c->lang == LANG_ZH ? zh : en);
}

static void add_why(struct call *c, str text)
{
	if (c->why.n) sb_add(&c->why, pick(c, "；", "; "));
	sb_add(&c->why, text);
}

static str input_name(const struct call *c, ptrdiff_t i)
{
	return c->c->calc.inputs.v[i].name[c->lang];
}

static str ucum(str unit)
{
	return calc_unit_is_silent(unit) ? (str){"", 0} : unit;
}

/* ---- what was given ---- */

static bool has_han(str s)
{
	int n;
	for (ptrdiff_t i = 0; i < s.n; i += n)
		if (cp_is_han(utf8_at(s, i, &n))) return true;
	return false;
}

static enum language language_of(jv in)
{
	struct json_walk walk = {0};
	str lang = json_str(in, "lang"), key;
	jv value;
	if (str_eq(lang, S("zh"))) return LANG_ZH;
	if (str_eq(lang, S("en"))) return LANG_EN;
	if (has_han(json_str(in, "calculator"))) return LANG_ZH;
	while (json_next(&walk, json_get(in, "inputs"), &key, &value))
		if (has_han(key)) return LANG_ZH;
	return LANG_EN;
}

/* 5.6, "5.6 mmol/L", true, [5.6, "mmol/L"] and {"value":5.6,"unit":"mmol/L"} are all one value. */
static void value_and_unit(jv v, str *value, str *unit)
{
	*unit = (str){"", 0};
	if (json_is_object(v)) *unit = json_str(v, "unit"), v = json_get(v, "value");
	else if (json_is_array(v)) *unit = json_text(json_at(v, 1)), v = json_at(v, 0);
	bool flag;
	if (json_is_bool(v, &flag)) *value = flag ? S("true") : S("false");
	else *value = json_text(v);
}

static void unusable(struct call *c, ptrdiff_t i, str value, str unit, const char *why)
{
	struct sb b = sb_new(c->perm, 160);
	str name = input_name(c, i);
	value = utf8_prefix(value, 60), unit = utf8_prefix(unit, 40);
	if (c->lang == LANG_ZH)
		sb_fmt(&b, "“" STR_FMT "”不能用：“" STR_FMT "%s" STR_FMT "”", STR_ARG(name), STR_ARG(value), unit.n ? " " : "", STR_ARG(unit));
	else sb_fmt(&b, STR_FMT " cannot be used: \"" STR_FMT "%s" STR_FMT "\"", STR_ARG(name), STR_ARG(value), unit.n ? " " : "", STR_ARG(unit));
	if (why) {
		str reason = units_reason(why, c->lang == LANG_ZH);
		sb_fmt(&b, c->lang == LANG_ZH ? "（单位：" STR_FMT "）" : " (unit: " STR_FMT ")", STR_ARG(reason));
	}
	c->refused = true;
	add_why(c, sb_str(&b));
}

static void take_text(struct call *c, int i, const struct substance *of, str value, str unit)
{
	const struct calc *calc = &c->c->calc;
	double heard;
	bool assumed;
	const char *why;
	switch (calc_hear(&heard, &calc->inputs.v[i], value, unit, of, &assumed, &why, *c->perm)) {
	case CALC_NOT_KNOWN: return;
	case CALC_BAD_VALUE: unusable(c, i, value, unit, NULL); return;
	case CALC_BAD_UNIT: unusable(c, i, value, unit, why); return;
	case CALC_HEARD: break;
	}
	if (!isnan(c->given[i]) && fabs(c->given[i] - heard) > 0.01 * fabs(heard)) { /* the same thing twice, once rounded, is no contradiction */
		unusable(c, i, value, unit, NULL);
		add_why(c, pick(c, "同一项给了两个不同的值", "two different values for one input"));
		return;
	}
	c->given[i] = heard;
	c->unit_assumed[i] = assumed;
}

/* 血压 "85/50" is systolic and diastolic pressure; 血压 100 the systolic one. False: no pressure, or the calculator has no use for it. */
static bool take_pressure(struct call *c, str key, str value, str unit)
{
	static const char *const names[] = {"血压", "bp", "bloodpressure", "血压值", "nibp"};
	const struct substance *of;
	struct calc_asked high = calc_asked(S("sbp"), c->perm), low = calc_asked(S("dbp"), c->perm);
	str text = calc_key(key, c->perm), first = value, second = {"", 0};
	bool named = false;
	for (ptrdiff_t k = 0; k < COUNT(names); k++) named |= str_eq(text, str_from(names[k]));
	int i = named ? calc_find_input(&c->c->calc, &high, &of) : -1;
	if (i < 0) return false;
	ptrdiff_t slash = str_find(value, S("/"));
	if (slash > 0) first = str_slice(value, 0, slash), second = str_slice(value, slash + 1, value.n);
	take_text(c, i, of, first, unit);
	i = second.n ? calc_find_input(&c->c->calc, &low, &of) : -1;
	if (i >= 0) take_text(c, i, of, second, unit);
	return true;
}

static void take(struct call *c, str key, jv json)
{
	const struct calc *calc = &c->c->calc;
	const struct substance *of;
	struct calc_asked asked = calc_asked(key, c->perm);
	int i = calc_find_input(calc, &asked, &of);
	str value, unit;
	value_and_unit(json, &value, &unit);
	if (i < 0 && take_pressure(c, key, value, unit)) return;
	if (i < 0) *ARENA_PUSH(c->perm, &c->ignored) = key;
	else take_text(c, i, of, value, unit);
}

/* ---- the reply ---- */

static void names_of_set(struct call *c, uint64_t set, const char *zh, const char *en)
{
	struct sb b = sb_new(c->perm, 128);
	bool first = true;
	sb_add(&b, pick(c, zh, en));
	for (ptrdiff_t i = 0; i < c->c->calc.inputs.n; i++) {
		if (!(set >> i & 1)) continue;
		if (!first) sb_add(&b, pick(c, "、", ", "));
		sb_add(&b, input_name(c, i));
		first = false;
	}
	if (!first) add_why(c, sb_str(&b));
}

static void ids_of_set(struct call *c, struct jw *w, const char *key, uint64_t set)
{
	jw_array(w, key);
	for (ptrdiff_t i = 0; i < c->c->calc.inputs.n; i++)
		if (set >> i & 1) jw_str(w, NULL, c->c->calc.inputs.v[i].id);
	jw_end_array(w);
}

static void value_json(const struct call *c, struct jw *w, const struct calc_output *o, double v)
{
	str text = calc_output_text(&c->c->calc, o, v, c->lang, c->perm);
	bool words = o->choice >= 0 || str_eq(o->unit, S("date")) || str_eq(o->unit, S("wk+d"));
	if (words) jw_str(w, "value", text);
	else jw_decimal(w, "value", v, o->digits);
	jw_str(w, "unit", ucum(o->unit));
	if (!calc_unit_is_silent(o->unit)) jw_str(w, "unit_text", calc_unit_shown(o->unit, c->lang, c->perm));
}

static void further_results(const struct call *c, struct jw *w, const struct calc_result *r)
{
	const struct calc *calc = &c->c->calc;
	jw_array(w, "more");
	for (ptrdiff_t i = 1; i < calc->outputs.n; i++) {
		const struct calc_output *o = &calc->outputs.v[i];
		if (isnan(r->value[i])) continue;
		jw_object(w, NULL);
		jw_str(w, "id", o->id);
		jw_str(w, "name", o->name[c->lang]);
		value_json(c, w, o, r->value[i]);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static void used_inputs(const struct call *c, struct jw *w)
{
	jw_array(w, "used");
	for (ptrdiff_t i = 0; i < c->c->calc.inputs.n; i++) {
		const struct calc_input *in = &c->c->calc.inputs.v[i];
		if (isnan(c->given[i])) continue;
		jw_object(w, NULL);
		jw_str(w, "id", in->id);
		jw_str(w, "name", in->name[c->lang]);
		if (in->kind == CALC_DATE) jw_str(w, "value", calc_date_text(c->given[i], c->perm));
		else jw_raw(w, "value", calc_number_text(c->given[i], -1, c->perm));
		if (in->kind == CALC_NUMBER) jw_str(w, "unit", ucum(in->unit_text));
		jw_bool(w, "unit_assumed", c->unit_assumed[i]);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static void source_json(const struct pack *p, const struct calculator *c, struct jw *w, struct arena *perm)
{
	struct sb line = sb_new(perm, 256);
	for (ptrdiff_t i = 0; i < c->source_count; i++) {
		const struct source *s = &p->sources.v[c->sources[i]];
		if (i) sb_add(&line, S("; "));
		sb_add(&line, s->title);
		if (s->year.n && str_find(s->title, s->year) < 0) sb_fmt(&line, " (" STR_FMT ")", STR_ARG(s->year));
	}
	jw_str(w, "source", sb_str(&line));
	jw_str(w, "passage", p->passages.v[c->passage].id);
	jw_bool(w, "checked", c->calc.checked.n > 0);
}

static void say_outside(struct call *c, int i)
{
	const struct calc_input *in = &c->c->calc.inputs.v[i];
	struct sb b = sb_new(c->perm, 160);
	str name = in->name[c->lang], unit = calc_unit_shown(in->unit_text, c->lang, c->perm);
	str v = calc_number_text(c->given[i], -1, c->perm), low = calc_number_text(in->low, -1, c->perm),
	    high = calc_number_text(in->high, -1, c->perm);
	sb_fmt(&b,
	       c->lang == LANG_ZH ? "“" STR_FMT "” " STR_FMT " 超出可用范围（" STR_FMT "～" STR_FMT " " STR_FMT "）"
				  : STR_FMT " " STR_FMT " is outside the accepted range " STR_FMT " to " STR_FMT " " STR_FMT,
	       STR_ARG(name), STR_ARG(v), STR_ARG(low), STR_ARG(high), STR_ARG(unit));
	if (c->unit_assumed[i]) sb_add(&b, pick(c, "（没有写单位）", " (no unit was given)"));
	add_why(c, sb_str(&b));
}

static void explain(struct call *c, const struct calc_result *r)
{
	const struct calc *calc = &c->c->calc;
	if (r->outside >= 0) say_outside(c, r->outside);
	else if (r->refuse >= 0) add_why(c, calc->refuse.v[r->refuse].say[c->lang]);
	else if (r->status == CALC_MISSING) names_of_set(c, r->missing, "还需要：", "still needed: ");
	else if (r->status == CALC_OUT_OF_RANGE) add_why(c, pick(c, "公式对这些数值没有结果", "the formula has no result for these values"));
	else if (r->floor)
		names_of_set(c, r->assumed, "没有给出的按“无”计，结果只是下限，不分级：",
			     "not given and counted as absent, so this is only a lower bound and no band is given: ");
	else if (r->assumed) names_of_set(c, r->assumed, "没有给出，按“无”或默认值计：", "not given, counted as absent or at the default: ");
	for (ptrdiff_t i = 0; i < calc->inputs.n; i++)
		if (c->unit_assumed[i] && r->outside != i) {
			struct sb b = sb_new(c->perm, 96);
			const struct calc_input *in = &calc->inputs.v[i];
			bool date = in->kind == CALC_DATE;
			sb_fmt(&b, c->lang == LANG_ZH ? STR_FMT "没有写%s，按 " STR_FMT : STR_FMT ": no %s given, read as " STR_FMT,
			       STR_ARG(in->name[c->lang]),
			       date ? (c->lang == LANG_ZH ? "年月日顺序" : "order of day and month") : (c->lang == LANG_ZH ? "单位" : "unit"),
			       STR_ARG(date ? (c->lang == LANG_ZH ? S("月/日/年") : S("month/day/year"))
					    : calc_unit_shown(in->unit_text, c->lang, c->perm)));
			add_why(c, sb_str(&b));
		}
	for (ptrdiff_t i = 0; i < c->ignored.n; i++) {
		struct sb b = sb_new(c->perm, 96);
		sb_fmt(&b, c->lang == LANG_ZH ? "没有用到“" STR_FMT "”" : "\"" STR_FMT "\" was not used", STR_ARG(utf8_prefix(c->ignored.v[i], 60)));
		add_why(c, sb_str(&b));
	}
}

/* One line a person can read: name, value, unit, band. */
static str said(const struct call *c, const struct calc_result *r)
{
	const struct calc *calc = &c->c->calc;
	const struct calc_output *o = &calc->outputs.v[0];
	struct sb b = sb_new(c->perm, 200);
	str unit = calc_unit_shown(o->unit, c->lang, c->perm);
	sb_add(&b, calc->name[c->lang]);
	sb_add(&b, pick(c, "：", ": "));
	if (r->floor) sb_add(&b, pick(c, "至少 ", "at least "));
	sb_add(&b, calc_output_text(calc, o, r->value[0], c->lang, c->perm));
	if (unit.n) sb_byte(&b, ' '), sb_add(&b, unit);
	if (r->band >= 0) {
		sb_add(&b, pick(c, "；", "; "));
		sb_add(&b, calc->bands.v[r->band].say[c->lang]);
	}
	return sb_str(&b);
}

static const char *status_name(const struct call *c, const struct calc_result *r)
{
	if (c->refused || r->status == CALC_OUT_OF_RANGE) return "out_of_range";
	return r->status == CALC_MISSING ? "missing" : "ok";
}

static void reply(struct call *c, struct jw *w)
{
	const struct calc *calc = &c->c->calc;
	struct calc_result r;
	calc_run(&r, calc, c->given);
	bool ok = !c->refused && r.status == CALC_OK;
	if (!c->refused) explain(c, &r);
	jw_str(w, "status", str_from(status_name(c, &r)));
	jw_str(w, "calculator", calc->id);
	jw_str(w, "name", calc->name[c->lang]);
	if (ok) {
		value_json(c, w, &calc->outputs.v[0], r.value[0]);
		if (r.band >= 0) jw_str(w, "band", calc->bands.v[r.band].say[c->lang]);
		else jw_null(w, "band");
		jw_str(w, "text", said(c, &r));
		further_results(c, w, &r);
	} else jw_null(w, "value"), jw_null(w, "unit"), jw_null(w, "band");
	ids_of_set(c, w, "missing", c->refused || r.status != CALC_MISSING ? 0 : r.missing);
	ids_of_set(c, w, "assumed", ok ? r.assumed : 0);
	jw_array(w, "ignored");
	for (ptrdiff_t i = 0; i < c->ignored.n; i++) jw_str(w, NULL, c->ignored.v[i]);
	jw_end_array(w);
	jw_bool(w, "lower_bound", ok && r.floor);
	jw_str(w, "why", sb_str(&c->why));
	if (calc->note[c->lang].n) jw_str(w, "note", calc->note[c->lang]);
	used_inputs(c, w);
	source_json(c->p, c->c, w, c->perm);
}

/* Calculators whose names hold the words asked for. */
static void suggest(const struct call *c, struct jw *w, str name)
{
	enum { SUGGEST_MAX = 6 };
	str key = calc_key(name, c->perm);
	int n = 0;
	jw_array(w, "suggest");
	for (ptrdiff_t i = 0; i < c->p->calcs.n && n < SUGGEST_MAX && key.n > 1; i++) {
		const struct calc *calc = &c->p->calcs.v[i].calc;
		bool like = false;
		for (ptrdiff_t k = 0; k < calc->terms.n && !like; k++) like = str_find(calc->terms.v[k].key, key) >= 0;
		if (like) jw_str(w, NULL, calc->id), n++;
	}
	jw_end_array(w);
}

static void unknown(const struct call *c, struct jw *w, str name)
{
	jw_str(w, "status", S("unknown_calculator"));
	jw_str(w, "calculator", name);
	jw_null(w, "value"), jw_null(w, "unit"), jw_null(w, "band");
	jw_array(w, "missing"), jw_end_array(w);
	suggest(c, w, name);
	jw_str(w, "why", pick(c, "没有这个计算器；全部名称见列表", "there is no such calculator; the list has all names"));
	jw_null(w, "source");
}

bool calc_reply(const struct pack *p, jv in, struct jw *w, struct arena *perm, struct fail *fail)
{
	str name = json_str(in, "calculator"), key;
	struct json_walk walk = {0};
	jv value;
	if (!name.n) return fail_set(fail, RC_INPUT, "calc", "\"calculator\" is missing or empty");
	if (!line_lang_known(in, "calc", fail)) return false;
	if (json_get(in, "inputs") && !json_is_object(json_get(in, "inputs"))) return fail_set(fail, RC_INPUT, "calc", "\"inputs\" is not an object");
	struct call c = {.p = p, .lang = language_of(in), .perm = perm, .why = sb_new(perm, 256)};
	c.c = pack_calc(p, name, *perm);
	if (!c.c) return unknown(&c, w, name), true;
	for (int i = 0; i < CALC_INPUTS_MAX; i++) c.given[i] = NAN;
	while (json_next(&walk, json_get(in, "inputs"), &key, &value)) take(&c, key, value);
	reply(&c, w);
	return true;
}

/* ---- the list ---- */

static void two(struct jw *w, const char *zh, const char *en, const str say[CALC_LANGS])
{
	jw_str(w, zh, say[LANG_ZH]);
	jw_str(w, en, say[LANG_EN]);
}

static void describe_head(struct jw *w, const struct calc *calc)
{
	jw_str(w, "id", calc->id);
	two(w, "zh", "en", calc->name);
	jw_str(w, "group", calc->group);
	two(w, "use_zh", "use_en", calc->use);
	jw_array(w, "also");
	for (ptrdiff_t i = 0; i < calc->terms.n; i++) jw_str(w, NULL, calc->terms.v[i].key);
	jw_end_array(w);
}

void calc_brief(const struct calculator *c, struct jw *w)
{
	jw_object(w, NULL);
	describe_head(w, &c->calc);
	jw_array(w, "asks");
	for (ptrdiff_t i = 0; i < c->calc.inputs.n; i++)
		for (int lang = 0; lang < CALC_LANGS; lang++) jw_str(w, NULL, c->calc.inputs.v[i].name[lang]);
	jw_end_array(w);
	jw_end_object(w);
}

static void describe_input(struct jw *w, const struct calc_input *in, struct arena *perm)
{
	static const char *const kinds[] = {"number", "bool", "choice", "date", "text"}, *const left_out[] = {"required", "optional", "floor",
													      "default"};
	jw_object(w, NULL);
	jw_str(w, "id", in->id);
	two(w, "zh", "en", in->name);
	jw_str(w, "kind", str_from(kinds[in->kind]));
	jw_str(w, "left_out", str_from(left_out[in->left_out]));
	if (in->kind == CALC_NUMBER) {
		jw_str(w, "unit", ucum(in->unit_text));
		jw_raw(w, "low", calc_number_text(in->low, -1, perm));
		jw_raw(w, "high", calc_number_text(in->high, -1, perm));
	}
	if (in->left_out == CALC_DEFAULT) jw_raw(w, "default", calc_number_text(in->fallback, -1, perm));
	if (in->options.n) jw_array(w, "options");
	for (ptrdiff_t i = 0; i < in->options.n; i++) {
		jw_object(w, NULL);
		jw_str(w, "id", in->options.v[i].id);
		jw_raw(w, "number", calc_number_text(in->options.v[i].number, -1, perm));
		two(w, "zh", "en", in->options.v[i].name);
		jw_end_object(w);
	}
	if (in->options.n) jw_end_array(w);
	jw_end_object(w);
}

static void describe_rules(struct jw *w, const char *key, const struct calc_rule *v, ptrdiff_t n)
{
	jw_array(w, key);
	for (ptrdiff_t i = 0; i < n; i++) {
		jw_object(w, NULL);
		two(w, "zh", "en", v[i].say);
		jw_end_object(w);
	}
	jw_end_array(w);
}

void calc_describe(const struct pack *p, const struct calculator *c, struct jw *w, struct arena *perm)
{
	const struct calc *calc = &c->calc;
	jw_object(w, NULL);
	describe_head(w, calc);
	if (calc->note[LANG_ZH].n) two(w, "note_zh", "note_en", calc->note);
	jw_array(w, "inputs");
	for (ptrdiff_t i = 0; i < calc->inputs.n; i++) describe_input(w, &calc->inputs.v[i], perm);
	jw_end_array(w);
	jw_array(w, "results");
	for (ptrdiff_t i = 0; i < calc->outputs.n; i++) {
		jw_object(w, NULL);
		jw_str(w, "id", calc->outputs.v[i].id);
		if (i) two(w, "zh", "en", calc->outputs.v[i].name);
		jw_str(w, "unit", ucum(calc->outputs.v[i].unit));
		jw_end_object(w);
	}
	jw_end_array(w);
	describe_rules(w, "refuses", calc->refuse.v, calc->refuse.n);
	describe_rules(w, "bands", calc->bands.v, calc->bands.n);
	source_json(p, c, w, perm);
	jw_end_object(w);
}
