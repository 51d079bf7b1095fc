#include "fhir/patch.h"

#include "base/json_check.h"
#include "fhir/node_int.h"
#include "fhir/text.h"

/* What an operation works on: the place a pointer names is `at` in `parent`; the root has no parent. */
struct spot {
	struct node *parent; /* NULL: the whole document */
	str key;             /* of an object, decoded */
	ptrdiff_t at;        /* in its list; -1: an object without this member; n of a list: behind the last */
	int depth;           /* of brackets around what stands there */
};

struct patch {
	struct node *root;
	struct arena *a;
	struct fhir_issues *issues;
	ptrdiff_t number; /* of the operation */
	ptrdiff_t copied; /* bytes, by all operations so far */
	str op, path;
};

static bool refuse(struct patch *p, const char *code, const char *why)
{
	fhir_issue_add(p->issues, p->a, "error", code, S(""), "operation %td (" STR_FMT "%s" STR_FMT "): %s", p->number, STR_ARG(p->op),
		       p->path.n ? " " : "", STR_ARG(p->path), why);
	return false;
}

/* RFC 6901, section 3: ~1 is /, ~0 is ~, no other ~ may stand. */
static bool decode(str token, str *out, struct arena *a)
{
	struct sb b = sb_new(a, token.n);
	for (ptrdiff_t i = 0; i < token.n; i++) {
		char c = token.p[i];
		if (c == '~') {
			if (++i == token.n || (token.p[i] != '0' && token.p[i] != '1')) return false;
			c = token.p[i] == '0' ? '~' : '/';
		}
		sb_byte(&b, c);
	}
	*out = sb_str(&b);
	return true;
}

/* RFC 6901, section 4: digits without a zero before them, or - for the place behind the last. */
static bool list_index(str token, ptrdiff_t n, ptrdiff_t *at)
{
	int64_t v;
	if (str_eq(token, S("-"))) {
		*at = n;
		return true;
	}
	if (!token.n || token.p[0] == '-' || (token.p[0] == '0' && token.n > 1) || !str_to_i64(token, &v)) return false;
	*at = v <= n ? (ptrdiff_t)v : n + 1;
	return true;
}

/* One step of a pointer. False: there is no such place, and there can be none. */
static bool step(struct patch *p, struct node *in, str token, struct spot *spot)
{
	*spot = (struct spot){.parent = in, .depth = spot->depth + 1};
	if (!node_is_object(in) && !node_is_list(in)) return refuse(p, "not-found", "the path leads through a value that has no members");
	node_open(in, p->a);
	if (node_is_object(in)) {
		spot->key = token;
		spot->at = node_find(in, token, p->a);
		return true;
	}
	if (!list_index(token, in->list.n, &spot->at)) return refuse(p, "value", "not an index of a list");
	return spot->at <= in->list.n || refuse(p, "not-found", "the index is past the end of the list");
}

static struct node *value_at(struct patch *p, const struct spot *spot)
{
	if (!spot->parent) return p->root;
	return spot->at >= 0 && spot->at < spot->parent->list.n ? spot->parent->list.v[spot->at].value : NULL;
}

/* The place of a pointer; all but its last step must be there. */
static bool find(struct patch *p, str pointer, struct spot *spot)
{
	str rest = str_slice(pointer, pointer.n > 0, pointer.n), token;
	struct node *node = p->root;
	*spot = (struct spot){0};
	if (!pointer.n) return true;
	if (pointer.p[0] != '/') return refuse(p, "value", "a path is empty or begins with /");
	while (str_next(&rest, '/', &token)) {
		if (!node) return refuse(p, "not-found", "there is nothing on the way to it");
		if (spot->depth == FHIR_DEPTH_MAX) return refuse(p, "too-costly", "too deep");
		if (!decode(token, &token, p->a)) return refuse(p, "value", "~ stands only in ~0 and ~1");
		if (!step(p, node, token, spot)) return false;
		node = value_at(p, spot);
	}
	return true;
}

static bool find_value(struct patch *p, str pointer, struct spot *spot, struct node **value)
{
	if (!find(p, pointer, spot)) return false;
	*value = value_at(p, spot);
	return *value || refuse(p, "not-found", "nothing stands there");
}

/* Puts a value in: of a list before what stands there, of an object in its place. */
static bool put(struct patch *p, const struct spot *spot, struct node *value)
{
	str text = node_text(value, p->a);
	if (spot->depth + 1 > FHIR_DEPTH_MAX || json_wrong_at(text, FHIR_DEPTH_MAX - spot->depth) >= 0)
		return refuse(p, "too-costly", "the document would be too deep");
	if (!spot->parent) p->root = value;
	else if (node_is_object(spot->parent) && spot->at >= 0) spot->parent->list.v[spot->at].value = value;
	else node_insert(spot->parent, spot->at < 0 ? spot->parent->list.n : spot->at, spot->key, value, p->a);
	return true;
}

static bool op_add(struct patch *p, struct node *value)
{
	struct spot spot;
	return find(p, p->path, &spot) && put(p, &spot, value);
}

static bool op_remove(struct patch *p)
{
	struct spot spot;
	struct node *value;
	if (!find_value(p, p->path, &spot, &value)) return false;
	if (!spot.parent) return refuse(p, "value", "the whole document cannot be removed");
	node_remove(spot.parent, spot.at);
	return true;
}

static bool op_replace(struct patch *p, struct node *value)
{
	struct spot spot;
	struct node *old;
	if (!find_value(p, p->path, &spot, &old)) return false;
	if (spot.parent && node_is_list(spot.parent)) { /* in its place, not before it */
		struct spot place = {.depth = spot.depth};
		struct node *root = p->root;
		bool fits = put(p, &place, value);
		p->root = root;
		if (fits) spot.parent->list.v[spot.at].value = value;
		return fits;
	}
	return put(p, &spot, value);
}

static bool op_test(struct patch *p, struct node *value)
{
	struct spot spot;
	struct node *old;
	if (!find_value(p, p->path, &spot, &old)) return false;
	return fhir_same(node_text(old, p->a), node_text(value, p->a), *p->a) || refuse(p, "conflict", "another value stands there");
}

static bool op_copy(struct patch *p, str from)
{
	enum { COPY_MAX = 4 << 20 };
	struct spot spot;
	struct node *value;
	if (!find_value(p, from, &spot, &value)) return false;
	str text = node_text(value, p->a);
	p->copied += text.n;
	if (p->copied > COPY_MAX) return refuse(p, "too-costly", "too much is copied");
	return op_add(p, node_new(text, p->a));
}

static bool op_move(struct patch *p, str from)
{
	struct spot spot;
	struct node *value;
	if (!find_value(p, from, &spot, &value)) return false;
	if (str_eq(from, p->path)) return true;
	if (!from.n || (str_starts(p->path, from) && p->path.p[from.n] == '/')) return refuse(p, "value", "nothing moves into itself");
	node_remove(spot.parent, spot.at);
	return op_add(p, value);
}

static struct node *member(struct patch *p, struct node *op, str key)
{
	ptrdiff_t at = node_find(op, key, p->a);
	return at < 0 ? NULL : op->list.v[at].value;
}

/* A member that is a string, decoded. */
static bool text_of(struct patch *p, struct node *op, str key, str *out)
{
	struct node *value = member(p, op, key);
	*out = S("");
	if (!value || value->raw.p[0] != '"') return false;
	*out = node_string(value->raw, p->a);
	return true;
}

static bool apply(struct patch *p, struct node *op)
{
	str from;
	if (!node_is_object(op)) return refuse(p, "structure", "an operation is an object");
	bool has_op = text_of(p, op, S("op"), &p->op), has_path = text_of(p, op, S("path"), &p->path), has_from = text_of(p, op, S("from"), &from);
	struct node *value = member(p, op, S("value"));
	bool add = str_eq(p->op, S("add")), replace = str_eq(p->op, S("replace")), test = str_eq(p->op, S("test"));
	bool copy = str_eq(p->op, S("copy")), move = str_eq(p->op, S("move"));
	if (!has_op || !has_path) return refuse(p, "structure", "op and path must stand, both texts");
	if (!add && !replace && !test && !copy && !move && !str_eq(p->op, S("remove"))) return refuse(p, "not-supported", "no such operation");
	if ((add || replace || test) && !value) return refuse(p, "structure", "value must stand");
	if ((copy || move) && !has_from) return refuse(p, "structure", "from must stand, a text");
	if (copy) return op_copy(p, from);
	if (move) return op_move(p, from);
	if (test) return op_test(p, value);
	if (add) return op_add(p, value);
	return replace ? op_replace(p, value) : op_remove(p);
}

bool fhir_patch(str *out, str doc, str patch, struct fhir_issues *issues, struct arena *a)
{
	jv tree;
	struct patch p = {.root = node_new(doc, a), .a = a, .issues = issues};
	ptrdiff_t from = p.root->raw.p - doc.p, until = from + p.root->raw.n;
	*out = S("");
	if (!fhir_parse(&tree, patch, issues, a)) return false;
	json_free(tree);
	struct node *ops = node_new(patch, a);
	if (!node_is_list(ops)) {
		fhir_issue_add(issues, a, "error", "structure", S(""), "a patch is a list of operations");
		return false;
	}
	node_open(ops, a);
	if (ops->list.n > FHIR_PATCH_OPS_MAX) {
		fhir_issue_add(issues, a, "error", "too-costly", S(""), "more than %d operations", FHIR_PATCH_OPS_MAX);
		return false;
	}
	for (; p.number < ops->list.n; p.number++)
		if (!apply(&p, ops->list.v[p.number].value)) return false;
	struct sb text = sb_new(a, doc.n + 256);
	sb_add(&text, str_slice(doc, 0, from));
	sb_add(&text, node_text(p.root, a));
	sb_add(&text, str_slice(doc, until, doc.n));
	*out = sb_str(&text);
	return true;
}
