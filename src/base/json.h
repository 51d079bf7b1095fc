/* json.h - reading through json-c in strict mode, writing straight into a string builder.
 *
 * Reading: limits on depth, no trailing bytes, UTF-8 checked. A `struct json` owns the tree; `jv` values are borrowed from it.
 * Writing: jw_* keep track of commas; the writer never emits invalid JSON as long as every begin has its end. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/fail.h"

struct json_object;
typedef struct json_object *jv;

/* Parses one whole document. On failure: RC_INPUT with the offset. Free with json_free. */
bool json_parse(jv *out, str text, int max_depth, struct fail *fail);
void json_free(jv v);

jv json_get(jv object, const char *key);                   /* NULL when absent, null or not an object */
str json_str(jv object, const char *key);                  /* empty when absent or not a string */
bool json_flag(jv object, const char *key);                /* false when absent */
bool json_number(jv object, const char *key, double *out); /* a JSON number, or a string that is one */
str json_text(jv v);                                       /* a string as it is, a number as it was written (of any length), else empty */
ptrdiff_t json_count(jv array);                            /* 0 when not an array */
jv json_at(jv array, ptrdiff_t i);
bool json_is_object(jv v);
bool json_is_array(jv v);

/* Members of an object in their order: begin with {0}; false at the end, and at once for what is no object. */
struct json_walk {
	const void *at;
	bool begun;
};
bool json_next(struct json_walk *walk, jv object, str *key, jv *value);

bool json_is_string(jv v);
bool json_is_bool(jv v, bool *out);                                              /* false when it is neither true nor false */
void json_each(jv object, void (*use)(void *ctx, str key, jv value), void *ctx); /* members in order; value NULL for null */

struct jw {
	struct sb *out;
	bool comma;
};

void jw_object(struct jw *w, const char *key); /* key NULL inside an array or at the top */
void jw_array(struct jw *w, const char *key);
void jw_end_object(struct jw *w);
void jw_end_array(struct jw *w);
void jw_str(struct jw *w, const char *key, str value);
void jw_i64(struct jw *w, const char *key, int64_t value);
void jw_bool(struct jw *w, const char *key, bool value);
void jw_null(struct jw *w, const char *key);
void jw_decimal(struct jw *w, const char *key, double value, int digits); /* rounded to `digits` places; null when not finite */
void jw_raw(struct jw *w, const char *key, str json);                     /* JSON made elsewhere */

#endif
