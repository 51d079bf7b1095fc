/* person.h - what the verbs about people share: the person concerned, the profile and facts as they are kept, and who is whose kin.
 *
 * Functions that write belong into the writer's transaction; they read again what they change, so that two calls about one person cannot overtake each
 * other. */
#ifndef APP_PERSON_H
#define APP_PERSON_H

#include "app/own.h"
#include "policy/age.h"
#include "record/export.h"

/* ---- the person the call is about (c->target) ---- */

/* RC_DENIED without a session (need "login"), RC_MISSING when deleted or closed. */
bool person_open(struct zhuyi *z, struct call *c, struct someone *s);

/* The same in the transaction, and the session still stands. */
bool person_again(struct zhuyi *z, struct call *c, struct someone *s);

struct told {
	struct profile profile;
	str name_zh, name_en; /* of the staff, who are shown in both languages */
	int64_t version;      /* 0: there is none yet */
};
bool person_told(struct zhuyi *z, const struct someone *s, struct told *t, struct arena *a, struct fail *fail);
bool person_keep(struct zhuyi *z, struct call *c, const struct someone *s, const struct told *t); /* with the marks by which it is found */

/* Name, birth, sex and phone of a body that has other members too, checked as a change of the profile is. */
bool person_from_body(struct call *c, struct profile *p);

/* *at_ms 0: there are none. */
bool person_facts_kept(struct zhuyi *z, const struct someone *s, struct person_facts *f, int64_t *at_ms, struct arena *a, struct fail *fail);

/* own_facts.c: what was told at at_ms and changes fast is left out once it is old. */
void told_drop_stale(struct person_facts *f, str birth, int64_t at_ms, int64_t now_ms);

/* The name of somebody else, for a list; empty when closed or deleted. */
str person_called(struct zhuyi *z, struct call *c, str person);

/* One leaf about the person, salted under the person's key. */
bool person_leaf(struct zhuyi *z, struct call *c, const struct someone *s, str kind, str body);

/* ---- agreement (verb_consent.c) ---- */

/* Gives it, unless it stands already; `id` (27 bytes) is of the one that stands then. */
bool person_agree(struct zhuyi *z, struct call *c, const struct someone *s, enum purpose purpose, bool sensitive, str other, char id[27]);

/* Ends the family consents of a person for `other`, or with an empty `other` every consent. */
bool person_disagree(struct zhuyi *z, struct call *c, str person, str other);

/* ---- kin (kin.c): each relation stands on both sides and is changed on both ---- */

bool kin_put(struct zhuyi *z, struct call *c, const struct relation_row *row);
bool kin_is_active(const struct relation_row *row, int64_t now_ms);

/* Ends it on both sides, and with it the consent and the invitation of the person on side `by`. */
bool kin_end(struct zhuyi *z, struct call *c, const struct relation_row *row);

/* An invitation that waits, kept with who invites. Who invites sees the log-in name that was typed and a word that stands for it; whether there is such
 * a log-in shows nowhere. */
struct invite {
	str token, login, other, kind;
};
struct invites {
	struct invite *v;
	ptrdiff_t n, cap;
};
bool kin_invites(struct zhuyi *z, const struct someone *s, struct invites *out, struct arena *a, struct fail *fail);
bool kin_invite_drop(struct zhuyi *z, struct call *c, const struct relation_row *by);
bool kin_invite_keep(struct zhuyi *z, struct call *c, const struct someone *s, const struct invite *i);

/* How `other` of a row of this person's side `by` is shown: the pseudonym once it is active, the word of an invitation that waits, or nothing. */
str kin_shown(const struct relation_rows *rows, const struct invites *invites, str other, str kind);

/* ---- the end (erase.c) ---- */

/* What a wish to be deleted comes to now. */
bool erase_decide(struct zhuyi *z, struct call *c, str person, struct deletion_decision *out);

/* The key is emptied, everything of the person is dropped; a leaf stays whose salts nobody keeps. */
bool erase_person(struct zhuyi *z, struct call *c, struct person_row *row);

/* Log-in, sharing and every use end; what must be kept stays sealed until keep_ms [ms since 1970]. */
bool erase_block(struct zhuyi *z, struct call *c, struct person_row *row, int64_t keep_ms);

#endif
