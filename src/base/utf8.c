#include "base/utf8.h"

static int sequence_length(unsigned char lead)
{
	if (lead < 0x80) return 1;
	if (lead >= 0xc2 && lead <= 0xdf) return 2;
	if (lead >= 0xe0 && lead <= 0xef) return 3;
	if (lead >= 0xf0 && lead <= 0xf4) return 4;
	return 0;
}

ptrdiff_t utf8_invalid(str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	for (ptrdiff_t i = 0; i < s.n;) {
		int len = sequence_length(p[i]);
		if (len == 0 || len > s.n - i) return i;
		for (int k = 1; k < len; k++)
			if ((p[i + k] & 0xc0) != 0x80) return i;
		if (len == 3 && ((p[i] == 0xe0 && p[i + 1] < 0xa0) || (p[i] == 0xed && p[i + 1] > 0x9f))) return i;
		if (len == 4 && ((p[i] == 0xf0 && p[i + 1] < 0x90) || (p[i] == 0xf4 && p[i + 1] > 0x8f))) return i;
		i += len;
	}
	return -1;
}

uint32_t utf8_at(str s, ptrdiff_t i, int *len)
{
	const unsigned char *p = (const unsigned char *)s.p + i;
	if (p[0] < 0x80) return *len = 1, p[0];
	if (p[0] < 0xe0) return *len = 2, (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	if (p[0] < 0xf0) return *len = 3, (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	return *len = 4, (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
}

int utf8_put(char out[4], uint32_t cp)
{
	if (cp < 0x80) return out[0] = (char)cp, 1;
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

ptrdiff_t utf8_count(str s)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

bool cp_is_han(uint32_t cp)
{
	return (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0x3400 && cp <= 0x4dbf) || (cp >= 0x20000 && cp <= 0x323af) || (cp >= 0xf900 && cp <= 0xfaff);
}

bool cp_is_latin(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
}

bool cp_is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

str utf8_prefix(str s, ptrdiff_t max)
{
	if (s.n <= max) return s;
	while (max > 0 && ((unsigned char)s.p[max] & 0xc0) == 0x80) max--;
	return (str){s.p, max};
}
