/* unit.h - units of measure by UCUM, as clinicians and laboratories write them. Pure: no I/O, nothing global that changes, nothing allocated but from the
 * arena given (exact arithmetic borrows from GMP and gives back before it returns). Values are plain and may be copied; any thread.
 *
 * A unit is either UCUM (strict) or an everyday spelling in Chinese or English (loose, unit_names.tsv): 毫克/分升, 次/分, 毫米汞柱, ×10⁹/L, mg/dl, mcg.
 * Annotations in braces do not count in arithmetic. Arbitrary units are dimensions of their own: [IU] converts to nothing else without a substance. */
#ifndef CLINIC_UNIT_H
#define CLINIC_UNIT_H

#include "base/str.h"
#include "clinic/substance.h"

enum { UNIT_TEXT_MAX = 160, UNIT_TERMS_MAX = 20, UNIT_DIMS = 7, UNIT_ARBITRARY_MAX = 3, UNIT_POWER_MAX = 99, UNIT_DEPTH_MAX = 16 };

/* One factor: a number (atom < 0) or [prefix] atom, to a power. */
struct unit_term {
	uint32_t number;
	int16_t atom, power;
	int8_t prefix; /* -1 none */
};

struct unit {
	long double factor;      /* to the base units m s g rad K C cd; of a special unit that of its argument */
	long double scale;       /* prefix of a special unit, else 1 */
	int16_t dim[UNIT_DIMS];  /* powers of the base units */
	int16_t mol, eq, enzyme; /* powers of mol, eq and U in it: where a substance makes a difference */
	struct {
		int16_t atom, power;
	} arbitrary[UNIT_ARBITRARY_MAX]; /* by atom; power 0 = free */
	uint8_t function;                /* of a special unit (Cel, [pH], B …), 0 = proportional */
	bool special_in_product;         /* such as Cel/h: has no conversion */
	bool annotated;
	bool loose; /* read by an everyday spelling: U and IU are then one and the same international unit */
	int8_t terms;
	struct unit_term term[UNIT_TERMS_MAX];
};

/* Text to unit. Strict accepts UCUM case-sensitive codes only, and not the empty text; loose accepts both and reads the empty text as unity.
 * False: *why is one short line. At most UNIT_TEXT_MAX bytes, UNIT_TERMS_MAX factors, brackets UNIT_DEPTH_MAX deep, powers up to UNIT_POWER_MAX. */
bool unit_parse(struct unit *out, str text, bool loose, const char **why);

/* For text whose writer may have meant either: UCUM where it is UCUM, except capitals that no clinician means so (MG is no megagauss); else loose. */
bool unit_parse_plain(struct unit *out, str text, const char **why);

/* Two units that shall be compared: UCUM where both are and go together, else everyday spelling. So C to F are degrees, but C to A.s is a charge. */
bool unit_parse_pair(struct unit *a, str text_a, struct unit *b, str text_b, const struct substance *s, const char **why);

/* The UCUM code of an everyday spelling into `code` (UNIT_TEXT_MAX bytes); strict UCUM stays as it is. Length, or -1 with *why. */
ptrdiff_t unit_code(char *code, str text, const char **why);

/* Value in `from` to value in `to`. A substance (may be NULL) makes mass, amount, equivalents and international units commensurable.
 * False: *why says what is missing ("different kinds", "needs the substance", …); *out is then 0. Relative error at most 2^-53 for proportional units. */
bool unit_convert(double *out, double value, const struct unit *from, const struct unit *to, const struct substance *s, const char **why);

/* A conversion worked out once for many values: value × factor + offset. False when not commensurable or not of that form (logarithms). */
struct unit_scale {
	double factor, offset;
};
bool unit_prepare(struct unit_scale *out, const struct unit *from, const struct unit *to, const struct substance *s, const char **why);

/* Like unit_convert over decimals as written ("0.1", "1e-7"): exact when the result ends within 28 significant digits, else rounded half even to 24.
 * Logarithmic and trigonometric units: 15 digits. Zeros behind the point that carry the precision of the input are kept: 1.50 mg = 0.00150 g.
 * Without exponent from 1e-9 up to 1e21. At most 100 digits and an exponent within ±400. *out lives on perm. */
bool unit_convert_text(str *out, str decimal, const struct unit *from, const struct unit *to, const struct substance *s, const char **why,
		       struct arena *perm);

bool unit_commensurable(const struct unit *a, const struct unit *b, const struct substance *s);

/* Long form: "(meter ^ 3) * (kilogram ^ -1)", "(unity)" for the empty text. False: *why. */
bool unit_display(str *out, str text, const char **why, struct arena *perm);

/* Product and quotient with the unit reduced: units of one kind are joined and cancel, the rest stands in the order of its codes ("g-1.m", "" when
 * nothing is left). Values as in unit_convert_text. False: *why (special units cannot be multiplied; division by zero). */
bool unit_multiply(str *value, str *code, str v1, const struct unit *u1, str v2, const struct unit *u2, const char **why, struct arena *perm);
bool unit_divide(str *value, str *code, str v1, const struct unit *u1, str v2, const struct unit *u2, const char **why, struct arena *perm);

#endif
