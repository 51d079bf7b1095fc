/* possible.c - what cannot be, however well it is written. What is only unlikely is no matter of this file: that is asked about, not refused. */
#include "base/check.h"
#include "fhir/check_int.h"
#include "fhir/primitive_int.h"

#include <math.h>
#include <stdio.h>

/* ---- measurements ---- */

/* A value of a LOINC code, in one of its units (UCUM), is within [low, high]. The bounds are the farthest that were ever reported of living people, rounded outward; where no report is
 * named they follow from what the quantity is (a share, the hours of a day) or from what its instrument can show. */
static const struct limit {
	const char *loinc, *unit;
	double low, high;
	const char *why;
} limits[] = {
	/* source: MacDougall et al., J Appl Physiol 1985;58:785: 480/350 mmHg in an artery during heavy lifting, the highest reported */
	{"8480-6", "mm[Hg]", 1, 480, "a systolic pressure is above 0 and has never been seen above 480 mmHg"},
	{"8462-4", "mm[Hg]", 0, 350, "a diastolic pressure is from 0, and has never been seen above 350 mmHg"},
	/* source: Chhabra et al., Tex Heart Inst J 2012;39:452: 600/min, the fastest reported */
	{"8867-4", "/min", 0, 600, "a heart rate is from 0 and has never been seen above 600/min"},
	{"8867-4", "{beats}/min", 0, 600, "a heart rate is from 0 and has never been seen above 600/min"},
	/* no report found above this; a ventilator's high-frequency strokes are not a respiratory rate */
	{"9279-1", "/min", 0, 200, "a respiratory rate is from 0 to 200/min"},
	{"9279-1", "{breaths}/min", 0, 200, "a respiratory rate is from 0 to 200/min"},
	{"59408-5", "%", 0, 100, "a saturation is a share: 0 to 100 %"},
	{"2708-6", "%", 0, 100, "a saturation is a share: 0 to 100 %"},
	{"20564-1", "%", 0, 100, "a saturation is a share: 0 to 100 %"},
	/* A thermometer's reading that a person reports. Rescue medicine knows lower core temperatures (Gilbert et al., Lancet 2000;355:375: 13.7 Cel survived) with probes
	 * that no home or ward has; 46.5 Cel is the highest survived (Slovis et al., Ann Emerg Med 1982;11:269), rounded down to what such a thermometer shows. */
	{"8310-5", "Cel", 20, 46, "a body temperature is from 20 to 46 degrees Celsius"},
	{"8331-1", "Cel", 20, 46, "a body temperature is from 20 to 46 degrees Celsius"},
	{"8332-9", "Cel", 20, 46, "a body temperature is from 20 to 46 degrees Celsius"},
	{"8328-7", "Cel", 20, 46, "a body temperature is from 20 to 46 degrees Celsius"},
	{"8310-5", "[degF]", 68, 114.8, "a body temperature is from 68 to 114.8 degrees Fahrenheit"},
	{"8331-1", "[degF]", 68, 114.8, "a body temperature is from 68 to 114.8 degrees Fahrenheit"},
	{"8332-9", "[degF]", 68, 114.8, "a body temperature is from 68 to 114.8 degrees Fahrenheit"},
	{"8328-7", "[degF]", 68, 114.8, "a body temperature is from 68 to 114.8 degrees Fahrenheit"},
	/* source: Guinness World Records: 635 kg the heaviest, 272 cm the tallest person; 212 g and 24 cm about the smallest newborns that lived */
	{"29463-7", "kg", 0.15, 700, "a body weight is from 0.15 to 700 kg"},
	{"29463-7", "g", 150, 700000, "a body weight is from 150 to 700 000 g"},
	{"29463-7", "[lb_av]", 0.33, 1544, "a body weight is from 0.33 to 1544 lb"},
	{"3141-9", "kg", 0.15, 700, "a body weight is from 0.15 to 700 kg"},
	{"8302-2", "cm", 20, 280, "a body height is from 20 to 280 cm"},
	{"8302-2", "m", 0.2, 2.8, "a body height is from 0.2 to 2.8 m"},
	{"8302-2", "[in_i]", 7.8, 111, "a body height is from 7.8 to 111 in"},
	/* follows from both: the highest estimated is about 250 kg/m2 */
	{"39156-5", "kg/m2", 1, 260, "a body mass index is from 1 to 260 kg/m2"},
	{"8280-0", "cm", 10, 400, "a waist is from 10 to 400 cm"},
	/* source: Guinness World Records: 147.6 mmol/L (2656 mg/dL), the highest blood glucose survived */
	{"15074-8", "mmol/L", 0, 150, "blood glucose is from 0 to 150 mmol/L"},
	{"15074-8", "mg/dL", 0, 2700, "blood glucose is from 0 to 2700 mg/dL"},
	{"2339-0", "mg/dL", 0, 2700, "blood glucose is from 0 to 2700 mg/dL"},
	{"2345-7", "mg/dL", 0, 2700, "blood glucose is from 0 to 2700 mg/dL"},
	{"4548-4", "%", 0, 100, "HbA1c is a share: 0 to 100 %"},
	{"93832-4", "h", 0, 24, "of a day's sleep: 0 to 24 hours"},
	{"93832-4", "min", 0, 1440, "of a day's sleep: 0 to 1440 minutes"},
	/* the farthest run in a day is about 320 km, in steps of some 0.9 m */
	{"41950-7", "{steps}/d", 0, 400000, "steps of a day are from 0 to 400 000"},
	/* what a peak flow meter can show, with room */
	{"19935-6", "L/min", 0, 1200, "a peak flow is from 0 to 1200 L/min"},
};

static bool has_loinc(jv concept, const char *code)
{
	jv all = json_get(concept, "coding");
	for (ptrdiff_t i = 0; i < json_count(all); i++)
		if (str_eq(json_str(json_at(all, i), "system"), S("http://loinc.org")) && str_eq(json_str(json_at(all, i), "code"), str_from(code)))
			return true;
	return false;
}

/* The UCUM code, else the unit as written. */
static str unit_of(jv quantity)
{
	str code = json_str(quantity, "code");
	return code.n ? code : json_str(quantity, "unit");
}

/* Too large to be a number here is beyond every bound. */
static bool amount_of(jv quantity, double *value)
{
	*value = 0;
	return json_number(quantity, "value", value) || isinf(*value);
}

/* `here` is an Observation or one of its components. */
static void check_limits(struct check *c, const struct place *here, jv observed)
{
	jv code = json_get(observed, "code"), quantity = json_get(observed, "valueQuantity");
	struct place place = {here, S("valueQuantity"), -1};
	double value;
	if (!amount_of(quantity, &value)) return;
	for (ptrdiff_t i = 0; i < COUNT(limits); i++) {
		const struct limit *one = &limits[i];
		if (!str_eq(unit_of(quantity), str_from(one->unit)) || !has_loinc(code, one->loinc)) continue;
		if (value < one->low || value > one->high) check_wrong_in(c, &place, S("value"), "invalid", "cannot be: %s", one->why);
		return;
	}
}

static jv component_of(jv all, const char *loinc, ptrdiff_t *at)
{
	for (*at = 0; *at < json_count(all); ++*at)
		if (has_loinc(json_get(json_at(all, *at), "code"), loinc)) return json_get(json_at(all, *at), "valueQuantity");
	return NULL;
}

static void check_observation(struct check *c, const struct place *here, jv resource)
{
	jv all = json_get(resource, "component");
	ptrdiff_t sys_at, dia_at;
	double sys, dia;
	check_limits(c, here, resource);
	for (ptrdiff_t i = 0; i < json_count(all); i++) {
		struct place place = {here, S("component"), i};
		check_limits(c, &place, json_at(all, i));
	}
	jv upper = component_of(all, "8480-6", &sys_at), lower = component_of(all, "8462-4", &dia_at);
	if (!amount_of(upper, &sys) || !amount_of(lower, &dia) || !str_eq(unit_of(upper), unit_of(lower)) || sys > dia) return;
	struct place component = {here, S("component"), dia_at}, value = {&component, S("valueQuantity"), -1};
	check_wrong_in(c, &value, S("value"), "invalid", "cannot be: the diastolic pressure is below the systolic one");
}

/* ---- times ---- */

enum { MINUTE_MS = 60000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };
enum { ZONE_WIDEST_MS = 14 * HOUR_MS };   /* a date without zone may be that much earlier in UTC */
enum { CLOCK_SLACK_MS = 10 * MINUTE_MS }; /* clocks of devices and of this machine differ */

/* The span of a date, dateTime or instant, as if in UTC when it names no zone. The end is exclusive. */
struct span {
	int64_t from_ms, until_ms;
	bool zoned;
};

static int64_t day_ms(int y, int m, int d)
{
	int64_t year = y - (m <= 2), era = year / 400, of_era = year - era * 400;
	int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return (era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468) * DAY_MS;
}

/* Of a text that the check of primitives has taken; false when there is none. */
static bool span_of(struct span *out, str s)
{
	char text[40], zone[8] = "";
	int y = 0, m = 1, d = 1, hh = 0, mm = 0, ss = 0, zh = 0, zm = 0;
	if (s.n < 4 || s.n >= (ptrdiff_t)sizeof text) return false;
	memcpy(text, s.p, (size_t)s.n);
	text[s.n] = 0;
	int parts = sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d", &y, &m, &d, &hh, &mm, &ss);
	if (parts < 1 || !fhir_is_day(y, m, d)) return false;
	out->from_ms = day_ms(y, m, d) + hh * (int64_t)HOUR_MS + mm * MINUTE_MS + ss * 1000;
	out->until_ms = parts == 1   ? day_ms(y + 1, 1, 1)
			: parts == 2 ? day_ms(y + m / 12, m % 12 + 1, 1)
				     : out->from_ms + (parts == 3 ? DAY_MS : 1000);
	out->zoned = parts == 6;
	if (parts < 6 || text[s.n - 1] == 'Z' || s.n < 6) return true;
	memcpy(zone, text + s.n - 6, 6);
	if (sscanf(zone + 1, "%2d:%2d", &zh, &zm) != 2) return true;
	int64_t east = (zone[0] == '-' ? -1 : 1) * (zh * (int64_t)HOUR_MS + zm * MINUTE_MS);
	out->from_ms -= east;
	out->until_ms -= east;
	return true;
}

/* Does `then` end before `first` begins, whatever the zones? */
static bool runs_back(str first, str then)
{
	struct span a, b;
	if (!span_of(&a, first) || !span_of(&b, then)) return false;
	return b.until_ms + (a.zoned == b.zoned ? 0 : ZONE_WIDEST_MS) <= a.from_ms;
}

/* What has happened has happened by now: of a resource in one of the states (empty: in any). */
static const struct past {
	const char *type, *element, *states;
} pasts[] = {
	{"Patient", "birthDate", ""},
	{"Patient", "deceasedDateTime", ""},
	{"Person", "birthDate", ""},
	{"RelatedPerson", "birthDate", ""},
	{"Practitioner", "birthDate", ""},
	{"FamilyMemberHistory", "bornDate", ""},
	{"FamilyMemberHistory", "deceasedDate", ""},
	{"Observation", "effectiveDateTime", "final amended corrected"},
	{"Observation", "effectiveInstant", "final amended corrected"},
	{"DiagnosticReport", "effectiveDateTime", "final amended corrected appended"},
	{"Condition", "onsetDateTime", ""},
	{"Condition", "recordedDate", ""},
	{"AllergyIntolerance", "onsetDateTime", ""},
	{"AllergyIntolerance", "lastOccurrence", ""},
	{"AllergyIntolerance", "recordedDate", ""},
	{"Immunization", "occurrenceDateTime", "completed"},
	{"Procedure", "performedDateTime", "completed"},
	{"MedicationAdministration", "effectiveDateTime", "completed"},
};

/* The second does not come before the first. */
static const struct sequence {
	const char *type, *first, *then;
} sequences[] = {
	{"Patient", "birthDate", "deceasedDateTime"},
	{"FamilyMemberHistory", "bornDate", "deceasedDate"},
	{"Condition", "onsetDateTime", "abatementDateTime"},
};

static void check_times(struct check *c, const struct place *here, str type, jv resource)
{
	struct span span;
	for (ptrdiff_t i = 0; i < COUNT(pasts); i++) {
		const struct past *one = &pasts[i];
		if (!str_eq(type, str_from(one->type)) || !span_of(&span, json_str(resource, one->element))) continue;
		if (*one->states && !fhir_word_in(str_from(one->states), json_str(resource, "status"))) continue;
		if (span.from_ms - (span.zoned ? CLOCK_SLACK_MS : ZONE_WIDEST_MS) > c->now_ms)
			check_wrong_in(c, here, str_from(one->element), "invalid", "cannot be: it lies in the future");
	}
	for (ptrdiff_t i = 0; i < COUNT(sequences); i++) {
		const struct sequence *one = &sequences[i];
		if (str_eq(type, str_from(one->type)) && runs_back(json_str(resource, one->first), json_str(resource, one->then)))
			check_wrong_in(c, here, str_from(one->then), "invalid", "cannot be: it lies before %s", one->first);
	}
}

/* ---- values of complex types ---- */

static void check_range(struct check *c, const struct place *here, jv range)
{
	jv low = json_get(range, "low"), high = json_get(range, "high");
	double from, to;
	if (json_number(low, "value", &from) && json_number(high, "value", &to) && str_eq(unit_of(low), unit_of(high)) && from > to)
		check_wrong_in(c, here, S("high"), "invalid", "cannot be: it is below low");
}

static void check_dosage(struct check *c, const struct place *here, jv dosage)
{
	jv all = json_get(dosage, "doseAndRate");
	double dose;
	for (ptrdiff_t i = 0; i < json_count(all); i++) {
		struct place one = {here, S("doseAndRate"), i}, quantity = {&one, S("doseQuantity"), -1};
		if (json_number(json_get(json_at(all, i), "doseQuantity"), "value", &dose) && dose < 0)
			check_wrong_in(c, &quantity, S("value"), "invalid", "cannot be: a dose below 0");
	}
}

void check_possible_value(struct check *c, const struct place *here, str type, jv value)
{
	double number;
	if (str_eq(type, S("Period"))) {
		if (runs_back(json_str(value, "start"), json_str(value, "end")))
			check_wrong_in(c, here, S("end"), "invalid", "cannot be: it lies before start");
	} else if (str_eq(type, S("Range")) || str_eq(type, S("Observation.referenceRange"))) {
		check_range(c, here, value);
	} else if (str_eq(type, S("Dosage"))) {
		check_dosage(c, here, value);
	} else if (str_eq(type, S("Age")) && json_number(value, "value", &number) && number < 0) {
		check_wrong_in(c, here, S("value"), "invalid", "cannot be: an age below 0");
	}
}

void check_possible_resource(struct check *c, const struct place *here, str type, jv resource)
{
	check_times(c, here, type, resource);
	if (str_eq(type, S("Observation"))) check_observation(c, here, resource);
}
