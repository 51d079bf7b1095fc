#include "ledger/entry.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>

#define AA "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OF "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"

static const char canonical[] = "{\"actor\":\"" AA "\",\"case\":\"01JDABCDEFGHJKMNPQRSTVWXYZ\",\"index\":5,\"kind\":\"sign\",\"subject\":\"" OF
				"\",\"time_ms\":1764000000123}";

static struct entry sample(void)
{
	struct entry e = {.index = 5, .time_ms = 1764000000123, .kind = S("sign"), .case_id = S("01JDABCDEFGHJKMNPQRSTVWXYZ")};
	memset(e.actor.b, 0xaa, HASH_BYTES);
	memset(e.subject.b, 0x0f, HASH_BYTES);
	return e;
}

static void assert_hex(struct hash h, const char *want)
{
	char hex[65];
	assert_string_equal(sodium_bin2hex(hex, sizeof hex, h.b, HASH_BYTES), want);
}

static void test_canonical_bytes(void **state)
{
	struct arena arena = arena_create(1 << 16);
	struct sb text = sb_new(&arena, 1024);
	struct entry e = sample();
	(void)state;
	entry_text(&text, &e);
	assert_true(str_eq(sb_str(&text), S(canonical)));
	arena_destroy(arena);
}

/* source: Python hashlib over the bytes above behind a zero byte */
static void test_leaf_hash_is_known(void **state)
{
	struct entry e = sample();
	(void)state;
	assert_hex(entry_leaf(&e), "c41824ffae3daf07905373776ad491017a674cec03c17ab6ceb26f9b67f5665f");
	assert_true(hash_eq(entry_leaf(&e), merkle_leaf(S(canonical))));
}

/* source: Python hashlib over 32 bytes 07 and the text */
static void test_blind_is_known(void **state)
{
	struct salt salt;
	(void)state;
	memset(salt.b, 7, sizeof salt.b);
	assert_hex(entry_blind(&salt, S("dose 5 mg")), "4cee6a1a47193669c72996019762df8af03178d9a835a96cc15ed8991d5b1f32");
}

static void test_salts_hide_equal_bodies(void **state)
{
	struct salt a = entry_salt(rng_system()), b = entry_salt(rng_system());
	(void)state;
	assert_false(hash_eq(entry_blind(&a, S("yes")), entry_blind(&b, S("yes"))));
	assert_false(hash_eq(entry_blind(&a, S("yes")), entry_blind(&a, S("no"))));
	assert_true(hash_eq(entry_blind(&a, S("yes")), entry_blind(&a, S("yes"))));
}

static void test_parse_gives_it_back(void **state)
{
	struct entry e = sample(), back;
	struct fail fail = {0};
	(void)state;
	assert_true(entry_parse(&back, S(canonical), &fail));
	assert_true(back.index == e.index && back.time_ms == e.time_ms && str_eq(back.kind, e.kind) && str_eq(back.case_id, e.case_id));
	assert_true(hash_eq(back.actor, e.actor) && hash_eq(back.subject, e.subject));
}

/* One entry, one text: whatever byte is put in whatever place, it is refused or is another entry. */
static void test_every_byte_counts(void **state)
{
	char text[sizeof canonical];
	struct entry e = sample(), back;
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(text) - 1; i++)
		for (int byte = 0; byte < 256; byte++) {
			memcpy(text, canonical, sizeof text);
			text[i] = (char)byte;
			if (text[i] == canonical[i] || !entry_parse(&back, (str){text, COUNT(text) - 1}, NULL)) continue;
			assert_false(hash_eq(entry_leaf(&back), entry_leaf(&e)));
		}
	for (ptrdiff_t n = 0; n < COUNT(text) - 1; n++) assert_false(entry_parse(&back, (str){canonical, n}, NULL));
	assert_false(entry_parse(&back, S("{\"actor\":\"" AA "\"} "), NULL));
}

static void test_check_names_field(void **state)
{
	static const char long_id[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
	static const struct {
		struct entry e;
		const char *field; /* NULL = accepted */
	} cases[] = {
		{{.index = 0, .kind = S("login")}, NULL},
		{{.index = -1, .kind = S("login")}, "index"},
		{{.index = MERKLE_SIZE_MAX, .kind = S("login")}, "index"},
		{{.time_ms = -1, .kind = S("login")}, "time_ms"},
		{{.kind = S("")}, "kind"},
		{{.kind = S("a\"b")}, "kind"},
		{{.kind = S("登录")}, "kind"},
		{{.kind = S("a"), .case_id = S("a b")}, "case"},
		{{.kind = S("a"), .case_id = S(long_id)}, "case"},
		{{.kind = S("a"), .case_id = {long_id, 64}}, NULL},
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(cases); i++) {
		struct fail fail = {0};
		assert_int_equal(entry_check(&cases[i].e, &fail), !cases[i].field);
		if (cases[i].field) assert_non_null(strstr(fail.what, cases[i].field));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical_bytes),         cmocka_unit_test(test_leaf_hash_is_known),  cmocka_unit_test(test_blind_is_known),
		cmocka_unit_test(test_salts_hide_equal_bodies), cmocka_unit_test(test_parse_gives_it_back), cmocka_unit_test(test_every_byte_counts),
		cmocka_unit_test(test_check_names_field),
	};
	return cmocka_run_group_tests_name("entry", tests, NULL, NULL);
}
