#include "policy/relation.h"

#include "base/check.h"

static const char *const role_names[ROLES] = {"visitor", "patient",       "guardian", "doctor",   "pharmacist",
					      "ethics",  "administrator", "auditor",  "regulator"};
static const char *const relation_names[RELATIONS] = {"any", "own", "self", "ward", "family", "treating", "glass", "none", "elsewhere"};

static int find(const char *const *names, int n, str name)
{
	for (int i = 0; i < n; i++)
		if (str_eq(name, str_from(names[i]))) return i;
	return -1;
}

str role_name(enum role role)
{
	ASSERT(role >= 0 && role < ROLES);
	return str_from(role_names[role]);
}

bool role_by_name(str name, enum role *out)
{
	int i = find(role_names, ROLES, name);
	if (i >= 0) *out = (enum role)i;
	return i >= 0;
}

str relation_name(enum relation relation)
{
	ASSERT(relation >= 0 && relation < RELATIONS);
	return str_from(relation_names[relation]);
}

bool relation_by_name(str name, enum relation *out)
{
	int i = find(relation_names, RELATIONS, name);
	if (i >= 0) *out = (enum relation)i;
	return i >= 0;
}

bool role_is_staff(enum role role)
{
	return role >= ROLE_DOCTOR && role < ROLES;
}

/* -1 = any */
static const struct row {
	int same_org, self, guardian, family, doctor, consent_consult, case_waits, signed_by_actor, glass_open;
	enum relation then;
} table[] = {
	{0, -1, -1, -1, -1, -1, -1, -1, -1, RELATION_ELSEWHERE}, {-1, 1, -1, -1, -1, -1, -1, -1, -1, RELATION_SELF},
	{-1, -1, 1, -1, -1, -1, -1, -1, -1, RELATION_WARD},      {-1, -1, -1, 1, -1, -1, -1, -1, -1, RELATION_FAMILY},
	{-1, -1, -1, -1, 1, 1, 1, -1, -1, RELATION_TREATING},    {-1, -1, -1, -1, 1, 1, -1, 1, -1, RELATION_TREATING},
	{-1, -1, -1, -1, 1, -1, -1, -1, 1, RELATION_GLASS},      {-1, -1, -1, -1, -1, -1, -1, -1, -1, RELATION_NONE},
};

static bool fits(int want, bool have)
{
	return want < 0 || want == have;
}

enum relation relation_of(struct relation_facts f)
{
	for (ptrdiff_t i = 0; i < COUNT(table); i++) {
		const struct row *r = &table[i];
		if (fits(r->same_org, f.same_org) && fits(r->self, f.self) && fits(r->guardian, f.guardian) && fits(r->family, f.family) &&
		    fits(r->doctor, f.role == ROLE_DOCTOR) && fits(r->consent_consult, f.consent_consult) && fits(r->case_waits, f.case_waits) &&
		    fits(r->signed_by_actor, f.signed_by_actor) && fits(r->glass_open, f.glass_open))
			return r->then;
	}
	check_failed("the last row of the relations matches everything", __FILE__, __LINE__);
}
