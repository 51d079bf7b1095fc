/* retention.c - what need not be kept any longer goes: visitors who did not come back, people whose duty to be kept has ended, and what is left of
 * sessions, outside log-ins, API tokens and wrong passwords. How long: src/policy/retention.tsv.
 *
 * Each batch is an errand on the writing thread, in a transaction that it shares with the calls that wait there, so that nothing else writes meanwhile
 * and no batch holds the others up for long. A person is decided on again at that moment: a hold may have been set since. */
#include "app/person.h"
#include "base/log.h"

#include <stdio.h>
#include <time.h>

enum { BATCH = 50, DRY_MAX = 100000, FIRST_RUN_S = 60, EVERY_S = 24 * 3600 };
#define DAY_MS INT64_C(86400000)

struct tally {
	int64_t visitors_deleted, visitors_closed, closed_deleted, closed_kept;
};

struct batch {
	struct tally t;
	bool dry, more;
};

/* The moment before which a thing of that class may go. */
static int64_t before_ms(enum keep class, int64_t now_ms)
{
	return now_ms - retention_book()->v[class].amount * DAY_MS;
}

/* Whoever must be kept is looked at again when the duty ends, or tomorrow when nobody knows when. */
static int64_t again_ms(const struct deletion_decision *d, int64_t now_ms)
{
	return d->what == DELETION_BLOCKED && d->until_ms > now_ms ? d->until_ms : now_ms + DAY_MS;
}

static bool one(struct zhuyi *z, struct call *c, struct batch *b, struct person_row *row)
{
	struct deletion_decision d;
	bool visitor = str_eq(row->state, S("active"));
	if (!erase_decide(z, c, row->person, &d)) return false;
	bool done = d.what == DELETION_DONE;
	if (visitor && done) b->t.visitors_deleted++;
	else if (visitor) b->t.visitors_closed++;
	else if (done) b->t.closed_deleted++;
	else b->t.closed_kept++;
	if (b->dry) return true;
	if (done) return erase_person(z, c, row);
	if (visitor) return erase_block(z, c, row, again_ms(&d, call_now(c)));
	row->keep_ms = again_ms(&d, call_now(c));
	return store_person_state(z->store, row, &c->rq.fail);
}

/* Whatever is decided, a person is not in the next batch. */
static bool people_batch(struct zhuyi *z, struct call *c)
{
	struct batch *b = c->work;
	struct person_rows rows;
	int limit = b->dry ? DRY_MAX : BATCH;
	int64_t now = call_now(c);
	if (!store_people_stale(z->store, &rows, c->house->org, before_ms(KEEP_VISITOR, now), now, limit, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!one(z, c, b, &rows.v[i])) return false;
	b->more = rows.n == limit;
	return true;
}

static bool leftovers(struct zhuyi *z, struct call *c)
{
	int64_t now = call_now(c);
	return store_session_drop_expired(z->store, before_ms(KEEP_SESSION, now), &c->rq.fail) &&
	       store_outside_drop_expired(z->store, now, &c->rq.fail) &&
	       store_attempt_drop_old(z->store, before_ms(KEEP_ATTEMPT, now), now, &c->rq.fail) &&
	       store_token_drop_old(z->store, before_ms(KEEP_TOKEN, now), &c->rq.fail);
}

/* Only reading needs no errand. */
static bool dry_run(struct zhuyi *z, struct house *house, struct batch *b, struct fail *fail)
{
	struct arena memory = arena_create(CALL_MEMORY);
	struct call c = {.house = house, .work = b, .arena = memory};
	if (!memory.beg) return fail_set(fail, RC_LIMIT, "retention", "no address space");
	c.rq = (struct req){.arena = &c.arena, .clock = clock_system(), .rng = rng_system()};
	bool ok = people_batch(z, &c);
	if (!ok) *fail = c.rq.fail;
	arena_destroy(memory);
	return ok;
}

static bool house_run(struct zhuyi *z, struct house *house, bool dry, struct tally *t, struct fail *fail)
{
	struct batch b = {.dry = dry, .more = true};
	bool ok = true;
	while (ok && b.more) {
		b = (struct batch){.dry = dry};
		ok = dry ? dry_run(z, house, &b, fail) : calls_errand(z, house, people_batch, &b, fail);
		if (!ok) break; /* what was counted was undone */
		t->visitors_deleted += b.t.visitors_deleted;
		t->visitors_closed += b.t.visitors_closed;
		t->closed_deleted += b.t.closed_deleted;
		t->closed_kept += b.t.closed_kept;
		if (dry) break;
	}
	return ok;
}

static void tell(const struct house *house, bool dry, const struct tally *t, void (*line)(void *ctx, struct zhuyi_text text), void *ctx)
{
	char room[1024];
	struct arena a = {room, room + sizeof room, NULL};
	struct sb out = sb_new(&a, 512);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	jw_str(&w, "organisation", house->org);
	jw_bool(&w, "dry_run", dry);
	jw_i64(&w, "visitors_deleted", t->visitors_deleted);
	jw_i64(&w, "visitors_closed", t->visitors_closed);
	jw_i64(&w, "closed_deleted", t->closed_deleted);
	jw_i64(&w, "closed_kept", t->closed_kept);
	jw_end_object(&w);
	sb_byte(&out, '\n');
	if (line) line(ctx, (struct zhuyi_text){out.p, (size_t)out.n});
	if (!dry && (t->visitors_deleted || t->visitors_closed || t->closed_deleted))
		log_event(LOG_INFO, "retention", "done", STR_FMT ": %lld deleted, %lld closed", STR_ARG(house->org),
			  (long long)(t->visitors_deleted + t->closed_deleted), (long long)t->visitors_closed);
}

bool zhuyi_retention(struct zhuyi *z, bool dry, void (*line)(void *ctx, struct zhuyi_text text), void *ctx, char error[256])
{
	struct fail fail = {0};
	bool ok = z->store || fail_set(&fail, RC_MISSING, "retention", "no store");
	if (ok && !dry && !z->writer_runs) ok = fail_set(&fail, RC_BUSY, "retention", "the store is read-only");
	for (int i = 0; ok && i < z->houses.n; i++) {
		struct tally t = {0};
		ok = house_run(z, &z->houses.v[i], dry, &t, &fail);
		tell(&z->houses.v[i], dry, &t, line, ctx);
	}
	if (ok && !dry && z->houses.n) ok = calls_errand(z, &z->houses.v[0], leftovers, NULL, &fail);
	if (!ok) snprintf(error, 256, "%s", fail.what);
	return ok;
}

/* ---- once a day ---- */

static bool wait_s(struct zhuyi *z, int seconds)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&z->daily.lock);
	while (!z->daily.ends && pthread_cond_timedwait(&z->daily.more, &z->daily.lock, &until) == 0) {
	}
	bool ends = z->daily.ends;
	pthread_mutex_unlock(&z->daily.lock);
	return !ends;
}

static void *daily(void *ctx)
{
	struct zhuyi *z = ctx;
	char error[256];
	for (int seconds = FIRST_RUN_S; wait_s(z, seconds); seconds = EVERY_S)
		if (!zhuyi_retention(z, false, NULL, NULL, error)) log_event(LOG_ERROR, "retention", "failed", "%s", error);
	return NULL;
}

bool daily_start(struct zhuyi *z, struct fail *fail)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&z->daily.lock, NULL);
	pthread_cond_init(&z->daily.more, &attr);
	pthread_condattr_destroy(&attr);
	z->daily.runs = pthread_create(&z->daily.thread, NULL, daily, z) == 0;
	return z->daily.runs || fail_set(fail, RC_LIMIT, "daily_start", "cannot start a thread");
}

void daily_stop(struct zhuyi *z)
{
	if (!z->daily.runs) return;
	pthread_mutex_lock(&z->daily.lock);
	z->daily.ends = true;
	pthread_cond_signal(&z->daily.more);
	pthread_mutex_unlock(&z->daily.lock);
	pthread_join(z->daily.thread, NULL);
	z->daily.runs = false;
}
