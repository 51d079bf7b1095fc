/* sqlite.c - the store in one file: WAL, one writing connection and one reading connection, each with its lock. */
#include "base/check.h"
#include "base/clock.h"
#include "store/driver_int.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum { PARAMS_MAX = 16 };

struct prepared {
	sqlite3_stmt *stmt;
	unsigned char at[PARAMS_MAX]; /* where SQLite counts $1, $2, … : by first appearance */
};

struct side { /* one connection */
	sqlite3 *db;
	pthread_mutex_t lock;
	struct prepared of[STATEMENT_COUNT];
};

struct sqlite_store {
	struct store store;
	struct side write, read;
	int lock_fd;
	bool read_only;
	_Atomic pthread_t writer; /* the thread inside begin … commit: its own reads must see what it wrote */
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

static bool prepare(struct side *side, enum stmt s, struct fail *fail)
{
	struct prepared *p = &side->of[s];
	if (p->stmt) return true;
	if (sqlite3_prepare_v3(side->db, statement_sql(s), -1, SQLITE_PREPARE_PERSISTENT, &p->stmt, NULL) != SQLITE_OK)
		return refuse(side->db, statement_name(s), fail);
	for (int i = 0; i < PARAMS_MAX; i++) {
		char name[16];
		snprintf(name, sizeof name, "$%d", i + 1);
		p->at[i] = (unsigned char)sqlite3_bind_parameter_index(p->stmt, name);
	}
	return true;
}

static void bind(sqlite3_stmt *stmt, int at, const struct value *v)
{
	const char *p = v->bytes.p ? v->bytes.p : "";
	switch (v->kind) {
	case VALUE_TEXT: sqlite3_bind_text64(stmt, at, p, (sqlite3_uint64)v->bytes.n, SQLITE_STATIC, SQLITE_UTF8); break;
	case VALUE_BLOB: sqlite3_bind_blob64(stmt, at, p, (sqlite3_uint64)v->bytes.n, SQLITE_STATIC); break;
	case VALUE_INT: sqlite3_bind_int64(stmt, at, v->n); break;
	}
}

static void put_back(sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

static struct value cell(sqlite3_stmt *stmt, int i, struct arena *a)
{
	int type = sqlite3_column_type(stmt, i);
	if (type == SQLITE_INTEGER) return (struct value){VALUE_INT, {"", 0}, sqlite3_column_int64(stmt, i)};
	str bytes = {(const char *)sqlite3_column_blob(stmt, i), sqlite3_column_bytes(stmt, i)};
	return (struct value){type == SQLITE_BLOB ? VALUE_BLOB : VALUE_TEXT, str_copy(a, bytes), 0};
}

struct cells {
	struct value *v;
	ptrdiff_t n, cap;
};

/* Steps to the end and copies what comes. */
static bool collect(struct side *side, sqlite3_stmt *stmt, struct rows *out, struct arena *a, const char *where, struct fail *fail)
{
	struct cells cells = {0};
	int width = sqlite3_column_count(stmt), code;
	*out = (struct rows){.width = width};
	for (; (code = sqlite3_step(stmt)) == SQLITE_ROW; out->n++)
		for (int i = 0; i < width; i++) *ARENA_PUSH(a, &cells) = cell(stmt, i, a);
	out->v = cells.v;
	return code == SQLITE_DONE || refuse(side->db, where, fail);
}

static struct side *reading(struct sqlite_store *s)
{
	return s->writing && pthread_equal(s->writer, pthread_self()) ? &s->write : &s->read;
}

static bool lite_read(struct store *st, enum stmt q, const struct value *args, int n, struct rows *out, struct arena *a, struct fail *fail)
{
	struct side *side = reading((struct sqlite_store *)st);
	ASSERT(!statement_writes(q) && n <= PARAMS_MAX);
	pthread_mutex_lock(&side->lock);
	/* An arena that is full jumps; the lock must not stay behind. */
	jmp_buf here, *before = a->full;
	if (before && setjmp(here)) {
		put_back(side->of[q].stmt);
		pthread_mutex_unlock(&side->lock);
		a->full = before;
		longjmp(*before, 1);
	}
	if (before) a->full = &here;
	bool ok = prepare(side, q, fail);
	if (ok) {
		const struct prepared *p = &side->of[q];
		for (int i = 0; i < n; i++) bind(p->stmt, p->at[i], &args[i]);
		ok = collect(side, p->stmt, out, a, statement_name(q), fail);
		put_back(p->stmt);
	}
	a->full = before;
	pthread_mutex_unlock(&side->lock);
	return ok;
}

static bool lite_write(struct store *st, enum stmt q, const struct value *args, int n, int64_t *changed, struct fail *fail)
{
	struct side *side = &((struct sqlite_store *)st)->write;
	ASSERT(statement_writes(q) && n <= PARAMS_MAX);
	pthread_mutex_lock(&side->lock);
	bool ok = prepare(side, q, fail);
	if (ok) {
		const struct prepared *p = &side->of[q];
		for (int i = 0; i < n; i++) bind(p->stmt, p->at[i], &args[i]);
		ok = sqlite3_step(p->stmt) == SQLITE_DONE || refuse(side->db, statement_name(q), fail);
		if (ok && changed) *changed = sqlite3_changes64(side->db);
		put_back(p->stmt);
	}
	pthread_mutex_unlock(&side->lock);
	return ok;
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

static bool lite_script(struct store *st, str sql, struct fail *fail)
{
	char *text = strndup(sql.p, (size_t)sql.n);
	bool ok = text && run(&((struct sqlite_store *)st)->write, text, "store_script", fail);
	if (!text) fail_set(fail, RC_LIMIT, "store_script", "no memory");
	free(text);
	return ok;
}

/* ---- whole tables ---- */

static void names(struct sb *b, const struct table *t, int n, const char *before)
{
	for (int i = 0; i < n; i++) sb_fmt(b, "%s%s%s", i ? ", " : "", before, before[0] ? "" : t->columns[i].name);
}

static bool lite_scan(struct store *st, const struct table *t, const struct value *after, int limit, struct rows *out, struct arena *a,
		      struct fail *fail)
{
	struct side *side = reading((struct sqlite_store *)st);
	struct sb b = sb_new(a, 512);
	sqlite3_stmt *stmt = NULL;
	sb_add(&b, S("SELECT "));
	names(&b, t, t->width, "");
	sb_fmt(&b, " FROM %s", t->name);
	if (after) {
		sb_add(&b, S(" WHERE ("));
		names(&b, t, t->key, "");
		sb_add(&b, S(") > ("));
		names(&b, t, t->key, "?");
		sb_add(&b, S(")"));
	}
	sb_add(&b, S(" ORDER BY "));
	names(&b, t, t->key, "");
	sb_fmt(&b, " LIMIT %d", limit);
	pthread_mutex_lock(&side->lock);
	bool ok = sqlite3_prepare_v2(side->db, b.p, (int)b.n, &stmt, NULL) == SQLITE_OK || refuse(side->db, t->name, fail);
	for (int i = 0; ok && after && i < t->key; i++) bind(stmt, i + 1, &after[i]);
	ok = ok && collect(side, stmt, out, a, t->name, fail);
	sqlite3_finalize(stmt);
	pthread_mutex_unlock(&side->lock);
	return ok;
}

static bool lite_load(struct store *st, const struct table *t, const struct rows *rows, struct fail *fail)
{
	struct side *side = &((struct sqlite_store *)st)->write;
	char room[1024];
	struct arena a = {room, room + sizeof room, NULL};
	struct sb b = sb_new(&a, 512);
	sqlite3_stmt *stmt = NULL;
	ASSERT(rows->width == t->width);
	sb_fmt(&b, "INSERT INTO %s (", t->name);
	names(&b, t, t->width, "");
	sb_add(&b, S(") VALUES ("));
	names(&b, t, t->width, "?");
	sb_add(&b, S(")"));
	pthread_mutex_lock(&side->lock);
	bool ok = sqlite3_prepare_v2(side->db, b.p, (int)b.n, &stmt, NULL) == SQLITE_OK || refuse(side->db, t->name, fail);
	for (ptrdiff_t r = 0; ok && r < rows->n; r++) {
		for (int i = 0; i < t->width; i++) bind(stmt, i + 1, &rows->v[r * t->width + i]);
		ok = sqlite3_step(stmt) == SQLITE_DONE || refuse(side->db, t->name, fail);
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	pthread_mutex_unlock(&side->lock);
	return ok;
}

/* ---- opening ---- */

static void side_close(struct side *side)
{
	for (int q = 0; q < STATEMENT_COUNT; q++) sqlite3_finalize(side->of[q].stmt);
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
	.name = "sqlite",
	.close = lite_close,
	.begin = lite_begin,
	.commit = lite_commit,
	.rollback = lite_rollback,
	.mark = lite_mark,
	.release = lite_release,
	.write = lite_write,
	.read = lite_read,
	.scan = lite_scan,
	.load = lite_load,
	.script = lite_script,
};

static bool user_version(sqlite3 *db, int *version)
{
	sqlite3_stmt *q = NULL;
	bool ok = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW;
	if (ok) *version = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	return ok;
}

static bool migrate_one(sqlite3 *db, const char *sql, int version, struct fail *fail)
{
	char mark[64];
	snprintf(mark, sizeof mark, "PRAGMA user_version = %d; COMMIT", version);
	if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_exec(db, mark, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	refuse(db, "store_migrate", fail);
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

/* Each migration and its number in one transaction: a crash in between leaves the old schema whole. */
static bool migrate(sqlite3 *db, const struct migrations *m, bool read_only, bool *is_new, struct fail *fail)
{
	int version;
	if (!user_version(db, &version)) return refuse(db, "store_migrate", fail);
	*is_new = version == 0;
	if (version > m->n)
		return fail_set(fail, RC_CORRUPT, "store_migrate", "the store was written by a newer version (schema %d, this program knows %d)",
				version, m->n);
	if (version < m->n && read_only)
		return fail_set(fail, RC_BUSY, "store_migrate", "the store is read-only and its schema %d is not %d", version, m->n);
	for (; version < m->n; version++)
		if (!migrate_one(db, m->sql[version], version + 1, fail)) return false;
	return true;
}

static bool side_open(struct side *side, const char *path, bool read_only, struct fail *fail)
{
	int flags = SQLITE_OPEN_NOMUTEX | (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	pthread_mutex_init(&side->lock, NULL);
	if (sqlite3_open_v2(path, &side->db, flags, NULL) != SQLITE_OK) return refuse(side->db, "store_open", fail);
	sqlite3_busy_timeout(side->db, 2000);
	/* secure_delete: what is deleted is overwritten. FULL: an acknowledged answer survives a power cut; one sync serves a group of writes. */
	static const char settings[] =
		"PRAGMA cache_size = -2048; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 16777216;";
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

struct store *store_sqlite_open(const struct store_options *o, const struct migrations *m, bool *is_new, struct fail *fail)
{
	struct sqlite_store *s = calloc(1, sizeof *s);
	ASSERT(s);
	s->store.verbs = &lite_verbs;
	s->lock_fd = -1;
	s->read_only = o->read_only;
	bool ok = (o->read_only || lock_alone(s, o->place, fail)) && side_open(&s->write, o->place, o->read_only, fail) &&
		  migrate(s->write.db, m, o->read_only, is_new, fail) && side_open(&s->read, o->place, true, fail);
	if (ok) return &s->store;
	lite_close(&s->store);
	return NULL;
}
