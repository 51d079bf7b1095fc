/* patient.h - what every engine reads of a person in the same way, and the language of a line. Pure. */
#ifndef CONSULT_PATIENT_H
#define CONSULT_PATIENT_H

#include "base/json.h"
#include "base/tri.h"

/* "lang" of a line. False with fail set (RC_INPUT) when it is there and is neither "zh" nor "en". */
bool line_lang_known(jv line, const char *engine, struct fail *fail);

/* [years], 0..130, of "age" (a number of years, "6个月", "3 days", {value, unit}), else of age_years, age_months or age_m, age_days or age_d; NAN
 * when it is not stated or cannot be. *unread is then what was written, empty when nothing was. */
double patient_age_y(jv patient, str *unread, struct arena *perm);

enum { PATIENT_EGFR_MAX = 300 }; /* [mL/min/1.73 m2]; more was never measured */

/* true, false, or a word for it; anything else is not known. */
enum tri patient_said(jv patient, const char *key);

/* 'm', 'f', 0 = not known. */
char patient_sex(jv patient);

#endif
