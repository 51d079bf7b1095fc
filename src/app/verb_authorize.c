/* verb_authorize.c - SMART App Launch, standalone: a program sends the person here, the person says yes or no, the program gets a code and with it a token.
 *
 *	the program     opens /authorize?response_type=code&client_id=…&redirect_uri=…&scope=…&state=…&aud=…&code_challenge=…&code_challenge_method=S256
 *	the page        asks GET /v1/authorize who that is and what it wants, and the person; then POST /v1/authorize
 *	the program     gets a code at its address and changes it for a token at POST /v1/token, with the verifier only it knows
 *
 * Where the program or its address is not known, nothing is sent anywhere: the person sees what is wrong. Other faults go back to the program, as RFC 6749
 * (2012), section 4.1.2.1 names them. */
#include "account/token.h"
#include "app/own.h"
#include "fhir/smart.h"

#include <sodium.h>

enum { CODE_MS = 60000, TOKEN_MS = 3600000, STATE_MAX = 500 }; /* a code lasts a minute, a token an hour */

struct request {
	struct client_row client;
	str redirect, state, scopes, challenge, aud;
	const char *error; /* to be sent back; NULL: none */
};

static bool listed(str list, str word)
{
	str one;
	while (str_next(&list, ' ', &one))
		if (one.n && str_eq(one, word)) return true;
	return false;
}

static bool challenge_valid(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-' ||
		      s.p[i] == '_'))
			return false;
	return s.n == SMART_CHALLENGE;
}

/* …/fhir, …/fhir/me, or …/fhir/{person}: whose record is meant, when it says so. */
static bool read_aud(str aud, str *person)
{
	static const char mark[] = "/fhir";
	const char *hit = NULL;
	for (ptrdiff_t i = 0; i + 5 <= aud.n; i++)
		if (memcmp(aud.p + i, mark, 5) == 0) hit = aud.p + i;
	*person = (str){"", 0};
	if (!hit) return false;
	str rest = {hit + 5, aud.n - (hit + 5 - aud.p)};
	if (rest.n && rest.p[rest.n - 1] == '/') rest.n--;
	if (!rest.n || str_eq(rest, S("/me"))) return true;
	*person = str_slice(rest, 1, rest.n);
	return rest.p[0] == '/' && ulid_valid(*person);
}

static const char *fault(struct request *r, jv from, struct arena *a)
{
	str person;
	if (!str_eq(json_str(from, "response_type"), S("code"))) return "unsupported_response_type";
	if (!str_eq(json_str(from, "code_challenge_method"), S("S256")) || !challenge_valid(r->challenge)) return "invalid_request";
	if (!r->state.n || r->state.n > STATE_MAX || !read_aud(r->aud, &person)) return "invalid_request";
	r->scopes = smart_grant(json_str(from, "scope"), r->client.scopes, a);
	return r->scopes.n ? NULL : "invalid_scope";
}

static bool read_request(struct zhuyi *z, struct call *c, struct request *r)
{
	jv from = c->body;
	struct fail why = {0};
	str id = json_str(from, "client_id");
	*r = (struct request){.redirect = json_str(from, "redirect_uri"),
			      .state = json_str(from, "state"),
			      .challenge = json_str(from, "code_challenge"),
			      .aud = json_str(from, "aud")};
	bool found = ulid_valid(id) && store_client_get(z->store, &r->client, c->house->org, id, &c->arena, &why);
	if (!found && why.rc != RC_OK && why.rc != RC_MISSING) return c->rq.fail = why, false;
	if (!found || !str_eq(r->client.state, S("active")) || !listed(r->client.redirects, r->redirect)) {
		c->say[0] = "这个程序没有在本院登记，或它的返回地址不对，没有授权",
		c->say[1] = "this program is not entered here, or its address is another";
		return fail_set(&c->rq.fail, RC_INPUT, "authorize", "unknown client_id or redirect_uri");
	}
	r->error = fault(r, from, &c->arena);
	return true;
}

/* ---- asking the person ---- */

static const char *op_words[5][2] = {{"新建", "add"}, {"看", "read"}, {"修改", "change"}, {"删除", "delete"}, {"查找", "search"}};

static void scope_json(struct jw *w, str scope)
{
	str type, ops;
	smart_scope_read(scope, &type, &ops);
	jw_object(w, NULL);
	jw_str(w, "scope", scope);
	jw_str(w, "type", type);
	for (int l = 0; l < 2; l++) {
		jw_array(w, l ? "may_en" : "may_zh");
		for (ptrdiff_t i = 0; i < ops.n; i++) jw_str(w, NULL, str_from(op_words[strchr("cruds", ops.p[i]) - "cruds"][l]));
		jw_end_array(w);
	}
	jw_end_object(w);
}

bool verb_authorize_ask(struct zhuyi *z, struct call *c)
{
	struct request r;
	struct jw w = {&c->reply, false};
	str one;
	if (!z->store) return fail_set(&c->rq.fail, RC_BUSY, "authorize", "there is no store");
	if (!read_request(z, c, &r)) return false;
	jw_object(&w, NULL);
	jw_str(&w, "client", r.client.name);
	jw_str(&w, "redirect", r.redirect);
	if (r.error) jw_str(&w, "error", str_from(r.error));
	jw_array(&w, "scopes");
	while (str_next(&r.scopes, ' ', &one))
		if (str_starts(one, S("patient/"))) scope_json(&w, one);
	jw_end_array(&w);
	jw_i64(&w, "minutes", TOKEN_MS / 60000);
	jw_end_object(&w);
	return true;
}

/* ---- the answer ---- */

static void percent(struct sb *out, str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char b = (unsigned char)s.p[i];
		bool plain = (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || strchr("-._~", b);
		if (plain && b) sb_byte(out, (char)b);
		else sb_fmt(out, "%%%02X", b);
	}
}

static void reply_redirect(struct call *c, const struct request *r, const char *name, str value)
{
	struct sb url = sb_new(&c->arena, r->redirect.n + 256);
	struct jw w = {&c->reply, false};
	bool query = r->redirect.n && memchr(r->redirect.p, '?', (size_t)r->redirect.n);
	sb_add(&url, r->redirect);
	sb_fmt(&url, "%c%s=", query ? '&' : '?', name);
	percent(&url, value);
	sb_add(&url, S("&state="));
	percent(&url, r->state);
	jw_object(&w, NULL);
	jw_str(&w, "redirect", sb_str(&url));
	jw_end_object(&w);
}

struct share_work {
	struct code_row row;
	struct someone who;
};

static bool share_write(struct zhuyi *z, struct call *c)
{
	struct share_work *w = c->work;
	struct trail_leaf leaf;
	struct client_row client;
	if (!call_session_stands(z, c) || !store_client_get(z->store, &client, c->house->org, w->row.client, &c->arena, &c->rq.fail)) return false;
	if (!str_eq(client.state, S("active"))) return fail_set(&c->rq.fail, RC_CONFLICT, "authorize", "the program was ended meanwhile");
	bool ok = people_open(&z->people, &w->who, c->house->org, c->target, false, &c->arena, &c->rq.fail) &&
		  store_code_drop_expired(z->store, call_now(c), &c->rq.fail) && store_code_put(z->store, &w->row, &c->rq.fail) &&
		  call_leaf(z, c, S("record.share"), &w->who, S(""), w->row.scopes, &leaf);
	people_forget(&w->who);
	return ok;
}

bool verb_authorize(struct zhuyi *z, struct call *c)
{
	struct share_work *w = ARENA_NEW(&c->arena, struct share_work, 1);
	struct request r;
	char *code = ARENA_NEW(&c->arena, char, TOKEN_SESSION_CHARS + 1);
	str person;
	bool allow = false;
	if (!call_writable(z, c) || !read_request(z, c, &r)) return false;
	if (!json_is_bool(json_get(c->body, "allow"), &allow))
		return fail_set(&c->rq.fail, RC_INPUT, "authorize", "\"allow\" is neither true nor false");
	read_aud(r.aud, &person);
	if (!r.error && person.n && !str_eq(person, c->target)) r.error = "invalid_request";
	if (r.error || !allow) return reply_redirect(c, &r, "error", str_from(r.error ? r.error : "access_denied")), true;
	token_session_make(code, w->row.code_hash, c->rq.rng);
	w->row.org = c->house->org, w->row.person = c->session.person, w->row.target = c->target, w->row.role = role_name(c->role);
	w->row.client = r.client.id, w->row.redirect = r.redirect, w->row.scopes = r.scopes, w->row.challenge = r.challenge;
	w->row.expires_ms = call_now(c) + CODE_MS;
	reply_redirect(c, &r, "code", str_from(code));
	c->work = w;
	c->write = share_write;
	return true;
}

/* ---- the code for a token ---- */

static bool hex_digit(char c, int *v)
{
	*v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
	return *v >= 0;
}

/* One member of an x-www-form-urlencoded body; false when it is there twice or broken. */
static bool form(str body, str name, str *out, struct arena *a)
{
	str pair;
	bool seen = false;
	*out = (str){"", 0};
	while (str_next(&body, '&', &pair)) {
		if (!str_starts(pair, name) || pair.n == name.n || pair.p[name.n] != '=') continue;
		if (seen) return false;
		seen = true;
		struct sb text = sb_new(a, pair.n + 1);
		for (ptrdiff_t i = name.n + 1; i < pair.n; i++) {
			int high, low;
			if (pair.p[i] != '%') {
				sb_byte(&text, pair.p[i] == '+' ? ' ' : pair.p[i]);
				continue;
			}
			if (i + 2 >= pair.n || !hex_digit(pair.p[i + 1], &high) || !hex_digit(pair.p[i + 2], &low)) return false;
			sb_byte(&text, (char)(high * 16 + low));
			i += 2;
		}
		*out = sb_str(&text);
	}
	return true;
}

/* What RFC 6749, section 5.2 wants of a refusal. */
static bool refuse(struct call *c, const char *error)
{
	struct jw w = {&c->reply, false};
	c->reply.n = 0;
	jw_object(&w, NULL);
	jw_str(&w, "error", str_from(error));
	jw_end_object(&w);
	c->out.status = 400;
	return true;
}

struct token_work {
	struct code_row code;
	struct token_row row;
	str client_name;
	char token[TOKEN_API_CHARS + 1], id[27];
};

static void token_reply(struct call *c, const struct token_work *t)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_str(&w, "access_token", str_from(t->token));
	jw_str(&w, "token_type", S("Bearer"));
	jw_i64(&w, "expires_in", TOKEN_MS / 1000);
	jw_str(&w, "scope", t->code.scopes);
	jw_str(&w, "patient", t->code.target);
	jw_end_object(&w);
}

/* Our own scopes, so that the table of access holds for it as for any token; then what it was given, and whose record. */
static str scopes_of(const struct code_row *code, struct arena *a)
{
	struct sb text = sb_new(a, code->scopes.n + 128);
	bool writes = false;
	str list = code->scopes, one, type, ops;
	while (str_next(&list, ' ', &one))
		if (smart_scope_read(one, &type, &ops))
			for (ptrdiff_t i = 0; i < ops.n; i++) writes |= strchr("cud", ops.p[i]) != NULL;
	sb_fmt(&text, "record.read%s patient:" STR_FMT " client:" STR_FMT " ", writes ? " record.write" : "", STR_ARG(code->target),
	       STR_ARG(code->client));
	sb_add(&text, code->scopes);
	return sb_str(&text);
}

static bool token_write(struct zhuyi *z, struct call *c)
{
	struct token_work *t = c->work;
	struct someone who;
	struct trail_leaf leaf;
	struct client_row client;
	struct fail why = {0};
	/* Used once: whoever comes second with the same code finds none. */
	if (!store_code_drop(z->store, t->code.code_hash, &why)) return why.rc == RC_MISSING ? refuse(c, "invalid_grant") : (c->rq.fail = why, false);
	if (!store_client_get(z->store, &client, t->code.org, t->code.client, &c->arena, &c->rq.fail)) return false;
	if (!str_eq(client.state, S("active"))) return refuse(c, "invalid_client");
	if (!people_open(&z->people, &who, t->code.org, t->code.person, false, &c->arena, &why))
		return why.rc == RC_MISSING ? refuse(c, "invalid_grant") : (c->rq.fail = why, false);
	t->row.name = client.name;
	bool ok = store_token_put(z->store, &t->row, &c->rq.fail) && call_leaf(z, c, S("token.make"), &who, S(""), t->row.id, &leaf);
	people_forget(&who);
	return ok;
}

bool verb_smart_token(struct zhuyi *z, struct call *c)
{
	struct token_work *t = ARENA_NEW(&c->arena, struct token_work, 1);
	str body = {c->in.body.p, (ptrdiff_t)c->in.body.n}, grant, code, redirect, client, verifier;
	struct fail why = {0};
	if (!call_writable(z, c)) return false;
	if (!form(body, S("grant_type"), &grant, &c->arena) || !form(body, S("code"), &code, &c->arena) ||
	    !form(body, S("redirect_uri"), &redirect, &c->arena) || !form(body, S("client_id"), &client, &c->arena) ||
	    !form(body, S("code_verifier"), &verifier, &c->arena))
		return refuse(c, "invalid_request");
	if (!str_eq(grant, S("authorization_code"))) return refuse(c, grant.n ? "unsupported_grant_type" : "invalid_request");
	if (!token_session_hash(t->code.code_hash, code)) return refuse(c, "invalid_grant");
	unsigned char hash[32];
	memcpy(hash, t->code.code_hash, sizeof hash);
	if (!store_code_get(z->store, &t->code, hash, &c->arena, &why))
		return why.rc == RC_MISSING ? refuse(c, "invalid_grant") : (c->rq.fail = why, false);
	if (t->code.expires_ms <= call_now(c) || !str_eq(t->code.client, client) || !str_eq(t->code.redirect, redirect) ||
	    !smart_verifier_fits(verifier, t->code.challenge))
		return refuse(c, "invalid_grant");
	if (!(c->house = house_of(&z->houses, t->code.org))) return fail_set(&c->rq.fail, RC_MISSING, "token", "there is no such organisation");
	c->rq.actor = (struct actor){t->code.org, t->code.person, t->code.person, t->code.role};
	token_api_make(t->token, t->row.token_hash, c->rq.rng);
	ulid_make(t->id, call_now(c), c->rq.rng);
	t->row.org = t->code.org, t->row.person = t->code.person, t->row.id = str_from(t->id), t->row.role = t->code.role;
	t->row.scopes = scopes_of(&t->code, &c->arena);
	t->row.created_ms = call_now(c);
	t->row.expires_ms = t->row.created_ms + TOKEN_MS;
	token_reply(c, t);
	c->work = t;
	c->write = token_write;
	return true;
}
