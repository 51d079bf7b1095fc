/* sample.c - prints an export of a fictional person, so that the bundle and the page can be looked at and validated without a server.
 *
 * usage: fhir_sample bundle|zh|en [nobody] [N] <ANSWERS
 *   bundle      the FHIR bundle; zh, en: the readable page
 *   nobody      a person who told nothing and asked nothing
 *   N           each consultation N times, as different cases
 *   ANSWERS     with "-": further consultations from standard input, one answer of `zhuyi ask --jsonl` a line */
#include "record/bundle.h"
#include "record/readable.h"
#include "record/sample_int.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEMORY = 256 << 20, CASES_MAX = 4096 };

static struct export_case cases[CASES_MAX];

static void add_case(struct record_export *x, str id, str body)
{
	if (x->case_count < CASES_MAX) cases[x->case_count++] = (struct export_case){id, body};
	x->cases = cases;
}

static void add_answers(struct record_export *x, struct arena *a)
{
	char *line = NULL;
	size_t size = 0;
	for (ssize_t n; (n = getline(&line, &size, stdin)) > 0;) {
		struct fail fail = {0};
		jv body = NULL;
		str text = str_copy(a, str_trim((str){line, n}));
		if (json_parse(&body, text, 32, &fail) && json_str(body, "case").n) add_case(x, str_copy(a, json_str(body, "case")), text);
		json_free(body);
	}
	free(line);
}

static void repeat(struct record_export *x, int times, struct arena *a)
{
	const struct export_case *all = x->cases;
	ptrdiff_t n = x->case_count;
	x->case_count = 0;
	for (int k = 0; k < times; k++)
		for (ptrdiff_t i = 0; i < n; i++) {
			struct sb id = sb_new(a, 32);
			sb_fmt(&id, STR_FMT "%06d", (int)(all[i].id.n - 6), all[i].id.p, k);
			add_case(x, k ? sb_str(&id) : all[i].id, all[i].body);
		}
}

static void print(const struct record_export *x, str what, struct arena *a)
{
	struct sb out = sb_new(a, 1 << 20);
	struct jw w = {&out, false};
	struct case_views views = case_views(x, a);
	if (str_eq(what, S("bundle"))) bundle_write(&w, NULL, x, &views, a);
	else readable_write(&out, x, &views, str_eq(what, S("en")) ? READABLE_EN : READABLE_ZH, a);
	fwrite(out.p, 1, (size_t)out.n, stdout);
}

int main(int argc, char **argv)
{
	struct arena whole = arena_create(MEMORY), a = whole;
	struct record_export x = sample_export(&a);
	int64_t times;
	if (argc < 2) return fprintf(stderr, "usage: fhir_sample bundle|zh|en [nobody] [N] [-]\n"), 2;
	for (int i = 2; i < argc; i++) {
		str arg = str_from(argv[i]);
		if (str_eq(arg, S("-"))) {
			ptrdiff_t n = x.case_count;
			for (ptrdiff_t k = 0; k < n; k++) cases[k] = x.cases[k];
			add_answers(&x, &a);
		} else if (str_eq(arg, S("nobody"))) {
			x = (struct record_export){.now_ms = SAMPLE_NOW_MS, .org = S("sample"), .profile = {.person = S(SAMPLE_PERSON)}};
		} else if (str_to_i64(arg, &times) && times > 0 && times < CASES_MAX) repeat(&x, (int)times, &a);
	}
	print(&x, str_from(argv[1]), &a);
	arena_destroy(whole);
	return 0;
}
