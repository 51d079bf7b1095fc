/* schedule.h - when something is to be done: times of day on days that come again, or on dates that are listed. Pure.
 *
 * The zone is a fixed number of minutes east of UTC (China: 480, no summer time since 1992). A month that has no such day has the occurrence on its last
 * day: what is due on the 31st is due on 28 February too. */
#ifndef CARE_SCHEDULE_H
#define CARE_SCHEDULE_H

#include "base/json.h"
#include "policy/date.h"

enum {
	SCHEDULE_TIMES_MAX = 24,
	SCHEDULE_DATES_MAX = 100,
	SCHEDULE_EVERY_MAX = 1000, /* days, weeks, months */
	ZONE_LEAST_MIN = -12 * 60,
	ZONE_MOST_MIN = 14 * 60,
};

enum schedule_unit { SCHEDULE_DAYS, SCHEDULE_WEEKS, SCHEDULE_MONTHS, SCHEDULE_DATES };

struct schedule {
	enum schedule_unit unit;
	int every;               /* 1..SCHEDULE_EVERY_MAX; not of SCHEDULE_DATES */
	int weekdays;            /* of SCHEDULE_WEEKS: bit 0 Monday … bit 6 Sunday, at least one; weeks begin on Monday */
	struct date from, until; /* both included; until.year 0 = without end. Not of SCHEDULE_DATES */
	struct date dates[SCHEDULE_DATES_MAX];
	int date_count;
	int times[SCHEDULE_TIMES_MAX]; /* minutes of the day 0..1439, ascending */
	int time_count;
	int zone_min;
};

/* From the members times, days, every_days, every_weeks, every_months, dates, from, until, zone_min of an object: at most one of days with
 * every_weeks, every_days, every_months, dates; none = every day. Without `from` it is the date of now_ms. RC_INPUT names the member. */
bool schedule_read(struct schedule *out, jv from, int64_t now_ms, struct fail *fail);

/* The same members over one that is there: those that are not sent stay, until null takes the end away. */
bool schedule_change(struct schedule *s, jv from, int64_t now_ms, struct fail *fail);

/* The same members, without braces; what is read back is equal. */
void schedule_write(struct jw *w, const struct schedule *s);

/* The first occurrence strictly after after_ms; false when there is none, or none before the end of the year 9998. */
bool schedule_next(const struct schedule *s, int64_t after_ms, int64_t *at_ms);

/* The last one at or before at_ms. */
bool schedule_last(const struct schedule *s, int64_t at_ms, int64_t *last_ms);

/* How many there are with from_ms <= t < until_ms; stops at `most`. */
int64_t schedule_count(const struct schedule *s, int64_t from_ms, int64_t until_ms, int64_t most);

#endif
