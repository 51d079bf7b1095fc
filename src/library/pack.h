/* pack.h - the knowledge of one edition, in memory: concepts, cards, rules, and every sentence of it as a citable passage.
 *
 * Loaded once from the plain files of a pack (docs/pack-format.md), then read by any number of threads. A damaged row is refused by file and line
 * and the rest loads. Texts are the files' own bytes, never altered. The pack owns its memory. */
#ifndef LIBRARY_PACK_H
#define LIBRARY_PACK_H

#include "base/map.h"
#include "care/measure.h"
#include "clinic/calc.h"
#include "clinic/panel.h"
#include "clinic/rx.h"
#include "clinic/sig.h"
#include "clinic/triage.h"
#include "lang/reading.h"
#include "library/names.h"

enum { LANGS = 2 };

/* One thing the pack knows by an id; it may be several things at once: a symptom has a card and is a finding. -1 = it is not that. */
enum { FINDING_QUALIFIER = 100 }; /* a finding without a tier of its own */

enum { CONDITION_LASTING, CONDITION_EPISODIC }; /* "history of" a lasting one means that it is there */

struct concept {
	str id;
	str name[LANGS];
	int32_t card, finding /* its tier or FINDING_QUALIFIER */, drug, drug_class, lab, food, food_group, department,
		condition /* as the order check takes it: CONDITION_… */;
};

enum section {
	SECTION_WHAT,
	SECTION_SYMPTOMS,
	SECTION_CAUSES,
	SECTION_HARM,
	SECTION_REDFLAGS,
	SECTION_TESTS,
	SECTION_RESULTS,
	SECTION_TREATMENT,
	SECTION_DRUGS,
	SECTION_SURGERY,
	SECTION_TCM,
	SECTION_CURE,
	SECTION_SELFCARE,
	SECTION_FIRSTAID,
	SECTION_DIET,
	SECTION_DAILY,
	SECTION_PREVENTION,
	SECTION_CONTAGION,
	SECTION_INHERIT,
	SECTION_VACCINE,
	SECTION_PREGNANCY,
	SECTION_LACTATION,
	SECTION_CHILD,
	SECTION_ELDERLY,
	SECTION_FOLLOWUP,
	SECTION_REFERRAL,
	SECTION_WORK,
	SECTION_COUNT
};

struct passage {
	str id;   /* "general-practice/hepatitis-b/contagion/1.zh" */
	str text; /* bytes of the file */
	const int32_t *sources;
	int32_t source_count;
	int32_t file; /* index into files */
	int32_t line;
	int32_t concept;     /* what it is about */
	signed char section; /* enum section for cards, else -1 */
	signed char lang;
};

struct bullet {
	int32_t passage[LANGS];
	struct expr when;
	bool must;
};

struct card {
	int32_t concept, parent; /* parent: concept or -1 */
	bool symptom, topic, setting;
	bool generic; /* a family of diseases: leads only when no member is named */
	enum tier tier;
	const int32_t *departments; /* concepts */
	ptrdiff_t department_count;
	int32_t head; /* passage: the line that names the departments; -1 = none */
	struct {
		struct bullet *v;
		ptrdiff_t n, cap;
	} sections[SECTION_COUNT];
};

struct source {
	str id, kind, title, publisher, year;
};

enum drug_topic {
	DRUG_WHAT,
	DRUG_USE,
	DRUG_HOW,
	DRUG_DOSE,
	DRUG_MAX,
	DRUG_SIDE_EFFECTS,
	DRUG_SERIOUS,
	DRUG_CONTRAINDICATION,
	DRUG_PREGNANCY,
	DRUG_LACTATION,
	DRUG_CHILD,
	DRUG_ELDERLY,
	DRUG_RENAL,
	DRUG_HEPATIC,
	DRUG_ALCOHOL,
	DRUG_FOOD,
	DRUG_DRIVING,
	DRUG_MISSED,
	DRUG_MONITORING,
	DRUG_STOP,
	DRUG_INTERACTION,
	DRUG_TOPICS
};

struct drug_fact {
	int32_t drug; /* concept */
	enum drug_topic topic;
	int32_t say[LANGS];
};

struct drug_dose {
	int32_t drug;
	str population, route, unit, single_min, single_max, per_kg, times_min, times_max, daily_max;
	int32_t indication[LANGS]; /* passages: cells of the row */
	int32_t note[LANGS];
	int32_t row; /* passage: the row itself */
};

struct lab_meaning {
	int32_t lab; /* concept */
	str direction;
	int32_t say[LANGS];
};

enum { AUDIENCES = 2 }; /* texts for the patient and for the doctor */

struct lab_delta { /* how much a value may move */
	str id;
	int32_t lab;     /* index */
	int direction;   /* +1 rise, -1 fall, 0 either */
	double absolute; /* in the item's unit, NAN = none */
	double relative; /* new/old, as in 1.5 or 0.5; NAN = none */
	double within_h; /* NAN = any time */
	bool only_high;  /* counts only when the new value is above its range */
	enum tier tier;
	int32_t say[AUDIENCES][LANGS]; /* passages */
};

struct lab_panel { /* values read together */
	str id;
	const int32_t *needs; /* indexes of items that must be in the report */
	ptrdiff_t need_count;
	struct panel_expr when;
	enum tier tier;
	int32_t say[AUDIENCES][LANGS]; /* passages: the sentences as written */
	struct panel_text text[AUDIENCES][LANGS];
};

struct lab_name {
	str folded, exact;
	int32_t lab;  /* index */
	int32_t next; /* another item with the same folded name, -1 */
	bool second;  /* a name that is only good on a report of its kind: 白细胞 of a urine sediment */
};

enum diet_verdict { DIET_AVOID, DIET_LIMIT, DIET_OK, DIET_GOOD };

struct diet {
	int32_t condition, object; /* concepts */
	enum diet_verdict verdict;
	int32_t say[LANGS];
};

struct food {
	int32_t concept;
	const int32_t *groups; /* concepts */
	ptrdiff_t group_count;
};

struct calculator {
	struct calc calc;
	const int32_t *sources;
	int32_t source_count;
	int32_t passage; /* its file: what a value worked out by it rests on */
};

struct refused {
	str file;
	int line;
	const char *why;
};

struct order_product {           /* what one unit of a product holds of a substance */
	int32_t drug, substance; /* concepts */
	str name;                /* folded; a brand or strength that its name must contain, empty = any */
	enum sig_unit unit;      /* tablet, mL, drop or puff */
	double mg;
};

struct implied { /* who has the one has the other: 心肌梗死 is a coronary disease */
	int32_t condition, also;
};

struct plan_file { /* plans.h */
	str id;
	bool listed; /* a plan that somebody may follow; `any` is none */
	unsigned char hash[32];
};

struct order_book; /* library/order_book.h */

#define VECTOR(type) \
	struct { \
		type *v; \
		ptrdiff_t n, cap; \
	}

struct pack {
	struct arena arena, whole;
	struct arena names_memory;   /* holds the lexicons */
	struct arena scratch, build; /* while loading only */
	struct names *names;         /* while loading only: the lexicons in the making */
	str id, title[LANGS], version, state, note[LANGS];
	unsigned char hash[32]; /* SHA-256 over the files in order */
	VECTOR(str) files;
	VECTOR(struct source) sources;
	VECTOR(struct concept) concepts;
	VECTOR(struct card) cards;
	VECTOR(struct passage) passages;
	VECTOR(struct triage_rule) redflags;
	VECTOR(struct drug) drugs;
	VECTOR(struct drug_fact) drug_facts;
	VECTOR(struct drug_dose) drug_doses;
	VECTOR(struct rx_rule) rx_rules;
	VECTOR(struct lab) labs;
	VECTOR(struct lab_meaning) lab_meanings;
	VECTOR(struct lab_interval) lab_ranges;
	VECTOR(struct lab_interval) critical_values;
	VECTOR(struct lab_delta) lab_deltas;
	VECTOR(struct lab_panel) lab_panels;
	VECTOR(struct lab_name) lab_names;
	struct map lab_by_name; /* folded → first index into lab_names */
	VECTOR(struct food) foods;
	VECTOR(struct diet) diets;
	VECTOR(struct calculator) calcs; /* in the order of their ids */
	VECTOR(struct refused) refused;
	struct map source_by_id, concept_by_id;
	struct map passage_by_id;     /* while loading */
	int32_t *passage_slot;        /* afterwards: open addressing over the hash of the id, -1 = free */
	ptrdiff_t passage_slots;      /* a power of two */
	int32_t *drug_of;             /* concept → index of its drug, or -1 */
	signed char *default_tier;    /* concept → tier alone, or -1 */
	struct lexicon *lexicon;      /* values are concepts */
	struct lexicon *calc_lexicon; /* values are indexes of calcs */
	struct name_list order_names; /* what a name on an order may mean, by folded name */
	VECTOR(struct dose_row) dose_rows;
	unsigned char *usual_route; /* by drug: enum drug_route where drug_routes says, else ROUTE_UNKNOWN */
	VECTOR(struct order_product) products;
	VECTOR(struct implied) implied;
	VECTOR(str) rule_over;                        /* by rule: ids of the rules it makes superfluous */
	VECTOR(int32_t) damaged_rules, damaged_doses; /* concepts that refused rows spoke of */
	bool all_rules_damaged, all_doses_damaged;
	const struct order_book *orders;
	str folder; /* absolute; where the plans are read from */
	VECTOR(struct plan_file) plans;
	VECTOR(struct measure_limit) measures;
};

/* NULL, with fail set, when the folder or pack.tsv cannot be read at all. A missing or damaged table leaves a `refused` entry. */
struct pack *pack_load(const char *folder, struct fail *fail);
void pack_destroy(struct pack *pack);

int32_t pack_concept(const struct pack *pack, str id);                  /* -1 when unknown */
const struct card *pack_card(const struct pack *pack, int32_t concept); /* NULL when it has none */
const struct passage *pack_passage(const struct pack *pack, str id);    /* NULL when unknown */

/* What a laboratory calls an item, in whatever spelling: marks, brackets, prefixes and doubled names allowed. The unit, and whether the result is in
 * words, choose between items of one name. `out` gets the indexes that fit: one = found, none = unknown, several = ambiguous. */
struct lab_match {
	int32_t *v;
	ptrdiff_t n, cap;
};
void pack_lab_find(struct lab_match *out, const struct pack *pack, str name, str unit, bool in_words, struct arena *perm);
bool pack_lab_known(const struct pack *pack, str folded); /* exactly this name */

/* By id, name or alias in either language; NULL when unknown. */
const struct calculator *pack_calc(const struct pack *pack, str name, struct arena scratch);

str section_name(enum section s);
bool section_by_name(str name, enum section *out);
bool drug_topic_by_name(str name, enum drug_topic *out);

#endif
