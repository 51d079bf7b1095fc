/* gen_han.c - run at build time: writes the two tables of lang/han.h for U+4E00..U+9FFF.
 *
 * simplified[] is OpenCC's traditional → simplified for single characters; sound[] numbers the toneless pinyin syllable by ICU's
 * Han-Latin, with the pairs that southern speakers and input methods confuse merged (z/zh, c/ch, s/sh, n/l, in/ing, en/eng, an/ang). Doing it here keeps both
 * libraries and their dictionaries out of the running program. */
#include <opencc/opencc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utrans.h>

enum { FIRST = 0x4e00, LAST = 0x9fff, SYLLABLES_MAX = 1024, SYLLABLE_BYTES = 16 };

static char syllables[SYLLABLES_MAX][SYLLABLE_BYTES];
static int syllable_count = 1; /* 0 means: no reading */

static int put_utf8(char *out, int cp)
{
	out[0] = (char)(0xe0 | cp >> 12);
	out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[2] = (char)(0x80 | (cp & 0x3f));
	out[3] = 0;
	return 3;
}

static int read_utf8(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	if ((p[0] & 0xf0) != 0xe0 || p[3]) return 0;
	return (p[0] & 15) << 12 | (p[1] & 63) << 6 | (p[2] & 63);
}

static void replace(char *s, const char *from, const char *to)
{
	char *hit = strstr(s, from);
	if (!hit) return;
	size_t old = strlen(from), new = strlen(to);
	memmove(hit + new, hit + old, strlen(hit + old) + 1);
	memcpy(hit, to, new);
}

static void merge_confusable(char *s)
{
	replace(s, "zh", "z");
	replace(s, "ch", "c");
	replace(s, "sh", "s");
	replace(s, "ang", "an");
	replace(s, "eng", "en");
	replace(s, "ing", "in");
	if (s[0] == 'n') s[0] = 'l';
}

static int syllable_number(const char *s)
{
	for (int i = 1; i < syllable_count; i++)
		if (!strcmp(syllables[i], s)) return i;
	if (syllable_count == SYLLABLES_MAX || strlen(s) >= SYLLABLE_BYTES) exit(1);
	snprintf(syllables[syllable_count], SYLLABLE_BYTES, "%s", s);
	return syllable_count++;
}

static int sound_of(UTransliterator *latin, int cp)
{
	UChar text[32] = {(UChar)cp};
	int32_t length = 1, limit = 1;
	UErrorCode status = U_ZERO_ERROR;
	utrans_transUChars(latin, text, &length, 32, 0, &limit, &status);
	if (U_FAILURE(status) || length == 0 || length >= SYLLABLE_BYTES) return 0;
	char s[SYLLABLE_BYTES];
	for (int i = 0; i < length; i++) {
		if (text[i] < 'a' || text[i] > 'z') return 0;
		s[i] = (char)text[i];
	}
	s[length] = 0;
	merge_confusable(s);
	return syllable_number(s);
}

static void print_table(const char *name, const int *values)
{
	printf("const uint16_t %s[HAN_LAST - HAN_FIRST + 1] = {", name);
	for (int i = 0; i <= LAST - FIRST; i++) printf("%s%d,", i % 24 ? "" : "\n", values[i]);
	printf("\n};\n");
}

int main(void)
{
	static int simplified[LAST - FIRST + 1], sound[LAST - FIRST + 1];
	opencc_t t2s = opencc_open("t2s.json");
	if (t2s == (opencc_t)-1) return 1;
	UErrorCode status = U_ZERO_ERROR;
	static const char id8[] = "Han-Latin; NFD; [:Nonspacing Mark:] Remove; NFC; Lower";
	UChar id[sizeof id8];
	for (size_t i = 0; i < sizeof id8; i++) id[i] = (UChar)id8[i];
	UTransliterator *latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	if (U_FAILURE(status)) return 1;
	for (int cp = FIRST; cp <= LAST; cp++) {
		char in[4];
		char *out = opencc_convert_utf8(t2s, in, (size_t)put_utf8(in, cp));
		int simple = out ? read_utf8(out) : 0;
		opencc_convert_utf8_free(out);
		simplified[cp - FIRST] = simple >= FIRST && simple <= LAST ? simple : cp;
	}
	for (int cp = FIRST; cp <= LAST; cp++) sound[cp - FIRST] = sound_of(latin, simplified[cp - FIRST]);
	printf("/* made by tools/gen_han.c; do not edit */\n#include \"lang/han.h\"\n\n");
	print_table("han_simplified", simplified);
	print_table("han_sound", sound);
	utrans_close(latin);
	opencc_close(t2s);
	return 0;
}
