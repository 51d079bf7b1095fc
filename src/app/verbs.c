/* verbs.c - everything that can be asked of zhuyi, in one table: the HTTP routes, the API description and the access rules come from here. */
#include "app/app.h"

#include "base/check.h"

static const struct zhuyi_verb verbs[] = {
	{"health", "GET", "/healthz", ZHUYI_ANYONE, false, false, "What is loaded, what is not, and whether the store works."},
	{"me", "GET", "/v1/me", ZHUYI_ANYONE, false, false, "Who the session belongs to."},
	{"login", "POST", "/v1/login", ZHUYI_ANYONE, true, false, "Log in with a name and a password."},
	{"logout", "POST", "/v1/logout", ZHUYI_ANYONE, true, false, "End the session."},
	{"ask", "POST", "/v1/ask", ZHUYI_VISITOR, true, true, "Ask a question: triage, plan, guarded and cited answer, kept as a case."},
	{"triage", "POST", "/v1/triage", ZHUYI_ANYONE, false, false, "How urgent is what a text says. Nothing is kept."},
	{"cases", "GET", "/v1/cases", ZHUYI_PERSON, false, false, "One's own cases, newest first."},
	{"case", "GET", "/v1/cases/{id}", ZHUYI_PERSON, false, false, "One case as it was delivered, with the doctor's reply if there is one."},
	{"handover", "POST", "/v1/cases/{id}/handover", ZHUYI_PERSON, true, false, "Pass one's own case to a doctor."},
	{"worklist", "GET", "/v1/worklist", ZHUYI_DOCTOR, false, false, "Cases that wait for a doctor, most urgent first."},
	{"sign", "POST", "/v1/cases/{id}/sign", ZHUYI_DOCTOR, true, false, "Sign a reply to a waiting case."},
	{"reject", "POST", "/v1/cases/{id}/reject", ZHUYI_DOCTOR, true, false, "Decline a waiting case with a reason."},
	{"passage", "GET", "/v1/passages/{id}", ZHUYI_ANYONE, false, false, "A citable passage with its sources, edition and neighbours."},
	{"departments", "GET", "/v1/departments", ZHUYI_ANYONE, false, false, "The departments the pack speaks of."},
	{"proof", "GET", "/v1/ledger/proof/{id}", ZHUYI_PERSON, false, false, "Proof that the newest decision about a case stands in the ledger."},
	{"head", "GET", "/v1/ledger/head", ZHUYI_ANYONE, false, false, "The newest signed tree head."},
	{"calc", "POST", "/v1/calc", ZHUYI_ANYONE, false, false, "Work out a clinical formula or score. Nothing is kept."},
	{"calculators", "GET", "/v1/calculators", ZHUYI_ANYONE, false, false, "Every calculator: names, purpose, what it asks."},
	{"calculator", "GET", "/v1/calculators/{id}", ZHUYI_ANYONE, false, false, "One calculator with inputs, units, ranges and source."},
	{"units", "POST", "/v1/units", ZHUYI_ANYONE, false, false, "Convert, check, multiply or divide units of measure. Nothing is kept."},
	{"labs", "POST", "/v1/labs", ZHUYI_ANYONE, false, false, "Read a laboratory report, item by item and together. Nothing is kept."},
	{"rx", "POST", "/v1/rx", ZHUYI_ANYONE, false, false, "Check an order of drugs against the person and one another. Nothing is kept."},
};

static verb_run *const runs[] = {verb_health,   verb_me,          verb_login,      verb_logout, verb_ask,     verb_triage,      verb_cases, verb_case,
				 verb_handover, verb_worklist,    verb_sign,       verb_reject, verb_passage, verb_departments, verb_proof, verb_head,
				 verb_calc,     verb_calculators, verb_calculator, verb_units,  verb_labs,    verb_rx};

_Static_assert(sizeof verbs / sizeof *verbs == sizeof runs / sizeof *runs, "each verb has its work");

const struct zhuyi_verb *zhuyi_verbs(size_t *count)
{
	*count = sizeof verbs / sizeof *verbs;
	return verbs;
}

verb_run *verb_of(const struct zhuyi_verb *verb)
{
	ptrdiff_t i = verb - verbs;
	ASSERT(i >= 0 && i < COUNT(verbs));
	return runs[i];
}

enum language call_lang(const struct call *c)
{
	return c->in.lang.n == 2 && memcmp(c->in.lang.p, "en", 2) == 0 ? LANG_EN : LANG_ZH;
}

void call_person(struct zhuyi *z, struct call *c)
{
	if (c->has_session) return;
	char person[27];
	int64_t now = c->rq.clock.now_ms(c->rq.clock.ctx);
	ulid_make(person, now, c->rq.rng);
	session_make(c->new_session, &c->session, z->org, str_copy(&c->arena, str_from(person)), S(""), S("visitor"), now, c->rq.rng);
	c->rq.actor = (struct actor){z->org, c->session.person, S(""), S("visitor")};
}
