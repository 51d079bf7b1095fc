/* fhir_int.h - writing FHIR R4 resources (hl7.org/fhir/R4, 4.0.1) into a bundle: the habits all of them share. A member whose value is empty is left
 * out, since FHIR knows no empty values. */
#ifndef RECORD_FHIR_INT_H
#define RECORD_FHIR_INT_H

#include "record/case_view.h"
#include "record/uuid.h"

struct fhir {
	struct jw w;
	const struct record_export *x;
	const struct case_views *cases;
	struct arena *a;   /* temporaries */
	struct arena mark; /* what was free when the bundle began */
	bool apart;        /* nothing but temporaries lies on *a: it is given back after each resource */
	struct sb scratch; /* for narratives; emptied by each */
	struct uuid patient, device, organisation;
};

/* Code systems used more than once. */
#define FHIR_TERMINOLOGY "http://terminology.hl7.org/CodeSystem/"
#define FHIR_ACT_REASON FHIR_TERMINOLOGY "v3-ActReason"

enum fhir_flag { FHIR_PLAIN = 0, FHIR_AI = 1 };

struct uuid fhir_uuid(struct fhir *f, const char *kind, str id); /* of something of this person */

/* Opens an entry: fullUrl, resource, resourceType, id and meta. With FHIR_AI the resource carries the label AIAST. Close with fhir_end. */
void fhir_begin(struct fhir *f, const char *type, const struct uuid *id, enum fhir_flag flag);
void fhir_end(struct fhir *f);

void fhir_str(struct fhir *f, const char *key, str s); /* without control characters; left out when nothing remains */
void fhir_instant(struct fhir *f, const char *key, int64_t ms);
void fhir_base64(struct fhir *f, const char *key, str bytes);

/* Any of system, code, display, text may be NULL or empty. */
void fhir_coding(struct fhir *f, const char *key, const char *system, const char *code, const char *display);
void fhir_concept(struct fhir *f, const char *key, const char *system, const char *code, const char *display, str text);
void fhir_concepts(struct fhir *f, const char *key, const char *system, const char *code, const char *display, str text); /* a list of one */

void fhir_ref(struct fhir *f, const char *key, const struct uuid *to, str display);
void fhir_refs(struct fhir *f, const char *key, const struct uuid *to, str display); /* a list of one */
void fhir_ref_patient(struct fhir *f, const char *key);

/* A pseudonym, licence or case id in this hospital's own number space, which is a UUID: nobody owns a web address for it. */
void fhir_identifier(struct fhir *f, const char *key, const char *space, str value, str type);
void fhir_period(struct fhir *f, const char *key, int64_t from_ms, int64_t until_ms);

/* Narrative: paragraphs, then fhir_text writes `text` in that language. */
void fhir_p(struct fhir *f, str label, str s);
void fhir_text(struct fhir *f, str lang);

/* Somebody who did something, by pseudonym: the patient, a related person of this bundle, or an identifier with a name. */
void fhir_ref_actor(struct fhir *f, const char *key, str actor, str name);
struct uuid relation_uuid(struct fhir *f, const struct export_relation *r);

/* The parts of a bundle, each in its own file. */
void bundle_told(struct fhir *f);
void bundle_cases(struct fhir *f);
void bundle_relations(struct fhir *f);
void bundle_consents(struct fhir *f);
void bundle_accesses(struct fhir *f);
void bundle_proof(struct fhir *f);
void bundle_document(struct fhir *f, const char *kind, str id, str title, str type, int64_t at_ms, str json);

#endif
