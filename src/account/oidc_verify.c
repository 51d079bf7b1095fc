#include "account/jws.h"
#include "account/oidc.h"

#include "base/json.h"

#include <sodium.h>

enum { TEXT_MAX = 200, SUB_MAX = 255 };

static bool denied(struct fail *fail, const char *what)
{
	return fail_set(fail, RC_DENIED, "oidc_verify", "%s", what);
}

/* ---- what is taken over ---- */

static bool sub_ok(str s)
{
	if (!s.n || s.n > SUB_MAX) return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] > 0x7e) return false;
	return true;
}

/* A text to show. What is too long or has control characters counts as not said. */
static str shown(jv claims, const char *key, struct arena *perm)
{
	str s = json_str(claims, key);
	if (s.n > TEXT_MAX) return S("");
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return S("");
	return str_copy(perm, str_trim(s));
}

bool oidc_claims_take(struct oidc_claims *out, void *json_object, struct arena *perm)
{
	jv claims = json_object;
	*out = (struct oidc_claims){0};
	if (!sub_ok(json_str(claims, "sub"))) return false;
	out->sub = str_copy(perm, json_str(claims, "sub"));
	out->name = shown(claims, "name", perm);
	out->preferred_username = shown(claims, "preferred_username", perm);
	if (json_flag(claims, "email_verified")) out->email = shown(claims, "email", perm);
	return true;
}

str oidc_subject(const struct oidc_config *config, str sub, struct arena *perm)
{
	struct sb b = sb_new(perm, config->issuer.n + sub.n + 1);
	sb_add(&b, config->issuer);
	sb_byte(&b, '\n'); /* in neither of them */
	sb_add(&b, sub);
	return sb_str(&b);
}

/* ---- the checks, in the order of OpenID Connect Core 3.1.3.7 ---- */

/* Seconds since 1970: a JSON number, as RFC 7519 has it, and none so large that sums lose their meaning. */
static bool seconds(double *out, jv claims, const char *key)
{
	jv v = json_get(claims, key);
	return v && !json_is_string(v) && json_number(claims, key, out) && *out >= 0 && *out < 1e12;
}

static bool check_audience(jv claims, str client_id, struct fail *fail)
{
	jv aud = json_get(claims, "aud"), azp = json_get(claims, "azp");
	bool ours = json_is_string(aud) && str_eq(json_text(aud), client_id);
	for (ptrdiff_t i = 0; i < json_count(aud); i++) ours |= json_is_string(json_at(aud, i)) && str_eq(json_text(json_at(aud, i)), client_id);
	if (!ours) return denied(fail, "the token is for somebody else (aud)");
	if (json_count(aud) > 1 && !azp) return denied(fail, "the token is for several and does not say for whom it was made (azp)");
	if (azp && !(json_is_string(azp) && str_eq(json_text(azp), client_id))) return denied(fail, "the token was made for somebody else (azp)");
	return true;
}

static bool check_times(jv claims, int64_t now_s, struct fail *fail)
{
	double now = (double)now_s, exp, iat, nbf;
	if (!seconds(&exp, claims, "exp")) return denied(fail, "the token does not say until when it holds (exp)");
	if (now >= exp + OIDC_SKEW_S) return denied(fail, "the token has expired (exp)");
	if (!seconds(&iat, claims, "iat")) return denied(fail, "the token does not say when it was made (iat)");
	if (iat > now + OIDC_SKEW_S) return denied(fail, "the token was made in the future (iat): one of the two clocks is wrong");
	if (!json_get(claims, "nbf")) return true;
	if (!seconds(&nbf, claims, "nbf") || nbf > now + OIDC_SKEW_S) return denied(fail, "the token does not hold yet (nbf)");
	return true;
}

static bool same_secret(str a, str b)
{
	return a.n == b.n && a.n > 0 && sodium_memcmp(a.p, b.p, (size_t)a.n) == 0;
}

/* The left half of the access token's SHA-256 (3.1.3.6), for all three algorithms. */
static bool check_access_token(jv claims, str access_token, struct arena scratch, struct fail *fail)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	if (!access_token.n || !json_get(claims, "at_hash")) return true;
	crypto_hash_sha256(hash, (const unsigned char *)access_token.p, (unsigned long long)access_token.n);
	str half = base64url(&scratch, (str){(const char *)hash, (ptrdiff_t)sizeof hash / 2});
	return str_eq(half, json_str(claims, "at_hash")) || denied(fail, "the token belongs to another access token (at_hash)");
}

static bool check_claims(struct oidc_claims *out, const struct oidc_config *config, jv claims, str access_token, str nonce, int64_t now_s,
			 struct arena *perm, struct fail *fail)
{
	double asked;
	if (!json_is_object(claims)) return denied(fail, "the token holds no JSON object");
	if (!str_eq(json_str(claims, "iss"), config->issuer)) return denied(fail, "the token comes from another issuer (iss)");
	if (!check_audience(claims, config->client_id, fail) || !check_times(claims, now_s, fail)) return false;
	if (!same_secret(json_str(claims, "nonce"), nonce)) return denied(fail, "the token belongs to another log-in (nonce)");
	if (!check_access_token(claims, access_token, *perm, fail)) return false;
	if (!oidc_claims_take(out, claims, perm)) return denied(fail, "the token does not say who it is (sub)");
	out->asked_s = seconds(&asked, claims, "auth_time") ? (int64_t)asked : 0;
	return true;
}

bool oidc_verify(struct oidc_claims *out, const struct oidc_config *config, str key_set, str id_token, str access_token, str nonce, int64_t now_s,
		 struct arena *perm, struct fail *fail)
{
	struct jws jws;
	jv claims;
	*out = (struct oidc_claims){0};
	if (!jws_read(&jws, id_token, perm, fail) || !jws_verify(&jws, key_set, perm, fail)) return false;
	if (!json_parse(&claims, jws.payload, JWS_JSON_DEPTH, NULL)) return denied(fail, "the token holds no JSON object");
	bool ok = check_claims(out, config, claims, access_token, nonce, now_s, perm, fail);
	json_free(claims);
	return ok;
}
