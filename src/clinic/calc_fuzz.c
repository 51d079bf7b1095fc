/* calc_fuzz.c - libFuzzer entry. The text up to a NUL is a calculator's file, what follows are values for its inputs, one a line: "value|unit". Whatever
 * compiles can be run, gives the same twice, and never gives a number that is none. */
#include "base/check.h"
#include "base/utf8.h"
#include "clinic/calc.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 32 << 20, TEXT_MAX = 8192 };

static void complain(void *ctx, int line, const char *why)
{
	ASSERT(line >= 0 && why && *why);
	*(bool *)ctx = true;
}

static void hear(const struct calc *c, str values, double *given, struct arena a)
{
	str line;
	for (ptrdiff_t i = 0; i < c->inputs.n; i++) {
		given[i] = NAN;
		if (!str_next(&values, '\n', &line)) continue;
		ptrdiff_t bar = str_find(line, S("|"));
		str value = bar < 0 ? line : str_slice(line, 0, bar), unit = bar < 0 ? S("") : str_slice(line, bar + 1, line.n);
		bool assumed;
		const char *why;
		double out;
		enum calc_heard h = calc_hear(&out, &c->inputs.v[i], value, unit, NULL, &assumed, &why, a);
		if (h == CALC_HEARD) ASSERT(isfinite(out)), given[i] = out;
	}
}

static void judge(const struct calc *c, const double *given)
{
	struct calc_result r, again;
	calc_run(&r, c, given);
	calc_run(&again, c, given);
	ASSERT(r.status == again.status && r.band == again.band && r.missing == again.missing);
	ASSERT(r.band >= -1 && r.band < c->bands.n && r.refuse >= -1 && r.refuse < c->refuse.n);
	if (r.status == CALC_OK) ASSERT(isfinite(r.value[0]));
	for (ptrdiff_t i = 0; i < c->outputs.n; i++) ASSERT(r.status == CALC_OK ? !isinf(r.value[i]) : r.value[i] == 0);
	if (r.status == CALC_MISSING) ASSERT(r.missing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena whole, second;
	if (size > TEXT_MAX) return 0;
	if (!whole.beg) whole = arena_create(MEMORY), second = arena_create(MEMORY);
	struct arena a = whole, build = second;
	char *exact = malloc(size ? size : 1); /* so that the sanitizer sees one byte too far */
	if (!exact) return 0;
	if (size) memcpy(exact, data, size);
	str text = {exact, (ptrdiff_t)size};
	if (utf8_invalid(text) < 0) {
		const char *end = size ? memchr(exact, 0, size) : NULL;
		str file = end ? str_slice(text, 0, end - exact) : text, values = end ? str_slice(text, end - exact + 1, text.n) : S("");
		struct calc c;
		double given[CALC_INPUTS_MAX];
		bool bad = false, ok = calc_read(&c, file, NULL, &a, &build, complain, &bad);
		ASSERT(ok == !bad);
		if (ok) hear(&c, values, given, a), judge(&c, given);
	}
	free(exact);
	return 0;
}
