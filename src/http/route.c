#include "http/route.h"

#include <stdio.h>
#include <string.h>

static const char hole[] = "{id}";

bool route_add(struct routes *r, struct route route)
{
	for (int i = 0; i < r->n; i++)
		if (strcmp(r->of[i].path, route.path) == 0 && strcmp(r->of[i].method, route.method) == 0) return true;
	if (r->n == ROUTES_MAX) return false;
	r->of[r->n++] = route;
	return true;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9') return c - '0';
	if (c >= 'a' && c <= 'f') return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Length of the character at `p`, 0 when it is none: overlong forms, surrogates and what lies above U+10FFFF are none. */
static size_t character(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3 : p[0] >> 3 == 30 ? 4 : 0;
	if (len < 2 || len > n) return len > n ? 0 : len;
	uint32_t code = p[0] & (0xffu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if (p[i] >> 6 != 2) return 0;
		code = code << 6 | (p[i] & 0x3fu);
	}
	return code < least[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : len;
}

bool route_utf8(struct zhuyi_text text)
{
	size_t i = 0, len;
	for (; i < text.n; i += len)
		if (!(len = character((const unsigned char *)text.p + i, text.n - i))) return false;
	return true;
}

bool route_decode(char *out, size_t size, size_t *n, struct zhuyi_text in, bool plus_is_space)
{
	*n = 0;
	for (size_t i = 0; i < in.n; i++) {
		int c = (unsigned char)in.p[i];
		if (c == '+' && plus_is_space) c = ' ';
		else if (c == '%') {
			if (in.n - i < 3 || hex(in.p[i + 1]) < 0 || hex(in.p[i + 2]) < 0) return false;
			c = hex(in.p[i + 1]) * 16 + hex(in.p[i + 2]);
			i += 2;
		} else if (c == ' ') return false;
		if (c < 0x20 || c == 0x7f || *n == size) return false;
		out[(*n)++] = (char)c;
	}
	return route_utf8((struct zhuyi_text){out, *n});
}

/* Cuts what {id} stands for out of the path. False when the template does not fit. */
static bool fits(const char *template, struct zhuyi_text path, struct zhuyi_text *id)
{
	const char *at = strstr(template, hole);
	size_t before = at ? (size_t)(at - template) : strlen(template), after = at ? strlen(at + 4) : 0;
	*id = (struct zhuyi_text){"", 0};
	if (!at) return path.n == before && memcmp(path.p, template, before) == 0;
	if (path.n <= before + after || memcmp(path.p, template, before) != 0 || memcmp(path.p + path.n - after, at + 4, after) != 0) return false;
	*id = (struct zhuyi_text){path.p + before, path.n - before - after};
	return !after || !memchr(id->p, '/', id->n);
}

static const struct route *best_path(const struct routes *r, struct zhuyi_text path, struct zhuyi_text *id)
{
	const struct route *best = NULL;
	struct zhuyi_text cut;
	for (int i = 0; i < r->n; i++)
		if (fits(r->of[i].path, path, &cut) && (!best || strlen(r->of[i].path) > strlen(best->path))) {
			best = &r->of[i];
			*id = cut;
		}
	return best;
}

static void allow(struct route_match *m, const char *method)
{
	size_t n = strlen(m->allow);
	snprintf(m->allow + n, sizeof m->allow - n, "%s%s%s", n ? ", " : "", method, strcmp(method, "GET") == 0 ? ", HEAD" : "");
}

/* A later layer may take an id for the name of a file: there must be no way up in it. */
static bool has_dots(const char *id, size_t n)
{
	for (size_t from = 0, i = 0; i <= n; i++)
		if (i == n || id[i] == '/') {
			size_t len = i - from;
			if ((len == 1 || len == 2) && id[from] == '.' && id[i - 1] == '.') return true;
			from = i + 1;
		}
	return false;
}

static bool id_reads(struct route_match *m, struct zhuyi_text raw)
{
	if (!route_decode(m->id, sizeof m->id, &m->id_n, raw, false) || has_dots(m->id, m->id_n)) return false;
	const char *at = strstr(m->route->path, hole);
	return !at || !at[4] || !memchr(m->id, '/', m->id_n);
}

void route_match(struct route_match *m, const struct routes *r, const char *method, struct zhuyi_text path)
{
	struct zhuyi_text id = {"", 0};
	m->id_n = 0;
	m->allow[0] = 0;
	m->result = ROUTE_NO_PATH;
	if (!(m->route = best_path(r, path, &id))) return;
	const char *known = m->route->path;
	const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
	m->result = ROUTE_NO_METHOD;
	for (int i = 0; i < r->n; i++) {
		if (strcmp(r->of[i].path, known) != 0) continue;
		allow(m, r->of[i].method);
		if (strcmp(r->of[i].method, wanted) != 0) continue;
		m->route = &r->of[i];
		m->result = ROUTE_FOUND;
	}
	if (!id_reads(m, id)) m->result = ROUTE_BAD_PATH;
}
