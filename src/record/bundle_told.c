/* bundle_told.c - what the person told of their health. Nobody has checked it, and every resource says so. */
#include "record/fhir_int.h"

#define STR(literal) \
	{ \
		(literal), (ptrdiff_t)sizeof(literal) - 1 \
	}

static const str stated = STR("本人陈述，未经核实 · Stated by the person, not verified");

static void write_note(struct fhir *f)
{
	jw_array(&f->w, "note");
	jw_object(&f->w, NULL);
	jw_str(&f->w, "text", stated);
	jw_end_object(&f->w);
	jw_end_array(&f->w);
}

static void tell(struct fhir *f, str what, str value)
{
	fhir_p(f, what, value);
	fhir_p(f, (str){"", 0}, stated);
	fhir_text(f, S("zh"));
}

/* One list, as resources of one kind. An empty list is one resource that says there is none; codes: HL7 IPS "absent-unknown-uv-ips" (IPS 1.1, 2022). */
struct told_kind {
	const char *type, *kind, *none;
	str label, none_text;
	void (*status)(struct fhir *f);
	const char *code, *subject, *by, *at; /* members: what it is, of whom, who said so, when */
};

static void coded(struct fhir *f, const char *key, const char *system, const char *code)
{
	fhir_concept(f, key, system, code, NULL, (str){"", 0});
}

static void allergy_status(struct fhir *f)
{
	coded(f, "clinicalStatus", FHIR_TERMINOLOGY "allergyintolerance-clinical", "active");
	coded(f, "verificationStatus", FHIR_TERMINOLOGY "allergyintolerance-verification", "unconfirmed");
}

static void condition_status(struct fhir *f)
{
	coded(f, "clinicalStatus", FHIR_TERMINOLOGY "condition-clinical", "active");
	coded(f, "verificationStatus", FHIR_TERMINOLOGY "condition-ver-status", "unconfirmed");
	fhir_concepts(f, "category", FHIR_TERMINOLOGY "condition-category", "problem-list-item", "Problem List Item", (str){"", 0});
}

static void drug_status(struct fhir *f)
{
	jw_str(&f->w, "status", S("active"));
}

static void write_item(struct fhir *f, const struct told_kind *k, str item, const char *none)
{
	struct uuid id = fhir_uuid(f, k->kind, none ? str_from(none) : item);
	fhir_begin(f, k->type, &id, FHIR_PLAIN);
	tell(f, k->label, item);
	k->status(f);
	fhir_concept(f, k->code, none ? "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips" : NULL, none, NULL, item);
	fhir_ref_patient(f, k->subject);
	fhir_instant(f, k->at, f->x->facts_ms);
	fhir_ref_patient(f, k->by);
	write_note(f);
	fhir_end(f);
}

static bool said_before(const struct told_list *list, ptrdiff_t i)
{
	for (ptrdiff_t k = 0; k < i; k++)
		if (str_eq(list->v[k], list->v[i])) return true;
	return false;
}

static void write_list(struct fhir *f, const struct told_kind *k, const struct told_list *list)
{
	if (list->known && !list->n) write_item(f, k, k->none_text, k->none);
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (!said_before(list, i)) write_item(f, k, list->v[i], NULL);
}

static void observe(struct fhir *f, const char *id, const char *loinc, const char *display, str label, str value)
{
	struct uuid uuid = fhir_uuid(f, "observation", str_from(id));
	fhir_begin(f, "Observation", &uuid, FHIR_PLAIN);
	tell(f, label, value);
	jw_str(&f->w, "status", S("preliminary")); /* FHIR: "may be incomplete or unverified" */
	fhir_concept(f, "code", "http://loinc.org", loinc, display, label);
	fhir_ref_patient(f, "subject");
	jw_array(&f->w, "performer");
	fhir_ref_patient(f, NULL);
	jw_end_array(&f->w);
	write_note(f);
}

/* When it was told; FHIR wants a time of every vital sign, or why there is none. */
static void effective(struct fhir *f)
{
	if (f->x->facts_ms > 0) {
		fhir_instant(f, "effectiveDateTime", f->x->facts_ms);
		return;
	}
	jw_object(&f->w, "_effectiveDateTime");
	jw_array(&f->w, "extension");
	jw_object(&f->w, NULL);
	jw_str(&f->w, "url", S("http://hl7.org/fhir/StructureDefinition/data-absent-reason"));
	jw_str(&f->w, "valueCode", S("unknown"));
	jw_end_object(&f->w);
	jw_end_array(&f->w);
	jw_end_object(&f->w);
}

/* source: FHIR R4 profiles bodyweight and bodyheight; LOINC 29463-7, 8302-2; UCUM kg, cm */
static void measure(struct fhir *f, const char *id, const char *loinc, const char *display, str label, str number, const char *unit)
{
	if (!number.n) return;
	struct sb value = sb_new(f->a, 32);
	sb_fmt(&value, STR_FMT " %s", STR_ARG(number), unit);
	observe(f, id, loinc, display, label, sb_str(&value));
	fhir_concepts(f, "category", FHIR_TERMINOLOGY "observation-category", "vital-signs", "Vital Signs", (str){"", 0});
	effective(f);
	jw_object(&f->w, "valueQuantity");
	jw_raw(&f->w, "value", number);
	jw_str(&f->w, "unit", str_from(unit));
	jw_str(&f->w, "system", S("http://unitsofmeasure.org"));
	jw_str(&f->w, "code", str_from(unit));
	jw_end_object(&f->w);
	fhir_end(f);
}

/* source: LOINC 82810-3; SNOMED CT 77386006 Pregnant, 60001007 Not pregnant (as in HL7 IPS 1.1, Observation - Pregnancy: status) */
static void write_pregnancy(struct fhir *f)
{
	bool yes = f->x->facts.pregnant == TRI_YES;
	if (f->x->facts.pregnant == TRI_UNKNOWN) return;
	observe(f, "pregnancy", "82810-3", "Pregnancy status", S("妊娠 Pregnancy"), yes ? S("怀孕 pregnant") : S("没有怀孕 not pregnant"));
	effective(f);
	fhir_concept(f, "valueCodeableConcept", "http://snomed.info/sct", yes ? "77386006" : "60001007", yes ? "Pregnant" : "Not pregnant",
		     (str){"", 0});
	fhir_end(f);
}

/* The kept values themselves, so that nothing is lost in the translation. */
static void write_kept(struct fhir *f)
{
	struct sb json = sb_new(f->a, 1024);
	struct jw w = {&json, false};
	jw_object(&w, NULL);
	profile_write(&w, "profile", &f->x->profile);
	person_facts_write(&w, "facts", &f->x->facts);
	jw_i64(&w, "facts_ms", f->x->facts_ms);
	jw_end_object(&w);
	bundle_document(f, "kept", f->x->profile.person, S("个人资料和健康情况，按保存的原样 · Profile and facts as kept"),
			S("个人资料 · Profile and facts"), f->x->now_ms, sb_str(&json));
}

static const struct told_kind kinds[] = {
	{"AllergyIntolerance", "allergy", "no-known-allergies", STR("过敏 Allergy"), STR("没有已知的过敏 · No known allergies"), allergy_status,
	 "code", "patient", "asserter", "recordedDate"},
	{"Condition", "condition", "no-known-problems", STR("疾病 Condition"), STR("没有已知的疾病 · No known conditions"), condition_status, "code",
	 "subject", "asserter", "recordedDate"},
	{"MedicationStatement", "drug", "no-known-medications", STR("用药 Medicine"), STR("没有在用的药 · No medicines"), drug_status,
	 "medicationCodeableConcept", "subject", "informationSource", "dateAsserted"},
};

void bundle_told(struct fhir *f)
{
	const struct person_facts *t = &f->x->facts;
	write_list(f, &kinds[0], &t->allergies);
	write_list(f, &kinds[1], &t->conditions);
	write_list(f, &kinds[2], &t->drugs);
	measure(f, "weight", "29463-7", "Body weight", S("体重 Weight"), t->weight_kg, "kg");
	measure(f, "height", "8302-2", "Body height", S("身高 Height"), t->height_cm, "cm");
	write_pregnancy(f);
	write_kept(f);
}
