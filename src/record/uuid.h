/* uuid.h - UUIDs that are always the same for the same thing, so that two exports of one person can be laid over each other. Pure. */
#ifndef RECORD_UUID_H
#define RECORD_UUID_H

#include "base/str.h"

struct uuid {
	char s[37]; /* lower case, NUL-terminated */
};

/* Version 8 (RFC 9562, 2024: free form) from the first bytes of SHA-256(kind NUL org NUL id). The ids behind it are random, so nothing can be guessed back. */
struct uuid uuid_of(const char *kind, str org, str id);

#endif
