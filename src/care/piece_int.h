/* piece_int.h - pieces of FHIR JSON that observation.c, medicine.c and plan_fhir.c write alike. */
#ifndef CARE_PIECE_INT_H
#define CARE_PIECE_INT_H

#include "care/measure.h"

void care_coding(struct jw *w, str system, str code, str display);                             /* one object in an open list */
void care_concept(struct jw *w, const char *key, str system, str code, str display, str text); /* system empty: text alone */
void care_origin(struct jw *w, str origin);                                                    /* meta with that tag */
void care_subject(struct jw *w, str person);
void care_quantity(struct jw *w, const char *key, str value, str unit, str code);
void care_text_list(struct jw *w, const char *key, str text); /* [{"text": …}] */

/* The first of a list; NULL when it is none. */
static inline jv care_first(jv list)
{
	return json_is_array(list) ? json_at(list, 0) : NULL;
}

#endif
