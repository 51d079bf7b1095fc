/* reading.h - what a piece of patient's text says: which terms, said how (denied, past, only asked about), about whom, with which numbers,
 * and what is being asked. Pure: the phrase book and the lexicon are arguments. */
#ifndef LANG_READING_H
#define LANG_READING_H

#include "base/tri.h"
#include "lang/fold.h"
#include "lang/lexicon.h"
#include "lang/phrases.h"
#include "lang/quantity.h"

enum language { LANG_ZH, LANG_EN };

struct mention {
	int32_t from, to; /* bytes of the folded text */
	int32_t term;     /* value of the lexicon */
	int32_t clause;
	enum hit_how how;
	bool negated; /* "没有发烧" */
	bool past;    /* "去年骨折过": over */
	bool seen;    /* a doctor has seen it since, or it comes and goes: an event told of, not one that is happening */
	bool maybe;   /* feared, asked about or conditional: "会不会是脑梗" */
	bool topic;   /* spoken of in general: "中风的前兆" */
	bool acute;   /* "突然" and the like in its sentence */
};

struct mentions {
	struct mention *v;
	ptrdiff_t n, cap;
};

struct clause {
	int32_t from, to;
	int32_t sentence;
	bool question;
};

struct clauses {
	struct clause *v;
	ptrdiff_t n, cap;
};

struct asked { /* one thing asked: an intent at a place */
	int32_t from, to, clause;
	enum intent intent;
};

struct askeds {
	struct asked *v;
	ptrdiff_t n, cap;
};

struct person_said {
	str who;      /* self, mother, child …; empty = not said */
	double age_y; /* NAN = not said */
	char sex;     /* 'm', 'f', 0 = not said */
	bool child;   /* a child is spoken of, age unknown */
	enum tri pregnant, breastfeeding, postpartum;
	bool wants_child;
	double pregnancy_weeks; /* NAN = not said */
};

struct reading {
	struct folded text;
	enum language lang;
	struct clauses clauses;
	struct mentions mentions;
	struct askeds askeds;
	struct quantities quantities;
	struct person_said person;
};

struct reading reading_make(str original, const struct phrases *phrases, const struct lexicon *lexicon, struct arena *perm);

enum language reading_language(str folded); /* Chinese as soon as a few characters are */

#endif
