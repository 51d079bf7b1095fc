/* calc.c - zhuyi calc: one calculation from the arguments, JSON Lines, or the list of all calculators. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_line(void *ctx, struct zhuyi_text json)
{
	(void)ctx;
	fwrite(json.p, 1, json.n, stdout);
	putchar('\n');
}

static int list(struct zhuyi *z)
{
	bool ok = zhuyi_calculators(z, print_line, NULL);
	return ok && fflush(stdout) == 0 ? 0 : 1;
}

/* {"calculator":NAME,"inputs":{"key":"value",…}} from NAME key=value …; NULL when a word is not key=value. */
static char *object(int argc, char **argv)
{
	size_t cap = 64, n;
	for (int i = 1; i < argc; i++) cap += 6 * strlen(argv[i]) + 16;
	char *out = malloc(cap);
	if (!out) return NULL;
	n = (size_t)snprintf(out, cap, "{\"calculator\":");
	n += json_string(out + n, argv[1], strlen(argv[1]));
	n += (size_t)snprintf(out + n, cap - n, ",\"inputs\":{");
	for (int i = 2; i < argc; i++) {
		char *equals = strchr(argv[i], '=');
		if (!equals) {
			fprintf(stderr, "zhuyi: \"%s\" is not NAME=VALUE\n", argv[i]);
			free(out);
			return NULL;
		}
		if (i > 2) out[n++] = ',';
		n += json_string(out + n, argv[i], (size_t)(equals - argv[i]));
		out[n++] = ':';
		n += json_string(out + n, equals + 1, strlen(equals + 1));
	}
	memcpy(out + n, "}}", 3);
	return out;
}

int command_calc(int argc, char **argv)
{
	const char *pack = option(&argc, argv, "--pack");
	bool jsonl = flag(&argc, argv, "--jsonl"), json = flag(&argc, argv, "--json"), all = flag(&argc, argv, "--list");
	if (!no_more_options(argc, argv)) return 2;
	if (!jsonl && !all && argc < 2) {
		fprintf(stderr, "usage: zhuyi calc [--json] NAME INPUT=VALUE …, zhuyi calc --list, or zhuyi calc --jsonl\n");
		return 2;
	}
	char *line = jsonl || all ? NULL : object(argc, argv);
	if (!jsonl && !all && !line) return 2;
	struct zhuyi *z = open_engines(pack);
	int status = !z ? 1 : all ? list(z) : jsonl ? filter_lines(z, "calc") : one_line(z, "calc", line, "text", "why", json);
	if (z) zhuyi_close(z);
	free(line);
	return status;
}
