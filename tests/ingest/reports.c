/* reports.c - pictures of reports as the program reads them, one JSON object a line: {"file","ms","error"} or the members of report_read.
 *   report_reader HELPER PACK FILE… */
#include "base/clock.h"
#include "base/file.h"
#include "consult/report_image.h"
#include "ingest/ingest.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { MEMORY = 64 << 20 };

static void read_one(const struct ingest *ingest, const struct pack *pack, const char *file, struct arena whole)
{
	struct arena a = whole;
	struct fail fail = {0};
	struct ingest_page page;
	struct report_image report;
	str picture;
	struct sb out = sb_new(&a, 1 << 16);
	struct jw w = {&out, false};
	int64_t started = clock_monotonic_us();
	jw_object(&w, NULL);
	jw_str(&w, "file", str_from(file));
	bool ok = file_read(&picture, file, INGEST_BYTES_MAX, &a, &fail) && ingest_read(ingest, &page, picture, &a, &fail);
	if (ok) report_image_read(&report, &page, pack, &a);
	jw_i64(&w, "ms", (clock_monotonic_us() - started) / 1000);
	if (ok) report_image_json(&report, pack, &w);
	else jw_str(&w, "error", str_from(fail.what));
	jw_end_object(&w);
	printf(STR_FMT "\n", STR_ARG(sb_str(&out)));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct fail fail = {0};
	if (argc < 4 || sodium_init() < 0) return fprintf(stderr, "usage: report_reader HELPER PACK FILE…\n"), 2;
	char path[PATH_MAX];
	if (!realpath(argv[1], path)) return perror(argv[1]), 1;         /* it is started at / */
	struct ingest_helper helper = {.path = path, .wall_ms = 120000}; /* a machine that measures is a busy one */
	struct ingest ingest = ingest_by_helper(&helper);
	struct pack *pack = pack_load(argv[2], &fail);
	struct arena whole = arena_create(MEMORY);
	if (!pack || !whole.beg) return fprintf(stderr, "%s\n", fail.what), 1;
	for (int i = 3; i < argc; i++) read_one(&ingest, pack, argv[i], whole);
	return 0;
}
