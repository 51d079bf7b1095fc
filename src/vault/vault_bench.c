/* vault_bench.c - one line per case: name, value, unit, separated by tabs. One core, nonces from the kernel. */
#include "base/check.h"
#include "vault/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROUNDS = 200000, LONG_ROUNDS = 20000 };
#define ORG S("01JDAAAAAAAAAAAAAAAAAAAAAA")
#define PERSON S("01JDBBBBBBBBBBBBBBBBBBBBBB")

static void line(const char *name, int rounds, int64_t from_us)
{
	printf("%s\t%.2f\tus\n", name, (double)(clock_monotonic_us() - from_us) / rounds);
}

static void bench_seal(const char *name, ptrdiff_t bytes, int rounds, const struct person_key *key, struct arena perm)
{
	static char text[1 << 16];
	char label[64];
	struct vault_place at = {S("item.sealed_body"), ORG, PERSON, S("facts"), S("01JDCCCCCCCCCCCCCCCCCCCCCC")};
	struct fail fail = {0};
	str sealed = {0}, back;
	int64_t from = clock_monotonic_us();
	for (int i = 0; i < rounds; i++) {
		struct arena scratch = perm;
		sealed = vault_seal(key, &at, (str){text, bytes}, rng_system(), &scratch);
	}
	snprintf(label, sizeof label, "vault_seal_%s", name);
	line(label, rounds, from);
	perm.beg += sealed.n; /* the sealed text stays where it is */
	from = clock_monotonic_us();
	for (int i = 0; i < rounds; i++) {
		struct arena scratch = perm;
		ASSERT(vault_unseal(&back, key, &at, sealed, &scratch, &fail));
	}
	snprintf(label, sizeof label, "vault_unseal_%s", name);
	line(label, rounds, from);
}

static void bench_keys(const struct vault *v)
{
	struct person_key key;
	unsigned char wrapped[VAULT_WRAPPED];
	struct fail fail = {0};
	int64_t from = clock_monotonic_us();
	for (int i = 0; i < ROUNDS; i++) vault_person_make(&key, wrapped, v, ORG, PERSON, rng_system());
	line("vault_person_make", ROUNDS, from);
	from = clock_monotonic_us();
	for (int i = 0; i < ROUNDS; i++) ASSERT(vault_unwrap(&key, v, ORG, PERSON, (str){(const char *)wrapped, VAULT_WRAPPED}, &fail));
	line("vault_unwrap", ROUNDS, from);
}

static void bench_marks(const struct vault *v, struct arena scratch)
{
	unsigned char mark[VAULT_MARK];
	int64_t from = clock_monotonic_us();
	for (int i = 0; i < ROUNDS; i++) vault_mark(mark, v, S("login"), ORG, S("li.ming"));
	line("vault_mark", ROUNDS, from);
	from = clock_monotonic_us();
	for (int i = 0; i < ROUNDS; i++) ASSERT(vault_mark_login(mark, v, ORG, S("Ｌｉ.Ming"), scratch));
	line("vault_mark_login", ROUNDS, from);
	from = clock_monotonic_us();
	for (int i = 0; i < ROUNDS; i++) ASSERT(vault_mark_phone(mark, v, ORG, S("+86 138 0013 8000"), scratch));
	line("vault_mark_phone", ROUNDS, from);
}

static struct vault *make_vault(void)
{
	char folder[] = "/tmp/zhuyi-vault-XXXXXX", path[64], marks[VAULT_MARKS_HEX + 1];
	struct fail fail = {0};
	ASSERT(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/master.key", folder);
	struct master *m = master_create(path, rng_system(), &fail);
	ASSERT(m);
	unlink(path);
	rmdir(folder);
	vault_marks_make(marks, m, rng_system());
	struct vault *v = vault_open(m, str_from(marks), &fail);
	ASSERT(v);
	master_forget(m);
	return v;
}

int main(void)
{
	struct arena perm = arena_create(1 << 24);
	struct vault *v = make_vault();
	struct person_key key;
	unsigned char wrapped[VAULT_WRAPPED];
	vault_person_make(&key, wrapped, v, ORG, PERSON, rng_system());
	bench_seal("30_bytes", 30, ROUNDS, &key, perm);
	bench_seal("300_bytes", 300, ROUNDS, &key, perm);
	bench_seal("3000_bytes", 3000, ROUNDS, &key, perm);
	bench_seal("60000_bytes", 60000, LONG_ROUNDS, &key, perm);
	bench_keys(v);
	bench_marks(v, perm);
	person_key_forget(&key);
	vault_close(v);
	arena_destroy(perm);
	return 0;
}
