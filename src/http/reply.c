/* reply.c - from an answer to an MHD response: the headers every answer has, and the cookie. */
#include "http/head.h"
#include "http/route.h"
#include "http/server.h"
#include "http/stream.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void header(struct MHD_Response *r, const char *name, const char *value)
{
	MHD_add_response_header(r, name, value);
}

static void retry_after(struct exchange *x, struct MHD_Response *r, int status)
{
	char seconds[16];
	if (status != 429 && status != 503) return;
	snprintf(seconds, sizeof seconds, "%d", x->wait_s > 0 ? x->wait_s : 2);
	header(r, "Retry-After", seconds);
}

/* The token was checked to be a token: nothing in it can end the header. */
static void cookie(struct exchange *x, struct MHD_Response *r)
{
	char value[TOKEN_SIZE + 128];
	bool clear = strcmp(x->cookie, "-") == 0;
	if (!x->cookie[0]) return;
	snprintf(value, sizeof value, "zhuyi_session=%s; Path=/; HttpOnly; SameSite=Strict%s%s", clear ? "" : x->cookie, clear ? "; Max-Age=0" : "",
		 x->server->opt.https_front ? "; Secure" : "");
	header(r, "Set-Cookie", value);
}

static enum MHD_Result queue(struct exchange *x, int status, struct MHD_Response *r)
{
	int expected = PEER_RECEIVING;
	if (!atomic_compare_exchange_strong(&x->peer->phase, &expected, PEER_ANSWERING) && expected != PEER_ANSWERING) return MHD_NO;
	x->status = status;
	return MHD_queue_response(x->connection, (unsigned)status, r);
}

/* As RFC 9110 (2022), 5.6.7 wants dates. */
static void last_modified(struct MHD_Response *r, int64_t ms)
{
	char text[64];
	struct tm tm;
	time_t s = (time_t)(ms / 1000);
	if (!ms || !gmtime_r(&s, &tm)) return;
	strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	header(r, "Last-Modified", text);
}

static enum MHD_Result send_new(struct exchange *x, int status, struct MHD_Response *r, const char *type)
{
	if (!r) return MHD_NO;
	header(r, "Content-Type", type);
	header(r, "Cache-Control", "no-store");
	header(r, "X-Content-Type-Options", "nosniff");
	header(r, "Referrer-Policy", "no-referrer");
	header(r, "Cross-Origin-Resource-Policy", "same-origin");
	if (x->refusal == REFUSAL_METHOD) header(r, "Allow", x->allow);
	if (x->server->stopping) header(r, "Connection", "close");
	if (x->etag[0]) header(r, "ETag", x->etag);
	if (x->location[0]) header(r, "Location", x->location);
	last_modified(r, x->modified_ms);
	retry_after(x, r, status);
	cookie(x, r);
	enum MHD_Result result = queue(x, status, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result send_buf(struct exchange *x, int status, struct buf *body, const char *type)
{
	struct MHD_Response *r = body->failed ? NULL : MHD_create_response_from_buffer(body->n, body->p, MHD_RESPMEM_MUST_FREE);
	if (!r) return buf_free(body), MHD_NO;
	if (!x->head) x->sent = body->n;
	*body = (struct buf){0};
	return send_new(x, status, r, type);
}

static const char json[] = "application/json; charset=utf-8";

enum MHD_Result reply_text(struct exchange *x, struct buf *body, const char *type)
{
	return send_buf(x, 200, body, type ? type : json);
}

enum MHD_Result reply_refusal(struct exchange *x, enum refusal r)
{
	struct buf body = {0};
	exchange_say(&body, x, r);
	return send_buf(x, refusal_status(r), &body, exchange_refusal_type(x));
}

enum MHD_Result reply_page(struct exchange *x, const struct page *page)
{
	const char *known = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "If-None-Match");
	bool the_same = head_has_tag(head_text(known), page->tag);
	if (!the_same && !x->head) x->sent = page->size;
	return queue(x, the_same ? 304 : 200, the_same ? page->the_same : page->whole);
}

/* What came back is taken out under the lock; sending happens outside it, because MHD may call back at once. */
enum MHD_Result reply_send(struct exchange *x)
{
	pthread_mutex_lock(&x->lock);
	enum form form = x->form;
	struct buf body = x->reply;
	x->reply = (struct buf){0};
	memcpy(x->cookie, x->new_session, sizeof x->cookie);
	pthread_mutex_unlock(&x->lock);
	if (form == FORM_EVENTS) return send_new(x, 200, stream_response(x), "text/event-stream; charset=utf-8");
	return send_buf(x, x->reply_status, &body, x->reply_type ? x->reply_type : json);
}
