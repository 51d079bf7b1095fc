#include "fhir/text.h"

#include "base/clock.h"
#include "base/json_check.h"
#include "base/map.h"
#include "base/utf8.h"
#include "fhir/check_int.h"
#include "fhir/node_int.h"

/* How many members its objects have in all, and the first escape that is no character (-1: none): U+0000, or half of a pair. */
static ptrdiff_t members_in_text(str text, ptrdiff_t *no_character)
{
	ptrdiff_t members = 0;
	bool string = false;
	*no_character = -1;
	for (ptrdiff_t i = 0; i < text.n;) {
		char c = text.p[i];
		ptrdiff_t at = i;
		if (c == '"') string = !string;
		else if (!string && c == ':') members++;
		if (!string || c != '\\') i++;
		else if (text.p[i + 1] != 'u') i += 2;
		else {
			uint32_t cp = node_escape(text, &i);
			if (*no_character < 0 && (cp == 0 || (cp >= 0xd800 && cp <= 0xdfff))) *no_character = at;
		}
	}
	return members;
}

static ptrdiff_t members_in_tree(jv v)
{
	struct json_walk walk = {0};
	str key;
	jv value;
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < json_count(v); i++) n += members_in_tree(json_at(v, i));
	while (json_next(&walk, v, &key, &value)) n += 1 + members_in_tree(value);
	return n;
}

/* The first member that comes twice in its object; false: there is none below `node`. */
static bool find_twice(struct node *node, const struct place *here, struct fhir_issues *issues, struct arena *a)
{
	struct map keys = {0};
	if (!node_is_object(node) && !node_is_list(node)) return false;
	node_open(node, a);
	for (ptrdiff_t i = 0; i < node->list.n; i++) {
		struct node_child *child = &node->list.v[i];
		struct place place = {here->up, here->name, i};
		if (node_is_object(node)) {
			str key = node_string(child->key, a);
			place = (struct place){here, key, -1};
			if (map_get(&keys, key) >= 0) {
				ptrdiff_t at = child->key.p - node->raw.p;
				fhir_issue_add(issues, a, "fatal", "structure", place_text(&place, a),
					       "the member comes twice in one object (byte %td of it)", at);
				return true;
			}
			map_set(&keys, key, 1, a);
		}
		if (find_twice(child->value, &place, issues, a)) return true;
	}
	return false;
}

static bool refuse(struct fhir_issues *issues, struct arena *a, const char *why, ptrdiff_t at)
{
	fhir_issue_add(issues, a, "fatal", "structure", S(""), "%s, at byte %td", why, at);
	return false;
}

bool fhir_parse(jv *tree, str text, struct fhir_issues *issues, struct arena *a)
{
	struct fail fail = {0};
	ptrdiff_t at, members;
	*tree = NULL;
	if ((at = utf8_invalid(text)) >= 0) return refuse(issues, a, "not UTF-8", at);
	if ((at = json_wrong_at(text, FHIR_DEPTH_MAX)) >= 0) return refuse(issues, a, "not JSON, or nested too deep", at);
	members = members_in_text(text, &at);
	if (at >= 0) return refuse(issues, a, "an escape that is no character", at);
	if (!json_parse(tree, text, FHIR_DEPTH_MAX, &fail)) {
		fhir_issue_add(issues, a, "fatal", fail.rc == RC_LIMIT ? "too-long" : "structure", S(""), "%s", fail.what);
		return false;
	}
	if (members == members_in_tree(*tree)) return true;
	str type = json_str(*tree, "resourceType");
	struct place root = {NULL, type.n ? str_copy(a, type) : S("$this"), -1};
	find_twice(node_new(text, a), &root, issues, a);
	json_free(*tree);
	*tree = NULL;
	return false;
}

/* The member, put in or replaced; `behind` names the one it stands behind when it is new (empty, or not there: the first). */
static void set(struct node *object, str key, str behind, struct node *value, struct arena *a)
{
	ptrdiff_t at = node_find(object, key, a);
	if (at >= 0) object->list.v[at].value = value;
	else node_insert(object, behind.n ? node_find(object, behind, a) + 1 : 0, key, value, a);
}

str fhir_stamp(str text, str id, int64_t version, int64_t updated_ms, struct arena *a)
{
	char when[25];
	struct sb number = sb_new(a, 24);
	struct node *root = node_new(text, a);
	ptrdiff_t from = root->raw.p - text.p;
	struct sb out = sb_new(a, text.n + 256);
	clock_iso8601(when, updated_ms);
	sb_i64(&number, version);
	set(root, S("id"), S("resourceType"), node_new(node_quoted(id, a), a), a);
	ptrdiff_t at = node_find(root, S("meta"), a);
	if (at < 0 || !node_is_object(root->list.v[at].value)) set(root, S("meta"), S("id"), node_new(S("{}"), a), a);
	struct node *meta = root->list.v[node_find(root, S("meta"), a)].value;
	set(meta, S("versionId"), S(""), node_new(node_quoted(sb_str(&number), a), a), a);
	set(meta, S("lastUpdated"), S("versionId"), node_new(node_quoted(str_copy(a, str_from(when)), a), a), a);
	sb_add(&out, str_slice(text, 0, from));
	sb_add(&out, node_text(root, a));
	sb_add(&out, str_slice(text, from + root->raw.n, text.n));
	return sb_str(&out);
}
