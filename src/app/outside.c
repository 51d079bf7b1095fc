#include "app/outside.h"

#include <sodium.h>

/* ---- the provider ---- */

bool outside_open(struct zhuyi *z, const char *path, int workers, struct fail *fail)
{
	struct oidc_config config;
	if (!path) return true;
	if (!z->store) return fail_set(fail, RC_INPUT, "outside", "log-in from outside needs a store");
	if (!oidc_config_load(&config, path, &z->arena, fail) || !fetch_curl_there(fail)) return false;
	if (config.ca_file.n) z->fetch_options.ca_file = str_c(&z->arena, config.ca_file);
	if (config.proxy.n) z->fetch_options.proxy = str_c(&z->arena, config.proxy);
	z->fetch = fetch_curl(&z->fetch_options);
	z->oidc = oidc_open(&config, workers / 2 > 1 ? workers / 2 : 1);
	sodium_memzero((void *)config.client_secret.p, (size_t)config.client_secret.n); /* oidc has its own copy */
	return z->oidc || fail_set(fail, RC_LIMIT, "outside", "not enough memory");
}

void outside_close(struct zhuyi *z)
{
	oidc_close(z->oidc);
	z->oidc = NULL;
}

/* ---- rows ---- */

static str hex_of(struct arena *a, const unsigned char *bytes, size_t n)
{
	char *hex = ARENA_NEW(a, char, (ptrdiff_t)(2 * n + 1));
	return str_from(sodium_bin2hex(hex, 2 * n + 1, bytes, n));
}

static bool over(struct call *c)
{
	c->say[0] = "这次登录已经用过或过期，请重新登录", c->say[1] = "this log-in was used already or has expired; log in again";
	return fail_set(&c->rq.fail, RC_DENIED, "outside", "unknown, used or expired");
}

static bool sweep(struct zhuyi *z, struct call *c)
{
	int64_t now = call_now(c);
	if (now >= z->outside_swept_ms && now - z->outside_swept_ms < OUTSIDE_SWEEP_MS) return true;
	z->outside_swept_ms = now;
	return store_outside_drop_expired(z->store, now, &c->rq.fail);
}

bool outside_keep(struct zhuyi *z, struct call *c, const char *kind, const unsigned char hash[32], int64_t expires_ms, str text)
{
	struct someone hospital;
	struct outside_row row = {.org = c->house->org, .expires_ms = expires_ms};
	memcpy(row.state_hash, hash, sizeof row.state_hash);
	if (!sweep(z, c) || !people_hospital(&z->people, &hospital, c->house->org, call_now(c), c->rq.rng, &c->arena, &c->rq.fail)) return false;
	row.sealed_flow = people_seal(&hospital, "outside.sealed_flow", str_from(kind), hex_of(&c->arena, hash, 32), text, c->rq.rng, &c->arena);
	people_forget(&hospital);
	return store_outside_put(z->store, &row, &c->rq.fail);
}

bool outside_kept(struct zhuyi *z, struct call *c, str *text, const char *kind, const unsigned char hash[32])
{
	struct someone hospital = {0};
	struct outside_row row;
	struct fail why = {0};
	bool there = store_outside_get(z->store, &row, c->house->org, hash, &c->arena, &why) &&
		     people_open(&z->people, &hospital, c->house->org, S(""), false, &c->arena, &why);
	bool ok = there && row.expires_ms > call_now(c) &&
		  people_unseal(&hospital, text, "outside.sealed_flow", str_from(kind), hex_of(&c->arena, hash, 32), row.sealed_flow, &c->arena,
				&why);
	people_forget(&hospital);
	if (ok) return true;
	if (why.rc == RC_OK || why.rc == RC_MISSING) return over(c);
	c->rq.fail = why;
	return false;
}

bool outside_use(struct zhuyi *z, struct call *c, const unsigned char hash[32])
{
	struct fail why = {0};
	if (store_outside_drop(z->store, c->house->org, hash, &why)) return true;
	if (why.rc == RC_MISSING) return over(c);
	c->rq.fail = why;
	return false;
}

/* ---- who ---- */

str outside_mark(struct zhuyi *z, struct call *c, str sub)
{
	char *mark = ARENA_NEW(&c->arena, char, VAULT_MARK);
	vault_mark((unsigned char *)mark, z->vault, S("subject"), c->house->org, oidc_subject(oidc_config(z->oidc), sub, &c->arena));
	return (str){mark, VAULT_MARK};
}

bool outside_person(struct zhuyi *z, struct call *c, str *person, str mark)
{
	struct rows found;
	*person = (str){"", 0};
	if (!store_found(z->store, &found, c->house->org, S("subject"), mark, 1, &c->arena, &c->rq.fail)) return false;
	if (found.n) *person = found.v[0].bytes;
	return true;
}

/* ---- tickets: the mark in hex, a line end, the name ---- */

bool outside_ticket_keep(struct zhuyi *z, struct call *c, const struct outside_ticket *t)
{
	struct sb text = sb_new(&c->arena, 2 * VAULT_MARK + 1 + OUTSIDE_TICKET_NAME);
	sb_add(&text, hex_of(&c->arena, (const unsigned char *)t->mark.p, VAULT_MARK));
	sb_byte(&text, '\n');
	sb_add(&text, t->name);
	return outside_keep(z, c, "ticket", t->hash, call_now(c) + OUTSIDE_TICKET_MS, sb_str(&text));
}

bool outside_ticket_open(struct zhuyi *z, struct call *c, struct outside_ticket *t, str ticket)
{
	str text, hex;
	size_t n = 0;
	char *mark = ARENA_NEW(&c->arena, char, VAULT_MARK);
	if (!token_session_hash(t->hash, ticket)) return over(c);
	if (!outside_kept(z, c, &text, "ticket", t->hash)) return false;
	if (!str_next(&text, '\n', &hex) || sodium_hex2bin((unsigned char *)mark, VAULT_MARK, hex.p, (size_t)hex.n, NULL, &n, NULL) != 0 ||
	    n != VAULT_MARK)
		return fail_set(&c->rq.fail, RC_CORRUPT, "outside", "a kept ticket cannot be read");
	t->mark = (str){mark, VAULT_MARK};
	t->name = text;
	return true;
}

bool outside_ticket_use(struct zhuyi *z, struct call *c, const struct outside_ticket *t)
{
	str person;
	if (!outside_use(z, c, t->hash) || !outside_person(z, c, &person, t->mark)) return false;
	if (!person.n) return true;
	c->say[0] = "这个身份已经有账号了，请直接登录", c->say[1] = "this identity has an account already; just log in";
	return fail_set(&c->rq.fail, RC_CONFLICT, "outside", "this identity has an account already");
}
