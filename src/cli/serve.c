#include "cli/cli.h"
#include "http/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char default_store[] = "data/zhuyi.db";

static bool number(const char *text, int least, int most, int *out)
{
	char *end;
	long v = strtol(text, &end, 10);
	if (*end || end == text || v < least || v > most)
		return fprintf(stderr, "zhuyi: %s is not a number from %d to %d\n", text, least, most), false;
	*out = (int)v;
	return true;
}

static bool is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 || strcmp(address, "localhost") == 0;
}

/* To standard output, flushed: a script may wait for the line. */
static void announce(void *ctx, const char *url)
{
	const struct zhuyi_options *options = ctx;
	printf("zhuyi serves %s\n", url);
	if (options->sample) puts("sample hospital (fictional); log in as patient or doctor, password zhuyi-sample");
	fflush(stdout);
}

int command_serve(int argc, char **argv)
{
	char error[256];
	struct http_options http = {0};
	struct zhuyi_options options = {.sample = true, .store = default_store};
	int port = 8765;
	const char *store = option(&argc, argv, "--store"), *port_text = option(&argc, argv, "--port"), *workers = option(&argc, argv, "--workers"),
		   *rate = option(&argc, argv, "--rate");
	options.pack = option(&argc, argv, "--pack");
	http.address = option(&argc, argv, "--address");
	http.https_front = flag(&argc, argv, "--https-front");
	options.read_only = flag(&argc, argv, "--read-only");
	options.sample = !flag(&argc, argv, "--no-sample");
	http.log_requests = flag(&argc, argv, "--log-requests");
	if (store) options.store = store;
	if (!no_more_options(argc, argv)) return 2;
	if (port_text && !number(port_text, 0, 65535, &port)) return 2;
	if (workers && !number(workers, 1, 8, &options.workers)) return 2;
	int per_second = 0;
	if (rate && !number(rate, 0, 1000000, &per_second)) return 2;
	http.rate_per_s = per_second;
	umask(077); /* the store holds what people said */
	if (http.address && !is_loopback(http.address) && options.sample) {
		fputs("zhuyi: no sample log-ins on an address that others can reach\n", stderr);
		options.sample = false;
	}
	http.port = port;
	http.ready = announce;
	http.ctx = &options;
	if (options.store == default_store) mkdir("data", 0700);
	struct zhuyi *z = zhuyi_open(&options, error);
	if (!z) return fprintf(stderr, "zhuyi: %s\n", error), 1;
	bool served = http_serve(&http, z, error);
	zhuyi_close(z);
	if (!served) fprintf(stderr, "zhuyi: %s\n", error);
	return served ? 0 : 1;
}
