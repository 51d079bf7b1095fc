/* The values of one parameter: what stands between commas, as dates, numbers, codes and references. */
#include "fhir/brief.h"
#include "fhir/search_int.h"

/* Cuts at the next `sep` without a backslash before it. False when nothing is left; an empty piece at the end is a piece. */
static bool next_piece(str *rest, char sep, str *piece)
{
	if (!rest->p) return false;
	ptrdiff_t i = 0;
	while (i < rest->n && rest->p[i] != sep) i += rest->p[i] == '\\' && i + 1 < rest->n ? 2 : 1;
	*piece = str_slice(*rest, 0, i);
	*rest = i < rest->n ? str_slice(*rest, i + 1, rest->n) : (str){NULL, 0};
	return true;
}

/* source HL7 FHIR R4, Search, Escaping Search Parameters: \, \$ \| \\ ; any other backslash stands for itself. */
static str unescape(str s, struct arena *a)
{
	if (str_find(s, S("\\")) < 0) return s;
	struct sb b = sb_new(a, s.n);
	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n && memchr(",$|\\", s.p[i + 1], 4)) i++;
		sb_byte(&b, s.p[i]);
	}
	return sb_str(&b);
}

static const char *token_read(struct search_value *v, str piece, struct arena *a)
{
	str rest = piece, system, code = {NULL, 0}, more;
	next_piece(&rest, '|', &system);
	v->barred = next_piece(&rest, '|', &code);
	if (next_piece(&rest, '|', &more)) return "A code is written code, system|code, |code or system|.";
	v->code = unescape(v->barred ? code : system, a);
	v->system = v->barred ? unescape(system, a) : S("");
	return v->code.n || v->system.n ? NULL : "Neither a system nor a code is given.";
}

static str prefix_take(struct search_value *v, str s)
{
	static const char names[PREFIX_COUNT][3] = {"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"};
	for (int i = 0; i < PREFIX_COUNT; i++)
		if (str_starts(s, (str){names[i], 2})) {
			v->prefix = (enum search_prefix)i;
			return str_slice(s, 2, s.n);
		}
	return s;
}

/* A plus that nobody encoded has become a blank. */
static str zone_mended(str s, struct arena *a)
{
	ptrdiff_t blank = str_find(s, S(" "));
	if (blank < 0) return s;
	str mended = str_copy(a, s);
	((char *)(uintptr_t)mended.p)[blank] = '+';
	return mended;
}

/* ap: a tenth of the time between then and now on both sides. source HL7 FHIR R4, Search, prefix ap: "for a date 10 % of the gap between now and the date" */
static void date_about(struct search_value *v, int64_t now_ms)
{
	int64_t gap = now_ms < v->from_ms ? v->from_ms - now_ms : now_ms > v->until_ms ? now_ms - v->until_ms : 0;
	v->from_ms -= gap / 10;
	v->until_ms += gap / 10;
}

static const char *date_value(struct search_value *v, str piece, const struct fhir_search_place *place, struct arena *a)
{
	v->text = prefix_take(v, zone_mended(unescape(piece, a), a));
	if (!fhir_time(v->text, place->zone_min, &v->from_ms, &v->until_ms))
		return "It is not a date, such as 2026, 2026-11-30 or ge2026-11-30T08:00:00+08:00.";
	if (v->prefix == PREFIX_AP) date_about(v, place->now_ms);
	return NULL;
}

static const char *number_value(struct search_value *v, str text)
{
	v->text = prefix_take(v, text);
	if (!exact_read(&v->at, NULL, v->text) || !exact_span(&v->low, &v->high, v->text)) return "It is not a number, such as 5.4, lt100 or 1e-3.";
	if (v->prefix == PREFIX_AP) exact_about(&v->low, &v->high, v->at);
	return NULL;
}

static const char *quantity_value(struct search_value *v, str piece, struct arena *a)
{
	str rest = piece, number, system, code, more;
	next_piece(&rest, '|', &number);
	v->barred = next_piece(&rest, '|', &system);
	if (v->barred) {
		if (!next_piece(&rest, '|', &code) || next_piece(&rest, '|', &more))
			return "A quantity is written number, number||unit or number|system|code.";
		v->system = unescape(system, a);
		v->code = unescape(code, a);
	}
	return number_value(v, unescape(number, a));
}

static bool is_id(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '.')) return false;
	}
	return s.n > 0 && s.n <= 64;
}

bool search_is_type(str s)
{
	if (s.n < 1 || s.n > 64 || s.p[0] < 'A' || s.p[0] > 'Z') return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((s.p[i] | 32) < 'a' || (s.p[i] | 32) > 'z') return false;
	return true;
}

bool search_reference_split(str text, str base, str *type, str *id)
{
	if (base.n && str_starts(text, base) && text.n > base.n && text.p[base.n] == '/') text = str_slice(text, base.n + 1, text.n);
	str rest = text, history, version;
	if (!str_next(&rest, '/', type) || !str_next(&rest, '/', id) || !search_is_type(*type) || !is_id(*id)) return false;
	if (!str_next(&rest, '/', &history)) return true;
	return str_eq(history, S("_history")) && str_next(&rest, '/', &version) && is_id(version) && !rest.p;
}

static const char *reference_value(struct search_value *v, const struct search_clause *c, str piece, const struct fhir_search_place *place,
				   struct arena *a)
{
	v->text = unescape(piece, a);
	if (search_reference_split(v->text, place->base, &v->type, &v->id)) {
		if (c->modifier == MOD_TYPE && !str_eq(v->type, c->modifier_type)) return "The type in the value is not that of the modifier.";
		return NULL;
	}
	v->type = v->id = S("");
	if (is_id(v->text)) {
		v->id = v->text;
		if (c->modifier == MOD_TYPE) v->type = c->modifier_type;
		return NULL;
	}
	if (c->modifier == MOD_TYPE) return "With a type as modifier the value is an id.";
	return str_find(v->text, S(":")) > 0 ? NULL : "A reference is written Type/id, id or as an absolute address.";
}

static const char *value_read(struct search_value *v, const struct search_clause *c, str piece, const struct fhir_search_place *place,
			      struct arena *a);

/* value$value: each read as its part is. */
static const char *composite_value(struct search_value *v, const struct search_param *param, str piece, const struct fhir_search_place *place,
				   struct arena *a)
{
	str rest = piece, one;
	v->parts = ARENA_NEW(a, struct search_clause, param->part_count);
	for (ptrdiff_t i = 0; i < param->part_count; i++) {
		struct search_value part = {.text = S(""), .system = S(""), .code = S("")};
		v->parts[i].param = &param->parts[i];
		const char *why = next_piece(&rest, '$', &one) ? value_read(&part, &v->parts[i], one, place, a) : "It is written value$value.";
		if (why) return why;
		*ARENA_PUSH(a, &v->parts[i].values) = part;
	}
	return rest.p ? "It is written value$value." : NULL;
}

static const char *value_read(struct search_value *v, const struct search_clause *c, str piece, const struct fhir_search_place *place,
			      struct arena *a)
{
	if (!piece.n) return "A value is empty.";
	if (c->modifier == MOD_MISSING) {
		v->truth = str_eq(piece, S("true"));
		return v->truth || str_eq(piece, S("false")) ? NULL : "With :missing the value is true or false.";
	}
	if (c->modifier == MOD_TEXT || (c->param->kind == SEARCH_STRING && c->modifier != MOD_EXACT)) {
		v->text = search_fold(unescape(piece, a), a);
		return v->text.n ? NULL : "Nothing of the value can be searched.";
	}
	if (c->modifier == MOD_IDENTIFIER) return token_read(v, piece, a);
	switch (c->param->kind) {
	case SEARCH_TOKEN: return token_read(v, piece, a);
	case SEARCH_REFERENCE: return reference_value(v, c, piece, place, a);
	case SEARCH_DATE: return date_value(v, piece, place, a);
	case SEARCH_QUANTITY: return quantity_value(v, piece, a);
	case SEARCH_NUMBER: return number_value(v, unescape(piece, a));
	case SEARCH_STRING:
	case SEARCH_URI: v->text = unescape(piece, a); return NULL;
	case SEARCH_COMPOSITE: return composite_value(v, c->param, piece, place, a);
	}
	return "It cannot be searched.";
}

bool search_values_read(struct search_clause *c, str raw, const struct fhir_search_place *place, struct fhir_search_fault *fault, struct arena *a)
{
	str rest = raw.p ? raw : S(""), piece;
	while (next_piece(&rest, ',', &piece)) {
		struct search_value v = {.text = S(""), .system = S(""), .code = S("")};
		const char *why = c->values.n == SEARCH_VALUES_MAX ? "There are too many values." : value_read(&v, c, piece, place, a);
		if (why) {
			fault->issue = c->values.n == SEARCH_VALUES_MAX ? S("too-costly") : S("invalid");
			fault->why = str_from(why);
			return false;
		}
		*ARENA_PUSH(a, &c->values) = v;
	}
	return true;
}
