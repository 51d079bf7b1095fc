/* oidc_sample_int.h - keys and tokens for the tests and the fuzzer only, made on the spot: no private key lies in a file. */
#ifndef ACCOUNT_OIDC_SAMPLE_INT_H
#define ACCOUNT_OIDC_SAMPLE_INT_H

#include "account/jws.h"
#include "base/check.h"
#include "base/json.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>

struct sample_key {
	const char *kid;
	bool ec;
	gnutls_privkey_t secret;
};

static inline void sample_key_make(struct sample_key *out, const char *kid, bool ec)
{
	*out = (struct sample_key){.kid = kid, .ec = ec};
	ASSERT(gnutls_privkey_init(&out->secret) == 0);
	unsigned bits = ec ? GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1) : 2048;
	ASSERT(gnutls_privkey_generate(out->secret, ec ? GNUTLS_PK_ECDSA : GNUTLS_PK_RSA, bits, 0) == 0);
}

static inline void sample_key_free(struct sample_key *key)
{
	gnutls_privkey_deinit(key->secret);
}

/* Big-endian in exactly `n` bytes (0: as few as it has), as JWK wants it. */
static inline str sample_number(struct arena *a, gnutls_datum_t d, ptrdiff_t n)
{
	while (d.size && !d.data[0]) d.data++, d.size--;
	if (!n) n = (ptrdiff_t)d.size;
	char *p = arena_alloc(a, 1, 1, n);
	memcpy(p + n - d.size, d.data, d.size);
	return (str){p, n};
}

/* One key of a set; `more` is written into it as it stands, e.g. `,"use":"enc"`. */
static inline str sample_jwk(struct arena *a, const struct sample_key *key, const char *more)
{
	gnutls_datum_t x = {0}, y = {0};
	gnutls_ecc_curve_t curve;
	struct sb b = sb_new(a, 1024);
	if (key->ec) ASSERT(gnutls_privkey_export_ecc_raw(key->secret, &curve, &x, &y, NULL) == 0);
	else ASSERT(gnutls_privkey_export_rsa_raw(key->secret, &x, &y, NULL, NULL, NULL, NULL, NULL, NULL) == 0);
	str first = base64url(a, sample_number(a, x, key->ec ? 32 : 0)), second = base64url(a, sample_number(a, y, key->ec ? 32 : 0));
	sb_fmt(&b, key->ec ? "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"" : "{\"kty\":\"RSA\",\"n\":\"%.*s\",\"e\":\"%.*s\"",
	       STR_ARG(first), STR_ARG(second));
	if (key->kid) sb_fmt(&b, ",\"kid\":\"%s\"", key->kid);
	sb_fmt(&b, "%s}", more);
	gnutls_free(x.data);
	gnutls_free(y.data);
	return sb_str(&b);
}

static inline str sample_key_set(struct arena *a, const str *jwk, ptrdiff_t n)
{
	struct sb b = sb_new(a, 2048);
	sb_add(&b, S("{\"keys\":["));
	for (ptrdiff_t i = 0; i < n; i++) {
		if (i) sb_byte(&b, ',');
		sb_add(&b, jwk[i]);
	}
	sb_add(&b, S("]}"));
	return sb_str(&b);
}

/* header.payload.signature, whatever the header says; `sign` says how it is really signed. */
static inline str sample_token(struct arena *a, const struct sample_key *key, enum jws_alg sign, str header, str payload)
{
	static const gnutls_sign_algorithm_t how[JWS_ALGS] = {GNUTLS_SIGN_RSA_SHA256, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, GNUTLS_SIGN_ECDSA_SHA256};
	gnutls_datum_t signature = {0}, r = {0}, s = {0};
	struct sb b = sb_new(a, 4096);
	sb_add(&b, base64url(a, header));
	sb_byte(&b, '.');
	sb_add(&b, base64url(a, payload));
	gnutls_datum_t data = {(unsigned char *)b.p, (unsigned)b.n};
	ASSERT(gnutls_privkey_sign_data2(key->secret, how[sign], 0, &data, &signature) == 0);
	str bytes = str_copy(a, (str){(const char *)signature.data, signature.size});
	if (sign == JWS_ES256) {
		ASSERT(gnutls_decode_rs_value(&signature, &r, &s) == 0);
		gnutls_datum_t r_bytes = r, s_bytes = s;
		char *both = arena_alloc(a, 1, 1, 64);
		memcpy(both, sample_number(a, r_bytes, 32).p, 32);
		memcpy(both + 32, sample_number(a, s_bytes, 32).p, 32);
		bytes = (str){both, 64};
	}
	sb_byte(&b, '.');
	sb_add(&b, base64url(a, bytes));
	gnutls_free(signature.data);
	gnutls_free(r.data);
	gnutls_free(s.data);
	return sb_str(&b);
}

#endif
