/* base32.h - RFC 4648 base 32 without padding: what people read off a screen and type. Pure. */
#ifndef ACCOUNT_BASE32_H
#define ACCOUNT_BASE32_H

#include "base/str.h"

#define BASE32_CHARS(bytes) (((bytes)*8 + 4) / 5)

/* `out` holds BASE32_CHARS(n) + 1 bytes. */
void base32_write(char *out, const unsigned char *bytes, ptrdiff_t n);

/* Either case; blanks and hyphens anywhere are passed over. How many bytes, or -1: another character, a length no text of whole bytes has, bits left
 * over that are not zero, or more than `max` bytes. */
ptrdiff_t base32_read(unsigned char *out, ptrdiff_t max, str text);

#endif
