/* facts.c - how long it takes to read what is known of one person in a hospital made by bench/hospital: the person's row, all records, the key unwrapped and
 * every record unsealed.
 *
 * usage: facts cold PLACE KEYS PEOPLE SEED                      2,000 people one after another, each once
 *        facts warm PLACE KEYS PEOPLE SEED SECONDS READS WRITES  after as long a warm-up: so many reads a second of people chosen at random, at
 *                                                                moments chosen at random, and so many durable writes a second beside them
 *
 * A read counts from the moment it was due, also when it had to wait because the ones before it were late. Name, value, unit; asserts no mark. */
#include "app/open_int.h"
#include "crowd.h"

#include <math.h>
#include <time.h>

enum { READERS = 4, ONCE = 2000, RECORDS = 20, MEMORY = 4 << 20, CROWD = 2000 };

struct town {
	struct zhuyi *z;
	uint64_t seed;
	int64_t people;
};

static void read_one(const struct town *r, int64_t i, struct arena a)
{
	char id[27];
	struct someone s;
	struct item_rows rows;
	struct fail fail = {0};
	str text;
	hospital_person(id, r->seed, i, r->people);
	if (!people_open(&r->z->people, &s, HOSPITAL_ORG, str_from(id), false, &a, &fail) ||
	    !store_items_all(r->z->store, &rows, HOSPITAL_ORG, s.person, 1000, &a, &fail))
		die(fail.what);
	for (ptrdiff_t k = 0; k < rows.n; k++)
		if (!people_unseal(&s, &text, "item.sealed_body", rows.v[k].kind, rows.v[k].id, rows.v[k].sealed_body, &a, &fail)) die(fail.what);
	if (rows.n != RECORDS) die("somebody has not 20 records");
	people_forget(&s);
}

static void spread(const char *name, int64_t *us, ptrdiff_t n)
{
	static const double parts[] = {0.5, 0.95, 0.99, 0.999};
	char full[96];
	qsort(us, (size_t)n, sizeof *us, by_size);
	for (int i = 0; i < 4; i++) {
		snprintf(full, sizeof full, "%s, p%g", name, parts[i] * 100);
		printf("%s\t%.2f\tms\n", full, share(us, n, parts[i]) / 1000);
	}
	snprintf(full, sizeof full, "%s, slowest of %td", name, n);
	printf("%s\t%.2f\tms\n", full, share(us, n, 1) / 1000);
	fflush(stdout);
}

static void cold(const struct town *r)
{
	static int64_t us[ONCE];
	struct arena a = arena_create(MEMORY);
	struct chance c = chance_of(r->seed, clock_monotonic_us(), 0);
	for (int i = 0; i < ONCE; i++) {
		int64_t start = clock_monotonic_us();
		read_one(r, chance_below(&c, r->people), a);
		us[i] = clock_monotonic_us() - start;
	}
	spread("one person read, files not in memory", us, ONCE);
	arena_destroy(a);
}

/* ---- at moments chosen at random ---- */

struct reader {
	const struct town *r;
	struct chance chance;
	double per_second;
	int64_t until_us, n, room, *us, *own; /* since it was due; since it began */
	pthread_t thread;
};

static void sleep_until(int64_t at_us)
{
	int64_t left = at_us - clock_monotonic_us();
	struct timespec t = {left / 1000000, left % 1000000 * 1000};
	if (left > 0) nanosleep(&t, NULL);
}

static double gap_us(struct chance *c, double per_second)
{
	double u = (double)(chance_next(c) >> 11) / 9007199254740992.0;
	return -log(1 - u) * 1e6 / per_second;
}

static void *read_on(void *ctx)
{
	struct reader *x = ctx;
	struct arena a = arena_create(MEMORY);
	double due = (double)clock_monotonic_us();
	while ((due += gap_us(&x->chance, x->per_second)) < (double)x->until_us) {
		sleep_until((int64_t)due);
		int64_t began = clock_monotonic_us();
		read_one(x->r, chance_below(&x->chance, x->r->people), a);
		int64_t now = clock_monotonic_us();
		if (x->n == x->room) continue;
		x->us[x->n] = now - (int64_t)due;
		x->own[x->n++] = now - began;
	}
	arena_destroy(a);
	return NULL;
}

struct writing {
	struct crowd *crowd;
	double per_second;
	int64_t until_us;
	struct chance chance;
	pthread_t thread;
};

static void *write_on(void *ctx)
{
	struct writing *w = ctx;
	double due = (double)clock_monotonic_us();
	for (int64_t i = 0; (due += gap_us(&w->chance, w->per_second)) < (double)w->until_us; i++) {
		sleep_until((int64_t)due);
		crowd_wait(w->crowd, CALLS_MAX / 2); /* more would be refused; what is late shows in the writes a second */
		crowd_start(w->crowd, i);
	}
	crowd_wait(w->crowd, 0);
	return NULL;
}

static int64_t *room_for(int64_t n)
{
	int64_t *p = calloc((size_t)n + 1, sizeof *p);
	if (!p) die("no memory");
	return p;
}

struct times {
	int64_t *us, *own, n;
};

static struct times read_all(const struct town *r, int seconds, double per_second)
{
	struct reader x[READERS];
	int64_t until = clock_monotonic_us() + seconds * INT64_C(1000000), room = (int64_t)(seconds * per_second) + 1000;
	struct times t = {room_for(room * READERS), room_for(room * READERS), 0};
	for (int i = 0; i < READERS; i++) {
		x[i] = (struct reader){.r = r, .per_second = per_second / READERS, .until_us = until, .room = room};
		x[i].chance = chance_of(r->seed, clock_monotonic_us(), i);
		x[i].us = t.us + room * i, x[i].own = t.own + room * i;
		if (pthread_create(&x[i].thread, NULL, read_on, &x[i]) != 0) die("no thread");
	}
	for (int i = 0; i < READERS; i++) {
		pthread_join(x[i].thread, NULL);
		memmove(t.us + t.n, x[i].us, (size_t)x[i].n * sizeof *t.us);
		memmove(t.own + t.n, x[i].own, (size_t)x[i].n * sizeof *t.own);
		t.n += x[i].n;
	}
	return t;
}

static void forget(struct times t)
{
	free(t.us);
	free(t.own);
}

static void warm(const struct town *r, int seconds, double reads, double writes)
{
	char name[96];
	struct writing w = {.per_second = writes, .chance = chance_of(r->seed, clock_monotonic_us(), 9)};
	if (writes > 0) {
		w.crowd = crowd_gather(r->z, r->seed, r->people, CROWD);
		crowd_room(w.crowd, (int64_t)(2 * seconds * writes) + 1000);
		w.until_us = clock_monotonic_us() + 2 * seconds * INT64_C(1000000);
		if (pthread_create(&w.thread, NULL, write_on, &w) != 0) die("no thread");
	}
	forget(read_all(r, seconds, reads));
	struct load before = load_now();
	struct times t = read_all(r, seconds, reads);
	snprintf(name, sizeof name, "one person read, %.0f a second, %.0f writes a second", reads, writes);
	spread(name, t.us, t.n);
	qsort(t.own, (size_t)t.n, sizeof *t.own, by_size);
	printf("%s, without waiting for the one before, p99\t%.2f\tms\n", name, share(t.own, t.n, 0.99) / 1000);
	printf("%s, cores busy\t%.0f\t%%\n", name, load_share(before));
	forget(t);
	if (!w.crowd) return;
	pthread_join(w.thread, NULL);
	snprintf(name, sizeof name, "the writes beside %.0f reads a second", reads);
	line("durable writes a second, made", (double)w.crowd->done / (2 * seconds), "/s");
	spread(name, w.crowd->us, w.crowd->done);
	line("writes that failed", w.crowd->bad, "");
	crowd_leave(w.crowd);
}

int main(int argc, char **argv)
{
	char error[256];
	bool is_cold = argc == 6 && strcmp(argv[1], "cold") == 0, is_warm = argc == 9 && strcmp(argv[1], "warm") == 0;
	if (!is_cold && !is_warm) return fprintf(stderr, "usage: %s cold|warm PLACE KEYS PEOPLE SEED [SECONDS READS WRITES]\n", argv[0]), 2;
	struct zhuyi_options o = {.store = argv[2], .keys = argv[3], .read_only = is_cold};
	struct town r = {.people = atoll(argv[4]), .seed = strtoull(argv[5], NULL, 10)};
	r.z = is_cold ? open_at_rest(&o, error) : zhuyi_open(&o, error);
	if (!r.z) die(error);
	if (is_cold) cold(&r);
	else warm(&r, atoi(argv[6]), atof(argv[7]), atof(argv[8]));
	zhuyi_close(r.z);
	return 0;
}
