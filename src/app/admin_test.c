/* admin_test.c - the staff from outside: who may change whom, what comes of it, and that patients are none of it. */
#include "app/call_for_test.h"

#include "app/staff.h"

static const char fresh_password[] = "nine copper kettles hum", nobody[] = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/* A new one of the staff; `rest` are further members, with a comma first. The first password is already changed, and the second step taken. */
static void hired(char person[27], char session[80], const char *admin, const char *login, const char *role, const char *rest)
{
	char body[512], first[64];
	snprintf(body, sizeof body, "{\"login\":\"%s\",\"name_zh\":\"测试员\",\"name_en\":\"Tester\",\"role\":\"%s\"%s}", login, role, rest);
	struct result *r = call("user_make", body, "", admin);
	expect(__LINE__, 200, NULL, r);
	member_of(person, 27, r->reply, "person");
	member_of(first, sizeof first, r->reply, "password");
	login_with(session, login, first);
	snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"%s\"}", first, fresh_password);
	r = call("password", body, "", session);
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
	stepped(session, 2);
}

static const char doctor_rest[] = ",\"title\":\"chief\",\"licence\":\"L-1\",\"department\":\"general\"";

/* ---- the table and the verbs agree ---- */

static const char *const mine[] = {
	"password",   "totp_begin",       "totp_confirm", "totp_remove",         "role",        "sessions",   "session_end",       "tokens",
	"token_make", "token_revoke",     "users",        "user_make",           "user_change", "user_reset", "user_sessions_end", "all_sessions",
	"all_tokens", "all_token_revoke", "organisation", "organisation_change", "glass_open",  "glass_list", "glass_review",      "holds",
	"hold_set",   "hold_release",     "audit",        "statistics",
};

/* Every verb with every role: where the table has only "never", 403 or, without a session, 401; elsewhere something else. */
static void whoever_may_never_do_it_is_told_so(void **state)
{
	(void)state;
	static const char *const samples[] = {"", "patient", "doctor", "pharmacist", "ethics", "administrator", "auditor", "regulator"};
	for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
		char session[80] = "";
		enum role role = ROLE_VISITOR;
		if (samples[s][0]) {
			login_as(session, samples[s]);
			assert_true(role_by_name(str_from(samples[s]), &role));
		}
		for (size_t i = 0; i < sizeof mine / sizeof *mine; i++) {
			int action = access_action(z->access, str_from(verb(mine[i])->action));
			bool ever = access_ever(z->access, action, role);
			struct result *r = call(mine[i], "{}", nobody, session);
			bool need = strstr(r->reply, "\"need\":\"code\"") || strstr(r->reply, "\"need\":\"password\"") ||
				    strstr(r->reply, "\"need\":\"enrol\"");
			bool denied = r->status == 401 || (r->status == 403 && !need);
			if (denied == ever) fail_msg("%s as %s: %d %s", mine[i], samples[s], r->status, r->reply);
			if (!session[0] && !ever) assert_int_equal(r->status, 401);
		}
	}
}

static void the_table_given_out_is_the_table_applied(void **state)
{
	(void)state;
	struct arena memory = arena_create(4 << 20), a = memory;
	struct fail none = {0};
	jv v;
	int n = 0;
	struct result *r = call("access_matrix", "", "", "");
	expect(__LINE__, 200, NULL, r);
	assert_true(json_parse(&v, str_from(r->reply), 16, &none));
	jv rows = json_get(v, "rows"), roles = json_get(v, "roles");
	assert_int_equal(json_count(roles), ROLES);
	for (ptrdiff_t i = 0; i < json_count(rows); i++) {
		jv row = json_at(rows, i), cells = json_get(row, "cells");
		enum relation relation;
		int action = access_action(z->access, json_str(row, "action"));
		assert_true(relation_by_name(json_str(row, "relation"), &relation));
		assert_true(access_occurs(z->access, action, relation));
		assert_true(json_str(row, "zh").n && json_str(row, "en").n && json_str(row, "scope").n && json_str(row, "subject").n);
		assert_int_equal(json_count(cells), ROLES);
		for (int role = 0; role < ROLES; role++, n++) {
			char letter = access_letter(access_cell(z->access, action, relation, (enum role)role));
			assert_true(str_eq(json_text(json_at(cells, role)), (str){&letter, 1}));
		}
	}
	assert_true(n > ROLES * 100);
	json_free(v);
	(void)a;
	arena_destroy(memory);
}

/* ---- the staff ---- */

static void somebody_new_begins_with_a_password_to_be_changed(void **state)
{
	(void)state;
	char admin[80], session[80], person[27], first[64], body[512];
	login_as(admin, "administrator");
	snprintf(body, sizeof body, "{\"login\":\"newdoc\",\"name_zh\":\"新医生\",\"name_en\":\"New Doctor\",\"role\":\"doctor\"%s}", doctor_rest);
	EXPECT(403, "\"need\":\"code\"", "user_make", body, "", admin);
	stepped(admin, 1);
	EXPECT(403, "\"need\":\"code\"", "user_make", body, "", admin); /* the password is not enough */
	stepped(admin, 2);
	struct result *r = call("user_make", body, "", admin);
	expect(__LINE__, 200, NULL, r);
	member_of(person, sizeof person, r->reply, "person");
	member_of(first, sizeof first, r->reply, "password");
	assert_int_equal(strlen(first), TOKEN_PASSWORD_CHARS);
	EXPECT(409, "用户名", "user_make", body, "", admin);
	r = call("users", "", "", admin);
	expect(__LINE__, 200, person, r);
	expect(__LINE__, 200, "\"login\":\"newdoc\",\"name_zh\":\"新医生\",\"name_en\":\"New Doctor\",\"state\":\"active\",\"second_factor\":false",
	       r);
	expect(__LINE__, 200,
	       "{\"role\":\"doctor\",\"department\":\"general\",\"title\":\"chief\",\"licence\":\"L-1\",\"until_ms\":0,\"state\":\"active\"}", r);
	assert_null(strstr(r->reply, first)); /* once */
	login_with(session, "newdoc", first);
	EXPECT(200, "\"must_change\":true", "me", "", "", session);
	EXPECT(403, "\"need\":\"change_password\"", "worklist", "", "", session);
	EXPECT(403, "\"need\":\"change_password\"", "sessions", "", "", session);
	EXPECT(403, "\"need\":\"change_password\"", "step", "{\"password\":\"x\"}", "", session);
	EXPECT(200, NULL, "organisation", "", "", session);
	snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"%s\"}", first, fresh_password);
	r = call("password", body, "", session);
	expect(__LINE__, 200, "\"must_change\":false", r);
	session_of(session, r);
	EXPECT(200, NULL, "worklist", "", "", session);
	EXPECT(403, "\"need\":\"enrol\"", "glass_open", "{\"reason\":\"0123456789\"}", nobody, session);
	/* The new one sees who made them. */
	struct access_rows rows;
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail none = {0};
	assert_true(store_access_of(z->store, &rows, S("sample"), str_from(person), 10, &a, &none));
	assert_int_equal(rows.n, 1);
	assert_true(str_eq(rows.v[0].action, S("user.write")) && str_eq(rows.v[0].role, S("administrator")));
	assert_int_equal(leaves_of("user.make"), 1);
	arena_destroy(memory);
}

static void somebody_who_cannot_be_is_refused(void **state)
{
	(void)state;
	char admin[80];
	static char large[600];
	working_as(admin, "administrator");
	static const char *const bad[] = {
		"{}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"role\":\"ethics\"}",
		"{\"login\":\"\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"ethics\"}",
		"{\"login\":7,\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"ethics\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"patient\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"emperor\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"doctor\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"doctor\",\"title\":\"chief\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"doctor\",\"licence\":\"L\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"doctor\",\"licence\":\"L\",\"title\":\"king\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"ethics\",\"title\":\"chief\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"ethics\",\"until_ms\":1000}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"ethics\",\"until_ms\":-1}",
		"{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"ethics\",\"until_ms\":\"soon\"}",
		"{\"login\":\"b\",\"name_zh\":\"a\\u0000\",\"name_en\":\"b\",\"role\":\"ethics\"}",
		"{\"login\":\"b\",\"name_zh\":\"李\\u202e明\",\"name_en\":\"b\",\"role\":\"ethics\"}",
		"{\"login\":\"b\\nc\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"ethics\"}",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) EXPECT(400, "\"detail\":", "user_make", bad[i], "", admin);
	static const char *const members[] = {"login", "name_zh", "name_en", "department", "licence"};
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		int n = snprintf(large, sizeof large, "{\"login\":\"b\",\"name_zh\":\"a\",\"name_en\":\"b\",\"role\":\"ethics\",\"%s\":\"",
				 members[i]);
		memset(large + n, 'a', 129);
		memcpy(large + n + 129, "\"}", 3);
		EXPECT(413, members[i], "user_make", large, "", admin);
	}
	assert_null(strstr(call("users", "", "", admin)->reply, "\"login\":\"b\""));
}

static void texts_come_back_as_they_were(void **state)
{
	(void)state;
	static const char *const texts[] = {"'; DROP TABLE role_grant; --", "x' OR '1'='1", "<img src=x onerror=alert(1)>", "$1 %s %n {{7*7}} ../..",
					    "\\\"}],\\\"role\\\":\\\"administrator"};
	char admin[80];
	working_as(admin, "administrator");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *t = texts[i];
		char body[900], mark[600];
		snprintf(body, sizeof body,
			 "{\"login\":\"%s\",\"name_zh\":\"%s\",\"name_en\":\"%s\",\"role\":\"doctor\",\"title\":\"chief\",\"licence\":\"%s\","
			 "\"department\":\"%s\"}",
			 t, t, t, t, t);
		EXPECT(200, NULL, "user_make", body, "", admin);
		struct result *r = call("users", "", "", admin);
		snprintf(mark, sizeof mark, "\"login\":\"%s\",\"name_zh\":\"%s\",\"name_en\":\"%s\"", t, t, t);
		expect(__LINE__, 200, mark, r);
		snprintf(mark, sizeof mark, "{\"role\":\"doctor\",\"department\":\"%s\",\"title\":\"chief\",\"licence\":\"%s\"", t, t);
		expect(__LINE__, 200, mark, r);
	}
	char session[80];
	login_as(session, "auditor"); /* everybody else is still who they were */
	EXPECT(200, "\"role\":\"auditor\"", "me", "", "", session);
}

static void whoever_is_changed_is_out_at_once(void **state)
{
	(void)state;
	char admin[80], doctor[80], person[27], token[80], id[27], other[80];
	working_as(admin, "administrator");
	hired(person, doctor, admin, "changed", "doctor", doctor_rest);
	token_of(token, id, doctor, "worklist.read");
	EXPECT(200, NULL, "worklist", "", "", token);
	EXPECT(400, NULL, "user_change", "{}", person, admin);
	EXPECT(400, NULL, "user_change", "{\"state\":\"asleep\"}", person, admin);
	EXPECT(400, NULL, "user_change", "{\"role\":\"doctor\"}", person, admin);
	EXPECT(400, NULL, "user_change", "{\"role\":{\"role\":\"patient\"}}", person, admin);
	EXPECT(400, NULL, "user_change", "{\"role\":{\"role\":\"doctor\",\"licence\":\"\"}}", person, admin);
	EXPECT(409, NULL, "user_change", "{\"role\":{\"role\":\"ethics\",\"state\":\"ended\"}}", person, admin);
	EXPECT(404, NULL, "user_change", "{\"state\":\"disabled\"}", nobody, admin);
	EXPECT(404, NULL, "user_change", "{\"state\":\"disabled\"}", "nonsense", admin);
	EXPECT(200, NULL, "worklist", "", "", doctor); /* nothing of that did anything */
	/* Disabled: cookie, token and password are worth nothing. */
	EXPECT(200, NULL, "user_change", "{\"state\":\"disabled\"}", person, admin);
	EXPECT(401, NULL, "worklist", "", "", doctor);
	EXPECT(401, NULL, "worklist", "", "", token);
	login_with(other, "changed", fresh_password);
	assert_string_equal(other, "");
	EXPECT(200, "\"state\":\"disabled\"", "users", "", "", admin);
	EXPECT(200, NULL, "user_change", "{\"state\":\"active\"}", person, admin);
	EXPECT(401, NULL, "worklist", "", "", doctor); /* what ended stays ended */
	login_with(doctor, "changed", fresh_password);
	EXPECT(200, NULL, "worklist", "", "", doctor);
	/* The role ends; given again, what is not said stays as it was. */
	EXPECT(200, NULL, "user_change", "{\"role\":{\"role\":\"doctor\",\"state\":\"ended\"}}", person, admin);
	EXPECT(401, NULL, "worklist", "", "", doctor);
	EXPECT(403, NULL, "login", "{\"login\":\"changed\",\"password\":\"nine copper kettles hum\"}", "", admin);
	EXPECT(200, NULL, "user_change", "{\"role\":{\"role\":\"doctor\",\"title\":\"resident\"}}", person, admin);
	EXPECT(200, "{\"role\":\"doctor\",\"department\":\"general\",\"title\":\"resident\",\"licence\":\"L-1\",\"until_ms\":0,\"state\":\"active\"}",
	       "users", "", "", admin);
	login_with(doctor, "changed", fresh_password);
	EXPECT(200, NULL, "worklist", "", "", doctor);
	/* Sessions alone. */
	stepped(doctor, 1);
	token_of(token, id, doctor, "worklist.read");
	EXPECT(200, NULL, "user_sessions_end", "", person, admin);
	EXPECT(401, NULL, "worklist", "", "", doctor);
	EXPECT(200, NULL, "worklist", "", "", token);
	EXPECT(404, NULL, "user_sessions_end", "", nobody, admin);
	assert_int_equal(leaves_of("user.change"), 4);
	assert_int_equal(leaves_of("user.end"), 1);
}

static void what_was_forgotten_or_lost_is_reset(void **state)
{
	(void)state;
	char admin[80], session[80], person[27], first[64], body[256], other[80];
	working_as(admin, "administrator");
	hired(person, session, admin, "forgets", "ethics", "");
	EXPECT(400, NULL, "user_reset", "{\"what\":\"everything\"}", person, admin);
	EXPECT(404, NULL, "user_reset", "{\"what\":\"lock\"}", nobody, admin);
	for (int i = 0; i < 5; i++) EXPECT(401, NULL, "login", "{\"login\":\"forgets\",\"password\":\"wrong\"}", "", "");
	EXPECT(503, "wait_s", "login", "{\"login\":\"forgets\",\"password\":\"wrong\"}", "", "");
	assert_null(strstr(call("users", "", "", admin)->reply, "\"locked_until_ms\":0,\"login\":\"forgets\""));
	EXPECT(200, "{}", "user_reset", "{\"what\":\"lock\"}", person, admin);
	EXPECT(200, NULL, "sessions", "", "", session); /* a lock that goes logs nobody out */
	login_with(other, "forgets", fresh_password);
	assert_int_equal(strlen(other), TOKEN_SESSION_CHARS);
	struct result *r = call("user_reset", "{\"what\":\"password\"}", person, admin);
	expect(__LINE__, 200, NULL, r);
	member_of(first, sizeof first, r->reply, "password");
	EXPECT(401, NULL, "sessions", "", "", session);
	EXPECT(401, NULL, "sessions", "", "", other);
	login_with(other, "forgets", fresh_password);
	assert_string_equal(other, "");
	login_with(session, "forgets", first);
	EXPECT(200, "\"must_change\":true", "me", "", "", session);
	snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"%s\"}", first, fresh_password);
	r = call("password", body, "", session);
	session_of(session, r);
	/* A device: begun and in force, then gone. */
	char secret[64], code[64];
	stepped(session, 1);
	member_of(secret, sizeof secret, call("totp_begin", "{}", "", session)->reply, "secret");
	snprintf(code, sizeof code, "{\"code\":\"%06u\"}", code_near(secret, 0));
	EXPECT(200, NULL, "totp_confirm", code, "", session);
	EXPECT(200, "{}", "user_reset", "{\"what\":\"second_factor\"}", person, admin);
	EXPECT(401, NULL, "sessions", "", "", session);
	login_with(session, "forgets", fresh_password);
	EXPECT(200, "\"second_factor\":false", "me", "", "", session);
	snprintf(code, sizeof code, "{\"code\":\"%06u\"}", code_near(secret, 1));
	EXPECT(403, NULL, "step", code, "", session); /* the old device opens nothing */
	assert_int_equal(leaves_of("user.reset"), 3);
}

/* Nobody changes themself, and the log-ins of patients are not the administration's. */
static void an_administrator_does_not_change_themself_nor_patients(void **state)
{
	(void)state;
	char admin[80], patient[80], me[27], theirs[27];
	working_as(admin, "administrator");
	person_of(me, admin);
	login_as(patient, "patient");
	person_of(theirs, patient);
	EXPECT(403, NULL, "user_change", "{\"role\":{\"role\":\"auditor\"}}", me, admin);
	EXPECT(403, NULL, "user_change", "{\"role\":{\"role\":\"auditor\"}}", "me", admin);
	EXPECT(403, NULL, "user_reset", "{\"what\":\"second_factor\"}", me, admin);
	EXPECT(403, NULL, "user_sessions_end", "", me, admin);
	EXPECT(404, NULL, "user_change", "{\"state\":\"disabled\"}", theirs, admin);
	EXPECT(404, NULL, "user_change", "{\"role\":{\"role\":\"ethics\"}}", theirs, admin);
	EXPECT(404, NULL, "user_reset", "{\"what\":\"password\"}", theirs, admin);
	EXPECT(404, NULL, "user_sessions_end", "", theirs, admin);
	EXPECT(200, NULL, "sessions", "", "", patient);
	char body[64];
	snprintf(body, sizeof body, "{\"person\":\"%s\"}", theirs);
	EXPECT(404, NULL, "cases", body, "", admin);
	assert_null(strstr(call("users", "", "", admin)->reply, theirs));
}

static void roles_that_watch_each_other_do_not_go_together(void **state)
{
	(void)state;
	char admin[80], session[80], person[27], body[128];
	working_as(admin, "administrator");
	hired(person, session, admin, "watcher", "auditor", "");
	static const char *const never[] = {"administrator", "pharmacist", "regulator"};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		snprintf(body, sizeof body, "{\"role\":{\"role\":\"%s\"}}", never[i]);
		EXPECT(409, "不能同时", "user_change", body, person, admin);
	}
	EXPECT(409, "不能同时", "user_change", "{\"role\":{\"role\":\"doctor\",\"title\":\"chief\",\"licence\":\"L\"}}", person, admin);
	EXPECT(200, NULL, "user_change", "{\"role\":{\"role\":\"ethics\"}}", person, admin);
	EXPECT(200, NULL, "user_change", "{\"role\":{\"role\":\"auditor\",\"state\":\"ended\"}}", person, admin);
	EXPECT(200, NULL, "user_change", "{\"role\":{\"role\":\"administrator\"}}", person, admin);
	EXPECT(409, "不能同时", "user_change", "{\"role\":{\"role\":\"auditor\"}}", person, admin);
	/* The same whichever comes first, and never a role with itself. */
	for (int a = 0; a < ROLES; a++)
		for (int b = 0; b < ROLES; b++) {
			assert_ptr_equal(role_conflict((enum role)a, (enum role)b), role_conflict((enum role)b, (enum role)a));
			assert_true(a != b || !role_conflict((enum role)a, (enum role)b));
		}
	EXPECT(200, NULL, "user_change", "{\"state\":\"disabled\"}", person, admin);
}

/* Two administrators disable each other at the same moment: one is left. */
static void an_administrator_is_always_left(void **state)
{
	(void)state;
	static struct result one, two;
	char a[80], b[80], pa[27], pb[27];
	working_as(a, "administrator");
	person_of(pa, a);
	hired(pb, b, a, "second", "administrator", "");
	pthread_mutex_lock(&z->writes.lock);
	begin(&one, "user_change", "{\"state\":\"disabled\"}", pb, a);
	begin(&two, "user_change", "{\"state\":\"disabled\"}", pa, b);
	usleep(300 * 1000);
	pthread_mutex_unlock(&z->writes.lock);
	ended(&one), ended(&two);
	assert_int_equal((one.status == 200) + (two.status == 200), 1);
	/* Whatever the road: without another one, the check says so. */
	const char *left = one.status == 200 ? pa : pb, *out = one.status == 200 ? pb : pa;
	struct arena memory = arena_create(4 << 20);
	struct call c = {.arena = memory, .house = house_of(&z->houses, S("sample")), .rq = {.clock = clock_system(), .rng = rng_system()}};
	bool any;
	assert_true(staff_other_administrator(z, &c, str_from(left), &any));
	assert_false(any);
	assert_true(staff_other_administrator(z, &c, str_from(out), &any));
	assert_true(any);
	arena_destroy(memory);
	if (one.status != 200) { /* the sample administrator is needed below */
		EXPECT(200, NULL, "user_change", "{\"state\":\"active\"}", pa, b);
		working_as(a, "administrator");
		EXPECT(200, NULL, "user_change", "{\"state\":\"disabled\"}", pb, a);
	}
}

static void the_staffs_sessions_and_tokens_are_seen_and_revoked(void **state)
{
	(void)state;
	char admin[80], doctor[80], patient[80], token[80], id[27], own[80], own_id[27], theirs[80], their_id[27], person[27];
	working_as(admin, "administrator");
	hired(person, doctor, admin, "listed", "doctor", doctor_rest);
	login_as(patient, "patient");
	stepped(patient, 1);
	token_of(token, id, doctor, "worklist.read");
	token_of(own, own_id, admin, "statistics.read");
	token_of(theirs, their_id, patient, "case.read");
	struct result *r = call("all_sessions", "", "", admin);
	expect(__LINE__, 200, person, r);
	expect(__LINE__, 200, "\"role\":\"doctor\",\"current\":false", r);
	assert_null(strstr(r->reply, "\"role\":\"patient\""));
	r = call("all_tokens", "", "", admin);
	expect(__LINE__, 200, id, r);
	expect(__LINE__, 200, "\"owner\":\"测试员\"", r);
	assert_null(strstr(r->reply, their_id)); /* a patient's is the patient's */
	assert_null(strstr(r->reply, token));
	EXPECT(200, NULL, "statistics", "", "", own);
	EXPECT(404, NULL, "all_token_revoke", "", their_id, admin);
	EXPECT(404, NULL, "all_token_revoke", "", nobody, admin);
	EXPECT(403, NULL, "all_token_revoke", "", own_id, admin); /* one's own: token_revoke */
	EXPECT(200, NULL, "all_token_revoke", "", id, admin);
	EXPECT(401, NULL, "worklist", "", "", token);
	EXPECT(409, NULL, "all_token_revoke", "", id, admin);
	EXPECT(200, NULL, "cases", "", "", theirs);
	login_as(admin, "administrator");
	EXPECT(403, "\"need\":\"code\"", "all_token_revoke", "", id, admin);
	char auditor[80];
	login_as(auditor, "auditor");
	EXPECT(200, person, "all_sessions", "", "", auditor); /* sees, and does not change */
	EXPECT(403, NULL, "all_token_revoke", "", id, auditor);
}

/* ---- a store that fails ---- */

/* Whichever call to the store fails: the role is either as it was and its holder still in, or changed and its holder out. */
static void a_change_half_made_is_not(void **state)
{
	(void)state;
	enum { CALLS = 40 };
	static const char *const change[] = {"{\"role\":{\"role\":\"ethics\"}}", "{\"role\":{\"role\":\"ethics\",\"state\":\"ended\"}}"};
	static const char *const roles[] = {"\"roles\":[\"pharmacist\"]", "\"roles\":[\"pharmacist\",\"ethics\"]"};
	struct store *real = z->store, *faulty = store_faulty(real, 0, RC_IO);
	char admin[80], session[80], person[27];
	int refused = 0, changed = 0;
	working_as(admin, "administrator");
	hired(person, session, admin, "halfway", "pharmacist", "");
	int64_t before = leaves_of("user.change");
	z->store = z->people.store = faulty;
	for (int64_t n = 1; n < CALLS; n++) {
		store_faulty_arm(faulty, n);
		struct result *r = call("user_change", change[changed % 2], person, admin);
		int status = r->status;
		store_faulty_arm(faulty, 0);
		if (status != 200) {
			refused++;
			EXPECT(200, roles[changed % 2], "me", "", "", session);
			continue;
		}
		changed++;
		EXPECT(401, NULL, "sessions", "", "", session);
		login_with(session, "halfway", fresh_password);
		EXPECT(200, roles[changed % 2], "me", "", "", session);
	}
	z->store = z->people.store = real;
	free(faulty);
	assert_true(refused > 20 && changed > 0);
	assert_int_equal(leaves_of("user.change"), before + changed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_may_never_do_it_is_told_so),
		cmocka_unit_test(the_table_given_out_is_the_table_applied),
		cmocka_unit_test(somebody_new_begins_with_a_password_to_be_changed),
		cmocka_unit_test(somebody_who_cannot_be_is_refused),
		cmocka_unit_test(texts_come_back_as_they_were),
		cmocka_unit_test(whoever_is_changed_is_out_at_once),
		cmocka_unit_test(what_was_forgotten_or_lost_is_reset),
		cmocka_unit_test(an_administrator_does_not_change_themself_nor_patients),
		cmocka_unit_test(roles_that_watch_each_other_do_not_go_together),
		cmocka_unit_test(an_administrator_is_always_left),
		cmocka_unit_test(the_staffs_sessions_and_tokens_are_seen_and_revoked),
		cmocka_unit_test(a_change_half_made_is_not),
	};
	return cmocka_run_group_tests_name("admin", tests, start, stop);
}
