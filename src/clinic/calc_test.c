/* calc_test.c - the machine behind the calculators: expressions, files, values, refusals. The calculators themselves are tested by cases/calc*.jsonl. */
#include "clinic/calc_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>

static struct arena whole, arena, build;
static char complaint[256];
static int complaint_line;

static int start(void **state)
{
	(void)state;
	whole = arena = arena_create(64 << 20);
	build = arena_create(64 << 20);
	return whole.beg && build.beg ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static void complain(void *ctx, int line, const char *why)
{
	(void)ctx;
	if (!complaint[0]) snprintf(complaint, sizeof complaint, "%s", why), complaint_line = line;
}

#define HEAD "# 甲 | A\nid: a\ngroup: general\nuse: 用 | use\nsource: s\n"

static bool reads(struct calc *c, const char *text)
{
	complaint[0] = 0;
	return calc_read(c, str_from(text), NULL, &arena, &(struct arena){build.beg, build.end, NULL}, complain, NULL);
}

static double value_of(const char *expression, double x)
{
	char text[512];
	struct calc c;
	struct calc_result r;
	snprintf(text, sizeof text,
		 HEAD "\n## inputs\nx: number 1 -1000000..1000000 optional | 甲 | x\n\n## steps\nvalue = %s\n\n## result\nvalue 1 9\n", expression);
	if (!reads(&c, text)) fail_msg("%s: %s", expression, complaint);
	calc_run(&r, &c, &x);
	return r.status == CALC_OK ? r.value[0] : NAN;
}

static void expressions_are_arithmetic(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double x, want;
	} rows[] = {
		{"1 + 2 * 3", 0, 7},
		{"(1 + 2) * 3", 0, 9},
		{"2 ^ 3 ^ 2", 0, 512},
		{"-2 ^ 2", 0, -4},
		{"2 ^ -1", 0, 0.5},
		{"10 - 2 - 3", 0, 5},
		{"8 / 2 / 2", 0, 2},
		{"1e-3 * 1000", 0, 1},
		{"min(3, x, 2)", 1, 1},
		{"max(3, x, 2)", 9, 9},
		{"abs(x)", -4, 4},
		{"round(x, 1)", 0.25, 0.3},
		{"round(x, 2)", 2.675, 2.68},
		{"round(x, 0)", -0.5, -1},
		{"floor(0.3 / 0.1)", 0, 3},
		{"ceil(x)", 2.0000000001, 2},
		{"if(x > 3, 1, 2)", 3, 2},
		{"step(x, 0, 65, 1, 75, 2)", 64.9, 0},
		{"step(x, 0, 65, 1, 75, 2)", 65, 1},
		{"step(x, 0, 65, 1, 75, 2)", 75, 2},
		{"over(x, 0, 65, 1, 75, 2)", 65, 0},
		{"over(x, 0, 65, 1, 75, 2)", 65.1, 1},
		{"clamp(x, 1, 3)", 0.5, 1},
		{"clamp(x, 1, 3)", 3.5, 3},
		{"x >= 3 & x < 5", 3, 1},
		{"x >= 3 & x < 5", 5, 0},
		{"x < 3 | x > 5", 4, 0},
		{"!(x = 4) + (x != 4)", 4, 0},
		{"year(x) * 10000 + month(x) * 100 + day(x)", 20786, 20261129},
		{"ln(exp(x))", 2, 2},
		{"log10(1000) + sqrt(16)", 0, 7},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (fabs(value_of(rows[i].text, rows[i].x) - rows[i].want) > 1e-9)
			fail_msg("%s with x = %g: %.12g, not %g", rows[i].text, rows[i].x, value_of(rows[i].text, rows[i].x), rows[i].want);
}

static void what_is_unknown_stays_unknown(void **state)
{
	(void)state;
	static const char *const unknown[] = {"x",
					      "x + 1",
					      "x > 3",
					      "!x",
					      "x & 1",
					      "min(1, x)",
					      "if(x, 1, 2)",
					      "step(x, 0, 1, 1)",
					      "clamp(2, x, 3)",
					      "clamp(2, 0, x)",
					      "step(2, 0, x, 1)",
					      "1 / 0",
					      "ln(0)",
					      "sqrt(0 - 1)"};
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		if (!isnan(value_of(unknown[i], NAN))) fail_msg("%s is known", unknown[i]);
	assert_true(value_of("x & 0", NAN) == 0);
	assert_true(value_of("x | 1", NAN) == 1);
	assert_true(value_of("known(x)", NAN) == 0);
	assert_true(value_of("or(x, 7)", NAN) == 7);
	assert_true(value_of("if(known(x), x, 3)", NAN) == 3);
}

static void damage_is_named_by_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int line;
		const char *why;
	} rows[] = {
		{"no heading", 1, "first line"},
		{HEAD "colour: red\n\n## inputs\nx: bool | 甲 | x\n## steps\nvalue = x\n## result\nvalue 1 0\n", 6, "unknown key"},
		{HEAD "\n## inputs\nx: number furlongs 1..2 | 甲 | x\n", 8, "not UCUM"},
		{HEAD "\n## inputs\nx: number kg | 甲 | x\n", 8, "accepted range"},
		{HEAD "\n## inputs\nx: number kg 2..1 | 甲 | x\n", 8, "a word that is not known"},
		{HEAD "\n## inputs\nx: choice | 甲 | x\n\n## steps\n", 10, "without options"},
		{HEAD "\n## inputs\nx: bool | 甲 | x\nx: bool | 乙 | y\n## steps\n", 10, "named twice"},
		{HEAD "\n## inputs\nage\n", 8, "neither a shared input"},
		{HEAD "\n## inputs\nx: bool | 甲 | x\n## steps\nvalue = x + y\n", 10, "unknown name"},
		{HEAD "\n## inputs\nx: bool | 甲 | x\n## steps\nvalue = (x\n", 10, "expected )"},
		{HEAD "\n## inputs\nx: bool | 甲 | x\n## steps\nvalue = sin(x)\n", 10, "unknown function"},
		{HEAD "\n## inputs\nx: bool | 甲 | x\n## steps\nvalue = round(x)\n", 10, "number of arguments"},
		{HEAD "\n## inputs\nx: bool | 甲 | x\n## steps\nvalue = x\n## result\nvalue 1 0\n## bands\nvalue > 1 : 高\n", 14, "condition -> "},
		{HEAD "\n## inputs\nx: bool | 甲 | x\n## steps\nvalue = x\n", 0, "first result is not value"},
		{HEAD "\n## inputs\nx: number mg/dL 1..2 substance:unobtainium | 甲 | x\n", 8, "unknown substance"},
		{HEAD "\n## bananas\n", 7, "unknown section"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct calc c;
		assert_false(reads(&c, rows[i].text));
		if (!strstr(complaint, rows[i].why) || complaint_line != rows[i].line) fail_msg("row %zu: line %d: %s", i, complaint_line, complaint);
	}
}

static const char sample[] = HEAD "need: 1 of b c\n"
				  "\n## inputs\n"
				  "w: number kg 1..300 | 体重 | weight | body weight (kg); 实际体重\n"
				  "g: number mmol/L 1..50 substance:glucose | 血糖 | glucose\n"
				  "f: number % 21..100 share optional | 吸氧浓度 | FiO2\n"
				  "b: bool optional | 心衰 | heart failure\n"
				  "c: choice floor | 腹水 | ascites\n"
				  "  none = 1 | 无 | none | absent\n"
				  "  mild = 2 | 轻度 | mild | 少量\n"
				  "d: date optional | 末次月经 | LMP\n"
				  "\n## refuse\nw < 5 -> 太轻 | too light\ntwice > 400 -> 太重 | too heavy\n"
				  "\n## steps\ntwice = 2 * w  # source: a sample\nvalue = twice + b + c + or(f, 0) * 0 + g * 0\n"
				  "\n## result\nvalue kg 1\ntwice kg 0 | 两倍 | double\n"
				  "\n## bands\nvalue < 100 -> 低 | low\nelse -> 高 | high\n";

static int input_named(const struct calc *c, const char *name)
{
	const struct substance *of;
	struct calc_asked asked = calc_asked(str_from(name), &arena);
	return calc_find_input(c, &asked, &of);
}

static void names_are_found_however_they_are_written(void **state)
{
	(void)state;
	struct calc c;
	assert_true(reads(&c, sample));
	assert_int_equal(input_named(&c, "Body  Weight (KG)"), 0);
	assert_int_equal(input_named(&c, "body_weight-kg"), 0);
	assert_int_equal(input_named(&c, "体重（入院时）"), 0);
	assert_int_equal(input_named(&c, "测量值（实际体重）"), 0);
	assert_int_equal(input_named(&c, "体重指数"), -1);
	assert_int_equal(input_named(&c, ""), -1);
}

static void what_may_be_left_out_is_said(void **state)
{
	(void)state;
	struct calc c;
	struct calc_result r;
	assert_true(reads(&c, sample));
	double given[6] = {70, 5, NAN, 1, 2, NAN};
	calc_run(&r, &c, given);
	assert_int_equal(r.status, CALC_OK);
	assert_true(r.value[0] == 143 && r.value[1] == 140 && r.band == 1 && !r.floor);
	assert_true(r.assumed == (1 << 2 | 1 << 5));
	given[4] = NAN; /* floor: counted as its first option, and no band */
	calc_run(&r, &c, given);
	assert_true(r.status == CALC_OK && r.floor && r.band == -1 && r.value[0] == 142);
	given[3] = NAN; /* now neither b nor c */
	calc_run(&r, &c, given);
	assert_int_equal(r.status, CALC_MISSING);
	assert_true(r.missing == (1 << 3 | 1 << 4) && r.value[0] == 0);
	given[0] = NAN;
	calc_run(&r, &c, given);
	assert_true(r.missing == (1 << 0 | 1 << 3 | 1 << 4));
}

static void limits_and_refusals_hold_on_both_sides(void **state)
{
	(void)state;
	struct calc c;
	struct calc_result r;
	assert_true(reads(&c, sample));
	static const struct {
		double w;
		int outside, refuse;
		enum calc_status status;
	} rows[] = {{0.99, 0, -1, CALC_OUT_OF_RANGE}, {1, -1, 0, CALC_OUT_OF_RANGE},
		    {4.99, -1, 0, CALC_OUT_OF_RANGE}, {5, -1, -1, CALC_OK},
		    {200, -1, -1, CALC_OK},           {200.1, -1, 1, CALC_OUT_OF_RANGE},
		    {300, -1, 1, CALC_OUT_OF_RANGE},  {300.1, 0, -1, CALC_OUT_OF_RANGE}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double given[6] = {rows[i].w, 5, NAN, 1, 1, NAN};
		calc_run(&r, &c, given);
		if (r.status != rows[i].status || r.outside != rows[i].outside || r.refuse != rows[i].refuse) fail_msg("w = %g", rows[i].w);
	}
	double none[6] = {2, NAN, NAN, NAN, NAN, NAN}; /* a reason to refuse is said before what is missing */
	calc_run(&r, &c, none);
	assert_true(r.status == CALC_OUT_OF_RANGE && r.refuse == 0);
}

/* What a band asks for is not known: then "else" is not known either. */
static void an_unknown_band_is_no_band(void **state)
{
	(void)state;
	struct calc c;
	struct calc_result r;
	assert_true(reads(&c, HEAD "\n## inputs\nx: number 1 0..9 | 甲 | x\ny: number 1 0..9 optional | 乙 | y\n## steps\nvalue = x\n## result\n"
				   "value 1 0\n## bands\nvalue > 8 -> 甲 | a\ny > 5 -> 乙 | b\nelse -> 丙 | c\n"));
	static const struct {
		double given[2];
		int band;
	} rows[] = {{{9, NAN}, 0}, {{1, NAN}, -1}, {{1, 6}, 1}, {{1, 5}, 2}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		calc_run(&r, &c, rows[i].given);
		if (r.status != CALC_OK || r.band != rows[i].band) fail_msg("row %zu: band %d", i, r.band);
	}
}

static void values_are_heard_as_written(void **state)
{
	(void)state;
	struct calc c;
	assert_true(reads(&c, sample));
	static const struct {
		int input;
		const char *value, *unit;
		enum calc_heard heard;
		double want;
		bool assumed;
	} rows[] = {
		{0, "70", "kg", CALC_HEARD, 70, false},
		{0, "70", "", CALC_HEARD, 70, true},
		{0, "140斤", "", CALC_HEARD, 70, false},
		{0, "1,000", "g", CALC_HEARD, 1, false},
		{0, "154.324", "[lb_av]", CALC_HEARD, 70.0001902439, false},
		{0, "70", "cm", CALC_BAD_UNIT, 0, false},
		{0, "7,4", "kg", CALC_BAD_VALUE, 0, false}, /* a decimal comma or a slip: not 74 */
		{0, "70,5", "kg", CALC_BAD_VALUE, 0, false},
		{0, "1,00", "kg", CALC_BAD_VALUE, 0, false},
		{0, "1,2345", "kg", CALC_BAD_VALUE, 0, false},
		{0, "12,345,678.5", "mg", CALC_HEARD, 12.3456785, false},
		{0, "none given", "kg", CALC_NOT_KNOWN, 0, false},
		{0, "seventy", "kg", CALC_BAD_VALUE, 0, false},
		{0, "", "kg", CALC_NOT_KNOWN, 0, false},
		{0, "未提供具体数值", "kg", CALC_NOT_KNOWN, 0, false},
		{1, "90.078", "mg/dL", CALC_HEARD, 5, false},
		{1, "5.0 mmol/L", "", CALC_HEARD, 5, false},
		{2, "0.21", "", CALC_HEARD, 21, false},
		{2, "1", "", CALC_HEARD, 100, false},
		{2, "40", "%", CALC_HEARD, 40, false},
		{3, "是（住院期间发生）", "", CALC_HEARD, 1, false},
		{3, "No", "", CALC_HEARD, 0, false},
		{3, "false", "", CALC_HEARD, 0, false},
		{3, "未知", "", CALC_NOT_KNOWN, 0, false},
		{3, "perhaps", "", CALC_BAD_VALUE, 0, false},
		{4, "少量", "", CALC_HEARD, 2, false},
		{4, "Absent", "", CALC_HEARD, 1, false},
		{4, "2", "", CALC_HEARD, 2, false},
		{4, "3", "", CALC_BAD_VALUE, 0, false},
		{5, "2026-11-29", "", CALC_HEARD, 20786, false},
		{5, "2026年11月29日", "", CALC_HEARD, 20786, false},
		{5, "20261129", "", CALC_HEARD, 20786, false},
		{5, "11/29/2026", "", CALC_HEARD, 20786, false},
		{5, "11/12/2026", "", CALC_HEARD, 20769, true},
		{5, "2026-02-30", "", CALC_BAD_VALUE, 0, false},
		{5, "yesterday", "", CALC_BAD_VALUE, 0, false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double out;
		bool assumed;
		const char *why;
		enum calc_heard h = calc_hear(&out, &c.inputs.v[rows[i].input], str_from(rows[i].value), str_from(rows[i].unit), NULL, &assumed, &why,
					      arena);
		if (h != rows[i].heard || (h == CALC_HEARD && (fabs(out - rows[i].want) > 1e-3 || assumed != rows[i].assumed)))
			fail_msg("%s %s: heard %d, %.6f, assumed %d (%s)", rows[i].value, rows[i].unit, h, out, assumed, why ? why : "");
	}
}

static void what_is_huge_is_still_text(void **state)
{
	(void)state;
	assert_true(str_eq(calc_number_text(1e300, 9, &arena), S("1e+300")));
	struct calc c;
	struct calc_result r;
	double days = 1e18;
	assert_true(reads(&c, HEAD "\n## inputs\nx: number d 0..1000000000000000000 | 甲 | x\n## steps\nvalue = x\n## result\nvalue date 0\n"));
	calc_run(&r, &c, &days);
	assert_int_equal(r.status, CALC_OUT_OF_RANGE);
	days = 20786;
	calc_run(&r, &c, &days);
	assert_true(r.status == CALC_OK && str_eq(calc_output_text(&c, &c.outputs.v[0], r.value[0], LANG_EN, &arena), S("2026-11-29")));
}

static void dates_go_round(void **state)
{
	(void)state;
	for (double d = -40000; d < 80000; d += 17) {
		int y, m, day;
		calc_civil(d, &y, &m, &day);
		assert_true(calc_days(y, m, day) == d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions_are_arithmetic),   cmocka_unit_test(what_is_unknown_stays_unknown),
		cmocka_unit_test(damage_is_named_by_its_line),  cmocka_unit_test(names_are_found_however_they_are_written),
		cmocka_unit_test(what_may_be_left_out_is_said), cmocka_unit_test(limits_and_refusals_hold_on_both_sides),
		cmocka_unit_test(values_are_heard_as_written),  cmocka_unit_test(dates_go_round),
		cmocka_unit_test(an_unknown_band_is_no_band),   cmocka_unit_test(what_is_huge_is_still_text),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
