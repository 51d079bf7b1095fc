/* ask.c - how long an answer takes, without HTTP: a fresh process, one consultation on one core, and end to end with the durable write.
 *
 * usage: ask PACK QUESTIONS STORE_FOLDER   Prints name, value, unit, tab-separated, one measurement a line. Never asserts a mark. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "consult/answer_json.h"
#include "consult/consult.h"
#include "zhuyi.h"

#include <pthread.h>
#include <sched.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { QUESTIONS_MAX = 1000, ROUNDS = 20, COLD_RUNS = 11, ALONE = 1000, TOGETHER = 10000, MEMORY = 64 << 20, LIBRARY = 256 << 20 };

static str questions[QUESTIONS_MAX];
static int question_count;
static struct arena kept;

static void die(const char *why)
{
	fprintf(stderr, "bench/ask: %s\n", why);
	exit(1);
}

static void read_questions(const char *path)
{
	struct fail fail = {0};
	str text, line;
	kept = arena_create(MEMORY);
	if (!file_read(&text, path, 1 << 20, &kept, &fail)) die(fail.what);
	while (question_count < QUESTIONS_MAX && str_next(&text, '\n', &line))
		if (str_trim(line).n) questions[question_count++] = str_trim(line);
	if (!question_count) die("no questions");
}

static str body_of(str question)
{
	struct sb out = sb_new(&kept, question.n + 32);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	jw_str(&w, "question", question);
	jw_end_object(&w);
	return sb_str(&out);
}

/* ---- numbers ---- */

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static double share(int64_t *sorted, ptrdiff_t n, double p)
{
	ptrdiff_t i = (ptrdiff_t)((double)n * p);
	return (double)sorted[i < n ? i : n - 1];
}

static void line(const char *name, double value, const char *unit)
{
	printf("%s\t%.1f\t%s\n", name, value, unit);
	fflush(stdout);
}

static void spread(const char *name, int64_t *us, ptrdiff_t n)
{
	char full[64];
	qsort(us, (size_t)n, sizeof *us, by_size);
	snprintf(full, sizeof full, "%s median", name);
	line(full, share(us, n, 0.5), "us");
	snprintf(full, sizeof full, "%s p99", name);
	line(full, share(us, n, 0.99), "us");
}

/* ---- cold start: a new process, to the first answer ---- */

static int answer_once(const char *pack)
{
	char error[256], *reply;
	size_t n;
	struct zhuyi_options o = {.pack = pack, .workers = 1};
	struct zhuyi *z = zhuyi_open(&o, error);
	if (!z) die(error);
	str body = body_of(questions[0]);
	zhuyi_engine(z, "ask", (struct zhuyi_text){body.p, (size_t)body.n}, 1, &reply, &n);
	if (!strstr(reply, "\"answer\":") || write(STDOUT_FILENO, "a", 1) != 1) return 1;
	_exit(0);
}

static int64_t cold_us(const char *self, const char *pack, const char *list)
{
	int ends[2];
	char byte;
	if (pipe(ends) != 0) die("no pipe");
	int64_t start = clock_monotonic_us();
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl(self, self, "--cold", pack, list, (char *)NULL);
		_exit(1);
	}
	close(ends[1]);
	bool ok = read(ends[0], &byte, 1) == 1;
	int64_t end = clock_monotonic_us();
	close(ends[0]);
	if (child < 0 || waitpid(child, NULL, 0) < 0 || !ok) die("the cold process gave no answer");
	return end - start;
}

static void cold(const char *self, const char *pack, const char *list)
{
	int64_t us[COLD_RUNS];
	cold_us(self, pack, list); /* the files into the page cache: a server that was just started has read them */
	for (int i = 0; i < COLD_RUNS; i++) us[i] = cold_us(self, pack, list);
	qsort(us, COLD_RUNS, sizeof *us, by_size);
	line("cold start to first answer, library", (double)us[COLD_RUNS / 2] / 1000, "ms");
}

/* ---- one core ---- */

static struct knowledge load(const char *folder)
{
	static struct phrases phrases;
	struct fail fail = {0};
	struct pack *pack = pack_load(folder, &fail);
	if (!pack) die(fail.what);
	struct arena library = arena_create(LIBRARY);
	phrases = phrases_create(&library);
	struct knowledge k = {pack, &phrases, recall_create(pack)};
	if (!k.recall) die("no thread");
	recall_index(k.recall); /* what is measured is a warm server */
	return k;
}

static void pin(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	sched_setaffinity(0, sizeof one, &one);
}

static void one_core(const char *folder)
{
	cpu_set_t before;
	struct knowledge k = load(folder);
	struct arena whole = arena_create(MEMORY);
	int64_t *us = ARENA_NEW(&kept, int64_t, (ptrdiff_t)question_count * ROUNDS), sum = 0;
	ptrdiff_t n = 0;
	sched_getaffinity(0, sizeof before, &before);
	pin();
	for (int round = -1; round < ROUNDS; round++) /* the first round only warms up */
		for (int i = 0; i < question_count; i++) {
			struct arena a = whole;
			struct answer answer;
			struct req rq = {.arena = &a, .clock = clock_system(), .rng = rng_system()};
			struct question q = {.text = questions[i], .lang = -1};
			int64_t start = clock_monotonic_us();
			if (!consult_ask(&answer, &k, &q, NULL, NULL, &rq)) die(rq.fail.what);
			int64_t took = clock_monotonic_us() - start;
			if (round >= 0) us[n++] = took, sum += took;
		}
	spread("consult_ask, one core", us, n);
	line("consult_ask, one core, a second", 1e6 * (double)n / (double)sum, "answers/s");
	sched_setaffinity(0, sizeof before, &before);
	arena_destroy(whole);
	pack_destroy((struct pack *)(uintptr_t)k.pack);
}

/* ---- end to end, with the durable write ---- */

struct flight {
	struct zhuyi *z;
	const struct zhuyi_verb *verb;
	str *bodies;
	pthread_mutex_t lock;
	pthread_cond_t landed;
	int flying, bad;
	int64_t *us;
	ptrdiff_t n;
	char session[128];
};

struct seat {
	struct flight *f;
	int64_t start;
};

static void landed(void *ctx, const struct zhuyi_reply *reply)
{
	struct seat *s = ctx;
	struct flight *f = s->f;
	struct zhuyi_text session = reply->session;
	int64_t took = clock_monotonic_us() - s->start;
	pthread_mutex_lock(&f->lock);
	f->us[f->n++] = took;
	f->bad += reply->status != 200;
	if (session.n && !f->session[0] && session.n < sizeof f->session) memcpy(f->session, session.p, session.n);
	f->flying--;
	pthread_cond_signal(&f->landed);
	pthread_mutex_unlock(&f->lock);
	free(s);
}

static void take_off(struct flight *f, int i)
{
	struct seat *s = malloc(sizeof *s);
	if (!s) die("no memory");
	*s = (struct seat){f, clock_monotonic_us()};
	str body = f->bodies[i % question_count];
	struct zhuyi_call call = {
		.verb = f->verb, .body = {body.p, (size_t)body.n}, .session = {f->session, strlen(f->session)}, .done = landed, .ctx = s};
	if (!zhuyi_start(f->z, &call)) die("the library refused a call");
}

static void fly(struct flight *f, int total, int at_once)
{
	f->n = 0;
	for (int i = 0; i < total; i++) {
		pthread_mutex_lock(&f->lock);
		while (f->flying >= at_once) pthread_cond_wait(&f->landed, &f->lock);
		f->flying++;
		pthread_mutex_unlock(&f->lock);
		take_off(f, i);
	}
	pthread_mutex_lock(&f->lock);
	while (f->flying) pthread_cond_wait(&f->landed, &f->lock);
	pthread_mutex_unlock(&f->lock);
}

static const struct zhuyi_verb *verb_named(const char *name)
{
	const struct zhuyi_verb *v;
	for (size_t i = 0; (v = zhuyi_verb(i)); i++)
		if (strcmp(v->name, name) == 0) return v;
	die("no such verb");
	return NULL;
}

static void end_to_end(const char *pack, const char *folder)
{
	char store[512], error[256];
	snprintf(store, sizeof store, "%s/bench.db", folder);
	struct zhuyi_options o = {.pack = pack, .store = store};
	struct flight f = {.verb = verb_named("ask"), .lock = PTHREAD_MUTEX_INITIALIZER, .landed = PTHREAD_COND_INITIALIZER};
	f.z = zhuyi_open(&o, error);
	if (!f.z) die(error);
	f.bodies = ARENA_NEW(&kept, str, question_count);
	f.us = ARENA_NEW(&kept, int64_t, TOGETHER);
	for (int i = 0; i < question_count; i++) f.bodies[i] = body_of(questions[i]);
	fly(&f, question_count, 1); /* warms up, and gives the session */
	fly(&f, ALONE, 1);
	spread("ask with durable write, 1 in flight", f.us, f.n);
	int64_t start = clock_monotonic_us();
	fly(&f, TOGETHER, 64);
	int64_t took = clock_monotonic_us() - start;
	spread("ask with durable write, 64 in flight", f.us, f.n);
	line("ask with durable write, 64 in flight, a second", 1e6 * TOGETHER / (double)took, "answers/s");
	line("asks that failed", f.bad, "");
	zhuyi_close(f.z);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "--cold") == 0) return read_questions(argv[3]), answer_once(argv[2]);
	if (argc != 4) return fprintf(stderr, "usage: %s PACK QUESTIONS STORE_FOLDER\n", argv[0]), 2;
	if (sodium_init() < 0) die("libsodium does not start");
	read_questions(argv[2]);
	cold("/proc/self/exe", argv[1], argv[2]);
	one_core(argv[1]);
	end_to_end(argv[1], argv[3]);
	return 0;
}
