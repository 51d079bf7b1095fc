/* lab_unit.c - the spelling of units. The one place to swap for a unit engine: everything else compares what lab_unit_spell gives. */
#include "clinic/lab_text.h"

#include "base/check.h"
#include "base/utf8.h"

struct spelling {
	str from, to;
};

#define P(a, b) \
	{ \
		{a, (ptrdiff_t)sizeof(a) - 1}, \
		{ \
			b, (ptrdiff_t)sizeof(b) - 1 \
		} \
	}

/* Pieces, applied in this order wherever they stand. */
static const struct spelling pieces[] = {
	P("微摩尔", "μmol"),    P("毫摩尔", "mmol"),    P("皮摩尔", "pmol"), P("纳摩尔", "nmol"), P("毫国际单位", "miu"),
	P("微国际单位", "μiu"), P("千国际单位", "kiu"), P("国际单位", "iu"), P("单位", "u"),      P("毫克", "mg"),
	P("微克", "μg"),        P("纳克", "ng"),        P("皮克", "pg"),     P("克", "g"),        P("分升", "dl"),
	P("毫升", "ml"),        P("微升", "μl"),        P("飞升", "fl"),     P("升", "l"),        P("毫米汞柱", "mmhg"),
	P("千帕", "kpa"),       P("毫米", "mm"),        P("小时", "h"),      P("秒", "s"),        P("个", ""),
	P("每", "/"),           P("cells", ""),         P("mcg", "μg"),      P("mcmol", "μmol"),  P("²", "^2"),
	P("㎡", "m^2"),         P("copies", "copies"),  P("拷贝", "copies"), P("毫当量", "meq"),  P("24hr", "24h"),
	P("hrs", "h"),          P("hour", "h"),         P("天", "d"),        P("day", "d"),
};

/* Whole spellings, after the pieces. */
static const struct spelling wholes[] = {
	P("109/l", "10^9/l"),
	P("10*9/l", "10^9/l"),
	P("10**9/l", "10^9/l"),
	P("10e9/l", "10^9/l"),
	P("e9/l", "10^9/l"),
	P("10^9l", "10^9/l"),
	P("g/l(10^9/l)", "10^9/l"),
	P("1012/l", "10^12/l"),
	P("10*12/l", "10^12/l"),
	P("10**12/l", "10^12/l"),
	P("10e12/l", "10^12/l"),
	P("e12/l", "10^12/l"),
	P("103/μl", "10^3/μl"),
	P("10*3/μl", "10^3/μl"),
	P("106/μl", "10^6/μl"),
	P("10*6/μl", "10^6/μl"),
	P("/mm^3", "/mm3"),
	P("sec", "s"),
	P("secs", "s"),
	P("seconds", "s"),
	P("mm/1h", "mm/h"),
	P("mm/hr", "mm/h"),
	P("/hpf", "/hp"),
	P("/高倍视野", "/hp"),
	P("/高倍", "/hp"),
	P("/lpf", "/lp"),
	P("g%", "g/dl"),
	P("gm%", "g/dl"),
	P("gm/dl", "g/dl"),
	P("g/100ml", "g/dl"),
	P("mg%", "mg/dl"),
	P("mg/100ml", "mg/dl"),
	P("μg%", "μg/dl"),
	P("百分比", "%"),
	P("percent", "%"),
	P("miu/l", "miu/l"),
	P("ml/min/1.73m2", "ml/min/1.73m^2"),
	P("ml/min/1.73", "ml/min/1.73m^2"),
	P("ml/min/1.73m", "ml/min/1.73m^2"),
	P("ml/(min.1.73m^2)", "ml/min/1.73m^2"),
	P("ml/(min*1.73m^2)", "ml/min/1.73m^2"),
};

static bool letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static str replaced(str s, const struct spelling *w, struct arena *perm)
{
	ptrdiff_t at = str_find(s, w->from);
	if (at < 0 || !w->from.n) return s;
	struct sb b = sb_new(perm, s.n + w->to.n + 8);
	while (at >= 0) {
		sb_add(&b, str_slice(s, 0, at));
		sb_add(&b, w->to);
		s = str_slice(s, at + w->from.n, s.n);
		at = str_find(s, w->from);
	}
	sb_add(&b, s);
	return sb_str(&b);
}

/* umol, ug, uL, uIU, ukat: the u is a μ when a unit follows it; U/L stays. */
static str with_mu(str s, struct arena *perm)
{
	static const str after[] = {{"mol", 3}, {"g", 1}, {"l", 1}, {"iu", 2}, {"u", 1}, {"kat", 3}, {"m", 1}};
	struct sb b = sb_new(perm, s.n * 2 + 8);
	for (ptrdiff_t i = 0; i < s.n; i++) {
		bool start = i == 0 || s.p[i - 1] == '/' || s.p[i - 1] == '.';
		str tail = str_slice(s, i + 1, s.n);
		bool mu = false;
		for (ptrdiff_t k = 0; start && s.p[i] == 'u' && k < COUNT(after); k++) {
			char next = after[k].n < tail.n ? tail.p[after[k].n] : '/';
			if (str_starts(tail, after[k]) && !letter(next)) mu = true;
		}
		if (mu) sb_add(&b, S("μ"));
		else sb_byte(&b, s.p[i]);
	}
	return sb_str(&b);
}

static str stripped(str s, struct arena *perm)
{
	struct sb b = sb_new(perm, s.n + 8);
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ') sb_byte(&b, s.p[i]);
	s = sb_str(&b);
	while (s.n > 1 && (s.p[0] == 'x' || s.p[0] == '*') && (s.p[1] == '1' || s.p[1] == 'e')) s = str_slice(s, 1, s.n);
	while (s.n >= 2 && s.p[0] == '(' && s.p[s.n - 1] == ')') s = str_slice(s, 1, s.n - 1);
	while (s.n && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ',' || s.p[s.n - 1] == ';')) s = str_slice(s, 0, s.n - 1);
	return s;
}

str lab_unit_spell(str s, struct arena *perm)
{
	enum { LONGEST = 64 };
	s = stripped(s, perm);
	if (s.n > LONGEST) return utf8_prefix(s, LONGEST); /* too long for a unit, yet not the same as none: it fits nothing */
	for (ptrdiff_t i = 0; i < COUNT(pieces); i++) s = replaced(s, &pieces[i], perm);
	s = with_mu(s, perm);
	for (ptrdiff_t i = 0; i < COUNT(wholes); i++)
		if (str_eq(s, wholes[i].from)) return wholes[i].to;
	return str_copy(perm, s);
}

/* After "l" of a unit: not a letter, nor a Chinese character ("U/L酶法" is a unit and a method). */
static bool ends_here(char c)
{
	return !letter(c) && (unsigned char)c < 0x80;
}

bool lab_unit_like(str s)
{
	static const str plain[] = {{"fl", 2},    {"pg", 2},   {"s", 1},   {"秒", 3},  {"sec", 3}, {"secs", 4},  {"mmhg", 4}, {"kpa", 3},
				    {"coi", 3},   {"s/co", 4}, {"u", 1},   {"dob", 3}, {"dpm", 3}, {"pg", 2},    {"mm", 2},   {"um3", 3},
				    {"index", 5}, {"mmol", 4}, {"个", 3},  {"ml", 2},  {"d", 1},   {"ratio", 5}, {"inr", 0},  {"‰", 3},
				    {"ph", 0},    {"g%", 2},   {"gm%", 3}, {"mg%", 3}, {"ug%", 3}, {"μg%", 4}};
	s = str_trim(s);
	if (!s.n || s.n > 40) return false;
	ptrdiff_t open = str_find(s, S("("));
	if (open >= 0 && open + 1 < s.n && (s.p[open + 1] < 'a' || s.p[open + 1] > 'z')) return false; /* u/l(9-50) */
	ptrdiff_t gap = str_find(s, S(" "));
	if (gap > 0 && s.p[gap - 1] != '/' && s.p[gap + 1] != '/' && !str_eq(s, S("mm hg"))) return false; /* 10^9/l 11 mcv */
	for (ptrdiff_t i = 0; i < COUNT(plain); i++)
		if (plain[i].n && str_eq(s, plain[i])) return true;
	if (str_eq(s, S("%"))) return true;
	if (str_starts(s, S("10^")) || str_starts(s, S("x10")) || str_starts(s, S("*10")) || str_starts(s, S("10*"))) return true;
	ptrdiff_t slash = str_find(s, S("/"));
	if (slash < 0) return false;
	/* A name such as a/g or bnp/crp has a slash too: one side must be a measure. */
	static const str over[] = {{"l", 1},   {"dl", 2}, {"ml", 2},   {"ul", 2},   {"μl", 3},  {"mmol", 4}, {"mol", 3},  {"g", 1},
				   {"mg", 2},  {"hp", 2}, {"hpf", 3},  {"lp", 2},   {"lpf", 3}, {"h", 1},    {"24h", 3},  {"d", 1},
				   {"min", 3}, {"升", 3}, {"毫升", 6}, {"分升", 6}, {"mm3", 3}, {"1.73", 4}, {"24hr", 4}, {"小时", 6},
				   {"hr", 2},  {"1h", 2}, {"高倍", 6}, {"微升", 6}, {"nl", 2},  {"pl", 2}};
	str tail = str_trim(str_slice(s, slash + 1, s.n)), head = str_trim(str_slice(s, 0, slash));
	for (ptrdiff_t i = 0; i < COUNT(over); i++)
		if (str_starts(tail, over[i]) && (tail.n == over[i].n || ends_here(tail.p[over[i].n])) &&
		    !(str_eq(head, S("a")) && str_eq(tail, S("g"))))
			return true;
	return false;
}
