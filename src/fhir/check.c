#include "fhir/check_int.h"

#include <stdarg.h>
#include <stdio.h>

enum { PATH_DEPTH_MAX = 200, TEXT_MAX = 400 };

str place_text(const struct place *place, struct arena *a)
{
	const struct place *chain[PATH_DEPTH_MAX];
	int n = 0;
	struct sb out = sb_new(a, 64);
	for (; place && n < PATH_DEPTH_MAX; place = place->up) chain[n++] = place;
	while (n-- > 0) {
		if (out.n) sb_byte(&out, '.');
		sb_add(&out, chain[n]->name);
		if (chain[n]->index >= 0) sb_fmt(&out, "[%td]", chain[n]->index);
	}
	return sb_str(&out);
}

static void add(struct fhir_issues *out, struct arena *a, const char *severity, const char *code, str expression, const char *fmt, va_list args)
{
	char text[TEXT_MAX];
	if (out->n >= FHIR_ISSUES_MAX) return;
	int n = vsnprintf(text, sizeof text, fmt, args);
	str all = {text, n < 0 ? 0 : n < TEXT_MAX ? n : TEXT_MAX - 1};
	while (all.n && n >= TEXT_MAX && (all.p[all.n] & 0xc0) == 0x80) all.n--; /* not in the middle of a character */
	*ARENA_PUSH(a, out) = (struct fhir_issue){severity, code, str_copy(a, expression), str_copy(a, all)};
}

void fhir_issue_add(struct fhir_issues *out, struct arena *a, const char *severity, const char *code, str expression, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	add(out, a, severity, code, expression, fmt, args);
	va_end(args);
}

void check_wrong(struct check *c, const struct place *place, const char *code, const char *fmt, ...)
{
	va_list args;
	c->wrong = true;
	if (c->out->n >= FHIR_ISSUES_MAX) return;
	va_start(args, fmt);
	add(c->out, c->a, "error", code, place_text(place, c->a), fmt, args);
	va_end(args);
}

void check_wrong_in(struct check *c, const struct place *up, str name, const char *code, const char *fmt, ...)
{
	va_list args;
	struct place place = {up, name, -1};
	c->wrong = true;
	if (c->out->n >= FHIR_ISSUES_MAX) return;
	va_start(args, fmt);
	add(c->out, c->a, "error", code, place_text(&place, c->a), fmt, args);
	va_end(args);
}

void check_doubt_in(struct check *c, const struct place *up, str name, const char *code, const char *fmt, ...)
{
	va_list args;
	struct place place = {up, name, -1};
	if (c->out->n >= FHIR_ISSUES_MAX) return;
	va_start(args, fmt);
	add(c->out, c->a, "warning", code, place_text(&place, c->a), fmt, args);
	va_end(args);
}

bool fhir_check(struct fhir_issues *out, jv resource, str type, int64_t now_ms, struct arena *a)
{
	struct check c = {.out = out, .a = a, .now_ms = now_ms, .holder = resource};
	check_resource(&c, NULL, type, resource);
	return !c.wrong;
}

bool fhir_is_resource(str type)
{
	int at = fhir_type_find(type);
	return at >= 0 && fhir_types[at].kind == FHIR_RESOURCE;
}

str fhir_resource(int i)
{
	for (int at = 0; i >= 0 && at < fhir_type_count; at++)
		if (fhir_types[at].kind == FHIR_RESOURCE && i-- == 0) return fhir_pool_text(fhir_types[at].name);
	return S("");
}

static void write_issue(struct jw *w, const struct fhir_issue *one)
{
	jw_object(w, NULL);
	jw_str(w, "severity", str_from(one->severity));
	jw_str(w, "code", str_from(one->code));
	if (one->diagnostics.n) jw_str(w, "diagnostics", one->diagnostics);
	if (one->expression.n) {
		jw_array(w, "expression");
		jw_str(w, NULL, one->expression);
		jw_end_array(w);
	}
	jw_end_object(w);
}

void fhir_outcome_write(struct jw *w, const struct fhir_issues *issues)
{
	static const struct fhir_issue well = {"information", "informational", {"", 0}, {"all well", 8}};
	jw_object(w, NULL);
	jw_str(w, "resourceType", S("OperationOutcome"));
	jw_array(w, "issue");
	for (ptrdiff_t i = 0; i < issues->n; i++) write_issue(w, &issues->v[i]);
	if (!issues->n) write_issue(w, &well);
	jw_end_array(w);
	jw_end_object(w);
}
