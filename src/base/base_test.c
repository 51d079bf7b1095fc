#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/tsv.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(8 << 20);
	return whole.beg ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static void arena_gives_zeroed_aligned_memory(void **state)
{
	(void)state;
	struct arena a = whole;
	memset(a.beg, 0xff, 256);
	char *c = ARENA_NEW(&a, char, 3);
	double *d = ARENA_NEW(&a, double, 4);
	assert_int_equal((uintptr_t)d % _Alignof(double), 0);
	for (int i = 0; i < 3; i++) assert_int_equal(c[i], 0);
	for (int i = 0; i < 4; i++) assert_true(d[i] == 0);
}

static int overflows(struct arena *a, ptrdiff_t count)
{
	jmp_buf full;
	if (setjmp(full)) return 1;
	a->full = &full;
	ARENA_NEW(a, int64_t, count);
	return 0;
}

static void arena_full_jumps_to_its_recovery_point(void **state)
{
	(void)state;
	struct arena a = whole;
	assert_int_equal(overflows(&a, 10), 0);
	assert_int_equal(overflows(&a, 1 << 20), 1);
	assert_int_equal(overflows(&a, PTRDIFF_MAX / 8), 1);
}

static void vectors_keep_their_items_while_growing(void **state)
{
	(void)state;
	struct arena a = whole;
	struct {
		int *v;
		ptrdiff_t n, cap;
	} v = {0};
	for (int i = 0; i < 1000; i++) *ARENA_PUSH(&a, &v) = i;
	for (int i = 0; i < 1000; i++) assert_int_equal(v.v[i], i);
}

static void strings_are_cut_found_and_read(void **state)
{
	(void)state;
	str rest = S("a;;b"), item;
	int n = 0;
	while (str_next(&rest, ';', &item)) n++;
	assert_int_equal(n, 3);
	assert_int_equal(str_find(S("高血压"), S("血")), 3);
	assert_int_equal(str_find(S("abc"), S("abcd")), -1);
	assert_true(str_eq(str_trim(S(" \t x \n")), S("x")));
	int64_t i;
	assert_true(str_to_i64(S("-9223372036854775808"), &i) && i == INT64_MIN);
	assert_false(str_to_i64(S("9223372036854775808"), &i));
	assert_false(str_to_i64(S("12a"), &i));
	double d;
	assert_true(str_to_double(S("-0.50"), &d) && d == -0.5);
	assert_false(str_to_double(S("1e5"), &d));
	assert_false(str_to_double(S("1.2.3"), &d));
	assert_false(str_to_double(S("-"), &d));
}

static void builder_grows_past_its_first_size(void **state)
{
	(void)state;
	struct arena a = whole;
	struct sb b = sb_new(&a, 16);
	for (int i = 0; i < 100; i++) sb_add(&b, S("0123456789"));
	ARENA_NEW(&a, char, 1); /* something lies behind it now: it has to move */
	sb_fmt(&b, "%d", 42);
	struct sb wide = sb_new(&a, 16);
	sb_fmt(&wide, "<%.*s>", 900, b.p); /* within one piece */
	sb_fmt(&wide, "%0*d", 2999, 7);    /* and far beyond it: nothing is cut */
	assert_int_equal(wide.n, 902 + 2999);
	assert_true(wide.p[wide.n - 1] == '7');
	assert_int_equal(b.n, 1002);
	assert_memory_equal(b.p + 998, "8942", 4);
}

static void utf8_refuses_what_is_not_utf8(void **state)
{
	(void)state;
	static const struct {
		str s;
		ptrdiff_t bad;
	} cases[] = {
		{S("plain 中文 😀"), -1}, {S("\x80"), 0},   {S("a\xc0\x80"), 1}, {S("\xed\xa0\x80"), 0},     {S("\xf4\x90\x80\x80"), 0},
		{S("\xe4\xb8"), 0},      {S("ok\xff"), 2}, {S(""), -1},         {S("\xf0\x8f\xbf\xbf"), 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) assert_int_equal(utf8_invalid(cases[i].s), cases[i].bad);
}

static void utf8_round_trips_every_code_point(void **state)
{
	(void)state;
	for (uint32_t cp = 1; cp < 0x110000; cp++) {
		char out[4];
		int len;
		if (cp >= 0xd800 && cp < 0xe000) continue;
		int n = utf8_put(out, cp);
		assert_int_equal(utf8_invalid((str){out, n}), -1);
		assert_int_equal(utf8_at((str){out, n}, 0, &len), cp);
		assert_int_equal(len, n);
	}
}

static void utf8_prefix_never_cuts_a_character(void **state)
{
	(void)state;
	str s = S("血压");
	for (ptrdiff_t max = 0; max <= 6; max++) assert_int_equal(utf8_prefix(s, max).n, max / 3 * 3);
}

static void first_failure_wins_and_is_cut_whole(void **state)
{
	(void)state;
	struct fail f = {0};
	char long_text[600];
	for (int i = 0; i < 597; i += 3) memcpy(long_text + i, "中", 3);
	long_text[597] = 0;
	assert_false(fail_set(&f, RC_INPUT, "here", "%s", long_text));
	assert_false(fail_set(&f, RC_IO, "there", "second"));
	assert_int_equal(f.rc, RC_INPUT);
	assert_int_equal(utf8_invalid(str_from(f.what)), -1);
	assert_true(strlen(f.what) > 200);
}

static void json_is_read_strictly(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "{", "{\"a\":1,}", "[1,]", "{'a':1}", "01", "nul", "[1] x", "\"\x01\"", "{\"a\"}", "NaN", "\xff"};
	static const char *const good[] = {"{}", "[]", "1", "\"x\"", "{\"a\":{\"b\":[1.50,null,true]}}", " null "};
	jv v;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct fail f = {0};
		assert_false(json_parse(&v, str_from(bad[i]), 16, &f));
		assert_int_equal(f.rc, RC_INPUT);
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct fail f = {0};
		assert_true(json_parse(&v, str_from(good[i]), 16, &f));
		json_free(v);
	}
}

static void json_refuses_depth(void **state)
{
	(void)state;
	char deep[201];
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	jv v;
	struct fail f = {0};
	assert_false(json_parse(&v, (str){deep, 200}, 32, &f));
}

static void json_writer_escapes(void **state)
{
	(void)state;
	struct arena a = whole;
	struct sb b = sb_new(&a, 16);
	struct jw w = {&b, false};
	jw_object(&w, NULL);
	jw_str(&w, "k", S("a\"\\\n\x01中"));
	jw_array(&w, "v");
	jw_i64(&w, NULL, -7);
	jw_decimal(&w, NULL, 1.250, 3);
	jw_decimal(&w, NULL, 100, 2);
	jw_decimal(&w, NULL, 0.0 / 0.0, 2);
	jw_decimal(&w, NULL, -1e300, 6); /* longer than any buffer when written out */
	jw_decimal(&w, NULL, 1.5e90, 2);
	jw_end_array(&w);
	jw_end_object(&w);
	assert_true(str_eq(sb_str(&b), S("{\"k\":\"a\\\"\\\\\\n\\u0001中\",\"v\":[-7,1.25,100,null,-1e+300,1.5e+90]}")));
}

static void tables_name_their_columns(void **state)
{
	(void)state;
	struct tsv t;
	struct tsv_row row;
	assert_true(tsv_open(&t, S("\xef\xbb\xbf# note\nid\tzh\nx\t 中 \n\n#c\ny\n")));
	assert_true(tsv_next(&t, &row));
	assert_int_equal(row.line, 3);
	assert_true(str_eq(tsv_cell(&row, S("zh")), S("中")));
	assert_int_equal(tsv_cell(&row, S("none")).n, 0);
	assert_true(tsv_next(&t, &row));
	assert_int_equal(row.cells, 1); /* a short row is the caller's to refuse */
	assert_false(tsv_next(&t, &row));
	assert_false(tsv_open(&t, S("")));
}

static void map_replaces_and_finds(void **state)
{
	(void)state;
	struct arena a = whole;
	struct map m = {0};
	char names[500][8];
	assert_int_equal(map_get(&m, S("x")), -1);
	for (int i = 0; i < 500; i++) {
		snprintf(names[i], sizeof names[i], "k%d", i);
		map_set(&m, str_from(names[i]), i, &a);
	}
	map_set(&m, S("k7"), 70, &a);
	for (int i = 0; i < 500; i++) assert_int_equal(map_get(&m, str_from(names[i])), i == 7 ? 70 : i);
	assert_int_equal(map_get(&m, S("k500")), -1);
}

static int64_t fixed_ms(void *ctx)
{
	return *(int64_t *)ctx;
}

static void ids_sort_by_time(void **state)
{
	(void)state;
	char early[27], late[27], when[25];
	ulid_make(early, 1000, rng_system());
	ulid_make(late, 1001, rng_system());
	assert_true(ulid_valid(str_from(early)) && strcmp(early, late) < 0);
	assert_false(ulid_valid(S("01ARZ3NDEKTSV4RRFFQ69G5FAU"))); /* U is not in the alphabet */
	int64_t ms = 1795248930123;
	struct clock c = {fixed_ms, &ms};
	clock_iso8601(when, c.now_ms(c.ctx));
	assert_string_equal(when, "2026-11-21T08:15:30.123Z");
}

static void files_are_replaced_whole(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fail f = {0};
	char folder[] = "/tmp/zhuyi-test-XXXXXX", path[64];
	str back;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/x", folder);
	assert_true(file_write(path, S("one"), 0600, &f) && file_write(path, S("two"), 0600, &f));
	assert_true(file_read(&back, path, 100, &a, &f) && str_eq(back, S("two")));
	assert_false(file_read(&back, path, 2, &a, &f));
	assert_int_equal(f.rc, RC_LIMIT);
	f = (struct fail){0};
	assert_false(file_read(&back, folder, 2, &a, &f));
	unlink(path);
	rmdir(folder);
}

static void json_numbers_stay_as_they_were_written(void **state)
{
	(void)state;
	static const char *const numbers[] = {"0",
					      "-0",
					      "1.50",
					      "1E+2",
					      "0.10e1",
					      "-1",
					      "999999999999999999",
					      "9223372036854775807",
					      "12345678901234567890123",
					      "-99999999999999999999",
					      "5e0",
					      "-0.0",
					      "1e999"};
	struct arena a = whole;
	struct sb text = sb_new(&a, 256);
	struct fail fail = {0};
	jv v;
	sb_add(&text, S("[\"12345678901234567890123\\\" -0\""));
	for (ptrdiff_t i = 0; i < COUNT(numbers); i++) sb_fmt(&text, ", %s%s", numbers[i], i % 2 ? " " : "");
	sb_add(&text, S(",{\"-0\":-0}]"));
	assert_true(json_parse(&v, sb_str(&text), 4, &fail));
	assert_true(str_eq(json_text(json_at(v, 0)), S("12345678901234567890123\" -0")));
	for (ptrdiff_t i = 0; i < COUNT(numbers); i++) assert_string_equal(str_c(&a, json_text(json_at(v, i + 1))), numbers[i]);
	assert_true(str_eq(json_text(json_get(json_at(v, COUNT(numbers) + 1), "-0")), S("-0")));
	json_free(v);
	assert_true(json_parse(&v, S("-12345678901234567890123"), 1, &fail));
	assert_true(str_eq(json_text(v), S("-12345678901234567890123")));
	json_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_gives_zeroed_aligned_memory),
		cmocka_unit_test(arena_full_jumps_to_its_recovery_point),
		cmocka_unit_test(vectors_keep_their_items_while_growing),
		cmocka_unit_test(strings_are_cut_found_and_read),
		cmocka_unit_test(builder_grows_past_its_first_size),
		cmocka_unit_test(utf8_refuses_what_is_not_utf8),
		cmocka_unit_test(utf8_round_trips_every_code_point),
		cmocka_unit_test(utf8_prefix_never_cuts_a_character),
		cmocka_unit_test(first_failure_wins_and_is_cut_whole),
		cmocka_unit_test(json_is_read_strictly),
		cmocka_unit_test(json_refuses_depth),
		cmocka_unit_test(json_numbers_stay_as_they_were_written),
		cmocka_unit_test(json_writer_escapes),
		cmocka_unit_test(tables_name_their_columns),
		cmocka_unit_test(map_replaces_and_finds),
		cmocka_unit_test(ids_sort_by_time),
		cmocka_unit_test(files_are_replaced_whole),
	};
	return cmocka_run_group_tests_name("base", tests, start, stop);
}
