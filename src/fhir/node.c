#include "fhir/node_int.h"

#include "base/check.h"
#include "base/json.h"
#include "base/utf8.h"

ptrdiff_t node_blank(str text, ptrdiff_t at)
{
	while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t' || text.p[at] == '\n' || text.p[at] == '\r')) at++;
	return at;
}

/* Behind the string that begins at `at`: its closing quote has an even number of backslashes before it. */
static ptrdiff_t string_end(str text, ptrdiff_t at)
{
	for (const char *from = text.p + at + 1, *end = text.p + text.n, *quote; (quote = memchr(from, '"', (size_t)(end - from)));
	     from = quote + 1) {
		ptrdiff_t slashes = 0;
		while (quote[-1 - slashes] == '\\') slashes++;
		if (slashes % 2 == 0) return quote + 1 - text.p;
	}
	return text.n;
}

ptrdiff_t node_value(str text, ptrdiff_t at)
{
	int depth = 0;
	do {
		char c = at < text.n ? text.p[at] : 0;
		if (c == '"') {
			at = string_end(text, at);
			continue;
		}
		if (c == '{' || c == '[') depth++;
		if (c == '}' || c == ']') depth--;
		at++;
		if (depth || c == '}' || c == ']') continue;
		while (at < text.n && !strchr(" \t\r\n,:]}", text.p[at])) at++; /* a number or a word */
	} while (depth > 0 && at < text.n);
	return at < text.n ? at : text.n;
}

struct node *node_new(str raw, struct arena *a)
{
	struct node *node = ARENA_NEW(a, struct node, 1);
	node->raw = str_trim(raw);
	return node;
}

bool node_is_object(const struct node *node)
{
	return node->raw.n && node->raw.p[0] == '{';
}

bool node_is_list(const struct node *node)
{
	return node->raw.n && node->raw.p[0] == '[';
}

void node_open(struct node *node, struct arena *a)
{
	str raw = node->raw;
	bool object = node_is_object(node);
	ASSERT(object || node_is_list(node));
	if (node->open) return;
	node->open = true;
	ptrdiff_t at = node_blank(raw, 1), from = 1;
	if (at >= raw.n - 1) node->hollow = str_slice(raw, 1, at);
	while (at < raw.n - 1) {
		struct node_child child = {.pre = str_slice(raw, from, at)};
		if (object) {
			from = at;
			at = string_end(raw, at);
			child.key = str_slice(raw, from, at);
			from = at;
			at = node_blank(raw, node_blank(raw, at) + 1);
			child.mid = str_slice(raw, from, at);
		}
		from = at;
		at = node_value(raw, at);
		child.value = node_new(str_slice(raw, from, at), a);
		from = at;
		at = node_blank(raw, at);
		child.post = str_slice(raw, from, at);
		*ARENA_PUSH(a, &node->list) = child;
		from = at + 1; /* behind the comma */
		at = from < raw.n ? node_blank(raw, from) : raw.n;
	}
}

ptrdiff_t node_find(struct node *object, str key, struct arena *a)
{
	node_open(object, a);
	for (ptrdiff_t i = 0; i < object->list.n; i++) {
		struct arena scratch = *a;
		if (str_eq(node_string(object->list.v[i].key, &scratch), key)) return i;
	}
	return -1;
}

void node_insert(struct node *node, ptrdiff_t at, str key, struct node *value, struct arena *a)
{
	node_open(node, a);
	ptrdiff_t n = node->list.n;
	struct node_child *v = node->list.v, child = {.mid = node_is_object(node) ? S(":") : S(""), .value = value};
	ASSERT(at >= 0 && at <= n);
	if (node_is_object(node)) child.key = node_quoted(key, a);
	if (n) {
		const struct node_child *beside = &v[at ? at - 1 : 0];
		child.pre = n > 1 && at == 1 ? v[1].pre : beside->pre;
		child.mid = beside->mid;
	}
	if (n && at == n) { /* what stood before the bracket stands behind the new one */
		child.post = v[n - 1].post;
		v[n - 1].post = n > 1 ? v[0].post : S("");
	}
	if (n > 1 && at == 0) v[0].pre = v[1].pre; /* what was first stands behind a comma now */
	ARENA_PUSH(a, &node->list);
	v = node->list.v;
	memmove(&v[at + 1], &v[at], (size_t)(n - at) * sizeof *v);
	v[at] = child;
	node->hollow = S("");
}

void node_remove(struct node *node, ptrdiff_t at)
{
	struct node_child *v = node->list.v;
	ASSERT(node->open && at >= 0 && at < node->list.n);
	node->list.n--;
	if (node->list.n && at == node->list.n) v[at - 1].post = v[at].post;
	else if (node->list.n && at == 0) v[1].pre = v[0].pre;
	memmove(&v[at], &v[at + 1], (size_t)(node->list.n - at) * sizeof *v);
}

static void write_node(struct sb *out, const struct node *node)
{
	if (!node->open) {
		sb_add(out, node->raw);
		return;
	}
	sb_byte(out, node->raw.p[0]);
	sb_add(out, node->list.n ? S("") : node->hollow);
	for (ptrdiff_t i = 0; i < node->list.n; i++) {
		const struct node_child *child = &node->list.v[i];
		if (i) sb_byte(out, ',');
		sb_add(out, child->pre);
		sb_add(out, child->key);
		sb_add(out, child->mid);
		write_node(out, child->value);
		sb_add(out, child->post);
	}
	sb_byte(out, node->raw.p[0] == '{' ? '}' : ']');
}

str node_text(const struct node *node, struct arena *a)
{
	if (!node->open) return node->raw;
	struct sb out = sb_new(a, node->raw.n + 256);
	write_node(&out, node);
	return sb_str(&out);
}

static uint32_t hex4(const char *p)
{
	uint32_t v = 0;
	for (int i = 0; i < 4; i++) v = v * 16 + (uint32_t)(p[i] <= '9' ? p[i] - '0' : (p[i] | 32) - 'a' + 10);
	return v;
}

uint32_t node_escape(str s, ptrdiff_t *at)
{
	uint32_t cp = hex4(s.p + *at + 2);
	*at += 6;
	if (cp < 0xd800 || cp > 0xdbff || *at + 6 > s.n || s.p[*at] != '\\' || s.p[*at + 1] != 'u') return cp;
	uint32_t low = hex4(s.p + *at + 2);
	if (low < 0xdc00 || low > 0xdfff) return cp;
	*at += 6;
	return 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
}

str node_string(str raw, struct arena *a)
{
	str inner = str_slice(raw, 1, raw.n - 1);
	if (!inner.n || !memchr(inner.p, '\\', (size_t)inner.n)) return inner;
	struct sb out = sb_new(a, inner.n);
	for (ptrdiff_t i = 0; i < inner.n;) {
		static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
		char utf8[4];
		if (inner.p[i] != '\\') {
			sb_byte(&out, inner.p[i++]);
		} else if (inner.p[i + 1] == 'u') {
			uint32_t cp = node_escape(inner, &i);
			sb_add(&out, (str){utf8, utf8_put(utf8, cp)});
		} else {
			const char *hit = strchr(from, inner.p[i + 1]);
			sb_byte(&out, hit ? to[hit - from] : inner.p[i + 1]);
			i += 2;
		}
	}
	return sb_str(&out);
}

str node_quoted(str text, struct arena *a)
{
	struct sb out = sb_new(a, text.n + 2);
	struct jw w = {&out, false};
	jw_str(&w, NULL, text);
	return sb_str(&out);
}
