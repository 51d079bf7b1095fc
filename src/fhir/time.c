/* time.c - dates of FHIR R4 and the spans they mean (hl7.org/fhir/R4/datatypes.html, date, dateTime, instant). */
#include "fhir/brief.h"

#include "policy/date.h"

enum { MINUTE_MS = 60000, DAY_MIN = 1440 };

static bool digits(str t, ptrdiff_t at, int n, int *out)
{
	*out = 0;
	if (at + n > t.n) return false;
	for (int i = 0; i < n; i++) {
		char c = t.p[at + i];
		if (c < '0' || c > '9') return false;
		*out = *out * 10 + (c - '0');
	}
	return true;
}

static bool mark(str t, ptrdiff_t at, char c)
{
	return at < t.n && t.p[at] == c;
}

/* Z or +hh:mm at the end. */
static bool zone(str t, ptrdiff_t at, int *min)
{
	int h, m;
	if (mark(t, at, 'Z')) return *min = 0, at + 1 == t.n;
	if (!(mark(t, at, '+') || mark(t, at, '-')) || !digits(t, at + 1, 2, &h) || !mark(t, at + 3, ':') || !digits(t, at + 4, 2, &m)) return false;
	if (h > 14 || m > 59 || at + 6 != t.n) return false;
	*min = (h * 60 + m) * (t.p[at] == '-' ? -1 : 1);
	return true;
}

struct when { /* parts that are not there are 0, and `span_ms` says how much is meant */
	int year, month, day, hour, minute, second;
	int64_t ms, span_ms;
	int zone_min;
};

/* hh:mm:ss[.fff…]zone; hh:mm with or without a zone is what people write and R4 forbids: taken as a minute. */
static bool clock(struct when *w, str t, ptrdiff_t at)
{
	if (!digits(t, at, 2, &w->hour) || !mark(t, at + 2, ':') || !digits(t, at + 3, 2, &w->minute) || w->hour > 23 || w->minute > 59) return false;
	at += 5;
	w->span_ms = MINUTE_MS;
	if (mark(t, at, ':')) {
		if (!digits(t, at + 1, 2, &w->second) || w->second > 60) return false;
		at += 3;
		w->span_ms = 1000;
		if (mark(t, at, '.')) {
			int64_t unit = 100;
			ptrdiff_t from = ++at;
			for (; at < t.n && t.p[at] >= '0' && t.p[at] <= '9'; at++, unit /= 10) w->ms += (t.p[at] - '0') * unit;
			if (at == from) return false;
			w->span_ms = at - from >= 3 ? 1 : at - from == 2 ? 10 : 100;
		}
	}
	return at == t.n || zone(t, at, &w->zone_min);
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

/* Days since 1970-01-01 of the first of a month; month may be 13. */
static int64_t first_of(int year, int month)
{
	if (month == 13) year++, month = 1;
	int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

bool fhir_time(str t, int zone_min, int64_t *from_ms, int64_t *until_ms)
{
	struct when w = {.month = 1, .day = 1, .zone_min = zone_min};
	int64_t day, days;
	if (!digits(t, 0, 4, &w.year) || w.year < 1) return false;
	if (t.n == 4) days = first_of(w.year + 1, 1) - first_of(w.year, 1);
	else if (!mark(t, 4, '-') || !digits(t, 5, 2, &w.month) || w.month < 1 || w.month > 12) return false;
	else if (t.n == 7) days = month_days(w.year, w.month);
	else if (!mark(t, 7, '-') || !digits(t, 8, 2, &w.day) || w.day < 1 || w.day > month_days(w.year, w.month)) return false;
	else days = 1;
	if (t.n > 10 && (!mark(t, 10, 'T') || !clock(&w, t, 11))) return false;
	day = first_of(w.year, w.month) + w.day - 1;
	*from_ms = ((day * DAY_MIN + w.hour * 60 + w.minute - w.zone_min) * 60 + w.second) * 1000 + w.ms;
	*until_ms = *from_ms + (w.span_ms ? w.span_ms : days * DAY_MIN * MINUTE_MS);
	return true;
}
