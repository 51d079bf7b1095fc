#include "http/exchange.h"

#include "http/head.h"
#include "http/route.h"
#include "http/server.h"
#include "http/stream.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t http_now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * (int64_t)1000000 + t.tv_nsec / 1000;
}

struct exchange *exchange_new(struct server *s, struct MHD_Connection *connection)
{
	struct exchange *x = calloc(1, sizeof *x);
	if (!x) return NULL;
	x->server = s;
	x->connection = connection;
	x->refs = 1;
	x->started_us = http_now_us();
	pthread_mutex_init(&x->lock, NULL);
	return x;
}

void exchange_hold(struct exchange *x)
{
	pthread_mutex_lock(&x->lock);
	x->refs++;
	pthread_mutex_unlock(&x->lock);
}

void exchange_drop(struct exchange *x)
{
	pthread_mutex_lock(&x->lock);
	int left = --x->refs;
	pthread_mutex_unlock(&x->lock);
	if (left) return;
	pthread_mutex_destroy(&x->lock);
	free(x->uri);
	free(x->id);
	buf_free(&x->body);
	buf_free(&x->reply);
	buf_free(&x->out);
	free(x);
}

void exchange_sleep(struct exchange *x)
{
	x->asleep = true;
	MHD_suspend_connection(x->connection);
}

void exchange_wake(struct exchange *x)
{
	if (!x->asleep || !x->connection) return;
	x->asleep = false;
	MHD_resume_connection(x->connection);
}

void exchange_reply(struct exchange *x, int status, struct zhuyi_text json)
{
	if (x->form != FORM_NONE) return;
	x->form = FORM_REPLY;
	x->reply_status = status;
	buf_add(&x->reply, json.p, json.n);
	exchange_wake(x);
}

static bool speaks_fhir(const struct exchange *x)
{
	return x->path_n >= 5 && memcmp(x->uri, "/fhir", 5) == 0;
}

void exchange_say(struct buf *out, const struct exchange *x, enum refusal r)
{
	if (speaks_fhir(x)) refusal_outcome(out, r);
	else refusal_json(out, r);
}

const char *exchange_refusal_type(const struct exchange *x)
{
	return speaks_fhir(x) ? "application/fhir+json; charset=utf-8" : "application/json; charset=utf-8";
}

void exchange_refuse(struct exchange *x, enum refusal r)
{
	struct buf json = {0};
	exchange_say(&json, x, r);
	if (x->form == FORM_NONE) x->reply_type = exchange_refusal_type(x);
	exchange_reply(x, refusal_status(r), (struct zhuyi_text){json.p, json.n});
	buf_free(&json);
}

static bool is(struct zhuyi_text t, const char *s)
{
	return t.n == strlen(s) && memcmp(t.p, s, t.n) == 0;
}

/* Only what can stand in a header, whatever the library says. */
static void keep_session(struct exchange *x, struct zhuyi_text token)
{
	if (token.n > 1 && token.p[0] == '"' && token.p[token.n - 1] == '"') token = (struct zhuyi_text){token.p + 1, token.n - 2};
	if (!head_token(token)) return;
	memcpy(x->new_session, token.p, token.n);
	x->new_session[token.n] = 0;
	x->cookie_first = false;
}

static void on_event(void *ctx, struct zhuyi_text name, struct zhuyi_text json)
{
	struct exchange *x = ctx;
	pthread_mutex_lock(&x->lock);
	if (x->connection && x->form != FORM_REPLY) {
		if (is(name, "session")) keep_session(x, json);
		else stream_event(x, name, json);
		if (!x->cookie_first && x->out.n) stream_open(x);
	}
	pthread_mutex_unlock(&x->lock);
}

/* A failure before anything was said is an ordinary answer with its own status. Afterwards, what was said stays said (it may be emergency advice),
 * and the failure is an event. */
static void finish(struct exchange *x, int status, struct zhuyi_text json)
{
	bool failed = status >= 400;
	if (!x->wants_events || (failed && x->form == FORM_NONE && !x->out.n)) {
		exchange_reply(x, status, json);
		return;
	}
	stream_event(x, head_text(failed ? "error" : "answer"), json);
	if (!failed) stream_event(x, head_text("end"), head_text("{}"));
	x->ended = true;
	stream_open(x);
}

/* Visible ASCII only, or nothing: it cannot end its line. */
static void keep_value(char *out, size_t size, struct zhuyi_text value)
{
	if (value.n >= size) return;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] > '~') return;
	if (value.n) memcpy(out, value.p, value.n);
	out[value.n] = 0;
}

static void on_done(void *ctx, const struct zhuyi_reply *reply)
{
	struct exchange *x = ctx;
	pthread_mutex_lock(&x->lock);
	if (x->connection && x->form != FORM_REPLY) {
		keep_session(x, reply->session);
		keep_value(x->etag, sizeof x->etag, reply->etag);
		keep_value(x->location, sizeof x->location, reply->location);
		x->reply_type = reply->type;
		x->modified_ms = reply->modified_ms;
		finish(x, reply->status, reply->body);
	}
	pthread_mutex_unlock(&x->lock);
	exchange_drop(x);
}

static struct zhuyi_text given(struct exchange *x, const char *name)
{
	return head_text(MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name));
}

static struct zhuyi_http besides(struct exchange *x)
{
	size_t from = x->path_n < x->uri_n ? x->path_n + 1 : x->uri_n;
	return (struct zhuyi_http){
		.query = {x->uri + from, x->uri_n - from},
		.type = given(x, "Content-Type"),
		.if_match = given(x, "If-Match"),
		.if_none_match = given(x, "If-None-Match"),
		.if_none_exist = given(x, "If-None-Exist"),
		.prefer = given(x, "Prefer"),
		.host = given(x, "Host"),
		.https = x->server->opt.https_front,
	};
}

enum MHD_Result exchange_call(struct exchange *x)
{
	struct zhuyi_call call = {
		.verb = x->route->verb,
		.body = {x->body.p ? x->body.p : "", x->body.n},
		.id = {x->id ? x->id : "", x->id_n},
		.session = head_text(x->session),
		.agent = given(x, "User-Agent"),
		.lang = head_lang(given(x, "Accept-Language")),
		.http = besides(x),
		.event = x->wants_events ? on_event : NULL,
		.done = on_done,
		.ctx = x,
	};
	pthread_mutex_lock(&x->lock);
	x->refs++;
	x->cookie_first = x->route->verb->access == ZHUYI_VISITOR && !x->session[0];
	exchange_sleep(x);
	pthread_mutex_unlock(&x->lock);
	/* From here on the answer may come at any moment, on another thread, and MHD may already be sending it. */
	if (!zhuyi_start(x->server->z, &call)) {
		pthread_mutex_lock(&x->lock);
		x->wait_s = 2;
		exchange_refuse(x, REFUSAL_BUSY);
		pthread_mutex_unlock(&x->lock);
		exchange_drop(x);
	}
	buf_free(&x->body);
	return MHD_YES;
}
