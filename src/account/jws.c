#include "account/jws.h"

#include "base/check.h"
#include "base/json.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <sodium.h>

static const struct {
	const char *name, *kty;
	gnutls_sign_algorithm_t sign;
} algs[JWS_ALGS] = {
	[JWS_RS256] = {"RS256", "RSA", GNUTLS_SIGN_RSA_SHA256},
	[JWS_PS256] = {"PS256", "RSA", GNUTLS_SIGN_RSA_PSS_RSAE_SHA256},
	[JWS_ES256] = {"ES256", "EC", GNUTLS_SIGN_ECDSA_SHA256},
};

enum { P256_BYTES = 32 };

/* ---- base64url ---- */

str base64url(struct arena *perm, str bytes)
{
	size_t room = sodium_base64_ENCODED_LEN((size_t)bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *p = ARENA_NEW(perm, char, (ptrdiff_t)room);
	sodium_bin2base64(p, room, (const unsigned char *)bytes.p, (size_t)bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_from(p);
}

bool base64url_read(str *out, str text, struct arena *perm)
{
	size_t n = 0;
	unsigned char *p = ARENA_NEW(perm, unsigned char, text.n * 3 / 4 + 1);
	*out = (str){(const char *)p, 0};
	if (!text.n) return true;
	/* Refuses unknown characters, padding and unused bits that are not zero, so two texts never give the same bytes. */
	if (sodium_base642bin(p, (size_t)(text.n * 3 / 4 + 1), text.p, (size_t)text.n, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return false;
	out->n = (ptrdiff_t)n;
	return true;
}

/* ---- reading a token ---- */

static bool denied(struct fail *fail, const char *what)
{
	return fail_set(fail, RC_DENIED, "jws", "%s", what);
}

static bool find_alg(enum jws_alg *out, str name)
{
	for (int i = 0; i < JWS_ALGS; i++)
		if (str_eq(name, str_from(algs[i].name))) return *out = (enum jws_alg)i, true;
	return false;
}

/* What keeps a header from being accepted, or NULL. A member that is null is there too. */
static const char *header_wrong(enum jws_alg *alg, jv header)
{
	struct json_walk walk = {0};
	str key, typ = json_str(header, "typ");
	jv value;
	if (!json_is_object(header)) return "the token's header is not a JSON object";
	while (json_next(&walk, header, &key, &value)) {
		if (str_eq(key, S("crit"))) return "the token demands an extension (crit)";
		if ((str_eq(key, S("kid")) || str_eq(key, S("typ"))) && !json_is_string(value)) return "the token's kid or typ is not a string";
	}
	if (typ.n && !(typ.n == 3 && strncasecmp(typ.p, "JWT", 3) == 0)) return "the token is of another type than JWT";
	return find_alg(alg, json_str(header, "alg")) ? NULL : "the token's algorithm is none of RS256, PS256, ES256";
}

static bool read_header(struct jws *out, str text, struct arena *perm, struct fail *fail)
{
	jv header;
	if (!json_parse(&header, text, JWS_JSON_DEPTH, NULL)) return denied(fail, "the token's header is not JSON");
	const char *wrong = header_wrong(&out->alg, header);
	out->kid = str_copy(perm, json_str(header, "kid"));
	json_free(header);
	return !wrong || denied(fail, wrong);
}

bool jws_read(struct jws *out, str token, struct arena *perm, struct fail *fail)
{
	str rest = token, part[3], header;
	*out = (struct jws){0};
	if (token.n > JWS_BYTES_MAX) return denied(fail, "the token is too long");
	for (int i = 0; i < 3; i++)
		if (!str_next(&rest, '.', &part[i]) || !part[i].n) return denied(fail, "the token does not have three parts");
	if (rest.p) return denied(fail, "the token has more than three parts");
	if (!base64url_read(&header, part[0], perm) || !base64url_read(&out->payload, part[1], perm) ||
	    !base64url_read(&out->signature, part[2], perm))
		return denied(fail, "the token is not base64url");
	out->signed_on = str_slice(token, 0, part[0].n + 1 + part[1].n);
	return read_header(out, header, perm, fail);
}

/* ---- keys ---- */

/* May this key vouch for this token, as far as its description goes? */
static bool fits(jv key, const struct jws *jws)
{
	str use = json_str(key, "use"), alg = json_str(key, "alg");
	jv operations = json_get(key, "key_ops");
	bool verifies = !operations;
	for (ptrdiff_t i = 0; i < json_count(operations); i++) verifies |= str_eq(json_text(json_at(operations, i)), S("verify"));
	return str_eq(json_str(key, "kty"), str_from(algs[jws->alg].kty)) && (!use.n || str_eq(use, S("sig"))) &&
	       (!alg.n || str_eq(alg, str_from(algs[jws->alg].name))) && verifies &&
	       (jws->alg != JWS_ES256 || str_eq(json_str(key, "crv"), S("P-256"))) && (!jws->kid.n || str_eq(json_str(key, "kid"), jws->kid));
}

static gnutls_datum_t datum(str s)
{
	return (gnutls_datum_t){(unsigned char *)s.p, (unsigned)s.n};
}

static int bits(str number)
{
	while (number.n && !number.p[0]) number = str_slice(number, 1, number.n);
	return number.n ? (int)number.n * 8 - (__builtin_clz((unsigned char)number.p[0]) - 24) : 0;
}

/* An even modulus or exponent is no RSA key and would stop the arithmetic underneath. */
static bool rsa_import(gnutls_pubkey_t out, jv key, const struct jws *jws, struct arena *perm)
{
	str n, e;
	if (!base64url_read(&n, json_str(key, "n"), perm) || !base64url_read(&e, json_str(key, "e"), perm)) return false;
	int n_bits = bits(n), e_bits = bits(e);
	if (n_bits < JWS_RSA_BITS_MIN || n_bits > JWS_RSA_BITS_MAX || e_bits < 2 || e_bits > 32) return false;
	if (!(n.p[n.n - 1] & 1) || !(e.p[e.n - 1] & 1) || jws->signature.n != (n_bits + 7) / 8) return false;
	gnutls_datum_t modulus = datum(n), exponent = datum(e);
	return gnutls_pubkey_import_rsa_raw(out, &modulus, &exponent) == GNUTLS_E_SUCCESS;
}

static bool ec_import(gnutls_pubkey_t out, jv key, const struct jws *jws, struct arena *perm)
{
	str x, y;
	if (!base64url_read(&x, json_str(key, "x"), perm) || !base64url_read(&y, json_str(key, "y"), perm)) return false;
	if (x.n != P256_BYTES || y.n != P256_BYTES || jws->signature.n != 2 * P256_BYTES) return false;
	gnutls_datum_t dx = datum(x), dy = datum(y);
	return gnutls_pubkey_import_ecc_raw(out, GNUTLS_ECC_CURVE_SECP256R1, &dx, &dy) == GNUTLS_E_SUCCESS;
}

/* ES256 signs as r and s side by side (RFC 7518, 3.4); GnuTLS wants them as ASN.1. */
static bool signature_of(gnutls_datum_t *out, const struct jws *jws)
{
	if (jws->alg != JWS_ES256) {
		*out = datum(jws->signature);
		return true;
	}
	gnutls_datum_t r = datum(str_slice(jws->signature, 0, P256_BYTES)), s = datum(str_slice(jws->signature, P256_BYTES, 2 * P256_BYTES));
	return gnutls_encode_rs_value(out, &r, &s) == GNUTLS_E_SUCCESS;
}

static bool vouches(jv key, const struct jws *jws, struct arena scratch)
{
	gnutls_pubkey_t public_key;
	gnutls_datum_t signature = {0}, data = datum(jws->signed_on);
	if (gnutls_pubkey_init(&public_key) != GNUTLS_E_SUCCESS) return false;
	bool ok = jws->alg == JWS_ES256 ? ec_import(public_key, key, jws, &scratch) : rsa_import(public_key, key, jws, &scratch);
	ok = ok && signature_of(&signature, jws) && gnutls_pubkey_verify_data2(public_key, algs[jws->alg].sign, 0, &data, &signature) >= 0;
	if (jws->alg == JWS_ES256) gnutls_free(signature.data);
	gnutls_pubkey_deinit(public_key);
	return ok;
}

bool jws_verify(const struct jws *jws, str key_set, struct arena *perm, struct fail *fail)
{
	bool ok = false;
	jv v, found = NULL;
	ptrdiff_t fitting = 0;
	if (!json_parse(&v, key_set, JWS_JSON_DEPTH, NULL) || !json_is_array(json_get(v, "keys"))) {
		fail_set(fail, RC_UPSTREAM, "jws", "the provider's keys cannot be read");
		goto out;
	}
	jv keys = json_get(v, "keys");
	for (ptrdiff_t i = 0; i < json_count(keys); i++)
		if (fits(json_at(keys, i), jws)) found = json_at(keys, i), fitting++;
	if (fitting == 0) fail_set(fail, RC_MISSING, "jws", "the provider publishes no key that could have signed the token");
	else if (fitting > 1) fail_set(fail, RC_DENIED, "jws", "more than one of the provider's keys could have signed the token");
	else if (!vouches(found, jws, *perm)) denied(fail, "the token's signature does not hold");
	else ok = true;
out:
	json_free(v);
	return ok;
}
