#include "lang/phrases.h"

#include "base/check.h"
#include "base/tsv.h"
#include "lang/terms.h"

extern const char phrases_tsv[];
extern const ptrdiff_t phrases_tsv_size;

static const char *const intent_names[ASK_COUNT] = {
	"what",
	"symptoms",
	"causes",
	"harm",
	"redflags",
	"urgent",
	"tests",
	"results",
	"department",
	"treatment",
	"todo",
	"drugs",
	"surgery",
	"tcm",
	"cure",
	"firstaid",
	"diet",
	"daily",
	"prevention",
	"contagion",
	"inherit",
	"vaccine",
	"pregnancy",
	"lactation",
	"child",
	"elderly",
	"followup",
	"referral",
	"work",
	"side_effects",
	"dose",
	"missed",
	"may_take",
	"individual_stop",
	"individual_diagnose",
	"individual_prescribe",
	"hospital",
	"cost",
};

static const struct {
	const char *name;
	enum mark mark;
} mark_names[] = {
	{"neg", MARK_NEG},   {"notneg", MARK_NOTNEG}, {"afterneg", MARK_AFTERNEG}, {"gone", MARK_GONE},   {"past", MARK_PAST},
	{"now", MARK_NOW},   {"acute", MARK_ACUTE},   {"maybe", MARK_MAYBE},       {"about", MARK_ABOUT}, {"ask", MARK_ASK},
	{"wish", MARK_WISH}, {"habit", MARK_HABIT},   {"seen", MARK_SEEN},         {"learn", MARK_LEARN},
};

static const struct {
	const char *name;
	enum mark mark;
} word_names[] = {
	{"pregnant", MARK_PREGNANT}, {"wants_child", MARK_WANTS_CHILD}, {"breastfeeding", MARK_BREASTFEEDING}, {"postpartum", MARK_POSTPARTUM},
	{"male", MARK_MALE},         {"female", MARK_FEMALE},
};

static const struct {
	const char *name;
	char sex;
	bool child;
} people[PERSON_KINDS] = {
	{"self", 0, false},     {"mother", 'f', false},  {"father", 'm', false}, {"grandmother", 'f', false}, {"grandfather", 'm', false},
	{"wife", 'f', false},   {"husband", 'm', false}, {"son", 'm', true},     {"daughter", 'f', true},     {"child", 0, true},
	{"sister", 'f', false}, {"brother", 'm', false}, {"friend", 0, false},   {"other", 0, false},
};

static int value_of(str kind, str value)
{
	if (str_eq(kind, S("intent")))
		for (int i = 0; i < ASK_COUNT; i++)
			if (str_eq(value, str_from(intent_names[i]))) return i;
	if (str_eq(kind, S("word")) || str_eq(kind, S("sex")))
		for (ptrdiff_t i = 0; i < COUNT(word_names); i++)
			if (str_eq(value, str_from(word_names[i].name))) return (int)word_names[i].mark;
	if (str_eq(kind, S("person")))
		for (int i = 0; i < PERSON_KINDS; i++)
			if (str_eq(value, str_from(people[i].name))) return MARK_PERSON + i;
	for (ptrdiff_t i = 0; i < COUNT(mark_names); i++)
		if (str_eq(kind, str_from(mark_names[i].name))) return (int)mark_names[i].mark;
	return -1;
}

enum { BUILD_MEMORY = 64 << 20 };

struct phrases phrases_create(struct arena *perm)
{
	struct arena whole = arena_create_temporary(BUILD_MEMORY), scratch_whole = arena_create_temporary(BUILD_MEMORY), build = whole;
	ASSERT(whole.beg && scratch_whole.beg);
	struct phrases book = {lexicon_create(&build), lexicon_create(&build), lexicon_create(&build)};
	struct tsv table;
	struct tsv_row row;
	ASSERT(tsv_open(&table, (str){phrases_tsv, phrases_tsv_size}));
	while (tsv_next(&table, &row)) {
		str kind = tsv_cell(&row, S("kind"));
		int value = value_of(kind, tsv_cell(&row, S("value")));
		ASSERT(value >= 0); /* the table is part of the program */
		struct lexicon *lex = value < ASK_COUNT ? book.intents : value < (int)MARK_PREGNANT ? book.marks : book.people;
		enum lexicon_how how = lex == book.intents ? LEXICON_LOOSE : LEXICON_PLAIN; /* symtoms, treatmnt */
		terms_add(lex, tsv_cell(&row, S("zh")), value, LEXICON_PLAIN, scratch_whole);
		terms_add(lex, tsv_cell(&row, S("en")), value, how, scratch_whole);
	}
	book = (struct phrases){lexicon_finish(book.intents, perm), lexicon_finish(book.marks, perm), lexicon_finish(book.people, perm)};
	arena_destroy(whole);
	arena_destroy(scratch_whole);
	return book;
}

str intent_name(enum intent intent)
{
	ASSERT(intent >= 0 && intent < ASK_COUNT);
	return str_from(intent_names[intent]);
}

str person_name(int kind)
{
	ASSERT(kind >= 0 && kind < PERSON_KINDS);
	return str_from(people[kind].name);
}

char person_sex(int kind)
{
	ASSERT(kind >= 0 && kind < PERSON_KINDS);
	return people[kind].sex;
}

bool person_is_child(int kind)
{
	ASSERT(kind >= 0 && kind < PERSON_KINDS);
	return people[kind].child;
}
