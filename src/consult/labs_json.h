/* labs_json.h - the engine "labs": a report in, its reading out (docs/labs.md, docs/contract.md). */
#ifndef CONSULT_LABS_JSON_H
#define CONSULT_LABS_JSON_H

#include "consult/labs.h"

/* Writes the fields of the reply into the open object: tier, items[], panels[], unread[], unchecked[], summary (the whole as plain text). False with fail set for a body that is
 * none. */
bool labs_reply(const struct pack *pack, jv body, struct jw *w, struct arena *perm, struct fail *fail);

#endif
