/* guard.h - is a sentence borne out by its evidence? Pure.
 *
 * Thin on purpose: what it cannot see as supported it calls unsupported, never the other way round. A sentence found word for word in its evidence
 * is supported; otherwise its numbers must all stand there, the sense (asserting or denying) must agree, and its words must be covered. */
#ifndef GUARD_GUARD_H
#define GUARD_GUARD_H

#include "base/str.h"

enum verdict { VERDICT_SUPPORTED, VERDICT_CONTRADICTED, VERDICT_UNSUPPORTED, VERDICT_NOT_A_CLAIM, VERDICT_COUNT };

struct judgement {
	enum verdict verdict;
	double score;     /* share of the sentence's words found in the best evidence, 0..1 */
	ptrdiff_t best;   /* index of that evidence, -1 = none */
	const char *why;  /* "verbatim", "covered", "number", "negation", "words", "question" */
};

struct judgement guard_judge(str sentence, const str *evidence, ptrdiff_t n, struct arena scratch);

struct span {
	ptrdiff_t from, to;
};
struct spans {
	struct span *v;
	ptrdiff_t n, cap;
};
/* Sentences of a draft, with list marks and white space left out; byte ranges of `draft`. */
void guard_split(str draft, struct spans *out, struct arena *perm);

str verdict_name(enum verdict verdict);

#endif
