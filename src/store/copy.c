#include "store/copy.h"

#include "base/check.h"
#include "store/rows.h"

#include <endian.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS_FIRST = 256, ROWS_MAX = 8192, BATCH_BYTES = 4 << 20, COMMIT_BYTES = 32 << 20 };
#define ROOM ((ptrdiff_t)4 << 30) /* of addresses; only touched pages cost memory */
#define MARK "copying"            /* key in meta while a store is the target of a copy */

struct walk { /* through a table, batch by batch */
	struct store *s;
	const struct table *t;
	int limit;
	struct value key[16]; /* of the last row; its bytes in `keys` */
	bool begun, ended;
	struct arena keys, room;
	struct rows rows; /* the batch, on `room` */
	ptrdiff_t bytes;  /* of the batch */
	struct table_sum sum;
	crypto_hash_sha256_state hash;
};

static bool is_own(const struct table *t, const struct value *row)
{
	return strcmp(t->name, "meta") == 0 && (str_eq(row[0].bytes, S("schema")) || str_eq(row[0].bytes, S(MARK)));
}

static void hash_cell(crypto_hash_sha256_state *hash, const struct value *v)
{
	static const unsigned char types[] = {[VALUE_TEXT] = 't', [VALUE_BLOB] = 'b', [VALUE_INT] = 'i'};
	uint64_t number = htobe64((uint64_t)v->n);
	str bytes = v->kind == VALUE_INT ? (str){(const char *)&number, 8} : v->bytes;
	unsigned char head[9] = {types[v->kind]};
	uint64_t length = htobe64((uint64_t)bytes.n);
	memcpy(head + 1, &length, 8);
	crypto_hash_sha256_update(hash, head, sizeof head);
	crypto_hash_sha256_update(hash, (const unsigned char *)bytes.p, (unsigned long long)bytes.n);
}

static bool has_types(const struct table *t, const struct value *row)
{
	static const char types[] = {[VALUE_TEXT] = 't', [VALUE_BLOB] = 'b', [VALUE_INT] = 'i'};
	for (int k = 0; k < t->width; k++)
		if (types[row[k].kind] != t->columns[k].type) return false;
	return true;
}

/* The next rows into w->rows, summed, without the back end's own. */
static bool walk_on(struct walk *w, struct fail *fail)
{
	struct arena a = w->room;
	int width = w->t->width;
	ptrdiff_t kept = 0;
	if (!w->s->verbs->scan(w->s, w->t, w->begun ? w->key : NULL, w->limit, &w->rows, &a, fail)) return false;
	struct rows *r = &w->rows;
	ptrdiff_t seen = r->n;
	w->ended = seen == 0;
	if (w->ended) return true;
	struct arena keys = w->keys;
	for (int k = 0; k < w->t->key; k++) {
		w->key[k] = r->v[(seen - 1) * width + k];
		w->key[k].bytes = str_copy(&keys, w->key[k].bytes);
	}
	w->begun = true;
	w->bytes = 0;
	for (ptrdiff_t i = 0; i < seen; i++) {
		struct value *row = &r->v[i * width];
		if (!has_types(w->t, row)) return fail_set(fail, RC_CORRUPT, "store_copy", "table %s holds a value of another type", w->t->name);
		for (int k = 0; k < width; k++) w->bytes += row[k].bytes.n + 8;
		if (is_own(w->t, row)) continue;
		for (int k = 0; k < width; k++) hash_cell(&w->hash, &row[k]);
		if (kept < i) memmove(&r->v[kept * width], row, (size_t)width * sizeof *row);
		kept++;
	}
	int64_t fits = (int64_t)BATCH_BYTES * seen / (w->bytes ? w->bytes : 1);
	w->limit = fits < 1 ? 1 : fits > ROWS_MAX ? ROWS_MAX : (int)fits;
	r->n = kept;
	w->sum.rows += kept;
	return true;
}

/* Where a batch goes. */
struct target {
	struct store *to;
	ptrdiff_t bytes; /* since the last commit */
};

static bool put_batch(struct target *target, const struct walk *w, struct fail *fail)
{
	const struct store_verbs *v = target->to->verbs;
	if (!target->bytes && !v->begin(target->to, fail)) return false;
	target->bytes += w->bytes + 1;
	bool ok = v->load(target->to, w->t, &w->rows, fail);
	if (ok && target->bytes < COMMIT_BYTES) return true;
	target->bytes = 0;
	if (ok && v->commit(target->to, fail)) return true;
	v->rollback(target->to);
	return false;
}

static bool end_batches(struct target *target, bool ok, struct fail *fail)
{
	if (!target->bytes) return ok;
	target->bytes = 0;
	if (ok && target->to->verbs->commit(target->to, fail)) return true;
	target->to->verbs->rollback(target->to);
	return false;
}

/* One table from its first row to its last. */
static bool walk_table(struct walk *w, struct target *target, copy_progress *say, void *ctx, struct fail *fail)
{
	crypto_hash_sha256_init(&w->hash);
	w->sum.table = w->t->name;
	w->limit = ROWS_FIRST;
	while (walk_on(w, fail)) {
		if (w->ended) {
			crypto_hash_sha256_final(&w->hash, w->sum.sha256);
			return true;
		}
		if (target && w->rows.n && !put_batch(target, w, fail)) return false;
		if (say) say(ctx, target ? "copying" : "reading", w->t->name, w->sum.rows);
	}
	return false;
}

static bool walk_all(struct store *s, struct target *target, struct table_sum *sums, copy_progress *say, void *ctx, struct fail *fail)
{
	struct arena room = arena_create(ROOM), keys = arena_create(1 << 24);
	bool ok = (room.beg && keys.beg) || fail_set(fail, RC_LIMIT, "store_copy", "no memory");
	for (int t = 0; ok && t < table_count; t++) {
		struct walk w = {.s = s, .t = &tables[t], .room = room, .keys = keys};
		ok = walk_table(&w, target, say, ctx, fail);
		sums[t] = w.sum;
	}
	arena_destroy(room);
	arena_destroy(keys);
	return ok;
}

bool store_digest(struct store *s, struct table_sum *sums, copy_progress *say, void *ctx, struct fail *fail)
{
	return walk_all(s, NULL, sums, say, ctx, fail);
}

/* ---- before and after ---- */

static bool is_marked(struct store *s, bool *marked, struct arena a, struct fail *fail)
{
	str value;
	struct fail none = {0};
	*marked = store_meta_get(s, &value, S(MARK), &a, &none);
	return *marked || none.rc == RC_MISSING || fail_set(fail, none.rc, none.where, "%s", none.what);
}

bool store_copy_check(struct store *s, struct fail *fail)
{
	struct arena a = arena_create(1 << 16);
	bool marked;
	bool ok = is_marked(s, &marked, a, fail) &&
		  (!marked ||
		   fail_set(fail, RC_CORRUPT, "store_copy", "this store is the target of a copy that was cut off: copy again (zhuyi store copy)"));
	arena_destroy(a);
	return ok;
}

/* Rows of the first schema would be left behind: the server seals them at its next start. */
static bool is_ready(struct store *from, struct arena a, struct fail *fail)
{
	struct plain_account_rows accounts;
	struct plain_case_rows cases;
	struct plain_decision_rows decisions;
	if (!store_copy_check(from, fail)) return false;
	if (!store_plain_accounts(from, &accounts, 1, &a, fail) || !store_plain_cases(from, &cases, 1, &a, fail) ||
	    !store_plain_decisions(from, &decisions, 1, &a, fail))
		return false;
	if (!accounts.n && !cases.n && !decisions.n) return true;
	return fail_set(fail, RC_CONFLICT, "store_copy",
			"the source holds rows of its first schema that are not sealed yet: start a server on it once");
}

static bool is_empty(struct store *to, struct arena room, struct fail *fail)
{
	struct rows rows;
	for (int t = 0; t < table_count; t++) {
		struct arena a = room;
		if (!to->verbs->scan(to, &tables[t], NULL, 3, &rows, &a, fail)) return false;
		for (ptrdiff_t i = 0; i < rows.n; i++)
			if (!is_own(&tables[t], &rows.v[i * rows.width]))
				return fail_set(fail, RC_CONFLICT, "store_copy", "the target is not empty: table %s holds rows", tables[t].name);
	}
	return true;
}

static bool make_empty(struct store *to, struct fail *fail)
{
	for (int t = 0; t < table_count; t++) {
		char sql[128];
		int n = snprintf(sql, sizeof sql, "DELETE FROM %s", tables[t].name);
		if (strcmp(tables[t].name, "meta") == 0) n = snprintf(sql, sizeof sql, "DELETE FROM meta WHERE key NOT IN ('schema', '" MARK "')");
		if (!to->verbs->script(to, (str){sql, n}, fail)) return false;
	}
	return true;
}

static bool set_mark(struct store *to, struct fail *fail)
{
	if (!to->verbs->begin(to, fail)) return false;
	if (store_meta_put(to, S(MARK), S("begun"), fail) && to->verbs->commit(to, fail)) return true;
	to->verbs->rollback(to);
	return false;
}

static bool prepare(struct store *from, struct store *to, struct fail *fail)
{
	struct arena a = arena_create(64 << 20);
	bool marked, ok = is_ready(from, a, fail) && is_marked(to, &marked, a, fail);
	ok = ok && (marked ? make_empty(to, fail) : is_empty(to, a, fail) && set_mark(to, fail));
	arena_destroy(a);
	return ok;
}

static bool are_equal(const struct table_sum *a, const struct table_sum *b, struct fail *fail)
{
	for (int t = 0; t < table_count; t++)
		if (a[t].rows != b[t].rows || memcmp(a[t].sha256, b[t].sha256, sizeof a[t].sha256) != 0)
			return fail_set(fail, RC_CORRUPT, "store_copy", "table %s differs: %lld rows went and %lld came", a[t].table,
					(long long)a[t].rows, (long long)b[t].rows);
	return true;
}

bool store_copy(struct store *from, struct store *to, struct table_sum *sums, copy_progress *say, void *ctx, struct fail *fail)
{
	struct target target = {.to = to};
	struct table_sum *came = calloc((size_t)table_count, sizeof *came);
	ASSERT(came);
	bool ok = prepare(from, to, fail);
	if (ok) {
		ok = walk_all(from, &target, sums, say, ctx, fail);
		ok = end_batches(&target, ok, fail);
		/* Without counts of what is in it a database chooses poor ways to it. */
		if (ok && strcmp(to->verbs->name, "postgresql") == 0) ok = to->verbs->script(to, S("ANALYZE"), fail);
		ok = ok && walk_all(to, NULL, came, say, ctx, fail) && are_equal(sums, came, fail);
		ok = ok && to->verbs->script(to, S("DELETE FROM meta WHERE key = '" MARK "'"), fail);
	}
	free(came);
	return ok;
}
