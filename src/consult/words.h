/* words.h - what zhuyi itself says, in both languages. Medical sentences never stand here: they are in the pack. */
#ifndef CONSULT_WORDS_H
#define CONSULT_WORDS_H

#include "base/str.h"
#include "clinic/triage.h"
#include "lang/reading.h"

enum word {
	SAY_NOT_UNDERSTOOD,
	SAY_UNDERSTOOD_TERMS,
	SAY_OFFER_DOCTOR,
	SAY_NO_EVIDENCE,
	SAY_HELD_REASON,
	SAY_HELD_MEANWHILE,
	SAY_HANDED_REASON,
	SAY_HANDED_MEANWHILE,
	SAY_HOSPITAL,
	SAY_COST,
	SAY_INDIVIDUAL_STOP,
	SAY_INDIVIDUAL_DIAGNOSE,
	SAY_INDIVIDUAL_PRESCRIBE,
	SAY_DRUG_NOT_CHECKED,
	SAY_FACT_NOT_CHECKED,
	SAY_HELD_UNSUPPORTED,
	SAY_PAIR_NOT_CHECKED,
	SAY_FOOD_NOT_CHECKED,
	SAY_SECTION_UNKNOWN,
	SAY_ASK_AGE,
	SAY_ASK_UNIT,
	SAY_ASK_DRUG,
	SAY_ASK_WHAT,
	SAY_ASK_SYMPTOM,
	SAY_UNREVIEWED,
	SAY_COME_SOONER,
	SAY_NOT_KNOWN,
	SAY_STOP_PAIR,
	SAY_STOP_USE,
	SAY_CARE_PAIR,
	SAY_CARE_USE,
	SAY_VALUES_LEFT,
	SAY_STATED,
	WORD_TEXTS
};

str words_say(enum word w, enum language lang);
str words_part(str key, enum language lang);                       /* title of a part: "contagion" → 会不会传染 */
str words_tier(enum tier tier, bool personal, enum language lang); /* the first line of an answer */

/* Fills "{}" in order with the given pieces. */
str words_fill(struct arena *perm, str pattern, const str *pieces, ptrdiff_t n);

#endif
