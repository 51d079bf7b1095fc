#include "http/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct buf *b, size_t more)
{
	if (b->failed) return false;
	if (b->cap - b->n >= more) return true;
	size_t cap = b->cap ? b->cap : 128;
	while (cap - b->n < more) cap *= 2;
	char *p = realloc(b->p, cap);
	if (!p) return b->failed = true, false;
	b->p = p;
	b->cap = cap;
	return true;
}

void buf_add(struct buf *b, const char *p, size_t n)
{
	if (!n || !reserve(b, n)) return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0 || n >= (int)sizeof text) b->failed = true;
	else buf_add(b, text, (size_t)n);
}

void buf_json(struct buf *b, struct zhuyi_text text)
{
	buf_add(b, "\"", 1);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c == '"' || c == '\\') buf_fmt(b, "\\%c", c);
		else if (c < 0x20) buf_fmt(b, "\\u%04x", c);
		else buf_add(b, text.p + i, 1);
	}
	buf_add(b, "\"", 1);
}

void buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}
