#include "policy/table_int.h"

bool table_header(const struct tsv *t, const char *table, const char *const *columns, int n, struct fail *fail)
{
	for (int i = 0; i < n; i++) {
		str have = i < t->columns ? t->name[i] : (str){"", 0};
		if (!str_eq(have, str_from(columns[i])))
			return table_fault(fail, table, t->line, str_from(columns[i]), "this column is missing here", have);
	}
	return t->columns == n || table_fault(fail, table, t->line, t->name[n], "no such column", t->name[n]);
}

bool table_row(const struct tsv_row *row, const char *table, struct fail *fail)
{
	int columns = row->table->columns;
	if (row->cells < columns)
		return table_fault(fail, table, row->line, row->table->name[row->cells], "the row ends before this column", row->cell[0]);
	return row->cells == columns ||
	       table_fault(fail, table, row->line, row->table->name[columns - 1], "the row goes on behind this column", row->cell[0]);
}

bool table_cell(const struct tsv_row *row, const char *table, const char *column, str *out, struct fail *fail)
{
	*out = tsv_cell(row, str_from(column));
	return out->n || table_fault(fail, table, row->line, str_from(column), "empty", *out);
}
