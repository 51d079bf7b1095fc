/* rows.h - what the tables hold, as C structs, and one function for each thing done with them. What other floors use of the store.
 *
 * Members stand in the order of the table's columns. Texts given are borrowed, texts returned lie on the given arena. A `…_get` without a row fails
 * with RC_MISSING; lists may be empty. Texts called sealed_… are bytes of src/vault: this floor does not look into them. */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "store/store.h"

struct organisation_row {
	str org, name_zh, name_en;
	int64_t fictional, created_ms;
};
struct organisation_rows {
	struct organisation_row *v;
	ptrdiff_t n, cap;
};

struct department_row {
	str org, id, name_zh, name_en;
};
struct department_rows {
	struct department_row *v;
	ptrdiff_t n, cap;
};

struct attempt_row {
	str org, login_mark;
	int64_t failures, last_ms, until_ms;
};

struct session_row {
	unsigned char token_hash[32];
	str org, person, id, role;
	int64_t account, created_ms, expires_ms, step_ms, step_level;
	str agent;
};
struct session_rows {
	struct session_row *v;
	ptrdiff_t n, cap;
};

struct token_row {
	unsigned char token_hash[32];
	str org, person, id, role, name, scopes;
	int64_t created_ms, expires_ms, revoked_ms;
};
struct token_rows {
	struct token_row *v;
	ptrdiff_t n, cap;
};

struct outside_row {
	str org;
	unsigned char state_hash[32];
	int64_t expires_ms;
	str sealed_flow;
};

struct place_row {
	str org, id, person, state;
	int64_t tier, created_ms;
	str doctor;
};
struct place_rows {
	struct place_row *v;
	ptrdiff_t n, cap;
};

struct person_row {
	str org, person, kind, state, wrapped;
	int64_t created_ms, seen_ms, keep_ms, ended_ms;
};
struct person_rows {
	struct person_row *v;
	ptrdiff_t n, cap;
};

struct credential_row {
	str org, person, state, password;
	int64_t must_change, totp, totp_step, created_ms, seen_ms;
	str sealed_secret;
};

struct grant_row {
	str org, person, role, department, title, licence;
	int64_t until_ms;
	str state, granted_by;
	int64_t granted_ms;
};
struct grant_rows {
	struct grant_row *v;
	ptrdiff_t n, cap;
};

struct item_row {
	str org, person, kind, id;
	int64_t at_ms, version;
	str sealed_body;
};
struct item_rows {
	struct item_row *v;
	ptrdiff_t n, cap;
};

struct case_row {
	str org, person, id, state;
	int64_t tier, created_ms, updated_ms;
	str doctor, sealed_question, sealed_said, sealed_body;
};
struct case_rows {
	struct case_row *v;
	ptrdiff_t n, cap;
};

struct decision_row {
	str org, person, case_id;
	int64_t leaf;
	str sealed_salts;
};
struct decision_rows {
	struct decision_row *v;
	ptrdiff_t n, cap;
};

struct consent_row {
	str org, person, id, purpose;
	int64_t sensitive;
	str other, edition, given_by;
	int64_t given_ms;
	str withdrawn_by;
	int64_t withdrawn_ms;
};
struct consent_rows {
	struct consent_row *v;
	ptrdiff_t n, cap;
};

struct relation_row {
	str org, person, side, other, kind, state;
	int64_t since_ms, until_ms;
};
struct relation_rows {
	struct relation_row *v;
	ptrdiff_t n, cap;
};

struct access_row {
	str org, person, id;
	int64_t at_ms;
	str actor, role, action, relation, sealed_note;
};
struct access_rows {
	struct access_row *v;
	ptrdiff_t n, cap;
};

struct hold_row {
	str org, person, id, set_by;
	int64_t set_ms;
	str released_by;
	int64_t released_ms;
	str sealed_reason;
};
struct hold_rows {
	struct hold_row *v;
	ptrdiff_t n, cap;
};

struct glass_row {
	str org, id, person, actor;
	int64_t opened_ms, until_ms;
	str state, reviewer;
	int64_t reviewed_ms;
	str sealed_reason;
};
struct glass_rows {
	struct glass_row *v;
	ptrdiff_t n, cap;
};

struct resource_row {
	str org;
	str person;
	str type;
	str id;
	int64_t version;
	int64_t updated_ms;
	int64_t at_ms;
	str state;
	str sealed_brief;
	str sealed_body;
};
struct resource_rows {
	struct resource_row *v;
	ptrdiff_t n, cap;
};

struct past_row {
	str org;
	str person;
	str type;
	str id;
	int64_t version;
	int64_t updated_ms;
	str state;
	str sealed_body;
};
struct past_rows {
	struct past_row *v;
	ptrdiff_t n, cap;
};

struct version_row { /* of a resource, now or before */
	str type;
	str id;
	int64_t version;
	int64_t updated_ms;
	str state;
};
struct version_rows {
	struct version_row *v;
	ptrdiff_t n, cap;
};

struct notice_row {
	str org;
	str person;
	str id;
	str kind;
	int64_t at_ms;
	str state;
	int64_t answered_ms;
	str sealed_body;
};
struct notice_rows {
	struct notice_row *v;
	ptrdiff_t n, cap;
};

struct due_row {
	str org;
	str person;
	str reminder;
	int64_t due_ms;
};
struct due_rows {
	struct due_row *v;
	ptrdiff_t n, cap;
};

struct feed_row {
	unsigned char token_hash[32];
	str org;
	str person;
	str id;
	str lang;
	int64_t created_ms;
};
struct feed_rows {
	struct feed_row *v;
	ptrdiff_t n, cap;
};

struct alert_row {
	str org;
	str id;
	str person;
	str rule;
	int64_t tier;
	str state;
	int64_t created_ms;
	str doctor;
	int64_t closed_ms;
	str sealed_body;
};
struct alert_rows {
	struct alert_row *v;
	ptrdiff_t n, cap;
};

struct client_row {
	str org;
	str id;
	str name;
	str redirects;
	str scopes;
	str state;
	int64_t created_ms;
};
struct client_rows {
	struct client_row *v;
	ptrdiff_t n, cap;
};

struct code_row {
	unsigned char code_hash[32];
	str org;
	str person;
	str target;
	str role;
	str client;
	str redirect;
	str scopes;
	str challenge;
	int64_t expires_ms;
};
struct code_rows {
	struct code_row *v;
	ptrdiff_t n, cap;
};

struct brief_row {
	str type;
	str id;
	int64_t version;
	int64_t updated_ms;
	int64_t at_ms;
	str sealed_brief;
};
struct brief_rows {
	struct brief_row *v;
	ptrdiff_t n, cap;
};

struct leaf_row {
	str org;
	int64_t index;
	str entry;
	unsigned char hash[32];
};

struct head_row {
	str org;
	int64_t number, size;
	unsigned char root[32];
	int64_t time_ms;
	unsigned char signature[64];
};

struct count_row {
	str a, b; /* kind and state; or state and tier as a number in words */
	int64_t n;
};
struct count_rows {
	struct count_row *v;
	ptrdiff_t n, cap;
};

struct plain_account_row { /* of the first schema */
	str org, login, person, role, name_zh, name_en, title_zh, licence, password;
	int64_t fictional;
};
struct plain_account_rows {
	struct plain_account_row *v;
	ptrdiff_t n, cap;
};

struct plain_case_row {
	str org, person, id, state;
	int64_t tier, created_ms, updated_ms;
	str question, said, body;
};
struct plain_case_rows {
	struct plain_case_row *v;
	ptrdiff_t n, cap;
};

struct plain_decision_row {
	str org, person, case_id;
	int64_t leaf;
	str salts;
};
struct plain_decision_rows {
	struct plain_decision_row *v;
	ptrdiff_t n, cap;
};

/* ---- of the store and the hospital ---- */

bool store_meta_put(struct store *, str key, str value, struct fail *);
bool store_meta_get(struct store *, str *value, str key, struct arena *, struct fail *);

bool store_organisation_put(struct store *, const struct organisation_row *, struct fail *);
bool store_organisation_name(struct store *, str org, str zh, str en, struct fail *);
bool store_organisations(struct store *, struct organisation_rows *, struct arena *, struct fail *);
bool store_department_put(struct store *, const struct department_row *, struct fail *);
bool store_departments(struct store *, struct department_rows *, str org, struct arena *, struct fail *);

bool store_login_put(struct store *, str org, str login_mark, str person, struct fail *); /* RC_CONFLICT: taken */
bool store_login_get(struct store *, str *person, str org, str login_mark, struct arena *, struct fail *);
bool store_found_put(struct store *, str org, str kind, str mark, str person, struct fail *);
bool store_found_drop_of(struct store *, str org, str kind, str person, struct fail *);
bool store_found(struct store *, struct rows *people, str org, str kind, str mark, int limit, struct arena *, struct fail *);
bool store_attempt_put(struct store *, const struct attempt_row *, struct fail *);
bool store_attempt_get(struct store *, struct attempt_row *, str org, str login_mark, struct arena *, struct fail *); /* zeroes when there is none */
bool store_attempt_drop(struct store *, str org, str login_mark, struct fail *);
bool store_attempt_drop_old(struct store *, int64_t before_ms, int64_t now_ms, struct fail *); /* no lock of theirs holds any more */

/* ---- sessions and tokens ---- */

bool store_session_put(struct store *, const struct session_row *, struct fail *);
bool store_session_get(struct store *, struct session_row *, const unsigned char token_hash[32], struct arena *, struct fail *);
bool store_session_drop(struct store *, const unsigned char token_hash[32], struct fail *);
bool store_session_drop_id(struct store *, str org, str person, str id, struct fail *); /* RC_MISSING */
/* All of a person but the one that stays; NULL: none stays. */
bool store_session_drop_of(struct store *, str org, str person, const unsigned char stays[32], struct fail *);
bool store_session_step(struct store *, const unsigned char token_hash[32], int64_t until_ms, int level, struct fail *);
bool store_session_role(struct store *, const unsigned char token_hash[32], str role, struct fail *);
bool store_sessions_of(struct store *, struct session_rows *, str org, str person, int64_t now_ms, int limit, struct arena *, struct fail *);
bool store_sessions_staff(struct store *, struct session_rows *, str org, int64_t now_ms, int limit, struct arena *, struct fail *);
bool store_session_drop_expired(struct store *, int64_t now_ms, struct fail *);
bool store_token_put(struct store *, const struct token_row *, struct fail *);
bool store_token_get(struct store *, struct token_row *, const unsigned char token_hash[32], struct arena *, struct fail *);
bool store_token_revoke(struct store *, str org, str id, int64_t now_ms, struct fail *);        /* RC_MISSING: none in force */
bool store_token_revoke_of(struct store *, str org, str person, int64_t now_ms, struct fail *); /* codes on their way to a token too */
bool store_token_drop_of(struct store *, str org, str person, struct fail *);
bool store_token_drop_old(struct store *, int64_t before_ms, struct fail *); /* expired before then */
bool store_tokens_of(struct store *, struct token_rows *, str org, str person, int limit, struct arena *, struct fail *);
bool store_tokens_all(struct store *, struct token_rows *, str org, int limit, struct arena *, struct fail *);
bool store_outside_put(struct store *, const struct outside_row *, struct fail *);
bool store_outside_get(struct store *, struct outside_row *, str org, const unsigned char state_hash[32], struct arena *, struct fail *);
bool store_outside_drop(struct store *, str org, const unsigned char state_hash[32], struct fail *); /* RC_MISSING: used already */
bool store_outside_drop_expired(struct store *, int64_t now_ms, struct fail *);

/* ---- cases ---- */

bool store_place_put(struct store *, const struct place_row *, struct fail *);
/* Replaces state, tier and doctor if the case still is in `was`; else RC_CONFLICT. */
bool store_place_change(struct store *, const struct place_row *, str was, struct fail *);
bool store_place_get(struct store *, struct place_row *, str org, str id, struct arena *, struct fail *);
bool store_places_open(struct store *, struct place_rows *, str org, int limit, struct arena *, struct fail *); /* most urgent first, then oldest */
bool store_place_counts(struct store *, struct count_rows *, str org, struct arena *, struct fail *);
bool store_case_put(struct store *, const struct case_row *, struct fail *);
/* Replaces state, tier, body, doctor and updated_ms if the case still is in `was`; else RC_CONFLICT. */
bool store_case_change(struct store *, const struct case_row *, str was, struct fail *);
bool store_case_get(struct store *, struct case_row *, str org, str person, str id, struct arena *, struct fail *);
bool store_cases_of(struct store *, struct case_rows *, str org, str person, int limit, struct arena *, struct fail *); /* newest first */
/* When a doctor last signed or rejected a case of this person [ms since 1970]; 0 = never. */
bool store_case_last_record(struct store *, int64_t *at_ms, str org, str person, struct fail *);

/* ---- people ---- */

bool store_person_put(struct store *, const struct person_row *, struct fail *);
bool store_person_get(struct store *, struct person_row *, str org, str person, struct arena *, struct fail *);
bool store_person_state(struct store *, const struct person_row *, struct fail *); /* kind, state, wrapped, keep_ms, ended_ms */
bool store_person_seen(struct store *, str org, str person, int64_t now_ms, struct fail *);
bool store_person_keep(struct store *, str org, str person, int64_t until_ms, struct fail *); /* a duty to keep, never shortened */
bool store_person_rewrap(struct store *, str org, str person, str wrapped, struct fail *);
bool store_people_after(struct store *, struct person_rows *, str org, str person, int limit, struct arena *, struct fail *);
/* Visitors not seen since `before_ms`, and the blocked whose duty to keep has ended. */
bool store_people_stale(struct store *, struct person_rows *, str org, int64_t before_ms, int64_t now_ms, int limit, struct arena *, struct fail *);
bool store_person_counts(struct store *, struct count_rows *, str org, struct arena *, struct fail *);
/* Everything of a person but the person's own row, break-glass grants (their reason is emptied), relations' other sides and legal holds. */
bool store_person_clear(struct store *, str org, str person, struct fail *);

bool store_credential_put(struct store *, const struct credential_row *, struct fail *);
bool store_credential_get(struct store *, struct credential_row *, str org, str person, struct arena *, struct fail *);
bool store_credential_change(struct store *, const struct credential_row *, struct fail *);   /* all but created_ms */
bool store_credential_step(struct store *, str org, str person, int64_t step, struct fail *); /* RC_CONFLICT: this step or a later one was used */
bool store_grant_put(struct store *, const struct grant_row *, struct fail *);                /* adds or replaces */
bool store_grants_of(struct store *, struct grant_rows *, str org, str person, struct arena *, struct fail *);
bool store_grants_staff(struct store *, struct grant_rows *, str org, int limit, struct arena *, struct fail *);

bool store_item_put(struct store *, const struct item_row *, struct fail *); /* adds or replaces */
bool store_item_get(struct store *, struct item_row *, str org, str person, str kind, str id, struct arena *, struct fail *);
bool store_items_of(struct store *, struct item_rows *, str org, str person, str kind, int limit, struct arena *, struct fail *);
bool store_items_all(struct store *, struct item_rows *, str org, str person, int limit, struct arena *, struct fail *);
bool store_item_drop(struct store *, str org, str person, str kind, str id, struct fail *);

bool store_consent_put(struct store *, const struct consent_row *, struct fail *);
bool store_consent_withdraw(struct store *, str org, str person, str id, str by, int64_t now_ms, struct fail *); /* RC_CONFLICT: none in force */
bool store_consents_of(struct store *, struct consent_rows *, str org, str person, struct arena *, struct fail *);
/* Those that were not withdrawn: however often somebody changed their mind, they are few. */
bool store_consents_standing(struct store *, struct consent_rows *, str org, str person, struct arena *, struct fail *);
bool store_relation_put(struct store *, const struct relation_row *, struct fail *); /* one side; adds or replaces */
bool store_relation_get(struct store *, struct relation_rows *, str org, str person, str side, str other, struct arena *, struct fail *);
bool store_relations_of(struct store *, struct relation_rows *, str org, str person, struct arena *, struct fail *);
bool store_relation_drop_other(struct store *, str org, str person, str other, struct fail *);
bool store_access_put(struct store *, const struct access_row *, struct fail *);
bool store_access_of(struct store *, struct access_rows *, str org, str person, int limit, struct arena *, struct fail *); /* newest first */
bool store_access_since(struct store *, struct access_rows *, str org, int64_t since_ms, int limit, struct arena *, struct fail *);
bool store_hold_put(struct store *, const struct hold_row *, struct fail *);
bool store_hold_release(struct store *, str org, str person, str id, str by, int64_t now_ms, struct fail *); /* RC_CONFLICT: does not stand */
bool store_holds_of(struct store *, struct hold_rows *, str org, str person, struct arena *, struct fail *);
bool store_holds_all(struct store *, struct hold_rows *, str org, int limit, struct arena *, struct fail *);
bool store_glass_put(struct store *, const struct glass_row *, struct fail *);
bool store_glass_review(struct store *, const struct glass_row *,
			struct fail *); /* state, reviewer, reviewed_ms, reason; RC_CONFLICT: reviewed already */
bool store_glass_get(struct store *, struct glass_row *, str org, str id, struct arena *, struct fail *);
bool store_glass_of(struct store *, struct glass_row *, str org, str person, str actor, int64_t now_ms, struct arena *, struct fail *);
bool store_glass_all(struct store *, struct glass_rows *, str org, int limit, struct arena *, struct fail *);

/* ---- the record and the companion (rows_care.c) ---- */

/* A first version; and the one after. Who writes has read, in the same transaction, what stands there: nobody waits for the outcome, and what could not be
 * written is told at the latest by the commit. */
bool store_resource_put(struct store *, const struct resource_row *, struct fail *);
bool store_resource_change(struct store *, const struct resource_row *, struct fail *);
/* Type, id and bytes of the sealed body of each live one, by type and id; type empty: of all. */
bool store_resource_sizes(struct store *, struct count_rows *, str org, str person, str type, struct arena *, struct fail *);
bool store_resource_get(struct store *, struct resource_row *, str org, str person, str type, str id, struct arena *, struct fail *);
/* Live ones of a type, by id, from the one after `after` (empty: the first). */
bool store_resources_of(struct store *, struct resource_rows *, str org, str person, str type, str after, int limit, struct arena *, struct fail *);
bool store_resources_all(struct store *, struct resource_rows *, str org, str person, str after_type, str after_id, int limit, struct arena *,
			 struct fail *);
/* Without bodies. Newest first, from the one before (at_ms, type, id); those that say no time are not among them. */
bool store_briefs_before(struct store *, struct brief_rows *, str org, str person, int64_t at_ms, str type, str id, int limit, struct arena *,
			 struct fail *);
bool store_briefs_before_of(struct store *, struct brief_rows *, str org, str person, str type, int64_t at_ms, str id, int limit, struct arena *,
			    struct fail *); /* of one type */
bool store_briefs_since(struct store *, struct brief_rows *, str org, str person, str type, int64_t since_ms, int limit, struct arena *,
			struct fail *); /* oldest first */
bool store_briefs_all(struct store *, struct brief_rows *, str org, str person, int limit, struct arena *, struct fail *);
bool store_resource_counts(struct store *, struct count_rows *, str org, str person, struct arena *, struct fail *);
bool store_past_put(struct store *, const struct past_row *, struct fail *);
bool store_past_get(struct store *, struct past_row *, str org, str person, str type, str id, int64_t version, struct arena *, struct fail *);
bool store_pasts_of(struct store *, struct past_rows *, str org, str person, str type, str id, int limit, struct arena *, struct fail *);
/* Changed at since_ms or later, newest first; type and id empty: of all. */
bool store_resource_versions(struct store *, struct version_rows *, str org, str person, str type, str id, int64_t since_ms, int limit,
			     int64_t offset, struct arena *, struct fail *);
bool store_pasts_all(struct store *, struct past_rows *, str org, str person, int limit, struct arena *, struct fail *);

bool store_notice_put(struct store *, const struct notice_row *, bool *fresh, struct fail *); /* *fresh false: it was there already */
bool store_notice_answer(struct store *, str org, str person, str id, str state, int64_t now_ms, struct fail *); /* RC_MISSING */
bool store_notice_get(struct store *, struct notice_row *, str org, str person, str id, struct arena *, struct fail *);
/* since_ms <= at_ms < until_ms, newest first */
bool store_notices_of(struct store *, struct notice_rows *, str org, str person, int64_t since_ms, int64_t until_ms, int limit, struct arena *,
		      struct fail *);
bool store_due_put(struct store *, const struct due_row *, struct fail *); /* adds or replaces */
bool store_due_drop(struct store *, str org, str person, str reminder, struct fail *);
bool store_due_next(struct store *, struct due_rows *, int64_t now_ms, int limit, struct arena *, struct fail *); /* of all hospitals, oldest first */
bool store_feed_put(struct store *, const struct feed_row *, struct fail *);
bool store_feed_get(struct store *, struct feed_row *, const unsigned char token_hash[32], struct arena *, struct fail *);
bool store_feeds_of(struct store *, struct feed_rows *, str org, str person, int limit, struct arena *, struct fail *);
bool store_feed_drop(struct store *, str org, str person, str id, struct fail *); /* RC_MISSING */
bool store_alert_put(struct store *, const struct alert_row *, struct fail *);
bool store_alert_change(struct store *, const struct alert_row *, struct fail *); /* tier and body of an open one; RC_CONFLICT: it is closed */
bool store_alert_close(struct store *, const struct alert_row *, struct fail *);  /* doctor, closed_ms, body; RC_CONFLICT: closed already */
bool store_alert_get(struct store *, struct alert_row *, str org, str id, struct arena *, struct fail *);
bool store_alerts_of(struct store *, struct alert_rows *, str org, str person, int limit, struct arena *, struct fail *);
bool store_alerts_open(struct store *, struct alert_rows *, str org, int limit, struct arena *, struct fail *); /* most urgent first, then oldest */
bool store_client_put(struct store *, const struct client_row *, struct fail *);
bool store_client_end(struct store *, str org, str id, struct fail *); /* RC_MISSING */
bool store_client_get(struct store *, struct client_row *, str org, str id, struct arena *, struct fail *);
bool store_clients(struct store *, struct client_rows *, str org, int limit, struct arena *, struct fail *);
bool store_code_put(struct store *, const struct code_row *, struct fail *);
bool store_code_get(struct store *, struct code_row *, const unsigned char code_hash[32], struct arena *, struct fail *);
bool store_code_drop(struct store *, const unsigned char code_hash[32], struct fail *); /* RC_MISSING: used already */
bool store_code_drop_expired(struct store *, int64_t now_ms, struct fail *);

/* ---- the ledger ---- */

bool store_decision_put(struct store *, const struct decision_row *, struct fail *);
bool store_decisions_of(struct store *, struct decision_rows *, str org, str person, int limit, struct arena *, struct fail *); /* by leaf */
bool store_decision_of_case(struct store *, int64_t *leaf, str org, str person, str case_id, struct fail *);                    /* the newest */
bool store_leaf_put(struct store *, const struct leaf_row *, struct fail *);
bool store_leaf_get(struct store *, struct leaf_row *, str org, int64_t index, struct arena *, struct fail *);
bool store_leaf_count(struct store *, int64_t *count, str org, struct fail *);
bool store_node_put(struct store *, str org, int level, int64_t index, const unsigned char hash[32], struct fail *);
bool store_node_get(struct store *, str org, int level, int64_t index, unsigned char hash[32], struct fail *);
bool store_head_put(struct store *, const struct head_row *, struct fail *);
bool store_head_get(struct store *, struct head_row *, str org, int64_t number, struct arena *, struct fail *);
bool store_head_last(struct store *, struct head_row *, str org, struct arena *, struct fail *);

/* ---- what the first schema left ---- */

bool store_plain_accounts(struct store *, struct plain_account_rows *, int limit, struct arena *, struct fail *);
bool store_plain_account_drop(struct store *, str org, str login, struct fail *);
bool store_plain_cases(struct store *, struct plain_case_rows *, int limit, struct arena *, struct fail *);
bool store_plain_case_drop(struct store *, str org, str person, str id, struct fail *);
bool store_plain_decisions(struct store *, struct plain_decision_rows *, int limit, struct arena *, struct fail *);
bool store_plain_decision_drop(struct store *, const struct plain_decision_row *, struct fail *);

#endif
