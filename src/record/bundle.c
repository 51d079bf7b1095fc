#include "record/bundle.h"

#include "base/check.h"
#include "record/aigc.h"
#include "record/fhir_int.h"

static void write_organisation(struct fhir *f)
{
	const struct record_export *x = f->x;
	str name = x->org_zh.n ? x->org_zh : x->org_en.n ? x->org_en : x->org.n ? x->org : S("zhuyi");
	fhir_begin(f, "Organization", &f->organisation, FHIR_PLAIN);
	fhir_p(f, (str){"", 0}, name);
	fhir_text(f, S("zh"));
	fhir_str(f, "name", name);
	if (x->org_en.n && !str_eq(x->org_en, name)) {
		jw_array(&f->w, "alias");
		jw_str(&f->w, NULL, x->org_en);
		jw_end_array(&f->w);
	}
	fhir_end(f);
}

static void write_device(struct fhir *f)
{
	fhir_begin(f, "Device", &f->device, FHIR_PLAIN);
	fhir_p(f, (str){"", 0}, S("zhuyi 助医：人工智能医疗助手 · an AI medical assistant"));
	fhir_text(f, S("zh"));
	jw_array(&f->w, "deviceName");
	jw_object(&f->w, NULL);
	jw_str(&f->w, "name", S("zhuyi"));
	jw_str(&f->w, "type", S("user-friendly-name"));
	jw_end_object(&f->w);
	jw_end_array(&f->w);
	fhir_concept(f, "type", NULL, NULL, NULL, S("人工智能软件 · Artificial intelligence software"));
	if (f->x->version.n) {
		jw_array(&f->w, "version");
		jw_object(&f->w, NULL);
		fhir_str(f, "value", f->x->version);
		jw_end_object(&f->w);
		jw_end_array(&f->w);
	}
	fhir_ref(f, "owner", &f->organisation, (str){"", 0});
	fhir_end(f);
}

static void write_phone(struct fhir *f, str phone)
{
	if (!phone.n) return;
	jw_array(&f->w, "telecom");
	jw_object(&f->w, NULL);
	jw_str(&f->w, "system", S("phone"));
	fhir_str(f, "value", phone);
	jw_end_object(&f->w);
	jw_end_array(&f->w);
}

static void write_contact(struct fhir *f, const struct contact *c)
{
	if (!c->name.n && !c->phone.n) return;
	jw_array(&f->w, "contact");
	jw_object(&f->w, NULL);
	fhir_concepts(f, "relationship", FHIR_TERMINOLOGY "v2-0131", "C", "Emergency Contact", c->relation);
	if (c->name.n) {
		jw_object(&f->w, "name");
		fhir_str(f, "text", c->name);
		jw_end_object(&f->w);
	}
	write_phone(f, c->phone);
	jw_end_object(&f->w);
	jw_end_array(&f->w);
}

static void write_patient(struct fhir *f)
{
	const struct profile *p = &f->x->profile;
	const struct person_facts *told = &f->x->facts;
	str sex = p->sex.n ? p->sex : told->sex, birth = p->birth.n ? p->birth : told->birth;
	fhir_begin(f, "Patient", &f->patient, FHIR_PLAIN);
	fhir_p(f, S("姓名 Name"), p->name);
	fhir_p(f, S("出生日期 Born"), birth);
	fhir_p(f, S("性别 Sex"), sex);
	fhir_p(f, S("电话 Phone"), p->phone);
	fhir_p(f, S("假名编号 Pseudonym"), p->person);
	fhir_text(f, S("zh"));
	jw_array(&f->w, "identifier");
	fhir_identifier(f, NULL, "person", p->person, S("假名编号 · Pseudonym"));
	if (f->x->login.n) fhir_identifier(f, NULL, "login", f->x->login, S("登录名 · Log-in name"));
	jw_end_array(&f->w);
	if (p->name.n) {
		jw_array(&f->w, "name");
		jw_object(&f->w, NULL);
		fhir_str(f, "text", p->name);
		jw_end_object(&f->w);
		jw_end_array(&f->w);
	}
	write_phone(f, p->phone);
	fhir_str(f, "gender", sex.n ? sex : S("unknown"));
	fhir_str(f, "birthDate", birth);
	write_contact(f, &p->emergency);
	fhir_ref(f, "managingOrganization", &f->organisation, (str){"", 0});
	fhir_end(f);
}

/* The labels of what is inside; and that all of it is made up, when it is. */
static void write_meta(struct fhir *f)
{
	bool ai = f->cases->n > 0;
	if (!ai && !f->x->fictional) return;
	jw_object(&f->w, "meta");
	if (ai) {
		jw_array(&f->w, "security");
		fhir_coding(f, NULL, FHIR_TERMINOLOGY "v3-ObservationValue", "AIAST", "Artificial Intelligence asserted");
		jw_end_array(&f->w);
	}
	jw_array(&f->w, "tag");
	if (ai) {
		struct sb label = sb_new(f->a, 256);
		aigc_json(&label, f->x);
		jw_object(&f->w, NULL);
		jw_str(&f->w, "system", S("http://www.tc260.org.cn/ns/AIGC/1.0/"));
		jw_str(&f->w, "code", S("1"));
		jw_str(&f->w, "display", sb_str(&label));
		jw_end_object(&f->w);
	}
	if (f->x->fictional) fhir_coding(f, NULL, FHIR_ACT_REASON, "HTEST", "test health data");
	jw_end_array(&f->w);
	jw_end_object(&f->w);
}

static void write_head(struct fhir *f, const struct uuid *number)
{
	char urn[48] = "urn:uuid:";
	memcpy(urn + 9, number->s, sizeof number->s);
	jw_str(&f->w, "resourceType", S("Bundle"));
	jw_str(&f->w, "id", str_from(number->s));
	write_meta(f);
	jw_object(&f->w, "identifier");
	jw_str(&f->w, "system", S("urn:ietf:rfc:3986"));
	jw_str(&f->w, "value", str_from(urn));
	jw_end_object(&f->w);
	jw_str(&f->w, "type", S("collection"));
	fhir_instant(f, "timestamp", f->x->now_ms);
}

/* As they were kept, letter by letter; what they refer to is said as their source said it. */
static void write_resources(struct fhir *f)
{
	for (ptrdiff_t i = 0; i < f->x->resource_count; i++) {
		const struct export_resource *r = &f->x->resources[i];
		struct sb name = sb_new(f->a, r->type.n + r->id.n + 1);
		sb_fmt(&name, STR_FMT "/" STR_FMT, STR_ARG(r->type), STR_ARG(r->id));
		struct uuid id = fhir_uuid(f, "resource", sb_str(&name));
		char urn[48] = "urn:uuid:";
		memcpy(urn + 9, id.s, sizeof id.s);
		jw_object(&f->w, NULL);
		jw_str(&f->w, "fullUrl", str_from(urn));
		jw_raw(&f->w, "resource", r->text);
		jw_end_object(&f->w);
	}
}

static void write_documents(struct fhir *f)
{
	for (ptrdiff_t i = 0; i < f->x->document_count; i++) {
		const struct export_document *d = &f->x->documents[i];
		bundle_document(f, d->kind, f->x->profile.person, d->title, d->type, f->x->now_ms, d->json);
	}
}

void bundle_write(struct jw *w, const char *key, const struct record_export *x, const struct case_views *cases, struct arena *a)
{
	ASSERT(x->profile.person.n > 0);
	struct uuid number = aigc_number(x);
	struct fhir f = {.w = *w, .x = x, .cases = cases, .a = a, .mark = *a, .apart = w->out->a != a, .scratch = sb_new(a, 0)};
	f.patient = uuid_of("person", x->org, x->profile.person);
	f.device = uuid_of("device", x->org, x->org);
	f.organisation = uuid_of("organisation", x->org, x->org);
	jw_object(&f.w, key);
	write_head(&f, &number);
	jw_array(&f.w, "entry");
	write_organisation(&f);
	write_device(&f);
	write_patient(&f);
	bundle_relations(&f);
	bundle_told(&f);
	write_resources(&f);
	write_documents(&f);
	bundle_consents(&f);
	bundle_cases(&f);
	bundle_accesses(&f);
	bundle_proof(&f);
	jw_end_array(&f.w);
	jw_end_object(&f.w);
	*w = f.w;
}
