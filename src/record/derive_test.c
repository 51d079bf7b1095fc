#include "record/derive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

static struct arena whole, a;

static int start(void **state)
{
	(void)state;
	whole = arena_create(64 << 20);
	a = whole;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(whole);
	return 0;
}

static void what_holds_counts(void **state)
{
	(void)state;
	static const struct {
		const char *type, *status, *verified, *until, *value;
		bool counts;
	} rows[] = {
		{"Condition", "active", "confirmed", "", "", true},
		{"Condition", "", "", "", "", true},
		{"Condition", "recurrence", "", "", "", true},
		{"Condition", "resolved", "confirmed", "", "", false},
		{"Condition", "active", "refuted", "", "", false},
		{"Condition", "active", "", "2020-01", "", false},
		{"AllergyIntolerance", "active", "unconfirmed", "", "", true},
		{"AllergyIntolerance", "active", "entered-in-error", "", "", false},
		{"AllergyIntolerance", "inactive", "", "", "", false},
		{"MedicationStatement", "active", "", "", "", true},
		{"MedicationStatement", "completed", "", "", "", false},
		{"MedicationRequest", "active", "", "", "", true},
		{"MedicationRequest", "stopped", "", "", "", false},
		{"Observation", "final", "", "", "5.6", true},
		{"Observation", "final", "", "", "", false},
		{"Observation", "entered-in-error", "", "", "5.6", false},
		{"Immunization", "completed", "", "", "", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum derived_role role;
		struct brief b = {.title = S("x"),
				  .status = str_from(rows[i].status),
				  .verified = str_from(rows[i].verified),
				  .until = str_from(rows[i].until),
				  .value = str_from(rows[i].value)};
		assert_int_equal(derive_counts(&role, str_from(rows[i].type), &b), rows[i].counts);
	}
}

static void of_results_the_newest_stays(void **state)
{
	(void)state;
	struct derived d = {0};
	struct brief kg = {.code = S("http://loinc.org|29463-7"), .title = S("体重"), .status = S("final"), .value = S("70")}, other = kg;
	other.value = S("71");
	derive_add(&d, S("Observation"), S("b"), 100, &kg, &a);
	derive_add(&d, S("Observation"), S("c"), 90, &other, &a);
	assert_true(d.n == 1 && str_eq(d.v[0].id, S("b")));
	derive_add(&d, S("Observation"), S("a"), 100, &other, &a); /* the greater id decides */
	assert_true(str_eq(d.v[0].id, S("b")));
	derive_add(&d, S("Observation"), S("d"), 100, &other, &a);
	assert_true(d.n == 1 && str_eq(derive_result(&d, kg.code)->brief.value, S("71")));
	assert_null(derive_result(&d, S("http://loinc.org|8302-2")));
	bool stale = false;
	derive_remove(&d, S("Observation"), S("b"), &stale); /* not the newest: nothing is lost */
	assert_false(stale);
	derive_remove(&d, S("Observation"), S("d"), &stale);
	assert_true(stale && d.n == 0);
}

/* ---- brought up to date = drawn anew ---- */

struct one {
	bool there;
	int64_t at_ms;
	struct brief b;
};

static uint64_t seed = 7;
static int chance(int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((seed >> 33) % (uint64_t)n);
}

static const char *const types[] = {"Condition", "AllergyIntolerance", "MedicationStatement", "Observation", "Observation", "Observation"};

static struct one random_one(int type)
{
	static const char *const codes[] = {"c|1", "c|2", ""}, *const titles[] = {"甲", "乙"},
				 *const states[] = {"active", "final", "resolved", "entered-in-error"};
	struct one o = {.there = true, .at_ms = chance(5)};
	o.b.code = str_from(codes[chance(3)]);
	o.b.title = str_from(titles[chance(2)]);
	o.b.status = str_from(states[type >= 3 ? 1 + 2 * (chance(8) == 0) : chance(3)]);
	o.b.value = type >= 3 && chance(6) ? S("1") : (str){"", 0};
	return o;
}

static str name_of(int type, int i, struct arena *room)
{
	char id[16];
	snprintf(id, sizeof id, "%d-%d", type, i);
	return str_copy(room, str_from(id));
}

static void brought_up_to_date_it_is_as_drawn_anew(void **state)
{
	(void)state;
	enum { EACH = 7, STEPS = 20000 };
	static struct one all[6][EACH];
	static char stored[1 << 16];
	str packed = {stored, 0};
	int drawn = 0;
	for (int step = 0; step < STEPS; step++) {
		struct arena room = whole;
		struct derived kept, anew = {0};
		int t = chance(6), k = chance(EACH);
		struct one *o = &all[t][k], was = *o;
		bool stale = false;
		assert_true(derive_unpack(&kept, packed, &room));
		*o = chance(4) ? random_one(t) : (struct one){0};
		derive_remove(&kept, str_from(types[t]), name_of(t, k, &room), &stale);
		if (stale && o->there && derive_replaces(&was.b, was.at_ms, &o->b, o->at_ms)) stale = false;
		for (int i = 0; i < 6 * EACH; i++) {
			const struct one *x = &all[i / EACH][i % EACH];
			if (x->there) derive_add(&anew, str_from(types[i / EACH]), name_of(i / EACH, i % EACH, &room), x->at_ms, &x->b, &room);
		}
		if (!stale && o->there) derive_add(&kept, str_from(types[t]), name_of(t, k, &room), o->at_ms, &o->b, &room);
		drawn += stale;
		str now = derive_pack(stale ? &anew : &kept, &room), want = derive_pack(&anew, &room);
		assert_int_equal(now.n, want.n);
		assert_memory_equal(now.p, want.p, (size_t)now.n);
		assert_true(now.n < (ptrdiff_t)sizeof stored);
		memcpy(stored, now.p, (size_t)now.n);
		packed.n = now.n;
	}
	assert_true(drawn > STEPS / 100 && drawn < STEPS / 2);
}

static void what_is_damaged_does_not_unpack(void **state)
{
	(void)state;
	struct derived d = {0}, back;
	struct brief b = {.code = S("c|1"), .title = S("x"), .value = S("1")};
	derive_add(&d, S("Observation"), S("o1"), -5, &b, &a);
	derive_add(&d, S("Condition"), S("c1"), 5, &b, &a);
	str packed = derive_pack(&d, &a);
	assert_true(derive_unpack(&back, packed, &a) && back.n == 2 && back.v[1].at_ms == -5);
	for (ptrdiff_t n = 1; n < packed.n; n++)
		if (derive_unpack(&back, str_slice(packed, 0, n), &a)) assert_true(back.n == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_holds_counts),
		cmocka_unit_test(of_results_the_newest_stays),
		cmocka_unit_test(brought_up_to_date_it_is_as_drawn_anew),
		cmocka_unit_test(what_is_damaged_does_not_unpack),
	};
	return cmocka_run_group_tests_name("facts drawn from the record", tests, start, stop);
}
