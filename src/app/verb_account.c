/* verb_account.c - log in, log out, who am I. */
#include "account/account.h"
#include "account/lockout.h"
#include "account/password.h"
#include "account/session_rules.h"
#include "app/own.h"
#include "policy/title.h"

enum { LOGIN_MAX = 128 };

/* ---- who am I ---- */

static void roles_json(struct jw *w, const struct grant_rows *grants, int64_t now)
{
	jw_array(w, "roles");
	for (ptrdiff_t i = 0; i < grants->n; i++)
		if (call_grant_holds(&grants->v[i], now)) jw_str(w, NULL, grants->v[i].role);
	jw_end_array(w);
}

static void account_json(struct zhuyi *z, struct call *c, struct jw *w, const struct someone *s, const struct grant_rows *grants)
{
	struct credential_row row;
	struct secrets secrets = {0};
	struct fail none = {0};
	bool known = c->session.account && store_credential_get(z->store, &row, s->org, s->person, &c->arena, &none) &&
		     account_secrets(s, &row, &secrets, &c->arena, &none);
	if (!known) {
		jw_null(w, "account");
		return;
	}
	bool holds = step_in_force(c->session.step_ms, call_now(c));
	jw_object(w, "account");
	jw_str(w, "login", secrets.login);
	roles_json(w, grants, call_now(c));
	jw_bool(w, "password", row.password.n != 0);
	jw_bool(w, "second_factor", row.totp == 2);
	jw_bool(w, "must_change", row.must_change != 0);
	jw_bool(w, "token", c->by_token);
	jw_object(w, "step");
	jw_i64(w, "level", holds ? c->session.step_level : 0);
	jw_i64(w, "until_ms", holds ? c->session.step_ms : 0);
	jw_end_object(w);
	jw_end_object(w);
}

static bool missing_json(struct zhuyi *z, struct call *c, struct jw *w)
{
	jw_array(w, "consents_missing");
	for (int sensitive = 0; c->session.account && sensitive < 2; sensitive++) {
		bool given;
		if (!call_consents(z, c, c->session.person, PURPOSE_CONSULT, sensitive, (str){"", 0}, &given)) return false;
		if (!given) jw_str(w, NULL, sensitive ? S("consult-health") : S("consult"));
	}
	jw_end_array(w);
	return true;
}

static str title_shown(const struct call *c, const struct grant_rows *grants)
{
	for (ptrdiff_t i = 0; i < grants->n; i++)
		if (str_eq(grants->v[i].role, role_name(c->role))) return title_name(grants->v[i].title, call_lang(c));
	return (str){"", 0};
}

bool call_me(struct zhuyi *z, struct call *c, const struct someone *s)
{
	struct jw w = {&c->reply, false};
	struct grant_rows grants = {0};
	if (c->session.account && !store_grants_of(z->store, &grants, c->house->org, c->session.person, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_str(&w, "role", role_name(c->role));
	jw_str(&w, "name", c->session.account ? people_name(&z->people, s, (int)call_lang(c), &c->arena) : (str){"", 0});
	jw_str(&w, "title", title_shown(c, &grants));
	jw_bool(&w, "fictional", c->house && c->house->fictional);
	if (c->house) house_json(&w, "organisation", c->house);
	else jw_null(&w, "organisation");
	jw_null(&w, "csrf");
	if (c->session.person.n) jw_str(&w, "person", c->session.person);
	else jw_null(&w, "person");
	account_json(z, c, &w, s, &grants);
	if (!missing_json(z, c, &w)) return false;
	if (z->oidc) {
		jw_object(&w, "outside");
		jw_str(&w, "name", oidc_config(z->oidc)->name);
		jw_end_object(&w);
	} else jw_null(&w, "outside");
	if (c->back.n) jw_str(&w, "return", c->back);
	jw_end_object(&w);
	return true;
}

bool verb_me(struct zhuyi *z, struct call *c)
{
	struct someone s = {0};
	bool ok = !c->session.account || people_open(&z->people, &s, c->house->org, c->session.person, false, &c->arena, &c->rq.fail);
	ok = ok && call_me(z, c, &s);
	people_forget(&s);
	return ok;
}

/* ---- log in ---- */

struct login_work {
	struct someone who;
	struct credential_row credential;
	str mark, new_hash;
	struct attempt_row attempt;
	bool failed;
};

/* The password was checked on a worker: the account that it was right for must still be there when the session begins, so that a log-in that crosses
 * with a reset or a disabling neither begins a session nor writes the old account back. */
static bool still_right(struct zhuyi *z, struct call *c, struct login_work *w)
{
	str checked = w->credential.password;
	if (!store_credential_get(z->store, &w->credential, c->house->org, w->credential.person, &c->arena, &c->rq.fail)) return false;
	bool same = str_eq(w->credential.password, checked) && str_eq(w->credential.state, S("active"));
	return same || fail_set(&c->rq.fail, RC_CONFLICT, "login", "the account was changed meanwhile");
}

/* Written in both cases: a failure is counted, a success clears the count and begins a session. */
static bool login_write(struct zhuyi *z, struct call *c)
{
	struct login_work *w = c->work;
	struct trail_leaf leaf;
	if (w->failed) return call_count_failure(z, c, w->mark);
	if (!still_right(z, c, w)) return false;
	w->credential.seen_ms = call_now(c);
	if (w->new_hash.n) w->credential.password = w->new_hash;
	bool ok = store_attempt_drop(z->store, c->house->org, w->mark, &c->rq.fail) && store_session_put(z->store, &c->session, &c->rq.fail) &&
		  store_credential_change(z->store, &w->credential, &c->rq.fail) &&
		  call_leaf(z, c, S("login"), &w->who, S(""), c->session.person, &leaf);
	people_forget(&w->who);
	return ok;
}

/* The failure is on disk before it is said, so that guessing is slowed over a restart too. */
static void login_after(struct zhuyi *z, struct call *c)
{
	struct login_work *w = c->work;
	(void)z;
	if (!w->failed) return;
	c->new_session[0] = 0;
	c->has_session = false;
	c->say[0] = "用户名或密码不对", c->say[1] = "the log-in name or the password is wrong";
	fail_set(&c->rq.fail, RC_DENIED, "login", "wrong name or password");
}

/* The first role that may be used now; patients' before staff's never: staff log in to work. */
static bool first_role(struct zhuyi *z, struct call *c, str person, enum role *role)
{
	struct grant_rows grants;
	enum role r;
	bool any = false;
	if (!store_grants_of(z->store, &grants, c->house->org, person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < grants.n; i++) {
		if (!role_by_name(grants.v[i].role, &r) || !call_grant_holds(&grants.v[i], call_now(c))) continue;
		if (!any || (role_is_staff(r) && !role_is_staff(*role))) *role = r;
		any = true;
	}
	return any || fail_set(&c->rq.fail, RC_DENIED, "login", "this account has no role that is valid today");
}

int64_t call_password_wait_ms(const struct call *c)
{
	int64_t left = c->rq.deadline_us ? (c->rq.deadline_us - clock_monotonic_us()) / 1000 : PASSWORD_WAIT_MS;
	return left < PASSWORD_WAIT_MS ? left : PASSWORD_WAIT_MS;
}

/* Who that name is, with the hash to check; nobody leaves the hash empty. */
static bool find_login(struct zhuyi *z, struct call *c, struct login_work *w)
{
	str person;
	struct fail none = {0};
	if (!store_login_get(z->store, &person, c->house->org, w->mark, &c->arena, &none)) return none.rc == RC_MISSING || (c->rq.fail = none, false);
	if (!store_credential_get(z->store, &w->credential, c->house->org, person, &c->arena, &none))
		return none.rc == RC_MISSING || (c->rq.fail = none, false);
	if (!str_eq(w->credential.state, S("active"))) w->credential.password = (str){"", 0};
	return true;
}

bool call_begin_session(struct zhuyi *z, struct call *c, str person, const struct credential_row *credential)
{
	enum role role = ROLE_PATIENT;
	if (!first_role(z, c, person, &role)) return false;
	call_session_make(c, person, role, credential->must_change ? ACCOUNT_MUST_CHANGE : ACCOUNT_FULL);
	return true;
}

/* A lock longer than any we set was written by a clock that was ahead: it does not stand, and the next wrong guess sets one that does. */
bool call_locked(struct call *c, const struct attempt_row *a)
{
	struct lockout row = {a->failures, a->last_ms, a->until_ms};
	if (a->until_ms - call_now(c) > LOCKOUT_MOST_MS + SESSION_AHEAD_MS) return false;
	c->wait_s = lockout_wait_s(&row, call_now(c));
	if (!c->wait_s) return false;
	c->say[0] = "输错的次数太多，请稍后再试", c->say[1] = "too many wrong tries; wait and try again";
	fail_set(&c->rq.fail, RC_BUSY, "login", "too many wrong tries; wait %lld s", (long long)c->wait_s);
	return true;
}

/* Right: begins the session. Wrong: leaves a failure to be written. */
static bool try_password(struct zhuyi *z, struct call *c, struct login_work *w, str password)
{
	struct fail wrong = {0};
	bool right = password_verify(w->credential.password, password, call_password_wait_ms(c), c->arena, &wrong);
	if (!right && wrong.rc != RC_DENIED) return c->rq.fail = wrong, false;
	if (!right) return w->failed = true;
	if (password_needs_rehash(w->credential.password)) {
		char *hash = ARENA_NEW(&c->arena, char, PASSWORD_HASH);
		if (password_hash(hash, password, call_password_wait_ms(c), c->arena, &wrong)) w->new_hash = str_from(hash);
	}
	return people_open(&z->people, &w->who, c->house->org, w->credential.person, false, &c->arena, &c->rq.fail) &&
	       call_begin_session(z, c, w->credential.person, &w->credential) && call_me(z, c, &w->who);
}

bool call_house(struct zhuyi *z, struct call *c)
{
	str house = json_str(c->body, "organisation");
	if (house.n) c->house = house_of(&z->houses, house);
	return c->house || fail_set(&c->rq.fail, RC_MISSING, "call", "there is no such organisation");
}

bool verb_login(struct zhuyi *z, struct call *c)
{
	struct login_work *w = ARENA_NEW(&c->arena, struct login_work, 1);
	str login = json_str(c->body, "login"), password = json_str(c->body, "password");
	char *mark = ARENA_NEW(&c->arena, char, VAULT_MARK);
	if (!login.n || !password.n) return fail_set(&c->rq.fail, RC_INPUT, "login", "\"login\" or \"password\" is missing");
	if (login.n > LOGIN_MAX || password.n > 256) return fail_set(&c->rq.fail, RC_INPUT, "login", "\"login\" or \"password\" is too long");
	if (!call_writable(z, c) || !call_house(z, c)) return false;
	if (!vault_mark_login((unsigned char *)mark, z->vault, c->house->org, login, c->arena))
		return fail_set(&c->rq.fail, RC_INPUT, "login", "\"login\" is empty");
	w->mark = (str){mark, VAULT_MARK};
	if (!store_attempt_get(z->store, &w->attempt, c->house->org, w->mark, &c->arena, &c->rq.fail)) return false;
	if (call_locked(c, &w->attempt) || !find_login(z, c, w) || !try_password(z, c, w, password)) return false;
	c->work = w;
	c->write = login_write;
	c->after = login_after;
	return true;
}

/* ---- log out ---- */

static bool logout_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct trail_leaf leaf;
	struct fail none = {0};
	bool known = people_open(&z->people, &s, c->house->org, c->session.person, true, &c->arena, &none);
	bool ok = store_session_drop(z->store, c->session.token_hash, &c->rq.fail) &&
		  (!known || call_leaf(z, c, S("logout"), &s, S(""), c->session.person, &leaf));
	people_forget(&s);
	return ok;
}

bool verb_logout(struct zhuyi *z, struct call *c)
{
	sb_add(&c->reply, S("{}"));
	memcpy(c->new_session, "-", 2);
	if (!c->has_session || c->by_token) return true;
	if (!call_writable(z, c)) return false;
	c->write = logout_write;
	return true;
}
