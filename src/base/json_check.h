/* json_check.h - is this text JSON by RFC 8259, and nothing more? json-c's strict mode still lets single quotes, NaN, control characters in
 * strings and more pass; nothing reaches it that has not passed here. Pure, no allocation. */
#ifndef BASE_JSON_CHECK_H
#define BASE_JSON_CHECK_H

#include "base/str.h"

enum { JSON_DEPTH_MAX = 512 };

/* Byte offset of the first byte that cannot be, or -1 when the text is one JSON value. `text` is valid UTF-8; max_depth 1..JSON_DEPTH_MAX. Depth exceeded counts
 * as wrong at the bracket that exceeds it. */
ptrdiff_t json_wrong_at(str text, int max_depth);

#endif
