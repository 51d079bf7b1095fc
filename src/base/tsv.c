#include "base/tsv.h"

static bool next_line(struct tsv *t, str *line)
{
	while (str_next(&t->text, '\n', line)) {
		t->line++;
		if (line->n && line->p[line->n - 1] == '\r') line->n--;
		if (line->n && line->p[0] != '#') return true;
	}
	return false;
}

static int split(str line, str *cell, int max)
{
	int n = 0;
	str item;
	while (str_next(&line, '\t', &item)) {
		if (n < max) cell[n] = str_trim(item);
		n++;
	}
	return n;
}

bool tsv_open(struct tsv *t, str text)
{
	str line;
	if (str_starts(text, S("\xef\xbb\xbf"))) text = str_slice(text, 3, text.n); /* a spreadsheet's byte order mark */
	*t = (struct tsv){.text = text, .base = text};
	if (!next_line(t, &line)) return false;
	t->columns = split(line, t->name, TSV_COLUMNS_MAX);
	return t->columns <= TSV_COLUMNS_MAX;
}

bool tsv_next(struct tsv *t, struct tsv_row *row)
{
	str line;
	if (!next_line(t, &line)) return false;
	*row = (struct tsv_row){.table = t, .line = t->line, .offset = line.p - t->base.p, .raw = line};
	row->cells = split(line, row->cell, TSV_COLUMNS_MAX);
	return true;
}

str tsv_cell(const struct tsv_row *row, str column)
{
	for (int i = 0; i < row->table->columns && i < row->cells; i++)
		if (str_eq(row->table->name[i], column)) return row->cell[i];
	return (str){"", 0};
}
