/* unit_fuzz.c - libFuzzer entry. Four lines: value, from, to, substance. What is read as a unit has a UCUM code that reads the same, a long form, and converts
 * there and back; what is not says why. */
#include "base/check.h"
#include "base/utf8.h"
#include "clinic/unit.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 4 << 20, TEXT_MAX = 1000 };

static bool finite_and_normal(const struct unit *u)
{
	return isnormal((double)u->factor) && fabsl(u->factor) < 1e150L && fabsl(u->factor) > 1e-150L;
}

static bool one(struct unit *u, str text, struct arena a)
{
	char code[UNIT_TEXT_MAX];
	const char *why = NULL;
	struct unit again, strict;
	str shown;
	bool is_ucum = unit_parse(&strict, text, false, &why);
	ASSERT(is_ucum || why);
	if (is_ucum) ASSERT(!strict.loose && unit_display(&shown, text, &why, &a) && shown.n);
	why = NULL;
	if (!unit_parse(u, text, true, &why)) return ASSERT(why), false;
	ptrdiff_t n = unit_code(code, text, &why);
	ASSERT(n >= 0 && n <= UNIT_TEXT_MAX);
	if (n) ASSERT(unit_parse(&again, (str){code, n}, false, &why) && again.factor == u->factor && !memcmp(again.dim, u->dim, sizeof u->dim));
	ASSERT(unit_display(&shown, text, &why, &a));
	ASSERT(unit_commensurable(u, u, NULL) || u->special_in_product);
	return true;
}

static void converted(str value, const struct unit *from, const struct unit *to, const struct substance *s, struct arena a)
{
	double out, back;
	str text, again, code;
	const char *why = NULL;
	struct unit_scale scale;
	ASSERT(unit_commensurable(from, to, s) == unit_commensurable(to, from, s));
	bool ok = unit_convert(&out, 3, from, to, s, &why);
	ASSERT(ok ? isfinite(out) : why != NULL && out == 0);
	if (ok && finite_and_normal(from) && finite_and_normal(to) && unit_prepare(&scale, from, to, s, &why))
		if (unit_convert(&back, out, to, from, s, &why)) ASSERT(fabs(back - 3) <= 1e-9 * (3 + fabs(scale.offset / scale.factor)));
	why = NULL;
	if (unit_convert_text(&text, value, from, to, s, &why, &a)) {
		ASSERT(text.n && (!memchr(text.p, 'e', (size_t)text.n) || text.p[0] != 'e'));
		unit_convert_text(&again, text, to, from, s, &why, &a); /* an exponent beyond the limit may stop it */
	} else ASSERT(why);
	why = NULL;
	if (unit_multiply(&text, &code, value, from, S("2.5"), to, &why, &a) && code.n) {
		struct unit product;
		ASSERT(unit_parse(&product, code, false, &why));
	} else if (!code.n) ASSERT(why || text.n);
	(void)unit_divide(&text, &code, S("1"), from, value, to, &why, &a);
}

static void run(str text, struct arena a)
{
	str value = S(""), from = S(""), to = S(""), name = S("");
	struct unit x, y;
	const char *why;
	str_next(&text, '\n', &value);
	str_next(&text, '\n', &from);
	str_next(&text, '\n', &to);
	str_next(&text, '\n', &name);
	const struct substance *s = substance_find(name);
	bool ok = one(&x, from, a);
	if (!one(&y, to, a) || !ok) return;
	converted(value, &x, &y, s, a);
	(void)unit_parse_pair(&x, from, &y, to, s, &why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena whole;
	if (size > TEXT_MAX) return 0;
	if (!whole.beg) whole = arena_create(MEMORY);
	char *exact = malloc(size ? size : 1); /* so that the sanitizer sees one byte too far */
	if (!exact) return 0;
	if (size) memcpy(exact, data, size);
	run((str){exact, (ptrdiff_t)size}, whole);
	free(exact);
	return 0;
}
