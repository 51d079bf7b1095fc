/* situate_record.c - the record sent along with a question: who, what they have, take and react to, and what was measured. */
#include "consult/situate_int.h"

#include "base/check.h"
#include "base/utf8.h"
#include "consult/patient.h"
#include "consult/vitals.h"

#include <math.h>

enum name_kind { NAMES_CONDITIONS, NAMES_ALLERGIES, NAMES_DRUGS };

static str name_of(jv item)
{
	if (!json_is_object(item)) return json_text(item);
	return json_str(item, "drug").n ? json_str(item, "drug") : json_str(item, "name");
}

static void find_names(const struct knowledge *k, str name, struct hits *hits, struct arena *perm)
{
	int32_t id = pack_concept(k->pack, name);
	if (id >= 0) *ARENA_PUSH(perm, hits) = (struct hit){.value = id};
	else lexicon_scan(k->pack->lexicon, fold(name, perm).text, hits, perm);
}

/* Names that the pack does not know are kept and said to be not checked (I5). */
static void add_names(struct situation *s, const struct knowledge *k, jv names, enum name_kind kind, struct arena *perm)
{
	bool single = json_is_string(names); /* one name in place of a list */
	for (ptrdiff_t i = 0; i < (single ? 1 : json_count(names)); i++) {
		str name = name_of(single ? names : json_at(names, i));
		struct hits hits = {0};
		if (!name.n || utf8_invalid(name) >= 0) continue;
		find_names(k, name, &hits, perm);
		for (ptrdiff_t h = 0; h < hits.n; h++) {
			int32_t c = hits.v[h].value;
			if (kind == NAMES_ALLERGIES) ADD_ONCE(perm, &s->allergies, c);
			else facts_add(&s->facts, c);
			if (kind == NAMES_DRUGS && k->pack->drug_of[c] >= 0) ADD_ONCE(perm, &s->own_drugs, c);
		}
		if (hits.n) continue;
		if (kind == NAMES_DRUGS) *ARENA_PUSH(perm, &s->unknown_drugs) = name;
		else *ARENA_PUSH(perm, &s->unknown_facts) = name;
	}
}

/* Laboratory values that a rule asks for by name. */
static const struct {
	const char *lab;
	enum fact fact;
} asked_for[] = {{"egfr", FACT_EGFR}, {"glu", FACT_GLUCOSE_MMOL_L}, {"k", FACT_POTASSIUM},
		 {"na", FACT_SODIUM}, {"lac", FACT_LACTATE},        {"bg-ph", FACT_PH},
		 {"hgb", FACT_HB},    {"plt", FACT_PLATELETS},      {"neut-abs", FACT_NEUTROPHILS}};

/* Which item a result of the record is of, and its value in that item's unit; -1 when either is not understood. `v` is a number, or {"value","unit"}. */
static int32_t result_of(const struct knowledge *k, jv item, double *value, str *unit, struct arena *perm)
{
	struct lab_match found;
	jv nested = json_get(item, "value");
	bool object = json_is_object(nested);
	*unit = lab_unit_spell(fold(json_str(item, "unit").n || !object ? json_str(item, "unit") : json_str(nested, "unit"), perm).text, perm);
	if (!(object ? json_number(nested, "value", value) : json_number(item, "value", value))) return -1;
	pack_lab_find(&found, k->pack, json_str(item, "name"), *unit, false, perm);
	double ignored = *value;
	return found.n == 1 && lab_convert(&k->pack->labs.v[found.v[0]], *unit, &ignored) ? found.v[0] : -1;
}

static void use_result(struct situation *s, const struct knowledge *k, int32_t lab, double value, str unit)
{
	const struct lab *l = &k->pack->labs.v[lab];
	struct lab_reading r = lab_read(l, value, unit, &s->facts);
	str id = k->pack->concepts.v[l->concept].id;
	for (ptrdiff_t i = 0; i < COUNT(asked_for); i++)
		if (str_eq(id, str_from(asked_for[i].lab))) s->facts.v[asked_for[i].fact] = r.value;
	s->critical_lab |= r.flag == LAB_CRITICAL_LOW || r.flag == LAB_CRITICAL_HIGH;
}

/* Laboratory values sent along: for the rules that ask for them, and for their own sake when they are critical. */
static void read_labs(struct situation *s, const struct knowledge *k, jv labs, struct arena *perm)
{
	ptrdiff_t n = json_count(labs);
	struct fact_lab *known = ARENA_NEW(perm, struct fact_lab, n);
	s->facts.labs = known;
	s->facts.labs_known = labs && n >= 0 && json_is_array(labs);
	for (ptrdiff_t i = 0; i < n; i++) {
		double value;
		str unit, name = json_str(json_at(labs, i), "name");
		int32_t lab = name.n ? result_of(k, json_at(labs, i), &value, &unit, perm) : -1;
		if (lab < 0) {
			if (name.n) *ARENA_PUSH(perm, &s->unknown_facts) = name;
			continue;
		}
		use_result(s, k, lab, value, unit);
		lab_convert(&k->pack->labs.v[lab], unit, &value);
		known[s->facts.lab_count++] = (struct fact_lab){k->pack->labs.v[lab].concept, value, NAN};
	}
}

void situate_record(struct situation *s, const struct knowledge *k, jv facts, struct arena *perm)
{
	double v;
	str unread_age;
	facts_set_age(&s->facts, patient_age_y(facts, &unread_age, perm));
	if (isnan(s->facts.v[FACT_AGE_Y]) && unread_age.n) *ARENA_PUSH(perm, &s->unknown_facts) = utf8_prefix(unread_age, 40);
	if (json_get(facts, "sex")) facts_set_sex(&s->facts, patient_sex(facts));
	if (json_number(facts, "weight_kg", &v) && v > 0) s->facts.v[FACT_WEIGHT_KG] = v;
	if (json_number(facts, "egfr", &v) && v >= 0 && v <= PATIENT_EGFR_MAX) s->facts.v[FACT_EGFR] = v;
	s->facts.word[WORD_PREGNANT] = patient_said(facts, "pregnant");
	s->facts.word[WORD_BREASTFEEDING] = patient_said(facts, "breastfeeding");
	s->facts.word[WORD_POSTPARTUM] = patient_said(facts, "postpartum");
	struct vitals_unread unread = {0};
	if (json_get(facts, "vitals") && !json_is_object(json_get(facts, "vitals"))) *ARENA_PUSH(perm, &s->unknown_facts) = S("vitals");
	vitals_read(&s->facts, json_get(facts, "vitals"), &unread, perm);
	for (ptrdiff_t i = 0; i < unread.n; i++) *ARENA_PUSH(perm, &s->unknown_facts) = unread.v[i];
	if (json_number(facts, "gestation_weeks", &v) && v >= 1 && v <= 44) s->facts.v[FACT_GESTATION_W] = v;
	add_names(s, k, json_get(facts, "conditions"), NAMES_CONDITIONS, perm);
	add_names(s, k, json_get(facts, "allergies"), NAMES_ALLERGIES, perm);
	int32_t allergic = pack_concept(k->pack, S("drug-allergy")); /* what the pack's allergy rules ask for */
	if (json_count(json_get(facts, "allergies")) && allergic >= 0) facts_add(&s->facts, allergic);
	add_names(s, k, json_get(facts, "drugs"), NAMES_DRUGS, perm);
	read_labs(s, k, json_get(facts, "labs"), perm);
}
