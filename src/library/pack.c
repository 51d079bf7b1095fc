#include "library/pack_int.h"

#include "base/check.h"
#include "library/names.h"

static const char *const section_names[SECTION_COUNT] = {
	"what",    "symptoms", "causes",    "harm",      "redflags", "tests",   "results",  "treatment",  "drugs",
	"surgery", "tcm",      "cure",      "selfcare",  "firstaid", "diet",    "daily",    "prevention", "contagion",
	"inherit", "vaccine",  "pregnancy", "lactation", "child",    "elderly", "followup", "referral",   "work",
};

static const char *const drug_topic_names[DRUG_TOPICS] = {
	"what",    "use",   "how",     "dose",    "max",  "side_effects", "serious", "contraindication", "pregnancy", "lactation",   "child",
	"elderly", "renal", "hepatic", "alcohol", "food", "driving",      "missed",  "monitoring",       "stop",      "interaction",
};

str section_name(enum section s)
{
	ASSERT(s >= 0 && s < SECTION_COUNT);
	return str_from(section_names[s]);
}

bool section_by_name(str name, enum section *out)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		if (str_eq(name, str_from(section_names[i]))) return *out = (enum section)i, true;
	return false;
}

bool drug_topic_by_name(str name, enum drug_topic *out)
{
	for (int i = 0; i < DRUG_TOPICS; i++)
		if (str_eq(name, str_from(drug_topic_names[i]))) return *out = (enum drug_topic)i, true;
	return false;
}

int32_t pack_concept(const struct pack *pack, str id)
{
	return map_get(&pack->concept_by_id, id);
}

const struct card *pack_card(const struct pack *pack, int32_t concept)
{
	int32_t card = concept < 0 ? -1 : pack->concepts.v[concept].card;
	return card < 0 ? NULL : &pack->cards.v[card];
}

const struct passage *pack_passage(const struct pack *pack, str id)
{
	for (uint64_t at = str_hash(id);; at++) {
		int32_t i = pack->passage_slot[at & (uint64_t)(pack->passage_slots - 1)];
		if (i < 0) return NULL;
		if (str_eq(pack->passages.v[i].id, id)) return &pack->passages.v[i];
	}
}

void pack_refuse(struct pack *p, int32_t file, int line, const char *why)
{
	*ARENA_PUSH(&p->arena, &p->refused) = (struct refused){file < 0 ? S("") : p->files.v[file], line, why};
}

int32_t pack_concept_make(struct pack *p, str id)
{
	int32_t c = pack_concept(p, id);
	if (c >= 0) return c;
	c = (int32_t)p->concepts.n;
	*ARENA_PUSH(&p->build, &p->concepts) = (struct concept){.id = id,
								.card = -1,
								.finding = -1,
								.drug = -1,
								.drug_class = -1,
								.lab = -1,
								.food = -1,
								.food_group = -1,
								.department = -1,
								.condition = -1};
	map_set(&p->concept_by_id, id, c, &p->build);
	return c;
}

void pack_terms(struct pack *p, int32_t concept, str terms, enum lexicon_how how)
{
	names_add(p->names, NAMES_CONCEPTS, terms, concept, how);
}

void pack_order_terms(struct pack *p, int32_t concept, str terms)
{
	names_add(p->names, NAMES_ORDERS, terms, concept, LEXICON_PLAIN);
}

void pack_name(struct pack *p, int32_t concept, str zh, str en)
{
	struct concept *c = &p->concepts.v[concept];
	if (!c->name[LANG_ZH].n) c->name[LANG_ZH] = zh;
	if (!c->name[LANG_EN].n) c->name[LANG_EN] = en;
}

static bool next_id(str *rest, str *id)
{
	while (rest->n && (rest->p[0] == ' ' || rest->p[0] == ',' || rest->p[0] == ';')) *rest = str_slice(*rest, 1, rest->n);
	ptrdiff_t n = 0;
	while (n < rest->n && !strchr(" ,;", rest->p[n])) n++;
	*id = (str){rest->p, n};
	*rest = (str){rest->p + n, rest->n - n};
	return n > 0;
}

static const int32_t *kept(struct pack *p, const int32_t *v, ptrdiff_t n)
{
	int32_t *to = ARENA_NEW(&p->arena, int32_t, n);
	if (n) memcpy(to, v, (size_t)n * sizeof *v);
	return to;
}

bool pack_sources(struct pack *p, str ids, const int32_t **out, int32_t *n)
{
	struct arena scratch = p->scratch;
	VECTOR(int32_t) v = {0};
	str id;
	while (next_id(&ids, &id)) {
		int32_t s = map_get(&p->source_by_id, id);
		if (s < 0) return false;
		*ARENA_PUSH(&scratch, &v) = s;
	}
	*out = kept(p, v.v, v.n);
	*n = (int32_t)v.n;
	return v.n > 0;
}

bool pack_concepts(struct pack *p, str ids, bool make, const int32_t **out, ptrdiff_t *n)
{
	struct arena scratch = p->scratch;
	VECTOR(int32_t) v = {0};
	str id;
	while (next_id(&ids, &id)) {
		int32_t c = make ? pack_concept_make(p, id) : pack_concept(p, id);
		if (c < 0) return false;
		*ARENA_PUSH(&scratch, &v) = c;
	}
	*out = kept(p, v.v, v.n);
	*n = v.n;
	return true;
}

int32_t pack_passage_add(struct pack *p, struct passage passage)
{
	if (!passage.text.n) return -1;
	int32_t i = (int32_t)p->passages.n;
	passage.id = str_copy(&p->arena, passage.id);
	*ARENA_PUSH(&p->build, &p->passages) = passage;
	map_set(&p->passage_by_id, passage.id, i, &p->build);
	return i;
}

static int32_t resolve(void *ctx, str name)
{
	return pack_concept(ctx, name);
}

const char *pack_expr(struct pack *p, struct expr *out, str text)
{
	struct fail fail = {0};
	if (expr_compile(out, text, (struct expr_names){resolve, p}, &p->arena, &fail)) return NULL;
	return str_c(&p->arena, str_from(fail.what));
}

void pack_destroy(struct pack *pack)
{
	if (!pack) return;
	arena_destroy(pack->names_memory);
	arena_destroy(pack->whole);
}
