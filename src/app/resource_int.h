/* resource_int.h - what the FHIR interface may do with resources beyond resource.h. */
#ifndef APP_RESOURCE_INT_H
#define APP_RESOURCE_INT_H

#include "app/resource.h"

enum { RESOURCE_ID_MAX = 64, RESOURCE_TYPE_MAX = 64 };

/* What a row has sealed. */
bool resource_open(struct kept *out, const struct someone *s, const struct resource_row *row, struct arena *a, struct fail *fail);

struct put {
	str type, id; /* id empty: a new one */
	str text;
	jv resource; /* what the text says, parsed; borrowed */
	int64_t expected;
	bool fresh;      /* the id was made just now: nothing can be there */
	bool wants_text; /* in `out`, as it was kept */
	bool *created;   /* there was none, or it had been deleted; may be NULL */
};
/* resource_put of a text that was parsed before. */
bool resource_put_parsed(struct zhuyi *z, struct call *c, const struct someone *s, struct kept *out, const struct put *put);

/* Each live resource of a type (empty: of all), by type and id, until `use` says false. What it is given lives only meanwhile: many do not fit into the memory
 * of a call at once. */
typedef bool resource_use(void *ctx, const struct kept *kept);
bool resources_each(struct zhuyi *z, const struct someone *s, str type, resource_use *use, void *ctx, struct arena scratch, struct fail *fail);

/* The resources that count for the facts which this call has put in, since its last leaf. */
void resource_came(struct call *c, struct briefeds *out);

/* Every version there is or was of a type or one resource (empty: of all) changed at since_ms [ms since 1970] or later, newest first; without texts. */
bool resource_versions(struct zhuyi *z, const struct someone *s, struct version_rows *out, str type, str id, int64_t since_ms, int limit,
		       int64_t offset, struct arena *a, struct fail *fail);

/* Rows of resources, deleted ones too. */
bool resources_count(struct zhuyi *z, const struct someone *s, int64_t *live, str type, struct arena scratch, struct fail *fail);

bool resource_name_good(str type, str id); /* ids have 1 to 64 of A-Z a-z 0-9 - . */

#endif
