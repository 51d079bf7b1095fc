/* patch.c - the cases of json-patch-tests through fhir_patch, as TAP:  patch_cases third_party/json-patch-tests/tests.json
 * A case holds when the result is the value expected, or when the patch is refused where an error is expected; the document is never touched. */
#include "base/check.h"
#include "base/file.h"
#include "fhir/node_int.h"
#include "fhir/patch.h"

#include <stdio.h>

enum { MEMORY = 1 << 26, FILE_MAX = 1 << 20 };

static str member(struct node *object, str key, struct arena *a)
{
	ptrdiff_t at = node_find(object, key, a);
	return at < 0 ? (str){0} : object->list.v[at].value->raw;
}

static bool holds(struct node *one, struct arena *a, struct fhir_issues *issues)
{
	str doc = member(one, S("doc"), a), expected = member(one, S("expected"), a), out, before = str_copy(a, doc);
	bool applied = fhir_patch(&out, doc, member(one, S("patch"), a), issues, a);
	if (!str_eq(doc, before) || applied != (issues->n == 0) || (!applied && out.n)) return false;
	if (member(one, S("error"), a).n) return !applied;
	return applied && (!expected.n || fhir_same(out, expected, *a));
}

int main(int argc, char **argv)
{
	struct arena a = arena_create(MEMORY);
	struct fail fail = {0};
	str text;
	int failed = 0, count = 0;
	if (argc != 2 || !a.beg || !file_read(&text, argv[1], FILE_MAX, &a, &fail)) return 2;
	struct node *all = node_new(text, &a);
	node_open(all, &a);
	for (ptrdiff_t i = 0; i < all->list.n; i++) {
		struct arena scratch = a;
		struct fhir_issues issues = {0};
		struct node *one = all->list.v[i].value;
		str comment = member(one, S("comment"), &scratch), error = member(one, S("error"), &scratch);
		if (str_eq(member(one, S("disabled"), &scratch), S("true"))) continue;
		bool good = holds(one, &scratch, &issues);
		failed += !good;
		printf("%s %d - record %td " STR_FMT " " STR_FMT "\n", good ? "ok" : "not ok", ++count, i, STR_ARG(comment), STR_ARG(error));
		for (ptrdiff_t k = 0; k < issues.n; k++) printf("# %s: " STR_FMT "\n", issues.v[k].code, STR_ARG(issues.v[k].diagnostics));
	}
	printf("1..%d\n", count);
	arena_destroy(a);
	return failed || !count;
}
