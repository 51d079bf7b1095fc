/* report_test.c - a photographed report, from outside: read over a reader for tests, asked about, kept, and what a critical value sets off. */
#include "app/call_for_test.h"

#include "ingest/ingest_fake.h"

static char patient[80], person[27];
static struct ingest_fake fake;

#define CELL(x, y, w, text, latin, digits, again) \
	"{\"at\":[" #x "," #y "," #w ",36],\"box\":[" #x "," #y "," #w ",36],\"text\":\"" text "\",\"sure\":95,\"latin\":\"" latin \
	"\",\"digits\":\"" digits "\",\"digits_again\":\"" again "\"}"
#define HEADING \
	CELL(10, 10, 100, "项目", "", "", "") \
	"," CELL(400, 10, 80, "结果", "", "", "") "," CELL(600, 10, 80, "单位", "", "", "") "," CELL(800, 10, 120, "参考区间", "", "", "")
#define ROW(y, name, value, again, unit, range) \
	CELL(10, y, 150, name, "", "", "") \
	"," CELL(400, y, 60, again, value, value, again) "," CELL(600, y, 90, "", unit, "", "") "," CELL(800, y, 120, range, range, range, range)
#define PAGE(rows) "{\"width\":1000,\"height\":500,\"character\":36,\"cells\":[" HEADING "," rows "]}"

static void registered(char session[80], char id[27], const char *login)
{
	char body[500];
	snprintf(body, sizeof body,
		 "{\"login\":\"%s\",\"password\":\"long-enough-passphrase\",\"name\":\"测试（虚构）\",\"birth\":\"1980-05-06\",\"sex\":\"female\","
		 "\"consents\":["
		 "{\"purpose\":\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]}",
		 login);
	expect(__LINE__, 200, NULL, call("register", body, "", ""));
	struct result *r = call("login", "{\"login\":\"report-1\",\"password\":\"long-enough-passphrase\"}", "", "");
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
	person_of(id, session);
}

static struct result *read_photo(const char *json)
{
	fake.json = str_from(json);
	return call("report_read", "any bytes", "me", patient);
}

static void what_was_read_alike_is_sure_and_the_rest_is_asked(void **state)
{
	(void)state;
	registered(patient, person, "report-1");
	z->ingest = ingest_fake(&fake);
	struct result *r = read_photo(PAGE(ROW(70, "血钾", "4.1", "4.1", "mmol/L", "3.5-5.3") "," ROW(
		130, "血钠", "141", "147", "mmol/L", "137-147") "," ROW(190, "空腹血糖", "52", "52", "mmol/L", "3.9-6.1")));
	expect(__LINE__, 200, "\"name\":\"血钾\",\"code\":\"k\"", r);
	expect(__LINE__, 200, "\"value\":\"4.1\",\"unit\":\"mmol/L\",\"range\":\"3.5-5.3\",\"flag\":\"normal\"", r);
	expect(__LINE__, 200, "\"sure\":true,\"why_unsure\":[]", r);
	expect(__LINE__, 200, "\"why_unsure\":[\"value\"]", r);          /* two models, two numbers */
	expect(__LINE__, 200, "\"why_unsure\":[\"mark\"]", r);           /* 52 for 5.2: high, and no arrow is printed */
	expect(__LINE__, 200, "\"reading\":{\"tier\":\"self_care\"", r); /* only of what is sure */
	if (strstr(r->reply, "\"unread\":0") == NULL) fail_msg("%s", r->reply);
	EXPECT(200, "\"entries\":[]", "timeline", "", "me", patient);
}

static void a_reader_that_fails_is_said_and_harms_nothing(void **state)
{
	(void)state;
	static const struct {
		enum rc rc;
		int status;
	} rows[] = {{RC_INPUT, 400}, {RC_BUSY, 503}, {RC_TIMEOUT, 504}, {RC_UPSTREAM, 502}};
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof rows / sizeof *rows); i++) {
		fake.fails = rows[i].rc;
		EXPECT(rows[i].status, "\"error\"", "report_read", "any bytes", "me", patient);
	}
	fake.fails = RC_OK;
	fake.json = S("{\"width\":1}");
	EXPECT(500, "\"error\"", "report_read", "any bytes", "me", patient);
	z->ingest = (struct ingest){0};
	EXPECT(502, "not installed", "report_read", "any bytes", "me", patient);
	z->ingest = ingest_fake(&fake);
	EXPECT(401, NULL, "report_read", "any bytes", "me", "");
	EXPECT(200, NULL, "health", "", "", "");
}

#define ITEM(name, value, unit, range, seen) \
	"{\"name\":\"" name "\",\"value\":\"" value "\",\"unit\":\"" unit "\",\"range\":\"" range "\",\"seen\":" seen "}"

static const char *kept_body(const char *items, const char *date, bool confirm)
{
	static char body[2000];
	snprintf(body, sizeof body, "{\"date\":\"%s\",\"title\":\"电解质\",\"items\":[%s]%s}", date, items, confirm ? ",\"confirm\":true" : "");
	return body;
}

static const char *today(void)
{
	static char text[25];
	struct clock clock = clock_system();
	clock_iso8601(text, clock.now_ms(clock.ctx));
	text[10] = 0;
	return text;
}

static void what_was_confirmed_is_kept_as_it_was_written(void **state)
{
	(void)state;
	char id[27], doctor[80];
	const char *good = ITEM("血钾", "4.10", "mmol/L", "3.5-5.3", "true") "," ITEM("尿蛋白", "阴性", "", "阴性", "true");
	EXPECT(200, "\"code\":\"unseen\"", "report_keep", kept_body(ITEM("血钾", "4.10", "mmol/L", "3.5-5.3", "false"), "2026-03-01", false), "me",
	       patient);
	EXPECT(200, "\"code\":\"far\"", "report_keep", kept_body(ITEM("肌酐", "7300", "umol/L", "57-97", "true"), "2026-03-01", false), "me",
	       patient);
	EXPECT(200, "\"code\":\"value\"", "report_keep", kept_body(ITEM("血钾", "l2.5", "mmol/L", "3.5-5.3", "true"), "2026-03-01", false), "me",
	       patient);
	EXPECT(400, "below nothing", "report_keep", kept_body(ITEM("血钾", "-4.1", "mmol/L", "3.5-5.3", "true"), "2026-03-01", true), "me", patient);
	EXPECT(400, "date", "report_keep", kept_body(good, "2099-01-01", true), "me", patient);
	EXPECT(400, "items", "report_keep", kept_body("", "2026-03-01", true), "me", patient);
	EXPECT(200, "\"entries\":[]", "timeline", "", "me", patient);
	struct result *r = call("report_keep", kept_body(good, "2026-03-01", false), "me", patient);
	expect(__LINE__, 200, "\"kept\":2,\"questions\":[]", r);
	member_of(id, sizeof id, r->reply, "id");
	r = call("timeline", "", "me", patient);
	expect(__LINE__, 200, "\"type\":\"DiagnosticReport\"", r);
	expect(__LINE__, 200, "\"value\":\"4.10\"", r);
	expect(__LINE__, 200, "\"origin\":\"photo\"", r);
	login_as(doctor, "doctor");
	EXPECT(200, "\"alerts\":[]", "alerts", "", "", doctor);
}

static void a_critical_value_reaches_a_doctor_when_it_is_new(void **state)
{
	(void)state;
	char doctor[80];
	const char *bad = ITEM("血钾", "7.2", "mmol/L", "3.5-5.3", "true");
	login_as(doctor, "doctor");
	EXPECT(200, "\"code\":\"critical\"", "report_keep", kept_body(bad, today(), false), "me", patient);
	EXPECT(200, "\"kept\":1", "report_keep", kept_body(bad, "2020-01-01", true), "me", patient);
	EXPECT(200, "\"alerts\":[]", "alerts", "", "", doctor);
	EXPECT(200, "\"kept\":1", "report_keep", kept_body(bad, today(), true), "me", patient);
	EXPECT(200, "report/critical-k", "alerts", "", "", doctor);
	EXPECT(200, "危急值", "notices", "", "me", patient);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_read_alike_is_sure_and_the_rest_is_asked),
		cmocka_unit_test(a_reader_that_fails_is_said_and_harms_nothing),
		cmocka_unit_test(what_was_confirmed_is_kept_as_it_was_written),
		cmocka_unit_test(a_critical_value_reaches_a_doctor_when_it_is_new),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
