/* verb_overview.c - who of the staff is logged in and which tokens of theirs there are. Patients' are not the administration's. */
#include "account/session_rules.h"
#include "app/own.h"
#include "app/person.h"
#include "app/staff.h"

enum { SESSIONS_LISTED = 500, TOKENS_LISTED = 5000 };

bool verb_all_sessions(struct zhuyi *z, struct call *c)
{
	struct session_rows rows;
	struct jw w = {&c->reply, false};
	if (!store_sessions_staff(z->store, &rows, c->house->org, call_now(c), SESSIONS_LISTED, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "sessions");
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct session_row *r = &rows.v[i];
		if (!session_in_force(r->role, r->created_ms, r->expires_ms, call_now(c))) continue;
		jw_object(&w, NULL);
		session_json(&w, r, c);
		jw_str(&w, "person", r->person);
		jw_str(&w, "name", person_called(z, c, r->person));
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

static bool of_staff(const struct token_row *t)
{
	enum role role;
	return role_by_name(t->role, &role) && role_is_staff(role);
}

bool verb_all_tokens(struct zhuyi *z, struct call *c)
{
	struct token_rows rows;
	struct jw w = {&c->reply, false};
	if (!store_tokens_all(z->store, &rows, c->house->org, TOKENS_LISTED, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "tokens");
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		if (!of_staff(&rows.v[i])) continue;
		jw_object(&w, NULL);
		token_json(&w, &rows.v[i]);
		jw_str(&w, "person", rows.v[i].person);
		jw_str(&w, "owner", person_called(z, c, rows.v[i].person));
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- somebody else's token ends ---- */

static bool revoke_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct trail_leaf leaf;
	struct fail why = {0};
	if (!call_session_stands(z, c)) return false;
	if (!store_token_revoke(z->store, c->house->org, call_id(c), call_now(c), &why))
		return why.rc == RC_MISSING ? fail_set(&c->rq.fail, RC_CONFLICT, "all_token_revoke", "it was revoked already")
					    : (c->rq.fail = why, false);
	if (!people_open(&z->people, &s, c->house->org, c->target, true, &c->arena, &c->rq.fail)) return false;
	bool ok = call_leaf(z, c, S("token.revoke"), &s, S(""), call_id(c), &leaf);
	people_forget(&s);
	return ok;
}

/* The path names a token; whom it belongs to decides whether it may be. */
bool verb_all_token_revoke(struct zhuyi *z, struct call *c)
{
	struct token_rows rows;
	const struct token_row *t = NULL;
	if (!call_rule(z, c, "user.write", RELATION_NONE) || !call_writable(z, c)) return false;
	if (!store_tokens_all(z->store, &rows, c->house->org, TOKENS_LISTED, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.v[i].id, call_id(c)) && of_staff(&rows.v[i])) t = &rows.v[i];
	if (!t) return fail_set(&c->rq.fail, RC_MISSING, "all_token_revoke", "no such token of the staff");
	c->target = t->person;
	if (!call_relation(z, c, c->target, NULL, &c->relation) || !call_rule(z, c, "user.write", c->relation)) return false;
	sb_add(&c->reply, S("{}"));
	c->write = revoke_write;
	return true;
}
