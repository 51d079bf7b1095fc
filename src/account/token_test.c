#include "account/token.h"

#include "account/password_rules.h"
#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>

static void fill(void *ctx, void *out, ptrdiff_t n)
{
	memset(out, *(const unsigned char *)ctx, (size_t)n);
}

static void assert_sha256(const unsigned char hash[TOKEN_HASH], const char *hex)
{
	char text[65];
	sodium_bin2hex(text, sizeof text, hash, TOKEN_HASH);
	assert_string_equal(text, hex);
}

static void test_session_token(void **state)
{
	char token[TOKEN_SESSION_CHARS + 1], other[TOKEN_SESSION_CHARS + 1];
	unsigned char hash[TOKEN_HASH], again[TOKEN_HASH], byte = 0xab;
	(void)state;
	token_session_make(token, hash, (struct rng){fill, &byte});
	assert_string_equal(token, "abababababababababababababababababababababababababababababababab");
	assert_sha256(hash, "271a413bd339c5709fdceaec41f14f11e9fbfb5042d72d331c65f32b284cd09a");
	assert_true(token_session_hash(again, str_from(token)));
	assert_memory_equal(hash, again, TOKEN_HASH);
	token_session_make(token, hash, rng_system());
	token_session_make(other, again, rng_system());
	assert_string_not_equal(token, other);
	assert_memory_not_equal(hash, again, TOKEN_HASH);
}

static void test_api_token(void **state)
{
	char token[TOKEN_API_CHARS + 1];
	unsigned char hash[TOKEN_HASH], again[TOKEN_HASH], byte = 0x01;
	(void)state;
	token_api_make(token, hash, (struct rng){fill, &byte});
	assert_string_equal(token, "zt_0101010101010101010101010101010101010101010101010101010101010101");
	assert_sha256(hash, "2bfbefa8e1152a30791d8d299bbb85b9f2b140c38dd7ff1fb6f596fb18dec80a");
	assert_true(token_api_hash(again, str_from(token)));
	assert_memory_equal(hash, again, TOKEN_HASH);
}

#define HEX_63 "abababababababababababababababababababababababababababababababa"

static void test_what_is_no_token(void **state)
{
	static const char *const wrong[] = {
		"",         "a",   HEX_63,       HEX_63 "bc",       HEX_63 "g",       HEX_63 "B",       HEX_63 " ",        HEX_63 "\n",
		HEX_63 "'", "zt_", "zt_" HEX_63, "zt_" HEX_63 "bc", "ZT_" HEX_63 "b", "zt-" HEX_63 "b", "xzt_" HEX_63 "b", "zt_zt_" HEX_63 "b"};
	unsigned char hash[TOKEN_HASH];
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++)
		if (token_session_hash(hash, str_from(wrong[i])) || token_api_hash(hash, str_from(wrong[i]))) fail_msg("%s is taken", wrong[i]);
	assert_false(token_api_hash(hash, S(HEX_63 "b"))); /* one kind is never taken for the other */
	assert_false(token_session_hash(hash, S("zt_" HEX_63 "b")));
	assert_false(token_session_hash(hash, (str){HEX_63 "\0", 64}));
	assert_false(token_session_hash(hash, (str){NULL, 0}));
}

static void test_first_passwords(void **state)
{
	char password[TOKEN_PASSWORD_CHARS + 1], last[TOKEN_PASSWORD_CHARS + 1] = "";
	int seen[256] = {0};
	struct arena arena = arena_create(1 << 20);
	(void)state;
	for (int i = 0; i < 2000; i++) {
		token_password_make(password, rng_system());
		assert_int_equal(strlen(password), TOKEN_PASSWORD_CHARS);
		for (int k = 0; k < TOKEN_PASSWORD_CHARS; k++) {
			if (k % 6 == 5) assert_int_equal(password[k], '-');
			else seen[(unsigned char)password[k]]++;
		}
		assert_string_not_equal(password, last);
		memcpy(last, password, sizeof last);
		if (i < 200) assert_int_equal(password_flaw(str_from(password), S("li.ming"), arena), PASSWORD_FINE);
	}
	for (const char *c = "01iol-ABCDEFGHIJKLMNOPQRSTUVWXYZ"; *c; c++) assert_int_equal(seen[(unsigned char)*c], 0);
	for (const char *c = "23456789abcdefghjkmnpqrstuvwxyz"; *c; c++) /* 40,000 letters, 1290 of each; 6 sigma */
		assert_in_range(seen[(unsigned char)*c], 1078, 1502);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_token),
		cmocka_unit_test(test_api_token),
		cmocka_unit_test(test_what_is_no_token),
		cmocka_unit_test(test_first_passwords),
	};
	return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
