#include "clinic/pressure.h"

#include "base/check.h"

#include <math.h>

enum pressure_class pressure_classify(double sbp, double dbp, double age_y)
{
	if (!(sbp >= 40 && sbp <= 300 && dbp >= 20 && dbp <= 200 && sbp > dbp)) return PRESSURE_UNKNOWN;
	if (age_y < 18) return PRESSURE_UNKNOWN; /* false for NAN: an adult is assumed and the text says so */
	if (sbp >= 180 || dbp >= 110) return PRESSURE_GRADE3;
	if (sbp >= 160 || dbp >= 100) return PRESSURE_GRADE2;
	if (sbp >= 140 || dbp >= 90) return PRESSURE_GRADE1;
	if (sbp < 90 || dbp < 60) return PRESSURE_LOW;
	if (sbp >= 120 || dbp >= 80) return PRESSURE_HIGH_NORMAL;
	return PRESSURE_NORMAL;
}

str pressure_text(enum pressure_class c, int lang)
{
	static const char *const text[][2] = {
		[PRESSURE_UNKNOWN] = {"无法按成人标准分级", "cannot be classed by adult criteria"},
		[PRESSURE_LOW] = {"低血压范围", "low blood pressure"},
		[PRESSURE_NORMAL] = {"正常血压", "normal"},
		[PRESSURE_HIGH_NORMAL] = {"正常高值（还不算高血压）", "high normal (not yet hypertension)"},
		[PRESSURE_GRADE1] = {"1级高血压的范围", "the range of grade 1 hypertension"},
		[PRESSURE_GRADE2] = {"2级高血压的范围", "the range of grade 2 hypertension"},
		[PRESSURE_GRADE3] = {"3级高血压的范围", "the range of grade 3 hypertension"},
	};
	ASSERT(c >= PRESSURE_UNKNOWN && c <= PRESSURE_GRADE3 && (lang == 0 || lang == 1));
	return str_from(text[c][lang]);
}
