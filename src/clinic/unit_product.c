/* unit_product.c - products and quotients with the unit reduced. */
#include "clinic/decimal_int.h"
#include "clinic/unit_way.h"

#include <stdio.h>
#include <stdlib.h>

enum { PRODUCT_MAX = 2 * UNIT_TERMS_MAX };

struct product {
	struct unit_term term[PRODUCT_MAX];
	int n;
};

static const struct ucum_atom *atom_of(const struct unit_term *t)
{
	return &ucum_atoms[t->atom];
}

/* Numbers and the units that are only numbers: their value goes into the value. */
static bool only_number(const struct unit_term *t)
{
	if (t->atom < 0) return true;
	const char *c = atom_of(t)->code;
	return !strncmp(c, "10", 2) || !strcmp(c, "%") || !strncmp(c, "[pp", 3) || !strcmp(c, "[pi]");
}

/* Moves term i into term j: value × (unit i / unit j^k)^power, j's power grows by k × power. */
static void join(mpq_t x, struct unit_term *i, struct unit_term *j, int k)
{
	unit_term_scale(x, i, i->power);
	unit_term_scale(x, j, -k * i->power);
	j->power = (int16_t)(j->power + k * i->power);
	i->power = 0;
}

static bool measure(const struct unit_term *t)
{
	if (t->atom < 0 || !t->power) return false;
	const struct ucum_atom *a = atom_of(t);
	bool any = false;
	for (int i = 0; i < UNIT_DIMS; i++) any = any || a->dim[i];
	return any && a->arbitrary < 0 && !a->function;
}

/* The k with dimensions of a = k × those of b, or 0. */
static int multiple(const struct ucum_atom *a, const struct ucum_atom *b)
{
	int k = 0;
	for (int i = 0; i < UNIT_DIMS && !k; i++)
		if (b->dim[i] && a->dim[i] % b->dim[i] == 0) k = a->dim[i] / b->dim[i];
	for (int i = 0; i < UNIT_DIMS; i++)
		if (a->dim[i] != k * b->dim[i]) return 0;
	return k;
}

enum pass { SAME_UNIT, SAME_ATOM, SAME_KIND, CANCELS, PASSES };

static int joins(const struct unit_term *i, const struct unit_term *j, enum pass pass)
{
	if (!i->power || !j->power) return 0;
	if (pass == SAME_UNIT) return i->atom == j->atom && i->prefix == j->prefix;
	if (pass == SAME_ATOM) return i->atom == j->atom;
	if (!measure(i) || !measure(j)) return 0;
	int k = multiple(atom_of(i), atom_of(j));
	if (pass == SAME_KIND) return k == 1;
	return k > 1 && j->power + k * i->power == 0 ? k : 0;
}

static void reduce(struct product *p, mpq_t x)
{
	for (int i = 0; i < p->n; i++)
		if (only_number(&p->term[i])) unit_term_scale(x, &p->term[i], p->term[i].power), p->term[i].power = 0;
	for (int pass = 0; pass < PASSES; pass++)
		for (int i = 0; i < p->n; i++)
			for (int j = 0; j < p->n; j++) {
				int k = i != j && (i > j || pass == CANCELS) ? joins(&p->term[i], &p->term[j], (enum pass)pass) : 0;
				if (k) join(x, &p->term[i], &p->term[j], k);
			}
}

static void code_of(char out[64], const struct unit_term *t)
{
	const char *prefix = t->prefix >= 0 ? ucum_prefixes[(int)t->prefix].code : "";
	size_t n = strlen(prefix), m = strlen(atom_of(t)->code);
	memcpy(out, prefix, n);
	memcpy(out + n, atom_of(t)->code, m + 1);
}

static int by_code(const void *a, const void *b)
{
	char x[64], y[64];
	code_of(x, a);
	code_of(y, b);
	return strcmp(x, y);
}

static bool write_code(struct product *p, char out[UNIT_TEXT_MAX], ptrdiff_t *n, const char **why)
{
	int kept = 0;
	for (int i = 0; i < p->n; i++)
		if (p->term[i].power) p->term[kept++] = p->term[i];
	qsort(p->term, (size_t)kept, sizeof *p->term, by_code);
	*n = 0;
	for (int i = 0; i < kept; i++) {
		char piece[80];
		code_of(piece, &p->term[i]);
		int m = (int)strlen(piece), power = p->term[i].power;
		if (abs(power) > UNIT_POWER_MAX) return *why = "a power is too large", false;
		if (power != 1) m += snprintf(piece + m, sizeof piece - (size_t)m, "%d", power);
		if (*n + m + 1 > UNIT_TEXT_MAX) return *why = "the unit is too long", false;
		if (i) out[(*n)++] = '.';
		memcpy(out + *n, piece, (size_t)m);
		*n += m;
	}
	return true;
}

static void add_terms(struct product *p, const struct unit *u, int sign)
{
	for (int i = 0; i < u->terms; i++) {
		p->term[p->n] = u->term[i];
		p->term[p->n].power = (int16_t)(u->term[i].power * sign);
		p->n++;
	}
}

static int fewer(int a, int b)
{
	return a && b ? (a < b ? a : b) : a + b;
}

static bool combine(str *value, str *code, str v1, const struct unit *u1, str v2, const struct unit *u2, int sign, const char **why,
		    struct arena *perm)
{
	char text[DECIMAL_TEXT_MAX], unit[UNIT_TEXT_MAX];
	ptrdiff_t n = 0, m = 0;
	int digits1 = 0, digits2 = 0;
	struct product p = {.n = 0};
	mpq_t x, y;
	mpq_inits(x, y, NULL);
	bool ok = (decimal_read(x, v1, &digits1) && decimal_read(y, v2, &digits2)) || (*why = "not a decimal number", false);
	if (ok && (u1->function || u2->function)) ok = (*why = "a special unit cannot be multiplied or divided", false);
	if (ok && sign < 0 && mpq_sgn(y) == 0) ok = (*why = "division by zero", false);
	if (ok) {
		decimal_scale(x, y, sign);
		add_terms(&p, u1, 1);
		add_terms(&p, u2, sign);
		reduce(&p, x);
		ok = write_code(&p, unit, &m, why);
		n = decimal_put(text, x, fewer(digits1, digits2));
	}
	mpq_clears(x, y, NULL);
	*value = str_copy(perm, (str){text, ok ? n : 0});
	*code = str_copy(perm, (str){unit, ok ? m : 0});
	return ok;
}

bool unit_multiply(str *value, str *code, str v1, const struct unit *u1, str v2, const struct unit *u2, const char **why, struct arena *perm)
{
	return combine(value, code, v1, u1, v2, u2, 1, why, perm);
}

bool unit_divide(str *value, str *code, str v1, const struct unit *u1, str v2, const struct unit *u2, const char **why, struct arena *perm)
{
	return combine(value, code, v1, u1, v2, u2, -1, why, perm);
}
