/* verb_users.c - the staff: who they are, and somebody new. */
#include "account/password.h"
#include "app/field.h"
#include "app/own.h"
#include "app/staff.h"

enum { GRANTS_LISTED = 5000, LOGIN_BYTES = 128 };

/* ---- everybody ---- */

static bool user_item(struct zhuyi *z, struct call *c, struct jw *w, str person)
{
	struct member m;
	bool ok = staff_open(z, c, person, &m);
	if (!ok && c->rq.fail.rc == RC_MISSING) { /* deleted meanwhile */
		c->rq.fail = (struct fail){0};
		return true;
	}
	ok = ok && staff_json(z, c, w, &m);
	people_forget(&m.who);
	return ok;
}

bool verb_users(struct zhuyi *z, struct call *c)
{
	struct grant_rows grants;
	struct jw w = {&c->reply, false};
	if (!store_grants_staff(z->store, &grants, c->house->org, GRANTS_LISTED, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "users");
	for (ptrdiff_t i = 0; i < grants.n; i++) { /* they come by person */
		if (i && str_eq(grants.v[i].person, grants.v[i - 1].person)) continue;
		if (!user_item(z, c, &w, grants.v[i].person)) return false;
	}
	jw_end_array(&w);
	jw_bool(&w, "more", grants.n == GRANTS_LISTED);
	jw_end_object(&w);
	return true;
}

/* ---- somebody new ---- */

struct make_work {
	struct new_account n;
	char person[27], password[TOKEN_PASSWORD_CHARS + 1], hash[PASSWORD_HASH];
};

static bool taken(struct call *c)
{
	c->say[0] = "这个用户名已经有人用了", c->say[1] = "this log-in name is taken";
	return fail_set(&c->rq.fail, RC_CONFLICT, "user_make", "this log-in name is taken");
}

static str make_body(struct call *c, const struct new_account *n)
{
	struct sb body = sb_new(&c->arena, 256);
	struct jw w = {&body, false};
	jw_object(&w, NULL);
	jw_str(&w, "login", n->login);
	jw_str(&w, "role", role_name(n->role));
	jw_str(&w, "licence", n->licence);
	jw_i64(&w, "until_ms", n->until_ms);
	jw_end_object(&w);
	return sb_str(&body);
}

static bool make_write(struct zhuyi *z, struct call *c)
{
	struct make_work *w = c->work;
	struct someone s;
	struct trail_leaf leaf;
	struct fail why = {0};
	if (!call_session_stands(z, c)) return false;
	if (!account_make(&z->people, &w->n, call_now(c), c->rq.rng, &c->arena, &why))
		return why.rc == RC_CONFLICT ? taken(c) : (c->rq.fail = why, false);
	if (!people_open(&z->people, &s, c->house->org, c->target, false, &c->arena, &c->rq.fail)) return false;
	bool ok = call_leaf(z, c, S("user.make"), &s, S(""), make_body(c, &w->n), &leaf);
	people_forget(&s);
	return ok;
}

/* Said before a password is hashed for nothing; the write finds out for certain. */
static bool login_free(struct zhuyi *z, struct call *c, str login)
{
	unsigned char mark[VAULT_MARK];
	struct fail none = {0};
	str person;
	if (!vault_mark_login(mark, z->vault, c->house->org, login, c->arena))
		return fail_set(&c->rq.fail, RC_INPUT, "user_make", "\"login\" has nothing that could be looked for");
	if (store_login_get(z->store, &person, c->house->org, (str){(char *)mark, VAULT_MARK}, &c->arena, &none)) return taken(c);
	return none.rc == RC_MISSING || (c->rq.fail = none, false);
}

static bool read_new(struct call *c, struct new_account *n)
{
	str role;
	jv b = c->body;
	if (!field_line_needed(c, b, "login", LOGIN_BYTES, &n->login) || !field_line_needed(c, b, "name_zh", FIELD_LINE, &n->name_zh) ||
	    !field_line_needed(c, b, "name_en", FIELD_LINE, &n->name_en) || !field_line_needed(c, b, "role", FIELD_LINE, &role) ||
	    !field_line(c, b, "department", FIELD_LINE, &n->department) || !field_line(c, b, "title", FIELD_LINE, &n->title) ||
	    !field_line(c, b, "licence", FIELD_LINE, &n->licence) || !field_number(c, b, "until_ms", 0, TIME_MOST_MS, &n->until_ms))
		return false;
	struct grant_row grant = {.role = role, .title = n->title, .licence = n->licence, .until_ms = n->until_ms, .state = S("active")};
	return staff_grant_sound(c, &grant) && role_by_name(role, &n->role);
}

bool verb_user_make(struct zhuyi *z, struct call *c)
{
	struct make_work *w = ARENA_NEW(&c->arena, struct make_work, 1);
	struct new_account *n = &w->n;
	struct jw out = {&c->reply, false};
	c->relation = RELATION_NONE;
	if (!call_rule(z, c, "user.write", c->relation) || !call_writable(z, c) || !read_new(c, n) || !login_free(z, c, n->login)) return false;
	token_password_make(w->password, c->rq.rng);
	if (!password_hash(w->hash, str_from(w->password), call_password_wait_ms(c), c->arena, &c->rq.fail)) return false;
	ulid_make(w->person, call_now(c), c->rq.rng);
	c->target = n->person = str_from(w->person);
	n->org = c->house->org;
	n->password_hash = str_from(w->hash);
	n->must_change = true;
	n->granted_by = c->session.person;
	jw_object(&out, NULL);
	jw_str(&out, "person", n->person);
	jw_str(&out, "login", n->login);
	jw_str(&out, "password", str_from(w->password));
	jw_end_object(&out);
	c->work = w;
	c->write = make_write;
	return true;
}
