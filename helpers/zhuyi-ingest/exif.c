#include "exif.h"

#include <stdbool.h>
#include <string.h>

static unsigned two(const unsigned char *p, bool little)
{
	return little ? (unsigned)p[0] | (unsigned)p[1] << 8 : (unsigned)p[1] | (unsigned)p[0] << 8;
}

static size_t four(const unsigned char *p, bool little)
{
	return little ? two(p, true) | (size_t)two(p + 2, true) << 16 : (size_t)two(p, false) << 16 | two(p + 2, false);
}

/* The first directory of the TIFF structure that EXIF is. */
static int from_tiff(const unsigned char *t, size_t n)
{
	static const int turns[9] = {0, 0, 0, 2, 0, 0, 1, 0, 3};
	if (n < 8) return 0;
	bool little = t[0] == 'I';
	size_t at = four(t + 4, little);
	if (at > n || n - at < 2) return 0;
	unsigned count = two(t + at, little);
	for (at += 2; count-- && at <= n && n - at >= 12; at += 12) {
		if (two(t + at, little) != 0x112) continue;
		unsigned v = two(t + at + 8, little);
		return v <= 8 ? turns[v] : 0;
	}
	return 0;
}

int exif_quarters(const unsigned char *b, size_t n)
{
	if (n < 4 || b[0] != 0xff || b[1] != 0xd8) return 0;
	for (size_t at = 2; at < n && n - at >= 4 && b[at] == 0xff && b[at + 1] != 0xda;) {
		size_t length = two(b + at + 2, false);
		if (length < 2 || n - at - 2 < length) return 0;
		if (b[at + 1] == 0xe1 && length >= 16 && !memcmp(b + at + 4, "Exif\0\0", 6)) return from_tiff(b + at + 10, length - 8);
		at += 2 + length;
	}
	return 0;
}
