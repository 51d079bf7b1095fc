/* date.h - civil dates and the moments they begin. Pure; the zone is an argument (minutes east of UTC, without summer time). */
#ifndef POLICY_DATE_H
#define POLICY_DATE_H

#include "base/str.h"

enum { ZONE_CHINA_MIN = 8 * 60 }; /* Asia/Shanghai: UTC+8, no summer time since 1992 */

struct date {
	int year, month, day; /* 1 … 9999, 1 … 12, 1 … 31 */
};

/* YYYY-MM-DD, nothing around it; false for days that do not exist. */
bool date_read(struct date *out, str text);

/* The date it is there at that moment [ms since 1970-01-01 UTC]. */
struct date date_of_ms(int64_t ms, int zone_min);

/* The moment that date begins there [ms since 1970-01-01 UTC]. */
int64_t date_begins_ms(struct date date, int zone_min);

/* < 0, 0, > 0 as a is before, the same as, after b. */
int date_cmp(struct date a, struct date b);

/* The same date so many years later; 29 February becomes 28 February in a year that has none (民法典, Civil Code of the PRC, 2020, art. 202: where
 * there is no corresponding day, the last day of the month). */
struct date date_years_later(struct date date, int years);

#endif
