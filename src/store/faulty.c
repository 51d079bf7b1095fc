/* faulty.c - a store whose n-th call fails, to prove that nothing acknowledged is lost whichever call that is. */
#include "store/store.h"

#include "base/check.h"

#include <stdlib.h>

struct faulty {
	struct store store;
	struct store *inner;
	int64_t calls, fail_at;
	enum rc rc;
};

static bool strikes(struct store *s, struct fail *fail)
{
	struct faulty *f = (struct faulty *)s;
	f->calls++;
	if (!f->fail_at || --f->fail_at) return false;
	fail_set(fail, f->rc, "store_faulty", "injected failure");
	return true;
}

#define INNER(s) (((struct faulty *)(s))->inner)
#define PASS(s, fail, verb, ...) (!strikes((s), (fail)) && INNER(s)->verbs->verb(INNER(s), __VA_ARGS__, (fail)))

static void f_close(struct store *s)
{
	INNER(s)->verbs->close(INNER(s));
	free(s);
}

static bool f_begin(struct store *s, struct fail *fail)
{
	return !strikes(s, fail) && INNER(s)->verbs->begin(INNER(s), fail);
}

static bool f_commit(struct store *s, struct fail *fail)
{
	return !strikes(s, fail) && INNER(s)->verbs->commit(INNER(s), fail);
}

static void f_rollback(struct store *s)
{
	INNER(s)->verbs->rollback(INNER(s));
}

static bool f_mark(struct store *s, struct fail *fail)
{
	return !strikes(s, fail) && INNER(s)->verbs->mark(INNER(s), fail);
}

static void f_release(struct store *s, bool keep)
{
	INNER(s)->verbs->release(INNER(s), keep);
}

static bool f_account_put(struct store *s, const struct account_row *r, struct fail *fail)
{
	return PASS(s, fail, account_put, r);
}
static bool f_account_get(struct store *s, struct account_row *r, str org, str login, struct arena *a, struct fail *fail)
{
	return PASS(s, fail, account_get, r, org, login, a);
}
static bool f_session_put(struct store *s, const struct session_row *r, struct fail *fail)
{
	return PASS(s, fail, session_put, r);
}
static bool f_session_get(struct store *s, struct session_row *r, const unsigned char t[32], struct arena *a, struct fail *fail)
{
	return PASS(s, fail, session_get, r, t, a);
}
static bool f_session_drop(struct store *s, const unsigned char t[32], struct fail *fail)
{
	return PASS(s, fail, session_drop, t);
}
static bool f_case_put(struct store *s, const struct case_row *r, struct fail *fail)
{
	return PASS(s, fail, case_put, r);
}
static bool f_case_change(struct store *s, const struct case_row *r, str was, struct fail *fail)
{
	return PASS(s, fail, case_change, r, was);
}
static bool f_case_get(struct store *s, struct case_row *r, str org, str id, struct arena *a, struct fail *fail)
{
	return PASS(s, fail, case_get, r, org, id, a);
}
static bool f_cases_of(struct store *s, struct case_rows *r, str org, str person, int limit, struct arena *a, struct fail *fail)
{
	return PASS(s, fail, cases_of, r, org, person, limit, a);
}
static bool f_cases_open(struct store *s, struct case_rows *r, str org, int limit, struct arena *a, struct fail *fail)
{
	return PASS(s, fail, cases_open, r, org, limit, a);
}
static bool f_leaf_put(struct store *s, const struct leaf_row *r, struct fail *fail)
{
	return PASS(s, fail, leaf_put, r);
}
static bool f_leaf_get(struct store *s, struct leaf_row *r, str org, int64_t i, struct arena *a, struct fail *fail)
{
	return PASS(s, fail, leaf_get, r, org, i, a);
}
static bool f_leaf_of_case(struct store *s, int64_t *i, str org, str id, struct fail *fail)
{
	return PASS(s, fail, leaf_of_case, i, org, id);
}
static bool f_node_put(struct store *s, str org, int level, int64_t i, const unsigned char h[32], struct fail *fail)
{
	return PASS(s, fail, node_put, org, level, i, h);
}
static bool f_node_get(struct store *s, str org, int level, int64_t i, unsigned char h[32], struct fail *fail)
{
	return PASS(s, fail, node_get, org, level, i, h);
}
static bool f_head_put(struct store *s, const struct head_row *h, struct fail *fail)
{
	return PASS(s, fail, head_put, h);
}
static bool f_head_get(struct store *s, struct head_row *h, str org, int64_t number, struct fail *fail)
{
	return PASS(s, fail, head_get, h, org, number);
}
static bool f_head_last(struct store *s, struct head_row *h, str org, struct fail *fail)
{
	return PASS(s, fail, head_last, h, org);
}
static bool f_leaf_count(struct store *s, int64_t *n, str org, struct fail *fail)
{
	return PASS(s, fail, leaf_count, n, org);
}

static const struct store_verbs verbs = {
	f_close,        f_begin,        f_commit,   f_rollback,    f_mark,     f_release,   f_account_put, f_account_get, f_session_put,
	f_session_get,  f_session_drop, f_case_put, f_case_change, f_case_get, f_cases_of,  f_cases_open,  f_leaf_put,    f_leaf_get,
	f_leaf_of_case, f_node_put,     f_node_get, f_head_put,    f_head_get, f_head_last, f_leaf_count,
};

struct store *store_faulty(struct store *inner, int64_t fail_at, enum rc rc)
{
	struct faulty *f = calloc(1, sizeof *f);
	ASSERT(f);
	*f = (struct faulty){.store = {&verbs}, .inner = inner, .fail_at = fail_at, .rc = rc};
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
