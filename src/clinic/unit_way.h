/* unit_way.h - by which way one unit becomes another: plainly, or with what a substance is known for. Decided once, for double and exact arithmetic alike. */
#ifndef CLINIC_UNIT_WAY_H
#define CLINIC_UNIT_WAY_H

#include "clinic/unit_walk.h"

enum unit_way {
	WAY_NONE,     /* different kinds */
	WAY_PLAIN,    /* the same dimensions */
	WAY_U_IS_IU,  /* U and [IU] are the same international unit */
	WAY_MOLES,    /* equivalents and international units as moles */
	WAY_MASS,     /* the same, and moles as grams */
	WAY_TO_SCALE, /* mmol/mol to the percent of the other scale (HbA1c: IFCC to NGSP) */
	WAY_FROM_SCALE
};

/* How often each constant enters the ratio. */
struct unit_steps {
	int u;    /* 1 U read as 1 IU: divides by the factor of U */
	int eq;   /* 1 eq = 1/charge mol */
	int nmol; /* 1 IU = nmol_per_iu nmol */
	int mg;   /* 1 IU = 1/iu_per_mg mg */
	int mass; /* 1 mol = molar_mass g */
};

/* WAY_NONE with *why. steps may be NULL. */
enum unit_way unit_way(const struct unit *a, const struct unit *b, const struct substance *s, struct unit_steps *steps, const char **why);

long double unit_power(long double x, int n);

#endif
