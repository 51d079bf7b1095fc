/* unit_convert.c - conversion over long double, rounded once. The only constants are powers of ten; source of all others: the tables (UCUM, substances.tsv). */
#include "clinic/unit_special.h"
#include "clinic/unit_way.h"

#include <math.h>

static long double ratio_of(const struct unit *a, const struct unit *b, const struct substance *s, const struct unit_steps *n)
{
	long double r = a->factor / b->factor, mol = ucum_atoms[ucum_mol].factor;
	if (n->u) r /= unit_power(ucum_atoms[ucum_u].factor, n->u);
	if (n->eq) r *= unit_power(1.0L / s->charge, n->eq);
	if (n->nmol) r *= unit_power(s->nmol_per_iu_n * 1e-9L * mol, n->nmol);
	if (n->mg) r *= unit_power(1e-3L / s->iu_per_mg_n, n->mg);
	if (n->mass) r *= unit_power(s->molar_mass_g / mol, n->mass);
	return r;
}

/* One special unit to another, or to a proportional one: through the base units. */
static long double through_base(long double value, const struct unit *from, const struct unit *to)
{
	long double base = from->function ? special_to_base(from, value) : value * from->factor;
	return to->function ? special_from_base(to, base) : base / to->factor;
}

/* Logarithms of one kind, differing in the prefix only. */
static bool same_special(const struct unit *a, const struct unit *b)
{
	return a->function && a->terms == 1 && b->terms == 1 && a->term[0].atom == b->term[0].atom;
}

static bool finite_or(double *out, long double v, const char **why)
{
	*out = (double)v;
	if (isfinite(*out)) return true;
	*out = 0;
	return *why = "no number in that unit", false;
}

static long double to_scale(long double v, const struct unit *from, const struct unit *to, const struct substance *s)
{
	return (s->slope_n * v * from->factor * 1e3L + s->offset_n) * 1e-2L / to->factor; /* [mmol/mol] and [%] */
}

static long double from_scale(long double v, const struct unit *from, const struct unit *to, const struct substance *s)
{
	return (v * from->factor * 1e2L - s->offset_n) / s->slope_n * 1e-3L / to->factor;
}

bool unit_convert(double *out, double value, const struct unit *from, const struct unit *to, const struct substance *s, const char **why)
{
	struct unit_steps steps;
	*out = 0;
	enum unit_way way = unit_way(from, to, s, &steps, why);
	if (way == WAY_NONE) return false;
	long double v = (long double)value;
	if (way == WAY_TO_SCALE) v = to_scale(v, from, to, s);
	else if (way == WAY_FROM_SCALE) v = from_scale(v, from, to, s);
	else if (same_special(from, to)) v *= from->scale / to->scale;
	else if (from->function || to->function) v = through_base(v, from, to);
	else v *= ratio_of(from, to, s, &steps);
	return finite_or(out, v, why);
}

static bool affine(const struct unit *u)
{
	return u->function == FUNCTION_NONE || u->function == FUNCTION_CEL || u->function == FUNCTION_DEGF || u->function == FUNCTION_DEGRE;
}

bool unit_prepare(struct unit_scale *out, const struct unit *from, const struct unit *to, const struct substance *s, const char **why)
{
	struct unit_steps steps;
	*out = (struct unit_scale){0};
	enum unit_way way = unit_way(from, to, s, &steps, why);
	if (way == WAY_NONE) return false;
	long double at0 = 0, slope;
	if (way == WAY_TO_SCALE) at0 = to_scale(0, from, to, s), slope = to_scale(1, from, to, s) - at0;
	else if (way == WAY_FROM_SCALE) at0 = from_scale(0, from, to, s), slope = from_scale(1, from, to, s) - at0;
	else if (same_special(from, to)) slope = from->scale / to->scale;
	else if (!affine(from) || !affine(to)) return *why = "not proportional", false;
	else if (from->function || to->function) {
		at0 = through_base(0, from, to);
		slope = from->scale * from->factor / (to->factor * to->scale);
	} else slope = ratio_of(from, to, s, &steps);
	return finite_or(&out->factor, slope, why) && finite_or(&out->offset, at0, why);
}
