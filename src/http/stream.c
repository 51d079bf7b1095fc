#include "http/stream.h"

#include "http/head.h"
#include "http/server.h"

#include <string.h>

/* A line break would end the event's data: each line gets its own "data:". */
static void data(struct buf *out, struct zhuyi_text json)
{
	size_t from = 0;
	for (size_t i = 0; i <= json.n; i++) {
		if (i < json.n && json.p[i] != '\n' && json.p[i] != '\r') continue;
		buf_str(out, "data: ");
		buf_add(out, json.p + from, i - from);
		buf_str(out, "\n");
		from = i + 1;
	}
}

static bool room(struct exchange *x, size_t more)
{
	if (x->out.failed || x->out.n - x->out_sent + more > STREAM_OUT_MAX) x->broken = true;
	return !x->broken && !x->ended;
}

void stream_event(struct exchange *x, struct zhuyi_text name, struct zhuyi_text json)
{
	if (!room(x, json.n)) return;
	buf_str(&x->out, "event: ");
	buf_add(&x->out, name.p, name.n);
	buf_str(&x->out, "\n");
	data(&x->out, json);
	buf_str(&x->out, "\n");
}

void stream_comment(struct exchange *x, const char *text)
{
	if (!room(x, 64)) return;
	buf_fmt(&x->out, ": %s\n\n", text);
	exchange_wake(x);
}

void stream_open(struct exchange *x)
{
	if (x->form == FORM_NONE) {
		x->form = FORM_EVENTS;
		x->spoke_ms = http_now_us() / 1000;
		if (x->server) x->server->metrics.open_streams++;
	}
	exchange_wake(x);
}

/* Most streams are silent most of the time: what was sent gives its memory back. */
static size_t take(struct exchange *x, char *to, size_t max)
{
	size_t n = x->out.n - x->out_sent;
	if (n > max) n = max;
	memcpy(to, x->out.p + x->out_sent, n);
	x->out_sent += n;
	x->sent += n;
	x->spoke_ms = http_now_us() / 1000;
	if (x->out_sent == x->out.n) {
		buf_free(&x->out);
		x->out_sent = 0;
	}
	return n;
}

static ssize_t on_read(void *cls, uint64_t at, char *to, size_t max)
{
	struct exchange *x = cls;
	ssize_t n = 0;
	(void)at;
	pthread_mutex_lock(&x->lock);
	if (x->broken || x->out.failed) n = MHD_CONTENT_READER_END_WITH_ERROR;
	else if (x->out.n > x->out_sent) n = (ssize_t)take(x, to, max);
	else if (x->ended) n = MHD_CONTENT_READER_END_OF_STREAM;
	else exchange_sleep(x);
	pthread_mutex_unlock(&x->lock);
	return n;
}

static void on_free(void *cls)
{
	exchange_drop(cls);
}

struct MHD_Response *stream_response(struct exchange *x)
{
	exchange_hold(x);
	struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, on_read, x, on_free);
	if (!r) exchange_drop(x);
	return r;
}
