/* outside_for_test.h - for tests: a provider in the program, which signs for whomever the test says came back. */
#ifndef APP_OUTSIDE_FOR_TEST_H
#define APP_OUTSIDE_FOR_TEST_H

#include "account/oidc_sample_int.h"
#include "app/call_for_test.h"
#include "app/outside.h"

#define ISSUER "https://id.example/realms/hospital"

enum { CODES = 1024 };

struct came { /* somebody the provider sends back, under code-<index> */
	char nonce[OIDC_SECRET + 1];
	const char *sub, *name;
	int64_t asked_s;
};

static struct provider {
	struct sample_key key;
	struct arena memory, arena;
	str keys;
	struct came came[CODES];
	int codes;
	enum rc fails;                  /* every request to it */
	void (*while_asked)(void *ctx); /* before a token is given; any thread */
	void *ctx;
	pthread_mutex_t lock;
} provider = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- the provider ---- */

FOR_TEST int64_t now_s(void)
{
	struct clock clock = clock_system();
	return clock.now_ms(clock.ctx) / 1000;
}

FOR_TEST str provider_token(const struct came *who, struct arena *a)
{
	struct sb claims = sb_new(a, 1024), body = sb_new(a, 4096);
	sb_fmt(&claims, "{\"iss\":\"" ISSUER "\",\"aud\":\"zhuyi\",\"exp\":%lld,\"iat\":%lld,\"nonce\":\"%s\",\"sub\":\"%s\",\"name\":\"%s\"",
	       (long long)now_s() + 300, (long long)now_s(), who->nonce, who->sub, who->name);
	sb_add(&claims, S(",\"preferred_username\":\"doctor\",\"email\":\"doctor@sample.example\",\"email_verified\":true"));
	if (who->asked_s) sb_fmt(&claims, ",\"auth_time\":%lld", (long long)who->asked_s);
	sb_add(&claims, S("}"));
	pthread_mutex_lock(&provider.lock);
	str token = sample_token(a, &provider.key, JWS_ES256, S("{\"alg\":\"ES256\",\"kid\":\"one\"}"), sb_str(&claims));
	pthread_mutex_unlock(&provider.lock);
	sb_fmt(&body, "{\"token_type\":\"Bearer\",\"access_token\":\"a\",\"id_token\":\"" STR_FMT "\"}", STR_ARG(token));
	return sb_str(&body);
}

/* A code may be shown more than once: that it counts once here is what is tested. */
FOR_TEST bool provider_send(void *ctx, struct fetch_reply *out, const struct fetch_request *rq, struct arena *perm, struct fail *fail)
{
	static const char metadata[] = "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://id.example/auth\","
				       "\"token_endpoint\":\"https://id.example/token\",\"jwks_uri\":\"https://id.example/keys\"}";
	(void)ctx;
	if (provider.fails != RC_OK) return fail_set(fail, provider.fails, "provider", "the provider fails as it was told");
	*out = (struct fetch_reply){200, S("application/json"), S("")};
	if (str_ends(rq->url, S("/openid-configuration"))) out->body = str_from(metadata);
	else if (str_ends(rq->url, S("/keys"))) out->body = provider.keys;
	else {
		ptrdiff_t at = str_find(rq->body, S("&code=code-"));
		int code = at < 0 ? -1 : (int)strtol(rq->body.p + at + 11, NULL, 10);
		if (provider.while_asked) provider.while_asked(provider.ctx);
		if (code < 0 || code >= provider.codes) *out = (struct fetch_reply){400, S("application/json"), S("{\"error\":\"invalid_grant\"}")};
		else out->body = provider_token(&provider.came[code], perm);
	}
	return true;
}

/* In place of what `outside_open` makes. */
FOR_TEST void connect_provider(int at_once)
{
	static const struct oidc_config config = {.issuer = S(ISSUER),
						  .client_id = S("zhuyi"),
						  .redirect_uri = S("https://zhuyi.example/outside"),
						  .scopes = S("openid profile"),
						  .name = S("示例医院统一认证")};
	outside_close(z);
	z->oidc = oidc_open(&config, at_once);
	z->fetch = (struct fetch){provider_send, NULL};
	assert_non_null(z->oidc);
}

FOR_TEST int start_outside(void **state)
{
	if (start(state)) return -1;
	provider.memory = provider.arena = arena_create(64 << 20);
	sample_key_make(&provider.key, "one", true);
	str jwk = sample_jwk(&provider.arena, &provider.key, "");
	provider.keys = sample_key_set(&provider.arena, &jwk, 1);
	connect_provider(2);
	return 0;
}

FOR_TEST int stop_outside(void **state)
{
	sample_key_free(&provider.key);
	arena_destroy(provider.memory);
	return stop(state);
}

/* ---- logging in ---- */

/* A reply that must have this status, and this in it. */
#define IS(status, has, result) expect(__LINE__, status, has, result)

struct way { /* what the browser brings back */
	char body[256], state[OIDC_SECRET + 1];
};

/* Begins, and lets the provider send back this subject. */
FOR_TEST struct way come_back(const char *sub, const char *name, const char *body, const char *session)
{
	struct way w;
	struct result *r = call("outside_begin", body, "", session);
	IS(200, "https://id.example/auth?", r);
	const char *nonce = strstr(r->reply, "&nonce=");
	assert_true(nonce && provider.codes < CODES);
	struct came *c = &provider.came[provider.codes];
	*c = (struct came){.sub = sub, .name = name};
	snprintf(c->nonce, sizeof c->nonce, "%.*s", OIDC_SECRET, nonce + 7);
	member_of(w.state, sizeof w.state, r->reply, "state");
	snprintf(w.body, sizeof w.body, "{\"code\":\"code-%d\",\"state\":\"%s\",\"iss\":\"" ISSUER "\"}", provider.codes++, w.state);
	return w;
}

FOR_TEST struct result *log_in_outside(const char *sub, const char *name, const char *session)
{
	struct way w = come_back(sub, name, "{\"return\":\"/#/cases\"}", session);
	return call("outside_end", w.body, "", session);
}

FOR_TEST struct result *register_with(const char *ticket, const char *birth, const char *session)
{
	char body[512];
	snprintf(body, sizeof body,
		 "{\"ticket\":\"%s\",\"name\":\"甲某\",\"birth\":\"%s\",\"consents\":[{\"purpose\":\"consult\"},{\"purpose\":\"consult\","
		 "\"sensitive\":true}]}",
		 ticket, birth);
	return call("register", body, "", session);
}

/* A new person with this subject; the session is copied out. */
FOR_TEST void new_person(const char *sub, char session[80])
{
	char ticket[80];
	struct result *r = log_in_outside(sub, "甲", "");
	IS(200, "\"register\":{", r);
	member_of(ticket, sizeof ticket, r->reply, "ticket");
	r = register_with(ticket, "1980-01-02", "");
	IS(200, "\"role\":\"patient\"", r);
	memcpy(session, r->session, sizeof r->session);
}

/* ---- what is on disk ---- */

FOR_TEST int64_t leaves(void)
{
	int64_t n;
	struct fail f = {0};
	assert_true(store_leaf_count(z->store, &n, S("sample"), &f));
	return n;
}

FOR_TEST void newest_leaf_is(const char *kind)
{
	char wanted[40];
	struct leaf_row leaf;
	struct fail f = {0};
	struct arena a = provider.arena;
	snprintf(wanted, sizeof wanted, "\"kind\":\"%s\"", kind);
	assert_true(store_leaf_get(z->store, &leaf, S("sample"), leaves() - 1, &a, &f));
	if (str_find(leaf.entry, str_from(wanted)) < 0) fail_msg(STR_FMT ", wanted %s", STR_ARG(leaf.entry), kind);
}

#endif
