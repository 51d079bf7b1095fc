#include "store/pq_link.h"

#include "base/check.h"
#include "base/clock.h"

#include <endian.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define LOST "the database does not answer"
#define LINK_TIMEOUT "'10s'"

/* ---- what went wrong ---- */

static const struct {
	const char *state; /* the beginning of an SQLSTATE */
	enum rc rc;
} states[] = {
	{"23", RC_CONFLICT},   {"40001", RC_BUSY},    {"40P01", RC_BUSY},    {"55P03", RC_BUSY},  {"53300", RC_BUSY},
	{"25006", RC_BUSY},    {"57014", RC_TIMEOUT}, {"57P", RC_UPSTREAM},  {"08", RC_UPSTREAM}, {"22", RC_INPUT},
	{"P0002", RC_MISSING}, {"XX001", RC_CORRUPT}, {"XX002", RC_CORRUPT},
};

static enum rc rc_of(const char *state)
{
	for (ptrdiff_t i = 0; i < COUNT(states); i++)
		if (strncmp(state, states[i].state, strlen(states[i].state)) == 0) return states[i].rc;
	return RC_IO;
}

/* Never the server's own words: they may quote a row. Its code and the name of the constraint say enough. */
static bool refuse(struct link *l, const PGresult *result, struct fail *fail)
{
	const char *state = result ? l->pq->PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const char *constraint = result ? l->pq->PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME) : NULL;
	enum rc rc = state ? rc_of(state) : RC_UPSTREAM;
	if (rc == RC_UPSTREAM || l->pq->PQstatus(l->c) == CONNECTION_BAD) {
		link_close(l);
		return fail_set(fail, RC_UPSTREAM, "store", LOST);
	}
	return fail_set(fail, rc, "store", "store: the database refuses (SQLSTATE %s%s%s)", state, constraint ? ", " : "",
			constraint ? constraint : "");
}

/* ---- ending ---- */

void link_close(struct link *l)
{
	if (l->c) l->pq->PQfinish(l->c);
	*l = (struct link){.pq = l->pq};
}

bool link_alive(const struct link *l)
{
	return l->c != NULL;
}

/* ---- waiting ---- */

/* The next result, or NULL at the end of a command's results. False: the connection is lost (and closed). `until_us` 0: as long as it takes. */
static bool next(struct link *l, int64_t until_us, PGresult **result)
{
	const struct pq_api *pq = l->pq;
	for (;;) {
		int unsent = pq->PQflush(l->c);
		if (unsent < 0 && pq->PQstatus(l->c) == CONNECTION_BAD) break;
		if (!pq->PQisBusy(l->c)) {
			*result = pq->PQgetResult(l->c);
			if (*result || pq->PQstatus(l->c) == CONNECTION_OK) return true;
			break;
		}
		int64_t left = until_us ? (until_us - clock_monotonic_us()) / 1000 : 60000;
		if (until_us && left <= 0) break;
		struct pollfd p = {.fd = pq->PQsocket(l->c), .events = (short)(POLLIN | (unsent > 0 ? POLLOUT : 0))};
		if (poll(&p, 1, (int)left) > 0 && (p.revents & ~POLLOUT) && !pq->PQconsumeInput(l->c)) break;
	}
	*result = NULL;
	link_close(l);
	return false;
}

static bool is_good(const struct link *l, const PGresult *r)
{
	ExecStatusType status = l->pq->PQresultStatus(r);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN;
}

/* ---- the pipeline ---- */

static void sent(struct link *l, int what, int ok)
{
	ASSERT(l->queued < LINK_QUEUE);
	if (!ok) {
		link_close(l);
		return;
	}
	l->unasked[l->queued] = false;
	l->queue[l->queued++] = (short)what;
}

struct wire { /* arguments as they travel */
	const char *values[LINK_ARGS];
	int lengths[LINK_ARGS], formats[LINK_ARGS];
	Oid types[LINK_ARGS];
	int64_t numbers[LINK_ARGS];
};

static void pack(struct wire *w, const struct value *args, int n)
{
	ASSERT(n <= LINK_ARGS);
	for (int i = 0; i < n; i++) {
		w->formats[i] = 1;
		if (args[i].kind == VALUE_INT) {
			w->numbers[i] = (int64_t)htobe64((uint64_t)args[i].n);
			w->values[i] = (const char *)&w->numbers[i];
			w->lengths[i] = 8;
			w->types[i] = OID_INT8;
		} else {
			w->values[i] = args[i].bytes.p ? args[i].bytes.p : "";
			w->lengths[i] = (int)args[i].bytes.n;
			w->types[i] = args[i].kind == VALUE_TEXT ? OID_TEXT : OID_BYTEA;
		}
	}
}

void link_command(struct link *l, const char *sql)
{
	link_query(l, sql, NULL, 0);
}

void link_query(struct link *l, const char *sql, const struct value *args, int n)
{
	struct wire w;
	pack(&w, args, n);
	if (l->c) sent(l, -1, l->pq->PQsendQueryParams(l->c, sql, n, w.types, w.values, w.lengths, w.formats, 1));
}

void link_statement(struct link *l, enum stmt s, const struct value *args, int n)
{
	struct wire w;
	if (!l->c) return;
	pack(&w, args, n);
	if (!l->prepared[s]) {
		sent(l, (int)s, l->pq->PQsendPrepare(l->c, statement_name(s), statement_sql(s), n, w.types));
		l->prepared[s] = l->c != NULL; /* it may stand in the queue more than once */
	}
	if (l->c) sent(l, -1, l->pq->PQsendQueryPrepared(l->c, statement_name(s), n, w.values, w.lengths, w.formats, 1));
}

void link_unasked(struct link *l, enum stmt s, const struct value *args, int n)
{
	int from = l->queued;
	link_statement(l, s, args, n);
	for (int i = from; i < l->queued; i++) l->unasked[i] = true;
}

/* The outcome of one queued command: its result and the NULL behind it. */
static bool outcome(struct link *l, int64_t until_us, PGresult **result)
{
	PGresult *end;
	if (!next(l, until_us, result)) return false;
	if (!*result) return link_close(l), false; /* out of step */
	while (next(l, until_us, &end))
		if (end) l->pq->PQclear(end);
		else return true;
	l->pq->PQclear(*result);
	*result = NULL;
	return false;
}

bool link_finish(struct link *l, PGresult **last, struct fail *fail)
{
	const struct pq_api *pq = l->pq;
	int64_t until_us = clock_monotonic_us() + (int64_t)LINK_PATIENCE_MS * 1000;
	bool ok = true;
	PGresult *r = NULL;
	if (last) *last = NULL;
	if (!l->c || !pq->PQpipelineSync(l->c)) goto lost;
	for (int i = 0; i < l->queued; i++) {
		if (r) pq->PQclear(r);
		if (!outcome(l, until_us, &r)) goto lost;
		if (is_good(l, r)) continue;
		if (l->queue[i] >= 0) l->prepared[l->queue[i]] = false;
		l->spoiled |= l->unasked[i];
		if (ok) ok = refuse(l, r, fail);
		if (!l->c) goto lost;
	}
	l->queued = 0;
	PGresult *sync = NULL;
	if (!next(l, until_us, &sync)) goto lost;
	if (sync) pq->PQclear(sync);
	if (ok && last) *last = r;
	else if (r) pq->PQclear(r);
	return ok;
lost:
	if (r) pq->PQclear(r);
	link_close(l);
	return fail_set(fail, RC_UPSTREAM, "store", LOST);
}

/* ---- outside the pipeline ---- */

static void leave_pipeline(struct link *l)
{
	ASSERT(!l->queued);
	if (l->c && !l->pq->PQexitPipelineMode(l->c)) link_close(l);
}

static void enter_pipeline(struct link *l)
{
	if (l->c && !l->pq->PQenterPipelineMode(l->c)) link_close(l);
}

static void keep_cell(struct link *l, const PGresult *r, char *cell, ptrdiff_t size)
{
	bool any = l->pq->PQntuples(r) > 0 && l->pq->PQnfields(r) > 0;
	if (cell) snprintf(cell, (size_t)size, "%s", any ? l->pq->PQgetvalue(r, 0, 0) : "");
}

/* Until the command is over, or wants data (COPY); the first failure counts. */
static bool drain(struct link *l, char *cell, ptrdiff_t size, struct fail *fail)
{
	bool ok = true;
	PGresult *r;
	while (next(l, 0, &r)) {
		if (!r) return ok;
		bool wants_data = l->pq->PQresultStatus(r) == PGRES_COPY_IN;
		if (is_good(l, r)) keep_cell(l, r, cell, size);
		else if (ok) ok = refuse(l, r, fail);
		l->pq->PQclear(r);
		if (wants_data) return ok;
		if (!l->c) return false;
	}
	return fail_set(fail, RC_UPSTREAM, "store", LOST);
}

static bool simple(struct link *l, const char *sql, char *cell, ptrdiff_t size, struct fail *fail)
{
	if (!l->c) return fail_set(fail, RC_UPSTREAM, "store", LOST);
	return l->pq->PQsendQuery(l->c, sql) ? drain(l, cell, size, fail) : refuse(l, NULL, fail);
}

bool link_script(struct link *l, const char *sql, char *cell, ptrdiff_t size, struct fail *fail)
{
	struct fail ignored = {0};
	leave_pipeline(l);
	bool ok = simple(l, "SET statement_timeout = 0", NULL, 0, fail) && simple(l, sql, cell, size, fail);
	if (l->c && l->pq->PQtransactionStatus(l->c) != PQTRANS_IDLE) simple(l, "ROLLBACK", NULL, 0, &ignored);
	ok = simple(l, "SET statement_timeout = " LINK_TIMEOUT, NULL, 0, fail) && ok;
	enter_pipeline(l);
	return ok;
}

/* ---- many rows at once ---- */

struct copy { /* what COPY … BINARY reads, gathered and sent piece by piece */
	struct link *l;
	char piece[1 << 16];
	ptrdiff_t n;
	bool ok;
};

static void send_bytes(struct copy *c, const void *p, ptrdiff_t n)
{
	if (c->ok && n) c->ok = c->l->pq->PQputCopyData(c->l->c, p, (int)n) == 1;
}

static void add(struct copy *c, const void *p, ptrdiff_t n)
{
	if (c->n + n > (ptrdiff_t)sizeof c->piece) send_bytes(c, c->piece, c->n), c->n = 0;
	if (n > (ptrdiff_t)sizeof c->piece) {
		send_bytes(c, p, n);
	} else if (n) {
		memcpy(c->piece + c->n, p, (size_t)n);
		c->n += n;
	}
}

static void add_number(struct copy *c, uint64_t v, int bytes) /* the lowest bytes, big end first */
{
	uint64_t big = htobe64(v);
	add(c, (const char *)&big + 8 - bytes, bytes);
}

static void add_rows(struct copy *c, const struct rows *rows)
{
	add(c, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		add_number(c, (uint64_t)rows->width, 2);
		for (int k = 0; k < rows->width; k++) {
			const struct value *v = &rows->v[i * rows->width + k];
			add_number(c, v->kind == VALUE_INT ? 8 : (uint64_t)v->bytes.n, 4);
			if (v->kind == VALUE_INT) add_number(c, (uint64_t)v->n, 8);
			else add(c, v->bytes.p, v->bytes.n);
		}
	}
	add_number(c, UINT64_MAX, 2);
	send_bytes(c, c->piece, c->n);
}

bool link_load(struct link *l, const struct table *t, const struct rows *rows, struct fail *fail)
{
	char sql[512];
	int n = snprintf(sql, sizeof sql, "COPY %s", t->name);
	for (int k = 0; k < t->width; k++) n += snprintf(sql + n, sizeof sql - (size_t)n, "%s%s", k ? ", " : " (", t->columns[k].name);
	snprintf(sql + n, sizeof sql - (size_t)n, ") FROM STDIN (FORMAT binary)");
	leave_pipeline(l);
	if (!l->c) return fail_set(fail, RC_UPSTREAM, "store", LOST);
	l->pq->PQsetnonblocking(l->c, 0);
	bool ok = simple(l, sql, NULL, 0, fail);
	if (ok) {
		struct copy c = {.l = l, .ok = true};
		add_rows(&c, rows);
		l->pq->PQputCopyEnd(l->c, NULL);
		ok = drain(l, NULL, 0, fail) && (c.ok || fail_set(fail, RC_UPSTREAM, "store", LOST));
	}
	if (!l->c) return false;
	l->pq->PQsetnonblocking(l->c, 1);
	enter_pipeline(l);
	return ok;
}

/* ---- opening ---- */

static void ignore_notice(void *ctx, const char *message)
{
	(void)ctx, (void)message;
}

static bool say_why(struct link *l, struct fail *fail)
{
	char why[160];
	snprintf(why, sizeof why, "%s", l->pq->PQerrorMessage(l->c));
	for (char *p = why; *p; p++)
		if (*p == '\n' || *p == '\t') *p = p[1] ? ' ' : 0;
	link_close(l);
	return fail_set(fail, RC_UPSTREAM, "store_open", LOST ": %s", why);
}

bool link_open(struct link *l, const struct pq_api *pq, const char *place, bool read_only, struct fail *fail)
{
	/* What stands before dbname can be set otherwise by the place; what stands behind it cannot. */
	static const char *const names[] = {"fallback_application_name",
					    "connect_timeout",
					    "keepalives_idle",
					    "keepalives_interval",
					    "keepalives_count",
					    "tcp_user_timeout",
					    "dbname",
					    "client_encoding",
					    NULL};
	const char *const values[] = {"zhuyi", "5", "10", "5", "3", "10000", place, "UTF8", NULL};
	char settings[512];
	*l = (struct link){.pq = pq};
	l->c = pq->PQconnectdbParams(names, values, 1);
	if (!l->c || pq->PQstatus(l->c) != CONNECTION_OK) return say_why(l, fail);
	pq->PQsetNoticeProcessor(l->c, ignore_notice, NULL);
	const char *encoding = pq->PQparameterStatus(l->c, "server_encoding");
	if (!encoding || strcmp(encoding, "UTF8") != 0) {
		link_close(l);
		return fail_set(fail, RC_INPUT, "store_open", "the database's encoding must be UTF8");
	}
	/* Somebody may have chosen a stricter synchronous_commit than `on`. client_connection_check_interval: a killed server's commands end soon. */
	snprintf(settings, sizeof settings,
		 "SET statement_timeout = " LINK_TIMEOUT "; SET lock_timeout = '5s'; SET jit = off; SET default_transaction_read_only = %s; "
		 "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local'); "
		 "SELECT set_config(name, '500ms', false) FROM pg_settings WHERE name = 'client_connection_check_interval'",
		 read_only ? "on" : "off");
	pq->PQsetnonblocking(l->c, 1);
	if (!simple(l, settings, NULL, 0, fail)) return link_close(l), false;
	enter_pipeline(l);
	return link_alive(l) || fail_set(fail, RC_UPSTREAM, "store_open", LOST);
}
