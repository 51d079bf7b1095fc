/* pressure.h - class of one office blood pressure in an adult. Pure. */
#ifndef CLINIC_PRESSURE_H
#define CLINIC_PRESSURE_H

#include "base/str.h"

enum pressure_class { PRESSURE_UNKNOWN, PRESSURE_LOW, PRESSURE_NORMAL, PRESSURE_HIGH_NORMAL, PRESSURE_GRADE1, PRESSURE_GRADE2, PRESSURE_GRADE3 };

/* in     sbp, dbp [mm[Hg]], accepted 40..300 and 20..200 with sbp > dbp; age_y [a], NAN = not said
 * out    the higher of the two classes; below 90/60 low
 * else   PRESSURE_UNKNOWN outside the accepted range, and under 18 (children have percentiles)
 * source 中国高血压防治指南(2024年修订版), table of blood pressure classes: normal <120 and <80, high normal 120-139 and/or 80-89, grade 1 140-159
 *        and/or 90-99, grade 2 160-179 and/or 100-109, grade 3 >=180 and/or >=110; low <90/60: 内科学 第9版 (2018) */
enum pressure_class pressure_classify(double sbp, double dbp, double age_y);

str pressure_text(enum pressure_class c, int lang); /* "1级高血压范围"; lang 0 Chinese, 1 English */

#endif
