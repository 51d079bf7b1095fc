/* outside.h - log-in from outside as the library keeps it: its provider; a log-in on its way; a ticket with which somebody new registers.
 *
 * Both are rows of the table `outside`, under the hash of a secret that only the browser has, sealed under the organisation's own key. Each is used
 * once: whoever uses it drops it in the same transaction, and only one transaction can. */
#ifndef APP_OUTSIDE_H
#define APP_OUTSIDE_H

#include "app/app.h"

enum {
	OUTSIDE_WAIT_MS = 5000,     /* for the provider, if the call has that much time left */
	OUTSIDE_TICKET_MS = 900000, /* a ticket holds for 15 min: time to read what one agrees to */
	OUTSIDE_SWEEP_MS = 60000,   /* what has expired is dropped at most this often */
	OUTSIDE_TICKET_NAME = 200,  /* bytes of the name it carries */
};

/* Nothing when `path` is NULL. RC_UPSTREAM when libcurl is not installed, else what is wrong with the configuration. Half of the workers may wait for
 * the provider at once. */
bool outside_open(struct zhuyi *z, const char *path, int workers, struct fail *fail);
void outside_close(struct zhuyi *z);

/* ---- rows: `kind` is "flow" or "ticket" ---- */

/* In the writer; the organisation's key is made at need. Drops what has expired now and then. */
bool outside_keep(struct zhuyi *z, struct call *c, const char *kind, const unsigned char hash[32], int64_t expires_ms, str text);
/* RC_DENIED: there is none, it was used, or it has expired. */
bool outside_kept(struct zhuyi *z, struct call *c, str *text, const char *kind, const unsigned char hash[32]);
/* In the writer. RC_DENIED: somebody else used it meanwhile. */
bool outside_use(struct zhuyi *z, struct call *c, const unsigned char hash[32]);

/* ---- who ---- */

/* The mark under which this `sub` is found here. */
str outside_mark(struct zhuyi *z, struct call *c, str sub);
/* The person it belongs to; empty when nobody. In the writer: as of now. */
bool outside_person(struct zhuyi *z, struct call *c, str *person, str mark);

/* ---- tickets ---- */

struct outside_ticket {
	unsigned char hash[32];
	str mark, name; /* whose it is, and the name the provider gave, which may be empty */
};

/* In the writer: kept under ticket->hash. */
bool outside_ticket_keep(struct zhuyi *z, struct call *c, const struct outside_ticket *ticket);
bool outside_ticket_open(struct zhuyi *z, struct call *c, struct outside_ticket *ticket, str text);
/* In the writer. RC_DENIED: used already; RC_CONFLICT: meanwhile the person outside has an account here. */
bool outside_ticket_use(struct zhuyi *z, struct call *c, const struct outside_ticket *ticket);

#endif
