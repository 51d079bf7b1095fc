/* The tables can be placed by Citus, and the calls are the right ones. Citus itself is not in Debian: functions of its names stand in for it. */
#include "base/check.h"
#include "store/distribute.h"
#include "store/expect_int.h"
#include "store/places_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static int start(void **state)
{
	(void)state;
	return places_start() ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	places_stop();
	return 0;
}

static struct store *open_place(struct place_name p)
{
	struct fail f = {0};
	bool is_new;
	struct store *s = store_open(&(struct store_options){.place = p.text}, &is_new, &f);
	if (!s) fail_msg("%s", f.what);
	return s;
}

static int count(sqlite3 *db, const char *fmt, const char *table, const char *column)
{
	char sql[512];
	sqlite3_stmt *q;
	snprintf(sql, sizeof sql, fmt, table, column);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	int n = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	return n;
}

/* Citus can keep a key unique only when all rows that could clash lie on one node. */
static void every_unique_key_has_the_column_it_is_placed_by(void **state)
{
	(void)state;
	struct place_name p = place_file("keys");
	struct store *s = open_place(p);
	s->verbs->close(s);
	sqlite3 *db;
	assert_int_equal(sqlite3_open(p.text, &db), SQLITE_OK);
	for (int t = 0; t < table_count; t++) {
		const char *name = tables[t].name, *column = distribute_column(&tables[t]);
		if (!column) continue;
		int keys = count(db, "SELECT count(*) FROM pragma_index_list('%s') l WHERE l.\"unique\" AND '%s' <> ''", name, column);
		int good = count(
			db,
			"SELECT count(*) FROM pragma_index_list('%s') l WHERE l.\"unique\" AND EXISTS (SELECT 1 FROM pragma_index_info(l.name) i "
			"WHERE i.name = '%s')",
			name, column);
		if (!keys || keys != good) fail_msg("%s: %d of %d unique keys contain %s", name, good, keys, column);
		bool listed = false;
		for (int k = 0; k < tables[t].key; k++) listed |= strcmp(tables[t].columns[k].name, column) == 0;
		assert_true(listed);
	}
	sqlite3_close(db);
}

struct told {
	int lines, distributed, reference, emptied;
	bool item_beside_person, person_leads, session_by_token;
};

static void tell(void *ctx, const char *sql)
{
	struct told *t = ctx;
	t->lines++;
	t->distributed += strncmp(sql, "SELECT create_distributed_table(", 32) == 0;
	t->reference += strcmp(sql, "SELECT create_reference_table('meta')") == 0;
	t->emptied += strncmp(sql, "SELECT truncate_local", 21) == 0;
	t->item_beside_person |= strcmp(sql, "SELECT create_distributed_table('item', 'person', colocate_with => 'person')") == 0;
	t->person_leads |= strcmp(sql, "SELECT create_distributed_table('person', 'person', colocate_with => 'none')") == 0;
	t->session_by_token |= strcmp(sql, "SELECT create_distributed_table('session', 'token_hash', colocate_with => 'none')") == 0;
}

static void the_calls_are_told_without_a_store(void **state)
{
	(void)state;
	struct told t = {0};
	WELL(store_distribute(NULL, true, tell, &t, &f));
	assert_int_equal(t.lines, 2 * table_count);
	assert_int_equal(t.emptied, table_count);
	assert_int_equal(t.reference, 1);
	assert_int_equal(t.distributed, table_count - 1);
	assert_true(t.item_beside_person && t.person_leads && t.session_by_token);
}

static void without_citus_nothing_is_done(void **state)
{
	(void)state;
	struct told t = {0};
	struct store *s = open_place(place_new("plain"));
	struct fail why = {0};
	assert_false(store_distribute(s, false, tell, &t, &why));
	assert_int_equal(why.rc, RC_MISSING);
	if (places_are_postgres()) assert_non_null(strstr(why.what, "citus"));
	assert_int_equal(t.lines, 0);
	WELL(s->verbs->begin(s, &f) && s->verbs->commit(s, &f));
	s->verbs->close(s);
}

/* Stand-ins that take Citus' arguments, refuse what Citus refuses, and keep a list. */
static const char stand_in[] =
	"CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, by text, beside text, emptied int NOT NULL DEFAULT 0);"
	"CREATE FUNCTION create_distributed_table(t regclass, c text, colocate_with text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN "
	"PERFORM 1 FROM pg_attribute WHERE attrelid = t AND attname = c AND NOT attisdropped; "
	"IF NOT FOUND THEN RAISE EXCEPTION 'no such column'; END IF; "
	"PERFORM 1 FROM pg_index i WHERE i.indrelid = t AND i.indisunique AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t AND "
	"a.attname = c AND a.attnum = ANY (i.indkey)); IF FOUND THEN RAISE EXCEPTION 'unique key without it'; END IF; "
	"IF colocate_with <> 'none' THEN PERFORM 1 FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass; "
	"IF NOT FOUND THEN RAISE EXCEPTION 'beside what'; END IF; END IF; "
	"INSERT INTO pg_dist_partition VALUES (t, c, colocate_with); END $$;"
	"CREATE FUNCTION create_reference_table(t regclass) RETURNS void LANGUAGE sql AS 'INSERT INTO pg_dist_partition VALUES (t)';"
	"CREATE FUNCTION truncate_local_data_after_distributing_table(t regclass) RETURNS void LANGUAGE sql AS "
	"'UPDATE pg_dist_partition SET emptied = emptied + 1 WHERE logicalrelid = t';"
	"INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) "
	"SELECT 99999, 'citus', 10, 2200, false, 'stand-in'";

static void with_citus_each_table_is_placed_once(void **state)
{
	(void)state;
	struct told t = {0};
	struct store *s = open_place(place_new("placed"));
	WELL(s->verbs->script(s, str_from(stand_in), &f));
	WELL(store_distribute(s, false, tell, &t, &f));
	assert_int_equal(t.lines, 2 * table_count);
	WELL(store_distribute(s, false, tell, &t, &f)); /* again: nothing twice, or the stand-in's key would clash */
	char check[256];
	int n = snprintf(
		check, sizeof check,
		"DO $$ BEGIN ASSERT (SELECT count(*) FROM pg_dist_partition) = %d; ASSERT (SELECT min(emptied) FROM pg_dist_partition) = 2; END $$",
		table_count);
	WELL(s->verbs->script(s, (str){check, n}, &f));
	s->verbs->close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_unique_key_has_the_column_it_is_placed_by),
		cmocka_unit_test(the_calls_are_told_without_a_store),
		cmocka_unit_test(without_citus_nothing_is_done),
	};
	const struct CMUnitTest on_postgres[] = {cmocka_unit_test(with_citus_each_table_is_placed_once)};
	int failed = cmocka_run_group_tests_name("store distribute", tests, start, stop);
	const char *place = getenv("STORE_PLACE");
	return place && store_is_url(place) ? failed + cmocka_run_group_tests_name("store distribute on PostgreSQL", on_postgres, start, stop)
					    : failed;
}
