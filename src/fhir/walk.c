/* walk.c - one object after the other against the tables: known, of the right kind, as often as it may stand. */
#include "fhir/check_int.h"
#include "fhir/primitive_int.h"

enum { CHOICES_MAX = 24 };

/* The choices met in one object: value of valueQuantity. */
struct choices {
	str stem[CHOICES_MAX], name[CHOICES_MAX];
	int n;
};

static str type_name(int type)
{
	return fhir_pool_text(fhir_types[type].name);
}

static void check_choice(struct check *c, const struct place *up, struct choices *met, const struct fhir_element *e, str name)
{
	str stem = str_slice(name, 0, e->stem);
	for (int i = 0; i < met->n; i++) {
		if (!str_eq(met->stem[i], stem)) continue;
		if (!str_eq(met->name[i], name)) check_wrong_in(c, up, name, "structure", "of %s[x] only one may stand here", str_c(c->a, stem));
		return;
	}
	if (met->n == CHOICES_MAX) return;
	met->stem[met->n] = stem;
	met->name[met->n++] = name;
}

static void check_code(struct check *c, const struct place *place, const struct fhir_set *set, str code)
{
	if (!fhir_word_in(fhir_pool_text(set->codes), code))
		check_wrong(c, place, "code-invalid", "not a code of %s, which must be used here", fhir_pool + set->name);
}

static bool coding_in(jv coding, const struct fhir_set *set)
{
	return fhir_word_in(fhir_pool_text(set->codes), json_str(coding, "code")) &&
	       fhir_word_in(fhir_pool_text(set->systems), json_str(coding, "system"));
}

/* A Coding of the set, a CodeableConcept with at least one. */
static void check_binding(struct check *c, const struct place *place, const struct fhir_element *e, jv value)
{
	const struct fhir_set *set = &fhir_sets[e->set - 1];
	str type = type_name(e->type);
	bool found = false;
	if (fhir_types[e->type].kind == FHIR_PRIMITIVE) check_code(c, place, set, json_text(value));
	if (str_eq(type, S("Coding"))) found = coding_in(value, set);
	else if (str_eq(type, S("CodeableConcept"))) {
		jv all = json_get(value, "coding");
		for (ptrdiff_t i = 0; i < json_count(all); i++) found |= coding_in(json_at(all, i), set);
	} else return;
	if (!found) check_wrong(c, place, "code-invalid", "no coding of %s, one of which must stand here", fhir_pool + set->name);
}

/* A value that is neither a list nor null. */
static void check_one(struct check *c, const struct place *place, const struct fhir_element *e, jv value)
{
	struct fhir_primitive_wrong wrong;
	str type = type_name(e->type);
	if (fhir_types[e->type].kind == FHIR_PRIMITIVE) {
		if (!fhir_primitive_ok(type, value, &wrong)) check_wrong(c, place, wrong.code, "%s", wrong.why);
		else if (e->set) check_binding(c, place, e, value);
		return;
	}
	if (!json_is_object(value)) {
		check_wrong(c, place, "structure", "not an object");
		return;
	}
	if (fhir_types[e->type].kind >= FHIR_ABSTRACT) {
		check_resource(c, place, S(""), value);
		return;
	}
	bool before = c->wrong;
	c->wrong = false;
	check_object(c, place, e->type, value);
	if (!c->wrong && e->set) check_binding(c, place, e, value);
	if (!c->wrong && str_eq(type, S("Reference"))) check_reference(c, place, e, value);
	if (!c->wrong) check_rules(c, place, type, value);
	if (!c->wrong) check_possible_value(c, place, type, value);
	c->wrong |= before;
}

/* What stands beside a primitive in _x: id and extensions. */
static void check_beside(struct check *c, const struct place *place, jv value)
{
	if (!json_is_object(value)) check_wrong(c, place, "structure", "not an object with id or extension");
	else check_object(c, place, fhir_type_find(S("Element")), value);
}

/* In a list of primitives null may stand where the other list has something: x and _x go side by side. */
static void check_list(struct check *c, const struct place *up, const struct fhir_element *e, str name, jv list, jv other, bool beside)
{
	struct place place = {up, name, -1};
	bool primitive = fhir_types[e->type].kind == FHIR_PRIMITIVE;
	if (!json_is_array(list)) {
		check_wrong(c, &place, "structure", "must be a list");
		return;
	}
	if (!json_count(list)) check_wrong(c, &place, "structure", "an empty list");
	for (place.index = 0; place.index < json_count(list); place.index++) {
		jv one = json_at(list, place.index);
		if (!one && primitive && json_is_array(other) && json_at(other, place.index)) continue;
		if (!one) check_wrong(c, &place, "structure", "null");
		else if (beside) check_beside(c, &place, one);
		else check_one(c, &place, e, one);
	}
}

static void check_member(struct check *c, const struct place *up, const struct fhir_element *e, jv object, str name, jv value, bool beside)
{
	char other[128];
	struct place place = {up, name, -1};
	jv twin = NULL;
	if (name.n + 2 < (ptrdiff_t)sizeof other) {
		other[0] = '_';
		memcpy(other + !beside, name.p + beside, (size_t)(name.n - beside));
		other[name.n + (beside ? -1 : 1)] = 0;
		twin = json_get(object, other);
	}
	if (!value) check_wrong(c, &place, "structure", "null");
	else if (e->many) check_list(c, up, e, name, value, twin, beside);
	else if (json_is_array(value)) check_wrong(c, &place, "structure", "a list, where one value may stand");
	else if (beside) check_beside(c, &place, value);
	else check_one(c, &place, e, value);
}

static bool stands(jv object, str name)
{
	char key[128] = "_";
	if (name.n + 2 > (ptrdiff_t)sizeof key) return false;
	memcpy(key + 1, name.p, (size_t)name.n);
	key[name.n + 1] = 0;
	return json_get(object, key + 1) || json_get(object, key);
}

/* Of a choice: is this its first member in the table, and does any of it stand here? */
static bool choice_stands(const struct fhir_type *t, int at, jv object, bool *first)
{
	str stem = str_slice(fhir_pool_text(fhir_elements[at].name), 0, fhir_elements[at].stem);
	bool found = false;
	*first = true;
	for (int i = t->first; i < t->first + t->count; i++) {
		const struct fhir_element *one = &fhir_elements[i];
		if (one->stem != stem.n || !str_starts(fhir_pool_text(one->name), stem)) continue;
		if (i < at) *first = false;
		found |= stands(object, fhir_pool_text(one->name));
	}
	return found;
}

/* HL7 publishes with R4 a Questionnaire whose items of type display have no linkId (bundle-questionnaire.json): a warning. */
static bool excused(const struct fhir_type *t, str name, jv object)
{
	return str_eq(name, S("linkId")) && str_eq(fhir_pool_text(t->name), S("Questionnaire.item")) &&
	       str_eq(json_str(object, "type"), S("display"));
}

static void check_must(struct check *c, const struct place *up, int type, jv object)
{
	const struct fhir_type *t = &fhir_types[type];
	for (int i = t->first; i < t->first + t->count; i++) {
		const struct fhir_element *e = &fhir_elements[i];
		bool first = true;
		if (!e->must || (e->stem ? choice_stands(t, i, object, &first) : stands(object, fhir_pool_text(e->name))) || !first) continue;
		str name = fhir_pool_text(e->name);
		if (e->stem) name.n = e->stem;
		if (excused(t, name, object)) check_doubt_in(c, up, name, "required", "must stand here");
		else check_wrong_in(c, up, name, "required", e->stem ? "one of its types must stand here" : "must stand here");
	}
}

void check_object(struct check *c, const struct place *place, int type, jv object)
{
	struct json_walk walk = {0};
	struct choices met = {.n = 0};
	str name;
	jv value;
	bool resource = fhir_types[type].kind == FHIR_RESOURCE, any = false;
	while (json_next(&walk, object, &name, &value)) {
		if (resource && str_eq(name, S("resourceType"))) continue;
		any = true;
		bool beside = name.n > 1 && name.p[0] == '_';
		str plain = str_slice(name, beside, name.n);
		const struct fhir_element *e = fhir_element_find(type, plain);
		if (!e || (beside && fhir_types[e->type].kind != FHIR_PRIMITIVE)) {
			check_wrong_in(c, place, name, "structure", "no such element of %s", fhir_pool + fhir_types[type].name);
			continue;
		}
		if (e->stem) check_choice(c, place, &met, e, plain);
		check_member(c, place, e, object, name, value, beside);
	}
	if (!any && !resource) check_wrong(c, place, "structure", "an empty object");
	for (int t = type; t != FHIR_NO_TYPE; t = fhir_types[t].base) check_must(c, place, t, object);
}

/* A resource in a resource; those contained may contain none. */
void check_resource(struct check *c, const struct place *place, str must_be, jv object)
{
	str type = json_str(object, "resourceType");
	int at = fhir_type_find(type);
	struct place root = {NULL, type, -1};
	if (!json_is_object(object)) {
		check_wrong(c, place, "structure", "a resource is an object");
		return;
	}
	if (at < 0 || fhir_types[at].kind != FHIR_RESOURCE) {
		check_wrong_in(c, place, S("resourceType"), type.n ? "not-supported" : "required",
			       type.n ? "no resource type of FHIR R4" : "must stand here, a text");
		return;
	}
	if (must_be.n && !str_eq(type, must_be)) check_wrong_in(c, place, S("resourceType"), "invalid", "%s was expected", str_c(c->a, must_be));
	const struct place *here = place ? place : &root;
	jv holder = c->holder;
	bool contained = place && str_eq(place->name, S("contained"));
	if (!contained) c->holder = object;
	else if (json_get(object, "contained")) check_wrong_in(c, here, S("contained"), "structure", "a contained resource contains none");
	bool before = c->wrong;
	c->wrong = false;
	check_object(c, here, at, object);
	if (!c->wrong) check_rules(c, here, type, object);
	if (!c->wrong) check_possible_resource(c, here, type, object);
	c->wrong |= before;
	c->holder = holder;
}
