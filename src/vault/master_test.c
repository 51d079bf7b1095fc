#include "vault/master.h"

#include "base/check.h"
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEX_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static char folder[64], path[96];

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/zhuyi-master-XXXXXX");
	if (!mkdtemp(folder)) return -1;
	snprintf(path, sizeof path, "%s/master.key", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void put(str text, unsigned mode)
{
	struct fail fail = {0};
	assert_true(file_write(path, text, mode, &fail));
	assert_int_equal(chmod(path, (mode_t)mode), 0);
}

static void assert_refused(struct master *m, const struct fail *fail, enum rc rc, const char *says)
{
	assert_null(m);
	if (fail->rc != rc || !strstr(fail->what, says)) fail_msg("rc %s, says \"%s\", not \"%s\"", rc_name(fail->rc), fail->what, says);
	assert_null(strstr(fail->what, "00112233")); /* the key itself is never in a message */
}

static void refuses_file(enum rc rc, const char *says)
{
	struct fail fail = {0};
	struct master *m = master_load(path, &fail);
	assert_refused(m, &fail, rc, says);
}

static void refuses_command(const char *command, int64_t limit_ms, enum rc rc, const char *says)
{
	struct fail fail = {0};
	struct master *m = master_ask(command, limit_ms, &fail);
	assert_refused(m, &fail, rc, says);
}

static void assert_same(struct master *a, struct master *b)
{
	char one[MASTER_ID_HEX + 1], two[MASTER_ID_HEX + 1];
	assert_non_null(a);
	assert_non_null(b);
	master_id(one, a);
	master_id(two, b);
	assert_string_equal(one, two);
	master_forget(a);
	master_forget(b);
}

static void test_created_and_loaded(void **state)
{
	struct fail fail = {0}, again = {0};
	struct stat st;
	(void)state;
	mode_t usual = umask(0777); /* the mode is that of the key, not what the umask leaves */
	struct master *made = master_create(path, rng_system(), &fail);
	umask(usual);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, 65);
	struct master *other = master_create(path, rng_system(), &again);
	assert_refused(other, &again, RC_CONFLICT, "exists; a store keeps its key");
	assert_same(made, master_load(path, &fail));
}

static void test_not_created_where_nothing_can_be(void **state)
{
	struct fail fail = {0};
	char nowhere[128];
	(void)state;
	snprintf(nowhere, sizeof nowhere, "%s/no/such/master.key", folder);
	struct master *m = master_create(nowhere, rng_system(), &fail);
	assert_refused(m, &fail, RC_IO, "No such file");
}

static void test_file_is_missing_or_open_to_others(void **state)
{
	static const unsigned open_modes[] = {0640, 0604, 0610, 0601, 0660, 0666, 0755};
	(void)state;
	refuses_file(RC_MISSING, "no such file");
	for (ptrdiff_t i = 0; i < COUNT(open_modes); i++) {
		put(S(HEX_A "\n"), open_modes[i]);
		refuses_file(RC_DENIED, "others may read it");
	}
	put(S(HEX_A "\n"), 0400);
	struct fail fail = {0};
	struct master *m = master_load(path, &fail);
	assert_non_null(m);
	master_forget(m);
}

static void test_file_is_no_key(void **state)
{
	static const str wrong[] = {
		{"", 0},           {"\n", 1},
		{HEX_A, 63},       {HEX_A "0\n", 66},
		{HEX_A "\n0", 66}, {HEX_A "\n\n\n\n\n", 69},
		{"0x" HEX_A, 64},  {"0011223344556677 8899aabbccddeeff0011223344556677 899aabbccddeeff", 64},
	};
	char text[66] = HEX_A "\n";
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(wrong); i++) {
		put(wrong[i], 0600);
		refuses_file(RC_CORRUPT, "not a key");
	}
	for (int i = 0; i < 64; i++) {
		char was = text[i];
		text[i] = i % 2 ? 'g' : '\0';
		put((str){text, 65}, 0600);
		refuses_file(RC_CORRUPT, "not a key");
		text[i] = was;
	}
	memset(text, '0', 64);
	put((str){text, 65}, 0600);
	refuses_file(RC_CORRUPT, "not a key");
}

static void test_something_else_than_a_file(void **state)
{
	struct fail fail = {0};
	(void)state;
	struct master *m = master_load(folder, &fail);
	assert_refused(m, &fail, RC_CORRUPT, "not a key");
	assert_int_equal(mkfifo(path, 0600), 0); /* and does not wait for somebody to write */
	refuses_file(RC_CORRUPT, "not a key");
}

static void test_with_and_without_a_line_end(void **state)
{
	static const str same[] = {
		{HEX_A, 64}, {HEX_A "\n", 65}, {HEX_A "\r\n", 66}, {"00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff\n", 65}};
	struct fail fail = {0};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(same); i++) {
		put(same[i], 0600);
		assert_same(master_load(path, &fail), master_ask("echo " HEX_A, MASTER_COMMAND_MS, &fail));
	}
}

static void test_command_gives_its_first_line(void **state)
{
	struct fail fail = {0};
	(void)state;
	put(S(HEX_A "\n"), 0600);
	static const char *const same[] = {
		"printf " HEX_A,
		"echo " HEX_A "; echo more",
		"echo " HEX_A "; yes | head -c 300000", /* more than a pipe holds */
		"echo " HEX_A "; sleep 8 &",            /* left behind with our output open */
		"exec 1>&1; echo " HEX_A "; exec 1>&-; sleep 0.1",
		"read x; test -z \"$x\" && echo " HEX_A, /* its input is empty */
	};
	for (ptrdiff_t i = 0; i < COUNT(same); i++) {
		int64_t from = clock_monotonic_us();
		assert_same(master_load(path, &fail), master_ask(same[i], MASTER_COMMAND_MS, &fail));
		assert_true(clock_monotonic_us() - from < 4000000);
	}
}

static void test_command_fails(void **state)
{
	(void)state;
	refuses_command("exit 3", 5000, RC_UPSTREAM, "command failed with 3");
	refuses_command("echo " HEX_A "; exit 1", 5000, RC_UPSTREAM, "command failed with 1");
	refuses_command("/no/such/program 2>/dev/null", 5000, RC_UPSTREAM, "command failed with 127");
	refuses_command("echo " HEX_A "; kill -9 $$", 5000, RC_UPSTREAM, "command failed with 137");
	refuses_command("true", 5000, RC_CORRUPT, "not a key");
	refuses_command("echo; echo " HEX_A, 5000, RC_CORRUPT, "not a key");
	refuses_command("echo " HEX_A "00", 5000, RC_CORRUPT, "not a key");
	refuses_command("yes | head -c 200000 | tr -d '\\n'", 5000, RC_CORRUPT, "not a key");
}

static bool is_alive(pid_t pid)
{
	char name[64];
	snprintf(name, sizeof name, "/proc/%d/stat", (int)pid);
	FILE *f = fopen(name, "r");
	char state = 0;
	bool read_it = f && fscanf(f, "%*d %*s %c", &state) == 1;
	if (f) fclose(f);
	return read_it && state != 'Z' && state != 'X';
}

static void test_command_hangs(void **state)
{
	char command[256];
	struct arena arena = arena_create(1 << 16);
	struct fail fail = {0};
	str pid;
	int64_t n, from = clock_monotonic_us();
	(void)state;
	refuses_command("echo " HEX_A "; exec sleep 20", 200, RC_TIMEOUT, "timed out");
	refuses_command("yes", 200, RC_TIMEOUT, "timed out");
	snprintf(command, sizeof command, "sleep 20 & echo $! >%s; wait", path); /* what it started is ended with it */
	refuses_command(command, 300, RC_TIMEOUT, "timed out");
	assert_true(clock_monotonic_us() - from < 5000000);
	assert_true(file_read(&pid, path, 64, &arena, &fail) && str_to_i64(str_trim(pid), &n));
	for (int i = 0; i < 200 && is_alive((pid_t)n); i++) usleep(10000);
	assert_false(is_alive((pid_t)n));
	arena_destroy(arena);
}

static void test_nobody_told_how_it_ended(void **state)
{
	(void)state;
	signal(SIGCHLD, SIG_IGN); /* then the system forgets how children ended */
	refuses_command("echo " HEX_A, 5000, RC_UPSTREAM, "command failed with 255");
	signal(SIGCHLD, SIG_DFL);
}

static void test_wrong_key_is_recognised(void **state)
{
	char id[MASTER_ID_HEX + 1], other[MASTER_ID_HEX + 1], message[256];
	struct fail fail = {0}, damaged = {0};
	(void)state;
	put(S(HEX_A "\n"), 0600);
	struct master *m = master_load(path, &fail), *wrong = master_ask("echo " HEX_A " | tr 0 1", 5000, &fail);
	assert_non_null(m);
	assert_non_null(wrong);
	master_id(id, m);
	master_id(other, wrong);
	assert_string_equal(id, "dcfc9d0bf8139c79"); /* BLAKE2b worked out by another library; stores keep it */
	assert_string_not_equal(id, other);
	assert_true(master_check(m, str_from(id), &fail));
	assert_false(master_check(wrong, str_from(id), &fail));
	assert_int_equal(fail.rc, RC_DENIED);
	snprintf(
		message, sizeof message,
		"the master key does not belong to this store (store wants key %s, this is %s); the content of its people cannot be read without it; "
		"nothing was changed",
		id, other);
	assert_string_equal(fail.what, message);
	static const char *const kept[] = {"", "dcfc9d0bf8139c7", "dcfc9d0bf8139c793", "DCFC9D0BF8139C79", "dcfc9d0bf8139c7;"};
	for (ptrdiff_t i = 0; i < COUNT(kept); i++) {
		damaged = (struct fail){0};
		assert_false(master_check(m, str_from(kept[i]), &damaged));
		assert_int_equal(damaged.rc, RC_CORRUPT);
	}
	master_forget(m);
	master_forget(wrong);
}

static void test_subkeys_differ(void **state)
{
	unsigned char a[MASTER_BYTES], b[MASTER_BYTES], again[MASTER_BYTES];
	struct fail fail = {0};
	(void)state;
	struct master *m = master_ask("echo " HEX_A, 5000, &fail);
	assert_non_null(m);
	master_subkey(a, m, 1);
	master_subkey(b, m, 2);
	master_subkey(again, m, 1);
	assert_memory_not_equal(a, b, sizeof a);
	assert_memory_equal(a, again, sizeof a);
	master_forget(m);
	master_forget(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_created_and_loaded),
		TEST(test_not_created_where_nothing_can_be),
		TEST(test_file_is_missing_or_open_to_others),
		TEST(test_file_is_no_key),
		TEST(test_something_else_than_a_file),
		TEST(test_with_and_without_a_line_end),
		TEST(test_command_gives_its_first_line),
		TEST(test_command_fails),
		TEST(test_command_hangs),
		TEST(test_nobody_told_how_it_ended),
		TEST(test_wrong_key_is_recognised),
		TEST(test_subkeys_differ),
	};
	return cmocka_run_group_tests_name("master", tests, NULL, NULL);
}
