/* verb_oversight.c - what those see who oversee: who looked (pseudonyms), counts, and the table of who may do what. Never what anybody told. */
#include "app/field.h"
#include "base/check.h"

enum { AUDIT_LISTED = 5000, GLASS_COUNTED = 20000 };

/* ---- who looked ---- */

bool verb_audit(struct zhuyi *z, struct call *c)
{
	struct access_rows rows;
	int64_t since = 0;
	struct jw w = {&c->reply, false};
	if (!field_number(c, c->body, "since_ms", 0, TIME_MOST_MS, &since)) return false;
	if (!store_access_since(z->store, &rows, c->house->org, since, AUDIT_LISTED, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "access");
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct access_row *r = &rows.v[i];
		jw_object(&w, NULL);
		jw_i64(&w, "at_ms", r->at_ms);
		jw_str(&w, "person", r->person);
		jw_str(&w, "actor", r->actor);
		jw_str(&w, "role", r->role);
		jw_str(&w, "action", r->action);
		jw_str(&w, "relation", r->relation);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_bool(&w, "more", rows.n == AUDIT_LISTED);
	jw_end_object(&w);
	return true;
}

/* ---- counts ---- */

static void count_json(struct call *c, struct jw *w, str a, str b, int64_t n)
{
	struct sb key = sb_new(&c->arena, 64);
	sb_add(&key, a);
	sb_byte(&key, '/');
	sb_add(&key, b);
	jw_i64(w, str_c(&c->arena, sb_str(&key)), n);
}

static bool people_json(struct zhuyi *z, struct call *c, struct jw *w)
{
	struct count_rows rows;
	if (!store_person_counts(z->store, &rows, c->house->org, &c->arena, &c->rq.fail)) return false;
	jw_object(w, "people");
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!str_eq(rows.v[i].a, S("hospital"))) count_json(c, w, rows.v[i].a, rows.v[i].b, rows.v[i].n);
	jw_end_object(w);
	return true;
}

static bool cases_json(struct zhuyi *z, struct call *c, struct jw *w)
{
	struct count_rows rows;
	if (!store_place_counts(z->store, &rows, c->house->org, &c->arena, &c->rq.fail)) return false;
	jw_object(w, "cases");
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		int64_t tier = -1;
		bool known = str_to_i64(rows.v[i].b, &tier) && tier >= 0 && tier < TIER_COUNT;
		count_json(c, w, rows.v[i].a, known ? tier_name((enum tier)tier) : rows.v[i].b, rows.v[i].n);
	}
	jw_end_object(w);
	return true;
}

static bool glass_json(struct zhuyi *z, struct call *c, struct jw *w)
{
	static const char *const states[] = {"open", "justified", "not_justified"};
	struct glass_rows rows;
	if (!store_glass_all(z->store, &rows, c->house->org, GLASS_COUNTED, &c->arena, &c->rq.fail)) return false;
	jw_object(w, "glass");
	for (ptrdiff_t k = 0; k < COUNT(states); k++) {
		int64_t n = 0;
		for (ptrdiff_t i = 0; i < rows.n; i++) n += str_eq(rows.v[i].state, str_from(states[k]));
		jw_i64(w, states[k], n);
	}
	jw_end_object(w);
	return true;
}

bool verb_statistics(struct zhuyi *z, struct call *c)
{
	int64_t leaves;
	struct jw w = {&c->reply, false};
	if (!store_leaf_count(z->store, &leaves, c->house->org, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	if (!people_json(z, c, &w) || !cases_json(z, c, &w) || !glass_json(z, c, &w)) return false;
	jw_i64(&w, "leaves", leaves);
	jw_end_object(&w);
	return true;
}

/* ---- the table ---- */

static void row_json(struct jw *w, const struct access_table *t, int action, enum relation relation)
{
	str zh, en, scope = access_scope(t, action);
	access_what(t, action, &zh, &en);
	jw_object(w, NULL);
	jw_str(w, "action", access_name(t, action));
	jw_str(w, "relation", relation_name(relation));
	jw_str(w, "subject", access_subject_name(access_subject(t, action)));
	jw_str(w, "scope", scope.n ? scope : S("-"));
	jw_str(w, "zh", zh);
	jw_str(w, "en", en);
	jw_array(w, "cells");
	for (int r = 0; r < ROLES; r++) {
		char letter = access_letter(access_cell(t, action, relation, (enum role)r));
		jw_str(w, NULL, (str){&letter, 1});
	}
	jw_end_array(w);
	jw_end_object(w);
}

bool verb_access_matrix(struct zhuyi *z, struct call *c)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_array(&w, "roles");
	for (int r = 0; r < ROLES; r++) jw_str(&w, NULL, role_name((enum role)r));
	jw_end_array(&w);
	jw_array(&w, "rows");
	for (int action = 0; action < access_count(z->access); action++)
		for (int relation = 0; relation < RELATIONS; relation++)
			if (access_occurs(z->access, action, (enum relation)relation)) row_json(&w, z->access, action, (enum relation)relation);
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}
