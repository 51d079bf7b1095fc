/* verb_profile.c - who somebody is, and what they told of their health: reading and changing it. */
#include "app/derived.h"

bool verb_profile(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct told t;
	struct jw w = {&c->reply, false};
	bool ok = person_open(z, c, &s) && person_told(z, &s, &t, &c->arena, &c->rq.fail);
	people_forget(&s);
	if (ok) profile_write(&w, NULL, &t.profile);
	return ok;
}

static bool refuse(struct call *c, enum rc rc, const char *zh, const char *en)
{
	c->say[0] = zh, c->say[1] = en;
	return fail_set(&c->rq.fail, rc, "profile", "%s", en);
}

/* A doctor signs with the name the hospital knows; and an age decides who consents, so it cannot be taken back or moved over that line. */
static bool allowed(struct call *c, const struct someone *s, const struct profile *was, const struct profile *is)
{
	struct date birth;
	bool staff = str_eq(s->row.kind, S("staff")), ward = str_eq(s->row.kind, S("ward"));
	if (staff && !str_eq(was->name, is->name))
		return refuse(c, RC_DENIED, "本院员工的姓名由管理员修改", "an administrator changes the names of the staff");
	if (staff) return true;
	if (!is->name.n) return refuse(c, RC_INPUT, "姓名不能为空", "a name is needed");
	if (!is->birth.n) return refuse(c, RC_INPUT, "出生日期不能为空", "the birth date is needed");
	if (str_eq(was->birth, is->birth)) return true;
	if (!birth_read(&birth, is->birth, call_now(c), ZONE_CHINA_MIN, &c->rq.fail)) return false;
	bool child = age_guardian_may(birth, call_now(c), ZONE_CHINA_MIN);
	if (ward && !child) return refuse(c, RC_INPUT, "这里登记的是十四岁以下的孩子", "this is for a child under 14");
	if (!ward && child) return refuse(c, RC_INPUT, "十四岁以下由监护人登记", "under 14 a guardian enters the child");
	return true;
}

/* Everybody who reads or acts for a child does so until the 14th birthday, wherever that now lies. */
static bool move_ends(struct zhuyi *z, struct call *c, const struct someone *s, str birth)
{
	struct date date;
	struct relation_rows rows;
	if (!str_eq(s->row.kind, S("ward")) || !date_read(&date, birth)) return true;
	if (!store_relations_of(z->store, &rows, s->org, s->person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		if (!str_eq(rows.v[i].side, S("by")) || !rows.v[i].until_ms) continue;
		rows.v[i].until_ms = age_reached_ms(date, AGE_OWN_CONSENT_Y, ZONE_CHINA_MIN);
		if (!kin_put(z, c, &rows.v[i])) return false;
	}
	return true;
}

static bool profile_change_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct told t = {0};
	struct jw w = {&c->reply, false};
	bool ok = person_again(z, c, &s) && person_told(z, &s, &t, &c->arena, &c->rq.fail);
	struct profile was = t.profile;
	ok = ok && profile_read(&t.profile, c->body, call_now(c), &c->arena, &c->rq.fail) && allowed(c, &s, &was, &t.profile) &&
	     (str_eq(was.birth, t.profile.birth) || move_ends(z, c, &s, t.profile.birth)) && person_keep(z, c, &s, &t);
	people_forget(&s);
	if (ok) profile_write(&w, NULL, &t.profile);
	return ok;
}

bool verb_profile_change(struct zhuyi *z, struct call *c)
{
	if (!call_writable(z, c)) return false;
	if (!c->body) return fail_set(&c->rq.fail, RC_INPUT, "profile", "nothing to change was sent");
	c->write = profile_change_write;
	return true;
}

/* ---- facts ---- */

static void facts_reply(struct call *c, const struct person_facts *f, int64_t at_ms)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	person_facts_write(&w, "facts", f);
	jw_i64(&w, "updated_ms", at_ms);
	jw_end_object(&w);
}

bool verb_facts(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct person_facts f;
	struct known known;
	struct jw w = {&c->reply, true};
	int64_t at_ms;
	bool ok = person_open(z, c, &s) && person_facts_kept(z, &s, &f, &at_ms, &c->arena, &c->rq.fail) && known_read(z, c, &s, &known);
	people_forget(&s);
	if (!ok) return false;
	facts_reply(c, &f, at_ms);
	c->reply.n--; /* reopen the object */
	known_json(&w, "known", &known);
	jw_end_object(&w);
	return true;
}

/* Health information is kept only with the consent to it. */
static bool may_keep(struct zhuyi *z, struct call *c)
{
	bool agreed;
	if (!call_consent(z, c, c->target, &agreed)) return false;
	if (agreed) return true;
	c->need = "consent";
	return fail_set(&c->rq.fail, RC_DENIED, "facts", "health facts are kept only with the consent to consultation");
}

static bool facts_change_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct person_facts *f = c->work;
	struct item_row row = {0};
	struct fail none = {0};
	struct sb text = sb_new(&c->arena, 512);
	struct jw w = {&text, false};
	person_facts_write(&w, NULL, f);
	bool ok = may_keep(z, c) && person_again(z, c, &s);
	if (!ok) return false;
	bool any = store_item_get(z->store, &row, s.org, s.person, S("facts"), S(""), &c->arena, &none);
	ok = (any || none.rc == RC_MISSING || (c->rq.fail = none, false)) &&
	     people_item_put(&z->people, &s, S("facts"), S(""), call_now(c), row.version + 1, sb_str(&text), c->rq.rng, &c->arena, &c->rq.fail) &&
	     person_leaf(z, c, &s, S("facts.changed"), sb_str(&text));
	people_forget(&s);
	if (ok) facts_reply(c, f, call_now(c));
	return ok;
}

bool verb_facts_change(struct zhuyi *z, struct call *c)
{
	struct person_facts *f = ARENA_NEW(&c->arena, struct person_facts, 1);
	jv sent = json_get(c->body, "facts");
	if (!call_writable(z, c)) return false;
	if (!sent) return fail_set(&c->rq.fail, RC_INPUT, "facts", "\"facts\" is missing");
	if (!person_facts_read(f, sent, call_now(c), &c->arena, &c->rq.fail)) return false;
	c->work = f;
	c->write = facts_change_write;
	return true;
}
