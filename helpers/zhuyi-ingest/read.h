/* read.h - what a cell says, read twice by models that were trained apart. */
#ifndef READ_H
#define READ_H

#include "page.h"

struct reader;

struct said {
	char *text; /* UTF-8, owned by the caller (TessDeleteText), NULL = nothing */
	int sure;   /* 0..100 */
};

/* Loads the trained data chi_sim and eng from `folder` (NULL = tesseract's own). NULL when one is missing: the last file access of this process. */
struct reader *reader_open(const char *folder);

enum reading { READ_TEXT, READ_LATIN, READ_DIGITS, READ_DIGITS_AGAIN };

/* READ_TEXT any text, by the Chinese model; READ_LATIN digits, units and abbreviations, by the English one; READ_DIGITS what results and ranges are written
 * with, by the English model; READ_DIGITS_AGAIN the same by the Chinese one, which was trained apart. */
void reader_read(struct reader *r, enum reading how, PIX *cell, struct said *out);
void reader_close(struct reader *r);

#endif
