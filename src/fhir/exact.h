/* exact.h - decimals as they were written, compared exactly. Pure, no allocation. */
#ifndef FHIR_EXACT_H
#define FHIR_EXACT_H

#include "base/str.h"

enum { EXACT_DIGITS_MAX = 34, EXACT_EXPONENT_MAX = 999 };

struct exact {
	__int128 digits; /* value = digits × 10^-scale; at most 36 digits */
	int scale;
};

/* A JSON number: -12.50, 1.5e-3. False for anything else, for more than 34 digits that count and exponents beyond ±999.
 * whole  may be NULL; true when it is written with an exponent and without a point (1e2) */
bool exact_read(struct exact *out, bool *whole, str text);

/* < 0, 0, > 0 as a is less than, equal to, greater than b: 1.0 equals 1.00. */
int exact_cmp(struct exact a, struct exact b);

/* The values [low, high) that mean the same at the precision written: 5.4 → [5.35, 5.45), 100 → [99.5, 100.5), 1e2 → [95, 105).
 * source HL7 FHIR R4 (4.0.1, 2019), Search, 3.1.1.4.6 Number: these examples; 1e2 counts as 1.0e2 */
bool exact_span(struct exact *low, struct exact *high, str text);

/* Ten percent around: [0.9 v, 1.1 v]. source HL7 FHIR R4, Search, prefix ap: "recommended value 10 % of the stated value" */
void exact_about(struct exact *low, struct exact *high, struct exact v);

#endif
