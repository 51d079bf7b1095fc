/* access_load_test.c - what the reader of access.tsv says of damage. */
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

#define HEAD "action\tsubject\tscope\trelation\tvisitor\tpatient\tguardian\tdoctor\tpharmacist\tethics\tadministrator\tauditor\tregulator\tzh\ten\n"
#define YES "\ty\ty\ty\ty\ty\ty\ty\ty\ty"
#define NO "\t-\t-\t-\t-\t-\t-\t-\t-\t-"
#define REST(a) a "\tward" NO "\t\t\n" a "\tfamily" NO "\t\t\n" a "\ttreating" NO "\t\t\n" a "\tglass" NO "\t\t\n" a "\tnone" NO "\t\t\n"

static void the_reader_names_line_and_column(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} table_of[] = {
		{"", "access.tsv: no header line"},
		{"# nothing\n", "access.tsv: no header line"},
		{"action\tsubject\n", "line 1, column scope: this column is missing here"},
		{HEAD, "line 1: no action"},
		{HEAD "a.b\tnone\t-\tany" YES "\tx\n", "line 2, column en: the row ends before this column"},
		{HEAD "a.b\tnone\t-\tany" YES "\tx\ty\tz\n", "line 2, column en: the row goes on behind this column"},
		{HEAD "\tnone\t-\tany" YES "\tx\ty\n", "line 2, column action: empty"},
		{HEAD "ab\tnone\t-\tany" YES "\tx\ty\n", "line 2, column action: not of the form group.verb"},
		{HEAD "a.\tnone\t-\tany" YES "\tx\ty\n", "line 2, column action: not of the form group.verb"},
		{HEAD "A.b\tnone\t-\tany" YES "\tx\ty\n", "line 2, column action: not of the form group.verb"},
		{HEAD "a.b\tnobody\t-\tany" YES "\tx\ty\n", "line 2, column subject: no such subject: \"nobody\""},
		{HEAD "a.b\tnone\t\tany" YES "\tx\ty\n", "line 2, column scope: empty"},
		{HEAD "a.b\tnone\tx\tany" YES "\tx\ty\n", "line 2, column scope: not of the form group.verb: \"x\""},
		{HEAD "a.b\tnone\t-\tany" YES "\t\ty\n", "line 2, column zh: empty"},
		{HEAD "a.b\tnone\t-\tany" YES "\tx\t\n", "line 2, column en: empty"},
		{HEAD "a.b\tnone\t-\tself" YES "\tx\ty\n", "line 2, column relation: does not occur with this subject: \"self\""},
		{HEAD "a.b\tperson\t-\telsewhere" YES "\tx\ty\n", "line 2, column relation: does not occur with this subject: \"elsewhere\""},
		{HEAD "a.b\tnone\t-\tfriend" YES "\tx\ty\n", "line 2, column relation: does not occur with this subject: \"friend\""},
		{HEAD "a.b\tnone\t-\tany" YES "\tx\ty\na.b\tnone\t-\tany" YES "\t\t\n", "line 3, column relation: twice: \"any\""},
		{HEAD "a.b\tperson\t-\tself" NO "\tx\ty\na.b\tcase\t-\tward" NO "\t\t\n",
		 "line 3, column subject: not as in the row before: \"case\""},
		{HEAD "a.b\tperson\t-\tself" NO "\tx\ty\na.b\tperson\ta.b\tward" NO "\t\t\n",
		 "line 3, column scope: not as in the row before: \"a.b\""},
		{HEAD "a.b\tperson\t-\tself" NO "\tx\ty\na.b\tperson\t-\tward" NO "\tx\t\n", "line 3, column zh: said in the first row already"},
		{HEAD "a.b\tperson\t-\tself" NO "\tx\ty\nc.d\tnone\t-\tany" NO "\tx\ty\n",
		 "line 3, column relation: the action before this line has no row: \"ward\""},
		{HEAD "a.b\tcase\t-\tself" NO "\tx\ty\n", "line 2, column relation: the action before this line has no row: \"ward\""},
		{HEAD "a.b\tnone\t-\tany" YES "\tx\ty\nc.d\tnone\t-\tany" YES "\tx\ty\na.b\tnone\t-\tany" YES "\tx\ty\n",
		 "line 4, column action: its rows do not stand together: \"a.b\""},
		{HEAD "a.b\tnone\t-\tany\ty\ty\tY\ty\ty\ty\ty\ty\ty\tx\ty\n", "line 2, column guardian: none of - y s p: \"Y\""},
		{HEAD "a.b\tnone\t-\tany\ty\ty\ty\ty\ty\ty\ty\ty\t\tx\ty\n", "line 2, column regulator: none of - y s p: \"\""},
		{HEAD "a.b\tnone\t-\tany\tyy\ty\ty\ty\ty\ty\ty\ty\ty\tx\ty\n", "line 2, column visitor: none of - y s p: \"yy\""},
		{HEAD "a.b\tnone\ta.b\tany\ty\ty\ty\ts\ty\ty\ty\ty\ty\tx\ty\n",
		 "line 2, column scope: a token cannot take the second step asked for here: \"a.b\""},
	};
	for (ptrdiff_t i = 0; i < COUNT(table_of); i++) {
		struct arena scratch = perm;
		struct access_table *t = NULL;
		struct fail fail = {0};
		assert_false(access_load(&t, str_from(table_of[i].text), &scratch, &fail));
		assert_null(t);
		assert_int_equal(fail.rc, RC_CORRUPT);
		if (!strstr(fail.what, table_of[i].says)) fail_msg("row %d says: %s", (int)i, fail.what);
	}
}

static void a_sound_text_is_read_as_it_stands(void **state)
{
	(void)state;
	struct arena scratch = perm;
	struct access_table *t = NULL;
	struct fail fail = {0};
	const char *text = "\xef\xbb\xbf# a spreadsheet's mark, and its line ends\r\n" HEAD "a.b\tperson\ta.b\tself" YES
			   "\t看\tsee\r\n" REST("a.b\tperson\ta.b");
	assert_true(access_load(&t, str_from(text), &scratch, &fail));
	assert_int_equal(access_count(t), 1);
	assert_int_equal(access_cell(t, 0, RELATION_SELF, ROLE_REGULATOR), ACCESS_ALLOW);
	assert_int_equal(access_cell(t, 0, RELATION_WARD, ROLE_REGULATOR), ACCESS_DENY);
	assert_int_equal(access_letter(ACCESS_STEP_ANY), 'p');
	assert_true(str_eq(access_subject_name(access_subject(t, 0)), S("person")));
}

/* Cut anywhere, the compiled-in text either fails with a place or reads as a table in which no cell is wider than in the whole. */
static void a_text_cut_anywhere_allows_nothing_new(void **state)
{
	(void)state;
	str whole = access_text();
	int sound = 0;
	for (ptrdiff_t n = 0; n < whole.n; n++) {
		struct arena scratch = perm;
		struct access_table *t = NULL;
		struct fail fail = {0};
		if (!access_load(&t, str_slice(whole, 0, n), &scratch, &fail)) {
			assert_non_null(strstr(fail.what, "line"));
			continue;
		}
		sound++;
		for (int a = 0; a < access_count(t); a++)
			for (int relation = 0; relation < RELATIONS; relation++)
				for (int role = 0; role < ROLES; role++) {
					enum access_rule rule = access_cell(t, a, (enum relation)relation, (enum role)role);
					int same = access_action(table, access_name(t, a));
					if (rule != ACCESS_DENY)
						assert_int_equal(rule, access_cell(table, same, (enum relation)relation, (enum role)role));
				}
	}
	assert_true(sound > access_count(table)); /* at the end of each action, at least */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_reader_names_line_and_column),
		cmocka_unit_test(a_sound_text_is_read_as_it_stands),
		cmocka_unit_test(a_text_cut_anywhere_allows_nothing_new),
	};
	return cmocka_run_group_tests_name("access_load", tests, setup, teardown);
}
