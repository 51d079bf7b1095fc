/* order.c - how many whole prescriptions a second: ten drugs each, prepared facts, one core. Prints one line.
 *
 * usage: bench_order PACK [SECONDS]. The prescriptions are drawn by a fixed seed from the pack's drugs, with dose, age, conditions and results. */
#include "library/order_book.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ORDERS = 512, DRUGS = 10, CONDITIONS = 4 };

static uint64_t state = 20261129;

static uint32_t draw(uint32_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % n;
}

static void add_item(struct order *o, const struct pack *p, bool proposed)
{
	struct order_item *it = &o->items[o->item_count++];
	int32_t drug = (int32_t)draw((uint32_t)p->drugs.n);
	*it = (struct order_item){
		.drug = drug, .proposed = proposed, .current = !proposed, .dosed = true, .route = ROUTE_ORAL, .times_day = 2, .days = 28};
	double mg = 5 + draw(500);
	it->parts[0] = (struct order_part){p->drugs.v[drug].concept, DOSE_MG, {mg, mg}, {2 * mg, 2 * mg}};
	it->part_count = 1;
	for (ptrdiff_t i = 0; i < p->drugs.v[drug].ingredient_count && it->part_count < ORDER_PARTS; i++)
		it->parts[it->part_count++] = (struct order_part){p->drugs.v[drug].ingredients[i], DOSE_NONE, {NAN, NAN}, {NAN, NAN}};
}

static void make(struct order *o, const struct pack *p, const int32_t *conditions, ptrdiff_t n, struct arena *perm)
{
	o->facts = facts_none(p->concepts.n, perm);
	facts_set_age(&o->facts, 20 + draw(70));
	facts_set_sex(&o->facts, draw(2) ? 'm' : 'f');
	o->facts.v[FACT_EGFR] = 20 + draw(90);
	o->facts.labs_known = true;
	for (int i = 0; i < CONDITIONS; i++) facts_add(&o->facts, conditions[draw((uint32_t)n)]);
	o->allergies = ARENA_NEW(perm, uint64_t, p->concepts.n / 64 + 1);
	o->allergens = o->allergies;
	o->facts.taken = o->allergies;
	o->items = ARENA_NEW(perm, struct order_item, DRUGS);
	for (int i = 0; i < DRUGS; i++) add_item(o, p, i % 2);
}

/* Time of this thread on a core: what else runs on the machine does not count. */
static double cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct fail f = {0};
	if (argc < 2 || sodium_init() < 0) return 2;
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 2;
	struct pack *p = pack_load(argv[1], &f);
	if (!p) return fprintf(stderr, "%s\n", f.what), 2;
	struct arena whole = arena_create(256 << 20), scratch = arena_create(8 << 20);
	int32_t *conditions = ARENA_NEW(&whole, int32_t, p->concepts.n);
	ptrdiff_t n = 0;
	for (int32_t c = 0; c < (int32_t)p->concepts.n; c++)
		if (p->concepts.v[c].condition >= 0) conditions[n++] = c;
	struct order *orders = ARENA_NEW(&whole, struct order, ORDERS);
	for (int i = 0; i < ORDERS; i++) make(&orders[i], p, conditions, n, &whole);
	int64_t checks = 0, findings = 0;
	double from = cpu_s();
	double past = 0;
	do {
		for (int i = 0; i < ORDERS; i++) {
			struct arena a = scratch;
			struct order_report report;
			order_check(&report, p->orders->index, &orders[i], &a);
			findings += report.findings.n;
		}
		checks += ORDERS;
		past = cpu_s() - from;
	} while (past < seconds);
	printf("order_check drugs=%d rules=%td checks_per_s=%.0f us=%.2f findings=%.1f\n", DRUGS, p->rx_rules.n, (double)checks / past,
	       past * 1e6 / (double)checks, (double)findings / (double)checks);
	pack_destroy(p);
	return 0;
}
