/* verb_people.c - whom one may act for or read, children in one's care, and finding somebody by exact name or phone. */
#include "app/person.h"

enum { WARDS_MAX = 20, FOUND_MAX = 20 };

/* ---- whom I may act for or read ---- */

static void kin_json(struct call *c, struct jw *w, str person, enum relation relation, const struct profile *p)
{
	struct date birth;
	jw_object(w, NULL);
	jw_str(w, "person", person);
	jw_str(w, "relation", relation_name(relation));
	jw_str(w, "name", p->name);
	jw_str(w, "birth", p->birth);
	if (date_read(&birth, p->birth)) jw_i64(w, "age_y", age_y(birth, call_now(c), ZONE_CHINA_MIN));
	else jw_null(w, "age_y");
	jw_end_object(w);
}

static bool one_of_mine(struct zhuyi *z, struct call *c, struct jw *w, str person, enum relation relation, bool named)
{
	struct someone s;
	struct told t = {0};
	struct fail none = {0};
	if (!people_open(&z->people, &s, c->house->org, person, false, &c->arena, &none)) return none.rc == RC_MISSING || (c->rq.fail = none, false);
	bool ok = !named || person_told(z, &s, &t, &c->arena, &c->rq.fail);
	people_forget(&s);
	if (ok) kin_json(c, w, person, relation, &t.profile);
	return ok;
}

/* The same that who.c asks when something is read: a consent for this reader. The name belongs to the plain one. */
static bool family_item(struct zhuyi *z, struct call *c, struct jw *w, str person)
{
	bool plain, health;
	if (!call_consents(z, c, person, PURPOSE_FAMILY, false, c->session.person, &plain) ||
	    !call_consents(z, c, person, PURPOSE_FAMILY, true, c->session.person, &health))
		return false;
	return !(plain || health) || one_of_mine(z, c, w, person, RELATION_FAMILY, plain);
}

static bool kin_items(struct zhuyi *z, struct call *c, struct jw *w)
{
	struct relation_rows rows;
	if (!store_relations_of(z->store, &rows, c->house->org, c->session.person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct relation_row *r = &rows.v[i];
		bool guardian = str_eq(r->kind, S("guardian")), family = str_eq(r->kind, S("family"));
		if (!str_eq(r->side, S("for")) || !kin_is_active(r, call_now(c))) continue;
		if (guardian && !one_of_mine(z, c, w, r->other, RELATION_WARD, true)) return false;
		if (family && !family_item(z, c, w, r->other)) return false;
	}
	return true;
}

bool verb_people(struct zhuyi *z, struct call *c)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_array(&w, "people");
	if (!one_of_mine(z, c, &w, c->session.person, RELATION_SELF, true)) return false;
	/* In a role of the staff nobody is read as kin. */
	bool kin = access_cell(z->access, access_action(z->access, S("profile.read")), RELATION_WARD, c->role) != ACCESS_DENY;
	if (kin && !kin_items(z, c, &w)) return false;
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- a child ---- */

struct ward_work {
	struct told told;
	struct date birth;
	bool agreed[2];
};

static bool refuse(struct call *c, enum rc rc, const char *zh, const char *en)
{
	c->say[0] = zh, c->say[1] = en;
	return fail_set(&c->rq.fail, rc, "ward", "%s", en);
}

/* A guardian is of age (民法典, Civil Code of the PRC, 2020, art. 17-18, 27), and has not entered more children than anybody has. */
static bool may_have_ward(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct told t;
	struct date birth;
	struct relation_rows rows;
	int wards = 0;
	bool ok = people_open(&z->people, &s, c->house->org, c->session.person, false, &c->arena, &c->rq.fail) &&
		  person_told(z, &s, &t, &c->arena, &c->rq.fail) &&
		  store_relations_of(z->store, &rows, c->house->org, c->session.person, &c->arena, &c->rq.fail);
	people_forget(&s);
	if (!ok) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) wards += str_eq(rows.v[i].side, S("for")) && str_eq(rows.v[i].kind, S("guardian"));
	if (wards >= WARDS_MAX) return refuse(c, RC_LIMIT, "登记的孩子太多", "too many children are entered");
	if (date_read(&birth, t.profile.birth) && age_group_of(birth, call_now(c), ZONE_CHINA_MIN) != AGE_ADULT)
		return refuse(c, RC_DENIED, "监护人须年满十八岁", "a guardian is 18 or older");
	return true;
}

static bool ward_rows(struct zhuyi *z, struct call *c, const struct someone *s, const struct ward_work *w)
{
	char id[27];
	struct relation_row row = {.org = s->org,
				   .person = s->person,
				   .side = S("by"),
				   .other = c->session.person,
				   .kind = S("guardian"),
				   .state = S("active"),
				   .since_ms = call_now(c),
				   .until_ms = age_reached_ms(w->birth, AGE_OWN_CONSENT_Y, ZONE_CHINA_MIN)};
	return person_keep(z, c, s, &w->told) && kin_put(z, c, &row) && person_leaf(z, c, s, S("ward.made"), c->session.person) &&
	       person_agree(z, c, s, PURPOSE_CONSULT, false, S(""), id) && person_agree(z, c, s, PURPOSE_CONSULT, true, S(""), id);
}

static bool ward_write(struct zhuyi *z, struct call *c)
{
	struct ward_work *w = c->work;
	struct someone s;
	char id[27];
	struct jw out = {&c->reply, false};
	ulid_make(id, call_now(c), c->rq.rng);
	str person = str_copy(&c->arena, str_from(id));
	if (!call_session_stands(z, c) || !may_have_ward(z, c)) return false;
	bool ok = people_make(&z->people, &s, c->house->org, person, S("ward"), call_now(c), c->rq.rng, &c->arena, &c->rq.fail) &&
		  ward_rows(z, c, &s, w);
	people_forget(&s);
	if (!ok) return false;
	jw_object(&out, NULL);
	jw_str(&out, "person", person);
	jw_end_object(&out);
	return true;
}

/* Both consents to consultation, by the guardian: without them nothing about a child under 14 may be kept (PIPL, 个人信息保护法, 2021, art. 31). */
static bool read_agreed(struct call *c, struct ward_work *w)
{
	jv list = json_get(c->body, "consents");
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		enum purpose p;
		jv one = json_at(list, i);
		if (purpose_by_name(json_str(one, "purpose"), &p) && p == PURPOSE_CONSULT) w->agreed[json_flag(one, "sensitive")] = true;
	}
	if (w->agreed[0] && w->agreed[1]) return true;
	c->need = "consent";
	return refuse(c, RC_DENIED, "登记孩子须监护人同意两项问诊授权", "entering a child needs the guardian's two consents to consultation");
}

bool verb_ward_make(struct zhuyi *z, struct call *c)
{
	struct ward_work *w = ARENA_NEW(&c->arena, struct ward_work, 1);
	struct profile *p = &w->told.profile;
	if (!call_writable(z, c) || !person_from_body(c, p)) return false;
	if (!p->name.n || !p->birth.n) return fail_set(&c->rq.fail, RC_INPUT, "ward", "\"name\" or \"birth\" is missing");
	if (!birth_read(&w->birth, p->birth, call_now(c), ZONE_CHINA_MIN, &c->rq.fail)) return false;
	if (!age_guardian_may(w->birth, call_now(c), ZONE_CHINA_MIN))
		return refuse(c, RC_INPUT, "年满十四岁由本人注册", "from 14 on one registers oneself");
	if (!read_agreed(c, w)) return false;
	c->work = w;
	c->write = ward_write;
	return true;
}

/* ---- finding ---- */

struct find_work {
	unsigned char name[VAULT_MARK], phone[VAULT_MARK];
	bool by_name, by_phone;
};

static bool has(const struct rows *people, str person)
{
	for (ptrdiff_t i = 0; i < people->n; i++)
		if (str_eq(people->v[i * people->width].bytes, person)) return true;
	return false;
}

static bool found(struct zhuyi *z, struct call *c, struct rows *out, const char *kind, const unsigned char mark[VAULT_MARK])
{
	enum { SAME_MAX = 500 };
	return store_found(z->store, out, c->house->org, str_from(kind), (str){(const char *)mark, VAULT_MARK}, SAME_MAX, &c->arena, &c->rq.fail);
}

/* Being found is being looked at: it is written down with each who was. */
static bool found_item(struct zhuyi *z, struct call *c, struct jw *w, str person, int *n)
{
	struct person_row row;
	struct fail none = {0};
	if (!store_person_get(z->store, &row, c->house->org, person, &c->arena, &none)) return none.rc == RC_MISSING || (c->rq.fail = none, false);
	if (!str_eq(row.state, S("active")) || !call_relation(z, c, person, NULL, &c->relation)) return c->rq.fail.rc == RC_OK;
	if (access_cell(z->access, access_action(z->access, S("person.find")), c->relation, c->role) == ACCESS_DENY) return true;
	if (++*n > FOUND_MAX) return true;
	jw_object(w, NULL);
	jw_str(w, "person", person);
	jw_str(w, "relation", relation_name(c->relation));
	jw_str(w, "kind", row.kind);
	jw_end_object(w);
	c->target = person;
	bool ok = call_note_access(z, c);
	c->target = (str){"", 0};
	return ok;
}

static bool find_write(struct zhuyi *z, struct call *c)
{
	struct find_work *w = c->work;
	struct rows names = {0}, phones = {0};
	struct jw out = {&c->reply, false};
	int n = 0;
	if (!call_session_stands(z, c)) return false;
	if ((w->by_name && !found(z, c, &names, "name", w->name)) || (w->by_phone && !found(z, c, &phones, "phone", w->phone))) return false;
	const struct rows *first = w->by_phone ? &phones : &names;
	jw_object(&out, NULL);
	jw_array(&out, "people");
	for (ptrdiff_t i = 0; i < first->n; i++) {
		str person = first->v[i * first->width].bytes;
		if (w->by_phone && w->by_name && !has(&names, person)) continue;
		if (!found_item(z, c, &out, person, &n)) return false;
	}
	jw_end_array(&out);
	jw_bool(&out, "more", n > FOUND_MAX);
	jw_end_object(&out);
	return true;
}

bool verb_find(struct zhuyi *z, struct call *c)
{
	struct find_work *w = ARENA_NEW(&c->arena, struct find_work, 1);
	str name = str_trim(json_str(c->body, "name")), phone = str_trim(json_str(c->body, "phone"));
	/* Who could never find anybody is told so before anything is looked for. */
	if (!call_rule(z, c, "person.find", RELATION_NONE) || !call_writable(z, c)) return false;
	if (name.n > RECORD_NAME_MAX || phone.n > RECORD_PHONE_MAX)
		return fail_set(&c->rq.fail, RC_INPUT, "find", "\"name\" or \"phone\" is too long");
	w->by_name = name.n && vault_mark_name(w->name, z->vault, c->house->org, name, c->arena);
	w->by_phone = phone.n && vault_mark_phone(w->phone, z->vault, c->house->org, phone, c->arena);
	if ((name.n && !w->by_name) || (phone.n && !w->by_phone) || !(name.n || phone.n))
		return fail_set(&c->rq.fail, RC_INPUT, "find", "give a \"name\" or a \"phone\" number to look for");
	c->work = w;
	c->write = find_write;
	return true;
}
