/* outside_test.c - the ways in from outside: a new person, one who comes back, one who links an account, one who is asked again. */
#include "app/outside_for_test.h"

static void without_a_provider_there_is_nothing(void **state)
{
	(void)state;
	struct oidc *kept = z->oidc;
	z->oidc = NULL;
	EXPECT(200, "\"outside\":null", "me", "", "", "");
	EXPECT(404, NULL, "outside_begin", "{}", "", "");
	EXPECT(404, NULL, "outside_end", "{\"code\":\"c\",\"state\":\"s\"}", "", "");
	z->oidc = kept;
	EXPECT(200, "\"outside\":{\"name\":\"示例医院统一认证\"}", "me", "", "", "");
}

static void somebody_new_registers_and_comes_back(void **state)
{
	char ticket[80], person[32], session[80];
	(void)state;
	int64_t before = leaves();
	struct result *r = log_in_outside("new-1", "甲某", "");
	IS(200, "\"name\":\"甲某\"", r);
	IS(200, "\"return\":\"/#/cases\"", r);
	assert_string_equal(r->session, ""); /* nobody is logged in yet */
	member_of(ticket, sizeof ticket, r->reply, "ticket");
	assert_int_equal(leaves(), before);
	r = register_with(ticket, "1980-01-02", "");
	IS(200, "\"role\":\"patient\"", r);
	IS(200, "\"login\":\"\"", r);
	IS(200, "\"password\":false", r);
	IS(200, "\"consents_missing\":[]", r);
	member_of(person, sizeof person, r->reply, "person");
	assert_int_equal(strlen(r->session), TOKEN_SESSION_CHARS);
	newest_leaf_is("register");
	r = log_in_outside("new-1", "another name", "");
	IS(200, person, r);
	IS(200, "\"return\":\"/#/cases\"", r);
	IS(200, "\"name\":\"甲某\"", r); /* as registered, whatever the provider calls the person now */
	memcpy(session, r->session, sizeof session);
	newest_leaf_is("login");
	assert_int_equal(leaves(), before + 2);
	EXPECT(200, "\"case\"", "ask", "{\"question\":\"感冒怎么办\"}", "", session);
}

static void a_visitor_who_registers_keeps_the_consultations(void **state)
{
	char visitor[80], session[80], case_id[32], ticket[80];
	(void)state;
	struct result *r = call("ask", "{\"question\":\"乙肝会传染吗\"}", "", "");
	memcpy(visitor, r->session, sizeof visitor);
	member_of(case_id, sizeof case_id, r->reply, "case");
	r = log_in_outside("new-2", "乙", visitor);
	member_of(ticket, sizeof ticket, r->reply, "ticket");
	r = register_with(ticket, "1975-05-06", visitor);
	IS(200, "\"role\":\"patient\"", r);
	memcpy(session, r->session, sizeof session);
	EXPECT(200, case_id, "case", "", case_id, session);
	EXPECT(401, NULL, "case", "", case_id, visitor); /* the visitor's session ended */
}

static void who_is_known_outside_is_not_known_by_name(void **state)
{
	(void)state; /* the provider says preferred_username doctor, doctor's e-mail address, and the doctor's name */
	struct result *r = log_in_outside("not-the-doctor", "陈知远（虚构）", "");
	IS(200, "\"register\":{", r);
	assert_string_equal(r->session, "");
}

static void under_14_a_guardian_registers(void **state)
{
	char ticket[80];
	(void)state;
	member_of(ticket, sizeof ticket, log_in_outside("child-1", "丙", "")->reply, "ticket");
	IS(401, "\"need\":\"guardian\"", register_with(ticket, "2020-01-01", ""));
	IS(400, NULL, register_with(ticket, "1990-02-30", ""));
	IS(200, "\"role\":\"patient\"", register_with(ticket, "1990-02-28", "")); /* mistyped: the ticket was not used up */
}

static void staff_link_their_account_and_have_the_same_roles(void **state)
{
	char doctor[80], person[32];
	(void)state;
	login_as(doctor, "doctor");
	EXPECT(403, "\"need\":\"password\"", "outside_begin", "{}", "", doctor);
	stepped(doctor, 1);
	struct result *r = log_in_outside("doctor-sub", "", doctor);
	IS(200, "{\"linked\":true,\"return\":\"/#/cases\"}", r);
	assert_string_equal(r->session, "");
	newest_leaf_is("link");
	member_of(person, sizeof person, call("me", "", "", doctor)->reply, "person");
	int64_t before = leaves();
	IS(200, "\"linked\":true", log_in_outside("doctor-sub", "", doctor)); /* again: nothing new */
	assert_int_equal(leaves(), before);
	r = log_in_outside("doctor-sub", "", "");
	IS(200, "\"role\":\"doctor\"", r);
	IS(200, "\"roles\":[\"doctor\"]", r);
	IS(200, person, r);
	memcpy(doctor, r->session, sizeof doctor);
	EXPECT(200, NULL, "worklist", "", "", doctor);
	EXPECT(404, NULL, "sign", "{\"text\":\"x\"}", "01ARZ3NDEKTSV4RRFFQ69G5FAV", doctor);
}

static void an_identity_belongs_to_one_account(void **state)
{
	char patient[80], ticket[80];
	(void)state;
	login_as(patient, "patient");
	stepped(patient, 1);
	int64_t before = leaves();
	IS(409, "属于另一个账号", log_in_outside("doctor-sub", "", patient));
	IS(409, NULL, log_in_outside("new-1", "", patient));
	member_of(ticket, sizeof ticket, log_in_outside("late", "丁", "")->reply, "ticket");
	assert_int_equal(leaves(), before);
	IS(200, "\"linked\":true", log_in_outside("late", "", patient));
	IS(409, "已经有账号", register_with(ticket, "1980-01-01", "")); /* linked since the ticket was given */
	IS(200, "\"role\":\"patient\"", log_in_outside("late", "", ""));
}

static void two_tickets_of_one_person_make_one_account(void **state)
{
	char one[80], two[80];
	(void)state;
	member_of(one, sizeof one, log_in_outside("twice", "戊", "")->reply, "ticket");
	member_of(two, sizeof two, log_in_outside("twice", "戊", "")->reply, "ticket");
	IS(200, NULL, register_with(two, "1980-01-01", ""));
	IS(409, NULL, register_with(one, "1980-01-01", ""));
	IS(401, "已经用过", register_with(two, "1980-01-01", ""));
}

/* ---- the second step ---- */

static struct result *asked_again(const char *sub, int64_t asked_s, const char *session)
{
	struct way w = come_back(sub, "", "{\"again\":true,\"return\":\"/#/export\"}", session);
	provider.came[provider.codes - 1].asked_s = asked_s;
	return call("outside_end", w.body, "", session);
}

static void who_has_no_password_is_asked_outside(void **state)
{
	char session[80], doctor[80];
	(void)state;
	new_person("stepper", session);
	EXPECT(403, "\"need\":\"outside\"", "export", "", "me", session);
	EXPECT(403, NULL, "step", "{\"password\":\"zhuyi-sample\"}", "", session); /* there is none */
	EXPECT(200, "&prompt=login&max_age=0", "outside_begin", "{\"again\":true}", "", session);
	IS(403, "auth_time", asked_again("stepper", now_s() - 4000, session)); /* the log-in of this morning */
	IS(403, "auth_time", asked_again("stepper", 0, session));
	IS(403, "属于另一个账号", asked_again("doctor-sub", now_s(), session));
	EXPECT(403, "\"need\":\"outside\"", "export", "", "me", session);
	struct result *r = asked_again("stepper", now_s(), session);
	IS(200, "{\"level\":1,\"until_ms\":", r);
	IS(200, "\"return\":\"/#/export\"", r);
	newest_leaf_is("step");
	EXPECT(200, "\"bundle\"", "export", "", "me", session);
	login_as(doctor, "doctor");
	IS(200, "\"level\":1", asked_again("doctor-sub", now_s(), doctor)); /* who has a password may as well; it is no code */
	EXPECT(404, NULL, "sign", "{\"text\":\"x\"}", "01ARZ3NDEKTSV4RRFFQ69G5FAV", doctor);
	EXPECT(403, "\"need\":\"code\"", "totp_remove", "{}", "", doctor);
}

static void who_is_not_logged_in_cannot_be_asked_again(void **state)
{
	char visitor[80];
	(void)state;
	EXPECT(401, "\"need\":\"login\"", "outside_begin", "{\"again\":true}", "", "");
	memcpy(visitor, call("ask", "{\"question\":\"感冒\"}", "", "")->session, sizeof visitor);
	EXPECT(403, NULL, "outside_begin", "{\"again\":true}", "", visitor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_provider_there_is_nothing),
		cmocka_unit_test(somebody_new_registers_and_comes_back),
		cmocka_unit_test(a_visitor_who_registers_keeps_the_consultations),
		cmocka_unit_test(who_is_known_outside_is_not_known_by_name),
		cmocka_unit_test(under_14_a_guardian_registers),
		cmocka_unit_test(staff_link_their_account_and_have_the_same_roles),
		cmocka_unit_test(an_identity_belongs_to_one_account),
		cmocka_unit_test(two_tickets_of_one_person_make_one_account),
		cmocka_unit_test(who_has_no_password_is_asked_outside),
		cmocka_unit_test(who_is_not_logged_in_cannot_be_asked_again),
	};
	return cmocka_run_group_tests_name("outside", tests, start_outside, stop_outside);
}
