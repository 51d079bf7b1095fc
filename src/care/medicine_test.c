/* medicine_test.c - medicines and plans as FHIR: written, read back whoever wrote them, and ended by patches. */
#include "care/medicine.h"

#include "care/plan_for_test.h"
#include "fhir/patch.h"

static jv parsed(str text)
{
	jv v;
	struct fail f = {0};
	if (!json_parse(&v, text, 64, &f)) fail_msg("%s in " STR_FMT, f.what, STR_ARG(text));
	return v;
}

static bool valid(str text, str type)
{
	struct fhir_issues issues = {0};
	jv v = parsed(text);
	bool ok = fhir_check(&issues, v, type, monday_ms + 400 * day_ms, &memory);
	if (!ok) print_message(STR_FMT ": " STR_FMT "\n", STR_ARG(issues.v[0].expression), STR_ARG(issues.v[0].diagnostics));
	json_free(v);
	return ok;
}

static void a_medicine_says_the_same_again(void **state)
{
	(void)state;
	const struct medicine m = {.drug = S("苯磺酸氨氯地平片"),
				   .code = S("amlodipine"),
				   .dose = S("2.50"),
				   .unit = S("mg"),
				   .frequency = S("每天一次"),
				   .route = S("口服"),
				   .from = S("2026-11-01"),
				   .origin = S("typed")};
	struct medicine back;
	str text = medicine_statement(&m, S("01ARZ3NDEKTSV4RRFFQ69G5FAV"), monday_ms, &memory);
	assert_true(valid(text, S("MedicationStatement")));
	jv v = parsed(text);
	medicine_read(&back, v, monday_ms, &memory);
	json_free(v);
	assert_true(str_eq(back.drug, m.drug) && str_eq(back.code, m.code) && str_eq(back.dose, S("2.50")) && str_eq(back.unit, m.unit));
	assert_true(str_eq(back.frequency, m.frequency) && str_eq(back.route, m.route) && str_eq(back.from, m.from) && str_eq(back.origin, m.origin));
	assert_true(back.active && !back.until.n && str_eq(back.text, S("2.50 mg 每天一次 口服")));
	const struct medicine bare = {.drug = S("祖传秘方"), .origin = S("stated")};
	text = medicine_statement(&bare, S("x"), monday_ms, &memory);
	assert_true(valid(text, S("MedicationStatement")));
}

static void what_is_over_is_not_active(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		bool active;
	} rows[] = {{"{\"status\":\"active\"}", true},
		    {"{\"status\":\"unknown\"}", true},
		    {"{\"status\":\"completed\"}", false},
		    {"{\"status\":\"stopped\"}", false},
		    {"{\"status\":\"not-taken\"}", false},
		    {"{\"status\":\"on-hold\"}", false},
		    {"{\"status\":\"entered-in-error\"}", false},
		    {"{\"status\":\"active\",\"effectivePeriod\":{\"end\":\"2026-11-29\"}}", false},
		    {"{\"status\":\"active\",\"effectivePeriod\":{\"end\":\"2026-11-30\"}}", true}, /* to the end of that day */
		    {"{\"status\":\"active\",\"effectivePeriod\":{\"end\":\"2026-12-01\"}}", true},
		    {"{\"status\":\"active\",\"dosage\":7,\"medicationCodeableConcept\":[]}", true}};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct medicine m;
		jv v = parsed(str_from(rows[i].json));
		medicine_read(&m, v, monday_ms, &memory);
		if (m.active != rows[i].active) fail_msg("row %td", i);
		json_free(v);
	}
}

/* A statement of somebody else's program ends as ours do. */
static void a_medicine_is_ended_whoever_wrote_it(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"{\"resourceType\":\"MedicationStatement\",\"status\":\"active\",\"medicationCodeableConcept\":{\"text\":\"x\"},\"subject\":{"
		"\"reference\":\"Patient/a\"}}",
		"{\"resourceType\":\"MedicationStatement\",\"status\":\"unknown\",\"medicationCodeableConcept\":{\"text\":\"x\"},\"subject\":{"
		"\"reference\":\"Patient/a\"},"
		"\"effectiveDateTime\":\"2026-01-01\"}",
		"{\"resourceType\":\"MedicationStatement\",\"status\":\"active\",\"medicationCodeableConcept\":{\"text\":\"x\"},\"subject\":{"
		"\"reference\":\"Patient/a\"},"
		"\"effectivePeriod\":{\"start\":\"2026-01-01\",\"end\":\"2027-01-01\"},\"statusReason\":[{\"text\":\"y\"}]}"};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++)
		for (int why = 0; why < 2; why++) {
			struct fhir_issues issues = {0};
			struct medicine m;
			str text;
			jv v = parsed(str_from(rows[i]));
			str patch = medicine_stop_patch(v, S("2026-11-29"), why ? S("\"头晕\"") : S(""), &memory);
			json_free(v);
			assert_true(fhir_patch(&text, str_from(rows[i]), patch, &issues, &memory));
			assert_true(valid(text, S("MedicationStatement")));
			v = parsed(text);
			medicine_read(&m, v, monday_ms, &memory);
			assert_true(!m.active && str_eq(m.status, S("stopped")) && str_eq(m.until, S("2026-11-29")));
			assert_true(i == 0 || str_eq(m.from, S("2026-01-01")));
			json_free(v);
		}
}

static void hours_are_those_of_waking(void **state)
{
	(void)state;
	int h[4];
	assert_int_equal(medicine_hours(1, h), 1);
	assert_int_equal(h[0], 8 * 60);
	assert_int_equal(medicine_hours(3, h), 3);
	assert_int_equal(h[2], 20 * 60);
	assert_int_equal(medicine_hours(4, h), 4);
	const double none[] = {0, 0.5, 1.0 / 7, 2.5, 5, NAN};
	for (ptrdiff_t i = 0; i < COUNT(none); i++) assert_int_equal(medicine_hours(none[i], h), 0);
}

static void a_plan_and_its_goals_are_resources(void **state)
{
	(void)state;
	static const char *const rows[] = {"kind=plan,id=p,zh=血压计划,en=Pressure",
					   "kind=target,id=sys,measure=bp,part=sys,high=<135",
					   "kind=target,id=glu,measure=glucose,part=glucose,low=4.4,high=7.0",
					   "kind=target,id=lab,measure=lab,part=hba1c,high=<7",
					   "kind=target,id=gain,measure=weight,part=gain,low=8,high=14",
					   "kind=task,id=a,type=measure,measure=bp,every=1d,times=07:00;20:00",
					   "kind=task,id=b,type=visit,every=3m",
					   "kind=task,id=c,type=care",
					   NULL};
	static const char *const wanted[][2] = {{"低于 135", "below 135"}, {"4.4～7", "4.4 to 7"}, {"低于 7", "below 7"}, {"8～14", "8 to 14"}};
	struct plan p;
	struct targets t = {0};
	struct facts f = facts_none(COUNT(concepts), &memory);
	assert_true(plan_from(&p, rows));
	if (complaints) fail_msg("%s", complaint);
	struct followed by = {&p, NULL, monday_ms};
	plan_targets(&t, &by, &f, &memory);
	assert_int_equal(t.n, 4);
	for (ptrdiff_t i = 0; i < t.n; i++) {
		for (int lang = 0; lang < 2; lang++)
			if (!str_eq(target_text(&t.v[i], lang, &memory), str_from(wanted[i][lang])))
				fail_msg("%td: " STR_FMT, i, STR_ARG(target_text(&t.v[i], lang, &memory)));
		assert_true(valid(goal_resource(&t.v[i], S("x"), monday_ms, &memory), S("Goal")));
	}
	assert_true(str_eq(plan_every_text(plan_row_of(&p, PLAN_TASK, S("a")), 0, &memory), S("每天 07:00、20:00")));
	assert_true(str_eq(plan_every_text(plan_row_of(&p, PLAN_TASK, S("a")), 1, &memory), S("every day 07:00, 20:00")));
	assert_true(str_eq(plan_every_text(plan_row_of(&p, PLAN_TASK, S("b")), 0, &memory), S("每 3 个月")));
	assert_true(str_eq(plan_every_text(plan_row_of(&p, PLAN_TASK, S("b")), 1, &memory), S("every 3 months")));
	assert_int_equal(plan_every_text(plan_row_of(&p, PLAN_TASK, S("c")), 1, &memory).n, 0);
	const str goals[] = {S("g1"), S("g2")};
	str text = plan_resource(&p, S("x"), S("{\"a\":\"b\"}"), monday_ms, goals, 2, &memory), ended;
	struct plan_kept kept;
	struct fhir_issues issues = {0};
	assert_true(valid(text, S("CarePlan")));
	jv v = parsed(text);
	plan_kept_read(&kept, v, &memory);
	json_free(v);
	assert_true(str_eq(kept.plan, S("p")) && str_eq(kept.answers, S("{\"a\":\"b\"}")) && kept.start_ms == monday_ms &&
		    str_eq(kept.status, S("active")));
	for (int why = 0; why < 2; why++) {
		assert_true(
			fhir_patch(&ended, text, plan_end_patch(monday_ms + day_ms, why ? S("换医院") : S(""), false, &memory), &issues, &memory));
		assert_true(valid(ended, S("CarePlan")));
		v = parsed(ended);
		plan_kept_read(&kept, v, &memory);
		json_free(v);
		assert_true(str_eq(kept.status, S("completed")));
	}
}

int main(void)
{
	memory = arena_create(64 << 20);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_medicine_says_the_same_again),       cmocka_unit_test(what_is_over_is_not_active),
		cmocka_unit_test(a_medicine_is_ended_whoever_wrote_it), cmocka_unit_test(hours_are_those_of_waking),
		cmocka_unit_test(a_plan_and_its_goals_are_resources),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
