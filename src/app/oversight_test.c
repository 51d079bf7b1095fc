/* oversight_test.c - the hospital, emergencies, holds and oversight from outside: who may, what comes of it, and what those who oversee never see. */
#include "app/call_for_test.h"

static const char nobody[] = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/* ---- the hospital ---- */

static void the_hospital_is_seen_by_all_and_renamed_by_administrators(void **state)
{
	(void)state;
	char admin[80], visitor[80];
	struct result *r = call("organisation", "", "", "");
	expect(__LINE__, 200, "\"name_zh\":\"示例医院（虚构）\"", r);
	expect(__LINE__, 200, "\"class\":\"record\"", r);
	expect(__LINE__, 200, "\"years\":15", r);
	expect(__LINE__, 200, "\"days\":30", r);
	expect(__LINE__, 200, "\"purpose\":\"consult\",\"sensitive\":true,\"edition\":\"consult-health-", r);
	login_as(admin, "administrator");
	EXPECT(403, "\"need\":\"code\"", "organisation_change", "{\"name_zh\":\"新名\"}", "", admin);
	stepped(admin, 2);
	EXPECT(400, NULL, "organisation_change", "{}", "", admin);
	EXPECT(400, NULL, "organisation_change", "{\"name_zh\":\"\"}", "", admin);
	EXPECT(400, NULL, "organisation_change", "{\"department\":{\"id\":\"A B\",\"name_zh\":\"甲\",\"name_en\":\"A\"}}", "", admin);
	EXPECT(400, NULL, "organisation_change", "{\"department\":{\"id\":\"'; --\",\"name_zh\":\"甲\",\"name_en\":\"A\"}}", "", admin);
	EXPECT(400, NULL, "organisation_change", "{\"department\":{\"id\":\"a\",\"name_zh\":\"甲\"}}", "", admin);
	EXPECT(400, NULL, "organisation_change", "{\"department\":7}", "", admin);
	EXPECT(200, NULL, "organisation_change", "{\"name_en\":\"St. O'Hara <b>\"}", "", admin);
	r = call("organisation", "", "", "");
	expect(__LINE__, 200, "\"name_zh\":\"示例医院（虚构）\",\"name_en\":\"St. O'Hara <b>\"", r);
	EXPECT(200, NULL, "organisation_change",
	       "{\"name_zh\":\"第二名\",\"name_en\":\"Second\",\"department\":{\"id\":\"breast_1\",\"name_zh\":\"'; DROP\",\"name_en\":\"$1\"}}", "",
	       admin);
	EXPECT(200, "{\"id\":\"breast_1\",\"name_zh\":\"'; DROP\",\"name_en\":\"$1\"}", "organisation", "", "", "");
	EXPECT(200, NULL, "organisation_change", "{\"department\":{\"id\":\"breast_1\",\"name_zh\":\"乳腺\",\"name_en\":\"Breast\"}}", "", admin);
	EXPECT(200, "\"departments\":[{\"id\":\"breast_1\",\"name_zh\":\"乳腺\",\"name_en\":\"Breast\"}]", "organisation", "", "", "");
	session_of(visitor, call("ask", "{\"question\":\"感冒怎么办\"}", "", ""));
	EXPECT(200, "第二名", "me", "", "", visitor);
	assert_int_equal(leaves_of("organisation.change"), 3);
	zhuyi_close(z);
	reopen();
	EXPECT(200, "第二名", "organisation", "", "", "");
}

/* ---- an emergency ---- */

static void a_record_is_opened_in_an_emergency_and_judged(void **state)
{
	(void)state;
	static const char reason[] = "急诊昏迷，要知道在吃什么药'; DROP TABLE break_glass; --";
	char admin[80], auditor[80], doctor[80], other[80], patient[80], person[27], me[27], id[27], body[512], look[64];
	login_as(patient, "patient");
	person_of(person, patient);
	EXPECT(200, NULL, "ask", "{\"question\":\"感冒怎么办\"}", "", patient);
	login_as(doctor, "doctor");
	login_as(other, "pharmacist");
	person_of(me, doctor);
	snprintf(look, sizeof look, "{\"person\":\"%s\"}", person);
	snprintf(body, sizeof body, "{\"reason\":\"%s\"}", reason);
	EXPECT(404, NULL, "cases", look, "", doctor);
	EXPECT(403, "\"need\":\"code\"", "glass_open", body, person, doctor);
	stepped(doctor, 2);
	EXPECT(400, "reason", "glass_open", "{}", person, doctor);
	EXPECT(400, "reason", "glass_open", "{\"reason\":\"急诊昏迷要知道的九\"}", person, doctor);
	EXPECT(404, NULL, "glass_open", body, nobody, doctor);
	EXPECT(403, NULL, "glass_open", body, me, doctor); /* never one's own */
	EXPECT(403, NULL, "glass_open", body, person, other);
	EXPECT(403, NULL, "glass_open", body, person, patient);
	EXPECT(401, NULL, "glass_open", body, person, "");
	static char large[2300] = "{\"reason\":\"";
	size_t n = strlen(large);
	memset(large + n, 'a', 2001);
	memcpy(large + n + 2001, "\"}", 3);
	EXPECT(413, "reason", "glass_open", large, person, doctor);
	assert_int_equal(leaves_of("glass.open"), 0);
	struct result *r = call("glass_open", body, person, doctor);
	expect(__LINE__, 200, "\"until_ms\":", r);
	member_of(id, sizeof id, r->reply, "id");
	EXPECT(200, "感冒怎么办", "cases", look, "", doctor);
	assert_int_equal(leaves_of("glass.open"), 1);
	assert_int_equal(leaves_of("glass.reason"), 1);
	/* The person's log has the opening with its reason, and the look. */
	struct access_rows rows;
	struct someone s;
	str note;
	struct arena memory = arena_create(4 << 20), a = memory;
	struct fail none = {0};
	assert_true(store_access_of(z->store, &rows, S("sample"), str_from(person), 10, &a, &none));
	assert_int_equal(rows.n, 2);
	assert_true(str_eq(rows.v[0].action, S("case.list")) && str_eq(rows.v[0].relation, S("glass")));
	assert_true(str_eq(rows.v[1].action, S("glass.open")) && str_eq(rows.v[1].actor, str_from(me)));
	assert_true(people_open(&z->people, &s, S("sample"), str_from(person), false, &a, &none));
	assert_true(people_unseal(&s, &note, "access.sealed_note", S(""), rows.v[1].id, rows.v[1].sealed_note, &a, &none));
	assert_true(str_find(note, str_from(reason)) >= 0);
	arena_destroy(memory);
	/* Who judges. */
	working_as(admin, "administrator");
	working_as(auditor, "auditor");
	EXPECT(403, NULL, "glass_list", "", "", doctor);
	EXPECT(403, NULL, "glass_list", "", "", other);
	r = call("glass_list", "", "", auditor);
	expect(__LINE__, 200, id, r);
	snprintf(look, sizeof look, "\"reason\":\"%.30s", reason);
	expect(__LINE__, 200, reason, r);
	expect(__LINE__, 200, "\"actor_name\":\"陈知远（虚构）\",\"own\":false", r);
	expect(__LINE__, 200, "\"state\":\"open\"", r);
	assert_null(strstr(r->reply, "感冒"));
	EXPECT(400, NULL, "glass_review", "{\"verdict\":\"fine\",\"note\":\"x\"}", id, auditor);
	EXPECT(400, "note", "glass_review", "{\"verdict\":\"not_justified\",\"note\":\" \"}", id, auditor);
	EXPECT(404, NULL, "glass_review", "{\"verdict\":\"justified\",\"note\":\"x\"}", nobody, auditor);
	EXPECT(404, NULL, "glass_review", "{\"verdict\":\"justified\",\"note\":\"x\"}", "nonsense", auditor);
	EXPECT(403, NULL, "glass_review", "{\"verdict\":\"justified\",\"note\":\"x\"}", id, doctor);
	login_as(other, "auditor");
	EXPECT(403, "\"need\":\"password\"", "glass_review", "{\"verdict\":\"justified\",\"note\":\"x\"}", id, other);
	/* Never by the one who opened, in whatever role. */
	char self[80];
	EXPECT(200, NULL, "user_change", "{\"role\":{\"role\":\"administrator\"}}", me, admin);
	login_as(self, "doctor");
	r = call("role", "{\"role\":\"administrator\"}", "", self);
	expect(__LINE__, 200, NULL, r);
	stepped(self, 2);
	EXPECT(200, "\"own\":true", "glass_list", "", "", self);
	EXPECT(403, "别人", "glass_review", "{\"verdict\":\"justified\",\"note\":\"x\"}", id, self);
	EXPECT(200, NULL, "user_change", "{\"role\":{\"role\":\"administrator\",\"state\":\"ended\"}}", me, admin);
	/* Judged against, it ends at once; and it is judged once. */
	login_as(doctor, "doctor");
	snprintf(look, sizeof look, "{\"person\":\"%s\"}", person);
	EXPECT(200, "感冒怎么办", "cases", look, "", doctor);
	EXPECT(200, NULL, "glass_review", "{\"verdict\":\"not_justified\",\"note\":\"并非急诊 <i>\"}", id, auditor);
	EXPECT(404, NULL, "cases", look, "", doctor);
	EXPECT(409, NULL, "glass_review", "{\"verdict\":\"justified\",\"note\":\"x\"}", id, admin);
	r = call("glass_list", "", "", admin);
	expect(__LINE__, 200, "\"state\":\"not_justified\"", r);
	expect(__LINE__, 200, "\"reviewer_name\":\"沈鉴（虚构）\"", r);
	expect(__LINE__, 200, "\"note\":\"并非急诊 <i>\"", r);
	expect(__LINE__, 200, reason, r);
	assert_int_equal(leaves_of("glass.review"), 1);
}

static void an_opening_ends_after_four_hours(void **state)
{
	(void)state;
	char doctor[80], person[27], patient[80], look[64], id[27], until[32];
	struct glass_row row;
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail none = {0};
	login_as(patient, "patient");
	person_of(person, patient);
	working_as(doctor, "doctor");
	struct result *r = call("glass_open", "{\"reason\":\"叫不醒，家属不在，查过敏史\"}", person, doctor);
	expect(__LINE__, 200, NULL, r);
	member_of(id, sizeof id, r->reply, "id");
	assert_true(store_glass_get(z->store, &row, S("sample"), str_from(id), &a, &none));
	assert_int_equal(row.until_ms - row.opened_ms, 4 * 3600 * 1000);
	snprintf(until, sizeof until, "\"until_ms\":%lld", (long long)row.until_ms);
	expect(__LINE__, 200, until, r);
	snprintf(look, sizeof look, "{\"person\":\"%s\"}", person);
	EXPECT(200, NULL, "cases", look, "", doctor);
	row.until_ms =
		row.opened_ms; /* as if the hours were over: only an older one with the same id can be put, so another doctor's look is tried */
	row.id = str_from(nobody);
	row.actor = S("01ARZ3NDEKTSV4RRFFQ69G5FAW");
	STORE(store_glass_put(z->store, &row, &fail_));
	assert_false(store_glass_of(z->store, &row, S("sample"), str_from(person), S("01ARZ3NDEKTSV4RRFFQ69G5FAW"), row.opened_ms + 1, &a, &none));
	arena_destroy(memory);
}

/* A clock that was ahead when it was opened, and is right again. */
static void an_opening_from_the_future_opens_nothing(void **state)
{
	(void)state;
	char doctor[80], person[27], patient[80], me[27], look[64];
	struct clock clock = clock_system();
	int64_t ahead = clock.now_ms(clock.ctx) + INT64_C(365) * 24 * 3600 * 1000;
	struct result *r = call(
		"register", "{\"login\":\"future\",\"password\":\"velvet harbour 27 umbrella\",\"name\":\"蒋来\",\"birth\":\"1979-03-04\"}", "", "");
	expect(__LINE__, 200, NULL, r);
	session_of(patient, r);
	person_of(person, patient);
	working_as(doctor, "doctor");
	person_of(me, doctor);
	struct glass_row row = {.org = S("sample"),
				.id = S("01ARZ3NDEKTSV4RRFFQ69G5FAZ"),
				.person = str_from(person),
				.actor = str_from(me),
				.opened_ms = ahead,
				.until_ms = ahead + 4 * 3600 * 1000,
				.state = S("open")};
	STORE(store_glass_put(z->store, &row, &fail_));
	snprintf(look, sizeof look, "{\"person\":\"%s\"}", person);
	EXPECT(404, NULL, "cases", look, "", doctor);
}

/* ---- holds ---- */

static void a_hold_stands_until_it_is_released(void **state)
{
	(void)state;
	char auditor[80], patient[80], person[27], id[27], body[96], other[80];
	login_as(patient, "patient");
	person_of(person, patient);
	login_as(auditor, "auditor");
	EXPECT(403, "\"need\":\"code\"", "hold_set", "{\"reason\":\"法院调取\"}", person, auditor);
	stepped(auditor, 2);
	EXPECT(400, "reason", "hold_set", "{\"reason\":\"  \"}", person, auditor);
	EXPECT(404, NULL, "hold_set", "{\"reason\":\"法院调取\"}", nobody, auditor);
	login_as(other, "administrator");
	EXPECT(403, NULL, "hold_set", "{\"reason\":\"法院调取\"}", person, other);
	EXPECT(403, NULL, "holds", "", "", other);
	struct result *r = call("hold_set", "{\"reason\":\"法院调取 (2026) '; --\"}", person, auditor);
	expect(__LINE__, 200, NULL, r);
	member_of(id, sizeof id, r->reply, "id");
	r = call("holds", "", "", auditor);
	expect(__LINE__, 200, id, r);
	expect(__LINE__, 200, "\"reason\":\"法院调取 (2026) '; --\"", r);
	expect(__LINE__, 200, "\"set_by_name\":\"沈鉴（虚构）\",\"released_ms\":0", r);
	snprintf(body, sizeof body, "{\"hold\":\"%s\"}", id);
	EXPECT(400, NULL, "hold_release", "{}", person, auditor);
	EXPECT(404, NULL, "hold_release", "{\"hold\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}", person, auditor);
	EXPECT(404, NULL, "hold_release", body, nobody, auditor); /* not of this person */
	EXPECT(403, NULL, "hold_release", body, person, other);
	EXPECT(200, NULL, "hold_release", body, person, auditor);
	EXPECT(409, NULL, "hold_release", body, person, auditor);
	assert_null(strstr(call("holds", "", "", auditor)->reply, "\"released_ms\":0"));
	assert_int_equal(leaves_of("hold.set"), 1);
	assert_int_equal(leaves_of("hold.release"), 1);
}

/* ---- oversight ---- */

static void oversight_sees_that_and_never_what(void **state)
{
	(void)state;
	char regulator[80], auditor[80], patient[80], token[80], id[27], person[27], admin[80];
	login_as(patient, "patient");
	person_of(person, patient);
	login_as(regulator, "regulator");
	login_as(auditor, "auditor");
	working_as(admin, "administrator");
	struct result *r = call("audit", "", "", regulator);
	expect(__LINE__, 200, person, r);
	expect(__LINE__, 200, "\"action\":\"glass.open\"", r);
	assert_null(strstr(r->reply, "虚构")); /* no names */
	assert_null(strstr(r->reply, "急诊"));
	EXPECT(200, "\"access\":[]", "audit", "{\"since_ms\":\"99999999999999\"}", "", auditor);
	EXPECT(200, person, "audit", "{\"since_ms\":\"1000\"}", "", auditor);
	EXPECT(400, NULL, "audit", "{\"since_ms\":\"yesterday\"}", "", auditor);
	EXPECT(403, NULL, "audit", "", "", admin);
	EXPECT(403, NULL, "audit", "", "", patient);
	stepped(regulator, 1);
	token_of(token, id, regulator, "audit.read");
	EXPECT(200, person, "audit", "", "", token);
	EXPECT(403, "scopes", "statistics", "", "", token);
	r = call("statistics", "", "", regulator);
	expect(__LINE__, 200, "\"patient/active\":", r);
	expect(__LINE__, 200, "\"glass\":{\"open\":", r);
	expect(__LINE__, 200, "\"leaves\":", r);
	expect(__LINE__, 200, "answered/", r);
	assert_null(strstr(r->reply, person));
	EXPECT(403, NULL, "statistics", "", "", patient);
	EXPECT(403, NULL, "users", "", "", regulator);
	EXPECT(200, NULL, "users", "", "", auditor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hospital_is_seen_by_all_and_renamed_by_administrators),
		cmocka_unit_test(a_record_is_opened_in_an_emergency_and_judged),
		cmocka_unit_test(an_opening_ends_after_four_hours),
		cmocka_unit_test(an_opening_from_the_future_opens_nothing),
		cmocka_unit_test(a_hold_stands_until_it_is_released),
		cmocka_unit_test(oversight_sees_that_and_never_what),
	};
	return cmocka_run_group_tests_name("oversight", tests, start, stop);
}
