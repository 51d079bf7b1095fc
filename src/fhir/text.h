/* text.h - resources as the bytes they came in. Numbers (1.50, 1E+2), order and white space are never changed by what is here. Pure. */
#ifndef FHIR_TEXT_H
#define FHIR_TEXT_H

#include "fhir/check.h"

enum { FHIR_DEPTH_MAX = 64 };

/* Strict JSON: RFC 8259, UTF-8, no member twice in an object, no U+0000, no half of a surrogate pair, not deeper than FHIR_DEPTH_MAX.
 * out   *tree  to be freed with json_free; NULL on failure
 * else  false, and one issue: code `structure`, the byte offset in `diagnostics` (and the path, where a member comes twice) */
bool fhir_parse(jv *tree, str text, struct fhir_issues *, struct arena *a);

/* The same bytes with `id`, `meta.versionId` and `meta.lastUpdated` (UTC, ms) put in or replaced; what is missing is put behind resourceType (id) and behind id (meta),
 * laid out as its neighbours are.
 * in    text  an object that fhir_parse has taken; id, version and updated_ms are written as they are
 * out   on `a`; each other byte as it was, in its order */
str fhir_stamp(str text, str id, int64_t version, int64_t updated_ms, struct arena *a);

#endif
