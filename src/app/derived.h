/* derived.h - what the engines are told of a person: drawn from the record (record/derive.h), together with what was told on the page (item `facts`).
 *
 * Kept as one sealed item beside the record and brought up to date in the transaction that changes a resource, so that asking for it opens one row. */
#ifndef APP_DERIVED_H
#define APP_DERIVED_H

#include "app/person.h"
#include "app/resource.h"
#include "record/derive.h"

/* A change of one resource; a brief that is packed is of one that counts (derive_counts), empty: there was or is none. */
struct derived_change {
	str type, id;
	int64_t was_ms, is_ms;
	str was, is;
};
struct derived_changes {
	struct derived_change *v;
	ptrdiff_t n, cap;
};

/* In the transaction, once for all that a call changed so far. */
bool derived_update(struct zhuyi *z, struct call *c, const struct someone *s, const struct derived_changes *changes);

bool derived_read(struct zhuyi *z, const struct someone *s, struct derived *out, struct arena *a, struct fail *fail);

/* ---- for the engines ---- */

struct known_item {
	const char *kind;  /* allergy, condition, drug, pregnancy, weight, kidney, measured */
	str text;          /* as the person or the record puts it */
	const char *state; /* told (on the page), stated (in a conversation, unconfirmed), record */
	str type, id;      /* of the resource; empty: of what was told */
};
struct known {
	struct known_item *v;
	ptrdiff_t n, cap;
	str json; /* `facts` as the engines take them (docs/contract.md); empty: nothing is known */
};

/* Everything known that is still likely to be true now. */
bool known_read(struct zhuyi *z, struct call *c, const struct someone *s, struct known *out);

/* The same for a question, if it is about this person (own_facts.c); else empty. */
bool known_for(struct zhuyi *z, struct call *c, const struct someone *s, const struct question *q, struct known *out);

void known_json(struct jw *w, const char *key, const struct known *k);

#endif
