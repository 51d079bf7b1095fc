/* bad.c - malformed and impossible resources, each with the place that must be named, as TAP:  fhir_bad cases/fhir_bad.jsonl
 * A line has `resource` (JSON) or `text` (as it came), and either `path` and `code`, or `good`: nothing may be found. `path` may name several places with | between: one of them.
 * Only one issue may be found, so that nothing that is right is named beside what is wrong; and the OperationOutcome made of it is a resource itself. */
#include "base/check.h"
#include "base/file.h"
#include "fhir/node_int.h"
#include "fhir/text.h"

#include <stdio.h>

enum { MEMORY = 1 << 26, FILE_MAX = 1 << 20 };
#define NOW INT64_C(1795993033302) /* 2026-11-30 */

static bool outcome_is_whole(const struct fhir_issues *issues, struct arena *a)
{
	struct sb out = sb_new(a, 256);
	struct jw w = {&out, false};
	struct fhir_issues none = {0};
	jv tree;
	fhir_outcome_write(&w, issues);
	bool whole = fhir_parse(&tree, sb_str(&out), &none, a) && fhir_check(&none, tree, S("OperationOutcome"), NOW, a);
	json_free(tree);
	return whole && !none.n;
}

static bool is_place(str paths, str path)
{
	str one;
	if (!paths.n) return !path.n;
	while (str_next(&paths, '|', &one))
		if (str_eq(one, path)) return true;
	return false;
}

static bool holds(jv row, str text, struct fhir_issues *issues, struct arena *a)
{
	jv tree;
	bool taken = fhir_parse(&tree, text, issues, a) && fhir_check(issues, tree, S(""), NOW, a);
	json_free(tree);
	if (!outcome_is_whole(issues, a)) return false;
	if (json_flag(row, "good")) return taken && !issues->n;
	return !taken && issues->n == 1 && is_place(json_str(row, "path"), issues->v[0].expression) &&
	       str_eq(json_str(row, "code"), str_from(issues->v[0].code)) && issues->v[0].severity[0] != 'w';
}

int main(int argc, char **argv)
{
	struct arena a = arena_create(MEMORY);
	struct fail fail = {0};
	str all, line;
	int count = 0, failed = 0;
	if (argc != 2 || !a.beg || !file_read(&all, argv[1], FILE_MAX, &a, &fail)) return 2;
	while (str_next(&all, '\n', &line)) {
		struct arena scratch = a;
		struct fhir_issues issues = {0};
		jv row;
		if (!line.n) continue;
		ASSERT(json_parse(&row, line, 128, &fail));
		struct node *node = node_new(line, &scratch);
		ptrdiff_t at = node_find(node, S("resource"), &scratch);
		str text = at >= 0 ? node->list.v[at].value->raw : json_str(row, "text");
		bool good = holds(row, text, &issues, &scratch);
		failed += !good;
		printf("%s %d - " STR_FMT "\n", good ? "ok" : "not ok", ++count, STR_ARG(json_str(row, "name")));
		for (ptrdiff_t i = 0; i < issues.n; i++)
			printf("# %s %s " STR_FMT ": " STR_FMT "\n", issues.v[i].severity, issues.v[i].code, STR_ARG(issues.v[i].expression),
			       STR_ARG(issues.v[i].diagnostics));
		json_free(row);
	}
	printf("1..%d\n", count);
	arena_destroy(a);
	return failed || !count;
}
