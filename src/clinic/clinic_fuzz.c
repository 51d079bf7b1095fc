/* clinic_fuzz.c - libFuzzer entry. The first line is a condition as a pack has it; each two bytes after it set one fact. Whatever compiles can be
 * evaluated over any facts, and its denial says the opposite. */
#include "base/check.h"
#include "clinic/expr.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 4 << 20, CONCEPTS = 100, TEXT_MAX = 4096 };

static int32_t resolve(void *ctx, str name)
{
	(void)ctx;
	return name.n && name.p[0] != 'x' ? (int32_t)(str_hash(name) % CONCEPTS) : -1;
}

static const struct expr_names names = {resolve, NULL};

static struct facts everything(struct arena *a)
{
	struct facts f = facts_none(CONCEPTS, a);
	for (int32_t i = 0; i < CONCEPTS; i++) facts_add(&f, i), facts_add_past(&f, i);
	for (int i = 0; i < FACT_COUNT; i++) f.v[i] = 50;
	for (int i = 0; i < WORD_COUNT; i++) f.word[i] = TRI_YES;
	return f;
}

static struct facts from_bytes(str bytes, struct arena *a)
{
	struct facts f = facts_none(CONCEPTS, a);
	for (; bytes.n >= 2; bytes = str_slice(bytes, 2, bytes.n)) {
		int which = (unsigned char)bytes.p[0], value = (unsigned char)bytes.p[1];
		if (which < FACT_COUNT) f.v[which] = which == FACT_AGE_Y ? (facts_set_age(&f, value), f.v[which]) : value;
		else if (which < FACT_COUNT + WORD_COUNT) f.word[which - FACT_COUNT] = (enum tri)(value % 3);
		else if (which & 1) facts_add(&f, value % CONCEPTS);
		else facts_add_past(&f, value % CONCEPTS);
	}
	return f;
}

static enum tri opposite(enum tri t)
{
	return t == TRI_UNKNOWN ? t : t == TRI_YES ? TRI_NO : TRI_YES;
}

static void evaluate(const struct expr *e, const struct expr *denied, const struct facts *f)
{
	enum tri t = expr_eval(e, f);
	ASSERT(t == TRI_UNKNOWN || t == TRI_NO || t == TRI_YES);
	ASSERT(e->n || t == TRI_YES);
	if (denied) ASSERT(expr_eval(denied, f) == opposite(t));
	ASSERT(expr_eval(e, f) == t);
}

static void condition(str text, str facts, struct arena a)
{
	struct expr e, denied;
	struct fail fail = {0}, none = {0};
	bool ok = expr_compile(&e, text, names, &a, &fail);
	ASSERT(ok == (fail.rc == RC_OK) && (ok || (fail.rc == RC_INPUT && fail.what[0])));
	if (!ok) return;
	for (ptrdiff_t i = 0; i < e.n; i++) ASSERT(isfinite(e.v[i].number) && e.v[i].arg >= 0);
	struct sb b = sb_new(&a, text.n + 4);
	sb_add(&b, S("!("));
	sb_add(&b, text);
	sb_byte(&b, ')');
	bool deniable = e.n && expr_compile(&denied, sb_str(&b), names, &a, &none); /* at the limits of depth and length it no longer is */
	struct facts nothing = facts_none(CONCEPTS, &a), all = everything(&a), some = from_bytes(facts, &a);
	evaluate(&e, deniable ? &denied : NULL, &nothing);
	evaluate(&e, deniable ? &denied : NULL, &all);
	evaluate(&e, deniable ? &denied : NULL, &some);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena whole;
	if (size > TEXT_MAX) return 0;
	if (!whole.beg) whole = arena_create(MEMORY);
	const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
	size_t n = end ? (size_t)(end - data) : size;
	char *exact = malloc(n ? n : 1); /* so that the sanitizer sees one byte too far */
	if (!exact) return 0;
	if (n) memcpy(exact, data, n);
	str facts = end ? (str){(const char *)end + 1, (ptrdiff_t)(size - n - 1)} : S("");
	condition((str){exact, (ptrdiff_t)n}, facts, whole);
	free(exact);
	return 0;
}
