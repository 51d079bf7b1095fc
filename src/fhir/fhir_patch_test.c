#include "fhir/patch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(64 << 20);
	return whole.beg ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static void gives(const char *doc, const char *patch, const char *expected)
{
	struct arena a = whole;
	struct fhir_issues issues = {0};
	str out;
	if (!fhir_patch(&out, str_from(doc), str_from(patch), &issues, &a)) fail_msg("%s: %s", patch, str_c(&a, issues.v[0].diagnostics));
	assert_string_equal(str_c(&a, out), expected);
}

static void refuses(const char *doc, const char *patch, const char *code, const char *why)
{
	struct arena a = whole;
	struct fhir_issues issues = {0};
	str out;
	assert_false(fhir_patch(&out, str_from(doc), str_from(patch), &issues, &a));
	assert_int_equal(out.n, 0);
	assert_int_equal(issues.n, 1);
	assert_string_equal(issues.v[0].code, code);
	if (str_find(issues.v[0].diagnostics, str_from(why)) < 0) fail_msg("%s: %s", patch, str_c(&a, issues.v[0].diagnostics));
}

static void what_is_not_touched_keeps_its_bytes(void **state)
{
	(void)state;
	gives("{\n  \"a\" : 1.50,\n  \"b\" : [ 1E+2 , 2 ]\n}\n", "[]", "{\n  \"a\" : 1.50,\n  \"b\" : [ 1E+2 , 2 ]\n}\n");
	gives("{\n  \"a\" : 1.50,\n  \"b\" : [ 1E+2 , 2 ]\n}\n", "[{\"op\":\"add\",\"path\":\"/c\",\"value\":-0.00}]",
	      "{\n  \"a\" : 1.50,\n  \"b\" : [ 1E+2 , 2 ],\n  \"c\" : -0.00\n}\n");
	gives("{\n  \"a\" : 1.50,\n  \"b\" : 2\n}", "[{\"op\":\"remove\",\"path\":\"/b\"}]", "{\n  \"a\" : 1.50\n}");
	gives("{\n  \"a\" : 1.50,\n  \"b\" : 2\n}", "[{\"op\":\"remove\",\"path\":\"/a\"}]", "{\n  \"b\" : 2\n}");
	gives("[1, 2]", "[{\"op\":\"replace\",\"path\":\"/0\",\"value\":12345678901234567890.10}]", "[12345678901234567890.10, 2]");
	gives("[1, 2]", "[{\"op\":\"add\",\"path\":\"/0\",\"value\":0}]", "[0, 1, 2]");
	gives("{\"a\":{ \"x\" : 1.0 }}", "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"},{\"op\":\"replace\",\"path\":\"/b/x\",\"value\":2}]",
	      "{\"a\":{ \"x\" : 1.0 },\"b\":{ \"x\" : 2 }}");
	gives("{\"a\":{\"x\":1},\"b\":[]}", "[{\"op\":\"move\",\"from\":\"/a/x\",\"path\":\"/b/-\"}]", "{\"a\":{},\"b\":[1]}");
	gives("{\"a\":1}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a\"}]", "{\"a\":1}");
	gives("{\"\":1,\"a/b\":2,\"m~n\":3}",
	      "[{\"op\":\"remove\",\"path\":\"/\"},{\"op\":\"test\",\"path\":\"/a~1b\",\"value\":2},{\"op\":\"remove\",\"path\":\"/m~0n\"}]",
	      "{\"a/b\":2}");
	gives("{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"\",\"value\":[ 1 ]}]", "[ 1 ]");
}

static void a_refusal_names_the_operation(void **state)
{
	(void)state;
	refuses("{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/b\",\"value\":1},{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]", "conflict",
		"operation 1 (test /a)");
	refuses("{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"/b\"}]", "not-found", "operation 0 (remove /b)");
	refuses("{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"/b\",\"value\":1}]", "not-found", "nothing stands there");
	refuses("{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/b/c\",\"value\":1}]", "not-found", "on the way");
	refuses("{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/a/c\",\"value\":1}]", "not-found", "no members");
	refuses("[1]", "[{\"op\":\"add\",\"path\":\"/2\",\"value\":1}]", "not-found", "past the end");
	refuses("[1]", "[{\"op\":\"add\",\"path\":\"/01\",\"value\":1}]", "value", "index");
	refuses("[1]", "[{\"op\":\"add\",\"path\":\"/-1\",\"value\":1}]", "value", "index");
	refuses("[1]", "[{\"op\":\"add\",\"path\":\"/1e0\",\"value\":1}]", "value", "index");
	refuses("[1]", "[{\"op\":\"remove\",\"path\":\"/-\"}]", "not-found", "nothing stands there");
	refuses("[1]", "[{\"op\":\"remove\",\"path\":\"\"}]", "value", "whole document");
	refuses("[1]", "[{\"op\":\"remove\",\"path\":\"0\"}]", "value", "begins with /");
	refuses("{\"a\":{}}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b\"}]", "value", "into itself");
	refuses("{}", "[{\"op\":\"test\",\"path\":\"/~2\",\"value\":1}]", "value", "~");
	refuses("{}", "[{\"op\":\"spam\",\"path\":\"\"}]", "not-supported", "no such operation");
	refuses("{}", "[{\"op\":\"add\",\"path\":\"/a\"}]", "structure", "value must stand");
	refuses("{}", "[{\"op\":\"copy\",\"path\":\"/a\"}]", "structure", "from must stand");
	refuses("{}", "[{\"op\":\"add\",\"value\":1}]", "structure", "op and path");
	refuses("{}", "[{\"op\":\"add\",\"path\":null,\"value\":1}]", "structure", "op and path");
	refuses("{}", "[5]", "structure", "operation 0 ()");
	refuses("{}", "{}", "structure", "a list of operations");
	refuses("{}", "[", "structure", "not JSON");
	refuses("{}", "[{\"op\":\"add\",\"path\":\"/a\",\"value\":1,\"op\":\"remove\"}]", "structure", "twice");
}

/* Copies of copies must not grow without end, in depth or in size. */
static void growth_has_limits(void **state)
{
	(void)state;
	static char texts[2][1 << 13];
	struct arena own = arena_create(1 << 20);
	for (int k = 0; k < 2; k++) {
		struct arena a = own;
		struct sb ops = sb_new(&a, 1 << 13);
		for (int i = 0; i < 100; i++) sb_fmt(&ops, "%c{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/%c\"}", i ? ',' : '[', k ? '-' : 'a');
		sb_byte(&ops, ']');
		memcpy(texts[k], ops.p, (size_t)ops.n);
	}
	arena_destroy(own);
	refuses("{\"a\":{}}", texts[0], "too-costly", "deep");
	refuses("{\"a\":[\"0123456789012345678901234567890123456789\"]}", texts[1], "too-costly", "");
}

static void numbers_are_the_same_by_value(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool same;
	} all[] = {
		{"1", "1.0", true},
		{"1", "10e-1", true},
		{"1200", "12E+2", true},
		{"0", "-0.00e9", true},
		{"0.001", "1e-3", true},
		{"1", "-1", false},
		{"1.5", "15", false},
		{"105", "15", false},
		{"10.05", "1005e-2", true},
		{"1e400", "1e401", false},
		{"9007199254740993", "9007199254740992", false},
		{"0.1", "0.1000000000000000055511151231257827", false},
		{"1", "\"1\"", false},
		{"\"\\u0041\"", "\"A\"", true},
		{"{\"a\":1,\"b\":[2]}", "{ \"b\":[2.0], \"\\u0061\":1 }", true},
		{"[1,2]", "[2,1]", false},
		{"{\"a\":1}", "{\"a\":1,\"b\":1}", false},
		{"null", "false", false},
		{"{}", "[]", false},
		{"true", "true", true},
		{"{\"a\":1}", "{\"b\":1}", false},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (fhir_same(str_from(all[i].a), str_from(all[i].b), whole) != all[i].same) fail_msg("%s %s", all[i].a, all[i].b);
		assert_int_equal(fhir_same(str_from(all[i].b), str_from(all[i].a), whole), all[i].same);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_touched_keeps_its_bytes),
		cmocka_unit_test(a_refusal_names_the_operation),
		cmocka_unit_test(growth_has_limits),
		cmocka_unit_test(numbers_are_the_same_by_value),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
