/* gen_ucum.c - run at build time: gen_ucum ESSENCE.xml writes the units and prefixes of clinic/unit_int.h as C.
 *
 * The essence is read as it is. Each unit is worked out down to the base units as an exact fraction (GMP), so that the running program neither reads XML
 * nor rounds twice. What cannot be worked out stops the build. */
#include "gen_table.h"

#include <expat.h>
#include <gmp.h>
#include <stdbool.h>

enum { ATOMS_MAX = 400, PREFIXES_MAX = 32 };

struct atom {
	char code[TEXT_MAX], name[TEXT_MAX], unit[TEXT_MAX], value[TEXT_MAX], function[TEXT_MAX];
	bool metric, special, arbitrary, base, busy, done;
	mpq_t factor;
	int dim[DIM_COUNT], arb;
};

struct prefix {
	char code[TEXT_MAX], name[TEXT_MAX], value[TEXT_MAX];
	mpq_t factor;
};

static struct atom atoms[ATOMS_MAX];
static struct prefix prefixes[PREFIXES_MAX];
static int atom_count, prefix_count, base_count;

static void keep(char out[TEXT_MAX], const char *text)
{
	if (strlen(text) >= TEXT_MAX) stop("too long", text);
	memcpy(out, text, strlen(text) + 1);
}

/* ---- reading the essence ---- */

static bool in_prefix, in_unit;
static char *text_to; /* where the character data of a <name> goes */

static const char *attribute(const char **at, const char *name)
{
	for (; *at; at += 2)
		if (!strcmp(*at, name)) return at[1];
	return NULL;
}

static bool yes(const char **at, const char *name)
{
	const char *v = attribute(at, name);
	return v && !strcmp(v, "yes");
}

static void unit_begins(const char *element, const char **at)
{
	if (atom_count == ATOMS_MAX) stop("too many units", element);
	struct atom *a = &atoms[atom_count++];
	in_unit = true;
	a->base = !strcmp(element, "base-unit");
	keep(a->code, attribute(at, "Code"));
	a->metric = a->base || yes(at, "isMetric");
	a->special = yes(at, "isSpecial");
	a->arbitrary = yes(at, "isArbitrary");
}

static void value_begins(struct atom *a, const char *element, const char **at)
{
	const char *unit = attribute(at, "Unit"), *value = attribute(at, "value");
	if (!strcmp(element, "function")) keep(a->function, attribute(at, "name"));
	else if (a->special || a->unit[0]) return;
	if (!unit || !value) stop("a value without unit or number", a->code);
	keep(a->unit, unit);
	keep(a->value, value);
}

static void XMLCALL begins(void *ctx, const char *element, const char **at)
{
	(void)ctx;
	if (!strcmp(element, "prefix")) {
		if (prefix_count == PREFIXES_MAX) stop("too many prefixes", element);
		keep(prefixes[prefix_count++].code, attribute(at, "Code"));
		in_prefix = true;
	} else if (!strcmp(element, "unit") || !strcmp(element, "base-unit")) unit_begins(element, at);
	else if (!strcmp(element, "name") && in_prefix) text_to = prefixes[prefix_count - 1].name;
	else if (!strcmp(element, "name") && in_unit && !atoms[atom_count - 1].name[0]) text_to = atoms[atom_count - 1].name;
	else if (!strcmp(element, "value") && in_prefix) keep(prefixes[prefix_count - 1].value, attribute(at, "value"));
	else if ((!strcmp(element, "value") || !strcmp(element, "function")) && in_unit) value_begins(&atoms[atom_count - 1], element, at);
}

static void XMLCALL ends(void *ctx, const char *element)
{
	(void)ctx;
	if (!strcmp(element, "name")) text_to = NULL;
	if (!strcmp(element, "prefix")) in_prefix = false;
	if (!strcmp(element, "unit") || !strcmp(element, "base-unit")) in_unit = false;
}

static void XMLCALL characters(void *ctx, const char *s, int n)
{
	(void)ctx;
	if (!text_to) return;
	size_t at = strlen(text_to);
	if (at + (size_t)n >= TEXT_MAX) stop("name too long", text_to);
	memcpy(text_to + at, s, (size_t)n);
}

static void read_essence(const char *path)
{
	size_t n;
	char *all = slurp(path, &n);
	XML_Parser p = XML_ParserCreate("US-ASCII"); /* the file says "ascii", which expat does not know */
	XML_SetElementHandler(p, begins, ends);
	XML_SetCharacterDataHandler(p, characters);
	if (XML_Parse(p, all, (int)n, 1) != XML_STATUS_OK) stop("not XML", XML_ErrorString(XML_GetErrorCode(p)));
	XML_ParserFree(p);
	free(all);
}

/* ---- working out ---- */

static void decimal(mpq_t out, const char *text) /* 980665e-5 */
{
	char digits[TEXT_MAX], *end;
	size_t n = 0;
	long e = 0;
	bool point = false;
	for (; *text && *text != 'e' && *text != 'E'; text++) {
		if (*text == '.') point = true;
		else digits[n++] = *text, e -= point;
	}
	digits[n] = 0;
	if (*text) e += strtol(text + 1, &end, 10);
	mpq_init(out);
	if (mpz_set_str(mpq_numref(out), digits, 10)) stop("no number", digits);
	mpz_t ten;
	mpz_init(ten);
	mpz_ui_pow_ui(ten, 10, (unsigned long)labs(e));
	if (e >= 0) mpz_mul(mpq_numref(out), mpq_numref(out), ten);
	else mpz_set(mpq_denref(out), ten);
	mpz_clear(ten);
	mpq_canonicalize(out);
}

static void power(mpq_t x, long e)
{
	mpz_pow_ui(mpq_numref(x), mpq_numref(x), (unsigned long)labs(e));
	mpz_pow_ui(mpq_denref(x), mpq_denref(x), (unsigned long)labs(e));
	if (e < 0) mpq_inv(x, x);
}

static struct atom *find(const char *code, size_t n, struct prefix **prefix)
{
	*prefix = NULL;
	for (int i = 0; i < atom_count; i++)
		if (strlen(atoms[i].code) == n && !memcmp(atoms[i].code, code, n)) return &atoms[i];
	for (int k = 0; k < prefix_count; k++) {
		size_t m = strlen(prefixes[k].code);
		if (m >= n || memcmp(prefixes[k].code, code, m)) continue;
		for (int i = 0; i < atom_count; i++)
			if (atoms[i].metric && strlen(atoms[i].code) == n - m && !memcmp(atoms[i].code, code + m, n - m))
				return *prefix = &prefixes[k], &atoms[i];
	}
	return NULL;
}

static void work_out(struct atom *a);

/* One factor of a definition, such as s2, [pi], 10*-7 or 9, times `sign` in the exponent. */
static void multiply_by(struct atom *a, const char *text, size_t n, long sign)
{
	mpq_t x;
	struct prefix *prefix;
	if (strspn(text, "0123456789") >= n) {
		char number[TEXT_MAX] = {0};
		memcpy(number, text, n);
		decimal(x, number);
		power(x, sign);
		mpq_mul(a->factor, a->factor, x);
		mpq_clear(x);
		return;
	}
	size_t m = n;
	while (m && strchr("0123456789", text[m - 1])) m--;
	if (m && m < n && strchr("+-", text[m - 1])) m--;
	long e = (m < n ? strtol(text + m, NULL, 10) : 1) * sign;
	struct atom *b = find(text, m, &prefix);
	if (!b || b->special) stop("cannot work out", a->code);
	work_out(b);
	mpq_init(x);
	mpq_set(x, b->factor);
	if (prefix) mpq_mul(x, x, prefix->factor);
	power(x, e);
	mpq_mul(a->factor, a->factor, x);
	mpq_clear(x);
	for (int i = 0; i < DIM_COUNT; i++) a->dim[i] += b->dim[i] * (int)e;
	if (b->arb >= 0) a->arb = b->arb;
}

static void work_out(struct atom *a)
{
	if (a->done) return;
	if (a->busy) stop("defined by itself", a->code);
	a->busy = true;
	a->arb = -1;
	mpq_init(a->factor);
	mpq_set_ui(a->factor, 1, 1);
	if (a->base) a->dim[a - atoms] = 1;
	else {
		mpq_t x;
		decimal(x, a->value);
		mpq_set(a->factor, x);
		mpq_clear(x);
		long sign = 1;
		for (const char *p = a->unit; *p;) {
			if (*p == '/') sign = -1, p++;
			else if (*p == '.') sign = 1, p++;
			size_t n = 0;
			for (int depth = 0; p[n] && (depth || (p[n] != '.' && p[n] != '/')); n++) depth += (p[n] == '[') - (p[n] == ']');
			if (!n) stop("empty factor", a->code);
			multiply_by(a, p, n, sign);
			p += n;
		}
		if (a->arbitrary && a->arb < 0) a->arb = (int)(a - atoms);
	}
	a->done = true;
}

static int function_of(const struct atom *a)
{
	static const char *const names[] = {"",    "Cel", "degF", "degRe", "tanTimes100", "hpX", "hpC", "hpM",
					    "hpQ", "pH",  "ln",   "lg",    "lgTimes2",    "ld",  "sqrt"};
	if (!a->special) return 0;
	if (!strcmp(a->function, "100tan")) return FUNCTION_TAN; /* %[slope] */
	for (int i = 1; i <= FUNCTION_SQRT; i++)
		if (!strcmp(a->function, names[i])) return i;
	stop("unknown function", a->function);
	return 0;
}

/* ---- writing ---- */

/* An exact fraction as strings, then as a decimal with 30 digits for the compiler to round once. */
static void put_fraction(const mpq_t x)
{
	mpf_t f;
	mp_exp_t e;
	char digits[64];
	gmp_printf("\"%Zd\", \"%Zd\", ", mpq_numref(x), mpq_denref(x));
	mpf_init2(f, 512);
	mpf_set_q(f, x);
	mpf_get_str(digits, &e, 10, 30, f);
	printf("0.%se%ldL, ", digits, (long)e);
	mpf_clear(f);
}

static const char *atom_key(int i)
{
	return atoms[i].code;
}

static void put_atoms(void)
{
	struct slots slots = slots_new(ATOM_SLOTS);
	printf("const struct ucum_atom ucum_atoms[] = {\n");
	for (int i = 0; i < atom_count; i++) {
		struct atom *a = &atoms[i];
		slot_set(slots, a->code, i, atom_key);
		printf("\t{");
		put_text(a->code);
		put_text(a->name);
		put_fraction(a->factor);
		printf("%d, {", a->arb);
		for (int k = 0; k < DIM_COUNT; k++) printf("%d,", a->dim[k]);
		printf("}, %d, %d},\n", (a->metric ? ATOM_METRIC : 0) | (a->arbitrary ? ATOM_ARBITRARY : 0), function_of(a));
	}
	printf("};\n");
	put_slots("ucum_atom_slots", "ATOM_SLOTS", slots);
	static const char *const known[][2] = {{"ucum_mol", "mol"}, {"ucum_eq", "eq"}, {"ucum_u", "U"}, {"ucum_iu", "[iU]"}};
	for (int i = 0; i < 4; i++) {
		struct prefix *p;
		struct atom *a = find(known[i][1], strlen(known[i][1]), &p);
		if (!a || p) stop("not in the essence", known[i][1]);
		printf("const int16_t %s = %d;\n", known[i][0], (int)(a - atoms));
	}
}

static void put_prefixes(void)
{
	int of[128];
	for (int i = 0; i < 128; i++) of[i] = -1;
	printf("const struct ucum_prefix ucum_prefixes[] = {\n");
	for (int i = 0; i < prefix_count; i++) {
		if (strlen(prefixes[i].code) == 1) of[(unsigned char)prefixes[i].code[0]] = i;
		printf("\t{");
		put_text(prefixes[i].code);
		put_text(prefixes[i].name);
		put_fraction(prefixes[i].factor);
		printf("},\n");
	}
	printf("};\nconst int ucum_prefix_count = %d;\nconst int8_t ucum_prefix_of[128] = {", prefix_count);
	for (int i = 0; i < 128; i++) printf("%s%d,", i % 32 ? "" : "\n", of[i]);
	printf("\n};\n");
}

int main(int argc, char **argv)
{
	static const char *const base[DIM_COUNT] = {"m", "s", "g", "rad", "K", "C", "cd"};
	if (argc != 2) return fprintf(stderr, "usage: gen_ucum ESSENCE\n"), 2;
	read_essence(argv[1]);
	while (atoms[base_count].base) base_count++;
	if (base_count != DIM_COUNT) stop("not 7 base units", argv[1]);
	for (int i = 0; i < DIM_COUNT; i++)
		if (strcmp(atoms[i].code, base[i])) stop("the base units are in another order", atoms[i].code);
	for (int i = 0; i < prefix_count; i++) decimal(prefixes[i].factor, prefixes[i].value);
	for (int i = 0; i < atom_count; i++) work_out(&atoms[i]);
	printf("/* made by tools/gen_ucum.c; do not edit */\n#include \"clinic/unit_int.h\"\n\n");
	put_atoms();
	put_prefixes();
	return fflush(stdout) != 0;
}
