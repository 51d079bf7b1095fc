#include "library/order_book.h"

#include "base/check.h"
#include "base/tsv.h"
#include "library/pack_int.h"

#include <math.h>

#define CELL(name) tsv_cell(row, S(name))

static double number_or_nan(str s)
{
	double v;
	return str_to_double(s, &v) ? v : NAN;
}

/* A condition that matters to orders only, or more names and wider meanings of one that has a card. */
const char *condition_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	(void)file;
	str id = CELL("id");
	if (!id.n || !CELL("zh").n || !CELL("en").n) return "id, Chinese or English name missing";
	int32_t c = pack_concept_make(p, id);
	p->concepts.v[c].condition = str_eq(CELL("episodic"), S("yes")) ? CONDITION_EPISODIC : CONDITION_LASTING;
	pack_name(p, c, CELL("zh"), CELL("en"));
	pack_order_terms(p, c, CELL("zh"));
	pack_order_terms(p, c, CELL("en"));
	pack_order_terms(p, c, CELL("zh_terms"));
	pack_order_terms(p, c, CELL("en_terms"));
	const int32_t *implied;
	ptrdiff_t n;
	if (!pack_concepts(p, CELL("implies"), true, &implied, &n)) return "implies something unknown";
	for (ptrdiff_t i = 0; i < n; i++) *ARENA_PUSH(&p->build, &p->implied) = (struct implied){c, implied[i]};
	return NULL;
}

const char *usual_route_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	(void)file;
	int32_t drug = pack_concept(p, CELL("drug"));
	enum drug_route route = sig_route_by_id(CELL("route"));
	if (drug < 0 || p->concepts.v[drug].drug < 0) return "unknown drug";
	if (route == ROUTE_UNKNOWN) return "unknown route";
	if (!p->usual_route) p->usual_route = ARENA_NEW(&p->arena, unsigned char, p->drugs.n);
	p->usual_route[p->concepts.v[drug].drug] = (unsigned char)route;
	return NULL;
}

const char *product_row(struct pack *p, int32_t file, const struct tsv_row *row)
{
	(void)file;
	struct arena scratch = p->scratch;
	struct order_product q = {pack_concept(p, CELL("drug")), pack_concept(p, CELL("substance")), S(""), sig_unit(CELL("unit")).unit,
				  number_or_nan(CELL("mg"))};
	const int32_t *sources;
	int32_t n;
	if (q.drug < 0 || p->concepts.v[q.drug].drug < 0) return "unknown drug";
	if (q.substance < 0 || p->concepts.v[q.substance].drug < 0) return "unknown substance";
	if (q.unit < SIG_ML) return "unit is not a tablet, mL, drop or puff";
	if (!(q.mg > 0)) return "the amount is not a number";
	if (!pack_sources(p, CELL("source"), &sources, &n)) return "unknown or missing source";
	q.name = str_copy(&p->arena, fold(CELL("name"), &scratch).text);
	*ARENA_PUSH(&p->build, &p->products) = q;
	return NULL;
}

const char *order_dose_row(struct pack *p, const struct tsv_row *row, int32_t drug, int32_t passage)
{
	struct arena scratch = p->scratch;
	struct sig_amount unit = sig_unit(fold(CELL("unit"), &scratch).text);
	str who = CELL("population");
	bool adult = str_eq(who, S("adult")), child = str_eq(who, S("child")), elder = str_eq(who, S("elder"));
	if (!adult && !child && !elder) return "population is adult, child or elder"; /* never taken for an adult's row */
	if (!str_eq(CELL("per_kg"), S("yes")) && !str_eq(CELL("per_kg"), S("no"))) return "per_kg is yes or no";
	struct dose_row d = {.drug = drug,
			     .population = child   ? 'c'
					   : elder ? 'e'
						   : 'a',
			     .route = sig_route_by_id(CELL("route")),
			     .unit = unit.unit == SIG_MG   ? DOSE_MG
				     : unit.unit == SIG_U  ? DOSE_U
				     : unit.unit == SIG_ML ? DOSE_ML
							   : DOSE_NONE,
			     .per_kg = str_eq(CELL("per_kg"), S("yes")),
			     .single_min = number_or_nan(CELL("single_min")) * unit.factor,
			     .single_max = number_or_nan(CELL("single_max")) * unit.factor,
			     .daily_max = number_or_nan(CELL("daily_max")) * unit.factor,
			     .row = passage};
	if (d.unit == DOSE_NONE) return "unknown unit";
	if (d.route == ROUTE_UNKNOWN) return "unknown route";
	if (d.single_min > d.single_max) return "the lower dose lies above the upper one";
	*ARENA_PUSH(&p->build, &p->dose_rows) = d;
	return NULL;
}

void order_note_damage(struct pack *p, str file, const struct tsv_row *row)
{
	bool rules = str_starts(file, S("drug_rules")), doses = str_starts(file, S("drug_doses"));
	if (!rules && !doses) return;
	int32_t about = row ? pack_concept(p, rules ? CELL("subject") : CELL("drug")) : -1;
	bool known = about >= 0 && (p->concepts.v[about].drug >= 0 || p->concepts.v[about].drug_class >= 0);
	if (!known) {
		p->all_rules_damaged |= rules;
		p->all_doses_damaged |= doses;
		return;
	}
	if (doses) {
		*ARENA_PUSH(&p->arena, &p->damaged_doses) = about;
		return;
	}
	int32_t object = pack_concept(p, CELL("object"));
	*ARENA_PUSH(&p->arena, &p->damaged_rules) = about;
	if (object >= 0) *ARENA_PUSH(&p->arena, &p->damaged_rules) = object;
}

static uint64_t *damage_set(struct pack *p, bool all, const int32_t *v, ptrdiff_t n)
{
	ptrdiff_t words = p->concepts.n / 64 + 1;
	uint64_t *set = ARENA_NEW(&p->arena, uint64_t, words);
	if (!all && !n) return NULL;
	for (ptrdiff_t i = 0; all && i < words; i++) set[i] = ~(uint64_t)0;
	for (ptrdiff_t i = 0; i < n; i++) set[v[i] / 64] |= (uint64_t)1 << (v[i] % 64);
	return set;
}

/* "over" names rules by id, which are all known only now. */
static void settle_over(struct pack *p)
{
	struct map ids = {0};
	struct arena scratch = p->scratch;
	for (ptrdiff_t i = 0; i < p->rx_rules.n; i++) map_set(&ids, p->rx_rules.v[i].id, (int32_t)i, &scratch);
	for (ptrdiff_t i = 0; i < p->rx_rules.n; i++) {
		VECTOR(int32_t) over = {0};
		str rest = p->rule_over.v[i], id;
		while (str_next(&rest, ' ', &id)) {
			int32_t r = map_get(&ids, id);
			if (r >= 0) *ARENA_PUSH(&p->arena, &over) = r;
			else if (id.n)
				pack_refuse(p, p->passages.v[p->rx_rules.v[i].say[LANG_ZH]].file, p->passages.v[p->rx_rules.v[i].say[LANG_ZH]].line,
					    "over names a rule that does not exist");
		}
		p->rx_rules.v[i].over = over.v;
		p->rx_rules.v[i].over_count = over.n;
	}
}

void order_settle(struct pack *p)
{
	struct order_book *b = ARENA_NEW(&p->arena, struct order_book, 1);
	if (!p->usual_route) p->usual_route = ARENA_NEW(&p->arena, unsigned char, p->drugs.n);
	settle_over(p);
	b->whole = !p->all_rules_damaged && !p->damaged_rules.n;
	struct order_data data = {.rules = p->rx_rules.v,
				  .rule_count = p->rx_rules.n,
				  .drugs = p->drugs.v,
				  .drug_count = p->drugs.n,
				  .drug_of = p->drug_of,
				  .doses = p->dose_rows.v,
				  .dose_count = p->dose_rows.n,
				  .concepts = p->concepts.n,
				  .rules_damaged = damage_set(p, p->all_rules_damaged || !p->rx_rules.n, p->damaged_rules.v, p->damaged_rules.n),
				  .doses_damaged = damage_set(p, p->all_doses_damaged || !p->dose_rows.n, p->damaged_doses.v, p->damaged_doses.n)};
	b->index = order_index_make(&data, &p->arena);
	p->orders = b;
}

struct bounds order_strength(const struct pack *p, int32_t drug, int32_t substance, enum sig_unit unit, str name)
{
	struct bounds any = {NAN, NAN}, named = any;
	for (ptrdiff_t i = 0; i < p->products.n; i++) {
		const struct order_product *q = &p->products.v[i];
		if (q->drug != drug || q->substance != substance || q->unit != unit) continue;
		struct bounds *s = q->name.n && str_find(name, q->name) >= 0 ? &named : &any;
		if (!(s->lo <= q->mg)) s->lo = q->mg;
		if (!(s->hi >= q->mg)) s->hi = q->mg;
	}
	return isnan(named.lo) ? any : named;
}
