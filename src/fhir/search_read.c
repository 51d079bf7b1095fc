/* A query from its text. */
#include "base/utf8.h"
#include "fhir/search_int.h"

struct reading {
	struct fhir_query *q;
	struct fhir_search_fault *fault;
	struct arena *a;
	str name, value; /* the parameter that is read, decoded */
	bool only_total;
};

static bool refuse(struct reading *r, const char *issue, const char *why)
{
	r->fault->issue = str_from(issue);
	r->fault->why = str_from(why);
	return false;
}

static bool wrong(struct reading *r, const char *why)
{
	return refuse(r, "invalid", why);
}

/* What is not known is left out when the client asked for leniency. */
static bool unknown(struct reading *r, const char *why)
{
	if (!r->q->place.lenient) return refuse(r, "not-supported", why);
	*ARENA_PUSH(r->a, &r->q->ignored) = r->name;
	return true;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* False for a wrong escape and for what is no text. */
static bool decode(str *out, str s, struct arena *a)
{
	struct sb b = sb_new(a, s.n + 1);
	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (s.p[i] != '%') {
			sb_byte(&b, s.p[i] == '+' ? ' ' : s.p[i]);
			continue;
		}
		if (i + 2 >= s.n || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0) return false;
		sb_byte(&b, (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2])));
		i += 2;
	}
	*out = sb_str(&b);
	return utf8_invalid(*out) < 0 && (!out->n || !memchr(out->p, 0, (size_t)out->n));
}

/* Letters, digits and -._~ stand for themselves, and what a query may hold and is read better plain. */
static void encode(struct sb *b, str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || memchr("-._~:/,$*", c, 9);
		if (plain) sb_byte(b, c);
		else sb_fmt(b, "%%%02X", (unsigned char)c);
	}
}

static void say(struct reading *r)
{
	struct sb b = sb_new(r->a, r->name.n + r->value.n + 16);
	encode(&b, r->name);
	sb_byte(&b, '=');
	encode(&b, r->value);
	*ARENA_PUSH(r->a, &r->q->said) = sb_str(&b);
}

static bool one_of(str value, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(value, str_from(*words))) return true;
	return false;
}

static bool read_count(struct reading *r)
{
	int64_t n;
	if (!str_to_i64(r->value, &n) || n < 0) return wrong(r, "It is a whole number from 0 on.");
	r->q->count = n > SEARCH_COUNT_MAX ? SEARCH_COUNT_MAX : n;
	return true;
}

static bool read_offset(struct reading *r)
{
	int64_t n;
	if (!str_to_i64(r->value, &n) || n < 0 || n > INT32_MAX) return wrong(r, "It is a whole number from 0 on.");
	r->q->offset = n;
	return true;
}

static bool read_summary(struct reading *r)
{
	static const char *const others[] = {"true", "text", "data", NULL};
	if (str_eq(r->value, S("count"))) return r->only_total = true;
	if (str_eq(r->value, S("false"))) return true;
	return one_of(r->value, others) ? unknown(r, "Only _summary=count and _summary=false are supported.") : wrong(r, "It is count or false.");
}

static bool read_total(struct reading *r)
{
	static const char *const words[] = {"none", "estimate", "accurate", NULL};
	return one_of(r->value, words) ? true : wrong(r, "It is none, estimate or accurate.");
}

static bool read_format(struct reading *r)
{
	static const char *const words[] = {"json", "application/json", "application/fhir+json", "application/fhir json", "text/json", NULL};
	str rest = r->value, type = r->value;
	str_next(&rest, ';', &type);
	return one_of(str_trim(type), words) ? true : refuse(r, "not-supported", "Only JSON is supported: application/fhir+json.");
}

static bool read_pretty(struct reading *r)
{
	static const char *const words[] = {"true", "false", NULL};
	return one_of(r->value, words) ? true : wrong(r, "It is true or false.");
}

static bool read_types(struct reading *r)
{
	str rest = r->value, type;
	if (r->q->type.n) return unknown(r, "A search of one type has no _type.");
	while (str_next(&rest, ',', &type)) {
		if (!search_is_type(type)) return wrong(r, "It is a list of resource types.");
		*ARENA_PUSH(r->a, &r->q->types) = type;
	}
	return r->q->types.n ? say(r), true : wrong(r, "It is a list of resource types.");
}

static bool read_sort(struct reading *r)
{
	str rest = r->value, code;
	if (!rest.n || r->q->sort.n) return wrong(r, "It comes once, with parameters between commas.");
	while (str_next(&rest, ',', &code)) {
		bool descending = str_starts(code, S("-"));
		if (descending) code = str_slice(code, 1, code.n);
		const struct search_param *param = search_param_find(r->q->type, code, r->a);
		if (!param || param->kind == SEARCH_COMPOSITE) {
			if (!r->q->place.lenient)
				return refuse(r, "not-supported", "A parameter it names is not known for this type or has no order.");
			*ARENA_PUSH(r->a, &r->q->ignored) = r->name;
			r->q->sort.n = 0;
			return true;
		}
		if (r->q->sort.n == SEARCH_PARAMETERS_MAX) return refuse(r, "too-costly", "There are too many of it.");
		*ARENA_PUSH(r->a, &r->q->sort) = (struct search_key){param, descending};
	}
	say(r);
	return true;
}

struct collecting {
	struct fhir_includes *to;
	struct fhir_include one;
	struct arena *a;
};

static void collect(void *ctx, const struct search_param *param)
{
	struct collecting *c = ctx;
	c->one.param = param;
	*ARENA_PUSH(c->a, c->to) = c->one;
}

/* Source:code, Source:code:Target, Source:*; of _include also * alone. */
static bool read_include(struct reading *r, struct fhir_includes *to, bool iterate)
{
	str rest = r->value, source = S(""), code = S(""), target = S("");
	if (str_eq(r->value, S("*")) && to == &r->q->include && r->q->type.n) source = r->q->type, code = S("*");
	else if (!str_next(&rest, ':', &source) || !search_is_type(source) || !str_next(&rest, ':', &code))
		return wrong(r, "It is written Type:parameter.");
	else if (str_next(&rest, ':', &target) && (rest.p || !search_is_type(target))) return wrong(r, "It is written Type:parameter:Type.");
	if (to->n > SEARCH_VALUES_MAX) return refuse(r, "too-costly", "There are too many of it.");
	struct collecting c = {to, {source, code, target, iterate, NULL}, r->a};
	ptrdiff_t before = to->n;
	if (str_eq(code, S("*"))) search_param_references(source, r->a, collect, &c);
	else {
		const struct search_param *param = search_param_find(source, code, r->a);
		if (param && param->kind == SEARCH_REFERENCE) collect(&c, param);
	}
	if (to->n == before) return unknown(r, "That type has no such reference.");
	say(r);
	return true;
}

/* Parameters that say how to answer. *mine false: it is none of them. */
static bool read_result(struct reading *r, str name, str modifier, bool *mine)
{
	static const struct {
		const char *name;
		bool (*read)(struct reading *r);
	} rows[] = {
		{"_count", read_count},   {"_offset", read_offset}, {"_summary", read_summary}, {"_total", read_total},
		{"_format", read_format}, {"_pretty", read_pretty}, {"_type", read_types},      {"_sort", read_sort},
	};
	bool include = str_eq(name, S("_include")), revinclude = str_eq(name, S("_revinclude"));
	*mine = true;
	if (include || revinclude) {
		if (modifier.n && !str_eq(modifier, S("iterate"))) return unknown(r, "The modifier is not supported.");
		return read_include(r, include ? &r->q->include : &r->q->revinclude, modifier.n > 0);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_eq(name, str_from(rows[i].name))) return modifier.n ? unknown(r, "It has no modifier.") : rows[i].read(r);
	*mine = false;
	return true;
}

static bool modifier_read(struct search_clause *c, str word)
{
	static const struct {
		const char *word;
		enum search_modifier modifier;
		int kind; /* -1: any */
	} rows[] = {
		{"missing", MOD_MISSING, -1},   {"exact", MOD_EXACT, SEARCH_STRING}, {"contains", MOD_CONTAINS, SEARCH_STRING},
		{"not", MOD_NOT, SEARCH_TOKEN}, {"text", MOD_TEXT, SEARCH_TOKEN},    {"identifier", MOD_IDENTIFIER, SEARCH_REFERENCE},
	};
	if (c->param->kind == SEARCH_COMPOSITE)
		return false; /* source HL7 FHIR R4, Search, Composite: "Modifiers are not used on composite parameters" */
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_eq(word, str_from(rows[i].word)) && (rows[i].kind < 0 || rows[i].kind == (int)c->param->kind)) {
			c->modifier = rows[i].modifier;
			return true;
		}
	c->modifier = MOD_TYPE;
	c->modifier_type = word;
	return c->param->kind == SEARCH_REFERENCE && search_is_type(word);
}

static bool read_clause(struct reading *r, str name, str modifier, bool modified)
{
	struct search_clause c = {.param = search_param_find(r->q->type, name, r->a)};
	if (str_find(r->name, S(".")) >= 0) return unknown(r, "Chained parameters are not supported.");
	if (!c.param) return unknown(r, "The parameter is not known for this type.");
	if (modified && !modifier_read(&c, modifier)) return unknown(r, "The modifier is not supported for this parameter.");
	if (r->q->clauses.n == SEARCH_PARAMETERS_MAX) return refuse(r, "too-costly", "There are too many parameters.");
	if (!search_values_read(&c, r->value, &r->q->place, r->fault, r->a)) return false;
	*ARENA_PUSH(r->a, &r->q->clauses) = c;
	say(r);
	return true;
}

static bool read_parameter(struct reading *r, str pair)
{
	str value = pair, name = S("");
	bool mine;
	str_next(&value, '=', &name);
	r->fault->parameter = name;
	if (!decode(&r->name, name, r->a) || !decode(&r->value, value, r->a)) return wrong(r, "It is not percent-encoded UTF-8.");
	r->fault->parameter = r->name;
	str modifier = r->name, code = S("");
	bool modified = str_find(r->name, S(":")) >= 0;
	str_next(&modifier, ':', &code);
	if (!read_result(r, code, modified ? modifier : S(""), &mine)) return false;
	return mine || read_clause(r, code, modifier, modified);
}

bool fhir_query_read(struct fhir_query *out, str type, str query, const struct fhir_search_place *place, struct fhir_search_fault *fault,
		     struct arena *a)
{
	struct reading r = {out, fault, a, S(""), S(""), false};
	str rest = str_starts(query, S("?")) ? str_slice(query, 1, query.n) : query, pair;
	int n = 0;
	*out = (struct fhir_query){.type = type, .place = *place, .count = SEARCH_COUNT_DEFAULT};
	*fault = (struct fhir_search_fault){S(""), S(""), S("")};
	if (query.n > SEARCH_QUERY_MAX) return refuse(&r, "too-costly", "The query is too long.");
	while (str_next(&rest, '&', &pair)) {
		if (!pair.n) continue;
		if (++n > 2 * SEARCH_PARAMETERS_MAX) return refuse(&r, "too-costly", "There are too many parameters.");
		if (!read_parameter(&r, pair)) return false;
	}
	if (r.only_total) out->count = 0;
	return true;
}

str fhir_query_link(const struct fhir_query *q, int64_t offset, struct arena *a)
{
	struct sb b = sb_new(a, 256);
	sb_add(&b, q->type);
	sb_byte(&b, '?');
	for (ptrdiff_t i = 0; i < q->said.n; i++) {
		sb_add(&b, q->said.v[i]);
		sb_byte(&b, '&');
	}
	sb_fmt(&b, "_count=%lld", (long long)q->count);
	if (offset > 0) sb_fmt(&b, "&_offset=%lld", (long long)offset);
	return sb_str(&b);
}
