#include "account/oidc.h"
#include "account/oidc_sample_int.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>

/* A good token, changed in one place at a time. NOW is a fixed clock. */
#define NOW 1800000000
#define NONCE "n-0123456789abcdefghijklmnopqrstuvwxyzABCDEF"

static const struct oidc_config config = {
	.issuer = S("https://id.example"), .client_id = S("zhuyi"), .redirect_uri = S("https://zhuyi.example/outside")};
static struct sample_key rsa, rsa2, ec;
static struct arena whole, a;
static str set, rsa_jwk, rsa2_jwk, ec_jwk;

static int set_up(void **state)
{
	(void)state;
	whole = arena_create(64 << 20);
	a = whole;
	sample_key_make(&rsa, "rsa", false);
	sample_key_make(&rsa2, "rsa2", false);
	sample_key_make(&ec, "ec", true);
	rsa_jwk = sample_jwk(&a, &rsa, ",\"use\":\"sig\"");
	rsa2_jwk = sample_jwk(&a, &rsa2, ",\"use\":\"sig\",\"alg\":\"RS256\"");
	ec_jwk = sample_jwk(&a, &ec, ",\"key_ops\":[\"verify\"]");
	str all[] = {rsa_jwk, rsa2_jwk, ec_jwk};
	set = sample_key_set(&a, all, COUNT(all));
	return sodium_init() < 0;
}

static int tear_down(void **state)
{
	(void)state;
	sample_key_free(&rsa);
	sample_key_free(&rsa2);
	sample_key_free(&ec);
	arena_destroy(whole);
	return 0;
}

struct member {
	const char *key, *json; /* json NULL: left out */
};

static const struct member good[] = {
	{"iss", "\"https://id.example\""}, {"sub", "\"p-17\""},      {"aud", "\"zhuyi\""}, {"exp", "1800000300"}, {"iat", "1800000000"},
	{"nonce", "\"" NONCE "\""},        {"name", "\"示例患者\""}, {"azp", NULL},        {"nbf", NULL},         {"at_hash", NULL},
	{"email", "\"a@b.example\""},      {"email_verified", NULL},
};

static str payload(struct member change, struct member change2)
{
	struct sb b = sb_new(&a, 512);
	sb_byte(&b, '{');
	for (ptrdiff_t i = 0; i < COUNT(good); i++) {
		const char *json = good[i].json;
		if (change.key && strcmp(change.key, good[i].key) == 0) json = change.json;
		if (change2.key && strcmp(change2.key, good[i].key) == 0) json = change2.json;
		if (json) sb_fmt(&b, "%s\"%s\":%s", b.n > 1 ? "," : "", good[i].key, json);
	}
	sb_byte(&b, '}');
	return sb_str(&b);
}

static str good_token(void)
{
	return sample_token(&a, &rsa, JWS_RS256, S("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"JWT\"}"),
			    payload((struct member){0}, (struct member){0}));
}

/* Verified at `now`; `says` is part of the failure's text, NULL = verified. */
static struct oidc_claims check_with(str keys, str token, const char *access, int64_t now, enum rc rc, const char *says, const char *what)
{
	struct oidc_claims claims;
	struct fail fail = {0};
	bool ok = oidc_verify(&claims, &config, keys, token, str_from(access), S(NONCE), now, &a, &fail);
	if (ok != !says || fail.rc != rc || (says && !strstr(fail.what, says))) fail_msg("%s: %s", what, ok ? "verified" : fail.what);
	if (!ok) assert_int_equal(claims.sub.n, 0);
	return claims;
}

static void check(str token, const char *says, const char *what)
{
	check_with(set, token, "", NOW, says ? RC_DENIED : RC_OK, says, what);
}

static void a_good_token_of_each_kind(void **state)
{
	static const char *const header[] = {"{\"alg\":\"RS256\",\"kid\":\"rsa\"}", "{\"typ\":\"jwt\",\"alg\":\"PS256\",\"kid\":\"rsa\"}",
					     "{\"alg\":\"ES256\",\"kid\":\"ec\"}"};
	(void)state;
	for (int i = 0; i < JWS_ALGS; i++) {
		str token = sample_token(&a, i == JWS_ES256 ? &ec : &rsa, (enum jws_alg)i, str_from(header[i]),
					 payload((struct member){0}, (struct member){0}));
		struct oidc_claims claims = check_with(set, token, "", NOW, RC_OK, NULL, header[i]);
		assert_true(str_eq(claims.sub, S("p-17")) && str_eq(claims.name, S("示例患者")));
		assert_int_equal(claims.email.n, 0); /* nobody verified it */
		assert_true(str_eq(oidc_subject(&config, claims.sub, &a), S("https://id.example\np-17")));
	}
}

static void each_claim_is_checked(void **state)
{
	static const struct {
		struct member change, change2;
		const char *says;
	} rows[] = {
		{{"iss", "\"https://id.example/\""}, {0}, "(iss)"},
		{{"iss", "\"https://ID.example\""}, {0}, "(iss)"},
		{{"iss", NULL}, {0}, "(iss)"},
		{{"iss", "[\"https://id.example\"]"}, {0}, "(iss)"},
		{{"aud", "\"other\""}, {0}, "(aud)"},
		{{"aud", "\"zhuyi2\""}, {0}, "(aud)"},
		{{"aud", NULL}, {0}, "(aud)"},
		{{"aud", "[]"}, {0}, "(aud)"},
		{{"aud", "{\"zhuyi\":1}"}, {0}, "(aud)"},
		{{"aud", "[\"zhuyi\"]"}, {0}, NULL},
		{{"aud", "[\"zhuyi\",\"other\"]"}, {0}, "(azp)"},
		{{"aud", "[\"other\",\"zhuyi\"]"}, {"azp", "\"zhuyi\""}, NULL},
		{{"aud", "[\"other\",\"zhuyi\"]"}, {"azp", "\"other\""}, "(azp)"},
		{{"azp", "\"other\""}, {0}, "(azp)"},
		{{"azp", "17"}, {0}, "(azp)"},
		{{"azp", "\"zhuyi\""}, {0}, NULL},
		{{"exp", NULL}, {0}, "(exp)"},
		{{"exp", "\"1800000300\""}, {0}, "(exp)"},
		{{"exp", "1e30"}, {0}, "(exp)"},
		{{"exp", "-5"}, {0}, "(exp)"},
		{{"exp", "1799999881"}, {0}, NULL}, /* 119 s ago */
		{{"exp", "1799999880"}, {0}, "expired"},
		{{"exp", "1799999879"}, {0}, "expired"},
		{{"iat", NULL}, {0}, "(iat)"},
		{{"iat", "\"1800000000\""}, {0}, "(iat)"},
		{{"iat", "1800000120"}, {0}, NULL},
		{{"iat", "1800000121"}, {0}, "future"},
		{{"nbf", "1800000120.0"}, {0}, NULL},
		{{"nbf", "1800000121"}, {0}, "(nbf)"},
		{{"nbf", "\"now\""}, {0}, "(nbf)"},
		{{"nonce", NULL}, {0}, "(nonce)"},
		{{"nonce", "\"\""}, {0}, "(nonce)"},
		{{"nonce", "\"n-0123456789abcdefghijklmnopqrstuvwxyzABCDEG\""}, {0}, "(nonce)"},
		{{"nonce", "\"" NONCE "x\""}, {0}, "(nonce)"},
		{{"sub", NULL}, {0}, "(sub)"},
		{{"sub", "\"\""}, {0}, "(sub)"},
		{{"sub", "17"}, {0}, "(sub)"},
		{{"sub", "\"张\""}, {0}, "(sub)"},
		{{"sub", "\"a\\u0000b\""}, {0}, "(sub)"},
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		char what[160];
		snprintf(what, sizeof what, "%s %s", rows[i].change.key, rows[i].change.json ? rows[i].change.json : "left out");
		check(sample_token(&a, &rsa, JWS_RS256, S("{\"alg\":\"RS256\",\"kid\":\"rsa\"}"), payload(rows[i].change, rows[i].change2)),
		      rows[i].says, what);
	}
}

static void what_is_said_is_limited(void **state)
{
	char sub[260], name[210], json[300];
	(void)state;
	memset(sub, 's', sizeof sub);
	memset(name, 'n', sizeof name);
	for (int n = 255; n <= 256; n++) {
		snprintf(json, sizeof json, "\"%.*s\"", n, sub);
		check(sample_token(&a, &ec, JWS_ES256, S("{\"alg\":\"ES256\"}"), payload((struct member){"sub", json}, (struct member){0})),
		      n > 255 ? "(sub)" : NULL, "long sub");
	}
	snprintf(json, sizeof json, "\"%.201s\"", name);
	struct member changes[] = {{"name", json}, {"name", "\"a\\nb\""}, {"name", "[\"a\"]"}};
	for (ptrdiff_t i = 0; i < COUNT(changes); i++) {
		str token = sample_token(&a, &ec, JWS_ES256, S("{\"alg\":\"ES256\"}"),
					 payload(changes[i], (struct member){"email_verified", "true"}));
		struct oidc_claims claims = check_with(set, token, "", NOW, RC_OK, NULL, "name");
		assert_int_equal(claims.name.n, 0);
		assert_true(str_eq(claims.email, S("a@b.example")));
	}
}

static void a_wrong_clock_accepts_nothing(void **state)
{
	(void)state;
	str token = good_token();
	check_with(set, token, "", NOW + 86400, RC_DENIED, "expired", "a day ahead");
	check_with(set, token, "", NOW - 86400, RC_DENIED, "future", "a day behind");
	check_with(set, token, "", 0, RC_DENIED, "future", "1970");
}

static void an_access_token_must_belong(void **state)
{
	/* RFC-conforming pair worked out here: left half of SHA-256 */
	unsigned char hash[32];
	char json[64];
	(void)state;
	crypto_hash_sha256(hash, (const unsigned char *)"access-1", 8);
	str half = base64url(&a, (str){(const char *)hash, 16});
	snprintf(json, sizeof json, "\"%.*s\"", STR_ARG(half));
	str token = sample_token(&a, &ec, JWS_ES256, S("{\"alg\":\"ES256\"}"), payload((struct member){"at_hash", json}, (struct member){0}));
	check_with(set, token, "access-1", NOW, RC_OK, NULL, "the same");
	check_with(set, token, "access-2", NOW, RC_DENIED, "(at_hash)", "another");
	check_with(set, token, "", NOW, RC_OK, NULL, "none to compare");
}

static void headers_are_chosen_from_a_list(void **state)
{
	static const struct {
		const char *header, *says;
	} rows[] = {
		{"{\"alg\":\"none\"}", "algorithm"},
		{"{\"alg\":\"None\",\"kid\":\"rsa\"}", "algorithm"},
		{"{\"alg\":\"HS256\",\"kid\":\"rsa\"}", "algorithm"},
		{"{\"alg\":\"RS512\",\"kid\":\"rsa\"}", "algorithm"},
		{"{\"alg\":\"rs256\",\"kid\":\"rsa\"}", "algorithm"},
		{"{\"alg\":[\"RS256\"],\"kid\":\"rsa\"}", "algorithm"},
		{"{\"kid\":\"rsa\"}", "algorithm"},
		{"{\"alg\":\"RS256\",\"kid\":17}", "kid"},
		{"{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"exp\"]}", "crit"},
		{"{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":null}", "crit"},
		{"{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"at+jwt\"}", "type"},
		{"{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":{}}", "typ"},
		{"{\"alg\":\"PS256\",\"kid\":\"rsa\"}", "signature"}, /* signed as RS256 */
		{"{\"alg\":\"RS256\",\"kid\":\"rsa2\"}", "signature"},
		{"[\"RS256\"]", "object"},
		{"{\"alg\":\"RS256\"", "JSON"},
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(rows); i++)
		check(sample_token(&a, &rsa, JWS_RS256, str_from(rows[i].header), payload((struct member){0}, (struct member){0})), rows[i].says,
		      rows[i].header);
}

/* The classic confusion: the public key, as everybody can have it, used as the secret of an HMAC. And no signature at all. */
static void a_public_key_is_no_secret(void **state)
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state hmac;
	struct sb b = sb_new(&a, 4096), none = sb_new(&a, 4096);
	(void)state;
	sb_add(&b, base64url(&a, S("{\"alg\":\"HS256\",\"kid\":\"rsa\"}")));
	sb_byte(&b, '.');
	sb_add(&b, base64url(&a, payload((struct member){0}, (struct member){0})));
	crypto_auth_hmacsha256_init(&hmac, (const unsigned char *)rsa_jwk.p, (size_t)rsa_jwk.n);
	crypto_auth_hmacsha256_update(&hmac, (const unsigned char *)b.p, (unsigned long long)b.n);
	crypto_auth_hmacsha256_final(&hmac, mac);
	sb_byte(&b, '.');
	sb_add(&b, base64url(&a, (str){(const char *)mac, sizeof mac}));
	check(sb_str(&b), "algorithm", "HS256 with the public key");
	sb_add(&none, base64url(&a, S("{\"alg\":\"none\"}")));
	sb_byte(&none, '.');
	sb_add(&none, base64url(&a, payload((struct member){0}, (struct member){0})));
	sb_byte(&none, '.');
	check(sb_str(&none), "three parts", "none without a signature");
	sb_add(&none, S("AA"));
	check(sb_str(&none), "algorithm", "none with something");
}

static void a_damaged_token_is_refused(void **state)
{
	str token = good_token();
	char *bytes = (char *)str_copy(&a, token).p;
	(void)state;
	for (ptrdiff_t n = 0; n < token.n; n += n < token.n - 8 ? 7 : 1) {
		struct oidc_claims claims;
		assert_false(
			oidc_verify(&claims, &config, set, str_slice(token, 0, n), S(""), S(NONCE), NOW, &(struct arena){a.beg, a.end, NULL}, NULL));
	}
	for (ptrdiff_t i = 0; i < token.n; i += 5) { /* one letter changed, anywhere */
		struct oidc_claims claims;
		char before = bytes[i];
		bytes[i] = before == 'A' ? 'B' : 'A';
		assert_false(
			oidc_verify(&claims, &config, set, (str){bytes, token.n}, S(""), S(NONCE), NOW, &(struct arena){a.beg, a.end, NULL}, NULL));
		bytes[i] = before;
	}
	check((str){bytes, token.n}, NULL, "put back");
}

static void a_token_has_one_spelling(void **state)
{
	str token = good_token();
	const char *more[] = {".", "=", "A", " ", "\n", ".AA"};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(more); i++) {
		struct sb b = sb_new(&a, token.n + 8);
		sb_add(&b, token);
		sb_add(&b, str_from(more[i]));
		check(sb_str(&b), i == 0 || i == 5 ? "three parts" : i == 2 ? "signature" : "base64url", more[i]);
	}
	/* 256 signature bytes leave four bits over in the last letter: a letter that differs only there would decode to the same bytes. */
	char *bytes = (char *)str_copy(&a, token).p;
	char last = bytes[token.n - 1];
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	ptrdiff_t at = strchr(letters, last) - letters;
	bytes[token.n - 1] = letters[at | 1];
	assert_true(letters[at | 1] != last);
	check((str){bytes, token.n}, "base64url", "unused bits");
	static char huge[JWS_BYTES_MAX + 2];
	memset(huge, 'A', sizeof huge);
	check((str){huge, JWS_BYTES_MAX + 1}, "too long", "huge");
	check((str){huge, JWS_BYTES_MAX}, "three parts", "as long as may be");
}

static str set_of(str one, str two)
{
	str both[] = {one, two};
	return sample_key_set(&a, both, two.n ? 2 : 1);
}

static void the_right_key_is_found(void **state)
{
	str with_kid = good_token();
	str without = sample_token(&a, &rsa, JWS_RS256, S("{\"alg\":\"RS256\"}"), payload((struct member){0}, (struct member){0}));
	str encrypts = sample_jwk(&a, &rsa, ",\"use\":\"enc\""), other_alg = sample_jwk(&a, &rsa, ",\"alg\":\"PS256\""),
	    signs = sample_jwk(&a, &rsa, ",\"key_ops\":[\"sign\"]");
	(void)state;
	check_with(set_of(ec_jwk, rsa_jwk), without, "", NOW, RC_OK, NULL, "one of its kind");
	check_with(set_of(rsa2_jwk, rsa_jwk), without, "", NOW, RC_DENIED, "more than one", "no kid, two of its kind");
	check_with(set_of(rsa_jwk, rsa_jwk), with_kid, "", NOW, RC_DENIED, "more than one", "one kid twice");
	check_with(set_of(rsa2_jwk, ec_jwk), with_kid, "", NOW, RC_MISSING, "no key", "unknown kid");
	check_with(S("{\"keys\":[]}"), with_kid, "", NOW, RC_MISSING, "no key", "empty");
	check_with(set_of(encrypts, S("")), with_kid, "", NOW, RC_MISSING, "no key", "for encryption");
	check_with(set_of(other_alg, S("")), with_kid, "", NOW, RC_MISSING, "no key", "for PS256");
	check_with(set_of(signs, S("")), with_kid, "", NOW, RC_MISSING, "no key", "does not verify");
	check_with(S("{\"keys\":{}}"), with_kid, "", NOW, RC_UPSTREAM, "read", "no list");
	check_with(S("<html>"), with_kid, "", NOW, RC_UPSTREAM, "read", "no JSON");
}

static void a_broken_key_vouches_for_nothing(void **state)
{
	static const char *const keys[] = {
		"{\"kty\":\"RSA\",\"kid\":\"rsa\"}",
		"{\"kty\":\"RSA\",\"kid\":\"rsa\",\"n\":\"AQ\",\"e\":\"AQAB\"}",
		"{\"kty\":\"RSA\",\"kid\":\"rsa\",\"n\":\"%%\",\"e\":\"AQAB\"}",
		"{\"kty\":\"RSA\",\"kid\":\"rsa\",\"n\":17,\"e\":3}",
		"17",
		"null",
	};
	struct member none = {0};
	str token = good_token(), ec_token = sample_token(&a, &ec, JWS_ES256, S("{\"alg\":\"ES256\",\"kid\":\"ec\"}"), payload(none, none));
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(keys); i++) {
		struct oidc_claims claims;
		struct fail fail = {0};
		assert_false(oidc_verify(&claims, &config, set_of(str_from(keys[i]), S("")), token, S(""), S(NONCE), NOW, &a, &fail));
		assert_int_equal(fail.rc, i < 4 ? RC_DENIED : RC_MISSING);
	}
	/* An even modulus, an even exponent, an exponent of 1, a modulus of 1024 bits, a point that is not on the curve. */
	char n[256], text[1024];
	memset(n, 0xff, sizeof n);
	static const struct {
		int bytes;
		unsigned char last;
		const char *e;
	} numbers[] = {{256, 0xfe, "AQAB"}, {256, 0xff, "Ag"}, {256, 0xff, "AQ"}, {128, 0xff, "AQAB"}, {256, 0xff, "AQAB"}, {256, 0xff, ""}};
	for (ptrdiff_t i = 0; i < COUNT(numbers); i++) {
		n[numbers[i].bytes - 1] = (char)numbers[i].last;
		snprintf(text, sizeof text, "{\"kty\":\"RSA\",\"kid\":\"rsa\",\"n\":\"%s\",\"e\":\"%s\"}",
			 base64url(&a, (str){n, numbers[i].bytes}).p, numbers[i].e);
		check_with(set_of(str_from(text), S("")), token, "", NOW, RC_DENIED, "signature", text);
		n[numbers[i].bytes - 1] = (char)0xff;
	}
	snprintf(text, sizeof text, "{\"kty\":\"EC\",\"kid\":\"ec\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}", base64url(&a, (str){n, 32}).p,
		 base64url(&a, (str){n, 32}).p);
	check_with(set_of(str_from(text), S("")), ec_token, "", NOW, RC_DENIED, "signature", "not on the curve");
	str zero = sample_token(&a, &ec, JWS_ES256, S("{\"alg\":\"ES256\",\"kid\":\"ec\"}"), payload(none, none));
	char *bytes = (char *)str_copy(&a, zero).p;
	memset(bytes + zero.n - 86, 'A', 86); /* r = s = 0 */
	check((str){bytes, zero.n}, "signature", "a signature of zeros");
}

static void a_signature_has_its_length(void **state)
{
	struct member none = {0};
	str token = sample_token(&a, &ec, JWS_ES256, S("{\"alg\":\"ES256\"}"), payload(none, none)), signature;
	(void)state;
	assert_true(base64url_read(&signature, str_slice(token, token.n - 86, token.n), &a) && signature.n == 64);
	char bytes[67] = {0};
	memcpy(bytes, signature.p, 64);
	for (ptrdiff_t n = 62; n <= 67; n++) {
		struct sb b = sb_new(&a, 1024);
		sb_add(&b, str_slice(token, 0, token.n - 86));
		sb_add(&b, base64url(&a, (str){bytes, n}));
		check(sb_str(&b), n == 64 ? NULL : "signature", "length");
	}
}

static void a_short_key_is_refused(void **state)
{
	struct sample_key small = {.kid = "small"};
	(void)state;
	assert_int_equal(gnutls_privkey_init(&small.secret), 0);
	assert_int_equal(gnutls_privkey_generate(small.secret, GNUTLS_PK_RSA, 1024, 0), 0);
	str token = sample_token(&a, &small, JWS_RS256, S("{\"alg\":\"RS256\"}"), payload((struct member){0}, (struct member){0}));
	check_with(set_of(sample_jwk(&a, &small, ""), S("")), token, "", NOW, RC_DENIED, "signature", "1024 bits");
	sample_key_free(&small);
}

static void an_empty_nonce_is_none(void **state)
{
	struct oidc_claims claims;
	struct fail fail = {0};
	(void)state;
	str token = sample_token(&a, &ec, JWS_ES256, S("{\"alg\":\"ES256\"}"), payload((struct member){"nonce", "\"\""}, (struct member){0}));
	assert_false(oidc_verify(&claims, &config, set, token, S(""), S(""), NOW, &a, &fail));
	assert_non_null(strstr(fail.what, "(nonce)"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_token_of_each_kind),        cmocka_unit_test(each_claim_is_checked),
		cmocka_unit_test(what_is_said_is_limited),          cmocka_unit_test(a_wrong_clock_accepts_nothing),
		cmocka_unit_test(an_access_token_must_belong),      cmocka_unit_test(headers_are_chosen_from_a_list),
		cmocka_unit_test(a_public_key_is_no_secret),        cmocka_unit_test(a_damaged_token_is_refused),
		cmocka_unit_test(a_token_has_one_spelling),         cmocka_unit_test(the_right_key_is_found),
		cmocka_unit_test(a_broken_key_vouches_for_nothing), cmocka_unit_test(a_signature_has_its_length),
		cmocka_unit_test(a_short_key_is_refused),           cmocka_unit_test(an_empty_nonce_is_none),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
