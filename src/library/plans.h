/* plans.h - the care plans of a pack: their files are checked when the pack is loaded, and read again when one is needed.
 *
 * Between two uses nothing of them is in memory but name and checksum. A file that was changed since the pack was loaded is refused: it would not be the
 * edition that answers. Any thread. */
#ifndef LIBRARY_PLANS_H
#define LIBRARY_PLANS_H

#include "care/plan.h"
#include "library/pack.h"

/* The plan lives on `a`. RC_MISSING: the pack has none of that id; RC_CORRUPT: its file was changed or cannot be read. */
bool pack_plan(struct plan *out, const struct pack *pack, str id, struct arena *a, struct fail *fail);

/* "general-practice 2026.1: sources of the row", for people: titles and years of ids separated by blanks. */
str pack_source_titles(const struct pack *pack, str ids, struct arena *a);

#endif
