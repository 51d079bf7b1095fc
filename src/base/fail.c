#include "base/fail.h"

#include "base/check.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
	const char *name;
	int http, exit;
} table[RC_COUNT] = {
	[RC_OK] = {"ok", 200, 0},
	[RC_INPUT] = {"input", 400, 2},
	[RC_DENIED] = {"denied", 403, 3},
	[RC_MISSING] = {"missing", 404, 4},
	[RC_CONFLICT] = {"conflict", 409, 5},
	[RC_BUSY] = {"busy", 503, 6},
	[RC_TIMEOUT] = {"timeout", 504, 7},
	[RC_UPSTREAM] = {"upstream", 502, 8},
	[RC_CORRUPT] = {"corrupt", 500, 9},
	[RC_LIMIT] = {"limit", 413, 10},
	[RC_IO] = {"io", 503, 11},
};

bool fail_set(struct fail *f, enum rc rc, const char *where, const char *fmt, ...)
{
	if (!f || f->rc != RC_OK) return false;
	f->rc = rc;
	f->where = where;
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(f->what, sizeof f->what, fmt, ap);
	va_end(ap);
	if (n >= (int)sizeof f->what) { /* drop a character cut in half */
		ptrdiff_t end = (ptrdiff_t)sizeof f->what - 1;
		while (end > 0 && ((unsigned char)f->what[end - 1] & 0xc0) == 0x80) end--;
		if (end > 0 && (unsigned char)f->what[end - 1] >= 0x80) end--;
		f->what[end] = 0;
	}
	return false;
}

const char *rc_name(enum rc rc)
{
	ASSERT(rc >= 0 && rc < RC_COUNT);
	return table[rc].name;
}

int rc_http(enum rc rc)
{
	ASSERT(rc >= 0 && rc < RC_COUNT);
	return table[rc].http;
}

int rc_exit(enum rc rc)
{
	ASSERT(rc >= 0 && rc < RC_COUNT);
	return table[rc].exit;
}
