/* calls.c - the life of a call: taken from a pool, run by a worker, written with others in one commit, finished. */
#include "app/app.h"

#include "base/check.h"
#include "base/log.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { KEEP_WARM = 1 << 20 }; /* bytes of a call's memory that stay touched between calls */

/* ---- queues ---- */

static void queue_init(struct queue *q)
{
	*q = (struct queue){0};
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->more, NULL);
}

static void queue_put(struct queue *q, struct call *c)
{
	c->next = NULL;
	pthread_mutex_lock(&q->lock);
	if (q->last) q->last->next = c;
	else q->first = c;
	q->last = c;
	pthread_cond_signal(&q->more);
	pthread_mutex_unlock(&q->lock);
}

/* One call, or with `all` everything that waits, as a list. NULL once the queue is closed and empty. */
static struct call *queue_take(struct queue *q, bool all)
{
	pthread_mutex_lock(&q->lock);
	while (!q->first && !q->closed) pthread_cond_wait(&q->more, &q->lock);
	struct call *c = q->first;
	if (c) {
		q->first = all ? NULL : c->next;
		if (!q->first) q->last = NULL;
		if (!all) c->next = NULL;
	}
	pthread_mutex_unlock(&q->lock);
	return c;
}

static void queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->more);
	pthread_mutex_unlock(&q->lock);
}

/* ---- the pool ---- */

static struct call *call_get(struct zhuyi *z)
{
	pthread_mutex_lock(&z->pool_lock);
	struct call *c = z->free_calls;
	if (c) z->free_calls = c->next;
	else if (z->calls_made < CALLS_MAX && (c = calloc(1, sizeof *c))) {
		c->whole = arena_create(CALL_MEMORY);
		if (c->whole.beg) z->calls_made++;
		else free(c), c = NULL;
	}
	pthread_mutex_unlock(&z->pool_lock);
	return c;
}

static void call_put(struct zhuyi *z, struct call *c)
{
	struct arena whole = c->whole;
	json_free(c->body);
	if (c->arena.beg - whole.beg > KEEP_WARM) madvise(whole.beg + KEEP_WARM, (size_t)(whole.end - whole.beg - KEEP_WARM), MADV_DONTNEED);
	*c = (struct call){.whole = whole};
	pthread_mutex_lock(&z->pool_lock);
	c->next = z->free_calls;
	z->free_calls = c;
	pthread_mutex_unlock(&z->pool_lock);
}

/* ---- finishing ---- */

/* Plain words for each kind of failure; `what` goes along as "detail": it is ours, impersonal, and of use to who writes the client. */
static const char *const messages[RC_COUNT][2] = {
	[RC_OK] = {"", ""},
	[RC_INPUT] = {"请求看不懂", "the request cannot be read"},
	[RC_DENIED] = {"没有权限", "not allowed"},
	[RC_MISSING] = {"没有找到", "not found"},
	[RC_CONFLICT] = {"内容已被别人改动，请刷新后再试", "it was changed meanwhile; reload and try again"},
	[RC_BUSY] = {"服务器正忙或只读，请稍后再试", "the server is busy or read-only; try again later"},
	[RC_TIMEOUT] = {"处理超时，请稍后再试", "it took too long; try again later"},
	[RC_UPSTREAM] = {"模型服务没有回应", "the model server did not answer"},
	[RC_CORRUPT] = {"数据已损坏，请联系管理员", "stored data are damaged; tell the administrator"},
	[RC_LIMIT] = {"内容太长", "too long"},
	[RC_IO] = {"无法写入磁盘，没有保存", "the disk cannot be written; nothing was saved"},
};

static str error_reply(struct call *c)
{
	const struct fail *f = &c->rq.fail;
	c->arena = c->whole; /* what was there is of no use any more; the failure stands in the call itself */
	struct sb out = sb_new(&c->arena, 512);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	jw_object(&w, "error");
	jw_str(&w, "code", str_from(rc_name(f->rc)));
	jw_str(&w, "message_zh", str_from(messages[f->rc][LANG_ZH]));
	jw_str(&w, "message_en", str_from(messages[f->rc][LANG_EN]));
	jw_str(&w, "detail", str_from(f->what));
	jw_end_object(&w);
	jw_end_object(&w);
	return sb_str(&out);
}

static void finish(struct zhuyi *z, struct call *c, bool ok)
{
	str reply;
	int status = 200;
	if (ok) reply = sb_str(&c->reply);
	else {
		ASSERT(c->rq.fail.rc != RC_OK);
		z->count.failed++;
		log_event(LOG_INFO, "refused", "call", "%s %s: %s", c->in.verb->name, rc_name(c->rq.fail.rc), c->rq.fail.where);
		status = c->rq.fail.rc == RC_DENIED && !c->has_session ? 401 : rc_http(c->rq.fail.rc);
		reply = error_reply(c);
	}
	c->in.done(c->in.ctx, status, (struct zhuyi_text){reply.p, (size_t)reply.n}, (struct zhuyi_text){c->new_session, strlen(c->new_session)});
	z->count.running--;
	call_put(z, c);
}

/* ---- working ---- */

/* No session is no failure; a store that cannot be read is, or a doctor would be taken for a stranger. */
static bool read_session(struct zhuyi *z, struct call *c)
{
	struct fail why = {0};
	str token = {c->in.session.p, (ptrdiff_t)c->in.session.n};
	if (z->store && token.n) c->has_session = session_find(z->store, &c->session, token, c->rq.clock.now_ms(c->rq.clock.ctx), &c->arena, &why);
	if (c->has_session) c->rq.actor = (struct actor){c->session.org, c->session.person, c->session.login, c->session.role};
	if (why.rc != RC_OK && why.rc != RC_MISSING) c->rq.fail = why;
	return c->rq.fail.rc == RC_OK;
}

static bool may(struct call *c)
{
	enum zhuyi_access need = c->in.verb->access;
	if (need == ZHUYI_PERSON && !c->has_session) return fail_set(&c->rq.fail, RC_DENIED, "call", "log in first");
	if (need == ZHUYI_DOCTOR && !(c->has_session && str_eq(c->session.role, S("doctor"))))
		return fail_set(&c->rq.fail, RC_DENIED, "call", "only a doctor may do this");
	return true;
}

static bool parse_body(struct call *c)
{
	str text = {c->in.body.p, (ptrdiff_t)c->in.body.n};
	if (!str_trim(text).n) return true;
	if (!json_parse(&c->body, text, 16, &c->rq.fail)) return false;
	return json_is_object(c->body) || fail_set(&c->rq.fail, RC_INPUT, "call", "the body is not a JSON object");
}

static bool work(struct zhuyi *z, struct call *c)
{
	if (setjmp(c->full)) return fail_set(&c->rq.fail, RC_LIMIT, "call", "the request needs more than %d MiB of memory", CALL_MEMORY >> 20);
	c->arena.full = &c->full;
	c->reply = sb_new(&c->arena, 1024);
	if (!parse_body(c)) return false;
	return read_session(z, c) && may(c) && verb_of(c->in.verb)(z, c);
}

static void *worker(void *ctx)
{
	struct zhuyi *z = ctx;
	for (struct call *c; (c = queue_take(&z->work, false));) {
		bool ok = work(z, c);
		c->arena.full = NULL;
		if (ok && c->write) queue_put(&z->writes, c);
		else finish(z, c, ok);
	}
	return NULL;
}

/* ---- writing: everything that waits goes into one transaction, and one sync makes all of it durable ---- */

static bool write_one(struct zhuyi *z, struct call *c)
{
	if (!z->store->verbs->mark(z->store, &c->rq.fail)) return false;
	struct trail_mark before = trail_mark(&z->trail);
	bool ok = setjmp(c->full) == 0;
	c->arena.full = &c->full;
	ok = ok ? c->write(z, c) : fail_set(&c->rq.fail, RC_LIMIT, "call", "out of memory");
	c->arena.full = NULL;
	if (!ok) trail_undo(&z->trail, before);
	z->store->verbs->release(z->store, ok);
	return ok;
}

static bool write_group(struct zhuyi *z, struct call *list, struct fail *fail)
{
	if (!z->store->verbs->begin(z->store, fail)) return false;
	struct trail_mark before = trail_mark(&z->trail);
	for (struct call *c = list; c; c = c->next)
		if (!write_one(z, c) && c->rq.fail.rc == RC_OK) fail_set(&c->rq.fail, RC_IO, "write", "the write failed");
	struct clock clock = clock_system();
	if (trail_seal(&z->trail, z->store, clock.now_ms(clock.ctx), fail) && z->store->verbs->commit(z->store, fail)) {
		trail_settle(&z->trail);
		return true;
	}
	z->store->verbs->rollback(z->store);
	trail_undo(&z->trail, before);
	return false;
}

static void *writer(void *ctx)
{
	struct zhuyi *z = ctx;
	for (struct call *list; (list = queue_take(&z->writes, true));) {
		struct fail fail = {0};
		int64_t start = clock_monotonic_us();
		bool ok = write_group(z, list, &fail);
		z->count.commits++;
		z->count.commit_us += clock_monotonic_us() - start;
		if (!ok) log_event(LOG_ERROR, "commit failed", "why", "%s: %s", rc_name(fail.rc), fail.what);
		while (list) {
			struct call *c = list;
			list = c->next;
			if (!ok && c->rq.fail.rc == RC_OK) c->rq.fail = fail;
			bool done = c->rq.fail.rc == RC_OK;
			if (done && c->after) c->after(z, c);
			finish(z, c, done);
		}
	}
	return NULL;
}

/* ---- from outside ---- */

static struct zhuyi_text keep(struct call *c, struct zhuyi_text t)
{
	str s = str_copy(&c->arena, (str){t.p, (ptrdiff_t)t.n});
	return (struct zhuyi_text){s.p, t.n};
}

bool zhuyi_start(struct zhuyi *z, const struct zhuyi_call *in)
{
	struct call *c = in->body.n < CALL_MEMORY / 4 ? call_get(z) : NULL;
	if (!c) return false;
	c->in = *in;
	c->arena = c->whole;
	c->in.body = keep(c, in->body);
	c->in.id = keep(c, in->id);
	c->in.session = keep(c, in->session);
	c->in.lang = keep(c, in->lang);
	c->started_us = clock_monotonic_us();
	c->rq = (struct req){.arena = &c->arena, .clock = clock_system(), .rng = rng_system(), .deadline_us = c->started_us + z->deadline_us};
	c->rq.actor.organisation = z->org;
	z->count.calls++;
	z->count.running++;
	queue_put(&z->work, c);
	return true;
}

struct wait {
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool done;
	int status;
	char *reply;
	size_t n;
};

static void wait_done(void *ctx, int status, struct zhuyi_text json, struct zhuyi_text session)
{
	struct wait *w = ctx;
	(void)session;
	pthread_mutex_lock(&w->lock);
	w->status = status;
	w->n = json.n;
	w->reply = malloc(json.n + 1);
	ASSERT(w->reply);
	memcpy(w->reply, json.p, json.n);
	w->reply[json.n] = 0;
	w->done = true;
	pthread_cond_signal(&w->over);
	pthread_mutex_unlock(&w->lock);
}

int zhuyi_call_wait(struct zhuyi *z, const struct zhuyi_call *in, char **reply, size_t *n)
{
	struct wait w = {.lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER};
	struct zhuyi_call call = *in;
	call.done = wait_done;
	call.ctx = &w;
	if (!zhuyi_start(z, &call)) return 503;
	pthread_mutex_lock(&w.lock);
	while (!w.done) pthread_cond_wait(&w.over, &w.lock);
	pthread_mutex_unlock(&w.lock);
	*reply = w.reply;
	*n = w.n;
	return w.status;
}

bool calls_start(struct zhuyi *z, int workers, struct fail *fail)
{
	queue_init(&z->work);
	queue_init(&z->writes);
	pthread_mutex_init(&z->pool_lock, NULL);
	pthread_attr_t small;
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 512 << 10);
	bool ok = true;
	for (; ok && z->worker_count < workers; z->worker_count += ok) ok = pthread_create(&z->workers[z->worker_count], &small, worker, z) == 0;
	if (ok && z->store && !z->read_only) ok = z->writer_runs = pthread_create(&z->writer, &small, writer, z) == 0;
	pthread_attr_destroy(&small);
	return ok || fail_set(fail, RC_LIMIT, "calls_start", "cannot start a thread");
}

void calls_stop(struct zhuyi *z)
{
	queue_close(&z->work);
	for (int i = 0; i < z->worker_count; i++) pthread_join(z->workers[i], NULL);
	queue_close(&z->writes);
	if (z->writer_runs) pthread_join(z->writer, NULL);
	while (z->free_calls) {
		struct call *c = z->free_calls;
		z->free_calls = c->next;
		arena_destroy(c->whole);
		free(c);
	}
}
