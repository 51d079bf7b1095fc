#include "consult/report_name.h"

#include "base/check.h"
#include "base/utf8.h"
#include "consult/report_cell.h"
#include "lang/fold.h"

struct report_namer report_namer(const struct pack *pack)
{
	return (struct report_namer){pack};
}

/* ---- names ---- */

enum { POINTS_MAX = 40, FAR = 99 };

static int points_of(uint32_t out[POINTS_MAX], str s)
{
	int n = 0, len;
	for (ptrdiff_t i = 0; i < s.n && n < POINTS_MAX; i += len) out[n++] = utf8_at(s, i, &len);
	return n;
}

/* Edit distance over characters; FAR when the lengths alone make it larger than `most`. */
static int distance(const uint32_t *a, int n, const uint32_t *b, int m, int most)
{
	int row[POINTS_MAX + 1];
	if (n - m > most || m - n > most) return FAR;
	for (int k = 0; k <= m; k++) row[k] = k;
	for (int i = 1; i <= n; i++) {
		int corner = row[0], least = row[0] = i;
		for (int k = 1; k <= m; k++) {
			int change = corner + (a[i - 1] != b[k - 1]), up = row[k] + 1, left = row[k - 1] + 1;
			corner = row[k];
			row[k] = change < up ? change : up;
			if (left < row[k]) row[k] = left;
			if (row[k] < least) least = row[k];
		}
		if (least > most) return FAR;
	}
	return row[m];
}

struct near {
	int32_t lab;
	str name;
	int off;
	bool several; /* items are as near */
};

static struct near nearest(const struct pack *pack, str folded, int32_t only)
{
	uint32_t mine[POINTS_MAX], theirs[POINTS_MAX];
	int n = points_of(mine, folded), most = n < 2 ? 0 : n < 8 ? 1 : n / 4;
	struct near best = {.lab = -1, .off = FAR};
	for (ptrdiff_t i = 0; i < pack->lab_names.n; i++) {
		const struct lab_name *name = &pack->lab_names.v[i];
		if (name->second || cell_han(name->folded) < 2 || (only >= 0 && name->lab != only)) continue;
		int off = distance(mine, n, theirs, points_of(theirs, name->folded), only >= 0 ? most + 1 : most);
		if (off >= FAR || off > best.off) continue;
		if (off == best.off && name->lab == best.lab) continue;
		best = (struct near){name->lab, name->exact, off, off == best.off};
	}
	return best;
}

/* What stands before a bracket, and in it. */
static void split(str s, str *outside, str *inside)
{
	ptrdiff_t open = -1, step = 1;
	for (ptrdiff_t i = 1; i < s.n && open < 0; i++) {
		if (s.p[i] == '(' || s.p[i] == '[' || s.p[i] == '{') open = i;
		if (str_starts(str_slice(s, i, s.n), S("（"))) open = i, step = 3;
	}
	*outside = open < 0 ? s : str_trim(str_slice(s, 0, open));
	*inside = open < 0 ? S("") : str_slice(s, open + step, s.n);
	while (inside->n && strchr(")]} ", inside->p[inside->n - 1])) *inside = str_slice(*inside, 0, inside->n - 1);
	if (str_ends(*inside, S("）"))) *inside = str_slice(*inside, 0, inside->n - 3);
}

static int32_t only_one(const struct pack *pack, str name, str unit, bool in_words, ptrdiff_t *n, struct arena *perm)
{
	struct lab_match m = {0};
	if (name.n) pack_lab_find(&m, pack, name, unit, in_words, perm);
	*n = m.n;
	return m.n == 1 ? m.v[0] : -1;
}

static bool latin_only(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80) return false;
	return s.n > 0;
}

struct named_item report_name(const struct report_namer *namer, str name, str latin, str code, str unit, bool in_words, struct arena *perm)
{
	const struct pack *pack = namer->pack;
	str outside, inside, latin_outside, latin_inside, spelled = lab_unit_spell(fold(unit, perm).text, perm);
	ptrdiff_t n, ignored;
	split(str_trim(name), &outside, &inside);
	split(latin, &latin_outside, &latin_inside);
	if (!code.n) code = latin_inside.n ? latin_inside : inside;
	if (!cell_han(outside) && latin_outside.n) outside = latin_outside;
	double factor = 1;
	if (!lab_unit_like(spelled)) spelled = S("");
	(void)factor;
	struct named_item out = {.name = outside.n ? outside : code, .code = latin_only(code) ? code : S(""), .lab = -1};
	out.lab = only_one(pack, outside, spelled, in_words, &n, perm);
	if (n > 1) out.lab = only_one(pack, code, spelled, in_words, &ignored, perm);
	if (n) return out.how = NAMED_EXACTLY, out;
	int32_t by_code = only_one(pack, out.code, spelled, in_words, &ignored, perm);
	struct near near = nearest(pack, fold(outside, perm).text, by_code);
	if (near.lab >= 0 && !near.several) {
		out.lab = near.lab, out.name = near.name;
		out.how = by_code >= 0 ? NAMED_EXACTLY : NAMED_NEARLY; /* two readings of two different things point to the same item */
		return out;
	}
	if (!cell_han(outside) && by_code >= 0) return out.lab = by_code, out.how = NAMED_EXACTLY, out;
	return out;
}

/* ---- units ---- */

/* What is mistaken for each other as one: so "mmoI/L" and "mmol/L" are the same, and "Ps" and "pg"; "nmol/L" and "umol/L" are not. */
static str skeleton(str spelled, struct arena *perm)
{
	struct sb b = sb_new(perm, spelled.n + 4);
	for (ptrdiff_t i = 0; i < spelled.n; i++) {
		char c = spelled.p[i];
		if (c == ' ' || c == '.' || c == ',') continue;
		if (str_starts(str_slice(spelled, i, spelled.n), S("μ"))) sb_byte(&b, 'u'), i++;
		else if (c == 'i' || c == '1' || c == '|' || c == 't') sb_byte(&b, 'l');
		else if (str_starts(str_slice(spelled, i, spelled.n), S("‰"))) sb_add(&b, S("%o")), i += 2;
		else if (c == '0') sb_byte(&b, 'o');
		else if (c == '*') sb_byte(&b, '^');
		else if (c == 's' || c == '8' || c == '9' || c == 'q') sb_byte(&b, 'g');
		else sb_byte(&b, c);
	}
	return sb_str(&b);
}

static bool take(struct named_unit *out, str spelled, str shown, str read, struct arena *perm)
{
	str known = lab_unit_spell(fold(spelled, perm).text, perm);
	bool twice = known.n == 1 && read.n == 2 && read.p[0] == known.p[0] && read.p[1] == known.p[0]; /* a lone s is read as Ss */
	twice |= str_eq(known, S("%")) && str_starts(read, known) && read.n == 2;
	if (!known.n || (!twice && !str_eq(skeleton(known, perm), skeleton(read, perm)))) return false;
	*out = (struct named_unit){shown, known, true};
	return true;
}

/* "pmol/L", "yumol/L" or "mol/L" for μmol/L: when all but what stands before "mol" is the item's own unit. Whether the range is in that unit is checked with it. */
static bool prefix_misread(struct named_unit *out, const struct lab *lab, str read, struct arena *perm)
{
	enum { PREFIX_MAX = 3 };
	str own = lab->shown.n ? lab->shown : lab->unit, spelled = lab_unit_spell(fold(own, perm).text, perm);
	ptrdiff_t at = str_find(read, S("mol"));
	if (!str_starts(spelled, S("μmol")) || at < 0 || at > PREFIX_MAX) return false;
	str bare = str_slice(read, at, read.n);
	if (!str_eq(skeleton(bare, perm), skeleton(str_slice(spelled, 2, spelled.n), perm))) return false;
	*out = (struct named_unit){own, spelled, true};
	return true;
}

/* "1049/L", "x107/L" or "x10/L" for 10^9/L: a power of ten whose small raised figures were misread or lost, when a power is the item's own unit. Whether the
 * range is in it is checked with the item's. */
static bool power_misread(struct named_unit *out, const struct lab *lab, str read, struct arena *perm)
{
	enum { LOST_MAX = 3 };
	str own = lab->shown.n ? lab->shown : lab->unit, spelled = lab_unit_spell(fold(own, perm).text, perm);
	ptrdiff_t over = str_find(spelled, S("/")), from = str_find(read, S("10"));
	if (!str_starts(spelled, S("10^")) || over < 0 || from < 0 || from > 1) return false;
	str end = str_slice(spelled, over, spelled.n), rest = str_slice(read, from + 2, read.n);
	if (!str_ends(rest, end) || rest.n - end.n > LOST_MAX) return false;
	*out = (struct named_unit){own, spelled, true};
	return true;
}

/* One character off the item's own unit: most likely it, and asked about. */
static bool nearly(struct named_unit *out, const struct lab *lab, str read, struct arena *perm)
{
	uint32_t a[POINTS_MAX], b[POINTS_MAX];
	str own = lab->shown.n ? lab->shown : lab->unit, spelled = lab_unit_spell(fold(own, perm).text, perm);
	int n = points_of(a, skeleton(read, perm)), m = points_of(b, skeleton(spelled, perm));
	if (m < 4 || distance(a, n, b, m, 1) > 1) return false;
	*out = (struct named_unit){own, spelled, false};
	return true;
}

struct named_unit report_unit(const struct lab *lab, str latin, str text, struct arena *perm)
{
	str read = lab_unit_spell(fold(latin, perm).text, perm), again = lab_unit_spell(fold(text, perm).text, perm);
	struct named_unit out = {.shown = latin, .spelled = read};
	if (!read.n) return out;
	if (lab && take(&out, lab->shown.n ? lab->shown : lab->unit, lab->shown.n ? lab->shown : lab->unit, read, perm)) return out;
	for (ptrdiff_t i = 0; lab && i < lab->unit_count; i++)
		if (take(&out, lab->units[i].unit, str_eq(read, lab->units[i].unit) ? latin : lab->units[i].unit, read, perm)) return out;
	if (lab && (prefix_misread(&out, lab, read, perm) || power_misread(&out, lab, read, perm))) return out;
	if (lab && nearly(&out, lab, read, perm)) return out;
	out.sure = !lab && lab_unit_like(read) && str_eq(read, again);
	return out;
}
