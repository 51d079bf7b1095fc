#include "clinic/order.h"
#include "clinic/sig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(16 << 20);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

/* ---- how orders are written ---- */

static void frequencies_are_read_in_both_languages(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double times; /* -1 = not understood, NAN = when needed */
	} rows[] = {{"qd", 1},
		    {"bid", 2},
		    {"tid", 3},
		    {"qid", 4},
		    {"q8h", 3},
		    {"q12h", 2},
		    {"qn", 1},
		    {"qod", 0.5},
		    {"qw", 1.0 / 7},
		    {"biw", 2.0 / 7},
		    {"每日三次", 3},
		    {"一天两次", 2},
		    {"每天1次", 1},
		    {"一日3次", 3},
		    {"3次/日", 3},
		    {"日三次", 3},
		    {"每8小时一次", 3},
		    {"每晚", 1},
		    {"睡前", 1},
		    {"隔日一次", 0.5},
		    {"每周一次", 1.0 / 7},
		    {"每周2次", 2.0 / 7},
		    {"早晚各一次", 2},
		    {"三餐后", 3},
		    {"once daily", 1},
		    {"twice a day", 2},
		    {"three times daily", 3},
		    {"3 times a day", 3},
		    {"every 6 hours", 4},
		    {"once a week", 1.0 / 7},
		    {"每两周一次", 1.0 / 14},
		    {"每日三次，饭后", 3},
		    {"weekly", 1.0 / 7},
		    {"at bedtime", 1},
		    {"stat", 1},
		    {"单次", 1},
		    {"必要时", (double)NAN},
		    {"prn", (double)NAN},
		    {"q6h prn", 4},
		    {"随便", -1},
		    {"", -1},
		    {"xyz", -1},
		    {"每日", 1},
		    {"每日早晚各1次", 2},
		    {"早上、晚上各1次", 2},
		    {"每日早中晚各一次", 3},
		    {"每日三餐后1次", 3},
		    {"每日2次，早晚", 2},
		    {"每日1次，早或晚", 1},
		    {"每周日1次", 1.0 / 7},
		    {"每周1次，早或晚", 1.0 / 7},
		    {"每周2次，早晚服", 2.0 / 7},
		    {"每4周1次", 1.0 / 28},
		    {"每3个月1次", 1.0 / 90},
		    {"every 2 weeks", 1.0 / 14},
		    {"q3w", 1.0 / 21},
		    {"每3天2次", 2.0 / 3},
		    {"每1天2次", 2},
		    {"每6～8小时1次", 4},
		    {"q4-6h prn", 6},
		    {"every 4 to 6 hours", 6},
		    {"daily", 1}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sig_frequency f = sig_frequency(str_from(rows[i].text));
		bool ok = rows[i].times == -1    ? !f.known
			  : isnan(rows[i].times) ? f.known && f.prn && isnan(f.times_day)
						 : f.known && fabs(f.times_day - rows[i].times) < 1e-9;
		if (!ok) fail_msg("%s: %g", rows[i].text, f.times_day);
	}
}

static void amounts_and_units_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double lo, hi;
		const char *unit;
	} rows[] = {{"0.5", 0.5, 0.5, ""},      {"1-2", 1, 2, ""},         {"半片", 0.5, 0.5, "片"},
		    {"1/2片", 0.5, 0.5, "片"},  {"500mg", 500, 500, "mg"}, {"1 to 2 tablets", 1, 2, "tablets"},
		    {"0.25g", 0.25, 0.25, "g"}, {"80万u", 80, 80, "万u"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct bounds b;
		str unit;
		assert_true(sig_number(str_from(rows[i].text), &b, &unit));
		if (b.lo != rows[i].lo || b.hi != rows[i].hi || !str_eq(unit, str_from(rows[i].unit)))
			fail_msg("%s: %g %g", rows[i].text, b.lo, b.hi);
	}
	assert_false(sig_number(S("适量"), &(struct bounds){0}, &(str){0}));
	assert_int_equal(sig_unit(S("万u")).unit, SIG_U);
	assert_true(sig_unit(S("万u")).factor == 10000);
	assert_int_equal(sig_unit(S("袋")).unit, SIG_COUNT);
	assert_int_equal(sig_unit(S("勺")).unit, SIG_UNKNOWN);
	assert_true(sig_strength_mg(S("布洛芬缓释胶囊0.3g")) == 300);
	assert_true(isnan(sig_strength_mg(S("缬沙坦氨氯地平80mg/5mg"))));
	assert_true(sig_days(S("2周")) == 14 && sig_days(S("7")) == 7 && isnan(sig_days(S("看情况"))));
	assert_int_equal(sig_route(S("静脉滴注")), ROUTE_INJECTED);
	assert_int_equal(sig_route(S("静推")), ROUTE_INJECTED);
	assert_int_equal(sig_way(S("静脉滴注")), WAY_INFUSED);
	assert_int_equal(sig_way(S("静脉推注")), WAY_PUSHED);
	assert_int_equal(sig_way(S("微量泵推注")), WAY_INFUSED);
	assert_int_equal(sig_way(S("im")), WAY_INTO_MUSCLE);
	assert_int_equal(sig_way(S("鞘内注射")), WAY_INTRATHECAL);
	assert_int_equal(sig_way(S("iv")), WAY_UNKNOWN);
	assert_int_equal(sig_way(S("静脉")), WAY_UNKNOWN);
	assert_int_equal(sig_form_route(S("左氧氟沙星滴眼液")), ROUTE_EYE);
}

/* ---- a small pack: substances A B C, classes over them, a product of A and B ---- */

enum { CLASS_X, CLASS_Y, A, B, C, AB, ILL, CRUMB, CONCEPTS };
static const int32_t x_only[] = {CLASS_X}, y_only[] = {CLASS_Y}, a_and_b[] = {A, B};
static const struct drug drugs[] = {{.concept = A, .classes = x_only, .class_count = 1},
				    {.concept = B, .classes = y_only, .class_count = 1},
				    {.concept = C},
				    {.concept = AB, .ingredients = a_and_b, .ingredient_count = 2}};
static const int32_t drug_of[CONCEPTS] = {-1, -1, 0, 1, 2, 3, -1, -1};
static const char *const names[CONCEPTS] = {"x", "y", "a", "b", "c", "ab", "ill", "crumb"};
static const struct dose_row doses[] = {{A, 'a', ROUTE_ORAL, DOSE_MG, false, 100, 500, 2000, -1}, {A, 'c', ROUTE_ORAL, DOSE_MG, true, 5, 10, 40, -1}};

static int32_t resolve(void *ctx, str name)
{
	(void)ctx;
	for (int32_t i = 0; i < CONCEPTS; i++)
		if (str_eq(name, str_from(names[i]))) return i;
	return -1;
}

struct small {
	struct arena arena;
	struct rx_rule rules[8];
	ptrdiff_t n;
	const struct order_index *index;
	struct order order;
	struct order_report report;
};

static void rule(struct small *s, enum rx_tier tier, enum rx_kind kind, int32_t subject, int32_t object, const char *when)
{
	struct fail f = {0};
	struct rx_rule *r = &s->rules[s->n++];
	*r = (struct rx_rule){.tier = tier, .kind = kind, .subject = subject, .object = object};
	if (!expr_compile(&r->when, str_from(when), (struct expr_names){resolve, NULL}, &s->arena, &f)) fail_msg("%s", f.what);
}

static struct small small(void)
{
	struct small s = {.arena = whole};
	s.order.facts = facts_none(CONCEPTS, &s.arena);
	facts_set_age(&s.order.facts, 40);
	s.order.facts.labs_known = true;
	s.order.allergies = s.order.allergens = ARENA_NEW(&s.arena, uint64_t, 1);
	s.order.facts.taken = ARENA_NEW(&s.arena, uint64_t, 1);
	s.order.items = ARENA_NEW(&s.arena, struct order_item, 8);
	return s;
}

static struct order_item *item(struct small *s, int32_t drug, bool proposed, double mg, double times)
{
	struct order_item *it = &s->order.items[s->order.item_count++];
	*it = (struct order_item){
		.drug = drug, .proposed = proposed, .current = !proposed, .route = ROUTE_ORAL, .times_day = times, .days = NAN, .dosed = mg > 0};
	it->parts[it->part_count++] = (struct order_part){drugs[drug].concept, DOSE_MG, {mg, mg}, {mg * times, mg * times}};
	for (ptrdiff_t i = 0; i < drugs[drug].ingredient_count; i++)
		it->parts[it->part_count++] = (struct order_part){drugs[drug].ingredients[i], DOSE_MG, {mg, mg}, {mg * times, mg * times}};
	return it;
}

static void check_with(struct small *s, const uint64_t *damaged)
{
	struct order_data data = {.rules = s->rules,
				  .rule_count = s->n,
				  .drugs = drugs,
				  .drug_count = 4,
				  .drug_of = drug_of,
				  .doses = doses,
				  .dose_count = 2,
				  .concepts = CONCEPTS,
				  .rules_damaged = damaged};
	s->index = order_index_make(&data, &s->arena);
	order_check(&s->report, s->index, &s->order, &s->arena);
}

static int found(const struct small *s, int32_t rule)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < s->report.findings.n; i++) n += s->report.findings.v[i].rule == rule;
	return n;
}

static int found_why(const struct small *s, enum order_why why)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < s->report.findings.n; i++) n += s->report.findings.v[i].why == why;
	return n;
}

static void pairs_are_found_through_classes_and_products_once(void **state)
{
	(void)state;
	struct small s = small();
	rule(&s, RX_WARN, RX_INTERACTION, CLASS_X, CLASS_Y, "");
	rule(&s, RX_WARN, RX_INTERACTION, CLASS_X, C, "!y");
	item(&s, 0, true, 0, NAN), item(&s, 3, false, 0, NAN), item(&s, 2, false, 0, NAN);
	check_with(&s, NULL);
	assert_int_equal(found(&s, 0), 1); /* A with the B inside AB; AB's own A and B are one product */
	assert_int_equal(found(&s, 1), 0); /* "!y": B is in AB, so the exception holds */
	s = small();
	rule(&s, RX_WARN, RX_INTERACTION, CLASS_X, CLASS_Y, "");
	item(&s, 0, false, 0, NAN), item(&s, 1, false, 0, NAN), item(&s, 2, true, 0, NAN);
	check_with(&s, NULL);
	assert_int_equal(found(&s, 0), 0); /* both were taken before: not this order's doing */
}

static void local_routes_take_no_part_unless_a_rule_says_so(void **state)
{
	(void)state;
	struct small s = small();
	rule(&s, RX_STOP, RX_CONDITION, A, ILL, "");
	rule(&s, RX_NOTE, RX_CONDITION, A, ILL, "local");
	facts_add(&s.order.facts, ILL);
	item(&s, 0, true, 0, NAN)->route = ROUTE_SKIN;
	check_with(&s, NULL);
	assert_int_equal(found(&s, 0), 0);
	assert_int_equal(found(&s, 1), 1);
}

static void what_is_not_known_is_a_gap_and_no_finding(void **state)
{
	(void)state;
	struct small s = small();
	rule(&s, RX_STOP, RX_RENAL, A, -1, "egfr<30");
	rule(&s, RX_WARN, RX_MONITORING, A, -1, "!lab_within(ill,90)");
	rule(&s, RX_STOP, RX_CONDITION, A, ILL, "");
	rule(&s, RX_STOP, RX_ALLERGY, A, CLASS_X, "");
	uint64_t open = ~(uint64_t)0;
	s.order.facts.open = &open;
	s.order.facts.labs_known = false;
	s.order.allergies = NULL;
	s.order.allergens = NULL;
	facts_set_age(&s.order.facts, 70);
	item(&s, 0, true, 0, NAN);
	check_with(&s, NULL);
	assert_int_equal(s.report.findings.n, 0);
	assert_int_equal(s.report.gaps[0] & (GAP_EGFR | GAP_LABS | GAP_CONDITIONS | GAP_ALLERGIES),
			 GAP_EGFR | GAP_LABS | GAP_CONDITIONS | GAP_ALLERGIES);
}

static void monitoring_counts_days(void **state)
{
	(void)state;
	static const struct {
		double age;
		int found;
		uint32_t gap;
	} rows[] = {{90, 0, 0}, {91, 1, 0}, {(double)NAN, 0, GAP_LAB_DATE}};
	for (size_t i = 0; i < 3; i++) {
		struct small s = small();
		struct fact_lab lab = {ILL, NAN, rows[i].age};
		rule(&s, RX_WARN, RX_MONITORING, A, -1, "!lab_within(crumb,ill,90)");
		s.order.facts.labs = &lab, s.order.facts.lab_count = 1;
		item(&s, 0, true, 0, NAN);
		check_with(&s, NULL);
		assert_int_equal(found(&s, 0), rows[i].found);
		assert_int_equal(s.report.gaps[0] & GAP_LAB_DATE, rows[i].gap);
	}
}

static void doses_are_compared_with_the_labelled_range(void **state)
{
	(void)state;
	static const struct {
		double mg, times, age, weight;
		int single, daily;
		enum rx_tier tier;
	} rows[] = {{500, 4, 40, NAN, 0, 0, RX_NOTE},  {525, 3, 40, NAN, 0, 0, RX_NOTE}, {530, 3, 40, NAN, 1, 0, RX_WARN},
		    {1001, 1, 40, NAN, 1, 0, RX_STOP}, {500, 5, 40, NAN, 0, 1, RX_WARN}, {5000, 4, 40, NAN, 1, 1, RX_STOP},
		    {100, 4, 5, 10, 0, 0, RX_NOTE},    {110, 3, 5, 10, 1, 0, RX_WARN},   {1000, 4, 5, 10, 1, 1, RX_STOP},
		    {500, 2, 12, NAN, 0, 0, RX_NOTE}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct small s = small();
		facts_set_age(&s.order.facts, rows[i].age);
		s.order.facts.v[FACT_WEIGHT_KG] = rows[i].weight;
		item(&s, 0, true, rows[i].mg, rows[i].times);
		check_with(&s, NULL);
		if (found_why(&s, WHY_SINGLE_HIGH) != rows[i].single || found_why(&s, WHY_DAILY_HIGH) != rows[i].daily) fail_msg("row %zu", i);
		if (s.report.findings.n && s.report.findings.v[0].tier != rows[i].tier) fail_msg("row %zu: tier", i);
	}
	struct small s = small();
	facts_set_age(&s.order.facts, 5);
	item(&s, 0, true, 100, 4);
	check_with(&s, NULL);
	assert_true(s.report.gaps[0] & GAP_WEIGHT);
	s = small();
	item(&s, 0, true, NAN, 3)->dosed = true; /* 10 mg/kg, weight not known */
	check_with(&s, NULL);
	assert_int_equal(s.report.gaps[0] & (GAP_WEIGHT | GAP_NO_LIMIT), GAP_WEIGHT);
}

static void one_substance_in_two_products_is_added_up(void **state)
{
	(void)state;
	struct small s = small();
	item(&s, 0, true, 400, 3), item(&s, 3, false, 400, 3);
	check_with(&s, NULL);
	assert_int_equal(found_why(&s, WHY_SAME_SUBSTANCE), 1);
	assert_int_equal(found_why(&s, WHY_DAILY_HIGH), 1); /* 1200 + 1200 over 2000 */
}

/* Two products of the same two substances, or the same product twice: every substance is added up, not only the first that is shared. */
static void every_shared_substance_is_added_up(void **state)
{
	(void)state;
	struct small s = small();
	item(&s, 3, true, 400, 3), item(&s, 3, false, 400, 3);
	check_with(&s, NULL);
	assert_int_equal(found_why(&s, WHY_SAME_SUBSTANCE), 1);
	assert_int_equal(found_why(&s, WHY_DAILY_HIGH), 1);
}

static void a_sum_over_three_products_is_said_once(void **state)
{
	(void)state;
	struct small s = small();
	item(&s, 0, true, 400, 3), item(&s, 3, false, 400, 3), item(&s, 3, false, 300, 3);
	check_with(&s, NULL);
	assert_int_equal(found_why(&s, WHY_DAILY_HIGH), 1);
}

static void what_is_quieted_does_not_quieten(void **state)
{
	(void)state;
	static const int32_t over[] = {0};
	struct small s = small();
	rule(&s, RX_STOP, RX_INTERACTION, A, B, "");
	rule(&s, RX_NOTE, RX_INTERACTION, A, B, "age_y>=18"); /* knows more: with the stop gone it must be said */
	s.rules[1].over = over, s.rules[1].over_count = 1;
	item(&s, 0, true, 0, NAN), item(&s, 1, false, 0, NAN);
	check_with(&s, NULL);
	assert_int_equal(found(&s, 0), 0);
	assert_int_equal(found(&s, 1), 1);
	static const int32_t second[] = {1};
	s = small();
	rule(&s, RX_WARN, RX_INTERACTION, A, B, ""), rule(&s, RX_WARN, RX_INTERACTION, A, B, ""); /* a slip of the pack: each names the other */
	s.rules[0].over = second, s.rules[1].over = over, s.rules[0].over_count = s.rules[1].over_count = 1;
	item(&s, 0, true, 0, NAN), item(&s, 1, false, 0, NAN);
	check_with(&s, NULL);
	assert_int_equal(s.report.findings.n, 2);
	s = small();
	rule(&s, RX_NOTE, RX_INTERACTION, CLASS_X, CLASS_X, ""); /* a note about the family does not outweigh the same substance twice */
	item(&s, 0, true, 0, NAN), item(&s, 3, false, 0, NAN);
	check_with(&s, NULL);
	assert_int_equal(found_why(&s, WHY_SAME_SUBSTANCE), 1);
}

static void a_rule_may_make_another_superfluous(void **state)
{
	(void)state;
	static const int32_t over[] = {0};
	struct small s = small();
	rule(&s, RX_STOP, RX_CONDITION, A, ILL, "");
	rule(&s, RX_WARN, RX_CONDITION, A, ILL, "age_y>=18");
	s.rules[1].over = over, s.rules[1].over_count = 1;
	facts_add(&s.order.facts, ILL);
	item(&s, 0, true, 0, NAN);
	check_with(&s, NULL);
	assert_int_equal(found(&s, 0), 0);
	assert_int_equal(found(&s, 1), 1);
	assert_int_equal(s.report.quieted.n, 1);
}

static void damaged_rules_are_a_gap_of_the_drugs_they_spoke_of(void **state)
{
	(void)state;
	uint64_t damaged = (uint64_t)1 << CLASS_X;
	struct small s = small();
	item(&s, 0, true, 0, NAN), item(&s, 2, true, 0, NAN), item(&s, 3, true, 0, NAN);
	check_with(&s, &damaged);
	for (ptrdiff_t i = 0; i < 3; i++) assert_int_equal(!!(s.report.gaps[i] & GAP_RULES), s.order.items[i].drug != 2);
}

/* Also of a drug about which no allergy rule speaks: whether it is itself the allergen was not looked at. */
static void unknown_allergies_are_a_gap_of_every_drug(void **state)
{
	(void)state;
	struct small s = small();
	s.order.allergies = s.order.allergens = NULL;
	item(&s, 2, true, 0, NAN), item(&s, 0, false, 0, NAN);
	check_with(&s, NULL);
	for (ptrdiff_t i = 0; i < 2; i++) assert_int_equal(!!(s.report.gaps[i] & GAP_ALLERGIES), s.order.items[i].proposed);
}

static void allergy_stops_the_substance_and_warns_of_its_class(void **state)
{
	(void)state;
	uint64_t a = (uint64_t)1 << A, x = (uint64_t)1 << CLASS_X;
	struct small s = small();
	s.order.allergies = s.order.allergens = &a;
	item(&s, 3, true, 0, NAN);
	check_with(&s, NULL);
	assert_int_equal(s.report.findings.n, 1);
	assert_int_equal(s.report.findings.v[0].tier, RX_STOP);
	s = small();
	s.order.allergies = s.order.allergens = &x;
	item(&s, 0, true, 0, NAN);
	check_with(&s, NULL);
	assert_int_equal(s.report.findings.n, 1);
	assert_int_equal(s.report.findings.v[0].tier, RX_WARN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frequencies_are_read_in_both_languages),
		cmocka_unit_test(amounts_and_units_are_read),
		cmocka_unit_test(pairs_are_found_through_classes_and_products_once),
		cmocka_unit_test(local_routes_take_no_part_unless_a_rule_says_so),
		cmocka_unit_test(what_is_not_known_is_a_gap_and_no_finding),
		cmocka_unit_test(monitoring_counts_days),
		cmocka_unit_test(doses_are_compared_with_the_labelled_range),
		cmocka_unit_test(one_substance_in_two_products_is_added_up),
		cmocka_unit_test(every_shared_substance_is_added_up),
		cmocka_unit_test(a_sum_over_three_products_is_said_once),
		cmocka_unit_test(what_is_quieted_does_not_quieten),
		cmocka_unit_test(a_rule_may_make_another_superfluous),
		cmocka_unit_test(damaged_rules_are_a_gap_of_the_drugs_they_spoke_of),
		cmocka_unit_test(unknown_allergies_are_a_gap_of_every_drug),
		cmocka_unit_test(allergy_stops_the_substance_and_warns_of_its_class),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
