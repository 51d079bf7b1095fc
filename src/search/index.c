#include "search/index.h"

#include "base/check.h"
#include "base/utf8.h"

#include <libstemmer.h>
#include <math.h>
#include <stdlib.h>

/* BM25 as usually set; Robertson and Zaragoza, Foundations and Trends in Information Retrieval 2009;3:333. */
static const float K1 = 1.2f, B = 0.75f;

struct posting {
	int32_t doc;
	int32_t count;
};

struct term {
	uint64_t key; /* hash of the term; 0 = free slot. Two terms that share a 64-bit hash are taken for one. */
	struct posting *v;
	ptrdiff_t n, cap;
};

struct doc {
	int32_t id;
	int32_t length;
};

struct index {
	struct arena *perm; /* while building */
	struct term *terms;
	ptrdiff_t term_count, term_cap;
	struct {
		struct doc *v;
		ptrdiff_t n, cap;
	} docs;
	float average;
};

struct index *index_create(struct arena *build)
{
	struct index *ix = ARENA_NEW(build, struct index, 1);
	ix->perm = build;
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
	struct term *terms = ARENA_NEW(ix->perm, struct term, cap);
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
		if (cp_is_han(cp) && c->at < c->text.n && cp_is_han(utf8_at(c->text, c->at, &second))) return key_of(str_slice(c->text, from, c->at + second));
	}
	return 0;
}

/* One stemmer a thread: creating one costs more than a query. */
static struct sb_stemmer *stemmer(void)
{
	static _Thread_local struct sb_stemmer *english;
	if (!english) english = sb_stemmer_new("english", NULL);
	ASSERT(english);
	return english;
}

void index_add(struct index *ix, int32_t id, str folded)
{
	struct cursor c = {folded, 0, stemmer()};
	int32_t doc = (int32_t)ix->docs.n, length = 0;
	for (uint64_t key; (key = next_term(&c)); length++) {
		struct term *t = find(ix->terms, ix->term_cap, key);
		if (!t->key) {
			t->key = key;
			if (++ix->term_count * 10 > ix->term_cap * 7) grow(ix), t = find(ix->terms, ix->term_cap, key);
		}
		if (t->n && t->v[t->n - 1].doc == doc) t->v[t->n - 1].count++;
		else {
			struct {
				struct posting *v;
				ptrdiff_t n, cap;
			} list = {t->v, t->n, t->cap};
			*ARENA_PUSH(ix->perm, &list) = (struct posting){doc, 1};
			t->v = list.v, t->n = list.n, t->cap = list.cap;
		}
	}
	*ARENA_PUSH(ix->perm, &ix->docs) = (struct doc){id, length};
}

struct index *index_finish(struct index *built, struct arena *perm)
{
	struct index *ix = ARENA_NEW(perm, struct index, 1);
	double sum = 0;
	*ix = *built;
	ix->perm = NULL;
	ix->terms = ARENA_NEW(perm, struct term, ix->term_cap);
	for (ptrdiff_t i = 0; i < ix->term_cap; i++) {
		struct term *t = &ix->terms[i];
		*t = built->terms[i];
		if (!t->n) continue;
		t->v = ARENA_NEW(perm, struct posting, t->n);
		memcpy(t->v, built->terms[i].v, (size_t)t->n * sizeof *t->v);
	}
	ix->docs.v = ARENA_NEW(perm, struct doc, ix->docs.n);
	if (ix->docs.n) memcpy(ix->docs.v, built->docs.v, (size_t)ix->docs.n * sizeof *ix->docs.v);
	for (ptrdiff_t i = 0; i < ix->docs.n; i++) sum += ix->docs.v[i].length;
	ix->average = ix->docs.n ? (float)(sum / (double)ix->docs.n) : 1;
	return ix;
}

static void add_scores(const struct index *ix, const struct term *t, float *score)
{
	float n = (float)ix->docs.n, df = (float)t->n, idf = logf(1 + (n - df + 0.5f) / (df + 0.5f));
	for (ptrdiff_t i = 0; i < t->n; i++) {
		float tf = (float)t->v[i].count, length = (float)ix->docs.v[t->v[i].doc].length;
		score[t->v[i].doc] += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / ix->average));
	}
}

static bool before(struct index_hit a, struct index_hit b)
{
	return a.score != b.score ? a.score > b.score : a.id < b.id;
}

ptrdiff_t index_query(const struct index *ix, str folded, bool (*allowed)(void *ctx, int32_t id), void *ctx, struct index_hit *out, ptrdiff_t k, struct arena scratch)
{
	float *score = ARENA_NEW(&scratch, float, ix->docs.n + 1);
	struct cursor c = {folded, 0, stemmer()};
	for (uint64_t key; (key = next_term(&c));) {
		const struct term *t = find(ix->terms, ix->term_cap, key);
		if (t->key) add_scores(ix, t, score);
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
