/* chance.h - the benchmarks' randomness: the same for the same seed, one stream for each thing it is asked for. Not for keys of real people. */
#ifndef BENCH_CHANCE_H
#define BENCH_CHANCE_H

#include "base/clock.h"

struct chance {
	uint64_t s;
};

/* splitmix64 (Steele, Lea, Flood 2014). */
static inline uint64_t chance_next(struct chance *c)
{
	uint64_t x = c->s += 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static inline struct chance chance_of(uint64_t seed, int64_t who, int64_t what)
{
	struct chance c = {seed ^ (uint64_t)who * 0xd1342543de82ef95u};
	c.s = chance_next(&c) ^ (uint64_t)what * 0xaf251af3b0f025b5u;
	chance_next(&c);
	return c;
}

static inline int64_t chance_below(struct chance *c, int64_t n)
{
	return (int64_t)(chance_next(c) % (uint64_t)n);
}

static inline void chance_fill(void *ctx, void *out, ptrdiff_t n)
{
	for (char *p = out; n > 0; p += 8, n -= 8) {
		uint64_t x = chance_next(ctx);
		memcpy(p, &x, n < 8 ? (size_t)n : 8);
	}
}

static inline struct rng chance_rng(struct chance *c)
{
	return (struct rng){chance_fill, c};
}

/* ---- the people of a hospital made by bench/hospital ---- */

#define HOSPITAL_ORG S("sample")
#define HOSPITAL_BEGAN_MS INT64_C(1609459200000) /* 2021-01-01 */
#define HOSPITAL_SPAN_MS (INT64_C(5) * 365 * 86400 * 1000)
enum { STREAM_ID, STREAM_ACCOUNT, STREAM_FACTS, STREAM_CASE, STREAM_ITEM = 100 };

/* Who registered i-th of n: ids rise with time, as they do in earnest. */
static inline int64_t hospital_person(char id[27], uint64_t seed, int64_t i, int64_t n)
{
	struct chance c = chance_of(seed, i, STREAM_ID);
	int64_t at_ms = HOSPITAL_BEGAN_MS + HOSPITAL_SPAN_MS / n * i;
	ulid_make(id, at_ms, chance_rng(&c));
	return at_ms;
}

#endif
