/* verb_user.c - one of the staff: roles, log-in, sessions. Nobody does it to themself, and whoever is changed is logged out by it. */
#include "account/password.h"
#include "app/field.h"
#include "app/own.h"
#include "app/staff.h"

/* ---- roles and state ---- */

struct change_work {
	struct grant_row given; /* members that were given; `has` says which */
	bool has_role, has_department, has_title, has_licence, has_until, has_grant_state;
	str state; /* of the account; empty: stays */
	struct member m;
	struct grant_row grant; /* as it becomes */
};

static bool one_of(struct call *c, const char *key, str value, str a, str b)
{
	return str_eq(value, a) || str_eq(value, b) ||
	       fail_set(&c->rq.fail, RC_INPUT, c->in.verb->name, "\"%s\" is neither " STR_FMT " nor " STR_FMT, key, STR_ARG(a), STR_ARG(b));
}

static bool read_change(struct call *c, struct change_work *w)
{
	jv role = json_get(c->body, "role");
	struct grant_row *g = &w->given;
	w->has_role = json_is_object(role);
	w->has_department = field_has(role, "department"), w->has_title = field_has(role, "title"), w->has_licence = field_has(role, "licence");
	w->has_until = field_has(role, "until_ms"), w->has_grant_state = field_has(role, "state");
	if (!field_line(c, c->body, "state", FIELD_LINE, &w->state)) return false;
	if (role && !w->has_role) return fail_set(&c->rq.fail, RC_INPUT, "user_change", "\"role\" is not an object");
	if (!w->has_role && !w->state.n) return fail_set(&c->rq.fail, RC_INPUT, "user_change", "\"state\" or \"role\" is missing");
	if (w->state.n && !one_of(c, "state", w->state, S("active"), S("disabled"))) return false;
	if (!w->has_role) return true;
	return field_line_needed(c, role, "role", FIELD_LINE, &g->role) && field_line(c, role, "department", FIELD_LINE, &g->department) &&
	       field_line(c, role, "title", FIELD_LINE, &g->title) && field_line(c, role, "licence", FIELD_LINE, &g->licence) &&
	       field_number(c, role, "until_ms", 0, TIME_MOST_MS, &g->until_ms) && field_line(c, role, "state", FIELD_LINE, &g->state) &&
	       (!w->has_grant_state || one_of(c, "state", g->state, S("active"), S("ended")));
}

/* What was not given stays as it was; a role that is given again is in force again. False: there is no such role to end. */
static bool overlay(struct call *c, struct change_work *w)
{
	struct grant_row *g = &w->grant;
	bool had = false, ends = w->has_grant_state && str_eq(w->given.state, S("ended"));
	*g = (struct grant_row){.org = c->house->org, .person = c->target, .role = w->given.role};
	for (ptrdiff_t i = 0; i < w->m.grants.n; i++)
		if (str_eq(w->m.grants.v[i].role, w->given.role)) *g = w->m.grants.v[i], had = true;
	if (w->has_department) g->department = w->given.department;
	if (w->has_title) g->title = w->given.title;
	if (w->has_licence) g->licence = w->given.licence;
	if (w->has_until) g->until_ms = w->given.until_ms;
	g->state = ends ? S("ended") : S("active");
	if (!ends) g->granted_by = c->session.person, g->granted_ms = call_now(c);
	return had || !ends || fail_set(&c->rq.fail, RC_CONFLICT, "user_change", "there is no such role to end");
}

static bool administers(struct call *c, const struct member *m)
{
	bool any = false;
	for (ptrdiff_t i = 0; i < m->grants.n; i++)
		any |= str_eq(m->grants.v[i].role, role_name(ROLE_ADMINISTRATOR)) && call_grant_holds(&m->grants.v[i], call_now(c));
	return any && str_eq(m->credential.state, S("active"));
}

/* Without an administrator nobody could make one. */
static bool not_the_last(struct zhuyi *z, struct call *c, struct change_work *w)
{
	bool others, ends_role = w->has_role && str_eq(w->grant.role, role_name(ROLE_ADMINISTRATOR)) && !call_grant_holds(&w->grant, call_now(c));
	if (!administers(c, &w->m) || !(ends_role || str_eq(w->state, S("disabled")))) return true;
	if (!staff_other_administrator(z, c, c->target, &others)) return false;
	if (others) return true;
	c->say[0] = "这是最后一位管理员，不能停用", c->say[1] = "this is the last administrator; make another one first";
	return fail_set(&c->rq.fail, RC_CONFLICT, "user_change", "this is the last administrator");
}

/* Worked out on the worker, so that a refusal costs nobody a transaction, and again inside it, where it counts. */
static bool work_out(struct zhuyi *z, struct call *c, struct change_work *w)
{
	if (!staff_open(z, c, c->target, &w->m)) return false;
	if (w->has_role) {
		if (!overlay(c, w)) return false;
		bool ends = str_eq(w->grant.state, S("ended"));
		if (!ends && (!staff_grant_sound(c, &w->grant) || !staff_roles_agree(c, &w->m.grants, &w->grant))) return false;
	}
	return not_the_last(z, c, w);
}

static str change_body(struct call *c, const struct change_work *w)
{
	struct sb body = sb_new(&c->arena, 256);
	struct jw j = {&body, false};
	jw_object(&j, NULL);
	if (w->state.n) jw_str(&j, "state", w->state);
	if (w->has_role) {
		jw_object(&j, "role");
		jw_str(&j, "role", w->grant.role);
		jw_str(&j, "department", w->grant.department);
		jw_str(&j, "title", w->grant.title);
		jw_str(&j, "licence", w->grant.licence);
		jw_i64(&j, "until_ms", w->grant.until_ms);
		jw_str(&j, "state", w->grant.state);
		jw_end_object(&j);
	}
	jw_end_object(&j);
	return sb_str(&body);
}

static bool change_write(struct zhuyi *z, struct call *c)
{
	struct change_work *w = c->work;
	struct trail_leaf leaf;
	bool ok = call_session_stands(z, c) && work_out(z, c, w);
	if (ok && w->has_role) ok = store_grant_put(z->store, &w->grant, &c->rq.fail);
	if (ok && w->state.n) {
		w->m.credential.state = w->state;
		ok = store_credential_change(z->store, &w->m.credential, &c->rq.fail);
	}
	ok = ok && staff_end(z, c, c->target) && call_leaf(z, c, S("user.change"), &w->m.who, S(""), change_body(c, w), &leaf);
	people_forget(&w->m.who);
	return ok;
}

bool verb_user_change(struct zhuyi *z, struct call *c)
{
	struct change_work *w = ARENA_NEW(&c->arena, struct change_work, 1);
	bool ok = call_writable(z, c) && read_change(c, w) && work_out(z, c, w);
	people_forget(&w->m.who);
	sb_add(&c->reply, S("{}"));
	c->work = w;
	c->write = change_write;
	return ok;
}

/* ---- a forgotten password, a lost device, a lock ---- */

enum what { WHAT_PASSWORD, WHAT_FACTOR, WHAT_LOCK, WHATS };
static const char *const whats[WHATS] = {"password", "second_factor", "lock"};

struct reset_work {
	enum what what;
	struct member m;
	char password[TOKEN_PASSWORD_CHARS + 1], hash[PASSWORD_HASH];
};

/* At the log-in and, counted apart, at the second step. */
static bool drop_tries(struct zhuyi *z, struct call *c, const struct member *m)
{
	unsigned char step[VAULT_MARK];
	own_step_mark(step, z, c->house->org, m->who.person);
	return store_attempt_drop(z->store, c->house->org, m->mark, &c->rq.fail) &&
	       store_attempt_drop(z->store, c->house->org, (str){(char *)step, VAULT_MARK}, &c->rq.fail);
}

static bool reset_write(struct zhuyi *z, struct call *c)
{
	struct reset_work *w = c->work;
	struct member *m = &w->m;
	struct trail_leaf leaf;
	bool ok = call_session_stands(z, c) && staff_open(z, c, c->target, m);
	if (!ok) return false;
	if (w->what == WHAT_PASSWORD) {
		m->credential.password = str_from(w->hash);
		m->credential.must_change = 1;
	} else if (w->what == WHAT_FACTOR) {
		m->credential.totp = 0;
		m->secrets.totp = m->secrets.recovery = (str){"", 0};
		m->credential.sealed_secret = account_seal_secrets(&m->who, &m->secrets, c->rq.rng, &c->arena);
	}
	if (w->what != WHAT_LOCK) ok = store_credential_change(z->store, &m->credential, &c->rq.fail) && staff_end(z, c, c->target);
	if (w->what != WHAT_FACTOR) ok = ok && drop_tries(z, c, m);
	ok = ok && call_leaf(z, c, S("user.reset"), &m->who, S(""), str_from(whats[w->what]), &leaf);
	people_forget(&m->who);
	return ok;
}

static bool read_what(struct call *c, enum what *what)
{
	str word = json_str(c->body, "what");
	for (int i = 0; i < WHATS; i++)
		if (str_eq(word, str_from(whats[i]))) return *what = (enum what)i, true;
	return fail_set(&c->rq.fail, RC_INPUT, "user_reset", "\"what\" is none of password, second_factor, lock");
}

/* The password shows once, to the administrator, who hands it over; its first use makes the person choose one of their own. */
bool verb_user_reset(struct zhuyi *z, struct call *c)
{
	struct reset_work *w = ARENA_NEW(&c->arena, struct reset_work, 1);
	struct jw out = {&c->reply, false};
	if (!call_writable(z, c) || !read_what(c, &w->what) || !staff_open(z, c, c->target, &w->m)) return false;
	people_forget(&w->m.who);
	jw_object(&out, NULL);
	if (w->what == WHAT_PASSWORD) {
		token_password_make(w->password, c->rq.rng);
		if (!password_hash(w->hash, str_from(w->password), call_password_wait_ms(c), c->arena, &c->rq.fail)) return false;
		jw_str(&out, "password", str_from(w->password));
	}
	jw_end_object(&out);
	c->work = w;
	c->write = reset_write;
	return true;
}

/* ---- out, now ---- */

static bool end_write(struct zhuyi *z, struct call *c)
{
	struct member m;
	struct trail_leaf leaf;
	if (!call_session_stands(z, c) || !staff_open(z, c, c->target, &m)) return false;
	bool ok = store_session_drop_of(z->store, c->house->org, c->target, NULL, &c->rq.fail) &&
		  call_leaf(z, c, S("user.end"), &m.who, S(""), c->target, &leaf);
	people_forget(&m.who);
	return ok;
}

bool verb_user_sessions_end(struct zhuyi *z, struct call *c)
{
	struct member m;
	if (!call_writable(z, c) || !staff_open(z, c, c->target, &m)) return false;
	people_forget(&m.who);
	sb_add(&c->reply, S("{}"));
	c->write = end_write;
	return true;
}
