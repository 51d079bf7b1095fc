#include "http/metrics.h"

/* 0 stands for "left before the answer", the last one for any other. */
static const int statuses[METRICS_STATUSES] = {0, 200, 304, 400, 401, 403, 404, 405, 408, 409, 411, 413, 414, 415, 429, 431, 500, 503, 504, -1};
static const int64_t bounds_us[METRICS_BUCKETS] = {250, 500, 1000, 2500, 5000, 10000, 25000, 100000, 500000, 1000000, 5000000, 10000000};

void metrics_request(struct metrics *m, int route, int status, int64_t us, uint64_t bytes_in, uint64_t bytes_out)
{
	int s = 0, b = 0;
	while (s < METRICS_STATUSES - 1 && statuses[s] != status) s++;
	while (b < METRICS_BUCKETS && us > bounds_us[b]) b++;
	m->requests[route < 0 ? ROUTES_MAX : route][s]++;
	m->buckets[b]++;
	m->us += (uint64_t)us;
	m->count++;
	m->bytes_in += bytes_in;
	m->bytes_out += bytes_out;
}

static void one(struct buf *out, const char *name, const char *type, const char *help, uint64_t value)
{
	buf_fmt(out, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, type, name, (unsigned long long)value);
}

static void requests(struct buf *out, struct metrics *m, const struct routes *routes)
{
	buf_str(out, "# HELP zhuyi_http_requests_total Requests by route and status; 0: the client left first.\n# TYPE zhuyi_http_requests_total "
		     "counter\n");
	for (int r = 0; r <= ROUTES_MAX; r++)
		for (int s = 0; s < METRICS_STATUSES; s++) {
			uint64_t n = m->requests[r][s];
			if (!n) continue;
			const struct route *route = r < routes->n ? &routes->of[r] : NULL;
			buf_fmt(out, "zhuyi_http_requests_total{method=\"%s\",route=\"%s\",status=\"%d\"} %llu\n", route ? route->method : "",
				route ? route->path : "", statuses[s], (unsigned long long)n);
		}
}

static void latency(struct buf *out, struct metrics *m)
{
	static const char name[] = "zhuyi_http_request_seconds";
	uint64_t sum = 0;
	buf_fmt(out, "# HELP %s From the first line of a request to the last byte of its answer; streams count when they end.\n# TYPE %s histogram\n",
		name, name);
	for (int b = 0; b < METRICS_BUCKETS; b++) {
		sum += m->buckets[b];
		buf_fmt(out, "%s_bucket{le=\"%g\"} %llu\n", name, (double)bounds_us[b] / 1e6, (unsigned long long)sum);
	}
	sum += m->buckets[METRICS_BUCKETS];
	buf_fmt(out, "%s_bucket{le=\"+Inf\"} %llu\n%s_sum %.6f\n%s_count %llu\n", name, (unsigned long long)sum, name, (double)m->us / 1e6, name,
		(unsigned long long)sum);
}

void metrics_text(struct buf *out, struct metrics *m, const struct routes *routes)
{
	requests(out, m, routes);
	latency(out, m);
	one(out, "zhuyi_http_received_bytes_total", "counter", "Bytes of request bodies.", m->bytes_in);
	one(out, "zhuyi_http_sent_bytes_total", "counter", "Bytes of response bodies.", m->bytes_out);
	one(out, "zhuyi_http_open_streams", "gauge", "Event streams that are open.", (uint64_t)m->open_streams);
	one(out, "zhuyi_http_open_requests", "gauge", "Requests that wait for the library, and streams.", (uint64_t)m->open_requests);
	one(out, "zhuyi_http_connections", "gauge", "Connections.", (uint64_t)m->connections);
}
