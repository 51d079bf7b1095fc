/* search_fuzz.c - libFuzzer entry. Pieces between bytes 0x1e: a query, then documents. Hits are in order, each only once, and a document is found by
 * its own words. */
#include "base/check.h"
#include "base/utf8.h"
#include "lang/fold.h"
#include "search/index.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, TEXT_MAX = 8000, DOCUMENTS = 32, K = 8 };

/* The valid pieces of the input, one after another. */
static str valid_text(str rest, struct arena *a)
{
	struct sb b = sb_new(a, rest.n + 1);
	while (rest.n > 0) {
		ptrdiff_t bad = utf8_invalid(rest);
		sb_add(&b, str_slice(rest, 0, bad < 0 ? rest.n : bad));
		rest = str_slice(rest, bad < 0 ? rest.n : bad + 1, rest.n);
	}
	return sb_str(&b);
}

static bool is_even(void *ctx, int32_t id)
{
	return *(int *)ctx += 1, id % 2 == 0;
}

static ptrdiff_t query(const struct index *ix, str text, bool even, struct index_hit *out, ptrdiff_t k, struct arena a)
{
	int asked = 0;
	ptrdiff_t n = index_query(ix, text, even ? is_even : NULL, &asked, out, k, a);
	ASSERT(n >= 0 && n <= k);
	for (ptrdiff_t i = 0; i < n; i++) {
		ASSERT(isfinite(out[i].score) && out[i].score > 0 && (!even || out[i].id % 2 == 0));
		if (i) ASSERT(out[i - 1].score > out[i].score || (out[i - 1].score == out[i].score && out[i - 1].id < out[i].id));
		for (ptrdiff_t k2 = 0; k2 < i; k2++) ASSERT(out[k2].id != out[i].id);
	}
	return n;
}

static void find_each(const struct index *ix, const str *texts, int32_t n, struct arena a)
{
	struct index_hit hits[DOCUMENTS];
	for (int32_t d = 0; d < n; d++) {
		bool found = false;
		ptrdiff_t got = query(ix, texts[d], false, hits, DOCUMENTS, a);
		for (ptrdiff_t i = 0; i < got; i++) found |= hits[i].id == 3 * d + 1;
		ASSERT(found || !got); /* nothing at all: a text without a word */
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena whole, building;
	if (!whole.beg) whole = arena_create(MEMORY), building = arena_create(MEMORY);
	struct arena a = whole, build = building;
	struct index_hit all[DOCUMENTS], few[K];
	str rest = valid_text((str){(const char *)data, (ptrdiff_t)(size < TEXT_MAX ? size : TEXT_MAX)}, &a), wanted = S(""), piece, texts[DOCUMENTS];
	str_next(&rest, 0x1e, &wanted);
	struct index *ix = index_create(&build);
	int32_t n = 0;
	for (; n < DOCUMENTS && str_next(&rest, 0x1e, &piece); n++) {
		texts[n] = fold(piece, &a).text;
		index_add(ix, 3 * n + 1, texts[n]);
	}
	ix = index_finish(ix, &a);
	str folded = fold(wanted, &a).text;
	ptrdiff_t every = query(ix, folded, false, all, DOCUMENTS, a), first = query(ix, folded, false, few, K, a);
	ASSERT(first == (every < K ? every : K));
	for (ptrdiff_t i = 0; i < first; i++) ASSERT(few[i].id == all[i].id && few[i].score == all[i].score);
	query(ix, folded, true, few, K, a);
	query(ix, folded, false, few, 0, a);
	find_each(ix, texts, n, a);
	return 0;
}
