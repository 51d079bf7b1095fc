/* adopt.c - a store of the first schema: its accounts, consultations and decisions are sealed into the new tables, a batch in a transaction each, so
 * that a stop in between loses nothing and the next start goes on. Afterwards the file is rewritten: no plain text stays in it. */
#include "app/open_int.h"

#include "base/log.h"
#include "policy/title.h"

enum { BATCH = 200 };

struct adopting {
	struct zhuyi *z;
	struct arena *a;
	struct rng rng;
	int64_t now_ms;
};

/* The person's key, made on first sight. */
static bool whose(struct adopting *x, struct someone *s, str org, str person, str kind, struct fail *fail)
{
	struct fail missing = {0};
	if (people_open(&x->z->people, s, org, person, false, x->a, &missing)) return true;
	char id[27];
	if (missing.rc != RC_MISSING) return *fail = missing, false;
	bool ok = people_make(&x->z->people, s, org, person, kind, x->now_ms, x->rng, x->a, fail);
	for (int sensitive = 0; ok && sensitive < 2; sensitive++) /* or no doctor could answer what already waits */
		ok = account_consent(&x->z->people, org, person, PURPOSE_CONSULT, sensitive, S(""), person, x->now_ms, id, x->rng, fail);
	return ok;
}

static str title_id(str title_zh)
{
	for (int t = 0; t < TITLES; t++)
		if (str_eq(title_name(title_key((enum title)t), LANG_ZH), title_zh)) return title_key((enum title)t);
	return title_zh.n ? title_key(TITLE_ATTENDING) : title_zh;
}

static bool account(struct adopting *x, const struct plain_account_row *r, struct fail *fail)
{
	struct new_account n = {.org = r->org,
				.person = r->person,
				.login = r->login,
				.name_zh = r->name_zh,
				.name_en = r->name_en,
				.role = str_eq(r->role, S("doctor")) ? ROLE_DOCTOR : ROLE_PATIENT,
				.title = title_id(r->title_zh),
				.licence = r->licence,
				.password_hash = r->password,
				.consents = true};
	return account_make(&x->z->people, &n, x->now_ms, x->rng, x->a, fail) && store_plain_account_drop(x->z->store, r->org, r->login, fail);
}

static bool consultation(struct adopting *x, const struct plain_case_row *r, struct fail *fail)
{
	struct someone s;
	str none = {"", 0};
	struct case_row row = {r->org, r->person, r->id, r->state, r->tier, r->created_ms, r->updated_ms, none, none, none, none};
	struct place_row place = {r->org, r->id, r->person, r->state, r->tier, r->created_ms, none};
	if (!whose(x, &s, r->org, r->person, S("visitor"), fail)) return false;
	row.sealed_question = people_seal(&s, "consultation.sealed_question", none, r->id, r->question, x->rng, x->a);
	row.sealed_said = people_seal(&s, "consultation.sealed_said", none, r->id, r->said, x->rng, x->a);
	row.sealed_body = people_seal(&s, "consultation.sealed_body", none, r->id, r->body, x->rng, x->a);
	people_forget(&s);
	return store_case_put(x->z->store, &row, fail) && store_place_put(x->z->store, &place, fail) &&
	       store_plain_case_drop(x->z->store, r->org, r->person, r->id, fail);
}

static bool decision(struct adopting *x, const struct plain_decision_row *r, struct fail *fail)
{
	struct someone s;
	if (r->salts.n != 64) return fail_set(fail, RC_CORRUPT, "adopt", "salts of a decision have a wrong length");
	if (!whose(x, &s, r->org, r->person, S("visitor"), fail)) return false;
	bool ok = people_decision_put(&x->z->people, &s, r->case_id, r->leaf, (const unsigned char *)r->salts.p, x->rng, x->a, fail);
	people_forget(&s);
	return ok && store_plain_decision_drop(x->z->store, r, fail);
}

/* Up to BATCH rows of each kind; *more: there may be others. */
static bool batch(struct adopting *x, bool *more, struct fail *fail)
{
	struct plain_account_rows accounts;
	struct plain_case_rows cases;
	struct plain_decision_rows decisions;
	bool ok = store_plain_accounts(x->z->store, &accounts, BATCH, x->a, fail) && store_plain_cases(x->z->store, &cases, BATCH, x->a, fail) &&
		  store_plain_decisions(x->z->store, &decisions, BATCH, x->a, fail);
	if (!ok) return false;
	for (ptrdiff_t i = 0; ok && i < accounts.n; i++) ok = account(x, &accounts.v[i], fail);
	for (ptrdiff_t i = 0; ok && i < cases.n; i++) ok = consultation(x, &cases.v[i], fail);
	for (ptrdiff_t i = 0; ok && i < decisions.n; i++) ok = decision(x, &decisions.v[i], fail);
	*more = accounts.n || cases.n || decisions.n;
	return ok;
}

/* Kept in the transaction that empties rows, and taken back when the file was rewritten: a stop in between must not leave the old pages as they are. */
static const char unswept[] = "unswept";

static bool was_left_unswept(struct zhuyi *z, struct arena a)
{
	str value = {"", 0};
	struct fail none = {0};
	return store_meta_get(z->store, &value, S(unswept), &a, &none) && str_eq(value, S("1"));
}

static bool swept(struct zhuyi *z, struct fail *fail)
{
	const struct store_verbs *v = z->store->verbs;
	if (!v->begin(z->store, fail)) return false;
	if (store_meta_put(z->store, S(unswept), S("0"), fail) && v->commit(z->store, fail)) return true;
	v->rollback(z->store);
	return false;
}

bool adopt_plain(struct zhuyi *z, struct fail *fail)
{
	struct arena memory = arena_create(CALL_MEMORY * 4L);
	const struct store_verbs *v = z->store->verbs;
	struct clock clock = clock_system();
	bool ok = memory.beg || fail_set(fail, RC_LIMIT, "adopt", "no address space"), more = ok;
	bool any = ok && was_left_unswept(z, memory);
	while (ok && more) {
		struct arena a = memory;
		struct adopting x = {z, &a, rng_system(), clock.now_ms(clock.ctx)};
		ok = v->begin(z->store, fail);
		if (!ok) break;
		ok = batch(&x, &more, fail) && (!more || store_meta_put(z->store, S(unswept), S("1"), fail)) && v->commit(z->store, fail);
		if (!ok) v->rollback(z->store);
		any |= more;
	}
	if (memory.beg) arena_destroy(memory);
	/* Free pages and the write-ahead log still hold what was there; both back ends know VACUUM. */
	if (ok && any) {
		log_event(LOG_INFO, "sealed", "what", "rows of the first schema");
		ok = v->script(z->store, S("VACUUM"), fail) &&
		     (!str_eq(str_from(v->name), S("sqlite")) || v->script(z->store, S("PRAGMA wal_checkpoint(TRUNCATE)"), fail)) && swept(z, fail);
	}
	return ok;
}
