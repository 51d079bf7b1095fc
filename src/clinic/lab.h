/* lab.h - where a laboratory value lies against its reference interval. Pure; the intervals are data of the pack, a report's own range wins.
 *
 * What is not known of the person (sex, trimester) is tried both ways: when the answer would differ it is LAB_UNKNOWN and `why` names what is
 * missing. Limits are compared as they stand: a value equal to a limit lies inside. */
#ifndef CLINIC_LAB_H
#define CLINIC_LAB_H

#include "clinic/facts.h"
#include "clinic/lab_text.h"

enum lab_flag { LAB_UNKNOWN, LAB_CRITICAL_LOW, LAB_LOW, LAB_NORMAL, LAB_HIGH, LAB_CRITICAL_HIGH };

struct lab_unit {
	str unit;      /* as lab_unit_spell gives it: "mg/dl" */
	double factor; /* value in this unit × factor + offset = value in the item's unit */
	double offset; /* 0 but for HbA1c in mmol/mol */
};

enum lab_state { LAB_ANY_STATE, LAB_PREGNANT_1, LAB_PREGNANT_2, LAB_PREGNANT_3, LAB_POSTPARTUM };

/* One row of lab_ranges or critical_values. */
struct lab_interval {
	int32_t lab;                 /* concept */
	char sex;                    /* 'm', 'f', 0 = both */
	double age_from_y, age_to_y; /* [from, to) in years; NAN = open */
	enum lab_state state;
	double low, high; /* in the item's unit, NAN = none */
	int32_t row;      /* passage */
	int32_t only;     /* 1 + a concept that the person must have (dialysis), 0 = everybody */
};

struct lab {
	int32_t concept;
	str unit; /* folded; empty for a qualitative item */
	struct lab_unit *units;
	ptrdiff_t unit_count;
	double low, high, low_f, high_f, critical_low, critical_high; /* adults, NAN = none; *_f = women where they differ */
	int32_t range;                                                /* passage of the row */
	ptrdiff_t range_from, range_to;                               /* bytes of the low and high cells in it */
	const struct lab_interval *ranges, *criticals;                /* rows for certain people; go before the limits above */
	ptrdiff_t range_count, critical_count;
	double margin_percent; /* just outside by no more than this usually means nothing by itself; 0 = never say so (docs/adr/0010) */
	enum lab_kind expect;  /* of a qualitative item: LAB_NEGATIVE or LAB_POSITIVE is as it should be; else LAB_NOTHING */
	str loinc, shown;      /* LOINC code or empty; the unit as the pack writes it */
	str group;             /* the kind of report it stands on: cbc, liver, urine … */
};

struct lab_person {
	double age_y; /* NAN = not known: taken for an adult */
	char sex;     /* 'm', 'f', 0 = not known */
	bool pregnant, postpartum;
	int trimester;             /* 1..3, 0 = not known */
	const struct facts *facts; /* for rows of people with a condition; NULL = none known; lives as long as the person */
};

struct lab_person lab_person_of(const struct facts *f);

struct lab_reading {
	enum lab_flag flag;
	double value; /* in the item's unit */
	double low, high;
	int32_t row; /* passage of the interval, -1 = none */
	const char *
		why; /* for LAB_UNKNOWN: "unit" (not convertible), "child" (no interval for this age), "range" (none in the pack), "sex", "trimester" */
};

/* `unit` folded; empty means: the value is taken to be in the item's unit, which the caller must say aloud. Unknown sex: men's limits. */
struct lab_reading lab_read(const struct lab *lab, double value, str unit, const struct facts *f);

enum lab_used { LAB_USED_NONE, LAB_USED_PRINTED, LAB_USED_PACK };

/* One line of a report, read. */
struct lab_line {
	struct lab_value value;
	str unit; /* spelled; empty = not stated */
	bool has_range;
	struct lab_range range; /* as printed */
	str range_unit;         /* spelled; empty = that of the value */
};

struct lab_finding {
	enum lab_flag flag;
	enum lab_used used;
	double value;                 /* in the item's unit; NAN when it is not convertible or not a number */
	double low, high;             /* the interval used, in the item's unit; NAN when not convertible */
	double shown_low, shown_high; /* the same as it is to be shown: printed ones in the unit of the report */
	int32_t row;                  /* passage of the pack's interval, -1 */
	enum tri positive;            /* of a qualitative result */
	bool just_outside;            /* flag LOW or HIGH, but within the item's margin */
	bool unit_assumed;            /* no unit was stated; the item's own was taken */
	bool not_for_pregnancy;       /* pregnant, and the pack's interval used is not one for pregnancy */
	bool critical_inside;         /* inside the printed range, yet critical by the pack: range or unit may be misprinted */
	const char *why;              /* as in lab_reading; also "limit" (a result such as <5 that straddles) and "quality" (cannot be compared) */
};

/* `lab` NULL for an item the pack does not know: then only the printed range speaks. */
struct lab_finding lab_interpret(const struct lab *lab, const struct lab_line *line, const struct lab_person *person);

/* Value in `unit` → in the item's unit. The one place where units are converted. `unit` spelled by lab_unit_spell. */
bool lab_convert(const struct lab *lab, str unit, double *value);

/* The unit a bare number fits clearly better than the item's own (haemoglobin 13.5 is g/dL); index into units, -1 = its own is taken. */
ptrdiff_t lab_guess_unit(const struct lab *lab, double value, const struct lab_person *person);

/* The pack's interval for that person; false with *why when none applies. */
bool lab_limits(const struct lab *lab, const struct lab_person *person, struct lab_interval *out, const char **why);

str lab_flag_name(enum lab_flag flag);

#endif
