/* terms.h - lists of terms as people write them in tables: separated by ";", "…" for a gap, "(a|b)" for a choice. */
#ifndef LANG_TERMS_H
#define LANG_TERMS_H

#include "lang/lexicon.h"

/* Folds each term and adds it. `scratch` must not be the arena that the lexicon is built on. */
void terms_add(struct lexicon *lex, str terms, int32_t value, enum lexicon_how how, struct arena scratch);

#endif
