/* plan_values.c - what a measured value means: computed here, never quoted from prose. */
#include "consult/plan_int.h"

#include "base/check.h"
#include "clinic/pressure.h"
#include "consult/labs.h"

#include <math.h>
#include <stdio.h>

static str number(struct planner *p, double v)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%.6g", v);
	return str_copy(p->perm, (str){text, n});
}

static bool near(str text, int32_t from, int32_t to, const str *words, ptrdiff_t n)
{
	str around = str_slice(text, from > 12 ? from - 12 : 0, to + 24 < text.n ? to + 24 : text.n);
	for (ptrdiff_t i = 0; i < n; i++)
		if (str_find(around, words[i]) >= 0) return true;
	return false;
}

static str direction_said(str text, const struct mention *m)
{
	static const str high[] = {{"高", 3},     {"升", 3},       {"阳性", 6},     {"+", 1}, {"high", 4},
				   {"raised", 6}, {"elevated", 8}, {"positive", 8}, {"↑", 3}};
	static const str low[] = {{"低", 3}, {"减少", 6}, {"下降", 6}, {"low", 3}, {"↓", 3}};
	static const str normal[] = {{"阴性", 6}, {"negative", 8}};
	if (near(text, m->from, m->to, normal, COUNT(normal))) return S("normal");
	if (near(text, m->from, m->to, low, COUNT(low))) return S("low");
	if (near(text, m->from, m->to, high, COUNT(high))) return S("high");
	return (str){"", 0};
}

static int say_meaning(struct planner *p, int32_t part, int32_t lab, str direction, int limit)
{
	int said = 0;
	for (ptrdiff_t i = 0; i < p->pack->lab_meanings.n && said < limit; i++) {
		const struct lab_meaning *m = &p->pack->lab_meanings.v[i];
		if (m->lab == lab && str_eq(m->direction, direction))
			said += plan_say(p, part, m->say, str_starts(direction, S("critical")) ? SAY_WARNING : SAY_FACT);
	}
	return said;
}

static const char *flag_words(enum lab_flag flag, enum language lang)
{
	static const char *const words[][2] = {
		[LAB_UNKNOWN] = {"没有可用的参考范围", "no reference interval applies"},
		[LAB_CRITICAL_LOW] = {"低到危急值范围", "in the critically low range"},
		[LAB_LOW] = {"低于参考范围", "below the reference interval"},
		[LAB_NORMAL] = {"在参考范围内", "within the reference interval"},
		[LAB_HIGH] = {"高于参考范围", "above the reference interval"},
		[LAB_CRITICAL_HIGH] = {"高到危急值范围", "in the critically high range"},
	};
	return words[flag][lang];
}

/* Whose interval it is: 孕晚期, children of that age, adults. */
static str whose(struct planner *p, const struct lab *lab)
{
	static const char *const states[][2] = {
		[LAB_PREGNANT_1] = {"孕早期", "first trimester"},
		[LAB_PREGNANT_2] = {"孕中期", "second trimester"},
		[LAB_PREGNANT_3] = {"孕晚期", "third trimester"},
		[LAB_POSTPARTUM] = {"产后", "after birth"},
	};
	struct lab_person person = lab_person_of(&p->s->facts);
	struct lab_interval used;
	const char *why;
	if (!lab_limits(lab, &person, &used, &why)) return (str){"", 0};
	if (used.state != LAB_ANY_STATE) return str_from(states[used.state][p->lang]);
	if (used.age_to_y <= ADULT_FROM_Y) return p->lang == LANG_ZH ? S("这个年龄的儿童") : S("children of this age");
	return p->lang == LANG_ZH ? S("成人") : S("adults");
}

static void add_range(struct planner *p, struct sb *t, const struct lab *lab, const struct lab_reading *r)
{
	bool zh = p->lang == LANG_ZH;
	str shown = labs_printed_unit(lab->shown, p->perm);
	if (isnan(r->low) && isnan(r->high)) return;
	sb_add(t, zh ? S("（") : S(" ("));
	sb_add(t, whose(p, lab));
	sb_add(t, zh ? S("参考范围 ") : S(": "));
	if (isnan(r->low)) sb_add(t, S("≤ "));
	else if (isnan(r->high)) sb_add(t, S("≥ "));
	if (!isnan(r->low)) sb_add(t, number(p, r->low));
	if (!isnan(r->low) && !isnan(r->high)) sb_add(t, S("–"));
	if (!isnan(r->high)) sb_add(t, number(p, r->high));
	sb_fmt(t, " " STR_FMT "%s", STR_ARG(shown), zh ? "；以化验单印的范围为准）" : "; the range printed on the report wins)");
}

static void say_reading(struct planner *p, const struct lab_value_read *v)
{
	const struct lab *lab = &p->pack->labs.v[v->lab];
	const struct quantity *q = v->q;
	const struct folded *text = &p->s->reading.text;
	int32_t concept = lab->concept;
	bool zh = p->lang == LANG_ZH, own = !v->unit.n || v->guessed >= 0;
	str name = plan_name(p, concept), unit = v->guessed >= 0 ? v->unit
						 : own           ? lab->shown
						       : fold_original(text, q->unit.p - text->text.p, q->unit.p - text->text.p + q->unit.n);
	int32_t part = plan_part(p, S("value"), name);
	struct lab_reading r = lab_read(lab, q->value, v->unit, &p->s->facts);
	struct sb t = sb_new(p->perm, 256);
	sb_add(&t, name);
	sb_byte(&t, ' ');
	sb_add(&t, number(p, q->value));
	if (unit.n) sb_byte(&t, ' ');
	sb_add(&t, labs_printed_unit(unit, p->perm));
	if (v->guessed >= 0) sb_add(&t, zh ? S("（没有写单位，按这个单位读）") : S(" (no unit was given; read in this one)"));
	sb_add(&t, zh ? S("：") : S(": "));
	sb_add(&t, str_from(flag_words(r.flag, p->lang)));
	add_range(p, &t, lab, &r);
	sb_add(&t, zh ? S("。") : S("."));
	bool own_row = r.row < 0 || r.row == lab->range;
	struct statement *s = plan_say_text(p, part, sb_str(&t), SAY_VALUE, AUTHOR_CALCULATOR, own_row ? lab->range : r.row);
	if (own_row) s->evidence[0].from = lab->range_from, s->evidence[0].to = lab->range_to;
	if (own && lab->unit_count) {
		*ARENA_PUSH(p->perm, &p->a->asks) = (struct ask_back){S("unit"), words_fill(p->perm, words_say(SAY_ASK_UNIT, p->lang), &name, 1)};
	}
	str direction = lab_flag_name(r.flag);
	enum { INR_TARGET_HIGH = 3 }; /* source: as its sentences; between the limit and the target it says nothing of too much */
	bool in_target = r.flag == LAB_HIGH && r.value <= INR_TARGET_HIGH && concept == pack_concept(p->pack, S("inr"));
	if (in_target) direction = S("what");
	if (!say_meaning(p, part, concept, direction, 2) && str_starts(direction, S("critical")))
		say_meaning(p, part, concept, str_slice(direction, 9, direction.n), 2);
	if (r.flag == LAB_UNKNOWN) say_meaning(p, part, concept, S("what"), 1);
	p->a->placed++;
}

static void say_lab(struct planner *p, const struct mention *m)
{
	const struct reading *r = &p->s->reading;
	struct lab_value_read v;
	if (situation_reading(&v, p->s, p->pack, m, p->perm)) {
		say_reading(p, &v);
		return;
	}
	bool about = r->clauses.v[m->clause].question &&
		     (p->wanted[ASK_WHAT] || p->wanted[ASK_RESULTS] || p->wanted[ASK_CAUSES] || p->wanted[ASK_HARM] || p->wanted[ASK_TODO] ||
		      p->wanted[ASK_TREATMENT] || p->wanted[ASK_TESTS]);
	const struct card *card = pack_card(p->pack, m->term);
	bool owned = card && card->concept == m->term; /* a card of its own says more */
	if (!about || owned) return;
	str direction = direction_said(r->text.text, m);
	int32_t part = plan_part(p, S("value"), plan_name(p, m->term));
	int said = direction.n ? say_meaning(p, part, m->term, direction, 2) : 0;
	if (!said || p->wanted[ASK_WHAT]) said += say_meaning(p, part, m->term, S("what"), 1);
	if (!direction.n) said += say_meaning(p, part, m->term, S("high"), 1);
	if (said) p->a->placed++;
	else if (part == p->a->parts.n - 1) p->a->parts.n--;
}

static void say_pressure(struct planner *p, const struct quantity *q)
{
	enum pressure_class c = pressure_classify(q->value, q->second, p->s->facts.v[FACT_AGE_Y]);
	int32_t concept = pack_concept(p->pack, S("hypertension"));
	const struct card *card = pack_card(p->pack, concept);
	enum section where = card && card->sections[SECTION_RESULTS].n ? SECTION_RESULTS : SECTION_WHAT;
	if (c == PRESSURE_UNKNOWN || !card || !card->sections[where].n) return;
	struct sb t = sb_new(p->perm, 160);
	if (p->lang == LANG_ZH)
		sb_fmt(&t, "血压 %.0f/%.0f mmHg 属于成人的" STR_FMT "；一次测量不能下结论，需要安静休息后不同日子重复测。", q->value, q->second,
		       STR_ARG(pressure_text(c, LANG_ZH)));
	else
		sb_fmt(&t,
		       "A blood pressure of %.0f/%.0f mmHg falls in: " STR_FMT
		       " (adults); one reading settles nothing, repeat it at rest on other days.",
		       q->value, q->second, STR_ARG(pressure_text(c, LANG_EN)));
	int32_t part = plan_part(p, S("value"), p->lang == LANG_ZH ? S("血压") : S("Blood pressure"));
	plan_say_text(p, part, sb_str(&t), SAY_VALUE, AUTHOR_CALCULATOR, card->sections[where].v[0].passage[p->lang]);
	p->a->placed++;
}

/* ---- several values together ---- */

enum { TOGETHER_MAX = 2, VALUES_MAX = 40, LABS_MAX = 4 };

static void say_together(struct planner *p)
{
	struct labs_value values[VALUES_MAX];
	struct labs_reading read;
	ptrdiff_t n = situation_values(values, VALUES_MAX, p->s, p->pack, p->perm);
	if (!n) return;
	labs_together(&read, p->pack, &p->s->facts, p->lang, values, n, p->perm);
	for (ptrdiff_t i = 0; i < read.hits.n && i < TOGETHER_MAX; i++) {
		const struct labs_hit *h = &read.hits.v[i];
		str about = p->lang == LANG_ZH ? S("几项一起看") : S("Together");
		plan_say_text(p, plan_part(p, S("value"), about), h->text, SAY_VALUE, AUTHOR_CALCULATOR,
			      p->pack->lab_panels.v[h->rule].say[AUDIENCE_PATIENT][p->lang]);
		p->a->placed++;
	}
}

/* The value that belongs to a mention of an item with a unit, or NULL. */
static const struct quantity *value_of(const struct planner *p, const struct mention *m)
{
	int32_t lab = p->pack->concepts.v[m->term].lab;
	return lab < 0 || m->negated || m->past || !p->pack->labs.v[lab].unit.n ? NULL : situation_value(&p->s->reading, m);
}

static bool is_critical(const struct planner *p, const struct mention *m)
{
	const struct quantity *q = value_of(p, m);
	enum lab_flag flag = q ? lab_read(&p->pack->labs.v[p->pack->concepts.v[m->term].lab], q->value, q->unit, &p->s->facts).flag : LAB_UNKNOWN;
	return flag == LAB_CRITICAL_LOW || flag == LAB_CRITICAL_HIGH;
}

/* So many items are said one by one, those at a critical value first and always; the others with a value are named. */
static int say_labs(struct planner *p)
{
	const struct reading *r = &p->s->reading;
	struct sb left = sb_new(p->perm, 128);
	int labs = 0;
	for (int critical = 1; critical >= 0; critical--)
		for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
			const struct mention *m = &r->mentions.v[i];
			if (p->pack->concepts.v[m->term].lab < 0 || m->negated || is_critical(p, m) != critical) continue;
			if (critical || labs < LABS_MAX) {
				say_lab(p, m), labs++;
				continue;
			}
			if (!value_of(p, m)) continue;
			if (left.n) sb_add(&left, p->lang == LANG_ZH ? S("、") : S(", "));
			sb_add(&left, plan_name(p, m->term));
		}
	str names = sb_str(&left);
	if (names.n) *ARENA_PUSH(p->perm, &p->a->not_checked) = words_fill(p->perm, words_say(SAY_VALUES_LEFT, p->lang), &names, 1);
	return labs;
}

bool plan_values(struct planner *p)
{
	ptrdiff_t before = p->a->statements.n;
	const struct reading *r = &p->s->reading;
	for (ptrdiff_t i = 0; i < r->quantities.n; i++)
		if (r->quantities.v[i].kind == QUANTITY_BP) {
			say_pressure(p, &r->quantities.v[i]);
			break;
		}
	if (say_labs(p)) say_together(p);
	return p->a->statements.n > before;
}
