/* lexicon.h - many terms at once over folded text: exact, with gaps ("胸口…痛"), and by sound ("高血鸭" for 高血压).
 *
 * Built once on a long-lived arena, then read by any number of threads. Terms are folded by the caller (lang/fold.h) except that a gap is
 * written "…". The lexicon does not know what its values mean. */
#ifndef LANG_LEXICON_H
#define LANG_LEXICON_H

#include "base/str.h"

enum { LEXICON_GAP_CHARS = 8 }; /* what a gap may bridge, in characters, inside one clause */

enum hit_how { HIT_EXACT, HIT_GAP, HIT_SOUND, HIT_TYPO };

struct hit {
	int32_t from, to; /* bytes of the folded text */
	int32_t value;
	enum hit_how how;
	bool name; /* the term was added as a name (loose or open), not as a plain phrase */
};

struct hits {
	struct hit *v;
	ptrdiff_t n, cap;
};

struct lexicon;

/* `build` is needed until lexicon_finish: growing arrays leave their smaller selves behind there. */
struct lexicon *lexicon_create(struct arena *build);

/* Moves what is needed for scanning to `perm`, each array as large as it must be. After the last lexicon_add and before the first scan. */
struct lexicon *lexicon_finish(struct lexicon *built, struct arena *perm);

enum lexicon_how {
	LEXICON_PLAIN = 0,
	LEXICON_LOOSE =
		1, /* recognise misspellings: Chinese terms of three or more characters by sound, Latin words of six or more letters with one slip */
	LEXICON_OPEN = 2, /* does not hide a closed term inside it: 胸闷气短 names a card, and the 气短 in it is a finding still */
};

enum { PIECES_MAX = 4 }; /* of a term with gaps */

struct piece { /* what may stand at one place of a term: any of these, folded */
	const str *v;
	ptrdiff_t n;
};

/* Adds a term of 1..PIECES_MAX pieces with gaps between them; every piece may have several forms, so that (胸口|心口)…(痛|疼) is one record and not
 * four. The same term may be added with several values. Strings are copied; empty forms are left out. */
void lexicon_add(struct lexicon *lex, const struct piece *pieces, int count, int32_t value, enum lexicon_how how);

/* All terms in the text: leftmost-longest for plain terms, every match for terms with a gap, and misspellings where nothing else matched.
 * Sorted by `from`. Latin terms match whole words, a plural s or es allowed. */
void lexicon_scan(const struct lexicon *lex, str folded, struct hits *out, struct arena *perm);

#endif
