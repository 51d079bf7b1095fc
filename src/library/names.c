#include "library/names.h"

#include "lang/fold.h"
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
	struct names_learned out;
};

static void learn_order_names(struct names *n, str terms, int32_t concept)
{
	struct name_list *list = &n->out.orders;
	str term;
	while (str_next(&terms, ';', &term)) {
		struct arena scratch = n->scratch;
		term = str_trim(term);
		if (!term.n || str_find(term, S("…")) >= 0 || str_find(term, S("|")) >= 0) continue;
		str name = fold(term, &scratch).text;
		int32_t first = map_get(&list->first, name), same = first;
		while (same >= 0 && list->v[same].concept != concept) same = list->v[same].next;
		if (same >= 0) continue;
		map_set(&list->first, str_copy(&n->kept, name), (int32_t)list->n, &n->build);
		*ARENA_PUSH(&n->build, list) = (struct order_name){concept, first};
	}
}

static void learn(struct names *n, const struct block *b)
{
	for (int i = 0; i < b->n; i++) {
		const struct job *j = &b->job[i];
		if (j->kind == NAMES_CALCS) terms_add(n->out.calcs, j->terms, j->value, j->how, n->scratch);
		else if (j->kind != NAMES_QUESTIONS) learn_order_names(n, j->terms, j->value);
		if (j->kind == NAMES_CONCEPTS || j->kind == NAMES_QUESTIONS) terms_add(n->out.concepts, j->terms, j->value, j->how, n->scratch);
	}
}

static void *moved(struct arena *to, const void *from, ptrdiff_t size, ptrdiff_t n)
{
	void *p = arena_alloc(to, size, (ptrdiff_t) _Alignof(max_align_t), n);
	return n ? memcpy(p, from, (size_t)(size * n)) : p;
}

static void finish(struct names *n)
{
	struct name_list *list = &n->out.orders;
	n->out.concepts = lexicon_finish(n->out.concepts, &n->kept);
	n->out.calcs = lexicon_finish(n->out.calcs, &n->kept);
	list->v = moved(&n->kept, list->v, (ptrdiff_t)sizeof *list->v, list->n);
	list->first = map_settled(&list->first, &n->kept);
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
	n->out.concepts = lexicon_create(&n->build);
	n->out.calcs = lexicon_create(&n->build);
	n->out.memory = n->kept_whole;
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

struct names_learned names_take(struct names *n)
{
	if (!n->closed) names_close(n);
	if (n->threaded) pthread_join(n->thread, NULL);
	struct names_learned out = n->out;
	pthread_mutex_destroy(&n->lock);
	pthread_cond_destroy(&n->more);
	free(n);
	return out;
}
