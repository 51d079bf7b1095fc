/* substance.h - what a substance must be known for to convert its units: molar mass, charge, international units (substances.tsv). Pure, constant data. */
#ifndef CLINIC_SUBSTANCE_H
#define CLINIC_SUBSTANCE_H

#include "base/str.h"

/* Numbers are decimals as in the table; empty = none on record. */
struct substance {
	const char *id, *zh, *en;
	const char *formula;     /* what the molar mass was worked out from; empty when it comes from the source */
	const char *molar_mass;  /* [g/mol] */
	const char *iu_per_mg;   /* international units in 1 mg */
	const char *nmol_per_iu; /* [nmol] in 1 IU, where that is the convention (insulin) */
	const char *slope,
		*offset; /* the fraction on its other scale [%] = slope × the fraction as amount [mmol/mol] + offset: HbA1c, NGSP over IFCC */
	const char *source;
	long double molar_mass_g, iu_per_mg_n, nmol_per_iu_n, slope_n, offset_n; /* the same as numbers, 0 = none */
	int charge;                                                              /* equivalents in 1 mol, without sign; 0 = none on record */
	bool enzyme;                                                             /* measured by activity: its IU is the U of UCUM, 1 umol/min */
};

/* By id, Chinese or English name or alias; case, blanks, hyphens and brackets do not matter. NULL when unknown. */
const struct substance *substance_find(str name);

/* The table, for lists. */
extern const struct substance substances[];
extern const int substance_count;

#endif
