/* req.h - what travels with one request through all floors: memory, deadline, who asks, time, chance, and the first failure. */
#ifndef BASE_REQ_H
#define BASE_REQ_H

#include "base/clock.h"
#include "base/fail.h"

struct actor {
	str organisation; /* id */
	str person;       /* pseudonymous id of the person whose data are touched */
	str user;         /* account id; empty for a visitor */
	str role;         /* visitor, patient, doctor, administrator */
};

struct req {
	struct arena *arena; /* everything made for this request */
	struct clock clock;
	struct rng rng;
	struct actor actor;
	int64_t deadline_us;           /* by clock_monotonic_us; 0 = none */
	const _Atomic bool *cancelled; /* the reader left; may be NULL */
	struct fail fail;
};

/* False, with rq->fail set to RC_TIMEOUT, when the deadline has passed or the reader left. */
bool req_alive(struct req *rq);

#endif
