#include "clinic/expr.h"

#include "base/check.h"

#include <math.h>

enum { DEPTH_MAX = 32 };

struct parser {
	str text;
	ptrdiff_t at;
	int depth;
	struct expr *out;
	struct expr_names names;
	struct arena *perm;
	struct fail *fail;
};

static bool wrong(struct parser *p, const char *what)
{
	return fail_set(p->fail, RC_INPUT, "expr_compile", "%s at character %td of \"" STR_FMT "\"", what, p->at + 1, STR_ARG(p->text));
}

static void emit(struct parser *p, enum expr_op op, int32_t arg, double number)
{
	*ARENA_PUSH(p->perm, p->out) = (struct expr_step){op, arg, number};
}

static char peek(struct parser *p)
{
	while (p->at < p->text.n && p->text.p[p->at] == ' ') p->at++;
	return p->at < p->text.n ? p->text.p[p->at] : 0;
}

static bool accept(struct parser *p, char c)
{
	if (peek(p) != c) return false;
	p->at++;
	return true;
}

static str name(struct parser *p)
{
	peek(p);
	ptrdiff_t from = p->at;
	while (p->at < p->text.n) {
		char c = p->text.p[p->at];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) break;
		p->at++;
	}
	return str_slice(p->text, from, p->at);
}

static bool number(struct parser *p, double *out)
{
	return str_to_double(name(p), out);
}

static bool comparison(struct parser *p, enum expr_op *op)
{
	if (accept(p, '<')) return *op = accept(p, '=') ? EXPR_LESS_EQUAL : EXPR_LESS, true;
	if (accept(p, '>')) return *op = accept(p, '=') ? EXPR_MORE_EQUAL : EXPR_MORE, true;
	if (accept(p, '=')) return *op = EXPR_EQUAL, true;
	return false;
}

static bool concept(struct parser *p, str id, enum expr_op op)
{
	int32_t c = p->names.resolve(p->names.ctx, id);
	if (c < 0) return fail_set(p->fail, RC_INPUT, "expr_compile", "unknown name \"" STR_FMT "\"", STR_ARG(id));
	emit(p, op, c, 0);
	return true;
}

static bool parse_or(struct parser *p);

/* n(ids or conditions)>=k */
static bool counted(struct parser *p)
{
	int32_t n = 0;
	double least;
	enum expr_op op;
	do {
		if (!parse_or(p)) return false;
		n++;
	} while (accept(p, ','));
	if (!accept(p, ')')) return wrong(p, "expected )");
	if (!comparison(p, &op) || op != EXPR_MORE_EQUAL || !number(p, &least)) return wrong(p, "expected >= and a number");
	emit(p, EXPR_COUNT, n, least);
	return true;
}

static bool lab_value(struct parser *p)
{
	str id = name(p);
	enum expr_op op;
	double value;
	int32_t c = p->names.resolve(p->names.ctx, id);
	if (c < 0) return concept(p, id, EXPR_LAB_EQUAL);
	if (!accept(p, ')') || !comparison(p, &op) || !number(p, &value)) return wrong(p, "expected ) and a comparison with a number");
	emit(p, (enum expr_op)(op - EXPR_LESS + EXPR_LAB_LESS), c, value);
	return true;
}

/* lab_within(crea,egfr,450): any of them; the last is the number of days. */
static bool lab_within(struct parser *p)
{
	ptrdiff_t first = p->out->n;
	double days;
	for (;;) {
		str id = name(p);
		if (!id.n) return wrong(p, "expected a name");
		if (p->out->n > first && str_to_double(id, &days)) break;
		if (!concept(p, id, EXPR_LAB_WITHIN)) return false;
		if (!accept(p, ',')) return wrong(p, "expected , and a number of days");
	}
	if (!accept(p, ')')) return wrong(p, "expected )");
	ptrdiff_t n = p->out->n - first;
	for (ptrdiff_t i = 0; i < n; i++) p->out->v[first + i].number = days;
	for (ptrdiff_t i = 1; i < n; i++) emit(p, EXPR_OR, 0, 0);
	return true;
}

static bool parse_name(struct parser *p)
{
	str id = name(p);
	enum expr_op op;
	double value;
	if (!id.n) return wrong(p, "expected a name");
	if (str_eq(id, S("n")) && accept(p, '(')) return counted(p);
	if (str_eq(id, S("past")) && accept(p, '(')) {
		if (!concept(p, name(p), EXPR_HAD)) return false;
		return accept(p, ')') || wrong(p, "expected )");
	}
	if (str_eq(id, S("taken")) && accept(p, '(')) {
		if (!concept(p, name(p), EXPR_TAKEN)) return false;
		return accept(p, ')') || wrong(p, "expected )");
	}
	if (str_eq(id, S("known")) && accept(p, '(')) {
		int known = fact_by_name(name(p));
		if (known < 0) return wrong(p, "expected the name of a number");
		emit(p, EXPR_KNOWN, known, 0);
		return accept(p, ')') || wrong(p, "expected )");
	}
	if (str_eq(id, S("lab")) && accept(p, '(')) return lab_value(p);
	if (str_eq(id, S("lab_within")) && accept(p, '(')) return lab_within(p);
	int fact = fact_by_name(id), word = fact_word_by_name(id);
	if (fact >= 0) {
		if (!comparison(p, &op) || !number(p, &value)) return wrong(p, "expected a comparison with a number");
		emit(p, op, fact, value);
		return true;
	}
	if (word >= 0) return emit(p, EXPR_WORD, word, 0), true;
	return concept(p, id, EXPR_HAS);
}

static bool parse_not(struct parser *p)
{
	if (++p->depth > DEPTH_MAX) return wrong(p, "nested too deeply");
	bool ok;
	if (accept(p, '!')) {
		ok = parse_not(p);
		if (ok) emit(p, EXPR_NOT, 0, 0);
	} else if (accept(p, '(')) {
		ok = parse_or(p) && (accept(p, ')') || wrong(p, "expected )"));
	} else ok = parse_name(p);
	p->depth--;
	return ok;
}

static bool parse_and(struct parser *p)
{
	if (!parse_not(p)) return false;
	while (accept(p, '&')) {
		if (!parse_not(p)) return false;
		emit(p, EXPR_AND, 0, 0);
	}
	return true;
}

static bool parse_or(struct parser *p)
{
	if (!parse_and(p)) return false;
	while (accept(p, '|')) {
		if (!parse_and(p)) return false;
		emit(p, EXPR_OR, 0, 0);
	}
	return true;
}

bool expr_compile(struct expr *out, str text, struct expr_names names, struct arena *perm, struct fail *fail)
{
	*out = (struct expr){0};
	struct parser p = {.text = str_trim(text), .out = out, .names = names, .perm = perm, .fail = fail};
	if (!p.text.n) return true;
	if (!parse_or(&p)) return false;
	if (peek(&p)) return wrong(&p, "unexpected character");
	if (out->n > EXPR_STEPS_MAX) return wrong(&p, "too long");
	return true;
}

static enum tri compare(enum expr_op op, double have, double with)
{
	if (isnan(have)) return TRI_UNKNOWN;
	bool yes = op == EXPR_LESS         ? have < with
		   : op == EXPR_LESS_EQUAL ? have <= with
		   : op == EXPR_MORE       ? have > with
		   : op == EXPR_MORE_EQUAL ? have >= with
					   : have == with;
	return yes ? TRI_YES : TRI_NO;
}

static enum tri both(enum tri a, enum tri b)
{
	if (a == TRI_NO || b == TRI_NO) return TRI_NO;
	return a == TRI_YES && b == TRI_YES ? TRI_YES : TRI_UNKNOWN;
}

static enum tri negate(enum tri a)
{
	return a == TRI_UNKNOWN ? a : a == TRI_YES ? TRI_NO : TRI_YES;
}

static enum tri yes_if(bool b)
{
	return b ? TRI_YES : TRI_NO;
}

/* Nothing said of a concept that the facts leave open is not the same as its absence. */
static enum tri present(const struct facts *f, int32_t concept, bool ever)
{
	if (ever ? facts_had(f, concept) : facts_has(f, concept)) return TRI_YES;
	return f->open && f->open[concept / 64] >> (concept % 64) & 1 ? TRI_UNKNOWN : TRI_NO;
}

static enum tri lab_compare(const struct expr_step *s, const struct facts *f)
{
	const struct fact_lab *l = facts_lab(f, s->arg);
	return l ? compare((enum expr_op)(s->op - EXPR_LAB_LESS + EXPR_LESS), l->value, s->number) : TRI_UNKNOWN;
}

bool expr_is_leaf(const struct expr_step *s)
{
	return s->op != EXPR_NOT && s->op != EXPR_AND && s->op != EXPR_OR && s->op != EXPR_COUNT;
}

bool expr_compares(const struct expr_step *s)
{
	return s->op >= EXPR_LESS && s->op <= EXPR_EQUAL;
}

enum tri expr_leaf(const struct expr_step *s, const struct facts *f)
{
	switch (s->op) {
	case EXPR_HAS: return present(f, s->arg, false);
	case EXPR_HAD: return present(f, s->arg, true);
	case EXPR_WORD: return f->word[s->arg];
	case EXPR_KNOWN: return yes_if(!isnan(f->v[s->arg]));
	case EXPR_TAKEN: return f->taken ? yes_if(f->taken[s->arg / 64] >> (s->arg % 64) & 1) : TRI_UNKNOWN;
	case EXPR_LAB_LESS:
	case EXPR_LAB_LESS_EQUAL:
	case EXPR_LAB_MORE:
	case EXPR_LAB_MORE_EQUAL:
	case EXPR_LAB_EQUAL: return lab_compare(s, f);
	case EXPR_LAB_WITHIN: return facts_lab_within(f, s->arg, s->number);
	default: return compare(s->op, f->v[s->arg], s->number);
	}
}

/* One step on the stack of values so far. */
static void advance(const struct expr_step *s, const struct facts *f, enum tri *stack, ptrdiff_t *top)
{
	switch (s->op) {
	case EXPR_NOT: stack[*top - 1] = negate(stack[*top - 1]); break;
	case EXPR_AND: --*top, stack[*top - 1] = both(stack[*top - 1], stack[*top]); break;
	case EXPR_OR: --*top, stack[*top - 1] = negate(both(negate(stack[*top - 1]), negate(stack[*top]))); break;
	case EXPR_COUNT: {
		double yes = 0, open = 0; /* with what is not known it may still come to the number */
		for (int32_t k = 0; k < s->arg; k++) {
			enum tri one = stack[--*top];
			yes += one == TRI_YES;
			open += one == TRI_UNKNOWN;
		}
		stack[(*top)++] = yes >= s->number ? TRI_YES : yes + open >= s->number ? TRI_UNKNOWN : TRI_NO;
		break;
	}
	default: stack[(*top)++] = expr_leaf(s, f);
	}
}

enum tri expr_eval(const struct expr *e, const struct facts *f)
{
	enum tri stack[EXPR_STEPS_MAX + 1];
	stack[0] = TRI_YES;
	ptrdiff_t top = 0;
	for (ptrdiff_t i = 0; i < e->n; i++) advance(&e->v[i], f, stack, &top);
	ASSERT(top == (e->n ? 1 : 0));
	return stack[0];
}

/* ---- why ---- */

static ptrdiff_t operands(const struct expr_step *s)
{
	return s->op == EXPR_NOT ? 1 : s->op == EXPR_AND || s->op == EXPR_OR ? 2 : s->op == EXPR_COUNT ? s->arg : 0;
}

/* Of `and` and `or` only an operand that alone or with its fellow made the verdict is a reason; of a count those that were counted. */
static bool carries(const struct expr_step *s, enum tri verdict, enum tri operand)
{
	if (s->op == EXPR_AND || s->op == EXPR_OR) return operand == verdict;
	return s->op == EXPR_NOT || verdict != TRI_YES || operand == TRI_YES;
}

void expr_reasons(const struct expr *e, const struct facts *f, bool *is_reason)
{
	enum tri value[EXPR_STEPS_MAX], stack[EXPR_STEPS_MAX + 1];
	ptrdiff_t steps[EXPR_STEPS_MAX], top = 0; /* how many steps stand under this one, itself with them */
	for (ptrdiff_t i = 0; i < e->n; i++) {
		advance(&e->v[i], f, stack, &top);
		value[i] = stack[top - 1];
		steps[i] = 1;
		for (ptrdiff_t k = operands(&e->v[i]); k > 0; k--) steps[i] += steps[i - steps[i]];
		is_reason[i] = i == e->n - 1;
	}
	for (ptrdiff_t i = e->n - 1; i >= 0; i--) {
		if (!is_reason[i]) continue;
		for (ptrdiff_t k = operands(&e->v[i]), child = i - 1; k > 0; k--, child -= steps[child])
			is_reason[child] = carries(&e->v[i], value[i], value[child]);
	}
}
