/* order_names.c - from a name on a prescription to what it is. */
#include "library/order_book.h"
#include "library/order_beside.h"

#include "base/check.h"
#include "base/utf8.h"

typedef bool is_wanted(const struct pack *p, int32_t concept);

static bool is_drug(const struct pack *p, int32_t c)
{
	return p->concepts.v[c].drug >= 0;
}

static bool is_class(const struct pack *p, int32_t c)
{
	return p->concepts.v[c].drug_class >= 0;
}

static bool is_drug_or_class(const struct pack *p, int32_t c)
{
	return is_drug(p, c) || is_class(p, c) || p->concepts.v[c].food >= 0 || p->concepts.v[c].food_group >= 0;
}

static bool is_condition(const struct pack *p, int32_t c)
{
	const struct concept *x = &p->concepts.v[c];
	return (x->card >= 0 || x->finding >= 0 || x->condition >= 0) && x->drug < 0;
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool whole_word(str text, ptrdiff_t from, ptrdiff_t to)
{
	bool left = from == 0 || !letter(text.p[from - 1]) || !letter(text.p[from]) || (text.p[from - 1] >= '0' && text.p[from - 1] <= '9');
	bool right = to == text.n || !letter(text.p[to]) || !letter(text.p[to - 1]) ||
		     (text.p[to] >= '0' && text.p[to] <= '9' && text.p[to - 1] > '9');
	return left && right;
}

enum { NAME_MAX_BYTES = 96 };

struct place {
	ptrdiff_t from, to;
	int32_t name; /* first of order_names with that name */
};

/* The first meaning of a name that is wanted, -1 when there is none; `*others` when there is another one. */
static int32_t meaning(const struct pack *p, int32_t name, is_wanted *want, bool *others)
{
	int32_t found = -1;
	*others = false;
	for (; name >= 0; name = p->order_names.v[name].next) {
		int32_t c = p->order_names.v[name].concept;
		if (!want(p, c) || c == found) continue;
		if (found >= 0) *others = true;
		else found = c;
	}
	return found;
}

static ptrdiff_t longest_at(const struct pack *p, str text, ptrdiff_t from, is_wanted *want, int32_t *name)
{
	bool others;
	ptrdiff_t most = text.n - from < NAME_MAX_BYTES ? text.n - from : NAME_MAX_BYTES;
	for (ptrdiff_t n = most; n >= 2; n--) {
		if (from + n < text.n && ((unsigned char)text.p[from + n] & 0xc0) == 0x80) continue; /* inside a character */
		int32_t i = map_get(&p->order_names.first, (str){text.p + from, n});
		if (i < 0 || !whole_word(text, from, from + n) || meaning(p, i, want, &others) < 0) continue;
		return *name = i, n;
	}
	return 0;
}

static struct place longest_in(const struct pack *p, str text, is_wanted *want)
{
	struct place best = {0, 0, -1};
	int len;
	for (ptrdiff_t at = 0; at < text.n; at += len) {
		int32_t name;
		utf8_at(text, at, &len);
		ptrdiff_t n = longest_at(p, text, at, want, &name);
		if (n > best.to - best.from) best = (struct place){at, at + n, name};
	}
	return best;
}

static bool holds(const struct pack *p, int32_t drug, int32_t other)
{
	const struct drug *d = &p->drugs.v[p->concepts.v[drug].drug];
	for (ptrdiff_t i = 0; i < d->ingredient_count; i++)
		if (d->ingredients[i] == other) return true;
	return drug == other;
}

enum { NAMED_MAX = 6 };

struct named_set {
	int32_t v[NAMED_MAX];
	int n;
};

/* One of them that is, or holds, all of them: the brand beside its substances. */
static int32_t one_for_all(const struct pack *p, const struct named_set *s)
{
	for (int i = 0; i < s->n; i++) {
		bool all = true;
		for (int k = 0; k < s->n && all; k++) all = s->v[i] == s->v[k] || (is_drug(p, s->v[i]) && holds(p, s->v[i], s->v[k]));
		if (all) return s->v[i];
	}
	return -1;
}

/* The only product made of exactly these substances. */
static int32_t product_of(const struct pack *p, const struct named_set *s)
{
	int32_t found = -1;
	for (ptrdiff_t i = 0; i < p->drugs.n; i++) {
		const struct drug *d = &p->drugs.v[i];
		bool all = d->ingredient_count == s->n;
		for (int k = 0; k < s->n && all; k++) all = holds(p, d->concept, s->v[k]) && d->concept != s->v[k];
		if (!all) continue;
		if (found >= 0) return -1;
		found = d->concept;
	}
	return found;
}

/* 甲硝唑氯化钠注射液: what a drug is dissolved in is not ordered as a drug. */
static void drop_carriers(const struct pack *p, struct named_set *s)
{
	static const str carriers[] = {{"sodium-chloride", 15}, {"glucose", 7}};
	for (ptrdiff_t k = 0; k < COUNT(carriers); k++)
		for (int i = 0; i < s->n && s->n > 1; i++)
			if (str_eq(p->concepts.v[s->v[i]].id, carriers[k])) s->v[i] = s->v[--s->n];
}

static struct named settle_names(const struct pack *p, struct named_set *s, str rest)
{
	drop_carriers(p, s);
	int32_t c = s->n ? one_for_all(p, s) : -1;
	if (!s->n) return (struct named){NAME_UNKNOWN, -1};
	if (c < 0 && !order_only_beside(rest)) return (struct named){NAME_PARTIAL, -1};
	if (c < 0) c = product_of(p, s);
	if (c < 0) return (struct named){NAME_SEVERAL, -1};
	return (struct named){order_only_beside(rest) ? NAME_FOUND : NAME_PARTIAL, c};
}

/* Takes the longest known name out of the text, again and again; what is left must be salts, forms and strengths. */
static struct named find(const struct pack *p, str text, is_wanted *want)
{
	struct named_set set = {.n = 0};
	char rest[512];
	if (text.n >= (ptrdiff_t)sizeof rest) return (struct named){NAME_UNKNOWN, -1};
	memcpy(rest, text.p, (size_t)text.n);
	text.p = rest;
	while (set.n < NAMED_MAX) {
		bool others;
		struct place at = longest_in(p, text, want);
		if (at.name < 0 || (set.n && order_only_beside(text)))
			return settle_names(p, &set, text); /* 钙 may be a salt here, not the drug calcium */
		int32_t c = meaning(p, at.name, want, &others);
		if (others && !set.n) return (struct named){NAME_AMBIGUOUS, -1};
		if (!others) set.v[set.n++] = c;
		for (ptrdiff_t i = at.from; i < at.to; i++) rest[i] = '.'; /* a border, so that nothing new comes together */
	}
	return (struct named){NAME_SEVERAL, -1};
}

struct named order_name_drug(const struct pack *p, str folded)
{
	struct named n = find(p, str_trim(folded), is_drug);
	if (n.how != NAME_UNKNOWN) return n;
	bool others;
	struct place at = longest_in(p, folded, is_class);
	if (at.name >= 0) return (struct named){NAME_CLASS, meaning(p, at.name, is_class, &others)};
	return n;
}

/* 青霉素(皮疹), 青霉素(皮试阳性); but 青霉素(皮试阴性) is no allergy. */
static str without_reaction(str text)
{
	static const str denials[] = {{"阴", 3}, {"无", 3}, {"否", 3}, {"不", 3}, {"未", 3}, {"neg", 3}, {"no", 2}, {"-", 1}};
	ptrdiff_t open = str_find(text, S("("));
	if (open <= 0 || !str_ends(text, S(")"))) return text;
	for (ptrdiff_t i = 0; i < COUNT(denials); i++)
		if (str_find(str_slice(text, open, text.n), denials[i]) >= 0) return text;
	return str_trim(str_slice(text, 0, open));
}

static str without_allergy_words(str text)
{
	text = without_reaction(text);
	static const str tails[] = {
		{"过敏性休克", 15}, {"过敏性皮疹", 15}, {"过敏反应", 12}, {"过敏休克", 12}, {"皮试阳性", 12},   {"皮试(+)", 9},
		{"严重过敏", 12},   {"药物过敏", 12},   {"休克", 6},      {"皮疹", 6},      {"史", 3},          {" anaphylaxis", 12},
		{" rash", 5},       {"过敏史", 9},      {"过敏", 6},      {" allergy", 8},  {" allergies", 10}, {" hypersensitivity", 17},
		{"类药物", 9},      {"类药", 6},        {"药物", 6},      {"类", 3}};
	for (ptrdiff_t i = 0; i < COUNT(tails); i++)
		if (str_ends(text, tails[i]) && text.n > tails[i].n) text = str_trim(str_slice(text, 0, text.n - tails[i].n)), i = -1;
	static const str heads[] = {{"对", 3}, {"allergic to ", 12}, {"allergy to ", 11}};
	for (ptrdiff_t i = 0; i < COUNT(heads); i++)
		if (str_starts(text, heads[i])) text = str_slice(text, heads[i].n, text.n);
	return text;
}

/* The whole word first, drug or class; where both have it the class, which is the wider. */
struct named order_name_allergen(const struct pack *p, str folded)
{
	str text = without_allergy_words(str_trim(folded));
	bool others;
	int32_t name = map_get(&p->order_names.first, text);
	if (name >= 0) {
		int32_t c = meaning(p, name, is_class, &others);
		if (c < 0) c = meaning(p, name, is_drug_or_class, &others);
		if (c >= 0) return (struct named){NAME_FOUND, c};
	}
	return find(p, text, is_drug_or_class);
}

/* ---- conditions ---- */

/* The last few bytes before `from`, of the same clause: what is denied before a comma is not denied behind it. */
static str clause_before(str text, ptrdiff_t from)
{
	enum { REACH = 12 };
	static const str ends[] = {{"，", 3}, {"。", 3}, {"；", 3}, {",", 1}, {".", 1}, {";", 1}, {":", 1}, {"\n", 1}, {"但", 3}, {"but ", 4}};
	str before = str_slice(text, from > REACH ? from - REACH : 0, from);
	for (ptrdiff_t i = 0; i < COUNT(ends); i++)
		for (ptrdiff_t hit; (hit = str_find(before, ends[i])) >= 0;) before = str_slice(before, hit + ends[i].n, before.n);
	return before;
}

/* 未控制的高血压 and 无症状性心肌缺血 are diseases all the same: 未 denies only with a word for finding or having, 非 and non- only right before the name. */
static bool denied_before(str text, ptrdiff_t from)
{
	static const str denials[] = {{"无", 3},     {"否认", 6},   {"没有", 6},   {"未见", 6},    {"未患", 6},     {"未发现", 9},
				      {"未诊断", 9}, {"未确诊", 9}, {"未提示", 9}, {"未出现", 9},  {"未发生", 9},   {"未合并", 9},
				      {"未曾", 6},   {"未有", 6},   {"no ", 3},    {"denies ", 7}, {"without ", 8}, {"not have ", 9}};
	static const str attributes[] = {{"无症状", 9}, {"无痛", 6}, {"无并发症", 12}, {"无创", 6}, {"no longer ", 10}};
	static const str attached[] = {{"非", 3}, {"non-", 4}, {"未", 3}, {"not ", 4}};
	str before = clause_before(text, from);
	for (ptrdiff_t i = 0; i < COUNT(attached); i++)
		if (str_ends(before, attached[i])) return true;
	for (ptrdiff_t i = 0; i < COUNT(attributes); i++)
		if (str_find(before, attributes[i]) >= 0) return false;
	for (ptrdiff_t i = 0; i < COUNT(denials); i++)
		if (str_find(before, denials[i]) >= 0) return true;
	return false;
}

/* Only a comma of enumeration or an "and" lies between: 否认高血压、糖尿病 denies both. */
static bool goes_on(str between)
{
	static const str joins[] = {{"、", 3}, {"和", 3}, {"及", 3}, {"或", 3}, {"与", 3}, {"or", 2}, {"and", 3}, {"/", 1}};
	between = str_trim(between);
	for (ptrdiff_t i = 0; i < COUNT(joins); i++)
		if (str_eq(between, joins[i])) return true;
	return false;
}

bool order_name_conditions(const struct pack *p, str folded, struct concept_list *out, struct arena *perm)
{
	ptrdiff_t before = out->n, denied_to = -1;
	int len;
	for (ptrdiff_t at = 0; at < folded.n; at += len) {
		int32_t name;
		utf8_at(folded, at, &len);
		ptrdiff_t n = longest_at(p, folded, at, is_condition, &name);
		if (!n) continue;
		len = (int)n;
		if (denied_before(folded, at) || (denied_to >= 0 && goes_on(str_slice(folded, denied_to, at)))) {
			denied_to = at + n;
			continue;
		}
		for (int32_t i = name; i >= 0; i = p->order_names.v[i].next)
			if (is_condition(p, p->order_names.v[i].concept)) *ARENA_PUSH(perm, out) = p->order_names.v[i].concept;
	}
	return out->n > before;
}

static int32_t lab_named(const struct pack *p, str name)
{
	for (int32_t i = map_get(&p->order_names.first, name); i >= 0; i = p->order_names.v[i].next)
		if (p->concepts.v[p->order_names.v[i].concept].lab >= 0) return p->order_names.v[i].concept;
	return -1;
}

/* 地高辛 beside a number is its level: the drug's id with "-level". */
int32_t order_name_lab(const struct pack *p, str folded)
{
	char id[NAME_MAX_BYTES + 8];
	bool others;
	int32_t lab = lab_named(p, str_trim(folded)), name = map_get(&p->order_names.first, str_trim(folded));
	int32_t drug = lab < 0 && name >= 0 ? meaning(p, name, is_drug, &others) : -1;
	if (lab >= 0 || drug < 0) return lab;
	str drug_id = p->concepts.v[drug].id;
	if (drug_id.n > NAME_MAX_BYTES) return -1;
	memcpy(id, drug_id.p, (size_t)drug_id.n);
	memcpy(id + drug_id.n, "-level", 6);
	int32_t level = pack_concept(p, (str){id, drug_id.n + 6});
	return level >= 0 && p->concepts.v[level].lab >= 0 ? level : -1;
}
