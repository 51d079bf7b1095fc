#include "lang/terms.h"

#include "lang/fold.h"

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

void terms_add(struct lexicon *lex, str terms, int32_t value, enum lexicon_how how, struct arena scratch)
{
	str term;
	while (str_next(&terms, ';', &term))
		if (str_trim(term).n) add_one(lex, str_trim(term), value, how, scratch);
}
