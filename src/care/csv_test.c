/* csv_test.c - tables as apps, devices and people write them. */
#include "care/csv.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct arena memory;
static const int64_t hour = 3600000, noon = 1795838400000; /* of 2026-11-28 in China */

static void dates_are_read_as_people_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *date, *clock;
		int64_t after_noon_ms;
		bool day_only;
	} good[] = {{"2026-11-28 12:00", "", 0, false},
		    {"2026-11-28T12:00:00", "", 0, false},
		    {"2026-11-28T04:00:00Z", "", 0, false},
		    {"2026-11-28T12:00:00+08:00", "", 0, false},
		    {"2026-11-28 04:00:00.000 +0000", "", 0, false},
		    {"2026/11/28 12:00:00", "", 0, false},
		    {"2026.11.28 12:00", "", 0, false},
		    {"20261128 12:00", "", 0, false},
		    {"2026年11月28日 12时00分", "", 0, false},
		    {"2026年11月28日下午1点30分", "", 5400000, false},
		    {"2026-11-28 1:30 PM", "", 5400000, false},
		    {"2026-11-28 12:15 am", "", 900000 - 12 * 3600000LL, false},
		    {"2026/1/5 12:00", "", -327 * 86400000LL, false},
		    {"2026-11-28", "12:00", 0, false},
		    {"2026-11-28", "", -12 * 3600000LL, true},
		    {"2026-11-28", "下午 1:30", 5400000, false}};
	static const char *const bad[] = {"",
					  "28.11.2026",
					  "28/11/2026",
					  "2026-13-01",
					  "2026-02-30",
					  "yesterday",
					  "2026-11-28 25:00",
					  "2026-11-28 12:60",
					  "2026-11-28 13:00 PM",
					  "26-11-28",
					  "2026-11-28 noon",
					  "2026-1",
					  "202611281",
					  "2026-11-28 12"};
	int64_t at_ms;
	bool day_only;
	for (ptrdiff_t i = 0; i < COUNT(good); i++) {
		if (!csv_time(&at_ms, &day_only, str_from(good[i].date), str_from(good[i].clock), &memory)) fail_msg("%s", good[i].date);
		if (at_ms != noon + good[i].after_noon_ms || day_only != good[i].day_only)
			fail_msg("%s: %lld", good[i].date, (long long)(at_ms - noon));
	}
	for (ptrdiff_t i = 0; i < COUNT(bad); i++)
		if (csv_time(&at_ms, &day_only, str_from(bad[i]), S(""), &memory)) fail_msg("%s was read", bad[i]);
	assert_false(csv_time(&at_ms, &day_only, S("2026-11-28"), S("later"), &memory));
}

struct wanted {
	const char *text;
	enum measure_kind only;
	int values, refused;
	enum measure_kind kind; /* of the first value */
	const char *first;      /* its first part */
	enum measure_context context;
};

static void tables_are_read(void **state)
{
	(void)state;
	static const struct wanted rows[] = {
		{"日期,时间,收缩压,舒张压\n2026-11-28,12:00,128,82\n", MEASURE_KINDS, 1, 0, MEASURE_BP, "128", 0},
		{"\xEF\xBB\xBF"
		 "日期,时间,高压（mmHg）,低压（mmHg）,脉搏\r\n2026/11/28,12:00,128,82,70\r\n2026/11/29,12:00,130,80,\r\n",
		 MEASURE_KINDS, 3, 0, MEASURE_HR, "70", 0},
		{"Date,Time,Systolic,Diastolic,Pulse,Notes\n2026-11-28,12:00,128,82,70,\"after \"\"tea\"\", late\"\n", MEASURE_KINDS, 2, 0,
		 MEASURE_HR, "70", 0},
		{"时间;血压\n2026-11-28 12:00;128/82\n", MEASURE_KINDS, 1, 0, MEASURE_BP, "128", 0},
		{"时间\t空腹血糖\t餐后血糖\n2026-11-28 12:00\t6.1\t8.2\n", MEASURE_KINDS, 2, 0, MEASURE_GLUCOSE, "6.1", CONTEXT_FASTING},
		{"date,value,unit\n2026-11-28 12:00,110,mg/dL\n", MEASURE_GLUCOSE, 1, 0, MEASURE_GLUCOSE, "110", 0},
		{"日期,数值\n2026-11-28 12:00,130/85\n", MEASURE_BP, 1, 0, MEASURE_BP, "130", 0},
		{"日期,项目,数值,单位,时段\n2026-11-28 12:00,血糖,6.1,mmol/L,早餐后2小时\n2026-11-28 12:00,体重,130,斤,\n", MEASURE_KINDS, 2, 0,
		 MEASURE_GLUCOSE, "6.1", CONTEXT_AFTER_MEAL},
		{"日期,体重(斤)\n2026-11-28,130\n", MEASURE_KINDS, 1, 0, MEASURE_WEIGHT, "65", 0},
		{"date,weight[lb]\n2026-11-28,143\n", MEASURE_KINDS, 1, 0, MEASURE_WEIGHT, "143", 0},
		{"日期,收缩压,舒张压\n2026-11-28,abc,82\n昨天,128,82\n2026-11-28,128,\n2026-11-28,,\n\n2026-11-28,130,80", MEASURE_KINDS, 1, 4,
		 MEASURE_BP, "130", 0},
		{"日期,睡眠时长,步数,血氧,体温\n2026-11-28,7.5,8000,97,36.5\n", MEASURE_KINDS, 4, 0, MEASURE_SLEEP, "7.5", 0},
		{"日期,体重,血糖\n2026-11-28,65,6.1\n", MEASURE_WEIGHT, 1, 0, MEASURE_WEIGHT, "65", 0},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct csv_values v;
		struct csv_refuseds r;
		const char *say[2];
		struct fail f = {0};
		if (!csv_read(&v, &r, str_from(rows[i].text), rows[i].only, say, &f, &memory)) fail_msg("row %td: %s", i, f.what);
		if (v.n != rows[i].values || r.n != rows[i].refused) fail_msg("row %td: %td values, %td refused", i, v.n, r.n);
		const struct measure *m = &v.v[0].measure;
		assert_int_equal(m->kind, rows[i].kind);
		if (!str_eq(m->text[0], str_from(rows[i].first))) fail_msg("row %td: " STR_FMT, i, STR_ARG(m->text[0]));
		assert_int_equal(m->context, rows[i].context);
	}
}

static void lines_notes_and_times_belong_to_their_rows(void **state)
{
	(void)state;
	struct csv_values v;
	struct csv_refuseds r;
	const char *say[2];
	struct fail f = {0};
	str text = S("日期,时间,体重,备注\n2026-11-28,12:00,65,\"两行\n备注\"\n2026-11-28,13:00,66.0,\nx,y,z,\n");
	assert_true(csv_read(&v, &r, text, MEASURE_KINDS, say, &f, &memory));
	assert_int_equal(v.n, 2);
	assert_int_equal(v.v[0].line, 2);
	assert_int_equal(v.v[1].line, 4);
	assert_int_equal(r.v[0].line, 5);
	assert_true(str_eq(v.v[0].measure.note, S("两行\n备注")));
	assert_int_equal(v.v[0].measure.at_ms, noon);
	assert_int_equal(v.v[1].measure.at_ms, noon + hour);
}

static void what_is_no_table_says_why(void **state)
{
	(void)state;
	static const struct {
		const char *text, *has;
	} rows[] = {{"\xC8\xD5\xC6\xDA,\xCC\xE5\xD6\xD8\n2026-11-28,65\n", "GBK"}, /* 日期,体重 in GBK */
		    {"\xEF\xBF\xBD\xEF\xBF\xBD,weight\n", "GBK"},
		    {"", "first row"},
		    {"体重\n65\n", "first row"},
		    {"日期,颜色\n2026-11-28,red\n", "first row"},
		    {"日期,收缩压\n2026-11-28,128\n", "first row"},
		    {"2026-11-28,128,82\n", "first row"}};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct csv_values v;
		struct csv_refuseds r;
		const char *say[2] = {0};
		struct fail f = {0};
		assert_false(csv_read(&v, &r, str_from(rows[i].text), MEASURE_KINDS, say, &f, &memory));
		assert_int_equal(f.rc, RC_INPUT);
		if (!strstr(say[1], rows[i].has)) fail_msg("row %td: %s", i, say[1]);
	}
}

static void too_many_rows_are_refused_whole(void **state)
{
	(void)state;
	struct csv_values v;
	struct csv_refuseds r;
	const char *say[2];
	struct fail f = {0};
	struct sb out = sb_new(&memory, CSV_MAX);
	sb_add(&out, S("日期,体重\n"));
	for (int i = 0; i < CSV_ROWS_MAX; i++) sb_add(&out, S("2026-11-28 12:00,65\n"));
	assert_true(csv_read(&v, &r, sb_str(&out), MEASURE_KINDS, say, &f, &memory));
	assert_int_equal(v.n, CSV_ROWS_MAX);
	sb_add(&out, S("2026-11-28 12:00,65\n"));
	assert_false(csv_read(&v, &r, sb_str(&out), MEASURE_KINDS, say, &f, &memory));
	assert_int_equal(f.rc, RC_LIMIT);
}

int main(void)
{
	memory = arena_create(256 << 20);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read_as_people_write_them),
		cmocka_unit_test(tables_are_read),
		cmocka_unit_test(lines_notes_and_times_belong_to_their_rows),
		cmocka_unit_test(what_is_no_table_says_why),
		cmocka_unit_test(too_many_rows_are_refused_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
