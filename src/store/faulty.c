/* faulty.c - passes every verb on until the n-th, which fails. */
#include "base/check.h"
#include "store/store.h"

#include <stdlib.h>

struct faulty {
	struct store store;
	struct store *inner;
	_Atomic int64_t calls, fail_at; /* 0 = never */
	enum rc rc;
};

/* True when this call is the one. */
static bool strikes(struct store *s, const char *where, struct fail *fail)
{
	struct faulty *f = (struct faulty *)s;
	f->calls++;
	if (!f->fail_at || --f->fail_at) return false;
	fail_set(fail, f->rc, where, "made to fail");
	return true;
}

static struct store *inner(struct store *s)
{
	return ((struct faulty *)s)->inner;
}

static void f_close(struct store *s)
{
	struct store *in = inner(s);
	in->verbs->close(in);
	free(s);
}

static bool f_begin(struct store *s, struct fail *fail)
{
	return !strikes(s, "begin", fail) && inner(s)->verbs->begin(inner(s), fail);
}

static bool f_commit(struct store *s, struct fail *fail)
{
	return !strikes(s, "commit", fail) && inner(s)->verbs->commit(inner(s), fail);
}

static void f_rollback(struct store *s)
{
	inner(s)->verbs->rollback(inner(s));
}

static bool f_mark(struct store *s, struct fail *fail)
{
	return !strikes(s, "mark", fail) && inner(s)->verbs->mark(inner(s), fail);
}

static void f_release(struct store *s, bool keep)
{
	inner(s)->verbs->release(inner(s), keep);
}

static bool f_write(struct store *s, enum stmt q, const struct value *args, int n, int64_t *changed, struct fail *fail)
{
	return !strikes(s, statement_name(q), fail) && inner(s)->verbs->write(inner(s), q, args, n, changed, fail);
}

static bool f_read(struct store *s, enum stmt q, const struct value *args, int n, struct rows *out, struct arena *a, struct fail *fail)
{
	return !strikes(s, statement_name(q), fail) && inner(s)->verbs->read(inner(s), q, args, n, out, a, fail);
}

static bool f_scan(struct store *s, const struct table *t, const struct value *after, int limit, struct rows *out, struct arena *a, struct fail *fail)
{
	return !strikes(s, t->name, fail) && inner(s)->verbs->scan(inner(s), t, after, limit, out, a, fail);
}

static bool f_load(struct store *s, const struct table *t, const struct rows *rows, struct fail *fail)
{
	return !strikes(s, t->name, fail) && inner(s)->verbs->load(inner(s), t, rows, fail);
}

static bool f_script(struct store *s, str sql, struct fail *fail)
{
	return !strikes(s, "script", fail) && inner(s)->verbs->script(inner(s), sql, fail);
}

static const struct store_verbs verbs = {"faulty",  f_close, f_begin, f_commit, f_rollback, f_mark,
					 f_release, f_write, f_read,  f_scan,   f_load,     f_script};

struct store *store_faulty(struct store *in, int64_t fail_at, enum rc rc)
{
	struct faulty *f = calloc(1, sizeof *f);
	ASSERT(f);
	*f = (struct faulty){.store = {&verbs}, .inner = in, .fail_at = fail_at, .rc = rc};
	return &f->store;
}

void store_faulty_arm(struct store *faulty, int64_t fail_at)
{
	((struct faulty *)faulty)->fail_at = fail_at;
}

int64_t store_faulty_calls(const struct store *faulty)
{
	return ((const struct faulty *)faulty)->calls;
}
