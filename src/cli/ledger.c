#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print(void *ctx, struct zhuyi_text text)
{
	fwrite(text.p, 1, text.n, ctx);
}

/* The whole of a file, or of standard input for "-". */
static char *slurp(const char *path, size_t *n)
{
	FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	size_t cap = 1 << 16, got;
	char *all = malloc(cap);
	*n = 0;
	if (!in || !all) return perror(path), free(all), NULL;
	while ((got = fread(all + *n, 1, cap - *n, in)) > 0) {
		*n += got;
		if (*n < cap) continue;
		char *more = realloc(all, cap *= 2);
		if (!more) return perror(path), free(all), NULL;
		all = more;
	}
	bool bad = ferror(in);
	if (in != stdin) fclose(in);
	if (bad) return perror(path), free(all), NULL;
	return all;
}

static int verify(const char *path)
{
	size_t n, m;
	char *text = slurp(path, &n), *report = NULL;
	if (!text) return 1;
	int intact = zhuyi_ledger_verify((struct zhuyi_text){text, n}, &report, &m);
	if (report) puts(report);
	free(report);
	free(text);
	return intact == 1 ? 0 : 1;
}

static int call(struct zhuyi *z, const char *name, const char *id)
{
	size_t n;
	char *reply = NULL;
	const struct zhuyi_verb *v;
	for (size_t i = 0; (v = zhuyi_verb(i)); i++) {
		if (strcmp(v->name, name) != 0) continue;
		struct zhuyi_call c = {.verb = v, .id = {id, strlen(id)}};
		int status = zhuyi_call_wait(z, &c, &reply, &n);
		if (reply) puts(reply);
		free(reply);
		return status == 200 ? 0 : 1;
	}
	return 2;
}

static int from_store(const char *what, const char *id, const char *organisation, struct zhuyi_options options)
{
	char error[256];
	options.read_only = true;
	options.workers = 1;
	struct zhuyi *z = zhuyi_open(&options, error);
	if (!z) return fprintf(stderr, "zhuyi: %s\n", error), 1;
	int status = 0;
	if (strcmp(what, "export") == 0) {
		if (!zhuyi_ledger_export(z, organisation, print, stdout, error) || fflush(stdout) != 0)
			fprintf(stderr, "zhuyi: %s\n", error), status = 1;
	} else if (strcmp(what, "prove") == 0) {
		size_t n;
		char *proof = NULL;
		status = zhuyi_ledger_prove(z, (struct zhuyi_text){id, strlen(id)}, &proof, &n) ? 0 : 1;
		if (proof) puts(proof);
		free(proof);
	} else status = call(z, "head", "");
	zhuyi_close(z);
	return status;
}

int command_ledger(int argc, char **argv)
{
	struct zhuyi_options options = {0};
	const char *organisation = option(&argc, argv, "--organisation");
	store_options(&argc, argv, &options);
	if (argc == 3 && strcmp(argv[1], "verify") == 0) return verify(argv[2]);
	if (argc == 2 && (strcmp(argv[1], "head") == 0 || strcmp(argv[1], "export") == 0)) return from_store(argv[1], "", organisation, options);
	if (argc == 3 && strcmp(argv[1], "prove") == 0) return from_store(argv[1], argv[2], organisation, options);
	return fputs("usage: zhuyi ledger verify FILE | head | export | prove CASE [--store PLACE] [--organisation ID]\n", stderr), 2;
}
