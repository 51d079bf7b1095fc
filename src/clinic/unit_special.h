/* unit_special.h - the functions behind special units (UCUM, table "special units on non-ratio scales"). Pure. */
#ifndef CLINIC_UNIT_SPECIAL_H
#define CLINIC_UNIT_SPECIAL_H

#include "clinic/unit_walk.h"

/* Zero of the temperature scales in their own degrees; source: UCUM 2.2, functions Cel, degF, degRe (273.15 K by the SI). */
#define CELSIUS_ZERO "273.15"
#define FAHRENHEIT_ZERO "459.67"
#define REAUMUR_ZERO "218.52"

/* The measured value to the base units of its argument, and back. The unit is special (function != 0) and stands alone. Not finite where there is none. */
long double special_to_base(const struct unit *u, long double value);
long double special_from_base(const struct unit *u, long double base);

#endif
