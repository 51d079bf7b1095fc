#include "cli/cli.h"
#include "http/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
	if (options->sample)
		puts("sample hospital (fictional); log in as patient, doctor, pharmacist, ethics, administrator, auditor or regulator, password "
		     "zhuyi-sample;\n"
		     "the staff's second step: zhuyi totp ZHUYISAMPLEDOCTOR23456ABCDEFGH2A");
	fflush(stdout);
}

int command_serve(int argc, char **argv)
{
	char error[256];
	struct http_options http = {0};
	struct zhuyi_options options = {.sample = true};
	int port = 8765;
	const char *port_text = option(&argc, argv, "--port"), *workers = option(&argc, argv, "--workers"), *rate = option(&argc, argv, "--rate"),
		   *guess = option(&argc, argv, "--guess-rate");
	store_options(&argc, argv, &options);
	options.outside = option(&argc, argv, "--outside");
	options.ingest = option(&argc, argv, "--ingest");
	http.address = option(&argc, argv, "--address");
	http.https_front = flag(&argc, argv, "--https-front");
	options.read_only = flag(&argc, argv, "--read-only");
	options.sample = !flag(&argc, argv, "--no-sample");
	options.daily = true;
	http.log_requests = flag(&argc, argv, "--log-requests");
	if (!no_more_options(argc, argv)) return 2;
	if (port_text && !number(port_text, 0, 65535, &port)) return 2;
	if (workers && !number(workers, 1, 8, &options.workers)) return 2;
	int per_second = 0;
	if (rate && !number(rate, 0, 1000000, &per_second)) return 2;
	http.rate_per_s = per_second;
	int guesses = 2;
	if (guess && !number(guess, 1, 1000000, &guesses)) return 2;
	http.guess_per_s = guesses;
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
