/* call_for_test.h - for tests: a library over a new store with the sample hospital, and calls to it that wait for their reply. The store is a file, or with
 * STORE_PLACE=postgresql://… a database of its own; the keys lie in the folder either way. */
#ifndef APP_CALL_FOR_TEST_H
#define APP_CALL_FOR_TEST_H

#include "app/app.h"

#include "account/account.h"
#include "account/base32.h"
#include "account/session_rules.h"
#include "account/totp.h"
#include "store/places_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FOR_TEST __attribute__((unused)) static

/* A file, or with STORE_PLACE=postgresql://… a database of its own; the keys lie in the folder either way. */
static char folder[64], path[96];
static struct place_name place;
static struct zhuyi *z;

FOR_TEST void reopen(void)
{
	char error[256];
	struct zhuyi_options o = {.store = place.text, .keys = path, .sample = true, .workers = 2};
	z = zhuyi_open(&o, error);
	if (!z) fail_msg("%s", error);
}

FOR_TEST int start(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/zhuyi-app-XXXXXX");
	if (!mkdtemp(folder)) return -1;
	snprintf(path, sizeof path, "%s/z.db", folder);
	if (!places_start()) return -1;
	place = place_new("app");
	reopen();
	return 0;
}

FOR_TEST int stop(void **state)
{
	(void)state;
	char command[96];
	zhuyi_close(z);
	places_stop();
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command) == 0 ? 0 : -1;
}

/* ---- calls ---- */

struct result {
	int status;
	char reply[256 << 10], session[80], etag[80], location[512];
	const char *type;
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool done;
};

FOR_TEST void on_done(void *ctx, const struct zhuyi_reply *reply)
{
	struct result *r = ctx;
	pthread_mutex_lock(&r->lock);
	r->status = reply->status;
	r->type = reply->type;
	snprintf(r->reply, sizeof r->reply, "%.*s", (int)reply->body.n, reply->body.p);
	snprintf(r->session, sizeof r->session, "%.*s", (int)reply->session.n, reply->session.p);
	snprintf(r->etag, sizeof r->etag, "%.*s", (int)reply->etag.n, reply->etag.p);
	snprintf(r->location, sizeof r->location, "%.*s", (int)reply->location.n, reply->location.p);
	r->done = true;
	pthread_cond_signal(&r->over);
	pthread_mutex_unlock(&r->lock);
}

FOR_TEST const struct zhuyi_verb *verb(const char *name)
{
	const struct zhuyi_verb *v;
	for (size_t i = 0; (v = zhuyi_verb(i)); i++)
		if (strcmp(v->name, name) == 0) return v;
	fail_msg("no verb %s", name);
	return NULL;
}

FOR_TEST void begin_http(struct result *r, const char *name, struct zhuyi_text body, const char *id, const char *session, struct zhuyi_http http)
{
	r->status = 0;
	r->reply[0] = r->session[0] = 0;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->over, NULL);
	r->done = false;
	struct zhuyi_call c = {.verb = verb(name),
			       .body = body,
			       .id = {id, strlen(id)},
			       .session = {session, strlen(session)},
			       .agent = {"test", 4},
			       .http = http,
			       .done = on_done,
			       .ctx = r};
	assert_true(zhuyi_start(z, &c));
}

FOR_TEST void begin(struct result *r, const char *name, const char *body, const char *id, const char *session)
{
	begin_http(r, name, (struct zhuyi_text){body, strlen(body)}, id, session, (struct zhuyi_http){0});
}

FOR_TEST struct result *ended(struct result *r)
{
	pthread_mutex_lock(&r->lock);
	while (!r->done) pthread_cond_wait(&r->over, &r->lock);
	pthread_mutex_unlock(&r->lock);
	return r;
}

/* The reply stands until the next call. */
FOR_TEST struct result *call(const char *name, const char *body, const char *id, const char *session)
{
	static struct result r;
	begin(&r, name, body, id, session);
	return ended(&r);
}

FOR_TEST void expect(int line, int status, const char *has, const struct result *r)
{
	if (r->status != status) fail_msg("line %d: %d instead of %d: %s", line, r->status, status, r->reply);
	if (has && !strstr(r->reply, has)) fail_msg("line %d: no %s in %s", line, has, r->reply);
}

/* A call that must end with this status, and have this in its reply. */
#define EXPECT(status, has, ...) expect(__LINE__, status, has, call(__VA_ARGS__))

/* ---- who ---- */

/* The token that a reply set. */
FOR_TEST void session_of(char session[80], const struct result *r)
{
	memcpy(session, r->session, sizeof r->session);
}

/* Logs in; empty when that is refused. */
FOR_TEST void login_with(char session[80], const char *login, const char *password)
{
	char body[512];
	snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"%s\"}", login, password);
	session_of(session, call("login", body, "", ""));
}

FOR_TEST void login_as(char session[80], const char *sample)
{
	login_with(session, sample, sample_password);
	assert_int_equal(strlen(session), TOKEN_SESSION_CHARS);
}

/* The value of the first such member of a reply. */
FOR_TEST void member_of(char *out, size_t n, const char *reply, const char *key)
{
	char mark[64];
	snprintf(mark, sizeof mark, "\"%s\":\"", key);
	const char *p = strstr(reply, mark), *end = p ? strchr(p + strlen(mark), '"') : NULL;
	if (!end) fail_msg("no \"%s\" in %s", key, reply);
	p += strlen(mark);
	snprintf(out, n, "%.*s", (int)(end - p), p);
}

FOR_TEST void person_of(char out[27], const char *session)
{
	member_of(out, 27, call("me", "", "", session)->reply, "person");
}

/* The code of this many steps from now. */
FOR_TEST unsigned code_near(const char *base32, int steps)
{
	unsigned char secret[TOTP_SECRET];
	struct clock clock = clock_system();
	assert_int_equal(base32_read(secret, TOTP_SECRET, str_from(base32)), TOTP_SECRET);
	return totp_code(secret, TOTP_SECRET, clock.now_ms(clock.ctx) / TOTP_STEP_MS + steps, TOTP_DIGITS);
}

/* What the test itself writes, while nothing else does. */
#define STORE(write) \
	do { \
		struct fail fail_ = {0}; \
		if (!z->store->verbs->begin(z->store, &fail_) || !(write) || !z->store->verbs->commit(z->store, &fail_)) \
			fail_msg("line %d: %s", __LINE__, fail_.what); \
	} while (0)

/* The second step as if it had been taken: codes count once, and there are only three a minute. 1 password, 2 code. */
FOR_TEST void stepped(const char *session, int level)
{
	unsigned char hash[32];
	struct clock clock = clock_system();
	assert_true(token_session_hash(hash, str_from(session)));
	STORE(store_session_step(z->store, hash, step_until_ms(clock.now_ms(clock.ctx)), level, &fail_));
}

/* Logged in, with the second step. */
FOR_TEST void working_as(char session[80], const char *sample)
{
	login_as(session, sample);
	stepped(session, 2);
}

/* A token of one's own with this scope, for a day; the second step must have been taken. */
FOR_TEST void token_of(char token[80], char id[27], const char *session, const char *scope)
{
	char body[128];
	snprintf(body, sizeof body, "{\"name\":\"t\",\"scopes\":[\"%s\"],\"days\":1}", scope);
	struct result *r = call("token_make", body, "", session);
	expect(__LINE__, 200, NULL, r);
	member_of(token, 80, r->reply, "token");
	member_of(id, 27, r->reply, "id");
}

/* How many leaves of this kind the sample hospital's ledger has. */
FOR_TEST int64_t leaves_of(const char *kind)
{
	struct arena memory = arena_create(16 << 20), a = memory;
	struct fail none = {0};
	int64_t count = 0, n = 0;
	char mark[64];
	snprintf(mark, sizeof mark, "\"kind\":\"%s\"", kind);
	assert_true(store_leaf_count(z->store, &count, S("sample"), &none));
	for (int64_t i = 0; i < count; i++) {
		struct arena scratch = a;
		struct leaf_row row;
		assert_true(store_leaf_get(z->store, &row, S("sample"), i, &scratch, &none));
		n += str_find(row.entry, str_from(mark)) >= 0;
	}
	arena_destroy(memory);
	return n;
}

#endif
