/* report_grid.h - the pieces of text of a photographed report put into rows and columns, and each column given its meaning.
 *
 * Columns come in any order, with a heading or without one, and a sheet may have two tables side by side. Nothing is corrected here: a cell keeps all its
 * readings. Pure; cells are borrowed from the page. */
#ifndef CONSULT_REPORT_GRID_H
#define CONSULT_REPORT_GRID_H

#include "ingest/ingest.h"
#include "library/pack.h"

enum grid_role { GRID_OTHER, GRID_NUMBER, GRID_NAME, GRID_CODE, GRID_VALUE, GRID_MARK, GRID_UNIT, GRID_RANGE, GRID_ROLES };

enum { GRID_PIECES_MAX = 4, GRID_ROWS_MAX = 400, GRID_COLUMNS_MAX = 24 };

/* What stands in one column of one row, from left to right. */
struct grid_field {
	const struct ingest_cell *v[GRID_PIECES_MAX];
	int n;
};

struct grid_line {
	struct grid_field field[GRID_ROLES];
	uint32_t columns; /* 1 << role for each column this table has */
};

struct grid {
	struct {
		struct grid_line *v; /* a line of a table: one item */
		ptrdiff_t n, cap;
	} lines;
	struct {
		str *v; /* the rest, row by row, for a person to read */
		ptrdiff_t n, cap;
	} other;
	str date;       /* the first date on the sheet that two readings agree on, as written; empty = none */
	bool has_marks; /* somewhere an arrow, H or L is printed, or a column for them has a heading */
};

void grid_of(struct grid *out, const struct ingest_page *page, const struct pack *pack, struct arena *perm);

#endif
