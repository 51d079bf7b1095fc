/* vault_fuzz.c - libFuzzer entry. The first byte chooses: a sealed text from nowhere, a sound one with bytes changed, a wrapped key, a text to be spelled. */
#include "base/check.h"
#include "base/utf8.h"
#include "vault/spelling.h"
#include "vault/vault.h"

#include <sodium.h>
#include <stdlib.h>

#define ORG S("01JDAAAAAAAAAAAAAAAAAAAAAA")
#define PERSON S("01JDBBBBBBBBBBBBBBBBBBBBBB")

static struct arena perm;
static struct vault *vault;
static struct person_key key;
static unsigned char wrapped[VAULT_WRAPPED];
static str sound;
static const struct vault_place place = {
	{"item.sealed_body", 16}, {"01JDAAAAAAAAAAAAAAAAAAAAAA", 26}, {"01JDBBBBBBBBBBBBBBBBBBBBBB", 26}, {"facts", 5}, {"1", 1}};

static void count_up(void *ctx, void *out, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++) ((unsigned char *)out)[i] = (*(unsigned char *)ctx)++;
}

static void make_sound(void)
{
	unsigned char next = 0;
	struct rng rng = {count_up, &next};
	char marks[VAULT_MARKS_HEX + 1];
	struct fail fail = {0};
	struct master *m = master_ask("printf 11%.0s 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32", 60000,
				      &fail);
	ASSERT(m);
	perm = arena_create((ptrdiff_t)64 << 20);
	vault_marks_make(marks, m, rng);
	vault = vault_open(m, str_from(marks), &fail);
	ASSERT(vault);
	vault_person_make(&key, wrapped, vault, ORG, PERSON, rng);
	sound = vault_seal(&key, &place, S("penicillin"), rng, &perm);
	master_forget(m);
}

/* Nothing opens but what was sealed. */
static void unseal(str sealed, bool may_open)
{
	struct arena scratch = perm;
	struct fail fail = {0};
	str text;
	bool ok = vault_unseal(&text, &key, &place, sealed, &scratch, &fail);
	ASSERT(ok == may_open && ok == (fail.rc == RC_OK));
	ASSERT(ok ? str_eq(text, S("penicillin")) : text.n == 0 && fail.rc == RC_CORRUPT);
}

/* Each two bytes of the input: place, then the new byte. */
static void unseal_changed(str edits)
{
	char room[256];
	ASSERT(sound.n <= (ptrdiff_t)sizeof room);
	memcpy(room, sound.p, (size_t)sound.n);
	for (; edits.n >= 2; edits = str_slice(edits, 2, edits.n)) room[(unsigned char)edits.p[0] % sound.n] = edits.p[1];
	unseal((str){room, sound.n}, memcmp(room, sound.p, (size_t)sound.n) == 0);
}

static void unwrap(str box)
{
	struct person_key got;
	struct fail fail = {0};
	bool ok = vault_unwrap(&got, vault, ORG, PERSON, box, &fail);
	ASSERT(ok == str_eq(box, (str){(const char *)wrapped, VAULT_WRAPPED}));
	ASSERT(ok || (sodium_is_zero(got.b, sizeof got.b) && fail.rc == (box.n ? RC_CORRUPT : RC_MISSING)));
}

static void spell(str text)
{
	str (*const ways[])(str, struct arena *) = {spelling_login, spelling_name, spelling_phone};
	unsigned char mark[VAULT_MARK];
	struct arena scratch = perm;
	if (utf8_invalid(text) >= 0) return;
	for (ptrdiff_t i = 0; i < COUNT(ways); i++) ASSERT(utf8_invalid(ways[i](text, &scratch)) < 0);
	str phone = spelling_phone(text, &scratch);
	ASSERT(str_eq(phone, spelling_phone(phone, &scratch)));
	vault_mark_login(mark, vault, ORG, text, scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!vault) make_sound();
	if (!size || size > 1 << 16) return 0;
	str rest = {(const char *)data + 1, (ptrdiff_t)size - 1};
	switch (data[0] % 4) {
	case 0: unseal(rest, str_eq(rest, sound)); break;
	case 1: unseal_changed(rest); break;
	case 2: unwrap(rest); break;
	default: spell(rest);
	}
	return 0;
}
