/* store.h - what keeps the rows: a dozen verbs over SQLite, PostgreSQL, or a faulty twin of either. A port.
 *
 * Every statement there is stands in statement.c, once for both back ends; the schema stands in db/migrations, once for both. Nothing here knows what
 * a row means: that is rows.h, typed functions over these verbs, which is what other floors use.
 *
 * One thread writes (begin … commit); reads may come from any thread, and those of the writing thread see what it wrote. What is read is copied to
 * the given arena. A false return has filled `fail`; inside a transaction the caller then rolls back. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/fail.h"
#include "store/statement.h"

enum value_kind { VALUE_TEXT, VALUE_BLOB, VALUE_INT };

struct value {
	enum value_kind kind;
	str bytes; /* of TEXT and BLOB; borrowed */
	int64_t n; /* of INT */
};

struct rows { /* row after row: row i has its cells at v[i * width] */
	struct value *v;
	ptrdiff_t n;
	int width;
};

struct store;

struct store_verbs {
	const char *name; /* "sqlite", "postgresql" */
	void (*close)(struct store *);

	bool (*begin)(struct store *, struct fail *);
	/* RC_UPSTREAM when the connection broke so late that nobody knows whether it was committed: roll back, then ask the ledger's newest head
	 * inside the next begin, which waits until the old connection is gone; before, it might still be committed. */
	bool (*commit)(struct store *, struct fail *);
	void (*rollback)(struct store *);
	/* A savepoint inside the transaction, so that one failed write of a group does not undo the others. One at a time. */
	bool (*mark)(struct store *, struct fail *);
	void (*release)(struct store *, bool keep);

	/* Inside a transaction. `changed` (may be NULL): how many rows. RC_CONFLICT when a key exists already. PostgreSQL may tell that a record or
	 * something of the ledger could not be written only with a later verb, at the latest commit; nothing of the transaction stays then. */
	bool (*write)(struct store *, enum stmt, const struct value *args, int n, int64_t *changed, struct fail *);
	/* No row is no failure: rows->n is 0. */
	bool (*read)(struct store *, enum stmt, const struct value *args, int n, struct rows *, struct arena *, struct fail *);

	/* For copying a store: up to `limit` whole rows of a table in the order of its key, after `after` (its key; NULL: from the start); and rows
	 * put in, inside a transaction. */
	bool (*scan)(struct store *, const struct table *, const struct value *after, int limit, struct rows *, struct arena *, struct fail *);
	bool (*load)(struct store *, const struct table *, const struct rows *, struct fail *);

	/* One or several commands of SQL without arguments or results: migrations, placing tables in a cluster, tidying up. Not inside begin … commit. */
	bool (*script)(struct store *, str sql, struct fail *);
};

struct store {
	const struct store_verbs *verbs;
};

struct store_options {
	const char *place; /* a file, or postgresql://… (also postgres://…) */
	bool read_only;
};

/* Opens or creates; runs missing migrations, each whole or not at all. RC_BUSY: another server has it. RC_CORRUPT: no store, or of a newer version.
 * *is_new: there was no schema before. */
struct store *store_open(const struct store_options *options, bool *is_new, struct fail *fail);
bool store_is_url(const char *place);

/* Passes every verb to `inner` until the n-th call from now, which fails with `rc`; then again never. Owns nothing but itself. */
struct store *store_faulty(struct store *inner, int64_t fail_at, enum rc rc);
void store_faulty_arm(struct store *faulty, int64_t fail_at);
int64_t store_faulty_calls(const struct store *faulty); /* calls so far */

#endif
