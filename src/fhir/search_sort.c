/* Hits in order, and the resources that come with them. */
#include "fhir/search_int.h"

/* What a hit is sorted by under one key. */
struct search_sorted {
	bool there;
	bool descending;
	enum fhir_search_kind kind;
	int64_t ms;
	struct exact number;
	str text;
};

static int sorted_cmp(const struct search_sorted *a, const struct search_sorted *b)
{
	switch (a->kind) {
	case SEARCH_DATE: return (a->ms > b->ms) - (a->ms < b->ms);
	case SEARCH_QUANTITY:
	case SEARCH_NUMBER: return exact_cmp(a->number, b->number);
	default: return str_cmp(a->text, b->text);
	}
}

struct taking {
	struct search_sorted *best;
	int zone_min;
	struct arena *a;
};

static void take(struct taking *t, struct search_sorted one)
{
	one.there = true;
	one.kind = t->best->kind;
	one.descending = t->best->descending;
	int c = t->best->there ? sorted_cmp(&one, t->best) : 0;
	if (!t->best->there || (one.descending ? c > 0 : c < 0)) *t->best = one;
}

static void take_text(struct taking *t, str text)
{
	if (text.n) take(t, (struct search_sorted){.text = search_fold(text, t->a)});
}

static void take_number(struct taking *t, jv value)
{
	struct search_sorted one = {0};
	if (exact_read(&one.number, NULL, json_text(value))) take(t, one);
}

/* The beginning counts, downwards the end; an open one is as far as can be. */
static void take_date(struct taking *t, const struct search_path *path, jv leaf)
{
	int64_t from_ms, until_ms;
	if (search_date_span(path, leaf, t->zone_min, &from_ms, &until_ms))
		take(t, (struct search_sorted){.ms = t->best->descending ? until_ms : from_ms});
}

static bool take_leaf(void *ctx, const struct search_path *path, jv leaf)
{
	struct taking *t = ctx;
	jv codings = json_get(leaf, "coding");
	bool truth;
	switch (path->leaf) {
	case LEAF_DATE:
	case LEAF_PERIOD:
	case LEAF_TIMING: take_date(t, path, leaf); break;
	case LEAF_QUANTITY:
	case LEAF_MONEY: take_number(t, json_get(leaf, "value")); break;
	case LEAF_RANGE: take_number(t, json_get(json_get(leaf, t->best->descending ? "high" : "low"), "value")); break;
	case LEAF_NUMBER: take_number(t, leaf); break;
	case LEAF_CODING: take_text(t, json_str(leaf, "code")); break;
	case LEAF_CONCEPT:
		for (ptrdiff_t i = 0; i < json_count(codings); i++) take_text(t, json_str(json_at(codings, i), "code"));
		if (!json_count(codings)) take_text(t, json_str(leaf, "text"));
		break;
	case LEAF_IDENTIFIER:
	case LEAF_CONTACT: take_text(t, json_str(leaf, "value")); break;
	case LEAF_REFERENCE:
	case LEAF_CANONICAL: take_text(t, search_reference_text(path, leaf)); break;
	case LEAF_NAME: take_text(t, json_str(leaf, json_get(leaf, "family") ? "family" : "text")); break;
	case LEAF_ADDRESS: take_text(t, json_str(leaf, json_get(leaf, "city") ? "city" : "text")); break;
	case LEAF_BOOLEAN:
		if (json_is_bool(leaf, &truth)) take_text(t, truth ? S("true") : S("false"));
		break;
	case LEAF_DECEASED: take_text(t, search_is_dead(leaf) ? S("true") : S("false")); break;
	default: take_text(t, json_text(leaf)); break;
	}
	return false;
}

void fhir_query_keys(const struct fhir_query *q, struct fhir_hit *hit, jv resource, struct arena *a)
{
	hit->keys = ARENA_NEW(a, struct search_sorted, q->sort.n);
	for (ptrdiff_t i = 0; i < q->sort.n; i++) {
		hit->keys[i] = (struct search_sorted){.kind = q->sort.v[i].param->kind, .descending = q->sort.v[i].descending, .text = S("")};
		struct taking t = {&hit->keys[i], q->place.zone_min, a};
		search_walk(q->sort.v[i].param, resource, q->place.base, take_leaf, &t);
	}
}

static int hit_cmp(const struct fhir_hit *a, const struct fhir_hit *b, ptrdiff_t keys)
{
	for (ptrdiff_t i = 0; i < keys; i++) {
		const struct search_sorted *x = &a->keys[i], *y = &b->keys[i];
		if (x->there != y->there) return x->there ? -1 : 1;
		int c = x->there ? sorted_cmp(x, y) : 0;
		if (c) return x->descending ? -c : c;
	}
	return 0;
}

/* Merging, because equal ones stay in their order. */
static void merge_sort(struct fhir_hit *v, struct fhir_hit *spare, ptrdiff_t n, ptrdiff_t keys)
{
	if (n < 2) return;
	ptrdiff_t half = n / 2, i = 0, j = half;
	merge_sort(v, spare, half, keys);
	merge_sort(v + half, spare, n - half, keys);
	for (ptrdiff_t k = 0; k < n; k++) spare[k] = j == n || (i < half && hit_cmp(&v[i], &v[j], keys) <= 0) ? v[i++] : v[j++];
	memcpy(v, spare, (size_t)n * sizeof(*v));
}

void fhir_query_sort(const struct fhir_query *q, struct fhir_hit *hits, ptrdiff_t n, struct arena scratch)
{
	if (q->sort.n && n > 1) merge_sort(hits, ARENA_NEW(&scratch, struct fhir_hit, n), n, q->sort.n);
}

struct including {
	const struct fhir_include *include;
	str base;
	fhir_include_emit *emit;
	void *ctx;
};

static bool emit_target(void *ctx, const struct search_path *path, jv leaf)
{
	const struct including *i = ctx;
	str type, id;
	if (!search_reference_split(search_reference_text(path, leaf), i->base, &type, &id)) return false;
	if (!i->include->target.n || str_eq(i->include->target, type)) i->emit(i->ctx, type, id);
	return false;
}

void fhir_include_targets(const struct fhir_query *q, const struct fhir_includes *which, jv resource, bool included, fhir_include_emit *emit,
			  void *ctx)
{
	str type = json_str(resource, "resourceType");
	for (ptrdiff_t i = 0; i < which->n; i++) {
		const struct fhir_include *one = &which->v[i];
		struct including walk = {one, q->place.base, emit, ctx};
		if (str_eq(one->source, type) && (!included || one->iterate)) search_walk(one->param, resource, q->place.base, emit_target, &walk);
	}
}
