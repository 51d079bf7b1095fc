#include "app/person.h"

bool person_open(struct zhuyi *z, struct call *c, struct someone *s)
{
	*s = (struct someone){0};
	if (!c->target.n) {
		c->need = "login";
		return fail_set(&c->rq.fail, RC_DENIED, "person", "log in first");
	}
	return people_open(&z->people, s, c->house->org, c->target, false, &c->arena, &c->rq.fail);
}

bool person_again(struct zhuyi *z, struct call *c, struct someone *s)
{
	*s = (struct someone){0};
	return call_session_stands(z, c) && person_open(z, c, s);
}

str person_called(struct zhuyi *z, struct call *c, str person)
{
	struct someone s;
	struct fail none = {0};
	str name = {"", 0};
	if (people_open(&z->people, &s, c->house->org, person, false, &c->arena, &none))
		name = people_name(&z->people, &s, (int)call_lang(c), &c->arena);
	people_forget(&s);
	return name;
}

bool person_leaf(struct zhuyi *z, struct call *c, const struct someone *s, str kind, str body)
{
	struct trail_leaf leaf;
	return call_leaf(z, c, kind, s, S(""), body, &leaf);
}

/* ---- the profile ---- */

/* What is kept was checked when it came in; it is read here as it is. */
static void read_kept(struct told *t, jv v, struct arena *a)
{
	struct profile *p = &t->profile;
	jv emergency = json_get(v, "emergency");
	p->name = str_copy(a, json_str(v, "name"));
	p->birth = str_copy(a, json_str(v, "birth"));
	p->sex = str_copy(a, json_str(v, "sex"));
	p->phone = str_copy(a, json_str(v, "phone"));
	p->emergency = (struct contact){str_copy(a, json_str(emergency, "name")), str_copy(a, json_str(emergency, "phone")),
					str_copy(a, json_str(emergency, "relation"))};
	t->name_zh = str_copy(a, json_str(v, "name_zh"));
	t->name_en = str_copy(a, json_str(v, "name_en"));
}

static bool damaged(struct fail *fail)
{
	*fail = (struct fail){0};
	return fail_set(fail, RC_CORRUPT, "person", "what is kept about this person cannot be read");
}

bool person_told(struct zhuyi *z, const struct someone *s, struct told *t, struct arena *a, struct fail *fail)
{
	str text;
	jv v;
	struct item_row row;
	struct fail none = {0};
	*t = (struct told){.profile.person = s->person};
	if (!people_item_get(&z->people, s, &text, &row, S("profile"), S(""), a, &none)) return none.rc == RC_MISSING || (*fail = none, false);
	if (!json_parse(&v, text, 16, &none)) return damaged(fail);
	read_kept(t, v, a);
	t->version = row.version;
	json_free(v);
	return true;
}

/* Staff are listed by name; only patients are looked for by mark. */
static bool put_marks(struct zhuyi *z, struct call *c, const struct someone *s, const struct profile *p)
{
	unsigned char mark[VAULT_MARK];
	str org = s->org, bytes = {(char *)mark, VAULT_MARK};
	if (str_eq(s->row.kind, S("staff"))) return true;
	return store_found_drop_of(z->store, org, S("name"), s->person, &c->rq.fail) &&
	       store_found_drop_of(z->store, org, S("phone"), s->person, &c->rq.fail) &&
	       (!vault_mark_name(mark, z->vault, org, p->name, c->arena) ||
		store_found_put(z->store, org, S("name"), bytes, s->person, &c->rq.fail)) &&
	       (!vault_mark_phone(mark, z->vault, org, p->phone, c->arena) ||
		store_found_put(z->store, org, S("phone"), bytes, s->person, &c->rq.fail));
}

bool person_keep(struct zhuyi *z, struct call *c, const struct someone *s, const struct told *t)
{
	struct sb text = sb_new(&c->arena, 512);
	struct jw w = {&text, false};
	profile_write(&w, NULL, &t->profile);
	if (t->name_zh.n || t->name_en.n) {
		text.n--; /* reopen the object */
		jw_str(&w, "name_zh", t->name_zh);
		jw_str(&w, "name_en", t->name_en);
		jw_end_object(&w);
	}
	return people_item_put(&z->people, s, S("profile"), S(""), call_now(c), t->version + 1, sb_str(&text), c->rq.rng, &c->arena, &c->rq.fail) &&
	       put_marks(z, c, s, &t->profile) && person_leaf(z, c, s, S("profile.changed"), sb_str(&text));
}

bool person_from_body(struct call *c, struct profile *p)
{
	static const char *const members[] = {"name", "birth", "sex", "phone"};
	struct sb text = sb_new(&c->arena, 256);
	struct jw w = {&text, false};
	jv v;
	jw_object(&w, NULL);
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		jv member = json_get(c->body, members[i]);
		if (member && !json_is_string(member)) return fail_set(&c->rq.fail, RC_INPUT, "person", "\"%s\" is not text", members[i]);
		if (member) jw_str(&w, members[i], json_text(member));
	}
	jw_end_object(&w);
	if (!json_parse(&v, sb_str(&text), 4, &c->rq.fail)) return false;
	bool ok = profile_read(p, v, call_now(c), &c->arena, &c->rq.fail);
	json_free(v);
	return ok;
}

/* ---- facts ---- */

bool person_facts_kept(struct zhuyi *z, const struct someone *s, struct person_facts *f, int64_t *at_ms, struct arena *a, struct fail *fail)
{
	str text;
	jv v;
	struct item_row row;
	struct fail none = {0};
	*f = (struct person_facts){0};
	*at_ms = 0;
	if (!people_item_get(&z->people, s, &text, &row, S("facts"), S(""), a, &none)) return none.rc == RC_MISSING || (*fail = none, false);
	if (!json_parse(&v, text, 16, &none)) return damaged(fail);
	bool ok = person_facts_read(f, v, row.at_ms, a, &none); /* by the clock of when it came in */
	json_free(v);
	*at_ms = row.at_ms;
	return ok || damaged(fail);
}
