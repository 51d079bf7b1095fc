#include "app/rest_refer.h"

#include "fhir/span.h"

enum { REFERENCE_MAX = 2048 };

str rest_name(str type, str id, struct arena *a)
{
	struct sb out = sb_new(a, type.n + id.n + 1);
	sb_add(&out, type);
	sb_byte(&out, '/');
	sb_add(&out, id);
	return sb_str(&out);
}

/* ---- conditions ---- */

static str condition(str type, str query, struct arena *a)
{
	struct sb out = sb_new(a, type.n + query.n + 1);
	sb_add(&out, type);
	sb_byte(&out, '?');
	sb_add(&out, query);
	return sb_str(&out);
}

void rest_refer_want(struct rest_refer *all, str type, str query)
{
	str name = condition(type, query, all->a);
	if (map_get(&all->wanted_at, name) >= 0) return;
	map_set(&all->wanted_at, name, (int32_t)all->wanted.n, all->a);
	*ARENA_PUSH(all->a, &all->wanted) = (struct rest_wanted){.type = type, .query = query};
}

const struct rest_wanted *rest_refer_find(const struct rest_refer *all, str type, str query)
{
	struct arena scratch = *all->a;
	int32_t at = map_get(&all->wanted_at, condition(type, query, &scratch));
	return at < 0 ? NULL : &all->wanted.v[at];
}

/* Patient?identifier=x. Escapes are of no use in one but for the slash. */
static bool split(str reference, str *type, str *query)
{
	ptrdiff_t mark = str_find(reference, S("?"));
	if (mark <= 0 || reference.p[0] < 'A' || reference.p[0] > 'Z') return false;
	*type = str_slice(reference, 0, mark);
	*query = str_slice(reference, mark + 1, reference.n);
	return fhir_is_resource(*type);
}

static str plain(str s, struct arena *a)
{
	if (str_find(s, S("\\")) < 0) return s;
	struct sb out = sb_new(a, s.n);
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] != '\\' || i + 1 == s.n || s.p[i + 1] != '/') sb_byte(&out, s.p[i]);
	return sb_str(&out);
}

void rest_refer_scan(struct rest_refer *all, str resource)
{
	struct span_strings strings = {.text = resource};
	str type, query;
	if (!memchr(resource.p, '?', (size_t)resource.n)) return;
	for (str value; span_string(&strings, &value);) {
		if (!str_eq(strings.key, S("reference")) || str_find(value, S("?")) < 0) continue;
		if (split(plain(value, all->a), &type, &query)) rest_refer_want(all, type, query);
	}
}

/* ---- entries ---- */

/* Type/id at the end of an address. */
static str tail(str url)
{
	ptrdiff_t slash = url.n, second = -1;
	while (slash > 0 && url.p[slash - 1] != '/') slash--;
	for (second = slash - 1; second > 0 && url.p[second - 1] != '/'; second--) {
	}
	return slash > 1 && second >= 0 ? str_slice(url, second, url.n) : (str){"", 0};
}

void rest_refer_entry(struct rest_refer *all, str full_url, str type, str id, jv resource)
{
	int32_t at = (int32_t)all->entries.n;
	*ARENA_PUSH(all->a, &all->entries) = (struct refer_entry){type, id, resource};
	if (!full_url.n) return;
	map_set(&all->entry_at, full_url, at, all->a);
	if (!str_starts(full_url, S("urn:")) && tail(full_url).n) map_set(&all->entry_at, tail(full_url), at, all->a);
}

/* ---- leading ---- */

/* By a condition: something that was there, or an entry. */
static bool by_condition(struct call *c, const struct rest_refer *all, const struct rest *r, str reference, str *type, str *id,
			 struct rest_reply *out)
{
	str query;
	if (!split(reference, type, &query)) return true;
	const struct rest_wanted *w = rest_refer_find(all, *type, query);
	int64_t n = w ? w->n : 0;
	if (n) *id = w->id;
	for (ptrdiff_t i = 0; w && !n && i < all->entries.n; i++) {
		const struct refer_entry *e = &all->entries.v[i];
		if (!str_eq(e->type, *type) || !fhir_query_match(&w->q, e->resource, c->arena)) continue;
		*id = e->id;
		n++;
	}
	return n == 1 || rest_no(c, out, 412, n ? "multiple-matches" : "not-found", r->at,
				 "a reference by condition is true of %lld resources, not of one", (long long)n);
}

/* Where a reference leads; `id` empty: it stays. */
static bool target(struct call *c, const struct rest_refer *all, const struct rest *r, str value, bool reference, str *type, str *id,
		   struct rest_reply *out)
{
	*id = (str){"", 0};
	int32_t at = map_get(&all->entry_at, value);
	if (at >= 0) return *type = all->entries.v[at].type, *id = all->entries.v[at].id, true;
	return !reference || by_condition(c, all, r, value, type, id, out);
}

bool rest_refer_lead(struct call *c, const struct rest_refer *all, struct rest *r, struct arena side, struct rest_reply *out)
{
	struct span_strings strings = {.text = r->body};
	struct sb text = {0};
	ptrdiff_t from = 0;
	for (str value, type, id; span_string(&strings, &value);) {
		char room[REFERENCE_MAX];
		struct arena small = {room, room + sizeof room, NULL};
		if (!value.n || value.n > REFERENCE_MAX / 2) continue;
		if (!target(c, all, r, plain(value, &small), str_eq(strings.key, S("reference")), &type, &id, out)) return false;
		if (!id.n) continue;
		if (!text.a) text = sb_new(&side, r->body.n + r->body.n / 4 + 256);
		ptrdiff_t at = value.p - r->body.p;
		sb_add(&text, str_slice(r->body, from, at));
		sb_add(&text, type);
		sb_byte(&text, '/');
		sb_add(&text, id);
		from = at + value.n;
	}
	if (!text.a) return true;
	sb_add(&text, str_slice(r->body, from, r->body.n));
	r->body = sb_str(&text);
	return true;
}
