/* share_test.c - a program asks for a record (SMART App Launch), from outside: what the person is asked, what the program gets, and what it never gets. */
#include "app/call_for_test.h"

/* RFC 7636, appendix B */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define BACK "http://127.0.0.1:3000/back?a=1"

static char client[27], patient[80], person[27];

static void a_program_is_entered_by_an_administrator(void **state)
{
	(void)state;
	char admin[80];
	static const char good[] = "{\"name\":\"体重小程序（虚构）\",\"redirects\":[\"" BACK "\"],\"scopes\":[\"launch/patient\",\"patient/*.rs\"]}";
	login_as(admin, "administrator");
	login_as(patient, "patient");
	person_of(person, patient);
	EXPECT(403, "\"need\":\"code\"", "client_make", good, "", admin);
	EXPECT(403, NULL, "client_make", good, "", patient);
	stepped(admin, 2);
	EXPECT(400, "redirects", "client_make", "{\"name\":\"x\",\"redirects\":[\"http://evil.example/\"],\"scopes\":[\"patient/*.rs\"]}", "", admin);
	EXPECT(400, "redirects", "client_make",
	       "{\"name\":\"x\",\"redirects\":[\"https://a.example/ https://b.example/\"],\"scopes\":[\"patient/*.rs\"]}", "", admin);
	EXPECT(400, "redirects", "client_make", "{\"name\":\"x\",\"redirects\":[],\"scopes\":[\"patient/*.rs\"]}", "", admin);
	EXPECT(400, "scopes", "client_make", "{\"name\":\"x\",\"redirects\":[\"https://a.example/\"],\"scopes\":[\"system/*.rs\"]}", "", admin);
	struct result *r = call("client_make", good, "", admin);
	expect(__LINE__, 200, "\"state\":\"active\"", r);
	member_of(client, sizeof client, r->reply, "id");
	EXPECT(200, "体重小程序", "clients", "", "", admin);
	EXPECT(403, NULL, "clients", "", "", patient);
	assert_int_equal(leaves_of("client.make"), 1);
}

static const char *asking(const char *with, const char *without)
{
	static char out[1200];
	char whole[1200];
	snprintf(whole, sizeof whole,
		 "{\"client_id\":\"%s\",\"redirect_uri\":\"" BACK
		 "\",\"response_type\":\"code\",\"scope\":\"launch/patient patient/Observation.rs openid\","
		 "\"state\":\"s &\",\"aud\":\"http://127.0.0.1:8765/fhir\",\"code_challenge\":\"" CHALLENGE
		 "\",\"code_challenge_method\":\"S256\",\"allow\":true}",
		 client);
	char *at = with ? strstr(whole, without) : NULL;
	if (!at) return snprintf(out, sizeof out, "%s", whole), out;
	snprintf(out, sizeof out, "%.*s%s%s", (int)(at - whole), whole, with, at + strlen(without));
	return out;
}

static void the_person_is_asked(void **state)
{
	(void)state;
	EXPECT(200, "\"client\":\"体重小程序（虚构）\"", "authorize_ask", asking(NULL, NULL), "", "");
	EXPECT(200, "{\"scope\":\"patient/Observation.rs\",\"type\":\"Observation\",\"may_zh\":[\"看\",\"查找\"]", "authorize_ask",
	       asking(NULL, NULL), "", patient);
	EXPECT(200, "\"error\":\"invalid_scope\"", "authorize_ask", asking("patient/Observation.cud", "launch/patient patient/Observation.rs openid"),
	       "", patient);
	EXPECT(400, "redirect_uri", "authorize_ask", asking("http://127.0.0.1:3000/other", BACK), "", patient);
	EXPECT(400, "client_id", "authorize_ask", asking("01ARZ3NDEKTSV4RRFFQ69G5FAV", client), "", patient);
	EXPECT(401, NULL, "authorize", asking(NULL, NULL), "", "");
	EXPECT(403, "\"need\":\"password\"", "authorize", asking(NULL, NULL), "", patient);
	stepped(patient, 1);
	static const char *const faults[][3] = {{"\"allow\":false", "\"allow\":true", "error=access_denied"},
						{"token", "\"code\"", "error=unsupported_response_type"},
						{"plain", "S256", "error=invalid_request"},
						{"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", CHALLENGE, "error=invalid_request"},
						{"http://127.0.0.1:8765/other", "http://127.0.0.1:8765/fhir", "error=invalid_request"},
						{"/fhir/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/fhir", "error=invalid_request"}};
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		char with[120];
		snprintf(with, sizeof with, i == 1 ? "\"%s\"" : "%s", faults[i][0]);
		struct result *r = call("authorize", asking(with, faults[i][1]), "", patient);
		expect(__LINE__, 200, faults[i][2], r);
		if (!strstr(r->reply, "http://127.0.0.1:3000/back?a=1&error=") || !strstr(r->reply, "&state=s%20%26")) fail_msg("%s", r->reply);
	}
	assert_int_equal(leaves_of("record.share"), 0);
}

static struct result *change(const char *code, const char *verifier, const char *more)
{
	static char body[1024];
	static struct result r;
	snprintf(body, sizeof body,
		 "grant_type=authorization_code&code=%s&redirect_uri=http%%3A%%2F%%2F127.0.0.1%%3A3000%%2Fback%%3Fa%%3D1&client_id=%s&code_verifier=%"
		 "s%s",
		 code, client, verifier, more);
	begin_http(&r, "smart_token", (struct zhuyi_text){body, strlen(body)}, "", "", (struct zhuyi_http){0});
	return ended(&r);
}

static void code_of(char code[80], const char *session)
{
	struct result *r = call("authorize", asking(NULL, NULL), "", session);
	expect(__LINE__, 200, "code=", r);
	snprintf(code, 65, "%s", strstr(r->reply, "code=") + 5);
}

static void a_code_is_good_once_and_for_its_program(void **state)
{
	(void)state;
	char code[80], token[80], id[27], body[64];
	code_of(code, patient);
	expect(__LINE__, 400, "{\"error\":\"invalid_grant\"}", change(code, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXj", ""));
	expect(__LINE__, 400, "invalid_grant", change("0000000000000000000000000000000000000000000000000000000000000000", VERIFIER, ""));
	expect(__LINE__, 400, "invalid_request", change(code, VERIFIER, "&code=1"));
	struct result *r = change(code, VERIFIER, "");
	expect(__LINE__, 200, "\"token_type\":\"Bearer\",\"expires_in\":3600,\"scope\":\"launch/patient patient/Observation.rs\"", r);
	if (!strstr(r->reply, person)) fail_msg("whose record it is, is not said: %s", r->reply);
	member_of(token, sizeof token, r->reply, "access_token");
	expect(__LINE__, 400, "invalid_grant", change(code, VERIFIER, "")); /* used */
	assert_int_equal(leaves_of("record.share"), 1);
	/* It is good for /fhir and nothing else, and whoever gave it sees it and ends it. */
	EXPECT(403, "/fhir", "profile", "", "me", token);
	EXPECT(403, "/fhir", "cases", "", "", token);
	EXPECT(403, "/fhir", "ask", "{\"question\":\"感冒怎么办\"}", "", token);
	r = call("tokens", "", "", patient);
	expect(__LINE__, 200, "体重小程序", r);
	member_of(id, sizeof id, r->reply, "id");
	EXPECT(200, NULL, "token_revoke", "", id, patient);
	snprintf(body, sizeof body, "%s", "");
	EXPECT(401, NULL, "profile", body, "me", token);
}

static void what_was_ended_gets_nothing_more(void **state)
{
	(void)state;
	char code[80], admin[80], token[80];
	code_of(code, patient);
	member_of(token, sizeof token, change(code, VERIFIER, "")->reply, "access_token");
	EXPECT(200, "\"resourceType\":\"Bundle\"", "fhir_get", "", "Observation", token);
	code_of(code, patient);
	login_as(admin, "administrator");
	EXPECT(403, "\"need\":\"code\"", "client_end", "{}", client, admin);
	stepped(admin, 2);
	EXPECT(200, NULL, "client_end", "{}", client, admin);
	EXPECT(404, NULL, "client_end", "{}", client, admin);
	expect(__LINE__, 400, "invalid_client", change(code, VERIFIER, ""));
	EXPECT(401, NULL, "fhir_get", "", "Observation", token);
	EXPECT(400, "client_id", "authorize", asking(NULL, NULL), "", patient);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_is_entered_by_an_administrator),
		cmocka_unit_test(the_person_is_asked),
		cmocka_unit_test(a_code_is_good_once_and_for_its_program),
		cmocka_unit_test(what_was_ended_gets_nothing_more),
	};
	return cmocka_run_group_tests_name("programs that read a record", tests, start, stop);
}
