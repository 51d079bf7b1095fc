/* statement.h - every statement and every table, by name. The texts are in statement.c and table.c, the same for both back ends: parameters are
 * $1, $2, …, which SQLite and PostgreSQL both read; integers are 64 bits, texts UTF-8 compared byte by byte. */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

/* name, and whether it writes */
#define STATEMENTS(X) \
	X(META_PUT, true) \
	X(META_GET, false) \
	X(ORGANISATION_PUT, true) \
	X(ORGANISATION_NAME, true) \
	X(ORGANISATIONS, false) \
	X(DEPARTMENT_PUT, true) \
	X(DEPARTMENTS, false) \
	X(LOGIN_PUT, true) \
	X(LOGIN_GET, false) \
	X(LOGIN_DROP_OF, true) \
	X(FOUND_PUT, true) \
	X(FOUND_DROP_OF, true) \
	X(FOUND, false) \
	X(ATTEMPT_PUT, true) \
	X(ATTEMPT_GET, false) \
	X(ATTEMPT_DROP, true) \
	X(ATTEMPT_DROP_OLD, true) \
	X(SESSION_PUT, true) \
	X(SESSION_GET, false) \
	X(SESSION_DROP, true) \
	X(SESSION_DROP_ID, true) \
	X(SESSION_DROP_OF, true) \
	X(SESSION_STEP, true) \
	X(SESSION_ROLE, true) \
	X(SESSIONS_OF, false) \
	X(SESSIONS_STAFF, false) \
	X(SESSION_DROP_EXPIRED, true) \
	X(TOKEN_PUT, true) \
	X(TOKEN_GET, false) \
	X(TOKEN_REVOKE, true) \
	X(TOKEN_REVOKE_OF, true) \
	X(TOKEN_DROP_OF, true) \
	X(TOKEN_DROP_OLD, true) \
	X(TOKENS_OF, false) \
	X(TOKENS_ALL, false) \
	X(OUTSIDE_PUT, true) \
	X(OUTSIDE_GET, false) \
	X(OUTSIDE_DROP, true) \
	X(OUTSIDE_DROP_EXPIRED, true) \
	X(PLACE_PUT, true) \
	X(PLACE_CHANGE, true) \
	X(PLACE_GET, false) \
	X(PLACES_OPEN, false) \
	X(PLACE_DROP_OF, true) \
	X(PLACE_COUNTS, false) \
	X(PERSON_PUT, true) \
	X(PERSON_GET, false) \
	X(PERSON_STATE, true) \
	X(PERSON_SEEN, true) \
	X(PERSON_REWRAP, true) \
	X(PERSON_KEEP, true) \
	X(PEOPLE_AFTER, false) \
	X(PEOPLE_STALE, false) \
	X(PERSON_COUNTS, false) \
	X(CREDENTIAL_PUT, true) \
	X(CREDENTIAL_GET, false) \
	X(CREDENTIAL_CHANGE, true) \
	X(CREDENTIAL_STEP, true) \
	X(CREDENTIAL_DROP, true) \
	X(GRANT_PUT, true) \
	X(GRANTS_OF, false) \
	X(GRANTS_STAFF, false) \
	X(GRANT_DROP_OF, true) \
	X(ITEM_PUT, true) \
	X(ITEM_GET, false) \
	X(ITEMS_OF, false) \
	X(ITEMS_ALL, false) \
	X(ITEM_DROP, true) \
	X(ITEM_DROP_OF, true) \
	X(CASE_PUT, true) \
	X(CASE_CHANGE, true) \
	X(CASE_GET, false) \
	X(CASES_OF, false) \
	X(CASE_LAST_RECORD, false) \
	X(CASE_DROP_OF, true) \
	X(DECISION_PUT, true) \
	X(DECISION_OF_CASE, false) \
	X(DECISIONS_OF, false) \
	X(DECISION_DROP_OF, true) \
	X(CONSENT_PUT, true) \
	X(CONSENT_WITHDRAW, true) \
	X(CONSENTS_OF, false) \
	X(CONSENTS_STANDING, false) \
	X(CONSENT_DROP_OF, true) \
	X(RELATION_PUT, true) \
	X(RELATION_GET, false) \
	X(RELATIONS_OF, false) \
	X(RELATION_DROP_OF, true) \
	X(RELATION_DROP_OTHER, true) \
	X(ACCESS_PUT, true) \
	X(ACCESS_OF, false) \
	X(ACCESS_SINCE, false) \
	X(ACCESS_DROP_OF, true) \
	X(HOLD_PUT, true) \
	X(HOLD_RELEASE, true) \
	X(HOLDS_OF, false) \
	X(HOLDS_ALL, false) \
	X(HOLD_DROP_OF, true) \
	X(GLASS_PUT, true) \
	X(GLASS_REVIEW, true) \
	X(GLASS_GET, false) \
	X(GLASS_OF, false) \
	X(GLASS_ALL, false) \
	X(GLASS_DROP_OF, true) \
	X(RESOURCE_PUT, true) \
	X(RESOURCE_CHANGE, true) \
	X(RESOURCE_SIZES, false) \
	X(RESOURCE_GET, false) \
	X(RESOURCES_OF, false) \
	X(RESOURCES_ALL, false) \
	X(BRIEFS_ALL, false) \
	X(BRIEFS_BEFORE, false) \
	X(BRIEFS_BEFORE_OF, false) \
	X(BRIEFS_SINCE, false) \
	X(RESOURCE_COUNTS, false) \
	X(RESOURCE_DROP_OF, true) \
	X(RESOURCE_PAST_PUT, true) \
	X(RESOURCE_PAST_GET, false) \
	X(RESOURCE_PASTS_OF, false) \
	X(RESOURCE_PASTS_ALL, false) \
	X(RESOURCE_VERSIONS, false) \
	X(RESOURCE_PAST_DROP_OF, true) \
	X(NOTICE_PUT, true) \
	X(NOTICE_ANSWER, true) \
	X(NOTICE_GET, false) \
	X(NOTICES_OF, false) \
	X(NOTICE_DROP_OF, true) \
	X(DUE_PUT, true) \
	X(DUE_DROP, true) \
	X(DUE_DROP_OF, true) \
	X(DUE_NEXT, false) \
	X(FEED_PUT, true) \
	X(FEED_GET, false) \
	X(FEEDS_OF, false) \
	X(FEED_DROP, true) \
	X(FEED_DROP_OF, true) \
	X(ALERT_PUT, true) \
	X(ALERT_CHANGE, true) \
	X(ALERT_CLOSE, true) \
	X(ALERT_GET, false) \
	X(ALERTS_OF, false) \
	X(ALERTS_OPEN, false) \
	X(ALERT_DROP_OF, true) \
	X(CLIENT_PUT, true) \
	X(CLIENT_END, true) \
	X(CLIENT_GET, false) \
	X(CLIENTS, false) \
	X(CODE_PUT, true) \
	X(CODE_GET, false) \
	X(CODE_DROP, true) \
	X(CODE_DROP_OF, true) \
	X(CODE_DROP_EXPIRED, true) \
	X(LEAF_PUT, true) \
	X(LEAF_GET, false) \
	X(LEAF_COUNT, false) \
	X(NODE_PUT, true) \
	X(NODE_GET, false) \
	X(HEAD_PUT, true) \
	X(HEAD_GET, false) \
	X(HEAD_LAST, false) \
	X(PLAIN_ACCOUNTS, false) \
	X(PLAIN_ACCOUNT_DROP, true) \
	X(PLAIN_CASES, false) \
	X(PLAIN_CASE_DROP, true) \
	X(PLAIN_DECISIONS, false) \
	X(PLAIN_DECISION_DROP, true)

#define STATEMENT_NAME(name, writes) S_##name,
enum stmt { STATEMENTS(STATEMENT_NAME) STATEMENT_COUNT };
#undef STATEMENT_NAME

const char *statement_sql(enum stmt s);
bool statement_writes(enum stmt s);
const char *statement_name(enum stmt s); /* "ITEM_PUT": prepared statements and traces are named by it */

enum table_of { TABLE_WHOLE, TABLE_ORG, TABLE_TOKEN, TABLE_PERSON }; /* copied to each node; placed by org, by token_hash, by person */

struct column {
	const char *name;
	char type; /* 't' text, 'b' blob, 'i' integer */
};

struct table {
	const char *name;
	enum table_of of;
	int key;   /* the first so many columns are its key */
	int width; /* columns */
	struct column columns[16];
};

extern const struct table tables[];
extern const int table_count;

#endif
