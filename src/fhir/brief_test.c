#include "fhir/brief.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct arena whole, a;

static int start(void **state)
{
	(void)state;
	whole = arena_create(1 << 20);
	a = whole;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static void same(str got, const char *want)
{
	assert_int_equal(got.n, strlen(want));
	assert_memory_equal(got.p, want, strlen(want));
}

static jv parsed(const char *text)
{
	jv v;
	struct fail fail = {0};
	assert_true(json_parse(&v, str_from(text), 32, &fail));
	return v;
}

static void a_date_is_a_span(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t from, until;
	} rows[] = {
		{"1970", -28800000, 31507200000},          {"1970-01", -28800000, 2649600000},
		{"1970-01-01", -28800000, 57600000},       {"2024-02-29", 1709136000000, 1709222400000},
		{"1970-01-01T00:00:00Z", 0, 1000},         {"1970-01-01T08:00:00+08:00", 0, 1000},
		{"1970-01-01T08:00:00", 0, 1000},          {"1970-01-01T00:00:00.5Z", 500, 600},
		{"1970-01-01T00:00:00.123456Z", 123, 124}, {"1969-12-31T23:59:59-00:00", -1000, 0},
		{"1970-01-01T00:01Z", 60000, 120000},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t from, until;
		assert_true(fhir_time(str_from(rows[i].text), 480, &from, &until));
		assert_int_equal(from, rows[i].from);
		assert_int_equal(until, rows[i].until);
	}
	static const char *const none[] = {"",
					   "70",
					   "0000",
					   "1970-13",
					   "1970-1-1",
					   "1970-02-30",
					   "2023-02-29",
					   "1970-01-01T",
					   "1970-01-01T1",
					   "1970-01-01 00:00:00",
					   "1970-01-01T25:00:00Z",
					   "1970-01-01T00:00:00+15:00",
					   "1970-01-01T00:00:00.Z",
					   "1970-01-01x"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		int64_t from, until;
		assert_false(fhir_time(str_from(none[i]), 480, &from, &until));
	}
}

static void blood_pressure_reads_as_people_write_it(void **state)
{
	(void)state;
	struct brief b, back;
	int64_t at;
	jv r = parsed(
		"{\"resourceType\":\"Observation\",\"meta\":{\"tag\":[{\"system\":\"urn:zhuyi:origin\",\"code\":\"typed\"}]},\"status\":\"final\","
		"\"code\":{\"coding\":[{\"system\":\"http://"
		"loinc.org\",\"code\":\"85354-9\"}],\"text\":\"血压\"},\"effectiveDateTime\":\"1970-01-02T08:"
		"00:00+08:00\",\"component\":[{\"code\":{\"coding\":[{\"code\":\"8462-4\"}]},\"valueQuantity\":{\"value\":80,\"unit\":\"mmHg\"}},{"
		"\"code\":{\"coding\":[{\"code\":\"8480-6\"}]},\"valueQuantity\":{\"value\":120.0,\"code\":\"mm[Hg]\"}}]}");
	brief_of(&b, &at, r, &a);
	assert_true(brief_unpack(&back, brief_pack(&b, &a)));
	same(back.code, "http://loinc.org|85354-9");
	same(back.title, "血压");
	same(back.value, "120.0/80");
	same(back.unit, "mm[Hg]");
	same(back.status, "final");
	same(back.origin, "typed");
	assert_int_equal(at, 86400000);
	json_free(r);
}

static void each_type_says_it_in_its_own_place(void **state)
{
	(void)state;
	static const struct {
		const char *json, *title, *status, *verified, *from, *until;
	} rows[] = {
		{"{\"resourceType\":\"AllergyIntolerance\",\"clinicalStatus\":{\"coding\":[{\"code\":\"active\"}]},\"verificationStatus\":{"
		 "\"coding\":[{"
		 "\"code\":\"unconfirmed\"}]},\"code\":{\"text\":\"青霉素\"},\"recordedDate\":\"2020-01\"}",
		 "青霉素", "active", "unconfirmed", "2020-01", ""},
		{"{\"resourceType\":\"MedicationStatement\",\"status\":\"active\",\"medicationCodeableConcept\":{\"coding\":[{\"code\":\"x\"},{"
		 "\"display\":"
		 "\"氨氯地平\"}]},\"effectivePeriod\":{\"start\":\"2021-02-03\",\"end\":\"2022\"}}",
		 "氨氯地平", "active", "", "2021-02-03", "2022"},
		{"{\"resourceType\":\"Immunization\",\"status\":\"completed\",\"vaccineCode\":{\"text\":\"流感疫苗\"},\"occurrenceDateTime\":\"2023-"
		 "10-01\"}",
		 "流感疫苗", "completed", "", "2023-10-01", ""},
		{"{\"resourceType\":\"CarePlan\",\"status\":\"active\",\"title\":\"高血压管理\",\"period\":{\"start\":\"2024-01-01\"}}", "高血压管理",
		 "active", "", "2024-01-01", ""},
		{"{\"resourceType\":\"Condition\",\"code\":{\"coding\":[{\"system\":\"s\",\"code\":\"I10\"}]},\"abatementDateTime\":\"2019\"}", "I10",
		 "", "", "", "2019"},
		{"{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"王测（虚构）\"}]}", "王测（虚构）", "", "", "", ""},
		{"{}", "", "", "", "", ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct brief b;
		int64_t at;
		jv r = parsed(rows[i].json);
		brief_of(&b, &at, r, &a);
		same(b.title, rows[i].title);
		same(b.status, rows[i].status);
		same(b.verified, rows[i].verified);
		same(b.from, rows[i].from);
		same(b.until, rows[i].until);
		json_free(r);
	}
}

static void what_is_damaged_does_not_unpack(void **state)
{
	(void)state;
	struct brief b = {.code = S("c"), .title = S("标题"), .value = S("1")}, back;
	str packed = brief_pack(&b, &a);
	for (ptrdiff_t n = 0; n < packed.n; n++) assert_false(brief_unpack(&back, str_slice(packed, 0, n)));
	assert_true(brief_unpack(&back, packed));
	char much[3000];
	memset(much, 0, sizeof much);
	for (size_t i = 0; i + 3 < sizeof much; i += 3) memcpy(much + i, "长", 3);
	b.title = (str){much, 2997};
	assert_true(brief_unpack(&back, brief_pack(&b, &a)));
	assert_int_equal(back.title.n, 1023); /* whole characters */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_is_a_span),
		cmocka_unit_test(blood_pressure_reads_as_people_write_it),
		cmocka_unit_test(each_type_says_it_in_its_own_place),
		cmocka_unit_test(what_is_damaged_does_not_unpack),
	};
	return cmocka_run_group_tests_name("briefs of resources", tests, start, stop);
}
