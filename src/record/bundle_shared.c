/* bundle_shared.c - relations, agreements, who looked, and the proof of what was decided. */
#include "record/fhir_int.h"

#include "base/check.h"

static str word(const char *const (*words)[2], ptrdiff_t n, str s)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (str_eq(s, str_from(words[i][0]))) return str_from(words[i][1]);
	return (str){"", 0};
}

/* ---- relations ---- */

struct uuid relation_uuid(struct fhir *f, const struct export_relation *r)
{
	struct sb b = sb_new(f->a, 128);
	sb_fmt(&b, STR_FMT "|" STR_FMT "|" STR_FMT, STR_ARG(r->side), STR_ARG(r->other), STR_ARG(r->kind));
	return fhir_uuid(f, "relation", sb_str(&b));
}

/* What the other is to this person. */
static str relation_words(const struct export_relation *r)
{
	bool by = str_eq(r->side, S("by"));
	if (str_eq(r->kind, S("guardian"))) return by ? S("监护人 · Guardian") : S("被监护人 · Ward");
	if (str_eq(r->kind, S("contact")))
		return by ? S("紧急联系人 · Emergency contact") : S("以本人为紧急联系人的人 · Has this person as emergency contact");
	if (str_eq(r->kind, S("family")))
		return by ? S("家人，可以查看 · Family, may read") : S("家人，本人可以查看其资料 · Family, may be read by this person");
	return r->kind;
}

void bundle_relations(struct fhir *f)
{
	for (ptrdiff_t i = 0; i < f->x->relation_count; i++) {
		const struct export_relation *r = &f->x->relations[i];
		struct uuid id = relation_uuid(f, r);
		fhir_begin(f, "RelatedPerson", &id, FHIR_PLAIN);
		fhir_p(f, relation_words(r), r->name.n ? r->name : r->other);
		fhir_p(f, S("状态 State"), r->state);
		fhir_text(f, S("zh"));
		jw_array(&f->w, "identifier");
		fhir_identifier(f, NULL, "person", r->other.n ? r->other : S("?"), S("假名编号 · Pseudonym"));
		jw_end_array(&f->w);
		jw_bool(&f->w, "active", str_eq(r->state, S("active")));
		fhir_ref_patient(f, "patient");
		bool family = str_eq(r->kind, S("family")), guardian = str_eq(r->kind, S("guardian")) && str_eq(r->side, S("by"));
		fhir_concepts(f, "relationship", family || guardian ? FHIR_TERMINOLOGY "v3-RoleCode" : NULL,
			      family     ? "FAMMEMB"
			      : guardian ? "GUARD"
					 : NULL,
			      family     ? "family member"
			      : guardian ? "guardian"
					 : NULL,
			      relation_words(r));
		if (r->name.n) {
			jw_array(&f->w, "name");
			jw_object(&f->w, NULL);
			fhir_str(f, "text", r->name);
			jw_end_object(&f->w);
			jw_end_array(&f->w);
		}
		fhir_period(f, "period", r->since_ms, r->until_ms);
		fhir_end(f);
	}
}

/* ---- agreements ---- */

static str purpose_words(str purpose)
{
	static const char *const words[][2] = {{"consult", "咨询 · Consultation"},
					       {"avatar", "分身 · Avatar"},
					       {"family", "与家人共享 · Sharing with family"},
					       {"research", "研究 · Research"},
					       {"labelling", "标注 · Labelling of data"}};
	str w = word(words, COUNT(words), purpose);
	return w.n ? w : purpose;
}

/* source: v3-ActReason. Purposes it has no code for are said in words only. */
static void write_purpose(struct fhir *f, str purpose)
{
	bool consult = str_eq(purpose, S("consult")), research = str_eq(purpose, S("research")), family = str_eq(purpose, S("family"));
	const char *code = consult ? "TREAT" : research ? "HRESCH" : family ? "FAMRQT" : NULL;
	const char *display = consult ? "treatment" : research ? "healthcare research" : family ? "family requested" : NULL;
	jw_array(&f->w, "purpose");
	if (code) fhir_coding(f, NULL, FHIR_ACT_REASON, code, display);
	else {
		jw_object(&f->w, NULL);
		fhir_str(f, "display", purpose_words(purpose));
		jw_end_object(&f->w);
	}
	jw_end_array(&f->w);
}

static str agreed_words(struct fhir *f, const struct export_consent *c)
{
	struct sb b = sb_new(f->a, c->text_zh.n + c->text_en.n + 256);
	sb_add(&b, purpose_words(c->purpose));
	sb_add(&b, c->sensitive ? S("；包括健康信息，单独同意 · including health information, agreed to separately")
				: S("；不包括健康信息 · without health information"));
	if (c->edition.n) sb_fmt(&b, "；文本版本 · edition of the words: " STR_FMT, STR_ARG(c->edition));
	if (c->text_zh.n) sb_fmt(&b, "\n" STR_FMT, STR_ARG(c->text_zh));
	if (c->text_en.n) sb_fmt(&b, "\n" STR_FMT, STR_ARG(c->text_en));
	return sb_str(&b);
}

static void write_limited_to(struct fhir *f, str other)
{
	if (!other.n) return;
	jw_array(&f->w, "actor");
	jw_object(&f->w, NULL);
	fhir_concept(f, "role", FHIR_TERMINOLOGY "v3-ParticipationType", "IRCP", "information recipient", (str){"", 0});
	fhir_ref_actor(f, "reference", other, (str){"", 0});
	jw_end_object(&f->w);
	jw_end_array(&f->w);
}

static void write_consent(struct fhir *f, const struct export_consent *c)
{
	bool research = str_eq(c->purpose, S("research"));
	struct uuid id = fhir_uuid(f, "consent", c->id);
	fhir_begin(f, "Consent", &id, FHIR_PLAIN);
	fhir_p(f, c->withdrawn_ms ? S("已撤回 Withdrawn") : S("有效 In force"), agreed_words(f, c));
	fhir_text(f, S("zh"));
	jw_str(&f->w, "status", c->withdrawn_ms ? S("inactive") : S("active"));
	fhir_concept(f, "scope", FHIR_TERMINOLOGY "consentscope", research ? "research" : "patient-privacy",
		     research ? "Research" : "Privacy Consent", (str){"", 0});
	fhir_concepts(f, "category", "http://loinc.org", "59284-0", "Consent Document", purpose_words(c->purpose));
	fhir_ref_patient(f, "patient");
	fhir_instant(f, "dateTime", c->given_ms);
	if (c->given_by.n) {
		jw_array(&f->w, "performer");
		fhir_ref_actor(f, NULL, c->given_by, (str){"", 0});
		jw_end_array(&f->w);
	}
	fhir_refs(f, "organization", &f->organisation, (str){"", 0});
	fhir_concept(f, "policyRule", NULL, NULL, NULL, agreed_words(f, c));
	jw_object(&f->w, "provision");
	jw_str(&f->w, "type", S("permit"));
	fhir_period(f, "period", c->given_ms, c->withdrawn_ms);
	write_limited_to(f, c->other);
	write_purpose(f, c->purpose);
	jw_end_object(&f->w);
	fhir_end(f);
}

void bundle_consents(struct fhir *f)
{
	for (ptrdiff_t i = 0; i < f->x->consent_count; i++) write_consent(f, &f->x->consents[i]);
}

/* ---- who looked ---- */

/* C, R, U, D or E (FHIR R4 audit-event-action), from the last word of the action's name. */
static str action_code(str action)
{
	static const char *const words[][2] = {{"read", "R"}, {"list", "R"}, {"find", "R"},   {"review", "R"}, {"export", "R"}, {"write", "U"},
					       {"make", "C"}, {"ask", "C"},  {"delete", "D"}, {"sign", "U"},   {"hold", "U"},   {"accept", "U"}};
	ptrdiff_t dot = str_find(action, S("."));
	str w = word(words, COUNT(words), dot < 0 ? action : str_slice(action, dot + 1, action.n));
	return w.n ? w : S("E");
}

static void write_reason(struct fhir *f, const struct export_access *a)
{
	static const char *const codes[][2] = {{"self", "PATRQT"}, {"ward", "FAMRQT"}, {"family", "FAMRQT"}, {"treating", "TREAT"}, {"glass", "BTG"}};
	static const char *const displays[][2] = {
		{"PATRQT", "patient requested"}, {"FAMRQT", "family requested"}, {"TREAT", "treatment"}, {"BTG", "break the glass"}};
	str code = word(codes, COUNT(codes), a->relation), display = word(displays, COUNT(displays), code);
	if (!code.n && !a->reason.n) return;
	fhir_concepts(f, "purposeOfEvent", FHIR_ACT_REASON, code.n ? code.p : NULL, display.n ? display.p : NULL, a->reason);
}

static void write_actor(struct fhir *f, const struct export_access *a)
{
	struct sb who = sb_new(f->a, 128);
	sb_add(&who, a->name);
	if (a->title.n) sb_fmt(&who, "%s" STR_FMT, a->name.n ? ", " : "", STR_ARG(a->title));
	jw_array(&f->w, "agent");
	jw_object(&f->w, NULL);
	if (a->role.n) fhir_concepts(f, "role", NULL, NULL, NULL, a->role);
	fhir_ref_actor(f, "who", a->actor, sb_str(&who));
	fhir_str(f, "altId", a->actor);
	fhir_str(f, "name", a->name);
	jw_bool(&f->w, "requestor", true);
	jw_end_object(&f->w);
	jw_end_array(&f->w);
}

static bool has_case(struct fhir *f, str id)
{
	for (ptrdiff_t i = 0; i < f->cases->n; i++)
		if (str_eq(f->cases->v[i].from->id, id)) return true;
	return false;
}

static void write_seen(struct fhir *f, const struct uuid *what, const char *type, const char *display)
{
	jw_object(&f->w, NULL);
	fhir_ref(f, "what", what, (str){"", 0});
	fhir_coding(f, "type", FHIR_TERMINOLOGY "audit-entity-type", type, display);
	jw_end_object(&f->w);
}

static void write_access(struct fhir *f, const struct export_access *a)
{
	struct uuid id = fhir_uuid(f, "access", a->id);
	fhir_begin(f, "AuditEvent", &id, FHIR_PLAIN);
	fhir_p(f, S("谁 Who"), a->name.n ? a->name : a->actor);
	fhir_p(f, S("做了什么 What"), a->action);
	fhir_p(f, S("为什么 Why"), a->reason.n ? a->reason : a->relation);
	fhir_text(f, S("zh"));
	fhir_coding(f, "type", "http://dicom.nema.org/resources/ontology/DCM", "110110", "Patient Record");
	if (a->action.n) {
		jw_array(&f->w, "subtype");
		jw_object(&f->w, NULL);
		fhir_str(f, "display", a->action);
		jw_end_object(&f->w);
		jw_end_array(&f->w);
	}
	jw_str(&f->w, "action", action_code(a->action));
	fhir_instant(f, "recorded", a->at_ms > 0 ? a->at_ms : f->x->now_ms);
	write_reason(f, a);
	write_actor(f, a);
	jw_object(&f->w, "source");
	fhir_ref(f, "observer", &f->device, (str){"", 0});
	jw_end_object(&f->w);
	jw_array(&f->w, "entity");
	write_seen(f, &f->patient, "1", "Person");
	if (a->case_id.n && has_case(f, a->case_id)) {
		struct uuid answer = fhir_uuid(f, "answer", a->case_id);
		write_seen(f, &answer, "2", "System Object");
	}
	jw_end_array(&f->w);
	fhir_end(f);
}

void bundle_accesses(struct fhir *f)
{
	for (ptrdiff_t i = 0; i < f->x->access_count; i++) write_access(f, &f->x->accesses[i]);
}

/* ---- documents: what FHIR has no place for, as JSON ---- */

void bundle_document(struct fhir *f, const char *kind, str id, str title, str type, int64_t at_ms, str json)
{
	struct uuid uuid = fhir_uuid(f, kind, id);
	fhir_begin(f, "DocumentReference", &uuid, FHIR_PLAIN);
	fhir_p(f, (str){"", 0}, title);
	fhir_text(f, S("zh"));
	jw_str(&f->w, "status", S("current"));
	fhir_concept(f, "type", NULL, NULL, NULL, type);
	fhir_ref_patient(f, "subject");
	fhir_instant(f, "date", at_ms);
	fhir_ref(f, "custodian", &f->organisation, (str){"", 0});
	jw_array(&f->w, "content");
	jw_object(&f->w, NULL);
	jw_object(&f->w, "attachment");
	jw_str(&f->w, "contentType", S("application/json"));
	fhir_base64(f, "data", json);
	fhir_str(f, "title", title);
	jw_end_object(&f->w);
	jw_end_object(&f->w);
	jw_end_array(&f->w);
	fhir_end(f);
}

static void write_head(struct jw *w, const struct export_head *h)
{
	if (!h->size) return;
	jw_object(w, "head");
	jw_i64(w, "number", h->number);
	jw_i64(w, "size", h->size);
	jw_i64(w, "time_ms", h->time_ms);
	jw_str(w, "root", h->root);
	jw_str(w, "signature", h->signature);
	jw_str(w, "key", h->key);
	jw_end_object(w);
}

void bundle_proof(struct fhir *f)
{
	struct sb json = sb_new(f->a, 256 + f->x->decision_count * 384);
	struct jw w = {&json, false};
	if (!f->x->decision_count) return;
	jw_object(&w, NULL);
	jw_str(&w, "organisation", f->x->org);
	write_head(&w, &f->x->head);
	jw_array(&w, "leaves");
	for (ptrdiff_t i = 0; i < f->x->decision_count; i++) {
		const struct export_decision *d = &f->x->decisions[i];
		jw_object(&w, NULL);
		jw_i64(&w, "index", d->leaf);
		jw_str(&w, "kind", d->kind);
		jw_str(&w, "case", d->case_id);
		jw_i64(&w, "time_ms", d->at_ms);
		jw_str(&w, "hash", d->hash);
		if (d->subject_salt.n) jw_str(&w, "subject_salt", d->subject_salt);
		if (d->actor_salt.n) jw_str(&w, "actor_salt", d->actor_salt);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	bundle_document(f, "proof", f->x->profile.person, S("账本里关于本人的叶子 · Leaves of the ledger about this person"),
			S("账本证明 · Ledger proof"), f->x->now_ms, sb_str(&json));
}
