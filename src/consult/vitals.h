/* vitals.h - measured values sent along under the names people use, turned into facts.
 *
 * Names are Chinese or English, in any case. A value is a number, text that begins with one ("38.5℃", "97%"), or {value, unit}. Units other than the
 * fact's own are converted where the conversion is exact; what cannot be read, has an unknown name or lies outside what a body can have is never
 * used and is said to be not checked. Pure. */
#ifndef CONSULT_VITALS_H
#define CONSULT_VITALS_H

#include "base/json.h"
#include "clinic/facts.h"

struct vitals_unread {
	str *v;
	ptrdiff_t n, cap;
};

/* Reads the object `vitals` into `f`; the names of what was not used are added to `unread`. Also taken: bp "120/80", gcs "E3V4M5", avpu in letters or
 * words, o2 true, false, words or a flow. */
void vitals_read(struct facts *f, jv vitals, struct vitals_unread *unread, struct arena *perm);

#endif
