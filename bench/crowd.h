/* crowd.h - patients who change what is known of them, many at once: the full way of a small durable write. Shared by people.c and facts.c. */
#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include "app/app.h"
#include "base/check.h"
#include "chance.h"
#include "figures.h"

#include <unistd.h>

struct crowd {
	struct zhuyi *z;
	const struct zhuyi_verb *verb;
	char (*tokens)[TOKEN_SESSION_CHARS + 1]; /* one a patient */
	int n, bad;
	pthread_mutex_t lock;
	pthread_cond_t landed;
	int flying;
	int64_t *us, done, room; /* how long each took */
};

struct seat {
	struct crowd *c;
	int64_t start;
};

static inline const struct zhuyi_verb *verb_named(const char *name)
{
	const struct zhuyi_verb *v;
	for (size_t i = 0; (v = zhuyi_verb(i)); i++)
		if (strcmp(v->name, name) == 0) return v;
	die("no such verb");
}

/* A session of this person, as a log-in makes it. In a transaction. */
static inline bool crowd_session(struct store *s, struct chance *chance, str person, str role, int account, char token[65], struct fail *fail)
{
	char id[27];
	struct clock clock = clock_system();
	int64_t now = clock.now_ms(clock.ctx);
	struct session_row row = {.org = HOSPITAL_ORG, .person = person, .role = role, .account = account, .created_ms = now};
	row.expires_ms = now + 8 * 3600 * 1000;
	row.agent = S("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");
	token_session_make(token, row.token_hash, chance_rng(chance));
	ulid_make(id, now, chance_rng(chance));
	row.id = str_from(id);
	return store_session_put(s, &row, fail);
}

/* `n` patients of bench/hospital's `people`, with a session each. While no call runs. */
static inline struct crowd *crowd_gather(struct zhuyi *z, uint64_t seed, int64_t people, int n)
{
	struct crowd *c = calloc(1, sizeof *c);
	struct chance chance = {seed ^ (uint64_t)clock_monotonic_us()};
	struct fail fail = {0};
	if (!c || !(c->tokens = calloc((size_t)n, sizeof *c->tokens))) die("no memory");
	c->z = z, c->n = n, c->verb = verb_named("facts_change");
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->landed, NULL);
	if (!z->store->verbs->begin(z->store, &fail)) die(fail.what);
	for (int i = 0; i < n; i++) {
		char person[27];
		hospital_person(person, seed, chance_below(&chance, people), people);
		if (!crowd_session(z->store, &chance, str_from(person), S("patient"), ACCOUNT_FULL, c->tokens[i], &fail)) die(fail.what);
	}
	if (!z->store->verbs->commit(z->store, &fail)) die(fail.what);
	return c;
}

static inline void crowd_room(struct crowd *c, int64_t calls)
{
	free(c->us);
	c->us = calloc((size_t)calls + 1, sizeof *c->us);
	if (!c->us) die("no memory");
	c->room = calls, c->done = 0, c->bad = 0;
}

static inline void crowd_land(void *ctx, const struct zhuyi_reply *reply)
{
	struct seat *s = ctx;
	struct crowd *c = s->c;
	int64_t took = clock_monotonic_us() - s->start;
	pthread_mutex_lock(&c->lock);
	if (reply->status != 200 && !c->bad++) fprintf(stderr, "bench: %d %.*s\n", reply->status, (int)reply->body.n, reply->body.p);
	if (c->done < c->room) c->us[c->done++] = took;
	c->flying--;
	pthread_cond_signal(&c->landed);
	pthread_mutex_unlock(&c->lock);
	free(s);
}

static inline void crowd_start(struct crowd *c, int64_t i)
{
	static const char *const drugs[] = {"苯磺酸氨氯地平片 5mg 每日一次", "盐酸二甲双胍片 0.5g 每日两次", "左甲状腺素钠片 50μg 每日一次"};
	char body[512];
	struct seat *s = malloc(sizeof *s);
	if (!s) die("no memory");
	*s = (struct seat){c, clock_monotonic_us()};
	int n = snprintf(
		body, sizeof body,
		"{\"facts\":{\"sex\":\"female\",\"weight_kg\":%lld.%lld,\"height_cm\":165,\"conditions\":[\"高血压\"],\"allergies\":[\"青霉素\"],"
		"\"drugs\":[\"%s\"]}}",
		(long long)(50 + i % 40), (long long)(i % 10), drugs[i % 3]);
	struct zhuyi_call call = {.verb = c->verb,
				  .body = {body, (size_t)n},
				  .id = {"me", 2},
				  .session = {c->tokens[i % c->n], TOKEN_SESSION_CHARS},
				  .done = crowd_land,
				  .ctx = s};
	pthread_mutex_lock(&c->lock);
	c->flying++;
	pthread_mutex_unlock(&c->lock);
	if (!zhuyi_start(c->z, &call)) die("the library refused a call");
}

static inline void crowd_wait(struct crowd *c, int at_most)
{
	pthread_mutex_lock(&c->lock);
	while (c->flying > at_most) pthread_cond_wait(&c->landed, &c->lock);
	pthread_mutex_unlock(&c->lock);
}

/* `total` calls, never more than `at_once` at a time; the next starts when one lands. */
static inline void crowd_fly(struct crowd *c, int64_t total, int at_once)
{
	crowd_room(c, total);
	for (int64_t i = 0; i < total; i++) {
		crowd_wait(c, at_once - 1);
		crowd_start(c, i);
	}
	crowd_wait(c, 0);
}

static inline void crowd_leave(struct crowd *c)
{
	free(c->us);
	free(c->tokens);
	free(c);
}

#endif
