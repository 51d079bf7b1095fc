/* care.h - the companion of one person: what is known for it, what the rules say of a new measurement, and what a doctor is to see of it.
 *
 * Reading works on any thread; what writes belongs into the writer's transaction. Texts lie on the call's arena. */
#ifndef APP_CARE_H
#define APP_CARE_H

#include "app/reminder.h"
#include "app/resource.h"
#include "care/medicine.h"
#include "care/week.h"
#include "library/plans.h"

/* ---- what is known ---- */

struct care_plan { /* a plan that the person follows, or `any` */
	str id;    /* of the CarePlan; empty of `any` */
	struct plan plan;
	struct answers given;
};

struct care {
	double age_y;   /* NAN: not known */
	str facts_json; /* for the engines: {age, sex, pregnant, weight_kg, height_cm, conditions[], allergies[], drugs[]} */
	struct facts facts;
	struct care_plan *plans; /* those that are followed, oldest first, then `any` */
	struct followed *followed;
	int plan_count;
	struct targets targets; /* of all of them */
};

enum { CARE_PLANS_MAX = 16, CARE_SERIES_MAX = 20000 };

/* `said`: what is told just now and not yet in the record; with the diary of the last day it says what the person has now. */
bool care_open(struct zhuyi *z, struct call *c, const struct someone *s, struct care *out, str said);

bool care_follows(const struct care *care, str plan);

/* Measurements from since_ms on, by kind (MEASURE_KINDS of them), oldest first. */
bool care_series(struct zhuyi *z, struct call *c, const struct someone *s, struct series *out, int64_t since_ms);

/* ---- what rules say ---- */

enum { CARE_FRESH_MS = 48 * 3600 * 1000 }; /* an older reading was entered late, and no rule speaks of it any more */

/* A new point and what the rules of the person's plans say of it and the series before it. The point need not be kept yet; it is when `kept`. */
bool care_judge(struct zhuyi *z, struct call *c, const struct someone *s, const struct care *care, enum measure_kind kind, const struct point *p,
		struct plan_alert *out, bool *any);

/* ---- alerts (care_alert.c) ---- */

struct care_alert {
	str rule; /* "hypertension/very-high": while one of a rule is open, the next is a line of it */
	enum tier tier;
	bool to_doctor;    /* of tier urgent and above an alert is opened for the doctors; below it only the person is told */
	bool whatever;     /* opened for the doctors below urgent too */
	str title[2];      /* by language: Chinese, English */
	str text[2];       /* to the person, at once */
	str doctor[2];     /* to the doctor; empty: the same */
	str source;        /* titles of the sources */
	str evidence;      /* JSON list of {type, id}; empty: none */
	int64_t at_ms;     /* 0: now. The same rule at the same time is told once */
	int64_t quiet_ms;  /* not told again when the person heard of the same rule so long ago or less; 0: told each time */
	int64_t silent_ms; /* no new alert when one of the rule was opened after this; 0: always one */
};

/* A notice to the person and, for the doctors, an alert, a new one or a line more of the one that is open; with its leaf in the ledger. */
bool care_alert(struct zhuyi *z, struct call *c, const struct someone *s, const struct care_alert *a);

/* The alert of a rule of a plan. */
bool care_alert_of(struct zhuyi *z, struct call *c, const struct someone *s, const struct plan_alert *alert, struct care_alert *out);

/* Whether it is for the doctors' list too. */
bool care_alert_opens(const struct care_alert *a);

struct alert_words { /* what is sealed of an alert */
	str title[2], text[2], source, note, by;
	str lines; /* JSON list of {at_ms, evidence} */
};
void care_alert_words_write(struct jw *w, const struct alert_words *t);
bool care_alert_read(const struct someone *s, const struct alert_row *row, struct alert_words *out, struct arena *a, struct fail *fail);

/* Whether the person has an alert that waits for a doctor. */
bool care_alert_waits(struct zhuyi *z, struct call *c, str person, bool *waits);

/* Before resource_leaf: the rules hear the measurements that this call brought into the record (care_listen.c). */
bool care_listen(struct zhuyi *z, struct call *c, const struct someone *s);

/* ---- what comes with time (care_tick.c) ---- */

/* A watch is due: {"plan":…} judges what was not measured, {"week":true} says what the week was, if it was not a quiet one. z->reminders.watch. */
bool care_tick(struct zhuyi *z, struct call *c, const struct someone *s, str about);

/* The week from from_ms on, as it stands now. */
bool care_week(struct zhuyi *z, struct call *c, const struct someone *s, struct week *out, int64_t from_ms);

/* ---- shared by the verbs ---- */

/* Refuses in both languages. */
bool care_refuse(struct call *c, enum rc rc, const char *zh, const char *en);

str care_time_text(struct call *c, int64_t ms);

/* Ends what reminds of a plan, those of kind watch too (verb_plan_begin.c). */
bool care_plan_reminders_end(struct zhuyi *z, struct call *c, const struct someone *s, str careplan);

#endif
