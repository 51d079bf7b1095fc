/* open.c - which back end a place means. */
#include "store/driver_int.h"

#include "store/migrate.h"

bool store_is_url(const char *place)
{
	str s = str_from(place);
	return str_starts(s, S("postgresql://")) || str_starts(s, S("postgres://"));
}

struct store *store_open(const struct store_options *o, bool *is_new, struct fail *fail)
{
	if (store_is_url(o->place)) return store_pq_open(o, &store_migrations, is_new, fail);
	return store_sqlite_open(o, &store_migrations, is_new, fail);
}
