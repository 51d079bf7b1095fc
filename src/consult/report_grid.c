#include "consult/report_grid.h"

#include "base/check.h"
#include "base/utf8.h"
#include "consult/report_cell.h"
#include "lang/fold.h"

#include <stdlib.h>

struct row {
	const struct ingest_cell *v[64];
	enum cell_kind kind[64];
	int n;
	double middle; /* of its last cell: a row may climb or fall slowly */
	bool body, heading;
};

struct column {
	int32_t from, to; /* page space */
	enum grid_role role;
	int table; /* 0 the left one */
	int votes[CELL_KINDS];
	int count; /* of cells that are 1, 2, 3 … from row to row */
};

struct work {
	const struct ingest_page *page;
	const struct pack *pack;
	struct arena *perm;
	struct row *rows;
	int n;
	int heading; /* index of the row of headings, -1 */
	struct column columns[GRID_COLUMNS_MAX];
	int column_count;
};

/* ---- rows ---- */

static int by_left(const void *a, const void *b)
{
	const struct ingest_cell *x = *(const struct ingest_cell *const *)a, *y = *(const struct ingest_cell *const *)b;
	if (x->at.x != y->at.x) return x->at.x < y->at.x ? -1 : 1;
	return x->at.y < y->at.y ? -1 : x->at.y > y->at.y;
}

static int by_middle(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	return x->middle < y->middle ? -1 : x->middle > y->middle;
}

static double middle(const struct ingest_cell *c)
{
	return c->at.y + c->at.h / 2.0;
}

static struct row *nearest(struct work *w, const struct ingest_cell *c)
{
	struct row *best = NULL;
	double least = 0.6 * w->page->character;
	for (int i = 0; i < w->n; i++) {
		double off = w->rows[i].middle - middle(c);
		off = off < 0 ? -off : off;
		if (off < least && w->rows[i].n < COUNT(w->rows[i].v)) least = off, best = &w->rows[i];
	}
	return best;
}

static void make_rows(struct work *w)
{
	const struct ingest_cell **sorted = ARENA_NEW(w->perm, const struct ingest_cell *, w->page->n + 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < w->page->n; i++) {
		const struct ingest_cell *c = &w->page->v[i];
		bool said = c->text.n || c->latin.n || c->mark;
		if (said && c->at.h < 5 * w->page->character / 2) sorted[n++] = c;
	}
	qsort(sorted, (size_t)n, sizeof *sorted, by_left);
	w->rows = ARENA_NEW(w->perm, struct row, GRID_ROWS_MAX);
	for (ptrdiff_t i = 0; i < n; i++) {
		struct row *row = nearest(w, sorted[i]);
		if (!row && w->n == GRID_ROWS_MAX) continue;
		if (!row) row = &w->rows[w->n++];
		row->kind[row->n] = cell_kind(sorted[i], w->pack, *w->perm);
		row->v[row->n++] = sorted[i];
		row->middle = middle(sorted[i]);
	}
	/* Back to the middle of the row for sorting from top to bottom. */
	for (int i = 0; i < w->n; i++) {
		double sum = 0;
		for (int k = 0; k < w->rows[i].n; k++) sum += middle(w->rows[i].v[k]);
		w->rows[i].middle = sum / w->rows[i].n;
	}
	qsort(w->rows, (size_t)w->n, sizeof *w->rows, by_middle);
}

/* ---- headings ---- */

static enum grid_role heading_of(str text)
{
	static const struct {
		str word;
		enum grid_role role;
	} words[] = {
		{{"序号", 6}, GRID_NUMBER}, {{"编号", 6}, GRID_NUMBER},     {{"项目代码", 12}, GRID_CODE}, {{"代码", 6}, GRID_CODE},
		{{"代号", 6}, GRID_CODE},   {{"缩写", 6}, GRID_CODE},       {{"英文", 6}, GRID_CODE},      {{"简称", 6}, GRID_CODE},
		{{"参考", 6}, GRID_RANGE},  {{"区间", 6}, GRID_RANGE},      {{"正常值", 9}, GRID_RANGE},   {{"正常范围", 12}, GRID_RANGE},
		{{"单位", 6}, GRID_UNIT},   {{"提示", 6}, GRID_MARK},       {{"标志", 6}, GRID_MARK},      {{"状态", 6}, GRID_MARK},
		{{"异常", 6}, GRID_MARK},   {{"结果", 6}, GRID_VALUE},      {{"测定值", 9}, GRID_VALUE},   {{"检测值", 9}, GRID_VALUE},
		{{"项目", 6}, GRID_NAME},   {{"名称", 6}, GRID_NAME},       {{"test", 4}, GRID_NAME},      {{"result", 6}, GRID_VALUE},
		{{"unit", 4}, GRID_UNIT},   {{"reference", 9}, GRID_RANGE},
	};
	enum { LONGEST_HEADING = 30 };
	for (ptrdiff_t i = 0; i < COUNT(words) && text.n <= LONGEST_HEADING; i++)
		if (str_find(text, words[i].word) >= 0) return words[i].role;
	return GRID_OTHER;
}

static enum grid_role heading_role(const struct work *w, const struct ingest_cell *c)
{
	struct arena scratch = *w->perm;
	return heading_of(fold(c->text, &scratch).text);
}

static void find_heading(struct work *w)
{
	int best = 2;
	w->heading = -1;
	for (int i = 0; i < w->n; i++) {
		int n = 0;
		uint32_t roles = 0;
		for (int k = 0; k < w->rows[i].n; k++) {
			enum grid_role role = heading_role(w, w->rows[i].v[k]);
			if (role) n++, roles |= 1u << role;
		}
		int kinds = __builtin_popcount(roles);
		if (kinds < 2 || n < best || (w->heading >= 0 && n == best)) continue;
		best = n, w->heading = i;
	}
	if (w->heading >= 0) w->rows[w->heading].heading = true;
}

/* ---- columns ---- */

static bool is_body(const struct row *r)
{
	int names = 0, results = 0, hard = 0;
	for (int k = 0; k < r->n; k++) {
		enum cell_kind c = r->kind[k];
		names += c == CELL_NAME || c == CELL_LATIN;
		results += c == CELL_NUMBER || c == CELL_WORD || c == CELL_BOUND || c == CELL_RANGE;
		hard += c == CELL_RANGE || c == CELL_BOUND || c == CELL_UNIT || c == CELL_WORD;
	}
	return names && results && hard && r->n >= 3;
}

/* The head and foot of a sheet have pairs of words and numbers too. */
static bool is_paperwork(const struct row *row)
{
	static const str words[] = {{"本报告", 9}, {"本结果", 9}, {"仅对", 6},   {"姓名", 6},   {"性别", 6},      {"年龄", 6},      {"科室", 6},
				    {"床号", 6},   {"标本", 6},   {"样本号", 9}, {"检验者", 9}, {"审核", 6},      {"报告时间", 12}, {"采样", 6},
				    {"采集", 6},   {"送检", 6},   {"医生", 6},   {"打印", 6},   {"临床诊断", 12}, {"备注", 6}};
	for (int k = 0; k < row->n; k++)
		for (ptrdiff_t i = 0; i < COUNT(words); i++)
			if (str_starts(row->v[k]->text, words[i])) return true;
	return false;
}

/* Spans of the page that the cells of enough rows cover. */
static void find_columns(struct work *w)
{
	enum { BIN = 4, BINS_MAX = 8192 };
	uint16_t *cover = ARENA_NEW(w->perm, uint16_t, BINS_MAX + 1);
	int body = 0, last = 0;
	for (int i = 0; i < w->n; i++) {
		w->rows[i].body = i > w->heading && is_body(&w->rows[i]) && !is_paperwork(&w->rows[i]);
		body += w->rows[i].body;
		for (int k = 0; w->rows[i].body && k < w->rows[i].n; k++) {
			struct ingest_box b = w->rows[i].v[k]->at;
			int from = b.x < 0 ? 0 : b.x / BIN, to = b.x < 0 ? 0 : (b.x + b.w) / BIN;
			for (int x = from; x <= to && x < BINS_MAX; x++) cover[x]++;
			if (to > last) last = to < BINS_MAX ? to : BINS_MAX - 1;
		}
	}
	int least = body >= 9 ? 2 : 1;
	for (int x = 0; x <= last && w->column_count < GRID_COLUMNS_MAX; x++) {
		if (cover[x] < least) continue;
		int from = x;
		while (x <= last && cover[x] >= least) x++;
		w->columns[w->column_count++] = (struct column){.from = from * BIN, .to = x * BIN};
	}
}

static int32_t overlap(int32_t a_from, int32_t a_to, int32_t b_from, int32_t b_to)
{
	int32_t from = a_from > b_from ? a_from : b_from, to = a_to < b_to ? a_to : b_to;
	return to - from;
}

/* The column a cell lies in: the one it shares most with, or the nearest within a character. */
static struct column *column_of(struct work *w, const struct ingest_cell *c)
{
	struct column *best = NULL;
	int32_t most = -w->page->character;
	for (int i = 0; i < w->column_count; i++) {
		int32_t shared = overlap(w->columns[i].from, w->columns[i].to, c->at.x, c->at.x + c->at.w);
		if (shared > most) most = shared, best = &w->columns[i];
	}
	return best;
}

static void take_votes(struct work *w)
{
	for (int i = 0; i < w->n; i++)
		for (int k = 0; w->rows[i].body && k < w->rows[i].n; k++) {
			struct column *c = column_of(w, w->rows[i].v[k]);
			double number;
			if (c) c->votes[w->rows[i].kind[k]]++;
			bool whole = c && w->rows[i].kind[k] == CELL_NUMBER && str_to_double(w->rows[i].v[k]->digits, &number);
			if (whole && number == (int)number && number > 0 && number < 200 && c->count < number) c->count++;
		}
	if (w->heading < 0) return;
	struct row *head = &w->rows[w->heading];
	for (int k = 0; k < head->n; k++) {
		enum grid_role role = heading_role(w, head->v[k]);
		struct column *c = column_of(w, head->v[k]);
		if (role && c && !c->role) c->role = role;
	}
}

static enum cell_kind winner(const struct column *c)
{
	int best = CELL_OTHER;
	for (int k = 1; k < CELL_KINDS; k++)
		if (c->votes[k] > c->votes[best]) best = k;
	return (enum cell_kind)best;
}

/* What a column without a heading is, by what stands in it and in the columns before it in its table. */
static enum grid_role role_by_kind(const struct column *c, uint32_t before)
{
	bool named = before & (1u << GRID_NAME), valued = before & (1u << GRID_VALUE);
	switch (winner(c)) {
	case CELL_NAME: return named ? GRID_OTHER : GRID_NAME;
	case CELL_LATIN: return GRID_CODE;
	case CELL_NUMBER: return !named ? GRID_NUMBER : valued ? GRID_RANGE : GRID_VALUE;
	case CELL_WORD: return valued ? GRID_RANGE : GRID_VALUE;
	case CELL_RANGE: return GRID_RANGE;
	case CELL_BOUND: return valued ? GRID_RANGE : GRID_VALUE;
	case CELL_UNIT: return GRID_UNIT;
	case CELL_MARK: return GRID_MARK;
	default: return GRID_OTHER;
	}
}

static void name_columns(struct work *w)
{
	uint32_t before = 0;
	int table = 0;
	for (int i = 0; i < w->column_count; i++) {
		struct column *c = &w->columns[i];
		enum grid_role role = c->role;
		enum cell_kind kind = winner(c);
		bool opens = (role ? role == GRID_NAME || role == GRID_NUMBER : kind == CELL_NAME) && (before & (1u << GRID_VALUE)) &&
			     (before & (1u << GRID_NAME));
		if (opens) table++, before = 0;
		if (!role) role = role_by_kind(c, before);
		/* A heading far from its column, or one misread, does not make a column of numbers one of units. */
		if (!c->role && (before & (1u << role)) && role != GRID_OTHER && role != GRID_MARK) role = GRID_OTHER;
		c->role = role, c->table = table;
		before |= 1u << role;
	}
}

/* ---- lines ---- */

static void add_other(struct grid *out, const struct row *row, struct arena *perm)
{
	struct sb b = sb_new(perm, 64);
	for (int k = 0; k < row->n; k++) {
		const struct ingest_cell *c = row->v[k];
		bool numeric = c->digits.n && (row->kind[k] == CELL_NUMBER || row->kind[k] == CELL_RANGE || row->kind[k] == CELL_BOUND);
		str said = numeric || !c->text.n ? c->latin : c->text;
		if (b.n && said.n) sb_byte(&b, ' ');
		sb_add(&b, said);
	}
	str line = str_trim(sb_str(&b));
	if (utf8_count(line) >= 3) *ARENA_PUSH(perm, &out->other) = line;
}

/* Something that could be a name: more than a stroke. */
static bool is_word(const struct grid_field *f)
{
	for (int i = 0; i < f->n; i++)
		if (cell_han(f->v[i]->text) || utf8_count(f->v[i]->latin) >= 2) return true;
	return false;
}

static bool is_item(const struct grid_line *l)
{
	const struct grid_field *name = &l->field[GRID_NAME], *code = &l->field[GRID_CODE];
	return (is_word(name) || is_word(code)) && (l->field[GRID_VALUE].n || (l->field[GRID_RANGE].n && l->field[GRID_UNIT].n));
}

static void push(struct grid_field *f, const struct ingest_cell *c)
{
	if (f->n < GRID_PIECES_MAX) f->v[f->n++] = c;
}

static bool small(const struct work *w, const struct ingest_cell *c)
{
	return c->at.w <= 2 * w->page->character;
}

static void add_lines(struct work *w, struct grid *out, const struct row *row)
{
	bool used = false;
	int tables = w->column_count ? w->columns[w->column_count - 1].table + 1 : 0;
	for (int t = 0; t < tables; t++) {
		struct grid_line line = {0};
		for (int i = 0; i < w->column_count; i++)
			if (w->columns[i].table == t) line.columns |= 1u << w->columns[i].role;
		for (int k = 0; k < row->n; k++) {
			struct column *c = column_of(w, row->v[k]), *before = k && !c && small(w, row->v[k]) ? column_of(w, row->v[k - 1]) : NULL;
			if (before && before->table == t) push(&line.field[GRID_MARK], row->v[k]); /* a mark so rare that it has no column */
			if (!c || c->table != t) continue;
			struct grid_field *f = &line.field[row->kind[k] == CELL_MARK && c->role != GRID_VALUE ? GRID_MARK : c->role];
			push(f, row->v[k]);
		}
		if (!is_item(&line)) continue;
		*ARENA_PUSH(w->perm, &out->lines) = line;
		used = true;
	}
	if (!used) add_other(out, row, w->perm);
}

/* ---- date ---- */

static bool date_like(str s)
{
	enum { DATE_BYTES = 10 };
	if (s.n < DATE_BYTES || s.p[0] != '2' || s.p[1] != '0') return false;
	for (ptrdiff_t i = 0; i < DATE_BYTES; i++) {
		bool mark = i == 4 || i == 7;
		if (mark ? s.p[i] != '-' : s.p[i] < '0' || s.p[i] > '9') return false;
	}
	return true;
}

static void find_date(struct grid *out, const struct ingest_page *page)
{
	for (ptrdiff_t i = 0; i < page->n && !out->date.n; i++) {
		str en = page->v[i].digits, zh = page->v[i].digits_again;
		if (date_like(en) && date_like(zh) && str_eq(str_slice(en, 0, 10), str_slice(zh, 0, 10))) out->date = str_slice(en, 0, 10);
	}
}

void grid_of(struct grid *out, const struct ingest_page *page, const struct pack *pack, struct arena *perm)
{
	struct work w = {.page = page, .pack = pack, .perm = perm};
	*out = (struct grid){0};
	make_rows(&w);
	find_heading(&w);
	find_columns(&w);
	take_votes(&w);
	name_columns(&w);
	for (int i = 0; i < w.column_count; i++) out->has_marks |= w.columns[i].role == GRID_MARK;
	for (int i = 0; i < w.n; i++) {
		if (i > w.heading && !is_paperwork(&w.rows[i])) add_lines(&w, out, &w.rows[i]);
		else if (!w.rows[i].heading) add_other(out, &w.rows[i], perm);
		for (int k = 0; w.rows[i].body && k < w.rows[i].n; k++) out->has_marks |= w.rows[i].kind[k] == CELL_MARK || w.rows[i].v[k]->mark;
	}
	find_date(out, page);
}
