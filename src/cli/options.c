#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char default_store[] = "data/zhuyi.db";

static void remove_at(int *argc, char **argv, int i, int n)
{
	memmove(argv + i, argv + i + n, (size_t)(*argc - i - n + 1) * sizeof *argv);
	*argc -= n;
}

const char *option(int *argc, char **argv, const char *name)
{
	size_t n = strlen(name);
	for (int i = 1; i < *argc; i++) {
		const char *value = NULL;
		if (strncmp(argv[i], name, n) == 0 && argv[i][n] == '=') {
			value = argv[i] + n + 1;
			remove_at(argc, argv, i, 1);
			return value;
		}
		if (strcmp(argv[i], name) != 0) continue;
		if (i + 1 >= *argc) {
			fprintf(stderr, "zhuyi: %s needs a value\n", name);
			exit(2);
		}
		value = argv[i + 1];
		remove_at(argc, argv, i, 2);
		return value;
	}
	return NULL;
}

bool flag(int *argc, char **argv, const char *name)
{
	for (int i = 1; i < *argc; i++)
		if (strcmp(argv[i], name) == 0) {
			remove_at(argc, argv, i, 1);
			return true;
		}
	return false;
}

bool no_more_options(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (argv[i][0] == '-' && argv[i][1]) {
			fprintf(stderr, "zhuyi: unknown option %s; see zhuyi help %s\n", argv[i], argv[0]);
			return false;
		}
	return true;
}

void store_options(int *argc, char **argv, struct zhuyi_options *o)
{
	const char *store = option(argc, argv, "--store");
	o->store = store ? store : default_store;
	o->pack = option(argc, argv, "--pack");
	o->keys = option(argc, argv, "--keys");
	o->master_file = option(argc, argv, "--master-key");
	o->master_command = option(argc, argv, "--master-key-command");
}
