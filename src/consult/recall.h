/* recall.h - the passage index of a pack, built on a thread of its own: a server answers before it is ready, for most questions are answered from
 * cards and tables and never search. Who searches waits for it. */
#ifndef CONSULT_RECALL_H
#define CONSULT_RECALL_H

#include "library/pack.h"
#include "search/index.h"

struct recall;

/* Starts building over the cards' sentences. `pack` is borrowed until recall_destroy. NULL when no thread can be had. */
struct recall *recall_create(const struct pack *pack);
void recall_destroy(struct recall *r); /* stops a build that is still running */

const struct index *recall_index(struct recall *r); /* waits until it is built */

#endif
