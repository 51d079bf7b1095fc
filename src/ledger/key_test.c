#include "ledger/key.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], path[96];

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/zhuyi-key-XXXXXX");
	if (!mkdtemp(folder)) return -1;
	snprintf(path, sizeof path, "%s/ledger.key", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void test_save_and_load(void **state)
{
	struct key_pair key, back;
	struct fail fail = {0};
	struct stat st;
	(void)state;
	key_create(&key, rng_system());
	assert_true(key_save(&key, path, &fail));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, 129);
	assert_true(key_load(&back, path, &fail));
	assert_memory_equal(&key, &back, sizeof key);
	key_forget(&back);
	for (int i = 0; i < KEY_SECRET_BYTES; i++) assert_int_equal(back.secret[i], 0);
}

static void test_never_overwrites(void **state)
{
	struct key_pair key;
	struct fail fail = {0};
	(void)state;
	key_create(&key, rng_system());
	assert_true(key_save(&key, path, &fail));
	assert_false(key_save(&key, path, &fail));
	assert_int_equal(fail.rc, RC_CONFLICT);
}

static void test_missing_and_open_to_others(void **state)
{
	struct key_pair key;
	struct fail missing = {0}, denied = {0};
	(void)state;
	assert_false(key_load(&key, path, &missing));
	assert_int_equal(missing.rc, RC_MISSING);
	key_create(&key, rng_system());
	assert_true(key_save(&key, path, &denied));
	chmod(path, 0640);
	assert_false(key_load(&key, path, &denied));
	assert_int_equal(denied.rc, RC_DENIED);
	assert_non_null(strstr(denied.what, "chmod 600"));
}

static void assert_corrupt(str text)
{
	struct key_pair key;
	struct fail fail = {0}, wrote = {0};
	assert_true(file_write(path, text, 0600, &wrote));
	assert_false(key_load(&key, path, &fail));
	assert_int_equal(fail.rc, RC_CORRUPT);
	for (int i = 0; i < KEY_SECRET_BYTES; i++) assert_int_equal(key.secret[i], 0);
}

static void test_damage_is_noticed(void **state)
{
	struct key_pair key;
	struct fail fail = {0};
	char room[512];
	struct arena arena = {room, room + sizeof room, NULL};
	str text;
	(void)state;
	key_create(&key, rng_system());
	assert_true(key_save(&key, path, &fail) && file_read(&text, path, 200, &arena, &fail));
	char *bytes = (char *)(uintptr_t)text.p;
	for (ptrdiff_t i = 0; i < text.n; i += 16) {
		bytes[i] ^= 1;
		assert_corrupt(text);
		bytes[i] ^= 1;
	}
	assert_corrupt(S(""));
	assert_corrupt((str){text.p, text.n - 1});
	assert_corrupt((str){text.p, text.n + 1});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_save_and_load, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_never_overwrites, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_missing_and_open_to_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_damage_is_noticed, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
