/* access.h - who may do what: the table of access.tsv (action × relation × role), compiled into the program.
 *
 * The table is built once at start and then read by any thread. A check is three array look-ups; whatever is unknown is denied. It knows no
 * sessions and no store: the caller says which role the actor has and what the actor is to the person (relation.h), and keeps the conditions:
 * the second step, the row of the access log. */
#ifndef POLICY_ACCESS_H
#define POLICY_ACCESS_H

#include "base/fail.h"
#include "policy/relation.h"

enum access_rule {
	ACCESS_DENY,
	ACCESS_ALLOW,
	ACCESS_STEP_CODE, /* after a second step with a code within ACCESS_STEP_MS */
	ACCESS_STEP_ANY   /* after a second step with the password or a code within ACCESS_STEP_MS */
};
enum { ACCESS_STEP_MS = 5 * 60 * 1000 };

/* What an action is about, and so which relations its rows have. */
enum access_subject {
	SUBJECT_NONE,         /* no person: any */
	SUBJECT_OWN,          /* the actor's own account: any */
	SUBJECT_PERSON,       /* one person: self ward family treating glass none, by relation_of */
	SUBJECT_CASE,         /* one case of a person: as above */
	SUBJECT_ORGANISATION, /* the actor's organisation: own */
	SUBJECTS
};

struct access_table;

/* Builds the table from the text of an access.tsv. The text is borrowed and must outlive the table. False (RC_CORRUPT) at the first damage, with
 * line and column in `fail`: unknown word, missing or doubled row, a second step on an action that tokens may use. */
bool access_load(struct access_table **out, str text, struct arena *perm, struct fail *fail);

/* The table that is compiled in. It is part of the program: damage stops the program. */
struct access_table *access_create(struct arena *perm);
str access_text(void);

/* Handle of an action, or -1. */
int access_action(const struct access_table *table, str name);

/* O(1). ACCESS_DENY for a handle, relation or role that does not exist, and for a pair the table does not list. */
enum access_rule access_cell(const struct access_table *table, int action, enum relation relation, enum role role);

/* Whether this role may ever do it, whatever the relation: if not, 403 tells nothing about any person. */
bool access_ever(const struct access_table *table, int action, enum role role);

/* Whether doing it in this relation is written to the person's access log: everything about a person that the person does not do. */
bool access_recorded(const struct access_table *table, int action, enum relation relation);

/* Whether the second step taken by a session suffices. `level` 0 none, 1 password, 2 code; `until_ms` when it ends [ms since 1970]. */
bool access_step_suffices(enum access_rule rule, int level, int64_t until_ms, int64_t now_ms);

/* Whether a token with these scopes (words separated by blanks) may be used for the action at all. Rules with a second step never are: a token
 * has none. */
bool access_scope_allows(const struct access_table *table, int action, str scopes);

/* The scopes a token of that role may have, in the order of the table. Borrowed from the table. */
enum { ACCESS_SCOPES_MAX = 32 };
struct access_scopes {
	str v[ACCESS_SCOPES_MAX];
	int n;
};
const struct access_scopes *access_scopes(const struct access_table *table, enum role role); /* of no known role: none */

/* For printing and for walking every cell. `action` is a handle, 0 .. access_count - 1. */
int access_count(const struct access_table *table);
str access_name(const struct access_table *table, int action);
enum access_subject access_subject(const struct access_table *table, int action);
str access_subject_name(enum access_subject subject);
str access_scope(const struct access_table *table, int action);                           /* empty: never by token */
bool access_occurs(const struct access_table *table, int action, enum relation relation); /* the table has that row */
void access_what(const struct access_table *table, int action, str *zh, str *en);         /* what the action is */
char access_letter(enum access_rule rule);                                                /* - y s p */

#endif
