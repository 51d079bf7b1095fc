/* day.h - calendar days: birth dates, ages in whole years, and the local day of a moment. Gregorian. Pure. */
#ifndef RECORD_DAY_H
#define RECORD_DAY_H

#include "base/str.h"

struct day {
	int y, m, d; /* 1..9999, 1..12, 1..31 */
};

/* Minutes east of UTC of the legal time of all China: one zone, no summer time. source: IANA tz database, Asia/Shanghai (unchanged since 1991) */
enum { DAY_ZONE_MIN = 480 };

/* Exactly YYYY-MM-DD and a day that exists; false for anything else. */
bool day_parse(str s, struct day *out);

struct day day_of(int64_t ms, int zone_min); /* ms since 1970-01-01 UTC */
int64_t day_number(struct day d);            /* days since 1970-01-01 */
int day_months(struct day from,
	       struct day to); /* whole months; negative when `to` is earlier. Born on the 31st: complete on the 1st after a short month */

#endif
