/* store_lost - a test of its own, on PostgreSQL only: connections that break, servers that stop, databases that are not ours.
 * STORE_PLACE as for store_port_test; STORE_CRASH and STORE_RESUME are commands that stop the server as a power cut would, and start it again. */
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
#include <stdlib.h>
#include <unistd.h>

#define OURS "FROM pg_stat_activity WHERE datname LIKE 'zhuyi_test_%' AND backend_type = 'client backend'"

static struct arena whole;
static struct place_name place;
static struct store *s;
static const struct store_verbs *v;

static int start(void **state)
{
	(void)state;
	struct fail f = {0};
	bool is_new = false;
	if (!places_start() || !places_are_postgres()) return fprintf(stderr, "# STORE_PLACE=postgresql://…\n"), -1;
	whole = arena_create(64 << 20);
	place = place_new("lost");
	s = store_open(&(struct store_options){.place = place.text}, &is_new, &f);
	if (!s) return fprintf(stderr, "# %s\n", f.what), -1;
	v = s->verbs;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	v->close(s);
	places_stop();
	arena_destroy(whole);
	return 0;
}

static bool put(const char *id, struct fail *f)
{
	struct item_row row = {S("o"), S("p"), S("k"), str_from(id), 5, 1, S("x")};
	return store_item_put(s, &row, f);
}

static bool has(const char *id)
{
	struct arena a = whole;
	struct item_row back;
	struct fail f = {0};
	bool found = store_item_get(s, &back, S("o"), S("p"), S("k"), str_from(id), &a, &f);
	if (!found && f.rc != RC_MISSING) fail_msg("%s", f.what);
	return found;
}

static void cut_all(void)
{
	char n[16];
	assert_true(place_admin("SELECT count(pg_terminate_backend(pid)) " OURS, n, sizeof n));
	assert_int_not_equal(strtol(n, NULL, 10), 0);
}

static void cut_in_the_middle_nothing_half_written_stays(void **state)
{
	(void)state;
	WELL(v->begin(s, &f) && put("half", &f));
	cut_all();
	struct fail later = {0};
	put("other half", &later); /* nobody waits for this one's outcome */
	struct arena a = whole;
	struct item_row back;
	ILL(RC_UPSTREAM, store_item_get(s, &back, S("o"), S("p"), S("k"), S("half"), &a, &f)); /* not from another connection, which sees less */
	ILL(RC_UPSTREAM, put("other half", &f));
	ILL(RC_UPSTREAM, v->mark(s, &f));
	v->release(s, true);
	ILL(RC_UPSTREAM, v->commit(s, &f));
	v->rollback(s);
	assert_false(has("half"));
	WELL(v->begin(s, &f) && put("whole", &f) && v->commit(s, &f));
	assert_true(has("whole") && !has("half"));
}

static void cut_before_the_commit_nobody_claims_it_was_done(void **state)
{
	(void)state;
	WELL(v->begin(s, &f) && v->mark(s, &f) && put("uncommitted", &f));
	v->release(s, true);
	cut_all();
	ILL(RC_UPSTREAM, v->commit(s, &f));
	v->rollback(s);
	assert_false(has("uncommitted"));
}

static void cut_while_idle_nobody_notices(void **state)
{
	(void)state;
	assert_true(has("whole"));
	cut_all();
	assert_true(has("whole"));
	WELL(v->begin(s, &f) && put("after idle", &f) && v->commit(s, &f));
	cut_all();
	WELL(v->script(s, S("DELETE FROM item WHERE id = 'after idle'"), &f) || v->script(s, S("DELETE FROM item WHERE id = 'after idle'"), &f));
	assert_false(has("after idle"));
}

static void who_took_the_store_meanwhile_keeps_it(void **state)
{
	(void)state;
	bool is_new;
	struct fail why = {0};
	cut_all();
	struct store *other = store_open(&(struct store_options){.place = place.text}, &is_new, &why);
	if (!other) fail_msg("%s", why.what);
	ILL(RC_BUSY, v->begin(s, &f));
	other->verbs->close(other);
	WELL(v->begin(s, &f) && put("mine again", &f) && v->commit(s, &f));
}

static void a_failed_transaction_is_not_committed_by_mistake(void **state)
{
	(void)state;
	struct organisation_row o = {S("o"), S(""), S(""), 0, 0};
	WELL(v->begin(s, &f) && put("before the failure", &f) && store_organisation_put(s, &o, &f));
	ILL(RC_CONFLICT, store_organisation_put(s, &o, &f));
	ILL(RC_IO, v->commit(s, &f));
	v->rollback(s);
	assert_false(has("before the failure"));
}

/* What was given up may still be committed, but never behind the back of the next transaction: begin waits for the old connection's lock. */
static void a_server_that_hangs_is_given_up_and_its_commit_known_at_the_next_begin(void **state)
{
	(void)state;
	char pid[16];
	WELL(v->begin(s, &f) && put("hangs", &f));
	assert_true(place_admin("SELECT pid " OURS " AND state = 'idle in transaction'", pid, sizeof pid));
	assert_int_equal(kill((pid_t)strtol(pid, NULL, 10), SIGSTOP), 0);
	int64_t before = clock_monotonic_us();
	ILL(RC_UPSTREAM, v->commit(s, &f));
	int64_t took_ms = (clock_monotonic_us() - before) / 1000;
	assert_in_range(took_ms, 5000, 30000);
	v->rollback(s);
	assert_false(has("hangs")); /* others are read meanwhile */
	ILL(RC_BUSY, v->begin(s, &f));
	kill((pid_t)strtol(pid, NULL, 10), SIGCONT);
	WELL(v->begin(s, &f));
	assert_true(has("hangs")); /* the command was on its way all the time */
	WELL(v->commit(s, &f));
}

static void the_server_gone_and_back(void **state)
{
	(void)state;
	const char *crash = getenv("STORE_CRASH"), *resume = getenv("STORE_RESUME");
	assert_true(crash && resume);
	WELL(v->begin(s, &f) && put("acknowledged", &f) && v->commit(s, &f));
	WELL(v->begin(s, &f) && put("half", &f));
	assert_int_equal(system(crash), 0);
	struct arena a = whole;
	struct item_row back;
	ILL(RC_UPSTREAM, store_item_get(s, &back, S("o"), S("p"), S("k"), S("half"), &a, &f));
	ILL(RC_UPSTREAM, put("other half", &f));
	v->rollback(s);
	int64_t before = clock_monotonic_us();
	for (int i = 0; i < 50; i++) {
		ILL(RC_UPSTREAM, v->begin(s, &f));
		ILL(RC_UPSTREAM, store_item_get(s, &back, S("o"), S("p"), S("k"), S("half"), &a, &f));
	}
	struct fail told = {0};
	assert_false(v->begin(s, &told));
	assert_string_equal(told.what, "the database does not answer"); /* it is shown: no host, no user */
	assert_true(clock_monotonic_us() - before < 3000000);           /* requests do not queue up before a dead host */
	assert_int_equal(system(resume), 0);
	usleep(600000);
	WELL(v->begin(s, &f) && put("back", &f) && v->commit(s, &f));
	assert_true(has("acknowledged") && has("back") && !has("half"));
}

static void an_empty_database_in_its_place_is_not_filled(void **state)
{
	(void)state;
	bool is_new;
	char sql[128];
	struct fail why = {0};
	struct place_name gone = place_new("gone");
	const char *name = strstr(gone.text, "zhuyi_test_");
	struct store *other = store_open(&(struct store_options){.place = gone.text}, &is_new, &why);
	if (!other) fail_msg("%s", why.what);
	snprintf(sql, sizeof sql, "DROP DATABASE %.60s WITH (FORCE)", name);
	assert_true(place_admin(sql, NULL, 0));
	ILL(RC_UPSTREAM, other->verbs->begin(other, &f));
	snprintf(sql, sizeof sql, "CREATE DATABASE %.60s TEMPLATE template0", name);
	assert_true(place_admin(sql, NULL, 0));
	ILL(RC_CORRUPT, other->verbs->begin(other, &f));
	ILL(RC_CORRUPT, other->verbs->script(other, S("SELECT 1"), &f));
	other->verbs->close(other);
}

static void places_that_are_none_are_refused(void **state)
{
	(void)state;
	bool is_new;
	struct store_options o = {.place = "postgresql:///postgres?host=/nonexistent&user=nobody"};
	ILL(RC_UPSTREAM, store_open(&o, &is_new, &f) != NULL);
	struct fail why = {0};
	o.place = "postgresql://u:SECRET@127.0.0.1:1/x";
	assert_null(store_open(&o, &is_new, &why));
	assert_null(strstr(why.what, "SECRET"));
	assert_true(place_admin("CREATE DATABASE zhuyi_test_ascii TEMPLATE template0 ENCODING SQL_ASCII", NULL, 0));
	struct place_name ascii;
	snprintf(ascii.text, sizeof ascii.text, "%.400s%sdbname=zhuyi_test_ascii", getenv("STORE_PLACE"),
		 strchr(getenv("STORE_PLACE"), '?') ? "&" : "?");
	o.place = ascii.text;
	ILL(RC_INPUT, store_open(&o, &is_new, &f) != NULL);
	assert_true(place_admin("DROP DATABASE zhuyi_test_ascii", NULL, 0));
}

static void every_statement_is_understood(void **state)
{
	(void)state;
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		char sql[2048];
		struct fail f = {0};
		int n = snprintf(sql, sizeof sql, "PREPARE one AS %s; DEALLOCATE one", statement_sql((enum stmt)i));
		if (!v->script(s, (str){sql, n}, &f)) fail_msg("%s: %s", statement_name((enum stmt)i), f.what);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_is_understood),
		cmocka_unit_test(cut_in_the_middle_nothing_half_written_stays),
		cmocka_unit_test(cut_before_the_commit_nobody_claims_it_was_done),
		cmocka_unit_test(cut_while_idle_nobody_notices),
		cmocka_unit_test(who_took_the_store_meanwhile_keeps_it),
		cmocka_unit_test(a_failed_transaction_is_not_committed_by_mistake),
		cmocka_unit_test(a_server_that_hangs_is_given_up_and_its_commit_known_at_the_next_begin),
		cmocka_unit_test(the_server_gone_and_back),
		cmocka_unit_test(an_empty_database_in_its_place_is_not_filled),
		cmocka_unit_test(places_that_are_none_are_refused),
	};
	return cmocka_run_group_tests_name("store lost", tests, start, stop);
}
