/* stated.c - runs cases/stated.tsv: what a question says of the person who asks. usage: stated_cases PACK FILE. Prints TAP. */
#include "base/file.h"
#include "base/tsv.h"
#include "consult/stated.h"
#include "lang/phrases.h"

#include <math.h>
#include <stdio.h>

static str found(const struct stateds *all, const struct pack *pack, struct arena *a)
{
	struct sb out = sb_new(a, 128);
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const struct stated *s = &all->v[i];
		if (out.n) sb_byte(&out, ' ');
		sb_fmt(&out, "%s:", stated_name(s->kind));
		if (s->concept >= 0) sb_add(&out, pack->concepts.v[s->concept].id);
		else if (isnan(s->weeks)) sb_byte(&out, '-');
		else sb_fmt(&out, "%g", s->weeks);
	}
	return sb_str(&out);
}

int main(int argc, char **argv)
{
	struct fail fail = {0};
	struct arena whole = arena_create(64 << 20), a = whole;
	if (argc != 3) return fprintf(stderr, "usage: stated_cases PACK FILE\n"), 2;
	struct phrases phrases = phrases_create(&a);
	struct pack *pack = pack_load(argv[1], &fail);
	str text;
	if (!pack || !file_read(&text, argv[2], 1 << 20, &a, &fail)) return fprintf(stderr, "%s\n", fail.what), 1;
	struct tsv tsv;
	if (!tsv_open(&tsv, text)) return fprintf(stderr, "no header\n"), 1;
	int bad = 0;
	for (struct tsv_row row; tsv_next(&tsv, &row);) {
		struct arena one = a;
		struct stateds all;
		str said = tsv_cell(&row, S("text")), want = tsv_cell(&row, S("found"));
		struct reading r = reading_make(said, &phrases, pack->lexicon, &one);
		stated_find(&all, &r, pack, str_eq(tsv_cell(&row, S("ward")), S("yes")), &one);
		str got = found(&all, pack, &one);
		bool ok = str_eq(got, want);
		printf("%s " STR_FMT "\n", ok ? "ok" : "not ok", STR_ARG(said));
		if (!ok) printf("# found \"" STR_FMT "\", expected \"" STR_FMT "\"\n", STR_ARG(got), STR_ARG(want));
		bad += !ok;
	}
	return bad != 0;
}
