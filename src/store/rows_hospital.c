#include "store/row_int.h"

static const struct field organisation_fields[] = {
	FIELD(TEXT, organisation_row, org),      FIELD(TEXT, organisation_row, name_zh),   FIELD(TEXT, organisation_row, name_en),
	FIELD(INT, organisation_row, fictional), FIELD(INT, organisation_row, created_ms),
};

static const struct field department_fields[] = {
	FIELD(TEXT, department_row, org),
	FIELD(TEXT, department_row, id),
	FIELD(TEXT, department_row, name_zh),
	FIELD(TEXT, department_row, name_en),
};

static const struct field session_fields[] = {
	FIELD(BYTES, session_row, token_hash), FIELD(TEXT, session_row, org),       FIELD(TEXT, session_row, person),
	FIELD(TEXT, session_row, id),          FIELD(TEXT, session_row, role),      FIELD(INT, session_row, account),
	FIELD(INT, session_row, created_ms),   FIELD(INT, session_row, expires_ms), FIELD(INT, session_row, step_ms),
	FIELD(INT, session_row, step_level),   FIELD(TEXT, session_row, agent),
};

static const struct field token_fields[] = {
	FIELD(BYTES, token_row, token_hash), FIELD(TEXT, token_row, org),       FIELD(TEXT, token_row, person), FIELD(TEXT, token_row, id),
	FIELD(TEXT, token_row, role),        FIELD(TEXT, token_row, name),      FIELD(TEXT, token_row, scopes), FIELD(INT, token_row, created_ms),
	FIELD(INT, token_row, expires_ms),   FIELD(INT, token_row, revoked_ms),
};

static const struct field outside_fields[] = {
	FIELD(TEXT, outside_row, org),
	FIELD(BYTES, outside_row, state_hash),
	FIELD(INT, outside_row, expires_ms),
	FIELD(BLOB, outside_row, sealed_flow),
};

static const struct field place_fields[] = {
	FIELD(TEXT, place_row, org), FIELD(TEXT, place_row, id),        FIELD(TEXT, place_row, person), FIELD(TEXT, place_row, state),
	FIELD(INT, place_row, tier), FIELD(INT, place_row, created_ms), FIELD(TEXT, place_row, doctor),
};

static const struct field glass_fields[] = {
	FIELD(TEXT, glass_row, org),           FIELD(TEXT, glass_row, id),       FIELD(TEXT, glass_row, person),
	FIELD(TEXT, glass_row, actor),         FIELD(INT, glass_row, opened_ms), FIELD(INT, glass_row, until_ms),
	FIELD(TEXT, glass_row, state),         FIELD(TEXT, glass_row, reviewer), FIELD(INT, glass_row, reviewed_ms),
	FIELD(BLOB, glass_row, sealed_reason),
};

static const struct field department_list_fields[] = {
	FIELD(TEXT, department_row, id),
	FIELD(TEXT, department_row, name_zh),
	FIELD(TEXT, department_row, name_en),
};

static const struct field attempt_fields[] = {
	FIELD(INT, attempt_row, failures),
	FIELD(INT, attempt_row, last_ms),
	FIELD(INT, attempt_row, until_ms),
};

static const struct field outside_read_fields[] = {
	FIELD(INT, outside_row, expires_ms),
	FIELD(BLOB, outside_row, sealed_flow),
};

bool store_meta_put(struct store *s, str key, str value, struct fail *fail)
{
	return row_run(s, S_META_PUT, ARGS(ARG_TEXT(key), ARG_TEXT(value)), fail);
}

struct meta {
	str value;
};

bool store_meta_get(struct store *s, str *value, str key, struct arena *a, struct fail *fail)
{
	static const struct field meta_fields[] = {FIELD(TEXT, meta, value)};
	struct meta m;
	if (!row_one(s, S_META_GET, ARGS(ARG_TEXT(key)), FIELDS(meta), &m, a, fail)) return false;
	*value = m.value;
	return true;
}

bool store_organisation_put(struct store *s, const struct organisation_row *row, struct fail *fail)
{
	return row_write(s, S_ORGANISATION_PUT, FIELDS(organisation), row, fail);
}

bool store_organisation_name(struct store *s, str org, str zh, str en, struct fail *fail)
{
	return row_change(s, S_ORGANISATION_NAME, ARGS(ARG_TEXT(org), ARG_TEXT(zh), ARG_TEXT(en)), RC_MISSING, "no such organisation", fail);
}

bool store_organisations(struct store *s, struct organisation_rows *out, struct arena *a, struct fail *fail)
{
	return row_all(s, S_ORGANISATIONS, NULL, 0, FIELDS(organisation), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_department_put(struct store *s, const struct department_row *row, struct fail *fail)
{
	return row_write(s, S_DEPARTMENT_PUT, FIELDS(department), row, fail);
}

bool store_departments(struct store *s, struct department_rows *out, str org, struct arena *a, struct fail *fail)
{
	if (!row_all(s, S_DEPARTMENTS, ARGS(ARG_TEXT(org)), FIELDS(department_list), out, (ptrdiff_t)sizeof *out->v, a, fail)) return false;
	for (ptrdiff_t i = 0; i < out->n; i++) out->v[i].org = org;
	return true;
}

bool store_login_put(struct store *s, str org, str login_mark, str person, struct fail *fail)
{
	return row_run(s, S_LOGIN_PUT, ARGS(ARG_TEXT(org), ARG_BLOB(login_mark), ARG_TEXT(person)), fail);
}

struct found {
	str person;
};
static const struct field found_fields[] = {FIELD(TEXT, found, person)};

bool store_login_get(struct store *s, str *person, str org, str login_mark, struct arena *a, struct fail *fail)
{
	struct found f;
	if (!row_one(s, S_LOGIN_GET, ARGS(ARG_TEXT(org), ARG_BLOB(login_mark)), FIELDS(found), &f, a, fail)) return false;
	*person = f.person;
	return true;
}

bool store_found_put(struct store *s, str org, str kind, str mark, str person, struct fail *fail)
{
	return row_run(s, S_FOUND_PUT, ARGS(ARG_TEXT(org), ARG_TEXT(kind), ARG_BLOB(mark), ARG_TEXT(person)), fail);
}

bool store_found_drop_of(struct store *s, str org, str kind, str person, struct fail *fail)
{
	return row_run(s, S_FOUND_DROP_OF, ARGS(ARG_TEXT(org), ARG_TEXT(kind), ARG_TEXT(person)), fail);
}

bool store_found(struct store *s, struct rows *people, str org, str kind, str mark, int limit, struct arena *a, struct fail *fail)
{
	return s->verbs->read(s, S_FOUND, ARGS(ARG_TEXT(org), ARG_TEXT(kind), ARG_BLOB(mark), ARG_INT(limit)), people, a, fail);
}

bool store_attempt_put(struct store *s, const struct attempt_row *row, struct fail *fail)
{
	return row_run(s, S_ATTEMPT_PUT,
		       ARGS(ARG_TEXT(row->org), ARG_BLOB(row->login_mark), ARG_INT(row->failures), ARG_INT(row->last_ms), ARG_INT(row->until_ms)),
		       fail);
}

bool store_attempt_get(struct store *s, struct attempt_row *row, str org, str login_mark, struct arena *a, struct fail *fail)
{
	struct fail none = {0};
	*row = (struct attempt_row){.org = org, .login_mark = login_mark};
	if (row_one(s, S_ATTEMPT_GET, ARGS(ARG_TEXT(org), ARG_BLOB(login_mark)), FIELDS(attempt), row, a, &none)) return true;
	if (none.rc == RC_MISSING) return true;
	*fail = none;
	return false;
}

bool store_attempt_drop(struct store *s, str org, str login_mark, struct fail *fail)
{
	return row_run(s, S_ATTEMPT_DROP, ARGS(ARG_TEXT(org), ARG_BLOB(login_mark)), fail);
}

bool store_attempt_drop_old(struct store *s, int64_t before_ms, int64_t now_ms, struct fail *fail)
{
	return row_run(s, S_ATTEMPT_DROP_OLD, ARGS(ARG_INT(before_ms), ARG_INT(now_ms)), fail);
}

bool store_session_put(struct store *s, const struct session_row *row, struct fail *fail)
{
	return row_write(s, S_SESSION_PUT, FIELDS(session), row, fail);
}

bool store_session_get(struct store *s, struct session_row *row, const unsigned char token_hash[32], struct arena *a, struct fail *fail)
{
	return row_one(s, S_SESSION_GET, ARGS(ARG_BYTES(token_hash, 32)), FIELDS(session), row, a, fail);
}

bool store_session_drop(struct store *s, const unsigned char token_hash[32], struct fail *fail)
{
	return row_run(s, S_SESSION_DROP, ARGS(ARG_BYTES(token_hash, 32)), fail);
}

bool store_session_drop_id(struct store *s, str org, str person, str id, struct fail *fail)
{
	return row_change(s, S_SESSION_DROP_ID, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(id)), RC_MISSING, "no such session", fail);
}

bool store_session_drop_of(struct store *s, str org, str person, const unsigned char stays[32], struct fail *fail)
{
	str but = stays ? (str){(const char *)stays, 32} : (str){"", 0};
	return row_run(s, S_SESSION_DROP_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_BLOB(but)), fail);
}

bool store_session_step(struct store *s, const unsigned char token_hash[32], int64_t until_ms, int level, struct fail *fail)
{
	return row_change(s, S_SESSION_STEP, ARGS(ARG_BYTES(token_hash, 32), ARG_INT(until_ms), ARG_INT(level)), RC_MISSING, "no such session", fail);
}

bool store_session_role(struct store *s, const unsigned char token_hash[32], str role, struct fail *fail)
{
	return row_change(s, S_SESSION_ROLE, ARGS(ARG_BYTES(token_hash, 32), ARG_TEXT(role)), RC_MISSING, "no such session", fail);
}

bool store_sessions_of(struct store *s, struct session_rows *out, str org, str person, int64_t now_ms, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_SESSIONS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(now_ms), ARG_INT(limit)), FIELDS(session), out,
		       (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_sessions_staff(struct store *s, struct session_rows *out, str org, int64_t now_ms, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_SESSIONS_STAFF, ARGS(ARG_TEXT(org), ARG_INT(now_ms), ARG_INT(limit)), FIELDS(session), out, (ptrdiff_t)sizeof *out->v, a,
		       fail);
}

bool store_session_drop_expired(struct store *s, int64_t now_ms, struct fail *fail)
{
	return row_run(s, S_SESSION_DROP_EXPIRED, ARGS(ARG_INT(now_ms)), fail);
}

bool store_token_put(struct store *s, const struct token_row *row, struct fail *fail)
{
	return row_write(s, S_TOKEN_PUT, FIELDS(token), row, fail);
}

bool store_token_get(struct store *s, struct token_row *row, const unsigned char token_hash[32], struct arena *a, struct fail *fail)
{
	return row_one(s, S_TOKEN_GET, ARGS(ARG_BYTES(token_hash, 32)), FIELDS(token), row, a, fail);
}

bool store_token_revoke(struct store *s, str org, str id, int64_t now_ms, struct fail *fail)
{
	return row_change(s, S_TOKEN_REVOKE, ARGS(ARG_TEXT(org), ARG_TEXT(id), ARG_INT(now_ms)), RC_MISSING, "no such token in force", fail);
}

bool store_token_revoke_of(struct store *s, str org, str person, int64_t now_ms, struct fail *fail)
{
	return row_run(s, S_TOKEN_REVOKE_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(now_ms)), fail) &&
	       row_run(s, S_CODE_DROP_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person)), fail);
}

bool store_token_drop_of(struct store *s, str org, str person, struct fail *fail)
{
	return row_run(s, S_TOKEN_DROP_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person)), fail);
}

bool store_token_drop_old(struct store *s, int64_t before_ms, struct fail *fail)
{
	return row_run(s, S_TOKEN_DROP_OLD, ARGS(ARG_INT(before_ms)), fail);
}

bool store_tokens_of(struct store *s, struct token_rows *out, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_TOKENS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(token), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_tokens_all(struct store *s, struct token_rows *out, str org, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_TOKENS_ALL, ARGS(ARG_TEXT(org), ARG_INT(limit)), FIELDS(token), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_outside_put(struct store *s, const struct outside_row *row, struct fail *fail)
{
	return row_write(s, S_OUTSIDE_PUT, FIELDS(outside), row, fail);
}

bool store_outside_get(struct store *s, struct outside_row *row, str org, const unsigned char state_hash[32], struct arena *a, struct fail *fail)
{
	*row = (struct outside_row){.org = org};
	memcpy(row->state_hash, state_hash, 32);
	return row_one(s, S_OUTSIDE_GET, ARGS(ARG_TEXT(org), ARG_BYTES(state_hash, 32)), FIELDS(outside_read), row, a, fail);
}

bool store_outside_drop(struct store *s, str org, const unsigned char state_hash[32], struct fail *fail)
{
	return row_change(s, S_OUTSIDE_DROP, ARGS(ARG_TEXT(org), ARG_BYTES(state_hash, 32)), RC_MISSING, "no such log-in has begun", fail);
}

bool store_outside_drop_expired(struct store *s, int64_t now_ms, struct fail *fail)
{
	return row_run(s, S_OUTSIDE_DROP_EXPIRED, ARGS(ARG_INT(now_ms)), fail);
}

bool store_place_put(struct store *s, const struct place_row *row, struct fail *fail)
{
	return row_write(s, S_PLACE_PUT, FIELDS(place), row, fail);
}

bool store_place_change(struct store *s, const struct place_row *row, str was, struct fail *fail)
{
	return row_change(s, S_PLACE_CHANGE,
			  ARGS(ARG_TEXT(row->org), ARG_TEXT(row->id), ARG_TEXT(row->state), ARG_INT(row->tier), ARG_TEXT(row->doctor), ARG_TEXT(was)),
			  RC_CONFLICT, "the case has changed meanwhile", fail);
}

bool store_place_get(struct store *s, struct place_row *row, str org, str id, struct arena *a, struct fail *fail)
{
	return row_one(s, S_PLACE_GET, ARGS(ARG_TEXT(org), ARG_TEXT(id)), FIELDS(place), row, a, fail);
}

bool store_places_open(struct store *s, struct place_rows *out, str org, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_PLACES_OPEN, ARGS(ARG_TEXT(org), ARG_INT(limit)), FIELDS(place), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_glass_put(struct store *s, const struct glass_row *row, struct fail *fail)
{
	return row_write(s, S_GLASS_PUT, FIELDS(glass), row, fail);
}

bool store_glass_review(struct store *s, const struct glass_row *row, struct fail *fail)
{
	return row_change(s, S_GLASS_REVIEW,
			  ARGS(ARG_TEXT(row->org), ARG_TEXT(row->id), ARG_TEXT(row->state), ARG_TEXT(row->reviewer), ARG_INT(row->reviewed_ms),
			       ARG_BLOB(row->sealed_reason)),
			  RC_CONFLICT, "it was reviewed already", fail);
}

bool store_glass_get(struct store *s, struct glass_row *row, str org, str id, struct arena *a, struct fail *fail)
{
	return row_one(s, S_GLASS_GET, ARGS(ARG_TEXT(org), ARG_TEXT(id)), FIELDS(glass), row, a, fail);
}

bool store_glass_of(struct store *s, struct glass_row *row, str org, str person, str actor, int64_t now_ms, struct arena *a, struct fail *fail)
{
	return row_one(s, S_GLASS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(actor), ARG_INT(now_ms)), FIELDS(glass), row, a, fail);
}

bool store_glass_all(struct store *s, struct glass_rows *out, str org, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_GLASS_ALL, ARGS(ARG_TEXT(org), ARG_INT(limit)), FIELDS(glass), out, (ptrdiff_t)sizeof *out->v, a, fail);
}
