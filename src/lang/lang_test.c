#include "lang/reading.h"
#include "lang/terms.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

static struct arena whole, memory;
static struct phrases phrases;
static struct lexicon *lexicon;

enum { FEVER = 1, COUGH, HYPERTENSION, CHEST_PAIN, STROKE, DIABETES, HEADACHE };

static int start(void **state)
{
	(void)state;
	whole = memory = arena_create(64 << 20);
	struct arena build = arena_create(64 << 20), scratch = arena_create(1 << 20);
	phrases = phrases_create(&memory);
	struct lexicon *lex = lexicon_create(&build);
	terms_add(lex, S("发烧;发热;fever"), FEVER, LEXICON_LOOSE, scratch);
	terms_add(lex, S("咳嗽;cough"), COUGH, LEXICON_LOOSE, scratch);
	terms_add(lex, S("高血压;hypertension"), HYPERTENSION, LEXICON_LOOSE, scratch);
	terms_add(lex, S("胸口…痛;胸痛;chest…pain"), CHEST_PAIN, LEXICON_LOOSE, scratch);
	terms_add(lex, S("脑梗;中风;stroke"), STROKE, LEXICON_LOOSE, scratch);
	terms_add(lex, S("糖尿病;diabetes"), DIABETES, LEXICON_LOOSE, scratch);
	terms_add(lex, S("头痛;headache"), HEADACHE, LEXICON_LOOSE, scratch);
	lexicon = lexicon_finish(lex, &memory);
	arena_destroy(build);
	arena_destroy(scratch);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static struct reading read_text(const char *text, struct arena *a)
{
	return reading_make(str_from(text), &phrases, lexicon, a);
}

static const struct mention *mention(const struct reading *r, int32_t term)
{
	for (ptrdiff_t i = 0; i < r->mentions.n; i++)
		if (r->mentions.v[i].term == term) return &r->mentions.v[i];
	return NULL;
}

static void folding_makes_one_spelling(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"ＡＢＣ１２", "abc12"}, {"頭痛 發燒", "头痛发烧"}, {"怎麼辦", "怎么办"}, {"HBV  DNA", "hbv dna"},
		{"乙肝 DNA", "乙肝dna"}, {"10⁹/L", "10^9/l"},       {"38．5℃", "38.5℃"},  {"疼，痛；", "疼,痛;"},
		{"μmol", "μmol"},        {"a\u200bb", "ab"},        {"é", "e"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = memory;
		str got = fold(str_from(cases[i].in), &a).text;
		if (!str_eq(got, str_from(cases[i].out))) fail_msg("%s → " STR_FMT ", expected %s", cases[i].in, STR_ARG(got), cases[i].out);
	}
}

static void every_folded_byte_maps_back(void **state)
{
	(void)state;
	static const char *const texts[] = {"我頭痛，發燒３８．５度 HbA1c 6.5% 😀", "①ﬁ㎎ 10⁻³", "", "\n\n"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct arena a = memory;
		struct folded f = fold(str_from(texts[i]), &a);
		for (ptrdiff_t k = 0; k < f.text.n; k++) assert_true(f.origin[k] <= f.origin[k + 1] && f.origin[k] < f.original.n);
		assert_int_equal(f.origin[f.text.n], f.original.n);
		assert_int_equal(utf8_invalid(f.text), -1);
	}
	struct arena a = memory;
	struct reading r = read_text("我　頭痛！", &a);
	const struct mention *m = mention(&r, HEADACHE);
	assert_non_null(m);
	assert_true(str_eq(fold_original(&r.text, m->from, m->to), S("頭痛")));
}

struct meant {
	const char *text;
	int32_t term;
	bool negated, past, maybe, topic;
};

static void terms_are_meant_as_said(void **state)
{
	(void)state;
	static const struct meant cases[] = {
		{"我发烧了", FEVER, false, false, false, false},
		{"没有发烧", FEVER, true, false, false, false},
		{"没有发烧、咳嗽", COUGH, true, false, false, false},
		{"没有明显的发热和咳嗽", COUGH, true, false, false, false},
		{"没有发烧，但是咳嗽", COUGH, false, false, false, false},
		{"不发烧", FEVER, true, false, false, false},
		{"有没有发烧的可能", FEVER, false, false, false, false},
		{"小时候发烧过", FEVER, false, true, false, false},
		{"三年前中风", STROKE, false, true, false, false},
		{"三天前开始发烧", FEVER, false, false, false, false},
		{"会不会是脑梗", STROKE, false, false, true, false},
		{"高血压会引起中风吗", STROKE, false, false, true, false},
		{"中风的前兆有哪些", STROKE, false, false, false, true},
		{"发烧已经退了", FEVER, false, true, false, false},
		{"no fever but a cough", FEVER, true, false, false, false},
		{"no fever but a cough", COUGH, false, false, false, false},
		{"I don't have a fever", FEVER, true, false, false, false},
		{"he had a stroke two years ago", STROKE, false, true, false, false},
		{"what are the symptoms of stroke", STROKE, false, false, true, false},
		{"不光发烧还咳嗽", FEVER, false, false, false, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = memory;
		struct reading r = read_text(cases[i].text, &a);
		const struct mention *m = mention(&r, cases[i].term);
		if (!m) fail_msg("%s: not found", cases[i].text);
		if (m->negated != cases[i].negated || m->past != cases[i].past || m->maybe != cases[i].maybe || m->topic != cases[i].topic)
			fail_msg("%s: negated %d past %d maybe %d topic %d", cases[i].text, m->negated, m->past, m->maybe, m->topic);
	}
}

static void misspellings_are_heard(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int32_t term;
	} cases[] = {{"高血鸭", HYPERTENSION}, {"唐尿病", DIABETES},   {"hypertention", HYPERTENSION},
		     {"diabtes", DIABETES},    {"headahce", HEADACHE}, {"胸口一阵阵的痛", CHEST_PAIN}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = memory;
		struct reading r = read_text(cases[i].text, &a);
		if (!mention(&r, cases[i].term)) fail_msg("%s: not found", cases[i].text);
	}
}

static void words_are_whole(void **state)
{
	(void)state;
	static const char *const none[] = {"feverish123", "strokes2go", "coughdrop", "胸口不舒服，后来肚子痛"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct arena a = memory;
		struct reading r = read_text(none[i], &a);
		if (r.mentions.n) fail_msg("%s: found %d", none[i], r.mentions.v[0].term);
	}
	struct arena a = memory;
	struct reading r = read_text("strokes", &a);
	assert_non_null(mention(&r, STROKE));
}

static const struct quantity *of_kind(const struct reading *r, enum quantity_kind kind)
{
	for (ptrdiff_t i = 0; i < r->quantities.n; i++)
		if (r->quantities.v[i].kind == kind) return &r->quantities.v[i];
	return NULL;
}

static void numbers_carry_their_meaning(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum quantity_kind kind;
		double value;
	} cases[] = {
		{"发烧38.5度", QUANTITY_TEMP, 38.5},
		{"三十八度五", QUANTITY_TEMP, 38.5},
		{"体温39.2", QUANTITY_TEMP, 39.2},
		{"temp of 102", QUANTITY_TEMP, 70 / 1.8},
		{"血压160/100", QUANTITY_BP, 160},
		{"高压150低压90", QUANTITY_BP, 150},
		{"BP 150 over 95", QUANTITY_BP, 150},
		{"咳嗽三天了", QUANTITY_DURATION, 72},
		{"两周", QUANTITY_DURATION, 336},
		{"for 2 days", QUANTITY_DURATION, 48},
		{"半年", QUANTITY_DURATION, 4383},
		{"宝宝8个月", QUANTITY_AGE, 8 * 730 / 24.},
		{"65岁", QUANTITY_AGE, 65 * 365.25},
		{"a 3-year-old boy", QUANTITY_AGE, 3 * 365.25},
		{"三岁半", QUANTITY_AGE, 3.5 * 365.25},
		{"怀孕16周", QUANTITY_WEEKS, 16},
		{"体重60公斤", QUANTITY_WEIGHT, 60},
		{"120斤", QUANTITY_WEIGHT, 60},
		{"500mg", QUANTITY_DOSE, 500},
		{"病毒量5.38E3", QUANTITY_PLAIN, 5380},
		{"1.60*10^6", QUANTITY_PLAIN, 1.6e6},
		{"3×10的7次方", QUANTITY_PLAIN, 3e7},
		{"白细胞5.6×10⁹/L", QUANTITY_PLAIN, 5.6},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = memory;
		struct reading r = read_text(cases[i].text, &a);
		const struct quantity *q = of_kind(&r, cases[i].kind);
		if (!q) fail_msg("%s: no such quantity", cases[i].text);
		if (fabs(q->value - cases[i].value) > 1e-6) fail_msg("%s: %f", cases[i].text, q->value);
	}
}

static void no_number_in_words(void **state)
{
	(void)state;
	struct arena a = memory;
	struct reading r = read_text("一起吃可以吗", &a);
	assert_int_equal(r.quantities.n, 0);
}

static void the_person_is_known(void **state)
{
	(void)state;
	struct arena a = memory;
	struct reading r = read_text("我妈妈65岁，发烧", &a);
	assert_true(str_eq(r.person.who, S("mother")) && r.person.sex == 'f' && r.person.age_y == 65);
	r = read_text("宝宝发烧怎么办", &a);
	assert_true(r.person.child);
	r = read_text("怀孕16周，可以吃药吗", &a);
	assert_int_equal(r.person.pregnant, TRI_YES);
	r = read_text("没有怀孕16周", &a);
	assert_int_equal(r.person.pregnant, TRI_NO);
	r = read_text("我爸爸男，70岁", &a);
	assert_true(str_eq(r.person.who, S("father")) && r.person.sex == 'm');
}

static bool asks(const char *text, enum intent intent)
{
	struct arena a = memory;
	struct reading r = read_text(text, &a);
	for (ptrdiff_t i = 0; i < r.askeds.n; i++)
		if (r.askeds.v[i].intent == intent) return true;
	return false;
}

static void what_is_asked_is_heard(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum intent intent;
	} cases[] = {
		{"乙肝会传染吗", ASK_CONTAGION},
		{"有什么症状", ASK_SYMPTOMS},
		{"什么原因引起的", ASK_CAUSES},
		{"要做什么检查", ASK_TESTS},
		{"挂什么科", ASK_DEPARTMENT},
		{"咋治疗", ASK_TREATMENT},
		{"能治好吗", ASK_CURE},
		{"会遗传给孩子吗", ASK_INHERIT},
		{"平时要注意什么", ASK_DAILY},
		{"怎么预防", ASK_PREVENTION},
		{"吃什么好", ASK_DIET},
		{"有什么副作用", ASK_SIDE_EFFECTS},
		{"一天几次", ASK_DOSE},
		{"能停药吗", ASK_INDIVIDUAL_STOP},
		{"多久复查一次", ASK_FOLLOWUP},
		{"要不要去医院", ASK_URGENT},
		{"哪家医院好", ASK_HOSPITAL},
		{"多少钱", ASK_COST},
		{"what are the symptoms", ASK_SYMPTOMS},
		{"is it contagious", ASK_CONTAGION},
		{"how much can I take", ASK_DOSE},
		{"which department should I go to", ASK_DEPARTMENT},
		{"symtoms of it", ASK_SYMPTOMS},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (!asks(cases[i].text, cases[i].intent)) fail_msg("%s", cases[i].text);
}

static void language_is_told(void **state)
{
	(void)state;
	assert_int_equal(reading_language(S("what is 高血压 please tell me in english now")), LANG_EN);
	assert_int_equal(reading_language(S("我的hba1c是7")), LANG_ZH);
	assert_int_equal(reading_language(S("hello")), LANG_EN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folding_makes_one_spelling),
		cmocka_unit_test(every_folded_byte_maps_back),
		cmocka_unit_test(terms_are_meant_as_said),
		cmocka_unit_test(misspellings_are_heard),
		cmocka_unit_test(words_are_whole),
		cmocka_unit_test(numbers_carry_their_meaning),
		cmocka_unit_test(no_number_in_words),
		cmocka_unit_test(the_person_is_known),
		cmocka_unit_test(what_is_asked_is_heard),
		cmocka_unit_test(language_is_told),
	};
	return cmocka_run_group_tests_name("lang", tests, start, stop);
}
