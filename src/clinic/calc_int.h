/* calc_int.h - what the files of the calculators share: names in steps, compiling, evaluating. */
#ifndef CLINIC_CALC_INT_H
#define CLINIC_CALC_INT_H

#include "clinic/calc.h"

/* An array that grew elsewhere moves to where it stays, as large as it must be. */
#define CALC_SETTLE(perm, vec) \
	do { \
		void *kept = arena_alloc((perm), (ptrdiff_t)sizeof(*(vec)->v), (ptrdiff_t) _Alignof(max_align_t), (vec)->n); \
		if ((vec)->n) memcpy(kept, (vec)->v, (size_t)(vec)->n * sizeof(*(vec)->v)); \
		(vec)->v = kept; \
		(vec)->cap = (vec)->n; \
	} while (0)

struct calc_scope { /* names of slots while a calculator is compiled: inputs first, then steps */
	const struct calc *calc;
	str name[CALC_SLOTS_MAX];
	int n;
};

/* False: *why is one short line. */
bool calc_compile(struct calc_code *out, str text, const struct calc_scope *scope, struct arena *perm, struct arena *build, const char **why);

/* Unknown is NAN, as a value and as a result. */
double calc_eval(const struct calc_code *code, const double *slots);

/* The list grows on `build`, the names stay on `perm`. False when a name carries a substance that is not known. */
bool calc_add_terms(struct calc_terms *out, str names, struct arena *perm, struct arena *build);
bool calc_terms_have(const struct calc_terms *terms, str key, const struct substance **of);

#endif
