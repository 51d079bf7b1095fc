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
	FACT_HEIGHT_CM,
	FACT_BMI, /* [kg/m2] */
	/* of the ordered drug that a rule's subject speaks of (clinic/order.h); NAN elsewhere */
	FACT_MG_DOSE,
	FACT_MG_DAY,
	FACT_MG_KG_DAY,
	FACT_MG_M2_DAY,
	FACT_TIMES_DAY, /* doses in 24 h; once a week is 1/7 */
	FACT_DAYS,      /* how long it is ordered for [d] */
	FACT_COUNT
};

enum fact_word {
	WORD_PREGNANT,
	WORD_BREASTFEEDING,
	WORD_POSTPARTUM,
	WORD_MALE,
	WORD_FEMALE,
	WORD_CHILD,
	WORD_ELDER,
	WORD_GROWN, /* not known to be under 12; limits for adults hold unless a child is known of. Set by facts_settle */
	WORD_SMOKER,
	WORD_LABS_KNOWN, /* the laboratory record is here: yes or no, never unknown in an order */
	/* of the ordered drug that a rule's subject speaks of */
	WORD_NEW,     /* ordered now and not taken before */
	WORD_RENEWAL, /* ordered now and taken before */
	WORD_ORAL,
	WORD_INJECTED,
	WORD_INHALED,
	WORD_NASAL,
	WORD_EYE,
	WORD_SKIN,
	WORD_LOCAL,    /* skin, eye, ear, nose, vagina: little of it reaches the blood */
	WORD_SYSTEMIC, /* every other route */
	WORD_PUSHED,   /* how it is injected; unknown when only "injected" is written */
	WORD_INFUSED,
	WORD_INTO_MUSCLE,
	WORD_UNDER_SKIN,
	WORD_INTRATHECAL,
	/* of the drug that its object speaks of */
	WORD_WITH_NEW,
	WORD_WITH_ORAL,
	WORD_WITH_LOCAL,
	WORD_COUNT
};

enum {
	GROWN_FROM_Y = 12, /* where NICE NG51 (2016) ends its limits by age of a child */
	ADULT_FROM_Y = 18,
	ELDER_FROM_Y = 65
}; /* child: Convention on the Rights of the Child, art. 1; elder: WHO and WS/T 484-2015 use 60 to 65, labels 65 */

struct fact_lab { /* one result on record, in the item's unit */
	int32_t concept;
	double value;    /* NAN = done, without a number */
	double age_days; /* NAN = its date is not known */
};

struct facts {
	double v[FACT_COUNT]; /* NAN = not known */
	enum tri word[WORD_COUNT];
	uint64_t *present, *past;
	const uint64_t *open;  /* concepts of which nothing was said, so that their absence is unknown; NULL = what is not present is absent */
	const uint64_t *taken; /* drugs and classes taken before this order; NULL = not known */
	const struct fact_lab *labs;
	ptrdiff_t lab_count;
	bool labs_known; /* the record's results are all here, even if there are none */
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

/* The newest result of an item, NULL when there is none; a result of unknown date counts as the newest. */
const struct fact_lab *facts_lab(const struct facts *f, int32_t concept);
/* Was there a result of the item in the last `days`? Unknown when the record is not here or a result has no date. */
enum tri facts_lab_within(const struct facts *f, int32_t concept, double days);

/* Names as the pack writes them: "age_y", "pregnant"; -1 when there is no such one. */
int fact_by_name(str name);
int fact_word_by_name(str name);

#endif
