/* unit_loose.c - everyday spellings to UCUM codes. First the text is brought to one script (half width, u for micro, ^ for superscripts), then the whole of
 * it and then each token between operators is looked up in unit_names.tsv. What is not found there must be UCUM. */
#include "base/utf8.h"
#include "clinic/unit_walk.h"

enum { LOOSE_MAX = 3 * UNIT_TEXT_MAX };

struct text {
	char p[LOOSE_MAX];
	ptrdiff_t n;
	bool full;
};

static void put(struct text *t, str s)
{
	if (t->n + s.n > LOOSE_MAX - 1) {
		t->full = true;
		return;
	}
	memcpy(t->p + t->n, s.p, (size_t)s.n);
	t->n += s.n;
}

static void put_c(struct text *t, char c)
{
	put(t, (str){&c, 1});
}

static str view(const struct text *t)
{
	return (str){t->p, t->n};
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- one script ---- */

static const struct {
	uint32_t cp;
	const char *as;
} signs[] = {
	{0xB5, "u"},    {0x3BC, "u"},    {0x2103, "°C"}, {0x2109, "°F"},     {0xBA, "°"},     {0xB7, "."},     {0x22C5, "."},   {0x2219, "."},
	{0x2022, "."},  {0x30FB, "."},   {0xD7, "*"},    {0x2715, "*"},      {0x2215, "/"},   {0x2044, "/"},   {0xF7, "/"},     {0x2212, "-"},
	{0x2013, "-"},  {0x2113, "L"},   {0x338E, "mg"}, {0x338F, "kg"},     {0x338D, "ug"},  {0x3396, "mL"},  {0x3397, "dL"},  {0x3395, "uL"},
	{0x339C, "mm"}, {0x339D, "cm"},  {0x33A1, "m2"}, {0x33A0, "cm2"},    {0x33A5, "m3"},  {0x33A4, "cm3"}, {0x33A3, "mm3"}, {0x33C4, "mL"},
	{0x33B3, "ms"}, {0x2126, "Ohm"}, {0x3A9, "Ohm"}, {0x2030, "[ppth]"}, {0x33D6, "mol"}, {0x3002, ""},    {0xFEFF, ""},    {0x200B, ""},
};

static int superscript(uint32_t cp)
{
	static const uint32_t digits[] = {0x2070, 0xB9, 0xB2, 0xB3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
	for (int i = 0; i < 10; i++)
		if (digits[i] == cp) return '0' + i;
	return cp == 0x207B ? '-' : cp == 0x207A ? '+' : 0;
}

static void put_one(struct text *t, uint32_t cp, str raw, bool *raised)
{
	if ((cp < 0x80 && cp != '\t') || (cp >= 0x4E00 && cp <= 0x9FFF)) { /* most of what comes */
		*raised = false;
		put(t, raw);
		return;
	}
	int up = superscript(cp);
	if (up) {
		if (!*raised && t->n && t->p[t->n - 1] != '^') put_c(t, '^');
		put_c(t, (char)up);
		*raised = true;
		return;
	}
	*raised = false;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (signs[i].cp == cp) {
			put(t, str_from(signs[i].as));
			return;
		}
	if (cp >= 0xFF01 && cp <= 0xFF5E) put_c(t, (char)(cp - 0xFEE0));
	else if (cp >= 0x2080 && cp <= 0x2089) put_c(t, (char)('0' + (cp - 0x2080)));
	else if (cp == 0x3000 || cp == 0xA0 || cp == 0x202F || cp == 0x2009 || cp == '\t') put_c(t, ' ');
	else put(t, raw);
}

static void one_script(struct text *t, str s)
{
	bool raised = false;
	int len;
	for (ptrdiff_t i = 0; i < s.n; i += len) {
		uint32_t cp = utf8_at(s, i, &len);
		put_one(t, cp, str_slice(s, i, i + len), &raised);
	}
}

/* Blanks at the ends, beside operators and between a number and its unit go; the others become one. "per" and 每 become a slash. A multiplication sign before
 * a power of ten at the beginning goes. */
static void tidy(struct text *t, str s)
{
	s = str_trim(s);
	while (s.n && (s.p[0] == '*' || ((s.p[0] == 'x' || s.p[0] == 'X') && s.n > 3 &&
					 (str_starts(str_slice(s, 1, s.n), S("10")) || str_starts(str_slice(s, 1, s.n), S(" 10"))))))
		s = str_trim(str_slice(s, 1, s.n));
	for (ptrdiff_t i = 0; i < s.n; i++) {
		str rest = str_slice(s, i, s.n);
		bool blank_before = t->n && t->p[t->n - 1] == ' ';
		if (blank_before && (str_starts(rest, S("per ")) || str_starts(rest, S("Per ")) || str_starts(rest, S("PER ")))) {
			t->p[t->n - 1] = '/';
			i += 3;
		} else if (!i && str_starts(rest, S("per "))) put_c(t, '/'), i += 3;
		else if (str_starts(rest, S("每"))) {
			if (blank_before) t->n--;
			put_c(t, '/'), i += 2;
		} else if (s.p[i] == ' ') {
			char before = t->n ? t->p[t->n - 1] : '/', after = i + 1 < s.n ? s.p[i + 1] : '/';
			if (before && !strchr(" ./*(^", before) && !strchr(" ./*)^", after) && !(digit(before) && !digit(after))) put_c(t, ' ');
		} else put_c(t, s.p[i]);
	}
}

/* ---- looking up ---- */

static const struct unit_name *find_folded(str s)
{
	char low[UNIT_TEXT_MAX];
	bool any = false;
	if (s.n > UNIT_TEXT_MAX) return NULL;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		bool capital = s.p[i] >= 'A' && s.p[i] <= 'Z';
		any = any || capital;
		low[i] = (char)(capital ? s.p[i] + 32 : s.p[i]);
	}
	return any ? unit_name_find(low, s.n) : NULL;
}

static bool of_kind(const struct unit_name *row, enum name_kind kind)
{
	return row && row->kind == (uint8_t)kind;
}

static bool single_metric(const char *code)
{
	int16_t atom;
	int8_t prefix;
	return ucum_symbol(str_from(code), &atom, &prefix) && prefix < 0 && ucum_atoms[atom].flags & ATOM_METRIC;
}

static const struct unit_name *find_unit(str s)
{
	const struct unit_name *row = unit_name_find(s.p, s.n);
	if (!of_kind(row, NAME_UNIT)) row = find_folded(s);
	return of_kind(row, NAME_UNIT) ? row : NULL;
}

/* 毫当量, mEq, mIU: a prefix before a name that stands for a metric unit. */
static bool prefixed(struct text *out, str s)
{
	for (ptrdiff_t n = 1; n < s.n && n <= 6; n++) {
		if (((unsigned char)s.p[n] & 0xC0) == 0x80) continue; /* inside a character */
		str head = str_slice(s, 0, n), tail = str_slice(s, n, s.n);
		const struct unit_name *p = unit_name_find(head.p, head.n);
		bool latin = n == 1 && head.p[0] > 0 && ucum_prefix_of[(unsigned char)head.p[0]] >= 0;
		if (!latin && !of_kind(p, NAME_PREFIX)) continue;
		const struct unit_name *row = unit_name_find(tail.p, tail.n);
		if (!of_kind(row, NAME_UNIT) || !single_metric(row->ucum)) continue;
		put(out, latin ? head : str_from(p->ucum));
		put(out, str_from(row->ucum));
		return true;
	}
	return false;
}

/* More than one factor: needs brackets in a denominator. */
static bool compound(const char *code)
{
	bool in = false;
	for (; *code; code++) {
		if (*code == '{' || *code == '}') in = *code == '{';
		if (!in && (*code == '.' || *code == '/')) return true;
	}
	return false;
}

/* No power can stand behind what was put there. */
static bool compound_from(struct text *t, ptrdiff_t from)
{
	t->p[t->n] = 0;
	return compound(t->p + from) || t->n == from || strchr("})", t->p[t->n - 1]);
}

static bool symbol(struct text *out, str s);

/* 10^9, 10E9, 10*9, 10e-3 */
static bool power_of_ten(struct text *out, str s)
{
	if (s.n < 4 || !str_starts(s, S("10")) || !strchr("^Ee*", s.p[2])) return false;
	ptrdiff_t i = 3 + (s.p[3] == '-' || s.p[3] == '+');
	if (i == s.n || s.n - i > 2) return false;
	for (ptrdiff_t k = i; k < s.n; k++)
		if (!digit(s.p[k])) return false;
	put(out, S("10*"));
	put(out, str_slice(s, 3, s.n));
	return true;
}

/* 万U, 百万单位, 8h, 100mL: a number before a unit. */
static bool counted(struct text *out, str s)
{
	ptrdiff_t n = 0;
	while (n < s.n && digit(s.p[n])) n++;
	if (n == 2 && s.n > 3 && str_starts(s, S("10")) && strchr("^*Ee", s.p[2])) { /* 10^9个 */
		ptrdiff_t m = 3;
		while (m < s.n && digit(s.p[m])) m++;
		struct text power;
		power.n = 0, power.full = false;
		if (m == 3 || m == s.n || !power_of_ten(&power, str_slice(s, 0, m))) return false;
		put(out, view(&power));
		put_c(out, '.');
		return symbol(out, str_slice(s, m, s.n));
	}
	str number = str_slice(s, 0, n);
	for (ptrdiff_t m = s.n - 1; !n && m > 0; m--) {
		const struct unit_name *row = unit_name_find(s.p, m);
		if (of_kind(row, NAME_TIMES)) number = str_from(row->ucum), n = m;
	}
	if (!n || n == s.n) return false;
	bool brackets = out->n && out->p[out->n - 1] == '/';
	if (brackets) put_c(out, '(');
	put(out, number);
	put_c(out, '.');
	if (!symbol(out, str_slice(s, n, s.n))) return false;
	if (brackets) put_c(out, ')');
	return true;
}

static bool strict_symbol(struct text *out, str s)
{
	int16_t atom;
	int8_t prefix;
	if ((s.p[0] & (char)0x80) || !ucum_symbol(s, &atom, &prefix)) return false;
	put(out, s);
	return true;
}

/* A name or symbol without power. */
static bool symbol(struct text *out, str s)
{
	const struct unit_name *row = unit_name_find(s.p, s.n);
	if (!of_kind(row, NAME_UNIT) && !of_kind(row, NAME_TIMES)) row = NULL;
	if (!row && strict_symbol(out, s)) return true;
	if (!row) row = find_unit(s);
	if (row) {
		bool brackets = compound(row->ucum) && out->n && out->p[out->n - 1] == '/';
		if (brackets) put_c(out, '(');
		put(out, str_from(row->ucum));
		if (brackets) put_c(out, ')');
		return true;
	}
	ptrdiff_t before = out->n;
	if (prefixed(out, s) || counted(out, s)) return true;
	out->n = before;
	return false;
}

static bool all_digits(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!digit(s.p[i])) return false;
	return s.n > 0;
}

static bool token(struct text *out, str s)
{
	if (all_digits(s)) return put(out, s), true;
	if (power_of_ten(out, s) || symbol(out, s)) return true;
	ptrdiff_t n = s.n;
	while (n && digit(s.p[n - 1])) n--;
	if (n == s.n || !n) return false;
	ptrdiff_t from = n;
	if (s.p[n - 1] == '-' || s.p[n - 1] == '+') from = --n;
	if (n && s.p[n - 1] == '^') n--;
	if (!n || all_digits(str_slice(s, 0, n))) return false;
	ptrdiff_t before = out->n;
	if (!symbol(out, str_slice(s, 0, n)) || compound_from(out, before)) return out->n = before, false;
	put(out, str_slice(s, from, s.n));
	return true;
}

static bool operator(char c)
{
	return c == '.' || c == '/' || c == '(' || c == ')' || c == ' ' || c == '*';
}

/* End of a token: an operator, but not the point of 1.73m2, the star of 10*9 or what stands in square brackets. */
static ptrdiff_t token_end(str s, ptrdiff_t i)
{
	bool in = false;
	for (ptrdiff_t from = i; i < s.n; i++) {
		char c = s.p[i];
		if (c == '[' || c == ']') in = c == '[';
		if (in || (c == '.' && i > from && i + 1 < s.n && all_digits(str_slice(s, from, i)) && digit(s.p[i + 1]))) continue;
		if (c == '*' && i - from == 2 && str_starts(str_slice(s, from, i), S("10"))) continue;
		if (operator(c) || c == '{') break;
	}
	return i;
}

static bool tokens(struct text *out, str s)
{
	for (ptrdiff_t i = 0; i < s.n;) {
		char c = s.p[i];
		if (operator(c)) put_c(out, c == ' ' || c == '*' ? '.' : c), i++;
		else if (c == '{') {
			for (; i < s.n && s.p[i] != '}'; i++) put_c(out, s.p[i]);
			if (i < s.n) put_c(out, s.p[i++]);
		} else {
			ptrdiff_t end = token_end(s, i);
			if (!token(out, str_slice(s, i, end))) return false;
			i = end;
		}
	}
	return true;
}

/* The whole text as one row, in its own or in lower case. */
static const struct unit_name *find_whole(str s)
{
	const struct unit_name *row = unit_name_find(s.p, s.n);
	if (!row) row = find_folded(s);
	return row && row->kind != NAME_PREFIX ? row : NULL;
}

static ptrdiff_t give(char *code, str s, const char **why)
{
	if (s.n > UNIT_TEXT_MAX) return *why = "the unit is too long", -1;
	memcpy(code, s.p, (size_t)s.n);
	return s.n;
}

ptrdiff_t unit_rewrite(char *code, str text, const char **why)
{
	struct text half, clean, out;
	half.n = clean.n = out.n = 0;
	half.full = clean.full = out.full = false;
	if (text.n > UNIT_TEXT_MAX) return *why = "the unit is too long", -1;
	if (utf8_invalid(text) >= 0) return *why = "not UTF-8", -1;
	one_script(&half, text);
	tidy(&clean, view(&half));
	if (half.full || clean.full) return *why = "the unit is too long", -1;
	if (!clean.n) return 0;
	if (clean.n == 1 && text.n > 1 && clean.p[0] == 'u') return *why = "not a known unit", -1; /* a lone micro is no unit, though a lone u is */
	const struct unit_name *row = find_whole(view(&clean));
	if (row && !row->ucum[0]) return *why = "ambiguous: write it out", -1;
	if (row) return give(code, str_from(row->ucum), why);
	if (!tokens(&out, view(&clean))) return *why = "not a known unit", -1;
	if (out.full) return *why = "the unit is too long", -1;
	return give(code, view(&out), why);
}
