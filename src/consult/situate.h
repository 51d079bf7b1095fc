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

/* A laboratory item of the question with its number and unit. */
struct lab_value_read {
	int32_t lab; /* index into the pack's labs */
	const struct quantity *q;
	str unit;          /* as lab_unit_spell gives it; empty: none was said, the item's own is taken */
	double value;      /* in the item's unit, NAN when the unit cannot be converted */
	ptrdiff_t guessed; /* no unit was said and this one of the item's fits clearly better; -1 = none */
};

/* Whether a number makes sense for the item at all; some, such as INR, have no unit. */
bool situation_measured(const struct lab *lab);

/* False when no present value stands beside the mention. */
bool situation_reading(struct lab_value_read *out, const struct situation *s, const struct pack *pack, const struct mention *m, struct arena *perm);

/* The question's values in their items' units; at most `most`. */
struct labs_value;
ptrdiff_t situation_values(struct labs_value *out, ptrdiff_t most, const struct situation *s, const struct pack *pack, struct arena *perm);

#endif
