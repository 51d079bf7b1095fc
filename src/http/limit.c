#include "http/limit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum { PROBES = 8 };

static uint64_t mix(struct limit_key key, uint64_t seed)
{
	uint64_t h = key.hi * 0x9e3779b97f4a7c15u ^ (key.lo + seed);
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
	return h ^ h >> 32;
}

static struct limit_slot *slot_of(struct limit *l, struct limit_key key)
{
	uint64_t h = mix(key, l->seed);
	struct limit_slot *oldest = &l->slots[h & (l->n - 1)];
	for (uint64_t i = 0; i < PROBES; i++) {
		struct limit_slot *s = &l->slots[(h + i) & (l->n - 1)];
		if (s->at_ms && s->key.hi == key.hi && s->key.lo == key.lo) return s;
		if (s->at_ms < oldest->at_ms) oldest = s;
	}
	*oldest = (struct limit_slot){key, l->burst, 0};
	return oldest;
}

bool limit_take(struct limit *l, struct limit_key key, int64_t now_ms, int *wait_s)
{
	struct limit_slot *s = slot_of(l, key);
	double passed_s = s->at_ms && now_ms > s->at_ms ? (double)(now_ms - s->at_ms) / 1000 : 0;
	double tokens = s->tokens + passed_s * l->rate_per_s;
	s->tokens = tokens > l->burst ? l->burst : tokens;
	s->at_ms = now_ms;
	*wait_s = 0;
	if (s->tokens >= 1) return s->tokens -= 1, true;
	double wait = (1 - s->tokens) / l->rate_per_s;
	*wait_s = wait >= 3600 ? 3600 : (int)wait + 1;
	return false;
}

static struct limit_key key_v6(const struct in6_addr *a)
{
	struct limit_key key = {0, 0};
	memcpy(&key.hi, a->s6_addr, 8);
	if (IN6_IS_ADDR_V4MAPPED(a)) memcpy(&key.lo, a->s6_addr + 8, 8);
	return key;
}

static struct limit_key key_v4(const struct in_addr *a)
{
	struct in6_addr mapped = {0};
	mapped.s6_addr[10] = mapped.s6_addr[11] = 0xff;
	memcpy(mapped.s6_addr + 12, &a->s_addr, 4);
	return key_v6(&mapped);
}

struct limit_key limit_key_of(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	if (address->sa_family == AF_INET) return memcpy(&v4, address, sizeof v4), key_v4(&v4.sin_addr);
	if (address->sa_family == AF_INET6) return memcpy(&v6, address, sizeof v6), key_v6(&v6.sin6_addr);
	return (struct limit_key){0, 0};
}

bool limit_key_parse(struct limit_key *key, const char *text, size_t n)
{
	char copy[INET6_ADDRSTRLEN];
	struct in_addr v4;
	struct in6_addr v6;
	if (n >= sizeof copy) return false;
	memcpy(copy, text, n);
	copy[n] = 0;
	if (inet_pton(AF_INET, copy, &v4) == 1) return *key = key_v4(&v4), true;
	if (inet_pton(AF_INET6, copy, &v6) == 1) return *key = key_v6(&v6), true;
	return false;
}
