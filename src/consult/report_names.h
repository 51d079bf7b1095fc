/* report_names.h - laboratory items by the short names of reports, recognised by the number and unit behind them. */
#ifndef CONSULT_REPORT_NAMES_H
#define CONSULT_REPORT_NAMES_H

#include "library/pack.h"

/* Adds a mention for each, in its place; what is a laboratory item by its own words already stays as it is. */
void report_names(struct reading *r, const struct pack *pack, struct arena *perm);

#endif
