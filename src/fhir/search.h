/* search.h - FHIR R4 search over resources in memory: reads a query, says whether a resource matches, puts hits in order, names what is to be included.
 *
 * Pure: no store, no clock. Which parameters exist is data (search_params.tsv, compiled in). A query lies on the arena it was read with and borrows its text;
 * it is not changed afterwards, so that several threads may match with it. Chained parameters, _has, _filter, _text and _content are refused.
 * source: HL7 FHIR R4 (4.0.1, 2019), "Search" and the SearchParameter definitions. */
#ifndef FHIR_SEARCH_H
#define FHIR_SEARCH_H

#include "base/json.h"

enum {
	SEARCH_COUNT_DEFAULT = 100,
	SEARCH_COUNT_MAX = 1000,
	SEARCH_QUERY_MAX = 16384, /* bytes */
	SEARCH_PARAMETERS_MAX = 64,
	SEARCH_VALUES_MAX = 256, /* of one parameter, between commas */
};

/* What a query cannot say for itself. */
struct fhir_search_place {
	str base;       /* absolute URL of the record without a slash at the end; references below it count as Type/id. May be empty */
	int zone_min;   /* east of UTC, for dates that name no zone */
	int64_t now_ms; /* for ap */
	bool lenient;   /* Prefer: handling=lenient: parameters and modifiers that are not known are left out instead of refused */
};

struct fhir_search_fault {
	str parameter; /* as it was asked, with its modifier */
	str why;       /* a sentence in English */
	str issue;     /* code for an OperationOutcome: not-supported, invalid, too-costly */
};

enum fhir_search_kind { SEARCH_TOKEN, SEARCH_REFERENCE, SEARCH_DATE, SEARCH_QUANTITY, SEARCH_STRING, SEARCH_URI, SEARCH_NUMBER, SEARCH_COMPOSITE };

/* _include=Source:code:Target; Source:* comes as one for each reference of the source. */
struct fhir_include {
	str source, code; /* code as it was asked */
	str target;       /* empty: of any type */
	bool iterate;     /* also from what was included */
	const struct search_param *param;
};
struct fhir_includes {
	struct fhir_include *v;
	ptrdiff_t n, cap;
};

struct search_clause;
struct search_key;

struct fhir_query {
	str type;                       /* empty: every type */
	struct fhir_search_place place; /* as given */
	int64_t count;                  /* page size, 0 … SEARCH_COUNT_MAX; 0 = only the total is wanted (_count=0, _summary=count) */
	int64_t offset;                 /* hits before this page */
	struct fhir_includes include, revinclude;
	struct {
		str *v;
		ptrdiff_t n, cap;
	} types,         /* of _type, when every type is searched; none: all */
		ignored; /* parameters left out because of `lenient` */
	struct {
		struct search_clause *v;
		ptrdiff_t n, cap;
	} clauses;
	struct {
		struct search_key *v;
		ptrdiff_t n, cap;
	} sort;
	struct {
		str *v;
		ptrdiff_t n, cap;
	} said; /* name=value of what counts, normalised, without _offset */
};

/* Reads the part behind the question mark (or the body of a POST to _search: join both with &).
 * type   resource type that is searched; empty for all, then only the parameters common to all and _type
 * false  fault says which parameter and why: answer 400 */
bool fhir_query_read(struct fhir_query *out, str type, str query, const struct fhir_search_place *place, struct fhir_search_fault *fault,
		     struct arena *a);

/* Whether the resource is a hit; its resourceType counts too. What it needs lies on a scratch copy of the arena. */
bool fhir_query_match(const struct fhir_query *q, jv resource, struct arena scratch);

/* A hit without its resource: `at` is the caller's (an index). */
struct fhir_hit {
	ptrdiff_t at;
	struct search_sorted *keys;
};
/* Takes from a resource what sorting needs, onto `a`; afterwards the resource may be freed. Nothing to take without _sort. */
void fhir_query_keys(const struct fhir_query *q, struct fhir_hit *hit, jv resource, struct arena *a);
/* Stable: equal hits, and all of them without _sort, stay as given. What has no value comes last either way; of several values the least counts, with - the
 * greatest. */
void fhir_query_sort(const struct fhir_query *q, struct fhir_hit *hits, ptrdiff_t n, struct arena scratch);

/* Calls `emit` for each resource of this record, Type and id, that `resource` refers to through these includes.
 * q->include     resource is a hit (included false) or was included (true: only those that iterate): emit = fetch it
 * q->revinclude  resource is a candidate of a type that v[i].source names: emit = is that one among the hits, then include the candidate */
typedef void fhir_include_emit(void *ctx, str type, str id);
void fhir_include_targets(const struct fhir_query *q, const struct fhir_includes *which, jv resource, bool included, fhir_include_emit *emit,
			  void *ctx);

/* "Observation?code=…&_count=100&_offset=200": the normalised query for links, relative to the base. The first page has no _offset. */
str fhir_query_link(const struct fhir_query *q, int64_t offset, struct arena *a);

/* For a CapabilityStatement: the parameters of a type, first its own, then the common ones (type empty: only those). */
typedef void fhir_search_param_emit(void *ctx, str code, enum fhir_search_kind kind);
void fhir_search_params(str type, fhir_search_param_emit *emit, void *ctx);
str fhir_search_kind_name(enum fhir_search_kind kind); /* token, reference, … */

#endif
