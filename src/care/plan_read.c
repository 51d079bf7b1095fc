/* plan_read.c - a plan's file into rows. What is wrong with a row is said by line, and the rest of the plan holds. */
#include "care/plan.h"

#include "base/check.h"
#include "care/plan_int.h"

#include <math.h>

struct reader {
	const struct plan_names *names;
	const struct tsv_row *row;
	struct arena *a;
};

static const char *const kind_names[PLAN_ROW_KINDS] = {"plan", "for", "ask", "target", "task", "stop", "alert", "tip"};

static const struct {
	const char *name;
	enum plan_row_kind of;
} types[PLAN_TYPES] = {
	[TYPE_NONE] = {"", PLAN_ITSELF},      [TYPE_NOT] = {"not", PLAN_FOR},           [TYPE_DATE] = {"date", PLAN_ASK},
	[TYPE_NUMBER] = {"number", PLAN_ASK}, [TYPE_YES] = {"yes", PLAN_ASK},           [TYPE_CHOICE] = {"choice", PLAN_ASK},
	[TYPE_TARGET] = {"target", PLAN_ASK}, [TYPE_MEASURE] = {"measure", PLAN_TASK},  [TYPE_VISIT] = {"visit", PLAN_TASK},
	[TYPE_LAB] = {"lab", PLAN_TASK},      [TYPE_VACCINE] = {"vaccine", PLAN_TASK},  [TYPE_CARE] = {"care", PLAN_TASK},
	[TYPE_LAST] = {"last", PLAN_ALERT},   [TYPE_MEAN] = {"mean", PLAN_ALERT},       [TYPE_COUNT] = {"count", PLAN_ALERT},
	[TYPE_RUN] = {"run", PLAN_ALERT},     [TYPE_RISE] = {"rise", PLAN_ALERT},       [TYPE_FALL] = {"fall", PLAN_ALERT},
	[TYPE_BEST] = {"best", PLAN_ALERT},   [TYPE_NO_READING] = {"none", PLAN_ALERT},
};

str plan_type_name(enum plan_type type)
{
	ASSERT(type < PLAN_TYPES);
	return str_from(types[type].name);
}

static str cell(const struct reader *r, const char *name)
{
	return tsv_cell(r->row, str_from(name));
}

static bool whole(str s, int least, int most, int *out)
{
	int64_t n;
	if (!str_to_i64(s, &n) || n < least || n > most) return false;
	*out = (int)n;
	return true;
}

static const char *read_kind(const struct reader *r, struct plan_row *p)
{
	str kind = cell(r, "kind"), type = cell(r, "type");
	int k = 0, t = 1;
	while (k < PLAN_ROW_KINDS && !str_eq(kind, str_from(kind_names[k]))) k++;
	if (k == PLAN_ROW_KINDS) return "unknown kind";
	p->kind = (enum plan_row_kind)k;
	if (!type.n) return p->kind == PLAN_ASK || p->kind == PLAN_TASK || p->kind == PLAN_ALERT ? "the type is missing" : NULL;
	while (t < PLAN_TYPES && !(types[t].of == p->kind && str_eq(type, str_from(types[t].name)))) t++;
	if (t == PLAN_TYPES) return "unknown type";
	p->type = (enum plan_type)t;
	return NULL;
}

static int part_by_name(enum measure_kind kind, str name)
{
	const struct measure_form *f = measure_form(kind);
	for (int i = 0; i < f->parts; i++)
		if (str_eq(name, str_from(f->part[i].name))) return i;
	return -1;
}

static int part_of_row(enum measure_kind kind, str name, enum plan_row_kind row)
{
	if (row == PLAN_TARGET && kind == MEASURE_WEIGHT && str_eq(name, S("gain"))) return PART_GAIN;
	if (row == PLAN_TARGET && kind == MEASURE_PEAK_FLOW && str_eq(name, S("best_pct"))) return PART_BEST_PCT;
	return part_by_name(kind, name);
}

str plan_part_name(enum measure_kind kind, int part)
{
	if (part == PART_GAIN) return S("gain");
	if (part == PART_BEST_PCT) return S("best_pct");
	ASSERT(part >= 0 && part < MEASURE_PARTS);
	return str_from(measure_form(kind)->part[part].name);
}

static const char *read_measure(const struct reader *r, struct plan_row *p)
{
	str measure = cell(r, "measure"), part = cell(r, "part");
	p->measure = MEASURE_KINDS;
	p->part = -1;
	if (str_eq(measure, S("lab"))) {
		p->lab = part;
		return r->names->lab(r->names->ctx, part) ? NULL : "unknown laboratory item";
	}
	if (!measure.n) return p->kind == PLAN_TARGET || p->kind == PLAN_ALERT ? "the measure is missing" : NULL;
	p->measure = measure_kind_by_name(measure);
	if (p->measure == MEASURE_KINDS) return "unknown measure";
	if (part.n && (p->part = part_of_row(p->measure, part, p->kind)) < 0) return "unknown part of the measure";
	if (p->part == PART_BEST_PCT) return measure_context_by_name(&p->context, cell(r, "context")) ? NULL : "unknown context";
	bool banded = p->kind == PLAN_TARGET || p->type == TYPE_TARGET;
	if (banded && p->part < 0) {
		if (measure_form(p->measure)->parts > 1) return "the part is missing";
		p->part = 0;
	}
	if (banded && cell(r, "unit").n && !str_eq(cell(r, "unit"), str_from(measure_form(p->measure)->unit)))
		return "the unit is not that of the measure";
	return measure_context_by_name(&p->context, cell(r, "context")) ? NULL : "unknown context";
}

bool limit_read(struct limit *out, str text)
{
	*out = (struct limit){NAN, false, text};
	if (!text.n) return true;
	bool mark = text.p[0] == '<' || text.p[0] == '>';
	str number = str_slice(text, mark, text.n);
	out->open = mark && !(number.n && number.p[0] == '=');
	if (mark && number.n && number.p[0] == '=') number = str_slice(number, 1, number.n);
	return str_to_double(number, &out->number);
}

static bool term_read(struct plan_term *t, str text, enum measure_kind kind)
{
	static const struct {
		const char *text;
		enum test_op op;
	} ops[] = {{"<=", TEST_LESS_EQUAL}, {">=", TEST_MORE_EQUAL}, {"<", TEST_LESS}, {">", TEST_MORE}};
	const str above = S("above("), below = S("below(");
	text = str_trim(text);
	if (str_ends(text, S(")")) && (str_starts(text, above) || str_starts(text, below))) {
		t->op = str_starts(text, above) ? TEST_ABOVE : TEST_BELOW;
		str inside = str_slice(text, above.n, text.n - 1);
		ptrdiff_t or = str_find(inside, S(" or "));
		t->number = NAN;
		if (or >= 0 && !str_to_double(str_trim(str_slice(inside, or +4, inside.n)), &t->number)) return false;
		return (t->part = part_by_name(kind, str_trim(str_slice(inside, 0, or < 0 ? inside.n : or)))) >= 0;
	}
	for (ptrdiff_t i = 0; i < COUNT(ops); i++) {
		ptrdiff_t at = str_find(text, str_from(ops[i].text));
		if (at < 0) continue;
		t->op = ops[i].op;
		t->part = part_by_name(kind, str_trim(str_slice(text, 0, at)));
		return t->part >= 0 && str_to_double(str_trim(str_slice(text, at + str_from(ops[i].text).n, text.n)), &t->number);
	}
	return false;
}

static const char *read_test(const struct reader *r, struct plan_row *p)
{
	str rest = p->test = cell(r, "test"), one;
	bool needed = p->kind == PLAN_ALERT && p->type != TYPE_NO_READING;
	if (p->kind != PLAN_ALERT) return NULL;
	if (p->measure == MEASURE_KINDS) return "an alert needs a measure that people take at home";
	if (!needed) return rest.n ? "this type of alert has no test" : NULL;
	while (str_next(&rest, '|', &one)) {
		if (p->terms == PLAN_TERMS_MAX) return "too many terms in the test";
		if (!term_read(&p->term[p->terms++], one, p->measure)) return "the test is not understood";
	}
	return p->terms ? NULL : "the test is missing";
}

/* What each type of alert must be told. */
static const char *read_window(const struct reader *r, struct plan_row *p)
{
	str days = cell(r, "days"), n = cell(r, "n");
	if (days.n && !whole(days, 1, PLAN_ALERT_DAYS_MAX, &p->days)) return "the days are no number from 1 to 400";
	if (n.n && !whole(n, 1, 100, &p->n)) return "n is no number from 1 to 100";
	if (p->kind != PLAN_ALERT) return NULL;
	bool window = p->type != TYPE_LAST && (p->type != TYPE_BEST || p->n);
	if (window && !p->days) return "the days are missing";
	if ((p->type == TYPE_COUNT || p->type == TYPE_RUN || p->type == TYPE_MEAN) && !p->n) return "n is missing";
	return (p->type == TYPE_RUN || p->type == TYPE_BEST) && p->n > p->days ? "a run is longer than its days" : NULL;
}

static const char *read_to(const struct reader *r, struct plan_row *p)
{
	str to = cell(r, "to"), tier = cell(r, "tier");
	p->tier = TIER_ROUTINE;
	if (tier.n && !tier_by_name(tier, &p->tier)) return "unknown tier";
	if (!tier.n && (p->kind == PLAN_ALERT || p->kind == PLAN_STOP)) return "the tier is missing";
	if (p->kind != PLAN_ALERT) return NULL;
	p->to_doctor = str_eq(to, S("doctor"));
	if (!p->to_doctor && !str_eq(to, S("person"))) return "it is neither to the person nor to the doctor";
	if (!p->text[0].n || !p->text[1].n) return "nothing to say to the person";
	return p->to_doctor && !(p->doctor[0].n && p->doctor[1].n) ? "nothing to say to the doctor" : NULL;
}

static bool every_read(struct plan_every *out, str text)
{
	if (text.n < 2 || !memchr("dwmy", text.p[text.n - 1], 4)) return false;
	out->unit = text.p[text.n - 1];
	return whole(str_slice(text, 0, text.n - 1), 0, 1000, &out->n);
}

/* ANCHOR, ANCHOR+A, ANCHOR+A..B, ANCHOR+A.. */
static const char *read_at(const struct reader *r, struct plan_row *p)
{
	str at = cell(r, "at");
	p->must = p->kind == PLAN_ASK && str_eq(at, S("must"));
	p->anchor = S("start");
	p->endless = true;
	if (!at.n || p->kind == PLAN_ASK) return NULL;
	ptrdiff_t plus = str_find(at, S("+"));
	p->has_at = true;
	p->endless = false;
	p->anchor = str_slice(at, 0, plus < 0 ? at.n : plus);
	if (plus < 0) return p->from.unit = 'd', NULL;
	str span = str_slice(at, plus + 1, at.n);
	ptrdiff_t dots = str_find(span, S(".."));
	if (!every_read(&p->from, str_slice(span, 0, dots < 0 ? span.n : dots))) return "the beginning in `at` is not understood";
	if (dots < 0) return p->endless = p->every.n > 0, NULL;
	str until = str_slice(span, dots + 2, span.n);
	if (!until.n) return p->endless = true, NULL;
	p->has_until = true;
	return every_read(&p->until, until) ? NULL : "the end in `at` is not understood";
}

static const char *read_times(const struct reader *r, struct plan_row *p)
{
	str rest = cell(r, "times"), one;
	while (str_next(&rest, ';', &one)) {
		int h, m;
		if (!(one = str_trim(one)).n) continue;
		ptrdiff_t colon = str_find(one, S(":"));
		if (p->time_count == PLAN_TIMES_MAX || colon < 1 || !whole(str_slice(one, 0, colon), 0, 23, &h) ||
		    !whole(str_slice(one, colon + 1, one.n), 0, 59, &m))
			return "the times are not understood";
		p->times[p->time_count++] = h * 60 + m;
	}
	return NULL;
}

static const char *read_texts(const struct reader *r, struct plan_row *p)
{
	p->id = cell(r, "id");
	p->say[0] = cell(r, "zh"), p->say[1] = cell(r, "en");
	p->text[0] = cell(r, "text_zh"), p->text[1] = cell(r, "text_en");
	p->doctor[0] = cell(r, "doctor_zh"), p->doctor[1] = cell(r, "doctor_en");
	p->unit = cell(r, "unit");
	p->answer = cell(r, "answer");
	p->source = cell(r, "source");
	bool titled = p->kind == PLAN_ITSELF || p->kind == PLAN_ASK || p->kind == PLAN_TASK || p->kind == PLAN_STOP || p->kind == PLAN_TIP;
	if (!p->id.n) return "the id is missing";
	if (titled && !(p->say[0].n && p->say[1].n)) return "the title is missing in Chinese or English";
	if (p->kind != PLAN_ASK && !r->names->source(r->names->ctx, p->source)) return "unknown or missing source";
	return p->text[0].n == 0 && p->text[1].n ? "the text is missing in Chinese"
	       : p->text[0].n && !p->text[1].n   ? "the text is missing in English"
						 : NULL;
}

static const char *read_row(const struct reader *r, struct plan_row *p)
{
	struct fail none = {0};
	const char *why = read_kind(r, p);
	if (!why) why = read_texts(r, p);
	if (!why) why = read_measure(r, p);
	if (!why && !(limit_read(&p->low, cell(r, "low")) && limit_read(&p->high, cell(r, "high")))) why = "a limit is no number";
	if (!why && p->kind == PLAN_TARGET && isnan(p->low.number) && isnan(p->high.number)) why = "a target without a limit";
	if (!why) why = read_test(r, p);
	if (!why) why = read_window(r, p);
	if (!why) why = read_to(r, p);
	if (!why && cell(r, "every").n && (!every_read(&p->every, cell(r, "every")) || !p->every.n)) why = "`every` is not understood";
	if (!why) why = read_at(r, p);
	if (!why) why = read_times(r, p);
	if (!why && !expr_compile(&p->when, cell(r, "when"), r->names->concepts, r->a, &none)) why = str_c(r->a, str_from(none.what));
	return why;
}

static bool answers_asked(const struct plan *p, str answer)
{
	str one;
	while (str_next(&answer, ';', &one)) {
		ptrdiff_t is = str_find(one, S("="));
		if (one.n && (is < 0 || !plan_row_of(p, PLAN_ASK, str_trim(str_slice(one, 0, is))))) return false;
	}
	return true;
}

/* An anchor must be asked for, and what depends on an answer too. */
static void check_anchors(struct plan *p, const struct plan_names *names)
{
	for (ptrdiff_t i = 0; i < p->n; i++) {
		struct plan_row *row = &p->v[i];
		if (!answers_asked(p, row->answer)) names->complain(names->ctx, row->line, "depends on an answer that is not asked for");
		if (row->kind != PLAN_TASK || str_eq(row->anchor, S("start"))) continue;
		const struct plan_row *ask = plan_row_of(p, PLAN_ASK, row->anchor);
		if (!ask || ask->type != TYPE_DATE) names->complain(names->ctx, row->line, "counts from a date that is not asked for");
	}
}

bool plan_read(struct plan *out, str id, str text, const struct plan_names *names, struct arena *a)
{
	struct tsv t;
	struct tsv_row row;
	*out = (struct plan){.id = id};
	if (!tsv_open(&t, text)) return names->complain(names->ctx, 1, "no header, or too many columns"), false;
	while (tsv_next(&t, &row)) {
		struct plan_row p = {.line = row.line};
		struct reader r = {names, &row, a};
		const char *why = row.cells != t.columns ? "the row has another number of cells than the header" : NULL;
		if (!why && !str_eq(cell(&r, "plan"), id)) why = "the row belongs to another plan than the file's name says";
		if (!why) why = read_row(&r, &p);
		if (!why && plan_row_of(out, p.kind, p.id)) why = "this id stands twice";
		if (why) names->complain(names->ctx, row.line, why);
		else *ARENA_PUSH(a, out) = p;
	}
	check_anchors(out, names);
	return out->n > 0;
}
