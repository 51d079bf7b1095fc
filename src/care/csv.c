/* csv.c - a table of measurements: its rows and cells, dates, and the values in them. */
#include "care/csv_int.h"

#include "base/check.h"
#include "base/utf8.h"
#include "policy/date.h"

/* ---- cells ---- */

struct table {
	str text;
	ptrdiff_t at;
	int line;
	char between;
	struct arena *a;
};

/* Which of them the first line has most of. */
static char separator_of(str text)
{
	static const char seen[] = {',', ';', '\t'};
	int count[3] = {0}, best = 0;
	for (ptrdiff_t i = 0; i < text.n && text.p[i] != '\n' && text.p[i] != '\r'; i++)
		for (int k = 0; k < 3; k++) count[k] += text.p[i] == seen[k];
	for (int k = 1; k < 3; k++)
		if (count[k] > count[best]) best = k;
	return seen[best];
}

static bool is_break(char c)
{
	return c == '\n' || c == '\r';
}

/* In quotes everything counts as text, "" as one quotation mark. */
static str quoted_cell(struct table *t)
{
	struct sb out = sb_new(t->a, 32);
	for (t->at++; t->at < t->text.n; t->at++) {
		char c = t->text.p[t->at];
		if (c == '"' && t->at + 1 < t->text.n && t->text.p[t->at + 1] == '"') t->at++;
		else if (c == '"') break;
		t->line += c == '\n';
		sb_byte(&out, c);
	}
	while (t->at < t->text.n && t->text.p[t->at] != t->between && !is_break(t->text.p[t->at])) t->at++;
	return sb_str(&out);
}

static str plain_cell(struct table *t)
{
	ptrdiff_t from = t->at;
	while (t->at < t->text.n && t->text.p[t->at] != t->between && !is_break(t->text.p[t->at])) t->at++;
	return str_slice(t->text, from, t->at);
}

/* The cells of the next row; -1 at the end. An empty row has one empty cell. */
static int next_row(struct table *t, str cell[CSV_COLUMNS_MAX], int *line)
{
	int n = 0;
	if (t->at >= t->text.n) return -1;
	*line = t->line;
	for (bool more = true; more;) {
		str c = t->at < t->text.n && t->text.p[t->at] == '"' ? quoted_cell(t) : plain_cell(t);
		if (n < CSV_COLUMNS_MAX) cell[n++] = str_trim(c);
		more = t->at < t->text.n && t->text.p[t->at] == t->between;
		t->at += more;
	}
	if (t->at < t->text.n) {
		bool two = t->text.p[t->at] == '\r' && t->at + 1 < t->text.n && t->text.p[t->at + 1] == '\n';
		t->at += 1 + two;
		t->line++;
	}
	return n;
}

/* ---- dates ---- */

/* The next run of digits, at most `most`; false: there is none. */
static bool digits(str s, ptrdiff_t *i, int most, int *out)
{
	int n = 0;
	*out = 0;
	while (*i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9' && n < most) *out = *out * 10 + (s.p[(*i)++] - '0'), n++;
	return n > 0;
}

static bool skip(str s, ptrdiff_t *i, const char *const *any)
{
	for (; *any; any++) {
		str w = str_from(*any);
		if (!str_starts(str_slice(s, *i, s.n), w)) continue;
		*i += w.n;
		return true;
	}
	return false;
}

static bool date_part(str s, ptrdiff_t *i, struct date *d)
{
	static const char *const between[] = {"-", "/", ".", "年", "月", NULL}, *const behind[] = {"日", NULL};
	if (!digits(s, i, 4, &d->year) || d->year < 1000) return false;
	bool parted = skip(s, i, between);
	if (!digits(s, i, 2, &d->month)) return false;
	if (parted && !skip(s, i, between)) return false;
	if (!digits(s, i, 2, &d->day)) return false;
	skip(s, i, behind);
	return !(*i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9');
}

/* 8:05, 08:05:30.000, 8时5分, 下午 3:05, 3:05 PM; empty is no time of day. */
static bool clock_part(str s, int *seconds, bool *none)
{
	static const char *const blank[] = {" ", "T", "t", NULL}, *const early[] = {"上午", "早上", "凌晨", "AM", "am", NULL},
				 *const late[] = {"下午", "晚上", "中午", "PM", "pm", NULL}, *const hour[] = {":", "：", "时", "点", NULL},
				 *const minute[] = {":", "：", "分", NULL}, *const second[] = {"秒", NULL};
	ptrdiff_t i = 0;
	int h, m = 0, sec = 0;
	while (skip(s, &i, blank)) continue;
	*none = i == s.n;
	*seconds = 0;
	if (*none) return true;
	bool pm = skip(s, &i, late), am = !pm && skip(s, &i, early);
	while (skip(s, &i, blank)) continue;
	if (!digits(s, &i, 2, &h) || !skip(s, &i, hour)) return false;
	bool has_minute = digits(s, &i, 2, &m);
	if (has_minute && skip(s, &i, minute)) digits(s, &i, 2, &sec);
	skip(s, &i, second);
	if (i < s.n && s.p[i] == '.')
		while (++i < s.n && s.p[i] >= '0' && s.p[i] <= '9') continue;
	while (skip(s, &i, blank)) continue;
	pm |= skip(s, &i, late);
	am |= !pm && skip(s, &i, early);
	if (i != s.n || h > 23 || m > 59 || sec > 59 || ((am || pm) && h > 12)) return false;
	if (pm && h < 12) h += 12;
	if (am && h == 12) h = 0;
	*seconds = h * 3600 + m * 60 + sec;
	return true;
}

/* Cuts Z or +08:00 off the end. */
static int zone_of(str *s)
{
	int h, m = 0, sign;
	if (s->n && s->p[s->n - 1] == 'Z') return *s = str_slice(*s, 0, s->n - 1), 0;
	if (s->n < 12) return ZONE_CHINA_MIN;
	for (ptrdiff_t i = s->n - 6; i < s->n - 4; i++) {
		if (s->p[i] != '+' && s->p[i] != '-') continue;
		ptrdiff_t at = i + 1;
		sign = s->p[i] == '-' ? -1 : 1;
		if (!digits(*s, &at, 2, &h)) continue;
		if (at < s->n && s->p[at] == ':') at++;
		if (!digits(*s, &at, 2, &m) || at != s->n || h > 14 || m > 59) continue;
		*s = str_slice(*s, 0, i);
		return sign * (h * 60 + m);
	}
	return ZONE_CHINA_MIN;
}

bool csv_time(int64_t *at_ms, bool *date_only, str date, str clock_, struct arena *a)
{
	struct date d;
	ptrdiff_t i = 0;
	int seconds, later;
	bool none;
	date = str_trim(date);
	int zone = zone_of(&date);
	if (!date_part(date, &i, &d)) return false;
	str rest = str_slice(date, i, date.n), text;
	struct sb iso = sb_new(a, 32);
	sb_fmt(&iso, "%04d-%02d-%02d", d.year, d.month, d.day);
	text = sb_str(&iso);
	if (!date_read(&d, text) || !clock_part(rest, &seconds, date_only)) return false;
	if (clock_.n) {
		if (!clock_part(str_trim(clock_), &later, &none)) return false;
		if (*date_only && !none) seconds = later, *date_only = false;
	}
	*at_ms = date_begins_ms(d, zone) + (int64_t)seconds * 1000;
	return true;
}

/* ---- rows ---- */

struct reading {
	const struct csv_head *head;
	enum measure_kind only;
	struct csv_values *values;
	struct csv_refuseds *refused;
	struct arena *a;
};

static void refuse(struct reading *r, int line, const char *zh, const char *en)
{
	*ARENA_PUSH(r->a, r->refused) = (struct csv_refused){line, {str_from(zh), str_from(en)}};
}

static str cell_of(const struct reading *r, enum csv_role role, const str *cell, int n)
{
	for (int i = 0; i < r->head->n && i < n; i++)
		if (r->head->column[i].role == role) return cell[i];
	return (str){"", 0};
}

static bool keep(struct reading *r, int line, enum measure_kind kind, const str *v, int parts, str unit, enum measure_context context, int64_t at_ms,
		 str note)
{
	struct csv_value value = {.line = line};
	const char *say[2];
	struct fail none = {0};
	if (!measure_read(&value.measure, kind, v, parts, unit, say, &none, r->a)) return refuse(r, line, say[0], say[1]), false;
	value.measure.at_ms = at_ms;
	value.measure.context = kind == MEASURE_GLUCOSE || kind == MEASURE_BP || kind == MEASURE_HR ? context : CONTEXT_NONE;
	value.measure.note = utf8_prefix(note, MEASURE_NOTE_MAX);
	*ARENA_PUSH(r->a, r->values) = value;
	return true;
}

/* "120/80" */
static int parts_of(str text, str v[MEASURE_PARTS])
{
	int n = 0;
	while (n < MEASURE_PARTS && str_next(&text, '/', &v[n])) n++;
	return n;
}

static enum measure_kind kind_said(str text, struct arena *a)
{
	str name = csv_folded(text, NULL, a);
	struct csv_head head;
	enum measure_kind kind = measure_kind_by_name(text);
	if (kind != MEASURE_KINDS) return kind;
	const str cells[2] = {S("date"), name};
	bool known = csv_head_read(&head, cells, 2, MEASURE_KINDS, a);
	return known ? head.column[1].kind : MEASURE_KINDS;
}

static void read_row(struct reading *r, const str *cell, int n, int line)
{
	int64_t at_ms;
	bool day_only;
	str v[MEASURE_PARTS] = {{0}}, note = cell_of(r, CSV_NOTE, cell, n), unit_said = cell_of(r, CSV_UNIT, cell, n);
	if (!csv_time(&at_ms, &day_only, cell_of(r, CSV_DATE, cell, n), cell_of(r, CSV_CLOCK, cell, n), r->a)) {
		refuse(r, line, "时间看不懂，请写成 2026-11-30 08:05", "the time is not understood; write 2026-11-30 08:05");
		return;
	}
	if (day_only) at_ms += INT64_C(12) * 3600 * 1000; /* noon stands for a day whose hour nobody wrote down */
	enum measure_context said = csv_context(cell_of(r, CSV_CONTEXT, cell, n), r->a);
	ptrdiff_t before = r->values->n + r->refused->n;
	str pressure[2] = {{0}}, pressure_unit = unit_said;
	for (int i = 0; i < r->head->n && i < n; i++) {
		const struct csv_column *c = &r->head->column[i];
		str unit = c->unit.n ? c->unit : unit_said;
		enum measure_context context = c->context ? c->context : said;
		if (!cell[i].n || str_eq(cell[i], S("-")) || str_eq(cell[i], S("--"))) continue;
		if (c->role == CSV_PART && c->kind == MEASURE_BP) pressure[c->part] = cell[i], pressure_unit = unit;
		else if (c->role == CSV_PART) keep(r, line, c->kind, &cell[i], 1, unit, context, at_ms, note);
		else if (c->role == CSV_PAIR) keep(r, line, MEASURE_BP, v, parts_of(cell[i], v), unit, context, at_ms, note);
		else if (c->role == CSV_VALUE) {
			enum measure_kind kind = r->only != MEASURE_KINDS ? r->only : kind_said(cell_of(r, CSV_KIND, cell, n), r->a);
			if (kind == MEASURE_KINDS) refuse(r, line, "不知道测的是什么", "it does not say what was measured");
			else keep(r, line, kind, v, parts_of(cell[i], v), unit, context, at_ms, note);
		}
	}
	if (pressure[0].n || pressure[1].n)
		keep(r, line, MEASURE_BP, pressure, pressure[0].n && pressure[1].n ? 2 : 1, pressure_unit, said, at_ms, note);
	if (r->values->n + r->refused->n == before) refuse(r, line, "这一行没有数值", "there is no value in this row");
}

static bool whole_wrong(struct fail *fail, enum rc rc, const char *say[2], const char *zh, const char *en)
{
	say[0] = zh, say[1] = en;
	return fail_set(fail, rc, "csv", "%s", en);
}

static bool empty_row(const str *cell, int n)
{
	for (int i = 0; i < n; i++)
		if (cell[i].n) return false;
	return true;
}

bool csv_read(struct csv_values *out, struct csv_refuseds *refused, str text, enum measure_kind only, const char *say[2], struct fail *fail,
	      struct arena *a)
{
	static const char replacement[] = "\xEF\xBF\xBD", mark[] = "\xEF\xBB\xBF"; /* what a browser puts for bytes it cannot read; BOM */
	str cell[CSV_COLUMNS_MAX];
	struct csv_head head;
	int n, line, rows = 0;
	*out = (struct csv_values){0};
	*refused = (struct csv_refuseds){0};
	if (text.n > CSV_MAX) return whole_wrong(fail, RC_LIMIT, say, "表格太大，请分几次上传", "the table is too large; send it in parts");
	if (utf8_invalid(text) >= 0 || str_find(text, str_from(replacement)) >= 0)
		return whole_wrong(fail, RC_INPUT, say, "这个文件不是 UTF-8 编码（可能是 GBK）。请在表格软件里另存为“CSV UTF-8”再上传。",
				   "The file is not UTF-8 (perhaps GBK). Save it as \"CSV UTF-8\" and send it again.");
	if (str_starts(text, str_from(mark))) text = str_slice(text, 3, text.n);
	struct table t = {text, 0, 1, separator_of(text), a};
	n = next_row(&t, cell, &line);
	if (n < 1 || !csv_head_read(&head, cell, n, only, a))
		return whole_wrong(fail, RC_INPUT, say, "第一行要写明各列是什么，至少有“日期”和一项测量，例如：日期,时间,收缩压,舒张压",
				   "The first row must name the columns, at least a date and one measurement, such as: date,time,systolic,diastolic");
	struct reading r = {&head, only, out, refused, a};
	while ((n = next_row(&t, cell, &line)) >= 0) {
		if (empty_row(cell, n)) continue;
		if (++rows > CSV_ROWS_MAX)
			return whole_wrong(fail, RC_LIMIT, say, "行数太多，请分几次上传", "there are too many rows; send them in parts");
		read_row(&r, cell, n, line);
	}
	return true;
}
