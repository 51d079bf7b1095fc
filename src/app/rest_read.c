#include "app/rest.h"

static bool gone(struct call *c, const struct kept *kept, struct rest_reply *out)
{
	rest_no(c, out, 410, "deleted", (str){"", 0}, "it was deleted; its earlier versions are in the history");
	out->etag = rest_etag(kept->version, &c->arena);
	return false;
}

static bool unchanged(const struct rest *r, const struct kept *kept)
{
	int64_t version;
	return r->if_none_match.n && rest_etag_read(&version, r->if_none_match) && version == kept->version;
}

bool rest_read(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out)
{
	struct kept kept;
	if (!fhir_is_resource(r->type)) return rest_no(c, out, 404, "not-supported", (str){"", 0}, "R4 has no such type of resource");
	bool ok = r->version ? resource_version(z, s, &kept, r->type, r->id, r->version, &c->arena, &c->rq.fail)
			     : resource_get(z, s, &kept, r->type, r->id, &c->arena, &c->rq.fail);
	if (!ok && c->rq.fail.rc == RC_MISSING) {
		c->rq.fail = (struct fail){0};
		return rest_no(c, out, 404, "not-found", (str){"", 0}, "there is no such resource in this record");
	}
	if (!ok) return rest_failed(c, out);
	if (kept.deleted) return gone(c, &kept, out);
	*out = (struct rest_reply){200, kept.text, rest_etag(kept.version, &c->arena), {"", 0}, kept.updated_ms};
	if (unchanged(r, &kept)) out->status = 304, out->body = (str){"", 0};
	return true;
}

/* ---- bundles ---- */

void rest_bundle_open(struct jw *w, const char *type, int64_t total)
{
	jw_object(w, NULL);
	jw_str(w, "resourceType", S("Bundle"));
	jw_str(w, "type", str_from(type));
	if (total >= 0) jw_i64(w, "total", total);
}

void rest_link(struct jw *w, const struct rest *r, const char *relation, str relative, struct arena *a)
{
	struct sb url = sb_new(a, r->base.n + relative.n + 1);
	sb_add(&url, r->base);
	sb_byte(&url, '/');
	sb_add(&url, relative);
	jw_object(w, NULL);
	jw_str(w, "relation", str_from(relation));
	jw_str(w, "url", sb_str(&url));
	jw_end_object(w);
}

str rest_place(const struct rest *r, str type, str id, int64_t version, struct arena *a)
{
	struct sb out = sb_new(a, r->base.n + type.n + id.n + 40);
	sb_add(&out, r->base);
	sb_byte(&out, '/');
	sb_add(&out, type);
	sb_byte(&out, '/');
	sb_add(&out, id);
	if (version) sb_fmt(&out, "/_history/%lld", (long long)version);
	return sb_str(&out);
}

/* ---- history ---- */

struct page {
	int64_t count, offset, since_ms;
	ptrdiff_t n; /* on it, fewer than count when they are long */
};

static bool page_of(struct call *c, const struct rest *r, struct page *p, struct rest_reply *out)
{
	static const char *const known[] = {"_count", "_offset", "_since", NULL};
	int64_t end;
	str other = rest_query_unknown(r->query, known);
	if (other.n && !r->lenient) return rest_no(c, out, 400, "not-supported", (str){"", 0}, "a history has no parameter " STR_FMT, STR_ARG(other));
	str since = rest_query_text(r->query, "_since", &c->arena);
	p->count = rest_query_number(r->query, "_count", SEARCH_COUNT_DEFAULT);
	p->offset = rest_query_number(r->query, "_offset", 0);
	p->since_ms = 0;
	p->n = 0;
	if (p->count > SEARCH_COUNT_MAX) p->count = SEARCH_COUNT_MAX;
	if (since.n && !fhir_time(since, ZONE_CHINA_MIN, &p->since_ms, &end))
		return rest_no(c, out, 400, "value", (str){"", 0}, "_since is no instant");
	return true;
}

static str history_path(const struct rest *r, const struct page *p, bool next, struct arena *a)
{
	struct sb out = sb_new(a, 160);
	if (r->type.n) sb_fmt(&out, STR_FMT "/", STR_ARG(r->type));
	if (r->id.n) sb_fmt(&out, STR_FMT "/", STR_ARG(r->id));
	sb_fmt(&out, "_history?_count=%lld", (long long)p->count);
	str since = rest_query_text(r->query, "_since", a);
	if (since.n) { /* a plus sign would be read as a space */
		sb_add(&out, S("&_since="));
		for (ptrdiff_t i = 0; i < since.n; i++) sb_add(&out, since.p[i] == '+' ? S("%2B") : str_slice(since, i, i + 1));
	}
	if (next || p->offset) sb_fmt(&out, "&_offset=%lld", (long long)(p->offset + (next ? p->n : 0)));
	return sb_str(&out);
}

static void history_entry(struct jw *w, const struct rest *r, const struct kept *k, struct arena *a)
{
	char when[25];
	struct sb url = sb_new(a, 160);
	sb_fmt(&url, STR_FMT "/" STR_FMT, STR_ARG(k->type), STR_ARG(k->id));
	clock_iso8601(when, k->updated_ms);
	jw_object(w, NULL);
	jw_str(w, "fullUrl", rest_place(r, k->type, k->id, 0, a));
	if (!k->deleted) jw_raw(w, "resource", k->text);
	jw_object(w, "request");
	jw_str(w, "method", str_from(k->deleted ? "DELETE" : "PUT"));
	jw_str(w, "url", sb_str(&url));
	jw_end_object(w);
	jw_object(w, "response");
	jw_str(w, "status", str_from(k->deleted ? "204" : k->version == 1 ? "201" : "200"));
	jw_str(w, "etag", rest_etag(k->version, a));
	jw_str(w, "lastModified", str_from(when));
	jw_end_object(w);
	jw_end_object(w);
}

/* One of the versions that were listed; without its text when it was a deletion. */
static bool history_fetch(struct zhuyi *z, const struct someone *s, const struct version_row *v, struct kept *k, struct arena *a, struct fail *fail)
{
	*k = (struct kept){v->type, v->id, v->version, v->updated_ms, 0, true, {"", 0}};
	return !str_eq(v->state, S("live")) || resource_version(z, s, k, v->type, v->id, v->version, a, fail);
}

/* The texts of a page, as many of them as fit. */
static bool history_page(struct zhuyi *z, struct call *c, const struct someone *s, const struct version_rows *rows, struct page *p, struct kepts *out,
			 ptrdiff_t *bytes)
{
	*out = (struct kepts){ARENA_NEW(&c->arena, struct kept, rows->n + 1), 0, rows->n + 1};
	for (*bytes = 0; p->n < rows->n && p->n < p->count && *bytes < REST_PAGE_BYTES; p->n++) {
		if (!rest_may(c, rows->v[p->n].type, 'r')) continue;
		struct kept *k = &out->v[out->n++];
		if (!history_fetch(z, s, &rows->v[p->n], k, &c->arena, &c->rq.fail)) return false;
		*bytes += k->text.n + REST_ENTRY_BYTES;
	}
	return true;
}

bool rest_history(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out)
{
	struct page p;
	struct version_rows rows = {0};
	struct kepts kepts;
	struct kept any;
	ptrdiff_t bytes;
	if (r->type.n && !fhir_is_resource(r->type)) return rest_no(c, out, 404, "not-supported", (str){"", 0}, "R4 has no such type of resource");
	if (!page_of(c, r, &p, out)) return false;
	if (r->id.n && !resource_get(z, s, &any, r->type, r->id, &c->arena, &c->rq.fail)) return rest_failed(c, out);
	if (!resource_versions(z, s, &rows, r->type, r->id, p.since_ms, (int)p.count + 1, p.offset, &c->arena, &c->rq.fail) ||
	    !history_page(z, c, s, &rows, &p, &kepts, &bytes))
		return rest_failed(c, out);
	struct sb text = sb_new(&c->arena, bytes + 2048);
	struct jw w = {&text, false};
	rest_bundle_open(&w, "history", -1);
	jw_array(&w, "link");
	rest_link(&w, r, "self", history_path(r, &p, false, &c->arena), &c->arena);
	if (rows.n > p.n && p.n) rest_link(&w, r, "next", history_path(r, &p, true, &c->arena), &c->arena);
	jw_end_array(&w);
	if (kepts.n) jw_array(&w, "entry");
	for (ptrdiff_t i = 0; i < kepts.n; i++) history_entry(&w, r, &kepts.v[i], &c->arena);
	if (kepts.n) jw_end_array(&w);
	jw_end_object(&w);
	*out = (struct rest_reply){.status = 200, .body = sb_str(&text)};
	return true;
}
