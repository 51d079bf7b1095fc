/* lab_text.h - what a laboratory prints, read as plain values: a result ("12.3 ↑", "<0.01", "弱阳性", "++", "1:160"), a reference range
 * ("3.9-6.1", "≤5.2", "阴性", "男 130-175 女 115-150") and the spelling of a unit ("×109/L", "umol/l", "毫摩尔/升").
 *
 * Pure. Takes folded text (lang/fold.h); strings in the results are borrowed from it. What cannot be read is said to be unread, never guessed. The
 * numbers in these comments are examples, not limits, and have no source. */
#ifndef CLINIC_LAB_TEXT_H
#define CLINIC_LAB_TEXT_H

#include "base/str.h"

enum lab_kind { LAB_NOTHING, LAB_NUMBER, LAB_BELOW, LAB_ABOVE, LAB_NEGATIVE, LAB_WEAK, LAB_POSITIVE };

struct lab_value {
	enum lab_kind kind;
	enum lab_kind also; /* "250.5 阳性": a number with LAB_NEGATIVE, LAB_WEAK or LAB_POSITIVE beside it, else LAB_NOTHING */
	double number;      /* of NUMBER, BELOW, ABOVE; of POSITIVE the pluses 1..4, or the titre's denominator, or NAN */
	bool titre;
	char arrow; /* what was printed beside it: 'h', 'l', 'n', else 0 */
	str unit;   /* what followed the number */
};

/* False when the text is no result. */
bool lab_value_parse(struct lab_value *out, str folded);

struct lab_range {
	double low, high;         /* NAN = none */
	bool low_open, high_open; /* "<5.2": a value of exactly 5.2 lies outside */
	enum lab_kind expect;     /* LAB_NEGATIVE or LAB_POSITIVE when the range says so in words, else LAB_NOTHING */
	bool titre;               /* the limits are denominators of titres */
	str unit;                 /* unit printed with the range, or empty */
	const char *why;          /* of a false return: "sex" (the range differs by sex, which is not known) or "range" (not readable) */
};

/* `sex` 'm', 'f' or 0, for ranges that differ by sex. */
bool lab_range_parse(struct lab_range *out, str folded, char sex);

/* One spelling for each unit: no blanks, no × or star before a power, lost superscripts restored, u → μ, Chinese unit names by their symbols. */
str lab_unit_spell(str folded, struct arena *perm);

/* Whether the text looks like a unit at all ("U/L", "%", "fL", "秒"); used to tell a unit from a name in a pasted line. */
bool lab_unit_like(str folded);

/* A number with an optional sign at the start of the text; returns the bytes read, 0 when there is none. */
ptrdiff_t lab_number(str folded, double *out);

#endif
