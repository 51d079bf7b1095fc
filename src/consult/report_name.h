/* report_name.h - which item, and which unit, a photographed report means: by the pack's names, allowing for single characters misread. Pure. */
#ifndef CONSULT_REPORT_NAME_H
#define CONSULT_REPORT_NAME_H

#include "library/pack.h"

enum named_how { NAMED_NOT, NAMED_NEARLY, NAMED_EXACTLY };

struct named_item {
	enum named_how how;
	str name, code;
	int32_t lab; /* index; -1 = not known, or several that only the rest of the report can tell apart */
};

struct report_namer {
	const struct pack *pack;
};
struct report_namer report_namer(const struct pack *pack);

/* `name` as the Chinese model read it, `latin` as the English one did (for what stands in brackets), `code` from a column of its own. NAMED_NEARLY: the only
 * known name that differs by at most a character in four. */
struct named_item report_name(const struct report_namer *n, str name, str latin, str code, str unit, bool in_words, struct arena *perm);

struct named_unit {
	str shown, spelled;
	bool sure; /* one of the item's units; for an item not known here: read alike by both models */
};
struct named_unit report_unit(const struct lab *lab, str latin, str text, struct arena *perm);

#endif
