/* glue.c - what MHD calls: a connection came or went, a line was read, a request goes on or is over. */
#include "http/glue.h"

#include "http/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first line has been read. Its text is about to be taken apart in place, so it is copied now. */
void *glue_line(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct server *s = cls;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct exchange *x = info && info->socket_context ? exchange_new(s, connection) : NULL;
	if (!x) return NULL;
	int idle = PEER_IDLE;
	x->peer = info->socket_context;
	x->peer->since_ms = x->started_us / 1000;
	atomic_compare_exchange_strong(&x->peer->phase, &idle, PEER_RECEIVING);
	x->uri = strndup(uri ? uri : "", URL_MAX + 1);
	x->uri_n = x->uri ? strlen(x->uri) : 0;
	x->path_n = x->uri ? strcspn(x->uri, "?") : 0;
	return x;
}

size_t glue_unescape(void *cls, struct MHD_Connection *connection, char *text)
{
	(void)cls, (void)connection;
	return strlen(text);
}

/* A refusal waits until the body has passed, so that the connection stays usable; unless the body is too long or of unknown length. */
static enum MHD_Result begin(struct exchange *x, const char *method)
{
	x->begun = true;
	x->refusal = request_examine(x, method);
	if (x->refusal != REFUSAL_BODY && x->refusal != REFUSAL_LENGTH) return MHD_YES;
	pacer_linger(&x->server->pacer, x->peer->fd);
	return reply_refusal(x, x->refusal);
}

static void collect(struct exchange *x, const char *data, size_t n)
{
	bool wanted = !x->refusal && strcmp(x->method, "GET") != 0 && !x->head;
	x->body_n += n;
	if (wanted) buf_add(&x->body, data, n);
}

/* From here the request is whole: nobody may call it slow any more. */
static bool claim(struct exchange *x)
{
	int receiving = PEER_RECEIVING;
	return atomic_compare_exchange_strong(&x->peer->phase, &receiving, PEER_ANSWERING);
}

static enum MHD_Result metrics_reply(struct exchange *x)
{
	struct buf text = {0};
	size_t n = 0;
	char *own = zhuyi_metrics(x->server->z, &n);
	if (own) buf_add(&text, own, n);
	free(own);
	metrics_text(&text, &x->server->metrics, &x->server->routes);
	return reply_text(x, &text, "text/plain; version=0.0.4; charset=utf-8");
}

static enum MHD_Result openapi_reply(struct exchange *x)
{
	struct buf copy = {0};
	buf_add(&copy, x->server->openapi.p, x->server->openapi.n);
	return reply_text(x, &copy, NULL);
}

static enum MHD_Result give(struct exchange *x)
{
	if (x->body.failed) return reply_refusal(x, REFUSAL_MEMORY);
	pacer_add(&x->server->pacer, x);
	x->server->metrics.open_requests++;
	return x->route->kind == ROUTE_FOLLOW ? follow_start(x) : exchange_call(x);
}

static enum MHD_Result dispatch(struct exchange *x)
{
	if (!claim(x)) return MHD_NO;
	if (x->refusal) return reply_refusal(x, x->refusal);
	switch (x->route->kind) {
	case ROUTE_METRICS: return metrics_reply(x);
	case ROUTE_OPENAPI: return openapi_reply(x);
	case ROUTE_FILE: return reply_page(x, &x->server->pages[x->route->file]);
	case ROUTE_FOLLOW:
	case ROUTE_VERB: break;
	}
	return give(x);
}

/* MHD calls with the headers, then with each piece of the body, then without any; and once more after a sleep. */
enum MHD_Result glue_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *data,
			     size_t *data_n, void **ctx)
{
	struct exchange *x = *ctx;
	(void)cls, (void)connection, (void)url, (void)version;
	if (!x || !x->uri) return MHD_NO;
	if (!x->begun) return begin(x, method);
	if (*data_n) {
		collect(x, data, *data_n);
		*data_n = 0;
		return MHD_YES;
	}
	return x->listed ? reply_send(x) : dispatch(x);
}

static void account(struct server *s, struct exchange *x, bool stream)
{
	int64_t us = http_now_us() - x->started_us;
	const char *path = x->route ? x->route->path : "";
	metrics_request(&s->metrics, x->route ? (int)(x->route - s->routes.of) : -1, x->status, us, x->body_n, x->sent);
	if (stream) s->metrics.open_streams--;
	if (!s->opt.log_requests || !x->begun) return;
	char line[256];
	int n = snprintf(line, sizeof line, "{\"event\":\"request\",\"method\":\"%s\",\"route\":\"%s\",\"status\":%d,\"us\":%lld,\"bytes\":%llu}\n",
			 x->method, path, x->status, (long long)us, (unsigned long long)x->sent);
	if (n > 0 && n < (int)sizeof line && write(STDERR_FILENO, line, (size_t)n) < 0) return; /* nowhere left to report to */
}

void glue_completed(void *cls, struct MHD_Connection *connection, void **ctx, enum MHD_RequestTerminationCode why)
{
	struct server *s = cls;
	struct exchange *x = *ctx;
	(void)connection, (void)why;
	if (!x) return;
	*ctx = NULL;
	if (x->listed) {
		pacer_remove(&s->pacer, x);
		s->metrics.open_requests--;
	}
	pthread_mutex_lock(&x->lock);
	x->connection = NULL;
	bool followed = x->follower != 0, stream = x->form == FORM_EVENTS;
	pthread_mutex_unlock(&x->lock);
	account(s, x, stream);
	s->big -= x->big;
	x->peer->since_ms = http_now_us() / 1000;
	int answering = PEER_ANSWERING;
	atomic_compare_exchange_strong(&x->peer->phase, &answering, PEER_IDLE);
	if (followed) pacer_job(&s->pacer, x); /* without memory it is never unfollowed, and the exchange stays: a leak, not a crash */
	exchange_drop(x);
}

void glue_connection(void *cls, struct MHD_Connection *connection, void **ctx, enum MHD_ConnectionNotificationCode what)
{
	struct server *s = cls;
	struct peer *peer = *ctx;
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		*ctx = peer = calloc(1, sizeof *peer);
		if (!peer) return;
		peer->fd = info->connect_fd;
		peer->since_ms = http_now_us() / 1000;
		pacer_add_peer(&s->pacer, peer);
		s->metrics.connections++;
	} else if (peer) {
		pacer_remove_peer(&s->pacer, peer);
		s->metrics.connections--;
		free(peer);
	}
}
