/* verb_register.c - an account of one's own: with a log-in name and a password, or with the ticket of a log-in from outside. */
#include "account/account.h"
#include "account/password.h"
#include "account/password_rules.h"
#include "app/outside.h"
#include "app/person.h"
#include "policy/age.h"

#include <stdio.h>

enum { LOGIN_MAX = 128, ZONE_MIN = 8 * 60 }; /* zone: China's, for birthdays */

bool call_password_good(struct zhuyi *z, struct call *c, str password, str login)
{
	(void)z;
	enum password_flaw flaw = password_flaw(password, login, c->arena);
	if (flaw == PASSWORD_FINE) return true;
	struct password_words say = password_flaw_say(flaw);
	c->say[0] = say.zh, c->say[1] = say.en;
	return fail_set(&c->rq.fail, RC_INPUT, "password", "%s", say.en);
}

struct register_work {
	struct new_account n;
	char hash[PASSWORD_HASH];
	bool consents[PURPOSES][2];
	struct outside_ticket ticket; /* of who logs in outside; then there is no log-in name and no password */
};

/* What a visitor agreed to by asking ends when it is not ticked now. */
static bool only_ticked(struct zhuyi *z, struct call *c, struct register_work *w)
{
	struct consent_rows rows;
	enum purpose p;
	if (!store_consents_of(z->store, &rows, c->house->org, w->n.person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct consent_row *r = &rows.v[i];
		if (r->withdrawn_ms || !purpose_by_name(r->purpose, &p)) continue;
		if (w->consents[p][r->sensitive != 0]) w->consents[p][r->sensitive != 0] = false; /* stands already */
		else if (!store_consent_withdraw(z->store, r->org, r->person, r->id, r->person, call_now(c), &c->rq.fail)) return false;
	}
	return true;
}

static bool register_write(struct zhuyi *z, struct call *c)
{
	struct register_work *w = c->work;
	struct someone s;
	struct trail_leaf leaf;
	char id[27];
	if (w->n.subject.n && !outside_ticket_use(z, c, &w->ticket)) return false;
	if (!account_make(&z->people, &w->n, call_now(c), c->rq.rng, &c->arena, &c->rq.fail)) {
		if (c->rq.fail.rc == RC_CONFLICT) snprintf(c->rq.fail.what, sizeof c->rq.fail.what, "this log-in name is taken");
		return false;
	}
	if (!only_ticked(z, c, w)) return false;
	for (int p = 0; p < PURPOSES; p++)
		for (int sensitive = 0; sensitive < 2; sensitive++)
			if (w->consents[p][sensitive] && !account_consent(&z->people, c->house->org, w->n.person, (enum purpose)p, sensitive, S(""),
									  w->n.person, call_now(c), id, c->rq.rng, &c->rq.fail))
				return false;
	if (!people_open(&z->people, &s, c->house->org, w->n.person, false, &c->arena, &c->rq.fail)) return false;
	bool ok = store_session_drop_of(z->store, c->house->org, w->n.person, NULL, &c->rq.fail) &&
		  store_session_put(z->store, &c->session, &c->rq.fail) &&
		  call_leaf(z, c, S("register"), &s, S(""), w->n.subject.n ? S("outside") : w->n.login, &leaf) && call_me(z, c, &s);
	people_forget(&s);
	return ok;
}

/* The consents ticked. Family, avatar, research and labelling are never asked for here as a condition. */
static bool read_consents(struct call *c, struct register_work *w)
{
	jv list = json_get(c->body, "consents");
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		enum purpose p;
		jv one = json_at(list, i);
		if (!purpose_by_name(json_str(one, "purpose"), &p) || p == PURPOSE_FAMILY)
			return fail_set(&c->rq.fail, RC_INPUT, "register", "\"consents\" names no purpose that can be agreed to here");
		w->consents[p][json_flag(one, "sensitive")] = true;
	}
	return true;
}

static bool old_enough(struct call *c, str birth)
{
	struct date date;
	if (!birth_read(&date, birth, call_now(c), ZONE_MIN, &c->rq.fail)) return false;
	if (age_group_of(date, call_now(c), ZONE_MIN) != AGE_CHILD) return true;
	c->need = "guardian";
	return fail_set(&c->rq.fail, RC_DENIED, "register", "under 14 a guardian registers and adds the child");
}

/* A visitor who registers keeps the person, and so the consultations so far. */
static str registering_person(struct call *c)
{
	char id[27];
	if (c->has_session && !c->session.account && str_eq(c->session.org, c->house->org)) return c->session.person;
	ulid_make(id, call_now(c), c->rq.rng);
	return str_copy(&c->arena, str_from(id));
}

/* What lets the new person in: a log-in name and a password, or the ticket of who logged in outside. */
static bool read_way_in(struct zhuyi *z, struct call *c, struct register_work *w)
{
	struct new_account *n = &w->n;
	str password = json_str(c->body, "password"), ticket = json_str(c->body, "ticket");
	if (ticket.n && (n->login.n || password.n))
		return fail_set(&c->rq.fail, RC_INPUT, "register", "give \"ticket\", or \"login\" and \"password\"");
	if (ticket.n) {
		if (!outside_ticket_open(z, c, &w->ticket, ticket)) return false;
		n->subject = w->ticket.mark;
		return true;
	}
	if (!n->login.n || !password.n) return fail_set(&c->rq.fail, RC_INPUT, "register", "\"login\" or \"password\" is missing");
	if (n->login.n > LOGIN_MAX || password.n > 256) return fail_set(&c->rq.fail, RC_INPUT, "register", "\"login\" or \"password\" is too long");
	if (!call_password_good(z, c, password, n->login) || !password_hash(w->hash, password, call_password_wait_ms(c), c->arena, &c->rq.fail))
		return false;
	n->password_hash = str_from(w->hash);
	return true;
}

bool verb_register(struct zhuyi *z, struct call *c)
{
	struct register_work *w = ARENA_NEW(&c->arena, struct register_work, 1);
	struct new_account *n = &w->n;
	str role = json_str(c->body, "role");
	struct profile p = {0};
	if (!call_house(z, c) || !person_from_body(c, &p)) return false;
	*n = (struct new_account){.org = c->house->org,
				  .login = str_trim(json_str(c->body, "login")),
				  .name_zh = p.name,
				  .birth = p.birth,
				  .sex = p.sex,
				  .phone = p.phone,
				  .role = str_eq(role, S("guardian")) ? ROLE_GUARDIAN : ROLE_PATIENT};
	if (!call_writable(z, c)) return false;
	if (!p.name.n) return fail_set(&c->rq.fail, RC_INPUT, "register", "\"name\" is missing");
	if (!old_enough(c, n->birth) || !read_consents(c, w) || !read_way_in(z, c, w)) return false;
	n->person = registering_person(c);
	call_session_make(c, n->person, n->role, ACCOUNT_FULL);
	c->work = w;
	c->write = register_write;
	return true;
}
