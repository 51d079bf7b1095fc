#include "ledger/proof.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdlib.h>

enum { MANY = 130 };

static struct hash leaves[MANY], roots[MANY + 1];
static int reads;

static bool leaf_hash(void *ctx, int64_t index, unsigned char out[HASH_BYTES])
{
	const struct hash *all = ctx;
	reads++;
	memcpy(out, all[index].b, HASH_BYTES);
	return true;
}

static const struct merkle_source source = {leaf_hash, NULL, leaves};

static void fill(void)
{
	struct merkle m = {0};
	roots[0] = merkle_root(&m);
	for (int i = 0; i < MANY; i++) {
		leaves[i] = merkle_leaf((str){(const char *)&i, (ptrdiff_t)sizeof i});
		merkle_append(&m, leaves[i], NULL);
		roots[i + 1] = merkle_root(&m);
	}
}

static bool ct_leaf(void *ctx, int64_t index, unsigned char out[HASH_BYTES])
{
	static const str bytes[] = {{"", 0},         {"\x00", 1}, {"\x10", 1},     {"\x20\x21", 2},
				    {"\x30\x31", 2}, {"@ABC", 4}, {"PQRSTUVW", 8}, {"`abcdefghijklmno", 16}};
	(void)ctx;
	struct hash h = merkle_leaf(bytes[index]);
	memcpy(out, h.b, HASH_BYTES);
	return true;
}

static void assert_path(const struct proof *p, const char *const *want)
{
	for (int i = 0; i < p->n; i++) {
		char hex[65];
		assert_non_null(want[i]);
		assert_string_equal(sodium_bin2hex(hex, sizeof hex, p->path[i].b, HASH_BYTES), want[i]);
	}
	assert_null(want[p->n]);
}

/* source: certificate-transparency, paths and proofs over its eight test leaves */
static void test_known_paths(void **state)
{
	static const char *const leaf_0_of_8[] = {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
						  "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
						  "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4", NULL};
	static const char *const six_of_8[] = {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
					       "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
					       "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", NULL};
	static const char *const two_of_5[] = {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
					       "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b", NULL};
	struct merkle_source ct = {ct_leaf, NULL, NULL};
	struct fail fail = {0};
	struct proof p;
	(void)state;
	assert_true(proof_inclusion(&p, 0, 8, ct, &fail));
	assert_path(&p, leaf_0_of_8);
	assert_true(proof_consistency(&p, 1, 8, ct, &fail));
	assert_path(&p, leaf_0_of_8);
	assert_true(proof_consistency(&p, 6, 8, ct, &fail));
	assert_path(&p, six_of_8);
	assert_true(proof_consistency(&p, 2, 5, ct, &fail));
	assert_path(&p, two_of_5);
}

/* Every other place is tried for small trees, a seventh of them for larger ones; all of them (half a minute) when ZHUYI_TEST_FULL is set. */
static int stride(int size)
{
	return size <= 40 || getenv("ZHUYI_TEST_FULL") ? 1 : 7;
}

static void check_inclusion(int index, int size)
{
	struct fail fail = {0};
	struct proof p;
	assert_true(proof_inclusion(&p, index, size, source, &fail));
	assert_true(proof_includes(&p, leaves[index], roots[size]));
	for (int step = stride(size), other = index % step; other < MANY; other += step) {
		struct proof q = p;
		if (other != index) assert_false(proof_includes(&p, leaves[other], roots[size]));
		q.from = other;
		if (other != index) assert_false(proof_includes(&q, leaves[index], roots[size]));
		q.from = index;
		q.size = other + 1; /* with that size's own root: see the head of proof.h for why not with any */
		if (other + 1 != size) assert_false(proof_includes(&q, leaves[index], roots[other + 1]));
		if (other + 1 != size) assert_false(proof_includes(&p, leaves[index], roots[other + 1]));
	}
}

static void test_inclusion_holds_and_nothing_else(void **state)
{
	(void)state;
	for (int size = 1; size <= MANY; size++)
		for (int index = 0; index < size; index++) check_inclusion(index, size);
}

static void check_consistency(int older, int newer)
{
	struct fail fail = {0};
	struct proof p;
	assert_true(proof_consistency(&p, older, newer, source, &fail));
	assert_true(proof_consistent(&p, roots[older], roots[newer]));
	for (int step = stride(newer), other = older % step; other <= MANY; other += step) {
		struct proof q = p;
		if (other != older) assert_false(proof_consistent(&p, roots[other], roots[newer]));
		if (other != newer && older > 0) assert_false(proof_consistent(&p, roots[older], roots[other]));
		q.from = other;
		if (other != older && p.n) assert_false(proof_consistent(&q, roots[other], roots[newer]));
		q.from = older;
		q.size = other;
		if (other != newer && older > 0) assert_false(proof_consistent(&q, roots[older], roots[other]));
	}
}

static void test_consistency_holds_and_nothing_else(void **state)
{
	(void)state;
	for (int newer = 0; newer <= MANY; newer++)
		for (int older = 0; older <= newer; older++) check_consistency(older, newer);
}

/* Any change to the path itself: a hash altered, left out, added, two exchanged. */
static void check_damaged(struct proof p, struct hash leaf_or_older, struct hash root)
{
	bool (*holds)(const struct proof *, struct hash, struct hash) = p.kind == PROOF_INCLUSION ? proof_includes : proof_consistent;
	assert_true(holds(&p, leaf_or_older, root));
	for (int i = 0; i < p.n; i++) {
		struct proof q = p;
		q.path[i].b[i % HASH_BYTES] ^= 1;
		assert_false(holds(&q, leaf_or_older, root));
		q = p;
		memmove(&q.path[i], &q.path[i + 1], sizeof q.path[0] * (size_t)(q.n - i - 1));
		q.n--;
		assert_false(holds(&q, leaf_or_older, root));
		q = p;
		q.path[i] = p.path[(i + 1) % p.n];
		q.path[(i + 1) % p.n] = p.path[i];
		if (p.n > 1) assert_false(holds(&q, leaf_or_older, root));
	}
	p.path[p.n++] = root;
	assert_false(holds(&p, leaf_or_older, root));
}

static void test_damaged_paths(void **state)
{
	struct fail fail = {0};
	struct proof p;
	(void)state;
	for (int size = 1; size <= 40; size++)
		for (int from = 0; from <= size; from++) {
			if (from < size && proof_inclusion(&p, from, size, source, &fail)) check_damaged(p, leaves[from], roots[size]);
			if (from && proof_consistency(&p, from, size, source, &fail)) check_damaged(p, roots[from], roots[size]);
		}
}

static void test_kinds_are_not_exchanged(void **state)
{
	struct fail fail = {0};
	struct proof p;
	(void)state;
	assert_true(proof_inclusion(&p, 0, 8, source, &fail));
	assert_false(proof_consistent(&p, leaves[0], roots[8]));
	assert_true(proof_consistency(&p, 1, 8, source, &fail)); /* the same path as leaf 0 of 8 */
	assert_false(proof_includes(&p, leaves[0], roots[8]));
}

static void test_nonsense_is_refused(void **state)
{
	static const int64_t pairs[][2] = {{-1, 4}, {4, 4}, {9, 4}, {0, 0}, {0, INT64_MAX}};
	struct proof p;
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(pairs); i++) {
		struct fail fail = {0};
		assert_false(proof_inclusion(&p, pairs[i][0], pairs[i][1], source, &fail));
		assert_int_equal(fail.rc, RC_INPUT);
		p = (struct proof){PROOF_INCLUSION, pairs[i][0], pairs[i][1], 0, {{{0}}}};
		assert_false(proof_includes(&p, leaves[0], roots[1]));
	}
	p = (struct proof){PROOF_INCLUSION, 0, 4, PROOF_PATH_MAX + 1, {{{0}}}};
	assert_false(proof_includes(&p, leaves[0], roots[1]));
	p.n = -1;
	assert_false(proof_includes(&p, leaves[0], roots[1]));
	p = (struct proof){PROOF_INCLUSION, 0, 1, 1, {leaves[0]}}; /* a path longer than the tree is high, under the root of two leaves */
	assert_false(proof_includes(&p, leaves[1], roots[2]));
	p = (struct proof){PROOF_CONSISTENCY, 3, 5, 0, {{{0}}}};
	assert_false(proof_consistent(&p, roots[3], roots[5]));
}

static bool some_leaf(void *ctx, int64_t index, unsigned char out[HASH_BYTES])
{
	(void)ctx;
	reads++;
	memset(out, (int)(index & 255), HASH_BYTES);
	return true;
}

static bool some_node(void *ctx, int level, int64_t index, unsigned char out[HASH_BYTES])
{
	const int *every = ctx;
	if (level % *every) return false;
	reads++;
	memset(out, (int)((index + 7 * level) & 255), HASH_BYTES);
	return true;
}

static void test_stored_nodes_make_proofs_short(void **state)
{
	int all = 1, fourth = 4;
	struct fail fail = {0};
	struct proof p;
	(void)state;
	reads = 0;
	assert_true(proof_inclusion(&p, 999999, 1000000, (struct merkle_source){some_leaf, some_node, &all}, &fail));
	assert_true(reads <= 40);
	reads = 0;
	assert_true(proof_inclusion(&p, 524287, 1000000, (struct merkle_source){some_leaf, some_node, &fourth}, &fail));
	assert_true(reads <= 20 * 16);
	reads = 0;
	assert_true(proof_consistency(&p, 654321, 1000000, (struct merkle_source){some_leaf, some_node, &all}, &fail));
	assert_true(reads <= 60);
	reads = 0;
	assert_true(proof_inclusion(&p, 12345, MERKLE_SIZE_MAX, (struct merkle_source){some_leaf, some_node, &all}, &fail));
	assert_true(reads <= 62 * 62);
}

static void test_text_round_trip(void **state)
{
	struct arena arena = arena_create(1 << 20);
	struct fail fail = {0};
	struct proof p, q;
	(void)state;
	for (int from = 1; from < 100; from++)
		for (int kind = 0; kind < PROOF_KINDS; kind++) {
			struct arena scratch = arena;
			struct sb a = sb_new(&scratch, 8192), b = sb_new(&scratch, 8192);
			assert_true(kind ? proof_consistency(&p, from, 100, source, &fail) : proof_inclusion(&p, from, 100, source, &fail));
			proof_text(&a, &p);
			assert_true(proof_parse(&q, sb_str(&a), &fail));
			proof_text(&b, &q);
			assert_true(str_eq(sb_str(&a), sb_str(&b)));
			assert_true(q.kind == p.kind && q.from == p.from && q.size == p.size && q.n == p.n);
		}
	arena_destroy(arena);
}

static void test_text_refuses(void **state)
{
	static const char *const wrong[] = {
		"",
		"{}",
		"{\"from\":0,\"path\":[],\"proof\":\"inclusion\",\"size\":1} ",
		"{\"from\":00,\"path\":[],\"proof\":\"inclusion\",\"size\":1}",
		"{\"from\":-1,\"path\":[],\"proof\":\"inclusion\",\"size\":1}",
		"{\"from\":0,\"path\":[],\"proof\":\"inclusions\",\"size\":1}",
		"{\"from\":0,\"path\":[],\"proof\":\"\",\"size\":1}",
		"{\"from\":0,\"path\":[\"00\"],\"proof\":\"inclusion\",\"size\":1}",
		"{\"from\":0,\"path\":[],\"proof\":\"inclusion\",\"size\":9223372036854775807}",
		"{\"from\":0,\"path\":[],\"proof\":\"inclusion\",\"size\":99999999999999999999}",
		"{\"path\":[],\"from\":0,\"proof\":\"inclusion\",\"size\":1}",
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) {
		struct fail fail = {0};
		struct proof p;
		assert_false(proof_parse(&p, str_from(wrong[i]), &fail));
		assert_int_equal(fail.rc, RC_INPUT);
	}
}

int main(void)
{
	fill();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_paths),
		cmocka_unit_test(test_inclusion_holds_and_nothing_else),
		cmocka_unit_test(test_consistency_holds_and_nothing_else),
		cmocka_unit_test(test_damaged_paths),
		cmocka_unit_test(test_kinds_are_not_exchanged),
		cmocka_unit_test(test_nonsense_is_refused),
		cmocka_unit_test(test_stored_nodes_make_proofs_short),
		cmocka_unit_test(test_text_round_trip),
		cmocka_unit_test(test_text_refuses),
	};
	return cmocka_run_group_tests_name("proof", tests, NULL, NULL);
}
