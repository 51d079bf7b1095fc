/* A store copied to another and back: file to file, and with STORE_PLACE=postgresql://… file to database to file. */
#include "base/check.h"
#include "store/copy.h"
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

enum { PEOPLE = 300, ITEMS = 20, SUMS = 64 };

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(64 << 20);
	return places_start() && table_count <= SUMS ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	places_stop();
	arena_destroy(whole);
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

/* Something in every table: people with items of many sizes, some with bytes that a text could not hold. */
static void fill(struct store *s)
{
	const struct store_verbs *v = s->verbs;
	WELL(v->begin(s, &f) && store_meta_put(s, S("master"), S("check"), &f));
	for (int t = 0; t < table_count; t++) {
		const struct table *tab = &tables[t];
		bool is_item = strcmp(tab->name, "item") == 0;
		int n = strcmp(tab->name, "meta") == 0 ? 1 : is_item ? PEOPLE * ITEMS : PEOPLE;
		for (int i = 0; i < n; i++) {
			struct arena a = whole;
			struct value row[16];
			for (int k = 0; k < tab->width; k++) {
				struct sb b = sb_new(&a, 64);
				if (tab->columns[k].type == 'i') {
					row[k] = (struct value){VALUE_INT, {"", 0}, (int64_t)i * (k % 2 ? -1 : 1000003)};
					continue;
				}
				if (k < tab->key) sb_fmt(&b, "%s %d", i % 2 ? "键" : "Key", k == 0 ? 0 : is_item && k == 1 ? i / ITEMS : i);
				else
					for (int j = 0; j < (i * 31) % 600; j++)
						sb_byte(&b, tab->columns[k].type == 'b' ? (char)(j * i) : (char)('a' + j % 26));
				if (k == 0 && tab->key == 1) sb_fmt(&b, "%d", i);
				row[k] = (struct value){tab->columns[k].type == 't' ? VALUE_TEXT : VALUE_BLOB, sb_str(&b), 0};
			}
			struct rows one = {row, 1, tab->width};
			WELL(v->load(s, tab, &one, &f));
		}
	}
	WELL(v->commit(s, &f));
}

static bool same(const struct table_sum *a, const struct table_sum *b)
{
	for (int t = 0; t < table_count; t++)
		if (a[t].rows != b[t].rows || memcmp(a[t].sha256, b[t].sha256, 32) != 0) return false;
	return true;
}

static void told(void *calls, const char *what, const char *table, int64_t rows)
{
	assert_true(rows >= 0 && table && (strcmp(what, "copying") == 0 || strcmp(what, "reading") == 0));
	++*(int *)calls;
}

static void there_and_back_every_row_is_the_same(void **state)
{
	(void)state;
	struct table_sum first[SUMS], there[SUMS], back[SUMS], again[SUMS];
	int calls = 0;
	struct store *a = open_place(place_file("from")), *b = open_place(place_new("there")), *c = open_place(place_file("back"));
	fill(a);
	WELL(store_digest(a, first, NULL, NULL, &f));
	WELL(store_copy(a, b, there, told, &calls, &f));
	WELL(store_copy(b, c, back, told, &calls, &f));
	WELL(store_digest(c, again, NULL, NULL, &f));
	assert_true(same(first, there) && same(first, back) && same(first, again));
	assert_true(calls > table_count);
	for (int t = 0; t < table_count; t++) {
		if (first[t].rows == 0) fail_msg("%s is empty", first[t].table);
		if (strcmp(first[t].table, "item") == 0) assert_int_equal(first[t].rows, PEOPLE * ITEMS);
		if (strcmp(first[t].table, "meta") == 0) assert_int_equal(first[t].rows, 2);
	}
	WELL(store_copy_check(b, &f) && store_copy_check(c, &f));
	ILL(RC_CONFLICT, store_copy(a, b, there, NULL, NULL, &f)); /* twice */
	WELL(store_copy_check(b, &f));
	a->verbs->close(a), b->verbs->close(b), c->verbs->close(c);
}

static void one_byte_changes_the_digest_of_its_table_only(void **state)
{
	(void)state;
	struct table_sum before[SUMS], after[SUMS];
	struct store *s = open_place(place_file("back"));
	WELL(store_digest(s, before, NULL, NULL, &f));
	WELL(s->verbs->begin(s, &f) && store_meta_put(s, S("master"), S("Check"), &f) && s->verbs->commit(s, &f));
	WELL(store_digest(s, after, NULL, NULL, &f));
	for (int t = 0; t < table_count; t++)
		assert_int_equal(memcmp(before[t].sha256, after[t].sha256, 32) == 0, strcmp(before[t].table, "meta") != 0);
	s->verbs->close(s);
}

/* Whichever call to the target fails: the copy says so, a server refuses the half, and copying again makes it whole. */
static void cut_off_anywhere_it_can_be_done_again(void **state)
{
	(void)state;
	struct table_sum sums[SUMS], real[SUMS];
	struct store *from = open_place(place_file("from")), *to = open_place(place_new("cut")), *faulty = store_faulty(to, 0, RC_IO);
	WELL(store_digest(from, real, NULL, NULL, &f));
	int failed = 0;
	for (int n = table_count + 8;; n += 37) { /* the first calls find out that it is empty */
		struct fail why = {0};
		store_faulty_arm(faulty, n);
		bool done = store_copy(from, faulty, sums, NULL, NULL, &why);
		store_faulty_arm(faulty, 0);
		if (done) break;
		assert_int_equal(why.rc, RC_IO);
		failed++;
		ILL(RC_CORRUPT, store_copy_check(to, &f));
		struct store *other = open_place(place_file("other"));
		ILL(RC_CORRUPT, store_copy(to, other, sums, NULL, NULL, &f)); /* nor is it copied on */
		other->verbs->close(other);
	}
	assert_true(failed > 3);
	WELL(store_copy_check(to, &f));
	assert_true(same(sums, real));
	from->verbs->close(from), faulty->verbs->close(faulty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back_every_row_is_the_same),
		cmocka_unit_test(one_byte_changes_the_digest_of_its_table_only),
		cmocka_unit_test(cut_off_anywhere_it_can_be_done_again),
	};
	return cmocka_run_group_tests_name("store copy", tests, start, stop);
}
