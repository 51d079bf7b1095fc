/* What the provider publishes, asked for and kept. */
#include "account/oidc_int.h"

#include "base/json.h"

bool oidc_ask(struct fetch_reply *out, const struct fetch *fetch, const char *method, str url, const struct fetch_header header[2], str body,
	      struct req *rq)
{
	struct fetch_request request = {.method = method, .url = url, .body = body, .max_bytes = OIDC_ANSWER_MAX, .deadline_us = rq->deadline_us};
	request.header[0] = (struct fetch_header){"Accept", S("application/json")};
	if (header) memcpy(&request.header[1], header, 2 * sizeof *header);
	return fetch_send(fetch, out, &request, rq->arena, &rq->fail);
}

static bool upstream(struct req *rq, const char *what)
{
	return fail_set(&rq->fail, RC_UPSTREAM, "oidc", "%s", what);
}

static bool get(str *out, const struct fetch *fetch, str url, const char *what, struct req *rq)
{
	struct fetch_reply reply;
	if (!oidc_ask(&reply, fetch, "GET", url, NULL, S(""), rq)) return false;
	if (reply.status != 200) return fail_set(&rq->fail, RC_UPSTREAM, "oidc", "the provider answers %d when asked for %s", reply.status, what);
	*out = reply.body;
	return true;
}

/* ---- kept for an hour. The room is taken before the lock: no allocation jumps out while it is held. ---- */

static bool kept(str *out, struct oidc *o, const struct oidc_kept *k, struct req *rq)
{
	int64_t now_ms = rq->clock.now_ms(rq->clock.ctx);
	char *room = ARENA_NEW(rq->arena, char, OIDC_ANSWER_MAX);
	pthread_mutex_lock(&o->lock);
	bool fresh = k->n > 0 && now_ms >= k->at_ms && now_ms - k->at_ms < OIDC_KEEP_MS;
	if (fresh) memcpy(room, k->text, (size_t)k->n);
	*out = (str){room, fresh ? k->n : 0};
	pthread_mutex_unlock(&o->lock);
	return fresh;
}

static void keep(struct oidc *o, struct oidc_kept *k, str text, struct req *rq)
{
	int64_t now_ms = rq->clock.now_ms(rq->clock.ctx);
	pthread_mutex_lock(&o->lock);
	memcpy(k->text, text.p, (size_t)text.n);
	k->n = text.n;
	k->at_ms = now_ms;
	pthread_mutex_unlock(&o->lock);
}

/* ---- what the provider says of itself (OpenID Connect Discovery 1.0) ---- */

static bool lists(jv object, const char *key, str wanted)
{
	jv list = json_get(object, key);
	for (ptrdiff_t i = 0; i < json_count(list); i++)
		if (str_eq(json_text(json_at(list, i)), wanted)) return true;
	return false;
}

static bool lists_algorithm(jv v)
{
	static const char key[] = "id_token_signing_alg_values_supported";
	return !json_get(v, key) || lists(v, key, S("RS256")) || lists(v, key, S("PS256")) || lists(v, key, S("ES256"));
}

static bool address(str *out, jv v, const char *key, bool needed, struct req *rq)
{
	*out = str_copy(rq->arena, json_str(v, key));
	if (!out->n && !needed) return true;
	return fetch_url_ok(*out, NULL) || fail_set(&rq->fail, RC_UPSTREAM, "oidc", "the provider's %s is not an https address", key);
}

/* Basic unless the provider takes only the other one; it is the default when nothing is said (Discovery 1.0, 3). */
static enum oidc_auth auth_of(jv v, const struct oidc_config *config)
{
	static const char key[] = "token_endpoint_auth_methods_supported";
	if (!config->client_secret.n) return OIDC_AUTH_NONE;
	return json_get(v, key) && !lists(v, key, S("client_secret_basic")) && lists(v, key, S("client_secret_post")) ? OIDC_AUTH_POST
														      : OIDC_AUTH_BASIC;
}

bool oidc_metadata_read(struct oidc_metadata *out, const struct oidc_config *config, str text, struct req *rq)
{
	static const char methods[] = "code_challenge_methods_supported";
	jv v;
	bool ok = false;
	*out = (struct oidc_metadata){0};
	if (!json_parse(&v, text, JWS_JSON_DEPTH, NULL)) return upstream(rq, "what the provider says of itself is not JSON");
	if (!str_eq(json_str(v, "issuer"), config->issuer)) upstream(rq, "the provider calls itself by another issuer than the configuration");
	else if (json_get(v, methods) && !lists(v, methods, S("S256"))) upstream(rq, "the provider does not know PKCE with S256");
	else if (!lists_algorithm(v)) upstream(rq, "the provider signs with none of RS256, PS256, ES256");
	else
		ok = address(&out->authorization, v, "authorization_endpoint", true, rq) && address(&out->token, v, "token_endpoint", true, rq) &&
		     address(&out->keys, v, "jwks_uri", true, rq) && address(&out->userinfo, v, "userinfo_endpoint", false, rq);
	out->auth = auth_of(v, config);
	json_free(v);
	return ok;
}

bool oidc_metadata_kept(struct oidc_metadata *out, struct oidc *o, struct req *rq)
{
	str text;
	return kept(&text, o, &o->metadata, rq) && oidc_metadata_read(out, &o->config, text, rq);
}

bool oidc_metadata_ask(struct oidc_metadata *out, struct oidc *o, const struct fetch *fetch, struct req *rq)
{
	str text, issuer = o->config.issuer;
	struct sb url = sb_new(rq->arena, issuer.n + 64);
	sb_add(&url, str_ends(issuer, S("/")) ? str_slice(issuer, 0, issuer.n - 1) : issuer);
	sb_add(&url, S("/.well-known/openid-configuration"));
	if (!get(&text, fetch, sb_str(&url), "its configuration", rq) || !oidc_metadata_read(out, &o->config, text, rq)) return false;
	keep(o, &o->metadata, text, rq);
	return true;
}

/* ---- its keys ---- */

static bool ask_keys(str *out, struct oidc *o, const struct fetch *fetch, const struct oidc_metadata *metadata, struct req *rq)
{
	jv v;
	if (!get(out, fetch, metadata->keys, "its keys", rq)) return false;
	bool ok = json_parse(&v, *out, JWS_JSON_DEPTH, NULL) && json_is_array(json_get(v, "keys"));
	json_free(v);
	if (!ok) return upstream(rq, "the provider's keys cannot be read");
	keep(o, &o->keys, *out, rq);
	return true;
}

bool oidc_keys(str *out, bool *asked, struct oidc *o, const struct fetch *fetch, const struct oidc_metadata *metadata, struct req *rq)
{
	*asked = !kept(out, o, &o->keys, rq);
	return !*asked || ask_keys(out, o, fetch, metadata, rq);
}

bool oidc_keys_again(str *out, struct oidc *o, const struct fetch *fetch, const struct oidc_metadata *metadata, struct req *rq)
{
	int64_t now_ms = rq->clock.now_ms(rq->clock.ctx);
	pthread_mutex_lock(&o->lock);
	bool may = now_ms < o->refetched_ms || now_ms - o->refetched_ms >= OIDC_REFETCH_MS;
	if (may) o->refetched_ms = now_ms;
	pthread_mutex_unlock(&o->lock);
	return may && ask_keys(out, o, fetch, metadata, rq);
}

/* ---- how many may wait for the provider at once ---- */

bool oidc_enter(struct oidc *o, struct req *rq)
{
	pthread_mutex_lock(&o->lock);
	bool may = o->asking < o->at_once;
	if (may) o->asking++;
	pthread_mutex_unlock(&o->lock);
	return may || fail_set(&rq->fail, RC_BUSY, "oidc", "too many log-ins wait for the provider");
}

void oidc_leave(struct oidc *o)
{
	pthread_mutex_lock(&o->lock);
	o->asking--;
	pthread_mutex_unlock(&o->lock);
}
