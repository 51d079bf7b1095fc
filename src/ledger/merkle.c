#include "ledger/merkle.h"

#include "base/check.h"

#include <sodium.h>

bool hash_eq(struct hash a, struct hash b)
{
	return memcmp(a.b, b.b, HASH_BYTES) == 0;
}

struct hash merkle_leaf(str bytes)
{
	struct hash h;
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)"\x00", 1);
	if (bytes.n) crypto_hash_sha256_update(&state, (const unsigned char *)bytes.p, (unsigned long long)bytes.n);
	crypto_hash_sha256_final(&state, h.b);
	return h;
}

struct hash merkle_pair(struct hash left, struct hash right)
{
	struct hash h;
	unsigned char bytes[1 + 2 * HASH_BYTES] = {1};
	memcpy(bytes + 1, left.b, HASH_BYTES);
	memcpy(bytes + 1 + HASH_BYTES, right.b, HASH_BYTES);
	crypto_hash_sha256(h.b, bytes, sizeof bytes);
	return h;
}

int merkle_append(struct merkle *m, struct hash leaf, struct hash *full)
{
	ASSERT(m->size >= 0 && m->size < MERKLE_SIZE_MAX);
	int level = 0;
	for (; m->size >> level & 1; level++) {
		leaf = merkle_pair(m->peak[level], leaf);
		if (full) full[level] = leaf;
	}
	m->peak[level] = leaf;
	m->size++;
	return level;
}

struct hash merkle_root(const struct merkle *m)
{
	struct hash root;
	int level = 0;
	if (!m->size) {
		crypto_hash_sha256(root.b, NULL, 0);
		return root;
	}
	while (!(m->size >> level & 1)) level++;
	root = m->peak[level];
	for (level++; level < MERKLE_LEVELS; level++)
		if (m->size >> level & 1) root = merkle_pair(m->peak[level], root);
	return root;
}

int64_t merkle_split(int64_t n)
{
	ASSERT(n >= 2);
	return (int64_t)1 << (63 - __builtin_clzll((unsigned long long)n - 1));
}

static bool stored(struct hash *out, int64_t first, int64_t n, struct merkle_source from)
{
	if (!from.node_hash || (n & (n - 1))) return false; /* only perfect subtrees are ever stored: the others still change */
	int level = __builtin_ctzll((unsigned long long)n);
	return from.node_hash(from.ctx, level, first >> level, out->b);
}

bool merkle_subtree(struct hash *out, int64_t first, int64_t n, struct merkle_source from, struct fail *fail)
{
	struct hash left, right;
	ASSERT(first >= 0 && n >= 1);
	if (n == 1) {
		if (from.leaf_hash(from.ctx, first, out->b)) return true;
		return fail_set(fail, RC_MISSING, "merkle_subtree", "leaf %lld of the ledger is missing", (long long)first);
	}
	if (stored(out, first, n, from)) return true;
	int64_t k = merkle_split(n);
	if (!merkle_subtree(&left, first, k, from, fail) || !merkle_subtree(&right, first + k, n - k, from, fail)) return false;
	*out = merkle_pair(left, right);
	return true;
}

bool merkle_open(struct merkle *out, int64_t size, struct merkle_source from, struct fail *fail)
{
	*out = (struct merkle){0};
	if (size < 0 || size > MERKLE_SIZE_MAX) return fail_set(fail, RC_INPUT, "merkle_open", "a ledger cannot have %lld leaves", (long long)size);
	int64_t first = 0;
	for (int level = MERKLE_LEVELS - 1; level >= 0; level--) {
		if (!(size >> level & 1)) continue;
		if (!merkle_subtree(&out->peak[level], first, (int64_t)1 << level, from, fail)) return false;
		first += (int64_t)1 << level;
	}
	out->size = size;
	return true;
}
