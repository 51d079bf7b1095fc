/* report_fuzz.c - libFuzzer entry for everything that reads what a laboratory printed. The first byte chooses: a pasted report, a range, a result, a
 * unit, or a panel rule with its sentence. Whatever is read is finite and in order, and nothing points outside the text. */
#include "base/check.h"
#include "base/utf8.h"
#include "clinic/panel.h"
#include "clinic/report.h"
#include "lang/fold.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, TEXT_MAX = 4096, LABS = 16 };

static bool known(void *ctx, str folded)
{
	(void)ctx;
	return folded.n > 0 && folded.n < 20 && str_hash(folded) % 5 == 0;
}

static int32_t some(void *ctx, str id)
{
	(void)ctx;
	return id.n && id.p[0] != 'x' ? (int32_t)(str_hash(id) % LABS) : -1;
}

static void inside(str piece, str whole)
{
	if (piece.n) ASSERT(piece.p >= whole.p && piece.p + piece.n <= whole.p + whole.n);
}

static void pasted(str text, struct arena a)
{
	struct report r;
	report_parse(&r, text, (struct report_names){known, NULL}, &a);
	ASSERT(r.n <= REPORT_ITEMS_MAX && (r.sex == 0 || r.sex == 'm' || r.sex == 'f'));
	ASSERT(isnan(r.age_y) || (r.age_y >= 0 && r.age_y <= 130));
	for (ptrdiff_t i = 0; i < r.n; i++) ASSERT(r.v[i].name.n > 0 && r.v[i].value.n > 0 && r.v[i].line > 0);
}

static void range(str text, struct arena a)
{
	struct lab_range r;
	str folded = fold(text, &a).text;
	for (int sex = 0; sex < 3; sex++) {
		bool ok = lab_range_parse(&r, folded, "\0mf"[sex]);
		ASSERT(ok || r.why);
		if (!ok) continue;
		ASSERT(isnan(r.low) || isfinite(r.low));
		ASSERT(isnan(r.high) || isfinite(r.high));
		ASSERT(isnan(r.low) || isnan(r.high) || r.low <= r.high);
		ASSERT(!isnan(r.low) || !isnan(r.high) || r.expect != LAB_NOTHING);
		inside(r.unit, folded);
	}
}

static void result(str text, struct arena a)
{
	struct lab_value v;
	str folded = fold(text, &a).text;
	bool ok = lab_value_parse(&v, folded);
	ASSERT(ok == (v.kind != LAB_NOTHING));
	if (ok && (v.kind == LAB_NUMBER || v.kind == LAB_BELOW || v.kind == LAB_ABOVE)) ASSERT(isfinite(v.number));
	inside(v.unit, folded);
}

static void unit(str text, struct arena a)
{
	str once = lab_unit_spell(fold(text, &a).text, &a), twice = lab_unit_spell(once, &a);
	ASSERT(once.n == 0 || twice.n <= 256);
}

static void rule(str text, struct arena a)
{
	struct panel_names names = {some, some, NULL};
	struct panel_expr e;
	struct panel_text t;
	struct fail fail = {0}, why = {0};
	struct facts f = facts_none(LABS, &a);
	struct panel_lab values[LABS] = {{0}};
	for (int i = 0; i < LABS; i++) {
		double v = i;
		values[i] = (struct panel_lab){
			i % 3 != 0,       (enum lab_flag)(i % 6), i % 4 ? v : (double)NAN, i % 5 ? v : (double)NAN, i % 2 ? v : (double)NAN,
			(enum tri)(i % 3)};
	}
	struct panel_report nothing = {ARENA_NEW(&a, struct panel_lab, LABS), LABS, -1, &f}, something = {values, LABS, 1, &f};
	bool ok = panel_compile(&e, text, names, &a, &fail);
	ASSERT(ok == (fail.rc == RC_OK));
	if (ok) {
		enum tri one = panel_eval(&e, &nothing), two = panel_eval(&e, &something);
		ASSERT(one <= TRI_YES && two <= TRI_YES);
	}
	str said;
	if (panel_text_compile(&t, text, names, &a, &why)) panel_text_say(&said, &t, &something, &a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena whole;
	static void (*const readers[])(str, struct arena) = {pasted, range, result, unit, rule};
	if (!size || size > TEXT_MAX) return 0;
	if (!whole.beg) whole = arena_create(MEMORY);
	size_t n = size - 1;
	char *exact = malloc(n ? n : 1); /* so that the sanitizer sees one byte too far */
	if (!exact) return 0;
	if (n) memcpy(exact, data + 1, n);
	str text = {exact, (ptrdiff_t)n};
	if (utf8_invalid(text) < 0) readers[data[0] % COUNT(readers)](text, whole);
	free(exact);
	return 0;
}
