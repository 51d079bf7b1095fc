/* merkle.h - an append-only Merkle tree as in RFC 9162 §2.1: SHA-256, leaf = H(0x00 || bytes), node = H(0x01 || left || right).
 *
 * Pure: no I/O, no clock, no allocation. `struct merkle` is plain data, copied by value; it keeps only the roots of the perfect subtrees
 * (at most 62), so that an append and a root cost O(log n). The leaves and, if wished, the interior nodes are the caller's to store and come back
 * through `struct merkle_source`. It does not know what a leaf means (entry.h) nor who vouches for a root (head.h). */
#ifndef LEDGER_MERKLE_H
#define LEDGER_MERKLE_H

#include "base/fail.h"

enum { HASH_BYTES = 32, MERKLE_LEVELS = 62 };
#define MERKLE_SIZE_MAX (((int64_t)1 << MERKLE_LEVELS) - 1)

struct hash {
	unsigned char b[HASH_BYTES];
};

struct merkle {
	int64_t size;                    /* leaves, 0..MERKLE_SIZE_MAX */
	struct hash peak[MERKLE_LEVELS]; /* peak[k] is meaningful when bit k of size is set: the root of a perfect subtree of 2^k leaves */
};

/* Where stored hashes come from.
 * leaf_hash  the leaf hash at `index`; false when it cannot be had, which fails the operation
 * node_hash  optional: the root of the perfect subtree of leaves [index << level, (index + 1) << level), level 1..61; false = not stored,
 *            then it is computed from the level below. A caller may store only some levels: those divisible
 *            by 4 cost 1/15 of a hash per leaf, and a full subtree between two of them is at most 8 reads. */
struct merkle_source {
	bool (*leaf_hash)(void *ctx, int64_t index, unsigned char out[HASH_BYTES]);
	bool (*node_hash)(void *ctx, int level, int64_t index, unsigned char out[HASH_BYTES]);
	void *ctx;
};

bool hash_eq(struct hash a, struct hash b);

struct hash merkle_leaf(str bytes);
struct hash merkle_pair(struct hash left, struct hash right);

/* Adds a leaf hash. Returns how many perfect subtrees it completed, 0..61; when `full` is not NULL it has room for MERKLE_LEVELS hashes and
 * full[k] is then the node at level k + 1, index `index of the new leaf >> (k + 1)`: what node_hash is to give back. */
int merkle_append(struct merkle *m, struct hash leaf, struct hash *full);

/* The tree hash; for size 0 that of the empty string. */
struct hash merkle_root(const struct merkle *m);

/* The tree of the first `size` leaves, from storage: at most 62 reads when all levels are stored.
 * else RC_MISSING, the leaf named; RC_INPUT when size is out of range. */
bool merkle_open(struct merkle *out, int64_t size, struct merkle_source from, struct fail *fail);

/* The tree hash of leaves [first, first + n), n >= 1, where `first` is a multiple of the smallest power of two that is at least n. For proof.c. */
bool merkle_subtree(struct hash *out, int64_t first, int64_t n, struct merkle_source from, struct fail *fail);

/* The largest power of two smaller than n, for n >= 2: where RFC 9162 splits a tree. */
int64_t merkle_split(int64_t n);

#endif
