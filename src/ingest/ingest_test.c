/* ingest_test.c - the reader of photos from outside: the real one with pictures that are none, and one that has been taken over (tests/ingest/bad_reader.c). */
#include "base/check.h"
#include "base/clock.h"
#include "ingest/ingest_fake.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MEMORY = 64 << 20, SHORT_MS = 1500 };

static struct arena whole;
static char bad_path[PATH_MAX], real_path[PATH_MAX];

static int start(void **state)
{
	(void)state;
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n <= 0) return -1;
	self[n] = 0;
	*strrchr(self, '/') = 0;
	whole = arena_create(MEMORY);
	int a = snprintf(bad_path, sizeof bad_path, "%s/bad_reader", self);
	int b = snprintf(real_path, sizeof real_path, "%s/../helpers/zhuyi-ingest/zhuyi-ingest", self);
	return whole.beg && a < PATH_MAX && b < PATH_MAX ? 0 : -1;
}

static int open_files(void)
{
	int n = 0;
	for (int fd = 0; fd < 256; fd++) n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Reads the picture and expects this failure, with this word in it, and nothing left open. */
static void expect(struct ingest *ingest, str picture, enum rc rc, const char *word)
{
	struct arena a = whole;
	struct fail fail = {0};
	struct ingest_page page;
	int before = open_files();
	bool ok = ingest_read(ingest, &page, picture, &a, &fail);
	if (ok != (rc == RC_OK) || fail.rc != rc || (word && !strstr(fail.what, word)))
		fail_msg("%s: %d %s", word ? word : "", (int)fail.rc, fail.what);
	assert_int_equal(open_files(), before);
}

static void a_reader_taken_over_is_stopped_and_named(void **state)
{
	(void)state;
	struct ingest_helper helper = {.path = bad_path, .wall_ms = SHORT_MS};
	struct ingest ingest = ingest_by_helper(&helper);
	static const char *const forbidden[] = {"socket", "file", "new file", "exec", "fork", "code"};
	for (ptrdiff_t i = 0; i < COUNT(forbidden); i++) expect(&ingest, str_from(forbidden[i]), RC_UPSTREAM, "tried what it must not");
	assert_int_not_equal(access("/tmp/zhuyi-bad", F_OK), 0);
	expect(&ingest, S("memory"), RC_INPUT, "too much memory");
	expect(&ingest, S("output"), RC_LIMIT, "wrote too much");
	expect(&ingest, S("abort"), RC_UPSTREAM, "broke off");
	expect(&ingest, S("nothing"), RC_CORRUPT, "no JSON");
	expect(&ingest, S("words"), RC_CORRUPT, "no JSON");
	expect(&ingest, S("well"), RC_OK, NULL);
	assert_int_equal(helper.running, 0);
}

static void one_that_never_ends_is_ended(void **state)
{
	(void)state;
	struct ingest_helper helper = {.path = bad_path, .wall_ms = 300};
	struct ingest ingest = ingest_by_helper(&helper);
	int64_t started = clock_monotonic_us();
	expect(&ingest, S("loop"), RC_TIMEOUT, "took too long");
	expect(&ingest, S("silent"), RC_TIMEOUT, "took too long");
	assert_true(clock_monotonic_us() - started < 20 * 1000000);
	assert_int_equal(helper.running, 0);
}

struct reading {
	struct ingest ingest;
	struct fail fail;
	bool ok;
};

static void *read_loop(void *ctx)
{
	struct reading *r = ctx;
	struct arena mine = arena_create(MEMORY), a = mine;
	struct ingest_page page;
	r->ok = ingest_read(&r->ingest, &page, S("loop"), &a, &r->fail);
	arena_destroy(mine);
	return NULL;
}

static void one_more_than_may_run_is_told_to_wait(void **state)
{
	(void)state;
	struct ingest_helper helper = {.path = bad_path, .wall_ms = 2000, .at_once = 1};
	struct reading first = {.ingest = ingest_by_helper(&helper)};
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, read_loop, &first), 0);
	while (!helper.running) usleep(1000);
	expect(&first.ingest, S("well"), RC_BUSY, "other pictures");
	pthread_join(thread, NULL);
	assert_true(first.fail.rc == RC_TIMEOUT);
	expect(&first.ingest, S("well"), RC_OK, NULL);
}

static void without_a_reader_it_says_so(void **state)
{
	(void)state;
	struct ingest_helper helper = {.path = "/nowhere/zhuyi-ingest"};
	struct ingest none = {0}, gone = ingest_by_helper(&helper);
	expect(&none, S("x"), RC_UPSTREAM, "not installed");
	expect(&gone, S("x"), RC_UPSTREAM, "not installed");
	assert_int_equal(helper.running, 0);
}

/* ---- pictures that are none ---- */

static uint32_t crc(const unsigned char *p, int n)
{
	uint32_t c = 0xffffffff;
	for (int i = 0; i < n; i++) {
		c ^= p[i];
		for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >> 1) : c >> 1;
	}
	return ~c;
}

static void put(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++) p[i] = (unsigned char)(v >> (24 - 8 * i));
}

/* The first bytes of a PNG of that size: 8 bit gray. */
static str png_head(unsigned char room[33], uint32_t width, uint32_t height)
{
	static const unsigned char begin[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
	memcpy(room, begin, sizeof begin);
	put(room + 16, width), put(room + 20, height);
	memcpy(room + 24, "\x08\0\0\0\0", 5);
	put(room + 29, crc(room + 12, 17));
	return (str){(char *)room, 33};
}

static void pictures_that_are_none_are_named(void **state)
{
	(void)state;
	struct ingest_helper helper = {.path = real_path};
	struct ingest ingest = ingest_by_helper(&helper);
	unsigned char room[33];
	char noise[4096], *large = calloc(1, INGEST_BYTES_MAX + 1);
	if (access(real_path, X_OK) != 0) skip();
	uint32_t v = 1;
	for (size_t i = 0; i < sizeof noise; i++) v = v * 1664525 + 1013904223, noise[i] = (char)(v >> 24);
	expect(&ingest, S(""), RC_INPUT, "empty");
	expect(&ingest, S("白细胞 12.3"), RC_INPUT, "neither PNG nor JPEG");
	expect(&ingest, (str){noise, sizeof noise}, RC_INPUT, "neither PNG nor JPEG");
	expect(&ingest, png_head(room, 60000, 60000), RC_INPUT, "too large");
	expect(&ingest, png_head(room, 11000, 11000), RC_INPUT, "too large");
	expect(&ingest, png_head(room, 8, 8), RC_INPUT, "too small");
	expect(&ingest, png_head(room, 1000, 1000), RC_INPUT, "damaged");
	memcpy(noise, "\xff\xd8\xff\xe0", 4);
	expect(&ingest, (str){noise, sizeof noise}, RC_INPUT, "damaged");
	memcpy(noise, "\x89PNG\r\n\x1a\n", 8);
	expect(&ingest, (str){noise, sizeof noise}, RC_INPUT, "damaged");
	assert_non_null(large);
	expect(&ingest, (str){large, INGEST_BYTES_MAX + 1}, RC_LIMIT, "larger than");
	free(large);
}

/* ---- its output ---- */

static void output_of_another_form_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"[]",
		"{\"width\":10,\"height\":10,\"character\":36}",
		"{\"width\":0,\"height\":10,\"character\":36,\"cells\":[]}",
		"{\"width\":10,\"height\":10,\"character\":36,\"cells\":[{}]}",
		"{\"width\":10,\"height\":10,\"character\":36,\"cells\":[{\"at\":[1,2,3],\"box\":[1,2,3,4]}]}",
		"{\"width\":10,\"height\":10,\"character\":36,\"cells\":[{\"at\":[1,2,0,4],\"box\":[1,2,3,4]}]}",
		"{\"width\":10,\"height\":10,\"character\":36,\"cells\":[{\"at\":[1,2,3,1e30],\"box\":[1,2,3,4]}]}",
		"{\"width\":10,\"height\":10,\"character\":36,\"cells\":[{\"at\":[1,2,3,4],\"box\":[1,2,3,4],\"text\":\"\xff\"}]}",
	};
	for (ptrdiff_t i = 0; i < COUNT(bad); i++) {
		struct ingest_fake fake = {.json = str_from(bad[i])};
		struct ingest ingest = ingest_fake(&fake);
		expect(&ingest, S("x"), RC_CORRUPT, "reader's output");
	}
	struct ingest_fake broken = {.fails = RC_TIMEOUT};
	struct ingest ingest = ingest_fake(&broken);
	expect(&ingest, S("x"), RC_TIMEOUT, "told to");
	assert_int_equal(broken.calls, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reader_taken_over_is_stopped_and_named), cmocka_unit_test(one_that_never_ends_is_ended),
		cmocka_unit_test(one_more_than_may_run_is_told_to_wait),    cmocka_unit_test(without_a_reader_it_says_so),
		cmocka_unit_test(pictures_that_are_none_are_named),         cmocka_unit_test(output_of_another_form_is_refused),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
