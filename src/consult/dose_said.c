#include "consult/dose_said.h"

#include "base/check.h"
#include "library/order_book.h"

#include <math.h>

static double milligrams(str unit)
{
	static const struct {
		str unit;
		double mg;
	} rows[] = {{{"mg", 2}, 1}, {{"毫克", 6}, 1}, {{"g", 1}, 1000}, {{"克", 3}, 1000}, {{"ug", 2}, 0.001}, {{"微克", 6}, 0.001}};
	for (ptrdiff_t i = 0; i < COUNT(rows); i++)
		if (str_eq(unit, rows[i].unit)) return rows[i].mg;
	return NAN;
}

/* Tablets count with the smallest strength on record: what is too much even then is too much. */
static double amount_mg(const struct quantity *q, const struct pack *pack, int32_t drug)
{
	static const str tablets[] = {{"片", 3},   {"粒", 3},   {"颗", 3},    {"tablet", 6},  {"tablets", 7}, {"tab", 3},
				      {"tabs", 4}, {"pill", 4}, {"pills", 5}, {"capsule", 7}, {"capsules", 8}};
	if (q->kind != QUANTITY_DOSE) return NAN;
	for (ptrdiff_t i = 0; i < COUNT(tablets); i++)
		if (str_eq(q->unit, tablets[i])) return q->value * order_strength(pack, drug, drug, SIG_COUNT, S("")).lo;
	return q->value * milligrams(q->unit);
}

static bool any(str text, const str *words, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (str_find(text, words[i]) >= 0) return true;
	return false;
}

static const str day_words[] = {{"一天", 6},  {"每天", 6},    {"一日", 6},         {"每日", 6}, {"24小时", 8},   {"天吃", 6},  {"a day", 5},
				{"daily", 5}, {"per day", 7}, {"in 24 hours", 11}, {"今天", 6}, {"each day", 8}, {"today", 5}, {"every day", 9}};
static const str once_words[] = {{"一次", 6}, {"每次", 6}, {"一顿", 6}, {"一口气", 9}, {"at once", 7}, {"each time", 9}, {"one dose", 8}};
static const str taken_words[] = {{"吃了", 6}, {"服了", 6}, {"喝了", 6}, {"吃下", 6}, {"吞了", 6}, {"took", 4}, {"taken", 5}, {"swallowed", 9}};

/* The largest limit of the rows for this person, in mg; NAN when there is none. */
static double limit(const struct situation *s, const struct pack *pack, int32_t drug, bool daily, const struct drug_dose **row)
{
	bool child = s->facts.word[WORD_CHILD] == TRI_YES;
	double most = NAN, kg = s->facts.v[FACT_WEIGHT_KG];
	for (ptrdiff_t i = 0; i < pack->drug_doses.n; i++) {
		const struct drug_dose *d = &pack->drug_doses.v[i];
		double v, unit = milligrams(d->unit);
		str cell = daily ? d->daily_max : d->single_max;
		if (d->drug != drug || str_eq(d->population, S("child")) != child || isnan(unit) || !str_to_double(cell, &v)) continue;
		v *= unit * (str_eq(d->per_kg, S("yes")) ? kg : 1);
		if (isnan(v)) return NAN; /* by weight, and that is not known */
		if (!(most >= v)) most = v, *row = d;
	}
	return most;
}

/* "一天4次", "每日三次", "4 times a day": how often; 0 when it is not said. */
static double times_a_day(str text)
{
	double n;
	static const str before[] = {{"一天", 6}, {"每天", 6}, {"每日", 6}, {"一日", 6}, {"日", 3}};
	for (ptrdiff_t i = 0; i < COUNT(before); i++)
		for (ptrdiff_t from = 0, hit; (hit = str_find(str_slice(text, from, text.n), before[i])) >= 0;) {
			ptrdiff_t at = from + hit + before[i].n;
			from = at;
			while (at < text.n && text.p[at] == ' ') at++;
			ptrdiff_t used = number_at(text, at, &n);
			while (used && at + used < text.n && text.p[at + used] == ' ') used++;
			if (used && str_starts(str_slice(text, at + used, text.n), S("次"))) return n;
		}
	ptrdiff_t behind = str_find(text, S(" times a day"));
	if (behind < 0) behind = str_find(text, S(" times daily"));
	ptrdiff_t from = behind;
	while (from > 0 && text.p[from - 1] != ' ') from--;
	return behind > 0 && number_at(text, from, &n) == behind - from ? n : 0;
}

bool dose_said_over(struct dose_said *out, const struct situation *s, const struct pack *pack, int32_t drug)
{
	const struct reading *r = &s->reading;
	str text = r->text.text;
	if (s->drugs.n != 1) return false; /* with two drugs it is not certain whose amount it is */
	double times = times_a_day(text);
	bool day = any(text, day_words, COUNT(day_words)), once = any(text, once_words, COUNT(once_words));
	bool child = s->facts.word[WORD_CHILD] == TRI_YES;
	bool chewed = drug == pack_concept(pack, S("aspirin")); /* 300 mg at once is what a heart attack needs */
	for (ptrdiff_t i = 0; i < r->quantities.n; i++) {
		const struct quantity *q = &r->quantities.v[i];
		double mg = amount_mg(q, pack, drug);
		if (isnan(mg)) continue;
		bool taken = any(text, taken_words, COUNT(taken_words)), in_all = taken && times <= 0 && !day && !once;
		const struct drug_dose *row = NULL;
		bool a_day = times > 0 || (day && !once) || in_all, a_dose = !chewed && (times > 0 || (once && !day) || (!day && !once && child));
		double said = times > 0 ? mg * times : mg, most = a_day ? limit(s, pack, drug, true, &row) : NAN;
		if (said > most) return *out = (struct dose_said){q, row, said, most, true, taken, in_all}, true;
		most = a_dose ? limit(s, pack, drug, false, &row) : NAN;
		if (mg > most) return *out = (struct dose_said){q, row, mg, most, false, taken, false}, true;
	}
	return false;
}
