/* proof.h - that a leaf is in the log, and that a log only grew: RFC 9162 §2.1.3 and §2.1.4. Pure.
 *
 * A proof is worth as much as the roots it is checked against: take them, and the sizes, from signed heads (head.h). In particular the same path
 * can fit two sizes with one root (leaf 0 of 3 and of 4), so a size that does not come from the head proves nothing.
 *
 * Text form, keys sorted, no white space, read back exactly:
 *   {"from":<n>,"path":["<64 hex>",…],"proof":"inclusion" or "consistency","size":<n>} */
#ifndef LEDGER_PROOF_H
#define LEDGER_PROOF_H

#include "ledger/merkle.h"

enum proof_kind { PROOF_INCLUSION, PROOF_CONSISTENCY, PROOF_KINDS };
enum { PROOF_PATH_MAX = MERKLE_LEVELS + 2 };

struct proof {
	enum proof_kind kind;
	int64_t from; /* inclusion: the leaf's index; consistency: the older size */
	int64_t size; /* the newer size */
	int n;
	struct hash path[PROOF_PATH_MAX];
};

/* Proof that leaf `index` is in the first `size` leaves. With all nodes stored it reads at most 62 * 2 hashes; without any it reads every leaf.
 * else RC_INPUT unless 0 <= index < size; RC_MISSING, the leaf named. */
bool proof_inclusion(struct proof *out, int64_t index, int64_t size, struct merkle_source from, struct fail *fail);

/* Proof that the first `older` of `newer` leaves are what they were. Empty when older is 0 or equal to newer.
 * else RC_INPUT unless 0 <= older <= newer; RC_MISSING, the leaf named. */
bool proof_consistency(struct proof *out, int64_t older, int64_t newer, struct merkle_source from, struct fail *fail);

/* True when the proof is one of inclusion and shows `leaf` (a leaf hash) at index `from` under `root`. Any proof may be given, a hostile one too. */
bool proof_includes(const struct proof *p, struct hash leaf, struct hash root);

/* True when the proof is one of consistency and shows that the tree `newer_root` begins with the tree `older_root`. From size 0 everything
 * grows: only the empty tree's hash is asked of older_root then. */
bool proof_consistent(const struct proof *p, struct hash older_root, struct hash newer_root);

void proof_text(struct sb *out, const struct proof *p);
bool proof_parse(struct proof *out, str text, struct fail *fail); /* RC_INPUT names the byte */

#endif
