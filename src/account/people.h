/* people.h - people as the store has them: a pseudonym, a key of their own, and content that only this key opens.
 *
 * Writing functions belong into the caller's transaction. Texts returned lie on the given arena. */
#ifndef ACCOUNT_PEOPLE_H
#define ACCOUNT_PEOPLE_H

#include "base/clock.h"
#include "store/rows.h"
#include "vault/vault.h"

struct people { /* borrowed */
	struct store *store;
	const struct vault *vault;
};

struct someone { /* a person with the key at hand */
	str org, person;
	struct person_row row;
	struct person_key key;
};

/* A new person with a new key. `kind`: visitor, patient, ward, staff, or hospital (its own key, person ""). */
bool people_make(const struct people *, struct someone *, str org, str person, str kind, int64_t now_ms, struct rng, struct arena *, struct fail *);

/* The same without the row: for a person who is kept only when something about them is. */
void people_new(const struct people *, struct someone *, str org, str person, str kind, int64_t now_ms, struct rng, struct arena *);

/* RC_MISSING: no such person, or deleted. A person whose deletion waits for the end of a duty to keep is opened only with `blocked`. */
bool people_open(const struct people *, struct someone *, str org, str person, bool blocked, struct arena *, struct fail *);
void people_forget(struct someone *);

/* The organisation itself (person ""), for what it keeps sealed and is nobody's; made when there is none yet, in the caller's transaction. */
bool people_hospital(const struct people *, struct someone *, str org, int64_t now_ms, struct rng, struct arena *, struct fail *);

/* The text of a column of a row of this person, sealed and opened. `kind` is empty for tables whose key has one part. */
str people_seal(const struct someone *, const char *column, str kind, str id, str text, struct rng, struct arena *);
bool people_unseal(const struct someone *, str *text, const char *column, str kind, str id, str sealed, struct arena *, struct fail *);

/* Content rows (table item). */
bool people_item_put(const struct people *, const struct someone *, str kind, str id, int64_t at_ms, int64_t version, str text, struct rng,
		     struct arena *, struct fail *);
/* RC_MISSING when there is none; `row` (may be NULL) without its sealed text. */
bool people_item_get(const struct people *, const struct someone *, str *text, struct item_row *row, str kind, str id, struct arena *, struct fail *);

/* The name under which a person is shown, in the given language, from the profile; empty when there is none. */
str people_name(const struct people *, const struct someone *, int lang, struct arena *);

/* Who decided what about whom, kept with the person concerned. */
bool people_decision_put(const struct people *, const struct someone *, str case_id, int64_t leaf, const unsigned char salts[64], struct rng,
			 struct arena *, struct fail *);

#endif
