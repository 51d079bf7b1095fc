#include "clinic/facts.h"

#include "base/check.h"

#include <math.h>

static const char *const fact_names[FACT_COUNT] = {
	"age_y",          "age_m",       "age_d",      "weight_kg",  "temp_c",    "sbp",    "dbp",       "hr",        "rr",           "spo2",
	"glucose_mmol_l", "egfr",        "duration_h", "duration_d", "gcs",       "pain",   "avpu",      "oxygen",    "cap_refill_s", "sbp_usual",
	"sbp_drop",       "gestation_w", "lactate",    "ph",         "potassium", "sodium", "hb",        "platelets", "neutrophils",  "mews",
	"news2",          "news2_top",   "height_cm",  "bmi",        "mg_dose",   "mg_day", "mg_kg_day", "mg_m2_day", "times_day",    "days"};
static const char *const word_names[WORD_COUNT] = {"pregnant", "breastfeeding", "postpartum", "male",        "female",   "child",     "elder",
						   "grown",    "smoker",        "labs_known", "new",         "renewal",  "oral",      "injected",
						   "inhaled",  "nasal",         "eye",        "skin",        "local",    "systemic",  "pushed",
						   "infused",  "into_muscle",   "under_skin", "intrathecal", "with_new", "with_oral", "with_local"};

struct facts facts_none(ptrdiff_t concepts, struct arena *perm)
{
	struct facts f = {.concepts = concepts};
	for (int i = 0; i < FACT_COUNT; i++) f.v[i] = NAN;
	f.present = ARENA_NEW(perm, uint64_t, concepts / 64 + 1);
	f.past = ARENA_NEW(perm, uint64_t, concepts / 64 + 1);
	return f;
}

void facts_set_age(struct facts *f, double age_y)
{
	if (isnan(age_y)) return;
	f->v[FACT_AGE_Y] = age_y;
	f->v[FACT_AGE_M] = age_y * 12;
	f->v[FACT_AGE_D] = age_y * 365.25;
	f->word[WORD_CHILD] = age_y < ADULT_FROM_Y ? TRI_YES : TRI_NO;
	f->word[WORD_ELDER] = age_y >= ELDER_FROM_Y ? TRI_YES : TRI_NO;
}

void facts_settle(struct facts *f)
{
	bool young = isnan(f->v[FACT_AGE_Y]) ? f->word[WORD_CHILD] == TRI_YES : f->v[FACT_AGE_Y] < GROWN_FROM_Y;
	f->word[WORD_GROWN] = young ? TRI_NO : TRI_YES;
	f->v[FACT_SBP_DROP] = f->v[FACT_SBP_USUAL] - f->v[FACT_SBP]; /* NAN when either is not known */
}

void facts_set_sex(struct facts *f, char sex)
{
	if (sex != 'm' && sex != 'f') return;
	f->word[WORD_MALE] = sex == 'm' ? TRI_YES : TRI_NO;
	f->word[WORD_FEMALE] = sex == 'f' ? TRI_YES : TRI_NO;
	if (sex == 'm') f->word[WORD_PREGNANT] = f->word[WORD_BREASTFEEDING] = f->word[WORD_POSTPARTUM] = TRI_NO;
}

static bool bit(const uint64_t *set, int32_t i)
{
	return set[i / 64] >> (i % 64) & 1;
}

void facts_add(struct facts *f, int32_t concept)
{
	ASSERT(concept >= 0 && concept < f->concepts);
	f->present[concept / 64] |= (uint64_t)1 << (concept % 64);
}

void facts_remove(struct facts *f, int32_t concept)
{
	ASSERT(concept >= 0 && concept < f->concepts);
	f->present[concept / 64] &= ~((uint64_t)1 << (concept % 64));
}

void facts_add_past(struct facts *f, int32_t concept)
{
	ASSERT(concept >= 0 && concept < f->concepts);
	f->past[concept / 64] |= (uint64_t)1 << (concept % 64);
}

bool facts_has(const struct facts *f, int32_t concept)
{
	ASSERT(concept >= 0 && concept < f->concepts);
	return bit(f->present, concept);
}

bool facts_had(const struct facts *f, int32_t concept)
{
	ASSERT(concept >= 0 && concept < f->concepts);
	return bit(f->past, concept) || bit(f->present, concept);
}

const struct fact_lab *facts_lab(const struct facts *f, int32_t concept)
{
	const struct fact_lab *best = NULL;
	for (ptrdiff_t i = 0; i < f->lab_count; i++) {
		const struct fact_lab *l = &f->labs[i];
		if (l->concept != concept || isnan(l->value)) continue;
		if (!best || isnan(l->age_days) || (!isnan(best->age_days) && l->age_days < best->age_days)) best = l;
	}
	return best;
}

enum tri facts_lab_within(const struct facts *f, int32_t concept, double days)
{
	bool undated = false;
	for (ptrdiff_t i = 0; i < f->lab_count; i++) {
		const struct fact_lab *l = &f->labs[i];
		if (l->concept != concept) continue;
		if (l->age_days <= days) return TRI_YES;
		undated |= isnan(l->age_days);
	}
	return undated || !f->labs_known ? TRI_UNKNOWN : TRI_NO;
}

static int by_name(const char *const *names, int n, str name)
{
	for (int i = 0; i < n; i++)
		if (str_eq(name, str_from(names[i]))) return i;
	return -1;
}

int fact_by_name(str name)
{
	return by_name(fact_names, FACT_COUNT, name);
}

int fact_word_by_name(str name)
{
	return by_name(word_names, WORD_COUNT, name);
}
