/* metrics.h - what the face counts: requests by route and status, how long they took, bytes, open streams. Any thread may count; nothing is locked. */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include "http/buf.h"
#include "http/route.h"

enum { METRICS_STATUSES = 20, METRICS_BUCKETS = 12 };

struct metrics {
	_Atomic uint64_t requests[ROUTES_MAX + 1][METRICS_STATUSES]; /* the last row: no route */
	_Atomic uint64_t buckets[METRICS_BUCKETS + 1], us, count;
	_Atomic uint64_t bytes_in, bytes_out;
	_Atomic int64_t open_streams, open_requests, connections;
};

/* `route` is an index into the routes, -1 = none. status 0 = the client left before it was answered. */
void metrics_request(struct metrics *m, int route, int status, int64_t us, uint64_t bytes_in, uint64_t bytes_out);

/* In Prometheus' text form. */
void metrics_text(struct buf *out, struct metrics *m, const struct routes *routes);

#endif
