/* labs_test.c - a report over packs that are whole, damaged, empty, or a hospital's own: what was not checked is said aloud. */
#include "consult/labs_json.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LABS \
	"id\tzh\ten\tunit\tzh_terms\ten_terms\tconvert\tlow\thigh\tlow_f\thigh_f\tcritical_low\tcritical_high\tsource\tchecked\tcard\treport_" \
	"names\tmargin_pct\texpect\n"
#define HGB "hgb\t血红蛋白\tHaemoglobin\tg/L\t\tHb\tg/dL=10\t130\t175\t115\t150\t60\t200\ts1\t\t\t\t3\t\n"
#define K "k\t血钾\tPotassium\tmmol/L\t\t\t\t3.5\t5.3\t\t\t2.8\t6.0\ts1\t\t\tK;钾\t\t\n"
#define PANELS "id\tneeds\twhen\tzh_patient\ten_patient\tzh_doctor\ten_doctor\ttier\tsource\tchecked\n"
#define DELTAS "id\tlab\tdirection\tabsolute\trelative\twithin_h\ttier\tzh_patient\ten_patient\tzh_doctor\ten_doctor\tsource\tchecked\n"
#define RANGES "lab\tsex\tage_from_y\tage_to_y\tstate\tlow\thigh\tsource\tchecked\n"
#define CRITICAL "lab\tsex\tage_from_y\tage_to_y\tlow\thigh\tsource\tchecked\n"

static char folder[64];
static struct arena whole;

static void put(const char *name, const char *text)
{
	char path[160];
	struct fail f = {0};
	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (!file_write(path, str_from(text), 0600, &f)) fail_msg("%s", f.what);
}

static void drop(const char *name)
{
	char path[160];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
}

static int start(void **state)
{
	(void)state;
	whole = arena_create(64 << 20);
	snprintf(folder, sizeof folder, "/tmp/zhuyi-labs-XXXXXX");
	if (!mkdtemp(folder)) return -1;
	put("pack.tsv", "key\tvalue\nid\tp\nversion\t1\nstate\tsample\n");
	put("sources.tsv", "id\tkind\ttitle\tpublisher\tyear\ns1\tguideline\t指南\t学会\t2024\n");
	put("labs.tsv", LABS HGB K);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	char command[96];
	arena_destroy(whole);
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command) == 0 ? 0 : -1;
}

/* The reply to a body over the pack as it lies in the folder now; "" when it was refused. */
static str reply(const char *body)
{
	struct fail f = {0};
	struct pack *pack = pack_load(folder, &f);
	static char kept[32768];
	struct arena a = whole;
	struct sb out = sb_new(&a, 8192);
	struct jw w = {&out, false};
	jv v = NULL;
	assert_non_null(pack);
	assert_true(json_parse(&v, str_from(body), 16, &f));
	jw_object(&w, NULL);
	bool ok = labs_reply(pack, v, &w, &a, &f);
	jw_end_object(&w);
	str s = ok ? sb_str(&out) : (str){"", 0};
	assert_true(s.n < (ptrdiff_t)sizeof kept);
	memcpy(kept, s.p, (size_t)s.n);
	json_free(v);
	pack_destroy(pack);
	return (str){kept, s.n};
}

static void says(const char *body, const char *what, bool want)
{
	str r = reply(body);
	if ((str_find(r, str_from(what)) >= 0) != want) fail_msg("%s \"%s\" in " STR_FMT, want ? "no" : "there is", what, STR_ARG(r));
}

#define ANAEMIC \
	"{\"patient\":{\"age\":40,\"sex\":\"f\",\"pregnant\":false},\"items\":[{\"name\":\"血红蛋白\",\"value\":\"85\",\"unit\":\"g/" \
	"L\",\"previous\":{\"value\":\"110\",\"hours_ago\":20}}]}"

static void without_rules_nothing_was_read_together(void **state)
{
	(void)state;
	says(ANAEMIC, "没有组合规则", true);
	says(ANAEMIC, "没有变化规则", true);
	put("lab_panels.tsv", PANELS);
	put("lab_deltas.tsv", "");
	says(ANAEMIC, "没有组合规则", true);
	says(ANAEMIC, "没有变化规则", true);
	says(ANAEMIC, "\"flag\":\"low\"", true);
}

static void damaged_rows_are_counted_aloud(void **state)
{
	(void)state;
	put("lab_panels.tsv", PANELS "a\thgb\tlow(hgb)\t贫血提示\tA hint\t贫血\tAnaemia\troutine\ts1\t\n"
				     "b\thgb\tlow(hgb\t烂\tBad\t烂\tBad\troutine\ts1\t\nc\thgb\tlow(hgb)\t烂\tBad\t烂\tBad\tsoon\ts1\t\nd\tnone\tlow("
				     "hgb)\t烂\tBad\t烂\tBad\troutine\ts1\t\n"
				     "a\thgb\tlow(hgb)\t重\tTwice\t重\tTwice\troutine\ts1\t\ne\thgb\tlow(hgb)\t\tNo "
				     "Chinese\t烂\tBad\troutine\ts1\t\nf\thgb\tlow(hgb)\t烂{v(hgb)}\tBad\t烂\tBad\troutine\ts1\t\n");
	put("lab_deltas.tsv",
	    DELTAS "d1\thgb\tfall\t20\t\t48\turgent\t下降\tFell\t降\tFell\ts1\t\nd2\thgb\tfall\t\t\t48\turgent\t烂\tBad\t烂\tBad\ts1\t\n"
		   "d3\thgb\tup\t20\t\t\turgent\t烂\tBad\t烂\tBad\ts1\t\nd4\tnone\tfall\t20\t\t\turgent\t烂\tBad\t烂\tBad\ts1\t\nd5\thgb\tfall\t-"
		   "20\t\t\turgent\t烂\tBad\t烂\tBad\ts1\t\n");
	says(ANAEMIC, "lab_panels (6)", true);
	says(ANAEMIC, "lab_deltas (4)", true);
	says(ANAEMIC, "贫血提示", true);
	says(ANAEMIC, "下降", true);
	says(ANAEMIC, "烂", false);
	drop("lab_panels.tsv");
	drop("lab_deltas.tsv");
}

static void intervals_of_a_damaged_row_are_not_used(void **state)
{
	(void)state;
	static const char child[] = "{\"patient\":{\"age\":5,\"sex\":\"f\"},\"items\":[{\"name\":\"血红蛋白\",\"value\":\"112\",\"unit\":\"g/L\"}]}";
	says(child, "\"why\":\"child\"", true);
	put("lab_ranges.tsv", RANGES "hgb\t\t1\t13\t\t110\t149\ts1\t\n");
	says(child, "\"flag\":\"normal\"", true);
	put("lab_ranges.tsv", RANGES "hgb\t\t1\t13\t\t149\t110\ts1\t\nhgb\t\t1\t13\tsoon\t110\t149\ts1\t\nhgb\tx\t1\t13\t\t110\t149\ts1\t\nnone\t\t1"
				     "\t13\t\t110\t149\ts1\t\nhgb\t\t1\t13\t\t110\t149\ts9\t\nhgb\t\t1\t13\t\t\t\ts1\t\n");
	says(child, "\"why\":\"child\"", true);
	says(child, "lab_ranges (6)", true);
	drop("lab_ranges.tsv");
}

static void a_hospital_has_its_own_critical_values(void **state)
{
	(void)state;
	static const char high[] = "{\"patient\":{\"age\":40,\"sex\":\"m\"},\"items\":[{\"name\":\"K\",\"value\":\"6.2\",\"unit\":\"mmol/L\"}]}";
	static const char low[] = "{\"patient\":{\"age\":40,\"sex\":\"m\"},\"items\":[{\"name\":\"K\",\"value\":\"2.6\",\"unit\":\"mmol/L\"}]}";
	says(high, "\"flag\":\"critical_high\"", true);
	says(low, "\"flag\":\"critical_low\"", true);
	put("critical_values.tsv", CRITICAL "k\t\t\t\t\t6.5\ts1\t\n");
	says(high, "\"flag\":\"high\"", true);
	says(low, "\"flag\":\"low\"", true); /* the row speaks alone: no lower limit */
	put("critical_values.tsv", CRITICAL "k\tf\t\t\t3.0\t6.5\ts1\t\n");
	says(high, "\"flag\":\"critical_high\"", true); /* not for men */
	put("critical_values.tsv", CRITICAL "k\t\t\t\t3.0\t6,5\ts1\t\n");
	says(high, "critical_values (1)", true);
	says(high, "\"flag\":\"critical_high\"", true); /* the defaults still stand */
	drop("critical_values.tsv");
}

static void what_is_not_known_is_unread(void **state)
{
	(void)state;
	says("{\"items\":[{\"name\":\"某某\",\"value\":\"3\",\"range\":\"0-5\"}]}", "不在知识库里", true);
	says("{\"items\":[{\"name\":\"血钾\",\"value\":\"溶血\"}]}", "\"why\":\"value\"", true);
	says("{\"items\":[{\"name\":\"血钾\",\"value\":\"4\",\"unit\":\"furlong\"}]}", "\"why\":\"unit\"", true);
	says("{\"items\":[{\"name\":\"血钾\",\"value\":\"4\"}]}", "按成年人的范围读", true);
	says("{\"patient\":{\"age\":40,\"sex\":\"m\",\"drugs\":[\"某药\"]},\"items\":[{\"name\":\"血钾\",\"value\":\"4\"}]}",
	     "没有认出的情况或药物：某药", true);
	assert_int_equal(reply("{}").n, 0);
	assert_int_equal(reply("{\"items\":[]}").n, 0);
	assert_int_equal(reply("{\"report\":\" \\n \"}").n, 0);
	assert_int_equal(reply("{\"items\":[{\"name\":\"血钾\",\"value\":\"4\"}],\"audience\":\"nurse\"}").n, 0);
	assert_int_equal(reply("{\"items\":[{\"name\":\"血钾\",\"value\":\"4\"}],\"lang\":\"fr\"}").n, 0);
}

static void odd_shapes_do_no_harm(void **state)
{
	(void)state;
	static const char *const bodies[] = {
		"{\"items\":[1,null,\"x\",[],{}]}",
		"{\"items\":[{\"name\":5,\"value\":{\"value\":4.1,\"unit\":\"mmol/L\"}}]}",
		"{\"items\":[{\"name\":\"血钾\",\"value\":true,\"previous\":7}]}",
		"{\"items\":[{\"name\":\"血钾\",\"value\":4.1,\"previous\":{\"value\":{},\"date\":5}}]}",
		"{\"patient\":[],\"items\":[{\"name\":\"血钾\",\"value\":4.1}]}",
		"{\"patient\":{\"age\":-3,\"sex\":7,\"weeks\":400,\"trimester\":9},\"items\":[{\"name\":\"血钾\",\"value\":1e300}]}",
		"{\"items\":[{\"name\":\"血钾\",\"value\":4.1,\"date\":\"2026-02-31\",\"previous\":{\"value\":\"4\",\"date\":\"9999-99-99\"}}]}",
		"{\"report\":5,\"items\":[{\"name\":\"血钾\",\"value\":4.1}]}",
		"{\"report\":\"\\u0000\\u0001 4\"}",
	};
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) (void)reply(bodies[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_rules_nothing_was_read_together),
		cmocka_unit_test(damaged_rows_are_counted_aloud),
		cmocka_unit_test(intervals_of_a_damaged_row_are_not_used),
		cmocka_unit_test(a_hospital_has_its_own_critical_values),
		cmocka_unit_test(what_is_not_known_is_unread),
		cmocka_unit_test(odd_shapes_do_no_harm),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
