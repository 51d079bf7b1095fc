#include "guard/align.h"

#include "base/check.h"

/* ---- standing in the evidence ---- */

struct run {
	const struct token *v;
	ptrdiff_t n;
};

static bool has_content(struct run s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (token_is_content(&s.v[i])) return true;
	return false;
}

/* Pauses may be left out or put in, but a pause that moved ("A禁用，儿童可用" → "A禁用儿童，可用") changes who is meant. */
static bool same_run(struct run s, const struct token *e)
{
	int added = 0, lost = 0;
	for (ptrdiff_t j = 0; j < s.n; j++) {
		if (!token_eq(&s.v[j], &e[j])) return false;
		if (!j) continue;
		added += s.v[j].stop && !e[j].stop;
		lost += !s.v[j].stop && e[j].stop;
	}
	return !added || !lost;
}

/* What stands to the left, back to the full stop. Within the sentence any condition, limit or person named governs what follows; a clause ending
 * in "not", "when" or "after" only what follows at once, but not across a semicolon. One sentence further, only a denial counts. */
static bool left_is_harmless(const struct tokens *e, ptrdiff_t from)
{
	if (from && e->v[from].stop == STOP_COLON) return false;
	enum stop crossed = e->v[from].stop;
	int sentences = 0;
	for (ptrdiff_t i = from - 1; i >= 0; i--) {
		const struct token *t = &e->v[i];
		if (e->v[i + 1].stop == STOP_SENTENCE && ++sentences > 1) return true;
		if (e->v[i + 1].stop > crossed) crossed = e->v[i + 1].stop;
		if (t->group == MARK_DENIAL) return false;
		if (sentences) continue;
		if (t->group == MARK_PEOPLE || t->group == MARK_SCOPE || t->group == MARK_SIZE) return false;
		bool ends = e->v[i + 1].stop != STOP_NONE;
		if (crossed < STOP_SEMICOLON &&
		    (t->group == MARK_ONLY || (ends && (t->group == MARK_END || t->group == MARK_DIRECTION || t->group == MARK_POLARITY))))
			return false;
	}
	return true;
}

static bool right_is_harmless(const struct tokens *e, ptrdiff_t to)
{
	int crossed = 0;
	for (ptrdiff_t i = to; i < e->n; i++) {
		const struct token *t = &e->v[i];
		if (t->stop >= STOP_SEMICOLON && ++crossed > 1) return true;
		if (t->group == MARK_DENIAL) return false;
		bool opens = t->stop >= STOP_SEMICOLON;
		if (t->group == MARK_SCOPE && (!crossed || opens)) return false;
		if (!crossed && (t->group == MARK_ONLY || t->group == MARK_CERTAINTY)) return false;
	}
	return true;
}

static bool run_stands(struct run s, const struct tokens *e)
{
	if (!s.n) return false;
	for (ptrdiff_t k = 0; k + s.n <= e->n; k++) {
		if (!token_eq(&s.v[0], &e->v[k]) || (k && !e->v[k].stop) || (k + s.n < e->n && !e->v[k + s.n].stop) || !same_run(s, &e->v[k]))
			continue;
		if (s.n == e->n) return true;
		if (has_content(s) && left_is_harmless(e, k) && right_is_harmless(e, k + s.n)) return true;
	}
	return false;
}

bool align_stands(const struct tokens *s, const struct tokens *e)
{
	if (run_stands((struct run){s->v, s->n}, e)) return true;
	ptrdiff_t from = 0;
	for (ptrdiff_t i = 1; i <= s->n; i++) {
		if (i < s->n && s->v[i].stop < STOP_SEMICOLON) continue;
		if (i - from == s->n || !run_stands((struct run){s->v + from, i - from}, e)) return false;
		from = i;
	}
	return s->n > 0;
}

static bool counts(const struct token *t)
{
	return t->kind == TOKEN_WORD || (t->kind == TOKEN_MARK && (token_is_content(t) || t->group == MARK_RATE || t->group == MARK_SIZE));
}

double align_share(const struct tokens *s, const struct tokens *e)
{
	int all = 0, found = 0;
	for (ptrdiff_t i = 0; i < s->n; i++) {
		if (!counts(&s->v[i])) continue;
		all++;
		for (ptrdiff_t k = 0; k < e->n; k++)
			if (e->v[k].key == s->v[i].key) {
				found++;
				break;
			}
	}
	return all ? (double)found / all : 0;
}

/* ---- parting from the evidence ---- */

enum { CELLS_MAX = 1 << 18 }; /* beyond it, which is some 500 words a side, no reason is looked for */

/* What stands in one row only, counted by kind: [0] in the sentence, [1] in those clauses of the evidence the sentence takes words from. */
struct diff {
	int numbers[2], words[2], marks[MARK_GROUPS][2];
	bool evidence_has_number;
};

static void count(struct diff *d, int side, const struct token *t)
{
	if (t->kind == TOKEN_NUMBER) d->numbers[side]++;
	else if (t->kind == TOKEN_WORD) d->words[side]++;
	else d->marks[t->group][side]++;
}

/* Longest common subsequence: table[i][j] for the rests from i and j. */
static uint16_t *lengths(const struct tokens *s, const struct tokens *e, struct arena *a)
{
	ptrdiff_t w = e->n + 1;
	uint16_t *t = ARENA_NEW(a, uint16_t, (s->n + 1) * w);
	for (ptrdiff_t i = s->n - 1; i >= 0; i--)
		for (ptrdiff_t j = e->n - 1; j >= 0; j--) {
			uint16_t down = t[(i + 1) * w + j], right = t[i * w + j + 1];
			t[i * w + j] = token_eq(&s->v[i], &e->v[j]) ? (uint16_t)(t[(i + 1) * w + j + 1] + 1) : down > right ? down : right;
		}
	return t;
}

static void count_evidence(struct diff *d, const struct tokens *e, const bool *matched)
{
	for (ptrdiff_t from = 0, to; from < e->n; from = to) {
		bool used = false;
		for (to = from; to < e->n && (to == from || !e->v[to].stop); to++) used = used || (matched[to] && counts(&e->v[to]));
		for (ptrdiff_t j = from; j < to; j++)
			if (used && !matched[j]) count(d, 1, &e->v[j]);
	}
}

static struct diff diff_of(const struct tokens *s, const struct tokens *e, struct arena a)
{
	struct diff d = {0};
	uint16_t *t = lengths(s, e, &a);
	bool *matched = ARENA_NEW(&a, bool, e->n + 1);
	ptrdiff_t w = e->n + 1, j = 0;
	for (ptrdiff_t i = 0; i < s->n; i++) {
		while (j < e->n && !token_eq(&s->v[i], &e->v[j]) && t[i * w + j + 1] >= t[(i + 1) * w + j]) j++;
		if (j < e->n && token_eq(&s->v[i], &e->v[j])) matched[j++] = true;
		else count(&d, 0, &s->v[i]);
	}
	for (ptrdiff_t k = 0; k < e->n; k++) d.evidence_has_number = d.evidence_has_number || e->v[k].kind == TOKEN_NUMBER;
	count_evidence(&d, e, matched);
	return d;
}

/* In order of weight. A mark that stands on one side only is enough for `alone`; the others contradict only where each side has its own. */
static const struct {
	enum mark_group group;
	bool alone;
	const char *why;
} reasons[] = {
	{MARK_POLARITY, true, "negation"},    {MARK_ACTION, false, "action"}, {MARK_SIZE, false, "comparison"},
	{MARK_DIRECTION, false, "direction"}, {MARK_PEOPLE, false, "people"}, {MARK_CERTAINTY, false, "certainty"},
	{MARK_ONLY, false, "only"},           {MARK_RATE, false, "rate"},     {MARK_SCOPE, false, "condition"},
};

void align_differ(struct judgement *out, const struct tokens *s, const struct tokens *e, struct arena scratch)
{
	out->verdict = VERDICT_UNSUPPORTED, out->why = "words";
	if ((s->n + 1) * (e->n + 1) > CELLS_MAX) return;
	struct diff d = diff_of(s, e, scratch);
	if (d.numbers[0] && d.evidence_has_number) {
		out->verdict = VERDICT_CONTRADICTED, out->why = "number";
		return;
	}
	for (ptrdiff_t k = 0; k < COUNT(reasons); k++) {
		const int *n = d.marks[reasons[k].group];
		if (!n[0] && !n[1]) continue;
		if (reasons[k].alone || (n[0] && n[1])) out->verdict = VERDICT_CONTRADICTED;
		out->why = reasons[k].why;
		return;
	}
	if (!d.words[0]) out->why = "part";
}
