#include "app/memory.h"

#include <math.h>
#include <stdio.h>

#define TERMINOLOGY "http://terminology.hl7.org/CodeSystem/"

/* ---- what is known already ---- */

static bool names_it(const struct zhuyi *z, str text, int32_t concept)
{
	const struct concept *c = &z->pack->concepts.v[concept];
	return str_eq(text, c->name[LANG_ZH]) || str_eq(text, c->name[LANG_EN]) || pack_concept(z->pack, text) == concept;
}

static bool is_known(const struct zhuyi *z, const struct known *k, const struct stated *s)
{
	for (ptrdiff_t i = 0; i < k->n; i++) {
		if (strcmp(k->v[i].kind, stated_name(s->kind)) != 0) continue;
		if (s->concept < 0 || names_it(z, k->v[i].text, s->concept)) return true;
	}
	return false;
}

/* ---- the resource ---- */

static void concept(struct jw *w, const char *key, const char *system, const char *code, str text)
{
	jw_object(w, key);
	if (code) {
		jw_array(w, "coding");
		jw_object(w, NULL);
		jw_str(w, "system", str_from(system));
		jw_str(w, "code", str_from(code));
		jw_end_object(w);
		jw_end_array(w);
	}
	if (text.n) jw_str(w, "text", text);
	jw_end_object(w);
}

static void begin(struct jw *w, const char *type, str case_id)
{
	jw_object(w, NULL);
	jw_str(w, "resourceType", str_from(type));
	jw_object(w, "meta");
	jw_array(w, "tag");
	jw_object(w, NULL);
	jw_str(w, "system", S("urn:zhuyi:origin"));
	jw_str(w, "code", S("stated"));
	jw_end_object(w);
	jw_end_array(w);
	jw_end_object(w);
	jw_array(w, "extension");
	jw_object(w, NULL);
	jw_str(w, "url", S("urn:zhuyi:case"));
	jw_str(w, "valueString", case_id);
	jw_end_object(w);
	jw_end_array(w);
}

static void finish(struct jw *w, const char *subject, const struct someone *s, str quote)
{
	struct sb reference = sb_new(w->out->a, 48);
	sb_fmt(&reference, "Patient/" STR_FMT, STR_ARG(s->person));
	jw_object(w, subject);
	jw_str(w, "reference", sb_str(&reference));
	jw_end_object(w);
	jw_array(w, "note");
	jw_object(w, NULL);
	jw_str(w, "text", quote);
	jw_end_object(w);
	jw_end_array(w);
	jw_end_object(w);
}

static const char *type_of(enum stated_kind kind)
{
	static const char *const types[] = {"AllergyIntolerance", "Condition", "MedicationStatement", "Observation"};
	return types[kind];
}

/* 2026-11-30T09:30:00+08:00 */
static str moment(int64_t ms, struct arena *a)
{
	char text[40];
	struct tm tm;
	time_t t = (time_t)(ms / 1000 + ZONE_CHINA_MIN * 60);
	gmtime_r(&t, &tm);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S+08:00", &tm);
	return str_copy(a, str_from(text));
}

static str resource_of(struct call *c, const struct someone *s, const struct stated *said, str text, str case_id)
{
	struct sb out = sb_new(&c->arena, 1024);
	struct jw w = {&out, false};
	str now = moment(call_now(c), &c->arena), none = {"", 0};
	begin(&w, type_of(said->kind), case_id);
	switch (said->kind) {
	case STATED_ALLERGY:
		concept
		(&w, "clinicalStatus", TERMINOLOGY "allergyintolerance-clinical", "active", none);
		concept(&w, "verificationStatus", TERMINOLOGY "allergyintolerance-verification", "unconfirmed", none);
		concept(&w, "code", NULL, NULL, text);
		jw_str(&w, "recordedDate", now);
		finish(&w, "patient", s, said->quote);
		break;
	case STATED_CONDITION:
		concept
		(&w, "clinicalStatus", TERMINOLOGY "condition-clinical", "active", none);
		concept(&w, "verificationStatus", TERMINOLOGY "condition-ver-status", "unconfirmed", none);
		concept(&w, "code", NULL, NULL, text);
		jw_str(&w, "recordedDate", now);
		finish(&w, "subject", s, said->quote);
		break;
	case STATED_DRUG:
		jw_str(&w, "status", S("active"));
		concept(&w, "medicationCodeableConcept", NULL, NULL, text);
		jw_str(&w, "dateAsserted", now);
		finish(&w, "subject", s, said->quote);
		break;
	case STATED_PREGNANCY:
		jw_str(&w, "status", S("preliminary"));
		concept(&w, "code", "http://loinc.org", "82810-3", none);
		jw_str(&w, "effectiveDateTime", now);
		concept(&w, "valueCodeableConcept", "http://loinc.org", "LA15173-0", text);
		finish(&w, "subject", s, said->quote);
		break;
	}
	return sb_str(&out);
}

bool memory_propose(struct zhuyi *z, struct call *c, const struct someone *s, const struct stateds *said, str case_id, enum language lang,
		    struct remembereds *out)
{
	struct known k;
	*out = (struct remembereds){0};
	if (!said->n) return true;
	if (!known_read(z, c, s, &k)) return false;
	for (ptrdiff_t i = 0; i < said->n; i++) {
		const struct stated *one = &said->v[i];
		struct kept kept;
		if (is_known(z, &k, one)) continue;
		str text = one->concept >= 0 ? z->pack->concepts.v[one->concept].name[lang] : lang == LANG_ZH ? S("怀孕") : S("Pregnant");
		if (!resource_put(z, c, s, &kept, str_from(type_of(one->kind)), S(""), resource_of(c, s, one, text, case_id), 0)) return false;
		struct remembered *r = ARENA_PUSH(&c->arena, out);
		*r = (struct remembered){.kind = one->kind, .type = type_of(one->kind), .text = text, .quote = one->quote};
		snprintf(r->id, sizeof r->id, STR_FMT, STR_ARG(kept.id));
	}
	return resource_leaf(z, c, s);
}

void remembered_json(struct jw *w, const char *key, const struct remembereds *all)
{
	jw_array(w, key);
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const struct remembered *r = &all->v[i];
		jw_object(w, NULL);
		jw_str(w, "type", str_from(r->type));
		jw_str(w, "id", str_from(r->id));
		jw_str(w, "kind", str_from(stated_name(r->kind)));
		jw_str(w, "text", r->text);
		jw_str(w, "quote", r->quote);
		jw_end_object(w);
	}
	jw_end_array(w);
}
