#include "account/base32.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void base32_write(char *out, const unsigned char *bytes, ptrdiff_t n)
{
	unsigned bits = 0;
	int have = 0;
	for (ptrdiff_t i = 0; i < n; i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= 5; have -= 5) *out++ = alphabet[bits >> (have - 5) & 31];
		bits &= 31; /* fewer than five are left */
	}
	if (have) *out++ = alphabet[bits << (5 - have) & 31];
	*out = 0;
}

static int value_of(char c)
{
	if (c >= 'a' && c <= 'z') return c - 'a';
	if (c >= 'A' && c <= 'Z') return c - 'A';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

ptrdiff_t base32_read(unsigned char *out, ptrdiff_t max, str text)
{
	unsigned bits = 0;
	int have = 0;
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < text.n; i++) {
		if (text.p[i] == ' ' || text.p[i] == '-') continue;
		int v = value_of(text.p[i]);
		if (v < 0) return -1;
		bits = bits << 5 | (unsigned)v;
		have += 5;
		if (have < 8) continue;
		if (n == max) return -1;
		have -= 8;
		out[n++] = (unsigned char)(bits >> have);
		bits &= (1u << have) - 1;
	}
	return have >= 5 || bits ? -1 : n;
}
