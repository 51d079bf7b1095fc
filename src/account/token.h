/* token.h - random things that let somebody in: session cookies, API tokens, first passwords. Pure.
 *
 * A token is kept as its SHA-256 only. That needs no salt and no slow hash, since nobody guesses 256 random bits; and looking a hash up in an index tells
 * whoever measures time nothing they could use. */
#ifndef ACCOUNT_TOKEN_H
#define ACCOUNT_TOKEN_H

#include "base/clock.h"

enum {
	TOKEN_SESSION_CHARS = 64, /* lower-case hex of 32 random bytes */
	TOKEN_API_CHARS = 67,     /* zt_ and the same */
	TOKEN_HASH = 32,
	TOKEN_PASSWORD_CHARS = 23, /* four groups of five: k7m2q-… */
};

/* A new one, NUL-terminated, and its hash to keep. */
void token_session_make(char out[TOKEN_SESSION_CHARS + 1], unsigned char hash[TOKEN_HASH], struct rng rng);
void token_api_make(char out[TOKEN_API_CHARS + 1], unsigned char hash[TOKEN_HASH], struct rng rng);

/* What to look it up by. False when it does not look like one: nothing needs to be looked up then. */
bool token_session_hash(unsigned char hash[TOKEN_HASH], str token);
bool token_api_hash(unsigned char hash[TOKEN_HASH], str token);

/* A first password for somebody else, to be read out or written down: no 0 and o, no 1, i and l. 99 random bits. */
void token_password_make(char out[TOKEN_PASSWORD_CHARS + 1], struct rng rng);

#endif
