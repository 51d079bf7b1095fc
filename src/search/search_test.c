#include "search/index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct arena whole, memory;
static struct index *ix;

static int start(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"高血压患者要少盐", "糖尿病患者要少糖", "低血压会头晕", "patients with hypertension should eat less salt", "salt", ""};
	whole = memory = arena_create(32 << 20);
	struct arena build_whole = arena_create(32 << 20), build = build_whole;
	struct index *built = index_create(&build);
	for (int32_t i = 0; i < 6; i++) index_add(built, i * 10, str_from(texts[i]));
	ix = index_finish(built, &memory);
	arena_destroy(build_whole);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static void the_best_passage_comes_first(void **state)
{
	(void)state;
	struct index_hit hits[3];
	assert_true(index_query(ix, S("高血压吃盐"), NULL, NULL, hits, 3, memory) >= 2);
	assert_int_equal(hits[0].id, 0);
	assert_true(index_query(ix, S("糖尿病"), NULL, NULL, hits, 3, memory) == 1 && hits[0].id == 10);
	assert_int_equal(index_query(ix, S("patient salts"), NULL, NULL, hits, 3, memory), 2); /* stemmed */
}

static void nothing_in_common_finds_nothing(void **state)
{
	(void)state;
	struct index_hit hits[3];
	assert_int_equal(index_query(ix, S("xyzzy"), NULL, NULL, hits, 3, memory), 0);
	assert_int_equal(index_query(ix, S(""), NULL, NULL, hits, 3, memory), 0);
}

static bool not_first(void *ctx, int32_t id)
{
	(void)ctx;
	return id != 0;
}

static void what_is_not_allowed_is_not_found(void **state)
{
	(void)state;
	struct index_hit hits[1];
	assert_int_equal(index_query(ix, S("高血压"), not_first, NULL, hits, 1, memory), 1);
	assert_int_equal(hits[0].id, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_best_passage_comes_first), cmocka_unit_test(nothing_in_common_finds_nothing),
					   cmocka_unit_test(what_is_not_allowed_is_not_found)};
	return cmocka_run_group_tests_name("search", tests, start, stop);
}
