#include "app/trail.h"

#include "base/json.h"
#include "ledger/entry.h"
#include "ledger/key.h"
#include "ledger/proof.h"

#include <sodium.h>

struct reading_store {
	struct store *store;
	str org;
	struct arena *arena;
};

static bool leaf_hash(void *ctx, int64_t index, unsigned char out[HASH_BYTES])
{
	struct reading_store *r = ctx;
	struct leaf_row row;
	struct fail none = {0};
	struct arena scratch = *r->arena;
	if (!store_leaf_get(r->store, &row, r->org, index, &scratch, &none)) return false;
	memcpy(out, row.hash, HASH_BYTES);
	return true;
}

static bool node_hash(void *ctx, int level, int64_t index, unsigned char out[HASH_BYTES])
{
	struct reading_store *r = ctx;
	struct fail none = {0};
	return store_node_get(r->store, r->org, level, index, out, &none);
}

static struct merkle_source source(struct reading_store *r)
{
	return (struct merkle_source){leaf_hash, node_hash, r};
}

static struct head head_of(const struct head_row *row, str org)
{
	struct head h = {.organisation = org, .number = row->number, .size = row->size, .time_ms = row->time_ms};
	memcpy(h.root.b, row->root, HASH_BYTES);
	memcpy(h.signature, row->signature, SIGNATURE_BYTES);
	return h;
}

/* The newest head must be ours, and the leaves must give its root; leaves past it were never acknowledged with a head and cannot exist, for both are
 * written in one transaction. */
static bool check_against_head(struct trail *t, struct store *store, bool beside, struct arena *arena, struct fail *fail)
{
	struct head_row row;
	struct fail missing = {0};
	int64_t count;
	struct reading_store r = {store, t->org, arena};
	bool any = store_head_last(store, &row, t->org, arena, &missing); /* before the count: a server may be writing beside a reader */
	if (!store_leaf_count(store, &count, t->org, fail)) return false;
	if (!any) {
		if (missing.rc != RC_MISSING) return *fail = missing, false;
		return count == 0 || fail_set(fail, RC_CORRUPT, "trail_open", "the ledger has %lld leaves and no signed head", (long long)count);
	}
	struct head head = head_of(&row, t->org);
	if (!head_verify(&head, &t->key.public_key))
		return fail_set(fail, RC_CORRUPT, "trail_open", "the newest head of the ledger was not signed with this key");
	if (count < head.size || (count > head.size && !beside))
		return fail_set(fail, RC_CORRUPT, "trail_open", "the ledger has %lld leaves, its newest head says %lld", (long long)count,
				(long long)head.size);
	if (!merkle_open(&t->tree, head.size, source(&r), fail)) return false;
	if (!hash_eq(merkle_root(&t->tree), head.root))
		return fail_set(fail, RC_CORRUPT, "trail_open", "the leaves of the ledger do not give the root of its newest head");
	t->heads = head.number + 1;
	t->last_ms = head.time_ms;
	t->root = head.root;
	return true;
}

bool trail_open(struct trail *t, struct store *store, str org, const char *key_path, bool create, bool beside, struct fail *fail)
{
	*t = (struct trail){.org = org};
	pthread_mutex_init(&t->lock, NULL);
	if (create) {
		key_create(&t->key, rng_system());
		if (!key_save(&t->key, key_path, fail)) return false;
	} else if (!key_load(&t->key, key_path, fail)) return false;
	return trail_reload(t, store, beside, fail);
}

bool trail_reload(struct trail *t, struct store *store, bool beside, struct fail *fail)
{
	struct arena memory = arena_create(1 << 20), arena = memory;
	if (!memory.beg) return fail_set(fail, RC_LIMIT, "trail_open", "no address space");
	t->tree = (struct merkle){0};
	t->heads = t->last_ms = 0;
	bool ok = check_against_head(t, store, beside, &arena, fail);
	arena_destroy(memory);
	return ok;
}

void trail_close(struct trail *t)
{
	key_forget(&t->key);
	pthread_mutex_destroy(&t->lock);
}

struct trail_mark trail_mark(const struct trail *t)
{
	return (struct trail_mark){t->tree, t->heads, t->last_ms};
}

void trail_undo(struct trail *t, struct trail_mark mark)
{
	t->tree = mark.tree;
	t->heads = mark.heads;
	t->last_ms = mark.last_ms;
}

static bool append_hash(struct trail *t, struct store *store, struct hash leaf, struct fail *fail)
{
	struct hash full[MERKLE_LEVELS];
	int64_t index = t->tree.size;
	int n = merkle_append(&t->tree, leaf, full);
	for (int k = 0; k < n; k++)
		if (!store_node_put(store, t->org, k + 1, index >> (k + 1), full[k].b, fail)) return false;
	return true;
}

bool trail_append(struct trail *t, struct store *store, struct req *rq, str kind, str case_id, str body, struct trail_leaf *leaf)
{
	struct salt subject = entry_salt(rq->rng), actor = entry_salt(rq->rng);
	int64_t now = rq->clock.now_ms(rq->clock.ctx);
	if (now > t->last_ms) t->last_ms = now;
	struct entry e = {t->tree.size, t->last_ms, kind, case_id, entry_blind(&subject, body), entry_blind(&actor, rq->actor.person)};
	if (!entry_check(&e, &rq->fail)) return false;
	struct sb text = sb_new(rq->arena, 320);
	entry_text(&text, &e);
	struct hash h = entry_leaf(&e);
	struct leaf_row row = {.org = t->org, .index = e.index, .entry = sb_str(&text)};
	memcpy(row.hash, h.b, HASH_BYTES);
	leaf->index = e.index;
	memcpy(leaf->salts, subject.b, 32);
	memcpy(leaf->salts + 32, actor.b, 32);
	return store_leaf_put(store, &row, &rq->fail) && append_hash(t, store, h, &rq->fail);
}

bool trail_seal(struct trail *t, struct store *store, int64_t now_ms, struct fail *fail)
{
	char room[2048];
	struct arena memory = {room, room + sizeof room, NULL};
	struct head_row last;
	struct fail missing = {0};
	if (store_head_last(store, &last, t->org, &memory, &missing) && last.size == t->tree.size) return true;
	if (missing.rc != RC_OK && missing.rc != RC_MISSING) return *fail = missing, false;
	if (t->tree.size == 0) return true;
	if (now_ms > t->last_ms) t->last_ms = now_ms;
	struct head h = {.organisation = t->org, .number = t->heads, .size = t->tree.size, .time_ms = t->last_ms, .root = merkle_root(&t->tree)};
	if (!head_sign(&h, &t->key, fail)) return false;
	struct head_row row = {.org = t->org, .number = h.number, .size = h.size, .time_ms = h.time_ms};
	memcpy(row.root, h.root.b, HASH_BYTES);
	memcpy(row.signature, h.signature, SIGNATURE_BYTES);
	t->heads++;
	return store_head_put(store, &row, fail);
}

void trail_settle(struct trail *t)
{
	pthread_mutex_lock(&t->lock);
	t->root = merkle_root(&t->tree);
	pthread_mutex_unlock(&t->lock);
}

void trail_root_hex(struct trail *t, char out[65])
{
	pthread_mutex_lock(&t->lock);
	struct hash root = t->root;
	pthread_mutex_unlock(&t->lock);
	sodium_bin2hex(out, 65, root.b, HASH_BYTES);
}

static bool newest(struct trail *t, struct store *store, struct head *head, struct arena *perm, struct fail *fail)
{
	struct head_row row;
	if (!store_head_last(store, &row, t->org, perm, fail)) return false;
	*head = head_of(&row, t->org);
	return true;
}

bool trail_head(struct trail *t, struct store *store, struct sb *out, struct arena *perm, struct fail *fail)
{
	struct head head;
	if (!newest(t, store, &head, perm, fail)) return false;
	head_write(out, &head);
	return true;
}

bool trail_proof(struct trail *t, struct store *store, int64_t index, struct sb *out, struct arena *perm, struct fail *fail)
{
	struct head head;
	struct proof p;
	struct leaf_row leaf;
	struct reading_store r = {store, t->org, perm};
	char hex[65];
	if (!newest(t, store, &head, perm, fail) || !store_leaf_get(store, &leaf, t->org, index, perm, fail) ||
	    !proof_inclusion(&p, index, head.size, source(&r), fail))
		return false;
	struct jw w = {out, false};
	jw_object(&w, NULL);
	jw_i64(&w, "index", index);
	jw_i64(&w, "size", head.size);
	jw_str(&w, "entry", leaf.entry);
	jw_str(&w, "leaf_hash", str_from(sodium_bin2hex(hex, 65, leaf.hash, HASH_BYTES)));
	jw_str(&w, "root", str_copy(perm, str_from(sodium_bin2hex(hex, 65, head.root.b, HASH_BYTES))));
	jw_array(&w, "path");
	for (int i = 0; i < p.n; i++) jw_str(&w, NULL, str_copy(perm, str_from(sodium_bin2hex(hex, 65, p.path[i].b, HASH_BYTES))));
	jw_end_array(&w);
	struct sb text = sb_new(perm, 512);
	head_write(&text, &head);
	jw_raw(&w, "head", sb_str(&text));
	jw_end_object(&w);
	return true;
}
