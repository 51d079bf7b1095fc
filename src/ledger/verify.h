/* verify.h - is this export of a ledger whole and unaltered? Offline, from the export alone, in bounded memory (about 12 KiB of stack).
 *
 * Every entry's leaf hash is computed anew, the root at every signed head, every signature; indexes are consecutive, sizes, times and head numbers never
 * fall. Whatever is wrong is named: the line, the leaf, the head. One thing no export can show by itself is that its end was left off and the rest
 * signed anew: for that, give the head you saw last time (`trust.seen`). Pure. */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H

#include "ledger/export.h"

enum ledger_wrong {
	LEDGER_FORM,         /* not a line this ledger writes; `byte` is the first that differs */
	LEDGER_HEADER,       /* line 1: organisation, key and log id do not belong together */
	LEDGER_NO_HEADER,    /* line 1 is something else */
	LEDGER_KEY,          /* line 1: not the expected key */
	LEDGER_KEY_UNUSED,   /* line 1: not one of the heads is signed with this key */
	LEDGER_LEAF,         /* an entry and its recorded hash disagree, and no root tells which of them was changed */
	LEDGER_LEAF_ENTRY,   /* the entry was changed: its recorded hash is the signed one */
	LEDGER_LEAF_HASH,    /* the recorded hash was changed: the entry is the signed one */
	LEDGER_ROOT,         /* entry and recorded hash were changed together somewhere in index..index_to, which lie between two heads */
	LEDGER_HEAD,         /* a properly signed head whose root is not that of the entries, although other heads agree with them */
	LEDGER_SIGNATURE,    /* a head not signed by the key of line 1 for the organisation of line 1 */
	LEDGER_ORDER,        /* an entry or head out of its place, or a line behind the last */
	LEDGER_SWAPPED,      /* lines line and line_to stand in each other's place */
	LEDGER_REPEATED,     /* the same line twice in a row */
	LEDGER_MISSING,      /* entries index..index_to are missing before this line */
	LEDGER_MISSING_HEAD, /* heads head..head_to are missing before this line */
	LEDGER_TIME,         /* earlier than the one before */
	LEDGER_UNSIGNED,     /* entries index..index_to are covered by no head: anybody could have written them */
	LEDGER_COUNT,        /* the last line counts otherwise */
	LEDGER_CUT,          /* the export stops here, without its last line */
	LEDGER_SEEN,         /* contradicts the head seen before, or ends before it */
	LEDGER_WRONGS
};

/* Ranges include both ends. What a problem does not speak of is -1; `byte` 0. */
struct ledger_problem {
	enum ledger_wrong kind;
	int64_t line, line_to;
	int64_t index, index_to;
	int64_t head, head_to; /* numbers of heads */
	int64_t size;          /* of that head */
	int64_t byte;          /* in the line, from 1 */
};

enum { LEDGER_PROBLEMS_MAX = 16, LEDGER_PROBLEM_BYTES = 320 };

struct ledger_report {
	char organisation[65]; /* empty when line 1 was damaged */
	struct public_key key;
	int64_t lines, entries, heads;
	int64_t covered;  /* leaves below the last head that verified */
	int64_t problems; /* 0 = the export holds; the first LEDGER_PROBLEMS_MAX are kept, in the order found */
	int n;
	struct ledger_problem v[LEDGER_PROBLEMS_MAX];
};

/* What the reader knows from elsewhere; all zero = nothing, then the export is judged by the key it names itself. */
struct ledger_trust {
	const struct public_key *key;
	const struct head *seen;
};

/* Gives up to n bytes; 0 at the end, below 0 when reading failed. */
struct ledger_source {
	ptrdiff_t (*read)(void *ctx, char *out, ptrdiff_t n);
	void *ctx;
};

/* True when nothing is wrong. Else false, `out` says all, `fail` the first problem (RC_CORRUPT), or RC_IO when the source failed. */
bool ledger_verify(struct ledger_report *out, struct ledger_source from, struct ledger_trust trust, struct fail *fail);
bool ledger_verify_text(struct ledger_report *out, str text, struct ledger_trust trust, struct fail *fail);

/* One English sentence such as "line 7, entry 5: the entry was changed; its recorded hash is the signed one". */
void ledger_problem_text(char out[LEDGER_PROBLEM_BYTES], const struct ledger_problem *p);

#endif
