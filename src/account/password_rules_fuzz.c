/* password_rules_fuzz.c - libFuzzer entry over everything here that reads what people type: passwords, codes, tokens. The first byte chooses. */
#include "account/password_rules.h"
#include "account/recovery.h"
#include "account/token.h"
#include "account/totp.h"
#include "base/check.h"
#include "base/utf8.h"

static struct arena arena;

static void judge(str text)
{
	str login = text, password = text;
	if (str_next(&password, '\n', &login)) {
		enum password_flaw flaw = password_flaw(password, login, arena);
		ASSERT(flaw >= PASSWORD_FINE && flaw < PASSWORD_FLAWS);
		ASSERT(flaw != PASSWORD_FINE || (utf8_invalid(password) < 0 && password.n <= PASSWORD_BYTES_MAX && password.n >= PASSWORD_CHARS_MIN));
	}
}

static void read_base32(str text)
{
	unsigned char bytes[64], again[64];
	char written[BASE32_CHARS(64) + 1];
	ptrdiff_t n = base32_read(bytes, 64, text);
	if (n < 0) return;
	base32_write(written, bytes, n);
	ASSERT(base32_read(again, 64, str_from(written)) == n && memcmp(bytes, again, (size_t)n) == 0);
}

static void check_code(str text)
{
	static const unsigned char secret[TOTP_SECRET] = "12345678901234567890"; /* its code at step 1 is 287082 */
	struct totp_result r = totp_check(secret, text, 59000, 0);
	ASSERT(r.verdict != TOTP_OK || (text.n >= 6 && (r.step == 1 || r.step == 2)));
}

static void use_code(str text)
{
	static const unsigned char key[RECOVERY_KEY] = "the key of one person, 32 bytes.";
	struct recovery r = {0};
	ASSERT(!recovery_use(&r, key, text));
}

static void hash_token(str text)
{
	unsigned char hash[TOKEN_HASH];
	bool session = token_session_hash(hash, text), api = token_api_hash(hash, text);
	ASSERT(!(session && api) && (!session || text.n == TOKEN_SESSION_CHARS) && (!api || text.n == TOKEN_API_CHARS));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const read[])(str) = {judge, read_base32, check_code, use_code, hash_token};
	if (!arena.beg) arena = arena_create(1 << 20);
	if (!size || size > 4096) return 0;
	read[data[0] % COUNT(read)]((str){(const char *)data + 1, (ptrdiff_t)size - 1});
	return 0;
}
