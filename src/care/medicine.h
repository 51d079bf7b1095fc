/* medicine.h - a medicine of the cabinet and a plan that is followed, as FHIR resources: written, and read back whoever wrote them. Pure. */
#ifndef CARE_MEDICINE_H
#define CARE_MEDICINE_H

#include "care/plan.h"

#define CARE_DRUGS "urn:zhuyi:drug"
#define CARE_PLANS "urn:zhuyi:plan"
#define CARE_ANSWERS "urn:zhuyi:plan-answers"

/* ---- MedicationStatement ---- */

struct medicine {
	str drug, code;                   /* as people call it; the pack's id, empty when it is not known there */
	str dose, unit, frequency, route; /* dose: a plain decimal */
	str text;                         /* the dosage in words, as another program wrote it */
	str from, until;                  /* FHIR dates */
	str status, origin;
	bool active; /* taken at now_ms, as far as it says */
};

/* The resource, status active, subject Patient/{person}. */
str medicine_statement(const struct medicine *m, str person, int64_t now_ms, struct arena *a);
void medicine_read(struct medicine *out, jv resource, int64_t now_ms, struct arena *a);

/* A patch (RFC 6902) that ends it on that day. */
str medicine_stop_patch(jv resource, str until, str why, struct arena *a);

/* Hours at which somebody takes it so many times a day, minutes of the day: 1 08:00; 2 08:00 20:00; 3 08:00 14:00 20:00; 4 08:00 12:00 16:00 20:00.
 * source: own choice of ordinary waking hours. Returns their number, 0 for anything else. */
int medicine_hours(double times_day, int out[4]);

/* ---- CarePlan and Goals ---- */

/* answers: JSON object; goals: ids of Goal resources. */
str plan_resource(const struct plan *p, str person, str answers, int64_t start_ms, const str *goals, ptrdiff_t goal_count, struct arena *a);
str goal_resource(const struct target *t, str person, int64_t start_ms, struct arena *a);

struct plan_kept {
	str plan;    /* empty: none of ours */
	str answers; /* JSON object as text, or empty */
	int64_t start_ms;
	str status;
};
void plan_kept_read(struct plan_kept *out, jv resource, struct arena *a);

/* Patches that end a plan, or the goal of one. */
str plan_end_patch(int64_t now_ms, str why, bool has_note, struct arena *a);

/* "<135" for people: "低于 135"; both sides "4.4～7.0". */
str target_text(const struct target *t, int lang, struct arena *a);
/* "每天 07:00、20:00", "every 3 months"; empty when it comes once. */
str plan_every_text(const struct plan_row *task, int lang, struct arena *a);

#endif
