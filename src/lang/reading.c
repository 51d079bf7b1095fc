#include "lang/reading.h"

#include "base/utf8.h"

#include <math.h>

enum language reading_language(str text)
{
	ptrdiff_t han = 0, latin = 0;
	int len;
	for (ptrdiff_t i = 0; i < text.n; i += len) {
		uint32_t cp = utf8_at(text, i, &len);
		han += cp_is_han(cp);
		latin += cp_is_latin(cp);
	}
	return han * 4 >= latin && han > 0 ? LANG_ZH : LANG_EN;
}

/* ---- clauses ---- */

static bool sentence_end(str text, ptrdiff_t i, uint32_t cp, int len)
{
	if (cp == '?' || cp == '!' || cp == '\n' || cp == 0x3002) return true;
	return cp == '.' && (i + len == text.n || text.p[i + len] == ' ' || (unsigned char)text.p[i + len] >= 0x80);
}

static void cut_clauses(str text, struct clauses *out, struct arena *perm)
{
	int32_t from = 0, sentence = 0;
	ptrdiff_t first = 0; /* first clause of the sentence */
	int len;
	for (ptrdiff_t i = 0; i <= text.n; i += len) {
		uint32_t cp = i < text.n ? utf8_at(text, i, &len) : (len = 1, (uint32_t)'\n');
		bool ends = i == text.n || sentence_end(text, i, cp, len);
		if (!ends && cp != ',' && cp != ';') continue;
		if (i > from) *ARENA_PUSH(perm, out) = (struct clause){from, (int32_t)i, sentence, false};
		from = (int32_t)(i + len);
		if (!ends) continue;
		for (; first < out->n; first++) out->v[first].question = cp == '?';
		sentence++;
	}
}

static int32_t clause_of(const struct clauses *clauses, int32_t at)
{
	for (ptrdiff_t i = 0; i < clauses->n; i++)
		if (at < clauses->v[i].to) return (int32_t)i;
	return clauses->n ? (int32_t)clauses->n - 1 : 0;
}

/* ---- how a term is meant ---- */

/* A question is no book: what lies past these is left out, so that the time for a hostile one stays bounded. */
enum { MENTIONS_MAX = 400, MARKS_MAX = 400, ASKS_MAX = 200, ENUMERATION_MAX = 12, JOINT_MAX = 48 /* bytes between two terms of an enumeration */ };

struct context {
	str text;
	const struct clauses *clauses;
	const struct hits *marks;
	const struct mentions *mentions;
};

static bool is_plain_between(str s)
{
	static const str fillers[] = {
		{"、", 3},    {"和", 3},      {"及", 3},          {"与", 3},     {"或者", 6},         {"或", 3},   {"跟", 3},   {"以及", 6},
		{"也", 3},    {"都", 3},      {"再", 3},          {"出现", 6},   {"过", 3},           {"明显", 6}, {"的", 3},   {"任何", 6},
		{"什么", 6},  {"感觉", 6},    {"觉得", 6},        {"觉着", 6},   {"发现", 6},         {"有", 3},   {"伴", 3},   {"随", 3},
		{"发生", 6},  {"别的", 6},    {"其他", 6},        {"其它", 6},   {"特别", 6},         {"太", 3},   {"很", 3},   {"得", 3},
		{"患", 3},    {"是", 3},      {"病史", 6},        {"现象", 6},   {"症状", 6},         {"情况", 6}, {"怎么", 6}, {"会", 3},
		{" ", 1},     {"and", 3},     {"or", 2},          {"any", 3},    {"have", 3},         {"had", 3},  {"has", 3},  {"a", 1},
		{"an", 2},    {"the", 3},     {"really", 6},      {"of", 2},     {"signs", 5},        {"sign", 4}, {"no", 2},   {"history", 7},
		{"feel", 4},  {"feeling", 7}, {"experience", 10}, {"severe", 6}, {"significant", 11}, {"her", 3},  {"his", 3},  {"my", 2},
		{"other", 5},
	};
	while (s.n) {
		bool moved = false;
		for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof fillers / sizeof *fillers) && !moved; i++) {
			ptrdiff_t n = fillers[i].n;
			bool inside_word = n < s.n && cp_is_latin((unsigned char)fillers[i].p[n - 1]) && cp_is_latin((unsigned char)s.p[n]);
			if (str_starts(s, fillers[i]) && !inside_word) s = str_slice(s, n, s.n), moved = true;
		}
		if (!moved) return false;
	}
	return true;
}

/* The end of the mention that covers `at`, looking backward: where the walk may go on to the left. */
static int32_t mention_start_before(const struct context *c, int32_t at, int32_t floor)
{
	int32_t start = -1;
	for (ptrdiff_t i = 0; i < c->mentions->n; i++) {
		const struct mention *m = &c->mentions->v[i];
		if (m->to <= at && at - m->to <= JOINT_MAX && m->from >= floor && m->to > start && is_plain_between(str_slice(c->text, m->to, at)))
			start = m->from;
	}
	return start;
}

static const struct hit *negator_before(const struct context *c, int32_t at, int32_t floor)
{
	for (ptrdiff_t i = c->marks->n - 1; i >= 0; i--) {
		const struct hit *h = &c->marks->v[i];
		if (h->to > at || h->from < floor) continue;
		if (h->value == MARK_NEG && is_plain_between(str_slice(c->text, h->to, at))) return h;
	}
	return NULL;
}

/* A negation reaches over an enumeration: 没有发烧、咳嗽和胸痛 denies all three. */
static bool is_negated(const struct context *c, const struct mention *m)
{
	int32_t floor = c->clauses->v[m->clause].from;
	int32_t at = m->from;
	for (int links = 0; at > floor && links < ENUMERATION_MAX; links++) {
		if (negator_before(c, at, floor)) return true;
		int32_t next = mention_start_before(c, at, floor);
		if (next < 0 || next >= at) return false;
		at = next;
	}
	return false;
}

static bool mark_after(const struct context *c, const struct mention *m, enum mark mark, int32_t reach)
{
	for (ptrdiff_t i = 0; i < c->marks->n; i++) {
		const struct hit *h = &c->marks->v[i];
		if (h->value == (int32_t)mark && h->from >= m->to && h->from <= m->to + reach && h->from < c->clauses->v[m->clause].to) return true;
	}
	return false;
}

static bool mark_before(const struct context *c, const struct mention *m, enum mark mark)
{
	for (ptrdiff_t i = 0; i < c->marks->n; i++) {
		const struct hit *h = &c->marks->v[i];
		if (h->value == (int32_t)mark && h->to <= m->from && h->from >= c->clauses->v[m->clause].from) return true;
	}
	return false;
}

static bool mark_in_sentence(const struct context *c, const struct mention *m, enum mark mark)
{
	int32_t sentence = c->clauses->v[m->clause].sentence;
	for (ptrdiff_t i = 0; i < c->marks->n; i++)
		if (c->marks->v[i].value == (int32_t)mark && c->clauses->v[clause_of(c->clauses, c->marks->v[i].from)].sentence == sentence)
			return true;
	return false;
}

static bool mark_anywhere(const struct context *c, enum mark mark)
{
	for (ptrdiff_t i = 0; i < c->marks->n; i++)
		if (c->marks->v[i].value == (int32_t)mark) return true;
	return false;
}

static bool in_clause(int32_t from, const struct clause *c)
{
	return from >= c->from && from < c->to;
}

static bool ago_in_clause(const struct quantities *q, const struct clause *clause)
{
	for (ptrdiff_t i = 0; i < q->n; i++)
		if (q->v[i].ago && q->v[i].value >= 30 * 24 && in_clause(q->v[i].from, clause)) return true;
	return false;
}

/* 一年前，有一天突然…: a story set in the past goes on to the end of its sentence unless something pulls it back to now. */
static bool told_of_the_past(const struct context *c, const struct mention *m, const struct quantities *quantities)
{
	for (int32_t i = m->clause; i >= 0 && c->clauses->v[i].sentence == c->clauses->v[m->clause].sentence; i--) {
		const struct clause *clause = &c->clauses->v[i];
		for (ptrdiff_t k = c->marks->n - 1; k >= 0; k--) {
			const struct hit *h = &c->marks->v[k];
			if (!in_clause(h->from, clause) || (i == m->clause && h->to > m->from)) continue;
			if (h->value == MARK_NOW || (h->value == MARK_ACUTE && i == m->clause)) return ago_in_clause(quantities, clause);
			if (h->value == MARK_PAST) return true;
		}
		if (ago_in_clause(quantities, clause)) return true;
	}
	return false;
}

/* 前天突然倒地，送到医院，医生说是癫痫: a doctor has seen it since, and nothing after that says that it is happening again. */
static bool seen_since(const struct context *c, const struct mention *m)
{
	bool seen = false;
	for (ptrdiff_t i = 0; i < c->marks->n; i++) {
		const struct hit *h = &c->marks->v[i];
		if (h->from < m->to || clause_of(c->clauses, h->from) > m->clause + 3) continue;
		if (h->value == MARK_NOW && seen) return false;
		seen |= h->value == MARK_SEEN;
	}
	return seen;
}

/* 胸痛已经排除了心梗，现在不疼了: it is said to be over later in the sentence, and not to be back. */
static bool over_later(const struct context *c, const struct mention *m)
{
	int32_t sentence = c->clauses->v[m->clause].sentence;
	bool over = false;
	for (ptrdiff_t i = 0; i < c->marks->n; i++) {
		const struct hit *h = &c->marks->v[i];
		if (h->from < m->to || c->clauses->v[clause_of(c->clauses, h->from)].sentence != sentence) continue;
		str said = str_slice(c->text, h->from, h->to);
		bool pain = str_eq(said, S("不疼了")) ||
			    str_eq(said, S("不痛了")); /* only a pain: speech that came back after ten minutes is an emergency still */
		if (pain && h->from - m->to <= 60) over = true;
		if (over && h->value == MARK_NOW && (str_eq(said, S("又")) || str_eq(said, S("还")) || str_eq(said, S("仍")))) return false;
	}
	return over;
}

/* Only asked about, as in 会嗜睡吗: 会 right before and a question word right after. */
static bool would_it(const struct context *c, const struct mention *m)
{
	str before = str_slice(c->text, m->from > 9 ? m->from - 9 : 0, m->from), after = str_slice(c->text, m->to, c->text.n);
	bool will = str_ends(before, S("会")) || str_ends(before, S("会不会")) || str_ends(before, S("会有")) || str_ends(before, S("会出现"));
	return will && (str_starts(after, S("吗")) || str_starts(after, S("么")) || str_starts(after, S("?")) || str_starts(after, S("的")));
}

static void judge(struct mention *m, const struct context *c, const struct quantities *quantities)
{
	const struct clause *clause = &c->clauses->v[m->clause];
	bool now = mark_before(c, m, MARK_NOW) || mark_after(c, m, MARK_NOW, 30);
	m->negated = is_negated(c, m) || mark_after(c, m, MARK_AFTERNEG, 3);
	m->past = (mark_before(c, m, MARK_PAST) || ago_in_clause(quantities, clause) || told_of_the_past(c, m, quantities)) && !now;
	m->past |= mark_after(c, m, MARK_GONE, 12) || over_later(c, m);
	m->seen = seen_since(c, m) || mark_before(c, m, MARK_HABIT);
	m->maybe = mark_before(c, m, MARK_MAYBE) || would_it(c, m);
	if (mark_in_sentence(c, m, MARK_WISH)) m->maybe = m->past = false; /* 要是一觉睡过去就好了 is no hypothesis */
	m->topic = mark_after(c, m, MARK_ABOUT, 3);
	m->acute = mark_in_sentence(c, m, MARK_ACUTE);
	if (mark_anywhere(c, MARK_LEARN) && !m->acute) m->maybe = true; /* somebody wants to learn it */
}

/* ---- whom it is about ---- */

static void read_age(struct person_said *p, const struct quantities *quantities)
{
	for (ptrdiff_t i = 0; i < quantities->n; i++) {
		const struct quantity *q = &quantities->v[i];
		if (q->kind == QUANTITY_AGE && isnan(p->age_y) && q->value / 365.25 <= 120) p->age_y = q->value / 365.25;
		if (q->kind == QUANTITY_WEEKS && isnan(p->pregnancy_weeks)) p->pregnancy_weeks = q->value;
	}
}

static bool denied_word(const struct context *c, const struct hit *h)
{
	struct mention as_mention = {.from = h->from, .to = h->to, .clause = clause_of(c->clauses, h->from)};
	return is_negated(c, &as_mention);
}

/* Denied once is denied: 没有怀孕16周 also holds 孕16周. */
static enum tri say(const struct context *c, const struct hit *h, enum tri before)
{
	return before == TRI_NO || denied_word(c, h) ? TRI_NO : TRI_YES;
}

/* The person asked about is the last one named before the question that is not the speaker, else the speaker. */
static void read_people(struct person_said *p, const struct context *c, const struct hits *people)
{
	for (ptrdiff_t i = 0; i < people->n; i++) {
		const struct hit *h = &people->v[i];
		if (h->value == MARK_PREGNANT) p->pregnant = say(c, h, p->pregnant);
		else if (h->value == MARK_WANTS_CHILD) p->wants_child = true;
		else if (h->value == MARK_BREASTFEEDING) p->breastfeeding = say(c, h, p->breastfeeding);
		else if (h->value == MARK_POSTPARTUM) p->postpartum = say(c, h, p->postpartum);
		else if (h->value == MARK_MALE && !p->sex) p->sex = 'm';
		else if (h->value == MARK_FEMALE && !p->sex) p->sex = 'f';
		else if (h->value >= (int32_t)MARK_PERSON) {
			int kind = h->value - (int)MARK_PERSON;
			bool self = kind == 0;
			if (self && p->who.n) continue;
			if (!self && p->who.n && !str_eq(p->who, S("self"))) {
				p->child |= person_is_child(kind) && str_eq(p->who, S("friend"));
				continue;
			}
			p->who = person_name(kind);
			if (person_sex(kind)) p->sex = person_sex(kind);
			p->child = person_is_child(kind);
		}
	}
	if (p->wants_child && p->pregnant == TRI_YES && isnan(p->pregnancy_weeks)) p->pregnant = TRI_UNKNOWN;
	if (p->pregnant == TRI_YES && !p->sex) p->sex = 'f';
	if (!isnan(p->age_y)) p->child = p->age_y < 18;
}

static bool names_son_or_daughter(const struct person_said *p)
{
	return str_eq(p->who, S("son")) || str_eq(p->who, S("daughter"));
}

/* The 非 in 西地那非 denies nothing. */
static void drop_marks_inside(struct hits *marks, const struct hits *terms)
{
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < marks->n; i++) {
		const struct hit *m = &marks->v[i];
		bool inside = false;
		for (ptrdiff_t k = 0; m->value == MARK_NEG && k < terms->n && !inside; k++)
			inside = terms->v[k].name && terms->v[k].from <= m->from && terms->v[k].to >= m->to && terms->v[k].how != HIT_GAP;
		if (!inside) marks->v[kept++] = *m;
	}
	marks->n = kept;
}

struct reading reading_make(str original, const struct phrases *phrases, const struct lexicon *lexicon, struct arena *perm)
{
	struct reading r = {.text = fold(original, perm)};
	r.person.age_y = r.person.pregnancy_weeks = NAN;
	str text = r.text.text;
	struct hits terms = {0}, intents = {0}, marks = {0}, people = {0};
	r.lang = reading_language(text);
	cut_clauses(text, &r.clauses, perm);
	if (!r.clauses.n) *ARENA_PUSH(perm, &r.clauses) = (struct clause){0, (int32_t)text.n, 0, false};
	lexicon_scan(lexicon, text, &terms, perm);
	lexicon_scan(phrases->intents, text, &intents, perm);
	lexicon_scan(phrases->marks, text, &marks, perm);
	lexicon_scan(phrases->people, text, &people, perm);
	drop_marks_inside(&marks, &terms);
	quantity_scan(text, &r.quantities, perm);
	if (terms.n > MENTIONS_MAX) terms.n = MENTIONS_MAX;
	if (marks.n > MARKS_MAX) marks.n = MARKS_MAX;
	if (intents.n > ASKS_MAX) intents.n = ASKS_MAX;
	for (ptrdiff_t i = 0; i < terms.n; i++) {
		const struct hit *h = &terms.v[i];
		*ARENA_PUSH(perm, &r.mentions) = (struct mention){
			.from = h->from, .to = h->to, .term = h->value, .clause = clause_of(&r.clauses, h->from), .how = h->how};
	}
	for (ptrdiff_t i = 0; i < intents.n; i++)
		*ARENA_PUSH(perm, &r.askeds) = (struct asked){intents.v[i].from, intents.v[i].to, clause_of(&r.clauses, intents.v[i].from),
							      (enum intent)intents.v[i].value};
	for (ptrdiff_t i = 0; i < marks.n; i++)
		if (marks.v[i].value == MARK_ASK) r.clauses.v[clause_of(&r.clauses, marks.v[i].from)].question = true;
	struct context c = {text, &r.clauses, &marks, &r.mentions};
	for (ptrdiff_t i = 0; i < r.mentions.n; i++) judge(&r.mentions.v[i], &c, &r.quantities);
	read_age(&r.person, &r.quantities);
	read_people(&r.person, &c, &people);
	if (names_son_or_daughter(&r.person) && isnan(r.person.age_y)) r.person.child = false; /* may be grown up */
	return r;
}
