/* judge_int.h - what verify.c knows while it reads; judge.c judges entries and heads with it. */
#ifndef LEDGER_JUDGE_INT_H
#define LEDGER_JUDGE_INT_H

#include "ledger/form_int.h"
#include "ledger/verify.h"

/* Some lines are understood only by what follows them. Until then their problem is kept here, and amended.
 *
 *   kind         the line was                 an entry or head at `next` follows       one further on follows
 *   WAIT_UNREAD  unreadable                   it was no entry                          it was the entries up to there
 *   WAIT_MOVED   an entry beyond `next`       it stands out of place, or is swapped    those before it are missing, or it has taken a place
 *   WAIT_HEAD    a head beyond `next`         it stands too early                      those before it are missing
 */
struct waiting {
	enum { WAIT_UNREAD, WAIT_MOVED, WAIT_HEAD } kind;
	struct ledger_problem *problem; /* NULL = nothing waits */
	int64_t index;                  /* WAIT_MOVED: the entry that waits, and its hash */
	struct hash leaf;
};

struct judge {
	struct ledger_report *report;
	struct ledger_trust trust;
	struct ledger_problem spill; /* takes what the report has no room for */
	int64_t line;
	bool keyed; /* line 1 was sound: signatures can be judged */
	bool ended;

	/* Leaves. Two trees, so that one changed half of a line (entry or recorded hash) does not hide what comes after it. */
	int64_t next; /* index that belongs to the next entry line */
	struct merkle recorded, counted;
	bool lost; /* a leaf is gone: roots can no longer be compared */
	int64_t entry_time_ms;
	struct waiting waiting;

	/* Heads. */
	int64_t head_next; /* number that belongs to the next head */
	int64_t head_time_ms;
	int64_t unread; /* unreadable lines since the last head: each may have been one */
	int64_t heads_signed, heads_bad;
	int64_t sure_line;               /* line of the last head that verified */
	struct ledger_problem *suspect;  /* the first root that did not fit */
	struct ledger_problem *head_gap; /* the last heads found missing */

	char last[FORM_BYTES_MAX]; /* the line before */
	ptrdiff_t last_n;
};

/* Notes a problem at the current line. The pointer stays good until the end. */
struct ledger_problem *judge_wrong(struct judge *j, enum ledger_wrong kind);
void judge_unread(struct judge *j, ptrdiff_t at);

/* What follows is at leaf `here`: decides what the line that waits was. */
void judge_settle(struct judge *j, int64_t here);

void judge_entry(struct judge *j, str line);
void judge_head(struct judge *j, str line);

#endif
