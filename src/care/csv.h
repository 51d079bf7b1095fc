/* csv.h - measurements from a table that somebody exported or typed: comma, semicolon or tab, header in Chinese or English. Pure.
 *
 * Dates: 2026-11-30, 2026/11/30, 2026.11.30, 20261130, 2026年11月30日, and 30.11.2026 never (a month could be a day); behind it a time 08:05, 8:05:00,
 * 08时05分 or 下午 3:05, or in a column of its own. Without a zone it is China's; Z and +08:00 are understood. */
#ifndef CARE_CSV_H
#define CARE_CSV_H

#include "care/measure.h"

enum { CSV_MAX = 1 << 20, CSV_ROWS_MAX = 20000, CSV_COLUMNS_MAX = 32 }; /* bytes, rows */

struct csv_value {
	int line; /* from 1, of the row's first line */
	struct measure measure;
};
struct csv_values {
	struct csv_value *v;
	ptrdiff_t n, cap;
};
struct csv_refused {
	int line;
	str why[2];
};
struct csv_refuseds {
	struct csv_refused *v;
	ptrdiff_t n, cap;
};

/* in   only  MEASURE_KINDS: columns say what they are; else a column `value` (值) is of this kind
 * out  values in the table's order, not judged; one row may have several. refused: rows that could not be read
 * else RC_INPUT with *say: no UTF-8 (a table saved as GBK), no header, no time column, nothing to measure in it; RC_LIMIT */
bool csv_read(struct csv_values *out, struct csv_refuseds *refused, str text, enum measure_kind only, const char *say[2], struct fail *fail,
	      struct arena *a);

/* A date or date and time; `clock_` empty, or the time from a column of its own. False: not understood. *date_only: it names no time of day. */
bool csv_time(int64_t *at_ms, bool *date_only, str date, str clock_, struct arena *a);

#endif
