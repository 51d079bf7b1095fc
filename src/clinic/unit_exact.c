/* unit_exact.c - conversion of decimals as written, over exact fractions. */
#include "base/check.h"
#include "clinic/decimal_int.h"
#include "clinic/unit_special.h"
#include "clinic/unit_way.h"

#include <math.h>
#include <stdio.h>

static void read_constant(mpq_t out, const char *text)
{
	int digits;
	ASSERT(decimal_read(out, str_from(text), &digits));
}

static void scale_by(mpq_t x, const char *num, const char *den, int power)
{
	mpq_t f;
	mpq_init(f);
	decimal_fraction(f, num, den);
	decimal_scale(x, f, power);
	mpq_clear(f);
}

void unit_term_scale(mpq_t x, const struct unit_term *t, int power)
{
	if (t->atom >= 0) scale_by(x, ucum_atoms[t->atom].num, ucum_atoms[t->atom].den, power);
	if (t->atom >= 0 && t->prefix >= 0) scale_by(x, ucum_prefixes[(int)t->prefix].num, ucum_prefixes[(int)t->prefix].den, power);
	if (t->atom >= 0) return;
	mpq_t number;
	mpq_init(number);
	mpq_set_ui(number, t->number, 1);
	decimal_scale(x, number, power);
	mpq_clear(number);
}

/* x *= factor(u)^sign, with the prefix of a special unit left out: it belongs to the value. */
static void scale_unit(mpq_t x, const struct unit *u, int sign)
{
	for (int i = 0; i < u->terms; i++) {
		struct unit_term t = u->term[i];
		if (u->function) t.prefix = -1;
		unit_term_scale(x, &t, t.power * sign);
	}
}

static void scale_constant(mpq_t x, const char *decimal, int power)
{
	mpq_t f;
	mpq_init(f);
	read_constant(f, decimal);
	decimal_scale(x, f, power);
	mpq_clear(f);
}

static void scale_steps(mpq_t x, const struct substance *s, const struct unit_steps *n)
{
	const struct ucum_atom *mol = &ucum_atoms[ucum_mol], *u = &ucum_atoms[ucum_u];
	char charge[16];
	if (n->u) scale_by(x, u->num, u->den, -n->u);
	if (!s) return;
	snprintf(charge, sizeof charge, "%d", s->charge);
	if (n->eq) scale_constant(x, charge, -n->eq);
	if (n->nmol) scale_constant(x, s->nmol_per_iu, n->nmol), scale_constant(x, "1e-9", n->nmol), scale_by(x, mol->num, mol->den, n->nmol);
	if (n->mg) scale_constant(x, s->iu_per_mg, -n->mg), scale_constant(x, "1e-3", n->mg);
	if (n->mass) scale_constant(x, s->molar_mass, n->mass), scale_by(x, mol->num, mol->den, -n->mass);
}

static void shift(mpq_t x, const char *by, int sign)
{
	mpq_t f;
	mpq_init(f);
	read_constant(f, by);
	if (sign < 0) mpq_sub(x, x, f);
	else mpq_add(x, x, f);
	mpq_clear(f);
}

static const char *zero_of(const struct unit *u)
{
	static const char *const zeros[] = {CELSIUS_ZERO, FAHRENHEIT_ZERO, REAUMUR_ZERO};
	return u->function >= FUNCTION_CEL && u->function <= FUNCTION_DEGRE ? zeros[u->function - FUNCTION_CEL] : NULL;
}

static void scale_prefix(mpq_t x, const struct unit *u, int sign)
{
	int8_t p = u->term[0].prefix;
	if (p >= 0) scale_by(x, ucum_prefixes[(int)p].num, ucum_prefixes[(int)p].den, sign);
}

/* Temperatures: a scale, a zero. */
static void affine(mpq_t x, const struct unit *from, const struct unit *to)
{
	if (from->function) scale_prefix(x, from, 1), shift(x, zero_of(from), 1);
	scale_unit(x, from, 1);
	scale_unit(x, to, -1);
	if (to->function) shift(x, zero_of(to), -1), scale_prefix(x, to, -1);
}

static void other_scale(mpq_t x, const struct unit *from, const struct unit *to, const struct substance *s, bool forth)
{
	scale_unit(x, from, 1);
	scale_constant(x, forth ? "1e3" : "1e2", 1);
	if (forth) scale_constant(x, s->slope, 1), shift(x, s->offset, 1);
	else shift(x, s->offset, -1), scale_constant(x, s->slope, -1);
	scale_constant(x, forth ? "1e-2" : "1e-3", 1);
	scale_unit(x, to, -1);
}

/* Logarithms and angles by way of long double: 15 digits of it are right. */
static bool by_function(mpq_t x, const struct unit *from, const struct unit *to, const char **why)
{
	char text[48];
	double value = mpq_get_d(x), out;
	int digits;
	if (!unit_convert(&out, value, from, to, NULL, why)) return false;
	int n = snprintf(text, sizeof text, "%.15g", out);
	return decimal_read(x, (str){text, n}, &digits) || (*why = "no number in that unit", false);
}

static bool convert(mpq_t x, int *digits, const struct unit *from, const struct unit *to, const struct substance *s, const char **why)
{
	struct unit_steps steps;
	enum unit_way way = unit_way(from, to, s, &steps, why);
	if (way == WAY_NONE) return false;
	bool special = from->function || to->function, same = special && from->terms == 1 && to->terms == 1 && from->term[0].atom == to->term[0].atom;
	if (special || way >= WAY_TO_SCALE) *digits = same ? *digits : 0;
	if (way >= WAY_TO_SCALE) return other_scale(x, from, to, s, way == WAY_TO_SCALE), true;
	if (same) return scale_prefix(x, from, 1), scale_prefix(x, to, -1), true;
	if (special && (from->function == 0 || zero_of(from)) && (to->function == 0 || zero_of(to))) return affine(x, from, to), true;
	if (special) return by_function(x, from, to, why);
	scale_unit(x, from, 1);
	scale_unit(x, to, -1);
	scale_steps(x, s, &steps);
	return true;
}

bool unit_convert_text(str *out, str decimal, const struct unit *from, const struct unit *to, const struct substance *s, const char **why,
		       struct arena *perm)
{
	char text[DECIMAL_TEXT_MAX];
	int digits;
	mpq_t x;
	mpq_init(x);
	bool ok = decimal_read(x, decimal, &digits) || (*why = "not a decimal number", false);
	ok = ok && convert(x, &digits, from, to, s, why);
	ptrdiff_t n = ok ? decimal_put(text, x, digits) : 0;
	mpq_clear(x);
	*out = str_copy(perm, (str){text, n}); /* after the last use of GMP: the arena may jump away */
	return ok;
}
