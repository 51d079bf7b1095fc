/* resource.h - the FHIR resources of one person's record as the store keeps them: sealed, versioned, each with a brief beside it.
 *
 * Reading works on any thread; writing belongs into the writer's transaction. Texts lie on the arena given. */
#ifndef APP_RESOURCE_H
#define APP_RESOURCE_H

#include "app/person.h"
#include "fhir/brief.h"

struct kept {
	str type, id;
	int64_t version, updated_ms, at_ms;
	bool deleted;
	str text; /* its bytes, with id, meta.versionId and meta.lastUpdated; empty when deleted */
};
struct kepts {
	struct kept *v;
	ptrdiff_t n, cap;
};

enum { RESOURCE_MAX = 1 << 20, RESOURCES_MAX = 100000 }; /* bytes of one; number of one person */

/* RC_MISSING: there never was one. One that was deleted is found, with `deleted`. */
bool resource_get(struct zhuyi *z, const struct someone *s, struct kept *out, str type, str id, struct arena *a, struct fail *fail);
bool resource_version(struct zhuyi *z, const struct someone *s, struct kept *out, str type, str id, int64_t version, struct arena *a,
		      struct fail *fail);
bool resource_history(struct zhuyi *z, const struct someone *s, struct kepts *out, str type, str id, struct arena *a,
		      struct fail *fail);                                                                                     /* newest first */
bool resources_of(struct zhuyi *z, const struct someone *s, struct kepts *out, str type, struct arena *a, struct fail *fail); /* live, by id */

/* Keeps a new version of Type/id; an empty id gets a new one. The text must be JSON of that resourceType: what else it must be is the caller's to check.
 * expected  the version it follows; -1 = whichever, 0 = it must not be there; else RC_CONFLICT
 * out       as kept; may be NULL */
bool resource_put(struct zhuyi *z, struct call *c, const struct someone *s, struct kept *out, str type, str id, str text, int64_t expected);
/* RC_MISSING when there is none or it is deleted already. */
bool resource_delete(struct zhuyi *z, struct call *c, const struct someone *s, str type, str id, int64_t expected);

/* One leaf of the ledger for everything this call changed in the record: its body is a list of Type/id/version with SHA-256 of each. Call last. */
bool resource_leaf(struct zhuyi *z, struct call *c, const struct someone *s);

struct briefed {
	str type, id;
	int64_t version, updated_ms, at_ms;
	struct brief brief;
};
struct briefeds {
	struct briefed *v;
	ptrdiff_t n, cap;
};
/* Newest first, before (at_ms, type, id); INT64_MAX and empty: from the newest. */
bool briefs_before(struct zhuyi *z, const struct someone *s, struct briefeds *out, int64_t at_ms, str type, str id, int limit, struct arena *a,
		   struct fail *fail);
/* Of one type, before (at_ms, id). */
bool briefs_before_of(struct zhuyi *z, const struct someone *s, struct briefeds *out, str type, int64_t at_ms, str id, int limit, struct arena *a,
		      struct fail *fail);
bool briefs_since(struct zhuyi *z, const struct someone *s, struct briefeds *out, str type, int64_t since_ms, int limit, struct arena *a,
		  struct fail *fail); /* oldest first */
bool briefs_all(struct zhuyi *z, const struct someone *s, struct briefeds *out, struct arena *a, struct fail *fail);

/* Health information is kept only with the consent to it: RC_DENIED with need "consent". */
bool record_may_keep(struct zhuyi *z, struct call *c);

#endif
