/* facts.h - what is known of a person, as plain numbers and bits for the engines. Pure data: no text, no names.
 *
 * Concepts (findings, conditions, drugs …) are small integers given by the library; `present` and `past` are bit sets over them. */
#ifndef CLINIC_FACTS_H
#define CLINIC_FACTS_H

#include "base/str.h"
#include "base/tri.h"

enum fact {
	FACT_AGE_Y,
	FACT_AGE_M,
	FACT_AGE_D, /* [a], [mo], [d]: set together by facts_set_age */
	FACT_WEIGHT_KG,
	FACT_TEMP_C,
	FACT_SBP,
	FACT_DBP, /* [mm[Hg]] */
	FACT_HR,
	FACT_RR,   /* [/min] */
	FACT_SPO2, /* [%] */
	FACT_GLUCOSE_MMOL_L,
	FACT_EGFR, /* [mL/min/1.73 m2] */
	FACT_DURATION_H,
	FACT_DURATION_D,
	FACT_GCS,
	FACT_PAIN, /* 0..10 */
	FACT_COUNT
};

enum fact_word { WORD_PREGNANT, WORD_BREASTFEEDING, WORD_POSTPARTUM, WORD_MALE, WORD_FEMALE, WORD_CHILD, WORD_ELDER, WORD_COUNT };

enum {
	ADULT_FROM_Y = 18,
	ELDER_FROM_Y = 65
}; /* child: Convention on the Rights of the Child, art. 1; elder: WHO and WS/T 484-2015 use 60 to 65, labels 65 */

struct facts {
	double v[FACT_COUNT]; /* NAN = not known */
	enum tri word[WORD_COUNT];
	uint64_t *present, *past;
	ptrdiff_t concepts;
};

struct facts facts_none(ptrdiff_t concepts, struct arena *perm);
void facts_set_age(struct facts *f, double age_y);
void facts_set_sex(struct facts *f, char sex); /* 'm', 'f', else unknown */
void facts_add(struct facts *f, int32_t concept);
void facts_remove(struct facts *f, int32_t concept);
void facts_add_past(struct facts *f, int32_t concept);
bool facts_has(const struct facts *f, int32_t concept);
bool facts_had(const struct facts *f, int32_t concept);

/* Names as the pack writes them: "age_y", "pregnant"; -1 when there is no such one. */
int fact_by_name(str name);
int fact_word_by_name(str name);

#endif
