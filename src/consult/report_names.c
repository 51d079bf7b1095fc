/* report_names.c - laboratory items by names that only a number with a unit behind them makes clear: 钾 6.8 mmol/L, K 6.8 mmol/L, Na: 128 mmol/L.
 * In ordinary sentences 钾 or K mean too much to be terms of the lexicon. */
#include "consult/report_names.h"

#include "base/utf8.h"

enum { NAME_BYTES_MAX = 36 };

static bool is_lab_at(const struct pack *pack, const struct reading *r, ptrdiff_t from, ptrdiff_t to)
{
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct mention *m = &r->mentions.v[i];
		if (m->from < to && m->to > from && pack->concepts.v[m->term].lab >= 0) return true;
	}
	return false;
}

/* Where the name ends: in front of blanks, a colon, an equals sign, 是 or 为. */
static ptrdiff_t end_of_name(str text, ptrdiff_t at)
{
	static const str links[] = {{" ", 1}, {":", 1}, {"=", 1}, {"是", 3}, {"为", 3}, {"is", 2}};
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < sizeof links / sizeof *links; i++)
			if (at >= links[i].n && str_eq(str_slice(text, at - links[i].n, at), links[i])) at -= links[i].n, again = true;
	}
	return at;
}

static bool starts_here(str text, ptrdiff_t from, ptrdiff_t to)
{
	int len;
	if (from == 0) return true;
	ptrdiff_t before = from - 1;
	while (before > 0 && ((unsigned char)text.p[before] & 0xC0) == 0x80) before--;
	uint32_t cp = utf8_at(text, before, &len), first = utf8_at(text, from, &len);
	if (cp_is_latin(first)) return !cp_is_latin(cp) && !cp_is_digit(cp);
	return to - from > 3 || !cp_is_han(cp); /* a single character is a name only where no other stands before it */
}

/* The longest known name that ends at `to`. */
static ptrdiff_t start_of_name(const struct pack *pack, str text, ptrdiff_t to)
{
	for (ptrdiff_t from = to > NAME_BYTES_MAX ? to - NAME_BYTES_MAX : 0; from < to; from++) {
		if (((unsigned char)text.p[from] & 0xC0) == 0x80) continue;
		if (pack_lab_known(pack, str_slice(text, from, to)) && starts_here(text, from, to)) return from;
	}
	return -1;
}

static int32_t clause_at(const struct reading *r, ptrdiff_t at)
{
	for (ptrdiff_t i = 0; i < r->clauses.n; i++)
		if (at >= r->clauses.v[i].from && at < r->clauses.v[i].to) return (int32_t)i;
	return 0;
}

static void insert(struct reading *r, struct mention m, struct arena *perm)
{
	ARENA_PUSH(perm, &r->mentions);
	ptrdiff_t at = r->mentions.n - 1;
	for (; at > 0 && r->mentions.v[at - 1].from > m.from; at--) r->mentions.v[at] = r->mentions.v[at - 1];
	r->mentions.v[at] = m;
}

void report_names(struct reading *r, const struct pack *pack, struct arena *perm)
{
	str text = r->text.text;
	for (ptrdiff_t i = 0; i < r->quantities.n; i++) {
		const struct quantity *q = &r->quantities.v[i];
		if (!q->unit.n || (q->kind != QUANTITY_PLAIN && q->kind != QUANTITY_DOSE)) continue;
		ptrdiff_t to = end_of_name(text, q->from), from = start_of_name(pack, text, to);
		if (from < 0 || is_lab_at(pack, r, from, to)) continue;
		struct lab_match found;
		pack_lab_find(&found, pack, str_slice(text, from, to), q->unit, false, perm);
		double ignored = 1;
		if (found.n != 1 || !lab_convert(&pack->labs.v[found.v[0]], q->unit, &ignored)) continue;
		insert(r,
		       (struct mention){
			       .from = (int32_t)from, .to = (int32_t)to, .term = pack->labs.v[found.v[0]].concept, .clause = clause_at(r, from)},
		       perm);
	}
}
