/* labs_load.c - the laboratory tables of a pack: items, intervals, critical values, deltas, panels. */
#include "library/pack_int.h"

#include "base/check.h"
#include "lang/fold.h"

#include <math.h>
#include <stdlib.h>

#define CELL(name) tsv_cell(row, S(name))

static double number_or_nan(str s)
{
	double v;
	return str_to_double(s, &v) ? v : NAN;
}

static bool plain_or_empty(str s)
{
	double ignored;
	return !s.n || str_to_double(s, &ignored);
}

static str spelled(struct pack *p, str unit)
{
	struct arena scratch = p->scratch;
	return str_copy(&p->arena, lab_unit_spell(fold(unit, &scratch).text, &scratch));
}

static bool read_units(struct pack *p, struct lab *lab, str convert)
{
	VECTOR(struct lab_unit) units = {0};
	str item;
	while (str_next(&convert, ';', &item)) {
		ptrdiff_t eq = str_find(item, S("="));
		if (!str_trim(item).n) continue;
		if (eq < 0) return false;
		str factor = str_trim(str_slice(item, eq + 1, item.n)); /* 0.5, or 0.09148+2.152 */
		ptrdiff_t plus = str_find(factor, S("+"));
		struct lab_unit u = {spelled(p, str_trim(str_slice(item, 0, eq))), number_or_nan(plus > 0 ? str_slice(factor, 0, plus) : factor),
				     plus > 0 ? number_or_nan(str_slice(factor, plus + 1, factor.n)) : 0};
		if (!(u.factor > 0) || isnan(u.offset)) return false;
		*ARENA_PUSH(&p->arena, &units) = u;
	}
	lab->units = units.v;
	lab->unit_count = units.n;
	return true;
}

/* Where in the row its limits stand: from the first to the last cell that holds one. */
static void range_bytes(struct lab *lab, const struct tsv_row *row)
{
	static const char *const limits[] = {"low", "high", "low_f", "high_f"};
	lab->range_to = row->raw.n;
	bool any = false;
	for (ptrdiff_t i = 0; i < COUNT(limits); i++) {
		str cell = tsv_cell(row, str_from(limits[i]));
		if (!cell.n) continue;
		ptrdiff_t from = cell.p - row->raw.p, to = from + cell.n;
		lab->range_from = any && lab->range_from < from ? lab->range_from : from;
		lab->range_to = any && lab->range_to > to ? lab->range_to : to;
		any = true;
	}
}

static int32_t row_passage(struct pack *p, int32_t file, const struct tsv_row *row, str table, str key, int32_t concept, const int32_t *sources,
			   int32_t n)
{
	struct arena scratch = p->scratch;
	struct sb id = sb_new(&scratch, 96);
	sb_fmt(&id, STR_FMT "/" STR_FMT "/" STR_FMT, STR_ARG(p->id), STR_ARG(table), STR_ARG(key));
	return pack_passage_add(p, (struct passage){.id = sb_str(&id),
						    .text = row->raw,
						    .file = file,
						    .line = row->line,
						    .concept = concept,
						    .section = -1,
						    .lang = LANG_ZH,
						    .sources = sources,
						    .source_count = n});
}

/* ---- names ---- */

static void add_name(struct pack *p, str name, int32_t lab, bool second)
{
	struct arena scratch = p->scratch;
	name = str_trim(name);
	if (!name.n || str_find(name, S("…")) >= 0 || str_find(name, S("|")) >= 0) return;
	str folded = str_copy(&p->arena, fold(name, &scratch).text);
	int32_t first = map_get(&p->lab_by_name, folded);
	for (int32_t i = first; i >= 0; i = p->lab_names.v[i].next)
		if (p->lab_names.v[i].lab == lab && str_eq(p->lab_names.v[i].exact, name)) return;
	map_set(&p->lab_by_name, folded, (int32_t)p->lab_names.n, &p->build);
	*ARENA_PUSH(&p->build, &p->lab_names) = (struct lab_name){folded, name, lab, first, second};
}

static void add_names(struct pack *p, str list, int32_t lab, bool second)
{
	str item;
	while (str_next(&list, ';', &item)) {
		item = str_trim(item);
		bool marked = str_starts(item, S("~")); /* ~白细胞: only on a report of its kind */
		add_name(p, marked ? str_slice(item, 1, item.n) : item, lab, second || marked);
	}
}

static bool expect_of(str cell, enum lab_kind *out)
{
	if (!cell.n || str_eq(cell, S("any"))) return *out = LAB_NOTHING, true;
	if (str_eq(cell, S("neg"))) return *out = LAB_NEGATIVE, true;
	if (str_eq(cell, S("pos"))) return *out = LAB_POSITIVE, true;
	return false;
}

const char *pack_lab_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	static const char *const numbers[] = {"low", "high", "low_f", "high_f", "critical_low", "critical_high", "margin_pct"};
	struct lab lab = {0};
	const int32_t *sources;
	int32_t n;
	for (ptrdiff_t i = 0; i < COUNT(numbers); i++)
		if (!plain_or_empty(tsv_cell(row, str_from(numbers[i])))) return "a limit is not a number";
	if (!pack_sources(p, CELL("source"), &sources, &n)) return "unknown or missing source";
	if (!expect_of(CELL("expect"), &lab.expect)) return "expect is neg, pos or any";
	if (!read_units(p, &lab, CELL("convert"))) return "convert is not unit=factor";
	const char *why = pack_named(p, row, &lab.concept, LEXICON_LOOSE);
	if (why) return why;
	if (p->concepts.v[lab.concept].lab >= 0) return "another laboratory item has this id";
	lab.unit = spelled(p, CELL("unit")), lab.shown = CELL("unit"), lab.loinc = CELL("loinc"), lab.group = CELL("group");
	lab.low = number_or_nan(CELL("low")), lab.high = number_or_nan(CELL("high"));
	lab.low_f = number_or_nan(CELL("low_f")), lab.high_f = number_or_nan(CELL("high_f"));
	lab.critical_low = number_or_nan(CELL("critical_low")), lab.critical_high = number_or_nan(CELL("critical_high"));
	lab.margin_percent = CELL("margin_pct").n ? number_or_nan(CELL("margin_pct")) : 0;
	lab.range = row_passage(p, file, row, S("labs"), CELL("id"), lab.concept, sources, n);
	range_bytes(&lab, row);
	int32_t card = CELL("card").n ? pack_concept(p, CELL("card")) : -1, index = (int32_t)p->labs.n;
	if (CELL("card").n && card < 0) return "unknown card";
	if (card >= 0 && p->concepts.v[lab.concept].card < 0) p->concepts.v[lab.concept].card = p->concepts.v[card].card;
	p->concepts.v[lab.concept].lab = index;
	add_name(p, CELL("zh"), index, false);
	add_name(p, CELL("en"), index, false);
	add_names(p, CELL("zh_terms"), index, false);
	add_names(p, CELL("en_terms"), index, false);
	add_names(p, CELL("report_names"), index, false);
	*ARENA_PUSH(&p->build, &p->labs) = lab;
	return NULL;
}

/* ---- intervals ---- */

static bool state_of(str cell, enum lab_state *out)
{
	static const char *const names[] = {"", "pregnant-1", "pregnant-2", "pregnant-3", "postpartum"};
	for (int i = 0; i < (int)COUNT(names); i++)
		if (str_eq(cell, str_from(names[i]))) return *out = (enum lab_state)i, true;
	return false;
}

static const char *interval(struct pack *p, int32_t file, const struct tsv_row *row, str table, struct lab_interval *out)
{
	static const char *const numbers[] = {"age_from_y", "age_to_y", "low", "high"};
	const int32_t *sources;
	int32_t n;
	str sex = CELL("sex");
	int32_t c = pack_concept(p, CELL("lab"));
	if (c < 0 || p->concepts.v[c].lab < 0) return "unknown laboratory item";
	for (ptrdiff_t i = 0; i < COUNT(numbers); i++)
		if (!plain_or_empty(tsv_cell(row, str_from(numbers[i])))) return "an age or limit is not a number";
	if (sex.n && !str_eq(sex, S("m")) && !str_eq(sex, S("f"))) return "sex is m, f or empty";
	*out = (struct lab_interval){.lab = c,
				     .sex = sex.n ? sex.p[0] : 0,
				     .age_from_y = number_or_nan(CELL("age_from_y")),
				     .age_to_y = number_or_nan(CELL("age_to_y")),
				     .low = number_or_nan(CELL("low")),
				     .high = number_or_nan(CELL("high"))};
	if (!state_of(CELL("state"), &out->state)) return "unknown state";
	if (CELL("only").n) {
		int32_t only = pack_concept(p, CELL("only"));
		if (only < 0) return "only names an unknown condition";
		out->only = only + 1;
	}
	if (isnan(out->low) && isnan(out->high) && !out->only) return "no limit";
	if (out->low > out->high || out->age_from_y >= out->age_to_y) return "the lower limit lies above the upper one";
	if (!pack_sources(p, CELL("source"), &sources, &n)) return "unknown or missing source";
	struct sb key = sb_new(&p->arena, 48);
	sb_fmt(&key, STR_FMT ".%d.%d", STR_ARG(CELL("lab")), file, row->line);
	out->row = row_passage(p, file, row, table, sb_str(&key), c, sources, n);
	return NULL;
}

const char *pack_lab_range_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	struct lab_interval i;
	const char *why = interval(p, file, row, S("lab_ranges"), &i);
	if (!why) *ARENA_PUSH(&p->build, &p->lab_ranges) = i;
	return why;
}

const char *pack_critical_value_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	struct lab_interval i;
	if (CELL("state").n) return "a critical value is of no state";
	const char *why = interval(p, file, row, S("critical_values"), &i);
	if (!why) *ARENA_PUSH(&p->build, &p->critical_values) = i;
	return why;
}

/* The rows of one item, in file order, moved together. */
static const struct lab_interval *gathered(struct pack *p, const struct lab_interval *rows, ptrdiff_t n, int32_t concept, ptrdiff_t *count)
{
	VECTOR(struct lab_interval) mine = {0};
	for (ptrdiff_t i = 0; i < n; i++)
		if (rows[i].lab == concept) *ARENA_PUSH(&p->arena, &mine) = rows[i];
	*count = mine.n;
	return mine.v;
}

void pack_labs_settle(struct pack *p)
{
	for (ptrdiff_t i = 0; i < p->labs.n; i++) {
		struct lab *l = &p->labs.v[i];
		l->ranges = gathered(p, p->lab_ranges.v, p->lab_ranges.n, l->concept, &l->range_count);
		l->criticals = gathered(p, p->critical_values.v, p->critical_values.n, l->concept, &l->critical_count);
	}
	p->lab_ranges.v = p->critical_values.v = NULL; /* they lay on the build arena; only the counts are of use now */
}

/* ---- deltas and panels ---- */

static const char *const says[AUDIENCES][LANGS] = {{"zh_patient", "en_patient"}, {"zh_doctor", "en_doctor"}};

static const char *sentences(struct pack *p, int32_t file, const struct tsv_row *row, str table, int32_t out[AUDIENCES][LANGS])
{
	const int32_t *sources;
	int32_t n;
	if (!CELL("id").n) return "no id";
	if (!pack_sources(p, CELL("source"), &sources, &n)) return "unknown or missing source";
	for (int a = 0; a < AUDIENCES; a++)
		for (int l = 0; l < LANGS; l++) {
			struct arena scratch = p->scratch;
			struct sb id = sb_new(&scratch, 96);
			str column = str_from(says[a][l]), text = tsv_cell(row, column);
			if (!text.n) return "a sentence is missing";
			sb_fmt(&id, STR_FMT "/" STR_FMT "/" STR_FMT "/" STR_FMT, STR_ARG(p->id), STR_ARG(table), STR_ARG(CELL("id")),
			       STR_ARG(column));
			if (map_get(&p->passage_by_id, sb_str(&id)) >= 0) return "another rule has this id";
			out[a][l] = pack_passage_add(p, (struct passage){.id = sb_str(&id),
									 .text = text,
									 .file = file,
									 .line = row->line,
									 .concept = -1,
									 .section = -1,
									 .lang = (signed char)l,
									 .sources = sources,
									 .source_count = n});
		}
	return NULL;
}

static int32_t lab_by_id(void *ctx, str id)
{
	const struct pack *p = ctx;
	int32_t c = pack_concept(p, id);
	return c < 0 ? -1 : p->concepts.v[c].lab;
}

static int32_t concept_by_id(void *ctx, str id)
{
	return pack_concept(ctx, id);
}

const char *pack_lab_delta_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	static const char *const numbers[] = {"absolute", "relative", "within_h"};
	struct lab_delta d = {.id = CELL("id"), .lab = lab_by_id(p, CELL("lab"))};
	if (d.lab < 0) return "unknown laboratory item";
	for (ptrdiff_t i = 0; i < COUNT(numbers); i++)
		if (!plain_or_empty(tsv_cell(row, str_from(numbers[i])))) return "a limit is not a number";
	d.absolute = number_or_nan(CELL("absolute")), d.relative = number_or_nan(CELL("relative")), d.within_h = number_or_nan(CELL("within_h"));
	if (CELL("only").n && !str_eq(CELL("only"), S("high"))) return "only is high or empty";
	d.only_high = CELL("only").n > 0;
	d.direction = str_eq(CELL("direction"), S("rise")) ? 1 : str_eq(CELL("direction"), S("fall")) ? -1 : 0;
	if (!d.direction && !str_eq(CELL("direction"), S("change"))) return "direction is rise, fall or change";
	if (isnan(d.absolute) && isnan(d.relative)) return "no limit";
	if (d.relative <= 0 || d.absolute <= 0) return "a limit must be above zero";
	if (!tier_by_name(CELL("tier"), &d.tier)) return "unknown tier";
	const char *why = sentences(p, file, row, S("lab_deltas"), d.say);
	if (!why) *ARENA_PUSH(&p->build, &p->lab_deltas) = d;
	return why;
}

static const char *needs(struct pack *p, str cell, struct lab_panel *out)
{
	VECTOR(int32_t) v = {0};
	str item;
	while (str_next(&cell, ' ', &item)) {
		if (!item.n) continue;
		int32_t lab = lab_by_id(p, item);
		if (lab < 0) return "needs an unknown laboratory item";
		*ARENA_PUSH(&p->arena, &v) = lab;
	}
	out->needs = v.v, out->need_count = v.n;
	return NULL;
}

const char *pack_lab_panel_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	struct lab_panel l = {.id = CELL("id")};
	struct fail fail = {0};
	struct panel_names names = {lab_by_id, concept_by_id, p};
	const char *why = needs(p, CELL("needs"), &l);
	if (why) return why;
	if (!tier_by_name(CELL("tier"), &l.tier)) return "unknown tier";
	if (!panel_compile(&l.when, CELL("when"), names, &p->arena, &fail)) return str_c(&p->arena, str_from(fail.what));
	for (int a = 0; a < AUDIENCES; a++)
		for (int g = 0; g < LANGS; g++)
			if (!panel_text_compile(&l.text[a][g], tsv_cell(row, str_from(says[a][g])), names, &p->arena, &fail))
				return str_c(&p->arena, str_from(fail.what));
	why = sentences(p, file, row, S("lab_panels"), l.say);
	if (!why) *ARENA_PUSH(&p->build, &p->lab_panels) = l;
	return why;
}
