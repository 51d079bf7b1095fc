/* situate_values.c - the measured values of a question, and how urgent they are: one by one, and several together as on a report. */
#include "consult/situate_int.h"

#include "base/check.h"
#include "clinic/lab.h"
#include "clinic/panel.h"
#include "consult/dose_said.h"
#include "consult/labs.h"

#include <math.h>

bool situation_measured(const struct lab *lab)
{
	return lab->unit.n || !isnan(lab->low) || !isnan(lab->high) || !isnan(lab->critical_high); /* INR has no unit, and yet limits */
}

/* potassium 2.5 last year; 血钾2.8(去年) */
static bool past_behind(str text, ptrdiff_t at)
{
	static const str words[] = {{"last year", 9},   {"last month", 10}, {"years ago", 9}, {"year ago", 8},
				    {"months ago", 10}, {"去年", 6},        {"前年", 6},      {"年前", 6}};
	enum { REACH = 24 };
	str behind = str_slice(text, at, at + REACH < text.n ? at + REACH : text.n);
	for (ptrdiff_t i = 0; i < behind.n; i++)
		if (strchr(",;?!\n", behind.p[i])) behind.n = i;
	for (ptrdiff_t i = 0; i < COUNT(words); i++)
		if (str_find(behind, words[i]) >= 0) return true;
	return false;
}

bool situation_reading(struct lab_value_read *out, const struct situation *s, const struct pack *pack, const struct mention *m, struct arena *perm)
{
	int32_t i = pack->concepts.v[m->term].lab;
	const struct quantity *q = i < 0 || m->past ? NULL : situation_value(&s->reading, m); /* last year's value says nothing of today */
	if (!q || past_behind(s->reading.text.text, q->from) || !situation_measured(&pack->labs.v[i])) return false;
	const struct lab *lab = &pack->labs.v[i];
	double v = q->value;
	*out = (struct lab_value_read){.lab = i, .q = q, .unit = lab_unit_spell(q->unit, perm), .value = NAN, .guessed = -1};
	/* "WBC 0.5 fever", "eGFR 45 can I": the word behind a number is a unit only when it looks like one. */
	if (out->unit.n && !lab_convert(lab, out->unit, &v) && !lab_unit_like(q->unit)) out->unit.n = 0;
	v = q->value;
	if (!out->unit.n && !str_eq(lab->group, S("gas"))) { /* an analyser of blood gases prints one unit; a lactate of 6 is no 6 mg/dL */
		struct lab_person person = lab_person_of(&s->facts);
		out->guessed = lab_guess_unit(lab, v, &person);
		if (out->guessed >= 0) out->unit = lab->units[out->guessed].unit;
	}
	if (lab_convert(lab, out->unit, &v)) out->value = v;
	return true;
}

ptrdiff_t situation_values(struct labs_value *out, ptrdiff_t most, const struct situation *s, const struct pack *pack, struct arena *perm)
{
	const struct reading *r = &s->reading;
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < r->mentions.n && n < most; i++) {
		struct lab_value_read v;
		if (r->mentions.v[i].negated || !situation_reading(&v, s, pack, &r->mentions.v[i], perm) || isnan(v.value)) continue;
		out[n++] = (struct labs_value){v.lab, v.value};
	}
	return n;
}

static void raise(struct situation *s, enum tier tier, str quote, struct arena *perm)
{
	if (tier <= s->triage.tier && s->triage.known) return;
	if (tier > s->triage.tier) s->triage.tier = tier;
	s->triage.known = true;
	*ARENA_PUSH(perm, &s->reasons) = (struct triage_reason){S("critical-value"), quote, (str){"", 0}, -1};
}

/* More than the label allows, and swallowed: today; several times as much: at once. */
static void raise_for_dose(struct situation *s, const struct pack *pack, struct arena *perm)
{
	enum { TIMES_AT_ONCE = 4 };
	struct dose_said d;
	if (s->drugs.n != 1 || !dose_said_over(&d, s, pack, s->drugs.v[0]) || !d.taken) return;
	raise(s, d.said_mg >= TIMES_AT_ONCE * d.most_mg ? TIER_EMERGENCY : TIER_URGENT, fold_original(&s->reading.text, d.q->from, d.q->to), perm);
}

/* A critical value is one that a laboratory telephones at once: the tier follows from the number, not from words. What values mean together (troponin,
 * bilirubin with transaminases, eGFR) has the tier of its rule. */
void situate_values(struct situation *s, const struct pack *pack, struct arena *perm)
{
	if (s->critical_lab) raise(s, TIER_EMERGENCY, (str){"", 0}, perm);
	for (ptrdiff_t i = 0; i < s->reading.mentions.n; i++) {
		const struct mention *m = &s->reading.mentions.v[i];
		struct lab_value_read v;
		if (m->negated || !situation_reading(&v, s, pack, m, perm)) continue;
		struct lab_reading r = lab_read(&pack->labs.v[v.lab], v.q->value, v.unit, &s->facts);
		if (r.flag == LAB_CRITICAL_LOW || r.flag == LAB_CRITICAL_HIGH)
			raise(s, TIER_EMERGENCY, fold_original(&s->reading.text, m->from, v.q->to), perm);
	}
	raise_for_dose(s, pack, perm);
	enum { VALUES_MAX = 40 };
	struct labs_value values[VALUES_MAX];
	struct labs_reading read;
	ptrdiff_t n = situation_values(values, VALUES_MAX, s, pack, perm);
	if (!n) return;
	labs_together(&read, pack, &s->facts, s->reading.lang, values, n, perm);
	for (ptrdiff_t i = 0; i < read.hits.n; i++)
		if (read.hits.v[i].tier >= TIER_URGENT) raise(s, read.hits.v[i].tier, (str){"", 0}, perm);
}

/* The rules of drugs look at results: those of the question before those of the record, and eGFR as said, else worked out from creatinine. */
void situate_results(struct situation *s, const struct pack *pack, struct arena *perm)
{
	enum { VALUES_MAX = 40 };
	struct labs_value values[VALUES_MAX];
	struct facts *f = &s->facts;
	ptrdiff_t n = situation_values(values, VALUES_MAX, s, pack, perm);
	int32_t egfr = pack_concept(pack, S("egfr")), crea = pack_concept(pack, S("crea"));
	if (!n) return;
	struct fact_lab *all = ARENA_NEW(perm, struct fact_lab, n + f->lab_count);
	char sex = f->word[WORD_FEMALE] == TRI_YES ? 'f' : f->word[WORD_MALE] == TRI_YES ? 'm' : 0;
	double worked_out = NAN;
	for (ptrdiff_t i = 0; i < n; i++) {
		int32_t concept = pack->labs.v[values[i].lab].concept;
		all[i] = (struct fact_lab){concept, values[i].value, 0};
		if (concept == egfr) f->v[FACT_EGFR] = values[i].value, worked_out = NAN, crea = -1;
		if (concept == crea && sex && f->v[FACT_AGE_Y] >= ADULT_FROM_Y) worked_out = lab_egfr(values[i].value, f->v[FACT_AGE_Y], sex);
	}
	if (!isnan(worked_out)) f->v[FACT_EGFR] = worked_out;
	for (ptrdiff_t i = 0; i < f->lab_count; i++) all[n + i] = f->labs[i];
	f->labs = all;
	f->lab_count += n;
}
