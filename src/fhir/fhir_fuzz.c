/* fhir_fuzz.c - libFuzzer entry. A document, and behind a line "#" a patch. Whatever they are: what is refused says why, an OperationOutcome is a resource itself, a stamp changes nothing but what it
 * puts in, a patch gives a whole document or nothing and leaves the one it had. */
#include "base/check.h"
#include "base/json_check.h"
#include "base/utf8.h"
#include "fhir/node_int.h"
#include "fhir/patch.h"
#include "fhir/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, INPUT_MAX = 20000 };
#define NOW INT64_C(1795993033302)

static struct arena whole;

static void check_outcome(const struct fhir_issues *issues, struct arena a)
{
	struct sb out = sb_new(&a, 1024);
	struct jw w = {&out, false};
	struct fhir_issues none = {0};
	jv tree;
	fhir_outcome_write(&w, issues);
	ASSERT(fhir_parse(&tree, sb_str(&out), &none, &a));
	ASSERT(fhir_check(&none, tree, S("OperationOutcome"), NOW, &a) && !none.n);
	json_free(tree);
}

static void take_out(struct node *object, str key, struct arena *a)
{
	ptrdiff_t at = node_find(object, key, a);
	if (at >= 0) node_remove(object, at);
}

/* Without what a stamp puts in, and without a meta that has nothing else. */
static str stripped(str text, struct arena *a)
{
	struct node *root = node_new(text, a);
	take_out(root, S("id"), a);
	ptrdiff_t at = node_find(root, S("meta"), a);
	struct node *meta = at < 0 ? NULL : root->list.v[at].value;
	if (meta && node_is_object(meta)) {
		take_out(meta, S("versionId"), a);
		take_out(meta, S("lastUpdated"), a);
	}
	if (meta && (!node_is_object(meta) || !meta->list.n)) node_remove(root, at);
	return node_text(root, a);
}

static void check_stamp(str text, struct arena a)
{
	struct fhir_issues issues = {0};
	jv tree;
	str stamped = fhir_stamp(text, S("a-1"), 3, NOW, &a);
	ASSERT(fhir_parse(&tree, stamped, &issues, &a) && !issues.n);
	ASSERT(str_eq(json_str(tree, "id"), S("a-1")) && str_eq(json_str(json_get(tree, "meta"), "versionId"), S("3")));
	json_free(tree);
	ASSERT(str_eq(stamped, fhir_stamp(stamped, S("a-1"), 3, NOW, &a)));
	ASSERT(fhir_same(stripped(text, &a), stripped(stamped, &a), a));
}

static void check_patch(str text, str patch, struct arena a)
{
	struct fhir_issues issues = {0}, again = {0};
	str out, empty, before = str_copy(&a, text);
	ASSERT(fhir_patch(&empty, text, S("[]"), &again, &a) && str_eq(empty, text));
	bool applied = fhir_patch(&out, text, patch, &issues, &a);
	ASSERT(str_eq(before, text) && applied == (issues.n == 0) && (applied || (out.n == 0 && issues.n == 1)));
	check_outcome(&issues, a);
	if (!applied) return;
	jv tree;
	ASSERT(fhir_parse(&tree, out, &again, &a));
	json_free(tree);
	ASSERT(fhir_patch(&empty, text, patch, &again, &a) && str_eq(empty, out) && fhir_same(out, empty, a));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > INPUT_MAX) return 0;
	if (!whole.beg) whole = arena_create(MEMORY);
	struct arena a = whole;
	struct fhir_issues issues = {0};
	str text = str_copy(&a, (str){(const char *)data, (ptrdiff_t)size}), patch = S("[]");
	ptrdiff_t cut = str_find(text, S("\n#\n"));
	if (cut >= 0) {
		patch = str_slice(text, cut + 3, text.n);
		text = str_copy(&a, str_slice(text, 0, cut));
	}
	jv tree;
	bool read = fhir_parse(&tree, text, &issues, &a);
	ASSERT(read == (issues.n == 0) && issues.n <= 1);
	if (read) {
		bool valid = fhir_check(&issues, tree, S(""), NOW, &a), error = false;
		for (ptrdiff_t i = 0; i < issues.n; i++) error |= issues.v[i].severity[0] == 'e';
		ASSERT(valid == !error && issues.n <= FHIR_ISSUES_MAX);
		ASSERT(fhir_same(text, text, a));
		if (json_is_object(tree)) check_stamp(text, a);
		json_free(tree);
		check_patch(text, patch, a);
	}
	check_outcome(&issues, a);
	return 0;
}
