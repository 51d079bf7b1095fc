/* vault.h - what people told is kept under a key of their own; without it nobody reads it.
 *
 *   master key --derives--> wrapping key --opens--> person keys --open--> sealed columns
 *                                         \-opens-> marks key ----makes--> blind marks
 *
 * Whoever is to be forgotten loses their wrapped key; what is sealed under it then says nothing, in backups too. XChaCha20-Poly1305 throughout, with
 * a random nonce each time, bound to the place it belongs to: a cell that was copied to another row, person, column or hospital does not open.
 * A vault never changes after it was opened: any thread may use it. Nothing here does I/O or keeps a key it was not given for the call. */
#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include "vault/master.h"

enum {
	VAULT_KEY = 32,
	VAULT_WRAPPED = 1 + 24 + VAULT_KEY + 16, /* form, nonce, key, tag */
	VAULT_MARKS_HEX = 2 * VAULT_WRAPPED,
	VAULT_MARK = 32,
	VAULT_PAD_SHORT = 32, /* texts are padded to multiples of this … */
	VAULT_PAD_LONG = 256, /* … and of this from VAULT_SHORT bytes on, so that lengths tell less */
	VAULT_SHORT = 1024,
};

struct vault;

/* `marks` is what the store has as meta 'marks' (VAULT_MARKS_HEX hex digits). The master key may be forgotten afterwards. RC_CORRUPT: the marks key is
 * damaged (a wrong master key was told by master_check before). The caller closes. */
struct vault *vault_open(const struct master *master, str marks, struct fail *fail);
void vault_close(struct vault *vault); /* NULL is nothing */

/* For a new store: a random marks key, and its wrapped form to keep as meta 'marks'. */
void vault_marks_make(char marks[VAULT_MARKS_HEX + 1], const struct master *master, struct rng rng);

/* To change the master key: a vault under `next` with the same marks, and their wrapped form. Person keys follow one by one with vault_rewrap.
 * NULL only without memory. */
struct vault *vault_rekey(char marks[VAULT_MARKS_HEX + 1], const struct vault *old, const struct master *next, struct rng rng, struct fail *fail);

/* ---- the key of a person, or of a hospital (person "") ---- */

struct person_key {
	unsigned char b[VAULT_KEY];
};

void person_key_forget(struct person_key *key);

/* A new key, and its wrapped form for the column person.wrapped. Ids are ours: no line ends, together at most 256 bytes. */
void vault_person_make(struct person_key *key, unsigned char wrapped[VAULT_WRAPPED], const struct vault *vault, str org, str person, struct rng rng);
void vault_wrap(unsigned char wrapped[VAULT_WRAPPED], const struct vault *vault, str org, str person, const struct person_key *key, struct rng rng);

/* RC_MISSING: `wrapped` is empty, the key was destroyed. RC_CORRUPT: damaged, or another's. `key` is then zero. About 1 us. */
bool vault_unwrap(struct person_key *key, const struct vault *vault, str org, str person, str wrapped, struct fail *fail);
bool vault_rewrap(unsigned char out[VAULT_WRAPPED], const struct vault *next, const struct vault *old, str org, str person, str wrapped,
		  struct rng rng, struct fail *fail);

/* ---- content ---- */

struct vault_place { /* where a sealed text belongs; what does not apply is empty */
	str column;  /* table.column: "item.sealed_body" */
	str org, person;
	str kind; /* for tables with a key of two parts: item (kind, id), decision (case_id, leaf) */
	str id;
};

/* The text sealed for its place; `perm` owns it. Texts may hold any bytes; an empty one is sealed like any other. */
str vault_seal(const struct person_key *key, const struct vault_place *place, str text, struct rng rng, struct arena *perm);

/* The text again; `perm` owns it, also NUL-terminated one byte past the end. RC_CORRUPT: it was altered, or belongs to another place or person; the
 * message names the column. `*out` is then empty. */
bool vault_unseal(str *out, const struct person_key *key, const struct vault_place *place, str sealed, struct arena *perm, struct fail *fail);

/* How many bytes a text of n bytes takes once sealed. */
ptrdiff_t vault_sealed_bytes(ptrdiff_t n);

/* ---- blind marks: to find by, not to read ---- */

/* A keyed hash of the text as it stands; equal within one hospital and kind only. */
void vault_mark(unsigned char out[VAULT_MARK], const struct vault *vault, str kind, str org, str text);

/* Of one spelling of it (spelling.h). False when nothing that could be looked for is in it. */
bool vault_mark_login(unsigned char out[VAULT_MARK], const struct vault *vault, str org, str login, struct arena scratch);
bool vault_mark_phone(unsigned char out[VAULT_MARK], const struct vault *vault, str org, str phone, struct arena scratch);
bool vault_mark_name(unsigned char out[VAULT_MARK], const struct vault *vault, str org, str name, struct arena scratch);

#endif
