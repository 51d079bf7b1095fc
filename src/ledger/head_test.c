#include "ledger/head.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>

static void counting(void *ctx, void *out, ptrdiff_t n)
{
	(void)ctx;
	for (ptrdiff_t i = 0; i < n; i++) ((unsigned char *)out)[i] = (unsigned char)i;
}

static struct key_pair test_key(void)
{
	struct key_pair key;
	key_create(&key, (struct rng){counting, NULL});
	return key;
}

static struct head sample(void)
{
	struct head h = {.organisation = S("hospital-1"), .number = 3, .size = 8, .time_ms = 1764000000999};
	memset(h.root.b, 0x5a, HASH_BYTES);
	return h;
}

static void assert_hex(const unsigned char *bytes, size_t n, const char *want)
{
	char hex[129];
	assert_string_equal(sodium_bin2hex(hex, sizeof hex, bytes, n), want);
}

/* source: the same key and bytes signed by Python's cryptography / OpenSSL */
static void test_signature_is_known(void **state)
{
	struct key_pair key = test_key();
	struct head h = sample();
	struct fail fail = {0};
	(void)state;
	assert_hex(key.public_key.b, 32, "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
	assert_true(head_sign(&h, &key, &fail));
	assert_hex(
		h.signature, 64,
		"e7ef0c5787559e2f27713480105398e18ee0802527aa37b2697f24ff4decefb50fae7349ab1ade2d3b09fd1e76d269fc5106369d861038fe394e6a57a2d93901");
	struct hash log = head_log_id(h.organisation, &key.public_key);
	assert_hex(log.b, 32, "16eec4e28db213794173a17382c510f17acc76a4b7de38adc282bd441bcb3512");
}

static void test_any_change_breaks_signature(void **state)
{
	struct key_pair key = test_key(), other;
	struct head h = sample(), x;
	struct fail fail = {0};
	(void)state;
	key_create(&other, rng_system());
	assert_true(head_sign(&h, &key, &fail));
	assert_true(head_verify(&h, &key.public_key));
	assert_false(head_verify(&h, &other.public_key));
	x = h, x.organisation = S("hospital-2"), assert_false(head_verify(&x, &key.public_key));
	x = h, x.number++, assert_false(head_verify(&x, &key.public_key));
	x = h, x.size++, assert_false(head_verify(&x, &key.public_key));
	x = h, x.time_ms--, assert_false(head_verify(&x, &key.public_key));
	x = h, x.root.b[31] ^= 1, assert_false(head_verify(&x, &key.public_key));
	x = h, x.signature[0] ^= 1, assert_false(head_verify(&x, &key.public_key));
	x = h, x.size = -1, assert_false(head_verify(&x, &key.public_key));
}

static void test_every_byte_of_text_counts(void **state)
{
	struct arena arena = arena_create(1 << 16);
	struct sb text = sb_new(&arena, 1024);
	struct key_pair key = test_key();
	struct head h = sample(), back;
	struct fail fail = {0};
	(void)state;
	assert_true(head_sign(&h, &key, &fail));
	head_write(&text, &h);
	assert_true(head_parse(&back, sb_str(&text), &fail) && head_verify(&back, &key.public_key));
	for (ptrdiff_t i = 0; i < text.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			text.p[i] = (char)(text.p[i] ^ (1 << bit));
			assert_false(head_parse(&back, sb_str(&text), NULL) && head_verify(&back, &key.public_key));
			text.p[i] = (char)(text.p[i] ^ (1 << bit));
		}
	arena_destroy(arena);
}

static void test_sign_refuses(void **state)
{
	struct key_pair key = test_key();
	struct fail fail = {0}, fail2 = {0};
	struct head h = sample();
	(void)state;
	h.organisation = S("医院");
	assert_false(head_sign(&h, &key, &fail));
	assert_int_equal(fail.rc, RC_INPUT);
	assert_non_null(strstr(fail.what, "organisation"));
	h = sample();
	h.size = -1;
	assert_false(head_sign(&h, &key, &fail2));
	assert_non_null(strstr(fail2.what, "size"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signature_is_known),
		cmocka_unit_test(test_any_change_breaks_signature),
		cmocka_unit_test(test_every_byte_of_text_counts),
		cmocka_unit_test(test_sign_refuses),
	};
	return cmocka_run_group_tests_name("head", tests, NULL, NULL);
}
