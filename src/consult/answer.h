/* answer.h - a consultation as data: what was asked, what is said about it, on which evidence, and how that came about.
 *
 * Everything lives on the request's arena. `lang` indexes: 0 Chinese, 1 English. */
#ifndef CONSULT_ANSWER_H
#define CONSULT_ANSWER_H

#include "base/req.h"
#include "guard/guard.h"
#include "library/pack.h"
#include "policy/case_state.h"

enum statement_kind { SAY_FACT, SAY_ADVICE, SAY_WARNING, SAY_VALUE, SAY_NOTICE }; /* a notice is about zhuyi itself and needs no evidence */
enum author { AUTHOR_PACK, AUTHOR_CALCULATOR, AUTHOR_MODEL, AUTHOR_SYSTEM };
enum repair { REPAIR_NONE, REPAIR_REPLACED, REPAIR_ADDED };

struct evidence {
	int32_t passage;
	ptrdiff_t from, to; /* bytes of the passage */
	int number;         /* the chip behind the statement: unique in an answer, in the order of reading */
};

enum { EVIDENCE_MAX = 3 };

struct statement {
	str text;
	enum statement_kind kind;
	enum author author;
	enum verdict verdict;
	enum repair repair;
	int32_t part;
	bool must;
	struct evidence evidence[EVIDENCE_MAX];
	int evidence_count;
};

struct part {
	str key; /* "contagion" */
	str title, about;
};

struct stage_note {
	const char *name;
	int64_t us;
	str note;
};

struct ask_back {
	str fact, text;
};

struct triage_reason {
	str rule, quote, say;
	int32_t passage; /* -1: none */
};

/* What the planner works from: the reading and everything that follows from it without deciding anything. */
struct situation {
	struct reading reading;
	struct facts facts;      /* present = now, in the person asked about, not denied, not only feared */
	const uint64_t *context; /* concepts spoken of at all and not denied: conditions asked about in general belong here */
	VECTOR(int32_t) topics;  /* cards the question is about, most likely first */
	VECTOR(int32_t) drugs;
	VECTOR(int32_t) foods;
	VECTOR(int32_t) labs;
	VECTOR(int32_t) own_drugs; /* taken already, by the record */
	VECTOR(int32_t) allergies; /* drugs and classes the person reacts to */
	VECTOR(str) unknown_facts; /* sent along, not understood or not possible */
	bool critical_lab;         /* a value sent along lies in its critical range */
	VECTOR(str) unknown_drugs; /* look like a drug, not in the pack */
	VECTOR(str) unknown_foods; /* stand where a food is named, not in the pack */
	struct triage triage;
	VECTOR(struct triage_reason) reasons;
	bool personal; /* somebody has something, as opposed to a question out of interest */
	str history;   /* earlier turns of this case */
};

struct answer {
	char case_id[27];
	enum language lang;
	enum audience audience;
	str question;
	int64_t created_ms;
	enum case_state state;
	enum tier tier;
	bool crisis;
	struct gate_decision gate;
	struct statement headline,
		act; /* headline: a warning when a drug must not be combined or used; act: what to do meanwhile, text may be empty */
	VECTOR(struct part) parts;
	VECTOR(struct statement) statements;
	VECTOR(struct ask_back) asks;
	VECTOR(str) not_checked;
	VECTOR(struct stage_note) stages;
	str held_reason, held_meanwhile; /* empty unless held or handed over */
	str text;                        /* all of it as plain text */
	str why;
	double confidence;
	int asked, placed; /* parts asked for, and how many of them found something to say */
	const struct situation *situation;
};

#endif
