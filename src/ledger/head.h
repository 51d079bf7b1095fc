/* head.h - a signed tree head: the organisation vouches that at that time its ledger had that size and that root. Pure.
 *
 * What is signed (Ed25519): the line "zhuyi ledger head 1\n" and then this JSON, keys sorted, no white space:
 *   {"number":<n>,"organisation":"<id>","root":"<64 hex>","size":<n>,"time_ms":<n>}
 * The text form is the same object with "signature":"<128 hex>" between root and size; the reader takes exactly that text. */
#ifndef LEDGER_HEAD_H
#define LEDGER_HEAD_H

#include "ledger/key.h"
#include "ledger/merkle.h"

enum { SIGNATURE_BYTES = 64 };

struct head {
	str organisation; /* [A-Za-z0-9._:-], 1..64 bytes */
	int64_t number;   /* how many heads were signed before; consecutive, and signed, so that a head left out is missed */
	int64_t size;     /* leaves */
	int64_t time_ms;  /* never less than the head's before it */
	struct hash root;
	unsigned char signature[SIGNATURE_BYTES];
};

/* RC_INPUT, naming the field, when a head cannot be written: numbers below 0, an organisation outside the alphabet. */
bool head_check(const struct head *h, struct fail *fail);

/* Fills `signature`. Fails as head_check does. */
bool head_sign(struct head *h, const struct key_pair *key, struct fail *fail);

/* True when `key` signed exactly this head. */
bool head_verify(const struct head *h, const struct public_key *key);

/* Appends the text form. The head must pass head_check (asserted). */
void head_write(struct sb *out, const struct head *h);

/* Reads what head_write writes, and nothing else; `organisation` is borrowed from `text`. Does not verify. RC_INPUT names the byte. */
bool head_parse(struct head *out, str text, struct fail *fail);

/* Which log: SHA-256 over "zhuyi ledger log 1\n", the organisation, a line end and the public key. What an auditor pins. */
struct hash head_log_id(str organisation, const struct public_key *key);

#endif
