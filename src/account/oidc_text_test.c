/* Texts of an outside log-in: its configuration, the flow as it is kept, the page to go back to. */
#include "account/oidc.h"
#include "base/check.h"
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char room[1 << 18];
static struct arena a;

static int begin_test(void **state)
{
	(void)state;
	a = (struct arena){room, room + sizeof room, NULL};
	return sodium_init() < 0;
}

/* ---- configuration ---- */

#define THREE "issuer = https://id.example\nclient_id = zhuyi\nredirect_uri = https://zhuyi.example/outside\n"

static void a_configuration_is_read(void **state)
{
	struct oidc_config c;
	struct fail fail = {0};
	str file;
	(void)state;
	assert_true(oidc_config_parse(&c, &file, S("# ours\r\n\n" THREE "  name=示例 = 医院  \r\nclient_secret_file = secret\nscopes = openid email"),
				      &a, &fail));
	assert_true(str_eq(c.issuer, S("https://id.example")) && str_eq(c.client_id, S("zhuyi")) &&
		    str_eq(c.redirect_uri, S("https://zhuyi.example/outside")));
	assert_true(str_eq(c.name, S("示例 = 医院")) && str_eq(file, S("secret")) && str_eq(c.scopes, S("openid email")));
	assert_true(oidc_config_parse(&c, &file, S(THREE "name = x"), &a, &fail));
	assert_true(str_eq(c.scopes, S("openid profile")) && !file.n && !c.client_secret.n && !c.proxy.n);
}

static void a_wrong_configuration_names_the_line(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{THREE, "name is missing"},
		{"", "issuer is missing"},
		{THREE "name = x\nname = y", "line 5"},
		{THREE "name =", "line 4"},
		{"isuer = https://id.example", "line 1: no such key"},
		{"\n\nissuer", "line 3: not key = value"},
		{"issuer = http://id.example", "line 1: http:// only"},
		{"redirect_uri = /outside", "line 1: an address begins"},
		{THREE "name = x\nscopes = profile", "openid"},
		{THREE "name = x\nscopes = openid2", "openid"},
		{"client_secret = abc", "no such key"}, /* the secret has a file of its own */
		{"name = \xff", "UTF-8"},
		{"name = a\tb", "one line of text"},
		{"issuer = https://id.example/?tenant=1\nclient_id = zhuyi\nredirect_uri = https://z.example/\nname = x", "query"},
	};
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) {
		struct oidc_config c;
		struct fail fail = {0};
		str file;
		assert_false(oidc_config_parse(&c, &file, str_from(rows[i].text), &a, &fail));
		if (fail.rc != RC_INPUT || !strstr(fail.what, rows[i].says)) fail_msg("%s, wanted %s", fail.what, rows[i].says);
	}
}

static void the_secret_lies_beside_and_is_nobody_elses(void **state)
{
	char folder[] = "/tmp/zhuyi-oidc-XXXXXX", path[64], secret[64];
	struct oidc_config c;
	struct fail fail = {0};
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/outside.conf", folder);
	snprintf(secret, sizeof secret, "%s/secret", folder);
	assert_true(file_write(path, S(THREE "name = x\nclient_secret_file = secret\nca_file = ca.pem\n"), 0644, &fail));
	assert_false(oidc_config_load(&c, path, &a, &fail));
	assert_int_equal(fail.rc, RC_MISSING);
	fail = (struct fail){0};
	assert_true(file_write(secret, S("  s3cret \nmore\n"), 0600, &fail));
	assert_true(oidc_config_load(&c, path, &a, &fail));
	assert_true(str_eq(c.client_secret, S("s3cret")));
	assert_true(str_starts(c.ca_file, str_from(folder)) && str_ends(c.ca_file, S("/ca.pem")));
	chmod(secret, 0640);
	assert_false(oidc_config_load(&c, path, &a, &fail));
	assert_int_equal(fail.rc, RC_DENIED);
	fail = (struct fail){0};
	assert_true(file_write(secret, S("\n"), 0600, &fail));
	assert_false(oidc_config_load(&c, path, &a, &fail));
	assert_int_equal(fail.rc, RC_INPUT);
	unlink(path);
	unlink(secret);
	rmdir(folder);
}

/* ---- the flow as it is kept ---- */

static struct oidc_flow a_flow(void)
{
	struct oidc_flow flow = {.until_ms = 1800000600000, .back = S("/cases?x=1#y")};
	memcpy(flow.state, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 44);
	memcpy(flow.nonce, "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA", 44);
	memcpy(flow.verifier, "-_--------------------------------------__w", 44);
	memcpy(flow.browser, "0000000000000000000000000000000000000000000", 44);
	return flow;
}

static void a_flow_is_kept_and_found_again(void **state)
{
	struct oidc_flow flow = a_flow(), back;
	struct fail fail = {0};
	(void)state;
	flow.again = true;
	assert_true(oidc_flow_unpack(&back, oidc_flow_pack(&flow, &a), &a, &fail) && back.again);
	flow.again = false;
	str text = oidc_flow_pack(&flow, &a);
	assert_true(oidc_flow_unpack(&back, text, &a, &fail));
	assert_string_equal(back.state, flow.state);
	assert_string_equal(back.nonce, flow.nonce);
	assert_string_equal(back.verifier, flow.verifier);
	assert_string_equal(back.browser, flow.browser);
	assert_true(back.until_ms == flow.until_ms && !back.again && str_eq(back.back, flow.back));
	assert_true(str_eq(oidc_flow_pack(&back, &a), text));
}

static void a_damaged_flow_is_refused(void **state)
{
	struct oidc_flow flow = a_flow(), back;
	(void)state;
	str text = oidc_flow_pack(&flow, &a);
	ptrdiff_t page = text.n - flow.back.n;
	for (ptrdiff_t n = 0; n <= page; n++) { /* cut anywhere before the page */
		struct fail fail = {0};
		assert_false(oidc_flow_unpack(&back, str_slice(text, 0, n), &a, &fail));
		assert_int_equal(fail.rc, RC_CORRUPT);
	}
	char *bytes = (char *)str_copy(&a, text).p;
	for (ptrdiff_t i = 0; i < text.n; i++) { /* a byte no part has */
		char before = bytes[i];
		bytes[i] = '\\';
		assert_false(oidc_flow_unpack(&back, (str){bytes, text.n}, &a, NULL));
		bytes[i] = before;
	}
}

static void only_pages_of_this_site(void **state)
{
	static const char *const good[] = {"/", "/cases", "/cases/01H?x=%E4#y", "/a//b", "/@x"};
	static const char *const bad[] = {"",      "cases", "//evil.example", "/\\evil.example", "https://evil.example",
					  "/a b",  "/a\n",  "/\xe4\xb8\xad",  "\\\\evil",        "/\t/evil",
					  "/a\"b", "/<b>"};
	static char page[OIDC_BACK_MAX + 2];
	(void)state;
	for (ptrdiff_t i = 0; i < COUNT(good); i++) assert_true(oidc_back_ok(str_from(good[i])));
	for (ptrdiff_t i = 0; i < COUNT(bad); i++) assert_false(oidc_back_ok(str_from(bad[i])));
	memset(page, 'a', sizeof page);
	page[0] = '/';
	assert_true(oidc_back_ok((str){page, OIDC_BACK_MAX}));
	assert_false(oidc_back_ok((str){page, OIDC_BACK_MAX + 1}));
}

static void a_state_is_recognised(void **state)
{
	unsigned char hash[32];
	struct oidc_flow flow = a_flow();
	(void)state;
	assert_true(oidc_state_hash(hash, str_from(flow.state)));
	assert_false(oidc_state_hash(hash, S("")));
	assert_false(oidc_state_hash(hash, S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"))); /* unused bits */
	assert_false(oidc_state_hash(hash, S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
	assert_false(oidc_state_hash(hash, S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
	assert_false(oidc_state_hash(hash, S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'A")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin_test)
	const struct CMUnitTest tests[] = {
		TEST(a_configuration_is_read),
		TEST(a_wrong_configuration_names_the_line),
		TEST(the_secret_lies_beside_and_is_nobody_elses),
		TEST(a_flow_is_kept_and_found_again),
		TEST(a_damaged_flow_is_refused),
		TEST(only_pages_of_this_site),
		TEST(a_state_is_recognised),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
