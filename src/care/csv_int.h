/* csv_int.h - what csv.c and csv_head.c share: which column is what. */
#ifndef CARE_CSV_INT_H
#define CARE_CSV_INT_H

#include "care/csv.h"

enum csv_role { CSV_IGNORED, CSV_DATE, CSV_CLOCK, CSV_PART, CSV_PAIR, CSV_VALUE, CSV_KIND, CSV_UNIT, CSV_CONTEXT, CSV_NOTE };

struct csv_column {
	enum csv_role role;
	enum measure_kind kind; /* of a part or pair */
	int part;
	enum measure_context context;
	str unit; /* in brackets behind the name */
};

struct csv_head {
	int n;
	struct csv_column column[CSV_COLUMNS_MAX];
};

/* What the header's cells mean. False: there is no time column, or nothing to measure in it. */
bool csv_head_read(struct csv_head *out, const str *cells, int n, enum measure_kind only, struct arena *a);

/* 空腹, 早餐后2小时, after breakfast … ; what says nothing of the kind is CONTEXT_NONE. */
enum measure_context csv_context(str text, struct arena *a);

/* Lower case, without blanks and what stands in brackets. */
str csv_folded(str text, str *bracket, struct arena *a);

#endif
