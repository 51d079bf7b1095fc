/* verb_account.c - log in, log out, who am I. */
#include "app/app.h"

static void me(struct zhuyi *z, struct call *c, str role, str name, str title, bool fictional)
{
	(void)z;
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_str(&w, "role", role);
	jw_str(&w, "name", name);
	jw_str(&w, "title", title);
	jw_bool(&w, "fictional", fictional);
	jw_object(&w, "organisation");
	jw_str(&w, "name_zh", S("示例医院（虚构）"));
	jw_str(&w, "name_en", S("Sample Hospital (fictional)"));
	jw_bool(&w, "fictional", true);
	jw_end_object(&w);
	jw_null(&w, "csrf");
	jw_end_object(&w);
}

bool verb_me(struct zhuyi *z, struct call *c)
{
	struct account_row a;
	enum language lang = call_lang(c);
	if (!c->has_session || !c->session.login.n) {
		me(z, c, S("visitor"), (str){"", 0}, (str){"", 0}, false);
		return true;
	}
	if (!z->store->verbs->account_get(z->store, &a, z->org, c->session.login, &c->arena, &c->rq.fail)) return false;
	me(z, c, a.role, a.name[lang], a.title[lang], a.fictional);
	return true;
}

static bool login_write(struct zhuyi *z, struct call *c)
{
	return z->store->verbs->session_put(z->store, &c->session, &c->rq.fail) &&
	       trail_append(&z->trail, z->store, &c->rq, S("login"), c->session.person, (str){"", 0}, c->session.login, NULL);
}

bool verb_login(struct zhuyi *z, struct call *c)
{
	struct account_row a;
	str login = json_str(c->body, "login"), password = json_str(c->body, "password");
	enum language lang = call_lang(c);
	if (!login.n || !password.n) return fail_set(&c->rq.fail, RC_INPUT, "login", "\"login\" or \"password\" is missing");
	if (login.n > 128 || password.n > 256) return fail_set(&c->rq.fail, RC_INPUT, "login", "\"login\" or \"password\" is too long");
	if (!z->store || z->read_only) return fail_set(&c->rq.fail, RC_BUSY, "login", "the store is read-only");
	if (!account_login(z->store, &a, z->org, login, password, &c->arena, &c->rq.fail)) return c->has_session = false, false;
	session_make(c->new_session, &c->session, z->org, a.person, a.login, a.role, c->rq.clock.now_ms(c->rq.clock.ctx), c->rq.rng);
	me(z, c, a.role, a.name[lang], a.title[lang], a.fictional);
	c->write = login_write;
	return true;
}

static bool logout_write(struct zhuyi *z, struct call *c)
{
	return z->store->verbs->session_drop(z->store, c->session.token, &c->rq.fail);
}

bool verb_logout(struct zhuyi *z, struct call *c)
{
	sb_add(&c->reply, S("{}"));
	memcpy(c->new_session, "-", 2);
	if (!c->has_session) return true;
	if (z->read_only) return fail_set(&c->rq.fail, RC_BUSY, "logout", "the store is read-only");
	c->write = logout_write;
	return true;
}
