/* lab.h - where a laboratory value lies against its reference interval. Pure; the intervals are data of the pack, a report's own range wins. */
#ifndef CLINIC_LAB_H
#define CLINIC_LAB_H

#include "clinic/facts.h"

enum lab_flag { LAB_UNKNOWN, LAB_CRITICAL_LOW, LAB_LOW, LAB_NORMAL, LAB_HIGH, LAB_CRITICAL_HIGH };

struct lab_unit {
	str unit;      /* folded: "mg/dl" */
	double factor; /* value in this unit × factor = value in the item's unit */
};

struct lab {
	int32_t concept;
	str unit; /* folded; empty for a qualitative item */
	struct lab_unit *units;
	ptrdiff_t unit_count;
	double low, high, low_f, high_f, critical_low, critical_high; /* adults, NAN = none; *_f = women where they differ */
	int32_t range;                                                /* passage of the row */
	ptrdiff_t range_from, range_to;                               /* bytes of the low and high cells in it */
};

struct lab_reading {
	enum lab_flag flag;
	double value; /* in the item's unit */
	double low, high;
	const char *why; /* for LAB_UNKNOWN: "unit" (not convertible), "child" (no interval for this age), "range" (none in the pack) */
};

/* `unit` folded; empty means: the value is taken to be in the item's unit, which the caller must say aloud. */
struct lab_reading lab_read(const struct lab *lab, double value, str unit, const struct facts *f);

str lab_flag_name(enum lab_flag flag);

#endif
