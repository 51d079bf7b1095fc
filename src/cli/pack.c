#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

static void print(void *ctx, struct zhuyi_text text)
{
	(void)ctx;
	printf("%.*s\n", (int)text.n, text.p);
}

int command_pack(int argc, char **argv)
{
	if (argc != 3 || strcmp(argv[1], "lint") != 0) return fputs("usage: zhuyi pack lint DIR\n", stderr), 2;
	int problems = zhuyi_pack_lint(argv[2], print, NULL);
	if (problems < 0) return 2;
	fprintf(stderr, "%d problems\n", problems);
	return problems ? 1 : 0;
}
