/* copy.h - a whole store moved into another, and the sums that prove that two stores hold the same.
 *
 * Open both for writing, so that no server changes anything meanwhile. Rows travel in the order of their keys, some megabytes at a time; contents stay
 * sealed and need no key. What a back end keeps for itself in `meta` (its schema's number) is neither copied nor summed. */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store/store.h"

struct table_sum {
	const char *table;
	int64_t rows;
	unsigned char sha256[32]; /* of all rows by key; a cell is its type, its length in 8 bytes (big end first) and its bytes */
};

/* How far it is: rows of this table so far. `what`: "copying" or "reading". */
typedef void copy_progress(void *ctx, const char *what, const char *table, int64_t rows);

/* sums: table_count of them, in the order of tables[]. `say` may be NULL. */
bool store_digest(struct store *s, struct table_sum *sums, copy_progress *say, void *ctx, struct fail *fail);

/* Copies, reads the target back and compares. sums: table_count of them, valid when true. RC_CONFLICT: the target holds rows, or the source is not
 * ready; RC_CORRUPT: they differ, and which table. A target of a copy that was cut off is emptied and filled anew; until then store_copy_check refuses
 * it. */
bool store_copy(struct store *from, struct store *to, struct table_sum *sums, copy_progress *say, void *ctx, struct fail *fail);

/* RC_CORRUPT when this store is the target of a copy that never ended: to be asked before a server uses it. */
bool store_copy_check(struct store *s, struct fail *fail);

#endif
