#include "clinic/lab.h"

#include "base/check.h"

#include <math.h>

static const char *const flag_names[] = {"unknown", "critical_low", "low", "normal", "high", "critical_high"};

str lab_flag_name(enum lab_flag flag)
{
	ASSERT(flag >= LAB_UNKNOWN && flag <= LAB_CRITICAL_HIGH);
	return str_from(flag_names[flag]);
}

static bool to_own_unit(const struct lab *lab, str unit, double *value)
{
	if (!unit.n || str_eq(unit, lab->unit)) return true;
	for (ptrdiff_t i = 0; i < lab->unit_count; i++)
		if (str_eq(unit, lab->units[i].unit)) return *value *= lab->units[i].factor, true;
	return false;
}

struct lab_reading lab_read(const struct lab *lab, double value, str unit, const struct facts *f)
{
	struct lab_reading r = {LAB_UNKNOWN, value, NAN, NAN, NULL};
	bool woman = f->word[WORD_FEMALE] == TRI_YES;
	if (!to_own_unit(lab, unit, &r.value)) return r.why = "unit", r;
	r.low = woman && !isnan(lab->low_f) ? lab->low_f : lab->low;
	r.high = woman && !isnan(lab->high_f) ? lab->high_f : lab->high;
	if (!isnan(lab->critical_low) && r.value <= lab->critical_low) return r.flag = LAB_CRITICAL_LOW, r;
	if (!isnan(lab->critical_high) && r.value >= lab->critical_high) return r.flag = LAB_CRITICAL_HIGH, r;
	if (f->word[WORD_CHILD] == TRI_YES) return r.why = "child", r; /* the pack holds adults' intervals */
	if (isnan(r.low) && isnan(r.high)) return r.why = "range", r;
	r.flag = !isnan(r.low) && r.value < r.low ? LAB_LOW : !isnan(r.high) && r.value > r.high ? LAB_HIGH : LAB_NORMAL;
	return r;
}
