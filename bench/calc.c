/* calc.c - calculations a second on one core, for every calculator of a pack, inputs in the middle of their ranges.
 *
 * usage: calc PACK [--each]. Prints the geometric mean and the slowest; with --each a line for each. Time of the thread: what else runs does not count. */
#include "library/pack.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 100000 };

static double cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

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
	double from = cpu_s();
	for (int i = 0; i < ROUNDS; i++) {
		calc_run(&r, c, given);
		sum += r.value[0];
	}
	double past = cpu_s() - from;
	return isnan(sum) ? 0 : ROUNDS / past;
}

int main(int argc, char **argv)
{
	struct fail fail = {0};
	struct pack *p = pack_load(argc > 1 ? argv[1] : "packs/general-practice", &fail);
	double slowest = INFINITY, log_sum = 0;
	bool each = argc > 2 && strcmp(argv[2], "--each") == 0;
	if (!p) return fprintf(stderr, "%s\n", fail.what), 1;
	for (ptrdiff_t i = 0; i < p->calcs.n; i++) {
		double r = rate(&p->calcs.v[i].calc);
		log_sum += log(r);
		if (r < slowest) slowest = r;
		if (each) printf(STR_FMT "\t%.0f\tcalls/s\n", STR_ARG(p->calcs.v[i].calc.id), r);
	}
	printf("calculator calls, one core, mean\t%.0f\tcalls/s\n", exp(log_sum / (double)p->calcs.n));
	printf("calculator calls, one core, slowest of %td\t%.0f\tcalls/s\n", p->calcs.n, slowest);
	pack_destroy(p);
	return 0;
}
