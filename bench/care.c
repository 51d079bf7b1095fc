/* care.c - the companion of somebody with 5,000 observations: how long a page of the timeline takes and what else the pages ask for, and how many
 * measurements a second are kept, each judged by the rules and on disk before it is acknowledged.
 *
 * usage: care NAME PACK PLACE KEYS   PLACE: a file or database where nothing is yet. Prints name, value, unit, tab-separated. */
#include "account/account.h"
#include "app/care.h"
#include "app/open_int.h"
#include "figures.h"

#include <unistd.h>

enum { OBSERVATIONS = 5000, GROUP = 250, CALLS = 200, KEPT = 400, FLIGHT_MAX = 16 };
static const char *bench_name;

static void say(const char *what, double value, const char *unit)
{
	char text[160];
	snprintf(text, sizeof text, "%s: %s", bench_name, what);
	line(text, value, unit);
}

/* ---- the record ---- */

struct batch {
	str person;
	int from, n;
};

/* Two pressures a day and now and then a weight, going back from yesterday. */
static bool put_one(struct zhuyi *z, struct call *c, const struct someone *s, int i)
{
	char v[2][8];
	const char *say_[2];
	bool weight = i % 10 == 9;
	snprintf(v[0], sizeof v[0], "%d", weight ? 65 + i % 5 : 120 + i * 7 % 20);
	snprintf(v[1], sizeof v[1], "%d", 75 + i * 5 % 12);
	const str text[2] = {str_from(v[0]), str_from(v[1])};
	struct measure m;
	if (!measure_read(&m, weight ? MEASURE_WEIGHT : MEASURE_BP, text, weight ? 1 : 2, (str){"", 0}, say_, &c->rq.fail, &c->arena)) return false;
	m.at_ms = call_now(c) - (i + 2) * INT64_C(43200000);
	return resource_put(z, c, s, NULL, S("Observation"), (str){"", 0}, measure_observation(&m, s->person, S("typed"), &c->arena), 0);
}

static bool put_batch(struct zhuyi *z, struct call *c)
{
	const struct batch *b = c->work;
	struct someone s;
	if (!people_open(&z->people, &s, c->house->org, b->person, false, &c->arena, &c->rq.fail)) return false;
	bool ok = true;
	for (int i = 0; ok && i < b->n; i++) ok = put_one(z, c, &s, b->from + i);
	ok = ok && resource_leaf(z, c, &s);
	people_forget(&s);
	return ok;
}

static void fill(struct zhuyi *z, str person)
{
	struct fail fail = {0};
	int64_t start = clock_monotonic_us();
	for (int i = 0; i < OBSERVATIONS; i += GROUP) {
		struct batch b = {person, i, GROUP};
		if (!calls_errand(z, &z->houses.v[0], put_batch, &b, &fail)) die(fail.what);
	}
	say("observations kept in groups of 250", OBSERVATIONS * 1e6 / (double)(clock_monotonic_us() - start), "observations/s");
}

/* ---- calls ---- */

struct waiting {
	int status;
	size_t n;
	char session[80], person[27], start[4096];
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool done;
};

static void on_done(void *ctx, const struct zhuyi_reply *r)
{
	struct waiting *w = ctx;
	pthread_mutex_lock(&w->lock);
	w->status = r->status, w->n = r->body.n;
	snprintf(w->session, sizeof w->session, "%.*s", (int)r->session.n, r->session.p);
	snprintf(w->start, sizeof w->start, "%.*s", (int)r->body.n, r->body.p);
	const char *p = strstr(w->start, "\"person\":\"");
	if (p) snprintf(w->person, sizeof w->person, "%.26s", p + 10);
	w->done = true;
	pthread_cond_signal(&w->over);
	pthread_mutex_unlock(&w->lock);
}

static void begin(struct zhuyi *z, struct waiting *w, const char *name, const char *body, const char *session)
{
	const struct zhuyi_verb *v = NULL;
	for (size_t i = 0; (v = zhuyi_verb(i)) && strcmp(v->name, name) != 0;) i++;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->over, NULL);
	w->done = false;
	struct zhuyi_call c = {
		.verb = v, .body = {body, strlen(body)}, .id = {"me", 2}, .session = {session, strlen(session)}, .done = on_done, .ctx = w};
	if (!zhuyi_start(z, &c)) die("no room for a call");
}

static void ended(struct waiting *w)
{
	pthread_mutex_lock(&w->lock);
	while (!w->done) pthread_cond_wait(&w->over, &w->lock);
	pthread_mutex_unlock(&w->lock);
	if (w->status != 200) die(w->start);
}

static void timed(struct zhuyi *z, const char *what, const char *name, const char *body, const char *session, int calls)
{
	static int64_t us[CALLS];
	char text[96];
	struct waiting w;
	for (int i = 0; i < calls; i++) {
		int64_t start = clock_monotonic_us();
		begin(z, &w, name, body, session);
		ended(&w);
		us[i] = clock_monotonic_us() - start;
	}
	qsort(us, (size_t)calls, sizeof *us, by_size);
	snprintf(text, sizeof text, "%s, median", what);
	say(text, share(us, calls, 0.5) / 1000, "ms");
	snprintf(text, sizeof text, "%s, p99", what);
	say(text, share(us, calls, 0.99) / 1000, "ms");
}

/* Of as many people as are in flight. */
static void kept(struct zhuyi *z, const char (*session)[80], int flight)
{
	static struct waiting w[FLIGHT_MAX];
	char body[128], text[96];
	int64_t start = clock_monotonic_us();
	for (int i = 0; i < KEPT; i += flight) {
		for (int k = 0; k < flight; k++) {
			snprintf(body, sizeof body, "{\"kind\":\"bp\",\"v\":[\"%d\",\"80\"]}", 118 + k);
			begin(z, &w[k], "measure_add", body, session[k]);
		}
		for (int k = 0; k < flight; k++) ended(&w[k]);
	}
	snprintf(text, sizeof text, "measurements judged and kept, %d in flight", flight);
	say(text, KEPT * 1e6 / (double)(clock_monotonic_us() - start), "measurements/s");
}

static void registered(struct zhuyi *z, struct waiting *w, int number, char session[80])
{
	char body[600];
	snprintf(body, sizeof body,
		 "{\"login\":\"bench-care-%d\",\"password\":\"velvet harbour 27 "
		 "umbrella\",\"name\":\"Bench\",\"birth\":\"1979-03-04\",\"sex\":\"female\","
		 "\"phone\":\"13911110000\",\"consents\":[{\"purpose\":\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]"
		 "}",
		 number);
	begin(z, w, "register", body, "");
	ended(w);
	snprintf(session, 80, "%s", w->session);
}

int main(int argc, char **argv)
{
	char error[256];
	static char sessions[FLIGHT_MAX][80];
	static struct waiting w;
	if (argc != 5) die("usage: care NAME PACK PLACE KEYS");
	bench_name = argv[1];
	struct zhuyi_options o = {.pack = argv[2], .store = argv[3], .keys = argv[4], .sample = true, .workers = 2};
	struct zhuyi *z = zhuyi_open(&o, error);
	if (!z) die(error);
	for (int i = 0; i < FLIGHT_MAX; i++) registered(z, &w, i, sessions[i]);
	const char *session = sessions[0];
	begin(z, &w, "me", "", session);
	ended(&w);
	fill(z, str_from(w.person));
	begin(z, &w, "plan_start", "{\"plan\":\"hypertension\"}", session);
	ended(&w);
	timed(z, "timeline, a page of 50 of 5,000 observations", "timeline", "", session, CALLS);
	timed(z, "timeline, entries of one type", "timeline", "{\"type\":\"CarePlan\"}", session, CALLS / 10);
	timed(z, "measurements of a year with band", "measures", "{\"kind\":\"bp\",\"since_ms\":1764460800000}", session, CALLS / 3);
	timed(z, "plans that are followed", "plans", "", session, CALLS / 3);
	timed(z, "the facts for the engines", "facts", "", session, CALLS);
	timed(z, "the week", "week", "", session, CALLS / 3);
	timed(z, "the cabinet", "cabinet", "", session, CALLS / 3);
	timed(z, "one measurement judged and kept", "measure_add", "{\"kind\":\"bp\",\"v\":[\"124\",\"80\"]}", session, 20);
	kept(z, (const char(*)[80])sessions, FLIGHT_MAX);
	zhuyi_close(z);
	return 0;
}
