#include "account/password.h"

#include "account/password_int.h"
#include "base/check.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <pthread.h>
#include <sodium.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static struct arena arena;
#define WAIT 20000

static enum rc rc_of(str hash, const char *password)
{
	struct fail fail = {0};
	bool ok = password_verify(hash, str_from(password), WAIT, arena, &fail);
	assert_int_equal(ok, fail.rc == RC_OK);
	return fail.rc;
}

static void test_hash_and_verify(void **state)
{
	char one[PASSWORD_HASH], two[PASSWORD_HASH];
	struct fail fail = {0};
	(void)state;
	assert_true(password_hash(one, S("turquoise kettle"), WAIT, arena, &fail));
	assert_true(password_hash(two, S("turquoise kettle"), WAIT, arena, &fail));
	assert_string_not_equal(one, two); /* a salt of its own */
	assert_memory_equal(one, "$argon2id$v=19$m=65536,t=2,p=1$", 31);
	assert_int_equal(rc_of(str_from(one), "turquoise kettle"), RC_OK);
	assert_int_equal(rc_of(str_from(one), "turquoise kettlf"), RC_DENIED);
	assert_int_equal(rc_of(str_from(one), "turquoise kettle "), RC_DENIED);
	assert_int_equal(rc_of(str_from(one), "Turquoise kettle"), RC_DENIED);
	assert_int_equal(rc_of(str_from(one), ""), RC_DENIED);
	assert_false(password_needs_rehash(str_from(one)));
}

static void test_letters_written_two_ways(void **state)
{
	char hash[PASSWORD_HASH];
	struct fail fail = {0};
	(void)state;
	assert_true(password_hash(hash, S("cafe\u0301 au lait"), WAIT, arena, &fail));
	assert_int_equal(rc_of(str_from(hash), "caf\u00e9 au lait"), RC_OK);
	assert_int_equal(rc_of(str_from(hash), "cafe au lait"), RC_DENIED);
}

/* Of this thread alone: others share the machine. */
static int64_t cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void test_nobody_takes_as_long(void **state)
{
	char hash[PASSWORD_HASH];
	struct fail fail = {0};
	int64_t known = INT64_MAX, unknown = INT64_MAX;
	(void)state;
	assert_true(password_hash(hash, S("turquoise kettle"), WAIT, arena, &fail));
	for (int i = 0; i < 4; i++) { /* the quickest counts */
		int64_t from = cpu_us();
		assert_int_equal(rc_of(str_from(hash), "wrong password"), RC_DENIED);
		int64_t between = cpu_us();
		assert_int_equal(rc_of((str){0}, "wrong password"), RC_DENIED);
		int64_t end = cpu_us();
		if (between - from < known) known = between - from;
		if (end - between < unknown) unknown = end - between;
	}
	if (unknown < known / 2 || unknown > known * 2) fail_msg("known %lld us, unknown %lld us", (long long)known, (long long)unknown);
	assert_int_equal(rc_of((str){0}, ""), RC_DENIED);
}

static void test_the_same_words_for_both(void **state)
{
	char hash[PASSWORD_HASH];
	struct fail made = {0}, wrong = {0}, nobody = {0};
	(void)state;
	assert_true(password_hash(hash, S("turquoise kettle"), WAIT, arena, &made));
	password_verify(str_from(hash), S("wrong"), WAIT, arena, &wrong);
	password_verify((str){0}, S("wrong"), WAIT, arena, &nobody);
	assert_memory_equal(&wrong.what, &nobody.what, sizeof wrong.what);
	assert_ptr_equal(wrong.where, nobody.where);
}

static void test_damaged_hashes(void **state)
{
	static const char *const wrong[] = {"x",
					    "$argon2id$",
					    "$argon2id$v=19$m=65536,t=2,p=1$",
					    "$2b$12$abcdefghijklmnopqrstuu",
					    "zhuyi-sample",
					    "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$!"};
	char many[200];
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) {
		assert_int_equal(rc_of(str_from(wrong[i]), "turquoise kettle"), RC_CORRUPT);
		assert_true(password_needs_rehash(str_from(wrong[i])));
	}
	memset(many, 'a', sizeof many);
	assert_int_equal(rc_of((str){many, sizeof many}, "turquoise kettle"), RC_CORRUPT);
	assert_int_equal(rc_of((str){many, PASSWORD_HASH}, "turquoise kettle"), RC_CORRUPT);
	assert_true(password_needs_rehash((str){many, sizeof many}));
	assert_false(password_needs_rehash((str){0}));
}

static void test_less_work_is_noticed(void **state)
{
	char hash[PASSWORD_HASH];
	(void)state;
	assert_int_equal(crypto_pwhash_str(hash, "turquoise kettle", 16, 1, 8 << 20), 0);
	assert_true(password_needs_rehash(str_from(hash)));
	assert_int_equal(rc_of(str_from(hash), "turquoise kettle"), RC_OK); /* and still opens */
}

/* Sanitizers have more address space in use than any limit. */
#ifdef __has_feature
#define SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#if !SANITIZED
static void test_without_memory(void **state)
{
	char hash[PASSWORD_HASH], none_made[PASSWORD_HASH];
	struct fail fail = {0}, no_hash = {0}, no_verify = {0}, nobody = {0};
	struct rlimit usual, none = {32 << 20, RLIM_INFINITY};
	(void)state;
	assert_true(password_hash(hash, S("turquoise kettle"), WAIT, arena, &fail));
	getrlimit(RLIMIT_AS, &usual);
	none.rlim_max = usual.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_AS, &none), 0);
	bool hashed = password_hash(none_made, S("turquoise kettle"), WAIT, arena, &no_hash);
	bool verified = password_verify(str_from(hash), S("turquoise kettle"), WAIT, arena, &no_verify);
	bool known = password_verify((str){0}, S("turquoise kettle"), WAIT, arena, &nobody);
	setrlimit(RLIMIT_AS, &usual);
	assert_false(hashed || verified || known);
	assert_true(no_hash.rc == RC_LIMIT && no_verify.rc == RC_LIMIT && nobody.rc == RC_LIMIT); /* not RC_DENIED: nobody is locked out for it */
	assert_int_equal(rc_of(str_from(hash), "turquoise kettle"), RC_OK);
}
#endif

static void test_what_cannot_be_hashed(void **state)
{
	char hash[PASSWORD_HASH], many[257];
	struct fail text = {0}, length = {0}, fine = {0};
	(void)state;
	assert_false(password_hash(hash, S("turquoise \xff"), WAIT, arena, &text));
	memset(many, 'a', sizeof many);
	assert_false(password_hash(hash, (str){many, 257}, WAIT, arena, &length));
	assert_true(text.rc == RC_INPUT && length.rc == RC_INPUT);
	assert_true(password_hash(hash, (str){many, 256}, WAIT, arena, &fine));
	assert_int_equal(rc_of(str_from(hash), "turquoise \xff"), RC_DENIED);
	fine = (struct fail){0};
	assert_false(password_verify(str_from(hash), (str){many, 257}, WAIT, arena, &fine));
	assert_int_equal(fine.rc, RC_DENIED);
}

static void test_two_at_a_time(void **state)
{
	char hash[PASSWORD_HASH];
	struct fail fail = {0}, busy = {0}, hash_busy = {0}, verify_busy = {0};
	(void)state;
	assert_true(password_turn_take(0, &fail) && password_turn_take(0, &fail));
	int64_t from = clock_monotonic_us();
	assert_false(password_turn_take(80, &busy));
	int64_t waited = clock_monotonic_us() - from;
	assert_int_equal(busy.rc, RC_BUSY);
	assert_in_range(waited, 80000, 5000000);
	assert_false(password_hash(hash, S("turquoise kettle"), 0, arena, &hash_busy));
	assert_false(password_verify((str){0}, S("turquoise kettle"), -5, arena, &verify_busy));
	assert_true(hash_busy.rc == RC_BUSY && verify_busy.rc == RC_BUSY);
	password_turn_give();
	assert_true(password_turn_take(0, &fail));
	password_turn_give();
	password_turn_give();
	assert_true(password_hash(hash, S("turquoise kettle"), 0, arena, &fail)); /* the turns were given back */
}

static void *give_later(void *unused)
{
	usleep(50000);
	password_turn_give();
	return unused;
}

static void test_a_turn_that_comes_free(void **state)
{
	struct fail fail = {0};
	pthread_t thread;
	(void)state;
	assert_true(password_turn_take(0, &fail) && password_turn_take(0, &fail));
	assert_int_equal(pthread_create(&thread, NULL, give_later, NULL), 0);
	int64_t from = clock_monotonic_us();
	assert_true(password_turn_take(WAIT, &fail));
	assert_true(clock_monotonic_us() - from < 10000000);
	pthread_join(thread, NULL);
	password_turn_give();
	password_turn_give();
}

enum { CROWD = 6 };
static char crowd_hash[PASSWORD_HASH];
static struct arena crowd_arena[CROWD];

static void *log_in(void *of)
{
	struct fail fail = {0};
	bool ok = password_verify(str_from(crowd_hash), S("turquoise kettle"), WAIT, *(struct arena *)of, &fail);
	return ok ? of : NULL;
}

static void test_a_crowd_gets_in_one_after_another(void **state)
{
	pthread_t thread[CROWD];
	struct fail fail = {0};
	(void)state;
	assert_true(password_hash(crowd_hash, S("turquoise kettle"), WAIT, arena, &fail));
	for (int i = 0; i < CROWD; i++) {
		crowd_arena[i] = arena_create(1 << 16);
		assert_int_equal(pthread_create(&thread[i], NULL, log_in, &crowd_arena[i]), 0);
	}
	for (int i = 0; i < CROWD; i++) {
		void *in;
		pthread_join(thread[i], &in);
		assert_non_null(in);
		arena_destroy(crowd_arena[i]);
	}
}

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create(1 << 20);
	return arena.beg && sodium_init() >= 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash_and_verify),
		cmocka_unit_test(test_letters_written_two_ways),
		cmocka_unit_test(test_nobody_takes_as_long),
		cmocka_unit_test(test_the_same_words_for_both),
		cmocka_unit_test(test_damaged_hashes),
		cmocka_unit_test(test_less_work_is_noticed),
#if !SANITIZED
		cmocka_unit_test(test_without_memory),
#endif
		cmocka_unit_test(test_what_cannot_be_hashed),
		cmocka_unit_test(test_two_at_a_time),
		cmocka_unit_test(test_a_turn_that_comes_free),
		cmocka_unit_test(test_a_crowd_gets_in_one_after_another),
	};
	return cmocka_run_group_tests_name("password", tests, make_arena, NULL);
}
