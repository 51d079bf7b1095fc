/* sqlite.c - the store in one file: WAL, one writing connection and one reading connection, each with its lock. */
#include "base/check.h"
#include "base/clock.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

extern const char migration_0001[];

enum query {
	Q_ACCOUNT_PUT,
	Q_SESSION_PUT,
	Q_SESSION_DROP,
	Q_CASE_PUT,
	Q_CASE_CHANGE,
	Q_LEAF_PUT,
	Q_DECISION_PUT,
	Q_NODE_PUT,
	Q_HEAD_PUT,
	WRITES,
	Q_ACCOUNT_GET = WRITES,
	Q_SESSION_GET,
	Q_CASE_GET,
	Q_CASES_OF,
	Q_CASES_OPEN,
	Q_LEAF_GET,
	Q_LEAF_OF_CASE,
	Q_NODE_GET,
	Q_HEAD_GET,
	Q_HEAD_LAST,
	Q_LEAF_COUNT,
	QUERIES
};

#define CASE_COLUMNS "org, person, id, state, question, said, body, tier, created_ms, updated_ms"

static const char *const sql[QUERIES] = {
	[Q_ACCOUNT_PUT] = "INSERT INTO account (org, login, person, role, name_zh, name_en, title_zh, title_en, licence, password, fictional) VALUES "
			  "(?,?,?,?,?,?,?,?,?,?,?)",
	[Q_SESSION_PUT] = "INSERT INTO session (token, org, person, login, role, expires_ms) VALUES (?,?,?,?,?,?)",
	[Q_SESSION_DROP] = "DELETE FROM session WHERE token = ?",
	[Q_CASE_PUT] = "INSERT INTO consultation (" CASE_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?)",
	[Q_CASE_CHANGE] = "UPDATE consultation SET state = ?, tier = ?, body = ?, updated_ms = ? WHERE org = ? AND id = ? AND state = ?",
	[Q_LEAF_PUT] = "INSERT INTO leaf (org, i, entry, hash) VALUES (?,?,?,?)",
	[Q_DECISION_PUT] = "INSERT INTO decision (org, person, case_id, leaf, salts) VALUES (?,?,?,?,?)",
	[Q_NODE_PUT] = "INSERT INTO node (org, level, i, hash) VALUES (?,?,?,?)",
	[Q_HEAD_PUT] = "INSERT INTO head (org, number, size, root, time_ms, signature) VALUES (?,?,?,?,?,?)",
	[Q_ACCOUNT_GET] = "SELECT org, login, person, role, name_zh, name_en, title_zh, title_en, licence, password, fictional FROM account WHERE "
			  "org = ? AND login = ?",
	[Q_SESSION_GET] = "SELECT org, person, login, role, expires_ms FROM session WHERE token = ?",
	[Q_CASE_GET] = "SELECT " CASE_COLUMNS " FROM consultation WHERE org = ? AND id = ?",
	[Q_CASES_OF] = "SELECT " CASE_COLUMNS " FROM consultation WHERE org = ? AND person = ? ORDER BY created_ms DESC LIMIT ?",
	[Q_CASES_OPEN] = "SELECT " CASE_COLUMNS
			 " FROM consultation WHERE org = ? AND state IN ('held', 'handed_over') ORDER BY tier DESC, created_ms LIMIT ?",
	[Q_LEAF_GET] = "SELECT entry, hash FROM leaf WHERE org = ? AND i = ?",
	[Q_LEAF_OF_CASE] =
		"SELECT max(d.leaf) FROM decision d JOIN consultation c USING (org, person) WHERE c.org = ?1 AND c.id = ?2 AND d.case_id = ?2",
	[Q_NODE_GET] = "SELECT hash FROM node WHERE org = ? AND level = ? AND i = ?",
	[Q_HEAD_GET] = "SELECT number, size, root, time_ms, signature FROM head WHERE org = ? AND number = ?",
	[Q_HEAD_LAST] = "SELECT number, size, root, time_ms, signature FROM head WHERE org = ? ORDER BY number DESC LIMIT 1",
	[Q_LEAF_COUNT] = "SELECT coalesce(max(i) + 1, 0) FROM leaf WHERE org = ?",
};

struct side { /* one connection */
	sqlite3 *db;
	pthread_mutex_t lock;
	sqlite3_stmt *stmt[QUERIES];
};

struct sqlite_store {
	struct store store;
	struct side write, read;
	int lock_fd;
	bool read_only;
	pthread_t writer; /* the thread inside begin … commit: its own reads must see what it wrote */
	_Atomic bool writing;
};

static enum rc rc_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_READONLY: return RC_BUSY;
	case SQLITE_CONSTRAINT: return RC_CONFLICT;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: return RC_CORRUPT;
	default: return RC_IO;
	}
}

static bool refuse(sqlite3 *db, const char *where, struct fail *fail)
{
	return fail_set(fail, rc_of(sqlite3_errcode(db)), where, "store: %s", sqlite3_errmsg(db));
}

/* ---- statements ---- */

struct use { /* a statement in use: bound from the left, stepped, put back */
	struct side *side;
	sqlite3_stmt *stmt;
	int at;
};

static struct side *side_of(struct sqlite_store *s, enum query q)
{
	if (q < WRITES) return &s->write;
	return s->writing && pthread_equal(s->writer, pthread_self()) ? &s->write : &s->read;
}

static bool take(struct sqlite_store *s, enum query q, struct use *u, struct fail *fail)
{
	struct side *side = side_of(s, q);
	pthread_mutex_lock(&side->lock);
	*u = (struct use){.side = side};
	if (!side->stmt[q] && sqlite3_prepare_v3(side->db, sql[q], -1, SQLITE_PREPARE_PERSISTENT, &side->stmt[q], NULL) != SQLITE_OK) {
		refuse(side->db, "store_prepare", fail);
		pthread_mutex_unlock(&side->lock);
		return false;
	}
	u->stmt = side->stmt[q];
	return true;
}

static void put_back(struct use *u)
{
	sqlite3_reset(u->stmt);
	sqlite3_clear_bindings(u->stmt);
	pthread_mutex_unlock(&u->side->lock);
}

static void text(struct use *u, str s)
{
	sqlite3_bind_text64(u->stmt, ++u->at, s.p ? s.p : "", (sqlite3_uint64)s.n, SQLITE_STATIC, SQLITE_UTF8);
}

static void blob(struct use *u, const void *p, ptrdiff_t n)
{
	sqlite3_bind_blob64(u->stmt, ++u->at, p, (sqlite3_uint64)n, SQLITE_STATIC);
}

static void integer(struct use *u, int64_t v)
{
	sqlite3_bind_int64(u->stmt, ++u->at, v);
}

static bool done(struct use *u, const char *where, struct fail *fail)
{
	bool ok = sqlite3_step(u->stmt) == SQLITE_DONE || refuse(u->side->db, where, fail);
	put_back(u);
	return ok;
}

/* A row, or false: RC_MISSING when there is none. The caller puts the statement back in both cases. */
static bool row(struct use *u, const char *where, struct fail *fail)
{
	int code = sqlite3_step(u->stmt);
	if (code == SQLITE_ROW) return true;
	return code == SQLITE_DONE ? fail_set(fail, RC_MISSING, where, "no such row") : refuse(u->side->db, where, fail);
}

static str column(struct use *u, int i, struct arena *a)
{
	return str_copy(a, (str){(const char *)sqlite3_column_blob(u->stmt, i), sqlite3_column_bytes(u->stmt, i)});
}

static bool bytes(struct use *u, int i, unsigned char *out, int n)
{
	if (sqlite3_column_bytes(u->stmt, i) != n) return false;
	memcpy(out, sqlite3_column_blob(u->stmt, i), (size_t)n);
	return true;
}

/* ---- transactions ---- */

static bool run(struct side *side, const char *command, const char *where, struct fail *fail)
{
	pthread_mutex_lock(&side->lock);
	bool ok = sqlite3_exec(side->db, command, NULL, NULL, NULL) == SQLITE_OK || refuse(side->db, where, fail);
	pthread_mutex_unlock(&side->lock);
	return ok;
}

static bool lite_begin(struct store *st, struct fail *fail)
{
	struct sqlite_store *s = (struct sqlite_store *)st;
	if (s->read_only) return fail_set(fail, RC_BUSY, "store_begin", "the store is read-only");
	if (!run(&s->write, "BEGIN IMMEDIATE", "store_begin", fail)) return false;
	s->writer = pthread_self();
	s->writing = true;
	return true;
}

static bool lite_commit(struct store *st, struct fail *fail)
{
	struct sqlite_store *s = (struct sqlite_store *)st;
	if (!run(&s->write, "COMMIT", "store_commit", fail)) return false;
	s->writing = false;
	return true;
}

static void lite_rollback(struct store *st)
{
	struct sqlite_store *s = (struct sqlite_store *)st;
	struct fail ignored = {0}; /* an error already rolled it back */
	run(&s->write, "ROLLBACK", "store_rollback", &ignored);
	s->writing = false;
}

static bool lite_mark(struct store *st, struct fail *fail)
{
	return run(&((struct sqlite_store *)st)->write, "SAVEPOINT one", "store_mark", fail);
}

static void lite_release(struct store *st, bool keep)
{
	struct fail ignored = {0};
	run(&((struct sqlite_store *)st)->write, keep ? "RELEASE one" : "ROLLBACK TO one; RELEASE one", "store_release", &ignored);
}

/* ---- rows ---- */

static bool lite_account_put(struct store *st, const struct account_row *a, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_ACCOUNT_PUT, &u, fail)) return false;
	text(&u, a->org), text(&u, a->login), text(&u, a->person), text(&u, a->role), text(&u, a->name[0]), text(&u, a->name[1]),
		text(&u, a->title[0]), text(&u, a->title[1]);
	text(&u, a->licence), text(&u, a->password), integer(&u, a->fictional);
	return done(&u, "account_put", fail);
}

static bool lite_account_get(struct store *st, struct account_row *a, str org, str login, struct arena *arena, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_ACCOUNT_GET, &u, fail)) return false;
	text(&u, org), text(&u, login);
	bool ok = row(&u, "account_get", fail);
	if (ok)
		*a = (struct account_row){column(&u, 0, arena),
					  column(&u, 1, arena),
					  column(&u, 2, arena),
					  column(&u, 3, arena),
					  {column(&u, 4, arena), column(&u, 5, arena)},
					  {column(&u, 6, arena), column(&u, 7, arena)},
					  column(&u, 8, arena),
					  column(&u, 9, arena),
					  sqlite3_column_int(u.stmt, 10) != 0};
	put_back(&u);
	return ok;
}

static bool lite_session_put(struct store *st, const struct session_row *r, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_SESSION_PUT, &u, fail)) return false;
	blob(&u, r->token, 32), text(&u, r->org), text(&u, r->person), text(&u, r->login), text(&u, r->role), integer(&u, r->expires_ms);
	return done(&u, "session_put", fail);
}

static bool lite_session_get(struct store *st, struct session_row *r, const unsigned char token[32], struct arena *arena, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_SESSION_GET, &u, fail)) return false;
	blob(&u, token, 32);
	bool ok = row(&u, "session_get", fail);
	if (ok)
		*r = (struct session_row){.org = column(&u, 0, arena),
					  .person = column(&u, 1, arena),
					  .login = column(&u, 2, arena),
					  .role = column(&u, 3, arena),
					  .expires_ms = sqlite3_column_int64(u.stmt, 4)};
	memcpy(r->token, token, 32);
	put_back(&u);
	return ok;
}

static bool lite_session_drop(struct store *st, const unsigned char token[32], struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_SESSION_DROP, &u, fail)) return false;
	blob(&u, token, 32);
	return done(&u, "session_drop", fail);
}

static bool lite_case_put(struct store *st, const struct case_row *c, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_CASE_PUT, &u, fail)) return false;
	text(&u, c->org), text(&u, c->person), text(&u, c->id), text(&u, c->state), text(&u, c->question), text(&u, c->said), text(&u, c->body);
	integer(&u, c->tier), integer(&u, c->created_ms), integer(&u, c->updated_ms);
	return done(&u, "case_put", fail);
}

static bool lite_case_change(struct store *st, const struct case_row *c, str was, struct fail *fail)
{
	struct sqlite_store *s = (struct sqlite_store *)st;
	struct use u;
	if (!take(s, Q_CASE_CHANGE, &u, fail)) return false;
	text(&u, c->state), integer(&u, c->tier), text(&u, c->body), integer(&u, c->updated_ms), text(&u, c->org), text(&u, c->id), text(&u, was);
	if (!done(&u, "case_change", fail)) return false;
	return sqlite3_changes(s->write.db) == 1 || fail_set(fail, RC_CONFLICT, "case_change", "the case has changed meanwhile");
}

static struct case_row case_from(struct use *u, struct arena *a)
{
	return (struct case_row){column(u, 0, a),
				 column(u, 1, a),
				 column(u, 2, a),
				 column(u, 3, a),
				 column(u, 4, a),
				 column(u, 5, a),
				 column(u, 6, a),
				 sqlite3_column_int(u->stmt, 7),
				 sqlite3_column_int64(u->stmt, 8),
				 sqlite3_column_int64(u->stmt, 9)};
}

static bool lite_case_get(struct store *st, struct case_row *c, str org, str id, struct arena *arena, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_CASE_GET, &u, fail)) return false;
	text(&u, org), text(&u, id);
	bool ok = row(&u, "case_get", fail);
	if (ok) *c = case_from(&u, arena);
	put_back(&u);
	return ok;
}

static bool all_cases(struct use *u, struct case_rows *out, struct arena *arena, struct fail *fail)
{
	int code;
	*out = (struct case_rows){0};
	while ((code = sqlite3_step(u->stmt)) == SQLITE_ROW) *ARENA_PUSH(arena, out) = case_from(u, arena);
	bool ok = code == SQLITE_DONE || refuse(u->side->db, "cases", fail);
	put_back(u);
	return ok;
}

static bool lite_cases_of(struct store *st, struct case_rows *out, str org, str person, int limit, struct arena *arena, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_CASES_OF, &u, fail)) return false;
	text(&u, org), text(&u, person), integer(&u, limit);
	return all_cases(&u, out, arena, fail);
}

static bool lite_cases_open(struct store *st, struct case_rows *out, str org, int limit, struct arena *arena, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_CASES_OPEN, &u, fail)) return false;
	text(&u, org), integer(&u, limit);
	return all_cases(&u, out, arena, fail);
}

static bool lite_leaf_put(struct store *st, const struct leaf_row *l, struct fail *fail)
{
	struct sqlite_store *s = (struct sqlite_store *)st;
	struct use u;
	if (!take(s, Q_LEAF_PUT, &u, fail)) return false;
	text(&u, l->org), integer(&u, l->index), blob(&u, l->entry.p, l->entry.n), blob(&u, l->hash, 32);
	if (!done(&u, "leaf_put", fail)) return false;
	if (!l->person.n) return true;
	if (!take(s, Q_DECISION_PUT, &u, fail)) return false;
	text(&u, l->org), text(&u, l->person), text(&u, l->case_id), integer(&u, l->index), blob(&u, l->salts, 64);
	return done(&u, "decision_put", fail);
}

static bool lite_leaf_get(struct store *st, struct leaf_row *l, str org, int64_t index, struct arena *arena, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_LEAF_GET, &u, fail)) return false;
	text(&u, org), integer(&u, index);
	bool ok = row(&u, "leaf_get", fail);
	if (ok) {
		*l = (struct leaf_row){.org = org, .index = index, .entry = column(&u, 0, arena)};
		ok = bytes(&u, 1, l->hash, 32) || fail_set(fail, RC_CORRUPT, "leaf_get", "a leaf's hash has a wrong length");
	}
	put_back(&u);
	return ok;
}

static bool lite_leaf_of_case(struct store *st, int64_t *index, str org, str case_id, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_LEAF_OF_CASE, &u, fail)) return false;
	text(&u, org), text(&u, case_id);
	bool ok = row(&u, "leaf_of_case", fail);
	if (ok && sqlite3_column_type(u.stmt, 0) == SQLITE_NULL) ok = fail_set(fail, RC_MISSING, "leaf_of_case", "no decision about this case");
	if (ok) *index = sqlite3_column_int64(u.stmt, 0);
	put_back(&u);
	return ok;
}

static bool lite_node_put(struct store *st, str org, int level, int64_t index, const unsigned char hash[32], struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_NODE_PUT, &u, fail)) return false;
	text(&u, org), integer(&u, level), integer(&u, index), blob(&u, hash, 32);
	return done(&u, "node_put", fail);
}

static bool lite_node_get(struct store *st, str org, int level, int64_t index, unsigned char hash[32], struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_NODE_GET, &u, fail)) return false;
	text(&u, org), integer(&u, level), integer(&u, index);
	bool ok = row(&u, "node_get", fail) && (bytes(&u, 0, hash, 32) || fail_set(fail, RC_CORRUPT, "node_get", "a node's hash has a wrong length"));
	put_back(&u);
	return ok;
}

static bool lite_head_put(struct store *st, const struct head_row *h, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_HEAD_PUT, &u, fail)) return false;
	text(&u, h->org), integer(&u, h->number), integer(&u, h->size), blob(&u, h->root, 32), integer(&u, h->time_ms), blob(&u, h->signature, 64);
	return done(&u, "head_put", fail);
}

static bool head_from(struct use *u, struct head_row *h, str org, struct fail *fail)
{
	bool ok = row(u, "head", fail);
	if (ok) {
		*h = (struct head_row){.org = org,
				       .number = sqlite3_column_int64(u->stmt, 0),
				       .size = sqlite3_column_int64(u->stmt, 1),
				       .time_ms = sqlite3_column_int64(u->stmt, 3)};
		ok = (bytes(u, 2, h->root, 32) && bytes(u, 4, h->signature, 64)) ||
		     fail_set(fail, RC_CORRUPT, "head", "a tree head has a wrong length");
	}
	put_back(u);
	return ok;
}

static bool lite_head_get(struct store *st, struct head_row *h, str org, int64_t number, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_HEAD_GET, &u, fail)) return false;
	text(&u, org), integer(&u, number);
	return head_from(&u, h, org, fail);
}

static bool lite_head_last(struct store *st, struct head_row *h, str org, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_HEAD_LAST, &u, fail)) return false;
	text(&u, org);
	return head_from(&u, h, org, fail);
}

static bool lite_leaf_count(struct store *st, int64_t *count, str org, struct fail *fail)
{
	struct use u;
	if (!take((struct sqlite_store *)st, Q_LEAF_COUNT, &u, fail)) return false;
	text(&u, org);
	bool ok = row(&u, "leaf_count", fail);
	if (ok) *count = sqlite3_column_int64(u.stmt, 0);
	put_back(&u);
	return ok;
}

/* ---- opening ---- */

static void side_close(struct side *side)
{
	for (int q = 0; q < QUERIES; q++) sqlite3_finalize(side->stmt[q]);
	sqlite3_close(side->db);
	pthread_mutex_destroy(&side->lock);
}

static void lite_close(struct store *st)
{
	struct sqlite_store *s = (struct sqlite_store *)st;
	side_close(&s->read);
	side_close(&s->write);
	if (s->lock_fd >= 0) close(s->lock_fd); /* which also lets the lock go */
	free(s);
}

static const struct store_verbs lite_verbs = {
	.close = lite_close,
	.begin = lite_begin,
	.commit = lite_commit,
	.rollback = lite_rollback,
	.mark = lite_mark,
	.release = lite_release,
	.account_put = lite_account_put,
	.account_get = lite_account_get,
	.session_put = lite_session_put,
	.session_get = lite_session_get,
	.session_drop = lite_session_drop,
	.case_put = lite_case_put,
	.case_change = lite_case_change,
	.case_get = lite_case_get,
	.cases_of = lite_cases_of,
	.cases_open = lite_cases_open,
	.leaf_put = lite_leaf_put,
	.leaf_get = lite_leaf_get,
	.leaf_of_case = lite_leaf_of_case,
	.node_put = lite_node_put,
	.node_get = lite_node_get,
	.head_put = lite_head_put,
	.head_get = lite_head_get,
	.head_last = lite_head_last,
	.leaf_count = lite_leaf_count,
};

static bool user_version(sqlite3 *db, int *version)
{
	sqlite3_stmt *q = NULL;
	bool ok = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW;
	if (ok) *version = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	return ok;
}

/* Each migration and its number in one transaction: a crash in between leaves the old schema whole. */
static bool migrate(sqlite3 *db, bool read_only, bool *is_new, struct fail *fail)
{
	static const char *const migrations[] = {migration_0001};
	int version;
	if (!user_version(db, &version)) return refuse(db, "store_migrate", fail);
	*is_new = version == 0;
	if (version > (int)COUNT(migrations))
		return fail_set(fail, RC_CORRUPT, "store_migrate", "the store was written by a newer version (schema %d, this program knows %d)",
				version, (int)COUNT(migrations));
	if (version < (int)COUNT(migrations) && read_only)
		return fail_set(fail, RC_BUSY, "store_migrate", "the store is read-only and its schema %d is not %d", version,
				(int)COUNT(migrations));
	for (; version < (int)COUNT(migrations); version++) {
		char mark[64];
		snprintf(mark, sizeof mark, "PRAGMA user_version = %d; COMMIT", version + 1);
		if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK ||
		    sqlite3_exec(db, migrations[version], NULL, NULL, NULL) != SQLITE_OK || sqlite3_exec(db, mark, NULL, NULL, NULL) != SQLITE_OK) {
			refuse(db, "store_migrate", fail);
			sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
			return false;
		}
	}
	return true;
}

static bool side_open(struct side *side, const char *path, bool read_only, struct fail *fail)
{
	int flags = SQLITE_OPEN_NOMUTEX | (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	pthread_mutex_init(&side->lock, NULL);
	if (sqlite3_open_v2(path, &side->db, flags, NULL) != SQLITE_OK) return refuse(side->db, "store_open", fail);
	sqlite3_busy_timeout(side->db, 2000);
	/* FULL: an acknowledged answer survives a power cut; one sync serves a whole group of writes. */
	static const char settings[] = "PRAGMA cache_size = -2048; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 16777216;";
	if (sqlite3_exec(side->db, settings, NULL, NULL, NULL) != SQLITE_OK) return refuse(side->db, "store_open", fail);
	if (!read_only && sqlite3_exec(side->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", NULL, NULL, NULL) != SQLITE_OK)
		return refuse(side->db, "store_open", fail);
	return true;
}

/* A lock beside the file, so that a second server says so at once instead of failing on its first write. */
static bool lock_alone(struct sqlite_store *s, const char *path, struct fail *fail)
{
	char name[4096];
	if (snprintf(name, sizeof name, "%s.lock", path) >= (int)sizeof name) return fail_set(fail, RC_INPUT, "store_open", "path too long");
	s->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock_fd < 0) return fail_set(fail, RC_IO, "store_open", "%s: %s", name, strerror(errno));
	if (flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0) return true;
	return fail_set(fail, RC_BUSY, "store_open", "another server is using %s", path);
}

struct store *store_sqlite_open(const char *path, bool read_only, bool *is_new, struct fail *fail)
{
	struct sqlite_store *s = calloc(1, sizeof *s);
	ASSERT(s);
	s->store.verbs = &lite_verbs;
	s->lock_fd = -1;
	s->read_only = read_only;
	bool ok = (read_only || lock_alone(s, path, fail)) && side_open(&s->write, path, read_only, fail) &&
		  migrate(s->write.db, read_only, is_new, fail) && side_open(&s->read, path, true, fail);
	if (ok) return &s->store;
	lite_close(&s->store);
	return NULL;
}
