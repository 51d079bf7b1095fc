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
	FACT_PAIN,   /* 0..10 */
	FACT_AVPU,   /* 0 alert, 1 newly confused, 2 answers to voice, 3 to pain, 4 to nothing */
	FACT_OXYGEN, /* 1 breathes oxygen, 0 room air */
	FACT_CAP_REFILL_S,
	FACT_SBP_USUAL, /* [mm[Hg]], what the person has on ordinary days */
	FACT_SBP_DROP,  /* [mm[Hg]], set by facts_settle */
	FACT_GESTATION_W,
	FACT_LACTATE, /* [mmol/L] */
	FACT_PH,
	FACT_POTASSIUM, /* [mmol/L] */
	FACT_SODIUM,    /* [mmol/L] */
	FACT_HB,        /* [g/L] */
	FACT_PLATELETS, /* [10*9/L] */
	FACT_NEUTROPHILS,
	FACT_MEWS,  /* set by facts_settle, see warn.h */
	FACT_NEWS2, /* set by facts_settle */
	FACT_NEWS2_TOP,
	FACT_COUNT
};

/* grown: not known to be under 12; limits for adults hold unless a child is known of. Set by facts_settle. */
enum fact_word { WORD_PREGNANT, WORD_BREASTFEEDING, WORD_POSTPARTUM, WORD_MALE, WORD_FEMALE, WORD_CHILD, WORD_ELDER, WORD_GROWN, WORD_COUNT };

enum {
	GROWN_FROM_Y = 12, /* where NICE NG51 (2016) ends its limits by age of a child */
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
/* What follows from other facts: grown, the fall of the systolic pressure. Call when all else is set. */
void facts_settle(struct facts *f);
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
