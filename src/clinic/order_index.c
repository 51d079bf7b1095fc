/* order_index.c - what is worked out once from the rules, so that a check looks only at those of the drugs it sees. */
#include "clinic/order_int.h"

#include "base/check.h"

static void add_drug(uint64_t *set, const struct drug *d)
{
	order_set(set, d->concept);
	for (ptrdiff_t i = 0; i < d->class_count; i++) order_set(set, d->classes[i]);
}

static void close_drugs(struct order_index *x, struct arena *perm)
{
	const struct order_data *data = &x->data;
	x->closures = ARENA_NEW(perm, uint64_t, data->drug_count * x->words);
	for (ptrdiff_t i = 0; i < data->drug_count; i++) {
		uint64_t *set = &x->closures[i * x->words];
		const struct drug *d = &data->drugs[i];
		add_drug(set, d);
		for (ptrdiff_t k = 0; k < d->ingredient_count; k++) {
			order_set(set, d->ingredients[k]);
			if (data->drug_of[d->ingredients[k]] >= 0) add_drug(set, &data->drugs[data->drug_of[d->ingredients[k]]]);
		}
	}
}

static struct rule_note note_of(const struct rx_rule *r)
{
	struct rule_note n = {.pair = r->object >= 0 && (r->kind == RX_INTERACTION || r->kind == RX_DUPLICATE || r->kind == RX_DOSE ||
							 r->kind == RX_MONITORING || r->kind == RX_ROUTE)};
	for (ptrdiff_t i = 0; i < r->when.n; i++) {
		int32_t w = r->when.v[i].arg;
		n.dose |= expr_compares(&r->when.v[i]) && w >= FACT_MG_DOSE && w <= FACT_MG_M2_DAY;
		if (r->when.v[i].op != EXPR_WORD) continue;
		n.with |= w >= WORD_WITH_NEW;
		n.subject_route |= w >= WORD_ORAL && w <= WORD_INTRATHECAL;
		n.object_route |= w == WORD_WITH_ORAL || w == WORD_WITH_LOCAL;
	}
	return n;
}

static void index_rules(struct order_index *x, struct arena *perm)
{
	const struct order_data *data = &x->data;
	struct {
		int32_t *v;
		ptrdiff_t n, cap;
	} ids = {0};
	x->notes = ARENA_NEW(perm, struct rule_note, data->rule_count);
	x->rules_of = ARENA_NEW(perm, struct id_range, data->drug_count);
	for (ptrdiff_t r = 0; r < data->rule_count; r++) x->notes[r] = note_of(&data->rules[r]);
	for (ptrdiff_t d = 0; d < data->drug_count; d++) {
		x->rules_of[d].from = (int32_t)ids.n;
		for (ptrdiff_t r = 0; r < data->rule_count; r++)
			if (order_bit(order_closure(x, (int32_t)d), data->rules[r].subject)) *ARENA_PUSH(perm, &ids) = (int32_t)r;
		x->rules_of[d].to = (int32_t)ids.n;
	}
	x->rule_ids = ids.v;
}

static void index_doses(struct order_index *x, struct arena *perm)
{
	const struct order_data *data = &x->data;
	int32_t n = 0;
	x->dose_ids = ARENA_NEW(perm, int32_t, data->dose_count);
	x->doses_of = ARENA_NEW(perm, struct id_range, data->concepts);
	for (ptrdiff_t i = 0; i < data->dose_count; i++) x->doses_of[data->doses[i].drug].to++;
	for (ptrdiff_t c = 0; c < data->concepts; c++) {
		int32_t count = x->doses_of[c].to;
		x->doses_of[c] = (struct id_range){n, n};
		n += count;
	}
	for (ptrdiff_t i = 0; i < data->dose_count; i++) x->dose_ids[x->doses_of[data->doses[i].drug].to++] = (int32_t)i;
}

static void mark_damaged(struct order_index *x, struct arena *perm)
{
	x->rules_damaged = ARENA_NEW(perm, bool, x->data.drug_count);
	for (ptrdiff_t d = 0; x->data.rules_damaged && d < x->data.drug_count; d++)
		for (ptrdiff_t w = 0; w < x->words; w++)
			if (order_closure(x, (int32_t)d)[w] & x->data.rules_damaged[w]) x->rules_damaged[d] = true;
}

const struct order_index *order_index_make(const struct order_data *data, struct arena *perm)
{
	struct order_index *x = ARENA_NEW(perm, struct order_index, 1);
	x->data = *data;
	x->words = data->concepts / 64 + 1;
	close_drugs(x, perm);
	index_rules(x, perm);
	index_doses(x, perm);
	mark_damaged(x, perm);
	return x;
}

const uint64_t *order_closure(const struct order_index *x, int32_t drug)
{
	ASSERT(drug >= 0 && drug < x->data.drug_count);
	return &x->closures[drug * x->words];
}

bool order_rule_names(const struct order_index *x, int32_t rule, int32_t drug)
{
	const struct rx_rule *r = &x->data.rules[rule];
	for (ptrdiff_t i = 0; i < r->when.n; i++) {
		enum expr_op op = r->when.v[i].op;
		if ((op == EXPR_HAS || op == EXPR_HAD || op == EXPR_TAKEN) && order_bit(order_closure(x, drug), r->when.v[i].arg)) return true;
	}
	return false;
}
