/* reminder_test.c - reminders that fire once, notices, calendars that are revoked, and what happens when the store, the clock or the power fails. */
#include "app/call_for_test.h"
#include "app/reminder.h"

#include <sodium.h>

#define CONSENTS "\"consents\":[{\"purpose\":\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]"
#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

static const char password[] = "velvet harbour 27 umbrella";

static void registered(char session[80], const char *login)
{
	char body[1024];
	snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"%s\",\"name\":\"%s\",\"birth\":\"1979-03-04\"," CONSENTS "}", login, password,
		 login);
	struct result *r = call("register", body, "", "");
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
}

static int64_t now(void)
{
	struct clock clock = clock_system();
	return clock.now_ms(clock.ctx);
}

static int64_t at(const char *text) /* "2030-01-31 08:00" in China */
{
	struct date d;
	assert_true(date_read(&d, (str){text, 10}));
	return date_begins_ms(d, ZONE_CHINA_MIN) + ((text[11] - '0') * 600 + (text[12] - '0') * 60 + (text[14] - '0') * 10 + text[15] - '0') * 60000;
}

static void made(char id[27], const char *session, const char *body)
{
	struct result *r = call("reminder_put", body, "me", session);
	expect(__LINE__, 200, NULL, r);
	member_of(id, 27, r->reply, "id");
}

static int count(const char *text, const char *part)
{
	int n = 0;
	for (const char *p = text; (p = strstr(p, part)); p += strlen(part)) n++;
	return n;
}

static struct fired fire_at(int64_t now_ms)
{
	struct fired f;
	struct fail why = {0};
	if (!reminders_fire(z, now_ms, &f, &why)) fail_msg("%s", why.what);
	return f;
}

/* When it is due; 0: it is not. */
static int64_t due_of(const char *reminder)
{
	struct arena memory = arena_create(1 << 20), a = memory;
	struct due_rows rows;
	struct fail f = {0};
	int64_t ms = 0;
	assert_true(store_due_next(z->store, &rows, INT64_MAX, 10000, &a, &f));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.v[i].reminder, str_from(reminder))) ms = rows.v[i].due_ms;
	arena_destroy(memory);
	return ms;
}

/* Nothing of the test before is due any more, and its clock is forgotten. */
static int alone(void **state)
{
	struct arena memory = arena_create(4 << 20), a = memory;
	struct due_rows rows;
	struct fail f = {0};
	(void)state;
	assert_true(store_due_next(z->store, &rows, INT64_MAX, 10000, &a, &f));
	for (ptrdiff_t i = 0; i < rows.n; i++) STORE(store_due_drop(z->store, rows.v[i].org, rows.v[i].person, rows.v[i].reminder, &fail_));
	STORE(store_meta_put(z->store, S("reminders_ms"), S("0"), &fail_));
	z->reminders.newest_ms = 0;
	arena_destroy(memory);
	return 0;
}

static int notices(const char *session)
{
	return count(call("notices", "", "me", session)->reply, "\"kind\":\"reminder\",\"at_ms\"");
}

/* ---- reminders ---- */

static void a_reminder_is_made_changed_paused_and_ended(void **state)
{
	(void)state;
	char session[80], id[27], body[256];
	registered(session, "remind-1");
	made(id, session,
	     "{\"kind\":\"drug\",\"title\":\"二甲双胍\",\"times\":[\"20:00\",\"08:00\"],\"from\":\"2030-01-01\",\"about\":{\"drug\":\"metformin\"}}");
	EXPECT(200,
	       "\"title\":\"二甲双胍\",\"times\":[\"08:00\",\"20:00\"],\"every_days\":1,\"from\":\"2030-01-01\",\"zone_min\":480,\"state\":"
	       "\"active\"",
	       "reminders", "", "me", session);
	snprintf(body, sizeof body, "\"next_ms\":%lld,\"about\":{\"drug\":\"metformin\"}", (long long)at("2030-01-01 08:00"));
	EXPECT(200, body, "reminders", "", "me", session);
	assert_int_equal(due_of(id), at("2030-01-01 08:00"));
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"times\":[\"07:00\"]}", id);
	EXPECT(200, "\"next_ms\":", "reminder_put", body, "me", session);
	assert_int_equal(due_of(id), at("2030-01-01 07:00"));
	EXPECT(200, "\"title\":\"二甲双胍\",\"times\":[\"07:00\"]", "reminders", "", "me", session);
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"paused\"}", id);
	EXPECT(200, "\"next_ms\":null", "reminder_put", body, "me", session);
	assert_int_equal(due_of(id), 0);
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"active\"}", id);
	EXPECT(200, "\"next_ms\":1", "reminder_put", body, "me", session);
	assert_int_equal(due_of(id), at("2030-01-01 07:00"));
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"ended\"}", id);
	EXPECT(200, NULL, "reminder_put", body, "me", session);
	assert_int_equal(due_of(id), 0);
	EXPECT(200, "\"reminders\":[]", "reminders", "", "me", session);
	EXPECT(404, NULL, "reminder_put", body, "me", session);
	EXPECT(400, "kind", "reminder_put", "{\"kind\":\"nap\",\"title\":\"x\",\"times\":[\"08:00\"]}", "me", session);
	EXPECT(404, NULL, "reminder_put", "{\"kind\":\"watch\",\"title\":\"x\",\"times\":[\"08:00\"]}", "me", session);
	EXPECT(400, "title", "reminder_put", "{\"kind\":\"drug\",\"times\":[\"08:00\"]}", "me", session);
	EXPECT(400, "times", "reminder_put", "{\"kind\":\"drug\",\"title\":\"x\"}", "me", session);
	EXPECT(400, "state", "reminder_put", "{\"kind\":\"drug\",\"title\":\"x\",\"times\":[\"08:00\"],\"state\":\"gone\"}", "me", session);
	EXPECT(400, "about", "reminder_put", "{\"kind\":\"drug\",\"title\":\"x\",\"times\":[\"08:00\"],\"about\":{\"a\":[1]}}", "me", session);
	EXPECT(404, NULL, "reminder_put", "{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"state\":\"paused\"}", "me", session);
	EXPECT(200, "\"reminders\":[]", "reminders", "", "me", session);
	EXPECT(401, NULL, "reminders", "", "me", "");
}

static void nothing_is_kept_without_consent(void **state)
{
	(void)state;
	char session[80], body[1024];
	snprintf(body, sizeof body, "{\"login\":\"remind-2\",\"password\":\"%s\",\"name\":\"某\",\"birth\":\"1979-03-04\",\"consents\":[]}",
		 password);
	struct result *r = call("register", body, "", "");
	if (r->status != 200) { /* the account itself needs the plain one */
		snprintf(
			body, sizeof body,
			"{\"login\":\"remind-2\",\"password\":\"%s\",\"name\":\"某\",\"birth\":\"1979-03-04\",\"consents\":[{\"purpose\":\"consult\","
			"\"sensitive\":false}]}",
			password);
		r = call("register", body, "", "");
	}
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
	EXPECT(403, "\"need\":\"consent\"", "reminder_put", "{\"kind\":\"drug\",\"title\":\"x\",\"times\":[\"08:00\"]}", "me", session);
	EXPECT(403, "\"need\":\"consent\"", "feed_make", "{}", "me", session);
}

static void others_reminders_are_nobodys_to_see(void **state)
{
	(void)state;
	char one[80], two[80], person[27], id[27], notice[27], body[128];
	registered(one, "remind-3");
	registered(two, "remind-4");
	person_of(person, one);
	made(id, one, "{\"kind\":\"other\",\"title\":\"散步\",\"times\":[\"08:00\"],\"from\":\"2026-01-01\"}");
	fire_at(due_of(id) + 1000);
	member_of(notice, 27, strstr(call("notices", "", "me", one)->reply, "\"notices\""), "id");
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"done\"}", notice);
	static const char *const verbs[] = {"reminders", "notices", "feeds", "reminder_put", "notice_answer", "feed_make", "feed_revoke"};
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) EXPECT(404, NULL, verbs[i], body, person, two);
	EXPECT(404, NULL, "notice_answer", body, "me", two);
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"ended\"}", id);
	EXPECT(404, NULL, "reminder_put", body, "me", two);
	assert_true(due_of(id) > 0);
}

/* ---- firing ---- */

static void what_is_due_comes_once(void **state)
{
	(void)state;
	char session[80], id[27], notice[27], body[160];
	registered(session, "remind-5");
	made(id, session, "{\"kind\":\"drug\",\"title\":\"阿司匹林\",\"title_en\":\"Aspirin\",\"times\":[\"08:00\"],\"from\":\"2031-03-01\"}");
	assert_int_equal(fire_at(at("2031-03-01 07:59")).told, 0);
	assert_int_equal(fire_at(at("2031-03-01 08:00")).told, 1);
	assert_int_equal(fire_at(at("2031-03-01 08:00")).taken, 0);
	assert_int_equal(due_of(id), at("2031-03-02 08:00"));
	snprintf(body, sizeof body, "\"kind\":\"reminder\",\"at_ms\":%lld,\"state\":\"new\",\"title\":\"阿司匹林\",\"text\":\"到用药时间了。\"",
		 (long long)at("2031-03-01 08:00"));
	struct result *r = call("notices", "", "me", session);
	expect(__LINE__, 200, body, r);
	expect(__LINE__, 200, "\"unread\":1", r);
	assert_int_equal(notices(session), 1);
	/* the same once more, as after a commit of which nobody knew: it is there already */
	char person[27];
	person_of(person, session);
	struct due_row again = {S("sample"), str_from(person), str_from(id), at("2031-03-01 08:00")};
	STORE(store_due_put(z->store, &again, &fail_));
	assert_int_equal(fire_at(at("2031-03-01 08:00")).told, 1);
	assert_int_equal(notices(session), 1);
	member_of(notice, 27, call("notices", "", "me", session)->reply, "id");
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"done\"}", notice);
	EXPECT(200, "{}", "notice_answer", body, "me", session);
	EXPECT(200, "\"state\":\"done\"", "notices", "", "me", session);
	EXPECT(200, "\"unread\":0", "notices", "", "me", session);
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"seen\"}", notice);
	EXPECT(200, "{}", "notice_answer", body, "me", session);
	EXPECT(200, "\"state\":\"done\"", "notices", "", "me", session);
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"new\"}", notice);
	EXPECT(400, NULL, "notice_answer", body, "me", session);
	snprintf(body, sizeof body, "{\"since_ms\":\"%lld\"}", (long long)at("2031-03-01 08:01"));
	EXPECT(200, "\"notices\":[]", "notices", body, "me", session);
}

/* The server was down: the newest comes late and says so, the ones before are counted. */
static void what_was_missed_comes_late_once(void **state)
{
	(void)state;
	char session[80], id[27], body[128];
	registered(session, "remind-6");
	made(id, session, "{\"kind\":\"drug\",\"title\":\"华法林\",\"times\":[\"08:00\",\"20:00\"],\"from\":\"2032-03-01\"}");
	assert_int_equal(fire_at(at("2032-03-04 21:30")).told, 1);
	assert_int_equal(notices(session), 1);
	snprintf(body, sizeof body, "\"at_ms\":%lld", (long long)at("2032-03-04 20:00"));
	struct result *r = call("notices", "", "me", session);
	expect(__LINE__, 200, body, r);
	expect(__LINE__, 200, "本应在 20:00 发出", r);
	expect(__LINE__, 200, "之前还有 7 次没有提醒到", r);
	expect(__LINE__, 200, "一次用两次的量", r);
	expect(__LINE__, 200, "\"late\":true,\"missed\":7", r);
	assert_int_equal(due_of(id), at("2032-03-05 08:00"));
}

static void a_schedule_that_is_over_ends_by_itself(void **state)
{
	(void)state;
	char session[80], id[27];
	registered(session, "remind-7");
	made(id, session, "{\"kind\":\"visit\",\"title\":\"产检\",\"dates\":[\"2032-05-01\",\"2032-06-01\"],\"times\":[\"07:00\"]}");
	assert_int_equal(due_of(id), at("2032-05-01 07:00"));
	fire_at(at("2032-05-01 07:00"));
	assert_int_equal(due_of(id), at("2032-06-01 07:00"));
	fire_at(at("2032-06-01 07:00"));
	assert_int_equal(due_of(id), 0);
	EXPECT(200, "\"state\":\"active\",\"next_ms\":", "reminders", "", "me", session);
	assert_int_equal(notices(session), 2);
}

/* The clock was ahead and is set back: what was due in between still comes, and what came does not come again. */
static void the_clock_is_set_back(void **state)
{
	(void)state;
	char session[80], id[27];
	registered(session, "remind-8");
	made(id, session, "{\"kind\":\"measure\",\"title\":\"血压\",\"times\":[\"08:00\"],\"from\":\"2033-01-01\"}");
	fire_at(at("2033-01-01 08:00"));
	fire_at(at("2034-01-01 09:00")); /* a year ahead by mistake */
	assert_int_equal(notices(session), 2);
	assert_int_equal(due_of(id), at("2034-01-02 08:00"));
	z->reminders.newest_ms = 0; /* as after a restart */
	fire_at(at("2033-01-01 10:00"));
	assert_int_equal(due_of(id), at("2033-01-02 08:00"));
	fire_at(at("2033-01-02 08:00"));
	assert_int_equal(notices(session), 3);
	fire_at(at("2033-01-02 07:59")); /* a little, as by a clock that is adjusted */
	fire_at(at("2033-01-02 08:00"));
	assert_int_equal(notices(session), 3);
	assert_int_equal(due_of(id), at("2033-01-03 08:00"));
}

/* ---- people who are gone, reminders that are damaged ---- */

static void who_is_deleted_leaves_nothing(void **state)
{
	(void)state;
	char session[80], id[27], token[128], person[27];
	registered(session, "remind-10");
	person_of(person, session);
	made(id, session, "{\"kind\":\"drug\",\"title\":\"某药\",\"times\":[\"08:00\"],\"from\":\"2033-03-01\"}");
	fire_at(at("2033-03-01 08:00"));
	assert_int_equal(notices(session), 1);
	member_of(token, sizeof token, call("feed_make", "{}", "me", session)->reply, "path");
	EXPECT(200, "BEGIN:VCALENDAR", "feed", "", token + 13, "");
	stepped(session, 1);
	EXPECT(200, NULL, "delete", "{\"confirm\":\"delete\"}", "me", session);
	assert_int_equal(due_of(id), 0);
	EXPECT(404, NULL, "feed", "", token + 13, "");
	struct arena memory = arena_create(1 << 20), a = memory;
	struct notice_rows rows;
	struct feed_rows feeds;
	struct item_rows items;
	struct fail f = {0};
	assert_true(store_notices_of(z->store, &rows, S("sample"), str_from(person), 0, INT64_MAX, 10, &a, &f) && rows.n == 0);
	assert_true(store_feeds_of(z->store, &feeds, S("sample"), str_from(person), 10, &a, &f) && feeds.n == 0);
	assert_true(store_items_all(z->store, &items, S("sample"), str_from(person), 10, &a, &f) && items.n == 0);
	struct due_row late = {S("sample"), str_from(person), str_from(id), at("2033-03-02 08:00")}; /* as if it had been left */
	STORE(store_due_put(z->store, &late, &fail_));
	assert_int_equal(fire_at(at("2033-03-02 08:00")).dropped, 1);
	assert_int_equal(due_of(id), 0);
	arena_destroy(memory);
}

/* Blocked: deletion waits for the end of a duty to keep. */
static void who_is_closed_is_told_nothing(void **state)
{
	(void)state;
	char session[80], id[27], person[27], path_[128];
	registered(session, "remind-11");
	person_of(person, session);
	made(id, session, "{\"kind\":\"drug\",\"title\":\"某药\",\"times\":[\"08:00\"],\"from\":\"2033-04-01\"}");
	member_of(path_, sizeof path_, call("feed_make", "{}", "me", session)->reply, "path");
	struct arena memory = arena_create(1 << 20), a = memory;
	struct person_row row;
	struct fail f = {0};
	assert_true(store_person_get(z->store, &row, S("sample"), str_from(person), &a, &f));
	row.state = S("blocked");
	STORE(store_person_state(z->store, &row, &fail_));
	EXPECT(404, NULL, "feed", "", path_ + 13, "");
	fire_at(at("2033-04-01 08:00"));
	assert_int_equal(due_of(id), 0);
	struct notice_rows rows;
	assert_true(store_notices_of(z->store, &rows, S("sample"), str_from(person), 0, INT64_MAX, 10, &a, &f) && rows.n == 0);
	arena_destroy(memory);
}

static void a_damaged_one_does_not_hold_up_the_others(void **state)
{
	(void)state;
	char session[80], id[27], other[27], person[27];
	registered(session, "remind-12");
	person_of(person, session);
	made(id, session, "{\"kind\":\"drug\",\"title\":\"坏的\",\"times\":[\"08:00\"],\"from\":\"2033-05-01\"}");
	made(other, session, "{\"kind\":\"drug\",\"title\":\"好的\",\"times\":[\"08:30\"],\"from\":\"2033-05-01\"}");
	struct item_row row = {
		S("sample"), str_from(person), S("reminder"), str_from(id), 1, 1, S("no sealed text at all, but long enough to be one maybe")};
	STORE(store_item_put(z->store, &row, &fail_));
	struct fired f = fire_at(at("2033-05-01 08:30"));
	assert_int_equal(f.put_off, 1);
	assert_int_equal(f.told, 1);
	assert_int_equal(due_of(id), at("2033-05-01 09:30"));
	EXPECT(200, "\"title\":\"好的\"", "notices", "", "me", session);
	EXPECT(200, "\"title\":\"好的\"", "reminders", "", "me", session);
	char body[128];
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"ended\"}", id);
	EXPECT(200, NULL, "reminder_put", body, "me", session); /* the person can be rid of it */
	assert_int_equal(due_of(id), 0);
}

/* ---- what the program watches for itself ---- */

static int watched;
static bool watch_fails;

static bool watch(struct zhuyi *lib, struct call *c, const struct someone *s, str about)
{
	(void)lib, (void)s;
	if (watch_fails && str_eq(about, S("{\"plan\":\"bad\"}"))) return fail_set(&c->rq.fail, RC_CONFLICT, "test", "made to fail");
	watched += str_eq(about, S("{\"plan\":\"hypertension\"}"));
	return true;
}

static bool put_json(struct zhuyi *lib, struct call *c)
{
	struct someone s;
	char id[27];
	bool ok = people_open(&lib->people, &s, c->house->org, str_from(((char **)c->work)[0]), false, &c->arena, &c->rq.fail) &&
		  reminder_put_json(lib, c, &s, str_from(((char **)c->work)[1]), id);
	people_forget(&s);
	if (ok) memcpy(((char **)c->work)[2], id, 27);
	return ok;
}

static void kept_by_program(const char *person, const char *json, char id[27])
{
	char *work[] = {(char *)person, (char *)json, id};
	struct fail f = {0};
	if (!calls_errand(z, &z->houses.v[0], put_json, work, &f)) fail_msg("%s", f.what);
}

static void without_consent_nothing_is_said(void **state)
{
	(void)state;
	char session[80], id[27], person[27], hidden[27], body[128];
	registered(session, "remind-9");
	made(id, session, "{\"kind\":\"drug\",\"title\":\"某药\",\"times\":[\"08:00\"],\"from\":\"2033-02-01\"}");
	person_of(person, session);
	kept_by_program(person,
			"{\"kind\":\"watch\",\"title\":\"plan\",\"times\":[\"08:00\"],\"from\":\"2033-02-01\",\"about\":{\"plan\":\"hypertension\"}}",
			hidden);
	z->reminders.watch = watch;
	watched = 0;
	const char *given = strstr(call("consents", "", "me", session)->reply, "\"purpose\":\"consult\",\"sensitive\":true");
	assert_non_null(given);
	snprintf(body, sizeof body, "{\"consent\":\"%.26s\"}", given - 28);
	EXPECT(200, NULL, "consent_withdraw", body, "me", session);
	struct fired f = fire_at(at("2033-02-01 08:00"));
	assert_true(f.dropped >= 1);
	assert_int_equal(due_of(id), 0);
	assert_int_equal(notices(session), 0);
	assert_int_equal(watched, 0);
	assert_int_equal(due_of(hidden), at("2033-02-02 08:00"));
	EXPECT(200, "\"state\":\"paused\"", "reminders", "", "me", session);
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"active\"}", id);
	EXPECT(403, "\"need\":\"consent\"", "reminder_put", body, "me", session);
	EXPECT(200, NULL, "consent_give", "{\"purpose\":\"consult\",\"sensitive\":true}", "me", session);
	EXPECT(200, "\"next_ms\":1", "reminder_put", body, "me", session);
	fire_at(at("2033-02-02 08:00"));
	assert_int_equal(watched, 1);
	z->reminders.watch = NULL;
}

static void a_watch_is_not_shown_and_calls_back(void **state)
{
	(void)state;
	char session[80], person[27], id[27], bad[27], body[128];
	registered(session, "remind-13");
	person_of(person, session);
	kept_by_program(person,
			"{\"kind\":\"watch\",\"title\":\"plan\",\"times\":[\"08:00\"],\"from\":\"2033-06-01\",\"about\":{\"plan\":\"hypertension\"}}",
			id);
	kept_by_program(person, "{\"kind\":\"watch\",\"title\":\"plan\",\"times\":[\"07:00\"],\"from\":\"2033-06-01\",\"about\":{\"plan\":\"bad\"}}",
			bad);
	EXPECT(200, "\"reminders\":[]", "reminders", "", "me", session);
	snprintf(body, sizeof body, "{\"id\":\"%s\",\"state\":\"paused\"}", id);
	EXPECT(404, NULL, "reminder_put", body, "me", session);
	z->reminders.watch = watch;
	watched = 0;
	watch_fails = true; /* one of them fails: the other is done all the same, once */
	struct fired f = fire_at(at("2033-06-01 08:00"));
	assert_int_equal(watched, 1);
	assert_int_equal(f.put_off, 1);
	assert_int_equal(due_of(id), at("2033-06-02 08:00"));
	assert_int_equal(due_of(bad), at("2033-06-01 09:00"));
	watch_fails = false;
	fire_at(at("2033-06-01 09:00"));
	assert_int_equal(due_of(bad), at("2033-06-02 07:00"));
	assert_int_equal(notices(session), 0);
	z->reminders.watch = NULL;
}

/* ---- calendars ---- */

static void a_calendar_is_read_until_it_is_revoked(void **state)
{
	(void)state;
	char session[80], id[27], detail[27], path_[128], etag[80], body[128];
	registered(session, "remind-14");
	made(id, session, "{\"kind\":\"drug\",\"title\":\"奥美拉唑, 饭前\",\"times\":[\"07:30\"],\"from\":\"2033-07-01\"}");
	struct result *r = call("feed_make", "{}", "me", session);
	member_of(id, 27, r->reply, "id");
	member_of(path_, sizeof path_, r->reply, "path");
	assert_int_equal(strlen(path_), 13 + 64 + 4);
	r = call("feed", "", path_ + 13, "");
	expect(__LINE__, 200, "SUMMARY:健康提醒\r\n", r);
	assert_null(strstr(r->reply, "奥美拉唑"));
	assert_string_equal(r->type, "text/calendar; charset=utf-8");
	snprintf(etag, sizeof etag, "%s", r->etag);
	assert_int_equal(strlen(etag), 34);
	assert_string_equal(call("feed", "", path_ + 13, "")->etag, etag);
	static struct result unchanged;
	begin_http(&unchanged, "feed", (struct zhuyi_text){"", 0}, path_ + 13, "", (struct zhuyi_http){.if_none_match = {etag, strlen(etag)}});
	assert_int_equal(ended(&unchanged)->status, 304);
	assert_string_equal(unchanged.reply, "");
	r = call("feed_make", "{\"detail\":true}", "me", session);
	member_of(detail, 27, r->reply, "id");
	char other[128];
	member_of(other, sizeof other, r->reply, "path");
	EXPECT(200, "SUMMARY:奥美拉唑\\, 饭前\r\n", "feed", "", other + 13, "");
	r = call("feeds", "", "me", session);
	assert_int_equal(count(r->reply, "\"id\""), 2);
	assert_int_equal(count(r->reply, "\"detail\":true"), 1);
	assert_null(strstr(r->reply, path_ + 13));
	snprintf(body, sizeof body, "{\"id\":\"%s\"}", id);
	EXPECT(200, "{}", "feed_revoke", body, "me", session);
	EXPECT(404, NULL, "feed", "", path_ + 13, "");
	EXPECT(404, NULL, "feed_revoke", body, "me", session);
	EXPECT(200, NULL, "feed", "", other + 13, "");
	EXPECT(404, NULL, "feed", "", "0000000000000000000000000000000000000000000000000000000000000000.ics", "");
	other[13 + 64] = 0;
	EXPECT(404, NULL, "feed", "", other + 13, ""); /* without .ics */
	EXPECT(404, NULL, "feed", "", "x.ics", "");
	EXPECT(404, NULL, "feed", "", ".ics", "");
	char token[80];
	stepped(session, 2);
	token_of(token, detail, session, "record.write");
	EXPECT(403, NULL, "feed_make", "{}", "me", token);
	for (int i = 0; i < FEEDS_MAX - 1; i++) EXPECT(200, NULL, "feed_make", "{}", "me", session);
	EXPECT(413, NULL, "feed_make", "{}", "me", session);
	assert_int_equal(leaves_of("calendar.revoked"), 1);
}

/* ---- export ---- */

/* The bundle has them as base64 of what is kept. */
static void an_export_has_them(void **state)
{
	(void)state;
	char session[80], id[27], text[512];
	registered(session, "remind-16");
	made(id, session, "{\"kind\":\"drug\",\"title\":\"Bisoprolol\",\"times\":[\"08:00\"],\"from\":\"2033-08-01\"}");
	stepped(session, 1);
	struct result *r = call("export", "", "me", session);
	expect(__LINE__, 200, "Reminders as kept", r);
	assert_null(strstr(r->reply, "What the person was told, as kept"));
	fire_at(at("2033-08-01 08:00"));
	r = call("export", "", "me", session);
	expect(__LINE__, 200, "What the person was told, as kept", r);
	expect(__LINE__, 200, "<b><bdi>Bisoprolol</bdi></b> 每天；08:00；从 2033-08-01 起", r);
	expect(__LINE__, 200, "<b><bdi>Bisoprolol</bdi></b> <bdi>到用药时间了。</bdi> <span class=\\\"quiet\\\">未读</span>", r);
	const char *data = strstr(r->reply, "\"data\":\"eyJub3RpY2Vz"); /* {"notices */
	assert_non_null(data);
	size_t n;
	assert_int_equal(sodium_base642bin((unsigned char *)text, sizeof text - 1, data + 8, strcspn(data + 8, "\""), NULL, &n, NULL,
					   sodium_base64_VARIANT_ORIGINAL),
			 0);
	text[n] = 0;
	assert_non_null(strstr(text, "\"state\":\"new\",\"body\":{\"title_zh\":\"Bisoprolol\""));
	assert_non_null(strstr(text, id));
}

/* ---- the store fails ---- */

/* Every call to the store fails once: whatever was acknowledged is there once, and all comes in the end. */
static void each_call_fails_once(enum rc rc, const char *name, const char *first_day)
{
	enum { PEOPLE = 3 };
	char session[PEOPLE][80], id[PEOPLE][27], login[32], body[160];
	struct store *inner = z->store, *faulty = store_faulty(inner, 0, rc);
	for (int i = 0; i < PEOPLE; i++) {
		snprintf(login, sizeof login, "%s-%d", name, i);
		registered(session[i], login);
		snprintf(body, sizeof body, "{\"kind\":\"drug\",\"title\":\"药%d\",\"times\":[\"08:00\"],\"from\":\"%.10s\"}", i, first_day);
		made(id[i], session[i], body);
	}
	bool went_through = false;
	int64_t day_ms = at(first_day), before = 0;
	int n = 0, failures = 0;
	z->store = z->people.store = faulty;
	for (n = 1; !went_through; n++, day_ms += DAY_MS, before++) {
		struct fired f;
		struct fail why = {0};
		store_faulty_arm(faulty, n);
		bool ok = reminders_fire(z, day_ms, &f, &why);
		store_faulty_arm(faulty, 0);
		went_through = ok && f.put_off == 0;
		failures += !ok;
		if (!ok) {
			for (int i = 0; i < PEOPLE; i++) assert_true(notices(session[i]) <= before + 1);
			why = (struct fail){0};
			assert_true(reminders_fire(z, day_ms, &f, &why));
		}
		for (int i = 0; i < PEOPLE; i++) {
			if (notices(session[i]) != before + 1)
				fail_msg("call %d: %d notices instead of %d", n, (int)notices(session[i]), (int)before + 1);
			assert_int_equal(due_of(id[i]), day_ms + DAY_MS);
		}
		if (n > 200) fail_msg("it never goes through");
	}
	z->store = z->people.store = inner;
	free(faulty);
	assert_true(failures > 10);
}

static void each_call_of_the_store_fails_once(void **state)
{
	(void)state;
	each_call_fails_once(RC_IO, "faulty-io", "2034-06-01 08:00");
}

/* As when the connection breaks: of a commit nobody then knows whether it happened. */
static void each_call_of_the_store_breaks_off_once(void **state)
{
	(void)state;
	each_call_fails_once(RC_UPSTREAM, "faulty-up", "2036-06-01 08:00");
}

/* ---- the thread itself ---- */

static void the_thread_fires_within_seconds(void **state)
{
	(void)state;
	char session[80], id[27], person[27];
	struct fail f = {0};
	registered(session, "remind-15");
	person_of(person, session);
	made(id, session, "{\"kind\":\"other\",\"title\":\"喝水\",\"times\":[\"00:00\"],\"from\":\"2026-01-01\"}");
	struct due_row due = {S("sample"), str_from(person), str_from(id), now() - HOUR_MS};
	STORE(store_due_put(z->store, &due, &fail_));
	z->reminders.newest_ms = now(); /* the tests before played with the clock */
	assert_true(reminders_start(z, &f));
	for (int i = 0; i < 100 && notices(session) == 0; i++) usleep(100000);
	assert_int_equal(notices(session), 1);
	reminders_stop(z);
	assert_true(due_of(id) > now());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_reminder_is_made_changed_paused_and_ended, alone),
		cmocka_unit_test_setup(nothing_is_kept_without_consent, alone),
		cmocka_unit_test_setup(others_reminders_are_nobodys_to_see, alone),
		cmocka_unit_test_setup(what_is_due_comes_once, alone),
		cmocka_unit_test_setup(what_was_missed_comes_late_once, alone),
		cmocka_unit_test_setup(a_schedule_that_is_over_ends_by_itself, alone),
		cmocka_unit_test_setup(the_clock_is_set_back, alone),
		cmocka_unit_test_setup(without_consent_nothing_is_said, alone),
		cmocka_unit_test_setup(who_is_deleted_leaves_nothing, alone),
		cmocka_unit_test_setup(who_is_closed_is_told_nothing, alone),
		cmocka_unit_test_setup(a_damaged_one_does_not_hold_up_the_others, alone),
		cmocka_unit_test_setup(a_watch_is_not_shown_and_calls_back, alone),
		cmocka_unit_test_setup(a_calendar_is_read_until_it_is_revoked, alone),
		cmocka_unit_test_setup(an_export_has_them, alone),
		cmocka_unit_test_setup(each_call_of_the_store_fails_once, alone),
		cmocka_unit_test_setup(each_call_of_the_store_breaks_off_once, alone),
		cmocka_unit_test_setup(the_thread_fires_within_seconds, alone),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
