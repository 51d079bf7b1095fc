/* head.h - reading the values of request headers, and the query. Pure; texts given out point into the texts given in. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/buf.h"

struct zhuyi_text head_text(const char *s); /* NULL gives an empty text */

/* The value of a cookie, empty when it is not there. */
struct zhuyi_text head_cookie(struct zhuyi_text header, const char *name);

/* Whether a text can be a session token: 1..127 of A-Z a-z 0-9 - _ . */
bool head_token(struct zhuyi_text text);

/* Whether Host names this machine with this port. Guards against DNS rebinding: a page elsewhere whose name was turned to 127.0.0.1. */
bool head_host_local(struct zhuyi_text host, int port);

/* One of `accepts` (separated by blanks), in UTF-8 if it says a charset. */
bool head_type(struct zhuyi_text content_type, const char *accepts);

/* Accept has text/event-stream. */
bool head_events(struct zhuyi_text accept);

/* "zh" or "en": the first of Accept-Language that is one of them, empty when none is. Weights are not read: browsers send the best first. */
struct zhuyi_text head_lang(struct zhuyi_text accept);

/* The list of If-None-Match has this tag (with its quotes). */
bool head_has_tag(struct zhuyi_text list, const char *tag);

/* The last address of X-Forwarded-For, empty when there is none. */
struct zhuyi_text head_last(struct zhuyi_text list);

/* Decimal, up to 18 digits and nothing else. */
bool head_number(struct zhuyi_text text, uint64_t *out);

/* "a=1&b=x" to {"a":"1","b":"x"}; nothing for an empty query. False when it cannot be read. */
bool head_query(struct buf *out, struct zhuyi_text query);

#endif
