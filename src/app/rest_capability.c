/* rest_capability.c - what this interface can do, written from the tables it works by. */
#include "app/rest.h"

static const char AUTHORIZE[] = "/authorize", TOKEN[] = "/v1/token";

static void search_param(void *ctx, str code, enum fhir_search_kind kind)
{
	struct jw *w = ctx;
	jw_object(w, NULL);
	jw_str(w, "name", code);
	jw_str(w, "type", fhir_search_kind_name(kind));
	jw_end_object(w);
}

static void codes(struct jw *w, const char *key, const char *const *names)
{
	jw_array(w, key);
	for (; *names; names++) {
		jw_object(w, NULL);
		jw_str(w, "code", str_from(*names));
		jw_end_object(w);
	}
	jw_end_array(w);
}

static void operation(struct jw *w, const char *name, const char *definition)
{
	jw_object(w, NULL);
	jw_str(w, "name", str_from(name));
	jw_str(w, "definition", str_from(definition));
	jw_end_object(w);
}

static void includes(struct jw *w, const char *key)
{
	jw_array(w, key);
	jw_str(w, NULL, S("*"));
	jw_end_array(w);
}

static void resource(struct jw *w, str type)
{
	static const char *const interactions[] = {"read",         "vread",  "update",      "patch", "delete", "history-instance",
						   "history-type", "create", "search-type", NULL};
	jw_object(w, NULL);
	jw_str(w, "type", type);
	codes(w, "interaction", interactions);
	jw_str(w, "versioning", S("versioned"));
	jw_bool(w, "readHistory", true);
	jw_bool(w, "updateCreate", true);
	jw_bool(w, "conditionalCreate", true);
	jw_str(w, "conditionalRead", S("not-match"));
	jw_bool(w, "conditionalUpdate", true);
	jw_str(w, "conditionalDelete", S("single"));
	includes(w, "searchInclude");
	jw_array(w, "searchParam");
	fhir_search_params(type, search_param, w);
	jw_end_array(w);
	jw_array(w, "operation");
	operation(w, "validate", "http://hl7.org/fhir/OperationDefinition/Resource-validate");
	if (str_eq(type, S("Patient"))) operation(w, "everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything");
	jw_end_array(w);
	jw_end_object(w);
}

/* source: HL7 SMART App Launch 2.2 (2024), "Conformance", and R4 value set restful-security-service */
static str beside(const struct rest *r, const char *path, struct arena *a)
{
	ptrdiff_t end = str_find(r->base, S("/fhir"));
	struct sb out = sb_new(a, r->base.n + 32);
	sb_add(&out, str_slice(r->base, 0, end < 0 ? 0 : end));
	sb_add(&out, str_from(path));
	return sb_str(&out);
}

static void uri(struct jw *w, const char *name, str value)
{
	jw_object(w, NULL);
	jw_str(w, "url", str_from(name));
	jw_str(w, "valueUri", value);
	jw_end_object(w);
}

static void security(struct jw *w, const struct rest *r, struct arena *a)
{
	jw_object(w, "security");
	jw_array(w, "extension");
	jw_object(w, NULL);
	jw_str(w, "url", S("http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"));
	jw_array(w, "extension");
	uri(w, "authorize", beside(r, AUTHORIZE, a));
	uri(w, "token", beside(r, TOKEN, a));
	jw_end_array(w);
	jw_end_object(w);
	jw_end_array(w);
	jw_array(w, "service");
	jw_object(w, NULL);
	jw_array(w, "coding");
	jw_object(w, NULL);
	jw_str(w, "system", S("http://terminology.hl7.org/CodeSystem/restful-security-service"));
	jw_str(w, "code", S("SMART-on-FHIR"));
	jw_end_object(w);
	jw_end_array(w);
	jw_end_object(w);
	jw_end_array(w);
	jw_end_object(w);
}

void rest_capability(struct call *c, const struct rest *r, struct rest_reply *out)
{
	static const char *const whole[] = {"transaction", "batch", "history-system", "search-system", NULL};
	struct sb text = sb_new(&c->arena, 256 << 10);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	jw_str(&w, "resourceType", S("CapabilityStatement"));
	jw_str(&w, "status", S("active"));
	jw_str(&w, "date", S("2026-11-30"));
	jw_str(&w, "kind", S("instance"));
	jw_object(&w, "software");
	jw_str(&w, "name", S("zhuyi"));
	jw_str(&w, "version", str_from(zhuyi_version()));
	jw_end_object(&w);
	jw_object(&w, "implementation");
	jw_str(&w, "description", S("The health record of one person: every address lies within it. 一个人的健康档案"));
	if (r->base.n) jw_str(&w, "url", r->base);
	jw_end_object(&w);
	jw_str(&w, "fhirVersion", S("4.0.1"));
	jw_array(&w, "format");
	jw_str(&w, NULL, S("application/fhir+json"));
	jw_str(&w, NULL, S("json"));
	jw_end_array(&w);
	jw_array(&w, "patchFormat");
	jw_str(&w, NULL, S("application/json-patch+json"));
	jw_end_array(&w);
	jw_array(&w, "rest");
	jw_object(&w, NULL);
	jw_str(&w, "mode", S("server"));
	security(&w, r, &c->arena);
	jw_array(&w, "resource");
	for (int i = 0; fhir_resource(i).n; i++) resource(&w, fhir_resource(i));
	jw_end_array(&w);
	codes(&w, "interaction", whole);
	jw_array(&w, "searchParam");
	fhir_search_params((str){"", 0}, search_param, &w);
	jw_end_array(&w);
	jw_end_object(&w);
	jw_end_array(&w);
	jw_end_object(&w);
	*out = (struct rest_reply){.status = 200, .body = sb_str(&text)};
}

static void strings(struct jw *w, const char *key, const char *const *all)
{
	jw_array(w, key);
	for (; *all; all++) jw_str(w, NULL, str_from(*all));
	jw_end_array(w);
}

/* source: HL7 SMART App Launch 2.2 (2024), "Conformance": a public program, launched by itself, for one record */
void rest_smart(struct call *c, const struct rest *r, struct rest_reply *out)
{
	static const char *const grants[] = {"authorization_code", NULL}, *const methods[] = {"S256", NULL}, *const none[] = {"none", NULL},
				 *const types[] = {"code", NULL}, *const scopes[] = {"launch/patient", "patient/*.rs", "patient/*.cruds", NULL},
				 *const can[] = {"launch-standalone",
						 "client-public",
						 "context-standalone-patient",
						 "permission-patient",
						 "permission-v1",
						 "permission-v2",
						 NULL};
	struct sb text = sb_new(&c->arena, 1024);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	jw_str(&w, "authorization_endpoint", beside(r, AUTHORIZE, &c->arena));
	jw_str(&w, "token_endpoint", beside(r, TOKEN, &c->arena));
	strings(&w, "token_endpoint_auth_methods_supported", none);
	strings(&w, "grant_types_supported", grants);
	strings(&w, "response_types_supported", types);
	strings(&w, "code_challenge_methods_supported", methods);
	strings(&w, "scopes_supported", scopes);
	strings(&w, "capabilities", can);
	jw_end_object(&w);
	*out = (struct rest_reply){.status = 200, .body = sb_str(&text)};
}
