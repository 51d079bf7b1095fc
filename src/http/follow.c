/* follow.c - GET /v1/cases/{id}/events. The library is asked on the pacer's thread; what it tells goes into the exchange's stream.
 *
 * The library must not call `changed` any more once zhuyi_unfollow has returned: the exchange may be gone then. */
#include "http/head.h"
#include "http/server.h"
#include "http/stream.h"

static void on_changed(void *ctx, struct zhuyi_text json)
{
	struct exchange *x = ctx;
	pthread_mutex_lock(&x->lock);
	if (x->connection && x->form != FORM_REPLY) {
		stream_event(x, head_text("state"), json);
		stream_open(x);
	}
	pthread_mutex_unlock(&x->lock);
}

enum MHD_Result follow_start(struct exchange *x)
{
	if (!x->session[0]) return reply_refusal(x, REFUSAL_SESSION);
	pthread_mutex_lock(&x->lock);
	x->refs++;
	exchange_sleep(x);
	pthread_mutex_unlock(&x->lock);
	if (pacer_job(&x->server->pacer, x)) return MHD_YES;
	pthread_mutex_lock(&x->lock);
	exchange_refuse(x, REFUSAL_MEMORY);
	pthread_mutex_unlock(&x->lock);
	exchange_drop(x);
	return MHD_YES;
}

/* While it is followed the library's reference is kept; the second job about an exchange, when its connection ends, gives it back. */
static void begin(struct exchange *x)
{
	uint64_t follower = zhuyi_follow(x->server->z, head_text(x->session), (struct zhuyi_text){x->id, x->id_n}, on_changed, x);
	pthread_mutex_lock(&x->lock);
	bool gone = !x->connection;
	if (!gone && follower) {
		x->follower = follower;
		stream_open(x);
	}
	if (!gone && !follower) exchange_refuse(x, REFUSAL_NO_CASE);
	pthread_mutex_unlock(&x->lock);
	if (gone && follower) zhuyi_unfollow(x->server->z, follower);
	if (gone || !follower) exchange_drop(x);
}

void follow_job(struct exchange *x)
{
	pthread_mutex_lock(&x->lock);
	bool gone = !x->connection;
	uint64_t follower = x->follower;
	x->follower = 0;
	pthread_mutex_unlock(&x->lock);
	if (!gone && !follower) {
		begin(x);
		return;
	}
	if (follower) zhuyi_unfollow(x->server->z, follower);
	exchange_drop(x);
}
