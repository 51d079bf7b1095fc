#include "store/row_int.h"

static const struct field person_fields[] = {
	FIELD(TEXT, person_row, org),    FIELD(TEXT, person_row, person),  FIELD(TEXT, person_row, kind),
	FIELD(TEXT, person_row, state),  FIELD(BLOB, person_row, wrapped), FIELD(INT, person_row, created_ms),
	FIELD(INT, person_row, seen_ms), FIELD(INT, person_row, keep_ms),  FIELD(INT, person_row, ended_ms),
};

static const struct field credential_fields[] = {
	FIELD(TEXT, credential_row, org),           FIELD(TEXT, credential_row, person),     FIELD(TEXT, credential_row, state),
	FIELD(TEXT, credential_row, password),      FIELD(INT, credential_row, must_change), FIELD(INT, credential_row, totp),
	FIELD(INT, credential_row, totp_step),      FIELD(INT, credential_row, created_ms),  FIELD(INT, credential_row, seen_ms),
	FIELD(BLOB, credential_row, sealed_secret),
};

static const struct field grant_fields[] = {
	FIELD(TEXT, grant_row, org),        FIELD(TEXT, grant_row, person),    FIELD(TEXT, grant_row, role),    FIELD(TEXT, grant_row, department),
	FIELD(TEXT, grant_row, title),      FIELD(TEXT, grant_row, licence),   FIELD(INT, grant_row, until_ms), FIELD(TEXT, grant_row, state),
	FIELD(TEXT, grant_row, granted_by), FIELD(INT, grant_row, granted_ms),
};

static const struct field item_fields[] = {
	FIELD(TEXT, item_row, org),  FIELD(TEXT, item_row, person), FIELD(TEXT, item_row, kind),        FIELD(TEXT, item_row, id),
	FIELD(INT, item_row, at_ms), FIELD(INT, item_row, version), FIELD(BLOB, item_row, sealed_body),
};

static const struct field consent_fields[] = {
	FIELD(TEXT, consent_row, org),          FIELD(TEXT, consent_row, person),      FIELD(TEXT, consent_row, id),
	FIELD(TEXT, consent_row, purpose),      FIELD(INT, consent_row, sensitive),    FIELD(TEXT, consent_row, other),
	FIELD(TEXT, consent_row, edition),      FIELD(TEXT, consent_row, given_by),    FIELD(INT, consent_row, given_ms),
	FIELD(TEXT, consent_row, withdrawn_by), FIELD(INT, consent_row, withdrawn_ms),
};

static const struct field relation_fields[] = {
	FIELD(TEXT, relation_row, org),  FIELD(TEXT, relation_row, person), FIELD(TEXT, relation_row, side),    FIELD(TEXT, relation_row, other),
	FIELD(TEXT, relation_row, kind), FIELD(TEXT, relation_row, state),  FIELD(INT, relation_row, since_ms), FIELD(INT, relation_row, until_ms),
};

static const struct field access_fields[] = {
	FIELD(TEXT, access_row, org),    FIELD(TEXT, access_row, person),   FIELD(TEXT, access_row, id),
	FIELD(INT, access_row, at_ms),   FIELD(TEXT, access_row, actor),    FIELD(TEXT, access_row, role),
	FIELD(TEXT, access_row, action), FIELD(TEXT, access_row, relation), FIELD(BLOB, access_row, sealed_note),
};

static const struct field hold_fields[] = {
	FIELD(TEXT, hold_row, org),   FIELD(TEXT, hold_row, person),      FIELD(TEXT, hold_row, id),         FIELD(TEXT, hold_row, set_by),
	FIELD(INT, hold_row, set_ms), FIELD(TEXT, hold_row, released_by), FIELD(INT, hold_row, released_ms), FIELD(BLOB, hold_row, sealed_reason),
};

bool store_person_put(struct store *s, const struct person_row *row, struct fail *fail)
{
	return row_write(s, S_PERSON_PUT, FIELDS(person), row, fail);
}

bool store_person_get(struct store *s, struct person_row *row, str org, str person, struct arena *a, struct fail *fail)
{
	return row_one(s, S_PERSON_GET, ARGS(ARG_TEXT(org), ARG_TEXT(person)), FIELDS(person), row, a, fail);
}

bool store_person_state(struct store *s, const struct person_row *row, struct fail *fail)
{
	return row_change(s, S_PERSON_STATE,
			  ARGS(ARG_TEXT(row->org), ARG_TEXT(row->person), ARG_TEXT(row->kind), ARG_TEXT(row->state), ARG_BLOB(row->wrapped),
			       ARG_INT(row->keep_ms), ARG_INT(row->ended_ms)),
			  RC_MISSING, "no such person", fail);
}

bool store_person_seen(struct store *s, str org, str person, int64_t now_ms, struct fail *fail)
{
	return row_change(s, S_PERSON_SEEN, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(now_ms)), RC_MISSING, "no such person", fail);
}

bool store_person_keep(struct store *s, str org, str person, int64_t until_ms, struct fail *fail)
{
	return row_run(s, S_PERSON_KEEP, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(until_ms)), fail);
}

bool store_person_rewrap(struct store *s, str org, str person, str wrapped, struct fail *fail)
{
	return row_change(s, S_PERSON_REWRAP, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_BLOB(wrapped)), RC_MISSING, "no such person", fail);
}

bool store_people_after(struct store *s, struct person_rows *out, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_PEOPLE_AFTER, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(person), out, (ptrdiff_t)sizeof *out->v, a,
		       fail);
}

bool store_people_stale(struct store *s, struct person_rows *out, str org, int64_t before_ms, int64_t now_ms, int limit, struct arena *a,
			struct fail *fail)
{
	return row_all(s, S_PEOPLE_STALE, ARGS(ARG_TEXT(org), ARG_INT(before_ms), ARG_INT(now_ms), ARG_INT(limit)), FIELDS(person), out,
		       (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_person_clear(struct store *s, str org, str person, struct fail *fail)
{
	static const enum stmt drops[] = {S_LOGIN_DROP_OF, S_CREDENTIAL_DROP,  S_GRANT_DROP_OF,         S_ITEM_DROP_OF,     S_CASE_DROP_OF,
					  S_PLACE_DROP_OF, S_DECISION_DROP_OF, S_CONSENT_DROP_OF,       S_RELATION_DROP_OF, S_ACCESS_DROP_OF,
					  S_TOKEN_DROP_OF, S_RESOURCE_DROP_OF, S_RESOURCE_PAST_DROP_OF, S_NOTICE_DROP_OF,   S_DUE_DROP_OF,
					  S_FEED_DROP_OF,  S_ALERT_DROP_OF,    S_CODE_DROP_OF};
	static const char *const kinds[] = {"name", "phone", "subject"};
	bool ok = true;
	for (size_t i = 0; ok && i < sizeof drops / sizeof *drops; i++) ok = row_run(s, drops[i], ARGS(ARG_TEXT(org), ARG_TEXT(person)), fail);
	for (size_t i = 0; ok && i < sizeof kinds / sizeof *kinds; i++) ok = store_found_drop_of(s, org, str_from(kinds[i]), person, fail);
	return ok && row_run(s, S_GLASS_DROP_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_BLOB(S(""))), fail) &&
	       store_session_drop_of(s, org, person, NULL, fail);
}

bool store_credential_put(struct store *s, const struct credential_row *row, struct fail *fail)
{
	return row_write(s, S_CREDENTIAL_PUT, FIELDS(credential), row, fail);
}

bool store_credential_get(struct store *s, struct credential_row *row, str org, str person, struct arena *a, struct fail *fail)
{
	return row_one(s, S_CREDENTIAL_GET, ARGS(ARG_TEXT(org), ARG_TEXT(person)), FIELDS(credential), row, a, fail);
}

bool store_credential_change(struct store *s, const struct credential_row *row, struct fail *fail)
{
	return row_change(s, S_CREDENTIAL_CHANGE,
			  ARGS(ARG_TEXT(row->org), ARG_TEXT(row->person), ARG_TEXT(row->state), ARG_TEXT(row->password), ARG_INT(row->must_change),
			       ARG_INT(row->totp), ARG_INT(row->totp_step), ARG_INT(row->seen_ms), ARG_BLOB(row->sealed_secret)),
			  RC_MISSING, "no such account", fail);
}

bool store_credential_step(struct store *s, str org, str person, int64_t step, struct fail *fail)
{
	return row_change(s, S_CREDENTIAL_STEP, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(step)), RC_CONFLICT, "this code was used already",
			  fail);
}

bool store_grant_put(struct store *s, const struct grant_row *row, struct fail *fail)
{
	return row_write(s, S_GRANT_PUT, FIELDS(grant), row, fail);
}

bool store_grants_of(struct store *s, struct grant_rows *out, str org, str person, struct arena *a, struct fail *fail)
{
	return row_all(s, S_GRANTS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person)), FIELDS(grant), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_grants_staff(struct store *s, struct grant_rows *out, str org, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_GRANTS_STAFF, ARGS(ARG_TEXT(org), ARG_INT(limit)), FIELDS(grant), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_item_put(struct store *s, const struct item_row *row, struct fail *fail)
{
	return row_write(s, S_ITEM_PUT, FIELDS(item), row, fail);
}

bool store_item_get(struct store *s, struct item_row *row, str org, str person, str kind, str id, struct arena *a, struct fail *fail)
{
	return row_one(s, S_ITEM_GET, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(kind), ARG_TEXT(id)), FIELDS(item), row, a, fail);
}

bool store_items_of(struct store *s, struct item_rows *out, str org, str person, str kind, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_ITEMS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(kind), ARG_INT(limit)), FIELDS(item), out,
		       (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_items_all(struct store *s, struct item_rows *out, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_ITEMS_ALL, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(item), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_item_drop(struct store *s, str org, str person, str kind, str id, struct fail *fail)
{
	return row_run(s, S_ITEM_DROP, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(kind), ARG_TEXT(id)), fail);
}

bool store_consent_put(struct store *s, const struct consent_row *row, struct fail *fail)
{
	return row_write(s, S_CONSENT_PUT, FIELDS(consent), row, fail);
}

bool store_consent_withdraw(struct store *s, str org, str person, str id, str by, int64_t now_ms, struct fail *fail)
{
	return row_change(s, S_CONSENT_WITHDRAW, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(id), ARG_TEXT(by), ARG_INT(now_ms)), RC_CONFLICT,
			  "no such consent is in force", fail);
}

bool store_consents_of(struct store *s, struct consent_rows *out, str org, str person, struct arena *a, struct fail *fail)
{
	return row_all(s, S_CONSENTS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person)), FIELDS(consent), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_consents_standing(struct store *s, struct consent_rows *out, str org, str person, struct arena *a, struct fail *fail)
{
	return row_all(s, S_CONSENTS_STANDING, ARGS(ARG_TEXT(org), ARG_TEXT(person)), FIELDS(consent), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_relation_put(struct store *s, const struct relation_row *row, struct fail *fail)
{
	return row_write(s, S_RELATION_PUT, FIELDS(relation), row, fail);
}

bool store_relation_get(struct store *s, struct relation_rows *out, str org, str person, str side, str other, struct arena *a, struct fail *fail)
{
	return row_all(s, S_RELATION_GET, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(side), ARG_TEXT(other)), FIELDS(relation), out,
		       (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_relations_of(struct store *s, struct relation_rows *out, str org, str person, struct arena *a, struct fail *fail)
{
	return row_all(s, S_RELATIONS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person)), FIELDS(relation), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_relation_drop_other(struct store *s, str org, str person, str other, struct fail *fail)
{
	return row_run(s, S_RELATION_DROP_OTHER, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(other)), fail);
}

bool store_access_put(struct store *s, const struct access_row *row, struct fail *fail)
{
	return row_write(s, S_ACCESS_PUT, FIELDS(access), row, fail);
}

bool store_access_of(struct store *s, struct access_rows *out, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_ACCESS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(access), out, (ptrdiff_t)sizeof *out->v, a,
		       fail);
}

bool store_access_since(struct store *s, struct access_rows *out, str org, int64_t since_ms, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_ACCESS_SINCE, ARGS(ARG_TEXT(org), ARG_INT(since_ms), ARG_INT(limit)), FIELDS(access), out, (ptrdiff_t)sizeof *out->v, a,
		       fail);
}

bool store_hold_put(struct store *s, const struct hold_row *row, struct fail *fail)
{
	return row_write(s, S_HOLD_PUT, FIELDS(hold), row, fail);
}

bool store_hold_release(struct store *s, str org, str person, str id, str by, int64_t now_ms, struct fail *fail)
{
	return row_change(s, S_HOLD_RELEASE, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(id), ARG_TEXT(by), ARG_INT(now_ms)), RC_CONFLICT,
			  "no such hold stands", fail);
}

bool store_holds_of(struct store *s, struct hold_rows *out, str org, str person, struct arena *a, struct fail *fail)
{
	return row_all(s, S_HOLDS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person)), FIELDS(hold), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_holds_all(struct store *s, struct hold_rows *out, str org, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_HOLDS_ALL, ARGS(ARG_TEXT(org), ARG_INT(limit)), FIELDS(hold), out, (ptrdiff_t)sizeof *out->v, a, fail);
}
