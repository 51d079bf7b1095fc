/* index.h - which passages are about a text: BM25 over pairs of Chinese characters and stemmed Latin words, in memory.
 *
 * Built once from (id, text) pairs on a long-lived arena, then read by any number of threads. Deterministic: equal scores are ordered by id. */
#ifndef SEARCH_INDEX_H
#define SEARCH_INDEX_H

#include "base/str.h"

struct index;

struct index_hit {
	int32_t id;
	float score;
};

/* `build` is needed until index_finish. */
struct index *index_create(struct arena *build);
/* `folded` text (lang/fold.h); ids must not repeat. */
void index_add(struct index *ix, int32_t id, str folded);
/* Moves what queries need to `perm`, packed. After the last index_add and before the first query. */
struct index *index_finish(struct index *built, struct arena *perm);

/* The best at most `k` ids with a score above zero, best first; returns how many. `allowed` may be NULL; else only ids it accepts are considered,
 * before ranking. */
ptrdiff_t index_query(const struct index *ix, str folded, bool (*allowed)(void *ctx, int32_t id), void *ctx, struct index_hit *out, ptrdiff_t k,
		      struct arena scratch);

#endif
