/* derive.h - what the engines need to know of a person, drawn from the briefs of the record: conditions, allergies and medicines that hold, and of each
 * thing that is measured the newest result. Pure.
 *
 * It is kept beside the record and brought up to date with each change; doing so gives the same as drawing it anew (derive_test.c). */
#ifndef RECORD_DERIVE_H
#define RECORD_DERIVE_H

#include "fhir/brief.h"

enum derived_role { DERIVED_CONDITION, DERIVED_ALLERGY, DERIVED_DRUG, DERIVED_RESULT, DERIVED_ROLES };

struct derived_item {
	enum derived_role role;
	str type, id;
	int64_t at_ms;
	struct brief brief;
};

/* In the order of role, type and id. Strings are borrowed from what came in. */
struct derived {
	struct derived_item *v;
	ptrdiff_t n, cap;
};

/* Whether a resource of that type with that brief counts, and as what: conditions and allergies that are active and not refuted, medicines that are taken,
 * results with a value that were not withdrawn. */
bool derive_counts(enum derived_role *role, str type, const struct brief *b);

/* A resource that is there now and was not before, in any order; of results the newest stays (the later time, then the greater id). */
void derive_add(struct derived *d, str type, str id, int64_t at_ms, const struct brief *b, struct arena *a);

/* A resource that is there no more, or not as it was (then derive_add it again). *stale is set when a result went whose predecessor is not known here: all
 * must be drawn anew, unless what is added next takes its place (derive_replaces). */
void derive_remove(struct derived *d, str type, str id, bool *stale);

/* Whether the result `b` is as new as the one of the same kind that has just been removed at (at_ms, id). */
bool derive_replaces(const struct brief *was, int64_t was_ms, const struct brief *is, int64_t is_ms);

/* The newest result of a code ("http://loinc.org|29463-7"); NULL: none. */
const struct derived_item *derive_result(const struct derived *d, str code);

str derive_pack(const struct derived *d, struct arena *a);
bool derive_unpack(struct derived *d, str packed, struct arena *a); /* false: damaged */

#endif
