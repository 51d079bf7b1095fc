/* lab_test.c - results, ranges and units as laboratories print them; values on both sides of every kind of limit. */
#include "clinic/lab.h"
#include "clinic/report.h"

#include "lang/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

static struct arena whole;

static int start(void **state)
{
	(void)state;
	whole = arena_create(8 << 20);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static bool same(double a, double b)
{
	return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-9 * (1 + fabs(b));
}

static void results_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum lab_kind kind;
		double number;
		enum lab_kind also;
		char arrow;
		const char *unit;
	} cases[] = {
		{"12.3", LAB_NUMBER, 12.3, 0, 0, ""},
		{"12.3 ↑", LAB_NUMBER, 12.3, 0, 'h', ""},
		{"12.3↓", LAB_NUMBER, 12.3, 0, 'l', ""},
		{"↑12.3", LAB_NUMBER, 12.3, 0, 'h', ""},
		{"*6.3 H", LAB_NUMBER, 6.3, 0, 'h', ""},
		{"56U/L", LAB_NUMBER, 56, 0, 0, "u/l"},
		{"56 g/l", LAB_NUMBER, 56, 0, 0, "g/l"},
		{"20 mm/h", LAB_NUMBER, 20, 0, 0, "mm/h"},
		{"12.3×10⁹/L", LAB_NUMBER, 12.3, 0, 0, "x10^9/l"},
		{"3.2x10^5 IU/mL", LAB_NUMBER, 320000, 0, 0, "iu/ml"},
		{"1.20E+05", LAB_NUMBER, 120000, 0, 0, ""},
		{"1,234", LAB_NUMBER, 1234, 0, 0, ""},
		{"-2.5", LAB_NUMBER, -2.5, 0, 0, ""},
		{"<0.01", LAB_BELOW, 0.01, 0, 0, ""},
		{"＜0.05 ng/mL", LAB_BELOW, 0.05, 0, 0, "ng/ml"},
		{"≤20", LAB_BELOW, 20, 0, 0, ""},
		{">1000", LAB_ABOVE, 1000, 0, 0, ""},
		{"≥90", LAB_ABOVE, 90, 0, 0, ""},
		{"0.02 阴性", LAB_NUMBER, 0.02, LAB_NEGATIVE, 0, ""},
		{"250.5(阳性)", LAB_NUMBER, 250.5, LAB_POSITIVE, 0, ""},
		{"阴性", LAB_NEGATIVE, NAN, 0, 0, ""},
		{"阴性(-)", LAB_NEGATIVE, NAN, 0, 0, ""},
		{"(-)", LAB_NEGATIVE, NAN, 0, 0, ""},
		{"－", LAB_NEGATIVE, NAN, 0, 0, ""},
		{"Neg", LAB_NEGATIVE, NAN, 0, 0, ""},
		{"Not detected", LAB_NEGATIVE, NAN, 0, 0, ""},
		{"未检出", LAB_NEGATIVE, NAN, 0, 0, ""},
		{"弱阳性", LAB_WEAK, NAN, 0, 0, ""},
		{"±", LAB_WEAK, NAN, 0, 0, ""},
		{"+-", LAB_WEAK, NAN, 0, 0, ""},
		{"trace", LAB_WEAK, NAN, 0, 0, ""},
		{"阳性", LAB_POSITIVE, NAN, 0, 0, ""},
		{"阳性(+)", LAB_POSITIVE, 1, 0, 0, ""},
		{"+", LAB_POSITIVE, 1, 0, 0, ""},
		{"＋＋", LAB_POSITIVE, 2, 0, 0, ""},
		{"3+", LAB_POSITIVE, 3, 0, 0, ""},
		{"(++++)", LAB_POSITIVE, 4, 0, 0, ""},
		{"1:160", LAB_POSITIVE, 160, 0, 0, ""},
		{"1：320 阳性", LAB_POSITIVE, 320, 0, 0, ""},
		{"<1:80", LAB_NEGATIVE, 80, 0, 0, ""},
		{"positive (1:80)", LAB_POSITIVE, 80, 0, 0, ""},
		{"", LAB_NOTHING, NAN, 0, 0, ""},
		{"3.5-9.5", LAB_NOTHING, NAN, 0, 0, ""},
		{"2026-11-29", LAB_NOTHING, NAN, 0, 0, ""},
		{"08:30", LAB_NOTHING, NAN, 0, 0, ""},
		{"张三", LAB_NOTHING, NAN, 0, 0, ""},
		{"无色", LAB_NOTHING, NAN, 0, 0, ""},
		{"1.2.3", LAB_NOTHING, NAN, 0, 0, ""},
		/* a number that is not all of what stands there is not read at all */
		{"7,4", LAB_NOTHING, NAN, 0, 0, ""},
		{"<0,5", LAB_NOTHING, NAN, 0, 0, ""},
		{"0,123", LAB_NOTHING, NAN, 0, 0, ""},
		{"7;4", LAB_NOTHING, NAN, 0, 0, ""},
		{"6 .2", LAB_NOTHING, NAN, 0, 0, ""},
		{"10 5", LAB_NOTHING, NAN, 0, 0, ""},
		{"5.6/7.8", LAB_NOTHING, NAN, 0, 0, ""},
		{"5O", LAB_NOTHING, NAN, 0, 0, ""},
		{"7.4e", LAB_NOTHING, NAN, 0, 0, ""},
		{"1,234,567", LAB_NUMBER, 1234567, 0, 0, ""},
		{"1,234.5", LAB_NUMBER, 1234.5, 0, 0, ""},
		{"1.2e-5", LAB_NUMBER, 1.2e-5, 0, 0, ""},
		{"4.5 109/L", LAB_NUMBER, 4.5, 0, 0, "109/l"},
		{"3/100WBC", LAB_NUMBER, 3, 0, 0, "/100wbc"},
		{"5 /HP", LAB_NUMBER, 5, 0, 0, "/hp"},
		{"7.4 溶血", LAB_NUMBER, 7.4, 0, 0, "溶血"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = whole;
		struct lab_value v;
		bool ok = lab_value_parse(&v, fold(str_from(cases[i].text), &a).text);
		if (ok != (cases[i].kind != LAB_NOTHING)) fail_msg("\"%s\" %s", cases[i].text, ok ? "was read" : "was not read");
		if (!ok) continue;
		if (v.kind != cases[i].kind || !same(v.number, cases[i].number) || v.also != cases[i].also || v.arrow != cases[i].arrow ||
		    !str_eq(v.unit, str_from(cases[i].unit)))
			fail_msg("\"%s\": kind %d number %g also %d arrow %c unit " STR_FMT, cases[i].text, v.kind, v.number, v.also,
				 v.arrow ? v.arrow : '0', STR_ARG(v.unit));
	}
}

static void ranges_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		char sex;
		bool ok;
		double low, high;
		enum lab_kind expect;
		const char *unit;
	} cases[] = {
		{"3.9-6.1", 0, true, 3.9, 6.1, 0, ""},
		{"3.9～6.1", 0, true, 3.9, 6.1, 0, ""},
		{"3.9--6.1", 0, true, 3.9, 6.1, 0, ""},
		{"0--40", 0, true, 0, 40, 0, ""},
		{"3.9—6.1", 0, true, 3.9, 6.1, 0, ""},
		{"3.9 - 6.1", 0, true, 3.9, 6.1, 0, ""},
		{"3.9 to 6.1", 0, true, 3.9, 6.1, 0, ""},
		{"(3.5,5.3)", 0, true, 3.5, 5.3, 0, ""},
		{"[3.5, 5.3]", 0, true, 3.5, 5.3, 0, ""},
		{"（9-50）", 0, true, 9, 50, 0, ""},
		{"-3-3", 0, true, -3, 3, 0, ""},
		{"-3～+3", 0, true, -3, 3, 0, ""},
		{"-3--1", 0, true, -3, -1, 0, ""},
		{"±3", 0, true, -3, 3, 0, ""},
		{"<5.2", 0, true, NAN, 5.2, 0, ""},
		{"≤5.2", 0, true, NAN, 5.2, 0, ""},
		{">1.04", 0, true, 1.04, NAN, 0, ""},
		{"5.2以下", 0, true, NAN, 5.2, 0, ""},
		{"参考值：3.5-9.5", 0, true, 3.5, 9.5, 0, ""},
		{"3.5-9.5 10^9/L", 0, true, 3.5, 9.5, 0, "10^9/l"},
		{"阴性", 0, true, NAN, NAN, LAB_NEGATIVE, ""},
		{"阴性(-)", 0, true, NAN, NAN, LAB_NEGATIVE, ""},
		{"Negative", 0, true, NAN, NAN, LAB_NEGATIVE, ""},
		{"阴性(<1.0)", 0, true, NAN, 1, LAB_NEGATIVE, ""},
		{"<1.0 阴性", 0, true, NAN, 1, LAB_NEGATIVE, ""},
		{"<1:80", 0, true, NAN, 80, 0, ""},
		{"<5.20 合适; 5.20-6.19 边缘升高", 0, true, NAN, 5.2, 0, ""},
		{"男 130-175 女 115-150", 'm', true, 130, 175, 0, ""},
		{"男性：130-175；女性：115-150", 'f', true, 115, 150, 0, ""},
		{"女:35-45,男:40-50", 'm', true, 40, 50, 0, ""},
		{"男 130-175 女 115-150", 0, false, 0, 0, 0, ""},
		{"", 0, false, 0, 0, 0, ""},
		{"见说明", 0, false, 0, 0, 0, ""},
		{"9.5-3.5", 0, false, 0, 0, 0, ""},
		{"1-2-3", 0, false, 0, 0, 0, ""},
		{"5.2", 0, false, 0, 0, 0, ""},
		{"-", 0, true, NAN, NAN, LAB_NEGATIVE, ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = whole;
		struct lab_range r;
		bool ok = lab_range_parse(&r, fold(str_from(cases[i].text), &a).text, cases[i].sex);
		if (ok != cases[i].ok) fail_msg("\"%s\" %s", cases[i].text, ok ? "was read" : "was not read");
		if (ok && (!same(r.low, cases[i].low) || !same(r.high, cases[i].high) || r.expect != cases[i].expect ||
			   !str_eq(r.unit, str_from(cases[i].unit))))
			fail_msg("\"%s\": %g to %g, expect %d, unit " STR_FMT, cases[i].text, r.low, r.high, r.expect, STR_ARG(r.unit));
		if (!ok) assert_non_null(r.why);
	}
}

static void units_have_one_spelling(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{"×10^9/L", "10^9/l"},
		{"10⁹/L", "10^9/l"},
		{"x109/L", "10^9/l"},
		{"10*9/L", "10^9/l"},
		{"10E9/L", "10^9/l"},
		{"*10^9/L", "10^9/l"},
		{"×10¹²/L", "10^12/l"},
		{"umol/L", "μmol/l"},
		{"µmol/L", "μmol/l"},
		{"μmol/L", "μmol/l"},
		{"微摩尔/升", "μmol/l"},
		{"毫摩尔/升", "mmol/l"},
		{"mg/dL", "mg/dl"},
		{"毫克/分升", "mg/dl"},
		{"U/L", "u/l"},
		{"IU/L", "iu/l"},
		{"uIU/mL", "μiu/ml"},
		{"ug/L", "μg/l"},
		{"mcg/mL", "μg/ml"},
		{"g／L", "g/l"},
		{"秒", "s"},
		{"sec", "s"},
		{"mm/1h", "mm/h"},
		{"mL/min/1.73m2", "ml/min/1.73m^2"},
		{"ml/min/1.73m²", "ml/min/1.73m^2"},
		{"ml/min/1.73㎡", "ml/min/1.73m^2"},
		{"个/HP", "/hp"},
		{"/HPF", "/hp"},
		{"%", "%"},
		{"K/uL", "k/μl"},
		{"毫米汞柱", "mmhg"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = whole;
		str s = lab_unit_spell(fold(str_from(cases[i][0]), &a).text, &a);
		if (!str_eq(s, str_from(cases[i][1]))) fail_msg("\"%s\" became \"" STR_FMT "\"", cases[i][0], STR_ARG(s));
	}
}

static struct lab_line line_of(const char *value, const char *unit, const char *range, struct arena *a)
{
	struct lab_line l = {0};
	if (!lab_value_parse(&l.value, fold(str_from(value), a).text)) fail_msg("value \"%s\"", value);
	l.unit = lab_unit_spell(fold(str_from(unit), a).text, a);
	if (!range[0]) return l;
	l.has_range = lab_range_parse(&l.range, fold(str_from(range), a).text, 'f');
	if (!l.has_range) fail_msg("range \"%s\"", range);
	l.range_unit = lab_unit_spell(l.range.unit, a);
	return l;
}

static const struct lab_interval hb_ranges[] = {
	{.sex = 0, .age_from_y = 1, .age_to_y = 13, .low = 110, .high = 149, .row = 1},
	{.sex = 'm', .age_from_y = 13, .age_to_y = 18, .low = 129, .high = 172, .row = 2},
	{.sex = 'f', .age_from_y = 13, .age_to_y = 18, .low = 114, .high = 154, .row = 3},
	{.sex = 'f', .age_from_y = NAN, .age_to_y = NAN, .state = LAB_PREGNANT_1, .low = 110, .high = 139, .row = 4},
	{.sex = 'f', .age_from_y = NAN, .age_to_y = NAN, .state = LAB_PREGNANT_2, .low = 105, .high = 148, .row = 5},
	{.sex = 'f', .age_from_y = NAN, .age_to_y = NAN, .state = LAB_PREGNANT_3, .low = 110, .high = 150, .row = 6},
};
static const struct lab_interval hb_criticals[] = {{.age_from_y = 0, .age_to_y = 1, .low = 95, .high = 223, .row = 7}};
static struct lab_unit hb_units[] = {{{"g/dl", 4}, 10, 0}};

static struct lab haemoglobin(void)
{
	return (struct lab){.unit = {"g/l", 3},
			    .units = hb_units,
			    .unit_count = 1,
			    .low = 130,
			    .high = 175,
			    .low_f = 115,
			    .high_f = 150,
			    .critical_low = 60,
			    .critical_high = 200,
			    .ranges = hb_ranges,
			    .range_count = 6,
			    .criticals = hb_criticals,
			    .critical_count = 1,
			    .margin_percent = 3,
			    .range = 9};
}

static void people_have_their_intervals(void **state)
{
	(void)state;
	struct lab hb = haemoglobin();
	static const struct {
		double age;
		char sex;
		bool pregnant;
		int trimester;
		const char *value;
		enum lab_flag flag;
		const char *why;
	} cases[] = {
		{40, 'm', false, 0, "130", LAB_NORMAL, NULL},
		{40, 'm', false, 0, "129", LAB_LOW, NULL},
		{40, 'm', false, 0, "175", LAB_NORMAL, NULL},
		{40, 'm', false, 0, "176", LAB_HIGH, NULL},
		{40, 'f', false, 0, "115", LAB_NORMAL, NULL},
		{40, 'f', false, 0, "114", LAB_LOW, NULL},
		{40, 'f', false, 0, "151", LAB_HIGH, NULL},
		{40, 0, false, 0, "125", LAB_UNKNOWN, "sex"},
		{40, 0, false, 0, "140", LAB_NORMAL, NULL},
		{40, 0, false, 0, "100", LAB_LOW, NULL},
		{NAN, 'f', false, 0, "115", LAB_NORMAL, NULL},
		{5, 0, false, 0, "110", LAB_NORMAL, NULL},
		{5, 0, false, 0, "109", LAB_LOW, NULL},
		{12.9, 'm', false, 0, "120", LAB_NORMAL, NULL},
		{13, 'm', false, 0, "120", LAB_LOW, NULL},
		{13, 'f', false, 0, "120", LAB_NORMAL, NULL},
		{17.9, 'm', false, 0, "129", LAB_NORMAL, NULL},
		{18, 'm', false, 0, "129", LAB_LOW, NULL},
		{30, 'f', true, 2, "105", LAB_NORMAL, NULL},
		{30, 'f', true, 2, "104", LAB_LOW, NULL},
		{30, 'f', true, 1, "109", LAB_LOW, NULL},
		{30, 'f', true, 3, "110", LAB_NORMAL, NULL},
		{30, 'f', true, 0, "107", LAB_UNKNOWN, "trimester"},
		{30, 'f', true, 0, "104", LAB_LOW, NULL},
		{30, 'f', true, 0, "120", LAB_NORMAL, NULL},
		{0.5, 0, false, 0, "120", LAB_UNKNOWN, "child"},
		{0.5, 0, false, 0, "95", LAB_CRITICAL_LOW, NULL},
		{0.5, 0, false, 0, "222", LAB_UNKNOWN, "child"},
		{0.5, 0, false, 0, "223", LAB_CRITICAL_HIGH, NULL},
		{40, 'm', false, 0, "60", LAB_CRITICAL_LOW, NULL},
		{40, 'm', false, 0, "61", LAB_LOW, NULL},
		{40, 'm', false, 0, "200", LAB_CRITICAL_HIGH, NULL},
		{40, 'm', false, 0, "199", LAB_HIGH, NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = whole;
		struct lab_line l = line_of(cases[i].value, "g/L", "", &a);
		struct lab_person p = {.age_y = cases[i].age, .sex = cases[i].sex, .pregnant = cases[i].pregnant, .trimester = cases[i].trimester};
		struct lab_finding f = lab_interpret(&hb, &l, &p);
		if (f.flag != cases[i].flag || (cases[i].why && (!f.why || strcmp(f.why, cases[i].why) != 0)))
			fail_msg("row %zu (%s): %s, why %s", i, cases[i].value, lab_flag_name(f.flag).p, f.why ? f.why : "-");
	}
}

static void the_printed_range_wins(void **state)
{
	(void)state;
	struct lab hb = haemoglobin();
	struct lab_person woman = {.age_y = 40, .sex = 'f'};
	static const struct {
		const char *value, *unit, *range;
		enum lab_flag flag;
		double own; /* value in g/L */
	} cases[] = {
		{"112", "g/L", "110-160", LAB_NORMAL, 112},
		{"109", "g/L", "110-160", LAB_LOW, 109},
		{"12.0", "g/dL", "11.5-15.0", LAB_NORMAL, 120},
		{"11.4", "g/dL", "11.5-15.0", LAB_LOW, 114},
		{"120", "g/L", "11.5-15.0 g/dL", LAB_NORMAL, 120},
		{"114", "g/L", "11.5-15.0 g/dL", LAB_LOW, 114},
		{"12.5", "", "11.5-15.0", LAB_NORMAL, 125},
		{"120", "", "115-150", LAB_NORMAL, 120},
		{"55", "g/L", "50-60", LAB_NORMAL, 55},
		{"55", "g/L", "115-150", LAB_CRITICAL_LOW, 55},
		{"5.5", "g/dL", "11.5-15.0", LAB_CRITICAL_LOW, 55},
		{"150", "g/L", "<150", LAB_HIGH, 150},
		{"150", "g/L", "≤150", LAB_NORMAL, 150},
		{"115", "g/L", ">115", LAB_LOW, 115},
		{"115", "g/L", "≥115", LAB_NORMAL, 115},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = whole;
		struct lab_line l = line_of(cases[i].value, cases[i].unit, cases[i].range, &a);
		struct lab_finding f = lab_interpret(&hb, &l, &woman);
		if (f.flag != cases[i].flag || f.used != LAB_USED_PRINTED || !same(f.value, cases[i].own))
			fail_msg("%s %s [%s]: %s, value %g", cases[i].value, cases[i].unit, cases[i].range, lab_flag_name(f.flag).p, f.value);
	}
	struct arena a = whole;
	struct lab_line odd = line_of("12.5", "", "", &a), strange = line_of("12.5", "furlong", "", &a), unknown = line_of("7", "xx", "0-5", &a);
	struct lab_finding f = lab_interpret(&hb, &odd, &woman);
	assert_true(f.flag == LAB_UNKNOWN && strcmp(f.why, "unit") == 0); /* 12.5 g/L would be critical, 12.5 g/dL is ordinary */
	f = lab_interpret(&hb, &strange, &woman);
	assert_true(f.flag == LAB_UNKNOWN && strcmp(f.why, "unit") == 0);
	struct lab_line inside = line_of("250", "g/L", "100-300", &a);
	f = lab_interpret(&hb, &inside, &woman);
	assert_true(f.flag == LAB_NORMAL && f.critical_inside); /* the printed range wins, and the doubt is said */
	f = lab_interpret(NULL, &unknown, &woman);
	assert_true(f.flag == LAB_HIGH && isnan(f.value)); /* an item nobody knows still has its printed range */
}

static void just_outside_is_not_alarmed_about(void **state)
{
	(void)state;
	struct lab hb = haemoglobin();
	struct lab_person woman = {.age_y = 40, .sex = 'f'};
	static const struct {
		const char *value;
		bool near;
	} cases[] = {{"115", false}, {"114", true},   {"111.6", true},  {"111.5", false}, {"90", false},
		     {"151", true},  {"154.5", true}, {"154.6", false}, {"55", false}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = whole;
		struct lab_line l = line_of(cases[i].value, "g/L", "", &a);
		if (lab_interpret(&hb, &l, &woman).just_outside != cases[i].near) fail_msg("%s", cases[i].value);
	}
	hb.margin_percent = 0;
	struct arena a = whole;
	struct lab_line l = line_of("114", "g/L", "", &a);
	assert_false(lab_interpret(&hb, &l, &woman).just_outside);
}

static void bounds_and_words_are_placed(void **state)
{
	(void)state;
	struct lab_person p = {.age_y = 40, .sex = 'f'};
	struct lab tsh = {.unit = {"miu/l", 5}, .low = 0.27, .high = 4.2, .low_f = NAN, .high_f = NAN, .critical_low = NAN, .critical_high = NAN};
	struct lab words = {.low = NAN, .high = NAN, .low_f = NAN, .high_f = NAN, .critical_low = NAN, .critical_high = NAN, .expect = LAB_NEGATIVE};
	static const struct {
		bool of_words;
		const char *value, *range;
		enum lab_flag flag;
		enum tri positive;
	} cases[] = {
		{false, "<0.01", "", LAB_LOW, TRI_UNKNOWN},
		{false, "<0.27", "", LAB_LOW, TRI_UNKNOWN},
		{false, "<1", "", LAB_UNKNOWN, TRI_UNKNOWN},
		{false, ">100", "", LAB_HIGH, TRI_UNKNOWN},
		{false, ">4.2", "", LAB_HIGH, TRI_UNKNOWN},
		{false, ">2", "", LAB_UNKNOWN, TRI_UNKNOWN},
		{false, "<0.05", "0-0.5", LAB_NORMAL, TRI_UNKNOWN},
		{false, "<0.05", "<0.5", LAB_NORMAL, TRI_UNKNOWN},
		{true, "阴性", "", LAB_NORMAL, TRI_NO},
		{true, "阳性", "", LAB_HIGH, TRI_YES},
		{true, "弱阳性", "", LAB_HIGH, TRI_UNKNOWN},
		{true, "++", "阴性", LAB_HIGH, TRI_YES},
		{true, "0.02", "<1", LAB_NORMAL, TRI_NO},
		{true, "250", "<1", LAB_HIGH, TRI_YES},
		{true, "0.01", ">1", LAB_LOW, TRI_YES},
		{true, "0.02 阴性", "", LAB_NORMAL, TRI_NO},
		{true, "1:320", "<1:80", LAB_HIGH, TRI_YES},
		{true, "1:80", "<1:80", LAB_HIGH, TRI_YES},
		{true, "1:40", "<1:80", LAB_NORMAL, TRI_NO},
		{true, "<1:80", "<1:80", LAB_NORMAL, TRI_NO},
		{true, "阴性", "阳性", LAB_LOW, TRI_NO},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = whole;
		struct lab_line l = line_of(cases[i].value, "", cases[i].range, &a);
		struct lab_finding f = lab_interpret(cases[i].of_words ? &words : &tsh, &l, &p);
		if (f.flag != cases[i].flag || f.positive != cases[i].positive)
			fail_msg("%s [%s]: %s, positive %d", cases[i].value, cases[i].range, lab_flag_name(f.flag).p, f.positive);
	}
}

static bool known(void *ctx, str folded)
{
	static const char *const names[] = {"wbc", "白细胞计数", "hgb",   "血红蛋白", "血小板", "alt",        "ast",
					    "ca",  "ca 125",     "ca125", "hbsag",    "k",      "中性粒细胞%"};
	(void)ctx;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(folded, str_from(names[i]))) return true;
	return false;
}

static void a_pasted_report_is_taken_apart(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int n;
		const char *name, *value, *unit, *range; /* of the last item */
	} cases[] = {
		{"白细胞计数 WBC 12.3 ↑ 10^9/L 3.5-9.5", 1, "白细胞计数 WBC", "12.3", "10^9/L", "3.5-9.5"},
		{"白细胞计数\tWBC\t12.3\t↑\t10^9/L\t3.5-9.5", 1, "白细胞计数 WBC", "12.3", "10^9/L", "3.5-9.5"},
		{"| 1 | 血红蛋白 | 98 | g/L | 115 - 150 |", 1, "血红蛋白", "98", "g/L", "115 - 150"},
		{"3 ALT 56 9-50 U/L", 1, "ALT", "56", "U/L", "9-50"},
		{"ALT：56U/L（9-50）", 1, "ALT", "56U/L", "", "（9-50）"},
		{"CA 125 25.3 U/mL <35", 1, "CA 125", "25.3", "U/mL", "<35"},
		{"HBsAg 阳性(+) 阴性", 1, "HBsAg", "阳性(+)", "", "阴性"},
		{"ALT 51 U/L 9-50   AST 33 U/L 15-40", 2, "AST", "33", "U/L", "15-40"},
		{"血红蛋白98g/L，血小板200×10^9/L", 2, "血小板", "200×10^9/L", "", ""},
		{"WBC 12.3, HGB 98, ALT 20", 3, "ALT", "20", "", ""},
		{"项目 结果 单位 参考范围", 0, "", "", "", ""},
		{"姓名：王某 性别：女 年龄：45岁", 0, "", "", "", ""},
		{"", 0, "", "", "", ""},
		{"2026-11-29 08:30", 0, "", "", "", ""},
		{"K 6.3 H mmol/L 3.5-5.3", 1, "K", "6.3", "mmol/L", "3.5-5.3"},
		{"中性粒细胞% 75.6 % 40.0--75.0", 1, "中性粒细胞%", "75.6", "%", "40.0--75.0"},
		{"某某蛋白 3.2 ng/mL 0-5", 1, "某某蛋白", "3.2", "ng/mL", "0-5"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = whole;
		struct report r;
		report_parse(&r, str_from(cases[i].text), (struct report_names){known, NULL}, &a);
		if (r.n != cases[i].n) fail_msg("\"%s\": %td items", cases[i].text, r.n);
		if (!r.n) continue;
		const struct report_item *it = &r.v[r.n - 1];
		if (!str_eq(it->name, str_from(cases[i].name)) || !str_eq(it->value, str_from(cases[i].value)) ||
		    !str_eq(it->unit, str_from(cases[i].unit)) || !str_eq(it->range, str_from(cases[i].range)))
			fail_msg("\"%s\": [" STR_FMT "] [" STR_FMT "] [" STR_FMT "] [" STR_FMT "]", cases[i].text, STR_ARG(it->name),
				 STR_ARG(it->value), STR_ARG(it->unit), STR_ARG(it->range));
	}
	struct arena a = whole;
	struct report r;
	report_parse(&r, S("姓名：王某\t性别：女\t年龄：8月\nK 5.5 mmol/L\n备注"), (struct report_names){known, NULL}, &a);
	assert_true(r.sex == 'f' && same(r.age_y, 8.0 / 12) && r.n == 1 && r.v[0].line == 2 && r.no_value >= 1);
}

/* A newborn of two weeks is not two years old. */
static void ages_are_read_with_their_unit(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double age_y;
	} rows[] = {
		{"年龄：45岁", 45},
		{"年龄：3岁6月", 3},
		{"年龄：8月", 8.0 / 12},
		{"年龄：8个月", 8.0 / 12},
		{"年龄：3个月", 0.25}, /* to the last bit: "under 3 months" is a limit */
		{"年龄：6个半月", 6.0 / 12},
		{"年龄：28天", 28 / 365.25},
		{"年龄：2周", 14 / 365.25},
		{"年龄：2周岁", 2},
		{"年龄：12小时", 12 / 24.0 / 365.25},
		{"Age: 2 weeks", 14 / 365.25},
		{"Age: 3 wk", 21 / 365.25},
		{"Age: 6-month-old", 6.0 / 12},
		{"Age: 10 days", 10 / 365.25},
		{"Age: 36 h", 36 / 24.0 / 365.25},
		{"Age: 58", 58},
		{"Age: 45 M", 45},
		{"Age: 58 years", 58},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = whole;
		struct report r;
		report_parse(&r, str_from(rows[i].text), (struct report_names){known, NULL}, &a);
		if (r.age_y != rows[i].age_y && !(same(r.age_y, rows[i].age_y) && rows[i].age_y != 0.25)) fail_msg("%s: %g", rows[i].text, r.age_y);
	}
}

/* Memory and time follow the length of what was pasted. */
static void hostile_reports_cost_no_more_than_their_length(void **state)
{
	(void)state;
	static const char *const pieces[] = {"\n", "x:", "1", "：", "(1", "a 1\n"};
	static char text[REPORT_BYTES_MAX];
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		size_t n = strlen(pieces[i]), at = 0;
		for (; at + n <= sizeof text; at += n) memcpy(text + at, pieces[i], n);
		struct arena a = whole;
		struct report r;
		report_parse(&r, (str){text, (ptrdiff_t)at}, (struct report_names){known, NULL}, &a);
		assert_true(r.n <= REPORT_ITEMS_MAX);
	}
}

static void a_unit_that_is_too_long_is_not_left_out(void **state)
{
	(void)state;
	struct arena a = whole;
	assert_true(lab_unit_spell(S("mg/dlmg/dlmg/dlmg/dlmg/dlmg/dlmg/dlmg/dlmg/dlmg/dlmg/dlmg/dlmg/dlmg/dl"), &a).n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_are_read),
		cmocka_unit_test(ranges_are_read),
		cmocka_unit_test(units_have_one_spelling),
		cmocka_unit_test(people_have_their_intervals),
		cmocka_unit_test(the_printed_range_wins),
		cmocka_unit_test(just_outside_is_not_alarmed_about),
		cmocka_unit_test(bounds_and_words_are_placed),
		cmocka_unit_test(a_pasted_report_is_taken_apart),
		cmocka_unit_test(ages_are_read_with_their_unit),
		cmocka_unit_test(hostile_reports_cost_no_more_than_their_length),
		cmocka_unit_test(a_unit_that_is_too_long_is_not_left_out),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
