/* kin_test.c - children in somebody's care, family that reads, contacts that do not, and that an invitation tells nothing about log-ins. */
#include "app/call_for_test.h"
#include "app/person.h"

static const char password[] = "velvet harbour 27 umbrella";

static void registered(char session[80], const char *login, const char *name)
{
	char body[1024];
	snprintf(body, sizeof body,
		 "{\"login\":\"%s\",\"password\":\"%s\",\"name\":\"%s\",\"birth\":\"1979-03-04\","
		 "\"consents\":[{\"purpose\":\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]}",
		 login, password, name);
	struct result *r = call("register", body, "", "");
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
}

#define CONSENTS "\"consents\":[{\"purpose\":\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]"

static int64_t now(void)
{
	struct clock clock = clock_system();
	return clock.now_ms(clock.ctx);
}

/* A birth date of somebody who is so old today. */
static void born(char out[11], int years)
{
	struct date d = date_of_ms(now(), ZONE_CHINA_MIN);
	char text[48];
	snprintf(text, sizeof text, "%04d-%02d-%02d", d.year - years, d.month, d.month == 2 && d.day == 29 ? 28 : d.day);
	memcpy(out, text, 10);
	out[10] = 0;
}

static bool relation(struct relation_row *out, const char *person, const char *other, const char *kind, struct arena *a)
{
	struct relation_rows rows;
	struct fail f = {0};
	assert_true(store_relation_get(z->store, &rows, S("sample"), str_from(person), S("by"), str_from(other), a, &f));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.v[i].kind, str_from(kind))) return *out = rows.v[i], true;
	return false;
}

static void a_child_is_entered_with_both_consents(void **state)
{
	(void)state;
	char guardian[80], body[512], birth[11], person[27], self[27];
	struct arena memory = arena_create(1 << 20), a = memory;
	struct relation_row row;
	registered(guardian, "mother", "郑妈妈");
	person_of(self, guardian);
	born(birth, 6);
	snprintf(body, sizeof body, "{\"name\":\"郑小宝\",\"birth\":\"%s\"}", birth);
	EXPECT(403, "\"need\":\"consent\"", "ward_make", body, "", guardian);
	snprintf(body, sizeof body, "{\"name\":\"郑小宝\",\"birth\":\"%s\",\"consents\":[{\"purpose\":\"consult\",\"sensitive\":true}]}", birth);
	EXPECT(403, "\"need\":\"consent\"", "ward_make", body, "", guardian);
	EXPECT(400, NULL, "ward_make", "{\"name\":\"大孩子\",\"birth\":\"2000-01-01\"," CONSENTS "}", "", guardian);
	EXPECT(400, NULL, "ward_make", "{\"name\":\"\",\"birth\":\"2024-01-01\"," CONSENTS "}", "", guardian);
	EXPECT(400, NULL, "ward_make", "{\"name\":\"未来\",\"birth\":\"2999-01-01\"," CONSENTS "}", "", guardian);
	EXPECT(401, NULL, "ward_make", "{\"name\":\"郑小宝\",\"birth\":\"2024-01-01\"," CONSENTS "}", "", "");
	snprintf(body, sizeof body, "{\"name\":\"郑小宝\",\"birth\":\"%s\",\"sex\":\"male\"," CONSENTS "}", birth);
	member_of(person, sizeof person, call("ward_make", body, "", guardian)->reply, "person");
	EXPECT(200, "\"relation\":\"ward\",\"name\":\"郑小宝\"", "people", "", "", guardian);
	EXPECT(200, "\"age_y\":6", "people", "", "", guardian);
	assert_true(relation(&row, person, self, "guardian", &a));
	struct date date;
	assert_true(date_read(&date, str_from(birth)));
	assert_int_equal(row.until_ms, age_reached_ms(date, 14, ZONE_CHINA_MIN));
	snprintf(body, sizeof body, "\"given_by\":\"%s\"", self);
	EXPECT(200, body, "consents", "", person, guardian);
	arena_destroy(memory);
}

/* A guardian asks, reads and changes for the child until the 14th birthday, and each time is written down with the child. */
static void a_guardian_acts_until_the_fourteenth_birthday(void **state)
{
	(void)state;
	char guardian[80], body[512], birth[11], person[27], self[27], id[27];
	struct arena memory = arena_create(1 << 20), a = memory;
	struct relation_row row;
	registered(guardian, "father", "冯爸爸");
	person_of(self, guardian);
	born(birth, 13);
	snprintf(body, sizeof body, "{\"name\":\"冯小妹\",\"birth\":\"%s\"," CONSENTS "}", birth);
	member_of(person, sizeof person, call("ward_make", body, "", guardian)->reply, "person");
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"allergies\":[\"花生\"],\"weight_kg\":41}}", person, guardian);
	snprintf(body, sizeof body, "{\"question\":\"感冒怎么办\",\"person\":\"%s\"}", person);
	struct result *r = call("ask", body, "", guardian);
	expect(__LINE__, 200, "\"facts_used\":true", r);
	member_of(id, sizeof id, r->reply, "case");
	snprintf(body, sizeof body, "{\"question\":\"女儿发烧怎么办\",\"person\":\"%s\"}", person);
	EXPECT(200, "\"facts_used\":true", "ask", body, "", guardian);
	snprintf(body, sizeof body, "{\"question\":\"爷爷发烧怎么办\",\"person\":\"%s\"}", person);
	r = call("ask", body, "", guardian);
	assert_null(strstr(r->reply, "facts_used"));
	snprintf(body, sizeof body, "{\"person\":\"%s\"}", person);
	EXPECT(200, id, "cases", body, "", guardian);
	EXPECT(200, "\"cases\":[]", "cases", "", "", guardian);
	EXPECT(200, "感冒", "case", "", id, guardian);
	r = call("looked", "", person, guardian);
	assert_non_null(strstr(r->reply, "\"action\":\"case.read\",\"relation\":\"ward\""));
	assert_non_null(strstr(r->reply, "\"action\":\"case.ask\",\"relation\":\"ward\""));
	assert_non_null(strstr(r->reply, "冯爸爸"));
	EXPECT(400, NULL, "profile_change", "{\"birth\":\"2001-01-01\"}", person, guardian);
	born(birth, 5);
	snprintf(body, sizeof body, "{\"birth\":\"%s\"}", birth);
	EXPECT(200, NULL, "profile_change", body, person, guardian); /* a slip put right: the end moves with it */
	struct date date;
	assert_true(date_read(&date, str_from(birth)) && relation(&row, person, self, "guardian", &a));
	assert_int_equal(row.until_ms, age_reached_ms(date, 14, ZONE_CHINA_MIN));
	row.until_ms = now() + 60000;
	STORE(store_relation_put(z->store, &row, &fail_));
	EXPECT(200, NULL, "facts", "", person, guardian);
	row.until_ms = now() - 1; /* the birthday has begun */
	struct relation_row other = row;
	other.person = row.other, other.other = row.person, other.side = S("for");
	STORE(store_relation_put(z->store, &row, &fail_) && store_relation_put(z->store, &other, &fail_));
	stepped(guardian, 1);
	static const char *const verbs[] = {"facts",  "profile",      "consents",       "looked", "relations",
					    "export", "facts_change", "profile_change", "delete"};
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		EXPECT(404, NULL, verbs[i], "{\"confirm\":\"delete\",\"facts\":{}}", person, guardian);
	EXPECT(404, NULL, "case", "", id, guardian);
	snprintf(body, sizeof body, "{\"question\":\"感冒怎么办\",\"person\":\"%s\"}", person);
	EXPECT(404, NULL, "ask", body, "", guardian);
	r = call("people", "", "", guardian);
	assert_null(strstr(r->reply, person));
	arena_destroy(memory);
}

static void who_is_not_of_age_enters_no_child(void **state)
{
	(void)state;
	char session[80], body[1024], birth[11];
	born(birth, 15);
	snprintf(body, sizeof body, "{\"login\":\"youth\",\"password\":\"%s\",\"name\":\"少年\",\"birth\":\"%s\"," CONSENTS "}", password, birth);
	struct result *r = call("register", body, "", "");
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
	EXPECT(403, NULL, "ward_make", "{\"name\":\"孩子\",\"birth\":\"2024-01-01\"," CONSENTS "}", "", session);
	EXPECT(400, NULL, "profile_change", "{\"birth\":\"2024-01-01\"}", "me", session);
}

/* ---- family ---- */

/* The part of a list of relations or consents that somebody who guesses could learn from: without the typed name, the words and the times. */
static void shape(char out[1024], const struct result *r, const char *list, const char *login)
{
	jv v;
	struct fail f = {0};
	out[0] = 0;
	assert_true(json_parse(&v, str_from(r->reply), 16, &f));
	jv rows = json_get(v, list);
	for (ptrdiff_t i = 0; i < json_count(rows); i++) {
		jv one = json_at(rows, i);
		if (login && !str_eq(json_str(one, "name"), str_from(login))) continue;
		if (!login && !str_eq(json_str(one, "purpose"), S("family"))) continue;
		size_t n = strlen(out);
		snprintf(out + n, 1024 - n, "[%d " STR_FMT " " STR_FMT " " STR_FMT "]", (int)json_str(one, "other").n, STR_ARG(json_str(one, "side")),
			 STR_ARG(json_str(one, "state")), STR_ARG(json_str(one, "kind")));
	}
	json_free(v);
}

static void an_invitation_does_not_tell_whether_there_is_such_a_log_in(void **state)
{
	(void)state;
	char one[80], two[80], other[80], a[1024], b[1024], token[64], body[128];
	registered(one, "guesser-1", "猜一");
	registered(two, "guesser-2", "猜二");
	registered(other, "quiet-person", "静者");
	for (int again = 0; again < 2; again++) { /* inviting once more changes nothing that shows */
		assert_string_equal(call("relation_make", "{\"kind\":\"family\",\"login\":\"quiet-person\"}", "me", one)->reply, "{}");
		assert_string_equal(call("relation_make", "{\"kind\":\"family\",\"login\":\"nobody-at-all\"}", "me", two)->reply, "{}");
		shape(a, call("relations", "", "me", one), "relations", "quiet-person");
		shape(b, call("relations", "", "me", two), "relations", "nobody-at-all");
		assert_string_equal(a, "[32 by asked family]");
		assert_string_equal(a, b);
		shape(a, call("consents", "", "me", one), "consents", NULL);
		shape(b, call("consents", "", "me", two), "consents", NULL);
		assert_string_equal(a, b);
	}
	/* taken back: nothing of it can be told apart either */
	member_of(token, sizeof token, call("relations", "", "me", one)->reply, "other");
	snprintf(body, sizeof body, "{\"kind\":\"family\",\"other\":\"%s\"}", token);
	EXPECT(200, NULL, "relation_end", body, "me", one);
	EXPECT(404, NULL, "relation_end", body, "me", one);
	member_of(token, sizeof token, call("relations", "", "me", two)->reply, "other");
	snprintf(body, sizeof body, "{\"kind\":\"family\",\"other\":\"%s\"}", token);
	EXPECT(200, NULL, "relation_end", body, "me", two);
	shape(a, call("consents", "", "me", one), "consents", NULL);
	shape(b, call("consents", "", "me", two), "consents", NULL);
	assert_string_equal(a, b);
	EXPECT(200, "\"relations\":[]", "relations", "", "me", one);
	EXPECT(200, "\"relations\":[]", "relations", "", "me", other);
	EXPECT(400, NULL, "relation_make", "{\"kind\":\"family\",\"login\":\"guesser-1\"}", "me", one); /* one's own */
	EXPECT(400, NULL, "relation_make", "{\"kind\":\"guardian\",\"login\":\"quiet-person\"}", "me", one);
	EXPECT(400, NULL, "relation_make", "{\"kind\":\"family\"}", "me", one);
	/* not without end */
	for (int i = 0; i < 20; i++) {
		snprintf(body, sizeof body, "{\"kind\":\"family\",\"login\":\"many-%d\"}", i);
		EXPECT(200, NULL, "relation_make", body, "me", two);
	}
	EXPECT(413, NULL, "relation_make", "{\"kind\":\"family\",\"login\":\"many-20\"}", "me", two);
	EXPECT(200, NULL, "relation_make", "{\"kind\":\"family\",\"login\":\"many-3\"}", "me", two);
}

static void family_reads_once_it_accepted_and_never_more_than_that(void **state)
{
	(void)state;
	char wife[80], husband[80], her[27], his[27], body[512], id[27];
	registered(wife, "wife", "韩妻");
	registered(husband, "husband", "韩夫");
	person_of(her, wife);
	person_of(his, husband);
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"conditions\":[\"哮喘\"]}}", "me", wife);
	struct result *r = call("ask", "{\"question\":\"我吃的降压药能停药吗\"}", "", wife);
	member_of(id, sizeof id, r->reply, "case");
	EXPECT(200, NULL, "relation_make", "{\"kind\":\"family\",\"login\":\" Husband \"}", "me", wife);
	EXPECT(404, NULL, "facts", "", her, husband);
	EXPECT(404, NULL, "profile", "", her, husband);
	snprintf(body, sizeof body, "\"other\":\"%s\",\"name\":\"韩妻\",\"side\":\"for\",\"kind\":\"family\",\"state\":\"asked\"", her);
	EXPECT(200, body, "relations", "", "me", husband);
	snprintf(body, sizeof body, "{\"kind\":\"contact\",\"other\":\"%s\"}", his);
	EXPECT(404, NULL, "relation_accept", body, her, husband);
	snprintf(body, sizeof body, "{\"kind\":\"family\",\"other\":\"%s\"}", his);
	EXPECT(404, NULL, "relation_accept", body, his, wife);
	EXPECT(404, NULL, "relation_accept", body, her, wife);
	EXPECT(200, NULL, "relation_accept", body, her, husband);
	EXPECT(404, NULL, "relation_accept", body, her, husband);
	EXPECT(200, "哮喘", "facts", "", her, husband);
	EXPECT(200, "韩妻", "profile", "", her, husband);
	EXPECT(200, "停药", "case", "", id, husband);
	EXPECT(200, "\"relation\":\"family\",\"name\":\"韩妻\"", "people", "", "", husband);
	EXPECT(200, "\"name\":\"韩夫\"", "relations", "", "me", wife);
	EXPECT(404, NULL, "facts", "", his, wife); /* one way only */
	stepped(husband, 2);
	static const char *const never[] = {"facts_change", "profile_change", "consents", "consent_give", "looked", "relations", "export", "delete"};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		EXPECT(404, NULL, never[i], "{\"confirm\":\"delete\",\"facts\":{},\"purpose\":\"consult\",\"sensitive\":true}", her, husband);
	EXPECT(404, NULL, "handover", "", id, husband);
	r = call("looked", "", "me", wife);
	assert_non_null(strstr(r->reply, "韩夫"));
	assert_non_null(strstr(r->reply, "\"action\":\"facts.read\",\"relation\":\"family\""));

	/* only the health information is withdrawn */
	char consent[27];
	const char *p = strstr(call("consents", "", "me", wife)->reply, "\"purpose\":\"family\",\"sensitive\":true");
	assert_non_null(p);
	memcpy(consent, p - 28, 26);
	consent[26] = 0;
	snprintf(body, sizeof body, "{\"consent\":\"%s\"}", consent);
	EXPECT(200, NULL, "consent_withdraw", body, "me", wife);
	EXPECT(404, NULL, "facts", "", her, husband);
	EXPECT(404, NULL, "case", "", id, husband);
	EXPECT(200, "韩妻", "profile", "", her, husband);
	snprintf(body, sizeof body, "{\"purpose\":\"family\",\"sensitive\":true,\"other\":\"%s\"}", his);
	EXPECT(200, NULL, "consent_give", body, "me", wife);
	EXPECT(200, "哮喘", "facts", "", her, husband);

	/* the reader ends it */
	snprintf(body, sizeof body, "{\"kind\":\"family\",\"other\":\"%s\",\"side\":\"for\"}", her);
	EXPECT(200, NULL, "relation_end", body, "me", husband);
	EXPECT(404, NULL, "facts", "", her, husband);
	EXPECT(404, NULL, "profile", "", her, husband);
	EXPECT(200, "\"relations\":[]", "relations", "", "me", wife);
	assert_null(strstr(call("consents", "", "me", wife)->reply, "\"other\":\"0"));
	EXPECT(404, NULL, "relation_accept", "{\"kind\":\"family\"}", her, husband);
}

static void who_declines_and_who_is_a_contact_reads_nothing(void **state)
{
	(void)state;
	char one[80], two[80], first[27], second[27], body[256];
	registered(one, "asks", "蒋问");
	registered(two, "declines", "沈拒");
	person_of(first, one);
	person_of(second, two);
	EXPECT(200, NULL, "relation_make", "{\"kind\":\"family\",\"login\":\"declines\"}", "me", one);
	snprintf(body, sizeof body, "{\"kind\":\"family\",\"other\":\"%s\"}", first);
	EXPECT(200, NULL, "relation_end", body, "me", two);
	EXPECT(404, NULL, "relation_accept", "{\"kind\":\"family\"}", first, two);
	EXPECT(200, "\"relations\":[]", "relations", "", "me", one);
	EXPECT(404, NULL, "profile", "", first, two);
	EXPECT(200, NULL, "relation_make", "{\"kind\":\"contact\",\"login\":\"declines\"}", "me", one);
	EXPECT(200, NULL, "relation_accept", "{\"kind\":\"contact\"}", first, two);
	EXPECT(200, "沈拒", "relations", "", "me", one);
	EXPECT(404, NULL, "profile", "", first, two);
	EXPECT(404, NULL, "facts", "", first, two);
	assert_null(strstr(call("people", "", "", two)->reply, first));
	EXPECT(200, NULL, "relation_make", "{\"kind\":\"contact\",\"login\":\"declines\"}", "me", one); /* accepted already: stays */
	EXPECT(200, "\"state\":\"active\"", "relations", "", "me", one);
	snprintf(body, sizeof body, "{\"kind\":\"contact\",\"other\":\"%s\"}", second);
	EXPECT(200, NULL, "relation_end", body, "me", one);
	EXPECT(200, "\"relations\":[]", "relations", "", "me", two);
}

/* Two withdrawals end what rested on them. */
static void sharing_without_any_consent_is_over(void **state)
{
	(void)state;
	char one[80], two[80], first[27], body[64];
	registered(one, "shares", "何享");
	registered(two, "reads", "吕读");
	person_of(first, one);
	EXPECT(200, NULL, "relation_make", "{\"kind\":\"family\",\"login\":\"reads\"}", "me", one);
	EXPECT(200, NULL, "relation_accept", "{\"kind\":\"family\"}", first, two);
	EXPECT(200, NULL, "profile", "", first, two);
	for (int i = 0; i < 2; i++) {
		const char *p = strstr(call("consents", "", "me", one)->reply,
				       i ? "\"purpose\":\"family\",\"sensitive\":true" : "\"purpose\":\"family\",\"sensitive\":false");
		assert_non_null(p);
		snprintf(body, sizeof body, "{\"consent\":\"%.26s\"}", p - 28);
		EXPECT(200, NULL, "consent_withdraw", body, "me", one);
	}
	EXPECT(404, NULL, "profile", "", first, two);
	EXPECT(200, "\"relations\":[]", "relations", "", "me", one);
	EXPECT(200, "\"relations\":[]", "relations", "", "me", two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_is_entered_with_both_consents),
		cmocka_unit_test(a_guardian_acts_until_the_fourteenth_birthday),
		cmocka_unit_test(who_is_not_of_age_enters_no_child),
		cmocka_unit_test(an_invitation_does_not_tell_whether_there_is_such_a_log_in),
		cmocka_unit_test(family_reads_once_it_accepted_and_never_more_than_that),
		cmocka_unit_test(who_declines_and_who_is_a_contact_reads_nothing),
		cmocka_unit_test(sharing_without_any_consent_is_over),
	};
	return cmocka_run_group_tests_name("kin", tests, start, stop);
}
