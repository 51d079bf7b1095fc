/* clock.h - time and randomness as arguments, so that pure code and tests can be given their own. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/str.h"

struct clock {
	int64_t (*now_ms)(void *ctx); /* milliseconds since 1970-01-01 UTC */
	void *ctx;
};

struct rng {
	void (*fill)(void *ctx, void *out, ptrdiff_t n);
	void *ctx;
};

struct clock clock_system(void);
struct rng rng_system(void); /* the kernel's generator */

int64_t clock_monotonic_us(void); /* for durations only; never goes back */

/* A case id: 10 characters of time and 16 random ones in Crockford base 32, sortable by time (ULID). `out` holds 27 bytes with NUL. */
void ulid_make(char out[27], int64_t now_ms, struct rng rng);
bool ulid_valid(str s);

/* 2026-11-22T08:15:30.123Z; `out` holds 25 bytes with NUL. */
void clock_iso8601(char out[25], int64_t ms);

#endif
