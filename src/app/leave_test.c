/* leave_test.c - taking everything along, being deleted, and what is deleted by itself. */
#include "app/call_for_test.h"
#include "app/person.h"

#include "base/file.h"
#include "ledger/proof.h"

#include <sodium.h>

static const char password[] = "velvet harbour 27 umbrella";

#define CONSENTS "\"consents\":[{\"purpose\":\"consult\",\"sensitive\":false},{\"purpose\":\"consult\",\"sensitive\":true}]"

static void register_in(char session[80], const char *login, const char *name, const char *visitor)
{
	char body[1024];
	snprintf(body, sizeof body,
		 "{\"login\":\"%s\",\"password\":\"%s\",\"name\":\"%s\",\"birth\":\"1979-03-04\",\"phone\":\"13700001234\"," CONSENTS "}", login,
		 password, name);
	struct result *r = call("register", body, "", visitor);
	expect(__LINE__, 200, NULL, r);
	session_of(session, r);
	stepped(session, 1);
}

static void registered(char session[80], const char *login, const char *name)
{
	register_in(session, login, name, "");
}

static void asked(char id[27], const char *question, const char *session)
{
	char body[512];
	snprintf(body, sizeof body, "{\"question\":\"%s\"}", question);
	struct result *r = call("ask", body, "", session);
	expect(__LINE__, 200, NULL, r);
	member_of(id, 27, r->reply, "case");
}

static int64_t now(void)
{
	struct clock clock = clock_system();
	return clock.now_ms(clock.ctx);
}

static void person_row(struct person_row *row, const char *person, struct arena *a)
{
	struct fail f = {0};
	if (!store_person_get(z->store, row, S("sample"), str_from(person), a, &f)) fail_msg("%s", f.what);
}

static void lines(void *ctx, struct zhuyi_text t)
{
	sb_add(ctx, (str){t.p, (ptrdiff_t)t.n});
}

static void ledger_is_intact(struct arena a)
{
	char error[256], *report;
	size_t n;
	struct sb text = sb_new(&a, 1 << 20);
	assert_true(zhuyi_ledger_export(z, NULL, lines, &text, error));
	assert_int_equal(zhuyi_ledger_verify((struct zhuyi_text){text.p, (size_t)text.n}, &report, &n), 1);
	free(report);
}

/* A proof as it was handed out, against nothing but itself. */
static bool proof_holds(const char *json)
{
	jv v;
	struct fail f = {0};
	struct proof p = {.kind = PROOF_INCLUSION};
	struct hash leaf, root;
	double n;
	assert_true(json_parse(&v, str_from(json), 16, &f));
	assert_true(json_number(v, "index", &n));
	p.from = (int64_t)n;
	assert_true(json_number(v, "size", &n));
	p.size = (int64_t)n;
	for (ptrdiff_t i = 0; i < json_count(json_get(v, "path")); i++, p.n++)
		sodium_hex2bin(p.path[i].b, 32, json_text(json_at(json_get(v, "path"), i)).p, 64, NULL, NULL, NULL);
	sodium_hex2bin(root.b, 32, json_str(v, "root").p, 64, NULL, NULL, NULL);
	leaf = merkle_leaf(json_str(v, "entry"));
	json_free(v);
	return proof_includes(&p, leaf, root);
}

/* ---- export ---- */

static char *exported(const char *session, const char *person, int *status)
{
	size_t n;
	char *reply = NULL;
	struct zhuyi_call c = {.verb = verb("export"), .id = {person, strlen(person)}, .session = {session, strlen(session)}};
	*status = zhuyi_call_wait(z, &c, &reply, &n);
	return reply;
}

static void the_export_has_everything(void **state)
{
	(void)state;
	char session[80], doctor[80], id[27], person[27], text[64];
	struct arena memory = arena_create(16 << 20), a = memory;
	struct fail f = {0};
	struct decision_rows decisions;
	int status;
	jv v;
	registered(session, "takes-all", "谢全拿");
	person_of(person, session);
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"allergies\":[\"青霉素\"],\"weight_kg\":62.50}}", "me", session);
	EXPECT(200, NULL, "profile_change", "{\"emergency\":{\"name\":\"谢家人\",\"phone\":\"13700005678\"}}", "me", session);
	asked(id, "我吃的降压药能停药吗", session);
	EXPECT(200, NULL, "relation_make", "{\"kind\":\"family\",\"login\":\"no-such-log-in\"}", "me", session);
	working_as(doctor, "doctor");
	EXPECT(200, NULL, "case", "", id, doctor);
	EXPECT(200, NULL, "sign", "{\"text\":\"请带血压记录复诊\"}", id, doctor);
	char *all = exported(session, "me", &status);
	assert_int_equal(status, 200);
	assert_true(json_parse(&v, str_from(all), 64, &f));
	str html = json_str(v, "html"), file = json_str(v, "file");
	assert_true(str_eq(json_str(json_get(v, "bundle"), "resourceType"), S("Bundle")));
	assert_true(json_count(json_get(json_get(v, "bundle"), "entry")) >= 12);
	assert_true(str_starts(file, S("zhuyi-20")) && str_find(file, S("谢")) < 0);
	static const char *const in_html[] = {"谢全拿", "takes-all",        "谢家人", "青霉素",         "62.50",
					      "停药",   "请带血压记录复诊", "陈知远", "no-such-log-in", "AIGC"};
	for (size_t i = 0; i < sizeof in_html / sizeof *in_html; i++)
		if (str_find(html, str_from(in_html[i])) < 0) fail_msg("%s is not on the page", in_html[i]);
	static const char *const in_bundle[] = {"AIAST", "谢全拿", "青霉素", "AuditEvent", "\"Consent\"", "请带血压记录复诊", "RelatedPerson"};
	for (size_t i = 0; i < sizeof in_bundle / sizeof *in_bundle; i++)
		if (!strstr(all, in_bundle[i])) fail_msg("%s is not in the bundle", in_bundle[i]);
	/* every leaf about this person stands there, with its number and hash */
	assert_true(store_decisions_of(z->store, &decisions, S("sample"), str_from(person), 1000, &a, &f));
	assert_true(decisions.n >= 8);
	for (ptrdiff_t i = 0; i + 1 < decisions.n; i++) { /* but that of the export itself */
		struct leaf_row leaf;
		assert_true(store_leaf_get(z->store, &leaf, S("sample"), decisions.v[i].leaf, &a, &f));
		char hash[65];
		sodium_bin2hex(hash, sizeof hash, leaf.hash, 32);
		if (str_find(html, str_from(hash)) < 0) fail_msg("leaf %lld is missing", (long long)decisions.v[i].leaf);
	}
	json_free(v);
	free(all);
	/* never without the second step, never by somebody else */
	char again[80];
	login_with(again, "takes-all", password);
	all = exported(again, "me", &status);
	assert_int_equal(status, 403);
	assert_non_null(strstr(all, "\"need\":\"password\""));
	free(all);
	all = exported(doctor, person, &status);
	assert_int_equal(status, 404);
	free(all);
	/* a visitor takes along what there is, without a log-in */
	session_of(session, call("ask", "{\"question\":\"感冒怎么办\"}", "", ""));
	all = exported(session, "me", &status);
	snprintf(text, sizeof text, "%d", status);
	assert_string_equal(text, "200");
	assert_non_null(strstr(all, "感冒"));
	free(all);
	arena_destroy(memory);
}

/* ---- deletion ---- */

/* A database's files are not ours to read: every cell of every table is looked at instead. */
static bool in_tables(const void *what, size_t n)
{
	struct arena memory = arena_create(256 << 20);
	struct fail f = {0};
	bool found = false;
	for (int t = 0; t < table_count; t++) {
		struct arena a = memory;
		struct rows rows;
		assert_true(z->store->verbs->scan(z->store, &tables[t], NULL, 100000, &rows, &a, &f));
		for (ptrdiff_t i = 0; i < rows.n * rows.width; i++)
			found |= rows.v[i].kind != VALUE_INT && memmem(rows.v[i].bytes.p, (size_t)rows.v[i].bytes.n, what, n) != NULL;
	}
	arena_destroy(memory);
	return found;
}

static bool in_files(const void *what, size_t n)
{
	if (places_are_postgres()) return in_tables(what, n);
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct arena memory = arena_create(256 << 20);
	bool found = false;
	for (size_t i = 0; i < 3; i++) {
		struct arena a = memory;
		char name[600];
		str text;
		struct fail f = {0};
		snprintf(name, sizeof name, "%s%s", place.text, ends[i]);
		if (file_read(&text, name, 128 << 20, &a, &f)) found |= memmem(text.p, (size_t)text.n, what, n) != NULL;
	}
	arena_destroy(memory);
	return found;
}

static void checkpoint(void)
{
	struct fail f = {0};
	if (!places_are_postgres() && !z->store->verbs->script(z->store, S("PRAGMA wal_checkpoint(TRUNCATE)"), &f)) fail_msg("%s", f.what);
}

/* I8: what was proved stays proved, and of what was told nothing is left: not the text, not its sealed form, not the key. */
static void deleting_leaves_proofs_and_nothing_else(void **state)
{
	(void)state;
	char session[80], other[80], id[27], person[27], proof[8192];
	struct arena memory = arena_create(64 << 20), a = memory;
	struct fail f = {0};
	struct person_row row;
	struct case_row kept;
	struct item_row facts;
	struct rows found;
	registered(session, "goes-away", "许离去");
	registered(other, "stays-here", "许留下");
	person_of(person, session);
	EXPECT(200, NULL, "facts_change", "{\"facts\":{\"conditions\":[\"quokkafever\"]}}", "me", session);
	asked(id, "感冒怎么办 quokkafever", session);
	EXPECT(200, NULL, "relation_make", "{\"kind\":\"family\",\"login\":\"stays-here\"}", "me", session);
	EXPECT(200, NULL, "relation_accept", "{\"kind\":\"family\"}", person, other);
	EXPECT(200, "许离去", "profile", "", person, other);
	EXPECT(200, "\"token\":\"zt_", "token_make", "{\"name\":\"quokkatoken\",\"scopes\":[\"case.read\"],\"days\":3}", "", session);
	snprintf(proof, sizeof proof, "%.8000s", call("proof", "", id, session)->reply);
	person_row(&row, person, &a);
	assert_true(store_case_get(z->store, &kept, S("sample"), str_from(person), str_from(id), &a, &f));
	assert_true(store_item_get(z->store, &facts, S("sample"), str_from(person), S("facts"), S(""), &a, &f));
	checkpoint();
	assert_true(in_files(row.wrapped.p, (size_t)row.wrapped.n) && in_files(kept.sealed_body.p, 64) && in_files(facts.sealed_body.p, 64));
	assert_true(in_files("quokkatoken", 11) && !in_files("quokkafever", 11)); /* it can be found, and what is sealed cannot */

	EXPECT(400, NULL, "delete", "{}", "me", session);
	struct result *r = call("delete", "{\"confirm\":\"delete\"}", "me", session);
	expect(__LINE__, 200, "\"state\":\"deleted\"", r);
	assert_string_equal(r->session, "-");
	checkpoint();
	assert_false(in_files(row.wrapped.p, (size_t)row.wrapped.n));
	assert_false(in_files(kept.sealed_body.p, 64));
	assert_false(in_files(kept.sealed_question.p, 32));
	assert_false(in_files(facts.sealed_body.p, 64));
	assert_false(in_files("quokkatoken", 11));

	assert_true(proof_holds(proof));
	ledger_is_intact(a);
	EXPECT(200, NULL, "head", "", "", "");
	EXPECT(401, NULL, "profile", "", "me", session);
	EXPECT(401, NULL, "login", "{\"login\":\"goes-away\",\"password\":\"velvet harbour 27 umbrella\"}", "", "");
	EXPECT(404, NULL, "profile", "", person, other);
	EXPECT(200, "\"relations\":[]", "relations", "", "me", other);
	unsigned char mark[VAULT_MARK];
	assert_true(vault_mark_phone(mark, z->vault, S("sample"), S("13700001234"), a));
	assert_true(store_found(z->store, &found, S("sample"), S("phone"), (str){(char *)mark, VAULT_MARK}, 100, &a, &f) && found.n > 0);
	for (ptrdiff_t i = 0; i < found.n; i++) assert_false(str_eq(found.v[i * found.width].bytes, str_from(person)));
	person_row(&row, person, &a);
	assert_true(str_eq(row.state, S("deleted")) && row.wrapped.n == 0 && row.ended_ms > 0);
	registered(session, "goes-away", "新的人"); /* the name is free again, and tells nothing of who had it */
	EXPECT(200, "\"cases\":[]", "cases", "", "", session);
	arena_destroy(memory);
}

static void signed_once(char id[27], const char *session)
{
	char doctor[80];
	asked(id, "我吃的降压药能停药吗", session);
	working_as(doctor, "doctor");
	EXPECT(200, NULL, "sign", "{\"text\":\"请带血压记录复诊\"}", id, doctor);
}

/* As if a doctor had signed it that long ago. */
static void case_aged(const char *person, const char *id, int64_t at_ms)
{
	struct arena memory = arena_create(4 << 20), a = memory;
	struct case_row row;
	struct fail f = {0};
	assert_true(store_case_get(z->store, &row, S("sample"), str_from(person), str_from(id), &a, &f));
	row.updated_ms = at_ms;
	STORE(store_case_change(z->store, &row, row.state, &fail_));
	arena_destroy(memory);
}

static void retention(bool dry, const char *has)
{
	struct arena memory = arena_create(1 << 20), a = memory;
	char error[256];
	struct sb out = sb_new(&a, 1024);
	if (!zhuyi_retention(z, dry, lines, &out, error)) fail_msg("%s", error);
	if (str_find(sb_str(&out), str_from(has)) < 0) fail_msg("no %s in " STR_FMT, has, STR_ARG(sb_str(&out)));
	arena_destroy(memory);
}

static void keep_ms(const char *person, int64_t at_ms)
{
	struct arena memory = arena_create(1 << 20), a = memory;
	struct person_row row;
	person_row(&row, person, &a);
	row.keep_ms = at_ms;
	STORE(store_person_state(z->store, &row, &fail_));
	arena_destroy(memory);
}

static void state_is(const char *person, const char *state)
{
	struct arena memory = arena_create(1 << 20), a = memory;
	struct person_row row;
	person_row(&row, person, &a);
	if (!str_eq(row.state, str_from(state))) fail_msg("the state is " STR_FMT " and not %s", STR_ARG(row.state), state);
	arena_destroy(memory);
}

static void a_record_is_closed_until_the_law_lets_it_go(void **state)
{
	(void)state;
	char session[80], other[80], doctor[80], id[27], person[27], until[64];
	registered(session, "has-record", "邓病历");
	registered(other, "reads-record", "邓家人");
	person_of(person, session);
	signed_once(id, session);
	EXPECT(200, NULL, "relation_make", "{\"kind\":\"family\",\"login\":\"reads-record\"}", "me", session);
	EXPECT(200, NULL, "relation_accept", "{\"kind\":\"family\"}", person, other);
	EXPECT(200, "\"token\":\"zt_", "token_make", "{\"name\":\"t\",\"scopes\":[\"case.read\"],\"days\":3}", "", session);
	char token[80];
	member_of(token, sizeof token, call("token_make", "{\"name\":\"u\",\"scopes\":[\"case.read\"],\"days\":3}", "", session)->reply, "token");
	EXPECT(200, NULL, "case", "", id, token);
	snprintf(until, sizeof until, "\"until_ms\":%lld", (long long)retention_until(KEEP_RECORD, now(), ZONE_CHINA_MIN));
	struct result *r = call("delete", "{\"confirm\":\"delete\"}", "me", session);
	expect(__LINE__, 200, "\"state\":\"blocked\"", r);
	expect(__LINE__, 200, until, r);
	assert_non_null(strstr(r->reply, "门诊病历"));
	assert_non_null(strstr(r->reply, "outpatient record"));
	EXPECT(401, NULL, "case", "", id, session);
	EXPECT(401, NULL, "login", "{\"login\":\"has-record\",\"password\":\"velvet harbour 27 umbrella\"}", "", "");
	EXPECT(401, NULL, "case", "", id, token);
	EXPECT(404, NULL, "profile", "", person, other);
	EXPECT(200, "\"relations\":[]", "relations", "", "me", other);
	working_as(doctor, "doctor");
	EXPECT(404, NULL, "case", "", id, doctor);
	EXPECT(200, "\"people\":[]", "find", "{\"name\":\"邓病历\"}", "", doctor);
	retention(false, "\"closed_deleted\":0,\"closed_kept\":0");
	state_is(person, "blocked");
	keep_ms(person, now() - 1); /* even then the record itself decides */
	retention(false, "\"closed_kept\":1");
	state_is(person, "blocked");
	retention(false, "\"closed_kept\":0"); /* and is not asked every time */
	keep_ms(person, now() - 1);
	case_aged(person, id, now() - 16 * INT64_C(366) * 86400000);
	retention(true, "\"closed_deleted\":1");
	state_is(person, "blocked");
	retention(false, "\"closed_deleted\":1");
	state_is(person, "deleted");
}

static void nothing_is_deleted_under_a_legal_hold(void **state)
{
	(void)state;
	char session[80], auditor[80], person[27], hold[27], body[128];
	registered(session, "held-one", "曹保全");
	person_of(person, session);
	working_as(auditor, "auditor");
	struct result *r = call("hold_set", "{\"reason\":\"法院调查，案号示例一\"}", person, auditor);
	expect(__LINE__, 200, NULL, r);
	member_of(hold, sizeof hold, r->reply, "id");
	r = call("delete", "{\"confirm\":\"delete\"}", "me", session);
	expect(__LINE__, 200, "\"state\":\"blocked\",\"until_ms\":0,\"why\":\"hold\"", r);
	retention(false, "\"closed_kept\":1");
	state_is(person, "blocked");
	snprintf(body, sizeof body, "{\"hold\":\"%s\"}", hold);
	EXPECT(200, NULL, "hold_release", body, person, auditor);
	keep_ms(person, now() - 1); /* a day later */
	retention(false, "\"closed_deleted\":1");
	state_is(person, "deleted");
}

static void who_has_somebody_in_care_goes_last(void **state)
{
	(void)state;
	char session[80], ward[27], doctor[80];
	registered(session, "leaves-child", "彭父");
	struct result *r = call("ward_make", "{\"name\":\"彭小\",\"birth\":\"2024-01-01\"," CONSENTS "}", "", session);
	expect(__LINE__, 200, NULL, r);
	member_of(ward, sizeof ward, r->reply, "person");
	r = call("delete", "{\"confirm\":\"delete\"}", "me", session);
	expect(__LINE__, 409, "监护人", r);
	r = call("delete", "{\"confirm\":\"delete\"}", ward, session);
	expect(__LINE__, 200, "\"state\":\"deleted\"", r);
	assert_string_equal(r->session, "");
	EXPECT(404, NULL, "profile", "", ward, session);
	EXPECT(200, "\"state\":\"deleted\"", "delete", "{\"confirm\":\"delete\"}", "me", session);
	working_as(doctor, "doctor");
	EXPECT(403, NULL, "delete", "{\"confirm\":\"delete\"}", "me", doctor);
}

/* ---- visitors ---- */

static void visited_long_ago(const char *session, int64_t days)
{
	char person[27];
	person_of(person, session);
	STORE(store_person_seen(z->store, S("sample"), str_from(person), now() - days * INT64_C(86400000), &fail_));
}

static void visitors_who_do_not_come_back_are_deleted(void **state)
{
	(void)state;
	char old[80], young[80], record[80], person[3][27], id[27];
	asked(id, "感冒怎么办", "");
	retention(false, "\"visitors_deleted\":");
	session_of(old, call("ask", "{\"question\":\"感冒怎么办\"}", "", ""));
	session_of(young, call("ask", "{\"question\":\"感冒怎么办\"}", "", ""));
	session_of(record, call("ask", "{\"question\":\"感冒怎么办\"}", "", ""));
	person_of(person[0], old), person_of(person[1], young), person_of(person[2], record);
	signed_once(id, record);
	visited_long_ago(old, 31), visited_long_ago(young, 29), visited_long_ago(record, 31);
	retention(true, "\"dry_run\":true,\"visitors_deleted\":1,\"visitors_closed\":1");
	EXPECT(200, "感冒", "cases", "", "", old);
	retention(false, "\"dry_run\":false,\"visitors_deleted\":1,\"visitors_closed\":1");
	state_is(person[0], "deleted"), state_is(person[1], "active"), state_is(person[2], "blocked");
	EXPECT(200, "感冒", "cases", "", "", young);
	retention(false, "\"visitors_deleted\":0,\"visitors_closed\":0");
	EXPECT(200, "\"state\":\"deleted\"", "delete", "{\"confirm\":\"delete\"}", "me", young); /* and by themselves at once */
	state_is(person[1], "deleted");
	EXPECT(401, NULL, "consents", "", "me", young);
	struct arena memory = arena_create(16 << 20);
	ledger_is_intact(memory);
	arena_destroy(memory);
}

static void many_visitors_go_in_batches(void **state)
{
	(void)state;
	struct arena memory = arena_create(16 << 20), a = memory;
	struct someone s;
	for (int i = 0; i < 130; i++) {
		char id[27];
		ulid_make(id, now(), rng_system());
		STORE(people_make(&z->people, &s, S("sample"), str_from(id), S("visitor"), now() - 40 * INT64_C(86400000), rng_system(), &a, &fail_));
	}
	retention(false, "\"visitors_deleted\":130");
	ledger_is_intact(a);
	arena_destroy(memory);
}

static void a_visitor_who_registers_keeps_the_consultations(void **state)
{
	(void)state;
	char visitor[80], session[80], id[27], before[27], after[27];
	session_of(visitor, call("ask", "{\"question\":\"乙肝会传染吗\"}", "", ""));
	person_of(before, visitor);
	asked(id, "感冒怎么办", visitor);
	register_in(session, "was-visitor", "客变主", visitor);
	person_of(after, session);
	assert_string_equal(before, after);
	EXPECT(200, id, "cases", "", "", session);
	EXPECT(200, "感冒", "case", "", id, session);
	EXPECT(401, NULL, "case", "", id, visitor); /* that session has ended */
}

/* For every n: the n-th call to the store fails during a deletion. It is done, or nothing of it is. */
static void a_deletion_is_whole_or_not_at_all(void **state)
{
	(void)state;
	struct store *real = z->store, *faulty = store_faulty(real, 0, RC_IO);
	struct arena memory = arena_create(16 << 20);
	int refused = 0, done = 0;
	z->store = z->people.store = faulty;
	for (int64_t n = 1; n < 120 && done < 3; n++) {
		char id[27], session[80], person[27];
		struct result *r = call("ask", "{\"question\":\"感冒怎么办\"}", "", "");
		session_of(session, r);
		member_of(id, sizeof id, r->reply, "case");
		person_of(person, session);
		store_faulty_arm(faulty, n);
		r = call("delete", "{\"confirm\":\"delete\"}", "me", session);
		store_faulty_arm(faulty, 0);
		int status = r->status;
		EXPECT(status == 200 ? 401 : 200, NULL, "case", "", id, session);
		if (status == 200) done++;
		else refused++;
		state_is(person, status == 200 ? "deleted" : "active");
	}
	z->store = z->people.store = real;
	free(faulty);
	assert_true(refused > 20 && done == 3);
	ledger_is_intact(memory);
	arena_destroy(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_export_has_everything),
		cmocka_unit_test(deleting_leaves_proofs_and_nothing_else),
		cmocka_unit_test(a_record_is_closed_until_the_law_lets_it_go),
		cmocka_unit_test(nothing_is_deleted_under_a_legal_hold),
		cmocka_unit_test(who_has_somebody_in_care_goes_last),
		cmocka_unit_test(visitors_who_do_not_come_back_are_deleted),
		cmocka_unit_test(many_visitors_go_in_batches),
		cmocka_unit_test(a_visitor_who_registers_keeps_the_consultations),
		cmocka_unit_test(a_deletion_is_whole_or_not_at_all),
	};
	return cmocka_run_group_tests_name("leave", tests, start, stop);
}
