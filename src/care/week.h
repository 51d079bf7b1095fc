/* week.h - a person's week in a few lines: what was measured, against the week before and the targets, what was done of what was due, what stays open. Pure.
 *
 * Quiet: nothing was due and missed, nothing is open, no rule spoke, and every mean lies in its band. Then nobody is troubled with it. */
#ifndef CARE_WEEK_H
#define CARE_WEEK_H

#include "care/plan.h"

struct week_measure {
	enum measure_kind kind;
	int n, n_before;                                                                            /* readings this week, the week before */
	double mean[MEASURE_PARTS], low[MEASURE_PARTS], high[MEASURE_PARTS], before[MEASURE_PARTS]; /* before: mean of the week before, NAN */
	int banded, in_band; /* readings with a band, and those with every part in it */
	bool mean_in_band;   /* true where there is no band */
};

struct week_duty { /* a reminder or a task of a plan */
	str title[2];
	int due, done, skipped, missed;
};

enum week_line_kind { LINE_MEASURE, LINE_BAND, LINE_DUTY, LINE_ALERT, LINE_OPEN };
struct week_line {
	enum week_line_kind kind;
	str say[2];
	str evidence[8]; /* ids of Observations */
	int evidence_count;
};

#define WEEK_VECTOR(type) \
	struct { \
		type *v; \
		ptrdiff_t n, cap; \
	}

struct week {
	WEEK_VECTOR(struct week_measure) measures;
	WEEK_VECTOR(struct week_duty) duties;
	WEEK_VECTOR(struct week_line) lines;
	WEEK_VECTOR(struct week_line) open;
	bool quiet;
};

struct week_in {
	int64_t from_ms, until_ms; /* a week; until may lie ahead, then now_ms ends it */
	int64_t now_ms;
	const struct series *series; /* MEASURE_KINDS of them, from a week before from_ms */
	const struct targets *targets;
	const struct followed *plans;
	int plan_count;
	const struct week_duty *reminded; /* of reminders, by the notices and what became of them */
	int reminded_count;
	const struct week_line *said; /* what rules said this week */
	int said_count;
	const struct week_line *open; /* what else stays open */
	int open_count;
};

void week_make(struct week *out, const struct week_in *in, struct arena *a);

/* How many of a task's due moments in from <= due < until were kept by a reading of its measure. Readings within half an hour are one. */
struct week_duty week_task(const struct plan_row *task, const struct followed *by, const struct series *s, int64_t from_ms, int64_t until_ms,
			   struct arena *a);

str week_line_name(enum week_line_kind kind);
int measure_decimals(enum measure_kind kind); /* with how many a mean is shown */

#endif
