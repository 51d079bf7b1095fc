/* store_bench - what the verbs cost on the place that STORE_PLACE names: one line a measure, tab separated: name, number, unit. */
#include "base/check.h"
#include "base/clock.h"
#include "store/places_int.h"
#include "store/row_int.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { SESSIONS = 2000, READS = 5000, THREADS = 4, GROUPS = 100 };

static struct store *s;

#define MUST(x) \
	do { \
		struct fail f = {0}; \
		if (!(x)) { \
			fprintf(stderr, "%s: %s %s\n", #x, rc_name(f.rc), f.what); \
			exit(1); \
		} \
	} while (0)

static void say(const char *name, double value, const char *unit)
{
	printf("%s\t%s\t%.0f\t%s\n", s->verbs->name, name, value, unit);
	fflush(stdout);
}

static struct session_row session(int i)
{
	struct session_row r = {.org = S("o"),
				.person = S("01J0000000000000000000000P"),
				.id = S("01J0000000000000000000000S"),
				.role = S("patient"),
				.expires_ms = 1,
				.agent = S("x")};
	memcpy(r.token_hash, &i, sizeof i);
	return r;
}

/* Writes as the app makes them: several calls in one transaction, each in a savepoint of its own. */
static void writes(int group, int first)
{
	int64_t start = clock_monotonic_us();
	int groups = GROUPS;
	for (int g = 0; g < groups; g++) {
		MUST(s->verbs->begin(s, &f));
		for (int i = 0; i < group; i++) {
			struct session_row r = session(first + g * group + i);
			MUST(s->verbs->mark(s, &f) && store_session_put(s, &r, &f));
			s->verbs->release(s, true);
		}
		MUST(s->verbs->commit(s, &f));
	}
	char name[64];
	snprintf(name, sizeof name, "durable writes, %d a commit", group);
	say(name, groups * group * 1e6 / (double)(clock_monotonic_us() - start), "/s");
}

static void *read_on(void *ctx)
{
	struct arena a = arena_create(1 << 24);
	int seed = *(int *)ctx;
	for (int i = 0; i < READS; i++) {
		struct arena mine = a;
		struct session_row r, want = session((i * 7 + seed) % SESSIONS);
		MUST(store_session_get(s, &r, want.token_hash, &mine, &f));
	}
	arena_destroy(a);
	return NULL;
}

static void reads(int threads)
{
	pthread_t t[THREADS];
	int seeds[THREADS] = {0, 11, 22, 33};
	int64_t start = clock_monotonic_us();
	for (int i = 0; i < threads; i++) ASSERT(pthread_create(&t[i], NULL, read_on, &seeds[i]) == 0);
	for (int i = 0; i < threads; i++) pthread_join(t[i], NULL);
	char name[64];
	snprintf(name, sizeof name, "sessions read, %d threads", threads);
	say(name, threads * READS * 1e6 / (double)(clock_monotonic_us() - start), "/s");
}

static void load(void)
{
	const struct table *item = tables;
	while (strcmp(item->name, "item") != 0) item++;
	struct arena a = arena_create(1 << 26);
	enum { N = 2000, BATCHES = 50 };
	char body[300];
	memset(body, 7, sizeof body);
	int64_t start = clock_monotonic_us();
	MUST(s->verbs->begin(s, &f));
	for (int b = 0; b < BATCHES; b++) {
		struct arena mine = a;
		struct rows rows = {ARENA_NEW(&mine, struct value, N * item->width), N, item->width};
		for (int i = 0; i < N; i++) {
			struct sb id = sb_new(&mine, 32);
			sb_fmt(&id, "%010d", b * N + i);
			struct value *c = &rows.v[i * item->width];
			c[0] = ARG_TEXT(S("o")), c[1] = ARG_TEXT(sb_str(&id)), c[2] = ARG_TEXT(S("facts")), c[3] = ARG_TEXT(S("1")),
			c[4] = ARG_INT(i), c[5] = ARG_INT(1), c[6] = ARG_BYTES(body, 300);
		}
		MUST(s->verbs->load(s, item, &rows, &f));
	}
	MUST(s->verbs->commit(s, &f));
	say("rows loaded", N * BATCHES * 1e6 / (double)(clock_monotonic_us() - start), "/s");
	start = clock_monotonic_us();
	struct rows rows;
	int64_t n = 0;
	for (struct value key[4], *after = NULL;; after = key) {
		struct arena mine = a;
		MUST(s->verbs->scan(s, item, after, 2000, &rows, &mine, &f));
		if (!rows.n) break;
		n += rows.n;
		static char kept[64];
		memcpy(key, &rows.v[(rows.n - 1) * rows.width], sizeof key);
		memcpy(kept, key[1].bytes.p, (size_t)key[1].bytes.n);
		key[0].bytes = S("o"), key[1].bytes.p = kept, key[2].bytes = S("facts"), key[3].bytes = S("1");
	}
	ASSERT(n == N * BATCHES);
	say("rows scanned", (double)n * 1e6 / (double)(clock_monotonic_us() - start), "/s");
	arena_destroy(a);
}

int main(void)
{
	struct fail f = {0};
	bool is_new;
	ASSERT(places_start());
	struct place_name p = place_new("bench");
	s = store_open(&(struct store_options){.place = p.text}, &is_new, &f);
	if (!s) return fprintf(stderr, "%s\n", f.what), 1;
	writes(20, 0);
	writes(1, 1000000);
	writes(64, 2000000);
	reads(1);
	reads(4);
	load();
	s->verbs->close(s);
	places_stop();
	return 0;
}
