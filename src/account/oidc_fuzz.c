/* oidc_fuzz.c - libFuzzer entry. The first byte chooses what the rest is: a token, edits to a good one, its claims, its header, the provider's keys,
 * what it says of itself, a configuration, a kept flow. Keys are made at the start, so nothing the corpus holds is ever signed by them. */
#include "account/oidc_int.h"
#include "account/oidc_sample_int.h"

enum { ROOM = 4 << 20, NOW = 1800000000 };

static const struct oidc_config config = {.issuer = S("https://id.example"), .client_id = S("zhuyi"), .redirect_uri = S("https://zhuyi.example/")};
static const str nonce = S("nonce-1");
static struct sample_key key;
static char lasting[1 << 16], room[ROOM];
static str set, token;

static void set_up(void)
{
	static const str claims = S(
		"{\"iss\":\"https://id.example\",\"sub\":\"p\",\"aud\":\"zhuyi\",\"exp\":1800000300,\"iat\":1800000000,\"nonce\":\"nonce-1\"}");
	struct arena a = {lasting, lasting + sizeof lasting, NULL};
	if (token.n) return;
	sample_key_make(&key, "one", true);
	str jwk = sample_jwk(&a, &key, "");
	set = sample_key_set(&a, &jwk, 1);
	token = sample_token(&a, &key, JWS_ES256, S("{\"alg\":\"ES256\",\"kid\":\"one\"}"), claims);
}

static struct arena fresh(void)
{
	return (struct arena){room, room + ROOM, NULL};
}

static bool verify(str keys, str text)
{
	struct arena a = fresh();
	struct oidc_claims claims;
	struct fail fail = {0};
	bool ok = oidc_verify(&claims, &config, keys, text, S("access"), nonce, NOW, &a, &fail);
	ASSERT(ok == (fail.rc == RC_OK));
	ASSERT(ok == (claims.sub.n > 0) && claims.sub.n <= 255 && claims.name.n <= 200);
	return ok;
}

/* Each three bytes of the input: place (two bytes), then the new byte. Nothing that differs may hold. */
static void edits(str input)
{
	char bytes[4096];
	memcpy(bytes, token.p, (size_t)token.n);
	for (; input.n >= 3; input = str_slice(input, 3, input.n)) {
		const unsigned char *p = (const unsigned char *)input.p;
		bytes[(p[0] << 8 | p[1]) % token.n] = input.p[2];
	}
	str text = {bytes, token.n};
	ASSERT(verify(set, text) == str_eq(text, token));
}

/* Signed for real: whatever is accepted says what it must. */
static void signed_claims(str claims)
{
	static char own[ROOM];
	struct arena a = {own, own + ROOM, NULL};
	jv v;
	if (!verify(set, sample_token(&a, &key, JWS_ES256, S("{\"alg\":\"ES256\"}"), claims))) return;
	ASSERT(json_parse(&v, claims, JWS_JSON_DEPTH, NULL));
	double exp = 0, iat = 0;
	ASSERT(str_eq(json_str(v, "iss"), config.issuer) && str_eq(json_str(v, "nonce"), nonce) && json_str(v, "sub").n);
	ASSERT(json_number(v, "exp", &exp) && exp > NOW - OIDC_SKEW_S && json_number(v, "iat", &iat) && iat <= NOW + OIDC_SKEW_S);
	ASSERT(str_find(claims, S("zhuyi")) >= 0 || str_find(claims, S("\\u")) >= 0);
	json_free(v);
}

static void signed_header(str header)
{
	static char own[ROOM];
	struct arena a = {own, own + ROOM, NULL};
	str claims;
	base64url_read(&claims, str_slice(token, str_find(token, S(".")) + 1, token.n - 87), &a);
	if (verify(set, sample_token(&a, &key, JWS_ES256, header, claims)))
		ASSERT(str_find(header, S("crit")) < 0 || str_find(header, S("ES256")) >= 0);
}

static void metadata(str text)
{
	struct arena a = fresh();
	struct req rq = {.arena = &a};
	struct oidc_metadata m;
	bool ok = oidc_metadata_read(&m, &config, text, &rq);
	ASSERT(ok == (rq.fail.rc == RC_OK));
	if (ok) ASSERT(fetch_url_ok(m.authorization, NULL) && fetch_url_ok(m.token, NULL) && fetch_url_ok(m.keys, NULL));
}

static void configuration(str text)
{
	struct arena a = fresh();
	struct oidc_config c;
	str file;
	if (!oidc_config_parse(&c, &file, text, &a, NULL)) return;
	ASSERT(fetch_url_ok(c.issuer, NULL) && fetch_url_ok(c.redirect_uri, NULL) && c.client_id.n && c.name.n &&
	       str_find(c.scopes, S("openid")) >= 0);
}

static void flow(str text)
{
	struct arena a = fresh();
	struct oidc_flow f;
	if (oidc_flow_unpack(&f, text, &a, NULL)) ASSERT(str_eq(oidc_flow_pack(&f, &a), text) && oidc_back_ok(f.back));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size || size > 20000) return 0;
	set_up();
	str rest = {(const char *)data + 1, (ptrdiff_t)size - 1};
	switch (data[0] % 8) {
	case 0: ASSERT(!verify(set, rest)); break;
	case 1: edits(rest); break;
	case 2: signed_claims(rest); break;
	case 3: signed_header(rest); break;
	case 4: verify(rest, token); break;
	case 5: metadata(rest); break;
	case 6: configuration(rest); break;
	default: flow(rest);
	}
	return 0;
}
