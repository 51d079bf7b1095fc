/* ledger_bench.c - one line per case: name, value, unit, separated by tabs. */
#include "base/clock.h"
#include "ledger/proof.h"
#include "ledger/sample_int.h"

enum { MANY = 1000000, PROOFS = 20000, SLOW_PROOFS = 3, HEADS = 2000, EXPORTS = 200 };

static struct hash *node[21]; /* node[level][index] of MANY leaves, every level stored */
static int every = 1;         /* levels divisible by this are given back */

static bool leaf_hash(void *ctx, int64_t index, unsigned char out[HASH_BYTES])
{
	(void)ctx;
	memcpy(out, node[0][index].b, HASH_BYTES);
	return true;
}

static bool node_hash(void *ctx, int level, int64_t index, unsigned char out[HASH_BYTES])
{
	(void)ctx;
	if (level % every) return false;
	memcpy(out, node[level][index].b, HASH_BYTES);
	return true;
}

static void print_rate(const char *name, int64_t count, int64_t from_us)
{
	double s = (double)(clock_monotonic_us() - from_us) / 1e6;
	printf("%s\t%.0f\tper_second\n", name, (double)count / (s > 0 ? s : 1e-6));
}

static void bench_append(struct arena *perm)
{
	struct merkle m = {0};
	struct hash full[MERKLE_LEVELS];
	struct entry e = {.kind = S("answer"), .case_id = S("01JDABCDEFGHJKMNPQRSTVWXYZ"), .time_ms = 1764000000000};
	for (int level = 0; level <= 20; level++) node[level] = ARENA_NEW(perm, struct hash, (MANY >> level) + 1);
	int64_t from = clock_monotonic_us();
	for (; e.index < MANY; e.index++) {
		node[0][e.index] = entry_leaf(&e);
		int n = merkle_append(&m, node[0][e.index], full);
		for (int k = 0; k < n; k++) node[k + 1][e.index >> (k + 1)] = full[k];
	}
	print_rate("ledger_append", MANY, from);
}

static void bench_proofs(const char *name, int count, struct merkle_source source)
{
	struct proof p;
	int64_t from = clock_monotonic_us();
	for (int i = 0; i < count; i++) proof_inclusion(&p, (int64_t)i * 7919 % MANY, MANY, source, NULL);
	print_rate(name, count, from);
}

static void bench_consistency(struct merkle_source source)
{
	struct proof p;
	int64_t from = clock_monotonic_us();
	for (int i = 0; i < PROOFS; i++) proof_consistency(&p, 1 + (int64_t)i * 7919 % MANY, MANY, source, NULL);
	print_rate("ledger_consistency_proof_of_1m", PROOFS, from);
}

static void bench_verify_proofs(struct merkle_source source)
{
	struct merkle m;
	struct proof p;
	int held = 0;
	merkle_open(&m, MANY, source, NULL);
	proof_inclusion(&p, 123456, MANY, source, NULL);
	int64_t from = clock_monotonic_us();
	for (int i = 0; i < PROOFS; i++) held += proof_includes(&p, node[0][123456], merkle_root(&m));
	print_rate(held == PROOFS ? "ledger_inclusion_verified" : "ledger_inclusion_FAILED", PROOFS, from);
}

static void bench_heads_and_exports(struct arena *perm)
{
	struct sample s;
	struct ledger_report report;
	sample_make(&s, 1);
	str text = sample_export(&s, perm);
	int64_t from = clock_monotonic_us();
	for (int i = 0; i < HEADS; i++) head_sign(&s.head[0], &s.key, NULL);
	print_rate("ledger_head_sign", HEADS, from);
	from = clock_monotonic_us();
	for (int i = 0; i < EXPORTS; i++) ledger_verify_text(&report, text, (struct ledger_trust){0}, NULL);
	print_rate("ledger_verify_lines_5_heads_in_19", EXPORTS * report.lines, from);
}

struct bulk {
	struct sb text;
	struct head head;
};

static bool bulk_entry(void *ctx, int64_t index, struct entry *out, unsigned char leaf[HASH_BYTES])
{
	(void)ctx;
	*out = (struct entry){.index = index, .kind = S("answer"), .case_id = S("01JDABCDEFGHJKMNPQRSTVWXYZ"), .time_ms = 1764000000000};
	return leaf_hash(NULL, index, leaf);
}

static bool bulk_head(void *ctx, int64_t number, struct head *out)
{
	(void)number;
	*out = ((struct bulk *)ctx)->head;
	return true;
}

static bool bulk_line(void *ctx, str line)
{
	sb_add(&((struct bulk *)ctx)->text, line);
	return true;
}

static void bench_bulk(struct arena *perm, struct merkle_source source)
{
	struct bulk b = {.text = sb_new(perm, (ptrdiff_t)500 << 20), .head = {.organisation = S("org-1"), .size = MANY}};
	struct key_pair key;
	struct merkle m;
	struct ledger_report report;
	key_create(&key, rng_system());
	merkle_open(&m, MANY, source, NULL);
	b.head.root = merkle_root(&m);
	head_sign(&b.head, &key, NULL);
	struct ledger_export_source from = {S("org-1"), key.public_key, MANY, 1, bulk_entry, bulk_head, &b};
	int64_t begin = clock_monotonic_us();
	ledger_export(from, (struct ledger_export_sink){bulk_line, &b}, NULL);
	print_rate("ledger_export_lines", MANY, begin);
	begin = clock_monotonic_us();
	bool ok = ledger_verify_text(&report, sb_str(&b.text), (struct ledger_trust){0}, NULL);
	print_rate(ok ? "ledger_verify_lines" : "ledger_verify_FAILED", MANY, begin);
}

int main(void)
{
	struct arena perm = arena_create((ptrdiff_t)4 << 30);
	struct merkle_source stored = {leaf_hash, node_hash, NULL}, bare = {leaf_hash, NULL, NULL};
	bench_append(&perm);
	bench_proofs("ledger_inclusion_proof_of_1m", PROOFS, stored);
	every = 4;
	bench_proofs("ledger_inclusion_proof_of_1m_every_4th_level", PROOFS, stored);
	every = 1;
	bench_proofs("ledger_inclusion_proof_of_1m_no_nodes", SLOW_PROOFS, bare);
	bench_consistency(stored);
	bench_verify_proofs(stored);
	bench_heads_and_exports(&perm);
	bench_bulk(&perm, stored);
	arena_destroy(perm);
	return 0;
}
