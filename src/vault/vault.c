#include "vault/vault.h"

#include "base/check.h"
#include "vault/spelling.h"

#include <sodium.h>

struct vault {
	unsigned char wrapping[VAULT_KEY];
	unsigned char marks[VAULT_KEY];
};

enum use { USE_WRAPPING = 1 }; /* of master_subkey */
enum { FORM = 1, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES, HEAD = 1 + NONCE };
enum { IDS_MAX = 256 };

_Static_assert(VAULT_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES && VAULT_WRAPPED == HEAD + VAULT_KEY + TAG, "libsodium's XChaCha20-Poly1305");
_Static_assert(VAULT_MARK == crypto_generichash_BYTES && VAULT_KEY == crypto_generichash_KEYBYTES, "libsodium's BLAKE2b");

/* ---- one box: form, nonce, then the text with its tag, all bound to `bound` ---- */

/* `box` holds the text from HEAD on and has room for the tag behind it. */
static void close_box(unsigned char *box, ptrdiff_t n, str bound, const unsigned char key[VAULT_KEY], struct rng rng)
{
	box[0] = FORM;
	rng.fill(rng.ctx, box + 1, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(box + HEAD, NULL, box + HEAD, (unsigned long long)n, (const unsigned char *)bound.p,
						   (unsigned long long)bound.n, NULL, box + 1, key);
}

/* `out` takes box.n - HEAD - TAG bytes. */
static bool open_box(unsigned char *out, str box, str bound, const unsigned char key[VAULT_KEY])
{
	const unsigned char *p = (const unsigned char *)box.p;
	return crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, p + HEAD, (unsigned long long)(box.n - HEAD),
							  (const unsigned char *)bound.p, (unsigned long long)bound.n, p + 1, key) == 0;
}

static bool form_known(str box, ptrdiff_t least, const char *where, str column, struct fail *fail)
{
	if (box.n >= 1 && box.p[0] != FORM)
		return fail_set(fail, RC_CORRUPT, where, STR_FMT ": sealed in form %d, this program knows form %d", STR_ARG(column),
				(unsigned char)box.p[0], FORM);
	return box.n >= least || fail_set(fail, RC_CORRUPT, where, STR_FMT ": cut short", STR_ARG(column));
}

/* ---- opening ---- */

static struct vault *make(const struct master *master, struct fail *fail)
{
	struct vault *v = sodium_init() < 0 ? NULL : sodium_malloc(sizeof *v);
	if (!v) return fail_set(fail, RC_LIMIT, "vault_open", "no protected memory for the keys"), NULL;
	master_subkey(v->wrapping, master, USE_WRAPPING);
	return v;
}

static const str marks_bound = {"zhuyi marks key 1", 17};

static void marks_wrap(char marks[VAULT_MARKS_HEX + 1], const struct vault *v, struct rng rng)
{
	unsigned char box[VAULT_WRAPPED];
	memcpy(box + HEAD, v->marks, VAULT_KEY);
	close_box(box, VAULT_KEY, marks_bound, v->wrapping, rng);
	sodium_bin2hex(marks, VAULT_MARKS_HEX + 1, box, sizeof box);
}

static bool marks_unwrap(struct vault *v, str marks, struct fail *fail)
{
	unsigned char box[VAULT_WRAPPED];
	size_t n = 0;
	bool is_box = marks.n == VAULT_MARKS_HEX && sodium_hex2bin(box, sizeof box, marks.p, VAULT_MARKS_HEX, NULL, &n, NULL) == 0 && n == sizeof box;
	if (!is_box) return fail_set(fail, RC_CORRUPT, "vault_open", "meta.marks: damaged; names and phone numbers cannot be looked up without it");
	str b = {(const char *)box, VAULT_WRAPPED};
	return form_known(b, VAULT_WRAPPED, "vault_open", S("meta.marks"), fail) &&
	       (open_box(v->marks, b, marks_bound, v->wrapping) ||
		fail_set(fail, RC_CORRUPT, "vault_open", "meta.marks: does not open; it is damaged"));
}

void vault_close(struct vault *vault)
{
	if (vault) sodium_free(vault);
}

struct vault *vault_open(const struct master *master, str marks, struct fail *fail)
{
	struct vault *v = make(master, fail);
	if (v && !marks_unwrap(v, marks, fail)) vault_close(v), v = NULL;
	if (v) sodium_mprotect_readonly(v);
	return v;
}

void vault_marks_make(char marks[VAULT_MARKS_HEX + 1], const struct master *master, struct rng rng)
{
	struct vault v;
	master_subkey(v.wrapping, master, USE_WRAPPING);
	rng.fill(rng.ctx, v.marks, VAULT_KEY);
	marks_wrap(marks, &v, rng);
	sodium_memzero(&v, sizeof v);
}

struct vault *vault_rekey(char marks[VAULT_MARKS_HEX + 1], const struct vault *old, const struct master *next, struct rng rng, struct fail *fail)
{
	struct vault *v = make(next, fail);
	if (!v) return NULL;
	memcpy(v->marks, old->marks, VAULT_KEY);
	marks_wrap(marks, v, rng);
	sodium_mprotect_readonly(v);
	return v;
}

/* ---- person keys ---- */

struct bound {
	char room[32 + IDS_MAX];
	ptrdiff_t n;
};

/* False for ids that cannot be ours: the line end keeps (a, bc) and (ab, c) apart. */
static bool bind_person(struct bound *b, str org, str person)
{
	static const char what[] = "zhuyi person key 1\n";
	if (org.n + person.n > IDS_MAX || str_find(org, S("\n")) >= 0 || str_find(person, S("\n")) >= 0) return false;
	const str parts[] = {{what, sizeof what - 1}, org, S("\n"), person};
	b->n = 0;
	for (ptrdiff_t i = 0; i < COUNT(parts); i++) {
		if (parts[i].n) memcpy(b->room + b->n, parts[i].p, (size_t)parts[i].n);
		b->n += parts[i].n;
	}
	return true;
}

void person_key_forget(struct person_key *key)
{
	sodium_memzero(key, sizeof *key);
}

void vault_wrap(unsigned char wrapped[VAULT_WRAPPED], const struct vault *vault, str org, str person, const struct person_key *key, struct rng rng)
{
	struct bound b;
	ASSERT(bind_person(&b, org, person));
	memcpy(wrapped + HEAD, key->b, VAULT_KEY);
	close_box(wrapped, VAULT_KEY, (str){b.room, b.n}, vault->wrapping, rng);
}

void vault_person_make(struct person_key *key, unsigned char wrapped[VAULT_WRAPPED], const struct vault *vault, str org, str person, struct rng rng)
{
	rng.fill(rng.ctx, key->b, VAULT_KEY);
	vault_wrap(wrapped, vault, org, person, key, rng);
}

bool vault_unwrap(struct person_key *key, const struct vault *vault, str org, str person, str wrapped, struct fail *fail)
{
	struct bound b;
	*key = (struct person_key){0};
	if (!wrapped.n) return fail_set(fail, RC_MISSING, "vault_unwrap", "the key of this %s was destroyed", person.n ? "person" : "organisation");
	if (!form_known(wrapped, VAULT_WRAPPED, "vault_unwrap", S("person.wrapped"), fail)) return false;
	if (wrapped.n == VAULT_WRAPPED && bind_person(&b, org, person) && open_box(key->b, wrapped, (str){b.room, b.n}, vault->wrapping)) return true;
	person_key_forget(key);
	return fail_set(fail, RC_CORRUPT, "vault_unwrap", "person.wrapped: does not open; it is damaged or another's");
}

bool vault_rewrap(unsigned char out[VAULT_WRAPPED], const struct vault *next, const struct vault *old, str org, str person, str wrapped,
		  struct rng rng, struct fail *fail)
{
	struct person_key key;
	bool ok = vault_unwrap(&key, old, org, person, wrapped, fail);
	if (ok) vault_wrap(out, next, org, person, &key, rng);
	person_key_forget(&key);
	return ok;
}

/* ---- content ---- */

static void add_part(struct sb *b, str part)
{
	for (int shift = 0; shift < 32; shift += 8) sb_byte(b, (char)((uint64_t)part.n >> shift & 0xff));
	sb_add(b, part);
}

/* Each part behind its length, so that no two places have one text. */
static str bind_place(const struct vault_place *p, struct arena *scratch)
{
	struct sb b = sb_new(scratch, 64 + p->column.n + p->org.n + p->person.n + p->kind.n + p->id.n);
	sb_add(&b, S("zhuyi sealed 1\n"));
	add_part(&b, p->column);
	add_part(&b, p->org);
	add_part(&b, p->person);
	add_part(&b, p->kind);
	add_part(&b, p->id);
	return sb_str(&b);
}

/* At least one byte of padding, so that its end is always marked. */
static ptrdiff_t padded(ptrdiff_t n)
{
	ptrdiff_t step = n < VAULT_SHORT ? VAULT_PAD_SHORT : VAULT_PAD_LONG;
	return n / step * step + step;
}

ptrdiff_t vault_sealed_bytes(ptrdiff_t n)
{
	return HEAD + padded(n) + TAG;
}

str vault_seal(const struct person_key *key, const struct vault_place *place, str text, struct rng rng, struct arena *perm)
{
	ptrdiff_t n = padded(text.n), whole = HEAD + n + TAG;
	unsigned char *box = arena_alloc(perm, 1, 1, whole);
	struct arena scratch = *perm;
	if (text.n) memcpy(box + HEAD, text.p, (size_t)text.n);
	box[HEAD + text.n] = 0x80; /* the zeros behind it are the arena's */
	close_box(box, n, bind_place(place, &scratch), key->b, rng);
	return (str){(const char *)box, whole};
}

static bool unpad(ptrdiff_t *n, const unsigned char *text, ptrdiff_t whole)
{
	size_t at = 0;
	size_t step = whole <= VAULT_SHORT ? VAULT_PAD_SHORT : VAULT_PAD_LONG;
	if (sodium_unpad(&at, text, (size_t)whole, step) != 0) return false;
	*n = (ptrdiff_t)at;
	return true;
}

bool vault_unseal(str *out, const struct person_key *key, const struct vault_place *place, str sealed, struct arena *perm, struct fail *fail)
{
	ptrdiff_t n = 0;
	*out = (str){"", 0};
	if (!form_known(sealed, HEAD + VAULT_PAD_SHORT + TAG, "vault_unseal", place->column, fail)) return false;
	unsigned char *text = arena_alloc(perm, 1, 1, sealed.n - HEAD - TAG);
	struct arena scratch = *perm;
	if (!open_box(text, sealed, bind_place(place, &scratch), key->b) || !unpad(&n, text, sealed.n - HEAD - TAG))
		return fail_set(fail, RC_CORRUPT, "vault_unseal", STR_FMT ": does not open; it was altered or belongs to another row",
				STR_ARG(place->column));
	text[n] = 0; /* where the padding began */
	*out = (str){(const char *)text, n};
	return true;
}

/* ---- marks ---- */

static void hash_part(crypto_generichash_state *h, str part)
{
	unsigned char length[4];
	for (int i = 0; i < 4; i++) length[i] = (unsigned char)((uint64_t)part.n >> 8 * i & 0xff);
	crypto_generichash_update(h, length, sizeof length);
	crypto_generichash_update(h, (const unsigned char *)part.p, (unsigned long long)part.n);
}

void vault_mark(unsigned char out[VAULT_MARK], const struct vault *vault, str kind, str org, str text)
{
	crypto_generichash_state h;
	crypto_generichash_init(&h, vault->marks, VAULT_KEY, VAULT_MARK);
	hash_part(&h, S("zhuyi mark 1"));
	hash_part(&h, kind);
	hash_part(&h, org);
	hash_part(&h, text);
	crypto_generichash_final(&h, out, VAULT_MARK);
	sodium_memzero(&h, sizeof h);
}

static bool mark_spelled(unsigned char out[VAULT_MARK], const struct vault *vault, str kind, str org, str text)
{
	if (text.n) vault_mark(out, vault, kind, org, text);
	return text.n > 0;
}

bool vault_mark_login(unsigned char out[VAULT_MARK], const struct vault *vault, str org, str login, struct arena scratch)
{
	return mark_spelled(out, vault, S("login"), org, spelling_login(login, &scratch));
}

bool vault_mark_phone(unsigned char out[VAULT_MARK], const struct vault *vault, str org, str phone, struct arena scratch)
{
	return mark_spelled(out, vault, S("phone"), org, spelling_phone(phone, &scratch));
}

bool vault_mark_name(unsigned char out[VAULT_MARK], const struct vault *vault, str org, str name, struct arena scratch)
{
	return mark_spelled(out, vault, S("name"), org, spelling_name(name, &scratch));
}
