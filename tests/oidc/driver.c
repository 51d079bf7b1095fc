/* driver.c - outside log-in without the server: one command a line on standard input, its cells separated by tabs, one JSON object a line as answer.
 *
 *	oidc_driver FILE                      the configuration
 *		begin	PAGE	BROWSER
 *		end	FLOW	CODE	STATE	ISS	BROWSER	SECONDS    SECONDS: how far our clock goes ahead
 *		fetch	URL	BYTES	MILLISECONDS
 *		memory
 *	oidc_driver --certificate FOLDER NAME DAYS     FOLDER/NAME.{key,pem}: self-signed, for that host or 127.0.0.1 as NAME says, good for DAYS from now */
#include "account/jws.h"
#include "account/oidc.h"
#include "base/check.h"
#include "base/file.h"
#include "base/json.h"

#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CELLS = 7, ARENA = 64 << 20, DEADLINE_MS = 5000 };

static struct oidc *oidc;
static struct fetch_options options;
static struct fetch fetch;
static int64_t ahead_ms;

static int64_t shifted(void *ctx)
{
	(void)ctx;
	struct clock c = clock_system();
	return c.now_ms(c.ctx) + ahead_ms;
}

static struct req request(struct arena *a, int64_t ms)
{
	return (struct req){.arena = a, .clock = {shifted, NULL}, .rng = rng_system(), .deadline_us = clock_monotonic_us() + ms * 1000};
}

static void failed(struct jw *w, const struct fail *fail)
{
	jw_bool(w, "ok", false);
	jw_str(w, "rc", str_from(rc_name(fail->rc)));
	jw_str(w, "what", str_from(fail->what));
}

static void do_begin(struct jw *w, const str *cell, struct arena *a)
{
	struct oidc_begun begun;
	struct req rq = request(a, DEADLINE_MS);
	if (!oidc_begin(&begun, oidc, &fetch, cell[1], cell[2], str_eq(cell[3], S("again")), &rq)) {
		failed(w, &rq.fail);
		return;
	}
	jw_bool(w, "ok", true);
	jw_str(w, "url", begun.url);
	jw_str(w, "flow", base64url(a, oidc_flow_pack(&begun.flow, a)));
}

static bool end(struct oidc_claims *claims, struct oidc_flow *flow, const str *cell, struct req *rq)
{
	int64_t seconds = 0;
	str packed;
	str_to_i64(cell[6], &seconds);
	ahead_ms = seconds * 1000;
	struct oidc_answer answer = {cell[2], cell[3], cell[4]};
	bool ok = base64url_read(&packed, cell[1], rq->arena) && oidc_flow_unpack(flow, packed, rq->arena, &rq->fail) &&
		  oidc_end(claims, oidc, &fetch, flow, &answer, cell[5], rq);
	ahead_ms = 0;
	return ok;
}

static void do_end(struct jw *w, const str *cell, struct arena *a)
{
	struct oidc_claims claims;
	struct oidc_flow flow;
	struct req rq = request(a, DEADLINE_MS);
	if (!end(&claims, &flow, cell, &rq)) {
		failed(w, &rq.fail);
		return;
	}
	jw_bool(w, "ok", true);
	jw_str(w, "sub", claims.sub);
	jw_str(w, "name", claims.name);
	jw_str(w, "preferred_username", claims.preferred_username);
	jw_str(w, "email", claims.email);
	jw_str(w, "back", flow.back);
}

static void do_fetch(struct jw *w, const str *cell, struct arena *a)
{
	int64_t bytes = 1, ms = 1;
	struct fetch_reply reply;
	struct fail fail = {0};
	str_to_i64(cell[2], &bytes);
	str_to_i64(cell[3], &ms);
	struct fetch_request rq = {.method = "GET", .url = cell[1], .max_bytes = (ptrdiff_t)bytes, .deadline_us = clock_monotonic_us() + ms * 1000};
	if (!fetch_send(&fetch, &reply, &rq, a, &fail)) {
		failed(w, &fail);
		return;
	}
	jw_bool(w, "ok", true);
	jw_i64(w, "status", reply.status);
	jw_str(w, "type", reply.type);
	jw_i64(w, "bytes", reply.body.n);
}

/* What is resident, and whether libcurl is part of the program by now. */
static void do_memory(struct jw *w)
{
	char line[512];
	long long kb = 0;
	bool loaded = false;
	FILE *status = fopen("/proc/self/status", "r"), *maps = fopen("/proc/self/maps", "r");
	while (status && fgets(line, sizeof line, status))
		if (strncmp(line, "VmRSS:", 6) == 0) kb = strtoll(line + 6, NULL, 10);
	while (maps && fgets(line, sizeof line, maps)) loaded |= strstr(line, "libcurl") != NULL;
	if (status) fclose(status);
	if (maps) fclose(maps);
	jw_i64(w, "kb", kb);
	jw_bool(w, "libcurl", loaded);
}

static void answer_line(str line, struct arena a)
{
	str cell[CELLS] = {{0}}, rest = line;
	struct sb out = sb_new(&a, 4096);
	struct jw w = {&out, false};
	for (int i = 0; i < CELLS && str_next(&rest, '\t', &cell[i]); i++) {
	}
	jw_object(&w, NULL);
	if (str_eq(cell[0], S("begin"))) do_begin(&w, cell, &a);
	else if (str_eq(cell[0], S("end"))) do_end(&w, cell, &a);
	else if (str_eq(cell[0], S("fetch"))) do_fetch(&w, cell, &a);
	else if (str_eq(cell[0], S("memory"))) do_memory(&w);
	jw_end_object(&w);
	printf(STR_FMT "\n", STR_ARG(sb_str(&out)));
	fflush(stdout);
}

static void write_datum(const char *folder, const char *name, const char *ending, gnutls_datum_t d)
{
	char path[512];
	struct fail fail = {0};
	snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
	if (!file_write(path, (str){(const char *)d.data, d.size}, 0600, &fail)) fprintf(stderr, "%s\n", fail.what);
	gnutls_free(d.data);
}

static int certificate(const char *folder, const char *name, long days)
{
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t crt;
	gnutls_datum_t pem;
	unsigned char ip[4];
	time_t now = time(NULL);
	gnutls_x509_privkey_init(&key);
	gnutls_x509_crt_init(&crt);
	ASSERT(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0);
	gnutls_x509_crt_set_key(crt, key);
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, "\x01", 1);
	gnutls_x509_crt_set_activation_time(crt, now - 100L * 86400);
	gnutls_x509_crt_set_expiration_time(crt, now + days * 86400);
	gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
	if (inet_pton(AF_INET, name, ip) == 1) gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, ip, 4, GNUTLS_FSAN_SET);
	else gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name), GNUTLS_FSAN_SET);
	gnutls_x509_crt_set_basic_constraints(crt, 1, -1);
	ASSERT(gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0) == 0);
	ASSERT(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem) == 0);
	write_datum(folder, name, "key", pem);
	ASSERT(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem) == 0);
	write_datum(folder, name, "pem", pem);
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(key);
	return 0;
}

int main(int argc, char **argv)
{
	struct arena a = arena_create(ARENA);
	struct oidc_config config;
	struct fail fail = {0};
	char *line = NULL;
	size_t room = 0;
	if (argc == 5 && strcmp(argv[1], "--certificate") == 0) return certificate(argv[2], argv[3], strtol(argv[4], NULL, 10));
	if (argc != 2 || sodium_init() < 0) return 2;
	if (!oidc_config_load(&config, argv[1], &a, &fail)) {
		fprintf(stderr, "%s\n", fail.what);
		return 2;
	}
	options = (struct fetch_options){config.ca_file.n ? str_c(&a, config.ca_file) : NULL, config.proxy.n ? str_c(&a, config.proxy) : NULL};
	fetch = fetch_curl(&options);
	oidc = oidc_open(&config, 1);
	for (ssize_t n; (n = getline(&line, &room, stdin)) > 0;) answer_line(str_trim((str){line, n}), a);
	free(line);
	oidc_close(oidc);
	arena_destroy(a);
	return 0;
}
