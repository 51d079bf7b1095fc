#include "net/fetch.h"

#include "base/check.h"
#include "base/clock.h"

/* ---- addresses: read strictly, so that this reader and libcurl's cannot see two different hosts in one url ---- */

static bool url_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~:/?[]@!$&'()*+,;=%", c));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 1..max digits at the front of `s`; moves behind them. */
static bool number(str *s, int max, int *out)
{
	int n = 0;
	*out = 0;
	for (; n < max && n < s->n && is_digit(s->p[n]); n++) *out = *out * 10 + (s->p[n] - '0');
	*s = str_slice(*s, n, s->n);
	return n > 0;
}

/* 127.0.0.1 and its net, written as four decimal numbers. */
static bool is_loopback_v4(str host)
{
	for (int i = 0, part; i < 4; i++) {
		if (i && (!host.n || host.p[0] != '.')) return false;
		if (i) host = str_slice(host, 1, host.n);
		if (!number(&host, 3, &part) || part > 255 || (i == 0 && part != 127)) return false;
	}
	return host.n == 0;
}

static bool is_loopback(str host)
{
	return str_eq(host, S("localhost")) || str_eq(host, S("[::1]")) || is_loopback_v4(host);
}

static bool host_ok(str host)
{
	bool v6 = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
	if (v6) host = str_slice(host, 1, host.n - 1);
	if (!host.n || host.n > 253) return false;
	for (ptrdiff_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		bool hex = is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		bool name = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
		if (v6 ? !hex && c != ':' : !name) return false;
	}
	return true;
}

/* What stands between :// and the path or query. */
static str authority(str url)
{
	ptrdiff_t from = str_find(url, S("://")) + 3, to = from;
	while (to < url.n && url.p[to] != '/' && url.p[to] != '?') to++;
	return str_slice(url, from, to);
}

/* Cuts a port off the authority; false when there is something that is no port. */
static bool cut_port(str *host)
{
	ptrdiff_t colon = host->n;
	while (colon > 0 && host->p[colon - 1] != ':' && host->p[colon - 1] != ']') colon--;
	if (colon == 0 || host->p[colon - 1] == ']') return colon == 0 || colon == host->n;
	str port = str_slice(*host, colon, host->n);
	int value;
	*host = str_slice(*host, 0, colon - 1);
	return number(&port, 5, &value) && port.n == 0 && value > 0 && value < 65536;
}

str fetch_host(str url)
{
	return str_find(url, S("://")) < 0 ? S("") : authority(url);
}

bool fetch_url_ok(str url, struct fail *fail)
{
	bool plain = str_starts(url, S("http://"));
	if (url.n > FETCH_URL_MAX) return fail_set(fail, RC_INPUT, "fetch_url", "an address of %td bytes is too long", url.n);
	if (!plain && !str_starts(url, S("https://"))) return fail_set(fail, RC_INPUT, "fetch_url", "an address begins with https://");
	for (ptrdiff_t i = 0; i < url.n; i++)
		if (!url_byte((unsigned char)url.p[i]))
			return fail_set(fail, RC_INPUT, "fetch_url", "byte %td of the address cannot be part of one", i);
	str host = authority(url);
	if (!cut_port(&host) || !host_ok(host)) return fail_set(fail, RC_INPUT, "fetch_url", "no host and port in the address");
	if (plain && !is_loopback(host)) return fail_set(fail, RC_INPUT, "fetch_url", "http:// only to this machine; otherwise https://");
	return true;
}

/* ---- requests ---- */

static bool header_ok(const struct fetch_header *h)
{
	for (const char *p = h->name; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '-')) return false;
	for (ptrdiff_t i = 0; i < h->value.n; i++)
		if ((unsigned char)h->value.p[i] < 0x20 || h->value.p[i] == 0x7f) return false;
	return h->name[0] != 0;
}

bool fetch_send(const struct fetch *fetch, struct fetch_reply *out, const struct fetch_request *request, struct arena *perm, struct fail *fail)
{
	bool post = strcmp(request->method, "POST") == 0;
	ASSERT(post || strcmp(request->method, "GET") == 0);
	ASSERT(request->max_bytes > 0 && request->max_bytes <= FETCH_BYTES_MAX);
	ASSERT(post || !request->body.n);
	*out = (struct fetch_reply){0};
	if (!fetch_url_ok(request->url, fail)) return false;
	for (int i = 0; i < FETCH_HEADERS_MAX && request->header[i].name; i++)
		if (!header_ok(&request->header[i])) return fail_set(fail, RC_INPUT, "fetch_send", "a header holds what cannot be sent");
	if (request->deadline_us <= clock_monotonic_us())
		return fail_set(fail, RC_TIMEOUT, "fetch_send", "no time left to ask " STR_FMT, STR_ARG(fetch_host(request->url)));
	return fetch->send(fetch->ctx, out, request, perm, fail);
}
