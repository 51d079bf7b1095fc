#include "app/rest.h"

#include "base/map.h"

/* A search reads every resource of its type: they pass through the far end of the call's memory, a few at a time, while hits gather at the near end. */
enum { PASSING = 28 << 20, MATCHING = 3 << 20 };

struct passing {
	struct arena rows, match;
};

static struct passing pass_begin(struct call *c)
{
	char *end = c->arena.end, *middle = end - MATCHING, *beg = end - PASSING;
	if (beg < c->arena.beg) longjmp(*c->arena.full, 1);
	c->arena.end = beg;
	return (struct passing){{beg, middle, c->arena.full}, {middle, end, c->arena.full}};
}

static void pass_end(struct call *c)
{
	c->arena.end += PASSING;
	c->failed_used = c->whole.end - c->whole.beg; /* all of it is to be cleaned after the call */
}

/* ---- hits ---- */

struct named {
	str type, id;
};
struct search {
	struct call *c;
	struct fhir_query q;
	struct fail *fail;
	struct arena match;
	struct {
		struct named *v;
		ptrdiff_t n, cap;
	} names;
	struct {
		struct fhir_hit *v;
		ptrdiff_t n, cap;
	} hits;
};

static bool parse_kept(jv *out, const struct kept *k, struct fail *fail)
{
	struct fail why = {0};
	if (json_parse(out, k->text, FHIR_DEPTH_MAX, &why)) return true;
	return fail_set(fail, RC_CORRUPT, "rest", "a resource of this record cannot be read");
}

static bool match_one(void *ctx, const struct kept *k)
{
	struct search *f = ctx;
	struct arena *a = &f->c->arena;
	jv resource;
	if (!rest_may(f->c, k->type, 's')) return true;
	if (!parse_kept(&resource, k, f->fail)) return false;
	if (fhir_query_match(&f->q, resource, f->match)) {
		struct fhir_hit *hit = ARENA_PUSH(a, &f->hits);
		*hit = (struct fhir_hit){.at = f->names.n};
		*ARENA_PUSH(a, &f->names) = (struct named){str_copy(a, k->type), str_copy(a, k->id)};
		fhir_query_keys(&f->q, hit, resource, a);
	}
	json_free(resource);
	return true;
}

static bool read_query(struct call *c, const struct rest *r, str type, str query, struct fhir_query *q, struct rest_reply *out)
{
	struct fhir_search_place place = {r->base, ZONE_CHINA_MIN, call_now(c), r->lenient};
	struct fhir_search_fault fault = {0};
	if (type.n && !fhir_is_resource(type)) return rest_no(c, out, 404, "not-supported", (str){"", 0}, "R4 has no such type of resource");
	if (fhir_query_read(q, type, query, &place, &fault, &c->arena)) return true;
	return rest_no(c, out, 400, str_c(&c->arena, fault.issue.n ? fault.issue : S("invalid")), (str){"", 0}, STR_FMT "%s" STR_FMT,
		       STR_ARG(fault.parameter), fault.parameter.n ? ": " : "", STR_ARG(fault.why));
}

static bool gather(struct zhuyi *z, struct call *c, const struct someone *s, struct search *f)
{
	struct passing p = pass_begin(c);
	f->c = c, f->fail = &c->rq.fail, f->match = p.match;
	bool ok = resources_each(z, s, f->q.type, match_one, f, p.rows, &c->rq.fail) && c->rq.fail.rc == RC_OK;
	pass_end(c);
	return ok;
}

/* ---- a page, and what it includes ---- */

struct found {
	struct kepts kepts; /* first the hits, then what they include */
	ptrdiff_t matches, bytes;
	struct map known; /* Type/id to its place */
	bool cut;         /* the page ended early */
};

/* RC_MISSING is no failure: a reference may lead nowhere. */
static bool fetch(struct zhuyi *z, struct call *c, const struct someone *s, struct found *f, str type, str id)
{
	struct kept k;
	struct fail why = {0};
	str name = rest_name(type, id, &c->arena);
	if (map_get(&f->known, name) >= 0 || !rest_may(c, type, 'r')) return true;
	if (!resource_get(z, s, &k, type, id, &c->arena, &why)) return why.rc == RC_MISSING || (c->rq.fail = why, false);
	if (k.deleted) return true;
	map_set(&f->known, name, (int32_t)f->kepts.n, &c->arena);
	*ARENA_PUSH(&c->arena, &f->kepts) = k;
	f->bytes += k.text.n + REST_ENTRY_BYTES;
	return true;
}

struct reach { /* from resources to what they name */
	struct zhuyi *z;
	struct call *c;
	const struct someone *s;
	struct found *f;
	const struct fhir_query *q;
	bool ok;
};

static void reach_one(void *ctx, str type, str id)
{
	struct reach *e = ctx;
	if (e->ok && e->f->bytes < REST_PAGE_BYTES && resource_name_good(type, id)) e->ok = fetch(e->z, e->c, e->s, e->f, type, id);
}

static bool include(struct reach *e)
{
	for (ptrdiff_t i = 0; e->ok && i < e->f->kepts.n; i++) { /* grows meanwhile */
		jv resource;
		if (!parse_kept(&resource, &e->f->kepts.v[i], &e->c->rq.fail)) return false;
		fhir_include_targets(e->q, &e->q->include, resource, i >= e->f->matches, reach_one, e);
		json_free(resource);
	}
	return e->ok;
}

struct back { /* from candidates to the hits they name */
	struct reach *e;
	bool hit;
};

static void back_hit(void *ctx, str type, str id)
{
	struct back *b = ctx;
	char room[256];
	struct arena a = {room, room + sizeof room, NULL};
	if (!resource_name_good(type, id)) return;
	int32_t at = map_get(&b->e->f->known, rest_name(type, id, &a));
	b->hit |= at >= 0 && at < b->e->f->matches;
}

static bool back_one(void *ctx, const struct kept *k)
{
	struct reach *e = ctx;
	struct back b = {e, false};
	jv resource;
	if (!parse_kept(&resource, k, &e->c->rq.fail)) return e->ok = false;
	fhir_include_targets(e->q, &e->q->revinclude, resource, false, back_hit, &b);
	json_free(resource);
	if (b.hit) reach_one(e, str_copy(&e->c->arena, k->type), str_copy(&e->c->arena, k->id));
	return e->ok;
}

static bool reverse(struct reach *e)
{
	const struct fhir_includes *all = &e->q->revinclude;
	for (ptrdiff_t i = 0; e->ok && i < all->n; i++) {
		bool before = false;
		for (ptrdiff_t k = 0; k < i; k++) before |= str_eq(all->v[k].source, all->v[i].source);
		if (before) continue;
		struct passing p = pass_begin(e->c);
		e->ok = resources_each(e->z, e->s, all->v[i].source, back_one, e, p.rows, &e->c->rq.fail) && e->ok;
		pass_end(e->c);
	}
	return e->ok;
}

static bool page(struct zhuyi *z, struct call *c, const struct someone *s, const struct named *names, ptrdiff_t n, struct found *f)
{
	for (ptrdiff_t i = 0; i < n; i++) {
		if (f->bytes >= REST_PAGE_BYTES) return f->cut = true;
		if (!fetch(z, c, s, f, names[i].type, names[i].id)) return false;
		f->matches = f->kepts.n;
	}
	return true;
}

/* ---- the reply ---- */

static void entry(struct jw *w, const struct rest *r, const struct kept *k, bool match, struct arena *a)
{
	jw_object(w, NULL);
	jw_str(w, "fullUrl", rest_place(r, k->type, k->id, 0, a));
	jw_raw(w, "resource", k->text);
	jw_object(w, "search");
	jw_str(w, "mode", str_from(match ? "match" : "include"));
	jw_end_object(w);
	jw_end_object(w);
}

struct links { /* paths; empty: none */
	str self, next;
};

static void searchset(struct call *c, const struct rest *r, const struct found *f, int64_t total, struct links links, struct rest_reply *out)
{
	struct sb text = sb_new(&c->arena, f->bytes + 4096);
	struct jw w = {&text, false};
	rest_bundle_open(&w, "searchset", total);
	jw_array(&w, "link");
	rest_link(&w, r, "self", links.self, &c->arena);
	if (links.next.n) rest_link(&w, r, "next", links.next, &c->arena);
	jw_end_array(&w);
	if (f->kepts.n) jw_array(&w, "entry");
	for (ptrdiff_t i = 0; i < f->kepts.n; i++) entry(&w, r, &f->kepts.v[i], i < f->matches, &c->arena);
	if (f->kepts.n) jw_end_array(&w);
	jw_end_object(&w);
	*out = (struct rest_reply){.status = 200, .body = sb_str(&text)};
}

bool rest_search(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out)
{
	struct search f = {0};
	struct found found = {0};
	if (!read_query(c, r, r->type, r->query, &f.q, out)) return false;
	if (!gather(z, c, s, &f)) return rest_failed(c, out);
	fhir_query_sort(&f.q, f.hits.v, f.hits.n, c->arena);
	ptrdiff_t from = f.q.offset < f.hits.n ? (ptrdiff_t)f.q.offset : f.hits.n, n = f.hits.n - from;
	if (n > f.q.count) n = (ptrdiff_t)f.q.count;
	struct named *names = ARENA_NEW(&c->arena, struct named, n + 1);
	for (ptrdiff_t i = 0; i < n; i++) names[i] = f.names.v[f.hits.v[from + i].at];
	struct reach e = {z, c, s, &found, &f.q, true};
	if (!page(z, c, s, names, n, &found)) return rest_failed(c, out);
	if ((f.q.include.n && !include(&e)) || (f.q.revinclude.n && !reverse(&e))) return rest_failed(c, out);
	bool more = f.q.count && from + found.matches < f.hits.n;
	struct links links = {fhir_query_link(&f.q, f.q.offset, &c->arena), {"", 0}};
	if (more) links.next = fhir_query_link(&f.q, from + found.matches, &c->arena);
	searchset(c, r, &found, f.hits.n, links, out);
	return true;
}

/* ---- everything ---- */

struct span_ms { /* of $everything; end 0: open */
	int64_t from, until, since;
};

static bool asked(struct call *c, const struct rest *r, struct span_ms *ms, struct rest_reply *out)
{
	static const char *const known[] = {"start", "end", "_since", "_type", "_count", "_offset", NULL};
	int64_t ignored;
	str other = rest_query_unknown(r->query, known);
	if (other.n && !r->lenient)
		return rest_no(c, out, 400, "not-supported", (str){"", 0}, "$everything has no parameter " STR_FMT, STR_ARG(other));
	str start = rest_query_text(r->query, "start", &c->arena), end = rest_query_text(r->query, "end", &c->arena),
	    since = rest_query_text(r->query, "_since", &c->arena);
	*ms = (struct span_ms){0};
	bool ok = (!start.n || fhir_time(start, ZONE_CHINA_MIN, &ms->from, &ignored)) &&
		  (!end.n || fhir_time(end, ZONE_CHINA_MIN, &ignored, &ms->until)) &&
		  (!since.n || fhir_time(since, ZONE_CHINA_MIN, &ms->since, &ignored));
	return ok || rest_no(c, out, 400, "value", (str){"", 0}, "start, end or _since is no date");
}

static bool listed(str types, str type)
{
	if (!types.n) return true;
	for (str one; str_next(&types, ',', &one);)
		if (str_eq(one, type)) return true;
	return false;
}

/* What says no time is part of it whatever dates are asked for. */
static bool within(const struct span_ms *ms, const struct briefed *b)
{
	return b->updated_ms >= ms->since && (!b->at_ms || (b->at_ms >= ms->from && (!ms->until || b->at_ms < ms->until)));
}

static str everything_path(const struct rest *r, int64_t count, int64_t offset, struct arena *a)
{
	static const char *const kept[] = {"start", "end", "_since", "_type"};
	struct sb out = sb_new(a, 160);
	sb_add(&out, S("Patient/"));
	if (r->id.n) sb_fmt(&out, STR_FMT "/", STR_ARG(r->id));
	sb_fmt(&out, "$everything?_count=%lld", (long long)count);
	if (offset) sb_fmt(&out, "&_offset=%lld", (long long)offset);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		str value = rest_query_text(r->query, kept[i], a);
		if (!value.n) continue;
		sb_fmt(&out, "&%s=", kept[i]);
		for (ptrdiff_t k = 0; k < value.n; k++) sb_add(&out, value.p[k] == '+' ? S("%2B") : str_slice(value, k, k + 1));
	}
	return sb_str(&out);
}

bool rest_everything(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out)
{
	struct briefeds all;
	struct kept patient;
	struct span_ms ms;
	struct found found = {0};
	str types = rest_query_text(r->query, "_type", &c->arena);
	int64_t count = rest_query_number(r->query, "_count", SEARCH_COUNT_MAX), offset = rest_query_number(r->query, "_offset", 0);
	if (count > SEARCH_COUNT_MAX || count < 1) count = SEARCH_COUNT_MAX;
	if (!asked(c, r, &ms, out)) return false;
	if (r->id.n && !resource_get(z, s, &patient, S("Patient"), r->id, &c->arena, &c->rq.fail)) return rest_failed(c, out);
	if (r->id.n && patient.deleted) return rest_no(c, out, 410, "deleted", (str){"", 0}, "it was deleted");
	if (!briefs_all(z, s, &all, &c->arena, &c->rq.fail)) return rest_failed(c, out);
	struct named *names = ARENA_NEW(&c->arena, struct named, all.n + 1);
	ptrdiff_t n = 0;
	for (int later = 0; later < 2; later++) /* who it is comes first */
		for (ptrdiff_t i = 0; i < all.n; i++) {
			const struct briefed *b = &all.v[i];
			bool wanted = str_eq(b->type, S("Patient")) != (later == 1) && within(&ms, b) && listed(types, b->type) &&
				      rest_may(c, b->type, 'r');
			if (wanted) names[n++] = (struct named){b->type, b->id};
		}
	ptrdiff_t from = offset < n ? (ptrdiff_t)offset : n, some = n - from < count ? n - from : (ptrdiff_t)count;
	if (!page(z, c, s, names + from, some, &found)) return rest_failed(c, out);
	struct links links = {everything_path(r, count, offset, &c->arena), {"", 0}};
	if (from + found.matches < n && found.matches) links.next = everything_path(r, count, from + found.matches, &c->arena);
	searchset(c, r, &found, n, links, out);
	return true;
}

/* ---- of which resource it is true ---- */

struct finding {
	struct call *c;
	struct rest_wanted *v;
	ptrdiff_t n;
	struct arena match;
	bool ok;
};

static bool find_one(void *ctx, const struct kept *k)
{
	struct finding *f = ctx;
	jv resource;
	if (!parse_kept(&resource, k, &f->c->rq.fail)) return f->ok = false;
	for (ptrdiff_t i = 0; i < f->n; i++) {
		struct rest_wanted *w = &f->v[i];
		if (!str_eq(w->type, k->type) || !fhir_query_match(&w->q, resource, f->match)) continue;
		if (!w->n++) w->id = str_copy(&f->c->arena, k->id);
	}
	json_free(resource);
	return true;
}

bool rest_find(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_wanted *v, ptrdiff_t n,
	       struct rest_reply *out)
{
	for (ptrdiff_t i = 0; i < n; i++) {
		if (!rest_may(c, v[i].type, 's'))
			return rest_no(c, out, 403, "forbidden", (str){"", 0}, "the scopes of this token do not cover that condition");
		if (!read_query(c, r, v[i].type, v[i].query, &v[i].q, out)) return false;
		if (!v[i].q.clauses.n) return rest_no(c, out, 412, "invalid", (str){"", 0}, "a condition names at least one search parameter");
	}
	for (ptrdiff_t i = 0; i < n; i++) {
		bool before = false;
		for (ptrdiff_t k = 0; k < i; k++) before |= str_eq(v[k].type, v[i].type);
		if (before) continue;
		struct passing p = pass_begin(c);
		struct finding f = {c, v, n, p.match, true};
		bool ok = resources_each(z, s, v[i].type, find_one, &f, p.rows, &c->rq.fail) && f.ok;
		pass_end(c);
		if (!ok) return rest_failed(c, out);
	}
	return true;
}
