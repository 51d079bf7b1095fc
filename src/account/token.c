#include "account/token.h"

#include <sodium.h>

#define API_PREFIX "zt_"
enum { RANDOM = 32, PREFIX = sizeof API_PREFIX - 1, GROUPS = 4, GROUP = 5 };

_Static_assert(TOKEN_HASH == crypto_hash_sha256_BYTES && TOKEN_SESSION_CHARS == 2 * RANDOM && TOKEN_API_CHARS == PREFIX + 2 * RANDOM,
	       "lengths of tokens");

static void hash_text(unsigned char hash[TOKEN_HASH], str text)
{
	crypto_hash_sha256(hash, (const unsigned char *)text.p, (unsigned long long)text.n);
}

static void random_hex(char out[2 * RANDOM + 1], struct rng rng)
{
	unsigned char random[RANDOM];
	rng.fill(rng.ctx, random, RANDOM);
	sodium_bin2hex(out, 2 * RANDOM + 1, random, RANDOM);
	sodium_memzero(random, sizeof random);
}

void token_session_make(char out[TOKEN_SESSION_CHARS + 1], unsigned char hash[TOKEN_HASH], struct rng rng)
{
	random_hex(out, rng);
	hash_text(hash, (str){out, TOKEN_SESSION_CHARS});
}

void token_api_make(char out[TOKEN_API_CHARS + 1], unsigned char hash[TOKEN_HASH], struct rng rng)
{
	memcpy(out, API_PREFIX, PREFIX);
	random_hex(out + PREFIX, rng);
	hash_text(hash, (str){out, TOKEN_API_CHARS});
}

static bool is_hex(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
	return s.n == 2 * RANDOM;
}

bool token_session_hash(unsigned char hash[TOKEN_HASH], str token)
{
	if (!is_hex(token)) return false;
	hash_text(hash, token);
	return true;
}

bool token_api_hash(unsigned char hash[TOKEN_HASH], str token)
{
	if (!str_starts(token, S(API_PREFIX)) || !is_hex(str_slice(token, PREFIX, token.n))) return false;
	hash_text(hash, token);
	return true;
}

void token_password_make(char out[TOKEN_PASSWORD_CHARS + 1], struct rng rng)
{
	static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyz"; /* 31 */
	unsigned char random[2 * GROUPS * GROUP];
	char *p = out;
	rng.fill(rng.ctx, random, (ptrdiff_t)sizeof random);
	for (int i = 0; i < GROUPS * GROUP; i++) {
		if (i && i % GROUP == 0) *p++ = '-';
		*p++ = letters[(random[2 * i] << 8 | random[2 * i + 1]) %
			       ((int)sizeof letters - 1)]; /* 65536 over 31: nothing is likelier by 0.05 % */
	}
	*p = 0;
	sodium_memzero(random, sizeof random);
}
