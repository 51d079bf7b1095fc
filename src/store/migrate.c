#include "store/migrate.h"

extern const char migration_0001[], migration_0002[], migration_0003[];

static const char *const list[] = {migration_0001, migration_0002, migration_0003};

const struct migrations store_migrations = {list, sizeof list / sizeof *list};
