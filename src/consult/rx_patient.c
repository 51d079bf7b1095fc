/* rx_patient.c - the person of an order: facts, conditions, allergies, laboratory results. */
#include "consult/rx_int.h"

#include "base/check.h"
#include "base/utf8.h"
#include "consult/patient.h"
#include "lang/quantity.h"

#include <math.h>
#include <stdio.h>

void rx_unread_add(struct rx_read *r, str what, enum rx_reason reason)
{
	*ARENA_PUSH(r->perm, &r->unread) = (struct rx_unread){what, reason};
}

str rx_fold(struct rx_read *r, str text)
{
	return fold(text, r->perm).text;
}

/* Days from civil, after Howard Hinnant's published algorithm; proleptic Gregorian. */
static double days_of(int y, int m, int d)
{
	y -= m <= 2;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400, doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1, doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097.0 + doe - 719468;
}

double rx_date(str text)
{
	int64_t y, m, d;
	if (text.n < 10 || text.p[4] != '-' || text.p[7] != '-') return NAN;
	if (!str_to_i64(str_slice(text, 0, 4), &y) || !str_to_i64(str_slice(text, 5, 7), &m) || !str_to_i64(str_slice(text, 8, 10), &d)) return NAN;
	return y < 1900 || m < 1 || m > 12 || d < 1 || d > 31 ? NAN : days_of((int)y, (int)m, (int)d);
}

double rx_number(jv object, const char *key)
{
	double v;
	if (json_number(object, key, &v)) return v;
	return json_number(json_get(object, key), "value", &v) ? v : NAN;
}

static double first_number(jv object, const char *const *keys, ptrdiff_t n)
{
	double v = NAN;
	for (ptrdiff_t i = 0; i < n && isnan(v); i++) v = rx_number(object, keys[i]);
	return v;
}

/* ---- plain facts ---- */

/* A number that can be true of a person; what is written and cannot be is named and not used. */
static double fact(struct rx_read *r, jv patient, const char *key, double low, double high, enum rx_reason reason)
{
	double v = rx_number(patient, key);
	jv given = json_get(patient, key);
	str written = json_text(json_is_object(given) ? json_get(given, "value") : given);
	if (v >= low && v <= high) return v;
	if (given && !(json_is_string(given) && !str_trim(written).n)) rx_unread_add(r, utf8_prefix(written, RX_SHOWN_BYTES), reason);
	return NAN;
}

static double age_y(struct rx_read *r, jv patient)
{
	str unread;
	double years = patient_age_y(patient, &unread, r->perm);
	if (isnan(years) && unread.n) rx_unread_add(r, utf8_prefix(unread, RX_SHOWN_BYTES), RX_BAD_AGE);
	return years;
}

static void read_plain(struct rx_read *r, jv p)
{
	struct facts *f = &r->order.facts;
	static const char *const weeks[] = {"pregnancy_weeks", "gestation_weeks", "preg_weeks"};
	facts_set_age(f, age_y(r, p));
	facts_set_sex(f, patient_sex(p));
	f->v[FACT_WEIGHT_KG] = fact(r, p, "weight_kg", 0.3, 400, RX_BAD_WEIGHT);
	f->v[FACT_HEIGHT_CM] = fact(r, p, "height_cm", 25, 260, RX_BAD_HEIGHT);
	f->v[FACT_EGFR] = fact(r, p, "egfr", 0, PATIENT_EGFR_MAX, RX_BAD_EGFR);
	f->v[FACT_BMI] = fact(r, p, "bmi", 5, 120, RX_BAD_BMI);
	f->v[FACT_TEMP_C] = rx_number(p, "temp_c");
	f->v[FACT_SBP] = rx_number(p, "sbp");
	f->v[FACT_HR] = rx_number(p, "hr");
	f->v[FACT_GESTATION_W] = first_number(p, weeks, COUNT(weeks));
	double m = f->v[FACT_HEIGHT_CM] / 100;
	if (isnan(f->v[FACT_BMI])) f->v[FACT_BMI] = f->v[FACT_WEIGHT_KG] / (m * m);
	if (f->word[WORD_PREGNANT] == TRI_UNKNOWN) f->word[WORD_PREGNANT] = patient_said(p, "pregnant");
	if (f->v[FACT_GESTATION_W] > 0) f->word[WORD_PREGNANT] = TRI_YES;
	if (f->word[WORD_BREASTFEEDING] == TRI_UNKNOWN) f->word[WORD_BREASTFEEDING] = patient_said(p, "breastfeeding");
	f->word[WORD_SMOKER] = patient_said(p, "smoker");
	if (f->word[WORD_SMOKER] == TRI_UNKNOWN) f->word[WORD_SMOKER] = patient_said(p, "smoking");
}

/* ---- conditions ---- */

static void add_condition(struct rx_read *r, int32_t c, bool past, int depth)
{
	const struct pack *p = r->pack;
	const struct card *card = pack_card(p, c);
	if (past && p->concepts.v[c].condition != CONDITION_LASTING) facts_add_past(&r->order.facts, c);
	else facts_add(&r->order.facts, c);
	if (depth > 6) return;
	if (card && card->concept == c && card->parent >= 0) add_condition(r, card->parent, past, depth + 1);
	for (ptrdiff_t i = 0; i < p->implied.n; i++)
		if (p->implied.v[i].condition == c) add_condition(r, p->implied.v[i].also, past, depth + 1);
}

static bool is_past(str folded)
{
	static const char *const words[] = {"病史",  "史",     "既往",   "曾",       "陈旧", "history of", "previous",
					    "past ", "prior ", "former", "resolved", "已愈", "术后"};
	for (ptrdiff_t i = 0; i < COUNT(words); i++)
		if (str_find(folded, str_from(words[i])) >= 0) return true;
	return false;
}

static bool flag_past(jv v)
{
	str status = json_str(v, "status");
	return json_flag(v, "past") || json_flag(v, "resolved") || (json_get(v, "active") && !json_flag(v, "active")) || str_eq(status, S("past")) ||
	       str_eq(status, S("resolved")) || str_eq(status, S("history"));
}

static void read_words(struct rx_read *r, str folded)
{
	struct facts *f = &r->order.facts;
	if (str_eq(folded, S("pregnancy")) || str_eq(folded, S("pregnant")) || str_eq(folded, S("妊娠")) || str_eq(folded, S("怀孕")))
		f->word[WORD_PREGNANT] = TRI_YES;
	if (str_eq(folded, S("breastfeeding")) || str_eq(folded, S("lactation")) || str_eq(folded, S("哺乳")) || str_eq(folded, S("哺乳期")))
		f->word[WORD_BREASTFEEDING] = TRI_YES;
}

static void read_conditions(struct rx_read *r, jv list)
{
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		jv v = json_at(list, i);
		str written = json_is_object(v) ? json_str(v, "name") : json_text(v);
		str folded = rx_fold(r, written);
		struct concept_list found = {0};
		read_words(r, folded);
		if (!order_name_conditions(r->pack, folded, &found, r->perm)) rx_unread_add(r, written, RX_UNKNOWN_CONDITION);
		bool past = is_past(folded) || flag_past(v);
		for (ptrdiff_t k = 0; k < found.n; k++) add_condition(r, found.v[k], past, 0);
	}
	int32_t smoker = pack_concept(r->pack, S("smoker"));
	if (smoker >= 0 && facts_has(&r->order.facts, smoker)) r->order.facts.word[WORD_SMOKER] = TRI_YES;
}

/* Without the list nothing is known of any condition; drugs and classes are not conditions. */
static void leave_conditions_open(struct rx_read *r)
{
	uint64_t *open = ARENA_NEW(r->perm, uint64_t, r->pack->concepts.n / 64 + 1);
	for (int32_t c = 0; c < (int32_t)r->pack->concepts.n; c++)
		if (r->pack->concepts.v[c].drug < 0 && r->pack->concepts.v[c].drug_class < 0) open[c / 64] |= (uint64_t)1 << (c % 64);
	r->order.facts.open = open;
}

/* ---- allergies ---- */

static void set_bit(uint64_t *set, int32_t c)
{
	set[c / 64] |= (uint64_t)1 << (c % 64);
}

struct allergy_sets {
	uint64_t *all, *named;
	ptrdiff_t words;
	int32_t known; /* the concept of having an allergy to a drug, or -1 */
};

/* False when it is no allergen that the pack has. */
static bool add_allergen(struct rx_read *r, const struct allergy_sets *s, str folded)
{
	struct named n = order_name_allergen(r->pack, folded);
	if (n.how != NAME_FOUND) return false;
	set_bit(s->all, n.concept);
	set_bit(s->named, n.concept);
	bool drug = r->pack->drug_of[n.concept] >= 0;
	if ((drug || r->pack->concepts.v[n.concept].drug_class >= 0) && s->known >= 0) facts_add(&r->order.facts, s->known);
	if (!drug) return true;
	const uint64_t *is = order_closure(r->pack->orders->index, r->pack->drug_of[n.concept]);
	for (ptrdiff_t w = 0; w < s->words; w++) s->all[w] |= is[w];
	return true;
}

/* 青霉素、头孢 in one entry: each piece by itself, and what is not understood is said. */
static void add_allergens(struct rx_read *r, const struct allergy_sets *s, str written, str folded)
{
	static const str separators[] = {{"、", 3}, {"，", 3}, {"；", 3}, {",", 1}, {";", 1}, {"/", 1}, {"+", 1}, {"和", 3}, {"及", 3}, {" and ", 5}};
	enum { ENTRY_MAX = 512 };
	if (add_allergen(r, s, folded)) return;
	if (folded.n > ENTRY_MAX) {
		rx_unread_add(r, written, RX_UNKNOWN_ALLERGEN);
		return;
	}
	for (str text = folded; text.n;) {
		ptrdiff_t cut = text.n, len = 0;
		for (ptrdiff_t i = 0; i < COUNT(separators); i++) {
			ptrdiff_t at = str_find(str_slice(text, 0, cut), separators[i]);
			if (at >= 0) cut = at, len = separators[i].n;
		}
		str piece = str_trim(str_slice(text, 0, cut));
		bool whole = cut == folded.n;
		if (whole || (piece.n && !add_allergen(r, s, piece))) rx_unread_add(r, whole ? written : piece, RX_UNKNOWN_ALLERGEN);
		text = str_slice(text, cut + len, text.n);
	}
}

static void read_allergies(struct rx_read *r, jv list)
{
	ptrdiff_t words = r->pack->concepts.n / 64 + 1;
	struct allergy_sets s = {ARENA_NEW(r->perm, uint64_t, words), ARENA_NEW(r->perm, uint64_t, words), words,
				 pack_concept(r->pack, S("drug-allergy"))};
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		jv v = json_at(list, i);
		str written = json_is_object(v) ? json_str(v, json_get(v, "drug") ? "drug" : "name") : json_text(v);
		str folded = rx_fold(r, written);
		if (!folded.n || str_eq(folded, S("无")) || str_eq(folded, S("none")) || str_eq(folded, S("nkda"))) continue;
		add_allergens(r, &s, written, folded);
	}
	r->order.allergies = s.all;
	r->order.allergens = s.named;
}

/* ---- laboratory results ---- */

/* As laboratories call it; a drug's name beside a number is its level. Several items of one name are none. */
static int32_t lab_of(struct rx_read *r, str name, str unit)
{
	struct lab_match found = {0};
	pack_lab_find(&found, r->pack, name, unit, false, r->perm);
	if (found.n == 1) return r->pack->labs.v[found.v[0]].concept;
	return found.n ? -1 : order_name_lab(r->pack, rx_fold(r, name));
}

static double in_unit(struct rx_read *r, const struct lab *lab, double value, str unit, bool *known)
{
	str spelled = lab_unit_spell(rx_fold(r, unit), r->perm);
	*known = isnan(value) || !spelled.n || lab_convert(lab, spelled, &value);
	return *known ? value : NAN;
}

static double age_of(struct rx_read *r, jv v)
{
	static const char *const ages[] = {"days_ago", "age_days", "days"}, *const dates[] = {"date", "time", "at", "collected"};
	double days = first_number(v, ages, COUNT(ages));
	for (ptrdiff_t i = 0; i < COUNT(dates) && isnan(days); i++) days = r->today - rx_date(json_str(v, dates[i]));
	if (days >= -1 && days < 0) days = 0; /* today where the day begins earlier than here */
	return days >= 0 ? days : NAN;
}

static void read_labs(struct rx_read *r, jv list)
{
	ptrdiff_t n = json_count(list);
	struct fact_lab *labs = ARENA_NEW(r->perm, struct fact_lab, n);
	struct facts *f = &r->order.facts;
	f->labs = labs;
	f->labs_known = true;
	for (ptrdiff_t i = 0; i < n; i++) {
		jv v = json_at(list, i);
		str written = json_is_object(v) ? json_str(v, "name") : json_text(v);
		str unit = json_str(v, "unit").n ? json_str(v, "unit") : json_str(json_get(v, "value"), "unit");
		int32_t c = lab_of(r, written, unit);
		bool known;
		if (c < 0) {
			rx_unread_add(r, written, RX_UNKNOWN_LAB);
			continue;
		}
		const struct lab *lab = &r->pack->labs.v[r->pack->concepts.v[c].lab];
		double value = in_unit(r, lab, rx_number(v, "value"), unit, &known);
		if (!known) rx_unread_add(r, written, RX_LAB_UNIT);
		if (known && isnan(value) && json_get(v, "value")) rx_unread_add(r, written, RX_LAB_VALUE);
		if (isnan(age_of(r, v)) && json_str(v, "date").n) rx_unread_add(r, written, RX_LAB_DATE);
		labs[f->lab_count++] = (struct fact_lab){c, value, age_of(r, v)};
	}
}

/* CKD-EPI 2021 without race: 142 × min(Scr/κ,1)^α × max(Scr/κ,1)^-1.200 × 0.9938^age [× 1.012 in women]; κ 0.7 / 0.9 mg/dL, α -0.241 / -0.302.
 * Source: Inker et al., N Engl J Med 2021;385:1737. Adults only. 1 mg/dL of creatinine is 88.4 umol/L. */
static double egfr_of(const struct facts *f, double creat_umol_l)
{
	bool female = f->word[WORD_FEMALE] == TRI_YES;
	if (f->word[WORD_FEMALE] == TRI_UNKNOWN || !(f->v[FACT_AGE_Y] >= ADULT_FROM_Y) || !(creat_umol_l > 8)) return NAN;
	double ratio = creat_umol_l / 88.4 / (female ? 0.7 : 0.9);
	return 142 * pow(fmin(ratio, 1), female ? -0.241 : -0.302) * pow(fmax(ratio, 1), -1.2) * pow(0.9938, f->v[FACT_AGE_Y]) * (female ? 1.012 : 1);
}

static void settle_egfr(struct rx_read *r)
{
	struct facts *f = &r->order.facts;
	int32_t egfr = pack_concept(r->pack, S("egfr")), crea = pack_concept(r->pack, S("crea"));
	const struct fact_lab *l = egfr >= 0 && isnan(f->v[FACT_EGFR]) ? facts_lab(f, egfr) : NULL;
	if (l) f->v[FACT_EGFR] = l->value;
	l = crea >= 0 && isnan(f->v[FACT_EGFR]) ? facts_lab(f, crea) : NULL;
	if (l) f->v[FACT_EGFR] = egfr_of(f, l->value);
}

bool rx_read_patient(struct rx_read *r, jv patient)
{
	r->order.facts = facts_none(r->pack->concepts.n, r->perm);
	if (patient && !json_is_object(patient)) return fail_set(r->fail, RC_INPUT, "rx", "\"patient\" is not an object");
	static const char *const lists[] = {"conditions", "allergies", "labs"};
	for (ptrdiff_t i = 0; i < COUNT(lists); i++)
		if (json_get(patient, lists[i]) && !json_is_array(json_get(patient, lists[i])))
			return fail_set(r->fail, RC_INPUT, "rx", "\"%s\" is not a list", lists[i]);
	read_plain(r, patient);
	if (json_get(patient, "conditions")) read_conditions(r, json_get(patient, "conditions"));
	else leave_conditions_open(r);
	if (json_get(patient, "allergies")) read_allergies(r, json_get(patient, "allergies"));
	if (json_get(patient, "labs")) read_labs(r, json_get(patient, "labs"));
	settle_egfr(r);
	if (json_flag(patient, "alcohol")) {
		int32_t drinks = pack_concept(r->pack, S("alcoholic-drinks"));
		if (drinks >= 0) facts_add(&r->order.facts, drinks);
	}
	return true;
}
