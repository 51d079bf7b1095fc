/* verb_relation.c - family and emergency contacts: inviting by log-in name, accepting, ending.
 *
 * Who invites must not learn whether a log-in exists: a name that nobody has gets the same rows as one that somebody has, with a pseudonym that is nobody's,
 * and is shown the same way until it is accepted, which then never happens. */
#include "app/person.h"

#include <sodium.h>
#include <stdio.h>

enum { INVITES_MAX = 20, LOGIN_BYTES_MAX = 128 };

/* ---- seeing ---- */

static void relation_json(struct jw *w, const struct relation_row *r, str other, str name)
{
	jw_object(w, NULL);
	jw_str(w, "other", other);
	jw_str(w, "name", name);
	jw_str(w, "side", r->side);
	jw_str(w, "kind", r->kind);
	jw_str(w, "state", r->state);
	jw_i64(w, "since_ms", r->since_ms);
	jw_i64(w, "until_ms", r->until_ms);
	jw_end_object(w);
}

static str typed(const struct invites *invites, str token)
{
	for (ptrdiff_t i = 0; i < invites->n; i++)
		if (str_eq(invites->v[i].token, token)) return invites->v[i].login;
	return (str){"", 0};
}

/* What ended is not listed. */
static void relation_item(struct zhuyi *z, struct call *c, struct jw *w, const struct relation_rows *rows, const struct invites *invites,
			  const struct relation_row *r)
{
	bool asked = str_eq(r->state, S("asked")), mine = str_eq(r->side, S("by"));
	if (!asked && !kin_is_active(r, call_now(c))) return;
	if (!asked || !mine) {
		relation_json(w, r, r->other, person_called(z, c, r->other));
		return;
	}
	str shown = kin_shown(rows, invites, r->other, r->kind);
	if (shown.n) relation_json(w, r, shown, typed(invites, shown));
}

static bool open_kin(struct zhuyi *z, struct call *c, bool writes, struct someone *s, struct relation_rows *rows, struct invites *invites)
{
	return (writes ? person_again(z, c, s) : person_open(z, c, s)) &&
	       store_relations_of(z->store, rows, s->org, s->person, &c->arena, &c->rq.fail) && kin_invites(z, s, invites, &c->arena, &c->rq.fail);
}

bool verb_relations(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct relation_rows rows;
	struct invites invites;
	struct jw w = {&c->reply, false};
	bool ok = open_kin(z, c, false, &s, &rows, &invites);
	people_forget(&s);
	if (!ok) return false;
	jw_object(&w, NULL);
	jw_array(&w, "relations");
	for (ptrdiff_t i = 0; i < rows.n; i++) relation_item(z, c, &w, &rows, &invites, &rows.v[i]);
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- inviting ---- */

struct invite_work {
	str login, kind;
	unsigned char mark[VAULT_MARK];
};

static void mark_bytes(void *ctx, void *out, ptrdiff_t n)
{
	memcpy(out, (const unsigned char *)ctx + 8, (size_t)n);
}

/* Nobody's pseudonym, always the same for who invites and the name. */
static str nobody(struct zhuyi *z, struct call *c, str person, str mark)
{
	unsigned char m[VAULT_MARK];
	char id[27];
	int64_t when = 0;
	struct sb text = sb_new(&c->arena, 96);
	sb_add(&text, person);
	sb_add(&text, mark);
	vault_mark(m, z->vault, S("nobody"), c->house->org, sb_str(&text));
	for (int i = 0; i < 5; i++) when = when << 8 | m[i];
	ulid_make(id, when, (struct rng){mark_bytes, m});
	return str_copy(&c->arena, str_from(id));
}

static str token_of(struct zhuyi *z, struct call *c, str person, str kind, str mark)
{
	unsigned char m[VAULT_MARK];
	char hex[2 * 16 + 1];
	struct sb text = sb_new(&c->arena, 96);
	sb_add(&text, person);
	sb_add(&text, kind);
	sb_add(&text, mark);
	vault_mark(m, z->vault, S("invite"), c->house->org, sb_str(&text));
	return str_copy(&c->arena, str_from(sodium_bin2hex(hex, sizeof hex, m, 16)));
}

/* Whom that log-in belongs to, or nobody. */
static bool whose_login(struct zhuyi *z, struct call *c, str person, str mark, str *other)
{
	struct person_row row;
	struct fail none = {0};
	bool found = store_login_get(z->store, other, c->house->org, mark, &c->arena, &none) &&
		     store_person_get(z->store, &row, c->house->org, *other, &c->arena, &none) && str_eq(row.state, S("active"));
	if (!found && none.rc != RC_OK && none.rc != RC_MISSING) return c->rq.fail = none, false;
	if (!found) *other = nobody(z, c, person, mark);
	if (str_eq(*other, person) || str_eq(*other, c->session.person))
		return fail_set(&c->rq.fail, RC_INPUT, "relation", "this log-in is one's own");
	return true;
}

/* An invitation to the same name that waits is replaced. *stands: it was accepted already, there is nothing to do. */
static bool clear_way(struct zhuyi *z, struct call *c, const struct relation_rows *rows, const struct invites *invites, const struct invite *new,
		      bool *stands)
{
	*stands = false;
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct relation_row *r = &rows->v[i];
		if (!str_eq(r->side, S("by")) || !str_eq(r->kind, new->kind)) continue;
		if (str_eq(r->other, new->other) && kin_is_active(r, call_now(c))) *stands = true;
		if (str_eq(r->state, S("asked")) && str_eq(kin_shown(rows, invites, r->other, r->kind), new->token) && !kin_end(z, c, r))
			return false;
	}
	if (*stands) return true;
	ptrdiff_t waiting = 0;
	for (ptrdiff_t i = 0; i < invites->n; i++) waiting += !str_eq(invites->v[i].token, new->token);
	if (waiting < INVITES_MAX) return true;
	c->say[0] = "待对方接受的邀请太多，请先撤回几个", c->say[1] = "too many invitations wait to be accepted; end some first";
	return fail_set(&c->rq.fail, RC_LIMIT, "relation", "%s", c->say[1]);
}

/* For a child, sharing ends where a guardian's does. */
static int64_t until(const struct relation_rows *rows)
{
	for (ptrdiff_t i = 0; i < rows->n; i++)
		if (str_eq(rows->v[i].kind, S("guardian")) && str_eq(rows->v[i].side, S("by"))) return rows->v[i].until_ms;
	return 0;
}

static bool invite(struct zhuyi *z, struct call *c, const struct someone *s, const struct relation_rows *rows, const struct invite *new)
{
	char id[27];
	struct relation_row row = {.org = s->org,
				   .person = s->person,
				   .side = S("by"),
				   .other = new->other,
				   .kind = new->kind,
				   .state = S("asked"),
				   .since_ms = call_now(c),
				   .until_ms = until(rows)};
	bool ok = kin_put(z, c, &row) && kin_invite_keep(z, c, s, new) && person_leaf(z, c, s, S("relation.asked"), new->other);
	for (int sensitive = 0; ok && str_eq(new->kind, S("family")) && sensitive < 2; sensitive++)
		ok = person_agree(z, c, s, PURPOSE_FAMILY, sensitive, new->other, id);
	return ok;
}

static bool relation_make_write(struct zhuyi *z, struct call *c)
{
	struct invite_work *w = c->work;
	struct someone s;
	struct relation_rows rows;
	struct invites invites;
	struct invite new = {.login = w->login, .kind = w->kind};
	str mark = {(char *)w->mark, VAULT_MARK};
	bool stands, ok = open_kin(z, c, true, &s, &rows, &invites);
	new.token = token_of(z, c, s.person, w->kind, mark);
	ok = ok && whose_login(z, c, s.person, mark, &new.other) && clear_way(z, c, &rows, &invites, &new, &stands) &&
	     (stands || invite(z, c, &s, &rows, &new));
	people_forget(&s);
	sb_add(&c->reply, S("{}"));
	return ok;
}

static bool kind_of(struct call *c, str *kind)
{
	*kind = json_str(c->body, "kind");
	return str_eq(*kind, S("family")) || str_eq(*kind, S("contact")) ||
	       fail_set(&c->rq.fail, RC_INPUT, "relation", "\"kind\" is neither \"family\" nor \"contact\"");
}

bool verb_relation_make(struct zhuyi *z, struct call *c)
{
	struct invite_work *w = ARENA_NEW(&c->arena, struct invite_work, 1);
	w->login = str_trim(json_str(c->body, "login"));
	if (!call_writable(z, c) || !kind_of(c, &w->kind)) return false;
	if (w->login.n > LOGIN_BYTES_MAX) return fail_set(&c->rq.fail, RC_INPUT, "relation", "\"login\" is too long");
	if (!vault_mark_login(w->mark, z->vault, c->house->org, w->login, c->arena))
		return fail_set(&c->rq.fail, RC_INPUT, "relation", "\"login\" is missing");
	c->work = w;
	c->write = relation_make_write;
	return true;
}

/* ---- accepting ---- */

/* The same words when there is no such person. */
static bool no_invitation(struct call *c)
{
	return fail_set(&c->rq.fail, RC_MISSING, "relation", "there is no such invitation");
}

static bool accept(struct zhuyi *z, struct call *c, const struct someone *whose, str kind)
{
	struct relation_rows rows;
	if (!store_relation_get(z->store, &rows, whose->org, whose->person, S("by"), c->session.person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct relation_row row = rows.v[i];
		bool waits = str_eq(row.kind, kind) && str_eq(row.state, S("asked")) && (!row.until_ms || row.until_ms > call_now(c));
		if (!waits) continue;
		row.state = S("active");
		row.since_ms = call_now(c);
		return kin_put(z, c, &row) && kin_invite_drop(z, c, &row) && person_leaf(z, c, whose, S("relation.accepted"), c->session.person);
	}
	return no_invitation(c);
}

static bool relation_accept_write(struct zhuyi *z, struct call *c)
{
	struct someone whose = {0};
	const str *kind = c->work;
	struct fail why = {0};
	if (!call_session_stands(z, c)) return false;
	if (!people_open(&z->people, &whose, c->house->org, call_id(c), false, &c->arena, &why))
		return why.rc == RC_MISSING ? no_invitation(c) : (c->rq.fail = why, false);
	bool ok = accept(z, c, &whose, *kind);
	people_forget(&whose);
	sb_add(&c->reply, S("{}"));
	return ok;
}

bool verb_relation_accept(struct zhuyi *z, struct call *c)
{
	str *kind = ARENA_NEW(&c->arena, str, 1), other = json_str(c->body, "other");
	if (!call_writable(z, c) || !kind_of(c, kind)) return false;
	if (!ulid_valid(call_id(c)) || (other.n && !str_eq(other, S("me")) && !str_eq(other, c->session.person))) return no_invitation(c);
	c->work = kind;
	c->write = relation_accept_write;
	return true;
}

/* ---- ending, by either side ---- */

/* Without "side" both directions end. */
static bool meant(struct call *c, const struct relation_rows *rows, const struct invites *invites, const struct relation_row *r)
{
	str other = json_str(c->body, "other"), side = json_str(c->body, "side");
	if (!str_eq(r->kind, json_str(c->body, "kind")) || str_eq(r->state, S("ended")) || (side.n && !str_eq(side, r->side))) return false;
	bool waits_here = str_eq(r->side, S("by")) && str_eq(r->state, S("asked"));
	return str_eq(other, waits_here ? kin_shown(rows, invites, r->other, r->kind) : r->other);
}

static bool leaf_at_owner(struct zhuyi *z, struct call *c, const struct someone *s, const struct relation_row *r)
{
	struct someone whose;
	if (str_eq(r->side, S("by"))) return person_leaf(z, c, s, S("relation.ended"), r->other);
	bool ok = people_open(&z->people, &whose, r->org, r->other, true, &c->arena, &c->rq.fail) &&
		  person_leaf(z, c, &whose, S("relation.ended"), r->person);
	people_forget(&whose);
	return ok;
}

static bool relation_end_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct relation_rows rows;
	struct invites invites;
	int ended = 0;
	bool ok = open_kin(z, c, true, &s, &rows, &invites);
	for (ptrdiff_t i = 0; ok && i < rows.n; i++) {
		if (!meant(c, &rows, &invites, &rows.v[i])) continue;
		ok = kin_end(z, c, &rows.v[i]) && leaf_at_owner(z, c, &s, &rows.v[i]);
		ended++;
	}
	people_forget(&s);
	sb_add(&c->reply, S("{}"));
	return ok && (ended > 0 || fail_set(&c->rq.fail, RC_MISSING, "relation", "there is no such relation"));
}

bool verb_relation_end(struct zhuyi *z, struct call *c)
{
	str kind, side = json_str(c->body, "side");
	if (!call_writable(z, c) || !kind_of(c, &kind)) return false;
	if (!json_str(c->body, "other").n) return fail_set(&c->rq.fail, RC_INPUT, "relation", "\"other\" is missing");
	if (side.n && !str_eq(side, S("by")) && !str_eq(side, S("for")))
		return fail_set(&c->rq.fail, RC_INPUT, "relation", "\"side\" is neither \"by\" nor \"for\"");
	c->write = relation_end_write;
	return true;
}
