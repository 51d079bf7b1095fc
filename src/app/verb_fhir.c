/* verb_fhir.c - the FHIR R4 interface: /fhir/{person}/…, where the person is a pseudonym or `me`, and without one is `me`. Whose record it is and whether it may be
 * read or written is decided here, once for each call; what is asked of it stands in rest.h. */
#include "app/care.h"
#include "app/rest.h"

#include "fhir/smart.h"

enum { HOST_MAX = 255 };

struct fhir_work {
	struct rest r;
	struct someone s;
	struct rest_bundle *bundle;
	struct rest_reply reply;
};

/* ---- replies ---- */

static bool say(struct call *c, const struct rest_reply *r)
{
	c->out.status = r->status;
	c->out.type = "application/fhir+json; charset=utf-8";
	c->out.etag = r->etag;
	c->out.location = r->location;
	c->out.modified_ms = r->modified_ms;
	c->reply = sb_new(&c->arena, 16);
	c->reply.p = (char *)r->body.p, c->reply.n = c->reply.cap = r->body.n; /* nothing is added to it any more */
	return true;
}

/* What it says stands already; what is kept in rq.fail undoes the writes and is logged. */
static bool refuse(struct call *c, const struct rest_reply *r)
{
	if (c->rq.fail.rc != RC_OK) return false;
	enum rc rc = r->status == 404 || r->status == 410   ? RC_MISSING
		     : r->status == 409 || r->status == 412 ? RC_CONFLICT
		     : r->status == 413                     ? RC_LIMIT
							    : RC_INPUT;
	say(c, r);
	c->said = true;
	return fail_set(&c->rq.fail, rc, "fhir", "%s", r->code ? r->code : "refused");
}

static bool no(struct call *c, int status, const char *code, const char *text)
{
	struct rest_reply out;
	rest_no(c, &out, status, code, (str){"", 0}, "%s", text);
	return refuse(c, &out);
}

/* ---- whose record, and what of it ---- */

static str of_http(struct zhuyi_text t)
{
	return (str){t.p ? t.p : "", (ptrdiff_t)t.n};
}

/* As the client wrote it, when it is one. */
static str host_of(const struct call *c)
{
	str host = of_http(c->in.http.host);
	for (ptrdiff_t i = 0; i < host.n; i++) {
		char b = host.p[i];
		bool good = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || strchr(".-:[]", b);
		if (!good) return (str){"", 0};
	}
	return host.n <= HOST_MAX ? host : (str){"", 0};
}

static bool is_person(str s)
{
	return str_eq(s, S("me")) || ulid_valid(s);
}

static str base_of(struct call *c, str person)
{
	str host = host_of(c);
	struct sb out = sb_new(&c->arena, host.n + 64);
	if (host.n) sb_fmt(&out, "%s://" STR_FMT, c->in.http.https ? "https" : "http", STR_ARG(host));
	sb_add(&out, S("/fhir"));
	if (person.n) sb_fmt(&out, "/" STR_FMT, STR_ARG(person));
	return sb_str(&out);
}

static bool read_place(struct call *c, struct rest *r, enum rest_method method, str *person)
{
	str path = strstr(c->in.verb->path, "{id}") ? call_id(c) : (str){"", 0};
	ptrdiff_t slash = str_find(path, S("/"));
	str first = slash < 0 ? path : str_slice(path, 0, slash);
	*person = is_person(first) ? first : (str){"", 0};
	if (person->n) path = slash < 0 ? (str){"", 0} : str_slice(path, slash + 1, path.n);
	*r = (struct rest){.method = method,
			   .body = {c->in.body.p, (ptrdiff_t)c->in.body.n},
			   .content_type = of_http(c->in.http.type),
			   .if_match = of_http(c->in.http.if_match),
			   .if_none_match = of_http(c->in.http.if_none_match),
			   .if_none_exist = of_http(c->in.http.if_none_exist),
			   .base = base_of(c, *person)};
	rest_prefer(r, of_http(c->in.http.prefer));
	return rest_path(r, path, of_http(c->in.http.query), &c->arena) || no(c, 404, "not-found", "there is nothing at this address");
}

static bool decide(struct zhuyi *z, struct call *c, str person, const char *action)
{
	bool own = !person.n || str_eq(person, S("me"));
	str only = c->by_token ? smart_patient(c->scopes) : (str){"", 0}; /* a program's token: to it, this is "me" */
	if (own && !c->has_session) {
		c->need = "login";
		return fail_set(&c->rq.fail, RC_DENIED, "fhir", "log in first");
	}
	c->target = !own ? person : only.n ? only : c->session.person;
	c->action = action;
	if (only.n && !str_eq(only, c->target)) return fail_set(&c->rq.fail, RC_MISSING, "fhir", "there is nothing here");
	return call_relation(z, c, c->target, NULL, &c->relation) && call_rule(z, c, action, c->relation);
}

static bool has_type(const struct rest *r, const char *type)
{
	str is = r->content_type;
	ptrdiff_t end = str_find(is, S(";"));
	return str_eq(str_trim(end < 0 ? is : str_slice(is, 0, end)), str_from(type));
}

bool rest_may(const struct call *c, str type, char op)
{
	return !c->by_token || smart_allows(c->scopes, type, op);
}

static bool scoped(struct call *c, const struct rest *r, char op, struct rest_reply *out)
{
	return !r->type.n || rest_may(c, r->type, op) ||
	       rest_no(c, out, 403, "forbidden", r->at, "the scopes of this token do not cover that of " STR_FMT, STR_ARG(r->type));
}

/* ---- reading ---- */

static bool nowhere(struct call *c, struct rest_reply *out)
{
	return rest_no(c, out, 404, "not-supported", (str){"", 0}, "there is no such operation here");
}

bool rest_get(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out)
{
	str op = r->operation;
	if (!scoped(c, r, op.n || r->id.n ? 'r' : 's', out)) return false;
	if (!op.n) return r->id.n ? rest_read(z, c, s, r, out) : rest_search(z, c, s, r, out);
	if (str_eq(op, S("_history"))) return r->version ? rest_read(z, c, s, r, out) : rest_history(z, c, s, r, out);
	if (str_eq(op, S("$everything")) && str_eq(r->type, S("Patient"))) return rest_everything(z, c, s, r, out);
	return nowhere(c, out);
}

static bool get(struct zhuyi *z, struct call *c, struct fhir_work *w, str person)
{
	if (!decide(z, c, person, "record.read") || !person_open(z, c, &w->s)) return false;
	bool ok = rest_get(z, c, &w->s, &w->r, &w->reply);
	people_forget(&w->s);
	return ok ? say(c, &w->reply) : refuse(c, &w->reply);
}

bool verb_fhir_get(struct zhuyi *z, struct call *c)
{
	struct fhir_work *w = c->work = ARENA_NEW(&c->arena, struct fhir_work, 1);
	str person;
	if (!read_place(c, &w->r, REST_GET, &person)) return false;
	bool smart = str_eq(w->r.operation, S(".well-known/smart-configuration"));
	if (!smart && !str_eq(w->r.operation, S("metadata"))) return get(z, c, w, person);
	if (smart) rest_smart(c, &w->r, &w->reply);
	else rest_capability(c, &w->r, &w->reply);
	say(c, &w->reply);
	if (smart) c->out.type = NULL; /* it is no resource */
	return true;
}

/* ---- writing ---- */

static bool fhir_write(struct zhuyi *z, struct call *c)
{
	struct fhir_work *w = c->work;
	bool adds = w->bundle || w->r.method != REST_DELETE;
	if ((adds && !record_may_keep(z, c)) || !person_again(z, c, &w->s)) return false;
	bool ok = w->bundle ? rest_bundle_do(z, c, &w->s, w->bundle, &w->reply) : rest_write(z, c, &w->s, &w->r, (str){"", 0}, &w->reply);
	ok = ok ? say(c, &w->reply) && care_listen(z, c, &w->s) && resource_leaf(z, c, &w->s) : refuse(c, &w->reply);
	people_forget(&w->s);
	return ok;
}

static bool later(struct zhuyi *z, struct call *c)
{
	if (!call_writable(z, c)) return false;
	c->write = fhir_write;
	return true;
}

static bool write_one(struct zhuyi *z, struct call *c, struct fhir_work *w)
{
	bool body = w->r.method == REST_POST || w->r.method == REST_PUT;
	if (body && !rest_check(c, &w->r, &c->more, &w->reply)) return refuse(c, &w->reply);
	return later(z, c);
}

static bool write_place(struct zhuyi *z, struct call *c, enum rest_method method)
{
	struct fhir_work *w = c->work = ARENA_NEW(&c->arena, struct fhir_work, 1);
	str person;
	if (!read_place(c, &w->r, method, &person) || !decide(z, c, person, "record.write")) return false;
	const struct rest *r = &w->r;
	bool by_condition = method != REST_PATCH && r->query.n;
	if (!r->type.n || r->operation.n || !(r->id.n || by_condition)) return no(c, 405, "not-supported", "this is done to one resource: Type/id");
	if (!fhir_is_resource(r->type)) return no(c, 404, "not-supported", "R4 has no such type of resource");
	return write_one(z, c, w);
}

bool verb_fhir_put(struct zhuyi *z, struct call *c)
{
	return write_place(z, c, REST_PUT);
}

bool verb_fhir_patch(struct zhuyi *z, struct call *c)
{
	return write_place(z, c, REST_PATCH);
}

bool verb_fhir_delete(struct zhuyi *z, struct call *c)
{
	return write_place(z, c, REST_DELETE);
}

/* ---- POST: by what stands at the end of the path ---- */

static bool search_by_body(struct zhuyi *z, struct call *c, struct fhir_work *w, str person)
{
	struct rest *r = &w->r;
	if (r->body.n && !has_type(r, "application/x-www-form-urlencoded")) return no(c, 415, "not-supported", "the body of a search is a form");
	struct sb query = sb_new(&c->arena, r->query.n + r->body.n + 1);
	sb_add(&query, r->query);
	if (r->query.n && r->body.n) sb_byte(&query, '&');
	sb_add(&query, r->body);
	r->query = sb_str(&query);
	r->operation = (str){"", 0};
	return get(z, c, w, person);
}

static bool bundle(struct zhuyi *z, struct call *c, struct fhir_work *w, str person)
{
	if (!decide(z, c, person, "record.read")) return false; /* nobody else has anything read */
	if (!rest_bundle_read(c, &w->r, &w->bundle, &w->reply)) return refuse(c, &w->reply);
	if (rest_bundle_writes(w->bundle)) return decide(z, c, person, "record.write") && later(z, c);
	if (!person_open(z, c, &w->s)) return false;
	bool ok = rest_bundle_do(z, c, &w->s, w->bundle, &w->reply);
	people_forget(&w->s);
	return ok ? say(c, &w->reply) : refuse(c, &w->reply);
}

static bool validate(struct zhuyi *z, struct call *c, struct fhir_work *w, str person)
{
	if (!decide(z, c, person, "record.read")) return false;
	return rest_validate(c, &w->r, &w->reply) ? say(c, &w->reply) : refuse(c, &w->reply);
}

bool verb_fhir_post(struct zhuyi *z, struct call *c)
{
	struct fhir_work *w = c->work = ARENA_NEW(&c->arena, struct fhir_work, 1);
	struct rest *r = &w->r;
	str person;
	if (!read_place(c, r, REST_POST, &person)) return false;
	if (str_eq(r->operation, S("_search")) && !r->id.n) return search_by_body(z, c, w, person);
	if (has_type(r, "application/x-www-form-urlencoded")) return no(c, 415, "not-supported", "the body is application/fhir+json");
	if (str_eq(r->operation, S("$everything"))) return get(z, c, w, person);
	if (str_eq(r->operation, S("$validate"))) return validate(z, c, w, person);
	if (!r->type.n && !r->operation.n) return bundle(z, c, w, person);
	if (r->id.n || r->operation.n) return no(c, 405, "not-supported", "a resource is posted to its type");
	return decide(z, c, person, "record.write") && write_one(z, c, w);
}
