/* labs_find.c - which item a laboratory means by a name. */
#include "library/pack.h"

#include "base/check.h"
#include "lang/fold.h"

static bool unit_fits(const struct lab *l, str unit)
{
	double ignored = 1;
	if (!unit.n) return true;
	return l->unit.n && lab_convert(l, unit, &ignored);
}

static bool has(const struct lab_match *m, int32_t lab)
{
	for (ptrdiff_t i = 0; i < m->n; i++)
		if (m->v[i] == lab) return true;
	return false;
}

enum { BY_CASE = 1, BY_UNIT = 2, FIRST_NAMES = 4, BY_WORDS = 8 };

static void collect(struct lab_match *out, const struct pack *p, str folded, str exact, str unit, bool in_words, int filter, struct arena *perm)
{
	out->n = 0;
	for (int32_t i = map_get(&p->lab_by_name, folded); i >= 0; i = p->lab_names.v[i].next) {
		const struct lab_name *n = &p->lab_names.v[i];
		const struct lab *l = &p->labs.v[n->lab];
		if ((filter & BY_CASE) && !str_eq(n->exact, exact)) continue;
		if ((filter & BY_UNIT) && !unit_fits(l, unit)) continue;
		if ((filter & FIRST_NAMES) && n->second) continue;
		if ((filter & BY_WORDS) && in_words != (l->unit.n == 0)) continue;
		if (!has(out, n->lab)) *ARENA_PUSH(perm, out) = n->lab;
	}
}

/* Candidates of exactly this name, narrowed step by step as long as something is left. */
static void lookup(struct lab_match *out, const struct pack *p, str name, str unit, bool in_words, struct arena *perm)
{
	static const int steps[] = {BY_UNIT, BY_CASE, BY_WORDS, FIRST_NAMES};
	str folded = fold(name, perm).text;
	int filter = 0;
	collect(out, p, folded, name, unit, in_words, 0, perm);
	for (ptrdiff_t i = 0; i < COUNT(steps) && out->n > 1; i++) {
		struct lab_match less = {0};
		if (steps[i] == BY_UNIT && !unit.n) continue;
		collect(&less, p, folded, name, unit, in_words, filter | steps[i], perm);
		if (less.n) *out = less, filter |= steps[i];
	}
}

bool pack_lab_known(const struct pack *pack, str folded)
{
	return map_get(&pack->lab_by_name, folded) >= 0;
}

static str without_marks(str s)
{
	static const str marks[] = {{"*", 1},  {"★", 3}, {"☆", 3}, {"▲", 3}, {"△", 3}, {"●", 3},  {"◆", 3}, {"※", 3},
				    {"＊", 3}, {"#", 1}, {"·", 2}, {"-", 1}, {":", 1}, {"：", 3}, {"↑", 3}, {"↓", 3}};
	for (bool again = true; again;) {
		again = false;
		s = str_trim(s);
		for (ptrdiff_t i = 0; i < COUNT(marks); i++) {
			if (str_starts(s, marks[i]) && s.n > marks[i].n) s = str_slice(s, marks[i].n, s.n), again = true;
			if (!str_eq(marks[i], S("#")) && !str_eq(marks[i], S("-")) && str_ends(s, marks[i]) && s.n > marks[i].n)
				s = str_slice(s, 0, s.n - marks[i].n), again = true;
		}
	}
	return s;
}

static str trimmed_words(str s)
{
	static const str before[] = {{"血清", 6}, {"血浆", 6}, {"全血", 6},   {"静脉血", 9},  {"末梢血", 9}, {"急诊", 6},
				     {"快速", 6}, {"超敏", 6}, {"serum ", 6}, {"plasma ", 7}, {"blood ", 6}};
	static const str after[] = {{"测定", 6}, {"检测", 6}, {"定量", 6}, {"定性", 6}, {"试验", 6},  {"检查", 6},  {"含量", 6},
				    {"水平", 6}, {"浓度", 6}, {"活性", 6}, {"筛查", 6}, {" test", 5}, {" level", 6}};
	for (ptrdiff_t i = 0; i < COUNT(before); i++)
		if (str_starts(s, before[i]) && s.n > before[i].n && !str_eq(before[i], S("超敏"))) s = str_trim(str_slice(s, before[i].n, s.n));
	for (ptrdiff_t i = 0; i < COUNT(after); i++)
		if (str_ends(s, after[i]) && s.n > after[i].n) s = str_trim(str_slice(s, 0, s.n - after[i].n));
	return s;
}

static ptrdiff_t bracket(str s, ptrdiff_t *inner)
{
	ptrdiff_t ascii = str_find(s, S("(")), wide = str_find(s, S("（")), square = str_find(s, S("["));
	ptrdiff_t at = ascii >= 0 ? ascii : wide >= 0 ? wide : square;
	*inner = at + (at == wide && ascii < 0 ? 3 : 1);
	return at;
}

/* Whether the name is one of the item's, its second names too: GLU says blood glucose, yet beside 空腹血糖 it agrees with it. */
static bool also_named(const struct pack *p, str name, int32_t lab, struct arena scratch)
{
	for (int32_t i = map_get(&p->lab_by_name, fold(name, &scratch).text); i >= 0; i = p->lab_names.v[i].next)
		if (p->lab_names.v[i].lab == lab) return true;
	return false;
}

/* Two names side by side (白细胞计数 WBC, ALT/GPT): those that are known must speak of one item. */
static void pieces(struct lab_match *out, const struct pack *p, str name, str unit, bool in_words, struct arena *perm)
{
	struct lab_match all = {0};
	while (name.n) {
		ptrdiff_t n = 0;
		while (n < name.n && !strchr(" /,()[]", name.p[n])) n++;
		str piece = without_marks(str_slice(name, 0, n));
		struct lab_match one = {0};
		if (piece.n) lookup(&one, p, piece, unit, in_words, perm);
		if (all.n == 1 && also_named(p, piece, all.v[0], *perm)) one.n = 0;
		bool fits = !all.n;
		for (ptrdiff_t i = 0; i < one.n && !fits; i++) fits = has(&all, one.v[i]);
		if (one.n && all.n && fits && one.n < all.n) all = one;
		for (ptrdiff_t i = 0; i < one.n; i++)
			if ((!fits || !all.n) && !has(&all, one.v[i])) *ARENA_PUSH(perm, &all) = one.v[i];
		name = str_slice(name, n + 1 < name.n ? n + 1 : name.n, name.n);
	}
	*out = all;
}

/* Whether the word for a specimen stands in the text; the 尿 of 尿素 and 尿酸 is no urine. */
static bool names_specimen(str text, str word)
{
	for (ptrdiff_t at = 0, hit; (hit = str_find(str_slice(text, at, text.n), word)) >= 0; at += hit + word.n) {
		str behind = str_slice(text, at + hit + word.n, text.n);
		if (!str_eq(word, S("尿")) || (!str_starts(behind, S("素")) && !str_starts(behind, S("酸")))) return true;
	}
	return false;
}

/* What was measured in: creatinine of urine is not creatinine of blood, whatever abbreviation stands beside it. */
static bool other_specimen(const struct pack *p, str name, int32_t lab)
{
	static const str words[] = {{"尿", 3},   {"脑脊液", 9}, {"胸水", 6}, {"腹水", 6},  {"胸腔", 6},    {"腹腔", 6},   {"粪", 3},    {"便", 3},
				    {"唾液", 6}, {"引流", 6},   {"透析", 6}, {"精液", 6},  {"羊水", 6},    {"关节液", 9}, {"脐", 3},    {"urin", 4},
				    {"csf", 3},  {"stool", 5},  {"faec", 4}, {"fecal", 5}, {"pleural", 7}, {"ascit", 5},  {"saliva", 6}};
	const struct concept *c = &p->concepts.v[p->labs.v[lab].concept];
	for (ptrdiff_t i = 0; i < COUNT(words); i++) {
		if (!names_specimen(name, words[i])) continue;
		if (!names_specimen(c->name[0], words[i]) && !names_specimen(c->name[1], words[i])) return true;
	}
	return false;
}

static void find(struct lab_match *out, const struct pack *p, str name, str unit, bool in_words, struct arena *perm)
{
	ptrdiff_t inner, open = bracket(name, &inner);
	if (open > 0) {
		str outside = without_marks(str_slice(name, 0, open)), inside = str_slice(name, inner, name.n);
		while (inside.n && (inside.p[inside.n - 1] == ')' || inside.p[inside.n - 1] == ']')) inside = str_slice(inside, 0, inside.n - 1);
		if (str_ends(inside, S("）"))) inside = str_slice(inside, 0, inside.n - 3);
		lookup(out, p, outside, unit, in_words, perm);
		if (!out->n) lookup(out, p, trimmed_words(outside), unit, in_words, perm);
		if (!out->n) lookup(out, p, str_trim(inside), unit, in_words, perm);
		if (out->n) return;
	}
	str shorter = trimmed_words(name);
	if (shorter.n < name.n) lookup(out, p, shorter, unit, in_words, perm);
	if (!out->n) pieces(out, p, name, unit, in_words, perm);
}

void pack_lab_find(struct lab_match *out, const struct pack *p, str name, str unit, bool in_words, struct arena *perm)
{
	*out = (struct lab_match){0};
	name = without_marks(name);
	if (!name.n || name.n > 200) return;
	lookup(out, p, name, unit, in_words, perm);
	if (out->n) return;
	find(out, p, name, unit, in_words, perm);
	str folded = fold(name, perm).text;
	for (ptrdiff_t i = 0; i < out->n; i++)
		if (other_specimen(p, folded, out->v[i])) out->v[i--] = out->v[--out->n];
}
