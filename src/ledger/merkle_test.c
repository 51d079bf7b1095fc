#include "ledger/merkle.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>

enum { MANY = 130 };

static struct hash leaves[MANY];
static struct hash nodes[8][MANY]; /* nodes[level][index], level 1.. */
static int reads;

static void fill(void)
{
	for (int i = 0; i < MANY; i++) leaves[i] = merkle_leaf((str){(const char *)&i, (ptrdiff_t)sizeof i});
}

/* RFC 9162 §2.1.1, word for word. */
static struct hash naive(const struct hash *d, int n)
{
	int k = 1;
	if (n == 1) return d[0];
	while (k * 2 < n) k *= 2;
	return merkle_pair(naive(d, k), naive(d + k, n - k));
}

static bool leaf_hash(void *ctx, int64_t index, unsigned char out[HASH_BYTES])
{
	int *n = ctx;
	reads++;
	if (index >= *n) return false;
	memcpy(out, leaves[index].b, HASH_BYTES);
	return true;
}

static bool node_hash(void *ctx, int level, int64_t index, unsigned char out[HASH_BYTES])
{
	(void)ctx;
	reads++;
	memcpy(out, nodes[level][index].b, HASH_BYTES);
	return true;
}

static struct hash from_hex(const char *hex)
{
	struct hash h;
	assert_int_equal(sodium_hex2bin(h.b, sizeof h.b, hex, 64, NULL, NULL, NULL), 0);
	return h;
}

#define ASSERT_HASH(have, want_hex) \
	do { \
		struct hash have_ = (have), want_ = from_hex(want_hex); \
		assert_memory_equal(have_.b, want_.b, HASH_BYTES); \
	} while (0)

/* source: certificate-transparency, the eight leaves and roots of its Merkle tree tests (also in its Go, Java and Python ports) */
static void test_known_roots(void **state)
{
	static const struct {
		const char *leaf, *root;
	} cases[] = {
		{"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
		{"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
		{"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
		{"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
		{"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
		{"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
		{"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
		{"606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
	};
	struct merkle m = {0};
	(void)state;
	ASSERT_HASH(merkle_root(&m), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (ptrdiff_t i = 0; i < COUNT(cases); i++) {
		char bytes[16];
		size_t n = 0;
		sodium_hex2bin((unsigned char *)bytes, sizeof bytes, cases[i].leaf, strlen(cases[i].leaf), NULL, &n, NULL);
		merkle_append(&m, merkle_leaf((str){bytes, (ptrdiff_t)n}), NULL);
		assert_int_equal(m.size, i + 1);
		ASSERT_HASH(merkle_root(&m), cases[i].root);
	}
}

static void test_root_is_naive_root(void **state)
{
	struct merkle m = {0};
	(void)state;
	for (int n = 1; n <= MANY; n++) {
		merkle_append(&m, leaves[n - 1], NULL);
		assert_true(hash_eq(merkle_root(&m), naive(leaves, n)));
	}
}

static void test_append_reports_full_subtrees(void **state)
{
	struct merkle m = {0};
	struct hash full[MERKLE_LEVELS];
	(void)state;
	for (int i = 0; i < MANY; i++) {
		int n = merkle_append(&m, leaves[i], full);
		assert_int_equal(n, __builtin_ctz((unsigned)i + 1));
		for (int k = 0; k < n; k++) {
			nodes[k + 1][i >> (k + 1)] = full[k];
			assert_true(hash_eq(full[k], naive(leaves + (i + 1 - (2 << k)), 2 << k)));
		}
	}
}

static void test_open_continues(void **state)
{
	int n = MANY;
	(void)state;
	for (int cached = 0; cached < 2; cached++)
		for (int size = 0; size < MANY; size++) {
			struct merkle m;
			struct fail fail = {0};
			reads = 0;
			assert_true(merkle_open(&m, size, (struct merkle_source){leaf_hash, cached ? node_hash : NULL, &n}, &fail));
			assert_int_equal(reads, cached ? __builtin_popcount((unsigned)size) : size);
			merkle_append(&m, leaves[size], NULL);
			assert_true(hash_eq(merkle_root(&m), naive(leaves, size + 1)));
		}
}

static void test_open_names_missing_leaf(void **state)
{
	int n = 77;
	struct merkle m;
	struct fail fail = {0}, range = {0};
	(void)state;
	assert_false(merkle_open(&m, 100, (struct merkle_source){leaf_hash, NULL, &n}, &fail));
	assert_int_equal(fail.rc, RC_MISSING);
	assert_non_null(strstr(fail.what, "leaf 77 "));
	assert_int_equal(m.size, 0);
	assert_false(merkle_open(&m, -1, (struct merkle_source){leaf_hash, NULL, &n}, &range));
	assert_int_equal(range.rc, RC_INPUT);
}

/* A leaf must not pass for a node, nor a node for a leaf. */
static void test_domains_are_separate(void **state)
{
	char bytes[2 * HASH_BYTES];
	(void)state;
	memcpy(bytes, leaves[0].b, HASH_BYTES);
	memcpy(bytes + HASH_BYTES, leaves[1].b, HASH_BYTES);
	assert_false(hash_eq(merkle_leaf((str){bytes, (ptrdiff_t)sizeof bytes}), merkle_pair(leaves[0], leaves[1])));
}

int main(void)
{
	fill();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_roots),
		cmocka_unit_test(test_root_is_naive_root),
		cmocka_unit_test(test_append_reports_full_subtrees), /* fills `nodes` for the next */
		cmocka_unit_test(test_open_continues),
		cmocka_unit_test(test_open_names_missing_leaf),
		cmocka_unit_test(test_domains_are_separate),
	};
	return cmocka_run_group_tests_name("merkle", tests, NULL, NULL);
}
