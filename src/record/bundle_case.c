/* bundle_case.c - consultations: the question as a Communication from the patient, the answer as one from the device, a doctor's reply as one from the
 * practitioner, and who made each as Provenance. Communication, because every system that shows messages can show it. */
#include "record/fhir_int.h"

#define FHIR_PARTICIPANT FHIR_TERMINOLOGY "provenance-participant-type"

struct case_ids {
	struct uuid question, answer, reply, doctor;
};

static struct case_ids ids_of(struct fhir *f, const struct case_view *c)
{
	struct sb doctor = sb_new(f->a, 128);
	sb_fmt(&doctor, STR_FMT "|" STR_FMT, STR_ARG(c->reply.licence), STR_ARG(c->reply.by));
	return (struct case_ids){fhir_uuid(f, "question", c->from->id), fhir_uuid(f, "answer", c->from->id), fhir_uuid(f, "reply", c->from->id),
				 uuid_of("practitioner", f->x->org, sb_str(&doctor))};
}

static void begin_message(struct fhir *f, const struct uuid *id, const struct case_view *c, enum fhir_flag flag, const char *category)
{
	fhir_begin(f, "Communication", id, flag);
	jw_array(&f->w, "identifier");
	fhir_identifier(f, NULL, "case", c->from->id, S("咨询编号 · Case"));
	jw_end_array(&f->w);
	jw_str(&f->w, "status", S("completed"));
	fhir_concepts(f, "category", NULL, NULL, NULL, str_from(category));
	fhir_ref_patient(f, "subject");
}

static void write_payload(struct fhir *f, str text)
{
	if (!text.n) return;
	jw_object(&f->w, NULL);
	fhir_str(f, "contentString", text);
	jw_end_object(&f->w);
}

static void write_question(struct fhir *f, const struct case_ids *id, const struct case_view *c)
{
	begin_message(f, &id->question, c, FHIR_PLAIN, "提问 · Question");
	fhir_p(f, (str){"", 0}, c->question);
	fhir_text(f, c->lang);
	fhir_ref_patient(f, "sender");
	fhir_refs(f, "recipient", &f->device, (str){"", 0});
	fhir_instant(f, "sent", c->created_ms);
	if (str_trim(c->question).n) {
		jw_array(&f->w, "payload");
		write_payload(f, c->question);
		jw_end_array(&f->w);
	}
	fhir_end(f);
}

/* source: FHIR R4 request-priority */
static str priority_of(str tier)
{
	if (str_eq(tier, S("emergency"))) return S("stat");
	return str_eq(tier, S("urgent")) ? S("urgent") : S("routine");
}

static bool is_english(const struct case_view *c)
{
	return str_eq(c->lang, S("en"));
}

/* The label stands in the text itself: a system that drops the metadata still shows it. */
static str labelled(struct fhir *f, const struct case_view *c)
{
	struct sb b = sb_new(f->a, c->answer.n + 64);
	sb_add(&b, is_english(c) ? S("[AI-generated]\n") : S("【人工智能生成】\n"));
	sb_add(&b, c->answer);
	return sb_str(&b);
}

static str sources_of(struct fhir *f, const struct case_view *c)
{
	struct sb b = sb_new(f->a, 512);
	if (!c->sources.n) return (str){"", 0};
	sb_add(&b, is_english(c) ? S("Sources\n") : S("依据\n"));
	for (ptrdiff_t i = 0; i < c->sources.n; i++) {
		const struct view_source *s = &c->sources.v[i];
		sb_fmt(&b, "[%lld] " STR_FMT, (long long)s->n, STR_ARG(s->title));
		if (s->year.n) sb_fmt(&b, " (" STR_FMT ")", STR_ARG(s->year));
		if (s->quote.n) sb_fmt(&b, ": " STR_FMT, STR_ARG(s->quote));
		sb_byte(&b, '\n');
	}
	return sb_str(&b);
}

/* The stored answer, byte for byte. */
static void write_original(struct fhir *f, const struct case_view *c)
{
	jw_object(&f->w, NULL);
	jw_object(&f->w, "contentAttachment");
	jw_str(&f->w, "contentType", c->readable ? S("application/json") : S("application/octet-stream"));
	jw_str(&f->w, "language", c->lang);
	fhir_base64(f, "data", c->from->body);
	jw_str(&f->w, "title", S("zhuyi answer as stored"));
	fhir_instant(f, "creation", c->created_ms);
	jw_end_object(&f->w);
	jw_end_object(&f->w);
}

static void write_answer(struct fhir *f, const struct case_ids *id, const struct case_view *c)
{
	str sources = sources_of(f, c);
	begin_message(f, &id->answer, c, FHIR_AI, "人工智能的回答 · Answer of an AI");
	fhir_p(f, (str){"", 0}, labelled(f, c));
	fhir_p(f, (str){"", 0}, sources);
	if (!c->readable) fhir_p(f, (str){"", 0}, S("保存的内容读不出来，原样附在后面 · What is stored cannot be read; it is attached as it is"));
	fhir_text(f, c->lang);
	jw_array(&f->w, "inResponseTo");
	fhir_ref(f, NULL, &id->question, (str){"", 0});
	jw_end_array(&f->w);
	jw_str(&f->w, "priority", priority_of(c->tier));
	if (c->headline.text.n) fhir_concept(f, "topic", NULL, NULL, NULL, c->headline.text);
	fhir_ref(f, "sender", &f->device, (str){"", 0});
	fhir_refs(f, "recipient", &f->patient, (str){"", 0});
	fhir_instant(f, "sent", c->created_ms);
	jw_array(&f->w, "payload");
	if (c->answer.n) write_payload(f, labelled(f, c));
	write_payload(f, sources);
	if (c->from->body.n) write_original(f, c);
	jw_end_array(&f->w);
	if (c->not_checked.n) {
		jw_array(&f->w, "note");
		for (ptrdiff_t i = 0; i < c->not_checked.n; i++) {
			jw_object(&f->w, NULL);
			fhir_str(f, "text", c->not_checked.v[i]);
			jw_end_object(&f->w);
		}
		jw_end_array(&f->w);
	}
	fhir_end(f);
}

/* ---- who made it ---- */

static void write_agent(struct fhir *f, const char *code, const char *display, const struct uuid *who)
{
	jw_object(&f->w, NULL);
	fhir_concept(f, "type", FHIR_PARTICIPANT, code, display, (str){"", 0});
	fhir_ref(f, "who", who, (str){"", 0});
	fhir_ref(f, "onBehalfOf", &f->organisation, (str){"", 0});
	jw_end_object(&f->w);
}

static void write_entity(struct fhir *f, const struct uuid *what)
{
	jw_object(&f->w, NULL);
	jw_str(&f->w, "role", S("source"));
	fhir_ref(f, "what", what, (str){"", 0});
	jw_end_object(&f->w);
}

static void write_edition(struct fhir *f, const struct case_view *c)
{
	struct sb b = sb_new(f->a, 128);
	if (!c->edition.n) return;
	sb_add(&b, c->edition);
	if (c->edition_state.n) sb_fmt(&b, " (" STR_FMT ")", STR_ARG(c->edition_state));
	jw_object(&f->w, NULL);
	jw_str(&f->w, "role", S("source"));
	jw_object(&f->w, "what");
	fhir_str(f, "display", sb_str(&b));
	jw_end_object(&f->w);
	jw_end_object(&f->w);
}

/* Ledger leaves of the decision, as identified sources of the claim that it was made then. */
static void write_leaves(struct fhir *f, const struct case_view *c, bool of_doctor)
{
	for (ptrdiff_t i = 0; i < f->x->decision_count; i++) {
		const struct export_decision *d = &f->x->decisions[i];
		bool by_doctor = str_eq(d->kind, S("sign")) || str_eq(d->kind, S("reject"));
		if (!str_eq(d->case_id, c->from->id) || by_doctor != of_doctor) continue;
		struct sb b = sb_new(f->a, 128);
		sb_fmt(&b, "ledger leaf %lld, " STR_FMT ", SHA-256 " STR_FMT, (long long)d->leaf, STR_ARG(d->kind), STR_ARG(d->hash));
		jw_object(&f->w, NULL);
		jw_str(&f->w, "role", S("source"));
		jw_object(&f->w, "what");
		struct sb number = sb_new(f->a, 24);
		sb_i64(&number, d->leaf);
		fhir_identifier(f, "identifier", "ledger", sb_str(&number), (str){"", 0});
		fhir_str(f, "display", sb_str(&b));
		jw_end_object(&f->w);
		jw_end_object(&f->w);
	}
}

static void begin_provenance(struct fhir *f, const char *kind, const struct case_view *c, const struct uuid *target, int64_t at_ms)
{
	struct uuid id = fhir_uuid(f, kind, c->from->id);
	fhir_begin(f, "Provenance", &id, FHIR_PLAIN);
	fhir_refs(f, "target", target, (str){"", 0});
	fhir_instant(f, "recorded", at_ms > 0 ? at_ms : f->x->now_ms);
}

static void write_made_by_ai(struct fhir *f, const struct case_ids *id, const struct case_view *c)
{
	begin_provenance(f, "made by ai", c, &id->answer, c->created_ms);
	fhir_p(f, (str){"", 0}, S("由人工智能生成 · Generated by an AI"));
	fhir_text(f, S("zh"));
	fhir_concepts(f, "reason", FHIR_TERMINOLOGY "v3-ObservationValue", "AIAST", "Artificial Intelligence asserted", (str){"", 0});
	fhir_concept(f, "activity", FHIR_TERMINOLOGY "v3-DataOperation", "CREATE", "create", (str){"", 0});
	jw_array(&f->w, "agent");
	write_agent(f, "author", "Author", &f->device);
	jw_end_array(&f->w);
	jw_array(&f->w, "entity");
	write_entity(f, &id->question);
	write_edition(f, c);
	write_leaves(f, c, false);
	jw_end_array(&f->w);
	fhir_end(f);
}

/* ---- the doctor ---- */

static void write_doctor(struct fhir *f, const struct case_ids *id, const struct view_reply *r)
{
	fhir_begin(f, "Practitioner", &id->doctor, FHIR_PLAIN);
	fhir_p(f, S("医生 Doctor"), r->by);
	fhir_p(f, S("执业证书编号 Licence"), r->licence);
	fhir_text(f, S("zh"));
	if (r->by.n) {
		jw_array(&f->w, "name");
		jw_object(&f->w, NULL);
		fhir_str(f, "text", r->by);
		jw_end_object(&f->w);
		jw_end_array(&f->w);
	}
	if (r->licence.n || r->title.n) {
		jw_array(&f->w, "qualification");
		jw_object(&f->w, NULL);
		if (r->licence.n) {
			jw_array(&f->w, "identifier");
			fhir_identifier(f, NULL, "licence", r->licence, S("执业证书编号 · Licence"));
			jw_end_array(&f->w);
		}
		fhir_concept(f, "code", NULL, NULL, NULL, r->title.n ? r->title : S("医师 · Physician"));
		jw_end_object(&f->w);
		jw_end_array(&f->w);
	}
	fhir_end(f);
}

static bool is_rejected(const struct view_reply *r)
{
	return str_eq(r->verdict, S("rejected"));
}

static void write_reply(struct fhir *f, const struct case_ids *id, const struct case_view *c)
{
	const struct view_reply *r = &c->reply;
	begin_message(f, &id->reply, c, FHIR_PLAIN, is_rejected(r) ? "医生退回 · Declined by a doctor" : "医生签发的答复 · Reply signed by a doctor");
	fhir_p(f, S("医生 Doctor"), r->by);
	fhir_p(f, (str){"", 0}, r->text);
	fhir_text(f, c->lang);
	jw_array(&f->w, "inResponseTo");
	fhir_ref(f, NULL, &id->question, (str){"", 0});
	fhir_ref(f, NULL, &id->answer, (str){"", 0});
	jw_end_array(&f->w);
	fhir_ref(f, "sender", &id->doctor, r->by);
	fhir_refs(f, "recipient", &f->patient, (str){"", 0});
	fhir_instant(f, "sent", r->signed_ms);
	if (str_trim(r->text).n) {
		jw_array(&f->w, "payload");
		write_payload(f, r->text);
		jw_end_array(&f->w);
	}
	fhir_end(f);
	begin_provenance(f, "made by doctor", c, &id->reply, r->signed_ms);
	fhir_p(f, S("医生 Doctor"), r->by);
	fhir_text(f, S("zh"));
	jw_array(&f->w, "agent");
	write_agent(f, "author", "Author", &id->doctor);
	write_agent(f, "legal", "Legal Authenticator", &id->doctor);
	jw_end_array(&f->w);
	jw_array(&f->w, "entity");
	write_entity(f, &id->answer);
	write_leaves(f, c, true);
	jw_end_array(&f->w);
	fhir_end(f);
}

/* One resource for a doctor, however often they signed. */
static bool doctor_before(const struct case_views *all, ptrdiff_t i)
{
	for (ptrdiff_t k = 0; k < i; k++)
		if (all->v[k].reply.given && str_eq(all->v[k].reply.by, all->v[i].reply.by) &&
		    str_eq(all->v[k].reply.licence, all->v[i].reply.licence))
			return true;
	return false;
}

void bundle_cases(struct fhir *f)
{
	for (ptrdiff_t i = 0; i < f->cases->n; i++) {
		const struct case_view *c = &f->cases->v[i];
		struct case_ids id = ids_of(f, c);
		write_question(f, &id, c);
		write_answer(f, &id, c);
		write_made_by_ai(f, &id, c);
		if (!c->reply.given) continue;
		if (!doctor_before(f->cases, i)) write_doctor(f, &id, &c->reply);
		write_reply(f, &id, c);
	}
}
