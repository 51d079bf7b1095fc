/* names.h - the names of a pack, learned by a thread of its own while the rest of the pack is read.
 *
 * Building the tries is a third of the work of loading, and nothing else that is loaded looks into them. Names are learned in the order they are added, so
 * that the result is the same as without a thread; where none can be had, names_close learns them itself. The adding thread is one and the same. */
#ifndef LIBRARY_NAMES_H
#define LIBRARY_NAMES_H

#include "base/map.h"
#include "lang/lexicon.h"

struct names;

enum names_of {
	NAMES_CONCEPTS,  /* read in questions and on orders */
	NAMES_QUESTIONS, /* in questions only: what people say of a finding stands on no order */
	NAMES_ORDERS,    /* read on orders only: in questions they have other senses too (三七, 丁香) */
	NAMES_CALCS      /* calculators */
};

struct order_name {            /* one thing that a name may mean */
	int32_t concept, next; /* index of the next one of the same name, -1 = none */
};

/* Whole names, folded: map gives the first meaning. Terms with gaps or choices are not among them. */
struct name_list {
	struct order_name *v;
	ptrdiff_t n, cap;
	struct map first;
};

struct names_learned {
	struct lexicon *concepts, *calcs;
	struct name_list orders;
	struct arena memory; /* holds all of it; the taker destroys it */
};

/* NULL when there is no memory. */
struct names *names_open(void);

/* `terms` is borrowed until names_take. */
void names_add(struct names *n, enum names_of kind, str terms, int32_t value, enum lexicon_how how);

/* No more names: the tries are finished while the caller goes on. */
void names_close(struct names *n);

/* Waits for the end; `n` is gone. */
struct names_learned names_take(struct names *n);

#endif
