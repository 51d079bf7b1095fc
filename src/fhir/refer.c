/* refer.c - where a reference may point, as far as its text says. A target of another type is a warning, not an error: examples that HL7 publishes with R4 have such (DeviceMetric.parent to a
 * DeviceMetric; MedicationRequest.dispenseRequest.performer to a Practitioner), and what points there is whole all the same. */
#include "fhir/check_int.h"

/* The type in Type/id, Type/id/_history/n, Type?…, with or without a base before it; empty: it names none. */
static str target_of(str reference)
{
	ptrdiff_t at = str_find(reference, S("/_history/"));
	str before, last = S(""), one;
	if (at >= 0) reference = str_slice(reference, 0, at);
	at = str_find(reference, S("?"));
	if (at >= 0) return fhir_is_resource(str_slice(reference, 0, at)) ? str_slice(reference, 0, at) : S("");
	for (before = S(""); str_next(&reference, '/', &one); last = one) before = last;
	return fhir_is_resource(before) ? before : S("");
}

static bool contained_has(jv holder, str id)
{
	jv all = json_get(holder, "contained");
	for (ptrdiff_t i = 0; i < json_count(all); i++)
		if (str_eq(json_str(json_at(all, i), "id"), id)) return true;
	return false;
}

void check_reference(struct check *c, const struct place *place, const struct fhir_element *e, jv reference)
{
	str text = json_str(reference, "reference"), said = json_str(reference, "type"), targets = fhir_pool_text(e->targets);
	if (str_starts(text, S("#"))) {
		str id = str_slice(text, 1, text.n);
		if (id.n && !contained_has(c->holder, id)) check_wrong_in(c, place, S("reference"), "not-found", "no contained resource has this id");
		return;
	}
	str type = target_of(text);
	bool absolute = str_find(text, S(":")) >= 0;
	if (type.n && targets.n && !fhir_word_in(targets, type) && !absolute)
		check_doubt_in(c, place, S("reference"), "value", "should point to %s", str_c(c->a, targets));
	if (said.n && type.n && !absolute && !str_eq(said, type)) check_wrong_in(c, place, S("type"), "value", "the reference is to another type");
	else if (said.n && !type.n && targets.n && fhir_is_resource(said) && !fhir_word_in(targets, said))
		check_doubt_in(c, place, S("type"), "value", "should be %s", str_c(c->a, targets));
}
