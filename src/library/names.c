#include "library/names.h"

#include "lang/terms.h"

#include <pthread.h>
#include <stdlib.h>

enum { BLOCK_JOBS = 256, BUILD_MEMORY = 512 << 20, KEPT_MEMORY = 256 << 20, SCRATCH_MEMORY = 32 << 20 }; /* reserved, not used */

struct job {
	str terms;
	int32_t value;
	enum names_of kind;
	enum lexicon_how how;
};

struct block {
	struct block *next;
	int n;
	struct job job[BLOCK_JOBS];
};

struct names {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct block *first, *last; /* full ones, under the lock */
	bool closed;                /* under the lock */
	bool threaded;
	struct block *filling; /* the adding thread's */
	struct arena build, build_whole, kept, kept_whole, scratch;
	struct lexicon *built[NAMES_KINDS];
};

static void learn(struct names *n, const struct block *b)
{
	for (int i = 0; i < b->n; i++) terms_add(n->built[b->job[i].kind], b->job[i].terms, b->job[i].value, b->job[i].how, n->scratch);
}

static void finish(struct names *n)
{
	for (int k = 0; k < NAMES_KINDS; k++) n->built[k] = lexicon_finish(n->built[k], &n->kept);
	arena_destroy(n->build_whole);
	arena_destroy(n->scratch);
}

/* The next full block; NULL at the end. */
static struct block *next_block(struct names *n)
{
	pthread_mutex_lock(&n->lock);
	while (!n->first && !n->closed) pthread_cond_wait(&n->more, &n->lock);
	struct block *b = n->first;
	if (b) n->first = b->next;
	if (!n->first) n->last = NULL;
	pthread_mutex_unlock(&n->lock);
	return b;
}

static void *run(void *ctx)
{
	struct names *n = ctx;
	for (struct block *b; (b = next_block(n));) {
		learn(n, b);
		free(b);
	}
	finish(n);
	return NULL;
}

struct names *names_open(void)
{
	struct names *n = calloc(1, sizeof *n);
	if (!n) return NULL;
	n->build = n->build_whole = arena_create_temporary(BUILD_MEMORY);
	n->kept = n->kept_whole = arena_create(KEPT_MEMORY);
	n->scratch = arena_create_temporary(SCRATCH_MEMORY);
	if (!n->build.beg || !n->kept.beg || !n->scratch.beg) {
		arena_destroy(n->build_whole);
		arena_destroy(n->kept_whole);
		arena_destroy(n->scratch);
		free(n);
		return NULL;
	}
	for (int k = 0; k < NAMES_KINDS; k++) n->built[k] = lexicon_create(&n->build);
	pthread_mutex_init(&n->lock, NULL);
	pthread_cond_init(&n->more, NULL);
	n->threaded = pthread_create(&n->thread, NULL, run, n) == 0;
	return n;
}

static void hand_over(struct names *n, bool closed)
{
	struct block *b = n->filling;
	n->filling = NULL;
	pthread_mutex_lock(&n->lock);
	if (b && n->last) n->last->next = b;
	else if (b) n->first = b;
	if (b) n->last = b;
	n->closed = closed;
	pthread_cond_signal(&n->more);
	pthread_mutex_unlock(&n->lock);
}

void names_add(struct names *n, enum names_of kind, str terms, int32_t value, enum lexicon_how how)
{
	if (!terms.n) return;
	if (!n->filling) n->filling = calloc(1, sizeof *n->filling);
	if (!n->filling) abort(); /* at start-up, for 12 KiB: there is nothing to go on with */
	n->filling->job[n->filling->n++] = (struct job){terms, value, kind, how};
	if (n->filling->n == BLOCK_JOBS) hand_over(n, false);
}

void names_close(struct names *n)
{
	hand_over(n, true);
	if (!n->threaded) run(n);
}

void names_take(struct names *n, struct lexicon *out[NAMES_KINDS], struct arena *memory)
{
	if (!n->closed) names_close(n);
	if (n->threaded) pthread_join(n->thread, NULL);
	for (int k = 0; k < NAMES_KINDS; k++) out[k] = n->built[k];
	*memory = n->kept_whole;
	pthread_mutex_destroy(&n->lock);
	pthread_cond_destroy(&n->more);
	free(n);
}
