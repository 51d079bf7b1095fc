/* plan_flags_test.c - what the pack says of one measured value: the plan `any` is never milder than triage over the same value. Over the real pack (ZHUYI_PACK, else
 * packs/general-practice of the current folder). */
#include "library/pack.h"
#include "library/plans.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static struct arena memory;
static struct pack *pack;
static struct plan any, copd;

static int start(void **state)
{
	(void)state;
	struct fail f = {0};
	const char *folder = getenv("ZHUYI_PACK");
	memory = arena_create(512 << 20);
	pack = pack_load(folder ? folder : "packs/general-practice", &f);
	if (!pack) return fprintf(stderr, "%s\n", f.what), -1;
	return pack_plan(&any, pack, S("any"), &memory, &f) && pack_plan(&copd, pack, S("copd"), &memory, &f) ? 0 : -1;
}

static struct facts person(double age_y, enum fact_word word, const char *concept)
{
	struct facts f = facts_none(pack->concepts.n, &memory);
	if (!isnan(age_y)) facts_set_age(&f, age_y);
	if (word != WORD_COUNT) f.word[word] = TRI_YES;
	if (concept) {
		int32_t id = pack_concept(pack, str_from(concept));
		if (id < 0) fail_msg("the pack does not know %s", concept);
		facts_add(&f, id);
	}
	facts_settle(&f);
	return f;
}

/* -1: no rule speaks. */
static int tier_of_plans(const struct followed *by, int n, const struct facts *f, const struct targets *t, enum measure_kind kind, double v0,
			 double v1)
{
	struct point p = {.at_ms = INT64_C(1796000000000), .v = {v0, v1}, .id = S("id")};
	struct series s = {&p, 1, 1};
	struct alert_view view = {f, t, &s, p.at_ms};
	struct plan_alert out;
	return plan_alert_best(&out, by, n, kind, &view) ? (int)out.row->tier : -1;
}

/* What the rules say of the value, beyond what they say of the person without it. */
static int tier_of_triage(const struct facts *f)
{
	struct arena scratch = memory;
	struct triage t = triage_judge(pack->redflags.v, pack->redflags.n, pack->default_tier, f, &scratch);
	return t.rule_count ? (int)pack->redflags.v[t.rules[0]].tier : -1;
}

static const struct series_of {
	enum measure_kind kind;
	enum fact fact;
	double from, to, step;
} values[] = {
	{MEASURE_BP, FACT_SBP, 60, 240, 1},    {MEASURE_BP, FACT_DBP, 30, 140, 1},       {MEASURE_HR, FACT_HR, 25, 230, 1},
	{MEASURE_SPO2, FACT_SPO2, 70, 100, 1}, {MEASURE_TEMP, FACT_TEMP_C, 30, 43, 0.1}, {MEASURE_GLUCOSE, FACT_GLUCOSE_MMOL_L, 1, 40, 0.1},
};

static const struct somebody {
	double age_y;
	enum fact_word word;
	const char *concept;
} people[] = {
	{NAN, WORD_COUNT, NULL},
	{40, WORD_COUNT, NULL},
	{70, WORD_COUNT, NULL},
	{0.05, WORD_COUNT, NULL},
	{0.2, WORD_COUNT, NULL},
	{0.4, WORD_COUNT, NULL},
	{1.5, WORD_COUNT, NULL},
	{4, WORD_COUNT, NULL},
	{8, WORD_COUNT, NULL},
	{11.5, WORD_COUNT, NULL},
	{14, WORD_COUNT, NULL},
	{30, WORD_PREGNANT, NULL},
	{30, WORD_POSTPARTUM, NULL},
	{30, WORD_COUNT, "recent-delivery"},
	{68, WORD_COUNT, "copd"},
	{50, WORD_COUNT, "immunosuppressed"},
	{50, WORD_COUNT, "type2-diabetes"},
	{50, WORD_COUNT, "hypertension"},
	/* with signs that triage takes for little alone */
	{50, WORD_COUNT, "dizziness"},
	{50, WORD_COUNT, "palpitations"},
	{50, WORD_COUNT, "blurred-vision"},
	{30, WORD_PREGNANT, "headache"},
	{30, WORD_POSTPARTUM, "headache"},
	{50, WORD_COUNT, "nausea-vomiting"},
	{50, WORD_COUNT, "abdominal-pain"},
	{50, WORD_COUNT, "dehydration"},
	{50, WORD_COUNT, "cold-sweat"},
	{50, WORD_COUNT, "black-stool"},
	{50, WORD_COUNT, "fever"},
	{6, WORD_COUNT, "fever"},
	{50, WORD_COUNT, "drowsy"},
	{50, WORD_COUNT, "chest-pain-crushing"},
	{50, WORD_COUNT, "hemi-numbness"},
	{50, WORD_COUNT, "asthma"},
	{50, WORD_COUNT, "wheeze"},
	{50, WORD_COUNT, "urticaria"},
	{50, WORD_COUNT, "jaundice"},
	{50, WORD_COUNT, "heat-stroke"},
	{50, WORD_COUNT, "stomach-pain"},
	{50, WORD_COUNT, "confusion"},
	{50, WORD_COUNT, "neck-stiffness"},
	{50, WORD_COUNT, "diarrhoea"},
};

static void no_value_is_taken_lighter_than_by_triage(void **state)
{
	(void)state;
	int compared = 0;
	for (ptrdiff_t k = 0; k < (ptrdiff_t)(sizeof people / sizeof *people); k++)
		for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof values / sizeof *values); i++) {
			const struct series_of *s = &values[i];
			int64_t steps = (int64_t)((s->to - s->from) / s->step + 0.5);
			for (int64_t j = 0; j <= steps; j++) {
				struct arena kept = memory;
				struct facts f = person(people[k].age_y, people[k].word, people[k].concept);
				double x = s->from + (double)j * s->step;
				x = round(x * 10) / 10;
				int without = tier_of_triage(&f);
				f.v[s->fact] = x;
				facts_settle(&f);
				bool dia = s->fact == FACT_DBP;
				struct followed by = {&any, NULL, 0};
				struct targets none = {0};
				int flags = tier_of_triage(&f), said = tier_of_plans(&by, 1, &f, &none, s->kind, dia ? NAN : x, dia ? x : NAN);
				/* What somebody has may be urgent whatever the value; the value must have made it worse. */
				if (flags > without && flags >= TIER_URGENT && said < flags)
					fail_msg("%s %g, age %g, %s: triage says %d, the plan %d", measure_form(s->kind)->part[dia].name, x,
						 people[k].age_y, people[k].concept ? people[k].concept : "-", flags, said);
				compared++;
				memory = kept;
			}
		}
	assert_true(compared > 10000);
}

/* A doctor's limit goes before the general one, and what is really dangerous stays. */
static void somebody_with_an_own_limit_of_oxygen_is_judged_by_it(void **state)
{
	(void)state;
	static const struct {
		const char *concept, *answers; /* NULL: does not follow the plan */
		double spo2;
		int tier;
	} rows[] = {
		{NULL, NULL, 94, -1},
		{NULL, NULL, 93, TIER_URGENT},
		{NULL, NULL, 89, TIER_EMERGENCY},
		{"copd", NULL, 90, -1},
		{"copd", NULL, 89, TIER_URGENT},
		{"copd", NULL, 87, TIER_EMERGENCY},
		{"copd", "{}", 90, -1},
		{"copd", "{}", 89, TIER_URGENT},
		{"copd", "{}", 87, TIER_EMERGENCY},
		{"copd", "{\"target-spo2\":88}", 88, -1},
		{"copd", "{\"target-spo2\":88}", 87, TIER_EMERGENCY},
		{"copd", "{\"target-spo2\":92}", 92, -1},
		{"copd", "{\"target-spo2\":92}", 91, TIER_URGENT},
		{"copd", "{\"target-spo2\":92}", 87, TIER_EMERGENCY},
		{"copd", "{\"co2\":\"yes\"}", 88, -1},
		{"copd", "{\"co2\":\"yes\"}", 92, -1},
		{"copd", "{\"co2\":\"yes\"}", 95, -1},
		{"copd", "{\"co2\":\"yes\",\"oxygen\":\"yes\"}", 92, -1},
		{"copd", "{\"co2\":\"yes\",\"oxygen\":\"yes\"}", 93, TIER_ROUTINE},
		{"copd", "{\"co2\":\"yes\",\"oxygen\":\"yes\"}", 87, TIER_EMERGENCY},
		{NULL, "{\"target-spo2\":88}", 89, -1}, /* follows the plan, and the record does not say COPD */
		{NULL, "{\"target-spo2\":88}", 87, TIER_EMERGENCY},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct facts f = person(68, WORD_COUNT, rows[i].concept);
		struct answers given = {0};
		struct targets t = {0};
		struct fail why = {0};
		const char *say[2];
		jv v = NULL;
		struct followed by[2] = {{&any, NULL, 0}, {&copd, &given, 1}};
		int n = rows[i].answers ? 2 : 1;
		if (n == 2) {
			assert_true(json_parse(&v, str_from(rows[i].answers), 4, &why));
			if (!plan_answers(&given, &copd, v, INT64_C(1796000000000), say, &why, &memory)) fail_msg("%s", why.what);
			json_free(v);
			plan_targets(&t, &by[1], &f, &memory);
		}
		f.v[FACT_SPO2] = rows[i].spo2;
		int tier = tier_of_plans(by, n, &f, &t, MEASURE_SPO2, rows[i].spo2, NAN);
		if (tier != rows[i].tier) fail_msg("row %zu: SpO2 %g: %d", i, rows[i].spo2, tier);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_value_is_taken_lighter_than_by_triage),
		cmocka_unit_test(somebody_with_an_own_limit_of_oxygen_is_judged_by_it),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
