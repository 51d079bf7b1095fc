#include "account/totp.h"

#include "base/check.h"

#include <gnutls/crypto.h>
#include <sodium.h>

enum { SHA1_BYTES = 20 };

uint32_t totp_code(const unsigned char *secret, ptrdiff_t secret_n, int64_t step, int digits)
{
	unsigned char counter[8], mac[SHA1_BYTES];
	uint32_t power = 1;
	ASSERT(digits >= 6 && digits <= 8);
	for (int i = 7; i >= 0; i--, step >>= 8) counter[i] = (unsigned char)(step & 0xff);
	ASSERT(gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret, (size_t)secret_n, counter, sizeof counter, mac) == 0);
	const unsigned char *p = mac + (mac[SHA1_BYTES - 1] & 15); /* RFC 4226 section 5.3 */
	uint32_t bits = (uint32_t)(p[0] & 0x7f) << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	for (int i = 0; i < digits; i++) power *= 10;
	sodium_memzero(mac, sizeof mac);
	return bits % power;
}

/* One digit at the start of the text, half or full width (U+FF10..U+FF19), cut off; -1 = something else. */
static int next_digit(str *text)
{
	const unsigned char *p = (const unsigned char *)text->p;
	int bytes = text->n >= 3 && p[0] == 0xef && p[1] == 0xbc ? 3 : 1;
	int digit = bytes == 3 ? p[2] - 0x90 : p[0] - '0';
	*text = str_slice(*text, bytes, text->n);
	return digit >= 0 && digit <= 9 ? digit : -1;
}

static bool read_code(uint32_t *code, str text)
{
	int n = 0;
	*code = 0;
	while (text.n) {
		if (text.p[0] == ' ') {
			text = str_slice(text, 1, text.n);
			continue;
		}
		int digit = next_digit(&text);
		if (digit < 0 || ++n > TOTP_DIGITS) return false;
		*code = *code * 10 + (uint32_t)digit;
	}
	return n == TOTP_DIGITS;
}

/* Which steps around `now` have this code, as bits: bit i is step now - TOTP_FAR + i. Every step is worked out, found or not. */
static uint64_t steps_with(const unsigned char secret[TOTP_SECRET], uint32_t code, int64_t now)
{
	uint64_t found = 0;
	for (int i = 0; i <= 2 * TOTP_FAR; i++) {
		uint32_t differs = totp_code(secret, TOTP_SECRET, now - TOTP_FAR + i, TOTP_DIGITS) ^ code;
		found |= (uint64_t)((differs - 1) >> 31 & (~differs >> 31)) << i; /* 1 only for 0 */
	}
	return found;
}

static struct totp_result clock_wrong(int64_t steps)
{
	return (struct totp_result){.verdict = TOTP_CLOCK, .off_s = steps * (TOTP_STEP_MS / 1000)};
}

/* The steps of the window, oldest first; then those further away, nearest first. */
static struct totp_result judge(uint64_t found, int64_t now, int64_t last_step)
{
	bool used = false;
	for (int d = -TOTP_NEAR; d <= TOTP_NEAR; d++) {
		if (!(found >> (TOTP_FAR + d) & 1)) continue;
		if (now + d > last_step) return (struct totp_result){.verdict = TOTP_OK, .step = now + d};
		used = true;
	}
	/* A code was used that our clock only reaches later: our clock was set back. */
	if (used && last_step > now + TOTP_FAR) return clock_wrong(last_step - now);
	if (used) return (struct totp_result){.verdict = TOTP_USED};
	for (int d = TOTP_NEAR + 1; d <= TOTP_FAR; d++) {
		if (found >> (TOTP_FAR - d) & 1) return clock_wrong(-d);
		if (found >> (TOTP_FAR + d) & 1) return clock_wrong(d);
	}
	return (struct totp_result){.verdict = TOTP_WRONG};
}

struct totp_result totp_check(const unsigned char secret[TOTP_SECRET], str text, int64_t now_ms, int64_t last_step)
{
	uint32_t code;
	int64_t now = now_ms / TOTP_STEP_MS;
	bool is_code = read_code(&code, text);
	uint64_t found = steps_with(secret, code, now); /* also for what is no code */
	return is_code ? judge(found, now, last_step) : (struct totp_result){.verdict = TOTP_WRONG};
}

void totp_secret_make(unsigned char secret[TOTP_SECRET], struct rng rng)
{
	rng.fill(rng.ctx, secret, TOTP_SECRET);
}

static void add_encoded(struct sb *b, str text)
{
	for (ptrdiff_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
			     c == '~';
		if (plain) sb_byte(b, (char)c);
		else sb_fmt(b, "%%%02X", c);
	}
}

str totp_uri(const unsigned char secret[TOTP_SECRET], str issuer, str account, struct arena *perm)
{
	char base32[TOTP_SECRET_CHARS + 1];
	struct sb b = sb_new(perm, 256);
	base32_write(base32, secret, TOTP_SECRET);
	sb_add(&b, S("otpauth://totp/"));
	add_encoded(&b, issuer);
	sb_byte(&b, ':');
	add_encoded(&b, account);
	sb_fmt(&b, "?secret=%s&issuer=", base32);
	add_encoded(&b, issuer);
	sb_fmt(&b, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_STEP_MS / 1000);
	sodium_memzero(base32, sizeof base32);
	return sb_str(&b);
}
