#include "care/schedule.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_MS INT64_C(86400000)
#define MINUTE_MS INT64_C(60000)
#define MOST_MS INT64_C(253370764800000) /* 9999-01-01 */
enum { FIRST_YEAR = 1900, LAST_YEAR = 9998, DEFAULT_TIME_MIN = 9 * 60 };

/* ---- days, counted from 1970-01-01 ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t day_of(struct date d)
{
	return date_begins_ms(d, 0) / DAY_MS;
}

static struct date date_of(int64_t day)
{
	return date_of_ms(day * DAY_MS, 0);
}

static int weekday(int64_t day) /* 0 = Monday; 1970-01-01 was a Thursday */
{
	return (int)(day + 3 - floor_div(day + 3, 7) * 7);
}

static int64_t monday(int64_t day)
{
	return day - weekday(day);
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

/* So many months after the first one, on that day or on the last of the month. */
static int64_t month_later(struct date from, int64_t months)
{
	int64_t m = from.year * INT64_C(12) + from.month - 1 + months;
	struct date d = {(int)(m / 12), (int)(m % 12) + 1, from.day};
	int last = month_days(d.year, d.month);
	if (d.day > last) d.day = last;
	return day_of(d);
}

static int64_t months_between(struct date from, struct date to)
{
	return (to.year - from.year) * INT64_C(12) + to.month - from.month;
}

/* ---- which days ---- */

static bool in_week(const struct schedule *s, int64_t first, int64_t last, int step, int64_t *out)
{
	for (int64_t day = first; step > 0 ? day <= last : day >= last; day += step)
		if (s->weekdays >> weekday(day) & 1) return *out = day, true;
	return false;
}

static bool week_from(const struct schedule *s, int64_t day, int64_t *out)
{
	int64_t base = monday(day_of(s->from)), week = (monday(day) - base) / 7;
	if (week % s->every == 0 && in_week(s, day, monday(day) + 6, 1, out)) return true;
	int64_t next = base + 7 * (week - week % s->every + s->every);
	return in_week(s, next, next + 6, 1, out);
}

static bool week_until(const struct schedule *s, int64_t day, int64_t *out)
{
	int64_t first = day_of(s->from), base = monday(first), week = (monday(day) - base) / 7;
	week -= week % s->every;
	for (int i = 0; i < 2 && week >= 0; i++, week -= s->every) {
		int64_t begins = base + 7 * week, last = begins + 6 < day ? begins + 6 : day;
		if (in_week(s, last, begins > first ? begins : first, -1, out)) return true;
	}
	return false;
}

static int64_t month_from(const struct schedule *s, int64_t day)
{
	int64_t k = months_between(s->from, date_of(day));
	k -= k % s->every;
	while (month_later(s->from, k) < day) k += s->every;
	return month_later(s->from, k);
}

static int64_t month_until(const struct schedule *s, int64_t day)
{
	int64_t k = months_between(s->from, date_of(day));
	k -= k % s->every;
	if (month_later(s->from, k) > day) k -= s->every;
	return month_later(s->from, k);
}

static bool listed(const struct schedule *s, int64_t day, bool after, int64_t *out)
{
	for (int i = 0; i < s->date_count; i++) {
		int64_t d = day_of(s->dates[after ? i : s->date_count - 1 - i]);
		if (after ? d >= day : d <= day) return *out = d, true;
	}
	return false;
}

/* The first day of the schedule from `day` on. */
static bool day_from(const struct schedule *s, int64_t day, int64_t *out)
{
	if (s->unit == SCHEDULE_DATES) return listed(s, day, true, out);
	int64_t first = day_of(s->from), gone;
	bool found = true;
	if (day < first) day = first;
	gone = day - first;
	switch (s->unit) {
	case SCHEDULE_DAYS: *out = first + (gone + s->every - 1) / s->every * s->every; break;
	case SCHEDULE_WEEKS: found = week_from(s, day, out); break;
	case SCHEDULE_MONTHS: *out = month_from(s, day); break;
	case SCHEDULE_DATES: break;
	}
	return found && *out < MOST_MS / DAY_MS && (!s->until.year || *out <= day_of(s->until));
}

/* The last one up to `day`. */
static bool day_until(const struct schedule *s, int64_t day, int64_t *out)
{
	if (s->unit == SCHEDULE_DATES) return listed(s, day, false, out);
	int64_t first = day_of(s->from);
	if (s->until.year && day > day_of(s->until)) day = day_of(s->until);
	if (day < first) return false;
	switch (s->unit) {
	case SCHEDULE_DAYS: *out = first + (day - first) / s->every * s->every; break;
	case SCHEDULE_WEEKS: return week_until(s, day, out);
	case SCHEDULE_MONTHS: *out = month_until(s, day); break;
	case SCHEDULE_DATES: break;
	}
	return true;
}

/* ---- which moments ---- */

static int64_t moment(const struct schedule *s, int64_t day, int i)
{
	return day * DAY_MS + (s->times[i] - s->zone_min) * MINUTE_MS;
}

static int64_t day_there(const struct schedule *s, int64_t ms)
{
	return floor_div(ms + s->zone_min * MINUTE_MS, DAY_MS);
}

static int64_t bounded(int64_t ms)
{
	return ms < -MOST_MS ? -MOST_MS : ms > MOST_MS ? MOST_MS : ms;
}

bool schedule_next(const struct schedule *s, int64_t after_ms, int64_t *at_ms)
{
	int64_t after = bounded(after_ms), day = day_there(s, after);
	for (int tries = 0; tries < 2 && day_from(s, day, &day); tries++, day++)
		for (int i = 0; i < s->time_count; i++)
			if (moment(s, day, i) > after) return *at_ms = moment(s, day, i), true;
	return false;
}

bool schedule_last(const struct schedule *s, int64_t at_ms, int64_t *last_ms)
{
	int64_t at = bounded(at_ms), day = day_there(s, at);
	for (int tries = 0; tries < 2 && day_until(s, day, &day); tries++, day--)
		for (int i = s->time_count - 1; i >= 0; i--)
			if (moment(s, day, i) <= at) return *last_ms = moment(s, day, i), true;
	return false;
}

int64_t schedule_count(const struct schedule *s, int64_t from_ms, int64_t until_ms, int64_t most)
{
	int64_t n = 0, at = bounded(from_ms) - 1;
	while (n < most && schedule_next(s, at, &at) && at < until_ms) n++;
	return n;
}

/* ---- reading ---- */

static bool wrong(struct fail *fail, const char *member, const char *how)
{
	return fail_set(fail, RC_INPUT, "schedule", "\"%s\" %s", member, how);
}

static bool whole(jv from, const char *key, int least, int most, int *out, struct fail *fail)
{
	double value;
	if (!json_get(from, key)) return true;
	if (!json_number(from, key, &value) || !(value >= least && value <= most) || value != (double)(int)value)
		return fail_set(fail, RC_INPUT, "schedule", "\"%s\" is no whole number %d..%d", key, least, most);
	*out = (int)value;
	return true;
}

static bool read_day(struct date *out, str text, const char *key, struct fail *fail)
{
	if (date_read(out, text) && out->year >= FIRST_YEAR && out->year <= LAST_YEAR) return true;
	return wrong(fail, key, "is no date YYYY-MM-DD from 1900 to 9998");
}

static bool read_date(jv from, const char *key, struct date *out, struct fail *fail)
{
	jv v = json_get(from, key);
	if (!v) return true;
	if (!json_is_string(v)) return wrong(fail, key, "is no text");
	return read_day(out, json_text(v), key, fail);
}

static bool read_time(str s, int *minute)
{
	if (s.n != 5 || s.p[2] != ':') return false;
	for (int i = 0; i < 5; i++)
		if (i != 2 && (s.p[i] < '0' || s.p[i] > '9')) return false;
	int hour = (s.p[0] - '0') * 10 + s.p[1] - '0', min = (s.p[3] - '0') * 10 + s.p[4] - '0';
	*minute = hour * 60 + min;
	return hour < 24 && min < 60;
}

static int by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int by_date(const void *a, const void *b)
{
	return date_cmp(*(const struct date *)a, *(const struct date *)b);
}

static bool read_times(struct schedule *s, jv from, struct fail *fail)
{
	jv v = json_get(from, "times");
	int n = 0;
	s->time_count = 0;
	if (!v) {
		if (s->unit != SCHEDULE_DATES) return wrong(fail, "times", "is missing");
		s->times[s->time_count++] = DEFAULT_TIME_MIN;
		return true;
	}
	if (!json_is_array(v) || json_count(v) < 1 || json_count(v) > SCHEDULE_TIMES_MAX)
		return fail_set(fail, RC_INPUT, "schedule", "\"times\" is no list of 1..%d times", SCHEDULE_TIMES_MAX);
	for (ptrdiff_t i = 0; i < json_count(v); i++)
		if (!json_is_string(json_at(v, i)) || !read_time(json_text(json_at(v, i)), &s->times[n++]))
			return wrong(fail, "times", "is no HH:MM");
	qsort(s->times, (size_t)n, sizeof *s->times, by_value);
	for (int i = 0; i < n; i++)
		if (!s->time_count || s->times[s->time_count - 1] != s->times[i]) s->times[s->time_count++] = s->times[i];
	for (int i = s->time_count; i < n; i++) s->times[i] = 0;
	return true;
}

static bool read_weekdays(struct schedule *s, jv v, struct fail *fail)
{
	s->weekdays = 0;
	if (!json_is_array(v) || json_count(v) < 1 || json_count(v) > 7) return wrong(fail, "days", "is no list of days 1 (Monday) to 7");
	for (ptrdiff_t i = 0; i < json_count(v); i++) {
		int64_t day;
		if (!str_to_i64(json_text(json_at(v, i)), &day) || day < 1 || day > 7)
			return wrong(fail, "days", "is no list of days 1 (Monday) to 7");
		s->weekdays |= 1 << (day - 1);
	}
	return true;
}

static bool read_dates(struct schedule *s, jv v, struct fail *fail)
{
	int n = 0;
	if (!json_is_array(v) || json_count(v) < 1 || json_count(v) > SCHEDULE_DATES_MAX)
		return fail_set(fail, RC_INPUT, "schedule", "\"dates\" is no list of 1..%d dates", SCHEDULE_DATES_MAX);
	for (ptrdiff_t i = 0; i < json_count(v); i++)
		if (!json_is_string(json_at(v, i)) || !read_day(&s->dates[n++], json_text(json_at(v, i)), "dates", fail))
			return wrong(fail, "dates", "is no list of dates");
	qsort(s->dates, (size_t)n, sizeof *s->dates, by_date);
	for (int i = 0; i < n; i++)
		if (!s->date_count || date_cmp(s->dates[s->date_count - 1], s->dates[i]) != 0) s->dates[s->date_count++] = s->dates[i];
	for (int i = s->date_count; i < n; i++) s->dates[i] = (struct date){0};
	return true;
}

static bool read_unit(struct schedule *s, jv from, struct fail *fail)
{
	jv days = json_get(from, "days"), dates = json_get(from, "dates");
	bool weeks = json_get(from, "every_weeks") || days, months = json_get(from, "every_months"), daily = json_get(from, "every_days");
	if ((dates != NULL) + weeks + months + daily > 1) return wrong(fail, "days", "and another way to say which days");
	s->unit = dates ? SCHEDULE_DATES : weeks ? SCHEDULE_WEEKS : months ? SCHEDULE_MONTHS : SCHEDULE_DAYS;
	if (!whole(from, "every_weeks", 1, SCHEDULE_EVERY_MAX, &s->every, fail) ||
	    !whole(from, "every_months", 1, SCHEDULE_EVERY_MAX, &s->every, fail) ||
	    !whole(from, "every_days", 1, SCHEDULE_EVERY_MAX, &s->every, fail))
		return false;
	if (dates) return read_dates(s, dates, fail);
	return !days || read_weekdays(s, days, fail);
}

/* Whether a member is there and null. */
static bool is_null(jv from, const char *key)
{
	struct json_walk walk = {0};
	str name;
	jv value;
	while (json_next(&walk, from, &name, &value))
		if (str_eq(name, str_from(key))) return !value;
	return false;
}

static bool says_days(jv from)
{
	return json_get(from, "days") || json_get(from, "dates") || json_get(from, "every_days") || json_get(from, "every_weeks") ||
	       json_get(from, "every_months");
}

static void forget_days(struct schedule *s)
{
	s->every = 1;
	s->weekdays = s->date_count = 0;
	memset(s->dates, 0, sizeof s->dates);
}

static bool change(struct schedule *s, jv from, int64_t now_ms, struct fail *fail)
{
	if (!whole(from, "zone_min", ZONE_LEAST_MIN, ZONE_MOST_MIN, &s->zone_min, fail)) return false;
	if (!s->from.year) s->from = date_of_ms(now_ms, s->zone_min);
	if (is_null(from, "until")) s->until = (struct date){0};
	if (!read_date(from, "from", &s->from, fail) || !read_date(from, "until", &s->until, fail)) return false;
	if (says_days(from)) {
		forget_days(s);
		if (!read_unit(s, from, fail)) return false;
	}
	if ((json_get(from, "times") || !s->time_count) && !read_times(s, from, fail)) return false;
	if (s->unit == SCHEDULE_DATES) s->from = s->dates[0], s->until = (struct date){0};
	if (s->unit == SCHEDULE_WEEKS && !s->weekdays) s->weekdays = 1 << weekday(day_of(s->from));
	return !s->until.year || date_cmp(s->until, s->from) >= 0 || wrong(fail, "until", "is before \"from\"");
}

bool schedule_change(struct schedule *s, jv from, int64_t now_ms, struct fail *fail)
{
	struct schedule t = *s;
	if (!change(&t, from, now_ms, fail)) return false;
	*s = t;
	return true;
}

bool schedule_read(struct schedule *out, jv from, int64_t now_ms, struct fail *fail)
{
	struct schedule s = {.every = 1, .zone_min = ZONE_CHINA_MIN};
	if (!change(&s, from, now_ms, fail)) return false;
	*out = s;
	return true;
}

/* ---- writing ---- */

static void put_date(struct jw *w, const char *key, struct date d)
{
	char text[40];
	int n = snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
	jw_str(w, key, (str){text, n});
}

void schedule_write(struct jw *w, const struct schedule *s)
{
	char text[24];
	jw_array(w, "times");
	for (int i = 0; i < s->time_count; i++) {
		int n = snprintf(text, sizeof text, "%02d:%02d", s->times[i] / 60, s->times[i] % 60);
		jw_str(w, NULL, (str){text, n});
	}
	jw_end_array(w);
	if (s->unit == SCHEDULE_DAYS) jw_i64(w, "every_days", s->every);
	if (s->unit == SCHEDULE_MONTHS) jw_i64(w, "every_months", s->every);
	if (s->unit == SCHEDULE_WEEKS) {
		jw_i64(w, "every_weeks", s->every);
		jw_array(w, "days");
		for (int i = 0; i < 7; i++)
			if (s->weekdays >> i & 1) jw_i64(w, NULL, i + 1);
		jw_end_array(w);
	}
	if (s->unit == SCHEDULE_DATES) {
		jw_array(w, "dates");
		for (int i = 0; i < s->date_count; i++) put_date(w, NULL, s->dates[i]);
		jw_end_array(w);
	} else put_date(w, "from", s->from);
	if (s->until.year) put_date(w, "until", s->until);
	jw_i64(w, "zone_min", s->zone_min);
}
