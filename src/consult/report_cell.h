/* report_cell.h - what a single cell of a photographed report may be, by its readings. Pure. */
#ifndef CONSULT_REPORT_CELL_H
#define CONSULT_REPORT_CELL_H

#include "clinic/lab_text.h"
#include "ingest/ingest.h"
#include "library/pack.h"

enum cell_kind { CELL_OTHER, CELL_NAME, CELL_LATIN, CELL_NUMBER, CELL_BOUND, CELL_RANGE, CELL_WORD, CELL_UNIT, CELL_MARK, CELL_KINDS };

enum cell_kind cell_kind(const struct ingest_cell *c, const struct pack *pack, struct arena scratch);

/* A reading of a result or range with the slips that have only one meaning undone: blanks gone, long dashes short, a comma between digits a point. */
str cell_number(str reading, struct arena *perm);
bool cell_is_plain_number(str number);              /* digits with at most one point, a sign or a comparator before it */
bool cell_range(struct lab_range *out, str number); /* of cell_number's result; false for a single number */
bool cell_sign(str number);                         /* -, +, ++, +-, 2+ */
char cell_mark(const struct ingest_cell *c);        /* 'h', 'l', 'n' (a star), 0 = none, '?' = something that cannot be told */
int cell_han(str text);                             /* Chinese characters in it */
bool cell_word(str text, struct arena scratch);     /* 阴性, 弱阳性, (-) … in Chinese characters */

#endif
