/* fake_zhuyi.c - stands in for the library in black-box tests of the HTTP face: verbs that are slow, long, refused, or stream.
 * Each call runs on a thread of its own or, for "health" and "echo", at once: both happen with the real one.
 *
 * Also holds main: fake --port N [--rate R --burst B] [--idle S] [--body N] [--https] [--log] [--connections N] */
#include "zhuyi.h"

#include "http/http.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE(name, text) \
	const char name[] = text; \
	const ptrdiff_t name##_size = sizeof name - 1
PAGE(page_index_html, "<!doctype html><title>fake</title>");
PAGE(page_app_js, "export {};");
PAGE(page_shared_js, "export {};");
PAGE(page_forms_js, "export {};");
PAGE(page_tools_js, "export {};");
PAGE(page_people_js, "export {};");
PAGE(page_care_js, "export {};");
PAGE(page_chart_js, "export {};");
PAGE(page_app_css, "body{}");
PAGE(page_tools_css, "i{}");
PAGE(page_people_css, "p{}");
PAGE(page_care_css, "q{}");
PAGE(page_icon_svg, "<svg/>");

static const struct zhuyi_verb verbs[] = {
	{"health", "GET", "/healthz", ZHUYI_ANYONE, NULL, false, false, false, "At once."},
	{"echo", "POST", "/v1/echo", ZHUYI_ANYONE, NULL, false, false, false, "Gives back what it was given."},
	{"write", "POST", "/v1/write", ZHUYI_ANYONE, NULL, true, false, false, "Writes."},
	{"passage", "GET", "/v1/passages/{id}", ZHUYI_ANYONE, NULL, false, false, false, "Says its \"id\"."},
	{"case", "GET", "/v1/cases/{id}", ZHUYI_PERSON, NULL, false, false, false, "Says its id."},
	{"sign", "POST", "/v1/cases/{id}/sign", ZHUYI_PERSON, NULL, true, false, false, "Says its id."},
	{"query", "GET", "/v1/query", ZHUYI_ANYONE, NULL, false, false, false, "Gives back the query."},
	{"slow", "POST", "/v1/slow", ZHUYI_ANYONE, NULL, false, false, false, "After 300 ms."},
	{"stuck", "POST", "/v1/stuck", ZHUYI_ANYONE, NULL, false, false, false, "After 7 s."},
	{"big", "GET", "/v1/big", ZHUYI_ANYONE, NULL, false, false, false, "5 MB."},
	{"fails", "GET", "/v1/fails", ZHUYI_ANYONE, NULL, false, false, false, "422."},
	{"full", "POST", "/v1/full", ZHUYI_ANYONE, NULL, false, false, false, "Always too busy."},
	{"login", "POST", "/v1/login", ZHUYI_ANYONE, NULL, true, false, false, "Sets a cookie."},
	{"logout", "POST", "/v1/logout", ZHUYI_ANYONE, NULL, true, false, false, "Clears it."},
	{"evil", "POST", "/v1/evil", ZHUYI_ANYONE, NULL, false, false, false, "A session with a line break in it."},
	{"ask", "POST", "/v1/ask", ZHUYI_VISITOR, NULL, true, true, false, "Streams."},
	{"chat", "POST", "/v1/chat", ZHUYI_ANYONE, NULL, false, true, false, "Streams what the body says: fail, early, flood, slow."},
};

struct zhuyi {
	_Atomic int running;
	pthread_mutex_t lock;
	struct follower {
		struct follower *next;
		uint64_t id;
		void (*changed)(void *ctx, struct zhuyi_text json);
		void *ctx;
	} * followers;
	uint64_t next;
};

struct work {
	struct zhuyi *z;
	struct zhuyi_call call;
	char *strings;
	char *reply;
};

const struct zhuyi_verb *zhuyi_verb(size_t i)
{
	return i < sizeof verbs / sizeof *verbs ? &verbs[i] : NULL;
}

const char *zhuyi_version(void)
{
	return "0.0-fake";
}

char *zhuyi_metrics(struct zhuyi *z, size_t *n)
{
	char *text = NULL;
	*n = (size_t)asprintf(&text, "# HELP zhuyi_running Calls.\n# TYPE zhuyi_running gauge\nzhuyi_running %d\n", z->running);
	return text;
}

static struct zhuyi_text text(const char *s)
{
	return (struct zhuyi_text){s, strlen(s)};
}

static bool named(const struct work *w, const char *name)
{
	return strcmp(w->call.verb->name, name) == 0;
}

static bool says(const struct work *w, const char *word)
{
	return memmem(w->call.body.p, w->call.body.n, word, strlen(word)) != NULL;
}

static void rest_ms(unsigned ms)
{
	usleep(ms * 1000);
}

static void event(struct work *w, const char *name, const char *json)
{
	if (w->call.event) w->call.event(w->call.ctx, text(name), text(json));
}

static void finish(struct work *w, int status, struct zhuyi_text json, const char *session)
{
	struct zhuyi_reply reply = {.status = status, .body = json, .session = text(session)};
	w->call.done(w->call.ctx, &reply);
}

static void error(struct work *w, int status)
{
	finish(w, status, text("{\"error\":{\"code\":\"input\",\"message_zh\":\"不行\",\"message_en\":\"no\"}}"), "");
}

static void ask(struct work *w)
{
	event(w, "case", "{\"case\":\"01J\"}");
	if (says(w, "announce")) event(w, "session", "early-token");
	for (int i = 0; i < 5; i++) {
		char json[64];
		snprintf(json, sizeof json, "{\"i\":%d}", i);
		rest_ms(30);
		event(w, "stage", json);
	}
	finish(w, 200, text("{\"case\":\"01J\"}"), w->call.session.n ? "" : says(w, "announce") ? "early-token" : "late-token");
}

static void flood(struct work *w)
{
	char *much = calloc(1, 65536);
	memset(much, 'x', 65535);
	for (int i = 0; i < 200; i++) event(w, "stage", much);
	free(much);
	finish(w, 200, text("{}"), "");
}

static void chat(struct work *w)
{
	if (says(w, "flood")) return flood(w);
	if (says(w, "early")) return error(w, 422);
	event(w, "stage", "{\"line\":1,\n\"line\":2}");
	rest_ms(says(w, "slow") ? 3000 : 20);
	event(w, "headline", "{\"do\":\"120\"}");
	if (says(w, "fail")) return error(w, 500);
	finish(w, 200, text("{\"ok\":true}"), "");
}

static void big(struct work *w)
{
	size_t n = 5000000;
	char *json = malloc(n);
	memset(json, ' ', n);
	memcpy(json, "{}", 2);
	finish(w, 200, (struct zhuyi_text){json, n}, "");
	free(json);
}

static void say_id(struct work *w)
{
	char *json = NULL;
	int n = asprintf(&json, "{\"verb\":\"%s\",\"id\":\"%.*s\",\"session\":\"%.*s\"}", w->call.verb->name, (int)w->call.id.n, w->call.id.p,
			 (int)w->call.session.n, w->call.session.p);
	finish(w, 200, (struct zhuyi_text){json, (size_t)n}, "");
	free(json);
}

static void work(struct work *w)
{
	if (named(w, "ask")) return ask(w);
	if (named(w, "chat")) return chat(w);
	if (named(w, "big")) return big(w);
	if (named(w, "fails")) return error(w, 422);
	if (named(w, "slow")) rest_ms(300);
	if (named(w, "stuck")) rest_ms(7000);
	if (named(w, "login")) return finish(w, 200, text("{}"), "token-1");
	if (named(w, "logout")) return finish(w, 200, text("{}"), "-");
	if (named(w, "evil")) return finish(w, 200, text("{}"), "a\r\nX-Evil: 1");
	if (named(w, "health")) return finish(w, 200, text("{\"status\":\"ok\"}"), "");
	if (named(w, "echo") || named(w, "query")) return finish(w, 200, w->call.body, "");
	say_id(w);
}

static void *run(void *arg)
{
	struct work *w = arg;
	work(w);
	w->z->running--;
	free(w->strings);
	free(w);
	return NULL;
}

static void copy(struct zhuyi_text *t, char **to)
{
	memcpy(*to, t->p, t->n);
	t->p = *to;
	*to += t->n;
}

bool zhuyi_start(struct zhuyi *z, const struct zhuyi_call *call)
{
	pthread_t thread;
	pthread_attr_t attr;
	struct work *w = calloc(1, sizeof *w);
	if (strcmp(call->verb->name, "full") == 0) return free(w), false;
	*w = (struct work){.z = z, .call = *call, .strings = malloc(call->body.n + call->id.n + call->session.n + 1)};
	char *to = w->strings;
	copy(&w->call.body, &to);
	copy(&w->call.id, &to);
	copy(&w->call.session, &to);
	z->running++;
	if (named(w, "health") || named(w, "echo")) return run(w), true;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, 256 << 10);
	bool ok = pthread_create(&thread, &attr, run, w) == 0;
	pthread_attr_destroy(&attr);
	if (ok) return true;
	z->running--;
	free(w->strings);
	free(w);
	return false;
}

uint64_t zhuyi_follow(struct zhuyi *z, struct zhuyi_text session, struct zhuyi_text case_id, void (*changed)(void *ctx, struct zhuyi_text json),
		      void *ctx)
{
	struct follower *f;
	if (!session.n || (case_id.n == 7 && memcmp(case_id.p, "missing", 7) == 0) || !(f = calloc(1, sizeof *f))) return 0;
	pthread_mutex_lock(&z->lock);
	*f = (struct follower){z->followers, ++z->next, changed, ctx};
	z->followers = f;
	uint64_t id = f->id;
	changed(ctx, text("{\"state\":\"held\"}"));
	pthread_mutex_unlock(&z->lock);
	return id;
}

void zhuyi_unfollow(struct zhuyi *z, uint64_t id)
{
	pthread_mutex_lock(&z->lock);
	struct follower **at = &z->followers;
	while (*at && (*at)->id != id) at = &(*at)->next;
	struct follower *gone = *at;
	if (gone) *at = gone->next;
	pthread_mutex_unlock(&z->lock);
	free(gone);
}

/* Changes every case that is followed, each 200 ms when the environment asks for it. */
static void *stir(void *arg)
{
	struct zhuyi *z = arg;
	for (;;) {
		rest_ms(200);
		pthread_mutex_lock(&z->lock);
		for (struct follower *f = z->followers; f; f = f->next) f->changed(f->ctx, text("{\"state\":\"signed\"}"));
		pthread_mutex_unlock(&z->lock);
	}
	return NULL;
}

static void ready(void *ctx, const char *url)
{
	(void)ctx;
	printf("%s\n", url);
	fflush(stdout);
}

static void option(struct http_options *o, const char *name, const char *value)
{
	if (strcmp(name, "--port") == 0) o->port = (int)strtol(value, NULL, 10);
	if (strcmp(name, "--address") == 0) o->address = value;
	if (strcmp(name, "--rate") == 0) o->rate_per_s = strtod(value, NULL);
	if (strcmp(name, "--burst") == 0) o->rate_burst = (int)strtol(value, NULL, 10);
	if (strcmp(name, "--idle") == 0) o->idle_s = (int)strtol(value, NULL, 10);
	if (strcmp(name, "--connections") == 0) o->max_connections = (int)strtol(value, NULL, 10);
	if (strcmp(name, "--https") == 0) o->https_front = true;
	if (strcmp(name, "--log") == 0) o->log_requests = true;
}

int main(int argc, char **argv)
{
	struct zhuyi *z = calloc(1, sizeof *z);
	struct http_options o = {.ready = ready};
	char why[256] = "";
	pthread_t thread;
	pthread_mutex_init(&z->lock, NULL);
	for (int i = 1; i < argc; i++) option(&o, argv[i], i + 1 < argc ? argv[i + 1] : "");
	if (getenv("FAKE_STIR") && pthread_create(&thread, NULL, stir, z) == 0) pthread_detach(thread);
	bool ok = http_serve(&o, z, why);
	if (!ok) fprintf(stderr, "%s\n", why);
	while (z->running) rest_ms(10); /* as zhuyi_close does: late answers must find nothing that is gone */
	int left = z->followers != NULL;
	if (left && !getenv("FAKE_STIR")) fprintf(stderr, "somebody is still followed\n");
	if (!getenv("FAKE_STIR")) free(z);
	return !ok ? 1 : left ? 3 : 0;
}
