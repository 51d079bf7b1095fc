/* panel.h - laboratory values read together, as a doctor writes it in a pack: low(hgb) & v(mcv)<80 & v(mcv)/v(rbc)<13.
 *
 * Three-valued like expr.h: what is not known makes a comparison unknown, and only TRI_YES fires. Grammar, from loose to tight:
 *   or := and ('|' and)*        and := not ('&' not)*        not := '!' not | compare
 *   compare := sum (('<'|'<='|'>'|'>='|'=') sum)?            sum := product (('+'|'-') product)*      product := unary (('*'|'/') unary)*
 *   unary := '-' unary | '(' or ')' | number | function | name
 * Yes or no, of a laboratory item: low(id) high(id) normal(id) critical(id) pos(id) neg(id) known(id); missing(id) is a certain yes or no. has(id): a
 * condition or drug of the person (not named = absent). Numbers: v(id) the value in the item's unit, x(id) the value in multiples of the upper limit
 * used, plus(id) the number of pluses, abs(sum), egfr (CKD-EPI 2021 from the item named "crea"), the facts of facts.h (age_y …), and numbers.
 * A result that is only a bound (">100") decides a comparison when every value it may have does: v(pct) > 2 is yes, v(pct) > 200 unknown.
 * Words of facts.h: pregnant male female child elder. Pure. */
#ifndef CLINIC_PANEL_H
#define CLINIC_PANEL_H

#include "base/fail.h"
#include "clinic/lab.h"

enum panel_op {
	PANEL_NUMBER,
	PANEL_FACT,
	PANEL_WORD,
	PANEL_HAS,
	PANEL_VALUE,
	PANEL_TIMES,
	PANEL_PLUS,
	PANEL_EGFR,
	PANEL_LOW,
	PANEL_HIGH,
	PANEL_NORMAL,
	PANEL_CRITICAL,
	PANEL_POS,
	PANEL_NEG,
	PANEL_KNOWN,
	PANEL_MISSING,
	PANEL_ABS,
	PANEL_MINUS,
	PANEL_ADD,
	PANEL_SUB,
	PANEL_MUL,
	PANEL_DIV,
	PANEL_LESS,
	PANEL_LESS_EQUAL,
	PANEL_MORE,
	PANEL_MORE_EQUAL,
	PANEL_EQUAL,
	PANEL_NOT,
	PANEL_AND,
	PANEL_OR
};

struct panel_step {
	enum panel_op op;
	int32_t arg; /* laboratory item (index), fact, word or concept */
	double number;
};

struct panel_expr { /* postfix */
	struct panel_step *v;
	ptrdiff_t n, cap;
	bool is_number;
};

struct panel_names {
	int32_t (*lab)(void *ctx, str id);     /* index of the item, -1 = unknown */
	int32_t (*concept)(void *ctx, str id); /* for has(); -1 = unknown */
	void *ctx;
};

/* False with fail set: not of the grammar, an unknown name, or a number where a yes or no is needed. */
bool panel_compile(struct panel_expr *out, str text, struct panel_names names, struct arena *perm, struct fail *fail);

struct panel_lab { /* what a report says of one item; zero value = not in the report */
	bool present;
	enum lab_flag flag;
	double value; /* in the item's unit, NAN = not comparable */
	double high;  /* upper limit used, in the item's unit, NAN = none */
	double plus;  /* NAN = none */
	enum tri positive;
	int bound; /* value is only a limit: -1 "<0.5", +1 ">100"; 0 a plain number */
};

struct panel_report {
	const struct panel_lab *labs; /* one for each item of the pack */
	ptrdiff_t n;
	int32_t crea; /* index of creatinine in umol/L for egfr, -1 = none */
	const struct facts *facts;
};

/* Not for an expression that is a number. */
enum tri panel_eval(const struct panel_expr *e, const struct panel_report *r);

/* Estimated GFR by CKD-EPI 2021 (creatinine, without race).
 * in   creat_umol_l [umol/L] > 0; age_y [years] >= 18; sex 'm' or 'f'
 * out  [mL/min/1.73 m2], not rounded; NAN outside the accepted range
 * source Inker LA et al. N Engl J Med 2021;385:1737-49 */
double lab_egfr(double creat_umol_l, double age_y, char sex);

/* A sentence with computed numbers: "…阴离子间隙 {v(na)-v(cl)-v(hco3)|0} mmol/L…"; the digit after | is the number of decimals. */
struct panel_piece {
	str text;
	struct panel_expr value; /* n == 0: text only */
	int digits;
};

struct panel_text {
	struct panel_piece *v;
	ptrdiff_t n, cap;
};

bool panel_text_compile(struct panel_text *out, str text, struct panel_names names, struct arena *perm, struct fail *fail);
/* False when a number in it is not known: such a sentence is not said. One that is only bounded is said as ">100". */
bool panel_text_say(str *out, const struct panel_text *t, const struct panel_report *r, struct arena *perm);

#endif
