/* Migrations on the place that STORE_PLACE names: old stores, other programs' tables, a server killed in the middle. */
#include "base/check.h"
#include "base/clock.h"
#include "store/expect_int.h"
#include "store/places_int.h"
#include "store/row_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(16 << 20);
	return places_start() ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	places_stop();
	arena_destroy(whole);
	return 0;
}

static struct store *open_with(struct place_name p, const char *const *sql, int n, struct fail *f)
{
	struct store_options o = {.place = p.text};
	struct migrations m = {sql, n};
	bool is_new;
	return places_are_postgres() ? store_pq_open(&o, &m, &is_new, f) : store_sqlite_open(&o, &m, &is_new, f);
}

#define TO_PG(text) migrate_translate(&a, S(text))

static void words_are_translated_and_nothing_else(void **state)
{
	(void)state;
	struct arena a = whole;
	assert_string_equal(TO_PG("CREATE TABLE t (a TEXT NOT NULL, b BLOB, c INTEGER) STRICT;").p,
			    "CREATE TABLE t (a text COLLATE \"C\" NOT NULL, b bytea, c bigint) ;");
	assert_string_equal(TO_PG(") STRICT, WITHOUT ROWID;").p, ")   ;");
	assert_string_equal(TO_PG(") WITHOUT ROWID, STRICT;").p, ")   ;");
	assert_string_equal(TO_PG("SELECT 'TEXT', \"BLOB\" -- INTEGER STRICT,\n, TEXTS, text, context_TEXT").p,
			    "SELECT 'TEXT', \"BLOB\" -- INTEGER STRICT,\n, TEXTS, text, context_TEXT");
	assert_string_equal(TO_PG("'it''s TEXT' TEXT").p, "'it''s TEXT' text COLLATE \"C\"");
	assert_string_equal(TO_PG("'open TEXT").p, "'open TEXT");
	assert_string_equal(TO_PG("").p, "");
}

static void an_old_store_keeps_its_rows(void **state)
{
	(void)state;
	struct arena a = whole;
	struct place_name p = place_new("old");
	struct fail why = {0};
	bool is_new = true;
	struct store *s = open_with(p, store_migrations.sql, 1, &why);
	if (!s) fail_msg("%s", why.what);
	char sql[1024];
	const char *ones = "0101010101010101010101010101010101010101010101010101010101010101", *x = places_are_postgres() ? "'\\x" : "x'";
	int n = snprintf(sql, sizeof sql,
			 "INSERT INTO account VALUES ('h', 'doctor', 'P1', 'doctor', '李', 'Li', '主治', 'attending', 'L', '$argon2id$', 1);"
			 "INSERT INTO session VALUES (%s%s', 'h', 'V', '', 'patient', 1300000000000), (%s02', 'h', 'P1', 'doctor', 'doctor', 9);"
			 "INSERT INTO consultation VALUES ('h', 'V', 'C1', 'held', 3, 5, 6, '头痛', '', '{}');"
			 "INSERT INTO decision VALUES ('h', 'V', 'C1', 0, %s0102');",
			 x, ones, x, x);
	WELL(s->verbs->script(s, (str){sql, n}, &f));
	s->verbs->close(s);
	s = store_open(&(struct store_options){.place = p.text}, &is_new, &why);
	if (!s) fail_msg("%s", why.what);
	assert_false(is_new);
	struct plain_account_rows accounts;
	struct plain_case_rows cases;
	struct plain_decision_rows decisions;
	struct session_rows sessions;
	WELL(store_plain_accounts(s, &accounts, 9, &a, &f) && store_plain_cases(s, &cases, 9, &a, &f) &&
	     store_plain_decisions(s, &decisions, 9, &a, &f));
	assert_true(accounts.n == 1 && str_eq(accounts.v[0].name_zh, S("李")) && accounts.v[0].fictional == 1);
	assert_true(cases.n == 1 && str_eq(cases.v[0].question, S("头痛")) && cases.v[0].tier == 3);
	assert_true(decisions.n == 1 && str_eq(decisions.v[0].salts, S("\x01\x02")));
	struct rows rows;
	for (int t = 0; t < table_count; t++)
		if (strcmp(tables[t].name, "session") == 0) WELL(s->verbs->scan(s, &tables[t], NULL, 9, &rows, &a, &f));
	assert_int_equal(rows.n, 1); /* the visitor's */
	assert_true(rows.v[0].bytes.n == 32 && rows.v[0].bytes.p[31] == 1 && rows.v[6].n == 1300000000000 - 1209600000);
	WELL(store_sessions_of(s, &sessions, S("h"), S("V"), 0, 9, &a, &f));
	assert_true(sessions.n == 1 && str_eq(sessions.v[0].role, S("visitor")));
	s->verbs->close(s);
	s = store_open(&(struct store_options){.place = p.text}, &is_new, &why); /* and again: nothing left to do */
	if (!s) fail_msg("%s", why.what);
	s->verbs->close(s);
	assert_null(open_with(p, store_migrations.sql, 1, &why)); /* an older program */
	assert_int_equal(why.rc, RC_CORRUPT);
	assert_non_null(strstr(why.what, "newer"));
}

static void a_migration_that_fails_leaves_the_store_as_it_was(void **state)
{
	(void)state;
	struct place_name p = place_new("fails");
	const char *list[8];
	int n = store_migrations.n;
	struct fail why = {0};
	memcpy(list, store_migrations.sql, (size_t)n * sizeof *list);
	list[n] = "CREATE TABLE half (a TEXT) STRICT; INSERT INTO half VALUES ('x'); INSERT INTO no_such_table VALUES (1);";
	assert_null(open_with(p, list, n + 1, &why));
	list[n] = "CREATE TABLE half (a TEXT) STRICT;";
	why = (struct fail){0};
	struct store *s = open_with(p, list, n + 1, &why);
	if (!s) fail_msg("%s", why.what);
	s->verbs->close(s);
}

static void a_store_is_not_made_among_others_tables(void **state)
{
	(void)state;
	bool is_new;
	struct place_name p = place_new("others");
	static const char *const other[] = {
		"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT; CREATE TABLE mine (a TEXT) STRICT;"};
	struct fail why = {0};
	struct store *s = open_with(p, other, 1, &why);
	if (!s) fail_msg("%s", why.what);
	WELL(s->verbs->script(s, places_are_postgres() ? S("DELETE FROM meta") : S("PRAGMA user_version = 0"), &f));
	s->verbs->close(s);
	assert_null(store_open(&(struct store_options){.place = p.text}, &is_new, &why));
	assert_int_not_equal(why.rc, RC_OK);
}

/* The child is killed while its last migration runs; what it had begun of it is undone, and the next start finishes. */
static void killed_in_the_middle_the_next_start_finishes(void **state)
{
	(void)state;
	struct arena a = whole;
	struct place_name p = place_new("killed");
	const char *list[8];
	int n = store_migrations.n, status;
	struct fail why = {0};
	memcpy(list, store_migrations.sql, (size_t)n * sizeof *list);
	struct store *s = open_with(p, list, n, &why);
	if (!s) fail_msg("%s", why.what);
	struct item_row row = {S("o"), S("p"), S("k"), S("1"), 5, 1, S("kept")}, back;
	WELL(s->verbs->begin(s, &f) && store_item_put(s, &row, &f) && s->verbs->commit(s, &f));
	s->verbs->close(s);
	list[n] = places_are_postgres() ? "CREATE TABLE half (a INTEGER) STRICT; DELETE FROM item; SELECT pg_sleep(30);"
					: "CREATE TABLE half (a INTEGER) STRICT; DELETE FROM item; INSERT INTO half WITH RECURSIVE n(i) AS (SELECT 1 "
					  "UNION ALL SELECT "
					  "i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n;";
	pid_t child = fork();
	if (child == 0) {
		open_with(p, list, n + 1, &why);
		_exit(0);
	}
	for (int i = 0;; i++) { /* until it is at it */
		char sleeping[8] = "";
		usleep(100000);
		if (!places_are_postgres() && i == 10) break;
		if (places_are_postgres() && place_admin("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'", sleeping, 8) &&
		    sleeping[0] == '1')
			break;
		if (i > 100) fail_msg("the migration never began");
	}
	assert_int_equal(waitpid(child, &status, WNOHANG), 0);
	assert_int_equal(kill(child, SIGKILL), 0);
	waitpid(child, &status, 0);
	assert_true(WIFSIGNALED(status));
	list[n] = "CREATE TABLE half (a INTEGER) STRICT;";
	int64_t before = clock_monotonic_us();
	s = open_with(p, list, n + 1, &why);
	if (!s) fail_msg("%s", why.what);
	assert_true(clock_monotonic_us() - before < 5000000);
	WELL(store_item_get(s, &back, S("o"), S("p"), S("k"), S("1"), &a, &f));
	assert_true(str_eq(back.sealed_body, S("kept")));
	s->verbs->close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_translated_and_nothing_else),
		cmocka_unit_test(an_old_store_keeps_its_rows),
		cmocka_unit_test(a_migration_that_fails_leaves_the_store_as_it_was),
		cmocka_unit_test(a_store_is_not_made_among_others_tables),
		cmocka_unit_test(killed_in_the_middle_the_next_start_finishes),
	};
	return cmocka_run_group_tests_name("store migrations", tests, start, stop);
}
