#include "account/jws.h"
#include "account/oidc.h"

#include <sodium.h>
#include <stdio.h>

/* version, state, nonce, verifier, browser, until, back: a line each, the last without its end. */
static const char first_line[] = "zhuyi outside 1", first_line_again[] = "zhuyi outside 1 again";

static bool secret_ok(str s)
{
	unsigned char bytes[32];
	size_t n;
	return s.n == OIDC_SECRET &&
	       sodium_base642bin(bytes, sizeof bytes, s.p, (size_t)s.n, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
	       n == sizeof bytes;
}

bool oidc_state_hash(unsigned char out[32], str state)
{
	if (!secret_ok(state)) return false;
	crypto_hash_sha256(out, (const unsigned char *)state.p, (unsigned long long)state.n);
	return true;
}

bool oidc_back_ok(str back)
{
	if (!back.n || back.n > OIDC_BACK_MAX || back.p[0] != '/') return false;
	for (ptrdiff_t i = 0; i < back.n; i++) {
		unsigned char c = (unsigned char)back.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && !(c && strchr("-._~/?#&=%+,;:@!$'()*", c))) return false;
	}
	return back.n == 1 || back.p[1] != '/';
}

str oidc_flow_pack(const struct oidc_flow *flow, struct arena *perm)
{
	struct sb b = sb_new(perm, 512);
	sb_fmt(&b, "%s\n%s\n%s\n%s\n%s\n%lld\n", flow->again ? first_line_again : first_line, flow->state, flow->nonce, flow->verifier, flow->browser,
	       (long long)flow->until_ms);
	sb_add(&b, flow->back);
	return sb_str(&b);
}

static bool take_secret(char out[OIDC_SECRET + 1], str *rest)
{
	str line;
	if (!str_next(rest, '\n', &line) || !secret_ok(line)) return false;
	memcpy(out, line.p, OIDC_SECRET);
	out[OIDC_SECRET] = 0;
	return true;
}

static bool take_time(int64_t *out, str *rest)
{
	char again[24];
	str line;
	if (!str_next(rest, '\n', &line) || !str_to_i64(line, out)) return false;
	int n = snprintf(again, sizeof again, "%lld", (long long)*out);
	return str_eq(line, (str){again, n});
}

bool oidc_flow_unpack(struct oidc_flow *out, str text, struct arena *perm, struct fail *fail)
{
	str rest = text, line;
	*out = (struct oidc_flow){0};
	bool ok = str_next(&rest, '\n', &line);
	out->again = ok && str_eq(line, str_from(first_line_again));
	ok = ok && (out->again || str_eq(line, str_from(first_line))) && take_secret(out->state, &rest) && take_secret(out->nonce, &rest) &&
	     take_secret(out->verifier, &rest) && take_secret(out->browser, &rest) && take_time(&out->until_ms, &rest) && rest.p &&
	     oidc_back_ok(rest);
	if (!ok) return fail_set(fail, RC_CORRUPT, "oidc_flow", "a kept log-in cannot be read");
	out->back = str_copy(perm, rest);
	return true;
}
