/* base_fuzz.c - libFuzzer entry. Any bytes as UTF-8, as JSON and as a table: nothing is read outside them, and what the headers promise holds. */
#include "base/check.h"
#include "base/json.h"
#include "base/json_check.h"
#include "base/tsv.h"
#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 8 << 20, SIZE_MAX_BYTES = 64 << 10, DEPTH = 32 };

/* The definition once more, from the code point instead of from the bytes: shortest form, no surrogate, not past U+10FFFF. */
static bool is_whole_character(str s, ptrdiff_t i, int *len)
{
	static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
	for (*len = 1; *len <= 4 && *len <= s.n - i; ++*len) {
		unsigned char mask = *len == 1 ? 0x80 : (unsigned char)(0xff << (7 - *len));
		if (((unsigned char)s.p[i] & mask) != lead[*len - 1]) continue;
		for (int k = 1; k < *len; k++)
			if (((unsigned char)s.p[i + k] & 0xc0) != 0x80) return false;
		char again[4];
		int read;
		uint32_t cp = utf8_at(s, i, &read);
		return read == *len && cp <= 0x10ffff && !(cp >= 0xd800 && cp <= 0xdfff) && utf8_put(again, cp) == *len &&
		       memcmp(again, s.p + i, (size_t)*len) == 0;
	}
	return false;
}

static void utf8(str text)
{
	ptrdiff_t bad = utf8_invalid(text), i = 0, count = 0;
	int len;
	while (i < text.n && is_whole_character(text, i, &len)) i += len, count++;
	ASSERT(bad == (i < text.n ? i : -1));
	ASSERT(utf8_count(str_slice(text, 0, i)) == count);
	str valid = str_slice(text, 0, i);
	for (ptrdiff_t max = 0; max <= valid.n; max += 1 + max / 8) {
		str prefix = utf8_prefix(valid, max);
		ASSERT(prefix.n <= max && max - prefix.n < 4 && utf8_invalid(prefix) < 0);
	}
}

/* What a program writes, it reads back as it was. */
static void json_round_trip(str text, struct arena a)
{
	struct sb out = sb_new(&a, text.n + 16);
	struct jw w = {&out, false};
	struct fail fail = {0};
	jv v;
	jw_array(&w, NULL);
	jw_str(&w, NULL, text);
	jw_end_array(&w);
	ASSERT(json_wrong_at(sb_str(&out), 1) < 0 && json_parse(&v, sb_str(&out), 1, &fail));
	ASSERT(str_eq(json_text(json_at(v, 0)), text));
	json_free(v);
}

/* json-c takes whatever our own check lets pass, and nothing else reaches it. */
static void json(str text, struct arena a)
{
	struct fail fail = {0};
	jv v;
	bool valid = utf8_invalid(text) < 0;
	ptrdiff_t wrong = valid ? json_wrong_at(text, DEPTH) : 0;
	ASSERT(wrong >= -1 && wrong <= text.n);
	bool read = json_parse(&v, text, DEPTH, &fail);
	ASSERT(read == (wrong < 0) && read == (fail.rc == RC_OK));
	if (read) {
		ASSERT(json_wrong_at(text, JSON_DEPTH_MAX) < 0);
		double number;
		json_number(v, "a", &number);
		for (ptrdiff_t i = 0; i < json_count(v) && i < 64; i++) ASSERT(utf8_invalid(json_text(json_at(v, i))) < 0);
		json_free(v);
	}
	if (valid) json_round_trip(text, a);
}

static void table(str text)
{
	struct tsv t;
	struct tsv_row row;
	int line = 0;
	if (!tsv_open(&t, text)) return;
	ASSERT(t.columns > 0 && t.columns <= TSV_COLUMNS_MAX);
	line = t.line;
	while (tsv_next(&t, &row)) {
		ASSERT(row.line > line && row.raw.n > 0 && row.raw.p[0] != '#');
		ASSERT(row.raw.p == t.base.p + row.offset && row.offset + row.raw.n <= t.base.n);
		for (int i = 0; i < row.cells && i < TSV_COLUMNS_MAX; i++)
			ASSERT(row.cell[i].p >= row.raw.p && row.cell[i].p + row.cell[i].n <= row.raw.p + row.raw.n);
		for (int i = 0; i < t.columns; i++) ASSERT(tsv_cell(&row, t.name[i]).n <= row.raw.n);
		line = row.line;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena whole;
	if (size > SIZE_MAX_BYTES) return 0;
	if (!whole.beg) whole = arena_create(MEMORY);
	char *exact = malloc(size ? size : 1); /* so that the sanitizer sees one byte too far */
	if (!exact) return 0;
	if (size) memcpy(exact, data, size);
	str text = {exact, (ptrdiff_t)size};
	utf8(text);
	json(text, whole);
	table(text);
	free(exact);
	return 0;
}
