#include "store/row_int.h"

static const struct field resource_fields[] = {
	FIELD(TEXT, resource_row, org),         FIELD(TEXT, resource_row, person), FIELD(TEXT, resource_row, type),
	FIELD(TEXT, resource_row, id),          FIELD(INT, resource_row, version), FIELD(INT, resource_row, updated_ms),
	FIELD(INT, resource_row, at_ms),        FIELD(TEXT, resource_row, state),  FIELD(BLOB, resource_row, sealed_brief),
	FIELD(BLOB, resource_row, sealed_body),
};

static const struct field past_fields[] = {
	FIELD(TEXT, past_row, org),    FIELD(TEXT, past_row, person),    FIELD(TEXT, past_row, type),  FIELD(TEXT, past_row, id),
	FIELD(INT, past_row, version), FIELD(INT, past_row, updated_ms), FIELD(TEXT, past_row, state), FIELD(BLOB, past_row, sealed_body),
};

static const struct field notice_fields[] = {
	FIELD(TEXT, notice_row, org),  FIELD(TEXT, notice_row, person), FIELD(TEXT, notice_row, id),         FIELD(TEXT, notice_row, kind),
	FIELD(INT, notice_row, at_ms), FIELD(TEXT, notice_row, state),  FIELD(INT, notice_row, answered_ms), FIELD(BLOB, notice_row, sealed_body),
};

static const struct field due_fields[] = {
	FIELD(TEXT, due_row, org),
	FIELD(TEXT, due_row, person),
	FIELD(TEXT, due_row, reminder),
	FIELD(INT, due_row, due_ms),
};

static const struct field feed_fields[] = {
	FIELD(BYTES, feed_row, token_hash), FIELD(TEXT, feed_row, org),  FIELD(TEXT, feed_row, person),
	FIELD(TEXT, feed_row, id),          FIELD(TEXT, feed_row, lang), FIELD(INT, feed_row, created_ms),
};

static const struct field alert_fields[] = {
	FIELD(TEXT, alert_row, org),      FIELD(TEXT, alert_row, id),          FIELD(TEXT, alert_row, person),    FIELD(TEXT, alert_row, rule),
	FIELD(INT, alert_row, tier),      FIELD(TEXT, alert_row, state),       FIELD(INT, alert_row, created_ms), FIELD(TEXT, alert_row, doctor),
	FIELD(INT, alert_row, closed_ms), FIELD(BLOB, alert_row, sealed_body),
};

static const struct field client_fields[] = {
	FIELD(TEXT, client_row, org),    FIELD(TEXT, client_row, id),    FIELD(TEXT, client_row, name),      FIELD(TEXT, client_row, redirects),
	FIELD(TEXT, client_row, scopes), FIELD(TEXT, client_row, state), FIELD(INT, client_row, created_ms),
};

static const struct field code_fields[] = {
	FIELD(BYTES, code_row, code_hash), FIELD(TEXT, code_row, org),       FIELD(TEXT, code_row, person),   FIELD(TEXT, code_row, target),
	FIELD(TEXT, code_row, role),       FIELD(TEXT, code_row, client),    FIELD(TEXT, code_row, redirect), FIELD(TEXT, code_row, scopes),
	FIELD(TEXT, code_row, challenge),  FIELD(INT, code_row, expires_ms),
};

static const struct field brief_fields[] = {
	FIELD(TEXT, brief_row, type),      FIELD(TEXT, brief_row, id),   FIELD(INT, brief_row, version),
	FIELD(INT, brief_row, updated_ms), FIELD(INT, brief_row, at_ms), FIELD(BLOB, brief_row, sealed_brief),
};

static const struct field version_fields[] = {
	FIELD(TEXT, version_row, type),      FIELD(TEXT, version_row, id),    FIELD(INT, version_row, version),
	FIELD(INT, version_row, updated_ms), FIELD(TEXT, version_row, state),
};

bool store_resource_put(struct store *s, const struct resource_row *row, struct fail *fail)
{
	return row_write(s, S_RESOURCE_PUT, FIELDS(resource), row, fail);
}

bool store_resource_change(struct store *s, const struct resource_row *r, struct fail *fail)
{
	return row_run(s, S_RESOURCE_CHANGE,
		       ARGS(ARG_TEXT(r->org), ARG_TEXT(r->person), ARG_TEXT(r->type), ARG_TEXT(r->id), ARG_INT(r->version), ARG_INT(r->updated_ms),
			    ARG_INT(r->at_ms), ARG_TEXT(r->state), ARG_BLOB(r->sealed_brief), ARG_BLOB(r->sealed_body)),
		       fail);
}

bool store_resource_get(struct store *s, struct resource_row *row, str org, str person, str type, str id, struct arena *a, struct fail *fail)
{
	return row_one(s, S_RESOURCE_GET, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(type), ARG_TEXT(id)), FIELDS(resource), row, a, fail);
}

bool store_resources_of(struct store *s, struct resource_rows *rows, str org, str person, str type, str after, int limit, struct arena *a,
			struct fail *fail)
{
	return row_all(s, S_RESOURCES_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(type), ARG_TEXT(after), ARG_INT(limit)), FIELDS(resource),
		       rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_resources_all(struct store *s, struct resource_rows *rows, str org, str person, str after_type, str after_id, int limit, struct arena *a,
			 struct fail *fail)
{
	return row_all(s, S_RESOURCES_ALL, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(after_type), ARG_TEXT(after_id), ARG_INT(limit)),
		       FIELDS(resource), rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_briefs_before(struct store *s, struct brief_rows *rows, str org, str person, int64_t at_ms, str type, str id, int limit, struct arena *a,
			 struct fail *fail)
{
	return row_all(s, S_BRIEFS_BEFORE, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(at_ms), ARG_TEXT(type), ARG_TEXT(id), ARG_INT(limit)),
		       FIELDS(brief), rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_briefs_before_of(struct store *s, struct brief_rows *rows, str org, str person, str type, int64_t at_ms, str id, int limit,
			    struct arena *a, struct fail *fail)
{
	return row_all(s, S_BRIEFS_BEFORE_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(type), ARG_INT(at_ms), ARG_TEXT(id), ARG_INT(limit)),
		       FIELDS(brief), rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_briefs_since(struct store *s, struct brief_rows *rows, str org, str person, str type, int64_t since_ms, int limit, struct arena *a,
			struct fail *fail)
{
	return row_all(s, S_BRIEFS_SINCE, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(type), ARG_INT(since_ms), ARG_INT(limit)), FIELDS(brief),
		       rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_briefs_all(struct store *s, struct brief_rows *rows, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_BRIEFS_ALL, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(brief), rows, (ptrdiff_t)sizeof *rows->v, a,
		       fail);
}

static const struct field count_fields[] = {FIELD(TEXT, count_row, a), FIELD(TEXT, count_row, b), FIELD(INT, count_row, n)};

bool store_resource_counts(struct store *s, struct count_rows *rows, str org, str person, struct arena *a, struct fail *fail)
{
	return row_all(s, S_RESOURCE_COUNTS, ARGS(ARG_TEXT(org), ARG_TEXT(person)), FIELDS(count), rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_resource_sizes(struct store *s, struct count_rows *rows, str org, str person, str type, struct arena *a, struct fail *fail)
{
	return row_all(s, S_RESOURCE_SIZES, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(type)), FIELDS(count), rows, (ptrdiff_t)sizeof *rows->v, a,
		       fail);
}

bool store_past_put(struct store *s, const struct past_row *row, struct fail *fail)
{
	return row_write(s, S_RESOURCE_PAST_PUT, FIELDS(past), row, fail);
}

bool store_past_get(struct store *s, struct past_row *row, str org, str person, str type, str id, int64_t version, struct arena *a, struct fail *fail)
{
	return row_one(s, S_RESOURCE_PAST_GET, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(type), ARG_TEXT(id), ARG_INT(version)), FIELDS(past),
		       row, a, fail);
}

bool store_pasts_of(struct store *s, struct past_rows *rows, str org, str person, str type, str id, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_RESOURCE_PASTS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(type), ARG_TEXT(id), ARG_INT(limit)), FIELDS(past),
		       rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_pasts_all(struct store *s, struct past_rows *rows, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_RESOURCE_PASTS_ALL, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(past), rows, (ptrdiff_t)sizeof *rows->v,
		       a, fail);
}

bool store_resource_versions(struct store *s, struct version_rows *rows, str org, str person, str type, str id, int64_t since_ms, int limit,
			     int64_t offset, struct arena *a, struct fail *fail)
{
	return row_all(s, S_RESOURCE_VERSIONS,
		       ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(type), ARG_TEXT(id), ARG_INT(since_ms), ARG_INT(limit), ARG_INT(offset)),
		       FIELDS(version), rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_notice_put(struct store *s, const struct notice_row *n, bool *fresh, struct fail *fail)
{
	int64_t changed = 0;
	bool ok = s->verbs->write(s, S_NOTICE_PUT,
				  ARGS(ARG_TEXT(n->org), ARG_TEXT(n->person), ARG_TEXT(n->id), ARG_TEXT(n->kind), ARG_INT(n->at_ms),
				       ARG_TEXT(n->state), ARG_INT(n->answered_ms), ARG_BLOB(n->sealed_body)),
				  &changed, fail);
	*fresh = ok && changed == 1;
	return ok;
}

bool store_notice_answer(struct store *s, str org, str person, str id, str state, int64_t now_ms, struct fail *fail)
{
	return row_change(s, S_NOTICE_ANSWER, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(id), ARG_TEXT(state), ARG_INT(now_ms)), RC_MISSING,
			  "no such notice", fail);
}

bool store_notice_get(struct store *s, struct notice_row *row, str org, str person, str id, struct arena *a, struct fail *fail)
{
	return row_one(s, S_NOTICE_GET, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(id)), FIELDS(notice), row, a, fail);
}

bool store_notices_of(struct store *s, struct notice_rows *rows, str org, str person, int64_t since_ms, int64_t until_ms, int limit, struct arena *a,
		      struct fail *fail)
{
	return row_all(s, S_NOTICES_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(since_ms), ARG_INT(until_ms), ARG_INT(limit)), FIELDS(notice),
		       rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_due_put(struct store *s, const struct due_row *row, struct fail *fail)
{
	return row_write(s, S_DUE_PUT, FIELDS(due), row, fail);
}

bool store_due_drop(struct store *s, str org, str person, str reminder, struct fail *fail)
{
	return row_run(s, S_DUE_DROP, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(reminder)), fail);
}

bool store_due_next(struct store *s, struct due_rows *rows, int64_t now_ms, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_DUE_NEXT, ARGS(ARG_INT(now_ms), ARG_INT(limit)), FIELDS(due), rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_feed_put(struct store *s, const struct feed_row *row, struct fail *fail)
{
	return row_write(s, S_FEED_PUT, FIELDS(feed), row, fail);
}

bool store_feed_get(struct store *s, struct feed_row *row, const unsigned char token_hash[32], struct arena *a, struct fail *fail)
{
	return row_one(s, S_FEED_GET, ARGS(ARG_BYTES(token_hash, 32)), FIELDS(feed), row, a, fail);
}

bool store_feeds_of(struct store *s, struct feed_rows *rows, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_FEEDS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(feed), rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_feed_drop(struct store *s, str org, str person, str id, struct fail *fail)
{
	return row_change(s, S_FEED_DROP, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(id)), RC_MISSING, "no such calendar", fail);
}

bool store_alert_put(struct store *s, const struct alert_row *row, struct fail *fail)
{
	return row_write(s, S_ALERT_PUT, FIELDS(alert), row, fail);
}

bool store_alert_change(struct store *s, const struct alert_row *r, struct fail *fail)
{
	return row_change(s, S_ALERT_CHANGE, ARGS(ARG_TEXT(r->org), ARG_TEXT(r->id), ARG_INT(r->tier), ARG_BLOB(r->sealed_body)), RC_CONFLICT,
			  "it is closed already", fail);
}

bool store_alert_close(struct store *s, const struct alert_row *r, struct fail *fail)
{
	return row_change(s, S_ALERT_CLOSE,
			  ARGS(ARG_TEXT(r->org), ARG_TEXT(r->id), ARG_TEXT(r->doctor), ARG_INT(r->closed_ms), ARG_BLOB(r->sealed_body)), RC_CONFLICT,
			  "it is closed already", fail);
}

bool store_alert_get(struct store *s, struct alert_row *row, str org, str id, struct arena *a, struct fail *fail)
{
	return row_one(s, S_ALERT_GET, ARGS(ARG_TEXT(org), ARG_TEXT(id)), FIELDS(alert), row, a, fail);
}

bool store_alerts_of(struct store *s, struct alert_rows *rows, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_ALERTS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(alert), rows, (ptrdiff_t)sizeof *rows->v, a,
		       fail);
}

bool store_alerts_open(struct store *s, struct alert_rows *rows, str org, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_ALERTS_OPEN, ARGS(ARG_TEXT(org), ARG_INT(limit)), FIELDS(alert), rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_client_put(struct store *s, const struct client_row *row, struct fail *fail)
{
	return row_write(s, S_CLIENT_PUT, FIELDS(client), row, fail);
}

bool store_client_end(struct store *s, str org, str id, struct fail *fail)
{
	return row_change(s, S_CLIENT_END, ARGS(ARG_TEXT(org), ARG_TEXT(id)), RC_MISSING, "no such program", fail);
}

bool store_client_get(struct store *s, struct client_row *row, str org, str id, struct arena *a, struct fail *fail)
{
	return row_one(s, S_CLIENT_GET, ARGS(ARG_TEXT(org), ARG_TEXT(id)), FIELDS(client), row, a, fail);
}

bool store_clients(struct store *s, struct client_rows *rows, str org, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_CLIENTS, ARGS(ARG_TEXT(org), ARG_INT(limit)), FIELDS(client), rows, (ptrdiff_t)sizeof *rows->v, a, fail);
}

bool store_code_put(struct store *s, const struct code_row *row, struct fail *fail)
{
	return row_write(s, S_CODE_PUT, FIELDS(code), row, fail);
}

bool store_code_get(struct store *s, struct code_row *row, const unsigned char code_hash[32], struct arena *a, struct fail *fail)
{
	return row_one(s, S_CODE_GET, ARGS(ARG_BYTES(code_hash, 32)), FIELDS(code), row, a, fail);
}

bool store_code_drop(struct store *s, const unsigned char code_hash[32], struct fail *fail)
{
	return row_change(s, S_CODE_DROP, ARGS(ARG_BYTES(code_hash, 32)), RC_MISSING, "no such code", fail);
}

bool store_code_drop_expired(struct store *s, int64_t now_ms, struct fail *fail)
{
	return row_run(s, S_CODE_DROP_EXPIRED, ARGS(ARG_INT(now_ms)), fail);
}
