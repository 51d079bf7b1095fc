/* plan_int.h - what the files of the planner share. */
#ifndef CONSULT_PLAN_INT_H
#define CONSULT_PLAN_INT_H

#include "consult/plan.h"
#include "consult/words.h"

enum { PARTS_MAX = 6, FOCUS_MAX = 64 };

struct planner {
	struct answer *a;
	const struct knowledge *k;
	const struct pack *pack;
	const struct situation *s;
	struct arena *perm;
	enum language lang;
	bool wanted[ASK_COUNT]; /* intents that count, after weighing */
	str focus[FOCUS_MAX];   /* pieces of the question that tell one sentence of a card from another */
	int focus_count;
	int per_part; /* how many sentences a part may have */
	struct {
		int32_t passage; /* what the rule says, -1: no rule that stops or warns was said */
		bool stops;      /* as opposed to warns */
		bool pair;       /* of two drugs, as opposed to a drug and the person */
	} objection;
};

/* Opens a part; the same key and subject twice is the same part. */
int32_t plan_part(struct planner *p, str key, str about);

/* A whole passage as a statement; false when there is none or it was said before. */
bool plan_say(struct planner *p, int32_t part, const int32_t passage[LANGS], enum statement_kind kind);

/* A sentence worked out by us, with the passage it rests on (-1: none). */
struct statement *plan_say_text(struct planner *p, int32_t part, str text, enum statement_kind kind, enum author author, int32_t passage);

void plan_notice(struct planner *p, int32_t part, enum word word, const str *pieces, ptrdiff_t n);

/* Sentences of a card's section, best first for this question; from the parent when the card has none. Returns how many were said. */
int plan_section(struct planner *p, int32_t part, int32_t concept, enum section section, int limit);

str plan_name(const struct planner *p, int32_t concept);
bool plan_in_context(const struct planner *p, int32_t concept);
double plan_focus(const struct planner *p, str folded); /* how much of the question's own words a sentence takes up */

bool plan_drugs(struct planner *p);               /* drug with drug, condition, state; facts of a drug. True when something was said. */
void plan_doses(struct planner *p, int32_t drug); /* an amount above the labelled ones; the labelled ones when they are asked for */
bool plan_foods(struct planner *p);               /* food with condition */
bool plan_calcs(struct planner *p);               /* a calculator named in the question */
bool plan_values(struct planner *p);              /* laboratory values and blood pressure */
bool plan_cards(struct planner *p);               /* conditions and symptoms */

#endif
