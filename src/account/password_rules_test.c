#include "account/password_rules.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena arena;

static void assert_flaw(const char *password, const char *login, enum password_flaw flaw)
{
	enum password_flaw got = password_flaw(str_from(password), str_from(login), arena);
	if (got != flaw) fail_msg("\"%s\": %d, not %d", password, got, flaw);
}

static void test_fine(void **state)
{
	/* no rules about kinds of characters: words that do not belong together, sentences, letters only, digits only */
	static const char *const fine[] = {
		"turquoise kettle",
		"correct horse battery staple",
		"xkqvbrtmpl",
		"8305917264",
		"zhuyi-sample",
		"我家的猫爱吃榴莲和豆腐",
		"床头那本红皮书第七页",
		"Ünïcödé wörds",
		"p4ssw0rd of my late aunt",
		"niuroumian+2liangcu",
		"19830412 kettle",
		"13800138000 kettle",
		"😀🐟🍜🎈🚲🌂🔑🧊🪁🍂",
		"tr0ub4dor&3",
		"wo jia de mao",
		"lan3lang4qing1",
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(fine); i++) assert_flaw(fine[i], "li.ming", PASSWORD_FINE);
}

static void test_length_on_both_sides(void **state)
{
	char text[258];
	(void)state;
	assert_flaw("xkqvbrtmp", "", PASSWORD_SHORT);
	assert_flaw("xkqvbrtmpl", "", PASSWORD_FINE);
	assert_flaw("", "", PASSWORD_SHORT);
	assert_flaw("猫爱吃榴莲和豆腐呀", "", PASSWORD_SHORT); /* 9 characters, 27 bytes */
	assert_flaw("猫爱吃榴莲和豆腐呀哈", "", PASSWORD_FINE);
	assert_flaw("xkqvbrtme\u0301p", "", PASSWORD_FINE); /* é counts as one: 10 of 11 */
	assert_flaw("xkqvbrte\u0301p", "", PASSWORD_SHORT); /* 9 of 10 */
	for (int i = 0; i < 257; i++) text[i] = (char)('!' + (i * 31 + i / 7 * 5) % 94);
	text[256] = 0;
	assert_flaw(text, "", PASSWORD_FINE);
	text[256] = 'x', text[257] = 0;
	assert_flaw(text, "", PASSWORD_LONG);
}

static void test_what_grows_by_normalising(void **state)
{
	char text[257];
	(void)state;
	for (int i = 0; i < 252; i += 3) memcpy(text + i, "\u0958", 3); /* three bytes that become six */
	text[252] = 0;
	assert_flaw(text, "", PASSWORD_LONG);
}

static void test_not_text(void **state)
{
	static const char *const wrong[] = {"turquoise\nkettle",     "turquoise\tkettle", "turquoise\x7fkettle",
					    "turquoise \xff kettle", "turquoise \xc3",    "turquoise \xed\xa0\x80 kettle"};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) assert_flaw(wrong[i], "", PASSWORD_TEXT);
	assert_int_equal(password_flaw((str){"turquoise\0kettle", 16}, S(""), arena), PASSWORD_TEXT);
}

static void test_repetitions(void **state)
{
	static const char *const wrong[] = {"aaaaaaaaaa",           "          ", "1212121212",      "xyqxyqxyqx",    "x9q#x9q#x9q#",
					    "哈哈哈哈哈哈哈哈哈哈", "ABababABab", "aＡaＡaＡaＡaＡ", "x9q#tvwx9q#tvw"};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) assert_flaw(wrong[i], "li.ming", PASSWORD_REPEATS);
	assert_flaw("x9q#tvwmx9q#tvwm", "li.ming", PASSWORD_FINE); /* eight over again */
}

static void test_runs(void **state)
{
	static const char *const wrong[] = {
		"1234567890",           "0987654321",   "qwertyuiop", "QWERTYUIOP",           "poiuytrewq",           "asdfghjkl;",   "1qaz2wsx3edc",
		"1q2w3e4r5t",           "qazwsxedcrfv", "abcdefghij", "zyxwvutsrq",           "qwe123asd456",         "abcdef123456", "1234554321",
		"12345678901234567890", "147258369147", "q1w2e3r4t5", "一二三四五六七八九十", "甲乙丙丁戊己庚辛壬癸", "aaaabbbbcccc", "aaabbbcccd",
		"１２３４５６７８９０", "!@#$%^&*()",   "a1b2c3d4e5", "abc123!@#qwe",         "11223344556677",
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) assert_flaw(wrong[i], "li.ming", PASSWORD_RUN);
}

static void test_numbers(void **state)
{
	static const char *const wrong[] = {
		"13912847305",
		"19912847305",
		"139128473051",
		"x13912847305", /* mobile */
		"1983041219851107",
		"19830412qwer",
		"0412198311071985",
		"830412851107", /* dates */
		"110105198304127231",
		"11010519830412723x",
		"11010519830412723X", /* identity numbers */
		"１３９１２８４７３０５",
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) assert_flaw(wrong[i], "li.ming", PASSWORD_NUMBER);
	assert_flaw("12912847305", "li.ming", PASSWORD_FINE);        /* no mobile begins with 12 */
	assert_flaw("110105283312327231", "li.ming", PASSWORD_FINE); /* nobody is born in 2833 */
}

static void test_words(void **state)
{
	static const char *const wrong[] = {
		"password123",          "Password123!",         "p@ssw0rd123",         "P4$5w0rd2024",    "passwordpassword",
		"admin123456",          "Admin@123456",         "administrator",       "woaini1314",      "woaini520!!",
		"woaini5201314",        "wodemima123",          "iloveyou520",         "welcome2024!",    "Hospital2024",
		"zhongguo123",          "beijing2008",          "yisheng120",          "zhangwei1990",    "nihao123456",
		"我爱你我爱你我爱你我", "密码密码密码密码密码", "我爱你一生一世1314!", "我爱北京1234567", "abcd1234password",
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) assert_flaw(wrong[i], "li.ming", PASSWORD_COMMON);
}

static void test_login_name(void **state)
{
	static const char *const wrong[][2] = {
		{"zhangsanfeng", "zhangsanfeng"},
		{"ZhangSanFeng", "zhangsanfeng"},
		{"zhangsanfeng123", "zhangsanfeng"},
		{"123zhangsanfeng!", "zhangsanfeng"},
		{"zhangsanfengzhangsanfeng", "zhangsanfeng"},
		{"li.mingli.ming", "Li.Ming"},
		{"li.ming19830412", "li.ming"},
		{"ｌｉ.ming1998", "li.ming"},
		{"l1.m1ng2024", "li.ming"},
		{"欧阳修2024123456", "歐陽修"},
		{"13912847305", "13912847305"},
		{"li.ming-password", " li.ming "},
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) assert_flaw(wrong[i][0], wrong[i][1], PASSWORD_LOGIN);
	assert_flaw("zhangsanfeng kettle", "zhangsanfeng", PASSWORD_FINE);
	assert_flaw("turquoise kettle", "tu", PASSWORD_FINE); /* two letters are in every word */
	assert_flaw("turquoise kettle", "\xff\xff\xff", PASSWORD_FINE);
	assert_flaw("turquoise kettle", "", PASSWORD_FINE);
}

static void test_four_pieces_and_five(void **state)
{
	(void)state;
	assert_flaw("qwe-asd-123x", "", PASSWORD_FINE);       /* 6: qwe - asd - 123 x */
	assert_flaw("qwertyasdfgh-x", "", PASSWORD_RUN);      /* 4 */
	assert_flaw("qwertyasdfgh-xk", "", PASSWORD_FINE);    /* 5 */
	assert_flaw("password-123x", "", PASSWORD_COMMON);    /* 4 */
	assert_flaw("password-123xk", "", PASSWORD_FINE);     /* 5 */
	assert_flaw("19830412x9q", "", PASSWORD_NUMBER);      /* 4 */
	assert_flaw("19830412x9qt", "", PASSWORD_FINE);       /* 5 */
	assert_flaw("li.mingx9q", "li.ming", PASSWORD_LOGIN); /* 4 */
	assert_flaw("li.mingx9qt", "li.ming", PASSWORD_FINE); /* 5 */
}

static void test_longest_folded_text(void **state)
{
	char text[257];
	(void)state;
	for (int i = 0; i < 255; i += 3) memcpy(text + i, i % 2 ? "\uFDFA" : "\uFDFB", 3); /* one character that folds to eighteen */
	text[255] = 0;
	assert_int_not_equal(password_flaw(str_from(text), str_from(text), arena), PASSWORD_SHORT);
}

static void test_every_flaw_is_said(void **state)
{
	(void)state;
	for (int flaw = PASSWORD_TEXT; flaw < PASSWORD_FLAWS; flaw++) {
		struct password_words w = password_flaw_say((enum password_flaw)flaw);
		assert_true(strlen(w.zh) > 10 && strlen(w.en) > 10);
		for (int other = PASSWORD_TEXT; other < flaw; other++) assert_string_not_equal(w.zh, password_flaw_say((enum password_flaw)other).zh);
	}
}

static void test_nfc(void **state)
{
	struct arena scratch = arena;
	str a, b;
	(void)state;
	assert_true(password_nfc(&a, S("e\u0301"), &scratch));
	assert_true(password_nfc(&b, S("\u00e9"), &scratch));
	assert_true(str_eq(a, b) && a.n == 2);
	assert_true(password_nfc(&a, S("ＡＢ 12"), &scratch) && str_eq(a, S("ＡＢ 12"))); /* not NFKC: what was typed stays */
	assert_true(password_nfc(&a, S(""), &scratch) && a.n == 0);
	assert_false(password_nfc(&a, S("\xff"), &scratch));
}

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create(1 << 20);
	return arena.beg ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fine),
		cmocka_unit_test(test_length_on_both_sides),
		cmocka_unit_test(test_what_grows_by_normalising),
		cmocka_unit_test(test_not_text),
		cmocka_unit_test(test_repetitions),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_login_name),
		cmocka_unit_test(test_four_pieces_and_five),
		cmocka_unit_test(test_longest_folded_text),
		cmocka_unit_test(test_every_flaw_is_said),
		cmocka_unit_test(test_nfc),
	};
	return cmocka_run_group_tests_name("password_rules", tests, make_arena, NULL);
}
