/* people.c - what knowing who asks costs, and small durable writes the whole way: worker, writing thread, group commit with ledger leaf and signed head.
 *
 * usage: people NAME PLACE KEYS PEOPLE SEED   a store made by bench/hospital. Prints name, value, unit, tab-separated; asserts no mark. */
#include "app/open_int.h"
#include "crowd.h"

#include <sched.h>
#include <time.h>

enum { CROWD = 2000, SECOND_US = 1000000, CHECK_SECONDS = 3, WRITES = 20000, MEMORY = 4 << 20, THREADS = 4 };

static const char *of; /* which store: before each name */

static void say(const char *what, double value, const char *unit)
{
	char name[96];
	snprintf(name, sizeof name, "%s: %s", of, what);
	line(name, value, unit);
}

/* This thread, and those it starts, on one core. */
static cpu_set_t pin(void)
{
	cpu_set_t before, one;
	sched_getaffinity(0, sizeof before, &before);
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	sched_setaffinity(0, sizeof one, &one);
	return before;
}

/* ---- who asks ---- */

struct checking {
	struct zhuyi *z;
	char (*tokens)[TOKEN_SESSION_CHARS + 1];
	int n;
	enum role role;
	int64_t done, cpu_us;
	pthread_t thread;
};

static int64_t cpu_us(void) /* of this thread */
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

/* What each request does before anything else: the token's hash, the session's row, whether it is in force; of staff, whether the role still is. */
static void check_one(const struct checking *k, struct call *c, const struct zhuyi_verb *me, int64_t i, struct arena a)
{
	*c = (struct call){.in = {.verb = me, .session = {k->tokens[i % k->n], TOKEN_SESSION_CHARS}}, .arena = a};
	c->rq = (struct req){.arena = &c->arena, .clock = clock_system(), .rng = rng_system()};
	if (!call_who(k->z, c) || !c->has_session || c->role != k->role) die("a session is not known");
}

static void *check_on(void *ctx)
{
	struct checking *k = ctx;
	struct arena a = arena_create(MEMORY);
	struct call *c = calloc(1, sizeof *c);
	const struct zhuyi_verb *me = verb_named("me");
	if (!c) die("no memory");
	int64_t began_us = cpu_us();
	for (int64_t until = clock_monotonic_us() + CHECK_SECONDS * SECOND_US; clock_monotonic_us() < until; k->done++)
		check_one(k, c, me, k->done * 7, a);
	k->cpu_us = cpu_us() - began_us;
	free(c);
	arena_destroy(a);
	return NULL;
}

static void check(const char *what, struct checking k, int threads)
{
	char name[96];
	struct checking all[THREADS];
	int64_t start = clock_monotonic_us(), done = 0;
	for (int i = 0; i < threads; i++) {
		all[i] = k;
		if (pthread_create(&all[i].thread, NULL, check_on, &all[i]) != 0) die("no thread");
	}
	for (int i = 0; i < threads; i++) pthread_join(all[i].thread, NULL), done += all[i].done;
	say(what, (double)done * 1e6 / (double)(clock_monotonic_us() - start), "checks/s");
	if (threads > 1) return;
	snprintf(name, sizeof name, "%s, own time", what);
	say(name, (double)all[0].cpu_us / (double)done, "us");
}

/* A doctor and a visitor, with a session each. */
static void make_others(struct zhuyi *z, char doctor[65], char visitor[65])
{
	struct fail fail = {0};
	struct chance chance = {(uint64_t)clock_monotonic_us()};
	char login[32], id[27], nobody[27];
	struct arena a = arena_create(MEMORY);
	struct someone s;
	int64_t now = call_now(&(struct call){.rq = {.clock = clock_system()}});
	snprintf(login, sizeof login, "doctor%lld", (long long)clock_monotonic_us());
	ulid_make(id, now, chance_rng(&chance));
	ulid_make(nobody, now, chance_rng(&chance));
	struct new_account n = {.org = HOSPITAL_ORG,
				.person = str_from(id),
				.login = str_from(login),
				.name_zh = S("陈知远（虚构）"),
				.name_en = S("Chen Zhiyuan (fictional)"),
				.role = ROLE_DOCTOR,
				.department = S("general"),
				.title = S("attending"),
				.licence = S("SAMPLE-000001"),
				.password_hash = S("none"),
				.consents = true};
	bool ok = z->store->verbs->begin(z->store, &fail) && account_make(&z->people, &n, now, rng_system(), &a, &fail) &&
		  people_make(&z->people, &s, HOSPITAL_ORG, str_from(nobody), S("visitor"), now, rng_system(), &a, &fail) &&
		  crowd_session(z->store, &chance, str_from(id), S("doctor"), ACCOUNT_FULL, doctor, &fail) &&
		  crowd_session(z->store, &chance, str_from(nobody), S("visitor"), 0, visitor, &fail) && z->store->verbs->commit(z->store, &fail);
	if (!ok) die(fail.what);
	arena_destroy(a);
}

static void call_me_on(struct zhuyi *z, const char *what, char (*tokens)[TOKEN_SESSION_CHARS + 1], int n, int64_t calls)
{
	struct crowd c = {
		.z = z, .verb = verb_named("me"), .tokens = tokens, .n = n, .lock = PTHREAD_MUTEX_INITIALIZER, .landed = PTHREAD_COND_INITIALIZER};
	crowd_fly(&c, calls / 10, 64);
	int64_t start = clock_monotonic_us();
	crowd_fly(&c, calls, 64);
	say(what, (double)calls * 1e6 / (double)(clock_monotonic_us() - start), "calls/s");
	if (c.bad) die("a call failed");
	free(c.us);
}

static void checks(struct zhuyi_options o, uint64_t seed, int64_t people)
{
	char error[256], doctor[1][65], visitor[1][65];
	cpu_set_t before = pin();
	struct zhuyi *z = zhuyi_open(&o, error);
	if (!z) die(error);
	struct crowd *crowd = crowd_gather(z, seed, people, CROWD);
	make_others(z, doctor[0], visitor[0]);
	struct load load = load_now();
	struct checking patients = {z, crowd->tokens, CROWD, ROLE_PATIENT}, doctors = {z, doctor, 1, ROLE_DOCTOR};
	check("session checks, one core", patients, 1);
	check("session checks with the role granted, one core", doctors, 1);
	call_me_on(z, "me of a visitor, one core", visitor, 1, 20000);
	call_me_on(z, "me of a patient, one core", crowd->tokens, CROWD, 10000);
	sched_setaffinity(0, sizeof before, &before);
	check("session checks, 4 threads, all cores", patients, THREADS);
	say("cores busy during the checks", load_share(load), "%");
	crowd_leave(crowd);
	zhuyi_close(z);
}

/* ---- durable writes ---- */

static void write_many(struct zhuyi *z, struct crowd *c, int at_once)
{
	char name[64];
	crowd_fly(c, WRITES / 10, at_once);
	int64_t start = clock_monotonic_us(), commits = z->count.commits;
	struct load load = load_now();
	crowd_fly(c, WRITES, at_once);
	double took = (double)(clock_monotonic_us() - start), groups = (double)(z->count.commits - commits);
	if (c->bad) die("a write failed");
	qsort(c->us, (size_t)c->done, sizeof *c->us, by_size);
	snprintf(name, sizeof name, "durable writes, %d in flight", at_once);
	say(name, WRITES * 1e6 / took, "writes/s");
	snprintf(name, sizeof name, "durable writes, %d in flight, median", at_once);
	say(name, share(c->us, c->done, 0.5) / 1000, "ms");
	snprintf(name, sizeof name, "durable writes, %d in flight, p99", at_once);
	say(name, share(c->us, c->done, 0.99) / 1000, "ms");
	snprintf(name, sizeof name, "durable writes, %d in flight, to a sync", at_once);
	say(name, WRITES / groups, "writes");
	snprintf(name, sizeof name, "durable writes, %d in flight, cores busy", at_once);
	say(name, load_share(load), "%");
}

int main(int argc, char **argv)
{
	char error[256];
	if (argc != 6) return fprintf(stderr, "usage: %s NAME PLACE KEYS PEOPLE SEED\n", argv[0]), 2;
	of = argv[1];
	struct zhuyi_options o = {.store = argv[2], .keys = argv[3], .workers = 1};
	int64_t people = atoll(argv[4]);
	uint64_t seed = strtoull(argv[5], NULL, 10);
	checks(o, seed, people);
	o.workers = 0;
	struct zhuyi *z = zhuyi_open(&o, error);
	if (!z) die(error);
	struct crowd *crowd = crowd_gather(z, seed, people, CROWD);
	write_many(z, crowd, 64);
	write_many(z, crowd, 256);
	crowd_leave(crowd);
	zhuyi_close(z);
	return 0;
}
