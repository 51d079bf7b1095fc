/* brief.c - the brief of a resource: where each type says what it is about, how much, since when and how sure. */
#include "fhir/brief.h"

#include "policy/date.h"

/* ---- reading ---- */

static str text_at(jv v, const char *key)
{
	return json_text(json_get(v, key));
}

static jv first(jv v, const char *key)
{
	jv list = json_get(v, key);
	return json_is_array(list) ? json_at(list, 0) : list;
}

static str code_of(jv concept, struct arena *a)
{
	jv coding = first(concept, "coding");
	str system = text_at(coding, "system"), code = text_at(coding, "code");
	if (!code.n) return (str){"", 0};
	struct sb out = sb_new(a, system.n + code.n + 1);
	sb_add(&out, system);
	sb_byte(&out, '|');
	sb_add(&out, code);
	return sb_str(&out);
}

/* A drug's text may lie in several codings: the first that says something. */
static str title_of(jv concept)
{
	str text = text_at(concept, "text");
	jv codings = json_get(concept, "coding");
	for (ptrdiff_t i = 0; !text.n && i < json_count(codings); i++) text = text_at(json_at(codings, i), "display");
	return text.n ? text : text_at(first(concept, "coding"), "code");
}

/* What a resource is about, by the member that says it. */
static jv subject_matter(jv r, str type)
{
	static const char *const members[] = {"code", "medicationCodeableConcept", "vaccineCode", "type", "description", "category"};
	jv found = NULL;
	if (str_eq(type, S("Immunization"))) return json_get(r, "vaccineCode");
	if (str_eq(type, S("Encounter")) || str_eq(type, S("DocumentReference"))) return first(r, "type");
	for (size_t i = 0; !found && i < sizeof members / sizeof *members; i++) found = first(r, members[i]);
	return json_is_object(found) ? found : NULL;
}

static str plain_title(jv r)
{
	static const char *const members[] = {"title", "description", "name", "purpose", "status"};
	str found = {"", 0};
	for (size_t i = 0; !found.n && i < sizeof members / sizeof *members; i++) found = text_at(r, members[i]);
	if (!found.n) found = text_at(first(r, "name"), "text");
	if (!found.n) found = text_at(json_get(r, "medicationReference"), "display");
	return found;
}

static str status_of(jv r)
{
	jv clinical = json_get(r, "clinicalStatus");
	str code = text_at(first(clinical, "coding"), "code");
	return code.n ? code : json_is_string(clinical) ? json_text(clinical) : text_at(r, "status");
}

static str verified_of(jv r)
{
	return text_at(first(json_get(r, "verificationStatus"), "coding"), "code");
}

static str origin_of(jv r)
{
	jv tags = json_get(json_get(r, "meta"), "tag");
	for (ptrdiff_t i = 0; i < json_count(tags); i++)
		if (str_eq(text_at(json_at(tags, i), "system"), S("urn:zhuyi:origin"))) return text_at(json_at(tags, i), "code");
	return (str){"", 0};
}

/* ---- values ---- */

static void unit_from(struct brief *b, jv quantity)
{
	if (b->unit.n) return;
	b->unit = text_at(quantity, "code");
	if (!b->unit.n) b->unit = text_at(quantity, "unit");
}

static str value_of(struct brief *b, jv v)
{
	static const char *const plain[] = {"valueString", "valueInteger", "valueBoolean", "valueDateTime", "valueTime", "valueDecimal"};
	jv quantity = json_get(v, "valueQuantity"), concept = json_get(v, "valueCodeableConcept");
	bool yes;
	if (quantity) {
		unit_from(b, quantity);
		return text_at(quantity, "value");
	}
	if (concept) return title_of(concept);
	if (json_is_bool(json_get(v, "valueBoolean"), &yes)) return yes ? S("true") : S("false");
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (text_at(v, plain[i]).n) return text_at(v, plain[i]);
	return (str){"", 0};
}

static jv component(jv r, str loinc)
{
	jv list = json_get(r, "component");
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		jv codings = json_get(json_get(json_at(list, i), "code"), "coding");
		for (ptrdiff_t k = 0; k < json_count(codings); k++)
			if (str_eq(text_at(json_at(codings, k), "code"), loinc)) return json_at(list, i);
	}
	return NULL;
}

static void add_components(struct sb *out, struct brief *b, jv r)
{
	jv list = json_get(r, "component");
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		jv one = json_at(list, i);
		str code = text_at(first(json_get(one, "code"), "coding"), "code"), value = value_of(b, one);
		if (!value.n) continue;
		if (out->n) sb_byte(out, ';');
		sb_add(out, code.n ? code : title_of(json_get(one, "code")));
		sb_byte(out, '=');
		sb_add(out, value);
	}
}

/* Blood pressure as people write it: LOINC 8480-6 systolic, 8462-4 diastolic. */
static void read_value(struct brief *b, jv r, struct arena *a)
{
	b->value = value_of(b, r);
	if (b->value.n || !json_count(json_get(r, "component"))) return;
	str sys = value_of(b, component(r, S("8480-6"))), dia = value_of(b, component(r, S("8462-4")));
	struct sb out = sb_new(a, 64);
	if (sys.n && dia.n) {
		sb_add(&out, sys);
		sb_byte(&out, '/');
		sb_add(&out, dia);
	} else add_components(&out, b, r);
	b->value = sb_str(&out);
}

static void read_range(struct brief *b, jv r)
{
	jv range = first(r, "referenceRange");
	b->low = text_at(json_get(range, "low"), "value");
	b->high = text_at(json_get(range, "high"), "value");
}

/* ---- when ---- */

static bool a_time(str text, str *out)
{
	if (text.n && !out->n) *out = text;
	return out->n > 0;
}

static void read_time(struct brief *b, jv r, int64_t *at_ms)
{
	static const char *const members[] = {"effectiveDateTime",
					      "effectiveInstant",
					      "onsetDateTime",
					      "occurrenceDateTime",
					      "performedDateTime",
					      "authoredOn",
					      "startDate",
					      "issued",
					      "recordedDate",
					      "dateAsserted",
					      "authored",
					      "sent",
					      "date",
					      "dateTime",
					      "created",
					      "recorded"};
	static const char *const periods[] = {"effectivePeriod", "period", "onsetPeriod", "performedPeriod", "occurrencePeriod", "occurredPeriod"};
	int64_t until;
	*at_ms = 0;
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		jv period = json_get(r, periods[i]);
		a_time(text_at(period, "start"), &b->from);
		a_time(text_at(period, "end"), &b->until);
	}
	for (size_t i = 0; i < sizeof members / sizeof *members && !a_time(text_at(r, members[i]), &b->from); i++) {
	}
	a_time(text_at(r, "abatementDateTime"), &b->until);
	if (!fhir_time(b->from.n ? b->from : b->until, ZONE_CHINA_MIN, at_ms, &until)) *at_ms = 0;
}

void brief_of(struct brief *b, int64_t *at_ms, jv r, struct arena *a)
{
	str type = text_at(r, "resourceType");
	jv about = subject_matter(r, type);
	*b = (struct brief){.status = status_of(r), .verified = verified_of(r), .origin = origin_of(r)};
	b->code = code_of(about, a);
	b->title = title_of(about);
	if (!b->title.n) b->title = plain_title(r);
	read_value(b, r, a);
	read_range(b, r);
	read_time(b, r, at_ms);
}

/* ---- packed: fields with their length before them, so that anything may stand in them ---- */

enum { FIELDS = 11 };

static str *field(struct brief *b, int i)
{
	str *const all[FIELDS] = {&b->code,   &b->title, &b->value, &b->unit, &b->status, &b->verified,
				  &b->origin, &b->from,  &b->until, &b->low,  &b->high};
	return all[i];
}

enum { TEXT_MOST = 1024 }; /* bytes of a field; longer texts are cut, whole characters only: the resource itself has all of it */

static str cut(str s)
{
	ptrdiff_t n = s.n < TEXT_MOST ? s.n : TEXT_MOST;
	while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80) n--;
	return (str){s.p, n};
}

str brief_pack(const struct brief *b, struct arena *a)
{
	struct brief copy = *b;
	struct sb out = sb_new(a, 160);
	for (int i = 0; i < FIELDS; i++) {
		str s = cut(*field(&copy, i));
		sb_byte(&out, (char)(s.n & 0xff));
		sb_byte(&out, (char)(s.n >> 8));
		sb_add(&out, s);
	}
	return sb_str(&out);
}

bool brief_unpack(struct brief *b, str packed)
{
	ptrdiff_t at = 0;
	*b = (struct brief){0};
	for (int i = 0; i < FIELDS; i++) {
		if (packed.n - at < 2) return false;
		ptrdiff_t n = (unsigned char)packed.p[at] | (unsigned char)packed.p[at + 1] << 8;
		at += 2;
		if (n > packed.n - at) return false;
		*field(b, i) = (str){packed.p + at, n};
		at += n;
	}
	return at == packed.n;
}
