#include "ledger/verify.h"

#include "base/check.h"
#include "ledger/sample_int.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdlib.h>

/* Lines of the sample: 1 header, entries 0 | head 0 (size 1) | 1..4 | heads 1, 2 (size 5) | 5..7 | head 3 (8) | 8..11 | head 4 (12) | end. */
enum { LINES = 1 + SAMPLE_ENTRIES + SAMPLE_HEADS + 1 };

static struct sample log_a;
static struct arena perm;
static str text_a;
static struct ledger_report report;

static int set_up(void **state)
{
	(void)state;
	perm = arena_create(64 << 20);
	sample_make(&log_a, 1);
	text_a = sample_export(&log_a, &perm);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_destroy(perm);
	return 0;
}

static bool verify(str text)
{
	struct fail fail = {0};
	bool ok = ledger_verify_text(&report, text, (struct ledger_trust){0}, &fail);
	assert_int_equal(ok, report.problems == 0);
	assert_int_equal(fail.rc, ok ? RC_OK : RC_CORRUPT);
	return ok;
}

/* The first problem names that line, alone or as part of a range. */
static void assert_named(int64_t line)
{
	const struct ledger_problem *p = &report.v[0];
	assert_true(report.problems > 0);
	if (p->line > line || p->line_to < line) {
		char what[LEDGER_PROBLEM_BYTES];
		ledger_problem_text(what, p);
		fail_msg("line %lld was changed, but: %s", (long long)line, what);
	}
}

static void assert_problem(enum ledger_wrong kind, int64_t line, int64_t line_to)
{
	assert_int_equal(report.v[0].kind, kind);
	assert_int_equal(report.v[0].line, line);
	assert_int_equal(report.v[0].line_to, line_to);
}

static void assert_entries(int64_t from, int64_t to)
{
	assert_int_equal(report.v[0].index, from);
	assert_int_equal(report.v[0].index_to, to);
}

static str line_of(str text, int64_t line)
{
	str item = {0};
	for (int64_t i = 0; i < line; i++) assert_true(str_next(&text, '\n', &item));
	return item;
}

/* The sample with line order[0], order[1], …, until 0. */
static str arranged(struct arena *a, const int *order)
{
	struct sb out = sb_new(a, text_a.n + 1024);
	for (; *order; order++) {
		sb_add(&out, line_of(text_a, *order));
		sb_byte(&out, '\n');
	}
	return sb_str(&out);
}

static void test_whole_export_holds(void **state)
{
	(void)state;
	assert_true(verify(text_a));
	assert_int_equal(report.lines, LINES);
	assert_int_equal(report.entries, SAMPLE_ENTRIES);
	assert_int_equal(report.heads, SAMPLE_HEADS);
	assert_int_equal(report.covered, SAMPLE_ENTRIES);
	assert_string_equal(report.organisation, "org-1");
	assert_memory_equal(report.key.b, log_a.key.public_key.b, 32);
}

static void test_every_flipped_byte_is_named(void **state)
{
	static const unsigned char flips[] = {0x01, 0x04, 0x20, 0x80, 0x02, 0x08, 0x10, 0x40}; /* the second half when ZHUYI_TEST_FULL is set */
	ptrdiff_t tried = getenv("ZHUYI_TEST_FULL") ? COUNT(flips) : COUNT(flips) / 2;
	struct arena scratch = perm;
	char *bytes = (char *)(uintptr_t)str_copy(&scratch, text_a).p;
	int64_t line = 1;
	(void)state;
	for (ptrdiff_t i = 0; i < text_a.n; i++) {
		for (ptrdiff_t k = 0; k < tried; k++) {
			bytes[i] = (char)((unsigned char)text_a.p[i] ^ flips[k]);
			assert_false(verify((str){bytes, text_a.n}));
			assert_named(line);
		}
		bytes[i] = text_a.p[i];
		line += bytes[i] == '\n';
	}
}

static void test_every_deleted_byte_is_found(void **state)
{
	(void)state;
	for (ptrdiff_t i = 0; i < text_a.n; i++) {
		struct arena scratch = perm;
		struct sb out = sb_new(&scratch, text_a.n);
		sb_add(&out, str_slice(text_a, 0, i));
		sb_add(&out, str_slice(text_a, i + 1, text_a.n));
		assert_false(verify(sb_str(&out)));
	}
}

static void test_every_truncation_is_named(void **state)
{
	int64_t lines = 0;
	(void)state;
	for (ptrdiff_t n = 0; n < text_a.n; n++) {
		assert_false(verify((str){text_a.p, n}));
		bool within = n && text_a.p[n - 1] != '\n';
		if (n && !within) lines++;
		assert_problem(LEDGER_CUT, lines + within, lines + within);
	}
}

static void test_missing_line_is_named(void **state)
{
	(void)state;
	for (int gone = 1; gone <= LINES; gone++) {
		struct arena scratch = perm;
		int order[LINES + 1] = {0}, n = 0;
		for (int i = 1; i <= LINES; i++)
			if (i != gone) order[n++] = i;
		assert_false(verify(arranged(&scratch, order)));
		str line = line_of(text_a, gone);
		const struct ledger_problem *p = &report.v[0];
		if (gone == 1) assert_problem(LEDGER_NO_HEADER, 1, 1);
		else if (gone == LINES) assert_problem(LEDGER_CUT, LINES - 1, LINES - 1);
		else if (str_starts(line, S("{\"entry\""))) assert_problem(LEDGER_MISSING, gone, gone);
		else if (gone == LINES - 1) assert_int_equal(p->kind, LEDGER_COUNT);
		else assert_int_equal(p->kind, LEDGER_MISSING_HEAD);
	}
}

static void test_missing_entries_are_numbered(void **state)
{
	struct arena scratch = perm;
	static const int without_2_and_3[] = {1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 0};
	(void)state;
	assert_false(verify(arranged(&scratch, without_2_and_3)));
	assert_problem(LEDGER_MISSING, 5, 5);
	assert_entries(2, 3);
	assert_int_equal(report.problems, 1);
}

static void test_missing_heads_are_numbered(void **state)
{
	struct arena scratch = perm;
	static const int without_1_and_2[] = {1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 0};
	(void)state;
	assert_false(verify(arranged(&scratch, without_1_and_2)));
	assert_problem(LEDGER_MISSING_HEAD, 11, 11);
	assert_int_equal(report.v[0].head, 1);
	assert_int_equal(report.v[0].head_to, 2);
	assert_int_equal(report.problems, 1);
	assert_int_equal(report.covered, SAMPLE_ENTRIES);
}

static void test_repeated_line_is_named(void **state)
{
	(void)state;
	for (int twice = 1; twice <= LINES; twice++) {
		struct arena scratch = perm;
		int order[LINES + 2] = {0}, n = 0;
		for (int i = 1; i <= LINES; i++) {
			order[n++] = i;
			if (i == twice) order[n++] = i;
		}
		assert_false(verify(arranged(&scratch, order)));
		assert_problem(LEDGER_REPEATED, twice + 1, twice + 1);
		assert_int_equal(report.problems, 1);
	}
}

static bool is_entry_line(int line)
{
	return str_starts(line_of(text_a, line), S("{\"entry\""));
}

static void test_swapped_neighbours_are_named(void **state)
{
	(void)state;
	for (int first = 1; first < LINES; first++) {
		struct arena scratch = perm;
		int order[LINES + 1] = {0};
		for (int i = 1; i <= LINES; i++) order[i - 1] = i == first ? i + 1 : i == first + 1 ? i - 1 : i;
		assert_false(verify(arranged(&scratch, order)));
		if (is_entry_line(first) && is_entry_line(first + 1)) {
			assert_problem(LEDGER_SWAPPED, first, first + 1);
			assert_int_equal(report.problems, 1); /* put back in order, the rest is judged as if nothing had been */
		} else assert_true(report.v[0].line == first || report.v[0].line == first + 1);
		if (first == 8) assert_problem(LEDGER_SWAPPED, 8, 9); /* two heads */
	}
}

static void test_distant_lines_swapped_are_found(void **state)
{
	(void)state;
	for (int a = 1; a <= LINES; a++)
		for (int b = a + 1; b <= LINES; b++) {
			struct arena scratch = perm;
			int order[LINES + 1] = {0};
			for (int i = 1; i <= LINES; i++) order[i - 1] = i == a ? b : i == b ? a : i;
			assert_false(verify(arranged(&scratch, order)));
			if (is_entry_line(a) && is_entry_line(b)) assert_named(a);
		}
}

/* Entry and recorded hash changed together: the narrowest range is the one between two heads. */
static void test_forged_entry_is_within_range(void **state)
{
	static const struct {
		int64_t from, to, line, line_to;
	} between[] = {{0, 0, 1, 3}, {1, 4, 4, 8}, {5, 7, 10, 13}, {8, 11, 14, 18}};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(between); i++)
		for (int64_t index = between[i].from; index <= between[i].to; index++) {
			struct arena scratch = perm;
			struct sample forged = log_a;
			forged.entry[index].kind = S("reject");
			forged.leaf[index] = entry_leaf(&forged.entry[index]);
			assert_false(verify(sample_export(&forged, &scratch)));
			assert_problem(LEDGER_ROOT, between[i].line, between[i].line_to);
			assert_entries(between[i].from, between[i].to);
			assert_int_equal(report.problems, 1);
			assert_int_equal(report.covered, between[i].from);
		}
}

static void test_changed_half_is_told(void **state)
{
	struct arena scratch = perm;
	struct sample changed = log_a;
	(void)state;
	changed.entry[6].kind = S("reject"); /* stored hash left alone */
	assert_false(verify(sample_export(&changed, &scratch)));
	assert_problem(LEDGER_LEAF_ENTRY, 11, 11);
	assert_entries(6, 6);
	changed = log_a;
	changed.leaf[6].b[0] ^= 1;
	assert_false(verify(sample_export(&changed, &scratch)));
	assert_problem(LEDGER_LEAF_HASH, 11, 11);
	assert_int_equal(report.problems, 1);
	assert_int_equal(report.covered, SAMPLE_ENTRIES);
}

static void test_damage_in_two_places_is_named_twice(void **state)
{
	struct arena scratch = perm;
	struct sample changed = log_a;
	(void)state;
	changed.entry[2].kind = S("reject");
	changed.leaf[9].b[0] ^= 1;
	assert_false(verify(sample_export(&changed, &scratch)));
	assert_int_equal(report.problems, 2);
	assert_int_equal(report.v[0].kind, LEDGER_LEAF_ENTRY);
	assert_int_equal(report.v[0].index, 2);
	assert_int_equal(report.v[1].kind, LEDGER_LEAF_HASH);
	assert_int_equal(report.v[1].index, 9);
}

static void test_foreign_head_is_named(void **state)
{
	struct arena scratch = perm;
	struct sample other, mixed = log_a;
	(void)state;
	sample_make(&other, 99);
	mixed.head[3] = other.head[3]; /* the same root, another hand */
	assert_false(verify(sample_export(&mixed, &scratch)));
	assert_problem(LEDGER_SIGNATURE, 13, 13);
	assert_int_equal(report.v[0].head, 3);
	assert_int_equal(report.v[0].size, 8);
	assert_int_equal(report.problems, 1);
}

/* One key must not vouch for one organisation in the log of another. */
static void test_head_of_another_organisation_is_named(void **state)
{
	struct arena scratch = perm;
	struct sample mixed = log_a;
	(void)state;
	mixed.head[3].organisation = S("org-2");
	assert_true(head_sign(&mixed.head[3], &mixed.key, NULL));
	assert_false(verify(sample_export(&mixed, &scratch)));
	assert_problem(LEDGER_SIGNATURE, 13, 13);
}

static void test_foreign_key_is_named(void **state)
{
	struct arena scratch = perm;
	struct sample other;
	struct fail fail = {0};
	(void)state;
	sample_make(&other, 99);
	struct sample exchanged = log_a;
	exchanged.key = other.key; /* header says another key than signed */
	assert_false(verify(sample_export(&exchanged, &scratch)));
	assert_int_equal(report.v[report.n - 1].kind, LEDGER_KEY_UNUSED);
	assert_int_equal(report.v[report.n - 1].line, 1);
	str whole = sample_export(&other, &scratch); /* sound in itself, but not the log we know */
	assert_true(verify(whole));
	assert_false(ledger_verify_text(&report, whole, (struct ledger_trust){.key = &log_a.key.public_key}, &fail));
	assert_problem(LEDGER_KEY, 1, 1);
	assert_true(ledger_verify_text(&report, text_a, (struct ledger_trust){.key = &log_a.key.public_key}, &fail));
}

/* The owner of the key writes history anew: only who kept an old head can tell. */
static void test_rewritten_history_contradicts_seen_head(void **state)
{
	struct arena scratch = perm;
	struct sample rewritten = log_a;
	struct fail fail = {0};
	(void)state;
	rewritten.entry[3].kind = S("reject");
	rewritten.leaf[3] = entry_leaf(&rewritten.entry[3]);
	sample_sign_all(&rewritten);
	str text = sample_export(&rewritten, &scratch);
	assert_true(verify(text));
	assert_true(ledger_verify_text(&report, text, (struct ledger_trust){.seen = &log_a.head[0]}, &fail));
	assert_false(ledger_verify_text(&report, text, (struct ledger_trust){.seen = &log_a.head[3]}, &fail));
	assert_int_equal(report.v[0].kind, LEDGER_SEEN);
	assert_int_equal(report.v[0].size, 8);
}

static void test_tail_left_off_contradicts_seen_head(void **state)
{
	struct arena scratch = perm;
	struct ledger_export_source from = {S("org-1"), log_a.key.public_key, 8, 4, sample_entry, sample_head, &log_a};
	struct sb text = sb_new(&scratch, 1 << 14);
	struct fail fail = {0};
	(void)state;
	assert_true(ledger_export(from, (struct ledger_export_sink){sample_line, &text}, &fail));
	assert_true(verify(sb_str(&text)));
	assert_false(ledger_verify_text(&report, sb_str(&text), (struct ledger_trust){.seen = &log_a.head[4]}, &fail));
	assert_int_equal(report.v[0].kind, LEDGER_SEEN);
}

static void test_lying_head_is_told_from_changed_entries(void **state)
{
	struct arena scratch = perm;
	struct sample lying = log_a;
	(void)state;
	lying.head[3].root.b[0] ^= 1;
	head_sign(&lying.head[3], &lying.key, NULL);
	assert_false(verify(sample_export(&lying, &scratch)));
	assert_problem(LEDGER_HEAD, 13, 13); /* head 4 agrees with the entries, so it was the head */
	lying = log_a;
	lying.head[2].root.b[0] ^= 1;
	head_sign(&lying.head[2], &lying.key, NULL);
	assert_false(verify(sample_export(&lying, &scratch)));
	assert_problem(LEDGER_HEAD, 9, 9); /* same size as head 1 */
}

static void test_time_going_back_is_named(void **state)
{
	struct arena scratch = perm;
	struct sample late = log_a;
	(void)state;
	late.entry[6].time_ms = 1;
	late.leaf[6] = entry_leaf(&late.entry[6]);
	sample_sign_all(&late);
	late.head[3].time_ms = 1;
	head_sign(&late.head[3], &late.key, NULL);
	assert_false(verify(sample_export(&late, &scratch)));
	assert_problem(LEDGER_TIME, 11, 11);
	assert_entries(6, 6);
	assert_int_equal(report.problems, 2);
	assert_int_equal(report.v[1].kind, LEDGER_TIME);
	assert_int_equal(report.v[1].head, 3);
}

static void test_unsigned_tail_is_named(void **state)
{
	struct arena scratch = perm;
	struct ledger_export_source from = {S("org-1"), log_a.key.public_key, SAMPLE_ENTRIES, 4, sample_entry, sample_head, &log_a};
	struct sb text = sb_new(&scratch, 1 << 14);
	(void)state;
	assert_true(ledger_export(from, (struct ledger_export_sink){sample_line, &text}, NULL));
	assert_false(verify(sb_str(&text)));
	assert_int_equal(report.v[0].kind, LEDGER_UNSIGNED);
	assert_entries(8, 11);
}

static void test_empty_log_and_empty_file(void **state)
{
	struct arena scratch = perm;
	struct ledger_export_source from = {S("org-1"), log_a.key.public_key, 0, 0, sample_entry, sample_head, &log_a};
	struct sb text = sb_new(&scratch, 1024);
	(void)state;
	assert_true(ledger_export(from, (struct ledger_export_sink){sample_line, &text}, NULL));
	assert_true(verify(sb_str(&text)));
	assert_int_equal(report.lines, 2);
	assert_false(verify(S("")));
	assert_problem(LEDGER_CUT, 0, 0);
}

static void test_long_line_is_passed_over(void **state)
{
	struct arena scratch = perm;
	struct sb out = sb_new(&scratch, 1 << 16);
	(void)state;
	sb_add(&out, line_of(text_a, 1));
	sb_byte(&out, '\n');
	for (int i = 0; i < 20000; i++) sb_byte(&out, '{');
	sb_byte(&out, '\n');
	sb_add(&out, str_slice(text_a, line_of(text_a, 1).n + 1, text_a.n));
	assert_false(verify(sb_str(&out)));
	assert_problem(LEDGER_FORM, 2, 2);
	assert_int_equal(report.problems, 1);
	assert_int_equal(report.covered, SAMPLE_ENTRIES);
}

static void test_more_problems_than_room(void **state)
{
	struct arena scratch = perm;
	struct sb out = sb_new(&scratch, 1 << 16);
	(void)state;
	for (int i = 0; i < 100; i++) sb_fmt(&out, "line %d\n", i);
	assert_false(verify(sb_str(&out)));
	assert_int_equal(report.n, LEDGER_PROBLEMS_MAX);
	assert_int_equal(report.problems, 101); /* and the last line is missing */
}

static ptrdiff_t byte_by_byte(void *ctx, char *out, ptrdiff_t n)
{
	str *rest = ctx;
	(void)n;
	if (!rest->n) return rest->p == text_a.p ? -1 : 0;
	*out = *rest->p++;
	rest->n--;
	return 1;
}

static void test_source_in_pieces_or_failing(void **state)
{
	str rest = text_a, broken = {text_a.p, 0};
	struct fail fail = {0};
	(void)state;
	assert_true(ledger_verify(&report, (struct ledger_source){byte_by_byte, &rest}, (struct ledger_trust){0}, &fail));
	assert_false(ledger_verify(&report, (struct ledger_source){byte_by_byte, &broken}, (struct ledger_trust){0}, &fail));
	assert_int_equal(fail.rc, RC_IO);
}

static bool refuse(void *ctx, str line)
{
	(void)line;
	return --*(int *)ctx >= 0;
}

static bool no_entry(void *ctx, int64_t index, struct entry *out, unsigned char leaf[HASH_BYTES])
{
	return index != 7 && sample_entry(ctx, index, out, leaf);
}

/* The n-th line refused, for every n; and an entry that cannot be read. */
static void test_export_faults(void **state)
{
	struct ledger_export_source from = {S("org-1"), log_a.key.public_key, SAMPLE_ENTRIES, SAMPLE_HEADS, sample_entry, sample_head, &log_a};
	struct fail missing = {0};
	int room = 1000;
	(void)state;
	for (int n = 0; n < LINES; n++) {
		struct fail fail = {0};
		int left = n;
		assert_false(ledger_export(from, (struct ledger_export_sink){refuse, &left}, &fail));
		assert_int_equal(fail.rc, RC_IO);
	}
	from.entry = no_entry;
	assert_false(ledger_export(from, (struct ledger_export_sink){refuse, &room}, &missing));
	assert_int_equal(missing.rc, RC_MISSING);
	assert_non_null(strstr(missing.what, "entry 7 "));
}

static void test_text_of_problems(void **state)
{
	char what[LEDGER_PROBLEM_BYTES];
	struct ledger_problem p = {LEDGER_ROOT, 10, 13, 5, 7, 3, 3, 8, 0};
	(void)state;
	ledger_problem_text(what, &p);
	assert_string_equal(what, "lines 10 to 13, entries 5 to 7, head 3 of size 8: what stands here does not give the signed root");
	for (int kind = 0; kind < LEDGER_WRONGS; kind++) {
		p = (struct ledger_problem){(enum ledger_wrong)kind, INT64_MAX - 1, INT64_MAX, INT64_MAX - 1, INT64_MAX,
					    INT64_MAX - 1,           INT64_MAX,     INT64_MAX, INT64_MAX};
		ledger_problem_text(what, &p);
		assert_non_null(strstr(what, ": "));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_export_holds),
		cmocka_unit_test(test_every_flipped_byte_is_named),
		cmocka_unit_test(test_every_deleted_byte_is_found),
		cmocka_unit_test(test_every_truncation_is_named),
		cmocka_unit_test(test_missing_line_is_named),
		cmocka_unit_test(test_missing_entries_are_numbered),
		cmocka_unit_test(test_missing_heads_are_numbered),
		cmocka_unit_test(test_repeated_line_is_named),
		cmocka_unit_test(test_swapped_neighbours_are_named),
		cmocka_unit_test(test_distant_lines_swapped_are_found),
		cmocka_unit_test(test_forged_entry_is_within_range),
		cmocka_unit_test(test_changed_half_is_told),
		cmocka_unit_test(test_damage_in_two_places_is_named_twice),
		cmocka_unit_test(test_foreign_head_is_named),
		cmocka_unit_test(test_head_of_another_organisation_is_named),
		cmocka_unit_test(test_foreign_key_is_named),
		cmocka_unit_test(test_rewritten_history_contradicts_seen_head),
		cmocka_unit_test(test_tail_left_off_contradicts_seen_head),
		cmocka_unit_test(test_lying_head_is_told_from_changed_entries),
		cmocka_unit_test(test_time_going_back_is_named),
		cmocka_unit_test(test_unsigned_tail_is_named),
		cmocka_unit_test(test_empty_log_and_empty_file),
		cmocka_unit_test(test_long_line_is_passed_over),
		cmocka_unit_test(test_more_problems_than_room),
		cmocka_unit_test(test_source_in_pieces_or_failing),
		cmocka_unit_test(test_export_faults),
		cmocka_unit_test(test_text_of_problems),
	};
	return cmocka_run_group_tests_name("verify", tests, set_up, tear_down);
}
