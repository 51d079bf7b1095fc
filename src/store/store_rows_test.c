/* Each typed function of rows.h once, on the place that STORE_PLACE names: what it sends fits the columns, what it gets is what went. */
#include "base/check.h"
#include "store/expect_int.h"
#include "store/places_int.h"
#include "store/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#define O S("o")
#define P S("p")
#define Q S("q")

static struct arena whole;
static struct store *inner;

/* A twin that notes which statements were asked for. */
static bool asked[STATEMENT_COUNT];
static struct store_verbs noting;
static struct store twin = {&noting}, *const s = &twin;

static bool note_write(struct store *t, enum stmt q, const struct value *args, int n, int64_t *changed, struct fail *f)
{
	(void)t;
	asked[q] = true;
	return inner->verbs->write(inner, q, args, n, changed, f);
}

static bool note_read(struct store *t, enum stmt q, const struct value *args, int n, struct rows *rows, struct arena *a, struct fail *f)
{
	(void)t;
	asked[q] = true;
	return inner->verbs->read(inner, q, args, n, rows, a, f);
}

static int start(void **state)
{
	(void)state;
	struct fail f = {0};
	bool is_new;
	if (!places_start()) return -1;
	whole = arena_create(64 << 20);
	struct place_name place = place_new("rows");
	inner = store_open(&(struct store_options){.place = place.text}, &is_new, &f);
	if (!inner) return fprintf(stderr, "# %s\n", f.what), -1;
	noting = (struct store_verbs){.name = "noting", .write = note_write, .read = note_read};
	return inner->verbs->begin(inner, &f) ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	struct fail f = {0};
	bool ok = inner->verbs->commit(inner, &f);
	inner->verbs->close(inner);
	places_stop();
	arena_destroy(whole);
	return ok ? 0 : -1;
}

static void the_hospital(void **state)
{
	(void)state;
	struct arena a = whole;
	str text = {0};
	struct organisation_rows os;
	struct department_rows ds;
	struct rows people;
	struct attempt_row t = {O, S("m"), 3, 7, 9}, back;
	WELL(store_meta_put(s, S("k"), S("1"), &f) && store_meta_put(s, S("k"), S("2"), &f) && store_meta_get(s, &text, S("k"), &a, &f));
	assert_true(str_eq(text, S("2")));
	WELL(store_organisation_put(s, &(struct organisation_row){O, S("一"), S("one"), 1, 5}, &f) &&
	     store_organisation_name(s, O, S("二"), S("two"), &f));
	WELL(store_organisations(s, &os, &a, &f));
	assert_true(os.n == 1 && str_eq(os.v[0].name_zh, S("二")) && os.v[0].fictional == 1);
	WELL(store_department_put(s, &(struct department_row){O, S("d"), S("科"), S("ward")}, &f) && store_departments(s, &ds, O, &a, &f));
	assert_true(ds.n == 1 && str_eq(ds.v[0].name_zh, S("科")));
	WELL(store_login_put(s, O, S("\1\0\2"), P, &f) && store_login_get(s, &text, O, S("\1\0\2"), &a, &f));
	assert_true(str_eq(text, P));
	WELL(store_found_put(s, O, S("name"), S("\1"), P, &f) && store_found_put(s, O, S("name"), S("\1"), P, &f));
	WELL(store_found(s, &people, O, S("name"), S("\1"), 9, &a, &f));
	assert_true(people.n == 1 && str_eq(people.v[0].bytes, P));
	WELL(store_found_drop_of(s, O, S("name"), P, &f) && store_found(s, &people, O, S("name"), S("\1"), 9, &a, &f));
	assert_int_equal(people.n, 0);
	WELL(store_attempt_get(s, &back, O, S("m"), &a, &f));
	assert_int_equal(back.failures, 0);
	WELL(store_attempt_put(s, &t, &f) && store_attempt_put(s, &t, &f) && store_attempt_get(s, &back, O, S("m"), &a, &f));
	assert_true(back.failures == 3 && back.until_ms == 9);
	WELL(store_attempt_drop_old(s, 1, 1, &f) && store_attempt_get(s, &back, O, S("m"), &a, &f));
	assert_true(back.failures > 0); /* neither old nor past its lock */
	WELL(store_attempt_drop(s, O, S("m"), &f));
}

static void sessions_and_tokens(void **state)
{
	(void)state;
	struct arena a = whole;
	struct session_row x = {{1}, O, P, S("s1"), S("doctor"), 1, 5, 100, 0, 0, S("agent")}, y = x, back;
	struct session_rows xs;
	struct token_row t = {{9}, O, P, S("t1"), S("doctor"), S("name"), S("case.read"), 5, 100, 0}, t_back;
	struct token_rows ts;
	struct outside_row o = {O, {3}, 100, S("flow")}, o_back;
	y.token_hash[0] = 2, y.id = S("s2");
	WELL(store_session_put(s, &x, &f) && store_session_put(s, &y, &f) && store_session_get(s, &back, x.token_hash, &a, &f));
	assert_true(str_eq(back.agent, S("agent")) && back.expires_ms == 100);
	WELL(store_session_step(s, x.token_hash, 77, 2, &f) && store_session_get(s, &back, x.token_hash, &a, &f));
	assert_true(back.step_ms == 77 && back.step_level == 2);
	WELL(store_session_role(s, x.token_hash, S("auditor"), &f) && store_session_get(s, &back, x.token_hash, &a, &f));
	assert_true(str_eq(back.role, S("auditor")) && back.step_ms == 0);
	WELL(store_sessions_of(s, &xs, O, P, 50, 9, &a, &f));
	assert_int_equal(xs.n, 2);
	WELL(store_sessions_staff(s, &xs, O, 50, 9, &a, &f));
	assert_int_equal(xs.n, 2);
	WELL(store_session_drop_id(s, O, P, S("s2"), &f));
	ILL(RC_MISSING, store_session_drop_id(s, O, P, S("s2"), &f));
	WELL(store_session_put(s, &y, &f) && store_session_drop_of(s, O, P, x.token_hash, &f) && store_sessions_of(s, &xs, O, P, 50, 9, &a, &f));
	assert_true(xs.n == 1 && str_eq(xs.v[0].id, S("s1")));
	WELL(store_session_put(s, &y, &f) && store_session_drop(s, y.token_hash, &f) && store_session_drop_expired(s, 100, &f));
	WELL(store_session_put(s, &y, &f) && store_session_drop_of(s, O, P, NULL, &f));
	ILL(RC_MISSING, store_session_get(s, &back, x.token_hash, &a, &f));
	WELL(store_token_put(s, &t, &f) && store_token_get(s, &t_back, t.token_hash, &a, &f));
	assert_true(str_eq(t_back.scopes, S("case.read")));
	WELL(store_tokens_of(s, &ts, O, P, 9, &a, &f) && store_tokens_all(s, &ts, O, 9, &a, &f));
	assert_int_equal(ts.n, 1);
	WELL(store_token_revoke(s, O, S("t1"), 60, &f));
	ILL(RC_MISSING, store_token_revoke(s, O, S("t1"), 60, &f));
	WELL(store_token_revoke_of(s, O, P, 60, &f) && store_token_drop_old(s, 1, &f));
	WELL(store_outside_put(s, &o, &f) && store_outside_get(s, &o_back, O, o.state_hash, &a, &f));
	assert_true(str_eq(o_back.sealed_flow, S("flow")));
	WELL(store_outside_drop(s, O, o.state_hash, &f));
	ILL(RC_MISSING, store_outside_drop(s, O, o.state_hash, &f));
	WELL(store_outside_drop_expired(s, 100, &f));
}

static void cases(void **state)
{
	(void)state;
	struct arena a = whole;
	struct place_row p = {O, S("C1"), P, S("held"), 2, 5, S("")}, p_back;
	struct place_rows ps;
	struct count_rows counts;
	struct case_row c = {O, P, S("C1"), S("held"), 2, 5, 6, S(""), S("q"), S("s"), S("b")}, c_back;
	struct case_rows cs;
	WELL(store_place_put(s, &p, &f) && store_place_get(s, &p_back, O, S("C1"), &a, &f) && store_places_open(s, &ps, O, 9, &a, &f));
	assert_true(ps.n == 1 && str_eq(ps.v[0].person, P) && p_back.tier == 2);
	WELL(store_place_counts(s, &counts, O, &a, &f));
	assert_true(counts.n == 1 && counts.v[0].n == 1 && str_eq(counts.v[0].a, S("held")) && str_eq(counts.v[0].b, S("2")));
	p.state = S("signed"), p.doctor = S("D");
	WELL(store_place_change(s, &p, S("held"), &f));
	ILL(RC_CONFLICT, store_place_change(s, &p, S("held"), &f));
	WELL(store_places_open(s, &ps, O, 9, &a, &f));
	assert_int_equal(ps.n, 0);
	WELL(store_case_put(s, &c, &f) && store_case_get(s, &c_back, O, P, S("C1"), &a, &f));
	assert_true(str_eq(c_back.sealed_body, S("b")) && c_back.updated_ms == 6);
	c.state = S("signed"), c.sealed_body = S("B");
	WELL(store_case_change(s, &c, S("held"), &f));
	ILL(RC_CONFLICT, store_case_change(s, &c, S("held"), &f));
	int64_t last = 0;
	WELL(store_case_last_record(s, &last, O, P, &f));
	assert_int_equal(last, c.updated_ms);
	WELL(store_case_last_record(s, &last, O, S("nobody"), &f));
	assert_int_equal(last, 0);
	WELL(store_cases_of(s, &cs, O, P, 9, &a, &f));
	assert_true(cs.n == 1 && str_eq(cs.v[0].sealed_body, S("B")));
}

static void people(void **state)
{
	(void)state;
	struct arena a = whole;
	struct person_row p = {O, P, S("visitor"), S("active"), S("key"), 5, 5, 0, 0}, back;
	struct person_rows ps;
	struct count_rows counts;
	struct credential_row c = {O, P, S("active"), S("$argon2id$"), 0, 2, 7, 5, 5, S("secret")}, c_back;
	struct grant_row g = {O, P, S("doctor"), S("d"), S("chief"), S("L"), 0, S("active"), S("q"), 5};
	struct grant_rows gs;
	WELL(store_person_put(s, &p, &f) && store_person_get(s, &back, O, P, &a, &f) && store_person_seen(s, O, P, 6, &f));
	assert_true(str_eq(back.wrapped, S("key")));
	WELL(store_person_keep(s, O, P, 700, &f) && store_person_keep(s, O, P, 600, &f) && store_person_get(s, &back, O, P, &a, &f));
	assert_int_equal(back.keep_ms, 700); /* never shortened */
	WELL(store_person_rewrap(s, O, P, S("other"), &f) && store_people_after(s, &ps, S(""), S(""), 9, &a, &f));
	assert_true(ps.n == 1 && str_eq(ps.v[0].wrapped, S("other")) && ps.v[0].seen_ms == 6);
	WELL(store_people_after(s, &ps, O, P, 9, &a, &f));
	assert_int_equal(ps.n, 0);
	WELL(store_people_stale(s, &ps, O, 7, 0, 9, &a, &f));
	assert_int_equal(ps.n, 1);
	p.state = S("blocked"), p.keep_ms = 50;
	WELL(store_person_state(s, &p, &f) && store_people_stale(s, &ps, O, 7, 49, 9, &a, &f));
	assert_int_equal(ps.n, 0);
	WELL(store_person_keep(s, O, P, 49, &f) && store_person_get(s, &back, O, P, &a, &f)); /* never shortened */
	assert_int_equal(back.keep_ms, 50);
	WELL(store_people_stale(s, &ps, O, 7, 50, 9, &a, &f) && store_person_counts(s, &counts, O, &a, &f));
	assert_true(ps.n == 1 && counts.n == 1 && str_eq(counts.v[0].b, S("blocked")));
	WELL(store_credential_put(s, &c, &f) && store_credential_step(s, O, P, 8, &f));
	ILL(RC_CONFLICT, store_credential_step(s, O, P, 8, &f));
	c.password = S("new"), c.totp_step = 9;
	WELL(store_credential_change(s, &c, &f) && store_credential_get(s, &c_back, O, P, &a, &f));
	assert_true(str_eq(c_back.password, S("new")) && c_back.totp_step == 9 && str_eq(c_back.sealed_secret, S("secret")));
	WELL(store_grant_put(s, &g, &f) && store_grant_put(s, &g, &f) && store_grants_of(s, &gs, O, P, &a, &f) &&
	     store_grants_staff(s, &gs, O, 9, &a, &f));
	assert_true(gs.n == 1 && str_eq(gs.v[0].title, S("chief")));
}

static void what_is_known_of_a_person(void **state)
{
	(void)state;
	struct arena a = whole;
	struct item_row i = {O, P, S("facts"), S("1"), 5, 1, S("x")}, i_back;
	struct item_rows is;
	struct consent_row c = {O, P, S("1"), S("consult"), 1, S(""), S("e"), P, 5, S(""), 0};
	struct consent_rows cs;
	struct relation_row r = {O, P, S("by"), Q, S("family"), S("active"), 5, 0};
	struct relation_rows rs;
	struct access_row x = {O, P, S("1"), 5, Q, S("doctor"), S("case.read"), S("treating"), S("note")};
	struct access_rows xs;
	WELL(store_item_put(s, &i, &f) && store_item_get(s, &i_back, O, P, S("facts"), S("1"), &a, &f) &&
	     store_items_of(s, &is, O, P, S("facts"), 9, &a, &f));
	WELL(store_items_all(s, &is, O, P, 9, &a, &f) && store_item_drop(s, O, P, S("facts"), S("1"), &f));
	assert_true(is.n == 1 && str_eq(i_back.sealed_body, S("x")));
	WELL(store_consent_put(s, &c, &f) && store_consents_standing(s, &cs, O, P, &a, &f) && cs.n == 1);
	WELL(store_consent_withdraw(s, O, P, S("1"), P, 9, &f) && store_consents_standing(s, &cs, O, P, &a, &f) && cs.n == 0);
	WELL(store_consents_of(s, &cs, O, P, &a, &f));
	assert_true(cs.n == 1 && cs.v[0].withdrawn_ms == 9 && cs.v[0].sensitive == 1);
	ILL(RC_CONFLICT, store_consent_withdraw(s, O, P, S("1"), P, 9, &f));
	WELL(store_relation_put(s, &r, &f) && store_relation_put(s, &r, &f) && store_relation_get(s, &rs, O, P, S("by"), Q, &a, &f));
	WELL(store_relations_of(s, &rs, O, P, &a, &f) && store_relation_drop_other(s, O, P, Q, &f));
	assert_true(rs.n == 1 && str_eq(rs.v[0].kind, S("family")));
	WELL(store_access_put(s, &x, &f) && store_access_of(s, &xs, O, P, 9, &a, &f) && store_access_since(s, &xs, O, 5, 9, &a, &f));
	assert_true(xs.n == 1 && str_eq(xs.v[0].sealed_note, S("note")));
}

static void holds_and_emergencies(void **state)
{
	(void)state;
	struct arena a = whole;
	struct hold_row h = {O, P, S("1"), Q, 5, S(""), 0, S("why")};
	struct hold_rows hs;
	struct glass_row g = {O, S("1"), P, Q, 5, 50, S("open"), S(""), 0, S("why")}, g_back;
	struct glass_rows gs;
	WELL(store_hold_put(s, &h, &f) && store_holds_of(s, &hs, O, P, &a, &f) && store_holds_all(s, &hs, O, 9, &a, &f));
	assert_true(hs.n == 1 && str_eq(hs.v[0].sealed_reason, S("why")));
	WELL(store_hold_release(s, O, P, S("1"), Q, 9, &f));
	ILL(RC_CONFLICT, store_hold_release(s, O, P, S("1"), Q, 9, &f));
	WELL(store_glass_put(s, &g, &f) && store_glass_get(s, &g_back, O, S("1"), &a, &f) && store_glass_of(s, &g_back, O, P, Q, 49, &a, &f));
	ILL(RC_MISSING, store_glass_of(s, &g_back, O, P, Q, 50, &a, &f));
	g.state = S("justified"), g.reviewer = S("r"), g.reviewed_ms = 60;
	WELL(store_glass_review(s, &g, &f) && store_glass_all(s, &gs, O, 9, &a, &f));
	assert_true(gs.n == 1 && str_eq(gs.v[0].state, S("justified")) && gs.v[0].reviewed_ms == 60);
	ILL(RC_CONFLICT, store_glass_review(s, &g, &f));
}

static void the_ledger(void **state)
{
	(void)state;
	struct arena a = whole;
	int64_t n;
	unsigned char hash[32] = {1, 2}, back[32];
	struct leaf_row l = {O, 0, S("entry"), {4}}, l_back;
	struct head_row h = {O, 1, 1, {5}, 6, {7}}, h_back;
	WELL(store_leaf_count(s, &n, O, &f));
	assert_int_equal(n, 0);
	WELL(store_leaf_put(s, &l, &f) && store_leaf_get(s, &l_back, O, 0, &a, &f) && store_leaf_count(s, &n, O, &f));
	assert_true(n == 1 && str_eq(l_back.entry, S("entry")) && l_back.hash[0] == 4);
	WELL(store_node_put(s, O, 1, 0, hash, &f) && store_node_get(s, O, 1, 0, back, &f));
	assert_memory_equal(hash, back, 32);
	WELL(store_head_put(s, &h, &f) && store_head_get(s, &h_back, O, 1, &a, &f) && store_head_last(s, &h_back, O, &a, &f));
	assert_true(h_back.signature[0] == 7 && h_back.time_ms == 6);
	struct decision_row d = {O, P, S("C1"), 0, S("salts")};
	struct decision_rows ds;
	WELL(store_decision_put(s, &d, &f) && store_decision_of_case(s, &n, O, P, S("C1"), &f) && store_decisions_of(s, &ds, O, P, 9, &a, &f));
	assert_int_equal(ds.n, 1);
	assert_int_equal(n, 0);
}

static void what_the_first_schema_left(void **state)
{
	(void)state;
	struct arena a = whole;
	struct plain_account_rows accounts;
	struct plain_case_rows plain;
	struct plain_decision_rows decisions;
	struct plain_decision_row d = {O, P, S("C"), 1, S("")};
	WELL(store_plain_accounts(s, &accounts, 9, &a, &f) && store_plain_cases(s, &plain, 9, &a, &f) &&
	     store_plain_decisions(s, &decisions, 9, &a, &f));
	assert_true(accounts.n == 0 && plain.n == 0 && decisions.n == 0);
	WELL(store_plain_account_drop(s, O, S("l"), &f) && store_plain_case_drop(s, O, P, S("C"), &f) && store_plain_decision_drop(s, &d, &f));
}

static void the_record(void **state)
{
	(void)state;
	struct arena a = whole;
	struct resource_row r = {O, P, S("Observation"), S("o1"), 1, 10, 100, S("live"), S("b"), S("body")}, back;
	struct resource_rows rs;
	struct brief_rows bs;
	struct count_rows counts;
	struct past_row past = {O, P, S("Observation"), S("o1"), 1, 10, S("live"), S("body")}, past_back;
	struct past_rows pasts;
	WELL(store_resource_put(s, &r, &f) && store_past_put(s, &past, &f));
	r.version = 2, r.at_ms = 200, r.sealed_body = S("body 2");
	WELL(store_resource_change(s, &r, &f) && store_resource_get(s, &back, O, P, S("Observation"), S("o1"), &a, &f));
	assert_true(back.version == 2 && back.at_ms == 200 && str_eq(back.sealed_body, S("body 2")) && str_eq(back.sealed_brief, S("b")));
	struct version_rows versions;
	WELL(store_resource_versions(s, &versions, O, P, S(""), S(""), 0, 9, 0, &a, &f));
	assert_true(versions.n == 2 && versions.v[0].version == 2 && versions.v[1].version == 1 && str_eq(versions.v[1].state, S("live")));
	WELL(store_resource_versions(s, &versions, O, P, S("Observation"), S("o1"), 0, 9, 1, &a, &f));
	assert_true(versions.n == 1 && versions.v[0].version == 1);
	WELL(store_resource_versions(s, &versions, O, P, S(""), S(""), 11, 9, 0, &a, &f) && versions.n == 0);
	WELL(store_resource_sizes(s, &counts, O, P, S("Observation"), &a, &f));
	assert_true(counts.n == 1 && str_eq(counts.v[0].b, S("o1")) && counts.v[0].n == 6);
	WELL(store_resource_sizes(s, &counts, O, P, S("Condition"), &a, &f) && counts.n == 0);
	ILL(RC_MISSING, store_resource_get(s, &back, O, Q, S("Observation"), S("o1"), &a, &f));
	r = (struct resource_row){O, P, S("Observation"), S("o2"), 1, 11, 200, S("live"), S("b2"), S("x")};
	WELL(store_resource_put(s, &r, &f));
	r.type = S("Condition"), r.id = S("c1"), r.at_ms = 0;
	WELL(store_resource_put(s, &r, &f));
	r.id = S("c2"), r.state = S("deleted"), r.at_ms = 300;
	WELL(store_resource_put(s, &r, &f) && store_resources_of(s, &rs, O, P, S("Observation"), S(""), 9, &a, &f));
	assert_true(rs.n == 2 && str_eq(rs.v[0].id, S("o1")));
	WELL(store_resources_of(s, &rs, O, P, S("Observation"), S("o1"), 9, &a, &f));
	assert_int_equal(rs.n, 1);
	WELL(store_resources_all(s, &rs, O, P, S("Condition"), S("c1"), 9, &a, &f));
	assert_int_equal(rs.n, 2);
	WELL(store_briefs_all(s, &bs, O, P, 9, &a, &f));
	assert_int_equal(bs.n, 3);
	WELL(store_briefs_before(s, &bs, O, P, INT64_MAX, S(""), S(""), 9, &a, &f));
	assert_true(bs.n == 2 && str_eq(bs.v[0].id, S("o2")) && str_eq(bs.v[0].sealed_brief, S("b2")));
	WELL(store_briefs_before(s, &bs, O, P, 200, S("Observation"), S("o2"), 9, &a, &f));
	assert_true(bs.n == 1 && str_eq(bs.v[0].id, S("o1")));
	struct brief_rows of;
	WELL(store_briefs_before_of(s, &of, O, P, S("Observation"), INT64_MAX, S(""), 9, &a, &f));
	for (ptrdiff_t i = 0; i < of.n; i++) assert_true(str_eq(of.v[i].type, S("Observation")) && (i == 0 || of.v[i].at_ms <= of.v[i - 1].at_ms));
	assert_true(of.n > 0);
	WELL(store_briefs_before_of(s, &of, O, P, S("Observation"), of.v[0].at_ms, of.v[0].id, 9, &a, &f));
	WELL(store_briefs_since(s, &bs, O, P, S("Observation"), 200, 9, &a, &f));
	assert_int_equal(bs.n, 2);
	WELL(store_resource_counts(s, &counts, O, P, &a, &f));
	assert_true(counts.n == 3 && counts.v[2].n == 2);
	struct version_rows vs;
	WELL(store_resource_versions(s, &vs, O, P, S("Observation"), S("o1"), 0, 9, 0, &a, &f));
	assert_int_equal(vs.n, 2);
	WELL(store_resource_versions(s, &vs, O, P, S(""), S(""), 11, 9, 1, &a, &f));
	assert_int_equal(vs.n, 2);
	WELL(store_past_get(s, &past_back, O, P, S("Observation"), S("o1"), 1, &a, &f) &&
	     store_pasts_of(s, &pasts, O, P, S("Observation"), S("o1"), 9, &a, &f));
	assert_true(pasts.n == 1 && str_eq(past_back.sealed_body, S("body")));
	WELL(store_pasts_all(s, &pasts, O, P, 9, &a, &f));
	assert_int_equal(pasts.n, 1);
}

static void what_is_due_and_told(void **state)
{
	(void)state;
	struct arena a = whole;
	bool fresh;
	struct notice_row n = {O, P, S("n1"), S("reminder"), 50, S("new"), 0, S("n")}, n_back;
	struct notice_rows ns;
	struct due_row d = {O, P, S("r1"), 70};
	struct due_rows ds;
	struct feed_row feed = {{4}, O, P, S("f1"), S("zh"), 5}, feed_back;
	struct feed_rows feeds;
	WELL(store_notice_put(s, &n, &fresh, &f));
	assert_true(fresh);
	n.at_ms = 60;
	WELL(store_notice_put(s, &n, &fresh, &f));
	assert_false(fresh);
	WELL(store_notice_answer(s, O, P, S("n1"), S("done"), 80, &f) && store_notice_get(s, &n_back, O, P, S("n1"), &a, &f));
	assert_true(n_back.at_ms == 50 && n_back.answered_ms == 80 && str_eq(n_back.state, S("done")));
	ILL(RC_MISSING, store_notice_answer(s, O, P, S("n2"), S("done"), 80, &f));
	WELL(store_notices_of(s, &ns, O, P, 50, 51, 9, &a, &f));
	assert_int_equal(ns.n, 1);
	WELL(store_notices_of(s, &ns, O, P, 51, 99, 9, &a, &f));
	assert_int_equal(ns.n, 0);
	WELL(store_due_put(s, &d, &f));
	d.due_ms = 75;
	WELL(store_due_put(s, &d, &f) && store_due_next(s, &ds, 74, 9, &a, &f));
	assert_int_equal(ds.n, 0);
	WELL(store_due_next(s, &ds, 75, 9, &a, &f));
	assert_true(ds.n == 1 && ds.v[0].due_ms == 75);
	WELL(store_due_drop(s, O, P, S("r1"), &f) && store_due_next(s, &ds, 99, 9, &a, &f));
	assert_int_equal(ds.n, 0);
	WELL(store_feed_put(s, &feed, &f) && store_feed_get(s, &feed_back, feed.token_hash, &a, &f) && store_feeds_of(s, &feeds, O, P, 9, &a, &f));
	assert_true(feeds.n == 1 && str_eq(feed_back.lang, S("zh")));
	WELL(store_feed_drop(s, O, P, S("f1"), &f));
	ILL(RC_MISSING, store_feed_get(s, &feed_back, feed.token_hash, &a, &f));
	ILL(RC_MISSING, store_feed_drop(s, O, P, S("f1"), &f));
}

static void alerts_and_programs(void **state)
{
	(void)state;
	struct arena a = whole;
	struct alert_row x = {O, S("a1"), P, S("high"), 2, S("open"), 5, S(""), 0, S("why")}, x_back;
	struct alert_rows xs;
	struct client_row c = {O, S("c1"), S("name"), S("http://127.0.0.1/"), S("patient/*.read"), S("active"), 5}, c_back;
	struct client_rows cs;
	struct code_row code = {{6}, O, P, P, S("patient"), S("c1"), S("http://127.0.0.1/"), S("patient/*.read"), S("challenge"), 90}, code_back;
	WELL(store_alert_put(s, &x, &f) && store_alerts_open(s, &xs, O, 9, &a, &f));
	assert_int_equal(xs.n, 1);
	x.tier = 3, x.sealed_body = S("more");
	WELL(store_alert_change(s, &x, &f) && store_alert_get(s, &x_back, O, S("a1"), &a, &f));
	assert_true(str_eq(x_back.state, S("open")) && x_back.tier == 3 && str_eq(x_back.sealed_body, S("more")));
	x.doctor = Q, x.closed_ms = 9, x.sealed_body = S("done");
	WELL(store_alert_close(s, &x, &f) && store_alert_get(s, &x_back, O, S("a1"), &a, &f));
	assert_true(str_eq(x_back.state, S("closed")) && str_eq(x_back.doctor, Q) && str_eq(x_back.sealed_body, S("done")));
	ILL(RC_CONFLICT, store_alert_close(s, &x, &f));
	ILL(RC_CONFLICT, store_alert_change(s, &x, &f));
	WELL(store_alerts_open(s, &xs, O, 9, &a, &f));
	assert_int_equal(xs.n, 0);
	WELL(store_alerts_of(s, &xs, O, P, 9, &a, &f));
	assert_int_equal(xs.n, 1);
	WELL(store_client_put(s, &c, &f) && store_client_get(s, &c_back, O, S("c1"), &a, &f) && store_clients(s, &cs, O, 9, &a, &f));
	assert_true(cs.n == 1 && str_eq(c_back.scopes, S("patient/*.read")));
	WELL(store_client_end(s, O, S("c1"), &f));
	ILL(RC_MISSING, store_client_end(s, O, S("c1"), &f));
	WELL(store_code_put(s, &code, &f) && store_code_get(s, &code_back, code.code_hash, &a, &f));
	assert_true(str_eq(code_back.challenge, S("challenge")) && code_back.expires_ms == 90);
	WELL(store_code_drop(s, code.code_hash, &f));
	ILL(RC_MISSING, store_code_drop(s, code.code_hash, &f));
	WELL(store_code_put(s, &code, &f) && store_code_drop_expired(s, 90, &f));
	ILL(RC_MISSING, store_code_get(s, &code_back, code.code_hash, &a, &f));
}

static void a_person_is_cleared(void **state)
{
	(void)state;
	struct arena a = whole;
	struct case_rows cs;
	struct credential_row c;
	struct hold_rows hs;
	struct brief_rows bs;
	struct alert_rows xs;
	WELL(store_person_clear(s, O, P, &f) && store_cases_of(s, &cs, O, P, 9, &a, &f));
	assert_int_equal(cs.n, 0);
	WELL(store_briefs_all(s, &bs, O, P, 9, &a, &f) && store_alerts_of(s, &xs, O, P, 9, &a, &f));
	assert_true(bs.n == 0 && xs.n == 0);
	ILL(RC_MISSING, store_credential_get(s, &c, O, P, &a, &f));
	WELL(store_holds_of(s, &hs, O, P, &a, &f));
	assert_int_equal(hs.n, 1);
	struct value of[] = {{VALUE_TEXT, O, 0}, {VALUE_TEXT, P, 0}};
	WELL(s->verbs->write(s, S_HOLD_DROP_OF, of, 2, NULL, &f) && store_holds_of(s, &hs, O, P, &a, &f));
	assert_int_equal(hs.n, 0);
}

static void no_statement_was_left_out(void **state)
{
	(void)state;
	int missing = 0;
	for (int i = 0; i < STATEMENT_COUNT; i++)
		if (!asked[i]) missing++, fprintf(stderr, "# %s was never asked for\n", statement_name((enum stmt)i));
	assert_int_equal(missing, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hospital),
		cmocka_unit_test(sessions_and_tokens),
		cmocka_unit_test(cases),
		cmocka_unit_test(people),
		cmocka_unit_test(what_is_known_of_a_person),
		cmocka_unit_test(holds_and_emergencies),
		cmocka_unit_test(the_ledger),
		cmocka_unit_test(what_the_first_schema_left),
		cmocka_unit_test(the_record),
		cmocka_unit_test(what_is_due_and_told),
		cmocka_unit_test(alerts_and_programs),
		cmocka_unit_test(a_person_is_cleared),
		cmocka_unit_test(no_statement_was_left_out),
	};
	return cmocka_run_group_tests_name("store rows", tests, start, stop);
}
