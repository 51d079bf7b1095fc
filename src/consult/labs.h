/* labs.h - a laboratory report read as a whole: each item against its interval and its previous value, then the items together.
 *
 * The reading is data; the sentences are made from it (labs_say.c) and written as JSON (labs_json.h). No sentence says what somebody has: a panel
 * names a pattern, and a doctor decides. */
#ifndef CONSULT_LABS_H
#define CONSULT_LABS_H

#include "base/json.h"
#include "clinic/report.h"
#include "consult/answer.h"

struct labs_item {
	str name;           /* as written */
	str value;          /* as written */
	str unit;           /* as written, empty = not stated */
	str range;          /* as written */
	int32_t lab;        /* index, -1 = not known */
	const char *unread; /* "name" or "ambiguous" when lab is -1; "value" when the result cannot be read */
	struct lab_match candidates;
	struct lab_line line;
	struct lab_finding finding;
	bool has_previous;
	str previous_value, previous_date, date;
	double previous; /* in the item's unit, NAN = cannot be compared */
	double hours;    /* between the two, NAN = not known */
};

struct labs_hit {
	bool delta; /* of lab_deltas, else of lab_panels */
	ptrdiff_t rule;
	str text;
	enum tier tier;
	ptrdiff_t *from; /* indexes of items */
	ptrdiff_t from_count;
};

struct labs_reading {
	const struct pack *pack;
	enum language lang;
	enum audience audience;
	struct lab_person person;
	struct facts facts;
	struct {
		struct labs_item *v;
		ptrdiff_t n, cap;
	} items;
	struct {
		struct labs_hit *v;
		ptrdiff_t n, cap;
	} hits; /* most urgent first */
	struct {
		str *v;
		ptrdiff_t n, cap;
	} unchecked; /* what could not be looked at, in words */
	int32_t lines_without_value;
	bool cut;       /* the end of a pasted report was not read */
	str age_unread; /* an age as written that could not be read, empty = none */
};

/* Reads {patient, items[] or report, audience, lang}. False with fail set when there is nothing to read. */
bool labs_read(struct labs_reading *out, const struct pack *pack, jv body, struct arena *perm, struct fail *fail);

/* Values already read in a question, each in its item's unit: only what they mean together. */
struct labs_value {
	int32_t lab; /* index */
	double value;
};
void labs_together(struct labs_reading *out, const struct pack *pack, const struct facts *facts, enum language lang, const struct labs_value *values,
		   ptrdiff_t n, struct arena *perm);

/* One item for its reader; the sentence of the pack that goes with it is appended and its passage given, or -1. */
str labs_item_text(const struct labs_reading *r, const struct labs_item *item, int32_t *meaning, struct arena *perm);
str labs_range_text(const struct labs_reading *r, const struct labs_item *item, struct arena *perm); /* "115–150 g/L", empty = none */
str labs_unread_text(const struct labs_reading *r, const struct labs_item *item, struct arena *perm);
/* A count as it is printed in books: 10^9/L is ×10⁹/L. Any other unit is returned as it is. */
str labs_printed_unit(str unit, struct arena *perm);
/* The whole reading as plain text: what is urgent first, then what is outside, then the rest, then what was not read. */
str labs_text(const struct labs_reading *r, struct arena *perm);

enum labs_note {
	LABS_NO_PANELS,
	LABS_NO_DELTAS,
	LABS_REFUSED,
	LABS_NO_TIME,
	LABS_CUT,
	LABS_NO_AGE,
	LABS_NO_SEX,
	LABS_NO_PREGNANCY,
	LABS_DOUBTFUL,
	LABS_CONDITION,
	LABS_RANGE,
	LABS_AGE
};
str labs_note_text(enum labs_note note, enum language lang, str what, struct arena *perm);

#endif
