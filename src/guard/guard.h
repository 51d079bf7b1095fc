/* guard.h - is a sentence borne out by its evidence? Pure: no I/O, no clock, no state.
 *
 * What it cannot see as supported it calls unsupported, never the other way round. A sentence is supported when it says what a row of whole clauses
 * of one piece of evidence says: the same words in the same order, numbers equal after conversion, marks (not, at least, before, may, children …) of
 * the same sense in the same places, and nothing beside those clauses that denies or conditions them. Only the words listed in mark.c may be spelled
 * otherwise or left out. README.md says what that lets through and what it does not see. */
#ifndef GUARD_GUARD_H
#define GUARD_GUARD_H

#include "base/str.h"

enum verdict { VERDICT_SUPPORTED, VERDICT_CONTRADICTED, VERDICT_UNSUPPORTED, VERDICT_NOT_A_CLAIM, VERDICT_COUNT };

struct judgement {
	enum verdict verdict;
	double score;   /* share of the sentence's words found in the best evidence, 0..1; 1 when supported */
	ptrdiff_t best; /* index of that evidence, -1 = none */
	const char *
		why; /* verbatim, covered; number, negation, action, comparison, direction, people, certainty, only, rate, condition, part (clauses cut
	                   * short), words; question, nothing (no word in it) */
};

/* Below this share of common words a sentence is about something else. Chosen by hand on cases/draft.case.
 * NEEDSWORK: to be calibrated on labelled drafts. */
#define GUARD_RELATED 0.5

/* A supported judgement before any other, then the one that shares more words. */
bool judgement_better(struct judgement a, struct judgement b);

/* Judges one sentence, or several that are shown together, against each piece of evidence by itself; the best judgement counts. Contradicted: about
 * the same, but a number, a mark of polarity or an opposite differs. Nothing is allocated beyond `scratch`. */
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
