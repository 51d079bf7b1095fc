/* library_test.c - a pack with damage in it: each damaged row is refused by file and line, everything else loads. */
#include "library/pack.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char folder[64];

static void put(const char *name, const char *text)
{
	char path[160];
	struct fail f = {0};
	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (!file_write(path, str_from(text), 0600, &f)) fail_msg("%s", f.what);
}

static int start(void **state)
{
	(void)state;
	char cards[80];
	snprintf(folder, sizeof folder, "/tmp/zhuyi-pack-XXXXXX");
	if (!mkdtemp(folder)) return -1;
	snprintf(cards, sizeof cards, "%s/cards", folder);
	mkdir(cards, 0700);
	put("pack.tsv", "key\tvalue\nid\tp\nversion\t1\nstate\tunreviewed sample\n");
	put("sources.tsv", "id\tkind\ttitle\tpublisher\tyear\ns1\tguideline\t指南\t学会\t2024\ns2\tguideline\t无年份\t学会\t\n");
	put("departments.tsv", "id\tzh\ten\tzh_terms\ten_terms\ncardiology\t心血管内科\tCardiology\t心内科\t\n");
	put("findings.tsv", "id\tzh\ten\ttier\tcard\tzh_terms\ten_terms\nfever\t发热\tFever\troutine\t\t发烧\t\nbad\t坏\tBad\tsoon\t\t\t\n");
	put("redflags.tsv",
	    "id\ttier\tcrisis\twhen\tdepartment\tsay_zh\tsay_en\tdo_zh\tdo_en\tsource\tchecked\nr1\turgent\tno\tfever&age_m<"
	    "3\tcardiology\t今天就诊\tToday\t\t\ts1\t\n"
	    "r2\turgent\tno\tnothing\tcardiology\t今天就诊\tToday\t\t\ts1\t\nr3\turgent\tno\tfever\tcardiology\t今天就诊\tToday\t\t\ts9\t\n");
	put("classes.tsv", "id\tzh\ten\tzh_terms\ten_terms\n");
	put("drugs.tsv", "id\tzh\ten\tclass\tingredients\trx\tzh_terms\ten_terms\npara\t对乙酰氨基酚\tParacetamol\t\t\tno\t\t\n");
	put("foods.tsv", "id\tzh\ten\tgroups\tzh_terms\ten_terms\n");
	put("drug_facts.tsv", "drug\ttopic\tzh\ten\tsource\n");
	put("drug_doses.tsv", "drug\troute\tpopulation\tindication_zh\tindication_en\tsingle_min\tsingle_max\tunit\tper_kg\ttimes_min\ttimes_"
			      "max\tdaily_max\tnote_zh\tnote_en\tsource\tchecked\n"
			      "para\toral\tchild\t热\tfever\t10\t15\tmg\tyes\t1\t4\t60\t\t\ts1\t\n"
			      "para\toral\tchildren\t热\tfever\t10\t15\tmg\tyes\t1\t4\t60\t\t\ts1\t\n"
			      "para\toral\tchild\t热\tfever\t10\t15\tmg\ttrue\t1\t4\t60\t\t\ts1\t\n"
			      "para\toral\tadult\t热\tfever\t1000\t500\tmg\tno\t1\t4\t2000\t\t\ts1\t\n");
	put("drug_rules.tsv", "id\tsubject\tkind\tobject\twhen\ttier\tzh\ten\tdo_zh\tdo_en\tsource\tchecked\n");
	put("labs.tsv",
	    "id\tzh\ten\tunit\tzh_terms\ten_terms\tconvert\tlow\thigh\tlow_f\thigh_f\tcritical_low\tcritical_"
	    "high\tsource\tchecked\nalt\t谷丙转氨酶\tALT\tU/L\t转氨酶\t\t\t9\t50\t7\t40\t\t\ts1\t\nx\t坏\tX\tU/L\t\t\t\t9a\t50\t\t\t\t\ts1\t\n");
	put("lab_meanings.tsv", "lab\tdirection\tzh\ten\tsource\nalt\thigh\t转氨酶升高\tALT is raised\ts1\n");
	put("critical_values.tsv", "lab\tsex\tage_from_y\tage_to_y\tstate\tlow\thigh\tsource\tchecked\nalt\t\t\t\tpregnant-1\t\t500\ts1\t\n");
	put("diet.tsv", "condition\tobject\tverdict\tzh\ten\tsource\n");
	put("cards/good.md", "# 高血压 | Hypertension\nid: good\nkind: condition\ndepartment: cardiology\ntier: routine\nzh: 血压高\nen: HTN\n\n## "
			     "what\n- 高血压是血压高。 [s1]\n  Hypertension is high pressure.\n- 没有来源的句子。\n  No source.\n- {age_y<18} "
			     "儿童另有标准。 [s1]\n  Children differ.\n\n## nonsense\n- 不该加载。 [s1]\n  Not loaded.\n");
	put("cards/headless.md", "no title\n");
	return 0;
}

static int stop(void **state)
{
	(void)state;
	char command[96];
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command) == 0 ? 0 : -1;
}

static bool refused(const struct pack *p, const char *file, int line)
{
	for (ptrdiff_t i = 0; i < p->refused.n; i++)
		if (str_eq(p->refused.v[i].file, str_from(file)) && p->refused.v[i].line == line) return true;
	return false;
}

static void damage_is_named_and_the_rest_loads(void **state)
{
	(void)state;
	struct fail f = {0};
	struct pack *p = pack_load(folder, &f);
	assert_non_null(p);
	assert_true(refused(p, "sources.tsv", 3) && refused(p, "findings.tsv", 3) && refused(p, "redflags.tsv", 3) && refused(p, "redflags.tsv", 4) &&
		    refused(p, "labs.tsv", 3));
	assert_true(refused(p, "cards/good.md", 12) && refused(p, "cards/good.md", 17) && refused(p, "cards/headless.md", 1));
	assert_true(refused(p, "critical_values.tsv", 2)); /* nothing would ever read a critical value of a trimester */
	for (int line = 3; line <= 5; line++) assert_true(refused(p, "drug_doses.tsv", line));
	assert_int_equal(p->dose_rows.n, 1);
	assert_int_equal(p->redflags.n, 1);
	assert_int_equal(p->labs.n, 1);
	assert_int_equal(p->cards.n, 1);
	const struct card *card = pack_card(p, pack_concept(p, S("good")));
	assert_int_equal(card->sections[SECTION_WHAT].n, 2);
	pack_destroy(p);
}

static void a_passage_is_the_bytes_of_its_file(void **state)
{
	(void)state;
	struct fail f = {0};
	struct pack *p = pack_load(folder, &f);
	const struct passage *x = pack_passage(p, S("p/good/what/2.zh"));
	assert_non_null(x);
	assert_true(str_eq(x->text, S("儿童另有标准。")));
	assert_int_equal(x->line, 14);
	assert_true(x->source_count == 1 && str_eq(p->sources.v[x->sources[0]].title, S("指南")));
	assert_null(pack_passage(p, S("p/good/what/3.zh")));
	pack_destroy(p);
}

static void the_same_files_give_the_same_hash(void **state)
{
	(void)state;
	struct fail f = {0};
	struct pack *a = pack_load(folder, &f), *b = pack_load(folder, &f);
	assert_memory_equal(a->hash, b->hash, 32);
	pack_destroy(b);
	put("lab_meanings.tsv", "lab\tdirection\tzh\ten\tsource\nalt\thigh\t转氨酶升高。\tALT is raised\ts1\n");
	b = pack_load(folder, &f);
	assert_memory_not_equal(a->hash, b->hash, 32);
	pack_destroy(a);
	pack_destroy(b);
}

static void a_folder_without_pack_is_refused(void **state)
{
	(void)state;
	struct fail f = {0};
	assert_null(pack_load("/tmp/there-is-no-such-pack", &f));
	assert_int_equal(f.rc, RC_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(damage_is_named_and_the_rest_loads), cmocka_unit_test(a_passage_is_the_bytes_of_its_file),
					   cmocka_unit_test(the_same_files_give_the_same_hash), cmocka_unit_test(a_folder_without_pack_is_refused)};
	return cmocka_run_group_tests_name("library", tests, start, stop);
}
