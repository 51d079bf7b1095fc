/* plan_cards.c - questions about conditions and symptoms: which sections of which card answer which intent. */
#include "consult/plan_int.h"

#include "base/check.h"

enum { SECTIONS_MAX = 3 };

/* Sections in order of preference. `all` says that each is wanted; otherwise the first that the card has is enough. */
static const struct route {
	enum intent intent;
	const char *part;
	bool all;
	int count;
	enum section sections[SECTIONS_MAX];
} routes[] = {
	{ASK_WHAT, "what", false, 1, {SECTION_WHAT}},
	{ASK_SYMPTOMS, "symptoms", false, 1, {SECTION_SYMPTOMS}},
	{ASK_CAUSES, "causes", false, 1, {SECTION_CAUSES}},
	{ASK_HARM, "harm", false, 1, {SECTION_HARM}},
	{ASK_REDFLAGS, "redflags", false, 1, {SECTION_REDFLAGS}},
	{ASK_URGENT, "urgent", false, 2, {SECTION_HARM, SECTION_REDFLAGS}},
	{ASK_FIRSTAID, "firstaid", false, 2, {SECTION_FIRSTAID, SECTION_SELFCARE}},
	{ASK_TODO, "todo", true, 2, {SECTION_SELFCARE, SECTION_TREATMENT}},
	{ASK_TREATMENT, "treatment", false, 2, {SECTION_TREATMENT, SECTION_SELFCARE}},
	{ASK_DRUGS, "drugs", false, 2, {SECTION_DRUGS, SECTION_TREATMENT}},
	{ASK_SURGERY, "surgery", false, 2, {SECTION_SURGERY, SECTION_TREATMENT}},
	{ASK_TCM, "tcm", false, 2, {SECTION_TCM, SECTION_TREATMENT}},
	{ASK_CURE, "cure", false, 2, {SECTION_CURE, SECTION_HARM}},
	{ASK_TESTS, "tests", false, 1, {SECTION_TESTS}},
	{ASK_RESULTS, "results", false, 2, {SECTION_RESULTS, SECTION_TESTS}},
	{ASK_DIET, "diet", false, 2, {SECTION_DIET, SECTION_DAILY}},
	{ASK_DAILY, "daily", false, 3, {SECTION_DAILY, SECTION_SELFCARE, SECTION_DIET}},
	{ASK_PREVENTION, "prevention", false, 2, {SECTION_PREVENTION, SECTION_DAILY}},
	{ASK_CONTAGION, "contagion", false, 2, {SECTION_CONTAGION, SECTION_CAUSES}},
	{ASK_INHERIT, "inherit", false, 2, {SECTION_INHERIT, SECTION_CAUSES}},
	{ASK_VACCINE, "vaccine", false, 2, {SECTION_VACCINE, SECTION_PREVENTION}},
	{ASK_PREGNANCY, "pregnancy", false, 1, {SECTION_PREGNANCY}},
	{ASK_LACTATION, "lactation", false, 2, {SECTION_LACTATION, SECTION_PREGNANCY}},
	{ASK_FOLLOWUP, "followup", false, 1, {SECTION_FOLLOWUP}},
	{ASK_REFERRAL, "referral", false, 1, {SECTION_REFERRAL}},
	{ASK_DOSE, "drugs", false, 2, {SECTION_DRUGS, SECTION_TREATMENT}}, /* how long must it be taken, of no drug in particular */
	{ASK_SIDE_EFFECTS, "drugs", false, 1, {SECTION_DRUGS}},
	{ASK_WORK, "work", false, 2, {SECTION_WORK, SECTION_CONTAGION}},
};

static bool has_section(const struct planner *p, int32_t concept, enum section section)
{
	const struct card *card = pack_card(p->pack, concept);
	for (int up = 0; card && up < 4; up++) {
		if (card->sections[section].n) return true;
		card = pack_card(p->pack, card->parent);
	}
	return false;
}

static int parts_open(const struct planner *p)
{
	return (int)p->a->parts.n;
}

static bool say_department(struct planner *p, int32_t concept)
{
	const struct card *card = pack_card(p->pack, concept);
	for (int up = 0; card && !card->department_count && up < 4; up++) card = pack_card(p->pack, card->parent);
	if (!card || !card->department_count) return false;
	struct sb text = sb_new(p->perm, 128);
	sb_add(&text, plan_name(p, concept));
	sb_add(&text, p->lang == LANG_ZH ? S("可以看") : S(": see "));
	for (ptrdiff_t i = 0; i < card->department_count && i < 3; i++) {
		if (i) sb_add(&text, p->lang == LANG_ZH ? S("或") : S(" or "));
		sb_add(&text, plan_name(p, card->departments[i]));
	}
	sb_add(&text, p->lang == LANG_ZH ? S("。") : S("."));
	plan_say_text(p, plan_part(p, S("department"), plan_name(p, concept)), sb_str(&text), SAY_ADVICE, AUTHOR_CALCULATOR, card->head);
	return true;
}

/* One intent about one card. False when the card holds nothing for it. */
static bool say_route(struct planner *p, const struct route *r, int32_t concept)
{
	int said = 0;
	int32_t part = -1;
	for (int i = 0; i < r->count; i++) {
		if (!has_section(p, concept, r->sections[i])) continue;
		if (part < 0) part = plan_part(p, str_from(r->part), plan_name(p, concept));
		int limit = r->all ? (p->per_part + 1) / 2 : p->per_part;
		said += plan_section(p, part, concept, r->sections[i], limit);
		if (said && !r->all) break;
	}
	return said > 0;
}

/* Has the card anything for it, said already perhaps under another heading? */
static bool holds_route(const struct planner *p, const struct route *r, int32_t concept)
{
	for (int i = 0; i < r->count; i++)
		if (has_section(p, concept, r->sections[i])) return true;
	return false;
}

static void say_unknown(struct planner *p, const struct route *r, int32_t concept)
{
	str pieces[] = {plan_name(p, concept), words_part(str_from(r->part), p->lang)};
	*ARENA_PUSH(p->perm, &p->a->not_checked) = words_fill(p->perm, words_say(SAY_SECTION_UNKNOWN, p->lang), pieces, 2);
}

/* Mentioned without a question: what helps most people. */
static void say_overview(struct planner *p, int32_t concept)
{
	static const enum section symptom[] = {SECTION_CAUSES, SECTION_SELFCARE, SECTION_TESTS},
				  condition[] = {SECTION_WHAT, SECTION_TREATMENT, SECTION_DAILY};
	const enum section *list = pack_card(p->pack, concept)->symptom ? symptom : condition;
	for (int i = 0; i < 3; i++) {
		if (!has_section(p, concept, list[i])) continue;
		str key = list[i] == SECTION_DAILY ? S("daily") : section_name(list[i]);
		plan_section(p, plan_part(p, key, plan_name(p, concept)), concept, list[i], 2);
	}
}

/* The card an intent is about: named in the same clause, else in the same sentence, else the leading topic. */
static int32_t subject_of(const struct planner *p, enum intent intent)
{
	const struct reading *r = &p->s->reading;
	for (ptrdiff_t i = r->askeds.n - 1; i >= 0; i--) {
		if (r->askeds.v[i].intent != intent) continue;
		const struct clause *c = &r->clauses.v[r->askeds.v[i].clause];
		for (int widen = 0; widen < 2; widen++)
			for (ptrdiff_t t = 0; t < p->s->topics.n; t++)
				for (ptrdiff_t m = 0; m < r->mentions.n; m++) {
					const struct mention *x = &r->mentions.v[m];
					bool here = widen ? r->clauses.v[x->clause].sentence == c->sentence : x->clause == r->askeds.v[i].clause;
					if (here && pack_card(p->pack, x->term) && pack_card(p->pack, x->term)->concept == p->s->topics.v[t])
						return p->s->topics.v[t];
				}
	}
	return p->s->topics.v[0];
}

/* 高血压和糖尿病饮食要注意什么 asks about both: another disease named with the first in the clause of the question. */
static int32_t joined_with(const struct planner *p, enum intent intent, int32_t subject)
{
	const struct reading *r = &p->s->reading;
	static const str joints[] = {{"和", 3}, {"、", 3}, {"与", 3}, {"跟", 3}, {"合并", 6}, {"伴", 3}, {" and ", 5}, {"又有", 6}};
	for (ptrdiff_t i = 0; i < r->mentions.n; i++)
		for (ptrdiff_t k = i + 1; k < r->mentions.n; k++) {
			const struct mention *a = &r->mentions.v[i], *b = &r->mentions.v[k];
			const struct card *ca = pack_card(p->pack, a->term), *cb = pack_card(p->pack, b->term);
			if (!ca || !cb || ca == cb || ca->symptom || cb->symptom || a->clause != b->clause || b->from < a->to || b->from - a->to > 9)
				continue;
			if (ca->concept != subject && cb->concept != subject) continue;
			bool asked_here = false;
			for (ptrdiff_t q = 0; q < r->askeds.n; q++)
				asked_here |= r->askeds.v[q].intent == intent && r->askeds.v[q].clause == b->clause;
			for (ptrdiff_t j = 0; j < COUNT(joints) && asked_here; j++)
				if (str_find(str_slice(r->text.text, a->to, b->from), joints[j]) >= 0)
			return ca->concept == subject ? cb->concept : ca->concept;
		}
	return -1;
}

/* 怎么回事 about a symptom asks why, not what. */
static void bend_for_symptoms(struct planner *p)
{
	const struct card *card = pack_card(p->pack, p->s->topics.v[0]);
	if (!card->symptom || !p->wanted[ASK_WHAT]) return;
	p->wanted[ASK_WHAT] = false;
	p->wanted[ASK_CAUSES] = true;
}

/* A child or an old person is spoken of: the card's own sentence for them belongs to the answer. */
static void say_for_age(struct planner *p)
{
	int32_t topic = p->s->topics.v[0];
	if ((p->s->facts.word[WORD_CHILD] == TRI_YES || p->wanted[ASK_CHILD]) && has_section(p, topic, SECTION_CHILD))
		plan_section(p, plan_part(p, S("child"), plan_name(p, topic)), topic, SECTION_CHILD, 2);
	if ((p->s->facts.word[WORD_ELDER] == TRI_YES || p->wanted[ASK_ELDERLY]) && parts_open(p) < PARTS_MAX &&
	    has_section(p, topic, SECTION_ELDERLY))
		plan_section(p, plan_part(p, S("elderly"), plan_name(p, topic)), topic, SECTION_ELDERLY, 1);
	if (p->s->facts.word[WORD_PREGNANT] == TRI_YES && !p->wanted[ASK_PREGNANCY] && has_section(p, topic, SECTION_PREGNANCY))
		plan_section(p, plan_part(p, S("pregnancy"), plan_name(p, topic)), topic, SECTION_PREGNANCY, 2);
}

bool plan_cards(struct planner *p)
{
	if (!p->s->topics.n) return false;
	ptrdiff_t before = p->a->statements.n;
	bool answered_elsewhere = before > 0, asked = false;
	bend_for_symptoms(p);
	const struct card *first = pack_card(p->pack, p->s->topics.v[0]);
	if (first->topic && first->sections[SECTION_RESULTS].n &&
	    (p->wanted[ASK_WHAT] || p->wanted[ASK_HARM] || p->wanted[ASK_URGENT] || p->a->asked == 0))
		p->wanted[ASK_RESULTS] = true;
	if (p->wanted[ASK_DIET] && p->s->foods.n && answered_elsewhere) p->wanted[ASK_DIET] = false;
	for (ptrdiff_t i = 0; i < COUNT(routes) && parts_open(p) < PARTS_MAX; i++) {
		const struct route *r = &routes[i];
		if (!p->wanted[r->intent] || (p->s->drugs.n && (r->intent == ASK_DOSE || r->intent == ASK_SIDE_EFFECTS))) continue;
		asked = true;
		int32_t subject = subject_of(p, r->intent), second = joined_with(p, r->intent, subject);
		if (second >= 0) say_route(p, r, second);
		if (say_route(p, r, subject)) p->a->placed++;
		else if (!holds_route(p, r, subject)) say_unknown(p, r, subject);
	}
	if (p->wanted[ASK_DEPARTMENT]) asked = true, p->a->placed += say_department(p, subject_of(p, ASK_DEPARTMENT));
	if (!asked && !answered_elsewhere) say_overview(p, p->s->topics.v[0]);
	if (parts_open(p) < PARTS_MAX && !answered_elsewhere) say_for_age(p);
	if (asked && p->a->statements.n == before && !answered_elsewhere) say_overview(p, p->s->topics.v[0]);
	return p->a->statements.n > before;
}
