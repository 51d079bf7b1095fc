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
	if (*end || end == text || v < least || v > most) return fprintf(stderr, "zhuyi: %s is not a number from %d to %d\n", text, least, most), false;
	*out = (int)v;
	return true;
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
	const char *store = option(&argc, argv, "--store"), *port_text = option(&argc, argv, "--port"), *workers = option(&argc, argv, "--workers"), *rate = option(&argc, argv, "--rate");
	options.pack = option(&argc, argv, "--pack");
	http.address = option(&argc, argv, "--address");
	options.read_only = flag(&argc, argv, "--read-only");
	options.sample = !flag(&argc, argv, "--no-sample");
	http.log_requests = flag(&argc, argv, "--log-requests");
	if (store) options.store = store;
	if (!no_more_options(argc, argv)) return 2;
	if (port_text && !number(port_text, 0, 65535, &port)) return 2;
	if (workers && !number(workers, 1, 64, &options.workers)) return 2;
	int per_second = 0;
	if (rate && !number(rate, 0, 1000000, &per_second)) return 2;
	http.rate_per_s = per_second;
	if (options.store == default_store) mkdir("data", 0700);
	http.port = port;
	http.ready = announce;
	http.ctx = &options;
	struct zhuyi *z = zhuyi_open(&options, error);
	if (!z) return fprintf(stderr, "zhuyi: %s\n", error), 1;
	bool served = http_serve(&http, z, error);
	zhuyi_close(z);
	if (!served) fprintf(stderr, "zhuyi: %s\n", error);
	return served ? 0 : 1;
}
