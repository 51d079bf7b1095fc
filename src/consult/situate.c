#include "consult/situate_int.h"

#include "base/check.h"
#include "base/utf8.h"
#include "consult/stated.h"
#include "clinic/warn.h"
#include "consult/report_names.h"

#include <math.h>

/* ---- numbers in the text ---- */

static bool spoken_before(str text, ptrdiff_t at, const str *words, ptrdiff_t n)
{
	str before = str_slice(text, at > 24 ? at - 24 : 0, at);
	for (ptrdiff_t i = before.n - 1; i >= 0; i--) /* within the clause */
		if (strchr(",;?!\n", before.p[i])) {
			before = str_slice(before, i + 1, before.n);
			break;
		}
	for (ptrdiff_t i = 0; i < n; i++)
		if (str_find(before, words[i]) >= 0) return true;
	return false;
}

static void read_vital(struct facts *f, str text, const struct quantity *q)
{
	static const str glucose[] = {{"血糖", 6}, {"glucose", 7}, {"sugar", 5}},
			 oxygen[] = {{"血氧", 6}, {"氧饱和", 9}, {"spo2", 4}, {"oxygen", 6}, {"saturation", 10}, {"sats", 4}},
			 heart[] = {{"心率", 6}, {"心跳", 6}, {"脉搏", 6}, {"heart rate", 10}, {"pulse", 5}, {"hr ", 3}},
			 breath[] = {{"呼吸", 6}, {"breathing rate", 14}, {"respiratory rate", 16}, {"rr ", 3}};
	static const str effort[] = {{"跑", 3},      {"运动", 6},    {"锻炼", 6},    {"爬", 3},     {"健身", 6},
				     {"running", 7}, {"exercis", 7}, {"workout", 7}, {"jogging", 7}};
	enum { EFFORT_HR = 180 };
	double v = q->value;
	static const str pressure[] = {{"血压", 6}, {"高压", 6}, {"收缩压", 9}, {"systolic", 8}, {"pressure", 8}, {"sbp", 3}};
	static const str low_pressure[] = {{"低压", 6}, {"舒张压", 9}, {"diastolic", 9}, {"dbp", 3}};
	static const str counted[] = {{"个", 3}, {"型", 3}, {"种", 3}, {"+", 1}}; /* 血糖2个加号 is a test strip, 1型 a kind */
	for (ptrdiff_t i = 0; i < COUNT(counted); i++)
		if (str_starts(str_slice(text, q->to, text.n), counted[i])) return;
	bool rate = spoken_before(text, q->from, heart, COUNT(heart)) || spoken_before(text, q->from, breath, COUNT(breath));
	if (!rate && str_starts(str_slice(text, q->to, text.n), S("次"))) return; /* 一天测3次血糖; but 呼吸 35次 */
	enum { NO_MMOL_FROM = 60, MG_DL_MOST = 2000 };                            /* source: nobody has 60 mmol/L, and 60 mg/dL is 3.3 */
	bool mg_dl = str_eq(q->unit, S("mg/dl")) || (!q->unit.n && v >= NO_MMOL_FROM);
	if (spoken_before(text, q->from, glucose, COUNT(glucose)) && (mg_dl ? v < MG_DL_MOST : v < NO_MMOL_FROM))
		f->v[FACT_GLUCOSE_MMOL_L] = mg_dl ? v / 18.016 : v; /* molar mass of glucose 180.16 g/mol */
	else if (spoken_before(text, q->from, oxygen, COUNT(oxygen)) && v >= 40 && v <= 100) f->v[FACT_SPO2] = v;
	else if (spoken_before(text, q->from, low_pressure, COUNT(low_pressure)) && v >= 30 && v <= 200 && isnan(f->v[FACT_DBP])) f->v[FACT_DBP] = v;
	else if (spoken_before(text, q->from, pressure, COUNT(pressure)) && v >= 90 && v <= 300 && isnan(f->v[FACT_SBP]))
		f->v[FACT_SBP] = v; /* 高压220, the lower one not said */
	else if (spoken_before(text, q->from, effort, COUNT(effort)) && spoken_before(text, q->from, heart, COUNT(heart)) && v <= EFFORT_HR)
		return; /* what the heart does while running says nothing of rest */
	else if (spoken_before(text, q->from, heart, COUNT(heart)) && v >= 20 && v <= 300) f->v[FACT_HR] = v;
	else if (spoken_before(text, q->from, breath, COUNT(breath)) && v >= 5 && v <= 120) f->v[FACT_RR] = v;
}

static void read_numbers(struct facts *f, const struct reading *r)
{
	for (ptrdiff_t i = 0; i < r->quantities.n; i++) {
		const struct quantity *q = &r->quantities.v[i];
		if (q->kind == QUANTITY_TEMP && !(f->v[FACT_TEMP_C] >= q->value)) f->v[FACT_TEMP_C] = q->value;
		else if (q->kind == QUANTITY_BP && !(f->v[FACT_SBP] >= q->value)) f->v[FACT_SBP] = q->value, f->v[FACT_DBP] = q->second;
		else if (q->kind == QUANTITY_WEIGHT && isnan(f->v[FACT_WEIGHT_KG])) f->v[FACT_WEIGHT_KG] = q->value;
		else if (q->kind == QUANTITY_DURATION && isnan(f->v[FACT_DURATION_H]))
			f->v[FACT_DURATION_H] = q->value, f->v[FACT_DURATION_D] = q->value / 24;
		else if (q->kind == QUANTITY_WEEKS && isnan(f->v[FACT_GESTATION_W])) f->v[FACT_GESTATION_W] = q->value;
		else if (q->kind == QUANTITY_PLAIN) read_vital(f, r->text.text, q);
	}
}

static enum tri prefer(enum tri new, enum tri old)
{
	return new == TRI_UNKNOWN ? old : new;
}

static void read_person(struct facts *f, const struct person_said *p)
{
	facts_set_age(f, p->age_y);
	facts_set_sex(f, p->sex);
	if (p->child && isnan(f->v[FACT_AGE_Y])) f->word[WORD_CHILD] = TRI_YES;
	if ((str_eq(p->who, S("grandmother")) || str_eq(p->who, S("grandfather"))) && isnan(f->v[FACT_AGE_Y])) f->word[WORD_ELDER] = TRI_YES;
	f->word[WORD_PREGNANT] = prefer(p->pregnant, f->word[WORD_PREGNANT]);
	f->word[WORD_BREASTFEEDING] = prefer(p->breastfeeding, f->word[WORD_BREASTFEEDING]);
	f->word[WORD_POSTPARTUM] = prefer(p->postpartum, f->word[WORD_POSTPARTUM]);
}

/* ---- terms ---- */

static void place_mentions(struct situation *s, const struct knowledge *k, const struct reading *r, bool current, uint64_t *context,
			   struct arena *perm)
{
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct mention *m = &r->mentions.v[i];
		const struct concept *c = &k->pack->concepts.v[m->term];
		if (m->negated) {
			if (current && !r->clauses.v[m->clause].question) facts_remove(&s->facts, m->term); /* denied now, whatever was said before */
			continue;
		}
		context[m->term / 64] |= (uint64_t)1 << (m->term % 64);
		bool event = m->seen && c->finding >= TIER_URGENT &&
			     c->finding != FINDING_QUALIFIER; /* a condition stays, an event that was seen to is over */
		if (m->past || event) facts_add_past(&s->facts, m->term);
		else if (!m->maybe && !m->topic) facts_add(&s->facts, m->term);
		bool somebody = r->person.who.n || !isnan(r->person.age_y) || c->finding >= 0; /* 乙肝会传染吗 is about nobody */
		s->personal |= current && somebody && !m->past && !m->maybe && !m->topic && (c->finding >= 0 || c->card >= 0);
		if ((c->drug >= 0 || c->drug_class >= 0) && stated_is_allergen(r, m)) {
			ADD_ONCE(perm, &s->allergies, m->term);
			facts_remove(&s->facts, m->term);
			continue;
		}
		if (!current && c->drug >= 0) ADD_ONCE(perm, &s->own_drugs, m->term); /* told in an earlier turn */
		if (!current) continue;
		if (c->drug >= 0 || c->drug_class >= 0) ADD_ONCE(perm, &s->drugs, m->term);
		if (c->food >= 0) ADD_ONCE(perm, &s->foods, m->term);
		if (c->lab >= 0) ADD_ONCE(perm, &s->labs, m->term);
	}
}

/* How likely a mention is what the question is about: named in a question, in the first sentence (the heading people type), a disease rather than a symptom, a
 * particular card rather than a general one; a state of life or a finding that only leads to a card comes last. */
static int topic_score(const struct knowledge *k, const struct reading *r, const struct mention *m)
{
	const struct card *card = pack_card(k->pack, m->term);
	int score = 1;
	if (r->clauses.v[m->clause].question) score += 8;
	if (r->clauses.v[m->clause].sentence == 0) score += 4;
	if (!card->symptom) score += 6;
	if (card->generic) score -= 3;
	if (m->maybe) score -= 2;
	if (card->setting || card->concept != m->term) score -= 40;
	return score;
}

static void rank_topics(struct situation *s, const struct knowledge *k, const struct reading *r, struct arena *perm)
{
	enum { TOPICS_MAX = 12 };
	int scores[TOPICS_MAX];
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct mention *m = &r->mentions.v[i];
		const struct card *card = pack_card(k->pack, m->term);
		if (!card || (m->negated && !r->clauses.v[m->clause].question) || in_list(s->topics.v, s->topics.n, card->concept)) continue;
		int score = topic_score(k, r, m);
		for (ptrdiff_t j = i + 1; j < r->mentions.n; j++) { /* its best mention counts */
			const struct card *other = pack_card(k->pack, r->mentions.v[j].term);
			if (other == card && topic_score(k, r, &r->mentions.v[j]) > score) score = topic_score(k, r, &r->mentions.v[j]);
		}
		if (s->topics.n == TOPICS_MAX) break;
		ptrdiff_t at = s->topics.n;
		*ARENA_PUSH(perm, &s->topics) = card->concept;
		for (; at > 0 && scores[at - 1] < score; at--) scores[at] = scores[at - 1], s->topics.v[at] = s->topics.v[at - 1];
		scores[at] = score;
		s->topics.v[at] = card->concept;
	}
}

/* ---- drugs that are not in the pack ---- */

static bool covered(const struct reading *r, const struct pack *pack, ptrdiff_t from, ptrdiff_t to)
{
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct mention *m = &r->mentions.v[i];
		const struct concept *c = &pack->concepts.v[m->term];
		if (m->from < to && m->to > from && (c->drug >= 0 || c->drug_class >= 0)) return true;
	}
	return false;
}

/* A dosage form after an unknown name: 气滞胃痛颗粒. The name is taken from the last word that cannot belong to one. */
static bool covered_by_any(const struct reading *r, ptrdiff_t from, ptrdiff_t to)
{
	for (ptrdiff_t i = 0; i < r->mentions.n; i++)
		if (r->mentions.v[i].from < to && r->mentions.v[i].to > from) return true;
	return false;
}

/* 高血压能吃菲菜吗: what stands where a food is named and is nothing known. */
static void find_unknown_things(struct situation *s, const struct reading *r, struct arena *perm)
{
	static const str before[] = {{"能吃", 6}, {"可以吃", 9}, {"能喝", 6}, {"可以喝", 9}, {"能不能吃", 12}, {"能不能喝", 12}, {"适合吃", 9}};
	static const str after[] = {{"吗", 3}, {"么", 3}, {"?", 1}, {"呢", 3}};
	str text = r->text.text;
	for (ptrdiff_t b = 0; b < COUNT(before); b++) {
		ptrdiff_t at = str_find(text, before[b]);
		if (at < 0) continue;
		ptrdiff_t from = at + before[b].n, end = -1;
		str rest = str_slice(text, from, text.n);
		for (ptrdiff_t a = 0; a < COUNT(after); a++) {
			ptrdiff_t hit = str_find(rest, after[a]);
			if (hit > 0 && (end < 0 || hit < end)) end = hit;
		}
		str thing = end > 0 && end <= 18 ? str_slice(rest, 0, end) : (str){"", 0};
		static const str vague[] = {{"什么", 6}, {"哪", 3}, {"东西", 6}, {"药", 3}, {"些", 3}, {"点", 3},
					    {",", 1},    {"饭", 3}, {"食物", 6}, {"什", 3}, {"多", 3}};
		for (ptrdiff_t v = 0; v < COUNT(vague); v++)
			if (str_find(thing, vague[v]) >= 0) thing.n = 0;
		if (thing.n < 3 || covered_by_any(r, from, from + thing.n)) continue;
		*ARENA_PUSH(perm, &s->unknown_foods) = thing;
		return;
	}
}

static void find_unknown_drugs(struct situation *s, const struct knowledge *k, const struct reading *r, struct arena *perm)
{
	static const str forms[] = {{"胶囊", 6},   {"颗粒", 6},   {"口服液", 9}, {"注射液", 9}, {"滴丸", 6}, {"冲剂", 6}, {"滴眼液", 9},
				    {"缓释片", 9}, {"分散片", 9}, {"肠溶片", 9}, {"软胶囊", 9}, {"片", 3},   {"丸", 3},   {"糖浆", 6}};
	static const str breaks[] = {{"吃", 3}, {"和", 3}, {"与", 3}, {"跟", 3}, {"服", 3}, {"用", 3}, {"喝", 3}, {"的", 3}, {"是", 3},
				     {"了", 3}, {"药", 3}, {"能", 3}, {"在", 3}, {"几", 3}, {"半", 3}, {"一", 3}, {"两", 3}, {"这", 3},
				     {"那", 3}, {"种", 3}, {"些", 3}, {"开", 3}, {"买", 3}, {"及", 3}, {"拍", 3}, {"每", 3}, {"有", 3},
				     {"什", 3}, {"么", 3}, {"多", 3}, {"少", 3}, {"大", 3}, {"图", 3}, {"照", 3}};
	str text = r->text.text;
	int len;
	for (ptrdiff_t i = 0; i < text.n; i += len) {
		utf8_at(text, i, &len);
		ptrdiff_t form = 0, from = i;
		while (form < COUNT(forms) && !str_starts(str_slice(text, i, text.n), forms[form])) form++;
		if (form == COUNT(forms)) continue;
		for (int chars = 0; from >= 3 && chars < 8; from -= 3, chars++) {
			str before = str_slice(text, from - 3, from);
			if ((unsigned char)before.p[0] < 0xe4 || !cp_is_han(utf8_at(before, 0, &(int){0}))) break;
			bool stop = false;
			for (ptrdiff_t b = 0; b < COUNT(breaks); b++) stop |= str_eq(before, breaks[b]);
			if (stop) break;
		}
		ptrdiff_t to = i + forms[form].n;
		if (i - from < 6 || covered(r, k->pack, from, to)) continue;
		*ARENA_PUSH(perm, &s->unknown_drugs) = str_slice(text, from, to);
		len = (int)forms[form].n;
	}
}

/* A Latin word after take, use or with (吃, 服, 用 in Chinese) that is no word of the pack: can i take foobarin with warfarin. */
static void find_unknown_latin(struct situation *s, const struct reading *r, struct arena *perm)
{
	static const str leads[] = {{"take ", 5}, {"taking ", 7}, {"using ", 6}, {"use ", 4}, {"combine ", 8}, {"mix ", 4}, {"with ", 5},
				    {"and ", 4},  {"吃", 3},      {"服用", 6},   {"用", 3},   {"和", 3},       {"开了", 6}};
	static const str plain[] = {{"medicine", 8}, {"medicines", 9},    {"medication", 10},  {"medications", 11}, {"tablets", 7},
				    {"together", 8}, {"something", 9},    {"anything", 8},     {"these", 5},        {"those", 5},
				    {"their", 5},    {"antibiotics", 11}, {"painkillers", 11}, {"vitamins", 8},     {"other", 5},
				    {"blood", 5},    {"kidney", 6},       {"liver", 5},        {"heart", 5},        {"drugs", 5},
				    {"pills", 5},    {"water", 5},        {"meals", 5},        {"while", 5},        {"about", 5},
				    {"severe", 6},   {"chronic", 7}};
	str text = r->text.text;
	bool asked = false;
	for (ptrdiff_t i = 0; i < r->askeds.n; i++)
		asked |= r->askeds.v[i].intent == ASK_MAY_TAKE || r->askeds.v[i].intent == ASK_DOSE || r->askeds.v[i].intent == ASK_SIDE_EFFECTS;
	if (!asked || !s->drugs.n) return; /* only beside a drug that is known: elsewhere too many ordinary words stand there */
	for (ptrdiff_t l = 0; l < COUNT(leads); l++)
		for (ptrdiff_t at = 0, hit; (hit = str_find(str_slice(text, at, text.n), leads[l])) >= 0;) {
			ptrdiff_t from = at + hit + leads[l].n, to = from;
			at = from;
			while (to < text.n && text.p[to] >= 'a' && text.p[to] <= 'z') to++;
			str word = str_slice(text, from, to);
			bool known = word.n < 6 || covered_by_any(r, from, to);
			for (ptrdiff_t p = 0; p < COUNT(plain); p++) known |= str_eq(word, plain[p]);
			if (!known) *ARENA_PUSH(perm, &s->unknown_drugs) = word;
		}
}

/* 它, 这个药, it: the drug spoken of before. */
static void resolve_pronoun(struct situation *s, const struct reading *r)
{
	static const str words[] = {{"它", 3},   {"这个药", 9}, {"这药", 6},      {"该药", 6},          {"那个药", 9},
				    {" it ", 4}, {" it?", 4},   {"this drug", 9}, {"this medicine", 13}};
	for (ptrdiff_t i = 0; i < COUNT(words) && !s->drugs.n; i++)
		if (str_find(r->text.text, words[i]) >= 0 && s->own_drugs.n) {
			s->drugs.v = s->own_drugs.v + s->own_drugs.n - 1;
			s->drugs.n = s->drugs.cap = 1;
		}
}

/* An infant of 5 weeks has 38.5: a bare number with a decimal in the range of fever, with no laboratory item beside it. */
static void read_bare_temperature(struct situation *s, const struct knowledge *k, const struct reading *r)
{
	for (ptrdiff_t i = 0; i < r->mentions.n; i++)
		if (k->pack->concepts.v[r->mentions.v[i].term].lab >= 0) return;
	for (ptrdiff_t i = 0; i < r->quantities.n; i++) {
		const struct quantity *q = &r->quantities.v[i];
		bool decimal = q->value != (double)(int64_t)q->value;
		if (q->kind == QUANTITY_PLAIN && !q->unit.n && decimal && q->value >= 37.3 && q->value <= 42.5 && isnan(s->facts.v[FACT_TEMP_C]))
			s->facts.v[FACT_TEMP_C] = q->value;
	}
}

/* ---- values ---- */

enum { NEAR = 36 }; /* bytes between a name and its number */

const struct quantity *situation_value(const struct reading *r, const struct mention *m)
{
	for (ptrdiff_t i = 0; i < r->quantities.n; i++) {
		const struct quantity *q = &r->quantities.v[i];
		bool bare = q->kind == QUANTITY_PLAIN || q->kind == QUANTITY_DOSE || (q->kind == QUANTITY_TEMP && !q->unit.n);
		if (bare && q->from >= m->to && q->from <= m->to + NEAR && q->from < r->clauses.v[m->clause].to + NEAR) {
			static const str dates[] = {{"月", 3}, {"日", 3}, {"号", 3}, {"年", 3}, {"点", 3}};
			for (ptrdiff_t d = 0; d < COUNT(dates); d++)
				if (str_starts(str_slice(r->text.text, q->to, r->text.text.n), dates[d])) return NULL; /* 8月 is no value */
			str between = str_slice(r->text.text, m->to, q->from);
			if (str_find(between, S("超")) >= 0 || str_find(between, S("高了")) >= 0 || str_find(between, S("低了")) >= 0)
				return NULL;                          /* by how much, not what */
			for (ptrdiff_t k = 0; k < r->mentions.n; k++) /* another item's name in between owns the number */
				if (r->mentions.v[k].from >= m->to && r->mentions.v[k].to <= q->from && r->mentions.v[k].term != m->term) return NULL;
			return q;
		}
	}
	return NULL;
}

/* ---- urgency ---- */

static str quote_of(const struct situation *s, const struct expr *when)
{
	for (ptrdiff_t i = 0; i < when->n; i++)
		for (ptrdiff_t m = 0; when->v[i].op == EXPR_HAS && m < s->reading.mentions.n; m++) {
			const struct mention *x = &s->reading.mentions.v[m];
			if (x->term == when->v[i].arg && !x->negated && !x->maybe && !x->topic && !x->past)
				return fold_original(&s->reading.text, x->from, x->to);
		}
	return (str){"", 0};
}

/* A disease whose card says emergency is one when it is happening now: 我爸突然脑出血, not 脑出血后遗症. */
static void raise_for_acute_conditions(struct situation *s, const struct pack *pack, struct arena *perm)
{
	for (ptrdiff_t i = 0; i < s->reading.mentions.n; i++) {
		const struct mention *m = &s->reading.mentions.v[i];
		const struct card *card = pack_card(pack, m->term);
		if (!card || card->concept != m->term || card->symptom || m->seen || card->tier <= s->triage.tier || card->tier < TIER_URGENT ||
		    !m->acute || m->negated || m->past || m->maybe || m->topic)
			continue;
		s->triage.tier = card->tier;
		s->triage.known = true;
		*ARENA_PUSH(perm, &s->reasons) = (struct triage_reason){S("acute-condition"), fold_original(&s->reading.text, m->from, m->to),
									(str){"", 0}, -1};
	}
}

/* Nothing but a topic: its card's own tier, yet never above routine, for nobody has said that it is happening. */
static void settle_calm(struct situation *s, const struct pack *pack)
{
	if (s->triage.known || !s->topics.n) return;
	enum tier tier = pack_card(pack, s->topics.v[0])->tier;
	s->triage.tier = tier < TIER_ROUTINE ? tier : TIER_ROUTINE;
}

static void triage(struct situation *s, const struct knowledge *k, struct arena *perm)
{
	const struct pack *pack = k->pack;
	enum language lang = s->reading.lang;
	s->triage = triage_judge(pack->redflags.v, pack->redflags.n, pack->default_tier, &s->facts, perm);
	for (ptrdiff_t i = 0; i < s->triage.rule_count; i++) {
		const struct triage_rule *rule = &pack->redflags.v[s->triage.rules[i]];
		*ARENA_PUSH(perm, &s->reasons) = (struct triage_reason){rule->id, quote_of(s, &rule->when), pack->passages.v[rule->say[lang]].text,
									rule->say[lang]};
	}
	raise_for_acute_conditions(s, pack, perm);
	situate_values(s, pack, perm);
	settle_calm(s, pack);
}

/* 不发烧了 takes back what an earlier turn said in other words: 孩子有点发烧. */
static void undo_denied(struct situation *s, const struct reading *before)
{
	for (ptrdiff_t i = 0; i < s->reading.mentions.n; i++) {
		const struct mention *now = &s->reading.mentions.v[i];
		if (!now->negated) continue;
		str denied = str_slice(s->reading.text.text, now->from, now->to);
		for (ptrdiff_t k = 0; k < before->mentions.n; k++) {
			const struct mention *m = &before->mentions.v[k];
			if (str_find(str_slice(before->text.text, m->from, m->to), denied) >= 0) facts_remove(&s->facts, m->term);
		}
	}
}

/* "单位是 μmol/L" answers what was asked back: read together with the turn before. */
static str with_last_turn(const struct question *q, struct arena *perm)
{
	str last = str_trim(q->history);
	for (ptrdiff_t i = last.n - 1; i >= 0; i--)
		if (last.p[i] == '\n') {
			last = str_slice(last, i + 1, last.n);
			break;
		}
	struct sb both = sb_new(perm, last.n + q->text.n + 2);
	sb_add(&both, last);
	sb_byte(&both, ' ');
	sb_add(&both, q->text);
	return sb_str(&both);
}

void situate(struct situation *s, const struct knowledge *k, const struct question *q, struct arena *perm)
{
	const struct pack *pack = k->pack;
	uint64_t *context = ARENA_NEW(perm, uint64_t, pack->concepts.n / 64 + 1);
	s->facts = facts_none(pack->concepts.n, perm);
	s->history = q->history;
	if (q->facts) situate_record(s, k, q->facts, perm);
	struct reading before = {0};
	if (q->history.n) {
		before = reading_make(q->history, k->phrases, pack->lexicon, perm);
		read_person(&s->facts, &before.person);
		read_numbers(&s->facts, &before);
		place_mentions(s, k, &before, false, context, perm);
	}
	s->reading = reading_make(q->text, k->phrases, pack->lexicon, perm);
	if (!s->reading.mentions.n && q->history.n) s->reading = reading_make(with_last_turn(q, perm), k->phrases, pack->lexicon, perm);
	if (q->lang >= 0) s->reading.lang = (enum language)q->lang;
	report_names(&s->reading, pack, perm);
	read_person(&s->facts, &s->reading.person);
	read_numbers(&s->facts, &s->reading);
	place_mentions(s, k, &s->reading, true, context, perm);
	if (q->history.n) undo_denied(s, &before);
	for (ptrdiff_t i = 0; i <= pack->concepts.n / 64; i++) context[i] |= s->facts.present[i];
	s->context = context;
	rank_topics(s, k, &s->reading, perm);
	if (!s->topics.n && q->history.n) rank_topics(s, k, &before, perm);
	find_unknown_drugs(s, k, &s->reading, perm);
	find_unknown_things(s, &s->reading, perm);
	find_unknown_latin(s, &s->reading, perm);
	resolve_pronoun(s, &s->reading);
	read_bare_temperature(s, k, &s->reading);
	situate_results(s, pack, perm);
	facts_settle(&s->facts);
	warn_settle(&s->facts);
	triage(s, k, perm);
}
