#include "base/clock.h"
#include "base/check.h"
#include "net/fetch_fake.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static char room[1 << 16];

static struct arena arena(void)
{
	return (struct arena){room, room + sizeof room, NULL};
}

static void only_https_and_this_machine(void **state)
{
	static const char *const good[] = {
		"https://id.example",          "https://id.example/",     "https://id.example:8443/a?b=c&d=%20",
		"https://[2001:db8::1]:443/x", "http://127.0.0.1:8765/x", "http://127.255.0.9/",
		"http://localhost:1/",         "http://[::1]:80/",        "https://10.0.0.1/inside",
		"https://id.example?x",
	};
	static const char *const bad[] = {
		"",
		"https://",
		"https:///x",
		"HTTPS://id.example/",
		"ftp://id.example/",
		"file:///etc/passwd",
		"http://id.example/",
		"http://127.0.0.1.evil.example/",
		"http://localhost.evil.example/",
		"http://128.0.0.1/",
		"http://127.0.1/",
		"http://127.0.0.256/",
		"http://0127.0.0.1/",
		"http://[::2]/",
		"https://user@id.example/",
		"http://127.0.0.1@evil.example/",
		"http://127.0.0.1:80@evil.example/",
		"https://id.example:0/",
		"https://id.example:65536/",
		"https://id.example:/",
		"https://id.example:8x/",
		"https://id.example/#part",
		"https://id.example/a b",
		"https://id.example\\@x/",
		"https://id.example/\r\nX: y",
		"https://id.ex\xc3\xa4mple/",
		"https://[::1",
		"https://[::1]x/",
		"https://[::1%25lo]/",
		"https://a:b:80/",
		"https://id_x.example/",
		"http://[::1]:80:80/",
		"//id.example/",
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(good); i++) {
		struct fail fail = {0};
		if (!fetch_url_ok(str_from(good[i]), &fail)) fail_msg("%s: %s", good[i], fail.what);
	}
	for (ptrdiff_t i = 0; i < COUNT(bad); i++) {
		struct fail fail = {0};
		if (fetch_url_ok(str_from(bad[i]), &fail)) fail_msg("%s was accepted", bad[i]);
		assert_int_equal(fail.rc, RC_INPUT);
	}
}

static void a_long_address_is_refused(void **state)
{
	static char url[FETCH_URL_MAX + 2];
	struct fail fail = {0};
	(void)state;
	memset(url, 'a', sizeof url);
	memcpy(url, "https://", 8);
	url[20] = '/';
	assert_true(fetch_url_ok((str){url, FETCH_URL_MAX}, &fail));
	assert_false(fetch_url_ok((str){url, FETCH_URL_MAX + 1}, &fail));
}

static struct fetch_request a_request(void)
{
	return (struct fetch_request){
		.method = "GET", .url = S("https://id.example/a?secret"), .max_bytes = 10, .deadline_us = clock_monotonic_us() + 1000000};
}

static bool ask(struct fetch_fake *fake, struct fetch_request request, struct fetch_reply *reply, enum rc rc)
{
	struct arena a = arena();
	struct fail fail = {0};
	struct fetch fetch = fetch_fake(fake);
	bool ok = fetch_send(&fetch, reply, &request, &a, &fail);
	assert_int_equal(fail.rc, rc);
	assert_int_equal(ok, rc == RC_OK);
	assert_null(strstr(fail.what, "secret"));
	return ok;
}

static void the_table_answers(void **state)
{
	static const struct fetch_answer answers[] = {
		{"POST", "https://id.example/a?secret", 200, NULL, S("posted"), RC_OK},
		{"GET", "https://id.example/a?secret", 404, "text/plain", S("got"), RC_OK},
		{NULL, "https://id.example/long", 200, NULL, S("eleven byte"), RC_OK},
		{NULL, "https://id.example/broken", 0, NULL, S(""), RC_TIMEOUT},
	};
	struct fetch_fake fake = {.answers = answers, .n = COUNT(answers)};
	struct fetch_request request = a_request();
	struct fetch_reply reply;
	(void)state;
	request.header[0] = (struct fetch_header){"authorization", S("Bearer x")};
	ask(&fake, request, &reply, RC_OK);
	assert_int_equal(reply.status, 404);
	assert_true(str_eq(reply.body, S("got")) && str_eq(reply.type, S("text/plain")));
	assert_true(str_eq(fake.seen[0].authorization, S("Bearer x")));
	request.url = S("https://id.example/long");
	ask(&fake, request, &reply, RC_LIMIT);
	request.url = S("https://id.example/broken");
	ask(&fake, request, &reply, RC_TIMEOUT);
	request.url = S("https://id.example/nowhere");
	ask(&fake, request, &reply, RC_UPSTREAM);
	fake.fail_at = 5;
	fake.fails = RC_IO;
	ask(&fake, a_request(), &reply, RC_IO);
	ask(&fake, a_request(), &reply, RC_OK);
	assert_int_equal(fake.calls, 6);
}

static void what_must_not_be_sent_is_not_sent(void **state)
{
	struct fetch_fake fake = {0};
	struct fetch_request request = a_request();
	struct fetch_reply reply;
	(void)state;
	request.header[0] = (struct fetch_header){"X", S("a\r\nY: b")};
	ask(&fake, request, &reply, RC_INPUT);
	request.header[0] = (struct fetch_header){"X:", S("a")};
	ask(&fake, request, &reply, RC_INPUT);
	request.header[0] = (struct fetch_header){"", S("a")};
	ask(&fake, request, &reply, RC_INPUT);
	request = a_request();
	request.url = S("http://id.example/secret");
	ask(&fake, request, &reply, RC_INPUT);
	request = a_request();
	request.deadline_us = clock_monotonic_us();
	ask(&fake, request, &reply, RC_TIMEOUT);
	assert_int_equal(fake.calls, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_https_and_this_machine),
		cmocka_unit_test(a_long_address_is_refused),
		cmocka_unit_test(the_table_answers),
		cmocka_unit_test(what_must_not_be_sent_is_not_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
