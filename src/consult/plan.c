#include "consult/plan_int.h"

#include "base/check.h"
#include "base/utf8.h"
#include "lang/fold.h"

#include <math.h>

str plan_name(const struct planner *p, int32_t concept)
{
	return p->pack->concepts.v[concept].name[p->lang];
}

bool plan_in_context(const struct planner *p, int32_t concept)
{
	return p->s->context[concept / 64] >> (concept % 64) & 1;
}

int32_t plan_part(struct planner *p, str key, str about)
{
	struct answer *a = p->a;
	for (ptrdiff_t i = 0; i < a->parts.n; i++)
		if (str_eq(a->parts.v[i].key, key) && str_eq(a->parts.v[i].about, about)) return (int32_t)i;
	*ARENA_PUSH(p->perm, &a->parts) = (struct part){key, words_part(key, p->lang), about};
	return (int32_t)a->parts.n - 1;
}

struct statement *plan_say_text(struct planner *p, int32_t part, str text, enum statement_kind kind, enum author author, int32_t passage)
{
	struct statement *s = ARENA_PUSH(p->perm, &p->a->statements);
	*s = (struct statement){.text = text, .kind = kind, .author = author, .part = part, .verdict = VERDICT_UNSUPPORTED};
	if (passage >= 0) s->evidence[s->evidence_count++] = (struct evidence){passage, 0, p->pack->passages.v[passage].text.n};
	return s;
}

static bool said_before(const struct answer *a, int32_t passage)
{
	for (ptrdiff_t i = 0; i < a->statements.n; i++)
		if (a->statements.v[i].evidence_count && a->statements.v[i].evidence[0].passage == passage) return true;
	return false;
}

bool plan_say(struct planner *p, int32_t part, const int32_t passage[LANGS], enum statement_kind kind)
{
	int32_t id = passage[p->lang];
	if (id < 0 || said_before(p->a, id)) return false;
	plan_say_text(p, part, p->pack->passages.v[id].text, kind, AUTHOR_PACK, id);
	return true;
}

void plan_notice(struct planner *p, int32_t part, enum word word, const str *pieces, ptrdiff_t n)
{
	str text = words_fill(p->perm, words_say(word, p->lang), pieces, n);
	plan_say_text(p, part, text, SAY_NOTICE, AUTHOR_SYSTEM, -1)->verdict = VERDICT_NOT_A_CLAIM;
}

/* ---- which sentence of a section fits this question best ---- */

static bool inside_mark(const struct reading *r, const struct situation *s, ptrdiff_t from, ptrdiff_t to)
{
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct mention *m = &r->mentions.v[i];
		if (s->topics.n && m->term == s->topics.v[0] && m->from < to && m->to > from) return true;
	}
	for (ptrdiff_t i = 0; i < r->askeds.n; i++)
		if (r->askeds.v[i].from < to && r->askeds.v[i].to > from) return true;
	return false;
}

static void collect_focus(struct planner *p)
{
	str text = p->s->reading.text.text;
	int len, second;
	for (ptrdiff_t i = 0; i < text.n && p->focus_count < FOCUS_MAX; i += len) {
		uint32_t cp = utf8_at(text, i, &len);
		str unit = {0};
		if (cp_is_latin(cp) || cp_is_digit(cp)) {
			ptrdiff_t end = i;
			while (end < text.n && (cp_is_latin((unsigned char)text.p[end]) || cp_is_digit((unsigned char)text.p[end]))) end++;
			if (end - i > 3 || !cp_is_latin(cp)) unit = str_slice(text, i, end);
			len = (int)(end - i);
		} else if (cp_is_han(cp) && i + len < text.n && cp_is_han(utf8_at(text, i + len, &second)))
			unit = str_slice(text, i, i + len + second);
		if (unit.n && !inside_mark(&p->s->reading, p->s, unit.p - text.p, unit.p - text.p + unit.n)) p->focus[p->focus_count++] = unit;
	}
}

double plan_focus(const struct planner *p, str folded)
{
	int found = 0;
	for (int i = 0; i < p->focus_count; i++) found += str_find(folded, p->focus[i]) >= 0;
	return found;
}

static double fitness(const struct planner *p, const struct bullet *b, ptrdiff_t place)
{
	struct arena scratch = *p->perm;
	double focus = p->focus_count ? plan_focus(p, fold(p->pack->passages.v[b->passage[p->lang]].text, &scratch).text) : 0;
	double score = focus * 0.8 - (double)place * 0.5;
	if (place == 0) score += 1.5; /* the first sentence answers the section's question directly */
	if (b->must) score += 10;
	if (b->when.n) score += 4; /* written for a person like this one */
	return score;
}

int plan_section(struct planner *p, int32_t part, int32_t concept, enum section section, int limit)
{
	const struct card *card = pack_card(p->pack, concept);
	for (int up = 0; card && !card->sections[section].n && card->parent >= 0 && up < 4; up++) card = pack_card(p->pack, card->parent);
	if (!card) return 0;
	enum { SENTENCES_MAX = 64 };
	double score[SENTENCES_MAX]; /* NAN: not to be said, or said already */
	ptrdiff_t n = card->sections[section].n < SENTENCES_MAX ? card->sections[section].n : SENTENCES_MAX;
	for (ptrdiff_t i = 0; i < n; i++) {
		const struct bullet *b = &card->sections[section].v[i];
		score[i] = b->when.n && expr_eval(&b->when, &p->s->facts) != TRI_YES ? NAN : fitness(p, b, i);
	}
	int said = 0;
	while (said < limit) {
		ptrdiff_t best = -1;
		for (ptrdiff_t i = 0; i < n; i++)
			if (!isnan(score[i]) && (best < 0 || score[i] > score[best])) best = i;
		if (best < 0) break;
		score[best] = NAN;
		said += plan_say(p, part, card->sections[section].v[best].passage, section == SECTION_REDFLAGS ? SAY_WARNING : SAY_FACT);
	}
	return said;
}

/* ---- what was asked ---- */

/* A bare word such as 治疗 asks for nothing by itself (已经治疗两年); it counts in a question, or when nothing better is there. */
static int weight(const struct reading *r, const struct asked *a)
{
	bool bare = a->to - a->from <= (r->lang == LANG_ZH ? 6 : 8);
	bool question = r->clauses.v[a->clause].question;
	return (question ? 2 : 0) + (bare ? 0 : 2);
}

static bool names_a_disease_after(const struct planner *p, const struct asked *a)
{
	const struct reading *r = &p->s->reading;
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct card *card = pack_card(p->pack, r->mentions.v[i].term);
		if (card && !card->symptom && r->mentions.v[i].from >= a->to && r->mentions.v[i].from <= a->to + 12) return true;
	}
	return false;
}

static bool counts(const struct planner *p, const struct asked *a)
{
	if (a->intent == ASK_INDIVIDUAL_DIAGNOSE) {
		str said = str_slice(p->s->reading.text.text, a->from, a->to);
		bool vague = str_eq(said, S("是不是")) || str_eq(said, S("会不会是")) || str_eq(said, S("是什么病")) ||
			     str_eq(said, S("could this be")) || str_eq(said, S("is this"));
		return p->s->personal && (!vague || names_a_disease_after(p, a));
	}
	return true;
}

/* A bare word right beside a full question adds nothing: 症状 in 症状反复怎么办. */
static bool outshone(const struct reading *r, const struct asked *a)
{
	if (a->intent != ASK_SYMPTOMS && a->intent != ASK_TREATMENT && a->intent != ASK_CURE && a->intent != ASK_HARM) return false;
	for (ptrdiff_t i = 0; i < r->askeds.n; i++)
		if (r->askeds.v[i].clause == a->clause && a->to <= r->askeds.v[i].from && weight(r, &r->askeds.v[i]) > weight(r, a)) return true;
	return false;
}

static void weigh_intents(struct planner *p)
{
	const struct reading *r = &p->s->reading;
	bool questions = false;
	for (ptrdiff_t i = 0; i < r->askeds.n; i++) questions |= r->clauses.v[r->askeds.v[i].clause].question;
	for (ptrdiff_t i = 0; i < r->askeds.n; i++) {
		const struct asked *a = &r->askeds.v[i];
		bool closing = a->clause + 2 >= r->clauses.n &&
			       weight(r, a) >= 2; /* people often end on the request itself, without a question mark */
		if (questions && !r->clauses.v[a->clause].question && !closing) continue; /* what is told is not asked */
		if (!outshone(r, a) && counts(p, a)) p->wanted[a->intent] = true;
	}
}

/* ---- first line ---- */

/* A rule's advice in its own words: must be said, its own evidence. */
static struct statement rule_advice(const struct pack *pack, int32_t passage)
{
	str text = pack->passages.v[passage].text;
	return (struct statement){.text = text,
				  .kind = SAY_ADVICE,
				  .author = AUTHOR_PACK,
				  .verdict = VERDICT_SUPPORTED,
				  .part = -1,
				  .must = true,
				  .evidence = {{passage, 0, text.n}},
				  .evidence_count = 1};
}

static void headline(struct planner *p)
{
	struct answer *a = p->a;
	const struct triage *t = &p->s->triage;
	a->headline = (struct statement){.text = words_tier(t->tier, p->s->personal, p->lang),
					 .kind = SAY_ADVICE,
					 .author = AUTHOR_SYSTEM,
					 .verdict = VERDICT_NOT_A_CLAIM,
					 .part = -1};
	a->act = (struct statement){.part = -1};
	if (!t->rule_count) return;
	const struct triage_rule *rule = &p->pack->redflags.v[t->rules[0]];
	if (rule->tier != t->tier || t->tier < TIER_URGENT) return; /* a calm rule may have fired on a side remark: its advice is not the answer */
	a->headline = rule_advice(p->pack, rule->say[p->lang]);
	if (rule->act[p->lang] >= 0) a->act = rule_advice(p->pack, rule->act[p->lang]);
}

/* What must not be combined or used is no calm matter, though nobody is ill yet: the first line then says so instead of how soon to see a doctor. What asks
 * for care does the same where nobody's own illness was told. */
static void headline_of_objection(struct planner *p)
{
	struct answer *a = p->a;
	static const enum word words[2][2] = {{SAY_CARE_USE, SAY_CARE_PAIR}, {SAY_STOP_USE, SAY_STOP_PAIR}};
	bool stops = p->objection.stops;
	if (p->objection.passage < 0 || a->tier >= TIER_URGENT) return;
	if (!stops && (p->s->personal || !p->wanted[ASK_MAY_TAKE])) return;
	if (stops) a->headline.kind = SAY_WARNING;
	a->headline.text = words_say(words[stops][p->objection.pair], p->lang);
	a->headline.evidence[0] = (struct evidence){p->objection.passage, 0, p->pack->passages.v[p->objection.passage].text.n};
	a->headline.evidence_count = 1;
}

/* ---- what has no card ---- */

static void plan_generic(struct planner *p)
{
	static const struct {
		enum intent intent;
		const char *part;
		enum word word;
	} generic[] = {
		{ASK_INDIVIDUAL_STOP, "individual", SAY_INDIVIDUAL_STOP},
		{ASK_INDIVIDUAL_DIAGNOSE, "individual", SAY_INDIVIDUAL_DIAGNOSE},
		{ASK_INDIVIDUAL_PRESCRIBE, "individual", SAY_INDIVIDUAL_PRESCRIBE},
		{ASK_HOSPITAL, "hospital", SAY_HOSPITAL},
		{ASK_COST, "cost", SAY_COST},
	};
	for (ptrdiff_t i = 0; i < COUNT(generic); i++)
		if (p->wanted[generic[i].intent]) plan_notice(p, plan_part(p, str_from(generic[i].part), S("")), generic[i].word, NULL, 0);
}

enum { RELATED_MAX = 2 };
static const float RELATED_SCORE = 14; /* below this the shared words are common ones; looked at by hand on 100 questions of general practice */

static bool is_sentence(void *ctx, int32_t id)
{
	const struct planner *p = ctx;
	return p->pack->passages.v[id].lang == (signed char)p->lang && p->pack->passages.v[id].section >= 0;
}

static bool plan_related(struct planner *p)
{
	struct index_hit hits[RELATED_MAX];
	const struct index *index = recall_index(p->k->recall);
	ptrdiff_t n = !index ? 0 : index_query(index, p->s->reading.text.text, is_sentence, p, hits, RELATED_MAX, *p->perm);
	bool said = false;
	for (ptrdiff_t i = 0; i < n && hits[i].score >= RELATED_SCORE; i++) {
		int32_t both[LANGS] = {hits[i].id, hits[i].id};
		said |= plan_say(p, plan_part(p, S("related"), plan_name(p, p->pack->passages.v[hits[i].id].concept)), both, SAY_FACT);
	}
	return said;
}

static str recognised(const struct planner *p)
{
	struct sb out = sb_new(p->perm, 128);
	const struct reading *r = &p->s->reading;
	int n = 0;
	for (ptrdiff_t i = 0; i < r->mentions.n && n < 6; i++) {
		str name = plan_name(p, r->mentions.v[i].term);
		if (!name.n || str_find(sb_str(&out), name) >= 0) continue;
		if (n++) sb_add(&out, p->lang == LANG_ZH ? S("、") : S(", "));
		sb_add(&out, name);
	}
	return sb_str(&out);
}

static void plan_unplaced(struct planner *p)
{
	int32_t part = plan_part(p, S("unplaced"), S(""));
	str terms = recognised(p);
	plan_notice(p, part, terms.n ? SAY_NO_EVIDENCE : SAY_NOT_UNDERSTOOD, NULL, 0);
	if (terms.n) plan_notice(p, part, SAY_UNDERSTOOD_TERMS, &terms, 1);
	plan_notice(p, part, SAY_OFFER_DOCTOR, NULL, 0);
	enum word ask = terms.n ? SAY_ASK_WHAT : SAY_ASK_SYMPTOM;
	*ARENA_PUSH(p->perm, &p->a->asks) = (struct ask_back){S("question"), words_say(ask, p->lang)};
}

static void plan_not_checked(struct planner *p)
{
	for (ptrdiff_t i = 0; i < p->s->unknown_facts.n; i++)
		*ARENA_PUSH(p->perm, &p->a->not_checked) = words_fill(p->perm, words_say(SAY_FACT_NOT_CHECKED, p->lang), &p->s->unknown_facts.v[i],
								      1);
	for (ptrdiff_t i = 0; i < p->s->unknown_drugs.n; i++) {
		*ARENA_PUSH(p->perm, &p->a->not_checked) = words_fill(p->perm, words_say(SAY_DRUG_NOT_CHECKED, p->lang), &p->s->unknown_drugs.v[i],
								      1);
		if (i == 0) *ARENA_PUSH(p->perm, &p->a->asks) = (struct ask_back){S("drug"), words_say(SAY_ASK_DRUG, p->lang)};
	}
}

/* When to come sooner: the leading topic's signs, unless they were asked for or emergency advice already stands above. */
static void plan_safety_net(struct planner *p)
{
	if (!p->s->topics.n || p->a->tier == TIER_EMERGENCY || p->wanted[ASK_REDFLAGS]) return;
	const struct card *card = pack_card(p->pack, p->s->topics.v[0]);
	if (!card->sections[SECTION_REDFLAGS].n && card->parent < 0) return;
	int32_t part = plan_part(p, S("redflags"), plan_name(p, card->concept));
	if (!plan_section(p, part, card->concept, SECTION_REDFLAGS, 2) && part == p->a->parts.n - 1) p->a->parts.n--;
}

static int medical_statements(const struct answer *a)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < a->statements.n; i++) n += a->statements.v[i].kind != SAY_NOTICE;
	return n;
}

/* In a crisis nothing is said but how to stay safe: no doses, no chat about drugs. */
static void plan_crisis(struct planner *p)
{
	static const char *const cards[] = {"self-harm", "poisoning"};
	static const enum section sections[] = {SECTION_SELFCARE, SECTION_FIRSTAID};
	for (ptrdiff_t i = 0; i < COUNT(cards); i++) {
		int32_t concept = pack_concept(p->pack, str_from(cards[i]));
		if (!pack_card(p->pack, concept) || (i > 0 && !plan_in_context(p, concept))) continue;
		for (ptrdiff_t s = 0; s < COUNT(sections); s++)
			if (pack_card(p->pack, concept)->sections[sections[s]].n)
				plan_section(p, plan_part(p, section_name(sections[s]), plan_name(p, concept)), concept, sections[s], 2);
	}
}

enum request_kind plan_make(struct answer *a, const struct knowledge *k, struct arena *perm)
{
	const struct situation *s = a->situation;
	struct planner p = {.a = a, .k = k, .pack = k->pack, .s = s, .perm = perm, .lang = a->lang, .objection = {.passage = -1}};
	weigh_intents(&p);
	collect_focus(&p);
	int asked = 0;
	for (int i = 0; i < ASK_COUNT; i++) asked += p.wanted[i];
	p.per_part = asked <= 1 ? 4 : asked == 2 ? 3 : asked <= 4 ? 2 : 1; /* a phone screen and a half */
	a->asked = asked;
	headline(&p);
	if (a->crisis && a->tier == TIER_EMERGENCY) {
		plan_crisis(&p);
		return REQUEST_INFORMATION;
	}
	plan_calcs(&p);
	plan_values(&p);
	plan_drugs(&p);
	plan_foods(&p);
	headline_of_objection(&p);
	plan_cards(&p);
	plan_generic(&p);
	plan_not_checked(&p);
	if (!medical_statements(a)) plan_related(&p);
	bool placed = medical_statements(a) > 0, understood = a->statements.n > 0 || a->tier >= TIER_URGENT;
	if (placed) plan_safety_net(&p);
	else if (!understood) plan_unplaced(&p);
	bool individual = p.wanted[ASK_INDIVIDUAL_STOP] || p.wanted[ASK_INDIVIDUAL_DIAGNOSE] || p.wanted[ASK_INDIVIDUAL_PRESCRIBE];
	return individual ? REQUEST_INDIVIDUAL : understood ? REQUEST_INFORMATION : REQUEST_UNPLACED;
}
