#include "clinic/expr.h"
#include "clinic/lab.h"
#include "clinic/pressure.h"
#include "clinic/rx.h"
#include "clinic/triage.h"
#include "clinic/warn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

static struct arena whole;
static const char *const names[] = {"a", "b", "c", "chest-pain"};
enum { A, B, C, CHEST_PAIN, CONCEPTS };

static int start(void **state)
{
	(void)state;
	whole = arena_create(4 << 20);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static int32_t resolve(void *ctx, str name)
{
	(void)ctx;
	for (int32_t i = 0; i < CONCEPTS; i++)
		if (str_eq(name, str_from(names[i]))) return i;
	return -1;
}

static enum tri value(const char *text, const struct facts *f)
{
	struct arena a = whole;
	struct expr e;
	struct fail fail = {0};
	if (!expr_compile(&e, str_from(text), (struct expr_names){resolve, NULL}, &a, &fail)) fail_msg("%s: %s", text, fail.what);
	return expr_eval(&e, f);
}

/* The steps that a verdict rests on, as a text of 0 and 1. */
static const char *reasons(const char *text, const struct facts *f)
{
	static char out[EXPR_STEPS_MAX + 1];
	struct arena a = whole;
	struct expr e;
	struct fail fail = {0};
	bool is_reason[EXPR_STEPS_MAX];
	if (!expr_compile(&e, str_from(text), (struct expr_names){resolve, NULL}, &a, &fail)) fail_msg("%s: %s", text, fail.what);
	expr_reasons(&e, f, is_reason);
	for (ptrdiff_t i = 0; i < e.n; i++) out[i] = is_reason[i] ? '1' : '0';
	out[e.n] = 0;
	return out;
}

static void a_verdict_names_only_what_it_rests_on(void **state)
{
	(void)state;
	struct arena a = arena_create(1 << 20), use = a;
	struct facts f = facts_none(CONCEPTS, &use);
	facts_add(&f, A);
	facts_set_age(&f, 40);
	assert_string_equal(reasons("a", &f), "1");
	assert_string_equal(reasons("", &f), "");
	assert_string_equal(reasons("a | b", &f), "101"); /* a alone made it true */
	assert_string_equal(reasons("b | age_y>=40", &f), "011");
	assert_string_equal(reasons("a & age_y>=40", &f), "111"); /* true by both */
	assert_string_equal(reasons("a & b", &f), "011");         /* false by b alone */
	assert_string_equal(reasons("a & !b", &f), "1111");
	assert_string_equal(reasons("n(a, b, age_y>=40)>=2", &f), "1011");
	assert_string_equal(reasons("(a | b) & !(b & a)", &f), "1011011"
							       "1");
	arena_destroy(a);
}

static void conditions_are_three_valued(void **state)
{
	(void)state;
	struct arena a = arena_create(1 << 20), use = a;
	struct facts f = facts_none(CONCEPTS, &use);
	facts_add(&f, A);
	facts_add_past(&f, B);
	facts_set_age(&f, 40);
	static const struct {
		const char *text;
		enum tri want;
	} cases[] = {
		{"", TRI_YES},
		{"a", TRI_YES},
		{"b", TRI_NO},
		{"past(b)", TRI_YES},
		{"past(c)", TRI_NO},
		{"!c", TRI_YES},
		{"a&b", TRI_NO},
		{"a|b", TRI_YES},
		{"a & !b", TRI_YES},
		{"age_y>=40", TRI_YES},
		{"age_y>40", TRI_NO},
		{"age_y<=40", TRI_YES},
		{"age_y<40", TRI_NO},
		{"age_m=480", TRI_YES},
		{"sbp>=180", TRI_UNKNOWN},
		{"!sbp>=180", TRI_UNKNOWN},
		{"a & sbp>=180", TRI_UNKNOWN},
		{"b & sbp>=180", TRI_NO},
		{"a | sbp>=180", TRI_YES},
		{"pregnant", TRI_UNKNOWN},
		{"!pregnant", TRI_UNKNOWN},
		{"child", TRI_NO},
		{"n(a,b,c)>=1", TRI_YES},
		{"n(a,b,c)>=2", TRI_NO},
		{"n(a,age_y>=40,b|c)>=2", TRI_YES},
		{"n(a,sbp>=180,b&c)>=2", TRI_UNKNOWN},
		{"!n(a,sbp>=180)>=2", TRI_UNKNOWN},
		{"n(a,sbp>=180)>=1", TRI_YES},
		{"n(a,sbp>=180,b)>=3", TRI_NO},
		{"(a|b)&(c|!c)", TRI_YES},
		{"chest-pain", TRI_NO},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (value(cases[i].text, &f) != cases[i].want) fail_msg("%s: %d", cases[i].text, (int)value(cases[i].text, &f));
	arena_destroy(a);
}

static void conditions_that_cannot_be_read_say_where(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"a&",     "(a",  "a)",  "&a",     "n(a)>1", "n()>=1",   "age_y",
		"age_y>", "zzz", "a b", "past(a", "!",      "age_y>=x", "((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct arena a = whole;
		struct expr e;
		struct fail fail = {0};
		if (expr_compile(&e, str_from(bad[i]), (struct expr_names){resolve, NULL}, &a, &fail)) fail_msg("%s was accepted", bad[i]);
		assert_int_equal(fail.rc, RC_INPUT);
	}
}

static struct triage_rule rule(const char *id, enum tier tier, const char *when, struct arena *a)
{
	struct triage_rule r = {.id = str_from(id), .tier = tier};
	struct fail fail = {0};
	assert_true(expr_compile(&r.when, str_from(when), (struct expr_names){resolve, NULL}, a, &fail));
	return r;
}

static void the_most_urgent_rule_wins(void **state)
{
	(void)state;
	struct arena a = whole;
	struct triage_rule rules[] = {rule("mild", TIER_SELF_CARE, "a", &a), rule("now", TIER_EMERGENCY, "a&b", &a),
				      rule("today", TIER_URGENT, "b", &a)};
	signed char alone[CONCEPTS] = {TIER_SELF_CARE, TIER_ROUTINE, -1, -1};
	struct facts f = facts_none(CONCEPTS, &a);
	struct triage t = triage_judge(rules, 3, alone, &f, &a);
	assert_true(!t.known && t.tier == TIER_ROUTINE); /* nothing known is never self-care */
	facts_add(&f, A);
	t = triage_judge(rules, 3, alone, &f, &a);
	assert_true(t.known && t.tier == TIER_SELF_CARE && t.rule_count == 1);
	facts_add(&f, B);
	t = triage_judge(rules, 3, alone, &f, &a);
	assert_true(t.tier == TIER_EMERGENCY && t.rule_count == 3 && t.rules[0] == 1);
	assert_int_equal(tier_level(TIER_EMERGENCY), 1);
	assert_int_equal(tier_level(TIER_SELF_CARE), 4);
}

static void pressure_classes_on_both_sides_of_each_limit(void **state)
{
	(void)state;
	static const struct {
		double sbp, dbp;
		enum pressure_class want;
	} cases[] = {
		{119, 79, PRESSURE_NORMAL},  {120, 79, PRESSURE_HIGH_NORMAL}, {119, 80, PRESSURE_HIGH_NORMAL}, {139, 89, PRESSURE_HIGH_NORMAL},
		{140, 89, PRESSURE_GRADE1},  {139, 90, PRESSURE_GRADE1},      {159, 99, PRESSURE_GRADE1},      {160, 99, PRESSURE_GRADE2},
		{159, 100, PRESSURE_GRADE2}, {179, 109, PRESSURE_GRADE2},     {180, 109, PRESSURE_GRADE3},     {179, 110, PRESSURE_GRADE3},
		{90, 60, PRESSURE_NORMAL},   {89, 60, PRESSURE_LOW},          {90, 59, PRESSURE_LOW},          {80, 90, PRESSURE_UNKNOWN},
		{301, 90, PRESSURE_UNKNOWN}, {39, 30, PRESSURE_UNKNOWN},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (pressure_classify(cases[i].sbp, cases[i].dbp, NAN) != cases[i].want) fail_msg("%g/%g", cases[i].sbp, cases[i].dbp);
	assert_int_equal(pressure_classify(150, 95, 17.9), PRESSURE_UNKNOWN);
	assert_int_equal(pressure_classify(150, 95, 18), PRESSURE_GRADE1);
}

static void laboratory_values_lie_where_they_lie(void **state)
{
	(void)state;
	struct arena a = whole;
	struct lab_unit mg = {S("mg/dl"), 0.0555};
	struct lab glucose = {.unit = S("mmol/l"),
			      .units = &mg,
			      .unit_count = 1,
			      .low = 3.9,
			      .high = 6.1,
			      .low_f = NAN,
			      .high_f = 6.0,
			      .critical_low = 2.8,
			      .critical_high = 22.2};
	struct facts f = facts_none(CONCEPTS, &a);
	assert_int_equal(lab_read(&glucose, 3.9, S(""), &f).flag, LAB_NORMAL);
	assert_int_equal(lab_read(&glucose, 3.89, S("mmol/l"), &f).flag, LAB_LOW);
	assert_int_equal(lab_read(&glucose, 6.1, S(""), &f).flag, LAB_NORMAL);
	assert_int_equal(lab_read(&glucose, 6.11, S(""), &f).flag, LAB_HIGH);
	assert_int_equal(lab_read(&glucose, 2.8, S(""), &f).flag, LAB_CRITICAL_LOW);
	assert_int_equal(lab_read(&glucose, 22.2, S(""), &f).flag, LAB_CRITICAL_HIGH);
	assert_int_equal(lab_read(&glucose, 180, S("mg/dl"), &f).flag, LAB_HIGH);
	assert_int_equal(lab_read(&glucose, 5, S("g/l"), &f).flag, LAB_UNKNOWN);
	facts_set_sex(&f, 'f');
	assert_int_equal(lab_read(&glucose, 6.05, S(""), &f).flag, LAB_HIGH);
	facts_set_age(&f, 5);
	assert_int_equal(lab_read(&glucose, 5, S(""), &f).flag, LAB_UNKNOWN);
	assert_int_equal(lab_read(&glucose, 1, S(""), &f).flag, LAB_CRITICAL_LOW);
}

static void adult_limits_hold_unless_a_child_is_known_of(void **state)
{
	(void)state;
	struct arena a = whole;
	struct facts f = facts_none(CONCEPTS, &a);
	facts_settle(&f);
	assert_int_equal(f.word[WORD_GROWN], TRI_YES);
	assert_true(isnan(f.v[FACT_SBP_DROP]));
	f.word[WORD_CHILD] = TRI_YES;
	facts_settle(&f);
	assert_int_equal(f.word[WORD_GROWN], TRI_NO);
	facts_set_age(&f, GROWN_FROM_Y);
	f.v[FACT_SBP_USUAL] = 150, f.v[FACT_SBP] = 119;
	facts_settle(&f);
	assert_int_equal(f.word[WORD_GROWN], TRI_YES);
	assert_true(f.v[FACT_SBP_DROP] == 31);
	facts_set_age(&f, 11.9);
	facts_settle(&f);
	assert_int_equal(f.word[WORD_GROWN], TRI_NO);
}

/* Every printed limit of both scores, on both sides. */
static void warning_scores_on_both_sides_of_each_limit(void **state)
{
	(void)state;
	static const struct {
		enum fact fact;
		double value;
		int news2, mews; /* -1: the score does not ask for it */
	} cases[] = {
		{FACT_RR, 8, 3, 2},        {FACT_RR, 9, 1, 0},        {FACT_RR, 11, 1, 0},       {FACT_RR, 12, 0, 0},       {FACT_RR, 14, 0, 0},
		{FACT_RR, 15, 0, 1},       {FACT_RR, 20, 0, 1},       {FACT_RR, 21, 2, 2},       {FACT_RR, 24, 2, 2},       {FACT_RR, 25, 3, 2},
		{FACT_RR, 29, 3, 2},       {FACT_RR, 30, 3, 3},       {FACT_SPO2, 91, 3, -1},    {FACT_SPO2, 92, 2, -1},    {FACT_SPO2, 93, 2, -1},
		{FACT_SPO2, 94, 1, -1},    {FACT_SPO2, 95, 1, -1},    {FACT_SPO2, 96, 0, -1},    {FACT_SBP, 70, 3, 3},      {FACT_SBP, 71, 3, 2},
		{FACT_SBP, 80, 3, 2},      {FACT_SBP, 81, 3, 1},      {FACT_SBP, 90, 3, 1},      {FACT_SBP, 91, 2, 1},      {FACT_SBP, 100, 2, 1},
		{FACT_SBP, 101, 1, 0},     {FACT_SBP, 110, 1, 0},     {FACT_SBP, 111, 0, 0},     {FACT_SBP, 199, 0, 0},     {FACT_SBP, 200, 0, 2},
		{FACT_SBP, 219, 0, 2},     {FACT_SBP, 220, 3, 2},     {FACT_HR, 40, 3, 2},       {FACT_HR, 41, 1, 1},       {FACT_HR, 50, 1, 1},
		{FACT_HR, 51, 0, 0},       {FACT_HR, 90, 0, 0},       {FACT_HR, 91, 1, 0},       {FACT_HR, 100, 1, 0},      {FACT_HR, 101, 1, 1},
		{FACT_HR, 110, 1, 1},      {FACT_HR, 111, 2, 2},      {FACT_HR, 129, 2, 2},      {FACT_HR, 130, 2, 3},      {FACT_HR, 131, 3, 3},
		{FACT_TEMP_C, 34.9, 3, 2}, {FACT_TEMP_C, 35, 3, 0},   {FACT_TEMP_C, 35.1, 1, 0}, {FACT_TEMP_C, 36, 1, 0},   {FACT_TEMP_C, 36.1, 0, 0},
		{FACT_TEMP_C, 38, 0, 0},   {FACT_TEMP_C, 38.1, 1, 0}, {FACT_TEMP_C, 38.4, 1, 0}, {FACT_TEMP_C, 38.5, 1, 2}, {FACT_TEMP_C, 39, 1, 2},
		{FACT_TEMP_C, 39.1, 2, 2}, {FACT_AVPU, 0, 0, 0},      {FACT_AVPU, 1, 3, 1},      {FACT_AVPU, 2, 3, 1},      {FACT_AVPU, 3, 3, 2},
		{FACT_AVPU, 4, 3, 3},      {FACT_OXYGEN, 0, 0, -1},   {FACT_OXYGEN, 1, 2, -1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = whole;
		struct facts f = facts_none(CONCEPTS, &a);
		f.v[cases[i].fact] = cases[i].value;
		warn_settle(&f);
		int news2 = isnan(f.v[FACT_NEWS2]) ? -1 : (int)f.v[FACT_NEWS2], mews = isnan(f.v[FACT_MEWS]) ? -1 : (int)f.v[FACT_MEWS];
		if (news2 != cases[i].news2 || mews != cases[i].mews)
			fail_msg("fact %d at %g: NEWS2 %d, MEWS %d", (int)cases[i].fact, cases[i].value, news2, mews);
	}
}

static void warning_scores_are_not_made_for_whom_they_are_not_meant(void **state)
{
	(void)state;
	struct arena a = whole;
	struct facts f = facts_none(CONCEPTS, &a);
	warn_settle(&f);
	assert_true(isnan(f.v[FACT_NEWS2]) && isnan(f.v[FACT_MEWS]) && isnan(f.v[FACT_NEWS2_TOP])); /* nothing measured */
	f.v[FACT_RR] = 24, f.v[FACT_SPO2] = 94, f.v[FACT_SBP] = 105, f.v[FACT_HR] = 112, f.v[FACT_TEMP_C] = 38.2, f.v[FACT_AVPU] = 0;
	warn_settle(&f);
	assert_true(f.v[FACT_NEWS2] == 7 && f.v[FACT_NEWS2_TOP] == 2 && f.v[FACT_MEWS] == 4);
	f.word[WORD_PREGNANT] = TRI_YES;
	warn_settle(&f);
	assert_true(isnan(f.v[FACT_NEWS2]));
	f.word[WORD_PREGNANT] = TRI_NO;
	facts_set_age(&f, 15);
	warn_settle(&f);
	assert_true(isnan(f.v[FACT_NEWS2]) && f.v[FACT_MEWS] == 4);
	facts_set_age(&f, 13);
	warn_settle(&f);
	assert_true(isnan(f.v[FACT_MEWS]));
}

/* Concepts for the medication checks. */
enum { IBUPROFEN, ASPIRIN, NSAID, COLD_MIX, PARACETAMOL, PANADOL, ULCER, DRUG_CONCEPTS };

static void medication_rules_see_classes_and_ingredients(void **state)
{
	(void)state;
	struct arena a = whole;
	static const int32_t nsaid[] = {NSAID}, mix[] = {PARACETAMOL};
	struct drug drugs[] = {{.concept = IBUPROFEN, .classes = nsaid, .class_count = 1},
			       {.concept = ASPIRIN, .classes = nsaid, .class_count = 1},
			       {.concept = COLD_MIX, .ingredients = mix, .ingredient_count = 1},
			       {.concept = PARACETAMOL},
			       {.concept = PANADOL, .ingredients = mix, .ingredient_count = 1}};
	int32_t drug_of[DRUG_CONCEPTS] = {0, 1, -1, 2, 3, 4, -1};
	struct rx_rule rules[] = {{.id = S("nsaid-ulcer"), .tier = RX_STOP, .kind = RX_CONDITION, .subject = NSAID, .object = ULCER},
				  {.id = S("pair"), .tier = RX_WARN, .kind = RX_INTERACTION, .subject = IBUPROFEN, .object = ASPIRIN}};
	struct facts f = facts_none(DRUG_CONCEPTS, &a);
	struct rx_findings found = {0};
	rx_check(rules, 2, drugs, drug_of, IBUPROFEN, ULCER, &f, false, &found, &a);
	assert_int_equal(found.n, 1);
	found = (struct rx_findings){0};
	rx_check(rules, 2, drugs, drug_of, ASPIRIN, IBUPROFEN, &f, false, &found, &a); /* either way round */
	assert_int_equal(found.n, 1);
	found = (struct rx_findings){0};
	rx_check(rules, 2, drugs, drug_of, PARACETAMOL, ULCER, &f, false, &found, &a);
	assert_int_equal(found.n, 0);
	assert_int_equal(rx_duplicate(drugs, drug_of, COLD_MIX, PANADOL), PARACETAMOL);
	assert_int_equal(rx_duplicate(drugs, drug_of, COLD_MIX, PARACETAMOL), PARACETAMOL);
	assert_int_equal(rx_duplicate(drugs, drug_of, IBUPROFEN, ASPIRIN), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions_are_three_valued),
		cmocka_unit_test(a_verdict_names_only_what_it_rests_on),
		cmocka_unit_test(conditions_that_cannot_be_read_say_where),
		cmocka_unit_test(the_most_urgent_rule_wins),
		cmocka_unit_test(pressure_classes_on_both_sides_of_each_limit),
		cmocka_unit_test(laboratory_values_lie_where_they_lie),
		cmocka_unit_test(adult_limits_hold_unless_a_child_is_known_of),
		cmocka_unit_test(warning_scores_on_both_sides_of_each_limit),
		cmocka_unit_test(warning_scores_are_not_made_for_whom_they_are_not_meant),
		cmocka_unit_test(medication_rules_see_classes_and_ingredients),
	};
	return cmocka_run_group_tests_name("clinic", tests, start, stop);
}
