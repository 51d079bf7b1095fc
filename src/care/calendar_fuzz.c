/* calendar_fuzz.c - libFuzzer entry. A document is read as a reminder: whatever is taken can be written and read back and is the same, its times go forward and
 * are found again backwards, and its calendar has whole characters on lines of at most 75 octets, as many ends as beginnings, and nothing of the title
 * outside the title. */
#include "base/check.h"
#include "base/utf8.h"
#include "care/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, INPUT_MAX = 8000, STEPS = 40 };
#define NOW INT64_C(1795993033302)

static void check_times(const struct schedule *s, int64_t after)
{
	int64_t at = after, back, count = 0;
	for (int i = 0; i < STEPS; i++, count++) {
		int64_t before = at;
		if (!schedule_next(s, before, &at)) break;
		ASSERT(at > before);
		ASSERT(schedule_last(s, at, &back) && back == at);
		ASSERT(i == 0 || (schedule_last(s, at - 1, &back) && back == before));
	}
	ASSERT(schedule_count(s, after == INT64_MIN ? after : after + 1, INT64_MAX, STEPS) == count);
}

static void check_same(const struct schedule *s, struct arena a)
{
	struct schedule again;
	struct fail fail = {0};
	jv v;
	struct sb out = sb_new(&a, 512);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	schedule_write(&w, s);
	jw_end_object(&w);
	ASSERT(json_parse(&v, sb_str(&out), 4, &fail) && schedule_read(&again, v, 0, &fail));
	json_free(v);
	ASSERT(memcmp(s, &again, sizeof again) == 0);
}

static void check_lines(str text)
{
	int depth = 0;
	while (text.n) {
		ptrdiff_t n = str_find(text, S("\r\n"));
		ASSERT(n > 0 && n <= 75);
		str line = str_slice(text, 0, n);
		text = str_slice(text, n + 2, text.n);
		ASSERT(utf8_invalid(line) < 0);
		for (ptrdiff_t i = 0; i < line.n; i++) ASSERT((unsigned char)line.p[i] >= 0x20 && line.p[i] != 0x7f);
		depth += str_starts(line, S("BEGIN:")) - str_starts(line, S("END:"));
		ASSERT(depth > 0 || !text.n);
		ASSERT(!str_starts(line, S("ATTACH")) && !str_starts(line, S("URL")));
	}
	ASSERT(depth == 0);
}

static void check_calendar(const struct schedule *s, str title, struct arena a)
{
	struct calendar c;
	struct sb out = sb_new(&a, 8192);
	struct calendar_entry e = {S("01ARZ3NDEKTSV4RRFFQ69G5FAV"), title, title, NOW, 1, s};
	calendar_begin(&c, &out, S("健康提醒"), true);
	calendar_add(&c, &e);
	calendar_end(&c);
	check_lines(sb_str(&out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena whole;
	struct schedule s;
	struct fail fail = {0};
	jv v;
	str text = {(const char *)data, (ptrdiff_t)size};
	if (!whole.beg) whole = arena_create(MEMORY);
	if (text.n > INPUT_MAX || utf8_invalid(text) >= 0 || !json_parse(&v, text, 6, &fail)) return 0;
	if (json_is_object(v) && schedule_read(&s, v, NOW, &fail)) {
		check_same(&s, whole);
		check_times(&s, NOW);
		check_times(&s, INT64_MIN);
		check_calendar(&s, json_str(v, "title"), whole);
	} else ASSERT(!json_is_object(v) || fail.rc == RC_INPUT);
	json_free(v);
	return 0;
}
