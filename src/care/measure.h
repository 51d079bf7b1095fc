/* measure.h - what people measure at home: kinds, values as they were typed, and whether such a value can be. Pure.
 *
 * A value stays the text it came as; a number in the kind's own unit is made of it only for judging. Texts are borrowed or lie on the arena given. */
#ifndef CARE_MEASURE_H
#define CARE_MEASURE_H

#include "base/fail.h"
#include "fhir/brief.h"

enum measure_kind {
	MEASURE_BP,
	MEASURE_HR,
	MEASURE_WEIGHT,
	MEASURE_HEIGHT,
	MEASURE_SPO2,
	MEASURE_TEMP,
	MEASURE_GLUCOSE,
	MEASURE_SLEEP,
	MEASURE_STEPS,
	MEASURE_PEAK_FLOW,
	MEASURE_WAIST,
	MEASURE_KINDS
};

enum { MEASURE_PARTS = 2, MEASURE_CODES = 6, MEASURE_NUMBER_MAX = 12, MEASURE_NOTE_MAX = 400 }; /* bytes */

enum measure_context { CONTEXT_NONE, CONTEXT_FASTING, CONTEXT_AFTER_MEAL, CONTEXT_BEFORE_SLEEP, CONTEXT_REST, CONTEXTS };

/* Below `least` or above `most` it cannot be; below `rare_below` or above `rare_above` it is asked about. A child's own two come first below CHILD_Y. */
struct measure_part {
	const char *name, *loinc, *display;
	const char *say[2];
	double least, most, rare_below, rare_above, child_below, child_above;
};

struct measure_form {
	const char *name;                 /* as in the API and in packs: bp */
	const char *loinc[MEASURE_CODES]; /* the first is written, all are read */
	const char *display;
	const char *say[2];     /* what people call it, by language */
	const char *unit;       /* UCUM: in which it is judged */
	const char *unit_as[2]; /* as it is shown */
	const char *category;   /* of FHIR: vital-signs, laboratory, activity */
	const char *substance;  /* for conversion, or NULL */
	int parts;
	bool whole; /* only whole numbers */
	struct measure_part part[MEASURE_PARTS];
};

const struct measure_form *measure_form(enum measure_kind kind);
enum measure_kind measure_kind_by_name(str name); /* MEASURE_KINDS when there is no such one */
enum measure_kind measure_kind_by_code(str code); /* "http://loinc.org|8867-4", as in a brief */
str measure_context_name(enum measure_context context);
bool measure_context_by_name(enum measure_context *out, str name);                         /* the empty name is CONTEXT_NONE */
const char *measure_title(enum measure_kind kind, enum measure_context context, int lang); /* "空腹血糖" */

struct measure {
	enum measure_kind kind;
	enum measure_context context;
	int64_t at_ms;
	str text[MEASURE_PARTS];     /* digits as typed */
	str unit;                    /* UCUM code of `text` */
	str typed;                   /* text and unit as typed, where that unit is none that FHIR takes (斤); else empty */
	double value[MEASURE_PARTS]; /* in the form's unit */
	str note;
};

/* in   v      the parts as typed: plain decimals of up to MEASURE_NUMBER_MAX bytes, digits of full width allowed
 *      unit   empty: the form's; else UCUM or an everyday spelling that goes together with it (斤, lb, mg/dL, ℉)
 * else RC_INPUT, *say in both languages */
bool measure_read(struct measure *out, enum measure_kind kind, const str *v, int n, str unit, const char *say[2], struct fail *fail, struct arena *a);

/* ---- can it be? ---- */

/* Limits for an age, as the pack has them (measures.tsv); they go before those of the form. NAN ages: without a limit on that side. */
struct measure_limit {
	unsigned char kind, part;
	double age_from_y, age_to_y, least, most, rare_below, rare_above;
};

struct measure_about { /* NAN and 0: not known */
	double age_y;
	double last[MEASURE_PARTS]; /* the newest of the kind before this one */
	int64_t last_ms, now_ms;
	const struct measure_limit *limits; /* NULL: none */
	ptrdiff_t limit_count;
};

struct measure_remark {
	bool impossible; /* refused, whatever is confirmed; else a question */
	const char *code;
	str say[2];
};
struct measure_remarks {
	struct measure_remark *v;
	ptrdiff_t n, cap;
};

/* What is impossible comes first. None: fine. */
void measure_judge(struct measure_remarks *out, const struct measure *m, const struct measure_about *about, struct arena *a);

/* ---- as FHIR (observation.c) ---- */

/* The Observation, subject Patient/{person}, tagged with that origin. */
str measure_observation(const struct measure *m, str person, str origin, struct arena *a);

/* The same read back from a brief, whoever wrote the resource; the context only where we wrote it. False: no measurement, or one without a number. */
bool measure_of_brief(struct measure *out, const struct brief *b, int64_t at_ms, struct arena *a);

/* An entry of the diary. mood 1 … 5, 0 = not said. */
str diary_observation(str text, int mood, int64_t at_ms, str person, struct arena *a);
bool diary_of_brief(str *text, int *mood, const struct brief *b);

/* 2026-11-30T08:00:00+08:00; `out` holds 26 bytes with NUL. */
void care_time(char out[26], int64_t ms);

#define CARE_CODES "urn:zhuyi:code"
#define CARE_ORIGINS "urn:zhuyi:origin"

#endif
