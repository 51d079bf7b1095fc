/* verb_step.c - the second step: before something weighty a session shows once more whose it is, by password or by code. */
#include "account/recovery.h"
#include "account/session_rules.h"
#include "app/own.h"

#include <sodium.h>

enum { STEP_PASSWORD = 1, STEP_CODE = 2 };

struct step_work {
	struct own own; /* first: own_failed_after */
	int level;
	bool recovery; /* a recovery code was used up: the secrets changed */
};

/* A recovery code is used up in the account as it is now: two calls that bring the same one meet here, and the second finds it gone. */
static bool use_up(struct zhuyi *z, struct call *c, struct step_work *w)
{
	return own_again(z, c, &w->own) && own_put(z, c, &w->own);
}

static bool step_write(struct zhuyi *z, struct call *c)
{
	struct step_work *w = c->work;
	struct own *o = &w->own;
	struct trail_leaf leaf;
	bool ok = true;
	if (o->failed) return own_failed_write(z, c, o);
	if (o->step) ok = store_credential_step(z->store, c->house->org, o->who.person, o->step, &c->rq.fail);
	if (w->recovery) ok = use_up(z, c, w);
	ok = ok && call_session_stands(z, c) && own_forget_failures(z, c, o, w->level == STEP_CODE) &&
	     store_session_step(z->store, c->session.token_hash, step_until_ms(call_now(c)), w->level, &c->rq.fail) &&
	     call_leaf(z, c, S("step"), &o->who, S(""), w->level == STEP_CODE ? S("code") : S("password"), &leaf);
	people_forget(&o->who);
	return ok;
}

static bool use_recovery(struct step_work *w, struct call *c, str code)
{
	struct recovery r = {0};
	struct own *o = &w->own;
	size_t n;
	if (o->credential.totp != 2) return false;
	if (sodium_hex2bin((unsigned char *)&r, sizeof r, o->secrets.recovery.p, (size_t)o->secrets.recovery.n, NULL, &n, NULL) != 0 || n != sizeof r)
		return false;
	if (!recovery_use(&r, o->who.key.b, code)) return false;
	char *hex = ARENA_NEW(&c->arena, char, 2 * sizeof r + 1);
	o->secrets.recovery = str_from(sodium_bin2hex(hex, 2 * sizeof r + 1, (const unsigned char *)&r, sizeof r));
	o->failed = false;
	c->say[0] = c->say[1] = NULL;
	return w->recovery = true;
}

static bool try_step(struct call *c, struct step_work *w, str code, str password)
{
	struct own *o = &w->own;
	w->level = code.n ? STEP_CODE : STEP_PASSWORD;
	bool right = code.n ? own_code(c, o, code, 2) || use_recovery(w, c, code) : own_password(c, o, password);
	return right || o->failed;
}

bool verb_step(struct zhuyi *z, struct call *c)
{
	struct step_work *w = ARENA_NEW(&c->arena, struct step_work, 1);
	str code = str_trim(json_str(c->body, "code")), password = json_str(c->body, "password");
	if (c->by_token) return fail_set(&c->rq.fail, RC_DENIED, "step", "a token has no second step");
	if (!code.n == !password.n) return fail_set(&c->rq.fail, RC_INPUT, "step", "give \"code\" or \"password\"");
	if (code.n > 40 || password.n > 256) return fail_set(&c->rq.fail, RC_INPUT, "step", "too long");
	if (!call_writable(z, c) || !own_open(z, c, &w->own)) return false;
	if (call_locked(c, &w->own.attempt) || !try_step(c, w, code, password)) return false;
	struct jw out = {&c->reply, false};
	jw_object(&out, NULL);
	jw_i64(&out, "level", w->level);
	jw_i64(&out, "until_ms", step_until_ms(call_now(c)));
	jw_end_object(&out);
	c->work = w;
	c->write = step_write;
	c->after = own_failed_after;
	return true;
}
