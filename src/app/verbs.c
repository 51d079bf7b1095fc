/* verbs.c - everything that can be asked of zhuyi, in one table: the HTTP routes, the API description and the access rules come from here. */
#include "app/app.h"

#include "base/check.h"

static const struct verb verbs[] = {
	{{"health", "GET", "/healthz", ZHUYI_ANYONE, NULL, false, false, false, "What is loaded, what is not, and whether the store works."},
	 verb_health},
	{{"me", "GET", "/v1/me", ZHUYI_ANYONE, NULL, false, false, false, "Who the session belongs to."}, verb_me},
	{{"login", "POST", "/v1/login", ZHUYI_ANYONE, "account.login", true, false, true, "Log in with a name and a password."}, verb_login},
	{{"register", "POST", "/v1/register", ZHUYI_ANYONE, "account.register", true, false, true, "Make an account of one's own."}, verb_register},
	{{"outside_begin", "POST", "/v1/outside", ZHUYI_ANYONE, "account.login", true, false, true,
	  "Begin a log-in at the hospital's own provider: where the browser is to go."},
	 verb_outside_begin},
	{{"outside_end", "POST", "/v1/outside/end", ZHUYI_ANYONE, "account.login", true, false, true,
	  "End it with what the provider sent along: logged in, linked to one's account, or a ticket to register with."},
	 verb_outside_end},
	{{"step", "POST", "/v1/step", ZHUYI_PERSON, "account.step", true, false, true,
	  "Show once more who one is, by password or code, before something weighty."},
	 verb_step},
	{{"logout", "POST", "/v1/logout", ZHUYI_ANYONE, "account.logout", true, false, false, "End the session."},
	 verb_logout,
	 .before_change = true},
	/* people (verb_people.c …) */
	{{"people", "GET", "/v1/people", ZHUYI_PERSON, "person.list", false, false, false,
	  "Whom one may act for or read: oneself, children, family."},
	 verb_people},
	{{"ward_make", "POST", "/v1/people", ZHUYI_PERSON, "ward.make", true, false, false, "Enter a child under 14 in one's care."}, verb_ward_make},
	{{"find", "POST", "/v1/people/find", ZHUYI_PERSON, "person.find", true, false, false, "Find a patient by exact name or phone number."},
	 verb_find,
	 .later = true},
	{{"profile", "GET", "/v1/people/{id}", ZHUYI_PERSON, "profile.read", false, false, false,
	  "Name, birth date, phone and emergency contact of a person; me is oneself."},
	 verb_profile},
	{{"profile_change", "POST", "/v1/people/{id}", ZHUYI_PERSON, "profile.write", true, false, false,
	  "Change them; what is not sent stays, null clears."},
	 verb_profile_change},
	{{"facts", "GET", "/v1/people/{id}/facts", ZHUYI_PERSON, "facts.read", false, false, false, "What a person told of their health."},
	 verb_facts},
	{{"facts_change", "POST", "/v1/people/{id}/facts", ZHUYI_PERSON, "facts.write", true, false, false, "Replace it, whole."}, verb_facts_change},
	{{"consents", "GET", "/v1/people/{id}/consents", ZHUYI_PERSON, "consent.read", false, false, false,
	  "What a person agreed to, and the words in force now."},
	 verb_consents},
	{{"consent_give", "POST", "/v1/people/{id}/consents", ZHUYI_PERSON, "consent.write", true, false, false, "Agree to a purpose."},
	 verb_consent_give},
	{{"consent_withdraw", "POST", "/v1/people/{id}/withdraw", ZHUYI_PERSON, "consent.write", true, false, false,
	  "Withdraw a consent; it acts at once."},
	 verb_consent_withdraw},
	{{"looked", "GET", "/v1/people/{id}/access", ZHUYI_PERSON, "access.read", false, false, false, "Who looked, as what, and why; newest first."},
	 verb_looked},
	{{"relations", "GET", "/v1/people/{id}/relations", ZHUYI_PERSON, "relation.read", false, false, false,
	  "Guardians, family and emergency contacts, and invitations that wait."},
	 verb_relations},
	{{"relation_make", "POST", "/v1/people/{id}/relations", ZHUYI_PERSON, "relation.write", true, false, false,
	  "Invite family or an emergency contact by exact log-in name."},
	 verb_relation_make},
	{{"relation_accept", "POST", "/v1/people/{id}/relations/accept", ZHUYI_PERSON, "relation.accept", true, false, false,
	  "Accept an invitation of the person with that id."},
	 verb_relation_accept},
	{{"relation_end", "POST", "/v1/people/{id}/relations/end", ZHUYI_PERSON, "relation.write", true, false, false,
	  "End sharing, or decline or take back an invitation."},
	 verb_relation_end},
	{{"export", "GET", "/v1/people/{id}/export", ZHUYI_PERSON, "person.export", false, false, false,
	  "Everything kept about a person: a FHIR R4 bundle and a page to read."},
	 verb_export},
	{{"delete", "POST", "/v1/people/{id}/delete", ZHUYI_PERSON, "person.delete", true, false, false,
	  "Delete everything; what a duty keeps is closed until that ends."},
	 verb_delete},

	{{"ask", "POST", "/v1/ask", ZHUYI_VISITOR, "case.ask", true, true, false,
	  "Ask a question: triage, plan, guarded and cited answer, kept as a case."},
	 verb_ask,
	 .person = "person"},
	{{"triage", "POST", "/v1/triage", ZHUYI_ANYONE, "engine.use", false, false, false, "How urgent is what a text says. Nothing is kept."},
	 verb_triage},
	{{"cases", "GET", "/v1/cases", ZHUYI_PERSON, "case.list", false, false, false, "One's own cases, newest first."},
	 verb_cases,
	 .person = "person"},
	{{"case", "GET", "/v1/cases/{id}", ZHUYI_PERSON, "case.read", false, false, false,
	  "One case as it was delivered, with the doctor's reply if there is one."},
	 verb_case},
	{{"handover", "POST", "/v1/cases/{id}/handover", ZHUYI_PERSON, "case.handover", true, false, false, "Pass one's own case to a doctor."},
	 verb_handover},
	{{"worklist", "GET", "/v1/worklist", ZHUYI_PERSON, "worklist.read", false, false, false, "Cases that wait for a doctor, most urgent first."},
	 verb_worklist},
	{{"sign", "POST", "/v1/cases/{id}/sign", ZHUYI_PERSON, "case.sign", true, false, false, "Sign a reply to a waiting case."}, verb_sign},
	{{"reject", "POST", "/v1/cases/{id}/reject", ZHUYI_PERSON, "case.sign", true, false, false, "Decline a waiting case with a reason."},
	 verb_reject},
	{{"passage", "GET", "/v1/passages/{id}", ZHUYI_ANYONE, "engine.use", false, false, false,
	  "A citable passage with its sources, edition and neighbours."},
	 verb_passage},
	{{"departments", "GET", "/v1/departments", ZHUYI_ANYONE, "engine.use", false, false, false, "The departments the pack speaks of."},
	 verb_departments},
	{{"proof", "GET", "/v1/ledger/proof/{id}", ZHUYI_PERSON, "case.read", false, false, false,
	  "Proof that the newest decision about a case stands in the ledger."},
	 verb_proof},
	{{"head", "GET", "/v1/ledger/head", ZHUYI_ANYONE, NULL, false, false, false, "The newest signed tree head."}, verb_head},
	{{"calc", "POST", "/v1/calc", ZHUYI_ANYONE, "engine.use", false, false, false, "Work out a clinical formula or score. Nothing is kept."},
	 verb_calc},
	{{"calculators", "GET", "/v1/calculators", ZHUYI_ANYONE, "engine.use", false, false, false,
	  "Every calculator: names, purpose, what it asks."},
	 verb_calculators},
	{{"calculator", "GET", "/v1/calculators/{id}", ZHUYI_ANYONE, "engine.use", false, false, false,
	  "One calculator with inputs, units, ranges and source."},
	 verb_calculator},
	{{"units", "POST", "/v1/units", ZHUYI_ANYONE, "engine.use", false, false, false,
	  "Convert, check, multiply or divide units of measure. Nothing is kept."},
	 verb_units},
	{{"labs", "POST", "/v1/labs", ZHUYI_ANYONE, "engine.use", false, false, false,
	  "Read a laboratory report, item by item and together. Nothing is kept."},
	 verb_labs},
	{{"rx", "POST", "/v1/rx", ZHUYI_ANYONE, "engine.use", false, false, false,
	  "Check an order of drugs against the person and one another. Nothing is kept."},
	 verb_rx},

	/* ---- one's own account ---- */
	{{"password", "POST", "/v1/password", ZHUYI_PERSON, "account.security", true, false, true,
	  "Change one's password. Every other session and every API token ends."},
	 verb_password,
	 .before_change = true},
	{{"totp_begin", "POST", "/v1/totp", ZHUYI_PERSON, "account.factor_add", true, false, false,
	  "Begin a second factor: a secret for an authenticator."},
	 verb_totp_begin},
	{{"totp_confirm", "POST", "/v1/totp/confirm", ZHUYI_PERSON, "account.security", true, false, true,
	  "Show that the authenticator works; recovery codes come back, once."},
	 verb_totp_confirm},
	{{"totp_remove", "POST", "/v1/totp/remove", ZHUYI_PERSON, "account.factor_remove", true, false, false, "Remove the second factor."},
	 verb_totp_remove},
	{{"role", "POST", "/v1/role", ZHUYI_PERSON, "account.role", true, false, false, "Work in another of one's roles."}, verb_role},
	{{"sessions", "GET", "/v1/sessions", ZHUYI_PERSON, "account.security", false, false, false, "Where one is logged in."}, verb_sessions},
	{{"session_end", "POST", "/v1/sessions/{id}/end", ZHUYI_PERSON, "account.security", true, false, false, "End one of one's sessions."},
	 verb_session_end},
	{{"tokens", "GET", "/v1/tokens", ZHUYI_PERSON, "account.token", false, false, false, "One's API tokens, and the scopes this role can give."},
	 verb_tokens},
	{{"token_make", "POST", "/v1/tokens", ZHUYI_PERSON, "account.token_make", true, false, false, "Make an API token; it is shown once."},
	 verb_token_make},
	{{"token_revoke", "POST", "/v1/tokens/{id}/revoke", ZHUYI_PERSON, "account.token", true, false, false, "Revoke one of one's API tokens."},
	 verb_token_revoke},

	/* ---- administration ---- */
	{{"users", "GET", "/v1/users", ZHUYI_PERSON, "user.read", false, false, false, "The staff: roles, state, second factor, locks."}, verb_users},
	{{"user_make", "POST", "/v1/users", ZHUYI_PERSON, "user.write", true, false, false,
	  "Somebody new on the staff; the first password is shown once."},
	 verb_user_make,
	 .later = true},
	{{"user_change", "POST", "/v1/users/{id}", ZHUYI_PERSON, "user.write", true, false, false,
	  "Disable or enable a log-in, give or end a role. It logs the person out."},
	 verb_user_change},
	{{"user_reset", "POST", "/v1/users/{id}/reset", ZHUYI_PERSON, "user.write", true, false, false,
	  "A new first password, no second factor, or no lock."},
	 verb_user_reset},
	{{"user_sessions_end", "POST", "/v1/users/{id}/end", ZHUYI_PERSON, "user.write", true, false, false,
	  "End every session of one of the staff."},
	 verb_user_sessions_end},
	{{"all_sessions", "GET", "/v1/organisation/sessions", ZHUYI_PERSON, "user.read", false, false, false, "Who of the staff is logged in."},
	 verb_all_sessions},
	{{"all_tokens", "GET", "/v1/organisation/tokens", ZHUYI_PERSON, "user.read", false, false, false, "API tokens of the staff."},
	 verb_all_tokens},
	{{"all_token_revoke", "POST", "/v1/organisation/tokens/{id}/revoke", ZHUYI_PERSON, "user.write", true, false, false,
	  "Revoke an API token of the staff."},
	 verb_all_token_revoke,
	 .later = true},
	{{"organisation", "GET", "/v1/organisation", ZHUYI_ANYONE, "organisation.read", false, false, false,
	  "The hospital, its departments, what people agree to, how long what is kept."},
	 verb_organisation,
	 .before_change = true},
	{{"organisation_change", "POST", "/v1/organisation", ZHUYI_PERSON, "organisation.write", true, false, false,
	  "Change the hospital's names, add or rename a department."},
	 verb_organisation_change},

	/* ---- emergencies and oversight ---- */
	{{"glass_open", "POST", "/v1/people/{id}/glass", ZHUYI_PERSON, "glass.open", true, false, false,
	  "Open a record in an emergency, with a reason, for four hours."},
	 verb_glass_open},
	{{"glass_list", "GET", "/v1/glass", ZHUYI_PERSON, "glass.read", false, false, false, "Emergency openings, with reasons and judgements."},
	 verb_glass_list},
	{{"glass_review", "POST", "/v1/glass/{id}/review", ZHUYI_PERSON, "glass.review", true, false, false,
	  "Judge whether an emergency opening was justified; once, and not one's own."},
	 verb_glass_review},
	{{"holds", "GET", "/v1/holds", ZHUYI_PERSON, "hold.read", false, false, false, "Legal holds."}, verb_holds},
	{{"hold_set", "POST", "/v1/people/{id}/hold", ZHUYI_PERSON, "hold.write", true, false, false, "Let nothing of a person be deleted."},
	 verb_hold_set},
	{{"hold_release", "POST", "/v1/people/{id}/release", ZHUYI_PERSON, "hold.write", true, false, false, "Release a legal hold."},
	 verb_hold_release},
	{{"audit", "GET", "/v1/audit", ZHUYI_PERSON, "audit.read", false, false, false, "Who looked at whose record, by pseudonym, newest first."},
	 verb_audit},
	{{"statistics", "GET", "/v1/statistics", ZHUYI_PERSON, "statistics.read", false, false, false, "Counts, nothing of any person."},
	 verb_statistics},
	{{"access_matrix", "GET", "/v1/matrix", ZHUYI_ANYONE, NULL, false, false, false, "Who may do what: the table itself."}, verb_access_matrix},
};

const struct zhuyi_verb *zhuyi_verb(size_t i)
{
	return i < sizeof verbs / sizeof *verbs ? &verbs[i].public : NULL;
}

/* The public half is the first member. */
const struct verb *verb_of(const struct zhuyi_verb *verb)
{
	const struct verb *v = (const struct verb *)verb;
	ASSERT(v >= verbs && v < verbs + COUNT(verbs));
	return v;
}

enum language call_lang(const struct call *c)
{
	return c->in.lang.n == 2 && memcmp(c->in.lang.p, "en", 2) == 0 ? LANG_EN : LANG_ZH;
}

int64_t call_now(const struct call *c)
{
	return c->rq.clock.now_ms(c->rq.clock.ctx);
}

str call_id(const struct call *c)
{
	return (str){c->in.id.p, (ptrdiff_t)c->in.id.n};
}

bool call_writable(struct zhuyi *z, struct call *c)
{
	return (z->store && !z->read_only) || fail_set(&c->rq.fail, RC_BUSY, "call", z->store ? "the store is read-only" : "there is no store");
}
