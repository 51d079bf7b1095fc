/* verb_outside.c - log-in through the hospital's own provider. What comes back ends in one of four ways:
 *
 *	who came back      nobody logged in here    somebody logged in here
 *	is known           logged in                nothing new, or 409 when it is somebody else's
 *	is not known       a ticket to register     linked to this account
 *	was asked again    -                        the second step, as with a password
 *
 * Known means by issuer and subject: never by name, user name or e-mail address. */
#include "account/account.h"
#include "account/session_rules.h"
#include "app/outside.h"
#include "app/own.h"

#include <sodium.h>

enum { STEP_LEVEL = 1 }; /* counts as much as a password */

struct end_work {
	struct oidc_flow flow;
	unsigned char hash[32]; /* what the flow is kept under */
	struct oidc_claims claims;
	str mark, person; /* the person it belongs to, or empty */
	struct someone who;
	struct credential_row credential;
	struct outside_ticket ticket;
};

/* ---- both ---- */

static bool there(struct zhuyi *z, struct call *c)
{
	if (!z->oidc) return fail_set(&c->rq.fail, RC_MISSING, "outside", "no log-in from outside is set up");
	if (!call_writable(z, c)) return false;
	return c->session.account || call_house(z, c);
}

/* The provider is not waited for as long as a question is thought about. */
static void hurry(struct call *c)
{
	int64_t most_us = clock_monotonic_us() + (int64_t)OUTSIDE_WAIT_MS * 1000;
	if (!c->rq.deadline_us || c->rq.deadline_us > most_us) c->rq.deadline_us = most_us;
}

/* Ties a log-in to the browser that began it, as far as it has a session; the page ties it with what it keeps itself. */
static str browser_of(struct call *c)
{
	if (!c->has_session) return S("");
	char *hex = ARENA_NEW(&c->arena, char, 65);
	return str_from(sodium_bin2hex(hex, 65, c->session.token_hash, sizeof c->session.token_hash));
}

/* Whoever is logged in may be linked, after a second step; or be asked again who they are, which needs none. */
static bool may(struct zhuyi *z, struct call *c, bool again)
{
	if (again) return call_rule(z, c, "account.step", RELATION_ANY);
	return !c->session.account || call_rule(z, c, "account.factor_add", RELATION_ANY);
}

/* ---- begin ---- */

static bool begin_write(struct zhuyi *z, struct call *c)
{
	const struct oidc_flow *flow = c->work;
	unsigned char hash[32];
	return oidc_state_hash(hash, str_from(flow->state)) && outside_keep(z, c, "flow", hash, flow->until_ms, oidc_flow_pack(flow, &c->arena));
}

bool verb_outside_begin(struct zhuyi *z, struct call *c)
{
	struct oidc_begun *begun = ARENA_NEW(&c->arena, struct oidc_begun, 1);
	struct jw w = {&c->reply, false};
	bool again = json_flag(c->body, "again");
	if (!there(z, c) || !may(z, c, again)) return false;
	hurry(c);
	if (!oidc_begin(begun, z->oidc, &z->fetch, json_str(c->body, "return"), browser_of(c), again, &c->rq)) return false;
	jw_object(&w, NULL);
	jw_str(&w, "url", begun->url);
	jw_str(&w, "state", str_from(begun->flow.state));
	jw_end_object(&w);
	c->work = &begun->flow;
	c->write = begin_write;
	return true;
}

/* ---- end: logged in ---- */

/* As with a password: not when the account is closed, disabled, or shut for a while because somebody guesses its password. */
static bool let_in(struct zhuyi *z, struct call *c, struct end_work *w)
{
	struct secrets secrets;
	struct attempt_row attempt = {0};
	unsigned char mark[VAULT_MARK];
	struct fail why = {0};
	bool known = people_open(&z->people, &w->who, c->house->org, w->person, false, &c->arena, &why) &&
		     store_credential_get(z->store, &w->credential, c->house->org, w->person, &c->arena, &why);
	if (!known && why.rc != RC_MISSING) return c->rq.fail = why, false;
	if (!known || !str_eq(w->credential.state, S("active"))) {
		c->say[0] = "这个账号已停用，请联系机构", c->say[1] = "this account is closed or disabled; ask the hospital";
		return fail_set(&c->rq.fail, RC_DENIED, "outside", "the account is closed or disabled");
	}
	if (!account_secrets(&w->who, &w->credential, &secrets, &c->arena, &c->rq.fail)) return false;
	return !vault_mark_login(mark, z->vault, c->house->org, secrets.login, c->arena) ||
	       (store_attempt_get(z->store, &attempt, c->house->org, (str){(char *)mark, VAULT_MARK}, &c->arena, &c->rq.fail) &&
		!call_locked(c, &attempt));
}

/* The account as it is now: it may have been disabled while the provider was asked. */
static bool login_write(struct zhuyi *z, struct call *c)
{
	struct end_work *w = c->work;
	struct credential_row now;
	struct trail_leaf leaf;
	bool ok = outside_use(z, c, w->hash) && store_credential_get(z->store, &now, c->house->org, w->person, &c->arena, &c->rq.fail);
	if (ok && (!str_eq(now.state, S("active")) || !now.must_change != !w->credential.must_change))
		ok = fail_set(&c->rq.fail, RC_CONFLICT, "outside", "the account was changed meanwhile");
	now.seen_ms = call_now(c);
	ok = ok && store_session_put(z->store, &c->session, &c->rq.fail) && store_credential_change(z->store, &now, &c->rq.fail) &&
	     call_leaf(z, c, S("login"), &w->who, S(""), S("outside"), &leaf);
	people_forget(&w->who);
	return ok;
}

static bool end_login(struct zhuyi *z, struct call *c, struct end_work *w)
{
	if (!let_in(z, c, w) || !call_begin_session(z, c, w->person, &w->credential) || !call_me(z, c, &w->who)) return false;
	c->write = login_write;
	return true;
}

/* ---- end: linked, or the second step ---- */

static bool elsewhere(struct call *c, enum rc rc)
{
	c->say[0] = "那边的身份属于另一个账号", c->say[1] = "the identity over there belongs to another account";
	return fail_set(&c->rq.fail, rc, "outside", "the identity belongs to another account");
}

static bool link_write(struct zhuyi *z, struct call *c)
{
	struct end_work *w = c->work;
	struct trail_leaf leaf;
	str person;
	if (!outside_use(z, c, w->hash) || !call_session_stands(z, c) || !outside_person(z, c, &person, w->mark)) return false;
	if (person.n) return str_eq(person, c->session.person) || elsewhere(c, RC_CONFLICT);
	bool ok = people_open(&z->people, &w->who, c->house->org, c->session.person, false, &c->arena, &c->rq.fail) &&
		  store_found_put(z->store, c->house->org, S("subject"), w->mark, c->session.person, &c->rq.fail) &&
		  call_leaf(z, c, S("link"), &w->who, S(""), w->mark, &leaf);
	people_forget(&w->who);
	return ok;
}

static bool step_write(struct zhuyi *z, struct call *c)
{
	struct end_work *w = c->work;
	struct trail_leaf leaf;
	bool ok = outside_use(z, c, w->hash) && call_session_stands(z, c) &&
		  people_open(&z->people, &w->who, c->house->org, c->session.person, false, &c->arena, &c->rq.fail) &&
		  store_session_step(z->store, c->session.token_hash, step_until_ms(call_now(c)), STEP_LEVEL, &c->rq.fail) &&
		  call_leaf(z, c, S("step"), &w->who, S(""), S("outside"), &leaf);
	people_forget(&w->who);
	return ok;
}

static bool end_own(struct call *c, struct end_work *w)
{
	struct jw out = {&c->reply, false};
	bool step = w->flow.again;
	if (step && !str_eq(w->person, c->session.person)) return elsewhere(c, RC_DENIED);
	jw_object(&out, NULL);
	if (!step) jw_bool(&out, "linked", true);
	if (step) jw_i64(&out, "level", STEP_LEVEL);
	if (step) jw_i64(&out, "until_ms", step_until_ms(call_now(c)));
	jw_str(&out, "return", c->back);
	jw_end_object(&out);
	c->write = step ? step_write : link_write;
	return true;
}

/* ---- end: somebody new ---- */

static bool ticket_write(struct zhuyi *z, struct call *c)
{
	struct end_work *w = c->work;
	return outside_use(z, c, w->hash) && outside_ticket_keep(z, c, &w->ticket);
}

static bool end_new(struct call *c, struct end_work *w)
{
	char ticket[TOKEN_SESSION_CHARS + 1];
	struct jw out = {&c->reply, false};
	token_session_make(ticket, w->ticket.hash, c->rq.rng);
	w->ticket.mark = w->mark;
	w->ticket.name = w->claims.name;
	jw_object(&out, NULL);
	jw_object(&out, "register");
	jw_str(&out, "ticket", str_from(ticket));
	jw_str(&out, "name", w->claims.name);
	jw_i64(&out, "until_ms", call_now(c) + OUTSIDE_TICKET_MS);
	jw_end_object(&out);
	jw_str(&out, "return", c->back);
	jw_end_object(&out);
	c->write = ticket_write;
	return true;
}

/* ---- end ---- */

static bool find_flow(struct zhuyi *z, struct call *c, struct end_work *w, str state)
{
	str text;
	if (!oidc_state_hash(w->hash, state)) return fail_set(&c->rq.fail, RC_INPUT, "outside", "\"state\" is missing or is none");
	return outside_kept(z, c, &text, "flow", w->hash) && oidc_flow_unpack(&w->flow, text, &c->arena, &c->rq.fail);
}

/* Nothing is asked of the provider that would be refused here afterwards: a code can be shown only once. */
bool verb_outside_end(struct zhuyi *z, struct call *c)
{
	struct end_work *w = ARENA_NEW(&c->arena, struct end_work, 1);
	struct oidc_answer answer = {json_str(c->body, "code"), json_str(c->body, "state"), json_str(c->body, "iss")};
	if (!there(z, c) || !find_flow(z, c, w, answer.state) || !may(z, c, w->flow.again)) return false;
	hurry(c);
	if (!oidc_end(&w->claims, z->oidc, &z->fetch, &w->flow, &answer, browser_of(c), &c->rq)) return false;
	w->mark = outside_mark(z, c, w->claims.sub);
	if (!outside_person(z, c, &w->person, w->mark)) return false;
	c->back = w->flow.back;
	c->work = w;
	if (c->session.account) return end_own(c, w);
	return w->person.n ? end_login(z, c, w) : end_new(c, w);
}
