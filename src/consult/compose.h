/* compose.h - the plan written out as plain text, in the order a person needs it. */
#ifndef CONSULT_COMPOSE_H
#define CONSULT_COMPOSE_H

#include "consult/answer.h"

str compose_text(const struct answer *a, struct arena *perm);

#endif
