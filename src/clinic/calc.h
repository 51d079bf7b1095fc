/* calc.h - calculators as data: read from a text file of the pack, compiled once, run over plain numbers.
 *
 * The format and its words (optional, floor, refuse, bands) are docs/calculator-format.md. A compiled calculator is never changed again and may be run by any
 * number of threads; running allocates nothing. Pure. A clinical "cannot say" is a status, never a number: CALC_MISSING names the inputs, CALC_OUT_OF_RANGE
 * the input or the reason of refusal. */
#ifndef CLINIC_CALC_H
#define CLINIC_CALC_H

#include "base/fail.h"
#include "clinic/unit.h"
#include "lang/reading.h"

enum { CALC_INPUTS_MAX = 64, CALC_SLOTS_MAX = 160, CALC_OUTPUTS_MAX = 12, CALC_LANGS = 2 };

enum calc_kind { CALC_NUMBER, CALC_BOOL, CALC_CHOICE, CALC_DATE, CALC_TEXT };
enum calc_left_out { CALC_REQUIRED, CALC_OPTIONAL, CALC_FLOOR, CALC_DEFAULT };

struct calc_term { /* a name in comparable form (calc_key), and the substance a value under this name is of */
	str key;
	const struct substance *substance;
};

struct calc_terms {
	struct calc_term *v;
	ptrdiff_t n, cap;
};

struct calc_option {
	str id, name[CALC_LANGS];
	double number;
	struct calc_terms terms;
};

struct calc_input {
	str id, name[CALC_LANGS];
	enum calc_kind kind;
	enum calc_left_out left_out;
	bool share; /* a bare number from 0 to 1 is a share of one */
	double fallback;
	double low, high; /* accepted, in `unit`; NAN = no limit */
	str unit_text;
	const struct unit *unit;
	const struct substance *substance;
	struct calc_terms terms;
	struct {
		struct calc_option *v;
		ptrdiff_t n, cap;
	} options;
};

struct calc_op {
	uint8_t op;
	uint8_t count; /* arguments of a function that takes several */
	int16_t slot;
	double number;
};

struct calc_code { /* postfix */
	struct calc_op *v;
	ptrdiff_t n, cap;
};

struct calc_step {
	int slot;
	struct calc_code code;
};

struct calc_output {
	str id, name[CALC_LANGS], unit;
	int digits, slot;
	int choice; /* input whose option is printed, or -1 */
};

struct calc_rule {
	struct calc_code when; /* empty: always */
	str say[CALC_LANGS];
};

/* `least` of the inputs in `set`, or, with least = 0, all inputs of any one group. Inputs as bits. */
struct calc_need {
	int least;
	uint64_t set;
	uint64_t group[6];
	int groups;
};

struct calc {
	int slots; /* inputs and steps */
	str id, name[CALC_LANGS], aliases[CALC_LANGS], group, use[CALC_LANGS], note[CALC_LANGS], sources, checked;
	struct calc_terms terms;
	struct {
		struct calc_input *v;
		ptrdiff_t n, cap;
	} inputs;
	struct {
		struct calc_need *v;
		ptrdiff_t n, cap;
	} needs;
	struct {
		struct calc_step *v;
		ptrdiff_t n, cap;
	} steps;
	struct {
		struct calc_rule *v;
		ptrdiff_t n, cap;
	} refuse, bands;
	struct {
		struct calc_output *v;
		ptrdiff_t n, cap;
	} outputs;
};

/* Inputs that calculators share, read from calculators/inputs.txt. */
struct calc_shared {
	struct calc_input *v;
	ptrdiff_t n, cap;
};

/* What is wrong with a line; the file is then not used. */
typedef void calc_complain(void *ctx, int line, const char *why);

bool calc_read_shared(struct calc_shared *out, str text, struct arena *perm, struct arena *build, calc_complain *complain, void *ctx);

/* Reads and compiles one calculator onto `perm`; `build` holds what grows meanwhile and is another arena. Strings are borrowed from `text`. False after at least one complaint. */
bool calc_read(struct calc *out, str text, const struct calc_shared *shared, struct arena *perm, struct arena *build, calc_complain *complain,
	       void *ctx);

/* A name for comparing: folded, without spaces, hyphens, underscores, brackets and other marks. */
str calc_key(str name, struct arena *perm);

/* A name as asked for, in comparable forms: whole, without what stands in brackets, and that alone. */
struct calc_asked {
	str key[3];
	int n;
};
struct calc_asked calc_asked(str name, struct arena *perm);

/* The input that goes by that name, -1 when there is none. `*of` is the substance the name carries, or NULL. */
int calc_find_input(const struct calc *c, const struct calc_asked *name, const struct substance **of);

/* How well the calculator goes by that name: 0 not at all, else 1 + the form that fitted. */
int calc_goes_by(const struct calc *c, const struct calc_asked *name);

enum calc_heard {
	CALC_HEARD,
	CALC_NOT_KNOWN, /* "unknown", "未测", empty */
	CALC_BAD_VALUE, /* cannot be read as this kind */
	CALC_BAD_UNIT   /* no unit, or one of another kind */
};

/* A value as it was written into the input's own unit or number. `unit` may be empty: a number is then taken in the declared unit and *assumed is set
 * (not where a bare number can only be meant one way: years, beats a minute, mmHg, degrees, per cent); a date written 01/02/2017 is taken as month/day/year and *assumed is set. `why` is NULL or one short line. */
enum calc_heard calc_hear(double *out, const struct calc_input *in, str value, str unit, const struct substance *of, bool *assumed, const char **why,
			  struct arena scratch);

enum calc_status { CALC_OK, CALC_MISSING, CALC_OUT_OF_RANGE };

struct calc_result {
	enum calc_status status;
	double value
		[CALC_OUTPUTS_MAX]; /* by output, rounded to its digits; NAN for a further result that needs an input not given; 0 unless CALC_OK */
	int band;                   /* index, or -1 */
	int refuse;                 /* index of the reason, or -1 */
	int outside;                /* input that is out of its range, or -1 */
	bool floor;                 /* a lower bound: something that counts was left out */
	uint64_t missing, assumed;  /* inputs as bits */
};

/* `given` has one number for each input, NAN where it was not said. */
void calc_run(struct calc_result *out, const struct calc *c, const double *given);

/* Days since 1970-01-01 of a civil date, and back. Gregorian, any year. */
double calc_days(int year, int month, int day);
void calc_civil(double days, int *year, int *month, int *day);

/* A result as text: a number with the output's digits, a date, weeks+days, or the option's name. `lang` 0 Chinese, 1 English. */
str calc_output_text(const struct calc *c, const struct calc_output *o, double v, enum language lang, struct arena *perm);
bool calc_unit_is_silent(str unit);                                    /* 1, date, wk+d */
str calc_unit_shown(str unit, enum language lang, struct arena *perm); /* as people write it: mmHg, μmol/L, 岁; empty when silent */
str calc_number_text(double v, int digits, struct arena *perm);        /* digits < 0: as many as it has, at most 10 */
str calc_date_text(double days, struct arena *perm);

/* Half away from zero; `digits` 0..9. */
double calc_round(double x, int digits);

#endif
