/* app_test.c - the library from outside and with a store that fails: whatever call it is, nothing acknowledged is lost and nothing half-written stays. */
#include "app/call_for_test.h"

/* The second step with the code of the sample staff. */
static void step(const char *session)
{
	char body[64];
	snprintf(body, sizeof body, "{\"code\":\"%06u\"}", code_near(sample_secret, 0));
	assert_int_equal(call("step", body, "", session)->status, 200);
}

static void case_of(char out[27], const char *reply)
{
	const char *p = strstr(reply, "\"case\":\"");
	assert_non_null(p);
	memcpy(out, p + 8, 26);
	out[26] = 0;
}

static void an_answer_is_kept_and_read_back(void **state)
{
	(void)state;
	char id[27], session[80];
	struct result *r = call("ask", "{\"question\":\"乙肝会传染吗\"}", "", "");
	assert_int_equal(r->status, 200);
	case_of(id, r->reply);
	session_of(session, r);
	assert_int_equal(strlen(session), TOKEN_SESSION_CHARS);
	assert_non_null(strstr(r->reply, "\"leaf\":{\"index\":"));
	assert_int_equal(call("case", "", id, session)->status, 200);
	assert_int_equal(call("case", "", id, "")->status, 401);
	char other[80];
	session_of(other, call("ask", "{\"question\":\"感冒怎么办\"}", "", ""));
	assert_int_equal(call("case", "", id, other)->status, 404); /* to another visitor it does not exist */
	assert_non_null(strstr(call("cases", "", "", session)->reply, id));
	assert_null(strstr(call("cases", "", "", other)->reply, id));
	assert_int_equal(call("proof", "", id, session)->status, 200);
	assert_int_equal(call("proof", "", id, other)->status, 404);
}

static void a_held_case_is_signed_by_a_doctor_once(void **state)
{
	(void)state;
	char id[27], visitor[80], doctor[80], patient[80];
	struct result *r = call("ask", "{\"question\":\"我吃的降压药能停药吗\"}", "", "");
	case_of(id, r->reply);
	session_of(visitor, r);
	assert_non_null(strstr(r->reply, "\"state\":\"held\""));
	session_of(patient, call("login", "{\"login\":\"patient\",\"password\":\"zhuyi-sample\"}", "", ""));
	session_of(doctor, call("login", "{\"login\":\"doctor\",\"password\":\"zhuyi-sample\"}", "", ""));
	assert_int_equal(call("login", "{\"login\":\"doctor\",\"password\":\"wrong\"}", "", "")->status, 401);
	assert_int_equal(call("login", "{\"login\":\"nobody\",\"password\":\"zhuyi-sample\"}", "", "")->status, 401);
	assert_int_equal(call("worklist", "", "", patient)->status, 403);
	assert_int_equal(call("worklist", "", "", visitor)->status, 403);
	assert_non_null(strstr(call("worklist", "", "", doctor)->reply, id));
	step(doctor);
	assert_int_equal(call("sign", "{\"text\":\"可以复诊时再定\"}", id, patient)->status, 403);
	assert_int_equal(call("sign", "{}", id, doctor)->status, 400);
	r = call("sign", "{\"text\":\"请带血压记录复诊，\\\"先\\\"不要自行停药\"}", id, doctor);
	assert_int_equal(r->status, 200);
	assert_non_null(strstr(r->reply, "\"state\":\"signed\""));
	assert_int_equal(call("sign", "{\"text\":\"again\"}", id, doctor)->status, 409);
	r = call("case", "", id, visitor);
	assert_non_null(strstr(r->reply, "请带血压记录复诊"));
	assert_null(strstr(call("worklist", "", "", doctor)->reply, id));
	assert_int_equal(call("logout", "", "", doctor)->status, 200);
	assert_int_equal(call("worklist", "", "", doctor)->status, 401); /* a stolen cookie is worth nothing after log-out */
}

static void bad_input_is_named(void **state)
{
	(void)state;
	assert_int_equal(call("ask", "{", "", "")->status, 400);
	assert_int_equal(call("ask", "[]", "", "")->status, 400);
	assert_int_equal(call("ask", "{}", "", "")->status, 400);
	assert_int_equal(call("ask", "{\"question\":\"   \"}", "", "")->status, 400);
	assert_int_equal(call("ask", "{\"question\":7}", "", "")->status, 400);
	assert_int_equal(call("ask", "{\"question\":\"x\",\"lang\":\"fr\"}", "", "")->status, 400);
	char session[80];
	assert_int_equal(call("ask", "{\"question\":\"x\",\"case\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}", "", "")->status, 404);
	session_of(session, call("ask", "{\"question\":\"感冒\"}", "", ""));
	assert_int_equal(call("case", "", "nonsense", session)->status, 404);
	assert_int_equal(call("passage", "", "../../etc/passwd", "")->status, 404);
	static char large[20000] = "{\"question\":\"";
	memset(large + 13, 'a', 9000);
	memcpy(large + 9013, "\"}", 3);
	assert_int_equal(call("ask", large, "", "")->status, 413);
}

/* The memory of calls is used again and again: what a call brought does not wait in it for the next. */
static void nothing_stays_in_the_memory_of_a_call(void **state)
{
	(void)state;
	enum { LOOKED_AT = 256 << 10 };
	static const char secret[] = "something nobody else tells";
	EXPECT(200, NULL, "triage", "{\"text\":\"something nobody else tells\"}", "", "");
	for (int at_rest = 0; at_rest < z->calls_made; usleep(1000)) {
		at_rest = 0;
		pthread_mutex_lock(&z->pool_lock);
		for (struct call *c = z->free_calls; c; c = c->next) at_rest++;
		pthread_mutex_unlock(&z->pool_lock);
	}
	for (struct call *c = z->free_calls; c; c = c->next) assert_null(memmem(c->whole.beg, LOOKED_AT, secret, sizeof secret - 1));
}

static void the_engines_answer_and_name_what_they_cannot_use(void **state)
{
	(void)state;
	struct result *r = call("calc", "{\"calculator\":\"BMI\",\"inputs\":{\"体重\":\"80 kg\",\"身高\":\"1.7 m\"}}", "", "");
	assert_int_equal(r->status, 200);
	assert_non_null(strstr(r->reply, "\"value\":27.7"));
	assert_int_equal(call("calc", "{}", "", "")->status, 400);
	r = call("units", "{\"op\":\"convert\",\"value\":\"0.1\",\"from\":\"g\",\"to\":\"mg\"}", "", "");
	assert_int_equal(r->status, 200);
	assert_non_null(strstr(r->reply, "100"));
	assert_null(strstr(r->reply, "100.0000"));
	assert_int_equal(call("units", "{\"op\":\"guess\"}", "", "")->status, 400);
	r = call("labs", "{\"items\":[{\"name\":\"钾\",\"value\":\"6.6\",\"unit\":\"mmol/L\"},{\"name\":\"某某\",\"value\":1}]}", "", "");
	assert_int_equal(r->status, 200);
	assert_non_null(strstr(r->reply, "critical_high"));
	assert_non_null(strstr(r->reply, "某某"));
	r = call("rx", "{\"proposed\":[{\"drug\":\"西地那非\"},{\"drug\":\"某某胶囊\"}],\"current\":[{\"drug\":\"硝酸甘油\"}]}", "", "");
	assert_int_equal(r->status, 200);
	assert_non_null(strstr(r->reply, "\"tier\":\"stop\""));
	assert_non_null(strstr(r->reply, "某某胶囊"));
	r = call("calculators", "", "", "");
	assert_int_equal(r->status, 200);
	assert_non_null(strstr(r->reply, "\"id\":\"ckd-epi-2021\""));
	assert_null(strstr(r->reply, "\"bands\""));
	r = call("calculator", "", "ckd-epi-2021", "");
	assert_int_equal(r->status, 200);
	assert_non_null(strstr(r->reply, "\"bands\""));
	assert_int_equal(call("calculator", "", "no-such", "")->status, 404);
}

static void cut_lines(void *ctx, struct zhuyi_text t)
{
	struct sb *b = ctx;
	sb_add(b, (str){t.p, (ptrdiff_t)t.n});
}

static void the_exported_ledger_verifies_and_a_changed_byte_is_named(void **state)
{
	(void)state;
	char error[256], *report;
	size_t n;
	struct arena memory = arena_create(16 << 20), a = memory;
	struct sb text = sb_new(&a, 1 << 20);
	assert_true(zhuyi_ledger_export(z, NULL, cut_lines, &text, error));
	assert_int_equal(zhuyi_ledger_verify((struct zhuyi_text){text.p, (size_t)text.n}, &report, &n), 1);
	free(report);
	char *kind = strstr(text.p, "\"kind\":\"sign\"");
	assert_non_null(kind);
	memcpy(kind, "\"kind\":\"sigm\"", 13);
	assert_int_equal(zhuyi_ledger_verify((struct zhuyi_text){text.p, (size_t)text.n}, &report, &n), 0);
	assert_non_null(strstr(report, "entry"));
	assert_null(strstr(text.p, "停药")); /* no patient text in it */
	free(report);
	arena_destroy(memory);
}

/* For every n: the n-th call to the store fails during one question. Either the question is refused and left nothing, or it is acknowledged and
 * there; and the next question works again. */
static void whichever_store_call_fails_nothing_is_lost(void **state)
{
	(void)state;
	struct store *real = z->store, *faulty = store_faulty(real, 0, RC_IO);
	struct fail f = {0};
	int64_t before, after;
	int refused = 0, rounds = 0;
	z->store = z->people.store = faulty;
	for (int64_t n = 1; n < 90; n++, rounds++) {
		char id[27], session[80];
		store_leaf_count(real, &before, S("sample"), &f);
		store_faulty_arm(faulty, n);
		struct result *r = call("ask", "{\"question\":\"高血压能吃花生吗\"}", "", "");
		store_faulty_arm(faulty, 0);
		store_leaf_count(real, &after, S("sample"), &f);
		if (r->status != 200) {
			refused++;
			assert_int_equal(after, before);
			continue;
		}
		assert_int_equal(after, before + 1);
		case_of(id, r->reply);
		session_of(session, r);
		assert_int_equal(call("case", "", id, session)->status, 200);
	}
	assert_true(refused >= 6 && refused < rounds);
	z->store = z->people.store = real;
	free(faulty);
	assert_int_equal(call("ask", "{\"question\":\"高血压能吃花生吗\"}", "", "")->status, 200);
}

static void after_a_restart_everything_is_there(void **state)
{
	(void)state;
	char id[27], session[80], error[256];
	struct result *r = call("ask", "{\"question\":\"乙肝会遗传吗\"}", "", "");
	case_of(id, r->reply);
	session_of(session, r);
	zhuyi_close(z);
	struct zhuyi_options o = {.store = place.text, .keys = path, .sample = true, .workers = 2};
	z = zhuyi_open(&o, error);
	assert_non_null(z);
	assert_int_equal(call("case", "", id, session)->status, 200);
}

/* Stopped after the rows of the first schema were sealed and before the file was rewritten: the next start does that. */
static void a_file_that_was_not_rewritten_is(void **state)
{
	(void)state;
	struct arena whole = arena_create(1 << 20), memory = whole;
	struct fail none = {0};
	str value;
	STORE(store_meta_put(z->store, S("unswept"), S("1"), &fail_));
	zhuyi_close(z);
	reopen();
	assert_true(store_meta_get(z->store, &value, S("unswept"), &memory, &none) && str_eq(value, S("0")));
	arena_destroy(whole);
}

static void a_read_only_store_says_so(void **state)
{
	(void)state;
	char error[256];
	zhuyi_close(z);
	struct zhuyi_options o = {.store = place.text, .keys = path, .read_only = true, .workers = 1};
	z = zhuyi_open(&o, error);
	assert_non_null(z);
	assert_int_equal(call("ask", "{\"question\":\"感冒怎么办\"}", "", "")->status, 503);
	assert_int_equal(call("health", "", "", "")->status, 200);
	zhuyi_close(z);
	o = (struct zhuyi_options){.store = place.text, .keys = path, .sample = true, .workers = 2};
	z = zhuyi_open(&o, error);
	assert_non_null(z);
}

static void a_store_that_was_altered_is_not_opened(void **state)
{
	(void)state;
	char error[256], key[128], other[128];
	zhuyi_close(z);
	snprintf(key, sizeof key, "%s.key", path);
	snprintf(other, sizeof other, "%s.key.kept", path);
	assert_int_equal(rename(key, other), 0);
	struct zhuyi_options o = {.store = place.text, .keys = path, .workers = 1};
	assert_null(zhuyi_open(&o, error)); /* the key is lost: said, and nothing touched */
	assert_int_equal(rename(other, key), 0);
	z = zhuyi_open(&o, error);
	assert_non_null(z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_kept_and_read_back),
		cmocka_unit_test(a_held_case_is_signed_by_a_doctor_once),
		cmocka_unit_test(bad_input_is_named),
		cmocka_unit_test(nothing_stays_in_the_memory_of_a_call),
		cmocka_unit_test(the_engines_answer_and_name_what_they_cannot_use),
		cmocka_unit_test(the_exported_ledger_verifies_and_a_changed_byte_is_named),
		cmocka_unit_test(whichever_store_call_fails_nothing_is_lost),
		cmocka_unit_test(after_a_restart_everything_is_there),
		cmocka_unit_test(a_file_that_was_not_rewritten_is),
		cmocka_unit_test(a_read_only_store_says_so),
		cmocka_unit_test(a_store_that_was_altered_is_not_opened),
	};
	return cmocka_run_group_tests_name("app", tests, start, stop);
}
