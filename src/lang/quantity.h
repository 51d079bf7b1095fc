/* quantity.h - numbers with what they measure, as people write them: 38度5, 160/100, 三岁半, 5.6mmol/L, half a year. Pure. */
#ifndef LANG_QUANTITY_H
#define LANG_QUANTITY_H

#include "base/str.h"

enum quantity_kind {
	QUANTITY_PLAIN,    /* a number whose unit is not known here; `unit` holds what follows it, if it looks like a unit */
	QUANTITY_AGE,      /* [d] */
	QUANTITY_DURATION, /* [h] */
	QUANTITY_TEMP,     /* [Cel] */
	QUANTITY_BP,       /* value systolic, second diastolic [mm[Hg]] */
	QUANTITY_WEIGHT,   /* [kg] */
	QUANTITY_WEEKS,    /* of pregnancy [wk] */
	QUANTITY_DOSE      /* mg, g, ug, ml, tablets …; `unit` says which */
};

struct quantity {
	int32_t from, to; /* bytes of the folded text, number and unit */
	enum quantity_kind kind;
	double value, second;
	str unit; /* borrowed from the folded text */
	bool ago; /* "three days ago": a point in the past rather than a length */
};

struct quantities {
	struct quantity *v;
	ptrdiff_t n, cap;
};

void quantity_scan(str folded, struct quantities *out, struct arena *perm);

/* A number at byte i in Arabic or Chinese digits; returns its length in bytes, 0 when there is none. */
ptrdiff_t number_at(str folded, ptrdiff_t i, double *value);

#endif
