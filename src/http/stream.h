/* stream.h - server-sent events of one exchange: written by any thread, sent by MHD's. All but stream_response need the exchange's lock.
 *
 * What is not yet sent waits in x->out. A reader that finds it empty puts the connection to sleep; a writer wakes it. A client that does not read
 * while OUT_MAX bytes collect is cut off. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "http/exchange.h"

enum { STREAM_OUT_MAX = 4 << 20, STREAM_QUIET_MS = 15000 };

/* Appends an event, without waking. */
void stream_event(struct exchange *x, struct zhuyi_text name, struct zhuyi_text json);

/* Appends a comment, which clients ignore, and wakes. */
void stream_comment(struct exchange *x, const char *text);

/* From now on the answer is a stream; wakes. */
void stream_open(struct exchange *x);

/* The response that sends it; holds the exchange until MHD lets go of it. */
struct MHD_Response *stream_response(struct exchange *x);

#endif
