/* title.h - a doctor's title, and whether a licence counts now. Pure. */
#ifndef POLICY_TITLE_H
#define POLICY_TITLE_H

#include "lang/reading.h"

/* In rising order. */
enum title { TITLE_RESIDENT, TITLE_ATTENDING, TITLE_ASSOCIATE, TITLE_CHIEF, TITLES };

str title_key(enum title title);             /* as stored: resident attending associate chief */
bool title_by_key(str key, enum title *out); /* false leaves *out alone */
str title_name(str key, enum language lang); /* 住院医师, resident physician, …; empty for an unknown key */

/* A signature needs it: the number of a practising certificate (医师执业证书) that has not ended. `until_ms` [ms since 1970], 0 = no end. Whether the
 * role is still granted is asked elsewhere. */
bool licence_valid(str licence, int64_t until_ms, int64_t now_ms);

#endif
