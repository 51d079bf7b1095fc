#include "app/rest.h"

#include <stdarg.h>
#include <stdio.h>

static str outcome(struct arena *a, const char *severity, const char *code, str path, str text)
{
	struct sb out = sb_new(a, 256);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	jw_str(&w, "resourceType", S("OperationOutcome"));
	jw_array(&w, "issue");
	jw_object(&w, NULL);
	jw_str(&w, "severity", str_from(severity));
	jw_str(&w, "code", str_from(code));
	jw_str(&w, "diagnostics", text);
	if (path.n) {
		jw_array(&w, "expression");
		jw_str(&w, NULL, path);
		jw_end_array(&w);
	}
	jw_end_object(&w);
	jw_end_array(&w);
	jw_end_object(&w);
	return sb_str(&out);
}

bool rest_no(struct call *c, struct rest_reply *out, int status, const char *code, str path, const char *fmt, ...)
{
	char text[400];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	str said = str_copy(&c->arena, str_from(text));
	*out = (struct rest_reply){.status = status, .body = outcome(&c->arena, "error", code, path, said), .code = code, .said = said};
	return false;
}

bool rest_done(struct call *c, struct rest_reply *out, int status, const char *text)
{
	*out = (struct rest_reply){.status = status, .body = outcome(&c->arena, "information", "informational", (str){"", 0}, str_from(text))};
	return true;
}

/* source: FHIR R4, value set issue-type */
static const char *issue(enum rc rc, bool known)
{
	switch (rc) {
	case RC_INPUT: return "invalid";
	case RC_DENIED: return known ? "forbidden" : "login";
	case RC_MISSING: return "not-found";
	case RC_CONFLICT: return "conflict";
	case RC_BUSY: return "transient";
	case RC_TIMEOUT: return "timeout";
	case RC_LIMIT: return "too-long";
	case RC_IO: return "no-store";
	default: return "exception";
	}
}

bool rest_failed(struct call *c, struct rest_reply *out)
{
	struct fail *f = &c->rq.fail;
	bool ours = f->rc == RC_INPUT || f->rc == RC_MISSING || f->rc == RC_CONFLICT || f->rc == RC_LIMIT;
	struct fail why = *f;
	*out = (struct rest_reply){.status = rc_http(why.rc)};
	if (!ours) return false;
	*f = (struct fail){0};
	return rest_no(c, out, rc_http(why.rc), issue(why.rc, true), (str){"", 0}, "%s",
		       why.rc == RC_MISSING ? "there is no such resource in this record" : why.what);
}

bool rest_issues(struct call *c, struct rest_reply *out, int status, const struct fhir_issues *issues)
{
	struct sb text = sb_new(&c->arena, 512);
	struct jw w = {&text, false};
	fhir_outcome_write(&w, issues);
	*out = (struct rest_reply){.status = status, .body = sb_str(&text)};
	for (ptrdiff_t i = issues->n - 1; i >= 0; i--) /* the first error speaks for all */
		if (issues->v[i].severity[0] == 'e' || issues->v[i].severity[0] == 'f')
			out->code = issues->v[i].code, out->said = issues->v[i].diagnostics;
	return false;
}

str rest_outcome_of(struct call *c, enum rc rc, const char *detail, struct arena *a)
{
	return outcome(a, "error", issue(rc, c->has_session), (str){"", 0}, str_from(detail));
}
