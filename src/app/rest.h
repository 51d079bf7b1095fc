/* rest.h - one interaction of the FHIR R4 REST interface: a call's own, or that of an entry of a bundle.
 *
 * Everything lies on the arena of the call. An interaction that fails leaves a struct rest_reply with an OperationOutcome, and false; what the store cannot
 * do at all stays in c->rq.fail and ends the whole call. What writes belongs into the writer's transaction.
 * source: HL7 FHIR R4 (4.0.1, 2019), "RESTful API". */
#ifndef APP_REST_H
#define APP_REST_H

#include "app/resource_int.h"
#include "fhir/search.h"
#include "fhir/text.h"
#include "policy/date.h"

enum rest_method { REST_GET, REST_POST, REST_PUT, REST_PATCH, REST_DELETE };
enum rest_prefer { PREFER_UNSAID, PREFER_REPRESENTATION, PREFER_MINIMAL, PREFER_OUTCOME };

struct rest {
	enum rest_method method;
	str type, id;     /* empty: of every type, of no one */
	str operation;    /* "$everything", "_history", "_search", "metadata", ".well-known/smart-configuration" */
	int64_t version;  /* Type/id/_history/version; 0: none */
	str query;        /* without the question mark; with the body of a POST to _search */
	str body;         /* of a resource, a patch, a bundle */
	jv resource;      /* the body, checked by rest_check; borrowed */
	str content_type; /* of the body */
	str if_match, if_none_match, if_none_exist;
	enum rest_prefer prefer;
	bool lenient; /* Prefer: handling=lenient */
	str at;       /* FHIRPath of the entry or resource within a bundle; empty: it stands alone */
	str base;     /* address of the record without a slash at the end */
};

/* Bytes of the resources of one page, beyond which it ends early; and about what an entry has besides. */
enum { REST_PAGE_BYTES = 12 << 20, REST_ENTRY_BYTES = 512 };

struct rest_reply {
	int status;
	str body; /* a resource; may be empty */
	str etag; /* W/"3" */
	str location;
	int64_t modified_ms; /* ms since 1970, 0: not said */
	const char *code;    /* of a failure: IssueType, and what its outcome says */
	str said;
};

/* ---- rest_path.c ---- */

/* Type/id/_history/1?query, decoded but for the query. False: there is no such place. */
bool rest_path(struct rest *r, str path, str query, struct arena *a);
bool rest_etag_read(int64_t *version, str etag); /* W/"3", "3"; false: not one of ours */
str rest_etag(int64_t version, struct arena *a);
void rest_prefer(struct rest *r, str header);
int64_t rest_query_number(str query, const char *name, int64_t otherwise);
/* The first parameter that is not among `known` (the last NULL); empty: all are. _format and _pretty are known everywhere. */
str rest_query_unknown(str query, const char *const *known);
str rest_query_text(str query, const char *name, struct arena *a); /* decoded; empty: not there */

/* ---- rest_outcome.c ---- */

/* An OperationOutcome with one issue. `path` is a FHIRPath expression or empty; always false. */
bool rest_no(struct call *c, struct rest_reply *out, int status, const char *code, str path, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
bool rest_issues(struct call *c, struct rest_reply *out, int status, const struct fhir_issues *issues); /* all of them; always false */
/* Of c->rq.fail, which is then empty again; what is not this interaction's fault stays there. Always false. */
bool rest_failed(struct call *c, struct rest_reply *out);
bool rest_done(struct call *c, struct rest_reply *out, int status, const char *text); /* all went well, says an outcome */
str rest_outcome_of(struct call *c, enum rc rc, const char *detail, struct arena *a); /* of a refusal of the call itself */

/* ---- rest_read.c ---- */

bool rest_read(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out);
/* Members of a Bundle up to its links; total below 0: not said. */
void rest_bundle_open(struct jw *w, const char *type, int64_t total);
void rest_link(struct jw *w, const struct rest *r, const char *relation, str relative, struct arena *a);
str rest_place(const struct rest *r, str type, str id, int64_t version, struct arena *a); /* its address; version 0: not of one version */
bool rest_history(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out);

/* ---- rest_find.c ---- */

bool rest_search(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out);
bool rest_everything(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out);

struct rest_wanted { /* Type?query: of which resource it is true */
	str type, query;
	str id;    /* of the first one */
	int64_t n; /* how many there are */
	struct fhir_query q;
};
/* Fills id and n of each; one pass for each type. */
bool rest_find(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_wanted *v, ptrdiff_t n,
	       struct rest_reply *out);

/* ---- rest_write.c ---- */

/* On the worker: parses and checks what a POST or PUT brings, and its place. *tree is to be freed with json_free. */
bool rest_check(struct call *c, struct rest *r, jv *tree, struct rest_reply *out);
bool rest_check_parsed(struct call *c, struct rest *r, struct rest_reply *out);
/* Says as the reply to a create that there is one already. */
bool rest_is_there(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, str id, struct rest_reply *out);
/* In the transaction. `id`: for a POST, given already by the bundle; else empty. */
bool rest_write(struct zhuyi *z, struct call *c, const struct someone *s, struct rest *r, str id, struct rest_reply *out);
bool rest_validate(struct call *c, struct rest *r, struct rest_reply *out);

/* ---- rest_bundle.c ---- */

struct rest_bundle; /* borrows the struct rest it was read from */
/* On the worker: reads it, checks every entry. Of a transaction the first wrong one ends it. */
bool rest_bundle_read(struct call *c, const struct rest *r, struct rest_bundle **bundle, struct rest_reply *out);
bool rest_bundle_writes(const struct rest_bundle *bundle); /* anything but GET */
bool rest_bundle_do(struct zhuyi *z, struct call *c, const struct someone *s, struct rest_bundle *bundle, struct rest_reply *out);

/* ---- rest_capability.c ---- */

void rest_capability(struct call *c, const struct rest *r, struct rest_reply *out);
void rest_smart(struct call *c, const struct rest *r, struct rest_reply *out); /* .well-known/smart-configuration */

/* Whether this call may do that (c create, r read, u update, d delete, s search) to resources of a type: a program's token may be limited to some. */
bool rest_may(const struct call *c, str type, char op);
/* Whatever a GET may ask, but for what is open to all. */
bool rest_get(struct zhuyi *z, struct call *c, const struct someone *s, const struct rest *r, struct rest_reply *out);

str rest_name(str type, str id, struct arena *a); /* Type/id */

#endif
