/* What the prefixes say of dates and numbers. source HL7 FHIR R4 (4.0.1, 2019), Search, 3.1.1.4.5 Prefixes: a value in a resource is a span too */
#include "fhir/search_int.h"

bool search_matches_date(const struct search_value *v, int64_t from_ms, int64_t until_ms)
{
	bool inside = v->from_ms <= from_ms && until_ms <= v->until_ms;
	switch (v->prefix) {
	case PREFIX_EQ: return inside;
	case PREFIX_NE: return !inside;
	case PREFIX_GT: return until_ms > v->until_ms;
	case PREFIX_LT: return from_ms < v->from_ms;
	case PREFIX_GE: return until_ms > v->until_ms || inside;
	case PREFIX_LE: return from_ms < v->from_ms || inside;
	case PREFIX_SA: return from_ms >= v->until_ms;
	case PREFIX_EB: return until_ms <= v->from_ms;
	case PREFIX_AP: return from_ms < v->until_ms && until_ms > v->from_ms;
	case PREFIX_COUNT: break;
	}
	return false;
}

/* Of a number in a resource: where it may lie. An end that is not there is open; one that is excluded (<5) is marked. */
struct span {
	bool has_low, has_high, low_out, high_out;
	struct exact low, high;
};

/* < 0, 0, > 0 as the end lies below, at or above v; an end that is left out lies just inside. */
static int low_cmp(const struct span *s, struct exact v)
{
	int c = s->has_low ? exact_cmp(s->low, v) : -1;
	return c ? c : s->has_low && s->low_out ? 1 : 0;
}

static int high_cmp(const struct span *s, struct exact v)
{
	int c = s->has_high ? exact_cmp(s->high, v) : 1;
	return c ? c : s->has_high && s->high_out ? -1 : 0;
}

static bool span_matches(const struct search_value *v, const struct span *s)
{
	bool inside = low_cmp(s, v->low) >= 0 && high_cmp(s, v->high) < 0;
	switch (v->prefix) {
	case PREFIX_EQ: return inside;
	case PREFIX_NE: return !inside;
	case PREFIX_GT: return high_cmp(s, v->at) > 0;
	case PREFIX_LT: return low_cmp(s, v->at) < 0;
	case PREFIX_GE: return high_cmp(s, v->at) >= 0;
	case PREFIX_LE: return low_cmp(s, v->at) <= 0;
	case PREFIX_SA: return low_cmp(s, v->at) > 0;
	case PREFIX_EB: return high_cmp(s, v->at) < 0;
	case PREFIX_AP: return low_cmp(s, v->high) <= 0 && high_cmp(s, v->low) >= 0;
	case PREFIX_COUNT: break;
	}
	return false;
}

static bool unit_fits(const struct search_value *v, str system, str code, str unit)
{
	if (v->system.n && !str_eq(v->system, system)) return false;
	if (!v->code.n || str_eq(v->code, code)) return true;
	return !v->system.n && str_eq(v->code, unit);
}

static bool quantity_unit_fits(const struct search_value *v, jv q)
{
	return unit_fits(v, json_str(q, "system"), json_str(q, "code"), json_str(q, "unit"));
}

/* With a comparator the number is one end: <5 lies somewhere below 5. */
static bool quantity_span(struct span *s, jv quantity)
{
	str comparator = json_str(quantity, "comparator");
	bool below = str_starts(comparator, S("<")), above = str_starts(comparator, S(">"));
	if (!exact_read(&s->low, NULL, json_text(json_get(quantity, "value")))) return false;
	s->high = s->low;
	s->has_low = !below;
	s->has_high = !above;
	s->low_out = s->high_out = comparator.n == 1;
	return true;
}

static bool range_span(struct span *s, jv range)
{
	s->has_low = exact_read(&s->low, NULL, json_text(json_get(json_get(range, "low"), "value")));
	s->has_high = exact_read(&s->high, NULL, json_text(json_get(json_get(range, "high"), "value")));
	return s->has_low || s->has_high;
}

bool search_matches_number(const struct search_value *v, const struct search_path *path, jv leaf)
{
	struct span s = {0};
	switch (path->leaf) {
	case LEAF_NUMBER:
		s.has_low = s.has_high = exact_read(&s.low, NULL, json_text(leaf));
		s.high = s.low;
		return s.has_low && span_matches(v, &s);
	case LEAF_QUANTITY: return quantity_unit_fits(v, leaf) && quantity_span(&s, leaf) && span_matches(v, &s);
	case LEAF_RANGE: {
		jv end = json_get(leaf, "low");
		return quantity_unit_fits(v, end ? end : json_get(leaf, "high")) && range_span(&s, leaf) && span_matches(v, &s);
	}
	case LEAF_MONEY: {
		str currency = json_str(leaf, "currency");
		return unit_fits(v, S("urn:iso:std:iso:4217"), currency, currency) && quantity_span(&s, leaf) && span_matches(v, &s);
	}
	default: return false;
	}
}
