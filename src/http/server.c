/* server.c - the life of the whole: options, socket, MHD's threads, signals, the end. */
#include "http/server.h"

#include "http/glue.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

enum { THREADS = 2, CONNECTION_MEMORY = 16 << 10 };

static void defaults(struct server *s, const struct http_options *o)
{
	s->opt = *o;
	if (!o->address || strcmp(o->address, "localhost") == 0) s->opt.address = "127.0.0.1";
	if (!o->port) s->opt.port = 8765;
	if (o->max_connections <= 0) s->opt.max_connections = 16384;
	if (o->idle_s <= 0) s->opt.idle_s = 30;
	if (!o->body_max) s->opt.body_max = 1 << 20;
	s->limit.rate_per_s = o->rate_per_s;
	s->guess_limit.rate_per_s = o->guess_per_s;
	s->guess_limit.burst = 15 * o->guess_per_s;
	s->limit.burst = o->rate_burst > 0 ? o->rate_burst : o->rate_per_s > 0.5 ? 2 * o->rate_per_s : 1;
}

static bool make_routes(struct server *s, char error[256])
{
	struct routes *r = &s->routes;
	bool ok = route_add(r,
			    (struct route){ROUTE_FOLLOW, "GET", "/v1/cases/{id}/events", "The state of one case as it changes, as events.", NULL, 0});
	ok = ok && route_add(r, (struct route){ROUTE_METRICS, "GET", "/metrics", "Counters in Prometheus' text form.", NULL, 0});
	ok = ok && route_add(r, (struct route){ROUTE_OPENAPI, "GET", "/openapi.json", "This description.", NULL, 0});
	for (int i = 0; i < PAGES; i++) ok = ok && route_add(r, (struct route){ROUTE_FILE, "GET", s->pages[i].path, "", NULL, i});
	const struct zhuyi_verb *v;
	for (size_t i = 0; (v = zhuyi_verb(i)); i++) ok = ok && route_add(r, (struct route){ROUTE_VERB, v->method, v->path, v->summary, v, 0});
	if (!ok) snprintf(error, 256, "more than %d routes", ROUTES_MAX);
	return ok;
}

/* Each connection is a descriptor; the library and the page need some as well. */
static void raise_descriptors(int connections)
{
	struct rlimit r;
	rlim_t wanted = (rlim_t)connections + 256;
	if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= wanted) return;
	r.rlim_cur = r.rlim_max < wanted ? r.rlim_max : wanted;
	setrlimit(RLIMIT_NOFILE, &r);
}

static bool is_loopback(const struct sockaddr *a)
{
	const struct sockaddr_in *v4 = (const void *)a;
	const struct sockaddr_in6 *v6 = (const void *)a;
	return a->sa_family == AF_INET ? ntohl(v4->sin_addr.s_addr) >> 24 == 127 : IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

static int port_of(int fd)
{
	struct sockaddr_storage a = {0};
	socklen_t n = sizeof a;
	getsockname(fd, (void *)&a, &n);
	return ntohs(a.ss_family == AF_INET ? ((struct sockaddr_in *)&a)->sin_port : ((struct sockaddr_in6 *)&a)->sin6_port);
}

/* Opened here rather than by MHD, because MHD does not say why it could not. */
static int listen_on(struct server *s, char error[256])
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *a = NULL;
	char port[16];
	int on = 1, fd = -1;
	snprintf(port, sizeof port, "%d", s->opt.port < 0 ? 0 : s->opt.port);
	int rc = s->opt.port > 65535 ? EAI_SERVICE : getaddrinfo(s->opt.address, port, &hints, &a);
	if (rc) return snprintf(error, 256, "%.100s port %s: %s", s->opt.address, port, gai_strerror(rc)), -1;
	fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) || bind(fd, a->ai_addr, a->ai_addrlen) || listen(fd, 1024)) {
		snprintf(error, 256, "%.100s port %s: %s", s->opt.address, port, strerror(errno));
		if (fd >= 0) close(fd);
		fd = -1;
	}
	s->loopback = is_loopback(a->ai_addr);
	if (fd >= 0 && s->opt.port < 0) s->opt.port = port_of(fd);
	freeaddrinfo(a);
	return fd;
}

static bool daemon_start(struct server *s, int fd)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | MHD_USE_ITC;
	int max = s->opt.max_connections < THREADS ? THREADS : s->opt.max_connections;
	s->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, glue_request, s, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)max, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)s->opt.idle_s + 5, /* after ours, which explains itself */
		MHD_OPTION_NOTIFY_COMPLETED, glue_completed, s, MHD_OPTION_NOTIFY_CONNECTION, glue_connection, s, MHD_OPTION_URI_LOG_CALLBACK,
		glue_line, s, MHD_OPTION_UNESCAPE_CALLBACK, glue_unescape, NULL, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
	return s->daemon != NULL;
}

/* ---- signals, and the end ---- */

static int signalled = -1; /* eventfd: counts the signals, whichever thread they interrupt */

static void on_signal(int number)
{
	int saved = errno;
	uint64_t one = 1;
	(void)number;
	if (write(signalled, &one, sizeof one) < 0) errno = 0; /* full after 2^64 signals */
	errno = saved;
}

static bool wait_signal(int timeout_ms)
{
	struct pollfd p = {.fd = signalled, .events = POLLIN};
	uint64_t n;
	return poll(&p, 1, timeout_ms) == 1 && read(signalled, &n, sizeof n) > 0;
}

static void drain(struct server *s)
{
	int64_t until = http_now_us() / 1000 + STOP_MS;
	s->stopping = true;
	int fd = MHD_quiesce_daemon(s->daemon);
	if (fd >= 0) close(fd);
	while (pacer_end(&s->pacer, false) && http_now_us() / 1000 < until)
		if (wait_signal(20)) break; /* asked twice: whoever asks does not want to wait */
	until = http_now_us() / 1000 + 500;
	while (pacer_end(&s->pacer, true) && http_now_us() / 1000 < until) wait_signal(10);
	MHD_stop_daemon(s->daemon);
}

static void serve(struct server *s)
{
	struct sigaction mine = {.sa_handler = on_signal}, ignore = {.sa_handler = SIG_IGN}, term, intr, pipe_;
	char url[128];
	sigaction(SIGTERM, &mine, &term);
	sigaction(SIGINT, &mine, &intr);
	sigaction(SIGPIPE, &ignore, &pipe_);
	snprintf(url, sizeof url, strchr(s->opt.address, ':') ? "http://[%s]:%d/" : "http://%s:%d/", s->opt.address, s->opt.port);
	if (s->opt.ready) s->opt.ready(s->opt.ctx, url);
	while (!wait_signal(-1)) continue;
	drain(s);
	sigaction(SIGTERM, &term, NULL);
	sigaction(SIGINT, &intr, NULL);
	sigaction(SIGPIPE, &pipe_, NULL);
}

static bool prepare(struct server *s, char error[256])
{
	pthread_mutex_init(&s->limit_lock, NULL);
	s->limit.n = LIMIT_SLOTS;
	s->limit.slots = calloc(LIMIT_SLOTS, sizeof *s->limit.slots);
	s->guess_limit.n = GUESS_SLOTS;
	s->guess_limit.slots = calloc(GUESS_SLOTS, sizeof *s->guess_limit.slots);
	if (getrandom(&s->limit.seed, sizeof s->limit.seed, 0) != sizeof s->limit.seed) return snprintf(error, 256, "no random numbers"), false;
	s->guess_limit.seed = ~s->limit.seed;
	if (!s->limit.slots || !s->guess_limit.slots || !page_open(s->pages)) return snprintf(error, 256, "no memory"), false;
	if (!make_routes(s, error)) return false;
	if (!openapi_write(&s->openapi, &s->routes)) return snprintf(error, 256, "no memory"), false;
	signalled = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return signalled >= 0 ? true : (snprintf(error, 256, "%s", strerror(errno)), false);
}

static void destroy(struct server *s)
{
	if (signalled >= 0) close(signalled);
	signalled = -1;
	page_close(s->pages);
	buf_free(&s->openapi);
	free(s->limit.slots);
	free(s->guess_limit.slots);
	pthread_mutex_destroy(&s->limit_lock);
	free(s);
}

bool http_serve(const struct http_options *options, struct zhuyi *z, char error[256])
{
	struct server *s = calloc(1, sizeof *s);
	bool ok = false;
	if (!s) return snprintf(error, 256, "no memory"), false;
	s->z = z;
	defaults(s, options);
	raise_descriptors(s->opt.max_connections);
	int fd = prepare(s, error) ? listen_on(s, error) : -1;
	if (fd < 0) goto out;
	ok = pacer_start(&s->pacer, s) && daemon_start(s, fd);
	if (ok) serve(s);
	else {
		snprintf(error, 256, "cannot start threads");
		close(fd);
	}
	pacer_stop(&s->pacer);
out:
	destroy(s);
	return ok;
}
