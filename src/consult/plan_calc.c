/* plan_calc.c - a calculator named in the question, worked out from the numbers beside it: "身高170 体重80，BMI多少". Nothing is ever guessed: what is
 * missing is asked for. */
#include "consult/plan_int.h"

#include "base/check.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>

enum { LABEL_MAX = 60, UNIT_MAX = 30, NAMED_MAX = 2 };

struct collected {
	double given[CALC_INPUTS_MAX];
	int numbers; /* taken from the question's own text */
	int said;    /* conditions taken from it */
};

/* ---- numbers with a label in front ---- */

static bool is_break(char c)
{
	return strchr(",;?!\n", c) != NULL;
}

/* What stands between the last number or mark and this number. */
static str label_before(str text, ptrdiff_t at, ptrdiff_t after)
{
	ptrdiff_t from = at;
	while (from > after && at - from < LABEL_MAX && !is_break(text.p[from - 1])) from--;
	while (from < at && ((unsigned char)text.p[from] & 0xC0) == 0x80) from++;
	return str_slice(text, from, at);
}

static bool ends_in_word(str key, str word)
{
	return key.n > word.n && str_ends(key, word);
}

/* 肌酐是, "creatinine of" → the name alone. */
static str without_linking_words(str key)
{
	static const char *const words[] = {"是", "为", "约", "大概", "大约", "有", "了", "=", "is", "was", "of", "about", "at"};
	for (bool again = true; again;) {
		again = false;
		for (ptrdiff_t i = 0; i < COUNT(words); i++)
			if (ends_in_word(key, str_from(words[i]))) key.n -= (ptrdiff_t)strlen(words[i]), again = true;
	}
	return key;
}

/* The input whose name the label ends in; the longest name wins. */
static int input_of_label(const struct calc *c, str label, const struct substance **of, struct arena scratch)
{
	str key = without_linking_words(calc_key(label, &scratch));
	int best = -1;
	ptrdiff_t longest = 0;
	for (ptrdiff_t i = 0; i < c->inputs.n; i++) {
		const struct calc_terms *t = &c->inputs.v[i].terms;
		for (ptrdiff_t k = 0; k < t->n; k++) {
			bool latin = t->v[k].key.n > 0 && (unsigned char)t->v[k].key.p[0] < 0x80;
			bool fits = latin && t->v[k].key.n < 4 ? str_eq(key, t->v[k].key) : str_ends(key, t->v[k].key); /* K is no end of BK */
			if (fits && t->v[k].key.n > longest) best = (int)i, longest = t->v[k].key.n, *of = t->v[k].substance;
		}
	}
	return best;
}

/* The longest piece behind the number that is a unit; empty when there is none. */
static str unit_behind(str text, ptrdiff_t at)
{
	ptrdiff_t to = at;
	struct unit unit;
	const char *why;
	while (at < text.n && text.p[at] == ' ') at++;
	for (to = at; to < text.n && to - at < UNIT_MAX && !strchr(" ,;?!\n()", text.p[to]);) to++;
	while (to > at) {
		while (to < text.n && ((unsigned char)text.p[to] & 0xC0) == 0x80) to--;
		bool inside = to < text.n && cp_is_latin((unsigned char)text.p[to]) && cp_is_latin((unsigned char)text.p[to - 1]); /* the b of BMI */
		if (to > at && !inside && unit_parse(&unit, str_slice(text, at, to), true, &why)) return str_slice(text, at, to);
		to--;
	}
	return (str){"", 0};
}

/* "5 ft 6", "5 feet 6 inches", "5'6": the inches behind the feet, in feet. *to is moved behind them. */
static double inches_behind(str text, ptrdiff_t *to)
{
	enum { PER_FOOT = 12 };
	double v;
	ptrdiff_t at = *to;
	while (at < text.n && strchr(" '.", text.p[at])) at++;
	ptrdiff_t n = number_at(text, at, &v);
	if (!n || v < 0 || v >= PER_FOOT) return 0;
	*to = at + n;
	return v / PER_FOOT;
}

static bool is_foot(str unit)
{
	return str_eq(unit, S("ft")) || str_eq(unit, S("foot")) || str_eq(unit, S("feet")) || str_eq(unit, S("'")) || str_eq(unit, S("英尺"));
}

/* "1米75", "1.7米", "1m7": metres with what follows them as decimals. */
static double metres_behind(str text, ptrdiff_t at, ptrdiff_t *to)
{
	double v;
	ptrdiff_t n = number_at(text, at, &v);
	if (!n || n > 2 || !cp_is_digit((unsigned char)text.p[at])) return 0;
	*to = at + n;
	return n == 1 ? v / 10 : v / 100;
}

static void take_number(struct planner *p, const struct calc *c, struct collected *got, str label, str number, str unit)
{
	const struct substance *of = NULL;
	int i = input_of_label(c, label, &of, *p->perm);
	double heard;
	bool assumed;
	const char *why;
	if (i < 0 || !isnan(got->given[i]) || c->inputs.v[i].kind == CALC_BOOL || c->inputs.v[i].kind == CALC_DATE) return;
	if (calc_hear(&heard, &c->inputs.v[i], number, unit, of, &assumed, &why, *p->perm) != CALC_HEARD) return;
	if (!assumed || (heard >= c->inputs.v[i].low && heard <= c->inputs.v[i].high)) got->given[i] = heard, got->numbers++;
}

static void from_text(struct planner *p, const struct calc *c, struct collected *got)
{
	str text = p->s->reading.text.text;
	ptrdiff_t after = 0;
	int len;
	for (ptrdiff_t i = 0; i < text.n; i += len) {
		double v;
		char digits[40];
		utf8_at(text, i, &len);
		bool inside_word = i > 0 && (cp_is_latin((unsigned char)text.p[i - 1]) || text.p[i - 1] == '.' || text.p[i - 1] == '-');
		ptrdiff_t n = inside_word ? 0 : number_at(text, i, &v);
		if (!n) continue;
		str label = label_before(text, i, after), unit = unit_behind(text, i + n);
		ptrdiff_t to = i + n;
		if (str_starts(str_slice(text, i + n, text.n), S("'"))) unit = S("ft");
		if (is_foot(unit))
			to = unit.p >= text.p && unit.p < text.p + text.n ? unit.p - text.p + unit.n : i + n, v += inches_behind(text, &to);
		else if (str_starts(str_slice(text, i + n, text.n), S("米"))) unit = S("m"), v += metres_behind(text, i + n + 3, &to);
		str number = {digits, snprintf(digits, sizeof digits, "%.10g", v)};
		take_number(p, c, got, label, number, is_foot(unit) ? S("ft") : unit);
		len = (int)(to - i);
		after = to;
	}
}

/* ---- facts of the person ---- */

static void from_facts(struct planner *p, const struct calc *c, struct collected *got)
{
	static const struct {
		const char *input;
		enum fact fact;
	} rows[] = {{"age", FACT_AGE_Y}, {"weight", FACT_WEIGHT_KG}, {"temp", FACT_TEMP_C}, {"sbp", FACT_SBP}, {"dbp", FACT_DBP}, {"hr", FACT_HR},
		    {"rr", FACT_RR},     {"spo2", FACT_SPO2},        {"gcs", FACT_GCS}};
	const struct facts *f = &p->s->facts;
	for (ptrdiff_t i = 0; i < c->inputs.n; i++) {
		const struct calc_input *in = &c->inputs.v[i];
		if (!isnan(got->given[i])) continue;
		for (ptrdiff_t k = 0; k < COUNT(rows); k++)
			if (str_eq(in->id, str_from(rows[k].input))) got->given[i] = f->v[rows[k].fact];
		if (str_eq(in->id, S("sex")) && f->word[WORD_FEMALE] == TRI_YES) got->given[i] = 2; /* the NUMBERs of the shared input */
		if (str_eq(in->id, S("sex")) && f->word[WORD_MALE] == TRI_YES) got->given[i] = 1;
		if (str_eq(in->id, S("pregnant")) && f->word[WORD_PREGNANT] != TRI_UNKNOWN) got->given[i] = f->word[WORD_PREGNANT] == TRI_YES;
	}
}

/* A condition that is spoken of, or denied, by a name of a yes-or-no input. */
static void from_mentions(struct planner *p, const struct calc *c, struct collected *got)
{
	const struct reading *r = &p->s->reading;
	for (ptrdiff_t m = 0; m < r->mentions.n; m++) {
		const struct mention *x = &r->mentions.v[m];
		const struct substance *of;
		struct arena scratch = *p->perm;
		struct calc_asked name = calc_asked(str_slice(r->text.text, x->from, x->to), &scratch);
		int i = x->maybe || x->topic ? -1 : calc_find_input(c, &name, &of);
		for (int lang = 0; i < 0 && !x->maybe && !x->topic && lang < LANGS; lang++) { /* 中风 is 卒中 by the name of what is meant */
			name = calc_asked(p->pack->concepts.v[x->term].name[lang], &scratch);
			i = calc_find_input(c, &name, &of);
		}
		if (i >= 0 && c->inputs.v[i].kind == CALC_BOOL && isnan(got->given[i])) got->given[i] = !x->negated, got->said++;
	}
}

/* ---- saying it ---- */

static str plain_number(struct planner *p, double v, int digits)
{
	char text[48];
	int n = fabs(v) < 1e15 ? snprintf(text, sizeof text, "%.*f", digits, v) : snprintf(text, sizeof text, "%.10g", v);
	return str_copy(p->perm, (str){text, n});
}

static void list_inputs(struct planner *p, struct sb *out, const struct calc *c, uint64_t set)
{
	bool first = true;
	for (ptrdiff_t i = 0; i < c->inputs.n; i++) {
		if (!(set >> i & 1)) continue;
		if (!first) sb_add(out, p->lang == LANG_ZH ? S("、") : S(", "));
		sb_add(out, c->inputs.v[i].name[p->lang]);
		first = false;
	}
}

/* What it rests on: the steps of the file, and the band it fell into. */
static void cite(struct planner *p, struct statement *s, const struct calculator *c, const struct calc_result *r)
{
	str file = p->pack->passages.v[c->passage].text;
	ptrdiff_t steps = str_find(file, S("## steps")), end = str_find(file, S("## result"));
	if (steps >= 0 && end > steps) {
		str said = str_trim(str_slice(file, steps + 8, end));
		s->evidence[0].from = said.p - file.p, s->evidence[0].to = s->evidence[0].from + said.n;
	}
	if (r->band < 0) return;
	str band = c->calc.bands.v[r->band].say[p->lang];
	ptrdiff_t from = band.p - file.p;
	s->evidence[s->evidence_count++] = (struct evidence){c->passage, from, from + band.n, 0};
}

static void say_result(struct planner *p, const struct calculator *c, const struct calc_result *r)
{
	const struct calc *calc = &c->calc;
	const struct calc_output *o = &calc->outputs.v[0];
	bool zh = p->lang == LANG_ZH;
	struct sb t = sb_new(p->perm, 256);
	sb_add(&t, calc->name[p->lang]);
	sb_add(&t, zh ? S("：") : S(": "));
	if (r->floor) sb_add(&t, zh ? S("至少 ") : S("at least "));
	sb_add(&t, calc_output_text(calc, o, r->value[0], p->lang, p->perm));
	str unit = calc_unit_shown(o->unit, p->lang, p->perm);
	if (unit.n) sb_byte(&t, ' '), sb_add(&t, unit);
	if (r->band >= 0) sb_add(&t, zh ? S("；") : S("; ")), sb_add(&t, calc->bands.v[r->band].say[p->lang]);
	sb_add(&t, zh ? S("。") : S("."));
	if (r->assumed) {
		sb_add(&t, zh ? S("没有说到、按“无”或默认值计的：") : S(" Not mentioned, counted as absent or at the default: "));
		list_inputs(p, &t, calc, r->assumed);
		sb_add(&t, zh ? S("。") : S("."));
	}
	struct statement *s = plan_say_text(p, plan_part(p, S("value"), calc->name[p->lang]), sb_str(&t), SAY_VALUE, AUTHOR_CALCULATOR, c->passage);
	cite(p, s, c, r);
	p->a->placed++;
}

static void say_refusal(struct planner *p, const struct calculator *c, const struct calc_result *r)
{
	const struct calc *calc = &c->calc;
	struct sb t = sb_new(p->perm, 200);
	bool zh = p->lang == LANG_ZH;
	sb_fmt(&t, zh ? "“" STR_FMT "”没有计算：" : STR_FMT " was not worked out: ", STR_ARG(calc->name[p->lang]));
	if (r->refuse >= 0) sb_add(&t, calc->refuse.v[r->refuse].say[p->lang]);
	else if (r->outside >= 0) {
		const struct calc_input *in = &calc->inputs.v[r->outside];
		sb_fmt(&t,
		       zh ? STR_FMT "超出可用范围（" STR_FMT "～" STR_FMT " " STR_FMT "）"
			  : STR_FMT " is outside " STR_FMT " to " STR_FMT " " STR_FMT,
		       STR_ARG(in->name[p->lang]), STR_ARG(plain_number(p, in->low, 0)), STR_ARG(plain_number(p, in->high, 0)),
		       STR_ARG(calc_unit_shown(in->unit_text, p->lang, p->perm)));
	} else sb_add(&t, zh ? S("公式对这些数值没有结果") : S("the formula has no result for these values"));
	*ARENA_PUSH(p->perm, &p->a->not_checked) = sb_str(&t);
}

static void ask_for(struct planner *p, const struct calculator *c, const struct calc_result *r)
{
	struct sb t = sb_new(p->perm, 200);
	sb_fmt(&t,
	       p->lang == LANG_ZH ? "要算“" STR_FMT "”，还需要：" : "To work out " STR_FMT " this is still needed: ", STR_ARG(c->calc.name[p->lang]));
	list_inputs(p, &t, &c->calc, r->missing);
	*ARENA_PUSH(p->perm, &p->a->asks) = (struct ask_back){S("question"), sb_str(&t)};
}

/* What it is for, in the pack's words. */
static void say_use(struct planner *p, const struct calculator *c)
{
	const struct passage *x = &p->pack->passages.v[c->passage];
	str use = c->calc.use[p->lang];
	struct statement *s = plan_say_text(p, plan_part(p, S("what"), c->calc.name[p->lang]), use, SAY_FACT, AUTHOR_PACK, c->passage);
	s->evidence[0].from = use.p - x->text.p, s->evidence[0].to = s->evidence[0].from + use.n;
	p->a->placed++;
}

/* "BMI 31": the result itself is said. A person of one metre has a BMI of as many kilograms. */
static void bmi_said(struct planner *p, const struct calculator *c, struct collected *got)
{
	str text = p->s->reading.text.text;
	ptrdiff_t at = str_find(text, S("bmi"));
	double v;
	if (got->numbers || at < 0 || !str_eq(c->calc.id, S("bmi"))) return;
	for (at += 3; at < text.n && strchr(" :=", text.p[at]);) at++;
	static const str links[] = {{"是", 3}, {"of ", 3}, {"is ", 3}, {"为", 3}};
	for (ptrdiff_t i = 0; i < COUNT(links); i++)
		if (str_starts(str_slice(text, at, text.n), links[i])) at += links[i].n;
	if (!number_at(text, at, &v) || !cp_is_digit((unsigned char)text.p[at])) return;
	for (ptrdiff_t i = 0; i < c->calc.inputs.n; i++) {
		if (str_eq(c->calc.inputs.v[i].id, S("height"))) got->given[i] = 100; /* source: cm in a metre */
		if (str_eq(c->calc.inputs.v[i].id, S("weight"))) got->given[i] = v;
	}
	got->numbers++;
}

static bool work_out(struct planner *p, const struct calculator *c)
{
	struct collected got = {.numbers = 0};
	struct calc_result r;
	for (int i = 0; i < CALC_INPUTS_MAX; i++) got.given[i] = NAN;
	from_text(p, &c->calc, &got);
	bmi_said(p, c, &got);
	from_facts(p, &c->calc, &got);
	from_mentions(p, &c->calc, &got);
	calc_run(&r, &c->calc, got.given);
	enum { SAID_ENOUGH = 2 }; /* 房颤 75岁 女 高血压 糖尿病 CHA2DS2-VASc: nothing but age, sex and conditions is needed */
	if (r.status == CALC_OK && (got.numbers || got.said >= SAID_ENOUGH)) return say_result(p, c, &r), true;
	if (got.numbers && r.status == CALC_OUT_OF_RANGE) return say_refusal(p, c, &r), true;
	if (!got.numbers && p->wanted[ASK_WHAT]) say_use(p, c);
	else if (got.numbers || !p->s->topics.n) ask_for(p, c, &r);
	return false;
}

bool plan_calcs(struct planner *p)
{
	struct hits hits = {0};
	bool said = false;
	int named = 0;
	str text = p->s->reading.text.text;
	if (p->pack->calc_lexicon) lexicon_scan(p->pack->calc_lexicon, text, &hits, p->perm);
	bool body = (str_find(text, S("身高")) >= 0 && str_find(text, S("体重")) >= 0) ||
		    (str_find(text, S("height")) >= 0 && str_find(text, S("weigh")) >= 0);
	const struct calculator *bmi = !hits.n && body ? pack_calc(p->pack, S("bmi"), *p->perm) : NULL;
	if (bmi && work_out(p, bmi)) said = true; /* height and weight with no question of their own */
	for (ptrdiff_t i = 0; i < hits.n && named < NAMED_MAX; i++) {
		bool before = false;
		for (ptrdiff_t k = 0; k < i; k++) before |= hits.v[k].value == hits.v[i].value;
		if (before) continue;
		named++;
		said |= work_out(p, &p->pack->calcs.v[hits.v[i].value]);
	}
	return said;
}
