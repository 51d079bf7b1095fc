/* kin.c - guardians, family, contacts: each relation stands on both sides, so that nobody's rows are searched for another. */
#include "app/person.h"

static str flip(str side)
{
	return str_eq(side, S("by")) ? S("for") : S("by");
}

bool kin_put(struct zhuyi *z, struct call *c, const struct relation_row *row)
{
	struct relation_row other = *row;
	other.person = row->other;
	other.other = row->person;
	other.side = flip(row->side);
	return store_relation_put(z->store, row, &c->rq.fail) && store_relation_put(z->store, &other, &c->rq.fail);
}

bool kin_is_active(const struct relation_row *row, int64_t now_ms)
{
	return str_eq(row->state, S("active")) && (!row->until_ms || row->until_ms > now_ms);
}

/* ---- invitations ---- */

bool kin_invites(struct zhuyi *z, const struct someone *s, struct invites *out, struct arena *a, struct fail *fail)
{
	enum { MANY = 100 };
	struct item_rows rows;
	*out = (struct invites){0};
	if (!store_items_of(z->store, &rows, s->org, s->person, S("invite"), MANY, a, fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		str text;
		jv v;
		if (!people_unseal(s, &text, "item.sealed_body", S("invite"), rows.v[i].id, rows.v[i].sealed_body, a, fail) ||
		    !json_parse(&v, text, 4, fail))
			return false;
		*ARENA_PUSH(a, out) = (struct invite){rows.v[i].id, str_copy(a, json_str(v, "login")), str_copy(a, json_str(v, "other")),
						      str_copy(a, json_str(v, "kind"))};
		json_free(v);
	}
	return true;
}

bool kin_invite_keep(struct zhuyi *z, struct call *c, const struct someone *s, const struct invite *i)
{
	struct sb text = sb_new(&c->arena, 256);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	jw_str(&w, "login", i->login);
	jw_str(&w, "other", i->other);
	jw_str(&w, "kind", i->kind);
	jw_end_object(&w);
	return people_item_put(&z->people, s, S("invite"), i->token, call_now(c), 1, sb_str(&text), c->rq.rng, &c->arena, &c->rq.fail);
}

bool kin_invite_drop(struct zhuyi *z, struct call *c, const struct relation_row *by)
{
	struct someone s;
	struct invites invites;
	struct fail none = {0};
	bool ok = true;
	if (!people_open(&z->people, &s, by->org, by->person, true, &c->arena, &none)) return none.rc == RC_MISSING || (c->rq.fail = none, false);
	ok = kin_invites(z, &s, &invites, &c->arena, &c->rq.fail);
	for (ptrdiff_t i = 0; ok && i < invites.n; i++)
		if (str_eq(invites.v[i].other, by->other) && str_eq(invites.v[i].kind, by->kind))
			ok = store_item_drop(z->store, by->org, by->person, S("invite"), invites.v[i].token, &c->rq.fail);
	people_forget(&s);
	return ok;
}

bool kin_end(struct zhuyi *z, struct call *c, const struct relation_row *row)
{
	struct relation_row by = *row;
	if (str_eq(row->side, S("for"))) {
		by.person = row->other;
		by.other = row->person;
		by.side = S("by");
	}
	by.state = S("ended");
	by.since_ms = call_now(c);
	return kin_put(z, c, &by) && kin_invite_drop(z, c, &by) && (!str_eq(by.kind, S("family")) || person_disagree(z, c, by.person, by.other));
}

str kin_shown(const struct relation_rows *rows, const struct invites *invites, str other, str kind)
{
	str shown = {"", 0};
	for (ptrdiff_t i = 0; i < invites->n; i++)
		if (str_eq(invites->v[i].other, other) && str_eq(invites->v[i].kind, kind)) shown = invites->v[i].token;
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct relation_row *r = &rows->v[i];
		if (str_eq(r->side, S("by")) && str_eq(r->kind, kind) && str_eq(r->other, other) && str_eq(r->state, S("active"))) shown = other;
	}
	return shown;
}
