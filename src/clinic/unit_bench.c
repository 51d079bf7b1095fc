/* unit_bench.c - one line per case: name, value, unit, separated by tabs. One core. Factors have their source in the tables. */
#include "base/check.h"
#include "base/clock.h"
#include "clinic/unit.h"

#include <stdio.h>

enum { ROUNDS = 2000000, TEXT_ROUNDS = 200000 };

static const struct {
	const char *name, *from, *to, *substance;
} cases[] = {
	{"glucose", "mmol/L", "mg/dL", "glucose"},
	{"pressure", "mm[Hg]", "kPa", NULL},
	{"temperature", "[degF]", "Cel", NULL},
	{"chinese", "毫克/公斤/天", "mg/kg/d", NULL},
};

static struct unit parse(const char *text)
{
	struct unit u;
	const char *why;
	ASSERT(unit_parse(&u, str_from(text), true, &why));
	return u;
}

static void line(const char *name, const char *what, int rounds, int64_t from_us)
{
	printf("%s_%s\t%.0f\tconversions_per_second\n", name, what, rounds / ((double)(clock_monotonic_us() - from_us) / 1e6));
}

static double sum; /* so that nothing is optimised away */

static void bench(ptrdiff_t i, struct arena scratch)
{
	const struct substance *s = cases[i].substance ? substance_find(str_from(cases[i].substance)) : NULL;
	struct unit a = parse(cases[i].from), b = parse(cases[i].to);
	struct unit_scale scale;
	const char *why;
	double out;
	str text;
	int64_t start = clock_monotonic_us();
	ASSERT(unit_prepare(&scale, &a, &b, s, &why));
	for (int k = 0; k < ROUNDS; k++) sum += k * scale.factor + scale.offset;
	line(cases[i].name, "prepared", ROUNDS, start);
	start = clock_monotonic_us();
	for (int k = 0; k < ROUNDS; k++) ASSERT(unit_convert(&out, k, &a, &b, s, &why)), sum += out;
	line(cases[i].name, "parsed", ROUNDS, start);
	start = clock_monotonic_us();
	for (int k = 0; k < ROUNDS; k++) {
		a = parse(cases[i].from), b = parse(cases[i].to);
		ASSERT(unit_convert(&out, k, &a, &b, s, &why));
		sum += out;
	}
	line(cases[i].name, "text", ROUNDS, start);
	start = clock_monotonic_us();
	for (int k = 0; k < TEXT_ROUNDS; k++) {
		struct arena arena = scratch;
		ASSERT(unit_convert_text(&text, S("5.6"), &a, &b, s, &why, &arena));
		sum += (double)text.n;
	}
	line(cases[i].name, "exact", TEXT_ROUNDS, start);
}

int main(void)
{
	struct arena a = arena_create(1 << 20);
	for (ptrdiff_t i = 0; i < COUNT(cases); i++) bench(i, a);
	arena_destroy(a);
	return sum == 0.5;
}
