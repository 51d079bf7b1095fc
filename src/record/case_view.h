/* case_view.h - a stored answer read back for an export: what a reader needs to see, in order. Pure. Strings lie on the arena. */
#ifndef RECORD_CASE_VIEW_H
#define RECORD_CASE_VIEW_H

#include "record/export.h"

struct strs {
	str *v;
	ptrdiff_t n, cap;
};

struct view_source {
	int64_t n; /* number of the footnote */
	str title, year, state, quote;
};

struct view_sentence {
	str text;
	int64_t notes[8]; /* numbers of its footnotes */
	int note_count;
};

struct view_part {
	str title, about;
	struct {
		struct view_sentence *v;
		ptrdiff_t n, cap;
	} sentences;
};

struct view_reply {
	bool given;
	str by, title, licence, text, verdict; /* signed, rejected */
	int64_t signed_ms;
};

struct case_view {
	const struct export_case *from;
	bool readable; /* false: the stored bytes are no answer; only `from` can be used */
	str lang;      /* zh or en */
	str question, state, tier, answer, act;
	struct view_sentence headline;
	int64_t created_ms;
	bool crisis, stop;
	struct {
		struct view_part *v;
		ptrdiff_t n, cap;
	} parts; /* those with something delivered */
	struct {
		struct view_source *v;
		ptrdiff_t n, cap;
	} sources; /* by number */
	struct strs not_checked, asks;
	str held_reason, held_meanwhile;
	struct view_reply reply;
	str edition, edition_state; /* title and version; state */
};

struct case_views {
	struct case_view *v;
	ptrdiff_t n;
};

void case_view_read(struct case_view *out, const struct export_case *from, struct arena *perm);

/* All of an export, newest first; what cannot be read comes last. */
struct case_views case_views(const struct record_export *x, struct arena *perm);

#endif
