#include "clinic/order_int.h"

#include "base/check.h"

#include <math.h>
#include <stdlib.h>

bool order_route_local(enum drug_route r)
{
	return r == ROUTE_NASAL || r == ROUTE_EYE || r == ROUTE_EAR || r == ROUTE_SKIN || r == ROUTE_VAGINAL;
}

/* ---- one order ---- */

struct check {
	const struct order_index *x;
	const struct order *order;
	struct order_report *out;
	struct arena *perm;
	struct facts facts; /* with the drugs, and the words of the item at hand */
};

static int by_item(const void *pa, const void *pb)
{
	const struct order_item *a = pa, *b = pb;
	if (a->drug != b->drug) return a->drug < b->drug ? -1 : 1;
	if (a->proposed != b->proposed) return a->proposed ? -1 : 1;
	if (a->route != b->route) return a->route < b->route ? -1 : 1;
	if (a->way != b->way) return a->way < b->way ? -1 : 1;
	double da = a->parts[0].daily.lo, db = b->parts[0].daily.lo;
	if (isnan(da) || isnan(db)) return isnan(da) - isnan(db);
	return da < db ? -1 : da > db;
}

static enum tri yes_if(bool b)
{
	return b ? TRI_YES : TRI_NO;
}

static void set_item_words(struct facts *f, const struct order_item *it)
{
	bool before = f->taken != NULL;
	f->word[WORD_NEW] = !before ? TRI_UNKNOWN : yes_if(it->proposed && !it->current);
	f->word[WORD_RENEWAL] = !before ? TRI_UNKNOWN : yes_if(it->proposed && it->current);
	f->word[WORD_ORAL] = yes_if(it->route == ROUTE_ORAL);
	f->word[WORD_INJECTED] = yes_if(it->route == ROUTE_INJECTED);
	f->word[WORD_INHALED] = yes_if(it->route == ROUTE_INHALED);
	f->word[WORD_NASAL] = yes_if(it->route == ROUTE_NASAL);
	f->word[WORD_EYE] = yes_if(it->route == ROUTE_EYE);
	f->word[WORD_SKIN] = yes_if(it->route == ROUTE_SKIN);
	f->word[WORD_LOCAL] = yes_if(order_route_local(it->route));
	f->word[WORD_SYSTEMIC] = yes_if(!order_route_local(it->route));
	bool open = it->route == ROUTE_INJECTED && it->way == WAY_UNKNOWN;
	for (int way = WAY_PUSHED; way < WAY_COUNT; way++)
		f->word[WORD_PUSHED + way - WAY_PUSHED] = open ? TRI_UNKNOWN : yes_if(it->route == ROUTE_INJECTED && (int)it->way == way);
	f->v[FACT_TIMES_DAY] = it->times_day;
	f->v[FACT_DAYS] = it->days;
}

/* The rule's subject may be a substance of a product: its own dose counts, not the product's. */
static const struct order_part *part_of(const struct order_index *x, const struct order_item *it, int32_t subject)
{
	const struct order_part *best = NULL;
	for (int i = it->part_count - 1; i >= 0; i--) {
		const struct order_part *p = &it->parts[i];
		int32_t drug = x->data.drug_of[p->concept];
		if (p->concept == subject || (drug >= 0 && order_bit(order_closure(x, drug), subject)))
			if (!best || !isnan(p->daily.lo) || !isnan(p->single.lo)) best = p;
	}
	return best;
}

/* Body surface by Mosteller, N Engl J Med 1987;317:1098: sqrt(height [cm] × weight [kg] / 3600) [m2]. */
static double surface_m2(const struct facts *f)
{
	return sqrt(f->v[FACT_HEIGHT_CM] * f->v[FACT_WEIGHT_KG] / 3600);
}

/* A rule warns of too much, so the lower bound is compared: what may be within bounds is not called too much. */
static void set_item_doses(struct facts *f, const struct order_part *p)
{
	bool mg = p && p->unit == DOSE_MG;
	double single = mg ? p->single.lo : NAN, daily = mg ? p->daily.lo : NAN;
	f->v[FACT_MG_DOSE] = single;
	f->v[FACT_MG_DAY] = daily;
	f->v[FACT_MG_KG_DAY] = daily / f->v[FACT_WEIGHT_KG];
	f->v[FACT_MG_M2_DAY] = daily / surface_m2(f);
}

static void set_with_words(struct facts *f, const struct order_item *with)
{
	f->word[WORD_WITH_NEW] = !with || !f->taken ? TRI_UNKNOWN : yes_if(with->proposed && !with->current);
	f->word[WORD_WITH_ORAL] = !with ? TRI_UNKNOWN : yes_if(with->route == ROUTE_ORAL);
	f->word[WORD_WITH_LOCAL] = !with ? TRI_UNKNOWN : yes_if(order_route_local(with->route));
}

/* ---- what was not known ---- */

static uint32_t gap_of_fact(int32_t fact)
{
	switch (fact) {
	case FACT_AGE_Y:
	case FACT_AGE_M:
	case FACT_AGE_D: return GAP_AGE;
	case FACT_WEIGHT_KG: return GAP_WEIGHT;
	case FACT_EGFR: return GAP_EGFR;
	case FACT_MG_KG_DAY:
	case FACT_MG_DOSE:
	case FACT_MG_DAY:
	case FACT_MG_M2_DAY:
	case FACT_TIMES_DAY: return GAP_DOSE;
	case FACT_HEIGHT_CM:
	case FACT_BMI: return GAP_HABITS;
	default: return 0; /* how long it is ordered for is often left out: what depends on it alone stays quiet */
	}
}

static uint32_t gap_of_word(int32_t word)
{
	switch (word) {
	case WORD_PREGNANT:
	case WORD_MALE:
	case WORD_FEMALE: return GAP_PREGNANCY;
	case WORD_BREASTFEEDING:
	case WORD_POSTPARTUM: return GAP_LACTATION;
	case WORD_CHILD:
	case WORD_ELDER: return GAP_AGE;
	case WORD_SMOKER: return GAP_HABITS;
	default: return 0;
	}
}

static uint32_t gaps_of(const struct expr *e, const struct facts *f)
{
	uint32_t gaps = 0;
	for (ptrdiff_t i = 0; i < e->n; i++) {
		const struct expr_step *s = &e->v[i];
		if (!expr_is_leaf(s) || expr_leaf(s, f) != TRI_UNKNOWN) continue;
		if (s->op == EXPR_HAS || s->op == EXPR_HAD) gaps |= GAP_CONDITIONS;
		else if (s->op == EXPR_WORD) gaps |= gap_of_word(s->arg);
		else if (s->op == EXPR_LAB_WITHIN) gaps |= f->labs_known ? GAP_LAB_DATE : GAP_LABS;
		else if (s->op >= EXPR_LAB_LESS && s->op <= EXPR_LAB_EQUAL) gaps |= f->labs_known ? 0 : GAP_LABS;
		else if (s->op < EXPR_NOT) gaps |= gap_of_fact(s->arg);
	}
	return gaps;
}

/* A missing fact is worth a line only where it could matter: kidney function of the old or the renally ill, pregnancy of a woman who can be. */
static uint32_t plausible(uint32_t gaps, const struct facts *f)
{
	double age = f->v[FACT_AGE_Y];
	bool fertile = f->word[WORD_MALE] != TRI_YES && !(age < 12) && !(age > 55); /* source: WHO reproductive age 15 to 49, with a margin */
	if (!fertile) gaps &= ~(uint32_t)(GAP_PREGNANCY | GAP_LACTATION);
	if (f->word[WORD_PREGNANT] == TRI_YES || f->word[WORD_BREASTFEEDING] != TRI_UNKNOWN) gaps &= ~(uint32_t)GAP_LACTATION;
	if (age < ELDER_FROM_Y && f->labs_known) gaps &= ~(uint32_t)GAP_EGFR;
	return gaps;
}

/* ---- rules ---- */

static void add(struct check *c, struct order_finding f)
{
	*ARENA_PUSH(c->perm, &c->out->findings) = f;
}

static enum rx_kind reported(const struct rx_rule *r)
{
	if (r->kind == RX_INTERACTION && r->subject == r->object) return RX_DUPLICATE;
	return r->kind == RX_ALCOHOL || r->kind == RX_FOOD ? RX_INTERACTION : r->kind;
}

/* Of what is inhaled little reaches the blood: enough for another drug or a disease to matter, not for age, pregnancy, kidney or liver. */
static bool barely_absorbed(const struct rx_rule *r, enum drug_route route)
{
	return route == ROUTE_INHALED &&
	       (r->kind == RX_AGE || r->kind == RX_PREGNANCY || r->kind == RX_LACTATION || r->kind == RX_RENAL || r->kind == RX_HEPATIC);
}

static void judge(struct check *c, int32_t rule, int32_t a, int32_t b)
{
	const struct rx_rule *r = &c->x->data.rules[rule];
	const struct order_item *it = &c->order->items[a];
	const struct rule_note *note = &c->x->notes[rule];
	if (r->kind != RX_ALLERGY && !note->subject_route && (order_route_local(it->route) || barely_absorbed(r, it->route))) return;
	if (b >= 0 && !note->object_route && order_route_local(c->order->items[b].route)) return;
	if (note->dose) set_item_doses(&c->facts, part_of(c->x, it, r->subject));
	if (note->with) set_with_words(&c->facts, b >= 0 ? &c->order->items[b] : NULL);
	enum tri holds = expr_eval(&r->when, &c->facts);
	if (holds == TRI_UNKNOWN && r->tier != RX_NOTE) c->out->gaps[a] |= plausible(gaps_of(&r->when, &c->facts), &c->facts);
	if (holds != TRI_YES) return;
	add(c, (struct order_finding){r->tier, reported(r), WHY_RULE, rule, a, b, b < 0 ? r->object : -1, -1, NAN, NAN});
}

static void judge_pairs(struct check *c, int32_t rule, int32_t a)
{
	const struct rx_rule *r = &c->x->data.rules[rule];
	for (int32_t b = 0; b < (int32_t)c->order->item_count; b++) {
		const struct order_item *first = &c->order->items[a], *second = &c->order->items[b];
		if (a == b || (!first->proposed && !second->proposed) || !order_bit(order_closure(c->x, second->drug), r->object)) continue;
		bool both_ways = r->subject == r->object ||
				 (order_bit(order_closure(c->x, second->drug), r->subject) && order_bit(order_closure(c->x, first->drug), r->object));
		if (first->drug == second->drug || (both_ways && b < a && !r->when.n)) continue; /* said once, from the first end */
		judge(c, rule, a, b);
	}
}

static void judge_rule(struct check *c, int32_t rule, int32_t a)
{
	const struct rx_rule *r = &c->x->data.rules[rule];
	if (c->x->notes[rule].pair) {
		if (order_bit(c->facts.present, r->object)) judge_pairs(c, rule, a);
		return;
	}
	if (!c->order->items[a].proposed) return;
	if (r->kind == RX_ALLERGY) {
		if (!c->order->allergies) c->out->gaps[a] |= r->tier != RX_NOTE ? GAP_ALLERGIES : 0;
		else if (order_bit(c->order->allergies, r->object)) judge(c, rule, a, -1);
	} else if (r->object < 0 || order_bit(c->facts.present, r->object)) judge(c, rule, a, -1);
	else if (c->facts.open && order_bit(c->facts.open, r->object) && r->tier != RX_NOTE) c->out->gaps[a] |= GAP_CONDITIONS;
}

/* The allergen itself, or a member of the class that was named as one. */
static void check_allergen(struct check *c, int32_t a)
{
	const struct order_item *it = &c->order->items[a];
	if (!c->order->allergens) {
		c->out->gaps[a] |= GAP_ALLERGIES;
		return;
	}
	for (int i = 0; i < it->part_count; i++)
		if (order_bit(c->order->allergens, it->parts[i].concept)) {
			add(c, (struct order_finding){RX_STOP, RX_ALLERGY, WHY_ALLERGEN, -1, a, -1, it->parts[i].concept, -1, NAN, NAN});
			return;
		}
	const uint64_t *is = order_closure(c->x, it->drug);
	for (ptrdiff_t w = 0; w < c->x->words; w++) {
		uint64_t both = is[w] & c->order->allergens[w];
		if (!both) continue;
		int32_t concept = (int32_t)(w * 64 + __builtin_ctzll(both));
		add(c, (struct order_finding){RX_WARN, RX_ALLERGY, WHY_ALLERGEN, -1, a, -1, concept, -1, NAN, NAN});
		return;
	}
}

static void check_item(struct check *c, int32_t a)
{
	const struct order_item *it = &c->order->items[a];
	struct id_range r = c->x->rules_of[it->drug];
	set_item_words(&c->facts, it);
	for (int32_t i = r.from; i < r.to; i++) judge_rule(c, c->x->rule_ids[i], a);
	if (!it->proposed) return;
	check_allergen(c, a);
	if (c->x->rules_damaged[it->drug]) c->out->gaps[a] |= GAP_RULES;
}

/* ---- what is said, once and most urgent first ---- */

static bool same_drugs(const struct order_finding *f, const struct order_finding *g)
{
	return (f->a == g->a && f->b == g->b) || (f->a == g->b && f->b == g->a);
}

static bool names_as_over(const struct check *c, int32_t rule, int32_t other)
{
	const struct rx_rule *r = &c->x->data.rules[rule];
	for (ptrdiff_t k = 0; k < r->over_count; k++)
		if (r->over[k] == other) return true;
	return false;
}

/* What another finding about the same drugs says as well: a rule names those that it makes superfluous, or it is the same pair from its other end. Two
 * rules that name each other are both said. */
static bool overruled(const struct check *c, const struct order_finding *f)
{
	const struct order_findings *all = &c->out->findings;
	for (ptrdiff_t i = 0; i < all->n && f->rule >= 0; i++) {
		const struct order_finding *g = &all->v[i];
		if (g == f || g->rule < 0 || !same_drugs(f, g)) continue;
		if (f->rule == g->rule && f->a > g->a) return true;
		if (names_as_over(c, g->rule, f->rule) && !names_as_over(c, f->rule, g->rule)) return true;
	}
	return false;
}

/* Of what is left: a note about a pair is not worth a line beside a warning about it, and a rule knows better than a bare comparison. What is said less
 * urgently never silences what is said more urgently. */
static bool superfluous(const struct check *c, const struct order_finding *f)
{
	const struct order_findings *all = &c->out->findings;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const struct order_finding *g = &all->v[i];
		if (g == f || g->tier < f->tier || !same_drugs(f, g)) continue;
		if (f->b >= 0 && f->tier == RX_NOTE && g->tier > RX_NOTE) return true;
		bool dose = f->why == WHY_SINGLE_HIGH || f->why == WHY_DAILY_HIGH;
		if (dose && g->rule >= 0 && c->x->notes[g->rule].dose) return true;                       /* the rule knows why it is too much */
		if (f->why == WHY_SAME_SUBSTANCE && g->rule >= 0 && g->kind == RX_DUPLICATE) return true; /* the family's rule says it */
		if (f->why == WHY_ALLERGEN && g->kind == RX_ALLERGY) return true;                         /* a rule says it better */
	}
	return false;
}

static int by_urgency(const void *pa, const void *pb)
{
	const struct order_finding *a = pa, *b = pb;
	if (a->tier != b->tier) return a->tier > b->tier ? -1 : 1;
	if ((a->rule < 0) != (b->rule < 0)) return a->rule < 0 ? -1 : 1;
	if (a->rule != b->rule) return a->rule < b->rule ? -1 : 1;
	if (a->why != b->why) return a->why < b->why ? -1 : 1;
	if (a->a != b->a) return a->a < b->a ? -1 : 1;
	if (a->b != b->b) return a->b < b->b ? -1 : 1;
	return a->about < b->about ? -1 : a->about > b->about;
}

static void keep(struct check *c, bool *drop)
{
	struct order_findings *all = &c->out->findings;
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (drop[i]) *ARENA_PUSH(c->perm, &c->out->quieted) = all->v[i];
		else all->v[kept++] = all->v[i];
	all->n = kept;
}

enum { PAIR_FINDINGS_MAX = 3 }; /* what is said of two drugs; every stop is said */

/* Two cold medicines clash in six ways, and nobody reads the sixth. */
static bool beyond_what_is_read(const struct order_findings *all, ptrdiff_t i)
{
	int before = 0;
	for (ptrdiff_t k = 0; k < i; k++) before += all->v[k].kind != RX_DOSE && same_drugs(&all->v[k], &all->v[i]);
	return all->v[i].b >= 0 && all->v[i].tier != RX_STOP && all->v[i].kind != RX_DOSE && before >= PAIR_FINDINGS_MAX;
}

static void settle(struct check *c)
{
	struct order_findings *all = &c->out->findings;
	bool *drop = ARENA_NEW(c->perm, bool, all->n), *crowd = ARENA_NEW(c->perm, bool, all->n);
	for (ptrdiff_t i = 0; i < all->n; i++) drop[i] = overruled(c, &all->v[i]);
	keep(c, drop);
	for (ptrdiff_t i = 0; i < all->n; i++) drop[i] = superfluous(c, &all->v[i]);
	keep(c, drop);
	if (all->n > 1) qsort(all->v, (size_t)all->n, sizeof *all->v, by_urgency);
	for (ptrdiff_t i = 0; i < all->n; i++) crowd[i] = beyond_what_is_read(all, i);
	keep(c, crowd);
}

static void add_drugs(struct check *c, uint64_t *present)
{
	for (ptrdiff_t w = 0; w < c->x->words; w++) present[w] = c->order->facts.present[w];
	for (ptrdiff_t i = 0; i < c->order->item_count; i++) {
		const uint64_t *set = order_closure(c->x, c->order->items[i].drug);
		for (ptrdiff_t w = 0; w < c->x->words; w++) present[w] |= set[w];
	}
	c->facts.present = present;
}

void order_check(struct order_report *out, const struct order_index *x, struct order *order, struct arena *perm)
{
	struct check c = {x, order, out, perm, order->facts};
	ASSERT(order->item_count <= ORDER_ITEMS);
	memset(out, 0, sizeof *out);
	bool any = false;
	for (ptrdiff_t i = 0; i < order->item_count; i++) any |= order->items[i].proposed;
	for (ptrdiff_t i = 0; !any && i < order->item_count; i++) order->items[i].proposed = true;
	if (order->item_count > 1) qsort(order->items, (size_t)order->item_count, sizeof *order->items, by_item);
	c.facts.word[WORD_LABS_KNOWN] = yes_if(order->facts.labs_known);
	add_drugs(&c, ARENA_NEW(perm, uint64_t, x->words));
	for (int32_t a = 0; a < (int32_t)order->item_count; a++) check_item(&c, a);
	order_check_doses(out, x, order, perm);
	settle(&c);
}
