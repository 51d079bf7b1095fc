#include "app/staff.h"

#include "base/check.h"
#include "policy/title.h"

enum { STAFF_MAX = 5000 };

/* ---- who ---- */

static bool is_staff(const struct grant_rows *grants)
{
	enum role role;
	for (ptrdiff_t i = 0; i < grants->n; i++)
		if (role_by_name(grants->v[i].role, &role) && role_is_staff(role)) return true;
	return false;
}

bool staff_open(struct zhuyi *z, struct call *c, str person, struct member *m)
{
	struct fail why = {0};
	char *mark = ARENA_NEW(&c->arena, char, VAULT_MARK);
	*m = (struct member){0};
	bool known = store_grants_of(z->store, &m->grants, c->house->org, person, &c->arena, &why) && is_staff(&m->grants) &&
		     people_open(&z->people, &m->who, c->house->org, person, false, &c->arena, &why) &&
		     store_credential_get(z->store, &m->credential, c->house->org, person, &c->arena, &why) &&
		     account_secrets(&m->who, &m->credential, &m->secrets, &c->arena, &why);
	if (!known && why.rc != RC_OK && why.rc != RC_MISSING) return c->rq.fail = why, false;
	if (!known) return fail_set(&c->rq.fail, RC_MISSING, "staff", "nobody of the staff");
	vault_mark_login((unsigned char *)mark, z->vault, c->house->org, m->secrets.login, c->arena);
	m->mark = (str){mark, VAULT_MARK};
	return true;
}

static void grants_json(struct jw *w, const struct grant_rows *grants)
{
	jw_array(w, "roles");
	for (ptrdiff_t i = 0; i < grants->n; i++) {
		const struct grant_row *g = &grants->v[i];
		jw_object(w, NULL);
		jw_str(w, "role", g->role);
		jw_str(w, "department", g->department);
		jw_str(w, "title", g->title);
		jw_str(w, "licence", g->licence);
		jw_i64(w, "until_ms", g->until_ms);
		jw_str(w, "state", g->state);
		jw_end_object(w);
	}
	jw_end_array(w);
}

bool staff_json(struct zhuyi *z, struct call *c, struct jw *w, const struct member *m)
{
	struct attempt_row tries;
	if (!store_attempt_get(z->store, &tries, c->house->org, m->mark, &c->arena, &c->rq.fail)) return false;
	jw_object(w, NULL);
	jw_str(w, "person", m->who.person);
	jw_str(w, "login", m->secrets.login);
	jw_str(w, "name_zh", people_name(&z->people, &m->who, LANG_ZH, &c->arena));
	jw_str(w, "name_en", people_name(&z->people, &m->who, LANG_EN, &c->arena));
	jw_str(w, "state", m->credential.state);
	jw_bool(w, "second_factor", m->credential.totp == 2);
	jw_bool(w, "must_change", m->credential.must_change != 0);
	grants_json(w, &m->grants);
	jw_i64(w, "seen_ms", m->credential.seen_ms);
	jw_i64(w, "locked_until_ms", tries.until_ms > call_now(c) ? tries.until_ms : 0);
	jw_end_object(w);
	return true;
}

bool staff_end(struct zhuyi *z, struct call *c, str person)
{
	return store_session_drop_of(z->store, c->house->org, person, NULL, &c->rq.fail) &&
	       store_token_revoke_of(z->store, c->house->org, person, call_now(c), &c->rq.fail);
}

/* ---- which roles ---- */

bool staff_grant_sound(struct call *c, const struct grant_row *g)
{
	enum role role;
	enum title title;
	const char *where = c->in.verb->name;
	struct fail *fail = &c->rq.fail;
	if (!role_by_name(g->role, &role) || !role_is_staff(role)) return fail_set(fail, RC_INPUT, where, "\"role\" is no role of the staff");
	if (role == ROLE_DOCTOR && !title_by_key(g->title, &title))
		return fail_set(fail, RC_INPUT, where, "a doctor needs \"title\": resident, attending, associate or chief");
	if (role == ROLE_DOCTOR && !g->licence.n) return fail_set(fail, RC_INPUT, where, "a doctor needs \"licence\"");
	if (role != ROLE_DOCTOR && g->title.n) return fail_set(fail, RC_INPUT, where, "only a doctor has a \"title\"");
	bool over = str_eq(g->state, S("active")) && g->until_ms && g->until_ms <= call_now(c);
	return !over || fail_set(fail, RC_INPUT, where, "\"until_ms\" has passed");
}

/* Whoever is watched does not watch; whoever gives out roles does not oversee how they are used; whoever supervises the hospital does not work for it.
 * Own rule; GB/T 22239-2019 (security of graded systems), 8.1.5 and 8.1.7.1, asks for administration and audit as separate posts. */
static const struct role_conflict conflicts[] = {
	{ROLE_ADMINISTRATOR, ROLE_AUDITOR, "管理员不能同时是审计员：分配角色的人不审查角色怎样使用",
	 "an administrator cannot be the auditor too: who gives roles does not judge their use"},
	{ROLE_ADMINISTRATOR, ROLE_REGULATOR, "管理员不能同时是监管人员：被监管的人不监管自己",
	 "an administrator cannot be the regulator too: nobody supervises their own work"},
	{ROLE_DOCTOR, ROLE_AUDITOR, "医生不能同时是审计员：查阅病历的人不审查查阅记录",
	 "a doctor cannot be the auditor too: who opens records does not judge who opened them"},
	{ROLE_PHARMACIST, ROLE_AUDITOR, "药师不能同时是审计员：找病人的人不审查查阅记录",
	 "a pharmacist cannot be the auditor too: who looks for patients does not judge who looked"},
	{ROLE_DOCTOR, ROLE_REGULATOR, "医生不能同时是监管人员：监管人员不在本院任职",
	 "a doctor cannot be the regulator too: the regulator does not work here"},
	{ROLE_PHARMACIST, ROLE_REGULATOR, "药师不能同时是监管人员：监管人员不在本院任职",
	 "a pharmacist cannot be the regulator too: the regulator does not work here"},
	{ROLE_ETHICS, ROLE_REGULATOR, "伦理委员不能同时是监管人员：监管人员不在本院任职",
	 "an ethics member cannot be the regulator too: the regulator does not work here"},
	{ROLE_AUDITOR, ROLE_REGULATOR, "审计员不能同时是监管人员：监管人员不在本院任职",
	 "an auditor cannot be the regulator too: the regulator does not work here"},
};

const struct role_conflict *role_conflict(enum role one, enum role other)
{
	for (ptrdiff_t i = 0; i < COUNT(conflicts); i++)
		if ((conflicts[i].one == one && conflicts[i].other == other) || (conflicts[i].one == other && conflicts[i].other == one))
			return &conflicts[i];
	return NULL;
}

bool staff_roles_agree(struct call *c, const struct grant_rows *grants, const struct grant_row *added)
{
	enum role one, other;
	if (!str_eq(added->state, S("active")) || !role_by_name(added->role, &one)) return true;
	for (ptrdiff_t i = 0; i < grants->n; i++) {
		if (!call_grant_holds(&grants->v[i], call_now(c)) || !role_by_name(grants->v[i].role, &other)) continue;
		const struct role_conflict *no = role_conflict(one, other);
		if (!no) continue;
		c->say[0] = no->zh, c->say[1] = no->en;
		return fail_set(&c->rq.fail, RC_CONFLICT, "staff", "%s", no->en);
	}
	return true;
}

bool staff_other_administrator(struct zhuyi *z, struct call *c, str person, bool *any)
{
	struct grant_rows grants;
	*any = false;
	if (!store_grants_staff(z->store, &grants, c->house->org, STAFF_MAX, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < grants.n && !*any; i++) {
		const struct grant_row *g = &grants.v[i];
		struct credential_row row;
		struct fail none = {0};
		if (!str_eq(g->role, role_name(ROLE_ADMINISTRATOR)) || str_eq(g->person, person) || !call_grant_holds(g, call_now(c))) continue;
		*any = store_credential_get(z->store, &row, c->house->org, g->person, &c->arena, &none) && str_eq(row.state, S("active"));
		if (none.rc != RC_OK && none.rc != RC_MISSING) return c->rq.fail = none, false;
	}
	return true;
}
