#include "clinic/unit_walk.h"

struct walker {
	str text;
	ptrdiff_t i;
	int depth, pieces;
	const struct unit_walk *w;
	const char *why;
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool refuse(struct walker *k, const char *why)
{
	if (!k->why) k->why = why;
	return false;
}

static void mark(struct walker *k, char what)
{
	if (k->w->mark) k->w->mark(k->w->ctx, what, S(""));
}

static int16_t atom_find(const char *p, ptrdiff_t n)
{
	for (uint32_t h = table_hash(p, n) & (ATOM_SLOTS - 1); ucum_atom_slots[h] >= 0; h = (h + 1) & (ATOM_SLOTS - 1)) {
		const char *code = ucum_atoms[ucum_atom_slots[h]].code;
		if (table_same(code, p, n)) return ucum_atom_slots[h];
	}
	return -1;
}

static bool metric_find(const char *p, ptrdiff_t n, int16_t *atom)
{
	*atom = atom_find(p, n);
	return *atom >= 0 && ucum_atoms[*atom].flags & ATOM_METRIC;
}

bool ucum_symbol(str code, int16_t *atom, int8_t *prefix)
{
	*prefix = -1;
	*atom = atom_find(code.p, code.n);
	if (*atom >= 0) return true;
	if (code.n < 2 || code.p[0] & (char)0x80) return false;
	*prefix = ucum_prefix_of[(unsigned char)code.p[0]];
	if (*prefix >= 0 && metric_find(code.p + 1, code.n - 1, atom)) return true;
	for (int i = 0; i < ucum_prefix_count && code.n > 2; i++) { /* da, Ki, Mi, Gi, Ti */
		const char *two = ucum_prefixes[i].code;
		if (!two[1] || two[0] != code.p[0] || two[1] != code.p[1]) continue;
		*prefix = (int8_t)i;
		return metric_find(code.p + 2, code.n - 2, atom);
	}
	return false;
}

const struct unit_name *unit_name_find(const char *p, ptrdiff_t n)
{
	for (uint32_t h = table_hash(p, n) & (NAME_SLOTS - 1); unit_name_slots[h] >= 0; h = (h + 1) & (NAME_SLOTS - 1)) {
		const struct unit_name *row = &unit_names[unit_name_slots[h]];
		if (table_same(row->spelling, p, n)) return row;
	}
	return NULL;
}

/* {anything in ASCII but braces and blanks} */
static bool annotation(struct walker *k)
{
	ptrdiff_t from = k->i++;
	for (; k->i < k->text.n && k->text.p[k->i] != '}'; k->i++) {
		char c = k->text.p[k->i];
		if (c <= ' ' || c > '~' || c == '{') return refuse(k, "an annotation holds a character that is not allowed");
	}
	if (k->i++ == k->text.n) return refuse(k, "an annotation is not closed");
	if (k->w->mark) k->w->mark(k->w->ctx, '{', str_slice(k->text, from, k->i));
	return true;
}

/* End of the symbol at k->i: up to an operator, bracket or brace; square brackets hold anything. */
static ptrdiff_t symbol_end(const struct walker *k)
{
	ptrdiff_t i = k->i;
	for (bool in = false; i < k->text.n; i++) {
		char c = k->text.p[i];
		if (c == '[' || c == ']') in = c == '[';
		else if (!in && (c == '.' || c == '/' || c == '(' || c == ')' || c == '{' || c == '}')) break;
	}
	return i;
}

static bool number(str s, struct unit_term *t)
{
	uint64_t v = 0;
	for (ptrdiff_t i = 0; i < s.n && v <= UINT32_MAX; i++) v = v * 10 + (unsigned)(s.p[i] - '0');
	if (v == 0 || v > UINT32_MAX) return false;
	*t = (struct unit_term){.number = (uint32_t)v, .atom = -1, .power = 1, .prefix = -1};
	return true;
}

/* The power behind a symbol: s.n is left without it. False when it is too large. */
static bool power_at(str *s, int16_t *power, bool *has)
{
	ptrdiff_t from = s->n;
	int v = 0;
	*power = 1;
	while (from && digit(s->p[from - 1])) from--;
	*has = from < s->n;
	if (!*has) return true;
	for (ptrdiff_t i = from; i < s->n && v <= UNIT_POWER_MAX; i++) v = v * 10 + (s->p[i] - '0');
	bool minus = from && s->p[from - 1] == '-';
	if (from && (minus || s->p[from - 1] == '+')) from--;
	*power = (int16_t)(minus ? -v : v);
	s->n = from;
	return v <= UNIT_POWER_MAX;
}

static bool factor(struct walker *k, int sign)
{
	struct unit_term t = {0};
	ptrdiff_t end = symbol_end(k);
	str s = str_slice(k->text, k->i, end);
	bool has_power = false, digits = s.n > 0;
	if (!s.n) return refuse(k, "an operator is not followed by a unit");
	if (++k->pieces > UNIT_TERMS_MAX) return refuse(k, "too many factors");
	for (ptrdiff_t i = 0; i < s.n; i++) digits = digits && digit(s.p[i]);
	if (digits) {
		if (!number(s, &t)) return refuse(k, "a number is zero or too large");
	} else {
		if (!power_at(&s, &t.power, &has_power)) return refuse(k, "a power is too large");
		if (!ucum_symbol(s, &t.atom, &t.prefix)) return refuse(k, "not a known unit");
	}
	k->i = end;
	return k->w->piece(k->w->ctx, &t, sign, has_power, &k->why);
}

static bool term(struct walker *k, int first, int sign);

static bool component(struct walker *k, int sign)
{
	char c = k->i < k->text.n ? k->text.p[k->i] : 0;
	if (c == '(') {
		if (++k->depth > UNIT_DEPTH_MAX) return refuse(k, "too many brackets");
		k->i++;
		mark(k, '(');
		if (!term(k, sign, sign)) return false;
		if (k->i == k->text.n || k->text.p[k->i] != ')') return refuse(k, "a bracket is not closed");
		k->i++;
		k->depth--;
		mark(k, ')');
		return true;
	}
	if (c == '{') return annotation(k);
	if (!factor(k, sign)) return false;
	return k->i == k->text.n || k->text.p[k->i] != '{' || annotation(k);
}

/* a/b.c is (a/b).c; a leading slash inverts only the first component. */
static bool term(struct walker *k, int first, int sign)
{
	if (!component(k, first)) return false;
	while (k->i < k->text.n && (k->text.p[k->i] == '.' || k->text.p[k->i] == '/')) {
		bool over = k->text.p[k->i++] == '/';
		mark(k, over ? '/' : '.');
		if (!component(k, over ? -sign : sign)) return false;
	}
	return true;
}

bool unit_walk(str text, const struct unit_walk *w, const char **why)
{
	struct walker k = {.text = text, .w = w};
	if (!text.n) return *why = "no unit", false;
	if (text.n > UNIT_TEXT_MAX) return *why = "the unit is too long", false;
	bool inverted = text.p[0] == '/';
	if (inverted) k.i++, mark(&k, '/');
	bool ok = term(&k, inverted ? -1 : 1, 1);
	if (ok && k.i < text.n) ok = refuse(&k, "an operator is missing");
	*why = k.why;
	return ok;
}
