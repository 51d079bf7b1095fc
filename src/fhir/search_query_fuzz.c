/* search_query_fuzz.c - libFuzzer entry. First line: a type; second: a query; the rest: a resource. Whatever they are: a query that is taken is the same when its own link is read,
 * and finds the same; a refusal says why. */
#include "base/check.h"
#include "base/utf8.h"
#include "fhir/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, INPUT_MAX = 20000, DEPTH = 32 };
static struct arena whole;

static void count_target(void *ctx, str type, str id)
{
	ASSERT(type.n && id.n);
	*(int *)ctx += 1;
}

static bool find(const struct fhir_query *q, jv resource, struct arena a)
{
	struct fhir_hit hits[2] = {{0, NULL}, {1, NULL}};
	int targets = 0;
	for (int i = 0; i < 2; i++) fhir_query_keys(q, &hits[i], resource, &a);
	fhir_query_sort(q, hits, 2, a);
	ASSERT(hits[0].at == 0 && hits[1].at == 1); /* equal ones keep their order */
	fhir_include_targets(q, &q->include, resource, false, count_target, &targets);
	fhir_include_targets(q, &q->revinclude, resource, true, count_target, &targets);
	return fhir_query_match(q, resource, a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > INPUT_MAX) return 0;
	if (!whole.beg) whole = arena_create(MEMORY);
	struct arena a = whole;
	str rest = {(const char *)data, (ptrdiff_t)size}, type = S(""), query = S("");
	struct fail fail = {0};
	struct fhir_query q, again;
	struct fhir_search_fault fault;
	jv resource = NULL;
	str_next(&rest, '\n', &type);
	str_next(&rest, '\n', &query);
	struct fhir_search_place place = {S("http://here/fhir/me"), 480, INT64_C(1795993033302), type.n && type.p[0] == '?'};
	if (place.lenient) type = str_slice(type, 1, type.n);
	if (utf8_invalid(type) >= 0 || type.n > 64) return 0;
	if (!fhir_query_read(&q, type, query, &place, &fault, &a)) {
		ASSERT(fault.why.n && fault.issue.n);
		return 0;
	}
	str link = fhir_query_link(&q, q.offset, &a);
	str asked = str_slice(link, type.n + 1, link.n);
	if (asked.n <= SEARCH_QUERY_MAX) {
		bool read = fhir_query_read(&again, type, asked, &place, &fault, &a);
		ASSERT(read && str_eq(fhir_query_link(&again, again.offset, &a), link));
		json_parse(&resource, rest, DEPTH, &fail);
		if (resource) ASSERT(find(&q, resource, a) == find(&again, resource, a));
		json_free(resource);
	}
	return 0;
}
