/* pack_load.c - reads the tables of a pack in the order in which they speak of one another. */
#include "library/names.h"
#include "library/pack_int.h"

#include "base/check.h"
#include "base/tsv.h"

#include <math.h>
#include <stdio.h>

enum { PACK_MEMORY = 1 << 30, BUILD_MEMORY = 512 << 20, SCRATCH_MEMORY = 64 << 20 }; /* reserved, not used: only touched pages cost */

struct file_texts {
	struct file_text *v;
	ptrdiff_t n, cap;
};

struct cell_place { /* where a sayable cell stands */
	int32_t file;
	const struct tsv_row *row;
	str table, key;
};

/* ---- rows ---- */

#define CELL(name) tsv_cell(row, S(name))

/* A cell that may be said to somebody becomes a passage. */
static int32_t say(struct pack *p, struct cell_place at, str column, int lang, int32_t concept, const int32_t *sources, int32_t n)
{
	struct arena scratch = p->scratch;
	struct sb id = sb_new(&scratch, 96);
	sb_add(&id, p->id);
	sb_byte(&id, '/');
	sb_add(&id, at.table);
	sb_byte(&id, '/');
	sb_add(&id, at.key);
	sb_byte(&id, '/');
	sb_add(&id, column);
	return pack_passage_add(p, (struct passage){.id = sb_str(&id),
						    .text = tsv_cell(at.row, column),
						    .file = at.file,
						    .line = at.row->line,
						    .concept = concept,
						    .section = -1,
						    .lang = (signed char)lang,
						    .sources = sources,
						    .source_count = n});
}

static str line_key(struct pack *p, str a, str b, int line)
{
	struct sb key = sb_new(&p->arena, 48);
	sb_add(&key, a);
	sb_byte(&key, '.');
	sb_add(&key, b);
	sb_byte(&key, '.');
	sb_i64(&key, line);
	return sb_str(&key);
}

static const char *source_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	(void)file;
	struct source s = {CELL("id"), CELL("kind"), CELL("title"), CELL("publisher"), CELL("year")};
	if (!s.id.n || !s.title.n) return "a source needs an id and a title";
	if (!s.year.n && !str_eq(s.kind, S("label"))) return "a source needs a year";
	if (!s.year.n) s.year = S("n.d.");                     /* a label without a revision date at hand: said so, not guessed */
	if (map_get(&p->source_by_id, s.id) >= 0) return NULL; /* the same document cited in two tables */
	map_set(&p->source_by_id, s.id, (int32_t)p->sources.n, &p->arena);
	*ARENA_PUSH(&p->arena, &p->sources) = s;
	return NULL;
}

const char *pack_named(struct pack *p, const struct tsv_row *row, int32_t *concept, enum lexicon_how how)
{
	str id = CELL("id"), zh = CELL("zh"), en = CELL("en");
	if (!id.n || !zh.n || !en.n) return "id, Chinese or English name missing";
	*concept = pack_concept_make(p, id);
	pack_name(p, *concept, zh, en);
	pack_terms(p, *concept, zh, how);
	pack_terms(p, *concept, en, how);
	pack_terms(p, *concept, CELL("zh_terms"), how);
	pack_terms(p, *concept, CELL("en_terms"), how);
	return NULL;
}

/* A name that questions use in other senses too (三七, 丁香): a drug only on an order. */
static const char *named_in_orders(struct pack *p, const struct tsv_row *row, int32_t *concept)
{
	str id = CELL("id"), zh = CELL("zh"), en = CELL("en");
	if (!id.n || !zh.n || !en.n) return "id, Chinese or English name missing";
	*concept = pack_concept_make(p, id);
	pack_name(p, *concept, zh, en);
	pack_order_terms(p, *concept, zh);
	pack_order_terms(p, *concept, en);
	pack_order_terms(p, *concept, CELL("zh_terms"));
	pack_order_terms(p, *concept, CELL("en_terms"));
	return NULL;
}

static const char *department_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	(void)file;
	int32_t c;
	const char *why = pack_named(p, row, &c, LEXICON_PLAIN);
	if (!why) p->concepts.v[c].department = c;
	return why;
}

/* What people say of a finding is no name that stands on an order. */
static const char *named_finding(struct pack *p, const struct tsv_row *row, int32_t *concept)
{
	str id = CELL("id"), zh = CELL("zh"), en = CELL("en");
	if (!id.n || !zh.n || !en.n) return "id, Chinese or English name missing";
	*concept = pack_concept_make(p, id);
	pack_name(p, *concept, zh, en);
	pack_terms(p, *concept, zh, LEXICON_PLAIN);
	pack_terms(p, *concept, en, LEXICON_PLAIN);
	names_add(p->names, NAMES_QUESTIONS, CELL("zh_terms"), *concept, LEXICON_PLAIN);
	names_add(p->names, NAMES_QUESTIONS, CELL("en_terms"), *concept, LEXICON_PLAIN);
	return NULL;
}

static const char *finding_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	(void)file;
	int32_t c;
	enum tier tier;
	bool qualifier = !CELL("tier").n; /* "suddenly", "severe": says nothing alone */
	if (!qualifier && !tier_by_name(CELL("tier"), &tier)) return "unknown tier";
	const char *why = named_finding(p, row, &c);
	if (why) return why;
	p->concepts.v[c].finding = qualifier ? FINDING_QUALIFIER : (int32_t)tier;
	str card = CELL("card");
	int32_t other = card.n ? pack_concept(p, card) : -1;
	if (other >= 0 && p->concepts.v[c].card < 0) p->concepts.v[c].card = p->concepts.v[other].card;
	return NULL;
}

static const char *class_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	(void)file;
	int32_t c;
	const char *why = pack_named(p, row, &c, LEXICON_PLAIN);
	if (!why) p->concepts.v[c].drug_class = c;
	return why;
}

static const char *drug_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	struct drug d = {.prescription = !str_eq(CELL("rx"), S("otc"))};
	int32_t c;
	const char *why = str_eq(CELL("read_in"), S("order")) ? named_in_orders(p, row, &c) : pack_named(p, row, &c, LEXICON_LOOSE);
	if (why) return why;
	if (p->concepts.v[c].drug >= 0) return "another drug has this id";
	if (!pack_concepts(p, CELL("class"), true, &d.classes, &d.class_count)) return "unknown class";
	if (!pack_concepts(p, CELL("ingredients"), true, &d.ingredients, &d.ingredient_count)) return "unknown ingredient";
	d.concept = c;
	struct arena scratch = p->scratch;
	struct sb row_id = sb_new(&scratch, 64);
	sb_fmt(&row_id, STR_FMT "/drugs/" STR_FMT, STR_ARG(p->id), STR_ARG(CELL("id")));
	d.row = pack_passage_add(
		p, (struct passage){.id = sb_str(&row_id), .text = row->raw, .file = file, .line = row->line, .concept = c, .section = -1});
	p->concepts.v[c].drug = (int32_t)p->drugs.n;
	*ARENA_PUSH(&p->build, &p->drugs) = d;
	return NULL;
}

static bool plain_or_empty(str s)
{
	double ignored;
	return !s.n || str_to_double(s, &ignored);
}

static const char *food_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	(void)file;
	struct food f = {0};
	const char *why = pack_named(p, row, &f.concept, LEXICON_PLAIN);
	if (why) return why;
	if (p->concepts.v[f.concept].food >= 0) return "another food has this id";
	if (!pack_concepts(p, CELL("groups"), true, &f.groups, &f.group_count)) return "unknown group";
	for (ptrdiff_t i = 0; i < f.group_count; i++) p->concepts.v[f.groups[i]].food_group = f.groups[i];
	p->concepts.v[f.concept].food = (int32_t)p->foods.n;
	*ARENA_PUSH(&p->build, &p->foods) = f;
	return NULL;
}

/* A rule's sentences are passages named after it: if one is there already, so is the rule. */
static bool id_taken(const struct pack *p, str table, str id)
{
	char name[256];
	int n = snprintf(name, sizeof name, STR_FMT "/" STR_FMT "/" STR_FMT "/%s", STR_ARG(p->id), STR_ARG(table), STR_ARG(id),
			 str_eq(table, S("redflags")) ? "say_zh" : "zh");
	return n < (int)sizeof name && map_get(&p->passage_by_id, (str){name, n}) >= 0;
}

static const char *redflag_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	struct triage_rule r = {.id = CELL("id"), .crisis = str_eq(CELL("crisis"), S("yes"))};
	const int32_t *sources;
	int32_t n;
	struct cell_place at = {file, row, S("redflags"), r.id};
	if (!r.id.n) return "no id";
	if (id_taken(p, S("redflags"), r.id)) return "another rule has this id";
	if (!tier_by_name(CELL("tier"), &r.tier)) return "unknown tier";
	if (!CELL("when").n) return "no condition";
	const char *why = pack_expr(p, &r.when, CELL("when"));
	if (why) return why;
	if (!pack_sources(p, CELL("source"), &sources, &n)) return "unknown or missing source";
	if (!CELL("say_zh").n || !CELL("say_en").n) return "nothing to say";
	if (!pack_concepts(p, CELL("department"), false, &r.departments, &r.department_count)) return "unknown department";
	r.say[LANG_ZH] = say(p, at, S("say_zh"), LANG_ZH, -1, sources, n);
	r.say[LANG_EN] = say(p, at, S("say_en"), LANG_EN, -1, sources, n);
	r.act[LANG_ZH] = say(p, at, S("do_zh"), LANG_ZH, -1, sources, n);
	r.act[LANG_EN] = say(p, at, S("do_en"), LANG_EN, -1, sources, n);
	*ARENA_PUSH(&p->build, &p->redflags) = r;
	return NULL;
}

/* zh and en cells of a row with sources, about one concept named in `column`. */
static const char *sentences(struct pack *p, int32_t file, const struct tsv_row *row, str table, str column, int32_t *concept, int32_t out[LANGS])
{
	const int32_t *sources;
	int32_t n;
	*concept = pack_concept(p, tsv_cell(row, column));
	if (*concept < 0) return "speaks of something unknown";
	if (!CELL("zh").n || !CELL("en").n) return "Chinese or English sentence missing";
	if (!pack_sources(p, CELL("source"), &sources, &n)) return "unknown or missing source";
	struct cell_place at = {file, row, table, line_key(p, tsv_cell(row, column), p->files.v[file], row->line)};
	out[LANG_ZH] = say(p, at, S("zh"), LANG_ZH, *concept, sources, n);
	out[LANG_EN] = say(p, at, S("en"), LANG_EN, *concept, sources, n);
	return NULL;
}

static const char *drug_fact_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	struct drug_fact f;
	if (!drug_topic_by_name(CELL("topic"), &f.topic)) return "unknown topic";
	const char *why = sentences(p, file, row, S("drug_facts"), S("drug"), &f.drug, f.say);
	if (!why) *ARENA_PUSH(&p->build, &p->drug_facts) = f;
	return why;
}

static const char *drug_dose_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	struct drug_dose d = {.drug = pack_concept(p, CELL("drug")),
			      .population = CELL("population"),
			      .route = CELL("route"),
			      .unit = CELL("unit"),
			      .single_min = CELL("single_min"),
			      .single_max = CELL("single_max"),
			      .per_kg = CELL("per_kg"),
			      .times_min = CELL("times_min"),
			      .times_max = CELL("times_max"),
			      .daily_max = CELL("daily_max")};
	const int32_t *sources;
	int32_t n;
	static const char *const numbers[] = {"single_min", "single_max", "times_min", "times_max", "daily_max"};
	if (d.drug < 0) return "unknown drug";
	for (ptrdiff_t i = 0; i < COUNT(numbers); i++)
		if (!plain_or_empty(tsv_cell(row, str_from(numbers[i])))) return "a dose is not a number";
	if (!pack_sources(p, CELL("source"), &sources, &n)) return "unknown or missing source";
	struct cell_place at = {file, row, S("drug_doses"), line_key(p, CELL("drug"), d.population, row->line)};
	d.indication[LANG_ZH] = say(p, at, S("indication_zh"), LANG_ZH, d.drug, sources, n);
	d.indication[LANG_EN] = say(p, at, S("indication_en"), LANG_EN, d.drug, sources, n);
	d.note[LANG_ZH] = say(p, at, S("note_zh"), LANG_ZH, d.drug, sources, n);
	d.note[LANG_EN] = say(p, at, S("note_en"), LANG_EN, d.drug, sources, n);
	struct arena scratch = p->scratch;
	struct sb id = sb_new(&scratch, 64);
	sb_fmt(&id, STR_FMT "/drug_doses/" STR_FMT, STR_ARG(p->id), STR_ARG(at.key));
	d.row = pack_passage_add(p, (struct passage){.id = sb_str(&id),
						     .text = row->raw,
						     .file = file,
						     .line = row->line,
						     .concept = d.drug,
						     .section = -1,
						     .lang = LANG_ZH,
						     .sources = sources,
						     .source_count = n});
	const char *why = order_dose_row(p, row, d.drug, d.row);
	if (why) return why;
	*ARENA_PUSH(&p->build, &p->drug_doses) = d;
	return NULL;
}

static const char *drug_rule_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	struct rx_rule r = {.id = CELL("id"), .object = -1};
	const int32_t *sources;
	int32_t n;
	if (!r.id.n) return "no id";
	if (id_taken(p, S("drug_rules"), r.id)) return "another rule has this id";
	if (!rx_tier_by_name(CELL("tier"), &r.tier)) return "unknown tier";
	if (!rx_kind_by_name(CELL("kind"), &r.kind)) return "unknown kind";
	const char *why = pack_expr(p, &r.when, CELL("when"));
	if (why) return why;
	r.subject = pack_concept(p, CELL("subject"));
	if (r.subject < 0) return "unknown subject";
	if (CELL("object").n && (r.object = pack_concept(p, CELL("object"))) < 0) return "unknown object";
	if (!CELL("zh").n || !CELL("en").n) return "Chinese or English sentence missing";
	if (!pack_sources(p, CELL("source"), &sources, &n)) return "unknown or missing source";
	struct cell_place at = {file, row, S("drug_rules"), r.id};
	r.say[LANG_ZH] = say(p, at, S("zh"), LANG_ZH, r.subject, sources, n);
	r.say[LANG_EN] = say(p, at, S("en"), LANG_EN, r.subject, sources, n);
	r.act[LANG_ZH] = say(p, at, S("do_zh"), LANG_ZH, r.subject, sources, n);
	r.act[LANG_EN] = say(p, at, S("do_en"), LANG_EN, r.subject, sources, n);
	*ARENA_PUSH(&p->build, &p->rx_rules) = r;
	*ARENA_PUSH(&p->build, &p->rule_over) = CELL("over");
	return NULL;
}

static const char *lab_meaning_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	struct lab_meaning m = {.direction = CELL("direction")};
	const char *why = sentences(p, file, row, S("lab_meanings"), S("lab"), &m.lab, m.say);
	if (!why) *ARENA_PUSH(&p->build, &p->lab_meanings) = m;
	return why;
}

static const char *diet_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	static const char *const verdicts[] = {"avoid", "limit", "ok", "good"};
	struct diet d;
	int v = 0;
	while (v < (int)COUNT(verdicts) && !str_eq(CELL("verdict"), str_from(verdicts[v]))) v++;
	if (v == (int)COUNT(verdicts)) return "unknown verdict";
	d.verdict = (enum diet_verdict)v;
	d.object = pack_concept(p, CELL("object"));
	if (d.object < 0) return "unknown food or group";
	const char *why = sentences(p, file, row, S("diet"), S("condition"), &d.condition, d.say);
	if (!why) *ARENA_PUSH(&p->build, &p->diets) = d;
	return why;
}

/* ---- files ---- */

static void read_table_file(struct loader *l, str name, row_reader *read)
{
	struct file_text file;
	struct tsv table;
	struct tsv_row row;
	bool any = false;
	if (!pack_read_file(l, name, &file)) {
		order_note_damage(l->p, name, NULL);
		return;
	}
	if (!tsv_open(&table, file.text)) {
		pack_refuse(l->p, file.file, 1, "no header line");
		order_note_damage(l->p, name, NULL);
		return;
	}
	while (tsv_next(&table, &row)) {
		const char *why = row.cells == table.columns ? read(l->p, file.file, &row) : "the number of cells is not that of the header";
		any = true;
		if (!why) continue;
		pack_refuse(l->p, file.file, row.line, why);
		order_note_damage(l->p, name, &row);
	}
	if (any) return;
	pack_refuse(l->p, file.file, 1, "the table has no rows");
	order_note_damage(l->p, name, NULL);
}

/* False when there is neither the file nor a folder with files. */
static bool read_files(struct loader *l, const char *name, row_reader *read)
{
	struct file_list files, top;
	struct sb folder = sb_new(&l->p->arena, 64);
	sb_fmt(&folder, "%s/", name);
	str single = pack_joined(&l->p->arena, name, S(""), ".tsv");
	bool any = false;
	pack_names_in(l, ".", S(".tsv"), &top);
	for (ptrdiff_t i = 0; i < top.n; i++)
		if (str_eq(top.v[i], single)) read_table_file(l, single, read), any = true;
	if (pack_names_in(l, name, S(".tsv"), &files)) {
		any = true;
		for (ptrdiff_t i = 0; i < files.n; i++)
			read_table_file(l, pack_joined(&l->p->arena, "", sb_str(&folder), str_c(&l->p->arena, files.v[i])), read);
	}
	return any;
}

static void read_table(struct loader *l, const char *name, row_reader *read)
{
	if (read_files(l, name, read)) return;
	str single = pack_joined(&l->p->arena, name, S(""), ".tsv");
	*ARENA_PUSH(&l->p->arena, &l->p->files) = single;
	pack_refuse(l->p, (int32_t)l->p->files.n - 1, 0, "the table is missing");
	order_note_damage(l->p, single, NULL);
}

/* A table that a pack may do without; whoever needs it says aloud that nothing was checked. */
static void read_optional(struct loader *l, const char *name, row_reader *read)
{
	(void)read_files(l, name, read);
}

static bool read_about(struct loader *l, struct fail *fail)
{
	struct pack *p = l->p;
	struct file_text file;
	struct tsv table;
	struct tsv_row row;
	if (!pack_read_file(l, S("pack.tsv"), &file) || !tsv_open(&table, file.text))
		return fail_set(fail, RC_MISSING, "pack_load", "%s/pack.tsv: not a pack", l->folder);
	while (tsv_next(&table, &row)) {
		str key = tsv_cell(&row, S("key")), value = tsv_cell(&row, S("value"));
		if (str_eq(key, S("id"))) p->id = value;
		else if (str_eq(key, S("title_zh"))) p->title[LANG_ZH] = value;
		else if (str_eq(key, S("title_en"))) p->title[LANG_EN] = value;
		else if (str_eq(key, S("version"))) p->version = value;
		else if (str_eq(key, S("state"))) p->state = value;
		else if (str_eq(key, S("note_zh"))) p->note[LANG_ZH] = value;
		else if (str_eq(key, S("note_en"))) p->note[LANG_EN] = value;
		else if (str_eq(key, S("rule_files"))) l->rule_files = value;
		else pack_refuse(p, file.file, row.line, "unknown key");
	}
	return p->id.n && p->version.n && p->state.n ? true
						     : fail_set(fail, RC_INPUT, "pack_load", "%s/pack.tsv: id, version or state missing", l->folder);
}

static void read_cards(struct loader *l, struct file_texts *heads)
{
	struct file_list names;
	pack_names_in(l, "cards", S(".md"), &names);
	for (ptrdiff_t i = 0; i < names.n; i++) {
		struct file_text file;
		if (pack_read_file(l, pack_joined(&l->p->arena, "cards/", names.v[i], ""), &file) && card_read_head(l->p, file))
			*ARENA_PUSH(&l->p->arena, heads) = file;
	}
	if (!names.n) pack_refuse(l->p, -1, 0, "no cards");
}

/* A concept's tier when present alone: a finding's, else a card's that is a symptom. A condition's own tier is not urgency today: most who ask about it have had it for years. */
static void settle_tables(struct pack *p)
{
	p->drug_of = ARENA_NEW(&p->arena, int32_t, p->concepts.n);
	p->default_tier = ARENA_NEW(&p->arena, signed char, p->concepts.n);
	for (ptrdiff_t i = 0; i < p->concepts.n; i++) {
		const struct concept *c = &p->concepts.v[i];
		p->drug_of[i] = c->drug;
		p->default_tier[i] = (signed char)(c->finding == FINDING_QUALIFIER ? -1 : c->finding);
		if (c->finding < 0 && c->card >= 0 && p->cards.v[c->card].symptom) p->default_tier[i] = (signed char)p->cards.v[c->card].tier;
	}
}

/* A quarter of what the map took: a slot needs no key, the passage has it. */
static void settle_passages(struct pack *p)
{
	for (p->passage_slots = 64; p->passage_slots < p->passages.n * 2;) p->passage_slots *= 2;
	p->passage_slot = ARENA_NEW(&p->arena, int32_t, p->passage_slots);
	for (ptrdiff_t i = 0; i < p->passage_slots; i++) p->passage_slot[i] = -1;
	for (ptrdiff_t i = 0; i < p->passages.n; i++) {
		if (map_get(&p->passage_by_id, p->passages.v[i].id) != i) continue; /* another of the same id came later */
		uint64_t at = str_hash(p->passages.v[i].id);
		while (p->passage_slot[at & (uint64_t)(p->passage_slots - 1)] >= 0) at++;
		p->passage_slot[at & (uint64_t)(p->passage_slots - 1)] = (int32_t)i;
	}
	p->passage_by_id = (struct map){0};
}

static void settle_all(struct pack *p)
{
	PACK_SETTLE(p, &p->plans);
	PACK_SETTLE(p, &p->measures);
	PACK_SETTLE(p, &p->concepts);
	PACK_SETTLE(p, &p->cards);
	PACK_SETTLE(p, &p->passages);
	PACK_SETTLE(p, &p->redflags);
	PACK_SETTLE(p, &p->drugs);
	PACK_SETTLE(p, &p->drug_facts);
	PACK_SETTLE(p, &p->drug_doses);
	PACK_SETTLE(p, &p->rx_rules);
	PACK_SETTLE(p, &p->labs);
	PACK_SETTLE(p, &p->lab_meanings);
	PACK_SETTLE(p, &p->lab_deltas);
	PACK_SETTLE(p, &p->lab_panels);
	PACK_SETTLE(p, &p->lab_names);
	PACK_SETTLE(p, &p->foods);
	PACK_SETTLE(p, &p->diets);
	PACK_SETTLE(p, &p->calcs);
	PACK_SETTLE(p, &p->dose_rows);
	PACK_SETTLE(p, &p->products);
	PACK_SETTLE(p, &p->implied);
	p->concept_by_id = map_settled(&p->concept_by_id, &p->arena);
	settle_passages(p);
	p->lab_by_name = map_settled(&p->lab_by_name, &p->arena);
	pack_labs_settle(p);
}

static void refuse_lost_rules(struct loader *l)
{
	str rest = l->rule_files, name;
	while (str_next(&rest, ' ', &name)) {
		bool there = !name.n;
		for (ptrdiff_t i = 0; i < l->p->files.n && !there; i++) there = str_eq(l->p->files.v[i], name);
		if (there) continue;
		*ARENA_PUSH(&l->p->arena, &l->p->files) = name;
		pack_refuse(l->p, (int32_t)l->p->files.n - 1, 0, "the file is missing");
		order_note_damage(l->p, name, NULL);
	}
}

static void refuse_unresolved(struct pack *p)
{
	for (ptrdiff_t i = 0; i < p->concepts.n; i++) {
		const struct concept *c = &p->concepts.v[i];
		bool defined = c->card >= 0 || c->finding >= 0 || c->drug >= 0 || c->drug_class >= 0 || c->lab >= 0 || c->food >= 0 ||
			       c->food_group >= 0 || c->department >= 0 || c->condition >= 0;
		if (defined) continue;
		struct sb why = sb_new(&p->arena, 64);
		sb_fmt(&why, "nothing defines the id \"" STR_FMT "\" that a row names", STR_ARG(c->id));
		sb_byte(&why, 0);
		pack_refuse(p, -1, 0, why.p);
	}
	for (ptrdiff_t i = 0; i < p->cards.n; i++) {
		const struct card *c = &p->cards.v[i];
		if (c->parent >= 0 && p->concepts.v[c->parent].card < 0) pack_refuse(p, -1, 0, "a card's parent does not exist");
	}
}

static void take_names(struct pack *p)
{
	struct names_learned learned = names_take(p->names);
	p->names = NULL;
	p->lexicon = learned.concepts;
	p->calc_lexicon = learned.calcs;
	p->order_names = learned.orders;
	p->names_memory = learned.memory;
}

static void give_up(struct pack *p, struct arena build)
{
	arena_destroy(p->scratch);
	arena_destroy(build);
	pack_destroy(p);
}

struct pack *pack_load(const char *folder, struct fail *fail)
{
	struct arena whole = arena_create(PACK_MEMORY), arena = whole;
	if (!whole.beg) return fail_set(fail, RC_LIMIT, "pack_load", "no address space"), NULL;
	struct pack *p = ARENA_NEW(&arena, struct pack, 1);
	p->whole = whole;
	p->arena = arena;
	struct arena build = arena_create_temporary(BUILD_MEMORY);
	p->scratch = arena_create_temporary(SCRATCH_MEMORY);
	p->build = build;
	struct loader l = {.p = p, .folder = folder};
	crypto_hash_sha256_init(&l.hash);
	if (!read_about(&l, fail)) return give_up(p, build), NULL;
	p->names = names_open();
	if (!p->names) return give_up(p, build), fail_set(fail, RC_LIMIT, "pack_load", "no address space"), NULL;
	struct file_texts heads = {0};
	read_table(&l, "sources", source_row);
	read_table(&l, "departments", department_row);
	read_cards(&l, &heads);
	read_table(&l, "findings", finding_row);
	read_table(&l, "classes", class_row);
	read_table(&l, "conditions", condition_row);
	read_table(&l, "drugs", drug_row);
	read_table(&l, "labs", pack_lab_row);
	read_table(&l, "foods", food_row);
	pack_read_calcs(&l);
	names_close(p->names); /* nothing below has a name */
	read_table(&l, "redflags", redflag_row);
	read_table(&l, "drug_facts", drug_fact_row);
	read_table(&l, "drug_doses", drug_dose_row);
	read_table(&l, "drug_routes", usual_route_row);
	read_table(&l, "drug_products", product_row);
	read_table(&l, "drug_rules", drug_rule_row);
	read_table(&l, "lab_meanings", lab_meaning_row);
	read_optional(&l, "lab_ranges", pack_lab_range_row);
	read_optional(&l, "critical_values", pack_critical_value_row);
	read_optional(&l, "lab_deltas", pack_lab_delta_row);
	read_optional(&l, "lab_panels", pack_lab_panel_row);
	read_table(&l, "diet", diet_row);
	pack_read_plans(&l);
	for (ptrdiff_t i = 0; i < heads.n; i++) card_read_body(p, heads.v[i]);
	settle_tables(p);
	refuse_unresolved(p);
	refuse_lost_rules(&l);
	crypto_hash_sha256_final(&l.hash, p->hash);
	settle_all(p);
	take_names(p);
	order_settle(p);
	arena_destroy(p->scratch);
	arena_destroy(build);
	p->scratch = p->build = (struct arena){0};
	return p;
}
