/* plan_int.h - what the files about plans share. */
#ifndef CARE_PLAN_INT_H
#define CARE_PLAN_INT_H

#include "care/plan.h"

/* "135", "<135", ">90", "<=7.0"; empty: none. */
bool limit_read(struct limit *out, str text);

/* What was told at the start of that measure: the personal best, the weight before; NAN. */
double plan_base(const struct followed *by, enum measure_kind kind);

#endif
