/* calc_run.c - one call of a calculator: ranges, refusals, what is missing, steps, band. */
#include "clinic/calc_int.h"

#include "base/check.h"

#include <math.h>

/* The first reason to refuse that is known to hold. */
static int refusal_of(const struct calc *c, const double *slots)
{
	for (ptrdiff_t i = 0; i < c->refuse.n; i++) {
		double v = c->refuse.v[i].when.n ? calc_eval(&c->refuse.v[i].when, slots) : 1;
		if (!isnan(v) && v != 0) return (int)i;
	}
	return -1;
}

/* The first band whose condition holds; -1 when that cannot be told for want of a number. */
static int band_of(const struct calc *c, const double *slots)
{
	for (ptrdiff_t i = 0; i < c->bands.n; i++) {
		double v = c->bands.v[i].when.n ? calc_eval(&c->bands.v[i].when, slots) : 1;
		if (isnan(v)) return -1;
		if (v != 0) return (int)i;
	}
	return -1;
}

/* A need not met names what would meet it: for "2 of …" all that are not known, else what the first group lacks. */
static uint64_t lacking(const struct calc *c, uint64_t known)
{
	uint64_t missing = 0;
	for (ptrdiff_t i = 0; i < c->needs.n; i++) {
		const struct calc_need *n = &c->needs.v[i];
		bool met = n->least && __builtin_popcountll(known & n->set) >= n->least;
		for (int g = 0; g < n->groups; g++) met |= (known & n->group[g]) == n->group[g];
		if (!met) missing |= (n->least ? n->set : n->group[0]) & ~known;
	}
	return missing;
}

/* Copies what was given and fills what may be left out; refuses what lies outside. */
static void take_inputs(struct calc_result *out, const struct calc *c, const double *given, double *slots, uint64_t *known)
{
	for (ptrdiff_t i = 0; i < c->inputs.n; i++) {
		const struct calc_input *in = &c->inputs.v[i];
		slots[i] = given[i];
		if (!isnan(given[i])) {
			*known |= 1ull << i;
			if (out->outside < 0 && (given[i] < in->low || given[i] > in->high)) out->outside = (int)i;
			continue;
		}
		if (in->left_out == CALC_REQUIRED) out->missing |= 1ull << i;
		else {
			slots[i] = in->fallback;
			out->assumed |= 1ull << i;
			out->floor |= in->left_out == CALC_FLOOR;
		}
	}
}

/* A date or a number of weeks and days that no calendar holds is no result. */
static bool can_be_said(const struct calc_output *o, double v)
{
	bool days = str_eq(o->unit, S("date")) || str_eq(o->unit, S("wk+d"));
	return !isnan(v) && (!days || fabs(v) < 1e7); /* source: about 27,000 years either way */
}

static bool work_out(struct calc_result *out, const struct calc *c, double *slots)
{
	for (ptrdiff_t i = 0; i < c->steps.n; i++) slots[c->steps.v[i].slot] = calc_eval(&c->steps.v[i].code, slots);
	for (ptrdiff_t i = 0; i < c->outputs.n; i++) {
		double v = slots[c->outputs.v[i].slot];
		out->value[i] = can_be_said(&c->outputs.v[i], v) ? calc_round(v, c->outputs.v[i].digits) : NAN;
	}
	return !isnan(out->value[0]);
}

/* The steps came to nothing: for want of numbers that may be left out, or because the formula has no result here. */
static void nothing_came(struct calc_result *out, const struct calc *c)
{
	for (ptrdiff_t i = 0; i < c->inputs.n; i++)
		if ((out->assumed >> i & 1) && isnan(c->inputs.v[i].fallback)) out->missing |= 1ull << i;
	out->status = out->missing ? CALC_MISSING : CALC_OUT_OF_RANGE;
}

void calc_run(struct calc_result *out, const struct calc *c, const double *given)
{
	double slots[CALC_SLOTS_MAX];
	uint64_t known = 0;
	for (int i = 0; i < c->slots; i++) slots[i] = NAN;
	*out = (struct calc_result){.band = -1, .refuse = -1, .outside = -1};
	take_inputs(out, c, given, slots, &known);
	out->missing |= lacking(c, known);
	bool whole = work_out(out, c, slots); /* reasons to refuse may speak of steps */
	if (out->outside < 0) out->refuse = refusal_of(c, slots);
	if (out->outside >= 0 || out->refuse >= 0) out->status = CALC_OUT_OF_RANGE;
	else if (out->missing) out->status = CALC_MISSING;
	else if (!whole) nothing_came(out, c);
	if (out->status != CALC_OK) {
		memset(out->value, 0, sizeof out->value);
		return;
	}
	if (!out->floor) out->band = band_of(c, slots);
}
