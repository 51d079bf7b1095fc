#include "cli/cli.h"

#include <stdio.h>

static void print(void *ctx, struct zhuyi_text text)
{
	fwrite(text.p, 1, text.n, ctx);
}

int command_retention(int argc, char **argv)
{
	char error[256];
	struct zhuyi_options options = {.workers = 1};
	store_options(&argc, argv, &options);
	bool dry = options.read_only = flag(&argc, argv, "--dry-run");
	if (!no_more_options(argc, argv)) return 2;
	struct zhuyi *z = zhuyi_open(&options, error);
	if (!z) return fprintf(stderr, "zhuyi: %s\n", error), 1;
	bool ok = zhuyi_retention(z, dry, print, stdout, error);
	zhuyi_close(z);
	if (!ok) fprintf(stderr, "zhuyi: %s\n", error);
	return ok ? 0 : 1;
}
