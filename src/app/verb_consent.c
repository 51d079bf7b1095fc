/* verb_consent.c - agreement by purpose: seeing it, giving it, withdrawing it; and who looked. */
#include "app/person.h"
#include "policy/title.h"

enum { LOOKED_MAX = 200 };

/* ---- what it rests on ---- */

static bool stands(struct zhuyi *z, struct call *c, str person, enum purpose purpose, bool sensitive, str other, char id[27])
{
	struct consent_rows rows;
	id[0] = 0;
	if (!store_consents_standing(z->store, &rows, c->house->org, person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct consent_row *r = &rows.v[i];
		struct consent_fact f = {r->purpose, r->other, r->edition, r->sensitive != 0, r->given_ms, r->withdrawn_ms};
		if (consent_in_force(&f, 1, purpose, sensitive, other, call_now(c)) && r->id.n == 26) memcpy(id, r->id.p, 27);
	}
	return true;
}

/* What the ledger can prove later: these words, agreed to then. */
static str proof_text(struct call *c, enum purpose purpose, bool sensitive, str other)
{
	static const char hex[] = "0123456789abcdef";
	const struct consent_words *words = consent_words(purpose, sensitive);
	struct sb text = sb_new(&c->arena, 256), hash = sb_new(&c->arena, 64);
	struct jw w = {&text, false};
	for (size_t i = 0; i < sizeof words->hash; i++) {
		sb_byte(&hash, hex[words->hash[i] >> 4]);
		sb_byte(&hash, hex[words->hash[i] & 15]);
	}
	jw_object(&w, NULL);
	jw_str(&w, "purpose", purpose_name(purpose));
	jw_bool(&w, "sensitive", sensitive);
	jw_str(&w, "other", other);
	jw_str(&w, "edition", words->edition);
	jw_str(&w, "words", sb_str(&hash));
	jw_str(&w, "given_by", c->session.person);
	jw_end_object(&w);
	return sb_str(&text);
}

bool person_agree(struct zhuyi *z, struct call *c, const struct someone *s, enum purpose purpose, bool sensitive, str other, char id[27])
{
	if (!stands(z, c, s->person, purpose, sensitive, other, id)) return false;
	if (id[0]) return true;
	ulid_make(id, call_now(c), c->rq.rng);
	struct consent_row row = {.org = s->org,
				  .person = s->person,
				  .id = str_from(id),
				  .purpose = purpose_name(purpose),
				  .sensitive = sensitive,
				  .other = other,
				  .edition = consent_words(purpose, sensitive)->edition,
				  .given_by = c->session.person,
				  .given_ms = call_now(c)};
	return store_consent_put(z->store, &row, &c->rq.fail) && person_leaf(z, c, s, S("consent.given"), proof_text(c, purpose, sensitive, other));
}

bool person_disagree(struct zhuyi *z, struct call *c, str person, str other)
{
	struct consent_rows rows;
	if (!store_consents_standing(z->store, &rows, c->house->org, person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct consent_row *r = &rows.v[i];
		bool meant = !other.n || (str_eq(r->other, other) && str_eq(r->purpose, purpose_name(PURPOSE_FAMILY)));
		if (meant && !store_consent_withdraw(z->store, r->org, r->person, r->id, c->session.person, call_now(c), &c->rq.fail)) return false;
	}
	return true;
}

/* ---- seeing ---- */

static void consent_json(struct jw *w, const struct consent_row *r, str other)
{
	jw_object(w, NULL);
	jw_str(w, "id", r->id);
	jw_str(w, "purpose", r->purpose);
	jw_bool(w, "sensitive", r->sensitive != 0);
	jw_str(w, "other", other);
	jw_str(w, "edition", r->edition);
	jw_i64(w, "given_ms", r->given_ms);
	jw_str(w, "given_by", r->given_by);
	jw_i64(w, "withdrawn_ms", r->withdrawn_ms);
	jw_end_object(w);
}

/* Sharing is agreed to for one family member; it counts as in force when it is for anybody. */
static bool in_force_json(struct zhuyi *z, struct call *c, struct jw *w, const struct consent_rows *rows)
{
	for (int p = 0; p < PURPOSES; p++)
		for (int sensitive = 0; sensitive < 2; sensitive++) {
			const struct consent_words *words = consent_words((enum purpose)p, sensitive);
			bool stands_now = false;
			if (p != PURPOSE_FAMILY && !call_consents(z, c, c->target, (enum purpose)p, sensitive, (str){"", 0}, &stands_now))
				return false;
			for (ptrdiff_t i = 0; p == PURPOSE_FAMILY && i < rows->n; i++)
				stands_now |= str_eq(rows->v[i].purpose, purpose_name(PURPOSE_FAMILY)) && rows->v[i].sensitive == sensitive &&
					      !rows->v[i].withdrawn_ms;
			jw_object(w, NULL);
			jw_str(w, "purpose", purpose_name((enum purpose)p));
			jw_bool(w, "sensitive", sensitive);
			jw_str(w, "edition", words->edition);
			jw_str(w, "text_zh", words->zh);
			jw_str(w, "text_en", words->en);
			jw_bool(w, "in_force", stands_now);
			jw_end_object(w);
		}
	return true;
}

bool verb_consents(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct consent_rows rows;
	struct relation_rows kin;
	struct invites invites;
	struct jw w = {&c->reply, false};
	bool ok = person_open(z, c, &s) && kin_invites(z, &s, &invites, &c->arena, &c->rq.fail) &&
		  store_relations_of(z->store, &kin, s.org, s.person, &c->arena, &c->rq.fail) &&
		  store_consents_of(z->store, &rows, s.org, s.person, &c->arena, &c->rq.fail);
	people_forget(&s);
	if (!ok) return false;
	jw_object(&w, NULL);
	jw_array(&w, "consents");
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		bool family = str_eq(rows.v[i].purpose, purpose_name(PURPOSE_FAMILY));
		consent_json(&w, &rows.v[i], family ? kin_shown(&kin, &invites, rows.v[i].other, S("family")) : rows.v[i].other);
	}
	jw_end_array(&w);
	jw_array(&w, "purposes");
	if (!in_force_json(z, c, &w, &rows)) return false;
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- giving ---- */

struct give_work {
	enum purpose purpose;
	bool sensitive;
	str other;
};

/* Sharing begins with an invitation (relation_make); here only what was withdrawn of it is given again. */
static bool find_other(struct zhuyi *z, struct call *c, const struct someone *s, const struct give_work *w, str *other)
{
	struct relation_rows kin;
	struct invites invites;
	*other = w->other;
	if (w->purpose != PURPOSE_FAMILY) return true;
	if (!store_relations_of(z->store, &kin, s->org, s->person, &c->arena, &c->rq.fail) || !kin_invites(z, s, &invites, &c->arena, &c->rq.fail))
		return false;
	for (ptrdiff_t i = 0; i < kin.n; i++) {
		const struct relation_row *r = &kin.v[i];
		if (!str_eq(r->kind, S("family")) || !str_eq(r->side, S("by")) || str_eq(r->state, S("ended"))) continue;
		*other = r->other;
		if (str_eq(kin_shown(&kin, &invites, r->other, S("family")), w->other)) return true;
	}
	return fail_set(&c->rq.fail, RC_MISSING, "consent", "there is no such family member");
}

static bool give_write(struct zhuyi *z, struct call *c)
{
	struct give_work *w = c->work;
	struct someone s;
	char id[27];
	str other;
	struct jw out = {&c->reply, false};
	bool ok = person_again(z, c, &s) && find_other(z, c, &s, w, &other) && person_agree(z, c, &s, w->purpose, w->sensitive, other, id);
	people_forget(&s);
	if (!ok) return false;
	jw_object(&out, NULL);
	jw_str(&out, "id", str_from(id));
	jw_end_object(&out);
	return true;
}

bool verb_consent_give(struct zhuyi *z, struct call *c)
{
	struct give_work *w = ARENA_NEW(&c->arena, struct give_work, 1);
	if (!call_writable(z, c)) return false;
	if (!purpose_by_name(json_str(c->body, "purpose"), &w->purpose))
		return fail_set(&c->rq.fail, RC_INPUT, "consent", "\"purpose\" is none that can be agreed to");
	if (!json_is_bool(json_get(c->body, "sensitive"), &w->sensitive))
		return fail_set(&c->rq.fail, RC_INPUT, "consent", "\"sensitive\" is neither true nor false");
	w->other = json_str(c->body, "other");
	if (w->other.n > 64) return fail_set(&c->rq.fail, RC_INPUT, "consent", "\"other\" is too long");
	if (w->other.n && w->purpose != PURPOSE_FAMILY) return fail_set(&c->rq.fail, RC_INPUT, "consent", "this purpose names nobody else");
	c->work = w;
	c->write = give_write;
	return true;
}

/* ---- withdrawing: from the next question on nobody may any more what rested on it ---- */

/* Nobody is family to whom nothing is shown. */
static bool end_sharing(struct zhuyi *z, struct call *c, const struct someone *s, const struct consent_row *gone)
{
	struct relation_rows rows;
	char plain[27], health[27];
	if (!str_eq(gone->purpose, purpose_name(PURPOSE_FAMILY))) return true;
	if (!stands(z, c, s->person, PURPOSE_FAMILY, false, gone->other, plain) ||
	    !stands(z, c, s->person, PURPOSE_FAMILY, true, gone->other, health))
		return false;
	if (plain[0] || health[0]) return true;
	if (!store_relation_get(z->store, &rows, s->org, s->person, S("by"), gone->other, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.v[i].kind, S("family")) && !str_eq(rows.v[i].state, S("ended"))) return kin_end(z, c, &rows.v[i]);
	return true;
}

static bool withdraw(struct zhuyi *z, struct call *c, const struct someone *s)
{
	struct consent_rows rows;
	str id = json_str(c->body, "consent");
	if (!store_consents_of(z->store, &rows, s->org, s->person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.v[i].id, id))
			return store_consent_withdraw(z->store, s->org, s->person, id, c->session.person, call_now(c), &c->rq.fail) &&
			       person_leaf(z, c, s, S("consent.withdrawn"), id) && end_sharing(z, c, s, &rows.v[i]);
	return fail_set(&c->rq.fail, RC_MISSING, "consent", "there is no such consent");
}

static bool withdraw_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	bool ok = person_again(z, c, &s) && withdraw(z, c, &s);
	people_forget(&s);
	sb_add(&c->reply, S("{}"));
	return ok;
}

bool verb_consent_withdraw(struct zhuyi *z, struct call *c)
{
	if (!call_writable(z, c)) return false;
	if (!json_str(c->body, "consent").n) return fail_set(&c->rq.fail, RC_INPUT, "consent", "\"consent\" is missing");
	c->write = withdraw_write;
	return true;
}

/* ---- who looked ---- */

static bool looked_json(struct call *c, struct jw *w, const struct someone *s, const struct access_row *r)
{
	str text;
	jv note;
	if (!people_unseal(s, &text, "access.sealed_note", (str){"", 0}, r->id, r->sealed_note, &c->arena, &c->rq.fail) ||
	    !json_parse(&note, text, 4, &c->rq.fail))
		return false;
	jw_object(w, NULL);
	jw_i64(w, "at_ms", r->at_ms);
	jw_str(w, "name", call_noted_name(c, note));
	jw_str(w, "title", title_name(json_str(note, "title"), call_lang(c)));
	jw_str(w, "role", r->role);
	jw_str(w, "action", r->action);
	jw_str(w, "relation", r->relation);
	jw_str(w, "case", json_str(note, "case"));
	jw_str(w, "reason", json_str(note, "reason"));
	jw_end_object(w);
	json_free(note);
	return true;
}

bool verb_looked(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct access_rows rows;
	struct jw w = {&c->reply, false};
	bool ok = person_open(z, c, &s) && store_access_of(z->store, &rows, s.org, s.person, LOOKED_MAX, &c->arena, &c->rq.fail);
	jw_object(&w, NULL);
	jw_array(&w, "access");
	for (ptrdiff_t i = 0; ok && i < rows.n; i++) ok = looked_json(c, &w, &s, &rows.v[i]);
	jw_end_array(&w);
	jw_end_object(&w);
	people_forget(&s);
	return ok;
}
