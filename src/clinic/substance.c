#include "clinic/substance.h"

#include "clinic/unit_int.h"

enum { NAME_MAX_BYTES = 120 };

const struct substance *substance_find(str name)
{
	char folded[NAME_MAX_BYTES];
	ptrdiff_t n = name_fold(folded, NAME_MAX_BYTES, name.p, name.n);
	if (n <= 0) return NULL;
	for (uint32_t h = table_hash(folded, n) & (ALIAS_SLOTS - 1); substance_alias_slots[h] >= 0; h = (h + 1) & (ALIAS_SLOTS - 1)) {
		const struct alias *a = &substance_aliases[substance_alias_slots[h]];
		if (table_same(a->folded, folded, n)) return &substances[a->index];
	}
	return NULL;
}
