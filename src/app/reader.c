/* reader.c - where the program that reads photos lies: beside this one, in its build folder, or installed under its prefix. */
#include "app/report.h"

#include "base/check.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool reader_below(char out[PATH_MAX], const char *base)
{
	static const char *const places[] = {"%s/zhuyi-ingest", "%s/helpers/zhuyi-ingest/zhuyi-ingest", "%s/libexec/zhuyi/zhuyi-ingest"};
	for (ptrdiff_t i = 0; i < COUNT(places); i++)
		if (snprintf(out, PATH_MAX, places[i], base) < PATH_MAX && access(out, X_OK) == 0) return true;
	return false;
}

/* At or above the program's own folder, two levels at most: build/src/x_test finds build/helpers. */
static bool reader_found(char out[PATH_MAX])
{
	enum { LEVELS = 2 };
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n <= 0) return false;
	self[n] = 0;
	for (int level = 0; level < LEVELS; level++) {
		char *slash = strrchr(self, '/');
		if (!slash || slash == self) return false;
		*slash = 0;
		if (reader_below(out, self)) return true;
	}
	return false;
}

void reader_open(struct zhuyi *z, const char *path)
{
	char found[PATH_MAX];
	if (path ? !realpath(path, found) : !reader_found(found)) return;
	z->ingest_helper.path = str_c(&z->arena, str_from(found));
	z->ingest = ingest_by_helper(&z->ingest_helper);
}
