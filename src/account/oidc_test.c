#include "account/oidc.h"
#include "account/oidc_sample_int.h"
#include "net/fetch_fake.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>

#define ISSUER "https://id.example/realms/hospital"
#define METADATA "https://id.example/realms/hospital/.well-known/openid-configuration"

static const char good_metadata[] =
	"{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://id.example/auth?ui=plain\",\"token_endpoint\":\"https://id.example/token\","
	"\"jwks_uri\":\"https://id.example/keys\",\"userinfo_endpoint\":\"https://id.example/"
	"me\",\"code_challenge_methods_supported\":[\"plain\",\"S256\"],"
	"\"id_token_signing_alg_values_supported\":[\"HS256\",\"ES256\"]}";

static struct arena whole, a;
static struct sample_key key, newer;
static struct oidc_config config = {
	.issuer = S(ISSUER),
	.client_id = S("zhuyi"),
	.client_secret = S("p:s w%"),
	.redirect_uri = S("https://zhuyi.example/outside"),
	.scopes = S("openid profile"),
	.name = S("示例医院"),
};

/* A provider that answers from a table, a browser that went there and came back, and a clock. */
enum { AT_METADATA, AT_KEYS, AT_TOKEN, AT_ME, ANSWERS };
static struct fetch_answer answers[ANSWERS];
static struct fetch_fake fake;
static struct fetch fetch;
static struct oidc *oidc;
static int64_t now_ms;
static int chance;

static int64_t read_clock(void *ctx)
{
	(void)ctx;
	return now_ms;
}

static void fill(void *ctx, void *out, ptrdiff_t n)
{
	(void)ctx;
	for (ptrdiff_t i = 0; i < n; i++) ((unsigned char *)out)[i] = (unsigned char)(i + 7 * chance);
	chance++;
}

static struct req request(void)
{
	return (struct req){.arena = &a, .clock = {read_clock, NULL}, .rng = {fill, NULL}};
}

static void publish(const struct sample_key *one)
{
	str jwk = sample_jwk(&a, one, "");
	answers[AT_KEYS].body = sample_key_set(&a, &jwk, 1);
}

static int set_up(void **state)
{
	(void)state;
	whole = arena_create(256 << 20);
	sample_key_make(&key, "one", true);
	sample_key_make(&newer, "two", true);
	return sodium_init() < 0;
}

static int tear_down(void **state)
{
	(void)state;
	sample_key_free(&key);
	sample_key_free(&newer);
	arena_destroy(whole);
	return 0;
}

static int begin_test(void **state)
{
	(void)state;
	a = whole;
	now_ms = 1800000000000;
	chance = 1;
	answers[AT_METADATA] = (struct fetch_answer){"GET", METADATA, 200, NULL, str_from(good_metadata), RC_OK};
	answers[AT_KEYS] = (struct fetch_answer){"GET", "https://id.example/keys", 200, NULL, S(""), RC_OK};
	answers[AT_TOKEN] = (struct fetch_answer){"POST", "https://id.example/token", 200, NULL, S(""), RC_OK};
	answers[AT_ME] = (struct fetch_answer){"GET", "https://id.example/me", 200, NULL, S("{\"sub\":\"p-17\",\"name\":\"示例患者\"}"), RC_OK};
	fake = (struct fetch_fake){.answers = answers, .n = ANSWERS};
	fetch = fetch_fake(&fake);
	publish(&key);
	oidc = oidc_open(&config, 1);
	return !oidc;
}

static int end_test(void **state)
{
	(void)state;
	oidc_close(oidc);
	return 0;
}

/* ---- helpers: begin, and what the token endpoint will say ---- */

static struct oidc_begun begin_as(bool again)
{
	struct oidc_begun begun;
	struct req rq = request();
	if (!oidc_begin(&begun, oidc, &fetch, S("/cases?x=1"), S("cookie"), again, &rq)) fail_msg("%s", rq.fail.what);
	return begun;
}

static struct oidc_flow begin(void)
{
	return begin_as(false).flow;
}

static const char *also_says = ""; /* claims written into the token as they stand */

static void will_say(const struct sample_key *signer, const char *nonce)
{
	struct sb header = sb_new(&a, 64), claims = sb_new(&a, 512), body = sb_new(&a, 4096);
	sb_fmt(&header, "{\"alg\":\"ES256\",\"kid\":\"%s\"}", signer->kid);
	sb_fmt(&claims, "{\"iss\":\"" ISSUER "\",\"sub\":\"p-17\",\"aud\":\"zhuyi\",\"exp\":%lld,\"iat\":%lld,\"nonce\":\"%s\"%s}",
	       (long long)now_ms / 1000 + 300, (long long)now_ms / 1000, nonce, also_says);
	str token = sample_token(&a, signer, JWS_ES256, sb_str(&header), sb_str(&claims));
	sb_fmt(&body, "{\"token_type\":\"Bearer\",\"access_token\":\"access-1\",\"id_token\":\"" STR_FMT "\"}", STR_ARG(token));
	answers[AT_TOKEN].body = sb_str(&body);
}

static struct oidc_claims end_as(const struct oidc_flow *flow, struct oidc_answer answer, const char *browser, enum rc rc, const char *says)
{
	struct oidc_claims claims;
	struct req rq = request();
	bool ok = oidc_end(&claims, oidc, &fetch, flow, &answer, str_from(browser), &rq);
	if (ok != (rc == RC_OK) || rq.fail.rc != rc || (says && !strstr(rq.fail.what, says)))
		fail_msg("%s, wanted %s", rq.fail.what, says ? says : "success");
	assert_int_equal(claims.sub.n, ok ? 4 : 0);
	return claims;
}

static struct oidc_claims end(const struct oidc_flow *flow, enum rc rc, const char *says)
{
	return end_as(flow, (struct oidc_answer){S("code-1"), str_from(flow->state), S("")}, "cookie", rc, says);
}

static bool sent(int call, const char *text)
{
	return str_find(fake.seen[call].body, str_from(text)) >= 0;
}

/* ---- a log-in as it should be ---- */

static void a_login_from_begin_to_end(void **state)
{
	struct oidc_begun begun;
	struct req rq = request();
	unsigned char hash[32], again[32];
	char challenge[64], wanted[700];
	(void)state;
	assert_true(oidc_begin(&begun, oidc, &fetch, S("/cases"), S("cookie"), false, &rq));
	crypto_hash_sha256(hash, (const unsigned char *)begun.flow.verifier, OIDC_SECRET);
	sodium_bin2base64(challenge, sizeof challenge, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	snprintf(wanted, sizeof wanted,
		 "https://id.example/"
		 "auth?ui=plain&response_type=code&client_id=zhuyi&redirect_uri=https%%3A%%2F%%2Fzhuyi.example%%2Foutside&scope=openid%%20profile&"
		 "state=%s&nonce=%s"
		 "&code_challenge=%s&code_challenge_method=S256",
		 begun.flow.state, begun.flow.nonce, challenge);
	assert_true(str_eq(begun.url, str_from(wanted)));
	assert_true(oidc_state_hash(hash, str_from(begun.flow.state)));
	crypto_hash_sha256(again, (const unsigned char *)begun.flow.state, OIDC_SECRET);
	assert_memory_equal(hash, again, 32);
	will_say(&key, begun.flow.nonce);
	struct oidc_claims claims = end(&begun.flow, RC_OK, NULL);
	assert_true(str_eq(claims.sub, S("p-17")) && str_eq(claims.name, S("示例患者")));
	assert_int_equal(fake.calls, 4); /* metadata, token, keys, userinfo */
	snprintf(wanted, sizeof wanted,
		 "grant_type=authorization_code&code=code-1&redirect_uri=https%%3A%%2F%%2Fzhuyi.example%%2Foutside&code_verifier=%s",
		 begun.flow.verifier);
	assert_true(str_eq(fake.seen[1].body, str_from(wanted)));
	assert_true(str_eq(fake.seen[1].authorization, S("Basic emh1eWk6cCUzQXMlMjB3JTI1"))); /* zhuyi:p%3As%20w%25 */
	assert_true(str_eq(fake.seen[3].authorization, S("Bearer access-1")));
}

static void secrets_differ_each_time(void **state)
{
	(void)state;
	struct oidc_flow one = begin(), two = begin();
	assert_string_not_equal(one.state, two.state);
	assert_string_not_equal(one.state, one.nonce);
	assert_string_not_equal(one.nonce, one.verifier);
	assert_int_equal(strlen(one.verifier), OIDC_SECRET);
	assert_int_equal(fake.calls, 1);
}

static void who_is_logged_in_is_asked_again(void **state)
{
	static const struct {
		const char *claim;
		enum rc rc;
		const char *says;
	} rows[] = {
		{",\"auth_time\":1800000000", RC_OK, NULL},
		{",\"auth_time\":1799999880", RC_OK, NULL}, /* clocks may differ by 120 s */
		{",\"auth_time\":1799999879", RC_DENIED, "did not ask again"},
		{"", RC_DENIED, "when it asked"},
		{",\"auth_time\":\"1800000000\"", RC_DENIED, "when it asked"},
		{",\"auth_time\":-1", RC_DENIED, "when it asked"},
	};
	(void)state;
	assert_true(str_ends(begin_as(true).url, S("&prompt=login&max_age=0")));
	assert_true(str_find(begin_as(false).url, S("prompt")) < 0);
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct oidc_flow flow = begin_as(true).flow;
		also_says = rows[i].claim;
		will_say(&key, flow.nonce);
		assert_int_equal(end(&flow, rows[i].rc, rows[i].says).sub.n, rows[i].rc == RC_OK ? 4 : 0);
	}
	also_says = "";
}

static void a_client_without_secret(void **state)
{
	(void)state;
	oidc_close(oidc);
	struct oidc_config public_client = config;
	public_client.client_secret = S("");
	oidc = oidc_open(&public_client, 1);
	struct oidc_flow flow = begin();
	will_say(&key, flow.nonce);
	end(&flow, RC_OK, NULL);
	assert_true(sent(1, "&client_id=zhuyi") && !sent(1, "secret"));
	assert_int_equal(fake.seen[1].authorization.n, 0);
}

static void a_provider_that_takes_the_secret_only_in_the_form(void **state)
{
	(void)state;
	struct sb b = sb_new(&a, 2048);
	sb_add(&b, str_slice(str_from(good_metadata), 0, (ptrdiff_t)strlen(good_metadata) - 1));
	sb_add(&b, S(",\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\",\"client_secret_post\"]}"));
	answers[AT_METADATA].body = sb_str(&b);
	struct oidc_flow flow = begin();
	will_say(&key, flow.nonce);
	end(&flow, RC_OK, NULL);
	assert_true(sent(1, "&client_id=zhuyi&client_secret=p%3As%20w%25"));
	assert_int_equal(fake.seen[1].authorization.n, 0);
}

/* ---- what must not pass ---- */

static void an_answer_of_another_login(void **state)
{
	(void)state;
	struct oidc_flow flow = begin(), other = begin();
	will_say(&key, flow.nonce);
	str state_text = str_from(flow.state);
	end_as(&flow, (struct oidc_answer){S("code-1"), str_from(other.state), S("")}, "cookie", RC_DENIED, "(state)");
	end_as(&flow, (struct oidc_answer){S("code-1"), S(""), S("")}, "cookie", RC_DENIED, "(state)");
	end_as(&flow, (struct oidc_answer){S("code-1"), state_text, S("")}, "another", RC_DENIED, "browser");
	end_as(&flow, (struct oidc_answer){S("code-1"), state_text, S("")}, "", RC_DENIED, "browser");
	end_as(&flow, (struct oidc_answer){S("code-1"), state_text, S("https://evil.example")}, "cookie", RC_DENIED, "(iss)");
	end_as(&flow, (struct oidc_answer){S(""), state_text, S("")}, "cookie", RC_DENIED, "no code");
	now_ms += OIDC_FLOW_MS;
	end(&flow, RC_DENIED, "too long");
	now_ms -= OIDC_FLOW_MS + 1;
	end(&flow, RC_DENIED, "too long");
	assert_int_equal(fake.calls, 1); /* nobody was asked */
	now_ms += 1;
	end_as(&flow, (struct oidc_answer){S("code-1"), state_text, S(ISSUER)}, "cookie", RC_OK, NULL);
	will_say(&key, other.nonce);
	end(&flow, RC_DENIED, "(nonce)");
}

static void a_code_that_is_refused(void **state)
{
	(void)state;
	struct oidc_flow flow = begin();
	static const struct {
		int status;
		const char *body;
		enum rc rc;
		const char *says;
	} rows[] = {
		{400, "{\"error\":\"invalid_grant\",\"error_description\":\"x\"}", RC_DENIED, "invalid_grant"},
		{401, "{\"error\":\"invalid_client\"}", RC_UPSTREAM, "401 to the code: invalid_client"},
		{400, "{\"error\":\"<b>\"}", RC_UPSTREAM, "400 to the code"},
		{500, "<html>", RC_UPSTREAM, "500"},
		{302, "", RC_UPSTREAM, "302"},
		{200, "<html>", RC_UPSTREAM, "not JSON"},
		{200, "{\"access_token\":\"x\"}", RC_UPSTREAM, "no id_token"},
		{200, "{\"id_token\":\"x.y.z\"}", RC_DENIED, "base64url"},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		answers[AT_TOKEN].status = rows[i].status;
		answers[AT_TOKEN].body = str_from(rows[i].body);
		end(&flow, rows[i].rc, rows[i].says);
	}
}

static void a_provider_that_does_not_fit(void **state)
{
	static const struct {
		const char *from, *to, *says;
	} rows[] = {
		{"\"issuer\":\"https://id", "\"issuer\":\"https://ID", "another issuer"},
		{"realms/hospital\"", "realms/hospital/\"", "another issuer"},
		{"\"S256\"", "\"S255\"", "PKCE"},
		{"\"ES256\"", "\"RS512\"", "signs with"},
		{"https://id.example/auth", "http://id.example/auth", "authorization_endpoint"},
		{"\"https://id.example/token\"", "17", "token_endpoint"},
		{"https://id.example/keys", "file:///etc/passwd", "jwks_uri"},
		{"https://id.example/me", "https://x@id.example/me", "userinfo_endpoint"},
		{"]}", "]", "not JSON"},
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		str text = str_from(good_metadata), from = str_from(rows[i].from);
		ptrdiff_t at = str_find(text, from);
		if (strcmp(rows[i].from, "]}") == 0) at = text.n - 2;
		struct sb b = sb_new(&a, 2048);
		struct oidc_begun begun;
		struct req rq = request();
		assert_true(at >= 0);
		sb_add(&b, str_slice(text, 0, at));
		sb_add(&b, str_from(rows[i].to));
		sb_add(&b, str_slice(text, at + from.n, text.n));
		answers[AT_METADATA].body = sb_str(&b);
		assert_false(oidc_begin(&begun, oidc, &fetch, S(""), S(""), false, &rq));
		assert_int_equal(rq.fail.rc, RC_UPSTREAM);
		if (!strstr(rq.fail.what, rows[i].says)) fail_msg("%s, wanted %s", rq.fail.what, rows[i].says);
	}
}

static void whichever_call_fails_it_is_said(void **state)
{
	static const enum rc failures[] = {RC_UPSTREAM, RC_TIMEOUT, RC_LIMIT};
	(void)state;
	for (int call = 1; call <= 4; call++)
		for (ptrdiff_t i = 0; i < COUNT(failures); i++) {
			struct oidc_begun begun;
			struct req rq = request();
			oidc_close(oidc);
			oidc = oidc_open(&config, 1);
			fake = (struct fetch_fake){.answers = answers, .n = ANSWERS, .fail_at = call, .fails = failures[i]};
			if (!oidc_begin(&begun, oidc, &fetch, S(""), S("cookie"), false, &rq)) {
				assert_int_equal(call, 1);
				assert_int_equal(rq.fail.rc, failures[i]);
				continue;
			}
			will_say(&key, begun.flow.nonce);
			struct oidc_claims claims = end(&begun.flow, call == 4 ? RC_OK : failures[i], NULL);
			assert_int_equal(claims.name.n, 0); /* the fourth asks only for the name */
		}
}

static void another_person_at_userinfo(void **state)
{
	(void)state;
	struct oidc_flow flow = begin();
	will_say(&key, flow.nonce);
	answers[AT_ME].body = S("{\"sub\":\"p-18\",\"name\":\"别人\"}");
	end(&flow, RC_DENIED, "somebody else");
	answers[AT_ME].body = S("{\"name\":\"nobody\"}");
	assert_int_equal(end(&flow, RC_OK, NULL).name.n, 0);
	answers[AT_ME].body = S("eyJ.a.signed.answer");
	assert_int_equal(end(&flow, RC_OK, NULL).name.n, 0);
}

/* ---- keys change ---- */

static int asked_for_keys(void)
{
	int n = 0;
	for (int i = 0; i < fake.calls; i++) n += str_eq(fake.seen[i].url, S("https://id.example/keys"));
	return n;
}

static void a_new_key_is_asked_for_once(void **state)
{
	(void)state;
	struct oidc_flow flow = begin();
	will_say(&key, flow.nonce);
	end(&flow, RC_OK, NULL);
	publish(&newer);
	will_say(&newer, flow.nonce);
	end(&flow, RC_OK, NULL);
	assert_int_equal(asked_for_keys(), 2);
	will_say(&key, flow.nonce); /* withdrawn: asked for again, but not within half a minute */
	end(&flow, RC_DENIED, "no key");
	assert_int_equal(asked_for_keys(), 2);
	now_ms += OIDC_REFETCH_MS;
	end(&flow, RC_DENIED, "no key");
	end(&flow, RC_DENIED, "no key");
	assert_int_equal(asked_for_keys(), 3);
	will_say(&newer, flow.nonce);
	end(&flow, RC_OK, NULL);
}

static void keys_just_asked_for_are_not_asked_for_again(void **state)
{
	(void)state;
	struct oidc_flow flow = begin();
	will_say(&newer, flow.nonce);
	end(&flow, RC_DENIED, "no key");
	assert_int_equal(asked_for_keys(), 1);
}

static void what_is_published_is_kept_for_an_hour(void **state)
{
	(void)state;
	struct oidc_flow flow = begin();
	will_say(&key, flow.nonce);
	end(&flow, RC_OK, NULL);
	now_ms += OIDC_KEEP_MS - 1;
	begin();
	assert_int_equal(asked_for_keys(), 1);
	int before = fake.calls;
	now_ms += 1;
	flow = begin();
	assert_int_equal(fake.calls, before + 1);
	publish(&newer); /* the old key was withdrawn: it counts no longer than the hour */
	will_say(&key, flow.nonce);
	end(&flow, RC_DENIED, "no key");
	now_ms -= 2 * OIDC_KEEP_MS; /* a clock that was set back makes nothing fresh */
	before = fake.calls;
	begin();
	assert_int_equal(fake.calls, before + 1);
}

static enum rc inner;

static bool ask_within(void *ctx, struct fetch_reply *out, const struct fetch_request *request_, struct arena *perm, struct fail *fail)
{
	struct oidc_begun begun;
	struct req rq = request();
	(void)ctx, (void)out, (void)request_, (void)perm;
	oidc_begin(&begun, oidc, &fetch, S(""), S(""), false, &rq);
	inner = rq.fail.rc;
	return fail_set(fail, RC_TIMEOUT, "test", "slow");
}

static void one_waits_the_next_is_refused(void **state)
{
	struct fetch slow = {ask_within, NULL};
	struct oidc_begun begun;
	struct req rq = request();
	(void)state;
	assert_false(oidc_begin(&begun, oidc, &slow, S(""), S(""), false, &rq));
	assert_int_equal(rq.fail.rc, RC_TIMEOUT);
	assert_int_equal(inner, RC_BUSY);
	begin(); /* and afterwards all is well */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_test, end_test)
	const struct CMUnitTest tests[] = {
		TEST(a_login_from_begin_to_end),
		TEST(secrets_differ_each_time),
		TEST(who_is_logged_in_is_asked_again),
		TEST(a_client_without_secret),
		TEST(a_provider_that_takes_the_secret_only_in_the_form),
		TEST(an_answer_of_another_login),
		TEST(a_code_that_is_refused),
		TEST(a_provider_that_does_not_fit),
		TEST(whichever_call_fails_it_is_said),
		TEST(another_person_at_userinfo),
		TEST(a_new_key_is_asked_for_once),
		TEST(keys_just_asked_for_are_not_asked_for_again),
		TEST(what_is_published_is_kept_for_an_hour),
		TEST(one_waits_the_next_is_refused),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
