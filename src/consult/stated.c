#include "consult/stated.h"

#include "base/check.h"

#include <math.h>

enum { QUOTE_MAX = 200 }; /* bytes */

const char *stated_name(enum stated_kind kind)
{
	static const char *const names[] = {"allergy", "condition", "drug", "pregnancy"};
	return names[kind];
}

bool stated_is_allergen(const struct reading *r, const struct mention *m)
{
	static const str after[] = {{"过敏", 6}, {" allergy", 8}, {"会过敏", 9}, {"类过敏", 9}, {"药过敏", 9}, {"都过敏", 9}, {"也过敏", 9}},
			 before[] = {{"allergic to ", 12}, {"allergy to ", 11}, {"reaction to ", 12}};
	str text = r->text.text, behind = str_slice(text, m->to, text.n), front = str_slice(text, 0, m->from);
	for (ptrdiff_t i = 0; i < COUNT(after); i++)
		if (str_starts(behind, after[i])) return true;
	for (ptrdiff_t i = 0; i < COUNT(before); i++)
		if (str_ends(front, before[i])) return true;
	return false;
}

/* ---- words ---- */

static bool has_any(str text, const char *const *words)
{
	for (; *words; words++)
		if (str_find(text, str_from(*words)) >= 0) return true;
	return false;
}

static bool ends_any(str text, const char *const *words)
{
	for (; *words; words++)
		if (str_ends(text, str_from(*words))) return true;
	return false;
}

/* Somebody, anybody, or a question whether it is so. */
static const char *const in_general[] = {"的人",  "患者",   "病人",      "人群",    "孕妇能", "孕妇可", "别人",    "朋友",     "会不会",   "是不是",
					 "是否",  "有没有", "怀疑",      "如果",    "要是",   "万一",   "假如",    " people",  "patients", "someone",
					 "if i ", "am i ",  "do i have", "could i", "is it ", "friend", "suspect", "should i", NULL};
static const char *const first_person[] = {"我", "本人", "i am ", "i'm ", "im ", "i have", "i've", "i take", "my ", NULL};
static const char *const taking[] = {"在吃",    "在服",     "在用",    "正在服用", "在服用", "一直吃",        "一直在吃", "一直服用",
				     "长期吃",  "长期服用", "每天吃",  "每天服用", "吃着",   "目前吃",        "现在吃",   "平时吃",
				     "i take ", "taking ",  "i'm on ", "i am on ", "i use ", "currently on ", NULL};
static const char *const modal[] = {"没有",    "没",     "不",     "未",    "不再",   "can ",     "could ", "may ", "should ", "do ",
				    "don't ",  "not ",   "never ", "能",    "可以",   "可不可以", "要",     "该",   "需要",    "适合",
				    "可",      "想",     "准备",   "打算",  "敢",     "宜",       "别",     "勿",   "when ",   "while ",
				    "before ", "after ", "avoid ", "stop ", "start ", "about ",   "of ",    NULL};
static const char *const having[] = {"我有", "患有", "我患",    "确诊",      "得了",      "本人有",          "我得",
				     "查出", "我是", "i have ", "i've got ", "i've had ", "diagnosed with ", "i suffer from ",
				     NULL};
static const char *const expecting[] = {"我怀孕",        "我现在怀孕",     "我已经怀孕",    "我孕",         "我目前怀孕", "i'm pregnant",
					"i am pregnant", "weeks pregnant", "i'm expecting", "my pregnancy", NULL};

static str clause_text(const struct reading *r, const struct mention *m)
{
	const struct clause *c = &r->clauses.v[m->clause];
	return str_slice(r->text.text, c->from, c->to);
}

static str before_it(const struct reading *r, const struct mention *m)
{
	return str_slice(r->text.text, r->clauses.v[m->clause].from, m->from);
}

/* ---- each kind ---- */

static bool is_own_allergy(const struct reading *r, const struct mention *m)
{
	static const char *const towards[] = {"对", "allergic to ", "allergy to ", NULL};
	str clause = clause_text(r, m), front = before_it(r, m);
	return stated_is_allergen(r, m) && !str_ends(front, S("不对")) && !has_any(clause, in_general) &&
	       (ends_any(front, towards) || has_any(front, first_person));
}

/* 我在吃阿司匹林能喝酒吗 says it; 能一直吃阿司匹林吗 asks. */
static bool is_taken(const struct reading *r, const struct mention *m)
{
	str front = before_it(r, m);
	for (const char *const *w = taking; *w; w++) {
		ptrdiff_t at = str_find(front, str_from(*w));
		if (at < 0) continue;
		return !ends_any(str_slice(front, 0, at), modal) && !has_any(front, in_general) &&
		       (has_any(front, first_person) || str_find(front, S("在")) >= 0 || r->person.who.n);
	}
	return false;
}

static bool is_had(const struct reading *r, const struct mention *m)
{
	str front = before_it(r, m);
	return !m->past && has_any(front, having) && !has_any(clause_text(r, m), in_general);
}

static bool is_condition(const struct pack *pack, const struct concept *c)
{
	const struct card *card = c->card >= 0 ? &pack->cards.v[c->card] : NULL;
	return card && !card->symptom && !card->generic && !card->setting;
}

static bool classify(const struct reading *r, const struct pack *pack, const struct mention *m, enum stated_kind *kind)
{
	const struct concept *c = &pack->concepts.v[m->term];
	bool drug = c->drug >= 0 || c->drug_class >= 0;
	if (m->negated || m->maybe || m->how != HIT_EXACT) return false;
	if (drug && stated_is_allergen(r, m)) return *kind = STATED_ALLERGY, is_own_allergy(r, m);
	if (c->drug >= 0 && !m->past && !m->topic) return *kind = STATED_DRUG, is_taken(r, m);
	return *kind = STATED_CONDITION, is_condition(pack, c) && !m->topic && is_had(r, m);
}

/* ---- all of it ---- */

static str quote(const struct reading *r, ptrdiff_t from, ptrdiff_t to)
{
	str s = str_trim(fold_original(&r->text, from, to));
	ptrdiff_t n = s.n < QUOTE_MAX ? s.n : QUOTE_MAX;
	while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80) n--;
	return (str){s.p, n};
}

static bool known(const struct stateds *list, enum stated_kind kind, int32_t concept)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (list->v[i].kind == kind && list->v[i].concept == concept) return true;
	return false;
}

static bool is_about(const struct reading *r, bool ward)
{
	static const char *const young[] = {"child", "son", "daughter", NULL};
	str who = r->person.who;
	if (!who.n || str_eq(who, S("self"))) return ward || !r->person.child;
	for (const char *const *w = young; ward && *w; w++)
		if (str_eq(who, str_from(*w))) return true;
	return false;
}

static void find_pregnancy(struct stateds *out, const struct reading *r, struct arena *perm)
{
	if (r->person.pregnant != TRI_YES || r->person.wants_child) return;
	for (ptrdiff_t i = 0; i < r->clauses.n; i++) {
		const struct clause *c = &r->clauses.v[i];
		str text = str_slice(r->text.text, c->from, c->to);
		if (!has_any(text, expecting) || has_any(text, in_general)) continue;
		*ARENA_PUSH(perm, out) = (struct stated){STATED_PREGNANCY, -1, r->person.pregnancy_weeks, quote(r, c->from, c->to)};
		return;
	}
}

void stated_find(struct stateds *out, const struct reading *r, const struct pack *pack, bool ward, struct arena *perm)
{
	*out = (struct stateds){0};
	if (!is_about(r, ward)) return;
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct mention *m = &r->mentions.v[i];
		const struct clause *c = &r->clauses.v[m->clause];
		enum stated_kind kind;
		if (!classify(r, pack, m, &kind) || known(out, kind, m->term)) continue;
		*ARENA_PUSH(perm, out) = (struct stated){kind, m->term, NAN, quote(r, c->from, c->to)};
	}
	if (!ward) find_pregnancy(out, r, perm);
}
