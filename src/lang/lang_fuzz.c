/* lang_fuzz.c - libFuzzer entry. Any text through folding, the lexicon and the reading, with a small lexicon that has every kind of term in it. */
#include "base/check.h"
#include "base/utf8.h"
#include "lang/reading.h"
#include "lang/terms.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, TEXT_MAX = 8000, TERMS = 12 };

static struct arena whole;
static struct phrases phrases;
static struct lexicon *lexicon;

static void start(void)
{
	static const struct {
		const char *terms;
		enum lexicon_how how;
	} table[TERMS] = {
		{"胸痛;胸口…痛;胸…疼;chest pain;pain…chest", LEXICON_PLAIN},
		{"高血压;高血压病;hypertension;HTN", LEXICON_LOOSE | LEXICON_OPEN},
		{"糖尿病;diabetes;DM", LEXICON_LOOSE | LEXICON_OPEN},
		{"发烧;发热;fever", LEXICON_PLAIN},
		{"气短;short of breath", LEXICON_PLAIN},
		{"胸闷气短", LEXICON_OPEN},
		{"想…死;不想活", LEXICON_PLAIN},
		{"我想死你了", LEXICON_PLAIN},
		{"布洛芬;芬必得;ibuprofen", LEXICON_LOOSE},
		{"脑卒中;中风;脑梗;stroke", LEXICON_LOOSE},
		{"左…右…上…下;a…b…c…d", LEXICON_PLAIN},
		{"C反应蛋白;CRP;β受体阻滞剂;ＡＢＣ", LEXICON_LOOSE},
	};
	static struct arena program;
	program = arena_create(MEMORY);
	whole = arena_create(MEMORY);
	struct arena build = arena_create(MEMORY), scratch = arena_create(MEMORY), build_whole = build;
	phrases = phrases_create(&program);
	struct lexicon *lex = lexicon_create(&build);
	for (int32_t i = 0; i < TERMS; i++) terms_add(lex, str_from(table[i].terms), i, table[i].how, scratch);
	lexicon = lexicon_finish(lex, &program);
	arena_destroy(build_whole);
	arena_destroy(scratch);
}

/* The valid pieces of the input, one after another. */
static str valid_text(str rest, struct arena *a)
{
	struct sb b = sb_new(a, rest.n + 1);
	while (rest.n > 0) {
		ptrdiff_t bad = utf8_invalid(rest);
		sb_add(&b, str_slice(rest, 0, bad < 0 ? rest.n : bad));
		rest = str_slice(rest, bad < 0 ? rest.n : bad + 1, rest.n);
	}
	return sb_str(&b);
}

static bool at_character(str s, ptrdiff_t i)
{
	return i == s.n || (i >= 0 && i < s.n && ((unsigned char)s.p[i] & 0xc0) != 0x80);
}

static bool is_place(str s, ptrdiff_t from, ptrdiff_t to)
{
	return from < to && at_character(s, from) && at_character(s, to);
}

static void check_map(const struct folded *f)
{
	ASSERT(utf8_invalid(f->text) < 0);
	ASSERT(f->origin[f->text.n] == f->original.n);
	for (ptrdiff_t i = 0; i < f->text.n; i++) {
		ASSERT(f->origin[i] >= 0 && f->origin[i] < f->original.n && f->origin[i] <= f->origin[i + 1]);
		ASSERT(at_character(f->original, f->origin[i]));
	}
	for (ptrdiff_t from = 0; from < f->text.n; from += 1 + from / 4)
		for (ptrdiff_t to = from + 1; to <= f->text.n; to += to - from) {
			if (!is_place(f->text, from, to)) continue;
			str piece = fold_original(f, from, to);
			ASSERT(piece.n > 0 && piece.p >= f->original.p && piece.p + piece.n <= f->original.p + f->original.n &&
			       utf8_invalid(piece) < 0);
		}
}

static void check_hits(str text, struct arena a)
{
	struct hits hits = {0};
	lexicon_scan(lexicon, text, &hits, &a);
	for (ptrdiff_t i = 0; i < hits.n; i++) {
		const struct hit *h = &hits.v[i];
		ASSERT(is_place(text, h->from, h->to) && h->value >= 0 && h->value < TERMS && h->how >= HIT_EXACT && h->how <= HIT_TYPO);
		ASSERT(!i || hits.v[i - 1].from <= h->from);
	}
}

static void check_quantities(const struct reading *r)
{
	str text = r->text.text;
	for (ptrdiff_t i = 0; i < r->quantities.n; i++) {
		const struct quantity *q = &r->quantities.v[i];
		ASSERT(is_place(text, q->from, q->to) && isfinite(q->value) && (q->kind != QUANTITY_BP || isfinite(q->second)));
		ASSERT(!q->unit.n || utf8_invalid(q->unit) < 0);
	}
}

static void check_reading(const struct reading *r)
{
	str text = r->text.text;
	bool whole_text = r->clauses.n == 1 && r->clauses.v[0].from == 0 && r->clauses.v[0].to == text.n; /* also when there is nothing in it */
	for (ptrdiff_t i = 0; i < r->clauses.n && !whole_text; i++)
		ASSERT(is_place(text, r->clauses.v[i].from, r->clauses.v[i].to) && (!i || r->clauses.v[i - 1].to <= r->clauses.v[i].from));
	ASSERT(r->clauses.n > 0);
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct mention *m = &r->mentions.v[i];
		ASSERT(is_place(text, m->from, m->to) && m->term >= 0 && m->term < TERMS && m->clause >= 0 && m->clause < r->clauses.n);
	}
	for (ptrdiff_t i = 0; i < r->askeds.n; i++) {
		const struct asked *k = &r->askeds.v[i];
		ASSERT(is_place(text, k->from, k->to) && k->clause >= 0 && k->clause < r->clauses.n && (int)k->intent >= 0 && k->intent < ASK_COUNT);
	}
	check_quantities(r);
	ASSERT(!(r->person.age_y < 0) && !isinf(r->person.age_y) && !(r->person.pregnancy_weeks < 0));
	ASSERT(r->person.sex == 0 || r->person.sex == 'm' || r->person.sex == 'f');
	ASSERT(r->lang == LANG_ZH || r->lang == LANG_EN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!whole.beg) start();
	struct arena a = whole;
	str text = valid_text((str){(const char *)data, (ptrdiff_t)(size < TEXT_MAX ? size : TEXT_MAX)}, &a);
	char *exact = malloc((size_t)text.n + !text.n); /* so that the sanitizer sees one byte too far */
	if (!exact) return 0;
	if (text.n) memcpy(exact, text.p, (size_t)text.n);
	text.p = exact;
	struct reading r = reading_make(text, &phrases, lexicon, &a);
	check_map(&r.text);
	check_hits(r.text.text, a);
	check_reading(&r);
	free(exact);
	return 0;
}
