/* calc_hear.c - a value as people and programs write it, into what a calculator works with. */
#include "clinic/calc_int.h"

#include "base/check.h"
#include "lang/fold.h"
#include "lang/quantity.h"

#include <math.h>
#include <stdlib.h>

static bool is_one_of(str text, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(text, str_from(*words))) return true;
	return false;
}

static bool said_to_be_unknown(str key)
{
	static const char *const words[] = {
		"unknown", "notknown", "notgiven", "notrecorded", "notmeasured", "notavailable", "na",       "nan",    "null",   "nonegiven",
		"未知",    "不详",     "不明",     "不清楚",      "未提供",      "未测",         "未查",     "未检测", "未记录", "未监测",
		"缺失",    "未描述",   "未提及",   "未明确",      "没测",        "没查",         "无法获得", "未知无", "无数据", NULL};
	static const char *const begins[] = {"未提供", "未记录",     "未检测",      "未监测",      "未测",
					     "缺失",   "未直接提供", "notprovided", "notrecorded", NULL};
	if (is_one_of(key, words)) return true;
	for (const char *const *b = begins; *b; b++)
		if (str_starts(key, str_from(*b))) return true;
	return false;
}

static const char *const yes_words[] = {"yes", "true", "y",    "1",    "present", "positive", "有", "是", "存在", "阳性",
					"对",  "已有", "确诊", "有过", "发生",    "出现",     "+",  "✓",  "√",    NULL};
static const char *const no_words[] = {"no",   "false", "n",      "0",      "absent", "negative", "none", "无",   "否", "没有",   "不是",
				       "未见", "阴性",  "不存在", "未发生", "从未",   "不",       "没",   "正常", "-",  "未出现", NULL};

/* What stands before a bracket: "是(住院期间发生)" is 是. */
static str head_of(str folded)
{
	ptrdiff_t open = str_find(folded, S("("));
	return open > 0 ? str_trim(str_slice(folded, 0, open)) : folded;
}

static enum calc_heard hear_bool(double *out, str value, struct arena *scratch)
{
	str whole = str_trim(fold(value, scratch).text), text = head_of(whole);
	if (is_one_of(text, yes_words) || is_one_of(whole, yes_words)) return *out = 1, CALC_HEARD;
	if (is_one_of(text, no_words) || is_one_of(whole, no_words)) return *out = 0, CALC_HEARD;
	return CALC_BAD_VALUE;
}

static bool option_with_number(double *out, const struct calc_input *in, str text)
{
	double number;
	if (str_eq(text, S("true"))) text = S("1");
	if (str_eq(text, S("false"))) text = S("0");
	if (!str_to_double(str_trim(text), &number)) return false;
	for (ptrdiff_t i = 0; i < in->options.n; i++)
		if (in->options.v[i].number == number) return *out = number, true;
	return false;
}

/* A number is an option's NUMBER before it is part of a name: "2" is not "-2", though marks do not count in names. */
static enum calc_heard hear_choice(double *out, const struct calc_input *in, str value, struct arena *scratch)
{
	str folded = fold(value, scratch).text, key = calc_key(value, scratch), head = calc_key(head_of(folded), scratch);
	if (option_with_number(out, in, folded)) return CALC_HEARD;
	for (int pass = 0; pass < 2; pass++)
		for (ptrdiff_t i = 0; i < in->options.n; i++)
			if (calc_terms_have(&in->options.v[i].terms, pass ? head : key, NULL)) return *out = in->options.v[i].number, CALC_HEARD;
	return CALC_BAD_VALUE;
}

/* ---- dates ---- */

static bool valid_date(int y, int m, int d)
{
	int y2, m2, d2;
	if (y < 1850 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31) return false; /* source: nobody living, and no appointment, lies outside */
	calc_civil(calc_days(y, m, d), &y2, &m2, &d2);
	return y == y2 && m == m2 && d == d2;
}

static enum calc_heard hear_date(double *out, str value, bool *assumed, struct arena *scratch)
{
	str text = fold(value, scratch).text;
	int part[3] = {0}, digits[3] = {0}, n = 0;
	for (ptrdiff_t i = 0; i < text.n && n < 3; i++) {
		if (text.p[i] < '0' || text.p[i] > '9') continue;
		while (i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && digits[n] < 8) part[n] = part[n] * 10 + (text.p[i++] - '0'), digits[n]++;
		n++;
	}
	if (n == 1 && digits[0] == 8) part[2] = part[0] % 100, part[1] = part[0] / 100 % 100, part[0] /= 10000, n = 3; /* 20261129 */
	else if (n == 3 && digits[0] <= 2 && digits[2] == 4) { /* 02/24/2000 */ int year = part[2];
		part[2] = part[1], part[1] = part[0], part[0] = year;
		*assumed = part[2] <= 12; /* either could be the month */
	} else if (n < 3 || digits[0] != 4) return CALC_BAD_VALUE;
	if (!valid_date(part[0], part[1], part[2])) return CALC_BAD_VALUE;
	*out = calc_days(part[0], part[1], part[2]);
	return CALC_HEARD;
}

/* ---- numbers ---- */

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_among(char c, const char *set)
{
	return c && strchr(set, c);
}

/* The comma of 1,200: one to three digits before it, not beginning with 0, and exactly three behind. That of 7,4 may be a decimal comma or a slip. */
static bool is_thousands_mark(str s, ptrdiff_t at)
{
	ptrdiff_t from = at, to = at + 1;
	while (from > 0 && digit(s.p[from - 1])) from--;
	while (to < s.n && digit(s.p[to])) to++;
	bool first = from == 0 || s.p[from - 1] != ',';
	return to - at == 4 && at - from >= 1 && at - from <= 3 && (first ? s.p[from] != '0' : at - from == 3) && (from == 0 || s.p[from - 1] != '.');
}

/* "1,200" and "1.5e3" are numbers too. Returns the bytes read, 0 when there is no number. */
static ptrdiff_t number_prefix(str s, double *out)
{
	char digits[48];
	ptrdiff_t i = 0, n = 0;
	while (i < s.n && n < 40 && (is_among(s.p[i], "+-.0123456789") || (s.p[i] == ',' && n))) {
		if ((s.p[i] == '+' || s.p[i] == '-') && n) break;
		if (s.p[i] == ',' && !is_thousands_mark(s, i)) return 0;
		if (s.p[i] != ',') digits[n++] = s.p[i];
		i++;
	}
	if (i + 1 < s.n && n && (s.p[i] == 'e' || s.p[i] == 'E') && is_among(s.p[i + 1], "+-0123456789")) {
		do digits[n++] = s.p[i++];
		while (i < s.n && n < 44 && is_among(s.p[i], "+-0123456789"));
	}
	digits[n] = 0;
	char *end;
	*out = strtod(digits, &end);
	if (!n || *end || !isfinite(*out) || (i < s.n && digit(s.p[i]))) return 0; /* longer than any number is */
	return i;
}

/* Conversion leaves errors in a double's last bits; a limit must not be missed by one of them. */
static double tidy(double x)
{
	if (x == 0 || !isfinite(x)) return x;
	double scale = pow(10, 12 - ceil(log10(fabs(x)))); /* source: 12 digits are more than any measurement has */
	return isfinite(scale) && isfinite(x * scale) ? round(x * scale) / scale : x;
}

/* A bare number in these can only be meant one way: 65 (years), 98 (beats a minute), 120 (mmHg), 38.5 (degrees Celsius), 96 (per cent). */
static bool speaks_for_itself(const struct calc_input *in)
{
	static const char *const units[] = {"1", "a", "/min", "mm[Hg]", "Cel", "%", "ms", NULL};
	return is_one_of(in->unit_text, units);
}

/* 约65, 大概 65 */
static str without_about(str text)
{
	static const char *const words[] = {"约", "大约", "大概", "差不多", "about ", NULL};
	for (const char *const *w = words; *w; w++)
		if (str_starts(text, str_from(*w))) return str_trim(str_slice(text, (ptrdiff_t)strlen(*w), text.n));
	return text;
}

/* 1米75 of a length in centimetres: makes the number 1.75 and leaves 米 as the unit. Returns the bytes to skip: none, for 米 stays. */
static ptrdiff_t metres_and_more(const struct calc_input *in, str behind, double *number)
{
	double v;
	ptrdiff_t n;
	if (!str_eq(in->unit_text, S("cm")) || !str_starts(behind, S("米"))) return 0;
	str digits = str_slice(behind, 3, behind.n);
	n = digits.n && digits.p[0] >= '0' && digits.p[0] <= '9' ? number_at(digits, 0, &v) : 0;
	if (!n || n > 2 || n != digits.n) return 0;
	*number = (*number + v / (n == 1 ? 10 : 100)) * 100; /* source: 100 cm */
	return behind.n;
}

enum calc_heard calc_hear(double *out, const struct calc_input *in, str value, str unit, const struct substance *of, bool *assumed, const char **why,
			  struct arena scratch)
{
	str text = str_trim(value);
	double number;
	struct unit from;
	*assumed = false, *why = NULL, *out = NAN;
	if (!text.n || said_to_be_unknown(calc_key(text, &scratch))) return CALC_NOT_KNOWN;
	if (in->kind == CALC_BOOL) return hear_bool(out, text, &scratch);
	if (in->kind == CALC_CHOICE) return hear_choice(out, in, text, &scratch);
	if (in->kind == CALC_DATE) return hear_date(out, text, assumed, &scratch);
	text = without_about(fold(text, &scratch).text);
	ptrdiff_t read = number_prefix(text, &number);
	if (!read && text.n > 2 && (unsigned char)text.p[0] >= 0xe4) read = number_at(text, 0, &number); /* 七十岁 */
	if (!read) return CALC_BAD_VALUE;
	read += metres_and_more(in, str_slice(text, read, text.n), &number);
	if (!str_trim(unit).n) unit = str_trim(str_slice(text, read, text.n));
	else if (str_trim(str_slice(text, read, text.n)).n) return CALC_BAD_VALUE;
	if (!unit.n) {
		if (in->share && number >= 0 && number <= 1) number *= 100; /* source: per cent */
		else *assumed = !speaks_for_itself(in);
		return *out = number, CALC_HEARD;
	}
	if (!unit_parse(&from, unit, true, why) || !unit_convert(out, number, &from, in->unit, of ? of : in->substance, why)) return CALC_BAD_UNIT;
	*out = tidy(*out);
	return CALC_HEARD;
}
