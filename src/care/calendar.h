/* calendar.h - reminders as a calendar that any calendar program can subscribe to: iCalendar, RFC 5545 (2009), with RFC 7986 (2016). Pure.
 *
 * What it says on a lock screen is the caller's choice: `title` and `note` are written as they are given. */
#ifndef CARE_CALENDAR_H
#define CARE_CALENDAR_H

#include "care/schedule.h"

struct calendar {
	struct sb *out;
	int column;                /* of the line being written [octets] */
	int zones[16], zone_count; /* written so far */
};

struct calendar_entry {
	str id; /* stable, of letters, digits and -; with the time of day it makes the UID */
	str title, note;
	int64_t changed_ms, version; /* DTSTAMP and SEQUENCE */
	const struct schedule *schedule;
};

void calendar_begin(struct calendar *c, struct sb *out, str name, bool english);

/* One event for each time of day, or for each date and time. A schedule that never comes gives none; nor does one of a seventeenth zone. */
void calendar_add(struct calendar *c, const struct calendar_entry *e);
void calendar_end(struct calendar *c);

#endif
