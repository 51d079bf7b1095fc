/* report_names.c - laboratory items by names that only a number with a unit behind them makes clear: 钾 6.8 mmol/L, K 6.8 mmol/L, Na: 128 mmol/L,
 * and in a list of names and numbers, Na 128 K 6.8. In ordinary sentences 钾 or K mean too much to be terms of the lexicon. */
#include "consult/report_names.h"

#include "base/utf8.h"
#include "consult/situate.h"

#include <math.h>

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

/* "TG 2.1 HDL 1.2": what stands behind 2.1 is the name of the next item and no unit, for a number follows it. */
static bool is_next_name(const struct pack *pack, str text, const struct quantity *q)
{
	ptrdiff_t at = q->unit.n && q->kind == QUANTITY_PLAIN ? q->unit.p - text.p + q->unit.n : text.n;
	while (at < text.n && strchr(" :=<>", text.p[at])) at++;
	return at < text.n && cp_is_digit((unsigned char)text.p[at]) && pack_lab_known(pack, q->unit) && !lab_unit_like(q->unit);
}

/* *listed says for each number whether it stands in such a list: there a name needs no unit to be one. */
static void give_names_back(struct reading *r, const struct pack *pack, bool *listed)
{
	for (ptrdiff_t i = 0; i < r->quantities.n; i++) {
		struct quantity *q = &r->quantities.v[i];
		if (!is_next_name(pack, r->text.text, q)) continue;
		q->to = (int32_t)(q->unit.p - r->text.text.p);
		while (q->to > q->from && r->text.text.p[q->to - 1] == ' ') q->to--;
		q->unit = (str){"", 0};
		listed[i] = true;
		if (i + 1 < r->quantities.n) listed[i + 1] = true;
	}
}

/* "白细胞 15.2×10^9": of an item counted in 10^9/L that is 15.2, with the rest of its unit left out. */
static void undo_powers(struct reading *r, const struct pack *pack)
{
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		int32_t lab = pack->concepts.v[r->mentions.v[i].term].lab;
		const struct quantity *q = lab < 0 ? NULL : situation_value(r, &r->mentions.v[i]);
		int64_t exponent;
		if (!q || q->unit.n || !str_starts(pack->labs.v[lab].unit, S("10^"))) continue;
		str unit = pack->labs.v[lab].unit, written = str_slice(r->text.text, q->from, q->to);
		ptrdiff_t end = str_find(unit, S("/"));
		bool power = str_find(written, S("x10")) > 0 || str_find(written, S("*10")) > 0 || str_find(written, S("e")) > 0;
		if (!power || end < 3 || !str_to_i64(str_slice(unit, 3, end), &exponent)) continue;
		double one = pow(10, (double)exponent);
		if (q->value >= one / 1000) r->quantities.v[q - r->quantities.v].value /= one; /* x10^3 has another unit */
	}
}

/* "K 2.6 furosemide", "Na 118", 钾3.4: without a unit these two alone, and only with a number that can be nothing else. */
static bool bare_salt(str text, ptrdiff_t from, ptrdiff_t to, double v)
{
	static const struct {
		str name;
		double low, high;
	} rows[] = {{{"k", 1}, 1, 10}, {{"k+", 2}, 1, 10}, {{"钾", 3}, 1, 10}, {{"na", 2}, 95, 200}, {{"na+", 3}, 95, 200}, {{"钠", 3}, 95, 200}};
	static const str others[] = {{"vitamin", 7}, {"维生素", 9}, {"vit", 3}}; /* source of the limits: beyond them nobody lives */
	str before = str_trim(str_slice(text, from > 12 ? from - 12 : 0, from));
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof others / sizeof *others); i++)
		if (str_ends(before, others[i])) return false;
	if (before.n && cp_is_digit((unsigned char)before.p[before.n - 1])) return false; /* 10 k 3 */
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof rows / sizeof *rows); i++)
		if (str_eq(str_slice(text, from, to), rows[i].name)) return v >= rows[i].low && v <= rows[i].high;
	return false;
}

void report_names(struct reading *r, const struct pack *pack, struct arena *perm)
{
	str text = r->text.text;
	bool *listed = ARENA_NEW(perm, bool, r->quantities.n);
	give_names_back(r, pack, listed);
	for (ptrdiff_t i = 0; i < r->quantities.n; i++) {
		const struct quantity *q = &r->quantities.v[i];
		if (q->kind != QUANTITY_PLAIN && q->kind != QUANTITY_DOSE) continue;
		ptrdiff_t to = end_of_name(text, q->from), from = start_of_name(pack, text, to);
		if (from < 0 || is_lab_at(pack, r, from, to)) continue;
		struct lab_match found;
		bool unit = q->unit.n && lab_unit_like(q->unit);
		if (!unit && !listed[i] && (q->kind != QUANTITY_PLAIN || !bare_salt(text, from, to, q->value))) continue;
		pack_lab_find(&found, pack, str_slice(text, from, to), unit ? q->unit : (str){"", 0}, false, perm);
		double ignored = 1;
		if (found.n != 1 || (unit && !lab_convert(&pack->labs.v[found.v[0]], q->unit, &ignored))) continue;
		insert(r,
		       (struct mention){
			       .from = (int32_t)from, .to = (int32_t)to, .term = pack->labs.v[found.v[0]].concept, .clause = clause_at(r, from)},
		       perm);
	}
	undo_powers(r, pack);
}
