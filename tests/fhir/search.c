/* search.c - the search of src/fhir over files, for tests/fhir/search.mjs: reads JSON lines {resources: file, base, zone_min, now_ms, type, query} and writes for each a line
 * {ids: […]} in the order found (sorted with _sort), or {fault, why}. A file is a JSON array of resources. */
#include "base/file.h"
#include "fhir/search.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEMORY = 1 << 30, DEPTH = 100, FILE_MAX = 256 << 20 };

static jv resources;
static str resources_file;

static void load(str path, struct arena *a)
{
	struct fail fail = {0};
	str text;
	if (str_eq(path, resources_file)) return;
	json_free(resources);
	if (!file_read(&text, str_c(a, path), FILE_MAX, a, &fail) || !json_parse(&resources, text, DEPTH, &fail)) {
		fprintf(stderr, "%s: %s\n", fail.where, fail.what);
		exit(1);
	}
	resources_file = str_copy(a, path);
}

static void put_hits(struct jw *w, const struct fhir_query *q, struct arena *a)
{
	struct fhir_hit *hits = ARENA_NEW(a, struct fhir_hit, json_count(resources));
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < json_count(resources); i++) {
		if (!fhir_query_match(q, json_at(resources, i), *a)) continue;
		hits[n].at = i;
		fhir_query_keys(q, &hits[n++], json_at(resources, i), a);
	}
	fhir_query_sort(q, hits, n, *a);
	jw_array(w, "ids");
	for (ptrdiff_t i = 0; i < n; i++) jw_str(w, NULL, json_str(json_at(resources, hits[i].at), "id"));
	jw_end_array(w);
}

static void answer(jv line, struct arena a)
{
	double zone = 0, now = 0;
	struct fhir_query q;
	struct fhir_search_fault fault;
	struct sb out = sb_new(&a, 4096);
	struct jw w = {&out, false};
	json_number(line, "zone_min", &zone);
	json_number(line, "now_ms", &now);
	struct fhir_search_place place = {json_str(line, "base"), (int)zone, (int64_t)now, json_flag(line, "lenient")};
	jw_object(&w, NULL);
	if (fhir_query_read(&q, json_str(line, "type"), json_str(line, "query"), &place, &fault, &a)) put_hits(&w, &q, &a);
	else {
		jw_str(&w, "fault", fault.parameter);
		jw_str(&w, "why", fault.why);
	}
	jw_end_object(&w);
	puts(str_c(&a, sb_str(&out)));
}

int main(void)
{
	struct arena a = arena_create(MEMORY);
	struct fail fail = {0};
	char *text = NULL;
	size_t cap = 0;
	for (ssize_t n; (n = getline(&text, &cap, stdin)) > 0;) {
		jv line;
		if (!json_parse(&line, str_trim((str){text, n}), DEPTH, &fail)) return fprintf(stderr, "%s\n", fail.what), 1;
		load(json_str(line, "resources"), &a);
		answer(line, a);
		json_free(line);
	}
	free(text);
	json_free(resources);
	arena_destroy(a);
	return 0;
}
