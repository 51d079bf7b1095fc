#include "guard/guard.h"

#include "base/check.h"
#include "base/utf8.h"
#include "lang/fold.h"
#include "lang/quantity.h"

#include <math.h>

/* Shares of covered words. Chosen by hand on the scenarios in cases/: NEEDSWORK: to be calibrated per risk group. */
static const double COVERED = 0.75, RELATED = 0.5;

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

/* ---- features ---- */

static bool all_numbers_in(str sentence, str evidence)
{
	for (ptrdiff_t i = 0; i < sentence.n; i++) {
		double want, have;
		if (!cp_is_digit((unsigned char)sentence.p[i])) continue;
		ptrdiff_t n = number_at(sentence, i, &want);
		bool found = false;
		for (ptrdiff_t k = 0; k < evidence.n && !found;) {
			ptrdiff_t m = cp_is_digit((unsigned char)evidence.p[k]) ? number_at(evidence, k, &have) : 0;
			found = m && fabs(want - have) < 1e-9 * (1 + fabs(want));
			k += m ? m : 1;
		}
		if (!found) return false;
		i += n - 1;
	}
	return true;
}

static int denials(str s)
{
	static const str words[] = {{"不", 3}, {"没", 3}, {"无", 3}, {"未", 3}, {"禁", 3}, {"避免", 6}, {"勿", 3}, {"not ", 4}, {"no ", 3}, {"n't", 3}, {"never", 5}, {"without", 7}, {"avoid", 5}, {"cannot", 6}};
	int n = 0;
	for (ptrdiff_t w = 0; w < COUNT(words); w++)
		for (ptrdiff_t at = 0, hit; (hit = str_find(str_slice(s, at, s.n), words[w])) >= 0; at += hit + words[w].n) n++;
	return n;
}

static bool in_word(str s, ptrdiff_t i)
{
	return i < s.n && (cp_is_latin((unsigned char)s.p[i]) || cp_is_digit((unsigned char)s.p[i]));
}

/* Units of meaning: pairs of Chinese characters, whole Latin words. `*i` moves to the next; empty at the end. */
static str next_unit(str s, ptrdiff_t *i)
{
	while (*i < s.n) {
		int len, next;
		uint32_t cp = utf8_at(s, *i, &len);
		ptrdiff_t from = *i;
		if (in_word(s, from)) {
			while (in_word(s, *i)) ++*i;
			if (*i - from > 2) return str_slice(s, from, *i);
			continue;
		}
		*i += len;
		if (cp_is_han(cp) && *i < s.n && cp_is_han(utf8_at(s, *i, &next))) return str_slice(s, from, *i + next);
	}
	return (str){"", 0};
}

static double coverage(str sentence, str evidence)
{
	int all = 0, found = 0;
	str unit;
	for (ptrdiff_t i = 0; (unit = next_unit(sentence, &i)).n;) {
		all++;
		found += str_find(evidence, unit) >= 0;
	}
	return all ? (double)found / all : 0;
}

static bool is_question(str s)
{
	return str_ends(s, S("?")) || str_ends(s, S("吗")) || str_ends(s, S("呢"));
}

static struct judgement against(str sentence, str evidence)
{
	if (str_find(evidence, sentence) >= 0) return (struct judgement){VERDICT_SUPPORTED, 1, 0, "verbatim"};
	double score = coverage(sentence, evidence);
	if (score < RELATED) return (struct judgement){VERDICT_UNSUPPORTED, score, 0, "words"};
	if (!all_numbers_in(sentence, evidence)) return (struct judgement){VERDICT_CONTRADICTED, score, 0, "number"};
	if ((denials(sentence) > 0) != (denials(evidence) > 0)) return (struct judgement){VERDICT_CONTRADICTED, score, 0, "negation"};
	if (score < COVERED) return (struct judgement){VERDICT_UNSUPPORTED, score, 0, "words"};
	return (struct judgement){VERDICT_SUPPORTED, score, 0, "covered"};
}

static int rank(enum verdict v)
{
	return v == VERDICT_SUPPORTED ? 2 : v == VERDICT_CONTRADICTED ? 1 : 0;
}

struct judgement guard_judge(str sentence, const str *evidence, ptrdiff_t n, struct arena scratch)
{
	struct judgement best = {VERDICT_UNSUPPORTED, 0, -1, "words"};
	for (ptrdiff_t i = 0; i < n; i++) /* the common case costs no folding */
		if (str_eq(sentence, evidence[i])) return (struct judgement){VERDICT_SUPPORTED, 1, i, "verbatim"};
	str folded = fold(sentence, &scratch).text;
	if (is_question(folded)) return (struct judgement){VERDICT_NOT_A_CLAIM, 0, -1, "question"};
	for (ptrdiff_t i = 0; i < n; i++) {
		struct judgement j = against(folded, fold(evidence[i], &scratch).text);
		j.best = i;
		if (best.best < 0 || rank(j.verdict) > rank(best.verdict) || (rank(j.verdict) == rank(best.verdict) && j.score > best.score)) best = j;
	}
	return best;
}
