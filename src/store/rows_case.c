#include "store/row_int.h"

static const struct field case_fields[] = {
	FIELD(TEXT, case_row, org),         FIELD(TEXT, case_row, person),      FIELD(TEXT, case_row, id),
	FIELD(TEXT, case_row, state),       FIELD(INT, case_row, tier),         FIELD(INT, case_row, created_ms),
	FIELD(INT, case_row, updated_ms),   FIELD(TEXT, case_row, doctor),      FIELD(BLOB, case_row, sealed_question),
	FIELD(BLOB, case_row, sealed_said), FIELD(BLOB, case_row, sealed_body),
};

static const struct field decision_fields[] = {
	FIELD(TEXT, decision_row, org), FIELD(TEXT, decision_row, person),       FIELD(TEXT, decision_row, case_id),
	FIELD(INT, decision_row, leaf), FIELD(BLOB, decision_row, sealed_salts),
};

static const struct field leaf_fields[] = {
	FIELD(TEXT, leaf_row, org),
	FIELD(INT, leaf_row, index),
	FIELD(BLOB, leaf_row, entry),
	FIELD(BYTES, leaf_row, hash),
};

static const struct field head_fields[] = {
	FIELD(TEXT, head_row, org),   FIELD(INT, head_row, number),  FIELD(INT, head_row, size),
	FIELD(BYTES, head_row, root), FIELD(INT, head_row, time_ms), FIELD(BYTES, head_row, signature),
};

static const struct field plain_account_fields[] = {
	FIELD(TEXT, plain_account_row, org),      FIELD(TEXT, plain_account_row, login),   FIELD(TEXT, plain_account_row, person),
	FIELD(TEXT, plain_account_row, role),     FIELD(TEXT, plain_account_row, name_zh), FIELD(TEXT, plain_account_row, name_en),
	FIELD(TEXT, plain_account_row, title_zh), FIELD(TEXT, plain_account_row, licence), FIELD(TEXT, plain_account_row, password),
	FIELD(INT, plain_account_row, fictional),
};

static const struct field plain_case_fields[] = {
	FIELD(TEXT, plain_case_row, org),       FIELD(TEXT, plain_case_row, person),   FIELD(TEXT, plain_case_row, id),
	FIELD(TEXT, plain_case_row, state),     FIELD(INT, plain_case_row, tier),      FIELD(INT, plain_case_row, created_ms),
	FIELD(INT, plain_case_row, updated_ms), FIELD(TEXT, plain_case_row, question), FIELD(TEXT, plain_case_row, said),
	FIELD(TEXT, plain_case_row, body),
};

static const struct field plain_decision_fields[] = {
	FIELD(TEXT, plain_decision_row, org), FIELD(TEXT, plain_decision_row, person), FIELD(TEXT, plain_decision_row, case_id),
	FIELD(INT, plain_decision_row, leaf), FIELD(BLOB, plain_decision_row, salts),
};

bool store_case_put(struct store *s, const struct case_row *row, struct fail *fail)
{
	return row_write(s, S_CASE_PUT, FIELDS(case), row, fail);
}

bool store_case_change(struct store *s, const struct case_row *row, str was, struct fail *fail)
{
	return row_change(s, S_CASE_CHANGE,
			  ARGS(ARG_TEXT(row->org), ARG_TEXT(row->person), ARG_TEXT(row->id), ARG_TEXT(row->state), ARG_INT(row->tier),
			       ARG_INT(row->updated_ms), ARG_BLOB(row->sealed_body), ARG_TEXT(was), ARG_TEXT(row->doctor)),
			  RC_CONFLICT, "the case has changed meanwhile", fail);
}

bool store_case_get(struct store *s, struct case_row *row, str org, str person, str id, struct arena *a, struct fail *fail)
{
	return row_one(s, S_CASE_GET, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(id)), FIELDS(case), row, a, fail);
}

bool store_cases_of(struct store *s, struct case_rows *out, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_CASES_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(case), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_decision_put(struct store *s, const struct decision_row *row, struct fail *fail)
{
	return row_write(s, S_DECISION_PUT, FIELDS(decision), row, fail);
}

struct number {
	int64_t n;
};
static const struct field number_fields[] = {FIELD(INT, number, n)};

static bool number(struct store *s, enum stmt what, const struct value *args, int n, int64_t *out, struct arena *a, struct fail *fail)
{
	struct number r;
	if (!row_one(s, what, args, n, FIELDS(number), &r, a, fail)) return false;
	*out = r.n;
	return true;
}

/* Numbers and hashes need no memory of the caller's: a few hundred bytes on the stack are enough. */
#define SMALL_ARENA(name) \
	char name##_room[1024]; \
	struct arena name = {name##_room, name##_room + sizeof name##_room, NULL}

bool store_decisions_of(struct store *s, struct decision_rows *out, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_DECISIONS_OF, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_INT(limit)), FIELDS(decision), out, (ptrdiff_t)sizeof *out->v, a,
		       fail);
}

bool store_case_last_record(struct store *s, int64_t *at_ms, str org, str person, struct fail *fail)
{
	SMALL_ARENA(a);
	return number(s, S_CASE_LAST_RECORD, ARGS(ARG_TEXT(org), ARG_TEXT(person)), at_ms, &a, fail);
}

bool store_decision_of_case(struct store *s, int64_t *leaf, str org, str person, str case_id, struct fail *fail)
{
	SMALL_ARENA(a);
	return number(s, S_DECISION_OF_CASE, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(case_id)), leaf, &a, fail);
}

bool store_leaf_count(struct store *s, int64_t *count, str org, struct fail *fail)
{
	SMALL_ARENA(a);
	return number(s, S_LEAF_COUNT, ARGS(ARG_TEXT(org)), count, &a, fail);
}

bool store_leaf_put(struct store *s, const struct leaf_row *row, struct fail *fail)
{
	return row_write(s, S_LEAF_PUT, FIELDS(leaf), row, fail);
}

struct leaf_read {
	str entry;
	unsigned char hash[32];
};

bool store_leaf_get(struct store *s, struct leaf_row *row, str org, int64_t index, struct arena *a, struct fail *fail)
{
	static const struct field leaf_read_fields[] = {FIELD(BLOB, leaf_read, entry), FIELD(BYTES, leaf_read, hash)};
	struct leaf_read r;
	if (!row_one(s, S_LEAF_GET, ARGS(ARG_TEXT(org), ARG_INT(index)), FIELDS(leaf_read), &r, a, fail)) return false;
	*row = (struct leaf_row){.org = org, .index = index, .entry = r.entry};
	memcpy(row->hash, r.hash, 32);
	return true;
}

bool store_node_put(struct store *s, str org, int level, int64_t index, const unsigned char hash[32], struct fail *fail)
{
	return row_run(s, S_NODE_PUT, ARGS(ARG_TEXT(org), ARG_INT(level), ARG_INT(index), ARG_BYTES(hash, 32)), fail);
}

struct node_read {
	unsigned char hash[32];
};

bool store_node_get(struct store *s, str org, int level, int64_t index, unsigned char hash[32], struct fail *fail)
{
	static const struct field node_read_fields[] = {FIELD(BYTES, node_read, hash)};
	struct node_read r;
	SMALL_ARENA(a);
	if (!row_one(s, S_NODE_GET, ARGS(ARG_TEXT(org), ARG_INT(level), ARG_INT(index)), FIELDS(node_read), &r, &a, fail)) return false;
	memcpy(hash, r.hash, 32);
	return true;
}

bool store_head_put(struct store *s, const struct head_row *row, struct fail *fail)
{
	return row_write(s, S_HEAD_PUT, FIELDS(head), row, fail);
}

bool store_head_get(struct store *s, struct head_row *row, str org, int64_t number, struct arena *a, struct fail *fail)
{
	return row_one(s, S_HEAD_GET, ARGS(ARG_TEXT(org), ARG_INT(number)), FIELDS(head), row, a, fail);
}

bool store_head_last(struct store *s, struct head_row *row, str org, struct arena *a, struct fail *fail)
{
	return row_one(s, S_HEAD_LAST, ARGS(ARG_TEXT(org)), FIELDS(head), row, a, fail);
}

static bool counts(struct store *s, enum stmt what, struct count_rows *out, str org, struct arena *a, struct fail *fail)
{
	struct rows rows;
	*out = (struct count_rows){0};
	if (!s->verbs->read(s, what, ARGS(ARG_TEXT(org)), &rows, a, fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct value *v = &rows.v[i * rows.width];
		struct sb b = sb_new(a, 24);
		if (v[1].kind == VALUE_INT) sb_i64(&b, v[1].n);
		*ARENA_PUSH(a, out) = (struct count_row){v[0].bytes, v[1].kind == VALUE_INT ? sb_str(&b) : v[1].bytes, v[2].n};
	}
	return true;
}

bool store_place_counts(struct store *s, struct count_rows *out, str org, struct arena *a, struct fail *fail)
{
	return counts(s, S_PLACE_COUNTS, out, org, a, fail);
}

bool store_person_counts(struct store *s, struct count_rows *out, str org, struct arena *a, struct fail *fail)
{
	return counts(s, S_PERSON_COUNTS, out, org, a, fail);
}

bool store_plain_accounts(struct store *s, struct plain_account_rows *out, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_PLAIN_ACCOUNTS, ARGS(ARG_INT(limit)), FIELDS(plain_account), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_plain_account_drop(struct store *s, str org, str login, struct fail *fail)
{
	return row_run(s, S_PLAIN_ACCOUNT_DROP, ARGS(ARG_TEXT(org), ARG_TEXT(login)), fail);
}

bool store_plain_cases(struct store *s, struct plain_case_rows *out, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_PLAIN_CASES, ARGS(ARG_INT(limit)), FIELDS(plain_case), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_plain_case_drop(struct store *s, str org, str person, str id, struct fail *fail)
{
	return row_run(s, S_PLAIN_CASE_DROP, ARGS(ARG_TEXT(org), ARG_TEXT(person), ARG_TEXT(id)), fail);
}

bool store_plain_decisions(struct store *s, struct plain_decision_rows *out, int limit, struct arena *a, struct fail *fail)
{
	return row_all(s, S_PLAIN_DECISIONS, ARGS(ARG_INT(limit)), FIELDS(plain_decision), out, (ptrdiff_t)sizeof *out->v, a, fail);
}

bool store_plain_decision_drop(struct store *s, const struct plain_decision_row *row, struct fail *fail)
{
	return row_run(s, S_PLAIN_DECISION_DROP, ARGS(ARG_TEXT(row->org), ARG_TEXT(row->person), ARG_TEXT(row->case_id), ARG_INT(row->leaf)), fail);
}
