/* pq.c - the store in PostgreSQL: one connection that writes and holds the store's lock, and a few that read.
 *
 * Every command of a transaction that needs no answer (savepoints, and writes that meet no other row) is queued and travels with the next that does. A
 * lost connection fails the verb that meets it; the next begin, and every read outside a transaction, connects again by itself. */
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/driver_int.h"
#include "store/pq_link.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { READERS = 4, LOCK_TRIES = 40, LOCK_PAUSE_US = 50000, REST_AFTER_FAILURE_US = 500000 };

struct pq_store {
	struct store store;
	const struct pq_api *pq;
	char *place;
	bool read_only;
	const struct migrations *migrations;

	pthread_mutex_t write_lock;
	struct link write;
	_Atomic pthread_t writer; /* the thread inside begin … commit: its own reads must see what it wrote */
	_Atomic bool writing;

	pthread_mutex_t pool_lock;
	pthread_cond_t given_back;
	struct link read[READERS];
	bool taken[READERS];
	int64_t rest_until_us; /* after a connection was refused nobody tries again before this: requests must not queue up behind a dead host */
};

/* ---- the writing connection ---- */

/* The number of migrations this database has seen; 0: an empty database. */
static bool schema_of(struct link *l, int *version, struct fail *fail)
{
	char cell[32];
	int64_t n;
	if (!link_script(l, "SELECT to_regclass('meta') IS NOT NULL", cell, sizeof cell, fail)) return false;
	*version = 0;
	if (cell[0] != 't') return true;
	if (!link_script(l, "SELECT value FROM meta WHERE key = 'schema'", cell, sizeof cell, fail) || !str_to_i64(str_from(cell), &n) || n < 1 ||
	    n > 9999)
		return fail_set(fail, RC_CORRUPT, "store_open", "the database has a table meta that is not this program's");
	*version = (int)n;
	return true;
}

static bool migrate_one(struct link *l, const char *commands, int number, struct fail *fail)
{
	struct arena a = arena_create(1 << 24), whole = a;
	struct sb sql = sb_new(&a, 1 << 16);
	sb_add(&sql, S("BEGIN; "));
	sb_add(&sql, migrate_translate(&a, str_from(commands)));
	sb_fmt(&sql, "; INSERT INTO meta (key, value) VALUES ('schema', '%d') ON CONFLICT (key) DO UPDATE SET value = excluded.value; COMMIT",
	       number);
	bool ok = link_script(l, str_c(&a, sb_str(&sql)), NULL, 0, fail);
	arena_destroy(whole);
	return ok;
}

/* Each migration and its number in one transaction: a crash in between leaves the old schema whole. */
static bool migrate(struct pq_store *s, struct link *l, bool *is_new, struct fail *fail)
{
	int version;
	if (!schema_of(l, &version, fail)) return false;
	*is_new = version == 0;
	if (version > s->migrations->n)
		return fail_set(fail, RC_CORRUPT, "store_migrate", "the store was written by a newer version (schema %d, this program knows %d)",
				version, s->migrations->n);
	if (version < s->migrations->n && s->read_only)
		return fail_set(fail, RC_BUSY, "store_migrate", "the store is read-only and its schema %d is not %d", version, s->migrations->n);
	for (; version < s->migrations->n; version++)
		if (!migrate_one(l, s->migrations->sql[version], version + 1, fail)) return false;
	return true;
}

/* One server a store: a lock that lives as long as the connection. It is tried for two seconds, in which the commands of a server that was killed
 * end (client_connection_check_interval). "zhui", and the schema the tables are in. */
static bool take_store(struct link *l, struct fail *fail)
{
	char cell[8];
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (!link_script(l, "SELECT pg_try_advisory_lock(x'7a687569'::int, current_schema()::regnamespace::oid::int)", cell, sizeof cell,
				 fail))
			return false;
		if (cell[0] == 't') return true;
		usleep(LOCK_PAUSE_US);
	}
	return fail_set(fail, RC_BUSY, "store_open", "another server is using this database");
}

static bool open_writer(struct pq_store *s, bool *is_new, struct fail *fail)
{
	if (link_open(&s->write, s->pq, s->place, false, fail) && take_store(&s->write, fail) && migrate(s, &s->write, is_new, fail)) return true;
	link_close(&s->write);
	return false;
}

/* While people wait: what libpq says names hosts and users, and belongs into the log. */
static bool connect_again(struct pq_store *s, struct link *l, bool read_only, struct fail *fail)
{
	struct fail why = {0};
	if (link_open(l, s->pq, s->place, read_only, &why)) return true;
	log_event(LOG_WARN, "database", "why", "%s", why.what);
	return fail_set(fail, why.rc, why.where, "the database does not answer");
}

/* After a loss. What is there now must be what was there: an empty database in its place is not filled behind a running server's back. */
static bool reopen_writer(struct pq_store *s, struct fail *fail)
{
	int version;
	if (connect_again(s, &s->write, false, fail) && take_store(&s->write, fail) && schema_of(&s->write, &version, fail) &&
	    (version == s->migrations->n ||
	     fail_set(fail, RC_CORRUPT, "store_begin", "the database has another schema than before (%d, not %d)", version, s->migrations->n)))
		return true;
	link_close(&s->write);
	return false;
}

/* ---- transactions ---- */

/* Of these nobody waits for the outcome: a record replaces the one before it, keys are random or counted by the one writer, what stood there was read. When one fails all the same
 * (the disk is full, an index damaged), some call of the group was told that it was written: then the whole transaction can only be rolled back. */
static bool is_unasked(enum stmt s)
{
	switch (s) {
	case S_ITEM_PUT:
	case S_DECISION_PUT:
	case S_RESOURCE_PUT:
	case S_RESOURCE_CHANGE:
	case S_RESOURCE_PAST_PUT:
	case S_ACCESS_PUT:
	case S_PERSON_SEEN:
	case S_LEAF_PUT:
	case S_NODE_PUT:
	case S_HEAD_PUT: return true;
	default: return false;
	}
}

static bool whole(const struct pq_store *s, struct fail *fail)
{
	return !s->write.spoiled || fail_set(fail, RC_IO, "store", "an earlier write of this transaction failed");
}

/* The round trip of the writing connection, within a transaction. */
static bool finish(struct pq_store *s, PGresult **r, struct fail *fail)
{
	if (!link_finish(&s->write, r, fail)) return false;
	if (whole(s, fail)) return true;
	if (r) s->pq->PQclear(*r);
	return false;
}

static bool pq_begin(struct store *st, struct fail *fail)
{
	struct pq_store *s = (struct pq_store *)st;
	struct fail first = {0};
	if (s->read_only) return fail_set(fail, RC_BUSY, "store_begin", "the store is read-only");
	pthread_mutex_lock(&s->write_lock);
	link_command(&s->write, "BEGIN");
	bool ok = link_alive(&s->write) && link_finish(&s->write, NULL, &first);
	if (!ok && !link_alive(&s->write)) { /* it may have been lost long ago: nothing is, by trying once more */
		ok = reopen_writer(s, fail);
		link_command(&s->write, "BEGIN");
		ok = ok && link_finish(&s->write, NULL, fail);
	} else if (!ok) {
		*fail = fail->rc ? *fail : first;
	}
	if (ok) {
		s->write.spoiled = false;
		s->writer = pthread_self();
		s->writing = true;
	}
	pthread_mutex_unlock(&s->write_lock);
	return ok;
}

static bool pq_commit(struct store *st, struct fail *fail)
{
	struct pq_store *s = (struct pq_store *)st;
	PGresult *r;
	pthread_mutex_lock(&s->write_lock);
	bool ok = whole(s, fail);
	if (ok) link_command(&s->write, "COMMIT"); /* which the server leaves out when something queued before it fails */
	ok = ok && link_finish(&s->write, &r, fail);
	if (ok) { /* of a transaction in which something failed the server makes a rollback, and calls that a success */
		ok = strcmp(s->pq->PQcmdStatus(r), "COMMIT") == 0 ||
		     fail_set(fail, RC_IO, "store_commit", "the transaction had failed before its end");
		s->pq->PQclear(r);
	}
	if (ok) s->writing = false;
	pthread_mutex_unlock(&s->write_lock);
	return ok;
}

static void pq_rollback(struct store *st)
{
	struct pq_store *s = (struct pq_store *)st;
	struct fail ignored = {0};
	pthread_mutex_lock(&s->write_lock);
	if (link_alive(&s->write)) {
		link_command(&s->write, "ROLLBACK");
		if (!link_finish(&s->write, NULL, &ignored)) link_close(&s->write); /* and with it whatever it had begun */
	}
	s->writing = false;
	pthread_mutex_unlock(&s->write_lock);
}

static bool pq_mark(struct store *st, struct fail *fail)
{
	struct pq_store *s = (struct pq_store *)st;
	pthread_mutex_lock(&s->write_lock);
	bool ok = whole(s, fail) && (s->write.queued < LINK_QUEUE / 2 || finish(s, NULL, fail));
	link_command(&s->write, "SAVEPOINT one");
	ok = ok && (link_alive(&s->write) || fail_set(fail, RC_UPSTREAM, "store_mark", "the database does not answer"));
	pthread_mutex_unlock(&s->write_lock);
	return ok;
}

static void pq_release(struct store *st, bool keep)
{
	struct pq_store *s = (struct pq_store *)st;
	pthread_mutex_lock(&s->write_lock);
	if (!keep) link_command(&s->write, "ROLLBACK TO one");
	link_command(&s->write, "RELEASE one");
	pthread_mutex_unlock(&s->write_lock);
}

static bool pq_write(struct store *st, enum stmt which, const struct value *args, int n, int64_t *changed, struct fail *fail)
{
	struct pq_store *s = (struct pq_store *)st;
	PGresult *r = NULL;
	ASSERT(statement_writes(which) && s->writing);
	pthread_mutex_lock(&s->write_lock);
	bool ok = whole(s, fail) && (s->write.queued < LINK_QUEUE - 8 || finish(s, NULL, fail));
	if (ok && !changed && is_unasked(which)) {
		link_unasked(&s->write, which, args, n);
		ok = link_alive(&s->write) || fail_set(fail, RC_UPSTREAM, "store_write", "the database does not answer");
	} else if (ok) {
		link_statement(&s->write, which, args, n);
		ok = finish(s, &r, fail);
	}
	pthread_mutex_unlock(&s->write_lock);
	if (!ok || !r) return ok;
	if (changed) str_to_i64(str_from(s->pq->PQcmdTuples(r)), changed);
	s->pq->PQclear(r);
	return true;
}

/* ---- reading ---- */

struct query { /* a statement, or a command that is not kept prepared */
	enum stmt statement;
	const char *sql; /* NULL: the statement */
	const struct value *args;
	int n;
};

static bool ask(struct link *l, const struct query *q, PGresult **r, struct fail *fail)
{
	if (q->sql) link_query(l, q->sql, q->args, q->n);
	else link_statement(l, q->statement, q->args, q->n);
	return link_finish(l, r, fail);
}

static struct link *take_reader(struct pq_store *s)
{
	struct link *best = NULL;
	pthread_mutex_lock(&s->pool_lock);
	while (!best) {
		for (int i = 0; i < READERS; i++) /* rather one that is open */
			if (!s->taken[i] && (!best || (link_alive(&s->read[i]) && !link_alive(best)))) best = &s->read[i];
		if (!best) pthread_cond_wait(&s->given_back, &s->pool_lock);
	}
	s->taken[best - s->read] = true;
	pthread_mutex_unlock(&s->pool_lock);
	return best;
}

static void give_back(struct pq_store *s, struct link *l)
{
	pthread_mutex_lock(&s->pool_lock);
	s->taken[l - s->read] = false;
	pthread_cond_signal(&s->given_back);
	pthread_mutex_unlock(&s->pool_lock);
}

static bool open_reader(struct pq_store *s, struct link *l, struct fail *fail)
{
	pthread_mutex_lock(&s->pool_lock);
	bool rest = clock_monotonic_us() < s->rest_until_us;
	pthread_mutex_unlock(&s->pool_lock);
	if (rest) return fail_set(fail, RC_UPSTREAM, "store_read", "the database does not answer");
	if (connect_again(s, l, true, fail)) return true;
	pthread_mutex_lock(&s->pool_lock);
	s->rest_until_us = clock_monotonic_us() + REST_AFTER_FAILURE_US;
	pthread_mutex_unlock(&s->pool_lock);
	return false;
}

static bool ask_reader(struct pq_store *s, const struct query *q, PGresult **r, struct fail *fail)
{
	struct link *l = take_reader(s);
	struct fail first = {0};
	bool ok = link_alive(l) && ask(l, q, r, &first);
	if (!ok && !link_alive(l)) ok = open_reader(s, l, fail) && ask(l, q, r, fail); /* new, or lost since it was used last */
	else if (!ok) *fail = fail->rc ? *fail : first;
	give_back(s, l);
	return ok;
}

static bool answer(struct pq_store *s, const struct query *q, struct rows *rows, struct arena *a, struct fail *fail)
{
	PGresult *r;
	bool ok;
	*rows = (struct rows){0};
	if (s->writing && pthread_equal(s->writer, pthread_self())) {
		pthread_mutex_lock(&s->write_lock);
		ok = ask(&s->write, q, &r, fail);
		if (ok && !whole(s, fail)) {
			s->pq->PQclear(r);
			ok = false;
		}
		pthread_mutex_unlock(&s->write_lock);
	} else {
		ok = ask_reader(s, q, &r, fail);
	}
	return ok && link_rows(s->pq, r, rows, a, fail);
}

static bool pq_read(struct store *st, enum stmt which, const struct value *args, int n, struct rows *rows, struct arena *a, struct fail *fail)
{
	ASSERT(!statement_writes(which));
	return answer((struct pq_store *)st, &(struct query){.statement = which, .args = args, .n = n}, rows, a, fail);
}

/* ---- copying, scripts ---- */

static bool pq_scan(struct store *st, const struct table *t, const struct value *after, int limit, struct rows *rows, struct arena *a,
		    struct fail *fail)
{
	struct value args[LINK_ARGS];
	struct sb sql = sb_new(a, 1024);
	int n = after ? t->key : 0;
	for (int k = 0; k < t->width; k++) sb_fmt(&sql, "%s%s", k ? ", " : "SELECT ", t->columns[k].name);
	sb_fmt(&sql, " FROM %s", t->name);
	if (after) {
		for (int k = 0; k < n; k++) sb_fmt(&sql, "%s%s", k ? ", " : " WHERE (", t->columns[k].name);
		for (int k = 0; k < n; k++) sb_fmt(&sql, "%s$%d", k ? ", " : ") > (", k + 1);
		sb_add(&sql, S(")"));
		memcpy(args, after, (size_t)n * sizeof *after);
	}
	for (int k = 0; k < t->key; k++) sb_fmt(&sql, "%s%s", k ? ", " : " ORDER BY ", t->columns[k].name);
	sb_fmt(&sql, " LIMIT $%d", n + 1);
	args[n] = (struct value){.kind = VALUE_INT, .n = limit};
	return answer((struct pq_store *)st, &(struct query){.sql = str_c(a, sb_str(&sql)), .args = args, .n = n + 1}, rows, a, fail);
}

static bool pq_load(struct store *st, const struct table *t, const struct rows *rows, struct fail *fail)
{
	struct pq_store *s = (struct pq_store *)st;
	ASSERT(s->writing && rows->width == t->width);
	pthread_mutex_lock(&s->write_lock);
	bool ok = (!s->write.queued || finish(s, NULL, fail)) && link_load(&s->write, t, rows, fail);
	pthread_mutex_unlock(&s->write_lock);
	return ok;
}

static bool pq_script(struct store *st, str sql, struct fail *fail)
{
	struct pq_store *s = (struct pq_store *)st;
	ASSERT(!s->writing);
	if (s->read_only) return fail_set(fail, RC_BUSY, "store_script", "the store is read-only");
	char *text = strndup(sql.p, (size_t)sql.n);
	ASSERT(text);
	pthread_mutex_lock(&s->write_lock);
	bool ok = (link_alive(&s->write) || reopen_writer(s, fail)) && link_script(&s->write, text, NULL, 0, fail);
	pthread_mutex_unlock(&s->write_lock);
	free(text);
	return ok;
}

/* ---- opening ---- */

static void pq_close(struct store *st)
{
	struct pq_store *s = (struct pq_store *)st;
	link_close(&s->write);
	for (int i = 0; i < READERS; i++) link_close(&s->read[i]);
	pthread_mutex_destroy(&s->write_lock);
	pthread_mutex_destroy(&s->pool_lock);
	pthread_cond_destroy(&s->given_back);
	free(s->place);
	free(s);
}

static const struct store_verbs pq_verbs = {
	.name = "postgresql",
	.close = pq_close,
	.begin = pq_begin,
	.commit = pq_commit,
	.rollback = pq_rollback,
	.mark = pq_mark,
	.release = pq_release,
	.write = pq_write,
	.read = pq_read,
	.scan = pq_scan,
	.load = pq_load,
	.script = pq_script,
};

struct store *store_pq_open(const struct store_options *options, const struct migrations *migrations, bool *is_new, struct fail *fail)
{
	const struct pq_api *pq = pq_api(fail);
	if (!pq) return NULL;
	struct pq_store *s = calloc(1, sizeof *s);
	ASSERT(s);
	s->store.verbs = &pq_verbs;
	s->pq = s->write.pq = pq;
	for (int i = 0; i < READERS; i++) s->read[i].pq = pq;
	s->place = strdup(options->place);
	ASSERT(s->place);
	s->read_only = options->read_only;
	s->migrations = migrations;
	pthread_mutex_init(&s->write_lock, NULL);
	pthread_mutex_init(&s->pool_lock, NULL);
	pthread_cond_init(&s->given_back, NULL);
	bool ok = s->read_only ? link_open(&s->read[0], pq, s->place, true, fail) && migrate(s, &s->read[0], is_new, fail)
			       : open_writer(s, is_new, fail);
	if (ok) return &s->store;
	pq_close(&s->store);
	return NULL;
}
