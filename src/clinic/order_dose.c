/* order_dose.c - how much: each dose and each day's sum against the labelled range, and substances that come twice. */
#include "clinic/order_int.h"

#include <math.h>

/* Rounding to whole tablets and to a child's weight goes a little over a range without being an error; twice the largest labelled amount is one that
 * no indication explains, and a slip of the decimal point lies far above it. Source: our own convention; WHO, Medication Safety in High-risk
 * Situations (2019), names tenfold errors as the ones to stop. */
static const double slack = 1.05, stop_from = 2, far_below = 0.11;

enum { ADULT_DOSES_FROM_Y = 12 }; /* labels' usual border of "adults and children of 12 years and over" */

struct limit {
	double single_max, daily_max, single_min;
	int32_t single_row, daily_row;
	uint32_t gaps;
	bool any;
};

struct doses {
	const struct order_index *x;
	const struct order *order;
	struct order_report *out;
	struct arena *perm;
};

static bool has_rows(const struct doses *c, int32_t concept, char population, const struct order_item *it)
{
	struct id_range r = c->x->doses_of[concept];
	for (int32_t i = r.from; i < r.to; i++) {
		const struct dose_row *d = &c->x->data.doses[c->x->dose_ids[i]];
		if (d->population == population && d->route == it->route) return true;
	}
	return false;
}

static char population(const struct doses *c, int32_t concept, const struct order_item *it, uint32_t *gaps)
{
	double age = c->order->facts.v[FACT_AGE_Y];
	if (isnan(age)) *gaps |= GAP_AGE;
	if (age < ADULT_FROM_Y && has_rows(c, concept, 'c', it) && !(age >= ADULT_DOSES_FROM_Y && has_rows(c, concept, 'a', it))) return 'c';
	if (age < ADULT_DOSES_FROM_Y) *gaps |= GAP_CHILD_DOSE;
	if (age >= ELDER_FROM_Y && has_rows(c, concept, 'e', it)) return 'e';
	return 'a';
}

static void raise(double *max, int32_t *row, double value, int32_t index)
{
	if (isnan(value) || value <= *max) return;
	*max = value;
	*row = index;
}

/* A heavy child's amount by weight ends at the largest adult amount. Source: general principle of paediatric dosing, BNF for Children (2024). */
static void cap_at_adult(const struct doses *c, const struct order_item *it, const struct order_part *p, struct limit *l)
{
	struct id_range r = c->x->doses_of[p->concept];
	struct limit adult = {-1, -1, NAN, -1, -1, 0, false};
	for (int32_t i = r.from; i < r.to; i++) {
		int32_t index = c->x->dose_ids[i];
		const struct dose_row *d = &c->x->data.doses[index];
		if (d->population != 'a' || d->route != it->route || d->unit != p->unit || d->per_kg) continue;
		raise(&adult.single_max, &adult.single_row, d->single_max, index);
		raise(&adult.daily_max, &adult.daily_row, d->daily_max, index);
	}
	if (adult.single_max > 0 && adult.single_max < l->single_max) l->single_max = adult.single_max, l->single_row = adult.single_row;
	if (adult.daily_max > 0 && adult.daily_max < l->daily_max) l->daily_max = adult.daily_max, l->daily_row = adult.daily_row;
}

/* The indication is not known, so the largest of the labelled ranges counts. */
static struct limit limit_of(const struct doses *c, const struct order_item *it, const struct order_part *p)
{
	struct limit l = {NAN, NAN, NAN, -1, -1, 0, false};
	struct id_range r = c->x->doses_of[p->concept];
	char who = population(c, p->concept, it, &l.gaps);
	double single = -1, daily = -1, weight = c->order->facts.v[FACT_WEIGHT_KG];
	bool other_unit = false, whole_day = true;
	for (int32_t i = r.from; i < r.to; i++) {
		int32_t index = c->x->dose_ids[i];
		const struct dose_row *d = &c->x->data.doses[index];
		if (d->population != who || d->route != it->route) continue;
		if (d->unit != p->unit) {
			other_unit = true;
			continue;
		}
		l.any = true;
		if (d->per_kg && isnan(weight)) l.gaps |= GAP_WEIGHT;
		double by = d->per_kg ? weight : 1;
		raise(&single, &l.single_row, d->single_max * by, index);
		raise(&daily, &l.daily_row, d->daily_max * by, index);
		whole_day &= !isnan(d->daily_max);
		if (d->single_min * by < l.single_min || isnan(l.single_min)) l.single_min = d->single_min * by;
	}
	if (single > 0) l.single_max = single;
	if (daily > 0 && whole_day) l.daily_max = daily;
	if (who == 'c') cap_at_adult(c, it, p, &l);
	if (!l.any) l.gaps |= other_unit ? GAP_UNIT : GAP_NO_LIMIT;
	return l;
}

static void compare(struct doses *c, struct bounds have, double limit, int32_t row, enum order_why why, int32_t a, int32_t concept)
{
	if (isnan(limit)) return;
	if (have.lo > limit * slack) {
		enum rx_tier tier = have.lo > limit * stop_from ? RX_STOP : RX_WARN;
		*ARENA_PUSH(c->perm, &c->out->findings) = (struct order_finding){tier, RX_DOSE, why, -1, a, -1, concept, row, have.lo, limit};
	} else if (isnan(have.hi) || have.hi > limit * slack) c->out->gaps[a] |= GAP_STRENGTH;
}

static bool known(struct bounds s)
{
	return !isnan(s.lo);
}

static void check_part(struct doses *c, int32_t a, const struct order_part *p)
{
	const struct order_item *it = &c->order->items[a];
	struct limit l = limit_of(c, it, p);
	c->out->gaps[a] |= l.gaps;
	if (!l.any) return;
	if (known(p->single)) compare(c, p->single, l.single_max, l.single_row, WHY_SINGLE_HIGH, a, p->concept);
	if (known(p->single) && p->single.hi < l.single_min * far_below)
		*ARENA_PUSH(c->perm, &c->out->findings) = (struct order_finding){RX_NOTE, RX_DOSE,    WHY_SINGLE_LOW, -1,           a,
										 -1,      p->concept, l.single_row,   p->single.hi, l.single_min};
	bool once = it->times_day <= 1 && p->single.lo > l.single_max * slack; /* one dose a day is too much once, not twice */
	if (it->prn || once) return;
	if (known(p->daily)) compare(c, p->daily, l.daily_max, l.daily_row, WHY_DAILY_HIGH, a, p->concept);
	else if (!isnan(l.daily_max)) c->out->gaps[a] |= GAP_DOSE;
}

static bool sum_was_said(const struct doses *c, int32_t substance, int32_t row)
{
	for (ptrdiff_t i = 0; i < c->out->findings.n; i++) {
		const struct order_finding *f = &c->out->findings.v[i];
		if (f->why == WHY_DAILY_HIGH && f->b >= 0 && f->about == substance && f->row == row) return true;
	}
	return false;
}

/* The day's sum of one substance over all products: reported with the first proposed one, beside the largest other source. */
static void check_sum(struct doses *c, int32_t a, int32_t b, const struct order_part *pa, int32_t substance)
{
	struct bounds sum = {0, 0};
	for (ptrdiff_t i = 0; i < c->order->item_count; i++) {
		const struct order_item *it = &c->order->items[i];
		if (order_route_local(it->route)) continue;
		for (int k = 0; k < it->part_count; k++) {
			const struct order_part *p = &it->parts[k];
			if (p->concept != substance || p->unit != pa->unit) continue;
			if (known(p->daily)) sum.lo += p->daily.lo, sum.hi += p->daily.hi;
			else sum.hi = NAN;
			break;
		}
	}
	struct limit l = limit_of(c, &c->order->items[a], pa);
	if (!l.any || isnan(l.daily_max) || !(sum.lo > l.daily_max * slack) || sum_was_said(c, substance, l.daily_row)) return;
	enum rx_tier tier = sum.lo > l.daily_max * stop_from ? RX_STOP : RX_WARN;
	*ARENA_PUSH(c->perm, &c->out->findings) = (struct order_finding){tier, RX_DOSE,   WHY_DAILY_HIGH, -1,     a,
									 b,    substance, l.daily_row,    sum.lo, l.daily_max};
}

static const struct order_part *part_with(const struct order_item *it, int32_t substance)
{
	for (int i = 0; i < it->part_count; i++)
		if (it->parts[i].concept == substance) return &it->parts[i];
	return NULL;
}

static void check_twice(struct doses *c, int32_t a, int32_t b)
{
	const struct order_item *x = &c->order->items[a], *y = &c->order->items[b];
	if ((!x->proposed && !y->proposed) || order_route_local(x->route) != order_route_local(y->route) ||
	    (x->route == ROUTE_INHALED) != (y->route == ROUTE_INHALED) || (order_route_local(x->route) && x->route != y->route))
		return;
	bool said = false;
	for (int i = 0; i < x->part_count; i++) {
		int32_t substance = x->parts[i].concept;
		const struct order_part *mine = &x->parts[i], *other = part_with(y, substance);
		if (!other) continue;
		if (!said)
			*ARENA_PUSH(c->perm, &c->out->findings) = (struct order_finding){
				RX_WARN, RX_DUPLICATE, WHY_SAME_SUBSTANCE, -1, a, b, substance, -1, NAN, NAN};
		said = true;
		check_sum(c, a, b, mine->unit ? mine : other, substance);
	}
}

void order_check_doses(struct order_report *out, const struct order_index *x, const struct order *order, struct arena *perm)
{
	struct doses c = {x, order, out, perm};
	for (int32_t a = 0; a < (int32_t)order->item_count; a++) {
		const struct order_item *it = &order->items[a];
		for (int32_t b = a + 1; b < (int32_t)order->item_count; b++) check_twice(&c, a, b);
		if (!it->proposed) continue;
		if (x->data.doses_damaged && order_bit(x->data.doses_damaged, it->parts[0].concept)) out->gaps[a] |= GAP_DOSE_ROWS;
		struct id_range r = x->doses_of[it->parts[0].concept];
		if (!it->dosed) {
			if (r.from < r.to && !order_route_local(it->route)) out->gaps[a] |= GAP_DOSE;
			continue;
		}
		if (order_route_local(it->route)) continue;
		bool any = false;
		for (int k = 0; k < it->part_count; k++) {
			const struct order_part *p = &it->parts[k];
			if (p->unit == DOSE_NONE || (!known(p->single) && !known(p->daily)) ||
			    x->doses_of[p->concept].from == x->doses_of[p->concept].to)
				continue;
			any = true;
			check_part(&c, a, p);
		}
		bool per_kg = it->parts[0].unit == DOSE_MG && isnan(it->parts[0].single.lo); /* so much a kg of nobody knows what weight */
		if (!any) out->gaps[a] |= it->parts[0].unit == DOSE_NONE ? GAP_STRENGTH : per_kg ? GAP_WEIGHT : GAP_NO_LIMIT;
	}
}
