/* calc_say.c - results of calculators as text. */
#include "base/check.h"
#include "clinic/calc.h"

#include <math.h>
#include <stdio.h>

bool calc_unit_is_silent(str unit)
{
	return str_eq(unit, S("1")) || str_eq(unit, S("date")) || str_eq(unit, S("wk+d"));
}

/* UCUM as people write it; what is not listed stays as it is. Longer pieces first. */
static const struct {
	const char *code, *shown[CALC_LANGS];
} written[] = {
	{"{1.73_m2}", {"1.73 m²", "1.73 m²"}},
	{"10*9", {"×10⁹", "×10⁹"}},
	{"10*12", {"×10¹²", "×10¹²"}},
	{"mm[Hg]", {"mmHg", "mmHg"}},
	{"cm[H2O]", {"cmH₂O", "cmH₂O"}},
	{"[IU]", {"IU", "IU"}},
	{"[iU]", {"IU", "IU"}},
	{"umol", {"μmol", "μmol"}},
	{"mosm", {"mOsm", "mOsm"}},
	{"ug", {"μg", "μg"}},
	{"uL", {"μL", "μL"}},
	{"m2", {"m²", "m²"}},
	{"Cel", {"℃", "°C"}},
};

static const struct {
	const char *code, *shown[CALC_LANGS];
} whole[] = {{"a", {"岁", "years"}},   {"mo", {"个月", "months"}},   {"wk", {"周", "weeks"}},    {"d", {"天", "days"}},
	     {"h", {"小时", "hours"}}, {"min", {"分钟", "minutes"}}, {"/min", {"次/分", "/min"}}};

str calc_unit_shown(str unit, enum language lang, struct arena *perm)
{
	struct sb b = sb_new(perm, unit.n * 3 + 16);
	if (calc_unit_is_silent(unit)) return (str){"", 0};
	for (ptrdiff_t k = 0; k < COUNT(whole); k++)
		if (str_eq(unit, str_from(whole[k].code))) return str_from(whole[k].shown[lang]);
	for (ptrdiff_t i = 0; i < unit.n;) {
		str rest = str_slice(unit, i, unit.n);
		ptrdiff_t k = 0;
		while (k < COUNT(written) && !str_starts(rest, str_from(written[k].code))) k++;
		ptrdiff_t annotation = rest.p[0] == '{' ? str_find(rest, S("}")) + 1 : 0;
		if (k < COUNT(written)) sb_add(&b, str_from(written[k].shown[lang])), i += (ptrdiff_t)strlen(written[k].code);
		else if (annotation > 0) i += annotation;
		else sb_byte(&b, unit.p[i++]);
	}
	return sb_str(&b);
}

str calc_number_text(double v, int digits, struct arena *perm)
{
	char text[64];
	int n = digits >= 0 && fabs(v) < 1e15 ? snprintf(text, sizeof text, "%.*f", digits, v) : snprintf(text, sizeof text, "%.10g", v);
	return str_copy(perm, (str){text, n});
}

str calc_date_text(double days, struct arena *perm)
{
	char text[40];
	int y, m, d, n;
	calc_civil(days, &y, &m, &d);
	n = snprintf(text, sizeof text, "%04d-%02d-%02d", y, m, d);
	return str_copy(perm, (str){text, n});
}

static str weeks_text(double days, struct arena *perm)
{
	char text[40];
	int weeks = (int)floor(days / 7), n = snprintf(text, sizeof text, "%d+%d", weeks, (int)(days - 7.0 * weeks));
	return str_copy(perm, (str){text, n});
}

str calc_output_text(const struct calc *c, const struct calc_output *o, double v, enum language lang, struct arena *perm)
{
	if (str_eq(o->unit, S("date"))) return calc_date_text(v, perm);
	if (str_eq(o->unit, S("wk+d"))) return weeks_text(v, perm);
	if (o->choice >= 0) {
		const struct calc_input *in = &c->inputs.v[o->choice];
		for (ptrdiff_t i = 0; i < in->options.n; i++)
			if (in->options.v[i].number == v) return in->options.v[i].name[lang];
	}
	return calc_number_text(v, o->digits, perm);
}
