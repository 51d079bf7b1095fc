#include "record/uuid.h"

#include <sodium.h>

struct uuid uuid_of(const char *kind, str org, str id)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	struct uuid u = {{0}};
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)kind, strlen(kind) + 1);
	if (org.n) crypto_hash_sha256_update(&state, (const unsigned char *)org.p, (unsigned long long)org.n);
	crypto_hash_sha256_update(&state, (const unsigned char *)"", 1);
	if (id.n) crypto_hash_sha256_update(&state, (const unsigned char *)id.p, (unsigned long long)id.n);
	crypto_hash_sha256_final(&state, hash);
	hash[6] = (unsigned char)(0x80 | (hash[6] & 0x0f)); /* version */
	hash[8] = (unsigned char)(0x80 | (hash[8] & 0x3f)); /* variant */
	for (int i = 0, at = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10) u.s[at++] = '-';
		u.s[at++] = hex[hash[i] >> 4];
		u.s[at++] = hex[hash[i] & 15];
	}
	return u;
}
