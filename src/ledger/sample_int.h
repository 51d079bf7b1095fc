/* sample_int.h - a small ledger in memory, for the tests, the fuzzer and the benchmark only. */
#ifndef LEDGER_SAMPLE_INT_H
#define LEDGER_SAMPLE_INT_H

#include "ledger/verify.h"

#include <stdio.h>

enum { SAMPLE_ENTRIES = 12, SAMPLE_HEADS = 5 };

struct sample {
	struct key_pair key;
	struct entry entry[SAMPLE_ENTRIES];
	struct hash leaf[SAMPLE_ENTRIES];
	struct head head[SAMPLE_HEADS];
	char case_id[SAMPLE_ENTRIES][16];
};

static inline void sample_fill(void *ctx, void *out, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++) ((unsigned char *)out)[i] = (unsigned char)(i * 7 + *(const int *)ctx);
}

static inline void sample_sign(struct sample *s, int number, int64_t size)
{
	struct merkle m = {0};
	for (int64_t i = 0; i < size; i++) merkle_append(&m, s->leaf[i], NULL);
	struct head *h = &s->head[number];
	*h = (struct head){.organisation = S("org-1"), .number = number, .size = size, .time_ms = 5000 + 10 * number, .root = merkle_root(&m)};
	head_sign(h, &s->key, NULL);
}

static inline void sample_sign_all(struct sample *s)
{
	static const int64_t sizes[SAMPLE_HEADS] = {1, 5, 5, 8, SAMPLE_ENTRIES};
	for (int i = 0; i < SAMPLE_HEADS; i++) sample_sign(s, i, sizes[i]);
}

static inline void sample_make(struct sample *s, int seed)
{
	static const char *const kinds[] = {"answer", "sign", "login", "edition"};
	*s = (struct sample){0};
	key_create(&s->key, (struct rng){sample_fill, &seed});
	for (int i = 0; i < SAMPLE_ENTRIES; i++) {
		struct entry *e = &s->entry[i];
		snprintf(s->case_id[i], sizeof s->case_id[i], "C-%d", i / 3);
		*e = (struct entry){.index = i, .time_ms = 1000 + i / 2, .kind = str_from(kinds[i % 4])};
		e->case_id = i % 4 == 2 ? S("") : str_from(s->case_id[i]);
		e->subject = merkle_leaf(str_from(s->case_id[i]));
		e->actor = merkle_leaf(e->kind);
		s->leaf[i] = entry_leaf(e);
	}
	sample_sign_all(s);
}

static inline bool sample_entry(void *ctx, int64_t index, struct entry *out, unsigned char leaf[HASH_BYTES])
{
	const struct sample *s = ctx;
	*out = s->entry[index];
	memcpy(leaf, s->leaf[index].b, HASH_BYTES);
	return true;
}

static inline bool sample_head(void *ctx, int64_t number, struct head *out)
{
	const struct sample *s = ctx;
	*out = s->head[number];
	return true;
}

static inline bool sample_line(void *ctx, str line)
{
	sb_add(ctx, line);
	return true;
}

static inline str sample_export(struct sample *s, struct arena *perm)
{
	struct sb text = sb_new(perm, 1 << 14);
	struct ledger_export_source from = {S("org-1"), s->key.public_key, SAMPLE_ENTRIES, SAMPLE_HEADS, sample_entry, sample_head, s};
	ledger_export(from, (struct ledger_export_sink){sample_line, &text}, NULL);
	return sb_str(&text);
}

#endif
