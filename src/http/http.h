/* http.h - the HTTP face: everything of zhuyi.h over HTTP/1.1, and the page. Includes nothing of the product but zhuyi.h.
 *
 * Speaks plain HTTP: TLS belongs to a reverse proxy in front (then set https_front). Never logs a path, a query, a body or a cookie. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "zhuyi.h"

struct http_options {
	const char *address; /* numeric IPv4 or IPv6, or "localhost"; NULL = 127.0.0.1. On a loopback address the Host header must name it. */
	int port;            /* 0 = 8765 */
	int max_connections; /* 0 = 16,384 */
	double guess_per_s;  /* passwords and codes a second from one address; 0 = no limit. Fifteen times as many at once */
	double rate_per_s;   /* requests a second from one address (IPv6: one /64); 0 = no limit */
	int rate_burst;      /* requests that may come at once before the rate counts; 0 = twice the rate, at least 1 */
	int idle_s;          /* a request must be whole this long after its first line, and an idle connection is closed; 0 = 30 */
	size_t body_max;     /* bytes of a request body; 0 = 1 MiB */
	bool https_front;    /* behind a TLS proxy: cookie is Secure, Host is not checked, the last X-Forwarded-For is the address that is limited */
	bool log_requests;   /* one JSON line a request on standard error */
	void (*ready)(void *ctx, const char *url); /* called once when connections are accepted; may be NULL */
	void *ctx;
};

/* Serves until SIGTERM or SIGINT: stops accepting, gives running calls 5 s, closes streams with a last comment. A second signal ends the waiting.
 * False with one line in `error` when it cannot start. Calls given to the library may still be running at return: zhuyi_close waits for them.
 * `z` is borrowed. Signal handlers are put back before it returns. */
bool http_serve(const struct http_options *options, struct zhuyi *z, char error[256]);

#endif
