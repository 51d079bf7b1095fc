/* expr.h - conditions over facts as a doctor writes them in a pack: chest-pain & (cold-sweat | age_y>=40) & !past(anxiety).
 *
 * Three-valued: a comparison or word whose value is not known is unknown, and so is its negation; only TRI_YES fires a rule. A finding that was not
 * mentioned counts as absent, unless the facts say that nothing is known of it. Grammar: or := and ('|' and)*; and := not ('&' not)*;
 * not := '!' not | '(' or ')' | n(or, or …)>=k | past(id) | taken(id) | known(name) | lab(id) op number | lab_within(ids,days) | name op number | word | id. Pure. */
#ifndef CLINIC_EXPR_H
#define CLINIC_EXPR_H

#include "base/fail.h"
#include "clinic/facts.h"

enum expr_op {
	EXPR_HAS,
	EXPR_HAD,
	EXPR_WORD,
	EXPR_LESS,
	EXPR_LESS_EQUAL,
	EXPR_MORE,
	EXPR_MORE_EQUAL,
	EXPR_EQUAL,
	EXPR_NOT,
	EXPR_AND,
	EXPR_OR,
	EXPR_COUNT,
	EXPR_TAKEN,    /* a drug or class taken before this order */
	EXPR_KNOWN,    /* a number is known at all: yes or no */
	EXPR_LAB_LESS, /* the newest result of a laboratory item, in the order of EXPR_LESS … EXPR_EQUAL */
	EXPR_LAB_LESS_EQUAL,
	EXPR_LAB_MORE,
	EXPR_LAB_MORE_EQUAL,
	EXPR_LAB_EQUAL,
	EXPR_LAB_WITHIN /* a result of the item in the last `number` days */
};

struct expr_step {
	enum expr_op op;
	int32_t arg;   /* concept, fact or word; for EXPR_COUNT how many steps before it are counted */
	double number; /* what is compared with; for EXPR_COUNT the least count */
};

enum { EXPR_STEPS_MAX = 256 };

struct expr { /* postfix; at most EXPR_STEPS_MAX steps, empty = always true */
	struct expr_step *v;
	ptrdiff_t n, cap;
};

/* A name that is neither a fact nor a word becomes a concept through `resolve`, which answers -1 for an unknown one. */
struct expr_names {
	int32_t (*resolve)(void *ctx, str name);
	void *ctx;
};

bool expr_compile(struct expr *out, str text, struct expr_names names, struct arena *perm, struct fail *fail);
enum tri expr_eval(const struct expr *e, const struct facts *f);

/* Which steps the verdict rests on: of (a | b) with only a true that is a. `is_reason` has room for e->n. */
void expr_reasons(const struct expr *e, const struct facts *f, bool *is_reason);

/* What one step that is no connective says of the facts. */
enum tri expr_leaf(const struct expr_step *s, const struct facts *f);
bool expr_is_leaf(const struct expr_step *s);
bool expr_compares(const struct expr_step *s); /* a fact with a number; `arg` is the fact */

#endif
