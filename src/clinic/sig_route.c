/* sig_route.c - where a drug goes: the words of a route cell and of dosage forms. */
#include "clinic/sig_int.h"

static const struct route_word {
	const char *word;
	enum drug_route route;
} route_words[] = {
	{"口服", ROUTE_ORAL},
	{"po", ROUTE_ORAL},
	{"p.o.", ROUTE_ORAL},
	{"oral", ROUTE_ORAL},
	{"by mouth", ROUTE_ORAL},
	{"嚼服", ROUTE_ORAL},
	{"冲服", ROUTE_ORAL},
	{"吞服", ROUTE_ORAL},
	{"鼻饲", ROUTE_ORAL},
	{"orally", ROUTE_ORAL},
	{"舌下", ROUTE_SUBLINGUAL},
	{"sublingual", ROUTE_SUBLINGUAL},
	{"sl", ROUTE_SUBLINGUAL},
	{"含服", ROUTE_SUBLINGUAL},
	{"静脉", ROUTE_INJECTED},
	{"静滴", ROUTE_INJECTED},
	{"静注", ROUTE_INJECTED},
	{"静推", ROUTE_INJECTED},
	{"推注", ROUTE_INJECTED},
	{"滴注", ROUTE_INJECTED},
	{"点滴", ROUTE_INJECTED},
	{"输液", ROUTE_INJECTED},
	{"泵入", ROUTE_INJECTED},
	{"入壶", ROUTE_INJECTED},
	{"小壶", ROUTE_INJECTED},
	{"鞘内", ROUTE_INJECTED},
	{"intrathecal", ROUTE_INJECTED},
	{"infusion", ROUTE_INJECTED},
	{"push", ROUTE_INJECTED},
	{"bolus", ROUTE_INJECTED},
	{"iv", ROUTE_INJECTED},
	{"ivgtt", ROUTE_INJECTED},
	{"intravenous", ROUTE_INJECTED},
	{"肌注", ROUTE_INJECTED},
	{"肌内", ROUTE_INJECTED},
	{"肌肉", ROUTE_INJECTED},
	{"im", ROUTE_INJECTED},
	{"intramuscular", ROUTE_INJECTED},
	{"皮下", ROUTE_INJECTED},
	{"sc", ROUTE_INJECTED},
	{"ih", ROUTE_INJECTED},
	{"subcutaneous", ROUTE_INJECTED},
	{"注射", ROUTE_INJECTED},
	{"injection", ROUTE_INJECTED},
	{"injected", ROUTE_INJECTED},
	{"直肠", ROUTE_RECTAL},
	{"塞肛", ROUTE_RECTAL},
	{"rectal", ROUTE_RECTAL},
	{"pr", ROUTE_RECTAL},
	{"肛", ROUTE_RECTAL},
	{"透皮", ROUTE_TRANSDERMAL},
	{"transdermal", ROUTE_TRANSDERMAL},
	{"吸入", ROUTE_INHALED},
	{"雾化", ROUTE_INHALED},
	{"inhaled", ROUTE_INHALED},
	{"inhalation", ROUTE_INHALED},
	{"inh", ROUTE_INHALED},
	{"nebulised", ROUTE_INHALED},
	{"nebulized", ROUTE_INHALED},
	{"喷鼻", ROUTE_NASAL},
	{"鼻", ROUTE_NASAL},
	{"nasal", ROUTE_NASAL},
	{"intranasal", ROUTE_NASAL},
	{"滴眼", ROUTE_EYE},
	{"眼", ROUTE_EYE},
	{"eye", ROUTE_EYE},
	{"ophthalmic", ROUTE_EYE},
	{"滴耳", ROUTE_EAR},
	{"耳", ROUTE_EAR},
	{"ear", ROUTE_EAR},
	{"otic", ROUTE_EAR},
	{"外用", ROUTE_SKIN},
	{"涂", ROUTE_SKIN},
	{"topical", ROUTE_SKIN},
	{"skin", ROUTE_SKIN},
	{"cutaneous", ROUTE_SKIN},
	{"外敷", ROUTE_SKIN},
	{"皮肤", ROUTE_SKIN},
	{"阴道", ROUTE_VAGINAL},
	{"vaginal", ROUTE_VAGINAL},
	{"pv", ROUTE_VAGINAL},
};

static const struct route_word form_words[] = {
	{"滴眼", ROUTE_EYE},
	{"眼膏", ROUTE_EYE},
	{"眼用", ROUTE_EYE},
	{"眼药", ROUTE_EYE},
	{"eye", ROUTE_EYE},
	{"ophthalmic", ROUTE_EYE},
	{"滴耳", ROUTE_EAR},
	{"ear drops", ROUTE_EAR},
	{"鼻喷", ROUTE_NASAL},
	{"滴鼻", ROUTE_NASAL},
	{"nasal", ROUTE_NASAL},
	{"阴道", ROUTE_VAGINAL},
	{"vaginal", ROUTE_VAGINAL},
	{"气雾剂", ROUTE_INHALED},
	{"吸入", ROUTE_INHALED},
	{"雾化", ROUTE_INHALED},
	{"inhaler", ROUTE_INHALED},
	{"inhalation", ROUTE_INHALED},
	{"都保", ROUTE_INHALED},
	{"准纳器", ROUTE_INHALED},
	{"乳膏", ROUTE_SKIN},
	{"软膏", ROUTE_SKIN},
	{"凝胶", ROUTE_SKIN},
	{"乳胶剂", ROUTE_SKIN},
	{"搽剂", ROUTE_SKIN},
	{"洗剂", ROUTE_SKIN},
	{"cream", ROUTE_SKIN},
	{"ointment", ROUTE_SKIN},
	{"gel", ROUTE_SKIN},
	{"lotion", ROUTE_SKIN},
	{"emulgel", ROUTE_SKIN},
	{"topical", ROUTE_SKIN},
	{"透皮贴", ROUTE_TRANSDERMAL},
	{"贴剂", ROUTE_TRANSDERMAL},
	{"贴片", ROUTE_TRANSDERMAL},
	{"patch", ROUTE_TRANSDERMAL},
	{"栓", ROUTE_RECTAL},
	{"suppository", ROUTE_RECTAL},
	{"注射", ROUTE_INJECTED},
	{"injection", ROUTE_INJECTED},
	{"针", ROUTE_INJECTED},
	{"片", ROUTE_ORAL},
	{"胶囊", ROUTE_ORAL},
	{"颗粒", ROUTE_ORAL},
	{"口服", ROUTE_ORAL},
	{"混悬", ROUTE_ORAL},
	{"糖浆", ROUTE_ORAL},
	{"tablet", ROUTE_ORAL},
	{"tablets", ROUTE_ORAL},
	{"capsule", ROUTE_ORAL},
	{"capsules", ROUTE_ORAL},
	{"oral", ROUTE_ORAL},
};

static enum drug_route first_word(const struct route_word *words, size_t n, str text)
{
	for (size_t i = 0; i < n; i++)
		if (sig_has_word(text, words[i].word)) return words[i].route;
	return ROUTE_UNKNOWN;
}

enum drug_route sig_route(str text)
{
	return first_word(route_words, sizeof route_words / sizeof *route_words, text);
}

enum injected_way sig_way(str text)
{
	static const struct {
		const char *word;
		enum injected_way way;
	} words[] = {
		{"鞘内", WAY_INTRATHECAL}, {"intrathecal", WAY_INTRATHECAL},
		{"滴", WAY_INFUSED},       {"输液", WAY_INFUSED},
		{"泵", WAY_INFUSED},       {"ivgtt", WAY_INFUSED},
		{"ivdrip", WAY_INFUSED},   {"drip", WAY_INFUSED},
		{"infusion", WAY_INFUSED}, {"infused", WAY_INFUSED},
		{"推", WAY_PUSHED},        {"静注", WAY_PUSHED},
		{"静脉注射", WAY_PUSHED},  {"push", WAY_PUSHED},
		{"入壶", WAY_PUSHED},      {"小壶", WAY_PUSHED},
		{"bolus", WAY_PUSHED},     {"肌注", WAY_INTO_MUSCLE},
		{"肌内", WAY_INTO_MUSCLE}, {"肌肉", WAY_INTO_MUSCLE},
		{"im", WAY_INTO_MUSCLE},   {"intramuscular", WAY_INTO_MUSCLE},
		{"皮下", WAY_UNDER_SKIN},  {"sc", WAY_UNDER_SKIN},
		{"ih", WAY_UNDER_SKIN},    {"subcutaneous", WAY_UNDER_SKIN},
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (sig_has_word(text, words[i].word)) return words[i].way;
	return WAY_UNKNOWN;
}

enum drug_route sig_form_route(str name)
{
	return first_word(form_words, sizeof form_words / sizeof *form_words, name);
}

enum drug_route sig_route_by_id(str id)
{
	static const char *const ids[ROUTE_COUNT] = {"",        "oral",  "sublingual", "injected", "rectal", "transdermal",
						     "inhaled", "nasal", "eye",        "ear",      "skin",   "vaginal"};
	if (str_eq(id, S("subcutaneous"))) return ROUTE_INJECTED;
	for (int i = 1; i < ROUTE_COUNT; i++)
		if (str_eq(id, str_from(ids[i]))) return (enum drug_route)i;
	return ROUTE_UNKNOWN;
}
