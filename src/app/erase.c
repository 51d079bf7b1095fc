/* erase.c - the end of what is kept about somebody: deleted, or closed until a duty to keep it ends. Only on the writing thread. */
#include "app/person.h"

static bool is_staff(struct zhuyi *z, struct call *c, str person, bool *staff)
{
	struct grant_rows grants;
	enum role role;
	*staff = false;
	if (!store_grants_of(z->store, &grants, c->house->org, person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < grants.n; i++)
		*staff |= role_by_name(grants.v[i].role, &role) && role_is_staff(role) && call_grant_holds(&grants.v[i], call_now(c));
	return true;
}

static bool has_other_guardian(struct zhuyi *z, struct call *c, str ward, str guardian, bool *has)
{
	struct relation_rows rows;
	*has = false;
	if (!store_relations_of(z->store, &rows, c->house->org, ward, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct relation_row *r = &rows.v[i];
		*has |= str_eq(r->side, S("by")) && str_eq(r->kind, S("guardian")) && !str_eq(r->other, guardian) && kin_is_active(r, call_now(c));
	}
	return true;
}

static bool wards_alone(struct zhuyi *z, struct call *c, str person, int *alone)
{
	struct relation_rows rows;
	*alone = 0;
	if (!store_relations_of(z->store, &rows, c->house->org, person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct relation_row *r = &rows.v[i];
		bool has;
		if (!str_eq(r->side, S("for")) || !str_eq(r->kind, S("guardian")) || !kin_is_active(r, call_now(c))) continue;
		if (!has_other_guardian(z, c, r->other, person, &has)) return false;
		*alone += !has;
	}
	return true;
}

static bool holds_that_stand(struct zhuyi *z, struct call *c, str person, int *holds)
{
	struct hold_rows rows;
	*holds = 0;
	if (!store_holds_of(z->store, &rows, c->house->org, person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) *holds += rows.v[i].released_ms == 0;
	return true;
}

bool erase_decide(struct zhuyi *z, struct call *c, str person, struct deletion_decision *out)
{
	struct deletion_facts f = {0};
	if (!store_case_last_record(z->store, &f.newest_record_ms, c->house->org, person, &c->rq.fail) || !holds_that_stand(z, c, person, &f.holds) ||
	    !is_staff(z, c, person, &f.staff) || !wards_alone(z, c, person, &f.wards_alone))
		return false;
	*out = deletion_decide(f, call_now(c), ZONE_CHINA_MIN);
	return true;
}

/* Whoever shared with this person, or waits for an answer, shares no longer. */
static bool end_kin(struct zhuyi *z, struct call *c, const struct person_row *row)
{
	struct relation_rows rows;
	if (!store_relations_of(z->store, &rows, row->org, row->person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!str_eq(rows.v[i].state, S("ended")) && !kin_end(z, c, &rows.v[i])) return false;
	return true;
}

static bool drop_kin(struct zhuyi *z, struct call *c, const struct person_row *row)
{
	struct relation_rows rows;
	if (!store_relations_of(z->store, &rows, row->org, row->person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!store_relation_drop_other(z->store, row->org, rows.v[i].other, row->person, &c->rq.fail)) return false;
	return true;
}

/* The salts are nobody's: what the leaf says of whom cannot be found out again. Older leaves lose theirs with the key. */
static bool leaf_for_ever(struct zhuyi *z, struct call *c, str kind, str person)
{
	struct trail_leaf leaf;
	return trail_append(&c->house->trail, z->store, &c->rq, kind, S(""), person, &leaf);
}

bool erase_person(struct zhuyi *z, struct call *c, struct person_row *row)
{
	bool ok = end_kin(z, c, row) && drop_kin(z, c, row) && store_person_clear(z->store, row->org, row->person, &c->rq.fail);
	row->state = S("deleted");
	row->wrapped = (str){"", 0};
	row->keep_ms = 0;
	if (!row->ended_ms) row->ended_ms = call_now(c);
	return ok && store_person_state(z->store, row, &c->rq.fail) && leaf_for_ever(z, c, S("person.delete"), row->person);
}

static bool end_log_in(struct zhuyi *z, struct call *c, const struct person_row *row)
{
	struct credential_row credential;
	struct grant_rows grants;
	struct fail none = {0};
	bool any = store_credential_get(z->store, &credential, row->org, row->person, &c->arena, &none);
	if (!any && none.rc != RC_MISSING) return c->rq.fail = none, false;
	credential.state = S("disabled");
	if (any && !store_credential_change(z->store, &credential, &c->rq.fail)) return false;
	if (!store_grants_of(z->store, &grants, row->org, row->person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < grants.n; i++) {
		grants.v[i].state = S("ended");
		if (!store_grant_put(z->store, &grants.v[i], &c->rq.fail)) return false;
	}
	return store_session_drop_of(z->store, row->org, row->person, NULL, &c->rq.fail) &&
	       store_token_revoke_of(z->store, row->org, row->person, call_now(c), &c->rq.fail);
}

bool erase_block(struct zhuyi *z, struct call *c, struct person_row *row, int64_t keep_ms)
{
	static const char *const kinds[] = {"name", "phone", "subject"};
	bool ok = end_kin(z, c, row) && end_log_in(z, c, row) && person_disagree(z, c, row->person, (str){"", 0});
	for (size_t i = 0; ok && i < sizeof kinds / sizeof *kinds; i++)
		ok = store_found_drop_of(z->store, row->org, str_from(kinds[i]), row->person, &c->rq.fail);
	row->state = S("blocked");
	row->keep_ms = keep_ms;
	row->ended_ms = call_now(c);
	return ok && store_person_state(z->store, row, &c->rq.fail) && leaf_for_ever(z, c, S("person.block"), row->person);
}
