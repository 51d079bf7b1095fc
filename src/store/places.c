#include "store/places_int.h"

#include "base/check.h"
#include "store/pq_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];
static const char *server; /* NULL: files */
static char made[16][64];  /* databases */
static int made_n;

bool places_start(void)
{
	const char *place = getenv("STORE_PLACE");
	server = place && store_is_url(place) ? place : NULL;
	snprintf(folder, sizeof folder, "/tmp/zhuyi-store-XXXXXX");
	return mkdtemp(folder) != NULL;
}

bool places_are_postgres(void)
{
	return server != NULL;
}

bool place_admin(const char *sql, char *cell, ptrdiff_t size)
{
	struct fail f = {0};
	struct link l;
	bool ok = server && link_open(&l, pq_api(&f), server, false, &f) && link_script(&l, sql, cell, size, &f);
	if (server) link_close(&l);
	if (!ok) fprintf(stderr, "# %s: %s\n", sql, f.what);
	return ok;
}

struct place_name place_file(const char *name)
{
	struct place_name p;
	snprintf(p.text, sizeof p.text, "%s/%s.db", folder, name);
	return p;
}

struct place_name place_new(const char *name)
{
	struct place_name p;
	char sql[128];
	if (!server) return place_file(name);
	ASSERT(made_n < (int)COUNT(made));
	snprintf(made[made_n], sizeof made[0], "zhuyi_test_%d_%.30s", (int)getpid(), name);
	snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0", made[made_n]);
	ASSERT(place_admin(sql, NULL, 0));
	snprintf(p.text, sizeof p.text, "%s%sdbname=%s", server, strchr(server, '?') ? "&" : "?", made[made_n++]);
	return p;
}

void places_stop(void)
{
	char command[128];
	for (int i = 0; i < made_n; i++) {
		snprintf(command, sizeof command, "DROP DATABASE %.63s WITH (FORCE)", made[i]);
		place_admin(command, NULL, 0);
	}
	made_n = 0;
	snprintf(command, sizeof command, "rm -r %s", folder);
	if (system(command)) fprintf(stderr, "# %s stays\n", folder);
}
