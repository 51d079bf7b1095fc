#include "store/statement.h"

#include "base/check.h"

/* Numbered in the order of first use is not needed: both back ends bind by number. */
#define SESSION_COLUMNS "token_hash, org, person, id, role, account, created_ms, expires_ms, step_ms, step_level, agent"
#define TOKEN_COLUMNS "token_hash, org, person, id, role, name, scopes, created_ms, expires_ms, revoked_ms"
#define PLACE_COLUMNS "org, id, person, state, tier, created_ms, doctor"
#define PERSON_COLUMNS "org, person, kind, state, wrapped, created_ms, seen_ms, keep_ms, ended_ms"
#define CREDENTIAL_COLUMNS "org, person, state, password, must_change, totp, totp_step, created_ms, seen_ms, sealed_secret"
#define GRANT_COLUMNS "org, person, role, department, title, licence, until_ms, state, granted_by, granted_ms"
#define ITEM_COLUMNS "org, person, kind, id, at_ms, version, sealed_body"
#define CASE_COLUMNS "org, person, id, state, tier, created_ms, updated_ms, doctor, sealed_question, sealed_said, sealed_body"
#define CONSENT_COLUMNS "org, person, id, purpose, sensitive, other, edition, given_by, given_ms, withdrawn_by, withdrawn_ms"
#define RELATION_COLUMNS "org, person, side, other, kind, state, since_ms, until_ms"
#define ACCESS_COLUMNS "org, person, id, at_ms, actor, role, action, relation, sealed_note"
#define HOLD_COLUMNS "org, person, id, set_by, set_ms, released_by, released_ms, sealed_reason"
#define GLASS_COLUMNS "org, id, person, actor, opened_ms, until_ms, state, reviewer, reviewed_ms, sealed_reason"
#define RESOURCE_COLUMNS "org, person, type, id, version, updated_ms, at_ms, state, sealed_brief, sealed_body"
#define PAST_COLUMNS "org, person, type, id, version, updated_ms, state, sealed_body"
#define VERSION_COLUMNS "type, id, version, updated_ms, state"
#define NOTICE_COLUMNS "org, person, id, kind, at_ms, state, answered_ms, sealed_body"
#define FEED_COLUMNS "token_hash, org, person, id, lang, created_ms"
#define ALERT_COLUMNS "org, id, person, rule, tier, state, created_ms, doctor, closed_ms, sealed_body"
#define CLIENT_COLUMNS "org, id, name, redirects, scopes, state, created_ms"
#define CODE_COLUMNS "token_hash, org, person, target, role, client, redirect, scopes, challenge, expires_ms"
#define BRIEF_COLUMNS "type, id, version, updated_ms, at_ms, sealed_brief"
#define HEAD_COLUMNS "org, number, size, root, time_ms, signature"

static const char *const sql[STATEMENT_COUNT] = {
	[S_META_PUT] = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
	[S_META_GET] = "SELECT value FROM meta WHERE key = $1",

	[S_ORGANISATION_PUT] = "INSERT INTO organisation (org, name_zh, name_en, fictional, created_ms) VALUES ($1, $2, $3, $4, $5)",
	[S_ORGANISATION_NAME] = "UPDATE organisation SET name_zh = $2, name_en = $3 WHERE org = $1",
	[S_ORGANISATIONS] = "SELECT org, name_zh, name_en, fictional, created_ms FROM organisation ORDER BY created_ms, org",
	[S_DEPARTMENT_PUT] = "INSERT INTO department (org, id, name_zh, name_en) VALUES ($1, $2, $3, $4) "
			     "ON CONFLICT (org, id) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en",
	[S_DEPARTMENTS] = "SELECT id, name_zh, name_en FROM department WHERE org = $1 ORDER BY id",

	[S_LOGIN_PUT] = "INSERT INTO login (org, login_mark, person) VALUES ($1, $2, $3)",
	[S_LOGIN_GET] = "SELECT person FROM login WHERE org = $1 AND login_mark = $2",
	[S_LOGIN_DROP_OF] = "DELETE FROM login WHERE org = $1 AND person = $2",
	[S_FOUND_PUT] = "INSERT INTO found_by (org, kind, mark, person) VALUES ($1, $2, $3, $4) ON CONFLICT (org, kind, mark, person) DO NOTHING",
	[S_FOUND_DROP_OF] = "DELETE FROM found_by WHERE org = $1 AND kind = $2 AND person = $3",
	[S_FOUND] = "SELECT person FROM found_by WHERE org = $1 AND kind = $2 AND mark = $3 ORDER BY person LIMIT $4",
	[S_ATTEMPT_PUT] =
		"INSERT INTO attempt (org, login_mark, failures, last_ms, until_ms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org, login_mark) "
		"DO UPDATE SET failures = excluded.failures, last_ms = excluded.last_ms, until_ms = excluded.until_ms",
	[S_ATTEMPT_GET] = "SELECT failures, last_ms, until_ms FROM attempt WHERE org = $1 AND login_mark = $2",
	[S_ATTEMPT_DROP] = "DELETE FROM attempt WHERE org = $1 AND login_mark = $2",
	[S_ATTEMPT_DROP_OLD] = "DELETE FROM attempt WHERE last_ms <= $1 AND until_ms <= $2",

	[S_SESSION_PUT] = "INSERT INTO session (" SESSION_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	[S_SESSION_GET] = "SELECT " SESSION_COLUMNS " FROM session WHERE token_hash = $1",
	[S_SESSION_DROP] = "DELETE FROM session WHERE token_hash = $1",
	[S_SESSION_DROP_ID] = "DELETE FROM session WHERE org = $1 AND person = $2 AND id = $3",
	[S_SESSION_DROP_OF] = "DELETE FROM session WHERE org = $1 AND person = $2 AND token_hash <> $3",
	[S_SESSION_STEP] = "UPDATE session SET step_ms = $2, step_level = $3 WHERE token_hash = $1",
	[S_SESSION_ROLE] = "UPDATE session SET role = $2, step_ms = 0, step_level = 0 WHERE token_hash = $1",
	[S_SESSIONS_OF] = "SELECT " SESSION_COLUMNS
			  " FROM session WHERE org = $1 AND person = $2 AND expires_ms > $3 ORDER BY created_ms DESC LIMIT $4",
	[S_SESSIONS_STAFF] = "SELECT " SESSION_COLUMNS
			     " FROM session WHERE org = $1 AND expires_ms > $2 AND role NOT IN ('visitor', 'patient', 'guardian') "
			     "ORDER BY created_ms DESC LIMIT $3",
	[S_SESSION_DROP_EXPIRED] = "DELETE FROM session WHERE expires_ms <= $1",
	[S_TOKEN_PUT] = "INSERT INTO api_token (" TOKEN_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	[S_TOKEN_GET] = "SELECT " TOKEN_COLUMNS " FROM api_token WHERE token_hash = $1",
	[S_TOKEN_REVOKE] = "UPDATE api_token SET revoked_ms = $3 WHERE org = $1 AND id = $2 AND revoked_ms = 0",
	[S_TOKEN_REVOKE_OF] = "UPDATE api_token SET revoked_ms = $3 WHERE org = $1 AND person = $2 AND revoked_ms = 0",
	[S_TOKEN_DROP_OF] = "DELETE FROM api_token WHERE org = $1 AND person = $2",
	[S_TOKEN_DROP_OLD] = "DELETE FROM api_token WHERE expires_ms <= $1",
	[S_TOKENS_OF] = "SELECT " TOKEN_COLUMNS " FROM api_token WHERE org = $1 AND person = $2 ORDER BY created_ms DESC LIMIT $3",
	[S_TOKENS_ALL] = "SELECT " TOKEN_COLUMNS " FROM api_token WHERE org = $1 ORDER BY created_ms DESC LIMIT $2",
	[S_OUTSIDE_PUT] = "INSERT INTO outside (org, state_hash, expires_ms, sealed_flow) VALUES ($1, $2, $3, $4)",
	[S_OUTSIDE_GET] = "SELECT expires_ms, sealed_flow FROM outside WHERE org = $1 AND state_hash = $2",
	[S_OUTSIDE_DROP] = "DELETE FROM outside WHERE org = $1 AND state_hash = $2",
	[S_OUTSIDE_DROP_EXPIRED] = "DELETE FROM outside WHERE expires_ms <= $1",

	[S_PLACE_PUT] = "INSERT INTO place (" PLACE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
	[S_PLACE_CHANGE] = "UPDATE place SET state = $3, tier = $4, doctor = $5 WHERE org = $1 AND id = $2 AND state = $6",
	[S_PLACE_GET] = "SELECT " PLACE_COLUMNS " FROM place WHERE org = $1 AND id = $2",
	[S_PLACES_OPEN] = "SELECT " PLACE_COLUMNS
			  " FROM place WHERE org = $1 AND state IN ('held', 'handed_over') ORDER BY tier DESC, created_ms, id LIMIT $2",
	[S_PLACE_DROP_OF] = "DELETE FROM place WHERE org = $1 AND person = $2",
	[S_PLACE_COUNTS] = "SELECT state, tier, count(*) FROM place WHERE org = $1 GROUP BY state, tier ORDER BY state, tier",

	[S_PERSON_PUT] = "INSERT INTO person (" PERSON_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	[S_PERSON_GET] = "SELECT " PERSON_COLUMNS " FROM person WHERE org = $1 AND person = $2",
	[S_PERSON_STATE] = "UPDATE person SET kind = $3, state = $4, wrapped = $5, keep_ms = $6, ended_ms = $7 WHERE org = $1 AND person = $2",
	[S_PERSON_SEEN] = "UPDATE person SET seen_ms = $3 WHERE org = $1 AND person = $2",
	[S_PERSON_KEEP] = "UPDATE person SET keep_ms = $3 WHERE org = $1 AND person = $2 AND keep_ms < $3",
	[S_PERSON_REWRAP] = "UPDATE person SET wrapped = $3 WHERE org = $1 AND person = $2",
	[S_PEOPLE_AFTER] = "SELECT " PERSON_COLUMNS " FROM person WHERE (org, person) > ($1, $2) ORDER BY org, person LIMIT $3",
	[S_PEOPLE_STALE] = "SELECT " PERSON_COLUMNS " FROM person WHERE org = $1 AND ((kind = 'visitor' AND state = 'active' AND seen_ms < $2) "
			   "OR (state = 'blocked' AND keep_ms <= $3)) ORDER BY person LIMIT $4",
	[S_PERSON_COUNTS] = "SELECT kind, state, count(*) FROM person WHERE org = $1 GROUP BY kind, state ORDER BY kind, state",
	[S_CREDENTIAL_PUT] = "INSERT INTO credential (" CREDENTIAL_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	[S_CREDENTIAL_GET] = "SELECT " CREDENTIAL_COLUMNS " FROM credential WHERE org = $1 AND person = $2",
	[S_CREDENTIAL_CHANGE] = "UPDATE credential SET state = $3, password = $4, must_change = $5, totp = $6, totp_step = $7, seen_ms = $8, "
				"sealed_secret = $9 WHERE org = $1 AND person = $2",
	[S_CREDENTIAL_STEP] = "UPDATE credential SET totp_step = $3 WHERE org = $1 AND person = $2 AND totp_step < $3",
	[S_CREDENTIAL_DROP] = "DELETE FROM credential WHERE org = $1 AND person = $2",
	[S_GRANT_PUT] =
		"INSERT INTO role_grant (" GRANT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (org, person, role) DO "
		"UPDATE SET department = excluded.department, title = excluded.title, licence = excluded.licence, until_ms = excluded.until_ms, "
		"state = excluded.state, granted_by = excluded.granted_by, granted_ms = excluded.granted_ms",
	[S_GRANTS_OF] = "SELECT " GRANT_COLUMNS " FROM role_grant WHERE org = $1 AND person = $2 ORDER BY granted_ms, role",
	[S_GRANTS_STAFF] = "SELECT " GRANT_COLUMNS
			   " FROM role_grant WHERE org = $1 AND role NOT IN ('patient', 'guardian') ORDER BY person, role LIMIT $2",
	[S_GRANT_DROP_OF] = "DELETE FROM role_grant WHERE org = $1 AND person = $2",

	[S_ITEM_PUT] = "INSERT INTO item (" ITEM_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, person, kind, id) "
		       "DO UPDATE SET at_ms = excluded.at_ms, version = excluded.version, sealed_body = excluded.sealed_body",
	[S_ITEM_GET] = "SELECT " ITEM_COLUMNS " FROM item WHERE org = $1 AND person = $2 AND kind = $3 AND id = $4",
	[S_ITEMS_OF] = "SELECT " ITEM_COLUMNS " FROM item WHERE org = $1 AND person = $2 AND kind = $3 ORDER BY at_ms DESC, id LIMIT $4",
	[S_ITEMS_ALL] = "SELECT " ITEM_COLUMNS " FROM item WHERE org = $1 AND person = $2 ORDER BY kind, id LIMIT $3",
	[S_ITEM_DROP] = "DELETE FROM item WHERE org = $1 AND person = $2 AND kind = $3 AND id = $4",
	[S_ITEM_DROP_OF] = "DELETE FROM item WHERE org = $1 AND person = $2",

	[S_CASE_PUT] = "INSERT INTO consultation (" CASE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	[S_CASE_CHANGE] = "UPDATE consultation SET state = $4, tier = $5, updated_ms = $6, sealed_body = $7, doctor = $9 "
			  "WHERE org = $1 AND person = $2 AND id = $3 AND state = $8",
	[S_CASE_GET] = "SELECT " CASE_COLUMNS " FROM consultation WHERE org = $1 AND person = $2 AND id = $3",
	[S_CASES_OF] = "SELECT " CASE_COLUMNS " FROM consultation WHERE org = $1 AND person = $2 ORDER BY created_ms DESC, id DESC LIMIT $3",
	[S_CASE_LAST_RECORD] =
		"SELECT coalesce(max(updated_ms), 0) FROM consultation WHERE org = $1 AND person = $2 AND state IN ('signed', 'rejected')",
	[S_CASE_DROP_OF] = "DELETE FROM consultation WHERE org = $1 AND person = $2",
	[S_DECISION_PUT] = "INSERT INTO decision (org, person, case_id, leaf, sealed_salts) VALUES ($1, $2, $3, $4, $5)",
	[S_DECISION_OF_CASE] = "SELECT leaf FROM decision WHERE org = $1 AND person = $2 AND case_id = $3 ORDER BY leaf DESC LIMIT 1",
	[S_DECISIONS_OF] = "SELECT org, person, case_id, leaf, sealed_salts FROM decision WHERE org = $1 AND person = $2 ORDER BY leaf LIMIT $3",
	[S_DECISION_DROP_OF] = "DELETE FROM decision WHERE org = $1 AND person = $2",

	[S_CONSENT_PUT] = "INSERT INTO consent (" CONSENT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	[S_CONSENT_WITHDRAW] =
		"UPDATE consent SET withdrawn_by = $4, withdrawn_ms = $5 WHERE org = $1 AND person = $2 AND id = $3 AND withdrawn_ms = 0",
	[S_CONSENTS_OF] = "SELECT " CONSENT_COLUMNS " FROM consent WHERE org = $1 AND person = $2 ORDER BY given_ms, id",
	[S_CONSENTS_STANDING] = "SELECT " CONSENT_COLUMNS " FROM consent WHERE org = $1 AND person = $2 AND withdrawn_ms = 0 ORDER BY given_ms, id",
	[S_CONSENT_DROP_OF] = "DELETE FROM consent WHERE org = $1 AND person = $2",
	[S_RELATION_PUT] = "INSERT INTO relation (" RELATION_COLUMNS
			   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org, person, side, other, kind) "
			   "DO UPDATE SET state = excluded.state, since_ms = excluded.since_ms, until_ms = excluded.until_ms",
	[S_RELATION_GET] = "SELECT " RELATION_COLUMNS " FROM relation WHERE org = $1 AND person = $2 AND side = $3 AND other = $4 ORDER BY kind",
	[S_RELATIONS_OF] = "SELECT " RELATION_COLUMNS " FROM relation WHERE org = $1 AND person = $2 ORDER BY side, kind, other",
	[S_RELATION_DROP_OF] = "DELETE FROM relation WHERE org = $1 AND person = $2",
	[S_RELATION_DROP_OTHER] = "DELETE FROM relation WHERE org = $1 AND person = $2 AND other = $3",
	[S_ACCESS_PUT] = "INSERT INTO access (" ACCESS_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	[S_ACCESS_OF] = "SELECT " ACCESS_COLUMNS " FROM access WHERE org = $1 AND person = $2 ORDER BY id DESC LIMIT $3",
	[S_ACCESS_SINCE] = "SELECT " ACCESS_COLUMNS " FROM access WHERE org = $1 AND at_ms >= $2 ORDER BY at_ms DESC, id DESC LIMIT $3",
	[S_ACCESS_DROP_OF] = "DELETE FROM access WHERE org = $1 AND person = $2",
	[S_HOLD_PUT] = "INSERT INTO hold (" HOLD_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	[S_HOLD_RELEASE] = "UPDATE hold SET released_by = $4, released_ms = $5 WHERE org = $1 AND person = $2 AND id = $3 AND released_ms = 0",
	[S_HOLDS_OF] = "SELECT " HOLD_COLUMNS " FROM hold WHERE org = $1 AND person = $2 ORDER BY set_ms, id",
	[S_HOLDS_ALL] = "SELECT " HOLD_COLUMNS " FROM hold WHERE org = $1 ORDER BY set_ms DESC, id LIMIT $2",
	[S_HOLD_DROP_OF] = "DELETE FROM hold WHERE org = $1 AND person = $2",
	[S_GLASS_PUT] = "INSERT INTO break_glass (" GLASS_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	[S_GLASS_REVIEW] = "UPDATE break_glass SET state = $3, reviewer = $4, reviewed_ms = $5, sealed_reason = $6 WHERE org = $1 AND id = $2 AND "
			   "state = 'open'",
	[S_GLASS_GET] = "SELECT " GLASS_COLUMNS " FROM break_glass WHERE org = $1 AND id = $2",
	[S_GLASS_OF] = "SELECT " GLASS_COLUMNS
		       " FROM break_glass WHERE org = $1 AND person = $2 AND actor = $3 AND until_ms > $4 ORDER BY until_ms DESC LIMIT 1",
	[S_GLASS_ALL] = "SELECT " GLASS_COLUMNS " FROM break_glass WHERE org = $1 ORDER BY opened_ms DESC, id LIMIT $2",
	[S_GLASS_DROP_OF] = "UPDATE break_glass SET sealed_reason = $3 WHERE org = $1 AND person = $2",

	[S_RESOURCE_PUT] = "INSERT INTO resource (" RESOURCE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	[S_RESOURCE_CHANGE] = "UPDATE resource SET version = $5, updated_ms = $6, at_ms = $7, state = $8, sealed_brief = $9, sealed_body = $10 WHERE "
			      "org = $1 AND person = $2 AND type = $3 AND id = $4",
	[S_RESOURCE_SIZES] =
		"SELECT type, id, length(sealed_body) FROM resource WHERE org = $1 AND person = $2 AND (type = $3 OR $3 = '') AND state = "
		"'live' ORDER BY type, id",
	[S_RESOURCE_GET] = "SELECT " RESOURCE_COLUMNS " FROM resource WHERE org = $1 AND person = $2 AND type = $3 AND id = $4",
	[S_RESOURCES_OF] = "SELECT " RESOURCE_COLUMNS
			   " FROM resource WHERE org = $1 AND person = $2 AND type = $3 AND id > $4 AND state = 'live' ORDER BY id LIMIT $5",
	[S_RESOURCES_ALL] = "SELECT " RESOURCE_COLUMNS
			    " FROM resource WHERE org = $1 AND person = $2 AND (type, id) > ($3, $4) AND state = 'live' ORDER BY type, id LIMIT $5",
	[S_BRIEFS_ALL] = "SELECT " BRIEF_COLUMNS " FROM resource WHERE org = $1 AND person = $2 AND state = 'live' ORDER BY type, id LIMIT $3",
	[S_BRIEFS_BEFORE] = "SELECT " BRIEF_COLUMNS " FROM resource WHERE org = $1 AND person = $2 AND at_ms > 0 AND (at_ms, type, id) < ($3, $4, "
			    "$5) AND state = 'live' ORDER BY at_ms DESC, type DESC, id DESC LIMIT $6",
	[S_BRIEFS_BEFORE_OF] = "SELECT " BRIEF_COLUMNS " FROM resource WHERE org = $1 AND person = $2 AND type = $3 AND at_ms > 0 AND (at_ms, id) < "
			       "($4, $5) AND state = 'live' ORDER BY at_ms DESC, id DESC LIMIT $6",
	[S_BRIEFS_SINCE] =
		"SELECT " BRIEF_COLUMNS
		" FROM resource WHERE org = $1 AND person = $2 AND type = $3 AND at_ms >= $4 AND state = 'live' ORDER BY at_ms, id LIMIT $5",
	[S_RESOURCE_COUNTS] = "SELECT type, state, count(*) FROM resource WHERE org = $1 AND person = $2 GROUP BY type, state ORDER BY type, state",
	[S_RESOURCE_DROP_OF] = "DELETE FROM resource WHERE org = $1 AND person = $2",
	[S_RESOURCE_PAST_PUT] = "INSERT INTO resource_past (" PAST_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	[S_RESOURCE_PAST_GET] = "SELECT " PAST_COLUMNS
				" FROM resource_past WHERE org = $1 AND person = $2 AND type = $3 AND id = $4 AND version = $5",
	[S_RESOURCE_PASTS_OF] = "SELECT " PAST_COLUMNS
				" FROM resource_past WHERE org = $1 AND person = $2 AND type = $3 AND id = $4 ORDER BY version DESC LIMIT $5",
	[S_RESOURCE_PASTS_ALL] = "SELECT " PAST_COLUMNS
				 " FROM resource_past WHERE org = $1 AND person = $2 ORDER BY updated_ms DESC, type, id, version DESC LIMIT $3",
	[S_RESOURCE_VERSIONS] = "SELECT " VERSION_COLUMNS " FROM (SELECT " VERSION_COLUMNS " FROM resource WHERE org = $1 AND person = $2 "
				"UNION ALL SELECT " VERSION_COLUMNS
				" FROM resource_past WHERE org = $1 AND person = $2) AS v WHERE (type = $3 OR $3 = '') AND "
				"(id = $4 OR $4 = '') AND updated_ms >= $5 ORDER BY updated_ms DESC, type, id, version DESC LIMIT $6 OFFSET $7",
	[S_RESOURCE_PAST_DROP_OF] = "DELETE FROM resource_past WHERE org = $1 AND person = $2",
	[S_NOTICE_PUT] = "INSERT INTO notice (" NOTICE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org, person, id) DO NOTHING",
	[S_NOTICE_ANSWER] = "UPDATE notice SET state = $4, answered_ms = $5 WHERE org = $1 AND person = $2 AND id = $3",
	[S_NOTICE_GET] = "SELECT " NOTICE_COLUMNS " FROM notice WHERE org = $1 AND person = $2 AND id = $3",
	[S_NOTICES_OF] = "SELECT " NOTICE_COLUMNS
			 " FROM notice WHERE org = $1 AND person = $2 AND at_ms >= $3 AND at_ms < $4 ORDER BY at_ms DESC, id LIMIT $5",
	[S_NOTICE_DROP_OF] = "DELETE FROM notice WHERE org = $1 AND person = $2",
	[S_DUE_PUT] = "INSERT INTO due (org, person, reminder, due_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (org, person, reminder) DO UPDATE SET "
		      "due_ms = excluded.due_ms",
	[S_DUE_DROP] = "DELETE FROM due WHERE org = $1 AND person = $2 AND reminder = $3",
	[S_DUE_DROP_OF] = "DELETE FROM due WHERE org = $1 AND person = $2",
	[S_DUE_NEXT] = "SELECT org, person, reminder, due_ms FROM due WHERE due_ms <= $1 ORDER BY due_ms, org, person, reminder LIMIT $2",
	[S_FEED_PUT] = "INSERT INTO feed (token_hash, org, person, id, lang, created_ms) VALUES ($1, $2, $3, $4, $5, $6)",
	[S_FEED_GET] = "SELECT " FEED_COLUMNS " FROM feed WHERE token_hash = $1",
	[S_FEEDS_OF] = "SELECT " FEED_COLUMNS " FROM feed WHERE org = $1 AND person = $2 ORDER BY created_ms DESC LIMIT $3",
	[S_FEED_DROP] = "DELETE FROM feed WHERE org = $1 AND person = $2 AND id = $3",
	[S_FEED_DROP_OF] = "DELETE FROM feed WHERE org = $1 AND person = $2",
	[S_ALERT_PUT] = "INSERT INTO alert (" ALERT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	[S_ALERT_CHANGE] = "UPDATE alert SET tier = $3, sealed_body = $4 WHERE org = $1 AND id = $2 AND state = 'open'",
	[S_ALERT_CLOSE] =
		"UPDATE alert SET state = 'closed', doctor = $3, closed_ms = $4, sealed_body = $5 WHERE org = $1 AND id = $2 AND state = 'open'",
	[S_ALERT_GET] = "SELECT " ALERT_COLUMNS " FROM alert WHERE org = $1 AND id = $2",
	[S_ALERTS_OF] = "SELECT " ALERT_COLUMNS " FROM alert WHERE org = $1 AND person = $2 ORDER BY created_ms DESC, id LIMIT $3",
	[S_ALERTS_OPEN] = "SELECT " ALERT_COLUMNS " FROM alert WHERE org = $1 AND state = 'open' ORDER BY tier DESC, created_ms, id LIMIT $2",
	[S_ALERT_DROP_OF] = "DELETE FROM alert WHERE org = $1 AND person = $2",
	[S_CLIENT_PUT] = "INSERT INTO client (" CLIENT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
	[S_CLIENT_END] = "UPDATE client SET state = 'ended' WHERE org = $1 AND id = $2 AND state = 'active'",
	[S_CLIENT_GET] = "SELECT " CLIENT_COLUMNS " FROM client WHERE org = $1 AND id = $2",
	[S_CLIENTS] = "SELECT " CLIENT_COLUMNS " FROM client WHERE org = $1 ORDER BY created_ms, id LIMIT $2",
	[S_CODE_PUT] = "INSERT INTO client_code (" CODE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	[S_CODE_GET] = "SELECT " CODE_COLUMNS " FROM client_code WHERE token_hash = $1",
	[S_CODE_DROP] = "DELETE FROM client_code WHERE token_hash = $1",
	[S_CODE_DROP_OF] = "DELETE FROM client_code WHERE org = $1 AND person = $2",
	[S_CODE_DROP_EXPIRED] = "DELETE FROM client_code WHERE expires_ms <= $1",

	[S_LEAF_PUT] = "INSERT INTO leaf (org, i, entry, hash) VALUES ($1, $2, $3, $4)",
	[S_LEAF_GET] = "SELECT entry, hash FROM leaf WHERE org = $1 AND i = $2",
	[S_LEAF_COUNT] = "SELECT coalesce(max(i) + 1, 0) FROM leaf WHERE org = $1",
	[S_NODE_PUT] = "INSERT INTO node (org, level, i, hash) VALUES ($1, $2, $3, $4)",
	[S_NODE_GET] = "SELECT hash FROM node WHERE org = $1 AND level = $2 AND i = $3",
	[S_HEAD_PUT] = "INSERT INTO head (" HEAD_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)",
	[S_HEAD_GET] = "SELECT " HEAD_COLUMNS " FROM head WHERE org = $1 AND number = $2",
	[S_HEAD_LAST] = "SELECT " HEAD_COLUMNS " FROM head WHERE org = $1 ORDER BY number DESC LIMIT 1",

	[S_PLAIN_ACCOUNTS] =
		"SELECT org, login, person, role, name_zh, name_en, title_zh, licence, password, fictional FROM plain_account ORDER BY org, login "
		"LIMIT $1",
	[S_PLAIN_ACCOUNT_DROP] = "DELETE FROM plain_account WHERE org = $1 AND login = $2",
	[S_PLAIN_CASES] = "SELECT org, person, id, state, tier, created_ms, updated_ms, question, said, body FROM plain_consultation "
			  "ORDER BY org, person, id LIMIT $1",
	[S_PLAIN_CASE_DROP] = "DELETE FROM plain_consultation WHERE org = $1 AND person = $2 AND id = $3",
	[S_PLAIN_DECISIONS] = "SELECT org, person, case_id, leaf, salts FROM plain_decision ORDER BY org, person, case_id, leaf LIMIT $1",
	[S_PLAIN_DECISION_DROP] = "DELETE FROM plain_decision WHERE org = $1 AND person = $2 AND case_id = $3 AND leaf = $4",
};

#define WRITES(name, writes) [S_##name] = (writes),
static const bool writes_of[STATEMENT_COUNT] = {STATEMENTS(WRITES)};
#define NAME(name, writes) [S_##name] = #name,
static const char *const names[STATEMENT_COUNT] = {STATEMENTS(NAME)};

const char *statement_sql(enum stmt s)
{
	ASSERT((unsigned)s < STATEMENT_COUNT && sql[s]);
	return sql[s];
}

bool statement_writes(enum stmt s)
{
	ASSERT((unsigned)s < STATEMENT_COUNT);
	return writes_of[s];
}

const char *statement_name(enum stmt s)
{
	ASSERT((unsigned)s < STATEMENT_COUNT);
	return names[s];
}
