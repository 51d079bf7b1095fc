/* request.c - what is decided from the first line and the headers, before any of the body is read. */
#include "http/head.h"
#include "http/route.h"
#include "http/server.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static struct zhuyi_text value(struct exchange *x, const char *name)
{
	const char *v = NULL;
	size_t n = 0;
	MHD_lookup_connection_value_n(x->connection, MHD_HEADER_KIND, name, strlen(name), &v, &n);
	return (struct zhuyi_text){v ? v : "", v ? n : 0};
}

static bool has(struct exchange *x, const char *name)
{
	return MHD_lookup_connection_value_n(x->connection, MHD_HEADER_KIND, name, strlen(name), NULL, NULL) == MHD_YES;
}

struct tally {
	size_t bytes;
	int hosts, lengths, cookies, credentials;
	bool odd;
};

static enum MHD_Result count_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *v, size_t v_n)
{
	struct tally *t = cls;
	(void)kind;
	t->bytes += key_n + v_n + 4;
	t->hosts += key_n == 4 && strcasecmp(key, "Host") == 0;
	t->lengths += key_n == 14 && strcasecmp(key, "Content-Length") == 0;
	t->cookies += key_n == 6 && strcasecmp(key, "Cookie") == 0;
	t->credentials += key_n == 13 && strcasecmp(key, "Authorization") == 0;
	for (size_t i = 0; i < key_n; i++) t->odd |= (unsigned char)key[i] <= ' ' || key[i] == 0x7f;
	for (size_t i = 0; i < v_n; i++) t->odd |= ((unsigned char)v[i] < ' ' && v[i] != '\t') || v[i] == 0x7f;
	t->odd |= !key_n;
	return MHD_YES;
}

static enum refusal check_running(struct exchange *x)
{
	return x->server->stopping ? REFUSAL_STOPPING : REFUSAL_NONE;
}

static enum refusal check_url(struct exchange *x)
{
	if (x->uri_n > URL_MAX) return REFUSAL_URL;
	return x->uri_n && x->uri[0] == '/' ? REFUSAL_NONE : REFUSAL_PATH;
}

/* A second Host or Content-Length, or a name with a space in it, is how two servers are made to read one request differently; so is a second cookie header
 * (RFC 6265, 2011, section 5.4 knows one) or Authorization. */
static enum refusal check_headers(struct exchange *x)
{
	struct tally t = {0};
	MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, count_header, &t);
	if (t.bytes > HEADERS_MAX) return REFUSAL_HEADERS;
	return t.odd || t.hosts != 1 || t.lengths > 1 || t.cookies > 1 || t.credentials > 1 ? REFUSAL_HEADER : REFUSAL_NONE;
}

static enum refusal check_host(struct exchange *x)
{
	struct server *s = x->server;
	if (!s->loopback || s->opt.https_front) return REFUSAL_NONE;
	return head_host_local(value(x, "Host"), s->opt.port) ? REFUSAL_NONE : REFUSAL_HOST;
}

static struct limit_key address(struct exchange *x)
{
	struct limit_key key = {0, 0};
	struct zhuyi_text forwarded = head_last(value(x, "X-Forwarded-For"));
	if (x->server->opt.https_front && limit_key_parse(&key, forwarded.p, forwarded.n)) return key;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	return info && info->client_addr ? limit_key_of(info->client_addr) : key;
}

static enum refusal take(struct exchange *x, struct limit *limit)
{
	struct server *s = x->server;
	if (limit->rate_per_s <= 0) return REFUSAL_NONE;
	struct limit_key key = address(x);
	pthread_mutex_lock(&s->limit_lock);
	bool pass = limit_take(limit, key, x->started_us / 1000 + 1, &x->wait_s);
	pthread_mutex_unlock(&s->limit_lock);
	return pass ? REFUSAL_NONE : REFUSAL_RATE;
}

static enum refusal check_rate(struct exchange *x)
{
	return take(x, &x->server->limit);
}

/* Passwords and codes are tried at a slower pace. */
static enum refusal check_guessing(struct exchange *x)
{
	return x->route->verb && x->route->verb->guessed ? take(x, &x->server->guess_limit) : REFUSAL_NONE;
}

static enum refusal check_route(struct exchange *x)
{
	struct route_match m;
	route_match(&m, &x->server->routes, x->method, (struct zhuyi_text){x->uri, x->path_n});
	x->route = m.route;
	switch (m.result) {
	case ROUTE_NO_PATH: return REFUSAL_NO_PATH;
	case ROUTE_BAD_PATH: return REFUSAL_PATH;
	case ROUTE_NO_METHOD: memcpy(x->allow, m.allow, sizeof x->allow); return REFUSAL_METHOD;
	case ROUTE_FOUND: break;
	}
	x->id_n = m.id_n;
	if (m.id_n && !(x->id = malloc(m.id_n))) return REFUSAL_MEMORY;
	if (m.id_n) memcpy(x->id, m.id, m.id_n);
	return REFUSAL_NONE;
}

static enum refusal check_length(struct exchange *x)
{
	bool body = strcmp(x->method, "GET") != 0 && strcmp(x->method, "DELETE") != 0 && !x->head; /* a DELETE may have one, and seldom has */
	if (has(x, "Transfer-Encoding")) return REFUSAL_LENGTH;
	if (has(x, "Content-Length") && !head_number(value(x, "Content-Length"), &x->length)) return REFUSAL_HEADER;
	if (x->length > x->server->opt.body_max && x->length > BODY_MOST) return REFUSAL_BODY;
	return body && !has(x, "Content-Length") ? REFUSAL_LENGTH : REFUSAL_NONE;
}

static enum refusal check_type(struct exchange *x)
{
	const char *accepts = x->route->verb ? x->route->verb->accepts : NULL;
	if (!x->length) return REFUSAL_NONE;
	return head_type(value(x, "Content-Type"), accepts ? accepts : "application/json") ? REFUSAL_NONE : REFUSAL_TYPE;
}

/* The page a browser sends from, when it says so, must be ours: scheme and host as in Host. */
static bool same_origin(struct exchange *x)
{
	struct zhuyi_text origin = value(x, "Origin"), host = value(x, "Host");
	if (!origin.n) return true;
	const char *name = memmem(origin.p, origin.n, "://", 3);
	size_t n = name ? origin.n - (size_t)(name + 3 - origin.p) : 0;
	return n == host.n && strncasecmp(name + 3, host.p, n) == 0;
}

static bool is_api_token(struct zhuyi_text token)
{
	return token.n > 3 && memcmp(token.p, "zt_", 3) == 0;
}

/* Authorization: Bearer … has an API token and stands in for the cookie, which never has one: a stolen cookie does not get around X-Zhuyi this way. Both at
 * once would leave open which counts. */
static enum refusal check_bearer(struct exchange *x, bool has_cookie)
{
	struct zhuyi_text given = value(x, "Authorization");
	if (!given.n) return REFUSAL_NONE;
	if (has_cookie || given.n < 8 || strncasecmp(given.p, "Bearer ", 7) != 0) return REFUSAL_HEADER;
	struct zhuyi_text token = {given.p + 7, given.n - 7};
	if (!head_token(token)) return REFUSAL_HEADER;
	if (is_api_token(token)) memcpy(x->session, token.p, token.n);
	return REFUSAL_NONE;
}

static enum refusal check_session(struct exchange *x)
{
	struct zhuyi_text token = head_cookie(value(x, "Cookie"), "zhuyi_session"), mark = value(x, "X-Zhuyi");
	bool marked = mark.n == 1 && mark.p[0] == '1';
	if (head_token(token) && !is_api_token(token)) memcpy(x->session, token.p, token.n);
	bool writes = x->route->verb && x->route->verb->writes;
	if (writes && ((token.n && !marked) || !same_origin(x))) return REFUSAL_CROSS_SITE;
	return check_bearer(x, token.n > 0);
}

/* Few may send more than the others, and all of them together no more than there is room for. */
static enum refusal check_size(struct exchange *x)
{
	struct server *s = x->server;
	size_t most = x->route->verb ? x->route->verb->body_max : 0;
	if (x->length <= s->opt.body_max) return REFUSAL_NONE;
	if (x->length > most) return REFUSAL_BODY;
	if (!x->session[0]) return REFUSAL_SESSION;
	if (atomic_fetch_add(&s->big, x->length) + x->length > BODIES_MOST) {
		s->big -= x->length;
		return REFUSAL_BUSY;
	}
	x->big = x->length;
	return REFUSAL_NONE;
}

/* A GET says with its query what others say with a body. */
static enum refusal check_query(struct exchange *x)
{
	bool streams = x->route->verb && x->route->verb->streams;
	x->wants_events = streams && !x->head && head_events(value(x, "Accept"));
	if (x->route->verb && x->route->verb->accepts) return REFUSAL_NONE;                                               /* it reads its own */
	if (strcmp(x->method, "POST") == 0 || x->path_n == x->uri_n || x->route->kind == ROUTE_FILE) return REFUSAL_NONE; /* a page reads its own */
	struct zhuyi_text query = {x->uri + x->path_n + 1, x->uri_n - x->path_n - 1};
	return head_query(&x->body, query) ? REFUSAL_NONE : REFUSAL_QUERY;
}

/* Only known names: it is written to the log. */
static void name_method(struct exchange *x, const char *method)
{
	static const char *const known[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
	x->method = "OTHER";
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(method, known[i]) == 0) x->method = known[i];
	x->head = strcmp(method, "HEAD") == 0;
}

enum refusal request_examine(struct exchange *x, const char *method)
{
	/* The cheapest first; what tells a stranger least before what tells more. Length comes before the rest because a body of unknown size
	 * cannot be skipped. */
	static enum refusal (*const checks[])(struct exchange *) = {check_length, check_running,  check_url,  check_headers, check_host, check_rate,
								    check_route,  check_guessing, check_type, check_session, check_size, check_query};
	enum refusal r = REFUSAL_NONE;
	name_method(x, method);
	for (size_t i = 0; i < sizeof checks / sizeof *checks && !r; i++) r = checks[i](x);
	return r;
}
