/* calc.c - calculations a second on one core. Prints one line a calculator: id, calls a second. The pack's own files; inputs in the middle of their ranges. */
#include "base/clock.h"
#include "library/pack.h"

#include <math.h>
#include <stdio.h>

enum { ROUND = 200000 };

static void middle(const struct calc *c, double *given)
{
	for (ptrdiff_t i = 0; i < c->inputs.n; i++) {
		const struct calc_input *in = &c->inputs.v[i];
		given[i] = in->options.n           ? in->options.v[in->options.n / 2].number
			   : in->kind == CALC_BOOL ? (double)(i % 2)
			   : in->kind == CALC_DATE ? 20000 + (double)i
						   : (in->low + in->high) / 2;
	}
}

static double rate(const struct calc *c)
{
	double given[CALC_INPUTS_MAX], sum = 0;
	struct calc_result r;
	middle(c, given);
	int64_t from = clock_monotonic_us();
	for (int i = 0; i < ROUND; i++) {
		calc_run(&r, c, given);
		sum += r.value[0];
	}
	double us = (double)(clock_monotonic_us() - from);
	return isnan(sum) ? 0 : ROUND / us * 1e6;
}

int main(int argc, char **argv)
{
	struct fail fail = {0};
	struct pack *p = pack_load(argc > 1 ? argv[1] : "packs/general-practice", &fail);
	double slowest = INFINITY, log_sum = 0;
	if (!p) return fprintf(stderr, "%s\n", fail.what), 1;
	for (ptrdiff_t i = 0; i < p->calcs.n; i++) {
		double r = rate(&p->calcs.v[i].calc);
		log_sum += log(r);
		if (r < slowest) slowest = r;
		printf("calc\t" STR_FMT "\t%.0f\tcalls/s\n", STR_ARG(p->calcs.v[i].calc.id), r);
	}
	printf("calc\tall %td\t%.0f\tcalls/s geometric mean; slowest %.0f\n", p->calcs.n, exp(log_sum / (double)p->calcs.n), slowest);
	pack_destroy(p);
	return 0;
}
