/* consult.h - one question through all stages: triage, understand, recall, plan, draft, guard, gate. START HERE to understand the product.
 *
 * Pure but for the clock and chance in the request: nothing is stored or sent here; the caller persists the answer and delivers it (src/app). The
 * same question over the same edition gives the same plan, verdicts and decision. */
#ifndef CONSULT_CONSULT_H
#define CONSULT_CONSULT_H

#include "consult/situate.h"

/* Told of each stage as it ends, and of the first line as soon as triage knows it. May be NULL. */
struct watcher {
	void (*stage)(void *ctx, const struct answer *a, const struct stage_note *note);
	void *ctx;
};

/* Writes a plan out; the composer when none is configured. On false the composer's text is used and the case says so. */
struct drafter {
	bool (*draft)(void *ctx, const struct answer *plan, str *draft, struct req *rq);
	void *ctx;
};

/* False with rq->fail set when the text is unusable (empty, too long) or the request ran out of time or memory. */
bool consult_ask(struct answer *out, const struct knowledge *k, const struct question *q, const struct drafter *drafter,
		 const struct watcher *watcher, struct req *rq);

enum { QUESTION_MAX = 8000 }; /* bytes: about 2,600 Chinese characters */

#endif
