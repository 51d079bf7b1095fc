/* calls.c - the life of a call: taken from a pool, run by a worker, written with others in one commit, finished. */
#include "app/rest.h"

#include "base/check.h"
#include "base/log.h"

#include <sodium.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

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
	json_free(c->more);
	ptrdiff_t used = c->arena.beg - whole.beg;
	if (used < c->failed_used) used = c->failed_used;
	/* Passwords, keys and what somebody told do not wait here for the next call. */
	sodium_memzero(whole.beg, (size_t)(used < KEEP_WARM ? used : KEEP_WARM));
	if (used > KEEP_WARM) madvise(whole.beg + KEEP_WARM, (size_t)(whole.end - whole.beg - KEEP_WARM), MADV_DONTNEED);
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
	[RC_UPSTREAM] = {"后台服务没有回应，请稍后再试", "a service behind this one did not answer; try again later"},
	[RC_CORRUPT] = {"数据已损坏，请联系管理员", "stored data are damaged; tell the administrator"},
	[RC_LIMIT] = {"内容太长", "too long"},
	[RC_IO] = {"无法写入磁盘，没有保存", "the disk cannot be written; nothing was saved"},
};

/* Addresses of databases and paths of files are for the log, not for whoever asks. */
static bool tells_of_the_machine(enum rc rc)
{
	return rc == RC_UPSTREAM || rc == RC_IO || rc == RC_CORRUPT;
}

static str error_reply(struct call *c)
{
	const struct fail *f = &c->rq.fail;
	c->failed_used = c->arena.beg - c->whole.beg;
	c->arena = c->whole; /* what was there is of no use any more; the failure stands in the call itself */
	struct sb out = sb_new(&c->arena, 512);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	jw_object(&w, "error");
	jw_str(&w, "code", str_from(rc_name(f->rc)));
	jw_str(&w, "message_zh", str_from(c->say[0] ? c->say[0] : messages[f->rc][LANG_ZH]));
	jw_str(&w, "message_en", str_from(c->say[1] ? c->say[1] : messages[f->rc][LANG_EN]));
	jw_str(&w, "detail", str_from(tells_of_the_machine(f->rc) ? messages[f->rc][LANG_EN] : f->what));
	if (c->need) jw_str(&w, "need", str_from(c->need));
	if (c->wait_s) jw_i64(&w, "wait_s", c->wait_s);
	jw_end_object(&w);
	jw_end_object(&w);
	return sb_str(&out);
}

static bool speaks_fhir(const struct call *c)
{
	return c->in.verb->path && strncmp(c->in.verb->path, "/fhir", 5) == 0;
}

/* The same as an OperationOutcome. */
static str error_outcome(struct call *c)
{
	const struct fail *f = &c->rq.fail;
	c->failed_used = c->whole.end - c->whole.beg;
	c->arena = c->whole;
	c->out.type = "application/fhir+json; charset=utf-8";
	return rest_outcome_of(c, f->rc, tells_of_the_machine(f->rc) ? messages[f->rc][LANG_EN] : f->what, &c->arena);
}

static void finish(struct zhuyi *z, struct call *c, bool ok)
{
	str reply;
	int status = c->out.status ? c->out.status : 200;
	if (ok || c->said) reply = sb_str(&c->reply);
	if (!ok) {
		ASSERT(c->rq.fail.rc != RC_OK);
		z->count.failed++;
		const char *more = tells_of_the_machine(c->rq.fail.rc) ? c->rq.fail.what : "";
		log_event(LOG_INFO, "refused", "call", "%s %s: %s %s", c->in.verb->name, rc_name(c->rq.fail.rc), c->rq.fail.where, more);
		c->new_session[0] = 0; /* it was not kept; the one that the browser has may still be good */
	}
	if (!ok && !c->said) {
		status = c->rq.fail.rc == RC_DENIED && !c->has_session ? 401 : rc_http(c->rq.fail.rc);
		memset(&c->out, 0, sizeof c->out);
		reply = speaks_fhir(c) ? error_outcome(c) : error_reply(c);
	}
	if (c->outcome) *c->outcome = c->rq.fail;
	struct zhuyi_reply whole = {
		status,
		{reply.p, (size_t)reply.n},
		{c->new_session, strlen(c->new_session)},
		c->out.type,
		{c->out.etag.p, (size_t)c->out.etag.n},
		{c->out.location.p, (size_t)c->out.location.n},
		c->out.modified_ms,
	};
	c->in.done(c->in.ctx, &whole);
	z->count.running--;
	call_put(z, c);
}

/* ---- working ---- */

static bool parse_body(struct call *c)
{
	str text = {c->in.body.p, (ptrdiff_t)c->in.body.n};
	if (c->in.verb->accepts || !str_trim(text).n) return true;
	if (!json_parse(&c->body, text, 16, &c->rq.fail)) return false;
	return json_is_object(c->body) || fail_set(&c->rq.fail, RC_INPUT, "call", "the body is not a JSON object");
}

static bool work(struct zhuyi *z, struct call *c)
{
	if (setjmp(c->full)) return fail_set(&c->rq.fail, RC_LIMIT, "call", "the request needs more than %d MiB of memory", CALL_MEMORY >> 20);
	c->arena.full = &c->full;
	c->reply = sb_new(&c->arena, 1024);
	if (!parse_body(c)) return false;
	return call_who(z, c) && call_may(z, c) && verb_of(c->in.verb)->run(z, c) && call_looked(z, c);
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
	struct trail_mark before = trail_mark(&c->house->trail);
	bool ok = setjmp(c->full) == 0;
	c->arena.full = &c->full;
	ok = ok ? call_still_may(z, c) && c->write(z, c) && call_note_access(z, c) : fail_set(&c->rq.fail, RC_LIMIT, "call", "out of memory");
	c->arena.full = NULL;
	if (!ok) trail_undo(&c->house->trail, before);
	z->store->verbs->release(z->store, ok);
	return ok;
}

static void touch(struct house *h)
{
	if (h->touched) return;
	h->touched = true;
	h->before = trail_mark(&h->trail);
}

/* Whether the newest heads on disk are those that were being committed; false in *known when one could not be read. */
static bool heads_are_there(struct zhuyi *z, bool *known)
{
	char room[4096];
	bool all = true;
	*known = true;
	for (int k = 0; *known && k < z->houses.n; k++) {
		struct house *h = &z->houses.v[k];
		struct arena a = {room, room + sizeof room, NULL};
		struct head_row last = {0};
		struct fail why = {0};
		if (!h->touched || h->trail.heads == h->before.heads) continue;
		*known = store_head_last(z->store, &last, h->org, &a, &why) || why.rc == RC_MISSING;
		all &= why.rc != RC_MISSING && last.number == h->trail.heads - 1 && last.size == h->trail.tree.size;
	}
	return all;
}

/* The connection broke while it committed: the newest head says whether it did. Nobody else writes these ledgers. Asked inside a transaction: that
 * begins only when the old connection is gone, and with it whatever it might still have committed. */
static bool committed_after_all(struct zhuyi *z)
{
	enum { PATIENCE_US = 5000000, WAIT_US = 200000 };
	for (int64_t until_us = clock_monotonic_us() + PATIENCE_US; clock_monotonic_us() < until_us; usleep(WAIT_US)) {
		struct fail why = {0};
		if (!z->store->verbs->begin(z->store, &why)) continue;
		bool known, all = heads_are_there(z, &known);
		z->store->verbs->rollback(z->store);
		if (known) return all;
	}
	z->unsure = true;
	return false;
}

static bool write_group(struct zhuyi *z, struct call *list, struct fail *fail)
{
	struct clock clock = clock_system();
	bool ok = true;
	if (!z->store->verbs->begin(z->store, fail)) return false;
	for (int k = 0; z->unsure && ok && k < z->houses.n; k++) ok = trail_reload(&z->houses.v[k].trail, z->store, false, fail);
	if (!ok) return z->store->verbs->rollback(z->store), false;
	z->unsure = false;
	for (struct call *c = list; c; c = c->next) {
		touch(c->house);
		if (!write_one(z, c) && c->rq.fail.rc == RC_OK) fail_set(&c->rq.fail, RC_IO, "write", "the write failed");
	}
	for (int k = 0; ok && k < z->houses.n; k++)
		if (z->houses.v[k].touched) ok = trail_seal(&z->houses.v[k].trail, z->store, clock.now_ms(clock.ctx), fail);
	bool sealed = ok;
	ok = ok && z->store->verbs->commit(z->store, fail);
	if (!ok) z->store->verbs->rollback(z->store);
	if (sealed && !ok && fail->rc == RC_UPSTREAM) ok = committed_after_all(z);
	for (int k = 0; k < z->houses.n; k++) {
		struct house *h = &z->houses.v[k];
		if (!h->touched) continue;
		h->touched = false;
		if (ok) trail_settle(&h->trail);
		else trail_undo(&h->trail, h->before);
	}
	return ok;
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
			if (c->rq.fail.rc == RC_OK && c->after) c->after(z, c); /* which may still say no: a wrong password is written down first */
			finish(z, c, c->rq.fail.rc == RC_OK);
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
	struct call *c = in->body.n <= CALL_MEMORY / 4 ? call_get(z) : NULL;
	if (!c) return false;
	c->in = *in;
	c->arena = c->whole;
	c->in.body = keep(c, in->body);
	c->in.id = keep(c, in->id);
	c->in.session = keep(c, in->session);
	c->in.lang = keep(c, in->lang);
	c->in.agent = keep(c, in->agent);
	c->in.http = (struct zhuyi_http){
		keep(c, in->http.query),         keep(c, in->http.type),   keep(c, in->http.if_match), keep(c, in->http.if_none_match),
		keep(c, in->http.if_none_exist), keep(c, in->http.prefer), keep(c, in->http.host),     in->http.https};
	c->started_us = clock_monotonic_us();
	c->rq = (struct req){.arena = &c->arena, .clock = clock_system(), .rng = rng_system(), .deadline_us = c->started_us + z->deadline_us};
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

static void wait_done(void *ctx, const struct zhuyi_reply *reply)
{
	struct wait *w = ctx;
	struct zhuyi_text json = reply->body;
	pthread_mutex_lock(&w->lock);
	w->status = reply->status;
	w->n = json.n;
	w->reply = malloc(json.n + 1);
	ASSERT(w->reply);
	memcpy(w->reply, json.p, json.n);
	w->reply[json.n] = 0;
	w->done = true;
	pthread_cond_signal(&w->over);
	pthread_mutex_unlock(&w->lock);
}

static void wait_over(struct wait *w)
{
	pthread_mutex_lock(&w->lock);
	while (!w->done) pthread_cond_wait(&w->over, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

int zhuyi_call_wait(struct zhuyi *z, const struct zhuyi_call *in, char **reply, size_t *n)
{
	struct wait w = {.lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER};
	struct zhuyi_call call = *in;
	call.done = wait_done;
	call.ctx = &w;
	if (!zhuyi_start(z, &call)) return 503;
	wait_over(&w);
	*reply = w.reply;
	*n = w.n;
	return w.status;
}

bool calls_errand(struct zhuyi *z, struct house *house, verb_write *write, void *work, struct fail *fail)
{
	static const struct zhuyi_verb errand = {.name = "errand"};
	struct wait w = {.lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER};
	struct fail why = {0};
	struct call *c = z->writer_runs ? call_get(z) : NULL;
	if (!c) return fail_set(fail, RC_BUSY, "errand", "the store is read-only or the server busy");
	c->in = (struct zhuyi_call){.verb = &errand, .done = wait_done, .ctx = &w};
	c->arena = c->whole;
	c->house = house;
	c->write = write;
	c->work = work;
	c->outcome = &why;
	c->started_us = clock_monotonic_us();
	c->rq = (struct req){.arena = &c->arena, .clock = clock_system(), .rng = rng_system()};
	c->reply = sb_new(&c->arena, 16);
	z->count.running++;
	queue_put(&z->writes, c);
	wait_over(&w);
	free(w.reply);
	if (w.status != 200) *fail = why;
	return w.status == 200;
}

void calls_init(struct zhuyi *z)
{
	queue_init(&z->work);
	queue_init(&z->writes);
	pthread_mutex_init(&z->pool_lock, NULL);
}

bool calls_start(struct zhuyi *z, int workers, struct fail *fail)
{
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
