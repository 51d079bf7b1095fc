#include "care/calendar.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FOLD = 75, EVENT_MIN = 15, ZONES_MAX = 16 }; /* FOLD: octets of a line without its end, RFC 5545, 3.1 */
#define DAY_MS INT64_C(86400000)
#define MINUTE_MS INT64_C(60000)

/* ---- lines ---- */

/* One character, on a new line when there is no room: a character is never cut. */
static void put(struct calendar *c, const char *p, int n)
{
	if (c->column + n > FOLD) {
		sb_add(c->out, S("\r\n "));
		c->column = 1;
	}
	sb_add(c->out, (str){p, n});
	c->column += n;
}

static void put_raw(struct calendar *c, str s)
{
	int n;
	for (ptrdiff_t i = 0; i < s.n; i += n) {
		(void)utf8_at(s, i, &n);
		put(c, s.p + i, n);
	}
}

static void end_line(struct calendar *c)
{
	sb_add(c->out, S("\r\n"));
	c->column = 0;
}

static void line(struct calendar *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void line(struct calendar *c, const char *fmt, ...)
{
	char text[256];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	put_raw(c, (str){text, n < (int)sizeof text ? n : (int)sizeof text - 1});
	end_line(c);
}

/* TEXT, RFC 5545, 3.3.11. Other control characters than a line's end are left out. */
static void text_line(struct calendar *c, const char *name, str value)
{
	int n;
	put_raw(c, str_from(name));
	put(c, ":", 1);
	for (ptrdiff_t i = 0; i < value.n; i += n) {
		uint32_t cp = utf8_at(value, i, &n);
		if (cp == '\n') put(c, "\\n", 2);
		else if (cp == '\\' || cp == ';' || cp == ',') put(c, (char[]){'\\', (char)cp}, 2);
		else if (cp >= 0x20 && cp != 0x7f) put(c, value.p + i, n);
	}
	end_line(c);
}

/* ---- moments ---- */

struct stamp {
	char s[96];
};

static struct stamp stamp(int64_t ms, int zone_min, bool utc)
{
	struct stamp t;
	struct date d = date_of_ms(ms, zone_min);
	int64_t second = (ms - date_begins_ms(d, zone_min)) / 1000;
	snprintf(t.s, sizeof t.s, "%04d%02d%02dT%02d%02d%02d%s", d.year, d.month, d.day, (int)(second / 3600), (int)(second / 60 % 60),
		 (int)(second % 60), utc ? "Z" : "");
	return t;
}

static struct stamp offset(int zone_min)
{
	struct stamp t;
	int m = abs(zone_min);
	snprintf(t.s, sizeof t.s, "%c%02d%02d", zone_min < 0 ? '-' : '+', m / 60, m % 60);
	return t;
}

static struct stamp zone_name(int zone_min)
{
	struct stamp t;
	if (zone_min == ZONE_CHINA_MIN) snprintf(t.s, sizeof t.s, "Asia/Shanghai");
	else snprintf(t.s, sizeof t.s, "UTC%.8s", offset(zone_min).s);
	return t;
}

static void put_zone(struct calendar *c, int zone_min)
{
	line(c, "BEGIN:VTIMEZONE");
	line(c, "TZID:%s", zone_name(zone_min).s);
	line(c, "BEGIN:STANDARD");
	line(c, "DTSTART:19700101T000000");
	line(c, "TZOFFSETFROM:%s", offset(zone_min).s);
	line(c, "TZOFFSETTO:%s", offset(zone_min).s);
	line(c, "TZNAME:%s", zone_min == ZONE_CHINA_MIN ? "CST" : zone_name(zone_min).s);
	line(c, "END:STANDARD");
	line(c, "END:VTIMEZONE");
}

/* False when there is no room for one more zone. */
static bool need_zone(struct calendar *c, int zone_min)
{
	for (int i = 0; i < c->zone_count; i++)
		if (c->zones[i] == zone_min) return true;
	if (c->zone_count == ZONES_MAX) return false;
	c->zones[c->zone_count++] = zone_min;
	put_zone(c, zone_min);
	return true;
}

/* ---- rules ---- */

/* The 29th and the 30th fall on the last of a February that is shorter. BYSETPOS, or BYMONTH beside INTERVAL, would say that in one rule; some readers
 * (ical.js 2.2.1) pass over both, so it is said in two: the months, without the 29th of February, and the Februaries. */
enum part { WHOLE, OTHER_MONTHS, FEBRUARIES };

static int common(int a, int b)
{
	return b ? common(b, a % b) : a;
}

static struct stamp months_rule(const struct schedule *s, enum part part)
{
	struct stamp t;
	int day = s->from.day;
	if (part == FEBRUARIES) snprintf(t.s, sizeof t.s, "FREQ=YEARLY;INTERVAL=%d;BYMONTH=2;BYMONTHDAY=-1", s->every / common(s->every, 12));
	else snprintf(t.s, sizeof t.s, "FREQ=MONTHLY;INTERVAL=%d;BYMONTHDAY=%d", s->every, day == 31 ? -1 : day);
	return t;
}

static void put_rule(struct calendar *c, const struct schedule *s, enum part which)
{
	static const char *const names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
	char rule[160], part[64] = "";
	int n = 0;
	switch (s->unit) {
	case SCHEDULE_DATES: return;
	case SCHEDULE_DAYS: snprintf(rule, sizeof rule, "FREQ=DAILY;INTERVAL=%d", s->every); break;
	case SCHEDULE_WEEKS:
		for (int i = 0; i < 7; i++)
			if (s->weekdays >> i & 1) n += snprintf(part + n, sizeof part - (size_t)n, "%s%s", n ? "," : "", names[i]);
		snprintf(rule, sizeof rule, "FREQ=WEEKLY;INTERVAL=%d;WKST=MO;BYDAY=%s", s->every, part);
		break;
	case SCHEDULE_MONTHS: snprintf(rule, sizeof rule, "%s", months_rule(s, which).s); break;
	}
	if (!s->until.year) line(c, "RRULE:%s", rule);
	else line(c, "RRULE:%s;UNTIL=%s", rule, stamp(date_begins_ms(s->until, s->zone_min) + DAY_MS - 1000, 0, true).s);
}

/* The 29ths of February that the months have too, for as long as anybody now living subscribes. */
static void leave_out_februaries(struct calendar *c, const struct schedule *s)
{
	enum { LAST_YEAR = 2099 };
	for (int year = s->from.year; year <= LAST_YEAR; year++) {
		struct date d;
		char text[16];
		int64_t last, at;
		int n = snprintf(text, sizeof text, "%04d-02-29", year % 10000);
		if (!date_read(&d, (str){text, n})) continue;
		at = date_begins_ms(d, s->zone_min) + s->times[0] * MINUTE_MS;
		if (schedule_last(s, at, &last) && last == at)
			line(c, "EXDATE;TZID=%s:%s", zone_name(s->zone_min).s, stamp(at, s->zone_min, false).s);
	}
}

/* ---- events ---- */

static void put_event(struct calendar *c, const struct calendar_entry *e, const struct schedule *s, int64_t first_ms, const char *part,
		      enum part which)
{
	line(c, "BEGIN:VEVENT");
	line(c, "UID:" STR_FMT "-%s@zhuyi", STR_ARG(e->id), part);
	line(c, "DTSTAMP:%s", stamp(e->changed_ms, 0, true).s);
	line(c, "LAST-MODIFIED:%s", stamp(e->changed_ms, 0, true).s);
	line(c, "SEQUENCE:%lld", (long long)e->version);
	line(c, "DTSTART;TZID=%s:%s", zone_name(s->zone_min).s, stamp(first_ms, s->zone_min, false).s);
	line(c, "DURATION:PT%dM", EVENT_MIN);
	put_rule(c, s, which);
	if (which == OTHER_MONTHS && s->from.day == 29) leave_out_februaries(c, s);
	text_line(c, "SUMMARY", e->title);
	if (e->note.n) text_line(c, "DESCRIPTION", e->note);
	line(c, "CLASS:PRIVATE");
	line(c, "TRANSP:TRANSPARENT");
	line(c, "BEGIN:VALARM");
	line(c, "ACTION:DISPLAY");
	line(c, "TRIGGER:PT0S");
	text_line(c, "DESCRIPTION", e->title);
	line(c, "END:VALARM");
	line(c, "END:VEVENT");
}

/* Months go round after twelve steps. */
static bool first_of(const struct schedule *s, enum part which, int64_t *first_ms)
{
	int64_t at = INT64_MIN;
	for (int i = 0; i < 13 && schedule_next(s, at, &at); i++) {
		bool february = date_of_ms(at, s->zone_min).month == 2;
		if (which == WHOLE || february == (which == FEBRUARIES)) return *first_ms = at, true;
	}
	return false;
}

static void one_part(struct calendar *c, const struct calendar_entry *e, const struct schedule *s, enum part which)
{
	char part[24];
	int64_t first_ms;
	int t = s->times[0];
	snprintf(part, sizeof part, "%02d%02d%s", t / 60, t % 60, which == FEBRUARIES ? "-feb" : "");
	if (first_of(s, which, &first_ms)) put_event(c, e, s, first_ms, part, which);
}

static void one_time(struct calendar *c, const struct calendar_entry *e, const struct schedule *s)
{
	bool short_february = s->unit == SCHEDULE_MONTHS && (s->from.day == 29 || s->from.day == 30);
	one_part(c, e, s, short_february ? OTHER_MONTHS : WHOLE);
	if (short_february) one_part(c, e, s, FEBRUARIES);
}

static void one_date(struct calendar *c, const struct calendar_entry *e, const struct schedule *s, struct date d)
{
	char part[48];
	int t = s->times[0];
	snprintf(part, sizeof part, "%04d%02d%02d-%02d%02d", d.year, d.month, d.day, t / 60, t % 60);
	put_event(c, e, s, date_begins_ms(d, s->zone_min) + t * MINUTE_MS, part, WHOLE);
}

void calendar_add(struct calendar *c, const struct calendar_entry *e)
{
	if (!need_zone(c, e->schedule->zone_min)) return;
	for (int i = 0; i < e->schedule->time_count; i++) {
		struct schedule s = *e->schedule;
		s.times[0] = s.times[i];
		s.time_count = 1;
		if (s.unit != SCHEDULE_DATES) one_time(c, e, &s);
		else
			for (int k = 0; k < s.date_count; k++) one_date(c, e, &s, s.dates[k]);
	}
}

void calendar_begin(struct calendar *c, struct sb *out, str name, bool english)
{
	*c = (struct calendar){.out = out};
	line(c, "BEGIN:VCALENDAR");
	line(c, "VERSION:2.0");
	line(c, "PRODID:-//zhuyi//reminders//%s", english ? "EN" : "ZH");
	line(c, "CALSCALE:GREGORIAN");
	line(c, "METHOD:PUBLISH");
	text_line(c, "NAME", name);
	text_line(c, "X-WR-CALNAME", name);
	line(c, "X-WR-TIMEZONE:Asia/Shanghai");
	line(c, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
	line(c, "X-PUBLISHED-TTL:PT1H");
	need_zone(c, ZONE_CHINA_MIN);
}

void calendar_end(struct calendar *c)
{
	line(c, "END:VCALENDAR");
}
