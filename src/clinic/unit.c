#include "clinic/unit.h"

#include "base/check.h"
#include "clinic/unit_way.h"

long double unit_power(long double x, int n)
{
	long double y = 1;
	for (unsigned e = (unsigned)(n < 0 ? -n : n); e; e >>= 1, x *= x)
		if (e & 1) y *= x;
	return n < 0 ? 1 / y : y;
}

static bool add_arbitrary(struct unit *u, int16_t atom, int power)
{
	int free = -1;
	for (int i = 0; i < UNIT_ARBITRARY_MAX; i++) {
		if (u->arbitrary[i].power && u->arbitrary[i].atom == atom)
			return u->arbitrary[i].power = (int16_t)(u->arbitrary[i].power + power), true;
		if (!u->arbitrary[i].power && free < 0) free = i;
	}
	if (free < 0) return false;
	u->arbitrary[free].atom = atom;
	u->arbitrary[free].power = (int16_t)power;
	return true;
}

/* A special unit is only itself when it stands alone. */
static void special(struct unit *u, const struct ucum_atom *a, int8_t prefix, int power)
{
	u->special_in_product = u->special_in_product || u->function || power != 1;
	u->function = a->function;
	u->scale = prefix >= 0 ? ucum_prefixes[(int)prefix].factor : 1;
	u->factor *= a->function == FUNCTION_TAN ? 1 : a->factor; /* the angle itself; the essence names rad and deg for the same function */
}

static bool piece(void *ctx, const struct unit_term *t, int sign, bool has_power, const char **why)
{
	struct unit *u = ctx;
	int power = t->power * sign;
	(void)has_power;
	u->term[u->terms] = *t;
	u->term[u->terms++].power = (int16_t)power;
	if (t->atom < 0) {
		u->factor *= unit_power((long double)t->number, power);
		return true;
	}
	const struct ucum_atom *a = &ucum_atoms[t->atom];
	for (int i = 0; i < UNIT_DIMS; i++) u->dim[i] = (int16_t)(u->dim[i] + a->dim[i] * power);
	if (a->function) special(u, a, t->prefix, power);
	else {
		long double f = t->prefix >= 0 ? ucum_prefixes[(int)t->prefix].factor * a->factor : a->factor;
		u->factor *= power == 1 ? f : unit_power(f, power);
	}
	if (t->atom == ucum_mol) u->mol = (int16_t)(u->mol + power);
	else if (t->atom == ucum_eq) u->eq = (int16_t)(u->eq + power);
	else if (t->atom == ucum_u) u->enzyme = (int16_t)(u->enzyme + power);
	if (a->arbitrary >= 0 && power && !add_arbitrary(u, a->arbitrary, power)) return *why = "too many arbitrary units", false;
	return true;
}

static void note(void *ctx, char what, str text)
{
	(void)text;
	struct unit *u = ctx;
	if (what == '{') u->annotated = true;
}

static bool strict(struct unit *out, str text, const char **why)
{
	*out = (struct unit){.factor = 1, .scale = 1};
	struct unit_walk w = {out, piece, note};
	if (!unit_walk(text, &w, why)) return false;
	if (out->function && out->terms > 1) out->special_in_product = true;
	return true;
}

/* What UCUM reads but no clinician writes: megagram, petagram, megalitre, megamole, gauss, henry. Such capitals are mg, pg, mL, mmol, g, h. */
static bool improbable(const struct unit *u)
{
	static const char *const small[] = {"g", "L", "l", "mol", "m"};
	for (int i = 0; i < u->terms; i++) {
		const struct unit_term *t = &u->term[i];
		if (t->atom < 0) continue;
		const char *code = ucum_atoms[t->atom].code;
		if (!strcmp(code, "G") || (!strcmp(code, "H") && t->prefix < 0)) return true;
		if (t->prefix < 0 || ucum_prefixes[(int)t->prefix].factor < 1e6L) continue;
		for (ptrdiff_t k = 0; k < COUNT(small); k++)
			if (strcmp(code, small[k]) == 0) return true;
	}
	return false;
}

static const struct unit_name *row_of(str text)
{
	return text.n && text.n <= UNIT_TEXT_MAX ? unit_name_find(text.p, text.n) : NULL;
}

static bool everyday(struct unit *out, str text, const char **why)
{
	char code[UNIT_TEXT_MAX];
	ptrdiff_t n = unit_rewrite(code, text, why);
	if (n != 0 && (n < 0 || !strict(out, (str){code, n}, why))) return *out = (struct unit){.factor = 1, .scale = 1}, false;
	if (n == 0) *out = (struct unit){.factor = 1, .scale = 1};
	out->loose = true;
	return true;
}

bool unit_parse(struct unit *out, str text, bool loose, const char **why)
{
	if (!loose) return strict(out, text, why);
	return (!row_of(text) && strict(out, text, why) && !improbable(out)) || everyday(out, text, why);
}

/* Spelled with a row of its own that UCUM must not overrule. */
static bool is_name(str text)
{
	const struct unit_name *row = row_of(text);
	return row && row->kind == NAME_UNIT;
}

bool unit_parse_plain(struct unit *out, str text, const char **why)
{
	return (!is_name(text) && strict(out, text, why) && !improbable(out)) || everyday(out, text, why);
}

bool unit_parse_pair(struct unit *a, str text_a, struct unit *b, str text_b, const struct substance *s, const char **why)
{
	bool named = is_name(text_a) || is_name(text_b);
	if (!named && strict(a, text_a, why) && !improbable(a) && strict(b, text_b, why) && !improbable(b) && unit_commensurable(a, b, s))
		return true;
	return unit_parse(a, text_a, true, why) && unit_parse(b, text_b, true, why);
}

ptrdiff_t unit_code(char *code, str text, const char **why)
{
	struct unit probe;
	if (text.n > UNIT_TEXT_MAX) return *why = "the unit is too long", -1;
	if (!row_of(text) && strict(&probe, text, why) && !improbable(&probe)) return memcpy(code, text.p, (size_t)text.n), text.n;
	ptrdiff_t n = unit_rewrite(code, text, why);
	return n > 0 && !strict(&probe, (str){code, n}, why) ? -1 : n;
}
