#include "consult/recall.h"

#include "lang/fold.h"

#include <pthread.h>
#include <stdlib.h>

enum { BUILD_MEMORY = 256 << 20, FOLD_MEMORY = 32 << 20, INDEX_MEMORY = 128 << 20 };

struct recall {
	const struct pack *pack;
	struct arena whole; /* holds the finished index */
	struct index *index;
	pthread_t builder;
	pthread_mutex_t lock;
	pthread_cond_t ready;
	bool built;
	_Atomic bool stop;
};

static struct index *build(struct recall *r, struct arena *scratch, struct arena folding)
{
	struct arena perm = r->whole;
	struct index *index = index_create(scratch);
	for (int32_t i = 0; i < (int32_t)r->pack->passages.n && !r->stop; i++) {
		struct arena a = folding;
		if (r->pack->passages.v[i].section >= 0) index_add(index, i, fold(r->pack->passages.v[i].text, &a).text);
	}
	return index_finish(index, &perm);
}

static void *build_thread(void *ctx)
{
	struct recall *r = ctx;
	struct arena whole = arena_create_temporary(BUILD_MEMORY), scratch = whole, folding = arena_create_temporary(FOLD_MEMORY);
	struct index *index = whole.beg && folding.beg ? build(r, &scratch, folding) : NULL;
	arena_destroy(folding);
	arena_destroy(whole);
	pthread_mutex_lock(&r->lock);
	r->index = index;
	r->built = true;
	pthread_cond_broadcast(&r->ready);
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

struct recall *recall_create(const struct pack *pack)
{
	struct recall *r = calloc(1, sizeof *r);
	if (!r) return NULL;
	r->pack = pack;
	r->whole = arena_create(INDEX_MEMORY);
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->ready, NULL);
	if (r->whole.beg && pthread_create(&r->builder, NULL, build_thread, r) == 0) return r;
	arena_destroy(r->whole);
	free(r);
	return NULL;
}

void recall_destroy(struct recall *r)
{
	if (!r) return;
	r->stop = true;
	pthread_join(r->builder, NULL);
	arena_destroy(r->whole);
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->ready);
	free(r);
}

const struct index *recall_index(struct recall *r)
{
	pthread_mutex_lock(&r->lock);
	while (!r->built) pthread_cond_wait(&r->ready, &r->lock);
	const struct index *index = r->index;
	pthread_mutex_unlock(&r->lock);
	return index;
}
