/* route.h - which verb a method and a path mean. Pure: no I/O, no clock, no allocation.
 *
 * A template is literal but for at most one {id}. In the middle {id} is one segment; at the end it may hold slashes (ids of passages do). When several
 * templates fit, the one with most literal bytes is meant: GET /v1/cases/7/sign is the wrong method for "sign", not the case "7/sign". */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "zhuyi.h"

enum { ROUTES_MAX = 192, ROUTE_ID_MAX = 512, ROUTE_ALLOW_MAX = 64 };

enum route_kind { ROUTE_VERB, ROUTE_FOLLOW, ROUTE_METRICS, ROUTE_OPENAPI, ROUTE_FILE };

struct route {
	enum route_kind kind;
	const char *method, *path, *summary;
	const struct zhuyi_verb *verb; /* of ROUTE_VERB */
	int file;                      /* of ROUTE_FILE */
};

struct routes {
	struct route of[ROUTES_MAX];
	int n;
};

/* False when there are too many. A route already there with this method and path stays: what is built in wins over the library's. */
bool route_add(struct routes *r, struct route route);

enum route_result {
	ROUTE_FOUND,
	ROUTE_NO_PATH,
	ROUTE_NO_METHOD, /* the path is known; `allow` says what it takes */
	ROUTE_BAD_PATH,  /* broken percent-encoding, not UTF-8, control characters, "." or ".." in an id, id too long */
};

struct route_match {
	enum route_result result;
	const struct route *route;   /* also with ROUTE_NO_METHOD: some route of that path */
	char allow[ROUTE_ALLOW_MAX]; /* "GET, HEAD" */
	char id[ROUTE_ID_MAX];       /* decoded, not terminated */
	size_t id_n;
};

/* `path` is as it came, without the query. HEAD finds what GET would. */
void route_match(struct route_match *m, const struct routes *r, const char *method, struct zhuyi_text path);

/* Percent-decodes. False when the encoding is broken, the result is not UTF-8 or has control characters, or does not fit. */
bool route_decode(char *out, size_t size, size_t *n, struct zhuyi_text in, bool plus_is_space);

bool route_utf8(struct zhuyi_text text);

#endif
