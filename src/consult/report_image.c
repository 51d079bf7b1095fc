#include "consult/report_image.h"

#include "base/check.h"
#include "base/utf8.h"
#include "consult/report_cell.h"
#include "consult/report_name.h"
#include "lang/fold.h"

#include <math.h>

/* ---- fields ---- */

typedef str ingest_reading(const struct ingest_cell *c);

static str by_text(const struct ingest_cell *c)
{
	return c->text;
}
static str by_latin(const struct ingest_cell *c)
{
	return c->latin;
}
static str by_digits(const struct ingest_cell *c)
{
	return c->digits;
}
static str by_digits_again(const struct ingest_cell *c)
{
	return c->digits_again;
}

static bool is_mark_alone(const struct ingest_cell *c)
{
	bool number = c->digits.n && str_eq(c->digits, c->digits_again);
	return c->mark && !number && c->digits.n <= 1 && cell_han(c->text) < 2;
}

static str joined(const struct grid_field *f, ingest_reading *reading, struct arena *perm)
{
	struct sb b = sb_new(perm, 40);
	for (int i = 0; i < f->n; i++)
		if (!is_mark_alone(f->v[i])) sb_add(&b, reading(f->v[i]));
	return sb_str(&b);
}

static str number_of(const struct grid_field *f, ingest_reading *reading, struct arena *perm)
{
	str s = cell_number(joined(f, reading, perm), perm);
	char lead = f->n ? f->v[0]->lead : 0;
	if (!lead || !s.n) return s;
	struct sb b = sb_new(perm, s.n + 4);
	sb_add(&b, lead == '<' ? S("≤") : S("≥"));
	sb_add(&b, s);
	return sb_str(&b);
}

/* ---- the result ---- */

enum { EN, EN_LETTERS, ZH, ZH_TEXT, READINGS };

static void count_shapes(const struct grid_field *f, int32_t *points, int32_t *figures)
{
	*points = *figures = 0;
	for (int i = 0; i < f->n; i++) {
		const struct ingest_cell *c = f->v[i];
		if (is_mark_alone(c)) continue;
		*points = c->points < 0 || *points < 0 ? -1 : *points + c->points;
		*figures = c->figures < 0 || *figures < 0 ? -1 : *figures + c->figures;
	}
}

static int count(str s, bool points)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) n += points ? s.p[i] == '.' : s.p[i] >= '0' && s.p[i] <= '9';
	return n;
}

static void fit_shapes(struct image_item *item, const struct grid_field *f)
{
	int32_t points, figures;
	count_shapes(f, &points, &figures);
	if (points >= 0 && points != count(item->value, true)) item->doubt |= DOUBT_POINT;
	if (figures >= 0 && figures != count(item->value, false)) item->doubt |= DOUBT_VALUE;
}

/* A number is sure when an English and a Chinese reading agree on it; else it is the one most readings give, and doubted. */
static bool read_number(struct image_item *item, const struct grid_field *f, struct arena *perm)
{
	str r[READINGS] = {number_of(f, by_digits, perm), number_of(f, by_latin, perm), number_of(f, by_digits_again, perm),
			   number_of(f, by_text, perm)};
	int best = -1, best_votes = 0;
	for (int i = 0; i < READINGS; i++) {
		int votes = 0;
		if (!cell_is_plain_number(r[i])) continue;
		for (int k = 0; k < READINGS; k++) votes += str_eq(r[i], r[k]);
		if (votes > best_votes) best = i, best_votes = votes;
	}
	if (best < 0) return false;
	item->value = r[best];
	bool en = str_eq(item->value, r[EN]) || str_eq(item->value, r[EN_LETTERS]),
	     zh = str_eq(item->value, r[ZH]) || str_eq(item->value, r[ZH_TEXT]);
	if (!en || !zh) item->doubt |= DOUBT_VALUE;
	fit_shapes(item, f);
	return true;
}

static bool read_sign(struct image_item *item, const struct grid_field *f, struct arena *perm)
{
	str en = number_of(f, by_digits, perm), zh = number_of(f, by_digits_again, perm);
	if (!cell_sign(en)) en = number_of(f, by_latin, perm);
	if (!cell_sign(en) && !cell_sign(zh)) return false;
	item->value = cell_sign(en) ? en : zh;
	if (!str_eq(en, zh)) item->doubt |= DOUBT_VALUE;
	return true;
}

/* Words are read by one model only: what they say must be what the range expects, or be asked about. */
static bool read_words(struct image_item *item, const struct grid_field *f, struct arena *perm)
{
	enum { PLAIN = 85 };
	str text = joined(f, by_text, perm);
	if (!cell_word(text, *perm)) return false;
	item->value = text;
	for (int i = 0; i < f->n; i++)
		if (f->v[i]->sure < PLAIN) item->doubt |= DOUBT_VALUE;
	return true;
}

static void read_value(struct image_item *item, const struct grid_field *f, struct arena *perm)
{
	if (read_words(item, f, perm) || read_sign(item, f, perm) || read_number(item, f, perm)) return;
	item->value = f->n ? joined(f, by_latin, perm) : S("");
	item->doubt |= DOUBT_VALUE;
}

/* ---- the range ---- */

static bool same_number(double a, double b)
{
	return (isnan(a) && isnan(b)) || a == b;
}

static bool same_range(const struct lab_range *a, const struct lab_range *b)
{
	return same_number(a->low, b->low) && same_number(a->high, b->high) && a->expect == b->expect;
}

static bool is_packs(const struct lab *lab, const struct lab_range *r)
{
	if (!lab) return false;
	if (same_number(lab->low, r->low) && same_number(lab->high, r->high)) return true;
	if ((!isnan(lab->low_f) || !isnan(lab->high_f)) && same_number(isnan(lab->low_f) ? lab->low : lab->low_f, r->low) &&
	    same_number(isnan(lab->high_f) ? lab->high : lab->high_f, r->high))
		return true;
	for (ptrdiff_t i = 0; i < lab->range_count; i++)
		if (same_number(lab->ranges[i].low, r->low) && same_number(lab->ranges[i].high, r->high)) return true;
	return false;
}

static bool read_numbers_of_range(struct image_item *item, const struct grid_field *f, const struct lab *lab, struct lab_range *out,
				  struct arena *perm)
{
	str r[READINGS] = {number_of(f, by_digits, perm), number_of(f, by_latin, perm), number_of(f, by_digits_again, perm),
			   number_of(f, by_text, perm)};
	struct lab_range v[READINGS];
	bool ok[READINGS];
	int best = -1;
	bool agreed = false;
	for (int i = 0; i < READINGS; i++) {
		ok[i] = cell_range(&v[i], r[i]);
		if (ok[i] && best < 0) best = i;
	}
	for (int i = EN; i <= EN_LETTERS && !agreed; i++)
		for (int k = ZH; k <= ZH_TEXT && !agreed; k++)
			if (ok[i] && ok[k] && same_range(&v[i], &v[k])) best = i, agreed = true;
	for (int i = 0; i < READINGS && !agreed; i++)
		if (ok[i] && is_packs(lab, &v[i])) best = i, agreed = true;
	if (best < 0) return false;
	item->range = r[best], *out = v[best];
	int32_t points, figures;
	count_shapes(f, &points, &figures);
	if (!agreed || (points >= 0 && points != count(item->range, true))) item->doubt |= DOUBT_RANGE;
	return true;
}

static void read_range(struct image_item *item, const struct grid_field *f, const struct lab *lab, struct lab_line *line, struct arena *perm)
{
	str text = joined(f, by_text, perm);
	struct lab_range *r = &line->range;
	if (!f->n) return;
	if (cell_word(text, *perm) && lab_range_parse(r, fold(text, perm).text, 0)) {
		item->range = text, line->has_range = true;
		if (lab && lab->expect != LAB_NOTHING && lab->expect != r->expect) item->doubt |= DOUBT_RANGE;
		return;
	}
	line->has_range = read_numbers_of_range(item, f, lab, r, perm);
	if (line->has_range) return;
	str sign = number_of(f, by_digits, perm);
	line->has_range = str_eq(sign, S("-")) && lab_range_parse(r, S("阴性"), 0);
	item->range = line->has_range ? S("-") : joined(f, by_latin, perm);
	if (!line->has_range || !str_eq(sign, number_of(f, by_digits_again, perm))) item->doubt |= DOUBT_RANGE;
}

/* ---- the mark ---- */

static char read_mark(const struct grid_line *l)
{
	char found = 0;
	for (int i = 0; i < l->field[GRID_MARK].n; i++) {
		char m = cell_mark(l->field[GRID_MARK].v[i]);
		if (m) found = found && found != m ? '?' : m;
	}
	for (int i = 0; i < l->field[GRID_VALUE].n; i++) {
		char m = l->field[GRID_VALUE].v[i]->mark;
		if (m) found = found && found != m ? '?' : m;
	}
	return found;
}

static char direction(enum lab_flag f)
{
	return f == LAB_HIGH || f == LAB_CRITICAL_HIGH ? 'h' : f == LAB_LOW || f == LAB_CRITICAL_LOW ? 'l' : 0;
}

/* By the printed range alone: what the laboratory's own mark follows. */
static char printed_direction(const struct lab_line *line, const struct lab_finding *f)
{
	const struct lab_value *v = &line->value;
	const struct lab_range *r = &line->range;
	bool number = v->kind == LAB_NUMBER && line->has_range && (!isnan(r->low) || !isnan(r->high));
	if (!number) return direction(f->flag);
	if (v->number > r->high || (r->high_open && v->number >= r->high)) return 'h';
	return v->number < r->low || (r->low_open && v->number <= r->low) ? 'l' : 0;
}

static void compare_mark(struct image_item *item, const struct lab_line *line, const struct lab_finding *f)
{
	char due = printed_direction(line, f);
	bool abnormal = due || f->positive == TRI_YES;
	if (item->mark == '?') item->doubt |= DOUBT_MARK;
	else if (item->mark == 'n') item->doubt |= abnormal ? 0 : DOUBT_MARK;
	else if (due != item->mark) item->doubt |= DOUBT_MARK;
	char meant = direction(f->flag);
	if (item->mark && meant && item->mark != 'n' && item->mark != meant) item->doubt |= DOUBT_MARK;
	if (f->critical_inside) item->doubt |= DOUBT_RANGE; /* inside what is printed, yet critical: one of the two is misread or misprinted */
}

/* ---- together ---- */

static void check_distance(struct image_item *item, const struct lab_line *line)
{
	enum { TENFOLD = 10, NEAR = 9 }; /* a lost or added point moves a result by ten; one printed a little outside is not meant */
	const struct lab_value *v = &line->value;
	if (v->kind != LAB_NUMBER || !line->has_range) return;
	if (!isnan(line->range.high) && line->range.high > 0 && v->number > NEAR * line->range.high) item->doubt |= DOUBT_POINT;
	if (!isnan(line->range.low) && line->range.low > 0 && v->number > 0 && v->number < line->range.low / NEAR) item->doubt |= DOUBT_POINT;
	if (v->number < 0 && !(line->range.low < 0)) item->doubt |= DOUBT_VALUE;
	bool one_sided = isnan(line->range.low) != isnan(line->range.high);
	if (one_sided && (v->number == line->range.high || v->number == line->range.low)) item->doubt |= DOUBT_LIMIT;
}

/* The printed range is nothing like the pack's in this unit: one of range, unit and name is misread, or the laboratory means something else. */
static bool is_foreign(const struct lab *lab, const struct lab_line *line)
{
	enum { TIMES = 4 };
	double printed = line->range.high, usual = lab->high;
	if (!line->has_range || isnan(printed) || isnan(usual) || usual <= 0 || printed <= 0) return false;
	if (line->unit.n && !lab_convert(lab, line->unit, &printed)) return true;
	return printed > usual * TIMES || printed < usual / TIMES;
}

static void widen(struct ingest_box *box, const struct ingest_box *by)
{
	if (!box->w) {
		*box = *by;
		return;
	}
	int32_t right = box->x + box->w > by->x + by->w ? box->x + box->w : by->x + by->w;
	int32_t low = box->y + box->h > by->y + by->h ? box->y + box->h : by->y + by->h;
	box->x = box->x < by->x ? box->x : by->x, box->y = box->y < by->y ? box->y : by->y;
	box->w = right - box->x, box->h = low - box->y;
}

static void say_line(struct image_item *item, const struct grid_line *l, struct arena *perm)
{
	struct sb b = sb_new(perm, 80);
	for (int role = GRID_NAME; role < GRID_ROLES; role++)
		for (int i = 0; i < l->field[role].n; i++) {
			const struct ingest_cell *c = l->field[role].v[i];
			if (b.n) sb_byte(&b, ' ');
			sb_add(&b, role == GRID_NAME || cell_han(c->text) >= 2 || !c->latin.n ? c->text : c->latin);
			widen(&item->box, &c->box);
		}
	item->text = sb_str(&b);
}

static void judge(struct image_item *item, struct lab_line *line, const struct lab *lab, const struct lab_person *person, struct arena *perm)
{
	if (!lab_value_parse(&line->value, fold(item->value, perm).text)) item->doubt |= DOUBT_VALUE;
	struct lab_finding f = lab_interpret(lab, line, person);
	item->flag = f.flag, item->positive = f.positive;
	if (line->value.kind == LAB_NEGATIVE && line->has_range && line->range.expect == LAB_NEGATIVE && item->mark) item->doubt |= DOUBT_MARK;
	if (line->value.kind == LAB_NOTHING) return;
	compare_mark(item, line, &f);
	check_distance(item, line);
	if (lab && is_foreign(lab, line)) item->doubt |= DOUBT_UNIT;
}

static void read_item(struct report_image *out, const struct grid_line *l, const struct pack *pack, const struct report_namer *namer,
		      struct arena *perm)
{
	struct lab_person nobody = {.age_y = NAN};
	struct image_item item = {.lab = -1, .mark = read_mark(l)};
	struct lab_line line = {0};
	str name = joined(&l->field[GRID_NAME], by_text, perm), latin = joined(&l->field[GRID_NAME], by_latin, perm);
	str code = joined(&l->field[GRID_CODE], by_latin, perm);
	say_line(&item, l, perm);
	read_value(&item, &l->field[GRID_VALUE], perm);
	bool in_words = cell_word(item.value, *perm);
	struct named_item named = report_name(namer, name, latin, code, joined(&l->field[GRID_UNIT], by_latin, perm), in_words, perm);
	item.name = named.name, item.code = named.code, item.lab = named.lab;
	const struct lab *lab = item.lab >= 0 ? &pack->labs.v[item.lab] : NULL;
	struct named_unit unit = report_unit(lab, joined(&l->field[GRID_UNIT], by_latin, perm), joined(&l->field[GRID_UNIT], by_text, perm), perm);
	item.unit = unit.shown, line.unit = unit.spelled;
	read_range(&item, &l->field[GRID_RANGE], lab, &line, perm);
	bool by_rest = unit.sure && line.has_range && is_packs(lab, &line.range) &&
		       !(item.doubt & DOUBT_RANGE); /* unit and range say which item it is */
	if (named.how == NAMED_NOT || (named.how == NAMED_NEARLY && !by_rest)) item.doubt |= DOUBT_NAME;
	if (!unit.sure && (unit.shown.n || (lab && lab->unit.n && !in_words))) item.doubt |= DOUBT_UNIT;
	if (!line.has_range && !in_words) item.doubt |= DOUBT_RANGE; /* laboratories print one: its column was not found */
	judge(&item, &line, lab, &nobody, perm);
	*ARENA_PUSH(perm, &out->items) = item;
}

void report_image_read(struct report_image *out, const struct ingest_page *page, const struct pack *pack, struct arena *perm)
{
	*out = (struct report_image){.width = page->width, .height = page->height};
	struct report_namer namer = report_namer(pack);
	grid_of(&out->grid, page, pack, perm);
	for (ptrdiff_t i = 0; i < out->grid.lines.n; i++) read_item(out, &out->grid.lines.v[i], pack, &namer, perm);
}

/* ---- JSON ---- */

const char *doubt_name(enum doubt d)
{
	switch (d) {
	case DOUBT_NAME: return "name";
	case DOUBT_VALUE: return "value";
	case DOUBT_POINT: return "point";
	case DOUBT_UNIT: return "unit";
	case DOUBT_RANGE: return "range";
	case DOUBT_MARK: return "mark";
	case DOUBT_LIMIT: return "limit";
	default: return "";
	}
}

static void item_json(const struct image_item *item, const struct pack *pack, struct jw *w)
{
	static const struct {
		char mark;
		str name;
	} marks[] = {{'h', {"high", 4}}, {'l', {"low", 3}}, {'n', {"star", 4}}, {'?', {"unclear", 7}}};
	jw_object(w, NULL);
	jw_str(w, "name", item->name);
	if (item->lab >= 0) jw_str(w, "code", pack->concepts.v[pack->labs.v[item->lab].concept].id);
	else jw_null(w, "code");
	jw_str(w, "printed_code", item->code);
	jw_str(w, "value", item->value);
	jw_str(w, "unit", item->unit);
	jw_str(w, "range", item->range);
	jw_str(w, "flag", lab_flag_name(item->flag));
	for (ptrdiff_t i = 0; i < COUNT(marks); i++)
		if (marks[i].mark == item->mark) jw_str(w, "mark", marks[i].name);
	jw_str(w, "text", item->text);
	jw_bool(w, "sure", !item->doubt);
	jw_array(w, "why_unsure");
	for (int i = 0; i < DOUBTS; i++)
		if (item->doubt & (1u << i)) jw_str(w, NULL, str_from(doubt_name((enum doubt)(1 << i))));
	jw_end_array(w);
	jw_array(w, "box");
	int32_t box[4] = {item->box.x, item->box.y, item->box.w, item->box.h};
	for (int i = 0; i < 4; i++) jw_i64(w, NULL, box[i]);
	jw_end_array(w);
	jw_end_object(w);
}

void report_image_json(const struct report_image *r, const struct pack *pack, struct jw *w)
{
	int unread = 0;
	jw_array(w, "items");
	for (ptrdiff_t i = 0; i < r->items.n; i++) item_json(&r->items.v[i], pack, w);
	jw_end_array(w);
	jw_array(w, "other");
	for (ptrdiff_t i = 0; i < r->grid.other.n; i++) jw_str(w, NULL, r->grid.other.v[i]);
	jw_end_array(w);
	if (r->grid.date.n) jw_str(w, "date", r->grid.date);
	else jw_null(w, "date");
	for (ptrdiff_t i = 0; i < r->items.n; i++) unread += r->items.v[i].lab < 0;
	jw_i64(w, "unread", unread);
	jw_i64(w, "width", r->width);
	jw_i64(w, "height", r->height);
}
