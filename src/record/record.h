/* record.h - what zhuyi keeps about one person, as values: who it is, and what they told of their health. Read from JSON with strict checks, written
 * back to it. Pure: no store, no clock, no I/O. Strings are borrowed from the caller or lie on the arena given; nothing is borrowed from the JSON read.
 *
 * Members that are absent stay as they were, null clears. An unknown member, a value of the wrong type or one that cannot be is RC_INPUT with a plain
 * sentence that names the member and repeats no value; what was there before is then unchanged. */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/json.h"
#include "base/tri.h"

enum {
	RECORD_NAME_MAX = 120,    /* [bytes] of a name */
	RECORD_PHONE_MAX = 32,    /* [bytes] */
	RECORD_RELATION_MAX = 60, /* [bytes] */
	RECORD_ITEM_MAX = 200,    /* [bytes] of one condition, allergy or drug */
	RECORD_ITEMS_MAX = 64,    /* items of one list */
	RECORD_AGE_MAX_Y = 130    /* an earlier birth date is refused */
};

struct contact {
	str name, phone, relation;
};

struct profile {
	str person; /* pseudonym; set once, never changed by reading */
	str name, birth /* YYYY-MM-DD */, sex /* female male other */, phone;
	struct contact emergency;
};

/* A list that is not known is not an empty one: empty says that there is none. */
struct told_list {
	bool known;
	str *v;
	ptrdiff_t n;
};

struct person_facts {
	str sex, birth;           /* as in struct profile */
	str weight_kg, height_cm; /* the number as it was written: 62.50 stays 62.50; empty: not known */
	enum tri pregnant;
	struct told_list conditions, allergies, drugs;
};

/* in   v: {name, birth, sex, phone, emergency:{name, phone, relation}}; `person` is accepted when it is the one in *p, or *p has none
 *      now_ms: the birth date may not lie after this moment's day in China
 * out  *p changed, when true */
bool profile_read(struct profile *p, jv v, int64_t now_ms, struct arena *perm, struct fail *fail);
void profile_write(struct jw *w, const char *key, const struct profile *p);

/* in   v: {sex, birth, weight_kg, height_cm, pregnant, conditions[], allergies[], drugs[]}; a number, or a string that is one; weight 0.2..500 kg,
 *      height 20..260 cm (outside them nobody lives). For facts that replace the old ones whole, begin with {0}. */
bool person_facts_read(struct person_facts *f, jv v, int64_t now_ms, struct arena *perm, struct fail *fail);
void person_facts_write(struct jw *w, const char *key, const struct person_facts *f);

/* The `facts` object the engines read (docs/contract.md): age from the birth date, sex, pregnant, weight_kg, height_cm, conditions, allergies, drugs.
 * Birth and sex come from the profile where the facts have none. What is not known is left out. */
void person_facts_for_engines(struct jw *w, const char *key, const struct person_facts *f, const struct profile *p, int64_t now_ms);

#endif
