/* unit_show.c - the long form of a unit, as in "(milligram) / (deciliter)". Names are those of their source, the UCUM essence. */
#include "clinic/unit_walk.h"

struct show {
	struct sb *out;
	bool first;
};

static bool piece(void *ctx, const struct unit_term *t, int sign, bool has_power, const char **why)
{
	struct show *s = ctx;
	(void)sign, (void)why;
	s->first = false;
	if (t->atom < 0) return sb_fmt(s->out, "%u", (unsigned)t->number), true;
	sb_byte(s->out, '(');
	if (t->prefix >= 0) sb_add(s->out, str_from(ucum_prefixes[(int)t->prefix].name));
	sb_add(s->out, str_from(ucum_atoms[t->atom].name));
	if (has_power) sb_fmt(s->out, " ^ %d", t->power);
	sb_byte(s->out, ')');
	return true;
}

static void mark(void *ctx, char what, str text)
{
	struct show *s = ctx;
	if (what == '.') sb_add(s->out, S(" * "));
	else if (what == '/') sb_add(s->out, s->first ? S("1 / ") : S(" / "));
	else if (what == '{') sb_add(s->out, text); /* annotations have no name of their own */
	else sb_byte(s->out, what);
	s->first = false;
}

bool unit_display(str *out, str text, const char **why, struct arena *perm)
{
	char code[UNIT_TEXT_MAX];
	struct unit probe;
	*out = S("");
	if (!unit_parse(&probe, text, false, why)) {
		ptrdiff_t n = unit_code(code, text, why);
		if (n < 0) return false;
		if (n == 0) return *out = S("(unity)"), true;
		text = (str){code, n};
	}
	struct sb b = sb_new(perm, 128);
	struct show s = {&b, true};
	struct unit_walk w = {&s, piece, mark};
	if (!unit_walk(text, &w, why)) return false;
	*out = sb_str(&b);
	return true;
}
