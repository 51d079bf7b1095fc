/* situate_int.h - what the files of situate share. */
#ifndef CONSULT_SITUATE_INT_H
#define CONSULT_SITUATE_INT_H

#include "consult/situate.h"

static inline bool in_list(const int32_t *v, ptrdiff_t n, int32_t x)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (v[i] == x) return true;
	return false;
}

#define ADD_ONCE(perm, vec, x) \
	do { \
		if (!in_list((vec)->v, (vec)->n, (x))) *ARENA_PUSH((perm), (vec)) = (x); \
	} while (0)

/* The record sent along with a question, into facts. What is not understood, or cannot be, is in unknown_facts and unknown_drugs. */
void situate_record(struct situation *s, const struct knowledge *k, jv facts, struct arena *perm);

/* Raises the tier to that of the values said: a critical one, or what a rule for several says. */
void situate_values(struct situation *s, const struct pack *pack, struct arena *perm);

/* The values of the question, and eGFR, as facts for the rules of drugs. */
void situate_results(struct situation *s, const struct pack *pack, struct arena *perm);

#endif
