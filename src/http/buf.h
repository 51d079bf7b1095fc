/* buf.h - bytes that grow, malloc'd; whoever holds it calls buf_free. When memory runs out `failed` is set and what is added later is dropped, so
 * that one look at the end is enough. */
#ifndef HTTP_BUF_H
#define HTTP_BUF_H

#include "zhuyi.h"

struct buf {
	char *p;
	size_t n, cap;
	bool failed;
};

void buf_add(struct buf *b, const char *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_json(struct buf *b, struct zhuyi_text text); /* as a quoted JSON string; `text` is UTF-8 */
void buf_free(struct buf *b);                         /* leaves it empty and usable */

#endif
