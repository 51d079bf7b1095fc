/* verb_factor.c - one's own password and second factor. */
#include "account/base32.h"
#include "account/password.h"
#include "account/recovery.h"
#include "account/session_rules.h"
#include "account/totp.h"
#include "app/field.h"
#include "app/own.h"

#include <sodium.h>

enum { PASSWORD_MAX = 256, CODE_MAX = 40, STEP_CODE = 2 };

static bool empty_reply(struct call *c)
{
	sb_add(&c->reply, S("{}"));
	return true;
}

/* ---- the password ---- */

struct password_work {
	struct own own; /* first: own_failed_after */
	char hash[PASSWORD_HASH];
};

/* Whoever knew the old password, or holds a cookie or a token from before, is out. */
static bool password_write(struct zhuyi *z, struct call *c)
{
	struct password_work *w = c->work;
	struct own *o = &w->own;
	struct session_row fresh;
	struct trail_leaf leaf;
	if (o->failed) return own_failed_write(z, c, o);
	bool ok = own_again(z, c, o);
	o->credential.password = str_from(w->hash);
	o->credential.must_change = 0;
	if (ok) call_session_make(c, c->session.person, c->role, ACCOUNT_FULL);
	fresh = c->session;
	ok = ok && store_credential_change(z->store, &o->credential, &c->rq.fail) && own_forget_failures(z, c, o, false) &&
	     store_session_drop_of(z->store, c->house->org, fresh.person, NULL, &c->rq.fail) &&
	     store_token_revoke_of(z->store, c->house->org, fresh.person, call_now(c), &c->rq.fail) &&
	     store_session_put(z->store, &fresh, &c->rq.fail) && call_leaf(z, c, S("password"), &o->who, S(""), fresh.id, &leaf) &&
	     call_me(z, c, &o->who);
	people_forget(&o->who);
	return ok;
}

bool verb_password(struct zhuyi *z, struct call *c)
{
	struct password_work *w = ARENA_NEW(&c->arena, struct password_work, 1);
	struct own *o = &w->own;
	str old = json_str(c->body, "old"), fresh = json_str(c->body, "new");
	c->work = w;
	c->write = password_write;
	c->after = own_failed_after;
	if (!old.n || !fresh.n) return fail_set(&c->rq.fail, RC_INPUT, "password", "\"old\" or \"new\" is missing");
	if (old.n > PASSWORD_MAX || fresh.n > PASSWORD_MAX) return fail_set(&c->rq.fail, RC_LIMIT, "password", "a password has at most 256 bytes");
	if (!call_writable(z, c) || !own_open(z, c, o) || call_locked(c, &o->attempt)) return false;
	if (!own_password(c, o, old)) return o->failed;
	if (str_eq(old, fresh)) {
		c->say[0] = "新密码和旧密码一样，请换一个", c->say[1] = "the new password is the old one; choose another";
		return fail_set(&c->rq.fail, RC_INPUT, "password", "the new password is the old one");
	}
	return call_password_good(z, c, fresh, o->secrets.login) && password_hash(w->hash, fresh, call_password_wait_ms(c), c->arena, &c->rq.fail);
}

/* ---- the second factor ---- */

struct factor_work {
	struct own own; /* first: own_failed_after */
	char secret[TOTP_SECRET_CHARS + 1];
	char recovery[2 * sizeof(struct recovery) + 1];
};

static bool begin_write(struct zhuyi *z, struct call *c)
{
	struct factor_work *w = c->work;
	struct own *o = &w->own;
	struct trail_leaf leaf;
	bool ok = own_again(z, c, o);
	o->credential.totp = 1;
	o->credential.totp_step = 0; /* which codes of the secret before were used says nothing of this one's */
	o->secrets.totp = str_from(w->secret);
	o->secrets.recovery = (str){"", 0};
	ok = ok && own_put(z, c, o) && call_leaf(z, c, S("totp.begin"), &o->who, S(""), c->session.id, &leaf);
	people_forget(&o->who);
	return ok;
}

/* Nothing asks for a code until one was shown to work: totp_confirm. Begun anew, the secret before is forgotten. */
bool verb_totp_begin(struct zhuyi *z, struct call *c)
{
	struct factor_work *w = ARENA_NEW(&c->arena, struct factor_work, 1);
	unsigned char secret[TOTP_SECRET];
	struct jw out = {&c->reply, false};
	if (!call_writable(z, c) || !own_open(z, c, &w->own)) return false;
	if (w->own.credential.totp == 2) {
		c->say[0] = "已经设置了动态码，要换手机请先停用", c->say[1] = "there is a second factor already; remove it first";
		return fail_set(&c->rq.fail, RC_CONFLICT, "totp_begin", "there is a second factor already");
	}
	totp_secret_make(secret, c->rq.rng);
	base32_write(w->secret, secret, TOTP_SECRET);
	jw_object(&out, NULL);
	jw_str(&out, "secret", str_from(w->secret));
	jw_str(&out, "uri", totp_uri(secret, house_names(c->house)->name[call_lang(c)], w->own.secrets.login, &c->arena));
	jw_end_object(&out);
	sodium_memzero(secret, sizeof secret);
	c->work = w;
	c->write = begin_write;
	return true;
}

/* A code was shown just now: that is the second step as well, for who was on the way to something that needs one. */
static bool confirm_write(struct zhuyi *z, struct call *c)
{
	struct factor_work *w = c->work;
	struct own *o = &w->own;
	struct trail_leaf leaf;
	if (o->failed) return own_failed_write(z, c, o);
	bool ok = own_again(z, c, o);
	o->credential.totp = 2;
	o->credential.totp_step = o->step;
	o->secrets.recovery = str_from(w->recovery);
	ok = ok && own_put(z, c, o) && store_attempt_drop(z->store, c->house->org, o->mark, &c->rq.fail) &&
	     store_session_step(z->store, c->session.token_hash, step_until_ms(call_now(c)), STEP_CODE, &c->rq.fail) &&
	     call_leaf(z, c, S("totp.confirm"), &o->who, S(""), c->session.id, &leaf);
	people_forget(&o->who);
	return ok;
}

static void make_recovery(struct call *c, struct factor_work *w)
{
	char codes[RECOVERY_CODES][RECOVERY_CHARS + 1];
	struct recovery r;
	struct jw out = {&c->reply, false};
	recovery_make(codes, &r, w->own.who.key.b, c->rq.rng);
	sodium_bin2hex(w->recovery, sizeof w->recovery, (const unsigned char *)&r, sizeof r);
	jw_object(&out, NULL);
	jw_array(&out, "recovery");
	for (int i = 0; i < RECOVERY_CODES; i++) jw_str(&out, NULL, str_from(codes[i]));
	jw_end_array(&out);
	jw_end_object(&out);
	sodium_memzero(codes, sizeof codes);
}

bool verb_totp_confirm(struct zhuyi *z, struct call *c)
{
	struct factor_work *w = ARENA_NEW(&c->arena, struct factor_work, 1);
	struct own *o = &w->own;
	str code;
	if (!field_line_needed(c, c->body, "code", CODE_MAX, &code) || !call_writable(z, c) || !own_open(z, c, o)) return false;
	if (o->credential.totp != 1) return fail_set(&c->rq.fail, RC_CONFLICT, "totp_confirm", "no second factor was begun");
	if (call_locked(c, &o->attempt)) return false;
	if (own_code(c, o, code, 1)) make_recovery(c, w);
	c->work = w;
	c->write = confirm_write;
	c->after = own_failed_after;
	return true;
}

static bool remove_write(struct zhuyi *z, struct call *c)
{
	struct own *o = c->work;
	struct trail_leaf leaf;
	bool ok = own_again(z, c, o);
	o->credential.totp = 0;
	o->secrets.totp = o->secrets.recovery = (str){"", 0};
	ok = ok && own_put(z, c, o) && store_session_step(z->store, c->session.token_hash, 0, 0, &c->rq.fail) &&
	     call_leaf(z, c, S("totp.remove"), &o->who, S(""), c->session.id, &leaf);
	people_forget(&o->who);
	return ok;
}

bool verb_totp_remove(struct zhuyi *z, struct call *c)
{
	struct own *o = ARENA_NEW(&c->arena, struct own, 1);
	if (!call_writable(z, c) || !own_open(z, c, o)) return false;
	c->work = o;
	c->write = remove_write;
	return empty_reply(c);
}
