/* table_int.h - shared by the readers of this folder's tables: every complaint names table, line and column. */
#ifndef POLICY_TABLE_INT_H
#define POLICY_TABLE_INT_H

#include "base/fail.h"
#include "base/tsv.h"

/* Always false. `why` is a short clause; `word` what stood there, cut at 40 bytes. */
static inline bool table_fault(struct fail *fail, const char *table, int line, str column, const char *why, str word)
{
	str shown = str_slice(word, 0, word.n < 40 ? word.n : 40);
	return fail_set(fail, RC_CORRUPT, table, "%s line %d, column " STR_FMT ": %s: \"" STR_FMT "\"", table, line, STR_ARG(column), why,
			STR_ARG(shown));
}

/* The header has exactly these columns, in this order; a row of the table as many cells. */
bool table_header(const struct tsv *t, const char *table, const char *const *columns, int n, struct fail *fail);
bool table_row(const struct tsv_row *row, const char *table, struct fail *fail);

/* A cell that must not be empty. */
bool table_cell(const struct tsv_row *row, const char *table, const char *column, str *out, struct fail *fail);

#endif
