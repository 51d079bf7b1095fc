#include "account/recovery.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>

static const unsigned char key[RECOVERY_KEY] = "the key of one person, 32 bytes.";
static const unsigned char other_key[RECOVERY_KEY] = "the key of another one, 32 byte.";

static void test_each_is_good_once(void **state)
{
	char codes[RECOVERY_CODES][RECOVERY_CHARS + 1];
	struct recovery r;
	(void)state;
	recovery_make(codes, &r, key, rng_system());
	assert_int_equal(recovery_left(&r), 10);
	for (int i = RECOVERY_CODES - 1; i >= 0; i--) {
		assert_int_equal(strlen(codes[i]), RECOVERY_CHARS);
		assert_int_equal(codes[i][5], '-');
		for (int k = 0; k < i; k++) assert_string_not_equal(codes[i], codes[k]);
		assert_true(recovery_use(&r, key, str_from(codes[i])));
		assert_int_equal(recovery_left(&r), i);
		assert_false(recovery_use(&r, key, str_from(codes[i])));
	}
	assert_false(recovery_use(&r, key, S("AAAAA-AAAAA"))); /* nothing left: nothing fits */
}

static void test_new_ones_replace_the_old(void **state)
{
	char old[RECOVERY_CODES][RECOVERY_CHARS + 1], codes[RECOVERY_CODES][RECOVERY_CHARS + 1];
	struct recovery r;
	(void)state;
	recovery_make(old, &r, key, rng_system());
	recovery_make(codes, &r, key, rng_system());
	for (int i = 0; i < RECOVERY_CODES; i++) assert_false(recovery_use(&r, key, str_from(old[i])));
	assert_int_equal(recovery_left(&r), RECOVERY_CODES);
}

static void test_belongs_to_one_person(void **state)
{
	char codes[RECOVERY_CODES][RECOVERY_CHARS + 1];
	struct recovery r;
	(void)state;
	recovery_make(codes, &r, key, rng_system());
	for (int i = 0; i < RECOVERY_CODES; i++) assert_false(recovery_use(&r, other_key, str_from(codes[i])));
}

static void fill_zero(void *ctx, void *out, ptrdiff_t n)
{
	(void)ctx;
	memset(out, 0, (size_t)n);
}

/* All letters A, B, I and O can be had: zero bits are A; the codes below have them in known places. */
static void fill_known(void *ctx, void *out, ptrdiff_t n)
{
	static const unsigned char oiboi_baaaa[] = {0x72, 0x02, 0xe4, 0x04, 0x00, 0x00, 0x00}; /* OIBOI-BAAAA */
	(void)ctx;
	memcpy(out, oiboi_baaaa, (size_t)n);
}

static void test_how_codes_are_typed(void **state)
{
	static const char *const right[] = {"OIBOI-BAAAA", "oiboi-baaaa", "OIBOIBAAAA", " oiboi baaaa ", "01801-8aaaa", "0-1-8-0-1-8-A-A-A-A"};
	static const char *const wrong[] = {
		"", "OIBOI-BAAA", "OIBOI-BAAAAA", "OIBOI-BAAAB", "OIBOI-9AAAA", "OIBOI_BAAAA", "OIBOI-BAAAA\n", "ＯIBOI-BAAAA", "OIBOI‐BAAAA"};
	char codes[RECOVERY_CODES][RECOVERY_CHARS + 1];
	struct recovery r;
	(void)state;
	recovery_make(codes, &r, key, (struct rng){fill_known, NULL});
	assert_string_equal(codes[0], "OIBOI-BAAAA");
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++)
		if (recovery_use(&r, key, str_from(wrong[i]))) fail_msg("%s was taken", wrong[i]);
	assert_int_equal(recovery_left(&r), RECOVERY_CODES);
	for (ptrdiff_t i = 0; i < COUNT(right); i++)
		if (!recovery_use(&r, key, str_from(right[i]))) fail_msg("%s was not taken", right[i]);
	assert_int_equal(recovery_left(&r), RECOVERY_CODES - COUNT(right));
}

static void test_kept_hash_tells_no_code(void **state)
{
	char codes[RECOVERY_CODES][RECOVERY_CHARS + 1];
	struct recovery a, b;
	(void)state;
	recovery_make(codes, &a, key, (struct rng){fill_zero, NULL});
	recovery_make(codes, &b, other_key, (struct rng){fill_zero, NULL});
	assert_string_equal(codes[0], "AAAAA-AAAAA");
	assert_memory_not_equal(a.hash[0], b.hash[0], RECOVERY_HASH); /* the same code of two people */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_is_good_once),       cmocka_unit_test(test_new_ones_replace_the_old),
		cmocka_unit_test(test_belongs_to_one_person),   cmocka_unit_test(test_how_codes_are_typed),
		cmocka_unit_test(test_kept_hash_tells_no_code),
	};
	return cmocka_run_group_tests_name("recovery", tests, NULL, NULL);
}
