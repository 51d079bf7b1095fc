#include "clinic/report.h"

#include "base/check.h"
#include "base/utf8.h"
#include "lang/fold.h"

#include <math.h>

struct token {
	str raw, text; /* as written; folded */
};

struct line {
	struct token v[REPORT_TOKENS_MAX];
	int n;
	struct report *out;
	struct report_names names;
	struct arena *perm;
	int32_t number;
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letters(str s) /* something that could be a name */
{
	for (ptrdiff_t i = 0; i < s.n;) {
		int len;
		uint32_t cp = utf8_at(s, i, &len);
		if (cp_is_latin(cp) || cp_is_han(cp) || (cp >= 0x370 && cp < 0x400)) return true;
		i += len;
	}
	return false;
}

/* ---- tokens ---- */

/* Bytes of a separator at i, 0 when there is none: blanks, bars, and the punctuation between items. */
static int separator(str s, ptrdiff_t i)
{
	static const str marks[] = {{"，", 3}, {"；", 3}, {"、", 3}, {"。", 3}, {"　", 3}, {"｜", 3}};
	char c = s.p[i];
	if (c == ' ' || c == '\t' || c == '|' || c == '\r' || c == ';') return 1;
	if (c == ',' && (!i || !digit(s.p[i - 1]) || i + 1 >= s.n || !digit(s.p[i + 1]))) return 1;
	for (ptrdiff_t k = 0; k < COUNT(marks); k++)
		if (str_starts(str_slice(s, i, s.n), marks[k])) return 3;
	return 0;
}

static bool is_value(str folded)
{
	struct lab_value v;
	return lab_value_parse(&v, folded) && (!v.unit.n || lab_unit_like(v.unit));
}

/* "6 .8" is 6.8: a blank slipped in before the point. */
static bool add_decimals(struct line *l, str raw)
{
	if (!l->n || raw.n < 2 || raw.p[0] != '.' || !digit(raw.p[1])) return false;
	struct token *last = &l->v[l->n - 1];
	for (ptrdiff_t i = 0; i < last->text.n; i++)
		if (!digit(last->text.p[i])) return false;
	struct sb b = sb_new(l->perm, last->raw.n + raw.n + 1);
	sb_add(&b, last->raw), sb_add(&b, raw);
	*last = (struct token){sb_str(&b), str_trim(fold(sb_str(&b), l->perm).text)};
	return true;
}

static void add(struct line *l, str raw)
{
	raw = str_trim(raw);
	if (!raw.n || add_decimals(l, raw) || l->n == REPORT_TOKENS_MAX) return;
	l->v[l->n++] = (struct token){raw, str_trim(fold(raw, l->perm).text)};
}

/* "ALT:56", "56(9-50)", "血红蛋白98g/L": a name, a value and a range written together. */
static void add_split(struct line *l, str raw)
{
	enum { JOINED_MAX = 240 }; /* longer pieces are prose, and trying each place in them takes the square of their length */
	if (raw.n > JOINED_MAX || l->n == REPORT_TOKENS_MAX) return add(l, raw);
	str text = str_trim(fold(raw, l->perm).text);
	struct folded f = fold(raw, l->perm);
	ptrdiff_t colon = str_find(f.text, S(":")), open = str_find(f.text, S("("));
	if (is_value(text) || l->names.known(l->names.ctx, text)) return add(l, raw);
	if (colon > 0 && !digit(f.text.p[colon - 1])) {
		add(l, fold_original(&f, 0, colon));
		return add_split(l, fold_original(&f, colon + 1, f.text.n));
	}
	struct lab_range r;
	if (open > 0 && is_value(str_slice(f.text, 0, open)) && lab_range_parse(&r, str_slice(f.text, open, f.text.n), 'm')) {
		add(l, fold_original(&f, 0, open));
		return add(l, fold_original(&f, open, f.text.n));
	}
	for (ptrdiff_t i = 1; i < f.text.n; i++) {
		if (!digit(f.text.p[i]) && f.text.p[i] != '<' && f.text.p[i] != '>') continue;
		if (!l->names.known(l->names.ctx, str_slice(f.text, 0, i))) continue;
		if (!is_value(str_slice(f.text, i, f.text.n))) continue;
		add(l, fold_original(&f, 0, i));
		return add(l, fold_original(&f, i, f.text.n));
	}
	add(l, raw);
}

static void tokens(struct line *l, str s)
{
	ptrdiff_t from = 0;
	for (ptrdiff_t i = 0; i <= s.n;) {
		int sep = i == s.n ? 1 : separator(s, i);
		if (!sep) {
			i++;
			continue;
		}
		add_split(l, str_slice(s, from, i));
		i += sep;
		from = i;
	}
}

/* ---- items ---- */

static str joined(struct line *l, int from, int to, bool raw)
{
	struct sb b = sb_new(l->perm, 64);
	for (int i = from; i < to; i++) {
		if (i > from) sb_byte(&b, ' ');
		sb_add(&b, raw ? l->v[i].raw : l->v[i].text);
	}
	return sb_str(&b);
}

static char arrow(str s)
{
	static const struct {
		str text;
		char means;
	} marks[] = {{{"↑", 3}, 'h'},    {{"↑↑", 6}, 'h'},   {{"↑↑↑", 9}, 'h'}, {{"↓", 3}, 'l'},   {{"↓↓", 6}, 'l'},  {{"↓↓↓", 9}, 'l'},
		     {{"h", 1}, 'h'},    {{"hh", 2}, 'h'},   {{"l", 1}, 'l'},   {{"ll", 2}, 'l'},  {{"高", 3}, 'h'},  {{"低", 3}, 'l'},
		     {{"偏高", 6}, 'h'}, {{"偏低", 6}, 'l'}, {{"n", 1}, 'n'},   {{"(h)", 3}, 'h'}, {{"(l)", 3}, 'l'}, {{"*", 1}, 'n'}};
	for (ptrdiff_t i = 0; i < COUNT(marks); i++)
		if (str_eq(s, marks[i].text)) return marks[i].means;
	return 0;
}

static bool row_number(str s)
{
	ptrdiff_t n = 0;
	while (n < s.n && digit(s.p[n])) n++;
	return n > 0 && n <= 3 && (n == s.n || (n + 1 == s.n && strchr(".)", s.p[n])));
}

/* 10^9/L behind a result that cannot be read (2O, l2.5) is no result of 10; with its raised digits lost (109/L) no result of 109. */
static bool count_unit(str s)
{
	static const str starts[] = {{"10^", 3}, {"x10", 3}, {"*10", 3}};
	static const str wholes[] = {{"109/l", 5}, {"1012/l", 6}, {"10*9/l", 6}, {"10*12/l", 7}, {"10e9/l", 6}, {"10e12/l", 7}};
	for (ptrdiff_t i = 0; i < COUNT(starts); i++)
		if (str_starts(s, starts[i])) return true;
	for (ptrdiff_t i = 0; i < COUNT(wholes); i++)
		if (str_eq(s, wholes[i])) return true;
	return false;
}

/* A word beside the columns ("酶法", "男"): a lone result in words is a value, a lone letter that may be an arrow is not. */
static bool value_token(str s)
{
	return !arrow(s) && !count_unit(s) && is_value(s);
}

/* Where the value of the item that starts at `from` stands; 0 when there is none on the line. */
static int value_at(struct line *l, int from)
{
	enum { NAME_TOKENS_MAX = 5 };
	int last = from + NAME_TOKENS_MAX < l->n - 1 ? from + NAME_TOKENS_MAX : l->n - 1;
	for (int j = last; j > from; j--)
		if (value_token(l->v[j].text) && l->names.known(l->names.ctx, joined(l, from, j, false))) return j;
	bool named = false;
	for (int j = from; j < l->n; j++) {
		if (named && value_token(l->v[j].text)) return j;
		named = named || letters(l->v[j].text);
	}
	return 0;
}

/* A range that is one token or up to three ("3.5 - 9.5", "< 5.2"); returns how many. */
static int range_tokens(struct line *l, int at, str *range)
{
	for (int n = at + 4 <= l->n ? 4 : l->n - at; n >= 1; n--) {
		struct lab_range r;
		str text = joined(l, at, at + n, false);
		bool numbers = lab_range_parse(&r, text, 'm') && (r.expect == LAB_NOTHING || n == 1);
		if (!numbers || (n > 1 && r.unit.n && lab_unit_like(l->v[at + n - 1].text))) continue; /* the unit is a column of its own */
		if (n == 1 && r.expect != LAB_NOTHING && isnan(r.low) && isnan(r.high) && letters(text) == false && !str_eq(text, S("-"))) continue;
		return *range = joined(l, at, at + n, true), n;
	}
	return 0;
}

/* "1:32 阳性 阴性": a result in words right behind a number or titre belongs to it when it is no negative one; nothing is expected to be positive there. */
static bool belongs_to_value(struct line *l, int at)
{
	struct lab_value v, beside;
	if (at + 1 >= l->n || arrow(l->v[at + 1].text)) return false;
	bool number = lab_value_parse(&v, l->v[at].text) && (v.kind == LAB_NUMBER || v.titre);
	if (!number || !lab_value_parse(&beside, l->v[at + 1].text)) return false;
	return (beside.kind == LAB_POSITIVE || beside.kind == LAB_WEAK) && letters(l->v[at + 1].text);
}

/* The columns after the value at `at`; returns the token at which the next item begins, or the end. */
static int columns(struct line *l, int at, struct report_item *item)
{
	int i = at + 1;
	if (belongs_to_value(l, at)) item->value = joined(l, at, at + 2, true), i++;
	while (i < l->n) {
		str text = l->v[i].text, range;
		char a = arrow(text);
		int n;
		if (a) {
			if (!item->arrow || item->arrow == 'n') item->arrow = a;
			i++;
		} else if (!item->unit.n && lab_unit_like(text)) item->unit = l->v[i].raw, i++;
		else if (!item->range.n && (n = range_tokens(l, i, &range)) > 0) item->range = range, i += n;
		else if (letters(text) && value_at(l, i) && !lab_unit_like(text)) return i;
		else i++;
	}
	return i;
}

static bool is_head(str name) /* about the person or the paper, not a result */
{
	static const char *const words[] = {"姓名",       "性别",
					    "年龄",       "床号",
					    "病历号",     "门诊号",
					    "住院号",     "标本",
					    "样本",       "科室",
					    "科别",       "日期",
					    "时间",       "送检",
					    "检验者",     "审核",
					    "条码",       "电话",
					    "诊断",       "编号",
					    "医师",       "医生",
					    "病区",       "备注",
					    "序号",       "单号",
					    "patient",    "gender",
					    "collected",  "reported",
					    "printed",    "specimen",
					    "doctor",     "laboratory report",
					    "lab report", "test report",
					    "sample no",  "医院",
					    "身份证",     "page",
					    "结论",       "建议",
					    "说明",       "提示"};
	for (ptrdiff_t i = 0; i < COUNT(words); i++)
		if (str_find(name, str_from(words[i])) >= 0) return true;
	if (str_ends(name, S(" age"))) return true; /* Name: … Age: 58 */
	return str_eq(name, S("age")) || str_eq(name, S("sex")) || str_eq(name, S("id")) || str_eq(name, S("date")) || str_eq(name, S("name"));
}

static void items(struct line *l)
{
	int i = 0;
	bool any = false;
	while (i < l->n && l->out->n < REPORT_ITEMS_MAX) {
		if (l->n - i > 2 && row_number(l->v[i].text) && (letters(l->v[i + 1].text) || l->v[i + 1].text.p[0] == '*')) i++;
		int at = value_at(l, i);
		if (!at) break;
		struct report_item item = {.name = joined(l, i, at, true), .value = l->v[at].raw, .line = l->number};
		int next = columns(l, at, &item);
		any = true;
		if (!is_head(fold(item.name, l->perm).text)) *ARENA_PUSH(l->perm, l->out) = item;
		i = next;
	}
	if (!any && l->n) l->out->no_value++;
}

/* ---- the head of a report ---- */

static str past_marks(str s)
{
	while (s.n && strchr(":, ", s.p[0])) s = str_slice(s, 1, s.n);
	return s;
}

/* Sex where `text` begins with one; answers how many bytes it took. */
static ptrdiff_t sex(struct report *r, str text)
{
	static const struct {
		str word;
		char sex;
	} words[] = {{{"男", 3}, 'm'}, {{"女", 3}, 'f'}, {{"male", 4}, 'm'}, {{"female", 6}, 'f'}, {{"m", 1}, 'm'}, {{"f", 1}, 'f'}};
	for (ptrdiff_t i = 0; i < COUNT(words); i++) {
		if (!str_starts(text, words[i].word)) continue;
		if (!r->sex) r->sex = words[i].sex;
		return words[i].word.n;
	}
	return 0;
}

/* How many of the units that stand behind an age make a year; source: Julian year of 365.25 d, as facts_set_age */
static double a_year_in(str unit)
{
	enum { MONTHS = 12, WEEK = 7, HOURS = 24 };
	const double days = 365.25;
	const struct {
		str word;
		double n;
	} units[] = {{{"周岁", 6}, 1},          {{"个", 3}, MONTHS},         {{"月", 3}, MONTHS},        {{"mo", 2}, MONTHS},
		     {{"周", 3}, days / WEEK},  {{"星期", 6}, days / WEEK},  {{"week", 4}, days / WEEK}, {{"wk", 2}, days / WEEK},
		     {{"天", 3}, days},         {{"日", 3}, days},           {{"day", 3}, days},         {{"小时", 6}, days * HOURS},
		     {{"时", 3}, days * HOURS}, {{"hour", 4}, days * HOURS}, {{"hr", 2}, days * HOURS}};
	while (unit.n && (unit.p[0] == '-' || unit.p[0] == ' ')) unit = str_slice(unit, 1, unit.n);
	for (ptrdiff_t i = 0; i < COUNT(units); i++)
		if (str_starts(unit, units[i].word)) return units[i].n;
	bool alone = unit.n == 1 || (unit.n > 1 && (unit.p[1] < 'a' || unit.p[1] > 'z'));
	if (alone && unit.p[0] == 'd') return days;
	return alone && unit.p[0] == 'h' ? days * HOURS : 1; /* but the M of "45 M" is a man */
}

static void age(struct report *r, str text)
{
	double v;
	ptrdiff_t n = lab_number(text, &v);
	if (!n || !isnan(r->age_y) || v < 0 || v > 130) return;
	r->age_y = v / a_year_in(str_trim(str_slice(text, n, text.n)));
}

/* "检验报告单 男 58岁", "Laboratory report, female, 34 years" */
static void title(struct report *r, str folded)
{
	static const str words[] = {{"报告单", 9}, {"报告", 6}, {"laboratory report", 17}, {"lab report", 10}};
	for (ptrdiff_t i = 0; i < COUNT(words); i++) {
		ptrdiff_t at = str_find(folded, words[i]);
		if (at < 0) continue;
		str tail = past_marks(str_slice(folded, at + words[i].n, folded.n));
		ptrdiff_t n = sex(r, tail);
		if (n) age(r, past_marks(str_slice(tail, n, tail.n)));
		return;
	}
}

static void head(struct report *r, str folded)
{
	static const str sexes[] = {{"性别", 6}, {"gender", 6}};
	ptrdiff_t years = str_find(folded, S("年龄"));
	for (ptrdiff_t i = 0; i < COUNT(sexes); i++) {
		ptrdiff_t at = str_find(folded, sexes[i]);
		if (at >= 0) sex(r, past_marks(str_slice(folded, at + sexes[i].n, folded.n)));
	}
	if (str_starts(folded, S("sex"))) sex(r, past_marks(str_slice(folded, 3, folded.n)));
	if (years >= 0) age(r, past_marks(str_slice(folded, years + 6, folded.n)));
	else if (str_starts(folded, S("age"))) age(r, past_marks(str_slice(folded, 3, folded.n)));
	title(r, folded);
}

void report_parse(struct report *out, str text, struct report_names names, struct arena *perm)
{
	*out = (struct report){.age_y = NAN};
	out->cut = text.n > REPORT_BYTES_MAX;
	text = utf8_prefix(text, REPORT_BYTES_MAX);
	enum { HEAD_BYTES = 400 };
	str item;
	int32_t number = 0;
	struct line *l = ARENA_NEW(perm, struct line, 1);
	while (str_next(&text, '\n', &item)) {
		number++;
		if (!str_trim(item).n) continue;
		if (out->n == REPORT_ITEMS_MAX) break;
		char *mark = perm->beg;
		ptrdiff_t before = out->n;
		*l = (struct line){.out = out, .names = names, .perm = perm, .number = number};
		head(out, fold(utf8_prefix(item, HEAD_BYTES), perm).text);
		tokens(l, item);
		out->cut = out->cut || l->n == REPORT_TOKENS_MAX;
		items(l);
		if (out->n == before) perm->beg = mark; /* nothing of the line is kept */
	}
	out->cut = out->cut || out->n == REPORT_ITEMS_MAX;
}
