/* utf8.h - code points in UTF-8. Pure. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Byte offset of the first byte that is not valid UTF-8 (overlong forms, surrogates and values past U+10FFFF are invalid), or -1. */
ptrdiff_t utf8_invalid(str s);

/* The code point at byte `i` of a valid string; *len is its length in bytes. */
uint32_t utf8_at(str s, ptrdiff_t i, int *len);

/* Writes a code point; returns the number of bytes, 1..4. */
int utf8_put(char out[4], uint32_t cp);

ptrdiff_t utf8_count(str s); /* code points of a valid string */

bool cp_is_han(uint32_t cp);   /* CJK unified ideographs, extensions A and B..G, compatibility ideographs */
bool cp_is_latin(uint32_t cp); /* ASCII letters */
bool cp_is_digit(uint32_t cp); /* ASCII digits */

/* The longest prefix of at most `max` bytes that does not cut a character. */
str utf8_prefix(str s, ptrdiff_t max);

#endif
