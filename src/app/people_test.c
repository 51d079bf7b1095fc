/* people_test.c - profile, facts, finding, consent and its withdrawal, who looked, and that nobody reaches another's. */
#include "app/call_for_test.h"

#include "app/derived.h"
#include "app/person.h"

static const char password[] = "velvet harbour 27 umbrella";

/* Somebody new; the session is set. */
static void registered(char session[80], const char *login, const char *name, const char *phone)
{
	char body[1024];
	snprintf(body, sizeof body,
		 "{\"login\":\"%s\",\"password\":\"%s\",\"name\":\"%s\",\"birth\":\"1979-03-04\",\"sex\":\"female\",\"phone\":\"%s\","
		 "\"consents\":[{\"purpose\":\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]}",
		 login, password, name, phone);
	struct result *r = call("register", body, "", "");
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
}

static void case_of(char out[27], const struct result *r)
{
	expect(__LINE__, 200, NULL, r);
	member_of(out, 27, r->reply, "case");
}

/* A member of the reply, as it is after the JSON is read. */
static void same(int line, const struct result *r, const char *object, const char *key, const char *wanted)
{
	jv v;
	struct fail f = {0};
	assert_true(json_parse(&v, str_from(r->reply), 16, &f));
	jv in = *object ? json_get(v, object) : v;
	str got = json_is_array(json_get(in, key)) ? json_text(json_at(json_get(in, key), 0)) : json_str(in, key);
	if (!str_eq(got, str_from(wanted))) fail_msg("line %d: %s is " STR_FMT " and not %s", line, key, STR_ARG(got), wanted);
	json_free(v);
}

static const char *const hostile[] = {"Robert'); DROP TABLE person;--",
				      "<script>alert(1)</script>",
				      "\\\"},{\\\"person\\\":\\\"x",
				      "%s%n%x",
				      "阿卜杜拉·买买提 🙂",
				      "${jndi:ldap://x}",
				      "' OR '1'='1"};

static void strings_come_back_as_they_went_in(void **state)
{
	(void)state;
	char session[80], body[1024], wanted[256];
	login_as(session, "patient");
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		snprintf(body, sizeof body, "{\"name\":\"%s\",\"emergency\":{\"name\":\"%s\",\"phone\":\"139 0000 0000\",\"relation\":\"%s\"}}",
			 hostile[i], hostile[i], hostile[i]);
		size_t n = 0;
		for (const char *p = hostile[i]; *p; p++)
			if (*p != '\\' || (p++, true)) wanted[n++] = *p;
		wanted[n] = 0;
		EXPECT(200, NULL, "profile_change", body, "me", session);
		struct result *r = call("profile", "", "me", session);
		same(__LINE__, r, "", "name", wanted);
		same(__LINE__, r, "emergency", "relation", wanted);
		snprintf(body, sizeof body, "{\"facts\":{\"allergies\":[\"%s\"],\"weight_kg\":62.50}}", hostile[i]);
		EXPECT(200, "\"weight_kg\":62.50", "facts_change", body, "me", session);
		same(__LINE__, call("facts", "", "me", session), "facts", "allergies", wanted);
	}
}

static void what_cannot_be_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	char session[80], body[1024], name[200];
	static const char *const bad[] = {"{\"name\":\"a\\u0000b\"}",
					  "{\"name\":\"a\\nb\"}",
					  "{\"name\":7}",
					  "{\"name\":null}",
					  "{\"name\":\"  \"}",
					  "{\"birth\":\"2999-01-01\"}",
					  "{\"birth\":\"1990-02-30\"}",
					  "{\"birth\":null}",
					  "{\"birth\":\"2020-01-01\"}",
					  "{\"phone\":\"call me\"}",
					  "{\"sex\":\"x\"}",
					  "{\"person\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}",
					  "{\"role\":\"administrator\"}",
					  "{\"emergency\":{\"login\":1}}",
					  "{\"emergency\":[]}"};
	static const char *const bad_facts[] = {"{}",
						"{\"facts\":[]}",
						"{\"facts\":{\"weight_kg\":900}}",
						"{\"facts\":{\"allergies\":\"none\"}}",
						"{\"facts\":{\"allergies\":[\"\"]}}",
						"{\"facts\":{\"pregnant\":\"maybe\"}}",
						"{\"facts\":{\"shoe\":43}}"};
	login_as(session, "patient");
	EXPECT(200, NULL, "profile_change", "{\"name\":\"林小满\",\"phone\":\"13900000001\"}", "me", session);
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"drugs\":[\"华法林\"]}}", "me", session);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) EXPECT(400, NULL, "profile_change", bad[i], "me", session);
	for (size_t i = 0; i < sizeof bad_facts / sizeof *bad_facts; i++) EXPECT(400, NULL, "facts_change", bad_facts[i], "me", session);
	memset(name, 'x', sizeof name);
	name[RECORD_NAME_MAX + 1] = 0;
	snprintf(body, sizeof body, "{\"name\":\"%s\"}", name);
	EXPECT(400, NULL, "profile_change", body, "me", session);
	EXPECT(400, NULL, "profile_change", "", "me", session);
	struct result *r = call("profile", "", "me", session);
	same(__LINE__, r, "", "name", "林小满");
	same(__LINE__, r, "", "phone", "13900000001");
	same(__LINE__, call("facts", "", "me", session), "facts", "drugs", "华法林");
	char doctor[80];
	working_as(doctor, "doctor");
	EXPECT(403, NULL, "profile_change", "{\"name\":\"华佗\"}", "me", doctor); /* the hospital knows under which name a doctor signs */
	EXPECT(200, NULL, "profile_change", "{\"phone\":\"13900000009\"}", "me", doctor);
	EXPECT(200, "陈知远", "me", "", "", doctor);
}

static void who_changed_the_phone_is_found_by_the_new_one_only(void **state)
{
	(void)state;
	char session[80], doctor[80], person[27];
	registered(session, "finder-1", "欧阳找得到", "+86 138 1111 2222");
	person_of(person, session);
	login_as(doctor, "doctor");
	EXPECT(200, person, "find", "{\"phone\":\"138-1111-2222\"}", "", doctor);
	EXPECT(200, person, "find", "{\"name\":\"欧阳 找得到\",\"phone\":\"13811112222\"}", "", doctor);
	EXPECT(200, "\"relation\":\"none\"", "find", "{\"name\":\"欧阳找得到\"}", "", doctor);
	EXPECT(200, NULL, "profile_change", "{\"phone\":\"13833334444\",\"name\":\"欧阳改名\"}", "me", session);
	EXPECT(200, "\"people\":[]", "find", "{\"phone\":\"13811112222\"}", "", doctor);
	EXPECT(200, "\"people\":[]", "find", "{\"name\":\"欧阳找得到\"}", "", doctor);
	EXPECT(200, "\"people\":[]", "find", "{\"name\":\"欧阳改名\",\"phone\":\"13811112222\"}", "", doctor); /* both must fit */
	EXPECT(200, person, "find", "{\"name\":\"欧阳改名\",\"phone\":\"13833334444\"}", "", doctor);
	EXPECT(200, "person.find", "looked", "", "me", session); /* being found is being looked at */
	EXPECT(400, NULL, "find", "{}", "", doctor);
	EXPECT(400, NULL, "find", "{\"phone\":\"not a number\"}", "", doctor);
	EXPECT(403, NULL, "find", "{\"name\":\"欧阳改名\"}", "", session);
	EXPECT(401, NULL, "find", "{\"name\":\"欧阳改名\"}", "", "");
}

/* Everything that has a person in its path, asked by somebody who is nothing to that person: there is nothing, exactly as for an id that nobody has. */
static void nobody_reaches_another_ones(void **state)
{
	(void)state;
	static const char body[] = "{\"confirm\":\"delete\",\"kind\":\"family\",\"other\":\"x\",\"login\":\"patient\",\"purpose\":\"consult\","
				   "\"sensitive\":true,\"consent\":\"x\",\"facts\":{},\"reason\":\"long enough a reason\"}";
	char a[80], b[80], person[27], first[512], listed[96];
	const struct zhuyi_verb *v;
	int tried = 0;
	registered(a, "stranger-a", "甲", "13900001111");
	registered(b, "stranger-b", "乙", "13900002222");
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"conditions\":[\"哮喘\"]}}", "me", a);
	person_of(person, a);
	stepped(b, 2);
	for (size_t i = 0; (v = zhuyi_verb(i)); i++) {
		if (strncmp(v->path, "/v1/people/{id}", 15) != 0) continue;
		bool ever = access_ever(z->access, access_action(z->access, str_from(v->action)), ROLE_PATIENT);
		struct result *r = call(v->name, body, person, b);
		if (r->status != (ever ? 404 : 403)) fail_msg("%s: %d %s", v->name, r->status, r->reply);
		snprintf(first, sizeof first, "%.500s", r->reply);
		assert_string_equal(first, call(v->name, body, "01ARZ3NDEKTSV4RRFFQ69G5FAV", b)->reply);
		if (ever) assert_string_equal(first, call(v->name, body, "../../x", b)->reply);
		assert_int_equal(call(v->name, body, person, "")->status, 401);
		assert_int_equal(call(v->name, body, "me", "")->status, 401);
		tried++;
	}
	assert_true(tried >= 14);
	snprintf(listed, sizeof listed, "{\"person\":\"%s\"}", person);
	EXPECT(404, NULL, "cases", listed, "", b);
	snprintf(listed, sizeof listed, "{\"person\":\"%s\",\"question\":\"感冒怎么办\"}", person);
	EXPECT(404, NULL, "ask", listed, "", b);
	EXPECT(200, "\"access\":[]", "looked", "", "me", a);
	EXPECT(200, "哮喘", "facts", "", "me", a);
}

/* ---- consent ---- */

static void consent_id(char out[27], const struct result *r, const char *purpose, bool sensitive)
{
	jv v;
	struct fail f = {0};
	out[0] = 0;
	assert_true(json_parse(&v, str_from(r->reply), 16, &f));
	jv list = json_get(v, "consents");
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		jv one = json_at(list, i);
		double gone = 0;
		if (str_eq(json_str(one, "purpose"), str_from(purpose)) && json_flag(one, "sensitive") == sensitive &&
		    json_number(one, "withdrawn_ms", &gone) && gone == 0)
			snprintf(out, 27, "%s", json_str(one, "id").p);
	}
	json_free(v);
	if (!out[0]) fail_msg("no such consent in force: %s", r->reply);
}

static void withdrawn(const char *session, const char *purpose, bool sensitive)
{
	char id[27], body[64];
	consent_id(id, call("consents", "", "me", session), purpose, sensitive);
	snprintf(body, sizeof body, "{\"consent\":\"%s\"}", id);
	EXPECT(200, NULL, "consent_withdraw", body, "me", session);
	EXPECT(409, NULL, "consent_withdraw", body, "me", session);
}

struct heard {
	int n;
};

static void hear(void *ctx, struct zhuyi_text json)
{
	(void)json;
	((struct heard *)ctx)->n++;
}

static uint64_t following(const char *session, const char *id, struct heard *h)
{
	*h = (struct heard){0};
	uint64_t f = zhuyi_follow(z, (struct zhuyi_text){session, strlen(session)}, (struct zhuyi_text){id, strlen(id)}, hear, h);
	if (f) assert_int_equal(h->n, 1);
	return f;
}

static void a_withdrawn_consent_acts_at_once(void **state)
{
	(void)state;
	char patient[80], doctor[80], id[27], person[27];
	struct heard own, doctors;
	registered(patient, "withdraws", "钱撤回", "13900003333");
	person_of(person, patient);
	working_as(doctor, "doctor");
	case_of(id, call("ask", "{\"question\":\"我吃的降压药能停药吗\"}", "", patient));
	EXPECT(200, id, "worklist", "", "", doctor);
	EXPECT(200, "停药", "case", "", id, doctor);
	EXPECT(200, "钱撤回", "profile", "", person, doctor);
	uint64_t f = following(doctor, id, &doctors), g = following(patient, id, &own);
	assert_true(f && g);
	withdrawn(patient, "consult", false); /* who somebody is */
	EXPECT(404, NULL, "profile", "", person, doctor);
	EXPECT(200, "停药", "case", "", id, doctor);
	follow_changed(z, str_from(id), S("{\"case\":\"x\",\"state\":\"held\"}"));
	assert_int_equal(doctors.n, 2);
	withdrawn(patient, "consult", true); /* and the health information */
	struct result *r = call("worklist", "", "", doctor);
	assert_null(strstr(r->reply, id));
	EXPECT(404, NULL, "case", "", id, doctor);
	EXPECT(404, NULL, "proof", "", id, doctor);
	EXPECT(404, NULL, "facts", "", person, doctor);
	EXPECT(404, NULL, "sign", "{\"text\":\"可以\"}", id, doctor);
	assert_int_equal(following(doctor, id, &(struct heard){0}), 0);
	follow_changed(z, str_from(id), S("{\"case\":\"x\",\"state\":\"held\"}"));
	assert_int_equal(doctors.n, 2); /* the open stream says nothing more */
	assert_int_equal(own.n, 3);
	EXPECT(200, "停药", "case", "", id, patient);
	EXPECT(403, "\"need\":\"consent\"", "facts_change", "{\"facts\":{}}", "me", patient);
	EXPECT(200, "\"id\":", "consent_give", "{\"purpose\":\"consult\",\"sensitive\":true}", "me", patient);
	EXPECT(200, id, "worklist", "", "", doctor);
	EXPECT(200, NULL, "logout", "", "", patient);
	follow_changed(z, str_from(id), S("{\"case\":\"x\",\"state\":\"held\"}"));
	assert_int_equal(own.n, 3); /* an ended session hears nothing more */
	zhuyi_unfollow(z, f);
	zhuyi_unfollow(z, g);
}

/* ---- withdrawn while it was being worked on ---- */

struct between {
	struct result *r;
	const char *name, *body, *id, *session, *person;
};

/* On the writing thread: a call is worked on meanwhile and waits here to be written; before it, both consents end. */
static bool withdraw_first(struct zhuyi *zz, struct call *c)
{
	struct between *b = c->work;
	struct consent_rows rows;
	begin(b->r, b->name, b->body, b->id, b->session);
	for (bool waits = false; !waits; usleep(1000)) {
		pthread_mutex_lock(&zz->writes.lock);
		waits = zz->writes.first != NULL;
		pthread_mutex_unlock(&zz->writes.lock);
	}
	if (!store_consents_of(zz->store, &rows, S("sample"), str_from(b->person), &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!rows.v[i].withdrawn_ms &&
		    !store_consent_withdraw(zz->store, S("sample"), rows.v[i].person, rows.v[i].id, S("x"), call_now(c), &c->rq.fail))
			return false;
	return true;
}

static struct result *crossed(const char *name, const char *body, const char *id, const char *session, const char *person)
{
	static struct result r;
	struct between b = {&r, name, body, id, session, person};
	struct fail f = {0};
	if (!calls_errand(z, house_of(&z->houses, S("sample")), withdraw_first, &b, &f)) fail_msg("%s", f.what);
	return ended(&r);
}

static void a_withdrawal_written_first_counts(void **state)
{
	(void)state;
	static const char question[] = "{\"question\":\"我吃的降压药能停药吗\"}";
	char patient[80], doctor[80], id[27], person[27];
	registered(patient, "crossed-1", "吴先撤", "13900007771");
	person_of(person, patient);
	expect(__LINE__, 200, "\"kept\":false", crossed("ask", question, "", patient, person));
	EXPECT(200, "\"cases\":[]", "cases", "", "", patient);
	registered(patient, "crossed-2", "郑先撤", "13900007772");
	person_of(person, patient);
	working_as(doctor, "doctor");
	case_of(id, call("ask", question, "", patient));
	expect(__LINE__, 404, NULL, crossed("sign", "{\"text\":\"可以\"}", id, doctor, person));
	EXPECT(200, "\"reply\":null", "case", "", id, patient);
	registered(patient, "crossed-3", "王先撤", "13900007777");
	person_of(person, patient);
	case_of(id, call("ask", question, "", patient));
	expect(__LINE__, 404, NULL, crossed("case", "", id, doctor, person)); /* nor is anything shown that was read before it */
	EXPECT(200, "\"access\":[]", "looked", "", "me", patient);
}

/* ---- the worklist under pressure ---- */

/* Cases of somebody who does not agree that a doctor reads them, most urgent of all. */
static bool crowd(str person, int n, struct fail *f)
{
	char id[27];
	struct clock clock = clock_system();
	for (int i = 0; i < n; i++) {
		ulid_make(id, clock.now_ms(clock.ctx), rng_system());
		struct place_row row = {S("sample"), str_from(id), person, S("held"), TIER_COUNT - 1, 1, S("")};
		if (!store_place_put(z->store, &row, f)) return false;
	}
	return true;
}

static bool changed_mind(str person, int times, struct fail *f)
{
	char id[27];
	struct clock clock = clock_system();
	for (int i = 0; i < times; i++) {
		ulid_make(id, clock.now_ms(clock.ctx), rng_system());
		struct consent_row row = {.org = S("sample"),
					  .person = person,
					  .id = str_from(id),
					  .purpose = S("research"),
					  .edition = S("research-1"),
					  .given_by = person,
					  .given_ms = 1,
					  .withdrawn_by = person,
					  .withdrawn_ms = 2};
		if (!store_consent_put(z->store, &row, f)) return false;
	}
	return true;
}

static void a_damaged_case_still_waits_and_hides_no_other(void **state)
{
	(void)state;
	static const char question[] = "{\"question\":\"我吃的降压药能停药吗\"}";
	char patient[80], doctor[80], damaged[27], sound[27], sql[160];
	struct fail fail_ = {0};
	registered(patient, "damaged", "卫有损", "13900007776");
	case_of(damaged, call("ask", question, "", patient));
	case_of(sound, call("ask", question, "", patient));
	snprintf(sql, sizeof sql, "UPDATE consultation SET sealed_question = %s WHERE id = '%s'", places_are_postgres() ? "'\\x00'" : "X'00'",
		 damaged);
	assert_true(z->store->verbs->script(z->store, str_from(sql), &fail_));
	working_as(doctor, "doctor");
	EXPECT(200, damaged, "worklist", "", "", doctor);
	EXPECT(200, sound, "worklist", "", "", doctor);
	EXPECT(200, "请告诉管理员", "worklist", "", "", doctor);
}

static void nobody_keeps_others_off_the_worklist(void **state)
{
	(void)state;
	static const char question[] = "{\"question\":\"我吃的降压药能停药吗\"}";
	char hidden[80], busy[80], patient[80], doctor[80], id[27], person[27];
	registered(hidden, "hidden", "冯不给看", "13900007773");
	person_of(person, hidden);
	withdrawn(hidden, "consult", true);
	STORE(crowd(str_from(person), 150, &fail_));
	registered(busy, "busy", "陈反复", "13900007774");
	person_of(person, busy);
	for (int i = 0; i < 16; i++) EXPECT(200, NULL, "ask", question, "", busy);
	STORE(changed_mind(str_from(person), 5000, &fail_));
	registered(patient, "waiting", "褚在等", "13900007775");
	case_of(id, call("ask", question, "", patient));
	working_as(doctor, "doctor");
	EXPECT(200, id, "worklist", "", "", doctor);
}

static void who_follows_a_case_has_looked(void **state)
{
	(void)state;
	char patient[80], doctor[80], id[27];
	struct heard h;
	registered(patient, "followed", "卫被跟", "13900007776");
	working_as(doctor, "doctor");
	case_of(id, call("ask", "{\"question\":\"我吃的降压药能停药吗\"}", "", patient));
	zhuyi_unfollow(z, following(patient, id, &h));
	EXPECT(200, "\"access\":[]", "looked", "", "me", patient); /* one's own is not looking */
	zhuyi_unfollow(z, following(doctor, id, &h));
	struct result *r = call("looked", "", "me", patient);
	expect(__LINE__, 200, "\"action\":\"case.read\"", r);
	assert_non_null(strstr(r->reply, id));
	assert_non_null(strstr(r->reply, "陈知远"));
}

static void consents_are_given_once_and_listed_with_their_words(void **state)
{
	(void)state;
	char session[80], id[27];
	login_as(session, "patient");
	EXPECT(200, NULL, "consent_give", "{\"purpose\":\"research\",\"sensitive\":false}", "me", session);
	consent_id(id, call("consents", "", "me", session), "research", false);
	EXPECT(200, id, "consent_give", "{\"purpose\":\"research\",\"sensitive\":false}", "me", session); /* stands already */
	EXPECT(400, NULL, "consent_give", "{\"purpose\":\"everything\",\"sensitive\":false}", "me", session);
	EXPECT(400, NULL, "consent_give", "{\"purpose\":\"research\"}", "me", session);
	EXPECT(400, NULL, "consent_give", "{\"purpose\":\"research\",\"sensitive\":true,\"other\":\"x\"}", "me", session);
	EXPECT(404, NULL, "consent_give", "{\"purpose\":\"family\",\"sensitive\":true,\"other\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}", "me", session);
	EXPECT(404, NULL, "consent_withdraw", "{\"consent\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}", "me", session);
	struct result *r = call("consents", "", "me", session);
	assert_non_null(strstr(r->reply, "\"purpose\":\"labelling\",\"sensitive\":true,\"edition\":\"labelling-health-1\""));
	withdrawn(session, "research", false);
}

static void who_looked_is_shown_with_case_and_reason(void **state)
{
	(void)state;
	char patient[80], doctor[80], id[27], person[27];
	registered(patient, "looked-at", "孙被看", "13900004444");
	person_of(person, patient);
	working_as(doctor, "doctor");
	EXPECT(200, NULL, "glass_open", "{\"reason\":\"急诊昏迷，需要马上知道过敏史\"}", person, doctor);
	case_of(id, call("ask", "{\"question\":\"我吃的降压药能停药吗\"}", "", patient));
	EXPECT(200, NULL, "case", "", id, doctor);
	struct result *r = call("looked", "", "me", patient);
	jv v, one;
	struct fail f = {0};
	assert_true(json_parse(&v, str_from(r->reply), 16, &f));
	one = json_at(json_get(v, "access"), 0); /* newest first */
	assert_true(str_eq(json_str(one, "action"), S("case.read")) && str_eq(json_str(one, "case"), str_from(id)));
	assert_true(str_eq(json_str(one, "name"), S("陈知远（虚构）")) && str_eq(json_str(one, "title"), S("主治医师")));
	assert_true(str_eq(json_str(one, "role"), S("doctor")) && str_eq(json_str(one, "relation"), S("treating")));
	one = json_at(json_get(v, "access"), 1);
	assert_true(str_eq(json_str(one, "action"), S("glass.open")) && str_eq(json_str(one, "reason"), S("急诊昏迷，需要马上知道过敏史")));
	json_free(v);
}

/* ---- facts in a question ---- */

static void facts_on_record_are_used_by_who_sends_none(void **state)
{
	(void)state;
	char patient[80], doctor[80], id[27];
	registered(patient, "with-facts", "周有据", "13900005555");
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"drugs\":[\"某某胶囊\"],\"allergies\":[\"青霉素\"],\"height_cm\":170}}", "me", patient);
	struct result *r = call("ask", "{\"question\":\"尿酸 520 umol/L\"}", "", patient);
	expect(__LINE__, 200, "\"facts_used\":true", r);
	assert_non_null(strstr(r->reply, "某某胶囊")); /* said to be not checked: so it was read */
	case_of(id, r);
	EXPECT(200, "\"facts_used\":true", "case", "", id, patient);
	r = call("ask", "{\"question\":\"尿酸 520 umol/L\",\"facts\":{\"age\":45}}", "", patient);
	assert_null(strstr(r->reply, "facts_used"));
	assert_null(strstr(r->reply, "某某胶囊"));
	/* and not when the question is about somebody else */
	static const char *const others[] = {"我妈妈尿酸 520 umol/L", "孩子尿酸 520 umol/L 怎么办", "男，25岁，尿酸 520 umol/L",
					     "3岁，发烧39度怎么办", "My husband's uric acid is 520 umol/L"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		char body[256];
		snprintf(body, sizeof body, "{\"question\":\"%s\"}", others[i]);
		r = call("ask", body, "", patient);
		expect(__LINE__, 200, NULL, r);
		if (strstr(r->reply, "facts_used") || strstr(r->reply, "某某胶囊")) fail_msg("facts of another one: %s", others[i]);
	}
	EXPECT(200, "facts_used", "ask", "{\"question\":\"我47岁，尿酸 520 umol/L\"}", "", patient);
	login_as(doctor, "doctor");
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"drugs\":[\"某某胶囊\"]}}", "me", doctor);
	r = call("ask", "{\"question\":\"尿酸 520 umol/L\"}", "", doctor);
	assert_null(strstr(r->reply, "facts_used")); /* a doctor asks about somebody else */
	withdrawn(patient, "consult", true);
	r = call("ask", "{\"question\":\"尿酸 520 umol/L\"}", "", patient);
	assert_null(strstr(r->reply, "facts_used"));
	assert_non_null(strstr(r->reply, "\"kept\":false"));
}

/* What changes fast is not taken for true when it was told long ago. */
static void old_facts_are_left_out(void **state)
{
	(void)state;
	char session[80], person[27];
	struct fail f = {0};
	struct arena memory = arena_create(1 << 20), a = memory;
	struct someone s;
	struct question q = {.text = S("感冒怎么办")};
	struct clock clock = clock_system();
	registered(session, "long-ago", "吴久远", "13900006666");
	person_of(person, session);
	int64_t ago[] = {10, 40, 400};
	for (size_t i = 0; i < sizeof ago / sizeof *ago; i++) {
		struct known known;
		assert_true(people_open(&z->people, &s, S("sample"), str_from(person), false, &a, &f));
		STORE(people_item_put(&z->people, &s, S("facts"), S(""), clock.now_ms(clock.ctx) - ago[i] * 86400000, 1,
				      S("{\"pregnant\":false,\"weight_kg\":60,\"birth\":\"1990-01-01\"}"), rng_system(), &a, &fail_));
		struct call c = {.house = house_of(&z->houses, S("sample")), .arena = a};
		c.rq = (struct req){.arena = &c.arena, .clock = clock, .rng = rng_system()};
		assert_true(known_for(z, &c, &s, &q, &known));
		assert_int_equal(str_find(known.json, S("\"pregnant\":false")) >= 0, ago[i] <= 28);
		assert_true(str_find(known.json, S("\"weight_kg\":60")) >= 0);
	}
	STORE(people_item_put(&z->people, &s, S("facts"), S(""), clock.now_ms(clock.ctx) - 100 * INT64_C(86400000), 1,
			      S("{\"weight_kg\":9,\"birth\":\"2026-01-01\"}"), rng_system(), &a, &fail_));
	struct call c = {.house = house_of(&z->houses, S("sample")), .arena = a};
	c.rq = (struct req){.arena = &c.arena, .clock = clock, .rng = rng_system()};
	struct known known;
	assert_true(known_for(z, &c, &s, &q, &known));
	assert_true(str_find(known.json, S("weight_kg")) < 0); /* children grow */
	people_forget(&s);
	arena_destroy(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_come_back_as_they_went_in),
		cmocka_unit_test(what_cannot_be_is_refused_and_changes_nothing),
		cmocka_unit_test(who_changed_the_phone_is_found_by_the_new_one_only),
		cmocka_unit_test(nobody_reaches_another_ones),
		cmocka_unit_test(a_withdrawn_consent_acts_at_once),
		cmocka_unit_test(a_withdrawal_written_first_counts),
		cmocka_unit_test(a_damaged_case_still_waits_and_hides_no_other),
		cmocka_unit_test(nobody_keeps_others_off_the_worklist),
		cmocka_unit_test(who_follows_a_case_has_looked),
		cmocka_unit_test(consents_are_given_once_and_listed_with_their_words),
		cmocka_unit_test(who_looked_is_shown_with_case_and_reason),
		cmocka_unit_test(facts_on_record_are_used_by_who_sends_none),
		cmocka_unit_test(old_facts_are_left_out),
	};
	return cmocka_run_group_tests_name("people", tests, start, stop);
}
