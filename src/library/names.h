/* names.h - the names of a pack, learned by a thread of its own while the rest of the pack is read.
 *
 * Building the tries is a third of the work of loading, and nothing else that is loaded looks into them. Names are learned in the order they are added, so
 * that the result is the same as without a thread; where none can be had, names_close learns them itself. The adding thread is one and the same. */
#ifndef LIBRARY_NAMES_H
#define LIBRARY_NAMES_H

#include "lang/lexicon.h"

struct names;

enum names_of { NAMES_CONCEPTS, NAMES_CALCS, NAMES_KINDS };

/* NULL when there is no memory. */
struct names *names_open(void);

/* `terms` is borrowed until names_take. */
void names_add(struct names *n, enum names_of kind, str terms, int32_t value, enum lexicon_how how);

/* No more names: the tries are finished while the caller goes on. */
void names_close(struct names *n);

/* Waits for the end. The lexicons live in *memory, which the caller destroys; `n` is gone. */
void names_take(struct names *n, struct lexicon *out[NAMES_KINDS], struct arena *memory);

#endif
