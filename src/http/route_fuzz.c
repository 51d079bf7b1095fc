/* route_fuzz.c - any bytes as a path, a query and each header: nothing is read outside them, and what is promised of an id and of JSON text holds. */
#include "http/head.h"
#include "http/route.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(bool holds)
{
	if (!holds) abort();
}

static void path(struct zhuyi_text text)
{
	static const char *const paths[] = {"/", "/v1/cases", "/v1/cases/{id}", "/v1/cases/{id}/sign", "/v1/passages/{id}"};
	struct routes r = {.n = 0};
	struct route_match m;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		check(route_add(&r, (struct route){ROUTE_FILE, i % 2 ? "POST" : "GET", paths[i], "", NULL, 0}));
	route_match(&m, &r, "HEAD", text);
	check((m.result == ROUTE_NO_PATH) == !m.route);
	if (m.result != ROUTE_FOUND) return;
	check(m.id_n <= ROUTE_ID_MAX && route_utf8((struct zhuyi_text){m.id, m.id_n}));
	check(!memmem(m.id, m.id_n, "/../", 4) && !memchr(m.id, '\n', m.id_n));
}

static void headers(struct zhuyi_text text)
{
	struct buf b = {0};
	uint64_t number;
	struct zhuyi_text cookie = head_cookie(text, "zhuyi_session");
	check(cookie.n <= text.n);
	head_token(cookie);
	head_host_local(text, 80);
	head_type(text, "application/json image/png");
	head_events(text);
	head_has_tag(text, "\"x\"");
	head_last(text);
	head_number(text, &number);
	if (head_query(&b, text) && b.n) check(b.p[0] == '{' && b.p[b.n - 1] == '}' && !memchr(b.p, '\n', b.n));
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *exact = malloc(n ? n : 1); /* so that the sanitizer sees one byte too far */
	if (!exact) return 0;
	if (n) memcpy(exact, data, n);
	path((struct zhuyi_text){exact, n});
	headers((struct zhuyi_text){exact, n});
	free(exact);
	return 0;
}
