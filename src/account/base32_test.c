#include "account/base32.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_vectors(void **state)
{
	/* RFC 4648 (2006) section 10, without padding */
	static const struct {
		const char *bytes, *text;
	} vectors[] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
	char text[32];
	unsigned char back[16];
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(vectors); i++) {
		ptrdiff_t n = (ptrdiff_t)strlen(vectors[i].bytes);
		base32_write(text, (const unsigned char *)vectors[i].bytes, n);
		assert_string_equal(text, vectors[i].text);
		assert_int_equal(strlen(text), BASE32_CHARS(n));
		assert_int_equal(base32_read(back, 16, str_from(text)), n);
		assert_memory_equal(back, vectors[i].bytes, (size_t)n);
	}
}

static void test_forgiving(void **state)
{
	static const char *const same[] = {"MZXW6YTBOI", "mzxw6ytboi", "MzXw 6yTb OI", " mzxw-6ytb-oi ", "M Z X W 6 Y T B O I"};
	unsigned char back[16];
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(same); i++) {
		assert_int_equal(base32_read(back, 16, str_from(same[i])), 6);
		assert_memory_equal(back, "foobar", 6);
	}
}

static void test_refused(void **state)
{
	/* other characters; lengths that are no whole bytes; bits left over */
	static const char *const wrong[] = {"MZXW1", "MZXW8", "MZXW0",  "MZXW9", "MZXW6=", "MZXW6\n", "MZ_W6",
					    "M",     "MZX",   "MZXW6Y", "MZ",    "MZXR",   "MZXW7",   "ＭＹ"};
	unsigned char back[16] = {0};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++)
		if (base32_read(back, 16, str_from(wrong[i])) != -1) fail_msg("%s was read", wrong[i]);
	assert_int_equal(base32_read(back, 6, S("MZXW6YTBOI")), 6);
	back[5] = 'x';
	assert_int_equal(base32_read(back, 5, S("MZXW6YTBOI")), -1);
	assert_int_equal(back[5], 'x');
}

static void test_every_byte_comes_back(void **state)
{
	unsigned char bytes[41], back[41];
	char text[BASE32_CHARS(41) + 1];
	(void)state;
	for (int n = 0; n <= 41; n++)
		for (int k = 0; k < 256; k++) {
			for (int i = 0; i < n; i++) bytes[i] = (unsigned char)(k + i * 37);
			base32_write(text, bytes, n);
			assert_int_equal(base32_read(back, n, str_from(text)), n);
			assert_memory_equal(bytes, back, (size_t)n);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_forgiving),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_every_byte_comes_back),
	};
	return cmocka_run_group_tests_name("base32", tests, NULL, NULL);
}
