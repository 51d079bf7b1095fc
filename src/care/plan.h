/* plan.h - a care plan as its file has it, what it means for one person, and what its rules say of their measurements. Pure.
 *
 * A plan is read from its file's text when it is needed and lives on the arena given, with texts borrowed from the file (docs/pack-format.md). It informs and
 * reminds; it never changes a treatment, and a target that the person's doctor gave goes before its own. */
#ifndef CARE_PLAN_H
#define CARE_PLAN_H

#include "base/tsv.h"
#include "care/measure.h"
#include "clinic/expr.h"
#include "clinic/triage.h"
#include "policy/date.h"

enum plan_row_kind { PLAN_ITSELF, PLAN_FOR, PLAN_ASK, PLAN_TARGET, PLAN_TASK, PLAN_STOP, PLAN_ALERT, PLAN_TIP, PLAN_ROW_KINDS };
enum plan_type {
	TYPE_NONE,
	TYPE_NOT, /* of a PLAN_FOR */
	TYPE_DATE,
	TYPE_NUMBER,
	TYPE_YES,
	TYPE_CHOICE,
	TYPE_TARGET, /* of a PLAN_ASK */
	TYPE_MEASURE,
	TYPE_VISIT,
	TYPE_LAB,
	TYPE_VACCINE,
	TYPE_CARE, /* of a PLAN_TASK */
	TYPE_LAST,
	TYPE_MEAN,
	TYPE_COUNT,
	TYPE_RUN,
	TYPE_RISE,
	TYPE_FALL,
	TYPE_BEST,
	TYPE_NO_READING, /* of a PLAN_ALERT */
	PLAN_TYPES
};

/* Parts that are computed: of weight what was gained since the answer to the plan's question about it, of peak flow the share of the personal best [%]. */
enum { PART_GAIN = MEASURE_PARTS, PART_BEST_PCT };

enum { PLAN_TERMS_MAX = 8, PLAN_TIMES_MAX = 8, PLAN_ALERT_DAYS_MAX = 400 };

enum test_op { TEST_LESS, TEST_LESS_EQUAL, TEST_MORE, TEST_MORE_EQUAL, TEST_ABOVE, TEST_BELOW };
struct plan_term {
	int part;
	enum test_op op;
	double number; /* of above and below: the limit of somebody whose band has none on that side; NAN: they are false then */
};

struct limit { /* one side of a band; NAN: none */
	double number;
	bool open; /* the number itself is outside */
	str text;  /* as written: "<135" */
};

struct plan_every {
	int n;     /* 0: once */
	char unit; /* d w m y */
};

struct plan_row {
	enum plan_row_kind kind;
	enum plan_type type;
	int line;
	str id, say[2], text[2], doctor[2], unit, source, test, lab, answer; /* answer: "ask=word;…", only for those */
	struct expr when;
	enum measure_kind measure; /* MEASURE_KINDS: none */
	int part;                  /* -1: none named */
	enum measure_context context;
	struct limit low, high;
	struct plan_term term[PLAN_TERMS_MAX];
	int terms;
	int days, n;
	bool to_doctor, must;
	enum tier tier;
	struct plan_every every, from, until; /* from, until: behind the anchor */
	bool has_until, endless, has_at;
	str anchor;
	int times[PLAN_TIMES_MAX]; /* minutes of the day */
	int time_count;
};

struct plan {
	struct plan_row *v;
	ptrdiff_t n, cap;
	str id;
};

/* What reading needs from outside, and where complaints go. */
struct plan_names {
	struct expr_names concepts;
	bool (*source)(void *ctx, str ids);
	bool (*lab)(void *ctx, str id);
	void (*complain)(void *ctx, int line, const char *why);
	void *ctx;
};

/* A damaged row is complained of and left out; false when the table cannot be read at all or says nothing of a plan `id`. */
bool plan_read(struct plan *out, str id, str text, const struct plan_names *names, struct arena *a);

const struct plan_row *plan_itself(const struct plan *p);                                  /* NULL: the plan `any` */
const struct plan_row *plan_row_of(const struct plan *p, enum plan_row_kind kind, str id); /* NULL */
str plan_type_name(enum plan_type type);

struct answers;
/* Whether the row is for somebody who answered so at the start. */
bool plan_row_asked(const struct plan_row *row, const struct answers *given);
str plan_part_name(enum measure_kind kind, int part);

/* Whether it is proposed to somebody: one of its rows fits and none says no. A plan without conditions is only chosen. */
enum tri plan_fits(const struct plan *p, const struct facts *f);
/* The row that says that this person is not meant; NULL. */
const struct plan_row *plan_not_for(const struct plan *p, const struct facts *f);

/* ---- targets ---- */

struct answers { /* what was asked at the start */
	struct answer_given {
		str id, text;
		double number; /* NAN unless it is one */
		struct date date;
		bool is_date;
	} * v;
	ptrdiff_t n, cap;
};
/* Reads {"lmp":"2026-05-01","target-sys":"130"} against the plan's questions. RC_INPUT with *say: an unknown name, out of bounds, required and missing. */
bool plan_answers(struct answers *out, const struct plan *p, jv values, int64_t now_ms, const char *say[2], struct fail *fail, struct arena *a);

/* A plan as somebody follows it. */
struct followed {
	const struct plan *plan;
	const struct answers *given; /* may be NULL */
	int64_t start_ms;            /* 0 of `any` */
};

struct target {
	enum measure_kind measure; /* MEASURE_KINDS: of a laboratory item */
	int part;
	enum measure_context context;
	struct limit low, high;
	bool own;                   /* the doctor's, told at the start */
	const struct plan_row *row; /* where it is written; of an own one that of the question */
};
struct targets {
	struct target *v;
	ptrdiff_t n, cap;
};
/* Appends those of this plan for somebody with these facts; of a measure, part and context the first counts, also over several plans. */
void plan_targets(struct targets *out, const struct followed *by, const struct facts *f, struct arena *a);

/* The band for a reading: of its context, else of none. NULL: there is none. */
const struct target *target_of(const struct targets *t, enum measure_kind kind, int part, enum measure_context context);
/* -1 below, 0 inside, 1 above. */
int limit_side(const struct target *t, double value);

/* ---- when ---- */

/* The moments a task is due in from_ms <= due < until_ms, at most `most`, in order; none when it is for other answers. A task without times falls on
 * 09:00. What is due once within a span is due at its beginning, or when the plan starts within it. */
struct dues {
	int64_t *v;
	ptrdiff_t n, cap;
};
void plan_dues(struct dues *out, const struct plan_row *task, const struct followed *by, int64_t from_ms, int64_t until_ms, int most,
	       struct arena *a);

/* Each due moment stands for a day, or a week for what comes weekly, …: how long the task may be done after it [ms]. */
int64_t plan_grace_ms(const struct plan_row *task);

/* A date so many days, weeks, months or years later; a day that does not exist becomes the month's last. */
struct date plan_later(struct date d, struct plan_every by, int times);

/* ---- alerts ---- */

struct point {
	int64_t at_ms;
	double v[MEASURE_PARTS];
	enum measure_context context;
	str id; /* of the Observation */
};
struct series { /* of one kind, oldest first */
	struct point *v;
	ptrdiff_t n, cap;
};

struct plan_alert {
	const struct plan *plan;
	const struct plan_row *row;
	double value;    /* what the rule looked at: a mean, a gain, per cent, days without a reading; NAN */
	str evidence[8]; /* ids of Observations, newest first */
	int evidence_count;
};

struct alert_view {
	const struct facts *facts; /* of now, with what was told in the last day and the reading itself */
	const struct targets *targets;
	const struct series *series; /* of the measure, up to and with the reading */
	int64_t now_ms;
};

/* Whether that rule holds now: of TYPE_NO_READING at the moment now_ms, of the others at the newest point. */
bool plan_alert_holds(struct plan_alert *out, const struct followed *by, const struct plan_row *row, const struct alert_view *view);

/* The one that speaks of those that hold at a new reading: highest tier, then the first. false: none. */
bool plan_alert_best(struct plan_alert *out, const struct followed *by, int n, enum measure_kind kind, const struct alert_view *view);

#endif
