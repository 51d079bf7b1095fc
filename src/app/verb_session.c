/* verb_session.c - one's own sessions, and in which of one's roles one works. */
#include "account/session_rules.h"
#include "app/own.h"
#include "app/staff.h"

enum { SESSIONS_MAX = 200 };

void session_json(struct jw *w, const struct session_row *r, const struct call *c)
{
	jw_str(w, "id", r->id);
	jw_i64(w, "created_ms", r->created_ms);
	jw_i64(w, "expires_ms", r->expires_ms);
	jw_str(w, "agent", r->agent);
	jw_str(w, "role", r->role);
	jw_bool(w, "current", str_eq(r->id, c->session.id));
}

bool verb_sessions(struct zhuyi *z, struct call *c)
{
	struct session_rows rows;
	struct jw w = {&c->reply, false};
	if (!store_sessions_of(z->store, &rows, c->house->org, c->session.person, call_now(c), SESSIONS_MAX, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "sessions");
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct session_row *r = &rows.v[i];
		if (!session_in_force(r->role, r->created_ms, r->expires_ms, call_now(c))) continue;
		jw_object(&w, NULL);
		session_json(&w, r, c);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

static bool end_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct trail_leaf leaf;
	bool ok = store_session_drop_id(z->store, c->house->org, c->session.person, call_id(c), &c->rq.fail) &&
		  people_open(&z->people, &s, c->house->org, c->session.person, false, &c->arena, &c->rq.fail);
	if (!ok) return false;
	ok = call_leaf(z, c, S("session.end"), &s, S(""), call_id(c), &leaf);
	people_forget(&s);
	return ok;
}

bool verb_session_end(struct zhuyi *z, struct call *c)
{
	if (!ulid_valid(call_id(c))) return fail_set(&c->rq.fail, RC_MISSING, "session_end", "no such session");
	if (!call_writable(z, c)) return false;
	if (str_eq(call_id(c), c->session.id)) memcpy(c->new_session, "-", 2);
	sb_add(&c->reply, S("{}"));
	c->write = end_write;
	return true;
}

/* ---- the role ---- */

struct role_work {
	struct someone who;
};

static bool role_write(struct zhuyi *z, struct call *c)
{
	struct role_work *w = c->work;
	struct trail_leaf leaf;
	bool ok = call_session_stands(z, c) && store_session_role(z->store, c->session.token_hash, c->session.role, &c->rq.fail) &&
		  call_leaf(z, c, S("role"), &w->who, S(""), c->session.role, &leaf);
	people_forget(&w->who);
	return ok;
}

static bool granted(struct zhuyi *z, struct call *c, str role, bool *holds)
{
	struct grant_rows grants;
	*holds = false;
	if (!store_grants_of(z->store, &grants, c->house->org, c->session.person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < grants.n; i++) *holds |= str_eq(grants.v[i].role, role) && call_grant_holds(&grants.v[i], call_now(c));
	return true;
}

/* The second step does not go along into another role. A session that has lasted longer than the other role's may is not carried over either. */
bool verb_role(struct zhuyi *z, struct call *c)
{
	struct role_work *w = ARENA_NEW(&c->arena, struct role_work, 1);
	enum role role;
	bool holds;
	if (!role_by_name(json_str(c->body, "role"), &role)) return fail_set(&c->rq.fail, RC_INPUT, "role", "\"role\" names no role");
	if (!call_writable(z, c) || !granted(z, c, role_name(role), &holds)) return false;
	if (!holds) return fail_set(&c->rq.fail, RC_DENIED, "role", "this account does not have that role");
	if (!session_in_force(role_name(role), c->session.created_ms, c->session.expires_ms, call_now(c))) {
		c->need = "login";
		return fail_set(&c->rq.fail, RC_DENIED, "role", "log in again for that role");
	}
	if (!people_open(&z->people, &w->who, c->house->org, c->session.person, false, &c->arena, &c->rq.fail)) return false;
	c->role = role;
	c->session.role = role_name(role);
	c->session.step_ms = c->session.step_level = 0;
	c->work = w;
	c->write = role_write;
	return call_me(z, c, &w->who);
}
