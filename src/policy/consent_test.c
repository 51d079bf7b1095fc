/* consent_test.c - the words agreed to, and when an agreement stands. */
#include "policy/consent.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

static const int64_t NOW = 1780000000000;

static bool stands(const struct consent_fact *row, enum purpose purpose, bool sensitive, const char *other)
{
	return consent_in_force(row, 1, purpose, sensitive, str_from(other), NOW);
}

static struct consent_fact given(enum purpose purpose, bool sensitive, const char *other)
{
	return (struct consent_fact){purpose_name(purpose), str_from(other), consent_words(purpose, sensitive)->edition, sensitive, NOW - 1, 0};
}

static void a_consent_is_for_one_purpose_and_kind(void **state)
{
	(void)state;
	for (int p = 0; p < PURPOSES; p++)
		for (int s = 0; s < 2; s++) {
			struct consent_fact row = given((enum purpose)p, s, "x");
			for (int q = 0; q < PURPOSES; q++)
				for (int t = 0; t < 2; t++) assert_int_equal(stands(&row, (enum purpose)q, t, "x"), p == q && s == t);
		}
	assert_false(consent_in_force(NULL, 0, PURPOSE_CONSULT, true, S(""), NOW));
}

static void a_consent_is_limited_to_whom_it_names(void **state)
{
	(void)state;
	for (int p = 0; p < PURPOSES; p++) {
		enum purpose purpose = (enum purpose)p;
		struct consent_fact named = given(purpose, true, "a"), open = given(purpose, true, "");
		assert_true(stands(&named, purpose, true, "a"));
		assert_false(stands(&named, purpose, true, "b") || stands(&named, purpose, true, ""));
		/* Without a name it is for the hospital; but nobody shares with "the family" at large. */
		assert_int_equal(stands(&open, purpose, true, "a"), purpose != PURPOSE_FAMILY);
		assert_int_equal(stands(&open, purpose, true, ""), purpose != PURPOSE_FAMILY);
	}
}

static void withdrawal_acts_at_once(void **state)
{
	(void)state;
	static const int64_t moments[] = {1, 1779999999998, 1780000000000, 1780000000001, 1890000000000}; /* also by a clock that runs ahead */
	for (ptrdiff_t i = 0; i < COUNT(moments); i++) {
		struct consent_fact row = given(PURPOSE_CONSULT, true, "");
		assert_true(stands(&row, PURPOSE_CONSULT, true, ""));
		row.withdrawn_ms = moments[i];
		assert_false(stands(&row, PURPOSE_CONSULT, true, ""));
	}
	/* Given anew, it stands again; the order of the rows does not matter. */
	struct consent_fact rows[] = {given(PURPOSE_CONSULT, true, ""), given(PURPOSE_CONSULT, true, "")};
	rows[0].withdrawn_ms = NOW - 1;
	assert_true(consent_in_force(rows, 2, PURPOSE_CONSULT, true, S(""), NOW));
	rows[0].withdrawn_ms = 0;
	rows[1].withdrawn_ms = NOW - 1;
	assert_true(consent_in_force(rows, 2, PURPOSE_CONSULT, true, S(""), NOW));
	rows[0].withdrawn_ms = NOW - 1;
	assert_false(consent_in_force(rows, 2, PURPOSE_CONSULT, true, S(""), NOW));
}

static void a_consent_from_the_future_does_not_count(void **state)
{
	(void)state;
	struct consent_fact row = given(PURPOSE_AVATAR, false, "");
	row.given_ms = NOW + CONSENT_AHEAD_MS;
	assert_true(stands(&row, PURPOSE_AVATAR, false, ""));
	row.given_ms = NOW + CONSENT_AHEAD_MS + 1;
	assert_false(stands(&row, PURPOSE_AVATAR, false, ""));
	row.given_ms = 0; /* never given */
	assert_false(stands(&row, PURPOSE_AVATAR, false, ""));
}

static void only_known_words_bind(void **state)
{
	(void)state;
	struct consent_fact row = given(PURPOSE_CONSULT, true, "");
	row.edition = S("consult-health-0");
	assert_false(stands(&row, PURPOSE_CONSULT, true, ""));
	row.edition = consent_words(PURPOSE_CONSULT, false)->edition; /* agreed to the plain words only */
	assert_false(stands(&row, PURPOSE_CONSULT, true, ""));
	row.edition = consent_words(PURPOSE_RESEARCH, true)->edition;
	assert_false(stands(&row, PURPOSE_CONSULT, true, ""));
}

/* ---- the words ---- */

/* Words that somebody may have agreed to do not change: new words are a new edition. A changed hash here means that this was forgotten. */
static void an_edition_never_changes(void **state)
{
	(void)state;
	static const struct {
		const char *edition, *hash; /* the first 16 hex digits */
	} editions[] = {
		{"consult-1", "a50eb990321cbe46"},          {"consult-health-1", "eea63ac3f9c359eb"},  {"avatar-1", "02b609b2a6f75d11"},
		{"avatar-health-1", "7357eba0e443ec3a"},    {"family-1", "65343b74732cfcf5"},          {"family-health-1", "e081bb56dcc272b1"},
		{"research-1", "a8715800b33f81bc"},         {"research-health-1", "edd8207de9e65dab"}, {"labelling-1", "eb40c293cccfc284"},
		{"labelling-health-1", "9a3ffa77d1796c38"},
	};
	assert_int_equal(consent_book()->n, COUNT(editions));
	for (ptrdiff_t i = 0; i < COUNT(editions); i++) {
		const struct consent_words *w = consent_edition(str_from(editions[i].edition));
		char hex[17];
		if (!w) fail_msg("no edition %s", editions[i].edition);
		for (int k = 0; k < 8; k++) snprintf(hex + 2 * k, 3, "%02x", w->hash[k]);
		assert_string_equal(hex, editions[i].hash);
	}
	assert_null(consent_edition(S("")));
}

static bool says(str text, const char *what)
{
	return str_find(text, str_from(what)) >= 0;
}

static void the_words_say_who_how_long_and_how_to_withdraw(void **state)
{
	(void)state;
	for (int p = 0; p < PURPOSES; p++)
		for (int s = 0; s < 2; s++) {
			const struct consent_words *w = consent_words((enum purpose)p, s);
			assert_true(w->purpose == (enum purpose)p && w->sensitive == s && w->counts);
			assert_true(says(w->zh, "本院") || p == PURPOSE_FAMILY);
			assert_true(says(w->en, "this hospital") || says(w->en, "This hospital") || p == PURPOSE_FAMILY);
			assert_true(says(w->zh, "撤回立即生效") && says(w->en, "It takes effect at once"));
			assert_true(says(w->zh, "保存") || says(w->zh, "到您撤回"));
			assert_true(says(w->en, "kept") || says(w->en, "This lasts until you withdraw"));
			assert_true(says(w->zh, "不同意") && (says(w->en, "Saying no") || says(w->en, "Without it"))); /* art. 16: what a no means */
			assert_int_equal(says(w->zh, "敏感个人信息"), s);                                              /* art. 30 */
			assert_int_equal(says(w->en, "Health information is sensitive"), s);
		}
}

static void health_needs_the_separate_consent(void **state)
{
	(void)state;
	assert_true(consent_needs_sensitive(S("case.read")) && consent_needs_sensitive(S("case.list")) && consent_needs_sensitive(S("facts.read")));
	assert_true(consent_needs_sensitive(S("case.sign")) && consent_needs_sensitive(S("")));
	assert_false(consent_needs_sensitive(S("profile.read")));
}

/* ---- damage ---- */

#define HEAD "edition\tpurpose\tsensitive\tcounts\ttext_zh\ttext_en\n"
#define ALL(p) p "0\t" p "\t0\ty\tz\te\n" p "1\t" p "\t1\ty\tz\te\n"

static void the_reader_names_line_and_column(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} rows[] = {
		{"", "consents.tsv: no header line"},
		{"edition\tpurpose\tsensitive\tcounts\ttext_en\ttext_zh\n", "line 1, column text_zh: this column is missing here: \"text_en\""},
		{HEAD "a\tconsult\t0\ty\tz\n", "line 2, column text_en: the row ends before this column"},
		{HEAD "\tconsult\t0\ty\tz\te\n", "line 2, column edition: empty"},
		{HEAD "a\tsale\t0\ty\tz\te\n", "line 2, column purpose: no such purpose: \"sale\""},
		{HEAD "a\tconsult\t2\ty\tz\te\n", "line 2, column sensitive: not yes or no: \"2\""},
		{HEAD "a\tconsult\t0\tyes\tz\te\n", "line 2, column counts: not yes or no: \"yes\""},
		{HEAD "a\tconsult\t0\ty\t\te\n", "line 2, column text_zh: empty"},
		{HEAD "a\tconsult\t0\ty\tz\te\na\tconsult\t1\ty\tz\te\n", "line 3, column edition: twice: \"a\""},
		{HEAD ALL("consult") ALL("avatar") ALL("family") ALL("research"), "line 9, column purpose: no words for: \"labelling\""},
		{HEAD ALL("consult") ALL("avatar") ALL("family") ALL("research") "x\tlabelling\t0\tn\tz\te\n" ALL("labelling"),
		 "column counts: the newest edition does not count: \"x\""},
	};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct consent_book book;
		struct fail fail = {0};
		assert_false(consent_load(&book, str_from(rows[i].text), &fail));
		assert_int_equal(fail.rc, RC_CORRUPT);
		if (!strstr(fail.what, rows[i].says)) fail_msg("row %d says: %s", (int)i, fail.what);
	}
}

static void the_newest_edition_stands_first(void **state)
{
	(void)state;
	struct consent_book book;
	struct fail fail = {0};
	const char *text = HEAD "consult2\tconsult\t0\ty\tnew\tnew\n" ALL("consult") ALL("avatar") ALL("family") ALL("research") ALL("labelling");
	assert_true(consent_load(&book, str_from(text), &fail));
	assert_int_equal(book.n, 11);
	assert_true(str_eq(book.v[0].edition, S("consult2")) && memcmp(book.v[0].hash, book.v[1].hash, 32) != 0);
}

static void purposes_have_names(void **state)
{
	(void)state;
	enum purpose back = PURPOSE_FAMILY;
	assert_false(purpose_by_name(S("marketing"), &back));
	assert_int_equal(back, PURPOSE_FAMILY);
	for (int i = 0; i < PURPOSES; i++) assert_true(purpose_by_name(purpose_name((enum purpose)i), &back) && (int)back == i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_consent_is_for_one_purpose_and_kind),
		cmocka_unit_test(a_consent_is_limited_to_whom_it_names),
		cmocka_unit_test(withdrawal_acts_at_once),
		cmocka_unit_test(a_consent_from_the_future_does_not_count),
		cmocka_unit_test(only_known_words_bind),
		cmocka_unit_test(an_edition_never_changes),
		cmocka_unit_test(the_words_say_who_how_long_and_how_to_withdraw),
		cmocka_unit_test(health_needs_the_separate_consent),
		cmocka_unit_test(the_reader_names_line_and_column),
		cmocka_unit_test(the_newest_edition_stands_first),
		cmocka_unit_test(purposes_have_names),
	};
	return cmocka_run_group_tests_name("consent", tests, NULL, NULL);
}
