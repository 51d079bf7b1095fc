/* bundle.h - everything about one person as a FHIR R4 bundle (type collection), for another system to read. Pure.
 *
 * What becomes what: README.md. Every reference resolves inside the bundle; ids are stable (uuid.h). What an AI wrote carries the security label AIAST and
 * says so in its own text; the whole stored answer lies beside it as it was delivered, byte for byte. */
#ifndef RECORD_BUNDLE_H
#define RECORD_BUNDLE_H

#include "record/case_view.h"

/* in   x->profile.person is not empty; `cases` are case_views(x, …); key as for jw_object
 *      a: temporaries. When w->out grows on another arena, *a is given back after each resource: then a few MiB are enough. On the same arena all of it together
 *      takes some 9 times the stored answers
 * out  one object on *w */
void bundle_write(struct jw *w, const char *key, const struct record_export *x, const struct case_views *cases, struct arena *a);

#endif
