#include "consult/report_cell.h"

#include "base/check.h"
#include "base/utf8.h"
#include "lang/fold.h"

#include <math.h>

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int cell_han(str s)
{
	int n = 0, len;
	for (ptrdiff_t i = 0; i < s.n; i += len) n += cp_is_han(utf8_at(s, i, &len)) && !str_eq(str_slice(s, i, i + len), S("一"));
	return n;
}

str cell_number(str s, struct arena *perm)
{
	static const str dashes[] = {{"—", 3}, {"–", 3}, {"一", 3}, {"－", 3}, {"～", 3}, {"~", 1}, {"∼", 3}, {"=", 1}, {"_", 1}};
	struct sb b = sb_new(perm, s.n + 8);
	for (ptrdiff_t i = 0; i < s.n;) {
		ptrdiff_t step = 0;
		for (ptrdiff_t k = 0; k < COUNT(dashes) && !step; k++)
			if (str_starts(str_slice(s, i, s.n), dashes[k])) step = dashes[k].n;
		bool after_bound = b.n && (b.p[b.n - 1] == '<' || b.p[b.n - 1] == '>');
		bool doubled = b.n && b.p[b.n - 1] == '-';
		if (step) {
			if (!after_bound && !doubled) sb_byte(&b, '-');
			i += step;
		} else if (s.p[i] == '-') {
			if (!after_bound && !doubled) sb_byte(&b, '-');
			i++;
		} else if (s.p[i] == ',' && b.n && digit(b.p[b.n - 1]) && i + 1 < s.n && digit(s.p[i + 1])) sb_byte(&b, '.'), i++;
		else if (s.p[i] == ' ') i++;
		else sb_byte(&b, s.p[i++]);
	}
	return sb_str(&b);
}

bool cell_is_plain_number(str s)
{
	ptrdiff_t i = s.n && (s.p[0] == '<' || s.p[0] == '>' || s.p[0] == '-') ? 1 : 0, digits = 0, points = 0;
	for (; i < s.n; i++) {
		if (digit(s.p[i])) digits++;
		else if (s.p[i] == '.' && digits && i + 1 < s.n) points++;
		else return false;
	}
	return digits && points <= 1;
}

bool cell_range(struct lab_range *out, str s)
{
	static const str leads[] = {{"≤", 3}, {"≥", 3}};
	bool digits = false;
	str rest = s;
	if (cell_is_plain_number(s) && s.p[0] != '<' && s.p[0] != '>') return false;
	for (ptrdiff_t k = 0; k < COUNT(leads); k++)
		if (str_starts(s, leads[k])) rest = str_slice(s, leads[k].n, s.n);
	for (ptrdiff_t i = 0; i < rest.n; i++) {
		digits |= digit(rest.p[i]);
		if (!digit(rest.p[i]) && !strchr(".-<>", rest.p[i])) return false;
	}
	return digits && lab_range_parse(out, s, 0);
}

bool cell_word(str text, struct arena scratch)
{
	struct lab_value v;
	return cell_han(text) && lab_value_parse(&v, fold(text, &scratch).text) &&
	       (v.kind == LAB_NEGATIVE || v.kind == LAB_WEAK || v.kind == LAB_POSITIVE);
}

static bool one_of(str s, const str *list, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (str_eq(s, list[i])) return true;
	return false;
}

bool cell_sign(str s)
{
	static const str signs[] = {{"-", 1},  {"+", 1},  {"++", 2}, {"+++", 3}, {"++++", 4}, {"+-", 2},
				    {"1+", 2}, {"2+", 2}, {"3+", 2}, {"4+", 2},  {"±", 2}};
	return one_of(s, signs, COUNT(signs));
}

char cell_mark(const struct ingest_cell *c)
{
	static const str high[] = {{"H", 1}, {"HH", 2}, {"h", 1}, {"(H)", 3}}, low[] = {{"L", 1}, {"LL", 2}, {"(L)", 3}};
	static const str high_words[] = {{"↑", 3}, {"↑↑", 6}, {"高", 3}, {"偏高", 6}, {"升高", 6}},
			 low_words[] = {{"↓", 3}, {"↓↓", 6}, {"低", 3}, {"偏低", 6}, {"降低", 6}};
	if (c->mark) return c->mark;
	if (one_of(c->latin, high, COUNT(high)) || one_of(c->text, high_words, COUNT(high_words))) return 'h';
	if (one_of(c->latin, low, COUNT(low)) || one_of(c->text, low_words, COUNT(low_words))) return 'l';
	if (str_eq(c->latin, S("*")) || str_eq(c->text, S("*")) || str_eq(c->latin, S("+"))) return 'n';
	return c->latin.n || c->text.n ? '?' : 0;
}

static bool has_letters(str s, int least)
{
	for (ptrdiff_t i = 0; i < s.n; i++) least -= letter(s.p[i]);
	return least <= 0;
}

static bool unit_like(str latin, struct arena scratch)
{
	str unit = lab_unit_spell(fold(latin, &scratch).text, &scratch);
	return unit.n && lab_unit_like(unit);
}

enum cell_kind cell_kind(const struct ingest_cell *c, const struct pack *pack, struct arena scratch)
{
	struct lab_range r;
	int han = cell_han(c->text);
	if (c->lead) return CELL_BOUND;
	str digits = cell_number(c->digits, &scratch), again = cell_number(c->digits_again, &scratch);
	if (cell_word(c->text, scratch)) return CELL_WORD;
	if (han >= 2 && !digits.n) return CELL_NAME;
	bool agreed = digits.n && str_eq(digits, again);
	if (agreed && cell_sign(digits)) return CELL_WORD;
	if (unit_like(c->latin, scratch) && !cell_range(&r, digits)) return CELL_UNIT;
	if (c->mark && !agreed && digits.n <= 1) return CELL_MARK;
	if (han >= 2 && !agreed) return CELL_NAME;
	if (cell_range(&r, digits)) return isnan(r.low) || isnan(r.high) ? CELL_BOUND : CELL_RANGE;
	if (cell_is_plain_number(digits) && (agreed || str_eq(digits, cell_number(c->latin, &scratch)))) return CELL_NUMBER;
	if (cell_mark(c) && cell_mark(c) != '?') return CELL_MARK;
	if (pack_lab_known(pack, fold(c->latin, &scratch).text) || has_letters(c->latin, 2)) return han ? CELL_NAME : CELL_LATIN;
	return CELL_OTHER;
}
