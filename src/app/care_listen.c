/* care_listen.c - measurements that came in over FHIR, from a device or another program: the rules hear them as if they had been entered on the page. */
#include "app/care.h"
#include "app/resource_int.h"

/* The newest of each kind that this call brought: a bundle tells of what was, and nobody is told the same ten times. */
static void newest_of(struct call *c, const struct briefeds *came, const struct briefed *newest[MEASURE_KINDS])
{
	for (ptrdiff_t i = 0; i < came->n; i++) {
		const struct briefed *b = &came->v[i];
		enum measure_kind k = str_eq(b->type, S("Observation")) ? measure_kind_by_code(b->brief.code) : MEASURE_KINDS;
		bool fresh = k != MEASURE_KINDS && b->at_ms >= call_now(c) - CARE_FRESH_MS && b->at_ms <= call_now(c) + CARE_FRESH_MS;
		if (fresh && (!newest[k] || b->at_ms >= newest[k]->at_ms)) newest[k] = b;
	}
}

bool care_listen(struct zhuyi *z, struct call *c, const struct someone *s)
{
	struct briefeds came;
	struct care care;
	const struct briefed *newest[MEASURE_KINDS] = {0};
	bool open = false;
	resource_came(c, &came);
	newest_of(c, &came, newest);
	for (int k = 0; k < MEASURE_KINDS; k++) {
		struct measure m;
		struct plan_alert found;
		struct care_alert a;
		bool any;
		if (!newest[k] || !measure_of_brief(&m, &newest[k]->brief, newest[k]->at_ms, &c->arena)) continue;
		if (!open && !care_open(z, c, s, &care, (str){"", 0})) return false;
		open = true;
		struct point p = {m.at_ms, {m.value[0], m.value[1]}, m.context, newest[k]->id};
		if (!care_judge(z, c, s, &care, m.kind, &p, &found, &any)) return false;
		if (any && !(care_alert_of(z, c, s, &found, &a) && care_alert(z, c, s, &a))) return false;
	}
	return true;
}
