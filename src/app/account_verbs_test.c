/* account_verbs_test.c - one's own account from outside: what it lets in, and what it keeps out afterwards. */
#include "app/call_for_test.h"

#include "account/lockout.h"

static const char good[] = "tangerine-walrus-47 lamps", better[] = "nine copper kettles hum";

/* A new patient with this log-in name and the password `good`. */
static void registered(char session[80], const char *login)
{
	char body[512];
	snprintf(body, sizeof body,
		 "{\"login\":\"%s\",\"password\":\"%s\",\"name\":\"测试\",\"birth\":\"1990-01-01\",\"consents\":["
		 "{\"purpose\":\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]}",
		 login, good);
	struct result *r = call("register", body, "", "");
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
	assert_int_equal(strlen(session), TOKEN_SESSION_CHARS);
}

static void token_made(char token[80], char id[27], const char *session, const char *scopes)
{
	char body[256];
	stepped(session, 1);
	snprintf(body, sizeof body, "{\"name\":\"我的程序\",\"scopes\":[%s],\"days\":30}", scopes);
	struct result *r = call("token_make", body, "", session);
	expect(__LINE__, 200, "\"name\":\"我的程序\"", r);
	member_of(token, 80, r->reply, "token");
	member_of(id, 27, r->reply, "id");
}

/* ---- the password ---- */

static void a_new_password_ends_everything_from_before(void **state)
{
	(void)state;
	char first[80], second[80], third[80], token[80], id[27], body[256];
	registered(first, "pw");
	login_with(second, "pw", good);
	token_made(token, id, first, "\"case.read\"");
	EXPECT(200, NULL, "cases", "", "", token);
	snprintf(body, sizeof body, "{\"old\":\"not it at all\",\"new\":\"%s\"}", better);
	EXPECT(403, "密码不对", "password", body, "", first);
	snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"%s\"}", good, good);
	EXPECT(400, NULL, "password", body, "", first);
	snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"1234567890\"}", good);
	EXPECT(400, NULL, "password", body, "", first);
	snprintf(body, sizeof body, "{\"old\":\"%s\"}", good);
	EXPECT(400, NULL, "password", body, "", first);
	snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"%s\"}", good, better);
	EXPECT(401, NULL, "password", body, "", "");
	EXPECT(403, NULL, "password", body, "", token); /* a token changes no password */
	EXPECT(200, "\"role\":\"visitor\"", "me", "", "", "nonsense");
	struct result *r = call("password", body, "", first);
	expect(__LINE__, 200, "\"login\":\"pw\"", r);
	session_of(third, r);
	assert_int_equal(strlen(third), TOKEN_SESSION_CHARS);
	EXPECT(401, "\"need\":\"login\"", "sessions", "", "", first); /* a stolen cookie is worth nothing any more */
	EXPECT(401, NULL, "sessions", "", "", second);
	EXPECT(401, NULL, "cases", "", "", token);
	EXPECT(200, "\"current\":true", "sessions", "", "", third);
	login_with(second, "pw", good);
	assert_string_equal(second, "");
	login_with(second, "pw", better);
	assert_int_equal(strlen(second), TOKEN_SESSION_CHARS);
}

static void a_cookie_is_worth_nothing_after_log_out(void **state)
{
	(void)state;
	char session[80];
	registered(session, "out");
	assert_string_equal(call("logout", "", "", session)->session, "-");
	EXPECT(401, NULL, "sessions", "", "", session);
	EXPECT(401, NULL, "tokens", "", "", session);
}

/* A log-in whose password was right when it was looked at, and is not any more when the session would begin. */
static void a_log_in_that_crosses_with_a_reset_begins_nothing(void **state)
{
	(void)state;
	static struct result r;
	char session[80], person[27], body[128];
	struct credential_row row;
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail none = {0};
	registered(session, "crossing");
	person_of(person, session);
	assert_true(store_credential_get(z->store, &row, S("sample"), str_from(person), &a, &none));
	row.state = S("disabled");
	pthread_mutex_lock(&z->writes.lock); /* nothing is written meanwhile */
	snprintf(body, sizeof body, "{\"login\":\"crossing\",\"password\":\"%s\"}", good);
	begin(&r, "login", body, "", "");
	usleep(700 * 1000); /* long enough to check a password */
	STORE(store_credential_change(z->store, &row, &fail_));
	pthread_mutex_unlock(&z->writes.lock);
	expect(__LINE__, 409, NULL, ended(&r));
	assert_string_equal(r.session, "");
	assert_true(store_credential_get(z->store, &row, S("sample"), str_from(person), &a, &none));
	assert_true(str_eq(row.state, S("disabled")));
	login_with(session, "crossing", good);
	assert_string_equal(session, "");
	arena_destroy(memory);
}

/* ---- guessing ---- */

static void whoever_guesses_waits_and_a_right_password_waits_too(void **state)
{
	(void)state;
	char session[80], right[128];
	struct attempt_row row = {.org = S("sample")};
	unsigned char mark[VAULT_MARK];
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail none = {0};
	registered(session, "guess");
	snprintf(right, sizeof right, "{\"login\":\"guess\",\"password\":\"%s\"}", good);
	for (int i = 0; i < LOCKOUT_FREE; i++) EXPECT(401, "用户名或密码不对", "login", "{\"login\":\"guess\",\"password\":\"wrong\"}", "", "");
	EXPECT(503, "\"wait_s\":", "login", right, "", "");
	EXPECT(503, "\"wait_s\":", "login", "{\"login\":\" GUESS \",\"password\":\"wrong\"}", "", ""); /* the same name, spelt otherwise */
	assert_true(vault_mark_login(mark, z->vault, S("sample"), S("guess"), a));
	assert_true(store_attempt_get(z->store, &row, S("sample"), (str){(char *)mark, VAULT_MARK}, &a, &none));
	assert_int_equal(row.failures, LOCKOUT_FREE); /* what was refused unseen is not counted */
	row.until_ms = row.last_ms;
	STORE(store_attempt_put(z->store, &row, &fail_));
	EXPECT(200, NULL, "login", right, "", "");
	assert_true(store_attempt_get(z->store, &row, S("sample"), (str){(char *)mark, VAULT_MARK}, &a, &none));
	assert_int_equal(row.failures, 0);
	/* A name that nobody has is treated alike. */
	for (int i = 0; i < LOCKOUT_FREE; i++) EXPECT(401, "用户名或密码不对", "login", "{\"login\":\"no such\",\"password\":\"wrong\"}", "", "");
	EXPECT(503, "\"wait_s\":", "login", "{\"login\":\"no such\",\"password\":\"wrong\"}", "", "");
	arena_destroy(memory);
}

/* Within a session every way of guessing has one count, and it is not the log-in's: a taken session locks nobody out. */
static void guesses_within_a_session_are_counted_apart(void **state)
{
	(void)state;
	char session[80], other[80], right[128];
	registered(session, "apart");
	snprintf(right, sizeof right, "{\"password\":\"%s\"}", good);
	for (int i = 0; i < LOCKOUT_FREE - 1; i++) EXPECT(403, NULL, "step", "{\"password\":\"wrong\"}", "", session);
	EXPECT(403, NULL, "password", "{\"old\":\"wrong\",\"new\":\"a very long other one\"}", "", session);
	EXPECT(503, "\"wait_s\":", "step", right, "", session);
	EXPECT(503, "\"wait_s\":", "password", "{\"old\":\"wrong\",\"new\":\"a very long other one\"}", "", session);
	login_with(other, "apart", good);
	assert_int_equal(strlen(other), TOKEN_SESSION_CHARS);
	EXPECT(503, "\"wait_s\":", "step", right, "", other);
}

/* Whoever has the password alone cannot guess codes for ever by showing it in between. */
static void a_right_password_does_not_forget_wrong_codes(void **state)
{
	(void)state;
	char session[80], secret[64], right[160], code[64], wrong[64];
	registered(session, "codes");
	snprintf(right, sizeof right, "{\"password\":\"%s\"}", good);
	EXPECT(200, "\"level\":1", "step", right, "", session);
	struct result *r = call("totp_begin", "{}", "", session);
	expect(__LINE__, 200, NULL, r);
	member_of(secret, sizeof secret, r->reply, "secret");
	snprintf(code, sizeof code, "{\"code\":\"%06u\"}", code_near(secret, 0));
	EXPECT(200, NULL, "totp_confirm", code, "", session);
	snprintf(wrong, sizeof wrong, "{\"code\":\"%06u\"}", (code_near(secret, 0) + 1) % 1000000);
	for (int i = 0; i < LOCKOUT_FREE - 2; i++) EXPECT(403, NULL, "step", wrong, "", session);
	EXPECT(200, "\"level\":1", "step", right, "", session);
	EXPECT(403, NULL, "step", wrong, "", session);
	snprintf(right, sizeof right, "{\"old\":\"%s\",\"new\":\"%s\"}", good, better);
	r = call("password", right, "", session);
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
	EXPECT(403, NULL, "step", wrong, "", session);
	EXPECT(503, "\"wait_s\":", "step", wrong, "", session);
}

/* Guesses sent at once are counted one by one, whatever order they are written in. */
static void guesses_at_once_are_all_counted(void **state)
{
	(void)state;
	enum { AT_ONCE = 4 };
	static struct result r[AT_ONCE];
	struct attempt_row row;
	unsigned char mark[VAULT_MARK];
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail none = {0};
	for (int i = 0; i < AT_ONCE; i++) begin(&r[i], "login", "{\"login\":\"many\",\"password\":\"wrong\"}", "", "");
	for (int i = 0; i < AT_ONCE; i++) expect(__LINE__, 401, NULL, ended(&r[i]));
	assert_true(vault_mark_login(mark, z->vault, S("sample"), S("many"), a));
	assert_true(store_attempt_get(z->store, &row, S("sample"), (str){(char *)mark, VAULT_MARK}, &a, &none));
	assert_int_equal(row.failures, AT_ONCE);
	arena_destroy(memory);
}

/* A lock from a clock that was years ahead does not stand for years. */
static void a_lock_from_the_future_does_not_stand(void **state)
{
	(void)state;
	char session[80];
	unsigned char mark[VAULT_MARK];
	struct arena memory = arena_create(1 << 20), a = memory;
	struct clock clock = clock_system();
	int64_t far = clock.now_ms(clock.ctx) + 400L * 24 * 3600 * 1000;
	registered(session, "ahead");
	assert_true(vault_mark_login(mark, z->vault, S("sample"), S("ahead"), a));
	struct attempt_row row = {S("sample"), {(char *)mark, VAULT_MARK}, 9, far - 1000, far};
	STORE(store_attempt_put(z->store, &row, &fail_));
	EXPECT(401, NULL, "login", "{\"login\":\"ahead\",\"password\":\"wrong\"}", "", "");
	EXPECT(503, "\"wait_s\":900", "login", "{\"login\":\"ahead\",\"password\":\"wrong\"}", "", ""); /* a guess sets one that does */
	arena_destroy(memory);
}

/* ---- the second factor ---- */

static void a_second_factor_is_begun_confirmed_used_and_removed(void **state)
{
	(void)state;
	char session[80], other[80], secret[64], code[80], uri[300], recovery[32], body[96];
	registered(session, "factor");
	EXPECT(403, "\"need\":\"password\"", "totp_begin", "{}", "", session);
	snprintf(body, sizeof body, "{\"password\":\"%s\"}", good);
	EXPECT(200, "\"level\":1", "step", body, "", session);
	EXPECT(409, NULL, "totp_confirm", "{\"code\":\"123456\"}", "", session);
	struct result *r = call("totp_begin", "{}", "", session);
	expect(__LINE__, 200, NULL, r);
	member_of(secret, sizeof secret, r->reply, "secret");
	member_of(uri, sizeof uri, r->reply, "uri");
	assert_non_null(strstr(uri, "otpauth://totp/"));
	assert_non_null(strstr(uri, secret));
	EXPECT(200, "\"second_factor\":false", "me", "", "", session); /* begun is not yet in force */
	snprintf(code, sizeof code, "{\"code\":\"%06u\"}", (code_near(secret, 0) + 1) % 1000000);
	EXPECT(403, "动态码", "totp_confirm", code, "", session);
	EXPECT(400, NULL, "totp_confirm", "{}", "", session);
	EXPECT(401, NULL, "totp_confirm", code, "", "");
	snprintf(code, sizeof code, "{\"code\":\"%06u\"}", code_near(secret, 0));
	r = call("totp_confirm", code, "", session);
	expect(__LINE__, 200, "\"recovery\":[\"", r);
	int codes = 0;
	for (const char *p = r->reply; (p = strchr(p, '-')); p++) codes++;
	assert_int_equal(codes, 10);
	snprintf(recovery, sizeof recovery, "%.11s", strstr(r->reply, "[\"") + 2);
	EXPECT(200, "\"second_factor\":true", "me", "", "", session);
	EXPECT(409, NULL, "totp_begin", "{}", "", session);
	EXPECT(403, "用过", "step", code, "", session); /* the code that confirmed counts once */
	login_with(other, "factor", good);
	EXPECT(403, "\"need\":\"code\"", "totp_remove", "{}", "", other);
	snprintf(body, sizeof body, "{\"password\":\"%s\"}", good);
	EXPECT(200, "\"level\":1", "step", body, "", other);
	EXPECT(403, "\"need\":\"code\"", "totp_remove", "{}", "", other); /* the password is not enough for it */
	snprintf(body, sizeof body, "{\"code\":\"%s\"}", recovery);
	EXPECT(200, "\"level\":2", "step", body, "", other);
	EXPECT(403, "动态码不对", "step", body, "", other); /* a recovery code is good once */
	EXPECT(200, NULL, "totp_remove", "{}", "", other);
	EXPECT(200, "\"second_factor\":false", "me", "", "", other);
	EXPECT(200, "\"level\":0", "me", "", "", other);
	EXPECT(403, "\"need\":\"enrol\"", "totp_remove", "{}", "", other);
}

/* Two calls bring the same recovery code, and both find it good: one of them uses it up. */
static void a_recovery_code_sent_twice_at_once_counts_once(void **state)
{
	(void)state;
	static struct result one, two;
	char session[80], secret[64], body[64], recovery[32];
	registered(session, "twice");
	stepped(session, 1);
	member_of(secret, sizeof secret, call("totp_begin", "{}", "", session)->reply, "secret");
	snprintf(body, sizeof body, "{\"code\":\"%06u\"}", code_near(secret, 0));
	struct result *r = call("totp_confirm", body, "", session);
	expect(__LINE__, 200, NULL, r);
	snprintf(recovery, sizeof recovery, "%.11s", strstr(r->reply, "[\"") + 2);
	snprintf(body, sizeof body, "{\"code\":\"%s\"}", recovery);
	pthread_mutex_lock(&z->writes.lock);
	begin(&one, "step", body, "", session);
	begin(&two, "step", body, "", session);
	usleep(300 * 1000);
	pthread_mutex_unlock(&z->writes.lock);
	ended(&one), ended(&two);
	assert_int_equal((one.status == 200) + (two.status == 200), 1);
}

static void a_code_counts_once(void **state)
{
	(void)state;
	char session[80], body[64];
	login_as(session, "ethics");
	snprintf(body, sizeof body, "{\"code\":\"%06u\"}", code_near(sample_secret, 0));
	EXPECT(200, "\"level\":2", "step", body, "", session);
	EXPECT(403, "用过", "step", body, "", session);
	login_as(session, "ethics");
	EXPECT(403, "用过", "step", body, "", session);
	snprintf(body, sizeof body, "{\"code\":\"%06u\"}", code_near(sample_secret, 10));
	EXPECT(403, "时间", "step", body, "", session);
}

/* ---- sessions ---- */

static void sessions_are_listed_and_ended_one_by_one(void **state)
{
	(void)state;
	char one[80], two[80], id_one[27], id_two[27], other[80];
	registered(one, "sess");
	registered(other, "sess-other");
	member_of(id_one, sizeof id_one, call("sessions", "", "", one)->reply, "id");
	login_with(two, "sess", good);
	struct result *r = call("sessions", "", "", two);
	expect(__LINE__, 200, id_one, r);
	expect(__LINE__, 200, "\"agent\":\"test\"", r);
	member_of(id_two, sizeof id_two, r->reply, "id"); /* newest first */
	assert_string_not_equal(id_one, id_two);
	EXPECT(404, NULL, "session_end", "", id_one, other); /* somebody else's is as if there were none */
	EXPECT(404, NULL, "session_end", "", "nonsense", two);
	EXPECT(401, NULL, "session_end", "", id_one, "");
	EXPECT(200, NULL, "session_end", "", id_one, two);
	EXPECT(401, NULL, "sessions", "", "", one);
	EXPECT(404, NULL, "session_end", "", id_one, two);
	r = call("session_end", "", id_two, two);
	expect(__LINE__, 200, NULL, r);
	assert_string_equal(r->session, "-"); /* one's own: the cookie goes too */
	EXPECT(401, NULL, "sessions", "", "", two);
	EXPECT(200, NULL, "sessions", "", "", other);
}

/* ---- roles ---- */

static void one_works_in_a_role_one_has(void **state)
{
	(void)state;
	char session[80], person[27];
	working_as(session, "pharmacist");
	person_of(person, session);
	EXPECT(403, NULL, "role", "{\"role\":\"administrator\"}", "", session);
	EXPECT(400, NULL, "role", "{\"role\":\"emperor\"}", "", session);
	EXPECT(400, NULL, "role", "{}", "", session);
	EXPECT(401, NULL, "role", "{\"role\":\"ethics\"}", "", "");
	struct grant_row grant = {.org = S("sample"), .person = str_from(person), .role = S("ethics"), .state = S("active"), .granted_ms = 1};
	STORE(store_grant_put(z->store, &grant, &fail_));
	EXPECT(200, "\"level\":2", "me", "", "", session);
	struct result *r = call("role", "{\"role\":\"ethics\"}", "", session);
	expect(__LINE__, 200, "\"role\":\"ethics\"", r);
	expect(__LINE__, 200, "\"level\":0", r);
	EXPECT(200, "\"level\":0", "me", "", "", session); /* the second step does not go along */
	EXPECT(200, "\"role\":\"ethics\"", "me", "", "", session);
	grant.state = S("ended"); /* as if somebody wrote only that: it acts at once all the same */
	STORE(store_grant_put(z->store, &grant, &fail_));
	EXPECT(401, NULL, "sessions", "", "", session);
	login_as(session, "pharmacist");
	grant.state = S("active"), grant.until_ms = 1000;
	STORE(store_grant_put(z->store, &grant, &fail_));
	EXPECT(403, NULL, "role", "{\"role\":\"ethics\"}", "", session); /* its time is over */
}

/* A patient's session may be two weeks old; the staff's last a shift. */
static void an_old_session_does_not_become_the_staffs(void **state)
{
	(void)state;
	char session[80], person[27];
	unsigned char hash[32];
	struct session_row row;
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail none = {0};
	registered(session, "both");
	person_of(person, session);
	struct grant_row grant = {.org = S("sample"), .person = str_from(person), .role = S("ethics"), .state = S("active"), .granted_ms = 1};
	STORE(store_grant_put(z->store, &grant, &fail_));
	assert_true(token_session_hash(hash, str_from(session)));
	assert_true(store_session_get(z->store, &row, hash, &a, &none));
	row.created_ms -= SESSION_STAFF_MS;
	STORE(store_session_drop(z->store, hash, &fail_) && store_session_put(z->store, &row, &fail_));
	EXPECT(403, "\"need\":\"login\"", "role", "{\"role\":\"ethics\"}", "", session);
	EXPECT(200, "\"role\":\"patient\"", "me", "", "", session);
	arena_destroy(memory);
}

/* ---- tokens ---- */

static void a_token_does_what_its_scopes_say_and_no_more(void **state)
{
	(void)state;
	char session[80], other[80], token[80], id[27], narrow[80], id_narrow[27];
	registered(session, "tok");
	registered(other, "tok-other");
	EXPECT(200, "\"scopes\":[\"case.ask\"", "tokens", "", "", session);
	EXPECT(403, "\"need\":\"password\"", "token_make", "{\"name\":\"x\",\"scopes\":[\"case.read\"],\"days\":30}", "", session);
	token_made(token, id, session, "\"case.read\",\"case.ask\",\"case.read\"");
	EXPECT(200, "\"scopes\":[\"case.ask\",\"case.read\"]", "tokens", "", "", session);
	token_made(narrow, id_narrow, session, "\"engine.use\"");
	EXPECT(200, NULL, "ask", "{\"question\":\"感冒怎么办\"}", "", token);
	EXPECT(200, "感冒怎么办", "cases", "", "", token);
	EXPECT(403, "scopes", "cases", "", "", narrow);
	EXPECT(403, NULL, "ask", "{\"question\":\"感冒怎么办\"}", "", narrow);
	/* What no scope covers, no token does: nothing about the account itself. */
	EXPECT(403, NULL, "tokens", "", "", token);
	EXPECT(403, NULL, "token_make", "{\"name\":\"x\",\"scopes\":[\"case.read\"],\"days\":30}", "", token);
	EXPECT(403, NULL, "sessions", "", "", token);
	EXPECT(403, NULL, "role", "{\"role\":\"patient\"}", "", token);
	EXPECT(403, NULL, "totp_begin", "{}", "", token);
	EXPECT(403, NULL, "step", "{\"password\":\"wrong\"}", "", token);
	EXPECT(403, NULL, "users", "", "", token);
	/* Its end. */
	EXPECT(404, NULL, "token_revoke", "", id, other);
	EXPECT(404, NULL, "token_revoke", "", "nonsense", session);
	EXPECT(200, NULL, "token_revoke", "", id, session);
	EXPECT(401, NULL, "cases", "", "", token);
	EXPECT(409, NULL, "token_revoke", "", id, session);
	EXPECT(200, "\"revoked_ms\":1", "tokens", "", "", session);
	EXPECT(200, "\"revoked_ms\":0", "tokens", "", "", session); /* the other one */
}

static void a_token_that_cannot_be_is_refused(void **state)
{
	(void)state;
	char session[80], large[400] = "{\"scopes\":[\"case.read\"],\"days\":3,\"name\":\"";
	registered(session, "tokbad");
	stepped(session, 1);
	EXPECT(400, "scopes", "token_make", "{\"name\":\"x\",\"scopes\":[],\"days\":30}", "", session);
	EXPECT(400, "scopes", "token_make", "{\"name\":\"x\",\"days\":30}", "", session);
	EXPECT(400, "scopes", "token_make", "{\"name\":\"x\",\"scopes\":[\"worklist.read\"],\"days\":30}", "", session); /* a doctor's */
	EXPECT(400, "scopes", "token_make", "{\"name\":\"x\",\"scopes\":[\"case.read engine.use\"],\"days\":30}", "", session);
	EXPECT(400, "scopes", "token_make", "{\"name\":\"x\",\"scopes\":[7],\"days\":30}", "", session);
	EXPECT(400, "days", "token_make", "{\"name\":\"x\",\"scopes\":[\"case.read\"]}", "", session);
	EXPECT(400, "days", "token_make", "{\"name\":\"x\",\"scopes\":[\"case.read\"],\"days\":0}", "", session);
	EXPECT(400, "days", "token_make", "{\"name\":\"x\",\"scopes\":[\"case.read\"],\"days\":366}", "", session);
	EXPECT(400, "days", "token_make", "{\"name\":\"x\",\"scopes\":[\"case.read\"],\"days\":1.5}", "", session);
	EXPECT(400, "name", "token_make", "{\"name\":\" \",\"scopes\":[\"case.read\"],\"days\":3}", "", session);
	EXPECT(400, "name", "token_make", "{\"name\":\"a\\u0000b\",\"scopes\":[\"case.read\"],\"days\":3}", "", session);
	size_t n = strlen(large);
	memset(large + n, 'a', 81);
	memcpy(large + n + 81, "\"}", 3);
	EXPECT(413, "name", "token_make", large, "", session);
	EXPECT(200, "\"tokens\":[]", "tokens", "", "", session); /* none of them was made */
}

static void a_token_ends_by_itself(void **state)
{
	(void)state;
	char session[80], token[80], id[27];
	unsigned char hash[32];
	struct token_row row;
	struct arena memory = arena_create(1 << 20), a = memory;
	struct fail none = {0};
	registered(session, "tokend");
	token_made(token, id, session, "\"case.read\"");
	assert_true(token_api_hash(hash, str_from(token)));
	assert_true(store_token_get(z->store, &row, hash, &a, &none));
	assert_int_equal(row.expires_ms - row.created_ms, 30L * 24 * 3600 * 1000);
	EXPECT(200, NULL, "cases", "", "", token);
	token_api_make(token, row.token_hash, rng_system());
	row.id = S("01ARZ3NDEKTSV4RRFFQ69G5FAV");
	row.expires_ms = row.created_ms;
	STORE(store_token_put(z->store, &row, &fail_));
	EXPECT(401, NULL, "cases", "", "", token);
	arena_destroy(memory);
}

/* ---- texts that try to be something else ---- */

static void a_name_is_only_a_name(void **state)
{
	(void)state;
	static const char *const names[] = {"'; DROP TABLE person; --", "x' OR '1'='1",  "<script>alert(1)</script>",
					    "$1 %s %n {{7*7}}",         "..%2f..%2fetc", "{\\\"role\\\":\\\"administrator\\\"}"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char body[512], session[80], mark[128];
		snprintf(body, sizeof body,
			 "{\"login\":\"%s\",\"password\":\"%s\",\"name\":\"%s\",\"birth\":\"1990-01-01\",\"role\":\"administrator\"}", names[i], good,
			 names[i]);
		struct result *r = call("register", body, "", "");
		expect(__LINE__, 200, "\"role\":\"patient\"", r);
		snprintf(mark, sizeof mark, "\"name\":\"%s\"", names[i]);
		expect(__LINE__, 200, mark, r);
		snprintf(mark, sizeof mark, "\"login\":\"%s\"", names[i]);
		expect(__LINE__, 200, mark, r);
		login_with(session, names[i], good);
		assert_int_equal(strlen(session), TOKEN_SESSION_CHARS);
		EXPECT(409, NULL, "register", body, "", "");
	}
	/* What turns the direction of writing makes a name look like another. */
	EXPECT(400, "name", "register",
	       "{\"login\":\"turned\",\"password\":\"velvet harbour 27 umbrella\",\"name\":\"李\\u202e明\",\"birth\":\"1990-01-01\"}", "", "");
	EXPECT(401, NULL, "login", "{\"login\":\"' OR 1=1 --\",\"password\":\"x\"}", "", "");
	EXPECT(401, NULL, "login", "{\"login\":\"patient\",\"password\":\"' OR '1'='1\"}", "", "");
	char session[80];
	login_as(session, "patient"); /* everybody is still there */
}

/* Refused for its name, a visitor is still the visitor. */
static void a_refused_registration_takes_no_cookie_away(void **state)
{
	(void)state;
	char visitor[80], body[256], session[80];
	registered(session, "taken");
	session_of(visitor, call("ask", "{\"question\":\"感冒怎么办\"}", "", ""));
	snprintf(body, sizeof body, "{\"login\":\"taken\",\"password\":\"%s\",\"name\":\"测试\",\"birth\":\"1990-01-01\"}", good);
	struct result *r = call("register", body, "", visitor);
	expect(__LINE__, 409, NULL, r);
	assert_string_equal(r->session, "");
	EXPECT(200, "感冒怎么办", "cases", "", "", visitor);
}

/* ---- a store that fails ---- */

/* Whichever call to the store fails: the password is either the old one with the old session, or the new one with the new. */
static void a_password_half_changed_is_not(void **state)
{
	(void)state;
	struct store *real = z->store, *faulty = store_faulty(real, 0, RC_IO);
	char session[80], body[256];
	int refused = 0;
	registered(session, "half");
	snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"%s\"}", good, better);
	z->store = z->people.store = faulty;
	for (int64_t n = 1; n < 60; n++) {
		store_faulty_arm(faulty, n);
		struct result *r = call("password", body, "", session);
		store_faulty_arm(faulty, 0);
		if (r->status == 200) break;
		refused++;
		assert_string_equal(r->session, "");
		EXPECT(200, "\"login\":\"half\"", "me", "", "", session);
	}
	z->store = z->people.store = real;
	free(faulty);
	assert_true(refused > 10);
	EXPECT(401, NULL, "sessions", "", "", session);
	login_with(session, "half", better);
	assert_int_equal(strlen(session), TOKEN_SESSION_CHARS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_password_ends_everything_from_before),
		cmocka_unit_test(a_cookie_is_worth_nothing_after_log_out),
		cmocka_unit_test(a_log_in_that_crosses_with_a_reset_begins_nothing),
		cmocka_unit_test(whoever_guesses_waits_and_a_right_password_waits_too),
		cmocka_unit_test(guesses_within_a_session_are_counted_apart),
		cmocka_unit_test(a_right_password_does_not_forget_wrong_codes),
		cmocka_unit_test(guesses_at_once_are_all_counted),
		cmocka_unit_test(a_lock_from_the_future_does_not_stand),
		cmocka_unit_test(a_second_factor_is_begun_confirmed_used_and_removed),
		cmocka_unit_test(a_recovery_code_sent_twice_at_once_counts_once),
		cmocka_unit_test(a_code_counts_once),
		cmocka_unit_test(sessions_are_listed_and_ended_one_by_one),
		cmocka_unit_test(one_works_in_a_role_one_has),
		cmocka_unit_test(an_old_session_does_not_become_the_staffs),
		cmocka_unit_test(a_token_does_what_its_scopes_say_and_no_more),
		cmocka_unit_test(a_token_that_cannot_be_is_refused),
		cmocka_unit_test(a_token_ends_by_itself),
		cmocka_unit_test(a_name_is_only_a_name),
		cmocka_unit_test(a_refused_registration_takes_no_cookie_away),
		cmocka_unit_test(a_password_half_changed_is_not),
	};
	return cmocka_run_group_tests_name("account_verbs", tests, start, stop);
}
