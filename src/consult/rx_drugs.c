/* rx_drugs.c - the lists of an order: names to drugs, and what is written about dose, frequency, route and duration to numbers. */
#include "consult/rx_int.h"

#include "base/check.h"

#include <math.h>

struct written {
	str name, folded; /* of the drug */
	int32_t concept;
	jv v; /* NULL when only a name was given */
};

static enum rx_reason reason_of(enum name_how how)
{
	switch (how) {
	case NAME_PARTIAL: return RX_PARTIAL_NAME;
	case NAME_AMBIGUOUS: return RX_AMBIGUOUS_NAME;
	case NAME_SEVERAL: return RX_SEVERAL_DRUGS;
	case NAME_CLASS: return RX_CLASS_NAME;
	default: return RX_UNKNOWN_DRUG;
	}
}

static struct bounds times_span(struct bounds s, struct bounds by)
{
	return (struct bounds){s.lo * by.lo, s.hi * by.hi};
}

static struct bounds scaled(struct bounds s, double by)
{
	return (struct bounds){s.lo * by, s.hi * by};
}

static const struct bounds unknown = {NAN, NAN};

/* How much of a substance a tablet or mL of the product holds: what its name says, else what the pack's products say. */
static struct bounds strength(const struct rx_read *r, const struct written *d, int32_t substance, enum sig_unit unit)
{
	const struct drug *drug = &r->pack->drugs.v[r->pack->drug_of[d->concept]];
	double stated = !drug->ingredient_count && substance == d->concept && unit == SIG_COUNT ? sig_strength_mg(d->folded) : NAN;
	if (!isnan(stated)) return (struct bounds){stated, stated};
	return order_strength(r->pack, d->concept, substance, unit, d->folded);
}

static void set_part(struct order_part *p, enum dose_unit unit, struct bounds single, double times)
{
	p->unit = unit;
	p->single = single;
	p->daily = scaled(single, times);
}

static void read_amount(struct rx_read *r, struct order_item *it, const struct written *d, struct bounds n, struct sig_amount unit)
{
	struct bounds amount = scaled(n, unit.factor);
	it->dosed = true;
	switch (unit.unit) {
	case SIG_MG: set_part(&it->parts[0], DOSE_MG, amount, it->times_day); break;
	case SIG_MG_KG: set_part(&it->parts[0], DOSE_MG, scaled(amount, r->order.facts.v[FACT_WEIGHT_KG]), it->times_day); break;
	case SIG_U: set_part(&it->parts[0], DOSE_U, amount, it->times_day); break;
	default: {
		for (int i = 0; i < it->part_count; i++) {
			struct bounds per = strength(r, d, it->parts[i].concept, unit.unit);
			if (!isnan(per.lo)) set_part(&it->parts[i], DOSE_MG, times_span(amount, per), it->times_day);
		}
		if (unit.unit == SIG_ML && it->parts[0].unit == DOSE_NONE) set_part(&it->parts[0], DOSE_ML, amount, it->times_day);
	}
	}
}

static void read_dose(struct rx_read *r, struct order_item *it, const struct written *d)
{
	jv v = d->v;
	struct bounds n;
	str unit = json_str(v, "unit"), rest = {"", 0}, text = json_text(json_get(v, "dose"));
	if (json_is_object(json_get(v, "dose"))) {
		text = json_text(json_get(json_get(v, "dose"), "value"));
		unit = json_str(json_get(v, "dose"), "unit");
	}
	if (!text.n) return;
	if (!sig_number(rx_fold(r, text), &n, &rest)) {
		rx_unread_add(r, d->name, RX_UNKNOWN_DOSE);
		return;
	}
	unit = unit.n ? rx_fold(r, unit) : rest;
	struct sig_amount u = sig_unit(unit);
	if (u.unit == SIG_UNKNOWN) rx_unread_add(r, d->name, unit.n ? RX_UNKNOWN_UNIT : RX_NO_UNIT);
	else read_amount(r, it, d, n, u);
}

/* Where nothing is written: as its form says, else the only way the pack doses it, else by mouth. */
static enum drug_route usual_route(const struct rx_read *r, const struct written *d)
{
	enum drug_route form = sig_form_route(d->folded), only = ROUTE_UNKNOWN;
	if (form != ROUTE_UNKNOWN) return form;
	if (r->pack->usual_route[r->pack->drug_of[d->concept]] != ROUTE_UNKNOWN)
		return (enum drug_route)r->pack->usual_route[r->pack->drug_of[d->concept]];
	for (ptrdiff_t i = 0; i < r->pack->dose_rows.n; i++) {
		const struct dose_row *row = &r->pack->dose_rows.v[i];
		if (row->drug != d->concept) continue;
		if (row->route == ROUTE_ORAL) return ROUTE_ORAL;
		only = row->route;
	}
	return only != ROUTE_UNKNOWN ? only : ROUTE_ORAL;
}

static void read_how(struct rx_read *r, struct order_item *it, const struct written *d)
{
	str frequency = json_text(json_get(d->v, "frequency")), route = rx_fold(r, json_str(d->v, "route"));
	struct sig_frequency f = sig_frequency(rx_fold(r, frequency));
	it->times_day = f.times_day;
	it->prn = f.prn && isnan(f.times_day);
	if (frequency.n && !f.known) rx_unread_add(r, d->name, RX_UNKNOWN_FREQUENCY);
	it->route = sig_route(route);
	it->way = sig_way(route);
	if (it->route == ROUTE_UNKNOWN && str_trim(route).n) rx_unread_add(r, d->name, RX_UNKNOWN_ROUTE);
	if (it->route == ROUTE_UNKNOWN) it->route = usual_route(r, d);
	str days = json_text(json_get(d->v, "days"));
	it->days = sig_days(rx_fold(r, days));
	if (str_trim(days).n && isnan(it->days)) rx_unread_add(r, d->name, RX_UNKNOWN_DAYS);
}

static struct order_item item_of(struct rx_read *r, const struct written *d, bool proposed)
{
	const struct drug *drug = &r->pack->drugs.v[r->pack->drug_of[d->concept]];
	struct order_item it = {.drug = r->pack->drug_of[d->concept], .proposed = proposed, .current = !proposed, .times_day = NAN, .days = NAN};
	it.parts[it.part_count++] = (struct order_part){d->concept, DOSE_NONE, unknown, unknown};
	for (ptrdiff_t i = 0; i < drug->ingredient_count && it.part_count < ORDER_PARTS; i++)
		it.parts[it.part_count++] = (struct order_part){drug->ingredients[i], DOSE_NONE, unknown, unknown};
	read_how(r, &it, d);
	if (d->v) read_dose(r, &it, d);
	return it;
}

/* The current list may say that a drug was stopped: then it was taken, and is no longer there. */
static bool has_ended(const struct rx_read *r, jv v)
{
	double end = rx_date(json_str(v, "end"));
	str status = json_str(v, "status");
	return end < r->today || rx_number(v, "ended_days_ago") > 0 || json_flag(v, "stopped") || str_eq(status, S("stopped")) ||
	       str_eq(status, S("ended"));
}

static void add_item(struct rx_read *r, const struct written *d, bool proposed)
{
	struct order_item it = item_of(r, d, proposed);
	for (ptrdiff_t i = 0; i < r->items.n && proposed; i++) {
		struct order_item *other = &r->items.v[i];
		if (other->drug != it.drug || other->proposed || order_route_local(other->route) != order_route_local(it.route)) continue;
		it.current = true;
		it.tag = other->tag;
		*other = it; /* a renewal: as it is ordered now */
		r->names[it.tag] = d->name;
		return;
	}
	it.tag = (int)r->items.n;
	r->names[r->items.n] = d->name;
	*ARENA_PUSH(r->perm, &r->items) = it;
}

static bool read_name(struct rx_read *r, str name, jv v, bool proposed)
{
	struct written d = {.name = name, .v = v};
	d.folded = rx_fold(r, d.name);
	r->drugs_named++;
	if (!str_trim(d.folded).n) return rx_unread_add(r, d.name, RX_NO_NAME), true;
	struct named n = order_name_drug(r->pack, d.folded);
	if (n.how != NAME_FOUND) return rx_unread_add(r, d.name, reason_of(n.how)), true;
	d.concept = n.concept;
	if (!proposed) {
		const uint64_t *is = order_closure(r->pack->orders->index, r->pack->drug_of[d.concept]);
		for (ptrdiff_t w = 0; w <= r->pack->concepts.n / 64; w++) r->taken[w] |= is[w];
		if (d.v && has_ended(r, d.v)) return true;
		if (json_str(d.v, "end").n && isnan(rx_date(json_str(d.v, "end")))) rx_unread_add(r, d.name, RX_UNKNOWN_END);
	}
	if (r->items.n == ORDER_ITEMS) return fail_set(r->fail, RC_LIMIT, "rx", "more than %d drugs", ORDER_ITEMS);
	add_item(r, &d, proposed);
	return true;
}

static bool read_drug(struct rx_read *r, jv v, bool proposed)
{
	bool whole = json_is_object(v);
	return read_name(r, whole ? json_str(v, json_get(v, "drug") ? "drug" : "name") : json_text(v), whole ? v : NULL, proposed);
}

static bool read_list(struct rx_read *r, jv line, const char *key, bool proposed)
{
	jv list = json_get(line, key);
	if (list && !json_is_array(list)) return fail_set(r->fail, RC_INPUT, "rx", "\"%s\" is not a list", key);
	for (ptrdiff_t i = 0; i < json_count(list); i++)
		if (!read_drug(r, json_at(list, i), proposed)) return false;
	return true;
}

/* A plain list of names: what is typed on the command line. */
static bool read_names(struct rx_read *r, str text)
{
	static const str separators[] = {{"，", 3}, {"、", 3}, {"；", 3}, {";", 1}, {"+", 1}, {",", 1}, {"\n", 1}};
	while (text.n) {
		ptrdiff_t cut = text.n, len = 0;
		for (ptrdiff_t i = 0; i < COUNT(separators); i++) {
			ptrdiff_t at = str_find(text, separators[i]);
			if (at >= 0 && at < cut) cut = at, len = separators[i].n;
		}
		str name = str_trim(str_slice(text, 0, cut));
		if (name.n && !read_name(r, name, NULL, true)) return false;
		text = str_slice(text, cut + len, text.n);
	}
	return true;
}

bool rx_read_drugs(struct rx_read *r, jv line)
{
	bool current = json_get(line, "current") != NULL, typed = json_is_string(json_get(line, "order"));
	r->taken = ARENA_NEW(r->perm, uint64_t, r->pack->concepts.n / 64 + 1);
	if (json_get(line, "order") && !typed) return fail_set(r->fail, RC_INPUT, "rx", "\"order\" is no text");
	if (typed && !read_names(r, json_str(line, "order"))) return false;
	if (!current && !typed && !json_get(line, "proposed"))
		return fail_set(r->fail, RC_INPUT, "rx", "neither \"proposed\" nor \"current\" is there");
	if (!read_list(r, line, "current", false) || !read_list(r, line, "proposed", true)) return false;
	if (current) r->order.facts.taken = r->taken;
	else rx_unread_add(r, S(""), RX_NO_CURRENT);
	r->order.items = r->items.v;
	r->order.item_count = r->items.n;
	return true;
}
