/* stated.h - what a person says of themselves in a question and is worth remembering: an allergy, a condition, a medicine they take, a pregnancy. Pure.
 *
 * Meant to be proposed, never to be taken for true: it is found by words, and words are misread. What is asked about in general (能不能, people who …), denied,
 * feared, past, or said of somebody else is left alone; when in doubt nothing is found. */
#ifndef CONSULT_STATED_H
#define CONSULT_STATED_H

#include "lang/reading.h"
#include "library/pack.h"

enum stated_kind { STATED_ALLERGY, STATED_CONDITION, STATED_DRUG, STATED_PREGNANCY };

struct stated {
	enum stated_kind kind;
	int32_t concept; /* of the pack; -1 for a pregnancy */
	double weeks;    /* of a pregnancy [weeks]; NAN = not said */
	str quote;       /* the clause, as it was written */
};
struct stateds {
	struct stated *v;
	ptrdiff_t n, cap;
};

/* `ward`: the person asked for is a child, so that "my son" means them too. */
void stated_find(struct stateds *out, const struct reading *r, const struct pack *pack, bool ward, struct arena *perm);

const char *stated_name(enum stated_kind kind); /* "allergy" */

/* 我对青霉素过敏, allergic to penicillin: what is mentioned is what somebody reacts to. */
bool stated_is_allergen(const struct reading *r, const struct mention *m);

#endif
