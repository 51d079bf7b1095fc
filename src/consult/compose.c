#include "consult/compose.h"

#include "consult/words.h"

static void line(struct sb *out, str s)
{
	if (!s.n) return;
	sb_add(out, s);
	sb_byte(out, '\n');
}

static bool is_delivered(const struct statement *s)
{
	return s->verdict == VERDICT_SUPPORTED || s->verdict == VERDICT_NOT_A_CLAIM;
}

static void part_text(struct sb *out, const struct answer *a, int32_t part)
{
	bool titled = false;
	for (ptrdiff_t i = 0; i < a->statements.n; i++) {
		const struct statement *s = &a->statements.v[i];
		if (s->part != part || !is_delivered(s)) continue;
		const struct part *p = &a->parts.v[part];
		if (!titled && p->title.n && !str_eq(p->key, S("unplaced"))) {
			sb_byte(out, '\n');
			sb_add(out, p->about);
			if (p->about.n) sb_add(out, a->lang == LANG_ZH ? S("：") : S(": "));
			line(out, p->title);
		}
		titled = true;
		if (p->title.n && !str_eq(p->key, S("unplaced"))) sb_add(out, S("- "));
		line(out, s->text);
	}
}

str compose_text(const struct answer *a, struct arena *perm)
{
	struct sb out = sb_new(perm, 2048);
	line(&out, a->headline.text);
	line(&out, a->act.text);
	for (ptrdiff_t i = 0; i < a->parts.n; i++) part_text(&out, a, (int32_t)i);
	if (a->not_checked.n) {
		sb_byte(&out, '\n');
		line(&out, words_say(SAY_NOT_KNOWN, a->lang));
		for (ptrdiff_t i = 0; i < a->not_checked.n; i++) {
			sb_add(&out, S("- "));
			line(&out, a->not_checked.v[i]);
		}
	}
	if (a->asks.n) sb_byte(&out, '\n');
	for (ptrdiff_t i = 0; i < a->asks.n; i++) line(&out, a->asks.v[i].text);
	if (a->held_reason.n) {
		sb_byte(&out, '\n');
		line(&out, a->held_reason);
		line(&out, a->held_meanwhile);
	}
	return str_trim(sb_str(&out));
}
