/* calc_expr.c - expressions of calculators: a small compiler to postfix and the loop that runs it.
 * source of every number in a formula: the calculator's own file names it. */
#include "clinic/calc_int.h"

#include "base/check.h"

#include <math.h>
#include <stdlib.h>

enum op {
	OP_NUMBER,
	OP_SLOT,
	OP_NEGATE,
	OP_NOT,
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_POW,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_EQ,
	OP_NE,
	OP_AND,
	OP_OR,
	OP_MIN,
	OP_MAX,
	OP_ABS,
	OP_SQRT,
	OP_LN,
	OP_LOG10,
	OP_EXP,
	OP_FLOOR,
	OP_CEIL,
	OP_ROUND,
	OP_IF,
	OP_KNOWN,
	OP_ELSE,
	OP_CLAMP,
	OP_STEP,
	OP_OVER,
	OP_YEAR,
	OP_MONTH,
	OP_DAY
};

enum { DEPTH_MAX = 40, STACK_MAX = 96, ARGS_MAX = 63 };

static const struct function {
	const char *name;
	enum op op;
	int least, most; /* arguments */
} functions[] = {
	{"min", OP_MIN, 1, ARGS_MAX},   {"max", OP_MAX, 1, ARGS_MAX}, {"abs", OP_ABS, 1, 1},
	{"sqrt", OP_SQRT, 1, 1},        {"ln", OP_LN, 1, 1},          {"log10", OP_LOG10, 1, 1},
	{"exp", OP_EXP, 1, 1},          {"floor", OP_FLOOR, 1, 1},    {"ceil", OP_CEIL, 1, 1},
	{"round", OP_ROUND, 2, 2},      {"if", OP_IF, 3, 3},          {"known", OP_KNOWN, 1, 1},
	{"or", OP_ELSE, 2, 2},          {"clamp", OP_CLAMP, 3, 3},    {"step", OP_STEP, 4, ARGS_MAX},
	{"over", OP_OVER, 4, ARGS_MAX}, {"year", OP_YEAR, 1, 1},      {"month", OP_MONTH, 1, 1},
	{"day", OP_DAY, 1, 1},
};

struct parser {
	str text;
	ptrdiff_t at;
	int depth, height, highest; /* of the stack the code needs */
	const struct calc_scope *scope;
	struct calc_code *out;
	struct arena *perm, *build;
	const char *why;
};

static bool wrong(struct parser *p, const char *why)
{
	if (!p->why) p->why = why;
	return false;
}

static void emit(struct parser *p, enum op op, int slot, double number, int takes, int count)
{
	*ARENA_PUSH(p->build, p->out) = (struct calc_op){(uint8_t)op, (uint8_t)count, (int16_t)slot, number};
	p->height += 1 - takes;
	if (p->height > p->highest) p->highest = p->height;
}

static char peek(struct parser *p)
{
	while (p->at < p->text.n && (p->text.p[p->at] == ' ' || p->text.p[p->at] == '\t')) p->at++;
	return p->at < p->text.n ? p->text.p[p->at] : 0;
}

static bool accept(struct parser *p, const char *what)
{
	str w = str_from(what);
	peek(p);
	if (!str_starts(str_slice(p->text, p->at, p->text.n), w)) return false;
	p->at += w.n;
	return true;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static str take_name(struct parser *p)
{
	peek(p);
	ptrdiff_t from = p->at;
	while (p->at < p->text.n && is_name_char(p->text.p[p->at])) p->at++;
	return str_slice(p->text, from, p->at);
}

static bool take_number(struct parser *p)
{
	char digits[64], *end;
	ptrdiff_t n = 0;
	while (p->at + n < p->text.n && n < 62 && strchr("0123456789.", p->text.p[p->at + n])) digits[n] = p->text.p[p->at + n], n++;
	if (p->at + n < p->text.n && n && p->text.p[p->at + n] == 'e') { /* 1e-6 */
		do digits[n] = p->text.p[p->at + n], n++;
		while (p->at + n < p->text.n && n < 62 && strchr("0123456789-", p->text.p[p->at + n]));
	}
	digits[n] = 0;
	double v = strtod(digits, &end);
	if (!n || *end) return wrong(p, "a number cannot be read");
	p->at += n;
	emit(p, OP_NUMBER, 0, v, 0, 0);
	return true;
}

static bool parse_or(struct parser *p);

static bool parse_call(struct parser *p, const struct function *f)
{
	int n = 0;
	do {
		if (!parse_or(p)) return false;
		n++;
	} while (accept(p, ","));
	if (!accept(p, ")")) return wrong(p, "expected )");
	if (n < f->least || n > f->most) return wrong(p, "a function has the wrong number of arguments");
	if ((f->op == OP_STEP || f->op == OP_OVER) && n % 2) return wrong(p, "step and over take a value, what is below, then pairs");
	emit(p, f->op, 0, 0, n, n);
	return true;
}

static int slot_of(const struct calc_scope *s, str name)
{
	for (int i = 0; i < s->n; i++)
		if (str_eq(s->name[i], name)) return i;
	return -1;
}

/* input.option: the NUMBER of an option. */
static bool parse_option(struct parser *p, int slot)
{
	str id = take_name(p);
	if (slot >= (int)p->scope->calc->inputs.n) return wrong(p, "only an input has options");
	const struct calc_input *in = &p->scope->calc->inputs.v[slot];
	for (ptrdiff_t i = 0; i < in->options.n; i++)
		if (str_eq(in->options.v[i].id, id)) return emit(p, OP_NUMBER, 0, in->options.v[i].number, 0, 0), true;
	return wrong(p, "unknown option");
}

static bool parse_name(struct parser *p)
{
	str name = take_name(p);
	if (accept(p, "(")) {
		for (ptrdiff_t i = 0; i < COUNT(functions); i++)
			if (str_eq(name, str_from(functions[i].name))) return parse_call(p, &functions[i]);
		return wrong(p, "unknown function");
	}
	int slot = slot_of(p->scope, name);
	if (slot < 0) {
		struct sb b = sb_new(p->perm, 64);
		sb_fmt(&b, "unknown name \"" STR_FMT "\"", STR_ARG(name));
		sb_byte(&b, 0);
		return wrong(p, b.p);
	}
	if (p->at < p->text.n && p->text.p[p->at] == '.') return p->at++, parse_option(p, slot);
	emit(p, OP_SLOT, slot, 0, 0, 0);
	return true;
}

static bool parse_atom(struct parser *p)
{
	char c = peek(p);
	if (accept(p, "(")) return parse_or(p) && (accept(p, ")") || wrong(p, "expected )"));
	if (c >= '0' && c <= '9') return take_number(p);
	if (is_name_char(c)) return parse_name(p);
	return wrong(p, "expected a number or a name");
}

static bool parse_unary(struct parser *p);

static bool parse_power(struct parser *p)
{
	if (!parse_atom(p)) return false;
	if (!accept(p, "^")) return true;
	if (!parse_unary(p)) return false; /* right to left, and 2 ^ -1 */
	emit(p, OP_POW, 0, 0, 2, 0);
	return true;
}

static bool parse_unary(struct parser *p)
{
	bool ok;
	if (++p->depth > DEPTH_MAX) return wrong(p, "nested too deeply");
	if (accept(p, "-")) {
		if ((ok = parse_unary(p))) emit(p, OP_NEGATE, 0, 0, 1, 0);
	} else if (peek(p) == '!' && accept(p, "!")) {
		if ((ok = parse_unary(p))) emit(p, OP_NOT, 0, 0, 1, 0);
	} else ok = parse_power(p);
	p->depth--;
	return ok;
}

/* One level of binary operators, left to right. */
struct level {
	struct {
		const char *text;
		enum op op;
	} ops[6];
};

static const struct level levels[] = {
	{{{"|", OP_OR}}},
	{{{"&", OP_AND}}},
	{{{"<=", OP_LE}, {">=", OP_GE}, {"!=", OP_NE}, {"<", OP_LT}, {">", OP_GT}, {"=", OP_EQ}}},
	{{{"+", OP_ADD}, {"-", OP_SUB}}},
	{{{"*", OP_MUL}, {"/", OP_DIV}}},
};

static bool parse_level(struct parser *p, int at)
{
	if (at == COUNT(levels)) return parse_unary(p);
	if (!parse_level(p, at + 1)) return false;
	for (;;) {
		int i = 0;
		while (i < 6 && levels[at].ops[i].text && !accept(p, levels[at].ops[i].text)) i++;
		if (i == 6 || !levels[at].ops[i].text) return true;
		if (!parse_level(p, at + 1)) return false;
		emit(p, levels[at].ops[i].op, 0, 0, 2, 0);
	}
}

static bool parse_or(struct parser *p)
{
	if (++p->depth > DEPTH_MAX) return wrong(p, "nested too deeply");
	bool ok = parse_level(p, 0);
	p->depth--;
	return ok;
}

bool calc_compile(struct calc_code *out, str text, const struct calc_scope *scope, struct arena *perm, struct arena *build, const char **why)
{
	struct parser p = {.text = str_trim(text), .scope = scope, .out = out, .perm = perm, .build = build};
	bool ok = parse_or(&p) && (!peek(&p) || wrong(&p, "unexpected character")) && (p.highest < STACK_MAX || wrong(&p, "too many arguments"));
	*why = p.why;
	CALC_SETTLE(perm, out);
	return ok;
}

/* ---- running ---- */

double calc_round(double x, int digits)
{
	static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}; /* source: powers of ten */
	ASSERT(digits >= 0 && digits < (int)COUNT(tens));
	double scaled = x * tens[digits];
	if (!(fabs(scaled) < 1e15)) return x;          /* source: beyond 53 bits there is nothing to round */
	double near = nearbyint(scaled * 4096) / 4096; /* 2.675 is stored a little below: what is a half but for the last bits is a half */
	if (fabs(near - scaled) < 1e-9 * fmax(1, fabs(scaled))) scaled = near; /* source: error of a double's last bits */
	return copysign(floor(fabs(scaled) + 0.5), x) / tens[digits];          /* source: half away from zero */
}

double calc_days(int year, int month, int day)
{ /* source: Hinnant, days from civil (proleptic Gregorian calendar) */
	int64_t y = month <= 2 ? year - 1 : year, era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1, doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (double)(era * 146097 + doe - 719468);
}

void calc_civil(double days, int *year, int *month, int *day)
{
	int64_t z = (int64_t)floor(days) + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

static double part_of_date(enum op op, double days)
{
	int y, m, d;
	if (!(fabs(days) < 1e7)) return NAN; /* source: about 27,000 years either way */
	calc_civil(days, &y, &m, &d);
	return op == OP_YEAR ? y : op == OP_MONTH ? m : d;
}

/* step: v0 below the first bound, then the value of the last bound reached; over: of the last bound passed. */
static double stepped(const double *a, int n, bool over)
{
	double v = a[1];
	for (int i = 2; i < n; i += 2) {
		if (isnan(a[0]) || isnan(a[i])) return NAN;
		if (over ? a[0] > a[i] : a[0] >= a[i]) v = a[i + 1];
	}
	return v;
}

static double extreme(const double *a, int n, bool most)
{
	double v = a[0];
	for (int i = 0; i < n; i++) {
		if (isnan(a[i])) return NAN;
		if (most ? a[i] > v : a[i] < v) v = a[i];
	}
	return v;
}

static double both(double a, double b)
{
	if (a == 0 || b == 0) return 0; /* no, whatever the unknown one is */
	return isnan(a) || isnan(b) ? NAN : 1;
}

static double truth(bool b)
{
	return b ? 1 : 0;
}

static double binary(enum op op, double a, double b)
{
	if (op == OP_AND) return both(a, b);
	if (op == OP_OR) return (!isnan(a) && a != 0) || (!isnan(b) && b != 0) ? 1 : isnan(a) || isnan(b) ? NAN : 0;
	if (isnan(a) || isnan(b)) return NAN;
	switch (op) {
	case OP_ADD: return a + b;
	case OP_SUB: return a - b;
	case OP_MUL: return a * b;
	case OP_DIV: return b == 0 ? NAN : a / b;
	case OP_POW: return pow(a, b);
	case OP_LT: return truth(a < b);
	case OP_LE: return truth(a <= b);
	case OP_GT: return truth(a > b);
	case OP_GE: return truth(a >= b);
	case OP_EQ: return truth(a == b);
	default: return truth(a != b);
	}
}

static double unary(enum op op, double a)
{
	switch (op) {
	case OP_KNOWN: return truth(!isnan(a));
	case OP_NEGATE: return -a;
	case OP_NOT: return isnan(a) ? NAN : truth(a == 0);
	case OP_ABS: return fabs(a);
	case OP_SQRT: return a < 0 ? NAN : sqrt(a);
	case OP_LN: return a > 0 ? log(a) : NAN;
	case OP_LOG10: return a > 0 ? log10(a) : NAN;
	case OP_EXP: return exp(a);
	case OP_FLOOR: return floor(a + 1e-9); /* source: 0.3 / 0.1 is 3, not 2.9999999999999996 */
	case OP_CEIL: return ceil(a - 1e-9);   /* source: as for floor */
	default: return part_of_date(op, a);
	}
}

static double several(enum op op, const double *a, int n)
{
	switch (op) {
	case OP_MIN: return extreme(a, n, false);
	case OP_MAX: return extreme(a, n, true);
	case OP_ROUND: return isnan(a[0]) || !(a[1] >= 0 && a[1] <= 9) ? NAN : calc_round(a[0], (int)a[1]);
	case OP_IF: return isnan(a[0]) ? NAN : a[0] != 0 ? a[1] : a[2];
	case OP_ELSE: return isnan(a[0]) ? a[1] : a[0];
	case OP_CLAMP: return isnan(a[0]) || isnan(a[1]) || isnan(a[2]) ? NAN : fmin(fmax(a[0], a[1]), a[2]); /* fmin passes over NAN */
	default: return stepped(a, n, op == OP_OVER);
	}
}

double calc_eval(const struct calc_code *code, const double *slots)
{
	double stack[STACK_MAX + 1];
	int top = 0;
	for (ptrdiff_t i = 0; i < code->n; i++) {
		const struct calc_op *o = &code->v[i];
		enum op op = (enum op)o->op;
		if (op == OP_NUMBER) stack[top++] = o->number;
		else if (op == OP_SLOT) stack[top++] = slots[o->slot];
		else if (o->count == 1 && op != OP_MIN && op != OP_MAX) stack[top - 1] = unary(op, stack[top - 1]);
		else if (o->count) top -= o->count - 1, stack[top - 1] = several(op, stack + top - 1, o->count);
		else if (op == OP_NEGATE || op == OP_NOT) stack[top - 1] = unary(op, stack[top - 1]);
		else top--, stack[top - 1] = binary(op, stack[top - 1], stack[top]);
	}
	ASSERT(top == 1);
	return isfinite(stack[0]) ? stack[0] : NAN;
}
