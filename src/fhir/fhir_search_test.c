/* fhir_search_test.c - what a query finds and what it does not, on both sides of each edge. */
#include "base/check.h"
#include "fhir/search_sample_int.h"

static struct arena whole;

static bool finds(const char *resource, const char *query)
{
	struct arena a = whole;
	struct fhir_query q;
	struct fhir_search_fault fault;
	jv v = sample_parse(resource, &a);
	if (!fhir_query_read(&q, str_copy(&a, json_str(v, "resourceType")), str_from(query), &place, &fault, &a))
		fail_msg("%s: " STR_FMT ": " STR_FMT, query, STR_ARG(fault.parameter), STR_ARG(fault.why));
	bool hit = fhir_query_match(&q, v, a);
	json_free(v);
	return hit;
}

/* The row's own words: what a query should find of a resource. */
struct row {
	const char *resource, *query;
	bool hit;
};

static void check_rows(const struct row *rows, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (finds(rows[i].resource, rows[i].query) != rows[i].hit)
			fail_msg("%s: should be %s", rows[i].query, rows[i].hit ? "a hit" : "no hit");
}

static void codes(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{bp, "code=85354-9", true},
		{bp, "code=85354", false},
		{bp, "code=http://loinc.org|85354-9", true},
		{bp, "code=http%3A%2F%2Floinc.org%7C85354-9", true},
		{bp, "code=http://snomed.info/sct|85354-9", false},
		{bp, "code=http://loinc.org|", true},
		{bp, "code=http://loinc|", false},
		{bp, "code=|85354-9", false},
		{crp, "code=|crp", true},
		{crp, "code=|CRP", true},
		{bp, "code=x,85354-9", true},
		{bp, "code=85354-9&code=x", false},
		{bp, "code:not=85354-9", false},
		{bp, "code:not=x,y", true},
		{bp, "code:not=x,85354-9", false},
		{glucose, "category:not=vital-signs", true},
		{bp, "category:missing=false", true},
		{glucose, "category:missing=false", false},
		{glucose, "category:missing=true", true},
		{bp, "code:text=blood", true},
		{bp, "code:text=BLUT", true},
		{bp, "code:text=pressure", false},
		{glucose, "code=glucose", false},
		{bp, "combo-code=8480-6", true},
		{bp, "component-code=85354-9", false},
		{bp, "status=final", true},
		{bp, "status=http://hl7.org/fhir/observation-status|final", true},
		{bp, "status=http://hl7.org/fhir/other|final", false},
		{bp, "status=|final", true},
		{bp, "_id=bp", true},
		{bp, "_id=BP", false},
		{bp, "_id=a,bp", true},
		{patient, "_tag=urn:zhuyi:origin|typed", true},
		{patient, "_tag=urn:zhuyi:origin|photo", false},
		{patient, "_profile=http://x/p", true},
		{patient, "_profile=http://x/", false},
		{patient, "active=true", true},
		{patient, "active=false", false},
		{patient, "deceased=true", true},
		{patient, "deceased=false", false},
		{"{'resourceType':'Patient'}", "deceased=false", true},
		{"{'resourceType':'Patient','deceasedBoolean':false}", "deceased=true", false},
		{"{'resourceType':'Patient','deceasedBoolean':true}", "deceased=true", true},
		{patient, "identifier=urn:oid:1|A\\|1", true},
		{patient, "identifier=A%5C%7C1", true},
		{patient, "identifier:text=medical", true},
		{patient, "phone=555-1", true},
		{patient, "phone=a@b.c", false},
		{patient, "email=a@b.c", true},
		{patient, "gender=female,male", true},
	};
	check_rows(rows, COUNT(rows));
}

static void texts(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{patient, "family=mull", true},
		{patient, "family=M%C3%9CLLER", true},
		{patient, "family=uller", false},
		{patient, "family:contains=uller", true},
		{patient, "family:exact=M%C3%BCller", true},
		{patient, "family:exact=m%C3%BCller", false},
		{patient, "given=ann+lee", true},
		{patient, "given=lee", false},
		{patient, "name=eve", true},
		{patient, "name=%E5%BC%A0%E4%BC%9F", true}, /* 张伟 finds 張 偉 */
		{patient, "name=%E5%BC%B5+%E5%81%89", true},
		{patient, "name:contains=+%E5%81%89", true},
		{patient, "name=Basel", false},
		{patient, "address=1 main st\\, apt", true},
		{patient, "address-city=bas", true},
		{patient, "address=1%20main%20st,zurich", true},
		{patient, "address-state:missing=true", true},
	};
	check_rows(rows, COUNT(rows));
}

static void references(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{bp, "subject=Patient/p1", true},
		{bp, "subject=p1", true},
		{bp, "patient=p1", true},
		{bp, "subject:Patient=p1", true},
		{bp, "subject:Group=p1", false},
		{bp, "subject=Group/p1", false},
		{bp, "subject=https://here/fhir/p1/Patient/p1", true},
		{bp, "subject=https://here/fhir/p2/Patient/p1", false},
		{bp, "performer=Practitioner/d1", true},
		{bp, "performer=Practitioner/d1/_history/2", true},
		{bp, "performer=o1", true},
		{bp, "performer:identifier=urn:s|7", true},
		{bp, "performer:identifier=urn:s|8", false},
		{bp, "encounter=Encounter/e1", false},
		{bp, "encounter=https://elsewhere/Encounter/e1", true},
		{answers, "questionnaire=http://q/phq9", true},
		{answers, "questionnaire=http://q/phq9%7C1.0", true},
		{answers, "questionnaire=http://q/phq9%7C2.0", false},
		{answers, "questionnaire=http://q/phq", false},
		{onset, "patient:missing=false", true},
		{group, "subject=p1", true},
		{group, "patient=p1", false},
		{group, "patient:missing=true", true},
		{bp, "device:missing=true", true},
	};
	check_rows(rows, COUNT(rows));
}

static void dates(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{bp, "date=2026-11-30", true},
		{bp, "date=2026-11", true},
		{bp, "date=2026", true},
		{bp, "date=2026-11-29", false},
		{bp, "date=2026-11-30T00:00:00Z", true},
		{bp, "date=2026-11-30T08:00:00%2B08:00", true},
		{bp, "date=2026-11-30T08:00:00+08:00", true}, /* the plus is a blank */
		{bp, "date=2026-11-30T08:00", true},
		{bp, "date=2026-11-30T08:00:00.000%2B08:00", false}, /* a second is not within a millisecond */
		{bp, "date=ne2026-11-30", false},
		{bp, "date=ne2026-11-29", true},
		{bp, "date=gt2026-11-30", false},
		{bp, "date=gt2026-11-29", true},
		{bp, "date=ge2026-11-30", true},
		{bp, "date=ge2026-12-01", false},
		{bp, "date=lt2026-11-30", false},
		{bp, "date=lt2026-12-01", true},
		{bp, "date=le2026-11-30", true},
		{bp, "date=le2026-11-29", false},
		{bp, "date=sa2026-11-29", true},
		{bp, "date=sa2026-11-30", false},
		{bp, "date=eb2026-12-01", true},
		{bp, "date=eb2026-11-30", false},
		{bp, "date=ge2026-11-01&date=lt2026-12-01", true},
		{glucose, "date=2026-10", true},
		{glucose, "date=2026-10-15", false},
		{glucose, "date=gt2026-10-30", true},
		{glucose, "date=gt2026-10-31", false},
		{glucose, "date=sa2026-09-30", true},
		{glucose, "date=sa2026-10-01", false},
		{glucose, "date=eb2026-10-31", false},
		{glucose, "date=eb2026-11-01", true},
		{glucose, "date=ap2026-10-20", true},
		{group, "date=ap2016-11-30", true}, /* ten years ago: a year on both sides */
		{edge, "date=ap2016-11-30", false},
		{crp, "date=gt2030", true}, /* no end: until for ever */
		{crp, "date=lt2026-10-16", true},
		{crp, "date=lt2026-10-15", false},
		{crp, "date=2026", false},
		{timing, "occurrence=sa2026-02-28", true},
		{timing, "occurrence=sa2026-03-01", false},
		{timing, "occurrence=eb2026-03-20", false},
		{timing, "occurrence=eb2026-03-21", true},
		{patient, "birthdate=1980", true},
		{patient, "birthdate=1980-02-01", false},
		{patient, "birthdate=ge1980-02-28", true}, /* it may be the 29th */
		{patient, "birthdate=ge1980-02-29", false},
		{patient, "birthdate=gt1980-02-29", false},
		{patient, "_lastUpdated=2026-11-01", true},
		{patient, "_lastUpdated=gt2026-11-01", false},
		{patient, "death-date=2026-01-02", true},
	};
	check_rows(rows, COUNT(rows));
}

static void quantities(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{glucose, "value-quantity=5.4", true},
		{glucose, "value-quantity=5.40", true},
		{glucose, "value-quantity=5", true},
		{glucose, "value-quantity=5.39", false},
		{glucose, "value-quantity=5.4|http://unitsofmeasure.org|mmol/L", true},
		{glucose, "value-quantity=5.4|http://unitsofmeasure.org|mg/dL", false},
		{glucose, "value-quantity=5.4||mmol/l", true},
		{glucose, "value-quantity=5.4||mmol/L", true},
		{glucose, "value-quantity=5.4|http://unitsofmeasure.org|mmol/l", false},
		{glucose, "value-quantity=gt5.4", false},
		{glucose, "value-quantity=gt5.39", true},
		{glucose, "value-quantity=ge5.4", true},
		{glucose, "value-quantity=lt5.4", false},
		{glucose, "value-quantity=lt5.400000000000000001", true},
		{glucose, "value-quantity=le5.4", true},
		{glucose, "value-quantity=ne5.4", false},
		{glucose, "value-quantity=ne5.3", true},
		{glucose, "value-quantity=ap5", true},
		{glucose, "value-quantity=ap4.9", false},
		{glucose, "value-quantity=ap6.0", true},
		{glucose, "value-quantity=54e-1", true},
		{edge, "value-quantity=5.4", true},
		{group, "value-quantity=5.4", false}, /* [5.35, 5.45) */
		{edge, "value-quantity=ne5.4", false},
		{group, "value-quantity=ne5.4", true},
		{bp, "component-value-quantity=ge120||mmHg", true},
		{bp, "component-value-quantity=gt120", false},
		{bp, "component-value-quantity=80", true},
		{bp, "combo-value-quantity=lt80", false},
		{bp, "value-quantity:missing=true", true},
		{crp, "value-quantity=5", false},
		{crp, "value-quantity=lt3", true}, /* somewhere below 5 */
		{crp, "value-quantity=ge5", false},
		{crp, "value-quantity=gt4", true},
		{crp, "value-quantity=eb5", true},
		{onset, "onset-age=42", false},
		{onset, "onset-age=ge45", true},
		{onset, "onset-age=gt45", false},
		{onset, "onset-age=lt40||a", false},
		{onset, "onset-age=sa39||a", true},
	};
	check_rows(rows, COUNT(rows));
}

static void composites(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{bp, "component-code-value-quantity=http://loinc.org|8480-6$ge120", true},
		{bp, "component-code-value-quantity=8480-6$gt120", false},
		{bp, "component-code-value-quantity=8462-4$120", false}, /* both are there, but not together */
		{bp, "component-code-value-quantity=8462-4$120,8462-4$80||mmHg", true},
		{bp, "combo-code-value-quantity=8462-4$80", true},
		{bp, "combo-code-value-quantity=85354-9$80", false},
		{glucose, "combo-code-value-quantity=|g$5.4", false},
		{crp, "code-value-quantity=crp$lt5", true},
		{crp, "code-value-quantity=crp$gt5", false},
		{"{'resourceType':'Observation','code':{'coding':[{'code':'d'}]},'valueDateTime':'2026-05-01'}", "code-value-date=d$gt2026-05",
		 false},
		{"{'resourceType':'Observation','code':{'coding':[{'code':'d'}]},'valueDateTime':'2026-05-01'}", "code-value-date=d$2026-05", true},
		{"{'resourceType':'Observation','code':{'coding':[{'code':'d'}]},'valueString':'5$ Note'}", "code-value-string=d$5\\$%20note", true},
	};
	check_rows(rows, COUNT(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes), cmocka_unit_test(texts),      cmocka_unit_test(references),
		cmocka_unit_test(dates), cmocka_unit_test(quantities), cmocka_unit_test(composites),
	};
	whole = arena_create(64 << 20);
	return cmocka_run_group_tests_name("fhir search", tests, NULL, NULL);
}
