/* reminders.c - the thread that fires what is due.
 *
 * A batch is an errand on the writing thread: notice, next time and the clock it was done by, in one transaction. A batch that failed is done again;
 * since a notice's id is made from the reminder and when it was due, nothing comes twice. When the server was down, the newest of each reminder comes
 * late and the ones before are counted as missed. When the clock is set back, what was set for times after it is set anew. */
#include "app/reminder_int.h"

#include "base/log.h"

#include <stdio.h>
#include <time.h>

enum { BATCH = 200, MISSED_MOST = 10000, PUT_OFF_MS = 3600 * 1000, SET_BACK_MS = 60 * 1000, AGAIN_S = 1, AFTER_FAILURE_S = 5 };
enum { ROUND_MEMORY = 256 << 20, DUE_MOST = 500000 };

struct round {
	int64_t now_ms;
	int limit;
	struct fired fired;
	const struct due_row *rows; /* to be set anew */
	ptrdiff_t n;
};

/* ---- one of them, on the writing thread ---- */

static bool drop(struct zhuyi *z, struct call *c, const struct due_row *due, struct round *r)
{
	r->fired.dropped++;
	return store_due_drop(z->store, due->org, due->person, due->reminder, &c->rq.fail);
}

static bool put_off(struct zhuyi *z, struct call *c, const struct due_row *due, struct round *r, const struct fail *why)
{
	struct due_row later = *due;
	later.due_ms = r->now_ms + PUT_OFF_MS;
	r->fired.put_off++;
	log_event(LOG_ERROR, "reminder", "put off", "%s %s", rc_name(why->rc), why->what);
	return store_due_put(z->store, &later, &c->rq.fail);
}

/* The next time after at_ms, or none. */
static bool move_on(struct zhuyi *z, struct call *c, const struct due_row *due, const struct reminder *rem, int64_t at_ms)
{
	struct due_row next = *due;
	if (schedule_next(&rem->schedule, at_ms, &next.due_ms)) return store_due_put(z->store, &next, &c->rq.fail);
	return store_due_drop(z->store, due->org, due->person, due->reminder, &c->rq.fail);
}

static bool tell(struct zhuyi *z, struct call *c, const struct someone *s, const struct due_row *due, struct reminder *rem, struct round *r)
{
	int64_t newest;
	rem->id = due->reminder;
	if (!schedule_last(&rem->schedule, r->now_ms, &newest)) return move_on(z, c, due, rem, r->now_ms);
	int64_t missed = schedule_count(&rem->schedule, due->due_ms, newest, MISSED_MOST);
	bool ok;
	if (reminder_is_shown(rem->kind)) ok = notice_of_reminder(z, c, s, rem, newest, r->now_ms, missed);
	else ok = !z->reminders.watch || z->reminders.watch(z, c, s, rem->about);
	r->fired.told++;
	return ok && move_on(z, c, due, rem, newest);
}

/* Without consent nothing is said; the person finds it paused, and may go on with it after agreeing again. What the program watches for itself nobody
 * could find: it goes on by itself. */
static bool pause(struct zhuyi *z, struct call *c, const struct someone *s, const struct due_row *due, struct reminder *rem, struct round *r)
{
	if (!reminder_is_shown(rem->kind)) return move_on(z, c, due, rem, r->now_ms);
	rem->state = S("paused");
	return reminder_keep(z, c, s, rem) && drop(z, c, due, r);
}

static bool read_due(struct zhuyi *z, struct call *c, const struct someone *s, const struct due_row *due, struct reminder *rem, struct fail *why)
{
	str text;
	struct item_row row;
	if (!people_item_get(&z->people, s, &text, &row, S("reminder"), due->reminder, &c->arena, why) ||
	    !reminder_read(rem, due->reminder, text, &c->arena, why))
		return false;
	rem->version = row.version;
	return true;
}

/* A person or reminder that is gone has nothing due; one that is damaged must not hold up the others. Anything else is the store's failure. */
static bool gone(struct zhuyi *z, struct call *c, const struct due_row *due, struct round *r, const struct fail *why)
{
	if (why->rc == RC_MISSING) return drop(z, c, due, r);
	if (why->rc == RC_CORRUPT) return put_off(z, c, due, r, why);
	c->rq.fail = *why;
	return false;
}

static bool fire_one(struct zhuyi *z, struct call *c, const struct due_row *due, struct round *r)
{
	struct someone s;
	struct reminder rem;
	struct fail why = {0};
	bool agreed;
	r->fired.taken++;
	if (!people_open(&z->people, &s, due->org, due->person, false, &c->arena, &why)) return gone(z, c, due, r, &why);
	bool ok = read_due(z, c, &s, due, &rem, &why);
	if (!ok) ok = gone(z, c, due, r, &why);
	else if (!reminder_active(&rem)) ok = drop(z, c, due, r);
	else ok = call_consent(z, c, due->person, &agreed) && (agreed ? tell(z, c, &s, due, &rem, r) : pause(z, c, &s, due, &rem, r));
	people_forget(&s);
	return ok;
}

/* ---- batches ---- */

static bool remember_clock(struct zhuyi *z, struct call *c, int64_t now_ms)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)now_ms);
	return store_meta_put(z->store, S("reminders_ms"), (str){text, n}, &c->rq.fail);
}

/* Read again inside the transaction: somebody may have changed a reminder since. Rows of other hospitals have their turn when they are the oldest. */
static bool fire_batch(struct zhuyi *z, struct call *c)
{
	struct round *r = c->work;
	struct due_rows rows;
	if (!store_due_next(z->store, &rows, r->now_ms, r->limit, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct house *h = house_of(&z->houses, rows.v[i].org);
		if (h && h != c->house) continue;
		if (!(h ? fire_one(z, c, &rows.v[i], r) : drop(z, c, &rows.v[i], r))) return false;
	}
	return remember_clock(z, c, r->now_ms);
}

static bool put_off_first(struct zhuyi *z, struct call *c)
{
	struct round *r = c->work;
	struct due_rows rows;
	struct fail why = {.rc = RC_CORRUPT, .what = "it failed alone"};
	return store_due_next(z->store, &rows, r->now_ms, 1, &c->arena, &c->rq.fail) && (!rows.n || put_off(z, c, &rows.v[0], r, &why));
}

/* The store's own failures come and go; any other is somebody's, and shows again when they are alone. */
static bool comes_and_goes(enum rc rc)
{
	return rc == RC_UPSTREAM || rc == RC_IO || rc == RC_BUSY || rc == RC_TIMEOUT;
}

static void add(struct fired *sum, const struct fired *f)
{
	sum->taken += f->taken;
	sum->told += f->told;
	sum->dropped += f->dropped;
	sum->put_off += f->put_off;
}

static struct house *house_due(struct zhuyi *z, int64_t now_ms, struct arena a, bool *none, struct fail *fail)
{
	struct due_rows rows;
	*none = false;
	if (!store_due_next(z->store, &rows, now_ms, 1, &a, fail)) return NULL;
	if (!rows.n) return *none = true, NULL;
	struct house *h = house_of(&z->houses, rows.v[0].org);
	return h ? h : &z->houses.v[0]; /* of a hospital that there is no more: dropped by whoever it is */
}

static bool ends(struct zhuyi *z)
{
	pthread_mutex_lock(&z->reminders.lock);
	bool yes = z->reminders.ends;
	pthread_mutex_unlock(&z->reminders.lock);
	return yes;
}

/* One batch; after a failure that is somebody's, one by one until that many are done. */
static bool fire_some(struct zhuyi *z, struct house *house, struct round *r, int *alone, struct fail *fail)
{
	struct fail why = {0};
	r->limit = *alone > 0 ? 1 : BATCH;
	r->fired = (struct fired){0};
	if (*alone > 0) --*alone;
	if (calls_errand(z, house, fire_batch, r, &why)) return true;
	if (comes_and_goes(why.rc)) return *fail = why, false;
	bool was_alone = r->limit == 1;
	r->fired = (struct fired){0};
	if (!was_alone) return *alone = BATCH, true;
	log_event(LOG_ERROR, "reminder", "failed", "%s %s", rc_name(why.rc), why.where);
	return calls_errand(z, house, put_off_first, r, fail);
}

static bool fire_all(struct zhuyi *z, int64_t now_ms, struct fired *out, struct arena a, struct fail *fail)
{
	struct round r = {.now_ms = now_ms};
	int alone = 0;
	bool ok = true, none = false;
	while (ok && !ends(z)) {
		struct house *house = house_due(z, now_ms, a, &none, fail);
		if (!house) return none;
		ok = fire_some(z, house, &r, &alone, fail);
		if (ok) add(out, &r.fired), z->count.reminders += r.fired.told;
		if (ok && z->reminders.newest_ms < now_ms) z->reminders.newest_ms = now_ms;
	}
	return ok;
}

/* ---- the clock was set back ---- */

static bool set_one(struct zhuyi *z, struct call *c, const struct due_row *due, struct round *r)
{
	struct someone s;
	struct reminder rem;
	struct fail why = {0};
	int64_t next;
	if (!people_open(&z->people, &s, due->org, due->person, false, &c->arena, &why)) return gone(z, c, due, r, &why);
	bool ok = read_due(z, c, &s, due, &rem, &why);
	people_forget(&s);
	if (!ok) return gone(z, c, due, r, &why);
	bool earlier = schedule_next(&rem.schedule, r->now_ms, &next) && next < due->due_ms;
	return !earlier || move_on(z, c, due, &rem, r->now_ms);
}

static bool set_batch(struct zhuyi *z, struct call *c)
{
	struct round *r = c->work;
	for (ptrdiff_t i = 0; i < r->n; i++)
		if (r->rows[i].due_ms > r->now_ms && house_of(&z->houses, r->rows[i].org) == c->house && !set_one(z, c, &r->rows[i], r)) return false;
	return remember_clock(z, c, r->now_ms);
}

static bool set_anew(struct zhuyi *z, int64_t now_ms, struct arena a, struct fail *fail)
{
	struct due_rows rows;
	bool ok = store_due_next(z->store, &rows, INT64_MAX, DUE_MOST, &a, fail);
	log_event(LOG_WARN, "reminder", "clock set back", "%lld s; what is due is set anew", (long long)((z->reminders.newest_ms - now_ms) / 1000));
	for (ptrdiff_t from = 0; ok && from < rows.n; from += BATCH)
		for (int h = 0; ok && h < z->houses.n; h++) {
			struct round r = {.now_ms = now_ms, .rows = rows.v + from, .n = rows.n - from < BATCH ? rows.n - from : BATCH};
			ok = calls_errand(z, &z->houses.v[h], set_batch, &r, fail);
		}
	if (ok) z->reminders.newest_ms = now_ms;
	return ok;
}

static bool known_clock(struct zhuyi *z, struct arena a, struct fail *fail)
{
	str text;
	struct fail none = {0};
	if (z->reminders.newest_ms) return true;
	if (store_meta_get(z->store, &text, S("reminders_ms"), &a, &none)) return str_to_i64(text, &z->reminders.newest_ms) || true;
	return none.rc == RC_MISSING || (*fail = none, false);
}

bool reminders_fire(struct zhuyi *z, int64_t now_ms, struct fired *out, struct fail *fail)
{
	struct arena memory = arena_create(ROUND_MEMORY);
	*out = (struct fired){0};
	if (!memory.beg) return fail_set(fail, RC_LIMIT, "reminders", "no address space");
	bool ok = known_clock(z, memory, fail) && (z->reminders.newest_ms <= now_ms + SET_BACK_MS || set_anew(z, now_ms, memory, fail)) &&
		  fire_all(z, now_ms, out, memory, fail);
	arena_destroy(memory);
	return ok;
}

/* ---- the thread ---- */

static bool wait_s(struct zhuyi *z, int seconds)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&z->reminders.lock);
	while (!z->reminders.ends && pthread_cond_timedwait(&z->reminders.more, &z->reminders.lock, &until) == 0) {
	}
	bool over = z->reminders.ends;
	pthread_mutex_unlock(&z->reminders.lock);
	return !over;
}

static void *each_second(void *ctx)
{
	struct zhuyi *z = ctx;
	struct clock clock = clock_system();
	bool works = true;
	for (int seconds = AGAIN_S; wait_s(z, seconds);) {
		struct fired f;
		struct fail why = {0};
		bool ok = reminders_fire(z, clock.now_ms(clock.ctx), &f, &why);
		if (!ok && works) log_event(LOG_ERROR, "reminder", "failed", "%s: %s", rc_name(why.rc), why.what);
		if (ok && !works) log_event(LOG_INFO, "reminder", "works again", "%lld fired", (long long)f.told);
		works = ok;
		seconds = ok ? AGAIN_S : AFTER_FAILURE_S;
	}
	return NULL;
}

bool reminders_start(struct zhuyi *z, struct fail *fail)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&z->reminders.more, &attr);
	pthread_condattr_destroy(&attr);
	z->reminders.runs = pthread_create(&z->reminders.thread, NULL, each_second, z) == 0;
	return z->reminders.runs || fail_set(fail, RC_LIMIT, "reminders_start", "cannot start a thread");
}

void reminders_stop(struct zhuyi *z)
{
	if (!z->reminders.runs) return;
	pthread_mutex_lock(&z->reminders.lock);
	z->reminders.ends = true;
	pthread_cond_signal(&z->reminders.more);
	pthread_mutex_unlock(&z->reminders.lock);
	pthread_join(z->reminders.thread, NULL);
	z->reminders.runs = false;
}
