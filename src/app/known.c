/* known.c - the facts of a person for the engines: what was told, what the record says, and which of it is too old to count. */
#include "app/derived.h"

#include "clinic/unit.h"

#include <math.h>
#include <stdlib.h>

#define DAY_MS INT64_C(86400000)

/* How long it is taken for true [ms]. Pregnancy as in own_facts.c: 42 weeks. Weight and kidney function: own rule, a year, a child's weight 90 days since
 * doses go by it. What was measured at the bedside: a day, since it is taken for how somebody is now. */
static const int64_t pregnant_ms = 42 * 7 * DAY_MS, year_ms = 365 * DAY_MS, child_ms = 90 * DAY_MS, bedside_ms = DAY_MS;

#define LOINC "http://loinc.org|"

static void note(struct known *k, const char *kind, str text, const char *state, const struct derived_item *from, struct arena *a)
{
	*ARENA_PUSH(a, k) = (struct known_item){kind, text, state, from ? from->type : (str){"", 0}, from ? from->id : (str){"", 0}};
}

static const char *state_of(const struct derived_item *i)
{
	return str_eq(i->brief.origin, S("stated")) ? "stated" : "record";
}

/* 血压 133/83 mm[Hg]: as it stands in the record. */
static str measured(const struct derived_item *i, struct arena *a)
{
	struct sb out = sb_new(a, i->brief.title.n + i->brief.value.n + i->brief.unit.n + 2);
	sb_add(&out, i->brief.title);
	if (out.n) sb_byte(&out, ' ');
	sb_add(&out, i->brief.value);
	if (i->brief.unit.n && !str_eq(i->brief.unit, S("mm[Hg]"))) sb_byte(&out, ' '), sb_add(&out, i->brief.unit);
	return sb_str(&out);
}

static bool among(const struct told_list *list, str text)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i], text)) return true;
	return false;
}

static void append(struct told_list *list, str text, struct arena *a)
{
	str *v = ARENA_NEW(a, str, list->n + 1);
	for (ptrdiff_t i = 0; i < list->n; i++) v[i] = list->v[i];
	v[list->n] = text;
	*list = (struct told_list){true, v, list->n + 1};
}

static void add_lists(struct known *k, struct person_facts *f, const struct derived *d, struct arena *a)
{
	static const char *const kinds[] = {[DERIVED_CONDITION] = "condition", [DERIVED_ALLERGY] = "allergy", [DERIVED_DRUG] = "drug"};
	struct told_list *const lists[] = {[DERIVED_CONDITION] = &f->conditions, [DERIVED_ALLERGY] = &f->allergies, [DERIVED_DRUG] = &f->drugs};
	for (int role = 0; role < DERIVED_RESULT; role++)
		for (ptrdiff_t i = 0; i < lists[role]->n; i++) note(k, kinds[role], lists[role]->v[i], "told", NULL, a);
	for (ptrdiff_t i = 0; i < d->n; i++) {
		const struct derived_item *item = &d->v[i];
		if (item->role == DERIVED_RESULT || among(lists[item->role], item->brief.title)) continue;
		append(lists[item->role], item->brief.title, a);
		note(k, kinds[item->role], item->brief.title, state_of(item), item, a);
	}
}

static bool number(str text, double *v)
{
	char copy[32];
	char *end;
	if (!text.n || text.n >= (ptrdiff_t)sizeof copy) return false;
	memcpy(copy, text.p, (size_t)text.n);
	copy[text.n] = 0;
	*v = strtod(copy, &end);
	return end == copy + text.n && isfinite(*v);
}

/* Recent enough, not of the future, in that unit. */
static bool usable(const struct derived_item *i, int64_t now_ms, int64_t within_ms, const char *unit, double *v)
{
	if (!i || i->at_ms <= 0 || i->at_ms > now_ms + DAY_MS || now_ms - i->at_ms > within_ms) return false;
	return (!unit || str_eq(i->brief.unit, str_from(unit))) && number(i->brief.value, v);
}

static void add_weight(struct known *k, struct person_facts *f, const struct derived *d, int64_t told_ms, bool child, int64_t now_ms, struct arena *a)
{
	const struct derived_item *i = derive_result(d, S(LOINC "29463-7"));
	double kg;
	if (usable(i, now_ms, child ? child_ms : year_ms, "kg", &kg) && kg > 0 && kg < 500 && (i->at_ms > told_ms || !f->weight_kg.n)) {
		f->weight_kg = i->brief.value;
		note(k, "weight", i->brief.value, state_of(i), i, a);
	} else if (f->weight_kg.n) note(k, "weight", f->weight_kg, "told", NULL, a);
}

static void add_pregnancy(struct known *k, struct person_facts *f, const struct derived *d, int64_t told_ms, int64_t now_ms, struct arena *a)
{
	const struct derived_item *i = derive_result(d, S(LOINC "82810-3"));
	bool recent = i && i->at_ms > 0 && now_ms - i->at_ms <= pregnant_ms && i->at_ms <= now_ms + DAY_MS;
	bool yes = recent && (str_eq(i->brief.value, S("怀孕")) || str_eq(i->brief.value, S("Pregnant")) || str_eq(i->brief.value, S("pregnant")));
	if (yes && (f->pregnant == TRI_UNKNOWN || i->at_ms > told_ms)) {
		f->pregnant = TRI_YES;
		note(k, "pregnancy", i->brief.value, state_of(i), i, a);
	} else if (f->pregnant == TRI_YES) note(k, "pregnancy", S("怀孕"), "told", NULL, a);
}

/* CKD-EPI 2021, Inker et al., N Engl J Med 2021;385:1737: creatinine [mg/dL], 1 mg/dL = 88.42 umol/L. */
static double egfr(double creatinine_mg_dl, int age, bool woman)
{
	double kappa = woman ? 0.7 : 0.9, alpha = woman ? -0.241 : -0.302, ratio = creatinine_mg_dl / kappa;
	return round(142 * pow(fmin(ratio, 1), alpha) * pow(fmax(ratio, 1), -1.200) * pow(0.9938, age) * (woman ? 1.012 : 1));
}

/* The result itself, else worked out from creatinine; adults only. Results with the coefficient of Black patients (48643-1, 88293-6) are a fifth higher and are
 * left aside: doses go by the lower one (NKF-ASN task force, 2021). */
static void add_kidney(struct known *k, struct jw *w, const struct derived *d, int age, str sex, int64_t now_ms, struct arena *a)
{
	static const char *const measured[] = {LOINC "98979-8", LOINC "62238-1", LOINC "33914-3", LOINC "48642-3", LOINC "69405-9", LOINC "88294-4"};
	double v;
	for (size_t i = 0; i < sizeof measured / sizeof *measured; i++) {
		const struct derived_item *item = derive_result(d, str_from(measured[i]));
		if (!usable(item, now_ms, year_ms, NULL, &v) || v < 0 || v > 300) continue;
		jw_raw(w, "egfr", item->brief.value);
		note(k, "kidney", item->brief.value, state_of(item), item, a);
		return;
	}
	const struct derived_item *umol = derive_result(d, S(LOINC "14682-9")), *mg = derive_result(d, S(LOINC "2160-0"));
	const struct derived_item *from = usable(umol, now_ms, year_ms, "umol/L", &v) ? umol : usable(mg, now_ms, year_ms, "mg/dL", &v) ? mg : NULL;
	if (!from || age < 18 || !(str_eq(sex, S("male")) || str_eq(sex, S("female")))) return;
	if (from == umol) v /= 88.42;
	if (v < 0.1 || v > 34) return;
	struct sb text = sb_new(a, 16);
	sb_fmt(&text, "%.0f", egfr(v, age, str_eq(sex, S("female"))));
	jw_raw(w, "egfr", sb_str(&text));
	note(k, "kidney", sb_str(&text), state_of(from), from, a);
}

/* Measured in the last day, by whichever code: the newest. */
static const struct derived_item *newest_of(const struct derived *d, const char *const *codes, const char *unit, int64_t now_ms)
{
	const struct derived_item *best = NULL;
	double v;
	for (; *codes; codes++) {
		const struct derived_item *item = derive_result(d, str_from(*codes));
		if (usable(item, now_ms, bedside_ms, unit, &v) && item->at_ms <= now_ms && (!best || item->at_ms > best->at_ms)) best = item;
	}
	return best;
}

/* How somebody is now. The codes are those a measurement of ours may have (care/measure.c), in one unit. */
static void add_bedside(struct known *k, struct jw *w, const struct derived *d, int64_t now_ms, struct arena *a)
{
	static const struct {
		const char *name, *unit, *codes[5];
	} rows[] = {{"hr", "/min", {LOINC "8867-4"}},
		    {"spo2", "%", {LOINC "59408-5", LOINC "2708-6"}},
		    {"temp", "Cel", {LOINC "8310-5", LOINC "8331-1", LOINC "8328-7", LOINC "8332-9"}},
		    {"glucose", "mmol/L", {LOINC "15074-8", LOINC "14743-9", LOINC "14749-6"}},
		    {"rr", "/min", {LOINC "9279-1"}}};
	const struct derived_item *bp = derive_result(d, S(LOINC "85354-9"));
	double sys, dia;
	jw_object(w, "vitals");
	if (bp && bp->at_ms > 0 && now_ms - bp->at_ms <= bedside_ms && bp->at_ms <= now_ms) {
		ptrdiff_t slash = str_find(bp->brief.value, S("/"));
		if (slash > 0 && number(str_slice(bp->brief.value, 0, slash), &sys) &&
		    number(str_slice(bp->brief.value, slash + 1, bp->brief.value.n), &dia)) {
			jw_raw(w, "sbp", str_slice(bp->brief.value, 0, slash));
			jw_raw(w, "dbp", str_slice(bp->brief.value, slash + 1, bp->brief.value.n));
			note(k, "measured", measured(bp, a), state_of(bp), bp, a);
		}
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct derived_item *item = newest_of(d, rows[i].codes, rows[i].unit, now_ms);
		if (!item) continue;
		jw_raw(w, rows[i].name, item->brief.value);
		note(k, "measured", measured(item, a), state_of(item), item, a);
	}
	jw_end_object(w);
}

bool known_read(struct zhuyi *z, struct call *c, const struct someone *s, struct known *k)
{
	struct person_facts f;
	struct told t;
	struct derived d;
	struct date born;
	struct arena *a = &c->arena;
	int64_t told_ms, now = call_now(c);
	*k = (struct known){.json = {"", 0}};
	if (!person_facts_kept(z, s, &f, &told_ms, a, &c->rq.fail) || !person_told(z, s, &t, a, &c->rq.fail) ||
	    !derived_read(z, s, &d, a, &c->rq.fail))
		return false;
	if (!told_ms && !d.n) return true;
	str birth = f.birth.n ? f.birth : t.profile.birth, sex = f.sex.n ? f.sex : t.profile.sex;
	bool dated = date_read(&born, birth);
	int age = dated ? age_y(born, now, ZONE_CHINA_MIN) : -1;
	told_drop_stale(&f, birth, told_ms, now);
	add_lists(k, &f, &d, a);
	add_weight(k, &f, &d, told_ms, dated && age_group_of(born, now, ZONE_CHINA_MIN) != AGE_ADULT, now, a);
	add_pregnancy(k, &f, &d, told_ms, now, a);
	struct sb out = sb_new(a, 512);
	struct jw w = {&out, false};
	person_facts_for_engines(&w, NULL, &f, &t.profile, now);
	out.n--; /* reopen the object */
	add_kidney(k, &w, &d, age, sex, now, a);
	add_bedside(k, &w, &d, now, a);
	jw_end_object(&w);
	k->json = sb_str(&out);
	return true;
}

void known_json(struct jw *w, const char *key, const struct known *k)
{
	jw_array(w, key);
	for (ptrdiff_t i = 0; i < k->n; i++) {
		jw_object(w, NULL);
		jw_str(w, "kind", str_from(k->v[i].kind));
		jw_str(w, "text", k->v[i].text);
		jw_str(w, "state", str_from(k->v[i].state));
		if (k->v[i].type.n) {
			jw_str(w, "type", k->v[i].type);
			jw_str(w, "id", k->v[i].id);
		}
		jw_end_object(w);
	}
	jw_end_array(w);
}
