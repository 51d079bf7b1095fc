/* The schema, the list of tables and the statements belong together; and what is particular to a file of SQLite. The verbs: store_port_test.c. */
#include "store/driver_int.h"
#include "store/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena whole;
static char folder[64], path[128];

static int start(void **state)
{
	(void)state;
	whole = arena_create(8 << 20);
	snprintf(folder, sizeof folder, "/tmp/zhuyi-store-XXXXXX");
	if (!mkdtemp(folder)) return -1;
	snprintf(path, sizeof path, "%s/s.db", folder);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	char command[160];
	arena_destroy(whole);
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command) == 0 ? 0 : -1;
}

static struct store *open_store(void)
{
	struct fail f = {0};
	bool is_new;
	struct store_options o = {.place = path};
	struct store *s = store_open(&o, &is_new, &f);
	if (!s) fail_msg("%s", f.what);
	return s;
}

static sqlite3 *raw(void)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static void the_list_of_tables_is_the_schema(void **state)
{
	(void)state;
	struct store *s = open_store();
	s->verbs->close(s);
	sqlite3 *db = raw();
	sqlite3_stmt *q;
	int seen = 0;
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'plain_%'", -1, &q, NULL), 0);
	while (sqlite3_step(q) == SQLITE_ROW) seen++;
	sqlite3_finalize(q);
	assert_int_equal(seen, table_count); /* a table nobody listed would not be copied */
	for (int t = 0; t < table_count; t++) {
		char sql[128];
		int i = 0, keys = 0;
		snprintf(sql, sizeof sql, "SELECT name, type, pk FROM pragma_table_info('%s')", tables[t].name);
		assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
		for (; sqlite3_step(q) == SQLITE_ROW; i++) {
			const char *type = (const char *)sqlite3_column_text(q, 1);
			if (i >= tables[t].width) fail_msg("%s has more columns than are listed", tables[t].name);
			assert_string_equal((const char *)sqlite3_column_text(q, 0), tables[t].columns[i].name);
			assert_int_equal(type[0] | 32, tables[t].columns[i].type);
			keys += sqlite3_column_int(q, 2) > 0;
			if (i < tables[t].key) assert_int_equal(sqlite3_column_int(q, 2), i + 1);
		}
		assert_int_equal(i, tables[t].width);
		assert_int_equal(keys, tables[t].key);
		sqlite3_finalize(q);
	}
	sqlite3_close(db);
}

/* Each statement can be prepared, takes $1 … $n without a gap, and writes exactly when the list says so. */
static void every_statement_is_sound(void **state)
{
	(void)state;
	struct store *s = open_store();
	s->verbs->close(s);
	sqlite3 *db = raw();
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		sqlite3_stmt *q;
		if (sqlite3_prepare_v2(db, statement_sql((enum stmt)i), -1, &q, NULL) != SQLITE_OK)
			fail_msg("%s: %s", statement_name((enum stmt)i), sqlite3_errmsg(db));
		for (int k = 1; k <= sqlite3_bind_parameter_count(q); k++) {
			char name[16];
			snprintf(name, sizeof name, "$%d", k);
			if (!sqlite3_bind_parameter_index(q, name)) fail_msg("%s has no %s", statement_name((enum stmt)i), name);
		}
		if (!!sqlite3_stmt_readonly(q) == statement_writes((enum stmt)i)) fail_msg("%s", statement_name((enum stmt)i));
		sqlite3_finalize(q);
	}
	sqlite3_close(db);
}

static void no_statement_joins_two_tables(void **state)
{
	(void)state;
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		str sql = str_from(statement_sql((enum stmt)i));
		if (str_find(sql, S("JOIN")) >= 0) fail_msg("%s", statement_name((enum stmt)i));
		ptrdiff_t from = str_find(sql, S(" FROM "));
		if (str_find(sql, S("UNION ALL")) >= 0 && str_find(sql, S("WHERE org = $1 AND person = $2")) >= 0)
			continue; /* all of one person, on one node */
		if (from >= 0 && str_find(str_slice(sql, from + 6, sql.n), S(" FROM ")) >= 0) fail_msg("%s", statement_name((enum stmt)i));
	}
}

static void a_second_server_is_told_so(void **state)
{
	(void)state;
	struct fail f = {0};
	bool is_new;
	struct store *s = open_store();
	struct store_options again = {.place = path}, reading = {.place = path, .read_only = true};
	assert_null(store_open(&again, &is_new, &f));
	assert_int_equal(f.rc, RC_BUSY);
	f = (struct fail){0};
	struct store *reader = store_open(&reading, &is_new, &f); /* reading beside it is allowed */
	assert_non_null(reader);
	assert_false(reader->verbs->begin(reader, &f));
	reader->verbs->close(reader);
	s->verbs->close(s);
}

static void a_file_that_is_no_store_is_refused_untouched(void **state)
{
	(void)state;
	struct fail f = {0};
	bool is_new;
	char other[160], text[8] = {0};
	snprintf(other, sizeof other, "%s/no.db", folder);
	int fd = open(other, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, "not a database, longer than a header of sqlite would be, for sure", 64), 64);
	close(fd);
	struct store_options o = {.place = other};
	assert_null(store_open(&o, &is_new, &f));
	assert_int_equal(f.rc, RC_CORRUPT);
	fd = open(other, O_RDONLY);
	assert_int_equal(read(fd, text, 3), 3);
	close(fd);
	assert_string_equal(text, "not");
}

static void a_newer_schema_is_refused(void **state)
{
	(void)state;
	struct fail f = {0};
	bool is_new;
	struct store *s = open_store();
	s->verbs->close(s);
	/* user_version is the big-endian number at byte 60 of the file */
	int fd = open(path, O_RDWR);
	unsigned char ninety[4] = {0, 0, 0, 90}, was[4];
	assert_int_equal(pread(fd, was, 4, 60), 4);
	assert_int_equal(pwrite(fd, ninety, 4, 60), 4);
	struct store_options o = {.place = path};
	assert_null(store_open(&o, &is_new, &f));
	assert_int_equal(f.rc, RC_CORRUPT);
	assert_int_equal(pwrite(fd, was, 4, 60), 4);
	close(fd);
	assert_non_null(strstr(f.what, "newer"));
}

static void what_is_deleted_is_gone_from_the_file(void **state)
{
	(void)state;
	struct fail f = {0};
	struct store *s = open_store();
	struct item_row row = {S("o"), S("p"), S("facts"), S("1"), 5, 1, S("a text that can be found in the file again")};
	assert_true(s->verbs->begin(s, &f) && store_item_put(s, &row, &f) && s->verbs->commit(s, &f));
	assert_true(s->verbs->begin(s, &f) && store_person_clear(s, S("o"), S("p"), &f) && s->verbs->commit(s, &f));
	assert_true(s->verbs->script(s, S("PRAGMA wal_checkpoint(TRUNCATE)"), &f));
	s->verbs->close(s);
	char command[256];
	snprintf(command, sizeof command, "! grep -qa 'can be found in the file' %s*", path);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_of_tables_is_the_schema),
		cmocka_unit_test(every_statement_is_sound),
		cmocka_unit_test(no_statement_joins_two_tables),
		cmocka_unit_test(a_second_server_is_told_so),
		cmocka_unit_test(a_newer_schema_is_refused),
		cmocka_unit_test(a_file_that_is_no_store_is_refused_untouched),
		cmocka_unit_test(what_is_deleted_is_gone_from_the_file),
	};
	return cmocka_run_group_tests_name("store", tests, start, stop);
}
