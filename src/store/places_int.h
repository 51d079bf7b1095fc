/* places_int.h - for tests: stores that are empty, each in a place of its own: a file, or a database of the server that STORE_PLACE names. */
#ifndef STORE_PLACES_INT_H
#define STORE_PLACES_INT_H

#include "store/driver_int.h"

bool places_start(void); /* reads STORE_PLACE: postgresql://…; otherwise files in a temporary folder */
void places_stop(void);  /* removes all of them */
bool places_are_postgres(void);

struct place_name {
	char text[512];
};
struct place_name place_new(const char *name); /* nothing there yet; a-z0-9_ */
struct place_name place_file(const char *name);

/* A command of the administrator's on a connection beside the store's; false when it fails. PostgreSQL only. */
bool place_admin(const char *sql, char *cell, ptrdiff_t size);

#endif
