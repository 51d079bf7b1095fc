/* care_test.c - the companion: measurements, diary, cabinet, plans, the week and what a doctor sees of it. */
#include "app/call_for_test.h"
#include "app/care.h"
#include "app/resource_int.h"
#include "fhir/check.h"

static const char password[] = "velvet harbour 27 umbrella";
static const int64_t day_ms = 86400000;

static int64_t now_ms(void)
{
	struct clock clock = clock_system();
	return clock.now_ms(clock.ctx);
}

/* Somebody new, 47 years old, with both consents. */
static void registered(char session[80], const char *login)
{
	char body[1024];
	snprintf(body, sizeof body,
		 "{\"login\":\"%s\",\"password\":\"%s\",\"name\":\"钱心月\",\"birth\":\"1979-03-04\",\"sex\":\"female\",\"phone\":\"13911110000\","
		 "\"consents\":[{\"purpose\":\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]}",
		 login, password);
	struct result *r = call("register", body, "", "");
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
}

static struct result *measured(const char *session, const char *kind, const char *v, int64_t ago_ms, const char *more)
{
	char body[512];
	snprintf(body, sizeof body, "{\"kind\":\"%s\",\"v\":%s,\"at_ms\":%lld%s}", kind, v, (long long)(now_ms() - ago_ms), more);
	return call("measure_add", body, "me", session);
}

#define MEASURED(status, has, ...) expect(__LINE__, status, has, measured(__VA_ARGS__))

/* Query members of a GET come as a body. */
static void lacks(int line, const char *has, const struct result *r)
{
	if (strstr(r->reply, has)) fail_msg("line %d: %s in %s", line, has, r->reply);
}

static int times_in(const char *what, const char *text)
{
	int n = 0;
	for (const char *p = text; (p = strstr(p, what)); p++) n++;
	return n;
}

/* ---- measurements ---- */

static void what_is_measured_comes_back_as_it_was_typed(void **state)
{
	(void)state;
	char s[80];
	registered(s, "measurer");
	MEASURED(200, "\"kept\":true", s, "bp", "[\"128\",\"82\"]", day_ms, "");
	MEASURED(200, "\"advice\":null", s, "weight", "[\"65.50\"]", 2 * day_ms, "");
	MEASURED(200, "\"kept\":true", s, "glucose", "[\"110\"]", 3 * day_ms, ",\"unit\":\"mg/dL\",\"context\":\"fasting\",\"note\":\"刚起床\"");
	MEASURED(200, "\"kept\":true", s, "weight", "[\"131\"]", day_ms, ",\"unit\":\"斤\"");
	EXPECT(200, "\"v\":[\"128\",\"82\"]", "measures", "{\"kind\":\"bp\"}", "me", s);
	EXPECT(200, "\"v\":[\"65.50\"]", "measures", "{\"kind\":\"weight\"}", "me", s);
	EXPECT(200, "\"note\":\"131斤\"", "measures", "{\"kind\":\"weight\"}", "me", s);
	EXPECT(200, "\"as\":[6.11]", "measures", "{\"kind\":\"glucose\"}", "me", s);
	EXPECT(200, "\"context\":\"fasting\",\"note\":\"刚起床\"", "measures", "{\"kind\":\"glucose\"}", "me", s);
	EXPECT(200, "\"kind\":\"weight\",\"title\":\"体重\",\"n\":2", "measures", "", "me", s);
	EXPECT(200, "\"title\":\"空腹血糖\",\"value\":\"110\",\"unit\":\"mg/dL\"", "timeline", "", "me", s);
	EXPECT(200, "\"band\":[],\"band_source\":\"\"", "measures", "{\"kind\":\"bp\"}", "me", s);
	EXPECT(400, NULL, "measures", "{\"kind\":\"shoe\"}", "me", s);
}

static void what_cannot_be_is_refused_and_what_hardly_can_is_asked(void **state)
{
	(void)state;
	char s[80];
	registered(s, "doubtful");
	MEASURED(400, "1200", s, "bp", "[\"1200\",\"80\"]", 0, ",\"confirm\":true");
	MEASURED(400, NULL, s, "bp", "[\"80\",\"120\"]", 0, ",\"confirm\":true");
	MEASURED(400, NULL, s, "bp", "[\"120\"]", 0, "");
	MEASURED(400, NULL, s, "bp", "[\"120\",\"80\",\"70\"]", 0, "");
	MEASURED(400, NULL, s, "bp", "\"120/80\"", 0, "");
	MEASURED(400, NULL, s, "glucose", "[\"120\"]", 0, "");
	MEASURED(400, NULL, s, "hr", "[\"70\"]", -day_ms, "");
	MEASURED(400, NULL, s, "hr", "[\"70\"]", 0, ",\"context\":\"midnight\"");
	MEASURED(400, NULL, s, "hr", "[\"70\"]", 0, ",\"unit\":\"kg\"");
	struct result *r = measured(s, "bp", "[\"231\",\"110\"]", 0, "");
	expect(__LINE__, 200, "\"kept\":false", r);
	expect(__LINE__, 200, "\"code\":\"unlikely\"", r);
	expect(__LINE__, 200, "\"tier\":\"emergency\"", r); /* the advice does not wait for the answer */
	expect(__LINE__, 200, "\"alert\":false", r);
	EXPECT(200, "\"kinds\":[]", "measures", "", "me", s); /* nothing was kept so far */
	EXPECT(200, "\"notices\":[]", "notices", "", "me", s);
	MEASURED(200, "\"kept\":true", s, "weight", "[\"65\"]", day_ms, "");
	MEASURED(200, "\"code\":\"changed\"", s, "weight", "[\"130\"]", 0, "");
	MEASURED(200, "\"kept\":true", s, "weight", "[\"130\"]", 0, ",\"confirm\":true");
}

static void health_information_is_kept_only_with_consent(void **state)
{
	(void)state;
	char s[80], id[27];
	registered(s, "agreeing");
	MEASURED(200, "\"kept\":true", s, "hr", "[\"70\"]", 0, "");
	struct result *r = call("consents", "", "me", s);
	const char *sensitive = strstr(r->reply, "\"sensitive\":true");
	assert_non_null(sensitive);
	const char *start = sensitive;
	while (start > r->reply && strncmp(start, "\"id\":\"", 6) != 0) start--;
	snprintf(id, sizeof id, "%.26s", start + 6);
	char body[64];
	snprintf(body, sizeof body, "{\"consent\":\"%s\"}", id);
	EXPECT(200, NULL, "consent_withdraw", body, "me", s);
	MEASURED(403, "\"need\":\"consent\"", s, "hr", "[\"71\"]", 0, "");
	EXPECT(403, "\"need\":\"consent\"", "diary_add", "{\"text\":\"今天不错\"}", "me", s);
	EXPECT(403, "\"need\":\"consent\"", "cabinet_add", "{\"drug\":\"氨氯地平\"}", "me", s);
	EXPECT(403, "\"need\":\"consent\"", "plan_start", "{\"plan\":\"hypertension\"}", "me", s);
	EXPECT(403, "\"need\":\"consent\"", "measures_csv", "{\"csv\":\"日期,体重\\n2026-01-01,65\"}", "me", s);
	r = call("timeline", "", "me", s);
	expect(__LINE__, 200, "\"value\":\"70\"", r); /* what is there is still the person's own */
	member_of(id, 27, r->reply, "id");
	snprintf(body, sizeof body, "{\"type\":\"Observation\",\"id\":\"%s\"}", id);
	EXPECT(200, "{}", "record_delete", body, "me", s); /* and can be taken away */
	EXPECT(200, "\"entries\":[]", "timeline", "", "me", s);
	EXPECT(404, NULL, "record_entry", body, "me", s);
}

static void a_table_is_kept_once(void **state)
{
	(void)state;
	static const char csv[] = "{\"csv\":\"日期,时间,收缩压,舒张压,体重\\n2026-01-01,08:00,128,82,65\\n2026-01-02,08:00,1300,82,65.5\\n"
				  "2026-01-03,08:00,240,120,\\n2026-01-04,08:00,x,82,\\n2026-01-01,08:00,128,82,65\\n\"%s}";
	char s[80], body[512];
	registered(s, "tabular");
	snprintf(body, sizeof body, csv, "");
	struct result *r = call("measures_csv", body, "me", s);
	expect(__LINE__, 200, "\"kept\":3,\"same\":2", r);
	expect(__LINE__, 200, "\"refused\":[{\"line\":5", r);
	expect(__LINE__, 200, "\"refused_n\":2", r);
	expect(__LINE__, 200, "\"questioned\":[{\"line\":4", r);
	snprintf(body, sizeof body, csv, ",\"confirm\":true");
	EXPECT(200, "\"kept\":1,\"same\":5", "measures_csv", body, "me", s);
	EXPECT(200, "\"kept\":0,\"same\":6", "measures_csv", body, "me", s);
	EXPECT(200, "\"n\":2", "measures", "", "me", s);
	EXPECT(400, "GBK", "measures_csv", "{\"csv\":\"\xEF\xBF\xBD\xEF\xBF\xBD,x\\n1,2\"}", "me", s);
	EXPECT(400, NULL, "measures_csv", "{\"csv\":7}", "me", s);
	EXPECT(200, "\"notices\":[]", "notices", "", "me", s); /* of what was long ago no rule speaks */
}

/* ---- diary ---- */

static void a_red_flag_in_the_diary_is_answered_first(void **state)
{
	(void)state;
	char s[80];
	registered(s, "writer");
	EXPECT(200, "\"tier\":null", "diary_add", "{\"text\":\"今天散步半小时，心情不错\",\"mood\":5}", "me", s);
	struct result *r = call("diary_add", "{\"text\":\"突然口角歪斜，右手没有力气，说话不清\",\"mood\":1}", "me", s);
	expect(__LINE__, 200, "{\"tier\":\"emergency\",\"headline\":\"", r);
	assert_true(strstr(r->reply, "120") || strstr(r->reply, "急诊"));
	r = call("diary", "", "me", s);
	expect(__LINE__, 200, "\"mood\":5", r);
	assert_true(strstr(r->reply, "口角歪斜") < strstr(r->reply, "散步")); /* newest first */
	EXPECT(400, NULL, "diary_add", "{\"text\":\"\"}", "me", s);
	EXPECT(400, NULL, "diary_add", "{\"text\":\"x\",\"mood\":6}", "me", s);
}

/* What was told in the last day decides how a value is judged. */
static void the_diary_is_heard_by_the_rules(void **state)
{
	(void)state;
	char s[80];
	registered(s, "heard");
	EXPECT(200, NULL, "diary_add", "{\"text\":\"胸口疼了一上午\"}", "me", s);
	MEASURED(200, "\"tier\":\"emergency\"", s, "bp", "[\"185\",\"100\"]", 0, "");
}

/* ---- the cabinet ---- */

static void a_medicine_that_must_not_be_is_kept_only_when_confirmed(void **state)
{
	(void)state;
	char s[80], doctor[80], person[27], id[27], body[128];
	registered(s, "taker");
	person_of(person, s);
	working_as(doctor, "doctor");
	EXPECT(200, "\"stops\":false", "cabinet_add",
	       "{\"drug\":\"华法林\",\"dose\":\"2.5\",\"unit\":\"mg\",\"frequency\":\"每天一次\",\"remind\":true}", "me", s);
	EXPECT(200, "\"title\":\"华法林\"", "reminders", "", "me", s);
	struct result *r = call("cabinet_add", "{\"drug\":\"布洛芬\",\"dose\":\"0.3\",\"unit\":\"g\",\"frequency\":\"bid\"}", "me", s);
	expect(__LINE__, 200, "\"kept\":false", r);
	expect(__LINE__, 200, "\"tier\":\"stop\"", r);
	EXPECT(404, NULL, "timeline", "", person, doctor);
	r = call("cabinet_add", "{\"drug\":\"布洛芬\",\"dose\":\"0.3\",\"unit\":\"g\",\"frequency\":\"bid\",\"confirm\":true}", "me", s);
	expect(__LINE__, 200, "\"kept\":true", r);
	expect(__LINE__, 200, "\"alert\":true", r);
	member_of(id, 27, r->reply, "id");
	EXPECT(200, "布洛芬", "alerts", "", "", doctor);
	EXPECT(200, "\"entries\":[{\"type\":\"MedicationStatement\"", "timeline", "", person, doctor); /* treating, while the alert waits */
	r = call("cabinet", "", "me", s);
	expect(__LINE__, 200, "\"drug\":\"布洛芬\",\"dose\":\"0.3\",\"unit\":\"g\",\"frequency\":\"bid\"", r);
	expect(__LINE__, 200, "\"findings\":[{\"tier\":\"stop\"", r);
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"why\":\"听医生的\"}", id);
	EXPECT(200, "{}", "cabinet_stop", body, "me", s);
	r = call("cabinet", "", "me", s);
	expect(__LINE__, 200, "\"state\":\"stopped\"", r);
	expect(__LINE__, 200, "\"findings\":[]", r);
	EXPECT(200, "\"status\":\"stopped\"", "record_entry",
	       (snprintf(body, sizeof body, "{\"type\":\"MedicationStatement\",\"id\":\"%s\"}", id), body), "me", s);
	EXPECT(400, NULL, "cabinet_add", "{\"drug\":\"\"}", "me", s);
	EXPECT(400, NULL, "cabinet_add", "{\"drug\":\"氨氯地平\",\"dose\":\"many\"}", "me", s);
	EXPECT(404, NULL, "cabinet_stop", "{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}", "me", s);
	EXPECT(200, "\"known\":false", "cabinet", (call("cabinet_add", "{\"drug\":\"祖传秘方\"}", "me", s), ""), "me", s);
}

static void an_allergy_stops_a_medicine(void **state)
{
	(void)state;
	char s[80];
	registered(s, "allergic");
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"allergies\":[\"青霉素\"],\"drugs\":[\"华法林\"]}}", "me", s);
	EXPECT(200, "\"kept\":false", "cabinet_add", "{\"drug\":\"阿莫西林\"}", "me", s);
	EXPECT(200, "\"kept\":false", "cabinet_add", "{\"drug\":\"布洛芬\"}", "me", s); /* against what was told in words */
	EXPECT(200, "\"drugs\":[]", "cabinet", "", "me", s);
}

/* ---- who may ---- */

static void nobody_else_reaches_it(void **state)
{
	(void)state;
	static const char *const reads[] = {"timeline", "measures", "diary", "cabinet", "plans", "week"};
	char a[80], b[80], doctor[80], person[27];
	registered(a, "own-1");
	registered(b, "own-2");
	working_as(doctor, "doctor");
	person_of(person, a);
	MEASURED(200, "\"kept\":true", a, "hr", "[\"70\"]", 0, "");
	for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
		EXPECT(404, NULL, reads[i], "", person, b);
		EXPECT(404, NULL, reads[i], "", person, doctor);
		EXPECT(401, NULL, reads[i], "", person, "");
		EXPECT(200, NULL, reads[i], "", "me", a);
	}
	EXPECT(404, NULL, "measure_add", "{\"kind\":\"hr\",\"v\":[\"70\"]}", person, b);
	EXPECT(404, NULL, "diary_add", "{\"text\":\"x\"}", person, b);
	EXPECT(404, NULL, "cabinet_add", "{\"drug\":\"x\"}", person, b);
	EXPECT(404, NULL, "plan_start", "{\"plan\":\"hypertension\"}", person, b);
	EXPECT(404, NULL, "record_delete", "{\"type\":\"Observation\",\"id\":\"x\"}", person, b);
	EXPECT(404, NULL, "record_entry", "{\"type\":\"Observation\",\"id\":\"x\"}", person, b);
	EXPECT(403, NULL, "alerts", "", "", a);
	EXPECT(401, NULL, "alerts", "", "", "");
	EXPECT(403, NULL, "alert_close", "{\"note\":\"x\"}", "01ARZ3NDEKTSV4RRFFQ69G5FAV", a);
	EXPECT(404, NULL, "alert_close", "{\"note\":\"x\"}", "01ARZ3NDEKTSV4RRFFQ69G5FAV", doctor);
	EXPECT(200, "\"plans\":[{\"id\":", "plans_known", "", "", "");
}

static void a_guardian_keeps_it_for_a_child(void **state)
{
	(void)state;
	char s[80], child[27], body[300];
	registered(s, "mother");
	struct result *r = call(
		"ward_make",
		"{\"name\":\"钱小苗\",\"birth\":\"2026-05-01\",\"sex\":\"female\",\"consents\":[{\"purpose\":\"consult\",\"sensitive\":false},"
		"{\"purpose\":\"consult\",\"sensitive\":true}]}",
		"", s);
	expect(__LINE__, 200, NULL, r);
	member_of(child, 27, r->reply, "person");
	EXPECT(200, "\"kept\":true", "measure_add", "{\"kind\":\"weight\",\"v\":[\"7.2\"]}", child, s);
	EXPECT(200, "\"kept\":false", "measure_add", "{\"kind\":\"weight\",\"v\":[\"14\"]}", child, s); /* no weight of a baby */
	EXPECT(200, "\"kinds\":[]", "measures", "", "me", s);
	EXPECT(400, NULL, "plan_start", "{\"plan\":\"child\"}", child, s); /* the birth date is asked for */
	snprintf(body, sizeof body, "{\"plan\":\"child\",\"values\":{\"birth\":\"2026-05-01\"},\"remind\":true}");
	EXPECT(200, "\"id\"", "plan_start", body, child, s);
	EXPECT(200, "\"plan\":\"child\"", "plans", "", child, s);
	EXPECT(200, "\"kind\":\"vaccine\"", "reminders", "", child, s);
	MEASURED(200, "\"advice\":null", s, "temp", "[\"38.2\"]", 0, "");
	EXPECT(200, "\"advice\":null", "measure_add", "{\"kind\":\"temp\",\"v\":[\"38.2\"]}", child,
	       s); /* seven months; under three it is an emergency */
}

/* ---- alerts ---- */

static void withdraw_all(const char *s)
{
	struct result *r = call("consents", "", "me", s);
	static char reply[sizeof r->reply];
	snprintf(reply, sizeof reply, "%s", r->reply);
	for (const char *p = reply; (p = strstr(p, "\"id\":\"")); p++) {
		char body[64];
		snprintf(body, sizeof body, "{\"consent\":\"%.26s\"}", p + 6);
		call("consent_withdraw", body, "me", s);
	}
}

/* A device writes over FHIR; the rules hear it as if it had been typed. What is days old troubles nobody. */
static void what_a_device_sends_is_heard_too(void **state)
{
	(void)state;
	static const struct {
		const char *sys, *dia;
		int64_t ago_ms;
		bool told;
	} rows[] = {{"124", "80", 60000, false}, {"192", "112", 72 * INT64_C(3600000), false}, {"192", "112", 60000, true}};
	char s[80], body[700], at[26];
	registered(s, "device");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static struct result r;
		care_time(at, now_ms() - rows[i].ago_ms);
		snprintf(body, sizeof body,
			 "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"http://"
			 "loinc.org\",\"code\":\"85354-9\"}]},"
			 "\"effectiveDateTime\":\"%s\",\"component\":[{\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8480-6\"}]},"
			 "\"valueQuantity\":{\"value\":%s,\"unit\":\"mmHg\",\"system\":\"http://"
			 "unitsofmeasure.org\",\"code\":\"mm[Hg]\"}},{\"code\":{\"coding\":[{"
			 "\"system\":\"http://loinc.org\",\"code\":\"8462-4\"}]},\"valueQuantity\":{\"value\":%s,\"unit\":\"mmHg\",\"system\":"
			 "\"http://unitsofmeasure.org\",\"code\":\"mm[Hg]\"}}]}",
			 at, rows[i].sys, rows[i].dia);
		begin_http(&r, "fhir_post", (struct zhuyi_text){body, strlen(body)}, "me/Observation", s,
			   (struct zhuyi_http){.type = {"application/fhir+json", 21}});
		expect(__LINE__, 201, NULL, ended(&r));
		expect(__LINE__, 200, rows[i].told ? "\"kind\":\"alert\"" : "\"notices\":[]", call("notices", "", "me", s));
	}
}

struct telling {
	struct someone s;
	const struct notice_text *n;
};

static bool tell_write(struct zhuyi *zh, struct call *c)
{
	struct telling *t = c->work;
	return notice_put(zh, c, &t->s, t->n);
}

static void told(const char *person, const struct notice_text *n)
{
	struct telling t = {.n = n};
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail f = {0};
	assert_true(people_open(&z->people, &t.s, S("sample"), str_from(person), false, &a, &f));
	if (!calls_errand(z, house_of(&z->houses, S("sample")), tell_write, &t, &f)) fail_msg("%s", f.what);
	people_forget(&t.s);
	arena_destroy(memory);
}

/* Who measures has done what they were reminded of; a reminder of something else, or of yesterday, waits on. */
static void measuring_answers_its_reminder(void **state)
{
	(void)state;
	static const struct {
		const char *seed, *about;
		int64_t ago_ms;
		const char *becomes;
	} rows[] = {{"bp now", "{\"of\":{\"measure\":\"bp\"}}", 3600000, "done"},
		    {"bp yesterday", "{\"of\":{\"measure\":\"bp\"}}", 25 * INT64_C(3600000), "new"},
		    {"weight", "{\"of\":{\"measure\":\"weight\"}}", 3600000, "new"},
		    {"drug", "{\"of\":{\"drug\":\"x\"}}", 3600000, "new"}};
	char s[80], person[27], has[120];
	registered(s, "answering");
	person_of(person, s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct notice_text n = {.kind = "reminder",
					.seed = str_from(rows[i].seed),
					.at_ms = now_ms() - rows[i].ago_ms,
					.about = str_from(rows[i].about),
					.title = {str_from(rows[i].seed), str_from(rows[i].seed)},
					.text = {S("x"), S("x")}};
		told(person, &n);
	}
	MEASURED(200, "\"kept\":true", s, "bp", "[\"124\",\"80\"]", 0, "");
	struct result *r = call("notices", "", "me", s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(has, sizeof has, "\"state\":\"%s\",\"title\":\"%s\"", rows[i].becomes, rows[i].seed);
		expect(__LINE__, 200, has, r);
	}
}

/* An average over the target is no news each time somebody measures. */
static void a_pattern_is_said_once_a_week(void **state)
{
	(void)state;
	char s[80];
	registered(s, "averaging");
	EXPECT(200, NULL, "plan_start", "{\"plan\":\"hypertension\",\"values\":{}}", "me", s);
	for (int i = 8; i >= 0; i--) MEASURED(200, "\"kept\":true", s, "bp", "[\"148\",\"92\"]", i * INT64_C(43200000), "");
	struct result *r = call("notices", "", "me", s);
	assert_int_equal(times_in("\"kind\":\"alert\"", r->reply), 1);
}

/* A good number beside words that are an emergency. */
static void a_note_is_read_beside_the_number(void **state)
{
	(void)state;
	char s[80];
	registered(s, "noted");
	MEASURED(200, "\"advice\":null", s, "bp", "[\"124\",\"80\"]", 1000, ",\"note\":\"散步以后量的\"");
	MEASURED(200, "\"advice\":{\"tier\":\"emergency\"", s, "bp", "[\"126\",\"82\"]", 0, ",\"note\":\"胸口压榨样疼，出冷汗\"");
	expect(__LINE__, 200, "\"kind\":\"alert\"", call("notices", "", "me", s));
}

static void an_alert_makes_a_doctor_treating_while_it_is_open(void **state)
{
	(void)state;
	char s[80], other[80], doctor[80], person[27], id[27], body[200];
	registered(s, "alarmed");
	registered(other, "withdrawn");
	person_of(person, s);
	working_as(doctor, "doctor");
	int64_t opened = leaves_of("alert.opened");
	MEASURED(200, "\"alert\":true", s, "bp", "[\"185\",\"100\"]", 1000, "");
	MEASURED(200, "\"alert\":true", s, "bp", "[\"190\",\"105\"]", 0, "");
	assert_int_equal(leaves_of("alert.opened"), opened + 1); /* the second is a line of the first */
	assert_true(leaves_of("alert.more") >= 1);
	struct result *r = call("alerts", "", "", doctor);
	expect(__LINE__, 200, "\"name\":\"钱心月\",\"tier\":\"urgent\"", r);
	const char *mine = strstr(r->reply, person);
	assert_non_null(mine);
	while (strncmp(mine, "{\"id\":\"", 7) != 0) mine--;
	snprintf(id, sizeof id, "%.26s", mine + 7);
	assert_int_equal(times_in("\"at_ms\":", mine), 2);
	r = call("notices", "", "me", s);
	assert_int_equal(times_in("\"kind\":\"alert\"", r->reply), 2);
	expect(__LINE__, 200, "\"tier\":\"urgent\"", r);
	EXPECT(200, NULL, "measures", "{\"kind\":\"bp\"}", person, doctor);
	EXPECT(200, NULL, "looked", "", "me", s);
	expect(__LINE__, 200, "record.read", call("looked", "", "me", s));
	EXPECT(400, NULL, "alert_close", "{\"note\":\"\"}", id, doctor);
	char plain[80];
	login_as(plain, "doctor"); /* the second step is needed */
	EXPECT(403, "\"need\":", "alert_close", "{\"note\":\"电话联系\"}", id, plain);
	EXPECT(200, "{}", "alert_close", "{\"note\":\"电话联系，药漏服\",\"message\":\"按时吃药，三天后复诊\"}", id, doctor);
	EXPECT(404, NULL, "measures", "{\"kind\":\"bp\"}", person, doctor); /* no longer */
	EXPECT(404, NULL, "alert_close", "{\"note\":\"again\"}", id, doctor);
	lacks(__LINE__, person, call("alerts", "", "", doctor));
	EXPECT(200, "按时吃药，三天后复诊", "notices", "", "me", s);
	lacks(__LINE__, "药漏服", call("notices", "", "me", s)); /* the note is not for the person */
	/* With the consent gone the doctor is nothing to the person, and the alert is not in the list. */
	person_of(person, other);
	MEASURED(200, "\"alert\":true", other, "hr", "[\"180\"]", 0, ",\"confirm\":true");
	expect(__LINE__, 200, person, call("alerts", "", "", doctor));
	withdraw_all(other);
	lacks(__LINE__, person, call("alerts", "", "", doctor));
	EXPECT(404, NULL, "measures", "{\"kind\":\"hr\"}", person, doctor);
	snprintf(body, sizeof body, "{\"kind\":\"hr\"}");
	EXPECT(200, "\"180\"", "measures", body, "me", other);
}

static void more_urgent_stands_first(void **state)
{
	(void)state;
	char a[80], b[80], doctor[80], first[27], second[27];
	registered(a, "urgent-1");
	registered(b, "emergency-1");
	person_of(first, a);
	person_of(second, b);
	working_as(doctor, "doctor");
	MEASURED(200, "\"tier\":\"urgent\"", a, "hr", "[\"125\"]", 0, "");
	MEASURED(200, "\"tier\":\"emergency\"", b, "spo2", "[\"85\"]", 0, "");
	const char *reply = call("alerts", "", "", doctor)->reply, *of_a = strstr(reply, first), *of_b = strstr(reply, second);
	assert_true(of_a && of_b && of_b < of_a);
}

static void what_is_fine_troubles_nobody(void **state)
{
	(void)state;
	char s[80], doctor[80], person[27];
	registered(s, "healthy");
	person_of(person, s);
	working_as(doctor, "doctor");
	MEASURED(200, "\"alert\":false", s, "bp", "[\"118\",\"76\"]", 0, "");
	MEASURED(200, "\"advice\":null", s, "spo2", "[\"98\"]", 0, "");
	MEASURED(200, "\"advice\":null", s, "bp", "[\"190\",\"100\"]", CARE_FRESH_MS + 60000, ""); /* long over when it was entered */
	EXPECT(200, "\"notices\":[]", "notices", "", "me", s);
	lacks(__LINE__, person, call("alerts", "", "", doctor));
	EXPECT(200, "\"open\":[],\"quiet\":true", "week", "", "me", s);
}

/* ---- the timeline ---- */

static void pages_go_on_where_the_last_one_ended(void **state)
{
	(void)state;
	char s[80], body[256], next[120];
	registered(s, "pages");
	for (int i = 0; i < 7; i++) {
		char v[16];
		snprintf(v, sizeof v, "[\"%d\"]", 60 + i);
		MEASURED(200, "\"kept\":true", s, "hr", v, (8 - i) * 1000, "");
	}
	EXPECT(200, NULL, "diary_add", "{\"text\":\"x\"}", "me", s);
	struct result *r = call("timeline", "{\"count\":3}", "me", s);
	assert_int_equal(times_in("\"type\":\"Observation\"", r->reply), 3);
	expect(__LINE__, 200, "\"value\":\"66\"", r);
	member_of(next, sizeof next, r->reply, "next");
	snprintf(body, sizeof body, "{\"count\":5,\"before\":\"%s\"}", next);
	r = call("timeline", body, "me", s);
	assert_int_equal(times_in("\"type\":\"Observation\"", r->reply), 5);
	expect(__LINE__, 200, "\"value\":\"60\"", r);
	lacks(__LINE__, "\"value\":\"65\"", r);
	EXPECT(200, "\"entries\":[],\"next\":null", "timeline", "{\"type\":\"Immunization\"}", "me", s);
	EXPECT(200, "\"next\":null", "timeline", "{\"type\":\"Observation\",\"count\":20}", "me", s);
	EXPECT(400, NULL, "timeline", "{\"before\":\"yesterday\"}", "me", s);
	EXPECT(400, NULL, "timeline", "{\"count\":1000}", "me", s);
}

/* ---- a month ---- */

struct tick {
	struct someone s;
	const char *about;
	int64_t now_ms;
};

static int64_t later(void *ctx)
{
	return ((struct tick *)ctx)->now_ms;
}

static bool tick_write(struct zhuyi *zh, struct call *c)
{
	struct tick *t = c->work;
	c->rq.clock = (struct clock){later, t};
	return care_tick(zh, c, &t->s, str_from(t->about));
}

/* What the thread of reminders would call on a day to come. */
static void ticked(const char *person, const char *about, int64_t at_ms)
{
	struct tick t = {.about = about, .now_ms = at_ms};
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail f = {0};
	assert_true(people_open(&z->people, &t.s, S("sample"), str_from(person), false, &a, &f));
	if (!calls_errand(z, house_of(&z->houses, S("sample")), tick_write, &t, &f)) fail_msg("%s", f.what);
	people_forget(&t.s);
	arena_destroy(memory);
}

static void a_month_with_high_blood_pressure(void **state)
{
	(void)state;
	char s[80], doctor[80], person[27], careplan[27], alert[27], about[64], body[200];
	registered(s, "hypertensive");
	person_of(person, s);
	working_as(doctor, "doctor");
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"conditions\":[\"高血压\"]}}", "me", s);
	EXPECT(200, "\"fits\":[\"hypertension\"]", "plans", "", "me", s);
	EXPECT(400, NULL, "plan_start", "{\"plan\":\"hypertension\",\"values\":{\"target-sys\":\"300\"}}", "me", s);
	EXPECT(404, NULL, "plan_start", "{\"plan\":\"any\"}", "me", s);
	struct result *r = call("plan_start", "{\"plan\":\"hypertension\",\"values\":{\"target-sys\":\"130\"},\"remind\":true}", "me", s);
	expect(__LINE__, 200, NULL, r);
	member_of(careplan, 27, r->reply, "id");
	EXPECT(409, NULL, "plan_start", "{\"plan\":\"hypertension\"}", "me", s);
	r = call("plans", "", "me", s);
	expect(__LINE__, 200, "\"plan\":\"hypertension\"", r);
	expect(__LINE__, 200, "\"high\":130", r);
	expect(__LINE__, 200, "\"sign\":", r);
	expect(__LINE__, 200, "\"fits\":[]", r);
	r = call("reminders", "", "me", s);
	expect(__LINE__, 200, "\"kind\":\"measure\"", r);
	lacks(__LINE__, "\"kind\":\"watch\"", r);
	EXPECT(200, "\"band\":[{\"name\":\"sys\",\"context\":\"\",\"low\":null,\"high\":130", "measures", "{\"kind\":\"bp\"}", "me", s);
	/* A good day, then one that is not. */
	MEASURED(200, "\"advice\":null", s, "bp", "[\"126\",\"80\"]", 5000, "");
	ticked(person, (snprintf(about, sizeof about, "{\"plan\":\"%s\"}", careplan), about), now_ms() + 9 * day_ms);
	EXPECT(200, "\"unread\":0", "notices", "", "me", s);
	/* Ten days without a reading: the person is told, once; after three weeks the doctors see it. */
	ticked(person, about, now_ms() + 11 * day_ms);
	ticked(person, about, now_ms() + 12 * day_ms);
	r = call("notices", "", "me", s);
	assert_int_equal(times_in("\"kind\":\"alert\"", r->reply), 1);
	lacks(__LINE__, person, call("alerts", "", "", doctor));
	ticked(person, about, now_ms() + 22 * day_ms);
	ticked(person, about, now_ms() + 23 * day_ms);
	r = call("alerts", "", "", doctor);
	const char *mine = strstr(r->reply, person);
	assert_non_null(mine);
	assert_null(strstr(mine + 1, person));
	while (strncmp(mine, "{\"id\":\"", 7) != 0) mine--;
	snprintf(alert, sizeof alert, "%.26s", mine + 7);
	EXPECT(200, "\"plan\":\"hypertension\"", "plans", "", person, doctor);
	EXPECT(200, "{}", "alert_close", "{\"note\":\"打过电话\",\"message\":\"请继续测血压\"}", alert, doctor);
	ticked(person, about, now_ms() + 24 * day_ms); /* said in this gap already */
	lacks(__LINE__, person, call("alerts", "", "", doctor));
	/* Very high: advice at once, and the doctors'. */
	r = measured(s, "bp", "[\"186\",\"112\"]", 0, "");
	expect(__LINE__, 200, "\"rule\":\"any/bp-180\"", r);
	expect(__LINE__, 200, "\"alert\":true", r);
	EXPECT(200, "bp-180", "alerts", "", "", doctor);
	/* A medicine that clashes. */
	EXPECT(200, "\"kept\":true", "cabinet_add", "{\"drug\":\"华法林\",\"frequency\":\"每天一次\"}", "me", s);
	EXPECT(200, "\"kept\":false", "cabinet_add", "{\"drug\":\"布洛芬\"}", "me", s);
	/* The week says so. */
	r = call("week", "", "me", s);
	expect(__LINE__, 200, "\"quiet\":false", r);
	expect(__LINE__, 200, "\"kind\":\"bp\",\"n\":2,\"mean\":[156,96]", r);
	expect(__LINE__, 200, "\"in_band_percent\":50", r);
	expect(__LINE__, 200, "等医生处理", r);
	ticked(person, "{\"week\":true}", now_ms());
	ticked(person, "{\"week\":true}", now_ms());
	r = call("notices", "", "me", s);
	assert_int_equal(times_in("\"kind\":\"summary\"", r->reply), 1);
	/* The end of it, and of what reminded of it. */
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"why\":\"换了医院\"}", careplan);
	EXPECT(200, "{}", "plan_end", body, "me", s);
	EXPECT(409, NULL, "plan_end", body, "me", s);
	EXPECT(200, "\"reminders\":[]", "reminders", "", "me", s);
	EXPECT(200, "\"state\":\"ended\"", "plans", "", "me", s);
	EXPECT(200, "\"band\":[]", "measures", "{\"kind\":\"bp\"}", "me", s);
	ticked(person, about, now_ms() + 60 * day_ms);
	assert_true(leaves_of("record.changed") > 0);
}

static void a_plan_is_not_for_everybody(void **state)
{
	(void)state;
	char s[80];
	registered(s, "expecting");
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"conditions\":[\"高血压\"],\"pregnant\":true}}", "me", s);
	EXPECT(409, "孕", "plan_start", "{\"plan\":\"hypertension\"}", "me", s);
	EXPECT(404, NULL, "plan_start", "{\"plan\":\"nothing\"}", "me", s);
	lacks(__LINE__, "\"fits\":[\"hypertension\"", call("plans", "", "me", s));
	MEASURED(200, "any/bp-pregnant-severe", s, "bp", "[\"162\",\"100\"]", 0, "");
}

static bool condition_write(struct zhuyi *zh, struct call *c)
{
	struct tick *t = c->work;
	str text = S(
		"{\"resourceType\":\"Condition\",\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
		"condition-clinical\","
		"\"code\":\"active\"}]},\"code\":{\"text\":\"高血压\"},\"subject\":{\"reference\":\"Patient/x\"},\"onsetDateTime\":\"2020-01-01\"}");
	return resource_put(zh, c, &t->s, NULL, S("Condition"), S(""), text, 0) && resource_leaf(zh, c, &t->s);
}

/* A diagnosis that another program wrote into the record counts as one that was told. */
static void what_the_record_says_proposes_a_plan(void **state)
{
	(void)state;
	char s[80], person[27];
	struct tick t = {0};
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail f = {0};
	registered(s, "diagnosed");
	person_of(person, s);
	EXPECT(200, "\"fits\":[]", "plans", "", "me", s);
	assert_true(people_open(&z->people, &t.s, S("sample"), str_from(person), false, &a, &f));
	if (!calls_errand(z, house_of(&z->houses, S("sample")), condition_write, &t, &f)) fail_msg("%s", f.what);
	people_forget(&t.s);
	arena_destroy(memory);
	EXPECT(200, "\"fits\":[\"hypertension\"]", "plans", "", "me", s);
}

/* What we write is what a reader of FHIR would accept. */
static bool each_is_valid(void *ctx, const struct kept *kept)
{
	int *n = ctx;
	struct arena memory = arena_create(4 << 20), a = memory;
	struct fhir_issues issues = {0};
	struct fail f = {0};
	jv v;
	assert_true(json_parse(&v, kept->text, 64, &f));
	if (!fhir_check(&issues, v, kept->type, now_ms() + 60000, &a))
		fail_msg(STR_FMT ": " STR_FMT " " STR_FMT " in " STR_FMT, STR_ARG(kept->type), STR_ARG(issues.v[0].expression),
			 STR_ARG(issues.v[0].diagnostics), STR_ARG(kept->text));
	json_free(v);
	arena_destroy(memory);
	++*n;
	return true;
}

static void what_is_kept_is_valid_fhir(void **state)
{
	(void)state;
	static const char *const starts[] = {
		"{\"plan\":\"hypertension\",\"values\":{\"target-sys\":\"130\"}}",
		"{\"plan\":\"diabetes\",\"values\":{\"treatment\":\"tablets\"}}",
		"{\"plan\":\"copd\",\"values\":{}}",
		"{\"plan\":\"asthma\",\"values\":{\"best\":\"420\"}}",
		"{\"plan\":\"pregnancy\",\"values\":{\"lmp\":\"2026-09-01\",\"weight-before\":\"60\",\"bmi-group\":\"normal\"}}",
		"{\"plan\":\"post-discharge\",\"values\":{\"discharge\":\"2026-11-28\"}}"};
	static const char *const values[][3] = {{"bp", "[\"128\",\"82\"]", ""},
						{"hr", "[\"70\"]", ",\"context\":\"rest\""},
						{"weight", "[\"130\"]", ",\"unit\":\"斤\",\"note\":\"晚上\""},
						{"height", "[\"170\"]", ""},
						{"spo2", "[\"97\"]", ""},
						{"temp", "[\"98.6\"]", ",\"unit\":\"℉\""},
						{"glucose", "[\"6.1\"]", ",\"context\":\"after_meal\""},
						{"sleep", "[\"7.5\"]", ""},
						{"steps", "[\"8000\"]", ""},
						{"peak_flow", "[\"420\"]", ""},
						{"waist", "[\"85\"]", ""}};
	char s[80], person[27];
	int n = 0;
	struct someone whose;
	struct arena memory = arena_create(16 << 20), a = memory;
	struct fail f = {0};
	registered(s, "valid");
	person_of(person, s);
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) MEASURED(200, "\"kept\":true", s, values[i][0], values[i][1], 1000, values[i][2]);
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) EXPECT(200, "\"id\"", "plan_start", starts[i], "me", s);
	EXPECT(200, NULL, "diary_add", "{\"text\":\"还行\",\"mood\":3}", "me", s);
	EXPECT(200, "\"kept\":true", "cabinet_add", "{\"drug\":\"氨氯地平\",\"dose\":\"5\",\"unit\":\"mg\",\"frequency\":\"qd\",\"route\":\"口服\"}",
	       "me", s);
	assert_true(people_open(&z->people, &whose, S("sample"), str_from(person), false, &a, &f));
	assert_true(resources_each(z, &whose, S(""), each_is_valid, &n, a, &f));
	people_forget(&whose);
	arena_destroy(memory);
	assert_true(n >= 11 + 6 + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_measured_comes_back_as_it_was_typed),
		cmocka_unit_test(what_cannot_be_is_refused_and_what_hardly_can_is_asked),
		cmocka_unit_test(health_information_is_kept_only_with_consent),
		cmocka_unit_test(a_table_is_kept_once),
		cmocka_unit_test(a_red_flag_in_the_diary_is_answered_first),
		cmocka_unit_test(the_diary_is_heard_by_the_rules),
		cmocka_unit_test(a_medicine_that_must_not_be_is_kept_only_when_confirmed),
		cmocka_unit_test(an_allergy_stops_a_medicine),
		cmocka_unit_test(nobody_else_reaches_it),
		cmocka_unit_test(a_guardian_keeps_it_for_a_child),
		cmocka_unit_test(what_a_device_sends_is_heard_too),
		cmocka_unit_test(measuring_answers_its_reminder),
		cmocka_unit_test(a_pattern_is_said_once_a_week),
		cmocka_unit_test(a_note_is_read_beside_the_number),
		cmocka_unit_test(an_alert_makes_a_doctor_treating_while_it_is_open),
		cmocka_unit_test(more_urgent_stands_first),
		cmocka_unit_test(what_is_fine_troubles_nobody),
		cmocka_unit_test(pages_go_on_where_the_last_one_ended),
		cmocka_unit_test(a_month_with_high_blood_pressure),
		cmocka_unit_test(a_plan_is_not_for_everybody),
		cmocka_unit_test(what_the_record_says_proposes_a_plan),
		cmocka_unit_test(what_is_kept_is_valid_fhir),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
