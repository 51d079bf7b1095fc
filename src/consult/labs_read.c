#include "consult/labs.h"

#include "base/check.h"
#include "base/utf8.h"
#include "consult/patient.h"
#include "lang/fold.h"
#include "library/order_book.h"

#include <math.h>

/* ---- the person ---- */

enum { MAY_BE_PREGNANT_FROM_Y = 12, MAY_BE_PREGNANT_TO_Y = 50 };

static void note(struct labs_reading *r, enum labs_note which, str what, struct arena *perm)
{
	*ARENA_PUSH(perm, &r->unchecked) = labs_note_text(which, r->lang, what, perm);
}

static void add_concepts(struct labs_reading *r, jv names, struct arena *perm)
{
	for (ptrdiff_t i = 0; i < json_count(names); i++) {
		jv item = json_at(names, i);
		str name = json_is_string(item) ? json_text(item) : json_str(item, "name").n ? json_str(item, "name") : json_str(item, "drug");
		struct hits hits = {0};
		int32_t exact = pack_concept(r->pack, name);
		struct concept_list named = {0}; /* conditions that only the order check has a name for, such as dialysis */
		if (exact < 0 && name.n) {
			str folded = fold(name, perm).text;
			lexicon_scan(r->pack->lexicon, folded, &hits, perm);
			order_name_conditions(r->pack, folded, &named, perm);
		}
		if (exact >= 0) facts_add(&r->facts, exact);
		for (ptrdiff_t h = 0; h < hits.n; h++) facts_add(&r->facts, hits.v[h].value);
		for (ptrdiff_t h = 0; h < named.n; h++) facts_add(&r->facts, named.v[h]);
		if (exact < 0 && !hits.n && !named.n && name.n) note(r, LABS_CONDITION, name, perm);
	}
}

static void read_person(struct labs_reading *r, jv patient, const struct report *head, struct arena *perm)
{
	double v, weeks = NAN, age = patient_age_y(patient, &r->age_unread, perm);
	enum tri pregnant = patient_said(patient, "pregnant");
	struct lab_person *p = &r->person;
	*p = (struct lab_person){.age_y = head->age_y, .sex = head->sex, .facts = &r->facts};
	if (!isnan(age)) p->age_y = age;
	char sex = patient_sex(patient);
	if (sex) p->sex = sex;
	p->pregnant = pregnant == TRI_YES && p->sex != 'm';
	p->postpartum = patient_said(patient, "postpartum") == TRI_YES && p->sex != 'm';
	if (json_number(patient, "trimester", &v) && v >= 1 && v <= 3) p->trimester = (int)v, p->pregnant = p->sex != 'm';
	if (json_number(patient, "weeks", &weeks) && weeks >= 1 && weeks <= 44 &&
	    p->sex != 'm') /* first to 13+6, second to 27+6 weeks: source prenatal-cn-2018 */
		p->pregnant = true, p->trimester = weeks < 14 ? 1 : weeks < 28 ? 2 : 3;
	if (p->pregnant) p->sex = 'f';
	r->facts = facts_none(r->pack->concepts.n, perm);
	facts_set_age(&r->facts, p->age_y);
	facts_set_sex(&r->facts, p->sex);
	/* What was not said is read as an adult who is not pregnant, as the intervals are; the reply says so. */
	if (isnan(p->age_y)) r->facts.word[WORD_CHILD] = TRI_NO;
	r->facts.word[WORD_PREGNANT] = p->pregnant ? TRI_YES : TRI_NO;
	r->facts.word[WORD_POSTPARTUM] = p->postpartum ? TRI_YES : TRI_NO;
	bool may_be = p->sex == 'f' && pregnant == TRI_UNKNOWN && !p->pregnant && !(p->age_y < MAY_BE_PREGNANT_FROM_Y) &&
		      !(p->age_y > MAY_BE_PREGNANT_TO_Y);
	if (may_be) note(r, LABS_NO_PREGNANCY, S(""), perm);
	add_concepts(r, json_get(patient, "conditions"), perm);
	add_concepts(r, json_get(patient, "drugs"), perm);
}

/* ---- time ---- */

/* "2026-11-29", "2026-11-29 08:30", "2026-11-29T08:30Z" → hours on a common scale; NAN when it is none. Time zones are taken to be the same. */
static double hours_of(str s)
{
	double part[5] = {0};
	int n = 0;
	for (ptrdiff_t i = 0; i < s.n && n < 5;) {
		ptrdiff_t from = i;
		while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
		int64_t v;
		if (i == from || !str_to_i64(str_slice(s, from, i), &v)) return NAN;
		part[n++] = (double)v;
		if (i < s.n && !strchr("-/. T:", s.p[i])) break;
		i++;
	}
	if (n < 3 || part[0] < 1900 || part[0] > 2200 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > 31 || part[3] > 24 || part[4] > 59)
		return NAN;
	/* Days by the civil calendar: March is the first month of the year. */
	double y = part[1] <= 2 ? part[0] - 1 : part[0], m = part[1] <= 2 ? part[1] + 9 : part[1] - 3;
	double days = 365 * y + floor(y / 4) - floor(y / 100) + floor(y / 400) + floor((153 * m + 2) / 5) + part[2];
	return days * 24 + part[3] + part[4] / 60;
}

/* Only a date: two of them may be up to a day farther apart or nearer than they look. */
static double hours_between(str from, str to)
{
	return hours_of(to) - hours_of(from);
}

/* ---- items ---- */

static str number_text(jv v)
{
	return json_text(v);
}

/* "98g/L" is 98 and g/L when the unit has no column of its own. */
static void read_value(struct labs_item *item, struct arena *perm)
{
	struct folded f = fold(item->value, perm);
	struct lab_value *v = &item->line.value;
	if (!lab_value_parse(v, f.text)) item->unread = "value";
	if (!item->unit.n && v->unit.n && lab_unit_like(v->unit)) {
		ptrdiff_t at = v->unit.p - f.text.p;
		item->unit = fold_original(&f, at, at + v->unit.n);
		item->value = str_trim(fold_original(&f, 0, at));
	}
	item->line.unit = lab_unit_spell(fold(item->unit, perm).text, perm);
	if (!v->unit.n || !lab_unit_like(v->unit) || str_eq(lab_unit_spell(v->unit, perm), item->line.unit)) return;
	*v = (struct lab_value){.number = NAN}; /* "126 mg/dL" in a column of mmol/L: one of the two is wrong */
	item->unread = "value";
}

static void read_range(struct labs_reading *r, struct labs_item *item, struct arena *perm)
{
	if (!str_trim(item->range).n) return;
	item->line.has_range = lab_range_parse(&item->line.range, fold(item->range, perm).text, r->person.sex);
	bool by_sex = !item->line.has_range && item->line.range.why && strcmp(item->line.range.why, "sex") == 0; /* said with the item */
	if (!item->line.has_range && !by_sex) note(r, LABS_RANGE, item->name, perm);
	if (item->line.has_range) item->line.range_unit = lab_unit_spell(item->line.range.unit, perm);
	if (item->line.has_range && !item->line.unit.n && item->line.range_unit.n) item->line.unit = item->line.range_unit;
}

static bool in_words(const struct labs_item *item)
{
	enum lab_kind k = item->line.value.kind;
	return k == LAB_NEGATIVE || k == LAB_WEAK || k == LAB_POSITIVE;
}

static void name_item(struct labs_reading *r, struct labs_item *item, struct arena *perm)
{
	pack_lab_find(&item->candidates, r->pack, item->name, item->line.unit, in_words(item), perm);
	item->lab = item->candidates.n == 1 ? item->candidates.v[0] : -1;
	if (item->lab < 0) item->unread = item->candidates.n ? "ambiguous" : "name";
}

static ptrdiff_t neighbours(const struct labs_reading *r, str group)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < r->items.n; i++) n += r->items.v[i].lab >= 0 && str_eq(r->pack->labs.v[r->items.v[i].lab].group, group);
	return n;
}

/* 白细胞 35 /μL between protein, ketones and gravity is of the urine's sediment, not of the blood. */
static void leave_urine_cells(struct labs_reading *r)
{
	enum { URINE_ITEMS = 3 };
	ptrdiff_t urine = neighbours(r, S("urine"));
	for (ptrdiff_t i = 0; urine >= URINE_ITEMS && i < r->items.n; i++) {
		struct labs_item *item = &r->items.v[i];
		bool blood = item->lab >= 0 && str_eq(r->pack->labs.v[item->lab].group, S("cbc"));
		if (!blood || str_find(item->line.unit, S("10^")) >= 0 || str_find(item->line.unit, S("g/")) >= 0) continue;
		item->lab = -1, item->unread = "ambiguous";
	}
}

/* A name that several items share is of the kind of report that the rest of the report is. */
static void settle_names(struct labs_reading *r)
{
	for (ptrdiff_t i = 0; i < r->items.n; i++) {
		struct labs_item *item = &r->items.v[i];
		ptrdiff_t best = 0, second = 0;
		int32_t lab = -1;
		for (ptrdiff_t k = 0; item->lab < 0 && k < item->candidates.n; k++) {
			ptrdiff_t n = neighbours(r, r->pack->labs.v[item->candidates.v[k]].group);
			if (n > best) second = best, best = n, lab = item->candidates.v[k];
			else if (n > second) second = n;
		}
		if (lab >= 0 && best > second) item->lab = lab, item->unread = item->line.value.kind == LAB_NOTHING ? "value" : NULL;
	}
	leave_urine_cells(r);
}

static void read_previous(struct labs_reading *r, struct labs_item *item, jv previous, struct arena *perm)
{
	struct lab_value v;
	item->previous = item->hours = NAN;
	if (!previous) return;
	jv value = json_is_object(previous) ? json_get(previous, "value") : previous;
	item->has_previous = true;
	item->previous_value = number_text(value), item->previous_date = json_str(previous, "date");
	str unit = json_str(previous, "unit");
	if (lab_value_parse(&v, fold(item->previous_value, perm).text) && v.kind == LAB_NUMBER && item->lab >= 0) {
		const struct lab *lab = &r->pack->labs.v[item->lab];
		str spelled = unit.n ? lab_unit_spell(fold(unit, perm).text, perm) : v.unit.n ? lab_unit_spell(v.unit, perm) : item->line.unit;
		double x = v.number;
		if (spelled.n ? lab_convert(lab, spelled, &x) : !isnan(item->finding.value)) {
			double factor = spelled.n || item->line.value.number == 0 ? 1 : item->finding.value / item->line.value.number;
			item->previous = spelled.n ? x : x * factor;
		}
	}
	if (!json_number(previous, "hours_ago", &item->hours)) item->hours = hours_between(item->previous_date, item->date);
	if (item->hours < 0) item->hours = NAN;
}

static void add_items(struct labs_reading *r, jv items, str date, struct arena *perm)
{
	for (ptrdiff_t i = 0; i < json_count(items); i++) {
		jv it = json_at(items, i);
		jv value = json_get(it, "value");
		bool nested = json_is_object(value);
		struct labs_item item = {.name = json_str(it, "name"),
					 .value = number_text(nested ? json_get(value, "value") : value),
					 .unit = nested && !json_str(it, "unit").n ? json_str(value, "unit") : json_str(it, "unit"),
					 .range = json_str(it, "range"),
					 .date = json_str(it, "date").n ? json_str(it, "date") : date,
					 .lab = -1};
		read_value(&item, perm);
		read_range(r, &item, perm);
		if (json_get(it, "range") && !json_is_string(json_get(it, "range"))) note(r, LABS_RANGE, item.name, perm);
		name_item(r, &item, perm);
		*ARENA_PUSH(perm, &r->items) = item;
	}
}

static void add_pasted(struct labs_reading *r, const struct report *report, str date, struct arena *perm)
{
	r->lines_without_value = report->no_value;
	r->cut = report->cut;
	if (report->cut) note(r, LABS_CUT, S(""), perm);
	for (ptrdiff_t i = 0; i < report->n; i++) {
		const struct report_item *it = &report->v[i];
		struct labs_item item = {.name = it->name, .value = it->value, .unit = it->unit, .range = it->range, .date = date, .lab = -1};
		read_value(&item, perm);
		read_range(r, &item, perm);
		name_item(r, &item, perm);
		if (it->arrow && !item.line.value.arrow) item.line.value.arrow = it->arrow;
		*ARENA_PUSH(perm, &r->items) = item;
	}
}

/* Nothing that is counted or weighed is below nothing; what may be, such as base excess, has such an interval. */
static bool is_impossible(const struct labs_item *item, const struct lab *lab)
{
	const struct lab_value *v = &item->line.value;
	bool may_be_negative = lab->low < 0 || (item->line.has_range && item->line.range.low < 0);
	return v->kind >= LAB_NUMBER && v->kind <= LAB_ABOVE && v->number < 0 && !may_be_negative;
}

static void interpret(struct labs_reading *r, jv items, struct arena *perm)
{
	ptrdiff_t given = json_count(items);
	for (ptrdiff_t i = 0; i < r->items.n; i++) {
		struct labs_item *item = &r->items.v[i];
		const struct lab *lab = item->lab >= 0 ? &r->pack->labs.v[item->lab] : NULL;
		if (lab && is_impossible(item, lab)) item->line.value.kind = LAB_NOTHING, item->unread = "value";
		item->finding = lab_interpret(lab, &item->line, &r->person);
		if (item->finding.critical_inside) note(r, LABS_DOUBTFUL, item->name, perm);
		read_previous(r, item, i < given ? json_get(json_at(items, i), "previous") : NULL, perm);
	}
}

/* ---- together ---- */

static struct panel_report together(const struct labs_reading *r, ptrdiff_t *of_lab, struct arena *perm)
{
	struct panel_lab *labs = ARENA_NEW(perm, struct panel_lab, r->pack->labs.n);
	for (ptrdiff_t i = 0; i < r->pack->labs.n; i++) of_lab[i] = -1;
	for (ptrdiff_t i = 0; i < r->items.n; i++) {
		const struct labs_item *item = &r->items.v[i];
		if (item->lab < 0 || item->line.value.kind == LAB_NOTHING || of_lab[item->lab] >= 0) continue; /* the first of two */
		const struct lab_value *v = &item->line.value;
		bool pluses = v->kind == LAB_POSITIVE && !v->titre;
		bool near = item->finding.just_outside && r->audience == AUDIENCE_PATIENT; /* starts no pattern (docs/adr/0010) */
		of_lab[item->lab] = i;
		labs[item->lab] = (struct panel_lab){.present = true,
						     .flag = near ? LAB_NORMAL : item->finding.flag,
						     .value = v->kind <= LAB_ABOVE ? item->finding.value : NAN,
						     .bound = v->kind == LAB_BELOW   ? -1
							      : v->kind == LAB_ABOVE ? 1
										     : 0,
						     .high = item->finding.high,
						     .plus = pluses                                           ? v->number
							     : v->kind == LAB_NEGATIVE || v->kind == LAB_WEAK ? 0
													      : NAN,
						     .positive = item->finding.positive};
	}
	int32_t crea = pack_concept(r->pack, S("crea"));
	return (struct panel_report){labs, r->pack->labs.n, crea < 0 ? -1 : r->pack->concepts.v[crea].lab, &r->facts};
}

static void add_from(struct labs_hit *hit, ptrdiff_t item, struct arena *perm)
{
	for (ptrdiff_t i = 0; i < hit->from_count; i++)
		if (hit->from[i] == item) return;
	ptrdiff_t *grown = ARENA_NEW(perm, ptrdiff_t, hit->from_count + 1);
	if (hit->from_count) memcpy(grown, hit->from, (size_t)hit->from_count * sizeof *grown);
	grown[hit->from_count++] = item;
	hit->from = grown;
}

static void judge_panels(struct labs_reading *r, struct arena *perm)
{
	ptrdiff_t *of_lab = ARENA_NEW(perm, ptrdiff_t, r->pack->labs.n + 1);
	struct panel_report report = together(r, of_lab, perm);
	for (ptrdiff_t i = 0; i < r->pack->lab_panels.n; i++) {
		const struct lab_panel *p = &r->pack->lab_panels.v[i];
		struct labs_hit hit = {.rule = i, .tier = p->tier};
		bool complete = true;
		for (ptrdiff_t k = 0; k < p->need_count; k++) complete = complete && report.labs[p->needs[k]].present;
		if (!complete || panel_eval(&p->when, &report) != TRI_YES) continue;
		if (!panel_text_say(&hit.text, &p->text[r->audience][r->lang], &report, perm)) continue;
		for (ptrdiff_t k = 0; k < p->need_count; k++) add_from(&hit, of_lab[p->needs[k]], perm);
		for (ptrdiff_t k = 0; k < p->when.n; k++) {
			const struct panel_step *s = &p->when.v[k];
			bool of = s->op >= PANEL_VALUE && s->op <= PANEL_KNOWN && s->op != PANEL_EGFR;
			if (of && of_lab[s->arg] >= 0) add_from(&hit, of_lab[s->arg], perm);
			if (s->op == PANEL_EGFR && report.crea >= 0 && of_lab[report.crea] >= 0) add_from(&hit, of_lab[report.crea], perm);
		}
		*ARENA_PUSH(perm, &r->hits) = hit;
	}
}

static bool moved(const struct lab_delta *d, double from, double to)
{
	enum { SCALE = 1000000 }; /* so that 88.4 + 26.5 counts as a rise of 26.5 */
	double by = round((to - from) * SCALE) / SCALE, times = from > 0 ? round(to / from * SCALE) / SCALE : NAN;
	if (d->direction >= 0 && ((!isnan(d->absolute) && by >= d->absolute) || (!isnan(d->relative) && d->relative > 1 && times >= d->relative)))
		return true;
	return d->direction <= 0 && ((!isnan(d->absolute) && -by >= d->absolute) || (!isnan(d->relative) && d->relative < 1 && times <= d->relative));
}

static void judge_deltas(struct labs_reading *r, struct arena *perm)
{
	bool no_time = false;
	for (ptrdiff_t k = 0; k < r->pack->lab_deltas.n; k++) {
		const struct lab_delta *d = &r->pack->lab_deltas.v[k];
		for (ptrdiff_t i = 0; i < r->items.n; i++) {
			const struct labs_item *item = &r->items.v[i];
			if (item->lab != d->lab || isnan(item->previous) || isnan(item->finding.value) || item->line.value.kind != LAB_NUMBER)
				continue;
			if (!moved(d, item->previous, item->finding.value)) continue;
			if (d->only_high && item->finding.flag != LAB_HIGH && item->finding.flag != LAB_CRITICAL_HIGH) continue;
			if (!isnan(d->within_h) && isnan(item->hours)) no_time = true;
			if (!isnan(d->within_h) && !(item->hours <= d->within_h)) continue;
			struct labs_hit hit = {
				.delta = true, .rule = k, .tier = d->tier, .text = r->pack->passages.v[d->say[r->audience][r->lang]].text};
			add_from(&hit, i, perm);
			*ARENA_PUSH(perm, &r->hits) = hit;
			break;
		}
	}
	if (no_time) note(r, LABS_NO_TIME, S(""), perm);
}

static void sort_hits(struct labs_reading *r)
{
	for (ptrdiff_t i = 1; i < r->hits.n; i++)
		for (ptrdiff_t k = i; k > 0 && r->hits.v[k].tier > r->hits.v[k - 1].tier; k--) {
			struct labs_hit swap = r->hits.v[k];
			r->hits.v[k] = r->hits.v[k - 1], r->hits.v[k - 1] = swap;
		}
}

/* Rules that were not there, or were damaged when the pack was loaded, checked nothing: said aloud. */
static void say_unchecked(struct labs_reading *r, struct arena *perm)
{
	static const str tables[] = {{"lab_panels", 10}, {"lab_deltas", 10}, {"lab_ranges", 10}, {"critical_values", 15}, {"labs", 4}};
	if (!r->pack->lab_panels.n) note(r, LABS_NO_PANELS, S(""), perm);
	if (!r->pack->lab_deltas.n) note(r, LABS_NO_DELTAS, S(""), perm);
	for (ptrdiff_t t = 0; t < COUNT(tables); t++) {
		ptrdiff_t n = 0;
		for (ptrdiff_t i = 0; i < r->pack->refused.n; i++) {
			str file = r->pack->refused.v[i].file;
			char next = file.n > tables[t].n ? file.p[tables[t].n] : 0;
			n += str_starts(file, tables[t]) && (next == '/' || next == '.');
		}
		if (!n) continue;
		struct sb what = sb_new(perm, 40);
		sb_add(&what, tables[t]);
		sb_fmt(&what, " (%td)", n);
		note(r, LABS_REFUSED, sb_str(&what), perm);
	}
	if (isnan(r->person.age_y) && !r->age_unread.n) note(r, LABS_NO_AGE, S(""), perm);
	if (isnan(r->person.age_y) && r->age_unread.n) note(r, LABS_AGE, utf8_prefix(r->age_unread, 40), perm);
	if (!r->person.sex) note(r, LABS_NO_SEX, S(""), perm);
}

/* ---- the whole ---- */

static bool known_name(void *ctx, str folded)
{
	return pack_lab_known(ctx, folded);
}

static bool chinese(str s)
{
	for (ptrdiff_t i = 0; i < s.n;) {
		int len;
		if (cp_is_han(utf8_at(s, i, &len))) return true;
		i += len;
	}
	return false;
}

static enum language language_of(jv body, str report)
{
	str lang = json_str(body, "lang");
	if (lang.n) return str_eq(lang, S("en")) ? LANG_EN : LANG_ZH;
	if (chinese(report)) return LANG_ZH;
	jv items = json_get(body, "items");
	for (ptrdiff_t i = 0; i < json_count(items); i++)
		if (chinese(json_str(json_at(items, i), "name")) || chinese(json_str(json_at(items, i), "value")) ||
		    chinese(json_str(json_at(items, i), "range")))
			return LANG_ZH;
	return LANG_EN;
}

/* What is there has the shape it must have: a list that is no list would be left out without a word. */
static bool is_well_formed(jv body, struct fail *fail)
{
	static const char *const lists[] = {"conditions", "drugs"};
	jv patient = json_get(body, "patient");
	if (patient && !json_is_object(patient)) return fail_set(fail, RC_INPUT, "labs", "\"patient\" is not an object");
	for (ptrdiff_t i = 0; i < COUNT(lists); i++)
		if (json_get(patient, lists[i]) && !json_is_array(json_get(patient, lists[i])))
			return fail_set(fail, RC_INPUT, "labs", "\"%s\" is not a list", lists[i]);
	if (json_get(body, "items") && !json_is_array(json_get(body, "items"))) return fail_set(fail, RC_INPUT, "labs", "\"items\" is not a list");
	if (json_get(body, "report") && !json_is_string(json_get(body, "report"))) return fail_set(fail, RC_INPUT, "labs", "\"report\" is no text");
	return true;
}

bool labs_read(struct labs_reading *r, const struct pack *pack, jv body, struct arena *perm, struct fail *fail)
{
	str text = json_str(body, "report"), audience = json_str(body, "audience");
	jv items = json_get(body, "items");
	struct report report = {.age_y = NAN};
	if (!line_lang_known(body, "labs", fail) || !is_well_formed(body, fail)) return false;
	if (json_get(body, "audience") && !str_eq(audience, S("patient")) && !str_eq(audience, S("doctor")))
		return fail_set(fail, RC_INPUT, "labs", "\"audience\" is neither \"patient\" nor \"doctor\"");
	if (!json_count(items) && !str_trim(text).n) return fail_set(fail, RC_INPUT, "labs", "\"items\" or \"report\" is missing or empty");
	if (json_count(items) > REPORT_ITEMS_MAX)
		return fail_set(fail, RC_LIMIT, "labs", "%td items, at most %d are read", json_count(items), REPORT_ITEMS_MAX);
	*r = (struct labs_reading){
		.pack = pack, .lang = language_of(body, text), .audience = str_eq(audience, S("doctor")) ? AUDIENCE_DOCTOR : AUDIENCE_PATIENT};
	if (text.n) report_parse(&report, text, (struct report_names){known_name, (void *)(uintptr_t)pack}, perm);
	read_person(r, json_get(body, "patient"), &report, perm);
	add_items(r, items, json_str(body, "date"), perm);
	add_pasted(r, &report, json_str(body, "date"), perm);
	settle_names(r);
	interpret(r, items, perm);
	judge_panels(r, perm);
	judge_deltas(r, perm);
	sort_hits(r);
	say_unchecked(r, perm);
	return true;
}

void labs_together(struct labs_reading *r, const struct pack *pack, const struct facts *facts, enum language lang, const struct labs_value *values,
		   ptrdiff_t n, struct arena *perm)
{
	*r = (struct labs_reading){.pack = pack, .lang = lang, .audience = AUDIENCE_PATIENT, .person = lab_person_of(facts), .facts = *facts};
	r->person.facts = &r->facts;
	bool child_unsaid = r->facts.word[WORD_CHILD] == TRI_UNKNOWN && isnan(r->facts.v[FACT_AGE_Y]);
	if (child_unsaid) r->facts.word[WORD_CHILD] = TRI_NO; /* what was not said is read as an adult who is not pregnant, as in read_person */
	if (r->facts.word[WORD_PREGNANT] == TRI_UNKNOWN) r->facts.word[WORD_PREGNANT] = TRI_NO;
	if (r->facts.word[WORD_POSTPARTUM] == TRI_UNKNOWN) r->facts.word[WORD_POSTPARTUM] = TRI_NO;
	for (ptrdiff_t i = 0; i < n; i++) {
		const struct lab *lab = &pack->labs.v[values[i].lab];
		struct labs_item *item = ARENA_PUSH(perm, &r->items);
		*item = (struct labs_item){.name = pack->concepts.v[lab->concept].name[lang], .lab = values[i].lab, .previous = NAN, .hours = NAN};
		item->line.value = (struct lab_value){.kind = LAB_NUMBER, .number = values[i].value};
		item->line.unit = lab->unit;
		item->finding = lab_interpret(lab, &item->line, &r->person);
	}
	judge_panels(r, perm);
	sort_hits(r);
}
