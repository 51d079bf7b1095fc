/* rules.c - invariants of R4 that tie elements of one object together, as far as they take no more than to see what stands there. Keys are those of the definitions (hl7.org/fhir/R4). */
#include "base/check.h"
#include "fhir/check_int.h"

/* Names are elements; one that ends in [x] is any of the choice. */
enum rule_kind { NEEDS, NOT_BOTH, ONE_OF, ONLY_ONE_OF };

static const struct rule {
	const char *type;
	enum rule_kind kind;
	const char *names; /* NEEDS: the first needs the second */
	const char *key;
} rules[] = {
	{"Extension", ONLY_ONE_OF, "extension value[x]", "ext-1"},
	{"Quantity", NEEDS, "code system", "qty-3"},
	{"Age", NEEDS, "code system", "qty-3"},
	{"Age", NEEDS, "value code", "age-1"},
	{"Duration", NEEDS, "code system", "qty-3"},
	{"Duration", NEEDS, "value code", "drt-1"},
	{"Ratio", NEEDS, "numerator denominator", "rat-1"},
	{"Ratio", NEEDS, "denominator numerator", "rat-1"},
	{"Ratio", ONE_OF, "numerator extension", "rat-1"},
	{"ContactPoint", NEEDS, "value system", "cpt-2"},
	{"Attachment", NEEDS, "data contentType", "att-1"},
	{"Timing.repeat", NEEDS, "duration durationUnit", "tim-1"},
	{"Timing.repeat", NEEDS, "period periodUnit", "tim-2"},
	{"Timing.repeat", NEEDS, "periodMax period", "tim-6"},
	{"Timing.repeat", NEEDS, "durationMax duration", "tim-7"},
	{"Timing.repeat", NEEDS, "countMax count", "tim-8"},
	{"Timing.repeat", NEEDS, "offset when", "tim-9"},
	{"Timing.repeat", NOT_BOTH, "timeOfDay when", "tim-10"},
	{"Patient.contact", ONE_OF, "name telecom address organization", "pat-1"},
	{"Observation", NOT_BOTH, "dataAbsentReason value[x]", "obs-6"},
	{"Observation.referenceRange", ONE_OF, "low high text", "obs-3"},
	{"Goal.target", NEEDS, "detail[x] measure", "gol-1"},
	{"Parameters.parameter", ONLY_ONE_OF, "value[x] resource part", "inv-1"},
	{"Bundle.entry", ONE_OF, "resource request response", "bdl-5"},
	{"FamilyMemberHistory", NOT_BOTH, "age[x] born[x]", "fhs-1"},
};

static bool has(jv object, str name)
{
	struct json_walk walk = {0};
	str key;
	jv value;
	bool choice = str_ends(name, S("[x]"));
	if (choice) name.n -= 3;
	while (json_next(&walk, object, &key, &value)) {
		if (key.n && key.p[0] == '_') key = str_slice(key, 1, key.n);
		if (choice ? str_starts(key, name) && key.n > name.n && key.p[name.n] >= 'A' && key.p[name.n] <= 'Z' : str_eq(key, name)) return true;
	}
	return false;
}

static void check_rule(struct check *c, const struct place *here, const struct rule *rule, jv object)
{
	str rest = str_from(rule->names), first = S(""), last = S(""), name;
	bool first_stands = false, last_stands = false;
	int stand = 0, names = 0;
	while (str_next(&rest, ' ', &name)) {
		last = name;
		stand += last_stands = has(object, name);
		if (names++ == 0) first = name, first_stands = last_stands;
	}
	switch (rule->kind) {
	case NEEDS:
		if (first_stands && !last_stands)
			check_wrong(c, here, "invariant", "%s: " STR_FMT " needs " STR_FMT " beside it", rule->key, STR_ARG(first), STR_ARG(last));
		break;
	case NOT_BOTH:
		if (stand > 1)
			check_wrong(c, here, "invariant", "%s: " STR_FMT " and " STR_FMT " do not stand together", rule->key, STR_ARG(first),
				    STR_ARG(last));
		break;
	case ONE_OF:
		if (!stand) check_wrong(c, here, "invariant", "%s: one of these must stand: %s", rule->key, rule->names);
		break;
	case ONLY_ONE_OF:
		if (stand != 1) check_wrong(c, here, "invariant", "%s: just one of these must stand: %s", rule->key, rule->names);
		break;
	}
}

static bool has_code(jv concept, const char *code)
{
	jv all = json_get(concept, "coding");
	for (ptrdiff_t i = 0; i < json_count(all); i++)
		if (str_eq(json_str(json_at(all, i), "code"), str_from(code))) return true;
	return false;
}

/* con-4, con-5, ait-1, ait-2: how the two states of a condition and of an allergy go together. */
static void check_states(struct check *c, const struct place *here, str type, jv resource)
{
	bool condition = str_eq(type, S("Condition")), error = has_code(json_get(resource, "verificationStatus"), "entered-in-error");
	bool clinical = has(resource, S("clinicalStatus"));
	jv status = json_get(resource, "clinicalStatus");
	if (!condition && !str_eq(type, S("AllergyIntolerance"))) return;
	if (error && clinical)
		check_wrong(c, here, "invariant", "%s: clinicalStatus does not stand beside entered-in-error", condition ? "con-5" : "ait-2");
	if (!condition && !error && !clinical) check_wrong(c, here, "invariant", "ait-1: clinicalStatus must stand");
	if (condition && clinical && has(resource, S("abatement[x]")) && !has_code(status, "inactive") && !has_code(status, "resolved") &&
	    !has_code(status, "remission"))
		check_wrong(c, here, "invariant", "con-4: what has abated is inactive, resolved or in remission");
}

void check_rules(struct check *c, const struct place *here, str type, jv object)
{
	for (ptrdiff_t i = 0; i < COUNT(rules); i++)
		if (str_eq(type, str_from(rules[i].type))) check_rule(c, here, &rules[i], object);
	check_states(c, here, type, object);
}
