#include "clinic/lab_text.h"

#include "base/check.h"

#include <math.h>

struct word {
	str text;
	int means;
};

#define W(literal, meaning) \
	{ \
		{literal, (ptrdiff_t)sizeof(literal) - 1}, meaning \
	}

/* Longer words before their beginnings. */
static const struct word qualities[] = {
	W("non-reactive", LAB_NEGATIVE),
	W("nonreactive", LAB_NEGATIVE),
	W("not detected", LAB_NEGATIVE),
	W("negative", LAB_NEGATIVE),
	W("未检出", LAB_NEGATIVE),
	W("未检测到", LAB_NEGATIVE),
	W("未查见", LAB_NEGATIVE),
	W("未发现", LAB_NEGATIVE),
	W("未见异常", LAB_NEGATIVE),
	W("未见", LAB_NEGATIVE),
	W("无反应性", LAB_NEGATIVE),
	W("阴性", LAB_NEGATIVE),
	W("阴", LAB_NEGATIVE),
	W("neg", LAB_NEGATIVE),
	W("nil", LAB_NEGATIVE),
	W("none", LAB_NEGATIVE),
	W("正常", LAB_NEGATIVE),
	W("normal", LAB_NEGATIVE),
	W("无", LAB_NEGATIVE),
	W("weakly positive", LAB_WEAK),
	W("weak positive", LAB_WEAK),
	W("indeterminate", LAB_WEAK),
	W("borderline", LAB_WEAK),
	W("trace", LAB_WEAK),
	W("待复检", LAB_WEAK), /* reactive once, to be repeated or confirmed: not negative */
	W("待复查", LAB_WEAK),
	W("待确证", LAB_WEAK),
	W("待确认", LAB_WEAK),
	W("待确定", LAB_WEAK),
	W("感染待", LAB_WEAK),
	W("初筛阳性", LAB_WEAK),
	W("弱阳性", LAB_WEAK),
	W("弱阳", LAB_WEAK),
	W("可疑阳性", LAB_WEAK),
	W("可疑", LAB_WEAK),
	W("微量", LAB_WEAK),
	W("灰区", LAB_WEAK),
	W("不确定", LAB_WEAK),
	W("±", LAB_WEAK),
	W("+/-", LAB_WEAK),
	W("+-", LAB_WEAK),
	W("强阳性", LAB_POSITIVE),
	W("阳性", LAB_POSITIVE),
	W("阳", LAB_POSITIVE),
	W("positive", LAB_POSITIVE),
	W("pos", LAB_POSITIVE),
	W("有反应性", LAB_POSITIVE),
	W("reactive", LAB_POSITIVE),
	W("检出", LAB_POSITIVE),
	W("detected", LAB_POSITIVE),
};

static const struct word arrows[] = {
	W("↑↑", 'h'), W("↑", 'h'),  W("↓↓", 'l'), W("↓", 'l'),  W("偏高", 'h'), W("偏低", 'l'),
	W("高", 'h'), W("低", 'l'), W("hh", 'h'), W("ll", 'l'), W("h", 'h'),    W("l", 'l'),
};

static const struct word comparators[] = {
	W("<=", LAB_BELOW),   W("≤", LAB_BELOW),        W("<", LAB_BELOW),     W("小于等于", LAB_BELOW), W("小于", LAB_BELOW),
	W("低于", LAB_BELOW), W("不高于", LAB_BELOW),   W("up to", LAB_BELOW), W(">=", LAB_ABOVE),       W("≥", LAB_ABOVE),
	W(">", LAB_ABOVE),    W("大于等于", LAB_ABOVE), W("大于", LAB_ABOVE),  W("高于", LAB_ABOVE),     W("不低于", LAB_ABOVE),
};

static str rest(str s, ptrdiff_t n)
{
	return str_trim(str_slice(s, n, s.n));
}

static const struct word *starts(const struct word *words, ptrdiff_t n, str s)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (str_starts(s, words[i].text)) return &words[i];
	return NULL;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

ptrdiff_t lab_number(str s, double *out)
{
	char text[40];
	ptrdiff_t i = 0, n = 0;
	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) {
		if (s.p[i] == '-') text[n++] = '-';
		i++;
	}
	ptrdiff_t digits = 0, start = i, group = i;
	for (bool point = false; i < s.n && n < (ptrdiff_t)sizeof text - 1; i++) {
		char c = s.p[i];
		if (digit(c)) text[n++] = c, digits++;
		else if (c == '.' && !point && i + 1 < s.n && digit(s.p[i + 1])) point = true, text[n++] = c;
		else if (c == ',' && !point && i > group && i - group <= 3 && s.p[start] != '0' && i + 3 < s.n && digit(s.p[i + 1]) &&
			 digit(s.p[i + 2]) && digit(s.p[i + 3]) && (i + 4 >= s.n || !digit(s.p[i + 4])))
			group = i + 1; /* 1,234 */
		else break;
	}
	if (!digits || i == start || s.p[start] == '.' || (i < s.n && digit(s.p[i])) || (i + 1 < s.n && s.p[i] == '.' && digit(s.p[i + 1]))) return 0;
	return str_to_double((str){text, n}, out) ? i : 0;
}

/* "x10^5", "e5", "e-3", "*10^5" behind a number that is not the beginning of a unit such as x10^9/L. */
static ptrdiff_t power(str s, double *factor)
{
	static const str forms[] = {{"x10^", 4}, {"*10^", 4}, {"x10e", 4}, {"e", 1}};
	for (ptrdiff_t i = 0; i < COUNT(forms); i++) {
		if (!str_starts(s, forms[i])) continue;
		ptrdiff_t at = forms[i].n;
		bool minus = at < s.n && s.p[at] == '-';
		if (at < s.n && (s.p[at] == '-' || s.p[at] == '+')) at++;
		ptrdiff_t from = at;
		while (at < s.n && digit(s.p[at]) && at - from < 2) at++;
		if (at == from || (at < s.n && (s.p[at] == '/' || digit(s.p[at]) || s.p[at] == '.' || letter(s.p[at])))) continue;
		int64_t n;
		if (!str_to_i64(str_slice(s, from, at), &n)) continue;
		*factor = pow(10, (double)(minus ? -n : n));
		return at;
	}
	return 0;
}

/* "e308" behind a number: a power that is not read, not a unit. */
static bool is_odd_power(str s)
{
	ptrdiff_t at = 1;
	if (s.n < 2 || s.p[0] != 'e') return false;
	if (s.p[at] == '-' || s.p[at] == '+') at++;
	ptrdiff_t from = at;
	while (at < s.n && digit(s.p[at])) at++;
	return at > from && at == s.n;
}

static void arrow_at_end(struct lab_value *v)
{
	for (ptrdiff_t i = 0; i < COUNT(arrows); i++) {
		str a = arrows[i].text;
		if (!str_ends(v->unit, a)) continue;
		bool bare = v->unit.n == a.n, sign = !letter(a.p[0]); /* the l of g/l is no flag */
		char before = bare ? ' ' : v->unit.p[v->unit.n - a.n - 1];
		if (!bare && !sign && before != ' ' && before != '(') continue;
		v->arrow = (char)arrows[i].means;
		v->unit = str_trim(str_slice(v->unit, 0, v->unit.n - a.n));
		return;
	}
}

static str unwrapped(str s)
{
	s = str_trim(s);
	while (s.n >= 2 && ((s.p[0] == '(' && s.p[s.n - 1] == ')') || (s.p[0] == '[' && s.p[s.n - 1] == ']'))) s = str_trim(str_slice(s, 1, s.n - 1));
	return s;
}

/* "1:160", with what stands after it; 0 when it is none. */
static ptrdiff_t titre(str s, double *denominator)
{
	ptrdiff_t n;
	if (s.n < 3 || s.p[0] != '1' || s.p[1] != ':') return 0;
	str tail = str_slice(s, 2, s.n);
	n = lab_number(tail, denominator);
	return n && tail.p[0] != '-' && tail.p[0] != '+' ? n + 2 : 0;
}

static bool pluses(str s, double *n)
{
	s = unwrapped(s);
	if (!s.n) return false;
	ptrdiff_t k = 0;
	while (k < s.n && s.p[k] == '+') k++;
	if (k == s.n && k <= 4) return *n = (double)k, true;
	if (s.n == 2 && s.p[1] == '+' && s.p[0] >= '1' && s.p[0] <= '4') return *n = s.p[0] - '0', true;
	if (s.n == 2 && s.p[0] == '+' && s.p[1] >= '1' && s.p[1] <= '4') return *n = s.p[1] - '0', true;
	return false;
}

static bool quality(struct lab_value *v, str s)
{
	str inside = unwrapped(s);
	double n;
	if (pluses(inside, &n)) return v->kind = LAB_POSITIVE, v->number = n, true;
	if (str_eq(inside, S("-")) || str_eq(inside, S("--"))) return v->kind = LAB_NEGATIVE, true;
	const struct word *w = starts(qualities, COUNT(qualities), inside);
	if (!w) return false;
	v->kind = (enum lab_kind)w->means;
	str tail = unwrapped(rest(inside, w->text.n));
	if (!tail.n || starts(qualities, COUNT(qualities), tail) || str_eq(tail, S("-"))) return true;
	if (pluses(tail, &n)) return v->number = n, true;
	if (titre(tail, &n)) return v->number = n, v->titre = true, true;
	if (lab_number(tail, &n)) return v->number = v->kind == LAB_POSITIVE ? NAN : v->number, true; /* "阳性(5.2)": the cut-off is not known */
	return letter(inside.p[0]) ? v->kind = LAB_NOTHING, false : w->text.n > 3 || !tail.n;         /* "无色" is no result */
}

/* More of a number stands behind what was read as one: a digit after a mark (7,4; 5.6/7.8; 6 .2), another number (10 5), a letter that looks like
 * a digit (5O). Half of a number is a wrong one. */
static bool number_goes_on(str behind)
{
	str tail = str_trim(behind);
	struct lab_range ignored;
	if (!tail.n) return false;
	if (digit(tail.p[0])) return !lab_unit_like(tail) && !lab_range_parse(&ignored, tail, 'm');
	if ((behind.p[0] == 'o' || behind.p[0] == 'e') && (behind.n == 1 || !letter(behind.p[1]))) return true;
	ptrdiff_t mark = strchr(".,;'/", tail.p[0]) ? 1 : str_starts(tail, S("·")) ? 2 : 0;
	str after = rest(tail, mark);
	if (!mark || !after.n || !digit(after.p[0])) return false;
	while (after.n && (digit(after.p[0]) || after.p[0] == '.')) after = str_slice(after, 1, after.n);
	return tail.p[0] != '/' || !after.n || !(letter(after.p[0]) || (after.p[0] & (char)0x80)); /* but 3/100WBC has a unit */
}

static bool numeric(struct lab_value *v, str s)
{
	const struct word *c = starts(comparators, COUNT(comparators), s);
	double factor = 1, denominator;
	if (c) s = rest(s, c->text.n);
	ptrdiff_t n = titre(s, &denominator);
	v->kind = c ? (enum lab_kind)c->means : LAB_NUMBER;
	if (n) v->titre = true, v->number = denominator, v->kind = !c ? LAB_POSITIVE : v->kind == LAB_BELOW ? LAB_NEGATIVE : LAB_POSITIVE;
	else if ((n = lab_number(s, &v->number)) == 0) return v->kind = LAB_NOTHING, false;
	str tail = rest(s, n);
	ptrdiff_t p = v->titre ? 0 : power(tail, &factor);
	v->number *= factor;
	if (number_goes_on(p ? str_slice(tail, p, tail.n) : str_slice(s, n, s.n))) return v->kind = LAB_NOTHING, false;
	tail = rest(tail, p);
	if (is_odd_power(tail)) return v->kind = LAB_NOTHING, false;
	if (tail.n && (tail.p[0] == '-' || tail.p[0] == '~' || tail.p[0] == ':') && tail.n > 1 && (digit(tail.p[1]) || tail.p[1] == ' '))
		return v->kind = LAB_NOTHING, false; /* 3.5-9.5 is a range, 12:30 a time */
	struct lab_value beside = {.number = NAN};
	if (tail.n && quality(&beside, tail)) {
		if (v->titre) v->kind = beside.kind;
		else v->also = beside.kind;
		return true;
	}
	v->unit = unwrapped(tail);
	arrow_at_end(v);
	return true;
}

bool lab_value_parse(struct lab_value *out, str s)
{
	*out = (struct lab_value){.number = NAN};
	s = str_trim(s);
	while (s.n && s.p[0] == '*') s = rest(s, 1);
	if (!s.n) return false;
	const struct word *lead = starts(arrows, COUNT(arrows), s); /* "↑12.3" */
	if (lead && !letter(lead->text.p[0]) && s.n > lead->text.n) {
		struct lab_value v = {.number = NAN};
		if (numeric(&v, rest(s, lead->text.n))) return v.arrow = (char)lead->means, *out = v, true;
	}
	if (quality(out, s)) return true;
	*out = (struct lab_value){.number = NAN};
	return numeric(out, s);
}

/* ---- ranges ---- */

static str without_label(str s)
{
	static const str labels[] = {{"参考区间", 12}, {"参考范围", 12}, {"参考值", 9}, {"正常范围", 12}, {"正常值", 9},
				     {"reference", 9}, {"ref", 3},       {"range", 5},  {"normal", 6}};
	for (bool again = true; again;) {
		again = false;
		for (ptrdiff_t i = 0; i < COUNT(labels); i++)
			if (str_starts(s, labels[i]) && s.n > labels[i].n) s = rest(s, labels[i].n), again = true;
		while (s.n && (s.p[0] == ':' || s.p[0] == '=' || s.p[0] == '.')) s = rest(s, 1), again = true;
	}
	return s;
}

/* The part of a range that is for one sex, or the whole when it does not differ. False: it differs and the sex is not known. */
static bool for_sex(str *s, char sex)
{
	ptrdiff_t man = str_find(*s, S("男")), woman = str_find(*s, S("女"));
	ptrdiff_t man_n = 3, woman_n = 3;
	if (man < 0 && woman < 0) {
		man = str_find(*s, S("m:")), woman = str_find(*s, S("f:"));
		man_n = woman_n = 2;
	}
	if (man < 0 && woman < 0) return true;
	if (sex != 'm' && sex != 'f') return false;
	ptrdiff_t mine = sex == 'm' ? man : woman, other = sex == 'm' ? woman : man, mine_n = sex == 'm' ? man_n : woman_n;
	if (mine < 0) return false;
	str part = str_slice(*s, mine + mine_n, other > mine ? other : s->n);
	if (str_starts(part, S("性"))) part = str_slice(part, 3, part.n);
	while (part.n && strchr(":;,/( ", part.p[0])) part = rest(part, 1);
	while (part.n && strchr(";,/) (", part.p[part.n - 1])) part = str_trim(str_slice(part, 0, part.n - 1));
	*s = part;
	return part.n > 0;
}

static bool suitable(str s) /* "<5.2 合适; 5.2-6.2 边缘": the first one is the range */
{
	static const str words[] = {{"合适", 6},      {"理想", 6},   {"正常", 6},     {"适宜", 6},   {"阴性", 6},
				    {"desirable", 9}, {"normal", 6}, {"negative", 8}, {"optimal", 7}};
	s = unwrapped(s);
	while (s.n && strchr(":,;( ", s.p[0])) s = rest(s, 1);
	for (ptrdiff_t i = 0; i < COUNT(words); i++)
		if (str_starts(s, words[i])) return true;
	return false;
}

/* What follows the limits: nothing, a unit, or words. A further number would make it another kind of range. */
static bool tail_of_range(struct lab_range *r, str tail)
{
	while (tail.n && strchr(")] ", tail.p[0])) tail = rest(tail, 1);
	if (tail.n >= 2 && tail.p[0] == '(') tail = unwrapped(tail);
	if (suitable(tail)) {
		if (str_find(tail, S("阴性")) >= 0 || str_find(tail, S("negative")) >= 0) r->expect = LAB_NEGATIVE;
		return true;
	}
	if (!tail.n) return true;
	if (!lab_unit_like(tail)) return false;
	r->unit = tail;
	return true;
}

static ptrdiff_t separator(str s)
{
	static const str seps[] = {{"--", 2}, {"-", 1}, {"~", 1}, {"∼", 3}, {"至", 3}, {"到", 3}, {"to ", 3}, {"..", 2}};
	for (ptrdiff_t i = 0; i < COUNT(seps); i++)
		if (str_starts(s, seps[i])) return seps[i].n;
	return 0;
}

static bool two_sided(struct lab_range *r, str s, bool comma)
{
	double low, high;
	ptrdiff_t n = 0, sep;
	if (str_starts(s, S("±"))) { /* ±3 */
		str tail = rest(s, 2);
		n = lab_number(tail, &high);
		return n && tail.p[0] != '-' && (r->low = -high, r->high = high, true) && tail_of_range(r, rest(tail, n));
	}
	if (comma) { /* (3.5,5.3): the comma is no thousands mark here */
		ptrdiff_t at = str_find(s, S(","));
		str first = str_slice(s, 0, at);
		if (lab_number(first, &low) != first.n) return false;
		n = at, sep = 1;
	} else {
		n = lab_number(s, &low);
		if (!n) return false;
		if (n < s.n && s.p[n] == '(') return false;
		str tail = rest(s, n);
		sep = separator(tail);
		if (!sep) return false;
		n = tail.p - s.p;
	}
	bool doubled = str_starts(str_slice(s, n, s.n), S("--"));
	str upper = rest(s, n + sep);
	n = lab_number(upper, &high);
	if (!n) return false;
	if (doubled && -high > low) high = -high;             /* -3--1; but 0--40 is 0 to 40 */
	if (!doubled && high < 0 && high < low) high = -high; /* "0 - -40" */
	if (high < low) return false;
	r->low = low, r->high = high;
	return tail_of_range(r, rest(upper, n));
}

static bool one_sided(struct lab_range *r, str s)
{
	const struct word *c = starts(comparators, COUNT(comparators), s);
	double v;
	if (!c) {
		ptrdiff_t n = lab_number(s, &v);
		str tail = n ? rest(s, n) : s;
		bool below = str_starts(tail, S("以下")), above = str_starts(tail, S("以上"));
		if (!n || (!below && !above)) return false;
		if (below) r->high = v;
		else r->low = v;
		return true;
	}
	s = rest(s, c->text.n);
	double denominator;
	ptrdiff_t n = titre(s, &denominator);
	if (n) r->titre = true, v = denominator;
	else n = lab_number(s, &v);
	if (!n) return false;
	bool closed = str_find(c->text, S("=")) >= 0 || str_find(c->text, S("≤")) >= 0 || str_find(c->text, S("≥")) >= 0 ||
		      str_find(c->text, S("等于")) >= 0 || str_find(c->text, S("不")) >= 0 || str_find(c->text, S("up")) >= 0;
	if (c->means == LAB_BELOW) r->high = v, r->high_open = !closed;
	else r->low = v, r->low_open = !closed;
	return tail_of_range(r, rest(s, n));
}

bool lab_range_parse(struct lab_range *out, str s, char sex)
{
	*out = (struct lab_range){.low = NAN, .high = NAN, .why = "range"};
	s = without_label(str_trim(s));
	if (!for_sex(&s, sex)) return out->why = "sex", false;
	bool bracketed = s.n && (s.p[0] == '(' || s.p[0] == '[');
	s = unwrapped(s);
	if (bracketed && s.n && s.p[0] == '(') s = rest(s, 1);
	if (!s.n) return false;
	struct lab_range r = *out;
	bool comma = bracketed && str_find(s, S(",")) > 0;
	if (two_sided(&r, s, comma)) return *out = r, true;
	r = *out;
	if (one_sided(&r, s)) return *out = r, true;
	struct lab_value v = {.number = NAN};
	r = *out;
	if (!quality(&v, s) || v.kind == LAB_WEAK) return false;
	r.expect = v.kind;
	ptrdiff_t open = str_find(s, S("("));
	if (open > 0) { /* 阴性(<1.0) */
		struct lab_range inner = {.low = NAN, .high = NAN};
		str inside = unwrapped(str_slice(s, open, s.n));
		if (one_sided(&inner, inside) || two_sided(&inner, inside, false)) inner.expect = r.expect, r = inner;
	}
	return *out = r, true;
}
