/* tsv.h - tables as tab-separated text: one header line, columns found by name, `#` lines skipped.
 *
 * Damage is reported row by row, so that one bad row does not take the table with it. All strings are borrowed from the text. */
#ifndef BASE_TSV_H
#define BASE_TSV_H

#include "base/str.h"

enum { TSV_COLUMNS_MAX = 32 };

struct tsv {
	str text; /* what is still to be read */
	str base; /* the whole text, for byte offsets */
	int line; /* number of the line read last, from 1 */
	int columns;
	str name[TSV_COLUMNS_MAX];
};

struct tsv_row {
	const struct tsv *table;
	int line;
	ptrdiff_t offset; /* of the row's first byte in the text */
	str raw;
	int cells;
	str cell[TSV_COLUMNS_MAX];
};

/* Reads the header. False when there is none or it has too many columns. */
bool tsv_open(struct tsv *t, str text);

/* Next row that is neither empty nor a comment. False at the end. A row whose number of cells is not the header's has cells != columns:
 * the caller refuses it. */
bool tsv_next(struct tsv *t, struct tsv_row *row);

/* The cell under that header, trimmed; empty when the table has no such column or the row is too short. */
str tsv_cell(const struct tsv_row *row, str column);

#endif
