/* memory_test.c - what a person says in a conversation, from outside: proposed, seen, used and said so, put right, taken back; and the facts drawn from a
 * record, brought up to date = drawn anew. */
#include "app/call_for_test.h"

#include "app/memory.h"
#include "care/measure.h"

static char patient[80], person[27];

static void registered(char session[80], char id[27], const char *login, const char *birth)
{
	char body[600];
	snprintf(body, sizeof body,
		 "{\"login\":\"%s\",\"password\":\"long-enough-passphrase\",\"name\":\"测试（虚构）\",\"birth\":\"%s\",\"sex\":\"female\","
		 "\"consents\":[{\"purpose\":"
		 "\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]}",
		 login, birth);
	struct result *r = call("register", body, "", "");
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
	person_of(id, session);
}

static void what_is_said_is_proposed_and_used(void **state)
{
	(void)state;
	char id[27], body[300];
	registered(patient, person, "remember-1", "1980-05-06");
	EXPECT(200, "{\"items\":[]}", "memory", "", "me", patient);
	struct result *r = call("ask", "{\"question\":\"我对青霉素过敏，正在吃二甲双胍，感冒怎么办\"}", "", patient);
	expect(__LINE__, 200, "\"remembered\":[{\"type\":\"AllergyIntolerance\"", r);
	expect(__LINE__, 200, "\"type\":\"MedicationStatement\"", r);
	if (strstr(r->reply, "\"used\"")) fail_msg("used before it was known: %s", r->reply);
	r = call("memory", "", "me", patient);
	expect(__LINE__, 200, "\"kind\":\"allergy\",\"text\":\"青霉素\",\"quote\":\"我对青霉素过敏\"", r);
	expect(__LINE__, 200, "\"state\":\"proposed\"", r);
	/* The next answer uses it, and says that nobody has confirmed it. */
	r = call("ask", "{\"question\":\"阿莫西林能吃吗\"}", "", patient);
	expect(__LINE__, 200, "{\"kind\":\"allergy\",\"text\":\"青霉素\",\"state\":\"stated\"", r);
	expect(__LINE__, 200, "还没有核实", r);
	if (strstr(r->reply, "\"remembered\"")) fail_msg("noted again: %s", r->reply);
	/* Said twice, noted once. */
	r = call("ask", "{\"question\":\"我对青霉素过敏，嗓子疼怎么办\"}", "", patient);
	if (strstr(r->reply, "\"remembered\"")) fail_msg("noted twice: %s", r->reply);
	r = call("memory", "", "me", patient);
	const char *at = strstr(r->reply, "AllergyIntolerance");
	assert_non_null(at);
	member_of(id, sizeof id, at, "id");
	/* Right: the person has looked at it. */
	snprintf(body, sizeof body, "{\"type\":\"AllergyIntolerance\",\"id\":\"%s\",\"state\":\"confirmed\",\"text\":\"青霉素类\"}", id);
	EXPECT(200, NULL, "memory_change", body, "me", patient);
	r = call("memory", "", "me", patient);
	expect(__LINE__, 200, "\"text\":\"青霉素类\",\"quote\":\"我对青霉素过敏\"", r);
	expect(__LINE__, 200, "\"state\":\"confirmed\"", r);
	r = call("ask", "{\"question\":\"阿莫西林能吃吗\"}", "", patient);
	expect(__LINE__, 200, "{\"kind\":\"allergy\",\"text\":\"青霉素类\",\"state\":\"record\"", r);
	/* Wrong: gone from the record and from the next answer. */
	snprintf(body, sizeof body, "{\"type\":\"AllergyIntolerance\",\"id\":\"%s\",\"state\":\"wrong\"}", id);
	EXPECT(200, NULL, "memory_change", body, "me", patient);
	EXPECT(404, NULL, "memory_change", body, "me", patient);
	r = call("ask", "{\"question\":\"阿莫西林能吃吗\"}", "", patient);
	if (strstr(r->reply, "\"kind\":\"allergy\"")) fail_msg("still used: %s", r->reply);
	expect(__LINE__, 200, "\"kind\":\"drug\",\"text\":\"二甲双胍\"", r);
	assert_int_equal(leaves_of("record.changed"), 3);
}

static void what_is_not_ones_own_or_not_kept_is_not_noted(void **state)
{
	(void)state;
	static const char *const none[] = {"{\"question\":\"我妈对头孢过敏，能吃阿莫西林吗\"}", "{\"question\":\"青霉素会不会过敏\"}",
					   "{\"question\":\"我对阿司匹林过敏\",\"facts\":{\"age\":30}}"};
	char doctor[80], visitor[80], other[80], other_id[27], body[120];
	struct result *r;
	for (size_t i = 0; i < 2; i++) {
		r = call("ask", none[i], "", patient);
		if (r->status != 200 || strstr(r->reply, "\"remembered\"")) fail_msg("%s", r->reply);
	}
	login_as(doctor, "doctor");
	r = call("ask", "{\"question\":\"我对青霉素过敏，感冒怎么办\"}", "", doctor);
	if (strstr(r->reply, "\"remembered\"")) fail_msg("of a doctor at work: %s", r->reply);
	r = call("ask", "{\"question\":\"我对青霉素过敏，感冒怎么办\"}", "", "");
	if (strstr(r->reply, "\"remembered\"")) fail_msg("of a visitor: %s", r->reply);
	session_of(visitor, r);
	EXPECT(403, NULL, "memory", "", "me", visitor);
	registered(other, other_id, "remember-2", "1990-01-01");
	EXPECT(404, NULL, "memory", "", person, other);
	snprintf(body, sizeof body, "{\"type\":\"Condition\",\"id\":\"x\",\"state\":\"wrong\"}");
	EXPECT(404, NULL, "memory_change", body, person, other);
	EXPECT(400, "type", "memory_change", "{\"type\":\"Patient\",\"id\":\"x\",\"state\":\"wrong\"}", "me", other);
	EXPECT(400, "state", "memory_change", "{\"type\":\"Condition\",\"id\":\"x\",\"state\":\"maybe\"}", "me", other);
	/* Without the consent nothing is kept, and so nothing noted. */
	r = call("consents", "", "me", other);
	for (const char *at = r->reply; (at = strstr(at, "{\"id\":\"")); at++) {
		char id[27];
		member_of(id, sizeof id, at, "id");
		snprintf(body, sizeof body, "{\"consent\":\"%s\"}", id);
		struct result own;
		begin(&own, "consent_withdraw", body, "me", other);
		assert_int_equal(ended(&own)->status, 200);
	}
	r = call("ask", "{\"question\":\"我对青霉素过敏，感冒怎么办\"}", "", other);
	expect(__LINE__, 200, "\"kept\":false", r);
	if (strstr(r->reply, "\"remembered\"")) fail_msg("without consent: %s", r->reply);
}

/* What is taken along has it too, letter by letter. */
static void the_export_has_the_record(void **state)
{
	(void)state;
	char id[27], body[300];
	struct result *r = call("ask", "{\"question\":\"我对阿司匹林过敏，感冒怎么办\"}", "", patient);
	expect(__LINE__, 200, "\"remembered\"", r);
	member_of(id, sizeof id, strstr(r->reply, "\"remembered\""), "id");
	EXPECT(200, NULL, "step", "{\"password\":\"long-enough-passphrase\"}", "", patient);
	snprintf(body, sizeof body, "\"fullUrl\":\"urn:uuid:");
	r = call("export", "", "me", patient);
	expect(__LINE__, 200, body, r);
	snprintf(body, sizeof body, "\"resource\":{\"resourceType\":\"AllergyIntolerance\",\"id\":\"%s\"", id);
	expect(__LINE__, 200, body, r);
	expect(__LINE__, 200, "id=\\\"record\\\"", r);
}

static void pregnancy_is_noted_for_as_long_as_it_can_last(void **state)
{
	(void)state;
	char mother[80], id[27];
	registered(mother, id, "remember-3", "1995-03-03");
	EXPECT(200, "\"kind\":\"pregnancy\",\"text\":\"怀孕\",\"quote\":\"我怀孕12周了\"", "ask", "{\"question\":\"我怀孕12周了，感冒怎么办\"}", "",
	       mother);
	EXPECT(200, "{\"kind\":\"pregnancy\",\"text\":\"怀孕\",\"state\":\"stated\"", "ask", "{\"question\":\"布洛芬能吃吗\"}", "", mother);
}

/* ---- measured by a device ---- */

struct writing {
	const char *person, *id, *code, *unit;
	double value;
	int64_t at_ms;
};

static bool write_one(struct zhuyi *lib, struct call *c)
{
	struct writing *w = c->work;
	struct someone s;
	char text[500], at[26];
	care_time(at, w->at_ms);
	snprintf(text, sizeof text,
		 "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"http://"
		 "loinc.org\",\"code\":\"%s\"}],\"text\":\"x\"},"
		 "\"effectiveDateTime\":\"%s\",\"valueQuantity\":{\"value\":%g,\"code\":\"%s\"}}",
		 w->code, at, w->value, w->unit);
	bool ok = people_open(&lib->people, &s, c->house->org, str_from(w->person), false, &c->arena, &c->rq.fail) &&
		  resource_put(lib, c, &s, NULL, S("Observation"), str_from(w->id), str_from(text), -1) && resource_leaf(lib, c, &s);
	people_forget(&s);
	return ok;
}

static void a_device_may_name_what_it_measured_by_another_code(void **state)
{
	(void)state;
	char own[80], id[27];
	registered(own, id, "remember-4", "1980-03-03");
	struct clock clock = clock_system();
	int64_t now_ms = clock.now_ms(clock.ctx);
	struct writing all[] = {{id, "g1", "15074-8", "mmol/L", 6.1, now_ms - 7200000},
				{id, "g2", "14743-9", "mmol/L", 2.7, now_ms - 60000},
				{id, "t1", "8328-7", "Cel", 36.8, now_ms - 60000},
				{id, "k1", "48643-1", "mL/min/{1.73_m2}", 72, now_ms - 60000}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct fail f = {0};
		if (!calls_errand(z, house_of(&z->houses, S("sample")), write_one, &all[i], &f)) fail_msg("%s", f.what);
	}
	struct result *r = call("ask", "{\"question\":\"我有点心慌，怎么办\"}", "", own);
	expect(__LINE__, 200, "{\"kind\":\"measured\",\"text\":\"x 2.7 mmol/L\"", r);
	expect(__LINE__, 200, "{\"kind\":\"measured\",\"text\":\"x 36.8 Cel\"", r);
	if (strstr(r->reply, "x 6.1 mmol/L")) fail_msg("the older one too: %s", r->reply);
	if (strstr(r->reply, "\"kind\":\"kidney\"")) fail_msg("with a coefficient of another people: %s", r->reply);
}

/* ---- kept beside the record = drawn anew ---- */

struct trying {
	const char *person;
	uint64_t seed;
	int steps;
};

static int chance(struct trying *t, int n)
{
	t->seed = t->seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((t->seed >> 33) % (uint64_t)n);
}

static bool change_something(struct zhuyi *lib, struct call *c, const struct someone *s, struct trying *t)
{
	char id[16], text[600];
	int k = chance(t, 4);
	snprintf(id, sizeof id, "o%d", chance(t, 6));
	struct fail none = {0};
	struct kept now;
	bool there = resource_get(lib, s, &now, S("Observation"), str_from(id), &c->arena, &none) && !now.deleted;
	if (k == 0 && there) return resource_delete(lib, c, s, S("Observation"), str_from(id), -1);
	snprintf(text, sizeof text,
		 "{\"resourceType\":\"Observation\",\"status\":\"%s\",\"code\":{\"coding\":[{\"system\":\"http://"
		 "loinc.org\",\"code\":\"%s\"}]},\"effectiveDateTime\":\"20%02d\","
		 "\"valueQuantity\":{\"value\":%d.50,\"code\":\"kg\"}}",
		 chance(t, 5) ? "final" : "entered-in-error", chance(t, 2) ? "29463-7" : "8302-2", 10 + chance(t, 8), chance(t, 100));
	return resource_put(lib, c, s, NULL, S("Observation"), str_from(id), str_from(text), -1);
}

static bool try_write(struct zhuyi *lib, struct call *c)
{
	struct trying *t = c->work;
	struct someone s;
	bool ok = people_open(&lib->people, &s, c->house->org, str_from(t->person), false, &c->arena, &c->rq.fail);
	for (int i = 0; ok && i < t->steps; i++) ok = change_something(lib, c, &s, t);
	ok = ok && resource_leaf(lib, c, &s);
	people_forget(&s);
	return ok;
}

static void brought_up_to_date_it_is_as_drawn_anew(void **state)
{
	(void)state;
	struct arena memory = arena_create(32 << 20);
	struct trying t = {person, 11, 0};
	for (int round = 0; round < 150; round++) {
		struct arena a = memory;
		struct fail f = {0};
		struct someone s;
		struct derived kept, anew = {0};
		struct briefeds all;
		t.steps = 1 + chance(&t, 5);
		assert_true(calls_errand(z, house_of(&z->houses, S("sample")), try_write, &t, &f));
		assert_true(people_open(&z->people, &s, S("sample"), str_from(person), false, &a, &f));
		assert_true(derived_read(z, &s, &kept, &a, &f) && briefs_all(z, &s, &all, &a, &f));
		for (ptrdiff_t i = 0; i < all.n; i++) derive_add(&anew, all.v[i].type, all.v[i].id, all.v[i].at_ms, &all.v[i].brief, &a);
		str x = derive_pack(&kept, &a), y = derive_pack(&anew, &a);
		assert_int_equal(x.n, y.n);
		assert_memory_equal(x.p, y.p, (size_t)x.n);
		people_forget(&s);
	}
	arena_destroy(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said_is_proposed_and_used),
		cmocka_unit_test(what_is_not_ones_own_or_not_kept_is_not_noted),
		cmocka_unit_test(the_export_has_the_record),
		cmocka_unit_test(pregnancy_is_noted_for_as_long_as_it_can_last),
		cmocka_unit_test(a_device_may_name_what_it_measured_by_another_code),
		cmocka_unit_test(brought_up_to_date_it_is_as_drawn_anew),
	};
	return cmocka_run_group_tests_name("what is remembered", tests, start, stop);
}
