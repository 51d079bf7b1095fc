#include "consult/units_json.h"

#include "base/check.h"
#include "base/utf8.h"
#include "clinic/unit.h"
#include "consult/patient.h"
#include "lang/fold.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { UNITS_VALUE_MAX = 400 }; /* [byte]; longer is no decimal that could be read */

struct units_call {
	jv in;
	struct jw *w;
	struct arena *perm;
	struct fail *fail;
	bool zh;
};

static const struct {
	const char *en, *zh;
} reasons[] = {
	{"no unit", "没有单位"},
	{"not a known unit", "不认识的单位"},
	{"the unit is too long", "单位太长"},
	{"not UTF-8", "不是 UTF-8 文本"},
	{"ambiguous: write it out", "有歧义，请写全"},
	{"an annotation holds a character that is not allowed", "花括号内有不允许的字符"},
	{"an annotation is not closed", "花括号没有闭合"},
	{"an operator is not followed by a unit", "运算符后面没有单位"},
	{"an operator is missing", "缺少运算符"},
	{"a bracket is not closed", "括号没有闭合"},
	{"too many brackets", "括号层数太多"},
	{"too many factors", "因子太多"},
	{"too many arbitrary units", "任意单位太多"},
	{"a number is zero or too large", "数字为零或太大"},
	{"a power is too large", "指数太大"},
	{"different kinds", "不是同一类量，不能换算"},
	{"different kinds: needs the substance", "不是同一类量：需要说明是哪种物质"},
	{"no international unit is on record for the substance", "没有这种物质的国际单位换算值"},
	{"no charge is on record for the substance", "没有这种物质的电荷数"},
	{"no molar mass is on record for the substance", "没有这种物质的摩尔质量"},
	{"a special unit inside a product has no conversion", "特殊单位不能出现在乘积中"},
	{"a special unit cannot be multiplied or divided", "特殊单位不能相乘或相除"},
	{"no number in that unit", "换算后没有数值"},
	{"not a decimal number", "不是十进制数"},
	{"division by zero", "除以零"},
	{"unknown substance", "不认识的物质"},
	{"no value", "没有数值"},
	{"1 eq is counted as 1 mol; for ions of charge 2 or 3 name the substance", "按 1 当量 = 1 摩尔计算；二价、三价离子请说明物质"},
	{"for HbA1c name the substance: its % and mmol/mol are two scales", "糖化血红蛋白请说明物质：它的 % 与 mmol/mol 是两种标度"},
	{"U and IU are read as the same international unit", "U 与 IU 按同一国际单位处理"},
	{"capitals are read as the small unit (MG as mg); \"strict\":true keeps UCUM",
	 "大写按小单位处理（MG 即 mg）；要严格 UCUM 请给 \"strict\":true"},
	{"annotations in braces are not part of the arithmetic", "花括号中的注释不参与计算"},
};

str units_reason(const char *en, bool zh)
{
	for (ptrdiff_t i = 0; zh && i < COUNT(reasons); i++)
		if (strcmp(reasons[i].en, en) == 0) return str_from(reasons[i].zh);
	return str_from(en);
}

static str say(const struct units_call *c, const char *en)
{
	return units_reason(en, c->zh);
}

static bool refuse(const struct units_call *c, const char *why)
{
	jw_bool(c->w, "ok", false);
	jw_null(c->w, "value");
	jw_str(c->w, "why", say(c, why));
	return true;
}

/* The first of the fields that is there; a value may also come as {"value":…,"unit":…}. */
static str field(const struct units_call *c, const char *a, const char *b)
{
	jv v = json_get(c->in, a);
	if (!v && b) v = json_get(c->in, b);
	return json_text(v);
}

static str value_field(const struct units_call *c, const char *a, const char *b)
{
	jv v = json_get(c->in, a);
	if (!v && b) v = json_get(c->in, b);
	str text = json_is_object(v) ? json_text(json_get(v, "value")) : json_text(v);
	return text.n <= UNITS_VALUE_MAX ? str_trim(fold(text, c->perm).text) : text; /* digits in full width are digits */
}

static str unit_field(const struct units_call *c, const char *a, const char *b, const char *value)
{
	jv v = json_get(c->in, a), in = value ? json_get(c->in, value) : NULL;
	if (!v && b) v = json_get(c->in, b);
	if (!v && json_is_object(in)) v = json_get(in, "unit");
	return json_text(v);
}

static str code_of(const struct units_call *c, const struct unit *u, str text)
{
	char code[UNIT_TEXT_MAX];
	const char *why;
	if (!u->loose) return text;
	ptrdiff_t n = unit_code(code, text, &why);
	return str_copy(c->perm, (str){code, n < 0 ? 0 : n});
}

/* For reading: six significant digits and the unit as it was written. */
static void put_text(const struct units_call *c, str value, str unit)
{
	char digits[32];
	double v = strtod(str_c(c->perm, value), NULL);
	int n = snprintf(digits, sizeof digits, "%.6g", v);
	bool plain = isfinite(v) && !memchr(digits, 'e', (size_t)n) && value.n > n;
	struct sb b = sb_new(c->perm, 128);
	sb_add(&b, plain ? (str){digits, n} : value);
	if (unit.n) sb_byte(&b, ' ');
	sb_add(&b, unit);
	jw_str(c->w, "text", sb_str(&b));
}

static bool validate(const struct units_call *c)
{
	struct unit u;
	const char *why = "no unit";
	str text = unit_field(c, "unit", "from", NULL), shown;
	if (!unit_parse(&u, text, false, &why)) {
		char code[UNIT_TEXT_MAX];
		const char *loose_why;
		refuse(c, why);
		jw_str(c->w, "unit", text);
		ptrdiff_t n = unit_code(code, text, &loose_why);
		if (n > 0) jw_str(c->w, "ucum", (str){code, n}); /* what was probably meant */
		return true;
	}
	jw_bool(c->w, "ok", true);
	jw_str(c->w, "unit", text);
	if (unit_display(&shown, text, &why, c->perm)) jw_str(c->w, "text", shown);
	return true;
}

static bool display(const struct units_call *c)
{
	const char *why = "no unit";
	str text = unit_field(c, "unit", "from", NULL), shown;
	jv given = json_get(c->in, "unit") ? json_get(c->in, "unit") : json_get(c->in, "from");
	if (!json_is_string(given)) return refuse(c, why);
	if (!unit_display(&shown, text, &why, c->perm)) return refuse(c, why);
	struct unit u;
	bool ucum = unit_parse(&u, text, false, &why) || unit_parse(&u, text, true, &why);
	jw_bool(c->w, "ok", true);
	jw_str(c->w, "unit", ucum ? code_of(c, &u, text) : text);
	jw_str(c->w, "text", shown);
	return true;
}

/* *s stays NULL when none is named. */
static bool find_substance(const struct units_call *c, const struct substance **s)
{
	str name = field(c, "substance", NULL);
	*s = str_trim(name).n ? substance_find(name) : NULL;
	return *s || !str_trim(name).n;
}

struct pair {
	struct unit from, to;
	str from_text, to_text;
	const struct substance *s;
};

/* What the reader should know about how it was read. */
static const char *caution(const struct pair *p)
{
	struct unit probe;
	const char *why;
	bool capital = (p->from.loose && unit_parse(&probe, p->from_text, false, &why) && probe.factor > p->from.factor) ||
		       (p->to.loose && unit_parse(&probe, p->to_text, false, &why) && probe.factor > p->to.factor);
	if (capital && !p->from.function && !p->to.function) return "capitals are read as the small unit (MG as mg); \"strict\":true keeps UCUM";
	bool charged = p->s && p->s->charge;
	bool scales = (str_eq(p->from_text, S("%")) && str_eq(p->to_text, S("mmol/mol"))) ||
		      (str_eq(p->to_text, S("%")) && str_eq(p->from_text, S("mmol/mol")));
	if (scales && !p->s) return "for HbA1c name the substance: its % and mmol/mol are two scales";
	if (p->from.eq != p->to.eq && !charged) return "1 eq is counted as 1 mol; for ions of charge 2 or 3 name the substance";
	if ((p->from.loose || p->to.loose) && p->from.enzyme != p->to.enzyme && !p->s) return "U and IU are read as the same international unit";
	if (p->from.annotated != p->to.annotated) return "annotations in braces are not part of the arithmetic";
	return NULL;
}

static bool read_pair(const struct units_call *c, struct pair *p, const char **why)
{
	p->from_text = unit_field(c, "from", json_get(c->in, "u1") ? "u1" : "unit", "value");
	p->to_text = unit_field(c, "to", json_get(c->in, "u2") ? "u2" : "unit2", NULL);
	bool given = json_is_string(json_get(c->in, "to")); /* "" is the unit of a plain number, when it is written */
	if (!given && !p->to_text.n) return *why = "no unit", false;
	if (!find_substance(c, &p->s)) { /* mg/L to mg/dL needs none; scales and charges do */
		bool plain = unit_parse_pair(&p->from, p->from_text, &p->to, p->to_text, NULL, why) && p->from.eq == p->to.eq && !caution(p) &&
			     unit_commensurable(&p->from, &p->to, NULL);
		return plain || (*why = "unknown substance", false);
	}
	if (json_flag(c->in, "strict")) return unit_parse(&p->from, p->from_text, false, why) && unit_parse(&p->to, p->to_text, false, why);
	return unit_parse_pair(&p->from, p->from_text, &p->to, p->to_text, p->s, why);
}

static bool commensurable(const struct units_call *c)
{
	struct pair p;
	const char *why = "different kinds";
	double unused;
	if (!read_pair(c, &p, &why)) return refuse(c, why);
	if (!unit_commensurable(&p.from, &p.to, p.s)) return (void)unit_convert(&unused, 1, &p.from, &p.to, p.s, &why), refuse(c, why);
	jw_bool(c->w, "ok", true);
	return true;
}

static bool convert(const struct units_call *c)
{
	struct pair p;
	const char *why = "different kinds";
	str value = value_field(c, "value", "v1"), result;
	if (!value.n) return refuse(c, "no value");
	if (!read_pair(c, &p, &why)) return refuse(c, why);
	if (!unit_convert_text(&result, value, &p.from, &p.to, p.s, &why, c->perm)) return refuse(c, why);
	str code = code_of(c, &p.to, p.to_text);
	jw_bool(c->w, "ok", true);
	jw_str(c->w, "value", result);
	jw_str(c->w, "unit", code);
	put_text(c, result, p.to_text);
	jw_str(c->w, "from", code_of(c, &p.from, p.from_text));
	if (p.s) jw_str(c->w, "substance", str_from(p.s->id));
	const char *note = caution(&p);
	if (note) jw_str(c->w, "note", say(c, note));
	return true;
}

static bool product(const struct units_call *c, bool divide)
{
	struct unit u1, u2;
	const char *why = "no unit";
	str v1 = value_field(c, "v1", "value"), v2 = value_field(c, "v2", "value2"), value, code;
	str t1 = unit_field(c, "u1", json_get(c->in, "unit") ? "unit" : "unit1", json_get(c->in, "v1") ? "v1" : "value");
	str t2 = unit_field(c, "u2", "unit2", json_get(c->in, "v2") ? "v2" : "value2");
	if (!v1.n || !v2.n) return refuse(c, "no value");
	bool strict = json_flag(c->in, "strict");
	if (!(strict ? unit_parse(&u1, t1, false, &why) : unit_parse_plain(&u1, t1, &why))) return refuse(c, why);
	if (!(strict ? unit_parse(&u2, t2, false, &why) : unit_parse_plain(&u2, t2, &why))) return refuse(c, why);
	if (!(divide ? unit_divide : unit_multiply)(&value, &code, v1, &u1, v2, &u2, &why, c->perm)) return refuse(c, why);
	jw_bool(c->w, "ok", true);
	jw_str(c->w, "value", value);
	jw_str(c->w, "unit", code);
	put_text(c, value, code);
	return true;
}

static bool holds_han(str s)
{
	int len;
	for (ptrdiff_t i = 0; i < s.n; i += len)
		if (cp_is_han(utf8_at(s, i, &len))) return true;
	return false;
}

static bool in_chinese(jv in)
{
	static const char *const keys[] = {"unit", "from", "to", "u1", "u2", "substance"};
	str lang = json_str(in, "lang");
	if (lang.n) return str_eq(lang, S("zh"));
	for (ptrdiff_t i = 0; i < COUNT(keys); i++)
		if (holds_han(json_str(in, keys[i]))) return true;
	return false;
}

bool units_reply(jv in, struct jw *w, struct arena *perm, struct fail *fail)
{
	static const char *const texts[] = {"op", "substance"};
	struct units_call c = {in, w, perm, fail, in_chinese(in)};
	bool flag;
	if (!line_lang_known(in, "units", fail)) return false;
	for (ptrdiff_t i = 0; i < COUNT(texts); i++)
		if (json_get(in, texts[i]) && !json_is_string(json_get(in, texts[i])))
			return fail_set(fail, RC_INPUT, "units", "\"%s\" is no text", texts[i]);
	if (json_get(in, "strict") && !json_is_bool(json_get(in, "strict"), &flag))
		return fail_set(fail, RC_INPUT, "units", "\"strict\" is neither true nor false");
	str op = json_str(in, "op");
	if (!op.n || str_eq(op, S("convert"))) return convert(&c);
	if (str_eq(op, S("validate"))) return validate(&c);
	if (str_eq(op, S("commensurable"))) return commensurable(&c);
	if (str_eq(op, S("display"))) return display(&c);
	if (str_eq(op, S("multiply"))) return product(&c, false);
	if (str_eq(op, S("divide"))) return product(&c, true);
	return fail_set(fail, RC_INPUT, "units", "unknown op; one of validate, convert, commensurable, display, multiply, divide");
}
