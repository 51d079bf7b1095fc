/* log.h - one JSON object a line on standard error. Never patient text: values are counts, ids, codes and names of ours. Thread safe. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level at_least);

/* log_event(LOG_INFO, "listening", "port", "%d", port) and log_text for a string value. `event` and `key` are literals. */
void log_event(enum log_level level, const char *event, const char *key, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
