/* calc_name.c - what calculators and their inputs are called: names in a form for comparing. */
#include "clinic/calc_int.h"

#include "base/check.h"
#include "base/utf8.h"
#include "lang/fold.h"

static bool is_mark(uint32_t cp)
{
	if (cp < 0x80) return strchr(" \t_-()[]{}.,':;\"/^*#", (int)cp) != NULL;
	/* brackets, middle dots, dashes and primes of Chinese and English print; fold() has made full-width ASCII half-width */
	static const uint32_t marks[] = {0x3008, 0x3009, 0x300A, 0x300B, 0x300C, 0x300D, 0x3010, 0x3011, 0x3001, 0x3002, 0x00B7, 0x2013, 0x2014,
					 0x2010, 0x2011, 0x2212, 0x2018, 0x2019, 0x201C, 0x201D, 0x2032, 0x207A, 0x207B, 0x3014, 0x3015};
	for (ptrdiff_t i = 0; i < COUNT(marks); i++)
		if (cp == marks[i]) return true;
	return false;
}

static bool is_ascii(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80) return false;
	return true;
}

static ptrdiff_t ascii_key(char *out, str name)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if ((unsigned char)c >= 0x20 && !is_mark((unsigned char)c)) out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	return n;
}

static ptrdiff_t folded_key(char *out, str name, ptrdiff_t cap, struct arena scratch)
{
	str text = fold(name, &scratch).text;
	ptrdiff_t n = 0;
	int len;
	for (ptrdiff_t i = 0; i < text.n; i += len) {
		if (is_mark(utf8_at(text, i, &len)) || n + len > cap) continue;
		memcpy(out + n, text.p + i, (size_t)len);
		n += len;
	}
	return n;
}

str calc_key(str name, struct arena *perm)
{
	ptrdiff_t cap = is_ascii(name) ? name.n : name.n * 2 + 16;
	char *out = arena_alloc(perm, 1, 1, cap + 1);
	ptrdiff_t n = is_ascii(name) ? ascii_key(out, name) : folded_key(out, name, cap, *perm);
	perm->beg = out + n; /* what was not used goes back: nothing was allocated behind it */
	return (str){out, n};
}

/* name; name@substance; … */
bool calc_add_terms(struct calc_terms *out, str names, struct arena *perm, struct arena *build)
{
	str item;
	while (str_next(&names, ';', &item)) {
		struct calc_term t = {0};
		ptrdiff_t at = str_find(item, S("@"));
		if (at >= 0) {
			t.substance = substance_find(str_trim(str_slice(item, at + 1, item.n)));
			if (!t.substance) return false;
			item = str_slice(item, 0, at);
		}
		t.key = calc_key(str_trim(item), perm);
		if (t.key.n && !calc_terms_have(out, t.key, NULL)) *ARENA_PUSH(build, out) = t;
	}
	return true;
}

bool calc_terms_have(const struct calc_terms *terms, str key, const struct substance **of)
{
	for (ptrdiff_t i = 0; i < terms->n; i++)
		if (str_eq(terms->v[i].key, key)) {
			if (of) *of = terms->v[i].substance;
			return true;
		}
	return false;
}

struct calc_asked calc_asked(str name, struct arena *perm)
{
	struct calc_asked a = {.key = {calc_key(name, perm)}, .n = 1};
	str text = fold(name, perm).text;
	ptrdiff_t open = str_find(text, S("("));
	if (open < 0) return a;
	ptrdiff_t close = str_find(str_slice(text, open, text.n), S(")"));
	a.key[1] = calc_key(str_slice(text, 0, open), perm);
	a.key[2] = calc_key(close < 0 ? str_slice(text, open + 1, text.n) : str_slice(text, open + 1, open + close), perm);
	a.n = 3;
	return a;
}

int calc_find_input(const struct calc *c, const struct calc_asked *name, const struct substance **of)
{
	*of = NULL;
	for (int k = 0; k < name->n; k++)
		for (ptrdiff_t i = 0; name->key[k].n && i < c->inputs.n; i++)
			if (calc_terms_have(&c->inputs.v[i].terms, name->key[k], of)) return (int)i;
	return -1;
}

int calc_goes_by(const struct calc *c, const struct calc_asked *name)
{
	for (int k = 0; k < name->n; k++)
		if (name->key[k].n && calc_terms_have(&c->terms, name->key[k], NULL)) return 1 + k;
	return 0;
}
