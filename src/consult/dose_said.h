/* dose_said.h - an amount of a drug that somebody says they take, against the largest labelled one. Pure. */
#ifndef CONSULT_DOSE_SAID_H
#define CONSULT_DOSE_SAID_H

#include "consult/situate.h"

struct dose_said {
	const struct quantity *q;    /* "6克" */
	const struct drug_dose *row; /* whose limit it is */
	double said_mg, most_mg;
	bool daily;  /* a day's amount, else one dose */
	bool taken;  /* it has been swallowed: 吃了, took */
	bool in_all; /* over which time is not said: more than a whole day's amount */
};

/* True when the amount said of `drug` is above every labelled limit for this person. Children: only with a weight. */
bool dose_said_over(struct dose_said *out, const struct situation *s, const struct pack *pack, int32_t drug);

#endif
