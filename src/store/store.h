/* store.h - about a dozen verbs over whatever keeps the rows. A port: SQLite here, and a faulty twin for tests.
 *
 * One thread writes (begin … commit); reads may come from any thread. Strings read are copied to the given arena. A false return has filled
 * `fail`; inside a transaction the caller then rolls back. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/fail.h"

struct account_row {
	str org, login, person, role, name[2], title[2], licence, password;
	bool fictional;
};

struct session_row {
	unsigned char token[32]; /* SHA-256 of the cookie */
	str org, person, login, role;
	int64_t expires_ms;
};

struct case_row {
	str org, person, id, state, question, said, body;
	int tier;
	int64_t created_ms, updated_ms;
};

struct case_rows {
	struct case_row *v;
	ptrdiff_t n, cap;
};

struct leaf_row {
	str org;
	int64_t index;
	str entry;
	unsigned char hash[32];
	str person, case_id; /* for the decision row; empty person: none */
	unsigned char salts[64];
};

struct head_row {
	str org;
	int64_t number, size, time_ms;
	unsigned char root[32], signature[64];
};

struct store;

struct store_verbs {
	void (*close)(struct store *);
	bool (*begin)(struct store *, struct fail *);
	bool (*commit)(struct store *, struct fail *);
	void (*rollback)(struct store *);
	/* A savepoint inside the transaction, so that one failed write of a group does not undo the others. */
	bool (*mark)(struct store *, struct fail *);
	void (*release)(struct store *, bool keep);

	bool (*account_put)(struct store *, const struct account_row *, struct fail *);
	bool (*account_get)(struct store *, struct account_row *, str org, str login, struct arena *, struct fail *); /* RC_MISSING */
	bool (*session_put)(struct store *, const struct session_row *, struct fail *);
	bool (*session_get)(struct store *, struct session_row *, const unsigned char token[32], struct arena *, struct fail *); /* RC_MISSING */
	bool (*session_drop)(struct store *, const unsigned char token[32], struct fail *);

	bool (*case_put)(struct store *, const struct case_row *, struct fail *);
	/* Replaces state, tier, body and updated_ms if the case still is in `was`; else RC_CONFLICT. */
	bool (*case_change)(struct store *, const struct case_row *, str was, struct fail *);
	bool (*case_get)(struct store *, struct case_row *, str org, str id, struct arena *, struct fail *); /* RC_MISSING */
	bool (*cases_of)(struct store *, struct case_rows *, str org, str person, int limit, struct arena *, struct fail *);
	bool (*cases_open)(struct store *, struct case_rows *, str org, int limit, struct arena *,
			   struct fail *); /* held or handed over, most urgent first, then oldest */

	bool (*leaf_put)(struct store *, const struct leaf_row *, struct fail *);
	bool (*leaf_get)(struct store *, struct leaf_row *, str org, int64_t index, struct arena *, struct fail *);
	bool (*leaf_of_case)(struct store *, int64_t *index, str org, str case_id, struct fail *); /* the newest; RC_MISSING */
	bool (*node_put)(struct store *, str org, int level, int64_t index, const unsigned char hash[32], struct fail *);
	bool (*node_get)(struct store *, str org, int level, int64_t index, unsigned char hash[32], struct fail *);
	bool (*head_put)(struct store *, const struct head_row *, struct fail *);
	bool (*head_get)(struct store *, struct head_row *, str org, int64_t number, struct fail *); /* RC_MISSING */
	bool (*head_last)(struct store *, struct head_row *, str org, struct fail *);                /* RC_MISSING when there is none */
	bool (*leaf_count)(struct store *, int64_t *count, str org, struct fail *);
};

struct store {
	const struct store_verbs *verbs;
};

/* Opens or creates the file; runs missing migrations. One program at a time: a second gets RC_BUSY. */
struct store *store_sqlite_open(const char *path, bool read_only, bool *is_new, struct fail *fail);

/* Passes every verb to `inner` until the n-th call from now, which fails with `rc`; then again never. Owns nothing but itself. */
struct store *store_faulty(struct store *inner, int64_t fail_at, enum rc rc);
void store_faulty_arm(struct store *faulty, int64_t fail_at);
int64_t store_faulty_calls(const struct store *faulty); /* calls so far */

#endif
