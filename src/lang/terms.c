#include "lang/terms.h"

#include "lang/fold.h"

enum { EXPANSIONS_MAX = 400 }; /* of one term; more is a slip in the table, and the rest is left out */

/* Folding would turn the gap into a space, so the pieces around it are folded one by one. */
static void add_one(struct lexicon *lex, str term, int32_t value, enum lexicon_how how, struct arena scratch)
{
	str gap = S("…");
	struct sb folded = sb_new(&scratch, term.n + 8);
	for (str rest = term; rest.p;) {
		ptrdiff_t hit = str_find(rest, gap);
		str piece = hit < 0 ? rest : str_slice(rest, 0, hit);
		rest = hit < 0 ? (str){NULL, 0} : str_slice(rest, hit + gap.n, rest.n);
		sb_add(&folded, fold(str_trim(piece), &scratch).text);
		if (rest.p) sb_add(&folded, gap);
	}
	if (folded.n) lexicon_add(lex, sb_str(&folded), value, how);
}

/* (胸口|心口)…(痛|疼) stands for four terms: the first group is opened, the rest follows by recursion. */
static void expand(struct lexicon *lex, str term, int32_t value, enum lexicon_how how, struct arena scratch, int *left)
{
	ptrdiff_t open = str_find(term, S("(")), close = open < 0 ? -1 : str_find(str_slice(term, open, term.n), S(")"));
	if (close < 0) {
		if (--*left >= 0) add_one(lex, term, value, how, scratch);
		return;
	}
	str before = str_slice(term, 0, open), choices = str_slice(term, open + 1, open + close), after = str_slice(term, open + close + 1, term.n), choice;
	while (*left > 0 && str_next(&choices, '|', &choice)) {
		struct arena here = scratch;
		struct sb one = sb_new(&here, term.n + 8);
		sb_add(&one, before);
		sb_add(&one, choice);
		sb_add(&one, after);
		expand(lex, sb_str(&one), value, how, here, left);
	}
}

void terms_add(struct lexicon *lex, str terms, int32_t value, enum lexicon_how how, struct arena scratch)
{
	str term;
	while (str_next(&terms, ';', &term)) {
		int left = EXPANSIONS_MAX;
		if (str_trim(term).n) expand(lex, str_trim(term), value, how, scratch, &left);
	}
}
