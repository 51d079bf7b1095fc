#include "base/clock.h"

#include "base/check.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

static int64_t system_now_ms(void *ctx)
{
	(void)ctx;
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void system_fill(void *ctx, void *out, ptrdiff_t n)
{
	(void)ctx;
	for (char *p = out; n > 0;) {
		ssize_t got = getrandom(p, (size_t)n, 0);
		if (got < 0) continue; /* interrupted by a signal; nothing else can happen with flags 0 */
		p += got;
		n -= got;
	}
}

struct clock clock_system(void)
{
	return (struct clock){system_now_ms, NULL};
}

struct rng rng_system(void)
{
	return (struct rng){system_fill, NULL};
}

int64_t clock_monotonic_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void ulid_make(char out[27], int64_t now_ms, struct rng rng)
{
	unsigned char random[16];
	rng.fill(rng.ctx, random, (ptrdiff_t)sizeof random);
	for (int i = 9; i >= 0; i--, now_ms >>= 5) out[i] = crockford[now_ms & 31];
	for (int i = 0; i < 16; i++) out[10 + i] = crockford[random[i] & 31];
	out[26] = 0;
}

bool ulid_valid(str s)
{
	if (s.n != 26) return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!s.p[i] || !strchr(crockford, s.p[i])) return false;
	return true;
}

void clock_iso8601(char out[25], int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm t;
	gmtime_r(&seconds, &t);
	size_t n = strftime(out, 20, "%Y-%m-%dT%H:%M:%S", &t);
	snprintf(out + n, 25 - n, ".%03dZ", (int)(ms % 1000) % 1000);
}
