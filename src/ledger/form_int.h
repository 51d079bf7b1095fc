/* form_int.h - the fixed texts of this module, written and read back.
 *
 * Every text here is JSON with its keys sorted, no white space, numbers without sign or leading zero, hashes as lower-case hex, and ids from an alphabet
 * that needs no escapes. So each value has exactly one text, and reading is matching against a pattern: a byte that differs is a byte that is wrong, and
 * `at` says which. A general JSON parser would forgive order, spaces and repeated keys, which a log must not. No allocation. */
#ifndef LEDGER_FORM_INT_H
#define LEDGER_FORM_INT_H

#include "base/json.h"
#include "ledger/entry.h"
#include "ledger/head.h"

enum { FORM_BYTES_MAX = 1024 }; /* no text of an entry or head, and no line of an export, is longer */

#define FORM_EXPORT "zhuyi-ledger/1"

/* A reader that stops for good at the first byte that does not fit; results are then zero. */
struct form {
	str text;
	ptrdiff_t at;
	bool broken;
};

void form_word(struct form *f, const char *literal);
void form_hex(struct form *f, unsigned char *out, ptrdiff_t n);
int64_t form_number(struct form *f); /* 0..MERKLE_SIZE_MAX */
str form_id(struct form *f);         /* [A-Za-z0-9._:-], 0..64 bytes, borrowed from the text */
bool form_end(struct form *f);       /* true when all fitted and nothing is left */

/* Fails with RC_INPUT, naming the byte, when form_end is false. */
bool form_done(struct form *f, const char *where, struct fail *fail);

void form_entry(struct form *f, struct entry *out);
void form_head(struct form *f, struct head *out);

/* An id as form_id reads it, with at least `min` bytes. */
bool form_id_valid(str id, ptrdiff_t min);
void form_put_hex(struct jw *w, const char *key, const unsigned char *bytes, ptrdiff_t n);

/* A builder in a buffer of the caller's (`char room[FORM_BYTES_MAX]`); `arena` belongs to the same block. */
struct sb form_builder(struct arena *arena, char *room);

#endif
