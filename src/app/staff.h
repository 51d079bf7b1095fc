/* staff.h - the people who work in the hospital, for the verbs of administration: who they are, which roles go together, and their end. */
#ifndef APP_STAFF_H
#define APP_STAFF_H

#include "account/account.h"
#include "app/app.h"

/* Somebody with an account and a role of the staff, also one that has ended. */
struct member {
	struct someone who;
	struct credential_row credential;
	struct secrets secrets;
	struct grant_rows grants;
	str mark; /* of the log-in name */
};

/* RC_MISSING for everybody else: patients' log-ins are not the administration's. Reads anew each time: in the transaction, what is there now. */
bool staff_open(struct zhuyi *z, struct call *c, str person, struct member *m);

/* The account's roles, log-in and lock as in GET /v1/users; an object of an array. */
bool staff_json(struct zhuyi *z, struct call *c, struct jw *w, const struct member *m);

/* In the transaction: sessions and tokens of a person end. */
bool staff_end(struct zhuyi *z, struct call *c, str person);

/* What a grant asks for: a known role of the staff, title and licence for a doctor, an end that has not passed. False: said in the call's failure. */
bool staff_grant_sound(struct call *c, const struct grant_row *grant);

/* Two roles that nobody may have at once, or NULL. `why` is a sentence for the administrator. */
struct role_conflict {
	enum role one, other;
	const char *zh, *en;
};
const struct role_conflict *role_conflict(enum role one, enum role other);
bool staff_roles_agree(struct call *c, const struct grant_rows *grants, const struct grant_row *added);

/* Whether somebody else than this person is an administrator who can log in now. */
bool staff_other_administrator(struct zhuyi *z, struct call *c, str person, bool *any);

/* verb_token.c: the members of a token, without its braces. */
void token_json(struct jw *w, const struct token_row *t);
void session_json(struct jw *w, const struct session_row *r, const struct call *c);

#endif
