#include "app/rest.h"

#include "fhir/patch.h"

/* ---- on the worker ---- */

/* What can be read but cannot be true (possible.c) is another kind of wrong than what cannot be read. */
static int status_of(const struct fhir_issues *issues)
{
	for (ptrdiff_t i = 0; i < issues->n; i++) {
		bool error = issues->v[i].severity[0] == 'e' || issues->v[i].severity[0] == 'f';
		if (error && strcmp(issues->v[i].code, "invalid") != 0) return 400;
	}
	return 422;
}

/* Patient.birthDate as Bundle.entry[3].resource.birthDate */
static void place_issues(struct fhir_issues *issues, str at, struct arena *a)
{
	for (ptrdiff_t i = 0; at.n && i < issues->n; i++) {
		str was = issues->v[i].expression;
		ptrdiff_t dot = str_find(was, S("."));
		struct sb out = sb_new(a, at.n + was.n + 1);
		sb_add(&out, at);
		if (dot >= 0) sb_add(&out, str_slice(was, dot, was.n));
		issues->v[i].expression = sb_str(&out);
	}
}

bool rest_check_parsed(struct call *c, struct rest *r, struct rest_reply *out)
{
	struct fhir_issues issues = {0};
	if (!fhir_is_resource(r->type)) return rest_no(c, out, 404, "not-supported", (str){"", 0}, "R4 has no such type of resource");
	if (r->body.n > RESOURCE_MAX) return rest_no(c, out, 413, "too-long", (str){"", 0}, "a resource has at most %d bytes", RESOURCE_MAX);
	if (!str_eq(json_str(r->resource, "resourceType"), r->type))
		return rest_no(c, out, 400, "value", r->at.n ? r->at : S("resourceType"), "a " STR_FMT " belongs here", STR_ARG(r->type));
	if (!fhir_check(&issues, r->resource, r->type, call_now(c), &c->arena)) {
		place_issues(&issues, r->at, &c->arena);
		return rest_issues(c, out, status_of(&issues), &issues);
	}
	str id = json_str(r->resource, "id");
	if (r->method == REST_PUT && r->id.n && !str_eq(id, r->id))
		return rest_no(c, out, 400, "value", r->at.n ? r->at : r->type, "the id of the resource is not the one in the address");
	return true;
}

static bool parse(struct call *c, str text, jv *tree, struct rest_reply *out)
{
	struct fhir_issues issues = {0};
	return fhir_parse(tree, text, &issues, &c->arena) || rest_issues(c, out, 400, &issues);
}

bool rest_check(struct call *c, struct rest *r, jv *tree, struct rest_reply *out)
{
	if (!parse(c, r->body, tree, out)) return false;
	r->resource = *tree;
	return rest_check_parsed(c, r, out);
}

/* ---- the reply to a write ---- */

static bool wrote(struct call *c, const struct rest *r, const struct kept *k, bool created, struct rest_reply *out)
{
	rest_done(c, out, created ? 201 : 200, created ? "created" : "updated");
	out->etag = rest_etag(k->version, &c->arena);
	out->location = rest_place(r, k->type, k->id, k->version, &c->arena);
	out->modified_ms = k->updated_ms;
	/* Who may write and not read is told that it is kept, and where. */
	if (r->prefer == PREFER_MINIMAL || !rest_may(c, k->type, 'r')) out->body = (str){"", 0};
	else if (r->prefer != PREFER_OUTCOME) out->body = k->text;
	return true;
}

/* Of a version that is not the one wanted: another code than of an id that is taken. */
static bool precondition(struct call *c, const struct rest *r, struct rest_reply *out)
{
	bool conflict = c->rq.fail.rc == RC_CONFLICT && (r->if_match.n || r->if_none_match.n);
	rest_failed(c, out);
	return conflict ? rest_no(c, out, 412, "conflict", (str){"", 0}, STR_FMT, STR_ARG(out->said)) : false;
}

static bool expected_of(struct call *c, const struct rest *r, int64_t *expected, struct rest_reply *out)
{
	*expected = -1;
	if (str_eq(str_trim(r->if_none_match), S("*"))) return *expected = 0, true;
	if (!r->if_match.n || rest_etag_read(expected, r->if_match)) return true;
	return rest_no(c, out, 412, "conflict", (str){"", 0}, "If-Match is no version of this resource");
}

static bool keep(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, str id, int64_t expected, struct rest_reply *out)
{
	bool created;
	struct kept k;
	struct put p = {.type = r->type,
			.id = id,
			.text = r->body,
			.resource = r->resource,
			.expected = expected,
			.fresh = r->method == REST_POST,
			.wants_text = r->prefer == PREFER_UNSAID || r->prefer == PREFER_REPRESENTATION,
			.created = &created};
	return resource_put_parsed(z, c, s, &k, &p) ? wrote(c, r, &k, created, out) : precondition(c, r, out);
}

/* ---- conditions ---- */

static bool find(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, str query, struct rest_wanted *w,
		 struct rest_reply *out)
{
	*w = (struct rest_wanted){.type = r->type, .query = query};
	if (!rest_find(z, c, s, r, w, 1, out)) return false;
	return w->n <= 1 || rest_no(c, out, 412, "multiple-matches", (str){"", 0}, "the condition is true of %lld resources", (long long)w->n);
}

bool rest_is_there(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, str id, struct rest_reply *out)
{
	struct kept k;
	if (!resource_get(z, s, &k, r->type, id, &c->arena, &c->rq.fail)) return rest_failed(c, out);
	return wrote(c, r, &k, false, out);
}

static bool create(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, str id, struct rest_reply *out)
{
	struct rest_wanted w;
	if (r->if_none_exist.n) {
		if (!find(z, c, s, r, r->if_none_exist, &w, out)) return false;
		if (w.n) return rest_is_there(z, c, s, r, w.id, out);
	}
	return keep(z, c, s, r, id, id.n ? -1 : 0, out);
}

static bool update(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out)
{
	struct rest_wanted w;
	int64_t expected;
	str id = json_str(r->resource, "id");
	if (!expected_of(c, r, &expected, out)) return false;
	if (r->id.n) return keep(z, c, s, r, r->id, expected, out);
	if (!find(z, c, s, r, r->query, &w, out)) return false;
	if (!w.n) return keep(z, c, s, r, id, id.n ? 0 : expected, out);
	if (id.n && !str_eq(id, w.id)) return rest_no(c, out, 400, "value", r->type, "the condition is true of a resource with another id");
	return keep(z, c, s, r, w.id, expected, out);
}

static bool patched(struct zhuyi *z, struct call *c, const struct someone *s, struct rest *r, str doc, int64_t version, struct rest_reply *out)
{
	struct fhir_issues issues = {0};
	jv tree;
	str text;
	if (!fhir_patch(&text, doc, r->body, &issues, &c->arena)) {
		bool broken = issues.n && strcmp(issues.v[0].code, "structure") == 0;
		return rest_issues(c, out, broken ? 400 : 422, &issues);
	}
	if (!parse(c, text, &tree, out)) return false;
	struct rest now = *r;
	now.method = REST_PUT, now.body = text, now.resource = tree;
	bool ok = rest_check_parsed(c, &now, out);
	if (!ok && out->status == 400) out->status = 422; /* the patch could be read; what would come of it cannot be kept */
	ok = ok && keep(z, c, s, &now, r->id, version, out);
	json_free(tree);
	return ok;
}

static bool patch(struct zhuyi *z, struct call *c, const struct someone *s, struct rest *r, struct rest_reply *out)
{
	struct kept k;
	int64_t expected;
	if (!expected_of(c, r, &expected, out)) return false;
	if (!resource_get(z, s, &k, r->type, r->id, &c->arena, &c->rq.fail)) return rest_failed(c, out);
	if (k.deleted) return rest_no(c, out, 410, "deleted", (str){"", 0}, "it was deleted");
	if (expected >= 0 && expected != k.version)
		return rest_no(c, out, 412, "conflict", (str){"", 0}, "it is at version %lld", (long long)k.version);
	return patched(z, c, s, r, k.text, k.version, out);
}

static bool forget(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out)
{
	struct rest_wanted w = {.id = r->id, .n = 1};
	int64_t expected;
	if (!expected_of(c, r, &expected, out) || (!r->id.n && !find(z, c, s, r, r->query, &w, out))) return false;
	*out = (struct rest_reply){.status = 204};
	if (!w.n || resource_delete(z, c, s, r->type, w.id, expected)) return true;
	if (c->rq.fail.rc != RC_MISSING) return precondition(c, r, out);
	c->rq.fail = (struct fail){0}; /* it is as wanted already */
	return true;
}

bool rest_write(struct zhuyi *z, struct call *c, const struct someone *s, struct rest *r, str id, struct rest_reply *out)
{
	static const char ops[] = {[REST_GET] = 'r', [REST_POST] = 'c', [REST_PUT] = 'u', [REST_PATCH] = 'u', [REST_DELETE] = 'd'};
	if (!rest_may(c, r->type, ops[r->method]))
		return rest_no(c, out, 403, "forbidden", r->at, "the scopes of this token do not cover that of " STR_FMT, STR_ARG(r->type));
	switch (r->method) {
	case REST_POST: return create(z, c, s, r, id, out);
	case REST_PUT: return update(z, c, s, r, out);
	case REST_PATCH: return patch(z, c, s, r, out);
	case REST_DELETE: return forget(z, c, s, r, out);
	case REST_GET: break;
	}
	return rest_no(c, out, 405, "not-supported", (str){"", 0}, "this writes nothing");
}

/* ---- $validate ---- */

/* The resource itself, or the parameter "resource" of a Parameters. */
static jv subject(jv body)
{
	jv parameters = str_eq(json_str(body, "resourceType"), S("Parameters")) ? json_get(body, "parameter") : NULL;
	for (ptrdiff_t i = 0; i < json_count(parameters); i++) {
		jv one = json_at(parameters, i);
		if (str_eq(json_str(one, "name"), S("resource")) && json_get(one, "resource")) return json_get(one, "resource");
	}
	return body;
}

bool rest_validate(struct call *c, struct rest *r, struct rest_reply *out)
{
	struct fhir_issues issues = {0};
	if (r->type.n && !fhir_is_resource(r->type)) return rest_no(c, out, 404, "not-supported", (str){"", 0}, "R4 has no such type of resource");
	if (fhir_parse(&c->more, r->body, &issues, &c->arena)) fhir_check(&issues, subject(c->more), r->type, call_now(c), &c->arena);
	rest_issues(c, out, 200, &issues);
	return true;
}
