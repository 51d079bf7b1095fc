#include "http/limit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { N = 64 };

static struct limit_slot slots[N];

static struct limit fresh(double rate, double burst)
{
	memset(slots, 0, sizeof slots);
	return (struct limit){rate, burst, 42, N, slots};
}

static void burst_then_rate(void **state)
{
	(void)state;
	struct limit l = fresh(2, 3);
	struct limit_key a = {1, 1};
	int wait;
	for (int i = 0; i < 3; i++) assert_true(limit_take(&l, a, 1000, &wait));
	assert_false(limit_take(&l, a, 1000, &wait));
	assert_int_equal(wait, 1);
	assert_false(limit_take(&l, a, 1499, &wait));
	assert_true(limit_take(&l, a, 1501, &wait));
	assert_false(limit_take(&l, a, 1502, &wait));
	assert_true(limit_take(&l, a, 1000000, &wait));
	assert_true(limit_take(&l, a, 1000000, &wait));
	assert_true(limit_take(&l, a, 1000000, &wait));
	assert_false(limit_take(&l, a, 1000000, &wait)); /* never more than the burst */
}

static void addresses_are_apart(void **state)
{
	(void)state;
	struct limit l = fresh(1, 1);
	int wait;
	assert_true(limit_take(&l, (struct limit_key){1, 1}, 1000, &wait));
	assert_false(limit_take(&l, (struct limit_key){1, 1}, 1000, &wait));
	assert_true(limit_take(&l, (struct limit_key){1, 2}, 1000, &wait));
}

static void slow_rate_waits_long(void **state)
{
	(void)state;
	struct limit l = fresh(0.1, 1);
	int wait;
	assert_true(limit_take(&l, (struct limit_key){1, 1}, 1000, &wait));
	assert_false(limit_take(&l, (struct limit_key){1, 1}, 1000, &wait));
	assert_in_range(wait, 10, 11);
}

static void clock_going_back_gives_nothing(void **state)
{
	(void)state;
	struct limit l = fresh(1, 1);
	int wait;
	assert_true(limit_take(&l, (struct limit_key){1, 1}, 9000, &wait));
	assert_false(limit_take(&l, (struct limit_key){1, 1}, 1000, &wait));
}

/* A flood of addresses: the table stays as it is, and one that keeps asking keeps its bucket. */
static void crowded_table(void **state)
{
	(void)state;
	struct limit l = fresh(0.001, 1);
	struct limit_key loud = {7, 7};
	int wait, passed = 0;
	for (int i = 0; i < 10000; i++) {
		passed += limit_take(&l, loud, 1000 + i, &wait);
		limit_take(&l, (struct limit_key){8, (uint64_t)i}, 1000 + i, &wait);
	}
	assert_in_range(passed, 1, 10);
}

static struct limit_key parsed(const char *s)
{
	struct limit_key key = {0, 0};
	assert_true(limit_key_parse(&key, s, strlen(s)));
	return key;
}

static void keys(void **state)
{
	(void)state;
	struct limit_key key;
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x01020304)};
	struct limit_key a = limit_key_of((struct sockaddr *)&v4), b = parsed("1.2.3.4"), c = parsed("::ffff:1.2.3.4");
	assert_memory_equal(&a, &b, sizeof a);
	assert_memory_equal(&a, &c, sizeof a);
	b = parsed("2001:db8::1"), c = parsed("2001:db8::ffff:1");
	assert_memory_equal(&b, &c, sizeof b); /* one /64 */
	c = parsed("2001:db8:0:1::1");
	assert_memory_not_equal(&b, &c, sizeof b);
	assert_false(limit_key_parse(&key, "evil", 4));
	assert_false(limit_key_parse(&key, "", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(burst_then_rate),      cmocka_unit_test(addresses_are_apart),
					   cmocka_unit_test(slow_rate_waits_long), cmocka_unit_test(clock_going_back_gives_nothing),
					   cmocka_unit_test(crowded_table),        cmocka_unit_test(keys)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
