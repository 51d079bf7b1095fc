/* memory.h - what a person said in a conversation, proposed to their record: kept as resources of the record with the tag `stated`, unconfirmed, with the
 * clause and the case it came from, until the person says whether it is right. */
#ifndef APP_MEMORY_H
#define APP_MEMORY_H

#include "app/derived.h"
#include "consult/stated.h"

struct remembered {
	enum stated_kind kind;
	const char *type;
	char id[27];
	str text, quote;
};
struct remembereds {
	struct remembered *v;
	ptrdiff_t n, cap;
};

/* In the transaction, after the case was kept: proposes what is not in the record, nor told, already. */
bool memory_propose(struct zhuyi *z, struct call *c, const struct someone *s, const struct stateds *said, str case_id, enum language lang,
		    struct remembereds *out);

void remembered_json(struct jw *w, const char *key, const struct remembereds *all);

#endif
