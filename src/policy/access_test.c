/* access_test.c - what must hold of the whole table of access.tsv. */
#include "policy/access.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct arena perm;
static struct access_table *table;

static int setup(void **state)
{
	(void)state;
	perm = arena_create(16 << 20);
	table = access_create(&perm);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_destroy(perm);
	return 0;
}

static int action(const char *name)
{
	int i = access_action(table, str_from(name));
	if (i < 0) fail_msg("no action %s", name);
	return i;
}

static enum access_rule cell(const char *name, enum relation relation, enum role role)
{
	return access_cell(table, action(name), relation, role);
}

/* Every action the verbs name. */
static const char *const actions[] = {
	"account.register",
	"account.login",
	"account.logout",
	"account.step",
	"account.security",
	"account.factor_add",
	"account.factor_remove",
	"account.role",
	"account.token",
	"account.token_make",
	"case.ask",
	"case.list",
	"case.read",
	"case.handover",
	"case.sign",
	"worklist.read",
	"facts.read",
	"facts.write",
	"profile.read",
	"profile.write",
	"person.list",
	"ward.make",
	"person.find",
	"person.export",
	"person.delete",
	"consent.read",
	"consent.write",
	"access.read",
	"relation.read",
	"relation.write",
	"relation.accept",
	"glass.open",
	"glass.read",
	"glass.review",
	"hold.read",
	"hold.write",
	"audit.read",
	"statistics.read",
	"user.read",
	"user.write",
	"organisation.read",
	"organisation.write",
	"record.read",
	"record.write",
	"record.share",
	"alert.read",
	"alert.close",
	"client.read",
	"client.write",
	"engine.use",
};

/* What a person told or is: reading it, taking it away, acting on it. */
static const char *const content[] = {
	"case.ask",      "case.list",      "case.read",     "case.handover", "case.sign",    "facts.read",    "facts.write",
	"profile.read",  "profile.write",  "person.export", "person.delete", "consent.read", "consent.write", "access.read",
	"relation.read", "relation.write", "record.read",   "record.write",  "record.share",
};

static void every_action_is_there(void **state)
{
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(actions); i++) assert_true(access_action(table, str_from(actions[i])) >= 0);
	assert_int_equal(access_count(table), COUNT(actions));
	assert_int_equal(access_action(table, S("case.delete")), -1);
	for (int a = 0; a < access_count(table); a++) {
		str zh, en;
		bool somebody = false;
		access_what(table, a, &zh, &en);
		assert_true(zh.n && en.n && access_action(table, access_name(table, a)) == a);
		for (int role = 0; role < ROLES; role++) somebody |= access_ever(table, a, (enum role)role);
		assert_true(somebody); /* an action nobody may do is a mistake */
	}
}

static void what_is_unknown_or_elsewhere_is_denied(void **state)
{
	(void)state;
	for (int a = -1; a <= access_count(table); a++)
		for (int relation = 0; relation <= RELATIONS; relation++)
			for (int role = 0; role <= ROLES; role++) {
				bool known = a >= 0 && a < access_count(table) && relation < RELATION_ELSEWHERE && role < ROLES;
				enum access_rule rule = access_cell(table, a, (enum relation)relation, (enum role)role);
				if (!known || !access_occurs(table, a, (enum relation)relation)) assert_int_equal(rule, ACCESS_DENY);
			}
	assert_int_equal(access_cell(table, 0, (enum relation) - 1, ROLE_VISITOR), ACCESS_DENY);
	assert_int_equal(access_cell(table, 0, RELATION_ANY, (enum role) - 1), ACCESS_DENY);
	assert_false(access_ever(table, -1, ROLE_DOCTOR) || access_ever(table, 0, ROLES) || access_recorded(table, -1, RELATION_NONE));
}

static void only_a_treating_doctor_signs_and_never_their_own(void **state)
{
	(void)state;
	for (int relation = 0; relation < RELATIONS; relation++)
		for (int role = 0; role < ROLES; role++)
			assert_int_equal(cell("case.sign", (enum relation)relation, (enum role)role),
					 relation == RELATION_TREATING && role == ROLE_DOCTOR ? ACCESS_STEP_CODE : ACCESS_DENY);
}

static void who_oversees_never_sees_what_a_person_told(void **state)
{
	(void)state;
	static const enum role apart[] = {ROLE_VISITOR, ROLE_PHARMACIST, ROLE_ETHICS, ROLE_ADMINISTRATOR, ROLE_AUDITOR, ROLE_REGULATOR};
	for (ptrdiff_t i = 0; i < COUNT(content); i++)
		for (ptrdiff_t r = 0; r < COUNT(apart); r++)
			for (int relation = 0; relation < RELATIONS; relation++)
				if (relation != RELATION_SELF) assert_int_equal(cell(content[i], (enum relation)relation, apart[r]), ACCESS_DENY);
	assert_false(access_ever(table, action("worklist.read"), ROLE_ADMINISTRATOR));
	assert_false(access_ever(table, action("person.find"), ROLE_ADMINISTRATOR));
}

/* A doctor reads as the one who treats or with an emergency grant; only a treating doctor may do more, and that is to sign and to write into the
 * record. */
static void a_doctor_sees_others_by_treating_or_in_an_emergency(void **state)
{
	(void)state;
	static const char *const reads[] = {"case.list", "case.read", "facts.read", "profile.read", "record.read"};
	for (ptrdiff_t i = 0; i < COUNT(content); i++) {
		bool reading = false;
		for (ptrdiff_t k = 0; k < COUNT(reads); k++) reading |= strcmp(reads[k], content[i]) == 0;
		assert_int_equal(cell(content[i], RELATION_GLASS, ROLE_DOCTOR), reading ? ACCESS_ALLOW : ACCESS_DENY);
		if (strcmp(content[i], "case.sign") != 0 && strcmp(content[i], "record.write") != 0)
			assert_int_equal(cell(content[i], RELATION_TREATING, ROLE_DOCTOR), reading ? ACCESS_ALLOW : ACCESS_DENY);
		assert_int_equal(cell(content[i], RELATION_NONE, ROLE_DOCTOR), ACCESS_DENY);
	}
}

static void strangers_may_only_be_found_or_opened_in_an_emergency(void **state)
{
	(void)state;
	static const struct {
		const char *action;
		enum role role;
		enum access_rule rule;
	} may[] = {
		{"person.find", ROLE_DOCTOR, ACCESS_ALLOW},
		{"glass.open", ROLE_DOCTOR, ACCESS_STEP_CODE},
		{"user.write", ROLE_ADMINISTRATOR, ACCESS_STEP_CODE},
		{"hold.write", ROLE_AUDITOR, ACCESS_STEP_CODE},
	};
	int cells = 0;
	for (int a = 0; a < access_count(table); a++)
		for (int role = 0; role < ROLES; role++) cells += access_cell(table, a, RELATION_NONE, (enum role)role) != ACCESS_DENY;
	for (ptrdiff_t i = 0; i < COUNT(may); i++) assert_int_equal(cell(may[i].action, RELATION_NONE, may[i].role), may[i].rule);
	assert_int_equal(cells, COUNT(may));
}

/* A second opinion on every row that is about no other person, in the order of enum role: who changes one changes the other, and says why. */
static void what_is_not_about_another_is_as_agreed(void **state)
{
	(void)state;
	static const struct {
		const char *action;
		enum relation relation;
		const char *cells;
	} agreed[] = {
		{"account.register", RELATION_ANY, "y--------"},
		{"account.login", RELATION_ANY, "yyyyyyyyy"},
		{"account.logout", RELATION_ANY, "yyyyyyyyy"},
		{"account.step", RELATION_ANY, "-yyyyyyyy"},
		{"account.security", RELATION_ANY, "-yyyyyyyy"},
		{"account.factor_add", RELATION_ANY, "-pppppppp"},
		{"account.factor_remove", RELATION_ANY, "-ssssssss"},
		{"account.role", RELATION_ANY, "-yyyyyyyy"},
		{"account.token", RELATION_ANY, "-yyyyyyyy"},
		{"account.token_make", RELATION_ANY, "-pppppppp"},
		{"record.read", RELATION_SELF, "-yyyyyyyy"},
		{"record.write", RELATION_SELF, "-yyyyyyyy"},
		{"record.share", RELATION_SELF, "-pppppppp"},
		{"alert.read", RELATION_OWN, "---y-----"},
		{"alert.close", RELATION_SELF, "---------"},
		{"client.read", RELATION_OWN, "------yy-"},
		{"client.write", RELATION_OWN, "------s--"},
		{"person.list", RELATION_ANY, "-yyyyyyyy"},
		{"ward.make", RELATION_ANY, "-yy------"},
		{"relation.accept", RELATION_ANY, "-yy------"},
		{"engine.use", RELATION_ANY, "yyyyyyyyy"},
		{"worklist.read", RELATION_OWN, "---y-----"},
		{"glass.read", RELATION_OWN, "-----yyy-"},
		{"glass.review", RELATION_OWN, "-----ppp-"},
		{"hold.read", RELATION_OWN, "-------y-"},
		{"audit.read", RELATION_OWN, "-------yy"},
		{"statistics.read", RELATION_OWN, "------yyy"},
		{"user.read", RELATION_OWN, "------yy-"},
		{"organisation.read", RELATION_OWN, "yyyyyyyyy"},
		{"organisation.write", RELATION_OWN, "------s--"},
		{"case.ask", RELATION_SELF, "yyyyyyyyy"},
		{"case.list", RELATION_SELF, "yyyyyyyyy"},
		{"case.read", RELATION_SELF, "yyyyyyyyy"},
		{"case.handover", RELATION_SELF, "yyyyyyyyy"},
		{"case.sign", RELATION_SELF, "---------"},
		{"facts.read", RELATION_SELF, "-yyyyyyyy"},
		{"facts.write", RELATION_SELF, "-yyyyyyyy"},
		{"profile.read", RELATION_SELF, "-yyyyyyyy"},
		{"profile.write", RELATION_SELF, "-yyyyyyyy"},
		{"person.find", RELATION_SELF, "---------"},
		{"person.export", RELATION_SELF, "ypppppppp"},
		{"person.delete", RELATION_SELF, "ypp------"},
		{"consent.read", RELATION_SELF, "yyyyyyyyy"},
		{"consent.write", RELATION_SELF, "yyyyyyyyy"},
		{"access.read", RELATION_SELF, "yyyyyyyyy"},
		{"relation.read", RELATION_SELF, "-yyyyyyyy"},
		{"relation.write", RELATION_SELF, "-yyyyyyyy"},
		{"glass.open", RELATION_SELF, "---------"},
		{"hold.write", RELATION_SELF, "---------"},
		{"user.write", RELATION_SELF, "---------"},
	};
	int rows = 0;
	for (ptrdiff_t i = 0; i < COUNT(agreed); i++)
		for (int role = 0; role < ROLES; role++) {
			char have = access_letter(cell(agreed[i].action, agreed[i].relation, (enum role)role));
			if (have != agreed[i].cells[role]) fail_msg("%s: column %d is %c", agreed[i].action, role, have);
		}
	for (int a = 0; a < access_count(table); a++)
		rows += access_occurs(table, a, RELATION_ANY) + access_occurs(table, a, RELATION_OWN) + access_occurs(table, a, RELATION_SELF);
	assert_int_equal(rows, COUNT(agreed));
}

/* Each relation belongs to certain roles; nobody else can come to it, and nobody else has a cell under it. */
static void each_relation_has_its_roles(void **state)
{
	(void)state;
	for (int a = 0; a < access_count(table); a++)
		for (int role = 0; role < ROLES; role++) {
			enum role r = (enum role)role;
			bool doctor = r == ROLE_DOCTOR, kin = r == ROLE_PATIENT || r == ROLE_GUARDIAN;
			if (!doctor) assert_int_equal(access_cell(table, a, RELATION_TREATING, r), ACCESS_DENY);
			if (!doctor) assert_int_equal(access_cell(table, a, RELATION_GLASS, r), ACCESS_DENY);
			if (!kin) assert_int_equal(access_cell(table, a, RELATION_WARD, r), ACCESS_DENY);
			if (!kin && a != action("user.write")) assert_int_equal(access_cell(table, a, RELATION_FAMILY, r), ACCESS_DENY);
		}
	for (int role = 0; role < ROLES; role++) /* an administrator's family may work here too */
		assert_int_equal(cell("user.write", RELATION_FAMILY, (enum role)role), role == ROLE_ADMINISTRATOR ? ACCESS_STEP_CODE : ACCESS_DENY);
	assert_int_equal(cell("person.find", RELATION_TREATING, ROLE_DOCTOR), ACCESS_ALLOW);
	assert_int_equal(cell("person.find", RELATION_GLASS, ROLE_DOCTOR), ACCESS_ALLOW);
	static const char *const not_by_nearness[] = {"glass.open", "hold.write", "user.write"};
	for (ptrdiff_t i = 0; i < COUNT(not_by_nearness); i++) {
		assert_int_equal(cell(not_by_nearness[i], RELATION_TREATING, ROLE_DOCTOR), ACCESS_DENY);
		assert_int_equal(cell(not_by_nearness[i], RELATION_GLASS, ROLE_DOCTOR), ACCESS_DENY);
	}
}

static void kin_read_and_guardians_act(void **state)
{
	(void)state;
	static const char *const family_reads[] = {"case.list", "case.read", "facts.read", "profile.read", "record.read"};
	int family = 0, ward = 0;
	for (int a = 0; a < access_count(table); a++) {
		/* Patient and guardian are the same to others, and a guardian never may more than the person could, nor more easily. */
		for (int relation = 0; relation < RELATIONS; relation++)
			assert_int_equal(access_cell(table, a, (enum relation)relation, ROLE_PATIENT),
					 access_cell(table, a, (enum relation)relation, ROLE_GUARDIAN));
		enum access_rule rule = access_cell(table, a, RELATION_WARD, ROLE_PATIENT);
		if (rule != ACCESS_DENY) assert_int_equal(rule, access_cell(table, a, RELATION_SELF, ROLE_PATIENT));
		ward += rule != ACCESS_DENY;
		family += access_cell(table, a, RELATION_FAMILY, ROLE_PATIENT) != ACCESS_DENY;
	}
	for (ptrdiff_t i = 0; i < COUNT(content); i++) /* all of a child's, but signing */
		assert_int_equal(cell(content[i], RELATION_WARD, ROLE_PATIENT) != ACCESS_DENY, strcmp(content[i], "case.sign") != 0);
	assert_int_equal(ward, COUNT(content) - 1);
	for (ptrdiff_t i = 0; i < COUNT(family_reads); i++) assert_int_equal(cell(family_reads[i], RELATION_FAMILY, ROLE_PATIENT), ACCESS_ALLOW);
	assert_int_equal(family, COUNT(family_reads)); /* and nothing else */
}

static void whoever_does_it_for_another_leaves_a_trace(void **state)
{
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(content); i++)
		for (int relation = RELATION_WARD; relation < RELATIONS; relation++)
			assert_true(access_recorded(table, action(content[i]), (enum relation)relation));
	assert_true(access_recorded(table, action("glass.open"), RELATION_NONE) && access_recorded(table, action("person.find"), RELATION_NONE));
	assert_true(access_recorded(table, action("hold.write"), RELATION_NONE) && access_recorded(table, action("user.write"), RELATION_NONE));
	assert_false(access_recorded(table, action("case.read"), RELATION_SELF));
	assert_false(access_recorded(table, action("engine.use"), RELATION_ANY) || access_recorded(table, action("organisation.read"), RELATION_OWN));
}

static void nobody_raises_themself(void **state)
{
	(void)state;
	for (int role = 0; role < ROLES; role++) {
		assert_int_equal(cell("user.write", RELATION_SELF, (enum role)role), ACCESS_DENY);
		assert_int_equal(cell("hold.write", RELATION_SELF, (enum role)role), ACCESS_DENY);
		assert_int_equal(cell("glass.open", RELATION_SELF, (enum role)role), ACCESS_DENY);
		if (role_is_staff((enum role)role)) assert_int_equal(cell("person.delete", RELATION_SELF, (enum role)role), ACCESS_DENY);
	}
	assert_int_equal(cell("glass.review", RELATION_OWN, ROLE_DOCTOR), ACCESS_DENY); /* who opens does not judge */
}

/* ---- tokens and steps ---- */

static void no_token_does_what_needs_a_person_present(void **state)
{
	(void)state;
	static const char *const never[] = {"account.register",
					    "account.login",
					    "account.logout",
					    "account.step",
					    "account.security",
					    "account.factor_add",
					    "account.factor_remove",
					    "account.role",
					    "account.token",
					    "account.token_make",
					    "case.sign",
					    "profile.write",
					    "ward.make",
					    "person.find",
					    "person.export",
					    "person.delete",
					    "consent.write",
					    "relation.read",
					    "relation.write",
					    "relation.accept",
					    "glass.open",
					    "glass.read",
					    "glass.review",
					    "hold.read",
					    "hold.write",
					    "user.read",
					    "user.write",
					    "organisation.write"};
	for (ptrdiff_t i = 0; i < COUNT(never); i++) assert_int_equal(access_scope(table, action(never[i])).n, 0);
	for (int a = 0; a < access_count(table); a++)
		for (int relation = 0; relation < RELATIONS; relation++)
			for (int role = 0; role < ROLES; role++)
				if (access_cell(table, a, (enum relation)relation, (enum role)role) >= ACCESS_STEP_CODE)
					assert_int_equal(access_scope(table, a).n, 0);
}

static void a_token_reaches_as_far_as_its_scopes(void **state)
{
	(void)state;
	int read = action("case.read"), list = action("case.list");
	assert_true(access_scope_allows(table, read, S("case.read")) && access_scope_allows(table, list, S("facts.read case.read")));
	assert_false(access_scope_allows(table, read, S("case.rea")) || access_scope_allows(table, read, S("case.reads")) ||
		     access_scope_allows(table, read, S("")));
	assert_false(access_scope_allows(table, read, S("facts.read,case.read")) || access_scope_allows(table, -1, S("case.read")));
	assert_false(access_scope_allows(table, action("case.sign"), S("case.sign -")) || access_scope_allows(table, action("case.sign"), S("")));
}

static bool role_has(enum role role, const char *scope)
{
	const struct access_scopes *list = access_scopes(table, role);
	for (int i = 0; i < list->n; i++)
		if (str_eq(list->v[i], str_from(scope))) return true;
	return false;
}

static void a_role_has_only_scopes_it_can_use(void **state)
{
	(void)state;
	assert_int_equal(access_scopes(table, ROLES)->n, 0);
	for (int role = 0; role < ROLES; role++) {
		const struct access_scopes *list = access_scopes(table, (enum role)role);
		for (int i = 0; i < list->n; i++) {
			bool usable = false;
			for (int k = 0; k < i; k++) assert_false(str_eq(list->v[i], list->v[k]));
			for (int a = 0; a < access_count(table); a++)
				usable |= str_eq(access_scope(table, a), list->v[i]) && access_ever(table, a, (enum role)role);
			assert_true(usable);
		}
	}
	assert_true(role_has(ROLE_DOCTOR, "worklist.read") && !role_has(ROLE_PATIENT, "worklist.read"));
	assert_true(role_has(ROLE_REGULATOR, "statistics.read") && role_has(ROLE_REGULATOR, "audit.read") &&
		    !role_has(ROLE_ADMINISTRATOR, "audit.read"));
	assert_true(role_has(ROLE_VISITOR, "case.ask") && !role_has(ROLE_VISITOR, "facts.read"));
}

static void the_second_step_lasts_five_minutes(void **state)
{
	(void)state;
	const int64_t now = 1780000000000, end = now + ACCESS_STEP_MS;
	assert_true(access_step_suffices(ACCESS_ALLOW, 0, 0, now));
	assert_false(access_step_suffices(ACCESS_DENY, 2, end, now));
	assert_true(access_step_suffices(ACCESS_STEP_ANY, 1, end, now) && access_step_suffices(ACCESS_STEP_ANY, 2, end, now));
	assert_true(access_step_suffices(ACCESS_STEP_CODE, 2, end, now) && access_step_suffices(ACCESS_STEP_CODE, 2, now + 1, now));
	assert_false(access_step_suffices(ACCESS_STEP_CODE, 1, end, now) || access_step_suffices(ACCESS_STEP_ANY, 0, end, now));
	assert_false(access_step_suffices(ACCESS_STEP_CODE, 2, now, now));     /* just over */
	assert_false(access_step_suffices(ACCESS_STEP_CODE, 2, end + 1, now)); /* the clock went back */
	assert_false(access_step_suffices((enum access_rule)9, 2, end, now));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_action_is_there),
		cmocka_unit_test(what_is_unknown_or_elsewhere_is_denied),
		cmocka_unit_test(only_a_treating_doctor_signs_and_never_their_own),
		cmocka_unit_test(who_oversees_never_sees_what_a_person_told),
		cmocka_unit_test(a_doctor_sees_others_by_treating_or_in_an_emergency),
		cmocka_unit_test(strangers_may_only_be_found_or_opened_in_an_emergency),
		cmocka_unit_test(what_is_not_about_another_is_as_agreed),
		cmocka_unit_test(each_relation_has_its_roles),
		cmocka_unit_test(kin_read_and_guardians_act),
		cmocka_unit_test(whoever_does_it_for_another_leaves_a_trace),
		cmocka_unit_test(nobody_raises_themself),
		cmocka_unit_test(no_token_does_what_needs_a_person_present),
		cmocka_unit_test(a_token_reaches_as_far_as_its_scopes),
		cmocka_unit_test(a_role_has_only_scopes_it_can_use),
		cmocka_unit_test(the_second_step_lasts_five_minutes),
	};
	return cmocka_run_group_tests_name("access", tests, setup, teardown);
}
