/* record_test.c - profile and facts: what is taken, what is refused and how, what stays as it was; days and ages; facts as the engines read them. */
#include "record/record.h"

#include "record/day.h"
#include "record/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define NOW INT64_C(1795993033302) /* 2026-11-29 22:57 UTC, 2026-11-30 in China */

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(16 << 20);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static bool profile(struct profile *p, const char *json, struct fail *fail, struct arena *a)
{
	jv v;
	*fail = (struct fail){0};
	assert_true(json_parse(&v, str_from(json), 8, fail));
	bool ok = profile_read(p, v, NOW, a, fail);
	json_free(v);
	assert_true(ok == (fail->rc == RC_OK));
	return ok;
}

static bool facts(struct person_facts *f, const char *json, struct fail *fail, struct arena *a)
{
	jv v;
	*fail = (struct fail){0};
	assert_true(json_parse(&v, str_from(json), 8, fail));
	bool ok = person_facts_read(f, v, NOW, a, fail);
	json_free(v);
	assert_true(ok == (fail->rc == RC_OK));
	return ok;
}

static void assert_str(str s, const char *want)
{
	if (!str_eq(s, str_from(want))) fail_msg("\"" STR_FMT "\", not \"%s\"", STR_ARG(s), want);
}

static str profile_json(const struct profile *p, struct arena *a)
{
	struct sb out = sb_new(a, 256);
	struct jw w = {&out, false};
	profile_write(&w, NULL, p);
	return sb_str(&out);
}

static str facts_json(const struct person_facts *f, struct arena *a)
{
	struct sb out = sb_new(a, 256);
	struct jw w = {&out, false};
	person_facts_write(&w, NULL, f);
	return sb_str(&out);
}

static void what_is_absent_stays_and_null_clears(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fail f;
	struct profile p = {.person = S("P1")};
	assert_true(profile(&p,
			    "{\"name\":\" 王示例 \",\"birth\":\"1980-02-29\",\"sex\":\"male\",\"phone\":\"+86 139-0000 0000\","
			    "\"emergency\":{\"name\":\"李示例\",\"phone\":\"120\",\"relation\":\"妻子\"}}",
			    &f, &a));
	assert_str(p.name, "王示例");
	assert_true(profile(&p, "{\"phone\":null,\"emergency\":{\"relation\":\"wife\"}}", &f, &a));
	assert_str(profile_json(&p, &a), "{\"person\":\"P1\",\"name\":\"王示例\",\"birth\":\"1980-02-29\",\"sex\":\"male\",\"phone\":null,"
					 "\"emergency\":{\"name\":\"李示例\",\"phone\":\"120\",\"relation\":\"wife\"}}");
	assert_true(profile(&p, "{\"emergency\":null,\"sex\":\"unknown\",\"birth\":\"\"}", &f, &a));
	assert_str(profile_json(&p, &a), "{\"person\":\"P1\",\"name\":\"王示例\",\"birth\":null,\"sex\":null,\"phone\":null,\"emergency\":null}");
}

static void what_was_written_can_be_read_back(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fail f;
	struct profile p = {0}, q = {0};
	struct person_facts t = {0}, u = {0};
	assert_true(profile(&p, "{\"person\":\"P1\",\"name\":\"A\\\"B\",\"emergency\":{\"phone\":\"12356\"}}", &f, &a));
	assert_true(profile(&q, str_c(&a, profile_json(&p, &a)), &f, &a));
	assert_str(profile_json(&q, &a), str_c(&a, profile_json(&p, &a)));
	assert_true(facts(&t, "{\"weight_kg\":62.50,\"height_cm\":\"170\",\"pregnant\":false,\"allergies\":[],\"drugs\":[\"二甲双胍\"]}", &f, &a));
	assert_str(facts_json(&t, &a), "{\"weight_kg\":62.50,\"height_cm\":170,\"pregnant\":false,\"allergies\":[],\"drugs\":[\"二甲双胍\"]}");
	assert_true(facts(&u, str_c(&a, facts_json(&t, &a)), &f, &a));
	assert_str(facts_json(&u, &a), str_c(&a, facts_json(&t, &a)));
}

static void a_bad_profile_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *json, *why;
	} bad[] = {
		{"[]", "the profile is not an object"},
		{"{\"surname\":\"x\"}", "unknown member \"surname\""},
		{"{\"emergency\":{\"address\":\"x\"}}", "unknown member \"address\""},
		{"{\"emergency\":\"x\"}", "\"emergency\" is not an object"},
		{"{\"emergency\":{\"relation\":\"x\"}}", "\"emergency\" needs a name or a phone number"},
		{"{\"person\":\"P2\"}", "\"person\" cannot be changed"},
		{"{\"person\":null}", "\"person\" cannot be changed"},
		{"{\"name\":7}", "\"name\" is not text"},
		{"{\"name\":\"a\\nb\"}", "\"name\" contains a character that does not belong in one line of text"},
		{"{\"name\":\"a\\u0000b\"}", "\"name\" contains a character that does not belong in one line of text"},
		{"{\"name\":\"a\\u202eb\"}", "\"name\" contains a character that does not belong in one line of text"},
		{"{\"birth\":\"2027-01-01\"}", "\"birth\" lies in the future"},
		{"{\"birth\":\"2026-12-01\"}", "\"birth\" lies in the future"},
		{"{\"birth\":\"1896-11-30\"}", "\"birth\" is more than 130 years ago"},
		{"{\"birth\":\"1981-02-29\"}", "\"birth\" is no day written as YYYY-MM-DD"},
		{"{\"birth\":\"1981-2-9\"}", "\"birth\" is no day written as YYYY-MM-DD"},
		{"{\"birth\":\"19810209\"}", "\"birth\" is no day written as YYYY-MM-DD"},
		{"{\"birth\":\"1981-13-01\"}", "\"birth\" is no day written as YYYY-MM-DD"},
		{"{\"sex\":\"m\"}", "\"sex\" is none of \"female\", \"male\", \"other\", \"unknown\""},
		{"{\"phone\":\"my house\"}", "\"phone\" is no phone number"},
		{"{\"phone\":\"12\"}", "\"phone\" is no phone number"},
		{"{\"phone\":\"1+2+3\"}", "\"phone\" is no phone number"},
		{"{\"phone\":\"123456789012345678901\"}", "\"phone\" is no phone number"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct arena a = whole;
		struct fail f;
		struct profile p = {.person = S("P1"), .name = S("before")};
		if (profile(&p, bad[i].json, &f, &a)) fail_msg("%s was taken", bad[i].json);
		assert_int_equal(f.rc, RC_INPUT);
		if (strcmp(f.what, bad[i].why)) fail_msg("%s: \"%s\", not \"%s\"", bad[i].json, f.what, bad[i].why);
		assert_str(profile_json(&p, &a),
			   "{\"person\":\"P1\",\"name\":\"before\",\"birth\":null,\"sex\":null,\"phone\":null,\"emergency\":null}");
	}
}

static void the_edges_of_a_birth_date_are_taken(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fail f;
	struct profile p = {0};
	assert_true(profile(&p, "{\"birth\":\"2026-11-30\"}", &f, &a)); /* today in China, tomorrow in UTC */
	assert_true(profile(&p, "{\"birth\":\"1896-12-01\"}", &f, &a));
	assert_true(profile(&p, "{\"birth\":\"2000-02-29\"}", &f, &a));
	assert_false(profile(&p, "{\"birth\":\"1900-02-29\"}", &f, &a));
}

static void impossible_facts_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *json, *why;
	} bad[] = {
		{"7", "the facts are not an object"},
		{"{\"bmi\":22}", "unknown member \"bmi\""},
		{"{\"weight_kg\":0.19}", "\"weight_kg\" is not possible: it lies between 0.2 and 500"},
		{"{\"weight_kg\":500.1}", "\"weight_kg\" is not possible: it lies between 0.2 and 500"},
		{"{\"weight_kg\":-62}", "\"weight_kg\" is no number such as 62.5"},
		{"{\"weight_kg\":6e1}", "\"weight_kg\" is no number such as 62.5"},
		{"{\"weight_kg\":\"62 kg\"}", "\"weight_kg\" is no number such as 62.5"},
		{"{\"weight_kg\":\"062\"}", "\"weight_kg\" is no number such as 62.5"},
		{"{\"weight_kg\":\"62.\"}", "\"weight_kg\" is no number such as 62.5"},
		{"{\"weight_kg\":true}", "\"weight_kg\" is no number such as 62.5"},
		{"{\"weight_kg\":{}}", "\"weight_kg\" is no number such as 62.5"},
		{"{\"weight_kg\":62.00000000000000001}", "\"weight_kg\" is no number such as 62.5"},
		{"{\"height_cm\":19.9}", "\"height_cm\" is not possible: it lies between 20 and 260"},
		{"{\"height_cm\":1.75}", "\"height_cm\" is not possible: it lies between 20 and 260"},
		{"{\"height_cm\":260.5}", "\"height_cm\" is not possible: it lies between 20 and 260"},
		{"{\"pregnant\":\"yes\"}", "\"pregnant\" is neither true nor false"},
		{"{\"drugs\":\"aspirin\"}", "\"drugs\" is no list"},
		{"{\"drugs\":[\"\"]}", "an item of \"drugs\" is empty"},
		{"{\"drugs\":[null]}", "an item of \"drugs\" is null"},
		{"{\"drugs\":[7]}", "\"drugs\" is not text"},
		{"{\"conditions\":[\"a\\u2067b\"]}", "\"conditions\" contains a character that does not belong in one line of text"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct arena a = whole;
		struct fail f;
		struct person_facts t = {.weight_kg = S("70")};
		if (facts(&t, bad[i].json, &f, &a)) fail_msg("%s was taken", bad[i].json);
		if (strcmp(f.what, bad[i].why)) fail_msg("%s: \"%s\", not \"%s\"", bad[i].json, f.what, bad[i].why);
		assert_str(facts_json(&t, &a), "{\"weight_kg\":70}");
	}
}

/* {"drugs":[n items of `bytes` bytes]} */
static const char *many(struct arena *a, int n, int bytes)
{
	struct sb b = sb_new(a, 1024);
	sb_add(&b, S("{\"drugs\":["));
	for (int i = 0; i < n; i++) {
		sb_add(&b, i ? S(",\"") : S("\""));
		for (int k = 0; k < bytes; k++) sb_byte(&b, 'x');
		sb_byte(&b, '"');
	}
	sb_add(&b, S("]}"));
	return str_c(a, sb_str(&b));
}

static void lists_and_texts_are_bounded(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fail f;
	struct person_facts t = {0};
	assert_true(facts(&t, many(&a, 64, 200), &f, &a));
	assert_int_equal(t.drugs.n, 64);
	assert_false(facts(&t, many(&a, 65, 1), &f, &a));
	assert_string_equal(f.what, "\"drugs\" has 65 items, at most 64 are kept");
	assert_false(facts(&t, many(&a, 1, 201), &f, &a));
	assert_string_equal(f.what, "\"drugs\" has 201 bytes, at most 200 are kept");
	assert_int_equal(t.drugs.n, 64);
}

static void an_empty_list_is_not_an_unknown_one(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fail f;
	struct person_facts t = {0};
	assert_true(facts(&t, "{\"allergies\":[],\"drugs\":[\"x\"]}", &f, &a));
	assert_true(t.allergies.known && !t.allergies.n && !t.conditions.known);
	assert_true(facts(&t, "{\"drugs\":null,\"weight_kg\":\"0.2\",\"height_cm\":260}", &f, &a));
	assert_true(!t.drugs.known && t.allergies.known);
	assert_str(facts_json(&t, &a), "{\"weight_kg\":0.2,\"height_cm\":260,\"allergies\":[]}");
}

static str for_engines(const char *birth, const char *json, struct arena *a)
{
	struct fail f;
	struct person_facts t = {0};
	struct profile p = {.birth = str_from(birth), .sex = S("female")};
	struct sb out = sb_new(a, 256);
	struct jw w = {&out, false};
	assert_true(facts(&t, json, &f, a));
	person_facts_for_engines(&w, NULL, &t, &p, NOW);
	return sb_str(&out);
}

static void engines_get_the_age_and_what_is_known(void **state)
{
	(void)state;
	struct arena a = whole;
	assert_str(for_engines("1980-11-30", "{}", &a), "{\"age\":46,\"sex\":\"female\"}");
	assert_str(for_engines("1980-12-01", "{}", &a), "{\"age\":45,\"sex\":\"female\"}");
	assert_str(for_engines("", "{}", &a), "{\"sex\":\"female\"}");
	assert_str(for_engines("2026-11-30", "{}", &a), "{\"age\":\"0 days\",\"sex\":\"female\"}");
	assert_str(for_engines("2026-10-01", "{}", &a), "{\"age\":\"60 days\",\"sex\":\"female\"}");
	assert_str(for_engines("2025-12-01", "{}", &a), "{\"age\":\"364 days\",\"sex\":\"female\"}");
	assert_str(for_engines("2025-11-30", "{}", &a), "{\"age\":\"12 months\",\"sex\":\"female\"}");
	assert_str(for_engines("2024-12-01", "{}", &a), "{\"age\":\"23 months\",\"sex\":\"female\"}");
	assert_str(for_engines("2024-11-30", "{}", &a), "{\"age\":2,\"sex\":\"female\"}");
	assert_str(for_engines("1980-11-30",
			       "{\"birth\":\"2000-01-01\",\"sex\":\"male\",\"weight_kg\":62.50,\"height_cm\":170,\"pregnant\":false,\"conditions\":["
			       "\"高血压\"],\"drugs\":[]}",
			       &a),
		   "{\"age\":26,\"sex\":\"male\",\"weight_kg\":62.50,\"height_cm\":170,\"pregnant\":false,\"conditions\":[\"高血压\"],\"drugs\":[]}");
}

static void days_go_there_and_back(void **state)
{
	(void)state;
	struct day d;
	assert_true(day_parse(S("1970-01-01"), &d) && day_number(d) == 0);
	assert_true(day_parse(S("2000-03-01"), &d) && day_number(d) == 11017);
	assert_true(day_parse(S("0001-01-01"), &d) && day_number(d) == -719162);
	for (int64_t n = -200000; n < 200000; n += 61) {
		struct day got = day_of(n * 86400000, 0);
		assert_int_equal(day_number(got), n);
		assert_int_equal(day_number(day_of(n * 86400000 - 1, 0)), n - 1);
	}
	d = day_of(INT64_C(1795993033302), DAY_ZONE_MIN);
	assert_true(d.y == 2026 && d.m == 11 && d.d == 30);
	assert_false(day_parse(S("2026-11-3a"), &d) || day_parse(S("2026-00-10"), &d) || day_parse(S("0000-01-01"), &d) || day_parse(S(""), &d));
}

static void an_uuid_is_of_one_thing(void **state)
{
	(void)state;
	struct uuid a = uuid_of("person", S("org"), S("x")), b = uuid_of("person", S("org"), S("x")), c = uuid_of("person", S("orgx"), S("")),
		    d = uuid_of("perso", S("norg"), S("x"));
	assert_string_equal(a.s, b.s);
	assert_string_not_equal(a.s, c.s);
	assert_string_not_equal(a.s, d.s);
	assert_int_equal(strlen(a.s), 36);
	assert_int_equal(a.s[14], '8');
	assert_non_null(strchr("89ab", a.s[19]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_absent_stays_and_null_clears),
		cmocka_unit_test(what_was_written_can_be_read_back),
		cmocka_unit_test(a_bad_profile_is_refused_and_changes_nothing),
		cmocka_unit_test(the_edges_of_a_birth_date_are_taken),
		cmocka_unit_test(impossible_facts_are_refused),
		cmocka_unit_test(lists_and_texts_are_bounded),
		cmocka_unit_test(an_empty_list_is_not_an_unknown_one),
		cmocka_unit_test(engines_get_the_age_and_what_is_known),
		cmocka_unit_test(days_go_there_and_back),
		cmocka_unit_test(an_uuid_is_of_one_thing),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
