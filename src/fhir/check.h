/* check.h - is this JSON a resource of FHIR R4, and can what it says be? Pure; the tables are constant.
 *
 * Structure: every element known, of the right JSON kind, as often as it may stand, choices at most once, primitives well written, codes of required bindings, siblings `_x`,
 * contained resources, targets of relative references. Beyond structure: simple invariants (rules.c) and what cannot be (possible.c). Profiles, the invariants in
 * FHIRPath and terminology servers are not consulted.
 * Nothing is changed and nothing kept: issues and their texts lie on the arena or are constants. */
#ifndef FHIR_CHECK_H
#define FHIR_CHECK_H

#include "base/json.h"

enum { FHIR_ISSUES_MAX = 100 }; /* more are not listed */

struct fhir_issue {
	const char *severity; /* fatal error warning information */
	const char *code;     /* IssueType of R4: structure, required, value, invalid, code-invalid, … */
	str expression;       /* where: Observation.component[1].valueQuantity.value; empty when it is nowhere in a resource */
	str diagnostics;      /* what, in English, without the value itself */
};

struct fhir_issues {
	struct fhir_issue *v;
	ptrdiff_t n, cap;
};

/* Adds one; after FHIR_ISSUES_MAX it does nothing. `expression` and the printed text are copied to `a`. */
void fhir_issue_add(struct fhir_issues *, struct arena *a, const char *severity, const char *code, str expression, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/* in    resource  as fhir_parse gave it; NULL or no object is an issue
 *       type      that it must be ("Observation"), or empty: any resource
 *       now_ms    what lies after it cannot have happened yet
 * out   true: nothing of severity error was added. What was there before stays. */
bool fhir_check(struct fhir_issues *out, jv resource, str type, int64_t now_ms, struct arena *a);

/* Is there a resource type of this name in R4 (abstract ones are none)? */
bool fhir_is_resource(str type);

/* Every resource type of R4, by name: i from 0; empty at the end. */
str fhir_resource(int i);

/* An OperationOutcome, whole; no issues: one of severity information that says that all is well. */
void fhir_outcome_write(struct jw *, const struct fhir_issues *);

#endif
