#include "app/own.h"

#include "account/base32.h"
#include "account/lockout.h"
#include "account/password.h"
#include "account/totp.h"

#include <sodium.h>
#include <stdio.h>

void own_step_mark(unsigned char mark[VAULT_MARK], struct zhuyi *z, str org, str person)
{
	vault_mark(mark, z->vault, S("step"), org, person);
}

bool own_open(struct zhuyi *z, struct call *c, struct own *o)
{
	char *mark = ARENA_NEW(&c->arena, char, VAULT_MARK);
	if (!people_open(&z->people, &o->who, c->house->org, c->session.person, false, &c->arena, &c->rq.fail) ||
	    !store_credential_get(z->store, &o->credential, c->house->org, c->session.person, &c->arena, &c->rq.fail) ||
	    !account_secrets(&o->who, &o->credential, &o->secrets, &c->arena, &c->rq.fail))
		return false;
	own_step_mark((unsigned char *)mark, z, c->house->org, c->session.person);
	o->mark = (str){mark, VAULT_MARK};
	return store_attempt_get(z->store, &o->attempt, c->house->org, o->mark, &c->arena, &c->rq.fail);
}

bool call_session_stands(struct zhuyi *z, struct call *c)
{
	struct session_row now;
	struct fail why = {0};
	if (c->by_token || store_session_get(z->store, &now, c->session.token_hash, &c->arena, &why)) return true;
	if (why.rc != RC_MISSING) return c->rq.fail = why, false;
	c->has_session = false;
	c->need = "login";
	return fail_set(&c->rq.fail, RC_DENIED, "session", "the session was ended meanwhile");
}

/* Sealed texts have a random nonce: equal bytes mean that nobody wrote. */
bool own_again(struct zhuyi *z, struct call *c, struct own *o)
{
	struct credential_row was = o->credential;
	if (!call_session_stands(z, c) || !store_credential_get(z->store, &o->credential, was.org, was.person, &c->arena, &c->rq.fail)) return false;
	bool same = str_eq(was.password, o->credential.password) && str_eq(was.sealed_secret, o->credential.sealed_secret) &&
		    was.totp == o->credential.totp && str_eq(o->credential.state, S("active"));
	return same || fail_set(&c->rq.fail, RC_CONFLICT, "account", "the account was changed meanwhile");
}

bool own_put(struct zhuyi *z, struct call *c, struct own *o)
{
	o->credential.sealed_secret = account_seal_secrets(&o->who, &o->secrets, c->rq.rng, &c->arena);
	return store_credential_change(z->store, &o->credential, &c->rq.fail);
}

static void guessed_wrong(struct call *c, struct own *o, const char *zh, const char *en)
{
	o->failed = true;
	c->say[0] = zh, c->say[1] = en;
	if (!o->why[0]) snprintf(o->why, sizeof o->why, "%s", en);
}

bool own_password(struct call *c, struct own *o, str password)
{
	struct fail wrong = {0};
	if (password_verify(o->credential.password, password, call_password_wait_ms(c), c->arena, &wrong)) return true;
	if (wrong.rc != RC_DENIED) return c->rq.fail = wrong, false;
	guessed_wrong(c, o, "密码不对", "the password is wrong");
	return false;
}

static void say_clock(struct own *o, struct call *c, int64_t off_s)
{
	char now[25];
	clock_iso8601(now, call_now(c));
	snprintf(o->why, sizeof o->why, "the code is right for another time: the device's clock is %lld s %s the server's (%s)",
		 (long long)(off_s < 0 ? -off_s : off_s), off_s < 0 ? "behind" : "ahead of", now);
}

bool own_code(struct call *c, struct own *o, str code, int totp)
{
	unsigned char secret[TOTP_SECRET];
	struct totp_result r = {.verdict = TOTP_WRONG};
	if (o->credential.totp == totp && base32_read(secret, TOTP_SECRET, o->secrets.totp) == TOTP_SECRET)
		r = totp_check(secret, code, call_now(c), o->credential.totp_step);
	sodium_memzero(secret, sizeof secret);
	switch (r.verdict) {
	case TOTP_OK: o->step = r.step; return true;
	case TOTP_USED: guessed_wrong(c, o, "这个动态码已经用过，请等下一个", "this code was used already; wait for the next one"); return false;
	case TOTP_CLOCK:
		say_clock(o, c, r.off_s);
		guessed_wrong(c, o, "动态码的时间和服务器对不上，请先校准手机时间",
			      "the code is right for another time: set the clock of the device");
		return false;
	case TOTP_WRONG: guessed_wrong(c, o, "动态码不对", "the code is wrong"); return false;
	}
	return false;
}

bool call_count_failure(struct zhuyi *z, struct call *c, str mark)
{
	struct attempt_row a;
	if (!store_attempt_get(z->store, &a, c->house->org, mark, &c->arena, &c->rq.fail)) return false;
	struct lockout next = lockout_after_failure((struct lockout){a.failures, a.last_ms, a.until_ms}, call_now(c));
	a.failures = next.failures, a.last_ms = next.last_ms, a.until_ms = next.until_ms;
	return store_attempt_put(z->store, &a, &c->rq.fail);
}

bool own_forget_failures(struct zhuyi *z, struct call *c, const struct own *o, bool by_code)
{
	return (o->credential.totp == 2 && !by_code) || store_attempt_drop(z->store, c->house->org, o->mark, &c->rq.fail);
}

bool own_failed_write(struct zhuyi *z, struct call *c, struct own *o)
{
	people_forget(&o->who);
	return call_count_failure(z, c, o->mark);
}

void own_failed_after(struct zhuyi *z, struct call *c)
{
	const struct own *o = c->work;
	(void)z;
	if (o->failed) fail_set(&c->rq.fail, RC_DENIED, c->in.verb->name, "%s", o->why);
}
