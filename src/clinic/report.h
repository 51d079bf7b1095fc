/* report.h - a laboratory report pasted as text, taken apart into items: "白细胞计数 WBC 12.3 ↑ 10^9/L 3.5-9.5".
 *
 * One item or several a line; columns by tabs, bars or blanks, in any order after the result. Nothing is corrected or guessed: a line whose result
 * cannot be found is left out and counted. Pure. */
#ifndef CLINIC_REPORT_H
#define CLINIC_REPORT_H

#include "clinic/lab_text.h"

enum { REPORT_BYTES_MAX = 65536, REPORT_TOKENS_MAX = 64, REPORT_ITEMS_MAX = 400 };

struct report_item {
	str name;  /* as written, blanks between its pieces kept as one */
	str value; /* as written; with its unit or arrow when they were written together */
	str unit;  /* as written, empty = none of its own */
	str range; /* as written, empty = none */
	char arrow;
	int32_t line; /* from 1 */
};

struct report {
	struct report_item *v;
	ptrdiff_t n, cap;
	char sex;         /* 'm', 'f', 0 = not said in the head of the report */
	double age_y;     /* NAN = not said */
	int32_t no_value; /* lines with words but no result: headings and remarks */
	bool cut;         /* longer than can be read: the rest was left out */
};

/* `known` tells whether a folded name is that of an item, so that CA 125 25.3 is not read as CA with the result 125. */
struct report_names {
	bool (*known)(void *ctx, str folded);
	void *ctx;
};

/* Valid UTF-8. */
void report_parse(struct report *out, str text, struct report_names names, struct arena *perm);

#endif
