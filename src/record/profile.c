#include "record/check_int.h"

static bool contact_member(struct contact *c, const struct reader *r, str key, jv v)
{
	if (str_eq(key, S("name"))) return read_line(r, &c->name, S("emergency.name"), v, RECORD_NAME_MAX);
	if (str_eq(key, S("phone"))) return read_phone(r, &c->phone, S("emergency.phone"), v);
	if (str_eq(key, S("relation"))) return read_line(r, &c->relation, S("emergency.relation"), v, RECORD_RELATION_MAX);
	return read_unknown(r, key);
}

static bool read_contact(struct contact *c, const struct reader *r, jv v)
{
	str key;
	jv value;
	if (!v) *c = (struct contact){0};
	if (v && !json_is_object(v)) return fail_set(r->fail, RC_INPUT, r->what, "\"emergency\" is not an object");
	for (struct json_walk walk = {0}; json_next(&walk, v, &key, &value);)
		if (!contact_member(c, r, key, value)) return false;
	if (c->relation.n && !c->name.n && !c->phone.n) return fail_set(r->fail, RC_INPUT, r->what, "\"emergency\" needs a name or a phone number");
	return true;
}

static bool read_person(struct profile *p, const struct reader *r, jv v)
{
	str s;
	if (!read_line(r, &s, S("person"), v, RECORD_NAME_MAX)) return false;
	if (p->person.n && !str_eq(p->person, s)) return fail_set(r->fail, RC_INPUT, r->what, "\"person\" cannot be changed");
	p->person = s;
	return true;
}

static bool profile_member(struct profile *p, const struct reader *r, str key, jv v)
{
	if (str_eq(key, S("person"))) return read_person(p, r, v);
	if (str_eq(key, S("name"))) return read_line(r, &p->name, key, v, RECORD_NAME_MAX);
	if (str_eq(key, S("birth"))) return read_birth(r, &p->birth, key, v);
	if (str_eq(key, S("sex"))) return read_sex(r, &p->sex, key, v);
	if (str_eq(key, S("phone"))) return read_phone(r, &p->phone, key, v);
	if (str_eq(key, S("emergency"))) return read_contact(&p->emergency, r, v);
	return read_unknown(r, key);
}

bool profile_read(struct profile *p, jv v, int64_t now_ms, struct arena *perm, struct fail *fail)
{
	struct reader r = {"profile", now_ms, perm, fail};
	struct profile next = *p;
	str key;
	jv value;
	if (!json_is_object(v)) return fail_set(fail, RC_INPUT, r.what, "the profile is not an object");
	for (struct json_walk walk = {0}; json_next(&walk, v, &key, &value);)
		if (!profile_member(&next, &r, key, value)) return false;
	*p = next;
	return true;
}

static void text_or_null(struct jw *w, const char *key, str s)
{
	if (s.n) jw_str(w, key, s);
	else jw_null(w, key);
}

void profile_write(struct jw *w, const char *key, const struct profile *p)
{
	const struct contact *c = &p->emergency;
	jw_object(w, key);
	if (p->person.n) jw_str(w, "person", p->person);
	text_or_null(w, "name", p->name);
	text_or_null(w, "birth", p->birth);
	text_or_null(w, "sex", p->sex);
	text_or_null(w, "phone", p->phone);
	if (c->name.n || c->phone.n || c->relation.n) {
		jw_object(w, "emergency");
		text_or_null(w, "name", c->name);
		text_or_null(w, "phone", c->phone);
		text_or_null(w, "relation", c->relation);
		jw_end_object(w);
	} else jw_null(w, "emergency");
	jw_end_object(w);
}
