/* plan_drugs.c - questions with a drug in them: with another drug, a condition, a food, a state of life; and what its label says. */
#include "consult/plan_int.h"

#include "base/check.h"

static bool is_drug(const struct planner *p, int32_t concept)
{
	return p->pack->drug_of[concept] >= 0;
}

/* An allergy of one drug's family is no clash of two drugs taken together. */
static void drop_allergies(const struct planner *p, struct rx_findings *found)
{
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < found->n; i++)
		if (p->pack->rx_rules.v[found->v[i].rule].kind != RX_ALLERGY) found->v[kept++] = found->v[i];
	found->n = kept;
}

/* The first reason not to go on decides the first line of the answer, else the first that asks for care. */
static void object(struct planner *p, int32_t passage, bool stops, bool pair)
{
	if (p->objection.passage >= 0 && (p->objection.stops || !stops)) return;
	p->objection.passage = passage;
	p->objection.stops = stops;
	p->objection.pair = pair;
}

static int findings_said(struct planner *p, const struct rx_findings *found, const char *key, str about, int limit)
{
	int said = 0;
	for (ptrdiff_t i = 0; i < found->n && said < limit; i++) {
		const struct rx_rule *r = &p->pack->rx_rules.v[found->v[i].rule];
		int32_t part = plan_part(p, str_from(key), about);
		if (!plan_say(p, part, r->say, r->tier == RX_NOTE ? SAY_FACT : SAY_WARNING)) continue;
		p->a->statements.v[p->a->statements.n - 1].must = r->tier != RX_NOTE;
		plan_say(p, part, r->act, SAY_ADVICE);
		bool pair = r->kind == RX_INTERACTION || r->kind == RX_DUPLICATE || r->kind == RX_ALCOHOL || r->kind == RX_FOOD;
		if (r->tier != RX_NOTE && expr_eval(&r->when, &p->s->facts) == TRI_YES) object(p, r->say[p->lang], r->tier == RX_STOP, pair);
		said++;
	}
	return said;
}

/* Of a general rule and one that refines it by dose, values or what else is taken, one is said: the general one when the question is about the pair and
 * nobody's facts are at hand, else the one that fits the facts. */
static void keep_one_of_each(const struct planner *p, struct rx_findings *found, bool assume)
{
	struct rx_findings kept = {0};
	for (ptrdiff_t i = 0; i < found->n; i++) {
		bool drop = false;
		for (ptrdiff_t k = 0; k < found->n && !drop; k++) {
			const struct rx_rule *mine = &p->pack->rx_rules.v[found->v[i].rule], *other = &p->pack->rx_rules.v[found->v[k].rule];
			if (assume)
				for (ptrdiff_t o = 0; o < mine->over_count; o++) drop |= mine->over[o] == found->v[k].rule;
			else
				for (ptrdiff_t o = 0; o < other->over_count; o++) drop |= other->over[o] == found->v[i].rule;
		}
		if (!drop) *ARENA_PUSH(p->perm, &kept) = found->v[i];
	}
	*found = kept;
}

/* A rule that depends on dose, route, values or on what is new is about an order, not about the pair in general. */
static bool about_an_order(const struct expr *when)
{
	for (ptrdiff_t i = 0; i < when->n; i++) {
		const struct expr_step *s = &when->v[i];
		if (s->op >= EXPR_TAKEN || (s->op == EXPR_WORD && s->arg > WORD_SMOKER)) return true;
		if (s->op >= EXPR_LESS && s->op <= EXPR_EQUAL && s->arg >= FACT_MG_DOSE) return true;
	}
	return false;
}

/* What nobody has said is the case is not said as if it were, as long as something else is left: first what is certain, else what warns. */
static void drop_uncertain_orders(const struct planner *p, struct rx_findings *found)
{
	struct rx_findings certain = {0}, warnings = {0};
	for (ptrdiff_t i = 0; i < found->n; i++) {
		const struct rx_rule *r = &p->pack->rx_rules.v[found->v[i].rule];
		bool sure = !about_an_order(&r->when) || expr_eval(&r->when, &p->s->facts) == TRI_YES;
		if (sure) *ARENA_PUSH(p->perm, &certain) = found->v[i];
		if (r->tier != RX_NOTE) *ARENA_PUSH(p->perm, &warnings) = found->v[i];
	}
	if (certain.n) *found = certain;
	else if (warnings.n) *found = warnings;
}

static struct rx_findings check(struct planner *p, int32_t drug, int32_t with, bool assume)
{
	struct rx_findings found = {0};
	rx_check(p->pack->rx_rules.v, p->pack->rx_rules.n, p->pack->drugs.v, p->pack->drug_of, drug, with, &p->s->facts, assume, &found, p->perm);
	keep_one_of_each(p, &found, assume);
	if (assume) drop_uncertain_orders(p, &found);
	return found;
}

static str pair_name(struct planner *p, int32_t a, int32_t b)
{
	struct sb s = sb_new(p->perm, 64);
	sb_add(&s, plan_name(p, a));
	sb_add(&s, S(" + "));
	sb_add(&s, plan_name(p, b));
	return sb_str(&s);
}

static int drug_facts(struct planner *p, int32_t part, int32_t drug, enum drug_topic topic, int limit)
{
	int said = 0;
	for (ptrdiff_t i = 0; i < p->pack->drug_facts.n && said < limit; i++) {
		const struct drug_fact *f = &p->pack->drug_facts.v[i];
		if (f->drug == drug && f->topic == topic)
			said += plan_say(p, part, f->say, topic == DRUG_SERIOUS || topic == DRUG_CONTRAINDICATION ? SAY_WARNING : SAY_FACT);
	}
	return said;
}

/* ---- two drugs ---- */

static void say_duplicate(struct planner *p, int32_t a, int32_t b, int32_t substance)
{
	struct sb text = sb_new(p->perm, 256);
	if (p->lang == LANG_ZH)
		sb_fmt(&text, "“" STR_FMT "”和“" STR_FMT "”都含有“" STR_FMT "”，不要一起用，叠加容易过量。", STR_ARG(plan_name(p, a)),
		       STR_ARG(plan_name(p, b)), STR_ARG(plan_name(p, substance)));
	else
		sb_fmt(&text, STR_FMT " and " STR_FMT " both contain " STR_FMT "; do not take them together, the doses add up.",
		       STR_ARG(plan_name(p, a)), STR_ARG(plan_name(p, b)), STR_ARG(plan_name(p, substance)));
	const struct drug *d = &p->pack->drugs.v[p->pack->drug_of[a]];
	struct statement *s = plan_say_text(p, plan_part(p, S("interaction"), pair_name(p, a, b)), sb_str(&text), SAY_WARNING, AUTHOR_CALCULATOR,
					    d->row);
	s->must = true;
	object(p, d->row, true, true);
	s->evidence[s->evidence_count++] = (struct evidence){p->pack->drugs.v[p->pack->drug_of[b]].row, 0,
							     p->pack->passages.v[p->pack->drugs.v[p->pack->drug_of[b]].row].text.n};
}

static bool joins(str between)
{
	static const str words[] = {{"和", 3}, {"跟", 3}, {"与", 3},    {"同", 3},     {"加", 3},    {"配", 3},
				    {"、", 3}, {"+", 1},  {" and ", 5}, {" with ", 6}, {" plus ", 6}};
	for (ptrdiff_t i = 0; i < COUNT(words); i++)
		if (str_eq(between, words[i])) return true;
	return false;
}

/* 布洛芬和芬必得 are two names on two boxes and one drug: whoever asks for both may take it twice. */
static void say_same_drug(struct planner *p, int32_t drug)
{
	const struct reading *r = &p->s->reading;
	for (ptrdiff_t i = 0; p->wanted[ASK_MAY_TAKE] && i < r->mentions.n; i++)
		for (ptrdiff_t k = 0; k < r->mentions.n; k++) {
			const struct mention *a = &r->mentions.v[i], *b = &r->mentions.v[k];
			if (a->term != drug || b->term != drug || a->to > b->from || !joins(str_slice(r->text.text, a->to, b->from))) continue;
			str first = fold_original(&r->text, a->from, a->to), second = fold_original(&r->text, b->from, b->to);
			if (str_eq(str_slice(r->text.text, a->from, a->to), str_slice(r->text.text, b->from, b->to))) continue;
			struct sb text = sb_new(p->perm, 256);
			sb_fmt(&text,
			       p->lang == LANG_ZH ? "“" STR_FMT "”和“" STR_FMT "”是同一种药（" STR_FMT "），不要一起用，叠加容易过量。"
						  : STR_FMT " and " STR_FMT " are the same drug (" STR_FMT
							    "); do not take them together, the doses add up.",
			       STR_ARG(first), STR_ARG(second), STR_ARG(plan_name(p, drug)));
			int32_t row = p->pack->drugs.v[p->pack->drug_of[drug]].row;
			plan_say_text(p, plan_part(p, S("interaction"), plan_name(p, drug)), sb_str(&text), SAY_WARNING, AUTHOR_CALCULATOR, row)
				->must = true;
			object(p, row, true, true);
			return;
		}
}

static bool say_pair(struct planner *p, int32_t a, int32_t b)
{
	if (is_drug(p, a) && is_drug(p, b) && a != b) {
		int32_t shared = rx_duplicate(p->pack->drugs.v, p->pack->drug_of, a, b);
		if (shared >= 0) return say_duplicate(p, a, b, shared), true;
	}
	struct rx_findings found = check(p, a, b, true);
	drop_allergies(p, &found);
	if (findings_said(p, &found, "interaction", pair_name(p, a, b), 2)) return true;
	if (!p->wanted[ASK_MAY_TAKE] && !(is_drug(p, a) && is_drug(p, b))) return false; /* 中药 beside a drug is not yet a question about both */
	str names[] = {plan_name(p, a), plan_name(p, b)};
	*ARENA_PUSH(p->perm, &p->a->not_checked) = words_fill(p->perm, words_say(SAY_PAIR_NOT_CHECKED, p->lang), names, 2);
	return false;
}

static void say_pairs(struct planner *p)
{
	for (ptrdiff_t i = 0; i < p->s->drugs.n; i++) {
		if (is_drug(p, p->s->drugs.v[i])) say_same_drug(p, p->s->drugs.v[i]);
		for (ptrdiff_t k = i + 1; k < p->s->drugs.n && k < 4; k++) say_pair(p, p->s->drugs.v[i], p->s->drugs.v[k]);
		for (ptrdiff_t k = 0; k < p->s->own_drugs.n; k++)
			if (p->s->own_drugs.v[k] != p->s->drugs.v[i]) {
				struct rx_findings found = check(p, p->s->drugs.v[i], p->s->own_drugs.v[k], false);
				findings_said(p, &found, "caution", pair_name(p, p->s->drugs.v[i], p->s->own_drugs.v[k]), 1);
			}
	}
}

/* ---- a drug and the person ---- */

/* 华法林 is also "takes an anticoagulant": what the drug's own name says about its taker is no reason against it. */
static bool only_said_by(const struct planner *p, int32_t concept, int32_t drug)
{
	const struct reading *r = &p->s->reading;
	bool said = false;
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct mention *m = &r->mentions.v[i];
		if (m->term != concept) continue;
		said = true;
		bool by_drug = false;
		for (ptrdiff_t k = 0; k < r->mentions.n && !by_drug; k++)
			by_drug = (r->mentions.v[k].term == drug || p->pack->drug_of[r->mentions.v[k].term] >= 0) && r->mentions.v[k].from < m->to &&
				  m->from < r->mentions.v[k].to;
		if (!by_drug) return false;
	}
	return said;
}

static bool say_with_conditions(struct planner *p, int32_t drug)
{
	bool any = false;
	for (int32_t c = 0; c < (int32_t)p->pack->concepts.n; c++) {
		if (!plan_in_context(p, c) || p->pack->drug_of[c] >= 0 || c == drug) continue;
		const struct concept *x = &p->pack->concepts.v[c];
		if ((x->card < 0 && x->finding < 0 && x->food < 0) || only_said_by(p, c, drug)) continue;
		struct rx_findings found = check(p, drug, c, true);
		any |= findings_said(p, &found, x->food >= 0 ? "interaction" : "caution", pair_name(p, drug, c), 2) > 0;
	}
	return any;
}

static bool say_same_family(struct planner *p, int32_t drug, int32_t allergen)
{
	struct sb text = sb_new(p->perm, 256);
	if (p->lang == LANG_ZH)
		sb_fmt(&text, "“" STR_FMT "”属于您说的过敏药物“" STR_FMT "”，不要自行使用，先告诉医生过敏的经过。", STR_ARG(plan_name(p, drug)),
		       STR_ARG(plan_name(p, allergen)));
	else
		sb_fmt(&text,
		       STR_FMT " belongs to the drugs you react to (" STR_FMT
			       "); do not take it on your own, tell a doctor about the reaction first.",
		       STR_ARG(plan_name(p, drug)), STR_ARG(plan_name(p, allergen)));
	int32_t row = p->pack->drugs.v[p->pack->drug_of[drug]].row;
	plan_say_text(p, plan_part(p, S("caution"), pair_name(p, drug, allergen)), sb_str(&text), SAY_WARNING, AUTHOR_CALCULATOR, row)->must = true;
	object(p, row, true, false);
	return true;
}

/* The allergy of record or of this text against the drug: its own rules first, else the plain fact that it is the same substance or family. */
static bool say_allergies(struct planner *p, int32_t drug)
{
	bool said = false;
	for (ptrdiff_t i = 0; i < p->s->allergies.n; i++) {
		int32_t allergen = p->s->allergies.v[i];
		struct rx_findings found = check(p, drug, allergen, true), allergy = {0};
		for (ptrdiff_t k = 0; k < found.n; k++)
			if (p->pack->rx_rules.v[found.v[k].rule].kind == RX_ALLERGY) *ARENA_PUSH(p->perm, &allergy) = found.v[k];
		if (findings_said(p, &allergy, "caution", pair_name(p, drug, allergen), 2)) said = true;
		else if (rx_is(p->pack->drugs.v, p->pack->drug_of, drug, allergen)) said |= say_same_family(p, drug, allergen);
	}
	return said;
}

static void say_states(struct planner *p, int32_t drug)
{
	struct rx_findings found = check(p, drug, -1, false);
	findings_said(p, &found, "caution", plan_name(p, drug), 2);
	int32_t late = pack_concept(p->pack, S("missed-period"));
	if (late < 0 || !plan_in_context(p, late) || p->s->facts.word[WORD_PREGNANT] != TRI_UNKNOWN) return;
	drug_facts(p, plan_part(p, S("pregnancy"), plan_name(p, drug)), drug, DRUG_PREGNANCY, 1); /* she may be pregnant */
}

static const struct topic_route {
	enum intent intent;
	const char *part;
	int count;
	enum drug_topic topics[3];
} topic_routes[] = {
	{ASK_WHAT, "drug", 2, {DRUG_WHAT, DRUG_USE}},
	{ASK_TREATMENT, "drug", 2, {DRUG_USE, DRUG_WHAT}},
	{ASK_DRUGS, "drug", 2, {DRUG_USE, DRUG_WHAT}},
	{ASK_DOSE, "dose", 3, {DRUG_DOSE, DRUG_HOW, DRUG_MAX}},
	{ASK_SIDE_EFFECTS, "side_effects", 2, {DRUG_SIDE_EFFECTS, DRUG_SERIOUS}},
	{ASK_HARM, "side_effects", 2, {DRUG_SERIOUS, DRUG_SIDE_EFFECTS}},
	{ASK_MISSED, "missed", 1, {DRUG_MISSED}},
	{ASK_MAY_TAKE, "drug", 2, {DRUG_USE, DRUG_CONTRAINDICATION}},
	{ASK_PREGNANCY, "pregnancy", 1, {DRUG_PREGNANCY}},
	{ASK_LACTATION, "lactation", 1, {DRUG_LACTATION}},
	{ASK_CHILD, "child", 1, {DRUG_CHILD}},
	{ASK_ELDERLY, "elderly", 1, {DRUG_ELDERLY}},
	{ASK_FOLLOWUP, "followup", 1, {DRUG_MONITORING}},
	{ASK_INDIVIDUAL_STOP, "drug", 1, {DRUG_STOP}},
	{ASK_CURE, "dose", 2, {DRUG_STOP, DRUG_HOW}},
	{ASK_DAILY, "drug", 2, {DRUG_HOW, DRUG_ALCOHOL}},
	{ASK_DIET, "drug", 2, {DRUG_FOOD, DRUG_ALCOHOL}},
};

static bool state_wants(const struct planner *p, enum drug_topic topic)
{
	const enum tri *w = p->s->facts.word;
	return (topic == DRUG_PREGNANCY && w[WORD_PREGNANT] == TRI_YES) || (topic == DRUG_LACTATION && w[WORD_BREASTFEEDING] == TRI_YES) ||
	       (topic == DRUG_CHILD && w[WORD_CHILD] == TRI_YES) || (topic == DRUG_ELDERLY && w[WORD_ELDER] == TRI_YES);
}

static bool any_in_context(const struct planner *p, const char *const *ids, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++) {
		int32_t c = pack_concept(p->pack, str_from(ids[i]));
		if (c >= 0 && plan_in_context(p, c)) return true;
	}
	return false;
}

static bool drink_in_context(const struct planner *p)
{
	int32_t alcohol = pack_concept(p->pack, S("alcohol"));
	for (ptrdiff_t f = 0; f < p->pack->foods.n; f++)
		for (ptrdiff_t g = 0; g < p->pack->foods.v[f].group_count; g++)
			if (p->pack->foods.v[f].groups[g] == alcohol && plan_in_context(p, p->pack->foods.v[f].concept)) return true;
	return false;
}

/* Organ disease or drink spoken of calls for the label's own sentence on it. */
static bool context_wants(const struct planner *p, enum drug_topic topic)
{
	static const char *const renal[] = {"ckd", "renal-failure", "nephrotic", "glomerulonephritis", "diabetic-nephropathy"},
				 *const hepatic[] = {"hepatitis-b", "hepatitis",       "cirrhosis",        "fatty-liver",
						     "hepatitis-c", "alcoholic-liver", "drug-liver-injury"};
	if (topic == DRUG_RENAL) return any_in_context(p, renal, COUNT(renal));
	if (topic == DRUG_HEPATIC) return any_in_context(p, hepatic, COUNT(hepatic));
	return topic == DRUG_ALCOHOL && drink_in_context(p);
}

static void say_label(struct planner *p, int32_t drug)
{
	str name = plan_name(p, drug);
	ptrdiff_t before = p->a->statements.n;
	for (ptrdiff_t i = 0; i < COUNT(topic_routes) && (int)p->a->parts.n < PARTS_MAX + 1; i++) {
		const struct topic_route *r = &topic_routes[i];
		if (!p->wanted[r->intent]) continue;
		int said = 0;
		for (int t = 0; t < r->count; t++) {
			bool known = false;
			for (ptrdiff_t f = 0; f < p->pack->drug_facts.n && !known; f++)
				known = p->pack->drug_facts.v[f].drug == drug && p->pack->drug_facts.v[f].topic == r->topics[t];
			if (known &&
			    !(r->intent == ASK_DOSE && r->topics[t] != DRUG_HOW && p->s->facts.word[WORD_CHILD] == TRI_YES)) /* those are adults' */
				said += drug_facts(p, plan_part(p, str_from(r->part), name), drug, r->topics[t], p->per_part);
		}
		p->a->placed += said > 0;
	}
	static const struct {
		enum drug_topic topic;
		const char *part;
	} states[] = {{DRUG_PREGNANCY, "pregnancy"}, {DRUG_LACTATION, "lactation"}, {DRUG_CHILD, "child"},        {DRUG_ELDERLY, "elderly"},
		      {DRUG_RENAL, "caution"},       {DRUG_HEPATIC, "caution"},     {DRUG_ALCOHOL, "interaction"}};
	for (ptrdiff_t i = 0; i < COUNT(states); i++)
		if (state_wants(p, states[i].topic) || context_wants(p, states[i].topic))
			drug_facts(p, plan_part(p, str_from(states[i].part), name), drug, states[i].topic, 2);
	if (p->a->statements.n > before) return;
	int32_t part = plan_part(p, S("drug"), name);
	drug_facts(p, part, drug, DRUG_WHAT, 1);
	drug_facts(p, part, drug, DRUG_USE, 1);
	drug_facts(p, part, drug, DRUG_HOW, 1);
	drug_facts(p, part, drug, DRUG_CONTRAINDICATION, 1);
}

/* ---- labelled dose ranges ---- */

bool plan_drugs(struct planner *p)
{
	ptrdiff_t before = p->a->statements.n;
	if (!p->s->drugs.n) return false;
	say_pairs(p);
	for (ptrdiff_t i = 0; i < p->s->drugs.n && i < 3; i++) {
		int32_t drug = p->s->drugs.v[i];
		bool clash = is_drug(p, drug) && say_allergies(p, drug);
		clash |= say_with_conditions(p, drug);
		say_states(p, drug);
		plan_doses(p, drug);
		if (!clash || p->s->drugs.n == 1) say_label(p, drug);
	}
	return p->a->statements.n > before;
}
