#include "vault/spelling.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena perm;

struct pair {
	const char *text, *spelled;
};

static void assert_spelled(str (*spell)(str, struct arena *), const struct pair *pairs, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++) {
		struct arena scratch = perm;
		str got = spell(str_from(pairs[i].text), &scratch);
		if (!str_eq(got, str_from(pairs[i].spelled)))
			fail_msg("\"%s\" is spelled \"" STR_FMT "\", not \"%s\"", pairs[i].text, STR_ARG(got), pairs[i].spelled);
	}
}

static void test_logins(void **state)
{
	static const struct pair same[] = {
		{"li.ming", "li.ming"},
		{" Li.Ming\t", "li.ming"},
		{"Ｌｉ．Ｍｉｎｇ", "li.ming"},
		{"　李明　", "李明"},
		{"張三", "张三"},
		{"李明Ａ１", "李明a1"},
		{"li ming", "li ming"},
		{"José", "jose"},
		{"ﬁle", "file"},
		{"li\u200bming", "liming"},
		{"", ""},
		{" \u200b ", ""},
	};
	(void)state;
	assert_spelled(spelling_login, same, COUNT(same));
}

static void test_names(void **state)
{
	static const struct pair same[] = {
		{"Li Ming", "liming"},
		{"LI  MING", "liming"},
		{"李 明", "李明"},
		{"李　明", "李明"},
		{"歐陽修", "欧阳修"},
		{"阿卜杜拉·买买提", "阿卜杜拉买买提"},
		{"阿卜杜拉•买买提", "阿卜杜拉买买提"},
		{"阿卜杜拉・买买提", "阿卜杜拉买买提"},
		{"阿卜杜拉･买买提", "阿卜杜拉买买提"},
		{"O'Brien", "o'brien"},
		{"O’Brien", "o'brien"},
		{"Müller", "muller"},
		{"a\nb", "ab"},
		{" · ", ""},
	};
	(void)state;
	assert_spelled(spelling_name, same, COUNT(same));
}

static void test_phones(void **state)
{
	static const struct pair same[] = {
		/* a mobile, in every way it is written */
		{"13800138000", "13800138000"},
		{"138 0013 8000", "13800138000"},
		{"138-0013-8000", "13800138000"},
		{"+8613800138000", "13800138000"},
		{"+86 138 0013 8000", "13800138000"},
		{"(+86)138 0013 8000", "13800138000"},
		{"0086-138-0013-8000", "13800138000"},
		{"8613800138000", "13800138000"},
		{"１３８００１３８０００", "13800138000"},
		{"＋８６ １３８ ００１３ ８０００", "13800138000"},
		{"电话：13800138000", "13800138000"},
		/* land lines */
		{"010-65123456", "01065123456"},
		{"（010）6512 3456", "01065123456"},
		{"+86 10 6512 3456", "01065123456"},
		{"+86 (10) 6512 3456", "01065123456"},
		{"+86 010 6512 3456", "01065123456"},
		{"0086 21 61234567", "02161234567"},
		{"+86 0055123456", "55123456"}, /* found by fuzzing: read once more it was Brazil */
		{"+86 86 138 0013 8000", "13800138000"},
		{"+86 0 138 0013 8000", "13800138000"},
		{"0755-8123456", "07558123456"},
		{"+86 755 8123456", "07558123456"},
		{"65123456", "65123456"},
		{"+86 65123456", "65123456"},
		{"400-810-1234", "4008101234"},
		{"+86 400 810 1234", "4008101234"},
		{"+86 800 810 1234", "8008101234"},
		/* other countries: an American number has eleven digits and begins with 1, as a mobile of ours */
		{"+1 415 555 0100", "+14155550100"},
		{"001 415 555 0100", "+14155550100"},
		{"14155550100", "14155550100"},
		{"+852 2345 6789", "+85223456789"},
		{"00852 2345 6789", "+85223456789"},
		/* 86 that is no country code */
		{"8612345", "8612345"},
		{"8612800138000", "8612800138000"},
		/* both sides of the lengths */
		{"12345", "12345"},
		{"1234", ""},
		{"+1234", ""},
		{"+861234", ""},
		{"+8600000000", ""},
		{"+8612345", "12345"},
		{"12345678901234567890", "12345678901234567890"},
		{"123456789012345678901", ""},
		{"+123456789012345678901", ""},
		{"1234567890123456789012345678901234567890", ""},
		{"", ""},
		{"无", ""},
		{"+", ""},
		{"+86", ""},
		{"00", ""},
		{"0086", ""},
	};
	(void)state;
	assert_spelled(spelling_phone, same, COUNT(same));
}

static void test_any_text_has_one_spelling(void **state)
{
	static const char *const pieces[] = {"8", "0", "+", "６", "1", "３", "a", "張", " ", "·", "ﷺ", "\n"};
	str (*const spell[])(str, struct arena *) = {spelling_login, spelling_name, spelling_phone};
	uint64_t seed = 7;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct arena scratch = perm;
		struct sb b = sb_new(&scratch, 256);
		for (int n = (int)(round % 24); n > 0; n--) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			sb_add(&b, str_from(pieces[(seed >> 33) % COUNT(pieces)]));
		}
		for (int k = 0; k < 3; k++) { /* spelling what is spelled changes nothing */
			str once = spell[k](sb_str(&b), &scratch), twice = spell[k](once, &scratch);
			if (!str_eq(once, twice)) fail_msg("%d: \"" STR_FMT "\" \"" STR_FMT "\"", k, STR_ARG(once), STR_ARG(twice));
		}
	}
}

static int make_arena(void **state)
{
	(void)state;
	perm = arena_create(1 << 20);
	return perm.beg ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_logins),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_phones),
		cmocka_unit_test(test_any_text_has_one_spelling),
	};
	return cmocka_run_group_tests_name("spelling", tests, make_arena, NULL);
}
