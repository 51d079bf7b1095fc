#include "http/pacer.h"

#include "http/server.h"
#include "http/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
	return http_now_us() / 1000;
}

void pacer_add_peer(struct pacer *p, struct peer *peer)
{
	pthread_mutex_lock(&p->lock);
	peer->next = p->peers;
	if (peer->next) peer->next->prev = peer;
	p->peers = peer;
	pthread_mutex_unlock(&p->lock);
}

void pacer_remove_peer(struct pacer *p, struct peer *peer)
{
	pthread_mutex_lock(&p->lock);
	if (peer->prev) peer->prev->next = peer->next;
	else p->peers = peer->next;
	if (peer->next) peer->next->prev = peer->prev;
	pthread_mutex_unlock(&p->lock);
}

void pacer_add(struct pacer *p, struct exchange *x)
{
	pthread_mutex_lock(&p->lock);
	x->next = p->open;
	if (x->next) x->next->prev = x;
	p->open = x;
	x->listed = true;
	pthread_mutex_unlock(&p->lock);
}

void pacer_remove(struct pacer *p, struct exchange *x)
{
	pthread_mutex_lock(&p->lock);
	if (x->prev) x->prev->next = x->next;
	else p->open = x->next;
	if (x->next) x->next->prev = x->prev;
	x->listed = false;
	pthread_mutex_unlock(&p->lock);
}

bool pacer_job(struct pacer *p, struct exchange *x)
{
	bool ok = true;
	pthread_mutex_lock(&p->lock);
	if (p->job_n == p->job_cap) {
		int cap = p->job_cap ? p->job_cap * 2 : 64;
		struct exchange **jobs = realloc(p->jobs, (size_t)cap * sizeof *jobs);
		if (jobs) p->jobs = jobs, p->job_cap = cap;
		ok = jobs != NULL;
	}
	if (ok) p->jobs[p->job_n++] = x;
	pthread_cond_signal(&p->more);
	pthread_mutex_unlock(&p->lock);
	return ok;
}

void pacer_linger(struct pacer *p, int fd)
{
	pthread_mutex_lock(&p->lock);
	int own = p->linger_n < LINGER_MAX ? dup(fd) : -1;
	if (own >= 0) {
		p->linger[p->linger_n].fd = own;
		p->linger[p->linger_n++].until_ms = now_ms() + LINGER_MS;
	}
	pthread_cond_signal(&p->more);
	pthread_mutex_unlock(&p->lock);
}

/* A peer that sends faster than this is cut short all the same when its time is over. */
static bool drained(int fd)
{
	char waste[16384];
	ssize_t n;
	while ((n = recv(fd, waste, sizeof waste, MSG_DONTWAIT)) > 0) continue;
	return n == 0 || (errno != EAGAIN && errno != EINTR);
}

static void linger(struct pacer *p, bool all)
{
	for (int i = p->linger_n - 1; i >= 0; i--) {
		if (!drained(p->linger[i].fd) && now_ms() < p->linger[i].until_ms && !all) continue;
		close(p->linger[i].fd);
		p->linger[i] = p->linger[--p->linger_n];
	}
}

/* The whole request has `idle_s` from its first line. Before that line MHD closes a silent connection by itself; one that is idle for twice that
 * time without having been closed sends a byte now and then. */
static void expire(struct pacer *p, struct peer *peer, int64_t now)
{
	int64_t limit_ms = p->server->opt.idle_s * (int64_t)1000;
	int phase = peer->phase;
	int64_t age = now - peer->since_ms;
	if (!(phase == PEER_RECEIVING && age > limit_ms) && !(phase == PEER_IDLE && age > 2 * limit_ms)) return;
	if (!atomic_compare_exchange_strong(&peer->phase, &phase, PEER_EXPIRED)) return;
	struct buf text = {0};
	refusal_raw(&text, REFUSAL_SLOW);
	if (send(peer->fd, text.p, text.n, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) age = 0; /* it has left; nothing to tell */
	shutdown(peer->fd, SHUT_RDWR);
	buf_free(&text);
	metrics_request(&p->server->metrics, -1, refusal_status(REFUSAL_SLOW), age * 1000, 0, 0);
}

static bool left(int fd)
{
	char c;
	ssize_t n = recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT);
	return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static void look_after(struct exchange *x, int64_t now)
{
	pthread_mutex_lock(&x->lock);
	if (x->connection && x->form == FORM_EVENTS) {
		if (x->asleep && left(x->peer->fd)) {
			x->broken = true;
			exchange_wake(x);
		} else if (now - x->spoke_ms >= STREAM_QUIET_MS) {
			x->spoke_ms = now;
			stream_comment(x, "keep-alive");
		}
	}
	pthread_mutex_unlock(&x->lock);
}

static void each_second(struct pacer *p)
{
	int64_t now = now_ms();
	for (struct exchange *x = p->open; x; x = x->next) look_after(x, now);
	for (struct peer *peer = p->peers; peer; peer = peer->next) expire(p, peer, now);
}

/* Without the lock: the library may wait for the disk. */
static void run_jobs(struct pacer *p)
{
	while (p->job_n) {
		struct exchange **jobs = p->jobs;
		int n = p->job_n;
		p->jobs = NULL;
		p->job_n = p->job_cap = 0;
		pthread_mutex_unlock(&p->lock);
		for (int i = 0; i < n; i++) follow_job(jobs[i]);
		free(jobs);
		pthread_mutex_lock(&p->lock);
	}
}

static void rest(struct pacer *p)
{
	struct timespec until;
	int64_t ns = p->linger_n ? 10 * 1000000 : 500 * 1000000;
	clock_gettime(CLOCK_MONOTONIC, &until);
	ns += until.tv_nsec;
	until.tv_sec += ns / 1000000000;
	until.tv_nsec = ns % 1000000000;
	pthread_cond_timedwait(&p->more, &p->lock, &until);
}

static void *run(void *arg)
{
	struct pacer *p = arg;
	int64_t looked = now_ms();
	pthread_mutex_lock(&p->lock);
	while (!p->stop) {
		rest(p);
		run_jobs(p);
		linger(p, false);
		if (now_ms() - looked < 1000) continue;
		looked = now_ms();
		each_second(p);
	}
	run_jobs(p);
	linger(p, true);
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

bool pacer_start(struct pacer *p, struct server *s)
{
	pthread_condattr_t steady;
	p->server = s;
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&p->more, &steady);
	pthread_condattr_destroy(&steady);
	return p->started = pthread_create(&p->thread, NULL, run, p) == 0;
}

void pacer_stop(struct pacer *p)
{
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_signal(&p->more);
	pthread_mutex_unlock(&p->lock);
	if (p->started) pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->more);
	pthread_mutex_destroy(&p->lock);
	free(p->jobs);
}

static void end(struct exchange *x, bool all)
{
	pthread_mutex_lock(&x->lock);
	if (x->connection && x->form == FORM_NONE && all) exchange_refuse(x, REFUSAL_STOPPING);
	if (x->connection && x->form == FORM_EVENTS && (all || x->follower) && !x->ended) {
		stream_comment(x, "closing");
		x->ended = true;
	}
	pthread_mutex_unlock(&x->lock);
}

int pacer_end(struct pacer *p, bool all)
{
	int n = 0;
	pthread_mutex_lock(&p->lock);
	for (struct exchange *x = p->open; x; x = x->next, n++) end(x, all);
	pthread_mutex_unlock(&p->lock);
	return n;
}
