/* bundle_test.c - the FHIR bundle: every reference resolves, ids are stable and one each, labels, numbers as written, hostile and damaged input, size and time. What FHIR itself
 * demands is judged by tests/fhir. */
#include "record/bundle.h"

#include "base/clock.h"
#include "base/json_check.h"
#include "base/utf8.h"
#include "record/sample_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(256 << 20);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static str bundle_of(const struct record_export *x, struct arena *a)
{
	struct sb out = sb_new(a, 1 << 16);
	struct jw w = {&out, false};
	struct case_views views = case_views(x, a);
	bundle_write(&w, NULL, x, &views, a);
	assert_int_equal(utf8_invalid(sb_str(&out)), -1);
	assert_int_equal(json_wrong_at(sb_str(&out), 32), -1);
	return sb_str(&out);
}

static jv parsed(str text)
{
	jv v;
	struct fail f = {0};
	if (!json_parse(&v, text, 32, &f)) fail_msg("%s", f.what);
	return v;
}

static void says(str text, const char *what, bool want)
{
	if ((str_find(text, str_from(what)) >= 0) != want) fail_msg("%s \"%s\" in the bundle", want ? "no" : "there is", what);
}

static struct record_export nobody(void)
{
	return (struct record_export){.now_ms = SAMPLE_NOW_MS, .org = S("sample"), .profile = {.person = S(SAMPLE_PERSON)}};
}

/* ---- references ---- */

struct seen {
	jv bundle;
	int references;
};

static bool has_entry(jv bundle, str url)
{
	jv entries = json_get(bundle, "entry");
	for (ptrdiff_t i = 0; i < json_count(entries); i++)
		if (str_eq(json_str(json_at(entries, i), "fullUrl"), url)) return true;
	return false;
}

static void follow(void *ctx, str key, jv v)
{
	struct seen *s = ctx;
	if (str_eq(key, S("reference")) && json_is_string(v)) {
		s->references++;
		if (!has_entry(s->bundle, json_text(v))) fail_msg(STR_FMT " is not in the bundle", STR_ARG(json_text(v)));
	}
	for (ptrdiff_t i = 0; i < json_count(v); i++) follow(ctx, S(""), json_at(v, i));
	json_each(v, follow, ctx);
}

static int check_references(str text)
{
	struct seen s = {parsed(text), 0};
	jv entries = json_get(s.bundle, "entry");
	follow(&s, S(""), s.bundle);
	for (ptrdiff_t i = 0; i < json_count(entries); i++)
		for (ptrdiff_t k = 0; k < i; k++)
			assert_false(str_eq(json_str(json_at(entries, i), "fullUrl"), json_str(json_at(entries, k), "fullUrl")));
	json_free(s.bundle);
	return s.references;
}

static void every_reference_resolves_and_each_id_stands_once(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = sample_export(&a), none = nobody();
	assert_true(check_references(bundle_of(&x, &a)) > 60);
	assert_int_equal(check_references(bundle_of(&none, &a)), 4); /* owner, managing organisation; subject and custodian of what is kept */
}

static void the_same_person_has_the_same_ids(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = sample_export(&a), y = sample_export(&a);
	jv first = parsed(bundle_of(&x, &a));
	y.now_ms += 86400000;
	y.case_count--;
	jv second = parsed(bundle_of(&y, &a));
	jv mine = json_get(first, "entry"), later = json_get(second, "entry");
	assert_false(str_eq(json_str(first, "id"), json_str(second, "id")));
	for (ptrdiff_t i = 0; i < json_count(later); i++) assert_true(has_entry(first, json_str(json_at(later, i), "fullUrl")));
	assert_true(json_count(mine) > json_count(later));
	json_free(first);
	json_free(second);
}

/* ---- what is in it ---- */

static jv resource(jv bundle, const char *type, ptrdiff_t nth)
{
	jv entries = json_get(bundle, "entry");
	for (ptrdiff_t i = 0; i < json_count(entries); i++) {
		jv r = json_get(json_at(entries, i), "resource");
		if (str_eq(json_str(r, "resourceType"), str_from(type)) && nth-- == 0) return r;
	}
	return NULL;
}

static ptrdiff_t resources(jv bundle, const char *type)
{
	ptrdiff_t n = 0;
	while (resource(bundle, type, n)) n++;
	return n;
}

static void everything_has_its_resource(void **state)
{
	(void)state;
	static const struct {
		const char *type;
		int count;
	} want[] = {{"Patient", 1},       {"Organization", 1},        {"Device", 1},       {"RelatedPerson", 2},    {"AllergyIntolerance", 1},
		    {"Condition", 1},     {"MedicationStatement", 2}, {"Observation", 2},  {"Consent", 3},          {"AuditEvent", 3},
		    {"Communication", 7}, {"Provenance", 4},          {"Practitioner", 1}, {"DocumentReference", 2}};
	struct arena a = whole;
	struct record_export x = sample_export(&a);
	jv b = parsed(bundle_of(&x, &a));
	int all = 0;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		if (resources(b, want[i].type) != want[i].count)
			fail_msg("%td of %s, not %d", resources(b, want[i].type), want[i].type, want[i].count);
		all += want[i].count;
	}
	assert_int_equal(json_count(json_get(b, "entry")), all);
	json_free(b);
}

static void numbers_stand_as_they_were_written(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = sample_export(&a);
	says(bundle_of(&x, &a), "\"valueQuantity\":{\"value\":72.50,\"unit\":\"kg\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}", true);
}

static void what_an_ai_wrote_is_labelled_and_a_doctors_words_are_not(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = sample_export(&a);
	jv b = parsed(bundle_of(&x, &a));
	int ai = 0;
	for (ptrdiff_t i = 0; i < resources(b, "Communication"); i++) {
		jv r = resource(b, "Communication", i), labels = json_get(json_get(r, "meta"), "security");
		str said = json_str(json_at(json_get(r, "payload"), 0), "contentString");
		bool labelled = json_count(labels) == 1 && str_eq(json_str(json_at(labels, 0), "code"), S("AIAST"));
		ai += labelled;
		assert_true(labelled == (str_starts(said, S("【人工智能生成】")) || str_starts(said, S("[AI-generated]"))));
	}
	assert_int_equal(ai, 3);
	assert_true(str_eq(json_str(json_at(json_get(json_get(b, "meta"), "security"), 0), "code"), S("AIAST")));
	json_free(b);
}

static void the_stored_answer_is_attached_byte_for_byte(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = sample_export(&a);
	str text = bundle_of(&x, &a);
	for (ptrdiff_t i = 0; i < x.case_count; i++) {
		size_t n = sodium_base64_encoded_len((size_t)x.cases[i].body.n, sodium_base64_VARIANT_ORIGINAL);
		char *data = arena_alloc(&a, (ptrdiff_t)n, 1, 1);
		sodium_bin2base64(data, n, (const unsigned char *)x.cases[i].body.p, (size_t)x.cases[i].body.n, sodium_base64_VARIANT_ORIGINAL);
		says(text, data, true);
	}
}

static void what_was_not_checked_comes_along(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = sample_export(&a);
	says(bundle_of(&x, &a), "\"note\":[{\"text\":\"没有核对到药物“某某胶囊”，关于它的安全性没有检查。\"}]", true);
}

static void emptiness_is_said_and_the_unknown_is_left_out(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = nobody();
	str text = bundle_of(&x, &a);
	says(text, "AIAST", false);
	says(text, "AllergyIntolerance", false);
	says(text, "\"gender\":\"unknown\"", true);
	x.facts.allergies.known = x.facts.drugs.known = true;
	text = bundle_of(&x, &a);
	says(text, "no-known-allergies", true);
	says(text, "no-known-medications", true);
	says(text, "no-known-problems", false);
}

static void a_small_bundle_is_this(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = nobody();
	x.profile.name = S("A<B");
	says(bundle_of(&x, &a),
	     "\"resource\":{\"resourceType\":\"Patient\",\"id\":\"6c7791ee-c38e-84b8-8293-71b29401ba49\",\"text\":{\"status\":\"generated\",\"div\":"
	     "\"<div "
	     "xmlns=\\\"http://www.w3.org/1999/xhtml\\\" xml:lang=\\\"zh\\\" lang=\\\"zh\\\"><p><b>姓名 Name</b> A&lt;B</p><p><b>假名编号 "
	     "Pseudonym</b> " SAMPLE_PERSON "</p></div>\"},\"identifier\":[{\"type\":{\"text\":\"假名编号 · "
	     "Pseudonym\"},\"system\":\"urn:uuid:3cd7dfff-0d1c-867f-8ee5-c97b9a0c4c31\",\"value\":\"" SAMPLE_PERSON
	     "\"}],\"name\":[{\"text\":\"A<B\"}],\"gender\":\"unknown\",\"managingOrganization\":{\"reference\":\"urn:uuid:da21f5ee-8a8d-8ce1-a3af-"
	     "bd42d81b3384\"}}",
	     true);
}

/* ---- hostile, damaged, large ---- */

static const char *const hostile[] = {
	("{\"case\":\"x\",\"lang\":\"zh\",\"question\":\"<script>alert(1)</script> ' \\\" & "
	 "\\u0001\\u0000\\u202e\\uffff\",\"created_ms\":1e99,\"answer\":\"</div><img src=x "
	 "onerror=y>\",\"headline\":{\"text\":\"<b>\"},\"parts\":[{\"statements\":[0,-1,99,\"x\",null]}],\"statements\":[{\"text\":\"<i>\","
	 "\"evidence\":[{\"n\":-5},{\"n\":\"3\"},7]}],"
	 "\"reply\":{\"by\":\"<x>\",\"text\":\"<y>\",\"signed_ms\":-5}}"),
	("{\"question\":7,\"headline\":[],\"parts\":{},\"statements\":7,\"held\":\"x\",\"reply\":[],\"edition\":null,\"not_checked\":{\"a\":1},"
	 "\"ask\":[1,2]}"),
	"[1,2]",
	"not json",
	"",
	"{\"question\":\"\\ud800\"}",
	"null",
};

static struct record_export spoiled(struct arena *a)
{
	struct record_export x = sample_export(a);
	static struct export_case cases[COUNT(hostile)];
	static const char *const ids[COUNT(hostile)] = {"H1", "H2", "H3", "H4", "H5", "H6", "H7"};
	for (ptrdiff_t i = 0; i < COUNT(hostile); i++) cases[i] = (struct export_case){str_from(ids[i]), str_from(hostile[i])};
	x.cases = cases;
	x.case_count = COUNT(hostile);
	return x;
}

static void what_cannot_be_read_is_attached_as_it_is(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = spoiled(&a);
	str text = bundle_of(&x, &a);
	check_references(text);
	says(text, "<p><script", false);
	says(text, "<p>&lt;script&gt;alert(1)&lt;/script&gt; &#39; &quot; &amp;", true);
	says(text, "<img", true);                                                        /* as text of a message, where it is no markup … */
	says(text, "lang=\\\"zh\\\"><p>【人工智能生成】<br/>&lt;/div&gt;&lt;img", true); /* … and escaped where it would be */
	says(text, "bm90IGpzb24=", true);
	says(text, "\\u0001", false);
	says(text, "\\u0000", false);
}

static void hostile_names_stay_text(void **state)
{
	(void)state;
	struct arena a = whole;
	struct record_export x = sample_export(&a);
	struct export_access access = {
		.id = S("\"}]"), .at_ms = -1, .actor = S(""), .name = S("\"</div>\\"), .action = S("x"), .reason = S("\x1b[31m")};
	x.accesses = &access;
	x.access_count = 1;
	x.profile.name = S("\"}],\"deceased\":true");
	x.profile.emergency.relation = S("\n");
	str text = bundle_of(&x, &a);
	check_references(text);
	says(text, "\"deceased\":true", false);
}

static void two_hundred_consultations_are_quick(void **state)
{
	(void)state;
	enum { CASES = 200, MS_MAX = 2000 };
	struct arena a = whole;
	struct record_export x = sample_export(&a);
	struct export_case *cases = ARENA_NEW(&a, struct export_case, CASES);
	for (int i = 0; i < CASES; i++) {
		struct sb id = sb_new(&a, 32);
		sb_fmt(&id, "01M8MRDPJP2Q24KJE942R%05d", i);
		cases[i] = (struct export_case){sb_str(&id), x.cases[i % SAMPLE_CASES].body};
	}
	x.cases = cases;
	x.case_count = CASES;
	int64_t at = clock_monotonic_us();
	str text = bundle_of(&x, &a);
	int64_t us = clock_monotonic_us() - at;
	printf("# 200 consultations: %td bytes in %lld us, %td bytes of memory\n", text.n, (long long)us, (ptrdiff_t)(a.beg - whole.beg));
	assert_true(us < MS_MAX * 1000);
	assert_true(text.n < 4 << 20);
}

static void on_an_arena_apart_temporaries_are_given_back(void **state)
{
	(void)state;
	enum { APART = 1 << 20 };
	struct arena a = whole, apart = arena_create(APART), all = apart;
	struct record_export x = sample_export(&a);
	str together = bundle_of(&x, &a);
	struct sb out = sb_new(&a, 1 << 16);
	struct jw w = {&out, false};
	struct case_views views = case_views(&x, &apart);
	char *used = apart.beg;
	for (int i = 0; i < 100; i++) {
		out.n = 0;
		w.comma = false;
		bundle_write(&w, NULL, &x, &views, &apart);
		assert_true(str_eq(sb_str(&out), together));
	}
	assert_true(apart.beg - used < 4096);
	arena_destroy(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reference_resolves_and_each_id_stands_once),
		cmocka_unit_test(the_same_person_has_the_same_ids),
		cmocka_unit_test(everything_has_its_resource),
		cmocka_unit_test(numbers_stand_as_they_were_written),
		cmocka_unit_test(what_an_ai_wrote_is_labelled_and_a_doctors_words_are_not),
		cmocka_unit_test(the_stored_answer_is_attached_byte_for_byte),
		cmocka_unit_test(what_was_not_checked_comes_along),
		cmocka_unit_test(emptiness_is_said_and_the_unknown_is_left_out),
		cmocka_unit_test(a_small_bundle_is_this),
		cmocka_unit_test(what_cannot_be_read_is_attached_as_it_is),
		cmocka_unit_test(hostile_names_stay_text),
		cmocka_unit_test(on_an_arena_apart_temporaries_are_given_back),
		cmocka_unit_test(two_hundred_consultations_are_quick),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
