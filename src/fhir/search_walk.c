/* From a resource to the elements a parameter means, and what can be said of dates and texts there. */
#include "fhir/brief.h"
#include "fhir/search_int.h"
#include "lang/fold.h"

#include <stdlib.h>
#include <utf8proc.h>

struct walk {
	const struct search_path *path;
	str base;
	search_visit *visit;
	void *ctx;
};

str search_reference_text(const struct search_path *path, jv leaf)
{
	return path->leaf == LEAF_REFERENCE ? json_str(leaf, "reference") : json_text(leaf);
}

static bool counts(const struct walk *w, jv leaf)
{
	str type, id;
	if (!w->path->only.n) return true;
	if (search_reference_split(search_reference_text(w->path, leaf), w->base, &type, &id)) return str_eq(type, w->path->only);
	return str_eq(json_str(leaf, "type"), w->path->only);
}

/* name or name[key=value]; the member of that name. */
static jv member(jv v, str step, str *key, str *value)
{
	char name[80];
	ptrdiff_t bracket = str_find(step, S("["));
	*key = *value = S("");
	if (bracket >= 0) {
		str inside = str_slice(step, bracket + 1, step.n - 1);
		ptrdiff_t equal = str_find(inside, S("="));
		*key = str_slice(inside, 0, equal);
		*value = str_slice(inside, equal + 1, inside.n);
		step.n = bracket;
	}
	if (step.n >= (ptrdiff_t)sizeof(name)) return NULL;
	memcpy(name, step.p, (size_t)step.n);
	name[step.n] = 0;
	return json_get(v, name);
}

static bool has(jv v, str key, str value)
{
	struct json_walk members = {0};
	str k;
	jv one;
	while (json_next(&members, v, &k, &one))
		if (str_eq(k, key)) return str_eq(json_text(one), value);
	return false;
}

static bool below(const struct walk *w, jv v, str steps);

static bool each(const struct walk *w, jv v, str rest, str key, str value)
{
	if (json_is_array(v)) {
		for (ptrdiff_t i = 0; i < json_count(v); i++)
			if (each(w, json_at(v, i), rest, key, value)) return true;
		return false;
	}
	return v && (!key.n || has(v, key, value)) && below(w, v, rest);
}

static bool below(const struct walk *w, jv v, str steps)
{
	str step, key, value;
	if (!str_next(&steps, '.', &step)) return counts(w, v) && w->visit(w->ctx, w->path, v);
	jv inner = member(v, step, &key, &value);
	return each(w, inner, steps, key, value);
}

bool search_walk(const struct search_param *param, jv resource, str base, search_visit *visit, void *ctx)
{
	for (ptrdiff_t i = 0; i < param->path_count; i++) {
		struct walk w = {&param->paths[i], base, visit, ctx};
		str steps = param->paths[i].steps;
		if (below(&w, resource, str_eq(steps, S("*")) ? (str){NULL, 0} : steps)) return true;
	}
	return false;
}

bool search_is_dead(jv patient)
{
	return json_flag(patient, "deceasedBoolean") || json_str(patient, "deceasedDateTime").n;
}

static bool widen(jv text, int zone_min, int64_t *from_ms, int64_t *until_ms, bool first)
{
	int64_t from, until;
	if (!fhir_time(json_text(text), zone_min, &from, &until)) return false;
	if (first || from < *from_ms) *from_ms = from;
	if (first || until > *until_ms) *until_ms = until;
	return true;
}

static bool period_span(jv period, int zone_min, int64_t *from_ms, int64_t *until_ms)
{
	int64_t other;
	bool begins = fhir_time(json_str(period, "start"), zone_min, from_ms, &other);
	if (!begins) *from_ms = INT64_MIN;
	bool ends = fhir_time(json_str(period, "end"), zone_min, &other, until_ms);
	if (!ends) *until_ms = INT64_MAX;
	return begins || ends;
}

/* Only the outer limits. source HL7 FHIR R4, Search, Date: "Timing: the specified scheduling details are ignored and only the outer limits matter" */
static bool timing_span(jv timing, int zone_min, int64_t *from_ms, int64_t *until_ms)
{
	jv events = json_get(timing, "event"), bounds = json_get(json_get(timing, "repeat"), "boundsPeriod");
	bool any = false;
	for (ptrdiff_t i = 0; i < json_count(events); i++) any |= widen(json_at(events, i), zone_min, from_ms, until_ms, !any);
	int64_t from, until;
	if (!bounds || !period_span(bounds, zone_min, &from, &until)) return any;
	if (!any || from < *from_ms) *from_ms = from;
	if (!any || until > *until_ms) *until_ms = until;
	return true;
}

bool search_date_span(const struct search_path *path, jv leaf, int zone_min, int64_t *from_ms, int64_t *until_ms)
{
	switch (path->leaf) {
	case LEAF_DATE: return fhir_time(json_text(leaf), zone_min, from_ms, until_ms);
	case LEAF_PERIOD: return period_span(leaf, zone_min, from_ms, until_ms);
	case LEAF_TIMING: return timing_span(leaf, zone_min, from_ms, until_ms);
	default: return false;
	}
}

/* Letters of ASCII in lower case, no blanks. */
static str plain(str text, struct arena *a)
{
	char *p = arena_alloc(a, 1, 1, text.n + 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
		p[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
	}
	return (str){p, n};
}

str search_fold(str text, struct arena *a)
{
	ptrdiff_t i = 0;
	while (i < text.n && (signed char)text.p[i] >= 0) i++;
	if (i == text.n) return plain(text, a);
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.p, text.n, &mapped, how);
	if (n < 0) return plain(text, a);
	str marks_off = str_copy(a, (str){(const char *)mapped, n});
	free(mapped);
	return plain(fold(marks_off, a).text, a);
}
