#include "fhir/smart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void same(str got, const char *want)
{
	assert_int_equal(got.n, strlen(want));
	assert_memory_equal(got.p, want, strlen(want));
}

static void scopes_of_both_versions_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *scope, *type, *ops;
	} rows[] = {
		{"patient/*.read", "*", "rs"},         {"patient/Observation.rs", "Observation", "rs"},
		{"patient/*.*", "*", "cruds"},         {"patient/Condition.write", "Condition", "cud"},
		{"patient/Patient.r", "Patient", "r"}, {"launch/patient", "", ""},
	};
	str type, ops;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(smart_scope_read(str_from(rows[i].scope), &type, &ops));
		same(type, rows[i].type);
		same(ops, rows[i].ops);
	}
	static const char *const none[] = {"",
					   "patient/",
					   "patient/Observation",
					   "patient/Observation.",
					   "patient/observation.rs",
					   "patient/Obs-x.rs",
					   "user/*.read",
					   "system/*.read",
					   "patient/*.sr",
					   "patient/*.rr",
					   "patient/Observation.rs?category=vital-signs",
					   "openid",
					   "launch"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_false(smart_scope_read(str_from(none[i]), &type, &ops));
}

static void no_more_is_granted_than_the_program_may_have(void **state)
{
	(void)state;
	struct arena a = arena_create(1 << 16), whole = a;
	same(smart_grant(S("launch/patient patient/Observation.rs patient/Condition.read openid"), S("launch/patient patient/*.rs"), &a),
	     "launch/patient patient/Observation.rs patient/Condition.read");
	same(smart_grant(S("patient/*.read"), S("patient/Observation.rs"), &a), "");
	same(smart_grant(S("patient/Observation.cruds patient/Observation.r"), S("patient/Observation.rs"), &a), "patient/Observation.r");
	same(smart_grant(S("patient/Observation.rs  patient/Observation.rs"), S("patient/*.rs"), &a), "patient/Observation.rs");
	same(smart_grant(S("launch/patient"), S("patient/*.rs"), &a), "");
	arena_destroy(whole);
}

static void a_token_reads_what_it_was_given(void **state)
{
	(void)state;
	str limited = S("record.read patient:01J patient/Observation.rs patient/Condition.r");
	assert_true(smart_allows(limited, S("Observation"), 's') && smart_allows(limited, S("Condition"), 'r'));
	assert_false(smart_allows(limited, S("Condition"), 's') || smart_allows(limited, S("Observation"), 'c') ||
		     smart_allows(limited, S("Patient"), 'r'));
	assert_true(smart_allows(S("record.read record.write"), S("Patient"), 'd')); /* an ordinary token */
	assert_false(smart_allows(S("record.read patient:01J"), S("Patient"), 'r'));
	same(smart_patient(limited), "01J");
	same(smart_patient(S("record.read")), "");
	same(smart_client(S("record.read patient:01J client:01K patient/*.rs")), "01K");
	same(smart_client(S("record.read")), "");
}

static void a_verifier_belongs_to_its_challenge(void **state)
{
	(void)state;
	/* RFC 7636, appendix B */
	str verifier = S("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), challenge = S("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	assert_true(smart_verifier_fits(verifier, challenge));
	assert_false(smart_verifier_fits(S("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXj"), challenge));
	assert_false(smart_verifier_fits(str_slice(verifier, 0, 42), challenge));
	assert_false(smart_verifier_fits(verifier, verifier));
	assert_false(smart_verifier_fits(verifier, str_slice(challenge, 0, 42)));
	assert_false(smart_verifier_fits(S("dBjftJeZ4CVP-mB92K27uhbUJU1p1r wW1gFWFOEjXk"), challenge));
}

static void codes_are_sent_only_where_a_program_is(void **state)
{
	(void)state;
	static const char *const good[] = {"https://app.example/back", "http://127.0.0.1:3000/cb", "http://localhost/cb", "com.example.app:/back",
					   "http://[::1]:80/"};
	static const char *const bad[] = {"",
					  "http://app.example/",
					  "https://",
					  "javascript:alert(1)",
					  "https://a.example/#x",
					  "https://a@b.example/",
					  "http://127.0.0.1.evil.example/",
					  "data:text/html,x",
					  "https:///x",
					  "http://localhost@evil.example/",
					  "https://a.example/\n"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_true(smart_redirect_valid(str_from(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(smart_redirect_valid(str_from(bad[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scopes_of_both_versions_are_read),       cmocka_unit_test(no_more_is_granted_than_the_program_may_have),
		cmocka_unit_test(a_token_reads_what_it_was_given),        cmocka_unit_test(a_verifier_belongs_to_its_challenge),
		cmocka_unit_test(codes_are_sent_only_where_a_program_is),
	};
	return cmocka_run_group_tests_name("scopes of programs", tests, 0, 0);
}
