#include "fhir/check.h"
#include "fhir/find_int.h"
#include "fhir/primitive_int.h"
#include "fhir/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define NOW INT64_C(1795993033302) /* 2026-11-29T22:57:13Z */

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(32 << 20);
	return whole.beg ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static struct fhir_issues issues_of(const char *text, const char *type, int64_t now_ms, struct arena *a)
{
	struct fhir_issues issues = {0};
	jv tree;
	bool read = fhir_parse(&tree, str_from(text), &issues, a), errors = false;
	if (read) {
		bool good = fhir_check(&issues, tree, str_from(type), now_ms, a);
		for (ptrdiff_t i = 0; i < issues.n; i++) errors |= issues.v[i].severity[0] == 'e';
		assert_int_equal(good, !errors);
	}
	json_free(tree);
	return issues;
}

/* Is a JSON value this primitive? */
static bool is(const char *type, const char *json)
{
	struct arena a = whole;
	struct fail fail = {0};
	struct fhir_primitive_wrong wrong = {NULL, NULL};
	struct sb list = sb_new(&a, 64);
	jv v;
	sb_fmt(&list, "[%s]", json);
	assert_true(json_parse(&v, sb_str(&list), 4, &fail));
	bool yes = fhir_primitive_ok(str_from(type), json_at(v, 0), &wrong);
	assert_true(yes == (wrong.code == NULL));
	json_free(v);
	return yes;
}

static void primitives_are_what_r4_says(void **state)
{
	(void)state;
	static const struct {
		const char *type, *good[6], *bad[9];
	} all[] = {
		{"boolean", {"true", "false"}, {"1", "\"true\"", "0", "{}"}},
		{"integer",
		 {"0", "-1", "2147483647", "-2147483648"},
		 {"2147483648", "-2147483649", "1.0", "1e2", "\"1\"", "99999999999999999999999999"}},
		{"unsignedInt", {"0", "2147483647"}, {"-1", "2147483648", "0.5"}},
		{"positiveInt", {"1", "2147483647"}, {"0", "-1"}},
		{"decimal", {"0", "-0.00", "1.50", "1E+2", "12345678901234567890.5"}, {"\"1\"", "true", "[]"}},
		{"date",
		 {"\"2000-02-29\"", "\"0001\"", "\"9999-12-31\"", "\"2026-11\""},
		 {"\"1900-02-29\"", "\"2026-00\"", "\"2026-11-31\"", "\"2026-1\"", "\"02026\"", "\"2026-\"", "\"2026-11-30 \"", "20", "\"0000\""}},
		{"dateTime",
		 {"\"2026\"", "\"2026-11-30T23:59:60Z\"", "\"2026-11-30T00:00:00.123456+14:00\"", "\"2026-11-30T00:00:00-00:00\""},
		 {"\"2026-11-30T10:00:00\"", "\"2026-11-30T10:00Z\"", "\"2026-11-30T24:00:00Z\"", "\"2026-11-30T10:00:00.Z\"",
		  "\"2026-11-30T10:00:00+14:01\"", "\"2026-11T10:00:00Z\"", "\"2026-11-30t10:00:00Z\"", "\"2026-11-30T10:00:00ZZ\""}},
		{"instant", {"\"2026-11-30T10:00:00.000+08:00\""}, {"\"2026\"", "\"2026-11-30\""}},
		{"time", {"\"08:00:00\"", "\"23:59:59.9\""}, {"\"08:00\"", "\"8:00:00\"", "\"08:00:00Z\"", "\"25:00:00\"", "\"08:60:00\""}},
		{"id", {"\"a\"", "\"A-z.0\""}, {"\"\"", "\"a_b\"", "\"a b\"", "\"\xc3\xa9\"", "5"}},
		{"code", {"\"a\"", "\"a b\"", "\"<=\""}, {"\"\"", "\" a\"", "\"a \"", "\"a  b\"", "\"a\\tb \""}},
		{"uri", {"\"urn:x\"", "\"relative/path\"", "\"\xe5\x8c\xbb\""}, {"\"\"", "\"a b\"", "\"a\\n\""}},
		{"oid",
		 {"\"urn:oid:1.2.840.0\"", "\"urn:oid:0.0\""},
		 {"\"1.2\"", "\"urn:oid:3.1\"", "\"urn:oid:1\"", "\"urn:oid:1.02\"", "\"urn:oid:1..2\"", "\"urn:oid:1.2.\"", "\"urn:oid:\"",
		  "\"urn:oid:12.3\""}},
		{"uuid",
		 {"\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\""},
		 {"\"c757873d-ec9a-4326-a141-556f43239520\"", "\"urn:uuid:c757873d-ec9a-4326-a141-556f4323952g\"", "\"urn:uuid:c757873d\""}},
		{"base64Binary", {"\"aGVsbG8=\"", "\"aGVs\\nbG8=\"", "\"aGVsbA==\""}, {"\"\"", "\"a\"", "\"aGVs=bG8\"", "\"aGVsb===\"", "\"aGV-\""}},
		{"string", {"\"x\"", "\" \"", "\"\\n\""}, {"\"\"", "5", "\"a\\u0000\""}},
		{"markdown", {"\"# x\""}, {"\"\""}},
		{"xhtml",
		 {"\"<div>x</div>\"", "\"<div xmlns='a'/>\"", "\" <div>x</div>\\n\""},
		 {"\"<p>x</p>\"", "\"<divx>x</div>\"", "\"x\"", "\"<div>x\"", "\"<div\""}},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		for (int k = 0; k < 6 && all[i].good[k]; k++)
			if (!is(all[i].type, all[i].good[k])) fail_msg("%s should be %s", all[i].good[k], all[i].type);
		for (int k = 0; k < 9 && all[i].bad[k]; k++)
			if (is(all[i].type, all[i].bad[k])) fail_msg("%s should not be %s", all[i].bad[k], all[i].type);
	}
}

static void a_narrative_is_xhtml_that_does_not_act(void **state)
{
	(void)state;
	static const char *const good[] = {
		"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a &lt; b<br/><b style='x'>c</b></p></div>",
		"<!-- a -->\n<div><!-- <script> --><a href=\"https://example.org/?a=1&amp;b=2\">x</a><img src=\"#a\" alt=\"\"/></div> <!-- b -->",
		"<div><img src=\"data:image/png;base64,AA==\"/></div >"};
	static const char *const bad[] = {"<div><script>x</script></div>",
					  "<div onclick=\"x\">a</div>",
					  "<div><p ONLOAD='x'>a</p></div>",
					  "<div><a href=\"javascript:x\">a</a></div>",
					  "<div><a href=\" JavaScript:x\">a</a></div>",
					  "<div><a href=\"java&#115;cript:x\">a</a></div>",
					  "<div><a href=\"java\tscript:x\">a</a></div>",
					  "<div><a href=\"data:text/html,x\">a</a></div>",
					  "<div><iframe src=\"x\"/></div>",
					  "<div><b><i>a</b></i></div>",
					  "<div>a</div><div>b</div>",
					  "<div>a</div>b",
					  "<div><p>a</div>",
					  "<div><br></div>",
					  "<div class=a>a</div>",
					  "<div><!-- a</div>",
					  "<div>a<",
					  "<div><p class=\"a</p></div>",
					  "<div/><p/>",
					  "a<div/>",
					  "<DIV>a</DIV>",
					  "<?xml version='1.0'?><div/>",
					  "<!DOCTYPE div><div/>"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!fhir_is_xhtml(str_from(good[i]))) fail_msg("%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (fhir_is_xhtml(str_from(bad[i]))) fail_msg("%s", bad[i]);
}

static void tables_hold_all_of_r4(void **state)
{
	(void)state;
	int n = 0;
	for (str before = S("A"), one; (one = fhir_resource(n)).n; before = one, n++) {
		assert_true(str_cmp(before, one) < 0 && fhir_is_resource(one));
	}
	assert_int_equal(n, 146); /* hl7.org/fhir/R4/resourcelist.html: 148 with Resource and DomainResource */
	assert_false(fhir_is_resource(S("DomainResource")));
	assert_false(fhir_is_resource(S("HumanName")));
	assert_false(fhir_is_resource(S("")));
	assert_false(fhir_is_resource(S("Observation.component")));
	assert_false(fhir_is_resource(S("SubscriptionStatus")));
}

/* Sorted, so that a binary search finds each; every base and type is there; what a choice must be is spelled the same. */
static void tables_are_whole(void **state)
{
	(void)state;
	for (int i = 0; i < fhir_type_count; i++) {
		const struct fhir_type *t = &fhir_types[i];
		assert_int_equal(fhir_type_find(fhir_pool_text(t->name)), i);
		assert_true(t->base == FHIR_NO_TYPE || t->base < fhir_type_count);
		for (int k = t->first; k < t->first + t->count; k++) {
			str name = fhir_pool_text(fhir_elements[k].name);
			assert_ptr_equal(fhir_element_find(i, name), &fhir_elements[k]);
			assert_true(fhir_elements[k].type < fhir_type_count && fhir_elements[k].stem < name.n);
		}
	}
	int observation = fhir_type_find(S("Observation"));
	assert_true(fhir_type_is(observation, fhir_type_find(S("Resource"))) && !fhir_type_is(observation, fhir_type_find(S("Patient"))));
	assert_non_null(fhir_element_find(observation, S("meta")));
	assert_null(fhir_element_find(observation, S("value[x]")));
	assert_null(fhir_element_find(observation, S("value")));
}

static void another_type_than_expected_is_an_issue(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fhir_issues issues = issues_of("{\"resourceType\":\"Patient\"}", "Observation", NOW, &a);
	assert_int_equal(issues.n, 1);
	assert_true(str_eq(issues.v[0].expression, S("resourceType")));
	assert_int_equal(issues_of("{\"resourceType\":\"Patient\"}", "Patient", NOW, &a).n, 0);
}

static void many_issues_are_cut(void **state)
{
	(void)state;
	struct arena a = whole;
	struct sb text = sb_new(&a, 1 << 14);
	sb_add(&text, S("{\"resourceType\":\"Patient\""));
	for (int i = 0; i < 300; i++) sb_fmt(&text, ",\"x%d\":1", i);
	sb_byte(&text, '}');
	assert_int_equal(issues_of(str_c(&a, sb_str(&text)), "", NOW, &a).n, FHIR_ISSUES_MAX);
}

/* A date without zone is in the future only where that holds in every zone; a clock may be some minutes ahead. */
static void the_future_begins_where_every_zone_agrees(void **state)
{
	(void)state;
	static const struct {
		const char *when;
		bool future;
	} all[] = {{"2026-11-30", false},
		   {"2026-12-01", true},
		   {"2026-12-02", true},
		   {"2026-11-30T07:05:00+08:00", false},
		   {"2026-11-30T07:10:00+08:00", true},
		   {"2026-11-29T22:50:00Z", false},
		   {"2026-11-29T23:30:00Z", true},
		   {"2026-11", false},
		   {"2026-12", true},
		   {"2027", true}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct arena a = whole;
		struct sb text = sb_new(&a, 256);
		sb_fmt(&text, "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"effectiveDateTime\":\"%s\"}",
		       all[i].when);
		if ((issues_of(str_c(&a, sb_str(&text)), "", NOW, &a).n == 1) != all[i].future) fail_msg("%s", all[i].when);
	}
}

static void a_target_of_another_type_is_a_warning(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fhir_issues issues = issues_of("{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Organization/1/_history/"
					      "2\"},\"encounter\":{\"reference\":\"http://h/fhir/Patient/1\"}}",
					      "", NOW, &a);
	assert_int_equal(issues.n, 1);
	assert_string_equal(issues.v[0].severity, "warning");
	assert_true(str_eq(issues.v[0].expression, S("Condition.subject.reference")));
}

static void no_issue_is_an_outcome_too(void **state)
{
	(void)state;
	struct arena a = whole;
	struct sb out = sb_new(&a, 256);
	struct jw w = {&out, false};
	struct fhir_issues none = {0};
	fhir_outcome_write(&w, &none);
	assert_int_equal(issues_of(str_c(&a, sb_str(&out)), "OperationOutcome", NOW, &a).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(primitives_are_what_r4_says),
		cmocka_unit_test(a_narrative_is_xhtml_that_does_not_act),
		cmocka_unit_test(tables_hold_all_of_r4),
		cmocka_unit_test(tables_are_whole),
		cmocka_unit_test(another_type_than_expected_is_an_issue),
		cmocka_unit_test(many_issues_are_cut),
		cmocka_unit_test(the_future_begins_where_every_zone_agrees),
		cmocka_unit_test(a_target_of_another_type_is_a_warning),
		cmocka_unit_test(no_issue_is_an_outcome_too),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
