#include "vault/vault.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdlib.h>

#define HEX_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define ORG S("01JDAAAAAAAAAAAAAAAAAAAAAA")
#define PERSON S("01JDBBBBBBBBBBBBBBBBBBBBBB")

static struct arena perm;
static struct master *master, *next_master;
static struct vault *vault;
static char marks[VAULT_MARKS_HEX + 1];

static void count_up(void *ctx, void *out, ptrdiff_t n)
{
	unsigned char *next = ctx;
	for (ptrdiff_t i = 0; i < n; i++) ((unsigned char *)out)[i] = (*next)++;
}

static int set_up(void **state)
{
	struct fail fail = {0};
	(void)state;
	perm = arena_create((ptrdiff_t)64 << 20);
	master = master_ask("echo " HEX_A, MASTER_COMMAND_MS, &fail);
	next_master = master_ask("echo " HEX_A " | tr 0 9", MASTER_COMMAND_MS, &fail);
	if (!perm.beg || !master || !next_master) return -1;
	vault_marks_make(marks, master, rng_system());
	vault = vault_open(master, str_from(marks), &fail);
	return vault ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	vault_close(vault);
	vault_close(NULL);
	master_forget(master);
	master_forget(next_master);
	arena_destroy(perm);
	return 0;
}

static str wrapped_str(const unsigned char wrapped[VAULT_WRAPPED])
{
	return (str){(const char *)wrapped, VAULT_WRAPPED};
}

static void unwrap_fails(str org, str person, str wrapped, enum rc rc, const char *says)
{
	struct person_key key;
	struct fail fail = {0};
	assert_false(vault_unwrap(&key, vault, org, person, wrapped, &fail));
	assert_true(sodium_is_zero(key.b, sizeof key.b));
	if (fail.rc != rc || !strstr(fail.what, says)) fail_msg("rc %s, says \"%s\", not \"%s\"", rc_name(fail.rc), fail.what, says);
}

/* ---- keys ---- */

static void test_wrap_and_unwrap(void **state)
{
	struct person_key key, back;
	unsigned char one[VAULT_WRAPPED], two[VAULT_WRAPPED];
	struct fail fail = {0};
	(void)state;
	vault_person_make(&key, one, vault, ORG, PERSON, rng_system());
	vault_wrap(two, vault, ORG, PERSON, &key, rng_system());
	assert_memory_not_equal(one, two, VAULT_WRAPPED); /* a nonce of its own each time */
	assert_true(vault_unwrap(&back, vault, ORG, PERSON, wrapped_str(one), &fail));
	assert_memory_equal(&key, &back, sizeof key);
	assert_true(vault_unwrap(&back, vault, ORG, PERSON, wrapped_str(two), &fail));
	assert_memory_equal(&key, &back, sizeof key);
	person_key_forget(&back);
	assert_true(sodium_is_zero(back.b, sizeof back.b));
	vault_person_make(&key, one, vault, ORG, S(""), rng_system()); /* the hospital's own */
	assert_true(vault_unwrap(&back, vault, ORG, S(""), wrapped_str(one), &fail));
	assert_memory_equal(&key, &back, sizeof key);
}

static void test_destroyed_key(void **state)
{
	(void)state;
	unwrap_fails(ORG, PERSON, (str){0}, RC_MISSING, "the key of this person was destroyed");
	unwrap_fails(ORG, S(""), (str){0}, RC_MISSING, "the key of this organisation was destroyed");
}

static void test_wrapped_key_damaged_or_anothers(void **state)
{
	struct person_key key;
	unsigned char wrapped[VAULT_WRAPPED];
	char longer[VAULT_WRAPPED + 1] = {0};
	(void)state;
	vault_person_make(&key, wrapped, vault, ORG, PERSON, rng_system());
	for (int i = 0; i < VAULT_WRAPPED; i++) {
		for (int bit = 0; bit < 8; bit++) {
			wrapped[i] ^= (unsigned char)(1 << bit);
			unwrap_fails(ORG, PERSON, wrapped_str(wrapped), RC_CORRUPT, "person.wrapped");
			wrapped[i] ^= (unsigned char)(1 << bit);
		}
	}
	for (int n = 1; n < VAULT_WRAPPED; n++) unwrap_fails(ORG, PERSON, str_slice(wrapped_str(wrapped), 0, n), RC_CORRUPT, "cut short");
	memcpy(longer, wrapped, VAULT_WRAPPED);
	unwrap_fails(ORG, PERSON, (str){longer, VAULT_WRAPPED + 1}, RC_CORRUPT, "person.wrapped");
	unwrap_fails(ORG, S("01JDBBBBBBBBBBBBBBBBBBBBBC"), wrapped_str(wrapped), RC_CORRUPT, "another's");
	unwrap_fails(S("01JDAAAAAAAAAAAAAAAAAAAAAC"), PERSON, wrapped_str(wrapped), RC_CORRUPT, "another's");
	unwrap_fails(PERSON, ORG, wrapped_str(wrapped), RC_CORRUPT, "another's");
	unwrap_fails(ORG, S(""), wrapped_str(wrapped), RC_CORRUPT, "another's");
	wrapped[0] = 2;
	unwrap_fails(ORG, PERSON, wrapped_str(wrapped), RC_CORRUPT, "form 2, this program knows form 1");
}

static void test_ids_cannot_run_together(void **state)
{
	struct person_key key;
	unsigned char wrapped[VAULT_WRAPPED];
	char many[300];
	(void)state;
	vault_person_make(&key, wrapped, vault, S("ab"), S("c"), rng_system());
	unwrap_fails(S("a"), S("bc"), wrapped_str(wrapped), RC_CORRUPT, "another's");
	unwrap_fails(S("ab\nc"), S(""), wrapped_str(wrapped), RC_CORRUPT, "another's"); /* such ids never had a key */
	unwrap_fails(S(""), S("ab\nc"), wrapped_str(wrapped), RC_CORRUPT, "another's");
	memset(many, 'a', sizeof many);
	unwrap_fails((str){many, 200}, (str){many, 100}, wrapped_str(wrapped), RC_CORRUPT, "another's");
	vault_person_make(&key, wrapped, vault, (str){many, 156}, (str){many, 100}, rng_system());
}

static void test_another_master_key_opens_nothing(void **state)
{
	struct person_key key;
	unsigned char wrapped[VAULT_WRAPPED];
	char other_marks[VAULT_MARKS_HEX + 1];
	struct fail fail = {0}, open = {0};
	(void)state;
	assert_null(vault_open(next_master, str_from(marks), &open));
	assert_int_equal(open.rc, RC_CORRUPT);
	assert_non_null(strstr(open.what, "meta.marks"));
	vault_marks_make(other_marks, next_master, rng_system());
	struct vault *other = vault_open(next_master, str_from(other_marks), &fail);
	assert_non_null(other);
	vault_person_make(&key, wrapped, other, ORG, PERSON, rng_system());
	unwrap_fails(ORG, PERSON, wrapped_str(wrapped), RC_CORRUPT, "person.wrapped");
	vault_close(other);
}

static void test_damaged_marks_key(void **state)
{
	char damaged[VAULT_MARKS_HEX + 2] = {0};
	(void)state;
	memcpy(damaged, marks, VAULT_MARKS_HEX);
	for (int i = 0; i < VAULT_MARKS_HEX; i++) {
		char was = damaged[i];
		for (const char *c = "0fg"; *c; c++) {
			struct fail fail = {0};
			if (*c == was) continue;
			damaged[i] = *c;
			assert_null(vault_open(master, str_from(damaged), &fail));
			assert_int_equal(fail.rc, RC_CORRUPT);
			assert_non_null(strstr(fail.what, "meta.marks"));
		}
		damaged[i] = was;
	}
	struct fail longer = {0}, shorter = {0}, empty = {0};
	damaged[VAULT_MARKS_HEX] = '0';
	assert_null(vault_open(master, str_from(damaged), &longer));
	assert_null(vault_open(master, (str){marks, VAULT_MARKS_HEX - 2}, &shorter));
	assert_null(vault_open(master, (str){0}, &empty));
	assert_true(longer.rc == RC_CORRUPT && shorter.rc == RC_CORRUPT && empty.rc == RC_CORRUPT);
}

static void test_master_key_is_changed(void **state)
{
	struct person_key key, back;
	struct fail fail = {0}, gone = {0};
	unsigned char wrapped[VAULT_WRAPPED], again[VAULT_WRAPPED], before[VAULT_MARK], after[VAULT_MARK];
	char next_marks[VAULT_MARKS_HEX + 1];
	(void)state;
	vault_person_make(&key, wrapped, vault, ORG, PERSON, rng_system());
	struct vault *next = vault_rekey(next_marks, vault, next_master, rng_system(), &fail);
	assert_non_null(next);
	assert_true(vault_rewrap(again, next, vault, ORG, PERSON, wrapped_str(wrapped), rng_system(), &fail));
	unwrap_fails(ORG, PERSON, wrapped_str(again), RC_CORRUPT, "person.wrapped"); /* the old one is of no more use */
	assert_false(vault_rewrap(again, next, vault, ORG, PERSON, (str){0}, rng_system(), &gone));
	assert_int_equal(gone.rc, RC_MISSING);
	vault_close(next);
	next = vault_open(next_master, str_from(next_marks), &fail); /* as after a restart */
	assert_non_null(next);
	assert_true(vault_unwrap(&back, next, ORG, PERSON, wrapped_str(again), &fail));
	assert_memory_equal(&key, &back, sizeof key);
	vault_mark(before, vault, S("login"), ORG, S("li.ming"));
	vault_mark(after, next, S("login"), ORG, S("li.ming"));
	assert_memory_equal(before, after, VAULT_MARK); /* nobody has to be marked again */
	vault_close(next);
}

/* ---- content ---- */

static struct vault_place place(void)
{
	return (struct vault_place){S("item.sealed_body"), ORG, PERSON, S("facts"), S("01JDCCCCCCCCCCCCCCCCCCCCCC")};
}

static void unseal_fails(const struct person_key *key, const struct vault_place *at, str sealed, const char *says)
{
	struct arena scratch = perm;
	struct fail fail = {0};
	str text = S("before");
	assert_false(vault_unseal(&text, key, at, sealed, &scratch, &fail));
	assert_int_equal(text.n, 0);
	assert_int_equal(fail.rc, RC_CORRUPT);
	if (!strstr(fail.what, says) || strstr(fail.what, "penicillin")) fail_msg("says \"%s\", not \"%s\"", fail.what, says);
}

static void assert_unseals(const struct person_key *key, const struct vault_place *at, str sealed, str expected)
{
	struct arena scratch = perm;
	struct fail fail = {0};
	str text;
	assert_true(vault_unseal(&text, key, at, sealed, &scratch, &fail));
	assert_int_equal(text.n, expected.n);
	assert_memory_equal(text.p, expected.p, (size_t)expected.n + 1); /* with its NUL */
}

static struct person_key some_key(void)
{
	struct person_key key;
	unsigned char wrapped[VAULT_WRAPPED];
	vault_person_make(&key, wrapped, vault, ORG, PERSON, rng_system());
	return key;
}

static void test_every_length_comes_back(void **state)
{
	struct person_key key = some_key();
	struct vault_place at = place();
	char text[5001];
	(void)state;
	for (ptrdiff_t i = 0; i < 5000; i++) text[i] = (char)(i % 5 == 0 ? 0x80 : i % 7 == 0 ? 0 : i); /* with the bytes of padding among them */
	for (ptrdiff_t n = 0; n <= 5000; n += n < 2200 ? 1 : 97) {
		char was = text[n];
		text[n] = 0;
		str sealed = vault_seal(&key, &at, (str){text, n}, rng_system(), &perm);
		assert_int_equal(sealed.n, vault_sealed_bytes(n));
		assert_int_equal((sealed.n - 41) % (n < VAULT_SHORT ? VAULT_PAD_SHORT : VAULT_PAD_LONG), 0);
		assert_unseals(&key, &at, sealed, (str){text, n});
		text[n] = was;
	}
}

static void test_lengths_tell_little(void **state)
{
	(void)state;
	assert_int_equal(vault_sealed_bytes(0), vault_sealed_bytes(31));
	assert_int_equal(vault_sealed_bytes(32), vault_sealed_bytes(63));
	assert_int_equal(vault_sealed_bytes(32) - vault_sealed_bytes(31), 32);
	assert_int_equal(vault_sealed_bytes(992), vault_sealed_bytes(1023));
	assert_int_equal(vault_sealed_bytes(1024) - vault_sealed_bytes(1023), 256);
	assert_int_equal(vault_sealed_bytes(1024), vault_sealed_bytes(1279));
	assert_int_equal(vault_sealed_bytes(1280) - vault_sealed_bytes(1279), 256);
}

static void test_flipped_bit_at_every_position(void **state)
{
	static const str texts[] = {{"penicillin", 10}, {"", 0}};
	struct person_key key = some_key();
	struct vault_place at = place();
	(void)state;
	for (ptrdiff_t k = 0; k < COUNT(texts); k++) {
		str sealed = vault_seal(&key, &at, texts[k], rng_system(), &perm);
		char *bytes = (char *)(uintptr_t)sealed.p;
		for (ptrdiff_t i = 0; i < sealed.n; i++)
			for (int bit = 0; bit < 8; bit++) {
				bytes[i] ^= (char)(1 << bit);
				unseal_fails(&key, &at, sealed, "item.sealed_body");
				bytes[i] ^= (char)(1 << bit);
			}
		for (ptrdiff_t n = 0; n < sealed.n; n++) unseal_fails(&key, &at, (str){sealed.p, n}, "item.sealed_body");
		bytes[0] = 9;
		unseal_fails(&key, &at, sealed, "item.sealed_body: sealed in form 9, this program knows form 1");
	}
}

static void test_long_text_damaged(void **state)
{
	struct person_key key = some_key();
	struct vault_place at = place();
	char text[3000];
	(void)state;
	memset(text, 'x', sizeof text);
	str sealed = vault_seal(&key, &at, (str){text, sizeof text}, rng_system(), &perm);
	char *bytes = (char *)(uintptr_t)sealed.p;
	for (ptrdiff_t i = 0; i < sealed.n; i++) {
		bytes[i] ^= 0x40;
		unseal_fails(&key, &at, sealed, "item.sealed_body");
		bytes[i] ^= 0x40;
	}
	for (ptrdiff_t n = 0; n < sealed.n; n += 13) unseal_fails(&key, &at, (str){sealed.p, n}, "item.sealed_body");
	assert_unseals(&key, &at, sealed, str_copy(&perm, (str){text, sizeof text}));
}

static void test_moved_to_another_place(void **state)
{
	struct person_key key = some_key(), other = some_key();
	struct vault_place at = place(), moved[] = {at, at, at, at, at, at, at, at, at};
	str sealed = vault_seal(&key, &at, S("penicillin"), rng_system(), &perm);
	(void)state;
	moved[0].column = S("item.sealed_bodx");
	moved[1].column = S("consultation.sealed_body");
	moved[2].org = PERSON;
	moved[3].person = ORG;
	moved[4].person = S("");
	moved[5].kind = S("profile");
	moved[6].id = S("01JDCCCCCCCCCCCCCCCCCCCCCD");
	moved[7].kind = at.id, moved[7].id = at.kind;
	moved[8].kind = S(""), moved[8].id = S("facts01JDCCCCCCCCCCCCCCCCCCCCCC"); /* the same letters, otherwise cut */
	for (ptrdiff_t i = 0; i < COUNT(moved); i++) {
		char column[64];
		memcpy(column, moved[i].column.p, (size_t)moved[i].column.n);
		column[moved[i].column.n] = 0;
		unseal_fails(&key, &moved[i], sealed, column);
	}
	unseal_fails(&other, &at, sealed, "item.sealed_body");
	assert_unseals(&key, &at, sealed, S("penicillin"));
}

static void test_same_text_twice_looks_different(void **state)
{
	struct person_key key = some_key();
	struct vault_place at = place();
	(void)state;
	str a = vault_seal(&key, &at, S("penicillin"), rng_system(), &perm), b = vault_seal(&key, &at, S("penicillin"), rng_system(), &perm);
	assert_int_equal(a.n, b.n);
	for (ptrdiff_t i = 0; i + 8 <= a.n; i++) assert_memory_not_equal(a.p + i, b.p + i, 8);
}

/* What was sealed must open in every later edition: the bytes stand as they were made first, and worked out by another implementation. */
static void test_form_1_as_it_was_made(void **state)
{
	unsigned char next = 0;
	struct person_key key;
	struct vault_place at = {S("item.sealed_body"), S("o"), S("p"), S("facts"), S("1")};
	char hex[2 * 73 + 1];
	(void)state;
	for (int i = 0; i < VAULT_KEY; i++) key.b[i] = (unsigned char)(0x80 + i);
	str sealed = vault_seal(&key, &at, S("penicillin"), (struct rng){count_up, &next}, &perm);
	assert_int_equal(sealed.n, 73);
	sodium_bin2hex(hex, sizeof hex, (const unsigned char *)sealed.p, (size_t)sealed.n);
	assert_string_equal(hex, "01000102030405060708090a0b0c0d0e0f10111213141516171087e4e6eac49e5cb3c5f92c94dfebe766eda542d7c092d97ccb7501486fc6a3b"
				 "9bcaf48bce2fbcea60b8021690b8af2");
	unsigned char wrapped[VAULT_WRAPPED];
	next = 0;
	vault_wrap(wrapped, vault, S("o"), S("p"), &key, (struct rng){count_up, &next});
	sodium_bin2hex(hex, sizeof hex, wrapped, sizeof wrapped);
	assert_string_equal(hex, "01000102030405060708090a0b0c0d0e0f10111213141516173f54131d9c570e1837405c5879fc21f0aefd69daac521d82355465983934047dc"
				 "0b91d8a76d0d0e6c47f1052bf1fc8d2");
}

/* ---- marks ---- */

static void test_marks(void **state)
{
	unsigned char a[VAULT_MARK], b[VAULT_MARK];
	static const struct {
		str kind, org, text;
	} other[] = {
		{{"phone", 5}, {"o", 1}, {"li", 2}}, {{"login", 5}, {"p", 1}, {"li", 2}}, {{"login", 5}, {"o", 1}, {"lj", 2}},
		{{"logi", 4}, {"no", 2}, {"li", 2}}, {{"login", 5}, {"ol", 2}, {"i", 1}}, {{"login", 5}, {"", 0}, {"oli", 3}},
	};
	(void)state;
	vault_mark(a, vault, S("login"), S("o"), S("li"));
	vault_mark(b, vault, S("login"), S("o"), S("li"));
	assert_memory_equal(a, b, VAULT_MARK);
	for (ptrdiff_t i = 0; i < COUNT(other); i++) {
		vault_mark(b, vault, other[i].kind, other[i].org, other[i].text);
		assert_memory_not_equal(a, b, VAULT_MARK);
	}
	char other_marks[VAULT_MARKS_HEX + 1];
	struct fail fail = {0};
	vault_marks_make(other_marks, master, rng_system());
	struct vault *stranger = vault_open(master, str_from(other_marks), &fail);
	assert_non_null(stranger);
	vault_mark(b, stranger, S("login"), S("o"), S("li"));
	assert_memory_not_equal(a, b, VAULT_MARK); /* nobody else can make a table of all phone numbers */
	vault_close(stranger);
}

static void test_marks_of_one_spelling(void **state)
{
	unsigned char a[VAULT_MARK], b[VAULT_MARK], c[VAULT_MARK];
	(void)state;
	assert_true(vault_mark_login(a, vault, ORG, S("Li.Ming"), perm) && vault_mark_login(b, vault, ORG, S(" ｌｉ.ming"), perm));
	assert_memory_equal(a, b, VAULT_MARK);
	assert_true(vault_mark_phone(a, vault, ORG, S("+86 138 0013 8000"), perm) && vault_mark_phone(b, vault, ORG, S("13800138000"), perm));
	assert_memory_equal(a, b, VAULT_MARK);
	assert_true(vault_mark_login(c, vault, ORG, S("13800138000"), perm)); /* a number as a log-in name is not the number */
	assert_memory_not_equal(a, c, VAULT_MARK);
	assert_true(vault_mark_name(a, vault, ORG, S("張 三"), perm) && vault_mark_name(b, vault, ORG, S("张三"), perm));
	assert_memory_equal(a, b, VAULT_MARK);
	assert_false(vault_mark_login(a, vault, ORG, S(" "), perm));
	assert_false(vault_mark_phone(a, vault, ORG, S("120"), perm));
	assert_false(vault_mark_name(a, vault, ORG, S("·"), perm));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrap_and_unwrap),
		cmocka_unit_test(test_destroyed_key),
		cmocka_unit_test(test_wrapped_key_damaged_or_anothers),
		cmocka_unit_test(test_ids_cannot_run_together),
		cmocka_unit_test(test_another_master_key_opens_nothing),
		cmocka_unit_test(test_damaged_marks_key),
		cmocka_unit_test(test_master_key_is_changed),
		cmocka_unit_test(test_every_length_comes_back),
		cmocka_unit_test(test_lengths_tell_little),
		cmocka_unit_test(test_flipped_bit_at_every_position),
		cmocka_unit_test(test_long_text_damaged),
		cmocka_unit_test(test_moved_to_another_place),
		cmocka_unit_test(test_same_text_twice_looks_different),
		cmocka_unit_test(test_form_1_as_it_was_made),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_marks_of_one_spelling),
	};
	return cmocka_run_group_tests_name("vault", tests, set_up, tear_down);
}
