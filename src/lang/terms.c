#include "lang/terms.h"

#include "lang/fold.h"

enum { FORMS_MAX = 400 }; /* of one piece; more is a slip in the table, and the rest is left out */

struct forms {
	str *v;
	ptrdiff_t n, cap;
};

static str joined(str a, str b, str c, struct arena *scratch)
{
	struct sb one = sb_new(scratch, a.n + b.n + c.n);
	sb_add(&one, a);
	sb_add(&one, b);
	sb_add(&one, c);
	return sb_str(&one);
}

/* 胸(口|前)痛 has two forms: the first group is opened, the rest follows by recursion. Folded one by one. */
static void expand(struct forms *out, str piece, struct arena *scratch)
{
	ptrdiff_t open = str_find(piece, S("(")), close = open < 0 ? -1 : str_find(str_slice(piece, open, piece.n), S(")"));
	if (out->n >= FORMS_MAX) return;
	if (close < 0) {
		str folded = fold(str_trim(piece), scratch).text;
		if (folded.n) *ARENA_PUSH(scratch, out) = folded;
		return;
	}
	str before = str_slice(piece, 0, open), choices = str_slice(piece, open + 1, open + close),
	    after = str_slice(piece, open + close + 1, piece.n), choice;
	while (str_next(&choices, '|', &choice)) expand(out, joined(before, choice, after, scratch), scratch);
}

static bool cut_at_gap(str *rest, str *piece)
{
	str gap = S("…");
	if (!rest->p) return false;
	ptrdiff_t hit = str_find(*rest, gap);
	*piece = str_trim(hit < 0 ? *rest : str_slice(*rest, 0, hit));
	*rest = hit < 0 ? (str){NULL, 0} : str_slice(*rest, hit + gap.n, rest->n);
	return true;
}

static void add_one(struct lexicon *lex, str term, int32_t value, enum lexicon_how how, struct arena scratch)
{
	struct piece pieces[PIECES_MAX];
	int count = 0;
	str piece;
	while (count < PIECES_MAX && cut_at_gap(&term, &piece)) {
		struct forms forms = {0};
		expand(&forms, piece, &scratch);
		if (forms.n) pieces[count++] = (struct piece){forms.v, forms.n};
	}
	if (count) lexicon_add(lex, pieces, count, value, how);
}

void terms_add(struct lexicon *lex, str terms, int32_t value, enum lexicon_how how, struct arena scratch)
{
	str term;
	while (str_next(&terms, ';', &term))
		if (str_trim(term).n) add_one(lex, str_trim(term), value, how, scratch);
}
