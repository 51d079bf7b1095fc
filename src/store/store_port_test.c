/* What every back end promises (store.h), on the place that STORE_PLACE names: postgresql://…, or else a file. */
#include "base/check.h"
#include "store/expect_int.h"
#include "store/places_int.h"
#include "store/row_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>

static struct arena whole;
static struct place_name place;
static struct store *s;
static const struct store_verbs *v;

static int start(void **state)
{
	(void)state;
	struct fail f = {0};
	bool is_new = false;
	if (!places_start()) return -1;
	whole = arena_create(64 << 20);
	place = place_new("port");
	s = store_open(&(struct store_options){.place = place.text}, &is_new, &f);
	if (!s || !is_new) return fprintf(stderr, "# %s\n", f.what), -1;
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

static struct item_row item(str id, str body)
{
	return (struct item_row){S("o"), S("p"), S("facts"), id, 5, 1, body};
}

static bool has(str id)
{
	struct arena a = whole;
	struct fail f = {0};
	struct item_row back;
	return store_item_get(s, &back, S("o"), S("p"), S("facts"), id, &a, &f);
}

static void a_row_comes_back_as_it_went(void **state)
{
	(void)state;
	struct arena a = whole;
	struct item_row row = item(S("血压"), S("a\0b\xff\xfe\0")), back;
	struct head_row head = {S("o"), INT64_MIN, INT64_MAX, {0, 1, 255}, -1, {7}}, head_back;
	WELL(v->begin(s, &f) && store_item_put(s, &row, &f) && store_head_put(s, &head, &f) && v->commit(s, &f));
	WELL(store_item_get(s, &back, S("o"), S("p"), S("facts"), S("血压"), &a, &f));
	assert_true(str_eq(back.sealed_body, row.sealed_body) && str_eq(back.id, row.id) && back.at_ms == 5);
	WELL(store_head_get(s, &head_back, S("o"), INT64_MIN, &a, &f));
	assert_true(head_back.size == INT64_MAX && head_back.time_ms == -1 && memcmp(head_back.root, head.root, 32) == 0);
	ILL(RC_MISSING, store_item_get(s, &back, S("other"), S("p"), S("facts"), S("血压"), &a, &f));
}

static void empty_is_empty_and_not_missing(void **state)
{
	(void)state;
	struct arena a = whole;
	struct item_row row = {S("o"), S("p"), S(""), S(""), 0, 0, S("")}, back = {0};
	WELL(v->begin(s, &f) && store_item_put(s, &row, &f) && v->commit(s, &f));
	WELL(store_item_get(s, &back, S("o"), S("p"), S(""), S(""), &a, &f));
	assert_true(back.sealed_body.n == 0 && back.sealed_body.p && back.kind.n == 0 && back.kind.p);
	row.sealed_body = (str){0};
	WELL(v->begin(s, &f) && store_item_put(s, &row, &f) && v->commit(s, &f));
}

static void a_large_blob_fits(void **state)
{
	(void)state;
	struct arena a = whole;
	ptrdiff_t n = 5 << 20;
	char *p = ARENA_NEW(&a, char, n);
	for (ptrdiff_t i = 0; i < n; i++) p[i] = (char)(i * 7 >> 3);
	struct item_row row = item(S("large"), (str){p, n}), back;
	WELL(v->begin(s, &f) && store_item_put(s, &row, &f) && v->commit(s, &f));
	WELL(store_item_get(s, &back, S("o"), S("p"), S("facts"), S("large"), &a, &f));
	assert_true(str_eq(back.sealed_body, row.sealed_body));
}

static void a_server_on_a_file_does_not_load_libpq(void **state)
{
	(void)state;
	bool found = false;
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "r");
	assert_non_null(maps);
	while (fgets(line, sizeof line, maps)) found |= strstr(line, "libpq.so") != NULL;
	fclose(maps);
	assert_int_equal(found, places_are_postgres());
}

static void a_full_arena_jumps_and_leaves_the_store_well(void **state)
{
	(void)state;
	struct arena a = whole;
	jmp_buf full;
	for (volatile int i = 0; i < 20; i++) { /* more often than there are connections */
		struct arena small = {a.beg, a.beg + (1 << 20), &full};
		struct fail f = {0};
		struct item_row back;
		if (setjmp(full) == 0) {
			store_item_get(s, &back, S("o"), S("p"), S("facts"), S("large"), &small, &f);
			fail_msg("5 MiB in 1 MiB");
		}
	}
	assert_true(has(S("large")));
}

static void a_key_exists_once(void **state)
{
	(void)state;
	struct organisation_row o = {S("once"), S("一"), S("one"), 1, 7};
	WELL(v->begin(s, &f) && store_organisation_put(s, &o, &f) && v->commit(s, &f));
	WELL(v->begin(s, &f));
	ILL(RC_CONFLICT, store_organisation_put(s, &o, &f));
	v->rollback(s);
	struct fail why = {0};
	struct item_row row = item(S("beside"), S("x"));
	o.org = S("once"), o.name_zh = S("SECRET-13800138000");
	WELL(v->begin(s, &f) && v->mark(s, &f));
	assert_false(store_organisation_put(s, &o, &why));
	assert_null(strstr(why.what, "SECRET")); /* what failed is told without what was in it */
	assert_null(strstr(why.what, "once"));
	v->release(s, false);
	WELL(v->mark(s, &f) && store_item_put(s, &row, &f));
	v->release(s, true);
	WELL(v->commit(s, &f));
	assert_true(has(S("beside")));
}

static void a_savepoint_undoes_its_own_writes_only(void **state)
{
	(void)state;
	struct item_row kept = item(S("kept"), S("1")), lost = item(S("lost"), S("2")), after = item(S("after"), S("3"));
	WELL(v->begin(s, &f) && v->mark(s, &f) && store_item_put(s, &kept, &f));
	v->release(s, true);
	WELL(v->mark(s, &f) && store_item_put(s, &lost, &f));
	assert_true(has(S("lost")));
	v->release(s, false);
	assert_false(has(S("lost")));
	for (int i = 0; i < 100; i++) { /* groups in which nothing was written in the end */
		WELL(v->mark(s, &f));
		v->release(s, i % 2);
	}
	WELL(v->mark(s, &f) && store_item_put(s, &after, &f));
	v->release(s, true);
	WELL(v->commit(s, &f));
	assert_true(has(S("kept")) && has(S("after")) && !has(S("lost")));
}

/* In a database a leaf's outcome is not waited for: of a group in which one failed nothing may stay, whatever is tried afterwards. */
static void what_fails_late_takes_the_whole_transaction_along(void **state)
{
	(void)state;
	struct item_row first = item(S("first"), S("1")), next = item(S("next"), S("2"));
	struct leaf_row leaf = {.org = S("late"), .index = 0, .entry = S("{}")};
	struct fail why = {0};
	WELL(v->begin(s, &f) && v->mark(s, &f) && store_item_put(s, &first, &f) && store_leaf_put(s, &leaf, &f));
	v->release(s, true);
	WELL(v->mark(s, &f));
	bool late = store_leaf_put(s, &leaf, &why);
	v->release(s, late);
	if (late) {
		struct arena a = whole;
		struct leaf_row back;
		WELL(v->mark(s, &f));
		assert_false(store_leaf_get(s, &back, S("late"), 0, &a, &why));
		v->release(s, false);
		ILL(RC_IO, v->mark(s, &f));
		ILL(RC_IO, store_item_put(s, &next, &f));
		ILL(RC_IO, v->commit(s, &f));
		v->rollback(s);
	} else {
		assert_int_equal(why.rc, RC_CONFLICT);
		WELL(v->commit(s, &f));
	}
	assert_int_equal(has(S("first")), !late);
	assert_false(has(S("next")));
	WELL(v->begin(s, &f) && v->mark(s, &f) && store_item_put(s, &next, &f));
	v->release(s, true);
	WELL(v->commit(s, &f));
	assert_true(has(S("next")));
	if (places_are_postgres()) { /* found out at the commit */
		WELL(v->begin(s, &f) && store_leaf_put(s, &leaf, &f) && store_leaf_put(s, &leaf, &f));
		assert_false(v->commit(s, &why));
		v->rollback(s);
		WELL(v->begin(s, &f) && store_leaf_put(s, &leaf, &f) && v->commit(s, &f));
	}
}

static void *look(void *found)
{
	struct arena a = arena_create(1 << 20), mine = a;
	struct fail f = {0};
	struct item_row back;
	*(bool *)found = store_item_get(s, &back, S("o"), S("p"), S("facts"), S("seen"), &mine, &f);
	arena_destroy(a);
	return NULL;
}

static bool seen_by_another(void)
{
	pthread_t t;
	bool found;
	assert_int_equal(pthread_create(&t, NULL, look, &found), 0);
	pthread_join(t, NULL);
	return found;
}

static void the_writer_sees_what_it_wrote_and_nobody_else_does(void **state)
{
	(void)state;
	struct item_row row = item(S("seen"), S("x"));
	WELL(v->begin(s, &f) && store_item_put(s, &row, &f));
	assert_true(has(S("seen")));
	assert_false(seen_by_another());
	v->rollback(s);
	assert_false(has(S("seen")));
	WELL(v->begin(s, &f) && store_item_put(s, &row, &f) && v->commit(s, &f));
	assert_true(has(S("seen")) && seen_by_another());
}

static void changed_rows_are_counted(void **state)
{
	(void)state;
	int64_t n = -1;
	struct item_row row = item(S("counted"), S("x"));
	WELL(v->begin(s, &f) &&
	     v->write(s, S_ITEM_DROP, ARGS(ARG_TEXT(S("o")), ARG_TEXT(S("p")), ARG_TEXT(S("facts")), ARG_TEXT(S("counted"))), &n, &f));
	assert_int_equal(n, 0);
	WELL(store_item_put(s, &row, &f));
	WELL(v->write(s, S_ITEM_DROP, ARGS(ARG_TEXT(S("o")), ARG_TEXT(S("p")), ARG_TEXT(S("facts")), ARG_TEXT(S("counted"))), &n, &f));
	assert_int_equal(n, 1);
	WELL(v->commit(s, &f));
}

static void texts_are_ordered_by_their_bytes(void **state)
{
	(void)state;
	static const char *const ids[] = {"b", "a", "B", "A", "a b", "ab", "", "中", "é", "_", "-", "10", "9", "Z", "内", "\xf0\x9f\xa9\xba", "A\t"};
	struct arena a = whole;
	WELL(v->begin(s, &f));
	for (ptrdiff_t i = 0; i < COUNT(ids); i++) {
		struct department_row d = {S("order"), str_from(ids[i]), S("名"), S("name")};
		WELL(store_department_put(s, &d, &f));
	}
	WELL(v->commit(s, &f));
	struct department_rows all;
	WELL(store_departments(s, &all, S("order"), &a, &f));
	assert_int_equal(all.n, COUNT(ids));
	for (ptrdiff_t i = 1; i < all.n; i++) assert_true(str_cmp(all.v[i - 1].id, all.v[i].id) < 0);
}

static const struct table *table(const char *name)
{
	for (int i = 0; i < table_count; i++)
		if (strcmp(tables[i].name, name) == 0) return &tables[i];
	fail_msg("no table %s", name);
	return NULL;
}

/* In every column of every table, as it was; and it is found by it. */
static void what_looks_like_a_command_is_a_value(void **state)
{
	(void)state;
	static const char *const evil[] = {"'; DROP TABLE person; --",
					   "\" OR \"\"=\"",
					   "' OR '1'='1",
					   "$1",
					   "$$",
					   "%s%n",
					   "\\'; SELECT 1",
					   "\\x00",
					   "\\000",
					   "''",
					   "NULL",
					   "\\N",
					   "a\r\nSet-Cookie: x",
					   "../../etc/passwd",
					   "{}",
					   "\\.",
					   ");--",
					   "E'\\''",
					   "\x7f\x01",
					   "\xe2\x80\xae",
					   "0x41",
					   "1e9",
					   "true",
					   "\t\t",
					   ";",
					   "/* */",
					   "＇；",
					   "||pg_sleep(9)||"};
	for (int t = 0; t < table_count; t++) {
		struct arena a = whole;
		const struct table *tab = &tables[t];
		struct rows rows = {ARENA_NEW(&a, struct value, COUNT(evil) * tab->width), COUNT(evil), tab->width}, back;
		for (ptrdiff_t i = 0; i < rows.n; i++)
			for (int k = 0; k < tab->width; k++) {
				char type = tab->columns[k].type;
				str e = str_from(evil[i]);
				rows.v[i * rows.width + k] = type == 'i' ? ARG_INT(i) : type == 't' ? ARG_TEXT(e) : ARG_BLOB(e);
			}
		WELL(v->begin(s, &f) && v->load(s, tab, &rows, &f) && v->commit(s, &f));
		int found = 0;
		for (const struct value *after = NULL;;) {
			WELL(v->scan(s, tab, after, 5, &back, &a, &f));
			if (!back.n) break;
			for (ptrdiff_t r = 0; r < back.n; r++)
				for (ptrdiff_t i = 0; i < rows.n; i++) {
					bool same = true;
					for (int k = 0; k < tab->width && same; k++) {
						const struct value *x = &back.v[r * tab->width + k], *y = &rows.v[i * tab->width + k];
						same = x->kind == y->kind && x->n == y->n && str_eq(x->bytes, y->bytes);
					}
					found += same;
				}
			after = &back.v[(back.n - 1) * back.width];
		}
		if (found != COUNT(evil)) fail_msg("%s: %d of %d", tab->name, found, (int)COUNT(evil));
	}
	for (ptrdiff_t i = 0; i < COUNT(evil); i++) {
		struct arena a = whole;
		struct person_row p;
		str e = str_from(evil[i]);
		WELL(store_person_get(s, &p, e, e, &a, &f));
	}
}

static void a_table_is_read_page_by_page_in_the_order_of_its_key(void **state)
{
	(void)state;
	const struct table *node = table("node");
	struct arena a = whole;
	enum { N = 1000 };
	struct rows in = {ARENA_NEW(&a, struct value, N * node->width), N, node->width};
	for (int i = 0; i < N; i++) {
		struct value *c = &in.v[i * node->width];
		c[0] = ARG_TEXT(S("pages")), c[1] = ARG_INT(i % 3 - 1), c[2] = ARG_INT((i * 7919) % N - 500), c[3] = ARG_BLOB(S("h"));
	}
	WELL(v->begin(s, &f) && v->load(s, node, &in, &f) && v->commit(s, &f));
	struct value key[3] = {ARG_TEXT(S("pages")), ARG_INT(INT64_MIN), ARG_INT(0)};
	struct rows page;
	int n = 0;
	for (;; n += (int)page.n) {
		WELL(v->scan(s, node, key, 7, &page, &a, &f));
		ptrdiff_t mine = 0;
		for (; mine < page.n && str_eq(page.v[mine * 4].bytes, S("pages")); mine++) {
			const struct value *c = &page.v[mine * 4];
			assert_true(c[1].n > key[1].n || (c[1].n == key[1].n && c[2].n > key[2].n));
			memcpy(key, c, sizeof key);
		}
		if (mine < page.n || !page.n) {
			n += (int)mine;
			break;
		}
	}
	assert_int_equal(n, N);
}

static void loading_what_is_there_is_a_conflict(void **state)
{
	(void)state;
	struct value cells[] = {ARG_TEXT(S("once")), ARG_TEXT(S("")), ARG_TEXT(S("")), ARG_INT(0), ARG_INT(0)};
	struct rows one = {cells, 1, 5};
	WELL(v->begin(s, &f));
	ILL(RC_CONFLICT, v->load(s, table("organisation"), &one, &f));
	v->rollback(s);
	WELL(v->begin(s, &f) && v->commit(s, &f));
}

static void a_script_runs_all_its_commands(void **state)
{
	(void)state;
	WELL(v->script(s, S("DELETE FROM item WHERE id = 'kept'; DELETE FROM item WHERE id = 'after'"), &f));
	assert_false(has(S("kept")) || has(S("after")));
	struct fail why = {0};
	assert_false(v->script(s, S("DELETE FROM no_such_table"), &why));
	assert_int_not_equal(why.rc, RC_OK);
	WELL(v->begin(s, &f) && v->commit(s, &f));
}

static void a_second_server_is_refused_and_a_reader_is_not(void **state)
{
	(void)state;
	struct arena a = whole;
	bool is_new;
	ILL(RC_BUSY, store_open(&(struct store_options){.place = place.text}, &is_new, &f) != NULL);
	struct fail why = {0};
	struct store *reader = store_open(&(struct store_options){.place = place.text, .read_only = true}, &is_new, &why);
	if (!reader) fail_msg("%s", why.what);
	assert_false(is_new);
	struct item_row back;
	WELL(store_item_get(reader, &back, S("o"), S("p"), S("facts"), S("beside"), &a, &f));
	ILL(RC_BUSY, reader->verbs->begin(reader, &f));
	ILL(RC_BUSY, reader->verbs->script(reader, S("DELETE FROM item"), &f));
	assert_true(has(S("beside")));
	reader->verbs->close(reader);
}

static void *read_on(void *ctx)
{
	struct arena a = arena_create(4 << 20);
	int *wrong = ctx;
	for (int i = 0; i < 300; i++) {
		struct arena mine = a;
		struct fail f = {0};
		struct item_rows rows;
		/* Two rows are written together: nobody sees one of them. */
		if (!store_items_of(s, &rows, S("o"), S("many"), S("k"), 10, &mine, &f) ||
		    (rows.n && (rows.n != 2 || rows.v[0].version != rows.v[1].version)))
			(*wrong)++;
	}
	arena_destroy(a);
	return NULL;
}

static void many_read_while_one_writes(void **state)
{
	(void)state;
	pthread_t t[8];
	int wrong[8] = {0};
	for (int i = 0; i < 8; i++) assert_int_equal(pthread_create(&t[i], NULL, read_on, &wrong[i]), 0);
	for (int i = 1; i <= 60; i++) {
		struct item_row row = {S("o"), S("many"), S("k"), S("1"), 1, i, S("x")};
		WELL(v->begin(s, &f) && store_item_put(s, &row, &f));
		row.id = S("2");
		WELL(store_item_put(s, &row, &f));
		if (i % 3) WELL(v->commit(s, &f));
		else v->rollback(s);
	}
	for (int i = 0; i < 8; i++) pthread_join(t[i], NULL);
	for (int i = 0; i < 8; i++) assert_int_equal(wrong[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_comes_back_as_it_went),
		cmocka_unit_test(empty_is_empty_and_not_missing),
		cmocka_unit_test(a_large_blob_fits),
		cmocka_unit_test(a_server_on_a_file_does_not_load_libpq),
		cmocka_unit_test(a_full_arena_jumps_and_leaves_the_store_well),
		cmocka_unit_test(a_key_exists_once),
		cmocka_unit_test(a_savepoint_undoes_its_own_writes_only),
		cmocka_unit_test(what_fails_late_takes_the_whole_transaction_along),
		cmocka_unit_test(the_writer_sees_what_it_wrote_and_nobody_else_does),
		cmocka_unit_test(changed_rows_are_counted),
		cmocka_unit_test(texts_are_ordered_by_their_bytes),
		cmocka_unit_test(what_looks_like_a_command_is_a_value),
		cmocka_unit_test(a_table_is_read_page_by_page_in_the_order_of_its_key),
		cmocka_unit_test(loading_what_is_there_is_a_conflict),
		cmocka_unit_test(a_script_runs_all_its_commands),
		cmocka_unit_test(a_second_server_is_refused_and_a_reader_is_not),
		cmocka_unit_test(many_read_while_one_writes),
	};
	return cmocka_run_group_tests_name("store port", tests, start, stop);
}
