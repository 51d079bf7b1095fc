/* entry.h - one decision as a leaf of the ledger. Holds hashes and ids of ours, never patient data. Pure.
 *
 * Canonical bytes: this JSON text, keys sorted, no white space, nothing else:
 *   {"actor":"<64 hex>","case":"<id>","index":<n>,"kind":"<kind>","subject":"<64 hex>","time_ms":<n>}
 * JSON and not length-prefixed binary, so that an auditor can read a line and recompute its hash with printf and sha256sum. It is unambiguous because
 * ids come from an alphabet without escapes and the reader takes exactly this text (form_int.h): one entry, one text. */
#ifndef LEDGER_ENTRY_H
#define LEDGER_ENTRY_H

#include "base/clock.h"
#include "ledger/merkle.h"

struct entry {
	int64_t index;       /* position in the log, from 0 */
	int64_t time_ms;     /* since 1970 UTC; never less than the entry's before it */
	str kind;            /* "answer", "sign", "reject", "hand_over", "login", "edition", …: [A-Za-z0-9._:-], 1..64 bytes */
	str case_id;         /* same alphabet; empty when the decision belongs to no case */
	struct hash subject; /* entry_blind of what was decided */
	struct hash actor;   /* entry_blind of who decided */
};

struct salt {
	unsigned char b[32];
};

/* A fresh salt. It is a secret of the person's: stored under the person's key, and destroyed with it. The hash left behind then tells nobody
 * anything, and every proof stays valid (I8). One salt per hash, or equal bodies would show. */
struct salt entry_salt(struct rng rng);

/* SHA-256(salt || body); unambiguous because a salt always has 32 bytes. */
struct hash entry_blind(const struct salt *salt, str body);

/* RC_INPUT, naming the field, when an entry cannot be written: numbers below 0, an empty kind, a byte outside the alphabet. */
bool entry_check(const struct entry *e, struct fail *fail);

/* Appends the canonical bytes. The entry must pass entry_check (asserted). */
void entry_text(struct sb *out, const struct entry *e);

/* Reads canonical bytes, and nothing but those; strings are borrowed from `text`. RC_INPUT names the byte. */
bool entry_parse(struct entry *out, str text, struct fail *fail);

/* The leaf hash: SHA-256(0x00 || canonical bytes). */
struct hash entry_leaf(const struct entry *e);

#endif
