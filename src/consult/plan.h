/* plan.h - what must be said: statements bound to their evidence, in the order asked. Decides nothing about delivery. */
#ifndef CONSULT_PLAN_H
#define CONSULT_PLAN_H

#include "consult/situate.h"

/* Fills headline, parts, statements, asks and not_checked of `a` from its situation. Returns what kind of request it was. */
enum request_kind plan_make(struct answer *a, const struct knowledge *k, struct arena *perm);

#endif
