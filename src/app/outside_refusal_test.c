/* outside_refusal_test.c - what must not pass from outside, and what goes wrong on the way. */
#include "app/outside_for_test.h"

/* In a transaction beside the server, which has nothing to do meanwhile. */
static void change(bool (*work)(struct store *s, void *ctx, struct fail *f), void *ctx)
{
	struct fail f = {0};
	struct store *s = z->store;
	if (!s->verbs->begin(s, &f) || !work(s, ctx, &f) || !s->verbs->commit(s, &f)) fail_msg("%s", f.what);
}

/* ---- the answer ---- */

static void a_state_logs_in_once(void **state)
{
	char session[80];
	(void)state;
	new_person("once", session);
	struct way w = come_back("once", "", "{}", "");
	EXPECT(200, "\"return\":\"/\"", "outside_end", w.body, "", "");
	EXPECT(401, "已经用过", "outside_end", w.body, "", "");
	w = come_back("nobody-yet", "", "{}", "");
	EXPECT(200, "\"ticket\"", "outside_end", w.body, "", "");
	EXPECT(401, "已经用过", "outside_end", w.body, "", "");
}

static void an_answer_that_is_not_ours_is_refused(void **state)
{
	char visitor[80], other[80], body[512];
	(void)state;
	memcpy(visitor, call("ask", "{\"question\":\"感冒\"}", "", "")->session, sizeof visitor);
	memcpy(other, call("ask", "{\"question\":\"感冒\"}", "", "")->session, sizeof other);
	int64_t before = leaves();
	struct way w = come_back("x", "", "{}", visitor);
	EXPECT(401, "another browser", "outside_end", w.body, "", "");
	EXPECT(403, "another browser", "outside_end", w.body, "", other);
	snprintf(body, sizeof body, "{\"code\":\"code-0\",\"state\":\"%s\",\"iss\":\"https://evil.example\"}", w.state);
	EXPECT(403, "(iss)", "outside_end", body, "", visitor);
	snprintf(body, sizeof body, "{\"state\":\"%s\"}", w.state);
	EXPECT(403, "no code", "outside_end", body, "", visitor);
	snprintf(body, sizeof body, "{\"code\":\"stolen\",\"state\":\"%s\"}", w.state);
	EXPECT(403, "invalid_grant", "outside_end", body, "", visitor);
	snprintf(body, sizeof body, "{\"code\":\"code-0\",\"state\":\"%s\"}", w.state); /* a code made for another log-in */
	EXPECT(403, "(nonce)", "outside_end", body, "", visitor);
	EXPECT(200, "\"ticket\"", "outside_end", w.body, "", visitor);
	EXPECT(401, NULL, "outside_end", "{\"code\":\"c\",\"state\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", "", "");
	EXPECT(400, NULL, "outside_end", "{\"code\":\"c\",\"state\":\"short\"}", "", "");
	EXPECT(400, NULL, "outside_end", "{}", "", "");
	EXPECT(400, "`return`", "outside_begin", "{\"return\":\"https://evil.example\"}", "", "");
	EXPECT(400, "`return`", "outside_begin", "{\"return\":\"//evil.example\"}", "", "");
	EXPECT(404, NULL, "outside_begin", "{\"organisation\":\"none\"}", "", "");
	assert_int_equal(leaves(), before);
}

/* A state is no ticket and a ticket no state, and neither is a session. */
static void each_secret_has_its_use(void **state)
{
	char ticket[80], body[256];
	(void)state;
	struct way w = come_back("use", "", "{}", "");
	IS(401, NULL, register_with(w.state, "1980-01-01", ""));
	member_of(ticket, sizeof ticket, call("outside_end", w.body, "", "")->reply, "ticket");
	IS(401, NULL, register_with("0000000000000000000000000000000000000000000000000000000000000000", "1980-01-01", ""));
	snprintf(body, sizeof body, "{\"code\":\"code-0\",\"state\":\"%s\"}", ticket);
	EXPECT(400, NULL, "outside_end", body, "", "");
	EXPECT(401, NULL, "sessions", "", "", ticket);
	snprintf(body, sizeof body,
		 "{\"ticket\":\"%s\",\"login\":\"someone\",\"password\":\"a long enough one\",\"name\":\"x\",\"birth\":\"1980-01-01\"}", ticket);
	EXPECT(400, "ticket", "register", body, "", "");
	IS(200, NULL, register_with(ticket, "1980-01-01", ""));
}

/* ---- time ---- */

struct aged {
	unsigned char hash[32];
	struct arena a;
};

/* The row as it is, but over. */
static bool age(struct store *s, void *ctx, struct fail *f)
{
	struct aged *x = ctx;
	struct outside_row row;
	struct clock clock = clock_system();
	if (!store_outside_get(s, &row, S("sample"), x->hash, &x->a, f) || !store_outside_drop(s, S("sample"), x->hash, f)) return false;
	row.expires_ms = clock.now_ms(clock.ctx);
	return store_outside_put(s, &row, f);
}

static bool is_kept(const unsigned char hash[32])
{
	struct outside_row row;
	struct fail f = {0};
	struct arena a = provider.arena;
	bool kept = store_outside_get(z->store, &row, S("sample"), hash, &a, &f);
	assert_true(kept || f.rc == RC_MISSING);
	return kept;
}

static void what_has_expired_is_over_and_is_dropped(void **state)
{
	struct aged flow = {.a = provider.arena}, ticket = {.a = provider.arena};
	char text[80];
	(void)state;
	struct way w = come_back("slow", "", "{}", "");
	assert_true(oidc_state_hash(flow.hash, str_from(w.state)));
	change(age, &flow);
	EXPECT(401, "过期", "outside_end", w.body, "", "");
	member_of(text, sizeof text, log_in_outside("slow", "", "")->reply, "ticket");
	assert_true(token_session_hash(ticket.hash, str_from(text)));
	change(age, &ticket);
	IS(401, "过期", register_with(text, "1980-01-01", ""));
	assert_true(is_kept(flow.hash) && is_kept(ticket.hash));
	z->outside_swept_ms = 0; /* as after a minute */
	come_back("slow", "", "{}", "");
	assert_false(is_kept(flow.hash) || is_kept(ticket.hash));
}

static void what_is_kept_says_nothing(void **state)
{
	unsigned char hash[32];
	struct outside_row row;
	struct fail f = {0};
	struct arena a = provider.arena;
	(void)state;
	struct way w = come_back("sealed", "", "{}", "");
	assert_true(oidc_state_hash(hash, str_from(w.state)) && store_outside_get(z->store, &row, S("sample"), hash, &a, &f));
	assert_true(str_find(row.sealed_flow, str_from(w.state)) < 0 &&
		    str_find(row.sealed_flow, str_from(provider.came[provider.codes - 1].nonce)) < 0);
	assert_true(str_find(row.sealed_flow, S("zhuyi outside")) < 0);
}

/* ---- accounts that are shut ---- */

struct disabling {
	char person[32];
	const char *state;
	struct arena a;
};

static bool set_state(struct store *s, void *ctx, struct fail *f)
{
	struct disabling *x = ctx;
	struct credential_row row;
	if (!store_credential_get(s, &row, S("sample"), str_from(x->person), &x->a, f)) return false;
	row.state = str_from(x->state);
	return store_credential_change(s, &row, f);
}

static void disable_now(void *ctx)
{
	change(set_state, ctx);
}

/* The pharmacist, linked. */
static struct disabling linked(void)
{
	char session[80];
	struct disabling x = {.state = "disabled", .a = provider.arena};
	login_as(session, "pharmacist");
	stepped(session, 1);
	IS(200, "\"linked\":true", log_in_outside("pharmacist-sub", "", session));
	member_of(x.person, sizeof x.person, call("me", "", "", session)->reply, "person");
	return x;
}

static void a_disabled_account_is_shut_from_outside_too(void **state)
{
	(void)state;
	struct disabling x = linked();
	IS(200, "\"role\":\"pharmacist\"", log_in_outside("pharmacist-sub", "", ""));
	change(set_state, &x);
	int64_t before = leaves();
	struct result *r = log_in_outside("pharmacist-sub", "", "");
	IS(401, "已停用", r);
	assert_string_equal(r->session, "");
	x.state = "active";
	change(set_state, &x);
	assert_int_equal(leaves(), before);
	x.state = "disabled"; /* and while the provider is asked */
	provider.while_asked = disable_now;
	provider.ctx = &x;
	r = log_in_outside("pharmacist-sub", "", "");
	provider.while_asked = NULL;
	IS(401, "已停用", r);
	assert_string_equal(r->session, "");
	x.state = "active";
	change(set_state, &x);
	IS(200, "\"role\":\"pharmacist\"", log_in_outside("pharmacist-sub", "", ""));
}

static void an_account_shut_by_guessing_stays_shut(void **state)
{
	(void)state;
	linked();
	for (int i = 0; i < 5; i++) EXPECT(401, NULL, "login", "{\"login\":\"pharmacist\",\"password\":\"wrong\"}", "", "");
	EXPECT(503, "\"wait_s\"", "login", "{\"login\":\"pharmacist\",\"password\":\"zhuyi-sample\"}", "", "");
	IS(503, "\"wait_s\"", log_in_outside("pharmacist-sub", "", ""));
}

static void who_was_deleted_is_somebody_new(void **state)
{
	char session[80];
	(void)state;
	new_person("leaver", session);
	struct way w = come_back("leaver", "", "{\"again\":true}", session);
	struct clock clock = clock_system();
	provider.came[provider.codes - 1].asked_s = clock.now_ms(clock.ctx) / 1000;
	EXPECT(200, "\"level\":1", "outside_end", w.body, "", session);
	EXPECT(200, "\"state\":\"deleted\"", "delete", "{\"confirm\":\"delete\"}", "me", session);
	IS(200, "\"register\":{", log_in_outside("leaver", "", ""));
}

/* ---- the session that links ---- */

static void a_lapsed_second_step_costs_no_code(void **state)
{
	char session[80];
	unsigned char hash[32];
	struct fail f = {0};
	(void)state;
	login_as(session, "patient");
	stepped(session, 1);
	struct way w = come_back("lapsed", "", "{}", session);
	struct store *s = z->store;
	assert_true(token_session_hash(hash, str_from(session)));
	assert_true(s->verbs->begin(s, &f) && store_session_step(s, hash, 0, 0, &f) && s->verbs->commit(s, &f));
	provider.fails = RC_UPSTREAM; /* nobody is asked */
	EXPECT(403, "\"need\":\"password\"", "outside_end", w.body, "", session);
	provider.fails = RC_OK;
	stepped(session, 1);
	EXPECT(200, "\"linked\":true", "outside_end", w.body, "", session);
}

static void a_session_that_ended_links_nothing(void **state)
{
	char session[80];
	(void)state;
	login_as(session, "patient");
	stepped(session, 1);
	struct way w = come_back("ended", "", "{}", session);
	EXPECT(200, NULL, "logout", "", "", session);
	EXPECT(401, "another browser", "outside_end", w.body, "", session);
	IS(200, "\"register\":{", log_in_outside("ended", "", ""));
}

static void a_token_is_no_way_in(void **state)
{
	char session[80], token[80];
	(void)state;
	login_as(session, "patient");
	stepped(session, 1);
	member_of(token, sizeof token, call("token_make", "{\"name\":\"t\",\"scopes\":[\"case.read\"],\"days\":1}", "", session)->reply, "token");
	EXPECT(403, "scopes", "outside_begin", "{}", "", token);
	EXPECT(403, "scopes", "outside_end", "{\"code\":\"c\",\"state\":\"s\"}", "", token);
}

/* ---- two at once ---- */

struct gate {
	pthread_barrier_t both;
};

static void wait_for_the_other(void *ctx)
{
	struct gate *g = ctx;
	pthread_barrier_wait(&g->both);
}

static struct result first, second;

/* Both have the same answer, and the provider takes the code from both. */
static void together(const char *sub, const char *session)
{
	struct gate g;
	struct way w = come_back(sub, "", "{}", session);
	pthread_barrier_init(&g.both, NULL, 2);
	provider.ctx = &g;
	provider.while_asked = wait_for_the_other;
	begin(&first, "outside_end", w.body, "", session);
	begin(&second, "outside_end", w.body, "", session);
	ended(&first);
	ended(&second);
	provider.while_asked = NULL;
	pthread_barrier_destroy(&g.both);
}

static void of_two_with_the_same_answer_one_gets_in(void **state)
{
	char session[80];
	(void)state;
	new_person("pair", session);
	int64_t before = leaves();
	together("pair", "");
	assert_true((first.status == 200) != (second.status == 200));
	IS(401, "已经用过", first.status == 200 ? &second : &first);
	assert_int_equal((first.session[0] != 0) + (second.session[0] != 0), 1);
	assert_int_equal(leaves(), before + 1);
	together("pair-of-strangers", "");
	assert_true((first.status == 200) != (second.status == 200));
	login_as(session, "patient");
	stepped(session, 1);
	before = leaves();
	together("pair-linked", session);
	assert_true((first.status == 200) != (second.status == 200));
	assert_int_equal(leaves(), before + 1);
}

/* ---- a provider that hangs or fails ---- */

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void hang(void *ctx)
{
	(void)ctx;
	pthread_mutex_lock(&gate);
	pthread_mutex_unlock(&gate);
}

static void while_it_hangs_others_are_served(void **state)
{
	(void)state;
	connect_provider(1);
	struct way w = come_back("hanging", "", "{}", ""), next = come_back("hanging", "", "{}", "");
	pthread_mutex_lock(&gate);
	provider.while_asked = hang;
	begin(&first, "outside_end", w.body, "", "");
	usleep(200000);
	EXPECT(503, "wait for the provider", "outside_end", next.body, "", ""); /* one of two workers may wait */
	EXPECT(200, NULL, "ask", "{\"question\":\"感冒怎么办\"}", "", "");
	assert_false(first.done);
	pthread_mutex_unlock(&gate);
	IS(200, "ticket", ended(&first));
	provider.while_asked = NULL;
	EXPECT(200, "ticket", "outside_end", next.body, "", ""); /* what was refused can be tried again */
	connect_provider(2);
}

static void what_the_provider_does_wrong_is_said(void **state)
{
	static const struct {
		enum rc rc;
		int status;
	} rows[] = {{RC_UPSTREAM, 502}, {RC_TIMEOUT, 504}};
	(void)state;
	struct way w = come_back("unlucky", "", "{}", "");
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		provider.fails = rows[i].rc;
		EXPECT(rows[i].status, NULL, "outside_end", w.body, "", "");
		provider.fails = RC_OK;
	}
	EXPECT(200, "\"ticket\"", "outside_end", w.body, "", "");
}

/* ---- the store fails at every n-th call ---- */

static struct way way;
static char sub[800][24], patient[80], ticket_text[80];
static int subs;

static const char *fresh_sub(void)
{
	assert_true(subs < COUNT(sub));
	snprintf(sub[subs], sizeof sub[subs], "faulty-%d", subs);
	return sub[subs++];
}

static void to_log_in(void)
{
	way = come_back("faulty", "", "{}", "");
}

static void to_be_new(void)
{
	way = come_back(fresh_sub(), "", "{}", "");
}

static void to_link(void)
{
	way = come_back(fresh_sub(), "", "{}", patient);
}

static void to_register(void)
{
	member_of(ticket_text, sizeof ticket_text, log_in_outside(fresh_sub(), "", "")->reply, "ticket");
}

static struct result *end_as_nobody(void)
{
	return call("outside_end", way.body, "", "");
}

static struct result *end_as_patient(void)
{
	return call("outside_end", way.body, "", patient);
}

static struct result *use_ticket(void)
{
	return register_with(ticket_text, "1980-01-01", "");
}

/* What fails leaves nothing and can be done again; what is acknowledged is there, once. */
static void at_every_call(void (*prepare)(void), struct result *(*act)(void), int makes_leaves)
{
	struct store *real = z->store, *faulty = store_faulty(real, 0, RC_IO);
	int refused = 0;
	z->store = z->people.store = faulty;
	for (int64_t n = 1, well = 0; well < 3; n++) { /* three in a row: the n-th call is past the end */
		prepare();
		int64_t before = leaves();
		store_faulty_arm(faulty, n);
		struct result *r = act();
		store_faulty_arm(faulty, 0);
		well = r->status == 200 ? well + 1 : 0;
		if (r->status != 200) {
			refused++;
			IS(503, NULL, r);
			assert_string_equal(r->session, "");
			assert_int_equal(leaves(), before);
			IS(200, NULL, act());
		}
		assert_int_equal(leaves(), before + makes_leaves);
		r = act();
		if (r->status == 200) fail_msg("done twice at call %lld", (long long)n);
	}
	if (refused < 6) fail_msg("only %d faults", refused);
	z->store = z->people.store = real;
	free(faulty);
}

static void whichever_store_call_fails_nothing_is_half_done(void **state)
{
	char session[80];
	(void)state;
	new_person("faulty", session);
	login_as(patient, "patient");
	stepped(patient, 1);
	at_every_call(to_log_in, end_as_nobody, 1);
	at_every_call(to_be_new, end_as_nobody, 0);
	at_every_call(to_link, end_as_patient, 1);
	at_every_call(to_register, use_ticket, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_logs_in_once),
		cmocka_unit_test(an_answer_that_is_not_ours_is_refused),
		cmocka_unit_test(each_secret_has_its_use),
		cmocka_unit_test(what_has_expired_is_over_and_is_dropped),
		cmocka_unit_test(what_is_kept_says_nothing),
		cmocka_unit_test(a_disabled_account_is_shut_from_outside_too),
		cmocka_unit_test(who_was_deleted_is_somebody_new),
		cmocka_unit_test(a_lapsed_second_step_costs_no_code),
		cmocka_unit_test(a_session_that_ended_links_nothing),
		cmocka_unit_test(a_token_is_no_way_in),
		cmocka_unit_test(of_two_with_the_same_answer_one_gets_in),
		cmocka_unit_test(while_it_hangs_others_are_served),
		cmocka_unit_test(what_the_provider_does_wrong_is_said),
		cmocka_unit_test(whichever_store_call_fails_nothing_is_half_done),
		cmocka_unit_test(an_account_shut_by_guessing_stays_shut),
	};
	return cmocka_run_group_tests_name("outside refusals", tests, start_outside, stop_outside);
}
