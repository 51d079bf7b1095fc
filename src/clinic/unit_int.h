/* unit_int.h - the tables behind units, made at build time: by tools/gen_ucum.c from third_party/ucum/ucum-essence.xml (read as it is), by
 * tools/gen_units.c from unit_names.tsv and substances.tsv. Shared by the generators and the files unit*.c and substance.c; nobody else includes it. Constant data, any thread. */
#ifndef CLINIC_UNIT_INT_H
#define CLINIC_UNIT_INT_H

#include <stddef.h>
#include <stdint.h>

/* The base units of UCUM in the order of the essence. Amount of substance is a number there: 1 mol = 6.02214076e23. */
enum { DIM_LENGTH, DIM_TIME, DIM_MASS, DIM_ANGLE, DIM_TEMPERATURE, DIM_CHARGE, DIM_LUMINOUS, DIM_COUNT };

enum ucum_function {
	FUNCTION_NONE,
	FUNCTION_CEL,   /* x = T/K - 273.15 */
	FUNCTION_DEGF,  /* x = T/(5 K/9) - 459.67 */
	FUNCTION_DEGRE, /* x = T/(5 K/4) - 218.52 */
	FUNCTION_TAN,   /* x = 100 tan(angle) */
	FUNCTION_HP_X,  /* x = -log10(r); _C, _M, _Q: to the base 100, 1000, 50000 */
	FUNCTION_HP_C,
	FUNCTION_HP_M,
	FUNCTION_HP_Q,
	FUNCTION_PH,  /* x = -log10(r) */
	FUNCTION_LN,  /* x = ln(r) */
	FUNCTION_LG,  /* x = log10(r) */
	FUNCTION_LG2, /* x = 2 log10(r) */
	FUNCTION_LD,  /* x = log2(r) */
	FUNCTION_SQRT /* x = sqrt(r) */
};

enum { ATOM_METRIC = 1, ATOM_ARBITRARY = 2 };

struct ucum_atom {
	const char *code, *name;
	const char *num, *den; /* exact factor to the base units as a reduced fraction */
	long double factor;    /* the same, rounded once */
	int16_t arbitrary;     /* for arbitrary units the atom that stands for the dimension, else -1 */
	int8_t dim[DIM_COUNT];
	uint8_t flags, function;
};

struct ucum_prefix {
	const char *code, *name;
	const char *num, *den;
	long double factor;
};

/* A spelling of unit_names.tsv. `folded` rows also match in another case. */
enum name_kind { NAME_UNIT, NAME_WHOLE, NAME_PREFIX, NAME_TIMES };
struct unit_name {
	const char *spelling, *ucum;
	uint8_t kind;
};

struct alias {
	const char *folded;
	int16_t index;
};

enum { ATOM_SLOTS = 1024, NAME_SLOTS = 4096, ALIAS_SLOTS = 4096 };

extern const struct ucum_atom ucum_atoms[];
extern const int16_t ucum_atom_slots[ATOM_SLOTS];
extern const struct ucum_prefix ucum_prefixes[];
extern const int ucum_prefix_count;
extern const int8_t ucum_prefix_of[128]; /* by the letter of a one-letter prefix, -1 */
extern const int16_t ucum_mol, ucum_eq, ucum_u, ucum_iu;
extern const struct unit_name unit_names[];
extern const int unit_name_count;
extern const int16_t unit_name_slots[NAME_SLOTS];
extern const struct alias substance_aliases[];
extern const int16_t substance_alias_slots[ALIAS_SLOTS];

/* FNV-1a */
static inline uint32_t table_hash(const char *p, ptrdiff_t n)
{
	uint32_t h = 2166136261u;
	for (ptrdiff_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 16777619u;
	return h ^ h >> 15;
}

/* The entry is exactly these bytes, among which there may be a NUL. */
static inline int table_same(const char *entry, const char *p, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (!entry[i] || entry[i] != p[i]) return 0;
	return !entry[n];
}

/* One spelling for the name of a substance: lower case, without blanks, hyphens, brackets, commas and apostrophes, full-width ASCII made half. Returns the
 * length, or -1 when it does not fit. */
static inline ptrdiff_t name_fold(char *out, ptrdiff_t cap, const char *p, ptrdiff_t n)
{
	ptrdiff_t at = 0;
	for (ptrdiff_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		if (c == 0xEF && i + 2 < n && ((unsigned char)p[i + 1] == 0xBC || (unsigned char)p[i + 1] == 0xBD)) { /* U+FF01..U+FF5E */
			unsigned wide = ((unsigned char)p[i + 1] == 0xBC ? 0x20u : 0x60u) + ((unsigned char)p[i + 2] - 0x80u);
			if (wide > 0x20 && wide < 0x7f) c = (unsigned char)wide, i += 2;
		}
		if (c == ' ' || c == '-' || c == '_' || c == ',' || c == '(' || c == ')' || c == '\'') continue;
		if (at == cap) return -1;
		out[at++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	return at;
}

#endif
