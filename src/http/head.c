#include "http/head.h"

#include "http/route.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct zhuyi_text head_text(const char *s)
{
	return (struct zhuyi_text){s ? s : "", s ? strlen(s) : 0};
}

static struct zhuyi_text trim(struct zhuyi_text t)
{
	while (t.n && (t.p[0] == ' ' || t.p[0] == '\t')) t.p++, t.n--;
	while (t.n && (t.p[t.n - 1] == ' ' || t.p[t.n - 1] == '\t')) t.n--;
	return t;
}

/* Takes what stands before `sep` (or everything) off the front of `rest`. */
static struct zhuyi_text cut(struct zhuyi_text *rest, char sep)
{
	const char *at = memchr(rest->p, sep, rest->n);
	struct zhuyi_text first = {rest->p, at ? (size_t)(at - rest->p) : rest->n};
	size_t gone = first.n + (at != NULL);
	*rest = (struct zhuyi_text){rest->p + gone, rest->n - gone};
	return first;
}

static bool same(struct zhuyi_text t, const char *s)
{
	return t.n == strlen(s) && strncasecmp(t.p, s, t.n) == 0;
}

struct zhuyi_text head_cookie(struct zhuyi_text header, const char *name)
{
	while (header.n) {
		struct zhuyi_text value = cut(&header, ';');
		struct zhuyi_text key = trim(cut(&value, '='));
		if (key.n == strlen(name) && memcmp(key.p, name, key.n) == 0) return trim(value);
	}
	return head_text(NULL);
}

bool head_token(struct zhuyi_text t)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = t.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) return false;
	}
	return t.n > 0 && t.n < 128;
}

bool head_host_local(struct zhuyi_text host, int port)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
	char with_port[32];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(with_port, sizeof with_port, "%s:%d", names[i], port);
		if (same(host, with_port) || (port == 80 && same(host, names[i]))) return true;
	}
	return false;
}

static bool listed(struct zhuyi_text one, const char *list)
{
	for (const char *at = list; *at; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");
		if (n == one.n && strncasecmp(at, one.p, n) == 0) return true;
		at += n;
	}
	return false;
}

bool head_type(struct zhuyi_text type, const char *accepts)
{
	if (!listed(trim(cut(&type, ';')), accepts)) return false;
	while (type.n) {
		struct zhuyi_text value = cut(&type, ';');
		if (same(trim(cut(&value, '=')), "charset") && !same(trim(value), "utf-8") && !same(trim(value), "\"utf-8\"")) return false;
	}
	return true;
}

bool head_events(struct zhuyi_text accept)
{
	while (accept.n) {
		struct zhuyi_text one = cut(&accept, ',');
		if (same(trim(cut(&one, ';')), "text/event-stream")) return true;
	}
	return false;
}

struct zhuyi_text head_lang(struct zhuyi_text accept)
{
	while (accept.n) {
		struct zhuyi_text one = cut(&accept, ','), tag = trim(cut(&one, ';'));
		tag = cut(&tag, '-');
		if (same(tag, "zh")) return head_text("zh");
		if (same(tag, "en")) return head_text("en");
	}
	return head_text("");
}

bool head_has_tag(struct zhuyi_text list, const char *tag)
{
	while (list.n) {
		struct zhuyi_text one = trim(cut(&list, ','));
		if (one.n > 2 && one.p[0] == 'W' && one.p[1] == '/') one.p += 2, one.n -= 2;
		if (same(one, tag) || same(one, "*")) return true;
	}
	return false;
}

struct zhuyi_text head_last(struct zhuyi_text list)
{
	struct zhuyi_text last = {"", 0};
	while (list.n) last = trim(cut(&list, ','));
	return last;
}

bool head_number(struct zhuyi_text t, uint64_t *out)
{
	*out = 0;
	if (!t.n || t.n > 18) return false;
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] < '0' || t.p[i] > '9') return false;
		*out = *out * 10 + (uint64_t)(t.p[i] - '0');
	}
	return true;
}

static bool add_decoded(struct buf *out, struct zhuyi_text raw)
{
	char text[1024];
	size_t n;
	if (!route_decode(text, sizeof text, &n, raw, true)) return false;
	buf_json(out, (struct zhuyi_text){text, n});
	return true;
}

bool head_query(struct buf *out, struct zhuyi_text query)
{
	bool first = true;
	while (query.n) {
		struct zhuyi_text value = cut(&query, '&');
		struct zhuyi_text key = cut(&value, '=');
		if (!key.n) continue;
		buf_add(out, first ? "{" : ",", 1);
		first = false;
		if (!add_decoded(out, key)) return false;
		buf_add(out, ":", 1);
		if (!add_decoded(out, value)) return false;
	}
	if (!first) buf_add(out, "}", 1);
	return !out->failed;
}
