/* figures.h - what a measurement says: name, value, unit, separated by tabs, one a line. */
#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn static inline void die(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(1);
}

static inline int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static inline double share(const int64_t *sorted, ptrdiff_t n, double p)
{
	ptrdiff_t i = (ptrdiff_t)((double)n * p);
	return n ? (double)sorted[i < n ? i : n - 1] : 0;
}

static inline void line(const char *name, double value, const char *unit)
{
	printf("%s\t%.1f\t%s\n", name, value, unit);
	fflush(stdout);
}

/* How busy the machine was meanwhile, with this program, the database and whatever else ran. */
struct load {
	long long busy, all; /* ticks of all cores */
};

static inline struct load load_now(void)
{
	long long t[8] = {0};
	FILE *f = fopen("/proc/stat", "r");
	if (f && fscanf(f, "cpu %lld %lld %lld %lld %lld %lld %lld %lld", t, t + 1, t + 2, t + 3, t + 4, t + 5, t + 6, t + 7) != 8) t[3] = 0;
	if (f) fclose(f);
	struct load l = {t[0] + t[1] + t[2] + t[5] + t[6] + t[7], 0};
	l.all = l.busy + t[3] + t[4];
	return l;
}

static inline double load_share(struct load before) /* [%] of all cores */
{
	struct load now = load_now();
	return now.all > before.all ? 100.0 * (double)(now.busy - before.busy) / (double)(now.all - before.all) : 0;
}

#endif
