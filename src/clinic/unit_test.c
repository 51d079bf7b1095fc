#include "clinic/unit.h"

#include "base/check.h"
#include "clinic/unit_int.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena memory;

static struct unit strict(const char *text)
{
	struct unit u;
	const char *why = "";
	if (!unit_parse(&u, str_from(text), false, &why)) fail_msg("%s: %s", text, why);
	return u;
}

static struct unit loose(const char *text)
{
	struct unit u;
	const char *why = "";
	if (!unit_parse(&u, str_from(text), true, &why)) fail_msg("%s: %s", text, why);
	return u;
}

static str convert(const char *value, const char *from, const char *to, const char *substance, const char **why)
{
	struct arena a = memory; /* the piece handed out stays untouched until the next call */
	struct unit x, y;
	str out = S("");
	*why = "";
	const struct substance *s = substance ? substance_find(str_from(substance)) : NULL;
	if (substance && !s) fail_msg("no substance %s", substance);
	if (unit_parse_pair(&x, str_from(from), &y, str_from(to), s, why)) unit_convert_text(&out, str_from(value), &x, &y, s, why, &a);
	return out;
}

static void expect(const char *value, const char *from, const char *to, const char *substance, const char *want)
{
	const char *why;
	str got = convert(value, from, to, substance, &why);
	if (!str_eq(got, str_from(want))) fail_msg("%s %s to %s: " STR_FMT " (%s), not %s", value, from, to, STR_ARG(got), why, want);
}

static void refused(const char *value, const char *from, const char *to, const char *substance, const char *want)
{
	const char *why;
	str got = convert(value, from, to, substance, &why);
	assert_int_equal(got.n, 0);
	if (strcmp(why, want) != 0) fail_msg("%s %s to %s: \"%s\", not \"%s\"", value, from, to, why, want);
}

static void strict_codes(void **state)
{
	(void)state;
	static const char *const good[] = {"m",
					   "kg/m2",
					   "/m",
					   "mmol/(8.h.kg)",
					   "10*3/uL",
					   "10*-3/uL",
					   "10*+3/uL",
					   "m[H2O]",
					   "rad2{a}",
					   "{a}.rad2{b}",
					   "1{c}",
					   "{bsa}",
					   "dB[SPL]",
					   "dB[10.nV]",
					   "B[10.nV]",
					   "mg%",
					   "[IU]/L",
					   "m[iU]",
					   "REM",
					   "mL/{hb}.m2",
					   "/[HPF]",
					   "4.[pi].10*-7.N/A2",
					   "KiBy",
					   "dar",
					   "[m/s2/Hz^(1/2)]",
					   "[Amb'a'1'U]",
					   "((m))",
					   "cal_[15]"};
	static const char *const bad[] = {"",     "m/",  "/",    ".m",      "m..s",  "m//s",     "10+3/ul", "rad2{錠}", "{a}rad2{b}",
					  "{|}1", "iU",  "molv", "[iIU]",   "12h",   "ug(8.h)",  "(m",      "m)",       "(m)2",
					  "()",   "{a",  "a}",   "{a b}",   "{{a}}", "m{a}{b}",  "[in_i",   "0",        "4294967296.m",
					  "m100", "mgg", "dmin", "k[in_i]", "k10*",  "克",       "MG/DL",   "mmHg",     " m",
					  "m ",   "m^2", "1.5m", "m-",      "K°",    "\xff\xfe", "M'U"};
	for (ptrdiff_t i = 0; i < COUNT(good); i++) strict(good[i]);
	for (ptrdiff_t i = 0; i < COUNT(bad); i++) {
		struct unit u;
		const char *why = NULL;
		if (unit_parse(&u, str_from(bad[i]), false, &why)) fail_msg("%s is no unit", bad[i]);
		assert_non_null(why);
	}
}

/* One below and one above each limit. */
static void limits(void **state)
{
	(void)state;
	struct unit u;
	const char *why;
	char text[400];
	for (int over = 0; over < 2; over++) {
		int n = 0;
		for (int i = 0; i < UNIT_TERMS_MAX + over; i++) n += snprintf(text + n, 8, "%sm", i ? "." : "");
		assert_int_equal(unit_parse(&u, (str){text, n}, false, &why), !over);
		memset(text, '(', 100);
		int depth = UNIT_DEPTH_MAX + over;
		n = snprintf(text + depth, 3, "m") + depth;
		for (int i = 0; i < depth; i++) text[n++] = ')';
		assert_int_equal(unit_parse(&u, (str){text, n}, false, &why), !over);
		n = snprintf(text, sizeof text, "m{");
		while (n < UNIT_TEXT_MAX - 1 + over) text[n++] = 'x';
		text[n++] = '}';
		assert_int_equal(unit_parse(&u, (str){text, n}, false, &why), !over);
		assert_int_equal(unit_parse(&u, (str){text, n}, true, &why), !over);
		n = snprintf(text, sizeof text, "m%d", UNIT_POWER_MAX + over);
		assert_int_equal(unit_parse(&u, (str){text, n}, false, &why), !over);
	}
	memset(text, '1', sizeof text);
	u = strict("m");
	str out;
	struct arena a = memory;
	assert_true(unit_convert_text(&out, (str){text, 100}, &u, &u, NULL, &why, &a));
	assert_false(unit_convert_text(&out, (str){text, 101}, &u, &u, NULL, &why, &a));
}

static void exact_decimals(void **state)
{
	(void)state;
	static const char *const rows[][4] = {
		{"0.1", "g", "mg", "100"},
		{"6.3", "4.s/m", "s/m", "25.2"},
		{"6.30", "[in_i]", "m", "0.16002"},
		{"6.3", "s/m.mg", "s.m-1.g", "0.0063"},
		{"1", "m[Hg]", "g.s-2.m-1", "133322000"},
		{"1", "S", "g-1.m-2.C2.s", "0.001"},
		{"1", "[ly]", "cm", "946073047258080000"},
		{"1", "1/[ly]", "cm-1", "1.05700083402461546370946e-18"},
		{"1", "4.[pi].10*-7.s", "s", "0.00000125663706143591729538506"},
		{"1.50", "mg", "g", "0.00150"},
		{"1.500", "g", "mg", "1500"},
		{"1", "m", "[ft_i]", "3.28083989501312335958005"},
		{"-2.5", "km", "m", "-2500"},
		{"0", "m", "km", "0"},
		{"0.000", "m", "km", "0"},
		{"1e-7", "m", "nm", "100"},
		{"1E3", "mm", "m", "1"},
		{"+5", "m", "cm", "500"},
		{".5", "m", "cm", "50"},
		{"1", "nm", "m", "0.000000001"},
		{"1", "pm", "m", "1e-12"},
		{"1", "Zm", "m", "1e21"},
		{"1", "Em", "m", "1000000000000000000"},
		{"99999999999999999999999999999", "m", "m", "1e29"},
		{"1e300", "Ym", "ym", "1e348"},
		{"36.6", "Cel", "K", "309.75"},
		{"37", "Cel", "[degF]", "98.6"},
		{"-40", "[degF]", "Cel", "-40"},
		{"100", "Cel", "[degF]", "212"},
		{"80", "[degRe]", "Cel", "100"},
		{"1000", "mCel", "Cel", "1"},
		{"7", "[pH]", "nmol/L", "100"},
		{"100", "nmol/L", "[pH]", "7"},
		{"20", "dB", "B", "2"},
		{"2.50", "B", "dB", "25.0"},
		{"1", "Np", "B", "0.434294481903252"},
		{"100", "%[slope]", "deg", "45"},
		{"100", "[p'diop]", "deg", "45"},
		{"3", "[hp'_X]", "1", "0.001"},
		{"2", "[hp'_C]", "1", "0.0001"},
		{"10", "B[V]", "V", "100000"},
		{"60", "dB[mV]", "V", "1"},
		{"3", "bit_s", "1", "8"},
		{"3", "[m/s2/Hz^(1/2)]", "m2/s4/Hz", "9"},
		{"1", "mg%", "mg/L", "10"},
		{"5", "%", "[ppth]", "50"},
		{"1", "a", "d", "365.25"},
		{"2", "m[IU]/mL", "[iU]/L", "2"},
		{"1", "[LPF]", "[HPF]", "100"},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) expect(rows[i][0], rows[i][1], rows[i][2], NULL, rows[i][3]);
}

static void bad_values(void **state)
{
	(void)state;
	static const char *const bad[] = {"",     "-",   ".",  "1.",  "1.2.3", "e5", "1e", "1e+",    "1e401",
					  "0x10", "1,5", "１", "nan", "inf",   "1 ", " 1", "1e99999"};
	for (ptrdiff_t i = 0; i < COUNT(bad); i++) refused(bad[i], "m", "km", NULL, "not a decimal number");
	refused("1", "m", "s", NULL, "different kinds");
	refused("1", "m", "m/s", NULL, "different kinds");
	refused("1", "[arb'U]", "[IU]", NULL, "different kinds: needs the substance");
	refused("1", "[arb'U]", "[todd'U]", NULL, "different kinds");
	refused("1", "Cel/h", "K/h", NULL, "a special unit inside a product has no conversion");
	refused("-1", "nmol/L", "[pH]", NULL, "no number in that unit");
	refused("0", "V", "B[V]", NULL, "no number in that unit");
	refused("1", "mg/dL", "mmol/L", NULL, "different kinds: needs the substance");
	refused("1", "nonsense", "m", NULL, "not a known unit");
	refused("1", "G/L", "g/L", NULL, "ambiguous: write it out");
}

static void spellings(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"毫克", "mg"},
		{"微克", "ug"},
		{"克", "g"},
		{"千克", "kg"},
		{"公斤", "kg"},
		{"斤", "500.g"},
		{"毫升", "mL"},
		{"升", "L"},
		{"分升", "dL"},
		{"毫摩尔/升", "mmol/L"},
		{"微摩尔/升", "umol/L"},
		{"毫克/分升", "mg/dL"},
		{"毫米汞柱", "mm[Hg]"},
		{"千帕", "kPa"},
		{"摄氏度", "Cel"},
		{"华氏度", "[degF]"},
		{"次/分", "/min"},
		{"次/分钟", "/min"},
		{"岁", "a"},
		{"月龄", "mo"},
		{"天", "d"},
		{"小时", "h"},
		{"分钟", "min"},
		{"秒", "s"},
		{"毫秒", "ms"},
		{"厘米", "cm"},
		{"米", "m"},
		{"英寸", "[in_i]"},
		{"万U", "10*4.U"},
		{"万单位", "10*4.U"},
		{"单位", "U"},
		{"国际单位", "[IU]"},
		{"mg%", "mg/dL"},
		{"g%", "g/dL"},
		{"×10⁹/L", "10*9/L"},
		{"10^9/L", "10*9/L"},
		{"10*9/L", "10*9/L"},
		{"10E9/L", "10*9/L"},
		{"×10^12/L", "10*12/L"},
		{"x10^9/L", "10*9/L"},
		{"X 10^9 / L", "10*9/L"},
		{"K/uL", "10*9/L"},
		{"K/µL", "10*9/L"},
		{"/mm3", "/mm3"},
		{"mm^3", "mm3"},
		{"cells/uL", "/uL"},
		{"个/μL", "/uL"},
		{"/HP", "/[HPF]"},
		{"个/高倍视野", "/[HPF]"},
		{"μmol/L", "umol/L"},
		{"µmol/L", "umol/L"},
		{"ｍｇ／ｄＬ", "mg/dL"},
		{"mmHg", "mm[Hg]"},
		{"MMHG", "mm[Hg]"},
		{"cmH2O", "cm[H2O]"},
		{"cmH₂O", "cm[H2O]"},
		{"mg/dl", "mg/dL"},
		{"MG/DL", "mg/dL"},
		{"mcg", "ug"},
		{"IU", "[IU]"},
		{"mIU/mL", "m[IU]/mL"},
		{"uIU/mL", "u[IU]/mL"},
		{"μIU/ml", "u[IU]/mL"},
		{"mEq/L", "meq/L"},
		{"bpm", "/min"},
		{"breaths per minute", "/min"},
		{"beats per minute", "/min"},
		{"msec", "ms"},
		{"sec", "s"},
		{"years", "a"},
		{"yrs", "a"},
		{"yo", "a"},
		{"degrees celsius", "Cel"},
		{"Degrees Fahrenheit", "[degF]"},
		{"°C", "Cel"},
		{"℃", "Cel"},
		{"°F", "[degF]"},
		{"kg/m^2", "kg/m2"},
		{"kg/m²", "kg/m2"},
		{"mL/min/1.73m²", "mL/min"},
		{"mL/min/1.73 m2", "mL/min"},
		{"mL/(min·1.73m²)", "mL/min"},
		{"lb", "[lb_av]"},
		{"lbs", "[lb_av]"},
		{"inches", "[in_i]"},
		{"ft", "[ft_i]"},
		{"mL/hr", "mL/h"},
		{"mg/kg/d", "mg/kg/d"},
		{"mcg/kg/min", "ug/kg/min"},
		{"mg/片", "mg"},
		{"次/日", "/d"},
		{"毫克/公斤/天", "mg/kg/d"},
		{"毫克每公斤每天", "mg/kg/d"},
		{"mg per kg per day", "mg/kg/d"},
		{"mmol·L⁻¹", "mmol/L"},
		{"ml/(kg·h)", "mL/(kg.h)"},
		{"mg/8h", "mg/(8.h)"},
		{"毫国际单位/升", "m[IU]/L"},
		{"毫当量/升", "meq/L"},
		{"毫渗量/公斤", "mosm/kg"},
		{"10³/µL", "10*3/uL"},
		{"亿/L", "10*8/L"},
		{"U/12小时", "U/(12.h)"},
		{"MG", "mg"},
		{"ML/MIN", "mL/min"},
		{"ug/mL FEU", "ug/mL"},
		{"g/24h", "g/d"},
		{"mg/g肌酐", "mg/g"},
		{"平方米", "m2"},
		{"㎎", "mg"},
		{"pH", "[pH]"},
		{"", "1"},
		{"滴/分", "[drp]/min"},
		{"kcal", "kcal_th"},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct unit u = loose(rows[i][0]), v = strict(rows[i][1]);
		double out;
		const char *why = "";
		if (!unit_convert(&out, 1, &u, &v, NULL, &why) || fabs(out - 1) > 1e-12)
			fail_msg("%s is not %s: %g %s", rows[i][0], rows[i][1], out, why);
	}
	static const char *const bad[] = {"糊涂", "mg/糊涂", "斤2", "1.5mg", "m^", "^2", "每", "mg/", "万", "μ", "mg{克}", "mmHg2x", "\xff"};
	for (ptrdiff_t i = 0; i < COUNT(bad); i++) {
		struct unit u;
		const char *why = NULL;
		if (unit_parse(&u, str_from(bad[i]), true, &why) && strcmp(bad[i], "万") != 0) fail_msg("%s is no unit", bad[i]);
	}
}

/* Every row of the table says what it says: its code is UCUM, and the spelling leads there. */
static void each_name(void **state)
{
	(void)state;
	for (int i = 0; i < unit_name_count; i++) {
		const struct unit_name *row = &unit_names[i];
		if (row->kind == NAME_PREFIX || !row->ucum[0]) continue;
		struct unit want = strict(row->ucum), got = loose(row->spelling);
		if (memcmp(want.dim, got.dim, sizeof want.dim) != 0 || want.factor != got.factor) fail_msg("%s is not %s", row->spelling, row->ucum);
	}
}

static void substances_convert(void **state)
{
	(void)state;
	static const char *const rows[][5] = {
		{"5.6", "mmol/L", "mg/dL", "glucose", "100.88736"},
		{"7.0", "毫摩尔/升", "毫克/分升", "血糖", "126.1092"},
		{"88.4", "umol/L", "mg/dL", "肌酐", "0.9999808"},
		{"1", "mg/dL", "umol/L", "creatinine", "88.4016973125884016973126"},
		{"1", "mmol/L", "mg/dL", "BUN", "2.8014"},
		{"4", "mEq/L", "mg/dL", "calcium", "8.0156"},
		{"4", "mEq/L", "mmol/L", "calcium", "2"},
		{"140", "mEq/L", "mmol/L", "Na", "140"},
		{"1", "mIU/L", "pmol/L", "insulin", "6"},
		{"1", "U/L", "pmol/L", "胰岛素", "6000"},
		{"400", "IU", "ug", "vitamin D", "10"},
		{"8", "万U", "mg", "庆大霉素", "80"},
		{"60", "U/L", "ukat/L", "ALT", "1"},
		{"60", "IU/L", "ukat/L", "谷丙转氨酶", "1"},
		{"40", "U/L", "[IU]/L", "ALT", "40"},
		{"30", "mg/mmol", "mg/g", "creatinine", "265.205091937765205091938"},
		{"150", "g/L", "mmol/L", "haemoglobin", "9.30838685655775854044494"},
		{"48", "mmol/mol", "%", "HbA1c", "6.54304"},
		{"6.54304", "%", "mmol/mol", "hba1c", "48"},
		{"100", "%", "mmol/mol", "glucose", "1000"},
		{"1", "mg/L", "mmol/L", "锂", "0.144092219020172910662824"},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) expect(rows[i][0], rows[i][1], rows[i][2], rows[i][3], rows[i][4]);
	expect("40", "U/L", "IU/L", NULL, "40");
	refused("40", "U/L", "[IU]/L", NULL, "different kinds: needs the substance");
	refused("1", "IU", "mg", "glucose", "no international unit is on record for the substance");
	refused("1", "meq/L", "mg/L", "glucose", "no charge is on record for the substance");
	refused("1", "mmol/L", "mg/L", "ALT", "no molar mass is on record for the substance");
	refused("1", "mmHg", "mg/L", "glucose", "different kinds");
	assert_null(substance_find(S("unobtainium")));
	assert_null(substance_find(S("")));
	assert_ptr_equal(substance_find(S("25(OH)D")), substance_find(S("２５－羟维生素D")));
	assert_ptr_equal(substance_find(S("ldl-c")), substance_find(S("总胆固醇")));
	assert_true(substance_count >= 80);
}

/* Abridged standard atomic weights; source: CIAAW 2021 (conventional values where the standard is an interval). */
static const struct {
	const char *symbol;
	double weight;
} weights[] = {
	{"H", 1.008},  {"C", 12.011},  {"N", 14.007},  {"O", 15.999},  {"F", 18.998},  {"Na", 22.990}, {"Mg", 24.305}, {"Al", 26.982}, {"P", 30.974},
	{"S", 32.06},  {"Cl", 35.45},  {"K", 39.098},  {"Ca", 40.078}, {"Cr", 51.996}, {"Mn", 54.938}, {"Fe", 55.845}, {"Co", 58.933}, {"Cu", 63.546},
	{"Zn", 65.38}, {"As", 74.922}, {"Se", 78.971}, {"Cd", 112.41}, {"I", 126.90},  {"Hg", 200.59}, {"Pb", 207.2},  {"Li", 6.94},
};

static double mass_of(const char *p)
{
	double sum = 0;
	while (*p) {
		size_t n = 1;
		while (p[n] >= 'a' && p[n] <= 'z') n++;
		double weight = 0;
		for (ptrdiff_t i = 0; i < COUNT(weights); i++)
			if (strlen(weights[i].symbol) == n && !memcmp(weights[i].symbol, p, n)) weight = weights[i].weight;
		if (weight == 0) fail_msg("no weight for %s", p);
		char *end;
		long count = strtol(p + n, &end, 10);
		sum += weight * (double)(end == p + n ? 1 : count);
		p = end;
	}
	return sum;
}

static void molar_masses(void **state)
{
	(void)state;
	for (int i = 0; i < substance_count; i++) {
		const struct substance *s = &substances[i];
		assert_true(s->id[0] && s->zh[0] && s->en[0] && s->source[0]);
		assert_true(s->molar_mass[0] || s->iu_per_mg[0] || s->slope[0] || s->enzyme);
		if (s->formula[0] && fabs(mass_of(s->formula) - (double)s->molar_mass_g) > 0.0051)
			fail_msg("%s: %s is %.4f", s->id, s->formula, mass_of(s->formula));
		assert_ptr_equal(substance_find(str_from(s->id)), s);
		assert_ptr_equal(substance_find(str_from(s->zh)), s);
		assert_ptr_equal(substance_find(str_from(s->en)), s);
	}
}

/* There and back again gives the value; double and exact arithmetic agree; a prepared scale agrees. */
static void round_trip(void **state)
{
	(void)state;
	static const char *const groups[][8] = {
		{"mg/dL", "mmol/L", "g/L", "umol/mL", "meq/L", "毫克/分升", "mg%", "ng/mL"},
		{"mm[Hg]", "kPa", "cm[H2O]", "[psi]", "atm", "毫米汞柱", "bar", "[in_i'Hg]"},
		{"m", "[ft_i]", "[in_i]", "cm", "km", "英寸", "[mi_i]", "[smoot]"},
		{"Cel", "K", "[degF]", "[degRe]", "mK", "华氏度", "[degR]", "kK"},
		{"U/L", "[iU]/L", "kat/m3", "ukat/L", "mU/mL", "IU/L", "单位/升", "nkat/mL"},
	};
	static const char *const of[] = {"calcium", NULL, NULL, NULL, "ALT"};
	static const double values[] = {1, 0.1, 5.6, 37, 1e-6, 123456.789, 3};
	for (ptrdiff_t g = 0; g < COUNT(groups); g++)
		for (int i = 0; i < 8; i++)
			for (int j = 0; j < 8; j++)
				for (ptrdiff_t k = 0; k < COUNT(values); k++) {
					struct unit a = loose(groups[g][i]), b = loose(groups[g][j]);
					const struct substance *s = of[g] ? substance_find(str_from(of[g])) : NULL;
					const char *why = "";
					double there, back;
					struct unit_scale scale;
					char text[32];
					str exact;
					struct arena arena = memory;
					if (!unit_convert(&there, values[k], &a, &b, s, &why))
						fail_msg("%s to %s: %s", groups[g][i], groups[g][j], why);
					assert_true(unit_convert(&back, there, &b, &a, s, &why));
					assert_true(fabs(back - values[k]) <= 1e-12 * (fabs(values[k]) + 500));
					assert_true(unit_prepare(&scale, &a, &b, s, &why));
					assert_true(fabs(values[k] * scale.factor + scale.offset - there) <= 1e-12 * (fabs(there) + 500));
					snprintf(text, sizeof text, "%.17g", values[k]);
					assert_true(unit_convert_text(&exact, str_from(text), &a, &b, s, &why, &arena));
					double x = strtod(str_c(&arena, exact), NULL);
					assert_true(fabs(x - there) <= 4e-16 * fabs(there) + 1e-18 + (g == 3 ? 1e-12 : 0));
					assert_true(unit_commensurable(&a, &b, s) && unit_commensurable(&b, &a, s));
				}
	struct unit_scale scale;
	struct unit a = strict("[pH]"), b = strict("mol/L");
	const char *why;
	assert_false(unit_prepare(&scale, &a, &b, NULL, &why));
	assert_string_equal(why, "not proportional");
}

static void products(void **state)
{
	(void)state;
	static const char *const rows[][6] = {
		{"1.5", "g", "2", "m", "3.0", "g.m"},        {"2", "m", "1.5", "g", "3.0", "g.m"},
		{"5", "mg/kg", "70", "kg", "350", "mg"},     {"5", "mg/h", "30", "min", "2.5", "mg"},
		{"5", "mg/mL", "10", "cm3", "50", "mg"},     {"5", "mmol/L", "2", "L", "10", "mmol"},
		{"50", "%", "3", "g", "1.5", "g"},           {"2", "", "3", "", "6", ""},
		{"2", "[IU]/kg", "70", "kg", "140", "[IU]"}, {"3", "片", "0.5", "g/片", "1.5", "g"},
	};
	static const char *const over[][6] = {
		{"1.5", "g", "2", "m", "0.75", "g.m-1"},
		{"2", "m", "1.5", "g", "1.33333333333333333333333", "g-1.m"},
		{"1", "[lb_av]/h", "1", "kg/s", "0.000125997880555555555555556", ""},
		{"5", "L/min", "2", "m2", "2.5", "L.m-2.min-1"},
		{"1", "L", "1", "cm3", "1000", ""},
		{"10", "mmol", "2", "L", "5", "L-1.mmol"},
		{"6", "g", "3", "g", "2", ""},
	};
	struct arena a = memory;
	str value, code;
	const char *why = "";
	for (int divide = 0; divide < 2; divide++)
		for (ptrdiff_t i = 0; i < (divide ? COUNT(over) : COUNT(rows)); i++) {
			const char *const *r = divide ? over[i] : rows[i];
			struct unit x = loose(r[1]), y = loose(r[3]);
			bool ok = (divide ? unit_divide : unit_multiply)(&value, &code, str_from(r[0]), &x, str_from(r[2]), &y, &why, &a);
			if (!ok || !str_eq(value, str_from(r[4])) || !str_eq(code, str_from(r[5])))
				fail_msg("%s %s: " STR_FMT " " STR_FMT " %s", r[1], r[3], STR_ARG(value), STR_ARG(code), why);
		}
	struct unit x = strict("g"), t = strict("Cel");
	assert_false(unit_divide(&value, &code, S("1"), &x, S("0.0"), &x, &why, &a));
	assert_string_equal(why, "division by zero");
	assert_false(unit_multiply(&value, &code, S("1"), &t, S("2"), &x, &why, &a));
	assert_false(unit_multiply(&value, &code, S("x"), &x, S("2"), &x, &why, &a));
}

static void long_forms(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"", "(unity)"},
		{"mm", "(millimeter)"},
		{"m[H2O]", "(meter of water column)"},
		{"10*23", "(the number ten for arbitrary powers ^ 23)"},
		{"rad2", "(radian ^ 2)"},
		{"m3.kg-1.s-2", "(meter ^ 3) * (kilogram ^ -1) * (second ^ -2)"},
		{"4.[pi].10*-7.N/A2", "4 * (the number pi) * (the number ten for arbitrary powers ^ -7) * (newton) / (ampère ^ 2)"},
		{"/m", "1 / (meter)"},
		{"mg/{tablet}", "(milligram) / {tablet}"},
		{"mmol/(8.h)", "(millimole) / (8 * (hour))"},
		{"毫克/分升", "(milligram) / (deciliter)"},
		{"C", "(coulomb)"},
	};
	struct arena a = memory;
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		str out;
		const char *why = "";
		if (!unit_display(&out, str_from(rows[i][0]), &why, &a) || !str_eq(out, str_from(rows[i][1])))
			fail_msg("%s: " STR_FMT " %s", rows[i][0], STR_ARG(out), why);
	}
}

/* What UCUM means stays UCUM when both go together; else what a clinician means. */
static void pairs(void **state)
{
	(void)state;
	expect("98.6", "F", "C", NULL, "37");
	expect("1", "C", "A.s", NULL, "1");
	expect("1", "pH", "nH", NULL, "0.001");
	expect("500", "MG", "g", NULL, "0.5");
	expect("500", "ML", "L", NULL, "0.5");
	expect("5", "Mg/dL", "mg/L", NULL, "50");
	expect("5", "ML/H", "L/d", NULL, "0.12");
	expect("5", "Mmol/L", "mmol/L", NULL, "5");
	expect("290", "mOsm/(kg·H2O)", "mosm/kg", NULL, "290");
	expect("5", "10^9个/L", "K/uL", NULL, "5");
	expect("5", "ft", "cm", NULL, "152.4");
	expect("1", "K/W", "mK/W", NULL, "1000");
	expect("4", "K/uL", "10*9/L", NULL, "4");
}

static int set_up(void **state)
{
	(void)state;
	memory = arena_create(4 << 20);
	return memory.beg ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strict_codes), cmocka_unit_test(limits),    cmocka_unit_test(exact_decimals),     cmocka_unit_test(bad_values),
		cmocka_unit_test(spellings),    cmocka_unit_test(each_name), cmocka_unit_test(substances_convert), cmocka_unit_test(molar_masses),
		cmocka_unit_test(round_trip),   cmocka_unit_test(products),  cmocka_unit_test(long_forms),         cmocka_unit_test(pairs),
	};
	return cmocka_run_group_tests_name("unit", tests, set_up, NULL);
}
