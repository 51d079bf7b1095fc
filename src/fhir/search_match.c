/* Whether a resource is a hit. */
#include "fhir/search_int.h"

struct test {
	const struct search_clause *clause;
	const struct search_value *value;
	const struct fhir_search_place *place;
	struct arena *scratch;
};

static bool same_ignoring_case(str a, str b)
{
	if (a.n != b.n) return false;
	for (ptrdiff_t i = 0; i < a.n; i++) {
		char x = a.p[i], y = b.p[i];
		if (x == y) continue;
		if ((x | 32) != (y | 32) || (x | 32) < 'a' || (x | 32) > 'z') return false;
	}
	return true;
}

/* Case does not count in codes. source HL7 FHIR R4, Search, Token: "When in doubt, servers SHOULD treat tokens in a case-insensitive manner" */
static bool token_fits(const struct search_value *v, str system, str code)
{
	if (v->barred && !str_eq(v->system, system)) return false;
	return v->code.n ? code.n && same_ignoring_case(v->code, code) : true;
}

static bool coding_fits(const struct search_value *v, jv coding)
{
	return token_fits(v, json_str(coding, "system"), json_str(coding, "code"));
}

static bool concept_fits(const struct search_value *v, jv concept)
{
	jv codings = json_get(concept, "coding");
	for (ptrdiff_t i = 0; i < json_count(codings); i++)
		if (coding_fits(v, json_at(codings, i))) return true;
	return false;
}

/* A code's system is not written: |code finds it, and so does the system it belongs to. */
static bool code_fits(const struct search_value *v, str system, str code)
{
	return token_fits(v, v->system.n ? system : S(""), code);
}

static bool token_matches(const struct search_value *v, const struct search_path *path, jv leaf)
{
	bool truth;
	switch (path->leaf) {
	case LEAF_ID: return !v->system.n && str_eq(v->code, json_text(leaf));
	case LEAF_CODE: return code_fits(v, path->system, json_text(leaf));
	case LEAF_BOOLEAN: return json_is_bool(leaf, &truth) && code_fits(v, S(""), truth ? S("true") : S("false"));
	case LEAF_DECEASED: return code_fits(v, S(""), search_is_dead(leaf) ? S("true") : S("false"));
	case LEAF_CODING: return coding_fits(v, leaf);
	case LEAF_CONCEPT: return concept_fits(v, leaf);
	case LEAF_IDENTIFIER: return token_fits(v, json_str(leaf, "system"), json_str(leaf, "value"));
	case LEAF_CONTACT: return code_fits(v, S(""), json_str(leaf, "value"));
	default: return false;
	}
}

static bool text_matches(const struct test *t, str text)
{
	struct arena scratch = *t->scratch;
	if (!text.n) return false;
	if (t->clause->modifier == MOD_EXACT) return str_eq(t->value->text, text);
	str folded = search_fold(text, &scratch);
	return t->clause->modifier == MOD_CONTAINS ? str_find(folded, t->value->text) >= 0 : str_starts(folded, t->value->text);
}

/* The words beside a code: text, display, and of an identifier the text of its type. */
static bool words_match(const struct test *t, const struct search_path *path, jv leaf)
{
	jv codings = json_get(leaf, "coding");
	if (path->leaf == LEAF_IDENTIFIER) return text_matches(t, json_str(json_get(leaf, "type"), "text"));
	if (path->leaf == LEAF_CODING) return text_matches(t, json_str(leaf, "display"));
	if (path->leaf != LEAF_CONCEPT) return false;
	for (ptrdiff_t i = 0; i < json_count(codings); i++)
		if (text_matches(t, json_str(json_at(codings, i), "display"))) return true;
	return text_matches(t, json_str(leaf, "text"));
}

static bool parts_match(const struct test *t, jv leaf, const char *const *names)
{
	for (; *names; names++) {
		jv part = json_get(leaf, *names);
		for (ptrdiff_t i = 0; i < json_count(part); i++)
			if (text_matches(t, json_text(json_at(part, i)))) return true;
		if (text_matches(t, json_text(part))) return true;
	}
	return false;
}

static bool string_matches(const struct test *t, const struct search_path *path, jv leaf)
{
	static const char *const name[] = {"text", "family", "given", "prefix", "suffix", NULL};
	static const char *const address[] = {"text", "line", "city", "district", "state", "postalCode", "country", NULL};
	if (path->leaf == LEAF_NAME) return parts_match(t, leaf, name);
	if (path->leaf == LEAF_ADDRESS) return parts_match(t, leaf, address);
	return path->leaf == LEAF_STRING && text_matches(t, json_text(leaf));
}

/* A canonical with its version (url|2) is found by both; a reference to a version by the resource too. */
static bool reference_matches(const struct test *t, const struct search_path *path, jv leaf)
{
	const struct search_value *v = t->value;
	str type, id, text = search_reference_text(path, leaf);
	if (t->clause->modifier == MOD_IDENTIFIER) {
		jv identifier = json_get(leaf, "identifier");
		return identifier && token_fits(v, json_str(identifier, "system"), json_str(identifier, "value"));
	}
	if (v->id.n) return search_reference_split(text, t->place->base, &type, &id) && str_eq(v->id, id) && (!v->type.n || str_eq(v->type, type));
	if (str_eq(v->text, text)) return true;
	return path->leaf == LEAF_CANONICAL && str_find(v->text, S("|")) < 0 && str_starts(text, v->text) && text.p[v->text.n] == '|';
}

static bool value_matches(void *ctx, const struct search_path *path, jv leaf);

/* All parts within the same element. */
static bool parts_fit(const struct test *t, jv element)
{
	for (ptrdiff_t i = 0; i < t->clause->param->part_count; i++) {
		const struct search_clause *part = &t->value->parts[i];
		struct test one = {part, &part->values.v[0], t->place, t->scratch};
		if (!search_walk(part->param, element, t->place->base, value_matches, &one)) return false;
	}
	return true;
}

static bool value_matches(void *ctx, const struct search_path *path, jv leaf)
{
	const struct test *t = ctx;
	int64_t from_ms, until_ms;
	if (t->clause->modifier == MOD_TEXT) return words_match(t, path, leaf);
	switch (t->clause->param->kind) {
	case SEARCH_TOKEN: return token_matches(t->value, path, leaf);
	case SEARCH_REFERENCE: return reference_matches(t, path, leaf);
	case SEARCH_DATE:
		return search_date_span(path, leaf, t->place->zone_min, &from_ms, &until_ms) && search_matches_date(t->value, from_ms, until_ms);
	case SEARCH_QUANTITY:
	case SEARCH_NUMBER: return search_matches_number(t->value, path, leaf);
	case SEARCH_STRING: return string_matches(t, path, leaf);
	case SEARCH_URI: return str_eq(t->value->text, json_text(leaf));
	case SEARCH_COMPOSITE: return parts_fit(t, leaf);
	}
	return false;
}

static bool is_there(void *ctx, const struct search_path *path, jv leaf)
{
	(void)ctx, (void)path, (void)leaf;
	return true;
}

static bool clause_matches(const struct fhir_query *q, const struct search_clause *c, jv resource, struct arena *scratch)
{
	struct test t = {c, NULL, &q->place, scratch};
	if (c->modifier == MOD_MISSING) {
		bool missing = !search_walk(c->param, resource, q->place.base, is_there, NULL);
		for (ptrdiff_t i = 0; i < c->values.n; i++)
			if (c->values.v[i].truth == missing) return true;
		return false;
	}
	for (ptrdiff_t i = 0; i < c->values.n; i++) {
		t.value = &c->values.v[i];
		if (search_walk(c->param, resource, q->place.base, value_matches, &t)) return c->modifier != MOD_NOT;
	}
	return c->modifier == MOD_NOT;
}

static bool type_fits(const struct fhir_query *q, str type)
{
	if (q->type.n) return str_eq(q->type, type);
	for (ptrdiff_t i = 0; i < q->types.n; i++)
		if (str_eq(q->types.v[i], type)) return true;
	return !q->types.n;
}

bool fhir_query_match(const struct fhir_query *q, jv resource, struct arena scratch)
{
	if (!type_fits(q, json_str(resource, "resourceType"))) return false;
	for (ptrdiff_t i = 0; i < q->clauses.n; i++)
		if (!clause_matches(q, &q->clauses.v[i], resource, &scratch)) return false;
	return true;
}
