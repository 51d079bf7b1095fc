#include "consult/patient.h"

#include "base/check.h"
#include "clinic/sig.h"
#include "lang/fold.h"

#include <math.h>

bool line_lang_known(jv line, const char *engine, struct fail *fail)
{
	jv lang = json_get(line, "lang");
	str s = json_text(lang);
	return !lang || str_eq(s, S("zh")) || str_eq(s, S("en")) || fail_set(fail, RC_INPUT, engine, "\"lang\" is neither \"zh\" nor \"en\"");
}

enum { AGE_MAX_Y = 130 };

static double years_in(str unit, double n)
{
	if (str_find(unit, S("岁")) >= 0) return n; /* 周岁; of "1岁6个月" the years */
	if (str_find(unit, S("月")) >= 0 || str_starts(unit, S("mo"))) return n / 12;
	if (str_find(unit, S("天")) >= 0 || str_find(unit, S("日")) >= 0 || str_starts(unit, S("d"))) return n / 365.25;
	if (str_find(unit, S("周")) >= 0 || str_starts(unit, S("w"))) return n * 7 / 365.25;
	return n;
}

double patient_age_y(jv patient, str *unread, struct arena *perm)
{
	static const struct {
		const char *key;
		double in_a_year;
	} keys[] = {{"age", 1}, {"age_years", 1}, {"age_months", 12}, {"age_m", 12}, {"age_days", 365.25}, {"age_d", 365.25}};
	*unread = (str){"", 0};
	for (ptrdiff_t i = 0; i < COUNT(keys); i++) {
		jv v = json_get(patient, keys[i].key);
		str text = json_text(json_is_object(v) ? json_get(v, "value") : v), unit = fold(json_str(v, "unit"), perm).text, rest = {"", 0};
		struct bounds n;
		double years;
		if (!str_trim(text).n) continue;
		if (str_to_double(str_trim(text), &years)) rest = unit;
		else if (sig_number(fold(text, perm).text, &n, &rest)) years = n.lo;
		else years = NAN;
		years = years_in(rest.n ? rest : unit, years / keys[i].in_a_year);
		if (years >= 0 && years <= AGE_MAX_Y) return years;
		*unread = text;
	}
	return NAN;
}

static bool one_of(str s, const char *const *words, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (str_eq(s, str_from(words[i]))) return true;
	return false;
}

enum tri patient_said(jv patient, const char *key)
{
	static const char *const yes[] = {"yes", "true", "current", "是", "y", "1", "怀孕"}, *const no[] = {"no", "never", "false", "former",
													    "否", "没有",  "n",     "0"};
	jv v = json_get(patient, key);
	str text = json_text(v);
	bool flag;
	if (json_is_bool(v, &flag)) return flag ? TRI_YES : TRI_NO;
	return one_of(text, yes, COUNT(yes)) ? TRI_YES : one_of(text, no, COUNT(no)) ? TRI_NO : TRI_UNKNOWN;
}

char patient_sex(jv patient)
{
	str s = json_str(patient, "sex");
	char c = s.n ? (char)(s.p[0] | 0x20) : 0;
	if (str_starts(s, S("男")) || c == 'm') return 'm';
	return str_starts(s, S("女")) || c == 'f' || c == 'w' ? 'f' : 0;
}
