/* ingest.h - reading the picture of a report: a port, with the real reader (another program, helpers/zhuyi-ingest, started for each picture) and one for
 * tests (ingest_fake.h).
 *
 * The picture is anybody's, and what decodes it is large: it never runs inside this process. A reading blocks the calling thread, at most for
 * INGEST_WALL_MS; at most INGEST_AT_ONCE (or fewer: `at_once`) run at a time, and one more is RC_BUSY. The picture is kept nowhere and a failure says nothing of it. Any thread. */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H

#include "base/fail.h"

enum { INGEST_BYTES_MAX = 8 << 20, INGEST_WALL_MS = 30000, INGEST_OUTPUT_MAX = 2 << 20, INGEST_AT_ONCE = 2, INGEST_CELLS_MAX = 1500 };

struct ingest_box {
	int32_t x, y, w, h; /* px */
};

/* A piece of text that stands alone. Each reading may be empty; a blank or line break inside is one blank. */
struct ingest_cell {
	struct ingest_box at;  /* in page space: lines level, a character `character` high */
	struct ingest_box box; /* in the picture */
	str text;              /* any text, by a Chinese model */
	str latin;             /* as digits, units and abbreviations, by an English one */
	str digits;            /* as a number or range, by the English model */
	str digits_again;      /* the same by the Chinese one */
	int32_t sure;          /* of text, 0..100 */
	int32_t points;        /* decimal points seen by their shape, -1 = cannot be told */
	int32_t figures;       /* pieces as high as a digit, -1 = cannot be told */
	char lead;             /* ≤ or ≥ drawn before the digits and not in any reading: '<', '>', else 0 */
	char mark;             /* an arrow, by its shape: 'h' up, 'l' down, else 0 */
};

struct ingest_page {
	struct ingest_cell *v; /* first: it grows by ARENA_PUSH */
	ptrdiff_t n, cap;
	int32_t width, height; /* of the picture, px */
	int32_t character;     /* px in page space, > 0 */
};

struct ingest {
	bool (*read)(void *ctx, str *json, str picture, struct arena *perm, struct fail *fail);
	void *ctx;
};

/* What stands on the picture (PNG or JPEG, 1..INGEST_BYTES_MAX bytes). Lives as long as `perm`.
 * RC_INPUT   no picture, damaged, blank, too small or too large: the message can be shown to a person
 * RC_BUSY    as many readings run as may
 * RC_TIMEOUT it took too long; RC_LIMIT too much memory or output; RC_UPSTREAM the reader is not installed, or broke, or did what it must not */
bool ingest_read(const struct ingest *ingest, struct ingest_page *out, str picture, struct arena *perm, struct fail *fail);

/* The reader's output. RC_CORRUPT when it is none. For tests and the fuzz target; ingest_read does it. */
bool ingest_parse(struct ingest_page *out, str json, struct arena *perm, struct fail *fail);

struct ingest_helper {
	const char *path; /* of the program, from the root: it is started at /; borrowed */
	int32_t wall_ms;  /* 0 = INGEST_WALL_MS */
	int32_t at_once;  /* 0 = INGEST_AT_ONCE */
	_Atomic int running;
};

/* The real one. `helper` is the caller's, {path} and the rest zero; its address must not change. */
struct ingest ingest_by_helper(struct ingest_helper *helper);

#endif
