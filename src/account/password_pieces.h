/* password_pieces.h - of how few pieces that guessers know can this text be put together? Pure. */
#ifndef ACCOUNT_PASSWORD_PIECES_H
#define ACCOUNT_PASSWORD_PIECES_H

#include "base/str.h"

enum { PIECES_TEXT_MAX = 1024 }; /* code points */

struct pieces {
	int n; /* fewest pieces; a character that belongs to none is one of its own */
	bool login, word, number, run;
};

/* Folded texts (fold.h) as code points; `login` may be empty. At most PIECES_TEXT_MAX of them. */
struct pieces pieces_count(const uint32_t *text, int n, const uint32_t *login, int login_n);

#endif
