/* order.c - runs orders written as JSON Lines and what must come of them (cases/README.md).
 *
 * usage: order PACK FILE…  A line is {"name", "line": an order as `zhuyi rx` takes it, "expect": {"rule": [any of "a|b" must be found], "not": [rules
 * that must not be], "tier": {rule: its tier, quieted or not}, "unchecked": [pieces of a reason or drug], "stop": how many stops, "tiers"…}}. A line
 * with "clean": true is counted: at most one in twenty may be stopped. Prints TAP. */
#include "base/file.h"
#include "consult/rx_json.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>

static struct pack *pack;
static struct arena whole;
static int failed, clean, stopped;
enum { TODAY = 20786 }; /* 2026-11-29 */

static void report(bool ok, const char *file, str name, str why)
{
	printf("%s %s: " STR_FMT "\n", ok ? "ok" : "not ok", file, STR_ARG(name));
	if (!ok) printf("# " STR_FMT "\n", STR_ARG(why));
	failed += !ok;
}

static bool listed(jv list, str rule, const char *tier)
{
	for (ptrdiff_t i = 0; i < json_count(list); i++)
		if (str_eq(json_str(json_at(list, i), "rule"), rule) && (!tier || str_eq(json_str(json_at(list, i), "tier"), str_from(tier))))
			return true;
	return false;
}

static bool any_found(jv findings, str rules)
{
	str rule;
	while (str_next(&rules, '|', &rule))
		if (listed(findings, rule, NULL)) return true;
	return false;
}

static bool said(jv unchecked, str piece)
{
	for (ptrdiff_t i = 0; i < json_count(unchecked); i++)
		if (str_find(json_str(json_at(unchecked, i), "reason"), piece) >= 0 ||
		    str_find(json_str(json_at(unchecked, i), "drug"), piece) >= 0 || str_eq(json_str(json_at(unchecked, i), "need"), piece))
			return true;
	return false;
}

static int count_tier(jv findings, const char *tier)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < json_count(findings); i++) n += str_eq(json_str(json_at(findings, i), "tier"), str_from(tier));
	return n;
}

/* The first thing expected that is not so; empty when all is. */
static str missing(jv expect, jv reply)
{
	jv findings = json_get(reply, "findings"), unchecked = json_get(reply, "unchecked"), quieted = json_get(reply, "quieted");
	double n;
	for (ptrdiff_t i = 0; i < json_count(json_get(expect, "rule")); i++)
		if (!any_found(findings, json_text(json_at(json_get(expect, "rule"), i)))) return json_text(json_at(json_get(expect, "rule"), i));
	for (ptrdiff_t i = 0; i < json_count(json_get(expect, "not")); i++) {
		str rule = json_text(json_at(json_get(expect, "not"), i));
		if (listed(findings, rule, NULL) || listed(quieted, rule, NULL)) return rule;
	}
	for (ptrdiff_t i = 0; i < json_count(json_get(expect, "tier")); i++) {
		jv want = json_at(json_get(expect, "tier"), i);
		str rule = json_str(want, "rule");
		const char *tier = json_str(want, "tier").p;
		if (!listed(findings, rule, tier) && !listed(quieted, rule, tier)) return rule;
	}
	for (ptrdiff_t i = 0; i < json_count(json_get(expect, "unchecked")); i++)
		if (!said(unchecked, json_text(json_at(json_get(expect, "unchecked"), i))))
			return json_text(json_at(json_get(expect, "unchecked"), i));
	if (json_number(expect, "stop", &n) && count_tier(findings, "stop") != (int)n) return S("number of stops");
	if (json_number(expect, "unchecked_count", &n) && json_count(unchecked) != (ptrdiff_t)n) return S("number not checked");
	return S("");
}

static void check(const char *file, jv test)
{
	struct arena a = whole;
	struct fail fail = {0};
	struct sb out = sb_new(&a, 8192);
	struct jw w = {&out, false};
	jv reply = NULL;
	str name = json_str(test, "name");
	jw_object(&w, NULL);
	bool ok = rx_reply(pack, json_get(test, "line"), TODAY, &w, &a, &fail);
	jw_end_object(&w);
	if (!ok || !json_parse(&reply, sb_str(&out), 16, &fail)) return report(false, file, name, str_from(fail.what));
	str wrong = missing(json_get(test, "expect"), reply);
	if (json_flag(test, "clean")) {
		bool stop = count_tier(json_get(reply, "findings"), "stop") > 0;
		clean++, stopped += stop;
		if (stop) printf("# stopped: " STR_FMT " " STR_FMT "\n", STR_ARG(name), STR_ARG(sb_str(&out)));
	}
	struct sb why = sb_new(&a, out.n + 64);
	sb_add(&why, wrong);
	sb_add(&why, S(" in "));
	sb_add(&why, sb_str(&out));
	report(!wrong.n, file, name, sb_str(&why));
	json_free(reply);
}

static void read_lines(const char *file, str text)
{
	str line;
	struct fail fail = {0};
	while (str_next(&text, '\n', &line)) {
		jv test = NULL;
		if (!str_trim(line).n) continue;
		if (json_parse(&test, line, 16, &fail)) check(file, test);
		else report(false, file, line, str_from(fail.what));
		json_free(test);
	}
}

/* ---- properties over random orders from the pack ---- */

enum { RANDOM_ORDERS = 3000, RANDOM_DRUGS = 6 };

static uint32_t draw(uint32_t n)
{
	static uint64_t state = 7;
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % n;
}

static void random_item(struct order *o)
{
	struct order_item *it = &o->items[o->item_count++];
	int32_t drug = (int32_t)draw((uint32_t)pack->drugs.n);
	const struct drug *d = &pack->drugs.v[drug];
	bool proposed = draw(2) > 0;
	*it = (struct order_item){.drug = drug,
				  .proposed = proposed,
				  .current = !proposed || draw(4) == 0,
				  .dosed = true,
				  .route = (enum drug_route)(1 + draw(ROUTE_COUNT - 1)),
				  .times_day = 1 + draw(4),
				  .days = draw(100)};
	double mg = 1 + draw(1000);
	it->parts[it->part_count++] = (struct order_part){d->concept, DOSE_MG, {mg, mg}, {mg * it->times_day, mg * it->times_day}};
	for (ptrdiff_t i = 0; i < d->ingredient_count && it->part_count < ORDER_PARTS; i++)
		it->parts[it->part_count++] = (struct order_part){d->ingredients[i], DOSE_NONE, {NAN, NAN}, {NAN, NAN}};
}

static void random_order(struct order *o, struct arena *a)
{
	*o = (struct order){.facts = facts_none(pack->concepts.n, a)};
	facts_set_age(&o->facts, draw(95));
	facts_set_sex(&o->facts, draw(2) ? 'm' : 'f');
	if (draw(2)) o->facts.v[FACT_EGFR] = draw(120);
	o->facts.labs_known = draw(2);
	for (int i = 0; i < 4; i++) {
		int32_t c = (int32_t)draw((uint32_t)pack->concepts.n);
		if (pack->concepts.v[c].condition >= 0 || pack->concepts.v[c].card >= 0) facts_add(&o->facts, c);
	}
	o->allergies = o->allergens = ARENA_NEW(a, uint64_t, pack->concepts.n / 64 + 1);
	o->facts.taken = o->allergies;
	o->items = ARENA_NEW(a, struct order_item, RANDOM_DRUGS + 1);
	for (int i = 0; i < RANDOM_DRUGS; i++) random_item(o);
	o->items[0].proposed = true;
}

static int32_t drug_at(const struct order *o, int32_t item)
{
	return item < 0 ? -1 : o->items[item].drug;
}

static bool same_finding(const struct order *o, const struct order_finding *f, const struct order *p, const struct order_finding *g)
{
	int32_t fa = drug_at(o, f->a), fb = drug_at(o, f->b), ga = drug_at(p, g->a), gb = drug_at(p, g->b);
	return f->rule == g->rule && f->why == g->why && f->about == g->about && ((fa == ga && fb == gb) || (fa == gb && fb == ga));
}

static bool holds_still(const struct order *o, const struct order_finding *f, const struct order *p, const struct order_report *r)
{
	for (ptrdiff_t i = 0; i < r->findings.n; i++)
		if (same_finding(o, f, p, &r->findings.v[i])) return true;
	for (ptrdiff_t i = 0; i < r->quieted.n; i++)
		if (same_finding(o, f, p, &r->quieted.v[i])) return true;
	return false;
}

static struct order copy_of(const struct order *o, struct arena *a)
{
	struct order c = *o;
	c.items = ARENA_NEW(a, struct order_item, RANDOM_DRUGS + 1);
	memcpy(c.items, o->items, (size_t)o->item_count * sizeof *c.items);
	return c;
}

static void properties(void)
{
	int order_matters = 0, lost = 0;
	for (int n = 0; n < RANDOM_ORDERS; n++) {
		struct arena a = whole;
		struct order o;
		struct order_report *r = ARENA_NEW(&a, struct order_report, 3);
		random_order(&o, &a);
		struct order turned = copy_of(&o, &a), more = copy_of(&o, &a);
		for (ptrdiff_t i = 0; i < o.item_count; i++) turned.items[i] = o.items[o.item_count - 1 - i];
		random_item(&more);
		int32_t added = more.items[more.item_count - 1].drug;
		order_check(&r[0], pack->orders->index, &o, &a);
		order_check(&r[1], pack->orders->index, &turned, &a);
		order_check(&r[2], pack->orders->index, &more, &a);
		order_matters += r[0].findings.n != r[1].findings.n;
		for (ptrdiff_t i = 0; i < r[0].findings.n; i++) {
			const struct order_finding *f = &r[0].findings.v[i];
			order_matters += !holds_still(&o, f, &turned, &r[1]);
			lost += !holds_still(&o, f, &more, &r[2]) && !(f->rule >= 0 && order_rule_names(pack->orders->index, f->rule, added));
		}
	}
	report(!order_matters, "properties", S("the order of the lists does not matter"), S(""));
	report(!lost, "properties", S("adding a drug takes no finding away unless the rule names it"), S(""));
}

int main(int argc, char **argv)
{
	struct fail f = {0};
	if (argc < 3 || sodium_init() < 0) return 2;
	pack = pack_load(argv[1], &f);
	if (!pack) return fprintf(stderr, "%s\n", f.what), 2;
	struct arena cases = arena_create(16 << 20);
	whole = arena_create(64 << 20);
	for (int i = 2; i < argc; i++) {
		str text;
		if (!file_read(&text, argv[i], 8 << 20, &cases, &f)) return fprintf(stderr, "%s\n", f.what), 2;
		read_lines(argv[i], text);
	}
	properties();
	if (clean) {
		printf("%s clean prescriptions stopped: %d of %d, at most 5 %%\n", stopped * 20 <= clean ? "ok" : "not ok", stopped, clean);
		failed += stopped * 20 > clean;
	}
	pack_destroy(pack);
	return failed > 0;
}
