/* situate.h - from words to facts: who it is about, what they have, what is asked about, and how urgent that is. */
#ifndef CONSULT_SITUATE_H
#define CONSULT_SITUATE_H

#include "base/json.h"
#include "consult/answer.h"
#include "consult/recall.h"

struct knowledge { /* everything fixed that a consultation reads; shared by all threads */
	const struct pack *pack;
	const struct phrases *phrases;
	struct recall *recall;
};

struct question {
	str text;
	str history; /* what the person said earlier in this case, newest last */
	jv facts;    /* may be NULL: {age,sex,pregnant,breastfeeding,weight_kg,conditions[],allergies[],drugs[],labs[],vitals{}} */
	int lang;    /* -1: that of the text */
	enum audience audience;
};

/* Understands and triages. `s` is empty on entry. Never fails: what is not understood is simply not in it. */
void situate(struct situation *s, const struct knowledge *k, const struct question *q, struct arena *perm);

/* The number that belongs to a laboratory item's mention, or NULL. */
const struct quantity *situation_value(const struct reading *r, const struct mention *m);

#endif
