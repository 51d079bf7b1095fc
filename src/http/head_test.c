#include "http/head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static bool is(struct zhuyi_text t, const char *s)
{
	return t.n == strlen(s) && memcmp(t.p, s, t.n) == 0;
}

static void cookies(void **state)
{
	(void)state;
	assert_true(is(head_cookie(head_text("zhuyi_session=abc"), "zhuyi_session"), "abc"));
	assert_true(is(head_cookie(head_text("a=1; zhuyi_session = abc ; b=2"), "zhuyi_session"), "abc"));
	assert_true(is(head_cookie(head_text("xzhuyi_session=no; zhuyi_sessionx=no"), "zhuyi_session"), ""));
	assert_true(is(head_cookie(head_text("zhuyi_session"), "zhuyi_session"), ""));
	assert_true(is(head_cookie(head_text(";;=;zhuyi_session=a=b"), "zhuyi_session"), "a=b"));
	assert_true(head_token(head_text("aZ0-_.")));
	assert_false(head_token(head_text("")));
	assert_false(head_token(head_text("a b")));
	assert_false(head_token(head_text("a\r\nb")));
}

static void languages(void **state)
{
	(void)state;
	assert_true(is(head_lang(head_text("en-GB,en;q=0.9,zh-CN;q=0.8")), "en"));
	assert_true(is(head_lang(head_text("zh-CN")), "zh"));
	assert_true(is(head_lang(head_text("ZH")), "zh"));
	assert_true(is(head_lang(head_text("fr, de;q=0.9 , en;q=0.5")), "en"));
	assert_true(is(head_lang(head_text("eng, zho, *;q=0.1")), ""));
	assert_true(is(head_lang(head_text("")), ""));
	assert_true(is(head_lang(head_text(",;-,")), ""));
}

static void hosts(void **state)
{
	(void)state;
	assert_true(head_host_local(head_text("localhost:8765"), 8765));
	assert_true(head_host_local(head_text("LocalHost:8765"), 8765));
	assert_true(head_host_local(head_text("127.0.0.1:8765"), 8765));
	assert_true(head_host_local(head_text("[::1]:8765"), 8765));
	assert_true(head_host_local(head_text("localhost"), 80));
	assert_false(head_host_local(head_text("localhost"), 8765));
	assert_false(head_host_local(head_text("localhost:876"), 8765));
	assert_false(head_host_local(head_text("evil.example:8765"), 8765));
	assert_false(head_host_local(head_text("localhost.evil.example:8765"), 8765));
	assert_false(head_host_local(head_text(""), 80));
}

static void types(void **state)
{
	(void)state;
	assert_true(head_type(head_text("application/json"), "application/json"));
	assert_true(head_type(head_text("Application/JSON; charset=UTF-8"), "application/json"));
	assert_true(head_type(head_text("application/json;charset=\"utf-8\""), "application/json"));
	assert_false(head_type(head_text("application/json; charset=gbk"), "application/json"));
	assert_false(head_type(head_text("application/jsonx"), "application/json"));
	assert_false(head_type(head_text("text/plain"), "application/json"));
	assert_false(head_type(head_text(""), "application/json"));
	assert_true(head_type(head_text("image/png"), "image/jpeg image/png"));
	assert_true(head_type(head_text("application/fhir+json; charset=utf-8"), "application/json application/fhir+json"));
	assert_false(head_type(head_text("image"), "image/jpeg image/png"));
	assert_false(head_type(head_text("image/jpeg image/png"), "image/jpeg image/png"));
	assert_true(head_events(head_text("text/event-stream")));
	assert_true(head_events(head_text("application/json, text/event-stream;q=0.9")));
	assert_false(head_events(head_text("*/*")));
}

static void tags_and_numbers(void **state)
{
	(void)state;
	uint64_t n;
	assert_true(head_has_tag(head_text("\"a\", W/\"b\""), "\"b\""));
	assert_true(head_has_tag(head_text("*"), "\"b\""));
	assert_false(head_has_tag(head_text("\"a\""), "\"b\""));
	assert_true(is(head_last(head_text("1.1.1.1, 2.2.2.2 ")), "2.2.2.2"));
	assert_true(is(head_last(head_text("")), ""));
	assert_true(head_number(head_text("1048576"), &n) && n == 1048576);
	assert_false(head_number(head_text("-1"), &n));
	assert_false(head_number(head_text("1e3"), &n));
	assert_false(head_number(head_text("9999999999999999999"), &n));
	assert_false(head_number(head_text(""), &n));
}

static void query_is(const char *query, const char *json)
{
	struct buf b = {0};
	bool ok = head_query(&b, head_text(query));
	if (ok != (json != NULL) || (json && !is((struct zhuyi_text){b.p ? b.p : "", b.n}, json)))
		fail_msg("%s: %.*s", query, (int)b.n, b.p ? b.p : "");
	buf_free(&b);
}

static void queries(void **state)
{
	(void)state;
	query_is("", "");
	query_is("&&", "");
	query_is("=x", "");
	query_is("a", "{\"a\":\"\"}");
	query_is("a=1&b=%E4%B9%99+%22x", "{\"a\":\"1\",\"b\":\"乙 \\\"x\"}");
	query_is("a=b=c", "{\"a\":\"b=c\"}");
	query_is("a=%", NULL);
	query_is("a=%ff", NULL);
	query_is("a=%0a", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(cookies), cmocka_unit_test(languages),        cmocka_unit_test(hosts),
					   cmocka_unit_test(types),   cmocka_unit_test(tags_and_numbers), cmocka_unit_test(queries)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
