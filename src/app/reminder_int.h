/* reminder_int.h - what the files about reminders share: reminder.c, notice.c, reminders.c, verb_reminder.c, verb_calendar.c. */
#ifndef APP_REMINDER_INT_H
#define APP_REMINDER_INT_H

#include "app/reminder.h"

enum { REMINDER_LATE_MS = 10 * 60 * 1000 }; /* later than this it says so */

/* One of those that the person sees; watch is none of them. */
bool reminder_is_shown(str kind);
bool reminder_active(const struct reminder *r);

/* Its text as kept. RC_CORRUPT. */
bool reminder_read(struct reminder *r, str id, str text, struct arena *a, struct fail *fail);

/* Keeps it as it stands; what is due is the caller's. */
bool reminder_keep(struct zhuyi *z, struct call *c, const struct someone *s, struct reminder *r);

/* reminder_put_json for what was parsed already; `r` is what stands then, of an ended one only the id. */
bool reminder_put(struct zhuyi *z, struct call *c, const struct someone *s, jv in, struct reminder *r);

/* The notice of a reminder that fell due at due_ms and fires at now_ms; `missed` earlier ones did not. */
bool notice_of_reminder(struct zhuyi *z, struct call *c, const struct someone *s, const struct reminder *r, int64_t due_ms, int64_t now_ms,
			int64_t missed);

/* Reminders and notices for the export: as they are kept, and for the page in that language. */
bool reminders_export(struct zhuyi *z, const struct someone *s, struct record_export *x, enum language lang, struct arena *a, struct fail *fail);

/* A notice as it is shown. RC_CORRUPT. */
struct notice_words {
	str title, text, tier, about;
};
bool notice_open(const struct someone *s, const struct notice_row *row, enum language lang, struct notice_words *t, struct arena *a,
		 struct fail *fail);
str notice_damaged(enum language lang); /* the title of one that cannot be read */

/* What is a person's own: nobody does it for them but who acts for a child. RC_DENIED. */
bool reminder_own_or_ward(struct call *c);

/* Health information is kept only with the consent to it: RC_DENIED with need "consent". */
bool reminder_may_keep(struct zhuyi *z, struct call *c);

#endif
