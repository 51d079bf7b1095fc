#include "clinic/unit_way.h"

/* A unit in the light of a substance. */
struct view {
	int dim[UNIT_DIMS], mol, eq, iu;
	struct unit_steps steps;
};

static int arbitrary_power(const struct unit *u, int16_t atom)
{
	for (int i = 0; i < UNIT_ARBITRARY_MAX; i++)
		if (u->arbitrary[i].power && u->arbitrary[i].atom == atom) return u->arbitrary[i].power;
	return 0;
}

static struct view view_of(const struct unit *u)
{
	struct view v = {.mol = u->mol, .eq = u->eq, .iu = arbitrary_power(u, ucum_iu)};
	for (int i = 0; i < UNIT_DIMS; i++) v.dim[i] = u->dim[i];
	return v;
}

/* All arbitrary units alike, those of the [IU] aside when a substance or a loose spelling may explain them. */
static bool same_arbitrary(const struct unit *a, const struct unit *b, bool iu_aside)
{
	for (int i = 0; i < UNIT_ARBITRARY_MAX; i++) {
		int16_t x = a->arbitrary[i].atom, y = b->arbitrary[i].atom;
		if (a->arbitrary[i].power && !(iu_aside && x == ucum_iu) && arbitrary_power(b, x) != a->arbitrary[i].power) return false;
		if (b->arbitrary[i].power && !(iu_aside && y == ucum_iu) && arbitrary_power(a, y) != b->arbitrary[i].power) return false;
	}
	return true;
}

/* The U of UCUM, a number over a time, read as the international unit; a negative power goes the other way. */
static void u_to_iu(struct view *v, int power)
{
	v->steps.u += power;
	v->dim[DIM_TIME] += power;
	v->iu += power;
}

/* What the substance does not know stays, and makes the comparison fail. */
static void by_substance(struct view *v, const struct substance *s, bool mass)
{
	if (v->eq && s->charge) v->steps.eq = v->eq, v->mol += v->eq, v->eq = 0;
	if (v->iu && s->nmol_per_iu[0]) v->steps.nmol = v->iu, v->mol += v->iu, v->iu = 0;
	if (v->iu && s->iu_per_mg[0]) v->steps.mg = v->iu, v->dim[DIM_MASS] += v->iu, v->iu = 0;
	if (mass && v->mol && s->molar_mass[0]) v->steps.mass = v->mol, v->dim[DIM_MASS] += v->mol, v->mol = 0;
}

static bool alike(const struct view *a, const struct view *b)
{
	return !memcmp(a->dim, b->dim, sizeof a->dim) && a->mol == b->mol && a->eq == b->eq && a->iu == b->iu;
}

static const char *what_is_missing(const struct unit *a, const struct unit *b, const struct substance *s)
{
	bool amount = a->mol || b->mol || a->eq || b->eq, iu = arbitrary_power(a, ucum_iu) != arbitrary_power(b, ucum_iu);
	if (!s && (amount || iu)) return "different kinds: needs the substance";
	if (s && iu && !s->iu_per_mg[0] && !s->nmol_per_iu[0]) return "no international unit is on record for the substance";
	if (s && (a->eq || b->eq) && !s->charge) return "no charge is on record for the substance";
	if (s && amount && !s->molar_mass[0]) return "no molar mass is on record for the substance";
	return "different kinds";
}

static bool has_mol(const struct unit *u)
{
	for (int i = 0; i < u->terms; i++)
		if (u->term[i].atom == ucum_mol) return true;
	return false;
}

static bool pure_number(const struct unit *u)
{
	static const int16_t none[UNIT_DIMS];
	return !memcmp(u->dim, none, sizeof none) && !u->function && !u->mol && !u->eq && !u->enzyme;
}

static struct view read_as(const struct unit *u, const struct substance *s, enum unit_way way, bool u_is_iu)
{
	struct view v = view_of(u);
	if (u_is_iu) u_to_iu(&v, u->enzyme);
	if (way != WAY_U_IS_IU && s->enzyme) u_to_iu(&v, -v.iu);
	if (way != WAY_U_IS_IU) by_substance(&v, s, way == WAY_MASS);
	return v;
}

enum unit_way unit_way(const struct unit *a, const struct unit *b, const struct substance *s, struct unit_steps *steps, const char **why)
{
	if (steps) *steps = (struct unit_steps){0};
	if (a->special_in_product || b->special_in_product) return *why = "a special unit inside a product has no conversion", WAY_NONE;
	bool same = !memcmp(a->dim, b->dim, sizeof a->dim) && same_arbitrary(a, b, false);
	if (same && s && s->slope[0] && pure_number(a) && pure_number(b) && has_mol(a) != has_mol(b))
		return has_mol(a) ? WAY_TO_SCALE : WAY_FROM_SCALE;
	if (same && (!s || (a->mol == b->mol && a->eq == b->eq))) return WAY_PLAIN;
	bool explained = s && (s->enzyme || s->iu_per_mg[0] || s->nmol_per_iu[0]);
	bool u_is_iu = (a->loose || b->loose || explained) && (a->enzyme || b->enzyme);
	if (same_arbitrary(a, b, true) && !a->function && !b->function)
		for (int way = u_is_iu ? WAY_U_IS_IU : WAY_MOLES; way <= (s ? WAY_MASS : WAY_U_IS_IU); way++) {
			bool as_iu = way == WAY_U_IS_IU || (u_is_iu && !s->enzyme);
			struct view x = read_as(a, s, (enum unit_way)way, as_iu), y = read_as(b, s, (enum unit_way)way, as_iu);
			if (!alike(&x, &y)) continue;
			if (steps)
				*steps = (struct unit_steps){x.steps.u - y.steps.u, x.steps.eq - y.steps.eq, x.steps.nmol - y.steps.nmol,
							     x.steps.mg - y.steps.mg, x.steps.mass - y.steps.mass};
			return (enum unit_way)way;
		}
	if (same) return WAY_PLAIN; /* a number of particles is a number in UCUM */
	return *why = what_is_missing(a, b, s), WAY_NONE;
}

bool unit_commensurable(const struct unit *a, const struct unit *b, const struct substance *s)
{
	const char *why;
	return unit_way(a, b, s, NULL, &why) != WAY_NONE;
}
