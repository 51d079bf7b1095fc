#include "guard/guard.h"

#include "base/check.h"
#include "base/utf8.h"
#include "guard/align.h"
#include "lang/fold.h"

static const char *const names[VERDICT_COUNT] = {"supported", "contradicted", "unsupported", "not_a_claim"};

str verdict_name(enum verdict verdict)
{
	ASSERT(verdict >= 0 && verdict < VERDICT_COUNT);
	return str_from(names[verdict]);
}

/* ---- sentences ---- */

static bool ends_sentence(str s, ptrdiff_t i, uint32_t cp, int len)
{
	if (cp == 0x3002 || cp == 0xff01 || cp == 0xff1f || cp == 0xff1b || cp == '!' || cp == '?' || cp == '\n') return true;
	return cp == '.' && (i + len == s.n || s.p[i + len] == ' ' || s.p[i + len] == '\n');
}

static bool is_list_mark(uint32_t cp)
{
	return cp == ' ' || cp == '-' || cp == '*' || cp == 0x2022 || cp == '#' || cp == '\t' || cp == 0x3000;
}

void guard_split(str draft, struct spans *out, struct arena *perm)
{
	int len;
	for (ptrdiff_t i = 0, from = 0; i <= draft.n; i += len) {
		uint32_t cp = i < draft.n ? utf8_at(draft, i, &len) : (len = 1, (uint32_t)'\n');
		if (i < draft.n && !ends_sentence(draft, i, cp, len)) continue;
		ptrdiff_t end = i == draft.n || cp == '\n' ? i : i + len;
		int mark;
		while (from < end && is_list_mark(utf8_at(draft, from, &mark))) from += mark;
		if (from < end) *ARENA_PUSH(perm, out) = (struct span){from, end};
		from = i + len;
	}
}

/* ---- judging ---- */

static bool is_question(str s)
{
	static const char *const ends[] = {"?", "吗", "呢"};
	s = str_trim(s);
	while (str_ends(s, S("。"))) s.n -= 3;
	for (ptrdiff_t i = 0; i < COUNT(ends); i++)
		if (str_ends(s, str_from(ends[i]))) return true;
	return false;
}

static struct judgement against(str folded, const struct tokens *sentence, str evidence, const struct marks *marks, struct arena scratch)
{
	str other = fold(evidence, &scratch).text;
	struct tokens e = tokens_make(other, marks, &scratch);
	if (align_stands(sentence, &e)) return (struct judgement){VERDICT_SUPPORTED, 1, 0, str_find(other, folded) >= 0 ? "verbatim" : "covered"};
	struct judgement j = {VERDICT_UNSUPPORTED, align_share(sentence, &e), 0, "words"};
	if (j.score >= GUARD_RELATED) align_differ(&j, sentence, &e, scratch);
	return j;
}

static int rank(enum verdict v)
{
	return v == VERDICT_SUPPORTED ? 2 : v == VERDICT_CONTRADICTED ? 1 : 0;
}

bool judgement_better(struct judgement a, struct judgement b)
{
	if ((a.verdict == VERDICT_SUPPORTED) != (b.verdict == VERDICT_SUPPORTED)) return a.verdict == VERDICT_SUPPORTED;
	return a.score != b.score ? a.score > b.score : rank(a.verdict) > rank(b.verdict);
}

struct judgement guard_judge(str sentence, const str *evidence, ptrdiff_t n, struct arena scratch)
{
	struct judgement best = {VERDICT_UNSUPPORTED, 0, -1, "words"};
	str folded = fold(sentence, &scratch).text;
	if (!str_trim(folded).n) return (struct judgement){VERDICT_NOT_A_CLAIM, 0, -1, "nothing"};
	for (ptrdiff_t i = 0; i < n; i++) /* the common case costs no reading */
		if (str_eq(sentence, evidence[i])) return (struct judgement){VERDICT_SUPPORTED, 1, i, "verbatim"};
	if (is_question(folded)) return (struct judgement){VERDICT_NOT_A_CLAIM, 0, -1, "question"};
	struct marks marks = marks_make(&scratch);
	struct tokens tokens = tokens_make(folded, &marks, &scratch);
	if (!tokens.visible) return (struct judgement){VERDICT_NOT_A_CLAIM, 0, -1, "nothing"};
	for (ptrdiff_t i = 0; i < n; i++) {
		struct judgement j = against(folded, &tokens, evidence[i], &marks, scratch);
		j.best = i;
		if (best.best < 0 || judgement_better(j, best)) best = j;
	}
	return best;
}
