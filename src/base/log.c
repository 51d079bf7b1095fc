#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static _Atomic int threshold = LOG_INFO;

void log_set_level(enum log_level at_least)
{
	threshold = (int)at_least;
}

/* Escapes in place of copying: control characters and quotes become spaces and apostrophes, which is enough for one-line ids and codes. */
static void defuse(char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == '\\') *text = ' ';
		if (*text == '"') *text = '\'';
	}
}

void log_event(enum log_level level, const char *event, const char *key, const char *fmt, ...)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	if ((int)level < threshold) return;
	char value[512], line[768], when[25];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(value, sizeof value, fmt, ap);
	va_end(ap);
	defuse(value);
	clock_iso8601(when, clock_system().now_ms(NULL));
	int n = snprintf(line, sizeof line, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"%s\":\"%s\"}\n", when, names[level], event, key,
			 value);
	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0) return; /* nowhere left to report to */
}
