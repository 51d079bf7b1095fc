/* fetch.h - asking another server over HTTPS: a port, with a real client (fetch_curl, over libcurl) and one for tests (fetch_fake.h).
 *
 * A request blocks the calling thread, at most until its deadline. Only https, and http to this machine itself. No redirect is followed, no cookie
 * kept, no proxy taken from the environment, no answer cached. Nothing is logged, and a failure names the host, never the path or query.
 * Any thread; one request does not wait for another. */
#ifndef NET_FETCH_H
#define NET_FETCH_H

#include "base/fail.h"

enum { FETCH_HEADERS_MAX = 8, FETCH_URL_MAX = 4096, FETCH_TYPE_MAX = 128, FETCH_BYTES_MAX = 16 << 20 };

struct fetch_header {
	const char *name; /* NULL ends the list */
	str value;
};

struct fetch_request {
	const char *method; /* GET or POST */
	str url;
	struct fetch_header header[FETCH_HEADERS_MAX];
	str body;            /* of a POST */
	ptrdiff_t max_bytes; /* of the answer's body, 1..FETCH_BYTES_MAX; taken from the arena before it is asked */
	int64_t deadline_us; /* by clock_monotonic_us */
};

struct fetch_reply {
	int status; /* 100..599 */
	str type;   /* content type as sent, empty when there was none or it is too long */
	str body;   /* any bytes: not checked to be UTF-8 */
};

struct fetch {
	bool (*send)(void *ctx, struct fetch_reply *out, const struct fetch_request *request, struct arena *perm, struct fail *fail);
	void *ctx;
};

/* Checks the request, then sends it. True for any status: what 404 means is the caller's affair. The reply lives as long as `perm`.
 * RC_INPUT the url or a header is not to be sent; RC_TIMEOUT the deadline; RC_LIMIT the answer is longer than max_bytes;
 * RC_UPSTREAM no connection, no valid certificate, no HTTP. */
bool fetch_send(const struct fetch *fetch, struct fetch_reply *out, const struct fetch_request *request, struct arena *perm, struct fail *fail);

/* https://host[:port][/…][?…], or http:// with 127.x.x.x, [::1] or localhost. No user, no fragment, only characters of RFC 3986. RC_INPUT. */
bool fetch_url_ok(str url, struct fail *fail);

/* Host and port of an accepted url, for a failure's text. */
str fetch_host(str url);

struct fetch_options {
	const char *ca_file; /* certificates to trust instead of the system's; NULL = the system's */
	const char *proxy;   /* http://host:port; NULL = none */
};

/* The client over libcurl. The library is loaded at the first request: RC_UPSTREAM, naming the package, when it is not installed.
 * `options` is borrowed for as long as the port is used; NULL = as if empty. */
struct fetch fetch_curl(const struct fetch_options *options);

/* Is libcurl there? Loads it and lets it go again, so that a server can say at its start what it would lack later. RC_UPSTREAM. */
bool fetch_curl_there(struct fail *fail);

#endif
