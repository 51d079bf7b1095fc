/* fhir_test.c - the record as FHIR: what is kept and how, versions that cannot be swapped, bundles that are whole or nothing, and who may do what. */
#include "app/call_for_test.h"
#include "app/resource_int.h"
#include "fhir/span.h"

static char patient[80], person[27];

#define OBSERVATION(more) "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"体重\"}," more "}"
#define BASIC(id) "{\"resourceType\":\"Basic\",\"id\":\"" id "\",\"code\":{\"text\":\"x\"}}"

static struct result *ask(const char *name, const char *where, const char *body, const char *session, struct zhuyi_http http)
{
	static struct result r;
	if (!http.type.n) http.type = (struct zhuyi_text){"application/fhir+json", 21};
	begin_http(&r, name, (struct zhuyi_text){body, strlen(body)}, where, session, http);
	return ended(&r);
}

static struct zhuyi_text text(const char *s)
{
	return (struct zhuyi_text){s, strlen(s)};
}

#define FHIR(status, has, name, place, body) expect(__LINE__, status, has, ask(name, place, body, patient, (struct zhuyi_http){0}))
#define FHIR_WITH(status, has, name, place, body, ...) \
	expect(__LINE__, status, has, ask(name, place, body, patient, (struct zhuyi_http){__VA_ARGS__}))
#define FHIR_AS(who, status, has, name, place, body) expect(__LINE__, status, has, ask(name, place, body, who, (struct zhuyi_http){0}))

static int begin_all(void **state)
{
	if (start(state)) return -1;
	login_as(patient, "patient");
	person_of(person, patient);
	return 0;
}

static void someone_of(struct someone *s, struct arena *a)
{
	struct fail f = {0};
	if (!people_open(&z->people, s, S("sample"), str_from(person), false, a, &f)) fail_msg("%s", f.what);
}

/* ---- resources ---- */

static void bytes_stay_as_they_came(void **state)
{
	(void)state;
	static const char sent[] =
		"{ \"resourceType\" : \"Observation\",\n  \"id\":\"w1\", \"status\":\"final\", \"code\":{\"text\":\"a\\u0041/\\/\"},\n"
		"\t\"valueQuantity\":{\"value\":1.500E+1,\"unit\":\"kg\"} }";
	FHIR(201, NULL, "fhir_put", "me/Observation/w1", sent);
	struct result *r = ask("fhir_get", "me/Observation/w1", "", patient, (struct zhuyi_http){0});
	expect(__LINE__, 200, "\"versionId\"", r);
	if (!strstr(r->reply,
		    "\"status\":\"final\", \"code\":{\"text\":\"a\\u0041/\\/\"},\n\t\"valueQuantity\":{\"value\":1.500E+1,\"unit\":\"kg\"} }"))
		fail_msg("changed: %s", r->reply);
	assert_string_equal(r->etag, "W/\"1\"");
	assert_string_equal(r->type, "application/fhir+json; charset=utf-8");
}

static void versions_follow_one_another(void **state)
{
	(void)state;
	int64_t leaves = leaves_of("record.changed");
	FHIR(201, NULL, "fhir_put", "me/Basic/v", BASIC("v"));
	FHIR_WITH(412, "version 1", "fhir_put", "me/Basic/v", BASIC("v"), .if_match = text("W/\"2\""));
	FHIR_WITH(412, "there is one", "fhir_put", "me/Basic/v", BASIC("v"), .if_none_match = text("*"));
	FHIR_WITH(200, "\"versionId\":\"2\"", "fhir_put", "me/Basic/v", BASIC("v"), .if_match = text("W/\"1\""));
	FHIR(204, NULL, "fhir_delete", "me/Basic/v", "");
	assert_int_equal(leaves_of("record.changed"), leaves + 3);
	FHIR(410, "deleted", "fhir_get", "me/Basic/v", "");
	FHIR(204, NULL, "fhir_delete", "me/Basic/v", "");
	assert_int_equal(leaves_of("record.changed"), leaves + 3); /* nothing changed */
	FHIR(200, "\"versionId\":\"2\"", "fhir_get", "me/Basic/v/_history/2", "");
	FHIR(201, "\"versionId\":\"4\"", "fhir_put", "me/Basic/v", BASIC("v"));
	FHIR(404, NULL, "fhir_get", "me/Basic/v/_history/5", "");
	FHIR(404, NULL, "fhir_get", "me/Basic/none", "");
}

/* Whoever can write to the store but has no key passes off no old version as another. */
static void an_old_version_opens_in_its_own_place_only(void **state)
{
	(void)state;
	struct arena memory = arena_create(32 << 20), a = memory;
	struct someone s;
	struct past_row past;
	struct kept k;
	struct fail f = {0};
	for (int i = 0; i < 3; i++) FHIR(i ? 200 : 201, NULL, "fhir_put", "me/Basic/swap", BASIC("swap"));
	someone_of(&s, &a);
	assert_true(store_past_get(z->store, &past, s.org, s.person, S("Basic"), S("swap"), 1, &a, &f));
	past.version = 9;
	STORE(store_past_put(z->store, &past, &fail_));
	assert_true(resource_version(z, &s, &k, S("Basic"), S("swap"), 1, &a, &f));
	assert_false(resource_version(z, &s, &k, S("Basic"), S("swap"), 9, &a, &f));
	assert_int_equal(f.rc, RC_CORRUPT);
	people_forget(&s);
	arena_destroy(memory);
}

static void briefs_lie_beside(void **state)
{
	(void)state;
	struct arena memory = arena_create(32 << 20), a = memory;
	struct someone s;
	struct briefeds b;
	struct kepts kepts;
	struct fail f = {0};
	FHIR(201, NULL, "fhir_put", "me/Observation/b1",
	     OBSERVATION("\"id\":\"b1\",\"effectiveDateTime\":\"2001-02-03T08:00:00+08:00\",\"valueQuantity\":{\"value\":62.50,\"unit\":\"kg\"}"));
	FHIR(201, NULL, "fhir_put", "me/Observation/b2",
	     OBSERVATION("\"id\":\"b2\",\"effectiveDateTime\":\"2001-02-04T08:00:00+08:00\",\"valueString\":\"y\""));
	someone_of(&s, &a);
	assert_true(briefs_before(z, &s, &b, 981244800000, S(""), S(""), 10, &a, &f)); /* 2001-02-04T00:00:00Z */
	assert_int_equal(b.n, 1);
	assert_true(str_eq(b.v[0].id, S("b1")) && str_eq(b.v[0].brief.value, S("62.50")) && str_eq(b.v[0].brief.title, S("体重")));
	assert_true(briefs_since(z, &s, &b, S("Observation"), 981158400000, 10, &a, &f));
	assert_true(b.n == 2 && str_eq(b.v[0].id, S("b1")) && str_eq(b.v[1].id, S("b2")));
	assert_true(resources_of(z, &s, &kepts, S("Observation"), &a, &f) && briefs_all(z, &s, &b, &a, &f));
	ptrdiff_t observations = 0;
	for (ptrdiff_t i = 0; i < b.n; i++) observations += str_eq(b.v[i].type, S("Observation"));
	assert_int_equal(observations, kepts.n);
	assert_true(resource_history(z, &s, &kepts, S("Basic"), S("v"), &a, &f));
	assert_int_equal(kepts.n, 4);
	for (ptrdiff_t i = 0; i < 4; i++)
		assert_true(kepts.v[i].version == 4 - i && kepts.v[i].deleted == (i == 1) && !kepts.v[i].text.n == (i == 1));
	people_forget(&s);
	arena_destroy(memory);
}

/* ---- bundles ---- */

static void a_transaction_is_whole_or_nothing(void **state)
{
	(void)state;
	int64_t leaves = leaves_of("record.changed");
#define ENTRY(method, url, resource) "{\"resource\":" resource ",\"request\":{\"method\":\"" method "\",\"url\":\"" url "\"}}"
#define BUNDLE(type, entries) "{\"resourceType\":\"Bundle\",\"type\":\"" type "\",\"entry\":[" entries "]}"
	FHIR(400, "Bundle.entry[1].resource.status", "fhir_post", "me",
	     BUNDLE("transaction", ENTRY("PUT", "Basic/t", BASIC("t")) "," ENTRY("POST", "Observation", OBSERVATION("\"status\":\"best\""))));
	FHIR(412, "Bundle.entry[1]", "fhir_post", "me",
	     BUNDLE("transaction",
		    ENTRY("PUT", "Basic/t", BASIC("t")) ",{\"request\":{\"method\":\"DELETE\",\"url\":\"Basic/v\",\"ifMatch\":\"W/\\\"99\\\"\"}}"));
	FHIR(404, NULL, "fhir_get", "me/Basic/t", "");
	FHIR(200, "\"201\"", "fhir_post", "me", BUNDLE("transaction", ENTRY("PUT", "Basic/t", BASIC("t")) "," ENTRY("PUT", "Basic/u", BASIC("u"))));
	assert_int_equal(leaves_of("record.changed"), leaves + 1);
	FHIR(422, "send it to Bundle", "fhir_post", "me", BUNDLE("collection", ENTRY("PUT", "Basic/t", BASIC("t"))));
	FHIR(400, "stands twice", "fhir_post", "me",
	     BUNDLE("transaction", ENTRY("PUT", "Basic/t", BASIC("t")) "," ENTRY("PUT", "Basic/t", BASIC("t"))));
	FHIR(200, "\"status\":\"404\"", "fhir_post", "me",
	     BUNDLE("batch", ENTRY("PUT", "Basic/t", BASIC("t")) ",{\"request\":{\"method\":\"GET\",\"url\":\"Basic/none\"}}"));
}

static void references_lead_to_their_entries(void **state)
{
	(void)state;
	static const char bundle[] =
		"{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
		"{\"fullUrl\":\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"code\":{\"text\":"
		"\"urn:uuid:2\"},\"subject\":{\"reference\":\"urn:uuid:2\"}},\"request\":{\"method\":\"PUT\",\"url\":\"Observation/o\"}},"
		"{\"fullUrl\":\"urn:uuid:2\",\"resource\":{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:t\",\"value\":\"1\"}]},"
		"\"request\":{\"method\":\"POST\",\"url\":\"Patient\",\"ifNoneExist\":\"identifier=urn:t|1\"}}]}";
	char first[64], second[64];
	FHIR(200, NULL, "fhir_post", "me", bundle);
	struct result *r = ask("fhir_get", "me/Observation/o", "", patient, (struct zhuyi_http){0});
	member_of(first, sizeof first, r->reply, "reference");
	assert_int_equal(strncmp(first, "Patient/0", 9), 0);
	FHIR(200, NULL, "fhir_post", "me", bundle); /* the patient is there already */
	r = ask("fhir_get", "me/Observation/o", "", patient, (struct zhuyi_http){0});
	member_of(second, sizeof second, r->reply, "reference");
	assert_string_equal(first, second);
	expect(__LINE__, 200, "\"total\":1", ask("fhir_get", "me/Patient", "", patient, (struct zhuyi_http){.query = text("identifier=urn:t|1")}));
}

/* ---- search, in the writer and on a worker ---- */

static void what_is_not_known_is_refused(void **state)
{
	(void)state;
	FHIR_WITH(400, "nothing", "fhir_get", "me/Observation", "", .query = text("nothing=1"));
	FHIR_WITH(200, NULL, "fhir_get", "me/Observation", "", .query = text("nothing=1"), .prefer = text("handling=lenient"));
	FHIR_WITH(200, "\"total\":", "fhir_post", "me/Observation/_search", "status=final", .type = text("application/x-www-form-urlencoded"));
	FHIR(415, "form", "fhir_post", "me/Observation/_search", "{}");
	FHIR(404, NULL, "fhir_get", "me/Nothing", "");
	FHIR(404, NULL, "fhir_get", "me/Observation/$what", "");
	FHIR(405, NULL, "fhir_put", "me/Observation", OBSERVATION("\"id\":\"x\""));
	FHIR_WITH(422, "test", "fhir_patch", "me/Observation/w1", "[{\"op\":\"test\",\"path\":\"/status\",\"value\":\"x\"}]",
		  .type = text("application/json-patch+json"));
	FHIR(200, "\"CapabilityStatement\"", "fhir_get", "metadata", "");
	FHIR_AS("", 200, "S256", "fhir_get", "me/.well-known/smart-configuration", "");
}

/* ---- who ---- */

static void the_record_is_of_one_person(void **state)
{
	(void)state;
	char doctor[80], where[128], token[TOKEN_API_CHARS + 1];
	unsigned char hash[TOKEN_HASH];
	struct clock clock = clock_system();
	int64_t now = clock.now_ms(clock.ctx);
	FHIR_AS("", 401, "\"OperationOutcome\"", "fhir_get", "me/Observation", "");
	working_as(doctor, "doctor");
	snprintf(where, sizeof where, "%s/Observation", person);
	FHIR_AS(doctor, 404, "\"OperationOutcome\"", "fhir_get", where, ""); /* treats nobody */
	FHIR_AS(doctor, 404, NULL, "fhir_post", where, OBSERVATION("\"language\":\"zh\""));
	EXPECT(200, NULL, "glass_open", "{\"reason\":\"昏迷，需要知道过敏史\"}", person, doctor);
	FHIR_AS(doctor, 200, "searchset", "fhir_get", where, "");
	EXPECT(200, "\"action\":\"record.read\"", "looked", "", "me", patient);
	FHIR_AS(doctor, 404, NULL, "fhir_post", where, OBSERVATION("\"language\":\"zh\"")); /* a record opened so is read, not written */
	/* A program's token: for one record and some types. */
	char scopes[128];
	token_api_make(token, hash, rng_system());
	snprintf(scopes, sizeof scopes, "record.read patient:%s patient/Observation.rs", person);
	struct token_row t = {.org = S("sample"),
			      .person = str_from(person),
			      .id = S("01JZZZZZZZZZZZZZZZZZZZZZZZ"),
			      .role = S("patient"),
			      .name = S("program"),
			      .scopes = str_from(scopes),
			      .created_ms = now,
			      .expires_ms = now + 3600000};
	memcpy(t.token_hash, hash, sizeof hash);
	STORE(store_token_put(z->store, &t, &fail_));
	FHIR_AS(token, 200, "searchset", "fhir_get", "me/Observation", "");
	FHIR_AS(token, 403, "scopes", "fhir_get", "me/Basic/t", "");
	struct result *r = ask("fhir_get", "me", "", token, (struct zhuyi_http){0});
	expect(__LINE__, 200, "\"Observation\"", r);
	assert_null(strstr(r->reply, "\"Basic\""));
	FHIR_AS(token, 403, NULL, "fhir_put", "me/Observation/w9", OBSERVATION("\"id\":\"w9\""));
}

static void nothing_is_kept_without_consent(void **state)
{
	(void)state;
	char visitor[80] = "", body[64], id[27];
	struct result *r = call("consents", "", "me", patient);
	expect(__LINE__, 200, NULL, r);
	const char *consents = r->reply, *sensitive = strstr(consents, "\"sensitive\":true");
	assert_non_null(sensitive);
	while (sensitive > consents && strncmp(sensitive, "{\"id\"", 5) != 0) sensitive--;
	member_of(id, sizeof id, sensitive, "id");
	snprintf(body, sizeof body, "{\"consent\":\"%s\"}", id);
	EXPECT(200, NULL, "consent_withdraw", body, "me", patient);
	FHIR(403, "forbidden", "fhir_put", "me/Basic/later", BASIC("later"));
	FHIR(200, NULL, "fhir_get", "me/Basic/t", "");
	FHIR(204, NULL, "fhir_delete", "me/Basic/t", ""); /* to delete one needs none */
	FHIR_AS(visitor, 401, NULL, "fhir_put", "me/Basic/later", BASIC("later"));
}

/* ---- a store that fails at the n-th call: all of a transaction, or nothing ---- */

static void nothing_is_kept_by_halves(void **state)
{
	(void)state;
	static const char bundle[] = BUNDLE("transaction", ENTRY("PUT", "Basic/f1", BASIC("f1")) "," ENTRY("PUT", "Basic/f2", BASIC("f2")));
	struct store *real = z->store, *faulty = store_faulty(real, 0, RC_IO);
	int failed = 0, status = 0;
	for (int n = 1; n < 60 && status != 200; n++) {
		z->store = z->people.store = faulty;
		store_faulty_arm(faulty, n);
		status = ask("fhir_post", "me", bundle, patient, (struct zhuyi_http){0})->status;
		store_faulty_arm(faulty, 0);
		z->store = z->people.store = real;
		failed += status != 200;
		struct result *r = ask("fhir_get", "me/Basic", "", patient, (struct zhuyi_http){.query = text("_id=f1,f2&_summary=count")});
		expect(__LINE__, 200, status == 200 ? "\"total\":2" : "\"total\":0", r);
	}
	assert_true(failed >= 5 && status == 200);
	free(faulty);
}

/* ---- spans ---- */

static void spans_are_cut_where_they_lie(void **state)
{
	(void)state;
	str object = S("{ \"a\" : [1, {\"b\":\"x\\\"}\"}, \"y\"], \"c\":{}, \"d\" : -1.5e3 }"), key, value;
	struct span_walk walk = {object, false};
	static const char *const expected[] = {"a", "[1, {\"b\":\"x\\\"}\"}, \"y\"]", "c", "{}", "d", "-1.5e3"};
	for (size_t i = 0; i < 6; i += 2) {
		assert_true(span_next(&walk, &key, &value));
		assert_true(str_eq(key, str_from(expected[i])) && str_eq(value, str_from(expected[i + 1])));
	}
	assert_false(span_next(&walk, &key, &value));
	assert_true(str_eq(span_member(object, "d"), S("-1.5e3")) && !span_member(object, "b").n);
	struct span_strings strings = {.text = object};
	assert_true(span_string(&strings, &value) && str_eq(value, S("x\\\"}")) && str_eq(strings.key, S("b")));
	assert_true(span_string(&strings, &value) && str_eq(value, S("y")));
	assert_false(span_string(&strings, &value));
	walk = (struct span_walk){S("7"), false};
	assert_false(span_next(&walk, &key, &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_are_cut_where_they_lie),
		cmocka_unit_test(bytes_stay_as_they_came),
		cmocka_unit_test(versions_follow_one_another),
		cmocka_unit_test(an_old_version_opens_in_its_own_place_only),
		cmocka_unit_test(briefs_lie_beside),
		cmocka_unit_test(a_transaction_is_whole_or_nothing),
		cmocka_unit_test(references_lead_to_their_entries),
		cmocka_unit_test(what_is_not_known_is_refused),
		cmocka_unit_test(the_record_is_of_one_person),
		cmocka_unit_test(nothing_is_kept_by_halves),
		cmocka_unit_test(nothing_is_kept_without_consent),
	};
	return cmocka_run_group_tests_name("the record as FHIR", tests, begin_all, stop);
}
