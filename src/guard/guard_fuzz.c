/* guard_fuzz.c - libFuzzer entry. Pieces between bytes 0x1e: a draft, then what it may rest on. Each sentence of the draft is judged, and never as
 * supported by nothing. */
#include "base/check.h"
#include "base/utf8.h"
#include "guard/guard.h"
#include "lang/fold.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 32 << 20, TEXT_MAX = 8000, EVIDENCE = 4, SENTENCES = 40 };

/* The valid pieces of the input, one after another. */
static str valid_text(str rest, struct arena *a)
{
	struct sb b = sb_new(a, rest.n + 1);
	while (rest.n > 0) {
		ptrdiff_t bad = utf8_invalid(rest);
		sb_add(&b, str_slice(rest, 0, bad < 0 ? rest.n : bad));
		rest = str_slice(rest, bad < 0 ? rest.n : bad + 1, rest.n);
	}
	return sb_str(&b);
}

static void judge(str sentence, const str *evidence, ptrdiff_t n, struct arena a)
{
	struct judgement j = guard_judge(sentence, evidence, n, a);
	ASSERT((int)j.verdict >= 0 && j.verdict < VERDICT_COUNT && j.why && j.why[0]);
	ASSERT(j.score >= 0 && j.score <= 1 && j.best >= -1 && j.best < n);
	ASSERT(j.verdict != VERDICT_SUPPORTED || j.best >= 0);
	ASSERT(j.verdict != VERDICT_SUPPORTED || fold(sentence, &a).text.n > 0); /* a sentence of nothing visible says nothing */
	struct judgement own = guard_judge(sentence, &sentence, 1, a);
	ASSERT(own.verdict == VERDICT_SUPPORTED || own.verdict == VERDICT_NOT_A_CLAIM);
}

static void judge_draft(str draft, const str *evidence, ptrdiff_t n, struct arena a)
{
	struct spans spans = {0};
	guard_split(draft, &spans, &a);
	for (ptrdiff_t i = 0; i < spans.n; i++) {
		struct span s = spans.v[i];
		ASSERT(s.from < s.to && s.to <= draft.n && s.from >= (i ? spans.v[i - 1].to : 0));
		str sentence = str_slice(draft, s.from, s.to);
		ASSERT(utf8_invalid(sentence) < 0);
		if (i < SENTENCES) judge(sentence, evidence, n, a);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena whole;
	if (!whole.beg) whole = arena_create(MEMORY);
	struct arena a = whole;
	str text = valid_text((str){(const char *)data, (ptrdiff_t)(size < TEXT_MAX ? size : TEXT_MAX)}, &a), rest, draft, evidence[EVIDENCE];
	char *exact = malloc((size_t)text.n + !text.n); /* so that the sanitizer sees one byte too far */
	if (!exact) return 0;
	if (text.n) memcpy(exact, text.p, (size_t)text.n);
	rest = (str){exact, text.n};
	ptrdiff_t n = 0;
	if (!str_next(&rest, 0x1e, &draft)) draft = S("");
	while (n < EVIDENCE && str_next(&rest, 0x1e, &evidence[n])) n++;
	judge_draft(draft, evidence, n, a);
	if (draft.n) judge(draft, evidence, n, a);
	free(exact);
	return 0;
}
