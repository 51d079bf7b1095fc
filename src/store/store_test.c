#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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
	struct store *s = store_sqlite_open(path, false, &is_new, &f);
	if (!s) fail_msg("%s", f.what);
	return s;
}

static struct case_row a_case(str id, str state, int tier, int64_t at)
{
	return (struct case_row){.org = S("o"),
				 .person = S("p"),
				 .id = id,
				 .state = state,
				 .question = S("问"),
				 .said = S("说"),
				 .body = S("{\"state\":\"held\"}"),
				 .tier = tier,
				 .created_ms = at,
				 .updated_ms = at};
}

static void rows_come_back_as_they_went(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fail f = {0};
	struct store *s = open_store();
	const struct store_verbs *v = s->verbs;
	struct case_row c = a_case(S("C1"), S("held"), 1, 5), back;
	assert_true(v->begin(s, &f) && v->case_put(s, &c, &f) && v->commit(s, &f));
	assert_true(v->case_get(s, &back, S("o"), S("C1"), &a, &f));
	assert_true(str_eq(back.body, c.body) && str_eq(back.said, c.said) && back.tier == 1 && back.created_ms == 5);
	assert_false(v->case_get(s, &back, S("other"), S("C1"), &a, &f)); /* another organisation's cases do not exist */
	assert_int_equal(f.rc, RC_MISSING);
	v->close(s);
}

static void the_worklist_is_ordered_by_urgency_then_age(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fail f = {0};
	struct store *s = open_store();
	const struct store_verbs *v = s->verbs;
	struct case_row rows[] = {a_case(S("C2"), S("handed_over"), 3, 9), a_case(S("C3"), S("held"), 3, 7), a_case(S("C4"), S("answered"), 3, 1)};
	struct case_rows open;
	assert_true(v->begin(s, &f));
	for (int i = 0; i < 3; i++) assert_true(v->case_put(s, &rows[i], &f));
	assert_true(v->commit(s, &f));
	assert_true(v->cases_open(s, &open, S("o"), 10, &a, &f));
	assert_int_equal(open.n, 3);
	assert_true(str_eq(open.v[0].id, S("C3")) && str_eq(open.v[1].id, S("C2")) && str_eq(open.v[2].id, S("C1")));
	v->close(s);
}

static void a_case_changes_only_from_the_state_it_was_in(void **state)
{
	(void)state;
	struct fail f = {0};
	struct store *s = open_store();
	const struct store_verbs *v = s->verbs;
	struct case_row c = a_case(S("C1"), S("signed"), 1, 5);
	assert_true(v->begin(s, &f) && v->case_change(s, &c, S("held"), &f) && v->commit(s, &f));
	assert_true(v->begin(s, &f));
	assert_false(v->case_change(s, &c, S("held"), &f)); /* the second of two who sign at once */
	assert_int_equal(f.rc, RC_CONFLICT);
	v->rollback(s);
	v->close(s);
}

static void a_savepoint_undoes_one_write_of_a_group(void **state)
{
	(void)state;
	struct arena a = whole;
	struct fail f = {0};
	struct store *s = open_store();
	const struct store_verbs *v = s->verbs;
	struct case_row kept = a_case(S("K"), S("answered"), 1, 5), lost = a_case(S("L"), S("answered"), 1, 5), back;
	assert_true(v->begin(s, &f));
	assert_true(v->mark(s, &f) && v->case_put(s, &kept, &f));
	v->release(s, true);
	assert_true(v->mark(s, &f) && v->case_put(s, &lost, &f));
	v->release(s, false);
	assert_true(v->commit(s, &f));
	assert_true(v->case_get(s, &back, S("o"), S("K"), &a, &f));
	assert_false(v->case_get(s, &back, S("o"), S("L"), &a, &f));
	v->close(s);
}

static void a_second_server_is_told_so(void **state)
{
	(void)state;
	struct fail f = {0};
	bool is_new;
	struct store *s = open_store();
	assert_null(store_sqlite_open(path, false, &is_new, &f));
	assert_int_equal(f.rc, RC_BUSY);
	f = (struct fail){0};
	struct store *reader = store_sqlite_open(path, true, &is_new, &f); /* reading beside it is allowed */
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
	assert_null(store_sqlite_open(other, false, &is_new, &f));
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
	char command[256];
	struct store *s = open_store();
	s->verbs->close(s);
	/* user_version is the big-endian number at byte 60 of the file */
	int fd = open(path, O_RDWR);
	unsigned char nine[4] = {0, 0, 0, 9}, was[4];
	assert_int_equal(pread(fd, was, 4, 60), 4);
	assert_int_equal(pwrite(fd, nine, 4, 60), 4);
	assert_null(store_sqlite_open(path, false, &is_new, &f));
	assert_int_equal(f.rc, RC_CORRUPT);
	assert_int_equal(pwrite(fd, was, 4, 60), 4);
	close(fd);
	snprintf(command, sizeof command, "%s", f.what);
	assert_non_null(strstr(command, "newer"));
}

static void the_faulty_twin_fails_on_the_call_asked_for(void **state)
{
	(void)state;
	struct fail f = {0};
	struct store *s = store_faulty(open_store(), 0, RC_IO);
	struct case_row c = a_case(S("F"), S("answered"), 1, 5);
	store_faulty_arm(s, 2);
	assert_true(s->verbs->begin(s, &f));
	assert_false(s->verbs->case_put(s, &c, &f));
	assert_int_equal(f.rc, RC_IO);
	s->verbs->rollback(s);
	f = (struct fail){0};
	assert_true(s->verbs->begin(s, &f) && s->verbs->case_put(s, &c, &f) && s->verbs->commit(s, &f));
	s->verbs->close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_back_as_they_went),
		cmocka_unit_test(the_worklist_is_ordered_by_urgency_then_age),
		cmocka_unit_test(a_case_changes_only_from_the_state_it_was_in),
		cmocka_unit_test(a_savepoint_undoes_one_write_of_a_group),
		cmocka_unit_test(a_second_server_is_told_so),
		cmocka_unit_test(a_file_that_is_no_store_is_refused_untouched),
		cmocka_unit_test(a_newer_schema_is_refused),
		cmocka_unit_test(the_faulty_twin_fails_on_the_call_asked_for),
	};
	return cmocka_run_group_tests_name("store", tests, start, stop);
}
