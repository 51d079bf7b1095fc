/* answer_json.h - an answer as JSON: the form in which it is stored, sent to the page, and printed by the command line (docs/contract.md). */
#ifndef CONSULT_ANSWER_JSON_H
#define CONSULT_ANSWER_JSON_H

#include "base/json.h"
#include "consult/answer.h"

void answer_json(struct jw *w, const struct answer *a, const struct pack *pack);
void statement_json(struct jw *w, const char *key, const struct statement *s, ptrdiff_t index, const struct pack *pack);
void headline_json(struct jw *w, const char *key, const struct answer *a, const struct pack *pack);

#endif
