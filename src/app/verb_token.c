/* verb_token.c - one's own API tokens: for programs, without a second step, in one role, limited to scopes. */
#include "app/field.h"
#include "app/own.h"
#include "app/staff.h"

enum { TOKENS_LISTED = 1000, TOKENS_IN_FORCE = 50, NAME_MAX_BYTES = 80, DAYS_MAX = 365, SCOPES_TEXT = 1024 };

static const int64_t day_ms = 24 * 3600 * INT64_C(1000);

void token_json(struct jw *w, const struct token_row *t)
{
	str rest = t->scopes, scope;
	jw_str(w, "id", t->id);
	jw_str(w, "name", t->name);
	jw_array(w, "scopes");
	while (str_next(&rest, ' ', &scope)) jw_str(w, NULL, scope);
	jw_end_array(w);
	jw_str(w, "role", t->role);
	jw_i64(w, "created_ms", t->created_ms);
	jw_i64(w, "expires_ms", t->expires_ms);
	jw_i64(w, "revoked_ms", t->revoked_ms);
}

bool verb_tokens(struct zhuyi *z, struct call *c)
{
	struct token_rows rows;
	const struct access_scopes *may = access_scopes(z->access, c->role);
	struct jw w = {&c->reply, false};
	if (!store_tokens_of(z->store, &rows, c->house->org, c->session.person, TOKENS_LISTED, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "tokens");
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		jw_object(&w, NULL);
		token_json(&w, &rows.v[i]);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_array(&w, "scopes");
	for (int i = 0; i < may->n; i++) jw_str(&w, NULL, may->v[i]);
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- a new one ---- */

struct token_work {
	struct someone who;
	struct token_row row;
	char token[TOKEN_API_CHARS + 1], id[27];
};

static bool make_write(struct zhuyi *z, struct call *c)
{
	struct token_work *w = c->work;
	struct token_rows rows;
	struct trail_leaf leaf;
	int in_force = 0;
	bool ok = call_session_stands(z, c) &&
		  store_tokens_of(z->store, &rows, c->house->org, c->session.person, TOKENS_LISTED, &c->arena, &c->rq.fail);
	for (ptrdiff_t i = 0; ok && i < rows.n; i++) in_force += !rows.v[i].revoked_ms && rows.v[i].expires_ms > call_now(c);
	if (ok && in_force >= TOKENS_IN_FORCE) {
		c->say[0] = "令牌太多了，请先撤销不用的", c->say[1] = "too many tokens; revoke some first";
		ok = fail_set(&c->rq.fail, RC_CONFLICT, "token_make", "%d tokens are in force, which is the most", TOKENS_IN_FORCE);
	}
	ok = ok && store_token_put(z->store, &w->row, &c->rq.fail) && call_leaf(z, c, S("token.make"), &w->who, S(""), w->row.id, &leaf);
	people_forget(&w->who);
	return ok;
}

static bool asked_for(jv list, str scope)
{
	for (ptrdiff_t i = 0; i < json_count(list); i++)
		if (str_eq(json_text(json_at(list, i)), scope)) return true;
	return false;
}

/* Each once, in the order of the table. One that this role may not have is named, not passed over. */
static bool read_scopes(struct zhuyi *z, struct call *c, str *out)
{
	const struct access_scopes *may = access_scopes(z->access, c->role);
	jv list = json_get(c->body, "scopes");
	struct sb text = sb_new(&c->arena, SCOPES_TEXT);
	if (!json_count(list)) return fail_set(&c->rq.fail, RC_INPUT, "token_make", "\"scopes\" is missing or empty");
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		str one = json_text(json_at(list, i));
		bool known = false;
		for (int k = 0; k < may->n; k++) known |= str_eq(one, may->v[k]);
		if (!known) return fail_set(&c->rq.fail, RC_INPUT, "token_make", "\"scopes\" [%td] is none that this role may give", i);
	}
	for (int k = 0; k < may->n; k++) {
		if (!asked_for(list, may->v[k])) continue;
		if (text.n) sb_byte(&text, ' ');
		sb_add(&text, may->v[k]);
	}
	*out = sb_str(&text);
	return true;
}

bool verb_token_make(struct zhuyi *z, struct call *c)
{
	struct token_work *w = ARENA_NEW(&c->arena, struct token_work, 1);
	struct token_row *t = &w->row;
	int64_t days = 0, now = call_now(c);
	if (!call_writable(z, c) || !field_line_needed(c, c->body, "name", NAME_MAX_BYTES, &t->name) || !read_scopes(z, c, &t->scopes) ||
	    !field_number(c, c->body, "days", 1, DAYS_MAX, &days))
		return false;
	if (!days) return fail_set(&c->rq.fail, RC_INPUT, "token_make", "\"days\" is missing: 1 to %d", DAYS_MAX);
	if (!people_open(&z->people, &w->who, c->house->org, c->session.person, false, &c->arena, &c->rq.fail)) return false;
	token_api_make(w->token, t->token_hash, c->rq.rng);
	ulid_make(w->id, now, c->rq.rng);
	t->org = c->house->org, t->person = c->session.person, t->id = str_from(w->id), t->role = role_name(c->role);
	t->created_ms = now;
	t->expires_ms = now + days * day_ms;
	struct jw out = {&c->reply, false};
	jw_object(&out, NULL);
	token_json(&out, t);
	jw_str(&out, "token", str_from(w->token));
	jw_end_object(&out);
	c->work = w;
	c->write = make_write;
	return true;
}

/* ---- its end ---- */

static bool revoke_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct trail_leaf leaf;
	struct fail why = {0};
	if (!store_token_revoke(z->store, c->house->org, call_id(c), call_now(c), &why))
		return why.rc == RC_MISSING ? fail_set(&c->rq.fail, RC_CONFLICT, "token_revoke", "it was revoked already")
					    : (c->rq.fail = why, false);
	if (!people_open(&z->people, &s, c->house->org, c->session.person, false, &c->arena, &c->rq.fail)) return false;
	bool ok = call_leaf(z, c, S("token.revoke"), &s, S(""), call_id(c), &leaf);
	people_forget(&s);
	return ok;
}

/* Somebody else's token is as if there were none. */
bool verb_token_revoke(struct zhuyi *z, struct call *c)
{
	struct token_rows rows;
	bool own = false;
	if (!call_writable(z, c)) return false;
	if (!store_tokens_of(z->store, &rows, c->house->org, c->session.person, TOKENS_LISTED, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) own |= str_eq(rows.v[i].id, call_id(c));
	if (!own) return fail_set(&c->rq.fail, RC_MISSING, "token_revoke", "no such token");
	sb_add(&c->reply, S("{}"));
	c->write = revoke_write;
	return true;
}
