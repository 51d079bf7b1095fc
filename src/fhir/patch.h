/* patch.h - JSON Patch (RFC 6902) from text to text. What no operation touches keeps its bytes, numbers keep their digits. Pure. */
#ifndef FHIR_PATCH_H
#define FHIR_PATCH_H

#include "fhir/check.h"

enum { FHIR_PATCH_OPS_MAX = 1000 };

/* in    doc    JSON that fhir_parse has taken; patch: any bytes
 * out   *out   the new document, on `a`
 * else  false, *out empty, one issue that says which operation (from 0) and why: code `structure` (the patch is none), `not-found` (nothing at the path), `conflict` (a test failed),
 *       `value` (no such place), `too-costly`. The document is whole or nothing: no operation is kept when one is refused. */
bool fhir_patch(str *out, str doc, str patch, struct fhir_issues *, struct arena *a);

/* Are two texts, each JSON, the same value? Numbers by value (1.0 = 1 = 10e-1, exactly), objects without order, strings by character. */
bool fhir_same(str a, str b, struct arena scratch);

#endif
