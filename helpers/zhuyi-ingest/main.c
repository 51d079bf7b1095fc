/* zhuyi-ingest - reads the picture of a report from standard input and writes what stands on it, as one JSON object, to standard output.
 *
 * {"width":…,"height":…,"angle":…,"character":36,"cells":[{"at":[x,y,w,h],"box":[x,y,w,h],"text":"…","sure":0..100,"latin":"…","latin_sure":0..100,
 * "digits":"…","digits_again":"…","points":…,"figures":…,"lead":"<"|">","mark":"up"|"down"}]}
 * `at` is in page space (lines level, a character about 36 high), `box` in the picture; the readings are those of read.h, the digits only of what is not
 * plainly Chinese. A picture that cannot be read gives {"error":"…"} and exit status 3.
 *
 * The picture is anybody's: the process locks itself in before it reads the first byte (lock.h). */
#include "lock.h"
#include "page.h"
#include "read.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdbool.h>
#include <tesseract/capi.h>
#include <unistd.h>

enum { PICTURE_MAX = 8 << 20, EXIT_PICTURE = 3, EXIT_SETUP = 4, EXIT_OUTPUT = 5 };

/* ---- output: through write(2) alone ---- */

static char room[1 << 16];
static size_t used;

static void flush(void)
{
	for (size_t at = 0; at < used;) {
		ssize_t n = write(1, room + at, used - at);
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) _exit(EXIT_OUTPUT);
		at += (size_t)n;
	}
	used = 0;
}

__attribute__((format(printf, 1, 2))) static void put(const char *format, ...)
{
	va_list args;
	if (used > sizeof room - 256) flush();
	va_start(args, format);
	int n = vsnprintf(room + used, 256, format, args);
	va_end(args);
	used += n < 0 ? 0 : n > 255 ? 255 : (size_t)n;
}

static void put_text(const char *key, const char *text)
{
	put(",\"%s\":\"", key);
	for (const unsigned char *p = (const unsigned char *)(text ? text : ""); *p; p++) {
		if (*p == '"' || *p == '\\') put("\\%c", *p);
		else if (*p < 0x20) put(" ");
		else put("%c", *p);
	}
	put("\"");
}

static int han(const char *text)
{
	int n = 0;
	for (const unsigned char *p = (const unsigned char *)(text ? text : ""); *p; p++) n += *p >= 0xe3 && *p <= 0xe9;
	return n;
}

/* Whether the reading has as many figures and points as were drawn; of a range only the points are compared. */
static bool fits(const char *text, const struct shape *shape)
{
	int figures = 0, points = 0, others = 0;
	for (const char *p = text ? text : ""; *p; p++) {
		figures += *p >= '0' && *p <= '9';
		points += *p == '.';
		others += *p == '-' || *p == '~' || *p == '<' || *p == '>' || *p == '=';
	}
	if (shape->points >= 0 && points != shape->points) return false;
	return shape->figures < 0 || others || figures == shape->figures;
}

/* A reading that does not fit is tried again a little smaller and larger: the models are sensitive to that. */
static void read_fitting(struct reader *reader, enum reading how, const struct cell *c, struct said *out)
{
	static const float sizes[] = {0.75F, 1.3F, 0.9F};
	reader_read(reader, how, c->gray, out);
	for (unsigned i = 0; i < sizeof sizes / sizeof *sizes && !fits(out->text, &c->shape); i++) {
		struct said again = {0};
		PIX *other = pixScale(c->gray, sizes[i], sizes[i]);
		if (other) reader_read(reader, how, other, &again);
		pixDestroy(&other);
		if (again.text && fits(again.text, &c->shape)) {
			TessDeleteText(out->text);
			*out = again;
		} else if (again.text) TessDeleteText(again.text);
	}
}

/* Some words are not seen at all at one size and plainly at another: of what was not seen or hardly, the reading that is surest. */
static void read_words(struct reader *reader, const struct cell *c, struct said *out)
{
	enum { HARDLY = 60 };
	static const float sizes[] = {0.8F, 1.25F};
	reader_read(reader, READ_TEXT, c->gray, out);
	bool poor = !out->text || !*out->text || out->sure < HARDLY;
	for (unsigned i = 0; poor && c->w >= 2 * PAGE_CHARACTER && i < sizeof sizes / sizeof *sizes; i++) {
		struct said again = {0};
		PIX *other = pixScale(c->gray, sizes[i], sizes[i]);
		if (other) reader_read(reader, READ_TEXT, other, &again);
		pixDestroy(&other);
		bool better = again.text && *again.text && (!out->text || !*out->text || again.sure > out->sure);
		struct said worse = better ? *out : again;
		if (better) *out = again;
		if (worse.text) TessDeleteText(worse.text);
	}
}

static void put_reading(const char *key, struct reader *reader, enum reading how, const struct cell *c)
{
	struct said said = {0};
	read_fitting(reader, how, c, &said);
	put_text(key, said.text);
	TessDeleteText(said.text);
}

/* A unit or an abbreviation, by its English reading: no digits are looked for in it. */
static bool is_letters(const char *latin)
{
	int letters = 0;
	bool over = false;
	for (const char *p = latin ? latin : ""; *p; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
		letters += letter;
		over |= *p == '/' && ((p[1] >= 'a' && p[1] <= 'z') || (p[1] >= 'A' && p[1] <= 'Z'));
	}
	return over || letters > 4 || (latin && !strcmp(latin, "%"));
}

static void put_cell(const struct page *page, const struct cell *c, struct reader *reader, bool first)
{
	enum { PLAINLY = 70 };
	struct said zh = {0};
	int box[4];
	page_to_picture(page, c, box);
	if (!c->shape.dash) read_words(reader, c, &zh);
	put("%s{\"at\":[%d,%d,%d,%d],\"box\":[%d,%d,%d,%d]", first ? "" : ",", c->x, c->y, c->w, c->h, box[0], box[1], box[2], box[3]);
	put_text("text", zh.text);
	put(",\"sure\":%d", zh.sure);
	if (c->shape.dash) {
		put(",\"latin\":\"-\",\"digits\":\"-\",\"digits_again\":\"-\"}");
		return;
	}
	struct said en = {0};
	reader_read(reader, READ_LATIN, c->gray, &en);
	put_text("latin", en.text);
	put(",\"latin_sure\":%d", en.sure);
	if ((han(zh.text) < 2 || zh.sure < PLAINLY) && !is_letters(en.text)) {
		put_reading("digits", reader, READ_DIGITS, c);
		put_reading("digits_again", reader, READ_DIGITS_AGAIN, c);
	}
	if (c->shape.points >= 0) put(",\"points\":%d", c->shape.points);
	if (c->shape.figures >= 0) put(",\"figures\":%d", c->shape.figures);
	if (c->shape.lead) put(",\"lead\":\"%c\"", c->shape.lead);
	if (c->mark) put(",\"mark\":\"%s\"", c->mark == 'u' ? "up" : "down");
	put("}");
	TessDeleteText(zh.text);
	TessDeleteText(en.text);
}

/* ---- input ---- */

static unsigned char *read_all(size_t *n)
{
	unsigned char *bytes = malloc(PICTURE_MAX + 1);
	*n = 0;
	while (bytes && *n <= PICTURE_MAX) {
		ssize_t got = read(0, bytes + *n, PICTURE_MAX + 1 - *n);
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) break;
		*n += (size_t)got;
	}
	return bytes;
}

static int refuse(const char *why, int status)
{
	used = 0;
	put("{\"error\":\"%s\"}\n", why);
	flush();
	return status;
}

int main(int argc, char **argv)
{
	struct page page;
	const char *why = "memory";
	size_t n;
	if (!getenv("OMP_THREAD_LIMIT")) { /* read when the program is loaded, and threads are not allowed */
		setenv("OMP_THREAD_LIMIT", "1", 1);
		execv("/proc/self/exe", argv);
	}
	setMsgSeverity(L_SEVERITY_NONE);
	struct reader *reader = reader_open(argc > 1 ? argv[1] : NULL);
	if (!reader) return refuse("trained data missing", EXIT_SETUP);
	if (!lock_down()) return refuse("cannot be locked in", EXIT_SETUP);
	unsigned char *bytes = read_all(&n);
	if (!bytes || n > PICTURE_MAX) return refuse(bytes ? "size" : "memory", EXIT_PICTURE);
	if (!page_open(&page, bytes, n, &why)) return refuse(why, EXIT_PICTURE);
	put("{\"width\":%d,\"height\":%d,\"angle\":%.4f,\"character\":%d,\"cells\":[", page.width, page.height, (double)page.angle, PAGE_CHARACTER);
	for (int i = 0; i < page.n; i++) put_cell(&page, &page.cells[i], reader, i == 0);
	put("]}\n");
	flush();
	_exit(0);
}
