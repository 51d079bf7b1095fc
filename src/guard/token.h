/* token.h - a sentence in the form in which two sentences are compared: fillers gone, marks by their sense, numbers with their unit. Pure. */
#ifndef GUARD_TOKEN_H
#define GUARD_TOKEN_H

#include "guard/mark.h"

enum stop { STOP_NONE, STOP_COMMA, STOP_COLON, STOP_SEMICOLON, STOP_SENTENCE };

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK };

struct token {
	uint64_t key;
	double value;      /* of a number, in the base unit of its dimension */
	int64_t dimension; /* 0 = a bare number */
	enum token_kind kind;
	enum mark_group group; /* MARK_WORD unless it is a mark */
	enum stop stop;        /* the strongest punctuation between the token before and this one */
};

struct tokens {
	struct token *v;
	ptrdiff_t n, cap;
	bool visible; /* there was something to read, were it only fillers */
};

/* Folded text to tokens. A Chinese character is a token, a Latin word is one. */
struct tokens tokens_make(str folded, const struct marks *marks, struct arena *perm);

bool token_eq(const struct token *a, const struct token *b);

/* Words, marks that stand for words, and numbers, as opposed to marks alone. */
bool token_is_content(const struct token *t);

#endif
