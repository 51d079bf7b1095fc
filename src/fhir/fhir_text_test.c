#include "fhir/node_int.h"
#include "fhir/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define NOW INT64_C(1795993033302)
#define WHEN "2026-11-29T22:57:13.302Z"

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(16 << 20);
	return whole.beg ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static void stamps(const char *text, const char *expected)
{
	struct arena a = whole;
	str got = fhir_stamp(str_from(text), S("n"), 2, NOW, &a);
	assert_string_equal(str_c(&a, got), expected);
	assert_true(str_eq(fhir_stamp(got, S("n"), 2, NOW, &a), got));
}

static void a_stamp_goes_where_its_neighbours_are(void **state)
{
	(void)state;
	stamps("{}", "{\"id\":\"n\",\"meta\":{\"versionId\":\"2\",\"lastUpdated\":\"" WHEN "\"}}");
	stamps("{\"resourceType\":\"Basic\"}",
	       "{\"resourceType\":\"Basic\",\"id\":\"n\",\"meta\":{\"versionId\":\"2\",\"lastUpdated\":\"" WHEN "\"}}");
	stamps("{\"active\":true,\"resourceType\":\"Basic\"}",
	       "{\"active\":true,\"resourceType\":\"Basic\",\"id\":\"n\",\"meta\":{\"versionId\":\"2\",\"lastUpdated\":\"" WHEN "\"}}");
	stamps("{\"resourceType\":\"Basic\",\"id\":\"old\",\"meta\":{\"lastUpdated\":\"x\",\"tag\":[ 1.50 ],\"versionId\":\"9\"},\"x\":1E+2}",
	       "{\"resourceType\":\"Basic\",\"id\":\"n\",\"meta\":{\"lastUpdated\":\"" WHEN "\",\"tag\":[ 1.50 ],\"versionId\":\"2\"},\"x\":1E+2}");
	stamps(" {\n  \"resourceType\" : \"Basic\",\n  \"x\" : 1.50\n}\n",
	       " {\n  \"resourceType\" : \"Basic\",\n  \"id\" : \"n\",\n  \"meta\" : {\"versionId\":\"2\",\"lastUpdated\":\"" WHEN
	       "\"},\n  \"x\" : 1.50\n}\n");
	stamps("{ \"resourceType\": \"Basic\" }",
	       "{ \"resourceType\": \"Basic\", \"id\": \"n\", \"meta\": {\"versionId\":\"2\",\"lastUpdated\":\"" WHEN "\"} }");
	stamps("{\"meta\":{ \"profile\": [] },\"\\u0069d\":\"old\"}",
	       "{\"meta\":{ \"versionId\": \"2\", \"lastUpdated\": \"" WHEN "\", \"profile\": [] },\"\\u0069d\":\"n\"}");
}

static void a_nested_id_is_left_alone(void **state)
{
	(void)state;
	stamps("{\"resourceType\":\"Basic\",\"contained\":[{\"id\":\"a\",\"meta\":{\"versionId\":\"1\"}}]}",
	       "{\"resourceType\":\"Basic\",\"id\":\"n\",\"meta\":{\"versionId\":\"2\",\"lastUpdated\":\"" WHEN
	       "\"},\"contained\":[{\"id\":\"a\",\"meta\":{\"versionId\":\"1\"}}]}");
}

/* Whatever is opened and nothing changed in it gives its bytes back. */
static void an_opened_document_is_the_same_bytes(void **state)
{
	(void)state;
	static const char *const all[] = {"{ }", "[\n]", "[ 1 , 2.0 ,[ ] , { \"a\\\"\" : \"]}\\\\\" , \"b\":null } ]",
					  "{\"a\":[[[1]]],\t\"b\" :{ } }"};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct arena a = whole;
		struct node *node = node_new(str_from(all[i]), &a);
		node_open(node, &a);
		for (ptrdiff_t k = 0; k < node->list.n; k++) {
			struct node *inner = node->list.v[k].value;
			if (node_is_list(inner) || node_is_object(inner)) node_open(inner, &a);
		}
		assert_string_equal(str_c(&a, node_text(node, &a)), all[i]);
	}
}

static void strings_are_read_as_characters(void **state)
{
	(void)state;
	struct arena a = whole;
	assert_true(str_eq(node_string(S("\"a\\n\\u00e9\\ud83d\\ude00\\/\\\"\""), &a), S("a\n\xc3\xa9\xf0\x9f\x98\x80/\"")));
	assert_true(str_eq(node_string(S("\"\""), &a), S("")));
}

static void refused(const char *text, ptrdiff_t n, const char *why)
{
	struct arena a = whole;
	struct fhir_issues issues = {0};
	jv tree;
	assert_false(fhir_parse(&tree, (str){text, n < 0 ? (ptrdiff_t)strlen(text) : n}, &issues, &a));
	assert_null(tree);
	assert_int_equal(issues.n, 1);
	assert_string_equal(issues.v[0].severity, "fatal");
	if (str_find(issues.v[0].diagnostics, str_from(why)) < 0) fail_msg("%s: %s", text, str_c(&a, issues.v[0].diagnostics));
}

static void what_is_no_json_says_at_which_byte(void **state)
{
	(void)state;
	refused("", 0, "at byte 0");
	refused("{\"a\":tru}", -1, "at byte 5");
	refused("{\"a\":1,}", -1, "at byte 7");
	refused("{} x", -1, "at byte 3");
	refused("\"\xff\"", -1, "not UTF-8, at byte 1");
	refused("[\"a\\u0000\"]", -1, "no character, at byte 3");
	refused("[\"\\udc00\\ud800\"]", -1, "no character, at byte 2");
	refused("{\"a\":1,\"\\u0061\":1}", -1, "twice");
	refused("[[\0]]", 5, "at byte 2");
}

static void depth_has_a_limit(void **state)
{
	(void)state;
	char text[2 * FHIR_DEPTH_MAX + 3];
	struct arena a = whole;
	struct fhir_issues issues = {0};
	jv tree;
	memset(text, '[', FHIR_DEPTH_MAX + 1);
	memset(text + FHIR_DEPTH_MAX + 1, ']', FHIR_DEPTH_MAX + 1);
	assert_true(fhir_parse(&tree, (str){text + 1, 2 * FHIR_DEPTH_MAX}, &issues, &a));
	json_free(tree);
	refused(text, 2 * FHIR_DEPTH_MAX + 2, "too deep, at byte 64");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stamp_goes_where_its_neighbours_are), cmocka_unit_test(a_nested_id_is_left_alone),
		cmocka_unit_test(an_opened_document_is_the_same_bytes),  cmocka_unit_test(strings_are_read_as_characters),
		cmocka_unit_test(what_is_no_json_says_at_which_byte),    cmocka_unit_test(depth_has_a_limit),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
