#include "clinic/panel.h"

#include "base/check.h"

#include <math.h>

enum { DEPTH_MAX = 32, STACK_MAX = 128 };

enum kind { BAD, YES_NO, NUMBER };

struct parser {
	str text;
	ptrdiff_t at;
	int depth;
	struct panel_expr *out;
	struct panel_names names;
	struct arena *perm;
	struct fail *fail;
};

static enum kind wrong(struct parser *p, const char *what)
{
	fail_set(p->fail, RC_INPUT, "panel_compile", "%s at character %td of \"" STR_FMT "\"", what, p->at + 1, STR_ARG(p->text));
	return BAD;
}

static void emit(struct parser *p, enum panel_op op, int32_t arg, double number)
{
	*ARENA_PUSH(p->perm, p->out) = (struct panel_step){op, arg, number};
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

static bool id_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Inside the parentheses of a function a name may hold a hyphen; elsewhere a hyphen is a minus. */
static str name(struct parser *p, bool hyphen)
{
	peek(p);
	ptrdiff_t from = p->at;
	while (p->at < p->text.n && (id_char(p->text.p[p->at]) || (hyphen && p->text.p[p->at] == '-'))) p->at++;
	return str_slice(p->text, from, p->at);
}

static enum kind parse_or(struct parser *p);

struct function {
	const char *name;
	enum panel_op op;
	enum kind gives;
};

static const struct function functions[] = {
	{"v", PANEL_VALUE, NUMBER},   {"x", PANEL_TIMES, NUMBER},       {"plus", PANEL_PLUS, NUMBER},         {"low", PANEL_LOW, YES_NO},
	{"high", PANEL_HIGH, YES_NO}, {"normal", PANEL_NORMAL, YES_NO}, {"critical", PANEL_CRITICAL, YES_NO}, {"pos", PANEL_POS, YES_NO},
	{"neg", PANEL_NEG, YES_NO},   {"known", PANEL_KNOWN, YES_NO},   {"missing", PANEL_MISSING, YES_NO},   {"has", PANEL_HAS, YES_NO},
};

static enum kind call(struct parser *p, const struct function *f)
{
	str id = name(p, true);
	int32_t arg = f->op == PANEL_HAS ? p->names.concept(p->names.ctx, id) : p->names.lab(p->names.ctx, id);
	if (!id.n) return wrong(p, "expected a name");
	if (arg < 0) return fail_set(p->fail, RC_INPUT, "panel_compile", "unknown name \"" STR_FMT "\"", STR_ARG(id)), BAD;
	if (!accept(p, ')')) return wrong(p, "expected )");
	emit(p, f->op, arg, 0);
	return f->gives;
}

static enum kind parse_name(struct parser *p)
{
	str id = name(p, false);
	if (!id.n) return wrong(p, "expected a value");
	if (accept(p, '(')) {
		if (str_eq(id, S("abs"))) {
			if (parse_or(p) != NUMBER) return wrong(p, "abs needs a number");
			if (!accept(p, ')')) return wrong(p, "expected )");
			return emit(p, PANEL_ABS, 0, 0), NUMBER;
		}
		for (ptrdiff_t i = 0; i < COUNT(functions); i++)
			if (str_eq(id, str_from(functions[i].name))) return call(p, &functions[i]);
		return wrong(p, "unknown function");
	}
	if (str_eq(id, S("egfr"))) return emit(p, PANEL_EGFR, 0, 0), NUMBER;
	int fact = fact_by_name(id), word = fact_word_by_name(id);
	if (fact >= 0) return emit(p, PANEL_FACT, fact, 0), NUMBER;
	if (word >= 0) return emit(p, PANEL_WORD, word, 0), YES_NO;
	return fail_set(p->fail, RC_INPUT, "panel_compile", "unknown name \"" STR_FMT "\"", STR_ARG(id)), BAD;
}

static enum kind parse_primary(struct parser *p)
{
	double v;
	char c = peek(p);
	if (c >= '0' && c <= '9') {
		ptrdiff_t from = p->at;
		while (p->at < p->text.n && ((p->text.p[p->at] >= '0' && p->text.p[p->at] <= '9') || p->text.p[p->at] == '.')) p->at++;
		if (!str_to_double(str_slice(p->text, from, p->at), &v)) return wrong(p, "not a number");
		return emit(p, PANEL_NUMBER, 0, v), NUMBER;
	}
	if (!accept(p, '(')) return parse_name(p);
	enum kind k = parse_or(p);
	if (k != BAD && !accept(p, ')')) return wrong(p, "expected )");
	return k;
}

static enum kind parse_unary(struct parser *p)
{
	if (++p->depth > DEPTH_MAX) return wrong(p, "nested too deeply");
	enum kind k;
	if (accept(p, '-')) {
		k = parse_unary(p);
		if (k == YES_NO) k = wrong(p, "minus needs a number");
		if (k == NUMBER) emit(p, PANEL_MINUS, 0, 0);
	} else k = parse_primary(p);
	p->depth--;
	return k;
}

static enum kind parse_binary(struct parser *p, bool sum)
{
	enum kind k = sum ? parse_binary(p, false) : parse_unary(p);
	for (;;) {
		bool first = k != BAD && accept(p, sum ? '+' : '*'), second = k != BAD && !first && accept(p, sum ? '-' : '/');
		if (!first && !second) return k;
		if (k != NUMBER || (sum ? parse_binary(p, false) : parse_unary(p)) != NUMBER)
			return p->fail->rc ? BAD : wrong(p, "a sum needs numbers");
		emit(p, sum ? (first ? PANEL_ADD : PANEL_SUB) : (first ? PANEL_MUL : PANEL_DIV), 0, 0);
	}
}

static bool comparison(struct parser *p, enum panel_op *op)
{
	if (accept(p, '<')) return *op = accept(p, '=') ? PANEL_LESS_EQUAL : PANEL_LESS, true;
	if (accept(p, '>')) return *op = accept(p, '=') ? PANEL_MORE_EQUAL : PANEL_MORE, true;
	if (accept(p, '=')) return *op = PANEL_EQUAL, true;
	return false;
}

static enum kind parse_not(struct parser *p)
{
	if (++p->depth > DEPTH_MAX) return wrong(p, "nested too deeply");
	enum kind k;
	enum panel_op op;
	if (accept(p, '!')) {
		k = parse_not(p);
		if (k == NUMBER) k = wrong(p, "! needs a yes or no");
		if (k == YES_NO) emit(p, PANEL_NOT, 0, 0);
	} else {
		k = parse_binary(p, true);
		if (k != BAD && comparison(p, &op)) {
			if (k != NUMBER || parse_binary(p, true) != NUMBER) k = p->fail->rc ? BAD : wrong(p, "a comparison needs numbers");
			else emit(p, op, 0, 0), k = YES_NO;
		}
	}
	p->depth--;
	return k;
}

static enum kind parse_logic(struct parser *p, bool or)
{
	enum kind k = or ? parse_logic(p, false) : parse_not(p);
	while (k != BAD && accept(p, or ? '|' : '&')) {
		enum kind other = or ? parse_logic(p, false) : parse_not(p);
		if (k != YES_NO || other != YES_NO) return p->fail->rc ? BAD : wrong(p, "expected a yes or no on both sides");
		emit(p, or ? PANEL_OR : PANEL_AND, 0, 0);
	}
	return k;
}

static enum kind parse_or(struct parser *p)
{
	if (++p->depth > DEPTH_MAX) return wrong(p, "nested too deeply");
	enum kind k = parse_logic(p, true);
	p->depth--;
	return k;
}

static bool compile(struct panel_expr *out, str text, struct panel_names names, struct arena *perm, struct fail *fail)
{
	*out = (struct panel_expr){0};
	struct parser p = {.text = str_trim(text), .out = out, .names = names, .perm = perm, .fail = fail};
	if (!p.text.n) return wrong(&p, "no condition"), false;
	enum kind k = parse_or(&p);
	if (k == BAD) return false;
	if (peek(&p)) return wrong(&p, "unexpected character"), false;
	if (out->n > STACK_MAX) return wrong(&p, "too long"), false;
	out->is_number = k == NUMBER;
	return true;
}

bool panel_compile(struct panel_expr *out, str text, struct panel_names names, struct arena *perm, struct fail *fail)
{
	struct fail own = {0};
	bool ok = compile(out, text, names, perm, &own);
	if (ok && out->is_number) ok = fail_set(&own, RC_INPUT, "panel_compile", "\"" STR_FMT "\" is a number, not a yes or no", STR_ARG(text));
	return ok || fail_set(fail, own.rc, "panel_compile", "%s", own.what);
}

/* ---- evaluation ---- */

/* What is known of a number: both ends equal for a plain one, NAN when nothing is known, one end infinite for a result such as ">100". */
struct span {
	double low, high;
};

union cell {
	struct span number;
	enum tri tri;
};

static bool known(struct span s)
{
	return !isnan(s.low) && !isnan(s.high);
}

static bool exact(struct span s)
{
	return s.low == s.high;
}

static struct span point(double v)
{
	return (struct span){v, v};
}

static enum tri yes_if(bool b)
{
	return b ? TRI_YES : TRI_NO;
}

static enum tri negate(enum tri a)
{
	return a == TRI_UNKNOWN ? a : a == TRI_YES ? TRI_NO : TRI_YES;
}

static enum tri both(enum tri a, enum tri b)
{
	if (a == TRI_NO || b == TRI_NO) return TRI_NO;
	return a == TRI_YES && b == TRI_YES ? TRI_YES : TRI_UNKNOWN;
}

/* Certain only when every value of one side stands so to every value of the other. */
static enum tri less(struct span a, struct span b)
{
	return a.high < b.low ? TRI_YES : a.low >= b.high ? TRI_NO : TRI_UNKNOWN;
}

static enum tri equal(struct span a, struct span b)
{
	if (exact(a) && exact(b)) return yes_if(a.low == b.low);
	return a.high < b.low || b.high < a.low ? TRI_NO : TRI_UNKNOWN;
}

static enum tri compare(enum panel_op op, struct span a, struct span b)
{
	if (!known(a) || !known(b)) return TRI_UNKNOWN;
	return op == PANEL_LESS         ? less(a, b)
	       : op == PANEL_LESS_EQUAL ? negate(less(b, a))
	       : op == PANEL_MORE       ? less(b, a)
	       : op == PANEL_MORE_EQUAL ? negate(less(a, b))
					: equal(a, b);
}

static char sex_of(const struct facts *f)
{
	return f->word[WORD_MALE] == TRI_YES ? 'm' : f->word[WORD_FEMALE] == TRI_YES ? 'f' : 0;
}

double lab_egfr(double creat_umol_l, double age_y, char sex)
{
	if (!(creat_umol_l > 0) || !(age_y >= ADULT_FROM_Y) || (sex != 'm' && sex != 'f')) return NAN;
	/* Inker et al. 2021: creatinine in mg/dL (88.4 umol/L); kappa 0.7 and alpha -0.241 in women, 0.9 and -0.302 in men. */
	double kappa = sex == 'f' ? 0.7 : 0.9, alpha = sex == 'f' ? -0.241 : -0.302, ratio = creat_umol_l / 88.4 / kappa;
	return 142 * pow(fmin(ratio, 1), alpha) * pow(fmax(ratio, 1), -1.200) * pow(0.9938, age_y) * (sex == 'f' ? 1.012 : 1);
}

/* A bound is never reached itself: ">100" is more than 100, "<0.5" is less than 0.5. */
static struct span value_of(const struct panel_lab *l, double scale)
{
	double v = l->present ? l->value / scale : NAN;
	if (!l->bound || isnan(v)) return point(v);
	return l->bound > 0 ? (struct span){nextafter(v, INFINITY), INFINITY} : (struct span){-INFINITY, nextafter(v, -INFINITY)};
}

static struct span number_of(const struct panel_step *s, const struct panel_lab *l, const struct panel_report *r)
{
	const struct panel_lab *crea = r->crea >= 0 && r->labs[r->crea].present && !r->labs[r->crea].bound ? &r->labs[r->crea] : NULL;
	switch (s->op) {
	case PANEL_NUMBER: return point(s->number);
	case PANEL_FACT: return point(r->facts->v[s->arg]);
	case PANEL_VALUE: return value_of(l, 1);
	case PANEL_TIMES: return value_of(l, l->high > 0 ? l->high : NAN);
	case PANEL_PLUS: return point(l->present ? l->plus : NAN);
	default: return point(crea ? lab_egfr(crea->value, r->facts->v[FACT_AGE_Y], sex_of(r->facts)) : NAN);
	}
}

static enum tri flag_is(const struct panel_lab *l, enum lab_flag a, enum lab_flag b)
{
	if (!l->present || l->flag == LAB_UNKNOWN) return TRI_UNKNOWN;
	return yes_if(l->flag == a || l->flag == b);
}

static enum tri answer_of(const struct panel_step *s, const struct panel_lab *l, const struct panel_report *r)
{
	switch (s->op) {
	case PANEL_WORD: return r->facts->word[s->arg];
	case PANEL_HAS: return yes_if(facts_has(r->facts, s->arg));
	case PANEL_LOW: return flag_is(l, LAB_LOW, LAB_CRITICAL_LOW);
	case PANEL_HIGH: return flag_is(l, LAB_HIGH, LAB_CRITICAL_HIGH);
	case PANEL_NORMAL: return flag_is(l, LAB_NORMAL, LAB_NORMAL);
	case PANEL_CRITICAL: return flag_is(l, LAB_CRITICAL_LOW, LAB_CRITICAL_HIGH);
	case PANEL_POS: return l->present ? l->positive : TRI_UNKNOWN;
	case PANEL_NEG: return l->present ? negate(l->positive) : TRI_UNKNOWN;
	case PANEL_KNOWN: return yes_if(l->present);
	default: return yes_if(!l->present);
	}
}

static struct span scaled(struct span a, double by)
{
	return by > 0 ? (struct span){a.low * by, a.high * by} : point(NAN);
}

static struct span minus(struct span a)
{
	return (struct span){-a.high, -a.low};
}

static struct span magnitude(struct span a)
{
	return exact(a) ? point(fabs(a.low)) : a.low >= 0 ? a : a.high <= 0 ? minus(a) : point(NAN);
}

static double plain(enum panel_op op, double a, double b)
{
	double v = op == PANEL_ADD ? a + b : op == PANEL_SUB ? a - b : op == PANEL_MUL ? a * b : b == 0 ? NAN : a / b;
	return isfinite(v) ? v : NAN;
}

static struct span arithmetic(enum panel_op op, struct span a, struct span b)
{
	if (!known(a) || !known(b)) return point(NAN);
	if (exact(a) && exact(b)) return point(plain(op, a.low, b.low));
	if (op == PANEL_SUB) b = minus(b), op = PANEL_ADD;
	if (op == PANEL_ADD) return (struct span){a.low + b.low, a.high + b.high};
	if (exact(b) && b.low != 0) return scaled(a, op == PANEL_MUL ? b.low : 1 / b.low);
	return exact(a) && op == PANEL_MUL ? scaled(b, a.low) : point(NAN);
}

static union cell run(const struct panel_expr *e, const struct panel_report *r)
{
	union cell stack[STACK_MAX + 1] = {{{0, 0}}};
	static const struct panel_lab none;
	ptrdiff_t top = 0;
	for (ptrdiff_t i = 0; i < e->n; i++) {
		const struct panel_step *s = &e->v[i];
		bool of_lab = s->op >= PANEL_VALUE && s->op <= PANEL_MISSING && s->op != PANEL_EGFR;
		const struct panel_lab *l = of_lab && s->arg < r->n ? &r->labs[s->arg] : &none;
		if (s->op <= PANEL_EGFR && s->op != PANEL_WORD && s->op != PANEL_HAS) stack[top++].number = number_of(s, l, r);
		else if (s->op <= PANEL_MISSING) stack[top++].tri = answer_of(s, l, r);
		else if (s->op == PANEL_ABS) stack[top - 1].number = magnitude(stack[top - 1].number);
		else if (s->op == PANEL_MINUS) stack[top - 1].number = minus(stack[top - 1].number);
		else if (s->op <= PANEL_DIV) top--, stack[top - 1].number = arithmetic(s->op, stack[top - 1].number, stack[top].number);
		else if (s->op <= PANEL_EQUAL) top--, stack[top - 1].tri = compare(s->op, stack[top - 1].number, stack[top].number);
		else if (s->op == PANEL_NOT) stack[top - 1].tri = negate(stack[top - 1].tri);
		else if (s->op == PANEL_AND) top--, stack[top - 1].tri = both(stack[top - 1].tri, stack[top].tri);
		else top--, stack[top - 1].tri = negate(both(negate(stack[top - 1].tri), negate(stack[top].tri)));
	}
	ASSERT(top == 1);
	return stack[0];
}

enum tri panel_eval(const struct panel_expr *e, const struct panel_report *r)
{
	ASSERT(!e->is_number);
	return run(e, r).tri;
}

static struct span number_in(const struct panel_expr *e, const struct panel_report *r)
{
	ASSERT(e->is_number);
	return run(e, r).number;
}

/* ---- sentences ---- */

bool panel_text_compile(struct panel_text *out, str text, struct panel_names names, struct arena *perm, struct fail *fail)
{
	*out = (struct panel_text){0};
	while (text.n) {
		ptrdiff_t open = str_find(text, S("{"));
		if (open != 0) {
			ptrdiff_t n = open < 0 ? text.n : open;
			*ARENA_PUSH(perm, out) = (struct panel_piece){.text = str_slice(text, 0, n)};
			text = str_slice(text, n, text.n);
			continue;
		}
		struct panel_piece piece = {0};
		ptrdiff_t close = str_find(text, S("}"));
		str inside = close < 0 ? S("") : str_slice(text, 1, close);
		ptrdiff_t bar = str_find(inside, S("|"));
		if (bar < 0 || inside.n != bar + 2 || inside.p[bar + 1] < '0' || inside.p[bar + 1] > '3')
			return fail_set(fail, RC_INPUT, "panel_text_compile", "a number in a sentence is written {expression|decimals}");
		if (!compile(&piece.value, str_slice(inside, 0, bar), names, perm, fail)) return false;
		if (!piece.value.is_number) return fail_set(fail, RC_INPUT, "panel_text_compile", "what stands in braces is not a number");
		piece.digits = inside.p[bar + 1] - '0';
		*ARENA_PUSH(perm, out) = piece;
		text = str_slice(text, close + 1, text.n);
	}
	return true;
}

bool panel_text_say(str *out, const struct panel_text *t, const struct panel_report *r, struct arena *perm)
{
	struct sb b = sb_new(perm, 256);
	for (ptrdiff_t i = 0; i < t->n; i++) {
		const struct panel_piece *p = &t->v[i];
		if (!p->value.n) {
			sb_add(&b, p->text);
			continue;
		}
		struct span v = number_in(&p->value, r);
		if (!isfinite(v.low) && !isfinite(v.high)) return false;
		if (!exact(v)) sb_byte(&b, isfinite(v.low) ? '>' : '<');
		sb_fmt(&b, "%.*f", p->digits, isfinite(v.low) ? v.low : v.high);
	}
	*out = sb_str(&b);
	return true;
}
