/* distribute.h - the tables placed on the nodes of a Citus cluster: a person's rows by person, a hospital's by hospital, sessions by token. */
#ifndef STORE_DISTRIBUTE_H
#define STORE_DISTRIBUTE_H

#include "store/store.h"

typedef void distribute_line(void *ctx, const char *sql); /* one command, without the semicolon */

/* The column whose hash decides on which node a row lies; NULL: each node has the whole table. */
const char *distribute_column(const struct table *t);

/* Issues the calls, telling each before it runs; tables that are placed already stay where they are, so it can be done again. `only_tell`: nothing
 * is run and `s` may be NULL. RC_MISSING: not PostgreSQL, or without the extension citus. No server may be writing. */
bool store_distribute(struct store *s, bool only_tell, distribute_line *line, void *ctx, struct fail *fail);

#endif
