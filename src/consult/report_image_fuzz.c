/* report_image_fuzz.c - libFuzzer entry. Whatever the reader of photos says, over the real pack (ZHUYI_PACK, else packs/general-practice): it is refused, or
 * its items are whole. A sure item has a known name, a value that can be read, and a flag that its own mark does not deny. */
#include "base/check.h"
#include "base/json_check.h"
#include "consult/report_image.h"
#include "ingest/ingest.h"
#include "lang/fold.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, INPUT_MAX = 200000 };

static struct pack *pack;
static struct arena whole;

static void start(void)
{
	struct fail fail = {0};
	const char *folder = getenv("ZHUYI_PACK");
	ASSERT(sodium_init() >= 0);
	pack = pack_load(folder ? folder : "packs/general-practice", &fail);
	if (!pack) {
		fprintf(stderr, "report_image_fuzz: %s\n", fail.what);
		exit(2);
	}
	whole = arena_create(MEMORY);
}

static void check_item(const struct image_item *item, struct arena a)
{
	struct lab_value v;
	bool high = item->flag == LAB_HIGH || item->flag == LAB_CRITICAL_HIGH, low = item->flag == LAB_LOW || item->flag == LAB_CRITICAL_LOW;
	ASSERT(item->doubt < 1u << DOUBTS);
	ASSERT(item->lab >= -1 && item->lab < pack->labs.n);
	if (item->doubt) return;
	ASSERT(item->name.n && lab_value_parse(&v, fold(item->value, &a).text));
	ASSERT(item->mark != '?');
	ASSERT(!(item->mark == 'h' && low) && !(item->mark == 'l' && high));
}

static void check(str json, struct arena *a)
{
	struct fail fail = {0};
	struct ingest_page page;
	struct report_image report;
	struct sb out = sb_new(a, 4096);
	struct jw w = {&out, false};
	if (!ingest_parse(&page, json, a, &fail)) {
		ASSERT(fail.rc == RC_CORRUPT);
		return;
	}
	ASSERT(page.n <= INGEST_CELLS_MAX && page.character > 0);
	report_image_read(&report, &page, pack, a);
	for (ptrdiff_t i = 0; i < report.items.n; i++) check_item(&report.items.v[i], *a);
	jw_object(&w, NULL);
	report_image_json(&report, pack, &w);
	jw_end_object(&w);
	ASSERT(json_wrong_at(sb_str(&out), 16) < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > INPUT_MAX) return 0;
	if (!pack) start();
	struct arena a = whole;
	check((str){(const char *)data, (ptrdiff_t)size}, &a);
	return 0;
}
