/* phrases.h - the phrase book: words that carry no medicine but tell how something is meant (phrases.tsv, built into the program).
 * To teach zhuyi a new way of asking, add it there. */
#ifndef LANG_PHRASES_H
#define LANG_PHRASES_H

#include "lang/lexicon.h"

enum intent {
	ASK_WHAT,
	ASK_SYMPTOMS,
	ASK_CAUSES,
	ASK_HARM,
	ASK_REDFLAGS,
	ASK_URGENT,
	ASK_TESTS,
	ASK_RESULTS,
	ASK_DEPARTMENT,
	ASK_TREATMENT,
	ASK_TODO,
	ASK_DRUGS,
	ASK_SURGERY,
	ASK_TCM,
	ASK_CURE,
	ASK_FIRSTAID,
	ASK_DIET,
	ASK_DAILY,
	ASK_PREVENTION,
	ASK_CONTAGION,
	ASK_INHERIT,
	ASK_VACCINE,
	ASK_PREGNANCY,
	ASK_LACTATION,
	ASK_CHILD,
	ASK_ELDERLY,
	ASK_FOLLOWUP,
	ASK_REFERRAL,
	ASK_WORK,
	ASK_SIDE_EFFECTS,
	ASK_DOSE,
	ASK_MISSED,
	ASK_MAY_TAKE,
	ASK_INDIVIDUAL_STOP,
	ASK_INDIVIDUAL_DIAGNOSE,
	ASK_INDIVIDUAL_PRESCRIBE,
	ASK_HOSPITAL,
	ASK_COST,
	ASK_COUNT
};

enum mark {
	MARK_NEG = ASK_COUNT,
	MARK_NOTNEG,
	MARK_AFTERNEG,
	MARK_GONE,
	MARK_PAST,
	MARK_NOW,
	MARK_ACUTE,
	MARK_MAYBE,
	MARK_ABOUT,
	MARK_ASK,
	MARK_WISH,
	MARK_HABIT,
	MARK_SEEN,
	MARK_LEARN,
	MARK_PREGNANT,
	MARK_WANTS_CHILD,
	MARK_BREASTFEEDING,
	MARK_POSTPARTUM,
	MARK_MALE,
	MARK_FEMALE,
	MARK_PERSON
};

enum { PERSON_KINDS = 14 }; /* MARK_PERSON + 0 .. PERSON_KINDS - 1 */

/* Three lexicons, because the longest phrase of one kind must not hide a phrase of another: 会不会引起 asks for harm and also marks what follows as
 * only asked about. Values are enum intent; enum mark; enum mark and MARK_PERSON + kind. */
struct phrases {
	struct lexicon *intents, *marks, *people;
};

/* Builds the book from the built-in table. `perm` lives as long as the program. */
struct phrases phrases_create(struct arena *perm);

str intent_name(enum intent intent); /* "contagion" */
str person_name(int kind);           /* "mother" */
char person_sex(int kind);           /* 'm', 'f' or 0 */
bool person_is_child(int kind);

#endif
