#include "search/index.h"

#include "base/check.h"
#include "base/utf8.h"

#include <libstemmer.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

/* BM25 as usually set; Robertson and Zaragoza, Foundations and Trends in Information Retrieval 2009;3:333. */
static const float K1 = 1.2f, B = 0.75f;

enum { DOC_BITS = 24, COUNT_MAX = 255 }; /* a posting is one word: document above, how often below */

struct term {         /* while building */
	uint64_t key; /* hash of the term; 0 = free slot. Two terms that share a 64-bit hash are taken for one. */
	uint32_t *v;
	ptrdiff_t n, cap;
};

struct slot { /* for queries */
	uint64_t key;
	int32_t first, n;
};

struct doc {
	int32_t id;
	int32_t length;
};

struct index {
	struct arena *build;
	struct term *terms;
	struct slot *slots;
	ptrdiff_t term_count, term_cap; /* of both tables; a power of two */
	uint32_t *postings;
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

struct index *index_finish(struct index *built, struct arena *perm)
{
	struct index *ix = ARENA_NEW(perm, struct index, 1);
	double sum = 0;
	ptrdiff_t total = 0;
	*ix = *built;
	ix->build = NULL;
	ix->terms = NULL;
	for (ptrdiff_t i = 0; i < ix->term_cap; i++) total += built->terms[i].n;
	ix->slots = ARENA_NEW(perm, struct slot, ix->term_cap);
	ix->postings = ARENA_NEW(perm, uint32_t, total + 1);
	total = 0;
	for (ptrdiff_t i = 0; i < ix->term_cap; i++) { /* the same places: both tables probe alike */
		const struct term *t = &built->terms[i];
		ix->slots[i] = (struct slot){t->key, (int32_t)total, (int32_t)t->n};
		if (t->n) memcpy(ix->postings + total, t->v, (size_t)t->n * sizeof *t->v);
		total += t->n;
	}
	ix->docs.v = ARENA_NEW(perm, struct doc, ix->docs.n);
	if (ix->docs.n) memcpy(ix->docs.v, built->docs.v, (size_t)ix->docs.n * sizeof *ix->docs.v);
	for (ptrdiff_t i = 0; i < ix->docs.n; i++) sum += ix->docs.v[i].length;
	ix->average = ix->docs.n ? (float)(sum / (double)ix->docs.n) : 1;
	return ix;
}

static const struct slot *slot_of(const struct index *ix, uint64_t key)
{
	for (uint64_t i = key;; i++) {
		const struct slot *s = &ix->slots[i & (uint64_t)(ix->term_cap - 1)];
		if (!s->key || s->key == key) return s;
	}
}

static void add_scores(const struct index *ix, const struct slot *s, float *score)
{
	float n = (float)ix->docs.n, df = (float)s->n, idf = logf(1 + (n - df + 0.5f) / (df + 0.5f));
	for (int32_t i = 0; i < s->n; i++) {
		uint32_t posting = ix->postings[s->first + i], doc = posting >> (32 - DOC_BITS);
		float tf = (float)(posting & COUNT_MAX), length = (float)ix->docs.v[doc].length;
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
