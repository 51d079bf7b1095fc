/* report.h - a laboratory report that a person read from a photo and confirmed, as FHIR R4 resources of the record.
 *
 * Numbers stay as they were written. The photo itself is not kept. */
#ifndef APP_REPORT_H
#define APP_REPORT_H

#include "app/app.h"
#include "consult/labs.h"

enum { REPORT_ITEMS_KEPT_MAX = 100, REPORT_TITLE_MAX = 120, REPORT_CELL_MAX = 200 };

/* An Observation, laboratory, final, tag `photo`. `date` YYYY-MM-DD. */
str report_observation(const struct labs_item *item, const struct pack *pack, str person, str date, struct arena *a);

/* The DiagnosticReport that holds them; `ids` of the Observations. */
str report_diagnostic(str title, str person, str date, const str *ids, ptrdiff_t n, struct arena *a);

struct report_question {
	const char *code; /* "unseen", "value", "far", "critical" */
	ptrdiff_t item;
	str say[2]; /* Chinese, English */
};
struct report_questions {
	struct report_question *v;
	ptrdiff_t n, cap;
};

/* What a person should look at once more before it is kept. `seen` for each item. */
void report_ask(struct report_questions *out, const struct labs_reading *r, const bool *seen, struct arena *a);

/* reader.c: finds the program that reads photos, or takes the one given; leaves z->ingest empty when there is none. */
void reader_open(struct zhuyi *z, const char *path);

#endif
