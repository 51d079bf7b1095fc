#include "guard/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(8 << 20);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static void sentences_are_judged_by_their_evidence(void **state)
{
	(void)state;
	static const struct {
		const char *sentence, *evidence;
		enum verdict want;
	} cases[] = {
	    {"乙肝会传染，途径是血液、性接触和母婴。", "乙肝会传染，途径是血液、性接触和母婴。", VERDICT_SUPPORTED},
	    {"乙肝通过血液、性接触和母婴途径传染", "乙肝会传染，途径是血液、性接触和母婴传播。", VERDICT_UNSUPPORTED},
	    {"成人每次服用 0.5 g，每日 3 次。", "成人每次服用 0.3 g，每日 3 次。", VERDICT_CONTRADICTED},
	    {"高血压的人不可以吃花生，要少盐。", "高血压的人可以吃花生，要少盐。", VERDICT_CONTRADICTED},
	    {"痛风的人要远离宠物。", "高血压的人可以吃花生，要少盐。", VERDICT_UNSUPPORTED},
	    {"你多大年纪了吗？", "高血压的人可以吃花生。", VERDICT_NOT_A_CLAIM},
	    {"Adults take 500 mg three times a day.", "Adults take 500 mg three times a day with food.", VERDICT_SUPPORTED},
	    {"Adults take 5000 mg three times a day.", "Adults take 500 mg three times a day with food.", VERDICT_CONTRADICTED},
	    {"Ibuprofen is not safe in pregnancy.", "Ibuprofen is safe in pregnancy.", VERDICT_CONTRADICTED},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		str evidence = str_from(cases[i].evidence);
		struct judgement j = guard_judge(str_from(cases[i].sentence), &evidence, 1, whole);
		if (j.verdict != cases[i].want) fail_msg("%s: " STR_FMT " (%s %.2f)", cases[i].sentence, STR_ARG(verdict_name(j.verdict)), j.why, j.score);
	}
}

static void without_evidence_nothing_is_supported(void **state)
{
	(void)state;
	assert_int_equal(guard_judge(S("乙肝会传染。"), NULL, 0, whole).verdict, VERDICT_UNSUPPORTED);
}

static void drafts_are_cut_into_sentences(void **state)
{
	(void)state;
	struct arena a = whole;
	struct spans s = {0};
	str draft = S("- 第一句。第二句！\n* Third is 3.5 mg. Fourth?\n\n");
	guard_split(draft, &s, &a);
	assert_int_equal(s.n, 4);
	assert_true(str_eq(str_slice(draft, s.v[0].from, s.v[0].to), S("第一句。")));
	assert_true(str_eq(str_slice(draft, s.v[2].from, s.v[2].to), S("Third is 3.5 mg.")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sentences_are_judged_by_their_evidence), cmocka_unit_test(without_evidence_nothing_is_supported), cmocka_unit_test(drafts_are_cut_into_sentences)};
	return cmocka_run_group_tests_name("guard", tests, start, stop);
}
