#include "account/people.h"

#include "base/json.h"

#include <sodium.h>

void people_new(const struct people *p, struct someone *s, str org, str person, str kind, int64_t now_ms, struct rng rng, struct arena *a)
{
	unsigned char wrapped[VAULT_WRAPPED];
	*s = (struct someone){.org = org, .person = person};
	vault_person_make(&s->key, wrapped, p->vault, org, person, rng);
	s->row = (struct person_row){.org = org,
				     .person = person,
				     .kind = kind,
				     .state = S("active"),
				     .wrapped = str_copy(a, (str){(char *)wrapped, VAULT_WRAPPED}),
				     .created_ms = now_ms,
				     .seen_ms = now_ms};
}

bool people_make(const struct people *p, struct someone *s, str org, str person, str kind, int64_t now_ms, struct rng rng, struct arena *a,
		 struct fail *fail)
{
	people_new(p, s, org, person, kind, now_ms, rng, a);
	return store_person_put(p->store, &s->row, fail);
}

bool people_open(const struct people *p, struct someone *s, str org, str person, bool blocked, struct arena *a, struct fail *fail)
{
	*s = (struct someone){.org = org, .person = person};
	if (!store_person_get(p->store, &s->row, org, person, a, fail)) return false;
	if (str_eq(s->row.state, S("deleted")) || (str_eq(s->row.state, S("blocked")) && !blocked))
		return fail_set(fail, RC_MISSING, "people_open", "this person's content was deleted or is closed");
	return vault_unwrap(&s->key, p->vault, org, person, s->row.wrapped, fail);
}

bool people_hospital(const struct people *p, struct someone *s, str org, int64_t now_ms, struct rng rng, struct arena *a, struct fail *fail)
{
	struct fail none = {0};
	if (people_open(p, s, org, S(""), false, a, &none)) return true;
	if (none.rc != RC_MISSING) return *fail = none, false;
	return people_make(p, s, org, S(""), S("hospital"), now_ms, rng, a, fail);
}

void people_forget(struct someone *s)
{
	person_key_forget(&s->key);
}

static struct vault_place place_of(const struct someone *s, const char *column, str kind, str id)
{
	return (struct vault_place){.column = str_from(column), .org = s->org, .person = s->person, .kind = kind, .id = id};
}

str people_seal(const struct someone *s, const char *column, str kind, str id, str text, struct rng rng, struct arena *a)
{
	struct vault_place place = place_of(s, column, kind, id);
	return vault_seal(&s->key, &place, text, rng, a);
}

bool people_unseal(const struct someone *s, str *text, const char *column, str kind, str id, str sealed, struct arena *a, struct fail *fail)
{
	struct vault_place place = place_of(s, column, kind, id);
	return vault_unseal(text, &s->key, &place, sealed, a, fail);
}

bool people_item_put(const struct people *p, const struct someone *s, str kind, str id, int64_t at_ms, int64_t version, str text, struct rng rng,
		     struct arena *a, struct fail *fail)
{
	struct item_row row = {s->org, s->person, kind, id, at_ms, version, people_seal(s, "item.sealed_body", kind, id, text, rng, a)};
	return store_item_put(p->store, &row, fail);
}

bool people_item_get(const struct people *p, const struct someone *s, str *text, struct item_row *row, str kind, str id, struct arena *a,
		     struct fail *fail)
{
	struct item_row own;
	if (!row) row = &own;
	return store_item_get(p->store, row, s->org, s->person, kind, id, a, fail) &&
	       people_unseal(s, text, "item.sealed_body", kind, id, row->sealed_body, a, fail);
}

/* A profile has "name", staff have "name_zh" and "name_en" beside it. */
str people_name(const struct people *p, const struct someone *s, int lang, struct arena *a)
{
	struct fail none = {0};
	str text, name = {"", 0};
	jv v;
	if (!people_item_get(p, s, &text, NULL, S("profile"), S(""), a, &none) || !json_parse(&v, text, 16, &none)) return name;
	name = json_str(v, lang ? "name_en" : "name_zh");
	name = str_copy(a, name.n ? name : json_str(v, "name"));
	json_free(v);
	return name;
}

bool people_decision_put(const struct people *p, const struct someone *s, str case_id, int64_t leaf, const unsigned char salts[64], struct rng rng,
			 struct arena *a, struct fail *fail)
{
	struct sb id = sb_new(a, 24);
	sb_i64(&id, leaf);
	struct decision_row row = {s->org, s->person, case_id, leaf,
				   people_seal(s, "decision.sealed_salts", case_id, sb_str(&id), (str){(const char *)salts, 64}, rng, a)};
	return store_decision_put(p->store, &row, fail);
}
