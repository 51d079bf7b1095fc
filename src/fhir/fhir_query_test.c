/* fhir_query_test.c - queries read, refused and limited; order, includes and links. */
#include "base/check.h"
#include "fhir/search_sample_int.h"

static struct arena whole;

static void refused(const char *type, const char *query, const char *parameter, const char *issue)
{
	struct arena a = whole;
	struct fhir_query q;
	struct fhir_search_fault fault;
	if (fhir_query_read(&q, str_from(type), str_from(query), &place, &fault, &a)) fail_msg("%s should be refused", query);
	if (!str_eq(fault.parameter, str_from(parameter)) || !str_eq(fault.issue, str_from(issue)) || !fault.why.n)
		fail_msg("%s: " STR_FMT " " STR_FMT, query, STR_ARG(fault.parameter), STR_ARG(fault.issue));
}

static void what_is_not_understood_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *query, *parameter, *issue;
	} rows[] = {
		{"nonsense=1", "nonsense", "not-supported"},
		{"birthdate=2026", "birthdate", "not-supported"},
		{"code:above=1", "code:above", "not-supported"},
		{"date:exact=2026", "date:exact", "not-supported"},
		{"code:=1", "code:", "not-supported"},
		{"subject.name=x", "subject.name", "not-supported"},
		{"subject:Patient.name=x", "subject:Patient.name", "not-supported"},
		{"_has:Observation:patient:code=1", "_has:Observation:patient:code", "not-supported"},
		{"code-value-quantity:missing=true", "code-value-quantity:missing", "not-supported"},
		{"code-value-quantity=a", "code-value-quantity", "invalid"},
		{"code-value-quantity=a$", "code-value-quantity", "invalid"},
		{"code-value-quantity=a$b", "code-value-quantity", "invalid"},
		{"code-value-quantity=a$5$6", "code-value-quantity", "invalid"},
		{"_sort=code-value-quantity", "_sort", "not-supported"},
		{"_text=x", "_text", "not-supported"},
		{"_format=xml", "_format", "not-supported"},
		{"_sort=nonsense", "_sort", "not-supported"},
		{"_include=Observation:code", "_include", "not-supported"},
		{"_include:recurse=Observation:subject", "_include:recurse", "not-supported"},
		{"_revinclude=*", "_revinclude", "invalid"},
		{"_type=Patient", "_type", "not-supported"},
		{"_summary=true", "_summary", "not-supported"},
		{"_summary=some", "_summary", "invalid"},
		{"_count=-1", "_count", "invalid"},
		{"_count=ten", "_count", "invalid"},
		{"_offset=-1", "_offset", "invalid"},
		{"_total=yes", "_total", "invalid"},
		{"date=", "date", "invalid"},
		{"date=ge", "date", "invalid"},
		{"date=2026-02-30", "date", "invalid"},
		{"date=2026-13", "date", "invalid"},
		{"date=xx2026", "date", "invalid"},
		{"date=2026-11-30T24:00:00Z", "date", "invalid"},
		{"date=2026,", "date", "invalid"},
		{"code=|", "code", "invalid"},
		{"code=a|b|c", "code", "invalid"},
		{"code:missing=1", "code:missing", "invalid"},
		{"value-quantity=high", "value-quantity", "invalid"},
		{"value-quantity=5|mg", "value-quantity", "invalid"},
		{"value-quantity=1e9999", "value-quantity", "invalid"},
		{"subject=a b", "subject", "invalid"},
		{"subject:Patient=Group/1", "subject:Patient", "invalid"},
		{"code=%G1", "code", "invalid"},
		{"code=%FF", "code", "invalid"},
		{"code=a%00b", "code", "invalid"},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) refused("Observation", rows[i].query, rows[i].parameter, rows[i].issue);
	refused("", "code=1", "code", "not-supported");
	refused("", "_type=1", "_type", "invalid");
}

static void leniency_leaves_out_only_what_is_unknown(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fhir_query q;
	struct fhir_search_fault fault;
	struct fhir_search_place lenient = place;
	lenient.lenient = true;
	assert_true(fhir_query_read(&q, S("Observation"), S("nonsense=1&code=x&_sort=what&code:above=y"), &lenient, &fault, &a));
	assert_int_equal(q.ignored.n, 3);
	assert_true(str_eq(q.ignored.v[2], S("code:above")));
	assert_true(str_eq(fhir_query_link(&q, 0, &a), S("Observation?code=x&_count=100")));
	assert_false(fhir_query_read(&q, S("Observation"), S("nonsense=1&date=x"), &lenient, &fault, &a));
	assert_true(str_eq(fault.parameter, S("date")));
}

static void a_query_is_limited(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fhir_query q;
	struct fhir_search_fault fault;
	struct sb b = sb_new(&a, 20000);
	for (int i = 0; i < SEARCH_PARAMETERS_MAX; i++) sb_add(&b, S("code=1&"));
	assert_true(fhir_query_read(&q, S("Observation"), sb_str(&b), &place, &fault, &a));
	sb_add(&b, S("code=1"));
	assert_false(fhir_query_read(&q, S("Observation"), sb_str(&b), &place, &fault, &a));
	assert_true(str_eq(fault.issue, S("too-costly")));
	b.n = 0;
	sb_add(&b, S("code=1"));
	for (int i = 1; i < SEARCH_VALUES_MAX; i++) sb_add(&b, S(",1"));
	assert_true(fhir_query_read(&q, S("Observation"), sb_str(&b), &place, &fault, &a));
	sb_add(&b, S(",1"));
	assert_false(fhir_query_read(&q, S("Observation"), sb_str(&b), &place, &fault, &a));
	assert_true(str_eq(fault.issue, S("too-costly")));
	b.n = 0;
	while (b.n <= SEARCH_QUERY_MAX) sb_byte(&b, '&');
	assert_false(fhir_query_read(&q, S("Observation"), sb_str(&b), &place, &fault, &a));
}

static void pages_and_links(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fhir_query q;
	struct fhir_search_fault fault;
	str text = S("?code=http://loinc.org|1%262&_offset=20&date=ge2026-11-30T08:00:00+08:00&&_sort=-date,code&_count=5000&_format=application/"
		     "fhir+json&_total=accurate");
	assert_true(fhir_query_read(&q, S("Observation"), text, &place, &fault, &a));
	assert_int_equal(q.count, SEARCH_COUNT_MAX);
	assert_int_equal(q.offset, 20);
	str link = fhir_query_link(&q, 1020, &a);
	str expected = S("Observation?code=http://loinc.org%7C1%262&date=ge2026-11-30T08:00:00%2008:00&_sort=-date,code&_count=1000&_offset=1020");
	assert_true(str_eq(link, expected));
	assert_true(fhir_query_read(&q, S("Observation"), S("_summary=count&_count=5"), &place, &fault, &a));
	assert_int_equal(q.count, 0);
	assert_true(fhir_query_read(&q, S(""), S("_type=Patient,Observation&_id=bp"), &place, &fault, &a));
	jv v = sample_parse(bp, &a), other = sample_parse(answers, &a);
	assert_true(fhir_query_match(&q, v, a));
	assert_false(fhir_query_match(&q, other, a));
	json_free(v);
	json_free(other);
}

static void order_of(const char *type, const char *query, const char *const *texts, int n, const char *expected)
{
	struct arena a = whole;
	struct fhir_query q;
	struct fhir_search_fault fault;
	struct fhir_hit hits[8];
	struct sb got = sb_new(&a, 64);
	assert_true(fhir_query_read(&q, str_from(type), str_from(query), &place, &fault, &a));
	for (int i = 0; i < n; i++) {
		jv v = sample_parse(texts[i], &a);
		hits[i].at = i;
		fhir_query_keys(&q, &hits[i], v, &a);
		json_free(v);
	}
	fhir_query_sort(&q, hits, n, a);
	for (int i = 0; i < n; i++) sb_i64(&got, hits[i].at);
	if (!str_eq(sb_str(&got), str_from(expected))) fail_msg("%s: " STR_FMT " instead of %s", query, STR_ARG(sb_str(&got)), expected);
}

static void hits_are_put_in_order(void **state)
{
	(void)state;
	static const char *const observations[] = {bp, glucose, crp, "{'resourceType':'Observation','status':'final','id':'n'}"};
	order_of("Observation", "", observations, 4, "0123");
	order_of("Observation", "_sort=date", observations, 4, "1203");
	order_of("Observation", "_sort=-date", observations, 4, "2013"); /* no end is later than any */
	order_of("Observation", "_sort=status", observations, 4, "1023");
	order_of("Observation", "_sort=-status", observations, 4, "0231");
	order_of("Observation", "_sort=status,-_id", observations, 4, "1320");
	order_of("Observation", "_sort=value-quantity", observations, 4, "2103");
	order_of("Observation", "_sort=-component-value-quantity", observations, 4, "0123");
}

static void add_target(void *ctx, str type, str id)
{
	struct sb *b = ctx;
	sb_fmt(b, STR_FMT "/" STR_FMT " ", STR_ARG(type), STR_ARG(id));
}

static void includes(const char *query, bool back, bool included, const char *expected)
{
	struct arena a = whole;
	struct fhir_query q;
	struct fhir_search_fault fault;
	struct sb got = sb_new(&a, 64);
	jv v = sample_parse(bp, &a);
	assert_true(fhir_query_read(&q, back ? S("Patient") : S("Observation"), str_from(query), &place, &fault, &a));
	fhir_include_targets(&q, back ? &q.revinclude : &q.include, v, included, add_target, &got);
	if (!str_eq(sb_str(&got), str_from(expected))) fail_msg("%s: " STR_FMT " instead of %s", query, STR_ARG(sb_str(&got)), expected);
	json_free(v);
}

static void what_comes_with_a_hit(void **state)
{
	(void)state;
	includes("_include=Observation:subject", false, false, "Patient/p1 ");
	includes("_include=Observation:subject", false, true, "");
	includes("_include:iterate=Observation:subject", false, true, "Patient/p1 ");
	includes("_include=Observation:performer", false, false, "Practitioner/d1 Organization/o1 ");
	includes("_include=Observation:performer:Organization", false, false, "Organization/o1 ");
	includes("_include=Observation:encounter", false, false, ""); /* of another server */
	includes("_include=MedicationRequest:subject", false, false, "");
	includes("_include=Observation:*", false, false, "Patient/p1 Practitioner/d1 Organization/o1 Patient/p1 ");
	includes("_revinclude=Observation:patient", true, false, "Patient/p1 ");
	includes("_revinclude=Observation:patient&_revinclude=Observation:performer", true, false, "Patient/p1 Practitioner/d1 Organization/o1 ");
}

static void count_param(void *ctx, str code, enum fhir_search_kind kind)
{
	assert_true(code.n && fhir_search_kind_name(kind).n);
	*(int *)ctx += 1;
}

static void the_table_is_whole(void **state)
{
	(void)state;
	static const char *const types[] = {"Patient",
					    "RelatedPerson",
					    "Practitioner",
					    "Organization",
					    "Encounter",
					    "Condition",
					    "AllergyIntolerance",
					    "MedicationRequest",
					    "MedicationStatement",
					    "Observation",
					    "DiagnosticReport",
					    "Immunization",
					    "Procedure",
					    "CarePlan",
					    "Goal",
					    "ServiceRequest",
					    "DocumentReference",
					    "Consent",
					    "Questionnaire",
					    "QuestionnaireResponse",
					    "Communication",
					    "Provenance"};
	int common = 0;
	fhir_search_params(S(""), count_param, &common);
	assert_int_equal(common, 6);
	for (ptrdiff_t i = 0; i < COUNT(types); i++) {
		int n = 0;
		fhir_search_params(str_from(types[i]), count_param, &n);
		assert_true(n > common + 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_understood_is_refused),
		cmocka_unit_test(leniency_leaves_out_only_what_is_unknown),
		cmocka_unit_test(a_query_is_limited),
		cmocka_unit_test(pages_and_links),
		cmocka_unit_test(hits_are_put_in_order),
		cmocka_unit_test(what_comes_with_a_hit),
		cmocka_unit_test(the_table_is_whole),
	};
	whole = arena_create(64 << 20);
	return cmocka_run_group_tests_name("fhir query", tests, NULL, NULL);
}
