#include "base/req.h"

bool req_alive(struct req *rq)
{
	if (rq->cancelled && *rq->cancelled) return fail_set(&rq->fail, RC_TIMEOUT, "req_alive", "the reader left");
	if (rq->deadline_us && clock_monotonic_us() > rq->deadline_us) return fail_set(&rq->fail, RC_TIMEOUT, "req_alive", "deadline passed");
	return true;
}
