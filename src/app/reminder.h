/* reminder.h - reminders of a person, what the person was told (notices), calendars, and the thread that fires what is due.
 *
 * A reminder is an item of kind `reminder`, sealed; when it falls due next stands beside it in table `due`. Each time it falls due it becomes a notice
 * whose id is made from the two, so that it cannot come twice. Functions that write belong into the writer's transaction; texts lie on the arena given. */
#ifndef APP_REMINDER_H
#define APP_REMINDER_H

#include "app/person.h"
#include "care/schedule.h"

enum {
	REMINDERS_MAX = 200,       /* of one person */
	REMINDER_TITLE_MAX = 200,  /* bytes */
	REMINDER_ABOUT_MAX = 1000, /* bytes of JSON */
	FEEDS_MAX = 10,
	NOTICES_PAGE = 500,
};

/* ---- reminders ---- */

/* kind: drug, measure, visit, vaccine, other; watch is the program's own: never shown, and z->reminders.watch is called when it is due. */
struct reminder {
	str id, kind, title, title_en; /* title_en: empty = as title */
	str state;                     /* active, paused */
	str about;                     /* JSON object; empty = none */
	struct schedule schedule;
	int64_t next_ms; /* 0 = never again, or paused */
	int64_t changed_ms, version;
};
struct reminders {
	struct reminder *v;
	ptrdiff_t n, cap;
};

/* Makes one, or changes the one whose "id" is given: members that are not sent stay, and null takes
 * "until" away. RC_INPUT with the member that is wrong.
 * json   {id?,kind,title,title_en?,times:["08:00"],days:[1..7]?,every_days?,every_weeks?,every_months?,dates:["YYYY-MM-DD"]?,from?,until?,zone_min?,
 *         state?: active | paused | ended,about?:{…}}; an ended one is gone, its notices stay
 * id     of the one made or changed; 27 bytes with NUL */
bool reminder_put_json(struct zhuyi *z, struct call *c, const struct someone *s, str json, char id[27]);

/* All of a person, those of kind watch too, newest first, each with its next time strictly after now_ms. */
bool reminders_of(struct zhuyi *z, const struct someone *s, struct reminders *out, int64_t now_ms, struct arena *a, struct fail *fail);

/* ---- notices ---- */

struct notice_text {
	const char *kind;      /* reminder, alert, summary, doctor */
	str seed;              /* what it is about: with at_ms it makes the id, so that the same cannot come twice. Empty: a new one each time */
	int64_t at_ms;         /* [ms since 1970] */
	str title[2], text[2]; /* LANG_ZH, LANG_EN; an empty English is shown in Chinese */
	const char *tier;      /* "urgent" …; NULL = none */
	str about;             /* JSON object, what the page links to; empty = none */
};

/* Tells the person something, unless it was told already. */
bool notice_put(struct zhuyi *z, struct call *c, const struct someone *s, const struct notice_text *n);

/* A value of that kind ("bp") was entered at at_ms: reminders to measure it that fell due in the six hours before, and are not answered, are done. */
bool notice_measured(struct zhuyi *z, struct call *c, const struct someone *s, str measure, int64_t at_ms);

/* ---- the thread (reminders.c) ---- */

struct fired {
	int64_t taken, told, dropped, put_off;
};

/* Everything that is due at now_ms: a notice each, at most the newest of a reminder, and when it is due next. What was not counted was not done, and is
 * done the next time. Not from the writing thread. */
bool reminders_fire(struct zhuyi *z, int64_t now_ms, struct fired *out, struct fail *fail);

/* Does that each second. */
bool reminders_start(struct zhuyi *z, struct fail *fail);
void reminders_stop(struct zhuyi *z);

#endif
