/* unit_walk.h - reads a UCUM expression from left to right and tells of each piece. Pure, no allocation. For the files unit*.c. */
#ifndef CLINIC_UNIT_WALK_H
#define CLINIC_UNIT_WALK_H

#include "clinic/unit.h"
#include "clinic/unit_int.h"

/* What the walk meets. `piece` is called for each factor with its power as written and sign -1 when it stands in a denominator; `mark` for the operators and
 * brackets . / ( ) and { for an annotation, with its text. */
struct unit_walk {
	void *ctx;
	bool (*piece)(void *ctx, const struct unit_term *t, int sign, bool has_power, const char **why);
	void (*mark)(void *ctx, char what, str text); /* may be NULL */
};

/* False with *why when the text is not UCUM, or a piece was refused. */
bool unit_walk(str text, const struct unit_walk *w, const char **why);

/* [prefix] atom without a power; false when there is none of that name. */
bool ucum_symbol(str code, int16_t *atom, int8_t *prefix);

/* The row of unit_names.tsv with exactly this spelling, or NULL. */
const struct unit_name *unit_name_find(const char *p, ptrdiff_t n);

/* An everyday spelling as a UCUM expression, not yet checked, into UNIT_TEXT_MAX bytes. Length, or -1 with *why. */
ptrdiff_t unit_rewrite(char *code, str text, const char **why);

#endif
