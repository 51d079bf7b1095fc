/* who.c - who asks, whom it is about, and whether that is allowed: the one place where the table of policy/access.tsv is applied.
 *
 * A refusal says as little as it may: without a session 401; when the role may never do it 403; when the answer would tell that somebody or something
 * exists 404, as if there were nothing. */
#include "app/care.h"
#include "app/own.h"

#include "account/session_rules.h"
#include "account/token.h"
#include "base/check.h"
#include "fhir/smart.h"

static str action_of(const struct call *c)
{
	return str_from(c->action ? c->action : c->in.verb->action ? c->in.verb->action : "");
}

/* ---- who ---- */

static bool find_session(struct zhuyi *z, struct call *c, str token, struct fail *why)
{
	unsigned char hash[32];
	if (!token_session_hash(hash, token)) return fail_set(why, RC_MISSING, "session", "no session");
	if (!store_session_get(z->store, &c->session, hash, &c->arena, why)) return false;
	return session_in_force(c->session.role, c->session.created_ms, c->session.expires_ms, call_now(c)) ||
	       fail_set(why, RC_MISSING, "session", "the session has ended");
}

/* A token of a program is good while the program is. */
static bool program_stands(struct zhuyi *z, struct call *c, const struct token_row *t, struct fail *why)
{
	struct client_row client;
	str id = smart_client(t->scopes);
	if (!id.n) return true;
	if (!store_client_get(z->store, &client, t->org, id, &c->arena, why)) return false;
	return str_eq(client.state, S("active")) || fail_set(why, RC_MISSING, "token", "the program was ended");
}

static bool find_token(struct zhuyi *z, struct call *c, str token, struct fail *why)
{
	unsigned char hash[32];
	struct token_row t;
	if (!token_api_hash(hash, token)) return fail_set(why, RC_MISSING, "token", "no token");
	if (!store_token_get(z->store, &t, hash, &c->arena, why)) return false;
	int64_t now = call_now(c);
	if (t.revoked_ms || t.expires_ms <= now || t.created_ms > now + SESSION_AHEAD_MS)
		return fail_set(why, RC_MISSING, "token", "the token has ended");
	if (!program_stands(z, c, &t, why)) return false;
	c->session = (struct session_row){.org = t.org, .person = t.person, .id = t.id, .role = t.role, .account = ACCOUNT_FULL};
	c->scopes = t.scopes;
	return c->by_token = true;
}

bool call_grant_holds(const struct grant_row *g, int64_t now_ms)
{
	return str_eq(g->state, S("active")) && (!g->until_ms || g->until_ms > now_ms);
}

/* A role of the staff holds only while it is granted: asked anew with each call, so that its end acts at once. */
static bool role_holds(struct zhuyi *z, struct call *c, bool *holds, struct fail *why)
{
	struct grant_rows grants;
	*holds = !role_is_staff(c->role);
	if (*holds) return true;
	if (!store_grants_of(z->store, &grants, c->session.org, c->session.person, &c->arena, why)) return false;
	for (ptrdiff_t i = 0; i < grants.n; i++) *holds |= str_eq(grants.v[i].role, c->session.role) && call_grant_holds(&grants.v[i], call_now(c));
	return true;
}

static str wanted_house(const struct call *c)
{
	return json_str(c->body, "organisation");
}

/* No session is no failure; a store that cannot be read is, or a doctor would be taken for a stranger. */
bool call_who(struct zhuyi *z, struct call *c)
{
	struct fail why = {0};
	str token = {c->in.session.p, (ptrdiff_t)c->in.session.n};
	c->role = ROLE_VISITOR;
	if (!z->store) return true;
	bool holds = true;
	c->has_session = token.n && (str_starts(token, S("zt_")) ? find_token(z, c, token, &why) : find_session(z, c, token, &why)) &&
			 role_by_name(c->session.role, &c->role) && role_holds(z, c, &holds, &why) && holds;
	if (why.rc != RC_OK && why.rc != RC_MISSING) return c->rq.fail = why, false;
	if (!c->has_session) {
		c->session = (struct session_row){0};
		c->role = ROLE_VISITOR;
		c->by_token = false;
	}
	c->house = house_of(&z->houses, c->has_session ? c->session.org : wanted_house(c));
	if (!c->house) return fail_set(&c->rq.fail, RC_MISSING, "call", "there is no such organisation");
	c->rq.actor = (struct actor){c->house->org, c->session.person, c->session.account ? c->session.person : (str){"", 0}, role_name(c->role)};
	return true;
}

/* ---- whom ---- */

/* The store's rows as policy reads them. */
static const struct consent_fact *facts_of(struct call *c, const struct consent_rows *rows)
{
	struct consent_fact *f = ARENA_NEW(&c->arena, struct consent_fact, rows->n ? rows->n : 1);
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct consent_row *r = &rows->v[i];
		f[i] = (struct consent_fact){r->purpose, r->other, r->edition, r->sensitive != 0, r->given_ms, r->withdrawn_ms};
	}
	return f;
}

bool call_consents(struct zhuyi *z, struct call *c, str person, enum purpose purpose, bool sensitive, str other, bool *in_force)
{
	struct consent_rows rows;
	if (!store_consents_standing(z->store, &rows, c->house->org, person, &c->arena, &c->rq.fail)) return false;
	*in_force = consent_in_force(facts_of(c, &rows), rows.n, purpose, sensitive, other, call_now(c));
	return true;
}

bool call_consent(struct zhuyi *z, struct call *c, str person, bool *in_force)
{
	return call_consents(z, c, person, PURPOSE_CONSULT, true, (str){"", 0}, in_force);
}

/* What a patient or guardian is to somebody else. */
static bool kin(struct zhuyi *z, struct call *c, str person, struct relation_facts *f)
{
	struct relation_rows rows;
	int64_t now = call_now(c);
	if (!store_relation_get(z->store, &rows, c->house->org, person, S("by"), c->session.person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct relation_row *r = &rows.v[i];
		bool active = str_eq(r->state, S("active")) && (!r->until_ms || r->until_ms > now);
		f->guardian |= active && str_eq(r->kind, S("guardian"));
		f->family |= active && str_eq(r->kind, S("family"));
	}
	if (!f->family) return true;
	bool sensitive = consent_needs_sensitive(str_from(c->in.verb->action ? c->in.verb->action : ""));
	return call_consents(z, c, person, PURPOSE_FAMILY, sensitive, c->session.person, &f->family);
}

static bool waits(str state)
{
	return str_eq(state, S("held")) || str_eq(state, S("handed_over"));
}

/* What a doctor is to somebody: by this case, or, when it is about no case, by any of the person's. */
static bool treats(struct zhuyi *z, struct call *c, str person, const struct place_row *place, struct relation_facts *f)
{
	enum { LOOK_BACK = 200 };
	struct glass_row glass;
	struct case_rows cases;
	struct fail none = {0};
	if (place) {
		f->case_waits = waits(place->state);
		f->signed_by_actor = str_eq(place->doctor, c->session.person);
	} else {
		if (!store_cases_of(z->store, &cases, c->house->org, person, LOOK_BACK, &c->arena, &c->rq.fail)) return false;
		for (ptrdiff_t i = 0; i < cases.n; i++) {
			f->case_waits |= waits(cases.v[i].state);
			f->signed_by_actor |= str_eq(cases.v[i].doctor, c->session.person);
		}
		bool alerted;
		if (!care_alert_waits(z, c, person, &alerted)) return false;
		f->case_waits |= alerted; /* what was measured waits for a doctor as a case does */
	}
	f->glass_open = store_glass_of(z->store, &glass, c->house->org, person, c->session.person, call_now(c), &c->arena, &none);
	if (!f->glass_open && none.rc != RC_MISSING) return c->rq.fail = none, false;
	/* Judged against: it ends at once. Opened in the future: by a clock that was ahead, which would keep it open for longer than it was meant to be. */
	f->glass_open = f->glass_open && !str_eq(glass.state, S("not_justified")) && glass.opened_ms <= call_now(c) + SESSION_AHEAD_MS;
	if (!(f->case_waits || f->signed_by_actor)) return true;
	/* Who somebody is, is a consent of its own beside the one to their case. */
	bool plain = true;
	if (!consent_needs_sensitive(str_from(c->in.verb->action)) && !call_consents(z, c, person, PURPOSE_CONSULT, false, (str){"", 0}, &plain))
		return false;
	return call_consent(z, c, person, &f->consent_consult) && (f->consent_consult &= plain, true);
}

bool call_relation(struct zhuyi *z, struct call *c, str person, const struct place_row *place, enum relation *out)
{
	struct relation_facts f = {.same_org = true, .self = str_eq(person, c->session.person), .role = c->role};
	bool ok = true;
	if (!f.self && (c->role == ROLE_PATIENT || c->role == ROLE_GUARDIAN || role_is_staff(c->role))) ok = kin(z, c, person, &f);
	if (ok && !f.self && c->role == ROLE_DOCTOR) ok = treats(z, c, person, place, &f);
	*out = relation_of(f);
	return ok;
}

/* ---- whether ---- */

/* With what this person can take the step. Who has neither password nor code shows outside, once more, who they are. */
static const char *step_with(struct zhuyi *z, struct call *c, enum access_rule rule)
{
	struct credential_row row = {0};
	struct fail none = {0};
	bool known = store_credential_get(z->store, &row, c->house->org, c->session.person, &c->arena, &none);
	if (rule != ACCESS_STEP_ANY) return row.totp == 2 ? "code" : "enrol";
	return known && z->oidc && !row.password.n && row.totp != 2 ? "outside" : "password";
}

static bool step_needed(struct zhuyi *z, struct call *c, enum access_rule rule)
{
	c->need = step_with(z, c, rule);
	return fail_set(&c->rq.fail, RC_DENIED, "call",
			rule == ACCESS_STEP_ANY ? "confirm with the password or a code first" : "confirm with a code first");
}

static bool refuse(struct zhuyi *z, struct call *c, int action, enum relation relation)
{
	if (!c->has_session) {
		c->need = "login";
		return fail_set(&c->rq.fail, RC_DENIED, "call", "log in first");
	}
	bool hides = relation != RELATION_ANY && relation != RELATION_OWN && relation != RELATION_SELF && access_ever(z->access, action, c->role);
	if (hides) return fail_set(&c->rq.fail, RC_MISSING, "call", "there is nothing here");
	return fail_set(&c->rq.fail, RC_DENIED, "call", "this role may not do that");
}

static bool rule(struct zhuyi *z, struct call *c, int action, enum relation relation)
{
	enum access_rule r = access_cell(z->access, action, relation, c->role);
	if (r == ACCESS_DENY) return refuse(z, c, action, relation);
	if (c->by_token && !access_scope_allows(z->access, action, c->scopes))
		return fail_set(&c->rq.fail, RC_DENIED, "call", "this token's scopes do not cover that");
	if (r == ACCESS_ALLOW || access_step_suffices(r, (int)c->session.step_level, c->session.step_ms, call_now(c))) return true;
	return step_needed(z, c, r);
}

bool call_rule(struct zhuyi *z, struct call *c, const char *action, enum relation relation)
{
	return rule(z, c, access_action(z->access, str_from(action)), relation);
}

/* "me" and nothing mean oneself. A text that is no id is nobody's. */
static bool name_target(struct call *c, const struct verb *v)
{
	str given = strstr(v->public.path, "{id}") ? call_id(c) : v->person ? json_str(c->body, v->person) : (str){"", 0};
	bool own = !given.n || str_eq(given, S("me"));
	c->target = own ? c->session.person : given;
	if (own && !c->has_session && strstr(v->public.path, "{id}")) { /* nobody is "me" without a session */
		c->need = "login";
		return fail_set(&c->rq.fail, RC_DENIED, "call", "log in first");
	}
	return own || ulid_valid(given) || fail_set(&c->rq.fail, RC_MISSING, "call", "there is nothing here");
}

static bool find_place(struct zhuyi *z, struct call *c, int action)
{
	str id = call_id(c);
	struct fail none = {0};
	if (!access_ever(z->access, action, c->role)) return refuse(z, c, action, RELATION_NONE);
	if (!c->has_session) return refuse(z, c, action, RELATION_SELF);
	if (!ulid_valid(id) || !store_place_get(z->store, &c->place, c->house->org, id, &c->arena, &none))
		return none.rc != RC_OK && none.rc != RC_MISSING ? (c->rq.fail = none, false)
								 : fail_set(&c->rq.fail, RC_MISSING, "call", "there is nothing here");
	c->target = c->place.person;
	return true;
}

bool call_may(struct zhuyi *z, struct call *c)
{
	const struct verb *v = verb_of(c->in.verb);
	str only = c->by_token ? smart_patient(c->scopes) : (str){"", 0};
	if (only.n && !v->fhir) return fail_set(&c->rq.fail, RC_DENIED, "call", "this token is for a record under /fhir");
	if (!v->public.action) return true;
	int action = access_action(z->access, str_from(v->public.action));
	ASSERT(action >= 0);
	/* A browser whose cookie has ended goes on as a visitor; a program is told that its token has. */
	if (z->store && !c->has_session && c->in.session.n > 3 && memcmp(c->in.session.p, "zt_", 3) == 0) {
		c->need = "login";
		return fail_set(&c->rq.fail, RC_DENIED, "call", "the token is unknown, revoked, or past its end");
	}
	if (!z->store) return str_eq(str_from(v->public.action), S("engine.use")) || fail_set(&c->rq.fail, RC_BUSY, "call", "there is no store");
	if (c->session.account == ACCOUNT_MUST_CHANGE && !v->before_change) {
		c->need = "change_password";
		return fail_set(&c->rq.fail, RC_DENIED, "call", "choose a password of your own first");
	}
	enum relation relation = RELATION_ANY;
	switch (access_subject(z->access, action)) {
	case SUBJECT_NONE:
	case SUBJECT_OWN: break;
	case SUBJECT_ORGANISATION: relation = RELATION_OWN; break;
	case SUBJECT_PERSON:
		if (v->later) return true; /* the verb finds the person, and asks call_rule */
		if (!name_target(c, v)) return false;
		if (only.n && !str_eq(only, c->target)) return fail_set(&c->rq.fail, RC_MISSING, "call", "there is nothing here");
		if (!access_ever(z->access, action, c->role)) return refuse(z, c, action, RELATION_NONE);
		if (!call_relation(z, c, c->target, NULL, &relation)) return false;
		break;
	case SUBJECT_CASE:
		if (!find_place(z, c, action) || !call_relation(z, c, c->target, &c->place, &relation)) return false;
		break;
	case SUBJECTS: ASSERT(false);
	}
	c->relation = relation;
	return rule(z, c, action, relation);
}

bool call_may_read_case(struct zhuyi *z, struct call *c, const struct place_row *place)
{
	return call_relation(z, c, place->person, place, &c->relation) && call_rule(z, c, "case.read", c->relation);
}

/* ---- what is written down ---- */

static bool recorded(const struct zhuyi *z, const struct call *c)
{
	str action = action_of(c);
	return action.n && c->target.n && access_recorded(z->access, access_action(z->access, action), c->relation);
}

/* Between the worker and here a consent may have been withdrawn, a relation ended, a record opened. What was signed meanwhile is the verb's own to find. */
bool call_still_may(struct zhuyi *z, struct call *c)
{
	enum relation now;
	if (!recorded(z, c)) return true;
	if (!call_session_stands(z, c) || !call_relation(z, c, c->target, c->place.id.n ? &c->place : NULL, &now)) return false;
	return now == c->relation || (c->relation = now, rule(z, c, access_action(z->access, action_of(c)), now));
}

static bool only_note(struct zhuyi *z, struct call *c)
{
	(void)z, (void)c;
	return true;
}

bool call_looked(struct zhuyi *z, struct call *c)
{
	if (!recorded(z, c)) return true;
	if (!call_writable(z, c)) return false; /* what cannot be written down is not shown */
	if (!c->write) c->write = only_note;
	return true;
}

str call_noted_name(const struct call *c, jv note)
{
	str en = json_str(note, "name_en");
	return call_lang(c) == LANG_EN && en.n ? en : json_str(note, "name");
}

bool call_note_access(struct zhuyi *z, struct call *c)
{
	struct someone about, actor;
	struct trail_leaf leaf;
	char id[27];
	str name = {"", 0}, name_en = {"", 0}, title = {"", 0};
	int64_t now = call_now(c);
	struct fail none = {0};
	if (!recorded(z, c)) return true;
	if (!people_open(&z->people, &about, c->house->org, c->target, true, &c->arena, &none))
		return none.rc == RC_MISSING || (c->rq.fail = none, false); /* deleted by this very call: there is no key to write it under */
	if (people_open(&z->people, &actor, c->house->org, c->session.person, true, &c->arena, &none))
		name = people_name(&z->people, &actor, LANG_ZH, &c->arena), name_en = people_name(&z->people, &actor, LANG_EN, &c->arena);
	people_forget(&actor);
	struct grant_rows grants;
	if (!store_grants_of(z->store, &grants, c->house->org, c->session.person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < grants.n; i++)
		if (str_eq(grants.v[i].role, c->session.role)) title = grants.v[i].title;
	ulid_make(id, now, c->rq.rng);
	struct sb note = sb_new(&c->arena, 256);
	struct jw w = {&note, false};
	jw_object(&w, NULL);
	jw_str(&w, "name", name);
	if (!str_eq(name, name_en)) jw_str(&w, "name_en", name_en);
	jw_str(&w, "title", title);
	jw_str(&w, "case", c->place.id);
	jw_str(&w, "reason", c->reason);
	jw_end_object(&w);
	struct access_row row = {.org = c->house->org,
				 .person = c->target,
				 .id = str_copy(&c->arena, str_from(id)),
				 .at_ms = now,
				 .actor = c->session.person,
				 .role = role_name(c->role),
				 .action = action_of(c),
				 .relation = relation_name(c->relation)};
	row.sealed_note = people_seal(&about, "access.sealed_note", (str){"", 0}, row.id, sb_str(&note), c->rq.rng, &c->arena);
	bool ok = store_access_put(z->store, &row, &c->rq.fail) && call_leaf(z, c, row.action, &about, c->place.id, row.id, &leaf);
	people_forget(&about);
	return ok;
}
