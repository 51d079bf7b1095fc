#include "account/totp.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>

static const unsigned char secret[] = "12345678901234567890"; /* the one of both RFCs */
enum { NOW = 1700000000 / 30 };                               /* a step */
#define NOW_MS (INT64_C(30000) * NOW)

static void test_rfc_4226(void **state)
{
	/* appendix D */
	static const uint32_t codes[] = {755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489};
	(void)state;
	for (int i = 0; i < COUNT(codes); i++) assert_int_equal(totp_code(secret, TOTP_SECRET, i, 6), codes[i]);
}

static void test_rfc_6238(void **state)
{
	/* appendix B, SHA-1, eight digits */
	static const struct {
		int64_t s;
		uint32_t code;
	} v[] = {{59, 94287082},         {1111111109, 7081804},  {1111111111, 14050471},
		 {1234567890, 89005924}, {2000000000, 69279037}, {20000000000, 65353130}};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(v); i++) {
		assert_int_equal(totp_code(secret, TOTP_SECRET, v[i].s / 30, 8), v[i].code);
		assert_int_equal(totp_code(secret, TOTP_SECRET, v[i].s / 30, 6), v[i].code % 1000000);
	}
}

static str code_of(int64_t step)
{
	static char text[8];
	snprintf(text, sizeof text, "%06u", totp_code(secret, TOTP_SECRET, step, 6));
	return (str){text, 6};
}

static void assert_verdict(str code, int64_t now_ms, int64_t last_step, enum totp_verdict verdict, int64_t step, int64_t off_s)
{
	struct totp_result r = totp_check(secret, code, now_ms, last_step);
	if (r.verdict != verdict || r.step != step || r.off_s != off_s)
		fail_msg(STR_FMT ": verdict %d, step %lld, off %lld", STR_ARG(code), r.verdict, (long long)r.step, (long long)r.off_s);
}

static void test_window(void **state)
{
	(void)state;
	for (int ms = 0; ms < 30000; ms += 29999) { /* first and last of the step */
		for (int d = -1; d <= 1; d++) assert_verdict(code_of(NOW + d), NOW_MS + ms, 0, TOTP_OK, NOW + d, 0);
		assert_verdict(code_of(NOW - 2), NOW_MS + ms, 0, TOTP_CLOCK, 0, -60);
		assert_verdict(code_of(NOW + 2), NOW_MS + ms, 0, TOTP_CLOCK, 0, 60);
		assert_verdict(code_of(NOW - 20), NOW_MS + ms, 0, TOTP_CLOCK, 0, -600);
		assert_verdict(code_of(NOW + 20), NOW_MS + ms, 0, TOTP_CLOCK, 0, 600);
		assert_verdict(code_of(NOW - 21), NOW_MS + ms, 0, TOTP_WRONG, 0, 0);
		assert_verdict(code_of(NOW + 21), NOW_MS + ms, 0, TOTP_WRONG, 0, 0);
	}
}

static void test_used_once(void **state)
{
	(void)state;
	assert_verdict(code_of(NOW), NOW_MS, NOW - 1, TOTP_OK, NOW, 0);
	assert_verdict(code_of(NOW), NOW_MS, NOW, TOTP_USED, 0, 0);
	assert_verdict(code_of(NOW - 1), NOW_MS, NOW, TOTP_USED, 0, 0); /* an older one, seen over the shoulder */
	assert_verdict(code_of(NOW + 1), NOW_MS, NOW, TOTP_OK, NOW + 1, 0);
	assert_verdict(code_of(NOW), NOW_MS, NOW + 1, TOTP_USED, 0, 0);
	assert_verdict(code_of(NOW), NOW_MS, NOW + 20, TOTP_USED, 0, 0);
	assert_verdict(code_of(NOW - 5), NOW_MS, NOW - 5, TOTP_CLOCK, 0, -150); /* it would be refused either way */
}

static void test_our_clock_was_set_back(void **state)
{
	(void)state;
	assert_verdict(code_of(NOW), NOW_MS, NOW + 21, TOTP_CLOCK, 0, 630);
	assert_verdict(code_of(NOW), NOW_MS, NOW + 2880, TOTP_CLOCK, 0, 86400);
	assert_verdict(S("000000"), NOW_MS, NOW + 2880, TOTP_WRONG, 0, 0); /* only who has the secret is told */
	struct totp_result r = totp_check(secret, code_of(0), 0, 0);       /* 1970: step 0 counts as used */
	assert_int_equal(r.verdict, TOTP_USED);
}

/* Two steps a minute and a half apart that happen to have one code: the one in the window counts, not the one that speaks of a wrong clock. */
static void test_two_steps_with_one_code(void **state)
{
	int64_t a = 1;
	(void)state;
	while (totp_code(secret, TOTP_SECRET, a, 6) != totp_code(secret, TOTP_SECRET, a + 3, 6)) a++;
	assert_verdict(code_of(a), a * 30000, 0, TOTP_OK, a, 0);
	assert_verdict(code_of(a), (a + 3) * 30000, 0, TOTP_OK, a + 3, 0);
}

static void test_how_codes_are_typed(void **state)
{
	static const char *const right[] = {"287082", " 287082 ", "287 082", "2 8 7 0 8 2", "２８７０８２", "２87０ 82"};
	static const char *const wrong[] = {
		"",           "28708",          "2870822",      "28708a",   "-87082",    "+87082",        "287082\n",          "287082.", "0x8708",
		"２８７０８", "２８７０８２２", "二八七零八二", "\xef\xbc", "28708\xef", "28708\xef\xbc", "28708\xef\xbc\xbf", "٢٨٧٠٨٢"};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(right); i++) assert_verdict(str_from(right[i]), 59000, 0, TOTP_OK, 1, 0);
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) assert_verdict(str_from(wrong[i]), 59000, 0, TOTP_WRONG, 0, 0);
	assert_verdict((str){"287\0002", 6}, 59000, 0, TOTP_WRONG, 0, 0);
}

static void test_one_digit_off(void **state)
{
	char text[7];
	(void)state;
	for (int i = 0; i < 6; i++)
		for (char c = '0'; c <= '9'; c++) {
			memcpy(text, "287082", 7);
			if (text[i] == c) continue;
			text[i] = c;
			struct totp_result r = totp_check(secret, (str){text, 6}, 59000, 0);
			assert_int_not_equal(r.verdict, TOTP_OK);
		}
}

static void test_another_secret(void **state)
{
	unsigned char other[TOTP_SECRET];
	(void)state;
	for (int i = 0; i < TOTP_SECRET; i++) {
		memcpy(other, secret, sizeof other);
		other[i] ^= 1;
		struct totp_result r = totp_check(other, code_of(NOW), NOW_MS, 0);
		assert_int_equal(r.verdict, TOTP_WRONG);
	}
}

static void test_uri(void **state)
{
	char room[1024];
	struct arena arena = {room, room + sizeof room, NULL};
	(void)state;
	str uri = totp_uri(secret, S("示例医院 A&B"), S("li:ming@x"), &arena);
	assert_true(str_eq(uri, S("otpauth://totp/%E7%A4%BA%E4%BE%8B%E5%8C%BB%E9%99%A2%20A%26B:li%3Aming%40x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
				  "&issuer=%E7%A4%BA%E4%BE%8B%E5%8C%BB%E9%99%A2%20A%26B&algorithm=SHA1&digits=6&period=30")));
}

static void test_secrets_are_random(void **state)
{
	unsigned char a[TOTP_SECRET], b[TOTP_SECRET], back[TOTP_SECRET];
	char text[TOTP_SECRET_CHARS + 1];
	(void)state;
	totp_secret_make(a, rng_system());
	totp_secret_make(b, rng_system());
	assert_memory_not_equal(a, b, TOTP_SECRET);
	base32_write(text, a, TOTP_SECRET);
	assert_int_equal(base32_read(back, TOTP_SECRET, str_from(text)), TOTP_SECRET);
	assert_memory_equal(a, back, TOTP_SECRET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc_4226),
		cmocka_unit_test(test_rfc_6238),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_used_once),
		cmocka_unit_test(test_our_clock_was_set_back),
		cmocka_unit_test(test_two_steps_with_one_code),
		cmocka_unit_test(test_how_codes_are_typed),
		cmocka_unit_test(test_one_digit_off),
		cmocka_unit_test(test_another_secret),
		cmocka_unit_test(test_uri),
		cmocka_unit_test(test_secrets_are_random),
	};
	return cmocka_run_group_tests_name("totp", tests, NULL, NULL);
}
