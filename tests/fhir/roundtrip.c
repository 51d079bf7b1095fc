/* roundtrip.c - reads, checks and stamps every resource of files of FHIR R4 and prints TAP and the time it took.
 *
 *   roundtrip PATH…     a file, or a folder: all *.json in it. Of a Bundle also each resource in it.
 *
 * ok for a file: each resource in it is taken without an error; stamped, it is taken again, its other members have the same values and bytes. */
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "fhir/node_int.h"
#include "fhir/patch.h"
#include "fhir/text.h"

#include <stdio.h>
#include <sys/stat.h>

enum { MEMORY = 1 << 29, FILE_MAX = 64 << 20 };
#define NOW INT64_C(1795993033302) /* 2026-11-30 */

static struct {
	int64_t parse_us, check_us, stamp_us, bytes;
	int resources, errors, warnings, files, failed;
} sum;

/* What a stamp puts in is taken out; a meta that is then empty too. */
static str stripped(str text, struct arena *a)
{
	struct node *root = node_new(text, a);
	ptrdiff_t at = node_find(root, S("id"), a);
	if (at >= 0) node_remove(root, at);
	at = node_find(root, S("meta"), a);
	if (at < 0) return node_text(root, a);
	struct node *meta = root->list.v[at].value;
	ptrdiff_t inner;
	if ((inner = node_find(meta, S("versionId"), a)) >= 0) node_remove(meta, inner);
	if ((inner = node_find(meta, S("lastUpdated"), a)) >= 0) node_remove(meta, inner);
	if (!meta->list.n) node_remove(root, at);
	return node_text(root, a);
}

static void say(const char *name, const struct fhir_issues *issues)
{
	for (ptrdiff_t i = 0; i < issues->n && i < 10; i++)
		printf("# %s: %s %s " STR_FMT ": " STR_FMT "\n", name, issues->v[i].severity, issues->v[i].code, STR_ARG(issues->v[i].expression),
		       STR_ARG(issues->v[i].diagnostics));
}

static bool stamp_keeps(const char *name, str text, struct arena *a)
{
	int64_t start = clock_monotonic_us();
	str stamped = fhir_stamp(text, S("some-id"), 7, NOW, a);
	sum.stamp_us += clock_monotonic_us() - start;
	struct fhir_issues issues = {0};
	jv tree;
	bool read = fhir_parse(&tree, stamped, &issues, a);
	bool right = read && str_eq(json_str(tree, "id"), S("some-id")) && str_eq(json_str(json_get(tree, "meta"), "versionId"), S("7"));
	json_free(tree);
	str before = stripped(text, a), after = stripped(stamped, a);
	bool same = fhir_same(before, after, *a), bytes = str_eq(before, after),
	     stable = str_eq(stamped, fhir_stamp(stamped, S("some-id"), 7, NOW, a));
	if (!right || !same || !bytes || !stable) printf("# %s: stamp %d, values %d, bytes %d, again %d\n", name, right, same, bytes, stable);
	return right && same && bytes && stable;
}

static bool one(const char *name, str text, struct arena a)
{
	struct fhir_issues issues = {0};
	jv tree;
	int64_t start = clock_monotonic_us();
	bool read = fhir_parse(&tree, text, &issues, &a);
	int64_t parsed = clock_monotonic_us();
	bool valid = read && fhir_check(&issues, tree, S(""), NOW, &a);
	sum.check_us += clock_monotonic_us() - parsed;
	sum.parse_us += parsed - start;
	sum.bytes += text.n;
	sum.resources++;
	for (ptrdiff_t i = 0; i < issues.n; i++) *(issues.v[i].severity[0] == 'w' ? &sum.warnings : &sum.errors) += 1;
	json_free(tree);
	say(name, &issues);
	return valid && stamp_keeps(name, text, &a);
}

static bool entries(const char *name, str text, struct arena a)
{
	struct node *root = node_new(text, &a);
	ptrdiff_t at = node_find(root, S("entry"), &a);
	bool all = true;
	if (at < 0) return true;
	struct node *list = root->list.v[at].value;
	node_open(list, &a);
	for (ptrdiff_t i = 0; i < list->list.n; i++) {
		ptrdiff_t resource = node_find(list->list.v[i].value, S("resource"), &a);
		if (resource >= 0) all &= one(name, list->list.v[i].value->list.v[resource].value->raw, a);
	}
	return all;
}

static void file(const char *path, struct arena a)
{
	struct fail fail = {0};
	str text;
	bool good = file_read(&text, path, FILE_MAX, &a, &fail);
	if (good) good = one(path, text, a);
	if (good && str_find(text, S("\"Bundle\"")) >= 0) good = entries(path, text, a);
	sum.failed += !good;
	printf("%s %d - %s\n", good ? "ok" : "not ok", ++sum.files, path);
}

int main(int argc, char **argv)
{
	struct arena a = arena_create(MEMORY);
	struct stat st;
	ASSERT(a.beg);
	for (int i = 1; i < argc; i++) {
		struct file_list names = {0};
		struct fail fail = {0};
		if (stat(argv[i], &st) != 0 || !S_ISDIR(st.st_mode)) {
			file(argv[i], a);
			continue;
		}
		if (!file_names(&names, argv[i], S(".json"), &a, &fail)) return 2;
		for (ptrdiff_t k = 0; k < names.n; k++) {
			struct arena each = a;
			struct sb path = sb_new(&each, 256);
			sb_fmt(&path, "%s/" STR_FMT, argv[i], STR_ARG(names.v[k]));
			file(str_c(&each, sb_str(&path)), each);
		}
	}
	printf("1..%d\n# %d resources, %lld bytes, %d errors, %d warnings; parse %lld us, check %lld us, stamp %lld us\n", sum.files, sum.resources,
	       (long long)sum.bytes, sum.errors, sum.warnings, (long long)sum.parse_us, (long long)sum.check_us, (long long)sum.stamp_us);
	arena_destroy(a);
	return sum.failed || !sum.files;
}
