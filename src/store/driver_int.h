/* driver_int.h - the back ends, as store_open and the tests open them: with a list of migrations of their own. */
#ifndef STORE_DRIVER_INT_H
#define STORE_DRIVER_INT_H

#include "store/migrate.h"
#include "store/store.h"

struct store *store_sqlite_open(const struct store_options *, const struct migrations *, bool *is_new, struct fail *);
struct store *store_pq_open(const struct store_options *, const struct migrations *, bool *is_new, struct fail *);

#endif
