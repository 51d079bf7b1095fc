#include "ledger/key.h"

#include "base/file.h"
#include "ledger/form_int.h"

#include <sodium.h>
#include <sys/stat.h>

enum { FILE_BYTES = 2 * KEY_SECRET_BYTES + 1 };

_Static_assert(KEY_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES && KEY_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "libsodium's Ed25519");

static void from_seed(struct key_pair *out, const unsigned char seed[crypto_sign_SEEDBYTES])
{
	crypto_sign_seed_keypair(out->public_key.b, out->secret, seed);
}

void key_create(struct key_pair *out, struct rng rng)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	rng.fill(rng.ctx, seed, (ptrdiff_t)sizeof seed);
	from_seed(out, seed);
	sodium_memzero(seed, sizeof seed);
}

void key_forget(struct key_pair *key)
{
	sodium_memzero(key->secret, sizeof key->secret);
}

bool key_save(const struct key_pair *key, const char *path, struct fail *fail)
{
	struct stat st;
	char text[FILE_BYTES + 1];
	if (lstat(path, &st) == 0) return fail_set(fail, RC_CONFLICT, "key_save", "%s: exists; a ledger keeps its key", path);
	sodium_bin2hex(text, sizeof text, key->secret, sizeof key->secret);
	text[FILE_BYTES - 1] = '\n';
	bool ok = file_write(path, (str){text, FILE_BYTES}, 0600, fail);
	sodium_memzero(text, sizeof text);
	return ok;
}

static bool parse(struct key_pair *out, str text)
{
	struct form f = {.text = text};
	unsigned char secret[KEY_SECRET_BYTES];
	form_hex(&f, secret, KEY_SECRET_BYTES);
	form_word(&f, "\n");
	from_seed(out, secret);
	bool ok = form_end(&f) && sodium_memcmp(secret, out->secret, sizeof secret) == 0;
	sodium_memzero(secret, sizeof secret);
	return ok;
}

bool key_load(struct key_pair *out, const char *path, struct fail *fail)
{
	struct stat st;
	str text;
	char room[2 * FILE_BYTES];
	struct arena arena = {room, room + sizeof room, NULL};
	*out = (struct key_pair){0};
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077))
		return fail_set(fail, RC_DENIED, "key_load", "%s: others may read this secret key; chmod 600 it", path);
	struct fail why = {0}; /* a file that is too large is simply not a key */
	if (!file_read(&text, path, FILE_BYTES, &arena, &why))
		return fail_set(fail, why.rc == RC_LIMIT ? RC_CORRUPT : why.rc, "key_load", "%s", why.what);
	bool ok = parse(out, text);
	if (!ok) key_forget(out);
	sodium_memzero(room, sizeof room);
	return ok || fail_set(fail, RC_CORRUPT, "key_load", "%s: not an undamaged ledger key", path);
}
