/* align.h - where two token rows agree and where they part. Pure. */
#ifndef GUARD_ALIGN_H
#define GUARD_ALIGN_H

#include "guard/guard.h"
#include "guard/token.h"

/* Does the sentence stand in the evidence: a row of whole clauses of it, nothing left out or put in between, and nothing beside them that denies
 * or conditions them? Parts cut by a full stop or a semicolon may stand in any order, each by itself. */
bool align_stands(const struct tokens *sentence, const struct tokens *evidence);

/* Share of the sentence's words that occur in the evidence, anywhere. */
double align_share(const struct tokens *sentence, const struct tokens *evidence);

/* For a sentence that does not stand: does it say otherwise (contradicted) or merely more, less or something else (unsupported)? Sets verdict and why. */
void align_differ(struct judgement *out, const struct tokens *sentence, const struct tokens *evidence, struct arena scratch);

#endif
