/* units_json.h - the `units` engine of docs/contract.md: one JSON object in, its fields out. Pure. */
#ifndef CONSULT_UNITS_JSON_H
#define CONSULT_UNITS_JSON_H

#include "base/json.h"

/* Writes the fields of the reply into the object that `w` has open. What cannot be converted is a reply with ok false and why, in the language of
 * "lang" (or of the input); false with RC_INPUT only when the request itself is not understood. */
bool units_reply(jv in, struct jw *w, struct arena *perm, struct fail *fail);

/* What clinic/unit.h says about why something cannot be done, in Chinese or as it is. */
str units_reason(const char *en, bool zh);

#endif
