#include "base/str.h"

#include "base/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

str str_from(const char *c_string)
{
	return c_string ? (str){c_string, (ptrdiff_t)strlen(c_string)} : (str){"", 0};
}

bool str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, (size_t)a.n) == 0);
}

int str_cmp(str a, str b)
{
	ptrdiff_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, (size_t)n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix)
{
	return s.n >= prefix.n && str_eq((str){s.p, prefix.n}, prefix);
}

bool str_ends(str s, str suffix)
{
	return s.n >= suffix.n && str_eq((str){s.p + s.n - suffix.n, suffix.n}, suffix);
}

ptrdiff_t str_find(str s, str what)
{
	if (what.n == 0) return 0;
	if (what.n > s.n) return -1;
	const char *hit = memmem(s.p, (size_t)s.n, what.p, (size_t)what.n);
	return hit ? hit - s.p : -1;
}

str str_slice(str s, ptrdiff_t from, ptrdiff_t to)
{
	ASSERT(0 <= from && from <= to && to <= s.n);
	return (str){s.p + from, to - from};
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s)
{
	while (s.n && is_space(s.p[0])) s.p++, s.n--;
	while (s.n && is_space(s.p[s.n - 1])) s.n--;
	return s;
}

uint64_t str_hash(str s)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (ptrdiff_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h ^ (h >> 32);
}

str str_copy(struct arena *a, str s)
{
	char *p = arena_alloc(a, 1, 1, s.n + 1);
	if (s.n) memcpy(p, s.p, (size_t)s.n);
	return (str){p, s.n};
}

const char *str_c(struct arena *a, str s)
{
	return str_copy(a, s).p;
}

bool str_next(str *rest, char sep, str *item)
{
	if (!rest->p) return false;
	const char *hit = rest->n ? memchr(rest->p, sep, (size_t)rest->n) : NULL;
	*item = (str){rest->p, hit ? hit - rest->p : rest->n};
	*rest = hit ? (str){hit + 1, rest->n - item->n - 1} : (str){NULL, 0};
	return true;
}

bool str_to_i64(str s, int64_t *out)
{
	bool negative = s.n && s.p[0] == '-';
	ptrdiff_t i = negative;
	int64_t v = 0;
	if (i == s.n) return false;
	for (; i < s.n; i++) {
		int digit = s.p[i] - '0';
		if (digit < 0 || digit > 9) return false;
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v)) return false;
	}
	if (!negative && v == INT64_MIN) return false;
	*out = negative ? v : -v;
	return true;
}

bool str_to_double(str s, double *out)
{
	char text[48];
	ptrdiff_t dots = 0, digits = 0;
	if (s.n == 0 || s.n >= (ptrdiff_t)sizeof text) return false;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c >= '0' && c <= '9') digits++;
		else if (c == '.') dots++;
		else if (!(i == 0 && (c == '-' || c == '+'))) return false;
		text[i] = c;
	}
	text[s.n] = 0;
	if (!digits || dots > 1) return false;
	*out = strtod(text, NULL);
	return true;
}

struct sb sb_new(struct arena *a, ptrdiff_t cap)
{
	struct sb b = {.a = a};
	b.cap = cap > 16 ? cap : 16;
	b.p = arena_alloc(a, 1, 1, b.cap);
	return b;
}

static void sb_reserve(struct sb *b, ptrdiff_t more)
{
	if (b->n + more <= b->cap) return;
	ptrdiff_t cap = b->cap * 2 > b->n + more ? b->cap * 2 : b->n + more;
	if (b->p + b->cap == b->a->beg) { /* still the arena's last block: grow in place */
		arena_alloc(b->a, 1, 1, cap - b->cap);
	} else {
		char *p = arena_alloc(b->a, 1, 1, cap);
		memcpy(p, b->p, (size_t)b->n);
		b->p = p;
	}
	b->cap = cap;
}

void sb_add(struct sb *b, str s)
{
	if (!s.n) return;
	sb_reserve(b, s.n);
	memcpy(b->p + b->n, s.p, (size_t)s.n);
	b->n += s.n;
}

void sb_byte(struct sb *b, char c)
{
	sb_reserve(b, 1);
	b->p[b->n++] = c;
}

void sb_i64(struct sb *b, int64_t v)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)v);
	sb_add(b, (str){text, n});
}

void sb_fmt(struct sb *b, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < (int)sizeof text) {
		if (n > 0) sb_add(b, (str){text, n});
		return;
	}
	sb_reserve(b, (ptrdiff_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += n;
}

str sb_str(const struct sb *b)
{
	return (str){b->p, b->n};
}
