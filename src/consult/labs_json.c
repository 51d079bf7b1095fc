#include "consult/labs_json.h"

#include <math.h>

enum { SOURCES_MAX = 16 };

struct cited { /* each source once */
	int32_t v[SOURCES_MAX];
	int n;
};

static void cite(struct jw *w, const struct pack *pack, int32_t passage, struct cited *seen, struct arena *perm)
{
	const struct passage *p = passage < 0 ? NULL : &pack->passages.v[passage];
	for (ptrdiff_t i = 0; p && i < p->source_count; i++) {
		const struct source *s = &pack->sources.v[p->sources[i]];
		bool again = seen->n == SOURCES_MAX;
		for (int k = 0; k < seen->n; k++) again = again || seen->v[k] == p->sources[i];
		if (again) continue;
		seen->v[seen->n++] = p->sources[i];
		struct sb b = sb_new(perm, 128);
		sb_add(&b, s->title);
		sb_fmt(&b, " (" STR_FMT ")", STR_ARG(s->year));
		jw_str(w, NULL, sb_str(&b));
	}
}

static void number(struct jw *w, const char *key, double v)
{
	enum { DIGITS = 6 };
	jw_decimal(w, key, v, DIGITS);
}

static void used_range(struct jw *w, const struct labs_reading *r, const struct labs_item *item, struct arena *perm)
{
	const struct lab_finding *f = &item->finding;
	static const str from[] = {{"none", 4}, {"report", 6}, {"pack", 4}};
	jw_object(w, "used_range");
	jw_str(w, "from", from[f->used]);
	jw_str(w, "text", labs_range_text(r, item, perm));
	number(w, "low", f->shown_low);
	number(w, "high", f->shown_high);
	if (f->row >= 0 && f->used == LAB_USED_PACK) jw_str(w, "passage", r->pack->passages.v[f->row].id);
	jw_end_object(w);
}

static void delta(struct jw *w, const struct labs_item *item)
{
	if (!item->has_previous) return;
	double by = item->finding.value - item->previous;
	jw_object(w, "delta");
	jw_str(w, "previous", item->previous_value);
	if (item->previous_date.n) jw_str(w, "date", item->previous_date);
	number(w, "change", by);
	number(w, "percent", item->previous > 0 ? by / item->previous * 100 : NAN);
	number(w, "hours", item->hours);
	jw_str(w, "direction", isnan(by) ? S("unknown") : by > 0 ? S("up") : by < 0 ? S("down") : S("same"));
	jw_end_object(w);
}

static str quality(const struct labs_item *item)
{
	enum lab_kind k = item->line.value.kind;
	return k == LAB_WEAK                       ? S("weak")
	       : item->finding.positive == TRI_YES ? S("positive")
	       : item->finding.positive == TRI_NO  ? S("negative")
						   : S("");
}

static void item_json(struct jw *w, const struct labs_reading *r, const struct labs_item *item, struct arena *perm)
{
	const struct lab *lab = item->lab >= 0 ? &r->pack->labs.v[item->lab] : NULL;
	int32_t meaning;
	str text = item->unread ? labs_unread_text(r, item, perm) : labs_item_text(r, item, &meaning, perm);
	if (item->unread) meaning = -1;
	jw_object(w, NULL);
	jw_str(w, "name", item->name);
	if (lab) jw_str(w, "code", r->pack->concepts.v[lab->concept].id);
	else jw_null(w, "code");
	if (lab && lab->loinc.n) jw_str(w, "loinc", lab->loinc);
	jw_str(w, "flag", lab_flag_name(item->finding.flag));
	if (item->finding.just_outside) jw_bool(w, "just_outside", true);
	if (quality(item).n) jw_str(w, "result", quality(item));
	jw_str(w, "value", item->value);
	jw_str(w, "unit", item->unit);
	if (item->finding.unit_assumed) jw_bool(w, "unit_assumed", true);
	if (item->finding.why) jw_str(w, "why", str_from(item->finding.why));
	used_range(w, r, item, perm);
	delta(w, item);
	jw_str(w, "text", text);
	jw_array(w, "source");
	if (item->finding.used == LAB_USED_PRINTED) jw_str(w, NULL, r->lang == LANG_ZH ? S("化验单所印范围") : S("range printed on the report"));
	bool by_pack = item->finding.used == LAB_USED_PACK || item->finding.flag == LAB_CRITICAL_LOW || item->finding.flag == LAB_CRITICAL_HIGH;
	struct cited seen = {.n = 0};
	if (by_pack) cite(w, r->pack, item->finding.row >= 0 ? item->finding.row : lab ? lab->range : -1, &seen, perm);
	cite(w, r->pack, meaning, &seen, perm);
	jw_end_array(w);
	jw_end_object(w);
}

static void hit_json(struct jw *w, const struct labs_reading *r, const struct labs_hit *hit, struct arena *perm)
{
	const struct lab_panel *p = hit->delta ? NULL : &r->pack->lab_panels.v[hit->rule];
	const struct lab_delta *d = hit->delta ? &r->pack->lab_deltas.v[hit->rule] : NULL;
	int32_t passage = p ? p->say[r->audience][r->lang] : d->say[r->audience][r->lang];
	jw_object(w, NULL);
	jw_str(w, "id", p ? p->id : d->id);
	jw_str(w, "kind", p ? S("panel") : S("delta"));
	jw_str(w, "text", hit->text);
	jw_str(w, "tier", tier_name(hit->tier));
	jw_array(w, "source");
	struct cited seen = {.n = 0};
	cite(w, r->pack, passage, &seen, perm);
	jw_end_array(w);
	jw_str(w, "passage", r->pack->passages.v[passage].id);
	jw_array(w, "from");
	for (ptrdiff_t i = 0; i < hit->from_count; i++) jw_str(w, NULL, r->items.v[hit->from[i]].name);
	jw_end_array(w);
	jw_end_object(w);
}

/* A critical value is an emergency until somebody has looked at it; else the most urgent rule; a value outside alone is routine. */
static enum tier tier_of(const struct labs_reading *r)
{
	enum tier tier = r->cut || !r->items.n ? TIER_ROUTINE : TIER_SELF_CARE; /* what was not read is nobody's reassurance */
	for (ptrdiff_t i = 0; i < r->items.n; i++) {
		const struct lab_finding *f = &r->items.v[i].finding;
		bool critical = f->flag == LAB_CRITICAL_LOW || f->flag == LAB_CRITICAL_HIGH,
		     outside = (f->flag == LAB_LOW || f->flag == LAB_HIGH) && !f->just_outside;
		enum tier one = critical                            ? TIER_EMERGENCY
				: f->critical_inside                ? TIER_URGENT
				: outside || f->flag == LAB_UNKNOWN ? TIER_ROUTINE
								    : TIER_SELF_CARE;
		if (one > tier) tier = one;
	}
	for (ptrdiff_t i = 0; i < r->hits.n; i++)
		if (r->hits.v[i].tier > tier) tier = r->hits.v[i].tier;
	return tier;
}

bool labs_reply(const struct pack *pack, jv body, struct jw *w, struct arena *perm, struct fail *fail)
{
	struct labs_reading *r = ARENA_NEW(perm, struct labs_reading, 1);
	if (!labs_read(r, pack, body, perm, fail)) return false;
	jw_str(w, "tier", tier_name(tier_of(r)));
	jw_array(w, "items");
	for (ptrdiff_t i = 0; i < r->items.n; i++) item_json(w, r, &r->items.v[i], perm);
	jw_end_array(w);
	jw_array(w, "panels");
	for (ptrdiff_t i = 0; i < r->hits.n; i++) hit_json(w, r, &r->hits.v[i], perm);
	jw_end_array(w);
	jw_array(w, "unread");
	for (ptrdiff_t i = 0; i < r->items.n; i++) {
		const struct labs_item *item = &r->items.v[i];
		if (!item->unread) continue;
		jw_object(w, NULL);
		jw_str(w, "name", item->name);
		jw_str(w, "value", item->value);
		jw_str(w, "why", str_from(item->unread));
		jw_end_object(w);
	}
	jw_end_array(w);
	jw_i64(w, "lines_without_result", r->lines_without_value);
	jw_array(w, "unchecked");
	for (ptrdiff_t i = 0; i < r->unchecked.n; i++) jw_str(w, NULL, r->unchecked.v[i]);
	jw_end_array(w);
	jw_str(w, "summary", labs_text(r, perm));
	return true;
}
