#include "http/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct routes table(void)
{
	static const char *const rows[][2] = {{"GET", "/"},
					      {"GET", "/v1/cases"},
					      {"GET", "/v1/cases/{id}"},
					      {"POST", "/v1/cases/{id}/sign"},
					      {"GET", "/v1/cases/{id}/events"},
					      {"GET", "/v1/passages/{id}"},
					      {"POST", "/v1/ask"}};
	struct routes r = {.n = 0};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_true(route_add(&r, (struct route){ROUTE_FILE, rows[i][0], rows[i][1], "", NULL, (int)i}));
	return r;
}

static struct route_match match(const char *method, const char *path)
{
	struct routes r = table();
	struct route_match m;
	route_match(&m, &r, method, (struct zhuyi_text){path, strlen(path)});
	m.route = NULL; /* the table goes */
	return m;
}

static void finds(void **state)
{
	(void)state;
	static const struct {
		const char *method, *path;
		enum route_result result;
		const char *id, *allow;
	} cases[] = {
		{"GET", "/", ROUTE_FOUND, "", NULL},
		{"HEAD", "/", ROUTE_FOUND, "", NULL},
		{"GET", "/v1/cases", ROUTE_FOUND, "", NULL},
		{"GET", "/v1/cases/", ROUTE_NO_PATH, NULL, NULL},
		{"GET", "/v1/cases/7", ROUTE_FOUND, "7", NULL},
		{"GET", "/v1/cases/7/", ROUTE_FOUND, "7/", NULL},
		{"POST", "/v1/cases/7/sign", ROUTE_FOUND, "7", NULL},
		{"GET", "/v1/cases/7/sign", ROUTE_NO_METHOD, NULL, "POST"},
		{"DELETE", "/v1/cases/7", ROUTE_NO_METHOD, NULL, "GET, HEAD"},
		{"POST", "/v1/cases/a%2Fb/sign", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/cases//events", ROUTE_FOUND, "/events", NULL},
		{"GET", "/v1/passages/gp/hepatitis-b/1.zh", ROUTE_FOUND, "gp/hepatitis-b/1.zh", NULL},
		{"GET", "/v1/passages/gp%2F%E4%B9%99%E8%82%9D", ROUTE_FOUND, "gp/乙肝", NULL},
		{"GET", "/v1/passages/a+b", ROUTE_FOUND, "a+b", NULL},
		{"GET", "/v1/passages/%", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/%4", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/%zz", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/a%00b", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/a%0d%0aX:1", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/%c0%af", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/%ed%a0%80", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/%f4%90%80%80", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/../../etc/passwd", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/a/%2e%2e/b", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/a/..", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/passages/.a", ROUTE_FOUND, ".a", NULL},
		{"GET", "/v1/passages/...", ROUTE_FOUND, "...", NULL},
		{"GET", "/v1/passages/a b", ROUTE_BAD_PATH, NULL, NULL},
		{"GET", "/v1/ask", ROUTE_NO_METHOD, NULL, "POST"},
		{"GET", "/v1/%61sk", ROUTE_NO_PATH, NULL, NULL},
		{"GET", "", ROUTE_NO_PATH, NULL, NULL},
		{"GET", "/etc/passwd", ROUTE_NO_PATH, NULL, NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct route_match m = match(cases[i].method, cases[i].path);
		if (m.result != cases[i].result) fail_msg("%s %s: %d", cases[i].method, cases[i].path, (int)m.result);
		if (cases[i].id && (m.id_n != strlen(cases[i].id) || memcmp(m.id, cases[i].id, m.id_n) != 0))
			fail_msg("%s: id %.*s", cases[i].path, (int)m.id_n, m.id);
		if (cases[i].allow) assert_string_equal(m.allow, cases[i].allow);
	}
}

static void id_has_a_limit(void **state)
{
	(void)state;
	char path[16 + ROUTE_ID_MAX + 1] = "/v1/passages/";
	size_t n = strlen(path);
	memset(path + n, 'a', ROUTE_ID_MAX + 1);
	path[n + ROUTE_ID_MAX] = 0;
	assert_int_equal(match("GET", path).result, ROUTE_FOUND);
	path[n + ROUTE_ID_MAX] = 'a';
	path[n + ROUTE_ID_MAX + 1] = 0;
	assert_int_equal(match("GET", path).result, ROUTE_BAD_PATH);
}

static void first_route_stays(void **state)
{
	(void)state;
	struct routes r = {.n = 0};
	assert_true(route_add(&r, (struct route){ROUTE_FOLLOW, "GET", "/a", "", NULL, 0}));
	assert_true(route_add(&r, (struct route){ROUTE_VERB, "GET", "/a", "", NULL, 0}));
	assert_int_equal(r.n, 1);
	assert_int_equal(r.of[0].kind, ROUTE_FOLLOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(finds), cmocka_unit_test(id_has_a_limit), cmocka_unit_test(first_route_stays)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
