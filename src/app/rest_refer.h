/* rest_refer.h - the references between the entries of a transaction: urn:uuid, relative, and by a condition, led to where their resources are kept. */
#ifndef APP_REST_REFER_H
#define APP_REST_REFER_H

#include "app/rest.h"

#include "base/map.h"

struct refer_entry {
	str type, id; /* where it is kept */
	jv resource;
};

struct rest_refer {
	struct arena *a;
	struct {
		struct rest_wanted *v;
		ptrdiff_t n, cap;
	} wanted; /* each condition once */
	struct map wanted_at;
	struct {
		struct refer_entry *v;
		ptrdiff_t n, cap;
	} entries;
	struct map entry_at; /* fullUrl, and Type/id in it, to its entry */
};

void rest_refer_want(struct rest_refer *all, str type, str query);
void rest_refer_scan(struct rest_refer *all, str resource); /* the conditions among its references */
const struct rest_wanted *rest_refer_find(const struct rest_refer *all, str type, str query);

/* An entry and where it is kept. full_url may be empty. */
void rest_refer_entry(struct rest_refer *all, str full_url, str type, str id, jv resource);

/* r->body with its references led there; on `side` when something changed, else as it was. */
bool rest_refer_lead(struct call *c, const struct rest_refer *all, struct rest *r, struct arena side, struct rest_reply *out);

#endif
