#include "clinic/lab.h"

#include "base/check.h"

#include <math.h>

static const char *const flag_names[] = {"unknown", "critical_low", "low", "normal", "high", "critical_high"};

str lab_flag_name(enum lab_flag flag)
{
	ASSERT(flag >= LAB_UNKNOWN && flag <= LAB_CRITICAL_HIGH);
	return str_from(flag_names[flag]);
}

bool lab_convert(const struct lab *lab, str unit, double *value)
{
	if (!unit.n || str_eq(unit, lab->unit)) return true;
	for (ptrdiff_t i = 0; i < lab->unit_count; i++)
		if (str_eq(unit, lab->units[i].unit)) return *value = *value * lab->units[i].factor + lab->units[i].offset, true;
	return false;
}

/* First to 13+6, second to 27+6 weeks; source: 孕前和孕期保健指南(2018). */
static int trimester_of(double weeks)
{
	return isnan(weeks) ? 0 : weeks < 14 ? 1 : weeks < 28 ? 2 : 3;
}

struct lab_person lab_person_of(const struct facts *f)
{
	return (struct lab_person){.facts = f,
				   .age_y = f->v[FACT_AGE_Y],
				   .sex = (char)(f->word[WORD_FEMALE] == TRI_YES ? 'f'
						 : f->word[WORD_MALE] == TRI_YES ? 'm'
										 : 0),
				   .pregnant = f->word[WORD_PREGNANT] == TRI_YES,
				   .postpartum = f->word[WORD_POSTPARTUM] == TRI_YES,
				   .trimester = trimester_of(f->v[FACT_GESTATION_W])};
}

static bool is_child(const struct lab_person *p)
{
	return p->age_y < ADULT_FROM_Y; /* false when not known */
}

static bool applies(const struct lab_interval *i, const struct lab_person *p, enum lab_state state)
{
	if (i->state != state || (i->sex && i->sex != p->sex)) return false;
	if (i->only && !(p->facts && facts_has(p->facts, i->only - 1))) return false;
	bool bounded = !isnan(i->age_from_y) || !isnan(i->age_to_y);
	if (!bounded) return true;
	if (isnan(p->age_y)) return false;
	return (isnan(i->age_from_y) || p->age_y >= i->age_from_y) && (isnan(i->age_to_y) || p->age_y < i->age_to_y);
}

static const struct lab_interval *first(const struct lab_interval *rows, ptrdiff_t n, const struct lab_person *p, enum lab_state state)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (applies(&rows[i], p, state)) return &rows[i];
	return NULL;
}

static enum lab_state state_of(const struct lab_person *p)
{
	if (p->pregnant && p->trimester >= 1 && p->trimester <= 3) return (enum lab_state)(LAB_PREGNANT_1 + p->trimester - 1);
	return p->postpartum ? LAB_POSTPARTUM : LAB_ANY_STATE;
}

bool lab_limits(const struct lab *lab, const struct lab_person *p, struct lab_interval *out, const char **why)
{
	enum lab_state state = state_of(p);
	const struct lab_interval *row = state != LAB_ANY_STATE ? first(lab->ranges, lab->range_count, p, state) : NULL;
	if (!row) row = first(lab->ranges, lab->range_count, p, LAB_ANY_STATE);
	if (row) return *out = *row, true;
	if (is_child(p)) return *why = "child", false;
	bool woman = p->sex == 'f';
	*out = (struct lab_interval){.lab = lab->concept,
				     .age_from_y = NAN,
				     .age_to_y = NAN,
				     .low = woman && !isnan(lab->low_f) ? lab->low_f : lab->low,
				     .high = woman && !isnan(lab->high_f) ? lab->high_f : lab->high,
				     .row = lab->range};
	if (isnan(out->low) && isnan(out->high)) return *why = "range", false;
	return true;
}

/* Rows of critical_values go before the limits of the item: once there is a row for a person, only it speaks. */
static struct lab_interval critical_limits(const struct lab *lab, const struct lab_person *p)
{
	const struct lab_interval *row = first(lab->criticals, lab->critical_count, p, LAB_ANY_STATE);
	if (row) return *row;
	return (struct lab_interval){.low = lab->critical_low, .high = lab->critical_high, .row = lab->range};
}

static enum lab_flag critical_flag(const struct lab *lab, double value, const struct lab_person *p)
{
	struct lab_interval c = critical_limits(lab, p);
	if (!isnan(c.low) && value <= c.low) return LAB_CRITICAL_LOW;
	if (!isnan(c.high) && value >= c.high) return LAB_CRITICAL_HIGH;
	return LAB_UNKNOWN;
}

/* More than twice as far as what is critical: no patient, but another unit. */
static bool far_beyond(const struct lab *lab, double value, const struct lab_person *p)
{
	enum { TIMES = 2 };
	struct lab_interval c = critical_limits(lab, p);
	return (!isnan(c.high) && value > c.high * TIMES) || (c.low > 0 && value < c.low / TIMES);
}

static enum lab_flag place(double value, double low, double high)
{
	return !isnan(low) && value < low ? LAB_LOW : !isnan(high) && value > high ? LAB_HIGH : LAB_NORMAL;
}

struct lab_reading lab_read(const struct lab *lab, double value, str unit, const struct facts *f)
{
	struct lab_reading r = {LAB_UNKNOWN, value, NAN, NAN, -1, NULL};
	struct lab_person p = lab_person_of(f);
	struct lab_interval use;
	if (!lab_convert(lab, unit, &r.value)) return r.why = "unit", r;
	bool found = lab_limits(lab, &p, &use, &r.why);
	if (found) r.low = use.low, r.high = use.high, r.row = use.row;
	r.flag = critical_flag(lab, r.value, &p);
	if (r.flag != LAB_UNKNOWN || !found) return r;
	r.flag = place(r.value, r.low, r.high);
	return r;
}

/* ---- a line of a report ---- */

/* "<5" lies where everything below 5 lies; otherwise it straddles a limit. */
static enum lab_flag place_bounded(enum lab_kind kind, double v, double low, double high)
{
	if (kind == LAB_NUMBER) return place(v, low, high);
	if (kind == LAB_BELOW)
		return !isnan(low) && v <= low                                 ? (low > 0 ? LAB_LOW : LAB_NORMAL)
		       : (isnan(low) || low <= 0) && !isnan(high) && v <= high ? LAB_NORMAL
									       : LAB_UNKNOWN;
	return !isnan(high) && v >= high ? LAB_HIGH : isnan(high) && !isnan(low) && v >= low ? LAB_NORMAL : LAB_UNKNOWN;
}

static enum tri positive_of(enum lab_kind kind)
{
	return kind == LAB_POSITIVE ? TRI_YES : kind == LAB_NEGATIVE ? TRI_NO : TRI_UNKNOWN;
}

static bool in_words(enum lab_kind kind)
{
	return kind == LAB_NEGATIVE || kind == LAB_WEAK || kind == LAB_POSITIVE;
}

/* A result in words against what is expected. A weak positive where negative is expected is not as it should be, and not a certain positive. */
static void place_words(struct lab_finding *f, enum lab_kind result, enum lab_kind expect)
{
	f->positive = positive_of(result);
	if (expect == LAB_NEGATIVE) f->flag = result == LAB_NEGATIVE ? LAB_NORMAL : LAB_HIGH;
	else if (expect == LAB_POSITIVE) f->flag = result == LAB_NEGATIVE ? LAB_LOW : LAB_NORMAL;
	else f->why = "quality";
}

/* A titre's denominators are compared like numbers; "1:80" with a range "<1:80" is a rise. */
static bool titre_line(struct lab_finding *f, const struct lab_line *line)
{
	const struct lab_value *v = &line->value;
	if (!v->titre || !line->has_range || !line->range.titre || isnan(line->range.high)) return false;
	bool below = v->kind == LAB_NEGATIVE;
	double limit = line->range.high;
	bool inside = below ? v->number <= limit : line->range.high_open ? v->number < limit : v->number <= limit;
	f->used = LAB_USED_PRINTED, f->shown_high = limit;
	f->flag = inside ? LAB_NORMAL : LAB_HIGH;
	f->positive = inside ? TRI_NO : TRI_YES;
	return true;
}

/* The printed interval in the unit of the value. False: it cannot be compared with it. */
static bool printed_limits(const struct lab *lab, const struct lab_line *line, double *low, double *high)
{
	*low = line->range.low, *high = line->range.high;
	if (!line->has_range || (isnan(*low) && isnan(*high)) || line->range.titre) return false;
	if (!line->range_unit.n || !line->unit.n || str_eq(line->range_unit, line->unit)) return true;
	double of_range = 1, of_value = 1, zero_range = 0, zero_value = 0;
	if (!lab || !lab_convert(lab, line->range_unit, &of_range) || !lab_convert(lab, line->unit, &of_value)) return false;
	(void)(lab_convert(lab, line->range_unit, &zero_range) && lab_convert(lab, line->unit, &zero_value));
	double range_factor = of_range - zero_range, value_factor = of_value - zero_value; /* HbA1c: y = a x + b */
	*low = (*low * range_factor + zero_range - zero_value) / value_factor;
	*high = (*high * range_factor + zero_range - zero_value) / value_factor;
	return true;
}

static enum lab_flag place_printed(const struct lab_line *line, double low, double high)
{
	enum lab_flag flag = place_bounded(line->value.kind, line->value.number, low, high);
	if (flag != LAB_NORMAL || line->value.kind != LAB_NUMBER) return flag;
	if (line->range.high_open && line->value.number >= high) return LAB_HIGH;
	if (line->range.low_open && line->value.number <= low) return LAB_LOW;
	return flag;
}

static bool power_of_ten(double x)
{
	double k = log10(x);
	return fabs(k - round(k)) < 1e-6; /* source: rounding of the division */
}

/* Without a unit and without a printed range the item's own unit is taken, unless another listed one fits clearly better:
 * the value would be critical, and ordinary in the other (Ca 9.5 mg/dL), or impossible, and not critical in the other (Hb 12.5 g/dL);
 * it would be far below, or far above, what anybody has (creatinine 5 mg/dL, cholesterol 200 mg/dL), and not so in the other;
 * it would be far inside a range with an upper limit only, and high in the other (troponin 0.5 ng/mL). */
static bool unit_fits_better(const struct lab *lab, double own, double other, const struct lab_interval *use, const struct lab_person *p)
{
	enum { FAR_BELOW = 4, FAR = 10 };
	enum lab_flag placed = place(other, use->low, use->high);
	if (critical_flag(lab, own, p) != LAB_UNKNOWN)
		return placed == LAB_NORMAL || (far_beyond(lab, own, p) && critical_flag(lab, other, p) == LAB_UNKNOWN);
	bool tiny = !isnan(use->low) && use->low > 0 && own < use->low / FAR_BELOW, huge = !isnan(use->high) && own > use->high * FAR;
	bool plausible = !(other > use->high * FAR) && !(other < use->low / FAR_BELOW);
	/* Ten times the limit is common where the units differ by a power of ten (TSH, hCG, tumour markers): nothing follows from it. */
	if (tiny || (huge && !power_of_ten(other / own))) return plausible;
	return (isnan(use->low) || use->low <= 0) && own < use->high / FAR && placed == LAB_HIGH;
}

ptrdiff_t lab_guess_unit(const struct lab *lab, double value, const struct lab_person *p)
{
	struct lab_interval use;
	const char *why;
	if (!lab_limits(lab, p, &use, &why)) return -1;
	for (ptrdiff_t i = 0; i < lab->unit_count; i++) {
		const struct lab_unit *u = &lab->units[i];
		if (u->factor != 1 && unit_fits_better(lab, value, value * u->factor + u->offset, &use, p)) return i;
	}
	return -1;
}

static bool unit_is_doubtful(const struct lab *lab, double value, const struct lab_person *p)
{
	return lab_guess_unit(lab, value, p) >= 0;
}

/* With a printed range but no unit: the unit whose interval is of the size of the printed one. */
static bool unit_from_range(const struct lab *lab, double low, double high, const struct lab_person *p, double *factor)
{
	struct lab_interval use;
	const char *why;
	*factor = 1;
	if (!lab_limits(lab, p, &use, &why)) return false;
	double printed = isnan(high) ? low : high, own = isnan(high) || isnan(use.high) ? use.low : use.high;
	if (isnan(printed) || isnan(own) || printed <= 0 || own <= 0) return false;
	enum { NEAR = 2 }; /* printed limits of the same unit differ by less than this between laboratories */
	if (printed < own * NEAR && printed > own / NEAR) return true;
	for (ptrdiff_t i = 0; i < lab->unit_count; i++) {
		double scaled = printed * lab->units[i].factor;
		if (scaled < own * NEAR && scaled > own / NEAR) return *factor = lab->units[i].factor, true;
	}
	return false;
}

static enum lab_flag flag_for(const struct lab *lab, const struct lab_line *line, double value, const struct lab_person *p, struct lab_finding *f)
{
	struct lab_interval use;
	if (!lab_limits(lab, p, &use, &f->why)) return LAB_UNKNOWN;
	f->low = f->shown_low = use.low, f->high = f->shown_high = use.high, f->row = use.row, f->used = LAB_USED_PACK;
	f->not_for_pregnancy = p->pregnant && (use.state < LAB_PREGNANT_1 || use.state > LAB_PREGNANT_3);
	enum lab_flag flag = place_bounded(line->value.kind, value, use.low, use.high);
	f->why = flag == LAB_UNKNOWN ? "limit" : NULL;
	return flag;
}

/* Tries each sex and each trimester that the person may have. */
static void place_pack(const struct lab *lab, const struct lab_line *line, const struct lab_person *person, struct lab_finding *f)
{
	static const char sexes[] = {'m', 'f'};
	bool any = false, differs = false;
	struct lab_finding seen = *f;
	for (int s = 0; s < (person->sex ? 1 : 2); s++)
		for (int t = 1; t <= (person->pregnant && !person->trimester ? 3 : 1); t++) {
			struct lab_person p = *person;
			struct lab_finding one = *f;
			if (!p.sex) p.sex = p.pregnant ? 'f' : sexes[s];
			if (p.pregnant && !p.trimester) p.trimester = t;
			one.flag = flag_for(lab, line, f->value, &p, &one);
			if (any && one.flag != seen.flag) differs = true;
			if (!any) seen = one;
			any = true;
		}
	*f = seen;
	if (!differs) return;
	f->flag = LAB_UNKNOWN, f->used = LAB_USED_NONE, f->row = -1;
	f->low = f->high = f->shown_low = f->shown_high = NAN;
	f->why = person->pregnant ? "trimester" : "sex";
}

static void judge_margin(const struct lab *lab, struct lab_finding *f)
{
	double limit = f->flag == LAB_LOW ? f->low : f->high;
	if ((f->flag != LAB_LOW && f->flag != LAB_HIGH) || !(lab->margin_percent > 0) || isnan(limit) || isnan(f->value)) return;
	f->just_outside = fabs(f->value - limit) <= fabs(limit) * lab->margin_percent / 100;
}

static void number_line(const struct lab *lab, const struct lab_line *line, const struct lab_person *person, struct lab_finding *f)
{
	double low, high, factor = 1, offset = 0;
	bool printed = printed_limits(lab, line, &low, &high), own = false;
	if (lab && line->unit.n) own = lab_convert(lab, line->unit, &factor) && lab_convert(lab, line->unit, &offset), factor -= offset;
	else if (lab) {
		f->unit_assumed = lab->unit.n > 0;
		own = (!printed || unit_from_range(lab, low, high, person, &factor)) &&
		      (printed || !unit_is_doubtful(lab, line->value.number, person));
	}
	f->value = line->value.number * factor + offset;
	if (!own) f->value = NAN, factor = NAN;
	if (printed) {
		f->flag = place_printed(line, low, high), f->used = LAB_USED_PRINTED;
		f->shown_low = low, f->shown_high = high, f->low = low * factor + offset, f->high = high * factor + offset;
		if (f->flag == LAB_UNKNOWN) f->why = "limit";
	} else if (!lab) f->why = "range";
	else if (!own) f->why = "unit";
	else place_pack(lab, line, person, f);
	if (!own) return;
	enum lab_flag critical = critical_flag(lab, f->value, person);
	if (line->value.kind == LAB_BELOW && critical == LAB_CRITICAL_HIGH) critical = LAB_UNKNOWN;
	if (line->value.kind == LAB_ABOVE && critical == LAB_CRITICAL_LOW) critical = LAB_UNKNOWN;
	bool against = (f->flag == LAB_HIGH && critical == LAB_CRITICAL_LOW) || (f->flag == LAB_LOW && critical == LAB_CRITICAL_HIGH);
	f->critical_inside = printed && critical != LAB_UNKNOWN && (f->flag == LAB_NORMAL || against);
	if (critical != LAB_UNKNOWN && !f->critical_inside) f->flag = critical, f->why = NULL;
	if (f->critical_inside && (against || far_beyond(lab, f->value, person))) f->value = f->low = f->high = NAN; /* 125 g/dL: the unit is wrong */
	judge_margin(lab, f);
}

/* A numeric result of an item that is read as positive or negative (0.02 COI, range <1): outside the printed range is positive. */
static void number_as_quality(const struct lab *lab, struct lab_finding *f)
{
	if (!lab || lab->unit.n || !isnan(lab->low) || !isnan(lab->high) || f->used != LAB_USED_PRINTED || f->positive != TRI_UNKNOWN) return;
	if (f->flag == LAB_NORMAL) f->positive = TRI_NO;
	if (f->flag == LAB_HIGH || f->flag == LAB_LOW) f->positive = TRI_YES;
}

struct lab_finding lab_interpret(const struct lab *lab, const struct lab_line *line, const struct lab_person *person)
{
	struct lab_finding f = {.value = NAN, .low = NAN, .high = NAN, .shown_low = NAN, .shown_high = NAN, .row = -1};
	const struct lab_value *v = &line->value;
	if (v->kind == LAB_NOTHING) return f.why = "quality", f;
	if (titre_line(&f, line)) return f;
	enum lab_kind words = in_words(v->kind) ? v->kind : in_words(v->also) ? v->also : LAB_NOTHING;
	enum lab_kind expect = line->has_range && line->range.expect != LAB_NOTHING ? line->range.expect : lab ? lab->expect : LAB_NOTHING;
	if (in_words(v->kind)) {
		place_words(&f, v->kind, expect);
		if (line->has_range && line->range.expect != LAB_NOTHING) f.used = LAB_USED_PRINTED;
		return f;
	}
	number_line(lab, line, person, &f);
	if (words != LAB_NOTHING) f.positive = positive_of(words);
	if (words != LAB_NOTHING && f.flag == LAB_UNKNOWN && expect != LAB_NOTHING) place_words(&f, words, expect), f.why = NULL;
	number_as_quality(lab, &f);
	return f;
}
