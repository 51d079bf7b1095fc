#include "lang/quantity.h"

#include "base/utf8.h"

static const double NUMBER_MAX = 1e15; /* larger ones measure nothing in medicine and would lose digits */

static int han_digit(str s)
{
	static const char digits[] = "零一二三四五六七八九";
	if (s.n != 3) return -1;
	for (int i = 0; i < 10; i++)
		if (!memcmp(s.p, digits + i * 3, 3)) return i;
	if (str_eq(s, S("两"))) return 2;
	if (str_eq(s, S("〇"))) return 0;
	return -1;
}

static double han_power(str s)
{
	if (str_eq(s, S("十"))) return 10;
	if (str_eq(s, S("百"))) return 100;
	if (str_eq(s, S("千"))) return 1000;
	if (str_eq(s, S("万"))) return 10000;
	return 0;
}

static ptrdiff_t han_number(str text, ptrdiff_t i, double *value)
{
	double total = 0, digit = -1;
	ptrdiff_t at = i;
	while (at + 3 <= text.n) {
		str c = str_slice(text, at, at + 3);
		int d = han_digit(c);
		double power = han_power(c);
		if (d >= 0) digit = digit < 0 ? d : digit * 10 + d;
		else if (power > 0 && !(at == i && power > 10)) {
			total = power == 10000 ? (total + (digit < 0 ? 0 : digit)) * power : total + (digit < 0 ? 1 : digit) * power;
			digit = -1;
		} else break;
		at += 3;
	}
	*value = total + (digit < 0 ? 0 : digit);
	return at > i && *value < NUMBER_MAX ? at - i : 0;
}

static bool latin_at(str text, ptrdiff_t i)
{
	return i >= 0 && i < text.n && cp_is_latin((unsigned char)text.p[i]);
}

/* five years ago: whole English words up to twelve. */
static ptrdiff_t english_number(str text, ptrdiff_t i, double *value)
{
	static const str words[] = {{"one", 3},   {"two", 3},   {"three", 5}, {"four", 4}, {"five", 4},   {"six", 3},
				    {"seven", 5}, {"eight", 5}, {"nine", 4},  {"ten", 3},  {"eleven", 6}, {"twelve", 6}};
	if (latin_at(text, i - 1)) return 0;
	for (ptrdiff_t w = 0; w < (ptrdiff_t)(sizeof words / sizeof *words); w++)
		if (str_starts(str_slice(text, i, text.n), words[w]) && !latin_at(text, i + words[w].n)) return *value = (double)(w + 1), words[w].n;
	return 0;
}

ptrdiff_t number_at(str text, ptrdiff_t i, double *value)
{
	if (i >= text.n) return 0;
	if (latin_at(text, i)) return english_number(text, i, value);
	if (!cp_is_digit((unsigned char)text.p[i])) {
		if (str_starts(str_slice(text, i, text.n), S("半"))) return *value = 0.5, 3;
		return han_number(text, i, value);
	}
	ptrdiff_t at = i;
	while (at < text.n && cp_is_digit((unsigned char)text.p[at])) at++;
	if (at + 1 < text.n && text.p[at] == '.' && cp_is_digit((unsigned char)text.p[at + 1])) {
		at++;
		while (at < text.n && cp_is_digit((unsigned char)text.p[at])) at++;
	}
	return str_to_double(str_slice(text, i, at), value) && *value < NUMBER_MAX ? at - i : 0;
}

static ptrdiff_t small_integer(str text, ptrdiff_t at, int *value)
{
	ptrdiff_t from = at;
	bool negative = at < text.n && text.p[at] == '-';
	if (at < text.n && (text.p[at] == '-' || text.p[at] == '+')) at++;
	int v = 0, digits = 0;
	for (; at < text.n && cp_is_digit((unsigned char)text.p[at]) && digits < 3; at++, digits++) v = v * 10 + (text.p[at] - '0');
	*value = negative ? -v : v;
	return digits ? at - from : 0;
}

/* 5.38e3, 1.60*10^6, 3x10的7次方: the bytes of the power and its value, 0 when there is none. x10^9/l is a unit and no power. */
static ptrdiff_t power_of_ten(str text, ptrdiff_t at, double *factor)
{
	str rest = str_slice(text, at, text.n);
	int exponent;
	ptrdiff_t used = 0, n;
	if (str_starts(rest, S("e"))) used = 1;
	else if (str_starts(rest, S("x10")) || str_starts(rest, S("*10"))) used = 3;
	else return 0;
	if (used == 3 && str_starts(str_slice(text, at + used, text.n), S("^"))) used += 1;
	else if (used == 3 && str_starts(str_slice(text, at + used, text.n), S("的"))) used += 3;
	n = small_integer(text, at + used, &exponent);
	if (!n || exponent < -12 || exponent > 12) return 0;
	used += n;
	str after = str_slice(text, at + used, text.n);
	if (str_starts(after, S("/l")) || (after.n && cp_is_latin((unsigned char)after.p[0]) && text.p[at] == 'e')) return 0;
	if (str_starts(after, S("次方"))) used += 6;
	*factor = 1;
	for (int i = 0; i < exponent; i++) *factor *= 10;
	for (int i = 0; i > exponent; i--) *factor /= 10;
	return used;
}

struct unit_word {
	str word;
	enum quantity_kind kind;
	double factor;
};

/* Longest first where one begins another. Durations in hours, ages in days, weights in kilograms. */
static const struct unit_word unit_words[] = {
	{{"个小时", 9}, QUANTITY_DURATION, 1},
	{{"小时", 6}, QUANTITY_DURATION, 1},
	{{"个钟头", 9}, QUANTITY_DURATION, 1},
	{{"钟头", 6}, QUANTITY_DURATION, 1},
	{{"分钟", 6}, QUANTITY_DURATION, 1 / 60.},
	{{"个星期", 9}, QUANTITY_DURATION, 168},
	{{"星期", 6}, QUANTITY_DURATION, 168},
	{{"个月", 6}, QUANTITY_DURATION, 730},
	{{"年", 3}, QUANTITY_DURATION, 8766},
	{{"天", 3}, QUANTITY_DURATION, 24},
	{{"日龄", 6}, QUANTITY_AGE, 1},
	{{"周岁", 6}, QUANTITY_AGE, 365.25},
	{{"周", 3}, QUANTITY_DURATION, 168},
	{{"岁", 3}, QUANTITY_AGE, 365.25},
	{{"月龄", 6}, QUANTITY_AGE, 30.4375},
	{{"公斤", 6}, QUANTITY_WEIGHT, 1},
	{{"千克", 6}, QUANTITY_WEIGHT, 1},
	{{"斤", 3}, QUANTITY_WEIGHT, 0.5},
	{{"摄氏度", 9}, QUANTITY_TEMP, 1},
	{{"度", 3}, QUANTITY_TEMP, 1},
	{{"℃", 3}, QUANTITY_TEMP, 1},
	{{"°c", 3}, QUANTITY_TEMP, 1},
	{{"°", 2}, QUANTITY_TEMP, 1},
	{{"years old", 9}, QUANTITY_AGE, 365.25},
	{{"year old", 8}, QUANTITY_AGE, 365.25},
	{{"year-old", 8}, QUANTITY_AGE, 365.25},
	{{"yrs old", 7}, QUANTITY_AGE, 365.25},
	{{"yo", 2}, QUANTITY_AGE, 365.25},
	{{"y/o", 3}, QUANTITY_AGE, 365.25},
	{{"months old", 10}, QUANTITY_AGE, 30.4375},
	{{"month old", 9}, QUANTITY_AGE, 30.4375},
	{{"month-old", 9}, QUANTITY_AGE, 30.4375},
	{{"weeks old", 9}, QUANTITY_AGE, 7},
	{{"week old", 8}, QUANTITY_AGE, 7},
	{{"week-old", 8}, QUANTITY_AGE, 7},
	{{"days old", 8}, QUANTITY_AGE, 1},
	{{"day old", 7}, QUANTITY_AGE, 1},
	{{"day-old", 7}, QUANTITY_AGE, 1},
	{{"weeks pregnant", 14}, QUANTITY_WEEKS, 1},
	{{"hours", 5}, QUANTITY_DURATION, 1},
	{{"hour", 4}, QUANTITY_DURATION, 1},
	{{"hrs", 3}, QUANTITY_DURATION, 1},
	{{"minutes", 7}, QUANTITY_DURATION, 1 / 60.},
	{{"minute", 6}, QUANTITY_DURATION, 1 / 60.},
	{{"days", 4}, QUANTITY_DURATION, 24},
	{{"day", 3}, QUANTITY_DURATION, 24},
	{{"weeks", 5}, QUANTITY_DURATION, 168},
	{{"week", 4}, QUANTITY_DURATION, 168},
	{{"months", 6}, QUANTITY_DURATION, 730},
	{{"month", 5}, QUANTITY_DURATION, 730},
	{{"years", 5}, QUANTITY_DURATION, 8766},
	{{"year", 4}, QUANTITY_DURATION, 8766},
	{{"kilograms", 9}, QUANTITY_WEIGHT, 1},
	{{"kilos", 5}, QUANTITY_WEIGHT, 1},
	{{"kg", 2}, QUANTITY_WEIGHT, 1},
	{{"pounds", 6}, QUANTITY_WEIGHT, 0.45359237},
	{{"lbs", 3}, QUANTITY_WEIGHT, 0.45359237},
	{{"degrees", 7}, QUANTITY_TEMP, 1},
	{{"毫克", 6}, QUANTITY_DOSE, 1},
	{{"微克", 6}, QUANTITY_DOSE, 1},
	{{"毫升", 6}, QUANTITY_DOSE, 1},
	{{"克", 3}, QUANTITY_DOSE, 1},
	{{"片", 3}, QUANTITY_DOSE, 1},
	{{"粒", 3}, QUANTITY_DOSE, 1},
	{{"袋", 3}, QUANTITY_DOSE, 1},
	{{"颗", 3}, QUANTITY_DOSE, 1},
	{{"支", 3}, QUANTITY_DOSE, 1},
	{{"滴", 3}, QUANTITY_DOSE, 1},
	{{"tablets", 7}, QUANTITY_DOSE, 1},
	{{"tablet", 6}, QUANTITY_DOSE, 1},
	{{"pills", 5}, QUANTITY_DOSE, 1},
};

static bool latin_continues(str text, ptrdiff_t at)
{
	return at < text.n && cp_is_latin((unsigned char)text.p[at]) && at > 0 && cp_is_latin((unsigned char)text.p[at - 1]);
}

static const struct unit_word *unit_at(str text, ptrdiff_t at)
{
	str rest = str_slice(text, at, text.n);
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof unit_words / sizeof *unit_words); i++)
		if (str_starts(rest, unit_words[i].word) && !latin_continues(text, at + unit_words[i].word.n)) return &unit_words[i];
	return NULL;
}

static bool near_before(str text, ptrdiff_t at, ptrdiff_t reach, str what)
{
	ptrdiff_t from = at > reach ? at - reach : 0;
	return str_find(str_slice(text, from, at), what) >= 0;
}

static bool follows(str text, ptrdiff_t at, str what)
{
	return str_starts(str_slice(text, at, text.n), what);
}

/* A run of letters, %, /, ^ and digits that may be a unit: mmol/l, 10^9/l, iu/ml. */
static str free_unit(str text, ptrdiff_t at)
{
	if (at < text.n && (text.p[at] == 'x' || text.p[at] == '*')) at++; /* x10^9/l */
	ptrdiff_t end = follows(text, at, S("10^")) || follows(text, at, S("10*")) ? at + 3 : at;
	while (end < text.n && (cp_is_latin((unsigned char)text.p[end]) || strchr("%/^", text.p[end]) ||
				(end > at && cp_is_digit((unsigned char)text.p[end])) || follows(text, end, S("μ"))))
		end += follows(text, end, S("μ")) ? 2 : 1;
	return str_slice(text, at, end);
}

static bool about_pregnancy(str text, ptrdiff_t from)
{
	return near_before(text, from, 12, S("孕")) || near_before(text, from, 12, S("怀")) || near_before(text, from, 12, S("妊娠"));
}

static bool about_baby(str text, ptrdiff_t from, ptrdiff_t to)
{
	static const str babies[] = {{"宝", 3}, {"婴", 3},   {"孩", 3},   {"儿子", 6}, {"女儿", 6},
				     {"娃", 3}, {"小儿", 6}, {"出生", 6}, {"baby", 4}, {"infant", 6}};
	str after = str_slice(text, to, to + 12 < text.n ? to + 12 : text.n);
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof babies / sizeof *babies); i++)
		if (near_before(text, from, 24, babies[i]) || str_find(after, babies[i]) == 0) return true;
	return false;
}

/* "3个月" is an age beside a baby and a length elsewhere; "16周" counts a pregnancy when one is spoken of. */
static void settle(str text, struct quantity *q)
{
	str after = str_slice(text, q->to, text.n);
	if (q->kind == QUANTITY_DURATION) {
		bool lasting = str_starts(after, S("了")) || str_starts(after, S("多了")) || str_starts(after, S("来"));
		q->ago = str_starts(after, S("前")) || str_starts(after, S("以前")) || str_starts(after, S("之前")) ||
			 str_starts(str_trim(after), S("ago"));
		if (str_starts(after, S("大")) ||
		    (!lasting && !q->ago && q->value <= 3 * 8766 && q->value >= 24 && about_baby(text, q->from, q->to))) {
			q->kind = QUANTITY_AGE;
			q->value /= 24;
		} else if (about_pregnancy(text, q->from) && q->value >= 168 && q->value <= 42 * 168 && !q->ago) {
			q->kind = QUANTITY_WEEKS;
			q->value /= 168;
		}
	} else if (q->kind == QUANTITY_AGE && str_starts(after, S("半"))) {
		q->value += 182.625;
		q->to += 3;
	} else if (q->kind == QUANTITY_TEMP) {
		double tenth;
		ptrdiff_t n = number_at(text, q->to, &tenth);
		if (n && tenth < 10 && str_eq(q->unit, S("度"))) { /* 三十八度五 */
			q->value += tenth / 10;
			q->to += (int32_t)n;
		}
		if (q->value > 93 && q->value < 110) q->value = (q->value - 32) / 1.8; /* Fahrenheit */
		if (q->value < 30 || q->value > 45) q->kind = QUANTITY_PLAIN;
	}
}

static bool temperature_spoken(str text, ptrdiff_t from)
{
	static const str words[] = {{"烧", 3}, {"体温", 6}, {"温度", 6}, {"fever", 5}, {"temperature", 11}, {"temp", 4}};
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof words / sizeof *words); i++)
		if (near_before(text, from, 21, words[i])) return true;
	return false;
}

/* 160/100, 160-100, 160 over 100, 高压150低压90: two numbers in the ranges of systolic and diastolic pressure. */
static ptrdiff_t pressure_at(str text, ptrdiff_t end, double systolic, double *diastolic)
{
	if (systolic < 60 || systolic > 300) return 0;
	static const str joints[] = {{"/", 1}, {"-", 1}, {" over ", 6}, {"~", 1}, {"到", 3}};
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof joints / sizeof *joints); i++) {
		if (!follows(text, end, joints[i])) continue;
		ptrdiff_t n = number_at(text, end + joints[i].n, diastolic);
		if (n && *diastolic >= 30 && *diastolic <= 200 && *diastolic < systolic) return joints[i].n + n;
	}
	ptrdiff_t window = text.n - end > 30 ? end + 30 : text.n;
	ptrdiff_t low = str_find(str_slice(text, end, window), S("低压"));
	if (low >= 0) {
		for (ptrdiff_t at = end + low + 6; at < window; at++) {
			ptrdiff_t n = number_at(text, at, diastolic);
			if (n && *diastolic >= 30 && *diastolic <= 200) return at + n - end;
		}
	}
	return 0;
}

static bool pressure_spoken(str text, ptrdiff_t from, ptrdiff_t to)
{
	static const str words[] = {{"血压", 6}, {"高压", 6}, {"收缩压", 9}, {"bp", 2}, {"blood pressure", 14}};
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof words / sizeof *words); i++)
		if (near_before(text, from, 45, words[i])) return true;
	str after = str_trim(str_slice(text, to, text.n));
	return str_starts(after, S("mmhg")) || str_starts(after, S("毫米汞柱"));
}

void quantity_scan(str text, struct quantities *out, struct arena *perm)
{
	int len;
	for (ptrdiff_t i = 0; i < text.n; i += len) {
		utf8_at(text, i, &len);
		double value, second = 0;
		ptrdiff_t n = number_at(text, i, &value);
		if (!n || (i && cp_is_latin((unsigned char)text.p[i - 1]) && cp_is_digit((unsigned char)text.p[i]))) continue;
		double factor;
		ptrdiff_t power = power_of_ten(text, i + n, &factor);
		if (power) n += power, value *= factor;
		struct quantity q = {.from = (int32_t)i, .to = (int32_t)(i + n), .value = value};
		ptrdiff_t pair = pressure_at(text, i + n, value, &second);
		ptrdiff_t gap = follows(text, i + n, S(" ")) || follows(text, i + n, S("-")) ? 1 : 0;
		if (follows(text, i + n, S("多"))) gap = 3; /* 三年多 */
		const struct unit_word *unit = unit_at(text, i + n + gap);
		if (pair && pressure_spoken(text, i, i + n + pair)) {
			q.kind = QUANTITY_BP;
			q.second = second;
			q.to = (int32_t)(i + n + pair);
		} else if (unit) {
			q.kind = unit->kind;
			q.value = value * unit->factor;
			q.to = (int32_t)(i + n + gap + unit->word.n);
			q.unit = str_slice(text, i + n + gap, q.to);
			settle(text, &q);
		} else if (value >= 34 && value <= 43 && temperature_spoken(text, i)) {
			q.kind = QUANTITY_TEMP;
		} else if (value >= 94 && value <= 108 && temperature_spoken(text, i)) {
			q.kind = QUANTITY_TEMP;
			q.value = (value - 32) / 1.8;
		} else {
			q.unit = free_unit(text, i + n + (gap == 1 && text.p[i + n] == ' '));
			if (!q.unit.n && !cp_is_digit((unsigned char)text.p[i])) continue; /* 一 in 一起 is no number */
			if (q.unit.n) q.to = (int32_t)(q.unit.p - text.p + q.unit.n);
			if (str_eq(q.unit, S("mg")) || str_eq(q.unit, S("g")) || str_eq(q.unit, S("ml")) || str_eq(q.unit, S("ug")))
				q.kind = QUANTITY_DOSE;
		}
		*ARENA_PUSH(perm, out) = q;
		len = q.to - (int)i;
	}
}
