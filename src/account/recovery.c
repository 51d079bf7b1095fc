#include "account/recovery.h"

#include "account/base32.h"

#include <sodium.h>

enum { GROUP = 5, LETTERS = 2 * GROUP, RANDOM = 7 /* bytes; the last six bits are not used */ };

_Static_assert(RECOVERY_KEY == crypto_kdf_KEYBYTES && RECOVERY_HASH == crypto_generichash_BYTES_MIN, "libsodium's hash");

/* The person's key seals; what hashes is derived from it. */
static void hash_letters(unsigned char out[RECOVERY_HASH], const char letters[LETTERS], const unsigned char key[RECOVERY_KEY])
{
	unsigned char own[crypto_generichash_KEYBYTES];
	crypto_kdf_derive_from_key(own, sizeof own, 1, "recovery", key);
	crypto_generichash(out, RECOVERY_HASH, (const unsigned char *)letters, LETTERS, own, sizeof own);
	sodium_memzero(own, sizeof own);
}

void recovery_make(char codes[RECOVERY_CODES][RECOVERY_CHARS + 1], struct recovery *out, const unsigned char key[RECOVERY_KEY], struct rng rng)
{
	unsigned char random[RANDOM];
	char letters[BASE32_CHARS(RANDOM) + 1];
	for (int i = 0; i < RECOVERY_CODES; i++) {
		rng.fill(rng.ctx, random, RANDOM);
		base32_write(letters, random, RANDOM);
		hash_letters(out->hash[i], letters, key);
		memcpy(codes[i], letters, GROUP);
		codes[i][GROUP] = '-';
		memcpy(codes[i] + GROUP + 1, letters + GROUP, GROUP);
		codes[i][RECOVERY_CHARS] = 0;
	}
	sodium_memzero(random, sizeof random);
	sodium_memzero(letters, sizeof letters);
}

static bool read_letters(char out[LETTERS], str code)
{
	static const char instead[] = "OI234567B9"; /* of 0..9 */
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		if (c == ' ' || c == '-') continue;
		if (n == LETTERS) return false;
		if (c >= 'a' && c <= 'z') c = (char)(c - 32);
		else if (c >= '0' && c <= '9') c = instead[c - '0'];
		if (!((c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'))) return false;
		out[n++] = c;
	}
	return n == LETTERS;
}

bool recovery_use(struct recovery *r, const unsigned char key[RECOVERY_KEY], str code)
{
	char letters[LETTERS] = {0};
	unsigned char hash[RECOVERY_HASH];
	int found = -1;
	bool is_code = read_letters(letters, code);
	hash_letters(hash, letters, key);
	for (int i = 0; i < RECOVERY_CODES; i++)
		if (sodium_memcmp(hash, r->hash[i], sizeof hash) == 0) found = i;
	sodium_memzero(letters, sizeof letters);
	if (!is_code || found < 0) return false;
	sodium_memzero(r->hash[found], RECOVERY_HASH);
	return true;
}

int recovery_left(const struct recovery *r)
{
	int n = 0;
	for (int i = 0; i < RECOVERY_CODES; i++) n += !sodium_is_zero(r->hash[i], RECOVERY_HASH);
	return n;
}
