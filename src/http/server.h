/* server.h - what the files of the face share about the one server. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "http/exchange.h"
#include "http/http.h"
#include "http/limit.h"
#include "http/metrics.h"
#include "http/pacer.h"
#include "http/static.h"

enum { URL_MAX = 2048, HEADERS_MAX = 8192, LIMIT_SLOTS = 8192, GUESS_SLOTS = 1024, STOP_MS = 5000 };
enum { BODY_MOST = 17 << 20, BODIES_MOST = 64 << 20 }; /* bytes of a body that some verbs take, and of all such at once */

struct server {
	struct http_options opt; /* defaults filled in */
	struct zhuyi *z;
	struct MHD_Daemon *daemon;
	bool loopback;
	_Atomic bool stopping;
	struct routes routes;
	struct metrics metrics;
	pthread_mutex_t limit_lock;
	struct limit limit, guess_limit;
	_Atomic uint64_t big; /* bytes announced of bodies over body_max that are here or on their way */
	struct pacer pacer;
	struct buf openapi;
	struct page pages[PAGES];
};

/* Decides about a request from its first line and headers: fills x->route, id, session; returns why not, or REFUSAL_NONE. */
enum refusal request_examine(struct exchange *x, const char *method);

/* Sends what x->form says, or a refusal. */
enum MHD_Result reply_send(struct exchange *x);
enum MHD_Result reply_refusal(struct exchange *x, enum refusal r);
enum MHD_Result reply_text(struct exchange *x, struct buf *body, const char *type);
enum MHD_Result reply_page(struct exchange *x, const struct page *page);

/* false: no memory */
bool openapi_write(struct buf *out, const struct routes *routes);

/* The stream of one case's changes. */
enum MHD_Result follow_start(struct exchange *x);
void follow_job(struct exchange *x); /* on the pacer: follow, or unfollow when the client has gone */

#endif
