#include "record/fhir_int.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "record/html_int.h"

#include <sodium.h>

/* Neither a FHIR string nor XHTML takes control characters other than tab and line ends, nor the two non-characters at the end of a plane. */
static bool is_fit(uint32_t cp)
{
	return (cp >= 0x20 || cp == '\t' || cp == '\n' || cp == '\r') && cp != 0x7f && (cp & 0xfffe) != 0xfffe;
}

static str fit(struct fhir *f, str s)
{
	int len;
	ptrdiff_t i = 0;
	while (i < s.n && is_fit(utf8_at(s, i, &len))) i += len;
	if (i == s.n) return str_trim(s);
	struct sb b = sb_new(f->a, s.n);
	for (i = 0; i < s.n; i += len)
		if (is_fit(utf8_at(s, i, &len))) sb_add(&b, (str){s.p + i, len});
	return str_trim(sb_str(&b));
}

void fhir_str(struct fhir *f, const char *key, str s)
{
	str clean = fit(f, s);
	if (clean.n) jw_str(&f->w, key, clean);
}

static void fixed(struct fhir *f, const char *key, const char *s)
{
	if (s && *s) fhir_str(f, key, str_from(s));
}

void fhir_instant(struct fhir *f, const char *key, int64_t ms)
{
	char text[25];
	if (ms <= 0) return;
	clock_iso8601(text, ms);
	jw_str(&f->w, key, str_from(text));
}

void fhir_base64(struct fhir *f, const char *key, str bytes)
{
	if (!bytes.n) return;
	size_t n = sodium_base64_encoded_len((size_t)bytes.n, sodium_base64_VARIANT_ORIGINAL);
	char *out = arena_alloc(f->a, (ptrdiff_t)n, 1, 1);
	sodium_bin2base64(out, n, (const unsigned char *)bytes.p, (size_t)bytes.n, sodium_base64_VARIANT_ORIGINAL);
	jw_str(&f->w, key, str_from(out));
}

static void url_of(struct fhir *f, const char *key, const struct uuid *id)
{
	char url[48] = "urn:uuid:";
	memcpy(url + 9, id->s, sizeof id->s);
	jw_str(&f->w, key, str_from(url));
}

static void label_ai(struct fhir *f)
{
	/* source: HL7 Terminology, ObservationValue AIAST; asked for by HL7 "AI Transparency on FHIR" (ballot, 2026) */
	jw_object(&f->w, "meta");
	jw_array(&f->w, "security");
	fhir_coding(f, NULL, FHIR_TERMINOLOGY "v3-ObservationValue", "AIAST", "Artificial Intelligence asserted");
	jw_end_array(&f->w);
	jw_end_object(&f->w);
}

struct uuid fhir_uuid(struct fhir *f, const char *kind, str id)
{
	struct sb b = sb_new(f->a, f->x->profile.person.n + id.n + 1);
	sb_add(&b, f->x->profile.person);
	sb_byte(&b, 0);
	sb_add(&b, id);
	return uuid_of(kind, f->x->org, sb_str(&b));
}

void fhir_begin(struct fhir *f, const char *type, const struct uuid *id, enum fhir_flag flag)
{
	jw_object(&f->w, NULL);
	url_of(f, "fullUrl", id);
	jw_object(&f->w, "resource");
	jw_str(&f->w, "resourceType", str_from(type));
	jw_str(&f->w, "id", str_from(id->s));
	if (flag == FHIR_AI) label_ai(f);
}

void fhir_end(struct fhir *f)
{
	jw_end_object(&f->w);
	jw_end_object(&f->w);
	if (!f->apart) return;
	*f->a = f->mark;
	f->scratch = sb_new(f->a, 0);
}

void fhir_coding(struct fhir *f, const char *key, const char *system, const char *code, const char *display)
{
	jw_object(&f->w, key);
	fixed(f, "system", system);
	fixed(f, "code", code);
	fixed(f, "display", display);
	jw_end_object(&f->w);
}

void fhir_concept(struct fhir *f, const char *key, const char *system, const char *code, const char *display, str text)
{
	jw_object(&f->w, key);
	if (code && *code) {
		jw_array(&f->w, "coding");
		fhir_coding(f, NULL, system, code, display);
		jw_end_array(&f->w);
	}
	fhir_str(f, "text", text);
	jw_end_object(&f->w);
}

void fhir_concepts(struct fhir *f, const char *key, const char *system, const char *code, const char *display, str text)
{
	jw_array(&f->w, key);
	fhir_concept(f, NULL, system, code, display, text);
	jw_end_array(&f->w);
}

void fhir_ref(struct fhir *f, const char *key, const struct uuid *to, str display)
{
	jw_object(&f->w, key);
	url_of(f, "reference", to);
	fhir_str(f, "display", display);
	jw_end_object(&f->w);
}

void fhir_refs(struct fhir *f, const char *key, const struct uuid *to, str display)
{
	jw_array(&f->w, key);
	fhir_ref(f, NULL, to, display);
	jw_end_array(&f->w);
}

void fhir_ref_patient(struct fhir *f, const char *key)
{
	fhir_ref(f, key, &f->patient, (str){"", 0});
}

void fhir_identifier(struct fhir *f, const char *key, const char *space, str value, str type)
{
	struct uuid system = uuid_of("number space", f->x->org, str_from(space));
	jw_object(&f->w, key);
	if (type.n) fhir_concept(f, "type", NULL, NULL, NULL, type);
	url_of(f, "system", &system);
	fhir_str(f, "value", value);
	jw_end_object(&f->w);
}

void fhir_period(struct fhir *f, const char *key, int64_t from_ms, int64_t until_ms)
{
	if (from_ms <= 0 && until_ms <= 0) return;
	jw_object(&f->w, key);
	fhir_instant(f, "start", from_ms);
	if (until_ms >= from_ms) fhir_instant(f, "end", until_ms); /* FHIR refuses a period that ends before it begins */
	jw_end_object(&f->w);
}

void fhir_p(struct fhir *f, str label, str s)
{
	str clean = fit(f, s);
	if (!clean.n) return;
	sb_add(&f->scratch, S("<p>"));
	if (label.n) {
		sb_add(&f->scratch, S("<b>"));
		html_text(&f->scratch, label);
		sb_add(&f->scratch, S("</b> "));
	}
	html_lines(&f->scratch, clean);
	sb_add(&f->scratch, S("</p>"));
}

void fhir_text(struct fhir *f, str lang)
{
	struct sb div = sb_new(f->a, f->scratch.n + 128);
	sb_fmt(&div, "<div xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"" STR_FMT "\" lang=\"" STR_FMT "\">", STR_ARG(lang), STR_ARG(lang));
	sb_add(&div, sb_str(&f->scratch));
	sb_add(&div, S("</div>"));
	f->scratch.n = 0;
	jw_object(&f->w, "text");
	jw_str(&f->w, "status", S("generated"));
	jw_str(&f->w, "div", sb_str(&div));
	jw_end_object(&f->w);
}

void fhir_ref_actor(struct fhir *f, const char *key, str actor, str name)
{
	if (str_eq(actor, f->x->profile.person)) {
		fhir_ref_patient(f, key);
		return;
	}
	for (ptrdiff_t i = 0; i < f->x->relation_count; i++) {
		const struct export_relation *r = &f->x->relations[i];
		if (!str_eq(r->other, actor)) continue;
		struct uuid to = relation_uuid(f, r);
		fhir_ref(f, key, &to, name);
		return;
	}
	jw_object(&f->w, key);
	if (actor.n) fhir_identifier(f, "identifier", "person", actor, (str){"", 0});
	if (!actor.n && !name.n) jw_str(&f->w, "display", S("不详 unknown"));
	fhir_str(f, "display", name);
	jw_end_object(&f->w);
}
