/* calc_json.h - calculators as the contract has them (docs/contract.md, calc): a name and inputs in, a value with its unit, band and source out. */
#ifndef CONSULT_CALC_JSON_H
#define CONSULT_CALC_JSON_H

#include "base/json.h"
#include "library/pack.h"

/* Members of the reply, without braces. False only when `calculator` is missing; what cannot be computed is a status. */
bool calc_reply(const struct pack *p, jv in, struct jw *w, struct arena *perm, struct fail *fail);

/* What a list needs to find one by: id, names, purpose, what it asks. */
void calc_brief(const struct calculator *c, struct jw *w);

/* One object a calculator: names, inputs with units and ranges, refusals, bands, sources. */
void calc_describe(const struct pack *p, const struct calculator *c, struct jw *w, struct arena *perm);

#endif
