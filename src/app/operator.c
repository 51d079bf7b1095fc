/* operator.c - the store at rest: organisations, first users, moving, sums. */
#include "zhuyi/operator.h"

#include "account/password.h"
#include "account/totp.h"
#include "app/open_int.h"
#include "policy/title.h"
#include "store/copy.h"
#include "store/distribute.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool say(const struct fail *f, char error[256])
{
	snprintf(error, 256, "%s", f->what);
	return false;
}

static void tell(zhuyi_line *line, void *ctx, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static void tell(zhuyi_line *line, void *ctx, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	line(ctx, (struct zhuyi_text){text, n < (int)sizeof text ? (size_t)n : sizeof text - 1});
}

/* ---- organisations ---- */

/* In one transaction; what fails leaves nothing. */
static bool in_transaction(struct zhuyi *z, bool (*work)(struct zhuyi *z, void *ctx, struct fail *), void *ctx, struct fail *fail)
{
	const struct store_verbs *v = z->store->verbs;
	if (!v->begin(z->store, fail)) return false;
	if (work(z, ctx, fail) && v->commit(z->store, fail)) return true;
	v->rollback(z->store);
	return false;
}

struct new_house {
	const char *id, *zh, *en;
};

static bool make_house(struct zhuyi *z, void *ctx, struct fail *fail)
{
	const struct new_house *n = ctx;
	struct clock clock = clock_system();
	if (!house_make(z->store, z->houses.keys, str_from(n->id), str_from(n->zh), str_from(n->en), false, clock.now_ms(clock.ctx), fail)) {
		if (fail->rc == RC_CONFLICT) snprintf(fail->what, sizeof fail->what, "there is an organisation %.40s already", n->id);
		return false;
	}
	return true;
}

bool zhuyi_organisation_make(const struct zhuyi_options *o, const char *id, const char *name_zh, const char *name_en, char error[256])
{
	struct fail fail = {0};
	struct new_house n = {id, name_zh, name_en};
	struct zhuyi *z = open_at_rest(o, error);
	if (!z) return false;
	bool ok = in_transaction(z, make_house, &n, &fail) || say(&fail, error);
	zhuyi_close(z);
	return ok;
}

bool zhuyi_organisations(const struct zhuyi_options *o, zhuyi_line *line, void *ctx, char error[256])
{
	struct zhuyi *z = open_at_rest(o, error);
	if (!z) return false;
	for (int i = 0; i < z->houses.n; i++) {
		const struct house *h = &z->houses.v[i];
		tell(line, ctx, STR_FMT "\t" STR_FMT "\t" STR_FMT "\t%lld leaves", STR_ARG(h->org), STR_ARG(house_names(h)->name[0]),
		     STR_ARG(house_names(h)->name[1]), (long long)h->trail.tree.size);
	}
	zhuyi_close(z);
	return true;
}

/* ---- users ---- */

struct new_user {
	struct new_account n;
	struct house *house;
};

static bool make_user(struct zhuyi *z, void *ctx, struct fail *fail)
{
	struct new_user *u = ctx;
	struct clock clock = clock_system();
	struct trail_leaf leaf;
	struct req rq = {.arena = &z->arena, .clock = clock, .rng = rng_system(), .actor = {.organisation = u->house->org, .person = S("operator")}};
	bool ok = account_make(&z->people, &u->n, clock.now_ms(clock.ctx), rq.rng, &z->arena, fail);
	if (!ok && fail->rc == RC_CONFLICT) snprintf(fail->what, sizeof fail->what, "this log-in name is taken");
	ok = ok && (trail_append(&u->house->trail, z->store, &rq, S("user.make"), S(""), u->n.login, &leaf) || (*fail = rq.fail, false));
	return ok && trail_seal(&u->house->trail, z->store, clock.now_ms(clock.ctx), fail);
}

static bool fill_user(struct zhuyi *z, const struct zhuyi_new_user *user, struct new_user *u, struct fail *fail)
{
	enum title title;
	u->house = house_of(&z->houses, str_from(user->organisation));
	if (!u->house) return fail_set(fail, RC_MISSING, "user", "there is no organisation of this id");
	if (!user->login || !user->login[0] || !user->name_zh || !user->name_en)
		return fail_set(fail, RC_INPUT, "user", "log-in and names are needed");
	u->n = (struct new_account){.org = u->house->org,
				    .login = str_from(user->login),
				    .name_zh = str_from(user->name_zh),
				    .name_en = str_from(user->name_en),
				    .department = str_from(user->department),
				    .title = str_from(user->title),
				    .licence = str_from(user->licence),
				    .must_change = true,
				    .granted_by = S("operator")};
	if (!role_by_name(str_from(user->role), &u->n.role) || u->n.role == ROLE_VISITOR)
		return fail_set(fail, RC_INPUT, "user", "there is no such role");
	if (u->n.role == ROLE_DOCTOR && (!title_by_key(u->n.title, &title) || !u->n.licence.n))
		return fail_set(fail, RC_INPUT, "user", "a doctor needs --title resident, attending, associate or chief, and --licence");
	return true;
}

bool zhuyi_user_make(const struct zhuyi_options *o, const struct zhuyi_new_user *user, char password[32], char error[256])
{
	struct fail fail = {0};
	struct new_user u = {0};
	char hash[PASSWORD_HASH], made[TOKEN_PASSWORD_CHARS + 1];
	struct zhuyi *z = open_at_rest(o, error);
	if (!z) return false;
	token_password_make(made, rng_system());
	bool ok = fill_user(z, user, &u, &fail) && password_hash(hash, str_from(made), PASSWORD_WAIT_MS, z->arena, &fail);
	u.n.password_hash = str_from(hash);
	ok = (ok && in_transaction(z, make_user, &u, &fail)) || say(&fail, error);
	if (ok) memcpy(password, made, sizeof made);
	zhuyi_close(z);
	return ok;
}

/* ---- moving, sums, placing ---- */

struct telling {
	zhuyi_line *line;
	void *ctx;
};

static void progress(void *ctx, const char *what, const char *table, int64_t rows)
{
	struct telling *t = ctx;
	tell(t->line, t->ctx, "%s %s: %lld rows", what, table, (long long)rows);
}

static void tell_sums(struct telling *t, const struct table_sum *sums)
{
	char hex[65];
	for (int i = 0; i < table_count; i++)
		tell(t->line, t->ctx, "%-14s %10lld rows  %s", sums[i].table, (long long)sums[i].rows, sodium_bin2hex(hex, 65, sums[i].sha256, 32));
}

static struct store *open_place(const char *place, char error[256])
{
	struct fail fail = {0};
	bool is_new;
	struct store_options o = {.place = place};
	struct store *s = sodium_init() < 0 ? NULL : store_open(&o, &is_new, &fail);
	if (!s) say(&fail, error);
	return s;
}

bool zhuyi_store_digest(const struct zhuyi_options *o, zhuyi_line *line, void *ctx, char error[256])
{
	struct fail fail = {0};
	struct telling t = {line, ctx};
	struct table_sum *sums = calloc((size_t)table_count, sizeof *sums);
	struct store *s = sums ? open_place(o->store, error) : NULL;
	bool ok = s && (store_digest(s, sums, NULL, NULL, &fail) || say(&fail, error));
	if (ok) tell_sums(&t, sums);
	if (s) s->verbs->close(s);
	free(sums);
	return ok;
}

bool zhuyi_store_copy(const char *from, const char *to, zhuyi_line *line, void *ctx, char error[256])
{
	struct fail fail = {0};
	struct telling t = {line, ctx};
	struct table_sum *sums = calloc((size_t)table_count, sizeof *sums);
	struct store *a = sums ? open_place(from, error) : NULL, *b = a ? open_place(to, error) : NULL;
	bool ok = b && (store_copy(a, b, sums, progress, &t, &fail) || say(&fail, error));
	if (ok) tell_sums(&t, sums);
	if (b) b->verbs->close(b);
	if (a) a->verbs->close(a);
	free(sums);
	return ok;
}

static void tell_sql(void *ctx, const char *sql)
{
	struct telling *t = ctx;
	tell(t->line, t->ctx, "%s;", sql);
}

bool zhuyi_store_distribute(const char *place, bool only_tell, zhuyi_line *line, void *ctx, char error[256])
{
	struct fail fail = {0};
	struct telling t = {line, ctx};
	struct store *s = only_tell ? NULL : open_place(place, error);
	if (!only_tell && !s) return false;
	bool ok = store_distribute(s, only_tell, tell_sql, &t, &fail) || say(&fail, error);
	if (s) s->verbs->close(s);
	return ok;
}

/* ---- another master key ---- */

struct rekeying {
	struct vault *next;
	char marks[VAULT_MARKS_HEX + 1], id[MASTER_ID_HEX + 1];
	str org, person; /* the last one done */
	int64_t done, again;
	bool more;
};

/* A batch of people. Who is under the new key already (a run that was stopped) is passed over. */
static bool rewrap_batch(struct zhuyi *z, void *ctx, struct fail *fail)
{
	enum { BATCH = 500 };
	struct rekeying *r = ctx;
	struct arena a = z->arena;
	struct person_rows rows;
	unsigned char wrapped[VAULT_WRAPPED];
	if (!store_people_after(z->store, &rows, r->org, r->person, BATCH, &a, fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct person_row *p = &rows.v[i];
		struct person_key key;
		struct fail none = {0};
		if (!p->wrapped.n) continue;
		if (vault_unwrap(&key, r->next, p->org, p->person, p->wrapped, &none)) {
			person_key_forget(&key);
			r->again++;
			continue;
		}
		if (!vault_rewrap(wrapped, r->next, z->vault, p->org, p->person, p->wrapped, rng_system(), fail) ||
		    !store_person_rewrap(z->store, p->org, p->person, (str){(char *)wrapped, VAULT_WRAPPED}, fail))
			return false;
		r->done++;
	}
	r->more = rows.n == BATCH;
	if (rows.n) {
		r->org = str_copy(&z->arena, rows.v[rows.n - 1].org);
		r->person = str_copy(&z->arena, rows.v[rows.n - 1].person);
	}
	return true;
}

static bool keep_names(struct zhuyi *z, void *ctx, struct fail *fail)
{
	struct rekeying *r = ctx;
	return store_meta_put(z->store, S("marks"), str_from(r->marks), fail) && store_meta_put(z->store, S("master"), str_from(r->id), fail);
}

static struct master *next_master(const struct zhuyi_options *to, struct fail *fail)
{
	struct fail missing = {0};
	if (to->master_command) return master_ask(to->master_command, MASTER_COMMAND_MS, fail);
	struct master *m = master_load(to->master_file, &missing);
	if (m || missing.rc != RC_MISSING) return m ? m : (*fail = missing, NULL);
	return master_create(to->master_file, rng_system(), fail);
}

bool zhuyi_store_rekey(const struct zhuyi_options *o, const struct zhuyi_options *to, zhuyi_line *line, void *ctx, char error[256])
{
	struct fail fail = {0};
	struct rekeying r = {.more = true};
	struct zhuyi *z = open_at_rest(o, error);
	if (!z) return false;
	struct master *next = next_master(to, &fail);
	bool ok = next && (r.next = vault_rekey(r.marks, z->vault, next, rng_system(), &fail)) != NULL;
	if (ok) master_id(r.id, next);
	while (ok && r.more) ok = in_transaction(z, rewrap_batch, &r, &fail);
	ok = ok && in_transaction(z, keep_names, &r, &fail);
	if (ok) tell(line, ctx, "%lld keys wrapped anew, %lld were already; the store's key is now %s", (long long)r.done, (long long)r.again, r.id);
	else say(&fail, error);
	vault_close(r.next);
	master_forget(next);
	zhuyi_close(z);
	return ok;
}

bool zhuyi_totp(const char *secret, char code[7])
{
	unsigned char bytes[TOTP_SECRET];
	struct clock clock = clock_system();
	if (base32_read(bytes, TOTP_SECRET, str_from(secret)) != TOTP_SECRET) return false;
	snprintf(code, 7, "%06u", totp_code(bytes, TOTP_SECRET, clock.now_ms(clock.ctx) / TOTP_STEP_MS, TOTP_DIGITS) % 1000000);
	return true;
}
