/* consent.h - agreement by purpose: the words agreed to (consents.tsv, compiled in) and whether an agreement stands now. Pure: rows and clock are
 * arguments. Basis: PIPL (个人信息保护法) 2021, art. 14-16 (voluntary and informed; withdrawal; no refusal of service), 28-31 (health information and
 * children under 14: separate consent, the guardian's). */
#ifndef POLICY_CONSENT_H
#define POLICY_CONSENT_H

#include "base/fail.h"

enum purpose { PURPOSE_CONSULT, PURPOSE_AVATAR, PURPOSE_FAMILY, PURPOSE_RESEARCH, PURPOSE_LABELLING, PURPOSES };

str purpose_name(enum purpose purpose);
bool purpose_by_name(str name, enum purpose *out); /* false leaves *out alone */

/* One edition of the words for one purpose. Strings are borrowed from the book. */
struct consent_words {
	str edition;
	enum purpose purpose;
	bool sensitive; /* covers health information: agreed to separately */
	bool counts;    /* who agreed to it need not be asked anew */
	str zh, en;
	unsigned char hash[32]; /* SHA-256 over edition, zh and en, each followed by a newline: what the ledger keeps of them */
};

enum { CONSENT_EDITIONS_MAX = 64 };
struct consent_book {
	struct consent_words v[CONSENT_EDITIONS_MAX];
	int n;
};

/* Reads a consents.tsv. False (RC_CORRUPT) at the first damage, with line and column. The text is borrowed and must outlive the book. */
bool consent_load(struct consent_book *out, str text, struct fail *fail);
str consent_text(void); /* the one that is compiled in */

/* The book that is compiled in, read once, by whichever thread needs it first; damage stops the program. */
const struct consent_book *consent_book(void);

/* The words to be shown now: the first row of that purpose, which is the newest. Never NULL. */
const struct consent_words *consent_words(enum purpose purpose, bool sensitive);

/* The words of an edition, for showing what was agreed to then; NULL when there is no such edition. */
const struct consent_words *consent_edition(str edition);

/* A row of the store, as far as it matters here. */
struct consent_fact {
	str purpose, other, edition;
	bool sensitive;
	int64_t given_ms, withdrawn_ms; /* withdrawn 0 = not */
};

/* A row dated further ahead than this was written by a wrong clock, and does not count until then. */
enum { CONSENT_AHEAD_MS = 5 * 60 * 1000 };

/* Whether some row stands. `other` is whom it is wanted for: a person (family), an avatar, or empty = the hospital. A row limited to one `other`
 * counts for that one only; a row without counts for all, except `family`, which must name the one. Withdrawal acts at once, whatever the clock says.
 * Rows of an unknown edition or one that no longer counts do not stand. */
bool consent_in_force(const struct consent_fact *rows, ptrdiff_t n, enum purpose purpose, bool sensitive, str other, int64_t now_ms);

/* Which of the two consents of a purpose an action needs: profile.… the plain one, everything else the one for health information. */
bool consent_needs_sensitive(str action);

#endif
