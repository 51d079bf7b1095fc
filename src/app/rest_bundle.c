/* rest_bundle.c - a batch or transaction: read, checked entry by entry, done in the order that R4 gives, all or nothing when it is a transaction.
 * source: HL7 FHIR R4 (4.0.1, 2019), "RESTful API", 3.1.0.11 */
#include "app/rest.h"

#include "app/rest_refer.h"
#include "fhir/span.h"

#include <sodium.h>
#include <stdio.h>

enum { ENTRIES_MAX = 20000 };

struct item {
	struct rest r;
	str full_url, id; /* id: of a new resource */
	ptrdiff_t index;
	struct rest_reply reply;
	bool bad;
	bool there, nothing; /* by its condition: there is one already; there is none to delete */
};

struct rest_bundle {
	bool transaction;
	const struct rest *whole;
	struct item *v;
	ptrdiff_t n;
};

/* ---- reading ---- */

static str at_entry(ptrdiff_t i, const char *more, struct arena *a)
{
	struct sb out = sb_new(a, 48);
	sb_fmt(&out, "Bundle.entry[%td]%s", i, more);
	return sb_str(&out);
}

static bool method_of(enum rest_method *method, str name)
{
	static const char *const names[] = {
		[REST_GET] = "GET", [REST_POST] = "POST", [REST_PUT] = "PUT", [REST_PATCH] = "PATCH", [REST_DELETE] = "DELETE"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(name, str_from(names[i]))) return *method = (enum rest_method)i, true;
	return false;
}

/* What stands in request.url: relative to the record, or whole. */
static bool place_of(struct rest *r, str url, struct arena *a)
{
	if (r->base.n && str_starts(url, r->base)) url = str_slice(url, r->base.n, url.n);
	if (str_starts(url, S("/"))) url = str_slice(url, 1, url.n);
	ptrdiff_t mark = str_find(url, S("?"));
	return rest_path(r, mark < 0 ? url : str_slice(url, 0, mark), mark < 0 ? (str){"", 0} : str_slice(url, mark + 1, url.n), a);
}

static bool fits(const struct rest *r)
{
	switch (r->method) {
	case REST_GET: return str_find(r->operation, S("$validate")) < 0;
	case REST_POST: return r->type.n && !r->id.n && !r->operation.n;
	case REST_PUT:
	case REST_DELETE: return r->type.n && !r->operation.n && (r->id.n || r->query.n);
	case REST_PATCH: return r->type.n && r->id.n && !r->operation.n;
	}
	return false;
}

/* R4 sends the patch as a Binary. */
static bool patch_of(struct call *c, struct rest *r)
{
	str type = json_str(r->resource, "contentType"), data = json_str(r->resource, "data");
	size_t n = 0;
	if (!str_eq(json_str(r->resource, "resourceType"), S("Binary")) || !str_eq(type, S("application/json-patch+json"))) return false;
	char *room = ARENA_NEW(&c->arena, char, data.n + 1);
	if (sodium_base642bin((unsigned char *)room, (size_t)data.n, data.p, (size_t)data.n, "\r\n ", &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	r->body = (str){room, (ptrdiff_t)n};
	return true;
}

static bool read_request(struct call *c, struct item *e, jv request, struct rest_reply *out)
{
	struct rest *r = &e->r;
	if (!request || !method_of(&r->method, json_str(request, "method")))
		return rest_no(c, out, 400, "required", r->at, "an entry of a batch or transaction has a request with a method");
	if (!place_of(r, json_str(request, "url"), &c->arena) || !fits(r))
		return rest_no(c, out, 400, "value", r->at, "request.url is no place for this method");
	r->if_match = json_str(request, "ifMatch");
	r->if_none_match = json_str(request, "ifNoneMatch");
	r->if_none_exist = json_str(request, "ifNoneExist");
	bool body = r->method == REST_POST || r->method == REST_PUT || r->method == REST_PATCH;
	if (body && !r->resource) return rest_no(c, out, 400, "required", r->at, "there is no resource");
	if (r->method == REST_PATCH && !patch_of(c, r))
		return rest_no(c, out, 400, "value", r->at, "a patch is a Binary with application/json-patch+json");
	if (r->method == REST_PATCH || !body) return true;
	r->at = at_entry(e->index, ".resource", &c->arena);
	return rest_check_parsed(c, r, out);
}

static void read_entry(struct call *c, const struct rest_bundle *b, struct item *e, jv entry, str text)
{
	const struct rest *whole = b->whole;
	e->r = (struct rest){.base = whole->base, .lenient = whole->lenient, .resource = json_get(entry, "resource")};
	e->r.body = span_member(text, "resource");
	e->r.at = at_entry(e->index, "", &c->arena);
	e->r.prefer = whole->prefer == PREFER_UNSAID ? PREFER_MINIMAL : whole->prefer;
	e->full_url = json_str(entry, "fullUrl");
	e->bad = !read_request(c, e, json_get(entry, "request"), &e->reply);
}

/* The outcome of an entry as that of the whole transaction. */
static bool ends_all(struct call *c, const struct item *e, struct rest_reply *out)
{
	*out = e->reply;
	if (!out->body.n || str_find(out->body, S("Bundle.entry[")) >= 0) return false;
	return rest_no(c, out, e->reply.status, e->reply.code ? e->reply.code : "exception", e->r.at, "entry %td: " STR_FMT, e->index,
		       STR_ARG(e->reply.said));
}

static bool read_entries(struct call *c, struct rest_bundle *b, jv tree, struct rest_reply *out)
{
	jv list = json_get(tree, "entry");
	struct span_walk walk = {span_member(b->whole->body, "entry"), false};
	b->n = json_count(list);
	if (b->n > ENTRIES_MAX) return rest_no(c, out, 413, "too-costly", (str){"", 0}, "a bundle has at most %d entries", ENTRIES_MAX);
	b->v = ARENA_NEW(&c->arena, struct item, b->n + 1);
	str key, text;
	for (ptrdiff_t i = 0; i < b->n && span_next(&walk, &key, &text); i++) {
		b->v[i].index = i;
		read_entry(c, b, &b->v[i], json_at(list, i), text);
		if (b->v[i].bad && b->transaction) return ends_all(c, &b->v[i], out);
	}
	return true;
}

/* What is written twice in one transaction would depend on the order. */
static bool each_once(struct call *c, const struct rest_bundle *b, struct rest_reply *out)
{
	struct map seen = {0};
	for (ptrdiff_t i = 0; i < b->n; i++) {
		const struct rest *r = &b->v[i].r;
		if (r->method == REST_GET || !r->id.n) continue;
		str name = rest_name(r->type, r->id, &c->arena);
		if (map_get(&seen, name) >= 0) return rest_no(c, out, 400, "duplicate", r->at, "one resource stands twice in the transaction");
		map_set(&seen, name, (int32_t)i, &c->arena);
	}
	return true;
}

bool rest_bundle_read(struct call *c, const struct rest *r, struct rest_bundle **bundle, struct rest_reply *out)
{
	struct fhir_issues issues = {0};
	struct rest_bundle *b = *bundle = ARENA_NEW(&c->arena, struct rest_bundle, 1);
	if (!fhir_parse(&c->more, r->body, &issues, &c->arena)) return rest_issues(c, out, 400, &issues);
	str type = json_str(c->more, "type");
	if (!str_eq(json_str(c->more, "resourceType"), S("Bundle")))
		return rest_no(c, out, 400, "invalid", (str){"", 0}, "only a Bundle is sent to the base; other resources to their type");
	b->transaction = str_eq(type, S("transaction"));
	if (!b->transaction && !str_eq(type, S("batch")))
		return rest_no(c, out, 422, "not-supported", S("Bundle.type"),
			       "the base takes a batch or a transaction; to keep a bundle of another type as it is, send it to Bundle");
	b->whole = r;
	return read_entries(c, b, c->more, out) && (!b->transaction || each_once(c, b, out));
}

bool rest_bundle_writes(const struct rest_bundle *b)
{
	for (ptrdiff_t i = 0; i < b->n; i++)
		if (!b->v[i].bad && b->v[i].r.method != REST_GET) return true;
	return false;
}

/* ---- what a transaction decides before it writes ---- */

static str new_id(struct call *c)
{
	char id[27];
	ulid_make(id, call_now(c), c->rq.rng);
	return str_copy(&c->arena, str_from(id));
}

/* Every condition of the entries and of their references, answered in one go, by what was there before the transaction. */
static bool conditions(struct zhuyi *z, struct call *c, const struct someone *s, struct rest_bundle *b, struct rest_refer *all,
		       struct rest_reply *out)
{
	for (ptrdiff_t i = 0; i < b->n; i++) {
		const struct item *e = &b->v[i];
		const struct rest *r = &e->r;
		if (r->method == REST_POST && r->if_none_exist.n) rest_refer_want(all, r->type, r->if_none_exist);
		if (!r->id.n && (r->method == REST_PUT || r->method == REST_DELETE)) rest_refer_want(all, r->type, r->query);
		if (r->method == REST_POST || r->method == REST_PUT) rest_refer_scan(all, r->body);
	}
	return !all->wanted.n || rest_find(z, c, s, b->whole, all->wanted.v, all->wanted.n, out);
}

/* An entry with a condition becomes one without. */
static bool settle(struct call *c, struct item *e, const struct rest_refer *all, struct rest_reply *out)
{
	struct rest *r = &e->r;
	bool create = r->method == REST_POST && r->if_none_exist.n;
	const struct rest_wanted *w = create                                            ? rest_refer_find(all, r->type, r->if_none_exist)
				      : !r->id.n && r->query.n && r->method != REST_GET ? rest_refer_find(all, r->type, r->query)
											: NULL;
	if (r->method == REST_POST) e->id = new_id(c);
	if (!w) return true;
	if (w->n > 1) return rest_no(c, out, 412, "multiple-matches", r->at, "the condition is true of %lld resources", (long long)w->n);
	str own = json_str(r->resource, "id");
	if (create) e->there = w->n == 1, e->id = w->n ? w->id : e->id;
	else if (r->method == REST_DELETE) r->id = w->n ? w->id : r->id, e->nothing = !w->n;
	else {
		if (w->n && own.n && !str_eq(own, w->id))
			return rest_no(c, out, 400, "value", r->at, "the condition is true of a resource with another id");
		r->id = w->n ? w->id : own.n ? own : new_id(c);
	}
	r->if_none_exist = (str){"", 0};
	return true;
}

static bool prepare(struct zhuyi *z, struct call *c, const struct someone *s, struct rest_bundle *b, struct rest_refer *all, struct rest_reply *out)
{
	if (!conditions(z, c, s, b, all, out)) return false;
	for (ptrdiff_t i = 0; i < b->n; i++) {
		struct item *e = &b->v[i];
		if (!settle(c, e, all, out)) return false;
		if (e->r.method == REST_POST || e->r.method == REST_PUT)
			rest_refer_entry(all, e->full_url, e->r.type, e->r.method == REST_POST ? e->id : e->r.id, e->r.resource);
	}
	return true;
}

/* ---- doing ---- */

static bool do_item(struct zhuyi *z, struct call *c, const struct someone *s, struct item *e)
{
	if (e->there) return rest_is_there(z, c, s, &e->r, e->id, &e->reply);
	if (e->nothing) return e->reply = (struct rest_reply){.status = 204}, true;
	return e->r.method == REST_GET ? rest_get(z, c, s, &e->r, &e->reply) : rest_write(z, c, s, &e->r, e->id, &e->reply);
}

/* With its references led to where their entries are now. The new text is needed only meanwhile. */
static bool do_referring(struct zhuyi *z, struct call *c, const struct someone *s, struct item *e, const struct rest_refer *all)
{
	enum { TEXT = 2 * RESOURCE_MAX };
	str before = e->r.body;
	c->arena.end -= TEXT;
	struct arena side = {c->arena.end, c->arena.end + TEXT, c->arena.full};
	if (side.beg < c->arena.beg) longjmp(*c->arena.full, 1);
	bool ok = rest_refer_lead(c, all, &e->r, side, &e->reply) && do_item(z, c, s, e);
	c->arena.end += TEXT;
	e->r.body = before;
	return ok;
}

static int turn(const struct item *e)
{
	switch (e->r.method) {
	case REST_DELETE: return 0;
	case REST_POST: return 1;
	case REST_PUT:
	case REST_PATCH: return 2;
	case REST_GET: return 3;
	}
	return 3;
}

static bool do_all(struct zhuyi *z, struct call *c, const struct someone *s, struct rest_bundle *b, const struct rest_refer *all,
		   struct rest_reply *out)
{
	for (int now = 0; now < 4; now++)
		for (ptrdiff_t i = 0; i < b->n; i++) {
			struct item *e = &b->v[i];
			if (e->bad || turn(e) != now) continue;
			bool refers = all && !e->there && (e->r.method == REST_POST || e->r.method == REST_PUT);
			e->bad = !(refers ? do_referring(z, c, s, e, all) : do_item(z, c, s, e));
			if (c->rq.fail.rc != RC_OK) return false; /* no entry's fault */
			if (e->bad && b->transaction) return ends_all(c, e, out);
		}
	return true;
}

/* ---- the reply ---- */

static void reply_entry(struct jw *w, const struct item *e)
{
	char text[32];
	const struct rest_reply *r = &e->reply;
	jw_object(w, NULL);
	bool resource = r->body.n && !e->bad && e->r.prefer != PREFER_OUTCOME;
	if (resource) jw_raw(w, "resource", r->body);
	jw_object(w, "response");
	snprintf(text, sizeof text, "%d", r->status);
	jw_str(w, "status", str_from(text));
	if (r->location.n) jw_str(w, "location", r->location);
	if (r->etag.n) jw_str(w, "etag", r->etag);
	if (r->modified_ms) {
		clock_iso8601(text, r->modified_ms);
		jw_str(w, "lastModified", str_from(text));
	}
	if (r->body.n && !resource) jw_raw(w, "outcome", r->body);
	jw_end_object(w);
	jw_end_object(w);
}

static void reply_all(struct call *c, const struct rest_bundle *b, struct rest_reply *out)
{
	ptrdiff_t bytes = 256;
	for (ptrdiff_t i = 0; i < b->n; i++) bytes += b->v[i].reply.body.n + REST_ENTRY_BYTES;
	struct sb text = sb_new(&c->arena, bytes);
	struct jw w = {&text, false};
	rest_bundle_open(&w, b->transaction ? "transaction-response" : "batch-response", -1);
	if (b->n) jw_array(&w, "entry");
	for (ptrdiff_t i = 0; i < b->n; i++) reply_entry(&w, &b->v[i]);
	if (b->n) jw_end_array(&w);
	jw_end_object(&w);
	*out = (struct rest_reply){.status = 200, .body = sb_str(&text)};
}

bool rest_bundle_do(struct zhuyi *z, struct call *c, const struct someone *s, struct rest_bundle *b, struct rest_reply *out)
{
	struct rest_refer all = {.a = &c->arena};
	if (b->transaction && !prepare(z, c, s, b, &all, out)) return false;
	if (!do_all(z, c, s, b, b->transaction ? &all : NULL, out)) return false;
	reply_all(c, b, out);
	return true;
}
