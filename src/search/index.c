#include "search/index.h"

#include "base/check.h"
#include "base/utf8.h"

#include <libstemmer.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

/* BM25 as usually set; Robertson and Zaragoza, Foundations and Trends in Information Retrieval 2009;3:333. */
static const float K1 = 1.2f, B = 0.75f;

enum { DOC_BITS = 24, COUNT_MAX = 255 }; /* while building a posting is one word: document above, how often below */

struct term {         /* while building */
	uint64_t key; /* hash of the term; 0 = free slot. Two terms that share a 64-bit hash are taken for one. */
	uint32_t *v;
	ptrdiff_t n, cap;
};

/* For queries: postings of a term lie packed, one after the other, as the distance to the document before and how often, in 7-bit groups, lowest first, the
 * high bit on all but the last. Of the distance the lowest bit says whether a count follows: most are 1. A third of the room of whole words. */
struct slot {
	uint64_t key;
	uint32_t first; /* byte of the first */
	int32_t n;
};

struct doc {
	int32_t id;
	int32_t length;
};

struct index {
	struct arena *build;
	struct term *terms;
	ptrdiff_t term_count, term_cap; /* of terms; a power of two */
	struct slot *slots;
	ptrdiff_t slot_count; /* a tenth more than there are terms */
	unsigned char *postings;
	struct {
		struct doc *v;
		ptrdiff_t n, cap;
	} docs;
	float average;
};

struct index *index_create(struct arena *build)
{
	struct index *ix = ARENA_NEW(build, struct index, 1);
	ix->build = build;
	ix->term_cap = 1 << 14;
	ix->terms = ARENA_NEW(build, struct term, ix->term_cap);
	return ix;
}

static struct term *find(struct term *terms, ptrdiff_t cap, uint64_t key)
{
	for (uint64_t i = key;; i++) {
		struct term *t = &terms[i & (uint64_t)(cap - 1)];
		if (!t->key || t->key == key) return t;
	}
}

static void grow(struct index *ix)
{
	ptrdiff_t cap = ix->term_cap * 2;
	struct term *terms = ARENA_NEW(ix->build, struct term, cap);
	for (ptrdiff_t i = 0; i < ix->term_cap; i++)
		if (ix->terms[i].key) *find(terms, cap, ix->terms[i].key) = ix->terms[i];
	ix->terms = terms;
	ix->term_cap = cap;
}

static uint64_t key_of(str s)
{
	uint64_t h = str_hash(s);
	return h ? h : 1;
}

struct cursor {
	str text;
	ptrdiff_t at;
	struct sb_stemmer *english;
};

static bool word_byte(str s, ptrdiff_t i)
{
	return i < s.n && (cp_is_latin((unsigned char)s.p[i]) || cp_is_digit((unsigned char)s.p[i]));
}

/* Next term: a pair of neighbouring Chinese characters or a stemmed word. 0 at the end. */
static uint64_t next_term(struct cursor *c)
{
	while (c->at < c->text.n) {
		ptrdiff_t from = c->at;
		int len, second;
		uint32_t cp = utf8_at(c->text, from, &len);
		if (word_byte(c->text, from)) {
			while (word_byte(c->text, c->at)) c->at++;
			const sb_symbol *stem = sb_stemmer_stem(c->english, (const sb_symbol *)c->text.p + from, (int)(c->at - from));
			return key_of((str){(const char *)stem, sb_stemmer_length(c->english)});
		}
		c->at += len;
		if (cp_is_han(cp) && c->at < c->text.n && cp_is_han(utf8_at(c->text, c->at, &second)))
			return key_of(str_slice(c->text, from, c->at + second));
	}
	return 0;
}

/* One stemmer a thread, given back when the thread ends: creating one costs more than a query. */
static pthread_key_t stemmer_key;
static pthread_once_t stemmer_once = PTHREAD_ONCE_INIT;

static void drop_stemmer(void *stemmer)
{
	sb_stemmer_delete(stemmer);
}

static void make_stemmer_key(void)
{
	ASSERT(pthread_key_create(&stemmer_key, drop_stemmer) == 0);
}

static struct sb_stemmer *stemmer(void)
{
	pthread_once(&stemmer_once, make_stemmer_key);
	struct sb_stemmer *english = pthread_getspecific(stemmer_key);
	if (english) return english;
	english = sb_stemmer_new("english", NULL);
	ASSERT(english && pthread_setspecific(stemmer_key, english) == 0);
	return english;
}

static void add_posting(struct index *ix, struct term *t, uint32_t doc)
{
	if (t->n && t->v[t->n - 1] >> (32 - DOC_BITS) == doc) {
		if ((t->v[t->n - 1] & COUNT_MAX) < COUNT_MAX) t->v[t->n - 1]++;
		return;
	}
	struct {
		uint32_t *v;
		ptrdiff_t n, cap;
	} list = {t->v, t->n, t->cap};
	*ARENA_PUSH(ix->build, &list) = doc << (32 - DOC_BITS) | 1;
	t->v = list.v, t->n = list.n, t->cap = list.cap;
}

void index_add(struct index *ix, int32_t id, str folded)
{
	struct cursor c = {folded, 0, stemmer()};
	int32_t length = 0;
	ASSERT(ix->docs.n < 1 << DOC_BITS);
	for (uint64_t key; (key = next_term(&c)); length++) {
		struct term *t = find(ix->terms, ix->term_cap, key);
		if (!t->key) {
			t->key = key;
			if (++ix->term_count * 10 > ix->term_cap * 7) grow(ix), t = find(ix->terms, ix->term_cap, key);
		}
		add_posting(ix, t, (uint32_t)ix->docs.n);
	}
	*ARENA_PUSH(ix->build, &ix->docs) = (struct doc){id, length};
}

/* Where a key is looked for first: the high bits, spread over the table. */
static ptrdiff_t home(uint64_t key, ptrdiff_t slots)
{
	return (ptrdiff_t)((key >> 32) * (uint64_t)slots >> 32);
}

static struct slot *slot_of(const struct index *ix, uint64_t key)
{
	for (ptrdiff_t i = home(key, ix->slot_count);; i = i + 1 < ix->slot_count ? i + 1 : 0) {
		struct slot *s = &ix->slots[i];
		if (!s->key || s->key == key) return s;
	}
}

/* Bytes written, or with `out` NULL needed. */
static ptrdiff_t put(unsigned char *out, uint32_t v)
{
	ptrdiff_t n = 0;
	for (; v > 127; v >>= 7, n++)
		if (out) out[n] = (unsigned char)(v | 128);
	if (out) out[n] = (unsigned char)v;
	return n + 1;
}

static uint32_t take(const unsigned char **at)
{
	uint32_t v = 0;
	for (int shift = 0;; shift += 7) {
		unsigned char c = *(*at)++;
		v |= (uint32_t)(c & 127) << shift;
		if (c < 128) return v;
	}
}

static ptrdiff_t pack(unsigned char *out, const struct term *t)
{
	ptrdiff_t n = 0;
	uint32_t last = 0;
	for (ptrdiff_t i = 0; i < t->n; i++) {
		uint32_t doc = t->v[i] >> (32 - DOC_BITS), count = t->v[i] & COUNT_MAX;
		n += put(out ? out + n : NULL, (doc - last) << 1 | (count > 1));
		if (count > 1) n += put(out ? out + n : NULL, count);
		last = doc;
	}
	return n;
}

static void pack_terms(struct index *ix, const struct index *built, struct arena *perm)
{
	ptrdiff_t bytes = 0;
	for (ptrdiff_t i = 0; i < built->term_cap; i++) bytes += pack(NULL, &built->terms[i]);
	ASSERT(bytes < UINT32_MAX);
	ix->slot_count = built->term_count + built->term_count / 10 + 1;
	ix->slots = ARENA_NEW(perm, struct slot, ix->slot_count);
	ix->postings = ARENA_NEW(perm, unsigned char, bytes + 1);
	bytes = 0;
	for (ptrdiff_t i = 0; i < built->term_cap; i++) {
		const struct term *t = &built->terms[i];
		if (!t->key) continue;
		*slot_of(ix, t->key) = (struct slot){t->key, (uint32_t)bytes, (int32_t)t->n};
		bytes += pack(ix->postings + bytes, t);
	}
}

struct index *index_finish(struct index *built, struct arena *perm)
{
	struct index *ix = ARENA_NEW(perm, struct index, 1);
	double sum = 0;
	*ix = *built;
	ix->build = NULL;
	ix->terms = NULL;
	pack_terms(ix, built, perm);
	ix->docs.v = ARENA_NEW(perm, struct doc, ix->docs.n);
	if (ix->docs.n) memcpy(ix->docs.v, built->docs.v, (size_t)ix->docs.n * sizeof *ix->docs.v);
	for (ptrdiff_t i = 0; i < ix->docs.n; i++) sum += ix->docs.v[i].length;
	ix->average = ix->docs.n ? (float)(sum / (double)ix->docs.n) : 1;
	return ix;
}

static void add_scores(const struct index *ix, const struct slot *s, float *score)
{
	float n = (float)ix->docs.n, df = (float)s->n, idf = logf(1 + (n - df + 0.5f) / (df + 0.5f));
	const unsigned char *at = ix->postings + s->first;
	uint32_t doc = 0;
	for (int32_t i = 0; i < s->n; i++) {
		uint32_t step = take(&at);
		doc += step >> 1;
		float tf = step & 1 ? (float)take(&at) : 1, length = (float)ix->docs.v[doc].length;
		score[doc] += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / ix->average));
	}
}

static bool before(struct index_hit a, struct index_hit b)
{
	return a.score != b.score ? a.score > b.score : a.id < b.id;
}

ptrdiff_t index_query(const struct index *ix, str folded, bool (*allowed)(void *ctx, int32_t id), void *ctx, struct index_hit *out, ptrdiff_t k,
		      struct arena scratch)
{
	if (k <= 0) return 0;
	float *score = ARENA_NEW(&scratch, float, ix->docs.n + 1);
	struct cursor c = {folded, 0, stemmer()};
	for (uint64_t key; (key = next_term(&c));) {
		const struct slot *s = slot_of(ix, key);
		if (s->key) add_scores(ix, s, score);
	}
	ptrdiff_t n = 0;
	for (ptrdiff_t d = 0; d < ix->docs.n; d++) {
		struct index_hit hit = {ix->docs.v[d].id, score[d]};
		if (hit.score <= 0 || (n == k && !before(hit, out[k - 1]))) continue;
		if (allowed && !allowed(ctx, hit.id)) continue;
		ptrdiff_t at = n < k ? n++ : k - 1;
		for (; at > 0 && before(hit, out[at - 1]); at--) out[at] = out[at - 1];
		out[at] = hit;
	}
	return n;
}
