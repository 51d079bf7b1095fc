/* visit.c - sessions, visitors, and leaves that belong to a person. */
#include "app/app.h"

#include "account/session_rules.h"

/* Printable ASCII only: it is shown to the person and to administrators. */
static str agent_of(struct call *c)
{
	struct sb out = sb_new(&c->arena, AGENT_MAX);
	for (size_t i = 0; i < c->in.agent.n && out.n < AGENT_MAX; i++)
		if (c->in.agent.p[i] >= ' ' && c->in.agent.p[i] < 127) sb_byte(&out, c->in.agent.p[i]);
	return sb_str(&out);
}

void call_session_make(struct call *c, str person, enum role role, int account)
{
	char id[27];
	int64_t now = call_now(c);
	c->session = (struct session_row){0};
	token_session_make(c->new_session, c->session.token_hash, c->rq.rng);
	ulid_make(id, now, c->rq.rng);
	c->session.org = c->house->org;
	c->session.person = person;
	c->session.id = str_copy(&c->arena, str_from(id));
	c->session.role = role_name(role);
	c->session.account = account;
	c->session.created_ms = now;
	c->session.expires_ms = now + session_lasts_ms(c->session.role);
	c->session.agent = agent_of(c);
	c->role = role;
	c->rq.actor = (struct actor){c->house->org, person, account ? person : (str){"", 0}, role_name(role)};
}

bool call_visitor(struct zhuyi *z, struct call *c)
{
	char person[27];
	(void)z;
	if (c->has_session) return true;
	ulid_make(person, call_now(c), c->rq.rng);
	call_session_make(c, str_copy(&c->arena, str_from(person)), ROLE_VISITOR, 0);
	c->target = c->session.person;
	c->relation = RELATION_SELF;
	return true;
}

/* The words a visitor has before the eyes when asking are agreed to by asking; the same two rows as in an account, and withdrawn the same way. */
static bool visitor_consents(struct zhuyi *z, struct call *c)
{
	for (int sensitive = 0; sensitive < 2; sensitive++) {
		char id[27];
		ulid_make(id, call_now(c), c->rq.rng);
		struct consent_row row = {.org = c->house->org,
					  .person = c->session.person,
					  .id = str_from(id),
					  .purpose = purpose_name(PURPOSE_CONSULT),
					  .sensitive = sensitive,
					  .edition = consent_words(PURPOSE_CONSULT, sensitive)->edition,
					  .given_by = c->session.person,
					  .given_ms = call_now(c)};
		if (!store_consent_put(z->store, &row, &c->rq.fail)) return false;
	}
	return true;
}

bool call_visitor_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	if (!c->new_session[0]) return true;
	bool ok = people_make(&z->people, &s, c->house->org, c->session.person, S("visitor"), call_now(c), c->rq.rng, &c->arena, &c->rq.fail) &&
		  visitor_consents(z, c) && store_session_put(z->store, &c->session, &c->rq.fail);
	people_forget(&s);
	return ok;
}

bool call_leaf(struct zhuyi *z, struct call *c, str kind, const struct someone *about, str case_id, str body, struct trail_leaf *leaf)
{
	return trail_append(&c->house->trail, z->store, &c->rq, kind, case_id, body, leaf) &&
	       people_decision_put(&z->people, about, case_id, leaf->index, leaf->salts, c->rq.rng, &c->arena, &c->rq.fail);
}
