/* map.h - from string to a small number. Open addressing on an arena; keys are borrowed. Built by one thread, then read by any. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/str.h"

struct map_slot {
	str key;
	int32_t value;
};

struct map {
	struct map_slot *slots;
	ptrdiff_t n, cap;
};

/* Sets or replaces. */
void map_set(struct map *m, str key, int32_t value, struct arena *perm);
/* A copy on `perm` for a map that will not grow: at most six slots in seven are taken. */
struct map map_settled(const struct map *m, struct arena *perm);
int32_t map_get(const struct map *m, str key); /* -1 when absent */

#endif
