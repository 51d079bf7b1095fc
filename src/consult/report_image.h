/* report_image.h - a photographed laboratory report as items, and of each item whether it may be believed.
 *
 * What must hold: no misread changes what an item means without being shown for confirmation. A value is sure only when two models that were trained apart
 * read the same digits and the number of figures and points fits what was drawn; a unit when it is one of the item's; a range when two models agree, or when
 * it is the pack's own; and the whole only when the flag that follows from them is the flag that was printed. Everything else is `sure` false, with why.
 * Pure: nothing is kept, and nothing is said about the person. */
#ifndef CONSULT_REPORT_IMAGE_H
#define CONSULT_REPORT_IMAGE_H

#include "base/json.h"
#include "clinic/lab.h"
#include "consult/report_grid.h"

enum doubt {
	DOUBT_NAME = 1,   /* not the name of an item known here, or corrected */
	DOUBT_VALUE = 2,  /* the readings of the result differ, or there is none */
	DOUBT_POINT = 4,  /* the decimal point: seen and not read, read and not seen, or the result is ten times off its range */
	DOUBT_UNIT = 8,   /* not a unit of this item, or missing */
	DOUBT_RANGE = 16, /* the readings of the range differ */
	DOUBT_MARK = 32,  /* the printed mark cannot be read, or says otherwise than result and range */
	DOUBT_LIMIT = 64, /* the result equals a limit, and whether that is inside was not read for certain */
	DOUBTS = 7
};

struct image_item {
	str name;  /* as read, or the pack's when it differs by a character */
	str code;  /* abbreviation printed with it, or LOINC's never: empty = none */
	str value; /* digits as printed, or words */
	str unit;  /* as the pack writes it when it is the item's */
	str range; /* "3.9-6.1", "<5.2", words; empty = none */
	str text;  /* the whole line as read */
	char mark; /* printed: 'h', 'l', 'n' a star, 0 none, '?' cannot be told */
	enum lab_flag flag;
	enum tri positive;
	int32_t lab;    /* index, -1 = not known here */
	uint32_t doubt; /* of enum doubt; 0 = sure */
	struct ingest_box box;
};

struct report_image {
	struct {
		struct image_item *v;
		ptrdiff_t n, cap;
	} items;
	struct grid grid; /* other lines, date */
	int32_t width, height;
};

void report_image_read(struct report_image *out, const struct ingest_page *page, const struct pack *pack, struct arena *perm);

/* Members of the reply of report_read into the open object (docs/contract.md). */
void report_image_json(const struct report_image *r, const struct pack *pack, struct jw *w);

const char *doubt_name(enum doubt d); /* "name", "value", … */

#endif
