/* limit.h - how many requests one address may send: a token bucket each, in a table that never grows. Pure: the clock is an argument, the caller locks.
 *
 * When the table is crowded the bucket unused for longest gives way, so a flood from very many addresses weakens the limit but never the memory. */
#ifndef HTTP_LIMIT_H
#define HTTP_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;

struct limit_key {
	uint64_t hi, lo;
};

struct limit_slot {
	struct limit_key key;
	double tokens;
	int64_t at_ms; /* when `tokens` was true; 0 = unused */
};

struct limit {
	double rate_per_s, burst;
	uint64_t seed;            /* so that nobody can choose addresses that crowd one corner of the table */
	size_t n;                 /* power of two, at least 8 */
	struct limit_slot *slots; /* borrowed, zeroed */
};

/* True when the request may pass; else *wait_s says after how many whole seconds (at least 1) one would. now_ms > 0. */
bool limit_take(struct limit *l, struct limit_key key, int64_t now_ms, int *wait_s);

/* IPv4: the address. IPv6: the /64, because one household has a whole one. */
struct limit_key limit_key_of(const struct sockaddr *address);

/* The same from text; false when it is no address. */
bool limit_key_parse(struct limit_key *key, const char *text, size_t n);

#endif
